// Recency, frequency and breadth of each subject: scores by rank, and the names of the field.
#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "analytics/answer/row_order.hpp"
#include "analytics/question/date_range.hpp"
#include "analytics/question/filter_parser.hpp"
#include "analytics/segment/activity.hpp"
#include "analytics/segment/period.hpp"
#include "analytics/segment/scan.hpp"
#include "analytics/segment/segments.hpp"
#include "base/text.hpp"
#include "model/rfm.hpp"

namespace pmm::analytics {
namespace {

using columnar::Bitset;

constexpr std::array<std::string_view, 6> kRfmKeys{"over",    "period", "rule",
                                                   "filters", "show",   "unit"};
constexpr std::array<std::string_view, 4> kShows{"subjects", "segments", "bins", "lifetimes"};
constexpr std::array<std::string_view, 3> kRfmUnits{"day", "week", "month"};
constexpr std::size_t kScores = 5;
constexpr const char* kUsualPeriod = R"({"last": "365 days"})";

Result<std::string> parse_word(const Json& json, std::span<const std::string_view> known,
                               const char* what, const std::string& at) {
  PMM_TRY(check_kind(json, Json::Kind::kText, at));
  if (std::find(known.begin(), known.end(), json.text) != known.end()) return json.text;
  return unknown(json.text, what, text::nearest(json.text, known), at);
}

Result<RfmSpec> parse_rfm(const Json& json, const Zone& zone, std::int64_t now_us) {
  PMM_TRY(check_kind(json, Json::Kind::kObject, "options"));
  PMM_TRY(check_keys(json, kRfmKeys, "options"));
  RfmSpec spec;
  std::string over = "contacts";
  if (const Json* value = json.find("over")) {
    std::vector<std::string_view> names;
    for (const Cube* cube : activity_cubes()) names.push_back(cube->name);
    PMM_ASSIGN(over, parse_word(*value, names, "cube", "options.over"));
  }
  for (const Cube* cube : activity_cubes())
    if (cube->name == over) spec.cube = cube;
  if (const Json* value = json.find("show")) {
    PMM_ASSIGN(spec.show, parse_word(*value, kShows, "table", "options.show"));
  }
  if (const Json* value = json.find("unit")) {
    PMM_ASSIGN(const std::string unit, parse_word(*value, kRfmUnits, "unit", "options.unit"));
    spec.unit = unit == "day"     ? Granularity::kDay
                : unit == "month" ? Granularity::kMonth
                                  : Granularity::kWeek;
  }
  spec.rows.kind = Filter::Kind::kAnd;
  Filter period;
  period.kind = Filter::Kind::kRanges;
  period.member =
      &*std::find_if(spec.cube->members.begin(), spec.cube->members.end(),
                     [](const Member& member) { return member.kind == MemberKind::kTime; });
  PMM_ASSIGN(const Json usual, parse_json(kUsualPeriod, "options.period"));
  const Json* given = json.find("period");
  PMM_ASSIGN(const TimeRange range,
             parse_period(given != nullptr ? *given : usual, zone, now_us, "options.period"));
  period.ranges.push_back(range);
  spec.rows.children.push_back(std::move(period));
  if (const Json* filters = json.find("filters")) {
    PMM_TRY(check_kind(*filters, Json::Kind::kArray, "options.filters"));
    for (std::size_t i = 0; i < filters->items.size(); ++i) {
      PMM_ASSIGN(Filter filter, parse_filter(filters->items[i], *spec.cube, {zone, now_us},
                                             element_path("options.filters", i)));
      spec.rows.children.push_back(std::move(filter));
    }
  }
  return spec;
}

// One measure cut into five of (nearly) the same number of subjects: by value, and by subject where
// values are equal, so that a second run cuts in the same places.
struct Ranked {
  struct Bin {
    std::int64_t subjects = 0, ties = 0;
    std::int64_t least = 0, most = 0;
    bool collapsed = false;
  };
  std::vector<std::uint8_t> score;  // 1 to 5 of each row of the activity
  std::array<Bin, kScores> bins;
};

// What ranking takes for each subject: the score, and its place in the order while it is sorted.
constexpr std::size_t kRankBytes = sizeof(std::uint8_t);
constexpr std::size_t kOrderBytes = 2 * sizeof(std::uint32_t);

template <class ValueOf, class Worse>
Result<Ranked> rank(std::size_t size, ValueOf&& value_of, Worse&& worse, const Call& call) {
  Ranked out;
  out.score.resize(size);
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0U);
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    const std::int64_t first = value_of(a), second = value_of(b);
    return first == second ? a < b : worse(first, second);
  };
  PMM_TRY(sort_rows(order, size, before, call));
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t bin = i * kScores / size;
    const std::int64_t value = value_of(order[i]);
    Ranked::Bin& into = out.bins[bin];
    out.score[order[i]] = static_cast<std::uint8_t>(bin + 1);
    into.least = into.subjects == 0 ? value : std::min(into.least, value);
    into.most = into.subjects == 0 ? value : std::max(into.most, value);
    ++into.subjects;
  }
  const auto shares = [&](std::size_t bin, std::int64_t value) {
    for (std::size_t other = 0; other < kScores; ++other)
      if (other != bin && out.bins[other].subjects > 0 && value >= out.bins[other].least &&
          value <= out.bins[other].most)
        return true;
    return false;
  };
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t bin = out.score[i] - 1U;
    out.bins[bin].ties += shares(bin, value_of(i)) ? 1 : 0;
  }
  for (Ranked::Bin& bin : out.bins) bin.collapsed = bin.subjects == 0 || bin.ties == bin.subjects;
  return out;
}

struct Rfm {
  const Activity& activity;
  std::int32_t today;
  Ranked recency, frequency, breadth;

  std::int64_t recency_days(std::size_t i) const { return today - activity.last_day[i]; }
  model::RfmScores scores(std::size_t i) const {
    return {recency.score[i], frequency.score[i], breadth.score[i]};
  }
};

Result<Rfm> make_rfm(const Activity& activity, std::int32_t today, Room& room, const Call& call) {
  const std::size_t size = activity.size();
  PMM_TRY(room.hold(static_cast<std::int64_t>(size * 3 * kRankBytes)));
  HeldRoom orders(room, size * kOrderBytes);
  PMM_TRY(orders.status());
  const auto less = [](std::int64_t a, std::int64_t b) { return a < b; };
  const auto more = [](std::int64_t a, std::int64_t b) { return a > b; };
  const auto recency_of = [&](std::size_t i) { return std::int64_t{today} - activity.last_day[i]; };
  const auto frequency_of = [&](std::size_t i) { return std::int64_t{activity.frequency[i]}; };
  const auto breadth_of = [&](std::size_t i) { return std::int64_t{activity.breadth[i]}; };
  PMM_ASSIGN(Ranked recency, rank(size, recency_of, more, call));
  PMM_ASSIGN(Ranked frequency, rank(size, frequency_of, less, call));
  PMM_ASSIGN(Ranked breadth, rank(size, breadth_of, less, call));
  return Rfm{activity, today, std::move(recency), std::move(frequency), std::move(breadth)};
}

Result<TableBuilder> subjects_table(const Rfm& rfm, Watch& watch) {
  TableBuilder builder({{"subject", Type::kInt64},
                        {"recency_days", Type::kInt64, "d"},
                        {"frequency", Type::kInt64},
                        {"breadth", Type::kInt64},
                        {"last_on", Type::kDate},
                        {"r", Type::kInt64},
                        {"f", Type::kInt64},
                        {"b", Type::kInt64},
                        {"score", Type::kInt64},
                        {"segment", Type::kText}});
  for (std::size_t i = 0; i < rfm.activity.size(); ++i) {
    const model::RfmScores scores = rfm.scores(i);
    builder.integer(rfm.activity.subject[i]);
    builder.integer(rfm.recency_days(i));
    builder.integer(rfm.activity.frequency[i]);
    builder.integer(rfm.activity.breadth[i]);
    builder.date(rfm.activity.last_day[i]);
    builder.integer(scores.recency);
    builder.integer(scores.frequency);
    builder.integer(scores.breadth);
    builder.integer(scores.recency * 100 + scores.frequency * 10 + scores.breadth);
    builder.text(model::rfm_segment(scores).code);
    builder.end_row();
    PMM_TRY(watch.row([&builder] { return held_bytes(builder.table()); }));
  }
  return builder;
}

TableBuilder segments_table(const Rfm& rfm, const model::Plan& plan) {
  struct Sum {
    std::size_t subjects = 0;
    double recency = 0, frequency = 0, breadth = 0;
  };
  const auto known = model::rfm_segments();
  std::vector<Sum> sums(known.size());
  for (std::size_t i = 0; i < rfm.activity.size(); ++i) {
    Sum& sum = sums[static_cast<std::size_t>(&model::rfm_segment(rfm.scores(i)) - known.data())];
    ++sum.subjects;
    sum.recency += static_cast<double>(rfm.recency_days(i));
    sum.frequency += rfm.activity.frequency[i];
    sum.breadth += rfm.activity.breadth[i];
  }
  TableBuilder builder({{"segment", Type::kText},
                        {"title_it", Type::kText},
                        {"field_name", Type::kText},
                        {"subjects", Type::kInt64},
                        {"share", Type::kFloat64, "1"},
                        {"recency_days_avg", Type::kFloat64, "d"},
                        {"frequency_avg", Type::kFloat64},
                        {"breadth_avg", Type::kFloat64}});
  std::vector<std::size_t> counts;
  counts.reserve(sums.size());
  for (const Sum& sum : sums) counts.push_back(sum.subjects);
  const auto hides = hidden_counts(counts, rfm.activity.size(), plan);
  for (std::size_t i = 0; i < known.size(); ++i) {
    builder.text(known[i].code);
    builder.text(known[i].title_it);
    builder.text(known[i].field_name);
    if (hides[i] != 0)
      builder.withheld();
    else
      builder.integer(static_cast<std::int64_t>(sums[i].subjects));
    const auto n = static_cast<double>(sums[i].subjects);
    const auto all = static_cast<double>(rfm.activity.size());
    for (const double value :
         {n * n / std::max(all, 1.0), sums[i].recency, sums[i].frequency, sums[i].breadth}) {
      if (hides[i] != 0)
        builder.withheld();
      else if (sums[i].subjects == 0)
        builder.null();
      else
        builder.real(value / n);
    }
    builder.end_row();
  }
  return builder;
}

// An edge of a bin is what one subject did; who may not see persons gets none.
TableBuilder bins_table(const Rfm& rfm, const model::Plan& plan) {
  const bool hides = hides_small_groups(plan);
  TableBuilder builder({{"measure", Type::kText},
                        {"score", Type::kInt64},
                        {"subjects", Type::kInt64},
                        {"least", Type::kInt64},
                        {"most", Type::kInt64},
                        {"ties", Type::kInt64},
                        {"collapsed", Type::kBool}});
  const std::pair<const char*, const Ranked*> measures[] = {
      {"recency_days", &rfm.recency}, {"frequency", &rfm.frequency}, {"breadth", &rfm.breadth}};
  for (const auto& [name, ranked] : measures) {
    std::vector<std::size_t> counts;
    for (const Ranked::Bin& bin : ranked->bins)
      counts.push_back(static_cast<std::size_t>(bin.subjects));
    const auto hidden = hidden_counts(counts, rfm.activity.size(), plan);
    for (std::size_t bin = 0; bin < kScores; ++bin) {
      const Ranked::Bin& row = ranked->bins[bin];
      builder.text(name);
      builder.integer(static_cast<std::int64_t>(bin) + 1);
      if (hidden[bin] != 0)
        builder.withheld();
      else
        builder.integer(row.subjects);
      for (const std::int64_t edge : {row.least, row.most}) {
        if (hides)
          builder.withheld();
        else if (row.subjects == 0)
          builder.null();
        else
          builder.integer(edge);
      }
      if (hides) {
        builder.withheld();
        builder.withheld();
      } else {
        builder.integer(row.ties);
        builder.boolean(row.collapsed);
      }
      builder.end_row();
    }
  }
  return builder;
}

// What the libraries for customer lifetimes take; all in the unit asked for.
Result<TableBuilder> lifetimes_table(const Activity& activity, std::int32_t today, Granularity unit,
                                     Watch& watch) {
  TableBuilder builder({{"customer_id", Type::kInt64},
                        {"frequency", Type::kInt64},
                        {"recency", Type::kInt64},
                        {"T", Type::kInt64},
                        {"monetary_value", Type::kFloat64}});
  const std::int32_t end = unit_number(today, unit);
  for (std::size_t i = 0; i < activity.size(); ++i) {
    const std::int32_t first = unit_number(activity.first_day[i], unit);
    builder.integer(activity.subject[i]);
    builder.integer(std::int64_t{activity.periods[i]} - 1);
    builder.integer(unit_number(activity.last_day[i], unit) - first);
    builder.integer(end - first);
    builder.real(activity.breadth[i]);
    builder.end_row();
    PMM_TRY(watch.row([&builder] { return held_bytes(builder.table()); }));
  }
  return builder;
}

// Everybody, unless a rule says less.
std::string rule_text(const Json& options) {
  const Json* rule = options.find("rule");
  return rule == nullptr ? R"({"subject": {}})" : to_text(*rule);
}

}  // namespace

Result<TablePtr> Segments::rfm(std::string_view text, const Asker& asker, const Call& call) {
  const std::int64_t now_us = store_->now_us();
  PMM_ASSIGN(const Json json, parse_json(text, "options"));
  PMM_ASSIGN(const RfmSpec spec, parse_rfm(json, *zone_, now_us));
  const std::string rule = rule_text(json);
  const std::string_view rules[] = {rule};
  // A list of persons has those whom the actor sees, by what it reads of them.
  Asker by = asker;
  if (spec.show == "subjects" || spec.show == "lifetimes") by.action = model::Action::kRead;
  PMM_ASSIGN(const Evaluated evaluated, evaluate(rules, by, false, call));
  const Predicate rows = compile_rows(spec.rows, *spec.cube, *evaluated.epoch, by.plan, by.action);
  Room room(budget_bytes(), 0, kPersonsTake);
  PMM_ASSIGN(const Activity activity,
             read_activity(spec, *evaluated.epoch, rows, evaluated.groups.front(), room, call));
  const std::int32_t today = zone_->local_day(now_us);
  const auto build = [&]() -> Result<TableBuilder> {
    if (spec.show == "lifetimes") {
      Watch watch(budget_bytes(), room.used(), call, kPersonsTake);
      return lifetimes_table(activity, today, spec.unit, watch);
    }
    PMM_ASSIGN(const Rfm rfm, make_rfm(activity, today, room, call));
    if (spec.show == "segments") return segments_table(rfm, asker.plan);
    if (spec.show == "bins") return bins_table(rfm, asker.plan);
    Watch watch(budget_bytes(), room.used(), call, kPersonsTake);
    return subjects_table(rfm, watch);
  };
  PMM_ASSIGN(TableBuilder builder, build());
  builder.table().timezone = zone_->name();
  builder.table().watermark = evaluated.watermark();
  return builder.finish();
}

}  // namespace pmm::analytics

// Recency, frequency and breadth of each subject: scores by rank, and the names of the field.
#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

#include "analytics/date_range.hpp"
#include "analytics/filter_parser.hpp"
#include "analytics/segment_period.hpp"
#include "analytics/segment_scan.hpp"
#include "analytics/segments.hpp"
#include "base/civil.hpp"
#include "base/limits.hpp"
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

struct RfmSpec {
  const Cube* cube = nullptr;
  Filter rows;
  std::string show = "subjects";
  Granularity unit = Granularity::kWeek;
};

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

// What is known of each subject that has rows, in the order of the subjects.
struct Activity {
  std::vector<std::uint32_t> subject, frequency, breadth, periods;
  std::vector<std::int32_t> first_day, last_day;
  std::size_t size() const noexcept { return subject.size(); }
};

std::int32_t unit_number(std::int32_t day, Granularity unit) noexcept {
  if (unit == Granularity::kDay) return day;
  if (unit == Granularity::kWeek) return (period_start(day, unit) + 3) / 7;
  const Civil date = civil_from_days(day);
  return date.year * 12 + date.month - 1;
}

class ActivityScan {
 public:
  ActivityScan(const RfmSpec& spec, std::size_t subjects)
      : spec_(spec),
        frequency_(subjects),
        first_(subjects, std::numeric_limits<std::int32_t>::max()),
        last_(subjects, std::numeric_limits<std::int32_t>::min()) {
    for (const Member& member : spec.cube->members)
      if (member.kind == MemberKind::kTime) {
        day_column_ = member.day_column;
        break;
      }
  }

  void add(const columnar::Block& block, Selection rows) {
    const Cube& cube = *spec_.cube;
    const auto days = days_.read(block.chunks[day_column_], rows);
    const bool lifetimes = spec_.show == "lifetimes";
    columnar::visit_narrow(block.chunks[cube.service_column], block.rows, [&](auto services) {
      columnar::visit_narrow(block.chunks[cube.subject_column], block.rows, [&](auto subjects) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (days[i] == columnar::kNullInt) continue;
          const std::uint32_t subject = subjects[rows[i]];
          const auto day = static_cast<std::int32_t>(days[i]);
          ++frequency_[subject];
          first_[subject] = std::min(first_[subject], day);
          last_[subject] = std::max(last_[subject], day);
          services_.add(subject, services[rows[i]]);
          if (lifetimes) periods_.add(subject, period_code(day));
        }
      });
    });
  }

  Activity finish(const Bitset& population) const {
    const std::vector<std::uint32_t> breadth = services_.count(frequency_.size());
    const std::vector<std::uint32_t> periods = periods_.count(frequency_.size());
    Activity out;
    population.visit(1, [&](std::size_t subject) {
      if (subject >= frequency_.size()) return false;
      if (frequency_[subject] == 0) return true;
      out.subject.push_back(static_cast<std::uint32_t>(subject));
      out.frequency.push_back(frequency_[subject]);
      out.breadth.push_back(breadth[subject]);
      out.periods.push_back(periods[subject]);
      out.first_day.push_back(first_[subject]);
      out.last_day.push_back(last_[subject]);
      return true;
    });
    return out;
  }

 private:
  // Dense from 1 on, in the order in which they are met.
  std::uint32_t period_code(std::int32_t day) {
    const auto [at, added] = codes_.try_emplace(unit_number(day, spec_.unit),
                                                static_cast<std::uint32_t>(codes_.size() + 1));
    return at->second;
  }

  const RfmSpec& spec_;
  std::uint8_t day_column_ = 0;
  ValueBuffer days_;
  std::vector<std::uint32_t> frequency_;
  std::vector<std::int32_t> first_, last_;
  CodePairs services_, periods_;
  std::unordered_map<std::int32_t, std::uint32_t> codes_;
};

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

template <class ValueOf, class Better>
Ranked rank(std::size_t size, ValueOf&& value_of, Better&& worse) {
  Ranked out;
  out.score.resize(size);
  std::vector<std::uint32_t> order(size);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return worse(value_of(a), value_of(b));
  });
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

Rfm make_rfm(const Activity& activity, std::int32_t today) {
  const std::size_t size = activity.size();
  const auto less = [](std::int64_t a, std::int64_t b) { return a < b; };
  const auto more = [](std::int64_t a, std::int64_t b) { return a > b; };
  return {
      activity, today,
      rank(
          size, [&](std::size_t i) { return std::int64_t{today} - activity.last_day[i]; }, more),
      rank(
          size, [&](std::size_t i) { return std::int64_t{activity.frequency[i]}; }, less),
      rank(
          size, [&](std::size_t i) { return std::int64_t{activity.breadth[i]}; }, less)};
}

TableBuilder subjects_table(const Rfm& rfm) {
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
TableBuilder lifetimes_table(const Activity& activity, std::int32_t today, Granularity unit) {
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
  ActivityScan scan(spec, subjects_end(*spec.cube, *evaluated.epoch));
  const Predicate rows = compile_rows(spec.rows, *spec.cube, *evaluated.epoch, by.plan, by.action);
  PMM_TRY(scan_blocks(
      evaluated.epoch->frame(spec.cube->id), rows, call,
      [&scan](const columnar::Block& block, Selection selected) { scan.add(block, selected); }));
  const Activity activity = scan.finish(evaluated.groups.front());
  const std::int32_t today = zone_->local_day(now_us);
  PMM_TRY(call.check());
  const auto build = [&]() -> TableBuilder {
    if (spec.show == "lifetimes") return lifetimes_table(activity, today, spec.unit);
    const Rfm rfm = make_rfm(activity, today);
    if (spec.show == "segments") return segments_table(rfm, asker.plan);
    if (spec.show == "bins") return bins_table(rfm, asker.plan);
    return subjects_table(rfm);
  };
  TableBuilder builder = build();
  builder.table().timezone = zone_->name();
  builder.table().watermark = evaluated.watermark();
  return builder.finish();
}

}  // namespace pmm::analytics

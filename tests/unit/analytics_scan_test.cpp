#include "analytics/scan/scan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "analytics/question/date_range.hpp"
#include "analytics/scan/predicate.hpp"
#include "base/civil.hpp"
#include "columnar/work_pool.hpp"
#include "model/case.hpp"

namespace pmm::analytics {
namespace {

using columnar::Cell;
using columnar::kNullInt;
using CaseRow = std::vector<Cell>;

// Cases in memory, without a store: several blocks, nulls, deletions, changes, steps of seconds
// and of microseconds, clock changes, cases closed before they were opened.
class ScanTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kRows = 4 * std::size_t{columnar::kBlockRows} + 77;
  static constexpr std::int64_t kBegin = 1'600'000'000 * kMicrosPerSecond;  // September 2020
  static constexpr std::int64_t kNow = kBegin + 500 * kMicrosPerDay;

  void SetUp() override {
    const char* given = std::getenv("SEED");
    const std::uint64_t seed =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
    random_.seed(seed);
    mixed_steps_ = pick(2) == 0;
    plan_.everything = true;
    for (const Domain domain :
         {Domain::kService, Domain::kCategory, Domain::kOffice, Domain::kChannel, Domain::kArea})
      for (std::int64_t key = 1; key <= 12; ++key)
        dictionary(domain).add(key, "code " + std::to_string(key));
    for (const char* text : {"application", "report"}) dictionary(Domain::kCaseKind).code_of(text);
    dictionary(Domain::kStatus).code_of(model::kStatusOpen);
    dictionary(Domain::kStatus).code_of(model::kStatusClosed);
    std::vector<columnar::Kind> kinds;
    for (const ColumnSpec& spec : cube_.columns) kinds.push_back(spec.kind);
    columnar::FrameBuilder builder(kinds, {});
    for (std::size_t i = 0; i < kRows; ++i) {
      rows_.push_back(make_row(i));
      builder.append(*rows_.back());
    }
    columnar::FrameBuilder changed(kinds, builder.finish());
    for (std::size_t i = 0; i < kRows / 20; ++i) {
      const std::size_t at = pick(kRows);
      if (pick(8) == 0) {
        changed.erase(static_cast<std::uint32_t>(at));
        rows_[at] = std::nullopt;
      } else {
        rows_[at] = make_row(at);
        changed.patch(static_cast<std::uint32_t>(at), *rows_[at]);
      }
    }
    epoch_.frames[static_cast<std::size_t>(CubeId::kCases)] = changed.finish();
    for (std::size_t i = 0; i < kDomains; ++i) epoch_.dictionaries[i] = dictionaries_[i].publish();
  }

  std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
  Cell code(std::size_t codes, std::size_t nulls) {
    return nulls != 0 && pick(nulls) == 0 ? kNullInt : static_cast<Cell>(pick(codes)) + 1;
  }
  columnar::Dictionary& dictionary(Domain domain) {
    return dictionaries_[static_cast<std::size_t>(domain)];
  }

  CaseRow make_row(std::size_t at) {
    CaseRow row(cube_.columns.size(), kNullInt);
    const std::size_t block = at / columnar::kBlockRows;
    row[cases::kKind] = code(2, 0);
    row[cases::kService] = code(12, 0);
    row[cases::kCategory] = code(3, 9);
    row[cases::kOffice] = block == 2 ? 5 : code(12, 30);  // one block has one office
    row[cases::kChannel] = code(4, 0);
    row[cases::kStatus] = code(2, 0);
    row[cases::kArea] = code(10, 5);
    row[cases::kSubject] = code(pick(3) == 0 ? 20 : 5000, 12);
    row[cases::kReopened] = code(2, 2);
    const std::int64_t step = mixed_steps_ && block == 4 ? 7 : kMicrosPerSecond;
    const std::int64_t opened = kBegin + static_cast<std::int64_t>(at) *
                                             (450 * kMicrosPerDay / std::int64_t{kRows}) / step *
                                             step;
    row[cases::kOpened] = opened;
    if (pick(5) != 0) row[cases::kDue] = opened + static_cast<Cell>(pick(60)) * kMicrosPerDay;
    if (row[cases::kStatus] == 2 && pick(20) != 0)
      row[cases::kClosed] = opened + (static_cast<Cell>(pick(8'000'000)) - 40'000) * step;
    for (const auto& [day, us] :
         {std::pair{cases::kOpenedDay, cases::kOpened}, std::pair{cases::kDueDay, cases::kDue},
          std::pair{cases::kClosedDay, cases::kClosed}})
      if (row[us] != kNullInt) row[day] = home_->local_day(row[us]);
    return row;
  }

  const Member& member(std::string_view name) const { return *find_member(cube_, name); }

  Result<ScanResult> run(const ScanSpec& spec, columnar::WorkPool* pool) const {
    ScanContext context{epoch_, plan_, *home_, kNow};
    context.pool = pool;
    return scan(spec, context, Call{});
  }

  const Cube& cube_ = cube_of(CubeId::kCases);
  std::shared_ptr<const Zone> home_ = Zone::load("Europe/Rome").value();
  std::mt19937_64 random_;
  bool mixed_steps_ = false;  // the last block's cases are told to the microsecond
  model::Plan plan_;
  Epoch epoch_;
  std::array<columnar::Dictionary, kDomains> dictionaries_;
  std::vector<std::optional<CaseRow>> rows_;
};

// --- The plain way -----------------------------------------------------------------------------

using Key = std::vector<std::optional<std::int64_t>>;

struct Group {
  std::int64_t rows = 0, closed = 0, within = 0, due = 0;
  std::set<Cell> subjects;
  std::vector<std::int64_t> durations;
};

std::optional<std::int64_t> bucket(const TimeDimension& time, const Zone& zone, Cell us) {
  if (us == kNullInt) return std::nullopt;
  const std::int64_t local = zone.to_local(us);
  switch (time.granularity) {
    case Granularity::kHourOfDay:
      return (local - day_of(local) * kMicrosPerDay) / (3600 * kMicrosPerSecond);
    case Granularity::kWeekday:
      return weekday(day_of(local));
    case Granularity::kHour: {
      const std::int64_t in_hour =
          (local - day_of(local) * kMicrosPerDay) % (3600 * kMicrosPerSecond);
      return us - in_hour;  // the zones of this test change their clocks on the hour
    }
    default:
      return period_start(day_of(local), time.granularity);
  }
}

bool matches(const Filter& filter, const CaseRow& row) {
  if (filter.kind == Filter::Kind::kAnd)
    return std::all_of(filter.children.begin(), filter.children.end(),
                       [&row](const Filter& child) { return matches(child, row); });
  const Cell cell = row[filter.member->column];
  if (filter.kind == Filter::Kind::kSet) return cell != kNullInt;
  if (cell == kNullInt) return false;
  if (filter.kind == Filter::Kind::kRanges) {
    const bool in = std::any_of(filter.ranges.begin(), filter.ranges.end(), [cell](const auto& r) {
      return cell >= r.begin_us && cell < r.end_us;
    });
    return in != filter.negated;
  }
  const std::string text = "code " + std::to_string(cell);
  return (std::find(filter.texts.begin(), filter.texts.end(), text) != filter.texts.end()) !=
         filter.negated;
}

double quantile(std::vector<std::int64_t> values, double p) {
  std::sort(values.begin(), values.end());
  const double rank = p * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(rank);
  const double share = rank - static_cast<double>(low);
  const auto below = static_cast<double>(values[low]);
  if (share == 0 || low + 1 == values.size()) return below / 1e6;
  return (below + (static_cast<double>(values[low + 1]) - below) * share) / 1e6;
}

// Answers as lines: the set, the key, the measures.
using Lines = std::set<std::string>;

std::string told(std::optional<double> value) {
  if (!value) return "null";
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.12g", *value);
  return text.data();
}

Lines lines_of(const ScanSpec& spec, const ScanResult& result) {
  Lines lines;
  for (std::size_t row = 0; row < result.sets.size(); ++row) {
    std::string line = std::to_string(result.sets[row]);
    for (std::size_t i = 0; i < result.columns.size(); ++i) {
      const AnswerColumn& column = result.columns[i];
      line += " ";
      if (column.nulls[row] != 0)
        line += "null";
      else if (column.type == Type::kText)
        line += column.texts[row];
      else if (column.type == Type::kFloat64)
        line += told(column.reals[row]);
      else
        line += std::to_string(column.ints[row]);
    }
    lines.insert(line);
  }
  EXPECT_EQ(lines.size(), result.sets.size()) << spec.parts();
  return lines;
}

class PlainScan {
 public:
  PlainScan(const ScanSpec& spec, const std::vector<std::optional<CaseRow>>& rows) {
    std::vector<PartSet> sets{~PartSet{0}};
    sets.insert(sets.end(), spec.sets.begin(), spec.sets.end());
    for (const auto& row : rows) {
      if (!row || !matches(spec.filter, *row)) continue;
      ++matched;
      for (std::size_t set = 0; set < sets.size(); ++set)
        add(*row, groups_[{set, key_of(spec, sets[set], *row)}]);
    }
    for (auto& [key, group] : groups_) {
      std::string line = std::to_string(key.first);
      for (std::size_t i = 0; i < key.second.size(); ++i) {
        const auto& part = key.second[i];
        const bool text = i < spec.dimensions.size();
        line += " " + (!part ? "null" : (text ? "code " : "") + std::to_string(*part));
      }
      lines.insert(line + measures(group));
    }
  }
  Lines lines;
  std::uint64_t matched = 0;

 private:
  static Key key_of(const ScanSpec& spec, PartSet kept, const CaseRow& row) {
    Key key;
    for (const Member* dimension : spec.dimensions) {
      const Cell cell = row[dimension->column];
      key.push_back(cell == kNullInt ? std::nullopt : std::optional<std::int64_t>(cell));
    }
    for (const TimeDimension& time : spec.times)
      key.push_back(bucket(time, *spec.zone, row[time.member->column]));
    for (std::size_t i = 0; i < key.size(); ++i)
      if ((kept >> i & 1U) == 0) key[i] = std::nullopt;
    return key;
  }
  static void add(const CaseRow& row, Group& group) {
    const Cell closed = row[cases::kClosed];
    const bool is_closed = row[cases::kStatus] == 2;
    ++group.rows;
    group.closed += is_closed ? 1 : 0;
    if (is_closed && closed != kNullInt && row[cases::kDue] != kNullInt) {
      ++group.due;
      group.within += closed <= row[cases::kDue] ? 1 : 0;
    }
    if (row[cases::kSubject] != kNullInt) group.subjects.insert(row[cases::kSubject]);
    if (closed != kNullInt && closed >= row[cases::kOpened])
      group.durations.push_back(closed - row[cases::kOpened]);
  }
  static std::string measures(const Group& group) {
    std::optional<double> rate, mean, median, p90;
    if (group.due != 0) rate = static_cast<double>(group.within) / static_cast<double>(group.due);
    if (!group.durations.empty()) {
      double sum = 0;  // below 2^53: exact
      for (const std::int64_t value : group.durations) sum += static_cast<double>(value);
      mean = sum / static_cast<double>(group.durations.size()) / 1e6;
      median = quantile(group.durations, 0.5);
      p90 = quantile(group.durations, 0.9);
    }
    return " " + std::to_string(group.rows) + " " + std::to_string(group.closed) + " " +
           std::to_string(group.subjects.size()) + " " + told(rate) + " " + told(mean) + " " +
           told(median) + " " + told(p90);
  }

  std::map<std::pair<std::size_t, Key>, Group> groups_;
};

// --- Generated scans -----------------------------------------------------------------------------

class GeneratedScanTest : public ScanTest {
 protected:
  ScanSpec generate() {
    ScanSpec spec;
    spec.cube = &cube_;
    spec.zone = pick(4) == 0 ? Zone::load("America/New_York").value() : home_;
    for (const char* name :
         {"cases.count", "cases.closed_count", "cases.subjects", "cases.within_due_rate",
          "cases.resolution_time_avg", "cases.resolution_time_median", "cases.resolution_time_p90"})
      spec.measures.push_back(&member(name));
    for (const char* name : {"cases.channel", "cases.office", "cases.area", "cases.service"})
      if (pick(3) == 0) spec.dimensions.push_back(&member(name));
    for (const char* name : {"cases.opened_at", "cases.closed_at", "cases.due_at"}) {
      if (pick(4) != 0) continue;
      constexpr std::array kAll{Granularity::kHour,    Granularity::kDay,      Granularity::kWeek,
                                Granularity::kMonth,   Granularity::kQuarter,  Granularity::kYear,
                                Granularity::kWeekday, Granularity::kHourOfDay};
      TimeDimension time;
      time.member = &member(name);
      time.granularity = kAll[pick(kAll.size())];
      spec.times.push_back(time);
    }
    for (int i = 0; i < 3; ++i)
      if (pick(3) == 0 && spec.parts() != 0)
        spec.sets.push_back(pick(std::size_t{1} << spec.parts()));
    std::sort(spec.sets.begin(), spec.sets.end());
    spec.sets.erase(std::unique(spec.sets.begin(), spec.sets.end()), spec.sets.end());
    while (pick(3) != 0) spec.filter.children.push_back(make_filter());
    return spec;
  }

  Filter make_filter() {
    Filter filter;
    filter.negated = pick(4) == 0;
    const std::size_t what = pick(6);
    if (what < 3) {
      filter.kind = Filter::Kind::kIn;
      filter.member = &member(std::array{"cases.area", "cases.service", "cases.office"}[what]);
      for (std::size_t i = 0; i <= pick(9); ++i)
        filter.texts.push_back("code " + std::to_string(1 + pick(13)));
    } else if (what == 3) {
      filter.kind = Filter::Kind::kSet;
      filter.negated = false;
      filter.member = &member(pick(2) == 0 ? "cases.closed_at" : "cases.area");
    } else {
      filter.kind = Filter::Kind::kRanges;
      filter.member = &member(pick(2) == 0 ? "cases.opened_at" : "cases.closed_at");
      for (std::size_t i = 0; i <= pick(2); ++i) {
        TimeRange range;
        range.begin_us = kBegin + static_cast<Cell>(pick(400)) * kMicrosPerDay;
        range.end_us = range.begin_us + static_cast<Cell>(pick(200)) * kMicrosPerDay;
        filter.ranges.push_back(range);
      }
    }
    return filter;
  }
};

TEST_F(GeneratedScanTest, AgreesWithThePlainWayWhateverTheThreads) {
  columnar::WorkPool pool(4);
#ifdef PMM_CHECKED
  constexpr int kRounds = 4;  // the plain way takes its time there
#else
  constexpr int kRounds = 25;
#endif
  for (int round = 0; round < kRounds; ++round) {
    const ScanSpec spec = generate();
    const auto alone = run(spec, nullptr);
    const auto shared = run(spec, &pool);
    ASSERT_TRUE(alone.ok()) << alone.status().message();
    ASSERT_TRUE(shared.ok()) << shared.status().message();
    const PlainScan plain(spec, rows_);
    Lines lines = lines_of(spec, alone.value());
    ASSERT_EQ(lines, lines_of(spec, shared.value()));
    // Where nothing matches a grouping without parts still has its one row.
    if (plain.matched == 0) {
      std::erase_if(lines, [](const std::string& line) {
        return line.find(" 0 0 0 null null null null") != std::string::npos;
      });
    }
    ASSERT_EQ(lines, plain.lines) << "round " << round;
    ASSERT_EQ(alone->stats.rows_matched, plain.matched);
    ASSERT_EQ(shared->stats.rows_matched, plain.matched);
  }
}

TEST_F(ScanTest, EndsWithTheCall) {
  ScanSpec spec;
  spec.cube = &cube_;
  spec.zone = home_;
  spec.measures = {&member("cases.subjects")};
  columnar::WorkPool pool(3);
  ScanContext context{epoch_, plan_, *home_, kNow};
  context.pool = &pool;
  Call call;
  const auto token = std::make_shared<CancelToken>();
  token->request();
  call.cancel = token;
  EXPECT_EQ(scan(spec, context, call).status().code(), Code::kCancelled);
  context.budget_bytes = 100;
  const auto refused = scan(spec, context, Call{});
  ASSERT_EQ(refused.status().code(), Code::kLimit);
  EXPECT_EQ(refused.status().field(), "query");
}

// Bounds of a block in which a column has no value at all: there is no span between them.
TEST(JudgeTest, BlockWithoutAValueIsWhatNullIs) {
  columnar::Block block;
  block.rows = 2;
  const std::array nulls{kNullInt, kNullInt};
  block.chunks.push_back(columnar::make_chunk(columnar::Kind::kCode, nulls));
  Predicate predicate;
  predicate.kind = Predicate::Kind::kTable;
  predicate.table = {0, 1, 1};
  EXPECT_EQ(judge(predicate, block), Verdict::kNone);
  predicate.table = {1, 0, 0};
  EXPECT_EQ(judge(predicate, block), Verdict::kAll);
}

}  // namespace
}  // namespace pmm::analytics

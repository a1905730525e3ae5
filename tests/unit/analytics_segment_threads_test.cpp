#include <functional>

#include "analytics_segment_fixture.hpp"

// Rules over enough rows for several threads: the answer is that of one, and of reading each row.
namespace pmm::analytics {
namespace {

constexpr std::int64_t kCount = 220'000;  // of cases: four blocks
constexpr std::int64_t kPersons = 3000;

constexpr const char* kManySubjects = R"sql(
WITH RECURSIVE n (i) AS (SELECT 21 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
INSERT INTO subjects (id, token, version, kind, name, since_us, created_us)
SELECT i, 't' || i, 1, 'person', 'Subject ' || i, 0, 0 FROM n)sql";
constexpr const char* kManyCases = R"sql(
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
INSERT INTO cases (id, token, version, number, kind, service, subject, status, state, opened_us,
                   due_given, closed_us, reopened_count, assurance, created_us)
SELECT i, 'c' || i, 1, 'N' || i,
       CASE i * 7 % 11 % 3 WHEN 0 THEN 'report' WHEN 1 THEN 'complaint' ELSE 'inquiry' END,
       1 + i * 13 % 7 % 3, CASE WHEN i % 9 = 0 THEN NULL ELSE 1 + (i * 31 + i / 17) % $2 END,
       'open', 'new', $3 + i * 7919 % 380 * 86400000000 + i % 86400 * 1000000, 0,
       CASE WHEN i % 3 = 0 THEN NULL ELSE $3 + i * 7919 % 380 * 86400000000 + i % 86400 * 1000000
         + (i * 17 % 40 - 2) * 86400000000 END, 0, 0, 0
FROM n)sql";

struct Row {
  std::string_view kind;
  std::int64_t service = 0, opened = 0;
  std::optional<std::int64_t> closed{};
};

class SegmentThreads : public SegmentTest {
 protected:
  void SetUp() override {
    SegmentTest::SetUp();
    begin_ = at("2006-06-01T00:00:00Z");
    write([this](store::Tx& tx) -> Status {
      PMM_TRY(run(tx, kManySubjects, {kPersons}));
      PMM_TRY(run(tx, kManyCases, {kCount, kPersons, begin_}));
      return journal(tx, "create", store::Noun::kCase, 1);
    });
    rows_.resize(kPersons + 1);
    constexpr std::string_view kKinds[] = {"report", "complaint", "inquiry"};
    for (std::int64_t i = 1; i <= kCount; ++i) {
      if (i % 9 == 0) continue;
      Row row{kKinds[i * 7 % 11 % 3], 1 + i * 13 % 7 % 3,
              begin_ + i * 7919 % 380 * kMicrosPerDay + i % 86'400 * kMicrosPerSecond};
      if (i % 3 != 0) row.closed = row.opened + (i * 17 % 40 - 2) * kMicrosPerDay;
      rows_[static_cast<std::size_t>(1 + (i * 31 + i / 17) % kPersons)].push_back(row);
    }
  }

  using Rows = std::vector<Row>;
  struct Sample {
    const char* json;
    std::function<bool(const Rows&)> holds;
  };
  std::vector<Sample> samples() const {
    const auto of_kind = [](const Rows& rows, std::string_view kind) {
      Rows found;
      std::copy_if(rows.begin(), rows.end(), std::back_inserter(found),
                   [kind](const Row& row) { return row.kind == kind; });
      return found;
    };
    const auto mean = [](const Rows& rows) {
      std::int64_t sum = 0, count = 0;
      for (const Row& row : rows) {
        if (!row.closed || *row.closed < row.opened) continue;
        sum += *row.closed - row.opened;
        ++count;
      }
      return count == 0 ? -1.0 : static_cast<double>(sum) / 1e6 / static_cast<double>(count);
    };
    const auto last = [this](const Rows& rows) {
      std::int64_t us = begin_;
      for (const Row& row : rows) us = std::max(us, row.opened);
      return zone_->local_day(now_us_) - zone_->local_day(us);
    };
    return {
        {R"({"cases": {"kind": ["report"], "count": {"gte": 1}}})",
         [of_kind](const Rows& rows) { return !of_kind(rows, "report").empty(); }},
        {R"({"cases": {"kind": ["complaint"], "count": {"gte": 24}}})",
         [of_kind](const Rows& rows) { return of_kind(rows, "complaint").size() >= 24; }},
        {R"({"not": {"cases": {"kind": ["inquiry"], "count": {"lt": 20}}}})",
         [of_kind](const Rows& rows) { return of_kind(rows, "inquiry").size() >= 20; }},
        {R"({"cases": {"kind": ["complaint"], "count": {"between": [10, 30]}, "services": 2}})",
         [of_kind](const Rows& rows) {
           const Rows found = of_kind(rows, "complaint");
           std::set<std::int64_t> services;
           for (const Row& row : found) services.insert(row.service);
           return found.size() >= 10 && found.size() <= 30 && services.size() == 2;
         }},
        {R"({"cases": {"kind": ["report"], "days_since_last": {"lte": 4}}})",
         [of_kind, last](const Rows& rows) {
           const Rows found = of_kind(rows, "report");
           return !found.empty() && last(found) <= 4;
         }},
        {R"({"cases": {"resolution_time_avg": {"gte": 1600000}}})",
         [mean](const Rows& rows) { return mean(rows) >= 1'600'000; }},
        {R"({"or": [{"cases": {"resolution_time_avg": {"lt": 1500000}}},
                    {"and": [{"cases": {"kind": ["report"], "count": {"gte": 30}}},
                             {"not": {"cases": {"kind": ["inquiry"], "count": {"gte": 25}}}}]}]})",
         [mean, of_kind](const Rows& rows) {
           const double found = mean(rows);
           return (found >= 0 && found < 1'500'000) ||
                  (of_kind(rows, "report").size() >= 30 && of_kind(rows, "inquiry").size() < 25);
         }},
    };
  }

  std::int64_t begin_ = 0;
  std::vector<Rows> rows_;
};

TEST_F(SegmentThreads, GiveTheSameWhateverTheirNumber) {
  std::size_t some = 0;
  for (const unsigned threads : {1U, 2U, 3U}) {
    EngineOptions options;
    options.threads = threads;
    engine_ = std::make_unique<Engine>(store_, zone_, options);
    for (const Sample& sample : samples()) {
      std::set<std::int64_t> expected;
      for (std::int64_t subject = 1; subject <= kPersons; ++subject)
        if (sample.holds(rows_[static_cast<std::size_t>(subject)])) expected.insert(subject);
      EXPECT_EQ(members(sample.json), expected) << sample.json << " with " << threads;
      some += expected.empty() || expected.size() == std::size_t{kPersons} ? 0U : 1U;
    }
  }
  EXPECT_GT(some, 3U) << "the rules tell nobody apart";
}

}  // namespace
}  // namespace pmm::analytics

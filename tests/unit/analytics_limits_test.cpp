#include "analytics/answer/execute.hpp"
#include "analytics/answer/row_order.hpp"
#include "analytics/scan/budget.hpp"
#include "analytics/scan/on_day.hpp"
#include "analytics/segment/activity.hpp"
#include "analytics_fixture.hpp"

// What ends a question before its answer: that it makes no sense, and that it takes too much.
namespace pmm::analytics {
namespace {

class LimitsTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    write([](store::Tx& tx) -> Status {
      for (std::int64_t id = 1; id <= 60; ++id)
        PMM_TRY(put(tx, {.id = id,
                         .service = 1 + id % 3,
                         .office = 1 + id % 2,
                         .channel = 1 + id % 3,
                         .subject = 1 + id % 20,
                         .opened = at("2007-01-01T00:00:00Z") + id * 86'400'000'000,
                         .closed = at("2007-03-01T00:00:00Z") + id * 3'600'000'000}));
      return {};
    });
  }
  Status status_of(const std::string& json) {
    return engine_->query(json, admin_, Call{}, saved_).take_status();
  }
  bool has_columns() const { return engine_->column_bytes() != 0; }

  SegmentRules saved_ = [](const std::string& name) -> Result<std::string> {
    if (name == "all") return std::string(R"({"cases": {"count": {"gte": 1}}})");
    if (name == "broken") return std::string(R"({"cases": {"no_such": 1}})");
    return Status::not_found("segment", "there is no such segment");
  };
};

TEST_F(LimitsTest, RefusesWhatMakesNoSenseBeforeThereAreColumns) {
  EXPECT_EQ(status_of("{").code(), Code::kInvalid);
  EXPECT_EQ(status_of(R"({"measures":["cases.no_such"]})").field(), "measures[0]");
  EXPECT_EQ(status_of(R"({"dimensions":["cases.attributes.none"]})").code(), Code::kInvalid);
  EXPECT_EQ(status_of(R"({"measures":["cases.count"],"segments":["none"]})").field(),
            "segments[0]");
  EXPECT_EQ(status_of(R"({"measures":["cases.count"],"segments":["broken"]})").code(),
            Code::kInvalid);
  const Call call;
  EXPECT_FALSE(engine_->explain(R"({"measures":["cases.no_such"]})", admin_, call).ok());
  EXPECT_FALSE(engine_->indicators(R"({"indicators":["no_such"]})", admin_, call).ok());
  model::Plan citizen;
  citizen.own_subject = 3;
  const auto listed =
      engine_->query(R"({"dimensions":["cases.kind"],"ungrouped":true,"limit":3})", citizen, call);
  EXPECT_EQ(listed.status().code(), Code::kDenied);
  EXPECT_FALSE(has_columns());
  EXPECT_EQ(rows(R"({"measures":["cases.count"]})"), "[[60]]");
  EXPECT_TRUE(has_columns());
}

TEST_F(LimitsTest, KnowsADeclaredAttributeBeforeThereAreColumns) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE services SET attributes = $1 WHERE id = 1",
                {R"([{"code":"depth","datatype":"number","dimension":true}])"}));
    PMM_TRY(journal(tx, "update", store::Noun::kService, 1, "attributes"));
    return run(tx, "UPDATE cases SET attributes = $1 WHERE id = 3", {R"({"depth":2.5})"});
  });
  EXPECT_EQ(rows(R"({"dimensions":["cases.attributes.depth"],"measures":["cases.count"],
                     "filters":[{"member":"cases.attributes.depth","operator":"set"}]})"),
            "[[2.5,1]]");
}

// Every stage in turn finds that its budget is used up; what comes out is an error or the answer.
TEST_F(LimitsTest, EndAtTheBudgetWhereverTheyAre) {
  Feed feed(store_, zone_, {});
  const auto epoch = feed.latest(Call{});
  ASSERT_TRUE(epoch.ok());
  const char* questions[] = {
      R"({"measures":["cases.count","cases.subjects","cases.resolution_time_median"],
          "dimensions":["cases.service","cases.office"],"totals":true,
          "timeDimensions":[{"dimension":"cases.opened_at","granularity":"day"}]})",
      R"({"measures":["cases.count","cases.backlog"],"fill":"previous","running":true,
          "timeDimensions":[{"dimension":"cases.opened_at","granularity":"hour",
          "dateRange":["2007-01-05","2007-03-01"]}],"dimensions":["cases.service"]})",
      R"({"measures":["cases.count","contacts.count","stages.count"],
          "timeDimensions":[{"dimension":"cases.opened_at","granularity":"day"}]})",
      R"({"measures":["cases.count"],"compare":"previous_period","fill":"zero",
          "share":["cases.count"],"timeDimensions":[{"dimension":"cases.opened_at",
          "granularity":"day","dateRange":["2007-02-01","2007-02-20"]}]})",
      R"({"dimensions":["cases.kind","cases.opened_at"],"ungrouped":true,"limit":1000})",
  };
  for (const char* json : questions) {
    const auto question = parse_query(json, zone_, now_us_);
    ASSERT_TRUE(question.ok()) << question.status().field() << question.status().message();
    const auto whole = execute(*question, {**epoch, admin_, *zone_, now_us_}, Call{});
    ASSERT_TRUE(whole.ok()) << whole.status().message();
    int refused = 0;
    for (std::int64_t budget = 64;; budget += budget / 16 + 1) {
      const auto answer = execute(*question, {**epoch, admin_, *zone_, now_us_, budget}, Call{});
      if (answer.ok()) {
        EXPECT_EQ(to_json(**answer), to_json(**whole)) << json;
        break;
      }
      ASSERT_EQ(answer.status().code(), Code::kLimit) << json;
      ASSERT_NE(answer.status().message().find(std::to_string(budget) + " bytes"),
                std::string::npos);
      ++refused;
    }
    EXPECT_GT(refused, 10) << json;
  }
}

TEST_F(LimitsTest, ARuleEndsAtItsBudget) {
  Feed feed(store_, zone_, {});
  const auto epoch = feed.latest(Call{});
  ASSERT_TRUE(epoch.ok());
  const RuleContext context{*zone_, now_us_};
  for (const char* json : {R"({"cases": {"count": {"gte": 1}}})", R"({"cases": {"services": 3}})",
                           R"({"cases": {"resolution_time_avg": {"gt": 1}}})"}) {
    const auto rule = parse_rule(json, context);
    ASSERT_TRUE(rule.ok()) << rule.status().message();
    SegmentInput input{**epoch, nullptr, admin_};
    const auto whole = evaluate_rule(*rule, input, Call{});
    ASSERT_TRUE(whole.ok());
    input.budget_bytes = 1;
    EXPECT_EQ(evaluate_rule(*rule, input, Call{}).status().code(), Code::kLimit);
    EXPECT_EQ(evaluate_rule(*rule, input, Call{}).status().field(), "rule");
    const auto token = std::make_shared<CancelToken>();
    token->request();
    Call call;
    call.cancel = token;
    input.budget_bytes = 0;
    EXPECT_EQ(evaluate_rule(*rule, input, call).status().code(), Code::kCancelled);
    input.budget_bytes = 1;
    while (!evaluate_rule(*rule, input, Call{}).ok()) ++input.budget_bytes;
    EXPECT_EQ(evaluate_rule(*rule, input, Call{})->count(), whole->count());
  }
}

TEST_F(LimitsTest, WhatIsKnownOfSubjectsEndsAtItsBudget) {
  Feed feed(store_, zone_, {});
  const auto epoch = feed.latest(Call{});
  ASSERT_TRUE(epoch.ok());
  RfmSpec spec;
  spec.cube = &cube_of(CubeId::kCases);
  spec.show = "lifetimes";
  const Predicate rows =
      compile_rows(spec.rows, *spec.cube, **epoch, admin_, model::Action::kCount);
  columnar::Bitset people(64);
  for (std::size_t subject = 1; subject <= 20; ++subject) people.set(subject);
  int refused = 0;
  for (std::int64_t budget = 1;; budget += budget / 16 + 1) {
    Room room(budget, 0, kPersonsTake);
    const auto activity = read_activity(spec, **epoch, rows, people, room, Call{});
    if (!activity.ok()) {
      ASSERT_EQ(activity.status().code(), Code::kLimit);
      ASSERT_EQ(activity.status().field(), "options");
      ++refused;
      continue;
    }
    EXPECT_EQ(activity->size(), 20U);
    EXPECT_EQ(activity->frequency.front(), 3U);
    EXPECT_EQ(room.used(), static_cast<std::int64_t>(activity->size() * 24));
    break;
  }
  EXPECT_GT(refused, 10);
  const auto token = std::make_shared<CancelToken>();
  token->request();
  Call call;
  call.cancel = token;
  Room room(0, 0);
  EXPECT_EQ(read_activity(spec, **epoch, rows, people, room, call).status().code(),
            Code::kCancelled);
}

TEST_F(LimitsTest, APastDayEndsAtItsBudget) {
  Feed feed(store_, zone_, {});
  const auto epoch = feed.latest(Call{});
  const std::int32_t day = parse_date("2007-02-01").value();
  const auto over = cases_on_day(**epoch, day, *zone_, *zone_, Call{}, 16);
  EXPECT_EQ(over.status().code(), Code::kLimit);
  const auto then = cases_on_day(**epoch, day, *zone_, *zone_, Call{}, 1 << 20);
  ASSERT_TRUE(then.ok());
  EXPECT_GT(then->held_bytes, 0);
}

// Sorted in runs and merged, or the first ones picked: as one sort would.
TEST(RowOrderTest, IsThatOfOneSort) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, kSortedRows, 3 * kSortedRows + 5}) {
    std::vector<std::uint32_t> values(size);
    for (std::size_t i = 0; i < size; ++i)
      values[i] = static_cast<std::uint32_t>(i * 2654435761U % 1000);
    const auto before = [&values](std::uint32_t a, std::uint32_t b) {
      return values[a] != values[b] ? values[a] < values[b] : a < b;
    };
    std::vector<std::uint32_t> expected(size);
    for (std::size_t i = 0; i < size; ++i) expected[i] = static_cast<std::uint32_t>(i);
    const std::vector<std::uint32_t> rows = expected;
    std::sort(expected.begin(), expected.end(), before);
    for (const std::size_t wanted : {std::size_t{0}, std::size_t{7}, size / 3, size}) {
      std::vector<std::uint32_t> sorted = rows;
      ASSERT_TRUE(sort_rows(sorted, wanted, before, Call{}).ok());
      std::vector<std::uint32_t> first(
          expected.begin(),
          expected.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, expected.size())));
      ASSERT_EQ(sorted, first) << size << ", the first " << wanted;
    }
    Call call;
    const auto token = std::make_shared<CancelToken>();
    token->request();
    call.cancel = token;
    std::vector<std::uint32_t> sorted = rows;
    EXPECT_EQ(sort_rows(sorted, size, before, call).ok(), size <= kSortedRows);
  }
}

}  // namespace
}  // namespace pmm::analytics

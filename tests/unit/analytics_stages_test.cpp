#include "analytics_fixture.hpp"

// The cube of case stages: what the moves of the cases make of it, and how it follows them.
namespace pmm::analytics {
namespace {

using AnalyticsStagesTest = EngineTest;

constexpr std::int64_t kHour = 3600 * kMicrosPerSecond;

TEST_F(AnalyticsStagesTest, MeasuresTheTimeInEachState) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(put(tx, {.id = 1, .status = "closed", .state = "resolved"}));
    PMM_TRY(put(tx, {.id = 2, .state = "triaged"}));
    PMM_TRY(move(tx, 1, 1, 0, {}, "new"));
    PMM_TRY(move(tx, 2, 2, kHour, {}, "new"));
    PMM_TRY(move(tx, 3, 1, 2 * kHour, "new", "triaged"));
    PMM_TRY(insert(tx, "case_events", "id, case_id, at_us, verb, actor, visibility",
                   {4, 1, 3 * kHour, "comment", 1, "staff"}));
    PMM_TRY(move(tx, 5, 2, 5 * kHour, "new", "triaged"));
    return move(tx, 6, 1, 12 * kHour, "triaged", "resolved");
  });
  EXPECT_EQ(rows(R"({"dimensions":["stages.state"],"measures":["stages.count","stages.cases",
      "stages.open_count","stages.ended_count","stages.duration_avg","stages.duration_median",
      "stages.duration_p90","stages.duration_sum"]})"),
            R"([["new",2,2,0,2,10800,10800,13680,21600],)"
            R"(["resolved",1,1,1,0,null,null,null,null],)"
            R"(["triaged",2,2,1,1,36000,36000,36000,36000]])");
  EXPECT_EQ(rows(R"({"dimensions":["stages.state","stages.next_state"],
      "measures":["stages.count"],"filters":[{"member":"stages.next_state","operator":"set"}]})"),
            R"([["new","triaged",2],["triaged","resolved",1]])");
  now_us_ = 7 * kHour;
  EXPECT_EQ(rows(R"({"measures":["stages.age_avg","stages.open_count"]})"), "[[7200,2]]");
}

TEST_F(AnalyticsStagesTest, KnowsTheTimesOfStays) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(put(tx, {.id = 1, .opened = at("2006-12-31T23:30:00Z")}));
    PMM_TRY(move(tx, 1, 1, at("2007-03-31T22:30:00Z"), {}, "new"));
    // Told later, but of an earlier time: it has no duration.
    return move(tx, 2, 1, at("2007-02-01T00:00:00Z"), "new", "triaged");
  });
  EXPECT_EQ(rows(R"({"measures":["stages.count","stages.duration_avg"],
      "timeDimensions":[{"dimension":"stages.entered_at","granularity":"day"},
                        {"dimension":"stages.left_at","granularity":"month"},
                        {"dimension":"stages.opened_at","granularity":"year"}]})"),
            R"([["2007-04-01","2007-02-01","2007-01-01",1,null]])");  // the other goes on
  EXPECT_EQ(rows(R"({"measures":["stages.count"],"timeDimensions":[
      {"dimension":"stages.entered_at","dateRange":["2007-02-01","2007-02-28"]}]})"),
            "[[1]]");
  EXPECT_EQ(rows(R"({"measures":["stages.count"],"timeDimensions":[
      {"dimension":"stages.opened_at","dateRange":["2007-01-01","2007-01-01"]}]})"),
            "[[2]]");
}

TEST_F(AnalyticsStagesTest, FollowsMovesAndCases) {
  const std::string by_state = R"({"dimensions":["stages.state","stages.next_state"],
      "measures":["stages.count"]})";
  write([](store::Tx& tx) -> Status {
    PMM_TRY(put(tx, {.id = 1, .service = 1, .office = 1, .subject = 1}));
    PMM_TRY(put(tx, {.id = 2, .service = 2, .office = 1, .subject = 4}));
    PMM_TRY(move(tx, 1, 1, 0, {}, "new"));
    return move(tx, 2, 2, 0, {}, "new");
  });
  EXPECT_EQ(rows(by_state), R"([["new",null,2]])");
  write([](store::Tx& tx) { return move(tx, 3, 1, kHour, "new", "triaged"); });
  EXPECT_EQ(rows(by_state), R"([["new","triaged",1],["new",null,1],["triaged",null,1]])");

  // A case that is handed over takes its stays along.
  const std::string by_office = R"({"dimensions":["stages.office","stages.service",
      "stages.subject_kind"],"measures":["stages.count","stages.subjects"]})";
  EXPECT_EQ(rows(by_office), R"([["office-1","service-1","person",2,1],)"
                             R"(["office-1","service-2","organization",1,1]])");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE cases SET office = 2, service = 3 WHERE id = 1", {}));
    return journal(tx, "assign", store::Noun::kCase, 1, "office,service");
  });
  EXPECT_EQ(rows(by_office), R"([["office-1","service-2","organization",1,1],)"
                             R"(["office-2","service-3","person",2,1]])");

  // What is rolled back leaves no trace.
  const Status refused = try_write([](store::Tx& tx) -> Status {
    PMM_TRY(move(tx, 4, 2, kHour, "new", "triaged"));
    return Status::conflict("id", "no");
  });
  EXPECT_EQ(refused.code(), Code::kConflict);
  EXPECT_EQ(rows(by_state), R"([["new","triaged",1],["new",null,1],["triaged",null,1]])");

  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "DELETE FROM case_events WHERE case_id = 1", {}));
    PMM_TRY(run(tx, "DELETE FROM cases WHERE id = 1", {}));
    return journal(tx, "erase", store::Noun::kCase, 1);
  });
  EXPECT_EQ(rows(by_state), R"([["new",null,1]])");
  write([](store::Tx& tx) { return move(tx, 4, 2, kHour, "new", "resolved"); });
  EXPECT_EQ(rows(by_state), R"([["new","resolved",1],["resolved",null,1]])");
}

TEST_F(AnalyticsStagesTest, ShowsTheStaysOfCasesThatTheActorMayRead) {
  write([](store::Tx& tx) -> Status {
    for (std::int64_t id = 1; id <= 4; ++id) {
      PMM_TRY(put(tx, {.id = id, .service = id % 2 + 1, .office = id % 3 + 1, .subject = id}));
      PMM_TRY(move(tx, 2 * id, id, 0, {}, "new"));
      PMM_TRY(move(tx, 2 * id + 1, id, kHour, "new", "triaged"));
    }
    return {};
  });
  const auto count = [this](std::string_view role, std::int64_t office, std::int64_t subject) {
    model::ActorFacts facts;
    facts.actor = 9;
    facts.subject = subject;
    model::Grant grant;
    grant.role = std::string(role);
    grant.office = office;
    facts.grants.push_back(grant);
    return rows(R"({"measures":["stages.count"]})", model::compile(facts, 0));
  };
  EXPECT_EQ(count(model::kRoleAdministrator, 0, 0), "[[8]]");
  EXPECT_EQ(count(model::kRoleOperator, 2, 0), "[[4]]");
  // Moves may be the staff's alone, and stays do not tell which are.
  EXPECT_EQ(count(model::kRoleCitizen, 0, 3), "[[0]]");
  EXPECT_EQ(count(model::kRoleCitizen, 0, 9), "[[0]]");
}

}  // namespace
}  // namespace pmm::analytics

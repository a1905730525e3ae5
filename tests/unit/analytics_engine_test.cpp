#include <thread>

#include "analytics_fixture.hpp"

namespace pmm::analytics {
namespace {

using AnalyticsEngineTest = EngineTest;

TEST_F(AnalyticsEngineTest, AnswersCasesByChannelAndMonth) {
  add({.id = 1, .channel = 1, .opened = at("2007-01-31T22:59:59Z")});
  add({.id = 2, .channel = 1, .opened = at("2007-01-31T23:00:00Z")});
  add({.id = 3, .channel = 2, .opened = at("2007-02-10T12:00:00Z")});
  const auto answer = query(R"({"measures":["cases.count"],"dimensions":["cases.channel"],
      "timeDimensions":[{"dimension":"cases.opened_at","granularity":"month"}]})");
  ASSERT_TRUE(answer.ok()) << answer.status().message();
  EXPECT_EQ(to_json(**answer),
            R"({"columns":[{"name":"cases.channel","type":"text","unit":""},)"
            R"({"name":"cases.opened_at.month","type":"date","unit":""},)"
            R"({"name":"cases.count","type":"integer","unit":""}],)"
            R"("rows":[["channel-1","2007-01-01",1],["channel-1","2007-02-01",1],)"
            R"(["channel-2","2007-02-01",1]],"timezone":"Europe/Rome",)"
            R"("watermark":{"journal":3,"visit":0,"time":"2007-06-15T10:00:00Z"}})");
}

TEST_F(AnalyticsEngineTest, MeasuresTerms) {
  const std::int64_t day = kMicrosPerDay;
  add({.id = 1, .status = "closed", .due = 10 * day, .closed = 10 * day});      // in time
  add({.id = 2, .status = "closed", .due = 10 * day, .closed = 10 * day + 1});  // late
  add({.id = 3, .status = "closed", .closed = 5 * day});                        // no term
  add({.id = 4, .status = "closed", .opened = 3 * day, .due = 9 * day, .closed = 2 * day});
  add({.id = 5, .due = 1});  // open, overdue
  add({.id = 6, .due = now_us_ + 1, .reopened = 2});
  add({.id = 7});
  EXPECT_EQ(rows(R"({"measures":["cases.count","cases.open_count","cases.closed_count",
      "cases.within_due_count","cases.within_due_rate","cases.overdue_count",
      "cases.resolution_time_avg","cases.resolution_time_median","cases.reopened_count"]})"),
            "[[7,3,4,2,0.6666666666666666,1,720000.0000003334,864000,1]]");
  EXPECT_EQ(rows(R"({"measures":["cases.within_due_rate","cases.resolution_time_p90"],
      "filters":[{"member":"cases.status","operator":"equals","values":["open"]}]})"),
            "[[null,null]]");
}

TEST_F(AnalyticsEngineTest, KeepsTheTwoHoursOfAFold) {
  // In Rome 02:00 to 03:00 of 28 October 2007 happened twice; on 25 March it did not happen.
  add({.id = 1, .opened = at("2007-10-28T00:30:00Z")});
  add({.id = 2, .opened = at("2007-10-28T01:30:00Z")});
  add({.id = 3, .opened = at("2007-10-28T02:30:00Z")});
  add({.id = 4, .opened = at("2007-03-25T00:59:59Z")});
  add({.id = 5, .opened = at("2007-03-25T01:00:00Z")});
  EXPECT_EQ(rows(R"({"measures":["cases.count"],
      "timeDimensions":[{"dimension":"cases.opened_at","granularity":"hour"}]})"),
            R"([["2007-03-25T01:00:00+01:00",1],["2007-03-25T03:00:00+02:00",1],)"
            R"(["2007-10-28T02:00:00+02:00",1],["2007-10-28T02:00:00+01:00",1],)"
            R"(["2007-10-28T03:00:00+01:00",1]])");
  EXPECT_EQ(rows(R"({"measures":["cases.count"],
      "timeDimensions":[{"dimension":"cases.opened_at","granularity":"hourOfDay"},
                        {"dimension":"cases.opened_at","granularity":"weekday"}]})"),
            "[[1,7,1],[2,7,2],[3,7,2]]");
}

TEST_F(AnalyticsEngineTest, UsesTheZoneOfTheQuestion) {
  add({.id = 1, .opened = at("2007-04-01T14:45:00Z")});  // Lord Howe: 01:45, first time
  add({.id = 2, .opened = at("2007-04-01T15:15:00Z")});
  add({.id = 3, .opened = at("2007-03-24T14:45:00Z")});  // 25 March 01:45, first time
  add({.id = 4, .opened = at("2007-03-24T15:15:00Z")});  // 01:45, second time
  const std::string zone = R"("timezone":"Australia/Lord_Howe")";
  EXPECT_EQ(rows(R"({"measures":["cases.count"],)" + zone +
                 R"(,"timeDimensions":[{"dimension":"cases.opened_at","granularity":"day"}]})"),
            R"([["2007-03-25",2],["2007-04-02",2]])");
  EXPECT_EQ(rows(R"({"measures":["cases.count"],)" + zone +
                 R"(,"timeDimensions":[{"dimension":"cases.opened_at","granularity":"hour",
                 "dateRange":["2007-03-25"]}]})"),
            R"([["2007-03-25T01:00:00+11:00",1],["2007-03-25T01:30:00+10:30",1]])");
}

TEST_F(AnalyticsEngineTest, FollowsCommits) {
  const std::string by_status = R"({"measures":["cases.count"],"dimensions":["cases.status"]})";
  add({.id = 1});
  add({.id = 2});
  EXPECT_EQ(rows(by_status), R"([["open",2]])");
  const auto close = [](store::Tx& tx, std::int64_t id) -> Status {
    PMM_TRY(run(tx, "UPDATE cases SET status = 'closed' WHERE id = $1", {id}));
    return journal(tx, "complete", store::Noun::kCase, id, "status");
  };
  write([&](store::Tx& tx) { return close(tx, 1); });
  add({.id = 3});
  EXPECT_EQ(rows(by_status), R"([["closed",1],["open",2]])");
  // What is rolled back leaves no trace, neither in the answer nor in the numbers.
  const Status refused = try_write([&](store::Tx& tx) -> Status {
    PMM_TRY(close(tx, 2));
    PMM_TRY(put(tx, {.id = 4}));
    return Status::conflict("id", "no");
  });
  EXPECT_EQ(refused.code(), Code::kConflict);
  EXPECT_EQ(rows(by_status), R"([["closed",1],["open",2]])");
  write([&](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "DELETE FROM cases WHERE id = $1", {1}));
    return journal(tx, "erase", store::Noun::kCase, 1);
  });
  EXPECT_EQ(rows(by_status), R"([["open",2]])");
  add({.id = 4});
  EXPECT_EQ(rows(by_status), R"([["open",3]])");
}

TEST_F(AnalyticsEngineTest, FollowsNamesAndKindsOfSubjects) {
  add({.id = 1, .channel = 1, .subject = 1});
  add({.id = 2, .channel = 2, .subject = 4});
  const std::string query =
      R"({"measures":["cases.count"],"dimensions":["cases.channel","cases.subject_kind"]})";
  EXPECT_EQ(rows(query), R"([["channel-1","person",1],["channel-2","organization",1]])");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE channels SET code = 'web' WHERE id = 1", {}));
    PMM_TRY(journal(tx, "update", store::Noun::kChannel, 1, "code"));
    PMM_TRY(run(tx, "UPDATE subjects SET kind = 'person' WHERE id = 4", {}));
    return journal(tx, "update", store::Noun::kSubject, 4, "name,kind");
  });
  EXPECT_EQ(rows(query), R"([["channel-2","person",1],["web","person",1]])");
}

TEST_F(AnalyticsEngineTest, AddsVisits) {
  const auto visit = [](store::Tx& tx, std::int64_t id, Bound visitor, Bound status,
                        Bound subject) {
    return insert(tx, "visits", "id, at_us, visitor, route, service, channel, status, subject",
                  {id, at("2007-05-01T00:30:00Z"), visitor, id % 2 + 1, 1, 1, status, subject});
  };
  const std::string query =
      R"({"measures":["visits.count","visits.visitors"],
          "dimensions":["visits.path","visits.known_subject"]})";
  write([&](store::Tx& tx) -> Status {
    PMM_TRY(visit(tx, 1, -77, 200, {}));
    return visit(tx, 2, {}, 404, 3);
  });
  EXPECT_EQ(rows(query), R"([["/path/1",true,1,0],["/path/2",false,1,1]])");
  write([&](store::Tx& tx) { return visit(tx, 3, -77, 200, {}); });
  EXPECT_EQ(rows(query), R"([["/path/1",true,1,0],["/path/2",false,2,1]])");
  EXPECT_EQ(rows(R"({"measures":["visits.count"],"dimensions":["visits.status"],
      "filters":[{"member":"visits.status","operator":"lt","values":["400"]},
                 {"member":"visits.known_subject","operator":"equals","values":[false]}]})"),
            "[[200,2]]");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE visits SET subject = NULL", {}));
    return journal(tx, "expire", store::Noun::kVisit, 1);
  });
  EXPECT_EQ(rows(query), R"([["/path/1",false,1,0],["/path/2",false,2,1]])");
}

TEST_F(AnalyticsEngineTest, MeasuresContacts) {
  const auto contact = [](store::Tx& tx, std::int64_t id, Bound ended, Bound waiting, Bound outcome,
                          int abandoned) -> Status {
    PMM_TRY(insert(tx, "contacts",
                   "id, version, channel, direction, subject, started_us, ended_us, waiting_s, "
                   "outcome, abandoned, noted, assurance, created_us",
                   {id, 1, 1, "in", id, 1'000'000, ended, waiting, outcome, abandoned, 0, 0, 0}));
    return journal(tx, "create", store::Noun::kContact, id);
  };
  write([&](store::Tx& tx) -> Status {
    PMM_TRY(contact(tx, 1, 61'000'000, 10, "resolved", 0));
    PMM_TRY(contact(tx, 2, 31'000'000, 21, "forwarded", 0));
    PMM_TRY(contact(tx, 3, {}, {}, "resolved", 1));
    return contact(tx, 4, 500'000, {}, {}, 0);
  });
  EXPECT_EQ(rows(R"({"measures":["contacts.count","contacts.subjects",
      "contacts.handling_time_avg","contacts.waiting_time_avg","contacts.abandoned_count",
      "contacts.first_contact_resolution_rate"]})"),
            "[[4,4,45,15.5,1,0.5]]");
}

TEST_F(AnalyticsEngineTest, RestrictsToTheActor) {
  add({.id = 1, .service = 1, .office = 1, .subject = 1});
  add({.id = 2, .service = 2, .office = 1, .subject = 2});
  add({.id = 3, .service = 1, .office = 2, .subject = 1});
  add({.id = 4, .service = 2, .office = 2, .subject = 3});
  add({.id = 5, .service = 3});
  const std::string query = R"({"measures":["cases.count","cases.subjects"]})";
  const auto plan_of = [](std::vector<model::Grant> grants, std::int64_t subject = 0) {
    model::ActorFacts facts;
    facts.actor = 9;
    facts.subject = subject;
    facts.grants = std::move(grants);
    return model::compile(facts, 0);
  };
  const auto grant = [](std::string_view role, std::int64_t office, std::int64_t service) {
    model::Grant out;
    out.role = std::string(role);
    out.office = office;
    out.service = service;
    return out;
  };
  EXPECT_EQ(rows(query, plan_of({})), "[[0,0]]");
  EXPECT_EQ(rows(query, plan_of({grant(model::kRoleAdministrator, 0, 0)})), "[[5,3]]");
  EXPECT_EQ(rows(query, plan_of({grant(model::kRoleOperator, 1, 0)})), "[[3,2]]");
  EXPECT_EQ(rows(query, plan_of({grant(model::kRoleOperator, 0, 0)})), "[[5,3]]");
  EXPECT_EQ(rows(query, plan_of({grant(model::kRoleOperator, 2, 1)})), "[[2,1]]");
  EXPECT_EQ(rows(query, plan_of({grant(model::kRoleOperator, 0, 2)})), "[[3,2]]");
  EXPECT_EQ(rows(query, plan_of({grant(model::kRoleCitizen, 0, 0)}, 1)), "[[2,1]]");
  EXPECT_EQ(rows(query, plan_of({grant(model::kRoleCitizen, 0, 0)}, 7)), "[[0,0]]");
  EXPECT_EQ(rows(query,
                 plan_of({grant(model::kRoleCitizen, 0, 0), grant(model::kRoleOperator, 2, 0)}, 1)),
            "[[4,2]]");
  // The engine's filter and the model's decision about single rows are the same rule.
  for (const auto& plan : {plan_of({grant(model::kRoleOperator, 2, 1)}, 0),
                           plan_of({grant(model::kRoleOperator, 0, 2)}, 0),
                           plan_of({grant(model::kRoleCitizen, 0, 0)}, 3)}) {
    const std::int64_t facts[5][3] = {{1, 1, 1}, {2, 1, 2}, {1, 2, 1}, {3, 2, 2}, {0, 0, 3}};
    std::int64_t allowed = 0;
    for (const auto& [subject, office, service] : facts)
      allowed += model::may(plan, model::Action::kRead, model::Noun::kCase,
                            {subject, office, service, {}});
    EXPECT_EQ(rows(R"({"measures":["cases.count"]})", plan), "[[" + std::to_string(allowed) + "]]");
  }
}

TEST_F(AnalyticsEngineTest, StopsWhenAsked) {
  add({.id = 1});
  Call call;
  const auto token = std::make_shared<CancelToken>();
  token->request();
  call.cancel = token;
  const auto answer = engine_->query(R"({"measures":["cases.count"]})", admin_, call);
  EXPECT_EQ(answer.status().code(), Code::kCancelled);
  EXPECT_EQ(rows(R"({"measures":["cases.count"]})"), "[[1]]");
}

TEST_F(AnalyticsEngineTest, SecondEngineSeesTheSame) {
  add({.id = 1, .channel = 1});
  EXPECT_EQ(rows(R"({"measures":["cases.count"]})"), "[[1]]");
  add({.id = 2, .channel = 2});
  Engine other(store_, zone_);
  const auto answer = other.query(R"({"measures":["cases.count"]})", admin_, Call{});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ((*answer)->columns[0].int_at(0), 2);
}

// Readers ask while a writer writes: a question never sees fewer rows than an earlier one, nor
// half of a transaction.
TEST_F(AnalyticsEngineTest, IsAskedWhileItIsFed) {
  constexpr std::int64_t kPairs = 60;
  std::thread writer([this] {
    for (std::int64_t i = 0; i < kPairs; ++i)
      write([i](store::Tx& tx) -> Status {
        PMM_TRY(put(tx, {.id = 2 * i + 1, .channel = 1}));
        return put(tx, {.id = 2 * i + 2, .channel = i % 2 + 2});
      });
  });
  const auto read = [this] {
    std::int64_t last = 0;
    while (last < 2 * kPairs) {
      const auto answer = query(R"({"measures":["cases.count"]})");
      ASSERT_TRUE(answer.ok()) << answer.status().message();
      const std::int64_t count = (*answer)->columns[0].int_at(0);
      ASSERT_GE(count, last);
      ASSERT_EQ(count % 2, 0);
      last = count;
    }
  };
  std::thread other(read);
  read();
  other.join();
  writer.join();
}

}  // namespace
}  // namespace pmm::analytics

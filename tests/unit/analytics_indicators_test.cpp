#include "analytics_fixture.hpp"

// What is worked out beside the columns: the working days, the times in which a term stood still,
// and whether somebody came back; and that all of it follows the store.
namespace pmm::analytics {
namespace {

using AnalyticsIndicatorsTest = EngineTest;

constexpr const char* kWorked =
    R"({"measures":["cases.working_resolution_sum","cases.net_resolution_time_sum"]})";

Status stop(store::Tx& tx, std::int64_t id, std::int64_t case_id, std::string_view kind,
            std::int64_t from, std::optional<std::int64_t> to) {
  PMM_ASSIGN(auto insert, tx.db().prepare("INSERT INTO case_intervals (id, case_id, kind, from_us, "
                                          "to_us) VALUES ($1, $2, $3, $4, $5)"));
  insert.bind(1, id).bind(2, case_id).bind(3, kind).bind(4, from).bind(5, to);
  return insert.run();
}

TEST_F(AnalyticsIndicatorsTest, WorkingDaysFollowTheHolidays) {
  // From a Thursday to the Wednesday after Easter: Fri, Mon, Tue, Wed.
  add({.id = 1,
       .status = "closed",
       .opened = at("2007-04-05T08:00:00Z"),
       .closed = at("2007-04-11T08:00:00Z")});
  EXPECT_EQ(rows(kWorked), "[[4,518400]]");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(insert(tx, "holidays", "id, version, name, rule, easter_offset, created_us",
                   {1, 1, "Lunedì dell'Angelo", "easter", 1, 0}));
    return journal(tx, "create", store::Noun::kHoliday, 1);
  });
  EXPECT_EQ(rows(kWorked), "[[3,518400]]");
}

TEST_F(AnalyticsIndicatorsTest, StandstillsAreTakenOutOnceAndFollowTheCase) {
  add({.id = 1,
       .status = "closed",
       .opened = at("2007-03-05T00:00:00Z"),  // a Monday
       .closed = at("2007-03-16T00:00:00Z")});
  EXPECT_EQ(rows(kWorked), "[[9,950400]]");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(stop(tx, 1, 1, "suspension", at("2007-03-06T00:00:00Z"), at("2007-03-08T00:00:00Z")));
    PMM_TRY(stop(tx, 2, 1, "info_request", at("2007-03-07T00:00:00Z"), at("2007-03-09T00:00:00Z")));
    PMM_TRY(stop(tx, 3, 1, "extension", at("2007-03-12T00:00:00Z"), std::nullopt));
    return journal(tx, "suspend", store::Noun::kCase, 1, "intervals");
  });
  EXPECT_EQ(rows(kWorked), "[[6,691200]]");
  // Since before the opening, and without an end.
  write([](store::Tx& tx) -> Status {
    PMM_TRY(stop(tx, 4, 1, "suspension", at("2007-03-01T00:00:00Z"), std::nullopt));
    return journal(tx, "suspend", store::Noun::kCase, 1, "intervals");
  });
  EXPECT_EQ(rows(kWorked), "[[0,0]]");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "DELETE FROM case_intervals WHERE case_id = $1", {1}));
    return journal(tx, "resume", store::Noun::kCase, 1, "intervals");
  });
  EXPECT_EQ(rows(kWorked), "[[9,950400]]");
}

TEST_F(AnalyticsIndicatorsTest, WhoCameBackFollowsTheContacts) {
  const auto contact = [](store::Tx& tx, std::int64_t id, std::int64_t subject, const char* at_day,
                          const char* direction) -> Status {
    PMM_TRY(insert(tx, "contacts",
                   "id, version, channel, direction, subject, service, started_us, abandoned, "
                   "noted, assurance, created_us",
                   {id, 1, 1, direction, subject, 1, at(at_day), 0, 0, 0, 0}));
    return journal(tx, "create", store::Noun::kContact, id);
  };
  const auto come = [&](std::int64_t id, std::int64_t subject, const char* day,
                        const char* direction = "in") {
    write([&](store::Tx& tx) { return contact(tx, id, subject, day, direction); });
  };
  const char* settled = R"({"measures":["contacts.settled_7_count","contacts.mature_7_count",
      "contacts.settled_30_count","contacts.mature_30_count"]})";
  come(1, 1, "2007-03-01T10:00:00Z");
  EXPECT_EQ(rows(settled), "[[1,1,1,1]]");
  come(2, 1, "2007-03-20T10:00:00Z");
  EXPECT_EQ(rows(settled), "[[2,2,1,2]]");
  come(3, 1, "2007-03-21T10:00:00Z", "out");
  come(4, 2, "2007-03-02T10:00:00Z");
  EXPECT_EQ(rows(settled), "[[3,3,2,3]]");
  come(5, 2, "2007-03-09T10:00:00Z");  // a week to the second
  EXPECT_EQ(rows(settled), "[[3,4,2,4]]");
  come(6, 3, "2007-06-12T10:00:00Z");  // three days ago
  EXPECT_EQ(rows(settled), "[[3,4,2,4]]");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE contacts SET subject = 9 WHERE id = $1", {5}));
    return journal(tx, "update", store::Noun::kContact, 5, "subject");
  });
  EXPECT_EQ(rows(settled), "[[4,4,3,4]]");
}

TEST_F(AnalyticsIndicatorsTest, AnswersHaveTheNamesOfTheirCodes) {
  add({.id = 1, .service = 2});
  const char* by_service = R"({"measures":["cases.count"],"dimensions":["cases.service",
      "cases.status"]})";
  auto answer = query(by_service).value();
  EXPECT_EQ(answer->columns[0].note.names->at("service-2"), "Service 2");
  EXPECT_EQ(answer->columns[1].note.names_it->at("open"), "Aperta");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE services SET name = 'Visure' WHERE id = $1", {2}));
    return journal(tx, "update", store::Noun::kService, 2, "name");
  });
  answer = query(by_service).value();
  EXPECT_EQ(answer->columns[0].note.names->at("service-2"), "Visure");
}

}  // namespace
}  // namespace pmm::analytics

#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "analytics_fixture.hpp"

// Deliveries and appointments: what becomes of them, as the columns follow it.
namespace pmm::analytics {
namespace {

class AnalyticsOutwardTest : public EngineTest {
 protected:
  struct Delivery {
    std::int64_t id = 0;
    std::optional<std::int64_t> notice{};
    bool digest = false;
    std::int64_t subject = 1;
    std::optional<std::int64_t> service{}, office{};
    std::string kind = "courtesy", state = "created";
    Bound reason{};
    std::int64_t created = at("2007-03-01T10:00:00Z");
    std::optional<std::int64_t> sent{}, done{};
  };
  static Status put(store::Tx& tx, const Delivery& d) {
    if (d.digest) PMM_TRY(put_digest(tx, d.id, d.subject));
    PMM_TRY(insert(tx, "deliveries",
                   "id, version, key, notification, digest, subject, service, office, class, "
                   "channel, state, reason, token, tries, lapses, since_us, uncertain, sent_us, "
                   "done_us, created_us",
                   {d.id,
                    1,
                    "k" + std::to_string(d.id),
                    d.notice,
                    d.digest ? Bound(d.id) : Bound(),
                    d.subject,
                    d.service,
                    d.office,
                    d.kind,
                    1,
                    d.state,
                    d.reason,
                    0,
                    0,
                    0,
                    0,
                    0,
                    d.sent,
                    d.done,
                    d.created}));
    return journal(tx, "create", store::Noun::kDelivery, d.id);
  }
  void send(const Delivery& d) {
    write([&d](store::Tx& tx) { return put(tx, d); });
  }
  void add_notice(std::int64_t id, std::int64_t subject, std::optional<std::int64_t> case_id = {},
                  std::optional<std::int64_t> due = {}) {
    write([&](store::Tx& tx) -> Status {
      PMM_TRY(insert(tx, "notifications",
                     "id, token, version, subject, case_id, origin, class, language, title, body, "
                     "documents, due_us, created_us",
                     {id, "n" + std::to_string(id), 1, subject, case_id, "case", "courtesy", "it",
                      "title", "body", 0, due, 0}));
      return journal(tx, "create", store::Noun::kNotification, id);
    });
  }
  void change(const std::string& sql, const std::vector<Bound>& values, std::string_view verb,
              store::Noun noun, std::int64_t id, std::string_view fields) {
    write([&](store::Tx& tx) -> Status {
      PMM_TRY(run(tx, sql, values));
      return journal(tx, verb, noun, id, fields);
    });
  }

  struct Booking {
    std::int64_t id = 0;
    std::int64_t office = 1;
    std::string state = "confirmed";
    std::int64_t starts = at("2007-06-20T09:00:00Z");
    std::int64_t booked = at("2007-06-10T09:00:00Z");
    std::optional<std::int64_t> held_until{}, subject{};
  };
  static Status put(store::Tx& tx, const Booking& b) {
    const std::string n = std::to_string(b.id);
    PMM_TRY(insert(tx, "appointments",
                   "id, version, code, token, calendar, office, subject, state, starts_us, "
                   "ends_us, held_until_us, assurance, changed_us, created_us",
                   {b.id, 1, "B" + n, "t" + n, 1, b.office, b.subject, b.state, b.starts,
                    b.starts + 1'800'000'000, b.held_until, 0, 0, b.booked}));
    PMM_TRY(event(tx, b.id, 1, "create", b.state, b.booked));
    return journal(tx, "create", store::Noun::kAppointment, b.id);
  }
  static Status event(store::Tx& tx, std::int64_t id, std::int64_t number, const char* verb,
                      const std::string& to, std::int64_t at_us) {
    return insert(tx, "appointment_events",
                  "appointment, number, at_us, verb, to_state, calendar, starts_us, actor",
                  {id, number, at_us, verb, to, 1, 0, 1});
  }
  void book(const Booking& b) {
    write([&b](store::Tx& tx) { return put(tx, b); });
  }
  void add_calendar() {
    write([](store::Tx& tx) -> Status {
      PMM_TRY(insert(tx, "calendars",
                     "id, version, code, name, office, active, slot_minutes, capacity, "
                     "lead_minutes, horizon_days, hold_minutes, approval, on_holidays, created_us",
                     {1, 1, "counter", "Counter", 1, 1, 30, 1, 0, 60, 10, 0, 0, 0}));
      return journal(tx, "create", store::Noun::kCalendar, 1);
    });
  }
};

constexpr const char* kStates =
    R"({"measures":["deliveries.count","deliveries.waiting_count","deliveries.sent_count",
        "deliveries.delivered_count","deliveries.suppressed_count","deliveries.failed_count",
        "deliveries.delivered_rate"]})";

TEST_F(AnalyticsOutwardTest, DeliveriesFollowTheJournal) {
  EXPECT_EQ(rows(kStates), "[[0,0,0,0,0,0,null]]");
  add_notice(1, 1);
  send({.id = 1, .notice = 1});
  send({.id = 2,
        .notice = 1,
        .state = "suppressed",
        .reason = "preference",
        .done = at("2007-03-01T10:00:00Z")});
  EXPECT_EQ(rows(kStates), "[[2,1,0,0,1,0,null]]");
  change("UPDATE deliveries SET state = 'sent', sent_us = $2, done_us = $2 WHERE id = $1",
         {1, at("2007-03-01T10:01:00Z")}, "report", store::Noun::kDelivery, 1, "state,reason");
  EXPECT_EQ(rows(kStates), "[[2,0,1,0,1,0,0]]");
  change("UPDATE deliveries SET state = 'delivered', done_us = $2 WHERE id = $1",
         {1, at("2007-03-01T11:00:00Z")}, "receipt", store::Noun::kDelivery, 1, "state,reason");
  EXPECT_EQ(rows(kStates), "[[2,0,1,1,1,0,1]]");
  EXPECT_EQ(rows(R"({"measures":["deliveries.dispatch_time_avg","deliveries.delivery_time_median",
                    "deliveries.dispatch_time_count","deliveries.backlog"]})"),
            "[[60,3600,1,0]]");
  EXPECT_EQ(rows(R"({"measures":["deliveries.count"],"dimensions":["deliveries.state",
                    "deliveries.reason"]})"),
            R"([["delivered",null,1],["suppressed","preference",1]])");
}

TEST_F(AnalyticsOutwardTest, WhatWasReadIsToldWhereItMayBe) {
  constexpr const char* kRead =
      R"({"measures":["deliveries.read_told_count","deliveries.read_count","deliveries.read_rate",
          "deliveries.read_time_avg","deliveries.read_due_count",
          "deliveries.read_in_time_count"]})";
  add_notice(1, 1, {}, at("2007-03-05T00:00:00Z"));
  send({.id = 1, .notice = 1, .state = "sent", .sent = at("2007-03-01T10:00:00Z")});
  EXPECT_EQ(rows(kRead), "[[0,0,null,null,0,0]]");
  change("UPDATE notifications SET read_us = $2 WHERE id = $1", {1, at("2007-03-02T10:00:00Z")},
         "mark", store::Noun::kNotification, 1, "marks");
  EXPECT_EQ(rows(kRead), "[[0,0,null,null,0,0]]");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(insert(tx, "preferences",
                   "subject, version, settings_version, mode, read_receipts, digest, digest_hour, "
                   "created_us",
                   {1, 1, 1, "auto", "allow", 0, 8, 0}));
    return journal(tx, "create", store::Noun::kPreference, 1, "read_receipts");
  });
  EXPECT_EQ(rows(kRead), "[[1,1,1,86400,1,1]]");
  change("UPDATE notifications SET read_us = $2 WHERE id = $1", {1, at("2007-03-06T10:00:00Z")},
         "mark", store::Noun::kNotification, 1, "marks");
  EXPECT_EQ(rows(kRead), "[[1,1,1,432000,1,0]]");
  change("UPDATE preferences SET read_receipts = 'deny' WHERE subject = $1", {1}, "update",
         store::Noun::kPreference, 1, "read_receipts");
  EXPECT_EQ(rows(kRead), "[[0,0,null,null,0,0]]");
  change("UPDATE deliveries SET class = 'legal' WHERE id = $1", {1}, "update",
         store::Noun::kDelivery, 1, "class");
  EXPECT_EQ(rows(kRead), "[[1,1,1,432000,1,0]]");
  // What was stopped reached nobody over this channel, wherever it was read.
  change("UPDATE deliveries SET state = 'suppressed' WHERE id = $1", {1}, "suppress",
         store::Noun::kDelivery, 1, "state,reason");
  EXPECT_EQ(rows(kRead), "[[0,0,null,null,0,0]]");
}

TEST_F(AnalyticsOutwardTest, DeliveriesGoWithTheirCase) {
  EngineTest::add({.id = 7, .office = 1});
  add_notice(1, 1, 7);
  send({.id = 1, .notice = 1, .office = 1});
  constexpr const char* kByOffice =
      R"({"measures":["deliveries.count"],"dimensions":["deliveries.office"]})";
  EXPECT_EQ(rows(kByOffice), R"([["office-1",1]])");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE cases SET office = 2 WHERE id = 7", {}));
    PMM_TRY(run(tx, "UPDATE deliveries SET office = 2 WHERE id = 1", {}));
    return journal(tx, "forward", store::Noun::kCase, 7, "state,office");
  });
  EXPECT_EQ(rows(kByOffice), R"([["office-2",1]])");
}

// A digest is of several offices: only who may count those of all of them counts it.
TEST_F(AnalyticsOutwardTest, ADigestIsOfNoOfficeAlone) {
  send({.id = 1, .digest = true});
  send({.id = 2, .office = 2});
  send({.id = 3});
  constexpr const char* kByDigest =
      R"({"measures":["deliveries.count"],"dimensions":["deliveries.digest"]})";
  EXPECT_EQ(rows(kByDigest), "[[false,2],[true,1]]");
  EXPECT_EQ(rows(kByDigest, plan_of(model::kRoleOperator, 2, 0)), "[[false,2]]");
  EXPECT_EQ(rows(kByDigest, plan_of(model::kRoleOperator, 1, 0)), "[[false,1]]");
  EXPECT_EQ(rows(kByDigest, plan_of(model::kRoleOperator, 0, 0)), "[[false,2],[true,1]]");
  EXPECT_EQ(rows(kByDigest, plan_of(model::kRoleCitizen, 0, 1)), "[[false,2],[true,1]]");
  EXPECT_EQ(rows(kByDigest, plan_of(model::kRoleCitizen, 0, 2)), "[]");
  // The office of several has no name that a question could come by.
  EXPECT_EQ(rows(R"({"measures":["deliveries.count"],"dimensions":["deliveries.office_top"]})"),
            R"([["office-2",1],[null,2]])");
}

constexpr const char* kKept =
    R"({"measures":["appointments.count","appointments.taken_count","appointments.due_count",
        "appointments.missed_count","appointments.missed_rate","appointments.taken_time_sum"]})";

TEST_F(AnalyticsOutwardTest, AppointmentsAreMissedOfThoseWhoseTimeHasCome) {
  add_calendar();
  EXPECT_EQ(rows(kKept), "[[0,0,0,0,null,null]]");
  const std::int64_t past = at("2007-06-14T09:00:00Z");
  book({.id = 1});                  // still to come
  book({.id = 2, .starts = past});  // nobody said what became of it
  book({.id = 3, .state = "missed", .starts = past});
  book({.id = 4, .state = "done", .starts = past});
  book({.id = 5, .state = "cancelled", .starts = past});
  book({.id = 6, .state = "held", .held_until = now_us_ + 1});
  book({.id = 7, .state = "held", .held_until = now_us_});
  EXPECT_EQ(rows(kKept), "[[7,5,3,1,0.3333333333333333,9000]]");
  change("UPDATE appointments SET state = 'missed' WHERE id = $1", {2}, "missed",
         store::Noun::kAppointment, 2, "state");
  EXPECT_EQ(rows(kKept), "[[7,5,3,2,0.6666666666666666,9000]]");
  now_us_ += 10 * kMicrosPerDay;
  EXPECT_EQ(rows(kKept), "[[7,4,4,2,0.5,7200]]");
}

TEST_F(AnalyticsOutwardTest, LeadTimesMovesAndCancellations) {
  add_calendar();
  constexpr const char* kLead =
      R"({"measures":["appointments.lead_time_avg","appointments.moved_count",
          "appointments.cancelled_rate","appointments.cancellation_notice_avg"],
          "dimensions":["appointments.calendar"]})";
  book({.id = 1});
  book({.id = 2, .booked = at("2007-06-20T08:00:00Z")});
  book({.id = 3, .booked = at("2007-06-21T09:00:00Z")});  // written down afterwards
  EXPECT_EQ(rows(kLead), R"([["counter",433800,0,0,null]])");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(event(tx, 1, 2, "move", "confirmed", at("2007-06-11T09:00:00Z")));
    PMM_TRY(journal(tx, "move", store::Noun::kAppointment, 1, "calendar,starts,state"));
    PMM_TRY(event(tx, 2, 2, "cancel", "cancelled", at("2007-06-19T09:00:00Z")));
    PMM_TRY(run(tx, "UPDATE appointments SET state = 'cancelled' WHERE id = 2", {}));
    return journal(tx, "cancel", store::Noun::kAppointment, 2, "state");
  });
  EXPECT_EQ(rows(kLead), R"([["counter",433800,1,0.3333333333333333,86400]])");
  change("UPDATE calendars SET code = 'desk' WHERE id = $1", {1}, "update", store::Noun::kCalendar,
         1, "code");
  EXPECT_EQ(rows(R"({"measures":["appointments.count"],"dimensions":["appointments.calendar"]})"),
            R"([["desk",3]])");
}

TEST_F(AnalyticsOutwardTest, ErasedRowsAreGoneAndKindsFollow) {
  add_calendar();
  book({.id = 1, .subject = 1});
  book({.id = 2, .subject = 4});
  send({.id = 1});
  send({.id = 2, .subject = 4});
  constexpr const char* kKinds =
      R"({"measures":["appointments.subjects","deliveries.subjects"],
          "dimensions":["deliveries.subject_kind"]})";
  EXPECT_EQ(rows(kKinds), R"([["organization",1,1],["person",1,1]])");
  change("UPDATE subjects SET kind = 'organization' WHERE id = $1", {1}, "update",
         store::Noun::kSubject, 1, "kind");
  EXPECT_EQ(rows(kKinds), R"([["organization",2,2]])");
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "DELETE FROM deliveries WHERE id = 1", {}));
    PMM_TRY(journal(tx, "erase", store::Noun::kDelivery, 1));
    PMM_TRY(run(tx, "DELETE FROM appointment_events", {}));
    PMM_TRY(run(tx, "DELETE FROM appointments", {}));
    PMM_TRY(journal(tx, "erase", store::Noun::kAppointment, 1));
    return journal(tx, "erase", store::Noun::kAppointment, 2);
  });
  EXPECT_EQ(rows(kKinds), R"([["organization",0,1]])");
}

// What is left of all of them once several parts are taken out is a number too.
TEST_F(AnalyticsOutwardTest, StatesThatMakeUpAllGiveNoSmallOneAway) {
  std::int64_t id = 0;
  for (const auto& [state, count] : {std::pair("sent", 8), {"suppressed", 7}, {"cancelled", 3}})
    for (int i = 0; i < count; ++i) send({.id = ++id, .state = state});
  const model::Plan analyst = plan_of(model::kRoleAnalyst, 0, 0);
  EXPECT_EQ(rows(R"({"measures":["deliveries.count","deliveries.sent_count",
                    "deliveries.suppressed_count"]})",
                 analyst),
            "[[18,8,null]]");
  EXPECT_EQ(rows(R"({"measures":["deliveries.count","deliveries.sent_count",
                    "deliveries.suppressed_count","deliveries.cancelled_count"]})",
                 analyst),
            "[[18,8,null,null]]");
  EXPECT_EQ(rows(R"({"measures":["deliveries.count","deliveries.sent_count"]})", analyst),
            "[[18,8]]");
}

// Which states a measure counts, as bits; "delivered" is a part of "sent".
struct Counted {
  const char* measure;
  unsigned states;
};
constexpr const char* kAttacked[] = {"created",    "sent",     "delivered", "permanent_failure",
                                     "suppressed", "digested", "expired",   "cancelled"};
constexpr Counted kCounted[] = {{"count", 0xFF},
                                {"waiting_count", 0x01},
                                {"sent_count", 0x06},
                                {"delivered_count", 4},
                                {"failed_count", 0x08},
                                {"tried_count", 0x0E},
                                {"suppressed_count", 0x10},
                                {"digested_count", 0x20},
                                {"expired_count", 0x40},
                                {"cancelled_count", 0x80}};

// Whatever follows from numbers of one row by sums and differences of what they count.
bool gives_small_away(std::map<unsigned, std::int64_t> known) {
  for (bool changed = true; changed;) {
    changed = false;
    const auto before = known;
    for (const auto& [a, of_a] : before)
      for (const auto& [b, of_b] : before) {
        if ((a & b) == 0) changed = known.emplace(a | b, of_a + of_b).second || changed;
        if ((a & b) == b && a != b) changed = known.emplace(a & ~b, of_a - of_b).second || changed;
      }
  }
  for (const auto& [states, number] : known)
    if (number > 0 && number < 5) return true;
  return false;
}

TEST_F(AnalyticsOutwardTest, NoSmallStateFollowsFromWhatIsShown) {
  const char* given = std::getenv("SEED");
  const std::uint64_t seed = given == nullptr ? 20'261'126 : std::strtoull(given, nullptr, 10);
  std::mt19937_64 random(seed);
  const auto below = [&random](std::uint64_t end) { return static_cast<int>(random() % end); };
  const model::Plan analyst = plan_of(model::kRoleAnalyst, 0, 0);
  std::int64_t id = 0, shown = 0, hidden = 0;
  for (int round = 0; round < 40; ++round) {
    const std::int64_t day = at("2007-01-01T12:00:00Z") + round * kMicrosPerDay;
    write([&](store::Tx& tx) -> Status {
      for (std::int64_t office = 1; office <= 3; ++office)
        for (const char* state : kAttacked)
          for (int i = below(3) == 0 ? below(6) : below(3) * below(9); i > 0; --i)
            PMM_TRY(
                put(tx, Delivery{.id = ++id, .office = office, .state = state, .created = day}));
      return {};
    });
    std::vector<Counted> asked;
    std::string measures;
    for (const Counted& counted : kCounted)
      if (below(3) != 0) {
        asked.push_back(counted);
        measures += (measures.empty() ? "\"deliveries." : ",\"deliveries.") +
                    std::string(counted.measure) + '"';
      }
    if (asked.empty()) continue;
    const auto answer = query("{\"measures\":[" + measures +
                                  R"(],"dimensions":["deliveries.office"],"filters":[{"member":)"
                                  R"("deliveries.created_at","operator":"equals","values":[")" +
                                  format_instant(day) + "\"]}]}",
                              analyst);
    ASSERT_TRUE(answer.ok()) << answer.status().message();
    for (std::int64_t row = 0; row < (*answer)->rows; ++row) {
      std::map<unsigned, std::int64_t> known;
      for (std::size_t i = 0; i < asked.size(); ++i) {
        const Column& column = (*answer)->columns[i + 1];
        if (!column.is_null(row)) known[asked[i].states] = column.int_at(row);
        ++(column.is_null(row) ? hidden : shown);
      }
      EXPECT_FALSE(gives_small_away(known))
          << "SEED=" << seed << " round " << round << ' ' << measures;
    }
  }
  EXPECT_GT(hidden, 50);
  EXPECT_GT(shown, hidden / 4);
}

TEST_F(AnalyticsOutwardTest, CubesAreSetSideBySide) {
  add_calendar();
  EngineTest::add({.id = 7, .office = 2, .opened = at("2007-03-02T10:00:00Z")});
  send({.id = 1, .office = 2});
  book({.id = 1, .office = 1, .starts = at("2007-03-03T10:00:00Z")});
  EXPECT_EQ(rows(R"({"measures":["cases.count","deliveries.count","appointments.count"],
              "dimensions":["cases.office"],
              "timeDimensions":[{"dimension":"cases.opened_at","granularity":"month"}]})"),
            R"([["office-1","2007-03-01",0,0,1],["office-2","2007-03-01",1,1,0]])");
}

}  // namespace
}  // namespace pmm::analytics

#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/engine.hpp"
#include "base/civil.hpp"
#include "base/table.hpp"
#include "base/zone.hpp"
#include "model/access.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// A value on its way into a row of a test; null when it has none.
struct Bound {
  enum class Kind { kNull, kInt, kText } kind = Kind::kNull;
  std::int64_t number = 0;
  std::string text{};

  Bound() = default;
  Bound(std::int64_t value) : kind(Kind::kInt), number(value) {}
  Bound(int value) : kind(Kind::kInt), number(value) {}
  Bound(const char* value) : kind(Kind::kText), text(value) {}
  Bound(std::string value) : kind(Kind::kText), text(std::move(value)) {}
  Bound(std::optional<std::int64_t> value)
      : kind(value ? Kind::kInt : Kind::kNull), number(value.value_or(0)) {}
};

inline std::int64_t at(std::string_view instant) { return parse_instant(instant).value(); }

// A store in memory with a small catalogue, an engine over it, and rows written by plain SQL.
class EngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store::StoreOptions options;
    options.in_memory = true;
    options.clock = [this] { return now_us_; };
    auto opened = store::Store::open("memory", options);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    store_ = std::move(opened).value();
    zone_ = Zone::load("Europe/Rome").value();
    engine_ = std::make_unique<Engine>(store_, zone_);
    admin_.actor = 1;
    admin_.everything = true;
    write([](store::Tx& tx) { return catalogue(tx); });
  }

  template <class Fn>
  void write(Fn&& work) {
    const Status status = try_write(work);
    ASSERT_TRUE(status.ok()) << status.message();
  }
  template <class Fn>
  Status try_write(Fn&& work) {
    store::Origin origin;
    origin.actor = 1;
    return store_->write(origin, Call{}, [&work](store::Tx& tx) { return work(tx); });
  }

  static Status insert(store::Tx& tx, const std::string& table, const std::string& columns,
                       const std::vector<Bound>& values) {
    std::string sql = "INSERT INTO " + table + " (" + columns + ") VALUES (";
    for (std::size_t i = 1; i <= values.size(); ++i)
      sql += (i == 1 ? "$" : ", $") + std::to_string(i);
    return run(tx, sql + ")", values);
  }
  static Status run(store::Tx& tx, const std::string& sql, const std::vector<Bound>& values) {
    PMM_ASSIGN(auto statement, tx.db().prepare(sql));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const int slot = static_cast<int>(i) + 1;
      switch (values[i].kind) {
        case Bound::Kind::kNull:
          statement.bind_null(slot);
          break;
        case Bound::Kind::kInt:
          statement.bind(slot, values[i].number);
          break;
        case Bound::Kind::kText:
          statement.bind(slot, std::string_view(values[i].text));
          break;
      }
    }
    return statement.run();
  }
  static Status journal(store::Tx& tx, std::string_view verb, store::Noun noun, std::int64_t id,
                        std::string_view fields = "") {
    store::Record record{verb, noun};
    record.id = id;
    record.fields = fields;
    return tx.record(record);
  }

  static Status catalogue(store::Tx& tx) {
    for (std::int64_t id = 1; id <= 3; ++id) {
      const std::string n = std::to_string(id);
      PMM_TRY(insert(tx, "offices", "id, version, code, name, active, created_us",
                     {id, 1, "office-" + n, "Office " + n, 1, 0}));
      PMM_TRY(insert(tx, "channels", "id, version, code, name, digital, active, created_us",
                     {id, 1, "channel-" + n, "Channel " + n, 1, 1, 0}));
      PMM_TRY(insert(tx, "categories", "id, version, code, name, active, created_us",
                     {id, 1, "category-" + n, "Category " + n, 1, 0}));
      PMM_TRY(insert(tx, "areas", "id, version, code, name, active, created_us",
                     {id, 1, "area-" + n, "Area " + n, 1, 0}));
      PMM_TRY(insert(tx, "routes", "id, path", {id, "/path/" + n}));
      PMM_TRY(insert(
          tx, "services",
          "id, version, code, name, status, term_clock, term_rolls, open311_type, "
          "reopen_by_subject, created_us",
          {id, 1, "service-" + n, "Service " + n, "active", "calendar", 0, "realtime", 0, 0}));
    }
    for (std::int64_t id = 1; id <= 20; ++id)
      PMM_TRY(insert(tx, "subjects", "id, token, version, kind, name, since_us, created_us",
                     {id, "t" + std::to_string(id), 1, id % 4 == 0 ? "organization" : "person",
                      "Subject " + std::to_string(id), 0, 0}));
    return insert(tx, "actors", "id, version, kind, name, active, created_us",
                  {1, 1, "system", "Somebody", 1, 0});
  }
  // What a delivery may name.
  static Status put_digest(store::Tx& tx, std::int64_t id, std::int64_t subject) {
    return insert(tx, "digests", "id, subject, channel, on_day, created_us",
                  {id, subject, 1, id, 0});
  }
  static Status put_campaign(store::Tx& tx, std::int64_t id) {
    PMM_TRY(insert(tx, "frozen_groups", "id, rule, members, journal, visit, actor, created_us",
                   {id, "{}", 0, 0, 0, 1, 0}));
    return insert(tx, "campaigns",
                  "id, version, name, frozen, state, class, language, title, body, starts_us, "
                  "after_subject, planned, hour_us, hour_count, actor, created_us",
                  {id, 1, "spring", id, "done", "courtesy", "it", "x", "x", 0, 0, 0, 0, 0, 1, 0});
  }

  struct Case {
    std::int64_t id = 0;
    std::string kind = "report";
    std::int64_t service = 1;
    std::optional<std::int64_t> category{}, office{}, channel{}, area{}, subject{};
    std::string status = "open";
    std::string state = "new";
    Bound outcome{};
    std::int64_t opened = 0;
    std::optional<std::int64_t> due{}, closed{}, first_response{};
    std::int64_t reopened = 0;
    std::optional<std::int64_t> stars{};
  };
  static Status put(store::Tx& tx, const Case& c) {
    const std::string n = std::to_string(c.id);
    PMM_TRY(
        insert(tx, "cases",
               "id, token, version, number, kind, service, category, office, channel, area, "
               "subject, status, state, outcome, opened_us, due_us, due_given, closed_us, "
               "first_response_us, reopened_count, assurance, created_us",
               {c.id,     "c" + n,   1,      "N" + n,   c.kind,           c.service,  c.category,
                c.office, c.channel, c.area, c.subject, c.status,         c.state,    c.outcome,
                c.opened, c.due,     0,      c.closed,  c.first_response, c.reopened, 0,
                0}));
    if (c.stars)
      PMM_TRY(insert(tx, "feedback",
                     "version, service, case_id, stars, reopen, editable_until_us, changed_us, "
                     "created_us",
                     {1, c.service, c.id, *c.stars, 0, 0, 0, 0}));
    return journal(tx, "create", store::Noun::kCase, c.id);
  }
  void add(const Case& c) {
    write([&c](store::Tx& tx) { return put(tx, c); });
  }

  // The case's move into a state, as its events tell it.
  static Status move(store::Tx& tx, std::int64_t id, std::int64_t case_id, std::int64_t at_us,
                     const Bound& from, const std::string& to) {
    PMM_TRY(insert(tx, "case_events",
                   "id, case_id, at_us, verb, from_state, to_state, actor, visibility",
                   {id, case_id, at_us, "move", from, to, 1, "subject"}));
    return journal(tx, "move", store::Noun::kCase, case_id, "state");
  }

  Result<TablePtr> query(std::string_view json) { return engine_->query(json, admin_, Call{}); }
  Result<TablePtr> query(std::string_view json, const model::Plan& plan) {
    return engine_->query(json, plan, Call{});
  }
  // The rows of the answer as JSON; the error's field and message when there is one.
  std::string rows(std::string_view json) { return rows(json, admin_); }
  std::string rows(std::string_view json, const model::Plan& plan) {
    const auto answer = query(json, plan);
    if (!answer.ok()) return answer.status().field() + ": " + answer.status().message();
    const std::string text = to_json(**answer);
    const std::size_t begin = text.find("\"rows\":") + 7;
    return text.substr(begin, text.find(",\"timezone\"") - begin);
  }
  std::string field_of_error(std::string_view json) {
    const auto answer = query(json);
    return answer.ok() ? "(no error)" : answer.status().field();
  }
  // Of somebody with one role: at an office, or 0; as a subject, or 0.
  static model::Plan plan_of(std::string_view role, std::int64_t office, std::int64_t subject) {
    model::ActorFacts facts;
    facts.actor = 5;
    facts.subject = subject;
    facts.grants.push_back({.role = std::string(role), .office = office});
    return model::compile(facts, 0);
  }

  std::int64_t now_us_ = parse_instant("2007-06-15T10:00:00Z").value();
  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;
  std::unique_ptr<Engine> engine_;
  model::Plan admin_;
};

}  // namespace pmm::analytics

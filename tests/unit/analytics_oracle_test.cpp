#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>

#include "analytics_fixture.hpp"
#include "base/json.hpp"

// Random questions over random cases, answered by the engine, by SQL written here over the tables
// of the same store, and by the SQL of the engine's own explanation over its views. The seed is
// printed; SEED in the environment replays one.
namespace pmm::analytics {
namespace {

struct Part {
  const char* member;
  const char* sql;
};
constexpr Part kDimensions[] = {
    {"cases.kind", "c.kind"},
    {"cases.service", "(SELECT code FROM services WHERE id = c.service)"},
    {"cases.category", "(SELECT code FROM categories WHERE id = c.category)"},
    {"cases.office", "(SELECT code FROM offices WHERE id = c.office)"},
    {"cases.channel", "(SELECT code FROM channels WHERE id = c.channel)"},
    {"cases.area", "(SELECT code FROM areas WHERE id = c.area)"},
    {"cases.status", "c.status"},
    {"cases.outcome", "c.outcome"},
    {"cases.subject_kind", "(SELECT kind FROM subjects WHERE id = c.subject)"},
};
constexpr Part kMeasures[] = {
    {"cases.count", "count(*)"},
    {"cases.open_count", "count(*) FILTER (WHERE c.status = 'open')"},
    {"cases.closed_count", "count(*) FILTER (WHERE c.status = 'closed')"},
    {"cases.subjects", "count(DISTINCT c.subject)"},
    {"cases.within_due_count",
     "count(*) FILTER (WHERE c.status = 'closed' AND c.closed_us <= c.due_us)"},
    {"cases.within_due_rate",
     "1.0 * count(*) FILTER (WHERE c.status = 'closed' AND c.closed_us <= c.due_us) / "
     "NULLIF(count(*) FILTER (WHERE c.status = 'closed' AND c.closed_us IS NOT NULL AND c.due_us "
     "IS NOT NULL), 0)"},
    {"cases.overdue_count", "count(*) FILTER (WHERE c.status = 'open' AND c.due_us < @now)"},
    {"cases.resolution_time_avg",
     "avg(CASE WHEN c.closed_us >= c.opened_us THEN c.closed_us - c.opened_us END) / 1e6"},
    {"cases.first_response_time_avg",
     "avg(CASE WHEN c.first_response_us >= c.opened_us THEN c.first_response_us - c.opened_us END) "
     "/ 1e6"},
    {"cases.reopened_count", "count(*) FILTER (WHERE c.reopened_count > 0)"},
    {"cases.rated_count",
     "count(*) FILTER (WHERE EXISTS (SELECT 1 FROM feedback WHERE case_id = c.id))"},
    {"cases.satisfied_rate",
     "1.0 * count(*) FILTER (WHERE (SELECT stars FROM feedback WHERE case_id = c.id) >= 4) / "
     "NULLIF(count(*) FILTER (WHERE EXISTS (SELECT 1 FROM feedback WHERE case_id = c.id)), 0)"},
};
constexpr Part kTimes[] = {{"cases.opened_at", "c.opened_us"},
                           {"cases.due_at", "c.due_us"},
                           {"cases.closed_at", "c.closed_us"}};
// @t is the instant, @off the offset of Rome then, @s the local second.
constexpr Part kGranularities[] = {
    {"minute", "@t - @t % 60000000"},  // the data begin after 1970 and offsets are whole hours
    {"hour", "@t - @t % 3600000000"},
    {"day", "date(@s, 'unixepoch')"},
    {"week", "date(@s, 'unixepoch', 'weekday 0', '-6 days')"},
    {"month", "strftime('%Y-%m-01', @s, 'unixepoch')"},
    {"quarter",
     "strftime('%Y', @s, 'unixepoch') || '-' || printf('%02d', (strftime('%m', @s, 'unixepoch') - "
     "1) / 3 * 3 + 1) || '-01'"},
    {"year", "strftime('%Y-01-01', @s, 'unixepoch')"},
    {"weekday", "(strftime('%w', @s, 'unixepoch') + 6) % 7 + 1"},
    {"hourOfDay", "CAST(strftime('%H', @s, 'unixepoch') AS INTEGER)"},
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

class OracleTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    const char* given = std::getenv("SEED");
    const std::uint64_t seed =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    RecordProperty("seed", std::to_string(seed));
    std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
    random_.seed(seed);
  }

  std::int64_t pick(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  template <class T, std::size_t n>
  const T& one_of(const T (&list)[n]) {
    return list[static_cast<std::size_t>(pick(n))];
  }
  std::optional<std::int64_t> maybe(std::int64_t most) {
    if (pick(5) == 0) return std::nullopt;
    return 1 + pick(most);
  }
  // Anywhere in two years, or around the nights when the clock changes.
  std::int64_t instant() {
    constexpr const char* kNights[] = {"2007-03-25T01:00:00Z", "2007-10-28T01:00:00Z",
                                       "2006-12-31T23:00:00Z", "2007-06-30T22:00:00Z"};
    if (pick(3) == 0) return at(one_of(kNights)) + (pick(6) - 3) * 1'800'000'000 + pick(2) - 1;
    return at("2006-06-01T00:00:00Z") + pick(730LL * kMicrosPerDay);
  }
  Case random_case(std::int64_t id) {
    constexpr const char* kKinds[] = {"application", "report", "complaint", "inquiry"};
    Case c;
    c.id = id;
    c.kind = one_of(kKinds);
    c.service = 1 + pick(3);
    c.category = maybe(3);
    c.office = maybe(3);
    c.channel = maybe(3);
    c.area = maybe(3);
    c.subject = maybe(20);
    c.opened = instant();
    if (pick(4) != 0) c.due = c.opened + pick(60LL * kMicrosPerDay);
    if (pick(3) != 0) c.closed = pick(20) == 0 ? c.opened - 1 - pick(1000) : instant();
    if (c.due && c.closed && pick(6) == 0) c.closed = c.due;
    c.status = c.closed.has_value() == (pick(20) != 0) ? "closed" : "open";
    if (c.closed) c.outcome = pick(2) == 0 ? "fulfilled" : "r\u00e9jet\u00e9 \"x\"";
    if (pick(2) == 0) c.first_response = c.opened + pick(9LL * kMicrosPerDay) - 1000;
    c.reopened = pick(4) == 0 ? pick(3) : 0;
    if (c.closed && pick(2) == 0) c.stars = 1 + pick(5);
    return c;
  }

  void change_something() {
    write([this](store::Tx& tx) -> Status {
      for (std::int64_t i = pick(40); i >= 0; --i) {
        const std::int64_t id = 1 + pick(last_);
        switch (pick(5)) {
          case 0:
            PMM_TRY(put(tx, random_case(++last_)));
            break;
          case 1:
            PMM_TRY(run(tx, "DELETE FROM feedback WHERE case_id = $1", {id}));
            PMM_TRY(run(tx, "DELETE FROM cases WHERE id = $1", {id}));
            PMM_TRY(journal(tx, "erase", store::Noun::kCase, id));
            break;
          default:
            PMM_TRY(run(tx,
                        "UPDATE cases SET status = $2, closed_us = $3, office = $4, subject = $5 "
                        "WHERE id = $1",
                        {id, pick(2) == 0 ? "open" : "closed",
                         pick(3) == 0 ? Bound() : Bound(instant()), maybe(3), maybe(20)}));
            PMM_TRY(journal(tx, "update", store::Noun::kCase, id, "status,closed_at"));
        }
      }
      if (pick(3) == 0) {
        const std::int64_t subject = 1 + pick(20);
        PMM_TRY(run(tx, "UPDATE subjects SET kind = $2 WHERE id = $1",
                    {subject, pick(2) == 0 ? "person" : "organization"}));
        PMM_TRY(journal(tx, "update", store::Noun::kSubject, subject, "kind"));
      }
      return {};
    });
  }

  // A random condition, as JSON and as SQL.
  std::pair<std::string, std::string> condition() {
    const std::string codes[] = {"'channel-1'", "'channel-2','nowhere'", "'channel-1','channel-3'"};
    const std::string& list = one_of(codes);
    const std::string json_list = "[" + replaced(list, "'", "\"") + "]";
    const std::string channel = kDimensions[4].sql;
    const std::int64_t split = instant();
    const auto on = [](const char* member, const std::string& rest) {
      return std::string("{\"member\":\"") + member + "\",\"operator\":" + rest + "}";
    };
    switch (pick(8)) {
      case 0:
        return {on("cases.channel", "\"in\",\"values\":" + json_list),
                channel + " IN (" + list + ")"};
      case 1:
        return {on("cases.channel", "\"notIn\",\"values\":" + json_list),
                channel + " NOT IN (" + list + ")"};
      case 2:
        return {on("cases.closed_at", "\"set\""), "c.closed_us IS NOT NULL"};
      case 3:
        return {on("cases.closed_at", "\"notSet\""), "c.closed_us IS NULL"};
      case 4:
        return {on("cases.opened_at", "\"gte\",\"values\":[\"" + format_instant(split) + "\"]"),
                "c.opened_us >= " + std::to_string(split)};
      case 5:
        return {on("cases.closed_at", "\"lt\",\"values\":[\"" + format_instant(split) + "\"]"),
                "c.closed_us < " + std::to_string(split)};
      case 6:
        return {on("cases.outcome", "\"notEquals\",\"values\":[\"fulfilled\"]"),
                "c.outcome <> 'fulfilled'"};
      default: {
        const auto a = condition();
        const auto b = condition();
        return {R"({"or":[)" + a.first + "," + b.first + "]}",
                "(" + a.second + " OR " + b.second + ")"};
      }
    }
  }

  static std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
    return out;
  }

  static std::string local(const char* expression, const char* time) {
    const std::string off = "(CASE WHEN @t >= " + std::to_string(at("2006-03-26T01:00:00Z")) +
                            " AND @t < " + std::to_string(at("2006-10-29T01:00:00Z")) +
                            " OR @t >= " + std::to_string(at("2007-03-25T01:00:00Z")) +
                            " AND @t < " + std::to_string(at("2007-10-28T01:00:00Z")) +
                            " OR @t >= " + std::to_string(at("2008-03-30T01:00:00Z")) +
                            " THEN 7200 ELSE 3600 END)";
    std::string out = replaced(expression, "@s", "(@t / 1000000 + @off)");
    out = "CASE WHEN @t IS NOT NULL THEN " + replaced(std::move(out), "@off", off) + " END";
    return replaced(std::move(out), "@t", time);
  }

  struct Asked {
    std::string json, sql;
    std::size_t keys = 0;
  };
  Asked question() {
    std::vector<std::string> dims, times, measures, filters, wheres{"1 = 1"}, keys, order, selects;
    for (const Part& part : kDimensions) {
      if (pick(4) != 0) continue;
      dims.push_back('"' + std::string(part.member) + '"');
      keys.emplace_back(part.sql);
    }
    std::vector<std::string> time_keys;
    for (std::int64_t i = pick(3); i > 0; --i) {
      const Part& time = kTimes[static_cast<std::size_t>(i - 1)];
      const Part& granularity = one_of(kGranularities);
      times.push_back(R"({"dimension":")" + std::string(time.member) + R"(","granularity":")" +
                      granularity.member + "\"}");
      time_keys.push_back(local(granularity.sql, time.sql));
      wheres.push_back(std::string(time.sql) + " IS NOT NULL");  // falls into no period
    }
    for (const Part& part : kMeasures) {
      if (!measures.empty() && pick(3) != 0) continue;
      measures.push_back('"' + std::string(part.member) + '"');
      selects.push_back(replaced(part.sql, "@now", std::to_string(now_us_)));
    }
    for (std::int64_t i = pick(3); i > 0; --i) {
      const auto [json, sql] = condition();
      filters.push_back(json);
      wheres.push_back(sql);
    }
    if (pick(2) == 0) {
      times.push_back(R"({"dimension":"cases.opened_at","dateRange":["2007-03-25","2007-10-28"]})");
      wheres.push_back("c.opened_us >= " + std::to_string(at("2007-03-24T23:00:00Z")) +
                       " AND c.opened_us < " + std::to_string(at("2007-10-28T23:00:00Z")));
    }
    const std::size_t dim_count = keys.size();
    keys.insert(keys.end(), time_keys.begin(), time_keys.end());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::size_t at = (i + dim_count) % keys.size();  // times before dimensions
      order.push_back("(" + keys[at] + ") IS NULL");
      order.push_back(std::to_string(at + 1));
    }
    std::vector<std::string> columns = keys;
    columns.insert(columns.end(), selects.begin(), selects.end());
    Asked asked;
    asked.keys = keys.size();
    asked.json = "{\"measures\":[" + joined(measures, ",") + "],\"dimensions\":[" +
                 joined(dims, ",") + "],\"timeDimensions\":[" + joined(times, ",") +
                 "],\"filters\":[" + joined(filters, ",") + "]}";
    asked.sql = "SELECT " + joined(columns, ", ") + " FROM cases c WHERE (" +
                joined(wheres, ") AND (") + ")";
    if (!keys.empty()) {
      std::vector<std::string> numbers;
      for (std::size_t i = 1; i <= keys.size(); ++i) numbers.push_back(std::to_string(i));
      asked.sql += " GROUP BY " + joined(numbers, ", ") + " ORDER BY " + joined(order, ", ");
    }
    return asked;
  }

  void compare(const Asked& asked, const std::string& sql, const model::Plan& plan) {
    const auto answer = query(asked.json, plan);
    ASSERT_TRUE(answer.ok()) << answer.status().message();
    const Table& table = **answer;
    const Call call;  // watched for as long as the snapshot is held
    auto snapshot = store_->read(call);
    ASSERT_TRUE(snapshot.ok());
    auto rows = snapshot->db().prepare(sql);
    ASSERT_TRUE(rows.ok()) << rows.status().message();
    for (std::int64_t row = 0;; ++row) {
      const auto found = rows->step();
      ASSERT_TRUE(found.ok()) << found.status().message();
      ASSERT_EQ(*found, row < table.rows) << "row " << row;
      if (!*found) return;
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        compare_cell(table.columns[i], row, *rows, static_cast<int>(i));
    }
  }

  std::string explained(const std::string& question, const model::Plan& plan) {
    const auto told = engine_->explain(question, plan, Call{});
    EXPECT_TRUE(told.ok()) << told.status().message();
    return told.ok() ? parse_json(*told, "").value().find("sql")->text : "";
  }

  static void compare_cell(const Column& column, std::int64_t row, const store::Statement& expected,
                           int at) {
    ASSERT_EQ(column.is_null(row), expected.is_null(at)) << column.name << " of row " << row;
    if (column.is_null(row)) return;
    switch (column.type) {
      case Type::kText:
        ASSERT_EQ(column.text_at(row), expected.text_at(at));
        break;
      case Type::kDate:
        ASSERT_EQ(format_date(column.date_at(row)), expected.text_at(at));
        break;
      case Type::kFloat64: {
        const double value = expected.double_at(at);
        ASSERT_NEAR(column.double_at(row), value, std::abs(value) * 1e-9) << column.name;
        break;
      }
      default:
        ASSERT_EQ(column.int_at(row), expected.int_at(at)) << column.name << " row " << row;
    }
  }

  std::mt19937_64 random_;
  std::int64_t last_ = 0;
};

TEST_F(OracleTest, AgreesWithSql) {
  write([this](store::Tx& tx) -> Status {
    for (int i = 0; i < 600; ++i) PMM_TRY(put(tx, random_case(++last_)));
    return {};
  });
  for (int round = 0; round < 400; ++round) {
    if (round % 4 == 3) change_something();
    const Asked asked = question();
    model::ActorFacts facts;
    std::string allowed = "1 = 1";
    model::Grant grant;
    grant.role = std::string(model::kRoleOperator);
    switch (pick(4)) {
      case 0:
        grant.office = 2;
        allowed = "c.office IS NULL OR c.office = 2";
        break;
      case 1:
        grant.office = 3;
        grant.service = 1;
        allowed = "c.office IS NULL OR c.office = 3 AND c.service = 1";
        break;
      case 2:
        grant.role = std::string(model::kRoleCitizen);
        facts.subject = 1 + pick(20);
        allowed = "c.subject = " + std::to_string(facts.subject);
        break;
      default:
        grant.role = std::string(model::kRoleAdministrator);
    }
    facts.grants.push_back(grant);
    const std::string sql = replaced(asked.sql, "WHERE (1 = 1)", "WHERE (" + allowed + ")");
    const model::Plan plan = model::compile(facts, 0);
    compare(asked, sql, plan);
    if (HasFatalFailure()) FAIL() << "round " << round << "\n" << asked.json << "\n" << sql;
    const std::string told = explained(asked.json, plan);
    compare(asked, told, plan);
    if (HasFatalFailure()) FAIL() << "round " << round << "\n" << asked.json << "\n" << told;
  }
}

// Quantiles against sorting, per channel.
TEST_F(OracleTest, QuantilesAgreeWithSorting) {
  write([this](store::Tx& tx) -> Status {
    for (int i = 0; i < 500; ++i) PMM_TRY(put(tx, random_case(++last_)));
    return {};
  });
  const auto answer = query(R"({"measures":["cases.resolution_time_median",
      "cases.resolution_time_p90"],"dimensions":["cases.channel"]})");
  ASSERT_TRUE(answer.ok());
  const Table& table = **answer;
  ASSERT_EQ(table.rows, 4);
  for (std::int64_t row = 0; row < 4; ++row) {
    const Call call;  // watched for as long as the snapshot is held
    auto snapshot = store_->read(call);
    auto rows = snapshot->db().prepare(
        "SELECT closed_us - opened_us FROM cases WHERE closed_us >= opened_us AND "
        "coalesce(channel, 4) = $1 ORDER BY 1");
    rows->bind(1, row + 1);
    std::vector<double> values;
    while (*rows->step()) values.push_back(static_cast<double>(rows->int_at(0)) / 1e6);
    ASSERT_GT(values.size(), 10U);
    for (const auto& [column, p] : {std::pair{1U, 0.5}, std::pair{2U, 0.9}}) {
      const double rank = p * static_cast<double>(values.size() - 1);
      const auto low = static_cast<std::size_t>(rank);
      const double high = values[std::min(low + 1, values.size() - 1)];
      const double expected = values[low] + (high - values[low]) * (rank - std::floor(rank));
      EXPECT_NEAR(table.columns[column].double_at(row), expected, expected * 1e-9);
    }
  }
}

// Whatever the zone, the hours of a stretch hold what its days hold.
TEST_F(OracleTest, HoursAddUpToDays) {
  write([this](store::Tx& tx) -> Status {
    for (int i = 0; i < 400; ++i) {
      Case c = random_case(++last_);
      if (i % 2 == 0) c.opened = at("2011-12-29T00:00:00Z") + pick(5 * kMicrosPerDay);
      PMM_TRY(put(tx, c));
    }
    return {};
  });
  for (const char* zone :
       {"Europe/Rome", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"}) {
    const auto counts = [&](const char* granularity) {
      std::map<std::int32_t, std::int64_t> days;
      const auto answer = query(R"({"measures":["cases.count"],"timezone":")" + std::string(zone) +
                                R"(","timeDimensions":[{"dimension":"cases.opened_at",)" +
                                R"("granularity":")" + granularity + "\"}]}");
      EXPECT_TRUE(answer.ok());
      const auto loaded = Zone::load(zone).value();
      const Table& table = **answer;
      for (std::int64_t row = 0; row < table.rows; ++row) {
        const Column& time = table.columns[0];
        const std::int32_t day =
            time.type == Type::kDate ? time.date_at(row) : loaded->local_day(time.int_at(row));
        days[day] += table.columns[1].int_at(row);
      }
      return days;
    };
    const auto days = counts("day");
    EXPECT_EQ(days, counts("hour")) << zone;
    EXPECT_EQ(days, counts("minute")) << zone;
    // Apia has no 30 December 2011.
    if (std::string_view(zone) == "Pacific/Apia") {
      EXPECT_FALSE(days.contains(15338));
    }
  }
}

}  // namespace
}  // namespace pmm::analytics

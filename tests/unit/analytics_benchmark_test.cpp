#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <tuple>

#include "analytics_fixture.hpp"
#include "base/json.hpp"

// The questions of the analytic benchmark, as bench/analytics/questions.json has them, over a few
// thousand cases: each answer equals what its SQL says, computed by hand here.
namespace pmm::analytics {
namespace {

using Key = std::vector<std::string>;  // "" is null
using Rows = std::map<Key, std::vector<std::optional<double>>>;

struct Fact {
  std::string kind, service, category, office, channel, area, status;  // "" is null
  std::optional<std::int64_t> subject, due, closed;
  std::int64_t opened = 0;

  std::optional<double> resolution() const {
    if (!closed || *closed < opened) return std::nullopt;
    return static_cast<double>(*closed - opened) / 1e6;
  }
};

std::optional<double> mean(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::optional<double> quantile(std::vector<double> values, double p) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const double place = p * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (values[high] - values[low]) * (place - static_cast<double>(low));
}

class BenchmarkTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    std::mt19937_64 random(20070615);
    write([&](store::Tx& tx) -> Status {
      for (std::int64_t id = 1; id <= 3000; ++id) {
        Case c = make_case(id, random);
        facts_.push_back(fact_of(c));
        PMM_TRY(put(tx, c));
      }
      return {};
    });
  }

  static Case make_case(std::int64_t id, std::mt19937_64& random) {
    const auto one_of = [&random](std::int64_t n) {
      return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    const auto maybe = [&](std::int64_t n, int percent) -> std::optional<std::int64_t> {
      if (one_of(100) < percent) return std::nullopt;
      return one_of(n) + 1;
    };
    Case c{.id = id};
    const std::array kinds{"report", "application", "complaint", "inquiry"};
    c.kind = kinds[static_cast<std::size_t>(one_of(4))];
    c.service = one_of(3) + 1;
    c.category = maybe(3, 2);
    c.office = maybe(3, 2);
    c.channel = maybe(3, 2);
    c.area = maybe(3, 5);
    c.subject = maybe(20, 8);
    c.opened = at("2004-01-01T00:00:00Z") + one_of(3 * 365LL * 86'400) * 1'000'000;
    if (one_of(100) < 80) c.due = c.opened + 30 * kMicrosPerDay;
    if (one_of(100) < 85) {
      // Some are closed before they were opened, some just when they are due.
      c.closed =
          one_of(100) < 3 && c.due ? *c.due : c.opened + (one_of(60 * 86'400) - 86'400) * 1'000'000;
      c.status = "closed";
    }
    return c;
  }

  static Fact fact_of(const Case& c) {
    const auto code = [](const char* noun, std::optional<std::int64_t> id) {
      return id ? std::string(noun) + "-" + std::to_string(*id) : std::string();
    };
    Fact fact{c.kind,
              code("service", c.service),
              code("category", c.category),
              code("office", c.office),
              code("channel", c.channel),
              code("area", c.area),
              c.status,
              c.subject,
              c.due,
              c.closed,
              c.opened};
    return fact;
  }

  // The question of the benchmark's file, {name} replaced.
  static std::string question(std::string_view name,
                              const std::map<std::string, std::string>& values = {}) {
    std::ifstream file(std::string(PMM_TEST_DIR) + "/../bench/analytics_questions.json");
    std::stringstream text;
    text << file.rdbuf();
    const auto root = parse_json(text.str(), "questions");
    EXPECT_TRUE(root.ok()) << root.status().message();
    for (const Json& entry : root->find("questions")->items) {
      if (entry.find("name")->text != name) continue;
      std::string json = written(*entry.find("query"));
      for (const auto& [key, value] : values)
        for (std::size_t i = 0; (i = json.find("{" + key + "}")) != std::string::npos;)
          json.replace(i, key.size() + 2, value);
      return json;
    }
    return "";
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the file
  static std::string written(const Json& json) {
    std::string out;
    const auto list = [&](char open, char close, bool keys) {
      out += open;
      for (std::size_t i = 0; i < json.items.size(); ++i) {
        if (i != 0) out += ',';
        if (keys) append_json_text(out, json.keys[i]);
        if (keys) out += ':';
        out += written(json.items[i]);
      }
      out += close;
    };
    switch (json.kind) {
      case Json::Kind::kArray:
        list('[', ']', false);
        break;
      case Json::Kind::kObject:
        list('{', '}', true);
        break;
      case Json::Kind::kText:
        append_json_text(out, json.text);
        break;
      case Json::Kind::kBool:
        out = json.boolean ? "true" : "false";
        break;
      default:
        out = std::to_string(json.integer);
        break;
    }
    return out;
  }

  // The answer by its first `keys` columns.
  Rows answer(const std::string& json, std::size_t keys) {
    const auto table = query(json);
    EXPECT_TRUE(table.ok()) << json << "\n"
                            << table.status().field() << ": " << table.status().message();
    Rows rows;
    if (!table.ok()) return rows;
    for (std::int64_t row = 0; row < (*table)->rows; ++row) {
      Key key;
      std::vector<std::optional<double>> values;
      for (std::size_t i = 0; i < (*table)->columns.size(); ++i) {
        const Column& column = (*table)->columns[i];
        if (i < keys)
          key.push_back(text_of(column, row));
        else
          values.push_back(number_of(column, row));
      }
      EXPECT_TRUE(rows.emplace(key, values).second) << "a key is there twice";
    }
    return rows;
  }
  static std::string text_of(const Column& column, std::int64_t row) {
    if (column.is_null(row)) return "";
    if (column.type == Type::kText) return std::string(column.text_at(row));
    if (column.type == Type::kDate) return format_date(column.date_at(row));
    return std::to_string(column.int_at(row));
  }
  static std::optional<double> number_of(const Column& column, std::int64_t row) {
    if (column.is_null(row)) return std::nullopt;
    if (column.type == Type::kFloat64) return column.double_at(row);
    return static_cast<double>(column.int_at(row));
  }

  static void expect_equal(const Rows& got, const Rows& wanted) {
    ASSERT_EQ(got.size(), wanted.size());
    for (const auto& [key, values] : wanted) {
      const auto found = got.find(key);
      std::string name;
      for (const std::string& part : key) name += part + "|";
      ASSERT_TRUE(found != got.end()) << name;
      ASSERT_EQ(found->second.size(), values.size()) << name;
      for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(found->second[i].has_value(), values[i].has_value()) << name << i;
        if (!values[i]) continue;
        ASSERT_NEAR(*found->second[i], *values[i], 1e-9 * std::max(1.0, std::abs(*values[i])))
            << name << i;
      }
    }
  }

  Civil day(std::int64_t us) const { return civil_from_days(zone_->local_day(us)); }
  std::string month(std::int64_t us) const {
    const Civil d = day(us);
    return format_date(days_from_civil({d.year, d.month, 1}));
  }
  std::string quarter(std::int64_t us) const {
    const Civil d = day(us);
    return format_date(days_from_civil({d.year, (d.month - 1) / 3 * 3 + 1, 1}));
  }

  // Groups the facts that `where` lets through and measures each group.
  template <class Where, class KeyOf, class Measure>
  Rows grouped(Where&& where, KeyOf&& key_of, Measure&& measure) const {
    std::map<Key, std::vector<const Fact*>> groups;
    for (const Fact& fact : facts_)
      if (where(fact)) groups[key_of(fact)].push_back(&fact);
    Rows rows;
    for (const auto& [key, group] : groups) rows[key] = measure(group);
    return rows;
  }

  using Group = std::vector<const Fact*>;
  static double count(const Group& group) { return static_cast<double>(group.size()); }
  static std::vector<double> resolutions(const Group& group) {
    std::vector<double> values;
    for (const Fact* fact : group)
      if (const auto value = fact->resolution()) values.push_back(*value);
    return values;
  }
  static double subjects(const Group& group) {
    std::set<std::int64_t> all;
    for (const Fact* fact : group)
      if (fact->subject) all.insert(*fact->subject);
    return static_cast<double>(all.size());
  }
  static bool any(const Fact&) { return true; }
  auto in_year(int year) const {
    return [this, year](const Fact& fact) { return day(fact.opened).year == year; };
  }

  std::vector<Fact> facts_;
};

TEST_F(BenchmarkTest, ChannelMonth) {
  expect_equal(answer(question("channel_month"), 2),
               grouped(
                   any,
                   [&](const Fact& f) {
                     return Key{f.channel, month(f.opened)};
                   },
                   [](const Group& g) {
                     return std::vector<std::optional<double>>{count(g), mean(resolutions(g))};
                   }));
}

TEST_F(BenchmarkTest, CategoryMonthFiltered) {
  const std::map<std::string, std::string> values{{"year", "2005"}, {"channel", "channel-2"}};
  const auto year = in_year(2005);
  expect_equal(answer(question("category_month_filtered", values), 2),
               grouped([&](const Fact& f) { return f.channel == "channel-2" && year(f); },
                       [&](const Fact& f) {
                         return Key{f.category, month(f.opened)};
                       },
                       [](const Group& g) {
                         return std::vector<std::optional<double>>{count(g), mean(resolutions(g))};
                       }));
}

TEST_F(BenchmarkTest, SubjectsPerService) {
  expect_equal(answer(question("subjects_per_service"), 1),
               grouped(
                   any, [](const Fact& f) { return Key{f.service}; },
                   [](const Group& g) { return std::vector<std::optional<double>>{subjects(g)}; }));
}

TEST_F(BenchmarkTest, OfficeQuantiles) {
  expect_equal(
      answer(question("office_quantiles"), 1),
      grouped(
          any, [](const Fact& f) { return Key{f.office}; },
          [](const Group& g) {
            return std::vector{quantile(resolutions(g), 0.5), quantile(resolutions(g), 0.9)};
          }));
}

TEST_F(BenchmarkTest, DueRateOfficeQuarter) {
  // What is open falls into no quarter.
  expect_equal(answer(question("due_rate_office_quarter"), 2),
               grouped([](const Fact& f) { return f.closed.has_value(); },
                       [&](const Fact& f) {
                         return Key{f.office, quarter(*f.closed)};
                       },
                       [](const Group& g) {
                         double due = 0;
                         double within = 0;
                         for (const Fact* fact : g) {
                           due += fact->due ? 1 : 0;
                           within += fact->due && *fact->closed <= *fact->due ? 1 : 0;
                         }
                         const auto rate =
                             due == 0 ? std::nullopt : std::optional<double>(within / due);
                         return std::vector<std::optional<double>>{rate, count(g)};
                       }));
}

TEST_F(BenchmarkTest, TopServices30Days) {
  const std::int32_t from = parse_date("2005-05-02").value();
  const std::int32_t to = parse_date("2005-05-31").value();
  const auto table =
      query(question("top_services_30_days", {{"from", "2005-05-02"}, {"to", "2005-05-31"}}));
  ASSERT_TRUE(table.ok()) << table.status().message();
  const Rows wanted = grouped(
      [&](const Fact& f) {
        const std::int32_t day = zone_->local_day(f.opened);
        return day >= from && day <= to;
      },
      [](const Fact& f) { return Key{f.service}; },
      [](const Group& g) { return std::vector<std::optional<double>>{count(g)}; });
  std::vector<std::pair<double, std::string>> ordered;
  for (const auto& [key, values] : wanted) ordered.emplace_back(-*values[0], key[0]);
  std::sort(ordered.begin(), ordered.end());
  ASSERT_EQ((*table)->rows, static_cast<std::int64_t>(ordered.size()));
  for (std::int64_t row = 0; row < (*table)->rows; ++row) {
    const auto& [negative, service] = ordered[static_cast<std::size_t>(row)];
    EXPECT_EQ((*table)->columns[0].text_at(row), service);
    EXPECT_EQ((*table)->columns[1].int_at(row), static_cast<std::int64_t>(-negative));
  }
}

TEST_F(BenchmarkTest, HourWeekday) {
  expect_equal(
      answer(question("hour_weekday", {{"year", "2006"}}), 2),
      grouped(
          in_year(2006),
          [&](const Fact& f) {
            const std::int64_t local = zone_->to_local(f.opened);
            const std::int64_t hour = (local - day_of(local) * kMicrosPerDay) / 3'600'000'000;
            return Key{std::to_string(hour), std::to_string(weekday(zone_->local_day(f.opened)))};
          },
          [](const Group& g) { return std::vector<std::optional<double>>{count(g)}; }));
}

TEST_F(BenchmarkTest, YearOverYear) {
  const auto key_of = [&](const Fact& f) { return Key{f.category, quarter(f.opened)}; };
  const auto counted = [](const Group& g) { return std::vector<std::optional<double>>{count(g)}; };
  const Rows now = grouped(in_year(2006), key_of, counted);
  const Rows before = grouped(in_year(2005), key_of, counted);
  Rows wanted;
  for (const auto& [key, values] : now) {
    Key other = key;
    other[1].replace(0, 4, "2005");
    const auto found = before.find(other);
    const std::optional<double> n = values[0];
    const std::optional<double> p =
        found == before.end() ? std::nullopt : std::optional(found->second[0]);
    if (p)
      wanted[key] = {n, p, *n - *p, (*n - *p) / *p};
    else
      wanted[key] = {n, p, std::nullopt, std::nullopt};
  }
  expect_equal(answer(question("year_over_year", {{"year", "2006"}}), 2), wanted);
}

TEST_F(BenchmarkTest, DrillFiveFilters) {
  std::string json = question("drill_five_filters",
                              {{"year", "2005"}, {"category", "category-1"}, {"area", "area-2"}});
  for (std::size_t i = 0; (i = json.find("channel ")) != std::string::npos;) json[i + 7] = '-';
  const auto year = in_year(2005);
  expect_equal(
      answer(json, 1),
      grouped(
          [&](const Fact& f) {
            return f.category == "category-1" && !f.channel.empty() && f.area == "area-2" &&
                   f.status == "closed" && year(f);
          },
          [](const Fact& f) { return Key{f.service}; },
          [](const Group& g) {
            return std::vector<std::optional<double>>{count(g), subjects(g), mean(resolutions(g))};
          }));
}

TEST_F(BenchmarkTest, TotalsThree) {
  const auto table = query(question("totals_three"));
  ASSERT_TRUE(table.ok()) << table.status().message();
  std::map<std::pair<std::int64_t, Key>, std::int64_t> wanted;
  for (std::int64_t flags = 0; flags < 8; ++flags)
    for (const Fact& f : facts_)
      ++wanted[{flags, Key{(flags & 4) != 0 ? "" : f.channel, (flags & 2) != 0 ? "" : f.kind,
                           (flags & 1) != 0 ? "" : f.area}}];
  ASSERT_EQ((*table)->rows, static_cast<std::int64_t>(wanted.size()));
  for (std::int64_t row = 0; row < (*table)->rows; ++row) {
    Key key;
    for (std::size_t i = 0; i < 3; ++i) key.push_back(text_of((*table)->columns[i], row));
    const auto found = wanted.find({(*table)->columns[4].int_at(row), key});
    ASSERT_TRUE(found != wanted.end()) << row;
    EXPECT_EQ((*table)->columns[3].int_at(row), found->second);
  }
}

TEST_F(BenchmarkTest, BacklogMonthEnd) {
  std::map<Key, double> changes;
  for (const Fact& f : facts_) {
    changes[{f.office, month(f.opened)}] += 1;
    if (f.closed) changes[{f.office, month(*f.closed)}] -= 1;
  }
  Rows wanted;
  std::map<std::string, double> sums;
  for (const auto& [key, change] : changes) wanted[key] = {sums[key[0]] += change};
  expect_equal(answer(question("backlog_month_end"), 2), wanted);
}

}  // namespace
}  // namespace pmm::analytics

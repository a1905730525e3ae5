// What an analyst is shown, attacked: whatever follows from the numbers of one answer by sums and
// differences is followed, and no small number may come of it.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analytics/catalogue/condition_parts.hpp"
#include "analytics/scan/row_values.hpp"
#include "analytics_segment_fixture.hpp"

namespace pmm::analytics {
namespace {

constexpr std::int64_t kSmallest = 5;

std::uint64_t seed() {
  const char* given = std::getenv("SEED");
  return given == nullptr ? 20'261'126 : std::strtoull(given, nullptr, 10);
}

model::Plan analyst() {
  model::ActorFacts facts;
  facts.actor = 5;
  facts.grants.push_back({.role = std::string(model::kRoleAnalyst)});
  return model::compile(facts, 0);
}

// Numbers of which some are known, and which of them make up which.
class Attack {
 public:
  std::size_t add(std::int64_t number, bool known) {
    numbers_.push_back(number);
    known_.push_back(known);
    return numbers_.size() - 1;
  }
  void makes_up(std::size_t whole, std::vector<std::size_t> parts) {
    parts.push_back(whole);
    sums_.push_back(std::move(parts));
  }
  // How many small numbers are known in the end.
  std::size_t small_known() {
    for (bool changed = true; changed;) {
      changed = false;
      for (const std::vector<std::size_t>& sum : sums_) {
        std::size_t unknown = 0, last = 0;
        for (const std::size_t cell : sum) {
          if (known_[cell]) continue;
          ++unknown;
          last = cell;
        }
        if (unknown != 1) continue;
        known_[last] = changed = true;
      }
    }
    std::size_t count = 0;
    for (std::size_t i = 0; i < numbers_.size(); ++i)
      if (known_[i] && numbers_[i] > 0 && numbers_[i] < kSmallest) ++count;
    return count;
  }

 private:
  std::vector<std::int64_t> numbers_;
  std::vector<bool> known_;
  std::vector<std::vector<std::size_t>> sums_;
};

class AnalystTest : public SegmentTest {
 protected:
  void add_cases(std::mt19937_64& random) {
    const auto below = [&](std::uint64_t end) { return static_cast<std::int64_t>(random() % end); };
    const std::int64_t first = next_, count = 40 + below(80);
    write([&](store::Tx& tx) -> Status {
      for (; next_ < first + count; ++next_) {
        Case c;
        c.id = next_;
        c.office = 1 + std::min(below(3), below(3));
        c.service = 1 + std::min(below(3), below(4));
        c.subject = 1 + below(20);
        c.opened = at("2007-02-01T08:00:00Z");
        c.due = at("2007-03-01T08:00:00Z");
        if (below(8) != 0) {
          c.status = "closed";
          c.state = "closed";
          c.closed = below(9) == 0 ? at("2007-03-02T08:00:00Z") : at("2007-02-20T08:00:00Z");
        }
        PMM_TRY(put(tx, c));
      }
      return {};
    });
  }

  static std::string key_of(const Table& table, std::int64_t row) {
    std::string key = std::to_string(table.columns[*table.find("grouping")].int_at(row));
    for (std::size_t i = 0; i < 2; ++i) {
      key += '|';
      if (!table.columns[i].is_null(row)) key += table.columns[i].text_at(row);
    }
    return key;
  }

  std::int64_t next_ = 1;
};

constexpr std::array<const char*, 4> kCounts = {"cases.count", "cases.open_count",
                                                "cases.closed_count", "cases.within_due_count"};

// Of each row: the counts, and what two of them leave of a third.
struct RowCells {
  std::array<std::size_t, 6> cells;
};

void add_row_sums(Attack& attack, const RowCells& row) {
  const auto& [all, open, closed, within, late, rest] = row.cells;
  attack.makes_up(all, {open, closed});
  attack.makes_up(closed, {within, late});
  attack.makes_up(all, {within, rest});
}

TEST_F(AnalystTest, NoSumOfAnAnswerGivesASmallNumber) {
  std::mt19937_64 random(seed());
  const std::string question =
      R"({"measures":["cases.count","cases.open_count","cases.closed_count",)"
      R"("cases.within_due_count","cases.within_due_rate"],)"
      R"("dimensions":["cases.office","cases.service"],"totals":true})";
  std::size_t shown = 0, hidden = 0;
  for (int round = 0; round < 12; ++round) {
    if (round % 4 == 0) {
      write([](store::Tx& tx) -> Status {
        PMM_TRY(run(tx, "DELETE FROM cases", {}));
        return journal(tx, "rebuild", store::Noun::kStore, 1);
      });
      engine_ = std::make_unique<Engine>(store_, zone_);
    }
    add_cases(random);
    const auto whole = query(question), told = query(question, analyst());
    ASSERT_TRUE(whole.ok() && told.ok());
    std::map<std::string, std::int64_t> told_rows;
    for (std::int64_t row = 0; row < (*told)->rows; ++row) told_rows[key_of(**told, row)] = row;
    ASSERT_EQ(static_cast<std::int64_t>(told_rows.size()) + (*told)->withheld_rows, (*whole)->rows);
    Attack attack;
    std::vector<RowCells> rows;
    for (std::int64_t row = 0; row < (*whole)->rows; ++row) {
      const auto found = told_rows.find(key_of(**whole, row));
      std::array<std::int64_t, 6> numbers{};
      RowCells cells{};
      for (std::size_t i = 0; i < kCounts.size(); ++i) {
        const std::size_t column = *(*whole)->find(kCounts[i]);
        numbers[i] = (*whole)->columns[column].int_at(row);
        const bool known =
            found != told_rows.end() && !(*told)->columns[column].is_withheld(found->second);
        if (known) {
          EXPECT_EQ((*told)->columns[column].int_at(found->second), numbers[i]);
        }
        ++(known ? shown : hidden);
        cells.cells[i] = attack.add(numbers[i], known);
      }
      cells.cells[4] = attack.add(numbers[2] - numbers[3], false);
      cells.cells[5] = attack.add(numbers[0] - numbers[3], false);
      add_row_sums(attack, cells);
      rows.push_back(cells);
    }
    const auto grouping = [&](std::size_t row) {
      return (*whole)->columns[*(*whole)->find("grouping")].int_at(static_cast<std::int64_t>(row));
    };
    const auto same = [&](std::size_t column, std::size_t a, std::size_t b) {
      return (*whole)->columns[column].text_at(static_cast<std::int64_t>(a)) ==
             (*whole)->columns[column].text_at(static_cast<std::int64_t>(b));
    };
    for (std::size_t total = 0; total < rows.size(); ++total) {
      const std::int64_t left_out = grouping(total);
      for (std::int64_t finer = 0; finer < left_out; ++finer) {
        if ((finer & ~left_out) != 0) continue;
        for (std::size_t i = 0; i < 6; ++i) {
          std::vector<std::size_t> parts;
          for (std::size_t part = 0; part < rows.size(); ++part) {
            if (grouping(part) != finer) continue;
            if ((left_out & 2) == 0 && !same(0, part, total)) continue;
            if ((left_out & 1) == 0 && !same(1, part, total)) continue;
            parts.push_back(rows[part].cells[i]);
          }
          attack.makes_up(rows[total].cells[i], std::move(parts));
        }
      }
    }
    EXPECT_EQ(attack.small_known(), 0U) << "seed " << seed() << ", round " << round;
  }
  EXPECT_GT(shown, hidden / 8);
  EXPECT_GT(hidden, 0U);
}

TEST_F(AnalystTest, WhatACountLeavesOfAnotherIsNotSmall) {
  for (std::int64_t id = 1; id <= 30; ++id)
    add({.id = id, .office = 1, .subject = id % 20 + 1, .status = id <= 27 ? "open" : "closed"});
  const auto two = [this](const char* a, const char* b) {
    return rows("{\"measures\":[\"cases." + std::string(a) + "\",\"cases." + b + "\"]}", analyst());
  };
  EXPECT_EQ(two("count", "open_count"), "[[30,null]]");
  EXPECT_EQ(two("count", "subjects"), "[[30,20]]");
  // Of itself it says nothing of the others.
  EXPECT_EQ(rows(R"({"measures":["cases.open_count"]})", analyst()), "[[27]]");
  EXPECT_EQ(rows(R"({"measures":["cases.closed_count"]})", analyst()), "[[null]]");
}

// January has 3 cases, March 100. What is carried into February from January is no part of the
// total, behind which January would else seem to stand with another.
TEST_F(AnalystTest, WhatIsCarriedIsNoPartOfATotal) {
  std::int64_t id = 0;
  for (; id < 3; ++id) add({.id = id + 1, .opened = at("2007-01-10T08:00:00Z")});
  for (; id < 103; ++id) add({.id = id + 1, .opened = at("2007-03-10T08:00:00Z")});
  const auto table = query(R"({"measures":["cases.count"],"fill":"previous","totals":true,
                               "timeDimensions":[{"dimension":"cases.opened_at",
                               "granularity":"month","dateRange":["2007-01-01","2007-03-31"]}]})",
                           analyst());
  ASSERT_TRUE(table.ok()) << table.status().message();
  const Column& count = (*table)->columns[*(*table)->find("cases.count")];
  std::vector<std::int64_t> shown;
  for (std::int64_t row = 0; row < (*table)->rows; ++row)
    if (!count.is_null(row)) shown.push_back(count.int_at(row));
  EXPECT_EQ(shown.size(), 1U);  // of the total and March one, else the other tells January
}

// a = 20, both = 19: that one is in a alone is not shown, nor is what it follows from.
TEST_F(AnalystTest, AnOverlapIsNotSubtracted) {
  for (std::int64_t id = 1; id <= 20; ++id) {
    add({.id = id, .subject = id});
    if (id < 20) add({.id = 100 + id, .kind = "complaint", .subject = id});
  }
  const model::Plan plan = analyst();
  const auto overlap = [&](const std::string& a, const std::string& b, const model::Plan& by) {
    const std::string_view rules[] = {a, b};
    const auto groups = engine_->segments().evaluate(rules, {by, saved_}, false, Call{});
    return json_of(overlap_table(*groups, by));
  };
  const std::string reports = R"({"cases":{"kind":["report"]}})";
  const std::string complaints = R"({"cases":{"kind":["complaint"]}})";
  EXPECT_EQ(overlap(reports, complaints, admin_), "[[20,19,19,1,0,20]]");
  EXPECT_EQ(overlap(reports, complaints, plan), "[[20,19,null,null,null,null]]");
  EXPECT_EQ(overlap(reports, reports, plan), "[[20,20,20,0,0,20]]");
}

TEST_F(AnalystTest, AProfileIsNotSubtracted) {
  const model::Plan plan = analyst();
  const auto profile = [&](std::int64_t persons, std::int64_t organizations) {
    write([](store::Tx& tx) -> Status {
      PMM_TRY(run(tx, "DELETE FROM cases", {}));
      return journal(tx, "rebuild", store::Noun::kStore, 1);
    });
    engine_ = std::make_unique<Engine>(store_, zone_);
    for (std::int64_t subject = 1; subject <= 20; ++subject) {
      std::int64_t& left = subject % 4 == 0 ? organizations : persons;
      if (left-- > 0) add({.id = next_++, .subject = subject});
    }
    return json_of(engine_->segments().profile(R"({"cases":{}})", R"(["subject.kind"])",
                                               {plan, saved_}, Call{}));
  };
  // 15 persons, 5 organizations.
  EXPECT_EQ(profile(10, 5),
            R"([["subject.kind","person",10,0.6666666666666666,15,0.75,0.8888888888888888],)"
            R"(["subject.kind","organization",5,0.3333333333333333,5,0.25,1.3333333333333333]])");
  const std::string hidden = R"([["subject.kind","organization",null,null,5,0.25,null],)"
                             R"(["subject.kind","person",null,null,15,0.75,null]])";
  EXPECT_EQ(profile(8, 2), hidden);   // two organizations
  EXPECT_EQ(profile(12, 0), hidden);  // three persons do not belong to it
  EXPECT_EQ(profile(13, 5), hidden);  // nor do two in all
}

// Who counts everybody and sees itself alone, or counts cases and sees persons, lists no more.
TEST_F(AnalystTest, AListHasWhomTheActorSees) {
  for (std::int64_t id = 1; id <= 20; ++id) add({.id = id, .subject = id, .opened = now_us_ - 1});
  model::ActorFacts facts;
  facts.actor = 5;
  facts.subject = 7;
  facts.grants.push_back({.role = std::string(model::kRoleAnalyst)});
  facts.grants.push_back({.role = std::string(model::kRoleCitizen)});
  const model::Plan both = model::compile(facts, 0);
  const std::string_view rules[] = {R"({"cases":{}})"};
  const auto seen = [&](const model::Plan& plan) {
    return engine_->segments()
        .evaluate(rules, {plan, saved_, model::Action::kRead}, false, Call{})
        ->groups.front()
        .count();
  };
  EXPECT_EQ(members(R"({"cases":{}})", both).size(), 20U);
  EXPECT_EQ(seen(both), 1U);
  EXPECT_EQ(seen(analyst()), 0U);
  const auto rfm = engine_->segments().rfm(R"({"over":"cases"})", {both, saved_}, Call{});
  ASSERT_TRUE(rfm.ok());
  EXPECT_EQ((*rfm)->rows, 1);
  facts.custom.push_back(
      model::define_role("counter",
                         std::vector<model::Right>{
                             {model::Action::kRead, model::Noun::kSubject, model::Extent::kAll},
                             {model::Action::kCount, model::Noun::kCase, model::Extent::kAll}},
                         model::kEveryFieldGroup)
          .value());
  facts.grants = {{.role = "counter"}};
  const model::Plan counter = model::compile(facts, 0);
  EXPECT_EQ(seen(counter), 0U);
  EXPECT_TRUE(hides_small_groups(counter));
  EXPECT_FALSE(hides_small_groups(admin_));
}

// Closed late and closed in time make up what was closed with a term: of an office with 3 closed
// late, neither what is in the row nor what is in the columns tells them.
TEST_F(AnalystTest, LateAndInTimeMakeUpWhatWasClosed) {
  constexpr std::array<std::array<std::int64_t, 2>, 3> kRows{{{3, 10}, {7, 100}, {30, 20}}};
  for (std::size_t office = 0; office < kRows.size(); ++office) {
    for (std::size_t in_time = 0; in_time < 2; ++in_time) {
      for (std::int64_t i = 0; i < kRows[office][in_time]; ++i)
        add({.id = next_++,
             .office = static_cast<std::int64_t>(office) + 1,
             .status = "closed",
             .state = "closed",
             .opened = at("2007-02-01T08:00:00Z"),
             .due = at("2007-03-01T08:00:00Z"),
             .closed = at(in_time != 0 ? "2007-02-20T08:00:00Z" : "2007-03-05T08:00:00Z")});
    }
  }
  const std::string question =
      R"({"measures":["cases.late_count","cases.within_due_count","cases.due_closed_count"],)"
      R"("dimensions":["cases.office"],"totals":true})";
  const auto whole = query(question), told = query(question, analyst());
  ASSERT_TRUE(whole.ok() && told.ok()) << told.status().message();
  ASSERT_EQ((*whole)->rows, 4);
  ASSERT_EQ((*told)->rows, 4);
  const auto office_of = [](const Table& table, std::int64_t row) {
    const Column& offices = table.columns.front();
    return offices.is_null(row) ? std::string() : std::string(offices.text_at(row));
  };
  Attack attack;
  std::vector<std::array<std::size_t, 3>> cells;
  std::size_t total = 0;
  for (std::int64_t row = 0; row < 4; ++row) {
    std::int64_t same = 0;
    while (office_of(**told, same) != office_of(**whole, row)) ++same;
    std::array<std::size_t, 3> of{};
    for (std::size_t i = 0; i < 3; ++i)
      of[i] =
          attack.add((*whole)->columns[i + 1].int_at(row), !(*told)->columns[i + 1].is_null(same));
    attack.makes_up(of[2], {of[0], of[1]});
    if (office_of(**whole, row).empty()) total = cells.size();
    cells.push_back(of);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    std::vector<std::size_t> parts;
    for (std::size_t row = 0; row < 4; ++row)
      if (row != total) parts.push_back(cells[row][i]);
    attack.makes_up(cells[total][i], std::move(parts));
  }
  EXPECT_EQ(attack.small_known(), 0U);
}

// 12 cases of which 10 have a duration: their sum by their mean is 10, which leaves two.
TEST_F(AnalystTest, ASumAndAMeanTellTheirNumber) {
  for (std::int64_t id = 1; id <= 12; ++id) {
    Case c{.id = id, .opened = at("2007-02-01T08:00:00Z")};
    if (id > 2) {
      c.status = c.state = "closed";
      c.closed = at("2007-02-20T08:00:00Z");
    }
    add(c);
  }
  const auto nulls = [this](const char* measures) {
    const auto table = query("{\"measures\":[" + std::string(measures) + "]}", analyst());
    std::size_t count = 0;
    for (const Column& column : (*table)->columns) count += column.is_null(0) ? 1U : 0U;
    return count;
  };
  EXPECT_EQ(nulls(R"("cases.count","cases.resolution_time_sum")"), 0U);
  EXPECT_EQ(nulls(R"("cases.count","cases.resolution_time_avg")"), 0U);
  EXPECT_EQ(nulls(R"("cases.resolution_time_sum","cases.resolution_time_avg")"), 0U);
  EXPECT_GT(nulls(R"("cases.count","cases.resolution_time_sum","cases.resolution_time_avg")"), 0U);
}

// 17 of 20 have a case of office 1: the share tells the 20, and so the 3 who have none.
TEST_F(AnalystTest, ASliceThatIsNoPartLeavesARest) {
  for (std::int64_t id = 1; id <= 17; ++id) add({.id = id, .office = 1, .subject = id});
  const auto profile = [this](const model::Plan& plan) {
    return json_of(engine_->segments().profile(R"({"subject":{}})", R"(["cases.office"])",
                                               {plan, saved_}, Call{}));
  };
  EXPECT_EQ(profile(admin_), R"([["cases.office","office-1",17,0.85,17,0.85,1]])");
  EXPECT_EQ(profile(analyst()), R"([["cases.office","office-1",null,null,null,null,null]])");
}

// Whoever reads persons, but not who they are, asks for nobody by that; who counts them without
// reading them sees no small number.
TEST_F(AnalystTest, NobodyIsFoundByWhatIsNotSeen) {
  model::ActorFacts facts;
  facts.actor = 5;
  facts.grants = {{.role = "desk"}};
  facts.custom.push_back(
      model::define_role("desk",
                         std::vector<model::Right>{
                             {model::Action::kRead, model::Noun::kSubject, model::Extent::kAll},
                             {model::Action::kRead, model::Noun::kIdentifier, model::Extent::kAll}},
                         model::bit(model::FieldGroup::kIdentity))
          .value());
  const model::Plan identity = model::compile(facts, 0);
  facts.custom.front() =
      model::define_role("desk",
                         std::vector<model::Right>{
                             {model::Action::kRead, model::Noun::kSubject, model::Extent::kAll}},
                         0)
          .value();
  const model::Plan blind = model::compile(facts, 0);
  const auto code = [&](const char* rule, const model::Plan& plan, model::Action action) {
    const std::string_view rules[] = {rule};
    return engine_->segments().evaluate(rules, {plan, saved_, action}, false, Call{}).status();
  };
  constexpr auto kRead = model::Action::kRead, kCount = model::Action::kCount;
  constexpr const char* kKind = R"({"subject":{"kind":"person"}})";
  for (const char* rule : {R"({"subject":{"sex":"F"}})", R"({"subject":{"age":{"gte":18}}})",
                           R"({"not":{"subject":{"deceased":true}}})",
                           R"({"and":[{"subject":{"identifier":{"set":true}}}]})"}) {
    EXPECT_TRUE(code(rule, identity, kRead).ok()) << rule;
    for (const model::Action action : {kRead, kCount}) {
      const Status refused = code(rule, blind, action);
      EXPECT_EQ(refused.code(), Code::kDenied) << rule;
      EXPECT_EQ(refused.field(), "rule");
    }
    EXPECT_TRUE(code(rule, analyst(), kCount).ok()) << rule;
    EXPECT_EQ(code(rule, analyst(), kRead).code(), Code::kDenied) << rule;
  }
  EXPECT_TRUE(code(kKind, blind, kRead).ok());
  EXPECT_EQ(code(R"({"subject":{"address":"email"}})", identity, kRead).code(), Code::kDenied);
  const auto profile = [&](const char* dimensions, const model::Plan& plan) {
    return engine_->segments().profile(kKind, dimensions, {plan, saved_}, Call{}).status();
  };
  EXPECT_TRUE(profile(R"(["subject.kind","subject.language"])", blind).ok());
  EXPECT_EQ(profile(R"(["subject.age_band"])", blind).field(), "dimensions");
  EXPECT_TRUE(profile(R"(["subject.age_band","subject.identifier"])", identity).ok());
  EXPECT_EQ(profile(R"(["subject.address"])", identity).code(), Code::kDenied);
  EXPECT_TRUE(profile(R"(["subject.address"])", analyst()).ok());
}

// --- Which rows of a condition are rows of another -----------------------------------------------

class PartsTest : public AnalystTest {
 protected:
  // Rows of every kind, also of such as the rules of writing would not let be; but nothing is due
  // before it is opened, which no store has.
  void fill(std::mt19937_64& random) {
    const auto below = [&](std::uint64_t end) { return static_cast<std::int64_t>(random() % end); };
    write([&](store::Tx& tx) -> Status {
      for (std::int64_t id = 1; id <= 600; ++id) {
        Case c{.id = id, .status = below(2) == 0 ? "open" : "closed"};
        c.opened = now_us_ - below(200) * kMicrosPerDay;
        if (below(3) != 0) c.due = c.opened + below(90) * kMicrosPerDay;
        if (below(3) != 0) c.closed = c.opened + (below(90) - 5) * kMicrosPerDay;
        if (below(2) != 0) c.first_response = c.opened + below(5) * kMicrosPerDay;
        c.reopened = below(2);
        PMM_TRY(put(tx, c));
        PMM_TRY(put_contact(tx, id, below));
      }
      return {};
    });
  }
  template <class Below>
  static Status put_contact(store::Tx& tx, std::int64_t id, const Below& below) {
    static const std::vector<std::string> kOutcomes{"resolved", "forwarded", "answered"};
    Bound ended{}, waited{}, outcome{};
    const std::int64_t started = at("2007-02-01T08:00:00Z");
    if (below(2) != 0) ended = started + below(900) * kMicrosPerSecond;
    if (below(3) != 0) waited = below(4) == 0 ? below(9000) : below(30);
    if (below(3) != 0) outcome = kOutcomes[static_cast<std::size_t>(below(3))];
    PMM_TRY(insert(tx, "contacts",
                   "id, version, channel, direction, started_us, ended_us, waiting_s, outcome, "
                   "abandoned, noted, assurance, created_us",
                   {id, 1, 1, "in", started, ended, waited, outcome, below(2), 0, 0, 0}));
    return journal(tx, "create", store::Noun::kContact, id);
  }

  // Of each condition of a cube, the rows that it holds for, one letter each.
  std::map<Condition, std::string> flags(CubeId cube, Condition first, Condition end) {
    const std::string_view rules[] = {R"({"subject":{}})"};
    const auto evaluated =
        engine_->segments().evaluate(rules, {admin_, saved_}, false, Call{}).value();
    const Comparands comparands(*evaluated.epoch, now_us_);
    RowValues values(comparands);
    std::map<Condition, std::string> out;
    std::uint64_t first_row = 0;
    for (const auto& block : evaluated.epoch->frame(cube).blocks) {
      values.begin_block(*block, first_row);
      values.begin_batch({nullptr, 0, block->rows});
      for (auto c = static_cast<int>(first); c < static_cast<int>(end); ++c) {
        std::vector<std::uint8_t> mask(block->rows, 0);
        values.flag(static_cast<Condition>(c), mask);
        for (const std::uint8_t flag : mask)
          out[static_cast<Condition>(c)] += flag != 0 ? '1' : '0';
      }
      first_row += block->rows;
    }
    return out;
  }

  static bool within(const std::string& part, const std::string& whole) {
    for (std::size_t i = 0; i < part.size(); ++i)
      if (part[i] == '1' && whole[i] == '0') return false;
    return true;
  }
  static std::string both(const std::string& a, const std::string& b) {
    std::string out = a;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (b[i] == '1') out[i] = out[i] == '1' ? 'x' : '1';
    return out;
  }

  static void compare(const std::map<Condition, std::string>& rows) {
    for (const auto& [part, some] : rows) {
      if (some.find('1') == std::string::npos) continue;
      for (const auto& [whole, all] : rows) {
        if (part == whole || all.find('1') == std::string::npos) continue;
        EXPECT_EQ(is_part_of(part, whole), within(some, all))
            << static_cast<int>(part) << " of " << static_cast<int>(whole);
        for (const auto& [other, rest] : rows) {
          if (rest.find('1') == std::string::npos || both(some, rest) != all) continue;
          EXPECT_EQ(rest_of(part, whole), other)
              << static_cast<int>(part) << " of " << static_cast<int>(whole);
        }
      }
    }
  }
};

TEST_F(PartsTest, TheTableKnowsWhatIsPartOfWhat) {
  std::mt19937_64 random(seed());
  fill(random);
  compare(flags(CubeId::kCases, Condition::kCaseOpen, Condition::kContactAbandoned));
  compare(flags(CubeId::kContacts, Condition::kContactAbandoned, Condition::kStageOpen));
}

}  // namespace
}  // namespace pmm::analytics

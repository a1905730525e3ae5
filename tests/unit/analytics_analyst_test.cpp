// What an analyst is shown, attacked: whatever follows from the numbers of one answer by sums and
// differences is followed, and no small number may come of it.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

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

}  // namespace
}  // namespace pmm::analytics

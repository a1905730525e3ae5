#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include "analytics_segment_fixture.hpp"

// Random rules over random rows, against a naive reading of the same rows. The seed is printed;
// SEED in the environment replays one.
namespace pmm::analytics {
namespace {

constexpr std::int64_t kPeople = 20;  // of the fixture

struct Contact {
  std::int64_t id = 0, channel = 1, service = 0, office = 0, subject = 0;
  std::int64_t started = 0, ended = 0, waiting = -1;
};

class SegmentOracle : public SegmentTest {
 protected:
  void SetUp() override {
    SegmentTest::SetUp();
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
  std::int64_t instant() { return at("2006-06-10T00:00:00Z") + pick(380LL * kMicrosPerDay); }

  Case random_case(std::int64_t id) {
    constexpr const char* kKinds[] = {"application", "report", "complaint", "inquiry"};
    Case c;
    c.id = id;
    c.kind = kKinds[pick(4)];
    c.service = 1 + pick(3);
    if (pick(4) != 0) c.category = 1 + pick(3);
    if (pick(4) != 0) c.channel = 1 + pick(3);
    if (pick(8) != 0) c.subject = 1 + pick(kPeople - 4);  // some never do anything
    c.opened = instant();
    if (pick(3) != 0) c.closed = c.opened + (pick(40) - 2) * kMicrosPerDay;
    c.status = c.closed ? "closed" : "open";
    return c;
  }
  Contact random_contact(std::int64_t id) {
    Contact c;
    c.id = id;
    c.channel = 1 + pick(3);
    c.service = pick(4);
    if (pick(6) != 0) c.subject = 1 + pick(kPeople);
    c.started = instant();
    if (pick(4) != 0) c.ended = c.started + (pick(600) - 5) * kMicrosPerSecond;
    if (pick(3) != 0) c.waiting = pick(300);
    return c;
  }
  static Status put_contact(store::Tx& tx, const Contact& c) {
    const auto opt = [](std::int64_t value) { return value == 0 ? Bound() : Bound(value); };
    PMM_TRY(insert(tx, "contacts",
                   "id, version, channel, direction, subject, service, started_us, ended_us, "
                   "waiting_s, abandoned, noted, assurance, created_us",
                   {c.id, 1, c.channel, "in", opt(c.subject), opt(c.service), c.started,
                    opt(c.ended), c.waiting < 0 ? Bound() : Bound(c.waiting), 0, 0, 0, 0}));
    return journal(tx, "create", store::Noun::kContact, c.id);
  }
  void fill() {
    write([this](store::Tx& tx) -> Status {
      for (std::int64_t i = 0; i < 150; ++i) {
        cases_.push_back(random_case(static_cast<std::int64_t>(cases_.size()) + 1));
        PMM_TRY(put(tx, cases_.back()));
        contacts_.push_back(random_contact(static_cast<std::int64_t>(contacts_.size()) + 1));
        PMM_TRY(put_contact(tx, contacts_.back()));
      }
      return {};
    });
  }

  // A rule, and how to tell without the engine whether a subject follows it.
  struct Sample {
    std::string json;
    std::function<bool(std::int64_t)> holds;
  };
  struct Number {
    std::string json;
    std::function<bool(double)> holds;
  };
  Number number(std::int64_t most) {
    const std::int64_t n = pick(most + 1);
    const std::string v = std::to_string(n);
    const auto d = static_cast<double>(n);
    switch (pick(7)) {
      case 0:
        return {v, [d](double x) { return x == d; }};
      case 1:
        return {R"({"ne": )" + v + "}", [d](double x) { return x != d; }};
      case 2:
        return {R"({"lt": )" + v + "}", [d](double x) { return x < d; }};
      case 3:
        return {R"({"lte": )" + v + "}", [d](double x) { return x <= d; }};
      case 4:
        return {R"({"gt": )" + v + "}", [d](double x) { return x > d; }};
      case 5:
        return {R"({"between": [)" + v + "," + std::to_string(n + 2) + "]}",
                [d](double x) { return x >= d && x <= d + 2; }};
      default:
        return {R"({"gte": )" + v + "}", [d](double x) { return x >= d; }};
    }
  }

  Sample random_cases_rule() {
    std::string json = R"({"cases": {)";
    std::vector<std::function<bool(const Case&)>> rows;
    if (pick(2) == 0) {
      const std::int64_t a = 1 + pick(3), b = 1 + pick(3);
      json += R"("category": ["category-)" + std::to_string(a) + R"(", "category-)" +
              std::to_string(b) + R"("], )";
      rows.push_back([a, b](const Case& c) { return c.category == a || c.category == b; });
    }
    if (pick(3) == 0) {
      const std::int64_t a = 1 + pick(3);
      json += R"("channel": {"notIn": ["channel-)" + std::to_string(a) + R"("]}, )";
      rows.push_back([a](const Case& c) { return c.channel && c.channel != a; });
    }
    if (pick(3) == 0) {
      json += R"("closed_at": {"notSet": true}, )";
      rows.push_back([](const Case& c) { return !c.closed; });
    }
    if (pick(2) == 0) {
      const std::int64_t days = 1 + pick(300);
      const std::int64_t from =
          zone_->day_start(static_cast<std::int32_t>(zone_->local_day(now_us_) - days));
      json += R"("opened_at": {"last": ")" + std::to_string(days) + R"( days"}, )";
      rows.push_back([from](const Case& c) { return c.opened >= from; });
    }
    const auto mine = [this, rows](std::int64_t subject) {
      std::vector<const Case*> out;
      for (const Case& c : cases_)
        if (c.subject == subject &&
            std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row(c); }))
          out.push_back(&c);
      return out;
    };
    switch (pick(4)) {
      case 0: {
        const Number n = number(3);
        return {json + R"("services": )" + n.json + "}}", [mine, n](std::int64_t subject) {
                  std::set<std::int64_t> services;
                  for (const Case* c : mine(subject)) services.insert(c->service);
                  return n.holds(static_cast<double>(services.size()));
                }};
      }
      case 1: {
        const Number n = number(300);
        const std::int32_t today = zone_->local_day(now_us_);
        return {json + R"("days_since_last": )" + days_number(n) + "}}",
                [this, mine, n, today](std::int64_t subject) {
                  const auto found = mine(subject);
                  if (found.empty()) return false;
                  std::int64_t last = 0;
                  for (const Case* c : found) last = std::max(last, c->opened);
                  return n.holds(today - zone_->local_day(last));
                }};
      }
      case 2: {
        const Number n = number(20 * 86'400);
        return {json + R"("resolution_time_avg": )" + n.json + "}}",
                [mine, n](std::int64_t subject) {
                  double sum = 0, count = 0;
                  for (const Case* c : mine(subject)) {
                    if (!c->closed || *c->closed < c->opened) continue;
                    sum += static_cast<double>(*c->closed - c->opened) / 1e6;
                    ++count;
                  }
                  return count > 0 && n.holds(sum / count);
                }};
      }
      default: {
        const Number n = number(6);
        return {json + R"("count": )" + n.json + "}}", [mine, n](std::int64_t subject) {
                  return n.holds(static_cast<double>(mine(subject).size()));
                }};
      }
    }
  }
  // Days have no "ne".
  static std::string days_number(const Number& n) {
    return n.json.find("ne") == std::string::npos ? n.json : R"({"lt": -100000})";
  }

  Sample random_contacts_rule() {
    const std::int64_t channel = 1 + pick(3);
    const bool filtered = pick(2) == 0;
    std::string json = R"({"contacts": {)";
    if (filtered) json += R"("channel": "channel-)" + std::to_string(channel) + R"(", )";
    const auto mine = [this, filtered, channel](std::int64_t subject) {
      std::vector<const Contact*> out;
      for (const Contact& c : contacts_)
        if (c.subject == subject && (!filtered || c.channel == channel)) out.push_back(&c);
      return out;
    };
    switch (pick(3)) {
      case 0: {
        const Number n = number(1500);
        return {json + R"("handling_time_sum": )" + n.json + "}}", [mine, n](std::int64_t subject) {
                  double sum = 0;
                  bool any = false;
                  for (const Contact* c : mine(subject)) {
                    if (c->ended == 0 || c->ended < c->started) continue;
                    sum += static_cast<double>(c->ended - c->started) / 1e6;
                    any = true;
                  }
                  return any && n.holds(sum);
                }};
      }
      case 1: {
        const Number n = number(800);
        return {json + R"("waiting_time_sum": )" + n.json + "}}", [mine, n](std::int64_t subject) {
                  std::int64_t sum = 0;
                  bool any = false;
                  for (const Contact* c : mine(subject)) {
                    if (c->waiting < 0) continue;
                    sum += c->waiting;
                    any = true;
                  }
                  return any && n.holds(static_cast<double>(sum));
                }};
      }
      default: {
        const Number n = number(8);
        const Number services = number(2);
        return {json + R"("count": )" + n.json + R"(, "services": )" + services.json + "}}",
                [mine, n, services](std::int64_t subject) {
                  std::set<std::int64_t> seen;
                  for (const Contact* c : mine(subject))
                    if (c->service != 0) seen.insert(c->service);
                  return n.holds(static_cast<double>(mine(subject).size())) &&
                         services.holds(static_cast<double>(seen.size()));
                }};
      }
    }
  }

  Sample random_rule(int depth) {
    const std::int64_t kind = depth == 0 ? pick(3) : pick(7);
    switch (kind) {
      case 0:
      case 5:
        return random_cases_rule();
      case 1:
        return random_contacts_rule();
      case 2: {
        const bool person = pick(2) == 0;
        return {std::string(R"({"subject": {"kind": ")") + (person ? "person" : "organization") +
                    R"("}})",
                [person](std::int64_t subject) { return (subject % 4 != 0) == person; }};
      }
      case 3: {
        const Sample inner = random_rule(depth - 1);
        return {R"({"not": )" + inner.json + "}",
                [inner](std::int64_t subject) { return !inner.holds(subject); }};
      }
      default: {
        const bool all = pick(2) == 0;
        std::vector<Sample> parts;
        std::string json = all ? R"({"and": [)" : R"({"or": [)";
        for (std::int64_t i = pick(3); i >= 0; --i) {
          parts.push_back(random_rule(depth - 1));
          json += (parts.size() == 1 ? "" : ", ") + parts.back().json;
        }
        return {json + "]}", [all, parts](std::int64_t subject) {
                  const auto holds = [subject](const Sample& part) { return part.holds(subject); };
                  return all ? std::all_of(parts.begin(), parts.end(), holds)
                             : std::any_of(parts.begin(), parts.end(), holds);
                }};
      }
    }
  }

  std::mt19937_64 random_;
  std::vector<Case> cases_;
  std::vector<Contact> contacts_;
};

TEST_F(SegmentOracle, RulesGiveWhatReadingEachRowGives) {
  for (int round = 0; round < 6; ++round) {
    fill();
    for (int i = 0; i < 150; ++i) {
      Sample sample = random_rule(3);
      if (sample.json.find("-100000") != std::string::npos) continue;  // days_number()
      std::set<std::int64_t> expected;
      for (std::int64_t subject = 1; subject <= kPeople; ++subject)
        if (sample.holds(subject)) expected.insert(subject);
      ASSERT_EQ(members(sample.json), expected) << sample.json;
    }
  }
}

TEST_F(SegmentOracle, OverlapAddsUp) {
  fill();
  const std::string a = R"({"cases": {"count": {"gte": 5}}})";
  const std::string b = R"({"subject": {"kind": "person"}})";
  const std::string_view rules[] = {a, b};
  const auto evaluated = engine_->segments().evaluate(rules, {admin_, saved_}, false, Call{});
  const TablePtr table = overlap_table(*evaluated, admin_).value();
  const auto in_a = members(a);
  const auto in_b = members(b);
  std::int64_t both = 0;
  for (const std::int64_t id : in_a) both += in_b.contains(id) ? 1 : 0;
  const auto cell = [&](const char* name) {
    return table->columns[table->find(name).value()].int_at(0);
  };
  EXPECT_EQ(cell("a"), static_cast<std::int64_t>(in_a.size()));
  EXPECT_EQ(cell("b"), static_cast<std::int64_t>(in_b.size()));
  EXPECT_EQ(cell("both"), both);
  EXPECT_EQ(cell("only_a"), cell("a") - both);
  EXPECT_EQ(cell("only_b"), cell("b") - both);
  EXPECT_EQ(cell("either"), cell("only_a") + both + cell("only_b"));
}

}  // namespace
}  // namespace pmm::analytics

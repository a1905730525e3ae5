#include <array>

#include "analytics/segment/split.hpp"
#include "analytics_segment_fixture.hpp"
#include "model/rfm.hpp"

// Target groups: rules by example, their errors, and what is asked of groups.
namespace pmm::analytics {
namespace {

// --- Fixed examples ----------------------------------------------------------------------------

TEST_F(SegmentTest, TheRuleOfTheBenchmark) {
  const std::int64_t recent = at("2007-05-01T10:00:00Z");
  const std::int64_t old = at("2006-05-01T10:00:00Z");
  std::int64_t id = 0;
  const auto open = [&](std::int64_t subject, std::int64_t category, std::int64_t channel,
                        std::int64_t when, const char* kind = "report") {
    Case c;
    c.id = ++id;
    c.kind = kind;
    c.category = category;
    c.channel = channel;
    c.subject = subject;
    c.opened = when;
    add(c);
  };
  open(1, 1, 2, recent);
  open(1, 1, 3, recent);
  open(2, 1, 2, recent);  // one only
  open(3, 1, 2, recent);
  open(3, 1, 2, old);  // one of two too long ago
  open(4, 1, 2, recent);
  open(4, 1, 2, recent);
  open(4, 2, 1, recent, "complaint");  // complained
  open(5, 1, 2, recent);
  open(5, 1, 3, recent);
  open(5, 2, 1, old, "complaint");  // long ago
  const std::string rule = R"({"and": [
    {"cases": {"count": {"gte": 2}, "category": ["category-1"],
               "channel": ["channel-2", "channel-3"], "opened_at": {"from": "2007-01-01"}}},
    {"not": {"cases": {"count": {"gte": 1}, "kind": ["complaint"],
                       "opened_at": {"from": "2007-01-01"}}}}]})";
  EXPECT_EQ(members(rule), (std::set<std::int64_t>{1, 5}));
}

TEST_F(SegmentTest, AttributesOfSubjects) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx,
                "UPDATE subjects SET born_on = $1, sex = 'F', language = 'it', "
                "birth_place = 'F839' WHERE id = 1",
                {std::int64_t{parse_date("1942-06-15").value()}}));
    PMM_TRY(run(tx, "UPDATE subjects SET born_on = $1, sex = 'M' WHERE id = 2",
                {std::int64_t{parse_date("1942-06-16").value()}}));
    PMM_TRY(run(tx, "UPDATE subjects SET died_on = 10 WHERE id = 3", {}));
    const auto address = [&](int id, int subject, const char* kind, Bound verified, Bound ended) {
      return insert(tx, "addresses",
                    "id, version, subject, kind, value, key, verified_on, is_default, ended_us, "
                    "since_us, created_us",
                    {id, 1, subject, kind, "v" + std::to_string(id), "k" + std::to_string(id),
                     verified, 0, ended, 0, 0});
    };
    PMM_TRY(address(1, 1, "email", {}, {}));
    PMM_TRY(address(2, 2, "email", 5, {}));
    PMM_TRY(address(3, 3, "email", {}, 7));  // given up
    PMM_TRY(address(4, 4, "pec", {}, {}));
    const auto identifier = [&](int id, int subject, const char* scheme, Bound to) {
      return insert(tx, "identifiers",
                    "id, version, subject, scheme, value, match_key, valid_to_on, since_us, "
                    "created_us",
                    {id, 1, subject, scheme, "v" + std::to_string(id), "v", to, 0, 0});
    };
    PMM_TRY(identifier(1, 1, "spid_code", {}));
    PMM_TRY(identifier(2, 2, "spid_code", 100));  // no longer in force
    return identifier(3, 5, "codice_fiscale", {});
  });
  using Ids = std::set<std::int64_t>;
  EXPECT_EQ(members(R"({"subject": {}})").size(), 20U);
  EXPECT_EQ(members(R"({"subject": {"kind": ["organization"]}})"), (Ids{4, 8, 12, 16, 20}));
  // It is 15 June 2007: the first turns 65 today, the second tomorrow.
  EXPECT_EQ(members(R"({"subject": {"age": {"gte": 65}}})"), (Ids{1}));
  EXPECT_EQ(members(R"({"subject": {"age": {"gte": 64, "lt": 65}}})"), (Ids{2}));
  EXPECT_EQ(members(R"({"subject": {"age": 65}})"), (Ids{1}));
  EXPECT_EQ(members(R"({"subject": {"age": {"between": [30, 70]}, "sex": "M"}})"), (Ids{2}));
  EXPECT_EQ(members(R"({"subject": {"born_on": {"to": "1942-06-15"}}})"), (Ids{1}));
  EXPECT_EQ(members(R"({"subject": {"born_on": {"notSet": true}}})").size(), 18U);
  EXPECT_EQ(members(R"({"subject": {"deceased": true}})"), (Ids{3}));
  EXPECT_EQ(members(R"({"subject": {"language": {"set": true}}})"), (Ids{1}));
  EXPECT_EQ(members(R"({"subject": {"birth_place": {"notIn": ["F839"]}}})"), (Ids{}));
  EXPECT_EQ(members(R"({"subject": {"address": ["email", "pec"]}})"), (Ids{1, 2, 4}));
  EXPECT_EQ(members(R"({"subject": {"address": {"notIn": ["email"]}, "kind": "person"}})").size(),
            13U);
  EXPECT_EQ(members(R"({"subject": {"verified_address": ["email"]}})"), (Ids{2}));
  EXPECT_EQ(members(R"({"subject": {"identifier": ["spid_code"]}})"), (Ids{1}));
  EXPECT_EQ(members(R"({"subject": {"identifier": {"set": true}}})"), (Ids{1, 5}));
  // What changes is in the next answer.
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "UPDATE addresses SET ended_us = 8 WHERE id = 1", {}));
    return tx.record({"update", store::Noun::kAddress, 1, 1, 0, "ended"});
  });
  EXPECT_EQ(members(R"({"subject": {"address": ["email", "pec"]}})"), (Ids{2, 4}));
}

TEST_F(SegmentTest, AnAgeOnTheLastOfFebruary) {
  write([](store::Tx& tx) {
    return run(tx, "UPDATE subjects SET born_on = $1 WHERE id = 1",
               {std::int64_t{parse_date("2000-02-29").value()}});
  });
  now_us_ = at("2018-02-28T12:00:00Z");
  EXPECT_TRUE(members(R"({"subject": {"age": {"gte": 18}}})").empty());
  EXPECT_EQ(members(R"({"subject": {"age": 17}})").size(), 1U);
  now_us_ = at("2018-03-01T12:00:00Z");
  EXPECT_EQ(members(R"({"subject": {"age": {"gte": 18}}})").size(), 1U);
}

TEST_F(SegmentTest, PeriodsRelativeToToday) {
  std::int64_t id = 0;
  const auto open = [&](std::int64_t subject, const char* when) {
    Case c;
    c.id = ++id;
    c.subject = subject;
    c.opened = at(when);
    add(c);
  };
  open(1, "2007-06-15T09:00:00Z");  // today
  open(2, "2007-06-04T22:00:00Z");  // the first instant of 5 June in Rome: ten days ago
  open(3, "2007-06-04T21:59:59Z");
  using Ids = std::set<std::int64_t>;
  EXPECT_EQ(members(R"({"cases": {"opened_at": {"last": "10 days"}}})"), (Ids{1, 2}));
  EXPECT_EQ(members(R"({"cases": {"opened_at": {"before": "10 days"}}})"), (Ids{3}));
  EXPECT_EQ(members(R"({"cases": {"days_since_last": {"lte": 10}}})"), (Ids{1, 2}));
  EXPECT_EQ(members(R"({"cases": {"days_since_last": 0}})"), (Ids{1}));
  EXPECT_EQ(members(R"({"cases": {"days_since_first": {"gt": 10}}})"), (Ids{3}));
  EXPECT_EQ(members(R"({"cases": {"last_at": {"to": "2007-06-04"}}})"), (Ids{3}));
  EXPECT_EQ(members(R"({"cases": {"count": 0, "opened_at": {"last": "10 days"}}})").size(), 18U);
  EXPECT_EQ(members(R"({"not": {"cases": {}}})").size(), 17U);
}

// --- Saved segments ----------------------------------------------------------------------------

TEST_F(SegmentTest, SavedSegmentsAreASetAlgebra) {
  rules_["companies"] = R"({"subject": {"kind": ["organization"]}})";
  rules_["others"] = R"({"not": {"segment": "companies"}})";
  EXPECT_EQ(members(R"({"segment": "others"})").size(), 15U);
  EXPECT_EQ(members(R"({"and": [{"segment": "others"}, {"segment": "companies"}]})").size(), 0U);
  EXPECT_EQ(members(R"({"or": [{"segment": "others"}, {"segment": "companies"}]})").size(), 20U);
  EXPECT_EQ(engine_->segments().expand(R"({"or": [{"segment": "others"}]})", saved_).value(),
            R"({"or":[{"not":{"subject":{"kind":["organization"]}}}]})");
}

TEST_F(SegmentTest, ACycleIsRefused) {
  rules_["a"] = R"({"not": {"segment": "b"}})";
  rules_["b"] = R"({"and": [{"segment": "c"}]})";
  const auto check = [this](const char* rule, const char* name) {
    return engine_->segments().check(rule, name, saved_);
  };
  const Status cycle = check(R"({"or": [{"segment": "a"}]})", "c");
  EXPECT_EQ(cycle.code(), Code::kInvalid);
  EXPECT_EQ(cycle.field(), "or[0].segment");
  EXPECT_NE(cycle.message().find("c > a > b > c"), std::string::npos) << cycle.message();
  EXPECT_EQ(check(R"({"segment": "c"})", "c").code(), Code::kInvalid);
  rules_["c"] = R"({"subject": {}})";
  EXPECT_TRUE(check(R"({"segment": "a"})", "d").ok());
  EXPECT_EQ(message_of(R"({"segment": "zzz"})"), "there is no segment zzz");
  EXPECT_EQ(field_of(R"({"and": [{"segment": "zzz"}]})"), "and[0].segment");
}

// --- Errors ------------------------------------------------------------------------------------

TEST_F(SegmentTest, ErrorsNameThePlaceAndTheNearestName) {
  const std::vector<std::array<const char*, 3>> wrong = {
      {R"({"case": {}})", "case", "did you mean cases?"},
      {R"([])", "rule", "object"},
      {R"({})", "rule", "is empty"},
      {R"({"cases": {}, "visits": {}})", "rule", "put them into"},
      {R"({"and": []})", "and", "is empty"},
      {R"({"and": [{"cases": {"cuont": 1}}]})", "and[0].cases.cuont", "did you mean count?"},
      {R"({"cases": {"chanel": ["x"]}})", "cases.chanel", "did you mean channel?"},
      {R"({"cases": {"count": {"gt": "2"}}})", "cases.count.gt", "number"},
      {R"({"cases": {"count": {"gtt": 2}}})", "cases.count.gtt", "did you mean gt"},
      {R"({"cases": {"count": {}}})", "cases.count", "no bound"},
      {R"({"cases": {"channel": []}})", "cases.channel", "is empty"},
      {R"({"cases": {"channel": [null]}})", "cases.channel[0]", "null"},
      {R"({"cases": {"channel": {"inn": ["a"]}}})", "cases.channel.inn", "did you mean in?"},
      {R"({"cases": {"channel": {"set": false}}})", "cases.channel.set", "must be true"},
      {R"({"cases": {"opened_at": {"form": "2007-01-01"}}})", "cases.opened_at.form", "from"},
      {R"({"cases": {"opened_at": {"from": "yesterday"}}})", "cases.opened_at.from", "neither"},
      {R"({"cases": {"opened_at": {"last": "2 moons"}}})", "cases.opened_at.last", "length"},
      {R"({"cases": {"opened_at": {"last": "2 days", "to": "2007-01-01"}}})", "cases.opened_at",
       "alone"},
      {R"({"cases": {"opened_at": {"from": "2007-02-01", "to": "2007-01-01"}}})", "cases.opened_at",
       "after"},
      {R"({"contacts": {"handling_time_sum": {"gte": true}}})", "contacts.handling_time_sum.gte",
       "number"},
      {R"({"visits": {"resolution_time_sum": 3}})", "visits.resolution_time_sum", "not a known"},
      {R"({"subject": {"colour": "red"}})", "subject.colour", "not a known key"},
      {R"({"subject": {"kind": "persons"}})", "subject.kind", "did you mean person?"},
      {R"({"subject": {"address": ["email", "fax"]}})", "subject.address[1]", "kind of address"},
      {R"({"subject": {"age": {"ne": 3}}})", "subject.age.ne", "not"},
      {R"({"subject": {"deceased": "yes"}})", "subject.deceased", ""},
      {R"({"cases": {"filters": [{"member": "visits.path", "operator": "set"}]}})",
       "cases.filters[0].member", "another cube"},
  };
  for (const auto& [rule, field, words] : wrong) {
    EXPECT_EQ(field_of(rule), field) << rule << ": " << message_of(rule);
    EXPECT_NE(message_of(rule).find(words), std::string::npos) << rule << ": " << message_of(rule);
  }
  std::string deep = R"({"subject": {}})";
  for (int i = 0; i < 70; ++i) deep = R"({"not": )" + deep + "}";
  EXPECT_EQ(evaluate(deep, admin_).status().code(), Code::kLimit);
  std::string wide = R"({"or": [)";
  for (int i = 0; i < 1001; ++i) wide += std::string(i == 0 ? "" : ",") + R"({"subject": {}})";
  EXPECT_EQ(evaluate(wide + "]}", admin_).status().code(), Code::kLimit);
}

// --- Access ------------------------------------------------------------------------------------

TEST_F(SegmentTest, RowsAndPeopleThatAnActorMayNotSee) {
  Case c;
  c.opened = at("2007-05-01T10:00:00Z");
  for (const auto& [subject, office] : {std::pair{1, 1}, std::pair{2, 2}, std::pair{3, 2}}) {
    ++c.id;
    c.subject = subject;
    c.office = office;
    add(c);
  }
  using Ids = std::set<std::int64_t>;
  const model::Plan clerk = plan_of(model::kRoleOperator, 2, 0);
  EXPECT_EQ(members(R"({"cases": {}})", clerk), (Ids{2, 3}));
  EXPECT_EQ(members(R"({"not": {"cases": {}}})", clerk).size(), 18U);
  const model::Plan citizen = plan_of(model::kRoleCitizen, 0, 2);
  EXPECT_EQ(members(R"({"cases": {}})", citizen), (Ids{2}));
  EXPECT_EQ(members(R"({"subject": {}})", citizen), (Ids{2}));
  EXPECT_EQ(members(R"({"not": {"cases": {}}})", citizen), (Ids{}));
  model::Plan nobody;
  EXPECT_EQ(members(R"({"subject": {}})", nobody), (Ids{}));
}

// --- Splits ------------------------------------------------------------------------------------

TEST(SegmentSplit, IsTheSameEverywhereAndStays) {
  const auto split =
      parse_split(R"({"mail": 0.45, "control": 0.10, "call": 0.45})", "2026-11").value();
  ASSERT_EQ(split.parts.size(), 3U);
  EXPECT_EQ(split.parts[0].label, "call");
  EXPECT_EQ(split.parts[0].end, 450'000U);
  EXPECT_EQ(split.parts[1].label, "control");
  EXPECT_EQ(split.parts[1].end, 550'000U);
  EXPECT_EQ(to_text(split),
            R"({"salt":"2026-11","groups":{"call":0.45,"control":0.1,"mail":0.45}})");
  // What Python says: int.from_bytes(hashlib.sha256(b"2026-11:1").digest()[:8], "big") % 10**6.
  constexpr std::array<std::size_t, 20> kExpected{1, 0, 0, 0, 2, 2, 2, 0, 2, 2,
                                                  2, 0, 2, 0, 0, 0, 2, 2, 0, 0};
  Splitter splitter(split);
  for (std::size_t i = 0; i < kExpected.size(); ++i)
    EXPECT_EQ(splitter.part_of(static_cast<std::int64_t>(i) + 1), kExpected[i]);
  std::array<std::size_t, 3> counts{};
  for (std::int64_t subject = 1; subject <= 100'000; ++subject) ++counts[splitter.part_of(subject)];
  EXPECT_NEAR(static_cast<double>(counts[0]), 45'000, 700);
  EXPECT_NEAR(static_cast<double>(counts[1]), 10'000, 400);
  EXPECT_NEAR(static_cast<double>(counts[2]), 45'000, 700);
  const auto other = parse_split(R"({"control": 0.10, "call": 0.45, "mail": 0.45})", "2026-11");
  Splitter again(*other);
  for (std::int64_t subject = 1; subject <= 1000; ++subject)
    EXPECT_EQ(splitter.part_of(subject), again.part_of(subject));
}

TEST(SegmentSplit, RefusesWhatIsNotADivision) {
  const auto field = [](const char* groups, const char* salt) {
    return parse_split(groups, salt).status().field();
  };
  EXPECT_EQ(field(R"({"a": 0.5, "b": 0.4})", "s"), "groups");
  EXPECT_EQ(field(R"({"a": 0.5, "b": 0.6})", "s"), "groups");
  EXPECT_EQ(field(R"({"a": 1})", ""), "salt");
  EXPECT_EQ(field(R"({"a": 0, "b": 1})", "s"), "groups.a");
  EXPECT_EQ(field(R"({"a": "x"})", "s"), "groups.a");
  EXPECT_EQ(field(R"({"a": 0.3333333, "b": 0.6666667})", "s"), "groups.a");
  EXPECT_EQ(field(R"({"": 1})", "s"), "groups");
  EXPECT_EQ(field(R"({})", "s"), "groups");
  EXPECT_EQ(field(R"([])", "s"), "groups");
}

// --- Profile, RFM ------------------------------------------------------------------------------

TEST_F(SegmentTest, ProfileComparesWithEverybody) {
  Case c;
  c.opened = at("2007-05-01T10:00:00Z");
  for (const std::int64_t subject : {1, 2, 4, 4, 5}) {
    ++c.id;
    c.subject = subject;
    c.channel = subject == 5 ? 2 : 1;
    add(c);
  }
  const auto profile = [this](const char* rule, const char* spec) {
    return json_of(engine_->segments().profile(rule, spec, {admin_, saved_}, Call{}));
  };
  EXPECT_EQ(profile(R"({"cases": {"channel": "channel-1"}})", R"(["subject.kind"])"),
            R"([["subject.kind","person",2,0.6666666666666666,15,0.75,0.8888888888888888],)"
            R"(["subject.kind","organization",1,0.3333333333333333,5,0.25,1.3333333333333333]])");
  EXPECT_EQ(profile(R"({"cases": {"channel": "channel-1"}})", R"(["cases.channel"])"),
            R"([["cases.channel","channel-1",3,1,3,0.15,6.666666666666667],)"
            R"(["cases.channel","channel-2",0,0,1,0.05,0]])");
  EXPECT_EQ(profile(R"({"subject": {}})",
                    R"({"dimensions": ["cases.channel"], "period": {"to": "2007-01-01"}})"),
            "[]");
  EXPECT_EQ(profile(R"({"subject": {}})", R"(["subject.kinds"])").substr(0, 15), "dimensions[0]: ");
}

TEST_F(SegmentTest, RfmRanksAndNames) {
  write([](store::Tx& tx) -> Status {
    std::int64_t id = 0;
    for (std::int64_t subject = 1; subject <= 10; ++subject)
      for (std::int64_t i = 0; i < subject; ++i)
        PMM_TRY(insert(tx, "contacts",
                       "id, version, channel, direction, subject, service, started_us, abandoned, "
                       "noted, assurance, created_us",
                       {++id, 1, 1, "in", subject, 1 + i % 3,
                        at("2007-05-01T10:00:00Z") + subject * kMicrosPerDay, 0, 0, 0, 0}));
    return journal(tx, "create", store::Noun::kContact, id);
  });
  const auto rfm = [this](const char* options) {
    return engine_->segments().rfm(options, {admin_, saved_}, Call{});
  };
  const TablePtr table = rfm("{}").value();
  ASSERT_EQ(table->rows, 10);
  const auto cell = [&](const char* name, std::int64_t row) {
    return table->columns[table->find(name).value()].int_at(row);
  };
  EXPECT_EQ(cell("recency_days", 0), 44);
  EXPECT_EQ(cell("frequency", 9), 10);
  EXPECT_EQ(cell("breadth", 9), 3);
  for (std::int64_t row = 0; row < 10; ++row) {
    EXPECT_EQ(cell("r", row), row / 2 + 1);
    EXPECT_EQ(cell("f", row), row / 2 + 1);
    EXPECT_EQ(cell("b", row), row / 2 + 1);  // ties are cut by subject
    EXPECT_EQ(cell("score", row), (row / 2 + 1) * 111);
  }
  EXPECT_EQ(table->columns[table->find("segment").value()].text_at(9), "regulars");
  EXPECT_EQ(table->columns[table->find("segment").value()].text_at(0), "silent");
  const TablePtr bins = rfm(R"({"show": "bins"})").value();
  ASSERT_EQ(bins->rows, 15);
  const auto collapsed = [&](std::int64_t row) {
    return bins->columns[bins->find("collapsed").value()].bool_at(row);
  };
  EXPECT_FALSE(collapsed(5));
  EXPECT_TRUE(collapsed(12));  // breadth: eight subjects have three services
  const TablePtr segments = rfm(R"({"show": "segments"})").value();
  std::int64_t all = 0;
  for (std::int64_t row = 0; row < segments->rows; ++row)
    all += segments->columns[segments->find("subjects").value()].int_at(row);
  EXPECT_EQ(all, 10);
  EXPECT_EQ(rfm(R"({"rule": {"subject": {"kind": "organization"}}})").value()->rows, 2);
  EXPECT_EQ(rfm(R"({"period": {"last": "40 days"}})").value()->rows, 6);
  const TablePtr lifetimes = rfm(R"({"show": "lifetimes", "unit": "day"})").value();
  EXPECT_EQ(lifetimes->columns[0].name, "customer_id");
  EXPECT_EQ(lifetimes->columns[3].int_at(0), 44);
  EXPECT_EQ(rfm(R"({"shwo": "bins"})").status().field(), "options.shwo");
}

TEST(Rfm, NoNameHidesAnother) {
  std::set<std::string_view> met;
  for (std::int32_t r = 1; r <= 5; ++r)
    for (std::int32_t f = 1; f <= 5; ++f)
      for (std::int32_t b = 1; b <= 5; ++b) met.insert(model::rfm_segment({r, f, b}).code);
  EXPECT_EQ(met.size(), model::rfm_segments().size());
  EXPECT_EQ(model::rfm_segment({5, 5, 5}).code, "regulars");
  EXPECT_EQ(model::rfm_segment({1, 5, 5}).code, "lapsed_regulars");
  EXPECT_EQ(model::rfm_segment({5, 1, 1}).code, "newcomers");
  EXPECT_EQ(model::rfm_segment({1, 1, 1}).code, "silent");
  EXPECT_EQ(model::rfm_segment({5, 5, 1}).code, "others");
}

}  // namespace
}  // namespace pmm::analytics

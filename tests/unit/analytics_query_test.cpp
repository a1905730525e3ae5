#include "analytics_fixture.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {
namespace {

using QueryTest = EngineTest;

TEST_F(QueryTest, CountsNothingInAnEmptyStore) {
  EXPECT_EQ(rows(R"({"measures":["cases.count","cases.within_due_rate"]})"), "[[0,null]]");
  EXPECT_EQ(rows(R"({"measures":["contacts.count"],"dimensions":["contacts.channel"]})"), "[]");
  EXPECT_EQ(rows(R"({"measures":["visits.count","visits.visitors"]})"), "[[0,0]]");
}

TEST_F(QueryTest, NamesThePlaceOfAnError) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "query"},
      {R"({"measures":["cases.count"]} x)", "query"},
      {R"({"measures":["cases.count"],"measures":[]})", "measures"},
      {R"({"measures":["cases.count"],"dimensions":["\u0000"]})", "dimensions[0]"},
      {R"({"measures":["cases.count"],"filter":[]})", "filter"},
      {R"({})", "measures"},
      {R"({"measures":"cases.count"})", "measures"},
      {R"({"measures":["cases.conut"]})", "measures[0]"},
      {R"({"measures":["cases.count","cases.count"]})", "measures[1]"},
      {R"({"measures":["cases.count"],"dimensions":["contacts.channel"]})", "dimensions[0]"},
      {R"({"measures":["cases.channel"]})", "measures[0]"},
      {R"({"dimensions":["cases.count"]})", "dimensions[0]"},
      {R"({"dimensions":["cases.opened_at"]})", "dimensions[0]"},
      {R"({"timeDimensions":[{"granularity":"day"}]})", "timeDimensions[0].dimension"},
      {R"({"timeDimensions":[{"dimension":"cases.opened_at"}]})", "timeDimensions[0]"},
      {R"({"timeDimensions":[{"dimension":"cases.opened_at","granularity":"mont"}]})",
       "timeDimensions[0].granularity"},
      {R"({"timeDimensions":[{"dimension":"cases.channel","granularity":"day"}]})",
       "timeDimensions[0].dimension"},
      {R"({"timeDimensions":[{"dimension":"cases.opened_at","dateRange":"next June"}]})",
       "timeDimensions[0].dateRange"},
      {R"({"timeDimensions":[{"dimension":"cases.opened_at","dateRange":["2007-02-30"]}]})",
       "timeDimensions[0].dateRange[0]"},
      {R"({"timeDimensions":[{"dimension":"cases.opened_at",
          "dateRange":["2007-03-01","2007-02-01"]}]})",
       "timeDimensions[0].dateRange"},
      {R"({"timeDimensions":[{"dimension":"cases.opened_at",
          "dateRange":["2007-03-01","2007-04-01T00:00:00Z"]}]})",
       "timeDimensions[0].dateRange"},
      {R"({"measures":["cases.count"],"filters":[{"operator":"set"}]})", "filters[0].member"},
      {R"({"measures":["cases.count"],"filters":[{"member":"cases.kind","operator":"equal",
          "values":["x"]}]})",
       "filters[0].operator"},
      {R"({"measures":["cases.count"],"filters":[{"member":"cases.count","operator":"gt",
          "values":[1]}]})",
       "filters[0].member"},
      {R"({"measures":["cases.count"],"filters":[{"member":"cases.kind","operator":"equals",
          "values":["a",null]}]})",
       "filters[0].values[1]"},
      {R"({"measures":["cases.count"],"filters":[{"member":"cases.kind","operator":"equals",
          "values":[5]}]})",
       "filters[0].values[0]"},
      {R"({"measures":["visits.count"],"filters":[{"member":"visits.status","operator":"equals",
          "values":["2.5"]}]})",
       "filters[0].values[0]"},
      {R"({"measures":["cases.count"],"filters":[{"member":"cases.kind","operator":"set",
          "values":["a"]}]})",
       "filters[0].values"},
      {R"({"measures":["cases.count"],"filters":[{"member":"cases.kind",
          "operator":"inDateRange","values":["2007"]}]})",
       "filters[0].operator"},
      {R"({"measures":["cases.count"],"filters":[{"or":[{"member":"cases.kind",
          "operator":"set","extra":1}]}]})",
       "filters[0].or[0].extra"},
      {R"({"measures":["cases.count"],"filters":[{"or":[]}]})", "filters[0].or"},
      {R"({"measures":["cases.count"],"order":[["cases.count","up"]]})", "order[0][1]"},
      {R"({"measures":["cases.count"],"order":[["cases.open_count","asc"]]})", "order[0][0]"},
      {R"({"measures":["cases.count"],"order":{"cases.count":"asc","cases.kind":"asc"}})", "order"},
      {R"({"measures":["cases.count"],"limit":-1})", "limit"},
      {R"({"measures":["cases.count"],"limit":"5"})", "limit"},
      {R"({"measures":["cases.count"],"timezone":"Europe/Rom"})", "timezone"},
      {R"({"measures":["cases.count"],"version":2})", "version"},
  };
  for (const auto& [json, field] : cases) EXPECT_EQ(field_of_error(json), field) << json;
}

TEST_F(QueryTest, SuggestsTheNearestName) {
  const auto member = query(R"({"measures":["cases.conut"]})");
  ASSERT_FALSE(member.ok());
  EXPECT_EQ(member.status().code(), Code::kInvalid);
  EXPECT_NE(member.status().message().find("did you mean cases.count?"), std::string::npos);
  const auto key = query(R"({"measure":["cases.count"]})");
  EXPECT_NE(key.status().message().find("did you mean measures?"), std::string::npos);
  const auto granularity =
      query(R"({"timeDimensions":[{"dimension":"cases.opened_at","granularity":"mnth"}]})");
  EXPECT_NE(granularity.status().message().find("did you mean month?"), std::string::npos);
}

TEST_F(QueryTest, BoundsWhatItReads) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "[";
  EXPECT_EQ(query(deep).status().code(), Code::kLimit);
  const std::string large(limits::kJsonBytes + 1, ' ');
  EXPECT_EQ(query(large).status().code(), Code::kLimit);
  std::string values = R"({"measures":["cases.count"],"filters":[{"member":"cases.kind",)"
                       R"("operator":"in","values":["x")";
  for (std::size_t i = 0; i < limits::kFilterValues; ++i) values += ",\"x\"";
  const auto many = query(values + "]}]}");
  EXPECT_EQ(many.status().code(), Code::kLimit);
  EXPECT_EQ(many.status().field(), "filters[0].values");
}

TEST_F(QueryTest, KeepsTheNullRule) {
  add({.id = 1, .channel = 1});
  add({.id = 2, .channel = 2});
  add({.id = 3});
  const auto count = [this](const std::string& filter) {
    return rows(R"({"measures":["cases.count"],"filters":[{"member":"cases.channel",)" + filter +
                "}]}");
  };
  EXPECT_EQ(count(R"("operator":"equals","values":["channel-1"])"), "[[1]]");
  EXPECT_EQ(count(R"("operator":"notEquals","values":["channel-1"])"), "[[1]]");
  EXPECT_EQ(count(R"("operator":"in","values":["channel-1","channel-2","other"])"), "[[2]]");
  EXPECT_EQ(count(R"("operator":"notIn","values":["other"])"), "[[2]]");
  EXPECT_EQ(count(R"("operator":"set")"), "[[2]]");
  EXPECT_EQ(count(R"("operator":"notSet")"), "[[1]]");
  EXPECT_EQ(count(R"("operator":"gt","values":["channel-1"])"), "[[1]]");
  EXPECT_EQ(count(R"("operator":"lte","values":["channel-1"])"), "[[1]]");
  EXPECT_EQ(count(R"("operator":"contains","values":["nel-2"])"), "[[1]]");
  EXPECT_EQ(count(R"("operator":"notContains","values":["nel-2"])"), "[[1]]");
  EXPECT_EQ(count(R"("operator":"startsWith","values":["channel"])"), "[[2]]");
  EXPECT_EQ(count(R"("operator":"notEndsWith","values":["-1","-2"])"), "[[0]]");
}

TEST_F(QueryTest, CombinesConditions) {
  add({.id = 1, .office = 1, .channel = 1});
  add({.id = 2, .office = 2, .channel = 1});
  add({.id = 3, .office = 2, .channel = 2});
  EXPECT_EQ(rows(R"({"measures":["cases.count"],"filters":[{"or":[
      {"member":"cases.channel","operator":"equals","values":["channel-2"]},
      {"and":[{"member":"cases.channel","operator":"equals","values":["channel-1"]},
              {"member":"cases.office","operator":"equals","values":["office-1"]}]}]}]})"),
            "[[2]]");
}

TEST_F(QueryTest, OrdersWithNullsLast) {
  add({.id = 1, .channel = 2});
  add({.id = 2, .channel = 1});
  add({.id = 3, .channel = 1});
  add({.id = 4});
  const std::string base = R"({"measures":["cases.count"],"dimensions":["cases.channel"])";
  EXPECT_EQ(rows(base + "}"), R"([["channel-1",2],["channel-2",1],[null,1]])");
  EXPECT_EQ(rows(base + R"(,"order":[["cases.channel","desc"]]})"),
            R"([["channel-2",1],["channel-1",2],[null,1]])");
  EXPECT_EQ(rows(base + R"(,"order":[["cases.count","asc"]],"limit":2})"),
            R"([["channel-2",1],[null,1]])");
  EXPECT_EQ(rows(base + R"(,"order":{"cases.count":"desc"},"limit":1,"offset":1})"),
            R"([["channel-2",1]])");
  EXPECT_EQ(rows(base + R"(,"limit":0})"), "[]");
  EXPECT_EQ(rows(base + R"(,"offset":9})"), "[]");
}

TEST_F(QueryTest, ReadsDateRanges) {
  for (const auto& [id, instant] :
       {std::pair{1, "2006-12-31T22:59:59.999999Z"}, std::pair{2, "2006-12-31T23:00:00Z"},
        std::pair{3, "2007-05-31T21:59:59.999999Z"}, std::pair{4, "2007-05-31T22:00:00Z"},
        std::pair{5, "2007-06-14T21:59:59Z"}, std::pair{6, "2007-06-15T09:00:00Z"}})
    add({.id = id, .opened = at(instant)});
  const auto count = [this](const std::string& range) {
    return rows(R"({"measures":["cases.count"],"timeDimensions":[{"dimension":"cases.opened_at",)"
                R"("dateRange":)" +
                range + "}]}");
  };
  EXPECT_EQ(count(R"("2007")"), "[[5]]");
  EXPECT_EQ(count(R"("2006")"), "[[1]]");
  EXPECT_EQ(count(R"("2007-05")"), "[[1]]");
  EXPECT_EQ(count(R"("2007-Q2")"), "[[4]]");
  EXPECT_EQ(count(R"("this year")"), "[[5]]");
  EXPECT_EQ(count(R"("last year")"), "[[1]]");
  EXPECT_EQ(count(R"("this month")"), "[[3]]");
  EXPECT_EQ(count(R"("Last Month")"), "[[1]]");
  EXPECT_EQ(count(R"("today")"), "[[1]]");
  EXPECT_EQ(count(R"("yesterday")"), "[[1]]");
  EXPECT_EQ(count(R"("last 30 days")"), "[[3]]");
  EXPECT_EQ(count(R"("last 1 month")"), "[[1]]");
  EXPECT_EQ(count(R"(["2007-01-01"])"), "[[1]]");
  EXPECT_EQ(count(R"(["2006-12-31","2007-01-01"])"), "[[2]]");
  EXPECT_EQ(count(R"(["2006-12-31T23:00:00Z","2007-05-31T22:00:00Z"])"), "[[2]]");
  EXPECT_EQ(count(R"(["2007-01-01T00:00:00","2007-06-01T00:00:00"])"), "[[2]]");
  const auto filter = [this](const std::string& condition) {
    return rows(R"({"measures":["cases.count"],"filters":[{"member":"cases.opened_at",)" +
                condition + "}]}");
  };
  EXPECT_EQ(filter(R"("operator":"beforeDate","values":["2007-01-01"])"), "[[1]]");
  EXPECT_EQ(filter(R"("operator":"lte","values":["2007-01-01"])"), "[[2]]");
  EXPECT_EQ(filter(R"("operator":"afterDate","values":["2007-05-31"])"), "[[3]]");
  EXPECT_EQ(filter(R"("operator":"gte","values":["2007-05-31"])"), "[[4]]");
  EXPECT_EQ(filter(R"("operator":"notInDateRange","values":["2007-01-01","2007-05-31"])"), "[[4]]");
  EXPECT_EQ(filter(R"("operator":"equals","values":["2006-12-31T23:00:00Z","2007-06-15"])"),
            "[[2]]");
}

TEST_F(QueryTest, MetaListsEveryMember) {
  const std::string meta = engine_->meta_json().value();
  for (const Cube& cube : cubes())
    for (const Member& member : cube.members)
      EXPECT_NE(meta.find("\"name\":\"" + std::string(member.name) + "\""), std::string::npos);
  for (const char* part : {"\"null_rule\"", "\"hourOfDay\"", "\"notInDateRange\"", "Pratiche",
                           "\"time_aggregation\":\"last\"", "\"semi_additive\"",
                           "[\"cases.channel\",\"contacts.channel\",\"visits.channel\""})
    EXPECT_NE(meta.find(part), std::string::npos) << part;
}

}  // namespace
}  // namespace pmm::analytics

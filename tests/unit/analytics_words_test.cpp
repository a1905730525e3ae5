#include <cstdlib>
#include <fstream>
#include <sstream>

#include "analytics/answer/execute.hpp"
#include "analytics/question/shift.hpp"
#include "analytics/question/vocabulary.hpp"
#include "analytics_fixture.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {
namespace {

// The file that is shipped is what the parser's tables say; UPDATE=1 in the environment writes it.
TEST(QuerySchemaTest, IsWhatTheParserChecks) {
  const std::string path = std::string(PMM_TEST_DIR) + "/../docs/query.schema.json";
  if (std::getenv("UPDATE") != nullptr) std::ofstream(path) << query_schema_json();
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), query_schema_json()) << "run the test with UPDATE=1 in the environment";
  EXPECT_TRUE(parse_json(text.str(), "schema").ok());
}

TEST(QuerySchemaTest, HasEveryWord) {
  const std::string schema = query_schema_json();
  const auto has = [&schema](std::string_view word) {
    return schema.find("\"" + std::string(word) + "\"") != std::string::npos;
  };
  for (const std::string_view key : query_keys()) EXPECT_TRUE(has(key)) << key;
  for (const std::string_view key : time_keys()) EXPECT_TRUE(has(key)) << key;
  for (const OperatorName& entry : operators()) EXPECT_TRUE(has(entry.name)) << entry.name;
  for (const GranularityName& entry : granularities()) EXPECT_TRUE(has(entry.name)) << entry.name;
  for (const Cube& cube : cubes())
    for (const Member& member : cube.members) EXPECT_TRUE(has(member.name)) << member.name;
}

class WordsTest : public EngineTest {
 protected:
  Result<TablePtr> ask(const std::string& json) {
    const SegmentRules saved = [](const std::string& name) -> Result<std::string> {
      if (name == "busy") return std::string(R"({"cases":{"count":{"gte":2}}})");
      if (name == "reports") return std::string(R"({"cases":{"kind":["report"]}})");
      return Status::not_found("segment", "there is no such segment");
    };
    return engine_->query(json, admin_, Call{}, saved);
  }
  std::string count(const std::string& part) {
    const auto answer = ask(R"({"measures":["cases.count"],)" + part + "}");
    if (!answer.ok()) return answer.status().message();
    return std::to_string((*answer)->columns[0].int_at(0));
  }
};

TEST_F(WordsTest, SegmentsRestrictToSubjects) {
  add({.id = 1, .subject = 1});
  add({.id = 2, .subject = 1});
  add({.id = 3, .kind = "complaint", .subject = 2});
  add({.id = 4, .kind = "complaint", .subject = 2});
  add({.id = 5, .subject = 3});
  add({.id = 6, .kind = "inquiry", .subject = 4});
  add({.id = 7});
  EXPECT_EQ(count(R"("segments":[])"), "7");
  EXPECT_EQ(count(R"("segments":["busy"])"), "4");
  EXPECT_EQ(count(R"("segments":["busy","reports"])"), "2");
  const auto filtered = [this](const std::string& operation, const std::string& names) {
    return count(R"("filters":[{"operator":")" + operation + R"(","values":[)" + names + "]}]");
  };
  EXPECT_EQ(filtered("inSegment", R"("busy","reports")"), "5");
  // A case without a subject is in no segment, nor outside of any.
  EXPECT_EQ(filtered("notInSegment", R"("busy")"), "2");
  const auto unknown = ask(R"({"measures":["cases.count"],"segments":["busy","other"]})");
  EXPECT_EQ(unknown.status().code(), Code::kInvalid);
  EXPECT_EQ(unknown.status().field(), "segments[1]");
}

TEST_F(WordsTest, StopsAtTheBudget) {
  for (std::int64_t id = 1; id <= 20; ++id)
    add({.id = id, .subject = id, .opened = id * 86'400'000'000});
  const std::string json = R"({"measures":["cases.count"],"fill":"zero","timeDimensions":)"
                           R"([{"dimension":"cases.opened_at","granularity":"minute"}]})";
  EXPECT_TRUE(query(json).ok());
  Feed feed(store_, zone_, {});
  const auto epoch = feed.latest(Call{});
  ASSERT_TRUE(epoch.ok());
  const auto question = parse_query(json, zone_, now_us_);
  const auto over = execute(*question, {**epoch, admin_, *zone_, now_us_, 4096}, Call{});
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.status().code(), Code::kLimit);
  EXPECT_NE(over.status().message().find("4096 bytes"), std::string::npos);
}

TEST_F(WordsTest, CancelLeavesNothingBehind) {
  add({.id = 1});
  const std::string json = R"({"measures":["cases.count"]})";
  ASSERT_TRUE(query(json).ok());
  auto token = std::make_shared<CancelToken>();
  token->request();
  Call call;
  call.cancel = token;
  EXPECT_EQ(engine_->query(json, admin_, call).status().code(), Code::kCancelled);
  call = {};
  call.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_EQ(engine_->query(json, admin_, call).status().code(), Code::kTimeout);
  EXPECT_EQ(rows(json), "[[1]]");
}

TEST_F(WordsTest, UngroupedRowsAreForThoseWhoMayReadThem) {
  add({.id = 1, .office = 1, .subject = 1});
  add({.id = 2, .office = 2, .subject = 2});
  const std::string json = R"({"ungrouped":true,"dimensions":["cases.office"],"limit":10})";
  EXPECT_EQ(rows(json), R"([["office-1",1],["office-2",2]])");
  const auto plan_of = [](std::string_view role, std::int64_t office, std::int64_t subject) {
    model::ActorFacts facts;
    facts.actor = 5;
    facts.subject = subject;
    facts.grants.push_back({.role = std::string(role), .office = office});
    return model::compile(facts, 0);
  };
  const model::Plan staff = plan_of(model::kRoleOperator, 2, 0);
  EXPECT_EQ(rows(json, staff), R"([["office-2",2]])");
  const model::Plan citizen = plan_of(model::kRoleCitizen, 0, 1);
  EXPECT_EQ(query(json, citizen).status().code(), Code::kDenied);
}

TEST_F(WordsTest, UngroupedRowsComeInOrderWhateverTheirNumber) {
  write([](store::Tx& tx) -> Status {
    for (std::int64_t id = 1; id <= 500; ++id)
      PMM_TRY(put(tx, {.id = id, .opened = (id * 7919 % 500) * 60'000'000}));
    return {};
  });
  const auto answer = query(
      R"({"ungrouped":true,"dimensions":["cases.opened_at"],"limit":3,"offset":2,"total":true,
          "order":[["cases.opened_at","desc"]]})");
  ASSERT_TRUE(answer.ok()) << answer.status().message();
  ASSERT_EQ((*answer)->rows, 3);
  EXPECT_EQ((*answer)->total, 500);
  for (std::int64_t row = 0; row < 3; ++row)
    EXPECT_EQ((*answer)->columns[0].int_at(row), (497 - row) * 60'000'000);
}

TEST_F(WordsTest, TellsTotalAndRanges) {
  for (std::int64_t id = 1; id <= 3; ++id) add({.id = id, .channel = id, .opened = now_us_});
  const auto answer = query(R"({"measures":["cases.count"],"dimensions":["cases.channel"],
      "timeDimensions":[{"dimension":"cases.opened_at","dateRange":"this month"}],
      "compare":"previous_year","limit":1,"total":true})");
  ASSERT_TRUE(answer.ok()) << answer.status().message();
  const std::string json = to_json(**answer);
  EXPECT_NE(json.find(R"("total":3,"ranges":[{"member":"cases.opened_at",)"
                      R"("from":"2007-06-01T00:00:00+02:00","to":"2007-07-01T00:00:00+02:00",)"
                      R"("compared":false},{"member":"cases.opened_at",)"
                      R"("from":"2006-06-01T00:00:00+02:00","to":"2006-07-01T00:00:00+02:00",)"
                      R"("compared":true}])"),
            std::string::npos)
      << json;
}

// A bucket has a place of its own in the other range, or none: never that of its neighbour.
TEST(BucketShiftTest, LeavesOutWhatTheClockNeverShows) {
  const auto zone = Zone::load("Europe/Rome").value();
  const auto range = [&zone](std::string_view from, std::string_view to) {
    return TimeRange{zone->day_start(parse_date(from).value()),
                     zone->day_start(parse_date(to).value())};
  };
  TimeDimension time;
  time.granularity = Granularity::kHour;
  const BucketShift day(time, *zone, range("2007-03-24", "2007-03-25"),
                        range("2007-03-25", "2007-03-26"), false);
  EXPECT_EQ(day(at("2007-03-24T01:00:00+01:00")), at("2007-03-25T01:00:00+01:00"));
  EXPECT_EQ(day(at("2007-03-24T02:00:00+01:00")), std::nullopt);
  EXPECT_EQ(day(at("2007-03-24T03:00:00+01:00")), at("2007-03-25T03:00:00+02:00"));
  const BucketShift year(time, *zone, range("2008-01-01", "2009-01-01"),
                         range("2009-01-01", "2010-01-01"), true);
  EXPECT_EQ(year(at("2008-02-28T10:00:00+01:00")), at("2009-02-28T10:00:00+01:00"));
  EXPECT_EQ(year(at("2008-02-29T10:00:00+01:00")), std::nullopt);
  EXPECT_EQ(year(at("2008-03-29T02:00:00+01:00")), std::nullopt);
  time.granularity = Granularity::kMinute;
  const BucketShift minutes(time, *zone, range("2007-03-24", "2007-03-25"),
                            range("2007-03-25", "2007-03-26"), false);
  EXPECT_EQ(minutes(at("2007-03-24T02:59:00+01:00")), std::nullopt);
  EXPECT_EQ(minutes(at("2007-03-24T03:01:00+01:00")), at("2007-03-25T03:01:00+02:00"));
}

}  // namespace
}  // namespace pmm::analytics

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "analytics/execute.hpp"
#include "analytics/vocabulary.hpp"
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
  // Asks with a source of segments, and with a budget in bytes.
  Result<TablePtr> ask(const std::string& json, std::int64_t budget = 0) {
    Feed feed(store_, zone_);
    PMM_ASSIGN(Query question, parse_query(json, zone_, now_us_));
    PMM_ASSIGN(const EpochPtr epoch, feed.latest(Call{}));
    const SegmentSource segments = [](std::string_view name, const Epoch&,
                                      const Call&) -> Result<SubjectSetPtr> {
      SubjectSet set;
      if (name == "odd")
        set.words = {0b1010'1010};
      else if (name == "low")
        set.words = {0b0000'0110};
      else if (name != "nobody")
        return Status::invalid("segments", "there is no such segment");
      return std::make_shared<const SubjectSet>(std::move(set));
    };
    return execute(std::move(question), {*epoch, admin_, *zone_, now_us_, budget}, segments,
                   Call{});
  }
  std::string count(const std::string& part) {
    const auto answer = ask(R"({"measures":["cases.count"],)" + part + "}");
    if (!answer.ok()) return answer.status().message();
    return std::to_string((*answer)->columns[0].int_at(0));
  }
};

TEST_F(WordsTest, SegmentsRestrictToSubjects) {
  for (std::int64_t id = 1; id <= 6; ++id) add({.id = id, .subject = id});
  add({.id = 7});
  EXPECT_EQ(count(R"("segments":[])"), "7");
  EXPECT_EQ(count(R"("segments":["odd"])"), "3");
  EXPECT_EQ(count(R"("segments":["odd","low"])"), "1");
  EXPECT_EQ(count(R"("segments":["nobody"])"), "0");
  EXPECT_EQ(count(R"("segments":["other"])"), "there is no such segment");
  const auto filtered = [this](const std::string& operation, const std::string& names) {
    return count(R"("filters":[{"operator":")" + operation + R"(","values":[)" + names + "]}]");
  };
  EXPECT_EQ(filtered("inSegment", R"("odd","low")"), "4");
  // A case without a subject is in no segment, nor outside of any.
  EXPECT_EQ(filtered("notInSegment", R"("odd")"), "3");
  EXPECT_EQ(filtered("notInSegment", R"("nobody")"), "6");
}

TEST_F(WordsTest, StopsAtTheBudget) {
  for (std::int64_t id = 1; id <= 20; ++id)
    add({.id = id, .subject = id, .opened = id * 86'400'000'000});
  const std::string json = R"({"measures":["cases.count"],"fill":"zero","timeDimensions":)"
                           R"([{"dimension":"cases.opened_at","granularity":"minute"}]})";
  EXPECT_TRUE(ask(json, 1 << 30).ok());
  const auto over = ask(json, 4096);
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
  model::Plan staff;
  staff.actor = 2;
  staff.staff = true;
  staff.offices = {2};
  EXPECT_EQ(rows(json, staff), R"([["office-2",2]])");
  model::Plan citizen;
  citizen.actor = 3;
  citizen.own_subject = 1;
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

}  // namespace
}  // namespace pmm::analytics

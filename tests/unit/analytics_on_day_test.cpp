#include "analytics/scan/on_day.hpp"

#include "analytics/answer/execute.hpp"
#include "analytics_fixture.hpp"

// The cases as they stood at the end of a past day.
namespace pmm::analytics {
namespace {

class AnalyticsOnDayTest : public EngineTest {
 protected:
  std::string rows_on(std::string_view day, std::string_view json) {
    Feed feed(store_, zone_, EngineOptions{});
    const auto epoch = feed.latest(Call{});
    EXPECT_TRUE(epoch.ok()) << epoch.status().message();
    const auto as_of = cases_on_day(**epoch, parse_date(day).value(), *zone_, *zone_, Call{});
    EXPECT_TRUE(as_of.ok()) << as_of.status().message();
    auto question = parse_query(json, zone_, now_us_, (*epoch)->members.get());
    EXPECT_TRUE(question.ok()) << question.status().message();
    const ScanContext context{*as_of->epoch, admin_, *zone_, as_of->at_us};
    const auto answer = execute(*question, context, Call{});
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    const std::string text = to_json(**answer);
    const std::size_t begin = text.find("\"rows\":") + 7;
    return text.substr(begin, text.find(",\"timezone\"") - begin);
  }
};

constexpr const char* kByState = R"({"dimensions":["cases.state","cases.status","cases.outcome"],
    "measures":["cases.count"]})";

// Opened on 1 March, triaged on the 5th, resolved on the 10th, reopened on the 20th.
Status told_case(store::Tx& tx, std::int64_t id,
                 Status (*move)(store::Tx&, std::int64_t, std::int64_t, std::int64_t, const Bound&,
                                const std::string&)) {
  PMM_TRY(move(tx, 10 * id, id, at("2007-03-01T09:00:00Z"), {}, "new"));
  PMM_TRY(move(tx, 10 * id + 1, id, at("2007-03-05T09:00:00Z"), "new", "triaged"));
  PMM_TRY(move(tx, 10 * id + 2, id, at("2007-03-10T22:59:59Z"), "triaged", "resolved"));
  return move(tx, 10 * id + 3, id, at("2007-03-20T09:00:00Z"), "resolved", "reopened");
}

TEST_F(AnalyticsOnDayTest, GoBackThroughTheirMoves) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(put(tx, {.id = 1,
                     .office = 2,
                     .status = "open",
                     .state = "reopened",
                     .opened = at("2007-03-01T09:00:00Z"),
                     .first_response = at("2007-03-05T09:00:00Z"),
                     .reopened = 1}));
    PMM_TRY(told_case(tx, 1, &move));
    return put(tx, {.id = 2, .opened = at("2007-03-07T00:00:00Z")});
  });
  EXPECT_EQ(rows_on("2007-02-28", kByState), "[]");
  EXPECT_EQ(rows_on("2007-03-01", kByState), R"([["new","open",null,1]])");
  EXPECT_EQ(rows_on("2007-03-05", kByState), R"([["triaged","open",null,1]])");
  EXPECT_EQ(rows_on("2007-03-10", kByState),
            R"([["new","open",null,1],["resolved","closed","fulfilled",1]])");
  EXPECT_EQ(rows_on("2007-03-19", kByState),
            R"([["new","open",null,1],["resolved","closed","fulfilled",1]])");
  EXPECT_EQ(rows_on("2007-03-20", kByState),
            R"([["new","open",null,1],["reopened","open",null,1]])");
  const char* measures = R"({"dimensions":["cases.office"],"measures":["cases.closed_count",
      "cases.reopened_count","cases.first_response_time_avg","cases.resolution_time_avg"],
      "filters":[{"member":"cases.office","operator":"set"}]})";
  EXPECT_EQ(rows_on("2007-03-04", measures), R"([["office-2",0,0,null,null]])");
  EXPECT_EQ(rows_on("2007-03-12", measures), R"([["office-2",1,0,345600,827999]])");
  EXPECT_EQ(rows_on("2007-03-31", measures), R"([["office-2",0,1,345600,null]])");
}

TEST_F(AnalyticsOnDayTest, StandAsTodayWithoutAMoveSince) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(put(tx, {.id = 1,
                     .status = "closed",
                     .state = "resolved",
                     .outcome = "fulfilled",
                     .opened = at("2007-03-01T09:00:00Z"),
                     .due = at("2007-03-04T09:00:00Z"),
                     .closed = at("2007-03-10T09:00:00Z")}));
    return put(tx, {.id = 2,
                    .state = "new",
                    .opened = at("2007-03-01T09:00:00Z"),
                    .due = at("2007-03-12T09:00:00Z")});
  });
  EXPECT_EQ(rows_on("2007-03-10", kByState),
            R"([["new","open",null,1],["resolved","closed","fulfilled",1]])");
  // Nothing tells its state then, but that it was not closed.
  EXPECT_EQ(rows_on("2007-03-09", kByState), R"([["new","open",null,1],[null,"open",null,1]])");
  const char* overdue = R"({"measures":["cases.open_count","cases.overdue_count"]})";
  EXPECT_EQ(rows_on("2007-03-02", overdue), "[[2,0]]");
  EXPECT_EQ(rows_on("2007-03-09", overdue), "[[2,1]]");
  EXPECT_EQ(rows_on("2007-03-11", overdue), "[[1,0]]");
  EXPECT_EQ(rows_on("2007-03-12", overdue), "[[1,1]]");
}

TEST_F(AnalyticsOnDayTest, ShareTheColumnsThatAreTheSame) {
  write([](store::Tx& tx) -> Status {
    PMM_TRY(put(tx, {.id = 1, .state = "reopened", .opened = at("2007-03-01T09:00:00Z")}));
    return told_case(tx, 1, &move);
  });
  Feed feed(store_, zone_, EngineOptions{});
  const EpochPtr epoch = feed.latest(Call{}).value();
  const auto as_of = cases_on_day(*epoch, parse_date("2007-03-06").value(), *zone_, *zone_, Call{});
  ASSERT_TRUE(as_of.ok());
  const auto& now = epoch->frame(CubeId::kCases).blocks.front()->chunks;
  const auto& then = as_of->epoch->frame(CubeId::kCases).blocks.front()->chunks;
  EXPECT_EQ(now[cases::kService].data, then[cases::kService].data);
  EXPECT_EQ(now[cases::kOpened].data, then[cases::kOpened].data);
  EXPECT_NE(now[cases::kState].data, then[cases::kState].data);
  Call call;
  const auto token = std::make_shared<CancelToken>();
  token->request();
  call.cancel = token;
  EXPECT_EQ(cases_on_day(*epoch, 0, *zone_, *zone_, call).status().code(), Code::kCancelled);
}

}  // namespace
}  // namespace pmm::analytics

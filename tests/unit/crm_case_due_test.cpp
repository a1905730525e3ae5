#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "base/civil.hpp"
#include "crm/case.hpp"
#include "crm/case_due.hpp"
#include "crm/holiday.hpp"
#include "crm/service.hpp"
#include "runtime/crm.hpp"

namespace pmm::crm {
namespace {

// A store in memory, whose clock stands at Monday 2007-04-02, 11:00 in Rome.
class CaseDue : public testing::Test {
 protected:
  void SetUp() override {
    runtime::OpenOptions options;
    options.store.in_memory = true;
    options.store.create = store::StoreOptions::Create::kMayExist;
    options.store.clock = [] { return *parse_instant("2007-04-02T09:00:00Z"); };
    auto opened = runtime::Crm::open("memory", std::move(options));
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    auto session = runtime::Session::open(*opened, 1);
    ASSERT_TRUE(session.ok()) << session.status().message();
    session_ = std::move(*session);
    service_ = write([](const Writing& writing) {
      ServiceFields fields;
      fields.code = std::string("s");
      fields.name = std::string("s");
      fields.term_days = std::int64_t{10};
      fields.term_clock = std::string("working");
      return create_service(writing, fields);
    });
  }

  std::int64_t write(const runtime::Session::Write& work) {
    auto answer = session_->write(Call{}, "test", work);
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    return answer.ok() ? *answer : 0;
  }

  std::int64_t make_case() {
    return write([this](const Writing& writing) {
      CaseFields fields;
      fields.kind = std::string("report");
      fields.service = service_;
      return create_case(writing, fields);
    });
  }

  void add_holidays() {
    write([](const Writing& writing) { return add_italian_holidays(writing, true); });
  }

  // One batch; gives how many moved, and where it ended.
  std::int64_t rederive(std::int64_t after_id, std::int64_t max_rows, std::int64_t& last_id) {
    return write(
        [&](const Writing& writing) { return rederive_due(writing, after_id, max_rows, last_id); });
  }
  CalendarState calendar() {
    CalendarState out;
    const Status done = session_->look(Call{}, [&](const Reading& reading) -> Status {
      PMM_ASSIGN(out, calendar_state(reading.db));
      return {};
    });
    EXPECT_TRUE(done.ok()) << done.message();
    return out;
  }
  void mark(std::int64_t changed) {
    write([changed](const Writing& writing) -> Result<std::int64_t> {
      PMM_TRY(mark_calendar_done(writing.tx, changed));
      return 0;
    });
  }

  std::unique_ptr<runtime::Session> session_;
  std::int64_t service_ = 0;
};

TEST_F(CaseDue, IsDerivedAgainInBatches) {
  for (int i = 0; i < 5; ++i) make_case();
  add_holidays();
  std::int64_t last_id = 0;
  EXPECT_EQ(rederive(0, 2, last_id), 2);
  EXPECT_EQ(last_id, 2);
  EXPECT_EQ(rederive(last_id, 2, last_id), 2);
  EXPECT_EQ(last_id, 4);
  EXPECT_EQ(rederive(last_id, 2, last_id), 1);
  EXPECT_EQ(last_id, 0);
  EXPECT_EQ(rederive(0, 100, last_id), 0);
  EXPECT_EQ(last_id, 0);
}

TEST_F(CaseDue, OfAnEmptyStoreIsDone) {
  std::int64_t last_id = 7;
  EXPECT_EQ(rederive(0, 10, last_id), 0);
  EXPECT_EQ(last_id, 0);
}

TEST_F(CaseDue, FollowsTheCalendarCounter) {
  mark(calendar().changed);
  EXPECT_EQ(calendar().done, calendar().changed);
  add_holidays();
  const CalendarState state = calendar();
  EXPECT_LT(state.done, state.changed);
  // What changed during a pass is left to the next one.
  mark(state.changed - 1);
  EXPECT_EQ(calendar().done, state.changed - 1);
  mark(0);
  EXPECT_EQ(calendar().done, state.changed - 1);
}

TEST_F(CaseDue, StopsAtACheckPoint) {
  make_case();
  add_holidays();
  const auto token = std::make_shared<CancelToken>();
  Call call;
  call.cancel = token;
  const auto answer = session_->write(call, "test", [&](const Writing& writing) {
    token->request();
    std::int64_t last_id = 0;
    return rederive_due(writing, 0, 10, last_id);
  });
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.status().code(), Code::kCancelled);
}

}  // namespace
}  // namespace pmm::crm

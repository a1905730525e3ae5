// The log of reads: what is one row, what waits, and that it is bounded.
#include "runtime/read_log.hpp"

#include "base/limits.hpp"
#include "privacy_fixture.hpp"

namespace pmm::crm {
namespace {

class ReadLogs : public PrivacyTest {};

TEST_F(ReadLogs, WhatIsReadAgainWithinAMinuteIsOneRow) {
  open();
  plant();
  runtime::ReadLog log;
  Call call;
  for (int i = 0; i < 3; ++i) log.note(1, call, i * 20'000'000, {{kId, "subject"}});
  log.note(1, call, 60'000'000, {{kId, "subject"}});  // a minute after the first
  log.note(1, call, 61'000'000, {{kId, "timeline"}});
  log.note(2, call, 61'000'000, {{kId, "timeline"}});
  call.reason = "asked";
  log.note(2, call, 61'000'000, {{kId, "timeline"}});
  EXPECT_EQ(log.flush(crm_->store(), Call{}).value(), 5);
  EXPECT_EQ(log.flush(crm_->store(), Call{}).value(), 0);
  EXPECT_EQ(number("SELECT sum(times) FROM reads WHERE at_us < 100000000 AND id <> 101"), 7);
  EXPECT_EQ(number("SELECT count(*) FROM reads WHERE reason = 'asked'"), 1);
}

TEST_F(ReadLogs, IsBoundedAndWaitsForItsTurn) {
  open();
  plant();
  runtime::ReadLog log;
  EXPECT_FALSE(log.is_due());
  std::vector<Seen> seen(1, {kId, "subject"});
  for (std::int64_t i = 0; i < 70'000; ++i) seen.push_back({1'000'000 + i, "cases"});
  log.note(1, Call{}, 5, seen);
  EXPECT_TRUE(log.is_due());
  {
    const auto transaction = crm_->store().begin(Call{}, 60'000);
    ASSERT_TRUE(transaction.ok());
    EXPECT_EQ(log.flush(crm_->store(), Call{}).status().code(), Code::kBusy);
    EXPECT_TRUE(log.is_due());
  }
  EXPECT_EQ(log.flush(crm_->store(), Call{}).value(),
            static_cast<std::int64_t>(limits::kWaitingReads));
  // Of subjects that are not there, nothing.
  EXPECT_EQ(number("SELECT count(*) FROM reads WHERE id <> 101"), 1);
}

TEST_F(ReadLogs, OfAClosedStoreIsWritten) {
  open();
  plant();
  auto read = session_->read(
      Call{}, [](const Reading& reading) { return get_subject(reading, 101, std::nullopt); });
  ASSERT_TRUE(read.ok());
  close();
  open();
  EXPECT_EQ(number("SELECT count(*) FROM reads WHERE actor = 1 AND what = 'subject'"), 1);
}

}  // namespace
}  // namespace pmm::crm

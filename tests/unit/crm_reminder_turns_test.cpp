// What a tick does for reminders when one of them cannot be done, and when nothing is to be done.
#include <string>

#include "crm/reminder.hpp"
#include "crm/reminder_rule.hpp"
#include "crm_outbox_fixture.hpp"

namespace pmm::crm {
namespace {

class ReminderTurns : public Outbox {
 protected:
  void note(std::int64_t subject, const char* title, std::int64_t due_us) {
    write([=](const Writing& writing) {
      ReminderFields fields;
      fields.subject = subject;
      fields.title = std::string(title);
      fields.due_us = due_us;
      return create_reminder(writing, fields);
    });
  }
  std::int64_t dated(const char* title) {
    return write([this, title](const Writing& writing) {
      ReminderRuleFields fields;
      fields.code = fields.title = std::string(title);
      fields.source = std::string("dated");
      fields.starts_on = static_cast<std::int32_t>(now_us_ / kMicrosPerDay) + 5;
      return create_reminder_rule(writing, fields);
    });
  }
  void follow(std::int64_t rule, std::int64_t subject) {
    write(
        [=](const Writing& writing) { return follow_reminder_rule(writing, rule, subject, true); });
  }
  void refuse(const char* table) {
    execute("CREATE TRIGGER refuse BEFORE INSERT ON " + std::string(table) +
            " WHEN NEW.title = 'broken' BEGIN SELECT RAISE(ABORT, 'broken'); END");
  }
  std::int64_t reminders() { return number("SELECT count(*) FROM reminders"); }
};

// One that cannot be told keeps no other back, of a full turn neither.
TEST_F(ReminderTurns, WhatCannotBeToldIsPassedOver) {
  const std::int64_t anna = make_subject(false);
  const std::int64_t due_us = now_us_ + 10 * kMicrosPerDay;
  note(anna, "broken", due_us);
  for (int i = 0; i < 600; ++i) note(anna, "whole", due_us + i);
  refuse("notifications");
  now_us_ = due_us - kMicrosPerDay;
  EXPECT_FALSE(runtime::tick(crm_, Call{}).ok());
  EXPECT_EQ(number("SELECT count(*) FROM notifications"), 600);
  EXPECT_EQ(number("SELECT count(*) FROM reminder_log WHERE outcome = 'told'"), 600);
  execute("DROP TRIGGER refuse");
  tick();
  EXPECT_EQ(number("SELECT count(*) FROM notifications"), 601);
}

// Nor does a rule that cannot be followed, or not even be read.
TEST_F(ReminderTurns, ARuleThatFailsKeepsNoOtherBack) {
  const std::int64_t anna = make_subject(false);
  const std::int64_t broken = dated("broken"), unread = dated("unread"), whole = dated("whole");
  for (const std::int64_t rule : {broken, unread, whole}) follow(rule, anna);
  execute("UPDATE reminder_rules SET leads = 'x' WHERE id = " + std::to_string(unread));
  refuse("reminders");
  EXPECT_FALSE(runtime::tick(crm_, Call{}).ok());
  EXPECT_EQ(reminders(), 1);
  EXPECT_EQ(number("SELECT rule FROM reminders"), whole);
}

// Who is in the group and follows besides is reminded once.
TEST_F(ReminderTurns, MembersAndFollowers) {
  const std::int64_t rule = dated("fee");
  execute(
      "INSERT INTO frozen_groups (id, rule, members, journal, visit, actor, created_us) "
      "VALUES (1, '{}', 2, 0, 0, 1, 0)");
  for (int i = 0; i < 3; ++i) {
    const std::int64_t subject = make_subject(false);
    if (i < 2)
      execute("INSERT INTO frozen_members (frozen, subject) VALUES (1, " + std::to_string(subject) +
              ")");
    if (i > 0) follow(rule, subject);
  }
  execute("UPDATE reminder_rules SET frozen = 1");
  tick();
  EXPECT_EQ(reminders(), 3);
  EXPECT_EQ(number("SELECT count(DISTINCT subject) FROM reminders"), 3);
}

// A look that found nothing is not repeated before something was written or a minute has passed.
// What the test puts in here is none that the journal knows of.
TEST_F(ReminderTurns, NothingIsLookedForWhereNothingWasWritten) {
  const std::int64_t anna = make_subject(false), bruno = make_subject(false);
  const std::int64_t rule = dated("fee");
  tick();
  const auto smuggle = [&](std::int64_t subject) {
    execute("INSERT INTO reminder_followers (rule, subject, created_us) VALUES (" +
            std::to_string(rule) + ", " + std::to_string(subject) + ", 0)");
  };
  smuggle(anna);
  tick();
  EXPECT_EQ(reminders(), 0);
  now_us_ += kMicrosPerSecond * 60;
  tick();
  EXPECT_EQ(reminders(), 1);
  tick();
  smuggle(bruno);
  tick();
  EXPECT_EQ(reminders(), 1);
  make_subject(false);
  tick();
  EXPECT_EQ(reminders(), 2);
  // A clock that was put back says nothing of how long ago it was.
  tick();
  smuggle(3);
  now_us_ -= 1;
  tick();
  EXPECT_EQ(reminders(), 3);
}

}  // namespace
}  // namespace pmm::crm

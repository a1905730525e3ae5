#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// What a subject, or staff for it, notes by itself.
struct ReminderFields {
  Field<std::int64_t> subject, service, due_us, at_minute;
  Field<std::string> title, body, leads;
};
struct ReminderFilter {
  Field<std::int64_t> subject, rule, case_id, service;  // given and empty: without one
  Field<std::int64_t> from_us, to_us;                   // of the deadline
  Field<std::string> state;
};

Result<std::int64_t> create_reminder(const Writing& writing, const ReminderFields& fields);
// Title, text, leads and deadline of one that a subject made.
Result<std::int64_t> update_reminder(const Writing& writing, std::int64_t id,
                                     const ReminderFields& fields);
Result<std::int64_t> finish_reminder(const Writing& writing, std::int64_t id);
// To be told again at `until_us`.
Result<std::int64_t> snooze_reminder(const Writing& writing, std::int64_t id,
                                     std::int64_t until_us);
Result<TablePtr> get_reminder(const Reading& reading, std::int64_t id);
Result<TablePtr> list_reminders(const Reading& reading, const ReminderFilter& filter,
                                const Page& page);
// Every time that it was to be told, and what came of it.
Result<TablePtr> list_reminder_log(const Reading& reading, std::int64_t id);

// A tick first lets the reminders follow their rules and what those look at (reminder_sync.hpp),
// then tells what is due: the first `most` of them in a snapshot, and those of them that are due
// still; gives their number.
Result<std::vector<std::int64_t>> due_reminders(const Reading& reading, std::int64_t most);
Result<std::int64_t> tell_reminders(const Writing& writing, std::span<const std::int64_t> due);

}  // namespace pmm::crm

// What a tick does for reminders that are due: they are told.
#include <vector>

#include "crm/list.hpp"
#include "crm/reminder.hpp"
#include "crm/reminder_row.hpp"
#include "crm/reminder_sql.hpp"
#include "model/reminder.hpp"

namespace pmm::crm {
namespace {

Status log_leads(const Writing& writing, const ReminderRow& row,
                 const std::vector<std::int32_t>& leads, std::string_view outcome) {
  for (const std::int32_t lead : leads)
    PMM_TRY(log_reminder(writing, row, lead,
                         model::lead_instant(writing.zone, row.due_us, lead,
                                             static_cast<std::int32_t>(row.at_minute)),
                         outcome));
  return {};
}

// Nobody ticked from a lead to the deadline.
Status miss(const Writing& writing, const ReminderLeads& leads, ReminderRow& row) {
  PMM_TRY(log_leads(writing, row, leads.due.open, "missed"));
  row.state = leads.settled ? model::kReminderTold : model::kReminderMissed;
  row.next_us.reset();
  PMM_TRY(save_reminder(writing, row));
  return record_reminder(writing, row, "missed", "state");
}

Status tell_one(const Writing& writing, ReminderRow& row) {
  const std::int64_t planned_us = *row.next_us;
  PMM_ASSIGN(const ReminderLeads leads, leads_of(writing, row));
  if (!row.snoozed && writing.now_us() >= row.due_us) return miss(writing, leads, row);
  const model::LeadsDue& due = leads.due;
  std::vector<std::int32_t> overtaken = due.overtaken;
  if (row.snoozed && due.tell) overtaken.push_back(*due.tell);
  PMM_TRY(log_leads(writing, row, overtaken, row.snoozed ? "snoozed" : "missed"));
  const auto snooze = static_cast<std::int32_t>(-row.version);
  if (row.snoozed || due.tell)
    PMM_TRY(put_on_board(writing, row, row.snoozed ? snooze : *due.tell, planned_us));
  row.next_us = due.next_us;
  row.state = due.next_us ? model::kReminderWaiting : model::kReminderTold;
  row.snoozed = false;
  PMM_TRY(save_reminder(writing, row));
  return record_reminder(writing, row, "remind", "state,next");
}

}  // namespace

Result<std::vector<std::int64_t>> due_reminders(const Reading& reading, std::int64_t most) {
  PMM_ASSIGN(auto find, reading.db.prepare(sql::kRemindersDue));
  return ids_of(find.bind(1, reading.now_us).bind(2, most));
}

Result<std::int64_t> tell_reminders(const Writing& writing, std::span<const std::int64_t> due) {
  std::int64_t told = 0;
  for (const std::int64_t id : due) {
    PMM_TRY(writing.call.check());
    PMM_ASSIGN(ReminderRow row, load_reminder(writing.db(), id));
    // Somebody else told it meanwhile, or it was moved.
    if (!row.next_us || *row.next_us > writing.now_us()) continue;
    PMM_TRY(tell_one(writing, row));
    ++told;
  }
  return told;
}

}  // namespace pmm::crm

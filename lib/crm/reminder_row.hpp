#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crm/context.hpp"
#include "model/access.hpp"
#include "model/reminder.hpp"

namespace pmm::crm {

// A reminder as it stands.
struct ReminderRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::optional<std::int64_t> rule, office, service, case_id;
  std::int64_t subject = 0;
  std::int64_t ref = 0;
  std::string title, leads = "7,1", state;
  std::optional<std::string> body;
  std::int64_t due_us = 0;
  bool all_day = false;
  std::int64_t at_minute = 9 * 60;
  std::optional<std::int64_t> next_us;
  bool snoozed = false;

  model::RowFacts facts() const noexcept {
    return {subject, office.value_or(0), service.value_or(0), {}};
  }
};

// The office that answers for a service, if there is a service and it has one. kNotFound at
// "service".
Result<std::optional<std::int64_t>> office_of_service(store::Connection& db,
                                                      const std::optional<std::int64_t>& service);

Result<ReminderRow> load_reminder(store::Connection& db, std::int64_t id);
// Inserts the row, and gives it id and version.
Status insert_reminder(const Writing& writing, ReminderRow& row);
Status save_reminder(const Writing& writing, ReminderRow& row);
Status record_reminder(const Writing& writing, const ReminderRow& row, std::string_view verb,
                       std::string_view fields);

// Whether an instant is the last of its local day: a deadline that has no hour.
bool is_end_of_day(const Zone& zone, std::int64_t us) noexcept;

// The leads of a reminder as they stand now, counting what was settled of its deadline.
struct ReminderLeads {
  std::optional<std::int32_t> settled;  // the smallest one that was
  model::LeadsDue due;
};
Result<ReminderLeads> leads_of(const Writing& writing, const ReminderRow& row);

// Sets `state` and `next_us` from the leads that are still to come.
Status plan_leads(const Writing& writing, ReminderRow& row);

// Puts a reminder that is due on the subject's board, and logs that it was told.
Status put_on_board(const Writing& writing, const ReminderRow& row, std::int32_t lead,
                    std::int64_t planned_us);
Status log_reminder(const Writing& writing, const ReminderRow& row, std::int32_t lead,
                    std::int64_t planned_us, std::string_view outcome);

}  // namespace pmm::crm

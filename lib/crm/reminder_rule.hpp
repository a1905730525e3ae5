#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct ReminderRuleFields {
  Field<std::string> code, title, body, source, scheme, recurrence, leads;
  Field<std::int64_t> service, frozen, at_minute;
  Field<std::int32_t> starts_on;
  Field<bool> active;
};
struct ReminderRuleFilter {
  Field<std::string> code, source;
  Field<std::int64_t> service;
  Field<bool> active;
};

Result<std::int64_t> create_reminder_rule(const Writing& writing, const ReminderRuleFields& fields);
Result<std::int64_t> update_reminder_rule(const Writing& writing, std::int64_t id,
                                          const ReminderRuleFields& fields);
Result<TablePtr> get_reminder_rule(const Reading& reading, std::int64_t id);
Result<TablePtr> list_reminder_rules(const Reading& reading, const ReminderRuleFilter& filter,
                                     const Page& page);

// A subject wants the reminders of a dated rule, or no longer. Gives the rule's version.
Result<std::int64_t> follow_reminder_rule(const Writing& writing, std::int64_t rule,
                                          std::int64_t subject, bool follow);

// The rules that a subject follows, and since when.
Result<TablePtr> list_followed_rules(const Reading& reading, std::int64_t subject);

struct ReminderRuleRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::string code, title, source, leads = "7,1";
  std::optional<std::string> body, scheme, recurrence;
  std::optional<std::int64_t> service, frozen;
  std::optional<std::int32_t> starts_on;
  std::int64_t at_minute = 9 * 60;
  bool active = true;
  std::int64_t created_us = 0;
};
Result<ReminderRuleRow> load_rule(store::Connection& db, std::int64_t id, std::string_view field);
// The first one from an id on, those that were stopped too.
Result<std::optional<ReminderRuleRow>> next_rule(store::Connection& db, std::int64_t from);

}  // namespace pmm::crm

#include "pmmcrm/reminder.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/reminder.hpp"
#include "crm/reminder_rule.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_reminder_rule_input& in, FieldReader& reader,
                      crm::ReminderRuleFields& out) {
  reader.line(PMM_REMINDER_RULE_CODE, in.code, "code", out.code);
  reader.line(PMM_REMINDER_RULE_TITLE, in.title, "title", out.title);
  reader.text(PMM_REMINDER_RULE_BODY, in.body, "body", out.body);
  reader.line(PMM_REMINDER_RULE_SOURCE, in.source, "source", out.source);
  reader.line(PMM_REMINDER_RULE_SCHEME, in.scheme, "scheme", out.scheme);
  reader.line(PMM_REMINDER_RULE_RECURRENCE, in.recurrence, "recurrence", out.recurrence);
  reader.line(PMM_REMINDER_RULE_LEADS, in.leads, "leads", out.leads);
  reader.id(PMM_REMINDER_RULE_SERVICE, in.service, "service", out.service);
  reader.id(PMM_REMINDER_RULE_FROZEN, in.frozen, "frozen", out.frozen);
  reader.integer(PMM_REMINDER_RULE_AT_MINUTE, in.at_minute, "at_minute", 0, 1439, out.at_minute);
  reader.date(PMM_REMINDER_RULE_STARTS_ON, in.starts_on, "starts_on", out.starts_on);
  reader.flag(PMM_REMINDER_RULE_ACTIVE, in.active, "active", out.active);
}

static void to_filter(const pmm_reminder_rule_filter& in, FieldReader& reader,
                      crm::ReminderRuleFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.line(PMM_REMINDER_RULE_FILTER_CODE, in.code, "code", out.code);
  reader.line(PMM_REMINDER_RULE_FILTER_SOURCE, in.source, "source", out.source);
  reader.id(PMM_REMINDER_RULE_FILTER_SERVICE, in.service, "service", out.service);
  reader.flag(PMM_REMINDER_RULE_FILTER_ACTIVE, in.active, "active", out.active);
}

static void to_fields(const pmm_reminder_input& in, FieldReader& reader, crm::ReminderFields& out) {
  reader.id(PMM_REMINDER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_REMINDER_SERVICE, in.service, "service", out.service);
  reader.time(PMM_REMINDER_DUE_US, in.due_us, "due_us", out.due_us);
  reader.integer(PMM_REMINDER_AT_MINUTE, in.at_minute, "at_minute", 0, 1439, out.at_minute);
  reader.line(PMM_REMINDER_TITLE, in.title, "title", out.title);
  reader.text(PMM_REMINDER_BODY, in.body, "body", out.body);
  reader.line(PMM_REMINDER_LEADS, in.leads, "leads", out.leads);
}

static void to_filter(const pmm_reminder_filter& in, FieldReader& reader,
                      crm::ReminderFilter& out) {
  reader.id(PMM_REMINDER_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_REMINDER_FILTER_RULE, in.rule, "rule", out.rule);
  reader.id(PMM_REMINDER_FILTER_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_REMINDER_FILTER_SERVICE, in.service, "service", out.service);
  reader.time(PMM_REMINDER_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_REMINDER_FILTER_TO_US, in.to_us, "to_us", out.to_us);
  reader.line(PMM_REMINDER_FILTER_STATE, in.state, "state", out.state);
}

namespace {

constexpr std::size_t kRuleV1 = offsetof(pmm_reminder_rule_input, active) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kRuleV1 == 160);  // a promise to compiled programs
constexpr std::size_t kRuleFilterV1 =
    offsetof(pmm_reminder_rule_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kRuleFilterV1 == 64);
constexpr std::size_t kReminderV1 = offsetof(pmm_reminder_input, leads) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kReminderV1 == 96);
constexpr std::size_t kReminderFilterV1 = offsetof(pmm_reminder_filter, state) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kReminderFilterV1 == 80);

}  // namespace

pmm_status pmm_reminder_rule_create(pmm_session* session, const pmm_reminder_rule_input* input,
                                    const pmm_call* call, pmm_id* out_id,
                                    pmm_error** out_error) noexcept {
  return write_input<crm::ReminderRuleFields>(session, input, kRuleV1, call, 0, out_id, true,
                                              "out_id", "reminder_rule.create", out_error,
                                              [](const auto& writing, const auto& fields) {
                                                return crm::create_reminder_rule(writing, fields);
                                              });
}

pmm_status pmm_reminder_rule_update(pmm_session* session, pmm_id id,
                                    const pmm_reminder_rule_input* input, const pmm_call* call,
                                    int64_t* out_version, pmm_error** out_error) noexcept {
  return write_input<crm::ReminderRuleFields>(
      session, input, kRuleV1, call, id, out_version, false, "out_version", "reminder_rule.update",
      out_error, [id](const auto& writing, const auto& fields) {
        return crm::update_reminder_rule(writing, id, fields);
      });
}

pmm_status pmm_reminder_rule_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_reminder_rule(reading, id);
  });
}

pmm_status pmm_reminder_rule_list(pmm_session* session, const pmm_reminder_rule_filter* filter,
                                  const pmm_page* page, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::ReminderRuleFilter>(filter, kRuleFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_reminder_rules(reading, wanted, where);
      });
}

pmm_status pmm_reminder_rule_follow(pmm_session* session, pmm_id rule, pmm_id subject,
                                    int32_t follow, const pmm_call* call, int64_t* out_version,
                                    pmm_error** out_error) noexcept {
  return write_plain(session, {rule, subject, follow}, call, out_version, "reminder_rule.follow",
                     out_error, [&](const crm::Writing& writing) -> Result<std::int64_t> {
                       if (follow != 0 && follow != 1)
                         return Status::invalid("follow",
                                                std::to_string(follow) + " is not 0 or 1");
                       return crm::follow_reminder_rule(writing, rule, subject, follow == 1);
                     });
}

pmm_status pmm_reminder_rule_followed(pmm_session* session, pmm_id subject, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_followed_rules(reading, subject);
  });
}

pmm_status pmm_reminder_create(pmm_session* session, const pmm_reminder_input* input,
                               const pmm_call* call, pmm_id* out_id,
                               pmm_error** out_error) noexcept {
  return write_input<crm::ReminderFields>(session, input, kReminderV1, call, 0, out_id, true,
                                          "out_id", "reminder.create", out_error,
                                          [](const auto& writing, const auto& fields) {
                                            return crm::create_reminder(writing, fields);
                                          });
}

pmm_status pmm_reminder_update(pmm_session* session, pmm_id id, const pmm_reminder_input* input,
                               const pmm_call* call, int64_t* out_version,
                               pmm_error** out_error) noexcept {
  return write_input<crm::ReminderFields>(session, input, kReminderV1, call, id, out_version, false,
                                          "out_version", "reminder.update", out_error,
                                          [id](const auto& writing, const auto& fields) {
                                            return crm::update_reminder(writing, id, fields);
                                          });
}

pmm_status pmm_reminder_done(pmm_session* session, pmm_id id, const pmm_call* call,
                             int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "reminder.done", out_error,
      [id](const crm::Writing& writing) { return crm::finish_reminder(writing, id); });
}

pmm_status pmm_reminder_snooze(pmm_session* session, pmm_id id, int64_t until_us,
                               const pmm_call* call, int64_t* out_version,
                               pmm_error** out_error) noexcept {
  return write_plain(session, {id, until_us}, call, out_version, "reminder.snooze", out_error,
                     [id, until_us](const crm::Writing& writing) -> Result<std::int64_t> {
                       PMM_TRY(check_instant(until_us, "until_us"));
                       return crm::snooze_reminder(writing, id, until_us);
                     });
}

pmm_status pmm_reminder_get(pmm_session* session, pmm_id id, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_reminder(reading, id); });
}

pmm_status pmm_reminder_list(pmm_session* session, const pmm_reminder_filter* filter,
                             const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::ReminderFilter>(filter, kReminderFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_reminders(reading, wanted, where);
      });
}

pmm_status pmm_reminder_log(pmm_session* session, pmm_id id, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_reminder_log(reading, id);
  });
}

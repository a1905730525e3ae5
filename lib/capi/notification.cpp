#include "pmmcrm/notification.h"

#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/notification.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::int64_t kMostCents = 9'999'999'999;  // of a payment notice

}  // namespace

static void to_fields(const pmm_notification_input& in, FieldReader& reader,
                      crm::NotificationFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_NOTIFICATION_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_NOTIFICATION_SERVICE, in.service, "service", out.service);
  reader.id(PMM_NOTIFICATION_CATEGORY, in.category, "category", out.category);
  reader.id(PMM_NOTIFICATION_OFFICE, in.office, "office", out.office);
  reader.id(PMM_NOTIFICATION_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.line(PMM_NOTIFICATION_NOTICE_CLASS, in.notice_class, "notice_class", out.notice_class);
  reader.line(PMM_NOTIFICATION_LANGUAGE, in.language, "language", out.language);
  reader.line(PMM_NOTIFICATION_TITLE, in.title, "title", out.title);
  reader.text(PMM_NOTIFICATION_BODY, in.body, "body", out.body);
  reader.line(PMM_NOTIFICATION_USE_TEMPLATE, in.use_template, "use_template", out.use_template);
  reader.text(PMM_NOTIFICATION_DATA, in.data, "data", out.data, limits::kJsonBytes);
  reader.time(PMM_NOTIFICATION_DUE_US, in.due_us, "due_us", out.due_us);
  reader.integer(PMM_NOTIFICATION_PAY_AMOUNT, in.pay_amount, "pay_amount", 1, kMostCents,
                 out.pay_amount);
  reader.line(PMM_NOTIFICATION_PAY_NOTICE, in.pay_notice, "pay_notice", out.pay_notice);
  reader.line(PMM_NOTIFICATION_PAY_PAYEE, in.pay_payee, "pay_payee", out.pay_payee);
  reader.line(PMM_NOTIFICATION_ACTION, in.action, "action", out.action);
  reader.line(PMM_NOTIFICATION_ACTION_URL, in.action_url, "action_url", out.action_url,
              limits::kPathBytes);
  reader.time(PMM_NOTIFICATION_ACTION_UNTIL_US, in.action_until_us, "action_until_us",
              out.action_until_us);
  reader.line(PMM_NOTIFICATION_COLLAPSE_KEY, in.collapse_key, "collapse_key", out.collapse_key,
              limits::kKeyBytes);
  reader.text(PMM_NOTIFICATION_DOCUMENTS, in.documents, "documents", out.documents,
              limits::kJsonBytes);
  reader.flag(PMM_NOTIFICATION_PAY_INVALID_AFTER_DUE, in.pay_invalid_after_due,
              "pay_invalid_after_due", out.pay_invalid_after_due);
}

static void to_filter(const pmm_notification_filter& in, FieldReader& reader,
                      crm::NotificationFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_NOTIFICATION_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_NOTIFICATION_FILTER_SERVICE, in.service, "service", out.service);
  reader.id(PMM_NOTIFICATION_FILTER_CATEGORY, in.category, "category", out.category);
  reader.id(PMM_NOTIFICATION_FILTER_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.line(PMM_NOTIFICATION_FILTER_NOTICE_CLASS, in.notice_class, "notice_class",
              out.notice_class);
  reader.line(PMM_NOTIFICATION_FILTER_ORIGIN, in.origin, "origin", out.origin);
  reader.line(PMM_NOTIFICATION_FILTER_TOKEN, in.token, "token", out.token);
  reader.line(PMM_NOTIFICATION_FILTER_COLLAPSE_KEY, in.collapse_key, "collapse_key",
              out.collapse_key);
  reader.time(PMM_NOTIFICATION_FILTER_SINCE_US, in.since_us, "since_us", out.since_us);
  reader.id(PMM_NOTIFICATION_FILTER_SAVED_FILTER, in.saved_filter, "saved_filter",
            out.saved_filter);
  reader.flag(PMM_NOTIFICATION_FILTER_UNREAD, in.unread, "unread", out.unread);
  reader.flag(PMM_NOTIFICATION_FILTER_ARCHIVED, in.archived, "archived", out.archived);
  reader.flag(PMM_NOTIFICATION_FILTER_ACTION_OPEN, in.action_open, "action_open", out.action_open);
}

namespace {

constexpr std::size_t kNotificationV1 =
    offsetof(pmm_notification_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kNotificationV1 == 280);  // a promise to compiled programs
constexpr std::size_t kNotificationFilterV1 =
    offsetof(pmm_notification_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 ||
              kNotificationFilterV1 == 144);  // a promise to compiled programs

// One of the two flags of a notification.
template <class Work>
pmm_status set_flag(pmm_session* session, pmm_id id, int32_t value, const char* name,
                    const pmm_call* call, int64_t* out_version, const char* operation,
                    pmm_error** out_error, const Work& work) noexcept {
  if (out_version != nullptr) *out_version = 0;
  if (value != 0 && value != 1)
    return guard(session, out_error, [&](runtime::Session&) {
      return Status::invalid(name, std::to_string(value) + " is not 0 or 1");
    });
  return write_plain(session, {id, value}, call, out_version, operation, out_error, work);
}

}  // namespace

pmm_status pmm_notification_create(pmm_session* session, const pmm_notification_input* input,
                                   const pmm_call* call, pmm_id* out_id,
                                   pmm_error** out_error) noexcept {
  return write_input<crm::NotificationFields>(session, input, kNotificationV1, call, 0, out_id,
                                              true, "out_id", "notification.create", out_error,
                                              [](const auto& writing, const auto& fields) {
                                                return crm::create_notification(writing, fields);
                                              });
}

pmm_status pmm_notification_mark(pmm_session* session, pmm_id id, int32_t read,
                                 const pmm_call* call, int64_t* out_version,
                                 pmm_error** out_error) noexcept {
  return set_flag(
      session, id, read, "read", call, out_version, "notification.mark", out_error,
      [=](const crm::Writing& writing) { return crm::mark_notification(writing, id, read == 1); });
}

pmm_status pmm_notification_archive(pmm_session* session, pmm_id id, int32_t archived,
                                    const pmm_call* call, int64_t* out_version,
                                    pmm_error** out_error) noexcept {
  return set_flag(session, id, archived, "archived", call, out_version, "notification.archive",
                  out_error, [=](const crm::Writing& writing) {
                    return crm::archive_notification(writing, id, archived == 1);
                  });
}

pmm_status pmm_notification_complete(pmm_session* session, pmm_id id, const pmm_call* call,
                                     int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "notification.complete", out_error,
      [id](const crm::Writing& writing) { return crm::complete_notification(writing, id); });
}

pmm_status pmm_notification_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_notification(reading, id);
  });
}

pmm_status pmm_notification_list(pmm_session* session, const pmm_notification_filter* filter,
                                 const pmm_page* page, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted,
                   read_filter<crm::NotificationFilter>(filter, kNotificationFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_notifications(reading, wanted, where);
      });
}

pmm_status pmm_notification_documents(pmm_session* session, pmm_id id, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_notification_documents(reading, id);
  });
}

pmm_status pmm_notification_counts(pmm_session* session, pmm_id subject, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::count_notifications(reading, subject);
  });
}

#include "pmmcrm/case_message.h"

#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/case_message.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_case_message_input& in, FieldReader& reader,
                      crm::CaseMessageFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_CASE_MESSAGE_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.line(PMM_CASE_MESSAGE_KIND, in.kind, "kind", out.kind);
  reader.text(PMM_CASE_MESSAGE_BODY, in.body, "body", out.body);
  reader.id(PMM_CASE_MESSAGE_ANSWERS, in.answers, "answers", out.answers);
  reader.time(PMM_CASE_MESSAGE_DUE_US, in.due_us, "due_us", out.due_us);
  reader.text(PMM_CASE_MESSAGE_DOCUMENTS, in.documents, "documents", out.documents,
              limits::kJsonBytes);
  reader.flag(PMM_CASE_MESSAGE_ADVANCE, in.advance, "advance", out.advance);
}

static void to_filter(const pmm_case_message_filter& in, FieldReader& reader,
                      crm::CaseMessageFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_CASE_MESSAGE_FILTER_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_CASE_MESSAGE_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.line(PMM_CASE_MESSAGE_FILTER_DIRECTION, in.direction, "direction", out.direction);
  reader.line(PMM_CASE_MESSAGE_FILTER_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_CASE_MESSAGE_FILTER_STATE, in.state, "state", out.state);
  reader.flag(PMM_CASE_MESSAGE_FILTER_UNSEEN, in.unseen, "unseen", out.unseen);
}

namespace {

constexpr std::size_t kCaseMessageV1 =
    offsetof(pmm_case_message_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kCaseMessageV1 == 96);  // a promise to compiled programs
constexpr std::size_t kCaseMessageFilterV1 =
    offsetof(pmm_case_message_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kCaseMessageFilterV1 == 88);  // a promise to compiled programs

}  // namespace

pmm_status pmm_case_message_create(pmm_session* session, const pmm_case_message_input* input,
                                   const pmm_call* call, pmm_id* out_id,
                                   pmm_error** out_error) noexcept {
  return write_input<crm::CaseMessageFields>(session, input, kCaseMessageV1, call, 0, out_id, true,
                                             "out_id", "case_message.create", out_error,
                                             [](const auto& writing, const auto& fields) {
                                               return crm::create_case_message(writing, fields);
                                             });
}

pmm_status pmm_case_message_see(pmm_session* session, pmm_id id, const pmm_call* call,
                                int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "case_message.see", out_error,
      [id](const crm::Writing& writing) { return crm::see_case_message(writing, id); });
}

pmm_status pmm_case_message_withdraw(pmm_session* session, pmm_id id, const pmm_call* call,
                                     int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "case_message.withdraw", out_error,
      [id](const crm::Writing& writing) { return crm::withdraw_case_message(writing, id); });
}

pmm_status pmm_case_message_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_case_message(reading, id);
  });
}

pmm_status pmm_case_message_list(pmm_session* session, const pmm_case_message_filter* filter,
                                 const pmm_page* page, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted,
                                 read_filter<crm::CaseMessageFilter>(filter, kCaseMessageFilterV1));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_case_messages(reading, wanted, where);
                    });
}

pmm_status pmm_case_message_documents(pmm_session* session, pmm_id id, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_case_message_documents(reading, id);
  });
}

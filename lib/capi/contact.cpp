#include "pmmcrm/contact.h"

#include <limits>

#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/contact.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_contact_input& in, FieldReader& reader, crm::ContactFields& out) {
  reader.id(PMM_CONTACT_CHANNEL, in.channel, "channel", out.channel);
  reader.line(PMM_CONTACT_DIRECTION, in.direction, "direction", out.direction);
  reader.id(PMM_CONTACT_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_CONTACT_SERVICE, in.service, "service", out.service);
  reader.id(PMM_CONTACT_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_CONTACT_OFFICE, in.office, "office", out.office);
  reader.id(PMM_CONTACT_OPERATOR_ID, in.operator_id, "operator_id", out.operator_id);
  reader.time(PMM_CONTACT_STARTED_US, in.started_us, "started_us", out.started_us);
  reader.time(PMM_CONTACT_ENDED_US, in.ended_us, "ended_us", out.ended_us);
  reader.integer(PMM_CONTACT_WAITING_S, in.waiting_s, "waiting_s", 0,
                 std::numeric_limits<std::int32_t>::max(), out.waiting_s);
  reader.line(PMM_CONTACT_OUTCOME, in.outcome, "outcome", out.outcome);
  reader.text(PMM_CONTACT_SUMMARY, in.summary, "summary", out.summary);
  reader.line(PMM_CONTACT_EXTERNAL_ID, in.external_id, "external_id", out.external_id,
              limits::kKeyBytes);
  reader.flag(PMM_CONTACT_ABANDONED, in.abandoned, "abandoned", out.abandoned);
}

static void to_filter(const pmm_contact_filter& in, FieldReader& reader, crm::ContactFilter& out) {
  reader.reserved(in.reserved1, "reserved0");
  reader.id(PMM_CONTACT_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_CONTACT_FILTER_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_CONTACT_FILTER_OFFICE, in.office, "office", out.office);
  reader.id(PMM_CONTACT_FILTER_CHANNEL, in.channel, "channel", out.channel);
  reader.id(PMM_CONTACT_FILTER_OPERATOR_ID, in.operator_id, "operator_id", out.operator_id);
  reader.id(PMM_CONTACT_FILTER_SERVICE, in.service, "service", out.service);
  reader.time(PMM_CONTACT_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_CONTACT_FILTER_TO_US, in.to_us, "to_us", out.to_us);
  reader.line(PMM_CONTACT_FILTER_EXTERNAL_ID, in.external_id, "external_id", out.external_id);
  reader.flag(PMM_CONTACT_FILTER_ABANDONED, in.abandoned, "abandoned", out.abandoned);
}

namespace {

constexpr std::size_t kContactV1 = offsetof(pmm_contact_input, abandoned) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kContactV1 == 152);  // a promise to compiled programs
constexpr std::size_t kContactFilterV1 =
    offsetof(pmm_contact_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kContactFilterV1 == 104);

}  // namespace

pmm_status pmm_contact_create(pmm_session* session, const pmm_contact_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::ContactFields>(
      session, input, kContactV1, call, 0, out_id, true, "out_id", "contact.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_contact(writing, fields); });
}

pmm_status pmm_contact_update(pmm_session* session, pmm_id id, const pmm_contact_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return write_input<crm::ContactFields>(session, input, kContactV1, call, id, out_version, false,
                                         "out_version", "contact.update", out_error,
                                         [id](const auto& writing, const auto& fields) {
                                           return crm::update_contact(writing, id, fields);
                                         });
}

pmm_status pmm_contact_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_contact(reading, id); });
}

pmm_status pmm_contact_list(pmm_session* session, const pmm_contact_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::ContactFilter>(filter, kContactFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_contacts(reading, wanted, where);
      });
}

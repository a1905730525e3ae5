#include "pmmcrm/mandate.h"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/mandate.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_mandate_input& in, FieldReader& reader, crm::MandateFields& out) {
  reader.id(PMM_MANDATE_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_MANDATE_DELEGATE, in.delegate, "delegate", out.delegate);
  reader.line(PMM_MANDATE_SCHEME, in.scheme, "scheme", out.scheme);
  reader.line(PMM_MANDATE_VALUE, in.value, "value", out.value);
  reader.time(PMM_MANDATE_VALID_FROM_US, in.valid_from_us, "valid_from_us", out.valid_from_us);
  reader.time(PMM_MANDATE_VALID_TO_US, in.valid_to_us, "valid_to_us", out.valid_to_us);
  reader.text(PMM_MANDATE_NOTE, in.note, "note", out.note);
}

static void to_filter(const pmm_mandate_filter& in, FieldReader& reader, crm::MandateFilter& out) {
  Field<std::int64_t> side;
  reader.integer(PMM_MANDATE_FILTER_SIDE, in.side, "side", PMM_MANDATES_ALL, PMM_MANDATES_I_ACT_FOR,
                 side);
  out.side = static_cast<crm::MandateSide>(side.value.value_or(0));
  reader.reserved(in.reserved1, "reserved1");
  reader.line(PMM_MANDATE_FILTER_STATE, in.state, "state", out.state);
  reader.id(PMM_MANDATE_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_MANDATE_FILTER_DELEGATE, in.delegate, "delegate", out.delegate);
  reader.id(PMM_MANDATE_FILTER_SERVICE, in.service, "service", out.service);
}

namespace {

constexpr std::size_t kMandateV1 = offsetof(pmm_mandate_input, note) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kMandateV1 == 96);  // a promise to compiled programs
constexpr std::size_t kMandateFilterV1 =
    offsetof(pmm_mandate_filter, service) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kMandateFilterV1 == 64);

// A move of one mandate. `text` is what it needs besides, for the comparison of repeated calls.
pmm_status move(pmm_session* session, pmm_id id, const model::MandateMove& move, std::string text,
                const pmm_call* call, int64_t* out_version, const char* operation,
                pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    digest_request(options, {id_bytes(id) + text});
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, operation, [&](const crm::Writing& writing) {
                 return crm::move_mandate(writing, id, move);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

}  // namespace

pmm_status pmm_mandate_create(pmm_session* session, const pmm_mandate_input* input,
                              const pmm_id* services, size_t count, const pmm_call* call,
                              pmm_id* out_id, pmm_error** out_error) noexcept {
  if (out_id != nullptr) *out_id = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_id, "out_id"));
    PMM_ASSIGN(const pmm_mandate_input raw, read_struct(input, kMandateV1, "input"));
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader reader(raw.set_fields, raw.reserved0, "input");
    crm::MandateFields fields;
    to_fields(raw, reader, fields);
    std::string bytes;
    PMM_ASSIGN(const auto ids,
               read_ids(services, count, "services", limits::kMandateServices, bytes));
    PMM_TRY(reader.finish(options, bytes));
    PMM_ASSIGN(*out_id, impl.write(options, "mandate.create", [&](const crm::Writing& writing) {
      return crm::create_mandate(writing, fields, ids);
    }));
    return {};
  });
}

pmm_status pmm_mandate_accept(pmm_session* session, pmm_id id, pmm_str code, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const auto given, read_text(code, "code"));
    PMM_TRY(text::check_line(given, "code", limits::kKeyBytes));
    PMM_ASSIGN(Call options, read_call(call));
    digest_request(options, {id_bytes(id) + std::string(given)});
    model::MandateMove accept{model::MandateVerb::kAccept};
    accept.code = given;
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, "mandate.accept", [&](const crm::Writing& writing) {
                 return crm::move_mandate(writing, id, accept);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_mandate_reject(pmm_session* session, pmm_id id, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  return move(session, id, {model::MandateVerb::kReject}, {}, call, out_version, "mandate.reject",
              out_error);
}

pmm_status pmm_mandate_revoke(pmm_session* session, pmm_id id, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  return move(session, id, {model::MandateVerb::kRevoke}, {}, call, out_version, "mandate.revoke",
              out_error);
}

pmm_status pmm_mandate_renew(pmm_session* session, pmm_id id, int64_t valid_to_us,
                             const pmm_call* call, int64_t* out_version,
                             pmm_error** out_error) noexcept {
  model::MandateMove renew{model::MandateVerb::kRenew};
  if (valid_to_us != PMM_TIME_NONE) renew.valid_to_us = valid_to_us;
  return move(session, id, renew, id_bytes(valid_to_us), call, out_version, "mandate.renew",
              out_error);
}

pmm_status pmm_mandate_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_mandate(reading, id); });
}

pmm_status pmm_mandate_list(pmm_session* session, const pmm_mandate_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::MandateFilter>(filter, kMandateFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_mandates(reading, wanted, where);
      });
}

pmm_status pmm_mandate_services(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_mandate_services(reading, id);
  });
}

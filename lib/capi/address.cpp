#include "pmmcrm/address.h"

#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/address.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_address_input& in, FieldReader& reader, crm::AddressFields& out) {
  reader.line(PMM_ADDRESS_KIND, in.kind, "kind", out.kind);
  reader.text(PMM_ADDRESS_VALUE, in.value, "value", out.value, limits::kNameBytes);
  reader.line(PMM_ADDRESS_LABEL, in.label, "label", out.label);
  reader.date(PMM_ADDRESS_VERIFIED_ON, in.verified_on, "verified_on", out.verified_on);
  reader.flag(PMM_ADDRESS_IS_DEFAULT, in.is_default, "is_default", out.is_default);
  reader.time(PMM_ADDRESS_ENDED_US, in.ended_us, "ended_us", out.ended_us);
}

static void to_filter(const pmm_address_filter& in, FieldReader& reader, crm::AddressFilter& out) {
  reader.line(PMM_ADDRESS_FILTER_KIND, in.kind, "kind", out.kind);
  reader.time(PMM_ADDRESS_FILTER_AS_OF_US, in.as_of_us, "as_of_us", out.as_of_us);
}

namespace {

constexpr std::size_t kAddressV1 = offsetof(pmm_address_input, ended_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kAddressV1 == 80);  // a promise to compiled programs
constexpr std::size_t kAddressFilterV1 =
    offsetof(pmm_address_filter, as_of_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kAddressFilterV1 == 40);

}  // namespace

pmm_status pmm_address_create(pmm_session* session, pmm_id subject, const pmm_address_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::AddressFields>(session, input, kAddressV1, call, subject, out_id, true,
                                         "out_id", "address.create", out_error,
                                         [subject](const auto& writing, const auto& fields) {
                                           return crm::create_address(writing, subject, fields);
                                         });
}

pmm_status pmm_address_update(pmm_session* session, pmm_id id, const pmm_address_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return write_input<crm::AddressFields>(session, input, kAddressV1, call, id, out_version, false,
                                         "out_version", "address.update", out_error,
                                         [id](const auto& writing, const auto& fields) {
                                           return crm::update_address(writing, id, fields);
                                         });
}

pmm_status pmm_address_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_address(reading, id); });
}

pmm_status pmm_address_list(pmm_session* session, pmm_id subject, const pmm_address_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::AddressFilter>(filter, kAddressFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_addresses(reading, subject, wanted, where);
      });
}

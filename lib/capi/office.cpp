#include "pmmcrm/office.h"

#include "base/limits.hpp"
#include "capi/catalogue.hpp"
#include "crm/office.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_office_input& in, FieldReader& reader, crm::EntryFields& out) {
  reader.line(PMM_OFFICE_CODE, in.code, "code", out.code, limits::kKeyBytes);
  reader.line(PMM_OFFICE_NAME, in.name, "name", out.name);
  reader.line(PMM_OFFICE_EMAIL, in.email, "email", out.email);
  reader.line(PMM_OFFICE_PHONE, in.phone, "phone", out.phone);
  reader.text(PMM_OFFICE_ADDRESS, in.address, "address", out.address);
  reader.id(PMM_OFFICE_PARENT, in.parent, "parent", out.parent);
  reader.flag(PMM_OFFICE_ACTIVE, in.active, "active", out.active);
  reader.reserved(in.reserved1, "reserved1");
}

static void to_filter(const pmm_office_filter& in, FieldReader& reader, crm::EntryFilter& out) {
  reader.line(PMM_OFFICE_FILTER_CODE, in.code, "code", out.code);
  reader.id(PMM_OFFICE_FILTER_PARENT, in.parent, "parent", out.parent);
  reader.flag(PMM_OFFICE_FILTER_ACTIVE, in.active, "active", out.active);
  reader.reserved(in.reserved1, "reserved1");
}

namespace {

constexpr std::size_t kOfficeV1 = offsetof(pmm_office_input, reserved1) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kOfficeV1 == 112);  // a promise to compiled programs
constexpr std::size_t kOfficeFilterV1 =
    offsetof(pmm_office_filter, reserved1) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kOfficeFilterV1 == 48);

constexpr CatalogueBoundary<pmm_office_input, pmm_office_filter> kOffice{
    &crm::kOffices, kOfficeV1, kOfficeFilterV1, "office.create", "office.update"};

}  // namespace

pmm_status pmm_office_create(pmm_session* session, const pmm_office_input* input,
                             const pmm_call* call, pmm_id* out_id, pmm_error** out_error) noexcept {
  return kOffice.create(session, input, call, out_id, out_error);
}

pmm_status pmm_office_update(pmm_session* session, pmm_id id, const pmm_office_input* input,
                             const pmm_call* call, int64_t* out_version,
                             pmm_error** out_error) noexcept {
  return kOffice.update(session, id, input, call, out_version, out_error);
}

pmm_status pmm_office_get(pmm_session* session, pmm_id id, const pmm_call* call,
                          pmm_result** out_result, pmm_error** out_error) noexcept {
  return kOffice.get(session, id, call, out_result, out_error);
}

pmm_status pmm_office_list(pmm_session* session, const pmm_office_filter* filter,
                           const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                           pmm_error** out_error) noexcept {
  return kOffice.list(session, filter, page, call, out_result, out_error);
}

#include "pmmcrm/area.h"

#include "base/limits.hpp"
#include "capi/catalogue.hpp"
#include "crm/area.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_area_input& in, FieldReader& reader, crm::EntryFields& out) {
  reader.line(PMM_AREA_CODE, in.code, "code", out.code, limits::kKeyBytes);
  reader.line(PMM_AREA_NAME, in.name, "name", out.name);
  reader.id(PMM_AREA_PARENT, in.parent, "parent", out.parent);
  reader.flag(PMM_AREA_ACTIVE, in.active, "active", out.active);
  reader.reserved(in.reserved1, "reserved1");
}

static void to_filter(const pmm_area_filter& in, FieldReader& reader, crm::EntryFilter& out) {
  reader.line(PMM_AREA_FILTER_CODE, in.code, "code", out.code);
  reader.id(PMM_AREA_FILTER_PARENT, in.parent, "parent", out.parent);
  reader.flag(PMM_AREA_FILTER_ACTIVE, in.active, "active", out.active);
  reader.reserved(in.reserved1, "reserved1");
}

namespace {

constexpr std::size_t kAreaV1 = offsetof(pmm_area_input, reserved1) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kAreaV1 == 64);  // a promise to compiled programs
constexpr std::size_t kAreaFilterV1 = offsetof(pmm_area_filter, reserved1) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kAreaFilterV1 == 48);

constexpr CatalogueBoundary<pmm_area_input, pmm_area_filter> kArea{
    &crm::kAreas, kAreaV1, kAreaFilterV1, "area.create", "area.update"};

}  // namespace

pmm_status pmm_area_create(pmm_session* session, const pmm_area_input* input, const pmm_call* call,
                           pmm_id* out_id, pmm_error** out_error) noexcept {
  return kArea.create(session, input, call, out_id, out_error);
}

pmm_status pmm_area_update(pmm_session* session, pmm_id id, const pmm_area_input* input,
                           const pmm_call* call, int64_t* out_version,
                           pmm_error** out_error) noexcept {
  return kArea.update(session, id, input, call, out_version, out_error);
}

pmm_status pmm_area_get(pmm_session* session, pmm_id id, const pmm_call* call,
                        pmm_result** out_result, pmm_error** out_error) noexcept {
  return kArea.get(session, id, call, out_result, out_error);
}

pmm_status pmm_area_list(pmm_session* session, const pmm_area_filter* filter, const pmm_page* page,
                         const pmm_call* call, pmm_result** out_result,
                         pmm_error** out_error) noexcept {
  return kArea.list(session, filter, page, call, out_result, out_error);
}

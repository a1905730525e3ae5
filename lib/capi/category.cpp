#include "pmmcrm/category.h"

#include "base/limits.hpp"
#include "capi/catalogue.hpp"
#include "crm/category.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_category_input& in, FieldReader& reader, crm::EntryFields& out) {
  reader.line(PMM_CATEGORY_CODE, in.code, "code", out.code, limits::kKeyBytes);
  reader.line(PMM_CATEGORY_NAME, in.name, "name", out.name);
  reader.id(PMM_CATEGORY_PARENT, in.parent, "parent", out.parent);
  reader.flag(PMM_CATEGORY_ACTIVE, in.active, "active", out.active);
  reader.reserved(in.reserved1, "reserved1");
}

static void to_filter(const pmm_category_filter& in, FieldReader& reader, crm::EntryFilter& out) {
  reader.line(PMM_CATEGORY_FILTER_CODE, in.code, "code", out.code);
  reader.id(PMM_CATEGORY_FILTER_PARENT, in.parent, "parent", out.parent);
  reader.flag(PMM_CATEGORY_FILTER_ACTIVE, in.active, "active", out.active);
  reader.reserved(in.reserved1, "reserved1");
}

namespace {

constexpr std::size_t kCategoryV1 = offsetof(pmm_category_input, reserved1) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kCategoryV1 == 64);  // a promise to compiled programs
constexpr std::size_t kCategoryFilterV1 =
    offsetof(pmm_category_filter, reserved1) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kCategoryFilterV1 == 48);

constexpr CatalogueBoundary<pmm_category_input, pmm_category_filter> kCategory{
    &crm::kCategories, kCategoryV1, kCategoryFilterV1, "category.create", "category.update"};

}  // namespace

pmm_status pmm_category_create(pmm_session* session, const pmm_category_input* input,
                               const pmm_call* call, pmm_id* out_id,
                               pmm_error** out_error) noexcept {
  return kCategory.create(session, input, call, out_id, out_error);
}

pmm_status pmm_category_update(pmm_session* session, pmm_id id, const pmm_category_input* input,
                               const pmm_call* call, int64_t* out_version,
                               pmm_error** out_error) noexcept {
  return kCategory.update(session, id, input, call, out_version, out_error);
}

pmm_status pmm_category_get(pmm_session* session, pmm_id id, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return kCategory.get(session, id, call, out_result, out_error);
}

pmm_status pmm_category_list(pmm_session* session, const pmm_category_filter* filter,
                             const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return kCategory.list(session, filter, page, call, out_result, out_error);
}

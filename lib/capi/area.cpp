#include "pmmcrm/area.h"

#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
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

namespace {

constexpr std::size_t kAreaV1 = offsetof(pmm_area_input, reserved1) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kAreaV1 == 64);  // a promise to compiled programs
constexpr std::size_t kFilterV1 = offsetof(pmm_area_filter, reserved1) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kFilterV1 == 48);

Result<crm::EntryFilter> read_filter(const pmm_area_filter* filter) {
  crm::EntryFilter out;
  if (filter == nullptr) return out;
  PMM_ASSIGN(const pmm_area_filter raw, read_struct(filter, kFilterV1, "filter"));
  FieldReader reader(raw.set_fields, raw.reserved0, "filter");
  Field<std::string> code;
  Field<bool> active;
  reader.line(PMM_AREA_FILTER_CODE, raw.code, "code", code);
  reader.id(PMM_AREA_FILTER_PARENT, raw.parent, "parent", out.parent);
  reader.flag(PMM_AREA_FILTER_ACTIVE, raw.active, "active", active);
  reader.reserved(raw.reserved1, "reserved1");
  Call unused;
  PMM_TRY(reader.finish(unused));
  out.code = code.value;
  out.active = active.value;

  return out;
}

}  // namespace

pmm_status pmm_area_create(pmm_session* session, const pmm_area_input* input, const pmm_call* call,
                           pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::EntryFields>(session, input, kAreaV1, call, 0, out_id, true, "out_id",
                                       "area.create", out_error,
                                       [](const auto& writing, const auto& fields) {
                                         return crm::create_entry(writing, crm::kAreas, fields);
                                       });
}

pmm_status pmm_area_update(pmm_session* session, pmm_id id, const pmm_area_input* input,
                           const pmm_call* call, int64_t* out_version,
                           pmm_error** out_error) noexcept {
  return write_input<crm::EntryFields>(session, input, kAreaV1, call, id, out_version, false,
                                       "out_version", "area.update", out_error,
                                       [id](const auto& writing, const auto& fields) {
                                         return crm::update_entry(writing, crm::kAreas, id, fields);
                                       });
}

pmm_status pmm_area_get(pmm_session* session, pmm_id id, const pmm_call* call,
                        pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_entry(reading, crm::kAreas, id);
  });
}

pmm_status pmm_area_list(pmm_session* session, const pmm_area_filter* filter, const pmm_page* page,
                         const pmm_call* call, pmm_result** out_result,
                         pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted, read_filter(filter));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_entries(reading, crm::kAreas, wanted, where);
                    });
}

#include "pmmcrm/page.h"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/page_layout.hpp"
#include "crm/saved_filter.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_saved_filter_input& in, FieldReader& reader,
                      crm::SavedFilterFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_SAVED_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.line(PMM_SAVED_FILTER_NAME, in.name, "name", out.name);
  reader.line(PMM_SAVED_FILTER_TARGET, in.target, "target", out.target);
  reader.text(PMM_SAVED_FILTER_RULE, in.rule, "rule", out.rule, limits::kJsonBytes);
  reader.flag(PMM_SAVED_FILTER_APPLIED, in.applied, "applied", out.applied);
}

static void to_filter(const pmm_saved_filter_filter& in, FieldReader& reader,
                      crm::SavedFilterFilter& out) {
  reader.id(PMM_SAVED_FILTER_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.line(PMM_SAVED_FILTER_FILTER_TARGET, in.target, "target", out.target);
}

namespace {

constexpr std::size_t kSavedFilterV1 =
    offsetof(pmm_saved_filter_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kSavedFilterV1 == 80);  // a promise to compiled programs
constexpr std::size_t kSavedFilterFilterV1 =
    offsetof(pmm_saved_filter_filter, target) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kSavedFilterFilterV1 == 40);  // a promise to compiled programs

}  // namespace

pmm_status pmm_saved_filter_create(pmm_session* session, const pmm_saved_filter_input* input,
                                   const pmm_call* call, pmm_id* out_id,
                                   pmm_error** out_error) noexcept {
  return write_input<crm::SavedFilterFields>(session, input, kSavedFilterV1, call, 0, out_id, true,
                                             "out_id", "saved_filter.create", out_error,
                                             [](const auto& writing, const auto& fields) {
                                               return crm::create_saved_filter(writing, fields);
                                             });
}

pmm_status pmm_saved_filter_update(pmm_session* session, pmm_id id,
                                   const pmm_saved_filter_input* input, const pmm_call* call,
                                   int64_t* out_version, pmm_error** out_error) noexcept {
  return write_input<crm::SavedFilterFields>(session, input, kSavedFilterV1, call, id, out_version,
                                             false, "out_version", "saved_filter.update", out_error,
                                             [id](const auto& writing, const auto& fields) {
                                               return crm::update_saved_filter(writing, id, fields);
                                             });
}

pmm_status pmm_saved_filter_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                                   int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "saved_filter.remove", out_error,
      [id](const crm::Writing& writing) { return crm::remove_saved_filter(writing, id); });
}

pmm_status pmm_saved_filter_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_saved_filter(reading, id);
  });
}

pmm_status pmm_saved_filter_list(pmm_session* session, const pmm_saved_filter_filter* filter,
                                 const pmm_page* page, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted,
                                 read_filter<crm::SavedFilterFilter>(filter, kSavedFilterFilterV1));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_saved_filters(reading, wanted, where);
                    });
}

pmm_status pmm_page_layout_set(pmm_session* session, pmm_id subject, pmm_str layout,
                               const pmm_call* call, int64_t* out_version,
                               pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const auto json, read_text(layout, "layout"));
    PMM_TRY(text::check(json, "layout", limits::kJsonBytes));
    PMM_ASSIGN(Call options, read_call(call));
    digest_request(options, {id_bytes(subject).append(json)});
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, "page_layout.set", [&](const crm::Writing& writing) {
                 return crm::set_page_layout(writing, subject, json);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_page_layout_get(pmm_session* session, pmm_id subject, const pmm_call* call,
                               pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_page_layout(reading, subject);
  });
}

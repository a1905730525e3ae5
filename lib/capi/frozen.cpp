#include "pmmcrm/frozen.h"

#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/frozen.hpp"
#include "runtime/segment.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_freeze_input& in, FieldReader& reader, runtime::FreezeFields& out) {
  reader.text(PMM_FREEZE_RULE, in.rule, "rule", out.rule);
  reader.line(PMM_FREEZE_TITLE, in.title, "title", out.title);
  reader.text(PMM_FREEZE_GROUPS, in.groups, "groups", out.groups);
  reader.line(PMM_FREEZE_SALT, in.salt, "salt", out.salt, limits::kKeyBytes);
}

static void to_filter(const pmm_frozen_filter& in, FieldReader& reader, crm::FrozenFilter& out) {
  reader.id(PMM_FROZEN_FILTER_SEGMENT, in.segment, "segment", out.segment);
  reader.id(PMM_FROZEN_FILTER_SUBJECT, in.subject, "subject", out.subject);
}

namespace {

constexpr std::size_t kFreezeV1 = offsetof(pmm_freeze_input, salt) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kFreezeV1 == 80);  // a promise to compiled programs
constexpr std::size_t kFrozenFilterV1 = offsetof(pmm_frozen_filter, subject) + sizeof(pmm_id);
static_assert(kFrozenFilterV1 == 32);

}  // namespace

pmm_status pmm_segment_freeze(pmm_session* session, const pmm_freeze_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  if (out_id != nullptr) *out_id = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_id, "out_id"));
    PMM_ASSIGN(const pmm_freeze_input raw, read_struct(input, kFreezeV1, "input"));
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader reader(raw.set_fields, raw.reserved0, "input");
    runtime::FreezeFields fields;
    to_fields(raw, reader, fields);
    PMM_TRY(reader.finish(options));
    PMM_ASSIGN(*out_id, runtime::freeze(impl, fields, options));
    return {};
  });
}

pmm_status pmm_frozen_get(pmm_session* session, pmm_id id, const pmm_call* call,
                          pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_frozen_group(reading, id);
  });
}

pmm_status pmm_frozen_list(pmm_session* session, const pmm_frozen_filter* filter,
                           const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                           pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::FrozenFilter>(filter, kFrozenFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_frozen_groups(reading, wanted, where);
      });
}

pmm_status pmm_frozen_members(pmm_session* session, pmm_id id, pmm_str label, const pmm_page* page,
                              const pmm_call* call, pmm_result** out_result,
                              pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      crm::FrozenMemberFilter wanted;
                      PMM_ASSIGN(const auto part, read_text(label, "label"));
                      PMM_TRY(text::check_line(part, "label", limits::kKeyBytes));
                      if (!part.empty()) wanted.label = std::string(part);
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_frozen_members(reading, id, wanted, where);
                    });
}

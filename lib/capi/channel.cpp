#include "pmmcrm/channel.h"

#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/channel.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_channel_input& in, FieldReader& reader, crm::EntryFields& out) {
  reader.line(PMM_CHANNEL_CODE, in.code, "code", out.code, limits::kKeyBytes);
  reader.line(PMM_CHANNEL_NAME, in.name, "name", out.name);
  reader.flag(PMM_CHANNEL_DIGITAL, in.digital, "digital", out.digital);
  reader.flag(PMM_CHANNEL_ACTIVE, in.active, "active", out.active);
}

namespace {

constexpr std::size_t kChannelV1 = offsetof(pmm_channel_input, active) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kChannelV1 == 56);  // a promise to compiled programs
constexpr std::size_t kFilterV1 = offsetof(pmm_channel_filter, active) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kFilterV1 == 40);

Result<crm::EntryFilter> read_filter(const pmm_channel_filter* filter) {
  crm::EntryFilter out;
  if (filter == nullptr) return out;
  PMM_ASSIGN(const pmm_channel_filter raw, read_struct(filter, kFilterV1, "filter"));
  FieldReader reader(raw.set_fields, raw.reserved0, "filter");
  Field<std::string> code;
  Field<bool> active, digital;
  reader.line(PMM_CHANNEL_FILTER_CODE, raw.code, "code", code);
  reader.flag(PMM_CHANNEL_FILTER_DIGITAL, raw.digital, "digital", digital);
  reader.flag(PMM_CHANNEL_FILTER_ACTIVE, raw.active, "active", active);
  Call unused;
  PMM_TRY(reader.finish(unused));
  out.code = code.value;
  out.active = active.value;
  out.digital = digital.value;
  return out;
}

}  // namespace

pmm_status pmm_channel_create(pmm_session* session, const pmm_channel_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::EntryFields>(session, input, kChannelV1, call, 0, out_id, true, "out_id",
                                       "channel.create", out_error,
                                       [](const auto& writing, const auto& fields) {
                                         return crm::create_entry(writing, crm::kChannels, fields);
                                       });
}

pmm_status pmm_channel_update(pmm_session* session, pmm_id id, const pmm_channel_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return write_input<crm::EntryFields>(
      session, input, kChannelV1, call, id, out_version, false, "out_version", "channel.update",
      out_error, [id](const auto& writing, const auto& fields) {
        return crm::update_entry(writing, crm::kChannels, id, fields);
      });
}

pmm_status pmm_channel_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_entry(reading, crm::kChannels, id);
  });
}

pmm_status pmm_channel_list(pmm_session* session, const pmm_channel_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted, read_filter(filter));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_entries(reading, crm::kChannels, wanted, where);
                    });
}

#include "pmmcrm/channel.h"

#include "base/limits.hpp"
#include "capi/catalogue.hpp"
#include "crm/channel.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_channel_input& in, FieldReader& reader, crm::EntryFields& out) {
  reader.line(PMM_CHANNEL_CODE, in.code, "code", out.code, limits::kKeyBytes);
  reader.line(PMM_CHANNEL_NAME, in.name, "name", out.name);
  reader.flag(PMM_CHANNEL_DIGITAL, in.digital, "digital", out.digital);
  reader.flag(PMM_CHANNEL_ACTIVE, in.active, "active", out.active);
}

static void to_filter(const pmm_channel_filter& in, FieldReader& reader, crm::EntryFilter& out) {
  reader.line(PMM_CHANNEL_FILTER_CODE, in.code, "code", out.code);
  reader.flag(PMM_CHANNEL_FILTER_DIGITAL, in.digital, "digital", out.digital);
  reader.flag(PMM_CHANNEL_FILTER_ACTIVE, in.active, "active", out.active);
}

namespace {

constexpr std::size_t kChannelV1 = offsetof(pmm_channel_input, active) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kChannelV1 == 56);  // a promise to compiled programs
constexpr std::size_t kChannelFilterV1 =
    offsetof(pmm_channel_filter, active) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kChannelFilterV1 == 40);

constexpr CatalogueBoundary<pmm_channel_input, pmm_channel_filter> kChannel{
    &crm::kChannels, kChannelV1, kChannelFilterV1, "channel.create", "channel.update"};

}  // namespace

pmm_status pmm_channel_create(pmm_session* session, const pmm_channel_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return kChannel.create(session, input, call, out_id, out_error);
}

pmm_status pmm_channel_update(pmm_session* session, pmm_id id, const pmm_channel_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return kChannel.update(session, id, input, call, out_version, out_error);
}

pmm_status pmm_channel_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return kChannel.get(session, id, call, out_result, out_error);
}

pmm_status pmm_channel_list(pmm_session* session, const pmm_channel_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return kChannel.list(session, filter, page, call, out_result, out_error);
}

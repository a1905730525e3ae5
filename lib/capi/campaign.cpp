#include "pmmcrm/campaign.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/campaign.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::size_t kCampaignV1 = offsetof(pmm_campaign_input, per_hour) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kCampaignV1 == 168);  // a promise to compiled programs
constexpr std::size_t kCampaignFilterV1 = offsetof(pmm_campaign_filter, frozen) + sizeof(pmm_id);
static_assert(sizeof(void*) != 8 || kCampaignFilterV1 == 40);

}  // namespace

static void to_fields(const pmm_campaign_input& in, FieldReader& reader, crm::CampaignFields& out) {
  reader.line(PMM_CAMPAIGN_NAME, in.name, "name", out.name);
  reader.id(PMM_CAMPAIGN_FROZEN, in.frozen, "frozen", out.frozen);
  reader.line(PMM_CAMPAIGN_CONTROL, in.control, "control", out.control, limits::kKeyBytes);
  reader.line(PMM_CAMPAIGN_CLASS, in.notice_class, "class", out.notice_class);
  reader.id(PMM_CAMPAIGN_SERVICE, in.service, "service", out.service);
  reader.line(PMM_CAMPAIGN_LANGUAGE, in.language, "language", out.language);
  reader.line(PMM_CAMPAIGN_TITLE, in.title, "title", out.title);
  reader.text(PMM_CAMPAIGN_BODY, in.body, "body", out.body);
  reader.line(PMM_CAMPAIGN_COLLAPSE_KEY, in.collapse_key, "collapse_key", out.collapse_key,
              limits::kKeyBytes);
  reader.time(PMM_CAMPAIGN_STARTS_US, in.starts_us, "starts_us", out.starts_us);
  reader.time(PMM_CAMPAIGN_EXPIRES_US, in.expires_us, "expires_us", out.expires_us);
  reader.integer(PMM_CAMPAIGN_PER_HOUR, in.per_hour, "per_hour", 1, 10'000'000, out.per_hour);
  reader.id(PMM_CAMPAIGN_PURPOSE, in.purpose, "purpose", out.purpose);
}

static void to_filter(const pmm_campaign_filter& in, FieldReader& reader,
                      crm::CampaignFilter& out) {
  reader.line(PMM_CAMPAIGN_FILTER_STATE, in.state, "state", out.state);
  reader.id(PMM_CAMPAIGN_FILTER_FROZEN, in.frozen, "frozen", out.frozen);
}

pmm_status pmm_campaign_create(pmm_session* session, const pmm_campaign_input* input,
                               const pmm_call* call, pmm_id* out_id,
                               pmm_error** out_error) noexcept {
  return write_input<crm::CampaignFields>(session, input, kCampaignV1, call, 0, out_id, true,
                                          "out_id", "campaign.create", out_error,
                                          [](const auto& writing, const auto& fields) {
                                            return crm::create_campaign(writing, fields);
                                          });
}

pmm_status pmm_campaign_pause(pmm_session* session, pmm_id id, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "campaign.pause", out_error,
      [id](const crm::Writing& writing) { return crm::pause_campaign(writing, id); });
}

pmm_status pmm_campaign_resume(pmm_session* session, pmm_id id, const pmm_call* call,
                               int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "campaign.resume", out_error,
      [id](const crm::Writing& writing) { return crm::resume_campaign(writing, id); });
}

pmm_status pmm_campaign_cancel(pmm_session* session, pmm_id id, const pmm_call* call,
                               int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "campaign.cancel", out_error,
      [id](const crm::Writing& writing) { return crm::cancel_campaign(writing, id); });
}

pmm_status pmm_campaign_get(pmm_session* session, pmm_id id, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_campaign(reading, id); });
}

pmm_status pmm_campaign_list(pmm_session* session, const pmm_campaign_filter* filter,
                             const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::CampaignFilter>(filter, kCampaignFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_campaigns(reading, wanted, where);
      });
}

pmm_status pmm_campaign_counts(pmm_session* session, pmm_id id, const pmm_call* call,
                               pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::campaign_counts(reading, id); });
}

#include "pmmcrm/service.h"

#include <vector>

#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/service.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::int64_t kNoDays = -1;
constexpr std::int64_t kMostDays = 3650;

// A number of days, or none.
void read_days(FieldReader& reader, std::uint64_t bit, std::int32_t value, const char* name,
               Field<std::int64_t>& out) {
  reader.integer(bit, value, name, kNoDays, kMostDays, out);
  if (out.value == kNoDays) out = Field<std::int64_t>::cleared();
}

}  // namespace

static void to_fields(const pmm_service_input& in, FieldReader& reader, crm::ServiceFields& out) {
  reader.line(PMM_SERVICE_CODE, in.code, "code", out.code, limits::kKeyBytes);
  reader.line(PMM_SERVICE_NAME, in.name, "name", out.name);
  reader.line(PMM_SERVICE_STATUS, in.status, "status", out.status);
  reader.text(PMM_SERVICE_STATUS_REASON, in.status_reason, "status_reason", out.status_reason);
  reader.text(PMM_SERVICE_DESCRIPTION, in.description, "description", out.description);
  reader.text(PMM_SERVICE_AUDIENCE, in.audience, "audience", out.audience);
  reader.text(PMM_SERVICE_HOW_TO, in.how_to, "how_to", out.how_to);
  reader.text(PMM_SERVICE_NEEDED, in.needed, "needed", out.needed);
  reader.text(PMM_SERVICE_OBTAINED, in.obtained, "obtained", out.obtained);
  reader.text(PMM_SERVICE_TIMING, in.timing, "timing", out.timing);
  reader.line(PMM_SERVICE_ACCESS_URL, in.access_url, "access_url", out.access_url);
  reader.text(PMM_SERVICE_CONDITIONS, in.conditions, "conditions", out.conditions);
  reader.text(PMM_SERVICE_CONTACTS, in.contacts, "contacts", out.contacts);
  reader.text(PMM_SERVICE_COSTS, in.costs, "costs", out.costs);
  reader.text(PMM_SERVICE_FURTHER_INFO, in.further_info, "further_info", out.further_info);
  reader.text(PMM_SERVICE_SPECIAL_CASES, in.special_cases, "special_cases", out.special_cases);
  reader.text(PMM_SERVICE_KEYWORDS, in.keywords, "keywords", out.keywords);
  reader.text(PMM_SERVICE_TOPICS, in.topics, "topics", out.topics);
  reader.line(PMM_SERVICE_LANGUAGE, in.language, "language", out.language);
  reader.line(PMM_SERVICE_SECTOR, in.sector, "sector", out.sector);
  reader.line(PMM_SERVICE_THEMATIC_AREA, in.thematic_area, "thematic_area", out.thematic_area);
  reader.line(PMM_SERVICE_SPATIAL, in.spatial, "spatial", out.spatial);
  reader.text(PMM_SERVICE_LEGAL_RESOURCE, in.legal_resource, "legal_resource", out.legal_resource);
  reader.text(PMM_SERVICE_OUTPUT, in.output, "output", out.output);
  reader.line(PMM_SERVICE_TERM_CLOCK, in.term_clock, "term_clock", out.term_clock);
  reader.line(PMM_SERVICE_OPEN311_TYPE, in.open311_type, "open311_type", out.open311_type);
  reader.text(PMM_SERVICE_ATTRIBUTES, in.attributes, "attributes", out.attributes,
              limits::kJsonBytes);
  reader.id(PMM_SERVICE_CATEGORY, in.category, "category", out.category);
  reader.id(PMM_SERVICE_OFFICE, in.office, "office", out.office);
  read_days(reader, PMM_SERVICE_TERM_DAYS, in.term_days, "term_days", out.term_days);
  reader.flag(PMM_SERVICE_TERM_ROLLS, in.term_rolls, "term_rolls", out.term_rolls);
  read_days(reader, PMM_SERVICE_REOPEN_DAYS, in.reopen_days, "reopen_days", out.reopen_days);
  reader.flag(PMM_SERVICE_REOPEN_BY_SUBJECT, in.reopen_by_subject, "reopen_by_subject",
              out.reopen_by_subject);
  reader.line(PMM_SERVICE_NOTICE_CLASS, in.notice_class, "notice_class", out.notice_class);
}

static void to_filter(const pmm_service_filter& in, FieldReader& reader, crm::ServiceFilter& out) {
  reader.line(PMM_SERVICE_FILTER_CODE, in.code, "code", out.code);
  reader.line(PMM_SERVICE_FILTER_STATUS, in.status, "status", out.status);
  reader.id(PMM_SERVICE_FILTER_CATEGORY, in.category, "category", out.category);
  reader.id(PMM_SERVICE_FILTER_OFFICE, in.office, "office", out.office);
  reader.id(PMM_SERVICE_FILTER_CHANNEL, in.channel, "channel", out.channel);
}

namespace {

constexpr std::size_t kServiceV1 =
    offsetof(pmm_service_input, reopen_by_subject) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kServiceV1 == 480);  // a promise to compiled programs
constexpr std::size_t kServiceFilterV1 = offsetof(pmm_service_filter, channel) + sizeof(pmm_id);
static_assert(sizeof(void*) != 8 || kServiceFilterV1 == 72);

}  // namespace

pmm_status pmm_service_create(pmm_session* session, const pmm_service_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::ServiceFields>(
      session, input, kServiceV1, call, 0, out_id, true, "out_id", "service.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_service(writing, fields); });
}

pmm_status pmm_service_update(pmm_session* session, pmm_id id, const pmm_service_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return write_input<crm::ServiceFields>(session, input, kServiceV1, call, id, out_version, false,
                                         "out_version", "service.update", out_error,
                                         [id](const auto& writing, const auto& fields) {
                                           return crm::update_service(writing, id, fields);
                                         });
}

pmm_status pmm_service_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_service(reading, id); });
}

pmm_status pmm_service_list(pmm_session* session, const pmm_service_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::ServiceFilter>(filter, kServiceFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_services(reading, wanted, where);
      });
}

pmm_status pmm_service_set_channels(pmm_session* session, pmm_id service, const pmm_id* channels,
                                    size_t count, const pmm_call* call, int64_t* out_version,
                                    pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    std::string bytes = id_bytes(service);
    PMM_ASSIGN(const auto ids,
               read_ids(channels, count, "channels", limits::kServiceChannels, bytes));
    FieldReader no_fields(0, 0, "input");
    PMM_TRY(no_fields.finish(options, bytes));
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, "service.set_channels", [&](const crm::Writing& writing) {
                 return crm::set_service_channels(writing, service, ids);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_service_channels(pmm_session* session, pmm_id service, const pmm_page* page,
                                const pmm_call* call, pmm_result** out_result,
                                pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_service_channels(reading, service, where);
                    });
}

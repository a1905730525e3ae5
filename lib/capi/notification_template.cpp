#include "pmmcrm/notification_template.h"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/notification_template.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_notification_template_input& in, FieldReader& reader,
                      crm::TemplateFields& out) {
  reader.line(PMM_NOTIFICATION_TEMPLATE_CODE, in.code, "code", out.code);
  reader.id(PMM_NOTIFICATION_TEMPLATE_SERVICE, in.service, "service", out.service);
  reader.line(PMM_NOTIFICATION_TEMPLATE_LANGUAGE, in.language, "language", out.language);
  reader.line(PMM_NOTIFICATION_TEMPLATE_TITLE, in.title, "title", out.title);
  reader.text(PMM_NOTIFICATION_TEMPLATE_BODY, in.body, "body", out.body);
  reader.text(PMM_NOTIFICATION_TEMPLATE_PLACEHOLDERS, in.placeholders, "placeholders",
              out.placeholders, limits::kJsonBytes);
}

static void to_filter(const pmm_notification_template_filter& in, FieldReader& reader,
                      crm::TemplateFilter& out) {
  reader.line(PMM_NOTIFICATION_TEMPLATE_FILTER_CODE, in.code, "code", out.code);
  reader.line(PMM_NOTIFICATION_TEMPLATE_FILTER_LANGUAGE, in.language, "language", out.language);
  reader.id(PMM_NOTIFICATION_TEMPLATE_FILTER_SERVICE, in.service, "service", out.service);
}

namespace {

constexpr std::size_t kTemplateV1 =
    offsetof(pmm_notification_template_input, placeholders) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kTemplateV1 == 104);  // a promise to compiled programs
constexpr std::size_t kTemplateFilterV1 =
    offsetof(pmm_notification_template_filter, service) + sizeof(pmm_id);
static_assert(sizeof(void*) != 8 || kTemplateFilterV1 == 56);  // a promise to compiled programs

}  // namespace

pmm_status pmm_notification_template_create(pmm_session* session,
                                            const pmm_notification_template_input* input,
                                            const pmm_call* call, pmm_id* out_id,
                                            pmm_error** out_error) noexcept {
  return write_input<crm::TemplateFields>(session, input, kTemplateV1, call, 0, out_id, true,
                                          "out_id", "notification_template.create", out_error,
                                          [](const auto& writing, const auto& fields) {
                                            return crm::create_template(writing, fields);
                                          });
}

pmm_status pmm_notification_template_update(pmm_session* session, pmm_id id,
                                            const pmm_notification_template_input* input,
                                            const pmm_call* call, int64_t* out_version,
                                            pmm_error** out_error) noexcept {
  return write_input<crm::TemplateFields>(session, input, kTemplateV1, call, id, out_version, false,
                                          "out_version", "notification_template.update", out_error,
                                          [id](const auto& writing, const auto& fields) {
                                            return crm::update_template(writing, id, fields);
                                          });
}

pmm_status pmm_notification_template_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                                            int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "notification_template.remove", out_error,
      [id](const crm::Writing& writing) { return crm::remove_template(writing, id); });
}

pmm_status pmm_notification_template_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                         pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_template(reading, id); });
}

pmm_status pmm_notification_template_list(pmm_session* session,
                                          const pmm_notification_template_filter* filter,
                                          const pmm_page* page, const pmm_call* call,
                                          pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::TemplateFilter>(filter, kTemplateFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_templates(reading, wanted, where);
      });
}

pmm_status pmm_notification_template_render(pmm_session* session, pmm_id id, pmm_str data,
                                            const pmm_call* call, pmm_result** out_result,
                                            pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto json, read_text(data, "data"));
                      PMM_TRY(text::check(json, "data", limits::kJsonBytes));
                      return crm::render_template(reading, id, json);
                    });
}

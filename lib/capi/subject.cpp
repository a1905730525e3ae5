#include "pmmcrm/subject.h"

#include "base/limits.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/subject.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_subject_input& in, FieldReader& reader, crm::SubjectFields& out) {
  reader.line(PMM_SUBJECT_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_SUBJECT_NAME, in.name, "name", out.name);
  reader.line(PMM_SUBJECT_FAMILY_NAME, in.family_name, "family_name", out.family_name);
  reader.line(PMM_SUBJECT_GIVEN_NAME, in.given_name, "given_name", out.given_name);
  reader.line(PMM_SUBJECT_SEX, in.sex, "sex", out.sex);
  reader.date(PMM_SUBJECT_BORN_ON, in.born_on, "born_on", out.born_on);
  reader.line(PMM_SUBJECT_BIRTH_PLACE, in.birth_place, "birth_place", out.birth_place);
  reader.date(PMM_SUBJECT_DIED_ON, in.died_on, "died_on", out.died_on);
  reader.line(PMM_SUBJECT_LANGUAGE, in.language, "language", out.language);
  reader.text(PMM_SUBJECT_NOTE, in.note, "note", out.note);
  reader.line(PMM_SUBJECT_EXTERNAL_ID, in.external_id, "external_id", out.external_id,
              limits::kKeyBytes);
}

static void to_filter(const pmm_subject_filter& in, FieldReader& reader, crm::SubjectFilter& out) {
  reader.line(PMM_SUBJECT_FILTER_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_SUBJECT_FILTER_EXTERNAL_ID, in.external_id, "external_id", out.external_id);
  reader.line(PMM_SUBJECT_FILTER_SCHEME, in.scheme, "scheme", out.scheme);
  reader.line(PMM_SUBJECT_FILTER_VALUE, in.value, "value", out.value);
  reader.line(PMM_SUBJECT_FILTER_TOKEN, in.token, "token", out.token);
}

namespace {

constexpr std::size_t kSubjectV1 = offsetof(pmm_subject_input, died_on) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kSubjectV1 == 168);  // a promise to compiled programs
constexpr std::size_t kSubjectFilterV1 = offsetof(pmm_subject_filter, token) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kSubjectFilterV1 == 96);

}  // namespace

pmm_status pmm_subject_create(pmm_session* session, const pmm_subject_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::SubjectFields>(
      session, input, kSubjectV1, call, 0, out_id, true, "out_id", "subject.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_subject(writing, fields); });
}

pmm_status pmm_subject_update(pmm_session* session, pmm_id id, const pmm_subject_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return write_input<crm::SubjectFields>(session, input, kSubjectV1, call, id, out_version, false,
                                         "out_version", "subject.update", out_error,
                                         [id](const auto& writing, const auto& fields) {
                                           return crm::update_subject(writing, id, fields);
                                         });
}

pmm_status pmm_subject_get(pmm_session* session, pmm_id id, int64_t as_of_us, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_subject(reading, id,
                            as_of_us == PMM_TIME_NONE ? std::nullopt : std::optional(as_of_us));
  });
}

pmm_status pmm_subject_list(pmm_session* session, const pmm_subject_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::SubjectFilter>(filter, kSubjectFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_subjects(reading, wanted, where);
      });
}

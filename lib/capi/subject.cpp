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

static void to_fields(const pmm_identifier_input& in, FieldReader& reader,
                      crm::IdentifierFields& out) {
  reader.line(PMM_IDENTIFIER_SCHEME, in.scheme, "scheme", out.scheme);
  reader.line(PMM_IDENTIFIER_VALUE, in.value, "value", out.value);
  reader.line(PMM_IDENTIFIER_ISSUER, in.issuer, "issuer", out.issuer);
  reader.date(PMM_IDENTIFIER_VALID_FROM_ON, in.valid_from_on, "valid_from_on", out.valid_from_on);
  reader.date(PMM_IDENTIFIER_VALID_TO_ON, in.valid_to_on, "valid_to_on", out.valid_to_on);
}

static void to_fields(const pmm_address_input& in, FieldReader& reader, crm::AddressFields& out) {
  reader.line(PMM_ADDRESS_KIND, in.kind, "kind", out.kind);
  reader.text(PMM_ADDRESS_VALUE, in.value, "value", out.value, limits::kNameBytes);
  reader.line(PMM_ADDRESS_LABEL, in.label, "label", out.label);
  reader.date(PMM_ADDRESS_VERIFIED_ON, in.verified_on, "verified_on", out.verified_on);
  reader.flag(PMM_ADDRESS_IS_DEFAULT, in.is_default, "is_default", out.is_default);
  reader.time(PMM_ADDRESS_ENDED_US, in.ended_us, "ended_us", out.ended_us);
}

static void to_fields(const pmm_relationship_input& in, FieldReader& reader,
                      crm::RelationshipFields& out) {
  reader.id(PMM_RELATIONSHIP_OTHER, in.other, "other", out.other);
  reader.line(PMM_RELATIONSHIP_KIND, in.kind, "kind", out.kind);
  reader.date(PMM_RELATIONSHIP_VALID_FROM_ON, in.valid_from_on, "valid_from_on", out.valid_from_on);
  reader.date(PMM_RELATIONSHIP_VALID_TO_ON, in.valid_to_on, "valid_to_on", out.valid_to_on);
  reader.text(PMM_RELATIONSHIP_NOTE, in.note, "note", out.note);
}

static void to_filter(const pmm_subject_filter& in, FieldReader& reader, crm::SubjectFilter& out) {
  reader.line(PMM_SUBJECT_FILTER_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_SUBJECT_FILTER_EXTERNAL_ID, in.external_id, "external_id", out.external_id);
  reader.line(PMM_SUBJECT_FILTER_SCHEME, in.scheme, "scheme", out.scheme);
  reader.line(PMM_SUBJECT_FILTER_VALUE, in.value, "value", out.value);
  reader.line(PMM_SUBJECT_FILTER_TOKEN, in.token, "token", out.token);
}

static void to_filter(const pmm_identifier_filter& in, FieldReader& reader,
                      crm::IdentifierFilter& out) {
  reader.line(PMM_IDENTIFIER_FILTER_SCHEME, in.scheme, "scheme", out.scheme);
  reader.time(PMM_IDENTIFIER_FILTER_AS_OF_US, in.as_of_us, "as_of_us", out.as_of_us);
}

static void to_filter(const pmm_address_filter& in, FieldReader& reader, crm::AddressFilter& out) {
  reader.line(PMM_ADDRESS_FILTER_KIND, in.kind, "kind", out.kind);
  reader.time(PMM_ADDRESS_FILTER_AS_OF_US, in.as_of_us, "as_of_us", out.as_of_us);
}

static void to_filter(const pmm_relationship_filter& in, FieldReader& reader,
                      crm::RelationshipFilter& out) {
  reader.line(PMM_RELATIONSHIP_FILTER_KIND, in.kind, "kind", out.kind);
  reader.time(PMM_RELATIONSHIP_FILTER_AS_OF_US, in.as_of_us, "as_of_us", out.as_of_us);
}

namespace {

constexpr std::size_t kSubjectV1 = offsetof(pmm_subject_input, died_on) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kSubjectV1 == 168);  // a promise to compiled programs
constexpr std::size_t kSubjectFilterV1 = offsetof(pmm_subject_filter, token) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kSubjectFilterV1 == 96);
constexpr std::size_t kIdentifierV1 =
    offsetof(pmm_identifier_input, valid_to_on) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kIdentifierV1 == 72);
constexpr std::size_t kAddressV1 = offsetof(pmm_address_input, ended_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kAddressV1 == 80);
constexpr std::size_t kRelationshipV1 =
    offsetof(pmm_relationship_input, valid_to_on) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kRelationshipV1 == 64);
constexpr std::size_t kIdentifierFilterV1 =
    offsetof(pmm_identifier_filter, as_of_us) + sizeof(std::int64_t);
constexpr std::size_t kAddressFilterV1 =
    offsetof(pmm_address_filter, as_of_us) + sizeof(std::int64_t);
constexpr std::size_t kRelationshipFilterV1 =
    offsetof(pmm_relationship_filter, as_of_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 ||
              (kIdentifierFilterV1 == 40 && kAddressFilterV1 == 40 && kRelationshipFilterV1 == 40));

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

pmm_status pmm_identifier_create(pmm_session* session, pmm_id subject,
                                 const pmm_identifier_input* input, const pmm_call* call,
                                 pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::IdentifierFields>(
      session, input, kIdentifierV1, call, subject, out_id, true, "out_id", "identifier.create",
      out_error, [subject](const auto& writing, const auto& fields) {
        return crm::create_identifier(writing, subject, fields);
      });
}

pmm_status pmm_identifier_update(pmm_session* session, pmm_id id, const pmm_identifier_input* input,
                                 const pmm_call* call, int64_t* out_version,
                                 pmm_error** out_error) noexcept {
  return write_input<crm::IdentifierFields>(session, input, kIdentifierV1, call, id, out_version,
                                            false, "out_version", "identifier.update", out_error,
                                            [id](const auto& writing, const auto& fields) {
                                              return crm::update_identifier(writing, id, fields);
                                            });
}

pmm_status pmm_identifier_get(pmm_session* session, pmm_id id, const pmm_call* call,
                              pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_identifier(reading, id); });
}

pmm_status pmm_identifier_list(pmm_session* session, pmm_id subject,
                               const pmm_identifier_filter* filter, const pmm_page* page,
                               const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted,
                                 read_filter<crm::IdentifierFilter>(filter, kIdentifierFilterV1));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_identifiers(reading, subject, wanted, where);
                    });
}

pmm_status pmm_identifier_check(pmm_session* session, pmm_str scheme, pmm_str value,
                                int32_t born_on, const pmm_call* call, pmm_result** out_result,
                                pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    FieldReader reader(PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE | PMM_SUBJECT_BORN_ON, 0, "");
    Field<std::string> register_name, code;
    Field<std::int32_t> day;
    reader.line(PMM_IDENTIFIER_SCHEME, scheme, "scheme", register_name);
    reader.line(PMM_IDENTIFIER_VALUE, value, "value", code);
    reader.date(PMM_SUBJECT_BORN_ON, born_on, "born_on", day);
    Call unused;
    PMM_TRY(reader.finish(unused));
    PMM_ASSIGN(TablePtr table, impl.read(options, [&](const crm::Reading& reading) {
      return crm::check_identifier(reading, register_name.value.value_or(""),
                                   code.value.value_or(""), day.value, impl.crm().municipalities());
    }));
    *out_result = make_result(std::move(table));
    return {};
  });
}

pmm_status pmm_address_create(pmm_session* session, pmm_id subject, const pmm_address_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::AddressFields>(session, input, kAddressV1, call, subject, out_id, true,
                                         "out_id", "address.create", out_error,
                                         [subject](const auto& writing, const auto& fields) {
                                           return crm::create_address(writing, subject, fields);
                                         });
}

pmm_status pmm_address_update(pmm_session* session, pmm_id id, const pmm_address_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return write_input<crm::AddressFields>(session, input, kAddressV1, call, id, out_version, false,
                                         "out_version", "address.update", out_error,
                                         [id](const auto& writing, const auto& fields) {
                                           return crm::update_address(writing, id, fields);
                                         });
}

pmm_status pmm_address_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_address(reading, id); });
}

pmm_status pmm_address_list(pmm_session* session, pmm_id subject, const pmm_address_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::AddressFilter>(filter, kAddressFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_addresses(reading, subject, wanted, where);
      });
}

pmm_status pmm_relationship_create(pmm_session* session, pmm_id subject,
                                   const pmm_relationship_input* input, const pmm_call* call,
                                   pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::RelationshipFields>(
      session, input, kRelationshipV1, call, subject, out_id, true, "out_id", "relationship.create",
      out_error, [subject](const auto& writing, const auto& fields) {
        return crm::create_relationship(writing, subject, fields);
      });
}

pmm_status pmm_relationship_update(pmm_session* session, pmm_id id,
                                   const pmm_relationship_input* input, const pmm_call* call,
                                   int64_t* out_version, pmm_error** out_error) noexcept {
  return write_input<crm::RelationshipFields>(
      session, input, kRelationshipV1, call, id, out_version, false, "out_version",
      "relationship.update", out_error, [id](const auto& writing, const auto& fields) {
        return crm::update_relationship(writing, id, fields);
      });
}

pmm_status pmm_relationship_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_relationship(reading, id);
  });
}

pmm_status pmm_relationship_list(pmm_session* session, pmm_id subject,
                                 const pmm_relationship_filter* filter, const pmm_page* page,
                                 const pmm_call* call, pmm_result** out_result,
                                 pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted,
                   read_filter<crm::RelationshipFilter>(filter, kRelationshipFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_relationships(reading, subject, wanted, where);
      });
}

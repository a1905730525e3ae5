#include "pmmcrm/relationship.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/relationship.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_relationship_input& in, FieldReader& reader,
                      crm::RelationshipFields& out) {
  reader.id(PMM_RELATIONSHIP_OTHER, in.other, "other", out.other);
  reader.line(PMM_RELATIONSHIP_KIND, in.kind, "kind", out.kind);
  reader.date(PMM_RELATIONSHIP_VALID_FROM_ON, in.valid_from_on, "valid_from_on", out.valid_from_on);
  reader.date(PMM_RELATIONSHIP_VALID_TO_ON, in.valid_to_on, "valid_to_on", out.valid_to_on);
  reader.text(PMM_RELATIONSHIP_NOTE, in.note, "note", out.note);
}

static void to_filter(const pmm_relationship_filter& in, FieldReader& reader,
                      crm::RelationshipFilter& out) {
  reader.line(PMM_RELATIONSHIP_FILTER_KIND, in.kind, "kind", out.kind);
  reader.time(PMM_RELATIONSHIP_FILTER_AS_OF_US, in.as_of_us, "as_of_us", out.as_of_us);
}

namespace {

constexpr std::size_t kRelationshipV1 =
    offsetof(pmm_relationship_input, valid_to_on) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kRelationshipV1 == 64);  // a promise to compiled programs
constexpr std::size_t kRelationshipFilterV1 =
    offsetof(pmm_relationship_filter, as_of_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kRelationshipFilterV1 == 40);

}  // namespace

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

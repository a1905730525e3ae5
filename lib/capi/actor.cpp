#include "pmmcrm/actor.h"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/actor.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_actor_input& in, FieldReader& reader, crm::ActorFields& out) {
  reader.line(PMM_ACTOR_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_ACTOR_EXTERNAL_ID, in.external_id, "external_id", out.external_id,
              limits::kKeyBytes);
  reader.line(PMM_ACTOR_NAME, in.name, "name", out.name);
  reader.id(PMM_ACTOR_SUBJECT, in.subject, "subject", out.subject);
  reader.flag(PMM_ACTOR_ACTIVE, in.active, "active", out.active);
  reader.reserved(in.reserved1, "reserved1");
}

static void to_fields(const pmm_grant_input& in, FieldReader& reader, crm::GrantFields& out) {
  reader.id(PMM_GRANT_ACTOR, in.actor, "actor", out.actor);
  reader.line(PMM_GRANT_ROLE, in.role, "role", out.role);
  reader.id(PMM_GRANT_OFFICE, in.office, "office", out.office);
  reader.id(PMM_GRANT_SERVICE, in.service, "service", out.service);
  reader.time(PMM_GRANT_VALID_FROM_US, in.valid_from_us, "valid_from_us", out.valid_from_us);
  reader.time(PMM_GRANT_VALID_TO_US, in.valid_to_us, "valid_to_us", out.valid_to_us);
}

static void to_filter(const pmm_actor_filter& in, FieldReader& reader, crm::ActorFilter& out) {
  reader.line(PMM_ACTOR_FILTER_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_ACTOR_FILTER_EXTERNAL_ID, in.external_id, "external_id", out.external_id);
  reader.id(PMM_ACTOR_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.flag(PMM_ACTOR_FILTER_ACTIVE, in.active, "active", out.active);
  reader.reserved(in.reserved1, "reserved1");
}

static void to_filter(const pmm_grant_filter& in, FieldReader& reader, crm::GrantFilter& out) {
  reader.line(PMM_GRANT_FILTER_ROLE, in.role, "role", out.role);
  reader.id(PMM_GRANT_FILTER_OFFICE, in.office, "office", out.office);
  reader.id(PMM_GRANT_FILTER_SERVICE, in.service, "service", out.service);
  reader.time(PMM_GRANT_FILTER_AS_OF_US, in.as_of_us, "as_of_us", out.as_of_us);
}

namespace {

constexpr std::size_t kActorV1 = offsetof(pmm_actor_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kActorV1 == 80);  // a promise to compiled programs
constexpr std::size_t kActorFilterV1 =
    offsetof(pmm_actor_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kActorFilterV1 == 64);
constexpr std::size_t kGrantV1 = offsetof(pmm_grant_input, valid_to_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kGrantV1 == 72);
constexpr std::size_t kGrantFilterV1 = offsetof(pmm_grant_filter, as_of_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kGrantFilterV1 == 56);

}  // namespace

pmm_status pmm_actor_create(pmm_session* session, const pmm_actor_input* input,
                            const pmm_call* call, pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::ActorFields>(
      session, input, kActorV1, call, 0, out_id, true, "out_id", "actor.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_actor(writing, fields); });
}

pmm_status pmm_actor_update(pmm_session* session, pmm_id id, const pmm_actor_input* input,
                            const pmm_call* call, int64_t* out_version,
                            pmm_error** out_error) noexcept {
  return write_input<crm::ActorFields>(session, input, kActorV1, call, id, out_version, false,
                                       "out_version", "actor.update", out_error,
                                       [id](const auto& writing, const auto& fields) {
                                         return crm::update_actor(writing, id, fields);
                                       });
}

pmm_status pmm_grant_create(pmm_session* session, const pmm_grant_input* input,
                            const pmm_call* call, pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::GrantFields>(
      session, input, kGrantV1, call, 0, out_id, true, "out_id", "grant.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_grant(writing, fields); });
}

pmm_status pmm_grant_update(pmm_session* session, pmm_id id, const pmm_grant_input* input,
                            const pmm_call* call, int64_t* out_version,
                            pmm_error** out_error) noexcept {
  return write_input<crm::GrantFields>(session, input, kGrantV1, call, id, out_version, false,
                                       "out_version", "grant.update", out_error,
                                       [id](const auto& writing, const auto& fields) {
                                         return crm::update_grant(writing, id, fields);
                                       });
}

pmm_status pmm_actor_get(pmm_session* session, pmm_id id, const pmm_call* call,
                         pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_actor(reading, id); });
}

pmm_status pmm_actor_list(pmm_session* session, const pmm_actor_filter* filter,
                          const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                          pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::ActorFilter>(filter, kActorFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_actors(reading, wanted, where);
      });
}

pmm_status pmm_grant_get(pmm_session* session, pmm_id id, const pmm_call* call,
                         pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_grant(reading, id); });
}

pmm_status pmm_grant_list(pmm_session* session, pmm_id actor, const pmm_grant_filter* filter,
                          const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                          pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::GrantFilter>(filter, kGrantFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_grants(reading, actor, wanted, where);
      });
}

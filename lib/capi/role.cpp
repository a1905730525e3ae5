#include "pmmcrm/role.h"

#include <array>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/role.hpp"
#include "crm/upkeep.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::size_t kRoleV1 = offsetof(pmm_role_input, fields) + sizeof(std::uint64_t);
static_assert(sizeof(void*) != 8 || kRoleV1 == 88);  // a promise to compiled programs

constexpr std::uint64_t kKnownFields =
    PMM_FIELDS_IDENTITY | PMM_FIELDS_CONTACT | PMM_FIELDS_SENSITIVE;

// What a caller gave, before its rights are understood.
struct RoleInput {
  crm::RoleFields fields;
  Field<std::string> rights;
};

}  // namespace

static void to_fields(const pmm_role_input& in, FieldReader& reader, RoleInput& out) {
  reader.line(PMM_ROLE_NAME, in.name, "name", out.fields.name);
  reader.line(PMM_ROLE_TITLE, in.title, "title", out.fields.title);
  reader.text(PMM_ROLE_NOTE, in.note, "note", out.fields.note);
  reader.text(PMM_ROLE_RIGHTS, in.rights, "rights", out.rights);
  if ((in.set_fields & PMM_ROLE_FIELDS) != 0 && in.fields == 0) {
    // No group at all is a set too.
    Field<std::int64_t> none;
    reader.integer(PMM_ROLE_FIELDS, 0, "fields", 0, 0, none);
    out.fields.fields = std::uint64_t{0};
    return;
  }
  reader.bits(PMM_ROLE_FIELDS, in.fields, "fields", kKnownFields, out.fields.fields);
}

namespace {

Result<std::string> word_of(const Json& right, std::string_view key, const std::string& at) {
  const Json* word = right.find(key);
  const std::string path = member_path(at, key);
  if (word == nullptr) return Status::invalid(path, "is missing");
  PMM_TRY(check_kind(*word, Json::Kind::kText, path));
  return word->text;
}

Status add_right(const Json& json, const std::string& at, std::vector<model::Right>& out) {
  constexpr std::array<std::string_view, 3> kKeys = {"noun", "actions", "reach"};
  PMM_TRY(check_kind(json, Json::Kind::kObject, at));
  PMM_TRY(check_keys(json, kKeys, at));
  PMM_ASSIGN(const std::string noun, word_of(json, "noun", at));
  PMM_ASSIGN(const std::string reach, word_of(json, "reach", at));
  const auto known_noun = model::find_noun(noun);
  if (!known_noun)
    return Status::invalid(member_path(at, "noun"), text::quoted(noun) + " is no noun");
  const auto extent = model::find_extent(reach);
  if (!extent)
    return Status::invalid(
        member_path(at, "reach"),
        text::quoted(reach) + " is not all, scope, office, service, own or mandate");
  const Json* actions = json.find("actions");
  const std::string path = member_path(at, "actions");
  if (actions == nullptr) return Status::invalid(path, "is missing");
  PMM_TRY(check_kind(*actions, Json::Kind::kArray, path));
  for (std::size_t i = 0; i < actions->items.size(); ++i) {
    const std::string place = element_path(path, i);
    PMM_TRY(check_kind(actions->items[i], Json::Kind::kText, place));
    const auto action = model::find_action(actions->items[i].text);
    if (!action)
      return Status::invalid(place, text::quoted(actions->items[i].text) +
                                        " is not read, create, update, advance, import or count");
    out.push_back({*action, *known_noun, *extent});
  }
  return {};
}

Result<crm::RoleFields> understood(const RoleInput& input) {
  crm::RoleFields fields = input.fields;
  if (!input.rights.given) return fields;
  std::vector<model::Right> rights;
  if (input.rights.value) {
    PMM_ASSIGN(const Json json, parse_json(*input.rights.value, "rights"));
    PMM_TRY(check_kind(json, Json::Kind::kArray, "rights"));
    for (std::size_t i = 0; i < json.items.size(); ++i)
      PMM_TRY(add_right(json.items[i], element_path("rights", i), rights));
  }
  fields.rights = std::move(rights);
  return fields;
}

Result<std::string> read_name(pmm_str name, const char* field) {
  PMM_ASSIGN(const auto given, read_text(name, field));
  PMM_TRY(text::check_line(given, field, limits::kNameBytes));
  return std::string(given);
}

// A write whose arguments are plain; `bytes` are they, for the comparison of repeated calls.
template <class Work>
pmm_status write_plain(pmm_session* session, const pmm_call* call, std::int64_t* out_answer,
                       const char* operation, pmm_error** out_error, Work&& work) noexcept {
  if (out_answer != nullptr) *out_answer = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    std::string bytes;
    PMM_ASSIGN(const auto write, work(bytes));
    digest_request(options, {bytes});
    PMM_ASSIGN(const std::int64_t answer, impl.write(options, operation, write));
    if (out_answer != nullptr) *out_answer = answer;
    return {};
  });
}

using Write = runtime::Session::Write;

}  // namespace

pmm_status pmm_role_create(pmm_session* session, const pmm_role_input* input, const pmm_call* call,
                           pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<RoleInput>(session, input, kRoleV1, call, 0, out_id, true, "out_id",
                                "role.create", out_error,
                                [](const auto& writing, const auto& given) -> Result<std::int64_t> {
                                  PMM_ASSIGN(const crm::RoleFields fields, understood(given));
                                  return crm::create_role(writing, fields);
                                });
}

pmm_status pmm_role_update(pmm_session* session, pmm_str name, const pmm_role_input* input,
                           const pmm_call* call, int64_t* out_version,
                           pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const std::string role, read_name(name, "name"));
    PMM_ASSIGN(const pmm_role_input raw, read_struct(input, kRoleV1, "input"));
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader reader(raw.set_fields, raw.reserved0, "input");
    RoleInput given;
    to_fields(raw, reader, given);
    PMM_TRY(reader.finish(options, role));
    PMM_ASSIGN(const crm::RoleFields fields, understood(given));
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, "role.update", [&](const crm::Writing& writing) {
                 return crm::update_role(writing, role, fields);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_role_remove(pmm_session* session, pmm_str name, const pmm_call* call,
                           int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(session, call, out_version, "role.remove", out_error,
                     [&](std::string& bytes) -> Result<Write> {
                       PMM_ASSIGN(const std::string role, read_name(name, "name"));
                       bytes = role;
                       return Write([role](const crm::Writing& writing) {
                         return crm::remove_role(writing, role);
                       });
                     });
}

pmm_status pmm_role_list(pmm_session* session, const pmm_call* call, pmm_result** out_result,
                         pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [](const crm::Reading& reading) { return crm::list_roles(reading); });
}

pmm_status pmm_role_rights(pmm_session* session, pmm_str role, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const std::string name, read_name(role, "role"));
                      return crm::list_role_rights(reading, name);
                    });
}

pmm_status pmm_role_set_channels(pmm_session* session, pmm_str role, const pmm_id* channels,
                                 size_t count, const pmm_call* call, int64_t* out_count,
                                 pmm_error** out_error) noexcept {
  return write_plain(session, call, out_count, "role.set_channels", out_error,
                     [&](std::string& bytes) -> Result<Write> {
                       PMM_ASSIGN(const std::string name, read_name(role, "role"));
                       bytes = name;
                       PMM_ASSIGN(const auto ids, read_ids(channels, count, "channels",
                                                           limits::kServiceChannels, bytes));
                       return Write([name, ids](const crm::Writing& writing) {
                         return crm::set_role_channels(writing, name, ids);
                       });
                     });
}

pmm_status pmm_role_channels(pmm_session* session, pmm_str role, const pmm_page* page,
                             const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const std::string name, read_name(role, "role"));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_role_channels(reading, name, where);
                    });
}

pmm_status pmm_explain_access(pmm_session* session, pmm_id actor, pmm_str action, pmm_noun noun,
                              pmm_id id, const pmm_call* call, pmm_result** out_result,
                              pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const std::string wanted, read_name(action, "action"));
        return crm::explain_access(reading, actor, wanted, static_cast<store::Noun>(noun), id);
      });
}

pmm_status pmm_smallest_cell_set(pmm_session* session, int64_t rows, const pmm_call* call,
                                 pmm_error** out_error) noexcept {
  return write_plain(session, call, nullptr, "smallest_cell.set", out_error,
                     [&](std::string& bytes) -> Result<Write> {
                       bytes = id_bytes(rows);
                       return Write([rows](const crm::Writing& writing) {
                         return crm::set_smallest_cell(writing, rows);
                       });
                     });
}

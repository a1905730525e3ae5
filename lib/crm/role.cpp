// Roles that an administrator defines as data, and what holds for roles of either kind.
#include "crm/role.hpp"

#include <algorithm>
#include <span>
#include <tuple>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/actor.hpp"
#include "crm/change.hpp"
#include "crm/channel.hpp"
#include "crm/role_sql.hpp"
#include "store/journal_sql.hpp"
#include "store/meta.hpp"

namespace pmm::crm {
namespace {

using model::Action;

constexpr std::string_view kSmallestCellKey = "smallest_cell";
constexpr std::int64_t kLargestSmallestCell = 1000;

struct RoleRow {
  std::int64_t id = 0, version = 0;
  std::string name, title;
  std::optional<std::string> note;
  std::int64_t fields = 0;
  std::vector<model::Right> rights;
};

Status no_such_role(std::string_view name, std::string_view field) {
  return Status::not_found(std::string(field), "there is no role " + text::quoted(name));
}

// The bits of a role's row: the groups of fields, counted from 0.
model::Bits group_bits(std::int64_t fields) {
  model::Bits out = 0;
  for (const model::FieldGroup group : model::kFieldGroups)
    if ((fields >> static_cast<int>(group) & 1) != 0) out |= model::bit(group);
  return out;
}

std::string group_names(model::Bits bits) {
  std::string out;
  for (const model::FieldGroup group : model::kFieldGroups)
    if ((bits & model::bit(group)) != 0)
      out.append(out.empty() ? "" : ",").append(model::field_group_name(group));
  return out;
}

Result<std::vector<model::Right>> load_rights(store::Connection& db, std::int64_t role) {
  std::vector<model::Right> rights;
  PMM_ASSIGN(auto select, db.prepare(sql::kRightsOfRole));
  select.bind(1, role);
  for (;;) {
    PMM_ASSIGN(const bool more, select.step());
    if (!more) return rights;
    const auto noun = model::find_noun(select.text_at(0));
    const auto action = model::find_action(select.text_at(1));
    const auto extent = model::find_extent(select.text_at(2));
    // A right that this library does not know, or would not let be given, gives nothing.
    if (!noun || !action || !extent) continue;
    const model::Right right{*action, *noun, *extent};
    if (model::define_role("", std::span(&right, 1), 0).ok()) rights.push_back(right);
  }
}

Result<std::optional<RoleRow>> find_role_row(store::Connection& db, const std::string& name) {
  PMM_ASSIGN(auto select, db.prepare(sql::kRoleRow));
  PMM_ASSIGN(const bool found, select.bind(1, std::string_view(name)).step());
  if (!found) return std::optional<RoleRow>();
  RoleRow row;
  row.id = select.int_at(0);
  row.version = select.int_at(1);
  row.name = select.string_at(2);
  row.title = select.string_at(3);
  row.note = select.opt_text(4);
  row.fields = select.int_at(5);
  PMM_ASSIGN(row.rights, load_rights(db, row.id));
  return std::optional(std::move(row));
}

// A role that can be changed. Reading roles is anybody's right, so that there is nothing to hide.
Result<RoleRow> load_to_change(const Writing& writing, const std::string& name) {
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kRole, {}, "", 0));
  if (model::find_role(name) != nullptr)
    return Status::conflict("name", text::quoted(name) + " is a role of the library's own");
  PMM_ASSIGN(auto row, find_role_row(writing.db(), name));
  if (!row) return no_such_role(name, "name");
  PMM_TRY(check_version(writing.call.expected_version, row->version));
  return std::move(*row);
}

Changes apply(RoleRow& row, const RoleFields& fields) {
  Changes changes;
  changes.apply(row.title, fields.title, "title");
  changes.apply(row.note, fields.note, "note");
  if (fields.fields.given) {
    const auto wanted = static_cast<std::int64_t>(fields.fields.value.value_or(0));
    changes.set(row.fields, wanted, "fields");
  }
  if (fields.rights.given) {
    row.rights = fields.rights.value.value_or(std::vector<model::Right>());
    changes.note("rights");
  }
  return changes;
}

Result<model::RoleRules> rules_of_row(const RoleRow& row) {
  return model::define_role(row.name, row.rights, group_bits(row.fields));
}

Status check_name(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  constexpr std::size_t kBytes = 64;
  if (name.empty() || name.size() > kBytes || !std::all_of(name.begin(), name.end(), fits))
    return Status::invalid("name",
                           text::quoted(name) + " is not a code of 1 to 64 of a-z, 0-9 and _");
  if (model::find_role(name) != nullptr)
    return Status::conflict("name", text::quoted(name) + " is a role of the library's own");
  return {};
}

// The grants that there are still make sense.
Status check_grants(const Writing& writing, const model::RoleRules& rules) {
  const auto refuse = [&](const char* select, bool matters, const char* why) -> Status {
    if (!matters) return {};
    PMM_ASSIGN(auto find, writing.db().prepare(select));
    find.bind(1, std::string_view(rules.name)).bind(2, writing.now_us());
    PMM_ASSIGN(const bool found, find.step());
    if (!found) return {};
    return Status::conflict("rights", "grant " + std::to_string(find.int_at(0)) + why);
  };
  PMM_TRY(refuse(sql::kOfficeGrantOfRole, !model::ends_at_office(rules),
                 " is for an office, and no right of the role would be"));
  PMM_TRY(refuse(sql::kServiceGrantOfRole, !model::ends_at_service(rules),
                 " is for a service, and no right of the role would be"));
  return refuse(sql::kSubjectlessGrantOfRole, model::needs_subject(rules),
                " is of an actor without a subject, and a right of the role would need one");
}

Status write_rights(const Writing& writing, const RoleRow& row) {
  PMM_ASSIGN(auto clear, writing.db().prepare(sql::kDeleteRights));
  PMM_TRY(clear.bind(1, row.id).run());
  std::vector<model::Right> rights = row.rights;
  const auto key = [](const model::Right& right) {
    return std::tuple(right.noun, right.action, right.extent);
  };
  std::sort(rights.begin(), rights.end(),
            [&](const model::Right& a, const model::Right& b) { return key(a) < key(b); });
  const auto same = [&](const model::Right& a, const model::Right& b) { return key(a) == key(b); };
  rights.erase(std::unique(rights.begin(), rights.end(), same), rights.end());
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertRight));
  for (const model::Right& right : rights) {
    insert.bind(1, row.id).bind(2, model::noun_name(right.noun));
    PMM_TRY(insert.bind(3, model::action_name(right.action))
                .bind(4, model::extent_name(right.extent))
                .run());
  }
  return {};
}

Status record(const Writing& writing, const RoleRow& row, std::string_view verb,
              std::string_view fields) {
  return writing.tx.record(
      {.verb = verb, .noun = store::Noun::kRole, .id = row.id, .fields = fields});
}

// What a role is for is everybody's to know; what was noted on it is for who may read roles.
void append_role(TableBuilder& builder, const model::RoleRules& rules, std::string_view title,
                 const RoleRow* row, bool with_note) {
  // Of the library's own: what it sees of a person or a case, which is all or nothing.
  model::Bits fields = row != nullptr ? group_bits(row->fields) : 0;
  for (const model::Rights& rights : rules.rights)
    for (const model::Noun noun : {model::Noun::kSubject, model::Noun::kCase})
      if (row == nullptr) fields |= rights.of[static_cast<std::size_t>(noun)];
  builder.text(rules.name);
  builder.text(title);
  builder.boolean(model::is_scoped(rules));
  builder.boolean(model::needs_subject(rules));
  builder.boolean(row != nullptr);
  builder.text(group_names(fields));
  if (row == nullptr) {
    builder.null();
    builder.null();
  } else {
    builder.integer(row->version);
    if (row->note && !with_note)
      builder.withheld();
    else if (row->note)
      builder.text(*row->note);
    else
      builder.null();
  }
  builder.end_row();
}

}  // namespace

Result<std::int64_t> create_role(const Writing& writing, const RoleFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, model::Noun::kRole, {}, "", 0));
  RoleRow row;
  row.name = fields.name.value.value_or("");
  PMM_TRY(check_name(row.name));
  row.title = row.name;
  Changes changes;
  changes.note("name");
  changes.note(apply(row, fields).names());
  PMM_ASSIGN(const auto present, find_role_row(writing.db(), row.name));
  if (present) return Status::conflict("name", text::quoted(row.name) + " is a role already");
  if (row.rights.empty()) return Status::invalid("rights", "a role needs a right");
  PMM_TRY(rules_of_row(row).status());
  PMM_ASSIGN(row.id, writing.tx.next_id(store::Noun::kRole));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertRole));
  insert.bind(1, row.id).bind(2, std::string_view(row.name)).bind(3, std::string_view(row.title));
  PMM_TRY(insert.bind(4, row.note).bind(5, row.fields).bind(6, writing.now_us()).run());
  PMM_TRY(write_rights(writing, row));
  PMM_TRY(record(writing, row, "create", changes.names()));
  PMM_TRY(policy_changed(writing, "name"));
  return row.id;
}

Result<std::int64_t> update_role(const Writing& writing, const std::string& name,
                                 const RoleFields& fields) {
  PMM_ASSIGN(RoleRow row, load_to_change(writing, name));
  PMM_TRY(check_fixed(fields.name, "name"));
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  if (row.rights.empty()) return Status::invalid("rights", "a role needs a right");
  if (row.title.empty()) return Status::invalid("title", "a role needs a title");
  PMM_ASSIGN(const model::RoleRules rules, rules_of_row(row));
  PMM_TRY(check_grants(writing, rules));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateRole));
  update.bind(1, row.id).bind(2, std::string_view(row.title)).bind(3, row.note);
  PMM_TRY(update.bind(4, row.fields).run());
  if (fields.rights.given) PMM_TRY(write_rights(writing, row));
  PMM_TRY(record(writing, row, "update", changes.names()));
  PMM_TRY(policy_changed(writing, "rights"));
  return row.version + 1;
}

Result<std::int64_t> remove_role(const Writing& writing, const std::string& name) {
  PMM_ASSIGN(const RoleRow row, load_to_change(writing, name));
  std::vector<std::pair<std::int64_t, std::int64_t>> grants;
  {
    PMM_ASSIGN(auto select, writing.db().prepare(sql::kGrantsOfRole));
    select.bind(1, std::string_view(name)).bind(2, writing.now_us());
    for (;;) {
      PMM_ASSIGN(const bool more, select.step());
      if (!more) break;
      grants.emplace_back(select.int_at(0), select.int_at(1));
    }
  }
  PMM_ASSIGN(auto end, writing.db().prepare(sql::kEndGrant));
  for (const auto& [grant, from_us] : grants) {
    PMM_TRY(end.bind(1, grant).bind(2, std::max(from_us, writing.now_us())).run());
    PMM_TRY(writing.tx.record(
        {.verb = "update", .noun = store::Noun::kGrant, .id = grant, .fields = "valid_to_us"}));
  }
  PMM_ASSIGN(auto clear, writing.db().prepare(sql::kDeleteRoleChannels));
  PMM_TRY(clear.bind(1, std::string_view(name)).run());
  PMM_ASSIGN(auto remove, writing.db().prepare(sql::kRemoveRole));
  PMM_TRY(remove.bind(1, row.id).bind(2, writing.now_us()).run());
  PMM_TRY(record(writing, row, "remove", "removed"));
  PMM_TRY(policy_changed(writing, "name"));
  return row.version + 1;
}

Result<std::optional<model::RoleRules>> load_role(store::Connection& db, const std::string& name) {
  if (const model::Role* role = model::find_role(name))
    return std::optional(model::rules_of(*role));
  PMM_ASSIGN(const auto row, find_role_row(db, name));
  if (!row) return std::optional<model::RoleRules>();
  PMM_ASSIGN(model::RoleRules rules, rules_of_row(*row));
  return std::optional(std::move(rules));
}

namespace {

Result<std::vector<std::string>> custom_names(store::Connection& db) {
  std::vector<std::string> names;
  PMM_ASSIGN(auto select, db.prepare(sql::kLiveRoles));
  for (;;) {
    PMM_ASSIGN(const bool more, select.step());
    if (!more) return names;
    names.push_back(select.string_at(0));
  }
}

}  // namespace

Result<std::string> every_role_name(store::Connection& db) {
  std::string out = model::role_names();
  PMM_ASSIGN(const auto names, custom_names(db));
  for (const std::string& name : names) out += ", " + name;
  return out;
}

Result<TablePtr> list_roles(const Reading& reading) {
  TableBuilder builder({{"name", Type::kText},
                        {"title", Type::kText},
                        {"scoped", Type::kBool},
                        {"needs_subject", Type::kBool},
                        {"custom", Type::kBool},
                        {"fields", Type::kText},
                        {"version", Type::kInt64},
                        {"note", Type::kText}});
  const bool with_notes = model::may(reading.plan, Action::kRead, model::Noun::kRole, {});
  for (const model::Role& role : model::roles())
    append_role(builder, model::rules_of(role), role.title, nullptr, with_notes);
  PMM_ASSIGN(const auto names, custom_names(reading.db));
  for (const std::string& name : names) {
    PMM_ASSIGN(const auto row, find_role_row(reading.db, name));
    if (!row) continue;
    PMM_ASSIGN(const model::RoleRules rules, rules_of_row(*row));
    append_role(builder, rules, row->title, &*row, with_notes);
  }
  return builder.finish();
}

Result<TablePtr> list_role_rights(const Reading& reading, const std::string& name) {
  PMM_ASSIGN(const auto rules, load_role(reading.db, name));
  if (!rules) {
    PMM_ASSIGN(const std::string names, every_role_name(reading.db));
    return Status::not_found("role", text::quoted(name) + " is none of the roles: " + names);
  }
  TableBuilder builder({{"noun", Type::kText}, {"action", Type::kText}, {"reach", Type::kText}});
  for (const model::Right& right : model::rights_of(*rules)) {
    builder.text(model::noun_name(right.noun));
    builder.text(model::action_name(right.action));
    builder.text(model::extent_name(right.extent));
    builder.end_row();
  }
  return builder.finish();
}

Result<std::int64_t> set_role_channels(const Writing& writing, const std::string& name,
                                       const std::vector<std::int64_t>& channels) {
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kRole, {}, "", 0));
  PMM_ASSIGN(const auto rules, load_role(writing.db(), name));
  if (!rules) return no_such_role(name, "role");
  if (rules->everything || rules->system)
    return Status::conflict("role", text::quoted(name) + " acts over every channel");
  if (channels.size() > limits::kServiceChannels)
    return Status::limit("count", std::to_string(channels.size()) + " channels are over " +
                                      std::to_string(limits::kServiceChannels));
  std::vector<std::int64_t> wanted;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const std::string field = "channels[" + std::to_string(i) + "]";
    PMM_TRY(check_entry(writing.db(), kChannels, channels[i], field));
    if (std::find(wanted.begin(), wanted.end(), channels[i]) != wanted.end())
      return Status::invalid(field, "channel " + std::to_string(channels[i]) + " is given twice");
    wanted.push_back(channels[i]);
  }
  PMM_ASSIGN(auto clear, writing.db().prepare(sql::kDeleteRoleChannels));
  PMM_TRY(clear.bind(1, std::string_view(name)).run());
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertRoleChannel));
  for (const std::int64_t channel : wanted) {
    PMM_TRY(insert.bind(1, std::string_view(name)).bind(2, channel).run());
    PMM_TRY(writing.tx.record({.verb = "enable",
                               .noun = store::Noun::kChannelRight,
                               .id = channel,
                               .fields = "role,channel"}));
  }
  if (wanted.empty())
    PMM_TRY(writing.tx.record(
        {.verb = "enable_all", .noun = store::Noun::kChannelRight, .id = 0, .fields = "role"}));
  PMM_TRY(policy_changed(writing, "channels"));
  return static_cast<std::int64_t>(wanted.size());
}

Result<TablePtr> list_role_channels(const Reading& reading, const std::string& name,
                                    const Page& page) {
  PMM_ASSIGN(const auto rules, load_role(reading.db, name));
  if (!rules) return no_such_role(name, "role");
  List list("role channels", kChannels.select);
  list.where(sql::kChannelOfRoleIs, {name});
  return list.run(reading, *kChannels.columns, page, List::Order::kOldestFirst);
}

Status check_role_channel(const model::Plan& plan, std::int64_t channel, const char* field) {
  if (model::may_use_channel(plan, channel)) return {};
  if (channel == 0)
    return {Code::kDenied, "the roles of this actor are limited to channels, and none is named",
            field};
  return {Code::kDenied, "no role of this actor may use channel " + std::to_string(channel), field};
}

Result<std::int64_t> set_smallest_cell(const Writing& writing, std::int64_t rows) {
  PMM_TRY(model::check_access(writing.plan, Action::kAdminister, model::Noun::kRole, {}, "", 0));
  if (rows < 1 || rows > kLargestSmallestCell)
    return Status::invalid(
        "rows", std::to_string(rows) + " is outside 1 to " + std::to_string(kLargestSmallestCell));
  PMM_TRY(store::set_meta(writing.db(), kSmallestCellKey, std::to_string(rows)));
  PMM_TRY(writing.tx.record(
      {.verb = "update", .noun = store::Noun::kStore, .id = 1, .fields = "smallest_cell"}));
  PMM_TRY(policy_changed(writing, "rows"));
  return rows;
}

Result<std::int64_t> load_smallest_cell(store::Connection& db) {
  PMM_ASSIGN(auto select, db.prepare(store::sql::kMeta));
  PMM_ASSIGN(const bool found, select.bind(1, kSmallestCellKey).step());
  if (!found) return model::kUsualSmallestCell;
  const std::int64_t rows = text::parse_int(select.text_at(0)).value_or(kLargestSmallestCell);
  return std::clamp<std::int64_t>(rows, 1, kLargestSmallestCell);
}

}  // namespace pmm::crm

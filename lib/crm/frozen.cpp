#include "crm/frozen.hpp"

#include "base/limits.hpp"
#include "crm/field_guard.hpp"
#include "crm/frozen_sql.hpp"
#include "crm/list_sql.hpp"
#include "crm/subject.hpp"
#include "store/bulk_insert.hpp"

namespace pmm::crm {
namespace {

using model::Action;

const Columns kFrozenColumns{
    {"id", Type::kInt64},      {"segment", Type::kInt64}, {"segment_version", Type::kInt64},
    {"title", Type::kText},    {"rule", Type::kText},     {"split", Type::kText},
    {"members", Type::kInt64}, {"journal", Type::kInt64}, {"visit", Type::kInt64},
    {"actor", Type::kInt64},   {"created", Type::kTime}};
const Columns kFrozenMemberColumns{{"id", Type::kInt64},   {"label", Type::kText},
                                   {"token", Type::kText}, {"kind", Type::kText},
                                   {"name", Type::kText},  {"language", Type::kText},
                                   {"email", Type::kText}, {"pec", Type::kText},
                                   {"phone", Type::kText}, {"postal", Type::kText}};

}  // namespace

Result<std::int64_t> create_frozen_group(const Writing& writing, const FrozenGroup& group,
                                         const EachMember& each_member) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, model::Noun::kFrozenGroup, {}, "", 0));
  if (group.members > limits::kFrozenMembers)
    return Status::limit("rule", "the group has " + std::to_string(group.members) +
                                     " members, over " + std::to_string(limits::kFrozenMembers));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kFrozenGroup));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertFrozenGroup));
  insert.bind(1, id).bind(2, group.segment).bind(3, group.segment_version).bind(4, group.title);
  insert.bind(5, std::string_view(group.rule)).bind(6, group.split);
  insert.bind(7, static_cast<std::int64_t>(group.members));
  insert.bind(8, group.seen.journal).bind(9, group.seen.visit);
  PMM_TRY(insert.bind(10, writing.plan.actor).bind(11, writing.now_us()).run());
  store::BulkInsert rows(writing.db(), sql::kInsertFrozenMember);
  const auto add = [&](const Member& member) -> Status {
    rows.add(id).add(member.subject);
    if (member.label.empty())
      rows.add_null();
    else
      rows.add(member.label);
    rows.end_row();
    if (!rows.full()) return {};
    PMM_TRY(writing.call.check());
    return rows.flush();
  };
  PMM_TRY(each_member(add));
  PMM_TRY(rows.flush());
  PMM_TRY(writing.tx.record(
      {.verb = "create", .noun = store::Noun::kFrozenGroup, .id = id, .fields = "rule,members"}));
  return id;
}

Result<TablePtr> get_frozen_group(const Reading& reading, std::int64_t id) {
  PMM_TRY(
      model::check_access(reading.plan, Action::kRead, model::Noun::kFrozenGroup, {}, "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectFrozenGroup));
  PMM_ASSIGN(TablePtr table, read_table(select.bind(1, id), kFrozenColumns));
  if (table->rows == 0) return model::no_such(model::Noun::kFrozenGroup, "id", id);
  return table;
}

Result<TablePtr> list_frozen_groups(const Reading& reading, const FrozenFilter& filter,
                                    const Page& page) {
  List list("frozen_groups", sql::kSelectFrozenGroups);
  if (filter.segment.value) list.where(sql::kFrozenOfSegment, {*filter.segment.value});
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) {
    list.where(sql::kFrozenOfSubject, {*subject.value});
    // In which groups somebody is, is of the person.
    if (!model::may(reading.plan, Action::kRead, model::Noun::kSubject, {*subject.value}))
      list.where(sql::kNoRow);
  }
  list.restrict_to(reading.plan, model::Noun::kFrozenGroup);
  return list.run(reading, kFrozenColumns, page);
}

Result<TablePtr> list_frozen_members(const Reading& reading, std::int64_t id,
                                     const FrozenMemberFilter& filter, const Page& page) {
  PMM_TRY(get_frozen_group(reading, id).status());
  List list("frozen_members", sql::kSelectFrozenMembers, "m.subject");
  list.where(sql::kMemberOf, {id});
  if (filter.label.value) list.where(sql::kMemberLabelIs, {*filter.label.value});
  list.restrict_to_subjects(reading.plan, "m.subject");
  FieldGuard guard(reading.plan, model::Noun::kSubject, kFrozenMemberColumns);
  return list.run(reading, kFrozenMemberColumns, page, List::Order::kOldestFirst, &guard);
}

}  // namespace pmm::crm

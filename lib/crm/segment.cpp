#include "crm/segment.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/cursor.hpp"
#include "crm/segment_sql.hpp"
#include "crm/subject_part.hpp"

namespace pmm::crm {
namespace {

using model::Action;

constexpr const char* kMembersList = "segment_members";

const Columns kSegmentColumns{{"id", Type::kInt64},   {"version", Type::kInt64},
                              {"name", Type::kText},  {"title", Type::kText},
                              {"note", Type::kText},  {"rule", Type::kText},
                              {"since", Type::kTime}, {"created", Type::kTime}};
const Columns kSegmentVersionColumns{{"version", Type::kInt64}, {"name", Type::kText},
                                     {"title", Type::kText},    {"note", Type::kText},
                                     {"rule", Type::kText},     {"since", Type::kTime},
                                     {"until", Type::kTime}};

struct SegmentRow {
  std::int64_t version = 0, since_us = 0;
  std::string name, rule;
  std::optional<std::string> title, note;
};

Result<SegmentRow> load_segment(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto select, db.prepare(sql::kSegmentRow));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kSegment, "id", id);
  SegmentRow row;
  row.version = select.int_at(0);
  row.name = select.string_at(1);
  row.title = select.opt_text(2);
  row.note = select.opt_text(3);
  row.rule = select.string_at(4);
  row.since_us = select.int_at(5);
  return row;
}

Changes apply(SegmentRow& row, const SegmentFields& fields) {
  Changes changes;
  changes.apply(row.name, fields.name, "name");
  changes.apply(row.title, fields.title, "title");
  changes.apply(row.note, fields.note, "note");
  changes.apply(row.rule, fields.rule, "rule");
  return changes;
}

// Of the columns of a member that follow its label: whether the actor may not see one of them.
bool is_hidden(const model::Plan& plan, std::int64_t subject, int column) {
  constexpr int kName = 2, kFirstAddress = 4;
  if (column != kName && column < kFirstAddress) return false;
  if (column == kName)
    return !model::sees(plan, model::FieldGroup::kIdentity, model::Noun::kSubject, {subject});
  return !model::sees(plan, model::FieldGroup::kContactData, model::Noun::kAddress, {subject});
}

Status check_name(store::Connection& db, const std::string& name, std::int64_t self) {
  if (name.empty()) return Status::invalid("name", "a segment needs a name");
  PMM_ASSIGN(auto select, db.prepare(sql::kSegmentByName));
  PMM_ASSIGN(const bool found, select.bind(1, std::string_view(name)).step());
  if (!found || select.int_at(0) == self) return {};
  return Status::conflict(
      "name", text::quoted(name) + " is the name of segment " + std::to_string(select.int_at(0)));
}

// The other segments still make sense; else the one that does not is named.
Status check_others(store::Connection& db, const RuleCheck& check, const char* field) {
  std::vector<std::pair<std::string, std::string>> saved;
  {
    PMM_ASSIGN(auto select, db.prepare(sql::kLiveSegments));
    for (;;) {
      PMM_ASSIGN(const bool more, select.step());
      if (!more) break;
      saved.emplace_back(select.string_at(0), select.string_at(1));
    }
  }
  for (const auto& [name, rule] : saved) {
    const Status still = check(rule, name);
    if (still.ok()) continue;
    if (still.code() != Code::kInvalid && still.code() != Code::kLimit)
      return {still.code(), still.message(), still.field()};
    return Status::conflict(
        field, "segment " + text::quoted(name) + " would no longer make sense: " + still.message());
  }
  return {};
}

Status check_rule(const SegmentRow& row, const RuleCheck& check) {
  if (row.rule.empty()) return Status::invalid("rule", "a segment needs a rule");
  Status checked = check(row.rule, row.name);
  if (checked.ok() || checked.field().empty() || checked.field() == "rule") return checked;
  return std::move(checked).at_field("rule");
}

}  // namespace

Result<std::int64_t> create_segment(const Writing& writing, const SegmentFields& fields,
                                    const RuleCheck& check) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, model::Noun::kSegment, {}, "", 0));
  SegmentRow row;
  const Changes changes = apply(row, fields);
  PMM_TRY(check_name(writing.db(), row.name, 0));
  PMM_TRY(check_rule(row, check));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kSegment));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertSegment));
  insert.bind(1, id).bind(2, std::string_view(row.name)).bind(3, row.title).bind(4, row.note);
  PMM_TRY(insert.bind(5, std::string_view(row.rule)).bind(6, writing.now_us()).run());
  PMM_TRY(writing.tx.record(
      {.verb = "create", .noun = store::Noun::kSegment, .id = id, .fields = changes.names()}));
  return id;
}

Result<std::int64_t> update_segment(const Writing& writing, std::int64_t id,
                                    const SegmentFields& fields, const RuleCheck& check) {
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kSegment, {}, "id", id));
  PMM_ASSIGN(SegmentRow row, load_segment(writing.db(), id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  const std::string old_name = row.name;
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  PMM_TRY(check_name(writing.db(), row.name, id));
  PMM_TRY(check_rule(row, check));
  PMM_ASSIGN(const std::int64_t at_us, keep_past(writing, sql::kKeepSegmentPast, id, row.since_us));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateSegment));
  update.bind(1, id).bind(2, std::string_view(row.name)).bind(3, row.title).bind(4, row.note);
  PMM_TRY(update.bind(5, std::string_view(row.rule)).bind(6, at_us).run());
  PMM_TRY(check_others(writing.db(), check, row.name != old_name ? "name" : "rule"));
  PMM_TRY(writing.tx.record(
      {.verb = "update", .noun = store::Noun::kSegment, .id = id, .fields = changes.names()}));
  return row.version + 1;
}

Result<std::int64_t> remove_segment(const Writing& writing, std::int64_t id,
                                    const RuleCheck& check) {
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kSegment, {}, "id", id));
  PMM_ASSIGN(const SegmentRow row, load_segment(writing.db(), id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_ASSIGN(const std::int64_t at_us, keep_past(writing, sql::kKeepSegmentPast, id, row.since_us));
  PMM_ASSIGN(auto remove, writing.db().prepare(sql::kRemoveSegment));
  PMM_TRY(remove.bind(1, id).bind(2, at_us).run());
  PMM_TRY(check_others(writing.db(), check, "id"));
  PMM_TRY(writing.tx.record(
      {.verb = "remove", .noun = store::Noun::kSegment, .id = id, .fields = "removed"}));
  return row.version + 1;
}

Result<TablePtr> get_segment(const Reading& reading, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, model::Noun::kSegment, {}, "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectSegment));
  PMM_ASSIGN(TablePtr table, read_table(select.bind(1, id), kSegmentColumns));
  if (table->rows == 0) return model::no_such(model::Noun::kSegment, "id", id);
  return table;
}

Result<TablePtr> list_segments(const Reading& reading, const SegmentFilter& filter,
                               const Page& page) {
  List list("segments", sql::kSelectSegments);
  list.where(sql::kSegmentLive);
  if (filter.name.value) list.where(sql::kSegmentNameIs, {*filter.name.value});
  list.restrict_to(reading.plan, model::Noun::kSegment);
  return list.run(reading, kSegmentColumns, page, List::Order::kOldestFirst);
}

Result<TablePtr> list_segment_versions(const Reading& reading, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, model::Noun::kSegment, {}, "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectSegmentVersions));
  PMM_ASSIGN(TablePtr table, read_table(select.bind(1, id), kSegmentVersionColumns));
  if (table->rows == 0) return model::no_such(model::Noun::kSegment, "id", id);
  return table;
}

Result<SavedSegment> find_segment(store::Connection& db, const model::Plan& plan,
                                  const std::string& name) {
  const auto missing = [&name] {
    return Status::not_found("segment", "there is no segment " + text::quoted(name));
  };
  if (!model::may(plan, Action::kRead, model::Noun::kSegment, {})) return missing();
  PMM_ASSIGN(auto select, db.prepare(sql::kSegmentByName));
  PMM_ASSIGN(const bool found, select.bind(1, std::string_view(name)).step());
  if (!found) return missing();
  return SavedSegment{select.int_at(0), select.int_at(1), select.string_at(2)};
}

Result<TablePtr> list_members(const Reading& reading, const Page& page, const Members& next) {
  PMM_ASSIGN(const std::int64_t limit, page_limit(page));
  std::int64_t after = 0;
  if (!page.cursor.empty()) {
    PMM_ASSIGN(const auto position, read_cursor(reading, kMembersList, page.cursor, 1));
    after = position.front();
  }
  // Who may count persons, and not see them, sees none.
  std::vector<Member> members;
  if (!model::reach(reading.plan, Action::kRead, model::Noun::kSubject).none())
    members = next(after, static_cast<std::size_t>(limit) + 1);
  TableBuilder builder({{"id", Type::kInt64},
                        {"label", Type::kText},
                        {"token", Type::kText},
                        {"kind", Type::kText},
                        {"name", Type::kText},
                        {"language", Type::kText},
                        {"email", Type::kText},
                        {"pec", Type::kText},
                        {"phone", Type::kText},
                        {"postal", Type::kText}});
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectMember));
  std::int64_t last = after;
  for (const Member& member : members) {
    if (builder.rows() == limit) {
      builder.table().next_cursor = make_cursor(reading, kMembersList, {last});
      break;
    }
    last = member.subject;
    PMM_ASSIGN(const bool found, select.bind(1, member.subject).step());
    if (found) {
      builder.integer(member.subject);
      if (member.label.empty())
        builder.null();
      else
        builder.text(member.label);
      for (int column = 0; column < 8; ++column) {
        if (is_hidden(reading.plan, member.subject, column))
          builder.withheld();
        else if (select.is_null(column))
          builder.null();
        else
          builder.text(select.text_at(column));
      }
      builder.end_row();
    }
    select.reset();
  }
  return builder.finish();
}

}  // namespace pmm::crm

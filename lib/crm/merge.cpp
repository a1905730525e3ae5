#include "crm/merge.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "crm/access.hpp"
#include "crm/change.hpp"
#include "crm/erasure_sql.hpp"
#include "crm/merge_rows.hpp"
#include "crm/merge_sql.hpp"
#include "crm/subject.hpp"
#include "model/merge.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::MergeField;
using model::Noun;

// Of the row of a side: its kind, the fields of a merge in their order, and these.
constexpr int kVersionColumn = 10;
constexpr int kMergedColumn = 11;

const Columns kPreviewColumns{{"kind", Type::kText},   {"name", Type::kText},
                              {"winner", Type::kText}, {"loser", Type::kText},
                              {"chosen", Type::kText}, {"moves", Type::kInt64},
                              {"stays", Type::kInt64}};
const Columns kMergeColumns{{"id", Type::kInt64},     {"version", Type::kInt64},
                            {"winner", Type::kInt64}, {"loser", Type::kInt64},
                            {"fields", Type::kText},  {"moved", Type::kInt64},
                            {"kept", Type::kInt64},   {"actor", Type::kInt64},
                            {"undone", Type::kTime},  {"created", Type::kTime}};

// The values of one side, in the order of model::kMergeFields.
struct Side {
  std::int64_t id = 0;
  std::string kind;
  std::array<std::optional<std::string>, model::kMergeFields.size()> values;
  std::int64_t version = 0;
  std::int64_t merged_into = 0;
};

void read_values(const store::Statement& row, Side& side) {
  side.kind = row.string_at(0);
  for (std::size_t i = 0; i < side.values.size(); ++i) {
    const int column = static_cast<int>(i) + 1;
    if (!model::is_day(model::kMergeFields[i]))
      side.values[i] = row.opt_text(column);
    else if (const auto day = row.opt_day(column))
      side.values[i] = format_date(*day);
    else
      side.values[i].reset();
  }
}

Result<Side> load_side(store::Connection& db, std::int64_t id, const char* field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kMergeParty));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kSubject, field, id);
  Side side;
  side.id = id;
  read_values(find, side);
  side.version = find.int_at(kVersionColumn);
  side.merged_into = find.int_at(kMergedColumn);
  return side;
}

// The values that the winner had before a merge.
Result<Side> load_past(store::Connection& db, std::int64_t id, std::int64_t version) {
  PMM_ASSIGN(auto find, db.prepare(sql::kMergePartyPast));
  PMM_ASSIGN(const bool found, find.bind(1, id).bind(2, version).step());
  if (!found)
    return Status::conflict(
        "id", "what subject " + std::to_string(id) + " was before the merge is no longer known");
  Side side;
  side.id = id;
  read_values(find, side);
  return side;
}

Result<model::MergeParty> load_party(store::Connection& db, const Side& side, std::int32_t today) {
  model::MergeParty party{side.kind, {}};
  PMM_ASSIGN(auto rows, db.prepare(sql::kMergeCodes));
  rows.bind(1, side.id).bind(2, std::int64_t{today});
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return party;
    party.codes.push_back({rows.string_at(0), rows.string_at(1), rows.string_at(2)});
  }
}

// Both sides of a merge that may be made, and which values it would take.
struct Prepared {
  Side winner, loser;
  std::vector<MergeField> fields;
};

Result<Side> take_side(store::Connection& db, const model::Plan& plan,
                       const Field<std::int64_t>& id, const char* field) {
  if (!id.value)
    return Status::invalid(field, std::string("a merge needs the subject that ") +
                                      (field[0] == 'w' ? "goes on" : "becomes part of it"));
  model::RowFacts facts;
  facts.subject = *id.value;
  PMM_TRY(model::check_access(plan, Action::kMerge, Noun::kSubject, facts, field, *id.value));
  return load_side(db, *id.value, field);
}

// Nothing of who was erased goes over to another, nor anything to it.
Status check_not_erased(store::Connection& db, const Side& side, const char* field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kErasureOf));
  PMM_ASSIGN(const bool erased, find.bind(1, side.id).step());
  if (!erased) return {};
  return Status::conflict(field, "subject " + std::to_string(side.id) + " was erased");
}

Status check_unmerged(const Side& side, const char* field) {
  if (side.merged_into == 0) return {};
  return Status::conflict(field, "subject " + std::to_string(side.id) +
                                     " was merged into subject " + std::to_string(side.merged_into))
      .with("subject", std::to_string(side.merged_into));
}

Result<Prepared> prepare_merge(store::Connection& db, const model::Plan& plan, std::int32_t today,
                               const MergeFields& wanted) {
  Prepared out;
  PMM_ASSIGN(out.winner, take_side(db, plan, wanted.winner, "winner"));
  PMM_ASSIGN(out.loser, take_side(db, plan, wanted.loser, "loser"));
  if (out.winner.id == out.loser.id)
    return Status::invalid("loser", "a subject is not merged into itself");
  PMM_TRY(check_unmerged(out.winner, "winner"));
  PMM_TRY(check_unmerged(out.loser, "loser"));
  PMM_TRY(check_not_erased(db, out.winner, "winner"));
  PMM_TRY(check_not_erased(db, out.loser, "loser"));
  PMM_ASSIGN(const auto winner, load_party(db, out.winner, today));
  PMM_ASSIGN(const auto loser, load_party(db, out.loser, today));
  PMM_TRY(model::check_merge(winner, loser, wanted.despite_codes.value.value_or(false)));
  for (std::size_t i = 0; i < model::kMergeFields.size(); ++i)
    out.fields.push_back(
        {model::kMergeFields[i], out.winner.values[i], out.loser.values[i], false});
  PMM_TRY(model::choose_fields(out.fields, wanted.take.value.value_or(""),
                               wanted.keep.value.value_or("")));
  return out;
}

void set_field(SubjectFields& out, std::string_view name, const std::optional<std::string>& value) {
  const std::pair<std::string_view, Field<std::string> SubjectFields::*> texts[] = {
      {"name", &SubjectFields::name},
      {"family_name", &SubjectFields::family_name},
      {"given_name", &SubjectFields::given_name},
      {"sex", &SubjectFields::sex},
      {"birth_place", &SubjectFields::birth_place},
      {"language", &SubjectFields::language},
      {"note", &SubjectFields::note}};
  for (const auto& [known, member] : texts) {
    if (known != name) continue;
    (out.*member).given = true;
    (out.*member).value = value;
  }
  for (Field<std::int32_t> SubjectFields::*day :
       {&SubjectFields::born_on, &SubjectFields::died_on}) {
    if (name != (day == &SubjectFields::born_on ? "born_on" : "died_on")) continue;
    (out.*day).given = true;
    (out.*day).value = value ? parse_date(*value) : std::nullopt;
  }
}

// The subject with other values, whatever version the call expects of the merge.
Status change_subject(const Writing& writing, std::int64_t id, const SubjectFields& fields) {
  Call call = writing.call;
  call.expected_version.reset();
  const Writing inner{writing.tx, writing.plan, writing.zone, call};
  return update_subject(inner, id, fields).take_status();
}

Status take_values(const Writing& writing, const Prepared& merge, std::string& names) {
  SubjectFields fields;
  for (const MergeField& field : merge.fields) {
    if (!field.take_loser) continue;
    set_field(fields, field.name, field.loser);
    names.append(names.empty() ? "" : ",").append(field.name);
  }
  if (names.empty()) return {};
  return change_subject(writing, merge.winner.id, fields);
}

Status insert_merge(const Writing& writing, std::int64_t id, const Prepared& merge,
                    const std::string& fields) {
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertMerge));
  insert.bind(1, id).bind(2, merge.winner.id).bind(3, merge.loser.id);
  insert.bind(4, std::string_view(fields)).bind(5, merge.winner.version);
  return insert.bind(6, writing.tx.origin().actor).bind(7, writing.now_us()).run();
}

Status set_merged_into(const Writing& writing, std::int64_t loser, std::int64_t winner) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kSetMergedInto));
  return update.bind(1, loser).bind_id(2, winner).run();
}

// On both sides, so that the history of each tells of it and nothing that follows either misses it.
Status record_merge(const MergeMove& move, std::string_view verb) {
  for (const std::int64_t subject : {move.winner, move.loser})
    PMM_TRY(move.writing.tx.record({.verb = verb,
                                    .noun = store::Noun::kSubject,
                                    .id = subject,
                                    .subject = subject,
                                    .fields = subject == move.winner ? "merged" : "merged_into"}));
  if (!move.rights_changed) return {};
  return move.writing.tx.next(kPolicyCounter).take_status();
}

struct MergeRow {
  std::int64_t id = 0, version = 0, winner = 0, loser = 0, winner_version = 0;
  std::string fields;
  bool undone = false;
};

Result<MergeRow> load_merge(store::Connection& db, const model::Plan& plan, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kMergeRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such("merge", "id", id);
  MergeRow row;
  row.id = id;
  row.version = find.int_at(1);
  row.winner = find.int_at(2);
  row.loser = find.int_at(3);
  row.fields = find.string_at(4);
  row.winner_version = find.int_at(5);
  row.undone = !find.is_null(6);
  model::RowFacts facts;
  facts.subject = row.winner;
  PMM_TRY(model::check_access(plan, Action::kMerge, Noun::kSubject, facts, "", 0));
  return row;
}

bool is_named(const std::string& list, std::string_view name) {
  const std::string all = "," + list + ",";
  return all.find("," + std::string(name) + ",") != std::string::npos;
}

// The winner's values as they were, where they are still those that the merge took.
Status give_values_back(const Writing& writing, const MergeRow& merge, const Side& winner,
                        const Side& loser) {
  if (merge.fields.empty()) return {};
  PMM_ASSIGN(const Side before, load_past(writing.db(), merge.winner, merge.winner_version));
  SubjectFields fields;
  for (std::size_t i = 0; i < model::kMergeFields.size(); ++i) {
    const std::string_view name = model::kMergeFields[i];
    if (!is_named(merge.fields, name)) continue;
    if (winner.values[i] != loser.values[i])
      return Status::conflict("id", std::string(name) + " of subject " +
                                        std::to_string(merge.winner) +
                                        " was changed since, so that the merge cannot be undone")
          .with("field", std::string(name));
    set_field(fields, name, before.values[i]);
  }
  return change_subject(writing, merge.winner, fields);
}

void append_field(TableBuilder& builder, const MergeField& field, bool hidden) {
  builder.text("field");
  builder.text(field.name);
  for (const auto* value : {&field.winner, &field.loser}) {
    if (hidden && *value)
      builder.withheld();
    else if (*value)
      builder.text(**value);
    else
      builder.null();
  }
  builder.text(!field.differs() ? "both" : field.take_loser ? "loser" : "winner");
  builder.null();
  builder.null();
  builder.end_row();
}

}  // namespace

Result<std::int64_t> merge_subjects(const Writing& writing, const MergeFields& wanted) {
  const std::int32_t today = writing.zone.local_day(writing.now_us());
  PMM_ASSIGN(const Prepared merge, prepare_merge(writing.db(), writing.plan, today, wanted));
  PMM_TRY(check_version(writing.call.expected_version, merge.winner.version));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next("subject_merge"));
  MergeMove move{writing, id, merge.winner.id, merge.loser.id};
  std::string taken;
  PMM_TRY(take_values(writing, merge, taken));
  PMM_TRY(insert_merge(writing, id, merge, taken));
  PMM_TRY(move_rows(move));
  PMM_TRY(merge_preferences(move));
  PMM_TRY(merge_layout(move));
  PMM_TRY(clear_words(writing, move.loser));
  PMM_TRY(set_merged_into(writing, move.loser, move.winner));
  PMM_ASSIGN(const auto left, count_rows(writing.db(), move.loser, move.winner));
  std::int64_t kept = 0;
  for (const MergeCount& count : left) kept += count.all;
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kCountMerge));
  PMM_TRY(update.bind(1, id).bind(2, move.moved).bind(3, kept).run());
  PMM_TRY(record_merge(move, "merge"));
  return id;
}

Result<std::int64_t> undo_merge(const Writing& writing, std::int64_t id) {
  store::Connection& db = writing.db();
  PMM_ASSIGN(const MergeRow merge, load_merge(db, writing.plan, id));
  PMM_TRY(check_version(writing.call.expected_version, merge.version));
  if (merge.undone)
    return Status::conflict("id", "merge " + std::to_string(id) + " was undone already");
  PMM_ASSIGN(const Side winner, load_side(db, merge.winner, "id"));
  PMM_ASSIGN(const Side loser, load_side(db, merge.loser, "id"));
  if (winner.merged_into != 0)
    return Status::conflict("id", "subject " + std::to_string(winner.id) +
                                      " was itself merged into subject " +
                                      std::to_string(winner.merged_into) + ": undo that first");
  PMM_TRY(check_not_erased(db, winner, "id"));
  PMM_TRY(check_not_erased(db, loser, "id"));
  MergeMove move{writing, id, merge.winner, merge.loser};
  PMM_TRY(give_values_back(writing, merge, winner, loser));
  PMM_TRY(set_merged_into(writing, merge.loser, 0));
  PMM_TRY(move_rows_back(move));
  PMM_TRY(unmerge_preferences(move));
  PMM_TRY(unmerge_layout(move));
  PMM_TRY(write_words(writing, merge.loser));
  PMM_ASSIGN(auto update, db.prepare(sql::kUndoMerge));
  PMM_TRY(update.bind(1, id).bind(2, writing.now_us()).run());
  PMM_TRY(record_merge(move, "unmerge"));
  return merge.version + 1;
}

Result<TablePtr> preview_merge(const Reading& reading, const MergeFields& wanted) {
  const std::int32_t today = reading.zone.local_day(reading.now_us);
  PMM_ASSIGN(const Prepared merge, prepare_merge(reading.db, reading.plan, today, wanted));
  for (const Side* side : {&merge.winner, &merge.loser}) reading.saw(side->id, "merge");
  TableBuilder builder(kPreviewColumns);
  for (const MergeField& field : merge.fields) {
    const auto group =
        field.name == "note" ? model::FieldGroup::kSensitive : model::FieldGroup::kIdentity;
    const bool guarded = field.name != "language";
    const bool seen = model::sees_always(reading.plan, group, Noun::kSubject);
    append_field(builder, field, guarded && !seen);
  }
  PMM_ASSIGN(const auto counts, count_rows(reading.db, merge.loser.id, merge.winner.id));
  for (const MergeCount& count : counts) {
    builder.text("rows");
    builder.text(count.part);
    for (int i = 0; i < 3; ++i) builder.null();
    builder.integer(count.moves);
    builder.integer(count.all - count.moves);
    builder.end_row();
  }
  return builder.finish();
}

Result<TablePtr> get_merge(const Reading& reading, std::int64_t id) {
  PMM_TRY(load_merge(reading.db, reading.plan, id).take_status());
  List list("merge", sql::kSelectMerges);
  list.where(sql::kMergeIs, {id});
  return list.run(reading, kMergeColumns, {});
}

Result<TablePtr> list_merges(const Reading& reading, const MergeFilter& filter, const Page& page) {
  PMM_TRY(model::check_access(reading.plan, Action::kMerge, Noun::kSubject, {}, "", 0));
  List list("merges", sql::kSelectMerges);
  if (filter.subject.value)
    list.where(sql::kMergeOfSubject, {*filter.subject.value, *filter.subject.value});
  if (filter.undone.value) list.where(*filter.undone.value ? sql::kMergeUndone : sql::kMergeStands);
  return list.run(reading, kMergeColumns, page);
}

}  // namespace pmm::crm

#include "crm/subject.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/external_id.hpp"
#include "crm/field_guard.hpp"
#include "crm/subject_part.hpp"
#include "crm/subject_sql.hpp"
#include "model/identifier.hpp"
#include "model/subject.hpp"

namespace pmm::crm {
namespace {

const Columns kSubjectColumns{
    {"id", Type::kInt64},         {"token", Type::kText},       {"version", Type::kInt64},
    {"kind", Type::kText},        {"name", Type::kText},        {"family_name", Type::kText},
    {"given_name", Type::kText},  {"sex", Type::kText},         {"born_on", Type::kDate},
    {"birth_place", Type::kText}, {"died_on", Type::kDate},     {"language", Type::kText},
    {"note", Type::kText},        {"external_id", Type::kText}, {"since", Type::kTime},
    {"created", Type::kTime}};

// The row as it stands, to be changed and written back.
struct SubjectRow {
  std::string kind, name;
  std::optional<std::string> external_id, family_name, given_name, sex, birth_place, language, note;
  std::optional<std::int32_t> born_on, died_on;
  std::int64_t version = 0;
  std::int64_t since_us = 0;
};

Result<SubjectRow> load_subject(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto statement, db.prepare(sql::kSubjectRow));
  PMM_ASSIGN(const bool found, statement.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kSubject, "id", id);
  SubjectRow row;
  row.kind = statement.string_at(0);
  row.external_id = statement.opt_text(1);
  row.name = statement.string_at(2);
  row.family_name = statement.opt_text(3);
  row.given_name = statement.opt_text(4);
  row.sex = statement.opt_text(5);
  row.born_on = statement.opt_day(6);
  row.birth_place = statement.opt_text(7);
  row.died_on = statement.opt_day(8);
  row.language = statement.opt_text(9);
  row.note = statement.opt_text(10);
  row.version = statement.int_at(11);
  row.since_us = statement.int_at(12);
  return row;
}

// Applies the fields; a person without a name of its own is called by its parts.
Changes apply(SubjectRow& row, const SubjectFields& fields) {
  Changes changes;
  const std::string derived_before =
      model::display_name(row.kind, {}, row.family_name.value_or(""), row.given_name.value_or(""));
  const bool was_derived = row.name.empty() || row.name == derived_before;
  changes.apply(row.external_id, fields.external_id, "external_id");
  changes.apply(row.family_name, fields.family_name, "family_name");
  changes.apply(row.given_name, fields.given_name, "given_name");
  changes.apply(row.sex, fields.sex, "sex");
  changes.apply(row.born_on, fields.born_on, "born_on");
  changes.apply(row.birth_place, fields.birth_place, "birth_place");
  changes.apply(row.died_on, fields.died_on, "died_on");
  changes.apply(row.language, fields.language, "language");
  changes.apply(row.note, fields.note, "note");
  Field<std::string> name = fields.name;
  const bool empty = name.given && name.value.value_or("").empty();
  if (empty || (!name.given && was_derived))
    name = model::display_name(row.kind, {}, row.family_name.value_or(""),
                               row.given_name.value_or(""));
  changes.apply(row.name, name, "name");
  return changes;
}

Status check_rules(const SubjectRow& row) {
  if (row.name.empty())
    return Status::invalid("name", "a subject needs a name, or a family or given name");
  if (row.sex && *row.sex != "F" && *row.sex != "M")
    return Status::invalid("sex", text::quoted(*row.sex) + " is not F or M");
  if (row.born_on && row.died_on && *row.died_on < *row.born_on)
    return Status::invalid("died_on", "the date of death is before the date of birth");
  return {};
}

Status insert_words(store::Connection& db, std::int64_t id, const SubjectRow& row) {
  const auto words =
      model::search_words(row.name, row.family_name.value_or(""), row.given_name.value_or(""));
  PMM_ASSIGN(auto insert, db.prepare(sql::kInsertSubjectWord));
  for (const std::string& word : words)
    PMM_TRY(insert.bind(1, std::string_view(word)).bind(2, id).run());
  return {};
}

// Another system goes on naming a subject by the key of one that was merged into it: that leads
// here, and does not become its key.
Result<SubjectFields> without_old_external(store::Connection& db, std::int64_t id,
                                           const SubjectFields& fields) {
  SubjectFields out = fields;
  if (!fields.external_id.value) return out;
  PMM_ASSIGN(auto find, db.prepare(sql::kIsOldExternal));
  find.bind(1, std::string_view(*fields.external_id.value)).bind(2, id);
  PMM_ASSIGN(const bool old, find.step());
  if (old) out.external_id = {};
  return out;
}

}  // namespace

Result<std::int64_t> live_subject(store::Connection& db, std::int64_t subject) {
  PMM_ASSIGN(auto find, db.prepare(sql::kLiveSubject));
  PMM_ASSIGN(const bool found, find.bind(1, subject).step());
  return found ? find.int_at(0) : subject;
}

Result<Field<std::int64_t>> live_subject(store::Connection& db,
                                         const Field<std::int64_t>& subject) {
  Field<std::int64_t> out = subject;
  if (out.value) {
    PMM_ASSIGN(out.value, live_subject(db, *out.value));
  }
  return out;
}

Status check_subject(store::Connection& db, const model::Plan& plan, model::Action action,
                     model::Noun noun, std::int64_t& subject, std::string_view field) {
  PMM_ASSIGN(auto live, db.prepare(sql::kLiveSubject));
  PMM_ASSIGN(const bool found, live.bind(1, subject).step());
  if (!found) return model::no_such(model::Noun::kSubject, field, subject);
  subject = live.int_at(0);
  model::RowFacts facts;
  facts.subject = subject;
  PMM_TRY(model::check_access(plan, model::Action::kRead, model::Noun::kSubject, facts, field,
                              subject));
  if (action == model::Action::kRead && noun == model::Noun::kSubject) return {};
  return model::check_access(plan, action, noun, facts, field, subject);
}

Status clear_words(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(auto clear, writing.db().prepare(sql::kDeleteSubjectWords));
  return clear.bind(1, id).run();
}

Status write_words(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const SubjectRow row, load_subject(writing.db(), id));
  return insert_words(writing.db(), id, row);
}

Result<std::optional<std::int64_t>> subject_or_self(const Writing& writing,
                                                    const Field<std::int64_t>& given) {
  if (given.given) {
    PMM_ASSIGN(const Field<std::int64_t> live, live_subject(writing.db(), given));
    return live.value;
  }
  if (writing.call.on_behalf_of != 0) return std::optional(writing.call.on_behalf_of);
  if (!model::is_citizen_only(writing.plan) || writing.plan.self() == 0)
    return std::optional<std::int64_t>();
  return std::optional(writing.plan.self());
}

Status check_acts_for(const Writing& writing, std::int64_t subject) {
  const std::int64_t one = writing.call.on_behalf_of;
  if (one == 0 || subject == 0 || subject == one) return {};
  return Status::conflict("call.on_behalf_of", "the row is of subject " + std::to_string(subject) +
                                                   ", the call is on behalf of subject " +
                                                   std::to_string(one));
}

Status check_on_behalf_of(const Writing& writing) {
  // A mandate was found for it, or the actor acts by rights of its own.
  if (writing.call.on_behalf_of == 0 || writing.plan.acting_as != 0) return {};
  std::int64_t subject = writing.call.on_behalf_of;
  return check_subject(writing.db(), writing.plan, model::Action::kRead, model::Noun::kSubject,
                       subject, "call.on_behalf_of");
}

Result<std::int64_t> create_subject(const Writing& writing, const SubjectFields& fields) {
  PMM_TRY(
      model::check_access(writing.plan, model::Action::kCreate, model::Noun::kSubject, {}, "", 0));
  SubjectRow row;
  row.kind = fields.kind.value.value_or("");
  if (!model::is_known_subject_kind(row.kind))
    return Status::invalid("kind", text::quoted(row.kind) + " is not person or organization");
  const Changes changes = apply(row, fields);
  PMM_TRY(check_rules(row));
  PMM_TRY(check_external_id(writing, sql::kSubjectByExternal, model::Noun::kSubject,
                            row.external_id, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kSubject));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertSubject));
  const std::string token = random_token();
  insert.bind(1, id).bind(2, std::string_view(token)).bind(3, std::string_view(row.kind));
  insert.bind(4, row.external_id).bind(5, std::string_view(row.name)).bind(6, row.family_name);
  insert.bind(7, row.given_name).bind(8, row.sex).bind(9, row.born_on).bind(10, row.birth_place);
  insert.bind(11, row.died_on).bind(12, row.language).bind(13, row.note);
  insert.bind(14, writing.now_us());
  PMM_TRY(insert.run());
  PMM_TRY(insert_words(writing.db(), id, row));
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kSubject,
                             .id = id,
                             .subject = id,
                             .fields = changes.names()}));
  return id;
}

Result<std::int64_t> update_subject(const Writing& writing, std::int64_t id,
                                    const SubjectFields& given) {
  store::Connection& db = writing.db();
  PMM_TRY(check_subject(db, writing.plan, model::Action::kUpdate, model::Noun::kSubject, id, "id"));
  PMM_ASSIGN(const SubjectFields fields, without_old_external(db, id, given));
  PMM_ASSIGN(SubjectRow row, load_subject(db, id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  if (fields.kind.given && fields.kind.value != row.kind)
    return Status::invalid("kind", "cannot be changed after creation");
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  PMM_TRY(check_rules(row));
  PMM_TRY(check_external_id(writing, sql::kSubjectByExternal, model::Noun::kSubject,
                            row.external_id, id));
  PMM_ASSIGN(const std::int64_t at_us, keep_past(writing, sql::kKeepSubjectPast, id, row.since_us));
  PMM_ASSIGN(auto update, db.prepare(sql::kUpdateSubject));
  update.bind(1, id).bind(2, row.external_id).bind(3, std::string_view(row.name));
  update.bind(4, row.family_name).bind(5, row.given_name).bind(6, row.sex).bind(7, row.born_on);
  update.bind(8, row.birth_place).bind(9, row.died_on).bind(10, row.language).bind(11, row.note);
  update.bind(12, at_us);
  PMM_TRY(update.run());
  PMM_TRY(clear_words(writing, id));
  PMM_TRY(insert_words(db, id, row));
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kSubject,
                             .id = id,
                             .subject = id,
                             .fields = changes.names()}));
  return row.version + 1;
}

Result<TablePtr> get_subject(const Reading& reading, std::int64_t id,
                             std::optional<std::int64_t> as_of_us) {
  PMM_TRY(check_subject(reading.db, reading.plan, model::Action::kRead, model::Noun::kSubject, id,
                        "id"));
  PMM_ASSIGN(const SubjectRow row, load_subject(reading.db, id));
  reading.saw(id, "subject");
  FieldGuard guard(reading.plan, model::Noun::kSubject, kSubjectColumns);
  if (!as_of_us || *as_of_us >= row.since_us) {
    PMM_ASSIGN(auto current, reading.db.prepare(sql::kSelectSubject));
    return read_table(current.bind(1, id), kSubjectColumns, &guard);
  }
  PMM_ASSIGN(auto past, reading.db.prepare(sql::kSelectSubjectPast));
  PMM_ASSIGN(TablePtr table,
             read_table(past.bind(1, id).bind(2, *as_of_us), kSubjectColumns, &guard));
  if (table->rows == 0)
    return Status::not_found(
        "as_of_us", "subject " + std::to_string(id) + " was not in the registry at that time");
  return table;
}

Result<TablePtr> list_subjects(const Reading& reading, const SubjectFilter& filter,
                               const Page& page) {
  List list("subjects", sql::kSelectSubjects);
  list.where(sql::kSubjectIsLive);
  if (filter.kind.value) list.where(sql::kSubjectKindIs, {*filter.kind.value});
  if (filter.external_id.value) list.where(sql::kSubjectExternalIs, {*filter.external_id.value});
  if (filter.token.value) list.where(sql::kSubjectTokenIs, {*filter.token.value});
  if (filter.scheme.value.has_value() != filter.value.value.has_value())
    return Status::invalid(filter.scheme.value ? "value" : "scheme",
                           "scheme and value go together");
  if (filter.scheme.value) {
    PMM_ASSIGN(const model::Identifier identifier,
               model::parse_identifier(*filter.scheme.value, *filter.value.value, "value"));
    list.where(sql::kSubjectHasIdentifier, {identifier.scheme, identifier.value});
  }
  if (filter.external_id.value)
    PMM_TRY(check_may_look(reading.plan, model::FieldGroup::kIdentity, model::Noun::kSubject,
                           "external_id"));
  if (filter.scheme.value)
    PMM_TRY(check_may_look(reading.plan, model::FieldGroup::kIdentity, model::Noun::kIdentifier,
                           "value"));
  list.restrict_to_subjects(reading.plan, "id");
  FieldGuard guard(reading.plan, model::Noun::kSubject, kSubjectColumns);
  PMM_ASSIGN(TablePtr subjects,
             list.run(reading, kSubjectColumns, page, List::Order::kNewestFirst, &guard));
  note_seen(reading, *subjects, "subjects", "id");
  return subjects;
}

}  // namespace pmm::crm

#include "crm/relationship.hpp"

#include "crm/change.hpp"
#include "crm/field_guard.hpp"
#include "crm/relationship_sql.hpp"
#include "crm/subject.hpp"
#include "crm/subject_part.hpp"

namespace pmm::crm {
namespace {

using model::Action;

const Columns kRelationshipColumns{{"id", Type::kInt64},         {"version", Type::kInt64},
                                   {"subject", Type::kInt64},    {"other", Type::kInt64},
                                   {"kind", Type::kText},        {"valid_from_on", Type::kDate},
                                   {"valid_to_on", Type::kDate}, {"note", Type::kText},
                                   {"created", Type::kTime},     {"since", Type::kTime}};

// It is the own relationship of either side.
model::RowFacts facts_of(std::int64_t subject, std::int64_t other) {
  model::RowFacts facts;
  facts.subject = subject;
  facts.other_subject = other;
  return facts;
}

}  // namespace

Result<std::int64_t> create_relationship(const Writing& writing, std::int64_t subject,
                                         const RelationshipFields& fields) {
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kCreate, model::Noun::kRelationship,
                        subject, "subject"));
  std::int64_t other = fields.other.value.value_or(0);
  if (other == 0) return Status::invalid("other", "a relationship needs the other subject");
  if (fields.kind.value.value_or("").empty())
    return Status::invalid("kind", "a relationship needs a kind");
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, model::Noun::kSubject, other,
                        "other"));
  if (other == subject) return Status::invalid("other", "a subject has no tie to itself");
  PMM_TRY(check_period(fields.valid_from_on.value, fields.valid_to_on.value));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kRelationship));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertRelationship));
  insert.bind(1, id).bind(2, subject).bind(3, other).bind(4, fields.kind.value);
  insert.bind(5, fields.valid_from_on.value).bind(6, fields.valid_to_on.value);
  PMM_TRY(insert.bind(7, fields.note.value).bind(8, writing.now_us()).run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kRelationship,
                             .id = id,
                             .subject = subject,
                             .fields = "other,kind"}));
  return id;
}

Result<std::int64_t> update_relationship(const Writing& writing, std::int64_t id,
                                         const RelationshipFields& fields) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kRelationshipRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kRelationship, "id", id);
  const std::int64_t subject = find.int_at(0);
  const std::int64_t version = find.int_at(2);
  auto from = find.opt_day(3);
  auto to = find.opt_day(4);
  auto note = find.opt_text(5);
  const std::int64_t since_us = find.int_at(6);
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kRelationship,
                              facts_of(subject, find.int_at(1)), "id", id));
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_TRY(check_fixed(fields.other, "other"));
  PMM_TRY(check_fixed(fields.kind, "kind"));
  Changes changes;
  changes.apply(from, fields.valid_from_on, "valid_from_on");
  changes.apply(to, fields.valid_to_on, "valid_to_on");
  changes.apply(note, fields.note, "note");
  if (changes.none()) return version;
  PMM_TRY(check_period(from, to));
  PMM_ASSIGN(const std::int64_t at_us,
             keep_past(writing, sql::kKeepRelationshipPast, id, since_us));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateRelationship));
  PMM_TRY(update.bind(1, id).bind(2, from).bind(3, to).bind(4, note).bind(5, at_us).run());
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kRelationship,
                             .id = id,
                             .subject = subject,
                             .fields = changes.names()}));
  return version + 1;
}

Result<TablePtr> get_relationship(const Reading& reading, std::int64_t id) {
  return get_part(reading, model::Noun::kRelationship, sql::kSelectRelationship,
                  kRelationshipColumns, id);
}

Result<TablePtr> list_relationships(const Reading& reading, std::int64_t subject,
                                    const RelationshipFilter& filter, const Page& page) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, model::Noun::kRelationship,
                        subject, "subject"));
  const auto at_us = reading.instant(filter.as_of_us);
  const auto known_us = filter.as_of_us.value;
  List list("relationships", known_us ? sql::kSelectRelationshipsEver : sql::kSelectRelationships);
  list.where(sql::kOfEitherSubject, {subject, subject});
  if (filter.kind.value) list.where(sql::kRelationshipKindIs, {*filter.kind.value});
  if (known_us) list.where(sql::kKnownAt, {*known_us, *known_us});
  if (at_us) {
    const std::int64_t day = reading.zone.local_day(*at_us);
    list.where(sql::kInForceOn, {day, day});
  }
  FieldGuard guard(reading.plan, model::Noun::kRelationship, kRelationshipColumns, {subject});
  return list.run(reading, kRelationshipColumns, page, List::Order::kOldestFirst, &guard);
}

}  // namespace pmm::crm

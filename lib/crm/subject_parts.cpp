// What hangs on a subject: identifiers, addresses, relationships.
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/subject.hpp"
#include "crm/subject_sql.hpp"
#include "model/address.hpp"
#include "model/identifier.hpp"

namespace pmm::crm {
namespace {

using model::Action;

const Columns kIdentifierColumns{{"id", Type::kInt64},         {"version", Type::kInt64},
                                 {"scheme", Type::kText},      {"value", Type::kText},
                                 {"issuer", Type::kText},      {"valid_from_on", Type::kDate},
                                 {"valid_to_on", Type::kDate}, {"created", Type::kTime}};

const Columns kAddressColumns{
    {"id", Type::kInt64},        {"version", Type::kInt64}, {"kind", Type::kText},
    {"value", Type::kText},      {"label", Type::kText},    {"verified_on", Type::kDate},
    {"is_default", Type::kBool}, {"ended", Type::kTime},    {"created", Type::kTime}};

const Columns kRelationshipColumns{
    {"id", Type::kInt64},         {"version", Type::kInt64}, {"subject", Type::kInt64},
    {"other", Type::kInt64},      {"kind", Type::kText},     {"valid_from_on", Type::kDate},
    {"valid_to_on", Type::kDate}, {"note", Type::kText},     {"created", Type::kTime}};

Status check_period(const std::optional<std::int32_t>& from,
                    const std::optional<std::int32_t>& to) {
  if (from && to && *to < *from)
    return Status::invalid("valid_to_on", "the period ends before it begins");
  return {};
}

Status check_not_in_force(store::Connection& db, std::string_view scheme, std::string_view value,
                          std::int64_t self) {
  PMM_ASSIGN(auto find, db.prepare(sql::kIdentifierInForce));
  PMM_ASSIGN(const bool found, find.bind(1, scheme).bind(2, value).step());
  if (!found || find.int_at(0) == self) return {};
  return Status::conflict("value", std::string(scheme) + " " + text::quoted(value) +
                                       " is in force for subject " + std::to_string(find.int_at(1)))
      .with("subject", std::to_string(find.int_at(1)));
}

// Takes the default away from the address that has it.
Status unset_default(const Writing& writing, std::int64_t subject, std::string_view kind,
                     std::int64_t except) {
  std::int64_t holder = 0;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kDefaultAddress));
    PMM_ASSIGN(const bool found, find.bind(1, subject).bind(2, kind).step());
    if (found) holder = find.int_at(0);
  }
  if (holder == 0 || holder == except) return {};
  PMM_ASSIGN(auto unset, writing.db().prepare(sql::kUnsetDefaultAddress));
  PMM_TRY(unset.bind(1, holder).run());
  return writing.tx.record({.verb = "update",
                            .noun = store::Noun::kAddress,
                            .id = holder,
                            .subject = subject,
                            .fields = "is_default"});
}

// A subject has each address once among those in use.
Status check_not_in_use(store::Connection& db, std::int64_t subject, std::string_view kind,
                        std::string_view key, std::int64_t self) {
  PMM_ASSIGN(auto find, db.prepare(sql::kAddressInUse));
  PMM_ASSIGN(const bool found, find.bind(1, subject).bind(2, kind).bind(3, key).step());
  if (!found || find.int_at(0) == self) return {};
  return Status::conflict("value", "the subject has this " + std::string(kind) + " already");
}

Result<bool> has_default(store::Connection& db, std::int64_t subject, std::string_view kind) {
  PMM_ASSIGN(auto find, db.prepare(sql::kDefaultAddress));
  return find.bind(1, subject).bind(2, kind).step();
}

}  // namespace

// --- Identifiers -------------------------------------------------------------------------------

Result<std::int64_t> create_identifier(const Writing& writing, std::int64_t subject,
                                       const IdentifierFields& fields) {
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kCreate, model::Noun::kIdentifier,
                        subject, "subject"));
  if (!fields.scheme.value) return Status::invalid("scheme", "an identifier needs a scheme");
  if (!fields.value.value) return Status::invalid("value", "an identifier needs a value");
  PMM_ASSIGN(const model::Identifier identifier,
             model::parse_identifier(*fields.scheme.value, *fields.value.value, "value"));
  PMM_TRY(check_period(fields.valid_from_on.value, fields.valid_to_on.value));
  if (!fields.valid_to_on.value)
    PMM_TRY(check_not_in_force(writing.db(), identifier.scheme, identifier.value, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kIdentifier));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertIdentifier));
  insert.bind(1, id).bind(2, subject).bind(3, std::string_view(identifier.scheme));
  insert.bind(4, std::string_view(identifier.value))
      .bind(5, std::string_view(identifier.match_key));
  insert.bind(6, fields.issuer.value).bind(7, fields.valid_from_on.value);
  insert.bind(8, fields.valid_to_on.value).bind(9, writing.now_us());
  PMM_TRY(insert.run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kIdentifier,
                             .id = id,
                             .subject = subject,
                             .fields = "scheme,value"}));
  return id;
}

Result<std::int64_t> update_identifier(const Writing& writing, std::int64_t id,
                                       const IdentifierFields& fields) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kIdentifierRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return Status::not_found("id", "no identifier " + std::to_string(id));
  const std::int64_t subject = find.int_at(0);
  const std::int64_t version = find.int_at(1);
  const std::string scheme = find.string_at(2);
  const std::string value = find.string_at(3);
  auto issuer = find.opt_text(4);
  auto from = find.opt_day(5);
  auto to = find.opt_day(6);
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kUpdate, model::Noun::kIdentifier,
                        subject, "id"));
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_TRY(check_fixed(fields.scheme, "scheme"));
  PMM_TRY(check_fixed(fields.value, "value"));
  Changes changes;
  changes.apply(issuer, fields.issuer, "issuer");
  changes.apply(from, fields.valid_from_on, "valid_from_on");
  changes.apply(to, fields.valid_to_on, "valid_to_on");
  if (changes.none()) return version;
  PMM_TRY(check_period(from, to));
  if (!to) PMM_TRY(check_not_in_force(writing.db(), scheme, value, id));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateIdentifier));
  PMM_TRY(update.bind(1, id).bind(2, issuer).bind(3, from).bind(4, to).run());
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kIdentifier,
                             .id = id,
                             .subject = subject,
                             .fields = changes.names()}));
  return version + 1;
}

Result<TablePtr> list_identifiers(const Reading& reading, std::int64_t subject, const Page& page) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, model::Noun::kIdentifier, subject,
                        "subject"));
  List list("identifiers", sql::kSelectIdentifiers);
  list.where(sql::kOfSubject, {subject});
  return list.run(reading, kIdentifierColumns, page, List::Order::kOldestFirst);
}

Result<std::int64_t> find_by_identifier(store::Connection& db, std::string_view scheme,
                                        std::string_view value) {
  PMM_ASSIGN(auto find, db.prepare(sql::kIdentifierInForce));
  PMM_ASSIGN(const bool found, find.bind(1, scheme).bind(2, value).step());
  return found ? find.int_at(1) : std::int64_t{0};
}

// --- Addresses ---------------------------------------------------------------------------------

Result<std::int64_t> create_address(const Writing& writing, std::int64_t subject,
                                    const AddressFields& fields) {
  store::Connection& db = writing.db();
  PMM_TRY(
      check_subject(db, writing.plan, Action::kCreate, model::Noun::kAddress, subject, "subject"));
  if (!fields.kind.value) return Status::invalid("kind", "an address needs a kind");
  if (!fields.value.value) return Status::invalid("value", "an address needs a value");
  PMM_ASSIGN(const model::Address address,
             model::parse_address(*fields.kind.value, *fields.value.value, "value"));
  if (!fields.ended_us.value)
    PMM_TRY(check_not_in_use(db, subject, address.kind, address.key, 0));
  else if (fields.is_default.value.value_or(false))
    return Status::invalid("is_default", "an address that has ended cannot be the default");
  PMM_ASSIGN(const bool taken, has_default(db, subject, address.kind));
  const bool is_default = !fields.ended_us.value && fields.is_default.value.value_or(!taken);
  if (is_default) PMM_TRY(unset_default(writing, subject, address.kind, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kAddress));
  PMM_ASSIGN(auto insert, db.prepare(sql::kInsertAddress));
  insert.bind(1, id).bind(2, subject).bind(3, std::string_view(address.kind));
  insert.bind(4, std::string_view(address.value)).bind(5, std::string_view(address.key));
  insert.bind(6, fields.label.value).bind(7, fields.verified_on.value);
  insert.bind(8, std::int64_t{is_default}).bind(9, fields.ended_us.value);
  PMM_TRY(insert.bind(10, writing.now_us()).run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kAddress,
                             .id = id,
                             .subject = subject,
                             .fields = "kind,value"}));
  return id;
}

Result<std::int64_t> update_address(const Writing& writing, std::int64_t id,
                                    const AddressFields& fields) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kAddressRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return Status::not_found("id", "no address " + std::to_string(id));
  const std::int64_t subject = find.int_at(0);
  const std::int64_t version = find.int_at(1);
  const std::string kind = find.string_at(2);
  const std::string key = find.string_at(3);
  auto label = find.opt_text(4);
  auto verified_on = find.opt_day(5);
  bool is_default = find.int_at(6) != 0;
  auto ended_us = find.opt_int(7);
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kUpdate, model::Noun::kAddress, subject,
                        "id"));
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_TRY(check_fixed(fields.kind, "kind"));
  PMM_TRY(check_fixed(fields.value, "value"));
  Changes changes;
  changes.apply(label, fields.label, "label");
  changes.apply(verified_on, fields.verified_on, "verified_on");
  changes.apply(ended_us, fields.ended_us, "ended_us");
  changes.apply(is_default, fields.is_default, "is_default");
  if (ended_us && is_default) {
    if (fields.is_default.given)
      return Status::invalid("is_default", "an address that has ended cannot be the default");
    is_default = false;
    changes.note("is_default");
  }
  if (changes.none()) return version;
  if (!ended_us) PMM_TRY(check_not_in_use(writing.db(), subject, kind, key, id));
  if (is_default) PMM_TRY(unset_default(writing, subject, kind, id));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateAddress));
  update.bind(1, id).bind(2, label).bind(3, verified_on).bind(4, std::int64_t{is_default});
  PMM_TRY(update.bind(5, ended_us).run());
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kAddress,
                             .id = id,
                             .subject = subject,
                             .fields = changes.names()}));
  return version + 1;
}

Result<TablePtr> list_addresses(const Reading& reading, std::int64_t subject, const Page& page) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, model::Noun::kAddress, subject,
                        "subject"));
  List list("addresses", sql::kSelectAddresses);
  list.where(sql::kOfSubject, {subject});
  return list.run(reading, kAddressColumns, page, List::Order::kOldestFirst);
}

// --- Relationships -----------------------------------------------------------------------------

Result<std::int64_t> create_relationship(const Writing& writing, std::int64_t subject,
                                         const RelationshipFields& fields) {
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kCreate, model::Noun::kRelationship,
                        subject, "subject"));
  const std::int64_t other = fields.other.value.value_or(0);
  if (other == 0) return Status::invalid("other", "a relationship needs the other subject");
  if (other == subject) return Status::invalid("other", "a subject has no tie to itself");
  if (fields.kind.value.value_or("").empty())
    return Status::invalid("kind", "a relationship needs a kind");
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, model::Noun::kSubject, other,
                        "other"));
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
  if (!found) return Status::not_found("id", "no relationship " + std::to_string(id));
  const std::int64_t subject = find.int_at(0);
  const std::int64_t version = find.int_at(2);
  auto from = find.opt_day(3);
  auto to = find.opt_day(4);
  auto note = find.opt_text(5);
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kUpdate, model::Noun::kRelationship,
                        subject, "id"));
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_TRY(check_fixed(fields.other, "other"));
  PMM_TRY(check_fixed(fields.kind, "kind"));
  Changes changes;
  changes.apply(from, fields.valid_from_on, "valid_from_on");
  changes.apply(to, fields.valid_to_on, "valid_to_on");
  changes.apply(note, fields.note, "note");
  if (changes.none()) return version;
  PMM_TRY(check_period(from, to));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateRelationship));
  PMM_TRY(update.bind(1, id).bind(2, from).bind(3, to).bind(4, note).run());
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kRelationship,
                             .id = id,
                             .subject = subject,
                             .fields = changes.names()}));
  return version + 1;
}

Result<TablePtr> list_relationships(const Reading& reading, std::int64_t subject,
                                    const Page& page) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, model::Noun::kRelationship,
                        subject, "subject"));
  List list("relationships", sql::kSelectRelationships);
  list.where(sql::kOfEitherSubject, {subject, subject});
  return list.run(reading, kRelationshipColumns, page, List::Order::kOldestFirst);
}

}  // namespace pmm::crm

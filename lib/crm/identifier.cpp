#include "crm/identifier.hpp"

#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/field_guard.hpp"
#include "crm/identifier_sql.hpp"
#include "crm/subject.hpp"
#include "crm/subject_part.hpp"
#include "model/codice_fiscale.hpp"

namespace pmm::crm {
namespace {

using model::Action;

const Columns kIdentifierColumns{{"id", Type::kInt64},         {"version", Type::kInt64},
                                 {"scheme", Type::kText},      {"value", Type::kText},
                                 {"issuer", Type::kText},      {"valid_from_on", Type::kDate},
                                 {"valid_to_on", Type::kDate}, {"created", Type::kTime},
                                 {"subject", Type::kInt64},    {"since", Type::kTime}};

Status check_not_in_force(store::Connection& db, std::string_view scheme, std::string_view value,
                          std::int64_t self) {
  PMM_ASSIGN(auto find, db.prepare(sql::kIdentifierInForce));
  PMM_ASSIGN(const bool found, find.bind(1, scheme).bind(2, value).step());
  if (!found || find.int_at(0) == self) return {};
  return Status::conflict("value", std::string(scheme) + " " + text::quoted(value) +
                                       " is in force for subject " + std::to_string(find.int_at(1)))
      .with("subject", std::to_string(find.int_at(1)));
}

}  // namespace

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
  if (!found) return model::no_such(model::Noun::kIdentifier, "id", id);
  const std::int64_t subject = find.int_at(0);
  const std::int64_t version = find.int_at(1);
  const std::string scheme = find.string_at(2);
  const std::string value = find.string_at(3);
  auto issuer = find.opt_text(4);
  auto from = find.opt_day(5);
  auto to = find.opt_day(6);
  const std::int64_t since_us = find.int_at(7);
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kIdentifier,
                              {subject, 0, 0, {}}, "id", id));
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
  PMM_ASSIGN(const std::int64_t at_us, keep_past(writing, sql::kKeepIdentifierPast, id, since_us));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateIdentifier));
  PMM_TRY(update.bind(1, id).bind(2, issuer).bind(3, from).bind(4, to).bind(5, at_us).run());
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kIdentifier,
                             .id = id,
                             .subject = subject,
                             .fields = changes.names()}));
  return version + 1;
}

Result<TablePtr> get_identifier(const Reading& reading, std::int64_t id) {
  return get_part(reading, model::Noun::kIdentifier, sql::kSelectIdentifier, kIdentifierColumns,
                  id);
}

Result<TablePtr> list_identifiers(const Reading& reading, std::int64_t subject,
                                  const IdentifierFilter& filter, const Page& page) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, model::Noun::kIdentifier, subject,
                        "subject"));
  const auto at_us = reading.instant(filter.as_of_us);
  const auto known_us = filter.as_of_us.value;
  List list("identifiers", known_us ? sql::kSelectIdentifiersEver : sql::kSelectIdentifiers);
  list.where(sql::kOfSubject, {subject});
  if (filter.scheme.value) list.where(sql::kIdentifierSchemeIs, {*filter.scheme.value});
  if (known_us) list.where(sql::kKnownAt, {*known_us, *known_us});
  if (at_us) {
    const std::int64_t day = reading.zone.local_day(*at_us);
    list.where(sql::kInForceOn, {day, day});
  }
  FieldGuard guard(reading.plan, model::Noun::kIdentifier, kIdentifierColumns, {subject});
  return list.run(reading, kIdentifierColumns, page, List::Order::kOldestFirst, &guard);
}

std::vector<Warning> warnings_on(const model::Identifier& identifier,
                                 std::optional<std::int32_t> born_on,
                                 const model::Municipalities* municipalities, std::int32_t today) {
  std::vector<Warning> out;
  for (const std::string& warning : identifier.warnings) out.push_back({"form", warning});
  if (municipalities == nullptr || identifier.scheme != model::kSchemeCodiceFiscale) return out;
  const auto code = model::decode_codice_fiscale(identifier.value, "value");
  if (!code.ok()) return out;  // of 11 digits
  for (std::string& warning : municipalities->warnings(*code, born_on, today))
    out.push_back({"birth_place", std::move(warning)});
  return out;
}

Result<TablePtr> check_identifier(const Reading& reading, std::string_view scheme,
                                  std::string_view value, std::optional<std::int32_t> born_on,
                                  const model::Municipalities* municipalities) {
  PMM_TRY(model::check_scheme(scheme, "scheme"));
  TableBuilder builder(
      {{"severity", Type::kText}, {"rule", Type::kText}, {"message", Type::kText}});
  const auto add = [&builder](std::string_view severity, std::string_view rule,
                              std::string_view message) {
    builder.text(severity);
    builder.text(rule);
    builder.text(message);
    builder.end_row();
  };
  const auto identifier = model::parse_identifier(scheme, value, "value");
  if (!identifier.ok()) {
    add("error", "form", identifier.status().message());
    return builder.finish();
  }
  const std::int32_t today = reading.zone.local_day(reading.now_us);
  for (const Warning& warning : warnings_on(*identifier, born_on, municipalities, today))
    add("warning", warning.rule, warning.message);
  return builder.finish();
}

Result<std::int64_t> find_by_identifier(store::Connection& db, std::string_view scheme,
                                        std::string_view value) {
  PMM_ASSIGN(auto find, db.prepare(sql::kIdentifierInForce));
  PMM_ASSIGN(const bool found, find.bind(1, scheme).bind(2, value).step());
  return found ? find.int_at(1) : std::int64_t{0};
}

}  // namespace pmm::crm

#include <optional>
#include <vector>

#include "base/text.hpp"
#include "crm/address.hpp"
#include "crm/address_sql.hpp"
#include "crm/identifier.hpp"
#include "crm/intake.hpp"
#include "crm/subject.hpp"
#include "crm/subject_sql.hpp"
#include "model/address.hpp"
#include "model/identifier.hpp"
#include "model/subject.hpp"

namespace pmm::crm::intake {
namespace {

constexpr std::string_view kIdentifierKey = "identifiers.";

// What codes are compared with.
struct Judge {
  const model::Municipalities* municipalities;
  std::int32_t today;
};

// A row whose codes and addresses have passed their rules, and the subject that it means.
struct CheckedSubject {
  std::int64_t id = 0;
  SubjectFields fields;
  std::vector<model::Identifier> identifiers;  // those the subject does not hold yet
  std::vector<model::Address> addresses;       // likewise
  std::vector<Status> warnings;
};

Result<std::int64_t> find_by_external(store::Connection& db, std::string_view external_id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kSubjectByExternal));
  PMM_ASSIGN(const bool found, find.bind(1, external_id).step());
  return found ? find.int_at(0) : std::int64_t{0};
}

Result<std::int64_t> find_by_key(store::Connection& db, std::string_view key,
                                 const SubjectRow& row) {
  if (key == "external_id")
    return row.external_id.value ? find_by_external(db, *row.external_id.value)
                                 : Result<std::int64_t>(std::int64_t{0});
  const std::string_view scheme = key.substr(kIdentifierKey.size());
  for (const CodedText& given : row.identifiers) {
    if (given.code != scheme || !given.text) continue;
    PMM_ASSIGN(const model::Identifier identifier,
               model::parse_identifier(scheme, *given.text, "identifiers." + std::string(scheme)));
    return find_by_identifier(db, identifier.scheme, identifier.value);
  }
  return Status::invalid("identifiers." + std::string(scheme), "the key of the row is empty")
      .with("rule", "required");
}

// What is odd about a code that is taken all the same.
void warn(const model::Identifier& identifier, const SubjectRow& row, const Judge& judge,
          CheckedSubject& checked) {
  const bool of_body = row.kind.value == "organization" && identifier.value.size() == 11;
  if (of_body && identifier.scheme == model::kSchemeCodiceFiscale) return;
  for (auto& finding :
       warnings_on(identifier, row.born_on.value, judge.municipalities, judge.today))
    checked.warnings.push_back(
        Status::invalid("identifiers." + identifier.scheme, std::move(finding.message))
            .with("rule", std::string(finding.rule)));
}

Status check_identifiers(store::Connection& db, const SubjectRow& row, const Judge& judge,
                         CheckedSubject& checked) {
  for (const CodedText& given : row.identifiers) {
    if (!given.text) continue;
    const std::string field = "identifiers." + std::string(given.code);
    PMM_ASSIGN(model::Identifier identifier,
               model::parse_identifier(given.code, *given.text, field));
    const auto same = [&](const model::Identifier& other) {
      return other.scheme == identifier.scheme && other.value == identifier.value;
    };
    if (std::any_of(checked.identifiers.begin(), checked.identifiers.end(), same)) continue;
    PMM_ASSIGN(const std::int64_t holder,
               find_by_identifier(db, identifier.scheme, identifier.value));
    if (holder == 0) warn(identifier, row, judge, checked);
    if (holder == 0)
      checked.identifiers.push_back(std::move(identifier));
    else if (holder != checked.id)
      return Status::conflict(field, text::quoted(identifier.value) + " is in force for subject " +
                                         std::to_string(holder))
          .with("rule", "unique");
  }
  return {};
}

Status check_addresses(store::Connection& db, const SubjectRow& row, CheckedSubject& checked) {
  for (const CodedText& given : row.addresses) {
    if (!given.text) continue;
    PMM_ASSIGN(
        model::Address address,
        model::parse_address(given.code, *given.text, "addresses." + std::string(given.code)));
    bool known = false;
    for (const auto& other : checked.addresses)
      known = known || (other.kind == address.kind && other.key == address.key);
    if (!known && checked.id != 0) {
      PMM_ASSIGN(auto find, db.prepare(sql::kAddressInUse));
      find.bind(1, checked.id).bind(2, std::string_view(address.kind));
      PMM_ASSIGN(known, find.bind(3, std::string_view(address.key)).step());
    }
    if (!known) checked.addresses.push_back(std::move(address));
  }
  return {};
}

Status check_names(const SubjectRow& row, const CheckedSubject& checked) {
  const auto text_of = [](const TextField& field) {
    return std::string(field.value.value_or(std::string_view()));
  };
  const std::string kind = text_of(row.kind);
  if (checked.id == 0 && !model::is_known_subject_kind(kind))
    return Status::invalid("kind", text::quoted(kind) + " is not person or organization")
        .with("rule", "kind");
  const std::string name = model::display_name(kind, text_of(row.name), text_of(row.family_name),
                                               text_of(row.given_name));
  if (checked.id == 0 && name.empty())
    return Status::invalid("name", "a subject needs a name, or a family or given name")
        .with("rule", "required");
  return {};
}

Result<CheckedSubject> check_subject_row(const Writing& writing, std::string_view key,
                                         const model::Municipalities* municipalities,
                                         const SubjectRow& row) {
  store::Connection& db = writing.db();
  CheckedSubject checked;
  if (!key.empty()) {
    PMM_ASSIGN(checked.id, find_by_key(db, key, row));
  }
  if (row.external_id.value) {
    PMM_ASSIGN(const std::int64_t holder, find_by_external(db, *row.external_id.value));
    if (holder != 0 && holder != checked.id)
      return Status::conflict("external_id", text::quoted(*row.external_id.value) +
                                                 " belongs to subject " + std::to_string(holder))
          .with("rule", "unique");
  }
  PMM_TRY(check_names(row, checked));
  const Judge judge{municipalities, writing.zone.local_day(writing.now_us())};
  PMM_TRY(check_identifiers(db, row, judge, checked));
  PMM_TRY(check_addresses(db, row, checked));
  SubjectFields& fields = checked.fields;
  fields.kind = owned_text(row.kind);
  fields.name = owned_text(row.name);
  fields.family_name = owned_text(row.family_name);
  fields.given_name = owned_text(row.given_name);
  fields.language = owned_text(row.language);
  fields.external_id = owned_text(row.external_id);
  fields.born_on = row.born_on;
  return checked;
}

Status add_parts(const Writing& writing, const CheckedSubject& checked) {
  for (const model::Identifier& identifier : checked.identifiers) {
    IdentifierFields fields;
    fields.scheme = identifier.scheme;
    fields.value = identifier.value;
    PMM_ASSIGN([[maybe_unused]] const auto id, create_identifier(writing, checked.id, fields));
  }
  for (const model::Address& address : checked.addresses) {
    AddressFields fields;
    fields.kind = address.kind;
    fields.value = address.value;
    PMM_ASSIGN([[maybe_unused]] const auto id, create_address(writing, checked.id, fields));
  }
  return {};
}

}  // namespace

Result<Outcome> Intake::apply(const Writing& writing, const SubjectRow& row) {
  Outcome outcome;
  auto checked = check_subject_row(writing, key_, municipalities_, row);
  if (!checked.ok() && is_refusal(checked.status())) {
    outcome.refused = checked.take_status();
    return outcome;
  }
  if (!checked.ok()) return checked.take_status();
  outcome.warnings = std::move(checked->warnings);
  if (checked->id == 0) {
    PMM_ASSIGN(checked->id, create_subject(writing, checked->fields));
    PMM_TRY(add_parts(writing, *checked));
    return outcome;
  }
  const std::int64_t journal_before = writing.tx.last_seq();
  if (checked->fields.kind.given) checked->fields.kind = {};  // fixed; checked when it was made
  auto version = update_subject(writing, checked->id, checked->fields);
  if (!version.ok() && is_refusal(version.status())) {  // its rules come before its first write
    outcome.refused = version.take_status();
    outcome.warnings.clear();
    return outcome;
  }
  if (!version.ok()) return version.take_status();
  PMM_TRY(add_parts(writing, *checked));
  outcome.applied =
      writing.tx.last_seq() == journal_before ? Applied::kUnchanged : Applied::kUpdated;
  return outcome;
}

}  // namespace pmm::crm::intake

#include <algorithm>
#include <optional>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "crm/attribute.hpp"
#include "crm/case_due.hpp"
#include "crm/change.hpp"
#include "crm/identifier.hpp"
#include "crm/intake.hpp"
#include "crm/subject.hpp"
#include "model/case.hpp"
#include "model/identifier.hpp"
#include "model/subject.hpp"

namespace pmm::crm::intake {
namespace {

constexpr std::string_view kVerb = "import";

std::string owned(std::string_view text) { return std::string(text); }

// The case as it stands or will stand.
struct CaseRecord {
  std::int64_t id = 0, version = 0;
  std::string kind, status, state;
  std::int64_t service = 0, category = 0, office = 0, channel = 0, subject = 0, area = 0;
  std::optional<std::string> outcome, summary, description, address, attributes;
  std::optional<double> latitude, longitude;
  std::int64_t opened_us = 0;
  std::optional<std::int64_t> due_us, closed_us;
  bool due_given = false;
};

Status refuse(const char* field, std::string message, const char* rule) {
  return Status::invalid(field, std::move(message)).with("rule", rule);
}

Status check_place(const CaseRecord& record) {
  if (record.latitude.has_value() != record.longitude.has_value())
    return refuse(record.latitude ? "longitude" : "latitude", "one coordinate without the other",
                  "a place has both coordinates");
  if (record.latitude && (*record.latitude < -90 || *record.latitude > 90))
    return refuse("latitude", text::from_double(*record.latitude) + " is outside -90 to 90",
                  "range");
  if (record.longitude && (*record.longitude < -180 || *record.longitude > 180))
    return refuse("longitude", text::from_double(*record.longitude) + " is outside -180 to 180",
                  "range");
  return {};
}

// The state that stands for a status when the file has no states of its own.
std::string_view usual_state(std::string_view kind, std::string_view status,
                             const TextField& outcome) {
  if (status == model::kStatusOpen)
    return kind == model::kKindApplication ? std::string_view("submitted")
                                           : model::initial_state(kind);
  const std::string_view named =
      outcome.value ? model::closed_state_of(kind, *outcome.value) : std::string_view();
  return named.empty() ? model::closed_state_of(kind, model::kOutcomeFulfilled) : named;
}

Status check_given_state(std::string_view kind, const CaseRow& row) {
  if (row.status.value && *row.status.value != model::kStatusOpen &&
      *row.status.value != model::kStatusClosed)
    return refuse("status", text::quoted(*row.status.value) + " is not open or closed", "status");
  if (row.outcome.value && !model::is_known_outcome(*row.outcome.value))
    return refuse("outcome", text::quoted(*row.outcome.value) + " is not an outcome", "outcome");
  if (!row.state.value) return {};
  if (!model::is_known_state(kind, *row.state.value))
    return refuse("state", text::quoted(*row.state.value) + " is not a state of a " + owned(kind),
                  "state");
  if (row.status.value && model::status_of(kind, *row.state.value) != *row.status.value)
    return refuse("state",
                  text::quoted(*row.state.value) + " is not a state of a case that is " +
                      owned(*row.status.value),
                  "state and status agree");
  return {};
}

// Status, state and outcome of the row; each follows from the others where it is not given.
Status settle_state(const CaseRow& row, CaseRecord& record, Changes& changed) {
  PMM_TRY(check_given_state(record.kind, row));
  const bool fresh = record.id == 0;
  if (!fresh && !row.status.given && !row.state.given && !row.outcome.given) return {};
  std::string_view state = row.state.value ? *row.state.value : std::string_view(record.state);
  if (!row.state.value) {
    const std::string_view status = row.status.value   ? *row.status.value
                                    : !fresh           ? std::string_view(record.status)
                                    : record.closed_us ? model::kStatusClosed
                                                       : model::kStatusOpen;
    if (fresh || status != record.status) state = usual_state(record.kind, status, row.outcome);
  }
  const std::string next_state = owned(state);
  std::optional<std::string> outcome;
  if (row.outcome.value) {
    outcome = owned(*row.outcome.value);
  } else if (const auto implied = model::outcome_of(record.kind, next_state); !implied.empty()) {
    outcome = owned(implied);
  }
  changed.set(record.status, owned(model::status_of(record.kind, next_state)), "status");
  changed.set(record.state, next_state, "state");
  changed.set(record.outcome, outcome, "outcome");
  return {};
}

Status settle_attributes(const CaseRow& row, const Codes::Service* service, CaseRecord& record,
                         Changes& changed) {
  if (row.attributes.empty()) return {};
  if (service == nullptr || service->attributes.empty())
    return refuse("attributes", "the service defines no attributes", "attributes are defined");
  PMM_ASSIGN(model::Attributes values,
             parse_attribute_values(record.attributes.value_or(""), "attributes"));
  for (const CodedText& given : row.attributes) {
    const model::AttributeDef* definition = nullptr;
    for (const auto& candidate : service->attributes)
      if (candidate.code == given.code) definition = &candidate;
    if (definition == nullptr)
      return refuse("attributes", text::quoted(given.code) + " is not an attribute of the service",
                    "attributes are defined");
    if (!given.text) {
      values.erase(owned(given.code));
      continue;
    }
    PMM_ASSIGN(auto value, model::attribute_from_text(*definition, *given.text));
    values[definition->code] = std::move(value);
  }
  PMM_TRY(model::check_attributes(service->attributes, values));
  const std::string text = format_attribute_values(values);
  changed.set(record.attributes, text.empty() ? std::optional<std::string>() : std::optional(text),
              "attributes");
  return {};
}

// A subject that the row names and nobody holds yet.
struct NewSubject {
  ExternalKey key;
  std::string kind, name;
};

Result<std::optional<NewSubject>> settle_subject(store::Connection& db, const CaseRow& row,
                                                 CaseRecord& record, Changes& changed) {
  const bool named = row.subject_name.value.has_value();
  if (!row.subject_key.value) {
    if (named)
      return refuse("subject_name", "a name without subject_key belongs to nobody",
                    "subject_name needs subject_key");
    return std::optional<NewSubject>();
  }
  auto found = find_subject(db, row.subject_key);
  if (found.ok()) {
    changed.set(record.subject, *found, "subject");
    return std::optional<NewSubject>();
  }
  if (found.status().code() != Code::kNotFound || !named) return found.take_status();
  NewSubject fresh{*row.subject_key.value, owned(row.subject_kind.value.value_or("person")),
                   owned(*row.subject_name.value)};
  if (!model::is_known_subject_kind(fresh.kind))
    return refuse("subject_kind", text::quoted(fresh.kind) + " is not person or organization",
                  "kind");
  if (text::trim(fresh.name).empty())
    return refuse("subject_name", "the name is blank", "a subject has a name");
  return std::optional(std::move(fresh));
}

Status make_subject(const Writing& writing, const NewSubject& fresh, std::int64_t& subject) {
  SubjectFields fields;
  fields.kind = fresh.kind;
  fields.name = fresh.name;
  if (fresh.key.scheme == "external_id") fields.external_id = owned(fresh.key.value);
  PMM_ASSIGN(subject, create_subject(writing, fields));
  if (fresh.key.scheme == "external_id") return {};
  IdentifierFields identifier;
  identifier.scheme = owned(fresh.key.scheme);
  identifier.value = owned(fresh.key.value);
  PMM_ASSIGN([[maybe_unused]] const auto id, create_identifier(writing, subject, identifier));
  return {};
}

Result<std::optional<CaseRecord>> load_case(store::Connection& db, const TextField& external_id) {
  if (!external_id.value) return std::optional<CaseRecord>();
  PMM_ASSIGN(auto row, db.prepare(sql::kIntakeCaseRow));
  PMM_ASSIGN(const bool found, row.bind(1, *external_id.value).step());
  if (!found) return std::optional<CaseRecord>();
  CaseRecord record;
  record.id = row.int_at(0);
  record.version = row.int_at(1);
  record.kind = row.string_at(2);
  record.service = row.int_at(3);
  record.category = row.int_at(4);
  record.office = row.int_at(5);
  record.channel = row.int_at(6);
  record.subject = row.int_at(7);
  record.status = row.string_at(8);
  record.state = row.string_at(9);
  record.outcome = row.opt_text(10);
  record.summary = row.opt_text(11);
  record.description = row.opt_text(12);
  record.address = row.opt_text(13);
  record.latitude = row.opt_double(14);
  record.longitude = row.opt_double(15);
  record.area = row.int_at(16);
  record.opened_us = row.int_at(17);
  record.due_us = row.opt_int(18);
  record.due_given = row.int_at(19) != 0;
  record.closed_us = row.opt_int(20);
  record.attributes = row.opt_text(21);
  return std::optional(std::move(record));
}

// Everything that can refuse a row, before anything is written.
struct CheckedCase {
  CaseRecord record;
  std::optional<NewSubject> new_subject;
  std::string state_before;
  std::int64_t opened_before_us = 0;
  Changes changed;
};

// A case that is there already has intervals, and moves of its own that its due time followed: it
// is derived again only when what the row changed counts for it.
Status rederive_due(const Writing& writing, const CaseRow& row, Codes& codes,
                    CheckedCase& checked) {
  CaseRecord& record = checked.record;
  if (record.due_given || record.state == kStateDraft) return {};
  std::int64_t service_id = record.service;
  if (row.service.value) {
    PMM_ASSIGN(const Codes::Service* named, codes.find_service(writing.db(), *row.service.value));
    service_id = named != nullptr ? named->id : 0;
  }
  if (service_id == record.service && record.opened_us == checked.opened_before_us) return {};
  ServiceRules service;  // of one that the row will make: no term
  if (service_id != 0) {
    PMM_ASSIGN(service, load_service_rules(writing.db(), service_id, "service"));
  }
  PMM_ASSIGN(const auto intervals, load_case_intervals(writing.db(), record.id));
  PMM_ASSIGN(const model::WorkingCalendar* calendar, codes.calendar(writing.db()));
  PMM_ASSIGN(const auto due_us,
             derive_due(service, record.opened_us, intervals, *calendar, writing.zone));
  checked.changed.set(record.due_us, due_us, "due_us");
  return {};
}

// Before anything is written: a time may be out of range with its term.
Status settle_due(const Writing& writing, const CaseRow& row, Codes& codes, CheckedCase& checked) {
  CaseRecord& record = checked.record;
  if (row.due_at.value) {
    checked.changed.set(record.due_us, row.due_at.value, "due_us");
    record.due_given = true;
    return {};
  }
  if (record.id != 0) return rederive_due(writing, row, codes, checked);
  if (record.due_given || !row.service.value) return {};
  PMM_ASSIGN(const Codes::Service* service, codes.find_service(writing.db(), *row.service.value));
  if (service == nullptr || !service->term_days) return {};
  PMM_ASSIGN(const model::WorkingCalendar* calendar, codes.calendar(writing.db()));
  model::DueInput input;
  input.opened_us = record.opened_us;
  input.term_days = *service->term_days;
  input.clock = service->clock;
  input.roll_to_working = service->rolls;
  PMM_ASSIGN(const model::Due due, model::due_at(input, *calendar, writing.zone));
  checked.changed.set(record.due_us, due.due_us, "due_us");
  return {};
}

Result<CheckedCase> check_case(const Writing& writing, const CaseRow& row, bool upsert,
                               Codes& codes) {
  store::Connection& db = writing.db();
  CheckedCase checked;
  PMM_ASSIGN(auto existing, load_case(db, row.external_id));
  if (existing && !upsert)
    return Status::conflict("external_id",
                            text::quoted(*row.external_id.value) + " is there already")
        .with("rule", "unique");
  if (existing) checked.record = std::move(*existing);
  CaseRecord& record = checked.record;
  checked.state_before = record.state;
  checked.opened_before_us = record.opened_us;
  const bool fresh = record.id == 0;
  if (fresh) {
    record.kind = owned(row.kind.value.value_or(""));
    if (!model::is_known_kind(record.kind))
      return refuse("kind", text::quoted(record.kind) + " is not a kind of case", "kind");
    if (!row.service.value) return refuse("service", "a case needs a service", "required");
    if (!row.opened_at.value) return refuse("opened_at", "a case needs a time", "required");
  } else if (row.kind.value && *row.kind.value != record.kind) {
    return refuse("kind", "the kind of a case is fixed", "fixed");
  } else if (row.service.given && !row.service.value) {
    return refuse("service", "a case needs a service", "required");
  }
  if (row.opened_at.value) checked.changed.set(record.opened_us, *row.opened_at.value, "opened_us");
  checked.changed.apply(record.closed_us, row.closed_at, "closed_us");
  checked.changed.apply(record.latitude, row.latitude, "latitude");
  checked.changed.apply(record.longitude, row.longitude, "longitude");
  checked.changed.apply(record.summary, row.summary, "summary");
  checked.changed.apply(record.description, row.description, "description");
  checked.changed.apply(record.address, row.address, "address");
  PMM_TRY(check_place(record));
  PMM_TRY(settle_state(row, record, checked.changed));
  PMM_ASSIGN(checked.new_subject, settle_subject(db, row, record, checked.changed));
  if (!row.attributes.empty() && row.service.value) {
    PMM_ASSIGN(const Codes::Service* service, codes.find_service(db, *row.service.value));
    PMM_TRY(settle_attributes(row, service, record, checked.changed));
  }
  PMM_TRY(settle_due(writing, row, codes, checked));
  return checked;
}

// The codes become ids, made where they are missing; the service fills in what the row leaves out.
Status settle_codes(const Writing& writing, const CaseRow& row, Codes& codes,
                    CheckedCase& checked) {
  CaseRecord& record = checked.record;
  const auto take = [&](std::int64_t& current, const TextField& code, const char* name,
                        Result<std::int64_t> id) -> Status {
    if (!id.ok()) return id.take_status();
    if (code.given) checked.changed.set(current, *id, name);
    return {};
  };
  PMM_TRY(take(record.service, row.service, "service", codes.service(writing, row.service)));
  PMM_TRY(take(record.category, row.category, "category", codes.category(writing, row.category)));
  PMM_TRY(take(record.office, row.office, "office", codes.office(writing, row.office)));
  PMM_TRY(take(record.channel, row.channel, "channel", codes.channel(writing, row.channel)));
  PMM_TRY(take(record.area, row.area, "area", codes.area(writing, row.area)));
  if (record.id == 0) {
    PMM_ASSIGN(const Codes::Service* service, codes.find_service(writing.db(), *row.service.value));
    if (service != nullptr && !row.office.given) record.office = service->office;
    if (service != nullptr && !row.category.given) record.category = service->category;
  }
  if (checked.new_subject) {
    std::int64_t subject = 0;
    PMM_TRY(make_subject(writing, *checked.new_subject, subject));
    checked.changed.set(record.subject, subject, "subject");
  }
  return {};
}

Status add_event(const Writing& writing, store::BulkInsert& events, const CaseRecord& record,
                 std::int64_t at_us, std::string_view from, std::string_view to) {
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kCaseEvent));
  events.add(id).add(record.id).add_id(record.subject).add_id(record.office).add(at_us);
  events.add(kVerb);
  if (from.empty())
    events.add_null();
  else
    events.add(from);
  events.add(to).add(writing.tx.origin().actor).end_row();
  return {};
}

Status record_import(const Writing& writing, const CheckedCase& checked) {
  const CaseRecord& record = checked.record;
  return writing.tx.record({.verb = kVerb,
                            .noun = store::Noun::kCase,
                            .id = record.id,
                            .subject = record.subject,
                            .case_id = record.id,
                            .fields = checked.changed.names()});
}

// The yearly number, counted per kind and local year.
Result<std::string> next_number(const Writing& writing, const CaseRecord& record) {
  const std::int32_t year = civil_from_days(writing.zone.local_day(record.opened_us)).year;
  const std::string shape = model::format_case_number(record.kind, year, 0);
  const std::string counter = "case:" + shape.substr(5, 1) + ':' + std::to_string(year);
  PMM_ASSIGN(const std::int64_t n, writing.tx.next(counter));
  return model::format_case_number(record.kind, year, n);
}

Status insert_case(const Writing& writing, const CaseRow& row, store::BulkInsert& rows,
                   store::BulkInsert& events, CheckedCase& checked) {
  CaseRecord& record = checked.record;
  PMM_ASSIGN(record.id, writing.tx.next_id(store::Noun::kCase));
  PMM_ASSIGN(const std::string number, next_number(writing, record));
  const std::string token = random_token();
  rows.add(record.id).add(token).add(number).add(row.external_id.value).add(record.kind);
  rows.add(record.service).add_id(record.category).add_id(record.office);
  rows.add_id(record.channel).add_id(record.subject).add(record.status).add(record.state);
  rows.add(record.outcome).add(record.summary).add(record.description).add(record.address);
  rows.add(record.latitude).add(record.longitude).add_id(record.area).add(record.opened_us);
  rows.add(record.due_us).add(std::int64_t{record.due_given}).add(record.closed_us);
  rows.add(record.attributes).add(writing.now_us()).end_row();
  const bool closed = record.status == model::kStatusClosed && record.closed_us;
  const std::string_view began = usual_state(record.kind, model::kStatusOpen, {});
  PMM_TRY(add_event(writing, events, record, record.opened_us, {},
                    closed ? began : std::string_view(record.state)));
  if (closed) PMM_TRY(add_event(writing, events, record, *record.closed_us, began, record.state));
  return record_import(writing, checked);
}

Status update_case(const Writing& writing, store::BulkInsert& events, const CheckedCase& checked) {
  const CaseRecord& record = checked.record;
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateIntakeCase));
  update.bind(1, record.id).bind(2, record.service).bind_id(3, record.category);
  update.bind_id(4, record.office).bind_id(5, record.channel).bind_id(6, record.subject);
  update.bind(7, std::string_view(record.status)).bind(8, std::string_view(record.state));
  update.bind(9, record.outcome).bind(10, record.summary).bind(11, record.description);
  update.bind(12, record.address).bind(13, record.latitude).bind(14, record.longitude);
  update.bind_id(15, record.area).bind(16, record.opened_us).bind(17, record.due_us);
  update.bind(18, std::int64_t{record.due_given}).bind(19, record.closed_us);
  PMM_TRY(update.bind(20, record.attributes).run());
  PMM_ASSIGN(auto owner, writing.db().prepare(sql::kUpdateIntakeEventOwner));
  PMM_TRY(owner.bind(1, record.id).bind_id(2, record.subject).bind_id(3, record.office).run());
  if (checked.state_before != record.state)
    PMM_TRY(add_event(writing, events, record, record.closed_us.value_or(writing.now_us()),
                      checked.state_before, record.state));
  return record_import(writing, checked);
}

}  // namespace

bool Intake::NewCases::has(std::string_view external_id) const noexcept {
  return std::find(external_ids.begin(), external_ids.end(), external_id) != external_ids.end();
}

// Events refer to the cases before them.
Status Intake::flush() {
  if (!new_cases_) return {};
  PMM_TRY(new_cases_->rows.flush());
  PMM_TRY(new_cases_->events.flush());
  new_cases_->external_ids.clear();
  return {};
}

void Intake::forget() {
  codes_.forget();
  new_cases_.reset();
}

Result<Outcome> Intake::apply(const Writing& writing, const CaseRow& row) {
  if (!new_cases_) new_cases_.emplace(writing.db());
  // A second row of the same key must find the first.
  if (row.external_id.value && new_cases_->has(*row.external_id.value)) PMM_TRY(flush());
  Outcome outcome;
  auto checked = check_case(writing, row, key_ == "external_id", codes_);
  if (!checked.ok() && is_refusal(checked.status())) {
    outcome.refused = checked.take_status();
    return outcome;
  }
  if (!checked.ok()) return checked.take_status();
  const bool fresh = checked->record.id == 0;
  PMM_TRY(settle_codes(writing, row, codes_, *checked));
  if (fresh) {
    PMM_TRY(insert_case(writing, row, new_cases_->rows, new_cases_->events, *checked));
    if (row.external_id.value) new_cases_->external_ids.emplace_back(*row.external_id.value);
    if (new_cases_->rows.full()) PMM_TRY(flush());
    return outcome;
  }
  if (checked->changed.none()) {
    outcome.applied = Applied::kUnchanged;
    return outcome;
  }
  PMM_TRY(flush());  // the update also reaches the events of its case
  PMM_TRY(update_case(writing, new_cases_->events, *checked));
  outcome.applied = Applied::kUpdated;
  return outcome;
}

}  // namespace pmm::crm::intake

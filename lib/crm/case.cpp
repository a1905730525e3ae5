// Creating a case and changing its data; moves are in case_advance.cpp.
#include "crm/case.hpp"

#include "base/civil.hpp"
#include "base/text.hpp"
#include "crm/attribute.hpp"
#include "crm/case_due.hpp"
#include "crm/case_row.hpp"
#include "crm/case_sql.hpp"
#include "crm/external_id.hpp"
#include "crm/notice.hpp"
#include "crm/reach.hpp"
#include "crm/role.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;

Status check_kind(const std::string& kind) {
  if (model::is_known_kind(kind)) return {};
  std::string kinds;
  for (const std::string_view known : model::case_kinds())
    kinds += (kinds.empty() ? "" : ", ") + std::string(known);
  return Status::invalid("kind", text::quoted(kind) + " is not a kind of case: " + kinds);
}

// A citizen says what it wants; where and when that counts is for staff to say.
Status check_citizen_fields(const CaseFields& fields) {
  const auto refuse = [](bool given, const char* name) -> Status {
    if (!given) return {};
    return Status::denied(std::string("only staff may set ") + name + " of a new case");
  };
  PMM_TRY(refuse(fields.office.given, "office"));
  PMM_TRY(refuse(fields.category.given, "category"));
  PMM_TRY(refuse(fields.protocol.given, "protocol"));
  PMM_TRY(refuse(fields.external_id.given, "external_id"));
  PMM_TRY(refuse(fields.opened_us.given, "opened_us"));
  PMM_TRY(refuse(fields.due_us.given, "due_us"));
  return refuse(fields.note.given, "note");
}

Status check_place(const CaseRow& row) {
  if (row.latitude.has_value() == row.longitude.has_value()) return {};
  return Status::invalid(row.latitude ? "longitude" : "latitude",
                         "latitude and longitude go together");
}

Status check_due(const CaseRow& row) {
  if (!row.due_given || !row.due_us || *row.due_us >= row.opened_us) return {};
  return Status::invalid("due_us", format_instant(*row.due_us) + " is before the opening " +
                                       format_instant(row.opened_us));
}

// The values in their normal form, checked against the service.
Result<std::optional<std::string>> read_attributes(const ServiceRules& service,
                                                   const std::optional<std::string>& json) {
  PMM_ASSIGN(const model::Attributes values,
             parse_attribute_values(json.value_or(""), "attributes"));
  PMM_TRY(model::check_attributes(service.attributes, values));
  std::string stored = format_attribute_values(values);
  if (stored.empty()) return std::optional<std::string>();
  return std::optional(std::move(stored));
}

Result<std::string> begin_state(const CaseFields& fields, const std::string& kind) {
  // An application is received unless it is said to be a draft.
  const std::string usual(kind == model::kKindApplication ? "submitted"
                                                          : model::initial_state(kind));
  std::string state = fields.state.value.value_or(usual);
  if (!model::may_begin_in(kind, state))
    return Status::invalid(
        "state",
        text::quoted(state) + " is not a state in which a case of kind " + kind + " may begin");
  return state;
}

Result<std::int64_t> opening_time(const Writing& writing, const CaseFields& fields) {
  const std::int64_t opened_us = fields.opened_us.value.value_or(writing.now_us());
  if (opened_us > writing.now_us() + kMicrosPerDay)
    return Status::invalid("opened_us", format_instant(opened_us) + " is over a day after now");
  return opened_us;
}

// Everything but state, times and attributes, which need more than the fields.
Result<CaseRow> new_row(const Writing& writing, const CaseFields& fields,
                        const ServiceRules& service) {
  CaseRow row;
  row.kind = fields.kind.value.value_or("");
  row.service = fields.service.value.value_or(0);
  const auto or_none = [](std::int64_t id) {
    return id == 0 ? std::optional<std::int64_t>() : std::optional(id);
  };
  row.office = fields.office.given ? fields.office.value : or_none(service.office);
  row.category = fields.category.given ? fields.category.value : or_none(service.category);
  PMM_ASSIGN(row.subject, subject_or_self(writing, fields.subject));
  const model::Plan& plan = writing.plan;
  row.channel = fields.channel.value;
  row.area = fields.area.value;
  row.external_id = fields.external_id.value;
  row.protocol = fields.protocol.value;
  row.note = fields.note.value;
  row.summary = fields.summary.value;
  row.description = fields.description.value;
  row.address = fields.address.value;
  row.latitude = fields.latitude.value;
  row.longitude = fields.longitude.value;
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  PMM_TRY(model::check_access(plan, Action::kCreate, model::Noun::kCase, row.facts(), "", 0));
  if (acts_as_subject(plan, Action::kCreate, row)) PMM_TRY(check_citizen_fields(fields));
  return row;
}

Status check_new_references(const Writing& writing, CaseRow& row) {
  store::Connection& db = writing.db();
  if (row.subject)
    PMM_TRY(check_subject(db, writing.plan, Action::kRead, model::Noun::kSubject, *row.subject,
                          "subject"));
  PMM_TRY(check_case_reference(db, sql::kCaseOffice, row.office, "office"));
  PMM_TRY(check_case_reference(db, sql::kCaseCategory, row.category, "category"));
  PMM_TRY(check_case_reference(db, sql::kCaseArea, row.area, "area"));
  PMM_TRY(check_case_reference(db, sql::kCaseChannel, row.channel, "channel"));
  PMM_TRY(check_role_channel(writing.plan, row.channel.value_or(0), "channel"));
  if (!row.channel) return {};
  PMM_ASSIGN(const bool taken, service_takes_channel(db, row.service, *row.channel));
  if (taken) return {};
  return Status::conflict("channel", "service " + std::to_string(row.service) +
                                         " is not given over channel " +
                                         std::to_string(*row.channel));
}

Result<ServiceRules> active_service(const Writing& writing, const CaseFields& fields) {
  if (!fields.service.value) return Status::invalid("service", "a case needs a service");
  PMM_ASSIGN(ServiceRules service,
             load_service_rules(writing.db(), *fields.service.value, "service"));
  if (service.status != "active")
    return Status::conflict(
        "service", "service " + std::to_string(*fields.service.value) + " is " + service.status);
  return service;
}

// The data that an update may change, all but the due time.
Status apply(CaseRow& row, const CaseFields& fields, const ServiceRules& service,
             Changes& changes) {
  changes.apply(row.external_id, fields.external_id, "external_id");
  changes.apply(row.protocol, fields.protocol, "protocol");
  changes.apply(row.category, fields.category, "category");
  changes.apply(row.note, fields.note, "note");
  changes.apply(row.summary, fields.summary, "summary");
  changes.apply(row.description, fields.description, "description");
  changes.apply(row.address, fields.address, "address");
  changes.apply(row.latitude, fields.latitude, "latitude");
  changes.apply(row.longitude, fields.longitude, "longitude");
  changes.apply(row.area, fields.area, "area");
  if (!fields.attributes.given) return {};
  PMM_ASSIGN(auto attributes, read_attributes(service, fields.attributes.value));
  Field<std::string> next = Field<std::string>::cleared();
  next.value = std::move(attributes);
  changes.apply(row.attributes, next, "attributes");
  return {};
}

// A due time that is set is kept as given; one that is cleared is derived again.
Status apply_due(const Writing& writing, CaseRow& row, const CaseFields& fields,
                 const ServiceRules& service, Changes& changes) {
  if (!fields.due_us.given) return {};
  const auto before = row.due_us;
  const bool was_given = row.due_given;
  row.due_given = fields.due_us.value.has_value();
  row.due_us = fields.due_us.value;
  PMM_TRY(check_due(row));
  Changes derived;
  PMM_TRY(derive_case_due(writing, row, service, derived));
  if (row.due_us != before || row.due_given != was_given) changes.note("due_us");
  return {};
}

Status check_fixed_fields(const CaseFields& fields) {
  PMM_TRY(check_fixed(fields.kind, "kind"));
  PMM_TRY(check_fixed(fields.state, "state"));
  PMM_TRY(check_fixed(fields.service, "service"));
  PMM_TRY(check_fixed(fields.channel, "channel"));
  PMM_TRY(check_fixed(fields.subject, "subject"));
  PMM_TRY(check_fixed(fields.opened_us, "opened_us"));
  if (!fields.office.given) return {};
  return Status::invalid("office", "an update does not move a case; assign it instead");
}

Status record_follower(const Writing& writing, const CaseRow& row, std::int64_t subject,
                       std::string_view verb) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kCaseFollower,
                            .id = row.id,
                            .subject = subject,
                            .case_id = row.id,
                            .fields = "subject"});
}

// The case, once the actor was found to be the one who follows, or staff of the case.
Result<CaseRow> load_to_follow(const Writing& writing, std::int64_t id, std::int64_t& subject) {
  PMM_ASSIGN(subject, live_subject(writing.db(), subject));
  PMM_TRY(check_acts_for(writing, subject));
  const bool for_itself = subject != 0 && writing.plan.self() == subject;
  PMM_ASSIGN(CaseRow row, load_case(writing.db(), writing.plan,
                                    for_itself ? Action::kRead : Action::kUpdate, id));
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, model::Noun::kSubject, subject,
                        "subject"));
  return row;
}

}  // namespace

Status check_case_reference(store::Connection& db, const char* select,
                            const std::optional<std::int64_t>& id, const char* field) {
  if (!id) return {};
  PMM_ASSIGN(auto find, db.prepare(select));
  PMM_ASSIGN(const bool found, find.bind(1, *id).step());
  if (!found) return model::no_such(field, field, *id);
  if (find.int_at(0) != 0) return {};
  return Status::conflict(field,
                          std::string(field) + " " + std::to_string(*id) + " is no longer active");
}

Result<bool> add_case_follower(const Writing& writing, const CaseRow& row, std::int64_t subject) {
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kIsFollower));
    PMM_ASSIGN(const bool follows, find.bind(1, row.id).bind(2, subject).step());
    if (follows) return false;
  }
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertFollower));
  PMM_TRY(insert.bind(1, row.id).bind(2, subject).bind(3, writing.now_us()).run());
  PMM_TRY(record_follower(writing, row, subject, "create"));
  return true;
}

Result<std::int64_t> create_case(const Writing& writing, const CaseFields& fields) {
  PMM_TRY(check_reach(writing.plan, Action::kCreate, model::Noun::kCase));
  PMM_TRY(check_kind(fields.kind.value.value_or("")));
  PMM_ASSIGN(const ServiceRules service, active_service(writing, fields));
  PMM_ASSIGN(CaseRow row, new_row(writing, fields, service));
  PMM_TRY(check_new_references(writing, row));
  PMM_TRY(check_place(row));
  PMM_ASSIGN(row.state, begin_state(fields, row.kind));
  row.status = model::status_of(row.kind, row.state);
  PMM_ASSIGN(row.opened_us, opening_time(writing, fields));
  PMM_ASSIGN(row.attributes, read_attributes(service, fields.attributes.value));
  PMM_TRY(check_external_id(writing, sql::kCaseWithExternal, model::Noun::kCase, row.external_id,
                            row.id));
  row.due_us = fields.due_us.value;
  row.due_given = row.due_us.has_value();
  PMM_TRY(check_due(row));
  Changes derived;
  PMM_TRY(derive_case_due(writing, row, service, derived));
  PMM_TRY(insert_case_row(writing, row));
  const CaseEvent event{.at_us = row.opened_us,
                        .verb = row.state == "submitted" ? "submit" : "create",
                        .to_state = row.state,
                        .note = row.note ? std::string_view(*row.note) : std::string_view()};
  PMM_ASSIGN(const std::int64_t event_id, insert_case_event(writing, row, event));
  PMM_TRY(tell_of_event(writing, row, service, event, event_id));
  PMM_TRY(record_case(writing, row, "create", given_case_fields(row)));
  return row.id;
}

Result<std::int64_t> update_case(const Writing& writing, std::int64_t id,
                                 const CaseFields& fields) {
  store::Connection& db = writing.db();
  PMM_ASSIGN(CaseRow row, load_case(db, writing.plan, Action::kUpdate, id));
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_fixed_fields(fields));
  PMM_ASSIGN(const ServiceRules service, load_service_rules(db, row.service, "service"));
  Changes changes;
  const auto note_before = row.note;
  PMM_TRY(apply(row, fields, service, changes));
  PMM_TRY(apply_due(writing, row, fields, service, changes));
  if (changes.none()) return row.version;
  PMM_TRY(check_place(row));
  PMM_TRY(check_external_id(writing, sql::kCaseWithExternal, model::Noun::kCase, row.external_id,
                            row.id));
  if (fields.category.given)
    PMM_TRY(check_case_reference(db, sql::kCaseCategory, row.category, "category"));
  if (fields.area.given) PMM_TRY(check_case_reference(db, sql::kCaseArea, row.area, "area"));
  PMM_TRY(save_case(writing, row));
  if (row.note != note_before && row.note) {
    PMM_ASSIGN([[maybe_unused]] const std::int64_t event,
               insert_case_event(writing, row,
                                 {.at_us = writing.now_us(), .verb = "note", .note = *row.note}));
  }
  PMM_TRY(record_case(writing, row, "update", changes.names()));
  return row.version;
}

Result<std::int64_t> comment_case(const Writing& writing, std::int64_t id, std::string_view note,
                                  std::string_view visibility) {
  PMM_ASSIGN(const CaseRow row, load_case(writing.db(), writing.plan, Action::kAdvance, id));
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  if (note.empty()) return Status::invalid("note", "a comment needs a note");
  if (visibility.empty()) visibility = model::kVisibilitySubject;
  PMM_TRY(check_case_visibility(writing.plan, row, visibility));
  PMM_ASSIGN(
      const std::int64_t event,
      insert_case_event(
          writing, row,
          {.at_us = writing.now_us(), .verb = "comment", .visibility = visibility, .note = note}));
  PMM_TRY(record_case(writing, row, "comment", "events"));
  return event;
}

Status check_case_visibility(const model::Plan& plan, const CaseRow& row,
                             std::string_view visibility) {
  if (!model::is_known_visibility(visibility))
    return Status::invalid("visibility",
                           text::quoted(visibility) + " is not public, subject or staff");
  if (acts_as_subject(plan, Action::kAdvance, row) && visibility != model::kVisibilitySubject)
    return Status::denied("the subject's own events are for the subject and staff");
  return {};
}

Result<std::int64_t> follow_case(const Writing& writing, std::int64_t id, std::int64_t subject) {
  PMM_ASSIGN(const CaseRow row, load_to_follow(writing, id, subject));
  if (row.subject == subject) return Status::conflict("subject", "the case is the subject's own");
  PMM_ASSIGN([[maybe_unused]] const bool added, add_case_follower(writing, row, subject));
  return row.version;
}

Result<std::int64_t> unfollow_case(const Writing& writing, std::int64_t id, std::int64_t subject) {
  PMM_ASSIGN(const CaseRow row, load_to_follow(writing, id, subject));
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kIsFollower));
    PMM_ASSIGN(const bool follows, find.bind(1, id).bind(2, subject).step());
    if (!follows) return row.version;
  }
  PMM_ASSIGN(auto remove, writing.db().prepare(sql::kDeleteFollower));
  PMM_TRY(remove.bind(1, id).bind(2, subject).run());
  PMM_TRY(record_follower(writing, row, subject, "delete"));
  return row.version;
}

}  // namespace pmm::crm

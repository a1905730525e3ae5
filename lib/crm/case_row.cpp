// The rows of a case and its events, with the journal record that each change has.
#include "crm/case_row.hpp"

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "crm/case_message_sql.hpp"
#include "crm/case_sql.hpp"
#include "crm/delivery_sql.hpp"
#include "crm/notification_sql.hpp"
#include "crm/reminder_sql.hpp"

namespace pmm::crm {
namespace {

// "2007/R/000123": one count per kind and year of the CRM's own calendar.
Status give_number(const Writing& writing, CaseRow& row) {
  const std::int32_t year = civil_from_days(writing.zone.local_day(row.opened_us)).year;
  const char letter = model::format_case_number(row.kind, year, 1)[5];
  std::string counter = "case:";
  counter += letter;
  counter += ':' + std::to_string(year);
  PMM_ASSIGN(const std::int64_t number, writing.tx.next(counter));
  row.number = model::format_case_number(row.kind, year, number);
  return {};
}

Result<CaseRow> read_case(store::Connection& db, std::int64_t id, std::string_view field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kCaseRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kCase, field, id);
  CaseRow row;
  row.id = id;
  row.version = find.int_at(0);
  row.number = find.string_at(1);
  row.external_id = find.opt_text(2);
  row.protocol = find.opt_text(3);
  row.kind = find.string_at(4);
  row.service = find.int_at(5);
  row.category = find.opt_int(6);
  row.office = find.opt_int(7);
  row.channel = find.opt_int(8);
  row.subject = find.opt_int(9);
  row.assignee = find.opt_int(10);
  row.status = find.string_at(11);
  row.state = find.string_at(12);
  row.outcome = find.opt_text(13);
  row.note = find.opt_text(14);
  row.summary = find.opt_text(15);
  row.description = find.opt_text(16);
  row.address = find.opt_text(17);
  row.latitude = find.opt_double(18);
  row.longitude = find.opt_double(19);
  row.area = find.opt_int(20);
  row.opened_us = find.int_at(21);
  row.due_us = find.opt_int(22);
  row.due_given = find.int_at(23) != 0;
  row.closed_us = find.opt_int(24);
  row.first_response_us = find.opt_int(25);
  row.reopened_count = find.int_at(26);
  row.duplicate_of = find.opt_int(27);
  row.attributes = find.opt_text(28);
  return row;
}

}  // namespace

bool acts_as_subject(const model::Plan& plan, model::Action action, const CaseRow& row) noexcept {
  const model::RowFacts facts = row.facts();
  return !model::as_staff(plan, model::bit(action), model::Noun::kCase, facts) &&
         model::may(plan, action, model::Noun::kCase, facts);
}

model::ReopenPolicy reopen_policy(const ServiceRules& service) noexcept {
  model::ReopenPolicy policy;
  policy.allowed = service.reopen_days.has_value();
  policy.days = service.reopen_days.value_or(0);
  policy.by_subject = service.reopen_by_subject;
  return policy;
}

Result<CaseRow> load_case_unchecked(store::Connection& db, std::int64_t id) {
  return read_case(db, id, "id");
}

Result<CaseRow> load_case(store::Connection& db, const model::Plan& plan, model::Action action,
                          std::int64_t id, std::string_view field) {
  PMM_ASSIGN(CaseRow row, read_case(db, id, field));
  PMM_TRY(model::check_access(plan, action, model::Noun::kCase, row.facts(), field, id));
  return row;
}

Status save_case(const Writing& writing, CaseRow& row) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateCase));
  update.bind(1, row.id).bind(2, row.external_id).bind(3, row.protocol).bind(4, row.category);
  update.bind(5, row.office).bind(6, row.assignee).bind(7, std::string_view(row.status));
  update.bind(8, std::string_view(row.state)).bind(9, row.outcome).bind(10, row.note);
  update.bind(11, row.summary).bind(12, row.description).bind(13, row.address);
  update.bind(14, row.latitude).bind(15, row.longitude).bind(16, row.area);
  update.bind(17, row.opened_us).bind(18, row.due_us).bind(19, row.due_given ? 1 : 0);
  update.bind(20, row.closed_us).bind(21, row.first_response_us).bind(22, row.reopened_count);
  PMM_TRY(update.bind(23, row.duplicate_of).bind(24, row.attributes).run());
  ++row.version;
  return {};
}

Status record_case(const Writing& writing, const CaseRow& row, std::string_view verb,
                   std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kCase,
                            .id = row.id,
                            .subject = row.subject.value_or(0),
                            .case_id = row.id,
                            .fields = fields});
}

Status move_case_events(const Writing& writing, const CaseRow& row) {
  {
    PMM_ASSIGN(auto move, writing.db().prepare(sql::kMoveCaseEvents));
    PMM_TRY(move.bind(1, row.id).bind(2, row.subject).bind(3, row.office).run());
  }
  for (const char* select : {sql::kMoveNotifications, sql::kMoveDeliveries, sql::kMoveCaseMessages,
                             sql::kMoveReminders}) {
    PMM_ASSIGN(auto move, writing.db().prepare(select));
    PMM_TRY(move.bind(1, row.id).bind(2, row.office).run());
  }
  return {};
}

Status insert_case_row(const Writing& writing, CaseRow& row) {
  PMM_TRY(give_number(writing, row));
  PMM_ASSIGN(row.id, writing.tx.next_id(store::Noun::kCase));
  row.version = 1;
  const std::string token = random_token();
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertCase));
  insert.bind(1, row.id).bind(2, std::string_view(token)).bind(3, std::string_view(row.number));
  insert.bind(4, row.external_id).bind(5, row.protocol).bind(6, std::string_view(row.kind));
  insert.bind(7, row.service).bind(8, row.category).bind(9, row.office).bind(10, row.channel);
  insert.bind(11, row.subject).bind(12, row.assignee).bind(13, std::string_view(row.status));
  insert.bind(14, std::string_view(row.state)).bind(15, row.outcome).bind(16, row.note);
  insert.bind(17, row.summary).bind(18, row.description).bind(19, row.address);
  insert.bind(20, row.latitude).bind(21, row.longitude).bind(22, row.area);
  insert.bind(23, row.opened_us).bind(24, row.due_us).bind(25, row.due_given ? 1 : 0);
  insert.bind(26, row.closed_us).bind(27, row.first_response_us).bind(28, row.reopened_count);
  insert.bind(29, row.duplicate_of).bind(30, row.attributes).bind(31, writing.call.assurance);
  return insert.bind_id(32, writing.call.on_behalf_of).bind(33, writing.now_us()).run();
}

std::string given_case_fields(const CaseRow& row) {
  Changes given;
  const auto note = [&](bool is_given, std::string_view name) {
    if (is_given) given.note(name);
  };
  note(true, "kind,service");
  note(row.category.has_value(), "category");
  note(row.office.has_value(), "office");
  note(row.channel.has_value(), "channel");
  note(row.subject.has_value(), "subject");
  note(row.external_id.has_value(), "external_id");
  note(row.protocol.has_value(), "protocol");
  note(true, "status,state");
  note(row.outcome.has_value(), "outcome");
  note(row.note.has_value(), "note");
  note(row.summary.has_value(), "summary");
  note(row.description.has_value(), "description");
  note(row.address.has_value(), "address");
  note(row.latitude.has_value(), "latitude,longitude");
  note(row.area.has_value(), "area");
  note(true, "opened_us");
  note(row.due_us.has_value(), "due_us");
  note(row.closed_us.has_value(), "closed_us");
  note(row.attributes.has_value(), "attributes");
  return given.names();
}

Result<std::int64_t> insert_case_event(const Writing& writing, const CaseRow& row,
                                       const CaseEvent& event) {
  const auto text_or_null = [](std::string_view text) {
    return text.empty() ? std::optional<std::string_view>() : std::optional(text);
  };
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kCaseEvent));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertCaseEvent));
  insert.bind(1, id).bind(2, row.id).bind(3, row.subject).bind(4, row.office);
  insert.bind(5, event.at_us).bind(6, event.verb).bind(7, text_or_null(event.from_state));
  insert.bind(8, text_or_null(event.to_state)).bind(9, writing.tx.origin().actor);
  PMM_TRY(insert.bind(10, event.visibility).bind(11, text_or_null(event.note)).run());
  return id;
}

}  // namespace pmm::crm

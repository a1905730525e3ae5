#include "crm/feedback.hpp"

#include "base/civil.hpp"
#include "crm/case.hpp"
#include "crm/case_row.hpp"
#include "crm/change.hpp"
#include "crm/channel.hpp"
#include "crm/contact.hpp"
#include "crm/feedback_sql.hpp"
#include "crm/field_guard.hpp"
#include "crm/reach.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"
#include "model/feedback.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kFeedbackColumns{
    {"id", Type::kInt64},           {"version", Type::kInt64}, {"subject", Type::kInt64},
    {"service", Type::kInt64},      {"office", Type::kInt64},  {"case_id", Type::kInt64},
    {"channel", Type::kInt64},      {"stars", Type::kInt64},   {"reasons", Type::kText},
    {"comment", Type::kText},       {"reopen", Type::kBool},   {"editable_until", Type::kTime},
    {"on_behalf_of", Type::kInt64}, {"changed", Type::kTime},  {"created", Type::kTime}};

struct FeedbackRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::optional<std::int64_t> subject, office, case_id, channel;
  std::int64_t service = 0;
  std::int64_t stars = 0;
  std::optional<std::string> reasons, comment;
  bool reopen = false;
  bool asked_before = false;  // for the case to be reopened
  std::int64_t editable_until_us = 0;
};

model::RowFacts facts_of(const FeedbackRow& row) {
  return {row.subject.value_or(0), row.office.value_or(0), row.service, {}};
}

Result<FeedbackRow> load_feedback(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kFeedbackRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kFeedback, "id", id);
  FeedbackRow row;
  row.id = id;
  row.version = find.int_at(0);
  row.subject = find.opt_int(1);
  row.service = find.int_at(2);
  row.office = find.opt_int(3);
  row.case_id = find.opt_int(4);
  row.channel = find.opt_int(5);
  row.stars = find.int_at(6);
  row.reasons = find.opt_text(7);
  row.comment = find.opt_text(8);
  row.reopen = find.int_at(9) != 0;
  row.asked_before = row.reopen;
  row.editable_until_us = find.int_at(10);
  return row;
}

Changes apply(FeedbackRow& row, const FeedbackFields& fields) {
  Changes changes;
  changes.apply(row.stars, fields.stars, "stars");
  changes.apply(row.reasons, fields.reasons, "reasons");
  changes.apply(row.comment, fields.comment, "comment");
  changes.apply(row.reopen, fields.reopen, "reopen");
  return changes;
}

Status check_rules(const FeedbackRow& row) {
  if (row.reopen && !row.case_id) return Status::invalid("reopen", "only a case can be reopened");
  return model::check_feedback(
      {row.stars, row.reasons.value_or(""), row.comment.value_or(""), row.reopen});
}

// Of a case there is one. What others noted on behalf of a subject gives way to its own word: the
// row is that one from then on.
Status take_given(const Writing& writing, const CaseRow& about, FeedbackRow& row) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kFeedbackOfCase));
  PMM_ASSIGN(const bool found, find.bind(1, about.id).bind(2, *row.subject).step());
  if (!found) return {};
  const bool own = writing.plan.own_subject == *row.subject && writing.call.on_behalf_of == 0;
  if (!own || find.is_null(1))
    return Status::conflict("case_id", "feedback " + std::to_string(find.int_at(0)) +
                                           " was given on case " + about.number);
  row.id = find.int_at(0);
  row.asked_before = find.int_at(2) != 0;
  return {};
}

// What the feedback is about decides service and office.
Status take_target(const Writing& writing, const FeedbackFields& fields, FeedbackRow& row) {
  if (!fields.case_id.value) {
    if (!fields.service.value)
      return Status::invalid("service", "feedback needs a service or a closed case");
    row.service = *fields.service.value;
    PMM_ASSIGN(const ServiceRules rules, load_service_rules(writing.db(), row.service, "service"));
    if (rules.office != 0) row.office = rules.office;
    return {};
  }
  PMM_ASSIGN(const CaseRow about, load_case(writing.db(), writing.plan, Action::kRead,
                                            *fields.case_id.value, "case_id"));
  if (about.is_open())
    return Status::conflict("case_id", "case " + about.number + " is not closed");
  if (fields.service.value && *fields.service.value != about.service)
    return Status::conflict("service", "case " + about.number + " is of another service");
  if (!row.subject)
    return Status::invalid("subject", "feedback on a case needs the subject that gives it");
  if (about.subject && *about.subject != *row.subject)
    return Status::conflict("case_id", "case " + about.number + " is of another subject");
  row.case_id = about.id;
  row.service = about.service;
  row.office = about.office;
  return take_given(writing, about, row);
}

// What a subject thinks is its own to say: to whoever else writes it down, it has to have said so.
Status check_giver(const Writing& writing, const FeedbackRow& row) {
  if (!row.subject || model::is_own_affair(writing.plan, *row.subject) ||
      writing.call.on_behalf_of == *row.subject)
    return {};
  return Status::denied("feedback is given by its subject, or on behalf of it (call.on_behalf_of)");
}

// The wish as a move of the case: what the comment says is the note that comes with it.
Status ask_to_reopen(const Writing& writing, const FeedbackRow& row) {
  const Call call = without_version(writing.call);
  const Writing inner{writing.tx, writing.plan, writing.zone, call};
  CaseStep step;
  std::string note = row.comment.value_or("");
  if (note.empty()) note = std::to_string(row.stars) + "/5";
  step.note = Field<std::string>(std::move(note));
  const auto asked = advance_case(inner, *row.case_id, "request_reopen", step);
  if (asked.ok()) return {};
  return Status(asked.status().code(), asked.status().message(), "reopen");
}

Status record_feedback(const Writing& writing, const FeedbackRow& row, std::string_view verb,
                       std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kFeedback,
                            .id = row.id,
                            .subject = row.subject.value_or(0),
                            .case_id = row.case_id.value_or(0),
                            .fields = fields});
}

Status insert_feedback(const Writing& writing, FeedbackRow& row) {
  PMM_ASSIGN(row.id, writing.tx.next_id(store::Noun::kFeedback));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertFeedback));
  insert.bind(1, row.id).bind(2, row.subject).bind(3, row.service).bind(4, row.office);
  insert.bind(5, row.case_id).bind(6, row.channel).bind(7, row.stars).bind(8, row.reasons);
  insert.bind(9, row.comment).bind(10, std::int64_t{row.reopen}).bind(11, row.editable_until_us);
  return insert.bind_id(12, writing.call.on_behalf_of).bind(13, writing.now_us()).run();
}

Status replace_feedback(const Writing& writing, const FeedbackRow& row) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kReplaceFeedback));
  update.bind(1, row.id).bind(2, row.stars).bind(3, row.reasons).bind(4, row.comment);
  update.bind(5, std::int64_t{row.reopen}).bind(6, writing.now_us()).bind(7, row.channel);
  return update.bind(8, row.editable_until_us).run();
}

}  // namespace

Result<std::int64_t> create_feedback(const Writing& writing, const FeedbackFields& fields) {
  FeedbackRow row;
  const model::Plan& plan = writing.plan;
  PMM_TRY(check_reach(plan, Action::kCreate, Noun::kFeedback));
  PMM_ASSIGN(row.subject, subject_or_self(writing, fields.subject));
  row.channel = fields.channel.value;
  const Changes changes = apply(row, fields);
  PMM_TRY(take_target(writing, fields, row));
  PMM_TRY(model::check_access(plan, Action::kCreate, Noun::kFeedback, facts_of(row), "", 0));
  if (row.subject)
    PMM_TRY(
        check_subject(writing.db(), plan, Action::kRead, Noun::kSubject, *row.subject, "subject"));
  PMM_TRY(check_giver(writing, row));
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  PMM_TRY(check_rules(row));
  if (row.channel) PMM_TRY(check_entry(writing.db(), kChannels, *row.channel, "channel"));
  row.editable_until_us = writing.now_us() + model::kFeedbackEditUs;
  const bool is_new = row.id == 0;
  PMM_TRY(is_new ? insert_feedback(writing, row) : replace_feedback(writing, row));
  PMM_TRY(is_new ? record_feedback(writing, row, "create", changes.names())
                 : record_feedback(writing, row, "update", changes.names() + ",on_behalf_of"));
  if (row.reopen && !row.asked_before) PMM_TRY(ask_to_reopen(writing, row));
  return row.id;
}

Result<std::int64_t> update_feedback(const Writing& writing, std::int64_t id,
                                     const FeedbackFields& fields) {
  PMM_ASSIGN(FeedbackRow row, load_feedback(writing.db(), id));
  PMM_TRY(
      model::check_access(writing.plan, Action::kUpdate, Noun::kFeedback, facts_of(row), "id", id));
  // The office that it is about least of all.
  if (!model::is_own_affair(writing.plan, row.subject.value_or(0)))
    return Status::denied("feedback is changed by the subject that gave it");
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_fixed(fields.subject, "subject"));
  PMM_TRY(check_fixed(fields.service, "service"));
  PMM_TRY(check_fixed(fields.case_id, "case_id"));
  PMM_TRY(check_fixed(fields.channel, "channel"));
  if (writing.now_us() >= row.editable_until_us)
    return Status::conflict("id", "feedback " + std::to_string(id) + " was to be changed until " +
                                      format_instant(row.editable_until_us));
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  PMM_TRY(check_rules(row));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateFeedback));
  update.bind(1, id).bind(2, row.stars).bind(3, row.reasons).bind(4, row.comment);
  PMM_TRY(update.bind(5, std::int64_t{row.reopen}).bind(6, writing.now_us()).run());
  PMM_TRY(record_feedback(writing, row, "update", changes.names()));
  if (row.reopen && !row.asked_before) PMM_TRY(ask_to_reopen(writing, row));
  return row.version + 1;
}

Result<TablePtr> get_feedback(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const FeedbackRow row, load_feedback(reading.db, id));
  PMM_TRY(
      model::check_access(reading.plan, Action::kRead, Noun::kFeedback, facts_of(row), "id", id));
  FieldGuard guard(reading.plan, Noun::kFeedback, kFeedbackColumns);
  return read_row(reading, "feedback", sql::kSelectFeedbacks, id, kFeedbackColumns, &guard);
}

Result<TablePtr> list_feedback(const Reading& reading, const FeedbackFilter& filter,
                               const Page& page) {
  List list("feedback", sql::kSelectFeedbacks);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  where_id(list, subject, sql::kFeedbackSubjectIs, sql::kFeedbackNoSubject);
  where_id(list, filter.case_id, sql::kFeedbackCaseIs, sql::kFeedbackNoCase);
  where_id(list, filter.office, sql::kFeedbackOfficeIs, sql::kFeedbackNoOffice);
  if (filter.service.value) list.where(sql::kFeedbackServiceIs, {*filter.service.value});
  if (filter.min_stars.value) list.where(sql::kFeedbackStarsFrom, {*filter.min_stars.value});
  if (filter.max_stars.value) list.where(sql::kFeedbackStarsTo, {*filter.max_stars.value});
  if (filter.from_us.value) list.where(sql::kFeedbackFrom, {*filter.from_us.value});
  if (filter.to_us.value) list.where(sql::kFeedbackTo, {*filter.to_us.value});
  list.restrict_to(reading.plan, Noun::kFeedback);
  FieldGuard guard(reading.plan, Noun::kFeedback, kFeedbackColumns);
  return list.run(reading, kFeedbackColumns, page, List::Order::kNewestFirst, &guard);
}

}  // namespace pmm::crm

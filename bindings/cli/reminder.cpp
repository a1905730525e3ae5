// Reminders, and what subjects think of a service.
#include "moment.hpp"
#include "print.hpp"
#include "store.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

pmm_id note_reminder(const pmmcrm::Session& session, pmm_id subject,
                     const ReminderArguments& given) {
  if (given.due.empty()) throw UsageError("reminder: --note needs --due");
  pmm_reminder_input in = PMM_REMINDER_INPUT_INIT;
  in.set_fields = PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  in.subject = subject;
  in.title = pmmcrm::str(given.note);
  in.due_us = parse_moment(given.due, "--due");
  return session.create(in);
}

bool changes(const ReminderArguments& given) {
  return given.done != 0 || given.snooze != 0 || given.tick || !given.note.empty();
}

void run_tick(const pmmcrm::Db& db) {
  std::int64_t done = 0;
  pmm_error* error = nullptr;
  pmmcrm::check(pmm_tick(db.get(), nullptr, &done, &error), error);
  say(std::to_string(done) + (done == 1 ? " change" : " changes"));
}

pmm_id give_feedback(const pmmcrm::Session& session, const FeedbackArguments& given) {
  pmm_feedback_input in = PMM_FEEDBACK_INPUT_INIT;
  in.set_fields =
      PMM_FEEDBACK_STARS | PMM_FEEDBACK_REASONS | PMM_FEEDBACK_COMMENT | PMM_FEEDBACK_REOPEN;
  in.stars = given.give;
  in.reasons = pmmcrm::str(given.reasons);
  in.comment = pmmcrm::str(given.comment);
  in.reopen = given.reopen ? 1 : 0;
  if (given.case_id != 0) in.set_fields |= PMM_FEEDBACK_CASE_ID;
  in.case_id = given.case_id;
  if (given.service != 0) in.set_fields |= PMM_FEEDBACK_SERVICE;
  in.service = given.service;
  // Whoever works for the administration writes down what a subject says.
  pmm_call call = PMM_CALL_INIT;
  if (!given.subject.empty()) call.on_behalf_of = find_subject(session, given.subject);
  return session.create(in, &call);
}

}  // namespace

int reminder(const ReminderArguments& given, const Settings& settings) {
  const pmmcrm::Db db = changes(given) ? open_to_write(given.file) : open_to_read(given.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_page page = rows_at_most(given.limit);
  if (given.tick) run_tick(db);
  if (given.rules) {
    const pmm_reminder_rule_filter* all = nullptr;
    print_result(session.read(pmm_reminder_rule_list, all, &page, nullptr), settings, "no rules");
    return kOk;
  }
  pmm_id id = given.done != 0 ? given.done : given.snooze;
  if (given.done != 0) session.write(pmm_reminder_done, id, nullptr);
  if (given.snooze != 0) {
    if (given.until.empty()) throw UsageError("reminder: --snooze needs --until");
    session.write(pmm_reminder_snooze, id, parse_moment(given.until, "--until"), nullptr);
  }
  pmm_reminder_filter filter = PMM_REMINDER_FILTER_INIT;
  if (!given.subject.empty()) {
    filter.set_fields = PMM_REMINDER_FILTER_SUBJECT;
    filter.subject = find_subject(session, given.subject);
  }
  if (!given.note.empty()) {
    if (filter.subject == 0) throw UsageError("reminder: --note needs SUBJECT");
    id = note_reminder(session, filter.subject, given);
  }
  if (id != 0)
    print_record(session.read(pmm_reminder_get, id, nullptr), settings);
  else
    print_result(session.read(pmm_reminder_list, &filter, &page, nullptr), settings,
                 "no reminders");
  return kOk;
}

int feedback(const FeedbackArguments& given, const Settings& settings) {
  const pmmcrm::Db db = given.give != 0 ? open_to_write(given.file) : open_to_read(given.file);
  const pmmcrm::Session session = open_session(db, settings);
  if (given.give != 0) {
    print_record(session.read(pmm_feedback_get, give_feedback(session, given), nullptr), settings);
    return kOk;
  }
  pmm_feedback_filter filter = PMM_FEEDBACK_FILTER_INIT;
  if (given.case_id != 0) filter.set_fields |= PMM_FEEDBACK_FILTER_CASE_ID;
  filter.case_id = given.case_id;
  if (given.service != 0) filter.set_fields |= PMM_FEEDBACK_FILTER_SERVICE;
  filter.service = given.service;
  if (!given.subject.empty()) {
    filter.set_fields |= PMM_FEEDBACK_FILTER_SUBJECT;
    filter.subject = find_subject(session, given.subject);
  }
  const pmm_page page = rows_at_most(given.limit);
  print_result(session.read(pmm_feedback_list, &filter, &page, nullptr), settings, "no feedback");
  return kOk;
}

}  // namespace cli

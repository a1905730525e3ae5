// Reminders of deadlines, and the rules that make them.
#include "acting.hpp"
#include "file.hpp"
#include "give.hpp"
#include "moment.hpp"
#include "names.hpp"
#include "print.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

const std::vector<Shown> kReminders = {
    {"id", "id"},        {"subject", "subject"}, {"due", "due"},        {"all_day", "all day"},
    {"title", "title"},  {"state", "state"},     {"next", "told next"}, {"leads", "days before"},
    {"case_id", "case"}, {"rule", "rule"}};
const std::vector<Shown> kRules = {{"id", "id"},
                                   {"code", "code"},
                                   {"source", "source"},
                                   {"title", "title"},
                                   {"scheme", "scheme"},
                                   {"starts_on", "from"},
                                   {"recurrence", "recurrence"},
                                   {"leads", "days before"},
                                   {"service", "service"},
                                   {"frozen", "group"},
                                   {"active", "active"}};

pmm_id note_reminder(const Acting& by, pmm_id subject, const ReminderArguments& given) {
  if (given.due.empty()) throw UsageError("reminder: --note needs --due");
  pmm_reminder_input in = PMM_REMINDER_INPUT_INIT;
  in.set_fields = PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  in.subject = subject;
  in.title = pmmcrm::str(given.note);
  in.due_us = parse_deadline(given.due, "--due");
  give(in.set_fields, PMM_REMINDER_LEADS, in.leads, given.leads);
  give_row(in.set_fields, PMM_REMINDER_SERVICE, in.service, by.session(), given.service,
           find_service);
  return by.write(pmm_reminder_create, &in);
}

bool changes(const ReminderArguments& given) {
  return given.done != 0 || given.snooze != 0 || given.tick || !given.note.empty();
}

void run_tick(const pmmcrm::Db& db) {
  const std::int64_t done = db.tick();
  say(std::to_string(done) + (done == 1 ? " change" : " changes"));
}

pmm_reminder_rule_input to_input(const Acting& by, const ReminderRuleArguments& given,
                                 const std::string& body) {
  pmm_reminder_rule_input in = PMM_REMINDER_RULE_INPUT_INIT;
  give(in.set_fields, PMM_REMINDER_RULE_TITLE, in.title, given.title);
  give(in.set_fields, PMM_REMINDER_RULE_BODY, in.body, body);
  give(in.set_fields, PMM_REMINDER_RULE_SOURCE, in.source, given.source);
  give(in.set_fields, PMM_REMINDER_RULE_SCHEME, in.scheme, given.scheme);
  give(in.set_fields, PMM_REMINDER_RULE_RECURRENCE, in.recurrence, given.recurrence);
  give(in.set_fields, PMM_REMINDER_RULE_LEADS, in.leads, given.leads);
  give_row(in.set_fields, PMM_REMINDER_RULE_SERVICE, in.service, by.session(), given.service,
           find_service);
  give(in.set_fields, PMM_REMINDER_RULE_FROZEN, in.frozen, given.frozen);
  give(in.set_fields, PMM_REMINDER_RULE_ACTIVE, in.active, given.active);
  if (!given.at.empty()) in.set_fields |= PMM_REMINDER_RULE_AT_MINUTE;
  if (!given.at.empty()) in.at_minute = parse_minute(given.at, "--at");
  if (!given.starts.empty()) in.set_fields |= PMM_REMINDER_RULE_STARTS_ON;
  if (!given.starts.empty()) in.starts_on = parse_date(given.starts, "--starts");
  return in;
}

int list_rules(const Acting& by, const ReminderRuleArguments& given, const Settings& settings) {
  const pmm_reminder_rule_filter* all = nullptr;
  const pmm_page page = rows_at_most(given.limit);
  print_list(by.read(pmm_reminder_rule_list, all, &page), settings, kRules, "no rules");
  return kOk;
}

// Who is reminded by a dated rule.
void follow(const Acting& by, pmm_id id, const ReminderRuleArguments& given) {
  if (!given.follow.empty()) by.write(pmm_reminder_rule_follow, id, by.subject(given.follow), 1);
  if (!given.unfollow.empty())
    by.write(pmm_reminder_rule_follow, id, by.subject(given.unfollow), 0);
}

}  // namespace

int reminder(const ReminderArguments& given, const Settings& settings) {
  const pmmcrm::Db db = changes(given) ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  const pmm_page page = rows_at_most(given.limit);
  if (given.tick) run_tick(db);
  if (given.rules) {
    ReminderRuleArguments all;
    all.limit = given.limit;
    return list_rules(by, all, settings);
  }
  if (given.log != 0) {
    print_result(by.read(pmm_reminder_log, given.log), settings, "it was never told");
    return kOk;
  }
  pmm_id id = given.done != 0 ? given.done : given.snooze;
  if (given.done != 0) by.write(pmm_reminder_done, id);
  if (given.snooze != 0) {
    if (given.until.empty()) throw UsageError("reminder: --snooze needs --until");
    by.write(pmm_reminder_snooze, id, parse_moment(given.until, "--until"));
  }
  pmm_reminder_filter filter = PMM_REMINDER_FILTER_INIT;
  if (!given.subject.empty()) {
    filter.set_fields = PMM_REMINDER_FILTER_SUBJECT;
    filter.subject = by.subject(given.subject);
  }
  if (!given.note.empty()) {
    if (filter.subject == 0) throw UsageError("reminder: --note needs SUBJECT");
    id = note_reminder(by, filter.subject, given);
  }
  if (id != 0)
    print_record(by.read(pmm_reminder_get, id), settings);
  else
    print_list(by.read(pmm_reminder_list, &filter, &page), settings, kReminders, "no reminders");
  return kOk;
}

int reminder_rule(const ReminderRuleArguments& given, const Settings& settings) {
  const std::string body = given.body.empty() ? std::string() : read_input(given.body);
  const bool creates = !given.create.empty();
  const bool follows = !given.follow.empty() || !given.unfollow.empty();
  if (creates && !given.which.empty())
    throw UsageError("reminder-rule: --create makes a new one, without RULE");
  const bool named = creates || !given.which.empty();
  const pmmcrm::Db db = named ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  pmm_reminder_rule_input in = to_input(by, given, body);
  if (!named && (in.set_fields != 0 || follows)) throw UsageError("reminder-rule: which RULE?");
  if (!given.of.empty()) {
    const pmm_id subject = by.subject(given.of);
    print_list(by.read(pmm_reminder_rule_followed, subject), settings, kRules,
               "it follows no rule");
    return kOk;
  }
  if (!named) return list_rules(by, given, settings);
  pmm_id id = 0;
  if (creates) {
    in.set_fields |= PMM_REMINDER_RULE_CODE;
    in.code = pmmcrm::str(given.create);
    id = by.write(pmm_reminder_rule_create, &in);
  } else {
    id = find_reminder_rule(by.session(), given.which);
    if (in.set_fields != 0) by.write(pmm_reminder_rule_update, id, &in);
  }
  follow(by, id, given);
  print_record(by.read(pmm_reminder_rule_get, id), settings);
  return kOk;
}

}  // namespace cli

// notify and board: what is told to a citizen.
#include "acting.hpp"
#include "give.hpp"
#include "moment.hpp"
#include "names.hpp"
#include "print.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

void add_references(const pmmcrm::Session& session, const NotifyArguments& given,
                    pmm_notification_input& in) {
  give_row(in.set_fields, PMM_NOTIFICATION_SERVICE, in.service, session, given.service,
           find_service);
  give_row(in.set_fields, PMM_NOTIFICATION_CATEGORY, in.category, session, given.category,
           find_category);
  give_row(in.set_fields, PMM_NOTIFICATION_OFFICE, in.office, session, given.office, find_office);
  give_row(in.set_fields, PMM_NOTIFICATION_CASE_ID, in.case_id, session, given.case_id, find_case);
}

void add_payment(const NotifyArguments& given, pmm_notification_input& in) {
  give(in.set_fields, PMM_NOTIFICATION_PAY_AMOUNT, in.pay_amount, given.pay_amount);
  give(in.set_fields, PMM_NOTIFICATION_PAY_NOTICE, in.pay_notice, given.pay_notice);
  give(in.set_fields, PMM_NOTIFICATION_PAY_PAYEE, in.pay_payee, given.pay_payee);
  give(in.set_fields, PMM_NOTIFICATION_PAY_INVALID_AFTER_DUE, in.pay_invalid_after_due,
       given.pay_until_due ? 1 : 0);
}

pmm_notification_input to_input(const Acting& by, const NotifyArguments& given) {
  pmm_notification_input in = PMM_NOTIFICATION_INPUT_INIT;
  in.set_fields = PMM_NOTIFICATION_SUBJECT;
  in.subject = find_subject(by.session(), given.subject);
  give(in.set_fields, PMM_NOTIFICATION_TITLE, in.title, given.title);
  give(in.set_fields, PMM_NOTIFICATION_BODY, in.body, given.body);
  give(in.set_fields, PMM_NOTIFICATION_USE_TEMPLATE, in.use_template, given.use_template);
  give(in.set_fields, PMM_NOTIFICATION_DATA, in.data, given.data);
  give(in.set_fields, PMM_NOTIFICATION_NOTICE_CLASS, in.notice_class, given.notice_class);
  give(in.set_fields, PMM_NOTIFICATION_LANGUAGE, in.language, given.language);
  give(in.set_fields, PMM_NOTIFICATION_ACTION, in.action, given.action);
  give(in.set_fields, PMM_NOTIFICATION_ACTION_URL, in.action_url, given.action_url);
  give(in.set_fields, PMM_NOTIFICATION_COLLAPSE_KEY, in.collapse_key, given.key);
  give(in.set_fields, PMM_NOTIFICATION_DOCUMENTS, in.documents, given.documents);
  give_time(in.set_fields, PMM_NOTIFICATION_DUE_US, in.due_us, given.due, "--due", parse_deadline);
  give_time(in.set_fields, PMM_NOTIFICATION_ACTION_UNTIL_US, in.action_until_us, given.action_until,
            "--action-until", parse_deadline);
  add_payment(given, in);
  add_references(by.session(), given, in);
  return in;
}

// A board is one subject's: a number of another one is a mistake, and nothing is done then.
void check_board(const Acting& by, pmm_id subject, const BoardArguments& given) {
  for (const pmm_id id : {given.read, given.unread, given.archive, given.restore, given.complete}) {
    if (id == 0) continue;
    const pmmcrm::Result row = by.read(pmm_notification_get, id);
    if (row[0].int64("subject") != subject)
      throw NotFoundError("notification " + std::to_string(id) + " is not on the board of " +
                          printable(given.subject));
  }
}

// What the board's subject does with its notifications: all of it or nothing.
void change_board(const Acting& by, pmm_id subject, const BoardArguments& given) {
  check_board(by, subject, given);
  pmmcrm::Transaction all(by.session());
  if (given.read != 0) by.write(pmm_notification_mark, given.read, 1);
  if (given.unread != 0) by.write(pmm_notification_mark, given.unread, 0);
  if (given.archive != 0) by.write(pmm_notification_archive, given.archive, 1);
  if (given.restore != 0) by.write(pmm_notification_archive, given.restore, 0);
  if (given.complete != 0) by.write(pmm_notification_complete, given.complete);
  all.commit();
}

pmmcrm::Result read_board(const Acting& by, pmm_id subject, const BoardArguments& given) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  filter.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT;
  filter.subject = subject;
  if (!given.everything) filter.set_fields |= PMM_NOTIFICATION_FILTER_ARCHIVED;
  filter.archived = given.archived ? 1 : 0;
  if (given.only_unread) filter.set_fields |= PMM_NOTIFICATION_FILTER_UNREAD;
  filter.unread = 1;
  give(filter.set_fields, PMM_NOTIFICATION_FILTER_NOTICE_CLASS, filter.notice_class,
       given.notice_class);
  give_row(filter.set_fields, PMM_NOTIFICATION_FILTER_SERVICE, filter.service, by.session(),
           given.service, find_service);
  give(filter.set_fields, PMM_NOTIFICATION_FILTER_SAVED_FILTER, filter.saved_filter,
       given.saved_filter);
  const pmm_page page = rows_at_most(given.limit);
  return by.read(pmm_notification_list, &filter, &page);
}

const std::vector<Shown> kBoard = {
    {"id", "id"},       {"created", "when"},     {"class", "class"},
    {"title", "title"}, {"read_state", "state"}, {"action_state", "to do"},
    {"due", "due"}};

}  // namespace

int notify(const NotifyArguments& arguments, const Settings& settings) {
  const pmmcrm::Db db = open_to_write(arguments.file);
  const Acting by(db, settings);
  const pmm_notification_input input = to_input(by, arguments);
  const pmm_id id = by.write(pmm_notification_create, &input);
  print_record(by.read(pmm_notification_get, id), settings);
  return kOk;
}

int board(const BoardArguments& arguments, const Settings& settings) {
  const bool writes = arguments.read != 0 || arguments.unread != 0 || arguments.archive != 0 ||
                      arguments.restore != 0 || arguments.complete != 0;
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const Acting by(db, settings);
  const pmm_id subject = by.subject(arguments.subject);
  if (writes) change_board(by, subject, arguments);
  print_list(read_board(by, subject, arguments), settings, kBoard, "nothing stands on the board");
  return kOk;
}

}  // namespace cli

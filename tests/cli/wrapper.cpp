// The C++ wrapper: who owns what, and what an error tells.
#include <cstdio>
#include <cstdlib>
#include <type_traits>

#include "pmmcrm/pmmcrm.hpp"

#define CHECK(condition)                                                   \
  do {                                                                     \
    if (!(condition)) {                                                    \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      std::exit(1);                                                        \
    }                                                                      \
  } while (0)

using pmmcrm::str;

namespace {

static_assert(!std::is_copy_constructible_v<pmmcrm::Db> &&
              std::is_nothrow_move_constructible_v<pmmcrm::Db>);
static_assert(!std::is_copy_constructible_v<pmmcrm::Session> &&
              !std::is_copy_constructible_v<pmmcrm::Result> &&
              !std::is_copy_constructible_v<pmmcrm::Cancel>);
static_assert(std::is_copy_constructible_v<pmmcrm::Error>);

pmm_subject_input organization(std::string_view name) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = str("organization");
  input.name = str(name);
  return input;
}

template <class Work>
pmmcrm::Error failure_of(Work work) {
  try {
    work();
  } catch (const pmmcrm::Error& error) {
    return error;
  }
  std::fputs("a call that had to fail did not\n", stderr);
  std::exit(1);
}

void error_outlives_everything() {
  const pmmcrm::Error error = failure_of([] {
    const pmmcrm::Db db = pmmcrm::Db::memory();
    pmm_subject_input input = organization("Pasticceria");
    input.kind = str("ghost");
    db.session().create(input);
  });
  CHECK(error.code() == PMM_E_INVALID);
  CHECK(error.name() == "PMM_E_INVALID");
  CHECK(error.field() == "kind");
  CHECK(error.row() == -1);
  CHECK(std::string_view(error.what()).find("ghost") != std::string_view::npos);
  CHECK(error.detail("no such fact").empty());
}

void errors_of_every_way_in() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  CHECK(failure_of([&] { db.session(77); }).code() == PMM_E_NOT_FOUND);
  CHECK(failure_of([&] { session.subject(77); }).code() == PMM_E_NOT_FOUND);
  CHECK(failure_of([&] { session.query("{\"measures\":[\"x.y\"]}"); }).field() == "measures[0]");
  CHECK(failure_of([&] { session.import_csv("/nowhere/at.all", "{}"); }).code() < 0);
  CHECK(failure_of([] { pmmcrm::Db::open("/nowhere/at.all"); }).code() < 0);
}

void transaction_rolls_back() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  {
    const pmmcrm::Transaction transaction(session);
    session.create(organization("Forgotten"));
  }
  pmmcrm::Transaction transaction(session);
  const pmm_id id = session.create(organization("Kept"));
  transaction.commit();
  CHECK(id == 1);
  CHECK(session.subject(1)[0].text("name") == "Kept");
  CHECK(failure_of([&] { session.subject(2); }).code() == PMM_E_NOT_FOUND);
}

void result_is_read_in_every_way() {
  pmmcrm::Result result;
  {
    const pmmcrm::Db db = pmmcrm::Db::memory();
    const pmmcrm::Session session = db.session();
    session.create(organization("Uno"));
    session.create(organization("Due"));
    const pmm_subject_filter* all = nullptr;
    const pmm_page* page = nullptr;
    const pmm_call* call = nullptr;
    result = session.read(pmm_subject_list, all, page, call);
  }
  CHECK(result.rows() == 2 && !result.empty());
  std::string names;
  for (const pmmcrm::Row row : result) names.append(row.text("name")) += ' ';
  CHECK(names == "Due Uno ");
  const auto ids = result.int64s(result.find("id").value());
  CHECK(ids.size() == 2 && ids[0] == 2 && ids[1] == 1);
  CHECK(result[0].is_null("family_name"));
  CHECK(!result.find("no such column"));
  CHECK(result.json().find("\"Uno\"") != std::string::npos);
  ArrowArrayStream stream = result.arrow();
  CHECK(stream.release != nullptr);
  stream.release(&stream);
  bool refused = false;
  try {
    result[0].text("no such column");
  } catch (const std::out_of_range&) {
    refused = true;
  }
  CHECK(refused);
}

void cancel_stops_a_call() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Cancel cancel;
  cancel.request();
  pmm_call call = PMM_CALL_INIT;
  call.cancel = cancel.get();
  CHECK(failure_of([&] { db.session().create(organization("Mai"), &call); }).code() ==
        PMM_E_CANCELLED);
}

// From a campaign to the report of what became of it.
void outbox_is_worked() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  const pmm_call* call = nullptr;
  session.create(organization("Pasticceria"));
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = channel.name = str("app");
  const pmm_id app = session.create(channel);
  CHECK(session.write(pmm_channel_carry, app, str("push"), call) == 1);
  pmm_freeze_input freeze = PMM_FREEZE_INPUT_INIT;
  freeze.set_fields = PMM_FREEZE_RULE;
  freeze.rule = str(R"({"subject": {}})");
  pmm_campaign_input campaign = PMM_CAMPAIGN_INPUT_INIT;
  campaign.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_CLASS |
                        PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY;
  campaign.name = campaign.title = campaign.body = str("news");
  campaign.frozen = session.write(pmm_segment_freeze, &freeze, call);
  campaign.notice_class = str("courtesy");
  const pmm_id id = session.create(campaign);
  CHECK(db.tick() == 1);
  CHECK(session.campaign(id)[0].text("state") == "done");
  const pmmcrm::Result parcels = session.claim(app);
  CHECK(parcels.rows() == 1);
  pmm_delivery_report_input report = PMM_DELIVERY_REPORT_INPUT_INIT;
  report.outcome = PMM_OUTCOME_DELIVERED;
  report.token = parcels[0].int64("token");
  CHECK(session.report(parcels[0].int64("id"), report) > 1);
  CHECK(session.delivery(1)[0].text("state") == "delivered");
  CHECK(session.campaigns().rows() == 1 && session.campaign_counts(id).rows() == 1);
  const std::int64_t paused = session.pause_campaign(id);
  CHECK(session.resume_campaign(id) == paused + 1);
  CHECK(session.cancel_campaign(id) > 3);
  CHECK(session.campaign(id)[0].text("state") == "cancelled");
  CHECK(session.deliveries().rows() == 1 && session.delivery_counts().rows() == 1);
  CHECK(session.tries(1).rows() == 1);
  CHECK(failure_of([&] { session.requeue(1); }).code() == PMM_E_CONFLICT);
  CHECK(failure_of([&] { session.cancel_delivery(1); }).code() == PMM_E_CONFLICT);
  CHECK(failure_of([&] { session.receipt("none", PMM_OUTCOME_DELIVERED); }).code() ==
        PMM_E_NOT_FOUND);
  CHECK(failure_of([&] { session.heartbeat(1, 99); }).code() == PMM_E_CONFLICT);
  CHECK(session.explain_delivery(1).rows() > 10);
  CHECK(session.changes(0, 1)[0].int64("seq") == 1);
  db.set_carrier("app", nullptr);
  db.start_worker();
  db.stop_worker();
}

void a_board_is_written_and_read() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  const pmm_id subject = session.create(organization("Circolo"));
  pmm_notification_input notice = PMM_NOTIFICATION_INPUT_INIT;
  notice.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_TITLE | PMM_NOTIFICATION_BODY;
  notice.subject = subject;
  notice.title = notice.body = pmmcrm::str("Avviso");
  const pmm_id id = session.create(notice);
  CHECK(session.mark(id) == 1);  // of its flags a row keeps no version
  const pmmcrm::Result board = session.board(subject);
  CHECK(board.rows() == 1 && board[0].text("title") == "Avviso");
  pmm_preference_input wanted = PMM_PREFERENCE_INPUT_INIT;
  wanted.set_fields = PMM_PREFERENCE_DIGEST;
  wanted.digest = 1;
  CHECK(session.set(subject, wanted) == 1);
  CHECK(session.preferences(subject)[0].boolean("digest"));
  CHECK(session.favourites(subject).empty());
  CHECK(session.archive(id) == 1 && session.board(subject).empty());
  CHECK(session.archive(id, false) == 1 && session.board_counts(subject)[0].int64("current") == 1);
  CHECK(failure_of([&] { session.complete(id); }).code() == PMM_E_CONFLICT);
  CHECK(session.notification(id)[0].text("title") == "Avviso" && session.documents(id).empty());
}

// What a subject wants, and how its page is laid out.
void wishes_are_kept() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  const pmm_id subject = session.create(organization("Circolo"));
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  input.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME;
  input.code = input.name = str("mensa");
  const pmm_id service = session.create(input);
  CHECK(session.put_favourite(subject, service) == 1 && session.favourites(subject).rows() == 1);
  CHECK(session.remove_favourite(subject, service) == 0);
  pmm_preference_channel channel = PMM_PREFERENCE_CHANNEL_INIT;
  channel.set_fields = PMM_PREFERENCE_CHANNEL_SERVICE | PMM_PREFERENCE_CHANNEL_CHANNEL;
  channel.service = service;
  channel.channel = str("email");
  CHECK(session.prefer(subject, channel) == 1);
  CHECK(session.choices(subject)[0].text("kind") == "preferred_channel");
  CHECK(session.preference_history(subject).rows() == 1);
  CHECK(session.explain_preference(subject).rows() == 4);
  pmm_saved_filter_input filter = PMM_SAVED_FILTER_INPUT_INIT;
  filter.set_fields = PMM_SAVED_FILTER_SUBJECT | PMM_SAVED_FILTER_NAME | PMM_SAVED_FILTER_RULE;
  filter.subject = subject;
  filter.name = str("all");
  filter.rule = str("{}");
  const pmm_id saved = session.create(filter);
  filter.set_fields = PMM_SAVED_FILTER_APPLIED;
  filter.applied = 1;
  CHECK(session.update(saved, filter) == 2 && session.saved_filters().rows() == 1);
  session.remove_saved_filter(saved);
  CHECK(session.saved_filters().empty());
  CHECK(session.set_layout(subject, R"([{"section": "board"}])") == 1);
  CHECK(session.layout(subject)[0].text("section") == "board");
  CHECK(session.stop(subject, "objected") && session.stops(subject).rows() == 1);
  CHECK(session.stop(subject, "objected", false) && session.stops(subject).empty());
}

void deadlines_are_followed() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  const pmm_id subject = session.create(organization("Circolo"));
  pmm_reminder_rule_input rule = PMM_REMINDER_RULE_INPUT_INIT;
  rule.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                    PMM_REMINDER_RULE_STARTS_ON;
  rule.code = rule.title = str("imu");
  rule.source = str("dated");
  rule.starts_on = 40'000;
  const pmm_id id = session.create(rule);
  session.follow(id, subject);
  CHECK(session.followed_rules(subject)[0].text("code") == "imu");
  session.follow(id, subject, false);
  CHECK(session.followed_rules(subject).empty() && session.reminder_rules().rows() == 1);
  rule.set_fields = PMM_REMINDER_RULE_LEADS;
  rule.leads = str("14");
  CHECK(session.update(id, rule) == 2);
  pmm_reminder_input noted = PMM_REMINDER_INPUT_INIT;
  noted.set_fields = PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  noted.subject = subject;
  noted.title = str("Rinnovo");
  constexpr std::int64_t kDay = 86'400'000'000;
  noted.due_us = 40'000 * kDay;
  const pmm_id reminder = session.create(noted);
  CHECK(session.snooze(reminder, 39'999 * kDay) == 2);
  noted.set_fields = PMM_REMINDER_TITLE;
  noted.title = str("Rinnovo del patto");
  CHECK(session.update(reminder, noted) == 3);
  CHECK(session.finish_reminder(reminder) == 4);
  CHECK(session.reminders()[0].text("state") == "done");
  CHECK(session.reminder_log(reminder).columns() == 5);
}

// What the office and its citizen write to each other, and the text of a notice of its own.
void messages_and_texts() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  pmm_case_input opened = PMM_CASE_INPUT_INIT;
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  service.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME;
  service.code = service.name = str("informazioni");
  opened.set_fields = PMM_CASE_KIND | PMM_CASE_SUBJECT | PMM_CASE_SERVICE;
  opened.kind = str("inquiry");
  opened.service = session.create(service);
  opened.subject = session.create(organization("Circolo"));
  const pmm_id id = session.create(opened);
  CHECK(session.cases().rows() == 1);
  pmm_case_message_input message = PMM_CASE_MESSAGE_INPUT_INIT;
  message.set_fields = PMM_CASE_MESSAGE_CASE_ID | PMM_CASE_MESSAGE_BODY | PMM_CASE_MESSAGE_KIND;
  message.case_id = id;
  message.body = str("Quando?");
  message.kind = str("request");
  const pmm_id request = session.create(message);
  CHECK(session.withdraw_message(request) == 2);
  CHECK(session.messages(id)[0].text("state") == "withdrawn");
  CHECK(failure_of([&] { session.see_message(request + 1); }).code() == PMM_E_NOT_FOUND);
  pmm_notification_template_input text = PMM_NOTIFICATION_TEMPLATE_INPUT_INIT;
  text.set_fields = PMM_NOTIFICATION_TEMPLATE_CODE | PMM_NOTIFICATION_TEMPLATE_TITLE |
                    PMM_NOTIFICATION_TEMPLATE_BODY;
  text.code = str("mine");
  text.title = text.body = str("Ciao");
  const pmm_id made = session.create(text);
  text.set_fields = PMM_NOTIFICATION_TEMPLATE_TITLE;
  text.title = str("Salve");
  CHECK(session.update(made, text) == 2);
  CHECK(session.render(made, "{}")[0].text("title") == "Salve");
  session.remove_template(made);
  CHECK(session.templates().empty());
}

// From the opening of a calendar to the booking in its first free slot.
void books_what_is_free() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  pmm_office_input office = PMM_OFFICE_INPUT_INIT;
  office.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
  office.code = office.name = str("anagrafe");
  pmm_calendar_input calendar = PMM_CALENDAR_INPUT_INIT;
  calendar.set_fields = PMM_CALENDAR_CODE | PMM_CALENDAR_NAME | PMM_CALENDAR_OFFICE;
  calendar.code = calendar.name = str("desk");
  calendar.office = session.create(office);
  pmm_opening_input opening = PMM_OPENING_INPUT_INIT;
  opening.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
  opening.weekday = 3;
  opening.from_minute = 540;
  opening.to_minute = 600;
  session.open(session.create(calendar), opening);
  const pmmcrm::Result free = session.slots(nullptr, 1);
  CHECK(free.rows() == 1 && free[0].int64("free") == 1);
  pmm_appointment_input wanted = PMM_APPOINTMENT_INPUT_INIT;
  wanted.set_fields = PMM_APPOINTMENT_CALENDAR | PMM_APPOINTMENT_STARTS_US;
  wanted.calendar = free[0].int64("calendar");
  wanted.starts_us = free[0].int64("starts");
  CHECK(session.book(wanted) == 1);
  CHECK(failure_of([&] { session.hold(wanted); }).detail("reason") == "full");
  CHECK(session.openings(1).rows() == 1 && session.calendars().rows() == 1);
  calendar.set_fields = PMM_CALENDAR_CAPACITY;
  calendar.capacity = 2;
  CHECK(session.update(1, calendar) == 2);
  wanted.set_fields = PMM_APPOINTMENT_NOTE;
  wanted.note = str("con il cane");
  CHECK(session.update(1, wanted) == 2);
  const std::int64_t later = session.slots(nullptr, 2)[1].int64("starts");
  CHECK(session.move_appointment(1, later) == 3);
  CHECK(session.appointment(1)[0].int64("starts") == later);
  pmm_closure_input closure = PMM_CLOSURE_INPUT_INIT;
  closure.set_fields = PMM_CLOSURE_CALENDAR | PMM_CLOSURE_FROM_US | PMM_CLOSURE_TO_US;
  closure.calendar = 1;
  closure.from_us = later;
  closure.to_us = later + 1'000'000;
  const pmm_id closed = session.create(closure);
  CHECK(session.conflicts(1).rows() == 1 && session.closures().rows() == 1);
  session.remove_closure(closed);
  CHECK(session.conflicts(1).empty());
  CHECK(session.advance_appointment(1, "cancel") == 4);
  CHECK(session.appointments()[0].text("state") == "cancelled");
  CHECK(session.appointment_events(1).rows() == 4);
  session.remove_opening(1);
  CHECK(session.openings(1).empty());
}

// Two that are one, and the page of the one.
void a_page_outlives_its_session() {
  pmmcrm::Result profile;
  {
    const pmmcrm::Db db = pmmcrm::Db::memory();
    const pmmcrm::Session session = db.session();
    pmm_merge_input input = PMM_MERGE_INPUT_INIT;
    input.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER;
    input.winner = session.create(organization("Officine Vesuvio"));
    input.loser = session.create(organization("Officine Vesuvio srl"));
    CHECK(session.duplicates().rows() == 0);
    CHECK(!session.preview(input).empty());
    const pmm_id merge = session.merge(input);
    const pmmcrm::MyPage page = session.my_page(input.loser, 5);
    CHECK(page.subject() == input.winner && page.sections() == 9);
    CHECK(page.name(0) == "profile" && !page.is_collapsed(0) && !page.has_more(0));
    profile = page.section("profile");
    CHECK(failure_of([&] { page.section("nothing"); }).code() == PMM_E_NOT_FOUND);
    CHECK(session.undo_merge(merge) == 2);
    CHECK(session.my_page(input.loser).subject() == input.loser);
  }
  CHECK(profile.rows() == 1 && profile[0].text("name") == "Officine Vesuvio");
}

void requests_and_the_journal_are_a_call_each() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  const pmm_id subject = session.create(organization("Pasticceria"));
  const pmmcrm::Result head = db.audit_head();
  pmm_data_request_input input = PMM_DATA_REQUEST_INPUT_INIT;
  input.set_fields = PMM_DATA_REQUEST_SUBJECT | PMM_DATA_REQUEST_KIND;
  input.subject = subject;
  input.kind = str("erasure");
  const pmm_id request = session.create(input);
  session.advance_request(request, "start");
  CHECK(session.work_request(request) == 3);
  CHECK(session.data_request(request)[0].text("state") == "WIP");
  CHECK(session.subject(subject)[0].text("name").empty());
  CHECK(
      db.audit_check(head[0].text("store_id"), head[0].int64("seq"), head[0].text("hash")).rows() ==
      0);
  CHECK(session.reads().rows() > 0);
}

}  // namespace

int main() {
  requests_and_the_journal_are_a_call_each();
  error_outlives_everything();
  errors_of_every_way_in();
  transaction_rolls_back();
  result_is_read_in_every_way();
  cancel_stops_a_call();
  outbox_is_worked();
  a_board_is_written_and_read();
  wishes_are_kept();
  deadlines_are_followed();
  messages_and_texts();
  books_what_is_free();
  a_page_outlives_its_session();
  return 0;
}

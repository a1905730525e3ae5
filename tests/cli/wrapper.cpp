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
  books_what_is_free();
  a_page_outlives_its_session();
  return 0;
}

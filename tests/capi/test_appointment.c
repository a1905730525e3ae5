#include "booking.h"

static void test_appointment__is_booked_with_a_code(town* t, pmm_id calendar) {
  const pmm_id id = book(t->citizen, calendar, CHECK_FRIDAY, 0);
  pmm_appointment_filter filter = PMM_APPOINTMENT_FILTER_INIT;
  pmm_result *row = appointment(t->citizen, id), *found = NULL;
  const pmm_str code = pmm_result_text(row, 0, column_of(row, "code"));
  char written[16];
  CHECK(text_cell(row, 0, "state", "confirmed") && int_cell(row, 0, "subject") == t->anna);
  CHECK(int_cell(row, 0, "office") == t->registry && int_cell(row, 0, "starts") == CHECK_FRIDAY);
  CHECK(int_cell(row, 0, "ends") == CHECK_FRIDAY + 30 * CHECK_MINUTE);
  CHECK(code.size == 8 && null_cell(row, 0, "held_until"));
  /* As people write it down. */
  snprintf(written, sizeof written, "%.4s-%c%.3s", code.data, code.data[4] | 0x20, code.data + 5);
  filter.set_fields = PMM_APPOINTMENT_FILTER_CODE;
  filter.code = pmm_string(written);
  CHECK_OK(pmm_appointment_list(t->clerk, &filter, NULL, NULL, &found, &check_error));
  CHECK(pmm_result_rows(found) == 1 && int_cell(found, 0, "id") == id);
  pmm_result_free(found);
  pmm_result_free(row);
}

static void test_appointment__never_takes_more_than_there_is(town* t, pmm_id calendar) {
  pmm_appointment_input in = booking(calendar, CHECK_FRIDAY, t->bruno);
  pmm_id id = 7;
  CHECK_FAILS(pmm_appointment_book(t->clerk, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "starts_us");
  CHECK(id == 0);
  in.starts_us = CHECK_FRIDAY + 10 * CHECK_MINUTE;
  CHECK_FAILS(pmm_appointment_book(t->clerk, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "starts_us");
  in.starts_us = CHECK_FRIDAY + CHECK_DAY; /* a Saturday */
  CHECK_FAILS(pmm_appointment_book(t->clerk, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "starts_us");
  in.starts_us = CHECK_FRIDAY - CHECK_DAY; /* over since half past nine */
  CHECK_FAILS(pmm_appointment_book(t->clerk, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "starts_us");
  in.calendar = 99;
  CHECK_FAILS(pmm_appointment_book(t->clerk, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "calendar");
  in.set_fields = PMM_APPOINTMENT_CALENDAR;
  CHECK_FAILS(pmm_appointment_book(t->clerk, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "starts_us");
}

static void test_appointment__is_held_for_a_while(town* t, pmm_id calendar) {
  const int64_t slot = CHECK_FRIDAY + 30 * CHECK_MINUTE, before = check_now_us;
  pmm_appointment_input in = booking(calendar, slot, 0);
  pmm_id id = 0, other = 0;
  int64_t done = 0;
  CHECK_OK(pmm_appointment_hold(t->citizen, &in, NULL, &id, &check_error));
  CHECK(has_state(t->citizen, id, "held"));
  in = booking(calendar, slot, t->bruno);
  CHECK_FAILS(pmm_appointment_book(t->clerk, &in, NULL, &other, &check_error), PMM_E_CONFLICT,
              "starts_us");
  check_now_us += 10 * CHECK_MINUTE;
  /* Free again, without a tick. */
  CHECK_FAILS(
      pmm_appointment_advance(t->citizen, id, pmm_string("confirm"), NULL, NULL, &check_error),
      PMM_E_CONFLICT, "verb");
  CHECK_OK(pmm_appointment_book(t->clerk, &in, NULL, &other, &check_error));
  CHECK(has_state(t->citizen, id, "expired"));
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(done == 0);
  advance(t->clerk, other, "cancel");
  in = booking(calendar, slot, 0);
  CHECK_OK(pmm_appointment_hold(t->citizen, &in, NULL, &id, &check_error));
  CHECK(advance(t->citizen, id, "confirm") == 2 && has_state(t->citizen, id, "confirmed"));
  advance(t->citizen, id, "cancel");
  check_now_us = before;
}

static void test_appointment__is_moved_and_ends(town* t, pmm_id calendar) {
  const int64_t slot = CHECK_FRIDAY + 3 * CHECK_DAY, before = check_now_us;
  const pmm_id id = book(t->citizen, calendar, slot, 0);
  pmm_result *row = appointment(t->citizen, id), *events = NULL;
  char code[9];
  int64_t version = 0;
  snprintf(code, sizeof code, "%s", pmm_result_text(row, 0, column_of(row, "code")).data);
  pmm_result_free(row);
  CHECK_OK(
      pmm_appointment_move(t->citizen, id, 0, slot + CHECK_HOUR, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK_FAILS(pmm_appointment_move(t->citizen, id, 0, CHECK_FRIDAY, NULL, &version, &check_error),
              PMM_E_CONFLICT, "starts_us");
  CHECK(version == 0);
  row = appointment(t->citizen, id);
  CHECK(int_cell(row, 0, "starts") == slot + CHECK_HOUR && text_cell(row, 0, "code", code));
  pmm_result_free(row);
  /* The slot that it left is free. */
  advance(t->clerk, book(t->clerk, calendar, slot, t->bruno), "cancel");
  CHECK_FAILS(pmm_appointment_advance(t->clerk, id, pmm_string("done"), NULL, NULL, &check_error),
              PMM_E_CONFLICT, "verb");
  check_now_us = slot + CHECK_HOUR;
  CHECK_FAILS(
      pmm_appointment_advance(t->citizen, id, pmm_string("cancel"), NULL, NULL, &check_error),
      PMM_E_CONFLICT, "verb");
  CHECK_FAILS(pmm_appointment_advance(t->citizen, id, pmm_string("done"), NULL, NULL, &check_error),
              PMM_E_DENIED, "verb");
  advance(t->clerk, id, "missed");
  CHECK(advance(t->clerk, id, "done") == 4);
  CHECK_FAILS(pmm_appointment_advance(t->clerk, id, pmm_string("nap"), NULL, NULL, &check_error),
              PMM_E_INVALID, "verb");
  CHECK_OK(pmm_appointment_events(t->citizen, id, NULL, &events, &check_error));
  CHECK(pmm_result_rows(events) == 4 && text_cell(events, 1, "verb", "move"));
  CHECK(int_cell(events, 0, "starts") == slot && text_cell(events, 3, "to_state", "done"));
  CHECK(text_cell(events, 2, "from_state", "confirmed") && null_cell(events, 0, "from_state"));
  pmm_result_free(events);
  check_now_us = before;
}

/* What stands on the citizen's board of this appointment, newest first. */
static pmm_result* board_of(town* t, pmm_id id) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  pmm_result* rows = NULL;
  char key[40];
  snprintf(key, sizeof key, "appointment:%lld", (long long)id);
  filter.set_fields = PMM_NOTIFICATION_FILTER_COLLAPSE_KEY | PMM_NOTIFICATION_FILTER_ORIGIN;
  filter.collapse_key = pmm_string(key);
  filter.origin = pmm_string("appointment");
  CHECK_OK(pmm_notification_list(t->citizen, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static int has_notices(town* t, pmm_id id, int64_t count, const char* says) {
  pmm_result* rows = board_of(t, id);
  const int64_t all = pmm_result_rows(rows);
  const int says_it =
      all != 0 && strstr(pmm_result_text(rows, 0, column_of(rows, "title")).data, says) != NULL;
  pmm_result_free(rows);
  return all == count && (count == 0 || says_it);
}

/* What the office does to it, who comes is told; what it does itself it knows. */
static void test_appointment__tells_the_subject_what_the_office_does(town* t) {
  const pmm_id calendar = new_calendar(t->admin, calendar_input(t->registry, "told"));
  const pmm_id id = book(t->citizen, calendar, CHECK_FRIDAY, 0);
  pmm_result* rows;
  CHECK_OK(
      pmm_appointment_move(t->citizen, id, 0, CHECK_FRIDAY + CHECK_HOUR, NULL, NULL, &check_error));
  CHECK(has_notices(t, id, 0, ""));
  CHECK_OK(pmm_appointment_move(t->clerk, id, 0, CHECK_FRIDAY + 3 * CHECK_DAY, NULL, NULL,
                                &check_error));
  CHECK(has_notices(t, id, 1, ": confermato"));
  rows = board_of(t, id);
  CHECK(strstr(pmm_result_text(rows, 0, column_of(rows, "body")).data, "10:00") != NULL);
  CHECK(int_cell(rows, 0, "office") == t->registry && text_cell(rows, 0, "class", "courtesy"));
  pmm_result_free(rows);
  advance(t->clerk, id, "cancel");
  CHECK(has_notices(t, id, 2, ": annullato"));
  advance(t->clerk, book(t->clerk, calendar, CHECK_FRIDAY, t->bruno), "cancel");
  CHECK(has_notices(t, id, 2, ": annullato"));
}

/* A courtesy, whatever class the service tells its other news in. */
static void test_appointment__tells_it_as_a_courtesy(town* t) {
  const char* const classes[] = {"promotional", "legal"};
  pmm_calendar_input desk = calendar_input(t->registry, "courtesy");
  pmm_service_input in = PMM_SERVICE_INPUT_INIT;
  pmm_id calendar;
  size_t i;
  desk.set_fields |= PMM_CALENDAR_SERVICE;
  desk.service = t->residence;
  calendar = new_calendar(t->admin, desk);
  in.set_fields = PMM_SERVICE_NOTICE_CLASS;
  for (i = 0; i < 2; ++i) {
    pmm_id id;
    pmm_result* rows;
    in.notice_class = pmm_string(classes[i]);
    CHECK_OK(pmm_service_update(t->admin, t->residence, &in, NULL, NULL, &check_error));
    id = book(t->citizen, calendar, CHECK_FRIDAY, 0);
    advance(t->clerk, id, "cancel");
    rows = board_of(t, id);
    CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "class", "courtesy"));
    pmm_result_free(rows);
  }
  in.notice_class = pmm_string("");
  CHECK_OK(pmm_service_update(t->admin, t->residence, &in, NULL, NULL, &check_error));
}

static void test_appointment__waits_for_the_office(town* t) {
  pmm_calendar_input in = calendar_input(t->registry, "approval");
  const int64_t before = check_now_us;
  int64_t done = 0;
  pmm_id calendar, id;
  in.set_fields |= PMM_CALENDAR_APPROVAL | PMM_CALENDAR_PER_SUBJECT;
  in.approval = 1;
  in.per_subject = 1;
  calendar = new_calendar(t->admin, in);
  id = book(t->citizen, calendar, CHECK_FRIDAY, 0);
  CHECK(has_state(t->citizen, id, "requested"));
  CHECK_FAILS(
      pmm_appointment_advance(t->citizen, id, pmm_string("confirm"), NULL, NULL, &check_error),
      PMM_E_DENIED, "verb");
  {
    const pmm_appointment_input more = booking(calendar, CHECK_FRIDAY + CHECK_HOUR, 0);
    pmm_id second = 0;
    CHECK_FAILS(pmm_appointment_book(t->citizen, &more, NULL, &second, &check_error),
                PMM_E_CONFLICT, "subject");
  }
  CHECK(has_notices(t, id, 0, ""));
  advance(t->clerk, id, "confirm");
  CHECK(has_notices(t, id, 1, ": confermato"));
  CHECK_OK(
      pmm_appointment_move(t->citizen, id, 0, CHECK_FRIDAY + CHECK_HOUR, NULL, NULL, &check_error));
  CHECK(has_state(t->citizen, id, "requested"));
  advance(t->clerk, id, "refuse");
  CHECK(has_state(t->citizen, id, "refused") && has_notices(t, id, 2, ": rifiutato"));
  /* Nobody answers in time. */
  id = book(t->citizen, calendar, CHECK_FRIDAY, 0);
  check_now_us = CHECK_FRIDAY - CHECK_MINUTE;
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(done == 0 && has_state(t->citizen, id, "requested"));
  check_now_us = CHECK_FRIDAY;
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(done == 1 && has_state(t->citizen, id, "expired"));
  CHECK(has_notices(t, id, 1, ": scaduto"));
  check_now_us = before;
}

/* A hold that has passed by one clock, and whose place another has taken, is not confirmed by a
   clock that is behind. */
static void test_appointment__J11_J12_is_not_confirmed_by_a_clock_that_is_behind(town* t) {
  const int64_t before = check_now_us;
  const pmm_id calendar = new_calendar(t->admin, calendar_input(t->registry, "clocks"));
  pmm_appointment_input in = booking(calendar, CHECK_FRIDAY, 0);
  pmm_result* rows = NULL;
  pmm_id id = 0;
  CHECK_OK(pmm_appointment_hold(t->citizen, &in, NULL, &id, &check_error));
  check_now_us += 10 * CHECK_MINUTE;
  book(t->clerk, calendar, CHECK_FRIDAY, t->bruno);
  check_now_us -= CHECK_MINUTE;
  CHECK_FAILS(
      pmm_appointment_advance(t->citizen, id, pmm_string("confirm"), NULL, NULL, &check_error),
      PMM_E_CONFLICT, "verb");
  CHECK_OK(pmm_calendar_conflicts(t->admin, calendar, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  /* Who came next has not ended the hold: its time did. */
  CHECK_OK(pmm_history(t->admin, PMM_NOUN_APPOINTMENT, id, NULL, NULL, &rows, &check_error));
  CHECK(text_cell(rows, 0, "verb", "expire"));
  CHECK(int_cell(rows, 0, "actor") == PMM_ACTOR_SYSTEM);
  pmm_result_free(rows);
  check_now_us = before;
}

/* Nor does a subject come to more places than it may have. */
static void test_appointment__J11_a_lapsed_hold_is_none_to_confirm(town* t) {
  const int64_t before = check_now_us;
  pmm_calendar_input desk = calendar_input(t->registry, "one each");
  pmm_appointment_input in;
  pmm_id id = 0, calendar;
  desk.set_fields |= PMM_CALENDAR_PER_SUBJECT;
  desk.per_subject = 1;
  calendar = new_calendar(t->admin, desk);
  in = booking(calendar, CHECK_FRIDAY, 0);
  CHECK_OK(pmm_appointment_hold(t->citizen, &in, NULL, &id, &check_error));
  check_now_us += 10 * CHECK_MINUTE;
  book(t->citizen, calendar, CHECK_FRIDAY + CHECK_HOUR, 0);
  check_now_us -= CHECK_MINUTE;
  CHECK_FAILS(
      pmm_appointment_advance(t->citizen, id, pmm_string("confirm"), NULL, NULL, &check_error),
      PMM_E_CONFLICT, "verb");
  check_now_us = before;
}

/* A calendar without a service is for those of its office. */
static void test_appointment__is_for_a_service_of_the_calendar(town* t) {
  const pmm_id here = new_calendar(t->admin, calendar_input(t->registry, "here"));
  const pmm_id there = new_calendar(t->admin, calendar_input(t->traffic, "there"));
  pmm_appointment_input in = booking(here, CHECK_FRIDAY, t->bruno);
  pmm_calendar_input change = PMM_CALENDAR_INPUT_INIT;
  pmm_result* row = NULL;
  pmm_id id = 0;
  in.set_fields |= PMM_APPOINTMENT_SERVICE;
  in.service = t->potholes;
  CHECK_FAILS(pmm_appointment_book(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "service");
  in.service = t->residence;
  CHECK_OK(pmm_appointment_book(t->clerk, &in, NULL, &id, &check_error));
  CHECK_FAILS(pmm_appointment_move(t->admin, id, there, CHECK_FRIDAY, NULL, NULL, &check_error),
              PMM_E_CONFLICT, "calendar");
  /* The calendar stays with who sees what is booked in it. */
  change.set_fields = PMM_CALENDAR_OFFICE;
  change.office = t->traffic;
  CHECK_FAILS(pmm_calendar_update(t->admin, here, &change, NULL, NULL, &check_error),
              PMM_E_CONFLICT, "office");
  CHECK_FAILS(pmm_appointment_move(t->admin, id, 0, INT64_MAX, NULL, NULL, &check_error),
              PMM_E_INVALID, "starts_us");
  /* Where it is, it takes the length that a slot has now. */
  CHECK_OK(pmm_appointment_move(t->clerk, id, 0, CHECK_FRIDAY, NULL, NULL, &check_error));
  change.set_fields = PMM_CALENDAR_SLOT_MINUTES;
  change.slot_minutes = 20;
  CHECK_OK(pmm_calendar_update(t->admin, here, &change, NULL, NULL, &check_error));
  CHECK_OK(pmm_appointment_move(t->clerk, id, 0, CHECK_FRIDAY, NULL, NULL, &check_error));
  row = appointment(t->clerk, id);
  CHECK(int_cell(row, 0, "ends") == CHECK_FRIDAY + 20 * CHECK_MINUTE);
  CHECK(int_cell(row, 0, "version") == 2);
  pmm_result_free(row);
}

static void test_appointment__is_of_a_subject(town* t, pmm_id calendar) {
  const int64_t slot = CHECK_FRIDAY + 4 * CHECK_DAY;
  pmm_appointment_input in = booking(calendar, slot, t->bruno);
  const pmm_id hole = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0;
  int64_t i;
  CHECK_STATUS(pmm_appointment_book(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_FAILS(pmm_appointment_book(t->nobody, &in, NULL, &id, &check_error), PMM_E_DENIED, "");
  in.set_fields |= PMM_APPOINTMENT_CASE_ID;
  in.case_id = hole;
  in.subject = t->anna;
  CHECK_FAILS(pmm_appointment_book(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "case_id");
  in = booking(calendar, slot, 0);
  call.on_behalf_of = t->bruno;
  CHECK_OK(pmm_appointment_book(t->clerk, &in, &call, &id, &check_error));
  rows = appointment(t->clerk, id);
  CHECK(int_cell(rows, 0, "subject") == t->bruno && int_cell(rows, 0, "on_behalf_of") == t->bruno);
  pmm_result_free(rows);
  CHECK_FAILS(pmm_appointment_get(t->citizen, id, NULL, &rows, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_FAILS(
      pmm_appointment_advance(t->citizen, id, pmm_string("cancel"), NULL, NULL, &check_error),
      PMM_E_NOT_FOUND, "id");
  in.set_fields = PMM_APPOINTMENT_NOTE;
  in.note = pmm_string("with a ramp");
  CHECK_OK(pmm_appointment_update(t->clerk, id, &in, NULL, NULL, &check_error));
  in.set_fields = PMM_APPOINTMENT_STARTS_US;
  CHECK_FAILS(pmm_appointment_update(t->clerk, id, &in, NULL, NULL, &check_error), PMM_E_INVALID,
              "starts_us");
  CHECK_OK(pmm_history(t->clerk, PMM_NOUN_APPOINTMENT, id, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  pmm_result_free(rows);
  CHECK_OK(pmm_check(t->db, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i) CHECK(!text_cell(rows, i, "severity", "error"));
  pmm_result_free(rows);
}

/* Who books for another has its mandate, and is held to what holds the subject. */
static void test_appointment__for_another_needs_a_mandate(town* t, pmm_id calendar) {
  const pmm_appointment_input in = booking(calendar, CHECK_FRIDAY + 5 * CHECK_DAY, 0);
  pmm_session* bruno = NULL;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0, mandate;
  make_actor(t, "citizen", 0, 0, t->bruno, &bruno);
  call.on_behalf_of = t->anna;
  CHECK_FAILS(pmm_appointment_book(bruno, &in, &call, &id, &check_error), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  mandate = make_mandate(t->admin, t->anna, t->bruno, NULL, 0);
  CHECK_OK(pmm_appointment_book(bruno, &in, &call, &id, &check_error));
  rows = appointment(bruno, id);
  CHECK(int_cell(rows, 0, "subject") == t->anna && int_cell(rows, 0, "on_behalf_of") == t->anna);
  pmm_result_free(rows);
  CHECK_FAILS(pmm_appointment_advance(bruno, id, pmm_string("done"), &call, NULL, &check_error),
              PMM_E_DENIED, "verb");
  /* Without saying for whom it uses no mandate. */
  CHECK_STATUS(pmm_appointment_advance(bruno, id, pmm_string("cancel"), NULL, NULL, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_OK(pmm_mandate_revoke(t->admin, mandate, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_appointment_advance(bruno, id, pmm_string("cancel"), &call, NULL, &check_error),
              PMM_E_NOT_FOUND, "call.on_behalf_of");
  CHECK_FAILS(pmm_appointment_get(bruno, id, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  advance(t->citizen, id, "cancel");
  pmm_session_free(bruno);
}

int main(void) {
  town t = open_town();
  const pmm_id calendar = new_calendar(t.admin, calendar_input(t.registry, "desk"));
  test_appointment__is_booked_with_a_code(&t, calendar);
  test_appointment__never_takes_more_than_there_is(&t, calendar);
  test_appointment__is_held_for_a_while(&t, calendar);
  test_appointment__is_moved_and_ends(&t, calendar);
  test_appointment__waits_for_the_office(&t);
  test_appointment__tells_the_subject_what_the_office_does(&t);
  test_appointment__tells_it_as_a_courtesy(&t);
  test_appointment__is_of_a_subject(&t, calendar);
  test_appointment__for_another_needs_a_mandate(&t, calendar);
  test_appointment__J11_J12_is_not_confirmed_by_a_clock_that_is_behind(&t);
  test_appointment__J11_a_lapsed_hold_is_none_to_confirm(&t);
  test_appointment__is_for_a_service_of_the_calendar(&t);
  close_town(&t);
  return 0;
}

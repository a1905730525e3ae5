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
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(done == 1 && has_state(t->citizen, id, "expired"));
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

static void test_appointment__waits_for_the_office(town* t) {
  pmm_calendar_input in = calendar_input(t->registry, "approval");
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
  advance(t->clerk, id, "confirm");
  CHECK_OK(
      pmm_appointment_move(t->citizen, id, 0, CHECK_FRIDAY + CHECK_HOUR, NULL, NULL, &check_error));
  CHECK(has_state(t->citizen, id, "requested"));
  advance(t->clerk, id, "refuse");
  CHECK(has_state(t->citizen, id, "refused"));
}

static void test_appointment__is_of_a_subject(town* t, pmm_id calendar) {
  const int64_t slot = CHECK_FRIDAY + 4 * CHECK_DAY;
  pmm_appointment_input in = booking(calendar, slot, t->bruno);
  const pmm_id hole = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0;
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
  CHECK(pmm_result_rows(rows) == 0 || !text_cell(rows, 0, "severity", "error"));
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
  test_appointment__is_of_a_subject(&t, calendar);
  test_appointment__for_another_needs_a_mandate(&t, calendar);
  close_town(&t);
  return 0;
}

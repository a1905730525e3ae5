#include "booking.h"

static int64_t count_slots(pmm_session* s, const pmm_slot_filter* filter) {
  pmm_result* rows = NULL;
  int64_t n;
  CHECK_OK(pmm_calendar_slots(s, filter, 0, NULL, &rows, &check_error));
  n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static pmm_slot_filter week_of(pmm_id calendar) {
  pmm_slot_filter filter = PMM_SLOT_FILTER_INIT;
  filter.set_fields = PMM_SLOT_FILTER_CALENDAR | PMM_SLOT_FILTER_TO_US;
  filter.calendar = calendar;
  filter.to_us = check_now_us + 7 * CHECK_DAY;
  return filter;
}

static void test_calendar__is_created_changed_and_read(town* t) {
  pmm_calendar_input in = calendar_input(t->registry, "registry-1");
  pmm_result* row = NULL;
  pmm_id id = 0;
  int64_t version = 0;
  in.set_fields |= PMM_CALENDAR_SERVICE | PMM_CALENDAR_CAPACITY | PMM_CALENDAR_APPROVAL;
  in.service = t->residence;
  in.capacity = 3;
  in.approval = 1;
  CHECK_OK(pmm_calendar_create(t->clerk, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_calendar_get(t->citizen, id, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "code", "registry-1") && text_cell(row, 0, "name", "Counter"));
  CHECK(int_cell(row, 0, "office") == t->registry && int_cell(row, 0, "service") == t->residence);
  CHECK(int_cell(row, 0, "slot_minutes") == 30 && int_cell(row, 0, "capacity") == 3);
  CHECK(int_cell(row, 0, "lead_minutes") == 0 && int_cell(row, 0, "horizon_days") == 60);
  CHECK(int_cell(row, 0, "hold_minutes") == 10 && null_cell(row, 0, "per_subject"));
  CHECK(int_cell(row, 0, "approval") == 1 && int_cell(row, 0, "active") == 1);
  pmm_result_free(row);
  CHECK_FAILS(pmm_calendar_create(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT, "code");
  in = calendar_input(t->traffic, "traffic-1");
  CHECK_FAILS(pmm_calendar_create(t->clerk, &in, NULL, &id, &check_error), PMM_E_DENIED, "");
  CHECK_FAILS(pmm_calendar_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED, "");
  in.set_fields |= PMM_CALENDAR_SLOT_MINUTES;
  in.slot_minutes = 0;
  CHECK_FAILS(pmm_calendar_create(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "input.slot_minutes");
  in.set_fields = PMM_CALENDAR_NAME | PMM_CALENDAR_PER_SUBJECT;
  in.name = pmm_string("Desk 1");
  in.per_subject = 2;
  CHECK_OK(pmm_calendar_update(t->admin, 1, &in, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_calendar_update(t->admin, 1, &in, NULL, &version, &check_error));
  CHECK(version == 2);
}

static void test_calendar__opens_in_local_time(town* t) {
  const pmm_id id = new_calendar(t->admin, calendar_input(t->registry, "open"));
  pmm_opening_input in = PMM_OPENING_INPUT_INIT;
  pmm_slot_filter filter = week_of(id);
  pmm_result* rows = NULL;
  pmm_id opening = 0;
  in.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
  in.weekday = 5;
  in.from_minute = 659;
  in.to_minute = 700;
  CHECK_FAILS(pmm_opening_create(t->admin, id, &in, NULL, &opening, &check_error), PMM_E_CONFLICT,
              "from_minute");
  in.from_minute = 660;
  in.to_minute = 689;
  CHECK_FAILS(pmm_opening_create(t->admin, id, &in, NULL, &opening, &check_error), PMM_E_INVALID,
              "to_minute");
  CHECK_FAILS(pmm_opening_create(t->admin, 99, &in, NULL, &opening, &check_error), PMM_E_NOT_FOUND,
              "calendar");
  CHECK_OK(pmm_calendar_slots(t->citizen, &filter, 3, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3);
  /* It is ten on Thursday: two slots of the day are left. */
  CHECK(int_cell(rows, 0, "starts") == check_now_us);
  CHECK(int_cell(rows, 2, "starts") == CHECK_FRIDAY);
  CHECK(int_cell(rows, 2, "ends") == CHECK_FRIDAY + 30 * CHECK_MINUTE);
  CHECK(int_cell(rows, 2, "free") == 1 && int_cell(rows, 2, "calendar") == id);
  pmm_result_free(rows);
  CHECK(count_slots(t->admin, &filter) == 20);
  CHECK(count_slots(t->nobody, &filter) == 0);
  CHECK_OK(pmm_opening_remove(t->admin, 5, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_opening_remove(t->admin, 5, NULL, NULL, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK(count_slots(t->admin, &filter) == 16);
  CHECK_OK(pmm_opening_list(t->citizen, id, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 4);
  pmm_result_free(rows);
}

static void test_calendar__closes_and_keeps_holidays(town* t) {
  const pmm_id id = new_calendar(t->admin, calendar_input(t->registry, "closed"));
  pmm_closure_input in = PMM_CLOSURE_INPUT_INIT;
  pmm_holiday_input holiday = PMM_HOLIDAY_INPUT_INIT;
  pmm_closure_filter of_calendar = PMM_CLOSURE_FILTER_INIT;
  pmm_slot_filter filter = week_of(id);
  pmm_result* rows = NULL;
  pmm_id closure = 0, made = 0;
  in.set_fields = PMM_CLOSURE_OFFICE | PMM_CLOSURE_FROM_US | PMM_CLOSURE_TO_US;
  in.office = t->registry;
  in.from_us = CHECK_FRIDAY + 45 * CHECK_MINUTE;
  in.to_us = CHECK_FRIDAY + 46 * CHECK_MINUTE;
  CHECK_OK(pmm_closure_create(t->clerk, &in, NULL, &closure, &check_error));
  CHECK(count_slots(t->admin, &filter) == 19);
  of_calendar.set_fields = PMM_CLOSURE_FILTER_CALENDAR;
  of_calendar.calendar = id;
  CHECK_OK(pmm_closure_list(t->citizen, &of_calendar, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && null_cell(rows, 0, "calendar"));
  pmm_result_free(rows);
  CHECK_OK(pmm_closure_remove(t->clerk, closure, NULL, NULL, &check_error));
  CHECK(count_slots(t->admin, &filter) == 20);
  in.to_us = in.from_us;
  CHECK_FAILS(pmm_closure_create(t->clerk, &in, NULL, &closure, &check_error), PMM_E_INVALID,
              "to_us");
  in.set_fields &= ~PMM_CLOSURE_OFFICE;
  CHECK_FAILS(pmm_closure_create(t->admin, &in, NULL, &closure, &check_error), PMM_E_INVALID,
              "calendar");
  holiday.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE | PMM_HOLIDAY_MONTH | PMM_HOLIDAY_DAY;
  holiday.name = pmm_string("Fair");
  holiday.rule = pmm_string("yearly");
  holiday.month = 3;
  holiday.day = 2;
  CHECK_OK(pmm_holiday_create(t->admin, &holiday, NULL, &made, &check_error));
  CHECK(count_slots(t->admin, &filter) == 16);
}

/* An answer that is cut is the beginning of the whole one, whatever service a calendar has. */
static void test_calendar__slots_come_in_order_of_time(town* t) {
  pmm_calendar_input in = calendar_input(t->registry, "for-residence");
  pmm_slot_filter filter = PMM_SLOT_FILTER_INIT;
  pmm_result *all = NULL, *some = NULL;
  pmm_id of_service;
  int64_t row;
  in.set_fields |= PMM_CALENDAR_SERVICE | PMM_CALENDAR_SLOT_MINUTES;
  in.service = t->residence;
  in.slot_minutes = 20;
  of_service = new_calendar(t->admin, in);
  new_calendar(t->admin, calendar_input(t->registry, "for-all"));
  filter.set_fields = PMM_SLOT_FILTER_SERVICE;
  filter.service = t->residence;
  CHECK_OK(pmm_calendar_slots(t->admin, &filter, 0, NULL, &all, &check_error));
  CHECK_OK(pmm_calendar_slots(t->admin, &filter, 7, NULL, &some, &check_error));
  CHECK(pmm_result_rows(some) == 7 && pmm_result_rows(all) > 400);
  for (row = 1; row < pmm_result_rows(all); ++row) {
    const int64_t before = int_cell(all, row - 1, "starts"), starts = int_cell(all, row, "starts");
    CHECK(before < starts || (before == starts &&
                              int_cell(all, row - 1, "calendar") < int_cell(all, row, "calendar")));
    CHECK(null_cell(all, row, "service") == (int_cell(all, row, "calendar") != of_service));
    if (row >= 7) continue;
    CHECK(int_cell(some, row, "starts") == starts);
    CHECK(int_cell(some, row, "calendar") == int_cell(all, row, "calendar"));
    CHECK(null_cell(some, row, "service") == null_cell(all, row, "service"));
  }
  pmm_result_free(all);
  pmm_result_free(some);
}

/* What closes a calendar goes with it. */
static void test_calendar__takes_its_closures_to_another_office(town* t) {
  const pmm_id id = new_calendar(t->admin, calendar_input(t->registry, "moving"));
  pmm_calendar_input change = PMM_CALENDAR_INPUT_INIT;
  pmm_closure_input in = PMM_CLOSURE_INPUT_INIT;
  pmm_slot_filter filter = week_of(id);
  pmm_id closure = 0;
  in.set_fields = PMM_CLOSURE_CALENDAR | PMM_CLOSURE_FROM_US | PMM_CLOSURE_TO_US;
  in.calendar = id;
  in.from_us = CHECK_FRIDAY;
  in.to_us = CHECK_FRIDAY + CHECK_HOUR;
  CHECK_OK(pmm_closure_create(t->admin, &in, NULL, &closure, &check_error));
  CHECK(count_slots(t->admin, &filter) == 18);
  change.set_fields = PMM_CALENDAR_OFFICE;
  change.office = t->traffic;
  CHECK_OK(pmm_calendar_update(t->admin, id, &change, NULL, NULL, &check_error));
  CHECK(count_slots(t->admin, &filter) == 18);
  CHECK_FAILS(pmm_closure_remove(t->clerk, closure, NULL, NULL, &check_error), PMM_E_DENIED, "");
  CHECK_OK(pmm_closure_remove(t->admin, closure, NULL, NULL, &check_error));
  CHECK(count_slots(t->admin, &filter) == 20);
}

static void test_calendar__subjects_keep_to_lead_and_horizon(town* t) {
  pmm_calendar_input in = calendar_input(t->registry, "bounds");
  pmm_slot_filter filter = PMM_SLOT_FILTER_INIT;
  pmm_appointment_input booked;
  pmm_id id, made = 0;
  in.set_fields |= PMM_CALENDAR_LEAD_MINUTES | PMM_CALENDAR_HORIZON_DAYS;
  in.lead_minutes = 24 * 60;
  in.horizon_days = 1;
  id = new_calendar(t->admin, in);
  filter.set_fields = PMM_SLOT_FILTER_CALENDAR;
  filter.calendar = id;
  /* From ten on Friday to the end of Friday. */
  CHECK(count_slots(t->citizen, &filter) == 2);
  CHECK(count_slots(t->clerk, &filter) > 100);
  booked = booking(id, CHECK_FRIDAY, 0);
  CHECK_FAILS(pmm_appointment_book(t->citizen, &booked, NULL, &made, &check_error), PMM_E_CONFLICT,
              "starts_us");
  booked.starts_us = CHECK_FRIDAY + 3 * CHECK_DAY;
  CHECK_FAILS(pmm_appointment_book(t->citizen, &booked, NULL, &made, &check_error), PMM_E_CONFLICT,
              "starts_us");
  book(t->clerk, id, CHECK_FRIDAY, t->bruno);
}

static void test_calendar__tells_what_it_no_longer_has_room_for(town* t) {
  const pmm_id id = new_calendar(t->admin, calendar_input(t->registry, "narrow"));
  pmm_calendar_input change = PMM_CALENDAR_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id early, late;
  change.set_fields = PMM_CALENDAR_CAPACITY;
  change.capacity = 2;
  CHECK_OK(pmm_calendar_update(t->admin, id, &change, NULL, NULL, &check_error));
  early = book(t->clerk, id, CHECK_FRIDAY, t->anna);
  late = book(t->clerk, id, CHECK_FRIDAY, t->bruno);
  CHECK_OK(pmm_calendar_conflicts(t->clerk, id, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  change.capacity = 1;
  CHECK_OK(pmm_calendar_update(t->admin, id, &change, NULL, NULL, &check_error));
  CHECK_OK(pmm_calendar_conflicts(t->clerk, id, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == late);
  CHECK(text_cell(rows, 0, "reason", "over_capacity"));
  pmm_result_free(rows);
  change.set_fields = PMM_CALENDAR_SLOT_MINUTES;
  change.slot_minutes = 20;
  CHECK_OK(pmm_calendar_update(t->admin, id, &change, NULL, NULL, &check_error));
  CHECK_OK(pmm_calendar_conflicts(t->clerk, id, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2 && text_cell(rows, 0, "reason", "other_length"));
  pmm_result_free(rows);
  CHECK(has_state(t->clerk, early, "confirmed") && has_state(t->clerk, late, "confirmed"));
  CHECK_FAILS(pmm_calendar_conflicts(t->nobody, id, NULL, &rows, &check_error), PMM_E_NOT_FOUND,
              "calendar");
}

static void test_calendar__finds_by_office_and_service(town* t) {
  pmm_calendar_input in = calendar_input(t->traffic, "by-service");
  pmm_slot_filter filter = PMM_SLOT_FILTER_INIT;
  pmm_calendar_filter listed = PMM_CALENDAR_FILTER_INIT;
  pmm_result* rows = NULL;
  in.set_fields |= PMM_CALENDAR_SERVICE;
  in.service = t->potholes;
  new_calendar(t->admin, in);
  new_calendar(t->admin, calendar_input(t->traffic, "any-service"));
  filter.set_fields = PMM_SLOT_FILTER_SERVICE | PMM_SLOT_FILTER_TO_US;
  filter.service = t->potholes;
  filter.to_us = check_now_us + 7 * CHECK_DAY;
  CHECK(count_slots(t->citizen, &filter) == 40);
  filter.to_us = check_now_us + 401 * CHECK_DAY;
  CHECK_FAILS(pmm_calendar_slots(t->citizen, &filter, 0, NULL, &rows, &check_error), PMM_E_LIMIT,
              "to_us");
  listed.set_fields = PMM_CALENDAR_FILTER_SERVICE | PMM_CALENDAR_FILTER_OFFICE;
  listed.office = t->traffic;
  CHECK_OK(pmm_calendar_list(t->citizen, &listed, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "code", "any-service"));
  pmm_result_free(rows);
}

int main(void) {
  town t = open_town();
  test_calendar__is_created_changed_and_read(&t);
  close_town(&t);
  t = open_town();
  test_calendar__opens_in_local_time(&t);
  test_calendar__subjects_keep_to_lead_and_horizon(&t);
  test_calendar__tells_what_it_no_longer_has_room_for(&t);
  test_calendar__finds_by_office_and_service(&t);
  test_calendar__slots_come_in_order_of_time(&t);
  test_calendar__takes_its_closures_to_another_office(&t);
  test_calendar__closes_and_keeps_holidays(&t);
  close_town(&t);
  return 0;
}

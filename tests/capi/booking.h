/* What the tests of calendars and appointments share, in a small town. */
#ifndef PMMCRM_TESTS_BOOKING_H
#define PMMCRM_TESTS_BOOKING_H

#include "town.h"

#define CHECK_MINUTE (INT64_C(60) * CHECK_SECOND)
#define CHECK_HOUR (INT64_C(60) * CHECK_MINUTE)
#define CHECK_DAY (INT64_C(24) * CHECK_HOUR)

/* Friday, 2007-03-02, 09:00 in Rome: the first slot of the calendars here. */
#define CHECK_FRIDAY INT64_C(1172822400000000)

static inline pmm_calendar_input calendar_input(pmm_id office, const char* code) {
  pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
  in.set_fields = PMM_CALENDAR_CODE | PMM_CALENDAR_NAME | PMM_CALENDAR_OFFICE;
  in.code = pmm_string(code);
  in.name = pmm_string("Counter");
  in.office = office;
  return in;
}

static inline pmm_id new_opening(pmm_session* s, pmm_id calendar, int weekday, int from, int to) {
  pmm_opening_input in = PMM_OPENING_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
  in.weekday = weekday;
  in.from_minute = from;
  in.to_minute = to;
  CHECK_OK(pmm_opening_create(s, calendar, &in, NULL, &id, &check_error));
  return id;
}

/* Open from Monday to Friday from nine to eleven, half an hour each. */
static inline pmm_id new_calendar(pmm_session* s, pmm_calendar_input in) {
  pmm_id id = 0;
  int day;
  CHECK_OK(pmm_calendar_create(s, &in, NULL, &id, &check_error));
  for (day = 1; day <= 5; ++day) new_opening(s, id, day, 540, 660);
  return id;
}

static inline pmm_appointment_input booking(pmm_id calendar, int64_t starts_us, pmm_id subject) {
  pmm_appointment_input in = PMM_APPOINTMENT_INPUT_INIT;
  in.set_fields = PMM_APPOINTMENT_CALENDAR | PMM_APPOINTMENT_STARTS_US;
  in.calendar = calendar;
  in.starts_us = starts_us;
  if (subject != 0) in.set_fields |= PMM_APPOINTMENT_SUBJECT;
  in.subject = subject;
  return in;
}

static inline pmm_id book(pmm_session* s, pmm_id calendar, int64_t starts_us, pmm_id subject) {
  const pmm_appointment_input in = booking(calendar, starts_us, subject);
  pmm_id id = 0;
  CHECK_OK(pmm_appointment_book(s, &in, NULL, &id, &check_error));
  return id;
}

static inline pmm_result* appointment(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_appointment_get(s, id, NULL, &row, &check_error));
  return row;
}

static inline int has_state(pmm_session* s, pmm_id id, const char* state) {
  pmm_result* row = appointment(s, id);
  const int has = text_cell(row, 0, "state", state);
  pmm_result_free(row);
  return has;
}

static inline int64_t advance(pmm_session* s, pmm_id id, const char* verb) {
  int64_t version = 0;
  CHECK_OK(pmm_appointment_advance(s, id, pmm_string(verb), NULL, &version, &check_error));
  return version;
}

#endif

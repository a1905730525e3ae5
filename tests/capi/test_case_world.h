/* The small city that the tests of cases share: two offices, three services, two citizens. */
#ifndef PMMCRM_TESTS_CASE_WORLD_H
#define PMMCRM_TESTS_CASE_WORLD_H

#include "check.h"

typedef struct world {
  pmm_db* db;
  pmm_session* admin;
  pmm_session* clerk; /* operator of office a */
  pmm_session* other; /* operator of office b */
  pmm_session* anna;  /* citizen */
  pmm_session* bruno; /* citizen */
  pmm_id office_a, office_b;
  pmm_id web, desk;
  pmm_id category, area;
  pmm_id calendar; /* office a, 30 calendar days, reopened for 10 days, by the subject too */
  pmm_id working;  /* office b, 10 working days, only over the web, never reopened */
  pmm_id plain;    /* office a, no term, reopened for 10 days by staff, with attributes */
  pmm_id anna_subject, bruno_subject;
  pmm_id clerk_actor;
} world;

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

/* The instant of a civil time in UTC. */
static inline int64_t utc(int year, int month, int day, int hour, int minute) {
  const int64_t y = month <= 2 ? year - 1 : year;
  const int64_t era = y / 400, of_era = y % 400;
  const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t days =
      era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - INT64_C(719468);
  return (days * 86400 + hour * 3600 + minute * 60) * SECOND;
}

/* The last microsecond of a day in Rome, in winter and in summer time. */
static inline int64_t end_winter(int year, int month, int day) {
  return utc(year, month, day, 23, 0) - 1;
}
static inline int64_t end_summer(int year, int month, int day) {
  return utc(year, month, day, 22, 0) - 1;
}

static inline pmm_id make_office(pmm_session* session, const char* code) {
  pmm_office_input input = PMM_OFFICE_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
  input.code = input.name = pmm_string(code);
  CHECK_OK(pmm_office_create(session, &input, NULL, &id, &check_error));
  return id;
}

static inline pmm_id make_channel(pmm_session* session, const char* code) {
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  input.code = input.name = pmm_string(code);
  CHECK_OK(pmm_channel_create(session, &input, NULL, &id, &check_error));
  return id;
}

static inline pmm_id make_subject(pmm_session* session, const char* name) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = pmm_string("person");
  input.name = pmm_string(name);
  CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
  return id;
}

static inline pmm_id make_actor(world* w, const char* role, pmm_id office, pmm_id subject,
                                pmm_session** out_session) {
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
  pmm_id id = 0, grant_id = 0;
  actor.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME | PMM_ACTOR_SUBJECT;
  actor.kind = pmm_string("person");
  actor.name = pmm_string(role);
  actor.subject = subject;
  CHECK_OK(pmm_actor_create(w->admin, &actor, NULL, &id, &check_error));
  grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE;
  grant.actor = id;
  grant.role = pmm_string(role);
  grant.office = office;
  CHECK_OK(pmm_grant_create(w->admin, &grant, NULL, &grant_id, &check_error));
  CHECK_OK(pmm_session_open(w->db, id, out_session, &check_error));
  return id;
}

static inline pmm_id make_service(world* w, const char* code, pmm_id office, int32_t term_days,
                                  const char* clock, int32_t reopen_days, int32_t by_subject,
                                  const char* attributes) {
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_CATEGORY |
                     PMM_SERVICE_OFFICE | PMM_SERVICE_TERM_DAYS | PMM_SERVICE_TERM_CLOCK |
                     PMM_SERVICE_REOPEN_DAYS | PMM_SERVICE_REOPEN_BY_SUBJECT |
                     PMM_SERVICE_ATTRIBUTES;
  input.code = input.name = pmm_string(code);
  input.category = w->category;
  input.office = office;
  input.term_days = term_days;
  input.term_clock = pmm_string(clock);
  input.reopen_days = reopen_days;
  input.reopen_by_subject = by_subject;
  input.attributes = pmm_string(attributes);
  CHECK_OK(pmm_service_create(w->admin, &input, NULL, &id, &check_error));
  return id;
}

static inline void open_world(world* w) {
  pmm_category_input category = PMM_CATEGORY_INPUT_INIT;
  pmm_area_input area = PMM_AREA_INPUT_INIT;
  memset(w, 0, sizeof *w);
  check_now_us = utc(2007, 3, 1, 9, 0);
  w->db = open_memory(&w->admin);
  w->office_a = make_office(w->admin, "office-a");
  w->office_b = make_office(w->admin, "office-b");
  w->web = make_channel(w->admin, "web");
  w->desk = make_channel(w->admin, "desk");
  category.set_fields = PMM_CATEGORY_CODE | PMM_CATEGORY_NAME;
  category.code = category.name = pmm_string("roads");
  CHECK_OK(pmm_category_create(w->admin, &category, NULL, &w->category, &check_error));
  area.set_fields = PMM_AREA_CODE | PMM_AREA_NAME;
  area.code = area.name = pmm_string("vomero");
  CHECK_OK(pmm_area_create(w->admin, &area, NULL, &w->area, &check_error));
  w->calendar = make_service(w, "calendar", w->office_a, 30, "calendar", 10, 1, "");
  w->working = make_service(w, "working", w->office_b, 10, "working", -1, 0, "");
  w->plain = make_service(w, "plain", w->office_a, -1, "calendar", 10, 0,
                          "[{\"code\":\"plate\",\"required\":true},"
                          "{\"code\":\"size\",\"datatype\":\"number\"}]");
  CHECK_OK(pmm_service_set_channels(w->admin, w->working, &w->web, 1, NULL, NULL, &check_error));
  w->anna_subject = make_subject(w->admin, "Anna Esposito");
  w->bruno_subject = make_subject(w->admin, "Bruno Russo");
  w->clerk_actor = make_actor(w, "operator", w->office_a, 0, &w->clerk);
  make_actor(w, "operator", w->office_b, 0, &w->other);
  make_actor(w, "citizen", 0, w->anna_subject, &w->anna);
  make_actor(w, "citizen", 0, w->bruno_subject, &w->bruno);
}

/* A mandate of anna for bruno that is in force, for some services or, without any, for all. */
static inline pmm_id make_mandate(world* w, const pmm_id* services, size_t count) {
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = w->anna_subject;
  in.delegate = w->bruno_subject;
  CHECK_OK(pmm_mandate_create(w->admin, &in, services, count, NULL, &id, &check_error));
  CHECK_OK(pmm_mandate_accept(w->admin, id, pmm_string(""), NULL, NULL, &check_error));
  return id;
}

static inline void close_world(world* w) {
  pmm_session_free(w->clerk);
  pmm_session_free(w->other);
  pmm_session_free(w->anna);
  pmm_session_free(w->bruno);
  close_memory(w->db, w->admin);
}

static inline pmm_case_input case_input(const char* kind, pmm_id service, pmm_id subject) {
  pmm_case_input input = PMM_CASE_INPUT_INIT;
  input.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE;
  input.kind = pmm_string(kind);
  input.service = service;
  if (subject != 0) {
    input.set_fields |= PMM_CASE_SUBJECT;
    input.subject = subject;
  }
  return input;
}

static inline pmm_id make_case(pmm_session* session, const char* kind, pmm_id service,
                               pmm_id subject) {
  const pmm_case_input input = case_input(kind, service, subject);
  pmm_id id = 0;
  CHECK_OK(pmm_case_create(session, &input, NULL, &id, &check_error));
  CHECK(id > 0);
  return id;
}

/* A move with a note, which every verb takes. */
static inline pmm_status move(pmm_session* session, pmm_id id, const char* verb) {
  pmm_case_step step = PMM_CASE_STEP_INIT;
  int64_t version = -1;
  pmm_status status;
  step.set_fields = PMM_CASE_STEP_NOTE;
  step.note = pmm_string("as agreed");
  status = pmm_case_advance(session, id, pmm_string(verb), &step, NULL, &version, &check_error);
  CHECK(status == PMM_OK ? version > 1 : version == 0);
  return status;
}

static inline pmm_result* get_case(pmm_session* session, pmm_id id) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_case_get(session, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1);
  return row;
}

static inline int64_t case_int(pmm_session* session, pmm_id id, const char* column) {
  pmm_result* row = get_case(session, id);
  const int64_t value = int_cell(row, 0, column);
  pmm_result_free(row);
  return value;
}

static inline int case_null(pmm_session* session, pmm_id id, const char* column) {
  pmm_result* row = get_case(session, id);
  const int value = null_cell(row, 0, column);
  pmm_result_free(row);
  return value;
}

static inline int case_text(pmm_session* session, pmm_id id, const char* column,
                            const char* expected) {
  pmm_result* row = get_case(session, id);
  const int same = text_cell(row, 0, column, expected);
  pmm_result_free(row);
  return same;
}

#endif

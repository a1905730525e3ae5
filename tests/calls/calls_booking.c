/* The calls of calendars, appointments, reminders and feedback. */
#include <stdio.h>

#include "calls.h"

/* Friday, 2007-03-02, 09:00 in Rome. */
#define SLOT_US INT64_C(1172822400000000)

static pmm_calendar_input a_calendar(world* w) {
  pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
  in.set_fields =
      PMM_CALENDAR_CODE | PMM_CALENDAR_NAME | PMM_CALENDAR_OFFICE | PMM_CALENDAR_SERVICE;
  in.code = world_text(w);
  in.name = pmm_string("desk");
  in.office = w->ids.office;
  in.service = w->ids.service;
  return in;
}

static pmm_opening_input an_opening(void) {
  pmm_opening_input in = PMM_OPENING_INPUT_INIT;
  in.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
  in.weekday = 1;
  in.from_minute = 600;
  in.to_minute = 660;
  return in;
}

static pmm_status calendar_create(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_calendar_input in = a_calendar(w);
  pmm_id out = 7;
  return calls_id(pmm_calendar_create(w->session, &in, call, &out, error), &out);
}

static pmm_status calendar_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_CALENDAR_NOTE;
  in.note = world_text(w);
  return calls_version(pmm_calendar_update(w->session, w->ids.calendar, &in, call, &out, error),
                       &out);
}

static pmm_status calendar_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_calendar_get(w->session, w->ids.calendar, call, &out, error), &out);
}

static pmm_status calendar_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_calendar_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status calendar_slots(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  const int64_t rows = w->want == PMM_E_LIMIT ? 100001 : 10;
  return calls_result(pmm_calendar_slots(w->session, NULL, rows, call, &out, error), &out);
}

static pmm_status calendar_conflicts(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_calendar_conflicts(w->session, w->ids.calendar, call, &out, error), &out);
}

/* A calendar that is never open. */
static void new_calendar(world* w) {
  pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
  char code[32];
  in.set_fields = PMM_CALENDAR_CODE | PMM_CALENDAR_NAME | PMM_CALENDAR_OFFICE;
  snprintf(code, sizeof code, "new %d", w->number);
  in.code = in.name = pmm_string(code);
  in.office = w->known.office;
  PREPARED(pmm_calendar_create(w->admin, &in, NULL, &w->ids.calendar, NULL));
}

static void new_opening(world* w) {
  const pmm_opening_input in = an_opening();
  new_calendar(w);
  PREPARED(pmm_opening_create(w->admin, w->ids.calendar, &in, NULL, &w->ids.opening, NULL));
}

static pmm_status opening_create(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_opening_input in = an_opening();
  pmm_id out = 7;
  return calls_id(pmm_opening_create(w->session, w->ids.calendar, &in, call, &out, error), &out);
}

static pmm_status opening_remove(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_opening_remove(w->session, w->ids.opening, call, &out, error), &out);
}

static pmm_status opening_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_opening_list(w->session, w->ids.calendar, world_page(w), call, &out, error), &out);
}

static pmm_closure_input a_closure(world* w) {
  pmm_closure_input in = PMM_CLOSURE_INPUT_INIT;
  in.set_fields = PMM_CLOSURE_CALENDAR | PMM_CLOSURE_FROM_US | PMM_CLOSURE_TO_US | PMM_CLOSURE_NOTE;
  in.calendar = w->ids.calendar;
  in.from_us = 1;
  in.to_us = 2;
  in.note = world_text(w);
  return in;
}

static pmm_status closure_create(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_closure_input in = a_closure(w);
  pmm_id out = 7;
  return calls_id(pmm_closure_create(w->session, &in, call, &out, error), &out);
}

static void new_closure(world* w) {
  pmm_closure_input in = a_closure(w);
  in.note = pmm_string("");
  PREPARED(pmm_closure_create(w->admin, &in, NULL, &w->ids.closure, NULL));
}

static pmm_status closure_remove(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_closure_remove(w->session, w->ids.closure, call, &out, error), &out);
}

static pmm_status closure_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_closure_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_appointment_input an_appointment(world* w) {
  pmm_appointment_input in = PMM_APPOINTMENT_INPUT_INIT;
  in.set_fields = PMM_APPOINTMENT_CALENDAR | PMM_APPOINTMENT_STARTS_US | PMM_APPOINTMENT_SUBJECT |
                  PMM_APPOINTMENT_NOTE;
  in.calendar = w->ids.calendar;
  in.starts_us = SLOT_US;
  in.subject = w->ids.other_subject;
  in.note = world_text(w);
  return in;
}

static pmm_status appointment_book(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_appointment_input in = an_appointment(w);
  pmm_id out = 7;
  return calls_id(pmm_appointment_book(w->session, &in, call, &out, error), &out);
}

static pmm_status appointment_hold(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_appointment_input in = an_appointment(w);
  pmm_id out = 7;
  return calls_id(pmm_appointment_hold(w->session, &in, call, &out, error), &out);
}

static void new_appointment(world* w) {
  pmm_appointment_input in = an_appointment(w);
  in.note = pmm_string("");
  in.subject = w->known.subject;
  PREPARED(pmm_appointment_book(w->admin, &in, NULL, &w->ids.appointment, NULL));
}

static pmm_status appointment_advance(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_str verb = w->want == PMM_E_LIMIT    ? world_text(w)
                       : w->want == PMM_E_DENIED ? pmm_string("done")
                                                 : pmm_string("cancel");
  int64_t out = 7;
  return calls_version(
      pmm_appointment_advance(w->session, w->ids.appointment, verb, call, &out, error), &out);
}

static pmm_status appointment_move(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_appointment_move(w->session, w->ids.appointment, w->ids.calendar,
                                            SLOT_US + INT64_C(3600000000), call, &out, error),
                       &out);
}

static pmm_status appointment_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_appointment_input in = PMM_APPOINTMENT_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_APPOINTMENT_NOTE;
  in.note = world_text(w);
  return calls_version(
      pmm_appointment_update(w->session, w->ids.appointment, &in, call, &out, error), &out);
}

static pmm_status appointment_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_appointment_get(w->session, w->ids.appointment, call, &out, error), &out);
}

static pmm_status appointment_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_appointment_list(w->session, NULL, world_page(w), call, &out, error),
                      &out);
}

static pmm_status appointment_events(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_appointment_events(w->session, w->ids.appointment, call, &out, error),
                      &out);
}

static pmm_reminder_rule_input a_reminder_rule(world* w) {
  pmm_reminder_rule_input in = PMM_REMINDER_RULE_INPUT_INIT;
  in.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                  PMM_REMINDER_RULE_STARTS_ON | PMM_REMINDER_RULE_SERVICE;
  in.code = world_text(w);
  in.title = pmm_string("school");
  in.source = pmm_string("dated");
  in.starts_on = 20000;
  in.service = w->ids.service;
  return in;
}

static pmm_status reminder_rule_create(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_reminder_rule_input in = a_reminder_rule(w);
  pmm_id out = 7;
  return calls_id(pmm_reminder_rule_create(w->session, &in, call, &out, error), &out);
}

static pmm_status reminder_rule_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_reminder_rule_input in = PMM_REMINDER_RULE_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_REMINDER_RULE_BODY;
  in.body = world_text(w);
  return calls_version(pmm_reminder_rule_update(w->session, w->ids.rule, &in, call, &out, error),
                       &out);
}

static pmm_status reminder_rule_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_reminder_rule_get(w->session, w->ids.rule, call, &out, error), &out);
}

static pmm_status reminder_rule_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_reminder_rule_list(w->session, NULL, world_page(w), call, &out, error),
                      &out);
}

static void new_rule(world* w) {
  pmm_reminder_rule_input in = a_reminder_rule(w);
  char code[32];
  snprintf(code, sizeof code, "rule %d", w->number);
  in.code = pmm_string(code);
  PREPARED(pmm_reminder_rule_create(w->admin, &in, NULL, &w->ids.rule, NULL));
}

static pmm_status reminder_rule_followed(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_reminder_rule_followed(w->session, w->ids.subject, call, &out, error),
                      &out);
}

static pmm_status reminder_rule_follow(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_reminder_rule_follow(w->session, w->ids.rule, w->ids.subject, 1, call, &out, error),
      &out);
}

static pmm_reminder_input a_reminder(world* w) {
  pmm_reminder_input in = PMM_REMINDER_INPUT_INIT;
  in.set_fields = PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  in.subject = w->ids.subject;
  in.title = world_text(w);
  in.due_us = SLOT_US * 2;
  return in;
}

static pmm_status reminder_create(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_reminder_input in = a_reminder(w);
  pmm_id out = 7;
  return calls_id(pmm_reminder_create(w->session, &in, call, &out, error), &out);
}

static void new_reminder(world* w) {
  pmm_reminder_input in = a_reminder(w);
  in.title = pmm_string("renew");
  PREPARED(pmm_reminder_create(w->admin, &in, NULL, &w->ids.reminder, NULL));
}

static pmm_status reminder_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_reminder_input in = PMM_REMINDER_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_REMINDER_BODY;
  in.body = world_text(w);
  return calls_version(pmm_reminder_update(w->session, w->ids.reminder, &in, call, &out, error),
                       &out);
}

static pmm_status reminder_done(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_reminder_done(w->session, w->ids.reminder, call, &out, error), &out);
}

static pmm_status reminder_snooze(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_reminder_snooze(w->session, w->ids.reminder, SLOT_US + w->number, call, &out, error),
      &out);
}

static pmm_status reminder_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_reminder_get(w->session, w->ids.reminder, call, &out, error), &out);
}

static pmm_status reminder_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_reminder_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status reminder_log(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_reminder_log(w->session, w->ids.reminder, call, &out, error), &out);
}

static pmm_status feedback_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_feedback_input in = PMM_FEEDBACK_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields =
      PMM_FEEDBACK_SUBJECT | PMM_FEEDBACK_SERVICE | PMM_FEEDBACK_STARS | PMM_FEEDBACK_COMMENT;
  in.subject = w->ids.other_subject;
  in.service = w->ids.service;
  in.stars = 5;
  in.comment = world_text(w);
  return calls_id(pmm_feedback_create(w->session, &in, call, &out, error), &out);
}

static pmm_status feedback_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_feedback_input in = PMM_FEEDBACK_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_FEEDBACK_COMMENT;
  in.comment = world_text(w);
  return calls_version(pmm_feedback_update(w->session, w->ids.feedback, &in, call, &out, error),
                       &out);
}

static pmm_status feedback_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_feedback_get(w->session, w->ids.feedback, call, &out, error), &out);
}

static pmm_status feedback_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_feedback_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

const calls_entry calls_booking[] = {
    {"pmm_calendar_create", calendar_create, NULL, CALLS_CITIZEN},
    {"pmm_calendar_update", calendar_update, NULL, CALLS_CITIZEN},
    {"pmm_calendar_get", calendar_get, NULL, 0},
    {"pmm_calendar_list", calendar_list, NULL, 0},
    {"pmm_calendar_slots", calendar_slots, NULL, CALLS_ANYBODY},
    {"pmm_calendar_conflicts", calendar_conflicts, NULL, 0},
    {"pmm_opening_create", opening_create, new_calendar, CALLS_CITIZEN},
    {"pmm_opening_remove", opening_remove, new_opening, CALLS_CITIZEN},
    {"pmm_opening_list", opening_list, NULL, 0},
    {"pmm_closure_create", closure_create, NULL, CALLS_CITIZEN},
    {"pmm_closure_remove", closure_remove, new_closure, CALLS_CITIZEN},
    {"pmm_closure_list", closure_list, NULL, 0},
    {"pmm_appointment_book", appointment_book, NULL, CALLS_CITIZEN},
    {"pmm_appointment_hold", appointment_hold, NULL, CALLS_CITIZEN},
    {"pmm_appointment_advance", appointment_advance, new_appointment, CALLS_CITIZEN},
    {"pmm_appointment_move", appointment_move, new_appointment, 0},
    {"pmm_appointment_update", appointment_update, NULL, 0},
    {"pmm_appointment_get", appointment_get, NULL, 0},
    {"pmm_appointment_list", appointment_list, NULL, 0},
    {"pmm_appointment_events", appointment_events, NULL, 0},
    {"pmm_reminder_rule_create", reminder_rule_create, NULL, CALLS_CITIZEN},
    {"pmm_reminder_rule_update", reminder_rule_update, NULL, CALLS_CITIZEN},
    {"pmm_reminder_rule_get", reminder_rule_get, NULL, 0},
    {"pmm_reminder_rule_list", reminder_rule_list, NULL, 0},
    {"pmm_reminder_rule_follow", reminder_rule_follow, new_rule, 0},
    {"pmm_reminder_rule_followed", reminder_rule_followed, NULL, 0},
    {"pmm_reminder_create", reminder_create, NULL, 0},
    {"pmm_reminder_update", reminder_update, NULL, 0},
    {"pmm_reminder_done", reminder_done, new_reminder, 0},
    {"pmm_reminder_snooze", reminder_snooze, new_reminder, 0},
    {"pmm_reminder_get", reminder_get, NULL, 0},
    {"pmm_reminder_list", reminder_list, NULL, 0},
    {"pmm_reminder_log", reminder_log, NULL, 0},
    {"pmm_feedback_create", feedback_create, NULL, CALLS_CITIZEN},
    {"pmm_feedback_update", feedback_update, NULL, 0},
    {"pmm_feedback_get", feedback_get, NULL, 0},
    {"pmm_feedback_list", feedback_list, NULL, 0},
    {NULL, NULL, NULL, 0}};

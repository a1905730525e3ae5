/* One row is seen in one way: of random roles with random groups of columns, whatever a list, the
   timeline, finding, events, history, a calendar file or a target group shows of a row, reading the
   row by its id shows too. */
#include <stdlib.h>

#include "booking.h"
#include "outbox.h"

enum { PEOPLE = 6, ROWS = 24, MOST = 200, NOUNS = 7 };

typedef pmm_status (*getter)(pmm_session* s, pmm_id id, const pmm_call* call, pmm_result** out,
                             pmm_error** error);
typedef pmm_status (*lister)(pmm_session* s, const pmm_page* page, pmm_result** out);

/* The rows of a noun, the column that is kept from who does not see what is sensitive. */
typedef struct rows_of {
  const char* name;
  getter get;
  lister list;
  const char* text;
  pmm_noun noun;
  pmm_id ids[MOST];
  int count;
} rows_of;

enum { CASES, CONTACTS, NOTICES, MESSAGES, APPOINTMENTS, REMINDERS, TASKS };

typedef struct world {
  town t;
  pmm_id offices[3], services[3], people[PEOPLE];
  rows_of nouns[NOUNS];
  pmm_id events[MOST], event_cases[MOST];
  int event_count;
  uint64_t dice;
} world;

static int64_t below(world* w, int64_t end) {
  w->dice = w->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (int64_t)((w->dice >> 33) % (uint64_t)end);
}

static const pmm_page* whole_page(void) {
  static pmm_page page = PMM_PAGE_INIT;
  page.limit = 1000;
  return &page;
}

/* --- What there is ----------------------------------------------------------------------------*/

static pmm_status list_cases(pmm_session* s, const pmm_page* page, pmm_result** out) {
  return pmm_case_list(s, NULL, page, NULL, out, &check_error);
}
static pmm_status list_contacts(pmm_session* s, const pmm_page* page, pmm_result** out) {
  return pmm_contact_list(s, NULL, page, NULL, out, &check_error);
}
static pmm_status list_notices(pmm_session* s, const pmm_page* page, pmm_result** out) {
  return pmm_notification_list(s, NULL, page, NULL, out, &check_error);
}
static pmm_status list_messages(pmm_session* s, const pmm_page* page, pmm_result** out) {
  return pmm_case_message_list(s, NULL, page, NULL, out, &check_error);
}
static pmm_status list_appointments(pmm_session* s, const pmm_page* page, pmm_result** out) {
  return pmm_appointment_list(s, NULL, page, NULL, out, &check_error);
}
static pmm_status list_reminders(pmm_session* s, const pmm_page* page, pmm_result** out) {
  return pmm_reminder_list(s, NULL, page, NULL, out, &check_error);
}
static pmm_status list_tasks(pmm_session* s, const pmm_page* page, pmm_result** out) {
  return pmm_task_list(s, NULL, page, NULL, out, &check_error);
}

static const rows_of every_noun[NOUNS] = {
    {"case", pmm_case_get, list_cases, "summary", PMM_NOUN_CASE, {0}, 0},
    {"contact", pmm_contact_get, list_contacts, "summary", PMM_NOUN_CONTACT, {0}, 0},
    {"notification", pmm_notification_get, list_notices, "title", PMM_NOUN_NOTIFICATION, {0}, 0},
    {"case_message", pmm_case_message_get, list_messages, "body", PMM_NOUN_CASE_MESSAGE, {0}, 0},
    {"appointment", pmm_appointment_get, list_appointments, "note", PMM_NOUN_APPOINTMENT, {0}, 0},
    {"reminder", pmm_reminder_get, list_reminders, "title", PMM_NOUN_REMINDER, {0}, 0},
    {"task", pmm_task_get, list_tasks, "title", PMM_NOUN_TASK, {0}, 0}};

static const pmm_call* with_reason(void) {
  static pmm_call call = PMM_CALL_INIT;
  call.reason = pmm_string("secret of a reason");
  return &call;
}

static pmm_id* next_of(world* w, int noun) {
  CHECK(w->nouns[noun].count < MOST);
  return &w->nouns[noun].ids[w->nouns[noun].count++];
}

/* A case that waited once, with events for its citizen and for staff. */
static void make_case(world* w) {
  static const char* const moves[] = {"register", "assign", "start", "request_info"};
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_case_step step = PMM_CASE_STEP_INIT;
  pmm_case_message_input message = PMM_CASE_MESSAGE_INPUT_INIT;
  pmm_id* id = next_of(w, CASES);
  pmm_id event = 0;
  in.set_fields =
      PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_OFFICE | PMM_CASE_SUBJECT | PMM_CASE_SUMMARY;
  in.kind = pmm_string("application");
  in.service = w->services[below(w, 3)];
  in.office = below(w, 4) == 0 ? 0 : w->offices[below(w, 3)];
  in.subject = below(w, 6) == 0 ? 0 : w->people[below(w, PEOPLE)];
  in.summary = pmm_string("secret of a case");
  CHECK_OK(pmm_case_create(w->t.admin, &in, with_reason(), id, &check_error));
  CHECK_OK(pmm_case_comment(w->t.admin, *id, pmm_string("secret for both"), pmm_string("subject"),
                            NULL, &event, &check_error));
  CHECK_OK(pmm_case_comment(w->t.admin, *id, pmm_string("secret for staff"), pmm_string("staff"),
                            NULL, &event, &check_error));
  step.set_fields = PMM_CASE_STEP_NOTE;
  step.note = pmm_string("secret of a move");
  for (size_t i = 0; i < sizeof moves / sizeof moves[0]; ++i) {
    if (pmm_case_advance(w->t.admin, *id, pmm_string(moves[i]), &step, NULL, NULL, &check_error) ==
        PMM_OK)
      continue;
    pmm_error_free(check_error);
    check_error = NULL;
  }
  if (in.subject == 0) return;
  message.set_fields = PMM_CASE_MESSAGE_CASE_ID | PMM_CASE_MESSAGE_BODY;
  message.case_id = *id;
  message.body = pmm_string("secret of a message");
  CHECK_OK(pmm_case_message_create(w->t.admin, &message, NULL, next_of(w, MESSAGES), &check_error));
}

static void make_others(world* w, pmm_id calendar, int at) {
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  pmm_notification_input notice = PMM_NOTIFICATION_INPUT_INIT;
  pmm_reminder_input reminder = PMM_REMINDER_INPUT_INIT;
  pmm_task_input task = PMM_TASK_INPUT_INIT;
  char text[64];
  contact.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SERVICE | PMM_CONTACT_OFFICE |
                       PMM_CONTACT_SUBJECT | PMM_CONTACT_SUMMARY;
  contact.channel = w->t.phone;
  contact.service = below(w, 3) == 0 ? 0 : w->services[below(w, 3)];
  contact.office = below(w, 4) == 0 ? 0 : w->offices[below(w, 3)];
  contact.subject = below(w, 6) == 0 ? 0 : w->people[below(w, PEOPLE)];
  contact.summary = pmm_string("secret of a contact");
  CHECK_OK(
      pmm_contact_create(w->t.admin, &contact, with_reason(), next_of(w, CONTACTS), &check_error));
  notice.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_TITLE | PMM_NOTIFICATION_BODY |
                      PMM_NOTIFICATION_SERVICE | PMM_NOTIFICATION_OFFICE;
  notice.subject = w->people[below(w, PEOPLE)];
  notice.title = notice.body = pmm_string("secret of a notice");
  notice.service = w->services[below(w, 3)];
  notice.office = w->offices[below(w, 3)];
  CHECK_OK(pmm_notification_create(w->t.admin, &notice, with_reason(), next_of(w, NOTICES),
                                   &check_error));
  reminder.set_fields =
      PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US | PMM_REMINDER_SERVICE;
  reminder.subject = w->people[below(w, PEOPLE)];
  snprintf(text, sizeof text, "secret of reminder R%d.", at);
  reminder.title = pmm_string(text);
  reminder.due_us = check_now_us + 20 * CHECK_DAY;
  reminder.service = w->services[below(w, 3)];
  CHECK_OK(pmm_reminder_create(w->t.admin, &reminder, with_reason(), next_of(w, REMINDERS),
                               &check_error));
  task.set_fields = PMM_TASK_CASE_ID | PMM_TASK_KIND | PMM_TASK_TITLE;
  task.kind = pmm_string("check");
  task.case_id = w->nouns[CASES].ids[at];
  task.title = pmm_string("secret of a task");
  CHECK_OK(pmm_task_create(w->t.admin, &task, with_reason(), next_of(w, TASKS), &check_error));
  if (at < 12) {
    pmm_appointment_input slot =
        booking(calendar, CHECK_FRIDAY + at / 4 * CHECK_DAY * 7 + at % 4 * 30 * CHECK_MINUTE,
                w->people[below(w, PEOPLE)]);
    slot.set_fields |= PMM_APPOINTMENT_NOTE;
    snprintf(text, sizeof text, "secret of appointment A%d.", at);
    slot.note = pmm_string(text);
    CHECK_OK(pmm_appointment_book(w->t.admin, &slot, with_reason(), next_of(w, APPOINTMENTS),
                                  &check_error));
  }
}

static void know_events(world* w) {
  for (int c = 0; c < w->nouns[CASES].count; ++c) {
    pmm_result* rows = NULL;
    CHECK_OK(pmm_case_events(w->t.admin, w->nouns[CASES].ids[c], whole_page(), NULL, &rows,
                             &check_error));
    for (int64_t r = 0; r < pmm_result_rows(rows) && w->event_count < MOST; ++r) {
      w->events[w->event_count] = int_cell(rows, r, "id");
      w->event_cases[w->event_count++] = w->nouns[CASES].ids[c];
    }
    pmm_result_free(rows);
  }
}

static void make_people(world* w) {
  for (int i = 0; i < PEOPLE; ++i) {
    pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
    pmm_identifier_input code = PMM_IDENTIFIER_INPUT_INIT;
    char text[64];
    pmm_id id = 0;
    in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_GIVEN_NAME | PMM_SUBJECT_FAMILY_NAME |
                    PMM_SUBJECT_SEX | PMM_SUBJECT_EXTERNAL_ID;
    in.kind = pmm_string("person");
    in.given_name = pmm_string("Carla");
    in.family_name = pmm_string("Bianchi");
    in.sex = pmm_string("F");
    snprintf(text, sizeof text, "outer-%d", i);
    in.external_id = pmm_string(text);
    CHECK_OK(pmm_subject_create(w->t.admin, &in, with_reason(), &w->people[i], &check_error));
    code.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
    code.scheme = pmm_string("library_card");
    snprintf(text, sizeof text, "CARD00%d", i);
    code.value = pmm_string(text);
    CHECK_OK(pmm_identifier_create(w->t.admin, w->people[i], &code, NULL, &id, &check_error));
    snprintf(text, sizeof text, "+39 333 123450%d", i);
    give_address(w->t.admin, w->people[i], "phone", text, 1);
    snprintf(text, sizeof text, "carla%d@example.org", i);
    give_address(w->t.admin, w->people[i], "email", text, 1);
  }
}

static world open_world(void) {
  world w;
  pmm_id calendars[3];
  memset(&w, 0, sizeof w);
  w.dice = getenv("SEED") != NULL ? strtoull(getenv("SEED"), NULL, 10) : UINT64_C(20261126);
  check_now_us = CHECK_FRIDAY - CHECK_DAY;
  w.t = open_town();
  w.offices[0] = w.t.registry;
  w.offices[1] = w.t.traffic;
  w.offices[2] = make_office(w.t.admin, "parks");
  w.services[0] = w.t.residence;
  w.services[1] = w.t.potholes;
  w.services[2] = make_service(w.t.admin, "gardens", w.offices[2]);
  memcpy(w.nouns, every_noun, sizeof w.nouns);
  make_people(&w);
  for (int i = 0; i < 3; ++i)
    calendars[i] = new_calendar(w.t.admin, calendar_input(w.offices[i], i == 0   ? "a"
                                                                        : i == 1 ? "b"
                                                                                 : "c"));
  for (int i = 0; i < ROWS; ++i) make_case(&w);
  for (int i = 0; i < ROWS; ++i) make_others(&w, calendars[i % 3], i);
  know_events(&w);
  return w;
}

/* --- Who looks --------------------------------------------------------------------------------*/

typedef struct looker {
  pmm_session* s;
  pmm_id actor, self;
} looker;

static const char* reach_of(world* w, int placed, int own, int mandate) {
  static const char* const places[] = {"scope", "office", "service"};
  const int64_t roll = below(w, 6);
  if (roll < 3 && placed) return places[roll];
  if (roll == 4 && own) return "own";
  if (roll == 5 && mandate) return "mandate";
  return "all";
}

/* The rights of a role at random, as JSON. */
static void random_rights(world* w, char* text, size_t size) {
  static const struct {
    const char* noun;
    int placed, own, mandate;
  } nouns[] = {{"case", 1, 1, 1},         {"case_event", 1, 1, 1},   {"contact", 1, 1, 1},
               {"subject", 0, 1, 1},      {"identifier", 0, 1, 1},   {"address", 0, 1, 1},
               {"notification", 1, 1, 1}, {"case_message", 1, 1, 1}, {"appointment", 1, 1, 1},
               {"reminder", 1, 1, 0},     {"task", 1, 0, 0},         {"visit", 0, 1, 0},
               {"calendar", 0, 0, 0},     {"segment", 0, 0, 0},      {"query", 0, 0, 0}};
  size_t used = (size_t)snprintf(text, size,
                                 "[{\"noun\": \"office\", \"actions\": [\"read\"],"
                                 " \"reach\": \"all\"}");
  for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; ++i) {
    if (below(w, 5) < 2) continue;
    used += (size_t)snprintf(text + used, size - used,
                             ", {\"noun\": \"%s\", \"actions\": [\"read\"], \"reach\": \"%s\"}",
                             nouns[i].noun,
                             reach_of(w, nouns[i].placed, nouns[i].own, nouns[i].mandate));
  }
  snprintf(text + used, size - used, "]");
}

static void grant(world* w, pmm_id actor, const char* role) {
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE | PMM_GRANT_SERVICE;
  in.actor = actor;
  in.role = pmm_string(role);
  if (below(w, 3) != 0) in.office = w->offices[below(w, 3)];
  if (below(w, 3) == 0) in.service = w->services[below(w, 3)];
  if (pmm_grant_create(w->t.admin, &in, NULL, &id, &check_error) == PMM_OK) return;
  /* No right of the role ends there. */
  pmm_error_free(check_error);
  check_error = NULL;
  in.office = in.service = 0;
  CHECK_OK(pmm_grant_create(w->t.admin, &in, NULL, &id, &check_error));
}

static looker random_looker(world* w, int number) {
  looker l = {NULL, 0, 0};
  l.self = w->people[below(w, PEOPLE)];
  l.actor = make_actor(&w->t, NULL, 0, 0, l.self, &l.s);
  for (int64_t i = below(w, 3); i >= 0; --i) {
    pmm_role_input in = PMM_ROLE_INPUT_INIT;
    char name[32], rights[4096];
    pmm_id id = 0;
    snprintf(name, sizeof name, "role_%d_%d", number, (int)i);
    random_rights(w, rights, sizeof rights);
    in.set_fields = PMM_ROLE_NAME | PMM_ROLE_RIGHTS | PMM_ROLE_FIELDS;
    in.name = pmm_string(name);
    in.rights = pmm_string(rights);
    in.fields = (uint64_t)below(w, 8);
    CHECK_OK(pmm_role_create(w->t.admin, &in, NULL, &id, &check_error));
    grant(w, l.actor, name);
  }
  if (below(w, 3) == 0) grant(w, l.actor, below(w, 2) == 0 ? "citizen" : "delegate");
  if (below(w, 4) == 0) grant(w, l.actor, "operator");
  if (below(w, 2) == 0) {
    const pmm_id giver = w->people[below(w, PEOPLE)];
    if (giver != l.self) make_mandate(w->t.admin, giver, l.self, w->services, (size_t)below(w, 3));
  }
  return l;
}

/* --- What is seen -----------------------------------------------------------------------------*/

static int has_right(world* w, const looker* l, pmm_noun noun, pmm_id id) {
  pmm_result* rows = NULL;
  int64_t last;
  int holds;
  CHECK_OK(pmm_explain_access(w->t.admin, l->actor, pmm_string("read"), noun, id, NULL, &rows,
                              &check_error));
  last = pmm_result_rows(rows) - 1;
  CHECK(text_cell(rows, last, "rule", "decision"));
  holds = int_cell(rows, last, "holds") != 0;
  pmm_result_free(rows);
  return holds;
}

static void forget_error(void) {
  pmm_error_free(check_error);
  check_error = NULL;
}

/* Whether reading the row by its id shows the column; 0 too when the row is not seen. */
static int shows(const looker* l, getter get, pmm_id id, const char* column) {
  pmm_result* row = NULL;
  int shown = 0;
  if (get(l->s, id, NULL, &row, &check_error) == PMM_OK)
    shown = !pmm_result_is_withheld(row, 0, column_of(row, column));
  forget_error();
  pmm_result_free(row);
  return shown;
}

static int64_t row_with(const pmm_result* rows, pmm_id id) {
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    if (int_cell(rows, r, "id") == id) return r;
  return -1;
}

static int is_same_row(const pmm_result* a, int64_t ra, const pmm_result* b, int64_t rb) {
  CHECK(pmm_result_columns(a) == pmm_result_columns(b));
  for (int32_t c = 0; c < pmm_result_columns(a); ++c) {
    const pmm_str x = pmm_result_text(a, ra, c), y = pmm_result_text(b, rb, c);
    if (pmm_result_is_withheld(a, ra, c) != pmm_result_is_withheld(b, rb, c) ||
        pmm_result_is_null(a, ra, c) != pmm_result_is_null(b, rb, c) || x.size != y.size ||
        (x.size != 0 && memcmp(x.data, y.data, x.size) != 0))
      return 0;
  }
  return 1;
}

static void check_lists(world* w, const looker* l) {
  for (int n = 0; n < NOUNS; ++n) {
    const rows_of* of = &w->nouns[n];
    pmm_result* rows = NULL;
    CHECK_OK(of->list(l->s, whole_page(), &rows));
    for (int i = 0; i < of->count; ++i) {
      const int64_t at = row_with(rows, of->ids[i]);
      pmm_result* row = NULL;
      CHECK_STATUS(of->get(l->s, of->ids[i], NULL, &row, &check_error),
                   at < 0 ? PMM_E_NOT_FOUND : PMM_OK);
      CHECK((at >= 0) == has_right(w, l, of->noun, of->ids[i]));
      if (at >= 0) CHECK(is_same_row(rows, at, row, 0));
      pmm_result_free(row);
    }
    pmm_result_free(rows);
  }
}

/* The events of a case are those that the right to events reaches. */
static void check_events(world* w, const looker* l) {
  for (int i = 0; i < w->event_count; ++i) {
    pmm_result *rows = NULL, *row = NULL;
    const pmm_status seen = pmm_case_get(l->s, w->event_cases[i], NULL, &row, &check_error);
    forget_error();
    pmm_result_free(row);
    CHECK_STATUS(pmm_case_events(l->s, w->event_cases[i], whole_page(), NULL, &rows, &check_error),
                 seen);
    if (seen != PMM_OK) continue;
    CHECK((row_with(rows, w->events[i]) >= 0) ==
          has_right(w, l, PMM_NOUN_CASE_EVENT, w->events[i]));
    pmm_result_free(rows);
  }
}

/* Whether the events of its case show the note of an event, where the case is seen at all. */
static int shows_note(world* w, const looker* l, pmm_id event) {
  for (int i = 0; i < w->event_count; ++i) {
    pmm_result* rows = NULL;
    int shown = 1;
    if (w->events[i] != event) continue;
    if (pmm_case_events(l->s, w->event_cases[i], whole_page(), NULL, &rows, &check_error) ==
        PMM_OK) {
      const int64_t at = row_with(rows, event);
      shown = at >= 0 && !pmm_result_is_withheld(rows, at, column_of(rows, "note"));
    }
    forget_error();
    pmm_result_free(rows);
    return shown;
  }
  return 1;
}

static void check_timeline(world* w, const looker* l, pmm_id person) {
  pmm_result* rows = NULL;
  if (pmm_timeline(l->s, person, NULL, whole_page(), NULL, &rows, &check_error) != PMM_OK) {
    forget_error();
    return;
  }
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r) {
    const pmm_str kind = pmm_result_text(rows, r, column_of(rows, "kind"));
    const pmm_id id = int_cell(rows, r, "id");
    const int is_event = same_text(kind, "case_event");
    const int noun = same_text(kind, "contact")       ? CONTACTS
                     : same_text(kind, "appointment") ? APPOINTMENTS
                                                      : NOTICES;
    CHECK(has_right(w, l, is_event ? PMM_NOUN_CASE_EVENT : w->nouns[noun].noun, id));
    if (null_cell(rows, r, "note")) continue;
    CHECK(is_event ? shows_note(w, l, id) : shows(l, w->nouns[noun].get, id, w->nouns[noun].text));
  }
  pmm_result_free(rows);
}

static int shows_identifier(const looker* l, pmm_id person) {
  pmm_result* rows = NULL;
  int shown = 0;
  if (pmm_identifier_list(l->s, person, NULL, NULL, NULL, &rows, &check_error) == PMM_OK &&
      pmm_result_rows(rows) > 0)
    shown = !pmm_result_is_withheld(rows, 0, column_of(rows, "value"));
  forget_error();
  pmm_result_free(rows);
  return shown;
}

static int shows_address(const looker* l, pmm_id person) {
  pmm_result* rows = NULL;
  int shown = 0;
  if (pmm_address_list(l->s, person, NULL, NULL, NULL, &rows, &check_error) == PMM_OK &&
      pmm_result_rows(rows) > 0)
    shown = !pmm_result_is_withheld(rows, 0, column_of(rows, "value"));
  forget_error();
  pmm_result_free(rows);
  return shown;
}

static pmm_status get_person(pmm_session* s, pmm_id id, const pmm_call* call, pmm_result** out,
                             pmm_error** error) {
  return pmm_subject_get(s, id, PMM_TIME_NONE, call, out, error);
}

static void check_find(const looker* l, const char* text) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_find(l->s, pmm_string(text), 0, NULL, &rows, &check_error));
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r) {
    const pmm_str detail = pmm_result_text(rows, r, column_of(rows, "detail"));
    const pmm_id person = int_cell(rows, r, "id");
    if (!text_cell(rows, r, "kind", "subject")) continue;
    CHECK(shows(l, get_person, person, "name"));
    if (same_text(detail, "library_card")) CHECK(shows_identifier(l, person));
    if (same_text(detail, "phone") || same_text(detail, "email")) CHECK(shows_address(l, person));
  }
  pmm_result_free(rows);
}

static void check_history(world* w, const looker* l) {
  for (int n = 0; n < NOUNS; ++n) {
    const rows_of* of = &w->nouns[n];
    for (int i = 0; i < of->count; ++i) {
      pmm_result* rows = NULL;
      const pmm_status told =
          pmm_history(l->s, of->noun, of->ids[i], NULL, NULL, &rows, &check_error);
      forget_error();
      CHECK((told == PMM_E_NOT_FOUND) == !has_right(w, l, of->noun, of->ids[i]));
      for (int64_t r = 0; told == PMM_OK && r < pmm_result_rows(rows); ++r)
        if (!null_cell(rows, r, "reason")) CHECK(shows(l, of->get, of->ids[i], of->text));
      pmm_result_free(rows);
    }
  }
}

static void check_intervals(world* w, const looker* l) {
  for (int i = 0; i < w->nouns[CASES].count; ++i) {
    const pmm_id id = w->nouns[CASES].ids[i];
    pmm_result* rows = NULL;
    if (pmm_case_intervals(l->s, id, NULL, NULL, &rows, &check_error) == PMM_OK &&
        pmm_result_rows(rows) > 0 && !null_cell(rows, 0, "reason"))
      CHECK(shows(l, pmm_case_get, id, "summary"));
    forget_error();
    pmm_result_free(rows);
  }
}

typedef struct bytes {
  char data[65536];
  size_t size;
} bytes;

static int32_t take(void* data, const void* piece, size_t size) {
  bytes* all = data;
  CHECK(all->size + size < sizeof all->data);
  memcpy(all->data + all->size, piece, size);
  all->size += size;
  all->data[all->size] = 0;
  return 0;
}

/* What the file says, its folded lines joined. */
static void unfold(bytes* file) {
  size_t to = 0;
  for (size_t from = 0; from < file->size; ++from) {
    if (strncmp(file->data + from, "\r\n ", 3) == 0)
      from += 2;
    else
      file->data[to++] = file->data[from];
  }
  file->data[to] = 0;
  file->size = to;
}

static void check_calendar_file(world* w, const looker* l, pmm_id person) {
  static bytes file;
  pmm_ics_input what = PMM_ICS_INPUT_INIT;
  pmm_sink sink = PMM_SINK_INIT;
  char text[16];
  file.size = 0;
  file.data[0] = 0;
  what.set_fields = PMM_ICS_SUBJECT;
  what.subject = person;
  sink.write = take;
  sink.write_data = &file;
  if (pmm_export_ics(l->s, &what, &sink, NULL, NULL, &check_error) != PMM_OK) {
    forget_error();
    return;
  }
  unfold(&file);
  for (int i = 0; i < ROWS; ++i) {
    snprintf(text, sizeof text, " R%d.", i);
    if (strstr(file.data, text) != NULL)
      CHECK(shows(l, pmm_reminder_get, w->nouns[REMINDERS].ids[i], "title"));
    snprintf(text, sizeof text, " A%d.", i);
    if (strstr(file.data, text) != NULL)
      CHECK(shows(l, pmm_appointment_get, w->nouns[APPOINTMENTS].ids[i], "note"));
  }
}

/* Who is found by a column is somebody of whom it is shown; so is what a list of members shows. */
static void check_members(const looker* l, const char* rule, const char* column) {
  pmm_result* rows = NULL;
  const pmm_status told =
      pmm_segment_members(l->s, pmm_string(rule), pmm_string(""), pmm_string(""), whole_page(),
                          NULL, &rows, &check_error);
  if (told != PMM_OK) {
    CHECK(told == PMM_E_DENIED);
    forget_error();
    return;
  }
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r) {
    const pmm_id person = int_cell(rows, r, "id");
    if (column != NULL)
      CHECK(shows(l, get_person, person, column));
    else
      CHECK(shows_address(l, person));
    CHECK(null_cell(rows, r, "name") || shows(l, get_person, person, "name"));
    CHECK(null_cell(rows, r, "phone") || shows_address(l, person));
  }
  pmm_result_free(rows);
}

static void test_sight__one_row_one_way(void) {
  world w = open_world();
  const int lookers = getenv("LOOKERS") != NULL ? atoi(getenv("LOOKERS")) : 24;
  for (int i = 0; i < lookers; ++i) {
    const looker l = random_looker(&w, i);
    check_lists(&w, &l);
    check_events(&w, &l);
    check_history(&w, &l);
    check_intervals(&w, &l);
    for (int p = 0; p < PEOPLE; ++p) {
      check_timeline(&w, &l, w.people[p]);
      check_calendar_file(&w, &l, w.people[p]);
    }
    check_find(&l, "bianchi");
    check_find(&l, "CARD00");
    check_find(&l, "CARD003");
    check_find(&l, "33312345");
    check_find(&l, "carla1@example.org");
    check_find(&l, "outer-2");
    check_members(&l, "{\"subject\": {\"sex\": [\"F\"]}}", "sex");
    check_members(&l, "{\"subject\": {\"address\": [\"phone\"]}}", NULL);
    check_members(&l, "{\"subject\": {}}", "kind");
    pmm_session_free(l.s);
  }
  close_town(&w.t);
}

int main(void) {
  test_sight__one_row_one_way();
  return 0;
}

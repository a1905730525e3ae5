#include "booking.h"

/* Anna twice: the second one came in over another counter. */
typedef struct twins {
  town of;
  pmm_id anna, other; /* winner, loser */
  pmm_id contact, report, identifier, email, appointment, notice;
  pmm_session* other_session; /* who logs in as the loser */
} twins;

static pmm_id add_code(pmm_session* s, pmm_id subject, const char* scheme, const char* value) {
  pmm_identifier_input in = PMM_IDENTIFIER_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  in.scheme = pmm_string(scheme);
  in.value = pmm_string(value);
  CHECK_OK(pmm_identifier_create(s, subject, &in, NULL, &id, &check_error));
  return id;
}

static pmm_id add_address(pmm_session* s, pmm_id subject, const char* kind, const char* value) {
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE | PMM_ADDRESS_IS_DEFAULT;
  in.kind = pmm_string(kind);
  in.value = pmm_string(value);
  in.is_default = 1;
  CHECK_OK(pmm_address_create(s, subject, &in, NULL, &id, &check_error));
  return id;
}

static pmm_id add_contact(town* t, pmm_id subject) {
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_OFFICE;
  in.channel = t->phone;
  in.subject = subject;
  in.office = t->registry;
  CHECK_OK(pmm_contact_create(t->admin, &in, NULL, &id, &check_error));
  return id;
}

static twins open_twins(void) {
  twins w;
  town* t = &w.of;
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_visit hit = PMM_VISIT_INIT;
  pmm_notification_input notice = PMM_NOTIFICATION_INPUT_INIT;
  pmm_id calendar;
  memset(&w, 0, sizeof w);
  w.of = open_town();
  w.anna = t->anna;
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_GIVEN_NAME | PMM_SUBJECT_FAMILY_NAME |
                  PMM_SUBJECT_BORN_ON | PMM_SUBJECT_EXTERNAL_ID;
  in.kind = pmm_string("person");
  in.given_name = pmm_string("Anna Maria");
  in.family_name = pmm_string("Esposito");
  in.born_on = 1594; /* 1974-05-14 */
  in.external_id = pmm_string("OLD-7");
  CHECK_OK(pmm_subject_create(t->admin, &in, NULL, &w.other, &check_error));
  make_actor(t, "citizen", 0, 0, w.other, &w.other_session);
  w.identifier = add_code(t->admin, w.other, "library_card", "L-1");
  add_address(t->admin, w.anna, "email", "anna@posta.example");
  w.email = add_address(t->admin, w.other, "email", "am@posta.example");
  w.contact = add_contact(t, w.other);
  w.report = make_report(t->admin, t->potholes, w.other, t->web, check_now_us);
  calendar = new_calendar(t->admin, calendar_input(t->registry, "desk"));
  w.appointment = book(t->admin, calendar, CHECK_FRIDAY, w.other);
  notice.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_TITLE | PMM_NOTIFICATION_BODY;
  notice.subject = w.other;
  notice.title = notice.body = pmm_string("News");
  CHECK_OK(pmm_notification_create(t->admin, &notice, NULL, &w.notice, &check_error));
  CHECK_OK(pmm_favourite_put(t->admin, w.anna, t->residence, 0, NULL, NULL, &check_error));
  CHECK_OK(pmm_favourite_put(t->admin, w.other, t->residence, 0, NULL, NULL, &check_error));
  CHECK_OK(pmm_favourite_put(t->admin, w.other, t->potholes, 0, NULL, NULL, &check_error));
  hit.path = pmm_string("/");
  hit.subject = w.other;
  hit.service = t->potholes;
  CHECK_OK(pmm_visit_append(t->admin, &hit, 1, NULL, NULL, &check_error));
  return w;
}

static void close_twins(twins* w) {
  pmm_session_free(w->other_session);
  close_town(&w->of);
}

static pmm_merge_input merge_of(const twins* w) {
  pmm_merge_input in = PMM_MERGE_INPUT_INIT;
  in.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER;
  in.winner = w->anna;
  in.loser = w->other;
  return in;
}

static pmm_id merge(const twins* w) {
  const pmm_merge_input in = merge_of(w);
  pmm_id id = 0;
  CHECK_OK(pmm_merge_subjects(w->of.admin, &in, NULL, &id, &check_error));
  CHECK(id > 0);
  return id;
}

/* One cell of a subject's row, which must be there. */
static int subject_is(const town* t, pmm_id asked, pmm_id id, const char* column,
                      const char* value) {
  pmm_result* row = NULL;
  int same;
  CHECK_OK(pmm_subject_get(t->admin, asked, PMM_TIME_NONE, NULL, &row, &check_error));
  same = int_cell(row, 0, "id") == id && text_cell(row, 0, column, value);
  pmm_result_free(row);
  return same;
}

typedef pmm_status (*get_fn)(pmm_session*, pmm_id, const pmm_call*, pmm_result**, pmm_error**);

static pmm_id subject_of(const town* t, get_fn get, pmm_id id) {
  pmm_result* row = NULL;
  pmm_id subject;
  CHECK_OK(get(t->admin, id, NULL, &row, &check_error));
  subject = int_cell(row, 0, "subject");
  pmm_result_free(row);
  return subject;
}

/* All that must be one subject's, whoever it is. */
static void check_rows_are(const twins* w, pmm_id subject) {
  const town* t = &w->of;
  CHECK(subject_of(t, pmm_contact_get, w->contact) == subject);
  CHECK(subject_of(t, pmm_case_get, w->report) == subject);
  CHECK(subject_of(t, pmm_identifier_get, w->identifier) == subject);
  CHECK(subject_of(t, pmm_address_get, w->email) == subject);
  CHECK(subject_of(t, pmm_appointment_get, w->appointment) == subject);
  CHECK(subject_of(t, pmm_notification_get, w->notice) == subject);
}

static int64_t contacts_of(const twins* w, pmm_id subject) {
  pmm_contact_filter filter = PMM_CONTACT_FILTER_INIT;
  pmm_result* rows = NULL;
  int64_t count;
  filter.set_fields = PMM_CONTACT_FILTER_SUBJECT;
  filter.subject = subject;
  CHECK_OK(pmm_contact_list(w->of.admin, &filter, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static int64_t number_of(pmm_session* s, const char* question, const char* column) {
  pmm_result* rows = NULL;
  int64_t number;
  CHECK_OK(pmm_query(s, pmm_string(question), NULL, &rows, &check_error));
  number = int_cell(rows, 0, column);
  pmm_result_free(rows);
  return number;
}

/* Nothing that pmm_check() would call damage. */
static void check_sound(const town* t) {
  pmm_result* rows = NULL;
  int64_t i;
  CHECK_OK(pmm_check(t->db, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i)
    CHECK(!same_text(pmm_result_text(rows, i, column_of(rows, "severity")), "error"));
  pmm_result_free(rows);
}

static void test_merge__all_of_the_loser_is_the_winners(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_result* rows = NULL;
  pmm_id id;
  check_rows_are(&w, w.other);
  id = merge(&w);
  check_rows_are(&w, w.anna);
  CHECK(subject_is(t, w.other, w.anna, "name", "Anna Esposito"));
  CHECK_OK(pmm_favourite_list(t->admin, w.anna, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  pmm_result_free(rows);
  CHECK_OK(pmm_merge_get(t->admin, id, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "winner") == w.anna && int_cell(rows, 0, "loser") == w.other);
  CHECK(text_cell(rows, 0, "fields", "born_on") && null_cell(rows, 0, "undone"));
  CHECK(int_cell(rows, 0, "moved") >= 8 && int_cell(rows, 0, "kept") == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_address_get(t->admin, w.email, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "is_default") == 0);
  pmm_result_free(rows);
  check_sound(t);
  close_twins(&w);
}

static void test_merge__the_old_id_leads_to_the_winner(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_result* rows = NULL;
  const int64_t before = contacts_of(&w, w.anna) + contacts_of(&w, w.other);
  merge(&w);
  CHECK(contacts_of(&w, w.other) == before && contacts_of(&w, w.anna) == before);
  add_contact(t, w.other);
  CHECK(contacts_of(&w, w.anna) == before + 1);
  /* Lists do not show who was merged; its keys find the winner. */
  CHECK_OK(pmm_subject_list(t->admin, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  pmm_result_free(rows);
  filter.set_fields = PMM_SUBJECT_FILTER_EXTERNAL_ID;
  filter.external_id = pmm_string("OLD-7");
  CHECK_OK(pmm_subject_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == w.anna);
  pmm_result_free(rows);
  CHECK_OK(pmm_find(t->admin, pmm_string("esposito"), 0, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == w.anna);
  pmm_result_free(rows);
  CHECK_OK(pmm_find(t->admin, pmm_string("OLD-7"), 0, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == w.anna);
  pmm_result_free(rows);
  in.set_fields = PMM_SUBJECT_NOTE | PMM_SUBJECT_EXTERNAL_ID;
  in.note = pmm_string("came by the old key");
  in.external_id = pmm_string("OLD-7");
  CHECK_OK(pmm_subject_update(t->admin, w.other, &in, NULL, NULL, &check_error));
  CHECK(subject_is(t, w.anna, w.anna, "note", "came by the old key"));
  /* Whoever logs in as the loser is the winner. */
  CHECK_OK(pmm_contact_list(w.other_session, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == before + 1);
  pmm_result_free(rows);
  close_twins(&w);
}

static void test_merge__can_be_undone(void) {
  twins w = open_twins();
  town* t = &w.of;
  const int64_t own = contacts_of(&w, w.anna), theirs = contacts_of(&w, w.other);
  const pmm_id id = merge(&w);
  pmm_result* rows = NULL;
  int64_t version = 0;
  pmm_id event = 0;
  add_contact(t, w.anna);
  CHECK_OK(pmm_case_comment(t->admin, w.report, pmm_string("seen"), pmm_string("subject"), NULL,
                            &event, &check_error));
  CHECK_OK(pmm_merge_undo(t->admin, id, NULL, &version, &check_error));
  CHECK(version == 2);
  check_rows_are(&w, w.other);
  CHECK(contacts_of(&w, w.anna) == own + 1 && contacts_of(&w, w.other) == theirs);
  CHECK(subject_is(t, w.other, w.other, "name", "Anna Maria Esposito"));
  CHECK_OK(pmm_subject_get(t->admin, w.anna, PMM_TIME_NONE, NULL, &rows, &check_error));
  CHECK(null_cell(rows, 0, "born_on"));
  pmm_result_free(rows);
  CHECK_OK(pmm_address_get(t->admin, w.email, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "is_default") == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_find(t->admin, pmm_string("maria esposito"), 0, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == w.other);
  pmm_result_free(rows);
  CHECK_OK(pmm_favourite_list(t->admin, w.other, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  pmm_result_free(rows);
  /* What came to the case meanwhile went with it. */
  CHECK_OK(pmm_timeline(w.other_session, w.other, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) >= 4);
  pmm_result_free(rows);
  CHECK_FAILS(pmm_merge_undo(t->admin, id, NULL, &version, &check_error), PMM_E_CONFLICT, "id");
  CHECK(merge(&w) == id + 1);
  check_rows_are(&w, w.anna);
  check_sound(t);
  close_twins(&w);
}

static void test_merge__is_not_undone_by_half(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_merge_input on = PMM_MERGE_INPUT_INIT;
  const pmm_id first = merge(&w);
  pmm_id second = 0;
  int64_t before;
  in.set_fields = PMM_SUBJECT_BORN_ON;
  in.born_on = 1595;
  CHECK_OK(pmm_subject_update(t->admin, w.anna, &in, NULL, NULL, &check_error));
  before = journal(t->db);
  CHECK_FAILS(pmm_merge_undo(t->admin, first, NULL, NULL, &check_error), PMM_E_CONFLICT, "id");
  CHECK(journal(t->db) == before);
  check_rows_are(&w, w.anna);
  in.born_on = 1594;
  CHECK_OK(pmm_subject_update(t->admin, w.anna, &in, NULL, NULL, &check_error));
  on.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER;
  on.winner = t->bruno;
  on.loser = w.anna;
  CHECK_OK(pmm_merge_subjects(t->admin, &on, NULL, &second, &check_error));
  /* Both old ids lead to the last winner at once. */
  check_rows_are(&w, t->bruno);
  CHECK(subject_is(t, w.other, t->bruno, "name", "Bruno Russo"));
  CHECK_FAILS(pmm_merge_undo(t->admin, first, NULL, NULL, &check_error), PMM_E_CONFLICT, "id");
  CHECK_OK(pmm_merge_undo(t->admin, second, NULL, NULL, &check_error));
  CHECK(subject_is(t, w.other, w.anna, "name", "Anna Esposito"));
  CHECK_OK(pmm_merge_undo(t->admin, first, NULL, NULL, &check_error));
  check_rows_are(&w, w.other);
  check_sound(t);
  close_twins(&w);
}

static void test_merge__field_by_field(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_merge_input in = merge_of(&w);
  pmm_result* rows = NULL;
  pmm_id id = 0;
  int64_t i, fields = 0, moves = 0;
  in.set_fields |= PMM_MERGE_TAKE | PMM_MERGE_KEEP;
  in.take = pmm_string("given_name");
  in.keep = pmm_string("born_on");
  CHECK_OK(pmm_merge_preview(t->admin, &in, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i) {
    if (!null_cell(rows, i, "moves")) {
      moves += int_cell(rows, i, "moves");
      continue;
    }
    ++fields;
    if (same_text(pmm_result_text(rows, i, column_of(rows, "name")), "given_name"))
      CHECK(text_cell(rows, i, "chosen", "loser") && text_cell(rows, i, "loser", "Anna Maria"));
    if (same_text(pmm_result_text(rows, i, column_of(rows, "name")), "born_on"))
      CHECK(text_cell(rows, i, "chosen", "winner") && text_cell(rows, i, "loser", "1974-05-14"));
  }
  CHECK(fields == 9 && moves >= 8);
  pmm_result_free(rows);
  check_rows_are(&w, w.other);
  CHECK_OK(pmm_merge_subjects(t->admin, &in, NULL, &id, &check_error));
  CHECK(subject_is(t, w.anna, w.anna, "name", "Anna Maria Esposito"));
  CHECK_OK(pmm_subject_get(t->admin, w.anna, PMM_TIME_NONE, NULL, &rows, &check_error));
  CHECK(null_cell(rows, 0, "born_on"));
  pmm_result_free(rows);
  in.take = pmm_string("surname");
  CHECK_FAILS(pmm_merge_preview(t->admin, &in, NULL, &rows, &check_error), PMM_E_CONFLICT, "loser");
  CHECK_OK(pmm_merge_undo(t->admin, id, NULL, NULL, &check_error));
  CHECK(subject_is(t, w.anna, w.anna, "name", "Anna Esposito"));
  CHECK_FAILS(pmm_merge_preview(t->admin, &in, NULL, &rows, &check_error), PMM_E_INVALID, "take");
  close_twins(&w);
}

static void test_merge__is_refused(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_merge_input in = merge_of(&w);
  pmm_subject_input firm = PMM_SUBJECT_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 7;
  in.loser = w.anna;
  CHECK_FAILS(pmm_merge_subjects(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID, "loser");
  CHECK(id == 0);
  in.loser = 999;
  CHECK_FAILS(pmm_merge_subjects(t->admin, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND, "loser");
  in.set_fields = PMM_MERGE_WINNER;
  CHECK_FAILS(pmm_merge_subjects(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID, "loser");
  in = merge_of(&w);
  firm.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  firm.kind = pmm_string("organization");
  firm.name = pmm_string("Officine");
  CHECK_OK(pmm_subject_create(t->admin, &firm, NULL, &in.loser, &check_error));
  CHECK_FAILS(pmm_merge_subjects(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT, "loser");
  in = merge_of(&w);
  add_code(t->admin, w.anna, "codice_fiscale", "SPSNNA74E54F839I");
  add_code(t->admin, w.other, "codice_fiscale", "RSSMRA70A01F839U");
  CHECK_FAILS(pmm_merge_subjects(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT, "loser");
  in.set_fields |= PMM_MERGE_DESPITE_CODES;
  in.despite_codes = 1;
  call.expected_version = 99;
  CHECK_FAILS(pmm_merge_subjects(t->admin, &in, &call, &id, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  /* Merging is a right of its own. */
  CHECK_STATUS(pmm_merge_subjects(t->clerk, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_merge_preview(t->clerk, &in, NULL, &rows, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_merge_list(t->clerk, NULL, NULL, NULL, &rows, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_merge_subjects(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_OK(pmm_merge_subjects(t->admin, &in, NULL, &id, &check_error));
  CHECK_FAILS(pmm_merge_subjects(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT, "loser");
  CHECK_STATUS(pmm_merge_undo(t->clerk, 1, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_FAILS(pmm_merge_undo(t->admin, 99, NULL, NULL, &check_error), PMM_E_NOT_FOUND, "id");
  close_twins(&w);
}

/* Distinct subjects, and whose each visit is, follow a merge and its undoing. */
static void test_merge__the_columns_follow(void) {
  twins w = open_twins();
  pmm_session* s = w.of.admin;
  static const char cases[] = "{\"measures\":[\"cases.subjects\"]}";
  static const char contacts[] = "{\"measures\":[\"contacts.subjects\"]}";
  static const char visits[] =
      "{\"measures\":[\"visits.count\"],\"filters\":[{\"member\":\"visits.known_subject\","
      "\"operator\":\"equals\",\"values\":[true]}]}";
  pmm_id id;
  make_report(s, w.of.potholes, w.anna, w.of.web, check_now_us);
  add_contact(&w.of, w.anna);
  CHECK(number_of(s, cases, "cases.subjects") == 2);
  CHECK(number_of(s, contacts, "contacts.subjects") == 2);
  CHECK(number_of(s, visits, "visits.count") == 1);
  id = merge(&w);
  CHECK(number_of(s, cases, "cases.subjects") == 1);
  CHECK(number_of(s, contacts, "contacts.subjects") == 1);
  CHECK(number_of(s, visits, "visits.count") == 1);
  CHECK_OK(pmm_merge_undo(s, id, NULL, NULL, &check_error));
  CHECK(number_of(s, cases, "cases.subjects") == 2);
  CHECK(number_of(s, contacts, "contacts.subjects") == 2);
  close_twins(&w);
}

/* Of what the two want that holds which both agree to, and the winner has it back afterwards. */
static void test_merge__what_they_want(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  pmm_result* row = NULL;
  pmm_id id;
  in.set_fields = PMM_PREFERENCE_READ_RECEIPTS | PMM_PREFERENCE_LANGUAGE;
  in.read_receipts = pmm_string("allow");
  in.language = pmm_string("it");
  CHECK_OK(pmm_preference_set(t->admin, w.anna, &in, NULL, NULL, &check_error));
  in.set_fields = PMM_PREFERENCE_READ_RECEIPTS | PMM_PREFERENCE_MODE;
  in.read_receipts = pmm_string("deny");
  in.mode = pmm_string("manual");
  CHECK_OK(pmm_preference_set(t->admin, w.other, &in, NULL, NULL, &check_error));
  id = merge(&w);
  CHECK_OK(pmm_preference_get(t->admin, w.other, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "mode", "manual") && text_cell(row, 0, "read_receipts", "deny"));
  CHECK(text_cell(row, 0, "language", "it"));
  pmm_result_free(row);
  CHECK_OK(pmm_preference_history(t->admin, w.anna, NULL, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) >= 6);
  pmm_result_free(row);
  CHECK_OK(pmm_merge_undo(t->admin, id, NULL, NULL, &check_error));
  CHECK_OK(pmm_preference_get(t->admin, w.anna, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "mode", "auto") && text_cell(row, 0, "read_receipts", "allow"));
  pmm_result_free(row);
  CHECK_OK(pmm_preference_get(t->admin, w.other, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "mode", "manual") && text_cell(row, 0, "read_receipts", "deny"));
  pmm_result_free(row);
  close_twins(&w);
}

/* A contact that nobody was known of may learn later whom it was with, by an old id too. */
static void test_merge__a_contact_is_attached_later(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CONTACT_CHANNEL;
  in.channel = t->phone;
  CHECK_OK(pmm_contact_create(t->admin, &in, NULL, &id, &check_error));
  merge(&w);
  in.set_fields = PMM_CONTACT_SUBJECT;
  in.subject = w.other;
  CHECK_OK(pmm_contact_update(t->admin, id, &in, NULL, NULL, &check_error));
  CHECK(subject_of(t, pmm_contact_get, id) == w.anna);
  close_twins(&w);
}

static int64_t waiting_reminders(const town* t, pmm_id subject) {
  pmm_reminder_filter filter = PMM_REMINDER_FILTER_INIT;
  pmm_result* rows = NULL;
  int64_t count;
  filter.set_fields = PMM_REMINDER_FILTER_SUBJECT | PMM_REMINDER_FILTER_STATE;
  filter.subject = subject;
  filter.state = pmm_string("waiting");
  CHECK_OK(pmm_reminder_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

/* Who is one is reminded once; two again, each has its own. */
static void test_merge__a_deadline_of_both(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_reminder_rule_input in = PMM_REMINDER_RULE_INPUT_INIT;
  pmm_id rule = 0, id;
  int64_t done = 0;
  in.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                  PMM_REMINDER_RULE_STARTS_ON | PMM_REMINDER_RULE_RECURRENCE;
  in.code = in.title = pmm_string("school");
  in.source = pmm_string("dated");
  in.starts_on = 13528; /* 2007-01-15 */
  in.recurrence = pmm_string("FREQ=MONTHLY");
  CHECK_OK(pmm_reminder_rule_create(t->admin, &in, NULL, &rule, &check_error));
  CHECK_OK(pmm_reminder_rule_follow(t->admin, rule, w.anna, 1, NULL, NULL, &check_error));
  CHECK_OK(pmm_reminder_rule_follow(t->admin, rule, w.other, 1, NULL, NULL, &check_error));
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(waiting_reminders(t, w.anna) == 1 && waiting_reminders(t, w.other) == 1);
  id = merge(&w);
  CHECK(waiting_reminders(t, w.anna) == 1 && waiting_reminders(t, w.other) == 1);
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(done == 0 && waiting_reminders(t, w.anna) == 1);
  CHECK_OK(pmm_merge_undo(t->admin, id, NULL, NULL, &check_error));
  CHECK(waiting_reminders(t, w.anna) == 1 && waiting_reminders(t, w.other) == 1);
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(done == 0 && waiting_reminders(t, w.other) == 1);
  check_sound(t);
  close_twins(&w);
}

static pmm_result* duplicates(const town* t, pmm_id subject, int distinct) {
  pmm_duplicate_filter filter = PMM_DUPLICATE_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_DUPLICATE_FILTER_DISTINCT;
  filter.distinct = distinct;
  if (subject != 0) filter.set_fields |= PMM_DUPLICATE_FILTER_SUBJECT;
  filter.subject = subject;
  CHECK_OK(pmm_duplicate_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static void test_merge__duplicates_have_reasons(void) {
  twins w = open_twins();
  town* t = &w.of;
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_result* rows = NULL;
  in.set_fields = PMM_SUBJECT_BORN_ON;
  in.born_on = 1594;
  CHECK_OK(pmm_subject_update(t->admin, w.anna, &in, NULL, NULL, &check_error));
  rows = duplicates(t, 0, 0);
  CHECK(pmm_result_rows(rows) == 1);
  CHECK(int_cell(rows, 0, "subject") == w.other && int_cell(rows, 0, "other") == w.anna);
  CHECK(text_cell(rows, 0, "reasons", "similar_name,same_birth"));
  CHECK(text_cell(rows, 0, "verdict", "possible"));
  pmm_result_free(rows);
  /* Each finds the other; what the tax agency says is two is told when it is asked for. */
  rows = duplicates(t, w.anna, 0);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "other") == w.other);
  pmm_result_free(rows);
  add_code(t->admin, w.anna, "codice_fiscale", "SPSNNA74E54F839I");
  add_code(t->admin, w.other, "codice_fiscale", "SPSNNA74E54F83VX");
  rows = duplicates(t, 0, 0);
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  rows = duplicates(t, 0, 1);
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "verdict", "distinct"));
  CHECK(text_cell(rows, 0, "reasons", "omocodia,similar_name,same_birth"));
  pmm_result_free(rows);
  CHECK_STATUS(pmm_duplicate_list(t->citizen, NULL, NULL, NULL, &rows, &check_error), PMM_E_DENIED);
  close_twins(&w);
}

/* Every pair once, whatever the size of the page. */
static void test_merge__duplicates_page_by_page(void) {
  town town_of = open_town(), *t = &town_of;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  char cursor[200] = "";
  int i, pairs = 0, pages = 0;
  for (i = 0; i < 4; ++i)
    add_address(t->admin, make_person(t->admin, "Elena", "Neri"), "phone", "+39 081 5551234");
  page.limit = 1;
  do {
    page.cursor = pmm_string(cursor);
    CHECK_OK(pmm_duplicate_list(t->admin, NULL, &page, NULL, &rows, &check_error));
    pairs += (int)pmm_result_rows(rows);
    CHECK(++pages < 20 && pmm_result_next_cursor(rows).size < sizeof cursor);
    memcpy(cursor, pmm_result_next_cursor(rows).data, pmm_result_next_cursor(rows).size + 1);
    pmm_result_free(rows);
  } while (cursor[0] != 0);
  CHECK(pairs == 6);
  close_town(t);
}

int main(void) {
  test_merge__all_of_the_loser_is_the_winners();
  test_merge__the_old_id_leads_to_the_winner();
  test_merge__can_be_undone();
  test_merge__is_not_undone_by_half();
  test_merge__field_by_field();
  test_merge__is_refused();
  test_merge__the_columns_follow();
  test_merge__what_they_want();
  test_merge__a_contact_is_attached_later();
  test_merge__a_deadline_of_both();
  test_merge__duplicates_have_reasons();
  test_merge__duplicates_page_by_page();
  return 0;
}

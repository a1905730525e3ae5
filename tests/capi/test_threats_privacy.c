/* What privacy has to stand: L6 to L12 of tests/threats.md. */
#include <pthread.h>

#include "outbox.h"

static pmm_id ask(pmm_session* s, pmm_id subject, const char* kind) {
  pmm_data_request_input in = PMM_DATA_REQUEST_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_DATA_REQUEST_KIND | PMM_DATA_REQUEST_SUBJECT;
  in.subject = subject;
  in.kind = pmm_string(kind);
  CHECK_OK(pmm_data_request_create(s, &in, NULL, &id, &check_error));
  return id;
}

typedef struct document {
  char text[65536];
  size_t size;
} document;

static int32_t collect(void* data, const void* bytes, size_t size) {
  document* d = data;
  CHECK(d->size + size < sizeof d->text);
  memcpy(d->text + d->size, bytes, size);
  d->size += size;
  d->text[d->size] = '\0';
  return 0;
}

static pmm_status export_to(pmm_session* s, pmm_id request, document* d, pmm_error** error) {
  pmm_sink sink = PMM_SINK_INIT;
  sink.write = collect;
  sink.write_data = d;
  d->size = 0;
  d->text[0] = '\0';
  return pmm_data_request_export(s, request, PMM_DOCUMENT_JSON, pmm_string(""), &sink, NULL, NULL,
                                 error);
}

/* A record that is older than the one before it is no break of the chain. */
static void test_audit__L6_a_clock_that_goes_back(void) {
  town t = open_town();
  pmm_result* rows = NULL;
  int64_t i;
  const int64_t before = check_now_us;
  check_now_us -= 3600 * CHECK_SECOND;
  make_person(t.admin, "Carla", "Verdi");
  CHECK_OK(pmm_check(t.db, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i) CHECK(text_cell(rows, i, "severity", "note"));
  pmm_result_free(rows);
  check_now_us = before;
  close_town(&t);
}

typedef struct reader {
  pmm_db* db;
  pmm_id request;
  int whole, refused;
} reader;

/* Exports again and again: each is all of the subject, or the erasure came first. */
static void* export_often(void* data) {
  reader* r = data;
  pmm_session* s = NULL;
  document* d = malloc(sizeof *d);
  pmm_error* error = NULL;
  CHECK(d != NULL && pmm_session_open(r->db, PMM_ACTOR_ADMINISTRATOR, &s, NULL) == PMM_OK);
  while (r->refused == 0) {
    if (export_to(s, r->request, d, &error) == PMM_OK) {
      const int name = strstr(d->text, "Esposito") != NULL;
      const int address = strstr(d->text, "anna@example.org") != NULL;
      CHECK(name == address);
      if (!name) break;
      ++r->whole;
    } else {
      CHECK(pmm_error_code(error) == PMM_E_NOT_FOUND || pmm_error_code(error) == PMM_E_CONFLICT);
      pmm_error_free(error);
      error = NULL;
      ++r->refused;
    }
  }
  pmm_session_free(s);
  free(d);
  return NULL;
}

static void test_erasure__L10_an_export_beside_it(void) {
  outbox o = open_outbox();
  reader r = {0};
  pthread_t thread;
  const pmm_id erasure = ask(o.t.admin, o.t.anna, "erasure");
  int i;
  r.db = o.t.db;
  r.request = ask(o.t.admin, o.t.anna, "access");
  CHECK(pthread_create(&thread, NULL, export_often, &r) == 0);
  for (i = 0; i < 20; ++i) make_person(o.t.admin, "Other", "Person"); /* let it come to read */
  CHECK_OK(pmm_data_request_work(o.t.admin, erasure, NULL, NULL, &check_error));
  CHECK(pthread_join(thread, NULL) == 0);
  close_town(&o.t);
}

/* Two of one name: the one is told nothing of the other, and may not ask for it. */
static void test_request__L11_by_somebody_of_the_same_name(void) {
  outbox o = open_outbox();
  static document d;
  const pmm_id other = make_person(o.t.admin, "Anna", "Esposito");
  pmm_session* namesake = NULL;
  pmm_data_request_input in = PMM_DATA_REQUEST_INPUT_INIT;
  pmm_id id = 0;
  give_address(o.t.admin, other, "email", "namesake@example.org", 1);
  make_actor(&o.t, "citizen", 0, 0, other, &namesake);
  in.set_fields = PMM_DATA_REQUEST_KIND | PMM_DATA_REQUEST_SUBJECT;
  in.kind = pmm_string("access");
  in.subject = o.t.anna;
  CHECK_STATUS(pmm_data_request_create(namesake, &in, NULL, &id, &check_error), PMM_E_DENIED);
  in.subject = 999999; /* nobody: told no other way than somebody */
  CHECK_STATUS(pmm_data_request_create(namesake, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_OK(export_to(o.t.admin, ask(o.t.admin, other, "access"), &d, &check_error));
  CHECK(strstr(d.text, "namesake@example.org") != NULL);
  CHECK(strstr(d.text, "anna@example.org") == NULL);
  pmm_session_free(namesake);
  close_town(&o.t);
}

static void say(pmm_session* s, pmm_id subject, pmm_id purpose, int given) {
  pmm_consent_input in = PMM_CONSENT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CONSENT_PURPOSE | PMM_CONSENT_GIVEN;
  in.purpose = purpose;
  in.given = given;
  CHECK_OK(pmm_consent_set(s, subject, &in, NULL, &id, &check_error));
}

/* Both have said something: all of it stands in one history, and the last word counts. */
static void test_consent__L12_of_two_that_are_one(void) {
  town t = open_town();
  const pmm_id twin = make_person(t.admin, "Anna", "Esposito");
  pmm_consent_purpose_input in = PMM_CONSENT_PURPOSE_INPUT_INIT;
  pmm_merge_input both = PMM_MERGE_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id purpose = 0, merge = 0;
  in.set_fields = PMM_CONSENT_PURPOSE_CODE | PMM_CONSENT_PURPOSE_TITLE;
  in.code = in.title = pmm_string("culture");
  CHECK_OK(pmm_consent_purpose_create(t.admin, &in, NULL, &purpose, &check_error));
  CHECK_OK(pmm_consent_text_add(t.admin, purpose, pmm_string("it"), pmm_string("yes"), NULL, NULL,
                                &check_error));
  say(t.admin, t.anna, purpose, 1);
  say(t.admin, twin, purpose, 1);
  say(t.admin, twin, purpose, 0);
  both.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER;
  both.winner = t.anna;
  both.loser = twin;
  CHECK_OK(pmm_merge_subjects(t.admin, &both, NULL, &merge, &check_error));
  CHECK_OK(pmm_consent_history(t.admin, t.anna, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3);
  pmm_result_free(rows);
  CHECK_OK(pmm_consent_list(t.admin, t.anna, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "given") == 0);
  pmm_result_free(rows);
  close_town(&t);
}

int main(void) {
  test_audit__L6_a_clock_that_goes_back();
  test_erasure__L10_an_export_beside_it();
  test_request__L11_by_somebody_of_the_same_name();
  test_consent__L12_of_two_that_are_one();
  return 0;
}

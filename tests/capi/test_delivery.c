#define _POSIX_C_SOURCE 200809L
#include <pthread.h>

#include "outbox.h"

static void test_delivery__claim_report_receipt(void) {
  outbox o = open_outbox();
  pmm_delivery_report_input in = PMM_DELIVERY_REPORT_INPUT_INIT;
  pmm_result* rows;
  pmm_result* tries = NULL;
  int64_t version = 0, again = 0;
  pmm_id id;
  announce(&o, "courtesy");
  rows = claim(&o);
  CHECK(pmm_result_rows(rows) == 1);
  CHECK(int_cell(rows, 0, "subject") == o.t.anna && int_cell(rows, 0, "token") == 1);
  CHECK(text_cell(rows, 0, "address", "anna@example.org") && text_cell(rows, 0, "way", "email"));
  CHECK(text_cell(rows, 0, "title", "A *new* office") &&
        text_cell(rows, 0, "name", "Anna Esposito"));
  CHECK(int_cell(rows, 0, "uncertain") == 0 && int_cell(rows, 0, "tries") == 1);
  id = int_cell(rows, 0, "id");
  pmm_result_free(rows);
  CHECK(is_in(&o, o.t.anna, "sending", NULL));
  CHECK(is_in(&o, o.t.bruno, "suppressed", "address_missing"));
  in.outcome = PMM_OUTCOME_SENT;
  in.token = 1;
  in.provider = pmm_string("queue-17");
  CHECK_OK(pmm_delivery_report(o.t.admin, id, &in, NULL, &version, &check_error));
  CHECK_OK(pmm_delivery_report(o.t.admin, id, &in, NULL, &again, &check_error));
  CHECK(version == again && is_in(&o, o.t.anna, "sent", NULL));
  CHECK_OK(pmm_delivery_receipt(o.t.admin, pmm_string("queue-17"), PMM_OUTCOME_DELIVERED, 0, NULL,
                                NULL, &check_error));
  CHECK(is_in(&o, o.t.anna, "delivered", NULL));
  CHECK_FAILS(pmm_delivery_receipt(o.t.admin, pmm_string("queue-17"), PMM_OUTCOME_PERMANENT, 1,
                                   NULL, NULL, &check_error),
              PMM_E_CONFLICT, "reference");
  CHECK_FAILS(pmm_delivery_receipt(o.t.admin, pmm_string("queue-18"), PMM_OUTCOME_DELIVERED, 0,
                                   NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "reference");
  CHECK_OK(pmm_delivery_tries(o.t.clerk, id, NULL, &tries, &check_error));
  CHECK(pmm_result_rows(tries) == 1 && text_cell(tries, 0, "outcome", "sent"));
  pmm_result_free(tries);
  close_town(&o.t);
}

/* A carrier that fell silent: its delivery is uncertain, goes to somebody else, and is fenced off.
 */
static void test_delivery__I10_stale_token_is_refused(void) {
  outbox o = open_outbox();
  pmm_result* rows;
  int64_t until = 0;
  pmm_id id;
  announce(&o, "courtesy");
  rows = claim(&o);
  id = int_cell(rows, 0, "id");
  pmm_result_free(rows);
  check_now_us += 50 * CHECK_SECOND;
  CHECK_OK(pmm_delivery_heartbeat(o.t.admin, id, 1, 60, NULL, &until, &check_error));
  CHECK(until == check_now_us + 60 * CHECK_SECOND);
  check_now_us += 60 * CHECK_SECOND;
  CHECK_FAILS(pmm_delivery_heartbeat(o.t.admin, id, 1, 60, NULL, &until, &check_error),
              PMM_E_CONFLICT, "token");
  tick(o.t.db);
  CHECK(is_in(&o, o.t.anna, "uncertain", "lapsed"));
  rows = claim(&o);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == id);
  CHECK(int_cell(rows, 0, "token") == 2 && int_cell(rows, 0, "uncertain") == 1);
  pmm_result_free(rows);
  CHECK_FAILS(report(&o, id, 1, PMM_OUTCOME_SENT, 0), PMM_E_CONFLICT, "token");
  CHECK_FAILS(pmm_delivery_heartbeat(o.t.admin, id, 1, 60, NULL, &until, &check_error),
              PMM_E_CONFLICT, "token");
  CHECK(until == 0);
  CHECK_OK(report(&o, id, 2, PMM_OUTCOME_SENT, 0));
  CHECK_FAILS(report(&o, id, 2, PMM_OUTCOME_PERMANENT, 0), PMM_E_CONFLICT, "token");
  CHECK(is_in(&o, o.t.anna, "sent", NULL));
  close_town(&o.t);
}

/* Late is not too late, as long as nobody else has it. */
static void test_delivery__late_report_counts(void) {
  outbox o = open_outbox();
  pmm_result* rows;
  pmm_id id;
  announce(&o, "courtesy");
  rows = claim(&o);
  id = int_cell(rows, 0, "id");
  pmm_result_free(rows);
  check_now_us += HOUR_US;
  tick(o.t.db);
  CHECK(is_in(&o, o.t.anna, "uncertain", "lapsed"));
  CHECK_OK(report(&o, id, 1, PMM_OUTCOME_SENT, 0));
  CHECK(is_in(&o, o.t.anna, "sent", NULL));
  close_town(&o.t);
}

static pmm_id claimed(outbox* o, char* key, size_t size) {
  pmm_result* rows = claim(o);
  pmm_id id;
  CHECK(pmm_result_rows(rows) == 1);
  id = int_cell(rows, 0, "id");
  snprintf(key, size, "%s", pmm_result_text(rows, 0, column_of(rows, "key")).data);
  pmm_result_free(rows);
  return id;
}

/* What the other side says of a try counts whenever it comes, before the carrier's word or after.
 */
static void test_delivery__receipts_come_at_any_time(void) {
  outbox o = open_outbox();
  pmm_result* tries = NULL;
  char key[64];
  pmm_id id;
  announce(&o, "courtesy");
  id = claimed(&o, key, sizeof key);
  CHECK_OK(report(&o, id, 1, PMM_OUTCOME_TEMPORARY, 0));
  CHECK_OK(pmm_delivery_receipt(o.t.admin, pmm_string(key), PMM_OUTCOME_DELIVERED, 0, NULL, NULL,
                                &check_error));
  CHECK(is_in(&o, o.t.anna, "delivered", NULL));
  announce(&o, "courtesy");
  id = claimed(&o, key, sizeof key);
  CHECK_OK(pmm_delivery_receipt(o.t.admin, pmm_string(key), PMM_OUTCOME_DELIVERED, 0, NULL, NULL,
                                &check_error));
  CHECK_OK(report(&o, id, 1, PMM_OUTCOME_SENT, 0));
  CHECK_OK(report(&o, id, 1, PMM_OUTCOME_SENT, 0));
  CHECK(is_in(&o, o.t.anna, "delivered", NULL));
  CHECK_OK(pmm_delivery_tries(o.t.clerk, id, NULL, &tries, &check_error));
  CHECK(text_cell(tries, 0, "outcome", "sent"));
  pmm_result_free(tries);
  /* Of what no carrier ever had there is no receipt. */
  announce(&o, "courtesy");
  tries = newest(&o, o.t.anna);
  snprintf(key, sizeof key, "%s", pmm_result_text(tries, 0, column_of(tries, "key")).data);
  pmm_result_free(tries);
  CHECK_FAILS(pmm_delivery_receipt(o.t.admin, pmm_string(key), PMM_OUTCOME_DELIVERED, 0, NULL, NULL,
                                   &check_error),
              PMM_E_CONFLICT, "reference");
  close_town(&o.t);
}

/* Late is not too late, whatever became of the row meanwhile. */
static void test_delivery__a_late_report_overrules_what_gave_up(void) {
  outbox o = open_outbox();
  char key[64];
  pmm_id id;
  int i;
  announce(&o, "courtesy");
  for (i = 0; i < 3; ++i) {
    id = claimed(&o, key, sizeof key);
    check_now_us += HOUR_US;
    tick(o.t.db);
  }
  CHECK(is_in(&o, o.t.anna, "technical_failure", "lapsed"));
  CHECK_OK(report(&o, id, 3, PMM_OUTCOME_SENT, 0));
  CHECK(is_in(&o, o.t.anna, "sent", NULL));
  announce(&o, "courtesy");
  id = claimed(&o, key, sizeof key);
  check_now_us += HOUR_US;
  tick(o.t.db);
  CHECK_OK(pmm_delivery_cancel(o.t.clerk, id, NULL, NULL, &check_error));
  CHECK_OK(report(&o, id, 1, PMM_OUTCOME_TEMPORARY, 0));
  CHECK(is_in(&o, o.t.anna, "cancelled", "cancelled"));
  CHECK_FAILS(report(&o, id, 1, PMM_OUTCOME_SENT, 0), PMM_E_CONFLICT, "token");
  close_town(&o.t);
}

/* What brings its carrier down goes to the dead letters, and the queue goes on. */
static void test_delivery__I7_poison_ends(void) {
  outbox o = open_outbox();
  int i;
  announce(&o, "courtesy");
  for (i = 0; i < 3; ++i) {
    pmm_result* rows = claim(&o);
    CHECK(pmm_result_rows(rows) == 1);
    pmm_result_free(rows);
    check_now_us += HOUR_US;
    tick(o.t.db);
  }
  CHECK(is_in(&o, o.t.anna, "technical_failure", "lapsed"));
  announce(&o, "courtesy");
  {
    pmm_result* rows = claim(&o);
    CHECK(pmm_result_rows(rows) == 1);
    pmm_result_free(rows);
  }
  close_town(&o.t);
}

static void test_delivery__retry_and_dead_letter(void) {
  outbox o = open_outbox();
  pmm_delivery_report_input in = PMM_DELIVERY_REPORT_INPUT_INIT;
  pmm_delivery_filter dead = PMM_DELIVERY_FILTER_INIT;
  pmm_result* rows;
  pmm_id id;
  char key[64];
  int64_t due;
  int i;
  announce(&o, "courtesy");
  rows = claim(&o);
  id = int_cell(rows, 0, "id");
  snprintf(key, sizeof key, "%s", pmm_result_text(rows, 0, column_of(rows, "key")).data);
  pmm_result_free(rows);
  in.outcome = PMM_OUTCOME_HTTP;
  in.token = 1;
  in.code = 429;
  in.retry_after_s = 7200;
  CHECK_OK(pmm_delivery_report(o.t.admin, id, &in, NULL, NULL, &check_error));
  rows = newest(&o, o.t.anna);
  CHECK(text_cell(rows, 0, "state", "temporary_failure"));
  CHECK(int_cell(rows, 0, "due") == check_now_us + 2 * HOUR_US);
  pmm_result_free(rows);
  for (i = 2; i <= 12; ++i) {
    rows = claim(&o);
    CHECK(pmm_result_rows(rows) == 0);
    pmm_result_free(rows);
    rows = newest(&o, o.t.anna);
    due = int_cell(rows, 0, "due");
    pmm_result_free(rows);
    check_now_us = due;
    rows = claim(&o);
    CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "tries") == i);
    pmm_result_free(rows);
    CHECK_OK(report(&o, id, i, PMM_OUTCOME_HTTP, 503));
  }
  CHECK(is_in(&o, o.t.anna, "technical_failure", "exhausted"));
  dead.set_fields = PMM_DELIVERY_FILTER_DEAD;
  dead.dead = 1;
  CHECK_OK(pmm_delivery_list(o.t.clerk, &dead, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == id);
  pmm_result_free(rows);
  CHECK_OK(pmm_delivery_requeue(o.t.clerk, id, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_delivery_requeue(o.t.clerk, id, NULL, NULL, &check_error), PMM_E_CONFLICT, "id");
  rows = claim(&o);
  CHECK(int_cell(rows, 0, "tries") == 1 && text_cell(rows, 0, "key", key));
  pmm_result_free(rows);
  CHECK_OK(report(&o, id, 13, PMM_OUTCOME_SMTP, 550));
  CHECK(is_in(&o, o.t.anna, "permanent_failure", "bounced"));
  announce(&o, "courtesy");
  pmm_result_free(claim(&o));
  CHECK(is_in(&o, o.t.anna, "suppressed", "address_bounced"));
  close_town(&o.t);
}

/* The gate is at the end: what happened after the writing counts. */
static void test_delivery__I6_gate_at_send_time(void) {
  outbox o = open_outbox();
  pmm_subject_input died = PMM_SUBJECT_INPUT_INIT;
  pmm_result* rows = NULL;
  int64_t changed = 0;
  int64_t i, decides = 0;
  const char* kinds[] = {"restricted", "objected", "erased"};
  const char* classes[] = {"courtesy", "promotional", "legal"};
  const char* reasons[] = {"restricted", "objected", "erased"};
  int k;
  give_address(o.t.admin, o.t.bruno, "email", "bruno@example.org", 0);
  for (k = 0; k < 3; ++k) {
    announce(&o, classes[k]);
    CHECK_OK(pmm_delivery_stop(o.t.clerk, o.t.anna, pmm_string(kinds[k]), 1, NULL, &changed,
                               &check_error));
    CHECK(changed == 1);
    pmm_result_free(claim(&o));
    CHECK(is_in(&o, o.t.anna, "suppressed", reasons[k]));
    CHECK(is_in(&o, o.t.bruno, "suppressed", k == 1 ? "preference" : "address_unverified"));
    CHECK_OK(pmm_delivery_stops(o.t.clerk, o.t.anna, NULL, &rows, &check_error));
    CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "kind", kinds[k]));
    pmm_result_free(rows);
    CHECK_OK(pmm_delivery_stop(o.t.clerk, o.t.anna, pmm_string(kinds[k]), 0, NULL, &changed,
                               &check_error));
  }
  announce(&o, "legal");
  died.set_fields = PMM_SUBJECT_DIED_ON;
  died.died_on = 13570;
  CHECK_OK(pmm_subject_update(o.t.admin, o.t.anna, &died, NULL, NULL, &check_error));
  CHECK_OK(pmm_explain_delivery(o.t.clerk, newest_id(&o, o.t.anna), NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 15);
  for (i = 0; i < pmm_result_rows(rows); ++i) {
    if (int_cell(rows, i, "decides") == 0) continue;
    ++decides;
    CHECK(text_cell(rows, i, "rule", "deceased") && text_cell(rows, i, "verdict", "stopped"));
  }
  CHECK(decides == 1);
  pmm_result_free(rows);
  pmm_result_free(claim(&o));
  CHECK(is_in(&o, o.t.anna, "suppressed", "deceased"));
  close_town(&o.t);
}

static void test_delivery__refused(void) {
  outbox o = open_outbox();
  pmm_result* rows = NULL;
  pmm_call call = PMM_CALL_INIT;
  announce(&o, "courtesy");
  CHECK_FAILS(pmm_delivery_claim(o.t.clerk, o.email, 0, 0, NULL, &rows, &check_error), PMM_E_DENIED,
              "");
  CHECK_FAILS(pmm_delivery_claim(o.t.citizen, o.email, 0, 0, NULL, &rows, &check_error),
              PMM_E_DENIED, "");
  CHECK_FAILS(pmm_delivery_claim(o.t.admin, o.t.web, 0, 0, NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "channel");
  CHECK_FAILS(pmm_delivery_claim(o.t.admin, o.email, 1001, 0, NULL, &rows, &check_error),
              PMM_E_LIMIT, "limit");
  CHECK_FAILS(pmm_delivery_claim(o.t.admin, o.email, 1, 86401, NULL, &rows, &check_error),
              PMM_E_INVALID, "lease_s");
  call.idempotency_key = pmm_string("k");
  CHECK_FAILS(pmm_delivery_claim(o.t.admin, o.email, 1, 0, &call, &rows, &check_error),
              PMM_E_INVALID, "call.idempotency_key");
  CHECK_OK(pmm_begin(o.t.admin, 0, NULL, &check_error));
  CHECK_FAILS(pmm_delivery_claim(o.t.admin, o.email, 1, 0, NULL, &rows, &check_error), PMM_E_MISUSE,
              "session");
  CHECK_OK(pmm_rollback(o.t.admin, &check_error));
  CHECK_FAILS(pmm_channel_carry(o.t.admin, o.email, pmm_string("pigeon"), NULL, NULL, &check_error),
              PMM_E_INVALID, "way");
  CHECK_FAILS(pmm_channel_carry(o.t.clerk, o.email, pmm_string("sms"), NULL, NULL, &check_error),
              PMM_E_DENIED, "");
  CHECK_FAILS(report(&o, newest_id(&o, o.t.anna), 0, PMM_OUTCOME_SENT, 0), PMM_E_CONFLICT, "token");
  CHECK_FAILS(report(&o, newest_id(&o, o.t.anna), 1, 77, 0), PMM_E_INVALID, "outcome");
  CHECK_OK(pmm_delivery_get(o.t.citizen, newest_id(&o, o.t.anna), NULL, &rows, &check_error));
  pmm_result_free(rows);
  CHECK_FAILS(pmm_delivery_tries(o.t.citizen, newest_id(&o, o.t.anna), NULL, &rows, &check_error),
              PMM_E_DENIED, "");
  CHECK_FAILS(pmm_delivery_get(o.t.citizen, newest_id(&o, o.t.bruno), NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "id");
  /* Under one key the same may be asked for again, by the same login. */
  call.idempotency_key = pmm_string("once");
  CHECK_OK(pmm_delivery_cancel(o.t.clerk, newest_id(&o, o.t.anna), &call, NULL, &check_error));
  CHECK_OK(pmm_delivery_cancel(o.t.clerk, newest_id(&o, o.t.anna), &call, NULL, &check_error));
  call.assurance = 2;
  CHECK_FAILS(pmm_delivery_cancel(o.t.clerk, newest_id(&o, o.t.anna), &call, NULL, &check_error),
              PMM_E_CONFLICT, "call.idempotency_key");
  CHECK(is_in(&o, o.t.anna, "cancelled", "cancelled"));
  close_town(&o.t);
}

typedef struct post {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  pmm_db* db;
  int sent, destroyed;
  int32_t reply;
} post;

static void send_one(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* out) {
  post* p = data;
  pmm_session* own = NULL;
  CHECK(parcel->struct_size >= sizeof *parcel);
  CHECK(same_text(parcel->address, "anna@example.org") && parcel->title.size > 0);
  CHECK(pmm_session_open(p->db, PMM_ACTOR_SYSTEM, &own, NULL) == PMM_OK);
  pmm_session_free(own);
  out->outcome = PMM_OUTCOME_SMTP;
  pthread_mutex_lock(&p->mutex);
  ++p->sent;
  out->code = p->reply;
  pthread_cond_broadcast(&p->changed);
  pthread_mutex_unlock(&p->mutex);
}

static void let_go(void* data) { ++((post*)data)->destroyed; }

static post new_post(pmm_db* db) {
  post p;
  memset(&p, 0, sizeof p);
  pthread_mutex_init(&p.mutex, NULL);
  pthread_cond_init(&p.changed, NULL);
  p.db = db;
  p.reply = 250;
  return p;
}

static pmm_carrier carrier_of(post* p) {
  pmm_carrier carrier = PMM_CARRIER_INIT;
  carrier.send = send_one;
  carrier.send_data = p;
  carrier.destroy = let_go;
  return carrier;
}

static void test_delivery__tick_calls_carriers(void) {
  outbox o = open_outbox();
  post p = new_post(o.t.db);
  pmm_carrier carrier = carrier_of(&p);
  int64_t done = 0;
  CHECK_OK(pmm_carrier_set(o.t.db, pmm_string("email"), &carrier, &check_error));
  p.reply = 451;
  announce(&o, "courtesy");
  CHECK(p.sent == 1 && is_in(&o, o.t.anna, "temporary_failure", "failed"));
  p.reply = 250;
  check_now_us += HOUR_US;
  CHECK_OK(pmm_tick(o.t.db, NULL, &done, &check_error));
  CHECK(done >= 1 && p.sent == 2 && is_in(&o, o.t.anna, "sent", NULL));
  CHECK_OK(pmm_tick(o.t.db, NULL, &done, &check_error));
  CHECK(done == 0);
  CHECK_OK(pmm_carrier_set(o.t.db, pmm_string("email"), NULL, &check_error));
  CHECK(p.destroyed == 1);
  announce(&o, "courtesy");
  CHECK(p.sent == 2 && is_in(&o, o.t.anna, "created", NULL));
  carrier.send = NULL;
  CHECK_FAILS(pmm_carrier_set(o.t.db, pmm_string("email"), &carrier, &check_error), PMM_E_INVALID,
              "carrier.send");
  CHECK(p.destroyed == 2);
  CHECK_FAILS(pmm_carrier_set(NULL, pmm_string("email"), &carrier, &check_error), PMM_E_INVALID,
              "db");
  CHECK(p.destroyed == 3);
  close_town(&o.t);
}

/* Everything that may be wrong beside an outcome. */
static void send_oddly(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* out) {
  static char reference[300];
  post* p = data;
  (void)parcel;
  memset(reference, 'r', sizeof reference);
  ++p->sent;
  out->outcome = PMM_OUTCOME_SENT;
  out->detail = pmm_string("perch\xc3");
  switch (p->sent) {
    case 1:
      return;
    case 2:
      out->provider.data = reference;
      out->provider.size = sizeof reference;
      return;
    case 3:
      out->retry_after_s = -1;
      out->bounced = 1;
      return;
    default:
      out->outcome = 77;
  }
}

static int last_try_says(outbox* o, const char* outcome, const char* detail) {
  pmm_result* tries = NULL;
  pmm_str said;
  int same;
  CHECK_OK(pmm_delivery_tries(o->t.clerk, newest_id(o, o->t.anna), NULL, &tries, &check_error));
  CHECK(pmm_result_rows(tries) == 1);
  said = pmm_result_text(tries, 0, column_of(tries, "detail"));
  same = text_cell(tries, 0, "outcome", outcome) && strstr(said.data, detail) != NULL;
  pmm_result_free(tries);
  return same;
}

/* What is out is out, whatever is said beside it. */
static void test_delivery__an_outcome_holds(void) {
  outbox o = open_outbox();
  post p = new_post(o.t.db);
  pmm_carrier carrier = carrier_of(&p);
  int i;
  carrier.send = send_oddly;
  CHECK_OK(pmm_carrier_set(o.t.db, pmm_string("email"), &carrier, &check_error));
  for (i = 1; i <= 3; ++i) {
    announce(&o, "courtesy");
    CHECK(p.sent == i && is_in(&o, o.t.anna, "sent", NULL));
    CHECK(last_try_says(&o, "sent", "perch\xef\xbf\xbd"));
    CHECK(i != 2 || last_try_says(&o, "sent", "reference is left out"));
  }
  announce(&o, "courtesy");
  CHECK(is_in(&o, o.t.anna, "temporary_failure", "failed"));
  CHECK(last_try_says(&o, "temporary", "unreadable"));
  close_town(&o.t);
}

static void test_delivery__worker(void) {
  outbox o = open_outbox();
  post p = new_post(o.t.db);
  const pmm_carrier carrier = carrier_of(&p);
  const pmm_campaign_input in = campaign_of(o.group, "courtesy");
  pmm_worker_options options = PMM_WORKER_OPTIONS_INIT;
  pmm_id id = 0;
  options.threads = 2;
  options.interval_ms = 10;
  CHECK_OK(pmm_worker_stop(o.t.db, &check_error));
  CHECK_OK(pmm_carrier_set(o.t.db, pmm_string("email"), &carrier, &check_error));
  CHECK_OK(pmm_campaign_create(o.t.admin, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_worker_start(o.t.db, &options, &check_error));
  CHECK_FAILS(pmm_worker_start(o.t.db, &options, &check_error), PMM_E_MISUSE, "db");
  pthread_mutex_lock(&p.mutex);
  while (p.sent == 0) pthread_cond_wait(&p.changed, &p.mutex);
  pthread_mutex_unlock(&p.mutex);
  CHECK_OK(pmm_worker_stop(o.t.db, &check_error));
  CHECK(p.sent == 1 && is_in(&o, o.t.anna, "sent", NULL));
  /* Closing stops it too. */
  CHECK_OK(pmm_worker_start(o.t.db, NULL, &check_error));
  close_town(&o.t);
  CHECK(p.destroyed == 1);
}

static void test_delivery__changes(void) {
  outbox o = open_outbox();
  pmm_session* feed = NULL;
  pmm_result* rows = NULL;
  int64_t seen = 0, count = 0, last;
  make_actor(&o.t, "integration", 0, 0, 0, &feed);
  announce(&o, "courtesy");
  last = journal(o.t.db);
  for (;;) {
    int64_t got, i;
    CHECK_OK(pmm_changes(feed, seen, 3, NULL, &rows, &check_error));
    got = pmm_result_rows(rows);
    for (i = 0; i < got; ++i) CHECK(int_cell(rows, i, "seq") == seen + i + 1);
    count += got;
    seen += got;
    CHECK(pmm_result_columns(rows) == 11);
    pmm_result_free(rows);
    if (got == 0) break;
  }
  CHECK(count == last);
  CHECK_OK(pmm_changes(feed, last - 1, 0, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  pmm_result_free(rows);
  CHECK_FAILS(pmm_changes(o.t.clerk, 0, 0, NULL, &rows, &check_error), PMM_E_DENIED, "");
  CHECK_FAILS(pmm_changes(feed, -1, 0, NULL, &rows, &check_error), PMM_E_INVALID, "after");
  CHECK_FAILS(pmm_changes(feed, 0, 10001, NULL, &rows, &check_error), PMM_E_LIMIT, "limit");
  /* It carries what goes out, but reads no board. */
  CHECK_OK(pmm_delivery_claim(feed, o.email, 0, 0, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_notification_list(feed, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  pmm_session_free(feed);
  close_town(&o.t);
}

/* A role that does nothing but carry: it reads no person, and is no staff for that. */
static void test_delivery__a_role_that_carries_alone(void) {
  outbox o = open_outbox();
  pmm_session* carrier = NULL;
  pmm_result* rows = NULL;
  pmm_id id;
  make_role(o.t.admin, "carrier",
            "[{\"noun\": \"delivery\", \"actions\": [\"read\", \"advance\"], \"reach\": \"all\"}]");
  make_actor(&o.t, "carrier", 0, 0, 0, &carrier);
  announce(&o, "courtesy");
  CHECK_OK(pmm_delivery_claim(carrier, o.email, 0, 0, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  id = int_cell(rows, 0, "id");
  pmm_result_free(rows);
  CHECK_FAILS(pmm_subject_get(carrier, o.t.anna, PMM_TIME_NONE, NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_changes(carrier, 0, 0, NULL, &rows, &check_error), PMM_E_DENIED, "");
  CHECK_STATUS(pmm_history(carrier, PMM_NOUN_DELIVERY, id, NULL, NULL, &rows, &check_error),
               PMM_E_DENIED);
  pmm_session_free(carrier);
  close_town(&o.t);
}

/* A carrier that is held, and two who want the worker to stop meanwhile. */
typedef struct held_post {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  pmm_db* db;
  int inside, released, ended, refused, early;
} held_post;

static void send_when_let(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* out) {
  held_post* h = data;
  const int misuse = pmm_worker_stop(h->db, NULL) == PMM_E_MISUSE;
  (void)parcel;
  pthread_mutex_lock(&h->mutex);
  h->refused = misuse;
  h->inside = 1;
  pthread_cond_broadcast(&h->changed);
  while (!h->released) pthread_cond_wait(&h->changed, &h->mutex);
  h->ended = 1;
  pthread_mutex_unlock(&h->mutex);
  out->outcome = PMM_OUTCOME_SENT;
}

static void* stop_it(void* data) {
  held_post* h = data;
  CHECK(pmm_worker_stop(h->db, NULL) == PMM_OK);
  pthread_mutex_lock(&h->mutex);
  if (!h->ended) h->early = 1;
  pthread_mutex_unlock(&h->mutex);
  return NULL;
}

static void test_delivery__who_stops_the_worker_waits(void) {
  outbox o = open_outbox();
  held_post h;
  pmm_carrier carrier = PMM_CARRIER_INIT;
  const pmm_campaign_input in = campaign_of(o.group, "courtesy");
  pthread_t stopping[2];
  pmm_id id = 0;
  int i;
  memset(&h, 0, sizeof h);
  pthread_mutex_init(&h.mutex, NULL);
  pthread_cond_init(&h.changed, NULL);
  h.db = o.t.db;
  carrier.send = send_when_let;
  carrier.send_data = &h;
  CHECK_OK(pmm_carrier_set(o.t.db, pmm_string("email"), &carrier, &check_error));
  CHECK_OK(pmm_campaign_create(o.t.admin, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_worker_start(o.t.db, NULL, &check_error));
  pthread_mutex_lock(&h.mutex);
  while (!h.inside) pthread_cond_wait(&h.changed, &h.mutex);
  pthread_mutex_unlock(&h.mutex);
  for (i = 0; i < 2; ++i) CHECK(pthread_create(&stopping[i], NULL, stop_it, &h) == 0);
  pthread_mutex_lock(&h.mutex);
  h.released = 1;
  pthread_cond_broadcast(&h.changed);
  pthread_mutex_unlock(&h.mutex);
  for (i = 0; i < 2; ++i) CHECK(pthread_join(stopping[i], NULL) == 0);
  CHECK(h.ended && h.refused && !h.early);
  CHECK(is_in(&o, o.t.anna, "sent", NULL));
  close_town(&o.t);
}

int main(void) {
  test_delivery__claim_report_receipt();
  test_delivery__I10_stale_token_is_refused();
  test_delivery__late_report_counts();
  test_delivery__receipts_come_at_any_time();
  test_delivery__a_late_report_overrules_what_gave_up();
  test_delivery__I7_poison_ends();
  test_delivery__retry_and_dead_letter();
  test_delivery__I6_gate_at_send_time();
  test_delivery__refused();
  test_delivery__tick_calls_carriers();
  test_delivery__an_outcome_holds();
  test_delivery__worker();
  test_delivery__who_stops_the_worker_waits();
  test_delivery__changes();
  test_delivery__a_role_that_carries_alone();
  return 0;
}

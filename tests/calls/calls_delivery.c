/* The calls of deliveries, digests, campaigns and the feed of changes. */
#include <pthread.h>
#include <stdio.h>

#include "calls.h"

/* Over which nothing goes out yet, so that the call changes something. */
static void new_silence(world* w) {
  PREPARED(pmm_channel_carry(w->admin, w->known.other_channel, pmm_string(""), NULL, NULL, NULL));
}

static pmm_status channel_carry(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  const pmm_str way = w->want == PMM_E_LIMIT ? world_text(w)
                      : w->number % 2 == 0   ? pmm_string("email")
                                             : pmm_string("push");
  return calls_version(pmm_channel_carry(w->session, w->ids.other_channel, way, call, &out, error),
                       &out);
}

static pmm_status channel_carried(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_channel_carried(w->session, call, &out, error), &out);
}

static void new_campaign(world* w) {
  pmm_campaign_input in = PMM_CAMPAIGN_INPUT_INIT;
  in.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_CLASS |
                  PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY;
  in.name = in.title = in.body = pmm_string("news");
  in.frozen = w->known.frozen;
  in.notice_class = pmm_string("courtesy");
  PREPARED(pmm_campaign_create(w->admin, &in, NULL, &w->ids.campaign, NULL));
}

/* A delivery of the subject that waits. */
static void new_delivery(world* w) {
  pmm_delivery_filter filter = PMM_DELIVERY_FILTER_INIT;
  pmm_result* rows = NULL;
  new_campaign(w);
  PREPARED(pmm_tick(w->db, NULL, NULL, NULL));
  filter.set_fields = PMM_DELIVERY_FILTER_SUBJECT;
  filter.subject = w->known.subject;
  PREPARED(pmm_delivery_list(w->admin, &filter, NULL, NULL, &rows, NULL));
  REQUIRE(pmm_result_rows(rows) > 0);
  w->ids.delivery = pmm_result_int64(rows, 0, pmm_result_find_column(rows, pmm_string("id")));
  pmm_result_free(rows);
}

static int64_t token_of(world* w) {
  pmm_result* row = NULL;
  int64_t token;
  PREPARED(pmm_delivery_get(w->admin, w->ids.delivery, NULL, &row, NULL));
  token = pmm_result_int64(row, 0, pmm_result_find_column(row, pmm_string("token")));
  pmm_result_free(row);
  return token;
}

/* One that the caller holds. */
static void new_claim(world* w) {
  pmm_result* rows = NULL;
  int64_t claimed;
  new_delivery(w);
  do { /* others may wait before it */
    PREPARED(pmm_delivery_claim(w->admin, w->known.channel, 1000, 60, NULL, &rows, NULL));
    claimed = pmm_result_rows(rows);
    pmm_result_free(rows);
  } while (claimed > 0);
  w->token = token_of(w);
}

static void new_dead_letter(world* w) {
  pmm_delivery_report_input in = PMM_DELIVERY_REPORT_INPUT_INIT;
  new_claim(w);
  in.outcome = PMM_OUTCOME_PERMANENT;
  in.token = w->token;
  PREPARED(pmm_delivery_report(w->admin, w->ids.delivery, &in, NULL, NULL, NULL));
}

/* One that is sent, under a reference of its own. */
static void new_sent(world* w) {
  pmm_delivery_report_input in = PMM_DELIVERY_REPORT_INPUT_INIT;
  new_claim(w);
  snprintf(w->reference, sizeof w->reference, "ref-%d", w->number);
  in.outcome = PMM_OUTCOME_SENT;
  in.token = w->token;
  in.provider = pmm_string(w->reference);
  PREPARED(pmm_delivery_report(w->admin, w->ids.delivery, &in, NULL, NULL, NULL));
}

static pmm_status delivery_claim(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  if (w->want == PMM_E_MISUSE) PREPARED(pmm_begin(w->admin, 600000, NULL, NULL));
  return calls_result(pmm_delivery_claim(w->session, w->ids.channel,
                                         w->want == PMM_E_LIMIT ? 1001 : 10, 60, call, &out, error),
                      &out);
}

static pmm_status delivery_heartbeat(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_delivery_heartbeat(w->session, w->ids.delivery, w->token,
                                              60 + w->number % 1000, call, &out, error),
                       &out);
}

static pmm_status delivery_report(world* w, const pmm_call* call, pmm_error** error) {
  pmm_delivery_report_input in = PMM_DELIVERY_REPORT_INPUT_INIT;
  int64_t out = 7;
  in.outcome = PMM_OUTCOME_SENT;
  in.token = w->token;
  in.detail = world_text(w);
  return calls_version(pmm_delivery_report(w->session, w->ids.delivery, &in, call, &out, error),
                       &out);
}

static pmm_status delivery_receipt(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  const pmm_str reference = w->want == PMM_E_LIMIT      ? world_text(w)
                            : w->ids.delivery == 999999 ? pmm_string("nowhere")
                                                        : pmm_string(w->reference);
  return calls_version(
      pmm_delivery_receipt(w->session, reference, PMM_OUTCOME_DELIVERED, 0, call, &out, error),
      &out);
}

static void send_nothing(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* out) {
  (void)data;
  (void)parcel;
  (void)out;
}

static pmm_status carrier_set(world* w, const pmm_call* call, pmm_error** error) {
  pmm_carrier carrier = PMM_CARRIER_INIT;
  (void)call;
  carrier.send = send_nothing;
  return pmm_carrier_set(w->db, w->want == PMM_E_LIMIT ? world_text(w) : pmm_string("fax"),
                         &carrier, error);
}

static pmm_status worker_start(world* w, const pmm_call* call, pmm_error** error) {
  pmm_worker_options options = PMM_WORKER_OPTIONS_INIT;
  pmm_status status;
  (void)call;
  options.interval_ms = 3600000;
  if (w->want == PMM_E_MISUSE) PREPARED(pmm_worker_start(w->db, &options, NULL));
  if (w->want == PMM_E_DENIED) world_reopen(w, PMM_OPEN_READ_ONLY);
  status = pmm_worker_start(w->db, &options, error);
  if (status != PMM_E_FORKED && status != PMM_E_CLOSED) PREPARED(pmm_worker_stop(w->db, NULL));
  if (w->want == PMM_E_DENIED) world_reopen(w, 0);
  return status;
}

/* A carrier that stops the worker which calls it. */
typedef struct stopper {
  pthread_mutex_t mutex;
  pthread_cond_t done;
  world* w;
  pmm_error** error;
  pmm_status status;
  int called;
} stopper;

static void stop_inside(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* out) {
  stopper* s = data;
  (void)parcel;
  (void)out;
  pthread_mutex_lock(&s->mutex);
  if (!s->called) s->status = pmm_worker_stop(s->w->db, s->error);
  s->called = 1;
  pthread_cond_signal(&s->done);
  pthread_mutex_unlock(&s->mutex);
}

static pmm_status stop_from_inside(world* w, pmm_error** error) {
  stopper s = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, w, error, PMM_OK, 0};
  pmm_carrier carrier = PMM_CARRIER_INIT;
  new_delivery(w);
  carrier.send = stop_inside;
  carrier.send_data = &s;
  PREPARED(pmm_carrier_set(w->db, pmm_string("web"), &carrier, NULL));
  PREPARED(pmm_worker_start(w->db, NULL, NULL));
  pthread_mutex_lock(&s.mutex);
  while (!s.called) pthread_cond_wait(&s.done, &s.mutex);
  pthread_mutex_unlock(&s.mutex);
  PREPARED(pmm_worker_stop(w->db, NULL));
  PREPARED(pmm_carrier_set(w->db, pmm_string("web"), NULL, NULL));
  return s.status;
}

static pmm_status worker_stop(world* w, const pmm_call* call, pmm_error** error) {
  (void)call;
  if (w->want == PMM_E_MISUSE) return stop_from_inside(w, error);
  return pmm_worker_stop(w->db, error);
}

static pmm_status delivery_requeue(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_delivery_requeue(w->session, w->ids.delivery, call, &out, error), &out);
}

static pmm_status delivery_cancel(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_delivery_cancel(w->session, w->ids.delivery, call, &out, error), &out);
}

static void new_freedom(world* w) {
  PREPARED(pmm_delivery_stop(w->admin, w->known.other_subject, pmm_string("objected"), 0, NULL,
                             NULL, NULL));
  PREPARED(pmm_delivery_stop(w->admin, w->known.other_subject, pmm_string("restricted"), 0, NULL,
                             NULL, NULL));
}

static pmm_status delivery_stop(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  const pmm_str kind = w->want == PMM_E_LIMIT ? world_text(w)
                       : w->number % 2 == 0   ? pmm_string("objected")
                                              : pmm_string("restricted");
  return calls_version(
      pmm_delivery_stop(w->session, w->ids.other_subject, kind, 1, call, &out, error), &out);
}

static pmm_status delivery_stops(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_delivery_stops(w->session, w->ids.subject, call, &out, error), &out);
}

static pmm_status delivery_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_delivery_get(w->session, w->ids.delivery, call, &out, error), &out);
}

static pmm_status delivery_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_delivery_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status delivery_counts(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_delivery_counts(w->session, call, &out, error), &out);
}

static pmm_status delivery_tries(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_delivery_tries(w->session, w->ids.delivery, call, &out, error), &out);
}

static pmm_status explain_delivery(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_explain_delivery(w->session, w->ids.delivery, call, &out, error), &out);
}

static pmm_status digest_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_digest_get(w->session, w->ids.digest, call, &out, error), &out);
}

static pmm_status digest_items(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_digest_items(w->session, w->ids.digest, call, &out, error), &out);
}

static pmm_status campaign_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_campaign_input in = PMM_CAMPAIGN_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY |
                  PMM_CAMPAIGN_SERVICE;
  in.name = in.title = in.body = world_text(w);
  in.frozen = w->ids.frozen;
  in.service = w->ids.service;
  return calls_id(pmm_campaign_create(w->session, &in, call, &out, error), &out);
}

static pmm_status campaign_pause(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_campaign_pause(w->session, w->ids.campaign, call, &out, error), &out);
}

static void new_paused(world* w) {
  new_campaign(w);
  PREPARED(pmm_campaign_pause(w->admin, w->ids.campaign, NULL, NULL, NULL));
}

static pmm_status campaign_resume(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_campaign_resume(w->session, w->ids.campaign, call, &out, error), &out);
}

static pmm_status campaign_cancel(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_campaign_cancel(w->session, w->ids.campaign, call, &out, error), &out);
}

static pmm_status campaign_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_campaign_get(w->session, w->ids.campaign, call, &out, error), &out);
}

static pmm_status campaign_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_campaign_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status campaign_counts(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_campaign_counts(w->session, w->ids.campaign, call, &out, error), &out);
}

static pmm_status changes(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_changes(w->session, 0, w->want == PMM_E_LIMIT ? 10001 : 10, call, &out, error), &out);
}

const calls_entry calls_delivery[] = {
    {"pmm_channel_carry", channel_carry, new_silence, CALLS_CLERK},
    {"pmm_channel_carried", channel_carried, NULL, 0},
    {"pmm_delivery_claim", delivery_claim, NULL, CALLS_CLERK},
    {"pmm_delivery_heartbeat", delivery_heartbeat, new_claim, CALLS_CLERK},
    {"pmm_delivery_report", delivery_report, new_claim, CALLS_CLERK},
    {"pmm_delivery_receipt", delivery_receipt, new_sent, CALLS_CLERK},
    {"pmm_carrier_set", carrier_set, NULL, CALLS_ANYBODY},
    {"pmm_worker_start", worker_start, NULL, CALLS_ANYBODY | CALLS_SYSTEM},
    {"pmm_worker_stop", worker_stop, NULL, CALLS_ANYBODY | CALLS_CHUNKS},
    {"pmm_delivery_requeue", delivery_requeue, new_dead_letter, CALLS_CITIZEN},
    {"pmm_delivery_cancel", delivery_cancel, new_delivery, CALLS_CITIZEN},
    {"pmm_delivery_stop", delivery_stop, new_freedom, 0},
    {"pmm_delivery_stops", delivery_stops, NULL, 0},
    {"pmm_delivery_get", delivery_get, NULL, 0},
    {"pmm_delivery_list", delivery_list, NULL, 0},
    {"pmm_delivery_counts", delivery_counts, NULL, 0},
    {"pmm_delivery_tries", delivery_tries, NULL, CALLS_CITIZEN},
    {"pmm_explain_delivery", explain_delivery, NULL, 0},
    {"pmm_digest_get", digest_get, NULL, 0},
    {"pmm_digest_items", digest_items, NULL, 0},
    {"pmm_campaign_create", campaign_create, NULL, CALLS_CITIZEN},
    {"pmm_campaign_pause", campaign_pause, new_campaign, 0},
    {"pmm_campaign_resume", campaign_resume, new_paused, 0},
    {"pmm_campaign_cancel", campaign_cancel, new_campaign, 0},
    {"pmm_campaign_get", campaign_get, NULL, 0},
    {"pmm_campaign_list", campaign_list, NULL, 0},
    {"pmm_campaign_counts", campaign_counts, NULL, 0},
    {"pmm_changes", changes, NULL, CALLS_CLERK},
    {NULL, NULL, NULL, 0}};

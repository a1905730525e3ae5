/*
 * Deliveries: what goes out to the subjects. The library decides what goes where and when, at the
 * moment of sending; carriers are the host's own, called by pmm_tick() or by the worker, or working
 * for themselves through claims and reports.
 */
#ifndef PMMCRM_DELIVERY_H
#define PMMCRM_DELIVERY_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The states of a delivery, as texts: created, sending (a carrier holds it), sent, delivered,
   temporary_failure (to be tried again), uncertain (its carrier fell silent: it may have been sent;
   to be tried again), permanent_failure and technical_failure (dead letters: refused for good;
   tried too often), expired, cancelled, suppressed (a rule stopped it: see the reason), digested
   (it goes with the digest of its day; where that ends unsent, it ends likewise, and as long as
   that is a dead letter it waits with it).

   The reasons of the rules: expired, erased, deceased, restricted, mandate_ended,
   campaign_cancelled, campaign_paused, channel_inactive, channel_for_legal, digital_domicile,
   objected, no_consent, preference, other_channel, collapsed, address_missing, address_unverified,
   address_bounced, digest, quiet_hours, frequency_cap, empty (a digest of which all was withdrawn);
   those of a try: failed, refused, bounced,
   exhausted, lapsed; of whoever called it back: cancelled.

   A try that failed is repeated after 30 s, 1 min, 2 min… up to 6 h, each time by half of it or
   more, spread by chance; later if the other side asks for it, at most 24 h; twelve times in all,
   or for 72 h. */

/* ---- Channels that carry -------------------------------------------------------------------- */

/**
 * Let deliveries go out over a channel, in one of the ways: "email", "sms", "push" (the carrier
 * knows the subject itself), "pec" and "post" (what is of class legal, and nothing else). A
 * notification that is written from then on has a delivery for each such channel that is active.
 *
 * @param session      The session.
 * @param channel      The channel.
 * @param way          How it carries; empty: no more. What waits then is suppressed by
 *                     pmm_tick() when it comes due (channel_inactive), as what waits for a channel
 *                     that is not active is: nothing old goes out by itself when it carries again;
 *                     pmm_delivery_requeue() sends what should.
 * @param call         NULL for defaults.
 * @param out_changed  1 if that is new, else 0. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, way or call), PMM_E_LIMIT (way is too long),
 *         PMM_E_NOT_FOUND (channel), PMM_E_CONFLICT (idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 * PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_channel_carry(pmm_session* session, pmm_id channel, pmm_str way,
                                     const pmm_call* call, int64_t* out_changed,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List the channels that carry: channel (int64), code (text), active (bool), way (text).
 *
 * @param session     The session.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_channel_carried(pmm_session* session, const pmm_call* call,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* ---- For carriers that work by themselves --------------------------------------------------- */

/**
 * Take what is due over a channel, for as long as a lease. Each row goes through the gate now: what
 * a rule stops, puts off or puts into a digest is settled and not among the rows. Leases that have
 * ended without a report are settled first; a delivery whose lease ended so is given alone. A claim
 * looks at 2000 rows at most, and may give none while more is due. Columns: id, token (int64:
 * number of this claim, to be named in what follows), key (text: the same for every try of a
 * delivery, so that the other side can tell a repeated one), tries (int64, this one included),
 * uncertain (bool: an earlier try may have arrived), lease_until (time), channel, way, class
 * (text), subject (int64), name, address, language, title, body (text; the body is Markdown),
 * notification, digest, campaign, case_id, service (int64 or null). What is not marked is int64.
 *
 * @param session     The session; its actor needs to advance every delivery, as the roles
 *                    system, integration and administrator do.
 * @param channel     The channel.
 * @param limit       1 to 1000; 0: 100.
 * @param lease_s     Seconds, 1 to 86400; 0: 300.
 * @param call        NULL for defaults; without an idempotency key.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, lease_s, call, an idempotency key, or out_result),
 *         PMM_E_LIMIT (limit), PMM_E_MISUSE (a transaction is open: it could be undone after the
 *         sending), PMM_E_NOT_FOUND (channel, or it does not carry), PMM_E_DENIED, PMM_E_BUSY,
 * PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_claim(pmm_session* session, pmm_id channel, int64_t limit,
                                      int64_t lease_s, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Hold a delivery for longer.
 *
 * @param session       The session.
 * @param id            The delivery.
 * @param token         Of the claim.
 * @param lease_s       Seconds from now, 1 to 86400; 0: 300.
 * @param call          NULL for defaults.
 * @param out_until_us  When the lease ends now. May be NULL.
 * @param out_error     May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, lease_s or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT
 *         (another claim has come since, the lease has ended, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_heartbeat(pmm_session* session, pmm_id id, int64_t token,
                                          int64_t lease_s, const pmm_call* call,
                                          int64_t* out_until_us,
                                          pmm_error** out_error) PMM_NOEXCEPT;

/* What became of a try. */
typedef int32_t pmm_outcome;
enum {
  PMM_OUTCOME_SENT = 1,      /* the other side took it */
  PMM_OUTCOME_DELIVERED = 2, /* it arrived */
  PMM_OUTCOME_TEMPORARY = 3, /* not now */
  PMM_OUTCOME_PERMANENT = 4, /* never */
  PMM_OUTCOME_HTTP = 5, /* as `code` says, a status of HTTP: 2xx is sent; 408, 425, 429, 1xx and
                           5xx are temporary; the rest is permanent */
  PMM_OUTCOME_SMTP = 6  /* as `code` says, a reply of SMTP: 2xx is sent, 3xx and 4xx temporary,
                           5xx permanent; 550, 551 and 553 bounced */
};

typedef struct pmm_delivery_report_input {
  uint32_t struct_size;  /* set by PMM_DELIVERY_REPORT_INPUT_INIT */
  pmm_outcome outcome;   /* PMM_OUTCOME_*. Needed */
  int64_t token;         /* of the claim. Needed */
  int32_t code;          /* status or reply of the other side; 0: none */
  int32_t bounced;       /* 1: the address is no good. After a permanent failure it is not used any
                            more, nor after three deliveries in a row that failed for now: until
                            something is known to have arrived, or it is verified again */
  int64_t retry_after_s; /* what the other side asked for, 0 to 31622400; 0: nothing */
  pmm_str provider;      /* its reference, for pmm_delivery_receipt(). 255 bytes */
  pmm_str detail;        /* what it said, for people. 64 KiB */
} pmm_delivery_report_input;
#define PMM_DELIVERY_REPORT_INPUT_INIT                                       \
  {                                                                          \
    sizeof(pmm_delivery_report_input), 0, 0, 0, 0, 0, {NULL, 0}, { NULL, 0 } \
  }

/**
 * Report what became of a try. Reporting the same again changes nothing. It counts also after the
 * lease has ended, as long as nobody else has claimed the delivery since: that it was sent, also of
 * one that has expired, was called back or became a dead letter in between. What a receipt said
 * before stands.
 *
 * @param session      The session.
 * @param id           The delivery.
 * @param input        Needs outcome and token.
 * @param call         NULL for defaults.
 * @param out_version  The delivery's version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (another claim has
 *         come since, it was reported otherwise, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 * PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_report(pmm_session* session, pmm_id id,
                                       const pmm_delivery_report_input* input, const pmm_call* call,
                                       int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Say what the other side told later: that it arrived, or that it came back. It counts also while
 * the carrier has not reported yet, or the next try waits. The same receipt again changes nothing.
 *
 * @param session      The session.
 * @param reference    The provider's reference, or the delivery's key.
 * @param outcome      PMM_OUTCOME_DELIVERED or PMM_OUTCOME_PERMANENT.
 * @param bounced      1: the address is no good; else 0.
 * @param call         NULL for defaults.
 * @param out_version  The delivery's version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, reference, outcome, bounced or call), PMM_E_LIMIT
 *         (reference is too long), PMM_E_NOT_FOUND (reference), PMM_E_CONFLICT (several have the
 *         reference, the delivery is in a state that has no receipt, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 * PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_receipt(pmm_session* session, pmm_str reference,
                                        pmm_outcome outcome, int32_t bounced, const pmm_call* call,
                                        int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/* ---- Carriers that pmm_tick() and the worker call -------------------------------------------- */

/* What a carrier is to send; texts are valid during the call, and NUL-terminated. */
typedef struct pmm_parcel {
  uint32_t struct_size; /* of the library's; it may grow */
  int32_t uncertain;    /* 1: an earlier try may have arrived */
  pmm_id id;            /* the delivery */
  int64_t token;        /* of the claim */
  int64_t tries;        /* this one included */
  int64_t lease_until_us;
  pmm_id subject;
  pmm_id notification;  /* 0: a digest */
  pmm_id digest;        /* 0: a notification */
  pmm_id campaign;      /* 0: of none */
  pmm_id case_id;       /* 0: of none */
  pmm_id service;       /* 0: of none */
  pmm_str key;          /* the same for every try of a delivery */
  pmm_str channel;      /* its code */
  pmm_str way;          /* "email"… */
  pmm_str notice_class; /* "legal", "courtesy", "promotional" */
  pmm_str name;         /* of the subject */
  pmm_str address;      /* empty: the carrier knows */
  pmm_str language;     /* of the text; empty: not said */
  pmm_str title;
  pmm_str body; /* Markdown */
} pmm_parcel;
#define PMM_PARCEL_INIT                                                                   \
  {                                                                                       \
    sizeof(pmm_parcel), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {                          \
      NULL, 0                                                                             \
    }                                                                                     \
  }

/* Sends one parcel and fills in what became of it, all but the token; what it leaves as it is
   counts as a temporary failure. Its outcome holds whatever stands beside it: a detail that is not
   UTF-8 or too long is mended, a provider that cannot be kept is left out, a time is cut to what
   it may be. Texts that it points to must stay until the next call in the same
   thread: they are read as soon as it has returned. Called without a transaction and without a
   lock, in the thread that ticks, and in several at once if several tick; it may call the library
   with sessions of its own. It must not free the store, stop the worker, throw or longjmp. */
typedef void (*pmm_send_fn)(void* user_data, const pmm_parcel* parcel,
                            pmm_delivery_report_input* report);

/* A carrier of the host, in use by as many threads at once as tick. @threads shared. */
typedef struct pmm_carrier {
  uint32_t struct_size;   /* set by PMM_CARRIER_INIT */
  uint32_t batch;         /* deliveries taken at a time, 1 to 1000; 0: 20 */
  pmm_send_fn send;       /* needed */
  void* send_data;        /* given to `send` */
  pmm_destroy_fn destroy; /* of send_data, once no call can come any more; NULL: none */
  int64_t lease_s;        /* that one delivery may take, 1 to 86400; 0: 300. Those of the batch
                             that wait for it have it anew before theirs ends */
} pmm_carrier;
#define PMM_CARRIER_INIT \
  { sizeof(pmm_carrier), 0, NULL, NULL, NULL, 0 }

/**
 * Give a channel its carrier. One that was there is let go once it is at rest. Nothing is sent
 * before pmm_tick() or the worker finds something due.
 *
 * @param db         The store.
 * @param channel    Code of the channel; the store need not have it yet.
 * @param carrier    NULL: none any more.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (db, channel or carrier), PMM_E_LIMIT (channel is too long),
 *         PMM_E_UNSUPPORTED (a newer carrier).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_carrier_set(pmm_db* db, pmm_str channel, const pmm_carrier* carrier,
                                   pmm_error** out_error) PMM_NOEXCEPT;

typedef struct pmm_worker_options {
  uint32_t struct_size; /* set by PMM_WORKER_OPTIONS_INIT */
  uint32_t threads;     /* that tick, 1 to 16; 0: 1 */
  uint32_t interval_ms; /* from the end of a tick to the next, 10 to 3600000; 0: 1000 */
  uint32_t reserved0;   /* must be zero */
} pmm_worker_options;
#define PMM_WORKER_OPTIONS_INIT \
  { sizeof(pmm_worker_options), 0, 0, 0 }

/**
 * Let threads of the library call pmm_tick() over and over. All signals are blocked in them. A tick
 * that failed is told to the log, and the next one comes all the same.
 *
 * @param db         The store.
 * @param options    NULL for defaults.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (db or options), PMM_E_UNSUPPORTED (newer options), PMM_E_MISUSE
 * (it runs already), PMM_E_DENIED (read only). Memory has run out also when the system gives no
 *         thread.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_worker_start(pmm_db* db, const pmm_worker_options* options,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Stop the worker: returns once the tick under way, and the carrier in it, have ended, also to
 * those who ask while another waits. What a tick has claimed and not sent is given back.
 * pmm_db_free() does the same.
 *
 * @param db         The store.
 * @param out_error  May be NULL.
 * @return PMM_OK, also when it does not run; PMM_E_INVALID (db), PMM_E_MISUSE (called by a carrier
 *         in a thread of the worker).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_worker_stop(pmm_db* db, pmm_error** out_error) PMM_NOEXCEPT;

/* ---- What staff may do ----------------------------------------------------------------------- */

/**
 * Send a dead letter again, or what was suppressed as its channel did not carry
 * (channel_inactive): with a new budget of tries, under the same key. A legal notice that went on
 * paper meanwhile goes both ways.
 *
 * @param session      The session.
 * @param id           The delivery.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (neither of
 *         the two, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 * PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_requeue(pmm_session* session, pmm_id id, const pmm_call* call,
                                        int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Call back a delivery that waits. A digest takes along what is in it; a legal notice that is
 * called back from the digital domicile goes on paper, if that stood back for it.
 *
 * @param session      The session.
 * @param id           The delivery.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (it does
 * not wait any more, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 * PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_cancel(pmm_session* session, pmm_id id, const pmm_call* call,
                                       int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Stop what goes out to a subject, or let it go again: "restricted" (art. 18 of the GDPR: all but
 * what is legal), "objected" (art. 21: what is promotional), "erased" (all).
 *
 * @param session      The session.
 * @param subject      The subject.
 * @param kind         One of the three.
 * @param on           1: stop; 0: let go.
 * @param call         NULL for defaults.
 * @param out_changed  1 if that is new, else 0. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, kind, on or call), PMM_E_LIMIT (kind is too long),
 *         PMM_E_NOT_FOUND (subject), PMM_E_CONFLICT (idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 * PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_stop(pmm_session* session, pmm_id subject, pmm_str kind, int32_t on,
                                     const pmm_call* call, int64_t* out_changed,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List what is stopped for a subject: kind (text), since (time).
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (subject, or not to
 * be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_stops(pmm_session* session, pmm_id subject, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* ---- Reading --------------------------------------------------------------------------------- */

/**
 * Read a delivery. One row: id, version, notification, digest (it is one), in_digest (it goes with
 * one), campaign, subject, service, office, case_id, class (text), channel, channel_code (text),
 * state (text), reason (text), due (time: when it is looked at next), expires (time), tries (in
 * this budget), uncertain (bool: a try of it may have arrived unreported), token, lease_until
 * (time), key (text), provider (text), sent (time), done (time), created (time). What is not marked
 * is int64.
 *
 * @param session     The session.
 * @param id          The delivery.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such delivery,
 * or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_delivery_filter.set_fields. */
#define PMM_DELIVERY_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_DELIVERY_FILTER_NOTIFICATION (UINT64_C(1) << 1)
#define PMM_DELIVERY_FILTER_CAMPAIGN (UINT64_C(1) << 2)
#define PMM_DELIVERY_FILTER_CHANNEL (UINT64_C(1) << 3)
#define PMM_DELIVERY_FILTER_IN_DIGEST (UINT64_C(1) << 4)
#define PMM_DELIVERY_FILTER_STATE (UINT64_C(1) << 5)
#define PMM_DELIVERY_FILTER_REASON (UINT64_C(1) << 6)
#define PMM_DELIVERY_FILTER_DEAD (UINT64_C(1) << 7)

/* Every member that is set must hold. */
typedef struct pmm_delivery_filter {
  uint32_t struct_size; /* set by PMM_DELIVERY_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_DELIVERY_FILTER_* */
  pmm_id subject;
  pmm_id notification;
  pmm_id campaign;
  pmm_id channel;
  pmm_id in_digest;
  pmm_str state;
  pmm_str reason;
  int32_t dead;       /* 1: dead letters; 0: the others */
  uint32_t reserved1; /* must be zero */
} pmm_delivery_filter;
#define PMM_DELIVERY_FILTER_INIT \
  { sizeof(pmm_delivery_filter), 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * List deliveries, newest first, with the columns of pmm_delivery_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_list(pmm_session* session, const pmm_delivery_filter* filter,
                                     const pmm_page* page, const pmm_call* call,
                                     pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Count deliveries: channel, state, reason (text), deliveries (int64), one row for each that occur.
 *
 * @param session     The session.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_counts(pmm_session* session, const pmm_call* call,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List the tries of a delivery, oldest first: token (int64), actor (int64), from (time), until
 * (time), outcome (text: sent, delivered, temporary or permanent; null: no report came), code
 * (int64), retry_after (int64, seconds), detail (text).
 *
 * @param session     The session.
 * @param id          The delivery.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such delivery,
 * or not to be seen), PMM_E_DENIED (not staff), PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_delivery_tries(pmm_session* session, pmm_id id, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Why is a delivery sent, or not? One row per rule of the gate, in their order, as they would
 * answer now: rule (text), verdict (text: passed, stopped, deferred, digest, expired, cancelled),
 * reason (text), until (time), detail (text), decides (bool: the first that does not let it pass).
 *
 * @param session     The session.
 * @param id          The delivery.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such delivery,
 * or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_explain_delivery(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a digest. One row: id, subject, channel, channel_code (text), on_day (date: the local day it
 * goes out on), items (as many as pmm_digest_items() lists), delivery, state (text: of its
 * delivery), created (time). What is not marked is int64.
 *
 * A digest is of several offices at once. Its subject, and whoever reads the deliveries of every
 * office, see all of it; other staff see what is of their offices, and no digest that has nothing
 * of them. Its own delivery is only for those who see all of it.
 *
 * @param session     The session.
 * @param id          The digest.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such digest, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_digest_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List what is in a digest: notification (int64), line (int64: of its text; those of one collapse
 * key share it), shown (bool: the newest of its line that the actor may see), title (text),
 * collapse_key (text), created (time).
 *
 * @param session     The session.
 * @param id          The digest.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such digest, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_digest_items(pmm_session* session, pmm_id id, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * Privacy and audit: what subjects ask of their data and how that is answered, what is erased and
 * what is kept all the same, for how long, what subjects agreed to, who looked at whose data, and
 * whether the journal still is what it was. docs/privacy.md tells how it goes together.
 */
#ifndef PMMCRM_PRIVACY_H
#define PMMCRM_PRIVACY_H

#include "pmmcrm/db.h"
#include "pmmcrm/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What each column of the store says of persons, a row for each: table_name, column_name, class
 * (text: "key", "identity", "contact", "sensitive", "content", "choice", "statistics", "technical",
 * "operator" or "catalogue"), exported (bool: a subject that asks for its data is given it),
 * on_erasure (text: "keep", "null", "empty", "zero", "mark", "number", "dimensions", or "row" where
 * the row goes), of_subject (bool: the rows are a subject's).
 *
 * @param session     The session.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_dictionary(pmm_session* session, const pmm_call* call,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* --- Requests ----------------------------------------------------------------------------------
 */

/* Bits of pmm_data_request_input.set_fields. */
#define PMM_DATA_REQUEST_SUBJECT (UINT64_C(1) << 0)
#define PMM_DATA_REQUEST_KIND (UINT64_C(1) << 1)
#define PMM_DATA_REQUEST_NOTE (UINT64_C(1) << 2)
#define PMM_DATA_REQUEST_CHANNEL (UINT64_C(1) << 3)
#define PMM_DATA_REQUEST_RECEIVED_US (UINT64_C(1) << 4)

typedef struct pmm_data_request_input {
  uint32_t struct_size; /* set by PMM_DATA_REQUEST_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_DATA_REQUEST_* */
  pmm_id subject;       /* whose data it is about; default: the actor's own subject */
  pmm_str kind;         /* "access" (art. 15 and 20 of the GDPR), "rectification" (art. 16),
                           "restriction" (art. 18), "objection" (art. 21) or "erasure" (art. 17) */
  pmm_str note;         /* what was asked, 64 KiB */
  pmm_id channel;       /* over which it came */
  int64_t received_us;  /* when; default: now; not after now */
} pmm_data_request_input;
#define PMM_DATA_REQUEST_INPUT_INIT \
  { sizeof(pmm_data_request_input), 0, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * Take in what a subject asks of its data. The request is PENDING, and due a month after it was
 * received, at the end of that day (art. 12(3)).
 *
 * @param session    The session.
 * @param input      Needs the kind.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (subject or channel), PMM_E_CONFLICT
 *         (idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_request_create(pmm_session* session,
                                           const pmm_data_request_input* input,
                                           const pmm_call* call, pmm_id* out_id,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_data_request_step.set_fields. */
#define PMM_DATA_REQUEST_STEP_OUTCOME (UINT64_C(1) << 0)
#define PMM_DATA_REQUEST_STEP_NOTE (UINT64_C(1) << 1)

/* What accompanies a move of a request. */
typedef struct pmm_data_request_step {
  uint32_t struct_size; /* set by PMM_DATA_REQUEST_STEP_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_DATA_REQUEST_STEP_* */
  pmm_str outcome;      /* "close": "granted", "partly" or "refused" */
  pmm_str note; /* what the subject is told; needed to extend, to fail and to grant less than
                   was asked. 64 KiB */
} pmm_data_request_step;
#define PMM_DATA_REQUEST_STEP_INIT                              \
  {                                                             \
    sizeof(pmm_data_request_step), 0, 0, {NULL, 0}, { NULL, 0 } \
  }

/**
 * Move a request: "start" (PENDING to WIP), "extend" (by two months, once, within the first, with
 * the reason), "close" (CLOSED, with the outcome; unless it is refused, what it is for was done by
 * pmm_data_request_work() or pmm_data_request_export(), and of a rectification by changing the
 * rows; an erasure that kept rows is granted "partly"), "fail" (FAILED), "abort" (ABORTED; the
 * subject itself may do that, and nothing else).
 *
 * @param session      The session.
 * @param id           The request.
 * @param verb         The move.
 * @param step         NULL when there is nothing to add.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, verb, a field or call), PMM_E_UNSUPPORTED (a newer step),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (no such request, or not to be seen),
 *         PMM_E_CONFLICT (its state does not let it, version, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_request_advance(pmm_session* session, pmm_id id, pmm_str verb,
                                            const pmm_data_request_step* step, const pmm_call* call,
                                            int64_t* out_version,
                                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Do what a request is for. A restriction stops everything that is not of class legal, an objection
 * everything promotional (pmm_delivery_stop()). An erasure deletes or clears every column that the
 * data dictionary says, but what a hold keeps and what hangs on a case that is still open;
 * pmm_data_request_counts() tells what became of the rows. Rows that stay have nothing of the
 * person in them, so that the numbers of the past stay what they were.
 *
 * An erasure is physical: when the call succeeds, neither the store's file nor its log nor
 * FILE.columns has a byte of what was erased, and FILE.erased, beside the store, says who it was.
 * While another read needs the log, in this process or another, the call waits, up to the busy
 * timeout; then it gives PMM_E_BUSY, the rows are gone, and the next call, or pmm_tick(), does the
 * rest: "folded" of pmm_data_request_get() tells. It is no part of a transaction of the host's. A
 * document that pmm_data_request_export() wrote for the subject is removed where it still stands as
 * it was written; other files that the host has exported are the host's.
 *
 * @param session      The session.
 * @param id           The request. One for access is worked by pmm_data_request_export().
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (no such request, or not to be
 *         seen), PMM_E_CONFLICT (its state or kind does not let it, version, or idempotency key),
 *         PMM_E_DENIED, PMM_E_MISUSE (an erasure, and a transaction is open), PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_request_work(pmm_session* session, pmm_id id, const pmm_call* call,
                                         int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/* How the data of a subject are written. */
enum {
  PMM_DOCUMENT_JSON = 1, /* for programs: an array of objects for each table */
  PMM_DOCUMENT_HTML = 2  /* for people: one page that needs nothing else */
};

/**
 * Answer a request for access: everything that the store has of its subject and that a subject is
 * given, by the data dictionary, as of one commit. Where it was written is kept with the request,
 * with its digest.
 *
 * @param session    The session.
 * @param id         The request, of kind "access", PENDING or WIP; it is WIP afterwards.
 * @param format     PMM_DOCUMENT_*.
 * @param language   Of the titles of an HTML page: "en" or "it"; empty: "it".
 * @param sink       A file, or a function of the host.
 * @param call       NULL for defaults.
 * @param out_bytes  How many bytes were written. May be NULL.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, format, language, sink or call), PMM_E_UNSUPPORTED (a
 *         newer sink), PMM_E_LIMIT (sink.path, or over a million rows), PMM_E_NOT_FOUND (no such
 *         request, or not to be seen), PMM_E_CONFLICT (the path is a database in use; the state or
 *         kind of the request does not let it, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED (also by the sink's function), PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_request_export(pmm_session* session, pmm_id id, int32_t format,
                                           pmm_str language, const pmm_sink* sink,
                                           const pmm_call* call, int64_t* out_bytes,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a request. One row: id, version, subject, kind, state (text: "PENDING", "WIP", "CLOSED",
 * "FAILED" or "ABORTED"), outcome (text or null), note (text), channel (int64), assurance (int64:
 * of the login), on_behalf_of (int64), received, due, extended, worked, folded, closed (times),
 * export_path, export_sha256 (text), created (time).
 *
 * @param session     The session.
 * @param id          The request.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such request, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_request_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_data_request_filter.set_fields. */
#define PMM_DATA_REQUEST_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_DATA_REQUEST_FILTER_KIND (UINT64_C(1) << 1)
#define PMM_DATA_REQUEST_FILTER_STATE (UINT64_C(1) << 2)
#define PMM_DATA_REQUEST_FILTER_DUE_BEFORE_US (UINT64_C(1) << 3)

/* Every member that is set must hold. */
typedef struct pmm_data_request_filter {
  uint32_t struct_size; /* set by PMM_DATA_REQUEST_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_DATA_REQUEST_FILTER_* */
  pmm_id subject;
  pmm_str kind;
  pmm_str state;
  int64_t due_before_us; /* not ended, and due before then */
} pmm_data_request_filter;
#define PMM_DATA_REQUEST_FILTER_INIT \
  { sizeof(pmm_data_request_filter), 0, 0, 0, {NULL, 0}, {NULL, 0}, 0 }

/**
 * List requests, newest first, with the columns of pmm_data_request_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows that the actor may see; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_request_list(pmm_session* session,
                                         const pmm_data_request_filter* filter,
                                         const pmm_page* page, const pmm_call* call,
                                         pmm_result** out_result,
                                         pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What happened to a request, in order: number (int64), at (time), verb, from_state, to_state
 * (text), actor (int64), note (text).
 *
 * @param session     The session.
 * @param id          The request.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such request, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_request_steps(pmm_session* session, pmm_id id, const pmm_call* call,
                                          pmm_result** out_result,
                                          pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What an erasure found in each table that had rows of the subject: table_name (text), found,
 * erased (rows that are gone), anonymous (rows that stay and have nothing of the person in them),
 * kept (int64), why (text: what kept them, and on what ground).
 *
 * @param session     The session.
 * @param id          The request.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such request, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_data_request_counts(pmm_session* session, pmm_id id, const pmm_call* call,
                                           pmm_result** out_result,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/* --- What is kept ------------------------------------------------------------------------------
 */

/* Bits of pmm_legal_hold_input.set_fields. */
#define PMM_LEGAL_HOLD_SUBJECT (UINT64_C(1) << 0)
#define PMM_LEGAL_HOLD_CASE_ID (UINT64_C(1) << 1)
#define PMM_LEGAL_HOLD_GROUND (UINT64_C(1) << 2)
#define PMM_LEGAL_HOLD_NOTE (UINT64_C(1) << 3)
#define PMM_LEGAL_HOLD_KEEPS_IDENTITY (UINT64_C(1) << 4)
#define PMM_LEGAL_HOLD_UNTIL_US (UINT64_C(1) << 5)

typedef struct pmm_legal_hold_input {
  uint32_t struct_size; /* set by PMM_LEGAL_HOLD_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_LEGAL_HOLD_* */
  pmm_id subject;       /* whose data are held */
  pmm_id case_id;       /* only this case of the subject, and what hangs on it */
  pmm_str ground;       /* the letters of art. 17(3): "expression", "public_task", "public_health",
                           "archive", "claims"; or "order": of a court or an authority */
  pmm_str note;         /* 64 KiB */
  int32_t keeps_identity; /* of a case: 1 (default): who the subject is stays with it */
  uint32_t reserved1;     /* must be zero */
  int64_t until_us;       /* it ends by itself then, after now; default: when it is ended */
} pmm_legal_hold_input;
#define PMM_LEGAL_HOLD_INPUT_INIT \
  { sizeof(pmm_legal_hold_input), 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * Hold data: neither an erasure nor a rule of retention touches them until the hold ends. Of a hold
 * on one case everything else is erased all the same.
 *
 * @param session    The session.
 * @param input      Needs subject and ground.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (subject or case), PMM_E_CONFLICT
 *         (idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_legal_hold_create(pmm_session* session, const pmm_legal_hold_input* input,
                                         const pmm_call* call, pmm_id* out_id,
                                         pmm_error** out_error) PMM_NOEXCEPT;

/**
 * End a hold. What it kept stays until somebody asks for its erasure once more.
 *
 * @param session      The session.
 * @param id           The hold.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (no such hold, or not to be
 *         seen), PMM_E_CONFLICT (it was ended already, version, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_legal_hold_end(pmm_session* session, pmm_id id, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_legal_hold_filter.set_fields. */
#define PMM_LEGAL_HOLD_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_LEGAL_HOLD_FILTER_CASE_ID (UINT64_C(1) << 1)
#define PMM_LEGAL_HOLD_FILTER_OPEN (UINT64_C(1) << 2)

/* Every member that is set must hold. */
typedef struct pmm_legal_hold_filter {
  uint32_t struct_size; /* set by PMM_LEGAL_HOLD_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_LEGAL_HOLD_FILTER_* */
  pmm_id subject;
  pmm_id case_id;
  int32_t open;       /* 1: that hold now; 0: that have ended */
  uint32_t reserved1; /* must be zero */
} pmm_legal_hold_filter;
#define PMM_LEGAL_HOLD_FILTER_INIT \
  { sizeof(pmm_legal_hold_filter), 0, 0, 0, 0, 0, 0 }

/**
 * List holds, newest first: id, version, subject, case_id (int64 or null), ground, note (text),
 * keeps_identity (bool), until, ended (time or null), actor (int64), created (time).
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_DENIED, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_legal_hold_list(pmm_session* session, const pmm_legal_hold_filter* filter,
                                       const pmm_page* page, const pmm_call* call,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* --- For how long ------------------------------------------------------------------------------
 */

/* Bits of pmm_retention_input.set_fields. */
#define PMM_RETENTION_DATA_CLASS (UINT64_C(1) << 0)
#define PMM_RETENTION_DAYS (UINT64_C(1) << 1)
#define PMM_RETENTION_NOTE (UINT64_C(1) << 2)
#define PMM_RETENTION_ACTIVE (UINT64_C(1) << 3)

typedef struct pmm_retention_input {
  uint32_t struct_size; /* set by PMM_RETENTION_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_RETENTION_* */
  pmm_str data_class;   /* "contact" (from its start), "case" (from its closing), "visit",
                           "notification", "delivery" (from its making; of one that has ended),
                           "appointment" (from its end), "feedback", "read" (the log of reads),
                           "idempotency" (keys of calls) */
  int64_t days;         /* 1 to 36525 */
  pmm_str note;         /* such as the rule that says so. 64 KiB */
  int32_t active;       /* default 1 */
  uint32_t reserved1;   /* must be zero */
} pmm_retention_input;
#define PMM_RETENTION_INPUT_INIT \
  { sizeof(pmm_retention_input), 0, 0, {NULL, 0}, 0, {NULL, 0}, 0, 0 }

/**
 * Say how long the texts of a class are kept. pmm_tick() does it, a part of the rows at each call
 * and each row once a day: what is older loses what an erasure would take of it, and stays in the
 * numbers; visits lose subject and visitor; the log of reads and the keys of calls lose the rows.
 * What is held, and what hangs on a case that is open, is left.
 *
 * @param session    The session.
 * @param input      Needs data_class and days.
 * @param call       NULL for defaults; expected_version is checked where the class has a rule.
 * @param out_id     The rule of the class.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_CONFLICT (version, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_retention_set(pmm_session* session, const pmm_retention_input* input,
                                     const pmm_call* call, pmm_id* out_id,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The rules of retention: id, version, class (text), days (int64), note (text), active (bool), next
 * (time: when its next sweep begins), cleared (int64: rows so far), created (time).
 *
 * @param session     The session.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_DENIED, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_retention_list(pmm_session* session, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* --- Consent -----------------------------------------------------------------------------------
 */

/* Bits of pmm_consent_purpose_input.set_fields. */
#define PMM_CONSENT_PURPOSE_CODE (UINT64_C(1) << 0)
#define PMM_CONSENT_PURPOSE_TITLE (UINT64_C(1) << 1)
#define PMM_CONSENT_PURPOSE_ACTIVE (UINT64_C(1) << 2)

typedef struct pmm_consent_purpose_input {
  uint32_t struct_size; /* set by PMM_CONSENT_PURPOSE_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CONSENT_PURPOSE_* */
  pmm_str code;         /* unique; fixed once it exists */
  pmm_str title;
  int32_t active;     /* of an update; 0: nobody is asked any more */
  uint32_t reserved1; /* must be zero */
} pmm_consent_purpose_input;
#define PMM_CONSENT_PURPOSE_INPUT_INIT \
  { sizeof(pmm_consent_purpose_input), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * Name a purpose that subjects may agree to.
 *
 * @param session    The session.
 * @param input      Needs code and title.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_CONFLICT (the code is another's, or idempotency
 *         key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_consent_purpose_create(pmm_session* session,
                                              const pmm_consent_purpose_input* input,
                                              const pmm_call* call, pmm_id* out_id,
                                              pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change the title of a purpose, or whether anybody is asked.
 *
 * @param session      The session.
 * @param id           The purpose.
 * @param input        What changes.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (no such purpose), PMM_E_CONFLICT
 *         (version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_consent_purpose_update(pmm_session* session, pmm_id id,
                                              const pmm_consent_purpose_input* input,
                                              const pmm_call* call, int64_t* out_version,
                                              pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The purposes: id, version, code, title (text), texts (int64: the number of the newest one),
 * active (bool), created (time).
 *
 * @param session     The session.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_consent_purpose_list(pmm_session* session, const pmm_call* call,
                                            pmm_result** out_result,
                                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What is put before the subjects from now on. It never changes: another text has another number.
 *
 * @param session     The session.
 * @param purpose     The purpose.
 * @param language    Such as "it".
 * @param body        The text, 64 KiB.
 * @param call        NULL for defaults; expected_version, of the purpose, is checked.
 * @param out_number  The number of the text. May be NULL.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, a text or call), PMM_E_LIMIT (a text is too long),
 *         PMM_E_NOT_FOUND (no such purpose), PMM_E_CONFLICT (version, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_consent_text_add(pmm_session* session, pmm_id purpose, pmm_str language,
                                        pmm_str body, const pmm_call* call, int64_t* out_number,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The texts of a purpose, in order: number (int64), language, body (text), created (time).
 *
 * @param session     The session.
 * @param purpose     The purpose.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such purpose),
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_consent_texts(pmm_session* session, pmm_id purpose, const pmm_call* call,
                                     pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_consent_input.set_fields. */
#define PMM_CONSENT_PURPOSE (UINT64_C(1) << 0)
#define PMM_CONSENT_TEXT_NUMBER (UINT64_C(1) << 1)
#define PMM_CONSENT_GIVEN (UINT64_C(1) << 2)
#define PMM_CONSENT_CHANNEL (UINT64_C(1) << 3)

typedef struct pmm_consent_input {
  uint32_t struct_size; /* set by PMM_CONSENT_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CONSENT_* */
  pmm_id purpose;
  int64_t text_number; /* that was agreed to; default: the newest */
  int32_t given;       /* 1: given; 0: taken back */
  uint32_t reserved1;  /* must be zero */
  pmm_id channel;      /* over which it was said */
} pmm_consent_input;
#define PMM_CONSENT_INPUT_INIT \
  { sizeof(pmm_consent_input), 0, 0, 0, 0, 0, 0, 0 }

/**
 * Write down that a subject agrees to a purpose, or takes that back: one row more each time, with
 * who said it for whom, when, over which channel and at which level of assurance. None is ever
 * changed; the last one holds.
 *
 * @param session    The session.
 * @param subject    Whose consent.
 * @param input      Needs purpose and given.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_NOT_FOUND (subject, purpose or channel), PMM_E_CONFLICT (the purpose has no text,
 *         or is not active; nothing was given that could be taken back; idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_consent_set(pmm_session* session, pmm_id subject,
                                   const pmm_consent_input* input, const pmm_call* call,
                                   pmm_id* out_id, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What a subject agrees to now, a row for each purpose: id (int64: of the last word, null if there
 * is none), purpose (int64), code, title (text), given (bool or null), text_number (int64 or null),
 * newest_text (int64: another number asks for a new consent), at (time or null).
 *
 * @param session     The session.
 * @param subject     Whose.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such subject, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_consent_list(pmm_session* session, pmm_id subject, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Everything that a subject said about any purpose, newest first: id, subject, purpose,
 * text_number, given (bool), at (time), channel, actor, on_behalf_of, assurance. What is not marked
 * is int64.
 *
 * @param session     The session.
 * @param subject     Whose.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, page, call or out_result), PMM_E_LIMIT (page limit),
 *         PMM_E_NOT_FOUND (no such subject, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_consent_history(pmm_session* session, pmm_id subject, const pmm_page* page,
                                       const pmm_call* call, pmm_result** out_result,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/* --- Who looked --------------------------------------------------------------------------------
 */

/* Bits of pmm_read_filter.set_fields. */
#define PMM_READ_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_READ_FILTER_ACTOR (UINT64_C(1) << 1)
#define PMM_READ_FILTER_FROM_US (UINT64_C(1) << 2)
#define PMM_READ_FILTER_TO_US (UINT64_C(1) << 3)

/* Every member that is set must hold. */
typedef struct pmm_read_filter {
  uint32_t struct_size; /* set by PMM_READ_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_READ_FILTER_* */
  pmm_id subject;
  pmm_id actor;
  int64_t from_us; /* from then on */
  int64_t to_us;   /* before then */
} pmm_read_filter;
#define PMM_READ_FILTER_INIT \
  { sizeof(pmm_read_filter), 0, 0, 0, 0, 0, 0 }

/**
 * The log of reads, newest first: id (int64), at (time), actor, on_behalf_of, subject (int64), what
 * (text: what was shown, such as "subject", "timeline", "cases" or "find"), times (int64: within a
 * minute), reason (text: of the call). What somebody sees of its own subject, what the library does
 * by itself, and what a store shows that is open for reading only, is not logged.
 *
 * A read costs no write: what was read waits in memory until the next tick, until a write of this
 * process once 256 wait, until this call, or until the store is closed. A process that dies loses
 * what waited; over 65536 wait no more, and the log says how many were lost.
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_DENIED, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reads(pmm_session* session, const pmm_read_filter* filter,
                             const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) PMM_NOEXCEPT;

/* --- Whether the journal is what it was
 * -----------------------------------------------------------
 */

/**
 * The head of the journal's chain, to be kept where whoever can write to the store cannot. One row:
 * store_id (text), seq (int64: the last number), hash (text: 64 digits, of that record and all
 * before it).
 *
 * @param db          The store.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (db, call or out_result), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_audit_head(pmm_db* db, const pmm_call* call, pmm_result** out_result,
                                  pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Verify the journal: every number once, in order, each hash made of the record and the hash before
 * it, each written as the library writes it; and that the head that was kept is still in it. Where
 * it is not, one row: rule (text), seq (int64: the first record that is not what it was), message
 * (text). The rules: "journal_gap", "journal_chain", "journal_form", "head_differs" (the past up to
 * there is another, though it is chained), "head_missing" (the end was cut off, or the store is an
 * older copy). No row: it is whole.
 *
 * Without a head a chain that was made anew from end to end, and an end that was cut off, cannot be
 * told from a whole one.
 *
 * @param db          The store.
 * @param store_id    Of the head that was kept; empty: not compared.
 * @param seq         Of the head; 0 with an empty hash: there is none.
 * @param hash        Of the head.
 * @param call        NULL for defaults.
 * @param out_result  The row, or none; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (db, a NULL, seq, hash, call or out_result), PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_audit_check(pmm_db* db, pmm_str store_id, int64_t seq, pmm_str hash,
                                   const pmm_call* call, pmm_result** out_result,
                                   pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * Notifications: what stands on a subject's board (bacheca), and what the subject did with it.
 */
#ifndef PMMCRM_NOTIFICATION_H
#define PMMCRM_NOTIFICATION_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_notification_input.set_fields. */
#define PMM_NOTIFICATION_SUBJECT (UINT64_C(1) << 0)
#define PMM_NOTIFICATION_SERVICE (UINT64_C(1) << 1)
#define PMM_NOTIFICATION_CATEGORY (UINT64_C(1) << 2)
#define PMM_NOTIFICATION_OFFICE (UINT64_C(1) << 3)
#define PMM_NOTIFICATION_CASE_ID (UINT64_C(1) << 4)
#define PMM_NOTIFICATION_NOTICE_CLASS (UINT64_C(1) << 5)
#define PMM_NOTIFICATION_LANGUAGE (UINT64_C(1) << 6)
#define PMM_NOTIFICATION_TITLE (UINT64_C(1) << 7)
#define PMM_NOTIFICATION_BODY (UINT64_C(1) << 8)
#define PMM_NOTIFICATION_USE_TEMPLATE (UINT64_C(1) << 9)
#define PMM_NOTIFICATION_DATA (UINT64_C(1) << 10)
#define PMM_NOTIFICATION_DUE_US (UINT64_C(1) << 11)
#define PMM_NOTIFICATION_PAY_AMOUNT (UINT64_C(1) << 12)
#define PMM_NOTIFICATION_PAY_NOTICE (UINT64_C(1) << 13)
#define PMM_NOTIFICATION_PAY_PAYEE (UINT64_C(1) << 14)
#define PMM_NOTIFICATION_ACTION (UINT64_C(1) << 15)
#define PMM_NOTIFICATION_ACTION_URL (UINT64_C(1) << 16)
#define PMM_NOTIFICATION_ACTION_UNTIL_US (UINT64_C(1) << 17)
#define PMM_NOTIFICATION_COLLAPSE_KEY (UINT64_C(1) << 18)
#define PMM_NOTIFICATION_DOCUMENTS (UINT64_C(1) << 19)
#define PMM_NOTIFICATION_PAY_INVALID_AFTER_DUE (UINT64_C(1) << 20)

typedef struct pmm_notification_input {
  uint32_t struct_size;          /* set by PMM_NOTIFICATION_INPUT_INIT */
  uint32_t reserved0;            /* must be zero */
  uint64_t set_fields;           /* PMM_NOTIFICATION_* */
  pmm_id subject;                /* whose board; needed */
  pmm_id service;                /* what it is about; default: the case's */
  pmm_id category;               /* default: the case's, else the service's */
  pmm_id office;                 /* whose operators see it; default: the case's, else the
                                    service's */
  pmm_id case_id;                /* a case of that subject */
  pmm_str notice_class;          /* "legal", "courtesy" or "promotional". Default: what the
                                    service says of its notices, else of a case by its kind (an
                                    application legal, others courtesy), else courtesy */
  pmm_str language;              /* a tag such as "it"; default: the one to write to the subject
                                    in */
  pmm_str title;                 /* needed without a template. 1 KiB */
  pmm_str body;                  /* Markdown; needed without a template. 64 KiB */
  pmm_str use_template;          /* a template instead of title and body: that of the service
                                     before that of all, in the language asked for, else without
                                     its region, else Italian, else English */
  pmm_str data;                  /* values of the template as a JSON object: texts, whole numbers
                                    (money in cents), dates as "YYYY-MM-DD", instants as RFC
                                    3339. 1 MiB */
  int64_t due_us;                /* when something is due */
  int64_t pay_amount;            /* of a payment notice: euro cents, 1 to 9,999,999,999 */
  pmm_str pay_notice;            /* its number: 18 digits, the first 0 to 3 */
  pmm_str pay_payee;             /* fiscal code of the creditor, 11 digits */
  pmm_str action;                /* what the subject is asked to do, in words. 1 KiB */
  pmm_str action_url;            /* where: a link of https, http, mailto or tel. 4 KiB */
  int64_t action_until_us;       /* until when it can be done; after now */
  pmm_str collapse_key;          /* notices that tell of one matter share it, so that a digest
                                    shows them together. 255 bytes */
  pmm_str documents;             /* what goes with it, by reference: a JSON array of objects with
                                    kind ("document" or "attachment"), name, reference (a link
                                    of https or http without credentials, or a code such as
                                    urn:x:12), media_type, size_bytes and sha256, at most 100.
                                    1 MiB */
  int32_t pay_invalid_after_due; /* 0 or 1: not to be paid after due_us. Default 0 */
  uint32_t reserved1;            /* must be zero */
} pmm_notification_input;
#define PMM_NOTIFICATION_INPUT_INIT                                                           \
  {                                                                                           \
    sizeof(pmm_notification_input), 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0},     \
        {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, \
        {NULL, 0}, {NULL, 0}, 0, 0                                                            \
  }

/**
 * Put a notification on a subject's board. Operators and administrators may. What the subject does
 * not want on its board goes into its archive unannounced, unless it is legal.
 *
 * @param session    The session.
 * @param input      Needs subject, and title and body or a template.
 * @param call       NULL for defaults.
 * @param out_id     The new notification.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or there are too many documents), PMM_E_NOT_FOUND
 *         (subject, service, category, office, case_id or use_template), PMM_E_CONFLICT (case_id
 *         is of another subject or service, notice_class is not the service's, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_create(pmm_session* session,
                                           const pmm_notification_input* input,
                                           const pmm_call* call, pmm_id* out_id,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Mark a notification as read, or as not read. Its subject does this, or an administrator for it;
 * done twice it changes nothing.
 *
 * @param session      The session.
 * @param id           The notification.
 * @param read         1: read, now; 0: not read.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The version, which this leaves as it is. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, read or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT
 *         (version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_mark(pmm_session* session, pmm_id id, int32_t read,
                                         const pmm_call* call, int64_t* out_version,
                                         pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Put a notification away, or take it back. Its subject does this, or an administrator for it; done
 * twice it changes nothing.
 *
 * @param session      The session.
 * @param id           The notification.
 * @param archived     1: put away, now; 0: back on the board.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The version, which this leaves as it is. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, archived or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT
 *         (version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_archive(pmm_session* session, pmm_id id, int32_t archived,
                                            const pmm_call* call, int64_t* out_version,
                                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Report the action that a notification asks for as done, now. Its subject does this, or staff that
 * was told of it.
 *
 * @param session      The session.
 * @param id           The notification.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (it asks
 *         for no action, the action has expired, version, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_complete(pmm_session* session, pmm_id id, const pmm_call* call,
                                             int64_t* out_version,
                                             pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a notification. One row: id, token (text), version, subject, service, category, office,
 * case_id, event (the event of the case that it tells of), origin (text: "office", "case",
 * "message", "reminder", "appointment" or "campaign"), class (text), language (text), template,
 * title (text), body (text, Markdown), due (time), pay_amount (cents), pay_notice (text), pay_payee
 * (text), pay_invalid_after_due (bool), action (text), action_url (text), action_until (time),
 * action_done (time), action_state (text: "open", "done" or "expired"; null without an action),
 * collapse_key (text), documents (how many), read (time), read_state (text: "read", "unread", or
 * "unavailable"), archived (time), from_state, to_state (text; of the event), created (time). What
 * is not marked is int64.
 *
 * What the subject did with a notification is its own: to operators archived is null, and read is
 * null and read_state "unavailable", unless the subject allows read receipts or the notification is
 * legal. Neither the version nor pmm_history() tells of it.
 *
 * @param session     The session.
 * @param id          The notification.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such
 *         notification, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_notification_filter.set_fields. Every member that is set must hold. An id that is set
   to 0 asks for notifications without one. */
#define PMM_NOTIFICATION_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_NOTIFICATION_FILTER_SERVICE (UINT64_C(1) << 1)
#define PMM_NOTIFICATION_FILTER_CATEGORY (UINT64_C(1) << 2)
#define PMM_NOTIFICATION_FILTER_CASE_ID (UINT64_C(1) << 3)
#define PMM_NOTIFICATION_FILTER_NOTICE_CLASS (UINT64_C(1) << 4)
#define PMM_NOTIFICATION_FILTER_ORIGIN (UINT64_C(1) << 5)
#define PMM_NOTIFICATION_FILTER_TOKEN (UINT64_C(1) << 6)
#define PMM_NOTIFICATION_FILTER_COLLAPSE_KEY (UINT64_C(1) << 7)
#define PMM_NOTIFICATION_FILTER_SINCE_US (UINT64_C(1) << 8)
#define PMM_NOTIFICATION_FILTER_SAVED_FILTER (UINT64_C(1) << 9)
#define PMM_NOTIFICATION_FILTER_UNREAD (UINT64_C(1) << 10)
#define PMM_NOTIFICATION_FILTER_ARCHIVED (UINT64_C(1) << 11)
#define PMM_NOTIFICATION_FILTER_ACTION_OPEN (UINT64_C(1) << 12)

typedef struct pmm_notification_filter {
  uint32_t struct_size; /* set by PMM_NOTIFICATION_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_NOTIFICATION_FILTER_* */
  pmm_id subject;
  pmm_id service;
  pmm_id category;
  pmm_id case_id;
  pmm_str notice_class; /* "legal", "courtesy" or "promotional" */
  pmm_str origin;
  pmm_str token;
  pmm_str collapse_key;
  int64_t since_us;    /* created at or after */
  pmm_id saved_filter; /* that a saved filter for boards lets through */
  int32_t unread;      /* 1: not read; 0: read. For those who may know */
  int32_t archived;    /* 1: put away; 0: on the board */
  int32_t action_open; /* 1: asks for something that can still be done; 0: all others */
  uint32_t reserved1;  /* must be zero */
} pmm_notification_filter;
#define PMM_NOTIFICATION_FILTER_INIT                                                               \
  {                                                                                                \
    sizeof(pmm_notification_filter), 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
        0, 0, 0, 0, 0, 0                                                                           \
  }

/**
 * List notifications, newest first, with the columns of pmm_notification_get(): a board, when the
 * filter names its subject.
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows the actor may see; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_NOT_FOUND (saved_filter), PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_list(pmm_session* session,
                                         const pmm_notification_filter* filter,
                                         const pmm_page* page, const pmm_call* call,
                                         pmm_result** out_result,
                                         pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What goes with a notification, by reference, in order. Columns: position (int64), kind (text),
 * name (text), reference (text), media_type (text), size_bytes (int64), sha256 (text).
 *
 * @param session     The session.
 * @param id          The notification.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such
 *         notification, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_documents(pmm_session* session, pmm_id id, const pmm_call* call,
                                              pmm_result** out_result,
                                              pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Count what is on a board. One row: total, current (not archived), unread (and not archived),
 * actions (that can still be done), newest (time, the last one's creation). What is not marked is
 * int64.
 *
 * @param session     The session.
 * @param subject     Whose board; the actor's own, or any for an administrator.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such subject, or
 *         not a board to count), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_counts(pmm_session* session, pmm_id subject,
                                           const pmm_call* call, pmm_result** out_result,
                                           pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

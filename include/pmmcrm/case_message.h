/*
 * Messages on a case between its citizen and the office: something said, something asked, something
 * answered. The citizen learns of one by a notification, the office by a task.
 */
#ifndef PMMCRM_CASE_MESSAGE_H
#define PMMCRM_CASE_MESSAGE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_case_message_input.set_fields. */
#define PMM_CASE_MESSAGE_CASE_ID (UINT64_C(1) << 0)
#define PMM_CASE_MESSAGE_KIND (UINT64_C(1) << 1)
#define PMM_CASE_MESSAGE_BODY (UINT64_C(1) << 2)
#define PMM_CASE_MESSAGE_ANSWERS (UINT64_C(1) << 3)
#define PMM_CASE_MESSAGE_DUE_US (UINT64_C(1) << 4)
#define PMM_CASE_MESSAGE_DOCUMENTS (UINT64_C(1) << 5)
#define PMM_CASE_MESSAGE_ADVANCE (UINT64_C(1) << 6)

typedef struct pmm_case_message_input {
  uint32_t struct_size; /* set by PMM_CASE_MESSAGE_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CASE_MESSAGE_* */
  pmm_id case_id;       /* the case; needed. It has a subject */
  pmm_str kind;         /* "note" (default), "request" or "answer" (default with answers) */
  pmm_str body;         /* needed. 64 KiB */
  pmm_id answers;       /* the open request of the other side that it answers; needed by an
                           answer */
  int64_t due_us;       /* of a request: to be answered by; after now */
  pmm_str documents;    /* what goes with it, as in pmm_notification_input. 1 MiB */
  int32_t advance;      /* 1: the case moves with it, a request of the office to awaiting_info,
                           the answer to the last open one on from there, or the call fails; 0:
                           it does not; not set: where its state allows it */
  uint32_t reserved1;   /* must be zero */
} pmm_case_message_input;
#define PMM_CASE_MESSAGE_INPUT_INIT \
  { sizeof(pmm_case_message_input), 0, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, {NULL, 0}, 0, 0 }

/**
 * Write a message on a case. Its subject writes to the office, and so does staff on behalf of that
 * subject (pmm_call); else staff writes to the subject. In the same transaction the request that it
 * answers is answered, the case moves, and the other side is told.
 *
 * @param session    The session.
 * @param input      Needs case_id and body.
 * @param call       NULL for defaults.
 * @param out_id     The new message.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or there are too many documents), PMM_E_NOT_FOUND
 *         (case_id or answers), PMM_E_CONFLICT (the case has no subject, the request is not open or
 *         not of the other side, advance where the case cannot move, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_message_create(pmm_session* session,
                                           const pmm_case_message_input* input,
                                           const pmm_call* call, pmm_id* out_id,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Report a message as seen by the side that it is for, now. Done twice it changes nothing.
 *
 * @param session      The session.
 * @param id           The message.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The version, which this leaves as it is. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (version,
 *         or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_message_see(pmm_session* session, pmm_id id, const pmm_call* call,
                                        int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Withdraw a request, by the side that asked. The case stays where it is.
 *
 * @param session      The session.
 * @param id           The message.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (not an
 *         open request, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_message_withdraw(pmm_session* session, pmm_id id, const pmm_call* call,
                                             int64_t* out_version,
                                             pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a message. One row: id, version, case_id, subject, office, service, direction (text: "in" to
 * the office, "out" to the citizen), kind (text), state (text: "sent"; of a request "open",
 * "answered" or "withdrawn"), body (text), answers, due (time), seen (time), notification (that
 * told the citizen), task (that told the office), actor, on_behalf_of, documents (how many),
 * created (time). What is not marked is int64. That the citizen has seen what the office wrote is
 * told to operators where pmm_notification_get() would tell them of its reading, and once it is
 * answered.
 *
 * @param session     The session.
 * @param id          The message.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such message, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_message_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_case_message_filter.set_fields. Every member that is set must hold. */
#define PMM_CASE_MESSAGE_FILTER_CASE_ID (UINT64_C(1) << 0)
#define PMM_CASE_MESSAGE_FILTER_SUBJECT (UINT64_C(1) << 1)
#define PMM_CASE_MESSAGE_FILTER_DIRECTION (UINT64_C(1) << 2)
#define PMM_CASE_MESSAGE_FILTER_KIND (UINT64_C(1) << 3)
#define PMM_CASE_MESSAGE_FILTER_STATE (UINT64_C(1) << 4)
#define PMM_CASE_MESSAGE_FILTER_UNSEEN (UINT64_C(1) << 5)

typedef struct pmm_case_message_filter {
  uint32_t struct_size; /* set by PMM_CASE_MESSAGE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CASE_MESSAGE_FILTER_* */
  pmm_id case_id;
  pmm_id subject;
  pmm_str direction;
  pmm_str kind;
  pmm_str state;
  int32_t unseen;     /* 1: not seen; 0: seen. For those who may know */
  uint32_t reserved1; /* must be zero */
} pmm_case_message_filter;
#define PMM_CASE_MESSAGE_FILTER_INIT \
  { sizeof(pmm_case_message_filter), 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * List messages, oldest first, with the columns of pmm_case_message_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows the actor may see; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_message_list(pmm_session* session,
                                         const pmm_case_message_filter* filter,
                                         const pmm_page* page, const pmm_call* call,
                                         pmm_result** out_result,
                                         pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What goes with a message, with the columns of pmm_notification_documents().
 *
 * @param session     The session.
 * @param id          The message.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such message, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_message_documents(pmm_session* session, pmm_id id, const pmm_call* call,
                                              pmm_result** out_result,
                                              pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * What subjects think of a service or of their closed case: one to five stars with reasons, in the
 * terms of the national component for the sites of municipalities.
 */
#ifndef PMMCRM_FEEDBACK_H
#define PMMCRM_FEEDBACK_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_feedback_input.set_fields. */
#define PMM_FEEDBACK_SUBJECT (UINT64_C(1) << 0)
#define PMM_FEEDBACK_SERVICE (UINT64_C(1) << 1)
#define PMM_FEEDBACK_CASE_ID (UINT64_C(1) << 2)
#define PMM_FEEDBACK_CHANNEL (UINT64_C(1) << 3)
#define PMM_FEEDBACK_STARS (UINT64_C(1) << 4)
#define PMM_FEEDBACK_REASONS (UINT64_C(1) << 5)
#define PMM_FEEDBACK_COMMENT (UINT64_C(1) << 6)
#define PMM_FEEDBACK_REOPEN (UINT64_C(1) << 7)

typedef struct pmm_feedback_input {
  uint32_t struct_size; /* set by PMM_FEEDBACK_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_FEEDBACK_* */
  pmm_id subject;  /* who gives it; fixed afterwards. Default: whom the call is on behalf of, else
                      of a citizen itself. 0: nobody known, where there is no case */
  pmm_id service;  /* needed without a case; fixed afterwards */
  pmm_id case_id;  /* a closed case; fixed afterwards */
  pmm_id channel;  /* over which it came; fixed afterwards */
  int64_t stars;   /* needed to create: 1 to 5; 4 and 5 are positive */
  pmm_str reasons; /* codes, comma separated: clear, complete, progress, technical, other: what was
                      good with 4 and 5 stars, what was not with fewer */
  pmm_str comment; /* 200 characters */
  int32_t reopen;  /* 1: with 1 to 3 stars, asks for the case to be reopened, where its service
                      allows it */
  uint32_t reserved1; /* must be zero */
} pmm_feedback_input;
#define PMM_FEEDBACK_INPUT_INIT \
  { sizeof(pmm_feedback_input), 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * Give feedback. Of a case each subject gives it once. Staff writes down what a subject said on
 * behalf of it (call.on_behalf_of); what the subject then says itself, if anything, stands in its
 * place, in the same row. Of a service of its office it also writes down what somebody said who
 * gave no name: the journal tells who wrote it.
 *
 * @param session    The session.
 * @param input      Needs stars, and service or case_id.
 * @param call       NULL for defaults.
 * @param out_id     The row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (subject, service, case_id or channel),
 *         PMM_E_CONFLICT (the case is open, of another subject or has the subject's feedback, it
 *         may not be reopened, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_feedback_create(pmm_session* session, const pmm_feedback_input* input,
                                       const pmm_call* call, pmm_id* out_id,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change feedback, for 30 days after it was given: the subject's own to do, or an administrator's.
 *
 * @param session      The session.
 * @param id           The feedback.
 * @param input        Of stars, reasons, comment and reopen; the others may not change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (the time has
 *         passed, the case may not be reopened, version, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_feedback_update(pmm_session* session, pmm_id id,
                                       const pmm_feedback_input* input, const pmm_call* call,
                                       int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read feedback. One row: id, version, subject, service, office, case_id, channel, stars, reasons
 * (text), comment (text), reopen (bool), editable_until (time), on_behalf_of, changed (time),
 * created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The feedback.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such feedback,
 *         or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_feedback_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_feedback_filter.set_fields. */
#define PMM_FEEDBACK_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_FEEDBACK_FILTER_SERVICE (UINT64_C(1) << 1)
#define PMM_FEEDBACK_FILTER_CASE_ID (UINT64_C(1) << 2)
#define PMM_FEEDBACK_FILTER_OFFICE (UINT64_C(1) << 3)
#define PMM_FEEDBACK_FILTER_MIN_STARS (UINT64_C(1) << 4)
#define PMM_FEEDBACK_FILTER_MAX_STARS (UINT64_C(1) << 5)
#define PMM_FEEDBACK_FILTER_FROM_US (UINT64_C(1) << 6)
#define PMM_FEEDBACK_FILTER_TO_US (UINT64_C(1) << 7)

/* Every member that is set must hold. A subject, case_id or office that is set to 0 asks for
   feedback without one. */
typedef struct pmm_feedback_filter {
  uint32_t struct_size; /* set by PMM_FEEDBACK_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_FEEDBACK_FILTER_* */
  pmm_id subject;
  pmm_id service;
  pmm_id case_id;
  pmm_id office;
  int64_t min_stars; /* 1 to 5 */
  int64_t max_stars; /* 1 to 5 */
  int64_t from_us;   /* given from here on */
  int64_t to_us;     /* given before */
} pmm_feedback_filter;
#define PMM_FEEDBACK_FILTER_INIT \
  { sizeof(pmm_feedback_filter), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * List feedback, newest first, with the columns of pmm_feedback_get().
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
PMM_API pmm_status pmm_feedback_list(pmm_session* session, const pmm_feedback_filter* filter,
                                     const pmm_page* page, const pmm_call* call,
                                     pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

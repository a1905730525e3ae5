/*
 * Cases: tracked services. A case is an application, a report, a complaint or an inquiry; it moves
 * by verbs through the states of its kind, and has a due time that follows from its service's term.
 *
 * Four fields tell where a case stands: status ("open" or "closed"), state (of its kind), outcome
 * (how it ended, also "" while it is open) and note (the last word to the citizen).
 *
 * The states, and the verbs that lead from one to another:
 *  - application: draft, submitted, registered, in_progress, awaiting_info, info_received; closed:
 *    completed, rejected, withdrawn, revoked. Verbs: submit, register, assign, start, request_info,
 *    provide_info, accept_info, complete, reject, withdraw, revoke, reopen.
 *  - report, complaint, inquiry: new, triaged, in_progress, scheduled, awaiting_info, forwarded,
 *    reopened; closed: resolved, no_further_action, not_responsible, duplicate, cancelled,
 *    reopen_requested. Verbs: triage, assign, start, schedule, request_info, provide_info, forward,
 *    resolve, close_no_action, close_not_responsible, mark_duplicate, cancel, request_reopen,
 *    deny_reopen, reopen.
 * pmm_case_next() tells which of them are allowed now.
 *
 * The due time is the last microsecond of a day of the store's zone, derived from the opening, the
 * service's term, suspensions, extensions and holidays; the clock stands still while information is
 * awaited and while the case is closed. There is none for a draft, for a service without a term,
 * and while the clock stands still. A due time that was given is kept as given.
 */
#ifndef PMMCRM_CASE_H
#define PMMCRM_CASE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_case_input.set_fields: which members the caller filled in. A text member that is set
   and empty, an id of 0 and a time of PMM_TIME_NONE clear the field. */
#define PMM_CASE_KIND (UINT64_C(1) << 0)
#define PMM_CASE_STATE (UINT64_C(1) << 1)
#define PMM_CASE_SERVICE (UINT64_C(1) << 2)
#define PMM_CASE_SUBJECT (UINT64_C(1) << 3)
#define PMM_CASE_CHANNEL (UINT64_C(1) << 4)
#define PMM_CASE_OFFICE (UINT64_C(1) << 5)
#define PMM_CASE_CATEGORY (UINT64_C(1) << 6)
#define PMM_CASE_AREA (UINT64_C(1) << 7)
#define PMM_CASE_SUMMARY (UINT64_C(1) << 8)
#define PMM_CASE_DESCRIPTION (UINT64_C(1) << 9)
#define PMM_CASE_ADDRESS (UINT64_C(1) << 10)
#define PMM_CASE_LATITUDE (UINT64_C(1) << 11)
#define PMM_CASE_LONGITUDE (UINT64_C(1) << 12)
#define PMM_CASE_PROTOCOL (UINT64_C(1) << 13)
#define PMM_CASE_EXTERNAL_ID (UINT64_C(1) << 14)
#define PMM_CASE_ATTRIBUTES (UINT64_C(1) << 15)
#define PMM_CASE_NOTE (UINT64_C(1) << 16)
#define PMM_CASE_OPENED_US (UINT64_C(1) << 17)
#define PMM_CASE_DUE_US (UINT64_C(1) << 18)

/* Members marked "fixed" are for pmm_case_create() alone. A citizen may set kind, state, service,
   subject (itself, also when left out), channel, area, summary, description, address, the place and
   attributes of a new case; the rest is for staff. */
typedef struct pmm_case_input {
  uint32_t struct_size; /* set by PMM_CASE_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CASE_* */
  pmm_str kind;         /* "application", "report", "complaint", "inquiry"; needed, fixed */
  pmm_str state;        /* of an application "submitted" (default) or "draft", of the others "new";
                           fixed */
  pmm_id service;       /* needed; must be active; fixed */
  pmm_id subject;       /* who asks; 0: nobody known; fixed. Default: whom the call is on behalf of,
                           else of a citizen itself */
  pmm_id channel;       /* one over which the service is given; fixed */
  pmm_id office;        /* default the service's; pmm_case_assign() changes it */
  pmm_id category;      /* default the service's */
  pmm_id area;
  pmm_str summary;     /* 1 KiB */
  pmm_str description; /* 64 KiB */
  pmm_str address;     /* where it is about. 1 KiB */
  double latitude;     /* degrees, -90 to 90; with longitude or not at all */
  double longitude;    /* degrees, -180 to 180 */
  pmm_str protocol;    /* number in the caller's register. 255 bytes */
  pmm_str external_id; /* key in the system it came from; unique among cases. 255 bytes */
  pmm_str attributes;  /* JSON object, values by code, that fits the service's definitions; 1 MiB */
  pmm_str note;        /* for the citizen. 64 KiB */
  int64_t opened_us;   /* default now; at most a day after now; fixed */
  int64_t due_us;      /* kept as given, not before the opening; cleared it is derived again */
} pmm_case_input;
#define PMM_CASE_INPUT_INIT                                                                     \
  {                                                                                             \
    sizeof(pmm_case_input), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, 0.0, 0.0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0                   \
  }

/**
 * Open a case. It gets a number such as "2007/R/000123" (A application, R report, C complaint, Q
 * inquiry), counted per kind and year, and a first event "submit" (of an application that is no
 * draft) or "create".
 *
 * @param session    The session.
 * @param input      Needs kind and service.
 * @param call       NULL for defaults; assurance and on_behalf_of are kept with the case.
 * @param out_id     The new case.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (service, subject, channel, office,
 *         category, area or call.on_behalf_of), PMM_E_CONFLICT (the service, channel, office,
 *         category or area is not active, the service is not given over the channel, external_id,
 *         or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_create(pmm_session* session, const pmm_case_input* input,
                                   const pmm_call* call, pmm_id* out_id,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change the data of a case: category, area, summary, description, address, place, protocol,
 * external_id, attributes, note and due_us. A new note is an event that the citizen sees.
 *
 * @param session      The session.
 * @param id           The case.
 * @param input        What to change; no fixed member, and no office.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (the case, category or area),
 *         PMM_E_CONFLICT (version, external_id, a category or area that is not active, or
 *         idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_update(pmm_session* session, pmm_id id, const pmm_case_input* input,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/* --- Moves ------------------------------------------------------------------------------------ */

#define PMM_CASE_STEP_NOTE (UINT64_C(1) << 0)
#define PMM_CASE_STEP_STAFF_NOTE (UINT64_C(1) << 1)
#define PMM_CASE_STEP_VISIBILITY (UINT64_C(1) << 2)
#define PMM_CASE_STEP_AT_US (UINT64_C(1) << 3)
#define PMM_CASE_STEP_OFFICE (UINT64_C(1) << 4)
#define PMM_CASE_STEP_ASSIGNEE (UINT64_C(1) << 5)
#define PMM_CASE_STEP_ORIGINAL (UINT64_C(1) << 6)

/* What accompanies a move. */
typedef struct pmm_case_step {
  uint32_t struct_size; /* set by PMM_CASE_STEP_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CASE_STEP_* */
  pmm_str note;         /* for the citizen; some verbs need one. Of staff it becomes the note of the
                           case. 64 KiB */
  pmm_str staff_note;   /* an event of its own for staff alone. 64 KiB */
  pmm_str visibility;   /* of the event: "public", "subject" (default; of "assign" without a note
                           "staff") or "staff" */
  int64_t at_us;        /* when it happened; default now; not before the last move. Staff only */
  pmm_id office;        /* "assign" and "forward": the office the case goes to */
  pmm_id assignee;      /* "assign": the actor it goes to; 0: nobody */
  pmm_id original;      /* "mark_duplicate": the case that this one repeats */
} pmm_case_step;
#define PMM_CASE_STEP_INIT \
  { sizeof(pmm_case_step), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, 0, 0 }

/**
 * Make a move. State, status, outcome, times, intervals, due time and events change in one
 * transaction. Staff of the case's office may make every move; the case's own subject submit,
 * provide_info, withdraw, cancel, request_reopen and, where the service lets it, reopen.
 *
 * "request_info" stops the clock of the term, "provide_info" lets it run again. Submitting a draft
 * opens the application. What a case's duplicates follow is told to each of them as an event
 * "original".
 *
 * @param session      The session.
 * @param id           The case.
 * @param verb         The move.
 * @param step         NULL when there is nothing to add.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, verb, a field, or call), PMM_E_UNSUPPORTED (a newer
 *         step), PMM_E_LIMIT (a text is too long, or too many duplicates), PMM_E_NOT_FOUND (the
 *         case, office, assignee or original), PMM_E_CONFLICT (field "verb": not allowed from this
 *         state, the message names the verbs that are, or reopening is over; version; an office or
 *         assignee that is not active; an original that repeats this case; idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_advance(pmm_session* session, pmm_id id, pmm_str verb,
                                    const pmm_case_step* step, const pmm_call* call,
                                    int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Hand a case to an office and an actor: the verb "assign". The giver's rights count, not those in
 * the office that receives; the case's events go along.
 *
 * @param session      The session.
 * @param id           The case.
 * @param office       0 leaves the office as it is.
 * @param assignee     0: nobody.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, an id, or call), PMM_E_NOT_FOUND (the case, office or
 *         assignee), PMM_E_CONFLICT (closed, version, an office or assignee that is not active, or
 *         idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_assign(pmm_session* session, pmm_id id, pmm_id office, pmm_id assignee,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Close a case as a repetition of another: the verb "mark_duplicate". Its subject, followers and
 * own duplicates go over to the original; of a duplicate, the original is meant.
 *
 * @param session      The session.
 * @param id           The case.
 * @param original     The case it repeats.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, original is the case itself or 0, or call), PMM_E_LIMIT
 *         (over 1,000 duplicates of one case), PMM_E_NOT_FOUND (the case or original),
 *         PMM_E_CONFLICT (not allowed from its state or kind, the original repeats this case,
 *         version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_mark_duplicate(pmm_session* session, pmm_id id, pmm_id original,
                                           const pmm_call* call, int64_t* out_version,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Write an event without a move.
 *
 * @param session     The session.
 * @param id          The case.
 * @param note        The text. 64 KiB
 * @param visibility  "public", "subject" or "staff"; empty: "subject", which is all a citizen may.
 * @param call        NULL for defaults.
 * @param out_id      The new event. May be NULL.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, note, visibility or call), PMM_E_LIMIT (note),
 *         PMM_E_NOT_FOUND, PMM_E_CONFLICT (idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_comment(pmm_session* session, pmm_id id, pmm_str note,
                                    pmm_str visibility, const pmm_call* call, pmm_id* out_id,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/* --- The term --------------------------------------------------------------------------------- */

/**
 * Stop the clock of a case's term until pmm_case_resume() or its end.
 *
 * @param session      The session.
 * @param id           The case.
 * @param reason       Why, for the citizen too; may be empty. 64 KiB
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, reason or call), PMM_E_LIMIT (reason), PMM_E_NOT_FOUND,
 *         PMM_E_CONFLICT (closed, a draft, the clock stands still, version, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_suspend(pmm_session* session, pmm_id id, pmm_str reason,
                                    const pmm_call* call, int64_t* out_version,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Let the clock run again that pmm_case_suspend() stopped. The days it stood still are added.
 *
 * @param session      The session.
 * @param id           The case.
 * @param reason       Why, for the citizen too; may be empty. 64 KiB
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, reason or call), PMM_E_LIMIT (reason), PMM_E_NOT_FOUND,
 *         PMM_E_CONFLICT (closed, a draft, not suspended, version, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_resume(pmm_session* session, pmm_id id, pmm_str reason,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Lengthen the term of a case.
 *
 * @param session      The session.
 * @param id           The case.
 * @param days         1 to 36,525, calendar or working as the service's term.
 * @param reason       Why, for the citizen too; may be empty. 64 KiB
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, days, the whole term would be over 36,525 days, reason or
 *         call), PMM_E_LIMIT (reason), PMM_E_NOT_FOUND, PMM_E_CONFLICT (closed, a draft, no term, a
 *         given due time, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_extend(pmm_session* session, pmm_id id, int32_t days, pmm_str reason,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/* --- Followers -------------------------------------------------------------------------------- */

/**
 * Let a subject follow a case. Following twice changes nothing.
 *
 * @param session    The session.
 * @param id         The case.
 * @param subject    Not the case's own.
 * @param call       NULL for defaults.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (the case or subject),
 *         PMM_E_CONFLICT (the case's own subject, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_follow(pmm_session* session, pmm_id id, pmm_id subject,
                                   const pmm_call* call, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Let a subject no longer follow a case. Where it does not follow, nothing changes.
 *
 * @param session    The session.
 * @param id         The case.
 * @param subject    The follower.
 * @param call       NULL for defaults.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (the case or subject),
 *         PMM_E_CONFLICT (idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_unfollow(pmm_session* session, pmm_id id, pmm_id subject,
                                     const pmm_call* call, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The subjects that follow a case: subject (int64), since (time). The case's own citizen sees
 * itself alone.
 *
 * @param session     The session.
 * @param id          The case.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, page, call or out_result), PMM_E_LIMIT (page limit),
 *         PMM_E_NOT_FOUND, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_followers(pmm_session* session, pmm_id id, const pmm_page* page,
                                      const pmm_call* call, pmm_result** out_result,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/* --- Reading ---------------------------------------------------------------------------------- */

/**
 * Read a case. One row: id, token (text, for URLs), version, number, external_id, protocol, kind,
 * service, category, office, channel, subject, assignee, status, state, outcome, note, summary,
 * description, address, latitude (float64), longitude (float64), area, opened (time), due (time),
 * due_given (bool), overdue (bool: open and due before now), remaining (int64, s: from now to due
 * while open, negative when overdue), closed (time), first_response (time: the first move by
 * staff), reopened_count, duplicate_of, attributes (text: JSON), assurance, on_behalf_of, created
 * (time). What is not marked is int64 for ids, counts and versions, else text.
 *
 * @param session     The session.
 * @param id          The case.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such case, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_case_filter.set_fields. */
#define PMM_CASE_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_CASE_FILTER_SERVICE (UINT64_C(1) << 1)
#define PMM_CASE_FILTER_OFFICE (UINT64_C(1) << 2)
#define PMM_CASE_FILTER_ASSIGNEE (UINT64_C(1) << 3)
#define PMM_CASE_FILTER_CATEGORY (UINT64_C(1) << 4)
#define PMM_CASE_FILTER_CHANNEL (UINT64_C(1) << 5)
#define PMM_CASE_FILTER_AREA (UINT64_C(1) << 6)
#define PMM_CASE_FILTER_DUPLICATE_OF (UINT64_C(1) << 7)
#define PMM_CASE_FILTER_STATUS (UINT64_C(1) << 8)
#define PMM_CASE_FILTER_STATE (UINT64_C(1) << 9)
#define PMM_CASE_FILTER_KIND (UINT64_C(1) << 10)
#define PMM_CASE_FILTER_EXTERNAL_ID (UINT64_C(1) << 11)
#define PMM_CASE_FILTER_NUMBER (UINT64_C(1) << 12)
#define PMM_CASE_FILTER_PROTOCOL (UINT64_C(1) << 13)
#define PMM_CASE_FILTER_TOKEN (UINT64_C(1) << 14)
#define PMM_CASE_FILTER_OPENED_FROM_US (UINT64_C(1) << 15)
#define PMM_CASE_FILTER_OPENED_TO_US (UINT64_C(1) << 16)
#define PMM_CASE_FILTER_OVERDUE (UINT64_C(1) << 17)
#define PMM_CASE_FILTER_SAVED_FILTER (UINT64_C(1) << 18)

/* Every member that is set must hold. */
typedef struct pmm_case_filter {
  uint32_t struct_size; /* set by PMM_CASE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CASE_FILTER_* */
  pmm_id subject;
  pmm_id service;
  pmm_id office;
  pmm_id assignee;
  pmm_id category;
  pmm_id channel;
  pmm_id area;
  pmm_id duplicate_of;
  pmm_str status;
  pmm_str state;
  pmm_str kind;
  pmm_str external_id;
  pmm_str number; /* such as "2007/R/000123", also "2007/r/123" */
  pmm_str protocol;
  pmm_str token;
  int64_t opened_from_us; /* opened then or later */
  int64_t opened_to_us;   /* opened before */
  int32_t overdue;        /* 1: overdue now, 0: not */
  uint32_t reserved1;     /* must be zero */
  pmm_id saved_filter;    /* that a saved filter for cases lets through */
} pmm_case_filter;
#define PMM_CASE_FILTER_INIT                                                                \
  {                                                                                         \
    sizeof(pmm_case_filter), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, 0                           \
  }

/**
 * List cases, newest first, with the columns of pmm_case_get().
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
PMM_API pmm_status pmm_case_list(pmm_session* session, const pmm_case_filter* filter,
                                 const pmm_page* page, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What happened to a case, oldest first: id, at (time), verb (text), from_state (text), to_state
 * (text: both null of what was no move), actor, visibility (text), note (text). Those that the
 * actor may read by its right to case events, which is not the one to the case; the case's own
 * citizen does not see what is for staff.
 *
 * @param session     The session.
 * @param id          The case.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, page, call or out_result), PMM_E_LIMIT (page limit),
 *         PMM_E_NOT_FOUND, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_events(pmm_session* session, pmm_id id, const pmm_page* page,
                                   const pmm_call* call, pmm_result** out_result,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The intervals that the due time follows from, oldest first: id, kind (text: "suspension",
 * "info_request" and "closure" stop the clock, "extension" adds days), from (time), to (time; null:
 * still running, and of an extension), days (int64, of an extension), reason (text).
 *
 * @param session     The session.
 * @param id          The case.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, page, call or out_result), PMM_E_LIMIT (page limit),
 *         PMM_E_NOT_FOUND, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_intervals(pmm_session* session, pmm_id id, const pmm_page* page,
                                      const pmm_call* call, pmm_result** out_result,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The moves that this actor may make now: verb (text), to_state (text), outcome (text or null),
 * needs_note (bool), needs_original (bool).
 *
 * @param session     The session.
 * @param id          The case.
 * @param call        NULL for defaults.
 * @param out_result  The rows, none if there is no move; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_next(pmm_session* session, pmm_id id, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Why a case is due when it is, one row per step: step (text), from (time), to (time), day (date),
 * days (int64), detail (text); what a step does not have is null. Steps: "opened"; then "given",
 * "draft" or "no_term", or "term" (days; detail "calendar" or "working"), the intervals by their
 * kind, "holiday" (day; detail its name) for each that was passed over, "suspended" (days that
 * intervals took out), "stands_still" (days that remain) or "rolled" (the last day was not worked);
 * at last "due".
 *
 * @param session     The session.
 * @param id          The case.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_case_explain_due(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * The citizen's page as its subject wants it: saved filters, and the layout of its sections.
 */
#ifndef PMMCRM_PAGE_H
#define PMMCRM_PAGE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The rule of a saved filter is a JSON object; every member that is there must hold, of a list one
   value, of at most 100. For boards and cases: "service" and "category" (a code or a list of codes;
   a category holds for those below it), "due_within_days", "since_days" (whole numbers), "except"
   (true: all but those rows). For boards: "class", "unread", "action" (can still be done). For
   cases: "kind", "status", "overdue". */

/* Bits of pmm_saved_filter_input.set_fields. */
#define PMM_SAVED_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_SAVED_FILTER_NAME (UINT64_C(1) << 1)
#define PMM_SAVED_FILTER_TARGET (UINT64_C(1) << 2)
#define PMM_SAVED_FILTER_RULE (UINT64_C(1) << 3)
#define PMM_SAVED_FILTER_APPLIED (UINT64_C(1) << 4)

typedef struct pmm_saved_filter_input {
  uint32_t struct_size; /* set by PMM_SAVED_FILTER_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_SAVED_FILTER_* */
  pmm_id subject;       /* whose it is; needed, fixed afterwards */
  pmm_str name;         /* needed; once per subject. 1 KiB */
  pmm_str target;       /* what it is for: "board" (default) or "cases". Fixed afterwards */
  pmm_str rule;         /* needed; see above. 1 MiB */
  int32_t applied;      /* 0 (default) or 1: the page shows only what it lets through */
  uint32_t reserved1;   /* must be zero */
} pmm_saved_filter_input;
#define PMM_SAVED_FILTER_INPUT_INIT \
  { sizeof(pmm_saved_filter_input), 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * Save a filter on the content of the board or of the cases.
 *
 * @param session    The session.
 * @param input      Needs subject, name and rule.
 * @param call       NULL for defaults.
 * @param out_id     The new filter.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, over 1000 filters, or over 20 that are applied),
 *         PMM_E_NOT_FOUND (subject, or a
 *         code of the rule), PMM_E_CONFLICT (the subject has one of that name, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_saved_filter_create(pmm_session* session,
                                           const pmm_saved_filter_input* input,
                                           const pmm_call* call, pmm_id* out_id,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a saved filter.
 *
 * @param session      The session.
 * @param id           The filter.
 * @param input        What to change; subject and target may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or over 20 filters are applied), PMM_E_NOT_FOUND (id, or
 * a code of the rule), PMM_E_CONFLICT (the subject has one of that name, version, or idempotency
 * key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_saved_filter_update(pmm_session* session, pmm_id id,
                                           const pmm_saved_filter_input* input,
                                           const pmm_call* call, int64_t* out_version,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Remove a saved filter.
 *
 * @param session      The session.
 * @param id           The filter.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (version,
 *         or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_saved_filter_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                                           int64_t* out_version,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a saved filter. One row: id, version, subject, name (text), target (text), rule (text),
 * applied (bool), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The filter.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such filter, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_saved_filter_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_saved_filter_filter.set_fields. Every member that is set must hold. */
#define PMM_SAVED_FILTER_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_SAVED_FILTER_FILTER_TARGET (UINT64_C(1) << 1)

typedef struct pmm_saved_filter_filter {
  uint32_t struct_size; /* set by PMM_SAVED_FILTER_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_SAVED_FILTER_FILTER_* */
  pmm_id subject;
  pmm_str target;
} pmm_saved_filter_filter;
#define PMM_SAVED_FILTER_FILTER_INIT                      \
  {                                                       \
    sizeof(pmm_saved_filter_filter), 0, 0, 0, { NULL, 0 } \
  }

/**
 * List saved filters, oldest first, with the columns of pmm_saved_filter_get().
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
PMM_API pmm_status pmm_saved_filter_list(pmm_session* session,
                                         const pmm_saved_filter_filter* filter,
                                         const pmm_page* page, const pmm_call* call,
                                         pmm_result** out_result,
                                         pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Lay out a subject's page. The layout is a JSON array of {"section", "collapsed": default false,
 * "hidden": default false} in the order wanted, each section once: "profile", "situation", "board",
 * "reminders", "favourites", "most_used", "reports", "appointments", "acting_for". What is not
 * named follows in that order.
 *
 * @param session      The session.
 * @param subject      The subject.
 * @param layout       The layout; empty: the library's own. 1 MiB.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, layout or call), PMM_E_LIMIT (layout is too long),
 *         PMM_E_NOT_FOUND (subject), PMM_E_CONFLICT (version, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_page_layout_set(pmm_session* session, pmm_id subject, pmm_str layout,
                                       const pmm_call* call, int64_t* out_version,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read the layout of a subject's page. One row per section, in order: position (int64), section
 * (text), collapsed (bool), hidden (bool), version (int64; of the layout, 0: never laid out).
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such subject, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_page_layout_get(pmm_session* session, pmm_id subject, const pmm_call* call,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

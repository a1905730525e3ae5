/*
 * Tasks: work that is born from a contact or a case, such as a call-back or a check.
 */
#ifndef PMMCRM_TASK_H
#define PMMCRM_TASK_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_task_input.set_fields: which members the caller filled in. A text member that is set
   and empty, an id of 0 and PMM_TIME_NONE clear the field. */
#define PMM_TASK_KIND (UINT64_C(1) << 0)
#define PMM_TASK_TITLE (UINT64_C(1) << 1)
#define PMM_TASK_NOTE (UINT64_C(1) << 2)
#define PMM_TASK_CONTACT (UINT64_C(1) << 3)
#define PMM_TASK_CASE_ID (UINT64_C(1) << 4)
#define PMM_TASK_OFFICE (UINT64_C(1) << 5)
#define PMM_TASK_ASSIGNEE (UINT64_C(1) << 6)
#define PMM_TASK_DUE_US (UINT64_C(1) << 7)

typedef struct pmm_task_input {
  uint32_t struct_size; /* set by PMM_TASK_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_TASK_* */
  pmm_str kind;         /* needed to create: a code of 1 to 64 of a-z, 0-9 and _: call_back, check,
                           or one of your own */
  pmm_str title;        /* needed to create. 1 KiB */
  pmm_str note;         /* 64 KiB */
  pmm_id contact;       /* born from this contact; fixed afterwards */
  pmm_id case_id;       /* born from this case; default: the contact's. Fixed afterwards */
  pmm_id office;        /* whose it is; default: the contact's, else the case's */
  pmm_id assignee;      /* the actor who is to do it */
  int64_t due_us;       /* to be done by */
} pmm_task_input;
#define PMM_TASK_INPUT_INIT \
  { sizeof(pmm_task_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, 0 }

/**
 * Create a task, to do. It is about the subject of what it is born from.
 *
 * @param session    The session.
 * @param input      Needs kind, title, and contact or case_id.
 * @param call       NULL for defaults.
 * @param out_id     The new task.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (contact, case_id, office or assignee),
 *         PMM_E_CONFLICT (case_id does not fit the contact, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_task_create(pmm_session* session, const pmm_task_input* input,
                                   const pmm_call* call, pmm_id* out_id,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a task.
 *
 * @param session      The session.
 * @param id           The task.
 * @param input        What to change; contact and case_id may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (id, office or assignee),
 *         PMM_E_CONFLICT (version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_task_update(pmm_session* session, pmm_id id, const pmm_task_input* input,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Report a task as done, now.
 *
 * @param session      The session.
 * @param id           The task.
 * @param contact      The contact that it led to, such as the call back; 0 for none.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, contact or call), PMM_E_NOT_FOUND (id or contact),
 *         PMM_E_CONFLICT (done already, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_task_done(pmm_session* session, pmm_id id, pmm_id contact,
                                 const pmm_call* call, int64_t* out_version,
                                 pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Take a task up again that was reported as done.
 *
 * @param session      The session.
 * @param id           The task.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND, PMM_E_CONFLICT (not done,
 *         version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_task_reopen(pmm_session* session, pmm_id id, const pmm_call* call,
                                   int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a task. One row: id, version, kind (text), title (text), note (text), contact, case_id,
 * subject, office, assignee, state (text: "to_do" or "done"), due (time), done (time),
 * done_contact, created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The task.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such task, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_task_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_task_filter.set_fields. */
#define PMM_TASK_FILTER_STATE (UINT64_C(1) << 0)
#define PMM_TASK_FILTER_KIND (UINT64_C(1) << 1)
#define PMM_TASK_FILTER_OFFICE (UINT64_C(1) << 2)
#define PMM_TASK_FILTER_ASSIGNEE (UINT64_C(1) << 3)
#define PMM_TASK_FILTER_CASE_ID (UINT64_C(1) << 4)
#define PMM_TASK_FILTER_CONTACT (UINT64_C(1) << 5)
#define PMM_TASK_FILTER_SUBJECT (UINT64_C(1) << 6)
#define PMM_TASK_FILTER_OVERDUE (UINT64_C(1) << 7)

/* Every member that is set must hold. An id that is set to 0 asks for tasks without one. */
typedef struct pmm_task_filter {
  uint32_t struct_size; /* set by PMM_TASK_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_TASK_FILTER_* */
  pmm_str state;        /* "to_do" or "done" */
  pmm_str kind;
  pmm_id office;
  pmm_id assignee;
  pmm_id case_id;
  pmm_id contact;
  pmm_id subject;
  int32_t overdue;    /* 1: to do, and due before now; 0: all others */
  uint32_t reserved1; /* must be zero */
} pmm_task_filter;
#define PMM_TASK_FILTER_INIT \
  { sizeof(pmm_task_filter), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, 0, 0, 0 }

/**
 * List tasks, oldest first, with the columns of pmm_task_get().
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
PMM_API pmm_status pmm_task_list(pmm_session* session, const pmm_task_filter* filter,
                                 const pmm_page* page, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

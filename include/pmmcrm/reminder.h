/*
 * Reminders (promemoria): deadlines of subjects, from the due times of cases, from the days on
 * which documents end, from dates that recur, and what a subject notes for itself. pmm_tick() makes
 * them from their rules, moves them with what they come from, and tells them.
 */
#ifndef PMMCRM_REMINDER_H
#define PMMCRM_REMINDER_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_reminder_rule_input.set_fields. */
#define PMM_REMINDER_RULE_CODE (UINT64_C(1) << 0)
#define PMM_REMINDER_RULE_TITLE (UINT64_C(1) << 1)
#define PMM_REMINDER_RULE_BODY (UINT64_C(1) << 2)
#define PMM_REMINDER_RULE_SOURCE (UINT64_C(1) << 3)
#define PMM_REMINDER_RULE_SCHEME (UINT64_C(1) << 4)
#define PMM_REMINDER_RULE_RECURRENCE (UINT64_C(1) << 5)
#define PMM_REMINDER_RULE_LEADS (UINT64_C(1) << 6)
#define PMM_REMINDER_RULE_SERVICE (UINT64_C(1) << 7)
#define PMM_REMINDER_RULE_FROZEN (UINT64_C(1) << 8)
#define PMM_REMINDER_RULE_AT_MINUTE (UINT64_C(1) << 9)
#define PMM_REMINDER_RULE_STARTS_ON (UINT64_C(1) << 10)
#define PMM_REMINDER_RULE_ACTIVE (UINT64_C(1) << 11)

typedef struct pmm_reminder_rule_input {
  uint32_t struct_size; /* set by PMM_REMINDER_RULE_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_REMINDER_RULE_* */
  pmm_str code;         /* needed to create. Unique; 1 KiB */
  pmm_str title;        /* needed to create: what the subject is told. 1 KiB */
  pmm_str body;         /* and in more words. 64 KiB */
  pmm_str source; /* needed to create, fixed afterwards: "case_due" (the due time of open cases),
                     "identifier_expiry" (the last day of identifiers of a scheme) or "dated" */
  pmm_str scheme; /* identifier_expiry: of which identifiers */
  pmm_str recurrence; /* dated: a rule of RFC 5545 with FREQ, INTERVAL, COUNT, UNTIL, BYMONTH,
                         BYMONTHDAY, BYDAY, such as FREQ=YEARLY; empty: once */
  pmm_str leads;      /* days before on which it is told, from the earliest to the latest, 0 to 366.
                         Default 7,1 */
  pmm_id service;     /* case_due: of cases of this one alone; else what it is about */
  pmm_id frozen;      /* dated: the members of this frozen group are told, besides who follows */
  int64_t at_minute;  /* local minute of the day at which it is told, 0 to 1439. Default 540 */
  int32_t starts_on;  /* dated, needed: the first day */
  int32_t active;     /* 0: makes no reminders. Default 1 */
} pmm_reminder_rule_input;
#define PMM_REMINDER_RULE_INPUT_INIT                                                              \
  {                                                                                               \
    sizeof(pmm_reminder_rule_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, 0                                                       \
  }

/**
 * Create a rule. From the next pmm_tick() on it makes one reminder for each subject and due
 * instant, 30 days before the first lead. A reminder is of the office of its case, else of that of
 * the rule's service.
 *
 * @param session    The session.
 * @param input      Needs code, title, source, and what the source needs.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (service or frozen), PMM_E_CONFLICT (a
 *         rule has the code, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_rule_create(pmm_session* session,
                                            const pmm_reminder_rule_input* input,
                                            const pmm_call* call, pmm_id* out_id,
                                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a rule, not its source. With the next pmm_tick() reminders of what it no longer speaks of
 * go, and those that are still to come have its new words and leads; what was told of a deadline is
 * not told again.
 *
 * @param session      The session.
 * @param id           The rule.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (id, service or frozen), PMM_E_CONFLICT
 *         (a rule has the code, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_rule_update(pmm_session* session, pmm_id id,
                                            const pmm_reminder_rule_input* input,
                                            const pmm_call* call, int64_t* out_version,
                                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a rule. One row: id, version, code (text), title (text), body (text), source (text),
 * service, scheme (text), frozen, starts_on (date), recurrence (text), leads (text), at_minute,
 * active (bool), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The rule.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such rule, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_rule_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                         pmm_result** out_result,
                                         pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_reminder_rule_filter.set_fields. */
#define PMM_REMINDER_RULE_FILTER_CODE (UINT64_C(1) << 0)
#define PMM_REMINDER_RULE_FILTER_SOURCE (UINT64_C(1) << 1)
#define PMM_REMINDER_RULE_FILTER_SERVICE (UINT64_C(1) << 2)
#define PMM_REMINDER_RULE_FILTER_ACTIVE (UINT64_C(1) << 3)

/* Every member that is set must hold. */
typedef struct pmm_reminder_rule_filter {
  uint32_t struct_size; /* set by PMM_REMINDER_RULE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_REMINDER_RULE_FILTER_* */
  pmm_str code;
  pmm_str source;
  pmm_id service;     /* 0: without one */
  int32_t active;     /* 1 or 0 */
  uint32_t reserved1; /* must be zero */
} pmm_reminder_rule_filter;
#define PMM_REMINDER_RULE_FILTER_INIT \
  { sizeof(pmm_reminder_rule_filter), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * List rules, oldest first, with the columns of pmm_reminder_rule_get().
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
PMM_API pmm_status pmm_reminder_rule_list(pmm_session* session,
                                          const pmm_reminder_rule_filter* filter,
                                          const pmm_page* page, const pmm_call* call,
                                          pmm_result** out_result,
                                          pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Let a subject be reminded by a dated rule, or no longer.
 *
 * @param session      The session.
 * @param rule         The rule.
 * @param subject      The subject.
 * @param follow       1: be reminded; 0: no longer.
 * @param call         NULL for defaults.
 * @param out_version  The rule's version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, follow or call), PMM_E_NOT_FOUND (rule or subject),
 *         PMM_E_CONFLICT (the rule is not dated, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_rule_follow(pmm_session* session, pmm_id rule, pmm_id subject,
                                            int32_t follow, const pmm_call* call,
                                            int64_t* out_version,
                                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List the dated rules that a subject follows, oldest first, with the columns of
 * pmm_reminder_rule_get() and since (time). Rules that speak to it because of its cases, of its
 * documents or of a frozen group are not followed, and not listed.
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param call        NULL for defaults.
 * @param out_result  The rows the actor may see; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such subject, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_rule_followed(pmm_session* session, pmm_id subject,
                                              const pmm_call* call, pmm_result** out_result,
                                              pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_reminder_input.set_fields. */
#define PMM_REMINDER_SUBJECT (UINT64_C(1) << 0)
#define PMM_REMINDER_SERVICE (UINT64_C(1) << 1)
#define PMM_REMINDER_DUE_US (UINT64_C(1) << 2)
#define PMM_REMINDER_AT_MINUTE (UINT64_C(1) << 3)
#define PMM_REMINDER_TITLE (UINT64_C(1) << 4)
#define PMM_REMINDER_BODY (UINT64_C(1) << 5)
#define PMM_REMINDER_LEADS (UINT64_C(1) << 6)

typedef struct pmm_reminder_input {
  uint32_t struct_size; /* set by PMM_REMINDER_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_REMINDER_* */
  pmm_id subject;    /* whose it is; fixed afterwards. Default: whom the call is on behalf of, else
                        of a citizen itself */
  pmm_id service;    /* what it is about; staff of its office sees the reminder, without one all */
  int64_t due_us;    /* needed to create: the deadline */
  int64_t at_minute; /* local minute of the day at which it is told, 0 to 1439. Default 540 */
  pmm_str title;     /* needed to create. 1 KiB */
  pmm_str body;      /* 64 KiB */
  pmm_str leads; /* days before on which it is told, from the earliest to the latest. Default 7,1 */
} pmm_reminder_input;
#define PMM_REMINDER_INPUT_INIT                                                     \
  {                                                                                 \
    sizeof(pmm_reminder_input), 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, { NULL, 0 } \
  }

/**
 * Note a deadline for a subject, which no rule makes.
 *
 * @param session    The session.
 * @param input      Needs due_us and title, of staff subject too.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (subject or service), PMM_E_CONFLICT
 *         (idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_create(pmm_session* session, const pmm_reminder_input* input,
                                       const pmm_call* call, pmm_id* out_id,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a reminder that was noted. It is told anew for a new deadline, which is after now; new
 * leads or another minute end a snooze, new words alone do not.
 *
 * @param session      The session.
 * @param id           The reminder.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (id or service), PMM_E_CONFLICT (the
 *         reminder follows a rule, or is done or void; version, or idempotency key), PMM_E_DENIED,
 * PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_update(pmm_session* session, pmm_id id,
                                       const pmm_reminder_input* input, const pmm_call* call,
                                       int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What was to be done is done: nothing more is told.
 *
 * @param session      The session.
 * @param id           The reminder.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (done or
 *         void already, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_done(pmm_session* session, pmm_id id, const pmm_call* call,
                                     int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Be told again, at a time. Leads that come before are left out.
 *
 * @param session      The session.
 * @param id           The reminder.
 * @param until_us     When, after now.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, until_us or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT
 *         (done or void, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_snooze(pmm_session* session, pmm_id id, int64_t until_us,
                                       const pmm_call* call, int64_t* out_version,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a reminder. One row: id, version, rule, subject, office, service, case_id, title (text),
 * body (text), token (text), due (time), all_day (bool: the deadline is the end of a day), leads
 * (text), at_minute, state (text: "waiting", "told" (nothing more is to be said), "missed" (nobody
 * ticked in time), "done" or "void" (what it came from is gone)), next (time: told next), snoozed
 * (bool), changed (time), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The reminder.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such reminder,
 *         or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_reminder_filter.set_fields. */
#define PMM_REMINDER_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_REMINDER_FILTER_RULE (UINT64_C(1) << 1)
#define PMM_REMINDER_FILTER_CASE_ID (UINT64_C(1) << 2)
#define PMM_REMINDER_FILTER_SERVICE (UINT64_C(1) << 3)
#define PMM_REMINDER_FILTER_FROM_US (UINT64_C(1) << 4)
#define PMM_REMINDER_FILTER_TO_US (UINT64_C(1) << 5)
#define PMM_REMINDER_FILTER_STATE (UINT64_C(1) << 6)

/* Every member that is set must hold. A rule, case_id or service that is set to 0 asks for
   reminders without one. */
typedef struct pmm_reminder_filter {
  uint32_t struct_size; /* set by PMM_REMINDER_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_REMINDER_FILTER_* */
  pmm_id subject;
  pmm_id rule;
  pmm_id case_id;
  pmm_id service;
  int64_t from_us; /* due from here on */
  int64_t to_us;   /* due before */
  pmm_str state;
} pmm_reminder_filter;
#define PMM_REMINDER_FILTER_INIT                                     \
  {                                                                  \
    sizeof(pmm_reminder_filter), 0, 0, 0, 0, 0, 0, 0, 0, { NULL, 0 } \
  }

/**
 * List reminders, oldest first, with the columns of pmm_reminder_get().
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
PMM_API pmm_status pmm_reminder_list(pmm_session* session, const pmm_reminder_filter* filter,
                                     const pmm_page* page, const pmm_call* call,
                                     pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Each time that a reminder was to be told, in order: due (time), lead_days (int64; below 0: a
 * snooze), planned (time), at (time), outcome (text): "told", "missed" (overtaken by a later lead
 * or by the deadline) or "snoozed".
 *
 * @param session     The session.
 * @param id          The reminder.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such reminder,
 *         or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_reminder_log(pmm_session* session, pmm_id id, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

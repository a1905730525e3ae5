/*
 * Holidays: the days that are not worked, beside Saturday and Sunday. They hold for terms in
 * working days and for a last day that moves on; every change of them makes the next pmm_tick()
 * derive the due times of open cases again.
 */
#ifndef PMMCRM_HOLIDAY_H
#define PMMCRM_HOLIDAY_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_holiday_input.set_fields: which members the caller filled in. */
#define PMM_HOLIDAY_NAME (UINT64_C(1) << 0)
#define PMM_HOLIDAY_RULE (UINT64_C(1) << 1)
#define PMM_HOLIDAY_MONTH (UINT64_C(1) << 2)
#define PMM_HOLIDAY_DAY (UINT64_C(1) << 3)
#define PMM_HOLIDAY_EASTER_OFFSET (UINT64_C(1) << 4)
#define PMM_HOLIDAY_ON_DAY (UINT64_C(1) << 5)
#define PMM_HOLIDAY_VALID_FROM_ON (UINT64_C(1) << 6)
#define PMM_HOLIDAY_VALID_TO_ON (UINT64_C(1) << 7)

/* A member that does not belong to the rule must not be set. */
typedef struct pmm_holiday_input {
  uint32_t struct_size;  /* set by PMM_HOLIDAY_INPUT_INIT */
  uint32_t reserved0;    /* must be zero */
  uint64_t set_fields;   /* PMM_HOLIDAY_* */
  pmm_str name;          /* 1 KiB */
  pmm_str rule;          /* "date" (one day: on_day), "yearly" (month and day) or "easter"
                            (easter_offset). Needed to create, fixed afterwards */
  int32_t month;         /* 1 to 12 */
  int32_t day;           /* day of the month; 29 February only in leap years */
  int32_t easter_offset; /* days after Easter Sunday, -366 to 366 */
  int32_t on_day;        /* date */
  int32_t valid_from_on; /* first day on which the rule holds; PMM_DATE_NONE: always did */
  int32_t valid_to_on;   /* first day on which it no longer does; PMM_DATE_NONE: holds */
} pmm_holiday_input;
#define PMM_HOLIDAY_INPUT_INIT \
  { sizeof(pmm_holiday_input), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, 0, 0 }

/**
 * Create a holiday.
 *
 * @param session    The session.
 * @param input      Needs name, rule and the members of the rule.
 * @param call       NULL for defaults.
 * @param out_id     The new holiday.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_CONFLICT (idempotency key), PMM_E_DENIED (not an
 *         administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_holiday_create(pmm_session* session, const pmm_holiday_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a holiday. Ending it is setting valid_to_on.
 *
 * @param session      The session.
 * @param id           The holiday.
 * @param input        What to change; rule may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (holiday), PMM_E_CONFLICT (version or
 *         idempotency key), PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_holiday_update(pmm_session* session, pmm_id id,
                                      const pmm_holiday_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Add the national holidays of Italy that no row of the table is yet, also when it has ended: with
 * 4 October from 2026, and Easter Sunday.
 *
 * @param session      The session.
 * @param with_naples  0 or 1: also the patron of Naples, 19 September.
 * @param call         NULL for defaults.
 * @param out_count    Number of rows added. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, with_naples or call), PMM_E_CONFLICT (idempotency key),
 *         PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_holiday_add_italian(pmm_session* session, int32_t with_naples,
                                           const pmm_call* call, int64_t* out_count,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a holiday. One row: id, version, name (text), rule (text), month, day, easter_offset, on_day
 * (date), valid_from_on (date), valid_to_on (date), created (time). What is not marked is int64;
 * what the rule does not have is null.
 *
 * @param session     The session.
 * @param id          The holiday.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such holiday, or
 *         the actor has no right at all), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_holiday_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_holiday_filter.set_fields. */
#define PMM_HOLIDAY_FILTER_RULE (UINT64_C(1) << 0)

/* Every member that is set must hold. */
typedef struct pmm_holiday_filter {
  uint32_t struct_size; /* set by PMM_HOLIDAY_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_HOLIDAY_FILTER_* */
  pmm_str rule;
} pmm_holiday_filter;
#define PMM_HOLIDAY_FILTER_INIT                   \
  {                                               \
    sizeof(pmm_holiday_filter), 0, 0, { NULL, 0 } \
  }

/**
 * List holidays, oldest rows first, with the columns of pmm_holiday_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them. None for an actor without any right.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_holiday_list(pmm_session* session, const pmm_holiday_filter* filter,
                                    const pmm_page* page, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

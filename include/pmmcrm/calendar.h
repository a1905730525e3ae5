/*
 * Calendars of offices: when they are open, when they are closed, and what is free in them. What is
 * booked is in appointment.h.
 */
#ifndef PMMCRM_CALENDAR_H
#define PMMCRM_CALENDAR_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_calendar_input.set_fields. */
#define PMM_CALENDAR_CODE (UINT64_C(1) << 0)
#define PMM_CALENDAR_NAME (UINT64_C(1) << 1)
#define PMM_CALENDAR_OFFICE (UINT64_C(1) << 2)
#define PMM_CALENDAR_SERVICE (UINT64_C(1) << 3)
#define PMM_CALENDAR_PLACE (UINT64_C(1) << 4)
#define PMM_CALENDAR_NOTE (UINT64_C(1) << 5)
#define PMM_CALENDAR_SLOT_MINUTES (UINT64_C(1) << 6)
#define PMM_CALENDAR_CAPACITY (UINT64_C(1) << 7)
#define PMM_CALENDAR_LEAD_MINUTES (UINT64_C(1) << 8)
#define PMM_CALENDAR_HORIZON_DAYS (UINT64_C(1) << 9)
#define PMM_CALENDAR_HOLD_MINUTES (UINT64_C(1) << 10)
#define PMM_CALENDAR_PER_SUBJECT (UINT64_C(1) << 11)
#define PMM_CALENDAR_ACTIVE (UINT64_C(1) << 12)
#define PMM_CALENDAR_APPROVAL (UINT64_C(1) << 13)
#define PMM_CALENDAR_ON_HOLIDAYS (UINT64_C(1) << 14)

/* A text that is set and empty, a service of 0 and a per_subject of 0 clear the field. */
typedef struct pmm_calendar_input {
  uint32_t struct_size; /* set by PMM_CALENDAR_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CALENDAR_* */
  pmm_str code;         /* needed to create. Unique; 1 KiB */
  pmm_str name;         /* needed to create: as people read it. 1 KiB */
  pmm_id office;        /* needed to create: whose it is; stays once something was booked in it */
  pmm_id service;       /* what is to be booked; 0: every service of the office */
  pmm_str place;        /* where to come to. 1 KiB */
  pmm_str note;         /* what to bring along. 64 KiB */
  int64_t slot_minutes; /* length of a slot, 1 to 1440. Default 30 */
  int64_t capacity;     /* places in a slot, 1 to 10000. Default 1 */
  int64_t lead_minutes; /* a subject books so long before, 0 to 527040. Default 0 */
  int64_t horizon_days; /* and up to so many days ahead, 0 to 3660. Default 60 */
  int64_t hold_minutes; /* a place is held for so long, 1 to 1440. Default 10 */
  int64_t per_subject;  /* appointments to come that a subject may have in it, 1 to 10000; 0: any
                           number */
  int32_t active;       /* 0: takes no bookings. Default 1 */
  int32_t approval;     /* 1: what a subject books waits for the office. Default 0 */
  int32_t on_holidays;  /* 1: open on holidays too. Default 0 */
  uint32_t reserved1;   /* must be zero */
} pmm_calendar_input;
#define PMM_CALENDAR_INPUT_INIT                                                                  \
  {                                                                                              \
    sizeof(pmm_calendar_input), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0, \
        0, 0, 0, 0, 0, 0, 0                                                                      \
  }

/**
 * Create a calendar. It is open once it has openings.
 *
 * @param session    The session.
 * @param input      Needs code, name and office.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (office or service), PMM_E_CONFLICT (a
 *         calendar has the code, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_calendar_create(pmm_session* session, const pmm_calendar_input* input,
                                       const pmm_call* call, pmm_id* out_id,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a calendar. Appointments that are booked stay as they are: pmm_calendar_conflicts() tells
 * those that it has no slot for any more.
 *
 * @param session      The session.
 * @param id           The calendar.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (id, office or service), PMM_E_CONFLICT
 *         (a calendar has the code, another office although something was booked, version, or
 *         idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 * PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_calendar_update(pmm_session* session, pmm_id id,
                                       const pmm_calendar_input* input, const pmm_call* call,
                                       int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a calendar. One row: id, version, code (text), name (text), office, service, place (text),
 * note (text), active (bool), slot_minutes, capacity, lead_minutes, horizon_days, hold_minutes,
 * per_subject, approval (bool), on_holidays (bool), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The calendar.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such calendar,
 *         or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_calendar_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_calendar_filter.set_fields. */
#define PMM_CALENDAR_FILTER_OFFICE (UINT64_C(1) << 0)
#define PMM_CALENDAR_FILTER_SERVICE (UINT64_C(1) << 1)
#define PMM_CALENDAR_FILTER_CODE (UINT64_C(1) << 2)
#define PMM_CALENDAR_FILTER_ACTIVE (UINT64_C(1) << 3)

/* Every member that is set must hold. */
typedef struct pmm_calendar_filter {
  uint32_t struct_size; /* set by PMM_CALENDAR_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CALENDAR_FILTER_* */
  pmm_id office;
  pmm_id service; /* 0: without one */
  pmm_str code;
  int32_t active;     /* 1 or 0 */
  uint32_t reserved1; /* must be zero */
} pmm_calendar_filter;
#define PMM_CALENDAR_FILTER_INIT \
  { sizeof(pmm_calendar_filter), 0, 0, 0, 0, {NULL, 0}, 0, 0 }

/**
 * List calendars, oldest first, with the columns of pmm_calendar_get().
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
PMM_API pmm_status pmm_calendar_list(pmm_session* session, const pmm_calendar_filter* filter,
                                     const pmm_page* page, const pmm_call* call,
                                     pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_opening_input.set_fields. */
#define PMM_OPENING_WEEKDAY (UINT64_C(1) << 0)
#define PMM_OPENING_FROM_MINUTE (UINT64_C(1) << 1)
#define PMM_OPENING_TO_MINUTE (UINT64_C(1) << 2)
#define PMM_OPENING_CAPACITY (UINT64_C(1) << 3)
#define PMM_OPENING_VALID_FROM_ON (UINT64_C(1) << 4)
#define PMM_OPENING_VALID_TO_ON (UINT64_C(1) << 5)

typedef struct pmm_opening_input {
  uint32_t struct_size;  /* set by PMM_OPENING_INPUT_INIT */
  uint32_t reserved0;    /* must be zero */
  uint64_t set_fields;   /* PMM_OPENING_* */
  int64_t weekday;       /* needed: Monday 1 to Sunday 7 */
  int64_t from_minute;   /* needed: local minutes after midnight, 0 to 1440 */
  int64_t to_minute;     /* needed: up to here, 0 to 1440 */
  int64_t capacity;      /* places in a slot, 1 to 10000; 0: the calendar's */
  int32_t valid_from_on; /* first day on which it holds; PMM_DATE_NONE: always did */
  int32_t valid_to_on;   /* first day on which it no longer does; PMM_DATE_NONE: always */
} pmm_opening_input;
#define PMM_OPENING_INPUT_INIT \
  { sizeof(pmm_opening_input), 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Open a calendar every week, in local civil time. Slots follow one after the other from the first
 * minute on, as long as a whole one fits. A change of the clock makes such a day longer or shorter,
 * never a slot.
 *
 * @param session    The session.
 * @param calendar   The calendar.
 * @param input      Needs weekday, from_minute and to_minute.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_NOT_FOUND (calendar), PMM_E_CONFLICT (the
 *         calendar is open then already, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_opening_create(pmm_session* session, pmm_id calendar,
                                      const pmm_opening_input* input, const pmm_call* call,
                                      pmm_id* out_id, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Remove an opening. What is booked in it stays booked.
 *
 * @param session      The session.
 * @param id           The opening.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (no such opening, or removed),
 *         PMM_E_CONFLICT (version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_opening_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List the openings of a calendar, oldest rows first: id, version, calendar, weekday, from_minute,
 * to_minute, capacity, valid_from_on (date), valid_to_on (date), created (time). What is not marked
 * is int64.
 *
 * @param session     The session.
 * @param calendar    The calendar.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows the actor may see; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, page, call or out_result), PMM_E_NOT_FOUND (calendar),
 *         PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_opening_list(pmm_session* session, pmm_id calendar, const pmm_page* page,
                                    const pmm_call* call, pmm_result** out_result,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_closure_input.set_fields. */
#define PMM_CLOSURE_CALENDAR (UINT64_C(1) << 0)
#define PMM_CLOSURE_OFFICE (UINT64_C(1) << 1)
#define PMM_CLOSURE_FROM_US (UINT64_C(1) << 2)
#define PMM_CLOSURE_TO_US (UINT64_C(1) << 3)
#define PMM_CLOSURE_NOTE (UINT64_C(1) << 4)

typedef struct pmm_closure_input {
  uint32_t struct_size; /* set by PMM_CLOSURE_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CLOSURE_* */
  pmm_id calendar;      /* closed; 0: every calendar of the office */
  pmm_id office;        /* needed without a calendar */
  int64_t from_us;      /* needed: closed from then on */
  int64_t to_us;        /* needed: up to here */
  pmm_str note;         /* why. 1 KiB */
} pmm_closure_input;
#define PMM_CLOSURE_INPUT_INIT                               \
  {                                                          \
    sizeof(pmm_closure_input), 0, 0, 0, 0, 0, 0, { NULL, 0 } \
  }

/**
 * Close a calendar, or all of an office, for a time. What is booked then stays booked: see
 * pmm_calendar_conflicts().
 *
 * @param session    The session.
 * @param input      Needs calendar or office, from_us and to_us.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (calendar or office), PMM_E_CONFLICT
 *         (the calendar is of another office, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_closure_create(pmm_session* session, const pmm_closure_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Remove a closure.
 *
 * @param session      The session.
 * @param id           The closure.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (no such closure, or removed),
 *         PMM_E_CONFLICT (version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_closure_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_closure_filter.set_fields. */
#define PMM_CLOSURE_FILTER_CALENDAR (UINT64_C(1) << 0)
#define PMM_CLOSURE_FILTER_OFFICE (UINT64_C(1) << 1)
#define PMM_CLOSURE_FILTER_FROM_US (UINT64_C(1) << 2)
#define PMM_CLOSURE_FILTER_TO_US (UINT64_C(1) << 3)

/* Every member that is set must hold. */
typedef struct pmm_closure_filter {
  uint32_t struct_size; /* set by PMM_CLOSURE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CLOSURE_FILTER_* */
  pmm_id calendar;      /* its own closures and those of its office */
  pmm_id office;
  int64_t from_us; /* that end after this */
  int64_t to_us;   /* that begin before this */
} pmm_closure_filter;
#define PMM_CLOSURE_FILTER_INIT \
  { sizeof(pmm_closure_filter), 0, 0, 0, 0, 0, 0 }

/**
 * List closures, oldest rows first: id, version, calendar, office, from (time), to (time), note
 * (text), created (time). What is not marked is int64.
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
PMM_API pmm_status pmm_closure_list(pmm_session* session, const pmm_closure_filter* filter,
                                    const pmm_page* page, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_slot_filter.set_fields. */
#define PMM_SLOT_FILTER_CALENDAR (UINT64_C(1) << 0)
#define PMM_SLOT_FILTER_OFFICE (UINT64_C(1) << 1)
#define PMM_SLOT_FILTER_SERVICE (UINT64_C(1) << 2)
#define PMM_SLOT_FILTER_FROM_US (UINT64_C(1) << 3)
#define PMM_SLOT_FILTER_TO_US (UINT64_C(1) << 4)
#define PMM_SLOT_FILTER_FULL (UINT64_C(1) << 5)

/* Every member that is set must hold. At most 400 days. */
typedef struct pmm_slot_filter {
  uint32_t struct_size; /* set by PMM_SLOT_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_SLOT_FILTER_* */
  pmm_id calendar;
  pmm_id office;
  pmm_id service;     /* calendars of it, and of its office without a service */
  int64_t from_us;    /* that begin from here on. Default: now */
  int64_t to_us;      /* that begin before. Default: 60 days later */
  int32_t full;       /* 1: those without a place left too */
  uint32_t reserved1; /* must be zero */
} pmm_slot_filter;
#define PMM_SLOT_FILTER_INIT \
  { sizeof(pmm_slot_filter), 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Find free slots of the active calendars, in order of time and then of calendars: calendar,
 * office, service, starts (time), ends (time), capacity, free. What is not marked is int64. Staff
 * see every slot to come, a subject those that lead and horizon of the calendar let it book now.
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param rows        At most so many rows, up to 100000; 0 for that many.
 * @param call        NULL for defaults.
 * @param out_result  The slots; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, call or out_result), PMM_E_UNSUPPORTED (a newer
 *         filter), PMM_E_LIMIT (rows, or too many days), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_calendar_slots(pmm_session* session, const pmm_slot_filter* filter,
                                      int64_t rows, const pmm_call* call, pmm_result** out_result,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The appointments to come that the calendar, as it is now, has no slot for, oldest first: id
 * (int64), code (text), state (text), starts (time), ends (time), reason (text): "holiday",
 * "closed", "no_opening", "between_slots", "other_length" or "over_capacity". They stay booked
 * until somebody moves or cancels them.
 *
 * @param session     The session.
 * @param calendar    The calendar.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such calendar,
 *         or its appointments are not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_calendar_conflicts(pmm_session* session, pmm_id calendar,
                                          const pmm_call* call, pmm_result** out_result,
                                          pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

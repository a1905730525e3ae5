/*
 * Appointments: places booked in the slots of a calendar, each with a code that people can tell on
 * the phone. However many threads and processes book at once, a slot never has more of them than
 * its calendar has places.
 */
#ifndef PMMCRM_APPOINTMENT_H
#define PMMCRM_APPOINTMENT_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_appointment_input.set_fields. */
#define PMM_APPOINTMENT_CALENDAR (UINT64_C(1) << 0)
#define PMM_APPOINTMENT_STARTS_US (UINT64_C(1) << 1)
#define PMM_APPOINTMENT_SUBJECT (UINT64_C(1) << 2)
#define PMM_APPOINTMENT_SERVICE (UINT64_C(1) << 3)
#define PMM_APPOINTMENT_CASE_ID (UINT64_C(1) << 4)
#define PMM_APPOINTMENT_NOTE (UINT64_C(1) << 5)

typedef struct pmm_appointment_input {
  uint32_t struct_size; /* set by PMM_APPOINTMENT_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_APPOINTMENT_* */
  pmm_id calendar;      /* needed to book */
  int64_t starts_us;    /* needed to book: the start of a slot */
  pmm_id subject; /* who comes; 0: nobody in the register. Default: whom the call is on behalf of,
                     else of a citizen itself */
  pmm_id service; /* what for: the calendar's, which is the default, or where it has none, one of
                     its office */
  pmm_id case_id; /* the case that it is about */
  pmm_str note;   /* for the office. 64 KiB */
} pmm_appointment_input;
#define PMM_APPOINTMENT_INPUT_INIT                                  \
  {                                                                 \
    sizeof(pmm_appointment_input), 0, 0, 0, 0, 0, 0, 0, { NULL, 0 } \
  }

/**
 * Book a place in a slot. It is confirmed; where the calendar asks for approval and a subject
 * books, requested. A subject keeps to lead and horizon of the calendar, staff may book any slot
 * that is not over.
 *
 * @param session    The session.
 * @param input      Needs calendar and starts_us.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (calendar, subject, service or
 *         case_id), PMM_E_CONFLICT (the calendar is not active, no slot begins then or it is over,
 *         no place is left, a subject is too early or too late for lead and horizon or has as many
 *         as it may, service or case_id do not fit, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_appointment_book(pmm_session* session, const pmm_appointment_input* input,
                                        const pmm_call* call, pmm_id* out_id,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Hold a place for the minutes of the calendar. Confirming it in that time keeps it; after that the
 * place is free again, whoever ticks. Once another has taken it, it is not to be confirmed by any
 * clock.
 *
 * @param session    The session.
 * @param input      Needs calendar and starts_us.
 * @param call       NULL for defaults.
 * @param out_id     The new row.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (calendar, subject, service or
 *         case_id), PMM_E_CONFLICT (as of pmm_appointment_book, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_appointment_hold(pmm_session* session, const pmm_appointment_input* input,
                                        const pmm_call* call, pmm_id* out_id,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Move an appointment on. "confirm": from held, and by the office from requested, to confirmed (of
 * a subject in a calendar with approval: to requested). "cancel": before it begins, by the office
 * also later, to cancelled. The office's alone: "refuse": from requested to refused; once it has
 * begun "done" and "missed", which may correct each other. The reason is the call's. A request that
 * nobody has answered when it would begin expires with the next pmm_tick(). What the office does to
 * it before, the subject finds on its board.
 *
 * @param session      The session.
 * @param id           The appointment.
 * @param verb         "confirm", "refuse", "cancel", "done" or "missed".
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, verb or call), PMM_E_LIMIT (verb is too long),
 *         PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (not from its state, not at this time, version, or
 *         idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_appointment_advance(pmm_session* session, pmm_id id, pmm_str verb,
                                           const pmm_call* call, int64_t* out_version,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Move an appointment to another slot; its code stays. By a subject, in a calendar with approval,
 * it is requested again. To its own start it takes the length that the calendar's slots have now.
 *
 * @param session      The session.
 * @param id           The appointment.
 * @param calendar     The calendar to move to; 0 for the same.
 * @param starts_us    The start of the slot.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, calendar, starts_us or call), PMM_E_NOT_FOUND (id or
 *         calendar), PMM_E_CONFLICT (not from its state, the calendar is not for its service, what
 * a booking is refused for, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_appointment_move(pmm_session* session, pmm_id id, pmm_id calendar,
                                        int64_t starts_us, const pmm_call* call,
                                        int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change the note of an appointment, or the case that it is about.
 *
 * @param session      The session.
 * @param id           The appointment.
 * @param input        Of note and case_id; the others may not change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (id or case_id), PMM_E_CONFLICT
 *         (case_id is of another subject, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_appointment_update(pmm_session* session, pmm_id id,
                                          const pmm_appointment_input* input, const pmm_call* call,
                                          int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read an appointment. One row: id, version, code (text), token (text: stands for it in a URL),
 * calendar, office, service, subject, case_id, state (text: "held", "requested", "confirmed",
 * "refused", "cancelled", "expired", "done" or "missed"), starts (time), ends (time), held_until
 * (time), note (text), assurance, on_behalf_of, changed (time), created (time). What is not marked
 * is int64.
 *
 * @param session     The session.
 * @param id          The appointment.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such
 *         appointment, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_appointment_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_appointment_filter.set_fields. */
#define PMM_APPOINTMENT_FILTER_CALENDAR (UINT64_C(1) << 0)
#define PMM_APPOINTMENT_FILTER_OFFICE (UINT64_C(1) << 1)
#define PMM_APPOINTMENT_FILTER_SERVICE (UINT64_C(1) << 2)
#define PMM_APPOINTMENT_FILTER_SUBJECT (UINT64_C(1) << 3)
#define PMM_APPOINTMENT_FILTER_CASE_ID (UINT64_C(1) << 4)
#define PMM_APPOINTMENT_FILTER_FROM_US (UINT64_C(1) << 5)
#define PMM_APPOINTMENT_FILTER_TO_US (UINT64_C(1) << 6)
#define PMM_APPOINTMENT_FILTER_STATE (UINT64_C(1) << 7)
#define PMM_APPOINTMENT_FILTER_CODE (UINT64_C(1) << 8)

/* Every member that is set must hold. A service, subject or case_id that is set to 0 asks for
   appointments without one. */
typedef struct pmm_appointment_filter {
  uint32_t struct_size; /* set by PMM_APPOINTMENT_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_APPOINTMENT_FILTER_* */
  pmm_id calendar;
  pmm_id office;
  pmm_id service;
  pmm_id subject;
  pmm_id case_id;
  int64_t from_us; /* that begin from here on */
  int64_t to_us;   /* that begin before */
  pmm_str state;
  pmm_str code; /* however it is written */
} pmm_appointment_filter;
#define PMM_APPOINTMENT_FILTER_INIT                                                   \
  {                                                                                   \
    sizeof(pmm_appointment_filter), 0, 0, 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, { NULL, 0 } \
  }

/**
 * List appointments, oldest first, with the columns of pmm_appointment_get().
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
PMM_API pmm_status pmm_appointment_list(pmm_session* session, const pmm_appointment_filter* filter,
                                        const pmm_page* page, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What happened to an appointment, in order: number (int64), at (time), verb (text), from_state
 * (text), to_state (text), calendar (int64), starts (time: when it is after this).
 *
 * @param session     The session.
 * @param id          The appointment.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such
 *         appointment, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_appointment_events(pmm_session* session, pmm_id id, const pmm_call* call,
                                          pmm_result** out_result,
                                          pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * The timeline: one list over everything that happened with a subject.
 */
#ifndef PMMCRM_TIMELINE_H
#define PMMCRM_TIMELINE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of entry, to be joined by |. */
#define PMM_TIMELINE_CONTACT (UINT64_C(1) << 0)
#define PMM_TIMELINE_CASE_EVENT (UINT64_C(1) << 1)
#define PMM_TIMELINE_NOTIFICATION (UINT64_C(1) << 2)
#define PMM_TIMELINE_APPOINTMENT (UINT64_C(1) << 3)

/* Bits of pmm_timeline_filter.set_fields. */
#define PMM_TIMELINE_FILTER_KINDS (UINT64_C(1) << 0)
#define PMM_TIMELINE_FILTER_FROM_US (UINT64_C(1) << 1)
#define PMM_TIMELINE_FILTER_TO_US (UINT64_C(1) << 2)

typedef struct pmm_timeline_filter {
  uint32_t struct_size; /* set by PMM_TIMELINE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_TIMELINE_FILTER_* */
  uint64_t kinds;       /* PMM_TIMELINE_*, at least one; default: all */
  int64_t from_us;      /* at or after */
  int64_t to_us;        /* before */
} pmm_timeline_filter;
#define PMM_TIMELINE_FILTER_INIT \
  { sizeof(pmm_timeline_filter), 0, 0, 0, 0, 0 }

/**
 * What happened with a subject, newest first: its contacts by their start, the events of its cases,
 * what was put on its board, and its appointments by their start, those to come before all else. At
 * the same instant the higher id comes first, and of one id an appointment before a notification
 * before an event before a contact. Columns: at (time), kind (text: "contact", "case_event",
 * "notification" or "appointment"), id (int64: of the contact, event, notification or appointment),
 * case_id (int64), number (text: of the case), channel (text: code; of an event its case's),
 * direction (text; of a notification "out"), service (text: code; of an event, and of a contact
 * without one, its case's), office (text: code), verb (text; of a notification its class, of an
 * appointment its state), from_state, to_state (text; of events), outcome (text; of contacts), note
 * (text: the summary of a contact, the note of an event or an appointment, the title of a
 * notification), visibility (text; not of contacts). What an entry does not have is null.
 *
 * Administrators see every entry, operators those of their offices and without office, citizens of
 * their own subject contacts, notifications, appointments and the events that are public or for the
 * subject.
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100. A cursor belongs to the subject it was given for.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter, or an unknown kind), PMM_E_LIMIT (page limit), PMM_E_NOT_FOUND (no such
 *         subject, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_timeline(pmm_session* session, pmm_id subject,
                                const pmm_timeline_filter* filter, const pmm_page* page,
                                const pmm_call* call, pmm_result** out_result,
                                pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

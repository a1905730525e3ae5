/*
 * Contacts: each single interaction with a subject over a channel, in or out. Nobody may know yet
 * who the subject is; it can be attached later.
 */
#ifndef PMMCRM_CONTACT_H
#define PMMCRM_CONTACT_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_contact_input.set_fields: which members the caller filled in. A text member that is
   set and empty, an id of 0 and PMM_TIME_NONE clear the field. */
#define PMM_CONTACT_CHANNEL (UINT64_C(1) << 0)
#define PMM_CONTACT_DIRECTION (UINT64_C(1) << 1)
#define PMM_CONTACT_SUBJECT (UINT64_C(1) << 2)
#define PMM_CONTACT_SERVICE (UINT64_C(1) << 3)
#define PMM_CONTACT_CASE_ID (UINT64_C(1) << 4)
#define PMM_CONTACT_OFFICE (UINT64_C(1) << 5)
#define PMM_CONTACT_OPERATOR_ID (UINT64_C(1) << 6)
#define PMM_CONTACT_STARTED_US (UINT64_C(1) << 7)
#define PMM_CONTACT_ENDED_US (UINT64_C(1) << 8)
#define PMM_CONTACT_WAITING_S (UINT64_C(1) << 9)
#define PMM_CONTACT_OUTCOME (UINT64_C(1) << 10)
#define PMM_CONTACT_SUMMARY (UINT64_C(1) << 11)
#define PMM_CONTACT_EXTERNAL_ID (UINT64_C(1) << 12)
#define PMM_CONTACT_ABANDONED (UINT64_C(1) << 13)

typedef struct pmm_contact_input {
  uint32_t struct_size; /* set by PMM_CONTACT_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CONTACT_* */
  pmm_id channel;       /* needed to create; an active one */
  pmm_str direction;    /* "in" or "out"; default "in" */
  pmm_id subject;       /* with whom; may be attached later, and is fixed from then on */
  pmm_id service;       /* about what; default: the case's */
  pmm_id case_id;       /* about which case; of no other subject than the contact */
  pmm_id office;        /* whose it is; default: the case's, else the service's */
  pmm_id operator_id;   /* the actor who handled it; default: the session's, when it is staff and
                           the contact was not abandoned */
  int64_t started_us;   /* default: now */
  int64_t ended_us;     /* not before started_us; an abandoned contact has none */
  pmm_str outcome;      /* a code of 1 to 64 of a-z, 0-9 and _: resolved, forwarded,
                           information_given, unanswered, or one of your own. "resolved" is what
                           the rate of first contact resolution counts */
  pmm_str summary;      /* 64 KiB */
  pmm_str external_id;  /* key in the system it came from; unique among contacts. 255 bytes */
  int32_t waiting_s;    /* seconds before it was answered or given up, not negative */
  int32_t abandoned;    /* 0 or 1: given up before an answer */
} pmm_contact_input;
#define PMM_CONTACT_INPUT_INIT                                                                \
  {                                                                                           \
    sizeof(pmm_contact_input), 0, 0, 0, {NULL, 0}, 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, 0, 0                                                                       \
  }

/**
 * Create a contact. Level of assurance and on_behalf_of of the call are kept with it.
 *
 * @param session    The session. A citizen may create contacts of its own, without naming office
 *                   or operator.
 * @param input      Needs channel.
 * @param call       NULL for defaults.
 * @param out_id     The new contact.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (channel, subject, service, case_id,
 *         office, operator_id or call.on_behalf_of), PMM_E_CONFLICT (channel is not active, case_id
 *         is of another subject, external_id or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_contact_create(pmm_session* session, const pmm_contact_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a contact. Attaching a subject to one that had none also attaches it to the contact's
 * tasks; changing a subject that is there is refused.
 *
 * @param session      The session.
 * @param id           The contact.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (id or what a field refers to),
 *         PMM_E_CONFLICT (version, subject, channel, case_id, external_id or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_contact_update(pmm_session* session, pmm_id id,
                                      const pmm_contact_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a contact. One row: id, version, channel, direction (text), subject, service, case_id,
 * office, operator, started (time), ended (time), waiting_s (unit s), outcome (text), abandoned
 * (bool), summary (text), external_id (text), assurance, on_behalf_of, created (time). What is not
 * marked is int64.
 *
 * @param session     The session.
 * @param id          The contact.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such contact, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_contact_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_contact_filter.set_fields. */
#define PMM_CONTACT_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_CONTACT_FILTER_CASE_ID (UINT64_C(1) << 1)
#define PMM_CONTACT_FILTER_OFFICE (UINT64_C(1) << 2)
#define PMM_CONTACT_FILTER_CHANNEL (UINT64_C(1) << 3)
#define PMM_CONTACT_FILTER_OPERATOR_ID (UINT64_C(1) << 4)
#define PMM_CONTACT_FILTER_SERVICE (UINT64_C(1) << 5)
#define PMM_CONTACT_FILTER_FROM_US (UINT64_C(1) << 6)
#define PMM_CONTACT_FILTER_TO_US (UINT64_C(1) << 7)
#define PMM_CONTACT_FILTER_EXTERNAL_ID (UINT64_C(1) << 8)
#define PMM_CONTACT_FILTER_ABANDONED (UINT64_C(1) << 9)

/* Every member that is set must hold. An id that is set to 0 asks for contacts without one. */
typedef struct pmm_contact_filter {
  uint32_t struct_size; /* set by PMM_CONTACT_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CONTACT_FILTER_* */
  pmm_id subject;
  pmm_id case_id;
  pmm_id office;
  pmm_id channel;
  pmm_id operator_id;
  pmm_id service;
  int64_t from_us; /* started at or after */
  int64_t to_us;   /* started before */
  pmm_str external_id;
  int32_t abandoned;  /* 0 or 1 */
  uint32_t reserved1; /* must be zero */
} pmm_contact_filter;
#define PMM_CONTACT_FILTER_INIT \
  { sizeof(pmm_contact_filter), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {NULL, 0}, 0, 0 }

/**
 * List contacts, the latest recorded first, with the columns of pmm_contact_get().
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
PMM_API pmm_status pmm_contact_list(pmm_session* session, const pmm_contact_filter* filter,
                                    const pmm_page* page, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

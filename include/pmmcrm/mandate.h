/*
 * Mandates: a subject lets another subject act for it, for some services and some time. Who acts is
 * any actor that is that other subject, such as each of an organization's operators; it says so
 * with pmm_call.on_behalf_of, which is kept with what it does.
 */
#ifndef PMMCRM_MANDATE_H
#define PMMCRM_MANDATE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_mandate_input.set_fields: which members the caller filled in. */
#define PMM_MANDATE_SUBJECT (UINT64_C(1) << 0)
#define PMM_MANDATE_DELEGATE (UINT64_C(1) << 1)
#define PMM_MANDATE_SCHEME (UINT64_C(1) << 2)
#define PMM_MANDATE_VALUE (UINT64_C(1) << 3)
#define PMM_MANDATE_VALID_FROM_US (UINT64_C(1) << 4)
#define PMM_MANDATE_VALID_TO_US (UINT64_C(1) << 5)
#define PMM_MANDATE_NOTE (UINT64_C(1) << 6)

typedef struct pmm_mandate_input {
  uint32_t struct_size;  /* set by PMM_MANDATE_INPUT_INIT */
  uint32_t reserved0;    /* must be zero */
  uint64_t set_fields;   /* PMM_MANDATE_* */
  pmm_id subject;        /* who gives it; default: the actor's own subject */
  pmm_id delegate;       /* whom it is given to, for who may see that subject; else: */
  pmm_str scheme;        /* … the scheme of an identifier of the delegate that is in force, */
  pmm_str value;         /* … and its value: whether there is one is told to who gives it */
  int64_t valid_from_us; /* from then on; default: now */
  int64_t valid_to_us;   /* no longer from then on; PMM_TIME_NONE: without end */
  pmm_str note;          /* 64 KiB */
} pmm_mandate_input;
#define PMM_MANDATE_INPUT_INIT                                                     \
  {                                                                                \
    sizeof(pmm_mandate_input), 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, { NULL, 0 } \
  }

/**
 * Give a mandate. It is pending until the delegate accepts it with the code that pmm_mandate_get()
 * tells the giver. Nobody gives a mandate by another: who acts for a subject may not.
 *
 * @param session    The session.
 * @param input      Needs the delegate.
 * @param services   `count` services that it is for, each once. Not NULL unless count is 0.
 * @param count      At most 1000; 0: every service, and the subject's own data.
 * @param call       NULL for defaults.
 * @param out_id     The new mandate.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, services or call), PMM_E_UNSUPPORTED (a newer
 *         input), PMM_E_LIMIT (count, a text is too long, or the subject has offered 100 that are
 *         pending), PMM_E_NOT_FOUND (subject, delegate, value or services[i]), PMM_E_CONFLICT (the
 *         delegate is who writes it down, or idempotency key), PMM_E_DENIED (in the name of
 *         another), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_mandate_create(pmm_session* session, const pmm_mandate_input* input,
                                      const pmm_id* services, size_t count, const pmm_call* call,
                                      pmm_id* out_id, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Accept a mandate that is pending: from now on, and within its period, the delegate acts for the
 * giver.
 *
 * @param session      The session.
 * @param id           The mandate.
 * @param code         The code that the giver was told; only staff need none.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, code or call), PMM_E_LIMIT (code is too long, or the
 *         delegate holds 10,000), PMM_E_NOT_FOUND (no such mandate, or not to be seen),
 *         PMM_E_CONFLICT (its state does not let it, version, or idempotency key), PMM_E_DENIED (it
 *         was given to another), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_mandate_accept(pmm_session* session, pmm_id id, pmm_str code,
                                      const pmm_call* call, int64_t* out_version,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Reject a mandate that is pending.
 *
 * @param session      The session.
 * @param id           The mandate.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (no such mandate, or not to be
 *         seen), PMM_E_CONFLICT (its state does not let it, version, or idempotency key),
 *         PMM_E_DENIED (it was given to another), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_mandate_reject(pmm_session* session, pmm_id id, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * End a mandate that is pending or active: the giver takes it back, or the delegate lays it down.
 * The delegate's next call finds it gone, in every process.
 *
 * @param session      The session.
 * @param id           The mandate.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (no such mandate, or not to be
 *         seen), PMM_E_CONFLICT (its state does not let it, version, or idempotency key),
 *         PMM_E_DENIED (neither of the two, nor staff), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_mandate_revoke(pmm_session* session, pmm_id id, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Give an active mandate another end.
 *
 * @param session      The session.
 * @param id           The mandate.
 * @param valid_to_us  No longer from then on, after now; PMM_TIME_NONE: without end.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, valid_to_us or call), PMM_E_NOT_FOUND (no such mandate,
 *         or not to be seen), PMM_E_CONFLICT (its state does not let it, version, or idempotency
 *         key), PMM_E_DENIED (not its giver, nor staff), PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_mandate_renew(pmm_session* session, pmm_id id, int64_t valid_to_us,
                                     const pmm_call* call, int64_t* out_version,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a mandate. One row: id, version, subject (who gave it), delegate, state (text: "pending",
 * "active", "rejected", "revoked" or "expired", as it is now), code (text: to accept it with, while
 * it is pending; withheld from the delegate), services (how many it is for; 0: all), valid_from
 * (time), valid_to (time or null), note (text), moved (time: when the state was set), created
 * (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The mandate.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such mandate, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_mandate_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Whose mandates a list is of, seen from the actor's own subject. */
enum {
  PMM_MANDATES_ALL = 0,           /* every one that the actor may see */
  PMM_MANDATES_MINE = 1,          /* that its subject gave */
  PMM_MANDATES_OPENED_FOR_ME = 2, /* of those, what somebody else registered in its name */
  PMM_MANDATES_I_ACT_FOR = 3      /* by which it acts for others */
};

/* Bits of pmm_mandate_filter.set_fields. */
#define PMM_MANDATE_FILTER_SIDE (UINT64_C(1) << 0)
#define PMM_MANDATE_FILTER_STATE (UINT64_C(1) << 1)
#define PMM_MANDATE_FILTER_SUBJECT (UINT64_C(1) << 2)
#define PMM_MANDATE_FILTER_DELEGATE (UINT64_C(1) << 3)
#define PMM_MANDATE_FILTER_SERVICE (UINT64_C(1) << 4)

/* Every member that is set must hold. */
typedef struct pmm_mandate_filter {
  uint32_t struct_size; /* set by PMM_MANDATE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_MANDATE_FILTER_* */
  int32_t side;         /* PMM_MANDATES_* */
  uint32_t reserved1;   /* must be zero */
  pmm_str state;        /* one of the five */
  pmm_id subject;
  pmm_id delegate;
  pmm_id service; /* that it is for, alone or among others */
} pmm_mandate_filter;
#define PMM_MANDATE_FILTER_INIT \
  { sizeof(pmm_mandate_filter), 0, 0, 0, 0, {NULL, 0}, 0, 0, 0 }

/**
 * List mandates, newest first, with the columns of pmm_mandate_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows that the actor may see; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result, or a side without a
 *         subject), PMM_E_UNSUPPORTED (a newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_mandate_list(pmm_session* session, const pmm_mandate_filter* filter,
                                    const pmm_page* page, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The services that a mandate is for: service (int64), code (text), name (text); none when it is
 * for every service.
 *
 * @param session     The session.
 * @param id          The mandate.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such mandate, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_mandate_services(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

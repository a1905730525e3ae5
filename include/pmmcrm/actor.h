/*
 * Actors: who acts, and what they may do: roles granted to them, where and when.
 */
#ifndef PMMCRM_ACTOR_H
#define PMMCRM_ACTOR_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_actor_input.set_fields: which members the caller filled in. A text member that is set
   and empty clears the field. */
#define PMM_ACTOR_KIND (UINT64_C(1) << 0)
#define PMM_ACTOR_EXTERNAL_ID (UINT64_C(1) << 1)
#define PMM_ACTOR_NAME (UINT64_C(1) << 2)
#define PMM_ACTOR_SUBJECT (UINT64_C(1) << 3)
#define PMM_ACTOR_ACTIVE (UINT64_C(1) << 4)

typedef struct pmm_actor_input {
  uint32_t struct_size; /* set by PMM_ACTOR_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_ACTOR_* */
  pmm_str kind;         /* "person" or "system"; needed to create, fixed afterwards */
  pmm_str external_id;  /* key in the directory of the host; unique among actors. 255 bytes */
  pmm_str name;         /* 1 KiB */
  pmm_id subject;       /* the citizen it is; 0: none. Not of a system */
  int32_t active;       /* 0 or 1: may act. Default 1 */
  uint32_t reserved1;   /* must be zero */
} pmm_actor_input;
#define PMM_ACTOR_INPUT_INIT \
  { sizeof(pmm_actor_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * Create an actor. It may do nothing until it is given a grant.
 *
 * @param session    The session.
 * @param input      Needs kind and name.
 * @param call       NULL for defaults.
 * @param out_id     The new actor.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (subject), PMM_E_CONFLICT (external_id
 *         or idempotency key), PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_actor_create(pmm_session* session, const pmm_actor_input* input,
                                    const pmm_call* call, pmm_id* out_id,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change an actor. One that is not active any more is refused from the next call of its sessions
 * on.
 *
 * @param session      The session.
 * @param id           The actor.
 * @param input        What to change; kind may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (actor or subject), PMM_E_CONFLICT
 *         (version, external_id, idempotency key, the subject of a citizen, PMM_ACTOR_SYSTEM made
 *         inactive, or no lasting administrator left), PMM_E_DENIED (not an administrator),
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_actor_update(pmm_session* session, pmm_id id, const pmm_actor_input* input,
                                    const pmm_call* call, int64_t* out_version,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read an actor. One row: id, version, kind (text), external_id (text or null), name (text),
 * subject (int64 or null), active (bool), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The actor: anyone for administrators and operators, else oneself.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such actor, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_actor_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_actor_filter.set_fields. */
#define PMM_ACTOR_FILTER_KIND (UINT64_C(1) << 0)
#define PMM_ACTOR_FILTER_EXTERNAL_ID (UINT64_C(1) << 1)
#define PMM_ACTOR_FILTER_SUBJECT (UINT64_C(1) << 2)
#define PMM_ACTOR_FILTER_ACTIVE (UINT64_C(1) << 3)

/* Every member that is set must hold. */
typedef struct pmm_actor_filter {
  uint32_t struct_size; /* set by PMM_ACTOR_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_ACTOR_FILTER_* */
  pmm_str kind;
  pmm_str external_id;
  pmm_id subject;
  int32_t active;     /* 0 or 1 */
  uint32_t reserved1; /* must be zero */
} pmm_actor_filter;
#define PMM_ACTOR_FILTER_INIT \
  { sizeof(pmm_actor_filter), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * List actors, oldest first, with the columns of pmm_actor_get().
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
PMM_API pmm_status pmm_actor_list(pmm_session* session, const pmm_actor_filter* filter,
                                  const pmm_page* page, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* ---- Grants -----------------------------------------------------------------------------*/

#define PMM_GRANT_ACTOR (UINT64_C(1) << 0)
#define PMM_GRANT_ROLE (UINT64_C(1) << 1)
#define PMM_GRANT_OFFICE (UINT64_C(1) << 2)
#define PMM_GRANT_SERVICE (UINT64_C(1) << 3)
#define PMM_GRANT_VALID_FROM_US (UINT64_C(1) << 4)
#define PMM_GRANT_VALID_TO_US (UINT64_C(1) << 5)

typedef struct pmm_grant_input {
  uint32_t struct_size;  /* set by PMM_GRANT_INPUT_INIT */
  uint32_t reserved0;    /* must be zero */
  uint64_t set_fields;   /* PMM_GRANT_* */
  pmm_id actor;          /* Fixed afterwards */
  pmm_str role;          /* one of pmm_role_list(), which tells what needs an actor with a subject,
                            as "citizen" does, and what is scoped. Fixed afterwards */
  pmm_id office;         /* of a role with a right that ends at an office (reach "scope" or
                            "office"); 0: every office. Fixed afterwards */
  pmm_id service;        /* of one that ends at a service ("scope" or "service"); 0: every service.
                            Fixed afterwards */
  int64_t valid_from_us; /* PMM_TIME_NONE, or not given: now */
  int64_t valid_to_us;   /* no longer from then on; PMM_TIME_NONE: without end */
} pmm_grant_input;
#define PMM_GRANT_INPUT_INIT \
  { sizeof(pmm_grant_input), 0, 0, 0, {NULL, 0}, 0, 0, 0, 0 }

/**
 * Give an actor a role. It counts from the next call of the actor's sessions on, in every process.
 *
 * @param session    The session.
 * @param input      Needs actor and role.
 * @param call       NULL for defaults.
 * @param out_id     The new grant.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (actor, office, service),
 *         PMM_E_CONFLICT (idempotency key), PMM_E_DENIED (not an administrator), PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_grant_create(pmm_session* session, const pmm_grant_input* input,
                                    const pmm_call* call, pmm_id* out_id,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change the period of a grant; taking it away is setting valid_to_us.
 *
 * @param session      The session.
 * @param id           The grant.
 * @param input        valid_from_us and valid_to_us; the rest may not change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (grant), PMM_E_CONFLICT (version,
 *         idempotency key, or no lasting administrator left), PMM_E_DENIED (not an administrator),
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_grant_update(pmm_session* session, pmm_id id, const pmm_grant_input* input,
                                    const pmm_call* call, int64_t* out_version,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a grant. One row with the columns of pmm_grant_list().
 *
 * @param session     The session.
 * @param id          The grant.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such grant,
 *         or not to be seen: grants are for who has the right to read them, as supervisors
 *         have), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_grant_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_grant_filter.set_fields. */
#define PMM_GRANT_FILTER_ROLE (UINT64_C(1) << 0)
#define PMM_GRANT_FILTER_OFFICE (UINT64_C(1) << 1)
#define PMM_GRANT_FILTER_SERVICE (UINT64_C(1) << 2)
#define PMM_GRANT_FILTER_AS_OF_US (UINT64_C(1) << 3)

/* Every member that is set must hold. */
typedef struct pmm_grant_filter {
  uint32_t struct_size; /* set by PMM_GRANT_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_GRANT_FILTER_* */
  pmm_str role;
  pmm_id office;    /* 0: those for every office */
  pmm_id service;   /* 0: those for every service */
  int64_t as_of_us; /* in force at this instant; PMM_TIME_NONE: now */
} pmm_grant_filter;
#define PMM_GRANT_FILTER_INIT \
  { sizeof(pmm_grant_filter), 0, 0, {NULL, 0}, 0, 0, 0 }

/**
 * The grants of an actor, or of all, oldest first, past ones too unless the filter says otherwise:
 * id, version, actor, role (text), office (int64 or null), service (int64 or null), valid_from
 * (time), valid_to (time or null), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param actor       The actor; 0 for the grants of all.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_NOT_FOUND (actor), PMM_E_DENIED (no right
 *         to read grants), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_grant_list(pmm_session* session, pmm_id actor,
                                  const pmm_grant_filter* filter, const pmm_page* page,
                                  const pmm_call* call, pmm_result** out_result,
                                  pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

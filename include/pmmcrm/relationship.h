/*
 * Relationships: what a subject is to another.
 *
 * They are kept with their history: the list answers as of any past instant.
 */
#ifndef PMMCRM_RELATIONSHIP_H
#define PMMCRM_RELATIONSHIP_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_relationship_input.set_fields: which members the caller filled in. A text member that
   is set and empty clears the field. */
#define PMM_RELATIONSHIP_OTHER (UINT64_C(1) << 0)
#define PMM_RELATIONSHIP_KIND (UINT64_C(1) << 1)
#define PMM_RELATIONSHIP_VALID_FROM_ON (UINT64_C(1) << 2)
#define PMM_RELATIONSHIP_VALID_TO_ON (UINT64_C(1) << 3)
#define PMM_RELATIONSHIP_NOTE (UINT64_C(1) << 4)

typedef struct pmm_relationship_input {
  uint32_t struct_size;  /* set by PMM_RELATIONSHIP_INPUT_INIT */
  uint32_t reserved0;    /* must be zero */
  uint64_t set_fields;   /* PMM_RELATIONSHIP_* */
  pmm_id other;          /* the other subject. Fixed afterwards */
  pmm_str kind;          /* what the subject is to the other: "employee", "parent", "contact"….
                            1 KiB. Fixed afterwards */
  pmm_str note;          /* 64 KiB */
  int32_t valid_from_on; /* first day; PMM_DATE_NONE: always was */
  int32_t valid_to_on;   /* first day it no longer holds; PMM_DATE_NONE: holds */
} pmm_relationship_input;
#define PMM_RELATIONSHIP_INPUT_INIT \
  { sizeof(pmm_relationship_input), 0, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * Tie a subject to another.
 *
 * @param session    The session.
 * @param subject    The subject.
 * @param input      Needs other and kind.
 * @param call       NULL for defaults.
 * @param out_id     The new relationship.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT, PMM_E_NOT_FOUND (either subject), PMM_E_CONFLICT (idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_relationship_create(pmm_session* session, pmm_id subject,
                                           const pmm_relationship_input* input,
                                           const pmm_call* call, pmm_id* out_id,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change dates or note of a relationship.
 *
 * @param session      The session.
 * @param id           The relationship.
 * @param input        What to change; other and kind may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT, PMM_E_NOT_FOUND, PMM_E_CONFLICT (version, or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_relationship_update(pmm_session* session, pmm_id id,
                                           const pmm_relationship_input* input,
                                           const pmm_call* call, int64_t* out_version,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a relationship. One row with the columns of pmm_relationship_list().
 *
 * @param session     The session.
 * @param id          The relationship.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such
 *         relationship, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_relationship_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_relationship_filter.set_fields. */
#define PMM_RELATIONSHIP_FILTER_KIND (UINT64_C(1) << 0)
#define PMM_RELATIONSHIP_FILTER_AS_OF_US (UINT64_C(1) << 1)

/* Every member that is set must hold. */
typedef struct pmm_relationship_filter {
  uint32_t struct_size; /* set by PMM_RELATIONSHIP_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_RELATIONSHIP_FILTER_* */
  pmm_str kind;
  int64_t as_of_us; /* in force at this instant, with the values that the
                       registry held then; PMM_TIME_NONE: now */
} pmm_relationship_filter;
#define PMM_RELATIONSHIP_FILTER_INIT \
  { sizeof(pmm_relationship_filter), 0, 0, {NULL, 0}, 0 }

/**
 * The relationships of a subject, from either side, oldest first, past ones too unless the filter
 * says otherwise: id, version, subject, other, kind, valid_from_on (date), valid_to_on (date),
 * note, created (time), since (time: these values hold from). As of an instant before the registry
 * knew it, there is none.
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_NOT_FOUND (subject), PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_relationship_list(pmm_session* session, pmm_id subject,
                                         const pmm_relationship_filter* filter,
                                         const pmm_page* page, const pmm_call* call,
                                         pmm_result** out_result,
                                         pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

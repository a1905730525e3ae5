/*
 * Addresses of subjects: where they are reached.
 *
 * They are kept with their history: the list answers as of any past instant.
 */
#ifndef PMMCRM_ADDRESS_H
#define PMMCRM_ADDRESS_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_address_input.set_fields: which members the caller filled in. A text member that
   is set and empty clears the field. */
#define PMM_ADDRESS_KIND (UINT64_C(1) << 0)
#define PMM_ADDRESS_VALUE (UINT64_C(1) << 1)
#define PMM_ADDRESS_LABEL (UINT64_C(1) << 2)
#define PMM_ADDRESS_VERIFIED_ON (UINT64_C(1) << 3)
#define PMM_ADDRESS_IS_DEFAULT (UINT64_C(1) << 4)
#define PMM_ADDRESS_ENDED_US (UINT64_C(1) << 5)

typedef struct pmm_address_input {
  uint32_t struct_size; /* set by PMM_ADDRESS_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_ADDRESS_* */
  pmm_str kind;         /* "email", "phone" (E.164; without prefix it is Italian), "pec", "postal",
                           "other". Fixed afterwards */
  pmm_str value;        /* normalised; a subject has each address once. Fixed afterwards */
  pmm_str label;        /* such as "office". 1 KiB */
  int32_t verified_on;  /* date; PMM_DATE_NONE: not verified */
  int32_t is_default;   /* 0 or 1. The first of a kind is the default; setting 1 takes it from the
                           one that had it */
  int64_t ended_us;     /* no longer in use from then on; PMM_TIME_NONE: in use */
} pmm_address_input;
#define PMM_ADDRESS_INPUT_INIT \
  { sizeof(pmm_address_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * Give a subject an address.
 *
 * @param session    The session.
 * @param subject    The subject.
 * @param input      Needs kind and value.
 * @param call       NULL for defaults.
 * @param out_id     The new address.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT, PMM_E_NOT_FOUND (subject), PMM_E_CONFLICT (the subject has it already, or
 *         idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_address_create(pmm_session* session, pmm_id subject,
                                      const pmm_address_input* input, const pmm_call* call,
                                      pmm_id* out_id, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change label, verification, default or end of an address.
 *
 * @param session      The session.
 * @param id           The address.
 * @param input        What to change; kind and value may not.
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
PMM_API pmm_status pmm_address_update(pmm_session* session, pmm_id id,
                                      const pmm_address_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read an address. One row with the columns of pmm_address_list().
 *
 * @param session     The session.
 * @param id          The address.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such address,
 *         or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_address_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_address_filter.set_fields. */
#define PMM_ADDRESS_FILTER_KIND (UINT64_C(1) << 0)
#define PMM_ADDRESS_FILTER_AS_OF_US (UINT64_C(1) << 1)

/* Every member that is set must hold. */
typedef struct pmm_address_filter {
  uint32_t struct_size; /* set by PMM_ADDRESS_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_ADDRESS_FILTER_* */
  pmm_str kind;
  int64_t as_of_us; /* in force at this instant, with the values that the
                       registry held then; PMM_TIME_NONE: now */
} pmm_address_filter;
#define PMM_ADDRESS_FILTER_INIT \
  { sizeof(pmm_address_filter), 0, 0, {NULL, 0}, 0 }

/**
 * The addresses of a subject, oldest first, ended ones too unless the filter says otherwise: id,
 * version, kind, value, label, verified_on (date), is_default (bool), ended (time), created (time),
 * subject, since (time: these values hold from). As of an instant before the registry knew it,
 * there is none.
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
PMM_API pmm_status pmm_address_list(pmm_session* session, pmm_id subject,
                                    const pmm_address_filter* filter, const pmm_page* page,
                                    const pmm_call* call, pmm_result** out_result,
                                    pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

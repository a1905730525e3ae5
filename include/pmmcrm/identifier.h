/*
 * Identifiers of subjects: the codes that registers know them by.
 *
 * They are kept with their history: the list answers as of any past instant.
 */
#ifndef PMMCRM_IDENTIFIER_H
#define PMMCRM_IDENTIFIER_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_identifier_input.set_fields: which members the caller filled in. A text member that
   is set and empty clears the field. */
#define PMM_IDENTIFIER_SCHEME (UINT64_C(1) << 0)
#define PMM_IDENTIFIER_VALUE (UINT64_C(1) << 1)
#define PMM_IDENTIFIER_ISSUER (UINT64_C(1) << 2)
#define PMM_IDENTIFIER_VALID_FROM_ON (UINT64_C(1) << 3)
#define PMM_IDENTIFIER_VALID_TO_ON (UINT64_C(1) << 4)

typedef struct pmm_identifier_input {
  uint32_t struct_size;  /* set by PMM_IDENTIFIER_INPUT_INIT */
  uint32_t reserved0;    /* must be zero */
  uint64_t set_fields;   /* PMM_IDENTIFIER_* */
  pmm_str scheme;        /* "codice_fiscale", "partita_iva", "spid_code", "anpr_id", "eidas", or a
                            code of another register: [a-z0-9_.:-], 1 to 64. Fixed afterwards */
  pmm_str value;         /* checked by the rules of its scheme and normalised. Fixed afterwards */
  pmm_str issuer;        /* 1 KiB */
  int32_t valid_from_on; /* first day; PMM_DATE_NONE: always was */
  int32_t valid_to_on;   /* first day it no longer holds; PMM_DATE_NONE: in force. An identifier
                            that is in force belongs to one subject only */
} pmm_identifier_input;
#define PMM_IDENTIFIER_INPUT_INIT \
  { sizeof(pmm_identifier_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * Give a subject an identifier.
 *
 * @param session    The session.
 * @param subject    The subject.
 * @param input      Needs scheme and value.
 * @param call       NULL for defaults.
 * @param out_id     The new identifier.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT, PMM_E_NOT_FOUND (subject), PMM_E_CONFLICT (in force for a subject already,
 *         or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_identifier_create(pmm_session* session, pmm_id subject,
                                         const pmm_identifier_input* input, const pmm_call* call,
                                         pmm_id* out_id, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change issuer or dates of an identifier; ending it is setting valid_to_on.
 *
 * @param session      The session.
 * @param id           The identifier.
 * @param input        What to change; scheme and value may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT, PMM_E_NOT_FOUND, PMM_E_CONFLICT (version, in force for another subject, or
 *         idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_identifier_update(pmm_session* session, pmm_id id,
                                         const pmm_identifier_input* input, const pmm_call* call,
                                         int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read an identifier. One row with the columns of pmm_identifier_list().
 *
 * @param session     The session.
 * @param id          The identifier.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such identifier,
 *         or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_identifier_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_identifier_filter.set_fields. */
#define PMM_IDENTIFIER_FILTER_SCHEME (UINT64_C(1) << 0)
#define PMM_IDENTIFIER_FILTER_AS_OF_US (UINT64_C(1) << 1)

/* Every member that is set must hold. */
typedef struct pmm_identifier_filter {
  uint32_t struct_size; /* set by PMM_IDENTIFIER_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_IDENTIFIER_FILTER_* */
  pmm_str scheme;
  int64_t as_of_us; /* in force at this instant, with the values that the
                       registry held then; PMM_TIME_NONE: now */
} pmm_identifier_filter;
#define PMM_IDENTIFIER_FILTER_INIT \
  { sizeof(pmm_identifier_filter), 0, 0, {NULL, 0}, 0 }

/**
 * The identifiers of a subject, oldest first, past ones too unless the filter says otherwise: id,
 * version, scheme, value, issuer, valid_from_on (date), valid_to_on (date), created (time),
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
PMM_API pmm_status pmm_identifier_list(pmm_session* session, pmm_id subject,
                                       const pmm_identifier_filter* filter, const pmm_page* page,
                                       const pmm_call* call, pmm_result** out_result,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Check a code before it is given to anybody; nothing is written. Columns: severity (text), rule
 * (text), message (text). One row of severity "error" when pmm_identifier_create() would refuse the
 * code for its form; else a row of severity "warning" for each thing that is odd about it: rule
 * "form", or "birth_place" where pmm_open_options.municipalities was given and the place in a
 * codice fiscale is not in the table, had ceased by the day of birth or did not exist yet. No row:
 * nothing to remark.
 *
 * @param session     The session.
 * @param scheme      As in pmm_identifier_input.
 * @param value       As written anywhere.
 * @param born_on     Date of birth of its holder; PMM_DATE_NONE: unknown, every day that the code
 *                    may mean is tried.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, scheme, value is no text, born_on, call or out_result),
 *         PMM_E_LIMIT (a text is too long), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_identifier_check(pmm_session* session, pmm_str scheme, pmm_str value,
                                        int32_t born_on, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

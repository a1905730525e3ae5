/*
 * Subjects: persons and organizations, their identifiers, addresses and relationships.
 *
 * Personal data are kept with their history: pmm_subject_get() and the lists of identifiers,
 * addresses and relationships answer as of any past instant.
 */
#ifndef PMMCRM_SUBJECT_H
#define PMMCRM_SUBJECT_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_subject_input.set_fields: which members the caller filled in. A text member that is
   set and empty clears the field. */
#define PMM_SUBJECT_KIND (UINT64_C(1) << 0)
#define PMM_SUBJECT_NAME (UINT64_C(1) << 1)
#define PMM_SUBJECT_FAMILY_NAME (UINT64_C(1) << 2)
#define PMM_SUBJECT_GIVEN_NAME (UINT64_C(1) << 3)
#define PMM_SUBJECT_SEX (UINT64_C(1) << 4)
#define PMM_SUBJECT_BORN_ON (UINT64_C(1) << 5)
#define PMM_SUBJECT_BIRTH_PLACE (UINT64_C(1) << 6)
#define PMM_SUBJECT_DIED_ON (UINT64_C(1) << 7)
#define PMM_SUBJECT_LANGUAGE (UINT64_C(1) << 8)
#define PMM_SUBJECT_NOTE (UINT64_C(1) << 9)
#define PMM_SUBJECT_EXTERNAL_ID (UINT64_C(1) << 10)

typedef struct pmm_subject_input {
  uint32_t struct_size; /* set by PMM_SUBJECT_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_SUBJECT_* */
  pmm_str kind;         /* "person" or "organization"; needed to create, fixed afterwards */
  pmm_str name;         /* of an organization; of a person optional, else "given family". 1 KiB */
  pmm_str family_name;  /* 1 KiB */
  pmm_str given_name;   /* 1 KiB */
  pmm_str sex;          /* "F", "M" or empty */
  pmm_str birth_place;  /* Belfiore code or name. 1 KiB */
  pmm_str language;     /* BCP 47 tag such as "it". 1 KiB */
  pmm_str note;         /* for staff. 64 KiB */
  pmm_str external_id;  /* key in the system it came from; unique among subjects. 255 bytes */
  int32_t born_on;      /* date; PMM_DATE_NONE clears */
  int32_t died_on;      /* date, not before born_on; PMM_DATE_NONE clears */
} pmm_subject_input;
#define PMM_SUBJECT_INPUT_INIT                                                              \
  {                                                                                         \
    sizeof(pmm_subject_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0                                    \
  }

/**
 * Create a subject.
 *
 * @param session    The session.
 * @param input      Needs kind, and a name or a family or given name.
 * @param call       NULL for defaults.
 * @param out_id     The new subject.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_CONFLICT (external_id or idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_subject_create(pmm_session* session, const pmm_subject_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a subject. What stood there before stays readable as of then.
 *
 * @param session      The session.
 * @param id           The subject.
 * @param input        What to change; kind may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND, PMM_E_CONFLICT (version, external_id
 *         or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_subject_update(pmm_session* session, pmm_id id,
                                      const pmm_subject_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a subject, as it is or as it was. One row: id, token (text, for URLs), version, kind, name,
 * family_name, given_name, sex, born_on (date), birth_place, died_on (date), language, note,
 * external_id, since (time: these data hold from), created (time). What is not marked is text or
 * int64.
 *
 * @param session     The session.
 * @param id          The subject.
 * @param as_of_us    Instant of the data; PMM_TIME_NONE for now.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such subject,
 *         none at that time, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_subject_get(pmm_session* session, pmm_id id, int64_t as_of_us,
                                   const pmm_call* call, pmm_result** out_result,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_subject_filter.set_fields. */
#define PMM_SUBJECT_FILTER_KIND (UINT64_C(1) << 0)
#define PMM_SUBJECT_FILTER_EXTERNAL_ID (UINT64_C(1) << 1)
#define PMM_SUBJECT_FILTER_SCHEME (UINT64_C(1) << 2)
#define PMM_SUBJECT_FILTER_VALUE (UINT64_C(1) << 3)
#define PMM_SUBJECT_FILTER_TOKEN (UINT64_C(1) << 4)

/* Every member that is set must hold. */
typedef struct pmm_subject_filter {
  uint32_t struct_size; /* set by PMM_SUBJECT_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_SUBJECT_FILTER_* */
  pmm_str kind;
  pmm_str external_id;
  pmm_str scheme; /* with value: holds an identifier of this scheme that is in force */
  pmm_str value;  /* with scheme: as written anywhere; normalised before comparing */
  pmm_str token;
} pmm_subject_filter;
#define PMM_SUBJECT_FILTER_INIT                                                               \
  {                                                                                           \
    sizeof(pmm_subject_filter), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, { NULL, 0 } \
  }

/**
 * List subjects, newest first, with the columns of pmm_subject_get().
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
PMM_API pmm_status pmm_subject_list(pmm_session* session, const pmm_subject_filter* filter,
                                    const pmm_page* page, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* --- Identifiers ------------------------------------------------------------------------------ */

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

/* --- Addresses -------------------------------------------------------------------------------- */

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

/* --- Relationships ---------------------------------------------------------------------------- */

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

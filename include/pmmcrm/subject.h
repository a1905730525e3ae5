/*
 * Subjects: persons and organizations. What hangs on them is in identifier.h, address.h and
 * relationship.h.
 *
 * Personal data are kept with their history: pmm_subject_get() answers as of any past instant.
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

#ifdef __cplusplus
}
#endif

#endif

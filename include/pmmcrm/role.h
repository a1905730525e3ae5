/*
 * Roles: what an actor with a grant may do, how far, over which channels, and which columns it
 * sees.
 */
#ifndef PMMCRM_ROLE_H
#define PMMCRM_ROLE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Groups of columns that a role sees or does not see in the rows that it reads. What is kept back
   is null, and pmm_result_is_withheld() says so; nor are rows found, or persons grouped, by it.
   What a service declares a dimension is in no group where it is asked about: in questions, in
   conditions of target groups and in extracts. */
#define PMM_FIELDS_IDENTITY \
  (UINT64_C(1) << 0) /* names, sex, birth, death, identifiers, a person's external id */
#define PMM_FIELDS_CONTACT (UINT64_C(1) << 1) /* addresses of every kind, places of cases */
#define PMM_FIELDS_SENSITIVE \
  (UINT64_C(1) << 2) /* free text, notes, reasons of changes, attributes of cases */

/* Bits of pmm_role_input.set_fields: which members the caller filled in. */
#define PMM_ROLE_NAME (UINT64_C(1) << 0)
#define PMM_ROLE_TITLE (UINT64_C(1) << 1)
#define PMM_ROLE_NOTE (UINT64_C(1) << 2)
#define PMM_ROLE_RIGHTS (UINT64_C(1) << 3)
#define PMM_ROLE_FIELDS (UINT64_C(1) << 4)

typedef struct pmm_role_input {
  uint32_t struct_size; /* set by PMM_ROLE_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_ROLE_* */
  pmm_str name;    /* needed to create: a code of 1 to 64 of a-z, 0-9 and _; fixed afterwards */
  pmm_str title;   /* default: the name. 1 KiB */
  pmm_str note;    /* 64 KiB */
  pmm_str rights;  /* needed to create. JSON, in place of the rights before: a list of objects
                      with noun, actions (a list) and reach, in the words of
                      pmm_role_rights() */
  uint64_t fields; /* PMM_FIELDS_* that it sees; 0 is none, which is the default */
} pmm_role_input;
#define PMM_ROLE_INPUT_INIT \
  { sizeof(pmm_role_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0 }

/**
 * Define a role, which can then be granted as those of the library's own.
 *
 * @param session    The session.
 * @param input      Needs name and rights.
 * @param call       NULL for defaults.
 * @param out_id     The new role.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, a right that would let its holder give rights
 *         away, one to import less than all rows, or call), PMM_E_UNSUPPORTED (a newer input),
 * PMM_E_LIMIT (a text is too long), PMM_E_CONFLICT (name is taken, or idempotency key),
 * PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 * PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_role_create(pmm_session* session, const pmm_role_input* input,
                                   const pmm_call* call, pmm_id* out_id,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a role. It counts from the next call of its actors' sessions on, in every process.
 *
 * @param session      The session.
 * @param name         The role, one that an administrator defined.
 * @param input        What to change; name may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, name is no text, or call), PMM_E_UNSUPPORTED (a
 *         newer input), PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (name), PMM_E_CONFLICT (a
 *         role of the library's own, a grant that would no longer make sense, version, or
 *         idempotency key), PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_role_update(pmm_session* session, pmm_str name, const pmm_role_input* input,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Remove a role. Its grants end now, and its name is free.
 *
 * @param session      The session.
 * @param name         The role, one that an administrator defined.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, name is no text, or call), PMM_E_LIMIT (name is too
 *         long), PMM_E_NOT_FOUND (name), PMM_E_CONFLICT (a role of the library's own, version, or
 *         idempotency key), PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_role_remove(pmm_session* session, pmm_str name, const pmm_call* call,
                                   int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The roles that can be granted, those of the library's own first: name (text), title (text),
 * scoped (bool: a grant may be for one office or service), needs_subject (bool: only for an actor
 * that is a subject), custom (bool: defined by an administrator), fields (text: the groups of
 * columns that it sees, of "identity", "contact" and "sensitive", comma separated), version (int64;
 * null of the library's own), note (text). Any actor may read them; the note is withheld from who
 * has no right to read roles, and its history is for who has.
 *
 * @param session     The session.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_role_list(pmm_session* session, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What a role may do, as the library decides it: noun (text), action (text: "read", "create",
 * "update", "advance", "import", "administer", "count", "merge"), reach (text). To count is to have
 * rows in the numbers of an answer without seeing them; to merge is to make one subject out of two,
 * see pmm_merge_subjects(). The reach is "all"; or "scope", the rows without an
 * office and those of the grant's office and service; or "office" and "service", the same by one of
 * the two alone; or "own", the rows of the actor's own subject that are not for staff alone; or
 * "mandate", those of the subjects that it acts for, which a citizen reaches as well. An action has
 * a row for each reach that no wider one of the role includes: "all" includes every other, "office"
 * and "service" include "scope". What is not listed is refused.
 *
 * @param session     The session.
 * @param role        The name of a role.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, role is no text, call or out_result), PMM_E_LIMIT (role
 *         is too long), PMM_E_NOT_FOUND (no such role), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_role_rights(pmm_session* session, pmm_str role, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Say over which channels actors of a role may open contacts and cases, and put contacts on: the
 * whole set, in place of the one before. Who is limited names a channel with each case. Who has
 * several roles may use the channels of each that lets it open or change contacts or cases; the
 * others lift no limit. Imports and feedback are not limited.
 *
 * @param session    The session.
 * @param role       The name of a role.
 * @param channels   `count` channels, each once. Not NULL unless count is 0.
 * @param count      At most 1000; 0: every channel.
 * @param call       NULL for defaults.
 * @param out_count  How many there are now. May be NULL.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, role is no text, channels or call), PMM_E_LIMIT (count,
 *         or role is too long), PMM_E_NOT_FOUND (role, channels[i]), PMM_E_CONFLICT (a role that is
 *         not limited, or idempotency key), PMM_E_DENIED (not an administrator), PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_role_set_channels(pmm_session* session, pmm_str role, const pmm_id* channels,
                                         size_t count, const pmm_call* call, int64_t* out_count,
                                         pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The channels that a role is limited to, with the columns of pmm_channel_list(); none when it may
 * use every channel.
 *
 * @param session     The session.
 * @param role        The name of a role.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, role is no text, page, call or out_result), PMM_E_LIMIT
 *         (page limit, or role is too long), PMM_E_NOT_FOUND (role), PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_role_channels(pmm_session* session, pmm_str role, const pmm_page* page,
                                     const pmm_call* call, pmm_result** out_result,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Why an actor may do something to a row, or may not: step (int64), rule (text: "grant", "role",
 * "all", "scope", "own", "mandate", "visibility", "on_behalf_of", "decision"), holds (bool), text
 * (text). The last row is the decision. It is the same function that decides; "on_behalf_of" says
 * that it is so in a call for the subject of the row alone (pmm_call.on_behalf_of). Which columns
 * and channels are open is not told.
 *
 * @param session     The session.
 * @param actor       Whose right is asked about.
 * @param action      One of the words of pmm_role_rights().
 * @param noun        PMM_NOUN_*: of which row.
 * @param id          The row; 0 for one of no office, service or subject.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, action, noun, call or out_result), PMM_E_LIMIT (action is
 *         too long), PMM_E_NOT_FOUND (actor is not there or not active, or id), PMM_E_DENIED
 *         (asking is for who may read grants), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_explain_access(pmm_session* session, pmm_id actor, pmm_str action,
                                      pmm_noun noun, pmm_id id, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Set the smallest number of rows over which a number is shown to who may not see persons; 5 in a
 * new store, and 1 shows all of them. pmm_db_info() tells it.
 *
 * @param session    The session.
 * @param rows       1 to 1000.
 * @param call       NULL for defaults.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, rows or call), PMM_E_CONFLICT (idempotency key),
 *         PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_smallest_cell_set(pmm_session* session, int64_t rows, const pmm_call* call,
                                         pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

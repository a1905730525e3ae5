/*
 * Templates of notifications: texts per use, service and language, with places for values.
 */
#ifndef PMMCRM_NOTIFICATION_TEMPLATE_H
#define PMMCRM_NOTIFICATION_TEMPLATE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A place stands in a text as {{name}} and is declared: placeholders is a JSON array of {"name": a
   to z, 0 to 9 and _, "type": "text", "integer", "money" (cents of the euro), "date", "time" or
   "url", "required": default true, "description"}. A value is never read again as a part of the
   text: its braces and its Markdown mean nothing. A line of the body all of whose places are empty
   is left out. Numbers, dates and times are written as Italian or English do, in other languages as
   Italian does and dates as YYYY-MM-DD; a url is a link of https, http, mailto or tel. */
/* What the library writes by itself can be given a text too, and declares its places itself. "case"
   is for every move of a case, "case.VERB" for one verb ("case.create" for a new case of most
   kinds, "case.submit" for an application, "case.original" for what becomes of the case that a
   duplicate repeats): number, kind, service, old_state, new_state, outcome, note, due, at; the body
   must show old_state, new_state and note. "message" is for messages on cases, "message.note",
   ".request", ".answer" and ".withdrawn" for one kind: number, kind, service, message, due.
   "appointment" is for what the office does to an appointment, "appointment.confirm", ".refuse",
   ".cancel", ".move" and ".expire" for one of these: code, about, place, old_state, new_state,
   old_starts (where it was moved), starts; the body must show new_state and starts. */

/* Bits of pmm_notification_template_input.set_fields. */
#define PMM_NOTIFICATION_TEMPLATE_CODE (UINT64_C(1) << 0)
#define PMM_NOTIFICATION_TEMPLATE_SERVICE (UINT64_C(1) << 1)
#define PMM_NOTIFICATION_TEMPLATE_LANGUAGE (UINT64_C(1) << 2)
#define PMM_NOTIFICATION_TEMPLATE_TITLE (UINT64_C(1) << 3)
#define PMM_NOTIFICATION_TEMPLATE_BODY (UINT64_C(1) << 4)
#define PMM_NOTIFICATION_TEMPLATE_PLACEHOLDERS (UINT64_C(1) << 5)

typedef struct pmm_notification_template_input {
  uint32_t struct_size; /* set by PMM_NOTIFICATION_TEMPLATE_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_NOTIFICATION_TEMPLATE_* */
  pmm_str code;         /* what it is for: 1 to 64 of a-z, 0-9, _ and dots. Needed; fixed
                           afterwards */
  pmm_id service;       /* 0: of all services (default). Fixed afterwards */
  pmm_str language;     /* a tag such as "it" (default) or "de-AT". Fixed afterwards */
  pmm_str title;        /* needed. 1 KiB */
  pmm_str body;         /* Markdown; needed. 64 KiB */
  pmm_str placeholders; /* see above; at most 100. 1 MiB */
} pmm_notification_template_input;
#define PMM_NOTIFICATION_TEMPLATE_INPUT_INIT                                                      \
  {                                                                                               \
    sizeof(pmm_notification_template_input), 0, 0, {NULL, 0}, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
    {                                                                                             \
      NULL, 0                                                                                     \
    }                                                                                             \
  }

/**
 * Create a template. Administrators may.
 *
 * @param session    The session.
 * @param input      Needs code, title and body.
 * @param call       NULL for defaults.
 * @param out_id     The new template.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or there are too many placeholders), PMM_E_NOT_FOUND
 *         (service), PMM_E_CONFLICT (there is one for that code, service and language, or
 *         idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_template_create(pmm_session* session,
                                                    const pmm_notification_template_input* input,
                                                    const pmm_call* call, pmm_id* out_id,
                                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a template. Notifications keep the text that they were given.
 *
 * @param session      The session.
 * @param id           The template.
 * @param input        What to change; code, service and language may not.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or there are too many placeholders), PMM_E_NOT_FOUND
 *         (id), PMM_E_CONFLICT (version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_template_update(pmm_session* session, pmm_id id,
                                                    const pmm_notification_template_input* input,
                                                    const pmm_call* call, int64_t* out_version,
                                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Remove a template; its code is free again.
 *
 * @param session      The session.
 * @param id           The template.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (version,
 *         or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_template_remove(pmm_session* session, pmm_id id,
                                                    const pmm_call* call, int64_t* out_version,
                                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a template. One row: id, version, code (text), service, language (text), title (text), body
 * (text), placeholders (text, JSON), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The template.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such template),
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_template_get(pmm_session* session, pmm_id id,
                                                 const pmm_call* call, pmm_result** out_result,
                                                 pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_notification_template_filter.set_fields. Every member that is set must hold. */
#define PMM_NOTIFICATION_TEMPLATE_FILTER_CODE (UINT64_C(1) << 0)
#define PMM_NOTIFICATION_TEMPLATE_FILTER_LANGUAGE (UINT64_C(1) << 1)
#define PMM_NOTIFICATION_TEMPLATE_FILTER_SERVICE (UINT64_C(1) << 2)

typedef struct pmm_notification_template_filter {
  uint32_t struct_size; /* set by PMM_NOTIFICATION_TEMPLATE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_NOTIFICATION_TEMPLATE_FILTER_* */
  pmm_str code;
  pmm_str language;
  pmm_id service; /* 0: those of all services */
} pmm_notification_template_filter;
#define PMM_NOTIFICATION_TEMPLATE_FILTER_INIT \
  { sizeof(pmm_notification_template_filter), 0, 0, {NULL, 0}, {NULL, 0}, 0 }

/**
 * List templates, oldest first, with the columns of pmm_notification_template_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_template_list(pmm_session* session,
                                                  const pmm_notification_template_filter* filter,
                                                  const pmm_page* page, const pmm_call* call,
                                                  pmm_result** out_result,
                                                  pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Fill in a template, as it would stand on a board. One row: title, body, language (text).
 *
 * @param session     The session.
 * @param id          The template.
 * @param data        The values as a JSON object; empty for none. 1 MiB.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, data, call or out_result: the field names the place that
 *         is missing or of another type), PMM_E_LIMIT (data, or the text with its values, is too
 *         long), PMM_E_NOT_FOUND (no such template), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_notification_template_render(pmm_session* session, pmm_id id, pmm_str data,
                                                    const pmm_call* call, pmm_result** out_result,
                                                    pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

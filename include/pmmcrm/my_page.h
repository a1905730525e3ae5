/*
 * The citizen's page: everything about a subject that it sees when it comes in, in one call.
 */
#ifndef PMMCRM_MY_PAGE_H
#define PMMCRM_MY_PAGE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A subject's page as one snapshot saw it. @threads immutable. Free with pmm_my_page_free(). */
typedef struct pmm_my_page pmm_my_page;

/* Bits of pmm_my_page_options.set_fields. */
#define PMM_MY_PAGE_ROWS (UINT64_C(1) << 0)

typedef struct pmm_my_page_options {
  uint32_t struct_size; /* set by PMM_MY_PAGE_OPTIONS_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_MY_PAGE_* */
  int64_t rows;         /* the most that a section holds: 1 to 1000, 20 when it is not set */
} pmm_my_page_options;
#define PMM_MY_PAGE_OPTIONS_INIT \
  { sizeof(pmm_my_page_options), 0, 0, 0 }

/**
 * Read the whole page of a subject, in one snapshot: the sections of its page layout in their
 * order, without those that it hides. Board, situation and reports show what the filters let
 * through that the subject applied to its page; the board leaves out what is in its archive, as
 * what the subject's preferences keep off the board is from the beginning, for who may know of it
 * (see pmm_notification_get()). Each section costs as much as its rows, however large the store. A
 * section of which the actor may see nothing is there, without rows. The sections and their columns
 * (int64 unless said):
 *  - profile, one row: id, token (text), version, kind (text), name (text), family_name (text),
 *    given_name (text), sex (text), born_on (date), birth_place (text), died_on (date), language
 *    (text), note (text), codice_fiscale (text), partita_iva (text), email (text), pec (text),
 *    phone (text), postal (text), since (time);
 *  - situation, the open cases, what is due first: id, number (text), kind (text), service,
 *    service_code (text), service_name (text), category, office, subject, office_name (text),
 *    status (text), state (text), outcome (text), opened (time), due (time), overdue (bool),
 *    remaining (seconds), closed (time), request (the message that waits for an answer),
 *    request_due (time), summary (text), note (text), next_step (text, the verb that the case
 *    usually goes on with), waits_for (text: subject or office);
 *  - board, newest first, with the columns of pmm_notification_get();
 *  - reminders, what is due first, until 30 days after: id, version, rule, subject, office,
 *    service, case_id, title (text), body (text), due (time), all_day (bool), state (text), next
 *    (time), snoozed (bool);
 *  - favourites, in the subject's order: id, position, service, service_code (text), service_name
 *    (text), status (text), created (time);
 *  - most_used, the services of the subject's latest 200 visits, the most visited first: service,
 *    service_code (text), service_name (text), status (text), visits, latest (time);
 *  - reports, the subject's reports and complaints, newest first, with the columns of situation;
 *  - appointments that are to come, the next first: id, version, code (text), token (text),
 *    calendar, calendar_name (text), place (text), office, office_name (text), subject, case_id,
 *    state (text), starts (time), ends (time), held_until (time), note (text), service;
 *  - acting_for, mandates that wait or hold: id, side (text: acts_for, the subject acts for the
 *    other; acted_for_by, the other for the subject), other (a subject), other_name (text, withheld
 *    from who may not see it), state (text), services (how many it is for, 0: all), valid_from
 *    (time), valid_to (time).
 *
 * @param session    The session.
 * @param subject    Whose page; one that was merged gives the page of the one that it is now.
 * @param options    NULL for defaults.
 * @param call       NULL for defaults; with on_behalf_of the page as that mandate shows it.
 * @param out_page   The page; the caller frees it.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, options, call or out_page), PMM_E_UNSUPPORTED (newer
 *         options), PMM_E_LIMIT (options.rows, or the memory limit), PMM_E_NOT_FOUND (no such
 * subject, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_my_page_read(pmm_session* session, pmm_id subject,
                                    const pmm_my_page_options* options, const pmm_call* call,
                                    pmm_my_page** out_page, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Whose page it is.
 *
 * @param page  NULL gives 0.
 * @return The subject.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_id pmm_my_page_subject(const pmm_my_page* page) PMM_NOEXCEPT;

/**
 * Number of sections.
 *
 * @param page  NULL gives 0.
 * @return Sections.
 * @threads any
 * @since 0.1
 */
PMM_API int32_t pmm_my_page_sections(const pmm_my_page* page) PMM_NOEXCEPT;

/**
 * Name of a section, such as "board".
 *
 * @param page     NULL gives "".
 * @param section  From 0; outside the page gives "".
 * @return A view valid until the page is freed.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_my_page_name(const pmm_my_page* page, int32_t section) PMM_NOEXCEPT;

/**
 * Number of the section with a name.
 *
 * @param page  NULL gives -1.
 * @param name  Exact.
 * @return From 0; -1 if there is none, or the subject hides it.
 * @threads any
 * @since 0.1
 */
PMM_API int32_t pmm_my_page_find(const pmm_my_page* page, pmm_str name) PMM_NOEXCEPT;

/**
 * Whether the subject wants to see no more of a section than its title. Its rows are there.
 *
 * @param page     NULL gives 0.
 * @param section  From 0; outside the page gives 0.
 * @return 1 or 0.
 * @threads any
 * @since 0.1
 */
PMM_API int32_t pmm_my_page_is_collapsed(const pmm_my_page* page, int32_t section) PMM_NOEXCEPT;

/**
 * Whether there are more rows than a section holds.
 *
 * @param page     NULL gives 0.
 * @param section  From 0; outside the page gives 0.
 * @return 1 or 0.
 * @threads any
 * @since 0.1
 */
PMM_API int32_t pmm_my_page_has_more(const pmm_my_page* page, int32_t section) PMM_NOEXCEPT;

/**
 * Give the rows of a section. They may outlive the page.
 *
 * @param page        The page.
 * @param section     0 for the first.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (page or out_result is NULL), PMM_E_NOT_FOUND (section).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_my_page_section(const pmm_my_page* page, int32_t section,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Free a page.
 *
 * @param page  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_my_page_free(pmm_my_page* page) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

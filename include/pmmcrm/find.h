/*
 * Finding: subjects and cases by whatever of them somebody types.
 */
#ifndef PMMCRM_FIND_H
#define PMMCRM_FIND_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Find subjects and cases. The text may be
 *  - the first letters of parts of a name, in any order: each word typed must begin some word of
 *    the name. Case, accents, apostrophes and hyphens do not matter: "dan" and "citta" find
 *    "Dànilo" and "Città";
 *  - an identifier: a codice fiscale, a partita IVA or a code of any other scheme, also one that
 *    is no longer in force; blanks, and letters in the place of digits, do not matter;
 *  - a phone number with or without +39, or an email address, in use;
 *  - the number of a case, such as "2007/R/000123" or "2007/r/123", or its protocol number;
 *  - an external id of a subject or case;
 *  - "scheme:value" with the scheme of an identifier, or "external_id:value".
 * Identifiers, phone numbers, email addresses, numbers and protocol numbers are also found by
 * their beginning, from 6 characters on. Several words without any digit are taken for a name
 * alone.
 *
 * What the text names exactly comes first, then addresses, then what begins with it, then names.
 * Names come by the word that matched the longest part of the text or, where that leads too far,
 * the rarest one (the whole word before longer ones), then in alphabetical order. Each subject and
 * each case comes once.
 *
 * Columns: kind (text: "subject" or "case"), id (int64), subject (int64: of a case its own, or
 * null), title (text: the name; of a case its number and summary), detail (text: what matched:
 * "name", the scheme of the identifier, "phone", "email", "pec", "number", "protocol" or
 * "external_id"), value (text: the value that matched).
 *
 * Staff find every subject and the cases they see, citizens themselves and their own cases.
 *
 * @param session     The session.
 * @param text        1 KiB, one line.
 * @param limit       Rows, 1 to 100; 0: 20.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK, also when nothing is found; PMM_E_INVALID (session, text, call or out_result),
 *         PMM_E_LIMIT (text or limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_find(pmm_session* session, pmm_str text, int32_t limit, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

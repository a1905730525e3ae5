/*
 * Keeping the registry clean: who may be the same, two subjects that become one, and two again.
 */
#ifndef PMMCRM_MERGE_H
#define PMMCRM_MERGE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_duplicate_filter.set_fields. */
#define PMM_DUPLICATE_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_DUPLICATE_FILTER_MIN_POINTS (UINT64_C(1) << 1)
#define PMM_DUPLICATE_FILTER_DISTINCT (UINT64_C(1) << 2)

typedef struct pmm_duplicate_filter {
  uint32_t struct_size; /* set by PMM_DUPLICATE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_DUPLICATE_FILTER_* */
  pmm_id subject;       /* only those of this one; all of them are one page */
  int64_t min_points;   /* 0 to 100; 40 when it is not set */
  int32_t distinct;     /* 1: also pairs whose codici fiscali differ by omocodia alone, and who are
                           therefore two */
  uint32_t reserved1;   /* must be zero */
} pmm_duplicate_filter;
#define PMM_DUPLICATE_FILTER_INIT \
  { sizeof(pmm_duplicate_filter), 0, 0, 0, 0, 0, 0 }

/**
 * List pairs of subjects that may be one, each pair once. subject (int64), subject_name (text),
 * other (int64), other_name (text), score (float64, 0 to 1), verdict (text), reasons (text: codes,
 * comma separated), explanation (text, for people).
 * A code that both have, in force or not, says that they are the "same"; short of that names, birth
 * and what they share of addresses make it "likely" (0.6 and more) or "possible" (0.4 and more).
 * The reasons for it are same_code, code_agrees (the codice fiscale of one is what the other's data
 * give), same_name, similar_name, same_birth, near_birth (one mistake of writing),
 * same_birth_place, same_mail, same_phone and same_address; against it different_code,
 * code_disagrees, different_name, different_birth and different_sex. Two whose codici fiscali
 * differ by omocodia alone are "distinct", with the reason omocodia: the tax agency gave the codes
 * to two persons. Nothing is merged by itself. Without a subject the registry is gone through by
 * id, some thousands of subjects a page, so that a page may have few rows or none and still a next
 * one.
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The pairs; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_NOT_FOUND (subject), PMM_E_DENIED (not to
 *         who may see the whole registry), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_duplicate_list(pmm_session* session, const pmm_duplicate_filter* filter,
                                      const pmm_page* page, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_merge_input.set_fields. */
#define PMM_MERGE_WINNER (UINT64_C(1) << 0)
#define PMM_MERGE_LOSER (UINT64_C(1) << 1)
#define PMM_MERGE_TAKE (UINT64_C(1) << 2)
#define PMM_MERGE_KEEP (UINT64_C(1) << 3)
#define PMM_MERGE_DESPITE_CODES (UINT64_C(1) << 4)

/* The fields of a subject that a merge decides on are name, family_name, given_name, sex, born_on,
   birth_place, died_on, language and note. */
typedef struct pmm_merge_input {
  uint32_t struct_size;  /* set by PMM_MERGE_INPUT_INIT */
  uint32_t reserved0;    /* must be zero */
  uint64_t set_fields;   /* PMM_MERGE_* */
  pmm_id winner;         /* needed: who goes on */
  pmm_id loser;          /* needed: who becomes part of it */
  pmm_str take;          /* fields whose value is the loser's, comma separated. 1 KiB */
  pmm_str keep;          /* fields that stay the winner's although it has no value. 1 KiB */
  int32_t despite_codes; /* 1: merge them although each has a codice fiscale, a partita IVA or an
                            anpr_id of its own in force, or theirs differ by omocodia: somebody
                            knows that one of the codes is a mistake */
  uint32_t reserved1;    /* must be zero */
} pmm_merge_input;
#define PMM_MERGE_INPUT_INIT \
  { sizeof(pmm_merge_input), 0, 0, 0, 0, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * Make one subject out of two, in one transaction. The right to merge subjects is one of its own,
 * which administrators and supervisors have.
 * All that hangs on the loser is the winner's from then on: identifiers, addresses, relationships,
 * contacts, tasks, cases and what is on them, notifications, deliveries, appointments, reminders,
 * feedback, mandates, favourites, saved filters, visits, followed cases and rules, memberships of
 * frozen groups, and the actors who log in as it. What would stand there twice stays where it is,
 * unseen: an address or a favourite that both have, a tie of the two to each other, a membership of
 * a group whose campaign is still running. Of what the two want that holds which both agree to; the
 * history of both is told. A second default address is a default no longer.
 * The id, the token and the external id of the loser lead to the winner, in reads and in writes,
 * and an import that names it by one of its keys reaches the winner. The winner's values of the
 * fields stay, but for those of take and for those that it had not.
 *
 * @param session    The session.
 * @param input      Needs winner and loser.
 * @param call       NULL for defaults; expected_version is checked, of the winner.
 * @param out_id     The merge, by which it can be undone.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or over 100,000 rows hang on the loser), PMM_E_NOT_FOUND
 *         (winner or loser), PMM_E_CONFLICT (one was merged already, or erased; they are of two
 *         kinds; each has a code of its own; version, or idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_merge_subjects(pmm_session* session, const pmm_merge_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Tell what pmm_merge_subjects() would do. kind (text), name (text), winner (text), loser (text),
 * chosen (text), moves (int64), stays (int64). A row of kind "field" has the values of both sides,
 * days as YYYY-MM-DD, and whose is chosen: winner, loser, or both where they are the same. A row of
 * kind "rows" says how many of one kind would go to the winner and how many would stay.
 *
 * @param session     The session.
 * @param input       As of pmm_merge_subjects().
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (winner or loser), PMM_E_CONFLICT (one
 *         was merged already, or erased; they are of two kinds; each has a code of its own),
 *         PMM_E_DENIED, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_merge_preview(pmm_session* session, const pmm_merge_input* input,
                                     const pmm_call* call, pmm_result** out_result,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Make two subjects out of one again. What the merge moved goes back, and what came since on a case
 * that goes back goes along; the winner's fields are what they were. What else came since, and what
 * the winner said since of what it wants, stays with the winner. It is refused where it cannot be
 * done whole: the winner was itself merged since, a field that the merge took was changed, or a row
 * is no longer the winner's. Of favourites, saved filters, visits and what the subject follows,
 * what was removed since stays removed.
 *
 * @param session      The session.
 * @param id           The merge.
 * @param call         NULL for defaults; expected_version is checked, of the merge.
 * @param out_version  The new version of the merge. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (no such merge), PMM_E_CONFLICT
 *         (undone already; not possible any more, see above, or one was erased; version, or
 *         idempotency key),
 *         PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_merge_undo(pmm_session* session, pmm_id id, const pmm_call* call,
                                  int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a merge. One row: id, version, winner, loser, fields (text: those whose value is the
 * loser's, comma separated), moved (rows that went to the winner), kept (that stayed with the
 * loser), actor, undone (time), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The merge.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such merge),
 *         PMM_E_DENIED (not to who may not merge), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_merge_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_merge_filter.set_fields. Every member that is set must hold. */
#define PMM_MERGE_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_MERGE_FILTER_UNDONE (UINT64_C(1) << 1)

typedef struct pmm_merge_filter {
  uint32_t struct_size; /* set by PMM_MERGE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_MERGE_FILTER_* */
  pmm_id subject;       /* as winner or loser */
  int32_t undone;       /* 1: that were undone, 0: that stand */
  uint32_t reserved1;   /* must be zero */
} pmm_merge_filter;
#define PMM_MERGE_FILTER_INIT \
  { sizeof(pmm_merge_filter), 0, 0, 0, 0, 0 }

/**
 * List merges, newest first, with the columns of pmm_merge_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_DENIED (not to who may not merge),
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_merge_list(pmm_session* session, const pmm_merge_filter* filter,
                                  const pmm_page* page, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * Frozen groups: who followed a rule at one moment, written down for a campaign and for whoever
 * asks later why somebody was written to. Made once, never changed.
 */
#ifndef PMMCRM_FROZEN_H
#define PMMCRM_FROZEN_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_freeze_input.set_fields: which members the caller filled in. */
#define PMM_FREEZE_RULE (UINT64_C(1) << 0)
#define PMM_FREEZE_TITLE (UINT64_C(1) << 1)
#define PMM_FREEZE_GROUPS (UINT64_C(1) << 2)
#define PMM_FREEZE_SALT (UINT64_C(1) << 3)

typedef struct pmm_freeze_input {
  uint32_t struct_size; /* set by PMM_FREEZE_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_FREEZE_* */
  pmm_str rule;         /* JSON, 64 KiB. Needed */
  pmm_str title;        /* what the group is for; 1 KiB */
  pmm_str groups;       /* parts of a split, as pmm_segment_split() takes them; 64 KiB */
  pmm_str salt;         /* with groups; 255 bytes */
} pmm_freeze_input;
#define PMM_FREEZE_INPUT_INIT                                                    \
  {                                                                              \
    sizeof(pmm_freeze_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, { NULL, 0 } \
  }

/**
 * Evaluate a rule and write down who follows it, each with the label of its part if it is split.
 * The rule is kept with the saved segments that it names in their place.
 *
 * @param session    The session.
 * @param input      Needs rule.
 * @param call       NULL for defaults.
 * @param out_id     The frozen group.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, the rule, or call), PMM_E_UNSUPPORTED (a newer
 *         input), PMM_E_LIMIT (a text is too long, over 10,000,000 members), PMM_E_CONFLICT
 *         (idempotency key), PMM_E_DENIED (not staff), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_freeze(pmm_session* session, const pmm_freeze_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a frozen group. One row: id, segment (null: the rule was not a saved one alone),
 * segment_version, title (text), rule (text), split (text: JSON with salt and groups), members,
 * journal and visit (how far the evaluation saw), actor (who froze it), created (time). What is not
 * marked is int64.
 *
 * @param session     The session.
 * @param id          The frozen group.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such group, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_frozen_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_frozen_filter.set_fields. */
#define PMM_FROZEN_FILTER_SEGMENT (UINT64_C(1) << 0)
#define PMM_FROZEN_FILTER_SUBJECT (UINT64_C(1) << 1)

/* Every member that is set must hold. */
typedef struct pmm_frozen_filter {
  uint32_t struct_size; /* set by PMM_FROZEN_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_FROZEN_FILTER_* */
  pmm_id segment;
  pmm_id subject; /* who is a member */
} pmm_frozen_filter;
#define PMM_FROZEN_FILTER_INIT \
  { sizeof(pmm_frozen_filter), 0, 0, 0, 0 }

/**
 * List frozen groups, newest first, with the columns of pmm_frozen_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them. None for who is not staff.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_frozen_list(pmm_session* session, const pmm_frozen_filter* filter,
                                   const pmm_page* page, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List the members of a frozen group, by id, with the columns of pmm_segment_members(): the list is
 * of then, names and addresses are of now.
 *
 * @param session     The session.
 * @param id          The frozen group.
 * @param label       Only the part of this label; empty: all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, label, page, call or out_result), PMM_E_LIMIT (page
 *         limit), PMM_E_NOT_FOUND (no such group, or not to be seen), PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_frozen_members(pmm_session* session, pmm_id id, pmm_str label,
                                      const pmm_page* page, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * Target groups. A segment is a rule over subjects, kept under a name and evaluated whenever it is
 * used: its members are those who follow the rule then. What a call names `rule` is JSON; a saved
 * segment is the rule {"segment": "its name"}, and rules join, meet and exclude one another:
 *
 *   {"and": [{"cases": {"count": {"gte": 2}, "category": ["roads"],
 *                       "opened_at": {"last": "180 days"}}},
 *            {"subject": {"kind": "person", "age": {"gte": 18}, "address": ["email"]}},
 *            {"not": {"segment": "complained lately"}}]}
 *
 * docs/segments.md has the whole language, pmm_segment_schema() its JSON Schema. The cases,
 * contacts and visits that count are those that the actor may read; people whom it may not read are
 * not listed, and a number below 3 of them is null. Questions inside a transaction see committed
 * data.
 */
#ifndef PMMCRM_SEGMENT_H
#define PMMCRM_SEGMENT_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_segment_input.set_fields: which members the caller filled in. */
#define PMM_SEGMENT_NAME (UINT64_C(1) << 0)
#define PMM_SEGMENT_TITLE (UINT64_C(1) << 1)
#define PMM_SEGMENT_NOTE (UINT64_C(1) << 2)
#define PMM_SEGMENT_RULE (UINT64_C(1) << 3)

typedef struct pmm_segment_input {
  uint32_t struct_size; /* set by PMM_SEGMENT_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_SEGMENT_* */
  pmm_str name;         /* what rules call it; no other segment has it. Needed to create; 1 KiB */
  pmm_str title;        /* what people call it; 1 KiB */
  pmm_str note;         /* 64 KiB */
  pmm_str rule;         /* JSON, 64 KiB. Needed to create */
} pmm_segment_input;
#define PMM_SEGMENT_INPUT_INIT                                                    \
  {                                                                               \
    sizeof(pmm_segment_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, { NULL, 0 } \
  }

/**
 * Save a segment.
 *
 * @param session    The session.
 * @param input      Needs name and rule.
 * @param call       NULL for defaults.
 * @param out_id     The new segment.
 * @param out_error  May be NULL. A fault of the rule is at its place, such as
 *                   "rule.and[0].cases.count".
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, the rule, a rule that leads back to itself, or
 *         call), PMM_E_UNSUPPORTED (a newer input), PMM_E_LIMIT (a text is too long, a rule has too
 *         many parts), PMM_E_CONFLICT (name or idempotency key), PMM_E_DENIED (not staff),
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_create(pmm_session* session, const pmm_segment_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a segment. What it was stays readable by pmm_segment_versions().
 *
 * @param session      The session.
 * @param id           The segment.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, the rule, a rule that leads back to itself, or
 *         call), PMM_E_UNSUPPORTED (a newer input), PMM_E_LIMIT (a text is too long, a rule has too
 *         many parts), PMM_E_NOT_FOUND (segment), PMM_E_CONFLICT (version, name, another segment
 *         that names this one, or idempotency key), PMM_E_DENIED (a store opened to read),
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_update(pmm_session* session, pmm_id id,
                                      const pmm_segment_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Take a segment away; its name is free again. Frozen groups made of it and its versions stay.
 *
 * @param session      The session.
 * @param id           The segment.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The last version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (segment), PMM_E_CONFLICT
 *         (version, another segment that names this one, or idempotency key), PMM_E_DENIED (a store
 *         opened to read), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 * PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a segment. One row: id, version, name (text), title (text), note (text), rule (text), since
 * (time: it is so from then on), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The segment.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such segment, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_segment_filter.set_fields. */
#define PMM_SEGMENT_FILTER_NAME (UINT64_C(1) << 0)

/* Every member that is set must hold. */
typedef struct pmm_segment_filter {
  uint32_t struct_size; /* set by PMM_SEGMENT_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_SEGMENT_FILTER_* */
  pmm_str name;
} pmm_segment_filter;
#define PMM_SEGMENT_FILTER_INIT                   \
  {                                               \
    sizeof(pmm_segment_filter), 0, 0, { NULL, 0 } \
  }

/**
 * List segments, oldest first, with the columns of pmm_segment_get().
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
PMM_API pmm_status pmm_segment_list(pmm_session* session, const pmm_segment_filter* filter,
                                    const pmm_page* page, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What a segment was, version by version, the newest first; of a removed one too. Rows: version
 * (int64), name (text), title (text), note (text), rule (text), since (time), until (time; null:
 * holds).
 *
 * @param session     The session.
 * @param id          The segment.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such segment, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_versions(pmm_session* session, pmm_id id, const pmm_call* call,
                                        pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/**
 * How many follow a rule. One row: members (int64).
 *
 * @param session     The session.
 * @param rule        JSON, at most 1 MiB.
 * @param call        NULL for defaults.
 * @param out_result  The row, with the watermark of the columns; the caller frees it.
 * @param out_error   May be NULL. The field is the place in the rule, such as "and[1].cases.count".
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, or the rule), PMM_E_LIMIT (the rule is too large),
 *         PMM_E_DENIED (the rule asks for columns that the actor does not see of persons),
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_count(pmm_session* session, pmm_str rule, const pmm_call* call,
                                     pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List who follows a rule, by id. Rows: id (int64), label (text: the part that a split puts the
 * member in), token, kind, name, language, and the default email, pec, phone and postal address
 * (text). Each page evaluates the rule anew; a list that must stay is pmm_segment_freeze()'s.
 *
 * @param session     The session.
 * @param rule        JSON, at most 1 MiB.
 * @param groups      The parts of a split, as pmm_segment_split() takes them; empty: none.
 * @param salt        Of the split; empty without one.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The members that the actor may see; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, the rule, groups, salt, page or call), PMM_E_LIMIT (the
 *         rule is too large, page limit), PMM_E_DENIED (the rule asks for columns that the actor
 *         does not see of persons), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_members(pmm_session* session, pmm_str rule, pmm_str groups,
                                       pmm_str salt, const pmm_page* page, const pmm_call* call,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * What two rules have in common. One row of int64: a, b, both, only_a, only_b, either.
 *
 * @param session     The session.
 * @param rule_a      JSON, at most 1 MiB.
 * @param rule_b      JSON, at most 1 MiB.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, or a rule), PMM_E_LIMIT (a rule is too large),
 *         PMM_E_DENIED (a rule asks for columns that the actor does not see of persons),
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_overlap(pmm_session* session, pmm_str rule_a, pmm_str rule_b,
                                       const pmm_call* call, pmm_result** out_result,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * How the members are distributed, against everybody. Rows: dimension (text), value (text; null: no
 * value), members (int64), share (float64: of the members), everybody (int64), everybody_share
 * (float64), ratio (float64: share / everybody_share). A member counts under each value that it, or
 * a row of its, has.
 *
 * @param session     The session.
 * @param rule        JSON, at most 1 MiB.
 * @param dimensions  JSON: ["subject.kind", "subject.age_band", "cases.channel"], or {"dimensions":
 *                    […], "period": …} for rows of a period. Of a subject: kind, sex, language,
 *                    birth_place, age_band, address, identifier, deceased; else those of
 * pmm_meta().
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, the rule or a dimension), PMM_E_LIMIT (the rule is
 *         too large, a dimension has too many values), PMM_E_DENIED (the rule or a dimension is of
 *         columns that the actor does not see of persons), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_profile(pmm_session* session, pmm_str rule, pmm_str dimensions,
                                       const pmm_call* call, pmm_result** out_result,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Divide the members, such as into those who are written to and a control. Where a subject goes
 * depends on the salt and its id alone, so that it stays there when members come or go, on every
 * machine: the first eight bytes of SHA-256("salt:id"), big-endian, modulo a million, fall into the
 * shares, which stand in the order of their labels. Rows: label (text), share (float64), members
 * (int64).
 *
 * @param session     The session.
 * @param rule        JSON, at most 1 MiB.
 * @param groups      JSON: {"mail": 0.45, "call": 0.45, "control": 0.1}; shares make 1.
 * @param salt        Names the split, 1 to 255 bytes.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, the rule, groups or salt), PMM_E_LIMIT (the rule is
 *         too large, too many groups), PMM_E_DENIED (the rule asks for columns that the actor does
 *         not see of persons), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_split(pmm_session* session, pmm_str rule, pmm_str groups,
                                     pmm_str salt, const pmm_call* call, pmm_result** out_result,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * How recently, how often and how broadly subjects turn to the administration: scores 1 to 5 by
 * rank, best 5, equal values in the order of the subjects. By "show": "subjects" gives subject,
 * recency_days, frequency, breadth (different services), last_on (date), r, f, b, score, segment
 * (text); "segments" the names with their numbers and means; "bins" where each score begins and
 * ends, and whether it is told apart from its neighbours only by that order; "lifetimes"
 * customer_id, frequency, recency, T, monetary_value (float64) in units. What is not marked is
 * int64.
 *
 * @param session     The session.
 * @param options     JSON, all optional: {"over": "contacts" | "cases" | "visits", "period": … (the
 *                    last 365 days), "rule": …, "filters": […], "show": "subjects" | "segments" |
 *                    "bins" | "lifetimes", "unit": "day" | "week" | "month"}.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, or options), PMM_E_LIMIT (options are too large),
 *         PMM_E_DENIED (the rule asks for columns that the actor does not see of persons),
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_rfm(pmm_session* session, pmm_str options, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The JSON Schema (2020-12) of a rule.
 *
 * @param db         The store.
 * @param out_text   The JSON; the caller frees it.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_segment_schema(pmm_db* db, pmm_text** out_text,
                                      pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

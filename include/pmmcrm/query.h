/*
 * Questions to the analytic engine, over everything committed up to the moment they are asked.
 */
#ifndef PMMCRM_QUERY_H
#define PMMCRM_QUERY_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Ask a question. The query is JSON: measures, dimensions, timeDimensions, filters, segments,
 * having, order, limit, offset, total, totals, fill, compare, running, share, timezone,
 * fiscalYearStart, onDay, ungrouped; docs/query.md says what each means, pmm_query_schema() how it
 * is written. The members are those of pmm_meta(). Columns are named after the members, a time
 * bucket "cube.time.granularity", and what is made of a measure "cube.measure.previous" and the
 * like; rates are fractions, durations seconds; an empty denominator gives null. Rows of totals are
 * told by the column "grouping". The actor's rights are a filter of every question.
 *
 * @param session     The session.
 * @param query       UTF-8 JSON, at most 1 MiB.
 * @param call        NULL for defaults.
 * @param out_result  The answer; the caller frees it.
 * @param out_error   May be NULL. The field is the path in the query, such as
 *                    "timeDimensions[0].granularity".
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, or the query), PMM_E_LIMIT (the query is too large
 *         or asks for too much), PMM_E_DENIED (ungrouped rows, of an actor who may see its own
 *         only), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_query(pmm_session* session, pmm_str query, const pmm_call* call,
                             pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Answer a question and tell about it instead: what was read and what was skipped, how long each
 * phase took, and SQL that gives the same answer over the views v_cases, v_contacts…, in SQLite
 * 3.40 and later, PostgreSQL 15 and later and DuckDB. The text is a JSON object:
 *  - "sql": one statement. Its columns have the names and the order of the answer's, and its rows
 *    their order; a day is a text YYYY-MM-DD, an instant microseconds since 1970 UTC, a boolean 0
 *    or 1. The actor's rights, the civil time of the zone and the meaning of "today" are spelled
 *    out in it, so that it needs nothing but the views of the same data: run it on a copy
 *    (pmm_backup()), never on the live file;
 *  - "blocks": "read", and "skipped" by the bounds of their columns;
 *  - "rows": "held" by the cube, "read", "matched" by filters and rights, "answered";
 *  - "time_us": "parse" of the question, "feed" (bringing the columns up to the last commit),
 *    "scan" and "shape" (all that comes after the scan), in microseconds;
 *  - "memory_bytes": "columns" of all cubes, of that "cases", "stages" and so on, and "answer";
 *    To an actor who may not read every row of the cubes "held", both "read", "skipped" and what
 *    "memory_bytes" has of columns are null, for they tell of the rows of others, and the SQL knows
 *    no day but of its own rows;
 *  - "scans", "threads", "cubes", "timezone", and "watermark" as of pmm_result_watermark().
 *
 * @param session    The session.
 * @param query      As for pmm_query().
 * @param call       NULL for defaults.
 * @param out_text   The JSON; the caller frees it.
 * @param out_error  May be NULL. The field is the path in the query.
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, or the query), PMM_E_LIMIT (as for pmm_query(), or
 *         the SQL would need a calendar or a list of periods of over 50,000 rows), PMM_E_CANCELLED,
 * PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_query_explain(pmm_session* session, pmm_str query, const pmm_call* call,
                                     pmm_text** out_text, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Every cube and member that a question may name, as JSON: name, kind, type, unit, additivity,
 * formula, source, and titles in English and Italian.
 *
 * @param db         The store.
 * @param out_text   The JSON; the caller frees it.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_meta(pmm_db* db, pmm_text** out_text, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The JSON Schema (Draft 2020-12) of a query: its keys, the members of the store, the operators of
 * each and the shapes of their values. What it cannot say, pmm_query() checks: that a column named
 * in "order" is there, that a day exists, what fits together.
 *
 * @param db         The store.
 * @param out_text   The schema, in lines; the caller frees it.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_query_schema(pmm_db* db, pmm_text** out_text,
                                    pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

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
 * Ask a question. The query is JSON: measures, dimensions, timeDimensions (dimension, granularity,
 * dateRange), filters (member, operator, values), order, limit, offset, timezone. The members are
 * those of pmm_meta(). Columns are named after the members, a time bucket
 * "cube.time.granularity"; rates are fractions, durations seconds; an empty denominator gives null.
 * The actor's rights are a filter of every question.
 *
 * @param session     The session.
 * @param query       UTF-8 JSON, at most 1 MiB.
 * @param call        NULL for defaults.
 * @param out_result  The answer; the caller frees it.
 * @param out_error   May be NULL. The field is the path in the query, such as
 *                    "timeDimensions[0].granularity".
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, or the query), PMM_E_LIMIT (the query is too large
 *         or asks for too much), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_query(pmm_session* session, pmm_str query, const pmm_call* call,
                             pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

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

#ifdef __cplusplus
}
#endif

#endif

/*
 * Indicators: measures of service by the names and formulas of the field, in Italian and English.
 */
#ifndef PMMCRM_INDICATOR_H
#define PMMCRM_INDICATOR_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The indicators of a period, each a quotient of two counts or sums over one cohort (never a mean
 * of means), or a median or percentile that has no quotient. docs/indicators.md lists them with
 * their formulas. The request is JSON, every key may be left out:
 *
 *   {"from": "2007-01-01", "to": "2007-12-31",   both days included; all time when left out
 *    "by": ["service", "channel"],               dimensions, without their cube
 *    "granularity": "month",                     day, week, month, quarter, year: a row per period
 *    "indicators": ["sla_compliance"],           all when left out
 *    "timezone": "Europe/Rome",                  the store's when left out
 *    "layout": "wide"}                           a column for each indicator; long when left out
 *
 * Columns: indicator, title_en, title_it (text); one per dimension asked for (text, null for rows
 * that have none); period (date, its first day; only with a granularity; null of what is told as of
 * now); value (float64, null when the denominator is 0), unit (text: "1" a fraction, "s" seconds,
 * "d" working days, "" a number), numerator, denominator (float64, null where there is none),
 * target (float64), target_is ("at least" or "at most"), met (bool), cohort (which rows, in words),
 * clock (text: "calendar" or "working", both also "less suspensions", "service" for the term of
 * each service, "none"), source (text). Without "indicators" those are left out that cannot be
 * broken down by what is asked for. The wide layout has the dimensions, the period, and a column of
 * values for each indicator by its name (int64 of numbers of rows, else float64), with its unit.
 *
 * @param session     The session; its rights are a filter of every count.
 * @param request     UTF-8 JSON, at most 1 MiB; empty for all indicators over everything.
 * @param call        NULL for defaults.
 * @param out_result  The answer; the caller frees it.
 * @param out_error   May be NULL. The field is the place in the request, such as "by[0]".
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, or the request), PMM_E_LIMIT (the request is too
 *         large or asks for too much), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_indicators(pmm_session* session, pmm_str request, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

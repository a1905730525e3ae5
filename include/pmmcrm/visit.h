/*
 * Visits: hits on pages and services, appended in bulk. They are a log of their own: nothing
 * changes a visit, and the journal has no record of it.
 */
#ifndef PMMCRM_VISIT_H
#define PMMCRM_VISIT_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One hit. */
typedef struct pmm_visit {
  uint32_t struct_size; /* set by PMM_VISIT_INIT; that of the first hit counts for all */
  int32_t status;       /* of HTTP, 100 to 599; 0: unknown */
  int64_t at_us;        /* 0 or PMM_TIME_NONE: now */
  pmm_str visitor;      /* whatever tells visitors apart, such as the id of a cookie: only a hash
                           under the store's secret is kept. 1 KiB; empty: unknown */
  pmm_str path;         /* begins with / or is a URL of http or https, whose path is taken; all from
                           the first ? or # on is cut off. 4 KiB are left at most */
  pmm_id service;       /* 0: none */
  pmm_id channel;       /* 0: none */
  pmm_id subject;       /* who it was, when that is known; 0: unknown */
} pmm_visit;
#define PMM_VISIT_INIT \
  { sizeof(pmm_visit), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * Append hits: all of them or, when one breaks a rule, none. Who may: administrators and the
 * system.
 *
 * @param session       The session.
 * @param hits          An array of `count` hits, each as long as the first one says.
 * @param count         1 to 1,000,000.
 * @param call          NULL for defaults; progress counts hits, and is also asked every 1,000.
 * @param out_appended  Hits appended. May be NULL.
 * @param out_error     May be NULL. pmm_error_row() tells which hit.
 * @return PMM_OK; PMM_E_INVALID (a NULL, count, a member, or call), PMM_E_UNSUPPORTED (a newer
 *         hit), PMM_E_LIMIT (count, visitor or path), PMM_E_NOT_FOUND (service, channel or
 *         subject), PMM_E_CONFLICT (idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_visit_append(pmm_session* session, const pmm_visit* hits, size_t count,
                                    const pmm_call* call, int64_t* out_appended,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_visit_filter.set_fields. */
#define PMM_VISIT_FILTER_SUBJECT (UINT64_C(1) << 0)
#define PMM_VISIT_FILTER_SERVICE (UINT64_C(1) << 1)
#define PMM_VISIT_FILTER_CHANNEL (UINT64_C(1) << 2)
#define PMM_VISIT_FILTER_FROM_US (UINT64_C(1) << 3)
#define PMM_VISIT_FILTER_TO_US (UINT64_C(1) << 4)

/* Every member that is set must hold. An id that is set to 0 asks for visits without one. */
typedef struct pmm_visit_filter {
  uint32_t struct_size; /* set by PMM_VISIT_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_VISIT_FILTER_* */
  pmm_id subject;
  pmm_id service;
  pmm_id channel;
  int64_t from_us; /* at or after */
  int64_t to_us;   /* before */
} pmm_visit_filter;
#define PMM_VISIT_FILTER_INIT \
  { sizeof(pmm_visit_filter), 0, 0, 0, 0, 0, 0, 0 }

/**
 * List visits, the latest appended first: id, at (time), visitor (int64: the hash, null if
 * unknown), path (text), service, channel, status, subject (int64 each, null if unknown). Staff
 * see all, a citizen its own.
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows the actor may see; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_visit_list(pmm_session* session, const pmm_visit_filter* filter,
                                  const pmm_page* page, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

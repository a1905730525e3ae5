/*
 * Favourites: the services that a subject keeps at hand, in its own order.
 */
#ifndef PMMCRM_FAVOURITE_H
#define PMMCRM_FAVOURITE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Keep a service at hand, or give it another place. Putting it where it is changes nothing.
 *
 * @param session    The session.
 * @param subject    The subject.
 * @param service    The service.
 * @param position   Its place from 1 on, the end when there are fewer; 0: the end, or where it is.
 * @param call       NULL for defaults.
 * @param out_id     The favourite. May be NULL.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, position or call), PMM_E_LIMIT (over 1000 favourites),
 *         PMM_E_NOT_FOUND (subject or service), PMM_E_CONFLICT (idempotency key), PMM_E_DENIED,
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_favourite_put(pmm_session* session, pmm_id subject, pmm_id service,
                                     int64_t position, const pmm_call* call, pmm_id* out_id,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Keep a service at hand no longer. Removing what is no favourite changes nothing.
 *
 * @param session    The session.
 * @param subject    The subject.
 * @param service    The service.
 * @param call       NULL for defaults.
 * @param out_left   How many are left. May be NULL.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (subject), PMM_E_CONFLICT
 *         (idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_favourite_remove(pmm_session* session, pmm_id subject, pmm_id service,
                                        const pmm_call* call, int64_t* out_left,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List a subject's favourites in its order. Columns: id, position, service (int64), service_code,
 * service_name, status (text; of the service), created (time).
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such subject, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_favourite_list(pmm_session* session, pmm_id subject, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

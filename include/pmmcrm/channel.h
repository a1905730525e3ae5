/*
 * Channels: the ways in and out, such as the web portal, the phone, a counter.
 */
#ifndef PMMCRM_CHANNEL_H
#define PMMCRM_CHANNEL_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_channel_input.set_fields: which members the caller filled in. A text member that is
   set and empty clears the field. */
#define PMM_CHANNEL_CODE (UINT64_C(1) << 0)
#define PMM_CHANNEL_NAME (UINT64_C(1) << 1)
#define PMM_CHANNEL_DIGITAL (UINT64_C(1) << 2)
#define PMM_CHANNEL_ACTIVE (UINT64_C(1) << 3)

typedef struct pmm_channel_input {
  uint32_t struct_size; /* set by PMM_CHANNEL_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CHANNEL_* */
  pmm_str code;         /* short name in other systems; unique. 255 bytes */
  pmm_str name;         /* 1 KiB */
  int32_t digital;      /* 0 or 1: no person takes the request. Default 0 */
  int32_t active;       /* 0 or 1: may be used in new rows. Default 1 */
} pmm_channel_input;
#define PMM_CHANNEL_INPUT_INIT \
  { sizeof(pmm_channel_input), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0 }

/**
 * Create a channel.
 *
 * @param session    The session.
 * @param input      Needs code and name.
 * @param call       NULL for defaults.
 * @param out_id     The new channel.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_CONFLICT (code or idempotency key), PMM_E_DENIED
 *         (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_channel_create(pmm_session* session, const pmm_channel_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a channel.
 *
 * @param session      The session.
 * @param id           The channel.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (channel), PMM_E_CONFLICT (version,
 *         code or idempotency key), PMM_E_DENIED (not an administrator), PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_channel_update(pmm_session* session, pmm_id id,
                                      const pmm_channel_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a channel. One row: id, version, code (text), name (text), digital (bool), active (bool),
 * created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The channel.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such channel, or
 *         the actor has no right at all), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_channel_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_channel_filter.set_fields. */
#define PMM_CHANNEL_FILTER_CODE (UINT64_C(1) << 0)
#define PMM_CHANNEL_FILTER_DIGITAL (UINT64_C(1) << 1)
#define PMM_CHANNEL_FILTER_ACTIVE (UINT64_C(1) << 2)

/* Every member that is set must hold. */
typedef struct pmm_channel_filter {
  uint32_t struct_size; /* set by PMM_CHANNEL_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CHANNEL_FILTER_* */
  pmm_str code;
  int32_t digital; /* 0 or 1 */
  int32_t active;  /* 0 or 1 */
} pmm_channel_filter;
#define PMM_CHANNEL_FILTER_INIT \
  { sizeof(pmm_channel_filter), 0, 0, {NULL, 0}, 0, 0 }

/**
 * List channels, oldest first, with the columns of pmm_channel_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them. None for an actor without any right.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_channel_list(pmm_session* session, const pmm_channel_filter* filter,
                                    const pmm_page* page, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

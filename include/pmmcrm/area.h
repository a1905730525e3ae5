/*
 * Areas: parts of the territory, such as districts, in a tree.
 */
#ifndef PMMCRM_AREA_H
#define PMMCRM_AREA_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_area_input.set_fields: which members the caller filled in. A text member that is
   set and empty clears the field. */
#define PMM_AREA_CODE (UINT64_C(1) << 0)
#define PMM_AREA_NAME (UINT64_C(1) << 1)
#define PMM_AREA_PARENT (UINT64_C(1) << 2)
#define PMM_AREA_ACTIVE (UINT64_C(1) << 3)

typedef struct pmm_area_input {
  uint32_t struct_size; /* set by PMM_AREA_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_AREA_* */
  pmm_str code;         /* short name in other systems; unique. 255 bytes */
  pmm_str name;         /* 1 KiB */
  pmm_id parent;        /* the area above it; 0: none. Never below itself */
  int32_t active;       /* 0 or 1: may be used in new rows. Default 1 */
  uint32_t reserved1;   /* must be zero */
} pmm_area_input;
#define PMM_AREA_INPUT_INIT \
  { sizeof(pmm_area_input), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * Create an area.
 *
 * @param session    The session.
 * @param input      Needs code and name.
 * @param call       NULL for defaults.
 * @param out_id     The new area.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or the tree too deep), PMM_E_NOT_FOUND (parent),
 *         PMM_E_CONFLICT (code or idempotency key), PMM_E_DENIED (not an administrator),
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_area_create(pmm_session* session, const pmm_area_input* input,
                                   const pmm_call* call, pmm_id* out_id,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change an area.
 *
 * @param session      The session.
 * @param id           The area.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, a parent below itself, or call),
 *         PMM_E_UNSUPPORTED (a newer input), PMM_E_LIMIT (a text is too long, or the tree too
 *         deep), PMM_E_NOT_FOUND (area or parent), PMM_E_CONFLICT (version, code or idempotency
 *         key), PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_area_update(pmm_session* session, pmm_id id, const pmm_area_input* input,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read an area. One row: id, version, code (text), name (text), parent (int64 or null), active
 * (bool), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The area.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such area, or
 *         the actor has no right at all), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_area_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_area_filter.set_fields. */
#define PMM_AREA_FILTER_CODE (UINT64_C(1) << 0)
#define PMM_AREA_FILTER_PARENT (UINT64_C(1) << 1)
#define PMM_AREA_FILTER_ACTIVE (UINT64_C(1) << 2)

/* Every member that is set must hold. */
typedef struct pmm_area_filter {
  uint32_t struct_size; /* set by PMM_AREA_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_AREA_FILTER_* */
  pmm_str code;
  pmm_id parent;      /* 0: those without one */
  int32_t active;     /* 0 or 1 */
  uint32_t reserved1; /* must be zero */
} pmm_area_filter;
#define PMM_AREA_FILTER_INIT \
  { sizeof(pmm_area_filter), 0, 0, {NULL, 0}, 0, 0, 0 }

/**
 * List areas, oldest first, with the columns of pmm_area_get().
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
PMM_API pmm_status pmm_area_list(pmm_session* session, const pmm_area_filter* filter,
                                 const pmm_page* page, const pmm_call* call,
                                 pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

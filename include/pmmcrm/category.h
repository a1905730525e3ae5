/*
 * Categories: how services and cases are sorted, in a tree.
 */
#ifndef PMMCRM_CATEGORY_H
#define PMMCRM_CATEGORY_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_category_input.set_fields: which members the caller filled in. A text member that is
   set and empty clears the field. */
#define PMM_CATEGORY_CODE (UINT64_C(1) << 0)
#define PMM_CATEGORY_NAME (UINT64_C(1) << 1)
#define PMM_CATEGORY_PARENT (UINT64_C(1) << 2)
#define PMM_CATEGORY_ACTIVE (UINT64_C(1) << 3)

typedef struct pmm_category_input {
  uint32_t struct_size; /* set by PMM_CATEGORY_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CATEGORY_* */
  pmm_str code;         /* short name in other systems; unique. 255 bytes */
  pmm_str name;         /* 1 KiB */
  pmm_id parent;        /* the category above it; 0: none. Never below itself */
  int32_t active;       /* 0 or 1: may be used in new rows. Default 1 */
  uint32_t reserved1;   /* must be zero */
} pmm_category_input;
#define PMM_CATEGORY_INPUT_INIT \
  { sizeof(pmm_category_input), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * Create a category.
 *
 * @param session    The session.
 * @param input      Needs code and name.
 * @param call       NULL for defaults.
 * @param out_id     The new category.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or the tree too deep), PMM_E_NOT_FOUND (parent),
 *         PMM_E_CONFLICT (code or idempotency key), PMM_E_DENIED (not an administrator),
 *         PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_category_create(pmm_session* session, const pmm_category_input* input,
                                       const pmm_call* call, pmm_id* out_id,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a category.
 *
 * @param session      The session.
 * @param id           The category.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, a parent below itself, or call),
 *         PMM_E_UNSUPPORTED (a newer input), PMM_E_LIMIT (a text is too long, or the tree too
 *         deep), PMM_E_NOT_FOUND (category or parent), PMM_E_CONFLICT (version, code or idempotency
 *         key), PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_category_update(pmm_session* session, pmm_id id,
                                       const pmm_category_input* input, const pmm_call* call,
                                       int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a category. One row: id, version, code (text), name (text), parent (int64 or null), active
 * (bool), created (time). What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The category.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such category,
 *         or the actor has no right at all), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_category_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_category_filter.set_fields. */
#define PMM_CATEGORY_FILTER_CODE (UINT64_C(1) << 0)
#define PMM_CATEGORY_FILTER_PARENT (UINT64_C(1) << 1)
#define PMM_CATEGORY_FILTER_ACTIVE (UINT64_C(1) << 2)

/* Every member that is set must hold. */
typedef struct pmm_category_filter {
  uint32_t struct_size; /* set by PMM_CATEGORY_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CATEGORY_FILTER_* */
  pmm_str code;
  pmm_id parent;      /* 0: those without one */
  int32_t active;     /* 0 or 1 */
  uint32_t reserved1; /* must be zero */
} pmm_category_filter;
#define PMM_CATEGORY_FILTER_INIT \
  { sizeof(pmm_category_filter), 0, 0, {NULL, 0}, 0, 0, 0 }

/**
 * List categories, oldest first, with the columns of pmm_category_get().
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
PMM_API pmm_status pmm_category_list(pmm_session* session, const pmm_category_filter* filter,
                                     const pmm_page* page, const pmm_call* call,
                                     pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

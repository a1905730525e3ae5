/*
 * Bulk import of a CSV file by a mapping.
 */
#ifndef PMMCRM_IMPORT_H
#define PMMCRM_IMPORT_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All zero means defaults. */
typedef struct pmm_import_options {
  uint32_t struct_size; /* set by PMM_IMPORT_OPTIONS_INIT */
  uint32_t threads;     /* 1: all in the caller's thread; 2: the file is read and checked in a
                           second one. 0: 2 */
  pmm_str rejects_path; /* CSV file for the rejected rows (line, column, rule, value, message);
                           replaced if there is one. Empty: none */
} pmm_import_options;
#define PMM_IMPORT_OPTIONS_INIT                \
  {                                            \
    sizeof(pmm_import_options), 0, { NULL, 0 } \
  }

/**
 * Import a CSV file, plain or compressed by gzip. Import is a right of its own: it checks
 * invariants, not transitions, and writes the events that the given times imply. Services,
 * categories, offices, channels and areas that are missing are created. A row that breaks a rule
 * is rejected with its line, column, rule and value and leaves no trace. Rows are committed in
 * short chunks, so that other writers get their turn; an import that is cancelled, or that ends at
 * its first rejected row ("on_error": "stop"), keeps the chunks it finished, unless the mapping
 * says "atomic". Memory does not grow with the file.
 *
 * @param session     The session; its actor needs the right to import.
 * @param data_path   UTF-8 path of a regular file.
 * @param mapping     JSON, at most 1 MiB; see docs/import.md.
 * @param options     NULL for defaults.
 * @param call        NULL for defaults; progress counts bytes of the file. Not on behalf of
 * anybody.
 * @param out_report  JSON: entity, read, created, updated, unchanged, rejected (read is the sum of
 *                    the others), complete, the first rejects, warnings (what is odd about rows
 *                    that were taken) and the first of these (warned). Also given when the import
 *                    fails on the way, else NULL; the caller frees it.
 * @param out_error   May be NULL. Of a rejected row: field (the column) and row (from 0).
 * @return PMM_OK; PMM_E_INVALID (a NULL, mapping, options, call, or a rejected row with "stop"),
 *         PMM_E_UNSUPPORTED (newer options), PMM_E_NOT_FOUND (no such file), PMM_E_LIMIT (data_path
 *         or mapping), PMM_E_CONFLICT (a rejected row with "stop"), PMM_E_DENIED, PMM_E_MISUSE (a
 *         transaction is open on the session), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_import_csv(pmm_session* session, pmm_str data_path, pmm_str mapping,
                                  const pmm_import_options* options, const pmm_call* call,
                                  pmm_text** out_report, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * libpmmcrm: what every header shares: status codes, text, errors, call options.
 *
 * Said once, for every function of the library:
 *  - A function that can fail returns pmm_status: 0 is success, above 0 an outcome such as
 *    PMM_END, below 0 an error. Any function may also return PMM_E_NO_MEMORY and
 *    PMM_E_INTERNAL; any function that is given a sized struct PMM_E_UNSUPPORTED, when a newer
 *    program set a byte in it that this library does not know; any function of a store or session
 *    PMM_E_FORKED in a child of the process that opened it; any function of a session
 *    PMM_E_CLOSED after its database was freed (but pmm_rollback(), which then still undoes), and
 *    PMM_E_MISUSE inside or beside another call on the session; any function that touches the file
 *    PMM_E_IO, PMM_E_CORRUPT and PMM_E_INTERNAL, and PMM_E_UNSUPPORTED once a newer library has
 *    migrated it meanwhile; and any that answers with a pmm_result PMM_E_LIMIT when the store has a
 *    memory limit.
 *  - Out parameters are only written: the value on success, and NULL, 0 or an empty struct on
 *    failure. What they held before is never read. They are cleared before inputs are read: one
 *    that lies inside an input clears it there.
 *  - `out_error`, the last parameter, may be NULL. On failure it is set to a new error that the
 *    caller frees, on success to NULL.
 *  - pmm_x_free() takes NULL, never fails, and may be called in any order.
 *  - Instants are int64_t microseconds since 1970-01-01 UTC, dates int32_t days since 1970-01-01,
 *    both proleptic Gregorian.
 */
#ifndef PMMCRM_BASE_H
#define PMMCRM_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(PMM_BUILDING) || !defined(_WIN32)
#define PMM_API __attribute__((visibility("default")))
#else
#define PMM_API
#endif

/* At a function that will go with the next major version; its text says what to use instead. The
   compiler warns of it only under PMM_WARN_DEPRECATED. Its declaration stands inside
   #ifndef PMM_NO_DEPRECATED, so that a program can prove that it needs none. */
#if defined(PMM_WARN_DEPRECATED) && (defined(__GNUC__) || defined(__clang__))
#define PMM_DEPRECATED(instead) __attribute__((deprecated(instead)))
#else
#define PMM_DEPRECATED(instead)
#endif

#ifdef __cplusplus
#define PMM_NOEXCEPT noexcept
extern "C" {
#else
#define PMM_NOEXCEPT
#endif

/* Fixed width on purpose: the size of a C enum is the compiler's choice. */
typedef int32_t pmm_status;
enum {
  PMM_OK = 0,
  PMM_END = 1, /* nothing more to give; not an error */

  PMM_E_INVALID = -100,     /* a value breaks a rule; the field is named */
  PMM_E_MISUSE = -101,      /* a call that is wrong at this moment, such as overlapping use */
  PMM_E_UNSUPPORTED = -102, /* needs a newer library, or something this system lacks */
  PMM_E_LIMIT = -103,       /* over one of the library's limits */

  PMM_E_NOT_FOUND = -200, /* not there, or not to be seen by this actor */
  PMM_E_CONFLICT = -201,  /* the data as they stand forbid it: version, uniqueness, state */
  PMM_E_DENIED = -202,    /* visible to the actor, but not to be done by it */

  PMM_E_CLOSED = -300,
  PMM_E_CANCELLED = -301,
  PMM_E_TIMEOUT = -302, /* the deadline of the call, or the limit of a transaction, has passed */
  PMM_E_BUSY = -303,    /* the turn to write did not come in time */
  PMM_E_FORKED = -304,

  PMM_E_NO_MEMORY = -400,
  PMM_E_IO = -401,
  PMM_E_FULL = -402,
  PMM_E_CORRUPT = -403,
  PMM_E_FOREIGN_ACCESS = -404, /* other code took our file locks away; writing was refused */

  PMM_E_INTERNAL = -900
};

/* Dense per noun, given by the library, never reused; 0 is no row. */
typedef int64_t pmm_id;

#define PMM_DATE_NONE INT32_MIN /* a date field given as empty */
#define PMM_TIME_NONE INT64_MIN /* an instant given as empty */

/* UTF-8 bytes. `size` excludes any terminator; a NUL byte does not end the text.
   As an input the bytes are only read during the call, and {NULL, 0} is the empty text. As an
   output the view is also NUL-terminated, and the function says how long it stays valid. */
typedef struct pmm_str {
  const char* data;
  size_t size;
} pmm_str;

/* A text literal as a pmm_str initialiser: pmm_str s = PMM_STR("napoli"); */
#define PMM_STR(literal) \
  { (literal), sizeof(literal) - 1 }

/* One failure: code, message, where. @threads immutable. Free with pmm_error_free(). */
typedef struct pmm_error pmm_error;
/* A text of the library's own making. @threads immutable. Free with pmm_text_free(). */
typedef struct pmm_text pmm_text;
/* Asks running calls to stop. @threads shared. Free with pmm_cancel_free(). */
typedef struct pmm_cancel pmm_cancel;

/**
 * The view of a NUL-terminated string.
 *
 * @param text  NULL gives the empty view. The view is valid as long as `text` is.
 * @return The view.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_string(const char* text) PMM_NOEXCEPT;

/**
 * The library's version, "major.minor.patch".
 *
 * @return A view valid for ever.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_version(void) PMM_NOEXCEPT;

/**
 * What the library was built with, as JSON: version, compiler, sqlite, schema_version.
 *
 * @return A view valid for ever.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_build_info(void) PMM_NOEXCEPT;

/**
 * The name of a status, such as "PMM_E_CONFLICT".
 *
 * @param status  Any number; one that is not a status gives "".
 * @return A view valid for ever.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_status_name(pmm_status status) PMM_NOEXCEPT;

/**
 * The code of an error.
 *
 * @param error  NULL gives PMM_OK.
 * @return The status that the failed call returned.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_error_code(const pmm_error* error) PMM_NOEXCEPT;

/**
 * What happened, in one line of English. The wording may change between versions.
 *
 * @param error  NULL gives "".
 * @return A view valid until the error is freed.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_error_message(const pmm_error* error) PMM_NOEXCEPT;

/**
 * Path of the offending input, such as "filters[2].values".
 *
 * @param error  NULL gives "".
 * @return A view valid until the error is freed; "" if no input is to blame.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_error_field(const pmm_error* error) PMM_NOEXCEPT;

/**
 * Row of a bulk input that failed.
 *
 * @param error  NULL gives -1.
 * @return Zero-based row, or -1.
 * @threads any
 * @since 0.1
 */
PMM_API int64_t pmm_error_row(const pmm_error* error) PMM_NOEXCEPT;

/**
 * A further fact of an error, by key: "offset", "limit", "version", "statement"….
 *
 * @param error  NULL gives "".
 * @param key    Name of the fact.
 * @return A view valid until the error is freed; "" if the error has no such fact.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_error_detail(const pmm_error* error, pmm_str key) PMM_NOEXCEPT;

/**
 * Free an error. Errors keep nothing else alive and may outlive everything.
 *
 * @param error  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_error_free(pmm_error* error) PMM_NOEXCEPT;

/**
 * The bytes of a text.
 *
 * @param text  NULL gives "".
 * @return A view valid until the text is freed.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_text_view(const pmm_text* text) PMM_NOEXCEPT;

/**
 * Free a text.
 *
 * @param text  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_text_free(pmm_text* text) PMM_NOEXCEPT;

/**
 * Make a cancel token. One token may be given to many calls; it cannot be taken back.
 *
 * @param out_cancel  The token; the caller frees it, also while calls still use it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (out_cancel is NULL).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_cancel_create(pmm_cancel** out_cancel, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Ask every call that was given this token to stop. They return PMM_E_CANCELLED at their next
 * check point, with their transaction rolled back. Points are at most 4,000 steps of the
 * database's machine, one block of 65,536 rows or 512 imported rows apart.
 *
 * @param cancel  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_cancel_request(pmm_cancel* cancel) PMM_NOEXCEPT;

/**
 * Free a cancel token.
 *
 * @param cancel  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_cancel_free(pmm_cancel* cancel) PMM_NOEXCEPT;

/* Tells how far a long call is; `total` is 0 when nobody knows. Returns 0 to go on, anything else
   to stop the work as pmm_cancel_request() would. Called in the thread of the call; it must not
   use the session of the call, throw, or longjmp. */
typedef int32_t (*pmm_progress_fn)(void* user_data, int64_t done, int64_t total);

/* How one call is to be carried out. All zero means defaults. */
typedef struct pmm_call {
  uint32_t struct_size;     /* set by PMM_CALL_INIT */
  int32_t assurance;        /* level of assurance of the login, 1 to 3; 0: the session's */
  pmm_str idempotency_key;  /* at most 255 bytes; per actor and operation. Writing again with
                               the same key and the same input gives the first answer; with
                               another input PMM_E_CONFLICT. Empty: none */
  int64_t expected_version; /* of the row to change: another is PMM_E_CONFLICT. 0: any */
  int64_t deadline_ms;      /* milliseconds from now, then PMM_E_TIMEOUT. 0: none */
  pmm_cancel* cancel;       /* NULL: none. Kept alive by the call */
  pmm_progress_fn progress; /* NULL: none */
  void* progress_data;      /* given to `progress` */
  pmm_str reason;           /* why, at most 65,536 bytes; kept beside the journal. Empty: none */
  pmm_id on_behalf_of;      /* subject the actor acts for; 0: none. Every write to a store with one
                               that is not there, or not to be seen, is PMM_E_NOT_FOUND; one of
                               contacts, cases and what hangs on them, appointments, reminders,
                               feedback, preferences and notifications whose row is of another
                               subject is PMM_E_CONFLICT */
} pmm_call;
#define PMM_CALL_INIT \
  { sizeof(pmm_call), 0, {NULL, 0}, 0, 0, NULL, NULL, NULL, {NULL, 0}, 0 }

/* One page of a list: rows and where the next page starts. The order is stable: rows added or
   changed between two pages neither repeat nor hide the others. */
typedef struct pmm_page {
  uint32_t struct_size; /* set by PMM_PAGE_INIT */
  uint32_t reserved0;   /* must be zero */
  int64_t limit;        /* rows, 1 to 10,000; 0: 100 */
  pmm_str cursor;       /* of pmm_result_next_cursor(), for the same list; empty: first page */
} pmm_page;
#define PMM_PAGE_INIT                   \
  {                                     \
    sizeof(pmm_page), 0, 0, { NULL, 0 } \
  }

#ifdef __cplusplus
}
#endif

#endif

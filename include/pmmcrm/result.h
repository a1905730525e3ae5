/*
 * Answers: immutable tables, read cell by cell, by whole columns, as JSON, or as an Arrow stream.
 */
#ifndef PMMCRM_RESULT_H
#define PMMCRM_RESULT_H

#include "pmmcrm/arrow_abi.h"
#include "pmmcrm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An answer; outlives its session and database. @threads immutable. Free with pmm_result_free(). */
typedef struct pmm_result pmm_result;

typedef int32_t pmm_type;
enum {
  PMM_TYPE_INT64 = 1,
  PMM_TYPE_FLOAT64 = 2,
  PMM_TYPE_TEXT = 3,
  PMM_TYPE_BOOL = 4,
  PMM_TYPE_TIME = 5, /* int64_t microseconds since 1970 UTC */
  PMM_TYPE_DATE = 6  /* int32_t days since 1970-01-01 */
};

/**
 * Number of rows.
 *
 * @param result  NULL gives 0.
 * @return Rows.
 * @threads any
 * @since 0.1
 */
PMM_API int64_t pmm_result_rows(const pmm_result* result) PMM_NOEXCEPT;

/**
 * Number of columns.
 *
 * @param result  NULL gives 0.
 * @return Columns.
 * @threads any
 * @since 0.1
 */
PMM_API int32_t pmm_result_columns(const pmm_result* result) PMM_NOEXCEPT;

/**
 * Name of a column, such as "subject" or "cases.opened_at.month".
 *
 * @param result  NULL gives "".
 * @param column  From 0; outside the table gives "".
 * @return A view valid until the result is freed.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_result_column_name(const pmm_result* result, int32_t column) PMM_NOEXCEPT;

/**
 * Unit of a column: "s", "1" for a fraction, "" for none.
 *
 * @param result  NULL gives "".
 * @param column  From 0; outside the table gives "".
 * @return A view valid until the result is freed.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_result_column_unit(const pmm_result* result, int32_t column) PMM_NOEXCEPT;

/**
 * Title of a column, as people read it: of a question's member the one of pmm_meta().
 *
 * @param result    NULL gives "".
 * @param column    From 0; outside the table gives "".
 * @param language  "it" for Italian; English otherwise.
 * @return A view valid until the result is freed; the column's name where it has no title.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_result_column_title(const pmm_result* result, int32_t column,
                                        pmm_str language) PMM_NOEXCEPT;

/**
 * Type of a column.
 *
 * @param result  NULL gives 0.
 * @param column  From 0; outside the table gives 0.
 * @return A PMM_TYPE_*; later versions may add some.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_type pmm_result_column_type(const pmm_result* result, int32_t column) PMM_NOEXCEPT;

/**
 * Position of the column of a name.
 *
 * @param result  NULL gives -1.
 * @param name    Exact name.
 * @return From 0, or -1 if there is none.
 * @threads any
 * @since 0.1
 */
PMM_API int32_t pmm_result_find_column(const pmm_result* result, pmm_str name) PMM_NOEXCEPT;

/**
 * Whether a cell is null.
 *
 * @param result  NULL gives 1.
 * @param row     From 0.
 * @param column  From 0.
 * @return 1 if null or outside the table, else 0.
 * @threads any
 * @since 0.1
 */
PMM_API int32_t pmm_result_is_null(const pmm_result* result, int64_t row,
                                   int32_t column) PMM_NOEXCEPT;

/**
 * Whether a cell is null because the actor may not see what stands there: a column of a group that
 * its roles do not see, or a number over too few rows.
 *
 * @param result  NULL gives 0.
 * @param row     From 0.
 * @param column  From 0.
 * @return 1 if so, else 0, also outside the table.
 * @threads any
 * @since 0.1
 */
PMM_API int32_t pmm_result_is_withheld(const pmm_result* result, int64_t row,
                                       int32_t column) PMM_NOEXCEPT;

/**
 * How many rows of an answer were left out because they are over too few rows for this actor.
 *
 * @param result  NULL gives 0.
 * @return The number, 0 for none.
 * @threads any
 * @since 0.1
 */
PMM_API int64_t pmm_result_withheld_rows(const pmm_result* result) PMM_NOEXCEPT;

/**
 * A cell as an integer: of a column of type INT64, TIME, DATE or BOOL.
 *
 * @param result  NULL gives 0.
 * @param row     From 0.
 * @param column  From 0.
 * @return The value; 0 if null, of another type, or outside the table.
 * @threads any
 * @since 0.1
 */
PMM_API int64_t pmm_result_int64(const pmm_result* result, int64_t row,
                                 int32_t column) PMM_NOEXCEPT;

/**
 * A cell as a number: of a column of type FLOAT64 or INT64.
 *
 * @param result  NULL gives 0.
 * @param row     From 0.
 * @param column  From 0.
 * @return The value; 0 if null, of another type, or outside the table.
 * @threads any
 * @since 0.1
 */
PMM_API double pmm_result_float64(const pmm_result* result, int64_t row,
                                  int32_t column) PMM_NOEXCEPT;

/**
 * A cell of a column of type TEXT.
 *
 * @param result  NULL gives "".
 * @param row     From 0.
 * @param column  From 0.
 * @return A view valid until the result is freed; "" if null, of another type, or outside.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_result_text(const pmm_result* result, int64_t row, int32_t column) PMM_NOEXCEPT;

/* A whole column in the layout of the Arrow columnar format. Valid until the result is freed. */
typedef struct pmm_column {
  uint32_t struct_size;    /* set by PMM_COLUMN_INIT */
  pmm_type type;           /* PMM_TYPE_* */
  int64_t length;          /* rows */
  int64_t null_count;      /* rows that are null */
  const uint8_t* validity; /* bits, least significant first, 1 = not null; NULL: none is null */
  const void* values;      /* int64_t, double or int32_t each; bits for BOOL; bytes for TEXT */
  const int32_t* offsets;  /* TEXT: length + 1 offsets into the bytes; else NULL */
} pmm_column;
#define PMM_COLUMN_INIT \
  { sizeof(pmm_column), 0, 0, 0, NULL, NULL, NULL }

/**
 * A whole column without a copy; of a dimension's texts a copy is made at the first call.
 *
 * @param result      The answer.
 * @param column      From 0.
 * @param out_column  Caller's struct, initialised by PMM_COLUMN_INIT; filled in.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a struct that was not initialised, or no such column).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_result_column(const pmm_result* result, int32_t column,
                                     pmm_column* out_column, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The answer as JSON: {"columns":[{"name","type","unit"}…],"rows":[[…]…],"timezone",
 * "watermark":{"journal","visit","time"}}; of a paged list "next_cursor"; of a question with
 * "total" how many rows it has, and with date ranges "ranges":[{"member","from","to","compared"}…].
 *
 * @param result     The answer.
 * @param out_text   The JSON; the caller frees it.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_result_json(const pmm_result* result, pmm_text** out_text,
                                   pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Export as an Arrow C stream without copying column data. Types: int64, double, bool, date32,
 * timestamp in microseconds with its zone, utf8, and for the dimensions of a question
 * dictionary<int32, utf8> with one dictionary, in order, for all rows. The metadata of a field hold
 * "unit", "title" and "title:it" where the column has them.
 *
 * @param result      Unchanged; may be exported any number of times, and freed at once.
 * @param out_stream  Caller's storage. On success the caller must call its release(); on failure
 *                    release is NULL. The stream may outlive everything.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL).
 * @threads any; the stream itself is serial, arrays taken from it are independent of it
 * @since 0.1
 */
PMM_API pmm_status pmm_result_export_arrow(const pmm_result* result,
                                           struct ArrowArrayStream* out_stream,
                                           pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Where the next page of this list starts.
 *
 * @param result  NULL gives "".
 * @return A view valid until the result is freed; "" on the last page.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_result_next_cursor(const pmm_result* result) PMM_NOEXCEPT;

/**
 * How many rows the answer to a question with "total": true has without its limit and offset.
 *
 * @param result  NULL gives -1.
 * @return Rows; -1 if it was not asked for.
 * @threads any
 * @since 0.1
 */
PMM_API int64_t pmm_result_total(const pmm_result* result) PMM_NOEXCEPT;

/**
 * The zone that dates and time buckets of the answer were computed in.
 *
 * @param result  NULL gives "".
 * @return A view valid until the result is freed.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_str pmm_result_timezone(const pmm_result* result) PMM_NOEXCEPT;

/* How far an answer saw. */
typedef struct pmm_watermark {
  uint32_t struct_size; /* set by PMM_WATERMARK_INIT */
  uint32_t reserved0;   /* zero */
  int64_t journal;      /* last journal number */
  pmm_id visit;         /* last visit */
  int64_t time_us;      /* the store's clock then */
} pmm_watermark;
#define PMM_WATERMARK_INIT \
  { sizeof(pmm_watermark), 0, 0, 0, 0 }

/**
 * How far the answer saw.
 *
 * @param result         The answer.
 * @param out_watermark  Caller's struct, initialised by PMM_WATERMARK_INIT; filled in.
 * @param out_error      May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, or a struct that was not initialised).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_result_watermark(const pmm_result* result, pmm_watermark* out_watermark,
                                        pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Free an answer.
 *
 * @param result  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_result_free(pmm_result* result) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/*
 * Answers out of the library: CSV, workbooks of a spreadsheet (XLSX), JSON, and an extract of the
 * store for programs of business intelligence.
 *
 * Whatever is written appears whole or not at all: a file is made beside its name, readable by its
 * owner alone, and takes the name when it is complete; a file that stood there is replaced, unless
 * it is a store or another database in use.
 */
#ifndef PMMCRM_EXPORT_H
#define PMMCRM_EXPORT_H

#include "pmmcrm/db.h"
#include "pmmcrm/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Where to ----------------------------------------------------------------------------- */

/* Takes the next bytes of what is written. Returns 0 to go on, anything else to stop the work with
   PMM_E_CANCELLED. Called in the thread of the call; it must not use the session or the writer of
   the call, throw, or longjmp. What it has been given is no whole file before the call that wrote
   it has succeeded. */
typedef int32_t (*pmm_write_fn)(void* user_data, const void* bytes, size_t size);

/* Where an export goes: one of the two, a path or a function. */
typedef struct pmm_sink {
  uint32_t struct_size; /* set by PMM_SINK_INIT */
  uint32_t reserved0;   /* must be zero */
  pmm_str path;         /* UTF-8 path of a file to be made or replaced; empty: none */
  pmm_write_fn write;   /* NULL: none */
  void* write_data;     /* given to `write` */
} pmm_sink;
#define PMM_SINK_INIT \
  { sizeof(pmm_sink), 0, {NULL, 0}, NULL, NULL }

/* ---- How ---------------------------------------------------------------------------------- */

typedef int32_t pmm_export_format;
enum {
  PMM_EXPORT_BY_PATH = 0, /* by the ending of the path: .csv, .xlsx, .json */
  PMM_EXPORT_CSV = 1,
  PMM_EXPORT_XLSX = 2,
  PMM_EXPORT_JSON = 3 /* the text of pmm_result_json() */
};

typedef int32_t pmm_csv_preset;
enum {
  /* For programs: RFC 4180, UTF-8 without a byte order mark, commas, a decimal point, times in
     RFC 3339. Texts are left as they are. */
  PMM_CSV_PLAIN = 0,
  /* For people who open it in a spreadsheet: a byte order mark, semicolons, a decimal comma, local
     times as YYYY-MM-DD HH:MM:SS, and an apostrophe before each text that a spreadsheet would take
     for a formula. Numbers are never touched. */
  PMM_CSV_EXCEL = 1
};

/* Bits of pmm_export_options.flags. */
#define PMM_EXPORT_NO_HEADER (1u << 0)   /* CSV: no row of titles */
#define PMM_EXPORT_NO_GUARD (1u << 1)    /* CSV, excel: texts are left as they are */
#define PMM_EXPORT_NO_CROSSTAB (1u << 2) /* workbook: never a sheet of rows by columns */

/* All zero means defaults. */
typedef struct pmm_export_options {
  uint32_t struct_size;     /* set by PMM_EXPORT_OPTIONS_INIT */
  pmm_export_format format; /* 0: by the ending of the path */
  pmm_csv_preset preset;    /* of CSV */
  uint32_t flags;           /* PMM_EXPORT_NO_* */
  pmm_str delimiter;        /* CSV: one of , ; | and TAB. Empty: that of the preset */
  pmm_str decimal;          /* CSV: . or , Empty: that of the preset */
  pmm_str language;         /* of titles: "en", "it". Empty: English in workbooks, and the names of
                               the columns in the header of CSV */
  pmm_str title;            /* of a workbook. Empty: that of its first sheet */
  int64_t created_us;       /* when a workbook says that it was made. 0: when its first answer was
                               given, so that the same answers give the same bytes */
} pmm_export_options;
#define PMM_EXPORT_OPTIONS_INIT \
  { sizeof(pmm_export_options), 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0 }

typedef int32_t pmm_chart;
enum {
  PMM_CHART_AUTO = 0, /* a line over time, else columns, or bars when they are many */
  PMM_CHART_LINE = 1,
  PMM_CHART_COLUMN = 2,
  PMM_CHART_BAR = 3,
  PMM_CHART_NONE = 4
};

/* How one answer stands in a workbook. All zero means defaults. */
typedef struct pmm_sheet {
  uint32_t struct_size; /* set by PMM_SHEET_INIT */
  pmm_chart chart;      /* of an answer with one dimension, or of its crosstab */
  pmm_str name;         /* of the sheet, made fit: at most 31 characters, none of []:*?/\, and not
                           taken. Empty: made from the title */
  pmm_str title;        /* above chart and page. Empty: the name */
  pmm_str question;     /* the query that was asked, for the page about the workbook */
  pmm_str measure;      /* that the crosstab shows. Empty: the first */
} pmm_sheet;
#define PMM_SHEET_INIT                                                 \
  {                                                                    \
    sizeof(pmm_sheet), 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, { NULL, 0 } \
  }

/* What was written. */
typedef struct pmm_export_report {
  uint32_t struct_size; /* set by PMM_EXPORT_REPORT_INIT */
  int32_t sheets;       /* of data; of CSV and JSON 1 */
  int32_t tables;       /* sheets that are tables, with filters and bands; a workbook of more than
                           200,000 cells has none, so that it needs no memory for them */
  int32_t charts;
  int32_t crosstabs; /* sheets of rows by columns */
  int32_t reserved0; /* zero */
  int64_t rows;
  int64_t bytes;
  int64_t cut;      /* texts over the 32,767 characters of a cell, ended by " [...]" */
  int64_t as_text;  /* integers beyond 2^53 and days before March 1900, written as text */
  int64_t blank;    /* numbers that are none, left out */
  int64_t repaired; /* texts with characters that a workbook cannot hold, given as U+FFFD */
  int64_t guarded;  /* texts with an apostrophe before them */
} pmm_export_report;
#define PMM_EXPORT_REPORT_INIT \
  { sizeof(pmm_export_report), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Write one answer.
 *
 * In a workbook it becomes a table with titles in the first row and formats by the units of its
 * columns: rates as percentages; durations in days, as spreadsheets count time, shown as hours,
 * minutes and seconds when all are under two days, else as days; dates and local times as such;
 * texts always as texts, never as formulas. A chart stands beside it; an answer with two dimensions
 * gets a second sheet of rows by columns. A page tells the question, the members' formulas, the
 * zone and how far the answer saw. Rows over the 1,048,576 of a sheet go on in another sheet.
 *
 * @param result      The answer.
 * @param sink        Where to.
 * @param options     NULL for defaults.
 * @param sheet       Of a workbook; NULL for defaults.
 * @param call        NULL for defaults; progress counts rows. Of the rest, cancel and deadline_ms.
 * @param out_report  Caller's struct, initialised by PMM_EXPORT_REPORT_INIT; may be NULL.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, sink, options, sheet or call), PMM_E_UNSUPPORTED (a newer
 *         struct), PMM_E_LIMIT (a path or a text that is too long; more columns than a sheet has),
 *         PMM_E_CONFLICT (the path is a database in use, or that of a file beside one), PMM_E_FULL,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_export_result(const pmm_result* result, const pmm_sink* sink,
                                     const pmm_export_options* options, const pmm_sheet* sheet,
                                     const pmm_call* call, pmm_export_report* out_report,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/* ---- Several answers, or one in parts ------------------------------------------------------- */

/* An export in the making. @threads serial. Free with pmm_writer_free(). */
typedef struct pmm_writer pmm_writer;

/**
 * Begin an export of several answers to one workbook, or of one answer that comes page by page.
 *
 * @param sink        Where to.
 * @param options     NULL for defaults.
 * @param out_writer  The writer; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, sink or options), PMM_E_UNSUPPORTED (a newer struct),
 *         PMM_E_LIMIT (a path or a text that is too long), PMM_E_CONFLICT (the path is a database
 *         in use, or that of a file beside one).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_writer_open(const pmm_sink* sink, const pmm_export_options* options,
                                   pmm_writer** out_writer, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Add an answer: as a sheet of its own, or as further rows of the one before. A workbook of more
 * than 200,000 cells is written as its rows come, to temporary files, so that it may be larger than
 * the memory; when it goes to a function, the packed workbook is held in memory. CSV and JSON are
 * written as their rows come.
 *
 * @param writer     The writer. After a failure other than a refused argument it takes no more.
 * @param result     The answer; may be freed at once.
 * @param sheet      Begins a sheet. NULL: the rows go on where those of the last answer ended,
 *                   which had the same columns; of the first answer, defaults.
 * @param call       NULL for defaults; progress counts rows. Of the rest, cancel and deadline_ms.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, sheet, call, other columns, or a second sheet where there
 *         is but one), PMM_E_UNSUPPORTED (a newer struct), PMM_E_LIMIT (a text that is too long;
 *         more sheets or columns than a workbook has), PMM_E_MISUSE (the writer has finished or
 *         failed), PMM_E_FULL, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the writer
 * @since 0.1
 */
PMM_API pmm_status pmm_writer_add(pmm_writer* writer, const pmm_result* result,
                                  const pmm_sheet* sheet, const pmm_call* call,
                                  pmm_error** out_error) PMM_NOEXCEPT;

/**
 * End an export: only now is there a file of the wanted name.
 *
 * @param writer      The writer; takes nothing more, unless an argument was refused.
 * @param call        NULL for defaults; progress counts rows. Of the rest, cancel and deadline_ms.
 * @param out_report  Caller's struct, initialised by PMM_EXPORT_REPORT_INIT; may be NULL.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, call, or no answer was added), PMM_E_UNSUPPORTED (a newer
 *         call), PMM_E_MISUSE (the writer has finished or failed), PMM_E_CONFLICT (a database came
 *         to stand at the path meanwhile), PMM_E_FULL, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the writer
 * @since 0.1
 */
PMM_API pmm_status pmm_writer_finish(pmm_writer* writer, const pmm_call* call,
                                     pmm_export_report* out_report,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Free a writer. What was not finished leaves nothing behind.
 *
 * @param writer  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_writer_free(pmm_writer* writer) PMM_NOEXCEPT;

/* ---- For those who answer for the services -------------------------------------------------- */

/**
 * Write the workbook of the managers: the indicators of a period, by service and by month, with
 * their targets; the services requested, the reports, the channels, states and offices, the answers
 * against the term, the contacts, the visits, each as a table with a chart or as rows by columns;
 * and a page that tells what was asked. People read it: names stand where the store has codes,
 * which come in columns behind all others. The request is JSON, every key may be left out:
 *
 *   {"from": "2007-01-01", "to": "2007-12-31",   both days included; all time when left out
 *    "timezone": "Europe/Rome"}                  the store's when left out
 *
 * @param session     The session; its rights are a filter of every count.
 * @param sink        Where to; only a workbook.
 * @param options     NULL for defaults. The language is that of the sheets, too.
 * @param request     UTF-8 JSON, at most 1 MiB; empty for all time.
 * @param call        NULL for defaults; progress counts rows. Of the rest, cancel and deadline_ms.
 * @param out_report  Caller's struct, initialised by PMM_EXPORT_REPORT_INIT; may be NULL.
 * @param out_error   May be NULL. The field may be a place in the request, such as "from".
 * @return PMM_OK; PMM_E_INVALID (a NULL, sink, options, request or call), PMM_E_UNSUPPORTED (a
 * newer struct), PMM_E_LIMIT (a text that is too long; more than an answer may hold),
 *         PMM_E_CONFLICT (the path is a database in use), PMM_E_FULL, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_export_workbook(pmm_session* session, const pmm_sink* sink,
                                       const pmm_export_options* options, pmm_str request,
                                       const pmm_call* call, pmm_export_report* out_report,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/* ---- For programs of business intelligence -------------------------------------------------- */

/* Bits of pmm_bi_options.flags. */
#define PMM_BI_PERSONS (1u << 0) /* who the subjects are: a table of persons, and their own ids */

/* All zero means defaults. */
typedef struct pmm_bi_options {
  uint32_t struct_size; /* set by PMM_BI_OPTIONS_INIT */
  uint32_t flags;       /* PMM_BI_* */
} pmm_bi_options;
#define PMM_BI_OPTIONS_INIT \
  { sizeof(pmm_bi_options), 0 }

/* Rows of an extract. */
typedef struct pmm_bi_report {
  uint32_t struct_size; /* set by PMM_BI_REPORT_INIT */
  int32_t tables;
  int64_t cases;
  int64_t contacts;
  int64_t visits;
  int64_t subjects;
  int64_t days; /* of the calendar */
  int64_t deliveries;
  int64_t appointments;
} pmm_bi_report;
#define PMM_BI_REPORT_INIT \
  { sizeof(pmm_bi_report), 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Write what the store holds as a star schema into an SQLite database of its own, for programs that
 * look at a file: facts cases, contacts, visits, deliveries and appointments; services, categories,
 * offices, channels, areas, booking_calendars, subject_kinds and subjects around them; a calendar
 * of local days with quarters, ISO weeks, weekdays and holidays; and about, which says when and
 * from what it was made. Types are declared as DATE, DATETIME, BOOLEAN, INTEGER, REAL and TEXT,
 * references as foreign keys. Instants (…_at) are UTC as YYYY-MM-DD HH:MM:SS, days (…_on) local. No
 * texts and no names are in it; a subject is a number that is the same in every extract of this
 * store and leads nobody back. The file is one, needs no other beside it, and opens from a
 * read-only place. Memory does not grow with the store.
 *
 * @param session     The session; its actor may read every case, contact, visit, delivery and
 *                    appointment, and with PMM_BI_PERSONS every subject with its columns of
 * identity.
 * @param path        UTF-8 path of a file to be made or replaced.
 * @param options     NULL for defaults.
 * @param call        NULL for defaults; progress counts rows.
 * @param out_report  Caller's struct, initialised by PMM_BI_REPORT_INIT; may be NULL.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, path, options or call), PMM_E_UNSUPPORTED (newer options),
 *         PMM_E_LIMIT (path), PMM_E_CONFLICT (the path is a database in use, or that of a file
 *         beside one), PMM_E_DENIED, PMM_E_FULL, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_export_bi(pmm_session* session, pmm_str path, const pmm_bi_options* options,
                                 const pmm_call* call, pmm_bi_report* out_report,
                                 pmm_error** out_error) PMM_NOEXCEPT;

/* ---- Calendars of other programs ----------------------------------------------------------- */

/* Bits of pmm_ics_input.set_fields. */
#define PMM_ICS_APPOINTMENT (UINT64_C(1) << 0)
#define PMM_ICS_SUBJECT (UINT64_C(1) << 1)
#define PMM_ICS_CALENDAR (UINT64_C(1) << 2)
#define PMM_ICS_FROM_US (UINT64_C(1) << 3)
#define PMM_ICS_TO_US (UINT64_C(1) << 4)
#define PMM_ICS_PERSONS (UINT64_C(1) << 5)

/* What goes into it: one of appointment, subject and calendar. */
typedef struct pmm_ics_input {
  uint32_t struct_size; /* set by PMM_ICS_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_ICS_* */
  pmm_id appointment;   /* this one */
  pmm_id subject;       /* the appointments of this subject, and its reminders as all-day entries */
  pmm_id calendar;      /* what is booked in this calendar of an office */
  int64_t from_us;      /* of subject and calendar alone: that begin from here on */
  int64_t to_us;        /* that begin before */
  int32_t persons;      /* of calendar: 1: with who comes, what was noted, and codes. Default 0 */
  uint32_t reserved1;   /* must be zero */
} pmm_ics_input;
#define PMM_ICS_INPUT_INIT \
  { sizeof(pmm_ics_input), 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Write appointments and deadlines for the calendar of another program, as iCalendar (RFC 5545).
 * Times are local times of the store's zone, whose rules are in the file. An entry keeps its UID
 * whatever happens to it, and its SEQUENCE grows with each change, so that a file that is imported
 * again moves what it brought before. What was cancelled is told as such. A single appointment
 * comes with a method, PUBLISH or CANCEL, and its office as the organizer (RFC 5546); without an
 * address of the office the store's own name stands for one. Every entry is of CLASS:PRIVATE. No
 * UID tells a token. Of a calendar nothing of persons is in the file unless it is asked for. A
 * local time that a change of the clock brings twice is written in UTC.
 *
 * @param session     The session; its actor may read the appointments.
 * @param what        What goes into it.
 * @param sink        Where to.
 * @param call        NULL for defaults.
 * @param out_events  How many entries; may be NULL.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, what, sink or call), PMM_E_UNSUPPORTED (a newer what or
 *         sink), PMM_E_LIMIT (sink.path, or too many entries), PMM_E_NOT_FOUND (what it names),
 *         PMM_E_CONFLICT (the path is a database in use), PMM_E_DENIED, PMM_E_FULL,
 *         PMM_E_CANCELLED (also by the sink's function), PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_export_ics(pmm_session* session, const pmm_ics_input* what,
                                  const pmm_sink* sink, const pmm_call* call, int64_t* out_events,
                                  pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

/* The calls of export.h. */
#include <stdio.h>
#include <string.h>

#include "calls.h"

/* Where the calls write: in the world's folder, or over the store where that is to be refused. */
static const char* out_path(world* w, const char* name) {
  static char path[600];
  if (w->want == PMM_E_CONFLICT) return w->path;
  snprintf(path, sizeof path, "%s/%s", w->folder, name);
  remove(path);
  return path;
}

static pmm_sink out_sink(world* w) {
  pmm_sink sink = PMM_SINK_INIT;
  sink.path = w->want == PMM_E_LIMIT ? world_text(w) : pmm_string(out_path(w, "out.json"));
  return sink;
}

/* That a file stands there exactly when the call succeeded. */
static pmm_status checked(world* w, const char* name, pmm_status status) {
  char path[600];
  snprintf(path, sizeof path, "%s/%s", w->folder, name);
  REQUIRE((remove(path) == 0) == (status == PMM_OK));
  return status;
}

static pmm_status export_result(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_sink sink = out_sink(w);
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_export_report out = PMM_EXPORT_REPORT_INIT;
  pmm_status status;
  options.format = PMM_EXPORT_JSON;
  out.rows = 7;
  status = pmm_export_result(w->result, &sink, &options, NULL, call, &out, error);
  REQUIRE(out.rows == (status == PMM_OK ? pmm_result_rows(w->result) : 0));
  return checked(w, "out.json", status);
}

static pmm_status writer_open(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_sink sink = out_sink(w);
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_writer* out = POISON;
  pmm_status status;
  (void)call;
  options.format = PMM_EXPORT_JSON;
  status = pmm_writer_open(&sink, &options, &out, error);
  REQUIRE((out != NULL) == (status == PMM_OK));
  pmm_writer_free(out);
  return status;
}

/* What a call of the writer is made on: made anew before each. */
static pmm_writer* prepared;

static void new_writer(world* w) {
  pmm_sink sink = PMM_SINK_INIT;
  char path[600];
  pmm_writer_free(prepared);
  snprintf(path, sizeof path, "%s/written.json", w->folder);
  remove(path);
  sink.path = pmm_string(path);
  PREPARED(pmm_writer_open(&sink, NULL, &prepared, NULL));
  if (w->want == PMM_E_MISUSE) {
    PREPARED(pmm_writer_add(prepared, w->result, NULL, NULL, NULL));
    PREPARED(pmm_writer_finish(prepared, NULL, NULL, NULL));
    remove(path);
  }
}

static void new_filled_writer(world* w) {
  new_writer(w);
  if (w->want != PMM_E_MISUSE) PREPARED(pmm_writer_add(prepared, w->result, NULL, NULL, NULL));
}

static void drop_writer(void) {
  pmm_writer_free(prepared);
  prepared = NULL;
}

static pmm_status writer_add(world* w, const pmm_call* call, pmm_error** error) {
  pmm_sheet sheet = PMM_SHEET_INIT;
  pmm_status status;
  if (w->want == PMM_E_LIMIT) sheet.title = world_text(w);
  status = pmm_writer_add(prepared, w->result, &sheet, call, error);
  drop_writer();
  return status;
}

static pmm_status writer_finish(world* w, const pmm_call* call, pmm_error** error) {
  pmm_export_report out = PMM_EXPORT_REPORT_INIT;
  char log[620];
  pmm_status status;
  snprintf(log, sizeof log, "%s/written.json", w->folder);
  if (w->want == PMM_E_CONFLICT) {
    FILE* file = fopen(log, "wb");
    REQUIRE(file != NULL && fclose(file) == 0);
    strcat(log, "-wal");
    file = fopen(log, "wb");
    REQUIRE(file != NULL && fclose(file) == 0);
  }
  out.bytes = 7;
  status = pmm_writer_finish(prepared, call, &out, error);
  REQUIRE((out.bytes > 0) == (status == PMM_OK));
  drop_writer();
  if (w->want == PMM_E_CONFLICT) {
    REQUIRE(remove(log) == 0);
    log[strlen(log) - 4] = 0;
    REQUIRE(remove(log) == 0);
    return status;
  }
  return checked(w, "written.json", status);
}

static pmm_status export_workbook(world* w, const pmm_call* call, pmm_error** error) {
  pmm_sink sink = PMM_SINK_INIT;
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  pmm_export_report out = PMM_EXPORT_REPORT_INIT;
  pmm_status status;
  sink.path = pmm_string(out_path(w, "report.xlsx"));
  options.format = PMM_EXPORT_XLSX;
  if (w->want == PMM_E_LIMIT) options.title = world_text(w);
  status = pmm_export_workbook(w->session, &sink, &options, pmm_string("{}"), call, &out, error);
  REQUIRE((out.sheets > 0) == (status == PMM_OK));
  return checked(w, "report.xlsx", status);
}

static pmm_status export_bi(world* w, const pmm_call* call, pmm_error** error) {
  pmm_bi_report out = PMM_BI_REPORT_INIT;
  const pmm_str path =
      w->want == PMM_E_LIMIT ? world_text(w) : pmm_string(out_path(w, "bi.sqlite"));
  const pmm_status status = pmm_export_bi(w->session, path, NULL, call, &out, error);
  REQUIRE((out.tables > 0) == (status == PMM_OK));
  return checked(w, "bi.sqlite", status);
}

static pmm_status export_ics(world* w, const pmm_call* call, pmm_error** error) {
  pmm_ics_input what = PMM_ICS_INPUT_INIT;
  pmm_sink sink = PMM_SINK_INIT;
  int64_t out = 7;
  pmm_status status;
  what.set_fields = PMM_ICS_CALENDAR;
  what.calendar = w->ids.calendar;
  sink.path = w->want == PMM_E_LIMIT ? world_text(w) : pmm_string(out_path(w, "desk.ics"));
  status = pmm_export_ics(w->session, &what, &sink, call, &out, error);
  REQUIRE((out > 0) == (status == PMM_OK));
  return checked(w, "desk.ics", status);
}

const calls_entry calls_export[] = {{"pmm_export_result", export_result, NULL, 0},
                                    {"pmm_writer_open", writer_open, NULL, 0},
                                    {"pmm_writer_add", writer_add, new_writer, 0},
                                    {"pmm_writer_finish", writer_finish, new_filled_writer, 0},
                                    {"pmm_export_workbook", export_workbook, NULL, CALLS_PACKS},
                                    {"pmm_export_bi", export_bi, NULL, CALLS_CITIZEN},
                                    {"pmm_export_ics", export_ics, NULL, CALLS_CITIZEN},
                                    {NULL, NULL, NULL, 0}};

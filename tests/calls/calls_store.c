/* The calls of the store itself: opening, transactions, upkeep, questions, answers. */
#include <stdio.h>
#include <string.h>

#include "calls.h"

static pmm_status cancel_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_cancel* out = POISON;
  const pmm_status status = pmm_cancel_create(&out, error);
  (void)w;
  (void)call;
  REQUIRE((out != NULL) == (status == PMM_OK));
  pmm_cancel_free(out);
  return status;
}

/* A file with something else in it. */
static const char* no_store(world* w) {
  static char path[600];
  static char junk[8192];
  FILE* file;
  snprintf(path, sizeof path, "%s/no_store.crm", w->folder);
  memset(junk, 'j', sizeof junk);
  file = fopen(path, "wb");
  REQUIRE(file != NULL && fwrite(junk, 1, sizeof junk, file) == sizeof junk && fclose(file) == 0);
  return path;
}

static void remove_store(const char* path) {
  static const char* const suffixes[] = {"", "-wal", "-shm", "-journal", ".gate", ".turn"};
  size_t i;
  for (i = 0; i < sizeof suffixes / sizeof suffixes[0]; ++i) {
    char file[640];
    snprintf(file, sizeof file, "%s%s", path, suffixes[i]);
    remove(file);
  }
}

/* The store a second time, or a new one where writing is what must fail. */
static pmm_status open_store(world* w, const pmm_call* call, pmm_error** error) {
  const int anew = w->want == PMM_E_FULL || w->want == PMM_E_IO;
  char fresh[600];
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* out = POISON;
  pmm_str path = pmm_string(w->want == PMM_E_CORRUPT ? no_store(w) : w->path);
  pmm_status status;
  (void)call;
  if (w->want == PMM_E_LIMIT) path = world_text(w);
  if (w->want == PMM_E_NOT_FOUND) path = pmm_string("/nowhere/at/all.crm");
  if (w->want == PMM_E_CONFLICT) options.flags = PMM_OPEN_CREATE | PMM_OPEN_EXCLUSIVE;
  if (w->want == PMM_E_BUSY) options.busy_timeout_ms = 1;
  snprintf(fresh, sizeof fresh, "%s/fresh.crm", w->folder);
  if (anew) {
    path = pmm_string(fresh);
    options.flags = PMM_OPEN_CREATE;
  }
  status = pmm_open(path, &options, &out, error);
  REQUIRE((out != NULL) == (status == PMM_OK));
  pmm_db_free(out);
  remove_store(fresh);
  return status;
}

static pmm_status db_info(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_db_info(w->db, call, &out, error), &out);
}

static pmm_status db_statistics(world* w, const pmm_call* call, pmm_error** error) {
  pmm_statistics out = PMM_STATISTICS_INIT;
  (void)call;
  return pmm_db_statistics(w->db, &out, error);
}

static void change_calendar(world* w) {
  pmm_holiday_input in = PMM_HOLIDAY_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE | PMM_HOLIDAY_ON_DAY;
  in.name = pmm_string("another day off");
  in.rule = pmm_string("date");
  in.on_day = 15000 + w->number;
  PREPARED(pmm_holiday_create(w->admin, &in, NULL, &id, NULL));
}

static pmm_status tick(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = -7;
  const pmm_status status = pmm_tick(w->db, call, &out, error);
  REQUIRE(status == PMM_OK ? out >= 0 : out == 0);
  return status;
}

static pmm_status backup(world* w, const pmm_call* call, pmm_error** error) {
  char path[600];
  pmm_status status;
  if (w->want == PMM_E_LIMIT) return pmm_backup(w->db, world_text(w), call, error);
  if (w->want == PMM_E_CONFLICT) return pmm_backup(w->db, pmm_string(w->path), call, error);
  snprintf(path, sizeof path, "%s/copy.crm", w->folder);
  remove(path);
  status = pmm_backup(w->db, pmm_string(path), call, error);
  REQUIRE((remove(path) == 0) == (status == PMM_OK));
  return status;
}

static pmm_status check(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_check(w->db, call, &out, error), &out);
}

static pmm_status session_set_assurance(world* w, const pmm_call* call, pmm_error** error) {
  (void)call;
  return pmm_session_set_assurance(w->session, 2, error);
}

static pmm_status session_open(world* w, const pmm_call* call, pmm_error** error) {
  pmm_session* out = POISON;
  const pmm_status status = pmm_session_open(w->db, w->ids.clerk, &out, error);
  (void)call;
  REQUIRE((out != NULL) == (status == PMM_OK));
  pmm_session_free(out);
  return status;
}

static void open_for_misuse(world* w) {
  if (w->want == PMM_E_MISUSE) PREPARED(pmm_begin(w->admin, 600000, NULL, NULL));
}

static pmm_status begin(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_status status = pmm_begin(w->session, 600000, call, error);
  if (status == PMM_OK) PREPARED(pmm_rollback(w->session, NULL));
  return status;
}

static pmm_status write_one(world* w) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  in.set_fields = PMM_SUBJECT_NOTE;
  in.note = world_text(w);
  return pmm_subject_update(w->admin, w->known.subject, &in, NULL, NULL, NULL);
}

/* A transaction with a write in it, but for misuse; for the time limit one that it has passed. */
static void open_transaction(world* w) {
  const uint32_t limit_ms = w->want == PMM_E_TIMEOUT ? 1 : 600000;
  if (w->want == PMM_E_MISUSE) return;
  PREPARED(pmm_begin(w->admin, limit_ms, NULL, NULL));
  if (limit_ms > 1) {
    PREPARED(write_one(w));
    return;
  }
  while (write_one(w) != PMM_E_TIMEOUT) ++w->number;
}

static pmm_status commit(world* w, const pmm_call* call, pmm_error** error) {
  (void)call;
  return pmm_commit(w->session, error);
}

static pmm_status rollback(world* w, const pmm_call* call, pmm_error** error) {
  (void)call;
  return pmm_rollback(w->session, error);
}

static pmm_status history(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_history(w->session, PMM_NOUN_SUBJECT, w->ids.subject, world_page(w), call, &out, error),
      &out);
}

/* One row in one chunk, so that nothing of a cancelled import is kept; read in this thread. */
static pmm_status import_csv(world* w, const pmm_call* call, pmm_error** error) {
  static const char good[] =
      "{\"entity\":\"subjects\",\"columns\":{\"external_id\":\"key\",\"name\":\"name\","
      "\"kind\":{\"value\":\"person\"},\"identifiers\":{\"library_card\":\"key\"}},"
      "\"key\":\"external_id\",\"on_error\":\"stop\"}";
  pmm_import_options options = PMM_IMPORT_OPTIONS_INIT;
  pmm_text* out = POISON;
  pmm_str mapping = pmm_string(good);
  pmm_str path = pmm_string(w->data_path);
  pmm_status status;
  options.threads = 1;
  if (w->want == PMM_E_LIMIT) mapping = world_text(w);
  if (w->want == PMM_E_NOT_FOUND) path = pmm_string("/nowhere/at/all.csv");
  status = pmm_import_csv(w->session, path, mapping, &options, call, &out, error);
  REQUIRE(status != PMM_OK || out != NULL);
  REQUIRE(out == NULL || pmm_text_view(out).data[0] == '{');
  pmm_text_free(out);
  return status;
}

/* Another row in the file for each call; for the conflict, one whose card is another's. */
static void new_data(world* w) {
  FILE* file = fopen(w->data_path, "wb");
  REQUIRE(file != NULL);
  fprintf(file, "key,name\n%s%d,Anna\n", w->want == PMM_E_CONFLICT ? "taken" : "key", w->number);
  REQUIRE(fclose(file) == 0);
  if (w->want == PMM_E_CONFLICT) {
    pmm_identifier_input in = PMM_IDENTIFIER_INPUT_INIT;
    char value[32];
    pmm_id id = 0;
    snprintf(value, sizeof value, "taken%d", w->number);
    in.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
    in.scheme = pmm_string("library_card");
    in.value = pmm_string(value);
    PREPARED(pmm_identifier_create(w->admin, w->known.subject, &in, NULL, &id, NULL));
  }
  open_for_misuse(w);
}

static pmm_status query(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  const pmm_str text = w->want == PMM_E_LIMIT ? world_text(w)
                       : w->want == PMM_E_DENIED
                           ? pmm_string(
                                 "{\"ungrouped\":true,\"limit\":1,\"dimensions\":"
                                 "[\"cases.service\"]}")
                           : pmm_string(
                                 "{\"measures\":[\"cases.count\",\"cases.subjects\"],"
                                 "\"dimensions\":[\"cases.service\",\"cases.state\"]}");
  return calls_result(pmm_query(w->session, text, call, &out, error), &out);
}

static pmm_status query_explain(world* w, const pmm_call* call, pmm_error** error) {
  pmm_text* out = POISON;
  const pmm_str text = w->want == PMM_E_LIMIT
                           ? world_text(w)
                           : pmm_string(
                                 "{\"measures\":[\"cases.resolution_time_median\"],"
                                 "\"timeDimensions\":[{\"dimension\":\"cases.opened_at\","
                                 "\"granularity\":\"week\"}]}");
  return calls_text(pmm_query_explain(w->session, text, call, &out, error), &out);
}

static pmm_status indicators(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  const pmm_str text =
      w->want == PMM_E_LIMIT ? world_text(w) : pmm_string("{\"by\":[\"service\"]}");
  return calls_result(pmm_indicators(w->session, text, call, &out, error), &out);
}

static pmm_status meta(world* w, const pmm_call* call, pmm_error** error) {
  pmm_text* out = POISON;
  (void)call;
  return calls_text(pmm_meta(w->db, &out, error), &out);
}

static pmm_status query_schema(world* w, const pmm_call* call, pmm_error** error) {
  pmm_text* out = POISON;
  (void)call;
  return calls_text(pmm_query_schema(w->db, &out, error), &out);
}

static pmm_status result_column(world* w, const pmm_call* call, pmm_error** error) {
  pmm_column out = PMM_COLUMN_INIT;
  (void)call;
  return pmm_result_column(w->result, 0, &out, error);
}

static pmm_status result_json(world* w, const pmm_call* call, pmm_error** error) {
  pmm_text* out = POISON;
  (void)call;
  return calls_text(pmm_result_json(w->result, &out, error), &out);
}

static pmm_status result_export_arrow(world* w, const pmm_call* call, pmm_error** error) {
  struct ArrowArrayStream out;
  pmm_status status;
  (void)call;
  memset(&out, 0x5a, sizeof out);
  status = pmm_result_export_arrow(w->result, &out, error);
  REQUIRE((out.release != NULL) == (status == PMM_OK));
  if (out.release != NULL) out.release(&out);
  return status;
}

static pmm_status result_watermark(world* w, const pmm_call* call, pmm_error** error) {
  pmm_watermark out = PMM_WATERMARK_INIT;
  (void)call;
  return pmm_result_watermark(w->result, &out, error);
}

const calls_entry calls_store[] = {
    {"pmm_cancel_create", cancel_create, NULL, 0},
    {"pmm_open", open_store, NULL, 0},
    {"pmm_db_info", db_info, NULL, 0},
    {"pmm_db_statistics", db_statistics, NULL, 0},
    {"pmm_tick", tick, change_calendar, CALLS_CHUNKS},
    {"pmm_backup", backup, NULL, 0},
    {"pmm_check", check, NULL, 0},
    {"pmm_session_open", session_open, NULL, 0},
    {"pmm_session_set_assurance", session_set_assurance, NULL, CALLS_ANYBODY},
    {"pmm_begin", begin, open_for_misuse, 0},
    {"pmm_commit", commit, open_transaction, 0},
    {"pmm_rollback", rollback, open_transaction, 0},
    {"pmm_history", history, NULL, CALLS_CITIZEN},
    {"pmm_import_csv", import_csv, new_data, CALLS_CITIZEN | CALLS_CHUNKS},
    {"pmm_query", query, NULL, CALLS_CITIZEN},
    {"pmm_query_explain", query_explain, NULL, 0},
    {"pmm_indicators", indicators, NULL, 0},
    {"pmm_meta", meta, NULL, 0},
    {"pmm_query_schema", query_schema, NULL, 0},
    {"pmm_result_column", result_column, NULL, 0},
    {"pmm_result_json", result_json, NULL, 0},
    {"pmm_result_export_arrow", result_export_arrow, NULL, 0},
    {"pmm_result_watermark", result_watermark, NULL, 0},
    {NULL, NULL, NULL, 0}};

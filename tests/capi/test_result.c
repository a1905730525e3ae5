/* Answers: cells, columns, JSON, Arrow; all of it also after everything else was freed. */
#include "check.h"

/* Newest first. */
static pmm_result* three_subjects(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_result* result = NULL;
  const char* names[] = {"Z", "Citt\xc3\xa0", "Acquario \"di\" Napoli"};
  int i;
  for (i = 0; i < 3; ++i) {
    pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
    pmm_id id = 0;
    input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
    input.kind = pmm_string("organization");
    input.name = pmm_string(names[i]);
    if (i == 1) {
      input.set_fields |= PMM_SUBJECT_EXTERNAL_ID;
      input.external_id = pmm_string("register/7");
    }
    CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
    CHECK(id == i + 1);
  }
  CHECK_OK(pmm_subject_list(session, NULL, NULL, NULL, &result, &check_error));
  /* The answer outlives both. */
  pmm_session_free(session);
  pmm_db_free(db);
  return result;
}

static void test_result__cells(const pmm_result* result) {
  const int32_t name = column_of(result, "name");
  const int32_t id = column_of(result, "id");
  CHECK(pmm_result_rows(result) == 3);
  CHECK(pmm_result_columns(result) > 3);
  CHECK(same_text(pmm_result_column_name(result, id), "id"));
  CHECK(pmm_result_column_type(result, id) == PMM_TYPE_INT64);
  CHECK(pmm_result_column_type(result, name) == PMM_TYPE_TEXT);
  CHECK(same_text(pmm_result_column_unit(result, id), ""));
  CHECK(text_cell(result, 1, "name", "Citt\xc3\xa0"));
  CHECK(pmm_result_text(result, 1, name).data[6] == '\0');
  CHECK(int_cell(result, 2, "id") == 1);
  CHECK(pmm_result_float64(result, 2, id) == 1.0);
  CHECK(null_cell(result, 0, "external_id"));
  CHECK(!null_cell(result, 1, "external_id"));
  CHECK(same_text(pmm_result_text(result, 0, column_of(result, "external_id")), ""));
  CHECK(pmm_result_find_column(result, pmm_string("absent")) == -1);
  CHECK(pmm_result_timezone(result).data != NULL);
  CHECK(pmm_result_total(result) == -1);
  CHECK(same_text(pmm_result_next_cursor(result), ""));
}

static void test_result__outside_and_wrong_type(const pmm_result* result) {
  const int32_t name = column_of(result, "name");
  const int32_t id = column_of(result, "id");
  const int32_t columns = pmm_result_columns(result);
  const int64_t rows[] = {-1, 3, INT64_MAX, INT64_MIN};
  const int32_t beside[] = {-1, columns, INT32_MAX, INT32_MIN};
  int i;
  for (i = 0; i < 4; ++i) {
    CHECK(pmm_result_is_null(result, rows[i], id) == 1);
    CHECK(pmm_result_is_null(result, 0, beside[i]) == 1);
    CHECK(pmm_result_int64(result, rows[i], id) == 0);
    CHECK(pmm_result_int64(result, 0, beside[i]) == 0);
    CHECK(pmm_result_float64(result, rows[i], id) == 0.0);
    CHECK(pmm_result_float64(result, 0, beside[i]) == 0.0);
    CHECK(same_text(pmm_result_text(result, rows[i], name), ""));
    CHECK(same_text(pmm_result_text(result, 0, beside[i]), ""));
    CHECK(same_text(pmm_result_column_name(result, beside[i]), ""));
    CHECK(same_text(pmm_result_column_unit(result, beside[i]), ""));
    CHECK(pmm_result_column_type(result, beside[i]) == 0);
  }
  CHECK(pmm_result_int64(result, 0, name) == 0);
  CHECK(pmm_result_float64(result, 0, name) == 0.0);
  CHECK(same_text(pmm_result_text(result, 0, id), ""));
}

static void test_result__null(void) {
  CHECK(pmm_result_rows(NULL) == 0);
  CHECK(pmm_result_columns(NULL) == 0);
  CHECK(same_text(pmm_result_column_name(NULL, 0), ""));
  CHECK(same_text(pmm_result_column_unit(NULL, 0), ""));
  CHECK(pmm_result_column_type(NULL, 0) == 0);
  CHECK(pmm_result_find_column(NULL, pmm_string("id")) == -1);
  CHECK(pmm_result_is_null(NULL, 0, 0) == 1);
  CHECK(pmm_result_int64(NULL, 0, 0) == 0);
  CHECK(pmm_result_float64(NULL, 0, 0) == 0.0);
  CHECK(same_text(pmm_result_text(NULL, 0, 0), ""));
  CHECK(same_text(pmm_result_next_cursor(NULL), ""));
  CHECK(same_text(pmm_result_timezone(NULL), ""));
  CHECK(pmm_result_total(NULL) == -1);
  pmm_result_free(NULL);
}

static void test_result__columns(const pmm_result* result) {
  pmm_column column = PMM_COLUMN_INIT;
  const int32_t name = column_of(result, "name");
  CHECK_OK(pmm_result_column(result, name, &column, &check_error));
  CHECK(column.type == PMM_TYPE_TEXT && column.length == 3 && column.null_count == 0);
  CHECK(column.validity == NULL);
  CHECK(column.offsets[0] == 0 && column.offsets[3] - column.offsets[2] == 1);
  CHECK(((const char*)column.values)[column.offsets[2]] == 'Z');
  CHECK_OK(pmm_result_column(result, column_of(result, "external_id"), &column, &check_error));
  CHECK(column.null_count == 2 && (column.validity[0] & 7) == 2);
  CHECK_OK(pmm_result_column(result, column_of(result, "id"), &column, &check_error));
  CHECK(column.offsets == NULL && ((const int64_t*)column.values)[2] == 1);

  CHECK_FAILS(pmm_result_column(NULL, 0, &column, &check_error), PMM_E_INVALID, "result");
  CHECK_FAILS(pmm_result_column(result, 0, NULL, &check_error), PMM_E_INVALID, "out_column");
  CHECK_FAILS(pmm_result_column(result, -1, &column, &check_error), PMM_E_INVALID, "column");
  CHECK_FAILS(pmm_result_column(result, 1000, &column, &check_error), PMM_E_INVALID, "column");
  column.struct_size = 0;
  CHECK_FAILS(pmm_result_column(result, 0, &column, &check_error), PMM_E_INVALID,
              "out_column.struct_size");
}

static void test_result__json(const pmm_result* result) {
  pmm_text* text = NULL;
  CHECK_OK(pmm_result_json(result, &text, &check_error));
  CHECK(pmm_text_view(text).size == strlen(pmm_text_view(text).data));
  CHECK(strstr(pmm_text_view(text).data, "\"Acquario \\\"di\\\" Napoli\"") != NULL);
  CHECK(strstr(pmm_text_view(text).data, "\"watermark\":{\"journal\":") != NULL);
  pmm_text_free(text);
  CHECK_FAILS(pmm_result_json(NULL, &text, &check_error), PMM_E_INVALID, "result");
  CHECK(text == NULL);
  CHECK_FAILS(pmm_result_json(result, NULL, &check_error), PMM_E_INVALID, "out_text");
}

static void test_result__watermark(const pmm_result* result) {
  pmm_watermark watermark = PMM_WATERMARK_INIT;
  CHECK_OK(pmm_result_watermark(result, &watermark, &check_error));
  CHECK(watermark.journal >= 0 && watermark.visit == 0);
  CHECK_FAILS(pmm_result_watermark(NULL, &watermark, &check_error), PMM_E_INVALID, "result");
  CHECK_FAILS(pmm_result_watermark(result, NULL, &check_error), PMM_E_INVALID, "out_watermark");
  watermark.struct_size = 3;
  CHECK_FAILS(pmm_result_watermark(result, &watermark, &check_error), PMM_E_INVALID,
              "out_watermark.struct_size");
}

/* The stream is read to its end after the result was freed, its parts after the stream. */
static void test_result__arrow_outlives_everything(pmm_result* result) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  struct ArrowArray end;
  int64_t i;
  int32_t id = column_of(result, "id");
  int32_t name = column_of(result, "name");
  const int32_t columns = pmm_result_columns(result);
  memset(&stream, 0x5a, sizeof stream); /* garbage: never read */
  CHECK_FAILS(pmm_result_export_arrow(NULL, &stream, &check_error), PMM_E_INVALID, "result");
  CHECK(stream.release == NULL);
  CHECK_FAILS(pmm_result_export_arrow(result, NULL, &check_error), PMM_E_INVALID, "out_stream");
  CHECK_OK(pmm_result_export_arrow(result, &stream, &check_error));
  stream.release(&stream); /* unread, and exported again */
  CHECK_OK(pmm_result_export_arrow(result, &stream, &check_error));
  pmm_result_free(result);
  CHECK(stream.get_schema(&stream, &schema) == 0);
  CHECK(schema.n_children == columns && strcmp(schema.format, "+s") == 0);
  CHECK(strcmp(schema.children[id]->format, "l") == 0);
  CHECK(strcmp(schema.children[name]->format, "u") == 0);
  CHECK(strcmp(schema.children[name]->name, "name") == 0);
  CHECK(stream.get_next(&stream, &batch) == 0 && batch.release != NULL);
  CHECK(stream.get_next(&stream, &end) == 0 && end.release == NULL);
  CHECK(stream.get_last_error(&stream) == NULL);
  stream.release(&stream);
  CHECK(stream.release == NULL);
  CHECK(batch.length == 3 && batch.n_children == columns);
  for (i = 0; i < 3; ++i) CHECK(((const int64_t*)batch.children[id]->buffers[1])[i] == 3 - i);
  CHECK(memcmp((const char*)batch.children[name]->buffers[2], "Acquario", 8) == 0);
  batch.release(&batch);
  CHECK(batch.release == NULL);
  schema.release(&schema);
  CHECK(schema.release == NULL);
}

int main(void) {
  pmm_result* result = three_subjects();
  test_result__null();
  test_result__cells(result);
  test_result__outside_and_wrong_type(result);
  test_result__columns(result);
  test_result__json(result);
  test_result__watermark(result);
  test_result__arrow_outlives_everything(result);
  return 0;
}

#include "misuse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char* folder;
static int checks;
static int failures;

void check(int holds, const char* function, const char* argument, const char* what) {
  checks++;
  if (holds) return;
  failures++;
  fprintf(stderr, "%s, argument %s: %s\n", function, argument, what);
}

int is_zero(const void* bytes, size_t from, size_t size) {
  const unsigned char* byte = bytes;
  for (size_t i = from; i < size; i++)
    if (byte[i] != 0) return 0;
  return 1;
}

void spoil(void* bytes, size_t from, size_t size) {
  memset((unsigned char*)bytes + from, 0x5a, size - from);
}

/* The making of a fixture is not under test: without it nothing else means anything. */
static void require(pmm_status status, const char* what) {
  if (status == PMM_OK) return;
  pmm_str name = pmm_status_name(status);
  fprintf(stderr, "fixture: %s: %.*s\n", what, (int)name.size, name.data);
  exit(2);
}

pmm_str fresh_path(void) {
  static char path[4096];
  static int number;
  snprintf(path, sizeof path, "%s/misuse-%d.crm", folder, ++number);
  static const char* const beside[] = {"", "-wal", "-shm", ".gate", ".turn", ".columns", ".erased"};
  for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
    char name[4200];
    snprintf(name, sizeof name, "%s%s", path, beside[i]);
    remove(name);
  }
  return pmm_string(path);
}

void prepare_open_options(pmm_open_options* options) { options->flags = PMM_OPEN_CREATE; }

void prepare_sink(pmm_sink* sink) {
  static char path[4096];
  snprintf(path, sizeof path, "%s/misuse.csv", folder);
  sink->path = pmm_string(path);
}

void fixture_open(fixture* fx) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_CREATE | PMM_OPEN_MEMORY;
  pmm_str nowhere = {NULL, 0};
  require(pmm_open(nowhere, &options, &fx->db, NULL), "pmm_open");
  require(pmm_session_open(fx->db, PMM_ACTOR_ADMINISTRATOR, &fx->session, NULL),
          "pmm_session_open");
  require(pmm_db_info(fx->db, NULL, &fx->result, NULL), "pmm_db_info");
  require(pmm_result_json(fx->result, &fx->text, NULL), "pmm_result_json");
  require(pmm_cancel_create(&fx->cancel, NULL), "pmm_cancel_create");
  pmm_sink sink = PMM_SINK_INIT;
  prepare_sink(&sink);
  pmm_export_options workbook = PMM_EXPORT_OPTIONS_INIT;
  workbook.format = PMM_EXPORT_XLSX; /* the format that may have a sheet after the first */
  require(pmm_writer_open(&sink, &workbook, &fx->writer, NULL), "pmm_writer_open");
  pmm_subject_input subject = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  subject.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  subject.kind = pmm_string("person");
  subject.name = pmm_string("Anna");
  require(pmm_subject_create(fx->session, &subject, NULL, &id, NULL), "pmm_subject_create");
  require(pmm_my_page_read(fx->session, id, NULL, NULL, &fx->my_page, NULL), "pmm_my_page_read");
  pmm_result* none = NULL;
  if (pmm_db_info(NULL, NULL, &none, &fx->error) != PMM_E_INVALID || fx->error == NULL)
    require(PMM_E_INTERNAL, "an error to look at");
}

void fixture_close(fixture* fx) {
  pmm_my_page_free(fx->my_page);
  pmm_writer_free(fx->writer);
  pmm_cancel_free(fx->cancel);
  pmm_text_free(fx->text);
  pmm_error_free(fx->error);
  pmm_result_free(fx->result);
  pmm_session_free(fx->session);
  pmm_db_free(fx->db);
  memset(fx, 0, sizeof *fx);
}

/* Whether the error blames the argument: "path", or a part of it such as "call.struct_size". */
static int blames(const pmm_error* error, const char* argument) {
  const pmm_str field = pmm_error_field(error);
  const size_t size = strlen(argument);
  return field.size >= size && memcmp(field.data, argument, size) == 0 &&
         (field.size == size || field.data[size] == '.' || field.data[size] == '[');
}

static void check_error(const char* function, const variant* v, pmm_status status,
                        const pmm_error* error) {
  check(error != NULL, function, v->name, "failed without an error");
  check(pmm_error_code(error) == status, function, v->name, "the error has another code");
  check(pmm_error_message(error).size > 0, function, v->name, "the error has no message");
  check(blames(error, v->name), function, v->name, "the error does not name it");
}

void expect_refused(misuse_call call, fixture* fx, const char* function, const variant* v,
                    pmm_status expected) {
  pmm_error* error = NULL;
  const pmm_status status = call(fx, v, &error);
  check(status == expected, function, v->name,
        expected == PMM_E_INVALID ? "not PMM_E_INVALID" : "not PMM_E_UNSUPPORTED");
  if (status < 0) check_error(function, v, status, error);
  pmm_error_free(error);
}

void expect_accepted(misuse_call call, fixture* fx, const char* function, const variant* v,
                     pmm_status baseline) {
  pmm_error* error = NULL;
  const pmm_status status = call(fx, v, &error);
  if (status < 0 && status != baseline)
    check(!blames(error, v->name), function, v->name, "refused although it is allowed");
  pmm_error_free(error);
}

void expect_sizes(misuse_call call, fixture* fx, const char* function, int index, const char* name,
                  const void* init, size_t first, size_t size, int is_output, pmm_status baseline) {
  const size_t grown = size + 24;
  unsigned char* bytes = calloc(1, grown); /* aligned for any struct */
  if (bytes == NULL) exit(2);
  const variant v = {index, bytes, name};
  const uint32_t refused[] = {0, 1, 4, (uint32_t)first - 1, 64 * 1024 + 1, UINT32_MAX};
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    memcpy(bytes, init, size);
    memcpy(bytes, &refused[i], sizeof refused[i]);
    expect_refused(call, fx, function, &v, PMM_E_INVALID);
  }
  const uint32_t accepted[] = {(uint32_t)first, (uint32_t)size, (uint32_t)grown};
  for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
    memset(bytes, 0, grown);
    memcpy(bytes, init, size);
    memcpy(bytes, &accepted[i], sizeof accepted[i]);
    expect_accepted(call, fx, function, &v, baseline);
  }
  if (!is_output) {
    memcpy(bytes, init, size);
    memcpy(bytes, &accepted[2], sizeof accepted[2]);
    bytes[grown - 1] = 1;
    expect_refused(call, fx, function, &v, PMM_E_UNSUPPORTED);
  }
  free(bytes);
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: misuse FOLDER\n");
    return 2;
  }
  folder = argv[1];
  fixture fx = {0};
  run_all(&fx);
  printf("misuse: %d checks, %d failed\n", checks, failures);
  return failures == 0 ? 0 : 1;
}

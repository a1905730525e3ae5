/* Opening and closing: options, callbacks, files, statistics, tick, backup, check. */
#define _XOPEN_SOURCE 700
#include <stddef.h>
#include "check.h"

#include <stdio.h>

static char folder[] = "/tmp/pmmcrm-db-XXXXXX";
static char path_buffer[256];

static pmm_str path_of(const char* name) {
  snprintf(path_buffer, sizeof path_buffer, "%s/%s", folder, name);
  return pmm_string(path_buffer);
}

static int counted_destroys;
static void count_destroy(void* user_data) {
  CHECK(user_data == &counted_destroys);
  ++counted_destroys;
}
static int64_t fixed_clock(void* user_data) {
  CHECK(user_data == &counted_destroys);
  return INT64_C(1172739600000000);
}
static int logged_lines;
static void count_line(void* user_data, pmm_log_level level, pmm_str line) {
  CHECK(user_data == &counted_destroys);
  CHECK(level >= PMM_LOG_DEBUG && level <= PMM_LOG_ERROR);
  CHECK(line.size > 0 && line.data[line.size] == '\0');
  ++logged_lines;
}

static pmm_open_options with_callbacks(uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = flags;
  options.clock = fixed_clock;
  options.clock_data = &counted_destroys;
  options.clock_destroy = count_destroy;
  options.log = count_line;
  options.log_data = &counted_destroys;
  options.log_destroy = count_destroy;
  counted_destroys = 0;
  logged_lines = 0;
  return options;
}

static void test_db__open_creates_only_when_asked(void) {
  pmm_db* db = (pmm_db*)(size_t)0xdead;
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  CHECK_FAILS(pmm_open(path_of("a.crm"), NULL, &db, &check_error), PMM_E_NOT_FOUND, "path");
  CHECK(db == NULL);
  options.flags = PMM_OPEN_CREATE;
  CHECK_OK(pmm_open(path_of("a.crm"), &options, &db, &check_error));
  pmm_db_free(db);
  options.flags = PMM_OPEN_CREATE | PMM_OPEN_EXCLUSIVE;
  CHECK_FAILS(pmm_open(path_of("a.crm"), &options, &db, &check_error), PMM_E_CONFLICT, "path");
  CHECK_OK(pmm_open(path_of("a.crm"), NULL, &db, &check_error));
  pmm_db_free(db);
}

static void test_db__open_refuses(void) {
  pmm_db* db = NULL;
  pmm_error* error = NULL;
  const pmm_str null_with_size = {NULL, 5};
  pmm_open_options options;
  FILE* text;
  char* long_path = malloc(5000);
  pmm_str too_long;
  CHECK(long_path != NULL);
  memset(long_path, 'x', 5000);
  too_long.data = long_path;
  too_long.size = 5000;
  CHECK_FAILS(pmm_open(path_of("a.crm"), NULL, NULL, &check_error), PMM_E_INVALID, "out_db");
  CHECK(pmm_open(path_of("a.crm"), NULL, NULL, NULL) == PMM_E_INVALID);
  CHECK_FAILS(pmm_open(pmm_string(NULL), NULL, &db, &check_error), PMM_E_INVALID, "path");
  CHECK_FAILS(pmm_open(null_with_size, NULL, &db, &check_error), PMM_E_INVALID, "path");
  CHECK_FAILS(pmm_open(too_long, NULL, &db, &check_error), PMM_E_LIMIT, "path");
  CHECK_STATUS(pmm_open(pmm_string(folder), NULL, &db, &check_error), PMM_E_IO);
  text = fopen(path_of("text.crm").data, "w");
  CHECK(text != NULL && fputs("citizen;name\n", text) > 0 && fclose(text) == 0);
  CHECK_STATUS(pmm_open(path_of("text.crm"), NULL, &db, &check_error), PMM_E_CORRUPT);
#define REFUSED(member, value, status)                                               \
  do {                                                                               \
    options = with_callbacks(PMM_OPEN_CREATE);                                       \
    options.member = (value);                                                        \
    CHECK_FAILS(pmm_open(path_of("new.crm"), &options, &db, &check_error), (status), \
                "options." #member);                                                 \
    CHECK(db == NULL && counted_destroys == 2);                                      \
  } while (0)
  REFUSED(flags, 64, PMM_E_UNSUPPORTED);
  REFUSED(flags, PMM_OPEN_EXCLUSIVE, PMM_E_INVALID);
  REFUSED(flags, PMM_OPEN_READ_ONLY | PMM_OPEN_CREATE, PMM_E_INVALID);
  REFUSED(flags, PMM_OPEN_READ_ONLY | PMM_OPEN_MEMORY, PMM_E_INVALID);
  REFUSED(flags, PMM_OPEN_TO_COPY, PMM_E_INVALID);
  REFUSED(reserved0, 1, PMM_E_INVALID);
  REFUSED(reserved1, 1, PMM_E_INVALID);
  REFUSED(query_threads, 65, PMM_E_INVALID);
  REFUSED(busy_timeout_ms, 600001, PMM_E_INVALID);
  REFUSED(wal_limit_bytes, -1, PMM_E_INVALID);
  REFUSED(timezone, null_with_size, PMM_E_INVALID);
#undef REFUSED
  options = with_callbacks(PMM_OPEN_CREATE);
  options.timezone = pmm_string("Europe/Roma");
  CHECK(pmm_open(path_of("new.crm"), &options, &db, &error) == PMM_E_INVALID);
  CHECK(counted_destroys == 2);
  pmm_error_free(error);
  free(long_path);
}

static void test_db__another_zone_is_a_conflict(void) {
  pmm_open_options options = with_callbacks(0);
  pmm_db* db = NULL;
  options.timezone = pmm_string("Asia/Kathmandu");
  CHECK_FAILS(pmm_open(path_of("a.crm"), &options, &db, &check_error), PMM_E_CONFLICT,
              "options.timezone");
  CHECK(counted_destroys == 2);
  options = with_callbacks(0);
  options.timezone = pmm_string("Europe/Rome");
  CHECK_OK(pmm_open(path_of("a.crm"), &options, &db, &check_error));
  CHECK(logged_lines > 0);
  CHECK(counted_destroys == 0);
  pmm_db_free(db);
  CHECK(counted_destroys == 2);
}

static void test_db__option_sizes(void) {
  struct {
    pmm_open_options options;
    unsigned char more[8];
  } longer;
  pmm_db* db = NULL;
  memset(&longer, 0, sizeof longer);
  CHECK_FAILS(pmm_open(path_of("a.crm"), &longer.options, &db, &check_error), PMM_E_INVALID,
              "options.struct_size");
  longer.options.struct_size = (uint32_t)offsetof(pmm_open_options, query_threads) - 1;
  CHECK_FAILS(pmm_open(path_of("a.crm"), &longer.options, &db, &check_error), PMM_E_INVALID,
              "options.struct_size");
  longer.options.struct_size = (uint32_t)sizeof longer;
  CHECK_OK(pmm_open(path_of("a.crm"), &longer.options, &db, &check_error));
  pmm_db_free(db);
  longer.more[0] = 1;
  longer.options.clock_data = &counted_destroys;
  longer.options.clock_destroy = count_destroy;
  counted_destroys = 0;
  CHECK_FAILS(pmm_open(path_of("a.crm"), &longer.options, &db, &check_error), PMM_E_UNSUPPORTED,
              "options");
  CHECK(counted_destroys == 1);
}

/* The clock is let go of with the last that can ask it: the session outlives the database. */
static void test_db__callbacks_live_as_long_as_their_users(void) {
  pmm_open_options options = with_callbacks(PMM_OPEN_MEMORY | PMM_OPEN_CREATE);
  pmm_db* db = NULL;
  pmm_session* session = NULL;
  pmm_result* result = NULL;
  CHECK_OK(pmm_open(pmm_string(NULL), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  pmm_db_free(db);
  CHECK(counted_destroys == 0);
  CHECK_STATUS(pmm_subject_list(session, NULL, NULL, NULL, &result, &check_error), PMM_E_CLOSED);
  pmm_session_free(session);
  CHECK(counted_destroys == 2);
}

static void test_db__info(pmm_db* db) {
  pmm_result* result = NULL;
  CHECK_OK(pmm_db_info(db, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  CHECK(text_cell(result, 0, "timezone", "Europe/Rome"));
  CHECK(int_cell(result, 0, "schema_version") >= 1);
  CHECK(int_cell(result, 0, "subjects") == 0);
  CHECK(int_cell(result, 0, "read_only") == 0);
  CHECK(!null_cell(result, 0, "path") && !null_cell(result, 0, "store_id"));
  CHECK(!null_cell(result, 0, "sqlite"));
  CHECK(int_cell(result, 0, "journal") >= 0 && int_cell(result, 0, "visits") == 0);
  pmm_result_free(result);
  result = (pmm_result*)(size_t)0xdead;
  CHECK_FAILS(pmm_db_info(NULL, NULL, &result, &check_error), PMM_E_INVALID, "db");
  CHECK(result == NULL);
  CHECK_FAILS(pmm_db_info(db, NULL, NULL, &check_error), PMM_E_INVALID, "out_result");
}

static void test_db__statistics(pmm_db* db) {
  pmm_statistics statistics = PMM_STATISTICS_INIT;
  CHECK_OK(pmm_db_statistics(db, &statistics, &check_error));
  CHECK(statistics.writes >= 1 && statistics.groups >= 1 && statistics.groups <= statistics.writes);
  CHECK(statistics.struct_size == sizeof statistics);
  CHECK_FAILS(pmm_db_statistics(NULL, &statistics, &check_error), PMM_E_INVALID, "db");
  CHECK_FAILS(pmm_db_statistics(db, NULL, &check_error), PMM_E_INVALID, "out_statistics");
  statistics.struct_size = 7;
  CHECK_FAILS(pmm_db_statistics(db, &statistics, &check_error), PMM_E_INVALID,
              "out_statistics.struct_size");
}

static void test_db__tick(pmm_db* db) {
  int64_t done = -1;
  CHECK_OK(pmm_tick(db, NULL, &done, &check_error));
  CHECK(done == 0);
  CHECK_OK(pmm_tick(db, NULL, NULL, &check_error));
  done = -1;
  CHECK_FAILS(pmm_tick(NULL, NULL, &done, &check_error), PMM_E_INVALID, "db");
  CHECK(done == 0);
}

static int32_t stop_at_once(void* user_data, int64_t done, int64_t total) {
  ++*(int*)user_data;
  return done <= total || total == 0;
}

static void test_db__backup(pmm_db* db) {
  pmm_call call = PMM_CALL_INIT;
  pmm_db* copy = NULL;
  FILE* file;
  int calls = 0;
  CHECK_OK(pmm_backup(db, path_of("copy.crm"), NULL, &check_error));
  CHECK_FAILS(pmm_backup(db, path_of("copy.crm"), NULL, &check_error), PMM_E_CONFLICT, "path");
  CHECK_OK(pmm_open(path_of("copy.crm"), NULL, &copy, &check_error));
  pmm_db_free(copy);
  CHECK_FAILS(pmm_backup(NULL, path_of("b.crm"), NULL, &check_error), PMM_E_INVALID, "db");
  CHECK_FAILS(pmm_backup(db, pmm_string(NULL), NULL, &check_error), PMM_E_INVALID, "path");
  CHECK_STATUS(pmm_backup(db, path_of("absent/b.crm"), NULL, &check_error), PMM_E_IO);
  call.progress = stop_at_once;
  call.progress_data = &calls;
  /* Small stores may be copied in one step, without a word of progress. */
  CHECK(pmm_backup(db, path_of("b.crm"), &call, NULL) == (calls > 0 ? PMM_E_CANCELLED : PMM_OK));
  file = fopen(path_of("b.crm.partial").data, "r");
  CHECK(file == NULL);
}

static void test_db__check(pmm_db* db) {
  pmm_result* result = NULL;
  int64_t row;
  CHECK_OK(pmm_check(db, NULL, &result, &check_error));
  for (row = 0; row < pmm_result_rows(result); ++row) {
    CHECK(!null_cell(result, row, "rule") && !null_cell(result, row, "message"));
    CHECK(strcmp(pmm_result_text(result, row, column_of(result, "severity")).data, "error") != 0);
  }
  pmm_result_free(result);
  CHECK_FAILS(pmm_check(NULL, NULL, &result, &check_error), PMM_E_INVALID, "db");
  CHECK_FAILS(pmm_check(db, NULL, NULL, &check_error), PMM_E_INVALID, "out_result");
}

static void test_db__read_only(void) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  pmm_session* session = NULL;
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 7;
  options.flags = PMM_OPEN_READ_ONLY;
  CHECK_STATUS(pmm_open(path_of("absent.crm"), &options, &db, &check_error), PMM_E_NOT_FOUND);
  CHECK_OK(pmm_open(path_of("a.crm"), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = pmm_string("organization");
  input.name = pmm_string("Acquario");
  CHECK_STATUS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK(id == 0);
  CHECK_STATUS(pmm_begin(session, 0, NULL, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_tick(db, NULL, NULL, &check_error), PMM_E_DENIED);
  test_db__check(db);
  pmm_session_free(session);
  pmm_db_free(db);
}

static int there_is(const char* name) {
  FILE* file = fopen(path_of(name).data, "rb");
  if (file != NULL) fclose(file);
  return file != NULL;
}

/* One question to a store of its own, opened so. Leaves the number of contacts. */
static int64_t contacts_of_opened(uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  pmm_session* session = NULL;
  pmm_result* answer = NULL;
  int64_t contacts;
  options.flags = flags;
  CHECK_OK(pmm_open(path_of("columns.crm"), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  CHECK_OK(pmm_query(session, pmm_string("{\"measures\":[\"contacts.count\"]}"), NULL, &answer,
                     &check_error));
  contacts = pmm_result_int64(answer, 0, 0);
  pmm_result_free(answer);
  pmm_session_free(session);
  pmm_db_free(db);
  return contacts;
}

static void test_db__columns_file(void) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  pmm_session* session = NULL;
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  pmm_id id = 0;
  options.flags = PMM_OPEN_CREATE;
  CHECK_OK(pmm_open(path_of("columns.crm"), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = channel.name = pmm_string("web");
  CHECK_OK(pmm_channel_create(session, &channel, NULL, &id, &check_error));
  contact.set_fields = PMM_CONTACT_CHANNEL;
  contact.channel = id;
  CHECK_OK(pmm_contact_create(session, &contact, NULL, &id, &check_error));
  pmm_session_free(session);
  pmm_db_free(db);
  CHECK(!there_is("columns.crm.columns"));
  CHECK(contacts_of_opened(PMM_OPEN_NO_COLUMNS_FILE) == 1);
  CHECK(contacts_of_opened(PMM_OPEN_READ_ONLY) == 1);
  CHECK(!there_is("columns.crm.columns"));
  CHECK(contacts_of_opened(0) == 1);
  CHECK(there_is("columns.crm.columns"));
  CHECK(!there_is("columns.crm.columns.partial"));
  CHECK(contacts_of_opened(0) == 1);
  CHECK(contacts_of_opened(PMM_OPEN_READ_ONLY) == 1);
  CHECK(contacts_of_opened(PMM_OPEN_NO_COLUMNS_FILE) == 1);
}

int main(void) {
  pmm_db* db = NULL;
  CHECK(mkdtemp(folder) != NULL);
  test_db__open_creates_only_when_asked();
  test_db__open_refuses();
  test_db__another_zone_is_a_conflict();
  test_db__option_sizes();
  test_db__callbacks_live_as_long_as_their_users();
  test_db__columns_file();
  CHECK_OK(pmm_open(path_of("a.crm"), NULL, &db, &check_error));
  pmm_db_free(NULL);
  test_db__info(db);
  {
    /* A store that was only opened has written nothing yet. */
    pmm_session* session = NULL;
    pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
    pmm_id id = 0;
    CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
    input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
    input.kind = pmm_string("organization");
    input.name = pmm_string("Acquario");
    CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
    pmm_session_free(session);
  }
  test_db__statistics(db);
  test_db__tick(db);
  test_db__backup(db);
  test_db__check(db);
  test_db__read_only();
  pmm_db_free(db);
  {
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    CHECK(system(command) == 0);
  }
  return 0;
}

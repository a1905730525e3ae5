/* What the log callback is told, at which level, and that nobody's data are in it. */
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

#define SECRET "Esposito"

static char folder[] = "/tmp/pmmcrm-log-XXXXXX";
static char path_buffers[4][512];
static int next_buffer;

static const char* path_of(const char* name) {
  char* buffer = path_buffers[next_buffer++ % 4];
  snprintf(buffer, sizeof path_buffers[0], "%s/%s", folder, name);
  return buffer;
}

/* The lines since the last forget(). */
typedef struct lines {
  char text[200][512];
  pmm_log_level level[200];
  int count;
} lines;
static lines told;

static void collect(void* user_data, pmm_log_level level, pmm_str line) {
  lines* into = user_data;
  CHECK(line.data[line.size] == '\0' && strlen(line.data) == line.size);
  CHECK(strstr(line.data, SECRET) == NULL);
  if (into->count == 200) return;
  snprintf(into->text[into->count], sizeof into->text[0], "%s", line.data);
  into->level[into->count++] = level;
}

static void forget(void) { told.count = 0; }

/* How many lines of this level contain the words. */
static int lines_with(pmm_log_level level, const char* words) {
  int i, found = 0;
  for (i = 0; i < told.count; ++i)
    if (told.level[i] == level && strstr(told.text[i], words) != NULL) ++found;
  return found;
}

static void check_told(pmm_log_level level, const char* words) {
  int i;
  if (lines_with(level, words) > 0) return;
  fprintf(stderr, "no line of level %d with '%s' among:\n", (int)level, words);
  for (i = 0; i < told.count; ++i) fprintf(stderr, "  %d %s\n", (int)told.level[i], told.text[i]);
  exit(1);
}

static pmm_db* open_logged(const char* name, uint32_t flags, pmm_session** out_session) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  options.flags = flags;
  options.log = collect;
  options.log_data = &told;
  options.wal_limit_bytes = 65536;
  forget();
  CHECK_OK(pmm_open(pmm_string(path_of(name)), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, out_session, &check_error));
  return db;
}

static pmm_status create(pmm_session* session) {
  static char note[30000];
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  memset(note, 'n', sizeof note);
  memcpy(note, SECRET, strlen(SECRET));
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_NOTE;
  input.kind = pmm_string("organization");
  input.name = pmm_string(SECRET);
  input.note.data = note;
  input.note.size = sizeof note;
  return pmm_subject_create(session, &input, NULL, &id, &check_error);
}

static void test_log__made_and_opened(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_logged("a.crm", PMM_OPEN_CREATE, &session);
  check_told(PMM_LOG_INFO, "made ");
  check_told(PMM_LOG_INFO, path_of("a.crm"));
  check_told(PMM_LOG_INFO, "schema version ");
  check_told(PMM_LOG_INFO, "write-ahead log");
  close_memory(db, session);
  db = open_logged("a.crm", 0, &session);
  check_told(PMM_LOG_INFO, "opened ");
  CHECK(lines_with(PMM_LOG_INFO, "found a log") == 0);
  close_memory(db, session);
  db = open_logged("a.crm", PMM_OPEN_READ_ONLY, &session);
  check_told(PMM_LOG_INFO, "for reading");
  close_memory(db, session);
}

static void copy_file(const char* from, const char* to) {
  FILE* in = fopen(from, "rb");
  FILE* out = fopen(to, "wb");
  static char bytes[1 << 20];
  size_t size;
  CHECK(in != NULL && out != NULL);
  while ((size = fread(bytes, 1, sizeof bytes, in)) > 0) CHECK(fwrite(bytes, 1, size, out) == size);
  CHECK(fclose(in) == 0 && fclose(out) == 0);
}

static void test_log__a_log_that_was_left(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_logged("a.crm", 0, &session);
  CHECK_OK(create(session));
  /* What a process leaves that dies now. Reading the store's own files takes its locks. */
  copy_file(path_of("a.crm"), path_of("left.crm"));
  copy_file(path_of("a.crm-wal"), path_of("left.crm-wal"));
  close_memory(db, session);
  db = open_logged("left.crm", 0, &session);
  check_told(PMM_LOG_INFO, "found a log of ");
  close_memory(db, session);
}

static void test_log__checkpoints(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_logged("a.crm", 0, &session);
  int i;
  for (i = 0; i < 5; ++i) CHECK_OK(create(session));
  check_told(PMM_LOG_DEBUG, "folded a log of ");
  close_memory(db, session);
}

typedef struct busy_reader {
  pmm_session* other;
  int calls;
} busy_reader;

static int32_t write_meanwhile(void* user_data, int64_t done, int64_t total) {
  busy_reader* reader = user_data;
  int i;
  (void)done;
  (void)total;
  if (reader->calls++ == 0)
    for (i = 0; i < 5; ++i) CHECK_OK(create(reader->other));
  return 0;
}

/* A reader that needs the log postpones the checkpoint; the statistics count it. */
static void test_log__postponed_checkpoints(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_logged("a.crm", 0, &session);
  pmm_statistics statistics = PMM_STATISTICS_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* findings = NULL;
  busy_reader reader;
  reader.other = session;
  reader.calls = 0;
  call.progress = write_meanwhile;
  call.progress_data = &reader;
  CHECK_OK(pmm_check(db, &call, &findings, &check_error));
  check_told(PMM_LOG_DEBUG, "postponed folding a log of ");
  CHECK_OK(pmm_db_statistics(db, &statistics, &check_error));
  CHECK(statistics.checkpoints_postponed > 0);
  CHECK(statistics.snapshots == 0 && statistics.waiting == 0);
  CHECK(statistics.longest_gate_wait_us >= 0 && statistics.journal > 0);
  pmm_result_free(findings);
  close_memory(db, session);
}

static void test_log__columns_and_import(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_logged("a.crm", 0, &session);
  pmm_statistics statistics = PMM_STATISTICS_INIT;
  pmm_result* answer = NULL;
  pmm_text* report = NULL;
  FILE* data;
  CHECK_OK(pmm_query(session, pmm_string("{\"measures\":[\"cases.count\"]}"), NULL, &answer,
                     &check_error));
  pmm_result_free(answer);
  check_told(PMM_LOG_INFO, "built the columns");
  CHECK_OK(pmm_db_statistics(db, &statistics, &check_error));
  CHECK(statistics.column_bytes > 0);
  data = fopen(path_of("data.csv"), "w");
  CHECK(data != NULL && fputs("K;N\n1;" SECRET "\n2;\n", data) >= 0 && fclose(data) == 0);
  CHECK_OK(pmm_import_csv(
      session, pmm_string(path_of("data.csv")),
      pmm_string("{\"entity\":\"subjects\",\"delimiter\":\";\",\"on_error\":\"collect\","
                 "\"columns\":{\"external_id\":\"K\",\"name\":\"N\","
                 "\"kind\":{\"value\":\"organization\"}}}"),
      NULL, NULL, &report, &check_error));
  check_told(PMM_LOG_INFO,
             "import finished, read 2, created 1, updated 0, unchanged 0, rejected 1");
  pmm_text_free(report);
  close_memory(db, session);
}

static void test_log__foreign_access(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_logged("a.crm", 0, &session);
  int fd;
  CHECK_OK(create(session));
  fd = open(path_of("a.crm-shm"), O_RDONLY);
  CHECK(fd >= 0 && close(fd) == 0);
  CHECK_STATUS(create(session), PMM_E_FOREIGN_ACCESS);
  check_told(PMM_LOG_ERROR, "foreign access: ");
  close_memory(db, session);
}

/* K8: the process may not write files any longer than they are. */
static void test_log__a_commit_that_fails(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_logged("a.crm", 0, &session);
  struct rlimit before, tight;
  pmm_status failed;
  CHECK_OK(create(session));
  CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
  CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
  tight = before;
  tight.rlim_cur = 4096;
  CHECK(setrlimit(RLIMIT_FSIZE, &tight) == 0);
  failed = create(session);
  CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(failed == PMM_E_IO || failed == PMM_E_FULL);
  pmm_error_free(check_error);
  check_error = NULL;
  check_told(PMM_LOG_ERROR, "a commit failed: ");
  close_memory(db, session);
  db = open_logged("a.crm", 0, &session);
  CHECK_OK(create(session));
  close_memory(db, session);
}

int main(void) {
  char command[300];
  CHECK(mkdtemp(folder) != NULL);
  test_log__made_and_opened();
  test_log__a_log_that_was_left();
  test_log__checkpoints();
  test_log__postponed_checkpoints();
  test_log__columns_and_import();
  test_log__foreign_access();
  test_log__a_commit_that_fails();
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  CHECK(system(command) == 0);
  return 0;
}

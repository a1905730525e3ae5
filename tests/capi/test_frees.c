/* One of each handle, freed in every order there is; what is left is used after each free. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <unistd.h>

#include "check.h"

typedef enum handle {
  DB,
  SESSION, /* with a transaction open on it, and a write in that */
  RESULT,
  TEXT,
  ERROR,
  CANCEL,
  STREAM,
  HANDLES
} handle;

typedef struct handles {
  pmm_db* db;
  pmm_session* session;
  pmm_result* result;
  pmm_text* text;
  pmm_error* error;
  pmm_cancel* cancel;
  struct ArrowArrayStream stream;
  int alive[HANDLES];
} handles;

static char folder[64];
static char path[80];
static pmm_id subject;

static pmm_status write_note(pmm_session* session, pmm_error** error) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  static int number = 0;
  char note[32];
  snprintf(note, sizeof note, "note %d", ++number);
  in.set_fields = PMM_SUBJECT_NOTE;
  in.note = pmm_string(note);
  return pmm_subject_update(session, subject, &in, NULL, NULL, error);
}

/* The files of a store with one subject in it. */
static void make_store(void) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  snprintf(folder, sizeof folder, "/dev/shm/pmmcrm-frees-XXXXXX");
  if (mkdtemp(folder) == NULL) {
    snprintf(folder, sizeof folder, "/tmp/pmmcrm-frees-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
  }
  snprintf(path, sizeof path, "%s/store.crm", folder);
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  in.kind = pmm_string("organization");
  in.name = pmm_string("the archive");
  CHECK_OK(pmm_subject_create(session, &in, NULL, &subject, &check_error));
  CHECK_OK(pmm_backup(db, pmm_string(path), NULL, &check_error));
  close_memory(db, session);
}

static void remove_store(void) {
  static const char* const suffixes[] = {"", "-wal", "-shm", ".gate", ".turn"};
  char name[96];
  size_t i;
  for (i = 0; i < sizeof suffixes / sizeof suffixes[0]; ++i) {
    snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
    remove(name);
  }
  rmdir(folder);
}

static void open_handles(handles* h, int64_t expected_journal) {
  pmm_call call = PMM_CALL_INIT;
  int i;
  memset(h, 0, sizeof *h);
  CHECK_OK(pmm_open(pmm_string(path), NULL, &h->db, &check_error));
  CHECK(journal(h->db) == expected_journal);
  CHECK_OK(pmm_session_open(h->db, PMM_ACTOR_ADMINISTRATOR, &h->session, &check_error));
  CHECK_OK(pmm_cancel_create(&h->cancel, &check_error));
  call.cancel = h->cancel;
  CHECK_OK(pmm_subject_list(h->session, NULL, NULL, &call, &h->result, &check_error));
  CHECK_OK(pmm_result_json(h->result, &h->text, &check_error));
  CHECK_OK(pmm_result_export_arrow(h->result, &h->stream, &check_error));
  CHECK_OK(pmm_begin(h->session, 600000, NULL, &check_error));
  CHECK_OK(write_note(h->session, &check_error));
  CHECK(pmm_subject_update(h->session, subject, NULL, NULL, NULL, &h->error) == PMM_E_INVALID);
  for (i = 0; i < HANDLES; ++i) h->alive[i] = 1;
}

static void free_one(handles* h, handle which) {
  h->alive[which] = 0;
  switch (which) {
    case DB:
      pmm_db_free(h->db);
      break;
    case SESSION:
      pmm_session_free(h->session);
      break;
    case RESULT:
      pmm_result_free(h->result);
      break;
    case TEXT:
      pmm_text_free(h->text);
      break;
    case ERROR:
      pmm_error_free(h->error);
      break;
    case CANCEL:
      pmm_cancel_free(h->cancel);
      break;
    default:
      h->stream.release(&h->stream);
      CHECK(h->stream.release == NULL);
      break;
  }
}

/* Nobody else writes while the transaction is open, so the session is told from its last error. */
static void use_session(handles* h) {
  pmm_error* error = NULL;
  const pmm_status status = write_note(h->session, &error);
  CHECK(status == (h->alive[DB] ? PMM_OK : PMM_E_CLOSED));
  CHECK(pmm_error_code(error) == status);
  CHECK(pmm_error_code(pmm_last_error(h->session)) == status);
  CHECK(pmm_session_actor(h->session) == PMM_ACTOR_ADMINISTRATOR);
  pmm_error_free(error);
}

static void use_stream(handles* h) {
  struct ArrowSchema schema;
  CHECK(h->stream.get_schema(&h->stream, &schema) == 0);
  CHECK(schema.n_children > 0);
  schema.release(&schema);
}

static void use_what_is_left(handles* h) {
  pmm_statistics statistics = PMM_STATISTICS_INIT;
  if (h->alive[DB]) CHECK_OK(pmm_db_statistics(h->db, &statistics, &check_error));
  if (h->alive[SESSION]) use_session(h);
  if (h->alive[RESULT]) CHECK(text_cell(h->result, 0, "name", "the archive"));
  if (h->alive[TEXT]) CHECK(pmm_text_view(h->text).data[0] == '{');
  if (h->alive[ERROR]) CHECK(same_text(pmm_error_field(h->error), "input"));
  if (h->alive[CANCEL]) pmm_cancel_request(h->cancel);
  if (h->alive[STREAM]) use_stream(h);
}

/* The next permutation in lexical order; 0 after the last one. */
static int next_order(int* order, int count) {
  int i = count - 2, j = count - 1, swapped;
  while (i >= 0 && order[i] > order[i + 1]) --i;
  if (i < 0) return 0;
  while (order[j] < order[i]) --j;
  swapped = order[i];
  order[i] = order[j];
  order[j] = swapped;
  for (++i, j = count - 1; i < j; ++i, --j) {
    swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
  return 1;
}

static int open_files(void) {
  DIR* listed = opendir("/proc/self/fd");
  int count = 0;
  CHECK(listed != NULL);
  while (readdir(listed) != NULL) ++count;
  closedir(listed);
  return count;
}

/* A22: whatever is closed first, nothing dangles, and what was not committed is not there. */
static void test_handles__A22_every_order_of_frees(void) {
  int order[HANDLES];
  int orders = 0, i;
  int64_t before;
  int files;
  pmm_db* db = NULL;
  handles h;
  for (i = 0; i < HANDLES; ++i) order[i] = i;
  CHECK_OK(pmm_open(pmm_string(path), NULL, &db, &check_error));
  before = journal(db);
  pmm_db_free(db);
  files = open_files();
  do {
    open_handles(&h, before);
    use_what_is_left(&h);
    for (i = 0; i < HANDLES; ++i) {
      free_one(&h, (handle)order[i]);
      use_what_is_left(&h);
    }
    ++orders;
  } while (next_order(order, HANDLES));
  CHECK(orders == 5040);
  CHECK(open_files() == files);
}

/* A stream is consumed to its end when all that it came from is gone. */
static void test_handles__a_stream_outlives_everything(void) {
  handles h;
  struct ArrowArray batch;
  int64_t rows = 0;
  pmm_db* db = NULL;
  int which;
  CHECK_OK(pmm_open(pmm_string(path), NULL, &db, &check_error));
  open_handles(&h, journal(db));
  for (which = DB; which < STREAM; ++which) free_one(&h, (handle)which);
  for (;;) {
    CHECK(h.stream.get_next(&h.stream, &batch) == 0);
    if (batch.release == NULL) break;
    rows += batch.length;
    batch.release(&batch);
  }
  CHECK(rows == 1);
  free_one(&h, STREAM);
  pmm_db_free(db);
}

int main(void) {
  make_store();
  CHECK(atexit(remove_store) == 0);
  test_handles__A22_every_order_of_frees();
  test_handles__a_stream_outlives_everything();
  return 0;
}

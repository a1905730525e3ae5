/*
 * The tests of a catalogue noun (office, channel, category, area), which are alike. A test file
 * defines, before it includes this, what tells its noun from the others:
 *   NOUN, NOUN_CAPS   office, OFFICE
 *   HAS_PARENT        1: entries stand in a tree; 0: they are digital or not
 *   COLUMNS           how many a row has
 */
#include "check.h"

#define NAME_(prefix, noun, suffix) prefix##noun##suffix
#define NAME(prefix, noun, suffix) NAME_(prefix, noun, suffix)
#define ENTRY(suffix) NAME(pmm_, NOUN, suffix)     /* ENTRY(_create): pmm_office_create */
#define FLAG(suffix) NAME(PMM_, NOUN_CAPS, suffix) /* FLAG(_CODE): PMM_OFFICE_CODE */
#define TEST(suffix) NAME(test_, NOUN, suffix)

typedef ENTRY(_input) entry_input;
typedef ENTRY(_filter) entry_filter;

/* Structs of a later version: longer than this library's. */
typedef struct longer_input {
  entry_input known;
  char more[16];
} longer_input;
typedef struct longer_filter {
  entry_filter known;
  char more[16];
} longer_filter;

static entry_input named(const char* code, const char* name) {
  entry_input input = FLAG(_INPUT_INIT);
  input.set_fields = FLAG(_CODE) | FLAG(_NAME);
  input.code = pmm_string(code);
  input.name = pmm_string(name);
  return input;
}

static pmm_id make(pmm_session* session, const char* code) {
  const entry_input input = named(code, "Entry of the test");
  pmm_id id = 0;
  CHECK_OK(ENTRY(_create)(session, &input, NULL, &id, &check_error));
  return id;
}

static void TEST(__create_and_get)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = named("C-1", "Città, quartiere Chiaia");
  pmm_result* result = NULL;
  pmm_id id = 0;
  const pmm_id first = make(session, "TOP");
  input.set_fields |= FLAG(_ACTIVE);
  input.active = 1;
#if HAS_PARENT
  input.set_fields |= FLAG(_PARENT);
  input.parent = first;
#else
  input.set_fields |= FLAG(_DIGITAL);
  input.digital = 1;
#endif
  CHECK_OK(ENTRY(_create)(session, &input, NULL, &id, &check_error));
  CHECK(first == 1 && id == 2);
  CHECK_OK(ENTRY(_get)(session, id, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  CHECK(int_cell(result, 0, "id") == id);
  CHECK(int_cell(result, 0, "version") == 1);
  CHECK(text_cell(result, 0, "code", "C-1"));
  CHECK(text_cell(result, 0, "name", "Città, quartiere Chiaia"));
  CHECK(int_cell(result, 0, "active") == 1);
  CHECK(int_cell(result, 0, "created") == check_now_us);
#if HAS_PARENT
  CHECK(int_cell(result, 0, "parent") == first);
#else
  CHECK(int_cell(result, 0, "digital") == 1);
#endif
  CHECK(pmm_result_columns(result) == COLUMNS);
  pmm_result_free(result);
  close_memory(db, session);
}

/* What no entry may become; told of by create and by update. */
typedef struct refusal {
  uint64_t set; /* besides code and name */
  const char *code, *name;
  int32_t active;
  pmm_id parent;
  pmm_status status;
  const char* field;
} refusal;

static entry_input refused_input(const refusal* bad) {
  entry_input input = named(bad->code, bad->name);
  input.set_fields |= bad->set;
  input.active = bad->active;
#if HAS_PARENT
  input.parent = bad->parent;
#endif
  return input;
}

static void TEST(__fields_refused)(void) {
  static char long_code[257], long_name[1026];
  const refusal bad[] = {
    {0, "", "N", 0, 0, PMM_E_INVALID, "code"},
    {0, "N", "", 0, 0, PMM_E_INVALID, "name"},
    {0, " N", "N", 0, 0, PMM_E_INVALID, "code"},
    {0, "N ", "N", 0, 0, PMM_E_INVALID, "code"},
    {0, "N\nN", "N", 0, 0, PMM_E_INVALID, "input.code"},
    {0, "N", "N\tN", 0, 0, PMM_E_INVALID, "input.name"},
    {0, "N", "\xff", 0, 0, PMM_E_INVALID, "input.name"},
    {0, long_code, "N", 0, 0, PMM_E_LIMIT, "input.code"},
    {0, "N", long_name, 0, 0, PMM_E_LIMIT, "input.name"},
    {0, "A", "N", 0, 0, PMM_E_CONFLICT, "code"},
    {FLAG(_ACTIVE), "N", "N", 2, 0, PMM_E_INVALID, "input.active"},
    {FLAG(_ACTIVE), "N", "N", -1, 0, PMM_E_INVALID, "input.active"},
    {UINT64_C(1) << 40, "N", "N", 0, 0, PMM_E_UNSUPPORTED, "input.set_fields"},
#if HAS_PARENT
    {FLAG(_PARENT), "N", "N", 0, 99, PMM_E_NOT_FOUND, "parent"},
    {FLAG(_PARENT), "N", "N", 0, -1, PMM_E_INVALID, "input.parent"},
#endif
  };
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = FLAG(_INPUT_INIT);
  pmm_id id = 0;
  size_t i;
  memset(long_code, 'c', sizeof long_code - 1);
  memset(long_name, 'n', sizeof long_name - 1);
  CHECK(make(session, "A") == 1 && make(session, "B") == 2);
  CHECK_FAILS(ENTRY(_create)(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "code");
  for (i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    int64_t version = 7;
    input = refused_input(&bad[i]);
    id = 7;
    CHECK_FAILS(ENTRY(_create)(session, &input, NULL, &id, &check_error), bad[i].status,
                bad[i].field);
    CHECK_FAILS(ENTRY(_update)(session, 2, &input, NULL, &version, &check_error), bad[i].status,
                bad[i].field);
    CHECK(id == 0 && version == 0);
  }
  CHECK(make(session, "C") == 3); /* what was refused used no id */
  close_memory(db, session);
}

static void TEST(__structs_refused)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = named("N", "N");
  longer_input longer;
  longer_filter wide;
  entry_filter filter = FLAG(_FILTER_INIT);
  pmm_page page = PMM_PAGE_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  pmm_id id = 0;
  memset(&longer, 0, sizeof longer);
  memset(&wide, 0, sizeof wide);
  longer.known = input;
  longer.known.struct_size = (uint32_t)sizeof longer;
  CHECK_OK(ENTRY(_create)(session, &longer.known, NULL, &id, &check_error));
  longer.more[15] = 1;
  CHECK_FAILS(ENTRY(_create)(session, &longer.known, NULL, &id, &check_error), PMM_E_UNSUPPORTED,
              "input");
  CHECK_FAILS(ENTRY(_update)(session, 1, &longer.known, NULL, NULL, &check_error),
              PMM_E_UNSUPPORTED, "input");
  input.struct_size = 8;
  CHECK_FAILS(ENTRY(_create)(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.struct_size");
  input = named("N", "N");
  input.code.data = NULL;
  input.code.size = 3;
  CHECK_FAILS(ENTRY(_create)(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.code");
  input = named("N", "N");
  input.reserved0 = 1;
  CHECK_FAILS(ENTRY(_create)(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.reserved0");
#if HAS_PARENT
  input.reserved0 = 0;
  input.reserved1 = 1;
  CHECK_FAILS(ENTRY(_create)(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.reserved1");
#else
  input = named("N", "N");
  input.set_fields |= FLAG(_DIGITAL);
  input.digital = 2;
  CHECK_FAILS(ENTRY(_create)(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.digital");
#endif
  wide.known = filter;
  wide.known.struct_size = (uint32_t)sizeof wide;
  wide.more[0] = 1;
  CHECK_FAILS(ENTRY(_list)(session, &wide.known, NULL, NULL, &result, &check_error),
              PMM_E_UNSUPPORTED, "filter");
  filter.set_fields = FLAG(_FILTER_ACTIVE);
  filter.active = 2;
  CHECK_FAILS(ENTRY(_list)(session, &filter, NULL, NULL, &result, &check_error), PMM_E_INVALID,
              "filter.active");
  filter.set_fields = UINT64_C(1) << 40;
  CHECK_FAILS(ENTRY(_list)(session, &filter, NULL, NULL, &result, &check_error), PMM_E_UNSUPPORTED,
              "filter.set_fields");
  page.limit = 10001;
  CHECK_FAILS(ENTRY(_list)(session, NULL, &page, NULL, &result, &check_error), PMM_E_LIMIT,
              "page.limit");
  page.limit = 0;
  page.cursor = pmm_string("no cursor");
  CHECK_FAILS(ENTRY(_list)(session, NULL, &page, NULL, &result, &check_error), PMM_E_INVALID,
              "page.cursor");
  call.deadline_ms = -1;
  input = named("M", "M");
  CHECK_FAILS(ENTRY(_create)(session, &input, &call, &id, &check_error), PMM_E_INVALID,
              "call.deadline_ms");
  CHECK_FAILS(ENTRY(_update)(session, 1, &input, &call, NULL, &check_error), PMM_E_INVALID,
              "call.deadline_ms");
  CHECK_FAILS(ENTRY(_get)(session, 1, &call, &result, &check_error), PMM_E_INVALID,
              "call.deadline_ms");
  CHECK_FAILS(ENTRY(_list)(session, NULL, NULL, &call, &result, &check_error), PMM_E_INVALID,
              "call.deadline_ms");
  close_memory(db, session);
}

static void TEST(__nulls_refused)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  const entry_input input = named("N", "N");
  pmm_result* result = NULL;
  pmm_id id = 7;
  CHECK_FAILS(ENTRY(_create)(NULL, &input, NULL, &id, &check_error), PMM_E_INVALID, "session");
  CHECK(id == 0);
  CHECK_FAILS(ENTRY(_create)(session, NULL, NULL, &id, &check_error), PMM_E_INVALID, "input");
  CHECK_FAILS(ENTRY(_create)(session, &input, NULL, NULL, &check_error), PMM_E_INVALID, "out_id");
  CHECK_FAILS(ENTRY(_update)(NULL, 1, &input, NULL, NULL, &check_error), PMM_E_INVALID, "session");
  CHECK_FAILS(ENTRY(_update)(session, 1, NULL, NULL, NULL, &check_error), PMM_E_INVALID, "input");
  CHECK_FAILS(ENTRY(_get)(NULL, 1, NULL, &result, &check_error), PMM_E_INVALID, "session");
  CHECK_FAILS(ENTRY(_get)(session, 1, NULL, NULL, &check_error), PMM_E_INVALID, "out_result");
  CHECK_FAILS(ENTRY(_list)(NULL, NULL, NULL, NULL, &result, &check_error), PMM_E_INVALID,
              "session");
  CHECK_FAILS(ENTRY(_list)(session, NULL, NULL, NULL, NULL, &check_error), PMM_E_INVALID,
              "out_result");
  close_memory(db, session);
}

static void TEST(__update)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = FLAG(_INPUT_INIT);
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id id = make(session, "A");
  CHECK(make(session, "B") == 2);
  input.set_fields = FLAG(_CODE) | FLAG(_ACTIVE);
  input.code = pmm_string("A2");
  call.expected_version = 1;
  CHECK_OK(ENTRY(_update)(session, id, &input, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_FAILS(ENTRY(_update)(session, id, &input, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  CHECK_OK(ENTRY(_update)(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2); /* nothing changed */
  CHECK_OK(ENTRY(_get)(session, id, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "code", "A2"));
  CHECK(int_cell(result, 0, "active") == 0);
  pmm_result_free(result);
  CHECK_FAILS(ENTRY(_update)(session, 99, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(ENTRY(_get)(session, 99, NULL, &result, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK(result == NULL);
  close_memory(db, session);
}

/* A write under a key is done once; the key does not serve for another one. */
static void TEST(__idempotency)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = named("A", "A");
  pmm_call call = PMM_CALL_INIT;
  pmm_id first = 0, again = 0;
  int64_t version = 0;
  call.idempotency_key = pmm_string("form-1");
  CHECK_OK(ENTRY(_create)(session, &input, &call, &first, &check_error));
  CHECK_OK(ENTRY(_create)(session, &input, &call, &again, &check_error));
  CHECK(first == 1 && again == 1);
  input = named("B", "B");
  CHECK_FAILS(ENTRY(_create)(session, &input, &call, &again, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  CHECK_OK(ENTRY(_update)(session, first, &input, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(ENTRY(_update)(session, first, &input, &call, &version, &check_error));
  CHECK(version == 2);
  input = named("C", "C");
  CHECK_FAILS(ENTRY(_update)(session, first, &input, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  close_memory(db, session);
}

static void TEST(__cancelled)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  const entry_input input = named("N", "N");
  pmm_call call = PMM_CALL_INIT;
  pmm_cancel* cancel = NULL;
  pmm_result* result = NULL;
  pmm_id id = make(session, "A");
  CHECK_OK(pmm_cancel_create(&cancel, &check_error));
  pmm_cancel_request(cancel);
  call.cancel = cancel;
  CHECK_STATUS(ENTRY(_update)(session, id, &input, &call, NULL, &check_error), PMM_E_CANCELLED);
  CHECK_STATUS(ENTRY(_get)(session, id, &call, &result, &check_error), PMM_E_CANCELLED);
  CHECK_STATUS(ENTRY(_list)(session, NULL, NULL, &call, &result, &check_error), PMM_E_CANCELLED);
  CHECK_STATUS(ENTRY(_create)(session, &input, &call, &id, &check_error), PMM_E_CANCELLED);
  pmm_cancel_free(cancel);
  CHECK(make(session, "N") == 2); /* nothing was done */
  close_memory(db, session);
}

static void expect_rows(pmm_session* session, const entry_filter* filter, int64_t rows,
                        pmm_id first) {
  pmm_result* result = NULL;
  CHECK_OK(ENTRY(_list)(session, filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == rows);
  CHECK(rows == 0 || int_cell(result, 0, "id") == first);
  pmm_result_free(result);
}

static void TEST(__list)(void) {
  static const char* const codes[] = {"A", "B", "C", "D", "E"};
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_filter filter = FLAG(_FILTER_INIT);
  entry_input input = FLAG(_INPUT_INIT);
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* result = NULL;
  pmm_result* next = NULL;
  size_t i;
  for (i = 0; i < 5; ++i) CHECK(make(session, codes[i]) == (pmm_id)i + 1);
  input.set_fields = FLAG(_ACTIVE);
  CHECK_OK(ENTRY(_update)(session, 2, &input, NULL, NULL, &check_error));
  expect_rows(session, NULL, 5, 1);
  filter.set_fields = FLAG(_FILTER_CODE);
  filter.code = pmm_string("C");
  expect_rows(session, &filter, 1, 3);
  filter.set_fields = FLAG(_FILTER_ACTIVE);
  expect_rows(session, &filter, 1, 2);
  filter.active = 1;
  page.limit = 3;
  CHECK_OK(ENTRY(_list)(session, &filter, &page, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 3 && int_cell(result, 2, "id") == 4);
  page.cursor = pmm_result_next_cursor(result);
  CHECK(page.cursor.size != 0);
  CHECK_OK(ENTRY(_list)(session, &filter, &page, NULL, &next, &check_error));
  CHECK(pmm_result_rows(next) == 1 && int_cell(next, 0, "id") == 5);
  CHECK(pmm_result_next_cursor(next).size == 0);
  pmm_result_free(result);
  pmm_result_free(next);
#if HAS_PARENT
  input.set_fields = FLAG(_PARENT);
  input.parent = 1;
  CHECK_OK(ENTRY(_update)(session, 4, &input, NULL, NULL, &check_error));
  filter.set_fields = FLAG(_FILTER_PARENT);
  filter.parent = 1;
  expect_rows(session, &filter, 1, 4);
  filter.parent = 0;
  expect_rows(session, &filter, 4, 1);
#else
  input.set_fields = FLAG(_DIGITAL);
  input.digital = 1;
  CHECK_OK(ENTRY(_update)(session, 4, &input, NULL, NULL, &check_error));
  filter.set_fields = FLAG(_FILTER_DIGITAL);
  expect_rows(session, &filter, 4, 1);
  filter.digital = 1;
  expect_rows(session, &filter, 1, 4);
#endif
  close_memory(db, session);
}

/* An actor without a grant sees nothing of the catalogue; an operator reads it. */
static void TEST(__access)(void) {
  pmm_session* session = NULL;
  pmm_session* operator_session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
  const entry_input input = named("Z", "Z");
  pmm_result* result = NULL;
  pmm_id actor_id = 0;
  pmm_id id = make(session, "A");
  actor.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME;
  actor.kind = pmm_string("person");
  actor.name = pmm_string("Operatore");
  CHECK_OK(pmm_actor_create(session, &actor, NULL, &actor_id, &check_error));
  CHECK_OK(pmm_session_open(db, actor_id, &operator_session, &check_error));
  CHECK_FAILS(ENTRY(_get)(operator_session, id, NULL, &result, &check_error), PMM_E_NOT_FOUND,
              "id");
  expect_rows(operator_session, NULL, 0, 0);
  grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE;
  grant.actor = actor_id;
  grant.role = pmm_string("operator");
  CHECK_OK(pmm_grant_create(session, &grant, NULL, &actor_id, &check_error));
  CHECK_OK(ENTRY(_get)(operator_session, id, NULL, &result, &check_error));
  pmm_result_free(result);
  CHECK_STATUS(ENTRY(_create)(operator_session, &input, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_STATUS(ENTRY(_update)(operator_session, 1, &input, NULL, NULL, &check_error), PMM_E_DENIED);
  pmm_session_free(operator_session);
  close_memory(db, session);
}

static void TEST(__history)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = FLAG(_INPUT_INIT);
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  const pmm_id id = make(session, "A");
  input.set_fields = FLAG(_NAME);
  input.name = pmm_string("New name");
  call.reason = pmm_string("reorganisation");
  CHECK_OK(ENTRY(_update)(session, id, &input, &call, NULL, &check_error));
  CHECK_OK(
      pmm_history(session, NAME(PMM_NOUN_, NOUN_CAPS, ), id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(text_cell(result, 0, "verb", "update"));
  CHECK(text_cell(result, 0, "fields", "name"));
  CHECK(text_cell(result, 0, "reason", "reorganisation"));
  CHECK(text_cell(result, 1, "verb", "create"));
  CHECK(text_cell(result, 1, "fields", "code,name"));
  pmm_result_free(result);
  close_memory(db, session);
}

#if HAS_PARENT
static void TEST(__no_circle_of_parents)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = FLAG(_INPUT_INIT);
  int64_t version = 0;
  const pmm_id upper = make(session, "A");
  const pmm_id lower = make(session, "B");
  input.set_fields = FLAG(_PARENT);
  input.parent = upper;
  CHECK_OK(ENTRY(_update)(session, lower, &input, NULL, NULL, &check_error));
  CHECK_FAILS(ENTRY(_update)(session, upper, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "parent");
  input.parent = lower;
  CHECK_FAILS(ENTRY(_update)(session, upper, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "parent");
  input.parent = 0;
  CHECK_OK(ENTRY(_update)(session, lower, &input, NULL, &version, &check_error));
  CHECK(version == 3);
  close_memory(db, session);
}

static void TEST(__tree_too_deep)(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = named("", "level");
  pmm_id id = 0, lowest = 0;
  int depth;
  input.set_fields |= FLAG(_PARENT);
  for (depth = 0; depth < 64; ++depth) {
    char code[16];
    snprintf(code, sizeof code, "L%d", depth);
    input.code = pmm_string(code);
    input.parent = id;
    CHECK_OK(ENTRY(_create)(session, &input, NULL, &id, &check_error));
  }
  lowest = id;
  input.code = pmm_string("L64");
  input.parent = lowest;
  CHECK_FAILS(ENTRY(_create)(session, &input, NULL, &id, &check_error), PMM_E_LIMIT, "parent");
  id = make(session, "L64");
  CHECK_FAILS(ENTRY(_update)(session, id, &input, NULL, NULL, &check_error), PMM_E_LIMIT, "parent");
  close_memory(db, session);
}
#endif

static void test_catalogue(void) {
  TEST(__create_and_get)();
  TEST(__fields_refused)();
  TEST(__structs_refused)();
  TEST(__nulls_refused)();
  TEST(__update)();
  TEST(__idempotency)();
  TEST(__cancelled)();
  TEST(__list)();
  TEST(__access)();
  TEST(__history)();
#if HAS_PARENT
  TEST(__no_circle_of_parents)();
  TEST(__tree_too_deep)();
#endif
}

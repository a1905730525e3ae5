/* What every header shares: statuses, texts, errors, cancel tokens, call options. */
#include "check.h"

static void test_base__names_of_statuses(void) {
  CHECK(same_text(pmm_status_name(PMM_OK), "PMM_OK"));
  CHECK(same_text(pmm_status_name(PMM_END), "PMM_END"));
  CHECK(same_text(pmm_status_name(PMM_E_CONFLICT), "PMM_E_CONFLICT"));
  CHECK(same_text(pmm_status_name(PMM_E_FOREIGN_ACCESS), "PMM_E_FOREIGN_ACCESS"));
  CHECK(same_text(pmm_status_name(PMM_E_INTERNAL), "PMM_E_INTERNAL"));
  CHECK(same_text(pmm_status_name(-1), ""));
  CHECK(same_text(pmm_status_name(INT32_MIN), ""));
}

static void test_base__strings(void) {
  const pmm_str literal = PMM_STR("napoli");
  CHECK(literal.size == 6);
  CHECK(pmm_string(NULL).size == 0 && pmm_string(NULL).data != NULL);
  CHECK(pmm_string("napoli").size == 6);
  CHECK(pmm_version().size > 0 && pmm_version().data[pmm_version().size] == '\0');
  CHECK(strstr(pmm_build_info().data, "\"sqlite\":\"") != NULL);
  CHECK(strstr(pmm_build_info().data, "\"schema_version\":") != NULL);
  CHECK(pmm_build_info().data == pmm_build_info().data);
}

static void test_base__null_error_is_no_error(void) {
  CHECK(pmm_error_code(NULL) == PMM_OK);
  CHECK(same_text(pmm_error_message(NULL), ""));
  CHECK(same_text(pmm_error_field(NULL), ""));
  CHECK(pmm_error_row(NULL) == -1);
  CHECK(same_text(pmm_error_detail(NULL, pmm_string("offset")), ""));
  pmm_error_free(NULL);
}

static void test_base__error_outlives_everything(void) {
  pmm_db* db = (pmm_db*)(size_t)0xdead; /* garbage: out values are never read */
  pmm_error* error = (pmm_error*)(size_t)0xdead;
  const pmm_str bad = {"a\0b", 3};
  const pmm_str none = {NULL, 0};
  CHECK(pmm_open(bad, NULL, &db, &error) == PMM_E_INVALID);
  CHECK(db == NULL);
  CHECK(pmm_error_code(error) == PMM_E_INVALID);
  CHECK(same_text(pmm_error_field(error), "path"));
  CHECK(pmm_error_message(error).size > 0);
  CHECK(pmm_error_row(error) == -1);
  CHECK(same_text(pmm_error_detail(error, pmm_string("offset")), "1"));
  CHECK(same_text(pmm_error_detail(error, pmm_string("absent")), ""));
  CHECK(same_text(pmm_error_detail(error, none), ""));
  pmm_error_free(error);
}

static void test_base__null_text_is_empty(void) {
  CHECK(same_text(pmm_text_view(NULL), ""));
  pmm_text_free(NULL);
}

static void test_base__cancel_create(void) {
  pmm_cancel* cancel = NULL;
  CHECK_FAILS(pmm_cancel_create(NULL, &check_error), PMM_E_INVALID, "out_cancel");
  CHECK(pmm_cancel_create(NULL, NULL) == PMM_E_INVALID);
  CHECK_OK(pmm_cancel_create(&cancel, &check_error));
  pmm_cancel_request(cancel);
  pmm_cancel_request(cancel);
  pmm_cancel_free(cancel);
  pmm_cancel_request(NULL);
  pmm_cancel_free(NULL);
}

/* Every rule of pmm_call, through one call that takes it. */
static pmm_status with_call(pmm_db* db, const pmm_call* call) {
  pmm_result* result = (pmm_result*)(size_t)0xdead;
  const pmm_status status = pmm_db_info(db, call, &result, &check_error);
  CHECK((result != NULL) == (status == PMM_OK));
  pmm_result_free(result);
  return status;
}

static void test_base__call_rules(pmm_db* db) {
  pmm_call call = PMM_CALL_INIT;
  char* long_text = malloc(2 * 1024 * 1024);
  CHECK(long_text != NULL);
  memset(long_text, 'x', 2 * 1024 * 1024);
  CHECK_OK(with_call(db, &call));
#define REFUSED(member, value, status)                            \
  do {                                                            \
    const pmm_call unset = PMM_CALL_INIT;                         \
    call = unset;                                                 \
    call.member = (value);                                        \
    CHECK_FAILS(with_call(db, &call), (status), "call." #member); \
  } while (0)
  REFUSED(assurance, 4, PMM_E_INVALID);
  REFUSED(assurance, -1, PMM_E_INVALID);
  REFUSED(expected_version, -1, PMM_E_INVALID);
  REFUSED(deadline_ms, -1, PMM_E_INVALID);
  REFUSED(deadline_ms, INT64_MAX, PMM_E_INVALID);
  REFUSED(on_behalf_of, -1, PMM_E_INVALID);
  {
    const pmm_str null_with_size = {NULL, 5};
    const pmm_str long_key = {long_text, 256};
    const pmm_str longest_key = {long_text, 255};
    const pmm_str long_reason = {long_text, 65537};
    const pmm_str longest_reason = {long_text, 65536};
    const pmm_str huge = {long_text, SIZE_MAX};
    const pmm_call fresh = PMM_CALL_INIT;
    REFUSED(idempotency_key, null_with_size, PMM_E_INVALID);
    REFUSED(idempotency_key, long_key, PMM_E_LIMIT);
    REFUSED(idempotency_key, huge, PMM_E_LIMIT);
    REFUSED(idempotency_key, pmm_string("a\nb"), PMM_E_INVALID);
    REFUSED(reason, long_reason, PMM_E_LIMIT);
    REFUSED(reason, huge, PMM_E_LIMIT);
    REFUSED(reason, pmm_string("\xff"), PMM_E_INVALID);
    call = fresh;
    call.idempotency_key = longest_key;
    call.reason = longest_reason;
    CHECK_OK(with_call(db, &call));
  }
#undef REFUSED
  free(long_text);
}

/* A12: shortest, current, longer with zeros, longer with data, zero, absurd. */
static void test_base__call_sizes(pmm_db* db) {
  struct {
    pmm_call call;
    unsigned char more[16];
  } longer;
  const pmm_call fresh = PMM_CALL_INIT;
  memset(&longer, 0, sizeof longer);
  longer.call = fresh;
  longer.call.struct_size = 0;
  CHECK_FAILS(with_call(db, &longer.call), PMM_E_INVALID, "call.struct_size");
  longer.call.struct_size = (uint32_t)sizeof(pmm_call) - 1;
  CHECK_FAILS(with_call(db, &longer.call), PMM_E_INVALID, "call.struct_size");
  longer.call.struct_size = UINT32_MAX;
  CHECK_FAILS(with_call(db, &longer.call), PMM_E_INVALID, "call.struct_size");
  longer.call.struct_size = (uint32_t)sizeof longer;
  CHECK_OK(with_call(db, &longer.call));
  longer.more[15] = 1;
  CHECK_FAILS(with_call(db, &longer.call), PMM_E_UNSUPPORTED, "call");
}

static void test_base__cancel_reaches_a_call(pmm_db* db) {
  pmm_call call = PMM_CALL_INIT;
  pmm_cancel* cancel = NULL;
  CHECK_OK(pmm_cancel_create(&cancel, &check_error));
  call.cancel = cancel;
  CHECK_OK(with_call(db, &call));
  pmm_cancel_request(cancel);
  CHECK_STATUS(with_call(db, &call), PMM_E_CANCELLED);
  pmm_cancel_free(cancel);
}

int main(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  test_base__names_of_statuses();
  test_base__strings();
  test_base__null_error_is_no_error();
  test_base__error_outlives_everything();
  test_base__null_text_is_empty();
  test_base__cancel_create();
  test_base__call_rules(db);
  test_base__call_sizes(db);
  test_base__cancel_reaches_a_call(db);
  close_memory(db, session);
  return 0;
}

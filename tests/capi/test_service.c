#include "check.h"

static pmm_id make(pmm_session* session, const char* code) {
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME;
  input.code = pmm_string(code);
  input.name = pmm_string("Servizio");
  CHECK_OK(pmm_service_create(session, &input, NULL, &id, &check_error));
  return id;
}

static pmm_id make_channel(pmm_session* session, const char* code) {
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  input.code = pmm_string(code);
  input.name = pmm_string(code);
  CHECK_OK(pmm_channel_create(session, &input, NULL, &id, &check_error));
  return id;
}

static pmm_id make_office(pmm_session* session, const char* code) {
  pmm_office_input input = PMM_OFFICE_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
  input.code = pmm_string(code);
  input.name = pmm_string(code);
  CHECK_OK(pmm_office_create(session, &input, NULL, &id, &check_error));
  return id;
}

static pmm_id make_category(pmm_session* session, const char* code) {
  pmm_category_input input = PMM_CATEGORY_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_CATEGORY_CODE | PMM_CATEGORY_NAME;
  input.code = pmm_string(code);
  input.name = pmm_string(code);
  CHECK_OK(pmm_category_create(session, &input, NULL, &id, &check_error));
  return id;
}

static void test_service__defaults(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_result* result = NULL;
  const pmm_id id = make(session, "visure");
  CHECK_OK(pmm_service_get(session, id, NULL, &result, &check_error));
  CHECK(pmm_result_columns(result) == 37);
  CHECK(text_cell(result, 0, "status", "active"));
  CHECK(text_cell(result, 0, "term_clock", "calendar"));
  CHECK(text_cell(result, 0, "open311_type", "realtime"));
  CHECK(int_cell(result, 0, "term_rolls") == 1);
  CHECK(int_cell(result, 0, "reopen_by_subject") == 0);
  CHECK(null_cell(result, 0, "term_days") && null_cell(result, 0, "reopen_days"));
  CHECK(null_cell(result, 0, "attributes") && null_cell(result, 0, "status_reason"));
  CHECK(null_cell(result, 0, "category") && null_cell(result, 0, "office"));
  CHECK(int_cell(result, 0, "created") == check_now_us);
  pmm_result_free(result);
  CHECK_FAILS(pmm_service_get(session, 2, NULL, &result, &check_error), PMM_E_NOT_FOUND, "id");
  close_memory(db, session);
}

/* Every text of the card goes to its own column. */
static void test_service__card(void) {
  static const char* names[] = {
      "status_reason", "description",    "audience",   "how_to",   "needed", "obtained",
      "timing",        "access_url",     "conditions", "contacts", "costs",  "further_info",
      "special_cases", "keywords",       "topics",     "language", "sector", "thematic_area",
      "spatial",       "legal_resource", "output"};
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  pmm_str* texts[21];
  pmm_result* result = NULL;
  pmm_id id = 0;
  size_t i;
  texts[0] = &input.status_reason;
  texts[1] = &input.description;
  texts[2] = &input.audience;
  texts[3] = &input.how_to;
  texts[4] = &input.needed;
  texts[5] = &input.obtained;
  texts[6] = &input.timing;
  texts[7] = &input.access_url;
  texts[8] = &input.conditions;
  texts[9] = &input.contacts;
  texts[10] = &input.costs;
  texts[11] = &input.further_info;
  texts[12] = &input.special_cases;
  texts[13] = &input.keywords;
  texts[14] = &input.topics;
  texts[15] = &input.language;
  texts[16] = &input.sector;
  texts[17] = &input.thematic_area;
  texts[18] = &input.spatial;
  texts[19] = &input.legal_resource;
  texts[20] = &input.output;
  for (i = 0; i < 21; ++i) *texts[i] = pmm_string(names[i]);
  input.set_fields = (PMM_SERVICE_REOPEN_BY_SUBJECT << 1) - 1;
  input.set_fields &= ~PMM_SERVICE_ATTRIBUTES;
  input.code = pmm_string("cdu");
  input.name = pmm_string("Certificato di destinazione urbanistica");
  input.status = pmm_string("suspended");
  input.term_clock = pmm_string("working");
  input.open311_type = pmm_string("batch");
  input.category = make_category(session, "edilizia");
  input.office = make_office(session, "urbanistica");
  input.term_days = 30;
  input.term_rolls = 0;
  input.reopen_days = 0;
  input.reopen_by_subject = 1;
  CHECK_OK(pmm_service_create(session, &input, NULL, &id, &check_error));
  CHECK_OK(pmm_service_get(session, id, NULL, &result, &check_error));
  for (i = 0; i < 21; ++i) CHECK(text_cell(result, 0, names[i], names[i]));
  CHECK(text_cell(result, 0, "status", "suspended"));
  CHECK(text_cell(result, 0, "term_clock", "working"));
  CHECK(text_cell(result, 0, "open311_type", "batch"));
  CHECK(int_cell(result, 0, "category") == input.category);
  CHECK(int_cell(result, 0, "office") == input.office);
  CHECK(int_cell(result, 0, "term_days") == 30);
  CHECK(int_cell(result, 0, "term_rolls") == 0);
  CHECK(int_cell(result, 0, "reopen_days") == 0 && !null_cell(result, 0, "reopen_days"));
  CHECK(int_cell(result, 0, "reopen_by_subject") == 1);
  pmm_result_free(result);
  close_memory(db, session);
}

static void test_service__rules(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  const pmm_id id = make(session, "A");
  pmm_id other = 0;
  input.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME;
  input.code = pmm_string("A");
  input.name = pmm_string("A");
  CHECK_FAILS(pmm_service_create(session, &input, NULL, &other, &check_error), PMM_E_CONFLICT,
              "code");
  input.set_fields = PMM_SERVICE_STATUS;
  input.status = pmm_string("closed");
  CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "status");
  input.status = pmm_string("ended");
  CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "status_reason");
  input.set_fields = PMM_SERVICE_STATUS_REASON;
  input.status_reason = pmm_string("none");
  CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "status_reason");
  input.set_fields = PMM_SERVICE_TERM_DAYS;
  input.term_days = 3651;
  CHECK_STATUS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID);
  input.term_days = -2;
  CHECK_STATUS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID);
  input.set_fields = PMM_SERVICE_TERM_CLOCK;
  input.term_clock = pmm_string("lunar");
  CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "term_clock");
  input.set_fields = PMM_SERVICE_OPEN311_TYPE;
  input.open311_type = pmm_string("later");
  CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "open311_type");
  input.set_fields = PMM_SERVICE_OFFICE;
  input.office = 5;
  CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "office");
  input.set_fields = PMM_SERVICE_CATEGORY;
  input.category = 5;
  CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "category");
  close_memory(db, session);
}

static void test_service__update(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id id = make(session, "A");
  input.set_fields = PMM_SERVICE_STATUS | PMM_SERVICE_STATUS_REASON | PMM_SERVICE_TERM_DAYS;
  input.status = pmm_string("suspended");
  input.status_reason = pmm_string("lavori in corso");
  input.term_days = 0;
  call.expected_version = 1;
  CHECK_OK(pmm_service_update(session, id, &input, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_FAILS(pmm_service_update(session, id, &input, &call, &version, &check_error),
              PMM_E_CONFLICT, "call.expected_version");
  CHECK_OK(pmm_service_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  /* Working again, it loses the reason; -1 clears the term. */
  input.set_fields = PMM_SERVICE_STATUS | PMM_SERVICE_TERM_DAYS;
  input.status = pmm_string("active");
  input.term_days = -1;
  CHECK_OK(pmm_service_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 3);
  CHECK_OK(pmm_service_get(session, id, NULL, &result, &check_error));
  CHECK(null_cell(result, 0, "status_reason") && null_cell(result, 0, "term_days"));
  pmm_result_free(result);
  CHECK_OK(pmm_history(session, PMM_NOUN_SERVICE, id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 3);
  CHECK(text_cell(result, 0, "fields", "status,term_days,status_reason"));
  pmm_result_free(result);
  CHECK_FAILS(pmm_service_update(session, 9, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  close_memory(db, session);
}

static void test_service__attributes(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id id = make(session, "buche");
  input.set_fields = PMM_SERVICE_ATTRIBUTES;
  input.attributes = pmm_string(
      " [ {\"values\":[{\"key\":\"S\",\"name\":\"small\"},{\"key\":\"L\"}], \"required\":true,"
      "\"code\":\"SIZE\",\"datatype\":\"singlevaluelist\",\"dimension\":true},"
      "{\"code\":\"NOTE\",\"datatype\":\"text\",\"order\":2,\"description\":\"Perché?\"}]");
  CHECK_OK(pmm_service_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_service_get(session, id, NULL, &result, &check_error));
  CHECK(text_cell(
      result, 0, "attributes",
      "[{\"code\":\"SIZE\",\"datatype\":\"singlevaluelist\",\"datatype_description\":\"\","
      "\"required\":true,\"description\":\"\",\"order\":0,\"variable\":true,\"dimension\":true,"
      "\"values\":[{\"key\":\"S\",\"name\":\"small\"},{\"key\":\"L\",\"name\":\"L\"}]},"
      "{\"code\":\"NOTE\",\"datatype\":\"text\",\"datatype_description\":\"\",\"required\":false,"
      "\"description\":\"Perché?\",\"order\":2,\"variable\":true,\"dimension\":false,"
      "\"values\":[]}]"));
  /* The normal form reads back as itself: no change. */
  input.attributes = pmm_result_text(result, 0, column_of(result, "attributes"));
  CHECK_OK(pmm_service_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  pmm_result_free(result);
  input.attributes = pmm_string("[]");
  CHECK_OK(pmm_service_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 3);
  CHECK_OK(pmm_service_get(session, id, NULL, &result, &check_error));
  CHECK(null_cell(result, 0, "attributes"));
  pmm_result_free(result);
  close_memory(db, session);
}

static void test_service__attributes_refused(void) {
  static const struct {
    const char *json, *field;
  } bad[] = {
      {"{}", "attributes"},
      {"[", "attributes"},
      {"[] []", "attributes"},
      {"[1]", "attributes[0]"},
      {"[{}]", "attributes[0].code"},
      {"[{\"code\":\"\"}]", "attributes[0].code"},
      {"[{\"code\":5}]", "attributes[0].code"},
      {"[{\"code\":\"A\"},{\"code\":\"A\"}]", "attributes[1].code"},
      {"[{\"code\":\"A\",\"code\":\"B\"}]", "attributes[0].code"},
      {"[{\"code\":\"A\",\"colour\":\"B\"}]", "attributes[0].colour"},
      {"[{\"code\":\"A\"},{\"code\":\"B\"},{\"code\":\"C\",\"datatype\":\"int\"}]",
       "attributes[2].datatype"},
      {"[{\"code\":\"A\",\"required\":1}]", "attributes[0].required"},
      {"[{\"code\":\"A\",\"order\":1.5}]", "attributes[0].order"},
      {"[{\"code\":\"A\",\"order\":18446744073709551615}]", "attributes[0].order"},
      {"[{\"code\":\"A\",\"order\":-9223372036854775808}]", "attributes[0].order"},
      {"[{\"code\":\"A\",\"order\":1e999}]", "attributes[0].order"},
      {"[{\"code\":\"A\",\"variable\":false,\"required\":true}]", "attributes[0].required"},
      {"[{\"code\":\"A\",\"datatype\":\"text\",\"dimension\":true}]", "attributes[0].dimension"},
      {"[{\"code\":\"A\",\"datatype\":\"multivaluelist\"}]", "attributes[0].values"},
      {"[{\"code\":\"A\",\"values\":[{\"key\":\"x\"}]}]", "attributes[0].values"},
      {"[{\"code\":\"A\",\"values\":{}}]", "attributes[0].values"},
      {"[{\"code\":\"A\",\"values\":[3]}]", "attributes[0].values[0]"},
      {"[{\"code\":\"A\",\"values\":[{\"key\":\"x\",\"nome\":\"y\"}]}]",
       "attributes[0].values[0].nome"},
      {"[{\"code\":\"A\\u0000B\"}]", "attributes[0].code"},
      {"[{\"code\":\"A\xff\"}]", NULL},
  };
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  char deep[201];
  size_t i;
  const pmm_id id = make(session, "A");
  input.set_fields = PMM_SERVICE_ATTRIBUTES;
  for (i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    input.attributes = pmm_string(bad[i].json);
    CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
                bad[i].field);
  }
  memset(deep, '[', 100);
  memset(deep + 100, ']', 100);
  deep[200] = '\0';
  input.attributes = pmm_string(deep);
  CHECK_FAILS(pmm_service_update(session, id, &input, NULL, NULL, &check_error), PMM_E_LIMIT,
              "attributes");
  close_memory(db, session);
}

static void test_service__channels(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_service_filter filter = PMM_SERVICE_FILTER_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  pmm_id set[2];
  int64_t version = 0;
  const pmm_id id = make(session, "A");
  const pmm_id every = make(session, "B");
  const pmm_id web = make_channel(session, "web");
  const pmm_id phone = make_channel(session, "phone");
  const pmm_id post = make_channel(session, "post");
  set[0] = phone;
  set[1] = web;
  call.idempotency_key = pmm_string("k");
  CHECK_OK(pmm_service_set_channels(session, id, set, 2, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_service_set_channels(session, id, set, 2, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_FAILS(pmm_service_set_channels(session, id, set, 1, &call, &version, &check_error),
              PMM_E_CONFLICT, "call.idempotency_key");
  CHECK_OK(pmm_service_channels(session, id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(int_cell(result, 0, "id") == web && text_cell(result, 1, "code", "phone"));
  pmm_result_free(result);
  set[1] = phone;
  CHECK_FAILS(pmm_service_set_channels(session, id, set, 2, NULL, NULL, &check_error),
              PMM_E_INVALID, "channels[1]");
  set[1] = 77;
  CHECK_FAILS(pmm_service_set_channels(session, id, set, 2, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "channels[1]");
  CHECK_FAILS(pmm_service_set_channels(session, id, NULL, 2, NULL, NULL, &check_error),
              PMM_E_INVALID, "channels");
  CHECK_FAILS(pmm_service_set_channels(session, id, set, (size_t)-1, NULL, NULL, &check_error),
              PMM_E_LIMIT, "count");
  CHECK_FAILS(pmm_service_set_channels(session, 99, set, 1, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "service");
  /* Over the post only what takes every channel; over the phone both. */
  filter.set_fields = PMM_SERVICE_FILTER_CHANNEL;
  filter.channel = post;
  CHECK_OK(pmm_service_list(session, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == every);
  pmm_result_free(result);
  filter.channel = phone;
  CHECK_OK(pmm_service_list(session, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  pmm_result_free(result);
  CHECK_OK(pmm_service_set_channels(session, id, NULL, 0, NULL, &version, &check_error));
  CHECK(version == 3);
  CHECK_OK(pmm_service_channels(session, id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 0);
  pmm_result_free(result);
  CHECK_FAILS(pmm_service_channels(session, 99, NULL, NULL, &result, &check_error), PMM_E_NOT_FOUND,
              "service");
  close_memory(db, session);
}

static int64_t count_of(pmm_session* session, const pmm_service_filter* filter) {
  pmm_result* result = NULL;
  int64_t rows = 0;
  CHECK_OK(pmm_service_list(session, filter, NULL, NULL, &result, &check_error));
  rows = pmm_result_rows(result);
  pmm_result_free(result);
  return rows;
}

static void test_service__list(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_service_filter filter = PMM_SERVICE_FILTER_INIT;
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  const pmm_id a = make(session, "A");
  const pmm_id b = make(session, "B");
  make(session, "C");
  input.set_fields = PMM_SERVICE_OFFICE | PMM_SERVICE_CATEGORY;
  input.office = make_office(session, "O");
  input.category = make_category(session, "K");
  CHECK_OK(pmm_service_update(session, a, &input, NULL, NULL, &check_error));
  input.set_fields = PMM_SERVICE_STATUS | PMM_SERVICE_STATUS_REASON;
  input.status = pmm_string("ended");
  input.status_reason = pmm_string("abolito");
  CHECK_OK(pmm_service_update(session, b, &input, NULL, NULL, &check_error));
  CHECK(count_of(session, NULL) == 3);
  filter.set_fields = PMM_SERVICE_FILTER_OFFICE;
  filter.office = input.office;
  CHECK(count_of(session, &filter) == 1);
  filter.office = 0;
  CHECK(count_of(session, &filter) == 2);
  filter.set_fields = PMM_SERVICE_FILTER_CATEGORY;
  filter.category = input.category;
  CHECK(count_of(session, &filter) == 1);
  filter.category = 0;
  CHECK(count_of(session, &filter) == 2);
  filter.set_fields = PMM_SERVICE_FILTER_STATUS;
  filter.status = pmm_string("active");
  CHECK(count_of(session, &filter) == 2);
  filter.set_fields |= PMM_SERVICE_FILTER_CODE;
  filter.code = pmm_string("B");
  CHECK(count_of(session, &filter) == 0);
  close_memory(db, session);
}

int main(void) {
  test_service__defaults();
  test_service__card();
  test_service__rules();
  test_service__update();
  test_service__attributes();
  test_service__attributes_refused();
  test_service__channels();
  test_service__list();
  return 0;
}

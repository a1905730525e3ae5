/* What a hostile caller may ask: D1 to D8 of tests/threats.md, by number. */
#include "town.h"

/* Each would say something to a database, a search index or a pattern that took it for code. */
static const char* const kHostile[] = {"' OR 1=1--",
                                       "'; DROP TABLE subjects; --",
                                       "\" OR \"\"=\"",
                                       "x') UNION SELECT 1 --",
                                       "%",
                                       "_",
                                       "%_%_%_",
                                       "*",
                                       "name:*",
                                       "NEAR(a b)",
                                       "^anna",
                                       "AND NOT anna",
                                       "\\",
                                       "$1",
                                       "?1",
                                       ":a"};
#define HOSTILE (sizeof kHostile / sizeof *kHostile)

static int64_t rows_and_free(pmm_result* rows) {
  const int64_t count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static int64_t subjects(town* t, uint64_t field, const char* text) {
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = field;
  filter.external_id = filter.token = filter.value = pmm_string(text);
  filter.scheme = pmm_string("badge");
  CHECK_OK(pmm_subject_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  return rows_and_free(rows);
}

static int64_t cases(town* t, uint64_t field, const char* text) {
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = field;
  filter.external_id = filter.protocol = filter.state = filter.token = pmm_string(text);
  CHECK_OK(pmm_case_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  return rows_and_free(rows);
}

static int64_t asked(town* t, const char* op, const char* json_text) {
  char query[512];
  pmm_result* rows = NULL;
  int64_t count;
  snprintf(query, sizeof query,
           "{\"measures\":[\"cases.count\"],\"filters\":[{\"member\":\"cases.service\","
           "\"operator\":\"%s\",\"values\":[\"%s\"]}]}",
           op, json_text);
  CHECK_OK(pmm_query(t->admin, pmm_string(query), NULL, &rows, &check_error));
  count = pmm_result_int64(rows, 0, column_of(rows, "cases.count"));
  pmm_result_free(rows);
  return count;
}

/* A text of JSON: a quote and a backslash are written with one more. */
static void escaped(char* to, const char* text) {
  for (; *text != '\0'; ++text) {
    if (*text == '"' || *text == '\\') *to++ = '\\';
    *to++ = *text;
  }
  *to = '\0';
}

/* A text in a filter is a text: it finds what has it, and nothing else happens. */
static void test_questions__D1_D3_D4_texts_are_no_code(town* t) {
  pmm_result* rows = NULL;
  const int64_t before = journal(t->db);
  size_t i;
  for (i = 0; i < HOSTILE; ++i) {
    char text[128];
    CHECK(subjects(t, PMM_SUBJECT_FILTER_EXTERNAL_ID, kHostile[i]) == 0);
    CHECK(subjects(t, PMM_SUBJECT_FILTER_TOKEN, kHostile[i]) == 0);
    CHECK(subjects(t, PMM_SUBJECT_FILTER_SCHEME | PMM_SUBJECT_FILTER_VALUE, kHostile[i]) == 0);
    CHECK(cases(t, PMM_CASE_FILTER_EXTERNAL_ID, kHostile[i]) == 0);
    CHECK(cases(t, PMM_CASE_FILTER_PROTOCOL, kHostile[i]) == 0);
    CHECK(cases(t, PMM_CASE_FILTER_TOKEN, kHostile[i]) == 0);
    escaped(text, kHostile[i]);
    CHECK(asked(t, "equals", text) == 0 && asked(t, "contains", text) == 0);
    CHECK(asked(t, "startsWith", text) == 0 && asked(t, "endsWith", text) == 0);
    /* Letters of a name count, what stands around them does not: no operator of a search. */
    CHECK_OK(pmm_find(t->admin, pmm_string(kHostile[i]), 0, NULL, &rows, &check_error));
    CHECK(rows_and_free(rows) <= 1);
  }
  CHECK(asked(t, "contains", "hole") == 3 && asked(t, "equals", "potholes") == 3);
  CHECK(journal(t->db) == before && subjects(t, 0, "") == 2);
}

/* Names of members, orders and fields come from a list; a text is never one. */
static void test_questions__D2_names_are_of_a_list(town* t) {
  static const char* const kQueries[] = {
      "{\"measures\":[\"cases.count\"],\"order\":{\"(SELECT 1)\":\"asc\"}}",
      "{\"measures\":[\"cases.count\"],\"order\":{\"cases.count\":\"asc; DROP TABLE cases\"}}",
      "{\"measures\":[\"count(*) FROM subjects --\"]}",
      "{\"measures\":[\"cases.count\"],\"dimensions\":[\"cases.office, subjects.name\"]}",
      "{\"measures\":[\"cases.count\"],\"filters\":[{\"member\":\"cases.id OR 1=1\","
      "\"operator\":\"equals\",\"values\":[\"1\"]}]}",
      "{\"measures\":[\"cases.count\"],\"filters\":[{\"member\":\"cases.service\","
      "\"operator\":\"equals OR\",\"values\":[\"1\"]}]}",
      "{\"measures\":[\"cases.count\"],\"sql\":\"SELECT 1\"}"};
  size_t i;
  for (i = 0; i < sizeof kQueries / sizeof *kQueries; ++i) {
    pmm_result* rows = NULL;
    CHECK_STATUS(pmm_query(t->admin, pmm_string(kQueries[i]), NULL, &rows, &check_error),
                 PMM_E_INVALID);
    CHECK(rows == NULL);
  }
}

/* Ten thousand words, and patterns of ten thousand letters, are refused or answered. */
static void test_questions__D3_D4_long_ones(town* t) {
  static char words[20001], query[32768];
  pmm_result* rows = NULL;
  size_t i, at;
  for (i = 0; i + 2 < sizeof words; i += 2) memcpy(words + i, "a ", 2);
  CHECK_FAILS(pmm_find(t->admin, pmm_string(words), 0, NULL, &rows, &check_error), PMM_E_LIMIT,
              "text");
  at =
      (size_t)snprintf(query, sizeof query,
                       "{\"measures\":[\"cases.count\"],\"filters\":[{\"member\":\"cases.service\","
                       "\"operator\":\"contains\",\"values\":[\"");
  for (i = 0; i < 5000; ++i, at += 2) memcpy(query + at, "%_", 2);
  strcpy(query + at, "\"]}]}");
  CHECK_OK(pmm_query(t->admin, pmm_string(query), NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "cases.count") == 0);
  pmm_result_free(rows);
}

static void test_questions__D6_pages_are_bounded(town* t) {
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  CHECK_OK(pmm_subject_list(t->admin, NULL, &page, NULL, &rows, &check_error));
  CHECK(rows_and_free(rows) == 2); /* 0: the usual number */
  page.limit = -1;
  CHECK_FAILS(pmm_case_list(t->admin, NULL, &page, NULL, &rows, &check_error), PMM_E_LIMIT,
              "page.limit");
  page.limit = 1000000000;
  CHECK_FAILS(pmm_case_list(t->admin, NULL, &page, NULL, &rows, &check_error), PMM_E_LIMIT,
              "page.limit");
  CHECK_FAILS(pmm_find(t->admin, pmm_string("anna"), 1000000000, NULL, &rows, &check_error),
              PMM_E_LIMIT, "limit");
}

/* Ten thousand alternatives beside each other, and a thousand within each other. */
static void test_questions__D8_trees_are_bounded(town* t) {
  static const char kLeaf[] =
      "{\"member\":\"cases.service\",\"operator\":\"equals\",\"values\":[\"1\"]}";
  const size_t room = 10001 * sizeof kLeaf + 256;
  char* query = malloc(room);
  pmm_result* rows = NULL;
  size_t i, at;
  CHECK(query != NULL);
  at = (size_t)snprintf(query, room, "{\"measures\":[\"cases.count\"],\"filters\":[{\"or\":[");
  for (i = 0; i < 10000; ++i) {
    if (i != 0) query[at++] = ',';
    memcpy(query + at, kLeaf, sizeof kLeaf - 1);
    at += sizeof kLeaf - 1;
  }
  strcpy(query + at, "]}]}");
  CHECK_STATUS(pmm_query(t->admin, pmm_string(query), NULL, &rows, &check_error), PMM_E_LIMIT);
  at = (size_t)snprintf(query, room, "{\"measures\":[\"cases.count\"],\"filters\":[");
  for (i = 0; i < 1000; ++i, at += 7) memcpy(query + at, "{\"or\":[", 7);
  memcpy(query + at, kLeaf, sizeof kLeaf - 1);
  at += sizeof kLeaf - 1;
  for (i = 0; i < 1000; ++i, at += 2) memcpy(query + at, "]}", 2);
  strcpy(query + at, "]}");
  CHECK_STATUS(pmm_query(t->admin, pmm_string(query), NULL, &rows, &check_error), PMM_E_LIMIT);
  CHECK(rows == NULL);
  free(query);
}

int main(void) {
  town t = open_town();
  int i;
  for (i = 0; i < 3; ++i) make_report(t.admin, t.potholes, t.anna, t.web, check_now_us);
  test_questions__D1_D3_D4_texts_are_no_code(&t);
  test_questions__D2_names_are_of_a_list(&t);
  test_questions__D3_D4_long_ones(&t);
  test_questions__D6_pages_are_bounded(&t);
  test_questions__D8_trees_are_bounded(&t);
  close_town(&t);
  return 0;
}

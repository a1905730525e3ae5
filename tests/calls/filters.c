/*
 * Every text that a filter takes, of every list, given what would be code to a database (D1); every
 * text of a cube; and every id, of somebody who may not see that row (H4).
 */
#include "filters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ABSENT 999999

static const char* const kHostile[] = {"' OR 1=1--",
                                       "'; DROP TABLE subjects; --",
                                       "\" OR \"\"=\"",
                                       "x') UNION SELECT 1 --",
                                       "') OR ('1'='1",
                                       "%",
                                       "_",
                                       "%_%_%_",
                                       "*",
                                       "NEAR(a b)",
                                       "^anna",
                                       "\\",
                                       "$1",
                                       "?1",
                                       ":a",
                                       "1 OR 1"};
#define HOSTILE (sizeof kHostile / sizeof *kHostile)

static int asked, failures;

static int64_t fact(world* w, const char* name) {
  pmm_result* row = NULL;
  int64_t out;
  PREPARED(pmm_db_info(w->db, NULL, &row, NULL));
  out = pmm_result_int64(row, 0, pmm_result_find_column(row, pmm_string(name)));
  pmm_result_free(row);
  return out;
}

/* The number of rows; -1 where the filter is refused. */
static int64_t rows_of(world* w, const filter_call* f, const ask* a, pmm_status* status) {
  pmm_result* rows = NULL;
  pmm_error* error = NULL;
  int64_t count = -1;
  *status = f->list(w, a, &rows, &error);
  ++asked;
  REQUIRE((*status == PMM_OK) == (rows != NULL));
  REQUIRE((*status == PMM_OK) == (error == NULL));
  if (rows != NULL) count = pmm_result_rows(rows);
  pmm_result_free(rows);
  pmm_error_free(error);
  return count;
}

static void complain(const filter_call* f, const char* what, const char* given, pmm_status status,
                     int64_t rows) {
  ++failures;
  fprintf(stderr, "%s by %s, given %s: %s (%s, %lld rows)\n", f->function, f->member, given, what,
          pmm_status_name(status).data, (long long)rows);
}

static int has_text(const char* function) {
  size_t i;
  for (i = 0; i < filter_count; ++i)
    if (filter_calls[i].kind == BY_TEXT && strcmp(filter_calls[i].function, function) == 0)
      return 1;
  return 0;
}

/* A text is a text: it finds nothing that is called otherwise, or is no value of its list. */
static void test_lists__D1_every_text_is_a_text(world* w) {
  const int64_t before = fact(w, "journal");
  size_t i, at;
  for (i = 0; i < filter_count; ++i) {
    const filter_call* f = &filter_calls[i];
    ask a = {w->admin, {NULL, 0}, 0};
    pmm_status status;
    int64_t rows;
    calls_doing = f->function;
    if (f->kind == BY_NOTHING && has_text(f->function)) {
      rows = rows_of(w, f, &a, &status);
      if (rows <= 0) complain(f, "has no row that a filter could leave out", "", status, rows);
    }
    if (f->kind != BY_TEXT) continue;
    for (at = 0; at < HOSTILE; ++at) {
      a.text = pmm_string(kHostile[at]);
      rows = rows_of(w, f, &a, &status);
      if (rows != 0 && status != PMM_E_INVALID)
        complain(f, "finds or gives something else", kHostile[at], status, rows);
    }
  }
  REQUIRE(fact(w, "journal") == before);
}

/* The member of a cube whose description ends at `type`: its name is the last one before that. */
static int member_before(const char* begin, const char* type, char* name, size_t size) {
  static const char kName[] = "\"name\":\"";
  const char* at = type;
  size_t i;
  while (at > begin && strncmp(at, kName, sizeof kName - 1) != 0) --at;
  if (at == begin) return 0;
  at += sizeof kName - 1;
  for (i = 0; at[i] != '"' && i + 1 < size; ++i) name[i] = at[i];
  name[i] = '\0';
  return strchr(name, '.') != NULL;
}

static void escaped(char* to, const char* text) {
  for (; *text != '\0'; ++text) {
    if (*text == '"' || *text == '\\') *to++ = '\\';
    *to++ = *text;
  }
  *to = '\0';
}

static void ask_cube(world* w, const char* member, const char* op, const char* given) {
  char query[1024], text[128];
  pmm_result* rows = NULL;
  pmm_status status;
  escaped(text, given);
  snprintf(query, sizeof query,
           "{\"dimensions\":[\"%s\"],\"filters\":[{\"member\":\"%s\",\"operator\":\"%s\","
           "\"values\":[\"%s\"]}]}",
           member, member, op, text);
  status = pmm_query(w->admin, pmm_string(query), NULL, &rows, NULL);
  ++asked;
  if (status == PMM_OK ? pmm_result_rows(rows) != 0 : status != PMM_E_INVALID) {
    ++failures;
    fprintf(stderr, "%s: %s\n", pmm_status_name(status).data, query);
  }
  pmm_result_free(rows);
}

static void test_cubes__D1_every_text_is_a_text(world* w) {
  static const char kType[] = "\"kind\":\"dimension\",\"type\":\"text\"";
  static const char* const kOperators[] = {"equals", "contains", "startsWith", "endsWith"};
  pmm_text* meta = NULL;
  const char *begin, *at;
  char member[128];
  size_t given, op;
  int members = 0;
  PREPARED(pmm_meta(w->db, &meta, NULL));
  begin = pmm_text_view(meta).data;
  for (at = strstr(begin, kType); at != NULL; at = strstr(at + 1, kType)) {
    if (!member_before(begin, at, member, sizeof member)) continue;
    ++members;
    for (given = 0; given < HOSTILE; ++given)
      for (op = 0; op < sizeof kOperators / sizeof *kOperators; ++op)
        ask_cube(w, member, kOperators[op], kHostile[given]);
  }
  REQUIRE(members > 30);
  pmm_text_free(meta);
}

/* Who sees no row finds none by a number either, and is not told which numbers there are. */
static void test_lists__H4_every_id_is_one_that_is_not_there(world* w) {
  size_t i;
  for (i = 0; i < filter_count; ++i) {
    const filter_call* f = &filter_calls[i];
    ask a = {w->nobody, {NULL, 0}, ABSENT};
    pmm_status absent, status;
    int64_t nothing;
    if (f->kind != BY_ID) continue;
    calls_doing = f->function;
    nothing = rows_of(w, f, &a, &absent);
    for (a.id = 1; a.id <= 20; ++a.id) {
      const int64_t rows = rows_of(w, f, &a, &status);
      if (status != absent || rows != nothing)
        complain(f, "differs from what is not there", "an id", status, rows);
    }
  }
}

int main(void) {
  world w;
  world_open(&w);
  test_lists__D1_every_text_is_a_text(&w);
  test_lists__H4_every_id_is_one_that_is_not_there(&w);
  test_cubes__D1_every_text_is_a_text(&w);
  world_close(&w);
  printf("filters: %d calls, %d failed\n", asked, failures);
  return failures == 0 ? 0 : 1;
}

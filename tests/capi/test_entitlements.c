/* One decision: what an actor may read by its id is what lists, timeline, find, questions and
   exports show it, whatever roles and mandates it has; and analysts see numbers without persons. */
#include "town.h"

enum { CASES = 90, PEOPLE = 6, ACTORS = 36 };

typedef struct world {
  town t;
  pmm_id offices[3], services[3], people[PEOPLE], cases[CASES], contacts[CASES];
  uint64_t dice;
} world;

static int64_t below(world* w, int64_t end) {
  w->dice = w->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (int64_t)((w->dice >> 33) % (uint64_t)end);
}

static void make_rows(world* w) {
  for (int i = 0; i < CASES; ++i) {
    pmm_case_input in = PMM_CASE_INPUT_INIT;
    pmm_contact_input call = PMM_CONTACT_INPUT_INIT;
    in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_OFFICE | PMM_CASE_SUBJECT;
    in.kind = pmm_string("report");
    in.service = w->services[below(w, 3)];
    in.office = below(w, 4) == 0 ? 0 : w->offices[below(w, 3)];
    in.subject = below(w, 5) == 0 ? 0 : w->people[below(w, PEOPLE)];
    CHECK_OK(pmm_case_create(w->t.admin, &in, NULL, &w->cases[i], &check_error));
    call.set_fields =
        PMM_CONTACT_CHANNEL | PMM_CONTACT_SERVICE | PMM_CONTACT_OFFICE | PMM_CONTACT_SUBJECT;
    call.channel = w->t.phone;
    call.service = below(w, 3) == 0 ? 0 : w->services[below(w, 3)];
    call.office = below(w, 4) == 0 ? 0 : w->offices[below(w, 3)];
    call.subject = below(w, 5) == 0 ? 0 : w->people[below(w, PEOPLE)];
    CHECK_OK(pmm_contact_create(w->t.admin, &call, NULL, &w->contacts[i], &check_error));
  }
}

static world open_world(void) {
  world w;
  memset(&w, 0, sizeof w);
  w.dice = 20261126;
  w.t = open_town();
  w.offices[0] = w.t.registry;
  w.offices[1] = w.t.traffic;
  w.offices[2] = make_office(w.t.admin, "parks");
  w.services[0] = w.t.residence;
  w.services[1] = w.t.potholes;
  w.services[2] = make_service(w.t.admin, "gardens", w.offices[2]);
  for (int i = 0; i < PEOPLE; ++i) w.people[i] = make_person(w.t.admin, "Carla", "Bianchi");
  make_role(w.t.admin, "desk",
            "[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"office\"},"
            " {\"noun\": \"contact\", \"actions\": [\"read\"], \"reach\": \"service\"},"
            " {\"noun\": \"subject\", \"actions\": [\"read\"], \"reach\": \"all\"}]");
  make_rows(&w);
  return w;
}

static void grant(world* w, pmm_id actor, const char* role, int scoped) {
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE | PMM_GRANT_SERVICE |
                  PMM_GRANT_VALID_FROM_US | PMM_GRANT_VALID_TO_US;
  in.actor = actor;
  in.role = pmm_string(role);
  if (scoped && below(w, 3) != 0) in.office = w->offices[below(w, 3)];
  if (scoped && below(w, 3) == 0) in.service = w->services[below(w, 3)];
  in.valid_from_us = check_now_us - 10;
  in.valid_to_us = below(w, 4) == 0 ? check_now_us : PMM_TIME_NONE;
  CHECK_OK(pmm_grant_create(w->t.admin, &in, NULL, &id, &check_error));
}

static void be_given_a_mandate(world* w, pmm_id giver, pmm_id delegate) {
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_id id = 0;
  if (giver == delegate) return;
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = giver;
  in.delegate = delegate;
  CHECK_OK(pmm_mandate_create(w->t.admin, &in, w->services, (size_t)below(w, 3), NULL, &id,
                              &check_error));
  if (below(w, 4) != 0)
    CHECK_OK(pmm_mandate_accept(w->t.admin, id, pmm_string(""), NULL, NULL, &check_error));
  if (below(w, 5) == 0) CHECK_OK(pmm_mandate_revoke(w->t.admin, id, NULL, NULL, &check_error));
}

static pmm_session* random_actor(world* w) {
  static const char* const roles[] = {"operator", "supervisor", "desk"};
  const pmm_id self = w->people[below(w, PEOPLE)];
  pmm_session* s = NULL;
  const pmm_id actor = make_actor(&w->t, NULL, 0, 0, self, &s);
  for (int64_t i = below(w, 3); i > 0; --i) grant(w, actor, roles[below(w, 3)], 1);
  if (below(w, 2) == 0) grant(w, actor, below(w, 2) == 0 ? "citizen" : "delegate", 0);
  if (below(w, 2) == 0) be_given_a_mandate(w, w->people[below(w, PEOPLE)], self);
  return s;
}

static int is_in(const pmm_result* rows, const char* column, pmm_id id) {
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    if (int_cell(rows, r, column) == id) return 1;
  return 0;
}

static int64_t counted(pmm_session* s, const char* question) {
  pmm_result* row = NULL;
  int64_t count;
  CHECK_OK(pmm_query(s, pmm_string(question), NULL, &row, &check_error));
  count = pmm_result_int64(row, 0, 0);
  pmm_result_free(row);
  return count;
}

static pmm_status got_case(pmm_session* s, pmm_id id, char* number, size_t size) {
  pmm_result* row = NULL;
  const pmm_status status = pmm_case_get(s, id, NULL, &row, &check_error);
  if (status == PMM_OK)
    snprintf(number, size, "%s", pmm_result_text(row, 0, column_of(row, "number")).data);
  pmm_result_free(row);
  return status;
}

static void check_cases(world* w, pmm_session* s) {
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  pmm_result* found = NULL;
  char number[64], own_number[64];
  page.limit = 1000;
  CHECK_OK(pmm_case_list(s, NULL, &page, NULL, &rows, &check_error));
  for (int i = 0; i < CASES; ++i) {
    const int seen = is_in(rows, "id", w->cases[i]);
    CHECK_OK(got_case(w->t.admin, w->cases[i], number, sizeof number));
    CHECK_STATUS(got_case(s, w->cases[i], own_number, sizeof own_number),
                 seen ? PMM_OK : PMM_E_NOT_FOUND);
    CHECK_OK(pmm_find(s, pmm_string(number), 0, NULL, &found, &check_error));
    CHECK(pmm_result_rows(found) == seen);
    pmm_result_free(found);
  }
  CHECK(counted(s, "{\"measures\": [\"cases.count\"]}") == pmm_result_rows(rows));
  pmm_result_free(rows);
}

static void check_contacts(world* w, pmm_session* s) {
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  pmm_result* entries = NULL;
  page.limit = 1000;
  CHECK_OK(pmm_contact_list(s, NULL, &page, NULL, &rows, &check_error));
  for (int i = 0; i < CASES; ++i) {
    pmm_result* row = NULL;
    CHECK_STATUS(pmm_contact_get(s, w->contacts[i], NULL, &row, &check_error),
                 is_in(rows, "id", w->contacts[i]) ? PMM_OK : PMM_E_NOT_FOUND);
    pmm_result_free(row);
  }
  CHECK(counted(s, "{\"measures\": [\"contacts.count\"]}") == pmm_result_rows(rows));
  for (int i = 0; i < PEOPLE; ++i) {
    pmm_result* person = NULL;
    const pmm_status seen =
        pmm_subject_get(s, w->people[i], PMM_TIME_NONE, NULL, &person, &check_error);
    pmm_error_free(check_error);
    check_error = NULL;
    pmm_result_free(person);
    CHECK_STATUS(pmm_timeline(s, w->people[i], NULL, &page, NULL, &entries, &check_error), seen);
    if (seen != PMM_OK) continue;
    for (int c = 0; c < CASES; ++c) {
      int in_list = 0, in_timeline = 0;
      for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
        in_list += int_cell(rows, r, "id") == w->contacts[c] &&
                   int_cell(rows, r, "subject") == w->people[i];
      for (int64_t r = 0; r < pmm_result_rows(entries); ++r)
        in_timeline +=
            same_text(pmm_result_text(entries, r, column_of(entries, "kind")), "contact") &&
            int_cell(entries, r, "id") == w->contacts[c];
      CHECK(in_list == in_timeline);
    }
    pmm_result_free(entries);
  }
  pmm_result_free(rows);
}

static void test_entitlements__H2_every_way_shows_the_same(world* w) {
  for (int i = 0; i < ACTORS; ++i) {
    pmm_session* s = random_actor(w);
    check_cases(w, s);
    check_contacts(w, s);
    pmm_session_free(s);
  }
}

/* --- Analysts -----------------------------------------------------------------------------------
 */

static pmm_result* asked(pmm_session* s, const char* question) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_query(s, pmm_string(question), NULL, &rows, &check_error));
  return rows;
}

static void test_analyst__sees_no_person(world* w, pmm_session* s) {
  pmm_result* rows = NULL;
  char number[64];
  CHECK_STATUS(got_case(s, w->cases[0], number, sizeof number), PMM_E_NOT_FOUND);
  CHECK_STATUS(pmm_subject_get(s, w->people[0], PMM_TIME_NONE, NULL, &rows, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_STATUS(pmm_timeline(s, w->people[0], NULL, NULL, NULL, &rows, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_OK(pmm_subject_list(s, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  CHECK_OK(pmm_case_list(s, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  CHECK_OK(pmm_find(s, pmm_string("bianchi"), 0, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  CHECK_STATUS(pmm_query(s,
                         pmm_string("{\"ungrouped\": true, \"dimensions\": [\"cases.kind\"],"
                                    " \"limit\": 5}"),
                         NULL, &rows, &check_error),
               PMM_E_DENIED);
  CHECK_OK(pmm_segment_members(s, pmm_string("{\"subject\": {}}"), pmm_string(""), pmm_string(""),
                               NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  CHECK_STATUS(pmm_history(s, PMM_NOUN_CASE, w->cases[0], NULL, NULL, &rows, &check_error),
               PMM_E_NOT_FOUND);
}

static int same_cell(const pmm_result* a, int64_t ra, const pmm_result* b, int64_t rb,
                     int32_t column) {
  const pmm_str x = pmm_result_text(a, ra, column), y = pmm_result_text(b, rb, column);
  if (pmm_result_is_null(a, ra, column) != pmm_result_is_null(b, rb, column)) return 0;
  return x.size == y.size && memcmp(x.data, y.data, x.size) == 0;
}

/* Whether a row of the whole answer has its number in what the analyst is shown. */
static int shows(const pmm_result* rows, const pmm_result* whole, int64_t row) {
  const int32_t grouping = column_of(rows, "grouping"), count = column_of(rows, "cases.count");
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    if (pmm_result_int64(rows, r, grouping) == pmm_result_int64(whole, row, grouping) &&
        same_cell(rows, r, whole, row, 0) && same_cell(rows, r, whole, row, 1))
      return !pmm_result_is_withheld(rows, r, count);
  return 0;
}

/* Of each total and its parts not exactly one is unknown. Bit 1 of the grouping is the first
   dimension, bit 0 the second. */
static void check_differences(const pmm_result* rows, const pmm_result* whole) {
  const int32_t grouping = column_of(whole, "grouping");
  for (int64_t total = 0; total < pmm_result_rows(whole); ++total) {
    const int64_t left_out = pmm_result_int64(whole, total, grouping);
    for (int64_t finer = 0; finer < left_out; ++finer) {
      int unknown = !shows(rows, whole, total);
      if ((finer & ~left_out) != 0) continue;
      for (int64_t part = 0; part < pmm_result_rows(whole); ++part) {
        if (pmm_result_int64(whole, part, grouping) != finer) continue;
        if ((left_out & 2) == 0 && !same_cell(whole, part, whole, total, 0)) continue;
        if ((left_out & 1) == 0 && !same_cell(whole, part, whole, total, 1)) continue;
        unknown += !shows(rows, whole, part);
      }
      CHECK(unknown != 1);
    }
  }
}

/* Cells by office, service and channel with their totals: none of under five, and no total tells
   one that is hidden. */
static void test_analyst__sees_no_small_cell(world* w, pmm_session* s) {
  const char* question =
      "{\"measures\": [\"cases.count\", \"cases.subjects\"],"
      " \"dimensions\": [\"cases.office\", \"cases.service\"], \"totals\": true}";
  pmm_result* whole = asked(w->t.admin, question);
  pmm_result* rows = asked(s, question);
  const int32_t count = column_of(rows, "cases.count");
  int64_t withheld = 0;
  CHECK(pmm_result_rows(rows) + pmm_result_withheld_rows(rows) == pmm_result_rows(whole));
  CHECK(pmm_result_withheld_rows(whole) == 0);
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r) {
    if (pmm_result_is_withheld(rows, r, count)) {
      CHECK(pmm_result_is_null(rows, r, count));
      ++withheld;
      continue;
    }
    CHECK(pmm_result_int64(rows, r, count) >= 5);
  }
  CHECK(withheld + pmm_result_withheld_rows(rows) > 0);
  check_differences(rows, whole);
  pmm_result_free(rows);
  pmm_result_free(whole);
  /* What is hidden is not asked for by a condition on it. */
  rows =
      asked(s,
            "{\"measures\": [\"cases.count\"], \"dimensions\": [\"cases.office\","
            " \"cases.service\", \"cases.area\", \"cases.kind\"],"
            " \"having\": [{\"member\": \"cases.count\", \"operator\": \"lt\", \"values\": [5]}]}");
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  /* The administrator says how small is small. */
  CHECK_FAILS(pmm_smallest_cell_set(w->t.admin, 0, NULL, &check_error), PMM_E_INVALID, "rows");
  CHECK_STATUS(pmm_smallest_cell_set(s, 1, NULL, &check_error), PMM_E_DENIED);
  CHECK_OK(pmm_smallest_cell_set(w->t.admin, CASES, NULL, &check_error));
  rows = asked(s, "{\"measures\": [\"cases.count\"], \"dimensions\": [\"cases.office\"]}");
  CHECK(pmm_result_rows(rows) == 0 && pmm_result_withheld_rows(rows) > 0);
  pmm_result_free(rows);
  CHECK_OK(pmm_smallest_cell_set(w->t.admin, 5, NULL, &check_error));
}

/* Neither what an indicator is made of, nor what is left of it. */
static void test_analyst__sees_no_small_part(world* w, pmm_session* s) {
  const pmm_str request = pmm_string("{\"by\": [\"service\", \"office\"]}");
  pmm_result* rows = NULL;
  int32_t above, below_it;
  int64_t withheld = 0;
  CHECK_OK(pmm_indicators(s, request, NULL, &rows, &check_error));
  above = column_of(rows, "numerator");
  below_it = column_of(rows, "denominator");
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r) {
    const double n = pmm_result_float64(rows, r, above), d = pmm_result_float64(rows, r, below_it);
    const int has_n = !pmm_result_is_null(rows, r, above);
    const int has_d = !pmm_result_is_null(rows, r, below_it);
    withheld += pmm_result_is_withheld(rows, r, above);
    CHECK(!has_n || n <= 0 || n >= 5);
    CHECK(!has_d || d <= 0 || d >= 5);
    CHECK(!has_n || !has_d || d - n <= 0 || d - n >= 5);
  }
  CHECK(withheld > 0);
  pmm_result_free(rows);
  CHECK_OK(pmm_indicators(w->t.admin, request, NULL, &rows, &check_error));
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    CHECK(!pmm_result_is_withheld(rows, r, above));
  pmm_result_free(rows);
}

static void test_analyst__counts_no_small_group(world* w, pmm_session* s) {
  pmm_result* row = NULL;
  /* 6 people of the world, 2 of the town. */
  CHECK_OK(pmm_segment_count(s, pmm_string("{\"subject\": {}}"), NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "members") == PEOPLE + 2);
  pmm_result_free(row);
  CHECK_OK(pmm_segment_count(s, pmm_string("{\"cases\": {\"count\": {\"gte\": 1000}}}"), NULL, &row,
                             &check_error));
  CHECK(int_cell(row, 0, "members") == 0);
  pmm_result_free(row);
  CHECK_OK(pmm_segment_overlap(s, pmm_string("{\"subject\": {}}"),
                               pmm_string("{\"cases\": {\"count\": {\"gte\": 1}}}"), NULL, &row,
                               &check_error));
  CHECK(int_cell(row, 0, "a") == PEOPLE + 2);
  CHECK(pmm_result_is_withheld(row, 0, column_of(row, "only_a")) == 1);
  CHECK(pmm_result_is_withheld(row, 0, column_of(row, "both")) == 1);
  pmm_result_free(row);
  CHECK_OK(pmm_smallest_cell_set(w->t.admin, 50, NULL, &check_error));
  CHECK_OK(pmm_segment_count(s, pmm_string("{\"subject\": {}}"), NULL, &row, &check_error));
  CHECK(null_cell(row, 0, "members"));
  CHECK(pmm_result_is_withheld(row, 0, column_of(row, "members")) == 1);
  pmm_result_free(row);
  CHECK_OK(pmm_smallest_cell_set(w->t.admin, 5, NULL, &check_error));
}

int main(void) {
  world w = open_world();
  pmm_session* analyst = NULL;
  test_entitlements__H2_every_way_shows_the_same(&w);
  make_actor(&w.t, "analyst", 0, 0, 0, &analyst);
  test_analyst__sees_no_person(&w, analyst);
  test_analyst__sees_no_small_cell(&w, analyst);
  test_analyst__sees_no_small_part(&w, analyst);
  test_analyst__counts_no_small_group(&w, analyst);
  pmm_session_free(analyst);
  close_town(&w.t);
  return 0;
}

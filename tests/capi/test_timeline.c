#include "town.h"

typedef struct entry {
  int64_t at;
  int rank; /* contact 1, case event 2 */
  pmm_id id;
} entry;

static pmm_id make_contact(const town* t, pmm_id subject, pmm_id office, int64_t at) {
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_OFFICE |
                  PMM_CONTACT_STARTED_US | PMM_CONTACT_SUMMARY | PMM_CONTACT_OUTCOME |
                  PMM_CONTACT_SERVICE;
  in.channel = t->phone;
  in.subject = subject;
  in.office = office;
  in.started_us = at;
  in.summary = pmm_string("a call");
  in.outcome = pmm_string("resolved");
  in.service = t->residence;
  CHECK_OK(pmm_contact_create(t->admin, &in, NULL, &id, &check_error));
  return id;
}

static pmm_id comment(pmm_session* s, pmm_id id, const char* visibility) {
  pmm_id event = 0;
  CHECK_OK(pmm_case_comment(s, id, pmm_string("note"), pmm_string(visibility), NULL, &event,
                            &check_error));
  return event;
}

static pmm_result* timeline(pmm_session* s, pmm_id subject, const pmm_timeline_filter* filter,
                            const pmm_page* page) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_timeline(s, subject, filter, page, NULL, &rows, &check_error));
  return rows;
}

static int newest_first(const void* a, const void* b) {
  const entry *x = (const entry*)a, *y = (const entry*)b;
  if (x->at != y->at) return x->at < y->at ? 1 : -1;
  if (x->id != y->id) return x->id < y->id ? 1 : -1;
  return y->rank - x->rank;
}

/* What the timeline must be, from the lists of contacts and of case events. */
static size_t brute_force(const town* t, pmm_id subject, const pmm_id* cases, size_t case_count,
                          entry* out) {
  pmm_contact_filter f = PMM_CONTACT_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  size_t n = 0, c;
  int64_t i;
  page.limit = 10000;
  f.set_fields = PMM_CONTACT_FILTER_SUBJECT;
  f.subject = subject;
  CHECK_OK(pmm_contact_list(t->admin, &f, &page, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i, ++n) {
    out[n].at = int_cell(rows, i, "started");
    out[n].rank = 1;
    out[n].id = int_cell(rows, i, "id");
  }
  pmm_result_free(rows);
  for (c = 0; c < case_count; ++c) {
    CHECK_OK(pmm_case_events(t->admin, cases[c], &page, NULL, &rows, &check_error));
    for (i = 0; i < pmm_result_rows(rows); ++i, ++n) {
      out[n].at = int_cell(rows, i, "at");
      out[n].rank = 2;
      out[n].id = int_cell(rows, i, "id");
    }
    pmm_result_free(rows);
  }
  {
    pmm_notification_filter board = PMM_NOTIFICATION_FILTER_INIT;
    board.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT;
    board.subject = subject;
    CHECK_OK(pmm_notification_list(t->admin, &board, &page, NULL, &rows, &check_error));
    for (i = 0; i < pmm_result_rows(rows); ++i, ++n) {
      out[n].at = int_cell(rows, i, "created");
      out[n].rank = 3;
      out[n].id = int_cell(rows, i, "id");
    }
    pmm_result_free(rows);
  }
  qsort(out, n, sizeof *out, newest_first);
  return n;
}

/* Many entries on few instants, read in pages of every small size, against the brute force. */
static void test_timeline__merges_in_order_over_pages(town* t) {
  static const char* const kinds[] = {"contact", "case_event", "notification"};
  static entry expected[1000];
  const pmm_id who = make_person(t->admin, "Carla", "Verdi");
  const int64_t start = check_now_us;
  pmm_id cases[3];
  size_t n, i;
  int64_t limit;
  unsigned random = 7;
  for (i = 0; i < 3; ++i) cases[i] = make_report(t->admin, t->potholes, who, t->web, start);
  for (i = 0; i < 40; ++i) {
    random = random * 1103515245u + 12345u;
    check_now_us = start + (int64_t)(random >> 16) % 4 * CHECK_SECOND;
    if ((random >> 8) % 2 == 0)
      make_contact(t, who, t->registry, check_now_us);
    else
      comment(t->admin, cases[(random >> 20) % 3], "staff");
  }
  check_now_us = start;
  n = brute_force(t, who, cases, 3, expected);
  CHECK(n >= 43);
  for (limit = 1; limit <= 50; limit = limit < 8 ? limit + 1 : limit * 2) {
    pmm_page page = PMM_PAGE_INIT;
    pmm_result *rows = NULL, *next = NULL;
    size_t seen = 0;
    page.limit = limit;
    for (;;) {
      int64_t row;
      next = timeline(t->admin, who, NULL, &page);
      pmm_result_free(rows);
      rows = next;
      for (row = 0; row < pmm_result_rows(rows); ++row, ++seen) {
        CHECK(seen < n);
        CHECK(int_cell(rows, row, "at") == expected[seen].at);
        CHECK(text_cell(rows, row, "kind", kinds[expected[seen].rank - 1]));
        CHECK(int_cell(rows, row, "id") == expected[seen].id);
      }
      page.cursor = pmm_result_next_cursor(rows);
      if (page.cursor.size == 0) break;
      CHECK(pmm_result_rows(rows) == limit);
    }
    CHECK(seen == n);
    pmm_result_free(rows);
  }
}

static void test_timeline__columns(town* t) {
  const pmm_id who = make_person(t->admin, "Dario", "Bianchi");
  const pmm_id hole = make_report(t->admin, t->potholes, who, t->web, check_now_us);
  const pmm_id contact = make_contact(t, who, t->registry, check_now_us - CHECK_SECOND);
  pmm_result *rows, *row = NULL;
  int64_t last;
  rows = timeline(t->admin, who, NULL, NULL);
  last = pmm_result_rows(rows) - 1;
  CHECK(last >= 1 && pmm_result_columns(rows) == 15);
  CHECK(text_cell(rows, last, "kind", "contact") && int_cell(rows, last, "id") == contact);
  CHECK(text_cell(rows, last, "channel", "phone") && text_cell(rows, last, "direction", "in"));
  CHECK(text_cell(rows, last, "service", "residence"));
  CHECK(text_cell(rows, last, "office", "registry") && text_cell(rows, last, "note", "a call"));
  CHECK(text_cell(rows, last, "outcome", "resolved") && null_cell(rows, last, "verb"));
  CHECK(null_cell(rows, last, "case_id") && null_cell(rows, last, "number"));
  CHECK(null_cell(rows, last, "visibility"));
  CHECK(text_cell(rows, 0, "kind", "case_event") && int_cell(rows, 0, "case_id") == hole);
  CHECK(text_cell(rows, 0, "office", "traffic") && text_cell(rows, 0, "service", "potholes"));
  CHECK(text_cell(rows, 0, "channel", "web") && null_cell(rows, 0, "direction"));
  CHECK(!null_cell(rows, 0, "verb") && !null_cell(rows, 0, "visibility"));
  CHECK(null_cell(rows, 0, "outcome"));
  CHECK_OK(pmm_case_get(t->admin, hole, NULL, &row, &check_error));
  CHECK(text_cell(rows, 0, "number", pmm_result_text(row, 0, column_of(row, "number")).data));
  pmm_result_free(row);
  pmm_result_free(rows);
}

static void test_timeline__filters(town* t) {
  const pmm_id who = make_person(t->admin, "Elena", "Neri");
  pmm_timeline_filter f = PMM_TIMELINE_FILTER_INIT;
  pmm_result *rows = NULL, *more;
  pmm_page page = PMM_PAGE_INIT;
  int64_t i;
  make_report(t->admin, t->potholes, who, t->web, check_now_us);
  for (i = 0; i < 5; ++i) make_contact(t, who, 0, check_now_us + i * CHECK_SECOND);
  f.set_fields = PMM_TIMELINE_FILTER_KINDS;
  f.kinds = PMM_TIMELINE_CONTACT;
  rows = timeline(t->admin, who, &f, NULL);
  CHECK(pmm_result_rows(rows) == 5);
  pmm_result_free(rows);
  f.kinds = PMM_TIMELINE_CASE_EVENT;
  rows = timeline(t->admin, who, &f, NULL);
  CHECK(pmm_result_rows(rows) >= 1 && text_cell(rows, 0, "kind", "case_event"));
  pmm_result_free(rows);
  f.kinds = PMM_TIMELINE_CONTACT | PMM_TIMELINE_CASE_EVENT;
  f.set_fields |= PMM_TIMELINE_FILTER_FROM_US | PMM_TIMELINE_FILTER_TO_US;
  f.from_us = check_now_us + CHECK_SECOND;
  f.to_us = check_now_us + 3 * CHECK_SECOND;
  page.limit = 1;
  rows = timeline(t->admin, who, &f, &page);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "at") == f.to_us - CHECK_SECOND);
  page.cursor = pmm_result_next_cursor(rows);
  more = timeline(t->admin, who, &f, &page);
  CHECK(pmm_result_rows(more) == 1 && int_cell(more, 0, "at") == f.from_us);
  CHECK(pmm_result_next_cursor(more).size == 0);
  pmm_result_free(more);
  /* A cursor is of one subject. */
  CHECK_FAILS(pmm_timeline(t->admin, t->anna, NULL, &page, NULL, &more, &check_error),
              PMM_E_INVALID, "page.cursor");
  CHECK_FAILS(pmm_timeline(t->clerk, who, NULL, &page, NULL, &more, &check_error), PMM_E_INVALID,
              "page.cursor");
  pmm_result_free(rows);
  f.kinds = 0;
  CHECK_FAILS(pmm_timeline(t->admin, who, &f, NULL, NULL, &rows, &check_error), PMM_E_INVALID,
              "filter.kinds");
  f.kinds = 64;
  CHECK_FAILS(pmm_timeline(t->admin, who, &f, NULL, NULL, &rows, &check_error), PMM_E_UNSUPPORTED,
              "filter.kinds");
  f.set_fields = UINT64_C(1) << 40;
  CHECK_FAILS(pmm_timeline(t->admin, who, &f, NULL, NULL, &rows, &check_error), PMM_E_UNSUPPORTED,
              "filter.set_fields");
  page.cursor = pmm_string("");
  page.limit = 10001;
  CHECK_FAILS(pmm_timeline(t->admin, who, NULL, &page, NULL, &rows, &check_error), PMM_E_LIMIT,
              "page.limit");
  CHECK(rows == NULL);
}

static void test_timeline__access(town* t) {
  const pmm_id hole = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  const pmm_id move = make_report(t->admin, t->residence, t->anna, t->web, check_now_us);
  pmm_session *road_worker = NULL, *here = NULL;
  pmm_result* rows = NULL;
  int64_t i, all;
  comment(t->admin, hole, "staff");
  comment(t->admin, hole, "public");
  comment(t->admin, move, "staff");
  comment(t->admin, move, "subject");
  make_contact(t, t->anna, t->traffic, check_now_us);
  make_contact(t, t->anna, t->registry, check_now_us);
  make_contact(t, t->anna, 0, check_now_us);
  rows = timeline(t->admin, t->anna, NULL, NULL);
  all = pmm_result_rows(rows);
  CHECK(all >= 7);
  pmm_result_free(rows);

  rows = timeline(t->clerk, t->anna, NULL, NULL); /* of registry: its offices and no office */
  CHECK(pmm_result_rows(rows) >= 4 && pmm_result_rows(rows) < all);
  for (i = 0; i < pmm_result_rows(rows); ++i)
    CHECK(null_cell(rows, i, "office") || text_cell(rows, i, "office", "registry"));
  pmm_result_free(rows);

  make_actor(t, "operator", 0, t->potholes, 0, &road_worker); /* of one service, anywhere */
  rows = timeline(road_worker, t->anna, NULL, NULL);
  CHECK(pmm_result_rows(rows) >= 3);
  for (i = 0; i < pmm_result_rows(rows); ++i)
    CHECK(null_cell(rows, i, "office") || text_cell(rows, i, "service", "potholes"));
  pmm_result_free(rows);
  pmm_session_free(road_worker);
  make_actor(t, "operator", t->traffic, t->residence, 0, &here); /* a service where it is not */
  rows = timeline(here, t->anna, NULL, NULL);
  for (i = 0; i < pmm_result_rows(rows); ++i)
    CHECK(null_cell(rows, i, "office") || text_cell(rows, i, "service", "residence"));
  pmm_result_free(rows);
  pmm_session_free(here);

  rows = timeline(t->citizen, t->anna, NULL, NULL); /* what is for staff stays out */
  CHECK(pmm_result_rows(rows) >= 5 && pmm_result_rows(rows) <= all - 2);
  for (i = 0; i < pmm_result_rows(rows); ++i)
    if (!null_cell(rows, i, "visibility"))
      CHECK(!same_text(pmm_result_text(rows, i, column_of(rows, "visibility")), "staff"));
  pmm_result_free(rows);
  CHECK_FAILS(pmm_timeline(t->citizen, t->bruno, NULL, NULL, NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "subject");
  CHECK_FAILS(pmm_timeline(t->nobody, t->anna, NULL, NULL, NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "subject");
  CHECK_FAILS(pmm_timeline(t->admin, 999, NULL, NULL, NULL, &rows, &check_error), PMM_E_NOT_FOUND,
              "subject");
  CHECK(rows == NULL);
}

static void test_timeline__empty(town* t) {
  const pmm_id who = make_person(t->admin, "Fabio", "Gallo");
  pmm_result* rows = timeline(t->admin, who, NULL, NULL);
  CHECK(pmm_result_rows(rows) == 0 && pmm_result_next_cursor(rows).size == 0);
  pmm_result_free(rows);
}

int main(void) {
  town t = open_town();
  test_timeline__merges_in_order_over_pages(&t);
  test_timeline__columns(&t);
  test_timeline__filters(&t);
  test_timeline__access(&t);
  test_timeline__empty(&t);
  close_town(&t);
  return 0;
}

/*
 * P14, from end to end: an hour in which the other side answers 503, and what becomes of each
 * answer that HTTP knows. PMM_TEST_ITEMS: how many wait out that hour, 2,000 by default.
 */
#define _GNU_SOURCE
#include "booking.h"
#include "outbox.h"

/* Names and addresses for as many, and a courtesy to each of them. */
static void fill(outbox* o, int count) {
  int i;
  for (i = 0; i < count; ++i) {
    char text[32];
    snprintf(text, sizeof text, "p%d@example.org", i);
    give_address(o->t.admin, make_person(o->t.admin, "Carla", "Bianchi"), "email", text, 1);
  }
  o->group = freeze(o->t.admin, "{\"subject\": {}}", NULL);
  announce(o, "courtesy");
}

static pmm_result* claim_all(outbox* o) {
  pmm_result* out = NULL;
  CHECK_OK(pmm_delivery_claim(o->t.admin, o->email, 1000, 3600, NULL, &out, &check_error));
  return out;
}

/* Hands over what is due now and answers it so; gives how many that were. */
static int64_t answer_due(outbox* o, int32_t code) {
  int64_t all = 0, i, rows;
  do {
    pmm_result* due = claim_all(o);
    rows = pmm_result_rows(due);
    for (i = 0; i < rows; ++i)
      CHECK_OK(
          report(o, int_cell(due, i, "id"), int_cell(due, i, "token"), PMM_OUTCOME_HTTP, code));
    pmm_result_free(due);
    all += rows;
  } while (rows > 0);
  return all;
}

static int64_t in_state(outbox* o, const char* state) {
  pmm_delivery_filter filter = PMM_DELIVERY_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  int64_t count = 0;
  pmm_result* rows = NULL;
  char cursor[256] = "";
  filter.set_fields = PMM_DELIVERY_FILTER_STATE;
  filter.state = pmm_string(state);
  page.limit = 10000;
  do {
    pmm_str next;
    page.cursor = pmm_string(cursor);
    CHECK_OK(pmm_delivery_list(o->t.admin, &filter, &page, NULL, &rows, &check_error));
    count += pmm_result_rows(rows);
    next = pmm_result_next_cursor(rows);
    CHECK(next.size < sizeof cursor);
    memcpy(cursor, next.data, next.size);
    cursor[next.size] = '\0';
    pmm_result_free(rows);
  } while (cursor[0] != '\0');
  return count;
}

/* All that wait out an hour come in again over the next one, spread: no five minutes have thrice
   their share, no second more than a hundredth of all. */
static void test_delivery__P14_an_hour_of_outage(int items) {
  const int64_t start = check_now_us;
  outbox o = open_outbox();
  int64_t answered = 0, sent = 0, busiest = 0, busiest_second = 0, part = 0;
  int second, last = 0;
  fill(&o, items);
  items += 1; /* anna; bruno has no address */
  for (second = 0; second < 3600; ++second, check_now_us += CHECK_SECOND)
    answered += answer_due(&o, 503);
  CHECK(in_state(&o, "temporary_failure") == items);
  /* Thirty seconds, a minute, two, four…: seven tries in an hour, at the half of each delay eight.
   */
  CHECK(answered >= 7 * (int64_t)items && answered <= 8 * (int64_t)items);
  for (second = 0; sent < items; ++second, check_now_us += CHECK_SECOND) {
    const int64_t now = answer_due(&o, 200);
    CHECK(second < 3840);
    if (second % 300 == 0) part = 0;
    part += now;
    sent += now;
    if (now > 0) last = second;
    if (now > busiest_second) busiest_second = now;
    if (part > busiest) busiest = part;
  }
  CHECK(sent == items && in_state(&o, "sent") == items);
  CHECK(busiest <= 3 * (int64_t)items * 300 / (last + 1));
  CHECK(busiest_second <= 10 || busiest_second <= items / 100);
  check_now_us = start;
  close_town(&o.t);
}

static int is_temporary(int code) {
  return code < 200 || code == 408 || code == 425 || code == 429 || code >= 500;
}

/* One delivery to each answer, again and again until it rests. */
static void test_delivery__P14_I3_each_answer_of_http(void) {
  const int64_t start = check_now_us;
  outbox o = open_outbox();
  int code_of[1024] = {0};
  int tries_of[600] = {0}, next = 100, i;
  int64_t first_us[600] = {0}, last_us[600] = {0};
  fill(&o, 499);
  for (i = 0; i < 5 * 24 * 60; ++i, check_now_us += CHECK_MINUTE) {
    pmm_result* due = claim_all(&o);
    int64_t row;
    for (row = 0; row < pmm_result_rows(due); ++row) {
      const pmm_id id = int_cell(due, row, "id");
      int code;
      CHECK(id < 1024);
      if (code_of[id] == 0) code_of[id] = next++;
      code = code_of[id];
      CHECK(code < 600);
      if (tries_of[code]++ == 0) first_us[code] = check_now_us;
      last_us[code] = check_now_us;
      CHECK_OK(report(&o, id, int_cell(due, row, "token"), PMM_OUTCOME_HTTP, code));
    }
    pmm_result_free(due);
  }
  CHECK(next == 600);
  for (i = 1; i < 1024; ++i) {
    const int code = code_of[i];
    pmm_result* row = NULL;
    if (code == 0) continue;
    CHECK_OK(pmm_delivery_get(o.t.admin, i, NULL, &row, &check_error));
    if (code >= 200 && code < 300)
      CHECK(text_cell(row, 0, "state", "sent") && tries_of[code] == 1);
    else if (!is_temporary(code))
      CHECK(text_cell(row, 0, "state", "permanent_failure") && tries_of[code] == 1);
    else {
      CHECK(text_cell(row, 0, "state", "technical_failure") && tries_of[code] > 7);
      CHECK(tries_of[code] <= 12 && last_us[code] - first_us[code] <= 72 * CHECK_HOUR);
    }
    pmm_result_free(row);
  }
  check_now_us = start;
  close_town(&o.t);
}

int main(void) {
  const char* items = getenv("PMM_TEST_ITEMS");
  test_delivery__P14_I3_each_answer_of_http();
  test_delivery__P14_an_hour_of_outage(items == NULL ? 2000 : atoi(items));
  return 0;
}

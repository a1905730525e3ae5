/* Questions about what goes out and what is booked: the columns follow what the calls do. */
#include "booking.h"
#include "outbox.h"

static pmm_result* ask(pmm_session* s, const char* question) {
  pmm_result* out = NULL;
  CHECK_OK(pmm_query(s, pmm_string(question), NULL, &out, &check_error));
  return out;
}

static const char by_state[] =
    "{\"measures\":[\"deliveries.count\",\"deliveries.sent_count\",\"deliveries.delivered_count\","
    "\"deliveries.suppressed_count\",\"deliveries.waiting_count\"]}";

static int stands(outbox* o, int64_t all, int64_t sent, int64_t delivered, int64_t suppressed,
                  int64_t waiting) {
  pmm_result* row = ask(o->t.admin, by_state);
  const int same = int_cell(row, 0, "deliveries.count") == all &&
                   int_cell(row, 0, "deliveries.sent_count") == sent &&
                   int_cell(row, 0, "deliveries.delivered_count") == delivered &&
                   int_cell(row, 0, "deliveries.suppressed_count") == suppressed &&
                   int_cell(row, 0, "deliveries.waiting_count") == waiting;
  pmm_result_free(row);
  return same;
}

/* Anna has an address and Bruno has none. */
static void test_query__what_becomes_of_a_delivery(outbox* o) {
  pmm_result* row;
  pmm_id id;
  int64_t token;
  CHECK(stands(o, 0, 0, 0, 0, 0));
  announce(o, "courtesy");
  CHECK(stands(o, 2, 0, 0, 0, 2));
  row = claim(o);
  id = int_cell(row, 0, "id");
  token = int_cell(row, 0, "token");
  pmm_result_free(row);
  CHECK(stands(o, 2, 0, 0, 1, 1));
  check_now_us += 30 * CHECK_SECOND;
  CHECK(report(o, id, token, PMM_OUTCOME_SENT, 0) == PMM_OK);
  CHECK(stands(o, 2, 1, 0, 1, 0));
  row = ask(o->t.admin,
            "{\"measures\":[\"deliveries.count\"],\"dimensions\":[\"deliveries.reason\"],"
            "\"filters\":[{\"member\":\"deliveries.state\",\"operator\":\"equals\","
            "\"values\":[\"suppressed\"]}]}");
  CHECK(pmm_result_rows(row) == 1 && text_cell(row, 0, "deliveries.reason", "address_missing"));
  pmm_result_free(row);
  /* A citizen counts its own, and whoever has no grant counts none. */
  row = ask(o->t.citizen, by_state);
  CHECK(int_cell(row, 0, "deliveries.count") == 1 &&
        int_cell(row, 0, "deliveries.sent_count") == 1);
  pmm_result_free(row);
  row = ask(o->t.nobody, by_state);
  CHECK(int_cell(row, 0, "deliveries.count") == 0);
  pmm_result_free(row);
}

static const char kept[] =
    "{\"measures\":[\"appointments.count\",\"appointments.taken_count\",\"appointments.due_count\","
    "\"appointments.missed_count\",\"appointments.cancelled_count\",\"appointments.moved_count\"],"
    "\"dimensions\":[\"appointments.calendar\"]}";

static int is_kept(pmm_session* s, int64_t all, int64_t taken, int64_t due, int64_t missed,
                   int64_t cancelled, int64_t moved) {
  pmm_result* row = ask(s, kept);
  const int same = pmm_result_rows(row) == 1 &&
                   text_cell(row, 0, "appointments.calendar", "counter") &&
                   int_cell(row, 0, "appointments.count") == all &&
                   int_cell(row, 0, "appointments.taken_count") == taken &&
                   int_cell(row, 0, "appointments.due_count") == due &&
                   int_cell(row, 0, "appointments.missed_count") == missed &&
                   int_cell(row, 0, "appointments.cancelled_count") == cancelled &&
                   int_cell(row, 0, "appointments.moved_count") == moved;
  pmm_result_free(row);
  return same;
}

static void test_query__what_becomes_of_an_appointment(void) {
  town t = open_town();
  const pmm_id calendar = new_calendar(t.admin, calendar_input(t.registry, "counter"));
  const pmm_id first = book(t.admin, calendar, CHECK_FRIDAY, t.anna);
  const pmm_id second = book(t.admin, calendar, CHECK_FRIDAY + 30 * CHECK_MINUTE, t.bruno);
  pmm_statistics statistics = PMM_STATISTICS_INIT;
  int64_t version = 0;
  CHECK(is_kept(t.admin, 2, 2, 0, 0, 0, 0));
  CHECK_OK(pmm_appointment_move(t.admin, second, 0, CHECK_FRIDAY + CHECK_HOUR, NULL, &version,
                                &check_error));
  CHECK(is_kept(t.admin, 2, 2, 0, 0, 0, 1));
  advance(t.admin, second, "cancel");
  CHECK(is_kept(t.admin, 2, 1, 0, 0, 1, 1));
  check_now_us = CHECK_FRIDAY + CHECK_DAY;
  CHECK(is_kept(t.admin, 2, 1, 1, 0, 1, 1));
  advance(t.admin, first, "missed");
  CHECK(is_kept(t.admin, 2, 1, 1, 1, 1, 1));
  CHECK_OK(pmm_db_statistics(t.db, &statistics, &check_error));
  CHECK(statistics.appointment_column_bytes > 0);
  close_town(&t);
}

int main(void) {
  outbox o = open_outbox();
  test_query__what_becomes_of_a_delivery(&o);
  close_town(&o.t);
  test_query__what_becomes_of_an_appointment();
  return 0;
}

#include "booking.h"

static pmm_my_page* page_of(pmm_session* s, pmm_id subject) {
  pmm_my_page* page = NULL;
  CHECK_OK(pmm_my_page_read(s, subject, NULL, NULL, &page, &check_error));
  CHECK(pmm_my_page_subject(page) == subject);
  return page;
}

static pmm_result* section_of(const pmm_my_page* page, const char* name) {
  const int32_t at = pmm_my_page_find(page, pmm_string(name));
  pmm_result* rows = NULL;
  CHECK(at >= 0 && same_text(pmm_my_page_name(page, at), name));
  CHECK_OK(pmm_my_page_section(page, at, &rows, &check_error));
  return rows;
}

static int64_t count_of(const pmm_my_page* page, const char* name) {
  pmm_result* rows = section_of(page, name);
  const int64_t count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static pmm_id put_notice(pmm_session* s, pmm_id subject, pmm_id service, const char* title) {
  pmm_notification_input in = PMM_NOTIFICATION_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_TITLE | PMM_NOTIFICATION_BODY |
                  PMM_NOTIFICATION_SERVICE;
  in.subject = subject;
  in.service = service;
  in.title = in.body = pmm_string(title);
  CHECK_OK(pmm_notification_create(s, &in, NULL, &id, &check_error));
  return id;
}

static pmm_id put_filter(town* t, const char* target, const char* rule) {
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SAVED_FILTER_SUBJECT | PMM_SAVED_FILTER_NAME | PMM_SAVED_FILTER_TARGET |
                  PMM_SAVED_FILTER_RULE | PMM_SAVED_FILTER_APPLIED;
  in.subject = t->anna;
  in.name = pmm_string(target);
  in.target = pmm_string(target);
  in.rule = pmm_string(rule);
  in.applied = 1;
  CHECK_OK(pmm_saved_filter_create(t->citizen, &in, NULL, &id, &check_error));
  return id;
}

static void visit(town* t, pmm_id service, int times) {
  pmm_visit hit = PMM_VISIT_INIT;
  int i;
  hit.path = pmm_string("/services");
  hit.service = service;
  hit.subject = t->anna;
  for (i = 0; i < times; ++i)
    CHECK_OK(pmm_visit_append(t->admin, &hit, 1, NULL, NULL, &check_error));
}

static void test_my_page__of_one_who_has_nothing(town* t) {
  static const char* const kNames[] = {"profile",   "situation",    "board",
                                       "reminders", "favourites",   "most_used",
                                       "reports",   "appointments", "acting_for"};
  pmm_my_page* page = page_of(t->admin, t->bruno);
  pmm_result* rows;
  int32_t i;
  CHECK(pmm_my_page_sections(page) == 9);
  for (i = 0; i < 9; ++i) {
    CHECK(same_text(pmm_my_page_name(page, i), kNames[i]));
    CHECK(pmm_my_page_is_collapsed(page, i) == 0 && pmm_my_page_has_more(page, i) == 0);
    CHECK(count_of(page, kNames[i]) == (i == 0 ? 1 : 0));
  }
  CHECK(pmm_my_page_name(page, 9).size == 0 && pmm_my_page_name(page, -1).size == 0);
  CHECK(pmm_my_page_find(page, pmm_string("nothing")) == -1);
  CHECK_FAILS(pmm_my_page_section(page, 9, &rows, &check_error), PMM_E_NOT_FOUND, "section");
  CHECK(rows == NULL);
  rows = section_of(page, "profile");
  pmm_my_page_free(page);
  CHECK(text_cell(rows, 0, "name", "Bruno Russo") && null_cell(rows, 0, "email"));
  pmm_result_free(rows);
}

static void fill_page(town* t) {
  const pmm_id calendar = new_calendar(t->admin, calendar_input(t->registry, "desk"));
  pmm_address_input address = PMM_ADDRESS_INPUT_INIT;
  pmm_reminder_input reminder = PMM_REMINDER_INPUT_INIT;
  pmm_case_input request = PMM_CASE_INPUT_INIT;
  pmm_id id = 0;
  address.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  address.kind = pmm_string("email");
  address.value = pmm_string("anna@posta.example");
  CHECK_OK(pmm_address_create(t->admin, t->anna, &address, NULL, &id, &check_error));
  request.set_fields =
      PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_OPENED_US | PMM_CASE_DUE_US;
  request.kind = pmm_string("application");
  request.service = t->residence;
  request.subject = t->anna;
  request.opened_us = check_now_us - 9 * CHECK_DAY;
  request.due_us = check_now_us - CHECK_DAY;
  CHECK_OK(pmm_case_create(t->admin, &request, NULL, &id, &check_error));
  make_report(t->admin, t->potholes, t->anna, t->web, check_now_us - CHECK_DAY);
  put_notice(t->admin, t->anna, t->residence, "Come and get it");
  reminder.set_fields = PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  reminder.title = pmm_string("Renew the season ticket");
  reminder.due_us = check_now_us + 3 * CHECK_DAY;
  CHECK_OK(pmm_reminder_create(t->citizen, &reminder, NULL, &id, &check_error));
  CHECK_OK(pmm_favourite_put(t->citizen, t->anna, t->potholes, 0, NULL, NULL, &check_error));
  visit(t, t->residence, 2);
  visit(t, t->potholes, 3);
  visit(t, 0, 4);
  book(t->citizen, calendar, CHECK_FRIDAY, 0);
  make_mandate(t->admin, t->bruno, t->anna, NULL, 0);
}

static void test_my_page__shows_all_of_it(town* t) {
  pmm_my_page* page = page_of(t->citizen, t->anna);
  pmm_result* rows = section_of(page, "profile");
  CHECK(text_cell(rows, 0, "email", "anna@posta.example"));
  pmm_result_free(rows);
  rows = section_of(page, "situation");
  CHECK(pmm_result_rows(rows) == 2);
  CHECK(text_cell(rows, 0, "kind", "application") && int_cell(rows, 0, "overdue") == 1);
  CHECK(text_cell(rows, 0, "service_name", "residence") &&
        text_cell(rows, 0, "state", "submitted"));
  CHECK(text_cell(rows, 0, "next_step", "register") && text_cell(rows, 0, "waits_for", "office"));
  CHECK(int_cell(rows, 0, "remaining") == -86400);
  CHECK(text_cell(rows, 1, "kind", "report") && null_cell(rows, 1, "due"));
  pmm_result_free(rows);
  rows = section_of(page, "board");
  CHECK(pmm_result_rows(rows) >= 1 && int_cell(rows, 0, "subject") == t->anna);
  pmm_result_free(rows);
  rows = section_of(page, "reminders");
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "title", "Renew the season ticket"));
  pmm_result_free(rows);
  rows = section_of(page, "favourites");
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "service_code", "potholes"));
  pmm_result_free(rows);
  rows = section_of(page, "most_used");
  CHECK(pmm_result_rows(rows) == 2 && text_cell(rows, 0, "service_code", "potholes"));
  CHECK(int_cell(rows, 0, "visits") == 3 && int_cell(rows, 1, "visits") == 2);
  pmm_result_free(rows);
  rows = section_of(page, "reports");
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "summary", "a hole in the road"));
  pmm_result_free(rows);
  rows = section_of(page, "appointments");
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "starts") == CHECK_FRIDAY);
  CHECK(text_cell(rows, 0, "calendar_name", "Counter"));
  pmm_result_free(rows);
  rows = section_of(page, "acting_for");
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "side", "acts_for"));
  CHECK(int_cell(rows, 0, "other") == t->bruno && int_cell(rows, 0, "services") == 0);
  CHECK(text_cell(rows, 0, "other_name", "Bruno Russo"));
  pmm_result_free(rows);
  pmm_my_page_free(page);
}

/* What is to come stands before what was. */
static void test_my_page__appointments_stand_on_the_timeline(town* t) {
  pmm_timeline_filter filter = PMM_TIMELINE_FILTER_INIT;
  pmm_result* rows = NULL;
  CHECK_OK(pmm_timeline(t->citizen, t->anna, NULL, NULL, NULL, &rows, &check_error));
  CHECK(text_cell(rows, 0, "kind", "appointment") && int_cell(rows, 0, "at") == CHECK_FRIDAY);
  CHECK(text_cell(rows, 0, "verb", "confirmed") && text_cell(rows, 0, "office", "registry"));
  CHECK(text_cell(rows, 0, "visibility", "subject") && null_cell(rows, 0, "channel"));
  pmm_result_free(rows);
  filter.set_fields = PMM_TIMELINE_FILTER_KINDS;
  filter.kinds = PMM_TIMELINE_APPOINTMENT;
  CHECK_OK(pmm_timeline(t->clerk, t->anna, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  pmm_result_free(rows);
  filter.kinds = PMM_TIMELINE_CONTACT | PMM_TIMELINE_CASE_EVENT | PMM_TIMELINE_NOTIFICATION;
  CHECK_OK(pmm_timeline(t->citizen, t->anna, &filter, NULL, NULL, &rows, &check_error));
  CHECK(!same_text(pmm_result_text(rows, 0, column_of(rows, "kind")), "appointment"));
  pmm_result_free(rows);
}

/* Every section is told the same watermark: they are of one snapshot. */
static void test_my_page__is_one_snapshot(town* t) {
  pmm_my_page* page = page_of(t->admin, t->anna);
  pmm_watermark first = PMM_WATERMARK_INIT, mark = PMM_WATERMARK_INIT;
  int32_t i;
  for (i = 0; i < pmm_my_page_sections(page); ++i) {
    pmm_result* rows = NULL;
    CHECK_OK(pmm_my_page_section(page, i, &rows, &check_error));
    CHECK_OK(pmm_result_watermark(rows, i == 0 ? &first : &mark, &check_error));
    CHECK(i == 0 ? first.journal == journal(t->db) : mark.journal == first.journal);
    CHECK(same_text(pmm_result_timezone(rows), "Europe/Rome"));
    pmm_result_free(rows);
  }
  pmm_my_page_free(page);
}

static void test_my_page__is_laid_out_by_its_subject(town* t) {
  pmm_my_page* page;
  CHECK_OK(pmm_page_layout_set(
      t->citizen, t->anna,
      pmm_string("[{\"section\":\"board\"},{\"section\":\"profile\",\"collapsed\":true},"
                 "{\"section\":\"reports\",\"hidden\":true}]"),
      NULL, NULL, &check_error));
  page = page_of(t->admin, t->anna);
  CHECK(pmm_my_page_sections(page) == 8);
  CHECK(same_text(pmm_my_page_name(page, 0), "board"));
  CHECK(same_text(pmm_my_page_name(page, 1), "profile"));
  CHECK(pmm_my_page_is_collapsed(page, 0) == 0 && pmm_my_page_is_collapsed(page, 1) == 1);
  CHECK(pmm_my_page_find(page, pmm_string("reports")) == -1);
  CHECK(count_of(page, "profile") == 1);
  pmm_my_page_free(page);
  CHECK_OK(pmm_page_layout_set(t->citizen, t->anna, pmm_string(""), NULL, NULL, &check_error));
}

static void test_my_page__is_filtered_by_its_subject(town* t) {
  const pmm_id notice = put_notice(t->admin, t->anna, t->potholes, "The hole is closed");
  pmm_my_page* page = page_of(t->citizen, t->anna);
  const int64_t before = count_of(page, "board");
  pmm_id filter;
  pmm_my_page_free(page);
  CHECK_OK(pmm_notification_archive(t->citizen, notice, 1, NULL, NULL, &check_error));
  page = page_of(t->citizen, t->anna);
  CHECK(count_of(page, "board") == before - 1);
  pmm_my_page_free(page);
  CHECK_OK(pmm_notification_archive(t->citizen, notice, 0, NULL, NULL, &check_error));
  filter = put_filter(t, "board", "{\"service\":\"potholes\",\"except\":true}");
  page = page_of(t->citizen, t->anna);
  CHECK(count_of(page, "board") < before && count_of(page, "board") >= 1);
  pmm_my_page_free(page);
  CHECK_OK(pmm_saved_filter_remove(t->citizen, filter, NULL, NULL, &check_error));
  filter = put_filter(t, "cases", "{\"overdue\":true}");
  page = page_of(t->citizen, t->anna);
  CHECK(count_of(page, "situation") == 1 && count_of(page, "reports") == 0);
  pmm_my_page_free(page);
  CHECK_OK(pmm_saved_filter_remove(t->citizen, filter, NULL, NULL, &check_error));
}

static void test_my_page__has_so_many_rows(town* t) {
  pmm_my_page_options options = PMM_MY_PAGE_OPTIONS_INIT;
  pmm_my_page* page = (pmm_my_page*)(size_t)0xdead;
  options.set_fields = PMM_MY_PAGE_ROWS;
  options.rows = 1;
  CHECK_OK(pmm_my_page_read(t->admin, t->anna, &options, NULL, &page, &check_error));
  CHECK(count_of(page, "situation") == 1 && count_of(page, "most_used") == 1);
  CHECK(pmm_my_page_has_more(page, pmm_my_page_find(page, pmm_string("situation"))) == 1);
  CHECK(pmm_my_page_has_more(page, pmm_my_page_find(page, pmm_string("most_used"))) == 1);
  CHECK(pmm_my_page_has_more(page, pmm_my_page_find(page, pmm_string("reports"))) == 0);
  pmm_my_page_free(page);
  options.rows = 1001;
  CHECK_FAILS(pmm_my_page_read(t->admin, t->anna, &options, NULL, &page, &check_error), PMM_E_LIMIT,
              "options.rows");
  CHECK(page == NULL);
  options.rows = 0;
  CHECK_FAILS(pmm_my_page_read(t->admin, t->anna, &options, NULL, &page, &check_error),
              PMM_E_INVALID, "options.rows");
}

/* A citizen sees its own page, an operator what is of its office, nobody else anything. */
static void test_my_page__is_for_who_may_see_it(town* t) {
  pmm_my_page* page = NULL;
  CHECK_FAILS(pmm_my_page_read(t->nobody, t->anna, NULL, NULL, &page, &check_error),
              PMM_E_NOT_FOUND, "subject");
  CHECK_FAILS(pmm_my_page_read(t->admin, 999, NULL, NULL, &page, &check_error), PMM_E_NOT_FOUND,
              "subject");
  page = page_of(t->clerk, t->anna);
  CHECK(count_of(page, "situation") == 1 && count_of(page, "reports") == 0);
  pmm_my_page_free(page);
}

/* Who acts for another sees of its page what the mandate shows. */
static void test_my_page__through_a_mandate(town* t) {
  pmm_call call = PMM_CALL_INIT;
  pmm_my_page* page = NULL;
  pmm_result* rows;
  make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  call.on_behalf_of = t->bruno;
  CHECK_OK(pmm_my_page_read(t->citizen, t->bruno, NULL, &call, &page, &check_error));
  rows = section_of(page, "profile");
  CHECK(text_cell(rows, 0, "name", "Bruno Russo"));
  pmm_result_free(rows);
  CHECK(count_of(page, "situation") == 1 && count_of(page, "favourites") == 0);
  CHECK(count_of(page, "acting_for") == 0);
  pmm_my_page_free(page);
}

int main(void) {
  town t = open_town();
  test_my_page__of_one_who_has_nothing(&t);
  fill_page(&t);
  test_my_page__shows_all_of_it(&t);
  test_my_page__appointments_stand_on_the_timeline(&t);
  test_my_page__is_one_snapshot(&t);
  test_my_page__is_laid_out_by_its_subject(&t);
  test_my_page__is_filtered_by_its_subject(&t);
  test_my_page__has_so_many_rows(&t);
  test_my_page__is_for_who_may_see_it(&t);
  test_my_page__through_a_mandate(&t);
  close_town(&t);
  return 0;
}

/* Explaining a question: what is told, by whose rights, and what is refused. */
#include "town.h"

static const char by_service[] =
    "{\"measures\":[\"cases.count\",\"cases.resolution_time_median\"],"
    "\"dimensions\":[\"cases.service\"],"
    "\"timeDimensions\":[{\"dimension\":\"cases.opened_at\",\"granularity\":\"day\"}]}";

static int tells(const pmm_text* text, const char* part) {
  return strstr(pmm_text_view(text).data, part) != NULL;
}

static pmm_text* explain(pmm_session* session, const char* question) {
  pmm_text* text = NULL;
  CHECK_OK(pmm_query_explain(session, pmm_string(question), NULL, &text, &check_error));
  CHECK(text != NULL);
  return text;
}

static void test_explain__what_is_told(town* t) {
  pmm_text* text = explain(t->admin, by_service);
  CHECK(tells(text, "\"cubes\":[\"cases\"]"));
  CHECK(tells(text, "\"rows\":{\"held\":2,\"read\":2,\"matched\":2,\"answered\":2}"));
  CHECK(tells(text, "\"blocks\":{\"read\":1,\"skipped\":0}"));
  CHECK(tells(text, "\"time_us\":{\"parse\":"));
  CHECK(tells(text, "\"timezone\":\"Europe/Rome\""));
  CHECK(tells(text, "FROM v_cases v"));
  CHECK(tells(text, "'2007-03-01'"));
  pmm_text_free(text);
}

/* A filter that no block can match: nothing is read. */
static void test_explain__blocks_that_are_skipped(town* t) {
  pmm_text* text = explain(t->admin,
                           "{\"measures\":[\"cases.count\"],\"timeDimensions\":[{\"dimension\":"
                           "\"cases.opened_at\",\"dateRange\":\"1999\"}]}");
  CHECK(tells(text, "\"blocks\":{\"read\":0,\"skipped\":1}"));
  CHECK(tells(text, "\"rows\":{\"held\":2,\"read\":0,\"matched\":0,\"answered\":1}"));
  pmm_text_free(text);
}

/* The rights of an actor stand in its SQL, so that it gives the actor's answer and no other. */
static void test_explain__the_actor_s_own_answer(town* t) {
  pmm_text* text = explain(t->clerk, by_service);
  CHECK(tells(text, "(v.office IS NULL OR v.office IN ('registry'))"));
  CHECK(tells(text, "\"matched\":1"));
  pmm_text_free(text);
  /* Nothing tells how much there is besides, nor when it was. */
  make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us - 90 * 86400 * CHECK_SECOND);
  text = explain(t->clerk, by_service);
  CHECK(tells(text, "\"rows\":{\"held\":null,\"read\":null,\"matched\":1,\"answered\":1}"));
  CHECK(tells(text, "\"blocks\":{\"read\":null,\"skipped\":null}"));
  CHECK(tells(text, "\"columns\":null"));
  CHECK(tells(text, "'2007-03-01'"));
  CHECK(!tells(text, "'2006-12-01'"));
  pmm_text_free(text);
  text = explain(t->admin, by_service);
  CHECK(tells(text, "'2006-12-01'"));
  pmm_text_free(text);
  text = explain(t->citizen, by_service);
  CHECK(tells(text, "WHERE v.subject = "));
  CHECK(tells(text, "\"matched\":1"));
  pmm_text_free(text);
  text = explain(t->nobody, by_service);
  CHECK(tells(text, "WHERE 1 = 0"));
  CHECK(tells(text, "\"matched\":0"));
  pmm_text_free(text);
}

static void test_explain__refusals(town* t) {
  pmm_text* text = (pmm_text*)(size_t)0xdead;
  const pmm_str question = pmm_string("{\"measures\":[\"cases.cuont\"]}");
  CHECK_FAILS(pmm_query_explain(t->admin, question, NULL, &text, &check_error), PMM_E_INVALID,
              "measures[0]");
  CHECK(text == NULL);
  CHECK_FAILS(pmm_query_explain(t->admin, pmm_string(NULL), NULL, &text, &check_error),
              PMM_E_INVALID, "query");
}

/* A calendar of every day in a thousand years is no text for anybody; by month it is. */
static void test_explain__a_calendar_that_is_too_long(town* t) {
  pmm_text* text = NULL;
  make_report(t->admin, t->potholes, 0, t->web, -INT64_C(30000000000000000));
  CHECK_FAILS(pmm_query_explain(t->admin, pmm_string(by_service), NULL, &text, &check_error),
              PMM_E_LIMIT, "timeDimensions");
  CHECK(text == NULL);
  pmm_text_free(explain(t->admin,
                        "{\"measures\":[\"cases.count\"],\"timeDimensions\":[{\"dimension\":"
                        "\"cases.opened_at\",\"granularity\":\"month\"}]}"));
}

int main(void) {
  town t = open_town();
  make_report(t.admin, t.residence, t.anna, t.phone, check_now_us - 60 * CHECK_SECOND);
  make_report(t.admin, t.potholes, t.bruno, t.web, check_now_us - 30 * CHECK_SECOND);
  test_explain__what_is_told(&t);
  test_explain__blocks_that_are_skipped(&t);
  test_explain__the_actor_s_own_answer(&t);
  test_explain__refusals(&t);
  test_explain__a_calendar_that_is_too_long(&t);
  close_town(&t);
  return 0;
}

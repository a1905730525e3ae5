/* Roles that can be read, and grants by filter. */
#include "town.h"

static pmm_result* rights(pmm_session* s, const char* role) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_role_rights(s, pmm_string(role), NULL, &rows, &check_error));
  return rows;
}

/* The reach of an action on a noun: "" when the role may not do it. */
static pmm_str reach(const pmm_result* rows, const char* noun, const char* action) {
  pmm_str found = pmm_string("");
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r) {
    if (!same_text(pmm_result_text(rows, r, column_of(rows, "noun")), noun)) continue;
    if (!same_text(pmm_result_text(rows, r, column_of(rows, "action")), action)) continue;
    CHECK(found.size == 0);
    found = pmm_result_text(rows, r, column_of(rows, "reach"));
  }
  return found;
}

static void test_role__list(town* t) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_role_list(t->nobody, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 5 && pmm_result_columns(rows) == 4);
  CHECK(text_cell(rows, 0, "name", "administrator") && int_cell(rows, 0, "scoped") == 0);
  CHECK(text_cell(rows, 1, "name", "operator") && int_cell(rows, 1, "scoped") == 1);
  CHECK(text_cell(rows, 2, "name", "citizen") && int_cell(rows, 2, "needs_subject") == 1);
  CHECK(text_cell(rows, 3, "name", "system") && int_cell(rows, 3, "needs_subject") == 0);
  CHECK(text_cell(rows, 4, "name", "integration"));
  for (int64_t r = 0; r < 5; ++r)
    CHECK(pmm_result_text(rows, r, column_of(rows, "title")).size > 0);
  pmm_result_free(rows);
  CHECK_FAILS(pmm_role_list(t->admin, NULL, NULL, &check_error), PMM_E_INVALID, "out_result");
}

static void test_role__rights(town* t) {
  pmm_result* rows = rights(t->nobody, "operator");
  CHECK(same_text(reach(rows, "case", "advance"), "scope"));
  CHECK(same_text(reach(rows, "subject", "update"), "all"));
  CHECK(same_text(reach(rows, "service", "read"), "all"));
  CHECK(same_text(reach(rows, "grant", "read"), ""));
  CHECK(same_text(reach(rows, "case", "import"), ""));
  pmm_result_free(rows);
  rows = rights(t->citizen, "citizen");
  CHECK(same_text(reach(rows, "case", "create"), "own"));
  CHECK(same_text(reach(rows, "address", "update"), "own"));
  CHECK(same_text(reach(rows, "identifier", "update"), ""));
  CHECK(same_text(reach(rows, "task", "read"), ""));
  CHECK(same_text(reach(rows, "channel", "read"), "all"));
  pmm_result_free(rows);
  rows = rights(t->admin, "administrator");
  CHECK(same_text(reach(rows, "grant", "create"), "all"));
  pmm_result_free(rows);
  rows = rights(t->admin, "integration");
  CHECK(same_text(reach(rows, "delivery", "advance"), "all"));
  CHECK(same_text(reach(rows, "journal", "read"), "all"));
  CHECK(same_text(reach(rows, "subject", "read"), ""));
  pmm_result_free(rows);
  rows = rights(t->admin, "system");
  CHECK(same_text(reach(rows, "visit", "import"), "all"));
  CHECK(same_text(reach(rows, "grant", "create"), ""));
  pmm_result_free(rows);
}

/* What the table says is what the library does. */
static void test_role__rights_hold(town* t) {
  pmm_result* rows = rights(t->admin, "citizen");
  pmm_result* answer = NULL;
  pmm_identifier_input code = PMM_IDENTIFIER_INPUT_INIT;
  pmm_id id = 0;
  CHECK(same_text(reach(rows, "subject", "read"), "own"));
  CHECK_OK(pmm_subject_get(t->citizen, t->anna, PMM_TIME_NONE, NULL, &answer, &check_error));
  pmm_result_free(answer);
  CHECK_STATUS(pmm_subject_get(t->citizen, t->bruno, PMM_TIME_NONE, NULL, &answer, &check_error),
               PMM_E_NOT_FOUND);
  CHECK(same_text(reach(rows, "identifier", "create"), ""));
  code.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  code.scheme = code.value = pmm_string("x");
  CHECK_STATUS(pmm_identifier_create(t->citizen, t->anna, &code, NULL, &id, &check_error),
               PMM_E_DENIED);
  pmm_result_free(rows);
}

static void test_role__unknown(town* t) {
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0;
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE;
  in.actor = t->clerk_actor;
  in.role = pmm_string("mayor");
  CHECK(pmm_grant_create(t->admin, &in, NULL, &id, &check_error) == PMM_E_INVALID);
  CHECK(same_text(pmm_error_field(check_error), "role"));
  CHECK(strstr(pmm_error_message(check_error).data, "mayor") != NULL);
  CHECK(strstr(pmm_error_message(check_error).data, "administrator, operator, citizen, system") !=
        NULL);
  pmm_error_free(check_error);
  CHECK_FAILS(pmm_role_rights(t->admin, pmm_string("mayor"), NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "role");
  CHECK_FAILS(pmm_role_rights(t->admin, pmm_string("\xff"), NULL, &rows, &check_error),
              PMM_E_INVALID, "role");
  CHECK_FAILS(pmm_role_rights(t->admin, pmm_string("system"), NULL, NULL, &check_error),
              PMM_E_INVALID, "out_result");
  CHECK(rows == NULL);
}

static void test_grant__get_and_filters(town* t) {
  pmm_grant_filter filter = PMM_GRANT_FILTER_INIT;
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  pmm_result* rows = NULL;
  const int64_t start = check_now_us;
  pmm_id id = 0;
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_SERVICE | PMM_GRANT_VALID_FROM_US |
                  PMM_GRANT_VALID_TO_US;
  in.actor = t->clerk_actor;
  in.role = pmm_string("operator");
  in.service = t->potholes;
  in.valid_from_us = start + 10;
  in.valid_to_us = start + 20;
  CHECK_OK(pmm_grant_create(t->admin, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_grant_get(t->admin, id, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && pmm_result_columns(rows) == 9);
  CHECK(int_cell(rows, 0, "actor") == t->clerk_actor &&
        int_cell(rows, 0, "service") == t->potholes);
  CHECK(null_cell(rows, 0, "office") && int_cell(rows, 0, "valid_to") == start + 20);
  pmm_result_free(rows);
  CHECK_FAILS(pmm_grant_get(t->admin, 999, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_grant_get(t->admin, id, NULL, NULL, &check_error), PMM_E_INVALID, "out_result");
  /* Of all actors, by role, office, service and instant. */
  filter.set_fields = PMM_GRANT_FILTER_ROLE;
  filter.role = pmm_string("operator");
  CHECK_OK(pmm_grant_list(t->admin, 0, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  pmm_result_free(rows);
  filter.set_fields |= PMM_GRANT_FILTER_OFFICE;
  filter.office = t->registry;
  CHECK_OK(pmm_grant_list(t->admin, 0, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "office") == t->registry);
  pmm_result_free(rows);
  filter.office = 0;
  filter.set_fields |= PMM_GRANT_FILTER_SERVICE;
  filter.service = t->potholes;
  CHECK_OK(pmm_grant_list(t->admin, 0, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == id);
  pmm_result_free(rows);
  for (int64_t at = 9; at <= 20; ++at) { /* from 10 on, and no longer at 20 */
    filter.set_fields = PMM_GRANT_FILTER_SERVICE | PMM_GRANT_FILTER_AS_OF_US;
    filter.as_of_us = start + at;
    CHECK_OK(pmm_grant_list(t->admin, t->clerk_actor, &filter, NULL, NULL, &rows, &check_error));
    CHECK(pmm_result_rows(rows) == (at >= 10 && at < 20 ? 1 : 0));
    pmm_result_free(rows);
  }
  CHECK_STATUS(pmm_grant_list(t->clerk, 0, NULL, NULL, NULL, &rows, &check_error), PMM_E_DENIED);
  filter.set_fields = UINT64_C(1) << 40;
  CHECK_STATUS(pmm_grant_list(t->admin, 0, &filter, NULL, NULL, &rows, &check_error),
               PMM_E_UNSUPPORTED);
}

int main(void) {
  town t = open_town();
  test_role__list(&t);
  test_role__rights(&t);
  test_role__rights_hold(&t);
  test_role__unknown(&t);
  test_grant__get_and_filters(&t);
  close_town(&t);
  return 0;
}

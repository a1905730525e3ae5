/* Roles that can be read, and grants by filter. */
#include "town.h"

static pmm_result* rights(pmm_session* s, const char* role) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_role_rights(s, pmm_string(role), NULL, &rows, &check_error));
  return rows;
}

/* The first reach of an action on a noun: "" when the role may not do it. */
static pmm_str reach(const pmm_result* rows, const char* noun, const char* action) {
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    if (same_text(pmm_result_text(rows, r, column_of(rows, "noun")), noun) &&
        same_text(pmm_result_text(rows, r, column_of(rows, "action")), action))
      return pmm_result_text(rows, r, column_of(rows, "reach"));
  return pmm_string("");
}

static int reaches(const pmm_result* rows, const char* noun, const char* action) {
  int count = 0;
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    count += same_text(pmm_result_text(rows, r, column_of(rows, "noun")), noun) &&
             same_text(pmm_result_text(rows, r, column_of(rows, "action")), action);
  return count;
}

static void test_role__list(town* t) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_role_list(t->nobody, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 9 && pmm_result_columns(rows) == 8);
  CHECK(text_cell(rows, 0, "name", "administrator") && int_cell(rows, 0, "scoped") == 0);
  CHECK(text_cell(rows, 1, "name", "operator") && int_cell(rows, 1, "scoped") == 1);
  CHECK(text_cell(rows, 2, "name", "citizen") && int_cell(rows, 2, "needs_subject") == 1);
  CHECK(text_cell(rows, 3, "name", "system") && int_cell(rows, 3, "needs_subject") == 0);
  CHECK(text_cell(rows, 4, "name", "delegate") && text_cell(rows, 5, "name", "supervisor"));
  CHECK(text_cell(rows, 6, "name", "analyst") && text_cell(rows, 6, "fields", ""));
  CHECK(text_cell(rows, 7, "name", "integration") && null_cell(rows, 7, "version"));
  CHECK(text_cell(rows, 8, "name", "privacy_officer") && int_cell(rows, 8, "scoped") == 0);
  CHECK(text_cell(rows, 1, "fields", "identity,contact,sensitive"));
  for (int64_t r = 0; r < 9; ++r)
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
  CHECK(same_text(reach(rows, "case", "create"), "own") && reaches(rows, "case", "create") == 2);
  CHECK(reaches(rows, "address", "update") == 1);
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
  CHECK(same_text(reach(rows, "case", "read"), ""));
  CHECK(same_text(reach(rows, "notification", "read"), ""));
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

static pmm_role_input role_input(const char* name, const char* rights, uint64_t fields) {
  pmm_role_input in = PMM_ROLE_INPUT_INIT;
  in.set_fields = PMM_ROLE_NAME | PMM_ROLE_RIGHTS | PMM_ROLE_FIELDS;
  in.name = pmm_string(name);
  in.rights = pmm_string(rights);
  in.fields = fields;
  return in;
}

static pmm_id define(town* t, const char* name, const char* rights, uint64_t fields) {
  const pmm_role_input in = role_input(name, rights, fields);
  pmm_id id = 0;
  CHECK_OK(pmm_role_create(t->admin, &in, NULL, &id, &check_error));
  return id;
}

static pmm_status see_case(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  const pmm_status status = pmm_case_get(s, id, NULL, &row, &check_error);
  pmm_result_free(row);
  return status;
}

/* A role of data is granted, changed and removed; each counts from the next call on. */
static void test_role__custom(town* t) {
  const char* reads = "[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"office\"}]";
  const char* both =
      "[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"all\"},"
      " {\"noun\": \"subject\", \"actions\": [\"read\"], \"reach\": \"all\"}]";
  const pmm_id here = make_report(t->admin, t->residence, t->anna, t->web, check_now_us);
  const pmm_id there = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  pmm_session* s = NULL;
  pmm_result* rows = NULL;
  pmm_role_input in = role_input("inspector", both, PMM_FIELDS_CONTACT);
  int64_t version = 0;
  define(t, "inspector", reads, PMM_FIELDS_SENSITIVE);
  make_actor(t, "inspector", t->registry, 0, 0, &s);
  CHECK_OK(see_case(s, here));
  CHECK_FAILS(see_case(s, there), PMM_E_NOT_FOUND, "id");
  rows = rights(t->nobody, "inspector");
  CHECK(same_text(reach(rows, "case", "read"), "office"));
  CHECK(same_text(reach(rows, "case", "count"), "office"));
  CHECK(same_text(reach(rows, "case", "update"), ""));
  pmm_result_free(rows);
  /* A grant for an office makes no sense of a role that is for all. */
  in.set_fields &= ~PMM_ROLE_NAME;
  CHECK_FAILS(pmm_role_update(t->admin, pmm_string("inspector"), &in, NULL, &version, &check_error),
              PMM_E_CONFLICT, "rights");
  in.rights = pmm_string(
      "[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"scope\"},"
      " {\"noun\": \"subject\", \"actions\": [\"read\"], \"reach\": \"all\"}]");
  CHECK_OK(pmm_role_update(t->admin, pmm_string("inspector"), &in, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(see_case(s, here));
  CHECK_FAILS(see_case(s, there), PMM_E_NOT_FOUND, "id");
  CHECK_OK(pmm_role_list(t->nobody, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 10 && text_cell(rows, 9, "name", "inspector"));
  CHECK(int_cell(rows, 9, "custom") == 1 && text_cell(rows, 9, "fields", "contact"));
  pmm_result_free(rows);
  CHECK_OK(pmm_role_remove(t->admin, pmm_string("inspector"), NULL, &version, &check_error));
  CHECK_FAILS(see_case(s, here), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_role_rights(t->admin, pmm_string("inspector"), NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "role");
  /* The name is free again, and whoever had the old role has nothing of the new one. */
  define(t, "inspector", reads, 0);
  CHECK_FAILS(see_case(s, here), PMM_E_NOT_FOUND, "id");
  CHECK_OK(pmm_role_remove(t->admin, pmm_string("inspector"), NULL, NULL, &check_error));
  pmm_session_free(s);
}

static void refused(town* t, const char* name, const char* rights, pmm_status status,
                    const char* field) {
  const pmm_role_input in = role_input(name, rights, 0);
  pmm_id id = 7;
  CHECK_FAILS(pmm_role_create(t->admin, &in, NULL, &id, &check_error), status, field);
  CHECK(id == 0);
}

static void test_role__refuses(town* t) {
  const char* reads = "[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"all\"}]";
  pmm_role_input in = role_input("x", reads, 0);
  pmm_id id = 0;
  refused(t, "Bad Name", reads, PMM_E_INVALID, "name");
  refused(t, "operator", reads, PMM_E_CONFLICT, "name");
  refused(t, "x", "[]", PMM_E_INVALID, "rights");
  refused(t, "x", "[{\"noun\": \"case\"}]", PMM_E_INVALID, "rights[0].reach");
  refused(t, "x", "[{\"noun\": \"cat\", \"actions\": [], \"reach\": \"all\"}]", PMM_E_INVALID,
          "rights[0].noun");
  refused(t, "x", "[{\"noun\": \"case\", \"actions\": [\"eat\"], \"reach\": \"all\"}]",
          PMM_E_INVALID, "rights[0].actions[0]");
  refused(t, "x", "[{\"noun\": \"grant\", \"actions\": [\"create\"], \"reach\": \"all\"}]",
          PMM_E_INVALID, "rights");
  CHECK_STATUS(pmm_role_create(t->clerk, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_FAILS(pmm_role_remove(t->admin, pmm_string("operator"), NULL, NULL, &check_error),
              PMM_E_CONFLICT, "name");
  CHECK_FAILS(pmm_role_remove(t->admin, pmm_string("ghost"), NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "name");
}

/* Columns of a group that the role does not see are null, and say so; nothing else is. */
static void test_role__H4_fields(town* t) {
  const char* reads =
      "[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"all\"},"
      " {\"noun\": \"subject\", \"actions\": [\"read\"], \"reach\": \"all\"}]";
  const pmm_id hole = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  pmm_session* s = NULL;
  pmm_result* rows = NULL;
  define(t, "counter", reads, 0);
  make_actor(t, "counter", 0, 0, 0, &s);
  CHECK_OK(pmm_case_get(s, hole, NULL, &rows, &check_error));
  CHECK(null_cell(rows, 0, "summary"));
  CHECK(pmm_result_is_withheld(rows, 0, column_of(rows, "summary")) == 1);
  CHECK(pmm_result_is_withheld(rows, 0, column_of(rows, "service")) == 0);
  CHECK(pmm_result_is_withheld(rows, 1, column_of(rows, "summary")) == 0);
  CHECK(pmm_result_is_withheld(NULL, 0, 0) == 0 && pmm_result_withheld_rows(rows) == 0);
  CHECK(int_cell(rows, 0, "service") == t->potholes);
  pmm_result_free(rows);
  CHECK_OK(pmm_subject_get(s, t->bruno, PMM_TIME_NONE, NULL, &rows, &check_error));
  CHECK(pmm_result_is_withheld(rows, 0, column_of(rows, "name")) == 1);
  CHECK(pmm_result_is_withheld(rows, 0, column_of(rows, "note")) == 1);
  CHECK(text_cell(rows, 0, "kind", "person"));
  pmm_result_free(rows);
  /* What is not seen is not looked for either. */
  CHECK_OK(pmm_find(s, pmm_string("russo"), 0, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  filter.set_fields = PMM_SUBJECT_FILTER_EXTERNAL_ID;
  filter.external_id = pmm_string("x");
  CHECK_FAILS(pmm_subject_list(s, &filter, NULL, NULL, &rows, &check_error), PMM_E_DENIED,
              "external_id");
  CHECK_OK(pmm_case_get(t->admin, hole, NULL, &rows, &check_error));
  CHECK(pmm_result_is_withheld(rows, 0, column_of(rows, "summary")) == 0);
  pmm_result_free(rows);
  CHECK_OK(pmm_role_remove(t->admin, pmm_string("counter"), NULL, NULL, &check_error));
  pmm_session_free(s);
}

static pmm_status call_in(pmm_session* s, town* t, pmm_id channel) {
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_SERVICE;
  in.channel = channel;
  in.subject = t->anna;
  in.service = t->residence;
  return pmm_contact_create(s, &in, NULL, &id, &check_error);
}

static void test_role__channels(town* t) {
  const pmm_str citizen = pmm_string("citizen");
  pmm_result* rows = NULL;
  int64_t count = 0;
  CHECK_OK(call_in(t->citizen, t, t->phone));
  CHECK_OK(pmm_role_set_channels(t->admin, citizen, &t->web, 1, NULL, &count, &check_error));
  CHECK(count == 1);
  CHECK_FAILS(call_in(t->citizen, t, t->phone), PMM_E_DENIED, "channel");
  CHECK_OK(call_in(t->citizen, t, t->web));
  CHECK_OK(call_in(t->clerk, t, t->phone));
  CHECK_OK(pmm_role_channels(t->nobody, citizen, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "code", "web"));
  pmm_result_free(rows);
  CHECK_OK(pmm_role_set_channels(t->admin, citizen, NULL, 0, NULL, &count, &check_error));
  CHECK_OK(call_in(t->citizen, t, t->phone));
  CHECK_FAILS(pmm_role_set_channels(t->admin, pmm_string("administrator"), &t->web, 1, NULL, &count,
                                    &check_error),
              PMM_E_CONFLICT, "role");
  CHECK_FAILS(
      pmm_role_set_channels(t->admin, pmm_string("ghost"), &t->web, 1, NULL, &count, &check_error),
      PMM_E_NOT_FOUND, "role");
  CHECK_STATUS(pmm_role_set_channels(t->clerk, citizen, NULL, 0, NULL, &count, &check_error),
               PMM_E_DENIED);
}

static void test_role__explain_access(town* t) {
  const pmm_id hole = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  const pmm_str update = pmm_string("update");
  pmm_result* rows = NULL;
  CHECK_OK(pmm_explain_access(t->admin, t->clerk_actor, update, PMM_NOUN_CASE, hole, NULL, &rows,
                              &check_error));
  /* Its grant for an office, one whose time is to come, and what follows. */
  CHECK(pmm_result_rows(rows) == 4);
  CHECK(text_cell(rows, 0, "rule", "grant") && int_cell(rows, 0, "holds") == 1);
  CHECK(text_cell(rows, 1, "rule", "scope") && int_cell(rows, 1, "holds") == 0);
  CHECK(text_cell(rows, 2, "rule", "grant") && int_cell(rows, 2, "holds") == 0);
  CHECK(text_cell(rows, 3, "rule", "decision") && text_cell(rows, 3, "text", "refused"));
  pmm_result_free(rows);
  CHECK_OK(pmm_explain_access(t->admin, PMM_ACTOR_ADMINISTRATOR, update, PMM_NOUN_CASE, hole, NULL,
                              &rows, &check_error));
  CHECK(int_cell(rows, pmm_result_rows(rows) - 1, "holds") == 1);
  pmm_result_free(rows);
  CHECK_STATUS(pmm_explain_access(t->clerk, t->clerk_actor, update, PMM_NOUN_CASE, hole, NULL,
                                  &rows, &check_error),
               PMM_E_DENIED);
  CHECK_FAILS(pmm_explain_access(t->nobody, t->clerk_actor, update, PMM_NOUN_CASE, hole, NULL,
                                 &rows, &check_error),
              PMM_E_NOT_FOUND, "actor");
  CHECK_FAILS(pmm_explain_access(t->admin, t->clerk_actor, pmm_string("eat"), PMM_NOUN_CASE, hole,
                                 NULL, &rows, &check_error),
              PMM_E_INVALID, "action");
  CHECK_FAILS(pmm_explain_access(t->admin, t->clerk_actor, update, PMM_NOUN_STORE, 1, NULL, &rows,
                                 &check_error),
              PMM_E_INVALID, "noun");
  CHECK_FAILS(pmm_explain_access(t->admin, t->clerk_actor, update, PMM_NOUN_CASE, 9999, NULL, &rows,
                                 &check_error),
              PMM_E_NOT_FOUND, "id");
}

/* The login's level goes with the session to what it writes, unless a call has its own. */
static void test_session__assurance(town* t) {
  pmm_call call = PMM_CALL_INIT;
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  pmm_case_input report = PMM_CASE_INPUT_INIT;
  pmm_result* row = NULL;
  pmm_id first = 0, second = 0, third = 0;
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT;
  in.channel = t->web;
  in.subject = t->anna;
  CHECK(pmm_session_assurance(t->citizen) == 0 && pmm_session_assurance(NULL) == 0);
  CHECK_FAILS(pmm_session_set_assurance(t->citizen, 4, &check_error), PMM_E_INVALID, "assurance");
  CHECK_OK(pmm_session_set_assurance(t->citizen, 2, &check_error));
  CHECK(pmm_session_assurance(t->citizen) == 2);
  CHECK_OK(pmm_contact_create(t->citizen, &in, NULL, &first, &check_error));
  CHECK_OK(pmm_contact_get(t->citizen, first, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "assurance") == 2);
  pmm_result_free(row);
  call.assurance = 3;
  CHECK_OK(pmm_contact_create(t->citizen, &in, &call, &second, &check_error));
  CHECK_OK(pmm_contact_get(t->citizen, second, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "assurance") == 3);
  pmm_result_free(row);
  report.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_CHANNEL;
  report.kind = pmm_string("report");
  report.service = t->potholes;
  report.channel = t->web;
  CHECK_OK(pmm_case_create(t->citizen, &report, NULL, &third, &check_error));
  CHECK_OK(pmm_case_get(t->citizen, third, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "assurance") == 2);
  pmm_result_free(row);
  CHECK_OK(pmm_session_set_assurance(t->citizen, 0, &check_error));
}

/* Who reads a case as staff still moves it as the citizen that it is. */
static void test_role__reading_makes_no_staff_of_a_citizen(town* t) {
  const pmm_id hole = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  pmm_session* s = NULL;
  pmm_id id = 0;
  define(t, "reader", "[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"all\"}]", 0);
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE;
  in.actor = make_actor(t, "citizen", 0, 0, t->anna, &s);
  in.role = pmm_string("reader");
  CHECK_OK(pmm_grant_create(t->admin, &in, NULL, &id, &check_error));
  CHECK_STATUS(pmm_case_advance(s, hole, pmm_string("resolve"), NULL, NULL, NULL, &check_error),
               PMM_E_DENIED);
  CHECK_STATUS(
      pmm_case_comment(s, hole, pmm_string("x"), pmm_string("public"), NULL, &id, &check_error),
      PMM_E_DENIED);
  CHECK_OK(pmm_role_remove(t->admin, pmm_string("reader"), NULL, NULL, &check_error));
  pmm_session_free(s);
}

int main(void) {
  town t = open_town();
  test_role__list(&t);
  test_role__rights(&t);
  test_role__rights_hold(&t);
  test_role__unknown(&t);
  test_grant__get_and_filters(&t);
  test_role__custom(&t);
  test_role__refuses(&t);
  test_role__H4_fields(&t);
  test_role__reading_makes_no_staff_of_a_citizen(&t);
  test_role__channels(&t);
  test_role__explain_access(&t);
  test_session__assurance(&t);
  close_town(&t);
  return 0;
}

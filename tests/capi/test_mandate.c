/* Mandates: who acts for whom, for what, until when; and that it ends when it ends, everywhere. */
#define _XOPEN_SOURCE 700
#include <sys/wait.h>
#include <unistd.h>

#include "town.h"

typedef struct people {
  pmm_session* anna;  /* the town's citizen */
  pmm_session* bruno; /* a citizen as well */
  pmm_id caf;         /* an organization */
  pmm_session* first; /* two operators of it */
  pmm_session* second;
} people;

static pmm_id make_organization(town* t, const char* name) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_identifier_input code = PMM_IDENTIFIER_INPUT_INIT;
  pmm_id id = 0, code_id = 0;
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  in.kind = pmm_string("organization");
  in.name = pmm_string(name);
  CHECK_OK(pmm_subject_create(t->admin, &in, NULL, &id, &check_error));
  code.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  code.scheme = pmm_string("register");
  code.value = pmm_string(name);
  CHECK_OK(pmm_identifier_create(t->admin, id, &code, NULL, &code_id, &check_error));
  return id;
}

static people make_people(town* t) {
  people p;
  memset(&p, 0, sizeof p);
  p.anna = t->citizen;
  make_actor(t, "citizen", 0, 0, t->bruno, &p.bruno);
  p.caf = make_organization(t, "CAF");
  make_actor(t, "delegate", 0, 0, p.caf, &p.first);
  make_actor(t, "delegate", 0, 0, p.caf, &p.second);
  return p;
}

static pmm_status give(pmm_session* s, const char* scheme, const char* value,
                       const pmm_id* services, size_t count, int64_t until, pmm_id* out) {
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  in.set_fields = PMM_MANDATE_SCHEME | PMM_MANDATE_VALUE | PMM_MANDATE_VALID_TO_US;
  in.scheme = pmm_string(scheme);
  in.value = pmm_string(value);
  in.valid_to_us = until;
  return pmm_mandate_create(s, &in, services, count, NULL, out, &check_error);
}

/* The code as the giver is told it. */
static void code_of(pmm_session* giver, pmm_id id, char* out, size_t size) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_mandate_get(giver, id, NULL, &row, &check_error));
  snprintf(out, size, "%s", pmm_result_text(row, 0, column_of(row, "code")).data);
  CHECK(strlen(out) == 10);
  pmm_result_free(row);
}

static pmm_id active(people* p, const pmm_id* services, size_t count, int64_t until) {
  pmm_id id = 0;
  char code[32];
  CHECK_OK(give(p->anna, "register", "CAF", services, count, until, &id));
  code_of(p->anna, id, code, sizeof code);
  CHECK_OK(pmm_mandate_accept(p->first, id, pmm_string(code), NULL, NULL, &check_error));
  return id;
}

static int in_state(pmm_session* s, pmm_id id, const char* state) {
  pmm_result* row = NULL;
  int same;
  CHECK_OK(pmm_mandate_get(s, id, NULL, &row, &check_error));
  same = text_cell(row, 0, "state", state);
  pmm_result_free(row);
  return same;
}

static pmm_status report_for(pmm_session* s, town* t, pmm_id service, pmm_id subject, pmm_id* out) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_CHANNEL;
  in.kind = pmm_string("report");
  in.service = service;
  in.channel = t->web;
  call.on_behalf_of = subject;
  return pmm_case_create(s, &in, &call, out, &check_error);
}

static void test_mandate__acts_for_the_giver_alone(town* t, people* p) {
  pmm_id case_id = 0, contact = 0, id = 0;
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows = NULL;
  /* Nobody acts for anna yet: she looks absent, like who is not there. */
  CHECK_FAILS(report_for(p->first, t, t->potholes, t->anna, &case_id), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  CHECK_FAILS(report_for(p->first, t, t->potholes, 98765, &case_id), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  id = active(p, &t->potholes, 1, PMM_TIME_NONE);
  /* Every operator of the organization, for the service that it covers and for no other. */
  CHECK_OK(report_for(p->second, t, t->potholes, t->anna, &case_id));
  CHECK_STATUS(report_for(p->first, t, t->residence, t->anna, &contact), PMM_E_DENIED);
  CHECK_FAILS(report_for(p->first, t, t->potholes, t->bruno, &contact), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  /* Without saying for whom it uses no mandate. */
  CHECK_STATUS(report_for(p->first, t, t->potholes, 0, &contact), PMM_E_DENIED);
  CHECK_OK(pmm_case_get(p->first, case_id, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "subject") == t->anna && int_cell(rows, 0, "on_behalf_of") == t->anna);
  pmm_result_free(rows);
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_CASE_ID;
  in.channel = t->web;
  in.subject = t->anna;
  in.case_id = case_id;
  call.on_behalf_of = t->anna;
  CHECK_OK(pmm_contact_create(p->first, &in, &call, &contact, &check_error));
  CHECK_OK(pmm_contact_get(p->first, contact, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "on_behalf_of") == t->anna);
  pmm_result_free(rows);
  CHECK_OK(pmm_history(t->admin, PMM_NOUN_CASE, case_id, NULL, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "on_behalf_of") == t->anna);
  pmm_result_free(rows);
  CHECK_OK(pmm_mandate_revoke(p->anna, id, NULL, NULL, &check_error));
}

/* What is shown of a giver: the rows of the services that are covered, by every way. */
static void test_mandate__what_is_seen(town* t, people* p) {
  pmm_id seen = 0, hidden = 0, id = 0;
  pmm_result* rows = NULL;
  const int64_t before = check_now_us;
  CHECK_OK(report_for(p->anna, t, t->potholes, 0, &seen));
  CHECK_OK(report_for(p->anna, t, t->residence, 0, &hidden));
  CHECK_STATUS(pmm_case_get(p->first, seen, NULL, &rows, &check_error), PMM_E_NOT_FOUND);
  id = active(p, &t->potholes, 1, before + 100 * CHECK_SECOND);
  CHECK_OK(pmm_case_get(p->first, seen, NULL, &rows, &check_error));
  pmm_result_free(rows);
  CHECK_STATUS(pmm_case_get(p->first, hidden, NULL, &rows, &check_error), PMM_E_NOT_FOUND);
  CHECK_OK(pmm_case_list(p->first, NULL, NULL, NULL, &rows, &check_error));
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r) {
    CHECK(int_cell(rows, r, "service") == t->potholes && int_cell(rows, r, "subject") == t->anna);
    CHECK(int_cell(rows, r, "id") != hidden);
  }
  CHECK(pmm_result_rows(rows) > 0);
  pmm_result_free(rows);
  CHECK_OK(pmm_timeline(p->first, t->anna, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) > 0);
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    CHECK(text_cell(rows, r, "service", "potholes"));
  pmm_result_free(rows);
  CHECK_OK(pmm_query(p->first, pmm_string("{\"measures\": [\"cases.count\"]}"), NULL, &rows,
                     &check_error));
  CHECK(int_cell(rows, 0, "cases.count") > 0);
  pmm_result_free(rows);
  /* Who it is, but not what else is known of it: the mandate is for one service. */
  CHECK_OK(pmm_subject_get(p->first, t->anna, PMM_TIME_NONE, NULL, &rows, &check_error));
  pmm_result_free(rows);
  CHECK_STATUS(pmm_address_list(p->first, t->anna, NULL, NULL, NULL, &rows, &check_error),
               PMM_E_NOT_FOUND);
  /* At its end it is over, with nobody doing anything. */
  check_now_us = before + 100 * CHECK_SECOND - 1;
  CHECK_OK(pmm_case_get(p->first, seen, NULL, &rows, &check_error));
  pmm_result_free(rows);
  check_now_us = before + 100 * CHECK_SECOND;
  CHECK_STATUS(pmm_case_get(p->first, seen, NULL, &rows, &check_error), PMM_E_NOT_FOUND);
  CHECK_STATUS(pmm_subject_get(p->first, t->anna, PMM_TIME_NONE, NULL, &rows, &check_error),
               PMM_E_NOT_FOUND);
  CHECK(in_state(p->anna, id, "expired"));
  /* Nor does a clock that goes back bring it to life. */
  check_now_us = before;
  CHECK_STATUS(pmm_case_get(p->first, seen, NULL, &rows, &check_error), PMM_E_NOT_FOUND);
  check_now_us = before + 100 * CHECK_SECOND;
}

static void test_mandate__code_and_parties(town* t, people* p) {
  pmm_id id = 0, other = 0;
  char code[32];
  pmm_result* row = NULL;
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  CHECK_OK(give(p->anna, "register", "CAF", NULL, 0, PMM_TIME_NONE, &id));
  code_of(p->anna, id, code, sizeof code);
  CHECK_OK(pmm_mandate_get(p->first, id, NULL, &row, &check_error));
  CHECK(null_cell(row, 0, "code") && pmm_result_is_withheld(row, 0, column_of(row, "code")) == 1);
  pmm_result_free(row);
  CHECK_FAILS(pmm_mandate_accept(p->first, id, pmm_string("WRONG"), NULL, NULL, &check_error),
              PMM_E_INVALID, "code");
  CHECK_STATUS(pmm_mandate_accept(p->anna, id, pmm_string(code), NULL, NULL, &check_error),
               PMM_E_DENIED);
  CHECK_FAILS(pmm_mandate_accept(p->bruno, id, pmm_string(code), NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_mandate_get(p->bruno, id, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_OK(pmm_mandate_accept(p->first, id, pmm_string(code), NULL, NULL, &check_error));
  CHECK_FAILS(pmm_mandate_accept(p->first, id, pmm_string(code), NULL, NULL, &check_error),
              PMM_E_CONFLICT, "state");
  CHECK(in_state(p->first, id, "active"));
  CHECK_OK(
      pmm_mandate_renew(p->anna, id, check_now_us + 5 * CHECK_SECOND, NULL, NULL, &check_error));
  CHECK_STATUS(pmm_mandate_renew(p->first, id, PMM_TIME_NONE, NULL, NULL, &check_error),
               PMM_E_DENIED);
  CHECK_FAILS(pmm_mandate_renew(p->anna, id, check_now_us, NULL, NULL, &check_error), PMM_E_INVALID,
              "valid_to_us");
  /* A delegate hands nothing on, and nobody gives in the name of another. */
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_SCHEME | PMM_MANDATE_VALUE;
  in.subject = t->anna;
  in.scheme = pmm_string("register");
  in.value = pmm_string("CAF");
  CHECK_STATUS(pmm_mandate_create(p->first, &in, NULL, 0, NULL, &other, &check_error),
               PMM_E_DENIED);
  CHECK_STATUS(pmm_mandate_create(p->bruno, &in, NULL, 0, NULL, &other, &check_error),
               PMM_E_DENIED);
  CHECK_FAILS(give(p->anna, "register", "nobody", NULL, 0, PMM_TIME_NONE, &other), PMM_E_NOT_FOUND,
              "value");
  CHECK_FAILS(give(p->anna, "register", "CAF", NULL, 0, check_now_us, &other), PMM_E_INVALID,
              "valid_to_us");
  /* The delegate may lay it down. */
  CHECK_OK(pmm_mandate_revoke(p->second, id, NULL, NULL, &check_error));
  CHECK(in_state(p->anna, id, "revoked"));
  CHECK_OK(give(p->anna, "register", "CAF", NULL, 0, PMM_TIME_NONE, &id));
  CHECK_OK(pmm_mandate_reject(p->first, id, NULL, NULL, &check_error));
  CHECK(in_state(p->anna, id, "rejected"));
}

/* Who works for the administration writes mandates down for others, never its own, and learns no
   code of one that is. */
static void test_mandate__nobody_writes_one_down_for_itself(town* t, people* p) {
  pmm_session* clerk = NULL;
  pmm_id id = 0;
  pmm_result* row = NULL;
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  make_actor(t, "operator", t->registry, 0, t->bruno, &clerk);
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = t->anna;
  in.delegate = t->bruno;
  CHECK_FAILS(pmm_mandate_create(clerk, &in, NULL, 0, NULL, &id, &check_error), PMM_E_CONFLICT,
              "delegate");
  CHECK_OK(pmm_mandate_create(t->clerk, &in, NULL, 0, NULL, &id, &check_error));
  CHECK_OK(pmm_mandate_get(t->clerk, id, NULL, &row, &check_error));
  CHECK(!null_cell(row, 0, "code"));
  pmm_result_free(row);
  CHECK_OK(pmm_mandate_get(clerk, id, NULL, &row, &check_error));
  CHECK(null_cell(row, 0, "code") && pmm_result_is_withheld(row, 0, column_of(row, "code")) == 1);
  pmm_result_free(row);
  CHECK_FAILS(pmm_mandate_accept(clerk, id, pmm_string(""), NULL, NULL, &check_error),
              PMM_E_INVALID, "code");
  CHECK_OK(pmm_mandate_revoke(p->anna, id, NULL, NULL, &check_error));
  pmm_session_free(clerk);
}

static int64_t listed(pmm_session* s, int32_t side, const char* state) {
  pmm_mandate_filter filter = PMM_MANDATE_FILTER_INIT;
  pmm_result* rows = NULL;
  int64_t count;
  filter.set_fields = PMM_MANDATE_FILTER_SIDE | (state == NULL ? 0 : PMM_MANDATE_FILTER_STATE);
  filter.side = side;
  if (state != NULL) filter.state = pmm_string(state);
  CHECK_OK(pmm_mandate_list(s, &filter, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static void test_mandate__lists(town* t, people* p) {
  const int64_t mine = listed(p->anna, PMM_MANDATES_MINE, NULL);
  const int64_t opened = listed(p->anna, PMM_MANDATES_OPENED_FOR_ME, NULL);
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_mandate_filter filter = PMM_MANDATE_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0;
  CHECK(opened == 0);
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = t->anna;
  in.delegate = t->bruno;
  CHECK_OK(pmm_mandate_create(t->clerk, &in, &t->potholes, 1, NULL, &id, &check_error));
  CHECK_OK(pmm_mandate_accept(t->clerk, id, pmm_string(""), NULL, NULL, &check_error));
  CHECK(listed(p->anna, PMM_MANDATES_MINE, NULL) == mine + 1);
  CHECK(listed(p->anna, PMM_MANDATES_OPENED_FOR_ME, NULL) == 1);
  CHECK(listed(p->bruno, PMM_MANDATES_I_ACT_FOR, "active") == 1);
  CHECK(listed(p->bruno, PMM_MANDATES_MINE, NULL) == 0);
  CHECK(listed(p->bruno, PMM_MANDATES_ALL, NULL) == 1);
  CHECK_OK(pmm_mandate_services(p->bruno, id, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "code", "potholes"));
  pmm_result_free(rows);
  filter.set_fields = PMM_MANDATE_FILTER_STATE;
  filter.state = pmm_string("asleep");
  CHECK_FAILS(pmm_mandate_list(t->admin, &filter, NULL, NULL, &rows, &check_error), PMM_E_INVALID,
              "filter.state");
  filter.set_fields = PMM_MANDATE_FILTER_SIDE;
  filter.side = PMM_MANDATES_MINE;
  CHECK_FAILS(pmm_mandate_list(t->admin, &filter, NULL, NULL, &rows, &check_error), PMM_E_INVALID,
              "filter.side");
  CHECK_OK(pmm_mandate_revoke(t->clerk, id, NULL, NULL, &check_error));
}

static void test_mandate__tick_says_that_it_is_over(town* t, people* p) {
  const pmm_id id = active(p, NULL, 0, check_now_us + CHECK_SECOND);
  pmm_result* rows = NULL;
  int64_t done = 0;
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(in_state(p->anna, id, "active"));
  check_now_us += CHECK_SECOND;
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(done >= 1);
  CHECK_OK(pmm_history(t->admin, PMM_NOUN_MANDATE, id, NULL, NULL, &rows, &check_error));
  CHECK(text_cell(rows, 0, "verb", "expire"));
  pmm_result_free(rows);
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  CHECK(done == 0);
}

/* A transaction that began while the mandate held: its writes are decided when they are made. */
static void test_mandate__H5_within_a_transaction(town* t, people* p) {
  const pmm_id id = active(p, NULL, 0, check_now_us + CHECK_SECOND);
  pmm_id case_id = 0;
  CHECK_OK(pmm_begin(p->first, 0, NULL, &check_error));
  CHECK_OK(report_for(p->first, t, t->potholes, t->anna, &case_id));
  check_now_us += CHECK_SECOND;
  CHECK_FAILS(report_for(p->first, t, t->potholes, t->anna, &case_id), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  CHECK_OK(pmm_rollback(p->first, &check_error));
  CHECK(in_state(p->anna, id, "expired"));
}

/* --- Two processes ------------------------------------------------------------------------------
 */

static pmm_db* open_file(const char* path, uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  options.flags = flags;
  options.clock = check_clock;
  options.clock_data = &check_now_us;
  CHECK_OK(pmm_open(pmm_string(path), &options, &db, &check_error));
  return db;
}

static void tell(int to, pmm_id value) { CHECK(write(to, &value, sizeof value) == sizeof value); }
static pmm_id hear(int from) {
  pmm_id value = 0;
  CHECK(read(from, &value, sizeof value) == sizeof value);
  return value;
}

/* The delegate's process: one session, which has its rights at hand when they are taken away. */
static void other_process(const char* path, int from, int to) {
  town t;
  pmm_id id = 0;
  pmm_result* rows = NULL;
  pmm_session* s = NULL;
  pmm_id actor;
  memset(&t, 0, sizeof t);
  actor = hear(from);
  t.potholes = hear(from);
  t.anna = hear(from);
  t.web = hear(from);
  t.db = open_file(path, 0);
  CHECK_OK(pmm_session_open(t.db, actor, &s, &check_error));
  CHECK_OK(report_for(s, &t, t.potholes, t.anna, &id));
  CHECK_OK(pmm_case_get(s, id, NULL, &rows, &check_error));
  pmm_result_free(rows);
  tell(to, id);
  hear(from); /* it was revoked */
  CHECK_FAILS(report_for(s, &t, t.potholes, t.anna, &t.bruno), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  CHECK_FAILS(pmm_case_get(s, id, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  tell(to, 1);
  pmm_session_free(s);
  pmm_db_free(t.db);
}

static void test_mandate__revoked_in_another_process(void) {
  char folder[] = "/tmp/pmm_mandate_XXXXXX";
  char path[64], command[96];
  int down[2], up[2], status = 0;
  pid_t child;
  town t;
  people p;
  pmm_id id = 0, actor = 0;
  CHECK(mkdtemp(folder) != NULL && pipe(down) == 0 && pipe(up) == 0);
  snprintf(path, sizeof path, "%s/town.crm", folder);
  child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    other_process(path, down[0], up[1]);
    _exit(0);
  }
  memset(&t, 0, sizeof t);
  t.db = open_file(path, PMM_OPEN_CREATE);
  CHECK_OK(pmm_session_open(t.db, PMM_ACTOR_ADMINISTRATOR, &t.admin, &check_error));
  fill_town(&t);
  p = make_people(&t);
  id = active(&p, NULL, 0, PMM_TIME_NONE);
  actor = pmm_session_actor(p.first);
  tell(down[1], actor);
  tell(down[1], t.potholes);
  tell(down[1], t.anna);
  tell(down[1], t.web);
  CHECK(hear(up[0]) != 0);
  CHECK_OK(pmm_mandate_revoke(p.anna, id, NULL, NULL, &check_error));
  tell(down[1], 1);
  CHECK(hear(up[0]) == 1);
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  pmm_session_free(p.bruno);
  pmm_session_free(p.first);
  pmm_session_free(p.second);
  close_town(&t);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  CHECK(system(command) == 0);
}

int main(void) {
  town t;
  people p;
  test_mandate__revoked_in_another_process();
  t = open_town();
  p = make_people(&t);
  test_mandate__acts_for_the_giver_alone(&t, &p);
  test_mandate__code_and_parties(&t, &p);
  test_mandate__lists(&t, &p);
  test_mandate__what_is_seen(&t, &p);
  test_mandate__tick_says_that_it_is_over(&t, &p);
  test_mandate__H5_within_a_transaction(&t, &p);
  test_mandate__nobody_writes_one_down_for_itself(&t, &p);
  pmm_session_free(p.bruno);
  pmm_session_free(p.first);
  pmm_session_free(p.second);
  close_town(&t);
  return 0;
}

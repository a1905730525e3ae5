/* What somebody may try who has some rights and wants more: H3 to H14 of tests/threats.md. */
#define _XOPEN_SOURCE 700
#include <sys/wait.h>
#include <unistd.h>

#include "town.h"

static pmm_status update_own(pmm_session* s, pmm_id id, uint64_t fields, pmm_case_input* in) {
  in->set_fields = fields;
  return pmm_case_update(s, id, in, NULL, NULL, &check_error);
}

/* What a citizen's form may not set is refused by name, however it is sent along. */
static void test_access__H3_fields_that_are_not_ones_own(town* t) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  const pmm_id own = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  pmm_result* row = NULL;
  pmm_id id = 0;
  in.kind = pmm_string("report");
  in.service = t->potholes;
  in.office = t->registry;
  in.subject = t->bruno;
  in.protocol = in.external_id = in.note = in.summary = pmm_string("x");
  in.due_us = check_now_us + CHECK_SECOND;
  CHECK_FAILS(update_own(t->admin, own, PMM_CASE_SUBJECT | PMM_CASE_SUMMARY, &in), PMM_E_INVALID,
              "subject");
  CHECK_STATUS(update_own(t->citizen, own, PMM_CASE_OFFICE, &in), PMM_E_DENIED);
  CHECK_STATUS(update_own(t->citizen, own, PMM_CASE_DUE_US | PMM_CASE_SUMMARY, &in), PMM_E_DENIED);
  CHECK_STATUS(update_own(t->citizen, own, PMM_CASE_EXTERNAL_ID, &in), PMM_E_DENIED);
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT;
  CHECK_STATUS(pmm_case_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED);
  in.subject = 999999; /* nobody: told no other way than somebody */
  CHECK_STATUS(pmm_case_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED);
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_PROTOCOL;
  CHECK_FAILS(pmm_case_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED, NULL);
  CHECK_OK(pmm_case_get(t->admin, own, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "subject") == t->anna && int_cell(row, 0, "office") == t->traffic);
  CHECK(text_cell(row, 0, "summary", "a hole in the road"));
  pmm_result_free(row);
}

static pmm_status report_for(pmm_session* s, town* t, pmm_id subject) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_CHANNEL;
  in.kind = pmm_string("report");
  in.service = t->potholes;
  in.channel = t->web;
  call.on_behalf_of = subject;
  return pmm_case_create(s, &in, &call, &id, &check_error);
}

/* Once a tick has said that a mandate is over, no clock brings it back. */
static void test_mandate__H6_a_clock_set_back_revives_nothing(town* t, pmm_session* delegate) {
  const int64_t before = check_now_us;
  const pmm_id id = make_mandate(t->admin, t->anna, t->bruno, NULL, 0);
  pmm_result* row = NULL;
  int64_t done = 0;
  CHECK_OK(report_for(delegate, t, t->anna));
  CHECK_OK(
      pmm_mandate_renew(t->admin, id, check_now_us + 10 * CHECK_SECOND, NULL, NULL, &check_error));
  check_now_us += 10 * CHECK_SECOND;
  CHECK_FAILS(report_for(delegate, t, t->anna), PMM_E_NOT_FOUND, "call.on_behalf_of");
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  check_now_us = before;
  CHECK_FAILS(report_for(delegate, t, t->anna), PMM_E_NOT_FOUND, "call.on_behalf_of");
  CHECK_OK(pmm_mandate_get(t->admin, id, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "state", "expired"));
  pmm_result_free(row);
}

/* Who acts for somebody hands that on to nobody, and mandates in a ring reach no further. */
static void test_mandate__H7_H8_is_not_handed_on(town* t, pmm_session* bruno) {
  const pmm_id carla = make_person(t->admin, "Carla", "Verdi");
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_session* third = NULL;
  pmm_id id = 0;
  make_actor(t, "citizen", 0, 0, carla, &third);
  make_mandate(t->admin, t->anna, t->bruno, NULL, 0);
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = t->anna;
  in.delegate = carla;
  CHECK_STATUS(pmm_mandate_create(bruno, &in, NULL, 0, NULL, &id, &check_error), PMM_E_DENIED);
  call.on_behalf_of = t->anna;
  CHECK_STATUS(pmm_mandate_create(bruno, &in, NULL, 0, &call, &id, &check_error), PMM_E_DENIED);
  make_mandate(t->admin, t->bruno, carla, NULL, 0);
  make_mandate(t->admin, carla, t->anna, NULL, 0);
  CHECK_OK(report_for(third, t, t->bruno));
  CHECK_FAILS(report_for(third, t, t->anna), PMM_E_NOT_FOUND, "call.on_behalf_of");
  CHECK_OK(report_for(bruno, t, t->anna));
  CHECK_FAILS(report_for(bruno, t, carla), PMM_E_NOT_FOUND, "call.on_behalf_of");
  pmm_session_free(third);
}

/* An organization's operator who is one no more acts for nobody, from the next call on. */
static void test_mandate__H9_ends_with_who_holds_it(town* t) {
  pmm_subject_input org = PMM_SUBJECT_INPUT_INIT;
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_session* operator_of = NULL;
  pmm_id caf = 0, who;
  org.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  org.kind = pmm_string("organization");
  org.name = pmm_string("CAF");
  CHECK_OK(pmm_subject_create(t->admin, &org, NULL, &caf, &check_error));
  who = make_actor(t, "delegate", 0, 0, caf, &operator_of);
  make_mandate(t->admin, t->anna, caf, NULL, 0);
  CHECK_OK(report_for(operator_of, t, t->anna));
  actor.set_fields = PMM_ACTOR_SUBJECT;
  actor.subject = t->bruno;
  CHECK_OK(pmm_actor_update(t->admin, who, &actor, NULL, NULL, &check_error));
  CHECK_FAILS(report_for(operator_of, t, t->anna), PMM_E_NOT_FOUND, "call.on_behalf_of");
  pmm_session_free(operator_of);
}

/* Two stores in one process have the same ids, and each its own rights. */
static void test_access__H11_two_stores_share_nothing(town* t) {
  town other = open_town();
  pmm_result* row = NULL;
  CHECK(other.anna == t->anna && other.clerk_actor == t->clerk_actor);
  make_mandate(t->admin, t->bruno, t->anna, NULL, 0);
  CHECK_OK(pmm_subject_get(t->citizen, t->bruno, PMM_TIME_NONE, NULL, &row, &check_error));
  pmm_result_free(row);
  CHECK_STATUS(pmm_subject_get(other.citizen, other.bruno, PMM_TIME_NONE, NULL, &row, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_STATUS(report_for(other.citizen, &other, other.bruno), PMM_E_NOT_FOUND);
  close_town(&other);
}

/* A bulk call of which one row is not allowed does nothing of it. */
static void test_visit__H14_all_or_none(town* t) {
  static pmm_visit hits[1000];
  pmm_result* rows = NULL;
  int64_t appended = 7;
  size_t i;
  for (i = 0; i < 1000; ++i) {
    const pmm_visit hit = PMM_VISIT_INIT;
    hits[i] = hit;
    hits[i].path = pmm_string("/servizi");
    hits[i].subject = i == 499 ? 999999 : t->anna;
  }
  CHECK_STATUS(pmm_visit_append(t->admin, hits, 1000, NULL, &appended, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_OK(pmm_visit_list(t->admin, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
}

static int64_t cases_of(town* t, pmm_id subject) {
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  int64_t count;
  filter.set_fields = PMM_CASE_FILTER_SUBJECT;
  filter.subject = subject;
  page.limit = 10000;
  CHECK_OK(pmm_case_list(t->admin, &filter, &page, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

/* The rights of a bulk call are those of its noun, asked before the first row; with the calls of a
   transaction it is the host that takes all of them or none. Either way a row in the middle that is
   not allowed is not there, nor what stood before it. */
static void test_access__H14_the_row_in_the_middle_is_forbidden(town* t) {
  const int64_t anna = cases_of(t, t->anna), bruno = cases_of(t, t->bruno);
  const int64_t before = journal(t->db);
  const pmm_visit hit = {sizeof hit, 0, 0, {NULL, 0}, {"/x", 2}, 0, 0, t->bruno};
  int64_t appended = 7;
  int i;
  CHECK_STATUS(pmm_visit_append(t->clerk, &hit, 1, NULL, &appended, &check_error), PMM_E_DENIED);
  CHECK(appended == 0 && journal(t->db) == before);
  CHECK_OK(pmm_begin(t->citizen, 600000, NULL, &check_error));
  for (i = 0; i < 1000; ++i) {
    pmm_case_input in = PMM_CASE_INPUT_INIT;
    pmm_id id = 7;
    in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_CHANNEL | PMM_CASE_SUBJECT;
    in.kind = pmm_string("report");
    in.service = t->potholes;
    in.channel = t->web;
    in.subject = i == 499 ? t->bruno : t->anna;
    CHECK_STATUS(pmm_case_create(t->citizen, &in, NULL, &id, &check_error),
                 i == 499 ? PMM_E_DENIED : PMM_OK);
    CHECK((i == 499) == (id == 0));
  }
  CHECK_OK(pmm_rollback(t->citizen, &check_error));
  CHECK(journal(t->db) == before);
  CHECK(cases_of(t, t->anna) == anna && cases_of(t, t->bruno) == bruno);
}

/* --- H10: rights that end while somebody has them at hand ---------------------------------------
 */

/* One actor's sessions: two of this process, and one of another. */
typedef struct readers {
  pmm_session *one, *other;
  int to, from;
  pid_t process;
  pmm_id subject;
} readers;

static pmm_status read_subject(pmm_session* s, pmm_id subject) {
  pmm_result* row = NULL;
  const pmm_status status = pmm_subject_get(s, subject, PMM_TIME_NONE, NULL, &row, NULL);
  pmm_result_free(row);
  return status;
}

static pmm_db* open_file(const char* path, uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  options.flags = flags;
  options.clock = check_clock;
  options.clock_data = &check_now_us;
  CHECK_OK(pmm_open(pmm_string(path), &options, &db, &check_error));
  return db;
}

static void tell(int to, int64_t value) { CHECK(write(to, &value, sizeof value) == sizeof value); }
static int64_t hear(int from) {
  int64_t value = 0;
  return read(from, &value, sizeof value) == sizeof value ? value : 0;
}

/* Says what it may read each time that it is told the time, with one session all along. */
static void read_elsewhere(const char* path, int from, int to) {
  pmm_db* db = NULL;
  pmm_session* s = NULL;
  const pmm_id actor = hear(from), subject = hear(from);
  db = open_file(path, 0);
  CHECK_OK(pmm_session_open(db, actor, &s, &check_error));
  while ((check_now_us = hear(from)) != 0) tell(to, read_subject(s, subject));
  pmm_session_free(s);
  pmm_db_free(db);
  _exit(0);
}

static void all_read(readers* r, pmm_status expected) {
  CHECK_STATUS(read_subject(r->one, r->subject), expected);
  CHECK_STATUS(read_subject(r->other, r->subject), expected);
  tell(r->to, check_now_us);
  CHECK_STATUS((pmm_status)hear(r->from), expected);
}

static pmm_id grant_of(town* t, pmm_id actor) {
  pmm_result* rows = NULL;
  pmm_id id;
  CHECK_OK(pmm_grant_list(t->admin, actor, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  id = int_cell(rows, 0, "id");
  pmm_result_free(rows);
  return id;
}

static const char kReads[] =
    "[{\"noun\": \"subject\", \"actions\": [\"read\"], \"reach\": \"all\"}]";

static void test_access__H10_a_right_that_leaves_its_role(town* t, readers* r) {
  pmm_role_input role = PMM_ROLE_INPUT_INIT;
  all_read(r, PMM_OK);
  role.set_fields = PMM_ROLE_RIGHTS;
  role.rights = pmm_string("[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"all\"}]");
  CHECK_OK(pmm_role_update(t->admin, pmm_string("reader"), &role, NULL, NULL, &check_error));
  all_read(r, PMM_E_NOT_FOUND);
  role.rights = pmm_string(kReads);
  CHECK_OK(pmm_role_update(t->admin, pmm_string("reader"), &role, NULL, NULL, &check_error));
  all_read(r, PMM_OK);
}

/* Up to its instant, and not at it; whoever has it longer again, has it. */
static void test_access__H10_a_grant_that_ends(town* t, readers* r, pmm_id actor) {
  pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
  const pmm_id id = grant_of(t, actor);
  grant.set_fields = PMM_GRANT_VALID_TO_US;
  grant.valid_to_us = check_now_us + CHECK_SECOND;
  CHECK_OK(pmm_grant_update(t->admin, id, &grant, NULL, NULL, &check_error));
  check_now_us += CHECK_SECOND - 1;
  all_read(r, PMM_OK);
  check_now_us += 1;
  all_read(r, PMM_E_NOT_FOUND);
  grant.valid_to_us = check_now_us + CHECK_SECOND;
  CHECK_OK(pmm_grant_update(t->admin, id, &grant, NULL, NULL, &check_error));
  all_read(r, PMM_OK);
  grant.valid_to_us = check_now_us;
  CHECK_OK(pmm_grant_update(t->admin, id, &grant, NULL, NULL, &check_error));
  all_read(r, PMM_E_NOT_FOUND);
  grant.valid_to_us = PMM_TIME_NONE;
  CHECK_OK(pmm_grant_update(t->admin, id, &grant, NULL, NULL, &check_error));
  all_read(r, PMM_OK);
}

static void test_access__H10_a_role_that_is_removed(town* t, readers* r) {
  CHECK_OK(pmm_role_remove(t->admin, pmm_string("reader"), NULL, NULL, &check_error));
  all_read(r, PMM_E_NOT_FOUND);
  /* Another one of its name is another one. */
  make_role(t->admin, "reader", kReads);
  all_read(r, PMM_E_NOT_FOUND);
}

static void rights_that_end(void) {
  char folder[] = "/tmp/pmm_access_XXXXXX";
  char path[64], command[96];
  int down[2], up[2], status = 0;
  readers r;
  pmm_id actor;
  town t;
  memset(&t, 0, sizeof t);
  memset(&r, 0, sizeof r);
  CHECK(mkdtemp(folder) != NULL && pipe(down) == 0 && pipe(up) == 0);
  snprintf(path, sizeof path, "%s/town.crm", folder);
  r.process = fork();
  CHECK(r.process >= 0);
  if (r.process == 0) {
    close(down[1]);
    read_elsewhere(path, down[0], up[1]);
  }
  close(down[0]);
  r.to = down[1];
  r.from = up[0];
  t.db = open_file(path, PMM_OPEN_CREATE);
  CHECK_OK(pmm_session_open(t.db, PMM_ACTOR_ADMINISTRATOR, &t.admin, &check_error));
  fill_town(&t);
  make_role(t.admin, "reader", kReads);
  actor = make_actor(&t, "reader", 0, 0, 0, &r.one);
  CHECK_OK(pmm_session_open(t.db, actor, &r.other, &check_error));
  r.subject = t.bruno;
  tell(r.to, actor);
  tell(r.to, r.subject);
  test_access__H10_a_right_that_leaves_its_role(&t, &r);
  test_access__H10_a_grant_that_ends(&t, &r, actor);
  test_access__H10_a_role_that_is_removed(&t, &r);
  close(r.to);
  CHECK(waitpid(r.process, &status, 0) == r.process && WIFEXITED(status) &&
        WEXITSTATUS(status) == 0);
  pmm_session_free(r.one);
  pmm_session_free(r.other);
  close_town(&t);
  snprintf(command, sizeof command, "rm -rf %s", folder);
  CHECK(system(command) == 0);
}

int main(void) {
  town t;
  pmm_session* bruno = NULL;
  rights_that_end();
  t = open_town();
  make_actor(&t, "citizen", 0, 0, t.bruno, &bruno);
  test_access__H3_fields_that_are_not_ones_own(&t);
  test_mandate__H6_a_clock_set_back_revives_nothing(&t, bruno);
  test_mandate__H9_ends_with_who_holds_it(&t);
  test_visit__H14_all_or_none(&t);
  test_access__H14_the_row_in_the_middle_is_forbidden(&t);
  test_mandate__H7_H8_is_not_handed_on(&t, bruno);
  test_access__H11_two_stores_share_nothing(&t);
  pmm_session_free(bruno);
  close_town(&t);
  return 0;
}

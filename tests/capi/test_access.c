/* What an actor may not see looks exactly like what is not there; what is refused names nothing
   that it may not see. */
#include "town.h"

#define ABSENT 987654

typedef pmm_status (*ask_fn)(pmm_session* s, pmm_id id);

#define GET(noun)                                                                \
  static pmm_status get_##noun(pmm_session* s, pmm_id id) {                      \
    pmm_result* row = NULL;                                                      \
    const pmm_status status = pmm_##noun##_get(s, id, NULL, &row, &check_error); \
    pmm_result_free(row);                                                        \
    return status;                                                               \
  }
GET(actor)
GET(grant)
GET(identifier)
GET(address)
GET(relationship)
GET(contact)
GET(task)
GET(case)
GET(office)
GET(channel)
GET(service)

#define UPDATE(noun)                                                  \
  static pmm_status update_##noun(pmm_session* s, pmm_id id) {        \
    pmm_##noun##_input in;                                            \
    memset(&in, 0, sizeof in);                                        \
    in.struct_size = sizeof in;                                       \
    return pmm_##noun##_update(s, id, &in, NULL, NULL, &check_error); \
  }
UPDATE(actor)
UPDATE(grant)
UPDATE(subject)
UPDATE(identifier)
UPDATE(address)
UPDATE(relationship)
UPDATE(contact)
UPDATE(task)
UPDATE(case)
UPDATE(office)

#define LIST(noun)                                                                                \
  static pmm_status list_##noun(pmm_session* s, pmm_id owner) {                                   \
    pmm_result* rows = NULL;                                                                      \
    const pmm_status status = pmm_##noun##_list(s, owner, NULL, NULL, NULL, &rows, &check_error); \
    pmm_result_free(rows);                                                                        \
    return status;                                                                                \
  }
LIST(identifier)
LIST(address)
LIST(relationship)

static pmm_status get_subject(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  const pmm_status status = pmm_subject_get(s, id, PMM_TIME_NONE, NULL, &row, &check_error);
  pmm_result_free(row);
  return status;
}

static pmm_status timeline(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  const pmm_status status = pmm_timeline(s, id, NULL, NULL, NULL, &row, &check_error);
  pmm_result_free(row);
  return status;
}

static pmm_status comment(pmm_session* s, pmm_id id) {
  pmm_id event = 0;
  return pmm_case_comment(s, id, pmm_string("x"), pmm_string(""), NULL, &event, &check_error);
}

static pmm_status finish(pmm_session* s, pmm_id id) {
  return pmm_task_done(s, id, 0, NULL, NULL, &check_error);
}

static pmm_noun asked_noun;
static pmm_status history(pmm_session* s, pmm_id id) {
  pmm_result* rows = NULL;
  const pmm_status status = pmm_history(s, asked_noun, id, NULL, NULL, &rows, &check_error);
  pmm_result_free(rows);
  return status;
}

static void message_without(char* out, size_t size, const pmm_error* error, pmm_id id) {
  char number[32];
  const char* at;
  snprintf(number, sizeof number, "%lld", (long long)id);
  snprintf(out, size, "%s", pmm_error_message(error).data);
  at = strstr(out, number);
  if (at != NULL) {
    char rest[512];
    snprintf(rest, sizeof rest, "%s", at + strlen(number));
    snprintf(out + (at - out), size - (size_t)(at - out), "#%s", rest);
  }
}

/* How many of the details that any refusal may have this one has. */
static int details(const pmm_error* error) {
  const char* keys[] = {"case", "subject", "contact", "version", "rule", "office"};
  int found = 0;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; ++i)
    found += pmm_error_detail(error, pmm_string(keys[i])).size != 0;
  return found;
}

static void alike(const char* what, ask_fn ask, pmm_session* s, pmm_id hidden) {
  char first[512], second[512];
  pmm_error* seen;
  CHECK(ask(s, hidden) == PMM_E_NOT_FOUND || (fprintf(stderr, "%s\n", what), 0));
  seen = check_error;
  check_error = NULL;
  CHECK(ask(s, ABSENT) == PMM_E_NOT_FOUND);
  message_without(first, sizeof first, seen, hidden);
  message_without(second, sizeof second, check_error, ABSENT);
  if (strcmp(first, second) != 0) fprintf(stderr, "%s: '%s', '%s'\n", what, first, second);
  CHECK(strcmp(first, second) == 0);
  CHECK(same_text(pmm_error_field(seen), pmm_error_field(check_error).data));
  CHECK(pmm_error_row(seen) == pmm_error_row(check_error));
  CHECK(details(seen) == 0 && details(check_error) == 0);
  pmm_error_free(seen);
  pmm_error_free(check_error);
  check_error = NULL;
}
#define ALIKE(ask, session, hidden) alike(#ask, ask, session, hidden)

typedef struct things {
  pmm_id identifier, address, relationship, contact, task, hole, grant;
} things;

static pmm_id make_task(town* t, pmm_session* s, pmm_id case_id) {
  pmm_task_input in = PMM_TASK_INPUT_INIT;
  pmm_id id = 0;
  (void)t;
  in.set_fields = PMM_TASK_KIND | PMM_TASK_TITLE | PMM_TASK_CASE_ID;
  in.kind = pmm_string("check");
  in.title = pmm_string("look");
  in.case_id = case_id;
  CHECK_OK(pmm_task_create(s, &in, NULL, &id, &check_error));
  return id;
}

/* What bruno has, and the traffic office. */
static things make_things(town* t) {
  things out;
  pmm_identifier_input code = PMM_IDENTIFIER_INPUT_INIT;
  pmm_address_input address = PMM_ADDRESS_INPUT_INIT;
  pmm_relationship_input tie = PMM_RELATIONSHIP_INPUT_INIT;
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  const pmm_id carla = make_person(t->admin, "Carla", "Vitale");
  memset(&out, 0, sizeof out);
  out.grant = 1;
  code.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  code.scheme = pmm_string("library_card");
  code.value = pmm_string("B1");
  CHECK_OK(pmm_identifier_create(t->admin, t->bruno, &code, NULL, &out.identifier, &check_error));
  address.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  address.kind = pmm_string("email");
  address.value = pmm_string("bruno@posta.example");
  CHECK_OK(pmm_address_create(t->admin, t->bruno, &address, NULL, &out.address, &check_error));
  tie.set_fields = PMM_RELATIONSHIP_OTHER | PMM_RELATIONSHIP_KIND;
  tie.other = carla;
  tie.kind = pmm_string("parent");
  CHECK_OK(
      pmm_relationship_create(t->admin, t->bruno, &tie, NULL, &out.relationship, &check_error));
  out.hole = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  contact.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_CASE_ID | PMM_CONTACT_EXTERNAL_ID;
  contact.channel = t->phone;
  contact.case_id = out.hole;
  contact.external_id = pmm_string("call-of-traffic");
  CHECK_OK(pmm_contact_create(t->admin, &contact, NULL, &out.contact, &check_error));
  out.task = make_task(t, t->admin, out.hole);
  return out;
}

static void test_access__hidden_from_a_citizen_is_absent(town* t, const things* x) {
  ALIKE(get_subject, t->citizen, t->bruno);
  ALIKE(update_subject, t->citizen, t->bruno);
  ALIKE(timeline, t->citizen, t->bruno);
  ALIKE(get_identifier, t->citizen, x->identifier);
  ALIKE(update_identifier, t->citizen, x->identifier);
  ALIKE(list_identifier, t->citizen, t->bruno);
  ALIKE(get_address, t->citizen, x->address);
  ALIKE(update_address, t->citizen, x->address);
  ALIKE(list_address, t->citizen, t->bruno);
  ALIKE(get_relationship, t->citizen, x->relationship);
  ALIKE(update_relationship, t->citizen, x->relationship);
  ALIKE(list_relationship, t->citizen, t->bruno);
  ALIKE(get_contact, t->citizen, x->contact);
  ALIKE(update_contact, t->citizen, x->contact);
  ALIKE(get_task, t->citizen, x->task);
  ALIKE(update_task, t->citizen, x->task);
  ALIKE(finish, t->citizen, x->task);
  ALIKE(get_case, t->citizen, x->hole);
  ALIKE(update_case, t->citizen, x->hole);
  ALIKE(comment, t->citizen, x->hole);
  ALIKE(get_actor, t->citizen, t->clerk_actor);
  ALIKE(update_actor, t->citizen, t->clerk_actor);
  ALIKE(get_grant, t->citizen, x->grant);
  ALIKE(update_grant, t->citizen, x->grant);
}

static void test_access__H1_H15_hidden_from_an_operator_is_absent(town* t, const things* x) {
  ALIKE(get_contact, t->clerk, x->contact);
  ALIKE(update_contact, t->clerk, x->contact);
  ALIKE(get_task, t->clerk, x->task);
  ALIKE(update_task, t->clerk, x->task);
  ALIKE(finish, t->clerk, x->task);
  ALIKE(get_case, t->clerk, x->hole);
  ALIKE(update_case, t->clerk, x->hole);
  ALIKE(comment, t->clerk, x->hole);
  ALIKE(get_grant, t->clerk, x->grant);
  ALIKE(update_grant, t->clerk, x->grant);
}

static void test_access__hidden_from_nobody_is_absent(town* t) {
  ALIKE(get_office, t->nobody, t->registry);
  ALIKE(update_office, t->nobody, t->registry);
  ALIKE(get_channel, t->nobody, t->phone);
  ALIKE(get_service, t->nobody, t->residence);
}

static void test_access__hidden_history_is_absent(town* t, const things* x) {
  const struct {
    pmm_noun noun;
    pmm_id id;
  } rows[] = {{PMM_NOUN_SUBJECT, t->bruno},
              {PMM_NOUN_IDENTIFIER, x->identifier},
              {PMM_NOUN_ADDRESS, x->address},
              {PMM_NOUN_RELATIONSHIP, x->relationship},
              {PMM_NOUN_CONTACT, x->contact},
              {PMM_NOUN_TASK, x->task},
              {PMM_NOUN_CASE, x->hole},
              {PMM_NOUN_ACTOR, t->clerk_actor},
              {PMM_NOUN_GRANT, 1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
    asked_noun = rows[i].noun;
    ALIKE(history, t->citizen, rows[i].id);
  }
  asked_noun = PMM_NOUN_OFFICE;
  ALIKE(history, t->nobody, t->registry);
}

/* The history of a task is seen by whoever sees the task: operators of one service too. */
static void test_access__history_of_a_task_has_its_service(town* t, const things* x) {
  pmm_session *holes = NULL, *homes = NULL;
  make_actor(t, "operator", 0, t->potholes, 0, &holes);
  make_actor(t, "operator", 0, t->residence, 0, &homes);
  asked_noun = PMM_NOUN_TASK;
  CHECK_OK(get_task(holes, x->task));
  CHECK_OK(history(holes, x->task));
  CHECK_STATUS(get_task(homes, x->task), PMM_E_NOT_FOUND);
  CHECK_STATUS(history(homes, x->task), PMM_E_NOT_FOUND);
  pmm_session_free(holes);
  pmm_session_free(homes);
}

static int names_number(const pmm_error* error, pmm_id id) {
  char number[32];
  snprintf(number, sizeof number, "%lld", (long long)id);
  return strstr(pmm_error_message(error).data, number) != NULL;
}

/* A key that another office's row has is taken; whose it is, is not told. */
static void test_access__a_conflict_does_not_name_what_is_hidden(town* t) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_contact_input call = PMM_CONTACT_INPUT_INIT;
  pmm_id first = 0, id = 0;
  while (first < 50) first = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_EXTERNAL_ID;
  in.kind = pmm_string("report");
  in.service = t->potholes;
  in.external_id = pmm_string("K");
  CHECK_OK(pmm_case_create(t->admin, &in, NULL, &first, &check_error));
  in.service = t->residence;
  CHECK(pmm_case_create(t->clerk, &in, NULL, &id, &check_error) == PMM_E_CONFLICT);
  CHECK(same_text(pmm_error_field(check_error), "external_id"));
  CHECK(!names_number(check_error, first) && details(check_error) == 0);
  pmm_error_free(check_error);
  CHECK(pmm_case_create(t->admin, &in, NULL, &id, &check_error) == PMM_E_CONFLICT);
  CHECK(names_number(check_error, first) && details(check_error) == 1);
  pmm_error_free(check_error);
  check_error = NULL;
  call.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_EXTERNAL_ID;
  call.channel = t->phone;
  call.external_id = pmm_string("call-of-traffic");
  CHECK(pmm_contact_create(t->clerk, &call, NULL, &id, &check_error) == PMM_E_CONFLICT);
  CHECK(same_text(pmm_error_field(check_error), "external_id"));
  CHECK(strstr(pmm_error_message(check_error).data, "contact") == NULL);
  pmm_error_free(check_error);
  check_error = NULL;
}

/* The subject that a call is made for must be there and seen: the same for every write. */
static void test_access__on_behalf_of_is_checked_by_every_write(town* t, const things* x) {
  pmm_call call = PMM_CALL_INIT;
  pmm_subject_input subject = PMM_SUBJECT_INPUT_INIT;
  pmm_address_input address = PMM_ADDRESS_INPUT_INIT;
  pmm_task_input task = PMM_TASK_INPUT_INIT;
  pmm_id id = 0;
  call.on_behalf_of = ABSENT;
  subject.set_fields = PMM_SUBJECT_NOTE;
  subject.note = pmm_string("x");
  CHECK_FAILS(pmm_subject_update(t->admin, t->anna, &subject, &call, NULL, &check_error),
              PMM_E_NOT_FOUND, "call.on_behalf_of");
  CHECK_FAILS(pmm_case_comment(t->admin, x->hole, pmm_string("x"), pmm_string(""), &call, &id,
                               &check_error),
              PMM_E_NOT_FOUND, "call.on_behalf_of");
  task.set_fields = PMM_TASK_TITLE;
  task.title = pmm_string("other");
  CHECK_FAILS(pmm_task_update(t->admin, x->task, &task, &call, NULL, &check_error), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  address.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  address.kind = pmm_string("email");
  address.value = pmm_string("anna@posta.example");
  call.on_behalf_of = t->bruno; /* whom the citizen may not see */
  CHECK_FAILS(pmm_address_create(t->citizen, t->anna, &address, &call, &id, &check_error),
              PMM_E_NOT_FOUND, "call.on_behalf_of");
  call.on_behalf_of = t->anna;
  CHECK_OK(pmm_address_create(t->citizen, t->anna, &address, &call, &id, &check_error));
}

/* An original that repeats another case leads to that one, which must be seen too. */
static void test_access__the_root_of_a_duplicate_is_checked(town* t) {
  const pmm_id root = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  const pmm_id middle = make_report(t->admin, t->residence, t->bruno, t->web, check_now_us);
  const pmm_id last = make_report(t->admin, t->residence, t->bruno, t->web, check_now_us);
  pmm_result* row = NULL;
  CHECK_OK(pmm_case_mark_duplicate(t->admin, middle, root, NULL, NULL, &check_error));
  CHECK_OK(get_case(t->clerk, middle));
  CHECK(pmm_case_mark_duplicate(t->clerk, last, middle, NULL, NULL, &check_error) == PMM_E_DENIED);
  CHECK(same_text(pmm_error_field(check_error), "original") && !names_number(check_error, root));
  pmm_error_free(check_error);
  check_error = NULL;
  CHECK_OK(pmm_case_get(t->admin, last, NULL, &row, &check_error));
  CHECK(null_cell(row, 0, "duplicate_of") && text_cell(row, 0, "status", "open"));
  pmm_result_free(row);
  CHECK_OK(pmm_case_mark_duplicate(t->admin, last, middle, NULL, NULL, &check_error));
}

int main(void) {
  town t = open_town();
  const things x = make_things(&t);
  test_access__hidden_from_a_citizen_is_absent(&t, &x);
  test_access__H1_H15_hidden_from_an_operator_is_absent(&t, &x);
  test_access__hidden_from_nobody_is_absent(&t);
  test_access__hidden_history_is_absent(&t, &x);
  test_access__history_of_a_task_has_its_service(&t, &x);
  test_access__a_conflict_does_not_name_what_is_hidden(&t);
  test_access__on_behalf_of_is_checked_by_every_write(&t, &x);
  test_access__the_root_of_a_duplicate_is_checked(&t);
  close_town(&t);
  return 0;
}

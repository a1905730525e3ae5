/* A small town for the tests of the work: offices, channels, services, people, who acts. */
#ifndef PMMCRM_TESTS_TOWN_H
#define PMMCRM_TESTS_TOWN_H

#include "check.h"

#define CHECK_SECOND INT64_C(1000000)

typedef struct town {
  pmm_db* db;
  pmm_session* admin;
  pmm_id registry, traffic;   /* offices */
  pmm_id phone, web, old;     /* channels; the last one is not active */
  pmm_id residence, potholes; /* services of registry and traffic */
  pmm_id anna, bruno;         /* subjects */
  pmm_session* clerk;         /* operator of registry */
  pmm_id clerk_actor;
  pmm_session* citizen; /* anna */
  pmm_session* nobody;  /* an actor without a grant */
} town;

static inline pmm_id make_office(pmm_session* s, const char* code) {
  pmm_office_input in = PMM_OFFICE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
  in.code = in.name = pmm_string(code);
  CHECK_OK(pmm_office_create(s, &in, NULL, &id, &check_error));
  return id;
}

static inline pmm_id make_channel(pmm_session* s, const char* code, int active) {
  pmm_channel_input in = PMM_CHANNEL_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME | PMM_CHANNEL_ACTIVE;
  in.code = in.name = pmm_string(code);
  in.active = active;
  CHECK_OK(pmm_channel_create(s, &in, NULL, &id, &check_error));
  return id;
}

static inline pmm_id make_service(pmm_session* s, const char* code, pmm_id office) {
  pmm_service_input in = PMM_SERVICE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_OFFICE;
  in.code = in.name = pmm_string(code);
  in.office = office;
  CHECK_OK(pmm_service_create(s, &in, NULL, &id, &check_error));
  return id;
}

static inline pmm_id make_person(pmm_session* s, const char* given, const char* family) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_GIVEN_NAME | PMM_SUBJECT_FAMILY_NAME;
  in.kind = pmm_string("person");
  in.given_name = pmm_string(given);
  in.family_name = pmm_string(family);
  CHECK_OK(pmm_subject_create(s, &in, NULL, &id, &check_error));
  return id;
}

static inline pmm_id make_report(pmm_session* s, pmm_id service, pmm_id subject, pmm_id channel,
                                 int64_t opened_us) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_CHANNEL |
                  PMM_CASE_SUMMARY | PMM_CASE_OPENED_US;
  in.kind = pmm_string("report");
  in.service = service;
  in.subject = subject;
  in.channel = channel;
  in.summary = pmm_string("a hole in the road");
  in.opened_us = opened_us;
  CHECK_OK(pmm_case_create(s, &in, NULL, &id, &check_error));
  return id;
}

/* An actor with a role (NULL: none), and its session. */
static inline pmm_id make_actor(town* t, const char* role, pmm_id office, pmm_id service,
                                pmm_id subject, pmm_session** out_session) {
  pmm_actor_input in = PMM_ACTOR_INPUT_INIT;
  pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
  pmm_id id = 0, grant_id = 0;
  in.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME | PMM_ACTOR_SUBJECT;
  in.kind = pmm_string("person");
  in.name = pmm_string("somebody");
  in.subject = subject;
  CHECK_OK(pmm_actor_create(t->admin, &in, NULL, &id, &check_error));
  if (role != NULL) {
    grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE | PMM_GRANT_SERVICE;
    grant.actor = id;
    grant.role = pmm_string(role);
    grant.office = office;
    grant.service = service;
    CHECK_OK(pmm_grant_create(t->admin, &grant, NULL, &grant_id, &check_error));
  }
  CHECK_OK(pmm_session_open(t->db, id, out_session, &check_error));
  return id;
}

/* A mandate that is in force, for some services or, without any, for all. */
static inline pmm_id make_mandate(pmm_session* admin, pmm_id giver, pmm_id delegate,
                                  const pmm_id* services, size_t count) {
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = giver;
  in.delegate = delegate;
  CHECK_OK(pmm_mandate_create(admin, &in, services, count, NULL, &id, &check_error));
  CHECK_OK(pmm_mandate_accept(admin, id, pmm_string(""), NULL, NULL, &check_error));
  return id;
}

/* A role out of a JSON text of rights, which sees no field of a group. */
static inline void make_role(pmm_session* admin, const char* name, const char* rights) {
  pmm_role_input in = PMM_ROLE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_ROLE_NAME | PMM_ROLE_RIGHTS;
  in.name = pmm_string(name);
  in.rights = pmm_string(rights);
  CHECK_OK(pmm_role_create(admin, &in, NULL, &id, &check_error));
}

/* Everything in a store that has db and admin. */
static inline void fill_town(town* t) {
  t->registry = make_office(t->admin, "registry");
  t->traffic = make_office(t->admin, "traffic");
  t->phone = make_channel(t->admin, "phone", 1);
  t->web = make_channel(t->admin, "web", 1);
  t->old = make_channel(t->admin, "telegraph", 0);
  t->residence = make_service(t->admin, "residence", t->registry);
  t->potholes = make_service(t->admin, "potholes", t->traffic);
  t->anna = make_person(t->admin, "Anna", "Esposito");
  t->bruno = make_person(t->admin, "Bruno", "Russo");
  t->clerk_actor = make_actor(t, "operator", t->registry, 0, 0, &t->clerk);
  make_actor(t, "citizen", 0, 0, t->anna, &t->citizen);
  make_actor(t, NULL, 0, 0, 0, &t->nobody);
}

static inline town open_town(void) {
  town t;
  memset(&t, 0, sizeof t);
  t.db = open_memory(&t.admin);
  fill_town(&t);
  return t;
}

static inline void close_town(town* t) {
  pmm_session_free(t->nobody);
  pmm_session_free(t->citizen);
  pmm_session_free(t->clerk);
  close_memory(t->db, t->admin);
}

#endif

/* Where a right ends: at an office, at the subject that a call is for, at a channel, at a number.
 */
#include "booking.h"
#include "outbox.h"

static void be_granted(town* t, pmm_id actor, const char* role, pmm_id office, pmm_id service) {
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE | PMM_GRANT_SERVICE;
  in.actor = actor;
  in.role = pmm_string(role);
  in.office = office;
  in.service = service;
  CHECK_OK(pmm_grant_create(t->admin, &in, NULL, &id, &check_error));
}

/* An operator of the registry who is also the citizen anna. */
static pmm_session* neighbour(town* t) {
  pmm_session* s = NULL;
  const pmm_id actor = make_actor(t, "operator", t->registry, 0, t->anna, &s);
  be_granted(t, actor, "citizen", 0, 0);
  return s;
}

static void test_bounds__campaigns_are_of_an_office(void) {
  outbox o = open_outbox();
  pmm_campaign_input in = campaign_of(o.group, "courtesy");
  pmm_session* s = NULL;
  pmm_id id = 0;
  in.set_fields |= PMM_CAMPAIGN_SERVICE;
  in.service = o.t.residence;
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_campaign_pause(o.t.clerk, id, NULL, NULL, &check_error));
  CHECK_OK(pmm_campaign_resume(o.t.clerk, id, NULL, NULL, &check_error));
  in.service = o.t.potholes;
  CHECK_STATUS(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_OK(pmm_campaign_create(o.t.admin, &in, NULL, &id, &check_error));
  CHECK_STATUS(pmm_campaign_pause(o.t.clerk, id, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_campaign_cancel(o.t.clerk, id, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_OK(pmm_campaign_pause(o.t.admin, id, NULL, NULL, &check_error));
  CHECK_STATUS(pmm_campaign_resume(o.t.clerk, id, NULL, NULL, &check_error), PMM_E_DENIED);
  /* Nor to a group that is not to be read. */
  make_role(o.t.admin, "crier",
            "[{\"noun\": \"campaign\", \"actions\": [\"create\"], \"reach\": \"all\"},"
            " {\"noun\": \"notification\", \"actions\": [\"create\"], \"reach\": \"all\"}]");
  make_actor(&o.t, "crier", 0, 0, 0, &s);
  CHECK_FAILS(pmm_campaign_create(s, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND, "frozen");
  pmm_session_free(s);
  close_town(&o.t);
}

/* Who works for one office is a citizen where the rows of another are about it. */
static void test_bounds__staff_of_one_office_is_no_staff_of_another(void) {
  outbox o = open_outbox();
  town* t = &o.t;
  pmm_session* s = neighbour(t);
  pmm_campaign_input in = campaign_of(o.group, "courtesy");
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0;
  const pmm_id here = make_report(t->admin, t->residence, t->anna, t->web, check_now_us);
  const pmm_id there = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  CHECK_OK(pmm_history(s, PMM_NOUN_CASE, here, NULL, NULL, &rows, &check_error));
  pmm_result_free(rows);
  CHECK_OK(pmm_case_get(s, there, NULL, &rows, &check_error));
  pmm_result_free(rows);
  CHECK_STATUS(pmm_history(s, PMM_NOUN_CASE, there, NULL, NULL, &rows, &check_error), PMM_E_DENIED);
  /* What everybody reads is of staff all the same. */
  CHECK_OK(pmm_history(s, PMM_NOUN_SERVICE, t->potholes, NULL, NULL, &rows, &check_error));
  pmm_result_free(rows);
  CHECK_STATUS(
      pmm_history(t->citizen, PMM_NOUN_SERVICE, t->potholes, NULL, NULL, &rows, &check_error),
      PMM_E_DENIED);
  in.set_fields |= PMM_CAMPAIGN_SERVICE;
  in.service = t->potholes;
  CHECK_OK(pmm_campaign_create(t->admin, &in, NULL, &id, &check_error));
  tick(t->db);
  CHECK_STATUS(pmm_delivery_tries(s, newest_id(&o, t->anna), NULL, &rows, &check_error),
               PMM_E_DENIED);
  contact.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_SERVICE;
  contact.channel = t->phone;
  contact.subject = t->anna;
  contact.service = t->potholes;
  CHECK_OK(pmm_contact_create(s, &contact, NULL, &id, &check_error));
  CHECK_OK(pmm_contact_get(s, id, NULL, &rows, &check_error));
  CHECK(null_cell(rows, 0, "operator") && int_cell(rows, 0, "office") == t->traffic);
  pmm_result_free(rows);
  contact.set_fields |= PMM_CONTACT_OFFICE;
  contact.office = t->traffic;
  CHECK_FAILS(pmm_contact_create(s, &contact, NULL, &id, &check_error), PMM_E_DENIED, "office");
  contact.office = t->registry;
  contact.service = t->residence;
  CHECK_OK(pmm_contact_create(s, &contact, NULL, &id, &check_error));
  pmm_session_free(s);
  close_town(t);
}

/* What a call says that it is for is whose the row is. */
static void test_bounds__on_behalf_of_one_is_of_that_one(void) {
  town t = open_town();
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_case_message_input message = PMM_CASE_MESSAGE_INPUT_INIT;
  pmm_reminder_input reminder = PMM_REMINDER_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_text* report = NULL;
  pmm_id id = 0;
  int64_t version = 0;
  const pmm_id of_bruno = make_report(t.admin, t.residence, t.bruno, t.web, check_now_us);
  const pmm_id calendar = new_calendar(t.admin, calendar_input(t.registry, "counter"));
  pmm_appointment_input slot = booking(calendar, CHECK_FRIDAY + 7 * CHECK_DAY, t.bruno);
  call.on_behalf_of = t.anna;
  contact.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_OFFICE;
  contact.channel = t.phone;
  contact.subject = t.bruno;
  contact.office = t.registry;
  CHECK_FAILS(pmm_contact_create(t.clerk, &contact, &call, &id, &check_error), PMM_E_CONFLICT,
              "call.on_behalf_of");
  contact.subject = t.anna;
  CHECK_OK(pmm_contact_create(t.clerk, &contact, &call, &id, &check_error));
  call.on_behalf_of = t.bruno;
  contact.set_fields = PMM_CONTACT_SUMMARY;
  contact.summary = pmm_string("asked again");
  CHECK_FAILS(pmm_contact_update(t.clerk, id, &contact, &call, &version, &check_error),
              PMM_E_CONFLICT, "call.on_behalf_of");
  call.on_behalf_of = t.anna;
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT;
  in.kind = pmm_string("report");
  in.service = t.residence;
  in.subject = t.bruno;
  CHECK_FAILS(pmm_case_create(t.clerk, &in, &call, &id, &check_error), PMM_E_CONFLICT,
              "call.on_behalf_of");
  CHECK_FAILS(pmm_case_comment(t.clerk, of_bruno, pmm_string("well"), pmm_string(""), &call, &id,
                               &check_error),
              PMM_E_CONFLICT, "call.on_behalf_of");
  CHECK_FAILS(
      pmm_case_advance(t.clerk, of_bruno, pmm_string("triage"), NULL, &call, NULL, &check_error),
      PMM_E_CONFLICT, "call.on_behalf_of");
  message.set_fields = PMM_CASE_MESSAGE_CASE_ID | PMM_CASE_MESSAGE_BODY;
  message.case_id = of_bruno;
  message.body = pmm_string("when?");
  CHECK_FAILS(pmm_case_message_create(t.clerk, &message, &call, &id, &check_error), PMM_E_CONFLICT,
              "call.on_behalf_of");
  CHECK_FAILS(pmm_appointment_book(t.clerk, &slot, &call, &id, &check_error), PMM_E_CONFLICT,
              "call.on_behalf_of");
  reminder.set_fields = PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  reminder.subject = t.bruno;
  reminder.title = pmm_string("renew");
  reminder.due_us = check_now_us + 9 * CHECK_DAY;
  CHECK_FAILS(pmm_reminder_create(t.admin, &reminder, &call, &id, &check_error), PMM_E_CONFLICT,
              "call.on_behalf_of");
  CHECK_FAILS(pmm_import_csv(t.admin, pmm_string("no.csv"), pmm_string("{}"), NULL, &call, &report,
                             &check_error),
              PMM_E_INVALID, "call.on_behalf_of");
  CHECK(report == NULL);
  close_town(&t);
}

static void test_bounds__a_limit_of_channels_holds(void) {
  town t = open_town();
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_id id = 0;
  int64_t version = 0;
  CHECK_OK(
      pmm_role_set_channels(t.admin, pmm_string("operator"), &t.web, 1, NULL, NULL, &check_error));
  be_granted(&t, t.clerk_actor, "analyst", 0, 0); /* which opens nothing */
  contact.set_fields = PMM_CONTACT_CHANNEL;
  contact.channel = t.phone;
  CHECK_FAILS(pmm_contact_create(t.clerk, &contact, NULL, &id, &check_error), PMM_E_DENIED,
              "channel");
  contact.channel = t.web;
  CHECK_OK(pmm_contact_create(t.clerk, &contact, NULL, &id, &check_error));
  contact.channel = t.phone;
  CHECK_FAILS(pmm_contact_update(t.clerk, id, &contact, NULL, &version, &check_error), PMM_E_DENIED,
              "channel");
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE;
  in.kind = pmm_string("report");
  in.service = t.residence;
  CHECK_FAILS(pmm_case_create(t.clerk, &in, NULL, &id, &check_error), PMM_E_DENIED, "channel");
  in.set_fields |= PMM_CASE_CHANNEL;
  in.channel = t.phone;
  CHECK_FAILS(pmm_case_create(t.clerk, &in, NULL, &id, &check_error), PMM_E_DENIED, "channel");
  in.channel = t.web;
  CHECK_OK(pmm_case_create(t.clerk, &in, NULL, &id, &check_error));
  close_town(&t);
}

/* A grant names what some right of its role ends at; a role that changes still fits its grants. */
static void test_bounds__a_grant_names_what_matters(void) {
  town t = open_town();
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  pmm_role_input role = PMM_ROLE_INPUT_INIT;
  pmm_id id = 0;
  int64_t version = 0;
  make_role(t.admin, "desk",
            "[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"office\"}]");
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_SERVICE;
  in.actor = t.clerk_actor;
  in.role = pmm_string("desk");
  in.service = t.residence;
  CHECK_FAILS(pmm_grant_create(t.admin, &in, NULL, &id, &check_error), PMM_E_INVALID, "service");
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE;
  in.office = t.registry;
  CHECK_OK(pmm_grant_create(t.admin, &in, NULL, &id, &check_error));
  role.set_fields = PMM_ROLE_RIGHTS;
  role.rights =
      pmm_string("[{\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"service\"}]");
  CHECK_FAILS(pmm_role_update(t.admin, pmm_string("desk"), &role, NULL, &version, &check_error),
              PMM_E_CONFLICT, "rights");
  close_town(&t);
}

/* What an administrator noted on a role is for who may read roles; in which groups somebody is, for
   who reads that person; an extract with persons, for who sees who they are. */
static void test_bounds__what_is_told_of_a_person(void) {
  outbox o = open_outbox();
  town* t = &o.t;
  pmm_role_input in = PMM_ROLE_INPUT_INIT;
  pmm_frozen_filter filter = PMM_FROZEN_FILTER_INIT;
  pmm_bi_options options = PMM_BI_OPTIONS_INIT;
  pmm_session *reader = NULL, *supervisor = NULL;
  pmm_result* rows = NULL;
  pmm_id id = 0;
  in.set_fields = PMM_ROLE_NAME | PMM_ROLE_RIGHTS | PMM_ROLE_NOTE;
  in.name = pmm_string("reader");
  in.note = pmm_string("for the audit of spring");
  in.rights = pmm_string(
      "[{\"noun\": \"frozen_group\", \"actions\": [\"read\"], \"reach\": \"all\"},"
      " {\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"all\"},"
      " {\"noun\": \"contact\", \"actions\": [\"read\"], \"reach\": \"all\"},"
      " {\"noun\": \"visit\", \"actions\": [\"read\"], \"reach\": \"all\"}]");
  CHECK_OK(pmm_role_create(t->admin, &in, NULL, &id, &check_error));
  make_actor(t, "reader", 0, 0, 0, &reader);
  make_actor(t, "supervisor", t->registry, 0, 0, &supervisor);
  CHECK_OK(pmm_role_list(reader, NULL, &rows, &check_error));
  CHECK(pmm_result_is_withheld(rows, pmm_result_rows(rows) - 1, column_of(rows, "note")) == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_role_list(supervisor, NULL, &rows, &check_error));
  CHECK(text_cell(rows, pmm_result_rows(rows) - 1, "note", "for the audit of spring"));
  pmm_result_free(rows);
  filter.set_fields = PMM_FROZEN_FILTER_SUBJECT;
  filter.subject = t->anna;
  CHECK_OK(pmm_frozen_list(t->clerk, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_frozen_list(reader, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  options.flags = PMM_BI_PERSONS;
  in.set_fields = PMM_ROLE_RIGHTS;
  in.rights = pmm_string(
      "[{\"noun\": \"subject\", \"actions\": [\"read\"], \"reach\": \"all\"},"
      " {\"noun\": \"case\", \"actions\": [\"read\"], \"reach\": \"all\"},"
      " {\"noun\": \"contact\", \"actions\": [\"read\"], \"reach\": \"all\"},"
      " {\"noun\": \"visit\", \"actions\": [\"read\"], \"reach\": \"all\"}]");
  CHECK_OK(pmm_role_update(t->admin, pmm_string("reader"), &in, NULL, NULL, &check_error));
  CHECK_STATUS(
      pmm_export_bi(reader, pmm_string("/nowhere/persons.db"), &options, NULL, NULL, &check_error),
      PMM_E_DENIED);
  pmm_session_free(reader);
  pmm_session_free(supervisor);
  close_town(t);
}

/* Mandates that nobody accepted do not pile up, and whoever holds very many lists its rows: more
   givers, each for other services, than a statement takes conditions. */
static void test_bounds__mandates_in_numbers(void) {
  enum { GIVERS = 1100, SERVICES = 11 };
  town t = open_town();
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_session* s = NULL;
  pmm_result* rows = NULL;
  pmm_id services[SERVICES], id = 0, giver = 0, seen = 0, hidden = 0;
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = t.anna;
  in.delegate = t.bruno;
  for (int i = 0; i < 100; ++i)
    CHECK_OK(pmm_mandate_create(t.admin, &in, NULL, 0, NULL, &id, &check_error));
  CHECK_FAILS(pmm_mandate_create(t.admin, &in, NULL, 0, NULL, &id, &check_error), PMM_E_LIMIT,
              "subject");
  CHECK_OK(pmm_mandate_revoke(t.admin, 1, NULL, NULL, &check_error));
  CHECK_OK(pmm_mandate_create(t.admin, &in, NULL, 0, NULL, &id, &check_error));
  for (int i = 0; i < SERVICES; ++i) {
    char code[16];
    snprintf(code, sizeof code, "service%d", i);
    services[i] = make_service(t.admin, code, t.registry);
  }
  for (int i = 1; i <= GIVERS; ++i) {
    pmm_id chosen[SERVICES];
    size_t count = 0;
    for (int bit = 0; bit < SERVICES; ++bit)
      if ((i >> bit & 1) != 0) chosen[count++] = services[bit];
    giver = make_person(t.admin, "Carla", "Verdi");
    make_mandate(t.admin, giver, t.bruno, chosen, count);
  }
  /* 1100 is 10001001100 in binary. */
  seen = make_report(t.admin, services[2], giver, t.web, check_now_us);
  hidden = make_report(t.admin, services[0], giver, t.web, check_now_us);
  make_actor(&t, "delegate", 0, 0, t.bruno, &s);
  CHECK_OK(pmm_case_list(s, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == seen && hidden != seen);
  pmm_result_free(rows);
  CHECK_OK(pmm_timeline(s, giver, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) > 0 && int_cell(rows, 0, "case_id") == seen);
  pmm_result_free(rows);
  pmm_session_free(s);
  close_town(&t);
}

int main(void) {
  test_bounds__campaigns_are_of_an_office();
  test_bounds__staff_of_one_office_is_no_staff_of_another();
  test_bounds__on_behalf_of_one_is_of_that_one();
  test_bounds__a_limit_of_channels_holds();
  test_bounds__a_grant_names_what_matters();
  test_bounds__what_is_told_of_a_person();
  test_bounds__mandates_in_numbers();
  return 0;
}

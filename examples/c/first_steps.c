/* A citizen, a service, a request and a call about it; then a question and the citizen's timeline.
   The store lives in memory: give pmm_open() a path and no PMM_OPEN_MEMORY to keep it. */
#include <stdio.h>
#include <stdlib.h>

#include "pmmcrm/pmmcrm.h"

static pmm_error* error = NULL;

/* Ends the program when a call failed, and says why. */
static void must(pmm_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s %s\n", pmm_status_name(status).data, pmm_error_field(error).data,
          pmm_error_message(error).data);
  exit(1);
}

static pmm_id add_citizen(pmm_session* session) {
  pmm_subject_input person = PMM_SUBJECT_INPUT_INIT;
  pmm_identifier_input code = PMM_IDENTIFIER_INPUT_INIT;
  pmm_address_input email = PMM_ADDRESS_INPUT_INIT;
  pmm_id subject, added;
  person.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_GIVEN_NAME | PMM_SUBJECT_FAMILY_NAME;
  person.kind = pmm_string("person");
  person.given_name = pmm_string("Carmela");
  person.family_name = pmm_string("Esposito");
  must(pmm_subject_create(session, &person, NULL, &subject, &error));

  code.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  code.scheme = pmm_string("codice_fiscale");
  code.value = pmm_string("SPSCML74E54F839G");
  must(pmm_identifier_create(session, subject, &code, NULL, &added, &error));

  email.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  email.kind = pmm_string("email");
  email.value = pmm_string("carmela@posta.example");
  must(pmm_address_create(session, subject, &email, NULL, &added, &error));
  return subject;
}

static pmm_id add_service(pmm_session* session) {
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  pmm_id id;
  service.set_fields =
      PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_TERM_DAYS | PMM_SERVICE_TERM_CLOCK;
  service.code = pmm_string("cambio-residenza");
  service.name = pmm_string("Cambio di residenza o domicilio");
  service.term_days = 45;
  service.term_clock = pmm_string("calendar");
  must(pmm_service_create(session, &service, NULL, &id, &error));
  return id;
}

static pmm_id add_channel(pmm_session* session) {
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  pmm_id id;
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = pmm_string("phone");
  channel.name = pmm_string("Contact center");
  must(pmm_channel_create(session, &channel, NULL, &id, &error));
  return id;
}

int main(void) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_case_input request = PMM_CASE_INPUT_INIT;
  pmm_contact_input call = PMM_CONTACT_INPUT_INIT;
  pmm_db* db;
  pmm_session* session;
  pmm_result* answer;
  pmm_text* json;
  pmm_id phone, contact;
  int64_t row;

  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  must(pmm_open(pmm_string("memory"), &options, &db, &error));
  must(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &error));
  phone = add_channel(session);

  request.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_CHANNEL;
  request.kind = pmm_string("application");
  request.service = add_service(session);
  request.subject = add_citizen(session);
  request.channel = phone;
  must(pmm_case_create(session, &request, NULL, &call.case_id, &error));

  call.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_CASE_ID |
                    PMM_CONTACT_SUMMARY | PMM_CONTACT_OUTCOME;
  call.channel = phone;
  call.subject = request.subject;
  call.summary = pmm_string("How far is my request?");
  call.outcome = pmm_string("resolved");
  must(pmm_contact_create(session, &call, NULL, &contact, &error));

  must(pmm_query(session,
                 pmm_string("{\"measures\": [\"cases.count\", \"cases.open_count\"],"
                            " \"dimensions\": [\"cases.service\"]}"),
                 NULL, &answer, &error));
  must(pmm_result_json(answer, &json, &error));
  puts(pmm_text_view(json).data);
  pmm_text_free(json);
  pmm_result_free(answer);

  must(pmm_timeline(session, request.subject, NULL, NULL, NULL, &answer, &error));
  for (row = 0; row < pmm_result_rows(answer); ++row) {
    const int32_t kind = pmm_result_find_column(answer, pmm_string("kind"));
    const int32_t number = pmm_result_find_column(answer, pmm_string("number"));
    printf("%-10s  %s\n", pmm_result_text(answer, row, kind).data,
           pmm_result_text(answer, row, number).data);
  }
  pmm_result_free(answer);
  pmm_session_free(session);
  pmm_db_free(db);
  return 0;
}

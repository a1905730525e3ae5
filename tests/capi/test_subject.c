#include "check.h"

#define MARIO "RSSMRA80A01H501U"

static pmm_id make(pmm_session* session, const char* family, const char* given) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_FAMILY_NAME | PMM_SUBJECT_GIVEN_NAME;
  input.kind = pmm_string("person");
  input.family_name = pmm_string(family);
  input.given_name = pmm_string(given);
  CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
  return id;
}

/* A session of a new actor with one role. */
static pmm_session* act_as(pmm_db* db, pmm_session* admin, const char* role, pmm_id subject) {
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
  pmm_session* session = NULL;
  pmm_id id = 0;
  actor.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME | PMM_ACTOR_SUBJECT;
  actor.kind = pmm_string("person");
  actor.name = pmm_string(role);
  actor.subject = subject;
  CHECK_OK(pmm_actor_create(admin, &actor, NULL, &grant.actor, &check_error));
  grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE;
  grant.role = pmm_string(role);
  CHECK_OK(pmm_grant_create(admin, &grant, NULL, &id, &check_error));
  CHECK_OK(pmm_session_open(db, grant.actor, &session, &check_error));
  return session;
}

static void test_subject__create_and_get(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  pmm_result* result = NULL;
  pmm_result* by_token = NULL;
  pmm_id id = 0;
  input.set_fields = (PMM_SUBJECT_EXTERNAL_ID << 1) - 1;
  input.set_fields &= ~PMM_SUBJECT_NAME;
  input.kind = pmm_string("person");
  input.family_name = pmm_string("Rossi");
  input.given_name = pmm_string("Mario");
  input.sex = pmm_string("M");
  input.born_on = 3652;
  input.birth_place = pmm_string("H501");
  input.died_on = PMM_DATE_NONE;
  input.language = pmm_string("it");
  input.note = pmm_string("prima riga\nseconda");
  input.external_id = pmm_string("anagrafe:17");
  CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
  CHECK(id == 1);
  CHECK_OK(pmm_subject_get(session, id, PMM_TIME_NONE, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && pmm_result_columns(result) == 16);
  CHECK(int_cell(result, 0, "version") == 1);
  CHECK(text_cell(result, 0, "kind", "person"));
  CHECK(text_cell(result, 0, "name", "Mario Rossi"));
  CHECK(text_cell(result, 0, "family_name", "Rossi"));
  CHECK(text_cell(result, 0, "given_name", "Mario"));
  CHECK(text_cell(result, 0, "sex", "M"));
  CHECK(int_cell(result, 0, "born_on") == 3652);
  CHECK(text_cell(result, 0, "birth_place", "H501"));
  CHECK(null_cell(result, 0, "died_on"));
  CHECK(text_cell(result, 0, "language", "it"));
  CHECK(text_cell(result, 0, "note", "prima riga\nseconda"));
  CHECK(text_cell(result, 0, "external_id", "anagrafe:17"));
  CHECK(int_cell(result, 0, "since") == check_now_us);
  CHECK(int_cell(result, 0, "created") == check_now_us);
  filter.set_fields = PMM_SUBJECT_FILTER_TOKEN;
  filter.token = pmm_result_text(result, 0, column_of(result, "token"));
  CHECK(filter.token.size == 22);
  CHECK_OK(pmm_subject_list(session, &filter, NULL, NULL, &by_token, &check_error));
  CHECK(pmm_result_rows(by_token) == 1 && int_cell(by_token, 0, "id") == id);
  pmm_result_free(by_token);
  pmm_result_free(result);
  CHECK_FAILS(pmm_subject_get(session, 2, PMM_TIME_NONE, NULL, &result, &check_error),
              PMM_E_NOT_FOUND, "id");
  close_memory(db, session);
}

static void test_subject__rules(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 3;
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "kind");
  CHECK(id == 0);
  input.set_fields = PMM_SUBJECT_KIND;
  input.kind = pmm_string("animal");
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "kind");
  input.kind = pmm_string("organization");
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "name");
  input.set_fields |= PMM_SUBJECT_NAME | PMM_SUBJECT_SEX;
  input.name = pmm_string("Partenope S.r.l.");
  input.sex = pmm_string("X");
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "sex");
  input.set_fields =
      PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_BORN_ON | PMM_SUBJECT_DIED_ON;
  input.born_on = 10;
  input.died_on = 9;
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "died_on");
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_EXTERNAL_ID;
  input.external_id = pmm_string("k");
  CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_CONFLICT,
              "external_id");
  input.struct_size = 8;
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.struct_size");
  close_memory(db, session);
}

static void test_subject__text_that_is_refused(void) {
  static char big[1026];
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  memset(big, 'x', sizeof big - 1);
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = pmm_string("organization");
  input.name.data = "a\0b";
  input.name.size = 3;
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.name");
  input.name = pmm_string("a\xc3");
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.name");
  input.name = pmm_string(big);
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_LIMIT,
              "input.name");
  input.name = pmm_string("two\nlines");
  CHECK_FAILS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.name");
  close_memory(db, session);
}

static void test_subject__as_of(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_result* result = NULL;
  const int64_t start = check_now_us;
  int64_t version = 0;
  const pmm_id id = make(session, "Rossi", "Maria");
  check_now_us = start + 1000;
  input.set_fields = PMM_SUBJECT_FAMILY_NAME;
  input.family_name = pmm_string("Bianchi");
  CHECK_OK(pmm_subject_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  /* Twice within one instant: the earlier of the two held at no time. */
  input.family_name = pmm_string("Verdi");
  CHECK_OK(pmm_subject_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 3);
  CHECK_OK(pmm_subject_get(session, id, PMM_TIME_NONE, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "name", "Maria Verdi"));
  CHECK(int_cell(result, 0, "since") == start + 1000);
  CHECK(int_cell(result, 0, "created") == start);
  pmm_result_free(result);
  CHECK_OK(pmm_subject_get(session, id, start + 999, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "name", "Maria Rossi"));
  CHECK(int_cell(result, 0, "version") == 1);
  pmm_result_free(result);
  CHECK_OK(pmm_subject_get(session, id, start + 1000, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "name", "Maria Verdi"));
  pmm_result_free(result);
  CHECK_FAILS(pmm_subject_get(session, id, start - 1, NULL, &result, &check_error), PMM_E_NOT_FOUND,
              "as_of_us");
  check_now_us = start;
  close_memory(db, session);
}

static void test_subject__update(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id id = make(session, "Rossi", "Maria");
  input.set_fields = PMM_SUBJECT_NOTE;
  input.note = pmm_string("sorda");
  call.expected_version = 1;
  CHECK_OK(pmm_subject_update(session, id, &input, &call, &version, &check_error));
  CHECK(version == 2);
  {
    pmm_error* error = NULL;
    CHECK(pmm_subject_update(session, id, &input, &call, &version, &error) == PMM_E_CONFLICT);
    CHECK(version == 0);
    CHECK(same_text(pmm_error_field(error), "call.expected_version"));
    CHECK(same_text(pmm_error_detail(error, pmm_string("version")), "2"));
    CHECK(pmm_error_code(pmm_last_error(session)) == PMM_E_CONFLICT);
    pmm_error_free(error);
  }
  CHECK_OK(pmm_subject_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2 && pmm_last_error(session) == NULL);
  /* Set and empty clears. */
  input.note = pmm_string("");
  CHECK_OK(pmm_subject_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 3);
  CHECK_OK(pmm_subject_get(session, id, PMM_TIME_NONE, NULL, &result, &check_error));
  CHECK(null_cell(result, 0, "note"));
  pmm_result_free(result);
  input.set_fields = PMM_SUBJECT_KIND;
  input.kind = pmm_string("organization");
  CHECK_FAILS(pmm_subject_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "kind");
  /* A name of its own stays; cleared, the parts make it again. */
  input.set_fields = PMM_SUBJECT_NAME;
  input.name = pmm_string("Suor Maria");
  CHECK_OK(pmm_subject_update(session, id, &input, NULL, NULL, &check_error));
  input.set_fields = PMM_SUBJECT_GIVEN_NAME;
  input.given_name = pmm_string("Anna");
  CHECK_OK(pmm_subject_update(session, id, &input, NULL, NULL, &check_error));
  CHECK_OK(pmm_subject_get(session, id, PMM_TIME_NONE, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "name", "Suor Maria"));
  pmm_result_free(result);
  input.set_fields = PMM_SUBJECT_NAME;
  input.name = pmm_string("");
  CHECK_OK(pmm_subject_update(session, id, &input, NULL, NULL, &check_error));
  CHECK_OK(pmm_subject_get(session, id, PMM_TIME_NONE, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "name", "Anna Rossi"));
  pmm_result_free(result);
  CHECK_FAILS(pmm_subject_update(session, 99, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  close_memory(db, session);
}

static void test_subject__idempotency(void) {
  pmm_session* session = NULL;
  pmm_session* other = NULL;
  pmm_db* db = open_memory(&session);
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  pmm_id first = 0;
  pmm_id again = 0;
  int64_t version = 0;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = pmm_string("organization");
  input.name = pmm_string("Partenope");
  call.idempotency_key = pmm_string("form-1");
  CHECK_OK(pmm_subject_create(session, &input, &call, &first, &check_error));
  CHECK_OK(pmm_subject_create(session, &input, &call, &again, &check_error));
  CHECK(first == 1 && again == 1);
  input.name = pmm_string("Vesuvio");
  CHECK_FAILS(pmm_subject_create(session, &input, &call, &again, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  CHECK(again == 0);
  /* A key belongs to one actor and one operation. */
  other = act_as(db, session, "operator", 0);
  CHECK_OK(pmm_subject_create(other, &input, &call, &again, &check_error));
  CHECK(again == 2);
  CHECK_OK(pmm_subject_update(session, first, &input, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_FAILS(pmm_subject_update(session, 2, &input, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  /* A failed call leaves no answer behind. */
  call.idempotency_key = pmm_string("form-2");
  input.kind = pmm_string("ghost");
  CHECK_STATUS(pmm_subject_create(session, &input, &call, &again, &check_error), PMM_E_INVALID);
  input.kind = pmm_string("organization");
  CHECK_OK(pmm_subject_create(session, &input, &call, &again, &check_error));
  CHECK_OK(pmm_subject_list(session, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 3);
  pmm_result_free(result);
  pmm_session_free(other);
  close_memory(db, session);
}

static pmm_id add_identifier(pmm_session* session, pmm_id subject, const char* scheme,
                             const char* value, pmm_status expected, const char* field) {
  pmm_identifier_input input = PMM_IDENTIFIER_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  input.scheme = pmm_string(scheme);
  input.value = pmm_string(value);
  CHECK_FAILS(pmm_identifier_create(session, subject, &input, NULL, &id, &check_error), expected,
              field);
  return id;
}

static int64_t holders(pmm_session* session, const char* scheme, const char* value) {
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  pmm_result* result = NULL;
  int64_t rows = 0;
  filter.set_fields = PMM_SUBJECT_FILTER_SCHEME | PMM_SUBJECT_FILTER_VALUE;
  filter.scheme = pmm_string(scheme);
  filter.value = pmm_string(value);
  CHECK_OK(pmm_subject_list(session, &filter, NULL, NULL, &result, &check_error));
  rows = pmm_result_rows(result);
  pmm_result_free(result);
  return rows;
}

static void test_subject__identifiers(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_identifier_input input = PMM_IDENTIFIER_INPUT_INIT;
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id mario = make(session, "Rossi", "Mario");
  const pmm_id other = make(session, "Rossi", "Mario");
  const pmm_id id =
      add_identifier(session, mario, "codice_fiscale", " rssmra80a01h501u ", PMM_OK, NULL);
  CHECK(id == 1);
  add_identifier(session, other, "codice_fiscale", MARIO, PMM_E_CONFLICT, "value");
  add_identifier(session, other, "codice_fiscale", "RSSMRA80A01H501X", PMM_E_INVALID, "value");
  add_identifier(session, other, "Codice!", "1", PMM_E_INVALID, "scheme");
  add_identifier(session, 99, "codice_fiscale", MARIO, PMM_E_NOT_FOUND, "subject");
  CHECK(holders(session, "codice_fiscale", "rssmra80a01h501u") == 1);
  filter.set_fields = PMM_SUBJECT_FILTER_SCHEME;
  filter.scheme = pmm_string("codice_fiscale");
  CHECK_FAILS(pmm_subject_list(session, &filter, NULL, NULL, &result, &check_error), PMM_E_INVALID,
              "value");
  /* Ended, it may be in force for another; then it cannot come back. */
  input.set_fields = PMM_IDENTIFIER_VALID_FROM_ON | PMM_IDENTIFIER_VALID_TO_ON;
  input.valid_from_on = 10;
  input.valid_to_on = 9;
  CHECK_FAILS(pmm_identifier_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "valid_to_on");
  input.valid_to_on = 13000;
  CHECK_OK(pmm_identifier_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK(holders(session, "codice_fiscale", MARIO) == 0);
  add_identifier(session, other, "codice_fiscale", MARIO, PMM_OK, NULL);
  input.set_fields = PMM_IDENTIFIER_VALID_TO_ON;
  input.valid_to_on = PMM_DATE_NONE;
  CHECK_FAILS(pmm_identifier_update(session, id, &input, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "value");
  input.set_fields = PMM_IDENTIFIER_VALUE;
  input.value = pmm_string("x");
  CHECK_FAILS(pmm_identifier_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "value");
  CHECK_OK(pmm_identifier_list(session, mario, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && pmm_result_columns(result) == 10);
  CHECK(text_cell(result, 0, "value", MARIO));
  CHECK(int_cell(result, 0, "valid_from_on") == 10);
  CHECK(int_cell(result, 0, "valid_to_on") == 13000);
  pmm_result_free(result);
  CHECK_FAILS(pmm_identifier_list(session, 99, NULL, NULL, NULL, &result, &check_error),
              PMM_E_NOT_FOUND, "subject");
  close_memory(db, session);
}

static pmm_id add_address(pmm_session* session, pmm_id subject, const char* kind,
                          const char* value) {
  pmm_address_input input = PMM_ADDRESS_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  input.kind = pmm_string(kind);
  input.value = pmm_string(value);
  CHECK_OK(pmm_address_create(session, subject, &input, NULL, &id, &check_error));
  return id;
}

static void test_subject__addresses(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_address_input input = PMM_ADDRESS_INPUT_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  pmm_id id = 0;
  const pmm_id mario = make(session, "Rossi", "Mario");
  const pmm_id home = add_address(session, mario, "phone", "081 123456");
  const pmm_id mobile = add_address(session, mario, "phone", "+39 333 1234567");
  const pmm_id mail = add_address(session, mario, "email", "Mario@Example.org");
  input.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  input.kind = pmm_string("phone");
  input.value = pmm_string("+39081123456");
  CHECK_FAILS(pmm_address_create(session, mario, &input, NULL, &id, &check_error), PMM_E_CONFLICT,
              "value");
  input.value = pmm_string("call me");
  CHECK_FAILS(pmm_address_create(session, mario, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "value");
  input.kind = pmm_string("pigeon");
  CHECK_FAILS(pmm_address_create(session, mario, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "kind");
  CHECK_OK(pmm_address_list(session, mario, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 3 && pmm_result_columns(result) == 11);
  CHECK(text_cell(result, 0, "value", "+39081123456"));
  CHECK(int_cell(result, 0, "is_default") == 1);
  CHECK(int_cell(result, 1, "is_default") == 0);
  CHECK(int_cell(result, 2, "id") == mail && int_cell(result, 2, "is_default") == 1);
  pmm_result_free(result);
  /* The default moves; what is no longer in use is none. */
  input.set_fields = PMM_ADDRESS_IS_DEFAULT | PMM_ADDRESS_VERIFIED_ON | PMM_ADDRESS_LABEL;
  input.is_default = 1;
  input.verified_on = 13000;
  input.label = pmm_string("cellulare");
  CHECK_OK(pmm_address_update(session, mobile, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_address_list(session, mario, NULL, NULL, NULL, &result, &check_error));
  CHECK(int_cell(result, 0, "is_default") == 0 && int_cell(result, 0, "version") == 2);
  CHECK(int_cell(result, 1, "is_default") == 1 && int_cell(result, 1, "verified_on") == 13000);
  CHECK(text_cell(result, 1, "label", "cellulare"));
  pmm_result_free(result);
  input.set_fields = PMM_ADDRESS_ENDED_US;
  input.ended_us = check_now_us;
  CHECK_OK(pmm_address_update(session, mobile, &input, NULL, NULL, &check_error));
  CHECK_OK(pmm_address_list(session, mario, NULL, NULL, NULL, &result, &check_error));
  CHECK(int_cell(result, 1, "is_default") == 0 && int_cell(result, 1, "ended") == check_now_us);
  pmm_result_free(result);
  input.set_fields = PMM_ADDRESS_IS_DEFAULT;
  CHECK_FAILS(pmm_address_update(session, mobile, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "is_default");
  /* The number may be given again, and then the old row cannot be taken into use again. */
  add_address(session, mario, "phone", "3331234567");
  input.set_fields = PMM_ADDRESS_ENDED_US;
  input.ended_us = PMM_TIME_NONE;
  CHECK_FAILS(pmm_address_update(session, mobile, &input, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "value");
  CHECK_FAILS(pmm_address_update(session, 99, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_FAILS(pmm_address_update(session, home, &input, NULL, &version, &check_error), PMM_OK,
              NULL);
  CHECK(version == 2);
  close_memory(db, session);
}

static void test_subject__relationships(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_relationship_input input = PMM_RELATIONSHIP_INPUT_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  pmm_id id = 0;
  const pmm_id mario = make(session, "Rossi", "Mario");
  const pmm_id anna = make(session, "Rossi", "Anna");
  input.set_fields = PMM_RELATIONSHIP_KIND;
  input.kind = pmm_string("parent");
  CHECK_FAILS(pmm_relationship_create(session, mario, &input, NULL, &id, &check_error),
              PMM_E_INVALID, "other");
  input.set_fields |= PMM_RELATIONSHIP_OTHER;
  input.other = mario;
  CHECK_FAILS(pmm_relationship_create(session, mario, &input, NULL, &id, &check_error),
              PMM_E_INVALID, "other");
  input.other = 99;
  CHECK_FAILS(pmm_relationship_create(session, mario, &input, NULL, &id, &check_error),
              PMM_E_NOT_FOUND, "other");
  input.other = anna;
  CHECK_OK(pmm_relationship_create(session, mario, &input, NULL, &id, &check_error));
  CHECK_OK(pmm_relationship_list(session, anna, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && pmm_result_columns(result) == 10);
  CHECK(int_cell(result, 0, "subject") == mario && int_cell(result, 0, "other") == anna);
  CHECK(text_cell(result, 0, "kind", "parent"));
  pmm_result_free(result);
  input.set_fields = PMM_RELATIONSHIP_VALID_TO_ON | PMM_RELATIONSHIP_NOTE;
  input.valid_to_on = 13000;
  input.note = pmm_string("fino alla maggiore età");
  CHECK_OK(pmm_relationship_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  input.set_fields = PMM_RELATIONSHIP_OTHER;
  CHECK_FAILS(pmm_relationship_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "other");
  CHECK_FAILS(pmm_relationship_update(session, 99, &input, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "id");
  close_memory(db, session);
}

static void test_subject__operator_and_citizen(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_address_input address = PMM_ADDRESS_INPUT_INIT;
  pmm_result* result = NULL;
  pmm_id id = 0;
  const pmm_id mario = make(session, "Rossi", "Mario");
  const pmm_id anna = make(session, "Bianchi", "Anna");
  pmm_session* staff = act_as(db, session, "operator", 0);
  pmm_session* citizen = act_as(db, session, "citizen", mario);
  const pmm_id annas = add_address(session, anna, "email", "anna@example.org");
  input.set_fields = PMM_SUBJECT_NOTE;
  input.note = pmm_string("letto");
  CHECK_OK(pmm_subject_update(staff, anna, &input, NULL, NULL, &check_error));
  CHECK(make(staff, "Verdi", "Luca") == 3);
  /* The citizen sees itself and nobody else, and changes only how to reach it. */
  CHECK_OK(pmm_subject_list(citizen, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == mario);
  pmm_result_free(result);
  CHECK_OK(pmm_subject_get(citizen, mario, PMM_TIME_NONE, NULL, &result, &check_error));
  pmm_result_free(result);
  CHECK_FAILS(pmm_subject_get(citizen, anna, PMM_TIME_NONE, NULL, &result, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_address_list(citizen, anna, NULL, NULL, NULL, &result, &check_error),
              PMM_E_NOT_FOUND, "subject");
  CHECK_STATUS(pmm_subject_update(citizen, mario, &input, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_subject_update(citizen, anna, &input, NULL, NULL, &check_error),
               PMM_E_NOT_FOUND);
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = pmm_string("person");
  input.name = pmm_string("x");
  CHECK_STATUS(pmm_subject_create(citizen, &input, NULL, &id, &check_error), PMM_E_DENIED);
  add_address(citizen, mario, "email", "mario@example.org");
  address.set_fields = PMM_ADDRESS_LABEL;
  address.label = pmm_string("mia");
  CHECK_FAILS(pmm_address_update(citizen, annas, &address, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK_OK(pmm_address_update(citizen, 2, &address, NULL, NULL, &check_error));
  add_identifier(citizen, mario, "codice_fiscale", MARIO, PMM_E_DENIED, NULL);
  pmm_session_free(staff);
  pmm_session_free(citizen);
  close_memory(db, session);
}

static void test_subject__D7_paging(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_page page = PMM_PAGE_INIT;
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  pmm_session* staff = NULL;
  pmm_result* result = NULL;
  pmm_result* before = NULL;
  int64_t expected = 250;
  char cursor[64];
  int i;
  for (i = 0; i < 250; ++i) make(session, "Rossi", "Mario");
  /* Newest first; a row added between two pages neither repeats nor hides another. */
  for (;;) {
    int64_t row;
    CHECK_OK(pmm_subject_list(session, NULL, &page, NULL, &result, &check_error));
    for (row = 0; row < pmm_result_rows(result); ++row)
      CHECK(int_cell(result, row, "id") == expected--);
    pmm_result_free(before);
    before = result;
    page.cursor = pmm_result_next_cursor(result);
    if (page.cursor.size == 0) break;
    CHECK(pmm_result_rows(result) == 100);
    make(session, "Nuovo", "Arrivato");
  }
  CHECK(expected == 0 && pmm_result_rows(result) == 50);
  pmm_result_free(before);
  page.limit = 1;
  CHECK_OK(pmm_subject_list(session, NULL, &page, NULL, &before, &check_error));
  page.cursor = pmm_result_next_cursor(before);
  CHECK(page.cursor.size != 0 && page.cursor.size < sizeof cursor);
  memcpy(cursor, page.cursor.data, page.cursor.size);
  page.cursor.data = cursor;
  /* Tampered with, of another actor, of another list: refused. */
  cursor[page.cursor.size - 1] = cursor[page.cursor.size - 1] == 'A' ? 'E' : 'A';
  CHECK_FAILS(pmm_subject_list(session, NULL, &page, NULL, &result, &check_error), PMM_E_INVALID,
              "page.cursor");
  cursor[0] = '!';
  CHECK_FAILS(pmm_subject_list(session, NULL, &page, NULL, &result, &check_error), PMM_E_INVALID,
              "page.cursor");
  page.cursor = pmm_result_next_cursor(before);
  staff = act_as(db, session, "operator", 0);
  CHECK_FAILS(pmm_subject_list(staff, NULL, &page, NULL, &result, &check_error), PMM_E_INVALID,
              "page.cursor");
  CHECK_FAILS(pmm_office_list(session, NULL, &page, NULL, &result, &check_error), PMM_E_INVALID,
              "page.cursor");
  page.cursor.size = 0;
  page.limit = 10001;
  CHECK_FAILS(pmm_subject_list(session, NULL, &page, NULL, &result, &check_error), PMM_E_LIMIT,
              "page.limit");
  page.limit = -1;
  CHECK_STATUS(pmm_subject_list(session, NULL, &page, NULL, &result, &check_error), PMM_E_LIMIT);
  page.limit = 10000;
  filter.set_fields = PMM_SUBJECT_FILTER_KIND;
  filter.kind = pmm_string("organization");
  CHECK_OK(pmm_subject_list(session, &filter, &page, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 0);
  pmm_result_free(result);
  pmm_result_free(before);
  pmm_session_free(staff);
  close_memory(db, session);
}

static void test_subject__history(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_result* result = NULL;
  const pmm_id id = make(session, "Rossi", "Mario");
  input.set_fields = PMM_SUBJECT_GIVEN_NAME;
  input.given_name = pmm_string("Marco");
  CHECK_OK(pmm_subject_update(session, id, &input, NULL, NULL, &check_error));
  CHECK_OK(pmm_history(session, PMM_NOUN_SUBJECT, id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(text_cell(result, 0, "fields", "given_name,name"));
  CHECK(int_cell(result, 0, "actor") == PMM_ACTOR_ADMINISTRATOR);
  pmm_result_free(result);
  close_memory(db, session);
}

int main(void) {
  test_subject__create_and_get();
  test_subject__rules();
  test_subject__text_that_is_refused();
  test_subject__as_of();
  test_subject__update();
  test_subject__idempotency();
  test_subject__identifiers();
  test_subject__addresses();
  test_subject__relationships();
  test_subject__operator_and_citizen();
  test_subject__D7_paging();
  test_subject__history();
  return 0;
}

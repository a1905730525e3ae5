#define NOUN office
#define NOUN_CAPS OFFICE
#define HAS_PARENT 1
#define COLUMNS 10
#include "catalogue.h"

static void test_office__ways_to_reach_it(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  entry_input input = named("A", "Anagrafe");
  pmm_result* result = NULL;
  pmm_id id = 0;
  input.set_fields |= PMM_OFFICE_EMAIL | PMM_OFFICE_PHONE | PMM_OFFICE_ADDRESS;
  input.email = pmm_string("Anagrafe@Comune.Example");
  input.phone = pmm_string("081 7951111");
  input.address = pmm_string("Piazza Municipio 1\n80133 Napoli");
  CHECK_OK(pmm_office_create(session, &input, NULL, &id, &check_error));
  CHECK_OK(pmm_office_get(session, id, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "email", "Anagrafe@comune.example"));
  CHECK(text_cell(result, 0, "phone", "+390817951111"));
  CHECK(text_cell(result, 0, "address", "Piazza Municipio 1\n80133 Napoli"));
  pmm_result_free(result);
  input.set_fields = PMM_OFFICE_EMAIL;
  input.email = pmm_string("");
  CHECK_OK(pmm_office_update(session, id, &input, NULL, NULL, &check_error));
  CHECK_OK(pmm_office_get(session, id, NULL, &result, &check_error));
  CHECK(null_cell(result, 0, "email") && !null_cell(result, 0, "phone"));
  pmm_result_free(result);
  close_memory(db, session);
}

static void test_office__no_way_to_reach_it(void) {
  static char long_address[65538];
  static const struct {
    uint64_t set;
    const char* text;
    pmm_status status;
    const char* field;
  } bad[] = {
      {PMM_OFFICE_EMAIL, "nobody at home", PMM_E_INVALID, "email"},
      {PMM_OFFICE_PHONE, "ring twice", PMM_E_INVALID, "phone"},
      {PMM_OFFICE_EMAIL, "a@b.example\nc", PMM_E_INVALID, "input.email"},
      {PMM_OFFICE_ADDRESS, "\xff", PMM_E_INVALID, "input.address"},
      {PMM_OFFICE_ADDRESS, long_address, PMM_E_LIMIT, "input.address"},
  };
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  const pmm_id id = make(session, "A");
  size_t i;
  memset(long_address, 'a', sizeof long_address - 1);
  for (i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    entry_input input = named("N", "N");
    pmm_id made = 0;
    input.set_fields |= bad[i].set;
    input.email = input.phone = input.address = pmm_string(bad[i].text);
    CHECK_FAILS(pmm_office_create(session, &input, NULL, &made, &check_error), bad[i].status,
                bad[i].field);
    CHECK_FAILS(pmm_office_update(session, id, &input, NULL, NULL, &check_error), bad[i].status,
                bad[i].field);
  }
  close_memory(db, session);
}

int main(void) {
  test_catalogue();
  test_office__ways_to_reach_it();
  test_office__no_way_to_reach_it();
  return 0;
}

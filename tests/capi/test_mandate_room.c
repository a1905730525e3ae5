#include "outbox.h"

/* Of the 10,000 that one may hold, those count that hold: whose time is over makes room at once. */
static void test_mandate__what_is_over_takes_no_room(void) {
  town t = open_town();
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE | PMM_MANDATE_VALID_TO_US;
  in.subject = t.anna;
  in.delegate = t.bruno;
  in.valid_to_us = check_now_us + HOUR_US;
  for (int i = 0; i <= 10000; ++i) {
    CHECK_OK(pmm_mandate_create(t.admin, &in, NULL, 0, NULL, &id, &check_error));
    if (i == 10000) break;
    CHECK_OK(pmm_mandate_accept(t.admin, id, pmm_string(""), NULL, NULL, &check_error));
  }
  CHECK_FAILS(pmm_mandate_accept(t.admin, id, pmm_string(""), NULL, NULL, &check_error),
              PMM_E_LIMIT, "delegate");
  check_now_us += 2 * HOUR_US;
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  CHECK_OK(pmm_mandate_create(t.admin, &in, NULL, 0, NULL, &id, &check_error));
  CHECK_OK(pmm_mandate_accept(t.admin, id, pmm_string(""), NULL, NULL, &check_error));
  close_town(&t);
}

int main(void) {
  test_mandate__what_is_over_takes_no_room();
  return 0;
}

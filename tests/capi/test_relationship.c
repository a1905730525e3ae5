/* Relationships: read one by one, and as of past instants. */
#include "subject_part.h"

static pmm_id add_tie(town* t, pmm_id subject, pmm_id other, const char* kind) {
  pmm_relationship_input in = PMM_RELATIONSHIP_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_RELATIONSHIP_OTHER | PMM_RELATIONSHIP_KIND | PMM_RELATIONSHIP_NOTE;
  in.other = other;
  in.kind = pmm_string(kind);
  in.note = pmm_string("first");
  CHECK_OK(pmm_relationship_create(t->admin, subject, &in, NULL, &id, &check_error));
  return id;
}

static pmm_result* ties(pmm_session* s, pmm_id subject, int64_t as_of_us) {
  pmm_relationship_filter filter = PMM_RELATIONSHIP_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_RELATIONSHIP_FILTER_AS_OF_US;
  filter.as_of_us = as_of_us;
  CHECK_OK(pmm_relationship_list(s, subject, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static void test_relationship__get_from_either_side(town* t) {
  const pmm_id id = add_tie(t, t->bruno, t->anna, "parent");
  pmm_relationship_input in = PMM_RELATIONSHIP_INPUT_INIT;
  pmm_result* row = NULL;
  CHECK_OK(pmm_relationship_get(t->citizen, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1 && pmm_result_columns(row) == 10);
  CHECK(int_cell(row, 0, "subject") == t->bruno && int_cell(row, 0, "other") == t->anna);
  pmm_result_free(row);
  /* Seen, so a change is refused and not unknown. */
  in.set_fields = PMM_RELATIONSHIP_NOTE;
  in.note = pmm_string("mine");
  CHECK_STATUS(pmm_relationship_update(t->citizen, id, &in, NULL, NULL, &check_error),
               PMM_E_DENIED);
  CHECK_FAILS(pmm_relationship_get(t->admin, 999, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_relationship_get(t->admin, id, NULL, NULL, &check_error), PMM_E_INVALID,
              "out_result");
}

static void test_relationship__as_of(town* t) {
  const int64_t start = check_now_us;
  const pmm_id employer = make_person(t->admin, "Elio", "Marino");
  const pmm_id id = add_tie(t, t->bruno, employer, "employee");
  pmm_relationship_input in = PMM_RELATIONSHIP_INPUT_INIT;
  check_now_us = start + 10;
  in.set_fields = PMM_RELATIONSHIP_NOTE;
  in.note = pmm_string("second");
  CHECK_OK(pmm_relationship_update(t->admin, id, &in, NULL, NULL, &check_error));
  check_now_us = start + 20; /* a correction: it had ended long ago */
  in.set_fields = PMM_RELATIONSHIP_VALID_TO_ON;
  in.valid_to_on = 100;
  CHECK_OK(pmm_relationship_update(t->admin, id, &in, NULL, NULL, &check_error));
  one(ties(t->admin, employer, start - 1), "note", NULL);
  one(ties(t->admin, employer, start), "note", "first");
  one(ties(t->admin, employer, start + 10), "note", "second");
  one(ties(t->admin, employer, start + 19), "note", "second");
  one(ties(t->admin, employer, start + 20), "note", NULL);
  check_now_us = start;
}

static void test_relationship__list_filters(town* t) {
  const pmm_id subject = make_person(t->admin, "Gina", "Serra");
  pmm_relationship_filter filter = PMM_RELATIONSHIP_FILTER_INIT;
  pmm_result* rows = NULL;
  add_tie(t, subject, t->anna, "parent");
  add_tie(t, subject, t->bruno, "contact");
  filter.set_fields = PMM_RELATIONSHIP_FILTER_KIND;
  filter.kind = pmm_string("contact");
  CHECK_OK(pmm_relationship_list(t->admin, subject, &filter, NULL, NULL, &rows, &check_error));
  one(rows, "kind", "contact");
  filter.set_fields = UINT64_C(1) << 40;
  CHECK_STATUS(pmm_relationship_list(t->admin, subject, &filter, NULL, NULL, &rows, &check_error),
               PMM_E_UNSUPPORTED);
  CHECK(rows == NULL);
}

int main(void) {
  town t = open_town();
  test_relationship__get_from_either_side(&t);
  test_relationship__as_of(&t);
  test_relationship__list_filters(&t);
  close_town(&t);
  return 0;
}

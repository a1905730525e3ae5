/* What the tests of identifiers, addresses and relationships share. */
#ifndef PMMCRM_TESTS_SUBJECT_PART_H
#define PMMCRM_TESTS_SUBJECT_PART_H

#include "town.h"

/* That there is one row with this text in a column, or none when it is NULL. */
static inline void one(pmm_result* rows, const char* column, const char* expected) {
  CHECK(pmm_result_rows(rows) == (expected == NULL ? 0 : 1));
  if (expected != NULL) CHECK(text_cell(rows, 0, column, expected));
  pmm_result_free(rows);
}

#endif

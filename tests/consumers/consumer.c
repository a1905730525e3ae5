/* A program that uses the library from outside its tree: makes a store, writes, reads back. */
#include <pmmcrm/pmmcrm.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_CREATE | PMM_OPEN_MEMORY;
  pmm_str path = {NULL, 0};
  pmm_db* db = NULL;
  pmm_session* session = NULL;
  pmm_result* result = NULL;
  pmm_error* error = NULL;
  pmm_id id = 0;
  int ok = 0;

  pmm_subject_input person = PMM_SUBJECT_INPUT_INIT;
  person.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_FAMILY_NAME;
  person.kind = pmm_string("person");
  person.family_name = pmm_string("Esposito");

  if (pmm_open(path, &options, &db, &error) == PMM_OK &&
      pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &error) == PMM_OK &&
      pmm_subject_create(session, &person, NULL, &id, &error) == PMM_OK &&
      pmm_subject_get(session, id, PMM_TIME_NONE, NULL, &result, &error) == PMM_OK) {
    int32_t column = pmm_result_find_column(result, pmm_string("family_name"));
    ok = strcmp(pmm_result_text(result, 0, column).data, "Esposito") == 0;
    printf("%s: subject %d\n", pmm_version().data, (int)id);
  }
  if (error != NULL) fprintf(stderr, "%s\n", pmm_error_message(error).data);
  pmm_error_free(error);
  pmm_result_free(result);
  pmm_session_free(session);
  pmm_db_free(db);
  return ok ? 0 : 1;
}

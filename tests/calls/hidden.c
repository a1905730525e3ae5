/*
 * H15: what an error tells of a row that is hidden is what it tells of one that is not there, to
 * the letter. Every function that docs/api.json lists is called by somebody who sees little, with
 * each row of the world in turn, and again with a number in its place that no row has.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "calls.h"

#define ABSENT 999999

/* The ids of a world, in their order, and whether each is there for a citizen whose rows they are
   not: what the catalogue shows to all. */
typedef struct id_kind {
  const char* name;
  int is_public;
} id_kind;
static const id_kind kinds[] = {
    {"actor", 0},       {"grant", 0},         {"clerk", 0},        {"office", 1},
    {"channel", 1},     {"other_channel", 1}, {"category", 1},     {"area", 1},
    {"service", 1},     {"holiday", 1},       {"subject", 0},      {"other_subject", 0},
    {"identifier", 0},  {"address", 0},       {"relationship", 0}, {"contact", 0},
    {"task", 0},        {"case_id", 0},       {"other_case", 0},   {"segment", 0},
    {"frozen", 0},      {"mandate", 0},       {"delivery", 0},     {"campaign", 0},
    {"digest", 0},      {"notification", 0},  {"template_id", 1},  {"saved_filter", 0},
    {"message", 0},     {"calendar", 1},      {"opening", 1},      {"closure", 1},
    {"appointment", 0}, {"rule", 1},          {"reminder", 0},     {"feedback", 0}};
#define KINDS (sizeof kinds / sizeof kinds[0])

typedef struct answer {
  pmm_status status;
  char field[128], message[1024];
} answer;

static int compared, told, failures;

/* A number that the caller gave, or that counts the calls, is one number for another. */
static void copy_without_numbers(pmm_str from, char* to, size_t size) {
  size_t i, at = 0;
  for (i = 0; i < from.size && at + 1 < size; ++i) {
    const int digit = isdigit((unsigned char)from.data[i]) != 0;
    if (digit && at > 0 && to[at - 1] == '#') continue;
    to[at++] = digit ? '#' : from.data[i];
  }
  to[at] = '\0';
}

static answer ask(world* w, const calls_entry* entry, pmm_session* onlooker, size_t kind,
                  int hidden) {
  answer out;
  pmm_error* error = NULL;
  w->want = PMM_OK;
  w->session = w->admin;
  w->ids = w->known;
  ++w->number;
  if (entry->prepare != NULL) entry->prepare(w);
  w->session = onlooker;
  if (!hidden) ((pmm_id*)&w->ids)[kind] = ABSENT;
  out.status = entry->call(w, NULL, &error);
  copy_without_numbers(pmm_error_field(error), out.field, sizeof out.field);
  copy_without_numbers(pmm_error_message(error), out.message, sizeof out.message);
  pmm_error_free(error);
  pmm_rollback(w->admin, NULL);
  w->session = w->admin;
  return out;
}

static void compare(world* w, const calls_entry* entry, const char* who, pmm_session* onlooker,
                    size_t kind) {
  const answer absent = ask(w, entry, onlooker, kind, 0);
  const answer hidden = ask(w, entry, onlooker, kind, 1);
  ++compared;
  told += hidden.status == PMM_E_NOT_FOUND;
  if (absent.status == hidden.status && strcmp(absent.field, hidden.field) == 0 &&
      strcmp(absent.message, hidden.message) == 0)
    return;
  ++failures;
  fprintf(stderr, "%s, %s of %s: absent gives %s, field '%s': %s\n", who, entry->name,
          kinds[kind].name, pmm_status_name(absent.status).data, absent.field, absent.message);
  fprintf(stderr, "    hidden gives %s, field '%s': %s\n", pmm_status_name(hidden.status).data,
          hidden.field, hidden.message);
}

/* A citizen who has nothing of what the world is about. */
static pmm_session* open_stranger(world* w) {
  pmm_subject_input subject = PMM_SUBJECT_INPUT_INIT;
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
  pmm_session* out = NULL;
  pmm_id id = 0;
  subject.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  subject.kind = pmm_string("organization");
  subject.name = pmm_string("strangers");
  PREPARED(pmm_subject_create(w->admin, &subject, NULL, &actor.subject, NULL));
  actor.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME | PMM_ACTOR_SUBJECT;
  actor.kind = pmm_string("person");
  actor.name = pmm_string("stranger");
  PREPARED(pmm_actor_create(w->admin, &actor, NULL, &grant.actor, NULL));
  grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE;
  grant.role = pmm_string("citizen");
  PREPARED(pmm_grant_create(w->admin, &grant, NULL, &id, NULL));
  PREPARED(pmm_session_open(w->db, grant.actor, &out, NULL));
  return out;
}

static void test_calls__H15_hidden_is_absent(world* w, const char* only) {
  pmm_session* stranger = open_stranger(w);
  size_t i, kind;
  for (i = 0; i < api_count; ++i) {
    const api_function* api = &api_functions[i];
    const calls_entry* entry = calls_find(api->name);
    REQUIRE(entry != NULL);
    /* Of a session, and nothing that begins or ends a transaction. */
    if ((api->traits & (API_SESSION | API_CALL)) != (API_SESSION | API_CALL)) continue;
    if (strstr(api->name, only) == NULL) continue;
    calls_doing = api->name;
    for (kind = 0; kind < KINDS; ++kind) {
      compare(w, entry, "nobody", w->nobody, kind);
      if (!kinds[kind].is_public) compare(w, entry, "a stranger", stranger, kind);
    }
  }
  pmm_session_free(stranger);
}

int main(int argc, char** argv) {
  const char* only = argc > 1 ? argv[1] : ""; /* a part of the names to test */
  world w;
  REQUIRE(KINDS == sizeof(world_ids) / sizeof(pmm_id));
  world_open(&w);
  test_calls__H15_hidden_is_absent(&w, only);
  world_close(&w);
  printf("hidden: %d pairs of calls, %d not found, %d differ\n", compared, told, failures);
  if (only[0] == '\0') REQUIRE(told > 200);
  return failures == 0 ? 0 : 1;
}

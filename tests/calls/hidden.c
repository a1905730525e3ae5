/*
 * H15: what an error tells of a row that is hidden is what it tells of one that is not there, to
 * the letter. Every function that docs/api.json lists is called by somebody who sees little, with
 * each row of the world in turn, and again with a number in its place that no row has.
 */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "calls.h"

#define ABSENT 999999

/* Every id of a world, by its place; a citizen sees those of the catalogue, and the calendars and
   purposes, whose ever they are. */
#define KINDS (sizeof(world_ids) / sizeof(pmm_id))
#define PLACE(member) (offsetof(world_ids, member) / sizeof(pmm_id))
static const size_t kPublic[] = {
    PLACE(office),  PLACE(channel), PLACE(other_channel), PLACE(category), PLACE(area),
    PLACE(service), PLACE(holiday), PLACE(template_id),   PLACE(calendar), PLACE(opening),
    PLACE(closure), PLACE(rule),    PLACE(purpose)};

static int is_public(size_t kind) {
  size_t i;
  for (i = 0; i < sizeof kPublic / sizeof *kPublic; ++i)
    if (kPublic[i] == kind) return 1;
  return 0;
}

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
  pmm_id* id = &((pmm_id*)&w->ids)[kind];
  memset(&out, 0, sizeof out);
  w->want = PMM_OK;
  w->session = w->admin;
  w->ids = w->known;
  ++w->number;
  if (entry->prepare != NULL) entry->prepare(w);
  if (*id == 0) return out; /* the world has none, unless for a call of its own */
  w->session = onlooker;
  if (!hidden) *id = ABSENT;
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
  fprintf(stderr, "%s, %s, id %d of the world: absent gives %s, field '%s': %s\n", who, entry->name,
          (int)kind, pmm_status_name(absent.status).data, absent.field, absent.message);
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
      if (!is_public(kind)) compare(w, entry, "a stranger", stranger, kind);
    }
  }
  pmm_session_free(stranger);
}

int main(int argc, char** argv) {
  const char* only = argc > 1 ? argv[1] : ""; /* a part of the names to test */
  world w;
  world_open(&w);
  test_calls__H15_hidden_is_absent(&w, only);
  world_close(&w);
  printf("hidden: %d pairs of calls, %d not found, %d differ\n", compared, told, failures);
  if (only[0] == '\0') REQUIRE(told > 200);
  return failures == 0 ? 0 : 1;
}

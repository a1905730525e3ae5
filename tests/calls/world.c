#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"

static int64_t world_clock(void* data) {
  world* w = data;
  if (w->on_clock != NULL) w->on_clock(w->on_clock_data);
  return w->now_us;
}

static pmm_open_options world_options(world* w, uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = flags;
  options.busy_timeout_ms = w->busy_timeout_ms;
  options.clock = world_clock;
  options.clock_data = w;
  return options;
}

static pmm_id new_office(world* w, const char* code) {
  pmm_office_input in = PMM_OFFICE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
  in.code = in.name = pmm_string(code);
  PREPARED(pmm_office_create(w->admin, &in, NULL, &id, NULL));
  return id;
}

static pmm_id new_person(world* w, const char* given, const char* family) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_GIVEN_NAME | PMM_SUBJECT_FAMILY_NAME;
  in.kind = pmm_string("person");
  in.given_name = pmm_string(given);
  in.family_name = pmm_string(family);
  PREPARED(pmm_subject_create(w->admin, &in, NULL, &id, NULL));
  return id;
}

/* An actor with a role (NULL: none). */
static pmm_id new_actor(world* w, const char* role, pmm_id office, pmm_id subject, pmm_id* grant) {
  pmm_actor_input in = PMM_ACTOR_INPUT_INIT;
  pmm_grant_input given = PMM_GRANT_INPUT_INIT;
  pmm_id id = 0, grant_id = 0;
  in.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME | PMM_ACTOR_SUBJECT;
  in.kind = pmm_string("person");
  in.name = pmm_string("somebody");
  in.subject = subject;
  PREPARED(pmm_actor_create(w->admin, &in, NULL, &id, NULL));
  if (role == NULL) return id;
  given.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE;
  given.actor = id;
  given.role = pmm_string(role);
  given.office = office;
  PREPARED(pmm_grant_create(w->admin, &given, NULL, &grant_id, NULL));
  if (grant != NULL) *grant = grant_id;
  return id;
}

static void fill_catalogue(world* w) {
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  pmm_category_input category = PMM_CATEGORY_INPUT_INIT;
  pmm_area_input area = PMM_AREA_INPUT_INIT;
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  pmm_holiday_input holiday = PMM_HOLIDAY_INPUT_INIT;
  world_ids* ids = &w->known;
  ids->office = new_office(w, "registry");
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = channel.name = pmm_string("web");
  PREPARED(pmm_channel_create(w->admin, &channel, NULL, &ids->channel, NULL));
  channel.code = channel.name = pmm_string("desk");
  PREPARED(pmm_channel_create(w->admin, &channel, NULL, &ids->other_channel, NULL));
  category.set_fields = PMM_CATEGORY_CODE | PMM_CATEGORY_NAME;
  category.code = category.name = pmm_string("home");
  PREPARED(pmm_category_create(w->admin, &category, NULL, &ids->category, NULL));
  area.set_fields = PMM_AREA_CODE | PMM_AREA_NAME;
  area.code = area.name = pmm_string("vomero");
  PREPARED(pmm_area_create(w->admin, &area, NULL, &ids->area, NULL));
  service.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_OFFICE |
                       PMM_SERVICE_CATEGORY | PMM_SERVICE_TERM_DAYS;
  service.code = service.name = pmm_string("residence");
  service.office = ids->office;
  service.category = ids->category;
  service.term_days = 30;
  PREPARED(pmm_service_create(w->admin, &service, NULL, &ids->service, NULL));
  holiday.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE | PMM_HOLIDAY_ON_DAY;
  holiday.name = pmm_string("a day off");
  holiday.rule = pmm_string("date");
  holiday.on_day = 14000;
  PREPARED(pmm_holiday_create(w->admin, &holiday, NULL, &ids->holiday, NULL));
}

static void fill_people(world* w) {
  pmm_identifier_input identifier = PMM_IDENTIFIER_INPUT_INIT;
  pmm_address_input address = PMM_ADDRESS_INPUT_INIT;
  pmm_relationship_input relationship = PMM_RELATIONSHIP_INPUT_INIT;
  world_ids* ids = &w->known;
  ids->subject = new_person(w, "Anna", "Esposito");
  ids->other_subject = new_person(w, "Bruno", "Russo");
  identifier.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  identifier.scheme = pmm_string("library_card");
  identifier.value = pmm_string("A-1");
  PREPARED(
      pmm_identifier_create(w->admin, ids->subject, &identifier, NULL, &ids->identifier, NULL));
  address.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  address.kind = pmm_string("email");
  address.value = pmm_string("anna@example.org");
  PREPARED(pmm_address_create(w->admin, ids->subject, &address, NULL, &ids->address, NULL));
  relationship.set_fields = PMM_RELATIONSHIP_OTHER | PMM_RELATIONSHIP_KIND;
  relationship.other = ids->other_subject;
  relationship.kind = pmm_string("parent");
  PREPARED(pmm_relationship_create(w->admin, ids->subject, &relationship, NULL, &ids->relationship,
                                   NULL));
}

static void fill_mandates(world* w) {
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = w->known.subject;
  in.delegate = w->known.other_subject;
  PREPARED(pmm_mandate_create(w->admin, &in, NULL, 0, NULL, &w->known.mandate, NULL));
}

static void fill_privacy(world* w) {
  pmm_data_request_input request = PMM_DATA_REQUEST_INPUT_INIT;
  pmm_consent_purpose_input purpose = PMM_CONSENT_PURPOSE_INPUT_INIT;
  request.set_fields = PMM_DATA_REQUEST_SUBJECT | PMM_DATA_REQUEST_KIND;
  request.subject = w->known.subject;
  request.kind = pmm_string("access");
  PREPARED(pmm_data_request_create(w->admin, &request, NULL, &w->known.data_request, NULL));
  purpose.set_fields = PMM_CONSENT_PURPOSE_CODE | PMM_CONSENT_PURPOSE_TITLE;
  purpose.code = purpose.title = pmm_string("newsletter");
  PREPARED(pmm_consent_purpose_create(w->admin, &purpose, NULL, &w->known.purpose, NULL));
  PREPARED(pmm_consent_text_add(w->admin, w->known.purpose, pmm_string("it"), pmm_string("sì"),
                                NULL, NULL, NULL));
}

static void fill_groups(world* w) {
  pmm_segment_input segment = PMM_SEGMENT_INPUT_INIT;
  pmm_freeze_input freeze = PMM_FREEZE_INPUT_INIT;
  world_ids* ids = &w->known;
  segment.set_fields = PMM_SEGMENT_NAME | PMM_SEGMENT_RULE;
  segment.name = pmm_string("everybody");
  segment.rule = pmm_string("{\"subject\": {}}");
  PREPARED(pmm_segment_create(w->admin, &segment, NULL, &ids->segment, NULL));
  freeze.set_fields = PMM_FREEZE_RULE;
  freeze.rule = pmm_string("{\"segment\": \"everybody\"}");
  PREPARED(pmm_segment_freeze(w->admin, &freeze, NULL, &ids->frozen, NULL));
}

static pmm_id announce(world* w) {
  pmm_campaign_input in = PMM_CAMPAIGN_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_CLASS |
                  PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY;
  in.name = in.title = in.body = pmm_string("news");
  in.frozen = w->known.frozen;
  in.notice_class = pmm_string("courtesy");
  PREPARED(pmm_campaign_create(w->admin, &in, NULL, &id, NULL));
  PREPARED(pmm_tick(w->db, NULL, NULL, NULL));
  return id;
}

/* A campaign to everybody over the first channel, whose carrier needs no address; the
   other subject gets its notices in a digest. */
static void fill_outbox(world* w) {
  world_ids* ids = &w->known;
  PREPARED(pmm_channel_carry(w->admin, ids->channel, pmm_string("push"), NULL, NULL, NULL));
  pmm_preference_input wish = PMM_PREFERENCE_INPUT_INIT;
  pmm_result* rows = NULL;
  wish.set_fields = PMM_PREFERENCE_DIGEST;
  wish.digest = 1;
  PREPARED(pmm_preference_set(w->admin, ids->other_subject, &wish, NULL, NULL, NULL));
  announce(w);
  PREPARED(pmm_delivery_claim(w->admin, ids->channel, 1000, 0, NULL, &rows, NULL));
  pmm_result_free(rows);
  ids->digest = 1;
  ids->campaign = announce(w);
  ids->delivery = 1;
}

/* Friday, 2007-03-02, 09:00 in Rome. */
#define WORLD_SLOT_US INT64_C(1172822400000000)

static void fill_booking(world* w) {
  pmm_calendar_input calendar = PMM_CALENDAR_INPUT_INIT;
  pmm_opening_input opening = PMM_OPENING_INPUT_INIT;
  pmm_closure_input closure = PMM_CLOSURE_INPUT_INIT;
  pmm_appointment_input appointment = PMM_APPOINTMENT_INPUT_INIT;
  world_ids* ids = &w->known;
  calendar.set_fields =
      PMM_CALENDAR_CODE | PMM_CALENDAR_NAME | PMM_CALENDAR_OFFICE | PMM_CALENDAR_CAPACITY;
  calendar.code = calendar.name = pmm_string("desk");
  calendar.office = ids->office;
  calendar.capacity = 10000;
  PREPARED(pmm_calendar_create(w->admin, &calendar, NULL, &ids->calendar, NULL));
  opening.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
  opening.weekday = 5;
  opening.from_minute = 540;
  opening.to_minute = 660;
  PREPARED(pmm_opening_create(w->admin, ids->calendar, &opening, NULL, &ids->opening, NULL));
  closure.set_fields = PMM_CLOSURE_CALENDAR | PMM_CLOSURE_FROM_US | PMM_CLOSURE_TO_US;
  closure.calendar = ids->calendar;
  closure.from_us = 0;
  closure.to_us = 1;
  PREPARED(pmm_closure_create(w->admin, &closure, NULL, &ids->closure, NULL));
  appointment.set_fields =
      PMM_APPOINTMENT_CALENDAR | PMM_APPOINTMENT_STARTS_US | PMM_APPOINTMENT_SUBJECT;
  appointment.calendar = ids->calendar;
  appointment.starts_us = WORLD_SLOT_US;
  appointment.subject = ids->subject;
  PREPARED(pmm_appointment_book(w->admin, &appointment, NULL, &ids->appointment, NULL));
}

static void fill_reminders(world* w) {
  pmm_reminder_rule_input rule = PMM_REMINDER_RULE_INPUT_INIT;
  pmm_reminder_input reminder = PMM_REMINDER_INPUT_INIT;
  pmm_feedback_input feedback = PMM_FEEDBACK_INPUT_INIT;
  world_ids* ids = &w->known;
  rule.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                    PMM_REMINDER_RULE_STARTS_ON;
  rule.code = rule.title = pmm_string("school");
  rule.source = pmm_string("dated");
  rule.starts_on = 20000;
  PREPARED(pmm_reminder_rule_create(w->admin, &rule, NULL, &ids->rule, NULL));
  reminder.set_fields = PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  reminder.subject = ids->subject;
  reminder.title = pmm_string("renew");
  reminder.due_us = WORLD_SLOT_US * 2;
  PREPARED(pmm_reminder_create(w->admin, &reminder, NULL, &ids->reminder, NULL));
  feedback.set_fields = PMM_FEEDBACK_SUBJECT | PMM_FEEDBACK_SERVICE | PMM_FEEDBACK_STARS;
  feedback.subject = ids->subject;
  feedback.service = ids->service;
  feedback.stars = 4;
  PREPARED(pmm_feedback_create(w->admin, &feedback, NULL, &ids->feedback, NULL));
}

static void fill_work(world* w) {
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  pmm_task_input task = PMM_TASK_INPUT_INIT;
  pmm_visit hit = PMM_VISIT_INIT;
  world_ids* ids = &w->known;
  contact.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_OFFICE;
  contact.channel = ids->channel;
  contact.subject = ids->subject;
  contact.office = ids->office;
  PREPARED(pmm_contact_create(w->admin, &contact, NULL, &ids->contact, NULL));
  task.set_fields = PMM_TASK_KIND | PMM_TASK_TITLE | PMM_TASK_CONTACT;
  task.kind = pmm_string("call_back");
  task.title = pmm_string("call back");
  task.contact = ids->contact;
  PREPARED(pmm_task_create(w->admin, &task, NULL, &ids->task, NULL));
  hit.path = pmm_string("/services");
  hit.subject = ids->subject;
  PREPARED(pmm_visit_append(w->admin, &hit, 1, NULL, NULL, NULL));
  w->ids = *ids;
  world_new_case(w);
  ids->other_case = w->ids.case_id;
  world_new_case(w);
  ids->case_id = w->ids.case_id;
  world_new_notices(w);
}

/* A new case of the subject, in the state "new", with a term: what the calls on cases begin with.
 */
void world_new_case(world* w) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_CHANNEL;
  in.kind = pmm_string("report");
  in.service = w->known.service;
  in.subject = w->known.subject;
  in.channel = w->known.channel;
  PREPARED(pmm_case_create(w->admin, &in, NULL, &w->ids.case_id, NULL));
}

static void open_sessions(world* w) {
  PREPARED(pmm_session_open(w->db, PMM_ACTOR_ADMINISTRATOR, &w->admin, NULL));
  PREPARED(pmm_session_open(w->db, w->known.clerk, &w->clerk, NULL));
  PREPARED(pmm_session_open(w->db, w->known.actor, &w->citizen, NULL));
  PREPARED(pmm_session_open(w->db, PMM_ACTOR_SYSTEM, &w->system, NULL));
  PREPARED(pmm_session_open(w->db, w->nobody_actor, &w->nobody, NULL));
  PREPARED(pmm_subject_list(w->admin, NULL, NULL, NULL, &w->result, NULL));
  w->session = w->admin;
  w->ids = w->known;
}

static void copy_file(const char* from, const char* to) {
  static char bytes[1 << 16];
  FILE* in = fopen(from, "rb");
  FILE* out = fopen(to, "wb");
  size_t size;
  REQUIRE(in != NULL && out != NULL);
  while ((size = fread(bytes, 1, sizeof bytes, in)) > 0)
    REQUIRE(fwrite(bytes, 1, size, out) == size);
  REQUIRE(fclose(in) == 0 && fclose(out) == 0);
}

/* The folder of the one world of the program. */
static char folder[512];

static void remove_folder(void) {
  static const char* const names[] = {"world.crm",      "world.crm-wal",     "world.crm-shm",
                                      "world.crm.gate", "world.crm.turn",    "world.crm.columns",
                                      "no_store.crm",   "no_store.crm.gate", "no_store.crm.turn",
                                      "template.crm",   "subjects.csv",      "world.crm.erased"};
  char path[600];
  size_t i;
  for (i = 0; i < sizeof names / sizeof names[0]; ++i) {
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    remove(path);
  }
  rmdir(folder);
}

/* In memory where the system has it: thousands of commits wait for no disk. */
static void make_folder(void) {
  snprintf(folder, sizeof folder, "/dev/shm/pmmcrm-calls-XXXXXX");
  if (mkdtemp(folder) == NULL) {
    snprintf(folder, sizeof folder, "/tmp/pmmcrm-calls-XXXXXX");
    REQUIRE(mkdtemp(folder) != NULL);
  }
  REQUIRE(atexit(remove_folder) == 0);
}

static void template_path(char* path, size_t size) {
  snprintf(path, size, "%s/template.crm", folder);
}

void world_open(world* w) {
  pmm_open_options options;
  char saved[600];
  memset(w, 0, sizeof *w);
  if (folder[0] == 0) make_folder();
  w->folder = folder;
  w->busy_timeout_ms = WORLD_BUSY_TIMEOUT_MS;
  w->now_us = INT64_C(1172739600000000); /* 2007-03-01T09:00:00Z */
  snprintf(w->path, sizeof w->path, "%s/world.crm", folder);
  snprintf(w->data_path, sizeof w->data_path, "%s/subjects.csv", folder);
  options = world_options(w, PMM_OPEN_MEMORY | PMM_OPEN_CREATE);
  PREPARED(pmm_open(pmm_string(""), &options, &w->db, NULL));
  PREPARED(pmm_session_open(w->db, PMM_ACTOR_ADMINISTRATOR, &w->admin, NULL));
  fill_catalogue(w);
  fill_people(w);
  fill_mandates(w);
  fill_privacy(w);
  fill_groups(w);
  fill_work(w);
  fill_outbox(w);
  fill_booking(w);
  fill_reminders(w);
  w->known.clerk = new_actor(w, "operator", new_office(w, "elsewhere"), 0, &w->known.grant);
  w->known.actor = new_actor(w, "citizen", 0, w->known.subject, NULL);
  w->nobody_actor = new_actor(w, NULL, 0, 0, NULL);
  template_path(saved, sizeof saved);
  remove(saved);
  PREPARED(pmm_backup(w->db, pmm_string(saved), NULL, NULL));
  world_reset(w);
}

void world_reset(world* w) {
  char saved[600];
  char beside[700];
  static const char* const suffixes[] = {"",      "-wal",     "-shm",   ".gate",
                                         ".turn", ".columns", ".erased"};
  size_t i;
  world_close(w);
  for (i = 0; i < sizeof suffixes / sizeof suffixes[0]; ++i) {
    snprintf(beside, sizeof beside, "%s%s", w->path, suffixes[i]);
    remove(beside);
  }
  template_path(saved, sizeof saved);
  copy_file(saved, w->path);
  world_reopen(w, 0);
}

void world_reopen(world* w, uint32_t flags) {
  const pmm_open_options options = world_options(w, flags);
  world_close(w);
  PREPARED(pmm_open(pmm_string(w->path), &options, &w->db, NULL));
  open_sessions(w);
}

void world_close(world* w) {
  pmm_result_free(w->result);
  pmm_session_free(w->nobody);
  pmm_session_free(w->system);
  pmm_session_free(w->citizen);
  pmm_session_free(w->clerk);
  pmm_session_free(w->admin);
  pmm_db_free(w->db);
  w->result = NULL;
  w->nobody = w->system = w->citizen = w->clerk = w->admin = w->session = NULL;
  w->db = NULL;
}

/* --- For the calls -----------------------------------------------------------------------------
 */

const char* calls_doing = "preparing";

void calls_require(int holds, const char* condition, const char* file, int line) {
  if (holds) return;
  fprintf(stderr, "%s:%d: %s: not so: %s\n", file, line, calls_doing, condition);
  exit(1);
}

void calls_prepared(pmm_status status, const char* call, const char* file, int line) {
  if (status == PMM_OK) return;
  fprintf(stderr, "%s:%d: %s: %s: %s\n", file, line, calls_doing, pmm_status_name(status).data,
          call);
  exit(1);
}

pmm_str world_text(world* w) {
  static char* huge = NULL;
  const size_t size = (1u << 20) + 1;
  pmm_str text;
  if (w->want == PMM_E_LIMIT) {
    if (huge == NULL) {
      huge = malloc(size);
      REQUIRE(huge != NULL);
      memset(huge, 'x', size);
    }
    text.data = huge;
    text.size = size;
    return text;
  }
  snprintf(w->text, sizeof w->text, "number %d", w->number);
  return pmm_string(w->text);
}

const pmm_page* world_page(const world* w) {
  static const pmm_page small = {sizeof(pmm_page), 0, 10, {NULL, 0}};
  static const pmm_page large = {sizeof(pmm_page), 0, 10001, {NULL, 0}};
  return w->want == PMM_E_LIMIT ? &large : &small;
}

pmm_status calls_id(pmm_status status, const pmm_id* id) {
  REQUIRE(status == PMM_OK ? *id > 0 : *id == 0);
  return status;
}

pmm_status calls_version(pmm_status status, const int64_t* version) {
  REQUIRE(status == PMM_OK ? *version > 0 : *version == 0);
  return status;
}

pmm_status calls_result(pmm_status status, pmm_result* const* result) {
  REQUIRE((*result != NULL) == (status == PMM_OK));
  pmm_result_free(*result);
  return status;
}

pmm_status calls_text(pmm_status status, pmm_text* const* text) {
  REQUIRE((*text != NULL) == (status == PMM_OK));
  pmm_text_free(*text);
  return status;
}

static const calls_entry* find_in(const calls_entry* entries, const char* name) {
  for (; entries->name != NULL; ++entries)
    if (strcmp(entries->name, name) == 0) return entries;
  return NULL;
}

const calls_entry* const calls_tables[] = {calls_catalogue,
                                           calls_people,
                                           calls_work,
                                           calls_case,
                                           calls_store,
                                           calls_segment,
                                           calls_export,
                                           calls_delivery,
                                           calls_notice,
                                           calls_booking,
                                           calls_access,
                                           calls_privacy,
                                           NULL};

const calls_entry* calls_find(const char* name) {
  size_t i;
  for (i = 0; calls_tables[i] != NULL; ++i) {
    const calls_entry* found = find_in(calls_tables[i], name);
    if (found != NULL) return found;
  }
  return NULL;
}

/* The calls of notifications, their templates, preferences, favourites, the page and messages. */
#include "calls.h"

static const char data[] = "{\"name\": \"Anna\"}";

/* A short text; one that is over every limit when PMM_E_LIMIT is wanted. */
static pmm_str short_text(world* w, const char* text) {
  return w->want == PMM_E_LIMIT ? world_text(w) : pmm_string(text);
}

static pmm_status notification_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_notification_input in = PMM_NOTIFICATION_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_CASE_ID | PMM_NOTIFICATION_TITLE |
                  PMM_NOTIFICATION_BODY | PMM_NOTIFICATION_DOCUMENTS;
  in.subject = w->ids.subject;
  in.case_id = w->ids.case_id;
  in.title = world_text(w);
  in.body = pmm_string("**come** here");
  in.documents = pmm_string("[{\"name\": \"a\", \"reference\": \"urn:a\"}]");
  return calls_id(pmm_notification_create(w->session, &in, call, &out, error), &out);
}

static void new_notification(world* w) {
  pmm_notification_input in = PMM_NOTIFICATION_INPUT_INIT;
  in.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_SERVICE | PMM_NOTIFICATION_TITLE |
                  PMM_NOTIFICATION_BODY | PMM_NOTIFICATION_ACTION;
  in.subject = w->known.subject;
  in.service = w->known.service;
  in.title = in.body = in.action = pmm_string("come here");
  PREPARED(pmm_notification_create(w->admin, &in, NULL, &w->ids.notification, NULL));
}

static pmm_status notification_mark(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_notification_mark(w->session, w->ids.notification, 1, call, &out, error),
                       &out);
}

static pmm_status notification_archive(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_notification_archive(w->session, w->ids.notification, 1, call, &out, error), &out);
}

static pmm_status notification_complete(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_notification_complete(w->session, w->ids.notification, call, &out, error), &out);
}

static pmm_status notification_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_notification_get(w->session, w->ids.notification, call, &out, error),
                      &out);
}

static pmm_status notification_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  pmm_result* out = POISON;
  filter.set_fields = PMM_NOTIFICATION_FILTER_SAVED_FILTER;
  filter.saved_filter = w->ids.saved_filter;
  return calls_result(pmm_notification_list(w->session, &filter, world_page(w), call, &out, error),
                      &out);
}

static pmm_status notification_documents(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_notification_documents(w->session, w->ids.notification, call, &out, error), &out);
}

static pmm_status notification_counts(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_notification_counts(w->session, w->ids.subject, call, &out, error), &out);
}

static pmm_notification_template_input a_template(pmm_str code, pmm_id service) {
  pmm_notification_template_input in = PMM_NOTIFICATION_TEMPLATE_INPUT_INIT;
  in.set_fields = PMM_NOTIFICATION_TEMPLATE_CODE | PMM_NOTIFICATION_TEMPLATE_SERVICE |
                  PMM_NOTIFICATION_TEMPLATE_TITLE | PMM_NOTIFICATION_TEMPLATE_BODY |
                  PMM_NOTIFICATION_TEMPLATE_PLACEHOLDERS;
  in.code = code;
  in.service = service;
  in.title = pmm_string("For {{name}}");
  in.body = pmm_string("Dear {{name}}");
  in.placeholders = pmm_string("[{\"name\": \"name\"}]");
  return in;
}

/* A code of its own: world_text() may hold what a code may not. */
static pmm_str template_code(world* w) {
  static char code[32];
  int number = w->number, at = 0;
  code[at++] = 'c';
  for (; number > 0; number /= 10) code[at++] = (char)('0' + number % 10);
  code[at] = 0;
  return pmm_string(code);
}

static pmm_status template_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_notification_template_input in = a_template(template_code(w), w->ids.service);
  pmm_id out = 7;
  in.title = short_text(w, "For {{name}}");
  return calls_id(pmm_notification_template_create(w->session, &in, call, &out, error), &out);
}

static void new_template(world* w) {
  const pmm_notification_template_input in = a_template(template_code(w), 0);
  PREPARED(pmm_notification_template_create(w->admin, &in, NULL, &w->ids.template_id, NULL));
}

static pmm_status template_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_notification_template_input in = PMM_NOTIFICATION_TEMPLATE_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_NOTIFICATION_TEMPLATE_TITLE;
  in.title = world_text(w);
  return calls_version(
      pmm_notification_template_update(w->session, w->ids.template_id, &in, call, &out, error),
      &out);
}

static pmm_status template_remove(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_notification_template_remove(w->session, w->ids.template_id, call, &out, error), &out);
}

static pmm_status template_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_notification_template_get(w->session, w->ids.template_id, call, &out, error), &out);
}

static pmm_status template_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_notification_template_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status template_render(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_notification_template_render(w->session, w->ids.template_id,
                                                       short_text(w, data), call, &out, error),
                      &out);
}

static pmm_status preference_set(world* w, const pmm_call* call, pmm_error** error) {
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_PREFERENCE_LANGUAGE | PMM_PREFERENCE_DIGEST_HOUR | PMM_PREFERENCE_VIA;
  in.language = short_text(w, "en");
  in.digest_hour = w->number % 24;
  in.via = w->ids.channel;
  return calls_version(pmm_preference_set(w->session, w->ids.subject, &in, call, &out, error),
                       &out);
}

static pmm_status preference_choose(world* w, const pmm_call* call, pmm_error** error) {
  pmm_preference_choice in = PMM_PREFERENCE_CHOICE_INIT;
  int64_t out = 7;
  in.set_fields =
      PMM_PREFERENCE_CHOICE_SERVICE | PMM_PREFERENCE_CHOICE_CHANNEL | PMM_PREFERENCE_CHOICE_WANTED;
  in.service = w->ids.service;
  in.channel = short_text(w, "email");
  in.wanted = w->number % 2;
  return calls_version(pmm_preference_choose(w->session, w->ids.subject, &in, call, &out, error),
                       &out);
}

static pmm_status preference_prefer(world* w, const pmm_call* call, pmm_error** error) {
  pmm_preference_channel in = PMM_PREFERENCE_CHANNEL_INIT;
  int64_t out = 7;
  in.set_fields = PMM_PREFERENCE_CHANNEL_CASE_ID | PMM_PREFERENCE_CHANNEL_CHANNEL;
  in.case_id = w->ids.case_id;
  in.channel = short_text(w, w->number % 2 == 0 ? "email" : "sms");
  return calls_version(pmm_preference_prefer(w->session, w->ids.subject, &in, call, &out, error),
                       &out);
}

static pmm_status preference_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_preference_get(w->session, w->ids.subject, call, &out, error), &out);
}

static pmm_status preference_choices(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_preference_choices(w->session, w->ids.subject, call, &out, error), &out);
}

static pmm_status preference_history(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_preference_history(w->session, w->ids.subject, world_page(w), call, &out, error), &out);
}

static pmm_status preference_explain(world* w, const pmm_call* call, pmm_error** error) {
  pmm_preference_question in = PMM_PREFERENCE_QUESTION_INIT;
  pmm_result* out = POISON;
  const pmm_id whose = w->want == PMM_E_CONFLICT ? w->ids.other_subject : w->ids.subject;
  in.set_fields = PMM_PREFERENCE_QUESTION_CASE_ID;
  in.case_id = w->ids.case_id;
  return calls_result(pmm_preference_explain(w->session, whose, &in, call, &out, error), &out);
}

static pmm_status favourite_put(world* w, const pmm_call* call, pmm_error** error) {
  pmm_id out = 7;
  const int64_t position = w->want == PMM_E_LIMIT ? 5000 : w->number % 100 + 1;
  return calls_id(
      pmm_favourite_put(w->session, w->ids.subject, w->ids.service, position, call, &out, error),
      &out);
}

static void new_favourite(world* w) {
  pmm_service_input in = PMM_SERVICE_INPUT_INIT;
  in.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME;
  in.code = in.name = template_code(w);
  PREPARED(pmm_service_create(w->admin, &in, NULL, &w->ids.service, NULL));
  PREPARED(pmm_favourite_put(w->admin, w->known.subject, w->known.service, 0, NULL, NULL, NULL));
  PREPARED(pmm_favourite_put(w->admin, w->known.subject, w->ids.service, 0, NULL, NULL, NULL));
}

static pmm_status favourite_remove(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_favourite_remove(w->session, w->ids.subject, w->ids.service, call, &out, error), &out);
}

static pmm_status favourite_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_favourite_list(w->session, w->ids.subject, call, &out, error), &out);
}

static pmm_saved_filter_input a_filter(pmm_id subject, pmm_str name) {
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  in.set_fields = PMM_SAVED_FILTER_SUBJECT | PMM_SAVED_FILTER_NAME | PMM_SAVED_FILTER_RULE;
  in.subject = subject;
  in.name = name;
  in.rule = pmm_string("{\"service\": \"residence\", \"except\": true}");
  return in;
}

static pmm_status saved_filter_create(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_saved_filter_input in = a_filter(w->ids.subject, world_text(w));
  pmm_id out = 7;
  return calls_id(pmm_saved_filter_create(w->session, &in, call, &out, error), &out);
}

static pmm_status saved_filter_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_SAVED_FILTER_NAME;
  in.name = world_text(w);
  return calls_version(
      pmm_saved_filter_update(w->session, w->ids.saved_filter, &in, call, &out, error), &out);
}

static void new_filter(world* w) {
  const pmm_saved_filter_input in = a_filter(w->known.other_subject, template_code(w));
  PREPARED(pmm_saved_filter_create(w->admin, &in, NULL, &w->ids.saved_filter, NULL));
}

static pmm_status saved_filter_remove(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_saved_filter_remove(w->session, w->ids.saved_filter, call, &out, error),
                       &out);
}

static pmm_status saved_filter_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_saved_filter_get(w->session, w->ids.saved_filter, call, &out, error),
                      &out);
}

static pmm_status saved_filter_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_saved_filter_list(w->session, NULL, world_page(w), call, &out, error),
                      &out);
}

static pmm_status page_layout_set(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  const char* layout = w->number % 2 == 0 ? "[{\"section\": \"board\"}]"
                                          : "[{\"section\": \"board\", \"collapsed\": true}]";
  return calls_version(
      pmm_page_layout_set(w->session, w->ids.subject, short_text(w, layout), call, &out, error),
      &out);
}

static pmm_status page_layout_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_page_layout_get(w->session, w->ids.subject, call, &out, error), &out);
}

static pmm_case_message_input a_message(pmm_id case_id, const char* kind, pmm_str body) {
  pmm_case_message_input in = PMM_CASE_MESSAGE_INPUT_INIT;
  in.set_fields = PMM_CASE_MESSAGE_CASE_ID | PMM_CASE_MESSAGE_KIND | PMM_CASE_MESSAGE_BODY |
                  PMM_CASE_MESSAGE_ADVANCE;
  in.case_id = case_id;
  in.kind = pmm_string(kind);
  in.body = body;
  return in;
}

static pmm_status case_message_create(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_case_message_input in = a_message(w->ids.case_id, "note", world_text(w));
  pmm_id out = 7;
  return calls_id(pmm_case_message_create(w->session, &in, call, &out, error), &out);
}

static void new_message(world* w) {
  const pmm_case_message_input in = a_message(w->known.case_id, "request", pmm_string("where?"));
  PREPARED(pmm_case_message_create(w->admin, &in, NULL, &w->ids.message, NULL));
}

static pmm_status case_message_see(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_case_message_see(w->session, w->ids.message, call, &out, error), &out);
}

static pmm_status case_message_withdraw(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_case_message_withdraw(w->session, w->ids.message, call, &out, error),
                       &out);
}

static pmm_status case_message_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_case_message_get(w->session, w->ids.message, call, &out, error), &out);
}

static pmm_status case_message_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_case_message_list(w->session, NULL, world_page(w), call, &out, error),
                      &out);
}

static pmm_status case_message_documents(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_case_message_documents(w->session, w->ids.message, call, &out, error),
                      &out);
}

static void new_case_filter(world* w) {
  pmm_saved_filter_input in = a_filter(w->known.other_subject, pmm_string("of cases"));
  in.set_fields |= PMM_SAVED_FILTER_TARGET;
  in.target = pmm_string("cases");
  in.rule = pmm_string("{}");
  PREPARED(pmm_saved_filter_create(w->admin, &in, NULL, &w->ids.case_filter, NULL));
}

void world_new_notices(world* w) {
  new_notification(w);
  new_template(w);
  new_filter(w);
  new_case_filter(w);
  new_message(w);
  w->known.notification = w->ids.notification;
  w->known.template_id = w->ids.template_id;
  w->known.saved_filter = w->ids.saved_filter;
  w->known.case_filter = w->ids.case_filter;
  w->known.message = w->ids.message;
}

const calls_entry calls_notice[] = {
    {"pmm_notification_create", notification_create, NULL, CALLS_CITIZEN},
    {"pmm_notification_mark", notification_mark, new_notification, 0},
    {"pmm_notification_archive", notification_archive, new_notification, 0},
    {"pmm_notification_complete", notification_complete, new_notification, 0},
    {"pmm_notification_get", notification_get, NULL, 0},
    {"pmm_notification_list", notification_list, NULL, 0},
    {"pmm_notification_documents", notification_documents, NULL, 0},
    {"pmm_notification_counts", notification_counts, NULL, 0},
    {"pmm_notification_template_create", template_create, NULL, CALLS_CITIZEN},
    {"pmm_notification_template_update", template_update, NULL, CALLS_CITIZEN},
    {"pmm_notification_template_remove", template_remove, new_template, CALLS_CITIZEN},
    {"pmm_notification_template_get", template_get, NULL, 0},
    {"pmm_notification_template_list", template_list, NULL, 0},
    {"pmm_notification_template_render", template_render, NULL, 0},
    {"pmm_preference_set", preference_set, NULL, 0},
    {"pmm_preference_choose", preference_choose, NULL, 0},
    {"pmm_preference_prefer", preference_prefer, NULL, 0},
    {"pmm_preference_get", preference_get, NULL, 0},
    {"pmm_preference_choices", preference_choices, NULL, 0},
    {"pmm_preference_history", preference_history, NULL, 0},
    {"pmm_preference_explain", preference_explain, NULL, 0},
    {"pmm_favourite_put", favourite_put, NULL, 0},
    {"pmm_favourite_remove", favourite_remove, new_favourite, 0},
    {"pmm_favourite_list", favourite_list, NULL, 0},
    {"pmm_saved_filter_create", saved_filter_create, NULL, 0},
    {"pmm_saved_filter_update", saved_filter_update, NULL, 0},
    {"pmm_saved_filter_remove", saved_filter_remove, new_filter, 0},
    {"pmm_saved_filter_get", saved_filter_get, NULL, 0},
    {"pmm_saved_filter_list", saved_filter_list, NULL, 0},
    {"pmm_page_layout_set", page_layout_set, NULL, 0},
    {"pmm_page_layout_get", page_layout_get, NULL, 0},
    {"pmm_case_message_create", case_message_create, NULL, 0},
    {"pmm_case_message_see", case_message_see, new_message, 0},
    {"pmm_case_message_withdraw", case_message_withdraw, new_message, 0},
    {"pmm_case_message_get", case_message_get, NULL, 0},
    {"pmm_case_message_list", case_message_list, NULL, 0},
    {"pmm_case_message_documents", case_message_documents, NULL, 0},
    {NULL, NULL, NULL, 0}};

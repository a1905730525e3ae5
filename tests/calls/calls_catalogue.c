/* The calls of offices, channels, categories, areas, services and holidays. */
#include "calls.h"

#define CATALOGUE_READS(noun)                                                               \
  static pmm_status noun##_get(world* w, const pmm_call* call, pmm_error** error) {         \
    pmm_result* out = POISON;                                                               \
    const pmm_status status = pmm_##noun##_get(w->session, w->ids.noun, call, &out, error); \
    return calls_result(status, &out);                                                      \
  }                                                                                         \
  static pmm_status noun##_list(world* w, const pmm_call* call, pmm_error** error) {        \
    pmm_result* out = POISON;                                                               \
    const pmm_status status =                                                               \
        pmm_##noun##_list(w->session, NULL, world_page(w), call, &out, error);              \
    return calls_result(status, &out);                                                      \
  }

#define CATALOGUE_WRITES(noun)                                                         \
  static pmm_status noun##_create(world* w, const pmm_call* call, pmm_error** error) { \
    const pmm_##noun##_input in = noun##_input(w);                                     \
    pmm_id out = 7;                                                                    \
    const pmm_status status = pmm_##noun##_create(w->session, &in, call, &out, error); \
    return calls_id(status, &out);                                                     \
  }                                                                                    \
  static pmm_status noun##_update(world* w, const pmm_call* call, pmm_error** error) { \
    const pmm_##noun##_input in = noun##_change(w);                                    \
    int64_t out = 7;                                                                   \
    const pmm_status status =                                                          \
        pmm_##noun##_update(w->session, w->ids.noun, &in, call, &out, error);          \
    return calls_version(status, &out);                                                \
  }

static pmm_office_input office_input(world* w) {
  pmm_office_input in = PMM_OFFICE_INPUT_INIT;
  in.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME | PMM_OFFICE_PARENT;
  in.code = in.name = world_text(w);
  in.parent = w->ids.office;
  return in;
}

static pmm_office_input office_change(world* w) {
  pmm_office_input in = PMM_OFFICE_INPUT_INIT;
  in.set_fields = PMM_OFFICE_NAME;
  in.name = world_text(w);
  return in;
}

static pmm_channel_input channel_input(world* w) {
  pmm_channel_input in = PMM_CHANNEL_INPUT_INIT;
  in.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  in.code = in.name = world_text(w);
  return in;
}

static pmm_channel_input channel_change(world* w) {
  pmm_channel_input in = PMM_CHANNEL_INPUT_INIT;
  in.set_fields = PMM_CHANNEL_NAME;
  in.name = world_text(w);
  return in;
}

static pmm_category_input category_input(world* w) {
  pmm_category_input in = PMM_CATEGORY_INPUT_INIT;
  in.set_fields = PMM_CATEGORY_CODE | PMM_CATEGORY_NAME | PMM_CATEGORY_PARENT;
  in.code = in.name = world_text(w);
  in.parent = w->ids.category;
  return in;
}

static pmm_category_input category_change(world* w) {
  pmm_category_input in = PMM_CATEGORY_INPUT_INIT;
  in.set_fields = PMM_CATEGORY_NAME;
  in.name = world_text(w);
  return in;
}

static pmm_area_input area_input(world* w) {
  pmm_area_input in = PMM_AREA_INPUT_INIT;
  in.set_fields = PMM_AREA_CODE | PMM_AREA_NAME | PMM_AREA_PARENT;
  in.code = in.name = world_text(w);
  in.parent = w->ids.area;
  return in;
}

static pmm_area_input area_change(world* w) {
  pmm_area_input in = PMM_AREA_INPUT_INIT;
  in.set_fields = PMM_AREA_NAME;
  in.name = world_text(w);
  return in;
}

static pmm_service_input service_input(world* w) {
  pmm_service_input in = PMM_SERVICE_INPUT_INIT;
  in.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_OFFICE | PMM_SERVICE_CATEGORY |
                  PMM_SERVICE_ATTRIBUTES;
  in.code = in.name = world_text(w);
  in.office = w->ids.office;
  in.category = w->ids.category;
  in.attributes = pmm_string("[{\"code\":\"plate\",\"required\":true}]");
  return in;
}

static pmm_service_input service_change(world* w) {
  pmm_service_input in = PMM_SERVICE_INPUT_INIT;
  in.set_fields = PMM_SERVICE_DESCRIPTION;
  in.description = world_text(w);
  return in;
}

static pmm_holiday_input holiday_input(world* w) {
  pmm_holiday_input in = PMM_HOLIDAY_INPUT_INIT;
  in.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE | PMM_HOLIDAY_ON_DAY;
  in.name = world_text(w);
  in.rule = pmm_string("date");
  in.on_day = 14000 + w->number;
  return in;
}

static pmm_holiday_input holiday_change(world* w) {
  pmm_holiday_input in = PMM_HOLIDAY_INPUT_INIT;
  in.set_fields = PMM_HOLIDAY_NAME;
  in.name = world_text(w);
  return in;
}

CATALOGUE_WRITES(office)
CATALOGUE_READS(office)
CATALOGUE_WRITES(channel)
CATALOGUE_READS(channel)
CATALOGUE_WRITES(category)
CATALOGUE_READS(category)
CATALOGUE_WRITES(area)
CATALOGUE_READS(area)
CATALOGUE_WRITES(service)
CATALOGUE_READS(service)
CATALOGUE_WRITES(holiday)
CATALOGUE_READS(holiday)

static pmm_status holiday_add_italian(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = -7;
  const pmm_status status = pmm_holiday_add_italian(w->session, w->number % 2, call, &out, error);
  REQUIRE(status == PMM_OK ? out >= 0 : out == 0);
  return status;
}

static void clear_channels(world* w) {
  PREPARED(pmm_service_set_channels(w->admin, w->known.service, NULL, 0, NULL, NULL, NULL));
}

static pmm_status service_set_channels(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_id channels[] = {w->ids.channel, w->ids.other_channel};
  const size_t count = w->want == PMM_E_LIMIT ? 1001 : 1 + (size_t)(w->number % 2);
  int64_t out = 7;
  return calls_version(
      pmm_service_set_channels(w->session, w->ids.service, channels, count, call, &out, error),
      &out);
}

static pmm_status service_channels(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_service_channels(w->session, w->ids.service, world_page(w), call, &out, error), &out);
}

const calls_entry calls_catalogue[] = {
    {"pmm_office_create", office_create, NULL, CALLS_CITIZEN},
    {"pmm_office_update", office_update, NULL, CALLS_CITIZEN},
    {"pmm_office_get", office_get, NULL, 0},
    {"pmm_office_list", office_list, NULL, 0},
    {"pmm_channel_create", channel_create, NULL, CALLS_CITIZEN},
    {"pmm_channel_update", channel_update, NULL, CALLS_CITIZEN},
    {"pmm_channel_get", channel_get, NULL, 0},
    {"pmm_channel_list", channel_list, NULL, 0},
    {"pmm_category_create", category_create, NULL, CALLS_CITIZEN},
    {"pmm_category_update", category_update, NULL, CALLS_CITIZEN},
    {"pmm_category_get", category_get, NULL, 0},
    {"pmm_category_list", category_list, NULL, 0},
    {"pmm_area_create", area_create, NULL, CALLS_CITIZEN},
    {"pmm_area_update", area_update, NULL, CALLS_CITIZEN},
    {"pmm_area_get", area_get, NULL, 0},
    {"pmm_area_list", area_list, NULL, 0},
    {"pmm_service_create", service_create, NULL, CALLS_CITIZEN},
    {"pmm_service_update", service_update, NULL, CALLS_CITIZEN},
    {"pmm_service_get", service_get, NULL, 0},
    {"pmm_service_list", service_list, NULL, 0},
    {"pmm_service_set_channels", service_set_channels, clear_channels, CALLS_CITIZEN},
    {"pmm_service_channels", service_channels, NULL, 0},
    {"pmm_holiday_create", holiday_create, NULL, CALLS_CITIZEN},
    {"pmm_holiday_update", holiday_update, NULL, CALLS_CITIZEN},
    {"pmm_holiday_get", holiday_get, NULL, 0},
    {"pmm_holiday_list", holiday_list, NULL, 0},
    {"pmm_holiday_add_italian", holiday_add_italian, NULL, CALLS_CITIZEN},
    {NULL, NULL, NULL, 0}};

/* A town that sends: a channel that carries, a verified address, campaigns that write notices. */
#ifndef PMMCRM_TESTS_OUTBOX_H
#define PMMCRM_TESTS_OUTBOX_H

#include "town.h"

#define HOUR_US (INT64_C(3600) * CHECK_SECOND)

typedef struct outbox {
  town t;
  pmm_id email; /* the channel */
  pmm_id group; /* anna and bruno, frozen; only anna has an address */
} outbox;

static inline void give_address(pmm_session* s, pmm_id subject, const char* kind, const char* value,
                                int verified) {
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  in.kind = pmm_string(kind);
  in.value = pmm_string(value);
  if (verified) in.set_fields |= PMM_ADDRESS_VERIFIED_ON;
  in.verified_on = 13500;
  CHECK_OK(pmm_address_create(s, subject, &in, NULL, &id, &check_error));
}

static inline pmm_id freeze(pmm_session* s, const char* rule, const char* groups) {
  pmm_freeze_input in = PMM_FREEZE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_FREEZE_RULE;
  in.rule = pmm_string(rule);
  if (groups != NULL) {
    in.set_fields |= PMM_FREEZE_GROUPS | PMM_FREEZE_SALT;
    in.groups = pmm_string(groups);
    in.salt = pmm_string("salt");
  }
  CHECK_OK(pmm_segment_freeze(s, &in, NULL, &id, &check_error));
  return id;
}

static inline pmm_campaign_input campaign_of(pmm_id group, const char* notice_class) {
  pmm_campaign_input in = PMM_CAMPAIGN_INPUT_INIT;
  in.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_CLASS |
                  PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY;
  in.name = pmm_string("spring");
  in.frozen = group;
  in.notice_class = pmm_string(notice_class);
  in.title = pmm_string("A *new* office");
  in.body = pmm_string("It opens on Monday.");
  return in;
}

static inline void tick(pmm_db* db) { CHECK_OK(pmm_tick(db, NULL, NULL, &check_error)); }

/* One notification to each member of the group, and its deliveries. */
static inline pmm_id announce(outbox* o, const char* notice_class) {
  const pmm_campaign_input in = campaign_of(o->group, notice_class);
  pmm_id id = 0;
  CHECK_OK(pmm_campaign_create(o->t.admin, &in, NULL, &id, &check_error));
  tick(o->t.db);
  return id;
}

static inline outbox open_outbox(void) {
  outbox o;
  o.t = open_town();
  o.email = make_channel(o.t.admin, "email", 1);
  CHECK_OK(pmm_channel_carry(o.t.admin, o.email, pmm_string("email"), NULL, NULL, &check_error));
  give_address(o.t.admin, o.t.anna, "email", "anna@example.org", 1);
  o.group = freeze(o.t.admin, "{\"subject\": {}}", NULL);
  return o;
}

static inline pmm_result* claim(outbox* o) {
  pmm_result* out = NULL;
  CHECK_OK(pmm_delivery_claim(o->t.admin, o->email, 0, 60, NULL, &out, &check_error));
  return out;
}

/* The delivery of a subject that is the newest; free it. */
static inline pmm_result* newest(outbox* o, pmm_id subject) {
  pmm_delivery_filter filter = PMM_DELIVERY_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* out = NULL;
  filter.set_fields = PMM_DELIVERY_FILTER_SUBJECT;
  filter.subject = subject;
  page.limit = 1;
  CHECK_OK(pmm_delivery_list(o->t.admin, &filter, &page, NULL, &out, &check_error));
  CHECK(pmm_result_rows(out) == 1);
  return out;
}

static inline pmm_id newest_id(outbox* o, pmm_id subject) {
  pmm_result* row = newest(o, subject);
  const pmm_id id = int_cell(row, 0, "id");
  pmm_result_free(row);
  return id;
}

/* That it is in a state, for a reason; NULL: for none. */
static inline int is_in(outbox* o, pmm_id subject, const char* state, const char* reason) {
  pmm_result* row = newest(o, subject);
  const int same =
      text_cell(row, 0, "state", state) &&
      (reason == NULL ? null_cell(row, 0, "reason") : text_cell(row, 0, "reason", reason));
  pmm_result_free(row);
  return same;
}

static inline pmm_status report(outbox* o, pmm_id id, int64_t token, pmm_outcome outcome,
                                int32_t code) {
  pmm_delivery_report_input in = PMM_DELIVERY_REPORT_INPUT_INIT;
  in.outcome = outcome;
  in.token = token;
  in.code = code;
  return pmm_delivery_report(o->t.admin, id, &in, NULL, NULL, &check_error);
}

#endif

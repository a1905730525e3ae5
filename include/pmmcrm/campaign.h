/*
 * Campaigns: one notification to the members of a frozen group, through the same gate as any other,
 * with a control group that is left out, a throttle, and a count of who was not reached and why.
 */
#ifndef PMMCRM_CAMPAIGN_H
#define PMMCRM_CAMPAIGN_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_campaign_input.set_fields: which members the caller filled in. A text member that is
   set and empty, an id of 0 and PMM_TIME_NONE clear the field. */
#define PMM_CAMPAIGN_NAME (UINT64_C(1) << 0)
#define PMM_CAMPAIGN_FROZEN (UINT64_C(1) << 1)
#define PMM_CAMPAIGN_CONTROL (UINT64_C(1) << 2)
#define PMM_CAMPAIGN_CLASS (UINT64_C(1) << 3)
#define PMM_CAMPAIGN_SERVICE (UINT64_C(1) << 4)
#define PMM_CAMPAIGN_LANGUAGE (UINT64_C(1) << 5)
#define PMM_CAMPAIGN_TITLE (UINT64_C(1) << 6)
#define PMM_CAMPAIGN_BODY (UINT64_C(1) << 7)
#define PMM_CAMPAIGN_COLLAPSE_KEY (UINT64_C(1) << 8)
#define PMM_CAMPAIGN_STARTS_US (UINT64_C(1) << 9)
#define PMM_CAMPAIGN_EXPIRES_US (UINT64_C(1) << 10)
#define PMM_CAMPAIGN_PER_HOUR (UINT64_C(1) << 11)
#define PMM_CAMPAIGN_PURPOSE (UINT64_C(1) << 12)

typedef struct pmm_campaign_input {
  uint32_t struct_size; /* set by PMM_CAMPAIGN_INPUT_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CAMPAIGN_* */
  pmm_str name;         /* for staff. Needed. 1 KiB */
  pmm_id frozen;        /* the group. Needed */
  pmm_str control;      /* label of the part of its split that is left out. 255 bytes */
  pmm_str notice_class; /* "promotional", "courtesy" or "legal"; not heavier than what the service
                           says of its notices. Default: what that says, else promotional */
  pmm_id service;       /* what it is about; preferences may name it */
  pmm_str language;     /* of the text. Default "it" */
  pmm_str title;        /* needed. 1 KiB */
  pmm_str body;         /* Markdown. Needed. 64 KiB */
  pmm_str collapse_key; /* of several that wait only the newest goes out. 255 bytes */
  int64_t starts_us;    /* default: now */
  int64_t expires_us;   /* what has not gone by then does not go */
  int64_t per_hour;     /* members at most, 1 to 10000000. Default: no throttle */
  pmm_id purpose; /* what it takes the consent of each member for: whoever has not given it, or
                     has taken it back, is not sent to. Default: none is asked for */
} pmm_campaign_input;
#define PMM_CAMPAIGN_INPUT_INIT                                                                    \
  {                                                                                                \
    sizeof(pmm_campaign_input), 0, 0, {NULL, 0}, 0, {NULL, 0}, {NULL, 0}, 0, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, {NULL, 0}, 0, 0, 0, 0                                                           \
  }

/**
 * Create a campaign. It runs from its start on: pmm_tick() writes a notification for each member,
 * by and by, and the deliveries of it; what is sent of these is decided when they are due. Members
 * of whom nothing of the kind may be told are left out: who is erased or has died, whose data are
 * restricted unless it is legal, who objected to what is promotional. Whoever creates, pauses,
 * resumes or cancels one may write notifications of its service and of that service's office.
 *
 * @param session    The session.
 * @param input      Needs name, frozen, title and body.
 * @param call       NULL for defaults.
 * @param out_id     The new campaign.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (frozen has no member, service or
 *         purpose),
 *         PMM_E_CONFLICT (class is heavier than the service's, or idempotency key), PMM_E_DENIED
 * (not staff), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_campaign_create(pmm_session* session, const pmm_campaign_input* input,
                                       const pmm_call* call, pmm_id* out_id,
                                       pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Hold a campaign: nothing of it goes out any more until it is resumed.
 *
 * @param session      The session.
 * @param id           The campaign.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (it is
 *         not running and not done, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 * PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_campaign_pause(pmm_session* session, pmm_id id, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Let a campaign that was paused go on; what was held is woken, of many the rest by
 * pmm_tick(), by and by.
 *
 * @param session      The session.
 * @param id           The campaign.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (it is
 *         not paused, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 * PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_campaign_resume(pmm_session* session, pmm_id id, const pmm_call* call,
                                       int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * End a campaign: nothing more of it goes out, and what waits is called back, of many the rest by
 * pmm_tick(), by and by; what was sent is sent.
 *
 * @param session      The session.
 * @param id           The campaign.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or call), PMM_E_NOT_FOUND (id), PMM_E_CONFLICT (it is
 *         cancelled already, version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 * PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_campaign_cancel(pmm_session* session, pmm_id id, const pmm_call* call,
                                       int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a campaign. One row: id, version, name (text), frozen, control (text), state (text: running,
 * paused, done: every member has its notification, cancelled), class (text), service, language
 * (text), title (text), body (text), collapse_key (text), starts (time), expires (time), per_hour,
 * planned (members that have a notification), skipped (members that were left out), members (of the
 * group), done (time), actor, created (time), purpose. What is not marked is int64.
 *
 * @param session     The session.
 * @param id          The campaign.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such campaign,
 * or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_campaign_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_campaign_filter.set_fields. */
#define PMM_CAMPAIGN_FILTER_STATE (UINT64_C(1) << 0)
#define PMM_CAMPAIGN_FILTER_FROZEN (UINT64_C(1) << 1)

/* Every member that is set must hold. */
typedef struct pmm_campaign_filter {
  uint32_t struct_size; /* set by PMM_CAMPAIGN_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_CAMPAIGN_FILTER_* */
  pmm_str state;
  pmm_id frozen;
} pmm_campaign_filter;
#define PMM_CAMPAIGN_FILTER_INIT \
  { sizeof(pmm_campaign_filter), 0, 0, {NULL, 0}, 0 }

/**
 * List campaigns, newest first, with the columns of pmm_campaign_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them. None for who is not staff.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_campaign_list(pmm_session* session, const pmm_campaign_filter* filter,
                                     const pmm_page* page, const pmm_call* call,
                                     pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Count what became of a campaign: channel (text), state (text: of the deliveries; "skipped":
 * members without a notification, which have no channel), reason (text: "control" for the control
 * group, "merged" for one that was merged into another member, else as in pmmcrm/delivery.h),
 * persons (int64).
 *
 * @param session     The session.
 * @param id          The campaign.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such campaign,
 * or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_campaign_counts(pmm_session* session, pmm_id id, const pmm_call* call,
                                       pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

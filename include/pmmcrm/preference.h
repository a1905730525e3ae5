/*
 * Preferences: what a subject wants to receive, over which channels and when. Administrators and
 * operators may read and set them, citizens their own.
 */
#ifndef PMMCRM_PREFERENCE_H
#define PMMCRM_PREFERENCE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Notices go over four channels: "board", "email", "push" and "sms". Whether one is wanted over one
   of them is decided by the first of these rules that says anything: a legal notice always is; what
   was taken off the board goes over no other channel, unless something nearer was chosen; a choice
   for the service; a choice for the category, else for the next one above it; a promotional notice
   needs a choice for what is not the board; else the mode. Quiet hours, digest and cap say when,
   not whether, and a legal notice does not wait for them. */

/* Bits of pmm_preference_input.set_fields. A text that is set and empty, and -1 where said, clear a
   field. */
#define PMM_PREFERENCE_SETTINGS_VERSION (UINT64_C(1) << 0)
#define PMM_PREFERENCE_MODE (UINT64_C(1) << 1)
#define PMM_PREFERENCE_LANGUAGE (UINT64_C(1) << 2)
#define PMM_PREFERENCE_READ_RECEIPTS (UINT64_C(1) << 3)
#define PMM_PREFERENCE_PREFERRED_CHANNEL (UINT64_C(1) << 4)
#define PMM_PREFERENCE_VIA (UINT64_C(1) << 5)
#define PMM_PREFERENCE_QUIET_FROM (UINT64_C(1) << 6)
#define PMM_PREFERENCE_QUIET_TO (UINT64_C(1) << 7)
#define PMM_PREFERENCE_DIGEST (UINT64_C(1) << 8)
#define PMM_PREFERENCE_DIGEST_HOUR (UINT64_C(1) << 9)
#define PMM_PREFERENCE_CAP_COUNT (UINT64_C(1) << 10)
#define PMM_PREFERENCE_CAP_HOURS (UINT64_C(1) << 11)

typedef struct pmm_preference_input {
  uint32_t struct_size;      /* set by PMM_PREFERENCE_INPUT_INIT */
  uint32_t reserved0;        /* must be zero */
  uint64_t set_fields;       /* PMM_PREFERENCE_* */
  int64_t settings_version;  /* the one the caller has seen; another one in force is
                                PMM_E_CONFLICT at this field */
  pmm_str mode;              /* "auto" (default): what comes is wanted where nothing was chosen;
                                "manual": it is not. A new mode begins a new settings version, in
                                which no choice is made yet */
  pmm_str language;          /* to be written to in, a tag such as "it"; empty: the subject's own */
  pmm_str read_receipts;     /* "allow", "deny" or "unknown" (default; as deny): whether others
                                see what was read */
  pmm_str preferred_channel; /* "board", "email", "push", "sms"; empty: none */
  pmm_id via;                /* channel over which the subject said so; kept in the history */
  int32_t quiet_from;        /* minute of the local day, 0 to 1439, from which nothing is to be
                                carried; -1: never (default) */
  int32_t quiet_to;          /* minute until which; before quiet_from it is that of the next day;
                                -1: never */
  int32_t digest;            /* 0 (default) or 1: notices are gathered and carried once a day */
  int32_t digest_hour;       /* hour of the local day, 0 to 23, of the digest; default 8 */
  int32_t cap_count;         /* no more than so many notices, 1 to 1000, over a carried channel…;
                                -1: no cap (default) */
  int32_t cap_hours;         /* …in so many hours, 1 to 744; default 24 */
} pmm_preference_input;
#define PMM_PREFERENCE_INPUT_INIT                                                                  \
  {                                                                                                \
    sizeof(pmm_preference_input), 0, 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, \
        0, 0, 0                                                                                    \
  }

/**
 * Say what a subject wants in general. What is not set stays.
 *
 * @param session      The session.
 * @param subject      The subject.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The version of the subject's preferences. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long), PMM_E_NOT_FOUND (subject or via), PMM_E_CONFLICT
 *         (version, settings_version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY,
 *         PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_preference_set(pmm_session* session, pmm_id subject,
                                      const pmm_preference_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_preference_choice.set_fields. */
#define PMM_PREFERENCE_CHOICE_SETTINGS_VERSION (UINT64_C(1) << 0)
#define PMM_PREFERENCE_CHOICE_SERVICE (UINT64_C(1) << 1)
#define PMM_PREFERENCE_CHOICE_CATEGORY (UINT64_C(1) << 2)
#define PMM_PREFERENCE_CHOICE_VIA (UINT64_C(1) << 3)
#define PMM_PREFERENCE_CHOICE_CHANNEL (UINT64_C(1) << 4)
#define PMM_PREFERENCE_CHOICE_WANTED (UINT64_C(1) << 5)

typedef struct pmm_preference_choice {
  uint32_t struct_size;     /* set by PMM_PREFERENCE_CHOICE_INIT */
  uint32_t reserved0;       /* must be zero */
  uint64_t set_fields;      /* PMM_PREFERENCE_CHOICE_* */
  int64_t settings_version; /* the one the caller has seen; another one in force is
                               PMM_E_CONFLICT at this field */
  pmm_id service;           /* either a service… */
  pmm_id category;          /* …or a category */
  pmm_id via;               /* channel over which the subject said so; kept in the history */
  pmm_str channel;          /* needed: "board", "email", "push" or "sms" */
  int32_t wanted;           /* 1: wanted; 0: not wanted; not set: back to what else decides */
  uint32_t reserved1;       /* must be zero */
} pmm_preference_choice;
#define PMM_PREFERENCE_CHOICE_INIT \
  { sizeof(pmm_preference_choice), 0, 0, 0, 0, 0, 0, {NULL, 0}, 0, 0 }

/**
 * Say whether notices of one service or category are wanted over one channel.
 *
 * @param session      The session.
 * @param subject      The subject.
 * @param input        Needs channel, and service or category.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The version of the subject's preferences. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or over 1000 choices), PMM_E_NOT_FOUND (subject,
 *         service, category or via), PMM_E_CONFLICT (version, settings_version, or idempotency
 *         key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_preference_choose(pmm_session* session, pmm_id subject,
                                         const pmm_preference_choice* input, const pmm_call* call,
                                         int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_preference_channel.set_fields. */
#define PMM_PREFERENCE_CHANNEL_SETTINGS_VERSION (UINT64_C(1) << 0)
#define PMM_PREFERENCE_CHANNEL_SERVICE (UINT64_C(1) << 1)
#define PMM_PREFERENCE_CHANNEL_CASE_ID (UINT64_C(1) << 2)
#define PMM_PREFERENCE_CHANNEL_VIA (UINT64_C(1) << 3)
#define PMM_PREFERENCE_CHANNEL_CHANNEL (UINT64_C(1) << 4)

typedef struct pmm_preference_channel {
  uint32_t struct_size;     /* set by PMM_PREFERENCE_CHANNEL_INIT */
  uint32_t reserved0;       /* must be zero */
  uint64_t set_fields;      /* PMM_PREFERENCE_CHANNEL_* */
  int64_t settings_version; /* the one the caller has seen; another one in force is
                               PMM_E_CONFLICT at this field */
  pmm_id service;           /* either a service… */
  pmm_id case_id;           /* …or a case of the subject */
  pmm_id via;               /* channel over which the subject said so; kept in the history */
  pmm_str channel;          /* "board", "email", "push" or "sms"; empty: no longer */
} pmm_preference_channel;
#define PMM_PREFERENCE_CHANNEL_INIT                               \
  {                                                               \
    sizeof(pmm_preference_channel), 0, 0, 0, 0, 0, 0, { NULL, 0 } \
  }

/**
 * Prefer a channel for one service or one case. That of the case comes before that of the service,
 * and both before the subject's own.
 *
 * @param session      The session.
 * @param subject      The subject.
 * @param input        Needs service or case_id.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The version of the subject's preferences. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field, or call), PMM_E_UNSUPPORTED (a newer input),
 *         PMM_E_LIMIT (a text is too long, or over 1000 of them), PMM_E_NOT_FOUND (subject,
 *         service, case_id or via), PMM_E_CONFLICT (case_id is of another subject, version,
 *         settings_version, or idempotency key), PMM_E_DENIED, PMM_E_BUSY, PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_preference_prefer(pmm_session* session, pmm_id subject,
                                         const pmm_preference_channel* input, const pmm_call* call,
                                         int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read what a subject wants in general. One row, also of a subject that never said anything:
 * subject, version (0: nothing was ever said), settings_version, mode (text), language (text),
 * read_receipts (text), preferred_channel (text), quiet_from, quiet_to, quiet_hours (text:
 * "22:00-07:30"), digest (bool), digest_hour, cap_count, cap_hours. What is not marked is int64.
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such subject, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_preference_get(pmm_session* session, pmm_id subject, const pmm_call* call,
                                      pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List the choices of the settings version in force, and the preferred channels. Columns: kind
 * (text: "choice" or "preferred_channel"), scope (text: "service", "category" or "case"), target
 * (int64: its id), channel (text), wanted (bool; of a choice).
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such subject, or
 *         not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_preference_choices(pmm_session* session, pmm_id subject,
                                          const pmm_call* call, pmm_result** out_result,
                                          pmm_error** out_error) PMM_NOEXCEPT;

/**
 * List what was ever set, newest first; nothing of it is changed or removed. Columns: id, version,
 * settings_version, at (time), setting (text), scope (text), target, channel (text), old_value
 * (text), new_value (text), actor, on_behalf_of, via, assurance (the level of the call). What is
 * not marked is int64.
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, page, call or out_result), PMM_E_LIMIT (page limit),
 *         PMM_E_NOT_FOUND (no such subject, or not to be seen), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_preference_history(pmm_session* session, pmm_id subject,
                                          const pmm_page* page, const pmm_call* call,
                                          pmm_result** out_result,
                                          pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_preference_question.set_fields. */
#define PMM_PREFERENCE_QUESTION_NOTICE_CLASS (UINT64_C(1) << 0)
#define PMM_PREFERENCE_QUESTION_SERVICE (UINT64_C(1) << 1)
#define PMM_PREFERENCE_QUESTION_CATEGORY (UINT64_C(1) << 2)
#define PMM_PREFERENCE_QUESTION_CASE_ID (UINT64_C(1) << 3)

typedef struct pmm_preference_question {
  uint32_t struct_size; /* set by PMM_PREFERENCE_QUESTION_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_PREFERENCE_QUESTION_* */
  pmm_str notice_class; /* "legal", "courtesy" or "promotional"; default: the service's, else
                           courtesy */
  pmm_id service;       /* default: the case's */
  pmm_id category;      /* default: the service's */
  pmm_id case_id;       /* a case of the subject */
} pmm_preference_question;
#define PMM_PREFERENCE_QUESTION_INIT \
  { sizeof(pmm_preference_question), 0, 0, {NULL, 0}, 0, 0, 0 }

/**
 * Ask whether a notice would be wanted, and why. One row per channel: channel (text), wanted
 * (bool), rule (text: "legal_class", "board_off", "service_choice", "category_choice",
 * "needs_choice", "mode_auto" or "mode_manual"), scope (text) and target (int64) of the choice that
 * decided, preferred (bool), preferred_by (text: "case", "service" or "subject"), explanation
 * (text).
 *
 * @param session     The session.
 * @param subject     The subject.
 * @param question    NULL for a courtesy notice about nothing in particular.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, question, call or out_result), PMM_E_UNSUPPORTED (a newer
 *         question), PMM_E_NOT_FOUND (subject, service or case_id), PMM_E_CONFLICT (case_id is of
 *         another subject), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_preference_explain(pmm_session* session, pmm_id subject,
                                          const pmm_preference_question* question,
                                          const pmm_call* call, pmm_result** out_result,
                                          pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

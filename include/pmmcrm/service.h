/*
 * Services: the catalogue, with the attributes of the Italian service card and of CPSV-AP.
 */
#ifndef PMMCRM_SERVICE_H
#define PMMCRM_SERVICE_H

#include "pmmcrm/db.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of pmm_service_input.set_fields: which members the caller filled in. A text member that is
   set and empty clears the field, or gives it its default. */
#define PMM_SERVICE_CODE (UINT64_C(1) << 0)
#define PMM_SERVICE_NAME (UINT64_C(1) << 1)
#define PMM_SERVICE_STATUS (UINT64_C(1) << 2)
#define PMM_SERVICE_STATUS_REASON (UINT64_C(1) << 3)
#define PMM_SERVICE_DESCRIPTION (UINT64_C(1) << 4)
#define PMM_SERVICE_AUDIENCE (UINT64_C(1) << 5)
#define PMM_SERVICE_HOW_TO (UINT64_C(1) << 6)
#define PMM_SERVICE_NEEDED (UINT64_C(1) << 7)
#define PMM_SERVICE_OBTAINED (UINT64_C(1) << 8)
#define PMM_SERVICE_TIMING (UINT64_C(1) << 9)
#define PMM_SERVICE_ACCESS_URL (UINT64_C(1) << 10)
#define PMM_SERVICE_CONDITIONS (UINT64_C(1) << 11)
#define PMM_SERVICE_CONTACTS (UINT64_C(1) << 12)
#define PMM_SERVICE_COSTS (UINT64_C(1) << 13)
#define PMM_SERVICE_FURTHER_INFO (UINT64_C(1) << 14)
#define PMM_SERVICE_SPECIAL_CASES (UINT64_C(1) << 15)
#define PMM_SERVICE_KEYWORDS (UINT64_C(1) << 16)
#define PMM_SERVICE_TOPICS (UINT64_C(1) << 17)
#define PMM_SERVICE_LANGUAGE (UINT64_C(1) << 18)
#define PMM_SERVICE_SECTOR (UINT64_C(1) << 19)
#define PMM_SERVICE_THEMATIC_AREA (UINT64_C(1) << 20)
#define PMM_SERVICE_SPATIAL (UINT64_C(1) << 21)
#define PMM_SERVICE_LEGAL_RESOURCE (UINT64_C(1) << 22)
#define PMM_SERVICE_OUTPUT (UINT64_C(1) << 23)
#define PMM_SERVICE_TERM_CLOCK (UINT64_C(1) << 24)
#define PMM_SERVICE_OPEN311_TYPE (UINT64_C(1) << 25)
#define PMM_SERVICE_ATTRIBUTES (UINT64_C(1) << 26)
#define PMM_SERVICE_CATEGORY (UINT64_C(1) << 27)
#define PMM_SERVICE_OFFICE (UINT64_C(1) << 28)
#define PMM_SERVICE_TERM_DAYS (UINT64_C(1) << 29)
#define PMM_SERVICE_TERM_ROLLS (UINT64_C(1) << 30)
#define PMM_SERVICE_REOPEN_DAYS (UINT64_C(1) << 31)
#define PMM_SERVICE_REOPEN_BY_SUBJECT (UINT64_C(1) << 32)
#define PMM_SERVICE_NOTICE_CLASS (UINT64_C(1) << 33)

/* Texts are 64 KiB unless said. */
typedef struct pmm_service_input {
  uint32_t struct_size;  /* set by PMM_SERVICE_INPUT_INIT */
  uint32_t reserved0;    /* must be zero */
  uint64_t set_fields;   /* PMM_SERVICE_* */
  pmm_str code;          /* short name in other systems; unique. 255 bytes */
  pmm_str name;          /* 1 KiB */
  pmm_str status;        /* "active" (default), "suspended" or "ended" */
  pmm_str status_reason; /* why it is not active; needed then, else empty */
  pmm_str description;   /* in short */
  pmm_str audience;      /* to whom it is addressed */
  pmm_str how_to;        /* how to do it */
  pmm_str needed;        /* what is needed */
  pmm_str obtained;      /* what one gets */
  pmm_str timing;        /* times and deadlines, in words */
  pmm_str access_url;    /* where it is asked on line. 1 KiB */
  pmm_str conditions;    /* of use */
  pmm_str contacts;
  pmm_str costs;
  pmm_str further_info;
  pmm_str special_cases;
  pmm_str keywords;          /* comma separated */
  pmm_str topics;            /* comma separated */
  pmm_str language;          /* BCP 47 tags, comma separated. 1 KiB */
  pmm_str sector;            /* 1 KiB */
  pmm_str thematic_area;     /* 1 KiB */
  pmm_str spatial;           /* the territory it covers. 1 KiB */
  pmm_str legal_resource;    /* the law it rests on */
  pmm_str output;            /* what it produces, in the words of CPSV-AP */
  pmm_str term_clock;        /* "calendar" (default) or "working": which days the term counts */
  pmm_str open311_type;      /* "realtime" (default), "batch" or "blackbox" */
  pmm_str attributes;        /* what its cases are asked, as JSON, see below. 1 MiB */
  pmm_id category;           /* 0: none */
  pmm_id office;             /* that answers for it; 0: none */
  int32_t term_days;         /* legal term, 0 to 3650; -1: none (default) */
  int32_t term_rolls;        /* 0 or 1: a last day on a holiday or Sunday moves on. Default 1 */
  int32_t reopen_days;       /* a closed case may be reopened so many days, 0 to 3650; -1: not at
                                all (default) */
  int32_t reopen_by_subject; /* 0 or 1: by its subject too. Default 0 */
  pmm_str notice_class;      /* of the notices about its cases: "legal", "courtesy" or
                                "promotional"; empty: as the kind of the case says */
} pmm_service_input;
#define PMM_SERVICE_INPUT_INIT                                                                  \
  {                                                                                             \
    sizeof(pmm_service_input), 0, 0, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0},     \
        {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, \
        {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0, 0, 0, 0, 0, 0, {   \
      NULL, 0                                                                                   \
    }                                                                                           \
  }

/* `attributes` is a JSON array of definitions in the terms of Open311, empty for none:
     code                  text, 255 bytes, once per service
     datatype              "string" (default; one line), "number", "datetime" (RFC 3339, or a date),
                           "text", "singlevaluelist", "multivaluelist"
     required              bool, default false
     description           text shown to who answers
     datatype_description  text, such as how to write a number plate
     order                 whole number, default 0
     values                [{"key", "name"}…] of the two lists; name defaults to key
     variable              bool, default true; false: shown for information, takes no value
     dimension             bool, default false: analysts may group by it, as
                           "cases.attributes.CODE" (pmm_meta). For singlevaluelist, number and
                           datetime only: free text may hold personal data, and a case with several
                           values would be in several groups. Services that declare one code give
                           it one datatype; 64 codes at most
   Other members are refused. Read back, every member is there, in this order of names: code,
   datatype, datatype_description, required, description, order, variable, dimension, values. */

/**
 * Create a service.
 *
 * @param session    The session.
 * @param input      Needs code and name.
 * @param call       NULL for defaults.
 * @param out_id     The new service.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field such as "attributes[2].datatype", or call),
 *         PMM_E_UNSUPPORTED (a newer input), PMM_E_LIMIT (a text is too long, JSON too deep),
 *         PMM_E_NOT_FOUND (category, office), PMM_E_CONFLICT (code or idempotency key),
 *         PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_service_create(pmm_session* session, const pmm_service_input* input,
                                      const pmm_call* call, pmm_id* out_id,
                                      pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Change a service. Cases that are open keep their office and category; after a change of the term
 * the next pmm_tick() derives their due times again, and journals it.
 *
 * @param session      The session.
 * @param id           The service.
 * @param input        What to change.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, a field such as "attributes[2].datatype", or call),
 *         PMM_E_UNSUPPORTED (a newer input), PMM_E_LIMIT (a text is too long, JSON too deep),
 *         PMM_E_NOT_FOUND (service, category, office), PMM_E_CONFLICT (version, code or idempotency
 *         key), PMM_E_DENIED (not an administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT,
 *         PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_service_update(pmm_session* session, pmm_id id,
                                      const pmm_service_input* input, const pmm_call* call,
                                      int64_t* out_version, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Read a service. One row: id (int64), version (int64), code, name, category (int64), office
 * (int64), status, status_reason, description, audience, how_to, needed, obtained, timing,
 * access_url, conditions, contacts, costs, further_info, special_cases, keywords, topics, language,
 * sector, thematic_area, spatial, legal_resource, output, term_days (int64), term_clock, term_rolls
 * (bool), open311_type, attributes (JSON), reopen_days (int64), reopen_by_subject (bool), created
 * (time), notice_class. What is not marked is text; what was not given is null.
 *
 * @param session     The session.
 * @param id          The service.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, call or out_result), PMM_E_NOT_FOUND (no such service, or
 *         the actor has no right at all), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_service_get(pmm_session* session, pmm_id id, const pmm_call* call,
                                   pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/* Bits of pmm_service_filter.set_fields. */
#define PMM_SERVICE_FILTER_CODE (UINT64_C(1) << 0)
#define PMM_SERVICE_FILTER_STATUS (UINT64_C(1) << 1)
#define PMM_SERVICE_FILTER_CATEGORY (UINT64_C(1) << 2)
#define PMM_SERVICE_FILTER_OFFICE (UINT64_C(1) << 3)
#define PMM_SERVICE_FILTER_CHANNEL (UINT64_C(1) << 4)

/* Every member that is set must hold. */
typedef struct pmm_service_filter {
  uint32_t struct_size; /* set by PMM_SERVICE_FILTER_INIT */
  uint32_t reserved0;   /* must be zero */
  uint64_t set_fields;  /* PMM_SERVICE_FILTER_* */
  pmm_str code;
  pmm_str status;
  pmm_id category; /* 0: those without one */
  pmm_id office;   /* 0: those without one */
  pmm_id channel;  /* that may be asked over it */
} pmm_service_filter;
#define PMM_SERVICE_FILTER_INIT \
  { sizeof(pmm_service_filter), 0, 0, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/**
 * List services, oldest first, with the columns of pmm_service_get().
 *
 * @param session     The session.
 * @param filter      NULL for all.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them. None for an actor without any right.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, filter, page, call or out_result), PMM_E_UNSUPPORTED (a
 *         newer filter), PMM_E_LIMIT (page limit), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_service_list(pmm_session* session, const pmm_service_filter* filter,
                                    const pmm_page* page, const pmm_call* call,
                                    pmm_result** out_result, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Say over which channels a service may be asked: the whole set, in place of the one before.
 *
 * @param session      The session.
 * @param service      The service.
 * @param channels     `count` channels, each once. Not NULL unless count is 0.
 * @param count        At most 1000; 0: every channel.
 * @param call         NULL for defaults; expected_version is checked.
 * @param out_version  The new version of the service. May be NULL.
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, channels or call), PMM_E_LIMIT (count), PMM_E_NOT_FOUND
 *         (service, channels[i]), PMM_E_CONFLICT (version or idempotency key), PMM_E_DENIED (not an
 *         administrator), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT, PMM_E_FULL,
 *         PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_service_set_channels(pmm_session* session, pmm_id service,
                                            const pmm_id* channels, size_t count,
                                            const pmm_call* call, int64_t* out_version,
                                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The channels enabled for a service, with the columns of pmm_channel_get(). No row: every channel.
 *
 * @param session     The session.
 * @param service     The service.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, page, call or out_result), PMM_E_LIMIT (page limit),
 *         PMM_E_NOT_FOUND (service), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_service_channels(pmm_session* session, pmm_id service, const pmm_page* page,
                                        const pmm_call* call, pmm_result** out_result,
                                        pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

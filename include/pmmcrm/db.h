/*
 * The store: opening, closing, sessions that act as an actor, transactions, upkeep.
 */
#ifndef PMMCRM_DB_H
#define PMMCRM_DB_H

#include "pmmcrm/base.h"
#include "pmmcrm/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An open store. @threads shared. Free with pmm_db_free(). */
typedef struct pmm_db pmm_db;
/* An actor at work. @threads serial. Free with pmm_session_free(). */
typedef struct pmm_session pmm_session;

/* Every new store has these two actors. */
#define PMM_ACTOR_ADMINISTRATOR 1 /* the first administrator */
#define PMM_ACTOR_SYSTEM 2        /* what the library does by itself, such as pmm_tick() */

/* Flags of pmm_open_options. */
enum {
  PMM_OPEN_CREATE = 1,    /* make the store if there is none */
  PMM_OPEN_EXCLUSIVE = 2, /* with CREATE: it must not exist yet. An empty file that an interrupted
                             creation left is not one, and becomes a store */
  PMM_OPEN_READ_ONLY = 4, /* every write is PMM_E_DENIED */
  PMM_OPEN_MEMORY = 8,    /* a private store, gone when freed; the path is not used. Its files are
                             in a folder of its own, mode 0700, in /dev/shm, or in /tmp on a system
                             that has none; a process that dies leaves them there */
  PMM_OPEN_TO_COPY = 16,  /* with READ_ONLY: a store of an older schema is opened too, as it stands,
                             for pmm_backup() alone; every other read is PMM_E_UNSUPPORTED. The copy
                             is migrated when it is opened for writing */
  PMM_OPEN_NO_COLUMNS_FILE = 32 /* FILE.columns is neither read nor written: see pmm_open() */
};

/* The time now, in microseconds since 1970 UTC. May be called from any thread, at once. */
typedef int64_t (*pmm_clock_fn)(void* user_data);

typedef int32_t pmm_log_level;
enum { PMM_LOG_DEBUG = 1, PMM_LOG_INFO = 2, PMM_LOG_WARNING = 3, PMM_LOG_ERROR = 4 };

/* One line of log, without personal data; `line` is valid during the call, and NUL-terminated. The
   wording may change between versions, the levels mean:
    - DEBUG: a checkpoint done or postponed;
    - INFO: a store made, opened or migrated, a log found beside it, columns built, saved, taken
      from FILE.columns or found there to be of no use, an import done;
    - WARNING: a wait for the gate of over a second, a transaction that its limit ended, a
      checkpoint that failed, an import that ended early, a damaged FILE.columns, or one that could
      not be saved;
    - ERROR: a commit that failed, foreign access, a migration that failed, a fault of the library.
   Called from any thread, several at once, by whoever does the work, often while it holds the turn
   to write: a slow callback slows every writer of every process, so it should hand the line over
   and return. It must not call the library, not even another store: the call would wait for what
   its own thread holds. It must not throw or longjmp. */
typedef void (*pmm_log_fn)(void* user_data, pmm_log_level level, pmm_str line);

/* Called exactly once for a registered user_data, also when the registration fails. */
typedef void (*pmm_destroy_fn)(void* user_data);

/* All zero means defaults. */
typedef struct pmm_open_options {
  uint32_t struct_size;         /* set by PMM_OPEN_OPTIONS_INIT */
  uint32_t flags;               /* PMM_OPEN_* */
  pmm_str timezone;             /* IANA name, kept by a new store; empty: Europe/Rome. Of a store
                                   that exists, empty or the one it was made with */
  uint32_t busy_timeout_ms;     /* waiting for the turn to write; 0: 5000, at most 600000 */
  uint32_t reserved0;           /* must be zero */
  int64_t wal_limit_bytes;      /* size of the log that calls for a checkpoint; 0: 64 MiB */
  pmm_clock_fn clock;           /* NULL: the system's */
  void* clock_data;             /* given to `clock` */
  pmm_destroy_fn clock_destroy; /* NULL: none */
  pmm_log_fn log;               /* NULL: silence */
  void* log_data;               /* given to `log` */
  pmm_destroy_fn log_destroy;   /* NULL: none */
  int64_t memory_limit_bytes;   /* see below; 0: none, else at least 16 MiB */
  pmm_str municipalities;       /* path of the national archive of municipalities (ANPR), CSV or
                                   .gz, read while opening: places of birth in codici fiscali are
                                   compared with it by imports, pmm_identifier_check() and
                                   pmm_check(), which then remark and never refuse. Empty: none */
  uint32_t query_threads;       /* that a question may use, the caller's own included, of one open
                                   store; 0: as many as the machine has, up to 8; at most 64. The
                                   others are made when a question first has work for them, have
                                   all signals blocked, and end with the store. Answers do not
                                   depend on how many there are */
  uint32_t reserved1;           /* must be zero */
} pmm_open_options;
#define PMM_OPEN_OPTIONS_INIT                                                               \
  {                                                                                         \
    sizeof(pmm_open_options), 0, {NULL, 0}, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, \
        {NULL, 0}, 0, 0                                                                     \
  }

/* What memory_limit_bytes bounds, of one open store:
    - page caches: each connection to the file may cache 1/64 of the limit, at least 256 KiB and at
      most the 16 MiB that it may without a limit. At most 15 idle ones are kept beside the
   writer's, so that 15 reads at once stay within a quarter; each further read at the same time adds
   its own;
    - the columns that questions run on: a half. A question for which they would have to grow over
      it is PMM_E_LIMIT;
    - one answer: a quarter. A read or a question whose answer is larger is PMM_E_LIMIT, and the
      answer is dropped; a page of fewer rows may fit;
    - what a question gathers by group while it runs: a quarter, each question for itself. One that
      needs more is PMM_E_LIMIT.
   Such an error has the details "limit" and "needed" in bytes; columns are not read to the end once
   they are too large, so what they need is at least that. Not counted, because bounded otherwise:
   the rows under way of an import (four batches of at most 4,096 rows and one MiB each) and a
   single value. Answers that the host keeps are its own. */

/**
 * Open a store. Creating one also makes the actors PMM_ACTOR_ADMINISTRATOR and PMM_ACTOR_SYSTEM, in
 * the same transaction as its tables.
 * Files are made with mode 0600; beside FILE there are FILE-wal, FILE-shm, FILE.gate, FILE.turn,
 * FILE.columns, FILE.erased.
 *
 * FILE.columns holds the columns that questions run on, as numbers: codes of catalogues, instants,
 * numbers of subjects, keyed hashes of visitors; no name and no text about anybody. It is a cache:
 * the first question of whoever opens the store next takes them from there and reads only what was
 * committed since. It is saved when the store is closed and, after a second's work or more, by a
 * thread of its own meanwhile; never by an open that is read-only or by a write. It is checked to
 * the last byte, and one that is missing, damaged, of another store, of another past of this one or
 * of another version of the library makes the question read the tables, with the same answer and a
 * line of log. It may be deleted at any time and needs no backup; it must not be written into,
 * which may end the processes that have it mapped. FILE.columns.partial is one that is being saved.
 *
 * FILE.erased is there once a subject was erased (pmm_data_request_work()): numbers of subjects and
 * digests of random tokens, no data. Where the store is an older copy that was put back, whoever
 * the list names is erased from it before this function answers; such a copy is not opened for
 * reading only. Without the list nobody knows: it is kept with the backups. docs/privacy.md
 *
 * A store of an older schema is brought to the library's own, step by step, each step with its new
 * version in one transaction and a record in the journal; processes that come meanwhile wait.
 *
 * @param path       UTF-8 path.
 * @param options    NULL for all defaults: an existing store, to read and write.
 * @param out_db     The store; the caller frees it with pmm_db_free().
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (path, options, unknown time zone, no table of municipalities),
 *         PMM_E_LIMIT (path), PMM_E_NOT_FOUND (no such store, or municipalities), PMM_E_CONFLICT
 *         (PMM_OPEN_EXCLUSIVE and it exists, another time zone, or a FILE.erased of another store),
 *         PMM_E_UNSUPPORTED (newer options; a schema that this library does not know, or one that
 * must be migrated and PMM_OPEN_READ_ONLY without PMM_OPEN_TO_COPY: detail "version"; a file with a
 * second name; a file system that cannot hold a store; an older copy, read only, of whom
 * FILE.erased names), PMM_E_CORRUPT (not a store, or a damaged FILE.erased), PMM_E_BUSY,
 * PMM_E_FULL.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_open(pmm_str path, const pmm_open_options* options, pmm_db** out_db,
                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Close a store. Sessions that are still open stay valid objects: their calls fail with
 * PMM_E_CLOSED, and the file is let go when the last of them is freed. Results live on. A
 * transaction that is open is never committed: pmm_commit() answers PMM_E_CLOSED and undoes it, as
 * do pmm_rollback() and freeing the session; at the latest its time limit does. Whoever frees the
 * last handle of a store waits until FILE.columns is saved, if it is due; nothing but the time of
 * a later question depends on it, and the log tells what went wrong.
 *
 * @param db  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_db_free(pmm_db* db) PMM_NOEXCEPT;

/**
 * Facts about an open store, one row: path (text), timezone (text), store_id (text),
 * schema_version (int64), sqlite (text), journal (int64: last number), visits (int64: last id),
 * subjects, contacts, cases (int64: last ids), read_only (bool), smallest_cell (int64: the fewest
 * rows over which a number is shown to who may not see persons).
 *
 * @param db          The store.
 * @param call        NULL for defaults.
 * @param out_result  The row; the caller frees it.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL or call), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_db_info(pmm_db* db, const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) PMM_NOEXCEPT;

/* What a store has done since it was opened here: what this handle did, not other processes. For
   watching: `refused` that grows faster than the host's own mistakes, `longest_gate_wait_us` near
   the busy timeout, `wal_bytes` far over its limit with `checkpoints_postponed` growing (a reader
   that stays), `column_bytes` near half of the memory limit. */
typedef struct pmm_statistics {
  uint32_t struct_size;          /* set by PMM_STATISTICS_INIT */
  uint32_t reserved0;            /* zero */
  int64_t writes;                /* writes acknowledged */
  int64_t groups;                /* commits; each is one sync to disk */
  int64_t refused;               /* writes that were begun and failed, by a rule or by the disk */
  int64_t checkpoints;           /* times the log was folded into the file */
  int64_t wal_bytes;             /* size of the log after the last commit */
  int64_t longest_wait_us;       /* longest time one write took, waiting included */
  int64_t readers;               /* idle read connections */
  int64_t snapshots;             /* reads that run now */
  int64_t waiting;               /* writes that wait for their turn now */
  int64_t checkpoints_postponed; /* times a reader still needed a part of the log */
  int64_t longest_gate_wait_us;  /* longest wait for the turn between processes */
  int64_t journal;               /* last number of the journal that a write of this handle committed
                                    or found; 0 before the first */
  int64_t cache_bytes;           /* what the page caches of the open connections may take */
  int64_t column_bytes;       /* what the columns for questions take; 0 before the first question */
  int64_t memory_limit_bytes; /* as opened; 0: none */
  int64_t case_column_bytes;  /* of column_bytes: the rows of cases, and where to find them */
  int64_t stage_column_bytes; /* the same of the stays of cases in their states */
  int64_t contact_column_bytes;     /* of contacts */
  int64_t visit_column_bytes;       /* of visits */
  int64_t delivery_column_bytes;    /* of deliveries */
  int64_t appointment_column_bytes; /* of appointments; what is left of column_bytes are the codes
                                       that the cubes share, and the attributes of subjects */
} pmm_statistics;
#define PMM_STATISTICS_INIT \
  { sizeof(pmm_statistics), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * What the store has done so far.
 *
 * @param db              The store.
 * @param out_statistics  Caller's struct, initialised by PMM_STATISTICS_INIT; filled in.
 * @param out_error       May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, or a struct that was not initialised).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_db_statistics(pmm_db* db, pmm_statistics* out_statistics,
                                     pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Do all that is due at the time of the store's clock: due times are derived again where holidays
 * changed; mandates whose time is over end; places that were held too long fall free, and requests
 * for a time that has come expire; reminders follow what they are about, and
 * those that are due go on the boards; campaigns write their notifications; leases of carriers that
 * fell silent end; what is due to go out is given to the carriers of pmm_carrier_set(); texts that
 * are older than pmm_retention_set() says go, a part at each call; erasures that a reader had kept
 * in the log are finished; the log of reads is written. Safe to call at any time, from several
 * processes; what is not due is left alone. Channels take turns, a batch at a time, what is legal
 * first, and after a hundred turns what is left is for the next call. What fails keeps nothing else
 * back; the first failure is returned. What a carrier has in hand when the call is cancelled is
 * reported; what was claimed and not sent is given back.
 *
 * @param db         The store.
 * @param call       NULL for defaults.
 * @param out_done   Number of rows changed, and of deliveries tried; those that a rule stopped or
 * put off instead are not counted. May be NULL.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (db or call), PMM_E_DENIED (read only), PMM_E_CANCELLED,
 *         PMM_E_TIMEOUT, PMM_E_BUSY, PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_tick(pmm_db* db, const pmm_call* call, int64_t* out_done,
                            pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Make a consistent copy of the store while others read and write it. The copy is a store of its
 * own, complete in one file.
 *
 * @param db         The store.
 * @param path       UTF-8 path of the copy; must not exist.
 * @param call       NULL for defaults; progress counts pages.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL, path or call), PMM_E_LIMIT (path), PMM_E_CONFLICT (the
 *         path exists), PMM_E_FULL, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_backup(pmm_db* db, pmm_str path, const pmm_call* call,
                              pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Verify the store: the structure of the file, references, invariants of the data, the hash chain
 * of the journal, and the version of SQLite. One row per finding: severity (text: "error",
 * "warning", "note"), rule (text), count (int64), message (text). No row of severity "error"
 * means that the store is sound.
 *
 * @param db          The store.
 * @param call        NULL for defaults; progress counts rules.
 * @param out_result  The findings; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL or call), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_check(pmm_db* db, const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Act as an actor. What the actor may see and do is looked up at every call, so that a grant given
 * or taken counts from the next call on, in every process.
 *
 * @param db           The store; the session keeps it alive.
 * @param actor        Whom the host has authenticated.
 * @param out_session  The session; the caller frees it with pmm_session_free().
 * @param out_error    May be NULL.
 * @return PMM_OK; PMM_E_INVALID (a NULL), PMM_E_NOT_FOUND (no such actor, or not active).
 * @threads any
 * @since 0.1
 */
PMM_API pmm_status pmm_session_open(pmm_db* db, pmm_id actor, pmm_session** out_session,
                                    pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The actor of a session.
 *
 * @param session  NULL gives 0.
 * @return Its id.
 * @threads any
 * @since 0.1
 */
PMM_API pmm_id pmm_session_actor(const pmm_session* session) PMM_NOEXCEPT;

/**
 * Say at which level of assurance whoever uses the session has logged in. Calls that name no level
 * of their own have it from then on; contacts and cases keep it.
 *
 * @param session    The session.
 * @param assurance  1 to 3; 0: unknown, as in a new session.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session or assurance).
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_session_set_assurance(pmm_session* session, int32_t assurance,
                                             pmm_error** out_error) PMM_NOEXCEPT;

/**
 * The level of assurance of a session.
 *
 * @param session  NULL gives 0.
 * @return 1 to 3; 0: unknown.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API int32_t pmm_session_assurance(const pmm_session* session) PMM_NOEXCEPT;

/**
 * The last failure on this session: a convenience for C.
 *
 * @param session  NULL gives NULL.
 * @return NULL if the latest call that can fail succeeded. Borrowed: valid until the next call on
 *         the same session.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API const pmm_error* pmm_last_error(const pmm_session* session) PMM_NOEXCEPT;

/**
 * Free a session. A transaction that is open on it is rolled back.
 *
 * @param session  NULL is allowed.
 * @threads any
 * @since 0.1
 */
PMM_API void pmm_session_free(pmm_session* session) PMM_NOEXCEPT;

/**
 * Open a transaction: the writes of this session that follow are one, until pmm_commit() or
 * pmm_rollback(). It is alone: no other write runs meanwhile, in any process. Questions inside it
 * see what was committed before. When the time limit passes it is rolled back, and every call on
 * it that follows is PMM_E_TIMEOUT until pmm_rollback().
 *
 * @param session   The session.
 * @param limit_ms  Time limit, 1 to 600000; 0: 5000.
 * @param call      NULL for defaults; deadline and cancel count until it is open.
 * @param out_error May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, limit_ms or call), PMM_E_MISUSE (a transaction is open),
 *         PMM_E_DENIED (read only), PMM_E_BUSY, PMM_E_CANCELLED, PMM_E_TIMEOUT. Memory has run out
 *         also when the system gives no thread to watch the time limit.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_begin(pmm_session* session, uint32_t limit_ms, const pmm_call* call,
                             pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Commit the open transaction; on success it is on disk. On failure nothing of it is kept and it
 * is closed.
 *
 * @param session    The session.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session), PMM_E_MISUSE (no transaction), PMM_E_TIMEOUT (its limit
 *         had passed), PMM_E_FULL, PMM_E_FOREIGN_ACCESS.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_commit(pmm_session* session, pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Undo the open transaction. Works after the database was freed, too.
 *
 * @param session    The session.
 * @param out_error  May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session), PMM_E_MISUSE (no transaction).
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_rollback(pmm_session* session, pmm_error** out_error) PMM_NOEXCEPT;

/* What a row of the history is about. */
typedef int32_t pmm_noun;
enum {
  PMM_NOUN_ACTOR = 1,
  PMM_NOUN_ROLE = 2,
  PMM_NOUN_GRANT = 3,
  PMM_NOUN_SUBJECT = 4,
  PMM_NOUN_IDENTIFIER = 5,
  PMM_NOUN_ADDRESS = 6,
  PMM_NOUN_RELATIONSHIP = 7,
  PMM_NOUN_OFFICE = 8,
  PMM_NOUN_CHANNEL = 9,
  PMM_NOUN_CATEGORY = 10,
  PMM_NOUN_AREA = 11,
  PMM_NOUN_SERVICE = 12,
  PMM_NOUN_HOLIDAY = 13,
  PMM_NOUN_CONTACT = 14,
  PMM_NOUN_TASK = 15,
  PMM_NOUN_CASE = 16,
  PMM_NOUN_CASE_EVENT = 17, /* has no history of its own */
  PMM_NOUN_VISIT = 19,
  PMM_NOUN_STORE = 20,
  PMM_NOUN_SEGMENT = 23,
  PMM_NOUN_FROZEN_GROUP = 24,
  PMM_NOUN_NOTIFICATION = 25,
  PMM_NOUN_NOTIFICATION_TEMPLATE = 26,
  PMM_NOUN_PREFERENCE = 27, /* the id is the subject's */
  PMM_NOUN_FAVOURITE = 28,  /* without a history of its own: they go when they are removed */
  PMM_NOUN_CASE_MESSAGE = 29,
  PMM_NOUN_SAVED_FILTER = 30,
  PMM_NOUN_PAGE_LAYOUT = 31, /* the id is the subject's */
  PMM_NOUN_DELIVERY = 32,
  PMM_NOUN_CAMPAIGN = 34,
  PMM_NOUN_DIGEST = 35,
  PMM_NOUN_CALENDAR = 37,
  PMM_NOUN_OPENING = 38,
  PMM_NOUN_CLOSURE = 39,
  PMM_NOUN_APPOINTMENT = 40,
  PMM_NOUN_REMINDER_RULE = 41,
  PMM_NOUN_REMINDER = 42,
  PMM_NOUN_FEEDBACK = 43,
  PMM_NOUN_MANDATE = 44,
  PMM_NOUN_CHANNEL_RIGHT = 45, /* which channels a role may use; has no history of its own */
  PMM_NOUN_DATA_REQUEST = 46,
  PMM_NOUN_LEGAL_HOLD = 47,
  PMM_NOUN_RETENTION_RULE = 48,
  PMM_NOUN_CONSENT_PURPOSE = 49,
  PMM_NOUN_CONSENT = 50
};

/**
 * Every change of one row, newest first: seq (int64: journal number), at (time), actor (int64),
 * on_behalf_of (int64 or null), verb (text), fields (text: names of what changed, comma
 * separated), reason (text or null: sensitive, as the columns of a role tell them apart). It is for
 * staff that reads the row as staff. What a subject did with its notices and messages, such as to
 * read them (verb mark), is for administrators and the system alone.
 *
 * @param session     The session.
 * @param noun        PMM_NOUN_*.
 * @param id          The row.
 * @param page        NULL for the first 100.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, noun, page, call or out_result), PMM_E_NOT_FOUND (no
 *         such row, or not to be seen), PMM_E_DENIED (the actor is not staff: reasons and actors
 *         are not for citizens), PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_history(pmm_session* session, pmm_noun noun, pmm_id id, const pmm_page* page,
                               const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) PMM_NOEXCEPT;

/**
 * Follow the changes: the records of the journal from behind one of them on, oldest first. Names
 * alone, no values. Columns: seq (int64: journal number), commit_group (int64: what was committed
 * together), at (time), actor (int64), on_behalf_of (int64 or null), verb (text), noun (text), id
 * (int64: the row), subject, case_id (int64 or null), fields (text: names of what changed, comma
 * separated). Of what a subject did with its notices and messages, such as to read them, only the
 * verb mark and the noun are told: actor and id are null too, unless to an administrator or the
 * system. The number of the last one is where to go on, for ever: numbers have no gaps, and a
 * record never changes. No row: there is nothing new.
 *
 * @param session     The session; its actor needs the role integration, privacy_officer, system or
 *                    administrator.
 * @param after       The last number that was read; 0: from the beginning.
 * @param limit       1 to 10000; 0: 1000.
 * @param call        NULL for defaults.
 * @param out_result  The rows; the caller frees them.
 * @param out_error   May be NULL.
 * @return PMM_OK; PMM_E_INVALID (session, after, call or out_result), PMM_E_LIMIT (limit),
 *         PMM_E_DENIED, PMM_E_CANCELLED, PMM_E_TIMEOUT.
 * @threads serial, as the session
 * @since 0.1
 */
PMM_API pmm_status pmm_changes(pmm_session* session, int64_t after, int64_t limit,
                               const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif

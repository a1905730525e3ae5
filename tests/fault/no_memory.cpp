// Out of memory gives an error, not damage and not a leak. The n-th allocation of a call fails,
// once or with all that follow, for n = 1, 2, … until the call no longer meets the failure. After
// each: the status is PMM_E_NO_MEMORY or PMM_OK, a failed call has changed nothing, and the same
// call works once there is memory again. In the end as many blocks are alive as before.
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

#include "pmmcrm/pmmcrm.h"

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void __libc_free(void* block);
}

namespace {

thread_local std::int64_t fail_at = 0;  // counts down; 0: not armed
thread_local bool persistent = false;
thread_local bool failed = false;
std::atomic<std::int64_t> alive{0};

bool must_fail() {
  if (fail_at == 0) return false;
  if (fail_at > 1) {
    --fail_at;
    return false;
  }
  failed = true;
  if (!persistent) fail_at = 0;
  return true;
}

void* counted(void* block) {
  if (block != nullptr) ++alive;
  return block;
}

}  // namespace

extern "C" {
void* malloc(size_t size) { return must_fail() ? nullptr : counted(__libc_malloc(size)); }
void* calloc(size_t count, size_t size) {
  return must_fail() ? nullptr : counted(__libc_calloc(count, size));
}
void* realloc(void* block, size_t size) {
  if (block == nullptr) return malloc(size);
  if (size == 0) {
    free(block);
    return nullptr;
  }
  return must_fail() ? nullptr : __libc_realloc(block, size);
}
void free(void* block) {
  if (block != nullptr) --alive;
  __libc_free(block);
}
}

namespace {

int trials = 0;

#define REQUIRE(condition)                                                         \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      ::_exit(1);                                                                  \
    }                                                                              \
  } while (false)

struct World {
  pmm_db* db = nullptr;
  pmm_session* session = nullptr;
  int names = 0;
};

// How far the store has come: changes with every write that is kept.
std::int64_t journal(pmm_db* db) {
  pmm_result* info = nullptr;
  REQUIRE(pmm_db_info(db, nullptr, &info, nullptr) == PMM_OK);
  const std::int64_t last =
      pmm_result_int64(info, 0, pmm_result_find_column(info, pmm_string("journal")));
  pmm_result_free(info);
  return last;
}

using Call = std::function<pmm_status(World&, pmm_error**)>;

struct Case {
  const char* name;
  std::int64_t records;  // of the journal, when it succeeds
  Call call;
};

// True: the call was so short that the failure never came.
bool try_at(World& world, const Case& tested, std::int64_t at, bool all) {
  const std::int64_t before = journal(world.db);
  pmm_error* error = nullptr;
  ++trials;
  failed = false;
  persistent = all;
  fail_at = at;
  const pmm_status status = tested.call(world, &error);
  fail_at = 0;
  const std::int64_t written = journal(world.db) - before;
  const bool good = (status == PMM_OK && error == nullptr && written == tested.records) ||
                    (status == PMM_E_NO_MEMORY && pmm_error_code(error) == status && written == 0);
  if (!good)
    std::fprintf(stderr, "%s, allocation %lld%s: %s (%s), %lld records\n", tested.name,
                 static_cast<long long>(at), all ? " and all later" : "",
                 pmm_status_name(status).data, pmm_error_message(error).data,
                 static_cast<long long>(written));
  REQUIRE(good);
  pmm_error_free(error);
  if (!failed) {
    REQUIRE(status == PMM_OK);
    return true;
  }
  return false;
}

void run_case(World& world, const Case& tested) {
  for (const bool all : {false, true}) {
    std::int64_t at = 1;
    while (!try_at(world, tested, at, all)) {
      // The handle works as before.
      pmm_error* error = nullptr;
      if (at % 16 == 1) REQUIRE(tested.call(world, &error) == PMM_OK);
      at += 1 + at / 64;
    }
    std::printf("%s: %lld allocations\n", tested.name, static_cast<long long>(at));
  }
}

pmm_status create_subject(World& world, pmm_error** error) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  char name[64];
  std::snprintf(name, sizeof name, "an organization with number %d", ++world.names);
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_EXTERNAL_ID;
  input.kind = pmm_string("organization");
  input.name = pmm_string(name);
  input.external_id = pmm_string(name);
  call.reason = pmm_string("a reason that is long enough to need memory of its own");
  pmm_id id = 7;
  const pmm_status status = pmm_subject_create(world.session, &input, &call, &id, error);
  REQUIRE((id != 0) == (status == PMM_OK));
  return status;
}

pmm_status update_subject(World& world, pmm_error** error) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  char note[64];
  std::snprintf(note, sizeof note, "a note with the number %d", ++world.names);
  input.set_fields = PMM_SUBJECT_NOTE;
  input.note = pmm_string(note);
  return pmm_subject_update(world.session, 1, &input, nullptr, nullptr, error);
}

pmm_status create_address(World& world, pmm_error** error) {
  pmm_address_input input = PMM_ADDRESS_INPUT_INIT;
  char value[64];
  std::snprintf(value, sizeof value, "somebody.%d@example.org", ++world.names);
  input.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE | PMM_ADDRESS_IS_DEFAULT;
  input.kind = pmm_string("email");
  input.value = pmm_string(value);
  input.is_default = 0;
  pmm_id id = 0;
  return pmm_address_create(world.session, 1, &input, nullptr, &id, error);
}

pmm_status get_subject(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status =
      pmm_subject_get(world.session, 1, PMM_TIME_NONE, nullptr, &result, error);
  REQUIRE((result != nullptr) == (status == PMM_OK));
  pmm_result_free(result);
  return status;
}

pmm_status list_subjects(World& world, pmm_error** error) {
  pmm_page page = PMM_PAGE_INIT;
  page.limit = 2;
  pmm_result* result = nullptr;
  pmm_status status = pmm_subject_list(world.session, nullptr, &page, nullptr, &result, error);
  if (status != PMM_OK) return status;
  pmm_text* json = nullptr;
  status = pmm_result_json(result, &json, error);
  pmm_text_free(json);
  if (status == PMM_OK) {
    ArrowArrayStream stream;
    status = pmm_result_export_arrow(result, &stream, error);
    if (stream.release != nullptr) stream.release(&stream);
  }
  pmm_result_free(result);
  return status;
}

pmm_status history(World& world, pmm_error** error) {
  pmm_result* result = nullptr;
  const pmm_status status =
      pmm_history(world.session, PMM_NOUN_SUBJECT, 1, nullptr, nullptr, &result, error);
  pmm_result_free(result);
  return status;
}

// Two writes in a transaction of the host. Whatever fails, the transaction is ended here.
pmm_status transaction(World& world, pmm_error** error) {
  pmm_status status = pmm_begin(world.session, 60'000, nullptr, error);
  if (status == PMM_E_LIMIT && failed) {  // the system had no memory for a thread
    pmm_error_free(*error);
    *error = nullptr;
    fail_at = 0;
    failed = true;
    status = pmm_begin(world.session, 60'000, nullptr, error);
  }
  if (status != PMM_OK) return status;
  status = create_subject(world, error);
  if (status == PMM_OK) status = update_subject(world, error);
  if (status == PMM_OK) return pmm_commit(world.session, error);
  REQUIRE(pmm_rollback(world.session, nullptr) == PMM_OK);
  return status;
}

pmm_status open_another(World& world, pmm_error** error) {
  (void)world;
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  pmm_db* db = nullptr;
  pmm_session* session = nullptr;
  pmm_status status = pmm_open(pmm_string(nullptr), &options, &db, error);
  REQUIRE((db != nullptr) == (status == PMM_OK));
  if (status == PMM_OK) status = pmm_session_open(db, PMM_ACTOR_SYSTEM, &session, error);
  pmm_session_free(session);
  pmm_db_free(db);
  return status;
}

void run_all() {
  const Case cases[] = {
      {"subject_create", 1, create_subject}, {"subject_update", 1, update_subject},
      {"address_create", 1, create_address}, {"subject_get", 0, get_subject},
      {"subject_list", 0, list_subjects},    {"history", 0, history},
      {"transaction", 2, transaction},       {"open", 0, open_another},
  };
  World world;
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  REQUIRE(pmm_open(pmm_string(nullptr), &options, &world.db, nullptr) == PMM_OK);
  REQUIRE(pmm_session_open(world.db, PMM_ACTOR_ADMINISTRATOR, &world.session, nullptr) == PMM_OK);
  pmm_error* error = nullptr;
  REQUIRE(create_subject(world, &error) == PMM_OK);
  for (const Case& tested : cases) run_case(world, tested);
  pmm_result* findings = nullptr;
  REQUIRE(pmm_check(world.db, nullptr, &findings, nullptr) == PMM_OK);
  for (std::int64_t row = 0; row < pmm_result_rows(findings); ++row)
    REQUIRE(std::string(pmm_result_text(findings, row, 0).data) != "error");
  pmm_result_free(findings);
  pmm_session_free(world.session);
  pmm_db_free(world.db);
}

}  // namespace

int main() {
  run_all();  // also fills what the libraries below keep for ever
  const std::int64_t before = alive;
  run_all();
  const std::int64_t after = alive;
  std::printf("%d trials, %lld blocks before, %lld after\n", trials, static_cast<long long>(before),
              static_cast<long long>(after));
  std::fflush(stdout);
  REQUIRE(after <= before);
  return 0;
}

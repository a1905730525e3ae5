// Out of memory gives an error, not damage and not a leak. The n-th allocation of each call that
// can fail fails, once or with all that follow, for n = 1, 2, … in growing steps until the call no
// longer meets the failure. After each: the status is PMM_E_NO_MEMORY or PMM_OK, a failed call has
// changed nothing, and the same call works once there is memory again. In the end as many blocks
// are alive as before.
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "calls.h"

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
constexpr std::int64_t kStep = 64;  // every allocation up to here, then each further one later

#undef REQUIRE  // a program without memory ends at once
#define REQUIRE(condition)                                                         \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      ::_exit(1);                                                                  \
    }                                                                              \
  } while (false)

// How far the store has come: changes with every write that is kept.
std::int64_t kept(pmm_db* db) {
  pmm_result* info = nullptr;
  REQUIRE(pmm_db_info(db, nullptr, &info, nullptr) == PMM_OK);
  std::int64_t out = 0;
  for (const char* column : {"journal", "visits"})
    out += pmm_result_int64(info, 0, pmm_result_find_column(info, pmm_string(column)));
  pmm_result_free(info);
  return out;
}

// How many records a call keeps, when it goes well.
std::int64_t try_call(world& w, const calls_entry& entry, std::int64_t at, bool all,
                      pmm_status* out_status) {
  w.session = w.admin;
  w.ids = w.known;
  // A call that left nothing is made again with the same values: some have but two, by turns.
  static bool next = true;
  if (next || entry.prepare != nullptr) ++w.number;
  if (entry.prepare != nullptr) entry.prepare(&w);
  const std::int64_t before = kept(w.db);
  pmm_error* error = nullptr;
  ++trials;
  failed = false;
  persistent = all;
  fail_at = at;
  *out_status = entry.call(&w, nullptr, &error);
  fail_at = 0;
  REQUIRE(pmm_error_code(error) == *out_status);
  pmm_error_free(error);
  pmm_rollback(w.admin, nullptr);  // what the preparation opened and the call did not end
  const std::int64_t written = kept(w.db) - before;
  next = *out_status == PMM_OK || written != 0;
  return written;
}

// True: the call was so short that the failure never came.
bool try_at(world& w, const calls_entry& entry, std::int64_t at, bool all, std::int64_t records) {
  pmm_status status = PMM_OK;
  const std::int64_t written = try_call(w, entry, at, all, &status);
  const bool keeps = (entry.traits & CALLS_CHUNKS) != 0 && written == records;
  const bool good = (status == PMM_OK && written == records) ||
                    (status == PMM_E_NO_MEMORY && (written == 0 || keeps));
  if (!good)
    std::fprintf(stderr, "%s, allocation %lld%s: %s, %lld of %lld records\n", entry.name,
                 static_cast<long long>(at), all ? " and all later" : "",
                 pmm_status_name(status).data, static_cast<long long>(written),
                 static_cast<long long>(records));
  REQUIRE(good);
  REQUIRE(failed || status == PMM_OK);
  return !failed;
}

void run_entry(world& w, const calls_entry& entry) {
  pmm_status status = PMM_OK;
  std::int64_t records = 0;
  for (int i = 0; i < 3; ++i) {  // some calls find less to do when they are repeated
    records = try_call(w, entry, 0, false, &status);
    if (status != PMM_OK)
      std::fprintf(stderr, "%s with memory: %s\n", entry.name, pmm_status_name(status).data);
    REQUIRE(status == PMM_OK);
  }
  for (const bool all : {false, true})
    for (std::int64_t at = 1; !try_at(w, entry, at, all, records); at += 1 + at / kStep) {
    }
  try_call(w, entry, 0, false, &status);  // the handles work as before
  REQUIRE(status == PMM_OK);
}

pmm_status create_store(world* /*w*/, const pmm_call* /*call*/, pmm_error** error) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  pmm_db* db = nullptr;
  const pmm_status status = pmm_open(pmm_string(nullptr), &options, &db, error);
  REQUIRE((db != nullptr) == (status == PMM_OK));
  pmm_db_free(db);
  return status;
}

// What a question has begun to read is forgotten again without memory.
void several_cases(world* w) {
  for (int i = 0; i < 4; ++i) world_new_case(w);
}

// The callbacks of an Arrow stream say ENOMEM and why, give nothing then, and all of it once there
// is memory again, whichever of stream and out is released first.
template <class Out, class Callback>
void run_callback(const pmm_result* result, Callback ArrowArrayStream::*callback) {
  for (std::int64_t at = 1;; ++at) {
    ArrowArrayStream stream{};
    REQUIRE(pmm_result_export_arrow(result, &stream, nullptr) == PMM_OK);
    Out out{};
    ++trials;
    failed = false;
    persistent = at % 2 == 0;
    fail_at = at;
    int code = (stream.*callback)(&stream, &out);
    fail_at = 0;
    const bool short_of = failed;
    if (short_of) {
      REQUIRE(code == ENOMEM && out.release == nullptr);
      REQUIRE(std::string(stream.get_last_error(&stream)) == "out of memory");
      code = (stream.*callback)(&stream, &out);
    }
    REQUIRE(code == 0 && out.release != nullptr && stream.get_last_error(&stream) == nullptr);
    if (at % 2 == 0) stream.release(&stream);
    out.release(&out);
    if (stream.release != nullptr) stream.release(&stream);
    if (!short_of) return;
  }
}

void run_arrow(world& w) {
  pmm_result* result = nullptr;
  const pmm_str question = pmm_string(
      R"({"measures":["cases.count","cases.within_due_rate"],"dimensions":["cases.service"]})");
  REQUIRE(pmm_query(w.admin, question, nullptr, &result, nullptr) == PMM_OK);
  REQUIRE(pmm_result_rows(result) > 0);
  run_callback<ArrowSchema>(result, &ArrowArrayStream::get_schema);
  run_callback<ArrowArray>(result, &ArrowArrayStream::get_next);
  pmm_result_free(result);
}

// libxlsxwriter and libical do not survive an allocation that fails.
bool is_by_others(std::string_view name) {
  return name == "pmm_export_workbook" || name == "pmm_export_ics";
}

void run_all() {
  world w;
  world_open(&w);
  run_entry(w, {"a new store", create_store, nullptr, 0});
  run_entry(w, {"a question about new cases", calls_find("pmm_query")->call, several_cases, 0});
  for (const calls_entry* const* table = calls_tables; *table != nullptr; ++table) {
    for (const calls_entry* entry = *table; entry->name != nullptr; ++entry) {
      if (is_by_others(entry->name)) continue;
      world_reset(&w);  // what thousands of other calls left would decide what this one may do
      calls_doing = entry->name;
      run_entry(w, *entry);
    }
  }
  run_arrow(w);
  pmm_result* findings = nullptr;
  REQUIRE(pmm_check(w.db, nullptr, &findings, nullptr) == PMM_OK);
  for (std::int64_t row = 0; row < pmm_result_rows(findings); ++row)
    REQUIRE(std::string(pmm_result_text(findings, row, 0).data) != "error");
  pmm_result_free(findings);
  world_close(&w);
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

// A call that returned PMM_OK survives the death of any process. Four processes of two threads
// write through the public ABI; one of them, now and then all of them, is killed at a random
// moment and started again. What was acknowledged stands in shared memory outside the store:
//   acknowledged <= stored <= acknowledged + unknown,
// each row once, whole, with its journal records, and the journal's chain holds.
//
// PMM_TEST_KILLS: how often, 300 by default. SEED: repeats a schedule of moments.
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

#include "pmmcrm/pmmcrm.h"

namespace {

constexpr int kProcesses = 4;
constexpr int kThreads = 2;
constexpr int kWriters = kProcesses * kThreads;
constexpr int kSteps = 60'000;  // of one writer

#define REQUIRE(condition)                                                         \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      ::_exit(1);                                                                  \
    }                                                                              \
  } while (false)

// What a writer was about to do, and what it was told. A step that was begun and not answered is
// unknown: its writer died.
enum Answer : std::uint8_t { kNothing = 0, kBegun, kAcknowledged, kRefused };

struct Step {
  std::atomic<std::uint8_t> answer;
  std::atomic<std::int64_t> id;  // of the row, once it is acknowledged
};

struct Ledger {
  std::atomic<int> next[kWriters];
  Step steps[kWriters][kSteps];
};

Ledger* ledger = nullptr;
std::string store_path;

pmm_str view(const std::string& text) { return {text.data(), text.size()}; }

// What a step does is a matter of its number.
enum Kind { kSubject, kAddress, kUpdate, kPair };
Kind kind_of(int step) { return static_cast<Kind>(step % 4); }

std::string key_of(int writer, int step, const char* part = "") {
  return "w" + std::to_string(writer) + "s" + std::to_string(step) + part;
}

pmm_db* open_store(std::uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = flags;
  options.busy_timeout_ms = 60'000;
  options.wal_limit_bytes = 512 * 1024;  // so that checkpoints are among what is interrupted
  pmm_db* db = nullptr;
  pmm_error* error = nullptr;
  const pmm_status status = pmm_open(view(store_path), &options, &db, &error);
  if (status != PMM_OK) {
    std::fprintf(stderr, "open: %s: %s\n", pmm_status_name(status).data,
                 pmm_error_message(error).data);
    ::_exit(1);
  }
  return db;
}

pmm_session* open_session(pmm_db* db) {
  pmm_session* session = nullptr;
  REQUIRE(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, nullptr) == PMM_OK);
  return session;
}

pmm_status create_subject(pmm_session* session, const std::string& key, pmm_id* id) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_EXTERNAL_ID;
  input.kind = pmm_string("organization");
  input.name = view(key);
  input.external_id = view(key);
  return pmm_subject_create(session, &input, nullptr, id, nullptr);
}

pmm_status do_step(pmm_session* session, int writer, int step, pmm_id subject, pmm_id* id) {
  const std::string key = key_of(writer, step);
  switch (kind_of(step)) {
    case kSubject:
      return create_subject(session, key, id);
    case kAddress: {
      pmm_address_input input = PMM_ADDRESS_INPUT_INIT;
      input.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
      const std::string value = key + "@example.org";
      input.kind = pmm_string("email");
      input.value = view(value);
      return pmm_address_create(session, subject, &input, nullptr, id, nullptr);
    }
    case kUpdate: {
      pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
      input.set_fields = PMM_SUBJECT_NOTE;
      input.note = view(key);
      return pmm_subject_update(session, subject, &input, nullptr, nullptr, nullptr);
    }
    case kPair: {
      pmm_id other = 0;
      pmm_status status = pmm_begin(session, 60'000, nullptr, nullptr);
      if (status != PMM_OK) return status;
      status = create_subject(session, key + "a", id);
      if (status == PMM_OK) status = create_subject(session, key + "b", &other);
      if (status != PMM_OK) {
        pmm_rollback(session, nullptr);
        return status;
      }
      return pmm_commit(session, nullptr);
    }
  }
  return PMM_E_INTERNAL;
}

// The subject that the address and the note of this round belong to; 0 if there is none for sure.
pmm_id subject_of(int writer, int step) {
  const Step& made = ledger->steps[writer][step - step % 4];
  return made.answer == kAcknowledged ? made.id.load() : 0;
}

void write_on(pmm_db* db, int writer) {
  pmm_session* session = open_session(db);
  for (;;) {
    const int step = ledger->next[writer]++;
    if (step >= kSteps) ::pause();
    const pmm_id subject = subject_of(writer, step);
    if ((kind_of(step) == kAddress || kind_of(step) == kUpdate) && subject == 0) continue;
    Step& entry = ledger->steps[writer][step];
    entry.answer = kBegun;
    pmm_id id = 0;
    const pmm_status status = do_step(session, writer, step, subject, &id);
    entry.id = id;
    entry.answer = status == PMM_OK ? kAcknowledged : kRefused;
    if (status != PMM_OK) {
      std::fprintf(stderr, "refused: %s\n", pmm_status_name(status).data);
    }
  }
}

[[noreturn]] void be_process(int process) {
  pmm_db* db = open_store(0);
  std::thread other([&] { write_on(db, process * kThreads + 1); });
  write_on(db, process * kThreads);
  other.join();
  ::_exit(1);
}

pid_t start(int process) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) be_process(process);
  return child;
}

void end(pid_t child) {
  int status = 0;
  ::kill(child, SIGKILL);
  REQUIRE(::waitpid(child, &status, 0) == child);
  // A process that ended by itself had a reason, and has said it.
  REQUIRE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

void kill_at_random(int kills, unsigned seed) {
  std::mt19937 random(seed);
  pid_t children[kProcesses];
  for (int i = 0; i < kProcesses; ++i) children[i] = start(i);
  for (int done = 0; done < kills;) {
    // The moment is random by design: this is what the test is about.
    std::this_thread::sleep_for(std::chrono::microseconds(5'000 + random() % 150'000));
    const bool all = random() % 16 == 0;
    const int victim = static_cast<int>(random() % kProcesses);
    for (int i = 0; i < kProcesses; ++i) {
      if (!all && i != victim) continue;
      end(children[i]);
      children[i] = 0;
      ++done;
    }
    for (int i = 0; i < kProcesses; ++i)
      if (children[i] == 0) children[i] = start(i);
  }
  for (const pid_t child : children) end(child);
}

// --- Afterwards --------------------------------------------------------------------------------

struct Tally {
  std::int64_t acknowledged = 0, unknown = 0, refused = 0, subjects = 0;
  std::int64_t lost = 0, doubled = 0, half = 0, strange = 0;
};

std::int64_t int_cell(const pmm_result* rows, std::int64_t row, const char* column) {
  return pmm_result_int64(rows, row, pmm_result_find_column(rows, pmm_string(column)));
}

// The subject of a key: its id, 0 if there is none, -1 if there are several.
pmm_id find_subject(pmm_session* session, const std::string& key) {
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  filter.set_fields = PMM_SUBJECT_FILTER_EXTERNAL_ID;
  filter.external_id = view(key);
  pmm_result* rows = nullptr;
  REQUIRE(pmm_subject_list(session, &filter, nullptr, nullptr, &rows, nullptr) == PMM_OK);
  const std::int64_t count = pmm_result_rows(rows);
  const pmm_id id = count == 0 ? 0 : count > 1 ? -1 : int_cell(rows, 0, "id");
  pmm_result_free(rows);
  return id;
}

// Records of a row with a verb.
std::int64_t records(pmm_session* session, pmm_noun noun, pmm_id id, const char* verb) {
  pmm_page page = PMM_PAGE_INIT;
  page.limit = 10'000;
  pmm_result* rows = nullptr;
  REQUIRE(pmm_history(session, noun, id, &page, nullptr, &rows, nullptr) == PMM_OK);
  std::int64_t found = 0;
  const std::int32_t column = pmm_result_find_column(rows, pmm_string("verb"));
  for (std::int64_t i = 0; i < pmm_result_rows(rows); ++i)
    if (std::string(pmm_result_text(rows, i, column).data) == verb) ++found;
  pmm_result_free(rows);
  return found;
}

void judge(Tally& tally, std::uint8_t answer, std::int64_t stored) {
  if (stored > 1) ++tally.doubled;
  if (answer == kAcknowledged && stored == 0) ++tally.lost;
  if (answer == kRefused && stored != 0) ++tally.strange;
}

void check_subject(pmm_session* session, Tally& tally, const Step& step, const std::string& key) {
  const pmm_id id = find_subject(session, key);
  judge(tally, step.answer, id < 0 ? 2 : id > 0 ? 1 : 0);
  if (id <= 0) return;
  ++tally.subjects;
  if (step.answer == kAcknowledged && key.back() != 'b' && id != step.id) ++tally.strange;
  if (records(session, PMM_NOUN_SUBJECT, id, "create") != 1) ++tally.half;
}

void check_address(pmm_session* session, Tally& tally, const Step& step, pmm_id subject,
                   const std::string& key) {
  pmm_result* rows = nullptr;
  REQUIRE(pmm_address_list(session, subject, nullptr, nullptr, nullptr, &rows, nullptr) == PMM_OK);
  const std::int32_t column = pmm_result_find_column(rows, pmm_string("value"));
  std::int64_t found = 0;
  for (std::int64_t i = 0; i < pmm_result_rows(rows); ++i) {
    if (std::string(pmm_result_text(rows, i, column).data) != key + "@example.org") continue;
    ++found;
    if (records(session, PMM_NOUN_ADDRESS, int_cell(rows, i, "id"), "create") != 1) ++tally.half;
  }
  judge(tally, step.answer, found);
  pmm_result_free(rows);
}

void check_note(pmm_session* session, Tally& tally, const Step& step, pmm_id subject,
                const std::string& key) {
  pmm_result* row = nullptr;
  REQUIRE(pmm_subject_get(session, subject, PMM_TIME_NONE, nullptr, &row, nullptr) == PMM_OK);
  const std::int32_t column = pmm_result_find_column(row, pmm_string("note"));
  const bool stored = std::string(pmm_result_text(row, 0, column).data) == key;
  judge(tally, step.answer, stored ? 1 : 0);
  if (records(session, PMM_NOUN_SUBJECT, subject, "update") != (stored ? 1 : 0)) ++tally.half;
  if (int_cell(row, 0, "version") != (stored ? 2 : 1)) ++tally.half;
  pmm_result_free(row);
}

void check_step(pmm_session* session, Tally& tally, int writer, int number) {
  const Step& step = ledger->steps[writer][number];
  if (step.answer == kNothing) return;
  ++(step.answer == kAcknowledged ? tally.acknowledged
     : step.answer == kBegun      ? tally.unknown
                                  : tally.refused);
  const std::string key = key_of(writer, number);
  switch (kind_of(number)) {
    case kSubject:
      return check_subject(session, tally, step, key);
    case kAddress:
      return check_address(session, tally, step, subject_of(writer, number), key);
    case kUpdate:
      return check_note(session, tally, step, subject_of(writer, number), key);
    case kPair: {
      const std::int64_t before = tally.subjects;
      check_subject(session, tally, step, key + "a");
      check_subject(session, tally, step, key + "b");
      if (tally.subjects - before == 1) ++tally.half;
      return;
    }
  }
}

// The whole of it: structure of the file, invariants, the chain of the journal.
int errors_found(pmm_db* db) {
  pmm_result* findings = nullptr;
  REQUIRE(pmm_check(db, nullptr, &findings, nullptr) == PMM_OK);
  int errors = 0;
  const std::int32_t severity = pmm_result_find_column(findings, pmm_string("severity"));
  const std::int32_t message = pmm_result_find_column(findings, pmm_string("message"));
  for (std::int64_t i = 0; i < pmm_result_rows(findings); ++i) {
    if (std::string(pmm_result_text(findings, i, severity).data) != "error") continue;
    std::fprintf(stderr, "check: %s\n", pmm_result_text(findings, i, message).data);
    ++errors;
  }
  pmm_result_free(findings);
  return errors;
}

bool verify() {
  pmm_db* db = open_store(0);
  pmm_session* session = open_session(db);
  Tally tally;
  for (int writer = 0; writer < kWriters; ++writer)
    for (int step = 0; step < ledger->next[writer] && step < kSteps; ++step)
      check_step(session, tally, writer, step);
  pmm_result* info = nullptr;
  REQUIRE(pmm_db_info(db, nullptr, &info, nullptr) == PMM_OK);
  const std::int64_t last_id = int_cell(info, 0, "subjects");
  pmm_result_free(info);
  const int errors = errors_found(db);
  std::printf(
      "%lld acknowledged, %lld unknown, %lld refused; lost %lld, doubled %lld, half %lld, strange "
      "%lld; %lld subjects, last id %lld; %d errors of the check\n",
      static_cast<long long>(tally.acknowledged), static_cast<long long>(tally.unknown),
      static_cast<long long>(tally.refused), static_cast<long long>(tally.lost),
      static_cast<long long>(tally.doubled), static_cast<long long>(tally.half),
      static_cast<long long>(tally.strange), static_cast<long long>(tally.subjects),
      static_cast<long long>(last_id), errors);
  pmm_session_free(session);
  pmm_db_free(db);
  return tally.lost == 0 && tally.doubled == 0 && tally.half == 0 && tally.strange == 0 &&
         tally.refused == 0 && tally.acknowledged > 0 && last_id == tally.subjects && errors == 0;
}

// The library is used in children only, so that no fork ever copies an open store.
template <class Work>
bool in_child(Work&& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(work() ? (std::fflush(stdout), 0) : (std::fflush(stdout), 1));
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

int main() {
  const char* given = std::getenv("PMM_TEST_KILLS");
  const char* seed_given = std::getenv("SEED");
  const int kills = given == nullptr ? 300 : std::atoi(given);
  const unsigned seed = seed_given == nullptr
                            ? std::random_device()()
                            : static_cast<unsigned>(std::strtoul(seed_given, nullptr, 10));
  std::printf("%d kills, SEED=%u\n", kills, seed);
  std::fflush(stdout);
  std::string folder = (std::filesystem::temp_directory_path() / "pmmcrm-kill-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  store_path = folder + "/a.crm";
  void* shared =
      ::mmap(nullptr, sizeof(Ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(shared != MAP_FAILED);
  ledger = static_cast<Ledger*>(shared);
  REQUIRE(in_child([] {
    pmm_db_free(open_store(PMM_OPEN_CREATE));
    return true;
  }));
  kill_at_random(kills, seed);
  const bool good = in_child(verify);
  if (good) std::filesystem::remove_all(folder);
  if (!good) std::fprintf(stderr, "the store is kept in %s\n", folder.c_str());
  return good ? 0 : 1;
}

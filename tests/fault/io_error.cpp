// A failing file system corrupts nothing and applies nothing by half. The n-th call of a kind that
// SQLite makes fails, once or with all that follow, for n = 1, 2, … until the call of the library
// no longer meets the failure. After each: the error is one that the headers name; a call that
// failed has changed nothing, or its outcome is unknown and then all of it is there or none; once
// the file system works again the same call succeeds, on the same handle, or, where a commit had
// failed, after opening again; and the check of the store finds no error.
//
// PMM_TEST_CALL: one call alone, by its name.
#include <stdlib.h>

#include <cstring>
#include <filesystem>
#include <map>

#include "io_calls.hpp"
#include "shim_vfs.hpp"
#include "support.hpp"

namespace {

using namespace fault;  // NOLINT(google-build-using-namespace): a test
namespace fs = std::filesystem;

constexpr IoKind kKinds[] = {IoKind::kOpen,  IoKind::kDelete, IoKind::kRead,   IoKind::kShortRead,
                             IoKind::kWrite, IoKind::kFull,   IoKind::kSync,   IoKind::kTruncate,
                             IoKind::kSize,  IoKind::kLock,   IoKind::kShmMap, IoKind::kShmLock};

constexpr std::int64_t kDefaultLog = 0;           // far more than is written here
constexpr std::int64_t kSmallestLog = 64 * 1024;  // the import writes more, and folds it in

struct Fault {
  IoKind kind;
  std::int64_t at;
  bool for_ever;
};

// What a call adds to a store: measured once without a failure.
struct Effect {
  std::int64_t records = 0;
  std::int64_t visits = 0;
  bool operator==(const Effect&) const = default;
};

std::map<pmm_status, int> answers;
int trials = 0;
int reopened = 0;

class Trial {
 public:
  Trial(const std::string& root, const IoCall& call, std::int64_t wal_limit_bytes)
      : root_(root), call_(call) {
    world_.folder = root + "/trial";
    world_.wal_limit_bytes = wal_limit_bytes;
    fs::remove_all(world_.folder);
    fs::create_directory(world_.folder);
    if (call.start == IoCall::Start::kMissing) return;
    const char* from = call.start == IoCall::Start::kCrashed ? "/crashed" : "/clean";
    fs::copy(root + from, world_.folder);
    if (call.start != IoCall::Start::kOpen) return;
    REQUIRE(world_.open(0, nullptr) == PMM_OK);
    before_ = {fact(world_.db, "journal"), fact(world_.db, "visits")};
  }
  ~Trial() { world_.close(); }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  Effect measure() {
    REQUIRE(call_.run(world_, nullptr) == PMM_OK);
    if (world_.wal_limit_bytes == kSmallestLog) {
      pmm_statistics statistics = PMM_STATISTICS_INIT;
      REQUIRE(pmm_db_statistics(world_.db, &statistics, nullptr) == PMM_OK);
      REQUIRE(statistics.checkpoints > 0);
    }
    return effect();
  }

  // True: the failure came.
  bool run(const Fault& fault, const Effect& expected) {
    fault_ = fault;
    ++trials;
    pmm_error* error = nullptr;
    arm(fault.kind, fault.at, fault.for_ever);
    const pmm_status status = call_.run(world_, &error);
    const bool met = disarm();
    ++answers[status];
    demand(status == PMM_OK ? error == nullptr : pmm_error_code(error) == status, status,
           "the error says what the status says");
    demand(status == PMM_OK || (met && is_expected(status)), status, pmm_error_message(error).data);
    pmm_error_free(error);
    // What was read wrong may be kept in memory.
    if (fault.kind == IoKind::kShortRead && world_.db != nullptr) open_again();
    if (world_.db != nullptr) {
      const Effect seen = effect();
      demand(seen == expected || (status != PMM_OK && may_be_left(seen, expected)), status,
             "all of it is there, or none");
    }
    if (met) repeat(status);
    finish(expected);
    return met;
  }

 private:
  Effect effect() const {
    return {fact(world_.db, "journal") - before_.records,
            fact(world_.db, "visits") - before_.visits};
  }

  // What a call that failed may leave behind.
  bool may_be_left(const Effect& seen, const Effect& expected) const {
    if (!call_.in_chunks) return seen == Effect();
    return seen.records >= 0 && seen.records <= expected.records && seen.visits == 0;
  }

  bool is_expected(pmm_status status) const {
    if (fault_.kind == IoKind::kFull) return status == PMM_E_FULL || status == PMM_E_IO;
    if (fault_.kind == IoKind::kShortRead) return status == PMM_E_IO || status == PMM_E_CORRUPT;
    return status == PMM_E_IO;
  }

  void demand(bool holds, pmm_status status, const char* what) {
    if (holds) return;
    std::fflush(stdout);
    std::fprintf(stderr, "%s, %s %lld%s: %s; %s\n", call_.name, name_of(fault_.kind),
                 static_cast<long long>(fault_.at), fault_.for_ever ? " and all later" : "",
                 pmm_status_name(status).data, what);
    ::_exit(1);
  }

  // The same again, now that the file system works.
  void repeat(pmm_status first) {
    pmm_status status = again();
    if (status == PMM_E_IO && first == PMM_E_IO && call_.start == IoCall::Start::kOpen) {
      // A commit failed: the store writes no more until it is opened again, but it can be read.
      const Effect seen = effect();
      demand(again() == PMM_E_IO && effect() == seen, status, "it refuses to write, and reads");
      open_again();
      status = again();
    }
    demand(status == PMM_OK, status, "the same call succeeds once the file system works");
  }

  void open_again() {
    world_.close();
    ++reopened;
    const pmm_status status = world_.open(0, nullptr);
    demand(status == PMM_OK, status, "it can be opened again");
  }

  pmm_status again() {
    if (call_.start != IoCall::Start::kOpen && world_.db != nullptr) return PMM_OK;
    return call_.run(world_, nullptr);
  }

  void finish(const Effect& expected) {
    world_.close();
    const pmm_status status = world_.open(0, nullptr);
    demand(status == PMM_OK, status, "it can be opened");
    demand(effect() == expected, status, "in the end it is there once");
    demand(errors_found(world_.db) == 0, status, "the store is sound");
  }

  std::string root_;
  const IoCall& call_;
  World world_;
  Effect before_;
  Fault fault_{IoKind::kOpen, 0, false};
};

// Reads are many and alike; of the far ones every few are tried.
std::int64_t next_after(std::int64_t at, IoKind kind) {
  const bool is_read = kind == IoKind::kRead || kind == IoKind::kShortRead;
  // Under sanitizers, a tenth as fast, later ones are left out of all kinds.
  static const bool sparse = std::getenv("PMM_TEST_SPARSE") != nullptr;
  return at + 1 + (sparse ? at / 8 : is_read ? at / 24 : 0);
}

void run_call(const std::string& root, const IoCall& call, std::int64_t wal_limit_bytes) {
  const Effect expected = Trial(root, call, wal_limit_bytes).measure();
  const int before = trials;
  for (const IoKind kind : kKinds) {
    // SQLite takes the bytes that a shortened file lacks for zeros, and what is written after that
    // follows from them: there only reading has to answer well.
    if (kind == IoKind::kShortRead && expected != Effect()) continue;
    for (const bool for_ever : {false, true}) {
      std::int64_t at = 1;
      while (Trial(root, call, wal_limit_bytes).run({kind, at, for_ever}, expected))
        at = next_after(at, kind);
    }
  }
  std::printf("%s%s: %d trials\n", call.name,
              wal_limit_bytes == kSmallestLog ? " and a checkpoint" : "", trials - before);
  std::fflush(stdout);
}

// A store that was closed, and one whose last writer died with a log that is not folded in.
void make_templates(const std::string& root) {
  World world;
  world.folder = root + "/clean";
  fs::create_directory(world.folder);
  REQUIRE(world.open(PMM_OPEN_CREATE, nullptr) == PMM_OK);
  fill_world(world);
  fs::create_directory(root + "/crashed");
  for (const char* suffix : {"", "-wal"})
    fs::copy(world.path() + suffix, root + "/crashed/a.crm" + suffix);
  world.close();
}

std::string scratch_folder() {
  std::error_code none;
  const fs::path parent =
      fs::is_directory("/dev/shm", none) ? "/dev/shm" : fs::temp_directory_path();
  std::string folder = (parent / "pmmcrm-io-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  return folder;
}

}  // namespace

int main() {
  install_shim();
  const char* only = std::getenv("PMM_TEST_CALL");
  const std::string root = scratch_folder();
  make_templates(root);
  for (const IoCall& call : io_calls()) {
    if (only != nullptr && std::strcmp(only, call.name) != 0) continue;
    run_call(root, call, std::strcmp(call.name, "import_csv") == 0 ? kSmallestLog : kDefaultLog);
  }
  std::printf("%d trials, %d times opened again:", trials, reopened);
  for (const auto& [status, count] : answers)
    std::printf(" %d %s", count, pmm_status_name(status).data);
  std::printf("\n");
  fs::remove_all(root);
  return 0;
}

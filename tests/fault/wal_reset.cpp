// The race of SQLite's write-ahead log before 3.51.3: a checkpoint reads the header of the log, a
// writer of another connection starts the log anew, and the checkpoint then marks more frames as
// copied than there are. What is written next is taken for copied, and is dropped with the log.
// Here the writer acts exactly between the two: SQLite calls xUnfetch there, and this program
// hooks it. With the gate nothing may be lost; without it rows must be, or the test shows nothing.
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "store/store.hpp"

namespace {

using namespace pmm;         // NOLINT(google-build-using-namespace): a test
using namespace pmm::store;  // NOLINT(google-build-using-namespace): a test

#define REQUIRE(condition)                                                         \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      std::exit(1);                                                                \
    }                                                                              \
  } while (false)

sqlite3_vfs* real_vfs = nullptr;
sqlite3_io_methods hooked_methods;
const sqlite3_io_methods* real_methods = nullptr;
std::function<void()> at_the_gap;  // taken and run once

int on_unfetch(sqlite3_file* file, sqlite3_int64 offset, void* page) {
  if (at_the_gap) std::exchange(at_the_gap, nullptr)();
  return real_methods->xUnfetch(file, offset, page);
}

int on_open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int rc = real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
  if (rc == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0 && file->pMethods->iVersion >= 3) {
    real_methods = file->pMethods;
    hooked_methods = *real_methods;
    hooked_methods.xUnfetch = on_unfetch;
    file->pMethods = &hooked_methods;
  }
  return rc;
}

void install_hook() {
  static sqlite3_vfs vfs;
  real_vfs = sqlite3_vfs_find(nullptr);
  vfs = *real_vfs;
  vfs.zName = "hooked";
  vfs.xOpen = on_open;
  REQUIRE(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
}

bool has_the_race() {
  const int version = sqlite3_libversion_number();
  return version < 3'051'003 && version != 3'044'006 && version != 3'050'007;
}

Status add(Tx& tx) {
  PMM_ASSIGN(const std::int64_t id, tx.next_id(Noun::kRoute));
  PMM_ASSIGN(auto insert, tx.db().prepare("INSERT INTO routes (id, path) VALUES ($1, $2)"));
  return insert.bind(1, id).bind(2, std::to_string(id).c_str()).run();
}

// Everything is copied into the file, but the log is not started anew yet.
void copy_log(const std::string& path) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK);
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  // Only a connection that has read the file knows of its log.
  REQUIRE(sqlite3_exec(db, "SELECT 1 FROM routes", nullptr, nullptr, nullptr) == SQLITE_OK);
  int frames = 0;
  int copied = 0;
  REQUIRE(sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_PASSIVE, &frames, &copied) ==
          SQLITE_OK);
  REQUIRE(frames > 300 && copied == frames);
  sqlite3_close(db);
}

struct Outcome {
  std::int64_t acknowledged = 0;
  std::int64_t stored = 0;
  bool in_the_gap = false;
};

Outcome run(const std::string& path, bool with_gate) {
  Outcome outcome;
  StoreOptions options;
  options.create = StoreOptions::Create::kMayExist;
  options.busy_timeout_ms = 50;
  options.unsafe_without_gate = !with_gate;
  const Origin origin{1, 0, ""};
  const Call call;
  auto leaving = *Store::open(path, options);
  auto writing = *Store::open(path, options);
  const auto write_rows = [&](int count) {
    for (int i = 0; i < count; ++i)
      if (writing->write(origin, call, add).ok()) ++outcome.acknowledged;
  };
  write_rows(200);
  copy_log(path);
  auto transaction = *writing->begin(call, 60'000);
  for (int i = 0; i < 20; ++i) REQUIRE(transaction->run(origin, call, add).ok());
  at_the_gap = [&] {
    outcome.in_the_gap = true;
    if (transaction->commit().ok()) outcome.acknowledged += 20;
  };
  leaving.reset();  // checkpoints, if it gets its turn
  if (auto late = std::exchange(at_the_gap, nullptr)) {
    late();
    outcome.in_the_gap = false;
  }
  transaction.reset();
  write_rows(20);
  writing.reset();

  StoreOptions reading;
  auto store = *Store::open(path, reading);
  auto snapshot = store->read(call);
  REQUIRE(snapshot.ok());
  outcome.stored = **snapshot->db().query_int("SELECT count(*) FROM routes");
  const auto healthy = snapshot->db().integrity_problems(1);
  REQUIRE(healthy.ok());
  std::printf("%s: %lld acknowledged, %lld stored, integrity_check says %s\n",
              with_gate ? "with the gate" : "without", static_cast<long long>(outcome.acknowledged),
              static_cast<long long>(outcome.stored),
              healthy->empty() ? "ok" : healthy->front().c_str());
  return outcome;
}

}  // namespace

int main() {
  install_hook();
  std::string folder = (std::filesystem::temp_directory_path() / "pmmcrm-wal-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const Outcome gated = run(folder + "/gated.crm", true);
  REQUIRE(gated.acknowledged == 240);
  REQUIRE(gated.stored == gated.acknowledged);
  if (has_the_race()) {
    const Outcome bare = run(folder + "/bare.crm", false);
    REQUIRE(bare.in_the_gap);
    REQUIRE(bare.stored < bare.acknowledged);
  } else {
    std::printf("SQLite %s has no such race: no control without the gate\n", sqlite3_libversion());
  }
  std::filesystem::remove_all(folder);
  return 0;
}

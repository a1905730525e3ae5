#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/text.hpp"
#include "store/journal_sql.hpp"
#include "store/store.hpp"

// What the tests of the store share: a folder that goes with the test, and a small business: rows
// of the table `routes`, each with its journal record.
namespace pmm::store {

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    std::string pattern = ::testing::TempDir() + "pmmcrm-store-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    folder_ = pattern;
    path_ = folder_ + "/a.crm";
  }
  ~StoreTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  static StoreOptions creating() {
    StoreOptions options;
    options.create = StoreOptions::Create::kMayExist;
    options.clock = [] { return std::int64_t{1'172'739'600'000'000}; };
    return options;
  }
  std::shared_ptr<Store> open(StoreOptions options = creating()) {
    auto store = Store::open(path_, std::move(options));
    if (!store.ok()) {
      ADD_FAILURE() << store.status().message();
      std::abort();
    }
    return *store;
  }
  Code open_code(StoreOptions options = creating()) {
    return Store::open(path_, std::move(options)).status().code();
  }
  bool exists(const std::string& suffix) const {
    struct stat info {};
    return ::lstat((path_ + suffix).c_str(), &info) == 0;
  }

  std::string folder_;
  std::string path_;
};

inline const Origin kOrigin{1, 0, ""};
inline const Call kDefaults;

// One row and its record, under the next id.
inline Status add_route(Tx& tx, std::string_view name) {
  PMM_ASSIGN(const std::int64_t id, tx.next_id(Noun::kRoute));
  PMM_ASSIGN(auto insert, tx.db().prepare("INSERT INTO routes (id, path) VALUES ($1, $2)"));
  PMM_TRY(insert.bind(1, id).bind(2, name).run());
  return tx.record({"create", Noun::kRoute, id, 0, 0, "path"});
}

inline Status write_route(Store& store, std::string_view name, const Call& call = {}) {
  return store.write(kOrigin, call, [name](Tx& tx) { return add_route(tx, name); });
}

inline std::int64_t number(Store& store, const char* sql) {
  auto snapshot = store.read(kDefaults);
  if (!snapshot.ok()) return -1;
  auto value = snapshot->db().query_int(sql);
  return value.ok() ? value->value_or(-2) : -3;
}

// Recomputes the chain from the rows alone. Gives the number of records, or -1 when it is broken.
inline std::int64_t verify_chain(Connection& db, const std::string& store_id) {
  JournalHasher hasher;
  Sha256::Bytes expected = hasher.genesis(store_id);
  std::int64_t seq = 0;
  auto rows = db.prepare(sql::kJournalFrom);
  if (!rows.ok()) return -1;
  rows->bind(1, 0).bind(2, std::int64_t{1} << 40);
  for (;;) {
    auto more = rows->step();
    if (!more.ok()) return -1;
    if (!*more) return seq;
    const JournalRow row = journal_row(*rows);
    if (row.seq != ++seq) return -1;
    expected = hasher.next(expected, row);
    if (rows->text_at(kJournalHashColumn) != as_text(expected)) return -1;
  }
}

inline std::int64_t verify_chain(Store& store) {
  auto snapshot = store.read(kDefaults);
  return snapshot.ok() ? verify_chain(snapshot->db(), store.store_id()) : -1;
}

}  // namespace pmm::store

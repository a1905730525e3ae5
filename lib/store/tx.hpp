#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/status.hpp"
#include "store/bulk_insert.hpp"
#include "store/noun.hpp"
#include "store/sqlite/connection.hpp"

namespace pmm::store {

// What the library does by itself is written by this actor.
inline constexpr std::int64_t kSystemActor = 2;

// Who writes, and why: repeated in every journal record of the write.
struct Origin {
  std::int64_t actor = 0;
  std::int64_t on_behalf_of = 0;  // subject, 0 none
  std::string reason;
};

struct Record {
  std::string_view verb;
  Noun noun;
  std::int64_t id = 0;
  std::int64_t subject = 0;   // 0 none
  std::int64_t case_id = 0;   // 0 none
  std::string_view fields{};  // names of what changed, comma separated; never values
  bool by_time = false;       // it was over already: whoever writes has only found it so
};

// One row of the journal as it stands in the file, and the hash that chains it to the one before.
struct JournalRow {
  std::int64_t seq = 0;
  std::int64_t commit_group = 0;
  std::int64_t at_us = 0;
  std::int64_t actor = 0;
  std::int64_t on_behalf_of = 0;
  std::string_view verb;
  std::int64_t noun = 0;
  std::int64_t id = 0;
  std::int64_t subject = 0;
  std::int64_t case_id = 0;
  std::string_view fields;
};

// The current row of a statement that reads the journal; its texts are valid until the next step.
JournalRow journal_row(const Statement& row);
inline constexpr int kJournalHashColumn = 11;

// The canonical bytes, fixed since the first version: the hash before, then every column, integers
// as eight bytes little endian, texts with their length before them, absent ids as 0.
class JournalHasher {
 public:
  Sha256::Bytes next(const Sha256::Bytes& previous, const JournalRow& row);
  // What stands before the first record: it ties the chain to its own store.
  Sha256::Bytes genesis(std::string_view store_id);

 private:
  Sha256 sha_;
  std::string buffer_;
};

// The open write transaction, shared by the writes of one group, each inside a savepoint of its
// own. Counters and the head of the journal are kept here until the group commits.
class Tx {
 public:
  // All three must outlive it. The hasher is the store's own, because making one is not cheap.
  Tx(Connection& connection, std::string_view store_id, JournalHasher& hasher);

  // Reads the head of the journal; called once the write lock is held.
  Status start();
  // One write: its own savepoint, origin and time. `end_write(false)` undoes it.
  Status begin_write(const Origin& origin, std::int64_t now_us);
  Status end_write(bool keep);
  // Writes back what was kept here; called before the commit of the group.
  Status finish();

  Connection& db() noexcept { return connection_; }
  const Origin& origin() const noexcept { return *origin_; }
  std::int64_t now_us() const noexcept { return now_us_; }
  std::int64_t last_seq() const noexcept { return head_.seq; }
  std::int64_t writes() const noexcept { return writes_; }

  // The next number of a counter: dense, starting at 1, never given twice.
  Result<std::int64_t> next(std::string_view counter);
  // What a counter stands at, with this transaction's own steps; 0 if it was never used.
  Result<std::int64_t> current(std::string_view counter);
  Result<std::int64_t> next_id(Noun noun) { return next(noun_name(noun)); }
  Status record(const Record& record);

 private:
  struct Head {
    std::int64_t seq = 0;
    std::int64_t group = 0;
    Sha256::Bytes hash{};
  };
  struct Counter {
    std::int64_t last = 0;
    bool changed = false;
  };
  struct Undo {
    Counter* counter;
    Counter before;
  };

  Result<Counter*> find_counter(std::string_view name);

  Connection& connection_;
  std::string_view store_id_;
  JournalHasher& hasher_;
  BulkInsert journal_;              // records of this transaction that are not in the table yet
  std::size_t journal_before_ = 0;  // how many of them are of earlier writes
  Head head_;
  Head head_before_;
  std::map<std::string, Counter, std::less<>> counters_;
  std::vector<Undo> undo_;
  const Origin* origin_ = nullptr;
  std::int64_t now_us_ = 0;
  std::int64_t group_ = 0;
  std::int64_t writes_ = 0;
  bool reason_kept_ = false;
};

}  // namespace pmm::store

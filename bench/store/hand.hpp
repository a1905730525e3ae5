#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hand_sql.hpp"

// What somebody would write by hand over the same tables: plain SQLite, the same rows, indexes and
// journal records, one connection of its own.
namespace bench {

struct HandCase {
  std::string external_id, summary;
  std::int64_t service, category, office, channel, area, opened_us, due_us, closed_us;
};

class Hand {
 public:
  explicit Hand(const std::string& path);
  ~Hand();
  Hand(const Hand&) = delete;
  Hand& operator=(const Hand&) = delete;

  void begin();
  void commit();  // and a checkpoint when the log is over 64 MiB, as the library does
  // The rows of one case as an import writes them: the case, its events, one journal record.
  void insert_case(const HandCase& row);
  // The rows of one contact as the library writes them, in a transaction of its own.
  void write_contact(std::int64_t channel, std::int64_t subject);
  sqlite3* handle() const { return db_; }

 private:
  struct Statements;
  void journal(const char* verb, int noun, std::int64_t id, std::int64_t subject,
               std::int64_t case_id, const char* fields);
  void read_head();
  std::int64_t next(const char* counter);
  void keep_counters();

  sqlite3* db_ = nullptr;
  std::unique_ptr<Statements> statements_;
  std::int64_t seq_ = 0, group_ = 0;
  std::string hash_;
  std::vector<std::pair<std::string, std::int64_t>> counters_;
  std::int64_t wal_pages_ = 0;
};

}  // namespace bench

#pragma once

#include <string>

#include "asked.hpp"
#include "duckdb.hpp"
#include "generator.hpp"

// The generated rows in DuckDB: as one would have them (VARCHAR), and with ENUM columns.
namespace bench {

enum class Table { kVarchar, kEnum };

class Peer {
 public:
  // Makes both tables, in order of opening.
  explicit Peer(const Generator& generator);

  std::string name() { return "DuckDB " + db_.version(); }
  void set_threads(int threads);
  // Time from the text of the question to the last cell, in seconds.
  double time(const Asked& asked, Table table);
  // The answer by the instants, not by the clock on the wall: what we answer.
  Answer answer(const Asked& asked, Table table);
  // Seconds of both tables.
  void update(const Generator& generator);

 private:
  void use(Table table);
  Duckdb db_;
};

}  // namespace bench

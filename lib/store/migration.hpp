#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "store/tx.hpp"

namespace pmm::store {

// How a store of an older schema becomes one of the next. `run` may make, fill, rename and drop
// tables; it runs in a transaction of its own, with foreign keys unchecked until its end, and must
// neither commit nor roll back.
struct MigrationStep {
  int to;  // the version that it leads to, from the one before
  std::function<Status(Tx&)> run;
};

// Every step that this library knows, in order, without a gap; the last one leads to the schema
// that the library works with. None leaves the first schema.
struct Migrations {
  std::vector<MigrationStep> steps;
  // For the tests that die at each point between the begin and the commit of a step.
  std::function<void(std::string_view)> reached;

  int target() const noexcept;
  // Whether a store of this version can be brought to the target, or is there already.
  bool leads_from(std::int64_t version) const noexcept;
};

// The steps of the versions that have been released.
Migrations released_migrations();

struct TableSql;
// Makes a table as this driver keeps it.
Status make_table(Connection& db, const TableSql& table);

}  // namespace pmm::store

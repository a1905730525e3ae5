#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "base/status.hpp"
#include "columnar/dictionary.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// From each code of a level's finer domain to the code of the coarser one; 0 is null.
using LevelTable = std::shared_ptr<const std::vector<std::uint32_t>>;
using LevelTables = std::array<LevelTable, kLevels>;

// Keeps the tables of the hierarchies up with the catalogue. The columns hold the finest code
// alone: an entry that gets another parent is one number in a table. Serial.
class Levels {
 public:
  using Dictionaries = std::span<columnar::Dictionary>;

  // `changed` are catalogue entries that are not what they were. May add entries to the
  // dictionaries: parents that no row names.
  Status follow(store::Connection& db, Dictionaries dictionaries,
                std::span<const std::pair<Domain, std::int64_t>> changed);
  const LevelTables& tables() const noexcept { return tables_; }

 private:
  Status follow_services(store::Connection& db, Dictionaries dictionaries);
  Status follow_tree(store::Connection& db, columnar::Dictionary& dictionary, const char* query,
                     Level parent, Level top);
  LevelTable& table(Level level) { return tables_[static_cast<std::size_t>(level) - 1]; }

  LevelTables tables_;
  std::array<std::uint32_t, kDomains> covered_{};  // entries of each dictionary
};

}  // namespace pmm::analytics

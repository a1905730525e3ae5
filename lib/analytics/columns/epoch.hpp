#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/columns/attribute_columns.hpp"
#include "analytics/columns/catalogue_names.hpp"
#include "analytics/columns/levels.hpp"
#include "analytics/columns/members.hpp"
#include "analytics/columns/standstills.hpp"
#include "analytics/columns/working_days.hpp"
#include "columnar/dictionary.hpp"
#include "columnar/frame.hpp"
#include "columnar/row_map.hpp"
#include "store/side_file.hpp"

namespace pmm::analytics {

struct Repeats;

// How far the columns have read: the last journal record and the last visit.
struct Mark {
  std::int64_t journal = 0;
  std::int64_t visit = 0;
  bool operator==(const Mark&) const = default;
  bool covers(const Mark& other) const noexcept {
    return journal >= other.journal && visit >= other.visit;
  }
};

// Everything a question reads, as of one commit. Immutable: any thread, as long as it is held.
struct Epoch {
  Mark mark;
  std::array<columnar::Frame, kCubes> frames;
  std::array<std::shared_ptr<const columnar::DictionaryView>, kDomains> dictionaries;
  LevelTables levels;
  CatalogueNames names;
  // Of the columns behind those that every store has; copies of an epoch share it.
  std::shared_ptr<AttributeColumns> attributes;
  std::vector<std::shared_ptr<const columnar::DictionaryView>> attribute_dictionaries;
  std::shared_ptr<const Members> members;
  std::shared_ptr<const store::SideFile> file;  // where some of the values are; may be null

  // What is worked out beside the columns, row by row, when a measure asks for it.
  StandstillsPtr standstills;
  std::shared_ptr<const WorkingDays> working_days;
  std::shared_ptr<const Repeats> repeats;  // null until a question asks for it

  std::array<std::shared_ptr<const columnar::RowMap>, kCubes> ids;  // null: rows have none

  // Null where the rows of the cube are no records of their own.
  const columnar::RowMap* row_ids(CubeId cube) const noexcept {
    return ids[static_cast<std::size_t>(cube)].get();
  }
  // Not so once a stranger wrote into the file.
  bool is_sound() const noexcept { return !file || file->unchanged(); }
  const columnar::Frame& frame(CubeId cube) const noexcept {
    return frames[static_cast<std::size_t>(cube)];
  }
  const columnar::DictionaryView& dictionary(Domain domain) const noexcept {
    const auto at = static_cast<std::size_t>(domain);
    return at < kDomains ? *dictionaries[at] : *attribute_dictionaries[at - kAttributeDomains];
  }
  // What each code of the level's finer domain belongs to.
  const std::vector<std::uint32_t>& level(Level level) const noexcept {
    return *levels[static_cast<std::size_t>(level) - 1];
  }
};
using EpochPtr = std::shared_ptr<const Epoch>;

}  // namespace pmm::analytics

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "analytics/columns/epoch.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "columnar/dictionary.hpp"
#include "columnar/frame.hpp"
#include "columnar/row_map.hpp"
#include "columnar/section_file.hpp"

// The columns of a store as bytes. docs/adr/0013 says what the file is.
namespace pmm::analytics {

// What saved columns were made from, and by what. They serve whoever has the same.
struct ColumnsIdentity {
  std::string layout;  // layout_of_columns() of the library that made them
  std::string store_id;
  std::int64_t schema_version = 0;
  std::string zone;
  std::uint64_t zone_rules = 0;  // Zone::rules_hash(): another time zone database, other days
  Mark mark;
  std::string journal_hash;  // of the record mark.journal: another one there, another history
  std::string visits_hash;   // of the last visits up to mark.visit, which the journal does not list
  std::string saved_as;      // another text for every file that was ever saved
};

// What is known of a cube's rows besides the columns.
struct CubeRows {
  columnar::RowMap rows;  // id -> row
  std::int64_t last_id = 0;
};

// All of it, as the feed goes on with it.
struct SavedColumns {
  std::array<columnar::Frame, kCubes> frames;
  std::array<CubeRows, kCubes> rows;
  std::array<columnar::Dictionary, kDomains> dictionaries;
  std::int64_t last_subject = 0;
  AttributeColumns attributes;
};

// A digest of everything that decides what a saved byte means: the cubes and their columns, what
// they are read from, how they stand in memory.
std::string layout_of_columns();

// Of the columns that a cube keeps; of the cases with those of the attributes.
std::vector<columnar::Kind> kinds_of(const Cube& cube, const AttributeColumns& attributes);

Status save_columns(const columnar::ByteSink& sink, const ColumnsIdentity& identity,
                    const Epoch& epoch, std::span<const CubeRows> rows, std::int64_t last_subject);

// Reads what save_columns() wrote, and whatever else may stand in such a file.
class ColumnsReader {
 public:
  // kCorrupt: not such a file, or a damaged one. `owner` keeps the bytes where they are, also for
  // what load() gives.
  static Result<ColumnsReader> open(std::span<const std::byte> bytes,
                                    std::shared_ptr<const void> owner, bool checksums = true);

  const ColumnsIdentity& identity() const noexcept { return identity_; }
  // For an identity whose layout is ours. kCorrupt; kCancelled and kTimeout, looked at before every
  // block.
  Result<SavedColumns> load(const Call& call) const;

 private:
  ColumnsReader(columnar::SectionFile file, columnar::ByteReader rest) noexcept
      : file_(std::move(file)), rest_(rest) {}

  columnar::SectionFile file_;
  columnar::ByteReader rest_;  // of the manifest, behind the identity
  ColumnsIdentity identity_;
};

// A whole file at once: what a fuzzer calls. Bytes that are not a file of columns are kCorrupt.
Result<SavedColumns> load_columns(std::span<const std::byte> bytes, bool checksums);

}  // namespace pmm::analytics

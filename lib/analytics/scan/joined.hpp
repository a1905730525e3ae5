#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/columns/epoch.hpp"
#include "analytics/scan/predicate.hpp"
#include "analytics/scan/scan.hpp"

namespace pmm::analytics {

// The columns of a scan that its cube does not keep: what the case of a row holds. They are put
// together block by block, when the block is read. Immutable: any thread.
class Joined {
 public:
  Joined(const ScanSpec& spec, const Predicate& predicate, const Epoch& epoch);

  bool empty() const noexcept { return columns_.empty(); }
  // The frame with a place for every column of the cube, and bounds that hold whatever the cases;
  // there are no values yet.
  columnar::Frame outline(const columnar::Frame& frame) const;
  // A block of that frame with its values.
  columnar::Block filled(const columnar::Block& outlined) const;

 private:
  columnar::Chunk gathered(const columnar::Block& block, std::uint8_t column) const;

  const Cube& cube_;
  const columnar::Frame& cases_;
  std::vector<std::uint8_t> columns_;  // that the scan reads
};

// The frame that holds a column, and the column there.
struct Holder {
  const columnar::Frame& frame;
  std::uint8_t column;
};
Holder holder_of(const Cube& cube, std::uint8_t column, const Epoch& epoch) noexcept;

}  // namespace pmm::analytics

#pragma once

#include <cstddef>
#include <memory>

#include "analytics/segment/rule.hpp"
#include "analytics/segment/scan.hpp"
#include "columnar/bitset.hpp"

namespace pmm::analytics {

// What a pass over the rows of one activity keeps per subject.
class Tally {
 public:
  virtual ~Tally() = default;
  virtual void add(const columnar::Block& block, Selection rows) = 0;
  // Takes over what another of the same make has kept of other rows, in any order of them.
  virtual void take(Tally& other) = 0;
  // What has come to be kept besides what tally_bytes() says.
  virtual std::size_t grown_bytes() const noexcept { return 0; }
  // The subjects for which the tests give `wanted`; those without rows are never among them.
  // kCancelled, kTimeout: the call.
  virtual Result<columnar::Bitset> finish(bool wanted, const Call& call) = 0;
};

// The cheapest that can answer: one bit a subject where only "any" is asked, a byte for small
// counts, words for the rest. `subjects` is one more than the highest.
// What one takes from the start.
std::size_t tally_bytes(const ActivityTest& test, std::size_t subjects) noexcept;
std::unique_ptr<Tally> make_tally(const ActivityTest& test, std::size_t subjects);

}  // namespace pmm::analytics

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "analytics/columns/epoch.hpp"
#include "analytics/question/query.hpp"
#include "columnar/kernels.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

// A filter made ready for one epoch: conditions on texts have become tables over the codes.
struct Predicate {
  enum class Kind : std::uint8_t {
    kAll,
    kNone,
    kAnd,
    kOr,
    kTable,   // table[code] of `column`
    kCode,    // `column` holds `code`
    kPairs,   // table[code of `column` * stride + code of `other`]
    kRanges,  // instants of `column` in one of `ranges`
    kNotRanges,
    kNull,
    kNotNull,
  };
  Kind kind = Kind::kAll;
  std::uint8_t column = 0;
  std::uint8_t other = 0;
  std::uint32_t code = 0;
  std::size_t stride = 0;
  std::vector<std::uint8_t> table;
  std::vector<TimeRange> ranges;
  std::vector<Predicate> children;

  // Of a kTable, written by prepare(): the codes that match, or when `but` those that do not,
  // where they are so few that comparing is cheaper than looking up.
  std::vector<std::uint32_t> few;
  bool but = false;
};

Predicate compile_filter(const Filter& filter, const Cube& cube, const Epoch& epoch);

// How far the plan lets its actor read a cube, or count it.
model::Reach reach_of(const model::Plan& plan, model::Action action, CubeId cube) noexcept;

// The rows of `cube` that the plan lets its actor read, or count.
Predicate compile_access(const model::Plan& plan, model::Action action, const Cube& cube,
                         const Epoch& epoch);

// Those of them that match `filter`, prepared.
Predicate compile_readable(const model::Plan& plan, model::Action action, const Filter& filter,
                           const Cube& cube, const Epoch& epoch);

// Makes a compiled predicate quick to evaluate: an `and` within an `and` becomes part of it, and
// what costs least comes first.
void prepare(Predicate& predicate);

// How many of a block's rows match, by the bounds of its columns: none, all, or it must be seen.
enum class Verdict : std::uint8_t { kNone, kSome, kAll };
Verdict judge(const Predicate& predicate, const columnar::Block& block) noexcept;
inline bool may_match(const Predicate& predicate, const columnar::Block& block) noexcept {
  return judge(predicate, block) != Verdict::kNone;
}

// Writes 1 for the rows that match, the first row of the mask being `begin`.
void evaluate(const Predicate& predicate, const columnar::Block& block, std::size_t begin,
              columnar::Mask mask);

// Selects the live rows of a block that match, block after block in the same memory. Serial.
class RowSelector {
 public:
  // Marks them; gives how many. What the bounds settle is not looked at.
  std::size_t mark(const Predicate& predicate, const columnar::Block& block);
  // The marks of the block: 1 for a row that matches.
  columnar::ConstMask marks() const noexcept { return columnar::ConstMask(mask_).first(rows_); }
  // The numbers of the marked rows.
  std::span<const std::uint16_t> list();
  std::span<const std::uint16_t> select(const Predicate& predicate, const columnar::Block& block) {
    return mark(predicate, block) == 0 ? std::span<const std::uint16_t>() : list();
  }

 private:
  std::size_t rows_ = 0;
  std::vector<const Predicate*> wanted_;
  std::vector<std::uint8_t> mask_;
  std::vector<std::uint16_t> selection_;
};

}  // namespace pmm::analytics

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "analytics/answer.hpp"
#include "analytics/epoch.hpp"
#include "analytics/query.hpp"
#include "columnar/aggregate.hpp"
#include "columnar/kernels.hpp"

namespace pmm::analytics {

// One part of the group key: a dimension's codes, or the bucket a time falls into, as a number
// below `cardinality`; 0 is null.
class KeyPart {
 public:
  virtual ~KeyPart() = default;
  std::uint64_t cardinality() const noexcept { return cardinality_; }
  // numbers[i] is the part's number of row i.
  virtual void number(const columnar::Block& block, const columnar::Rows& rows,
                      std::span<std::uint64_t> numbers) = 0;
  // groups[i] += stride * number: the same for a dense group number.
  virtual void add(const columnar::Block& block, const columnar::Rows& rows, std::uint32_t stride,
                   std::span<std::uint32_t> groups);
  // Appends what `number` stands for.
  virtual void decode(std::uint64_t number, AnswerColumn& column) const = 0;

 protected:
  std::uint64_t cardinality_ = 1;
};

// The span of instants that the rows in question have; empty when min > max.
struct TimeBounds {
  std::int64_t min_us = 0;
  std::int64_t max_us = -1;
};

std::unique_ptr<KeyPart> make_dimension_part(const Member& member, const Cube& cube,
                                             const Epoch& epoch);
// `native` says that the question's zone is the one of the precomputed days.
std::unique_ptr<KeyPart> make_time_part(const TimeDimension& time, const Zone& zone, bool native,
                                        const TimeBounds& bounds);

// Numbers the groups of rows: by arithmetic where the product of cardinalities is small, by a hash
// table where not.
class Grouping {
 public:
  Grouping(std::vector<std::unique_ptr<KeyPart>> parts, std::uint64_t rows);

  // The number of groups when it is known beforehand, else 0.
  std::size_t dense_groups() const noexcept { return table_ ? 0 : dense_; }
  std::size_t groups() const noexcept { return table_ ? table_->size() : dense_; }
  void assign(const columnar::Block& block, const columnar::Rows& rows,
              std::span<std::uint32_t> groups);
  std::size_t parts() const noexcept { return parts_.size(); }
  void decode(std::size_t part, std::span<const std::uint32_t> groups, AnswerColumn& column) const;

 private:
  struct Place {  // of a part in a hash key
    std::size_t word;
    unsigned shift;
    unsigned bits;
  };
  void lay_out();

  std::vector<std::unique_ptr<KeyPart>> parts_;
  std::size_t dense_ = 0;
  std::vector<std::uint32_t> strides_;
  std::vector<Place> places_;
  std::size_t words_ = 1;
  std::optional<columnar::GroupTable> table_;
  std::vector<std::uint64_t> numbers_, keys_;
};

}  // namespace pmm::analytics

#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "analytics/answer.hpp"
#include "analytics/catalogue.hpp"
#include "analytics/epoch.hpp"
#include "columnar/aggregate.hpp"
#include "columnar/kernels.hpp"

namespace pmm::analytics {

// The measures of one scan: what they share is computed once.
class Measures {
 public:
  // `groups` is the number of groups when it is known beforehand, else 0.
  Measures(const Cube& cube, std::span<const Member* const> measures, const Epoch& epoch,
           std::int64_t now_us, std::size_t groups);

  void grow(std::size_t groups);
  void add(const columnar::Block& block, const columnar::Rows& rows,
           std::span<const std::uint32_t> groups);
  // Before finish: nothing is added any more.
  void seal(std::size_t groups);
  // Groups that at least one row fell into.
  std::vector<std::uint32_t> present() const;
  void finish(std::size_t measure, std::span<const std::uint32_t> groups, AnswerColumn& column);

 private:
  struct Counting {
    Condition where;
    columnar::Counter counter;
  };
  struct Averaging {
    Value value;
    columnar::Summer summer;
  };
  struct Ranking {
    Value value;
    columnar::Quantiles quantiles;
  };
  struct Telling {
    std::uint8_t column;
    columnar::DistinctCounter distinct;
  };
  // Where a measure finds its parts, in the list of its kind.
  struct Place {
    std::size_t first = 0, second = 0;
  };
  std::size_t counting(Condition where);
  void flag(Condition where, const columnar::Block& block, const columnar::Rows& rows,
            std::span<std::uint8_t> flags) const;
  void value(Value what, const columnar::Block& block, const columnar::Rows& rows,
             std::span<std::int64_t> values);
  void fill_difference(const columnar::Block& block, std::uint8_t from, std::uint8_t to,
                       const columnar::Rows& rows, std::span<std::int64_t> values);
  void fill_age(const columnar::Block& block, const columnar::Rows& rows,
                std::span<std::int64_t> values) const;

  std::span<const Member* const> measures_;
  std::int64_t now_us_;
  std::uint32_t open_code_ = 0, closed_code_ = 0, resolved_code_ = 0;
  std::vector<Counting> counts_;  // the first counts all rows
  std::vector<Averaging> means_;
  std::vector<Ranking> ranks_;
  std::vector<Telling> distincts_;
  std::vector<Place> places_;  // by measure
  std::vector<std::uint8_t> flags_;
  std::vector<std::int64_t> values_, other_values_;
  std::vector<std::uint32_t> codes_;
};

}  // namespace pmm::analytics

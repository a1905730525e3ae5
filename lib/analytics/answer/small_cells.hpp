#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "analytics/answer/sheet.hpp"
#include "analytics/question/query.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

// A number and the numbers that add up to it: where all but one are known, that one is too.
struct Sum {
  std::uint32_t total = 0;
  std::vector<std::uint32_t> parts;
};

// Hides further cells until no sum gives one away: in none is exactly one hidden, nor are the
// hidden parts of a shown total under `smallest` together. `sizes` are rows behind each cell; the
// smallest that will do goes first.
void hide_complements(const std::vector<Sum>& sums, const std::vector<std::int64_t>& sizes,
                      std::int64_t smallest, std::vector<std::uint8_t>& hidden);

// Keeps from who may not see persons the numbers that could point at one: cells over fewer rows
// than the store's smallest, and those that would give such a cell away within the answer.
class SmallCells {
 public:
  SmallCells(const Query& query, const model::Plan& plan);
  SmallCells(const SmallCells&) = delete;
  SmallCells& operator=(const SmallCells&) = delete;

  // The question with what is counted besides, behind its own measures.
  const Query& query() const noexcept { return query_; }
  // Withholds cells of the sheet, and marks rows that nothing may be shown of.
  void hide(Sheet& sheet) const;

 private:
  // What must not be small for a measure to be shown; `size` is the one that sums are made of.
  struct Watched {
    std::size_t measure;
    std::size_t size;
    std::vector<std::size_t> counts;
    // Of a rate: the rows of the base that do not count.
    bool has_rest = false;
    std::size_t part = 0, base = 0;
  };
  std::size_t count_of(const Cube& cube, Condition condition);
  void watch(std::size_t measure);
  bool is_small(const Sheet& sheet, const Watched& watched, std::size_t row) const;
  std::vector<Sum> sums_of(const Sheet& sheet) const;
  void drop_rows(Sheet& sheet) const;

  bool active_ = false;
  std::int64_t smallest_ = 0;
  Query query_;
  std::deque<Member> counts_;  // that the question did not have; pointers into it stay
  std::vector<Watched> watched_;
  std::vector<std::size_t> rows_;  // of each cube, the number of its rows
};

}  // namespace pmm::analytics

#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <vector>

#include "analytics/answer/cell_sums.hpp"
#include "analytics/answer/sheet.hpp"
#include "analytics/catalogue/condition_parts.hpp"
#include "analytics/question/query.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

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
    // Of a count, of what a rate counts, and of a sum and a mean together: which rows, and where
    // their number is.
    bool is_number = false;
    Condition where = Condition::kAll;
    std::size_t number = 0;
  };
  // Within a row: what is watched as `part`, and `rest`, make up `whole`. Without a rest that is
  // watched, what is left may still not be small; a part that is the whole has none at all. Of
  // several parts that no row is in two of, `more` are the others.
  struct Link {
    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
    std::size_t whole, part, rest = kNone;
    bool is_same = false;
    std::vector<std::size_t> more{};
  };
  // What is watched together, because one number of a row gives another away.
  struct Group {
    std::vector<std::size_t> columns;
    std::vector<Link> links;
  };
  // The cells of a group, column by column: what is watched, then what is left of each link.
  struct Cells {
    std::size_t rows = 0;
    std::vector<std::int64_t> sizes;
    std::vector<std::uint8_t> hidden;
    std::vector<Sum> in_rows;

    std::uint32_t at(std::size_t column, std::size_t row) const noexcept {
      return static_cast<std::uint32_t>(column * rows + row);
    }
  };

  std::size_t count_of(const Cube& cube, Condition condition);
  bool tells_number(std::size_t measure) const;
  void watch(std::size_t measure);
  void link();
  std::optional<Link> link_of(std::size_t whole, std::size_t part) const;
  void link_families();
  std::optional<std::size_t> number_of(const Family& family, Condition where) const;
  void join(const Link& link);
  bool is_small(const Sheet& sheet, const Watched& watched, std::size_t row) const;
  std::vector<Sum> sums_of(const Sheet& sheet) const;
  Cells cells_of(const Sheet& sheet, const Group& group) const;
  void add_link(const Sheet& sheet, const Group& group, std::size_t number, Cells& cells) const;
  void settle(const std::vector<Sum>& sums, Cells& cells) const;
  void drop_rows(Sheet& sheet) const;

  bool active_ = false;
  std::int64_t smallest_ = 0;
  Query query_;
  std::deque<Member> counts_;  // that the question did not have; pointers into it stay
  std::vector<Watched> watched_;
  std::vector<Group> groups_;
  std::vector<std::size_t> rows_;  // of each cube, the number of its rows
};

}  // namespace pmm::analytics

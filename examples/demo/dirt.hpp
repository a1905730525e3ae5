#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "random.hpp"

namespace demo {

// Where in a file the rows that break a rule stand: each kind a known number of times, at places
// drawn by lot, never before the first good row.
class Dirt {
 public:
  struct Kind {
    int kind, count;
  };

  Dirt(std::initializer_list<Kind> kinds, std::size_t good_rows, Random& random) {
    for (const Kind& kind : kinds)
      for (int i = 0; i < kind.count; ++i)
        places_.push_back({1 + random.below(good_rows - 1), kind.kind});
    std::stable_sort(places_.begin(), places_.end(),
                     [](const Place& a, const Place& b) { return a.before_row < b.before_row; });
  }

  // Calls write(kind) for every bad row that stands before a good one.
  template <class Write>
  void before(std::size_t good_row, Write write) {
    while (next_ < places_.size() && places_[next_].before_row <= good_row)
      write(places_[next_++].kind);
  }
  std::size_t count() const noexcept { return places_.size(); }

 private:
  struct Place {
    std::size_t before_row;
    int kind;
  };
  std::vector<Place> places_;
  std::size_t next_ = 0;
};

}  // namespace demo

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// Rows sorted, or merged, between two looks at the call.
inline constexpr std::size_t kSortedRows = std::size_t{1} << 17;

// One after the other what two sorted runs have.
template <class Before>
Status merge_runs(const std::vector<std::uint32_t>& rows, std::size_t begin, std::size_t middle,
                  std::size_t end, const Before& before, const Call& call,
                  std::vector<std::uint32_t>& out) {
  std::size_t a = begin;
  std::size_t b = middle;
  while (a < middle || b < end) {
    if (out.size() % kSortedRows == 0) PMM_TRY(call.check());
    const bool second = a == middle || (b < end && before(rows[b], rows[a]));
    out.push_back(second ? rows[b++] : rows[a++]);
  }
  return {};
}

// The best so far are a heap, and each of the others is tried against the last of them.
template <class Before>
Status keep_first(std::vector<std::uint32_t>& rows, std::size_t wanted, const Before& before,
                  const Call& call) {
  const auto end = rows.begin() + static_cast<std::ptrdiff_t>(wanted);
  std::make_heap(rows.begin(), end, before);
  for (std::size_t i = wanted; i < rows.size() && wanted != 0; ++i) {
    if (i % kSortedRows == 0) PMM_TRY(call.check());
    if (!before(rows[i], rows.front())) continue;
    std::pop_heap(rows.begin(), end, before);
    rows[wanted - 1] = rows[i];
    std::push_heap(rows.begin(), end, before);
  }
  std::sort_heap(rows.begin(), end, before);
  rows.resize(wanted);
  return {};
}

// Sorts the rows and keeps the first `wanted`. kCancelled, kTimeout: the call.
template <class Before>
Status sort_rows(std::vector<std::uint32_t>& rows, std::size_t wanted, const Before& before,
                 const Call& call) {
  wanted = std::min(wanted, rows.size());
  const auto at = [&rows](std::size_t place) {
    return rows.begin() + static_cast<std::ptrdiff_t>(place);
  };
  if (rows.size() <= kSortedRows) {
    if (wanted == rows.size()) {
      std::sort(rows.begin(), rows.end(), before);
      return {};
    }
    std::partial_sort(rows.begin(), at(wanted), rows.end(), before);
    rows.resize(wanted);
    return {};
  }
  if (wanted < rows.size() / 8) return keep_first(rows, wanted, before, call);
  for (std::size_t begin = 0; begin < rows.size(); begin += kSortedRows) {
    PMM_TRY(call.check());
    std::sort(at(begin), at(std::min(begin + kSortedRows, rows.size())), before);
  }
  std::vector<std::uint32_t> merged;
  for (std::size_t run = kSortedRows; run < rows.size(); run *= 2) {
    merged.clear();
    merged.reserve(rows.size());
    for (std::size_t begin = 0; begin < rows.size(); begin += 2 * run)
      PMM_TRY(merge_runs(rows, begin, std::min(begin + run, rows.size()),
                         std::min(begin + 2 * run, rows.size()), before, call, merged));
    rows.swap(merged);
  }
  rows.resize(wanted);
  return {};
}

}  // namespace pmm::analytics

#include "answer.hpp"

#include <algorithm>
#include <cmath>

namespace bench {
namespace {

constexpr double kTolerance = 1e-9;

bool is_number(const Cell& cell) { return cell.index() == 1 || cell.index() == 2; }

double number(const Cell& cell) {
  const auto* integer = std::get_if<std::int64_t>(&cell);
  return integer != nullptr ? static_cast<double>(*integer) : std::get<double>(cell);
}

bool same(const Cell& a, const Cell& b) {
  if (a.index() == 2 || b.index() == 2) {
    if (!is_number(a) || !is_number(b)) return false;
    const double x = number(a), y = number(b);
    return std::abs(x - y) <= kTolerance * std::max({std::abs(x), std::abs(y), 1e-300});
  }
  return a == b;
}

std::string text(const Cells& row) {
  std::string out = "(";
  for (const Cell& cell : row) {
    if (out.size() > 1) out += ", ";
    if (const auto* words = std::get_if<std::string>(&cell))
      out += *words;
    else
      out += is_number(cell) ? std::to_string(number(cell)) : "null";
  }
  return out + ")";
}

// Keys come before measures and are never real, so that rows meet in the same place.
void sort(Answer& answer) {
  std::sort(answer.begin(), answer.end(), [](const Cells& a, const Cells& b) {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(), [](const Cell& x, const Cell& y) {
          return is_number(x) && is_number(y) ? number(x) < number(y) : x < y;
        });
  });
}

}  // namespace

std::string difference(Answer ours, Answer theirs) {
  if (ours.size() != theirs.size())
    return std::to_string(ours.size()) + " rows, theirs has " + std::to_string(theirs.size());
  sort(ours);
  sort(theirs);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const bool equal =
        std::equal(ours[i].begin(), ours[i].end(), theirs[i].begin(), theirs[i].end(), same);
    if (!equal) return text(ours[i]) + ", theirs has " + text(theirs[i]);
  }
  return "";
}

}  // namespace bench

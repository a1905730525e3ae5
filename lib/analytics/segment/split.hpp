#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// How a group is divided, such as into those who are written to and a control. Whose part a
// subject is depends on the salt and its id alone: it is the same on every machine, and stays when
// members come or go.
struct Split {
  struct Part {
    std::string label;
    std::uint32_t end = 0;  // of its stretch of the million, the stretches in the order of labels
  };
  std::string salt;
  std::vector<Part> parts;  // sorted by label
};

// {"mail": 0.45, "call": 0.45, "control": 0.1}: shares of at most six decimals that make 1. The
// order in the text does not matter. kInvalid at a path under "groups", or at "salt".
Result<Split> parse_split(std::string_view groups, std::string_view salt);

// The same as JSON, labels in order, for the record.
std::string to_text(const Split& split);

// Tells subjects apart: the first eight bytes of SHA-256 of "salt:id", as one big-endian number,
// modulo a million, falls into one of the stretches.
class Splitter {
 public:
  explicit Splitter(const Split& split) : split_(split) {}
  std::size_t part_of(std::int64_t subject);

 private:
  const Split& split_;
  Sha256 sha_;
};

}  // namespace pmm::analytics

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/status.hpp"
#include "model/codice_fiscale.hpp"

namespace pmm::model {

enum class Place {
  kUnknown,  // no such code
  kKnown,    // in use on that day
  kCeased,   // in use before that day, no more on it
  kNotYet,   // in use only after that day
};

// The dated table of birth places by Belfiore code. It serves warnings, never refusals: the issued
// code wins over any table. Filled once, then immutable: any thread.
class Municipalities {
 public:
  // One period of one code, both days included. Codes that are not a letter and three digits
  // ("ND") are passed over; returns whether the row was taken.
  bool add(std::string_view code, std::string_view name, std::int32_t from_day,
           std::int32_t last_day);

  Place lookup(std::string_view code, std::int32_t day) const;
  // The name in force that day, or the latest one before; empty when the code is unknown.
  std::string name(std::string_view code, std::int32_t day) const;

  // What is odd about the place of a codice fiscale. Without a known birth day every candidate up
  // to `today` is tried, and only a code that fits none is odd.
  std::vector<std::string> warnings(const CodiceFiscale& code,
                                    std::optional<std::int32_t> birth_day,
                                    std::int32_t today) const;

  std::size_t size() const noexcept { return places_.size(); }

 private:
  struct Period {
    std::string name;
    std::int32_t from_day, last_day;
  };
  std::unordered_map<std::string, std::vector<Period>> places_;
  bool foreign_ = false;  // the national table has no foreign states; then "Z" codes go unchecked
};

}  // namespace pmm::model

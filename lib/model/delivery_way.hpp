#pragma once

#include <array>
#include <string_view>

#include "model/address.hpp"

namespace pmm::model {

// How a channel carries: what kind of address it needs, and whether what it brings has legal value.
struct Way {
  std::string_view name;
  std::string_view address_kind;  // empty: the carrier knows the subject by itself
  bool legal = false;             // for what has legal value, and for nothing else
  bool paper = false;
  bool needs_verified = false;  // an address that nobody has proved may be a stranger's
};
inline constexpr std::array kWays = {
    Way{"email", kAddressEmail, false, false, true},
    Way{"sms", kAddressPhone, false, false, true},
    Way{"push", "", false, false, false},
    Way{"pec", kAddressPec, true, false, true},
    Way{"post", kAddressPostal, true, true, false},
};

constexpr const Way* find_way(std::string_view name) noexcept {
  for (const Way& way : kWays)
    if (way.name == name) return &way;
  return nullptr;
}

}  // namespace pmm::model

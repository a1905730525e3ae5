#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace pmm::model {

inline constexpr std::string_view kAddressEmail = "email";
inline constexpr std::string_view kAddressPec = "pec";
inline constexpr std::string_view kAddressPhone = "phone";
inline constexpr std::string_view kAddressPostal = "postal";
inline constexpr std::string_view kAddressOther = "other";
inline constexpr std::array<std::string_view, 5> kAddressKinds = {
    kAddressEmail, kAddressPec, kAddressPhone, kAddressPostal, kAddressOther};

// A way to reach a subject, in the form that is stored.
struct Address {
  std::string kind;
  std::string value;  // shown and used for sending; a phone in E.164
  std::string key;    // equal for two writings of one address; unique per subject and kind
};

bool is_known_address_kind(std::string_view kind) noexcept;

// Normalises and checks. kInvalid at `field` ("kind" when the kind is unknown), kLimit when too
// long. A phone without an international prefix is of `country_code` (digits, without "+").
Result<Address> parse_address(std::string_view kind, std::string_view value, std::string_view field,
                              std::string_view country_code = "39");

// The parts, for who needs only one of them.
Result<Address> parse_email(std::string_view value, std::string_view field);
Result<Address> parse_phone(std::string_view value, std::string_view field,
                            std::string_view country_code = "39");
Result<Address> parse_postal(std::string_view value, std::string_view field);

}  // namespace pmm::model

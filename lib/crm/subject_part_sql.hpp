#pragma once

// What the lists of a subject's identifiers, addresses and relationships share.
namespace pmm::crm::sql {

inline constexpr const char* kOfSubject = R"sqlpart(subject = {})sqlpart";
// The version that an instant knew.
inline constexpr const char* kKnownAt = R"sqlpart(
since_us <= {} AND (until_us IS NULL OR until_us > {})
)sqlpart";
inline constexpr const char* kInForceOn = R"sqlpart(
(valid_from_on IS NULL OR valid_from_on <= {}) AND (valid_to_on IS NULL OR valid_to_on > {})
)sqlpart";

}  // namespace pmm::crm::sql

#pragma once

// The filters of the catalogue's lists.
namespace pmm::crm::sql {

inline constexpr const char* kCodeIs = R"sqlpart(code = {})sqlpart";
inline constexpr const char* kActiveIs = R"sqlpart(active = {})sqlpart";
inline constexpr const char* kDigitalIs = R"sqlpart(digital = {})sqlpart";
inline constexpr const char* kParentIs = R"sqlpart(parent = {})sqlpart";
inline constexpr const char* kNoParent = R"sqlpart(parent IS NULL)sqlpart";

}  // namespace pmm::crm::sql

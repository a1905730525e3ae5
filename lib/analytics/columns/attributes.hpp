#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "model/attribute.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// An attribute of cases that services declare as a dimension.
struct DeclaredAttribute {
  std::string code;
  model::Datatype datatype = model::Datatype::kSingleValueList;  // one that may be a dimension
  std::string title;
  std::vector<std::int64_t> services;  // whose cases have it, ascending

  friend bool operator==(const DeclaredAttribute&, const DeclaredAttribute&) = default;
};

// All of them, by code. Where services declare one code with different datatypes, that of the
// service that came first holds.
Result<std::vector<DeclaredAttribute>> declared_attributes(store::Connection& db);

}  // namespace pmm::analytics

#pragma once

#include <array>
#include <memory>

#include "analytics/catalogue/catalogue.hpp"
#include "base/status.hpp"
#include "base/table.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// What people call the codes of the catalogue, by domain; null where a domain has no names.
using CatalogueNames = std::array<std::shared_ptr<const CodeNames>, kDomains>;

// Whether the entries of a domain have names.
bool is_named(Domain domain) noexcept;
Result<std::shared_ptr<const CodeNames>> load_names(store::Connection& db, Domain domain);

// Gives the dimensions of an answer the names of their codes: those of the catalogue, and of codes
// that are the same in every store their titles.
void name_codes(Table& table, const CatalogueNames& names);

}  // namespace pmm::analytics

#include "analytics/columns/levels.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "analytics/columns/feed_sql.hpp"

namespace pmm::analytics {
namespace {

using columnar::Dictionary;
using Codes = std::vector<std::uint32_t>;

struct Entry {
  std::int64_t parent = 0;  // 0: none
  std::string code;
};
using Entries = std::unordered_map<std::int64_t, Entry>;

// All rows of a tree. Catalogues are small, and change seldom.
Result<Entries> read_entries(store::Connection& db, const char* query) {
  Entries entries;
  PMM_ASSIGN(auto row, db.prepare(query));
  for (;;) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) return entries;
    entries.emplace(row.int_at(0), Entry{row.opt_int(1).value_or(0), row.string_at(2)});
  }
}

std::uint32_t code_of(Dictionary& dictionary, const Entries& entries, std::int64_t id) {
  if (const auto code = dictionary.find(id)) return *code;
  const auto entry = entries.find(id);
  return dictionary.add(id, entry == entries.end() ? std::string_view() : entry->second.code);
}

// The parent of every code, itself where it has none. Grows with the dictionary, which gets the
// parents.
Codes parents_of(Dictionary& dictionary, const Entries& entries) {
  Codes parents{columnar::kNullCode};
  while (parents.size() < dictionary.size()) {
    const auto view = dictionary.publish();
    for (auto code = static_cast<std::uint32_t>(parents.size()); code < view->size(); ++code) {
      const auto entry = entries.find(view->at(code).key);
      const std::int64_t parent = entry == entries.end() ? 0 : entry->second.parent;
      parents.push_back(parent == 0 ? code : code_of(dictionary, entries, parent));
    }
  }
  return parents;
}

// A circle, which the catalogue does not allow, ends where it began.
std::uint32_t top_of(const Codes& parents, std::uint32_t code) {
  std::uint32_t at = code;
  for (std::size_t steps = 0; steps < parents.size() && parents[at] != at; ++steps)
    at = parents[at];
  return at;
}

}  // namespace

Status Levels::follow(store::Connection& db, Dictionaries dictionaries,
                      std::span<const std::pair<Domain, std::int64_t>> changed) {
  const auto of = [&](Domain domain) -> Dictionary& {
    return dictionaries[static_cast<std::size_t>(domain)];
  };
  const auto is_stale = [&](Domain domain) {
    return of(domain).size() != covered_[static_cast<std::size_t>(domain)] ||
           std::any_of(changed.begin(), changed.end(),
                       [domain](const auto& entry) { return entry.first == domain; });
  };
  // Services first: they name categories that may be new.
  const bool services = is_stale(Domain::kService);
  if (services) PMM_TRY(follow_services(db, dictionaries));
  const bool categories = is_stale(Domain::kCategory);
  if (categories)
    PMM_TRY(follow_tree(db, of(Domain::kCategory), sql::kCategoryTree, Level::kCategoryParent,
                        Level::kLifeArea));
  if (services || categories) {
    Codes areas;
    for (const std::uint32_t category : *table(Level::kServiceCategory))
      areas.push_back((*table(Level::kLifeArea))[category]);
    table(Level::kServiceLifeArea) = std::make_shared<const Codes>(std::move(areas));
  }
  if (is_stale(Domain::kOffice))
    PMM_TRY(follow_tree(db, of(Domain::kOffice), sql::kOfficeTree, Level::kOfficeParent,
                        Level::kOfficeTop));
  if (is_stale(Domain::kArea))
    PMM_TRY(
        follow_tree(db, of(Domain::kArea), sql::kAreaTree, Level::kAreaParent, Level::kAreaTop));
  for (const Domain domain : {Domain::kService, Domain::kCategory, Domain::kOffice, Domain::kArea})
    covered_[static_cast<std::size_t>(domain)] = of(domain).size();
  return {};
}

Status Levels::follow_services(store::Connection& db, Dictionaries dictionaries) {
  PMM_ASSIGN(const Entries services, read_entries(db, sql::kServiceTree));
  PMM_ASSIGN(const Entries categories, read_entries(db, sql::kCategoryTree));
  const auto view = dictionaries[static_cast<std::size_t>(Domain::kService)].publish();
  Codes codes{columnar::kNullCode};
  for (std::uint32_t code = 1; code < view->size(); ++code) {
    const auto service = services.find(view->at(code).key);
    const std::int64_t category = service == services.end() ? 0 : service->second.parent;
    codes.push_back(category == 0
                        ? columnar::kNullCode
                        : code_of(dictionaries[static_cast<std::size_t>(Domain::kCategory)],
                                  categories, category));
  }
  table(Level::kServiceCategory) = std::make_shared<const Codes>(std::move(codes));
  return {};
}

Status Levels::follow_tree(store::Connection& db, Dictionary& dictionary, const char* query,
                           Level parent, Level top) {
  PMM_ASSIGN(const Entries entries, read_entries(db, query));
  Codes parents = parents_of(dictionary, entries);
  Codes tops;
  for (std::uint32_t code = 0; code < parents.size(); ++code) tops.push_back(top_of(parents, code));
  table(parent) = std::make_shared<const Codes>(std::move(parents));
  table(top) = std::make_shared<const Codes>(std::move(tops));
  return {};
}

}  // namespace pmm::analytics

#include "analytics/columns/attributes.hpp"

#include <map>
#include <utility>

#include "analytics/columns/feed_sql.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {
namespace {

using ByCode = std::map<std::string, DeclaredAttribute>;

std::string text_of(const Json& object, const char* name) {
  const Json* found = object.find(name);
  return found != nullptr && found->is(Json::Kind::kText) ? found->text : std::string();
}

void declare(const Json& definition, std::int64_t service, ByCode& attributes) {
  const Json* flag = definition.find("dimension");
  if (flag == nullptr || !flag->is(Json::Kind::kBool) || !flag->boolean) return;
  const auto datatype = model::parse_datatype(text_of(definition, "datatype"));
  if (!datatype || !model::may_be_dimension(*datatype)) return;
  DeclaredAttribute fresh{
      text_of(definition, "code"), *datatype, text_of(definition, "description"), {}};
  if (fresh.code.empty()) return;
  if (fresh.title.empty()) fresh.title = fresh.code;
  std::string code = fresh.code;
  DeclaredAttribute& attribute =
      attributes.try_emplace(std::move(code), std::move(fresh)).first->second;
  if (attribute.datatype == *datatype) attribute.services.push_back(service);
}

}  // namespace

Result<std::vector<DeclaredAttribute>> declared_attributes(store::Connection& db) {
  ByCode attributes;
  PMM_ASSIGN(auto row, db.prepare(sql::kServiceAttributes));
  for (;;) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    // What stands in the tables was checked when it was written.
    const auto definitions = parse_json(row.text_at(1), "attributes");
    if (!definitions.ok() || !definitions->is(Json::Kind::kArray)) continue;
    for (const Json& definition : definitions->items)
      declare(definition, row.int_at(0), attributes);
  }
  std::vector<DeclaredAttribute> declared;
  for (auto& [code, attribute] : attributes)
    if (declared.size() < limits::kAttributeDimensions) declared.push_back(std::move(attribute));
  return declared;
}

}  // namespace pmm::analytics

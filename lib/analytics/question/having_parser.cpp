#include <cmath>

#include "analytics/question/column_parser.hpp"
#include "analytics/question/filter_parser.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

using FilterKind = Filter::Kind;

class HavingParser {
 public:
  explicit HavingParser(const Query& query) : query_(query) {}

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the JSON, which is bounded
  Result<Having> parse(const Json& json, const std::string& at) {
    PMM_TRY(count_.add(at));
    PMM_TRY(check_kind(json, Json::Kind::kObject, at));
    PMM_ASSIGN(const GroupJson group, read_group(json, at));
    if (group.list == nullptr) return parse_condition(json, at);
    Having having;
    having.kind = group.kind;
    for (std::size_t i = 0; i < group.list->items.size(); ++i) {
      PMM_ASSIGN(Having child, parse(group.list->items[i], element_path(group.path, i)));
      having.children.push_back(std::move(child));
    }
    return having;
  }

 private:
  Result<Having> parse_condition(const Json& json, const std::string& at) {
    PMM_TRY(check_keys(json, condition_keys(), at));
    const Json* member = json.find("member");
    if (member == nullptr) return Status::invalid(at + ".member", "is missing");
    PMM_TRY(check_kind(*member, Json::Kind::kText, at + ".member"));
    Having having;
    PMM_ASSIGN(having.output, find_output(member->text, at + ".member"));
    PMM_ASSIGN(const OperatorName* operation, find_operator(json, at));
    if ((operation->subjects & kOfMeasure) == 0)
      return Status::invalid(at + ".operator", text::quoted(operation->name) + " of " +
                                                   text::quoted(member->text) +
                                                   ": a measure is a number");
    having.kind = operation->kind;
    having.negated = operation->negated;
    PMM_ASSIGN(const Json* values, find_values(json, *operation, at));
    if (values == nullptr) return having;
    for (std::size_t i = 0; i < values->items.size(); ++i) {
      PMM_ASSIGN(const Having::Value value,
                 parse_number(values->items[i], element_path(at + ".values", i)));
      having.values.push_back(value);
    }
    return having;
  }

  Result<std::size_t> find_output(const std::string& name, const std::string& at) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < query_.outputs.size(); ++i) {
      const Output& output = query_.outputs[i];
      const bool number = output.kind != Output::Kind::kPart;
      if (output.name == name && number) return i;
      if (output.name == name)
        return Status::invalid(
            at, text::quoted(name) + " is not a measure: conditions on it go in filters");
      if (number) names.push_back(output.name);
    }
    return Status::invalid(at, text::quoted(name) + " is not a measure of this question" +
                                   text::did_you_mean(name, names));
  }

  static Result<Having::Value> parse_number(const Json& json, const std::string& at) {
    if (json.kind == Json::Kind::kInteger)
      return Having::Value{json.integer, static_cast<double>(json.integer), true};
    if (json.kind == Json::Kind::kReal) return Having::Value{0, json.real, false};
    if (json.kind == Json::Kind::kText) {
      if (const auto whole = text::parse_int(json.text))
        return Having::Value{*whole, static_cast<double>(*whole), true};
      if (const auto real = text::parse_double(json.text)) return Having::Value{0, *real, false};
    }
    if (json.kind == Json::Kind::kNull)
      return Status::invalid(at, "is null; use set or notSet to ask for nulls");
    return Status::invalid(at, "must be a number");
  }

  const Query& query_;
  NodeCount count_;
};

// NOLINTNEXTLINE(misc-no-recursion): as deep as the JSON, which is bounded
void collect_members(const Json& json, std::vector<const Json*>& names) {
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    if (json.kind == Json::Kind::kObject && json.keys[i] == "member" &&
        json.items[i].kind == Json::Kind::kText)
      names.push_back(&json.items[i]);
    else
      collect_members(json.items[i], names);
  }
}

}  // namespace

std::vector<const Json*> having_members(const Json& json) {
  std::vector<const Json*> names;
  collect_members(json, names);
  return names;
}

Result<Having> parse_having(const Json& json, const Query& query) {
  PMM_TRY(check_kind(json, Json::Kind::kArray, "having"));
  HavingParser parser(query);
  Having all;
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    PMM_ASSIGN(Having child, parser.parse(json.items[i], element_path("having", i)));
    all.children.push_back(std::move(child));
  }
  return all;
}

}  // namespace pmm::analytics

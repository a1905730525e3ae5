#include "analytics/indicator/request.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/civil.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace pmm::analytics {

CubeId cube_of_cohort(Cohort cohort) noexcept {
  switch (cohort) {
    case Cohort::kContacts:
    case Cohort::kCounter:
      return CubeId::kContacts;
    case Cohort::kStages:
    case Cohort::kStagesForwarded:
      return CubeId::kStages;
    case Cohort::kDeliveries:
      return CubeId::kDeliveries;
    case Cohort::kAppointments:
      return CubeId::kAppointments;
    default:
      return CubeId::kCases;
  }
}

std::string cube_member(CubeId cube, std::string_view name) {
  return std::string(cube_of(cube).name) + "." + std::string(name);
}

namespace {

constexpr std::array<std::string_view, 7> kKeys{"from",     "to",         "by",    "granularity",
                                                "timezone", "indicators", "layout"};
// Whose dimensions indicators may be broken down by.
constexpr std::array kBrokenDown{CubeId::kCases, CubeId::kContacts, CubeId::kDeliveries,
                                 CubeId::kAppointments};
constexpr std::array<std::string_view, 5> kPeriods{"day", "week", "month", "quarter", "year"};

// --- The request --------------------------------------------------------------------------------

Result<std::string> text_of(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  if (value == nullptr) return std::string();
  PMM_TRY(check_kind(*value, Json::Kind::kText, key));
  if (value->text.empty()) return Status::invalid(std::string(key), "it is empty");
  return value->text;
}

Result<std::vector<std::string>> texts_of(const Json& object, std::string_view key) {
  std::vector<std::string> texts;
  const Json* list = object.find(key);
  if (list == nullptr) return texts;
  PMM_TRY(check_kind(*list, Json::Kind::kArray, key));
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    PMM_TRY(check_kind(list->items[i], Json::Kind::kText, element_path(key, i)));
    if (std::find(texts.begin(), texts.end(), list->items[i].text) != texts.end())
      return Status::invalid(element_path(key, i),
                             text::quoted(list->items[i].text) + " stands there twice");
    texts.push_back(list->items[i].text);
  }
  return texts;
}

bool is_dimension(CubeId cube, std::string_view name) {
  const Member* member = find_member(cube_of(cube), cube_member(cube, name));
  return member != nullptr && member->kind == MemberKind::kDimension;
}

// Both cubes of an indicator must know what it is broken down by.
bool knows(const Indicator& indicator, std::string_view dimension) {
  bool all = true;
  for_each_side(indicator, [&](const Side& side) {
    all = all && is_dimension(cube_of_cohort(side.cohort), dimension);
  });
  return all;
}

Status check_dimension(std::string_view name, const std::string& field) {
  if (std::any_of(kBrokenDown.begin(), kBrokenDown.end(),
                  [name](CubeId cube) { return is_dimension(cube, name); }))
    return {};
  std::vector<std::string> known;
  for (const CubeId cube : kBrokenDown)
    for (const Member& member : cube_of(cube).members)
      if (member.kind == MemberKind::kDimension)
        known.emplace_back(member.name.substr(cube_of(cube).name.size() + 1));
  return Status::invalid(field, text::quoted(name) +
                                    " is no dimension of cases, contacts, deliveries or "
                                    "appointments" +
                                    text::did_you_mean(name, known));
}

Result<const Indicator*> indicator_named(std::string_view name, const std::string& field) {
  for (const Indicator& indicator : kIndicators)
    if (indicator.name == name) return &indicator;
  std::vector<std::string> known;
  known.reserve(kIndicators.size());
  for (const Indicator& indicator : kIndicators) known.emplace_back(indicator.name);
  return Status::invalid(field,
                         text::quoted(name) + " is no indicator" + text::did_you_mean(name, known));
}

// Those asked for by name must know every dimension; of the others those stay that do.
Status choose(const std::vector<std::string>& names, IndicatorRequest& request) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string field = element_path("indicators", i);
    PMM_ASSIGN(const Indicator* indicator, indicator_named(names[i], field));
    for (const std::string& dimension : request.by)
      if (!knows(*indicator, dimension))
        return Status::invalid(field, names[i] + " cannot be broken down by " + dimension +
                                          ": one of its cubes has no such dimension");
    request.wanted.push_back(indicator);
  }
  if (!names.empty()) return {};
  for (const Indicator& indicator : kIndicators)
    if (std::all_of(request.by.begin(), request.by.end(),
                    [&](const std::string& dimension) { return knows(indicator, dimension); }))
      request.wanted.push_back(&indicator);
  return {};
}

Status check_period(const IndicatorRequest& request) {
  if (request.from.empty() && request.to.empty()) return {};
  if (request.from.empty() || request.to.empty())
    return Status::invalid(request.from.empty() ? "from" : "to",
                           "a period has both ends: give from and to, or neither");
  for (const auto& [field, given] : {std::pair("from", &request.from), {"to", &request.to}})
    if (!parse_date(*given))
      return Status::invalid(field, text::quoted(*given) + " is not a day, as 2007-03-31 is");
  if (request.to < request.from)
    return Status::invalid("to", request.to + " is before " + request.from);
  return {};
}

}  // namespace

Result<IndicatorRequest> read_indicator_request(std::string_view text) {
  IndicatorRequest request;
  PMM_ASSIGN(const Json json, parse_json(text.empty() ? "{}" : text, "request"));
  PMM_TRY(check_kind(json, Json::Kind::kObject, "request"));
  PMM_TRY(check_keys(json, kKeys, ""));
  PMM_ASSIGN(request.from, text_of(json, "from"));
  PMM_ASSIGN(request.to, text_of(json, "to"));
  PMM_TRY(check_period(request));
  PMM_ASSIGN(request.granularity, text_of(json, "granularity"));
  if (request.by_period() &&
      std::find(kPeriods.begin(), kPeriods.end(), request.granularity) == kPeriods.end())
    return Status::invalid("granularity", text::quoted(request.granularity) +
                                              " is not day, week, month, quarter or year");
  PMM_ASSIGN(request.timezone, text_of(json, "timezone"));
  PMM_ASSIGN(request.by, texts_of(json, "by"));
  for (std::size_t i = 0; i < request.by.size(); ++i)
    PMM_TRY(check_dimension(request.by[i], element_path("by", i)));
  PMM_ASSIGN(const std::string layout, text_of(json, "layout"));
  if (!layout.empty() && layout != "long" && layout != "wide")
    return Status::invalid("layout", text::quoted(layout) + " is neither long nor wide");
  request.wide = layout == "wide";
  PMM_ASSIGN(const auto names, texts_of(json, "indicators"));
  PMM_TRY(choose(names, request));
  return request;
}

}  // namespace pmm::analytics

#include <array>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/saved_filter.hpp"
#include "model/case.hpp"
#include "model/notice.hpp"

namespace pmm::crm {
namespace {

using model::FilterRule;

constexpr std::array<std::string_view, 8> kBoardKeys = {
    "service", "category", "class", "unread", "action", "due_within_days", "since_days", "except"};
constexpr std::array<std::string_view, 8> kCaseKeys = {
    "service", "category", "kind", "status", "overdue", "due_within_days", "since_days", "except"};
constexpr std::int64_t kMostDays = 36'500;

// A text or a list of texts.
Status take_words(const Json& rule, const char* key, std::string_view field,
                  std::vector<std::string>& out) {
  const Json* found = rule.find(key);
  if (found == nullptr) return {};
  const std::string at = member_path(field, key);
  if (found->is(Json::Kind::kText)) {
    out.push_back(found->text);
    return {};
  }
  if (!found->is(Json::Kind::kArray) || found->items.empty())
    return Status::invalid(at, "must be a text or a list of texts");
  if (found->items.size() > limits::kRuleValues)
    return Status::limit(at, std::to_string(found->items.size()) +
                                 " values are over the limit of " +
                                 std::to_string(limits::kRuleValues));
  for (const Json& item : found->items) {
    PMM_TRY(check_kind(item, Json::Kind::kText, element_path(at, out.size())));
    out.push_back(item.text);
  }
  return {};
}

Status take_bool(const Json& rule, const char* key, std::string_view field,
                 std::optional<bool>& out) {
  const Json* found = rule.find(key);
  if (found == nullptr) return {};
  PMM_TRY(check_kind(*found, Json::Kind::kBool, member_path(field, key)));
  out = found->boolean;
  return {};
}

Status take_days(const Json& rule, const char* key, std::string_view field,
                 std::optional<std::int32_t>& out) {
  const Json* found = rule.find(key);
  if (found == nullptr) return {};
  const std::string at = member_path(field, key);
  PMM_TRY(check_kind(*found, Json::Kind::kInteger, at));
  if (found->integer < 0 || found->integer > kMostDays)
    return Status::invalid(at, std::to_string(found->integer) + " is outside 0 to " +
                                   std::to_string(kMostDays) + " days");
  out = static_cast<std::int32_t>(found->integer);
  return {};
}

template <class Known>
Status check_words(const std::vector<std::string>& words, const Known& known, const char* what,
                   std::string_view field) {
  for (const std::string& word : words)
    if (!known(word))
      return Status::invalid(member_path(field, what),
                             text::quoted(word) + " is not a " + what + " that there is");
  return {};
}

}  // namespace

Result<FilterRule> parse_filter_rule(std::string_view json, FilterTarget target,
                                     std::string_view field) {
  PMM_ASSIGN(const Json rule, parse_json(json, field));
  PMM_TRY(check_kind(rule, Json::Kind::kObject, field));
  PMM_TRY(check_keys(rule, target == FilterTarget::kBoard ? kBoardKeys : kCaseKeys, field));
  FilterRule out;
  PMM_TRY(take_words(rule, "service", field, out.services));
  PMM_TRY(take_words(rule, "category", field, out.categories));
  PMM_TRY(take_words(rule, "class", field, out.classes));
  PMM_TRY(take_words(rule, "kind", field, out.kinds));
  PMM_TRY(take_words(rule, "status", field, out.statuses));
  PMM_TRY(take_bool(rule, "unread", field, out.unread));
  PMM_TRY(take_bool(rule, "action", field, out.action));
  PMM_TRY(take_bool(rule, "overdue", field, out.overdue));
  PMM_TRY(take_days(rule, "due_within_days", field, out.due_within_days));
  PMM_TRY(take_days(rule, "since_days", field, out.since_days));
  std::optional<bool> except;
  PMM_TRY(take_bool(rule, "except", field, except));
  out.except = except.value_or(false);
  PMM_TRY(check_words(
      out.classes,
      [](const std::string& word) { return model::parse_notice_class(word).has_value(); }, "class",
      field));
  PMM_TRY(check_words(
      out.kinds, [](const std::string& word) { return model::is_known_kind(word); }, "kind",
      field));
  PMM_TRY(check_words(
      out.statuses,
      [](const std::string& word) {
        return word == model::kStatusOpen || word == model::kStatusClosed;
      },
      "status", field));
  return out;
}

}  // namespace pmm::crm

#include "analytics/explain_filter.hpp"

#include <algorithm>
#include <vector>

#include "analytics/explain_sql.hpp"
#include "analytics/explain_text.hpp"
#include "analytics/predicate.hpp"

namespace pmm::analytics {
namespace {

using FilterKind = Filter::Kind;

std::string any_of(std::vector<std::string> parts) {
  if (parts.empty()) return sql::kNothing;
  if (parts.size() == 1) return std::move(parts.front());
  return "(" + joined(parts, " OR ") + ")";
}

std::string all_of(std::vector<std::string> parts) {
  if (parts.empty()) return sql::kEverything;
  if (parts.size() == 1) return std::move(parts.front());
  return "(" + joined(parts, " AND ") + ")";
}

std::string range_sql(const std::string& column, const TimeRange& range) {
  std::vector<std::string> ends;
  if (range.begin_us != TimeRange::kFirst)
    ends.push_back(column + " >= " + std::to_string(range.begin_us));
  if (range.end_us != TimeRange::kLast)
    ends.push_back(column + " < " + std::to_string(range.end_us));
  if (ends.empty()) return fill(sql::kIsItself, {column, column});
  return all_of(std::move(ends));
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) >> 6U) != 2; }));
}

std::string pattern_sql(FilterKind kind, const std::string& column, const std::string& text) {
  if (text.empty()) return fill(sql::kIsItself, {column, column});  // every text has it
  const std::string literal = text_literal(text);
  const std::string size = std::to_string(characters(text));
  switch (kind) {
    case FilterKind::kContains:
      return fill(sql::kContains, {column, literal, column});
    case FilterKind::kStartsWith:
      return fill(sql::kStartsWith, {column, size, literal});
    default:
      return fill(sql::kEndsWith, {column, size, column, column, size, literal});
  }
}

std::string_view comparison(FilterKind kind) noexcept {
  switch (kind) {
    case FilterKind::kLess:
      return " < ";
    case FilterKind::kLessEqual:
      return " <= ";
    case FilterKind::kGreater:
      return " > ";
    default:
      return " >= ";
  }
}

std::vector<std::string> literals_of(const Filter& filter) {
  std::vector<std::string> out;
  for (const std::string& text : filter.texts) out.push_back(text_literal(text));
  for (const std::int64_t number : filter.numbers) out.push_back(std::to_string(number));
  return out;
}

// Without its negation.
std::string condition_sql(const Filter& filter, const std::string& column) {
  std::vector<std::string> parts;
  switch (filter.kind) {
    case FilterKind::kContains:
    case FilterKind::kStartsWith:
    case FilterKind::kEndsWith:
      for (const std::string& text : filter.texts)
        parts.push_back(pattern_sql(filter.kind, column, text));
      return any_of(std::move(parts));
    case FilterKind::kRanges:
      for (const TimeRange& range : filter.ranges) parts.push_back(range_sql(column, range));
      return any_of(std::move(parts));
    default:
      return column + std::string(comparison(filter.kind)) + literals_of(filter).front();
  }
}

}  // namespace

std::string filter_sql(const Filter& filter, const Cube& cube) {
  if (filter.kind == FilterKind::kAnd || filter.kind == FilterKind::kOr) {
    std::vector<std::string> parts;
    for (const Filter& child : filter.children) parts.push_back(filter_sql(child, cube));
    // No conditions at all leave every row.
    if (filter.kind == FilterKind::kAnd || parts.empty()) return all_of(std::move(parts));
    return any_of(std::move(parts));
  }
  const std::string column = dimension_sql(cube, *filter.member);
  switch (filter.kind) {
    case FilterKind::kSet:
      return fill(sql::kIsNotNull, {column});
    case FilterKind::kNotSet:
      return fill(sql::kIsNull, {column});
    case FilterKind::kIn:
      return fill(filter.negated ? sql::kNotIn : sql::kIn,
                  {column, joined(literals_of(filter), ", ")});
    default: {
      const std::string condition = condition_sql(filter, column);
      return filter.negated ? fill(sql::kNot, {condition}) : condition;
    }
  }
}

// --- Access ------------------------------------------------------------------------------------

namespace {

// The code of a catalogue entry, or nothing when no row names it.
std::string code_of(const Epoch& epoch, Domain domain, std::int64_t id) {
  const columnar::DictionaryView& view = epoch.dictionary(domain);
  for (std::uint32_t code = 1; code < view.size(); ++code)
    if (view.at(code).key == id) return text_literal(view.at(code).text);
  return {};
}

std::string scope_sql(const model::Plan& plan, const Cube& cube, const Epoch& epoch) {
  if (cube.office_column == kNoColumn)
    return model::in_scope(plan, {}) ? sql::kEverything : sql::kNothing;
  if (plan.all_offices) return sql::kEverything;
  const std::string office = view_column(cube, cube.office_column);
  const std::string service = view_column(cube, cube.service_column);
  std::vector<std::string> parts{fill(sql::kIsNull, {office})};
  std::vector<std::string> codes;
  for (const std::int64_t id : plan.offices) {
    std::string code = code_of(epoch, Domain::kOffice, id);
    if (!code.empty()) codes.push_back(std::move(code));
  }
  if (!codes.empty()) parts.push_back(fill(sql::kIn, {office, joined(codes, ", ")}));
  for (const auto& [office_id, service_id] : plan.scopes) {
    const std::string service_code = code_of(epoch, Domain::kService, service_id);
    const std::string office_code = code_of(epoch, Domain::kOffice, office_id);
    if (service_code.empty() || (office_id != 0 && office_code.empty())) continue;
    std::vector<std::string> both;
    if (office_id != 0) both.push_back(office + " = " + office_code);
    both.push_back(service + " = " + service_code);
    parts.push_back(all_of(std::move(both)));
  }
  return any_of(std::move(parts));
}

}  // namespace

std::string access_sql(const model::Plan& plan, const Cube& cube, const Epoch& epoch) {
  const model::Reach reach = model::reach(plan, model::Action::kRead, noun_of(cube.id));
  if (reach.all) return {};
  std::vector<std::string> parts;
  if (reach.scoped) parts.push_back(scope_sql(plan, cube, epoch));
  if (reach.own && plan.own_subject > 0)
    parts.push_back(view_column(cube, cube.subject_column) + " = " +
                    std::to_string(plan.own_subject));
  return any_of(std::move(parts));
}

}  // namespace pmm::analytics

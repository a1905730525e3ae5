#include "analytics/explain/rows.hpp"

#include <algorithm>
#include <utility>

#include "analytics/columns/number_key.hpp"
#include "analytics/explain/bounds.hpp"
#include "analytics/explain/explain_sql.hpp"
#include "analytics/explain/past.hpp"
#include "analytics/explain/text.hpp"
#include "analytics/scan/predicate.hpp"

namespace pmm::analytics {
namespace {

using RowKind = Filter::Kind;

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

std::string pattern_sql(RowKind kind, const std::string& column, const std::string& text) {
  if (text.empty()) return fill(sql::kIsItself, {column, column});  // every text has it
  const std::string literal = text_literal(text);
  const std::string size = std::to_string(characters(text));
  switch (kind) {
    case RowKind::kContains:
      return fill(sql::kContains, {column, literal, column});
    case RowKind::kStartsWith:
      return fill(sql::kStartsWith, {column, size, literal});
    default:
      return fill(sql::kEndsWith, {column, size, column, column, size, literal});
  }
}

std::string_view comparison(RowKind kind) noexcept {
  switch (kind) {
    case RowKind::kLess:
      return " < ";
    case RowKind::kLessEqual:
      return " <= ";
    case RowKind::kGreater:
      return " > ";
    default:
      return " >= ";
  }
}

// What the days of an attribute's join are called.
std::string days_of(const std::string& alias) { return alias + "_days"; }

std::vector<std::string> literals_of(const Filter& filter) {
  std::vector<std::string> out;
  const bool reals = filter.member->type == Type::kFloat64;
  for (const std::string& text : filter.texts) out.push_back(text_literal(text));
  for (const std::int64_t number : filter.numbers)
    out.push_back(reals ? real_literal(number_of_key(number)) : std::to_string(number));
  return out;
}

// Without its negation.
std::string condition_sql(const Filter& filter, const std::string& column) {
  std::vector<std::string> parts;
  switch (filter.kind) {
    case RowKind::kContains:
    case RowKind::kStartsWith:
    case RowKind::kEndsWith:
      for (const std::string& text : filter.texts)
        parts.push_back(pattern_sql(filter.kind, column, text));
      return any_of(std::move(parts));
    case RowKind::kRanges:
      for (const TimeRange& range : filter.ranges) parts.push_back(range_sql(column, range));
      return any_of(std::move(parts));
    default:
      return column + std::string(comparison(filter.kind)) + literals_of(filter).front();
  }
}

// The code of a catalogue entry, or nothing when no row names it.
std::string code_of(const Epoch& epoch, Domain domain, std::int64_t id) {
  const columnar::DictionaryView& view = epoch.dictionary(domain);
  for (std::uint32_t code = 1; code < view.size(); ++code)
    if (view.at(code).key == id) return text_literal(view.at(code).text);
  return {};
}

}  // namespace

std::string RowsSql::column(std::uint8_t index) const { return "v." + view_column(cube_, index); }

// The services of which the attribute is one.
std::string RowsSql::services_of(const DeclaredAttribute& attribute) const {
  std::vector<std::string> codes;
  for (const std::int64_t id : attribute.services) {
    std::string code = code_of(context_.epoch, Domain::kService, id);
    if (!code.empty()) codes.push_back(std::move(code));
  }
  if (codes.empty()) return sql::kNothing;
  return fill(sql::kIn, {column(cube_.service_column), joined(codes, ", ")});
}

const std::string& RowsSql::joined_attribute(const Member& member) {
  const auto [found, is_new] = attributes_.try_emplace(member.name);
  if (!is_new) return found->second;
  const auto at =
      static_cast<std::size_t>(member.domain) - static_cast<std::size_t>(attribute_domain(0));
  const DeclaredAttribute& attribute = context_.epoch.attributes->declared()[at];
  std::string& alias = found->second;
  alias = "a" + std::to_string(attributes_.size());
  join(fill(sql::kAttributeJoin,
            {alias, alias, alias, text_literal(attribute.code), services_of(attribute)}));
  if (member.kind != MemberKind::kTime) return alias;
  if (!home_days_) home_days_.emplace();
  widen(*home_days_, readable_bounds(cube_of(CubeId::kCases), member.column, context_));
  join(fill(sql::kHomeDayJoin, {days_of(alias), days_of(alias), alias}));
  return alias;
}

std::string RowsSql::attribute_value(const Member& member) {
  const std::string& alias = joined_attribute(member);
  if (member.kind == MemberKind::kTime) return fill(sql::kAttributeTime, {alias, days_of(alias)});
  if (member.type == Type::kFloat64) return alias + ".number_value";
  return fill(sql::kAttributeText, {alias});
}

std::string RowsSql::value(const Member& member) {
  if (is_attribute(member)) return attribute_value(member);
  // A boolean is whether its column has a value.
  if (member.type == Type::kBool) return fill(sql::kPresence, {column(member.column)});
  // The views have the levels of the trees under the names of the members.
  if (member.level != Level::kNone) return "v." + std::string(own_name(member.name));
  return column(member.column);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the question, which is bounded
std::string RowsSql::condition(const Filter& filter) {
  if (filter.kind == RowKind::kAnd || filter.kind == RowKind::kOr) {
    std::vector<std::string> parts;
    for (const Filter& child : filter.children) parts.push_back(condition(child));
    // No conditions at all leave every row.
    if (filter.kind == RowKind::kAnd || parts.empty()) return all_of(std::move(parts));
    return any_of(std::move(parts));
  }
  if (filter.kind == RowKind::kSubjects) return of_subjects(filter);
  const std::string cell = value(*filter.member);
  switch (filter.kind) {
    case RowKind::kSet:
      return fill(sql::kIsNotNull, {cell});
    case RowKind::kNotSet:
      return fill(sql::kIsNull, {cell});
    case RowKind::kIn:
      return fill(filter.negated ? sql::kNotIn : sql::kIn,
                  {cell, joined(literals_of(filter), ", ")});
    default: {
      const std::string holds = condition_sql(filter, cell);
      return filter.negated ? fill(sql::kNot, {holds}) : holds;
    }
  }
}

// The members of segments by their numbers: a rule is not something that SQL could repeat. A row
// without a subject is in no segment, nor outside of any.
std::string RowsSql::of_subjects(const Filter& filter) const {
  if (cube_.subject_column == kNoColumn || !filter.subjects) return sql::kNothing;
  std::vector<std::string> ids;
  filter.subjects->visit(0, [&ids](std::size_t id) {
    ids.push_back(std::to_string(id));
    return true;
  });
  const std::string subject = column(cube_.subject_column);
  if (ids.empty())
    return filter.negated ? fill(sql::kIsItself, {subject, subject}) : std::string(sql::kNothing);
  return fill(filter.negated ? sql::kNotIn : sql::kIn, {subject, joined(ids, ", ")});
}

void RowsSql::restrict(const Filter& filter) {
  if (filter.kind != RowKind::kAnd) return conditions_.push_back(condition(filter));
  for (const Filter& child : filter.children) conditions_.push_back(condition(child));
}

std::string RowsSql::scope() const {
  const model::Plan& plan = context_.plan;
  constexpr model::Bits kCount = model::bit(model::Action::kCount);
  const model::Noun noun = noun_of(cube_.id);
  if (cube_.office_column == kNoColumn)
    return model::in_scope(plan, kCount, noun, {}) ? sql::kEverything : sql::kNothing;
  const std::string office = column(cube_.office_column);
  const std::string service = column(cube_.service_column);
  std::vector<std::string> parts{fill(sql::kIsNull, {office})};
  std::vector<std::string> codes;
  for (const model::Post& place : plan.places) {
    if (!place.rights.has(kCount, noun)) continue;
    if (place.office == 0 && place.service == 0) return sql::kEverything;
    const std::string office_code = code_of(context_.epoch, Domain::kOffice, place.office);
    if (place.office != 0 && office_code.empty()) continue;
    if (place.service == 0) {
      codes.push_back(office_code);
      continue;
    }
    const std::string service_code = code_of(context_.epoch, Domain::kService, place.service);
    if (service_code.empty()) continue;
    std::vector<std::string> both;
    if (place.office != 0) both.push_back(office + " = " + office_code);
    both.push_back(service + " = " + service_code);
    parts.push_back(all_of(std::move(both)));
  }
  if (!codes.empty()) parts.push_back(fill(sql::kIn, {office, joined(codes, ", ")}));
  return any_of(std::move(parts));
}

std::string RowsSql::mandates() const {
  std::vector<std::string> parts;
  for (const model::Represented& one : context_.plan.acting_for) {
    const std::string of = column(cube_.subject_column) + " = " + std::to_string(one.subject);
    if (one.services.empty()) {
      parts.push_back(of);
      continue;
    }
    std::vector<std::string> codes;
    for (const std::int64_t service : one.services) {
      std::string code = code_of(context_.epoch, Domain::kService, service);
      if (!code.empty()) codes.push_back(std::move(code));
    }
    if (codes.empty()) continue;
    parts.push_back(
        all_of({of, fill(sql::kIn, {column(cube_.service_column), joined(codes, ", ")})}));
  }
  return parts.empty() ? std::string(sql::kNothing) : any_of(std::move(parts));
}

void RowsSql::restrict_to_rights() {
  const model::Plan& plan = context_.plan;
  const model::Reach reach = reach_of(plan, model::Action::kCount, cube_.id);
  if (reach.all) return;
  std::vector<std::string> parts;
  if (reach.scoped) parts.push_back(scope());
  if (reach.own && plan.own_subject > 0)
    parts.push_back(column(cube_.subject_column) + " = " + std::to_string(plan.own_subject));
  if (reach.acting) parts.push_back(mandates());
  if (parts.empty()) parts.emplace_back(sql::kNothing);
  conditions_.push_back(any_of(std::move(parts)));
}

std::string RowsSql::select(const std::vector<std::string>& columns) const {
  std::string out =
      fill(sql::kSelect, {joined(columns, ",\n  "), rows_name(cube_, context_.past) + " v"});
  out += joins_;
  if (!conditions_.empty()) out += sql::kWhere + joined(conditions_, "\n  AND ");
  return out;
}

}  // namespace pmm::analytics

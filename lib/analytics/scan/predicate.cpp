#include "analytics/scan/predicate.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>

#include "analytics/scan/joined.hpp"

namespace pmm::analytics {
namespace {

using columnar::DictionaryEntry;
using columnar::DictionaryView;

Predicate of_kind(Predicate::Kind kind, std::uint8_t column = 0) {
  Predicate predicate;
  predicate.kind = kind;
  predicate.column = column;
  return predicate;
}

template <class T>
bool compare(Filter::Kind kind, const T& a, const T& b) noexcept {
  switch (kind) {
    case Filter::Kind::kLess:
      return a < b;
    case Filter::Kind::kLessEqual:
      return a <= b;
    case Filter::Kind::kGreater:
      return a > b;
    default:
      return a >= b;
  }
}

bool matches_text(const Filter& filter, std::string_view text) {
  const auto any = [&filter](auto&& fn) {
    return std::any_of(filter.texts.begin(), filter.texts.end(), fn);
  };
  switch (filter.kind) {
    case Filter::Kind::kContains:
      return any([text](const std::string& v) { return text.find(v) != text.npos; });
    case Filter::Kind::kStartsWith:
      return any([text](const std::string& v) { return text.starts_with(v); });
    case Filter::Kind::kEndsWith:
      return any([text](const std::string& v) { return text.ends_with(v); });
    default:
      return compare(filter.kind, text, std::string_view(filter.texts.front()));
  }
}

// One answer per code; "no value" is 0 whatever the filter says.
template <class Fn>
Predicate table_over(const DictionaryView& view, std::uint8_t column, bool negated, Fn&& matches) {
  Predicate predicate = of_kind(Predicate::Kind::kTable, column);
  predicate.table.assign(view.size(), 0);
  std::size_t found = 0;
  for (std::uint32_t code = 1; code < view.size(); ++code) {
    if (matches(view.at(code)) == negated) continue;
    predicate.table[code] = 1;
    predicate.code = code;
    ++found;
  }
  if (found == 0) return of_kind(Predicate::Kind::kNone);
  if (found == 1) predicate.kind = Predicate::Kind::kCode;
  return predicate;
}

Predicate compile_text(const Filter& filter, const DictionaryView& view) {
  const std::uint8_t column = filter.member->column;
  if (filter.kind != Filter::Kind::kIn)
    return table_over(view, column, filter.negated, [&filter](const DictionaryEntry& entry) {
      return matches_text(filter, entry.text);
    });
  const std::unordered_set<std::string_view> wanted(filter.texts.begin(), filter.texts.end());
  return table_over(view, column, filter.negated, [&wanted](const DictionaryEntry& entry) {
    return wanted.contains(entry.text);
  });
}

Predicate compile_number(const Filter& filter, const DictionaryView& view) {
  const std::uint8_t column = filter.member->column;
  if (filter.kind != Filter::Kind::kIn)
    return table_over(view, column, filter.negated, [&filter](const DictionaryEntry& entry) {
      return compare(filter.kind, entry.key, filter.numbers.front());
    });
  const std::unordered_set<std::int64_t> wanted(filter.numbers.begin(), filter.numbers.end());
  return table_over(view, column, filter.negated,
                    [&wanted](const DictionaryEntry& entry) { return wanted.contains(entry.key); });
}

// A boolean is whether its column has a value, so it is never null itself.
Predicate compile_boolean(const Filter& filter) {
  const auto has = [&filter](std::int64_t value) {
    const auto& numbers = filter.numbers;
    const bool there = std::find(numbers.begin(), numbers.end(), value) != numbers.end();
    return there != filter.negated;
  };
  const std::uint8_t column = filter.member->column;
  if (has(1))
    return has(0) ? of_kind(Predicate::Kind::kAll) : of_kind(Predicate::Kind::kNotNull, column);
  return has(0) ? of_kind(Predicate::Kind::kNull, column) : of_kind(Predicate::Kind::kNone);
}

// Subjects are their own codes. A row without one is in no segment, nor outside of any.
Predicate compile_subjects(const Filter& filter, const Cube& cube, const Epoch& epoch) {
  if (cube.subject_column == kNoColumn || !filter.subjects) return of_kind(Predicate::Kind::kNone);
  std::int64_t most = 0;
  const Holder holder = holder_of(cube, cube.subject_column, epoch);
  for (const auto& block : holder.frame.blocks)
    most = std::max(most, block->chunks[holder.column].max);
  Predicate predicate = of_kind(Predicate::Kind::kTable, cube.subject_column);
  predicate.table.assign(static_cast<std::size_t>(most) + 1, 0);
  bool any = false;
  for (std::int64_t id = 1; id <= most; ++id) {
    const bool in = filter.subjects->test(static_cast<std::size_t>(id)) != filter.negated;
    predicate.table[static_cast<std::size_t>(id)] = in ? 1 : 0;
    any = any || in;
  }
  return any ? predicate : of_kind(Predicate::Kind::kNone);
}

bool holds(const Predicate& predicate, std::uint32_t code) noexcept {
  switch (predicate.kind) {
    case Predicate::Kind::kCode:
      return predicate.code == code;
    case Predicate::Kind::kTable:
      return predicate.table[code] != 0;
    case Predicate::Kind::kNull:
      return code == columnar::kNullCode;
    case Predicate::Kind::kNotNull:
      return code != columnar::kNullCode;
    default:
      return predicate.kind == Predicate::Kind::kAll;
  }
}

// A condition on what the codes of a column belong to, as one on the codes.
Predicate through_level(const Predicate& above, const std::vector<std::uint32_t>& level,
                        std::uint8_t column) {
  Predicate predicate = of_kind(Predicate::Kind::kTable, column);
  predicate.table.reserve(level.size());
  for (const std::uint32_t code : level)
    predicate.table.push_back(holds(above, code) ? std::uint8_t{1} : std::uint8_t{0});
  return predicate;
}

Predicate compile_level(const Filter& filter, const Epoch& epoch) {
  const Member& member = *filter.member;
  const bool set = filter.kind == Filter::Kind::kSet;
  const Predicate above = set || filter.kind == Filter::Kind::kNotSet
                              ? of_kind(set ? Predicate::Kind::kNotNull : Predicate::Kind::kNull)
                              : compile_text(filter, epoch.dictionary(domain_of(member.level)));
  return through_level(above, epoch.level(member.level), member.column);
}

Predicate compile_condition(const Filter& filter, const Cube& cube, const Epoch& epoch) {
  if (filter.kind == Filter::Kind::kSubjects) return compile_subjects(filter, cube, epoch);
  const Member& member = *filter.member;
  if (member.level != Level::kNone) return compile_level(filter, epoch);
  if (filter.kind == Filter::Kind::kSet || filter.kind == Filter::Kind::kNotSet) {
    const bool set = filter.kind == Filter::Kind::kSet;
    if (member.type == Type::kBool)
      return of_kind(set ? Predicate::Kind::kAll : Predicate::Kind::kNone);
    const Holder holder = holder_of(cube, member.column, epoch);
    const auto& blocks = holder.frame.blocks;
    const bool any = std::any_of(blocks.begin(), blocks.end(), [&holder](const auto& block) {
      return block->chunks[holder.column].has_null;
    });
    if (!any) return of_kind(set ? Predicate::Kind::kAll : Predicate::Kind::kNone);
    return of_kind(set ? Predicate::Kind::kNotNull : Predicate::Kind::kNull, member.column);
  }
  if (member.kind == MemberKind::kTime) {
    Predicate predicate = of_kind(
        filter.negated ? Predicate::Kind::kNotRanges : Predicate::Kind::kRanges, member.column);
    predicate.ranges = filter.ranges;
    return predicate;
  }
  if (member.type == Type::kBool) return compile_boolean(filter);
  const DictionaryView& view = epoch.dictionary(domain_of(member, cube));
  return member.type == Type::kText ? compile_text(filter, view) : compile_number(filter, view);
}

// --- Access ------------------------------------------------------------------------------------

// The scope rule asked once for every office, or every office with every service.
Predicate compile_scope(const model::Plan& plan, model::Action action, const Cube& cube,
                        const Epoch& epoch) {
  const model::Bits what = model::bit(action);
  const model::Noun noun = noun_of(cube.id);
  if (cube.office_column == kNoColumn)
    return of_kind(model::in_scope(plan, what, noun, {}) ? Predicate::Kind::kAll
                                                         : Predicate::Kind::kNone);
  const DictionaryView& offices = epoch.dictionary(Domain::kOffice);
  const DictionaryView& services = epoch.dictionary(Domain::kService);
  const bool pairs = std::any_of(plan.places.begin(), plan.places.end(),
                                 [](const model::Post& place) { return place.service != 0; });
  Predicate predicate =
      of_kind(pairs ? Predicate::Kind::kPairs : Predicate::Kind::kTable, cube.office_column);
  predicate.other = cube.service_column;
  predicate.stride = pairs ? services.size() : 1;
  for (std::uint32_t office = 0; office < offices.size(); ++office) {
    for (std::uint32_t service = 0; service < predicate.stride; ++service) {
      model::RowFacts row;
      row.office = offices.at(office).key;
      row.service = services.at(service).key;
      predicate.table.push_back(model::in_scope(plan, what, noun, row) ? 1 : 0);
    }
  }
  return predicate;
}

bool is_code(std::int64_t subject) noexcept {
  return subject > 0 && subject <= std::numeric_limits<std::uint32_t>::max();
}

// Rows of those whom the actor acts for: of each, the services that it does it for.
Predicate compile_mandates(const model::Plan& plan, const Cube& cube, const Epoch& epoch) {
  const DictionaryView& services = epoch.dictionary(Domain::kService);
  Predicate any = of_kind(Predicate::Kind::kOr);
  for (const model::Represented& one : plan.acting_for) {
    if (!is_code(one.subject)) continue;
    Predicate subject = of_kind(Predicate::Kind::kCode, cube.subject_column);
    subject.code = static_cast<std::uint32_t>(one.subject);
    if (one.services.empty()) {
      any.children.push_back(std::move(subject));
      continue;
    }
    Predicate covered = of_kind(Predicate::Kind::kTable, cube.service_column);
    for (std::uint32_t code = 0; code < services.size(); ++code)
      covered.table.push_back(
          std::binary_search(one.services.begin(), one.services.end(), services.at(code).key) ? 1
                                                                                              : 0);
    Predicate both = of_kind(Predicate::Kind::kAnd);
    both.children.push_back(std::move(subject));
    both.children.push_back(std::move(covered));
    any.children.push_back(std::move(both));
  }
  if (any.children.empty()) return of_kind(Predicate::Kind::kNone);
  return any;
}

}  // namespace

Predicate compile_filter(const Filter& filter, const Cube& cube, const Epoch& epoch) {
  if (filter.kind != Filter::Kind::kAnd && filter.kind != Filter::Kind::kOr)
    return compile_condition(filter, cube, epoch);
  Predicate predicate =
      of_kind(filter.kind == Filter::Kind::kAnd ? Predicate::Kind::kAnd : Predicate::Kind::kOr);
  for (const Filter& child : filter.children)
    predicate.children.push_back(compile_filter(child, cube, epoch));
  if (predicate.children.empty()) return of_kind(Predicate::Kind::kAll);
  return predicate;
}

// A stay begins and ends with moves, of which some are the staff's alone: whoever reaches rows as a
// subject, or for one, reaches none of them.
model::Reach reach_of(const model::Plan& plan, model::Action action, CubeId cube) noexcept {
  model::Reach reach = model::reach(plan, action, noun_of(cube));
  if (cube == CubeId::kStages) reach.own = reach.acting = false;
  return reach;
}

Predicate compile_access(const model::Plan& plan, model::Action action, const Cube& cube,
                         const Epoch& epoch) {
  const model::Reach reach = reach_of(plan, action, cube.id);
  if (reach.all) return of_kind(Predicate::Kind::kAll);
  Predicate predicate = of_kind(Predicate::Kind::kOr);
  if (reach.scoped) predicate.children.push_back(compile_scope(plan, action, cube, epoch));
  if (reach.own && is_code(plan.own_subject)) {
    Predicate own = of_kind(Predicate::Kind::kCode, cube.subject_column);
    own.code = static_cast<std::uint32_t>(plan.own_subject);
    predicate.children.push_back(std::move(own));
  }
  if (reach.acting) predicate.children.push_back(compile_mandates(plan, cube, epoch));
  if (predicate.children.empty()) return of_kind(Predicate::Kind::kNone);
  return predicate;
}

Predicate compile_readable(const model::Plan& plan, model::Action action, const Filter& filter,
                           const Cube& cube, const Epoch& epoch) {
  Predicate predicate = of_kind(Predicate::Kind::kAnd);
  predicate.children.push_back(compile_access(plan, action, cube, epoch));
  predicate.children.push_back(compile_filter(filter, cube, epoch));
  prepare(predicate);
  return predicate;
}

}  // namespace pmm::analytics

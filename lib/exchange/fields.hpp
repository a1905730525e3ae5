#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "exchange/rows.hpp"

namespace pmm::exchange {

enum class Entity { kSubjects, kContacts, kCases, kVisits };

std::string_view entity_name(Entity entity) noexcept;
std::optional<Entity> parse_entity(std::string_view name) noexcept;
std::span<const std::string_view> entity_names() noexcept;

// What a cell must be.
enum class Rule {
  kLine,  // text of one line
  kText,  // text of several lines
  kPath,  // a route; its query string is cut off
  kTime,
  kDate,
  kInteger,
  kNumber,
  kBoolean,
  kKey,    // text of one line that names another row by a scheme
  kCodes,  // several texts, each with a code
};

template <class Row>
using Member = std::variant<TextField Row::*, Field<std::int64_t> Row::*,
                            Field<std::int32_t> Row::*, Field<double> Row::*, Field<bool> Row::*,
                            KeyField Row::*, std::vector<CodedText> Row::*>;

// A field of an entity: its name in the mapping, its rule, and where it goes.
template <class Row>
struct FieldDef {
  std::string_view name;
  Rule rule;
  Member<Row> member;
  std::size_t max_bytes = 0;                       // of text
  std::int64_t low = 0, high = 0;                  // of numbers, when they differ
  bool required = false;                           // an empty cell is refused
  std::span<const std::string_view> choices = {};  // of text
};

template <class Row>
std::span<const FieldDef<Row>> fields_of() noexcept;

// The part that needs no row's type: what a mapping is checked against.
struct FieldInfo {
  std::string_view name;
  Rule rule;
  bool required;
};
std::span<const FieldInfo> field_infos(Entity entity);

template <class Row>
inline constexpr Entity kEntityOf = Entity::kCases;
template <>
inline constexpr Entity kEntityOf<SubjectRow> = Entity::kSubjects;
template <>
inline constexpr Entity kEntityOf<ContactRow> = Entity::kContacts;
template <>
inline constexpr Entity kEntityOf<VisitRow> = Entity::kVisits;

}  // namespace pmm::exchange

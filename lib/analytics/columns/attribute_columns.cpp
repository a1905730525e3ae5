#include "analytics/columns/attribute_columns.hpp"

#include <algorithm>
#include <utility>

#include "analytics/columns/members.hpp"
#include "analytics/columns/number_key.hpp"
#include "base/civil.hpp"
#include "base/json.hpp"
#include "columnar/saved.hpp"

namespace pmm::analytics {
namespace {

using columnar::Cell;
using columnar::Dictionary;
using columnar::kNullInt;
using model::Datatype;

// A date stands for its first instant where the city is.
Cell instant_of(const Json& value, const Zone& zone) {
  if (!value.is(Json::Kind::kText)) return kNullInt;
  if (const auto us = parse_instant(value.text)) return *us;
  if (const auto day = parse_date(value.text)) return zone.day_start(*day);
  return kNullInt;
}

Cell code_of(const Json& value, Datatype datatype, Dictionary& dictionary) {
  if (datatype == Datatype::kNumber) {
    if (!value.is_number()) return kNullInt;
    const std::int64_t key = key_of_number(value.real);
    if (const auto code = dictionary.find(key)) return Cell{*code};
    return Cell{dictionary.add(key, {})};
  }
  if (!value.is(Json::Kind::kText) || value.text.empty()) return kNullInt;
  return Cell{dictionary.code_of(value.text)};
}

}  // namespace

AttributeColumns::AttributeColumns(std::vector<DeclaredAttribute> declared,
                                   const AttributeColumns& before)
    : declared_(std::move(declared)) {
  for (const DeclaredAttribute& attribute : declared_) {
    const auto same = std::find(before.declared_.begin(), before.declared_.end(), attribute);
    dictionaries_.push_back(
        same == before.declared_.end()
            ? std::make_shared<Dictionary>()
            : before.dictionaries_[static_cast<std::size_t>(same - before.declared_.begin())]);
  }
}

AttributeColumns::AttributeColumns(std::vector<DeclaredAttribute> declared,
                                   std::vector<Dictionary> dictionaries)
    : declared_(std::move(declared)) {
  for (Dictionary& dictionary : dictionaries)
    dictionaries_.push_back(std::make_shared<Dictionary>(std::move(dictionary)));
}

bool AttributeColumns::declares(std::span<const DeclaredAttribute> declared) const noexcept {
  return std::equal(declared_.begin(), declared_.end(), declared.begin(), declared.end());
}

std::vector<columnar::Kind> AttributeColumns::kinds() const {
  std::vector<columnar::Kind> kinds;
  for (const DeclaredAttribute& attribute : declared_) {
    const bool time = attribute.datatype == Datatype::kDatetime;
    kinds.push_back(time ? columnar::Kind::kInt : columnar::Kind::kCode);
    if (time) kinds.push_back(columnar::Kind::kDay);
  }
  return kinds;
}

std::vector<std::optional<std::uint8_t>> AttributeColumns::places_in(
    const AttributeColumns& before) const {
  std::vector<std::optional<std::uint8_t>> places;
  for (const DeclaredAttribute& attribute : declared_) {
    std::uint8_t place = 0;
    bool there = false;
    for (const DeclaredAttribute& old : before.declared_) {
      there = old == attribute;
      if (there) break;
      place = static_cast<std::uint8_t>(place + columns_of(old.datatype));
    }
    for (std::size_t i = 0; i < columns_of(attribute.datatype); ++i)
      places.push_back(there ? std::optional(static_cast<std::uint8_t>(place + i)) : std::nullopt);
  }
  return places;
}

void AttributeColumns::read(std::int64_t service, std::string_view json, const Zone& zone,
                            std::span<Cell> cells) {
  std::fill(cells.begin(), cells.end(), kNullInt);
  std::optional<Json> values;  // read when an attribute of the service asks for it
  std::size_t at = 0;
  for (std::size_t i = 0; i < declared_.size() && !json.empty(); ++i) {
    const DeclaredAttribute& attribute = declared_[i];
    const std::size_t place = std::exchange(at, at + columns_of(attribute.datatype));
    if (!std::binary_search(attribute.services.begin(), attribute.services.end(), service))
      continue;
    if (!values) {
      auto parsed = parse_json(json, "attributes");
      values = parsed.ok() ? std::move(*parsed) : Json{};
    }
    const Json* value = values->find(attribute.code);
    if (value == nullptr) continue;
    if (attribute.datatype == Datatype::kDatetime) {
      cells[place] = instant_of(*value, zone);
      if (cells[place] != kNullInt) cells[place + 1] = zone.local_day(cells[place]);
    } else {
      cells[place] = code_of(*value, attribute.datatype, *dictionaries_[i]);
    }
  }
}

bool AttributeColumns::holds_codes_of(const columnar::Frame& cases) const noexcept {
  std::size_t column = cube_of(CubeId::kCases).columns.size();
  for (std::size_t i = 0; i < declared_.size(); ++i) {
    const bool time = declared_[i].datatype == Datatype::kDatetime;
    if (!time && columnar::highest_code(cases, column) >= dictionaries_[i]->size()) return false;
    column += columns_of(declared_[i].datatype);
  }
  return true;
}

std::vector<std::shared_ptr<const columnar::DictionaryView>> AttributeColumns::publish() const {
  std::vector<std::shared_ptr<const columnar::DictionaryView>> views;
  for (const auto& dictionary : dictionaries_) views.push_back(dictionary->publish());
  return views;
}

std::size_t AttributeColumns::bytes() const noexcept {
  std::size_t bytes = 0;
  for (const auto& dictionary : dictionaries_) bytes += dictionary->bytes();
  return bytes;
}

}  // namespace pmm::analytics

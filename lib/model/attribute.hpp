#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/status.hpp"

namespace pmm::model {

enum class Datatype {
  kString,  // one line
  kNumber,
  kDatetime,         // RFC 3339 with an offset, or a date
  kText,             // lines
  kSingleValueList,  // the key of one value
  kMultiValueList,   // keys of values
};

std::string_view datatype_name(Datatype datatype) noexcept;  // Open311's words
std::optional<Datatype> parse_datatype(std::string_view name) noexcept;

// One attribute that a service asks of its cases, in the terms of Open311.
struct AttributeDef {
  struct Choice {
    std::string key, name;
  };
  std::string code;
  Datatype datatype = Datatype::kString;
  bool variable = true;  // false: shown for information, takes no value
  bool required = false;
  bool is_dimension = false;  // analysts may group by it
  std::int32_t order = 0;
  std::string description;
  std::string datatype_description;
  std::vector<Choice> values;  // of the two lists
};

// Whether analysts may group by values of this datatype: by those that are one of a few, numbers
// and times. Free text may hold personal data, and several values at once are no group.
bool may_be_dimension(Datatype datatype) noexcept;

using AttributeValue = std::variant<std::string, double, std::vector<std::string>, bool>;
using Attributes = std::map<std::string, AttributeValue, std::less<>>;

// A service's definitions: codes given once, keys of lists given and given once. kInvalid at
// "attributes[i].member".
Status check_attribute_defs(const std::vector<AttributeDef>& defs);
// What they declare as dimensions; a rule for those that are written, not for those that were.
// kInvalid at "attributes[i].dimension".
Status check_dimensions(const std::vector<AttributeDef>& defs);

// A case's values against its service's definitions. kInvalid at "attributes.CODE": unknown (with
// the code probably meant), required and missing or empty, of another datatype, not in the list.
Status check_attributes(const std::vector<AttributeDef>& defs, const Attributes& values);

// The value that a text stands for, for sources that have only text; a list's keys are separated
// by commas. kInvalid as above.
Result<AttributeValue> attribute_from_text(const AttributeDef& def, std::string_view text);

}  // namespace pmm::model

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "base/zone.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/fields.hpp"

namespace pmm::exchange {

// Where the value of one field comes from.
struct ColumnSpec {
  struct MapEntry {
    std::string from;
    std::optional<std::string> to;  // nothing: the value stands for "not known"
  };
  std::optional<std::string> column;    // a column of the file…
  std::optional<std::string> constant;  // …or the same value for every row; neither: always empty
  std::string format;                   // of times and dates; "" for the common ones
  std::vector<MapEntry> map;            // sorted by `from`; empty: values are taken as they are
  bool has_default = false;             // for an empty cell and a value not in the map
  std::optional<std::string> default_value;
};

struct MappedField {
  std::string field;  // "opened_at", "identifiers", "subject_key"…
  std::string code;   // of identifiers the scheme, of addresses the kind, of attributes the code,
                      // of keys the scheme
  std::string path;   // in the mapping, for messages: "columns.opened_at"
  ColumnSpec spec;
};

enum class OnError { kStop, kCollect };

// How a file becomes rows of an entity.
struct Mapping {
  Entity entity = Entity::kCases;
  CsvFormat format;
  std::shared_ptr<const Zone> zone;  // of times without an offset; null: the CRM's
  char decimal = '.';
  std::string key;  // "" or the field that rows are found again by
  OnError on_error = OnError::kCollect;
  bool atomic = false;
  std::vector<MappedField> fields;

  // The mapped field that an error's field path means: "opened_at", "identifiers.codice_fiscale".
  const MappedField* find(std::string_view path) const noexcept;
};

// Reads a mapping:
//
//   { "entity": "subjects" | "contacts" | "cases" | "visits",
//     "delimiter": ",", "encoding": "utf-8", "timezone": "Europe/Rome", "decimal": ".",
//     "key": "external_id", "on_error": "collect" | "stop", "atomic": false,
//     "columns": { FIELD: SPEC, … } }
//
// A SPEC is a column's name, {"column": NAME, "format": PATTERN, "map": {TEXT: TEXT | null},
// "default": TEXT}, or {"value": CONSTANT}. Some fields have a shape of their own:
//
//   "subject_key":  {"scheme": "codice_fiscale", "column": "CF"}   (case_key, operator_key too)
//   "identifiers":  {"codice_fiscale": SPEC, "spid_code": SPEC}    by scheme
//   "addresses":    {"email": SPEC, "phone": [SPEC, SPEC]}         by kind, the default one first
//   "attributes":   {"SIZE": SPEC}                                 by attribute's code
//
// "default" is taken for an empty cell and, with a map, for a value that the map does not have;
// without it such a value is a rejected row. "key" is external_id or, of subjects, an identifier:
// "identifiers.SCHEME". Whatever else stands in the text is an error: kInvalid or kLimit with the
// path of what is wrong.
Result<Mapping> parse_mapping(std::string_view json);

}  // namespace pmm::exchange

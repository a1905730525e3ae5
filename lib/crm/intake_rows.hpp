#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/field.hpp"

namespace pmm::crm::intake {

// One row of an import, its values typed and checked one by one; what needs the store (a code that
// must exist, a key, two fields together) is left to the sink. A field that the mapping does not
// name is not given; one whose cell is empty is given and cleared. Text is UTF-8 without NUL and
// within its limit, and is valid as long as the batch that holds the row.
using TextField = Field<std::string_view>;

// How another row is meant: by a code of the scheme, such as an identifier's, or "external_id".
struct ExternalKey {
  std::string_view scheme, value;
};
using KeyField = Field<ExternalKey>;

// One of several values that a row may have: of an identifier its scheme, of an address its kind,
// of an attribute its code.
struct CodedText {
  std::string_view code;
  std::optional<std::string_view> text;  // only an attribute may be empty, which clears it
};

struct SubjectRow {
  TextField external_id, kind, name, family_name, given_name, language;
  Field<std::int32_t> born_on;  // days since 1970-01-01
  std::vector<CodedText> identifiers, addresses;
};

struct ContactRow {
  TextField external_id, channel, direction, service, office, outcome, summary;
  KeyField subject_key, case_key, operator_key;
  Field<std::int64_t> started_at, ended_at;  // microseconds since 1970 UTC
  Field<std::int64_t> waited_s;
  Field<bool> abandoned;
};

struct CaseRow {
  TextField external_id, kind, service, category, office, channel, status, state, outcome, summary,
      description, address, area, subject_kind, subject_name;
  Field<std::int64_t> opened_at, due_at, closed_at;
  Field<double> latitude, longitude;
  KeyField subject_key;
  std::vector<CodedText> attributes;
};

struct VisitRow {
  Field<std::int64_t> at;
  TextField visitor, path, service, channel;  // the path without its query
  Field<std::int64_t> status;
  KeyField subject_key;
};

// Ready for the next row; lists keep their memory.
inline void clear(SubjectRow& row) {
  auto identifiers = std::move(row.identifiers), addresses = std::move(row.addresses);
  row = {};
  identifiers.clear();
  addresses.clear();
  row.identifiers = std::move(identifiers);
  row.addresses = std::move(addresses);
}
inline void clear(CaseRow& row) {
  auto attributes = std::move(row.attributes);
  row = {};
  attributes.clear();
  row.attributes = std::move(attributes);
}
inline void clear(ContactRow& row) { row = {}; }
inline void clear(VisitRow& row) { row = {}; }

}  // namespace pmm::crm::intake

// The JSON Schema of a rule, made from the catalogue that the parser reads, so that the two cannot
// part.
#include <array>
#include <string>

#include "analytics/question/vocabulary.hpp"
#include "analytics/segment/rule.hpp"
#include "base/table.hpp"

namespace pmm::analytics {
namespace {

constexpr std::string_view kShared = R"(
"number": {"oneOf": [{"type": "number"}, {"type": "object", "additionalProperties": false,
  "minProperties": 1, "properties": {"eq": {"type": "number"}, "ne": {"type": "number"},
  "lt": {"type": "number"}, "lte": {"type": "number"}, "gt": {"type": "number"},
  "gte": {"type": "number"}, "between": {"type": "array", "items": {"type": "number"},
  "minItems": 2, "maxItems": 2}}}]},
"days": {"oneOf": [{"type": "number"}, {"type": "object", "additionalProperties": false,
  "minProperties": 1, "properties": {"eq": {"type": "number"}, "lt": {"type": "number"},
  "lte": {"type": "number"}, "gt": {"type": "number"}, "gte": {"type": "number"},
  "between": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}}}]},
"period": {"oneOf": [{"type": "string"},
  {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
  {"type": "object", "additionalProperties": false, "minProperties": 1,
   "properties": {"from": {"type": "string"}, "to": {"type": "string"}}},
  {"type": "object", "additionalProperties": false, "required": ["last"],
   "properties": {"last": {"$ref": "#/$defs/length"}}},
  {"type": "object", "additionalProperties": false, "required": ["before"],
   "properties": {"before": {"$ref": "#/$defs/length"}}}]},
"length": {"type": "string", "pattern": "^[1-9][0-9]{0,5} (day|week|month|quarter|year)s?$"},
"presence": {"oneOf": [
  {"type": "object", "additionalProperties": false, "required": ["set"],
   "properties": {"set": {"const": true}}},
  {"type": "object", "additionalProperties": false, "required": ["notSet"],
   "properties": {"notSet": {"const": true}}}]},
"texts": {"oneOf": [{"type": "string"},
  {"type": "array", "items": {"type": "string"}, "minItems": 1},
  {"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
   "properties": {"in": {"type": "array", "items": {"type": "string"}, "minItems": 1},
   "notIn": {"type": "array", "items": {"type": "string"}, "minItems": 1},
   "set": {"const": true}, "notSet": {"const": true}}}]},
"values": {"oneOf": [{"type": ["string", "number", "boolean"]},
  {"type": "array", "items": {"type": ["string", "number", "boolean"]}, "minItems": 1},
  {"type": "object", "minProperties": 1, "propertyNames": {"enum": [)";

constexpr std::string_view kSubject = R"(
"subject": {"type": "object", "additionalProperties": false, "properties": {
  "kind": {"$ref": "#/$defs/texts"}, "sex": {"$ref": "#/$defs/texts"},
  "language": {"$ref": "#/$defs/texts"}, "birth_place": {"$ref": "#/$defs/texts"},
  "address": {"$ref": "#/$defs/texts"}, "verified_address": {"$ref": "#/$defs/texts"},
  "identifier": {"$ref": "#/$defs/texts"}, "age": {"$ref": "#/$defs/days"},
  "deceased": {"type": "boolean"},
  "born_on": {"anyOf": [{"$ref": "#/$defs/period"}, {"$ref": "#/$defs/presence"}]},
  "created_at": {"anyOf": [{"$ref": "#/$defs/period"}, {"$ref": "#/$defs/presence"}]}}})";

constexpr std::string_view kRule = R"(
"rule": {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
  "properties": {
  "and": {"type": "array", "items": {"$ref": "#/$defs/rule"}, "minItems": 1},
  "or": {"type": "array", "items": {"$ref": "#/$defs/rule"}, "minItems": 1},
  "not": {"$ref": "#/$defs/rule"}, "segment": {"type": "string", "minLength": 1},
  "subject": {"$ref": "#/$defs/subject"})";

void add_property(std::string& out, std::string_view name, std::string_view type) {
  if (!out.ends_with('{')) out += ", ";
  append_json_text(out, name);
  out.append(": {\"$ref\": \"#/$defs/").append(type).append("\"}");
}

std::string activity_schema(const Cube& cube) {
  std::string out = ",\n\"" + std::string(cube.name) +
                    "\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {";
  for (const SubjectMeasureName& measure : subject_measures(cube)) {
    const bool instant =
        measure.measure == SubjectMeasure::kFirst || measure.measure == SubjectMeasure::kLast;
    add_property(out, measure.name, measure.in_days ? "days" : (instant ? "period" : "number"));
  }
  for (const Member& member : cube.members) {
    if (member.kind == MemberKind::kMeasure) continue;
    const std::string_view name = member.name.substr(cube.name.size() + 1);
    if (member.kind == MemberKind::kDimension) {
      add_property(out, name, "values");
      continue;
    }
    out += ", \"" + std::string(name) +
           "\": {\"anyOf\": [{\"$ref\": \"#/$defs/period\"}, {\"$ref\": \"#/$defs/presence\"}]}";
  }
  return out + ", \"filters\": {\"type\": \"array\", \"items\": {\"type\": \"object\"}}}}";
}

}  // namespace

std::string rule_schema_json() {
  std::string out =
      "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"title\": \"Rule of a "
      "target group\", \"$ref\": \"#/$defs/rule\", \"$defs\": {";
  out += kShared;
  bool first = true;
  for (const OperatorName& entry : operators()) {
    if (!first) out += ", ";
    append_json_text(out, entry.name);
    first = false;
  }
  out += "]}}]},";
  out += kSubject;
  for (const Cube* cube : activity_cubes()) out += activity_schema(*cube);
  out += ",";
  out += kRule;
  for (const Cube* cube : activity_cubes())
    out += ", \"" + std::string(cube->name) + "\": {\"$ref\": \"#/$defs/" +
           std::string(cube->name) + "\"}";
  return out + "}}}}\n";
}

}  // namespace pmm::analytics

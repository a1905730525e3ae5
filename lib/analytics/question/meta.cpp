#include "analytics/columns/members.hpp"
#include "analytics/question/query.hpp"
#include "analytics/question/vocabulary.hpp"

namespace pmm::analytics {
namespace {

constexpr std::string_view kNullRule =
    "a null matches notSet and nothing else: equals, notEquals, in, notIn, comparisons, ranges and "
    "their negations all leave rows with a null out";

std::string_view kind_name(MemberKind kind) noexcept {
  switch (kind) {
    case MemberKind::kDimension:
      return "dimension";
    case MemberKind::kTime:
      return "time";
    case MemberKind::kMeasure:
      return "measure";
  }
  return "";
}

void append_pair(std::string& out, std::string_view key, std::string_view value) {
  append_json_text(out, key);
  out += ':';
  append_json_text(out, value);
}

void append_title(std::string& out, std::string_view en, std::string_view it) {
  out += "\"title\":{";
  append_pair(out, "en", en);
  out += ',';
  append_pair(out, "it", it);
  out += '}';
}

// How the values of several periods make that of all of them.
std::string_view time_aggregation(const Member& member) noexcept {
  if (member.measure.is_stock()) return "last";
  return member.additivity == "additive" ? "sum" : "none";
}

void append_member(std::string& out, const Member& member) {
  out += '{';
  append_pair(out, "name", member.name);
  out += ',';
  append_pair(out, "kind", kind_name(member.kind));
  out += ',';
  append_pair(out, "type", type_name(member.type));
  out += ',';
  append_pair(out, "unit", member.unit);
  out += ',';
  append_title(out, member.title_en, member.title_it);
  if (member.kind == MemberKind::kMeasure) {
    out += ',';
    append_pair(out, "additivity", member.additivity);
    out += ',';
    append_pair(out, "formula", member.formula);
    out += ',';
    append_pair(out, "time_aggregation", time_aggregation(member));
  }
  out += ',';
  append_pair(out, "source", member.source);
  out += '}';
}

void append_path(std::string& out, const DrillPath& path) {
  if (out.back() != '[') out += ',';
  out += '[';
  for (const std::string_view name : path) {
    if (out.back() != '[') out += ',';
    append_json_text(out, name);
  }
  out += ']';
}

// The members of other cubes that stand for the same thing in a question of several cubes.
void append_shared(std::string& out, const Cube& cube) {
  out += "\"shared\":[";
  for (const Member& member : cube.members) {
    std::string others;
    for (const Cube& other : cubes()) {
      if (other.id == cube.id || member.kind == MemberKind::kMeasure) continue;
      const Member* same = counterpart(member, other);
      if (same == nullptr) continue;
      others += ',';
      append_json_text(others, same->name);
    }
    if (others.empty()) continue;
    if (out.back() != '[') out += ',';
    out += '[';
    append_json_text(out, member.name);
    out += others + ']';
  }
  out += ']';
}

template <class Range>
void append_names(std::string& out, std::string_view key, const Range& entries) {
  append_json_text(out, key);
  out += ":[";
  bool first = true;
  for (const auto& entry : entries) {
    if (!first) out += ',';
    first = false;
    append_json_text(out, entry.name);
  }
  out += ']';
}

}  // namespace

std::string meta_json(const Members& members) {
  std::string out = "{\"cubes\":[";
  for (const Cube& cube : cubes()) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_pair(out, "name", cube.name);
    out += ',';
    append_title(out, cube.title_en, cube.title_it);
    out += ",\"members\":[";
    for (const Member& member : cube.members) {
      if (out.back() != '[') out += ',';
      append_member(out, member);
    }
    if (cube.id == CubeId::kCases)
      for (const Member& member : members.attributes()) {
        out += ',';
        append_member(out, member);
      }
    out += "],\"drill\":[";
    for (const DrillPath& path : cube.drills) append_path(out, path);
    out += "],";
    append_shared(out, cube);
    out += '}';
  }
  out += "],";
  append_names(out, "granularities", granularities());
  out += ',';
  append_names(out, "operators", operators());
  out += ',';
  append_pair(out, "null_rule", kNullRule);
  out += '}';
  return out;
}

}  // namespace pmm::analytics

#include "analytics/explain/explain.hpp"

#include <algorithm>

#include "analytics/scan/predicate.hpp"
#include "base/table.hpp"

namespace pmm::analytics {
namespace {

void append_number(std::string& out, std::string_view key, std::int64_t value) {
  if (out.back() != '{') out += ',';
  append_json_text(out, key);
  out += ':' + std::to_string(value);
}

// What was held, read and passed over tells of rows, also of those that the actor may not read.
void append_count(std::string& out, std::string_view key, bool told, std::int64_t value) {
  if (told) return append_number(out, key, value);
  if (out.back() != '{') out += ',';
  append_json_text(out, key);
  out += ":null";
}

bool reads_all(const Query& query, const model::Plan& plan) noexcept {
  return std::all_of(query.cubes.begin(), query.cubes.end(), [&plan](const Cube* cube) {
    return reach_of(plan, model::Action::kRead, cube->id).all;
  });
}

template <class Value>
std::int64_t number(Value value) noexcept {
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::string explanation_json(const Query& query, const ScanContext& context,
                             const Explanation& told) {
  const bool all = reads_all(query, context.plan);
  std::string out = "{\"cubes\":[";
  std::uint64_t held = 0;
  for (const Cube* cube : query.cubes) {
    if (out.back() != '[') out += ',';
    append_json_text(out, cube->name);
    held += context.epoch.frame(cube->id).live;
  }
  out += "],\"blocks\":{";
  append_count(out, "read", all, number(told.scans.blocks_read));
  append_count(out, "skipped", all, number(told.scans.blocks_skipped));
  out += "},\"rows\":{";
  append_count(out, "held", all, number(held));
  append_count(out, "read", all, number(told.scans.rows_read));
  // How many rows a filter leaves is a cell like others.
  const bool hides = std::any_of(query.cubes.begin(), query.cubes.end(), [&](const Cube* cube) {
    return model::hides_small_cells(context.plan, noun_of(cube->id));
  });
  if (!hides) append_number(out, "matched", number(told.scans.rows_matched));
  append_number(out, "answered", told.answer_rows);
  out += "},\"time_us\":{";
  append_number(out, "parse", told.parse_us);
  append_number(out, "feed", told.feed_us);
  append_number(out, "scan", told.scans.us);
  append_number(out, "shape", told.shape_us);
  out += "},\"memory_bytes\":{";
  append_count(out, "columns", all, told.column_bytes);
  for (const Cube& cube : cubes())
    append_count(out, cube.name, all, told.cube_bytes[static_cast<std::size_t>(cube.id)]);
  append_number(out, "answer", told.answer_bytes);
  out += '}';
  append_number(out, "scans", number(told.scans.scans));
  append_number(out, "threads", number(told.scans.threads));
  out += ",\"watermark\":{";
  append_number(out, "journal", context.epoch.mark.journal);
  append_number(out, "visit", context.epoch.mark.visit);
  append_number(out, "time_us", context.now_us);
  out += "},\"timezone\":";
  append_json_text(out, query.zone->name());
  out += ",\"sql\":";
  append_json_text(out, told.sql);
  return out += '}';
}

}  // namespace pmm::analytics

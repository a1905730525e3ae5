#include "analytics/explain.hpp"

#include <algorithm>
#include <vector>

#include "analytics/explain_filter.hpp"
#include "analytics/explain_measures.hpp"
#include "analytics/explain_sql.hpp"
#include "analytics/explain_text.hpp"
#include "analytics/explain_time.hpp"
#include "analytics/joined.hpp"
#include "analytics/plan.hpp"
#include "base/table.hpp"

namespace pmm::analytics {
namespace {

// The instants of a time that the columns hold, no wider than the scan's own ranges.
TimeBounds held_bounds(const ScanSpec& spec, const Epoch& epoch, const Member& member) {
  TimeBounds bounds{TimeRange::kLast, TimeRange::kFirst};
  const Holder holder = holder_of(*spec.cube, member.column, epoch);
  for (const auto& block : holder.frame.blocks) {
    bounds.min_us = std::min(bounds.min_us, block->chunks[holder.column].min);
    bounds.max_us = std::max(bounds.max_us, block->chunks[holder.column].max);
  }
  for (const Filter& part : spec.filter.children) {
    if (part.kind != Filter::Kind::kRanges || part.negated || part.member != &member ||
        part.ranges.size() != 1)
      continue;
    bounds.min_us = std::max(bounds.min_us, part.ranges.front().begin_us);
    bounds.max_us = std::min(bounds.max_us, part.ranges.front().end_us - 1);
  }
  return bounds;
}

std::string column_name(const TimeDimension& time) {
  return std::string(time.member->name) + "." + std::string(granularity_name(time.granularity));
}

// The views do not have what only some services declare.
bool is_attribute(const Member* member) noexcept { return member->domain != Domain::kNone; }

bool names_attribute(const Filter& filter) noexcept {
  return (filter.member != nullptr && is_attribute(filter.member)) ||
         std::any_of(filter.children.begin(), filter.children.end(), names_attribute);
}

bool names_attribute(const Query& query) noexcept {
  return std::any_of(query.dimensions.begin(), query.dimensions.end(), is_attribute) ||
         std::any_of(query.times.begin(), query.times.end(),
                     [](const TimeDimension& time) { return is_attribute(time.member); }) ||
         std::any_of(query.date_ranges.begin(), query.date_ranges.end(),
                     [](const DateRange& range) {
                       return std::any_of(range.members.begin(), range.members.end(),
                                          [](const Member* member) {
                                            return member != nullptr && is_attribute(member);
                                          });
                     }) ||
         names_attribute(query.filter);
}

// Whether the answer is what one scan gives, in order and cut.
bool is_plain(const Query& query) noexcept {
  const bool measures =
      std::all_of(query.outputs.begin(), query.outputs.end(), [](const Output& output) {
        return !output.hidden &&
               (output.kind == Output::Kind::kPart || output.kind == Output::Kind::kMeasure);
      });
  const bool stocks = std::any_of(query.measures.begin(), query.measures.end(),
                                  [](const Member* m) { return m->measure.is_stock(); });
  return measures && !stocks && query.cubes.size() == 1 && !query.ungrouped &&
         query.fill == Fill::kNone && query.having.children.empty() && query.segments.empty() &&
         !query.on_day && !names_attribute(query);
}

class Writer {
 public:
  Writer(const Query& query, const ScanContext& context)
      : query_(query),
        spec_(plan_scans(query, {}, context.now_us).scans.front().spec),
        context_(context),
        times_(*query.zone) {}

  Result<std::string> write() {
    for (const TimeDimension& time : query_.times)
      PMM_TRY(times_.add(time, view_column(*query_.cubes.front(), time.member->column),
                         held_bounds(spec_, context_.epoch, *time.member)));
    std::vector<std::string> tables = times_.tables();
    tables.push_back("facts AS (\n" + facts() + ")");
    return sql::kWith + joined(tables, ",\n") + "\n" + groups() + order() + page();
  }

 private:
  // The rows in question: the view's columns and a bucket of each time.
  std::string facts() const {
    std::vector<std::string> columns{"v.*"};
    for (std::size_t i = 0; i < query_.times.size(); ++i)
      columns.push_back(times_.bucket(i) + " AS " + name_literal(column_name(query_.times[i])));
    std::string out =
        fill(sql::kSelect, {joined(columns, ", "), view_name(*query_.cubes.front()) + " v"});
    out += times_.joins();
    std::vector<std::string> conditions;
    std::string access = access_sql(context_.plan, *query_.cubes.front(), context_.epoch);
    if (!access.empty()) conditions.push_back(std::move(access));
    for (const Filter& child : spec_.filter.children)
      conditions.push_back(filter_sql(child, *query_.cubes.front()));
    if (!conditions.empty()) out += sql::kWhere + joined(conditions, "\n  AND ");
    return out;
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    for (const Member* member : query_.dimensions)
      out.push_back(dimension_sql(*query_.cubes.front(), *member));
    for (const TimeDimension& time : query_.times) out.push_back(name_literal(column_name(time)));
    return out;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const Member* member : query_.dimensions) out.push_back(name_literal(member->name));
    for (const TimeDimension& time : query_.times) out.push_back(name_literal(column_name(time)));
    for (const Member* member : query_.measures) out.push_back(name_literal(member->name));
    return out;
  }

  std::string groups() const {
    std::vector<std::string> columns = keys();
    const std::size_t parts = columns.size();
    for (const Member* member : query_.measures)
      columns.push_back(measure_sql(*query_.cubes.front(), *member, context_.now_us));
    const std::vector<std::string> as = names();
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i] != as[i]) columns[i] += " AS " + as[i];
    std::string source = "facts";
    std::vector<std::string> ranks = ranks_sql(query_, keys(), context_.now_us);
    if (!ranks.empty()) {
      ranks.insert(ranks.begin(), "facts.*");
      source = "(\n" + fill(sql::kSelect, {joined(ranks, ",\n  "), "facts"}) + ") ranked";
    }
    std::string out = fill(sql::kSelect, {joined(columns, ",\n  "), source});
    if (parts == 0) return out;
    std::vector<std::string> numbers;
    for (std::size_t i = 1; i <= parts; ++i) numbers.push_back(std::to_string(i));
    return out + sql::kGroupBy + joined(numbers, ", ");
  }

  std::string order() const {
    const std::vector<Order> order = full_order(query_);
    if (order.empty()) return {};
    const std::vector<std::string> as = names();
    std::vector<std::string> parts;
    for (const Order& part : order)
      parts.push_back(as[part.output] + (part.descending ? sql::kDescending : sql::kAscending));
    return sql::kOrderBy + joined(parts, ", ");
  }

  std::string page() const {
    if (!query_.limit && query_.offset == 0) return {};
    std::string out =
        sql::kLimit + (query_.limit ? std::to_string(*query_.limit) : std::string(sql::kEveryRow));
    if (query_.offset != 0) out += sql::kOffset + std::to_string(query_.offset);
    return out;
  }

  const Query& query_;
  ScanSpec spec_;
  const ScanContext& context_;
  TimeSql times_;
};

void append_number(std::string& out, std::string_view key, std::int64_t value) {
  if (out.back() != '{') out += ',';
  append_json_text(out, key);
  out += ':' + std::to_string(value);
}

template <class Value>
std::int64_t number(Value value) noexcept {
  return static_cast<std::int64_t>(value);
}

}  // namespace

Result<std::string> question_sql(const Query& query, const ScanContext& context) {
  if (!is_plain(query)) return std::string();
  return Writer(query, context).write();
}

std::string explanation_json(const Query& query, const ScanContext& context,
                             const Explanation& told) {
  std::string out = "{\"cube\":";
  append_json_text(out, query.cubes.front()->name);
  out += ",\"blocks\":{";
  append_number(out, "read", number(told.scans.blocks_read));
  append_number(out, "skipped", number(told.scans.blocks_skipped));
  out += "},\"rows\":{";
  append_number(out, "held", number(context.epoch.frame(query.cubes.front()->id).live));
  append_number(out, "read", number(told.scans.rows_read));
  append_number(out, "matched", number(told.scans.rows_matched));
  append_number(out, "answered", told.answer_rows);
  out += "},\"time_us\":{";
  append_number(out, "parse", told.parse_us);
  append_number(out, "feed", told.feed_us);
  append_number(out, "scan", told.scans.us);
  append_number(out, "shape", told.shape_us);
  out += "},\"memory_bytes\":{";
  append_number(out, "columns", told.column_bytes);
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
  if (told.sql.empty())
    out += "null";
  else
    append_json_text(out, told.sql);
  return out += '}';
}

}  // namespace pmm::analytics

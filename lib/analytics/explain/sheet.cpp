#include "analytics/explain/sheet.hpp"

#include <algorithm>

#include "analytics/explain/bounds.hpp"
#include "analytics/explain/explain_sql.hpp"
#include "analytics/explain/text.hpp"
#include "analytics/question/buckets.hpp"
#include "analytics/question/time_parser.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

constexpr std::size_t kMostListedPeriods = 50'000;

std::string grouped_by(const std::vector<std::string>& keys) {
  return keys.empty() ? std::string() : sql::kGroupBy + joined(keys, kComma);
}

bool is_day(const TimeDimension& time) noexcept {
  return time.granularity != Granularity::kMinute && time.granularity != Granularity::kHour &&
         time.granularity != Granularity::kWeekday && time.granularity != Granularity::kHourOfDay;
}

bool is_round(const TimeDimension& time) noexcept {
  return time.granularity == Granularity::kWeekday || time.granularity == Granularity::kHourOfDay;
}

}  // namespace

std::string bucket_literal(const TimeDimension& time, std::int64_t bucket) {
  if (is_day(time)) return text_literal(format_date(static_cast<std::int32_t>(bucket)));
  return std::to_string(bucket);
}

std::string filling_sql(Fill fill, const Member& measure) {
  const bool countable = counts_from_zero(measure) || measure.additivity == "additive";
  if (fill != Fill::kZero || !countable || measure.measure.is_stock())
    return typed_null(measure.type);
  return "0";
}

Result<std::string> SheetSql::write(const std::vector<std::string>& compared, TimesSql& times,
                                    TablesSql& tables) {
  const std::vector<Piece> found = pieces(times, tables);
  std::string sheet = found.front().table;
  const auto next = [&](const char* name, const std::string& body) {
    sheet = name + suffix_;
    tables.add(sheet, body);
  };
  if (found.size() > 1) next("measures", join(found));
  if (query_.fill != Fill::kNone) {
    PMM_TRY(add_periods(tables));
    next("filled", filled(sheet, compared));
    next("completed", filled_values(sheet));
  }
  if (has_stock()) next("carried", carried(sheet));
  return sheet;
}

bool SheetSql::has_stock() const noexcept {
  return std::any_of(query_.measures.begin(), query_.measures.end(),
                     [](const Member* measure) { return measure->measure.is_stock(); });
}

std::vector<PartSet> SheetSql::all_sets() const {
  std::vector<PartSet> out{parts_.all()};
  out.insert(out.end(), sets_.begin(), sets_.end());
  return out;
}

std::vector<std::string> SheetSql::measure_names() const {
  std::vector<std::string> out;
  for (const Member* measure : query_.measures) out.push_back(name_literal(measure->name));
  return out;
}

// --- The measures ------------------------------------------------------------------------------

std::vector<SheetSql::Piece> SheetSql::pieces(TimesSql& times, TablesSql& tables) const {
  std::vector<Piece> out;
  for (const PlannedScan& scan : plan_.scans) out.push_back(scan_piece(scan, times, tables));
  for (const PlannedStock& stock : plan_.stocks) out.push_back(stock_piece(stock, times, tables));
  return out;
}

SheetSql::Piece SheetSql::scan_piece(const PlannedScan& scan, TimesSql& times,
                                     TablesSql& tables) const {
  const std::string cube(scan.spec.cube->name);
  const ScanSql sql(scan.spec, context_, parts_, cube + "_rows" + suffix_);
  tables.add(sql.table(), sql.rows(times));
  tables.add(cube + "_groups" + suffix_, sql.groups());
  return {cube + "_groups" + suffix_, scan.measures};
}

// How many rows have come and not gone, by the end of each period.
SheetSql::Piece SheetSql::stock_piece(const PlannedStock& stock, TimesSql& times,
                                      TablesSql& tables) const {
  const std::string name(own_name(query_.measures[stock.measure]->name));
  const ScanSql came(stock.entered, context_, parts_, name + "_came" + suffix_);
  const ScanSql went(stock.left, context_, parts_, name + "_went" + suffix_);
  tables.add(came.table(), came.rows(times));
  tables.add(went.table(), went.rows(times));
  std::vector<std::string> plus = parts_.names, minus = parts_.names;
  plus.emplace_back("1 AS moved");
  minus.emplace_back("-1 AS moved");
  const std::string moves = name + "_moves" + suffix_;
  tables.add(moves, fill(sql::kSelect, {joined(plus, kComma), came.table()}) + sql::kUnionAll +
                        fill(sql::kSelect, {joined(minus, kComma), went.table()}));
  std::string groups;
  for (const PartSet kept : all_sets())
    groups += (groups.empty() ? "" : sql::kUnionAll) + stock_groups(stock, moves, kept);
  tables.add(name + "_groups" + suffix_, groups);
  return {name + "_groups" + suffix_, {stock.measure}};
}

std::string SheetSql::stock_groups(const PlannedStock& stock, const std::string& moves,
                                   PartSet kept) const {
  const std::string name = name_literal(query_.measures[stock.measure]->name);
  const std::vector<std::string> keys = parts_.kept(kept);
  std::vector<std::string> columns = parts_.or_null(kept);
  columns.push_back(std::to_string(parts_.left_out(kept)) + " AS " + kLeftOut);
  const std::size_t part = query_.dimensions.size();
  const bool by_time = !query_.times.empty() && (kept >> part & 1U) != 0;
  if (!by_time) {
    columns.push_back(fill(sql::kBalance, {name}));
    return fill(sql::kSelect, {joined(columns, kCommaLine), moves}) + grouped_by(keys);
  }
  // What came and went before the first period that is shown counts as having done so in it.
  const std::string& time = parts_.names[part];
  std::string told = "1", shown = time;
  if (stock.shown.begin_us != TimeRange::kFirst) {
    const std::string first = bucket_literal(
        query_.times.front(), bucket_of(query_.times.front(), *query_.zone, stock.shown.begin_us));
    told = fill(sql::kIsToldFrom, {time, first});
    shown = fill(sql::kNotBefore, {time, first, first, time});
  }
  const std::vector<std::string> dimensions = parts_.kept(kept & ((PartSet{1} << part) - 1));
  std::vector<std::string> inner = dimensions;
  inner.push_back(shown + " AS shown");
  inner.push_back(fill(sql::kMoved, {}));
  inner.push_back(fill(sql::kTold, {told}));
  std::vector<std::string> inner_keys = dimensions;
  inner_keys.emplace_back(shown);
  const std::string moved =
      fill(sql::kSelect, {joined(inner, kComma), moves}) + grouped_by(inner_keys);
  std::vector<std::string> levels = dimensions;
  levels.emplace_back("shown");
  levels.emplace_back("told");
  const std::string partition =
      dimensions.empty() ? "" : sql::kPartitionBy + joined(dimensions, kComma) + " ";
  levels.push_back(fill(sql::kLevel, {partition, "shown"}));
  const std::string summed =
      fill(sql::kSelect, {joined(levels, kComma), "(\n" + moved + ") moved"});
  for (std::string& column : columns)
    if (column == time) column = "shown AS " + time;
  columns.push_back("level AS " + name);
  return fill(sql::kSelect, {joined(columns, kCommaLine), "(\n" + summed + ") summed"}) +
         sql::kWhere + sql::kToldOrThere;
}

// The pieces below each other, and then one row for each key: no two have a measure in common.
std::string SheetSql::join(const std::vector<Piece>& pieces) const {
  std::string all;
  for (const Piece& piece : pieces) {
    std::vector<std::string> columns = parts_.names;
    columns.emplace_back(kLeftOut);
    for (std::size_t i = 0; i < query_.measures.size(); ++i) {
      const std::string name = name_literal(query_.measures[i]->name);
      const bool own =
          std::find(piece.measures.begin(), piece.measures.end(), i) != piece.measures.end();
      columns.push_back(own ? name : typed_null(query_.measures[i]->type) + " AS " + name);
    }
    all += (all.empty() ? "" : sql::kUnionAll) +
           fill(sql::kSelect, {joined(columns, kComma), piece.table});
  }
  std::vector<std::string> keys = parts_.names;
  keys.emplace_back(kLeftOut);
  std::vector<std::string> columns = keys;
  for (const Member* measure : query_.measures) {
    const std::string name = name_literal(measure->name);
    const bool zero = counts_from_zero(*measure) && !measure->measure.is_stock();
    columns.push_back(fill(zero ? sql::kAnyOrZero : sql::kAny, {name}) + " AS " + name);
  }
  return fill(sql::kSelect, {joined(columns, kCommaLine), "(\n" + all + ") pieces"}) +
         grouped_by(keys);
}

// --- Periods without rows ----------------------------------------------------------------------

TimeBounds SheetSql::bounds_of_time(std::size_t time) const {
  TimeBounds bounds;
  const auto add = [&](const ScanSpec& spec) {
    widen(bounds, held_bounds(spec, *spec.times[time].member, context_));
  };
  for (const PlannedScan& scan : plan_.scans) add(scan.spec);
  for (const PlannedStock& stock : plan_.stocks) {
    add(stock.entered);
    add(stock.left);
    if (stock.shown.begin_us != TimeRange::kFirst)
      widen(bounds, {stock.shown.begin_us, stock.shown.begin_us});
  }
  return bounds;
}

Status SheetSql::add_periods(TablesSql& tables) {
  std::vector<bool>& open = open_;
  open.assign(query_.times.size(), false);
  for (std::size_t i = 0; i < query_.times.size(); ++i) {
    const TimeDimension& time = query_.times[i];
    TimeRange range{TimeRange::kLast, TimeRange::kFirst};
    for (std::size_t cube = 0; cube < query_.cubes.size(); ++cube) {
      const TimeRange own = range_of(query_, *query_.times_of[i][cube], cube);
      if (own.begin_us == TimeRange::kFirst) open[i] = true;
      range.begin_us = std::min(range.begin_us, own.begin_us);
      range.end_us = std::max(range.end_us, own.end_us);
    }
    if (open[i]) {
      const TimeBounds bounds = bounds_of_time(i);
      range = bounds.min_us > bounds.max_us ? TimeRange{0, 0}
                                            : TimeRange{bounds.min_us, bounds.max_us + 1};
      if (is_round(time)) open[i] = false;
    }
    PMM_ASSIGN(const auto buckets, buckets_in(time, *query_.zone, range));
    if (buckets.size() > kMostListedPeriods)
      return Status::limit("fill", "the SQL would need a list of over " +
                                       std::to_string(kMostListedPeriods) +
                                       " periods; take a longer granularity or a shorter range");
    std::vector<std::string> rows;
    rows.reserve(buckets.size());
    for (const std::int64_t bucket : buckets)
      rows.push_back("(" + bucket_literal(time, bucket) + ")");
    if (rows.empty())
      tables.add(periods(i),
                 fill(sql::kNoPeriods, {typed_null(is_day(time) ? Type::kDate : Type::kInt64)}));
    else
      tables.add(fill(sql::kPeriods, {periods(i), joined(rows, kComma)}));
  }
  return {};
}

// The groups of one grouping in all of their periods.
std::string SheetSql::added_rows(const std::string& sheet, const std::vector<std::string>& compared,
                                 PartSet kept) const {
  const std::size_t dimensions = query_.dimensions.size();
  std::vector<std::string> columns, sources;
  std::string conditions;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const std::string& name = parts_.names[part];
    std::string value = typed_null(parts_.types[part]);
    if ((kept >> part & 1U) != 0 && part < dimensions) {
      value = "g." + name;
    } else if ((kept >> part & 1U) != 0) {
      const std::size_t time = part - dimensions;
      const std::string alias = "p" + std::to_string(time + 1);
      value = alias + ".bucket";
      sources.push_back(periods(time) + " " + alias);
      if (open_[time])
        conditions += (conditions.empty() ? sql::kWhere : sql::kAnd) +
                      fill(sql::kWithin, {alias, name, sheet, alias, name, sheet});
    }
    columns.push_back(value + " AS " + name);
  }
  columns.push_back("g." + std::string(kLeftOut));
  for (const Member* measure : query_.measures)
    columns.push_back(typed_null(measure->type) + " AS " + name_literal(measure->name));
  columns.emplace_back("0 AS told");
  std::vector<std::string> keys = parts_.kept(kept & ((PartSet{1} << dimensions) - 1));
  keys.emplace_back(kLeftOut);
  const std::string flag = std::to_string(parts_.left_out(kept));
  const auto groups_of = [&](const std::string& table) {
    return fill(sql::kSelectDistinct, {joined(keys, kComma), table, flag});
  };
  std::string groups = sources.empty() ? std::string() : groups_of(sheet);
  for (const std::string& other : compared)
    groups += (groups.empty() ? "" : sql::kUnion) + groups_of(other);
  if (groups.empty()) return {};
  std::string from = "(\n" + groups + ") g";
  for (const std::string& source : sources) from += sql::kCrossJoin + source;
  return fill(sql::kSelect, {joined(columns, kComma), from}) + conditions;
}

std::string SheetSql::filled(const std::string& sheet,
                             const std::vector<std::string>& compared) const {
  std::vector<std::string> keys = parts_.names;
  keys.emplace_back(kLeftOut);
  std::vector<std::string> own = keys;
  for (const std::string& name : measure_names()) own.push_back(name);
  own.emplace_back("1 AS told");
  std::string all = fill(sql::kSelect, {joined(own, kComma), sheet});
  for (const PartSet kept : all_sets()) {
    const std::string added = added_rows(sheet, compared, kept);
    if (!added.empty()) all += sql::kUnionAll + added;
  }
  std::vector<std::string> columns = keys;
  for (const std::string& name : measure_names())
    columns.push_back(fill(sql::kAny, {name}) + " AS " + name);
  columns.emplace_back(fill(sql::kAny, {"told"}) + " AS told");
  return fill(sql::kSelect, {joined(columns, kCommaLine), "(\n" + all + ") told_and_not"}) +
         grouped_by(keys);
}

// The parts that rows of one series over a time have in common.
std::vector<std::string> SheetSql::series_keys(std::size_t time_part) const {
  std::vector<std::string> keys{kLeftOut};
  for (std::size_t part = 0; part < parts_.size(); ++part)
    if (part != time_part) keys.push_back(parts_.names[part]);
  return keys;
}

// What a measure is where no row told it.
std::string SheetSql::filled_values(const std::string& sheet) const {
  std::vector<std::string> columns = parts_.names;
  columns.emplace_back(kLeftOut);
  std::string source = sheet;
  const bool previous = query_.fill == Fill::kPrevious;
  if (previous) {
    const std::string& time = parts_.names[query_.dimensions.size()];
    const std::string keys = joined(series_keys(query_.dimensions.size()), kComma);
    std::vector<std::string> counted{sheet + ".*"};
    for (std::size_t i = 0; i < query_.measures.size(); ++i)
      counted.push_back(fill(sql::kCountSoFar, {name_literal(query_.measures[i]->name), keys, time,
                                                "so_far_" + std::to_string(i + 1)}));
    source = "(\n" + fill(sql::kSelect, {joined(counted, kCommaLine), sheet}) + ") counted";
  }
  for (std::size_t i = 0; i < query_.measures.size(); ++i) {
    const Member& measure = *query_.measures[i];
    const std::string name = name_literal(measure.name);
    std::string value = filling_sql(query_.fill, measure);
    if (previous && !measure.measure.is_stock())
      value = fill(sql::kLastOf, {name, joined(series_keys(query_.dimensions.size()), kComma),
                                  "so_far_" + std::to_string(i + 1)});
    columns.push_back(fill(sql::kWhenAdded, {value, name, name}));
  }
  return fill(sql::kSelect, {joined(columns, kCommaLine), source});
}

// A stock that no row told is what it was in the period before, or 0.
std::string SheetSql::carried(const std::string& sheet) const {
  std::vector<std::string> columns = parts_.names;
  columns.emplace_back(kLeftOut);
  std::vector<std::string> counted{sheet + ".*"};
  for (std::size_t i = 0; i < query_.measures.size(); ++i) {
    const std::string name = name_literal(query_.measures[i]->name);
    if (!query_.measures[i]->measure.is_stock()) {
      columns.push_back(name);
    } else if (query_.times.empty()) {
      columns.push_back(fill(sql::kOrZero, {name}) + " AS " + name);
    } else {
      const std::size_t part = query_.dimensions.size();
      const std::string keys = joined(series_keys(part), kComma);
      const std::string so_far = "level_" + std::to_string(i + 1);
      counted.push_back(fill(sql::kCountSoFar, {name, keys, parts_.names[part], so_far}));
      columns.push_back(fill(sql::kOrZero, {fill(sql::kLastOf, {name, keys, so_far})}) + " AS " +
                        name);
    }
  }
  std::string source = sheet;
  if (counted.size() > 1)
    source = "(\n" + fill(sql::kSelect, {joined(counted, kCommaLine), sheet}) + ") counted";
  return fill(sql::kSelect, {joined(columns, kCommaLine), source});
}

}  // namespace pmm::analytics

#include "analytics/explain/scan.hpp"

#include <algorithm>
#include <utility>

#include "analytics/explain/bounds.hpp"
#include "analytics/explain/explain_sql.hpp"
#include "analytics/explain/measures.hpp"
#include "analytics/explain/text.hpp"

namespace pmm::analytics {

std::int64_t PartsSql::left_out(PartSet kept) const noexcept {
  std::int64_t flags = 0;
  for (std::size_t part = 0; part < size(); ++part)
    flags = flags * 2 + ((kept >> part & 1U) != 0 ? 0 : 1);
  return flags;
}

std::vector<std::string> PartsSql::kept(PartSet parts) const {
  std::vector<std::string> out;
  for (std::size_t part = 0; part < size(); ++part)
    if ((parts >> part & 1U) != 0) out.push_back(names[part]);
  return out;
}

std::vector<std::string> PartsSql::or_null(PartSet kept) const {
  std::vector<std::string> out;
  for (std::size_t part = 0; part < size(); ++part)
    out.push_back((kept >> part & 1U) != 0 ? names[part]
                                           : typed_null(types[part]) + " AS " + names[part]);
  return out;
}

std::string ScanSql::rows(TimesSql& times) const {
  RowsSql rows(*spec_.cube, context_);
  std::vector<std::string> columns{"v.*"};
  for (std::size_t i = 0; i < spec_.dimensions.size(); ++i)
    columns.push_back(rows.value(*spec_.dimensions[i]) + " AS " + parts_.names[i]);
  for (std::size_t i = 0; i < spec_.times.size(); ++i) {
    const TimeDimension& time = spec_.times[i];
    const TimeBounds bounds = held_bounds(spec_, *time.member, context_);
    columns.push_back(times.bucket(time, "t" + std::to_string(i + 1), bounds, rows) + " AS " +
                      parts_.names[spec_.dimensions.size() + i]);
  }
  for (std::string& column : needed_columns_sql(spec_.measures))
    columns.push_back(std::move(column));
  if (std::any_of(spec_.measures.begin(), spec_.measures.end(),
                  [](const Member* member) { return needs_working_days(member->measure.value); }))
    times.note_working_days(context_);
  rows.restrict_to_rights();
  rows.restrict(spec_.filter);
  times.need_home_days(rows.home_days());
  return rows.select(columns);
}

std::string ScanSql::groups_of(PartSet kept) const {
  const std::vector<std::string> keys = parts_.kept(kept);
  std::vector<std::string> columns = parts_.or_null(kept);
  columns.push_back(std::to_string(parts_.left_out(kept)) + " AS " + kLeftOut);
  for (const Member* measure : spec_.measures)
    columns.push_back(measure_sql(*spec_.cube, *measure, context_.now_us) + " AS " +
                      name_literal(measure->name));
  // Nothing is kept and nothing measured: the one group there is, even of no rows.
  if (keys.empty() && spec_.measures.empty())
    return fill(sql::kSelectValues, {joined(columns, ",\n  ")});
  std::string source = table_;
  std::vector<std::string> ranks = ranks_sql(spec_.measures, keys, context_.now_us);
  if (!ranks.empty()) {
    ranks.insert(ranks.begin(), table_ + ".*");
    source = "(\n" + fill(sql::kSelect, {joined(ranks, ",\n  "), table_}) + ") ranked";
  }
  std::string out = fill(sql::kSelect, {joined(columns, ",\n  "), source});
  if (!keys.empty()) out += sql::kGroupBy + joined(keys, ", ");
  return out;
}

std::string ScanSql::groups() const {
  std::string out = groups_of(parts_.all());
  for (const PartSet kept : spec_.sets) out += sql::kUnionAll + groups_of(kept);
  return out;
}

}  // namespace pmm::analytics

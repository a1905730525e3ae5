#include "analytics/explain_scan.hpp"

#include <utility>

#include "analytics/explain_measures.hpp"
#include "analytics/explain_sql.hpp"
#include "analytics/explain_text.hpp"

namespace pmm::analytics {

ScanSql::ScanSql(const ScanSpec& spec, const ScanContext& context, std::string table,
                 const std::vector<std::string>& parts)
    : spec_(spec), context_(context), table_(std::move(table)) {
  for (const std::string& part : parts) parts_.push_back(name_literal(part));
}

std::string ScanSql::rows(TimesSql& times) const {
  RowsSql rows(*spec_.cube, context_);
  std::vector<std::string> columns{"v.*"};
  for (std::size_t i = 0; i < spec_.dimensions.size(); ++i)
    columns.push_back(rows.value(*spec_.dimensions[i]) + " AS " + parts_[i]);
  for (std::size_t i = 0; i < spec_.times.size(); ++i) {
    const TimeDimension& time = spec_.times[i];
    const TimeBounds bounds = held_bounds(spec_, *time.member, context_.epoch);
    columns.push_back(times.bucket(time, "t" + std::to_string(i + 1), bounds, rows) + " AS " +
                      parts_[spec_.dimensions.size() + i]);
  }
  rows.restrict_to_rights();
  rows.restrict(spec_.filter);
  return table_ + " AS (\n" + rows.select(columns) + ")";
}

PartSet ScanSql::all_parts() const noexcept {
  return spec_.parts() >= 64 ? ~PartSet{0} : (PartSet{1} << spec_.parts()) - 1;
}

// A bit for each part, the first one highest, 1 where it is left out.
std::int64_t ScanSql::left_out(PartSet kept) const noexcept {
  std::int64_t flags = 0;
  for (std::size_t part = 0; part < spec_.parts(); ++part)
    flags = flags * 2 + ((kept >> part & 1U) != 0 ? 0 : 1);
  return flags;
}

Type ScanSql::type_of(std::size_t part) const noexcept {
  if (part < spec_.dimensions.size()) return spec_.dimensions[part]->type;
  return scan_columns(spec_)[part].type;
}

std::string ScanSql::groups_of(PartSet kept, const std::string& grouping) const {
  std::vector<std::string> keys, columns;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    if ((kept >> part & 1U) != 0) {
      keys.push_back(parts_[part]);
      columns.push_back(parts_[part]);
    } else {
      columns.push_back(typed_null(type_of(part)) + " AS " + parts_[part]);
    }
  }
  if (!grouping.empty()) columns.push_back(std::to_string(left_out(kept)) + " AS " + grouping);
  for (const Member* measure : spec_.measures)
    columns.push_back(measure_sql(*spec_.cube, *measure, context_.now_us) + " AS " +
                      name_literal(measure->name));
  std::string source = table_;
  std::vector<std::string> ranks = ranks_sql(spec_.measures, keys, context_.now_us);
  if (!ranks.empty()) {
    ranks.insert(ranks.begin(), table_ + ".*");
    source = "(\n" + fill(sql::kSelect, {joined(ranks, ",\n  "), table_}) + ") ranked";
  }
  // Nothing is kept and nothing measured: the one group there is, even of no rows.
  if (keys.empty() && spec_.measures.empty())
    return fill(sql::kSelectValues, {joined(columns, ",\n  ")});
  std::string out = fill(sql::kSelect, {joined(columns, ",\n  "), source});
  if (!keys.empty()) out += sql::kGroupBy + joined(keys, ", ");
  return out;
}

std::string ScanSql::groupings(const char* grouping) const {
  std::string out = groups_of(all_parts(), grouping);
  for (const PartSet kept : spec_.sets) out += sql::kUnionAll + groups_of(kept, grouping);
  return out;
}

}  // namespace pmm::analytics

#include "analytics/explain.hpp"

#include <vector>

#include "analytics/explain_scan.hpp"
#include "analytics/explain_sql.hpp"
#include "analytics/explain_text.hpp"
#include "analytics/explain_time.hpp"
#include "base/table.hpp"

namespace pmm::analytics {
namespace {

class Writer {
 public:
  Writer(const Query& query, const ScanContext& context)
      : query_(query), context_(context), times_(*query.zone) {}

  Result<std::string> write() {
    ScanSpec spec;
    spec.cube = query_.cube;
    spec.dimensions = query_.dimensions;
    spec.times = query_.times;
    spec.measures = query_.measures;
    spec.filter = query_.filter;
    spec.zone = query_.zone;
    ScanSql scan(spec, context_, "facts", part_names());
    const std::string rows = scan.rows(times_);
    PMM_ASSIGN(std::vector<std::string> tables, times_.tables());
    tables.push_back(rows);
    return sql::kWith + joined(tables, ",\n") + "\n" + scan.groups() + order() + page();
  }

 private:
  std::vector<std::string> part_names() const {
    std::vector<std::string> out;
    for (const Member* member : query_.dimensions) out.emplace_back(member->name);
    for (const TimeDimension& time : query_.times)
      out.push_back(std::string(time.member->name) + "." +
                    std::string(granularity_name(time.granularity)));
    return out;
  }

  // What the question leaves open is settled by its times, then its dimensions.
  std::string order() const {
    std::vector<Order> order = query_.order;
    for (std::size_t i = 0; i < query_.times.size(); ++i)
      order.push_back({query_.dimensions.size() + i, false});
    for (std::size_t i = 0; i < query_.dimensions.size(); ++i) order.push_back({i, false});
    if (order.empty()) return {};
    std::vector<std::string> names = part_names();
    for (const Member* member : query_.measures) names.emplace_back(member->name);
    std::vector<std::string> parts;
    for (const Order& part : order)
      parts.push_back(name_literal(names[part.column]) +
                      (part.descending ? sql::kDescending : sql::kAscending));
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
  const ScanContext& context_;
  TimesSql times_;
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
  return Writer(query, context).write();
}

std::string explanation_json(const Query& query, const ScanContext& context,
                             const Explanation& told) {
  std::string out = "{\"cube\":";
  append_json_text(out, query.cube->name);
  out += ",\"blocks\":{";
  append_number(out, "read", number(told.scans.blocks_read));
  append_number(out, "skipped", number(told.scans.blocks_skipped));
  out += "},\"rows\":{";
  append_number(out, "held", number(context.epoch.frame(query.cube->id).live));
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
  append_json_text(out, told.sql);
  return out += '}';
}

}  // namespace pmm::analytics

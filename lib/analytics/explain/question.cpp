// A question as SQL: its sheets, one for each range that it is asked of, and its answer out of
// them.
#include <algorithm>
#include <vector>

#include "analytics/explain/answer.hpp"
#include "analytics/explain/explain.hpp"
#include "analytics/explain/explain_sql.hpp"
#include "analytics/explain/past.hpp"
#include "analytics/explain/sheet.hpp"
#include "analytics/explain/text.hpp"
#include "analytics/question/buckets.hpp"
#include "analytics/question/shift.hpp"

namespace pmm::analytics {
namespace {

constexpr std::size_t kMostShifts = 50'000;

class QuestionSql {
 public:
  QuestionSql(const Query& query, const ScanContext& context)
      : query_(query),
        context_(context),
        times_(*query.zone, context.home),
        sets_(grouping_sets(query)) {
    for (std::size_t part = 0; part < query.parts(); ++part) {
      parts_.names.push_back(name_literal(query.outputs[part].name));
      parts_.types.push_back(query.outputs[part].type);
    }
  }

  Result<std::string> write() {
    if (query_.on_day)
      add_past(context_.epoch, query_.zone->day_start(*query_.on_day + 1), tables_);
    const AnswerSql answer(query_, parts_);
    std::string sheet;
    if (query_.ungrouped) {
      PMM_ASSIGN(sheet, listed());
    } else {
      std::vector<std::string> compared;
      for (std::size_t which = 0; which < query_.comparison.others.size(); ++which) {
        PMM_ASSIGN(std::string other, compared_sheet(which));
        compared.push_back(std::move(other));
      }
      SheetSql own(query_, context_, parts_, sets_, "");
      PMM_ASSIGN(sheet, own.write(adopted(compared), times_, tables_));
      if (!compared.empty()) {
        tables_.add("beside", answer.beside(sheet, compared));
        sheet = "beside";
      }
    }
    tables_.add("answer", answer.derived(sheet));
    PMM_ASSIGN(std::vector<std::string> entries, times_.tables());
    entries.insert(entries.end(), tables_.entries().begin(), tables_.entries().end());
    return sql::kWith + joined(entries, ",\n") + "\n" + answer.shown("answer");
  }

 private:
  // Groups of the compared ranges that are to be there too.
  std::vector<std::string> adopted(const std::vector<std::string>& compared) const {
    return query_.fill == Fill::kNone ? std::vector<std::string>() : compared;
  }

  // Rows one by one.
  Result<std::string> listed() {
    const QueryPlan plan = plan_scans(query_, sets_, context_.now_us);
    const ScanSql scan(plan.scans.front().spec, context_, parts_, "rows_asked");
    tables_.add("rows_asked", scan.rows(times_));
    const std::vector<std::string> columns{scan.table() + ".*", "0 AS " + std::string(kLeftOut)};
    tables_.add("listed", fill(sql::kSelect, {joined(columns, ", "), scan.table()}));
    return std::string("listed");
  }

  // The question over another range, its periods named after those of the question's own.
  Result<std::string> compared_sheet(std::size_t which) {
    others_.push_back(query_);
    Query& other = others_.back();
    DateRange& changed = other.date_ranges[other.comparison.date_range];
    const TimeRange own = changed.range;
    changed.range = query_.comparison.others[which];
    const std::string suffix = "_" + std::to_string(which + 2);
    SheetSql sheet(other, context_, parts_, sets_, suffix);
    PMM_ASSIGN(std::string table, sheet.write({}, times_, tables_));
    if (query_.times.empty()) return table;
    std::vector<std::string> columns, conditions;
    std::string from = table;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      const std::string& name = parts_.names[part];
      if (part < query_.dimensions.size()) {
        columns.push_back(table + "." + name);
        continue;
      }
      const std::size_t time = part - query_.dimensions.size();
      const std::string shift = "shift_" + std::to_string(time + 1) + suffix;
      PMM_TRY(add_shift(query_.times[time], changed.range, own, shift));
      from += fill(sql::kShiftJoin, {shift, shift, table, name});
      columns.push_back(shift + ".carried AS " + name);
      conditions.push_back(fill(sql::kHasPlace, {table, name, shift}));
    }
    columns.push_back(table + "." + std::string(kLeftOut));
    for (const Member* measure : query_.measures)
      columns.push_back(table + "." + name_literal(measure->name));
    tables_.add("carried_over" + suffix, fill(sql::kSelect, {joined(columns, ", "), from}) +
                                             sql::kWhere + joined(conditions, sql::kAnd));
    return "carried_over" + suffix;
  }

  Status add_shift(const TimeDimension& time, const TimeRange& from, const TimeRange& to,
                   const std::string& name) {
    const BucketShift shift(time, *query_.zone, from, to,
                            query_.comparison.kind == Compare::kPreviousYear);
    PMM_ASSIGN(const auto buckets, buckets_in(time, *query_.zone, from));
    if (buckets.size() > kMostShifts)
      return Status::limit("compare", "the SQL would need a list of over " +
                                          std::to_string(kMostShifts) + " periods");
    std::vector<std::string> rows;
    for (const std::int64_t bucket : buckets)
      if (const auto carried = shift(bucket))
        rows.push_back("(" + bucket_literal(time, bucket) + ", " + bucket_literal(time, *carried) +
                       ")");
    const Type type = query_.outputs[query_.dimensions.size()].type;
    if (rows.empty())
      tables_.add(name, fill(sql::kNoShifts, {typed_null(type), typed_null(type)}));
    else
      tables_.add(fill(sql::kShifts, {name, joined(rows, ", ")}));
    return {};
  }

  const Query& query_;
  const ScanContext& context_;
  TimesSql times_;
  TablesSql tables_;
  PartsSql parts_;
  std::vector<PartSet> sets_;
  std::vector<Query> others_;
};

}  // namespace

Result<std::string> question_sql(const Query& query, const ScanContext& context) {
  return QuestionSql(query, context).write();
}

}  // namespace pmm::analytics

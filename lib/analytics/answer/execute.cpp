#include "analytics/answer/execute.hpp"

#include <utility>
#include <vector>

#include "analytics/answer/answer.hpp"
#include "analytics/answer/assemble.hpp"
#include "analytics/answer/derive.hpp"
#include "analytics/answer/fill.hpp"
#include "analytics/answer/rows.hpp"
#include "analytics/answer/small_cells.hpp"
#include "analytics/question/shift.hpp"

namespace pmm::analytics {
namespace {

// NOLINTNEXTLINE(misc-no-recursion): as deep as the question, which is bounded
void set_members(Filter& filter, const std::vector<columnar::Bitset>& members) {
  for (Filter& child : filter.children) set_members(child, members);
  if (filter.kind != Filter::Kind::kSubjects) return;
  auto any = std::make_shared<columnar::Bitset>();
  for (const std::int64_t segment : filter.numbers)
    any->add(members[static_cast<std::size_t>(segment)]);
  filter.subjects = std::move(any);
}

// The rows of one range: the measures together, every period there, stocks told in all of them.
class Pipeline {
 public:
  Pipeline(const Query& query, const ScanContext& context, const Call& call)
      : cells_(query, context.plan),
        query_(cells_.query()),
        sets_(grouping_sets(query)),
        context_(context),
        call_(call) {}

  Result<Answer> run() {
    std::vector<Sheet> compared;
    for (const TimeRange& range : query_.comparison.others) {
      PMM_ASSIGN(Sheet sheet, run_compared(range));
      context_.held_bytes += held_bytes(sheet);
      compared.push_back(std::move(sheet));
    }
    PMM_ASSIGN(Sheet sheet, assemble(query_, sets_, context_, call_));
    PMM_TRY(complete(query_, sheet, compared));
    PMM_TRY(call_.check());
    PMM_ASSIGN(Answer answer, derive(query_, std::move(sheet), compared, context_, call_));
    apply_having(query_, answer);
    return answer;
  }

 private:
  // What may not be shown is hidden before values are carried into rows that had none, which are no
  // parts of any total.
  Status complete(const Query& query, Sheet& sheet, const std::vector<Sheet>& compared) const {
    const std::size_t rows = sheet.rows();
    if (query.fill != Fill::kNone) {
      for (const Sheet& other : compared)
        PMM_TRY(adopt_groups(query, other, sheet, context_, call_));
      PMM_TRY(fill_periods(query, sheet, context_, call_));
    }
    PMM_TRY(carry_stocks(query, sheet, call_));
    cells_.hide(sheet);
    if (query.fill == Fill::kPrevious) PMM_TRY(carry_values(query, sheet, rows, call_));
    return {};
  }

  // The question over another range, its periods named after those of the question's own.
  Result<Sheet> run_compared(const TimeRange& range) const {
    Query other = query_;
    DateRange& changed = other.date_ranges[other.comparison.date_range];
    const TimeRange own = changed.range;
    changed.range = range;
    PMM_ASSIGN(Sheet sheet, assemble(other, sets_, context_, call_));
    PMM_TRY(complete(other, sheet, {}));
    const bool year = query_.comparison.kind == Compare::kPreviousYear;
    std::vector<std::uint32_t> placed;
    for (std::uint32_t row = 0; row < sheet.rows(); ++row) placed.push_back(row);
    for (std::size_t i = 0; i < query_.times.size(); ++i) {
      const BucketShift shift(query_.times[i], *query_.zone, range, own, year);
      AnswerColumn& column = sheet.columns[query_.dimensions.size() + i];
      std::erase_if(placed, [&](std::uint32_t row) {
        if (column.is_null(row)) return false;
        const auto shifted = shift(column.ints[row]);
        if (shifted) column.ints[row] = *shifted;
        return !shifted;
      });
    }
    if (placed.size() != sheet.rows()) keep_rows(placed, sheet);
    return sheet;
  }

  static void keep_rows(const std::vector<std::uint32_t>& placed, Sheet& sheet) {
    for (AnswerColumn& column : sheet.columns) column.keep(placed);
    std::vector<PartSet> kept;
    kept.reserve(placed.size());
    for (const std::uint32_t row : placed) kept.push_back(sheet.kept[row]);
    sheet.kept = std::move(kept);
    if (sheet.dropped.empty()) return;
    std::vector<std::uint8_t> dropped;
    dropped.reserve(placed.size());
    for (const std::uint32_t row : placed) dropped.push_back(sheet.dropped[row]);
    sheet.dropped = std::move(dropped);
  }

  const SmallCells cells_;
  const Query& query_;
  std::vector<PartSet> sets_;
  ScanContext context_;  // in which what is there already is counted
  const Call& call_;
};

std::vector<AnsweredRange> answered_ranges(const Query& query) {
  std::vector<AnsweredRange> ranges;
  for (std::size_t i = 0; i < query.date_ranges.size(); ++i) {
    const DateRange& range = query.date_ranges[i];
    for (const Member* member : range.members) {
      if (member == nullptr) continue;
      const std::string name(member->name);
      ranges.push_back({name, range.range.begin_us, range.range.end_us, false});
      if (i != query.comparison.date_range) continue;
      for (const TimeRange& other : query.comparison.others)
        ranges.push_back({name, other.begin_us, other.end_us, true});
    }
  }
  return ranges;
}

}  // namespace

void set_segments(Query& query, const std::vector<columnar::Bitset>& members) {
  set_members(query.filter, members);
}

Result<TablePtr> execute(const Query& query, const ScanContext& context, const Call& call) {
  Answer answer;
  if (query.ungrouped) {
    PMM_ASSIGN(answer, list_rows(query, context, call));
  } else {
    PMM_ASSIGN(answer, Pipeline(query, context, call).run());
  }
  const Mark& mark = context.epoch.mark;
  return make_table(query, std::move(answer), {mark.journal, mark.visit, context.now_us},
                    answered_ranges(query), context.epoch.names, context.budget_bytes, call);
}

}  // namespace pmm::analytics

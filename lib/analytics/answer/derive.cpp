#include "analytics/answer/derive.hpp"

#include <algorithm>
#include <utility>

#include "analytics/answer/fill.hpp"
#include "analytics/question/column_parser.hpp"
#include "analytics/scan/budget.hpp"

namespace pmm::analytics {
namespace {

AnswerColumn column_of(const Output& output) {
  return column_for(output.name, output.type, output.unit);
}

// The measure of the compared sheet in the row of the same key.
AnswerColumn previous(const Query& query, const Output& output, const Sheet& sheet,
                      const Sheet& compared, const KeyIndex& keys) {
  AnswerColumn column = column_of(output);
  const AnswerColumn& other = compared.measure(output.index);
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    const auto group = keys.find(sheet, row);
    if (group) {
      column.add_from(other, keys.first_row(*group));
      if (other.is_withheld(keys.first_row(*group))) column.withhold(row);
    } else {
      add_filling(query.fill, *query.measures[output.index], column);
    }
  }
  return column;
}

AnswerColumn change(const Output& output, const AnswerColumn& now, const AnswerColumn& before) {
  AnswerColumn column = column_of(output);
  const bool rate = output.kind == Output::Kind::kChangeRate;
  for (std::size_t row = 0; row < now.size(); ++row) {
    if (now.is_null(row) || before.is_null(row) || (rate && before.number(row) == 0))
      column.add_null();
    else if (rate)
      column.add_real((now.number(row) - before.number(row)) / before.number(row));
    else if (column.type == Type::kFloat64)
      column.add_real(now.reals[row] - before.reals[row]);
    else
      column.add_int(now.ints[row] - before.ints[row]);
    if (now.is_withheld(row) || before.is_withheld(row)) column.withhold(row);
  }
  return column;
}

// Sums over a time; a row without one has no sum, nor has a total over it.
Result<AnswerColumn> running(const Output& output, const Sheet& sheet, std::size_t time_part,
                             const Call& call) {
  const AnswerColumn& values = sheet.measure(output.index);
  const AnswerColumn& time = sheet.columns[time_part];
  AnswerColumn column = column_of(output);
  for (std::size_t row = 0; row < sheet.rows(); ++row) column.add_null();
  PMM_ASSIGN(const Series series, series_over(sheet, time_part, call));
  for (std::size_t s = 0; s + 1 < series.begins.size(); ++s) {
    std::int64_t whole = 0;
    double real = 0;
    bool unknown = false;  // once something in it may not be shown
    for (std::size_t i = series.begins[s]; i < series.begins[s + 1]; ++i) {
      const std::uint32_t row = series.rows[i];
      if (time.is_null(row)) continue;
      unknown = unknown || values.is_withheld(row);
      column.nulls[row] = 0;
      if (column.type == Type::kFloat64) {
        if (!values.is_null(row)) real += values.reals[row];
        column.reals[row] = real;
      } else {
        if (!values.is_null(row)) whole += values.ints[row];
        column.ints[row] = whole;
      }
      if (unknown) column.withhold(row);
    }
  }
  return column;
}

// Of a row of totals the total is over what both leave out.
AnswerColumn share(const Query& query, const Output& output, const Sheet& sheet,
                   const KeyIndex& keys) {
  const PartSet of = query.shares[output.which].of;
  const AnswerColumn& values = sheet.measure(output.index);
  AnswerColumn column = column_of(output);
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    const auto group = keys.find(sheet, row, sheet.kept[row] & of);
    const std::uint32_t total = group ? keys.first_row(*group) : 0;
    if (!group || values.is_null(row) || values.is_null(total) || values.number(total) == 0)
      column.add_null();
    else
      column.add_real(values.number(row) / values.number(total));
    if (values.is_withheld(row) || (group && values.is_withheld(total))) column.withhold(row);
  }
  return column;
}

// As grouping() in SQL: a bit for each part, the first one highest, 1 where it is left out.
AnswerColumn grouping(const Query& query, const Output& output, const Sheet& sheet) {
  AnswerColumn column = column_of(output);
  for (const PartSet kept : sheet.kept) {
    std::int64_t flags = 0;
    for (std::size_t part = 0; part < query.parts(); ++part)
      flags = flags * 2 + ((kept >> part & 1U) != 0 ? 0 : 1);
    column.add_int(flags);
  }
  return column;
}

std::size_t calendar_part(const Query& query) noexcept {
  std::size_t time = 0;
  while (!is_calendar(query.times[time].granularity)) ++time;
  return query.dimensions.size() + time;
}

std::vector<std::uint32_t> asked_rows(const Query& query, const Sheet& sheet) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < sheet.rows(); ++row) {
    const PartSet kept = sheet.kept[row];
    if (kept == query.all_parts() ||
        std::find(query.totals.begin(), query.totals.end(), kept) != query.totals.end())
      rows.push_back(row);
  }
  return rows;
}

// All but the parts and measures, which are moved in when nobody reads the sheet any more.
Result<std::vector<AnswerColumn>> derived_columns(const Query& query, const Sheet& sheet,
                                                  const std::vector<Sheet>& compared, Watch watch,
                                                  const Call& call) {
  std::vector<KeyIndex> others;
  others.reserve(compared.size());
  for (const Sheet& other : compared) others.emplace_back(other, query.all_parts());
  std::optional<KeyIndex> keys;
  if (!query.shares.empty()) keys.emplace(sheet, query.all_parts());

  std::vector<AnswerColumn> columns(query.outputs.size());
  for (std::size_t i = 0; i < query.outputs.size(); ++i) {
    const Output& output = query.outputs[i];
    switch (output.kind) {
      case Output::Kind::kPart:
      case Output::Kind::kMeasure:
      case Output::Kind::kId:
        break;
      case Output::Kind::kPrevious:
        columns[i] = previous(query, output, sheet, compared[output.which], others[output.which]);
        break;
      case Output::Kind::kChange:  // stand right behind what they are computed from
        columns[i] = change(output, sheet.measure(output.index), columns[i - 1]);
        break;
      case Output::Kind::kChangeRate:
        columns[i] = change(output, sheet.measure(output.index), columns[i - 2]);
        break;
      case Output::Kind::kRunning: {
        PMM_ASSIGN(columns[i], running(output, sheet, calendar_part(query), call));
        break;
      }
      case Output::Kind::kShare:
        columns[i] = share(query, output, sheet, *keys);
        break;
      case Output::Kind::kGrouping:
        columns[i] = grouping(query, output, sheet);
        break;
    }
    watch.hold(held_bytes(columns[i]));
    PMM_TRY(watch.look(held_bytes(sheet)));
  }
  return columns;
}

int compare_number(const AnswerColumn& column, std::size_t row,
                   const Having::Value& value) noexcept {
  if (value.is_whole && column.type != Type::kFloat64) {
    const std::int64_t number = column.ints[row];
    return number < value.whole ? -1 : static_cast<int>(number > value.whole);
  }
  const double number = column.number(row);
  return number < value.real ? -1 : static_cast<int>(number > value.real);
}

bool meets_value(const Having& having, const AnswerColumn& column, std::size_t row) noexcept {
  const auto compared = [&](std::size_t i) {
    return compare_number(column, row, having.values[i]);
  };
  switch (having.kind) {
    case Filter::Kind::kLess:
      return compared(0) < 0;
    case Filter::Kind::kLessEqual:
      return compared(0) <= 0;
    case Filter::Kind::kGreater:
      return compared(0) > 0;
    case Filter::Kind::kGreaterEqual:
      return compared(0) >= 0;
    case Filter::Kind::kBetween:
      return compared(0) >= 0 && compared(1) <= 0;
    default:
      for (std::size_t i = 0; i < having.values.size(); ++i)
        if (compared(i) == 0) return true;
      return false;
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the question, which is bounded
bool meets(const Having& having, const Answer& answer, std::size_t row) noexcept {
  const auto child_meets = [&](const Having& child) { return meets(child, answer, row); };
  const AnswerColumn& column = answer.columns[having.output];
  switch (having.kind) {
    case Filter::Kind::kAnd:
      return std::all_of(having.children.begin(), having.children.end(), child_meets);
    case Filter::Kind::kOr:
      return std::any_of(having.children.begin(), having.children.end(), child_meets);
    case Filter::Kind::kSet:
      return !column.is_null(row);
    case Filter::Kind::kNotSet:
      return column.is_null(row);
    default:
      return !column.is_null(row) && meets_value(having, column, row) != having.negated;
  }
}

}  // namespace

Result<Answer> derive(const Query& query, Sheet sheet, const std::vector<Sheet>& compared,
                      const ScanContext& context, const Call& call) {
  Answer answer;
  const Watch watch(context.budget_bytes, context.held_bytes, call);
  PMM_ASSIGN(answer.columns, derived_columns(query, sheet, compared, watch, call));
  answer.rows = asked_rows(query, sheet);
  for (std::size_t i = 0; i < query.outputs.size(); ++i) {
    const Output& output = query.outputs[i];
    if (output.kind == Output::Kind::kPart)
      answer.columns[i] = std::move(sheet.columns[output.index]);
    else if (output.kind == Output::Kind::kMeasure)
      answer.columns[i] = std::move(sheet.measure(output.index));
  }
  answer.kept = std::move(sheet.kept);
  if (sheet.dropped.empty()) return answer;
  answer.withheld_rows = static_cast<std::int64_t>(
      std::erase_if(answer.rows, [&](std::uint32_t row) { return sheet.dropped[row] != 0; }));
  return answer;
}

void apply_having(const Query& query, Answer& answer) {
  if (query.having.children.empty()) return;
  std::erase_if(answer.rows, [&](std::uint32_t row) { return !meets(query.having, answer, row); });
}

}  // namespace pmm::analytics

#include "analytics/answer/small_cells.hpp"

#include <algorithm>

namespace pmm::analytics {
namespace {

std::int64_t number_at(const Sheet& sheet, std::size_t measure, std::size_t row) {
  const AnswerColumn& column = sheet.measure(measure);
  return column.is_null(row) ? 0 : column.ints[row];
}

// The rows that have the value which a measure averages or ranks.
Condition having(Value value) noexcept {
  switch (value) {
    case Value::kCaseResolution:
    case Value::kCaseNetResolution:
    case Value::kCaseWorkingResolution:
      return Condition::kCaseTimed;
    case Value::kCaseFirstResponse:
    case Value::kCaseWorkingResponse:
      return Condition::kCaseAnswered;
    case Value::kCaseWorkingLateness:
      return Condition::kCaseLate;
    case Value::kContactHandling:
      return Condition::kContactTimed;
    case Value::kContactWaiting:
      return Condition::kContactWaited;
    case Value::kContactAnswerTime:
      return Condition::kContactServed;
    case Value::kStageDuration:
      return Condition::kStageEnded;
    case Value::kStageAge:
      return Condition::kStageOpen;
    case Value::kNone:
      break;
  }
  return Condition::kAll;
}

// The hidden part of a sum that should be joined by another.
struct Hidden {
  std::size_t count = 0;
  std::int64_t size = 0;
};

Hidden hidden_of(const Sum& sum, const std::vector<std::int64_t>& sizes,
                 const std::vector<std::uint8_t>& hidden) {
  Hidden out;
  for (const std::uint32_t part : sum.parts) {
    if (hidden[part] == 0) continue;
    ++out.count;
    out.size += sizes[part];
  }
  return out;
}

// The smallest part that is still shown and is not nothing; the total when there is none.
std::uint32_t next_to_hide(const Sum& sum, const std::vector<std::int64_t>& sizes,
                           const std::vector<std::uint8_t>& hidden) {
  std::uint32_t found = sum.total;
  for (const std::uint32_t part : sum.parts) {
    if (hidden[part] != 0 || sizes[part] <= 0) continue;
    if (found == sum.total || sizes[part] < sizes[found]) found = part;
  }
  return found;
}

bool gives_away(const Sum& sum, const std::vector<std::int64_t>& sizes, std::int64_t smallest,
                const std::vector<std::uint8_t>& hidden) {
  const Hidden parts = hidden_of(sum, sizes, hidden);
  if (hidden[sum.total] != 0) return parts.count == 0 && sizes[sum.total] > 0;
  return parts.count == 1 || (parts.count > 1 && parts.size < smallest);
}

}  // namespace

void hide_complements(const std::vector<Sum>& sums, const std::vector<std::int64_t>& sizes,
                      std::int64_t smallest, std::vector<std::uint8_t>& hidden) {
  bool changed = true;
  while (changed) {  // each round hides at least one more cell
    changed = false;
    for (const Sum& sum : sums) {
      while (gives_away(sum, sizes, smallest, hidden)) {
        const std::uint32_t next = next_to_hide(sum, sizes, hidden);
        if (hidden[next] != 0) break;  // nothing else is left of it
        hidden[next] = 1;
        changed = true;
      }
    }
  }
}

SmallCells::SmallCells(const Query& query, const model::Plan& plan)
    : smallest_(plan.smallest_cell), query_(query) {
  for (const Cube* cube : query.cubes)
    active_ = active_ || model::hides_small_cells(plan, noun_of(cube->id));
  active_ = active_ && smallest_ > 1;
  if (!active_) return;
  const std::size_t measures = query.measures.size();
  for (const Cube* cube : query.cubes) rows_.push_back(count_of(*cube, Condition::kAll));
  for (std::size_t i = 0; i < measures; ++i) watch(i);
}

std::size_t SmallCells::count_of(const Cube& cube, Condition condition) {
  for (std::size_t i = 0; i < query_.measures.size(); ++i) {
    const Member& member = *query_.measures[i];
    const MeasureSpec& spec = member.measure;
    if (&cube_of(member) == &cube && !spec.is_stock() && spec.aggregate == Aggregate::kCount &&
        spec.where == condition)
      return i;
  }
  Member count;
  // Any name of the cube's: no output shows it.
  count.name = cube.members.front().name;
  count.kind = MemberKind::kMeasure;
  count.type = Type::kInt64;
  count.measure.where = condition;
  counts_.push_back(count);
  query_.measures.push_back(&counts_.back());
  return query_.measures.size() - 1;
}

void SmallCells::watch(std::size_t measure) {
  const Member& member = *query_.measures[measure];
  const MeasureSpec& spec = member.measure;
  const Cube& cube = cube_of(member);
  Watched watched{measure, measure, {}};
  const bool counts = spec.aggregate == Aggregate::kCount || spec.aggregate == Aggregate::kDistinct;
  if (spec.is_stock()) {
    watched.counts = {measure};
  } else if (counts) {
    watched.counts = {measure, count_of(cube, Condition::kAll)};
  } else if (spec.aggregate == Aggregate::kRate) {
    watched.part = count_of(cube, spec.where);
    watched.base = count_of(cube, spec.base);
    watched.has_rest = true;
    watched.size = watched.base;
    watched.counts = {watched.part, watched.base};
  } else {
    watched.size = count_of(cube, having(spec.value));
    watched.counts = {watched.size, count_of(cube, Condition::kAll)};
  }
  watched_.push_back(std::move(watched));
}

bool SmallCells::is_small(const Sheet& sheet, const Watched& watched, std::size_t row) const {
  const auto small = [this](std::int64_t number) { return number > 0 && number < smallest_; };
  for (const std::size_t count : watched.counts)
    if (small(number_at(sheet, count, row))) return true;
  return watched.has_rest &&
         small(number_at(sheet, watched.base, row) - number_at(sheet, watched.part, row));
}

// Every row of a coarser grouping is the sum of the rows of each finer one that fall into it.
std::vector<Sum> SmallCells::sums_of(const Sheet& sheet) const {
  std::vector<PartSet> sets(sheet.kept);
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  std::vector<Sum> sums;
  if (sets.size() < 2) return sums;
  const KeyIndex keys(sheet, query_.all_parts());
  for (const PartSet coarse : sets) {
    for (const PartSet fine : sets) {
      if (fine == coarse || (fine & coarse) != coarse) continue;
      std::vector<std::uint32_t> sum_of(sheet.rows(), 0);  // by total: place in sums, plus 1
      for (std::uint32_t row = 0; row < sheet.rows(); ++row) {
        if (sheet.kept[row] != fine) continue;
        const auto group = keys.find(sheet, row, coarse);
        if (!group) continue;
        const std::uint32_t total = keys.first_row(*group);
        if (sum_of[total] == 0) {
          sums.push_back({total, {}});
          sum_of[total] = static_cast<std::uint32_t>(sums.size());
        }
        sums[sum_of[total] - 1].parts.push_back(row);
      }
    }
  }
  return sums;
}

// That a row is there at all tells of the few that fell into it, and by all of its keys.
void SmallCells::drop_rows(Sheet& sheet) const {
  sheet.dropped.assign(sheet.rows(), 0);
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    std::int64_t most = 0;
    for (const std::size_t count : rows_) most = std::max(most, number_at(sheet, count, row));
    for (const Watched& watched : watched_)
      if (query_.measures[watched.measure]->measure.is_stock())
        most = std::max(most, number_at(sheet, watched.measure, row));
    sheet.dropped[row] = most > 0 && most < smallest_ && sheet.kept[row] != 0 ? 1 : 0;
  }
}

void SmallCells::hide(Sheet& sheet) const {
  if (!active_) return;
  drop_rows(sheet);
  const std::vector<Sum> sums = sums_of(sheet);
  // All first: what one measure hides, another may be the size of.
  std::vector<std::vector<std::uint8_t>> hidden(watched_.size());
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    std::vector<std::int64_t> sizes(sheet.rows());
    hidden[i].assign(sheet.rows(), 0);
    for (std::size_t row = 0; row < sheet.rows(); ++row) {
      sizes[row] = number_at(sheet, watched_[i].size, row);
      hidden[i][row] = is_small(sheet, watched_[i], row) ? 1 : 0;
    }
    hide_complements(sums, sizes, smallest_, hidden[i]);
  }
  for (std::size_t i = 0; i < watched_.size(); ++i)
    for (std::size_t row = 0; row < sheet.rows(); ++row)
      if (hidden[i][row] != 0) sheet.measure(watched_[i].measure).withhold(row);
}

}  // namespace pmm::analytics

#include "analytics/answer/small_cells.hpp"

#include <algorithm>
#include <span>
#include <utility>

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
    case Value::kDeliveryDispatch:
      return Condition::kDeliveryDispatched;
    case Value::kDeliveryArrival:
      return Condition::kDeliveryArrived;
    case Value::kDeliveryReading:
      return Condition::kDeliveryReadTimed;
    case Value::kBookingLead:
      return Condition::kBookingLed;
    case Value::kBookingNotice:
      return Condition::kBookingWarned;
    case Value::kBookingTime:
      return Condition::kBookingTaken;
    case Value::kNone:
      break;
  }
  return Condition::kAll;
}

}  // namespace

SmallCells::SmallCells(const Query& query, const model::Plan& plan)
    : smallest_(plan.smallest_cell), query_(query) {
  for (const Cube* cube : query.cubes)
    active_ = active_ || model::hides_small_cells(plan, noun_of(cube->id));
  active_ = active_ && smallest_ > 1;
  if (!active_) return;
  const std::size_t measures = query.measures.size();
  for (const Cube* cube : query.cubes) rows_.push_back(count_of(*cube, Condition::kAll));
  for (std::size_t i = 0; i < measures; ++i) watch(i);
  link();
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

// Whether a sum stands beside the mean of the same value, or a mean beside its sum.
bool SmallCells::tells_number(std::size_t measure) const {
  const Member& member = *query_.measures[measure];
  const auto other = member.measure.aggregate == Aggregate::kSum    ? Aggregate::kMean
                     : member.measure.aggregate == Aggregate::kMean ? Aggregate::kSum
                                                                    : Aggregate::kCount;
  if (other == Aggregate::kCount) return false;
  return std::any_of(query_.measures.begin(), query_.measures.end(), [&](const Member* beside) {
    return &cube_of(*beside) == &cube_of(member) && beside->measure.aggregate == other &&
           beside->measure.value == member.measure.value;
  });
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
    watched.is_number = spec.aggregate == Aggregate::kCount;
    watched.where = spec.where;
    watched.number = measure;
  } else if (spec.aggregate == Aggregate::kRate) {
    watched.part = count_of(cube, spec.where);
    watched.base = count_of(cube, spec.base);
    watched.has_rest = true;
    watched.size = watched.base;
    watched.counts = {watched.part, watched.base};
    watched.is_number = true;
    watched.where = spec.where;
    watched.number = watched.part;
  } else {
    watched.size = count_of(cube, having(spec.value));
    watched.counts = {watched.size, count_of(cube, Condition::kAll)};
    // A sum divided by the mean is the number of the rows.
    watched.is_number = tells_number(measure);
    watched.where = having(spec.value);
    watched.number = watched.size;
  }
  watched_.push_back(std::move(watched));
}

// What part of what the question asks for besides another makes up of it.
std::optional<SmallCells::Link> SmallCells::link_of(std::size_t whole, std::size_t part) const {
  const Watched& all = watched_[whole];
  const Watched& some = watched_[part];
  if (whole == part || !all.is_number || !some.is_number) return std::nullopt;
  if (&cube_of(*query_.measures[all.measure]) != &cube_of(*query_.measures[some.measure]))
    return std::nullopt;
  Link link{whole, part};
  link.is_same = whole < part && all.where == some.where;
  if (link.is_same) return link;
  // A rate tells what it counts only to who knows its base: it is no whole.
  if (all.has_rest || !is_part_of(some.where, all.where)) return std::nullopt;
  const auto rest = rest_of(some.where, all.where);
  for (std::size_t i = 0; rest && i < watched_.size(); ++i) {
    const Watched& other = watched_[i];
    if (other.is_number && !other.has_rest && other.where == *rest) link.rest = i;
  }
  return link;
}

void SmallCells::join(const Link& link) {
  const auto group_of = [this](std::size_t column) {
    return std::find_if(groups_.begin(), groups_.end(), [column](const Group& group) {
      return std::find(group.columns.begin(), group.columns.end(), column) != group.columns.end();
    });
  };
  std::vector<std::size_t> parts(link.more);
  parts.insert(parts.end(), {link.part, link.rest});
  for (const std::size_t column : parts) {
    const auto into = group_of(link.whole);
    const auto from = column == Link::kNone ? into : group_of(column);
    if (from == into) continue;
    into->columns.insert(into->columns.end(), from->columns.begin(), from->columns.end());
    into->links.insert(into->links.end(), from->links.begin(), from->links.end());
    groups_.erase(from);
  }
  group_of(link.whole)->links.push_back(link);
}

void SmallCells::link() {
  for (std::size_t i = 0; i < watched_.size(); ++i) groups_.push_back({{i}, {}});
  for (std::size_t whole = 0; whole < watched_.size(); ++whole)
    for (std::size_t part = 0; part < watched_.size(); ++part)
      if (const auto link = link_of(whole, part)) join(*link);
  link_families();
}

// Where the answer tells how many rows meet the condition. A rate tells it to who knows its base.
std::optional<std::size_t> SmallCells::number_of(const Family& family, Condition where) const {
  for (std::size_t i = 0; i < watched_.size(); ++i)
    if (watched_[i].is_number && watched_[i].where == where &&
        cube_of(*query_.measures[watched_[i].measure]).id == family.cube)
      return i;
  return std::nullopt;
}

// Several parts leave less of the whole than each of them alone does.
void SmallCells::link_families() {
  for (const Family& family : families()) {
    const auto whole = number_of(family, family.whole);
    if (!whole || watched_[*whole].has_rest) continue;
    std::vector<std::size_t> parts;
    for (const Condition part : family.parts)
      if (part != Condition::kAll)
        if (const auto number = number_of(family, part)) parts.push_back(*number);
    if (parts.size() < 2) continue;
    Link link{*whole, parts.back(), Link::kNone, false, {}};
    parts.pop_back();
    link.more = std::move(parts);
    join(link);
  }
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

void SmallCells::add_link(const Sheet& sheet, const Group& group, std::size_t number,
                          Cells& cells) const {
  const Link& link = group.links[number];
  const auto place_of = [&group](std::size_t watched) {
    return static_cast<std::size_t>(std::find(group.columns.begin(), group.columns.end(), watched) -
                                    group.columns.begin());
  };
  const std::size_t whole = place_of(link.whole), part = place_of(link.part);
  const bool unshown = link.rest == Link::kNone;
  const std::size_t rest = unshown ? group.columns.size() + number : place_of(link.rest);
  for (std::size_t row = 0; row < cells.rows; ++row) {
    Sum sum{cells.at(whole, row), {cells.at(part, row)}};
    if (!link.is_same) {
      const std::uint32_t left = cells.at(rest, row);
      sum.parts.push_back(left);
      if (unshown) {
        sum.unshown = left;
        cells.sizes[left] = number_at(sheet, watched_[link.whole].number, row) -
                            number_at(sheet, watched_[link.part].number, row);
        for (const std::size_t other : link.more) {
          sum.parts.push_back(cells.at(place_of(other), row));
          cells.sizes[left] -= number_at(sheet, watched_[other].number, row);
        }
        cells.hidden[left] = cells.sizes[left] > 0 && cells.sizes[left] < smallest_ ? 1 : 0;
      }
    }
    cells.in_rows.push_back(std::move(sum));
  }
}

SmallCells::Cells SmallCells::cells_of(const Sheet& sheet, const Group& group) const {
  Cells cells;
  cells.rows = sheet.rows();
  cells.sizes.resize((group.columns.size() + group.links.size()) * cells.rows);
  cells.hidden.resize(cells.sizes.size(), 0);
  for (std::size_t i = 0; i < group.columns.size(); ++i) {
    const Watched& watched = watched_[group.columns[i]];
    for (std::size_t row = 0; row < cells.rows; ++row) {
      cells.sizes[cells.at(i, row)] = number_at(sheet, watched.size, row);
      cells.hidden[cells.at(i, row)] = is_small(sheet, watched, row) ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < group.links.size(); ++i) add_link(sheet, group, i, cells);
  return cells;
}

// Down the columns by the sums of the sheet, and along the rows by what makes up what.
void SmallCells::settle(const std::vector<Sum>& sums, Cells& cells) const {
  const std::span<const std::int64_t> sizes(cells.sizes);
  const std::span<std::uint8_t> hidden(cells.hidden);
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::size_t first = 0; first < sizes.size(); first += cells.rows)
      for (const Sum& sum : sums)
        changed = hide_complement(sum, sizes.subspan(first, cells.rows), smallest_,
                                  hidden.subspan(first, cells.rows)) ||
                  changed;
    for (const Sum& sum : cells.in_rows)
      changed = hide_complement(sum, sizes, smallest_, hidden) || changed;
  }
}

void SmallCells::hide(Sheet& sheet) const {
  if (!active_) return;
  drop_rows(sheet);
  const std::vector<Sum> sums = sums_of(sheet);
  // All first: what one measure hides, another may be the size of.
  std::vector<Cells> hidden;
  hidden.reserve(groups_.size());
  for (const Group& group : groups_) {
    hidden.push_back(cells_of(sheet, group));
    settle(sums, hidden.back());
  }
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const std::vector<std::size_t>& columns = groups_[g].columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
      for (std::size_t row = 0; row < sheet.rows(); ++row)
        if (hidden[g].hidden[hidden[g].at(i, row)] != 0)
          sheet.measure(watched_[columns[i]].measure).withhold(row);
  }
}

}  // namespace pmm::analytics

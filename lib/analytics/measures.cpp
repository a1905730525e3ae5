#include "analytics/measures.hpp"

#include <algorithm>

#include "analytics/joined.hpp"
#include "base/civil.hpp"
#include "model/case.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::kNullInt;
using columnar::Rows;

constexpr std::string_view kResolved = "resolved";  // outcome of a contact

// The code of a text, or one that no row has.
std::uint32_t code_of(const Epoch& epoch, Domain domain, std::string_view text) {
  const columnar::DictionaryView& view = epoch.dictionary(domain);
  for (std::uint32_t code = 1; code < view.size(); ++code)
    if (view.at(code).text == text) return code;
  return std::numeric_limits<std::uint32_t>::max();
}

std::uint64_t codes_of(const Cube& cube, std::uint8_t column, const Epoch& epoch) {
  const ColumnSpec& spec = cube.columns[column];
  if (spec.domain != Domain::kNone) return epoch.dictionary(spec.domain).size();
  std::int64_t most = 0;
  const Holder holder = holder_of(cube, column, epoch);
  for (const auto& block : holder.frame.blocks)
    most = std::max(most, block->chunks[holder.column].max);
  return static_cast<std::uint64_t>(most) + 1;
}

template <class Fn>
void flag_codes(const Block& block, std::uint8_t column, const Rows& rows,
                std::span<std::uint8_t> flags, Fn&& fn) {
  columnar::visit_narrow(block.chunks[column], block.rows, [&](auto codes) {
    columnar::gather(codes, rows, flags, [&fn](auto code) {
      return static_cast<std::uint8_t>(fn(std::uint32_t{code}) ? 1 : 0);
    });
  });
}

template <class Fn>
void and_times(const Block& block, std::uint8_t a, std::uint8_t b, const Rows& rows,
               std::span<std::uint8_t> flags, Fn&& fn) {
  std::array<std::int64_t, columnar::kBatchRows> first, second;
  columnar::read_values(block.chunks[a], rows, std::span(first).first(rows.count));
  columnar::read_values(block.chunks[b], rows, std::span(second).first(rows.count));
  for (std::size_t i = 0; i < rows.count; ++i)
    flags[i] = static_cast<std::uint8_t>(flags[i] & (fn(first[i], second[i]) ? 1U : 0U));
}

}  // namespace

Measures::Measures(const Cube& cube, std::span<const Member* const> measures, const Epoch& epoch,
                   std::int64_t now_us, std::size_t groups)
    : measures_(measures), now_us_(now_us) {
  open_code_ = code_of(epoch, Domain::kStatus, model::kStatusOpen);
  closed_code_ = code_of(epoch, Domain::kStatus, model::kStatusClosed);
  resolved_code_ = code_of(epoch, Domain::kContactOutcome, kResolved);
  counting(Condition::kAll);
  for (const Member* member : measures) {
    const MeasureSpec& spec = member->measure;
    Place place;
    switch (spec.aggregate) {
      case Aggregate::kCount:
        place.first = counting(spec.where);
        break;
      case Aggregate::kRate:
        place.first = counting(spec.where);
        place.second = counting(spec.base);
        break;
      case Aggregate::kSum:
      case Aggregate::kMean:
        place.first = means_.size();
        means_.push_back({spec.value, {}});
        break;
      case Aggregate::kQuantile: {
        const auto same = [&spec](const Ranking& ranking) { return ranking.value == spec.value; };
        const auto found = std::find_if(ranks_.begin(), ranks_.end(), same);
        place.first = static_cast<std::size_t>(found - ranks_.begin());
        if (found == ranks_.end()) ranks_.push_back({spec.value, {}});
        break;
      }
      case Aggregate::kDistinct:
        place.first = distincts_.size();
        distincts_.push_back({spec.column, {codes_of(cube, spec.column, epoch), groups}});
        break;
    }
    places_.push_back(place);
  }
  flags_.resize(columnar::kBatchRows);
  values_.resize(columnar::kBatchRows);
  codes_.resize(columnar::kBatchRows);
  if (groups != 0) grow(groups);
}

std::size_t Measures::counting(Condition where) {
  const auto found = std::find_if(counts_.begin(), counts_.end(),
                                  [where](const Counting& c) { return c.where == where; });
  if (found != counts_.end()) return static_cast<std::size_t>(found - counts_.begin());
  counts_.push_back({where, {}});
  return counts_.size() - 1;
}

void Measures::grow(std::size_t groups) {
  if (counts_.front().counter.groups() >= groups) return;
  for (Counting& part : counts_) part.counter.grow(groups);
  for (Averaging& part : means_) part.summer.grow(groups);
  for (Telling& part : distincts_) part.distinct.grow(groups);
}

void Measures::add(const Block& block, const Rows& rows, std::span<const std::uint32_t> groups) {
  for (Counting& part : counts_) {
    if (part.where == Condition::kAll) {
      part.counter.add(groups);
    } else {
      const auto flags = std::span(flags_).first(rows.count);
      flag(part.where, block, rows, flags);
      part.counter.add(groups, flags);
    }
  }
  const auto values = std::span(values_).first(rows.count);
  for (Averaging& part : means_) {
    value(part.value, block, rows, values);
    part.summer.add(groups, values);
  }
  for (Ranking& part : ranks_) {
    value(part.value, block, rows, values);
    part.quantiles.add(groups, values);
  }
  const auto codes = std::span(codes_).first(rows.count);
  for (Telling& part : distincts_) {
    columnar::visit_narrow(block.chunks[part.column], block.rows, [&](auto column) {
      columnar::gather(column, rows, codes, [](auto code) { return std::uint32_t{code}; });
    });
    part.distinct.add(groups, codes);
  }
}

void Measures::flag(Condition where, const Block& block, const Rows& rows,
                    std::span<std::uint8_t> flags) const {
  const auto closed = [this](std::uint32_t code) { return code == closed_code_; };
  const auto open = [this](std::uint32_t code) { return code == open_code_; };
  switch (where) {
    case Condition::kAll:
      std::fill(flags.begin(), flags.end(), std::uint8_t{1});
      break;
    case Condition::kCaseOpen:
      flag_codes(block, cases::kStatus, rows, flags, open);
      break;
    case Condition::kCaseClosed:
      flag_codes(block, cases::kStatus, rows, flags, closed);
      break;
    case Condition::kCaseClosedWithDue:
      flag_codes(block, cases::kStatus, rows, flags, closed);
      and_times(block, cases::kClosed, cases::kDue, rows, flags,
                [](auto at, auto due) { return at != kNullInt && due != kNullInt; });
      break;
    case Condition::kCaseWithinDue:
      flag_codes(block, cases::kStatus, rows, flags, closed);
      // A null due time is below every closing time.
      and_times(block, cases::kClosed, cases::kDue, rows, flags,
                [](auto at, auto due) { return at != kNullInt && at <= due; });
      break;
    case Condition::kCaseOverdue:
      flag_codes(block, cases::kStatus, rows, flags, open);
      and_times(block, cases::kDue, cases::kDue, rows, flags,
                [this](auto due, auto) { return due != kNullInt && due < now_us_; });
      break;
    case Condition::kCaseReopened:
      flag_codes(block, cases::kReopened, rows, flags, [](std::uint32_t n) { return n != 0; });
      break;
    case Condition::kContactAbandoned:
      flag_codes(block, contacts::kAbandoned, rows, flags, [](std::uint32_t n) { return n != 0; });
      break;
    case Condition::kStageOpen:
    case Condition::kStageEnded: {
      const bool ended = where == Condition::kStageEnded;
      std::fill(flags.begin(), flags.end(), std::uint8_t{1});
      and_times(block, stages::kLeft, stages::kLeft, rows, flags,
                [ended](auto left, auto) { return (left != kNullInt) == ended; });
      break;
    }
    case Condition::kContactAnswered:
    case Condition::kContactResolved: {
      std::array<std::uint8_t, columnar::kBatchRows> answered;
      flag_codes(block, contacts::kAbandoned, rows, answered,
                 [](std::uint32_t n) { return n == 0; });
      const bool any = where == Condition::kContactAnswered;
      flag_codes(block, contacts::kOutcome, rows, flags, [this, any](std::uint32_t code) {
        return any ? code != 0 : code == resolved_code_;
      });
      columnar::mask_and(flags, answered);
      break;
    }
  }
}

void Measures::fill_difference(const Block& block, std::uint8_t from, std::uint8_t to,
                               const Rows& rows, std::span<std::int64_t> values) {
  std::array<std::int64_t, columnar::kBatchRows> begins, ends;
  columnar::read_values(block.chunks[from], rows, std::span(begins).first(rows.count));
  columnar::read_values(block.chunks[to], rows, std::span(ends).first(rows.count));
  const auto difference = [](std::int64_t begin, std::int64_t end) {
    // A null end is below every begin; a null begin is tested for.
    return end >= begin && begin != kNullInt ? end - begin : kNullInt;
  };
  for (std::size_t i = 0; i < rows.count; ++i) values[i] = difference(begins[i], ends[i]);
}

void Measures::fill_age(const Block& block, const Rows& rows,
                        std::span<std::int64_t> values) const {
  std::array<std::int64_t, columnar::kBatchRows> left;
  columnar::read_values(block.chunks[stages::kLeft], rows, std::span(left).first(rows.count));
  columnar::read_values(block.chunks[stages::kEntered], rows, values);
  for (std::size_t i = 0; i < rows.count; ++i) {
    const bool goes_on = left[i] == kNullInt && values[i] <= now_us_;
    values[i] = goes_on ? now_us_ - values[i] : kNullInt;
  }
}

void Measures::value(Value what, const Block& block, const Rows& rows,
                     std::span<std::int64_t> values) {
  switch (what) {
    case Value::kNone:
      std::fill(values.begin(), values.end(), kNullInt);
      break;
    case Value::kCaseResolution:
      fill_difference(block, cases::kOpened, cases::kClosed, rows, values);
      break;
    case Value::kCaseFirstResponse:
      fill_difference(block, cases::kOpened, cases::kFirstResponse, rows, values);
      break;
    case Value::kStageDuration:
      fill_difference(block, stages::kEntered, stages::kLeft, rows, values);
      break;
    case Value::kStageAge:
      fill_age(block, rows, values);
      break;
    case Value::kContactHandling:
      fill_difference(block, contacts::kStarted, contacts::kEnded, rows, values);
      break;
    case Value::kContactWaiting:
      columnar::read_values(block.chunks[contacts::kWaiting], rows, values);
      break;
  }
}

void Measures::seal(std::size_t groups) {
  grow(groups);
  for (Ranking& part : ranks_) part.quantiles.seal(groups);
}

std::vector<std::uint32_t> Measures::present() const {
  std::vector<std::uint32_t> groups;
  const columnar::Counter& all = counts_.front().counter;
  for (std::size_t i = 0; i < all.groups(); ++i)
    if (all.at(i) != 0) groups.push_back(static_cast<std::uint32_t>(i));
  return groups;
}

void Measures::finish(std::size_t measure, std::span<const std::uint32_t> groups,
                      AnswerColumn& column) {
  const MeasureSpec& spec = measures_[measure]->measure;
  const Place& place = places_[measure];
  // Intervals are kept in microseconds and answered in seconds.
  const double unit =
      spec.value == Value::kContactWaiting ? 1.0 : static_cast<double>(kMicrosPerSecond);
  const auto put = [&column](const std::optional<double>& value, double divisor) {
    if (value)
      column.add_real(*value / divisor);
    else
      column.add_null();
  };
  for (const std::uint32_t group : groups) {
    switch (spec.aggregate) {
      case Aggregate::kCount:
        column.add_int(counts_[place.first].counter.at(group));
        break;
      case Aggregate::kRate: {
        const std::int64_t base = counts_[place.second].counter.at(group);
        if (base == 0)
          column.add_null();
        else
          column.add_real(static_cast<double>(counts_[place.first].counter.at(group)) /
                          static_cast<double>(base));
        break;
      }
      case Aggregate::kSum:
        put(means_[place.first].summer.sum(group), unit);
        break;
      case Aggregate::kMean:
        put(means_[place.first].summer.mean(group), unit);
        break;
      case Aggregate::kQuantile:
        put(ranks_[place.first].quantiles.at(group, spec.p), unit);
        break;
      case Aggregate::kDistinct:
        column.add_int(distincts_[place.first].distinct.at(group));
        break;
    }
  }
}

}  // namespace pmm::analytics

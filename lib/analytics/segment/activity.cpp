#include "analytics/segment/activity.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "analytics/question/date_range.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

using columnar::Bitset;

class ActivityScan {
 public:
  ActivityScan(const RfmSpec& spec, std::size_t subjects)
      : spec_(spec),
        frequency_(subjects),
        first_(subjects, std::numeric_limits<std::int32_t>::max()),
        last_(subjects, std::numeric_limits<std::int32_t>::min()) {
    for (const Member& member : spec.cube->members)
      if (member.kind == MemberKind::kTime) {
        day_column_ = member.day_column;
        break;
      }
  }
  // What one takes from the start, counting at the end included, and what it has grown by.
  static constexpr std::size_t kSubjectBytes =
      3 * sizeof(std::uint32_t) + CodePairs::kSubjectBytes + sizeof(std::uint32_t);
  std::size_t grown_bytes() const noexcept { return services_.bytes() + periods_.bytes(); }

  void add(const columnar::Block& block, Selection rows) {
    const Cube& cube = *spec_.cube;
    const auto days = days_.read(block.chunks[day_column_], rows);
    const bool lifetimes = spec_.show == "lifetimes";
    columnar::visit_narrow(block.chunks[cube.service_column], block.rows, [&](auto services) {
      columnar::visit_narrow(block.chunks[cube.subject_column], block.rows, [&](auto subjects) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (days[i] == columnar::kNullInt) continue;
          const std::uint32_t subject = subjects[rows[i]];
          const auto day = static_cast<std::int32_t>(days[i]);
          ++frequency_[subject];
          first_[subject] = std::min(first_[subject], day);
          last_[subject] = std::max(last_[subject], day);
          services_.add(subject, services[rows[i]]);
          if (lifetimes) periods_.add(subject, period_code(day));
        }
      });
    });
  }

  Result<Activity> finish(const Bitset& population, Room& room, const Call& call) const {
    PMM_ASSIGN(const std::vector<std::uint32_t> breadth, services_.count(frequency_.size(), call));
    PMM_ASSIGN(const std::vector<std::uint32_t> periods, periods_.count(frequency_.size(), call));
    Activity out;
    std::size_t size = 0;
    each_active(population, [&size](std::size_t) { ++size; });
    PMM_TRY(room.hold(static_cast<std::int64_t>(size * 6 * sizeof(std::uint32_t))));
    for (auto* column : {&out.subject, &out.frequency, &out.breadth, &out.periods})
      column->reserve(size);
    for (auto* column : {&out.first_day, &out.last_day}) column->reserve(size);
    each_active(population, [&](std::size_t subject) {
      out.subject.push_back(static_cast<std::uint32_t>(subject));
      out.frequency.push_back(frequency_[subject]);
      out.breadth.push_back(breadth[subject]);
      out.periods.push_back(periods[subject]);
      out.first_day.push_back(first_[subject]);
      out.last_day.push_back(last_[subject]);
    });
    return out;
  }

 private:
  template <class Fn>
  void each_active(const Bitset& population, Fn&& fn) const {
    population.visit(1, [&](std::size_t subject) {
      if (subject >= frequency_.size()) return false;
      if (frequency_[subject] != 0) fn(subject);
      return true;
    });
  }
  // Dense from 1 on, in the order in which they are met.
  std::uint32_t period_code(std::int32_t day) {
    const auto [at, added] = codes_.try_emplace(unit_number(day, spec_.unit),
                                                static_cast<std::uint32_t>(codes_.size() + 1));
    return at->second;
  }

  const RfmSpec& spec_;
  std::uint8_t day_column_ = 0;
  ValueBuffer days_;
  std::vector<std::uint32_t> frequency_;
  std::vector<std::int32_t> first_, last_;
  CodePairs services_, periods_;
  std::unordered_map<std::int32_t, std::uint32_t> codes_;
};

}  // namespace

std::int32_t unit_number(std::int32_t day, Granularity unit) noexcept {
  if (unit == Granularity::kDay) return day;
  if (unit == Granularity::kWeek) return (period_start(day, unit) + 3) / 7;
  const Civil date = civil_from_days(day);
  return date.year * 12 + date.month - 1;
}

Result<Activity> read_activity(const RfmSpec& spec, const Epoch& epoch, const Predicate& rows,
                               const Bitset& population, Room& room, const Call& call) {
  const std::size_t subjects = subjects_end(*spec.cube, epoch);
  HeldRoom held(room, subjects * ActivityScan::kSubjectBytes);
  PMM_TRY(held.status());
  ActivityScan scan(spec, subjects);
  GrownRoom grown(room);
  PMM_TRY(scan_blocks(epoch.frame(spec.cube->id), rows, call,
                      [&](const columnar::Block& block, Selection selected) {
                        scan.add(block, selected);
                        return grown.grow_to(scan.grown_bytes());
                      }));
  return scan.finish(population, room, call);
}

}  // namespace pmm::analytics

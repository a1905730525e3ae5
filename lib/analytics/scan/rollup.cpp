#include "analytics/scan/rollup.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <mutex>

#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

using columnar::Pile;
using columnar::WideSum;

constexpr std::size_t kSharedBytes = std::size_t{1} << 19;  // of values, worth several workers
constexpr std::size_t kTasks = 256;                         // that a set's groups are shared out in

// The segments of all members of a group. The list lasts until the next call.
template <class T>
std::span<const std::span<const T>> gathered(const PileIndex<T>& index,
                                             std::span<const std::uint32_t> members,
                                             std::vector<std::span<const T>>& list) {
  if (members.size() == 1) return index.segments_of(members[0]);
  list.clear();
  for (const std::uint32_t member : members) {
    const auto segments = index.segments_of(member);
    list.insert(list.end(), segments.begin(), segments.end());
  }
  return list;
}

// Where a quantile lies among so many values: between two ranks.
struct Rank {
  std::size_t low = 0;
  bool between = false;
  double share = 0;
};
Rank rank_of(double p, std::size_t values) noexcept {
  const double rank = p * static_cast<double>(values - 1);
  Rank out;
  out.low = std::min(static_cast<std::size_t>(rank), values - 1);
  out.share = rank - std::floor(rank);
  out.between = out.share != 0 && out.low + 1 < values;
  return out;
}

}  // namespace

template <class T>
PileIndex<T>::PileIndex(std::span<const Pile<T>> piles, std::size_t groups) : ends_(groups + 1, 0) {
  for (const Pile<T>& pile : piles)
    for (const std::uint32_t group : pile.groups) ++ends_[group + 1];
  for (std::size_t i = 1; i < ends_.size(); ++i) ends_[i] += ends_[i - 1];
  segments_.resize(ends_.back());
  std::vector<std::size_t> next(ends_.begin(), ends_.end() - 1);
  for (const Pile<T>& pile : piles) {
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < pile.groups.size(); ++i) {
      segments_[next[pile.groups[i]]++] = {pile.values.get() + begin, pile.ends[i] - begin};
      begin = pile.ends[i];
    }
  }
}

Rollup::Rollup(const GroupKey& key, const MeasurePlan& plan, const GroupNumbers& numbers,
               const GroupTotals& totals, columnar::WorkPool* pool, Room& room)
    : key_(key),
      plan_(plan),
      numbers_(numbers),
      totals_(totals),
      pool_(totals.pile_bytes >= kSharedBytes ? pool : nullptr),
      room_(room) {
  const std::vector<std::int64_t>& rows = totals.counts[0];
  for (std::size_t group = 0; group < rows.size(); ++group)
    if (rows[group] != 0) present_.push_back(static_cast<std::uint32_t>(group));
  for (const auto& piles : totals.steps)
    steps_.push_back(std::make_unique<PileIndex<std::uint32_t>>(piles, rows.size()));
  for (const auto& piles : totals.values)
    values_.push_back(std::make_unique<PileIndex<std::int64_t>>(piles, rows.size()));
  for (const auto& piles : totals.codes)
    codes_.push_back(std::make_unique<PileIndex<std::uint32_t>>(piles, rows.size()));
}

std::size_t Rollup::index_bytes(const GroupTotals& totals) noexcept {
  const auto of = [&totals](const auto& lists) {
    std::size_t bytes = 0;
    for (const auto& piles : lists) {
      bytes += (totals.groups() + 1) * 2 * sizeof(std::size_t);
      for (const auto& pile : piles) bytes += pile.groups.size() * sizeof(std::span<const char>);
    }
    return bytes;
  };
  return of(totals.steps) + of(totals.values) + of(totals.codes);
}

// Of the answer, and of what is found out for it.
std::size_t Rollup::row_bytes(const std::vector<AnswerColumn>& columns) const noexcept {
  std::size_t bytes = 0;
  for (const AnswerColumn& column : columns) bytes += cell_bytes(column);
  bytes += plan_.tellings.size() * sizeof(std::int64_t);
  for (const MeasurePlan::Ranking& ranking : plan_.rankings)
    bytes += ranking.shares.size() * sizeof(std::optional<double>);
  return bytes;
}

// --- Sets
// --------------------------------------------------------------------------------------------

GroupSet Rollup::finest_set() const {
  GroupSet set;
  set.members = present_;
  for (std::uint32_t i = 1; i <= present_.size(); ++i) set.ends.push_back(i);
  return set;
}

Result<GroupSet> Rollup::make_set(PartSet kept) {
  const std::size_t words = key_.words();
  // The keys, a table of them, and where the groups stand.
  HeldRoom held(room_,
                present_.size() * (3 * words * sizeof(std::uint64_t) + 4 * sizeof(std::uint32_t)));
  PMM_TRY(held.status());
  std::vector<std::uint64_t> keys(present_.size() * words, 0);
  std::vector<std::uint64_t> key(words);
  for (std::size_t i = 0; i < present_.size(); ++i) {
    numbers_.key_of(present_[i], key);
    for (std::size_t part = 0; part < key_.parts(); ++part)
      if ((kept >> part & 1U) != 0)
        keys[i * words + key_.word_of(part)] += key_.share(part, key_.number_in(part, key));
  }
  columnar::GroupTable table(words);
  std::vector<std::uint32_t> groups(present_.size());
  table.find_or_add(keys, groups);
  GroupSet set;
  set.ends.assign(table.size(), 0);
  for (const std::uint32_t group : groups) ++set.ends[group];
  std::vector<std::uint32_t> next(table.size(), 0);
  std::uint32_t sum = 0;
  for (std::size_t group = 0; group < table.size(); ++group) {
    next[group] = sum;
    sum += set.ends[group];
    set.ends[group] = sum;
  }
  set.members.resize(present_.size());
  for (std::size_t i = 0; i < present_.size(); ++i) set.members[next[groups[i]]++] = present_[i];
  return set;
}

// --- What needs all values
// -----------------------------------------------------------------------------

// Calls fn for every group of the set, in several workers when it takes long.
Status Rollup::share_out(const GroupSet& set, const Call& call,
                         const std::function<void(unsigned, std::size_t)>& fn) {
  const std::size_t step = set.size() / kTasks + 1;
  const std::size_t tasks = (set.size() + step - 1) / step;
  const unsigned workers = pool_ == nullptr ? 1 : pool_->threads();
  std::vector<Status> ends(workers);
  columnar::for_each_shared(pool_, tasks, workers, [&](unsigned worker, std::size_t task) {
    Status& end = ends[worker];
    end = call.check();
    if (!end.ok()) return false;
    for (std::size_t group = task * step; group < std::min(set.size(), (task + 1) * step); ++group)
      fn(worker, group);
    return true;
  });
  for (Status& end : ends)
    if (!end.ok()) return std::move(end);
  return {};
}

Status Rollup::count_different(const GroupSet& set, const Call& call) {
  const unsigned workers = pool_ == nullptr ? 1 : pool_->threads();
  different_.assign(plan_.tellings.size(), std::vector<std::int64_t>(set.size(), 0));
  for (std::size_t i = 0; i < plan_.tellings.size(); ++i) {
    struct Worker {
      std::unique_ptr<columnar::DistinctCounter> counter;
      std::vector<std::span<const std::uint32_t>> list;
    };
    std::vector<Worker> working(workers);
    PMM_TRY(share_out(set, call, [&](unsigned number, std::size_t group) {
      Worker& worker = working[number];
      if (!worker.counter)
        worker.counter = std::make_unique<columnar::DistinctCounter>(plan_.tellings[i].codes);
      different_[i][group] =
          worker.counter->count(gathered(*codes_[i], set.members_of(group), worker.list));
    }));
  }
  return {};
}

Status Rollup::find_ranks(const GroupSet& set, const Call& call) {
  ranks_.resize(plan_.rankings.size());
  for (std::size_t i = 0; i < plan_.rankings.size(); ++i) {
    const MeasurePlan::Ranking& ranking = plan_.rankings[i];
    ranks_[i].assign(set.size() * ranking.shares.size(), std::nullopt);
    if (ranking.in_steps)
      PMM_TRY(rank(ranking, *steps_[i], set, call, ranks_[i]));
    else
      PMM_TRY(rank(ranking, *values_[i], set, call, ranks_[i]));
  }
  return {};
}

template <class T>
Status Rollup::rank(const MeasurePlan::Ranking& ranking, const PileIndex<T>& index,
                    const GroupSet& set, const Call& call, Ranks& ranks) {
  struct Worker {
    columnar::RankFinder<T> finder;
    std::vector<std::span<const T>> list;
    std::vector<std::size_t> places;
    std::vector<T> found;
  };
  std::vector<Worker> working(pool_ == nullptr ? 1 : pool_->threads());
  return share_out(set, call, [&](unsigned number, std::size_t group) {
    Worker& worker = working[number];
    const auto segments = gathered(index, set.members_of(group), worker.list);
    std::size_t values = 0;
    for (const auto& segment : segments) values += segment.size();
    if (values == 0) return;
    worker.places.clear();
    for (const double share : ranking.shares) {
      const Rank rank = rank_of(share, values);
      worker.places.push_back(rank.low);
      if (rank.between) worker.places.push_back(rank.low + 1);
    }
    std::sort(worker.places.begin(), worker.places.end());
    worker.places.erase(std::unique(worker.places.begin(), worker.places.end()),
                        worker.places.end());
    worker.found.resize(worker.places.size());
    worker.finder.find(segments, worker.places, worker.found);
    const auto at = [&](std::size_t place) {
      const auto found = std::lower_bound(worker.places.begin(), worker.places.end(), place);
      const T value = worker.found[static_cast<std::size_t>(found - worker.places.begin())];
      return static_cast<double>(static_cast<std::int64_t>(value) * ranking.scale);
    };
    for (std::size_t i = 0; i < ranking.shares.size(); ++i) {
      const Rank rank = rank_of(ranking.shares[i], values);
      const double below = at(rank.low);
      ranks[group * ranking.shares.size() + i] =
          rank.between ? below + (at(rank.low + 1) - below) * rank.share : below;
    }
  });
}

// --- Answers
// -----------------------------------------------------------------------------------------

std::int64_t Rollup::count(std::size_t condition,
                           std::span<const std::uint32_t> members) const noexcept {
  std::int64_t sum = 0;
  for (const std::uint32_t member : members) sum += totals_.counts[condition][member];
  return sum;
}

void Rollup::put(const Member& member, const MeasurePlan::Place& place, const GroupSet& set,
                 AnswerColumn& column) const {
  const MeasureSpec& spec = member.measure;
  // Intervals are kept in microseconds and answered in seconds.
  const double unit = is_counted(spec.value) ? 1.0 : static_cast<double>(kMicrosPerSecond);
  for (std::size_t group = 0; group < set.size(); ++group) {
    const auto members = set.members_of(group);
    switch (spec.aggregate) {
      case Aggregate::kCount:
        column.add_int(count(place.first, members));
        break;
      case Aggregate::kRate: {
        const std::int64_t base = count(place.second, members);
        if (base == 0)
          column.add_null();
        else
          column.add_real(static_cast<double>(count(place.first, members)) /
                          static_cast<double>(base));
        break;
      }
      case Aggregate::kSum:
      case Aggregate::kMean: {
        WideSum sum;
        for (const std::uint32_t each : members) {
          sum.sum += totals_.sums[place.first][each].sum;
          sum.terms += totals_.sums[place.first][each].terms;
        }
        const double divisor =
            spec.aggregate == Aggregate::kSum ? 1.0 : static_cast<double>(sum.terms);
        if (sum.terms == 0)
          column.add_null();
        else
          column.add_real(static_cast<double>(sum.sum) / divisor / unit);
        break;
      }
      case Aggregate::kQuantile: {
        const std::size_t shares = plan_.rankings[place.first].shares.size();
        const auto& found = ranks_[place.first][group * shares + place.second];
        if (found)
          column.add_real(*found / unit);
        else
          column.add_null();
        break;
      }
      case Aggregate::kDistinct:
        column.add_int(different_[place.first][group]);
        break;
    }
  }
}

Status Rollup::append(PartSet kept, bool finest, const Call& call,
                      std::vector<AnswerColumn>& columns) {
  GroupSet set;
  if (finest) {
    set = finest_set();
  } else {
    PMM_ASSIGN(set, make_set(kept));
  }
  // Without anything to group by there is one answer, even about no rows.
  if (set.size() == 0 && kept == 0) set.ends.push_back(0);
  rows_ = set.size();
  PMM_TRY(room_.hold(static_cast<std::int64_t>(rows_ * row_bytes(columns))));
  PMM_TRY(count_different(set, call));
  PMM_TRY(find_ranks(set, call));
  std::vector<std::uint64_t> key(key_.words());
  for (std::size_t part = 0; part < key_.parts(); ++part) {
    PMM_TRY(call.check());
    const bool keeps = (kept >> part & 1U) != 0;
    for (std::size_t group = 0; group < set.size(); ++group) {
      if (!keeps) {
        columns[part].add_null();
        continue;
      }
      numbers_.key_of(set.members_of(group)[0], key);
      key_.part(part).decode(key_.number_in(part, key), columns[part]);
    }
  }
  for (std::size_t i = 0; i < plan_.measures.size(); ++i) {
    PMM_TRY(call.check());
    put(*plan_.measures[i], plan_.places[i], set, columns[key_.parts() + i]);
  }
  return {};
}

}  // namespace pmm::analytics

#include "runtime/read_log.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace pmm::runtime {
namespace {

constexpr std::int64_t kSameReadUs = 60'000'000;
constexpr std::size_t kDueReads = 256;
constexpr std::size_t kComparedReads = 64;  // of the last ones, for whether a read is a repetition

bool is_same(const crm::ReadEntry& known, const crm::ReadEntry& read) {
  return known.subject == read.subject && known.actor == read.actor && known.what == read.what &&
         known.on_behalf_of == read.on_behalf_of && known.reason == read.reason &&
         read.at_us - known.at_us < kSameReadUs;
}

}  // namespace

void ReadLog::note(std::int64_t actor, const Call& call, std::int64_t at_us,
                   const std::vector<crm::Seen>& seen) {
  if (seen.empty()) return;
  const std::lock_guard lock(mutex_);
  for (const crm::Seen& one : seen) {
    crm::ReadEntry read{at_us, actor,      call.on_behalf_of, one.subject, std::string(one.what),
                        1,     call.reason};
    const auto oldest =
        waiting_.end() - static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kComparedReads));
    const auto known = std::find_if(
        oldest, waiting_.end(), [&](const crm::ReadEntry& entry) { return is_same(entry, read); });
    if (known != waiting_.end())
      ++known->times;
    else if (waiting_.size() < limits::kWaitingReads)
      waiting_.push_back(std::move(read));
    else
      ++lost_;
  }
}

bool ReadLog::is_due() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size() >= kDueReads;
}

Result<std::int64_t> ReadLog::flush(store::Store& store, const Call& call) {
  std::vector<crm::ReadEntry> reads;
  std::int64_t lost = 0;
  {
    const std::lock_guard lock(mutex_);
    reads.swap(waiting_);
    std::swap(lost, lost_);
  }
  if (lost > 0)
    store.log().tell(LogLevel::kWarning, [lost] {
      return std::to_string(lost) + " reads of personal data were not written down: too many wait";
    });
  if (reads.empty() || store.read_only()) return std::int64_t{0};
  const store::Origin system{store::kSystemActor, 0, ""};
  Status written =
      store.write(system, call, [&](store::Tx& tx) { return crm::write_reads(tx, reads); });
  if (written.ok()) return static_cast<std::int64_t>(reads.size());
  const std::lock_guard lock(mutex_);
  reads.insert(reads.end(), std::make_move_iterator(waiting_.begin()),
               std::make_move_iterator(waiting_.end()));
  waiting_ = std::move(reads);
  return written;
}

}  // namespace pmm::runtime

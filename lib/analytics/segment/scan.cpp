#include "analytics/segment/scan.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace pmm::analytics {
namespace {

constexpr std::size_t kCountedPairs = std::size_t{1} << 20U;  // between two looks at the call

}  // namespace

Predicate compile_rows(const Filter& filter, const Cube& cube, const Epoch& epoch,
                       const model::Plan& plan, model::Action action) {
  Predicate all;
  all.kind = Predicate::Kind::kAnd;
  all.children.push_back(compile_access(plan, action, cube, epoch));
  for (const Filter& part : filter.children)
    all.children.push_back(compile_filter(part, cube, epoch));
  std::erase_if(all.children,
                [](const Predicate& child) { return child.kind == Predicate::Kind::kAll; });
  if (all.children.empty()) return {};
  prepare(all);
  return all;
}

std::size_t subjects_end(const Cube& cube, const Epoch& epoch) noexcept {
  std::int64_t last = 0;
  for (const auto& block : epoch.frame(cube.id).blocks)
    last = std::max(last, block->chunks[cube.subject_column].max);
  return static_cast<std::size_t>(last) + 1;
}

Result<std::vector<std::uint32_t>> CodePairs::count(std::size_t subjects, const Call& call) const {
  PMM_TRY(call.check());
  std::vector<std::uint64_t> begins(subjects + 1);
  for (const std::uint32_t subject : subjects_) ++begins[subject + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<std::uint32_t> sorted(codes_.size());
  std::vector<std::uint64_t> next(begins.begin(), begins.end() - 1);
  for (std::size_t i = 0; i < codes_.size(); ++i) {
    if (i % kCountedPairs == 0) PMM_TRY(call.check());
    sorted[next[subjects_[i]]++] = codes_[i];
  }
  PMM_TRY(call.check());
  std::vector<std::uint32_t> seen_by(last_code_ + 1, std::numeric_limits<std::uint32_t>::max());
  std::vector<std::uint32_t> counts(subjects);
  for (std::uint32_t subject = 0; subject < subjects; ++subject) {
    for (std::uint64_t i = begins[subject]; i < begins[subject + 1]; ++i) {
      counts[subject] += seen_by[sorted[i]] != subject ? 1U : 0U;
      seen_by[sorted[i]] = subject;
    }
  }
  return counts;
}

Duration duration_of(Value value) noexcept {
  switch (value) {
    case Value::kCaseResolution:
      return {cases::kOpened, cases::kClosed};
    case Value::kCaseFirstResponse:
      return {cases::kOpened, cases::kFirstResponse};
    case Value::kContactHandling:
      return {contacts::kStarted, contacts::kEnded};
    case Value::kContactWaiting:
      return {contacts::kWaiting, contacts::kWaiting, true};
    case Value::kContactAnswerTime:
    case Value::kStageDuration:
    case Value::kStageAge:
    case Value::kDeliveryDispatch:
    case Value::kDeliveryArrival:
    case Value::kDeliveryReading:
    case Value::kBookingLead:
    case Value::kBookingNotice:
    case Value::kBookingTime:
    case Value::kCaseNetResolution:
    case Value::kCaseWorkingResolution:
    case Value::kCaseWorkingResponse:
    case Value::kCaseWorkingLateness:
    case Value::kNone:
      break;
  }
  return {};
}

}  // namespace pmm::analytics

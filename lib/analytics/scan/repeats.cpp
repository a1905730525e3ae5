#include "analytics/scan/repeats.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "analytics/question/query.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::kNullInt;

// An incoming contact of a known subject on a known service.
struct Incoming {
  std::int64_t started_us;
  std::uint32_t subject, service, row;
  bool abandoned;

  bool is_of_the_matter_of(const Incoming& other) const noexcept {
    return subject == other.subject && service == other.service;
  }
};

std::uint32_t code_of_incoming(const Epoch& epoch) {
  const columnar::DictionaryView& view = epoch.dictionary(Domain::kDirection);
  for (std::uint32_t code = 1; code < view.size(); ++code)
    if (view.at(code).text == "in") return code;
  return 0;
}

void add_block(const Block& block, std::uint32_t first_row, std::int64_t incoming,
               std::vector<Incoming>& out) {
  const auto at = [&block](contacts::Column column, std::uint32_t row) {
    return block.chunks[column].at(row);
  };
  for (std::uint32_t row = 0; row < block.rows; ++row) {
    if (block.alive && (*block.alive)[row] == 0) continue;
    if (at(contacts::kDirection, row) != incoming) continue;
    const std::int64_t subject = at(contacts::kSubject, row);
    const std::int64_t service = at(contacts::kService, row);
    const std::int64_t started_us = at(contacts::kStarted, row);
    if (subject == kNullInt || service == kNullInt || started_us == kNullInt) continue;
    out.push_back({started_us, static_cast<std::uint32_t>(subject),
                   static_cast<std::uint32_t>(service), first_row + row,
                   at(contacts::kAbandoned, row) != kNullInt});
  }
}

Repeats::Code code_after(std::int64_t us) noexcept {
  if (us <= kSoonRepeatDays * kMicrosPerDay) return Repeats::kSoon;
  return us <= kLateRepeatDays * kMicrosPerDay ? Repeats::kLate : Repeats::kSettled;
}

// Those of a matter lie side by side, in their order.
std::vector<std::uint8_t> codes_of(const std::vector<Incoming>& sorted, std::size_t rows) {
  std::vector<std::uint8_t> codes(rows);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Incoming& each = sorted[i];
    if (each.abandoned) continue;
    Repeats::Code code = Repeats::kSettled;
    if (i + 1 < sorted.size() && sorted[i + 1].is_of_the_matter_of(each))
      code = code_after(sorted[i + 1].started_us - each.started_us);
    // Of several at one instant each has the others beside it.
    if (i > 0 && sorted[i - 1].is_of_the_matter_of(each) &&
        sorted[i - 1].started_us == each.started_us)
      code = Repeats::kSoon;
    codes[each.row] = code;
  }
  return codes;
}

}  // namespace

Result<RepeatsPtr> RepeatFinder::of(const Epoch& epoch, const Call& call) {
  const columnar::Frame& frame = epoch.frame(CubeId::kContacts);
  const std::lock_guard lock(mutex_);
  const bool same = latest_ && std::equal(frame.blocks.begin(), frame.blocks.end(), blocks_.begin(),
                                          blocks_.end(), [](const auto& block, const auto& known) {
                                            return known.lock() == block;
                                          });
  if (same) return latest_;
  const std::uint32_t incoming = code_of_incoming(epoch);
  std::vector<Incoming> found;
  std::uint32_t first_row = 0;
  for (const auto& block : frame.blocks) {
    PMM_TRY(call.check());
    if (incoming != 0) add_block(*block, first_row, incoming, found);
    first_row += block->rows;
  }
  std::sort(found.begin(), found.end(), [](const Incoming& a, const Incoming& b) {
    return std::tie(a.subject, a.service, a.started_us) <
           std::tie(b.subject, b.service, b.started_us);
  });
  PMM_TRY(call.check());
  auto repeats = std::make_shared<Repeats>();
  repeats->codes = codes_of(found, frame.rows);
  blocks_.assign(frame.blocks.begin(), frame.blocks.end());
  bytes_ = static_cast<std::int64_t>(repeats->codes.capacity());
  latest_ = std::move(repeats);
  return latest_;
}

std::int64_t RepeatFinder::bytes() const noexcept { return bytes_.load(); }

bool asks_for_repeats(const Query& query) noexcept {
  return std::any_of(query.measures.begin(), query.measures.end(), [](const Member* member) {
    return needs_repeats(member->measure.where) || needs_repeats(member->measure.base);
  });
}

}  // namespace pmm::analytics

// The loader of saved columns. The first byte says how the rest is meant: 0, a whole file; else
// places in a sound file that get another byte (three bytes of offset, one of value), so that what
// changes lies anywhere in it and the corpus outlives the format.
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "analytics/answer/execute.hpp"
#include "analytics/columns/saved_columns.hpp"
#include "analytics/scan/on_day.hpp"
#include "base/civil.hpp"
#include "target.hpp"
#include "town.hpp"

namespace {

using pmm::columnar::Frame;

constexpr std::int64_t kNow = 1'177'000'000'000'000;  // April 2007, as the town has it

const std::string& sound_file() {
  static const std::string bytes = pmm::fuzz::Town().saved_columns();
  return bytes;
}

std::string file_from(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return sound_file();
  if (data[0] == 0) return std::string(pmm::fuzz::text_of(data + 1, size - 1));
  std::string bytes = sound_file();
  for (std::size_t i = 1; i + 4 <= size; i += 4) {
    const std::size_t offset =
        std::size_t{data[i]} | std::size_t{data[i + 1]} << 8U | std::size_t{data[i + 2]} << 16U;
    // An offset that is far outside cuts the file off.
    if (offset >= 0xff'0000)
      bytes.resize(bytes.size() * data[i + 3] / 256);
    else if (!bytes.empty())
      bytes[offset % bytes.size()] = static_cast<char>(data[i + 3]);
  }
  return bytes;
}

// What a reader of the columns relies on, to the last value.
void read_all(const pmm::analytics::SavedColumns& columns) {
  std::int64_t sum = 0;
  for (const Frame& frame : columns.frames)
    for (const auto& block : frame.blocks)
      for (const auto& chunk : block->chunks)
        for (std::uint32_t row = 0; row < block->rows; ++row) sum += chunk.at(row) != 0 ? 1 : 0;
  pmm::fuzz::require(sum >= 0);
}

// What a question does that looks from one cube into another: stays beside their cases, and the
// cases of a past day, which their stays tell.
void ask(pmm::analytics::SavedColumns columns) {
  using namespace pmm::analytics;
  static const auto zone = pmm::Zone::load("Europe/Rome").value();
  Epoch epoch;
  epoch.frames = std::move(columns.frames);
  for (std::size_t at = 0; at < kDomains; ++at)
    epoch.dictionaries[at] = columns.dictionaries[at].publish();
  epoch.attributes = std::make_shared<AttributeColumns>(std::move(columns.attributes));
  epoch.attribute_dictionaries = epoch.attributes->publish();
  pmm::model::Plan plan;
  plan.everything = true;
  const pmm::Call call;
  const auto answer = [&](const Epoch& of, const char* json) {
    const auto question = parse_query(json, zone, kNow);
    pmm::fuzz::require(question.ok());
    (void)execute(*question, ScanContext{of, plan, *zone, kNow}, call).ok();
  };
  answer(epoch, R"({"measures": ["stages.count"], "dimensions": ["stages.state", "stages.office"],
                    "filters": [{"member": "stages.service", "operator": "set"}]})");
  const std::int32_t day = pmm::day_of(kNow) - 30;
  const auto then = cases_on_day(epoch, day, *zone, *zone, call, 0);
  if (then.ok())
    answer(*then->epoch,
           R"({"measures": ["cases.count"], "dimensions": ["cases.status", "cases.outcome"]})");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = file_from(data, size);
  // Mapped files begin at a page; so that a read too far is seen, this one ends where its block
  // does.
  const std::size_t bytes = (text.size() + 63) / 64 * 64;
  const std::unique_ptr<std::byte, void (*)(void*)> owned(
      static_cast<std::byte*>(std::aligned_alloc(64, std::max<std::size_t>(bytes, 64))), std::free);
  std::memcpy(owned.get(), text.data(), text.size());
  auto columns = pmm::analytics::load_columns({owned.get(), text.size()}, false);
  if (size == 0) pmm::fuzz::require(columns.ok());
  if (!columns.ok()) {
    pmm::fuzz::require(columns.status().code() == pmm::Code::kCorrupt);
    return 0;
  }
  read_all(columns.value());
  ask(std::move(columns).value());
  return 0;
}

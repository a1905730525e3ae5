// The parser of questions.
#include "analytics/question/query.hpp"

#include "base/zone.hpp"
#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto zone = pmm::Zone::load("Europe/Rome").value();
  const auto query =
      pmm::analytics::parse_query(pmm::fuzz::text_of(data, size), zone, 1'177'000'000'000'000);
  // Whoever asks is told where the fault is.
  if (!query.ok()) pmm::fuzz::require(!query.status().message().empty());
  return 0;
}

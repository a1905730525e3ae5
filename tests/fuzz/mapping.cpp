// The mapping of an import.
#include "exchange/mapping.hpp"

#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto mapping = pmm::exchange::parse_mapping(pmm::fuzz::text_of(data, size));
  if (!mapping.ok()) pmm::fuzz::require(!mapping.status().message().empty());
  return 0;
}

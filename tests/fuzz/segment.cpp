// Rules of target groups as a host hands them over: parsed, evaluated over a small store, counted
// and listed.
#include "target.hpp"
#include "town.hpp"

namespace {

// What a rule can be blamed for, and nothing else.
void require_sound(pmm_status status, const pmm_result* result, const pmm_error* error) {
  pmm::fuzz::require(status == PMM_OK || status == PMM_E_INVALID || status == PMM_E_LIMIT);
  pmm::fuzz::require((status == PMM_OK) == (result != nullptr));
  pmm::fuzz::require((status == PMM_OK) == (error == nullptr));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pmm::fuzz::Town town;
  const auto text = pmm::fuzz::text_of(data, size);
  const pmm_str rule{text.data(), text.size()};
  pmm_result* counted = nullptr;
  pmm_error* error = nullptr;
  const pmm_status status = pmm_segment_count(town.session(), rule, nullptr, &counted, &error);
  require_sound(status, counted, error);
  pmm_error_free(error);
  error = nullptr;
  pmm_result* members = nullptr;
  const pmm_status listed =
      pmm_segment_members(town.session(), rule, {}, {}, nullptr, nullptr, &members, &error);
  require_sound(listed, members, error);
  // The town has fewer people than a page has rows.
  pmm::fuzz::require(status == listed);
  if (status == PMM_OK)
    pmm::fuzz::require(pmm_result_int64(counted, 0, 0) == pmm_result_rows(members));
  pmm_result_free(counted);
  pmm_result_free(members);
  pmm_error_free(error);
  return 0;
}

// Questions as a host asks them: parsed, answered over a small store, read to the last cell.
#include "target.hpp"
#include "town.hpp"

namespace {

void read_all(const pmm_result* result) {
  for (std::int32_t column = 0; column < pmm_result_columns(result); ++column) {
    for (std::int64_t row = 0; row < pmm_result_rows(result); ++row) {
      (void)pmm_result_is_null(result, row, column);
      (void)pmm_result_int64(result, row, column);
      (void)pmm_result_float64(result, row, column);
      (void)pmm_result_text(result, row, column);
    }
  }
  pmm_text* text = nullptr;
  pmm::fuzz::require(pmm_result_json(result, &text, nullptr) == PMM_OK);
  pmm_text_free(text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pmm::fuzz::Town town;
  const auto query = pmm::fuzz::text_of(data, size);
  pmm_result* result = nullptr;
  pmm_error* error = nullptr;
  const pmm_status status =
      pmm_query(town.session(), {query.data(), query.size()}, nullptr, &result, &error);
  pmm::fuzz::require((status == PMM_OK) == (result != nullptr));
  // What a question can be blamed for, and nothing else.
  pmm::fuzz::require(status == PMM_OK || status == PMM_E_INVALID || status == PMM_E_LIMIT);
  pmm::fuzz::require((status == PMM_OK) == (error == nullptr));
  if (status == PMM_OK) read_all(result);
  pmm_result_free(result);
  pmm_error_free(error);
  return 0;
}

#include "pmmcrm/indicator.h"

#include "capi/boundary.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

pmm_status pmm_indicators(pmm_session* session, pmm_str request, const pmm_call* call,
                          pmm_result** out_result, pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(const auto json, read_text(request, "request"));
    PMM_ASSIGN(TablePtr answer, impl.indicators(json, options));
    *out_result = make_result(std::move(answer));
    return {};
  });
}

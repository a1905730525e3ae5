#include "pmmcrm/find.h"

#include "capi/boundary.hpp"
#include "crm/find.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

pmm_status pmm_find(pmm_session* session, pmm_str text, int32_t limit, const pmm_call* call,
                    pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted, read_text(text, "text"));
                      return crm::find_anything(reading, wanted, limit);
                    });
}

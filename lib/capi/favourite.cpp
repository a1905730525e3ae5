#include "pmmcrm/favourite.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/favourite.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

pmm_status pmm_favourite_put(pmm_session* session, pmm_id subject, pmm_id service, int64_t position,
                             const pmm_call* call, pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_plain(session, {subject, service, position}, call, out_id, "favourite.put",
                     out_error, [=](const crm::Writing& writing) {
                       return crm::put_favourite(writing, subject, service, position);
                     });
}

pmm_status pmm_favourite_remove(pmm_session* session, pmm_id subject, pmm_id service,
                                const pmm_call* call, int64_t* out_left,
                                pmm_error** out_error) noexcept {
  return write_plain(session, {subject, service}, call, out_left, "favourite.remove", out_error,
                     [=](const crm::Writing& writing) {
                       return crm::remove_favourite(writing, subject, service);
                     });
}

pmm_status pmm_favourite_list(pmm_session* session, pmm_id subject, const pmm_call* call,
                              pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_favourites(reading, subject);
  });
}

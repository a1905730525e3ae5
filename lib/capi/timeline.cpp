#include "pmmcrm/timeline.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/timeline.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_filter(const pmm_timeline_filter& in, FieldReader& reader,
                      crm::TimelineFilter& out) {
  reader.time(PMM_TIMELINE_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_TIMELINE_FILTER_TO_US, in.to_us, "to_us", out.to_us);
  Field<std::uint64_t> kinds;
  reader.bits(PMM_TIMELINE_FILTER_KINDS, in.kinds, "kinds",
              PMM_TIMELINE_CONTACT | PMM_TIMELINE_CASE_EVENT | PMM_TIMELINE_NOTIFICATION |
                  PMM_TIMELINE_APPOINTMENT,
              kinds);
  if (!kinds.value) return;
  out.contacts = (*kinds.value & PMM_TIMELINE_CONTACT) != 0;
  out.case_events = (*kinds.value & PMM_TIMELINE_CASE_EVENT) != 0;
  out.notifications = (*kinds.value & PMM_TIMELINE_NOTIFICATION) != 0;
  out.appointments = (*kinds.value & PMM_TIMELINE_APPOINTMENT) != 0;
}

namespace {

constexpr std::size_t kTimelineFilterV1 =
    offsetof(pmm_timeline_filter, to_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kTimelineFilterV1 == 40);  // a promise to compiled programs

}  // namespace

pmm_status pmm_timeline(pmm_session* session, pmm_id subject, const pmm_timeline_filter* filter,
                        const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                        pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::TimelineFilter>(filter, kTimelineFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::read_timeline(reading, subject, wanted, where);
      });
}

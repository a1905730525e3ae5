#include "pmmcrm/timeline.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/timeline.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::size_t kTimelineFilterV1 =
    offsetof(pmm_timeline_filter, to_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kTimelineFilterV1 == 40);  // a promise to compiled programs

constexpr std::uint64_t kKnownKinds = PMM_TIMELINE_CONTACT | PMM_TIMELINE_CASE_EVENT;

Result<crm::TimelineFilter> read_filter(const pmm_timeline_filter* filter) {
  crm::TimelineFilter out;
  if (filter == nullptr) return out;
  PMM_ASSIGN(const pmm_timeline_filter raw, read_struct(filter, kTimelineFilterV1, "filter"));
  // The reader would refuse a bit that it is not asked about, and a mask is not one of its kinds.
  FieldReader reader(raw.set_fields & ~PMM_TIMELINE_FILTER_KINDS, raw.reserved0, "filter");
  Field<std::int64_t> from_us, to_us;
  reader.time(PMM_TIMELINE_FILTER_FROM_US, raw.from_us, "from_us", from_us);
  reader.time(PMM_TIMELINE_FILTER_TO_US, raw.to_us, "to_us", to_us);
  Call unused;
  PMM_TRY(reader.finish(unused));
  out.from_us = from_us.value;
  out.to_us = to_us.value;
  if ((raw.set_fields & PMM_TIMELINE_FILTER_KINDS) != 0) {
    if (raw.kinds == 0) return Status::invalid("filter.kinds", "no kind of entry is asked for");
    if ((raw.kinds & ~kKnownKinds) != 0)
      return Status(Code::kUnsupported, "a kind of entry needs a newer libpmmcrm", "filter.kinds");
    out.contacts = (raw.kinds & PMM_TIMELINE_CONTACT) != 0;
    out.case_events = (raw.kinds & PMM_TIMELINE_CASE_EVENT) != 0;
  }
  return out;
}

}  // namespace

pmm_status pmm_timeline(pmm_session* session, pmm_id subject, const pmm_timeline_filter* filter,
                        const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                        pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted, read_filter(filter));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::read_timeline(reading, subject, wanted, where);
                    });
}

#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct FeedbackFields {
  Field<std::int64_t> subject, service, case_id, channel, stars;
  Field<std::string> reasons, comment;
  Field<bool> reopen;
};
struct FeedbackFilter {
  Field<std::int64_t> subject, service, case_id, office;  // given and empty: without one
  Field<std::int64_t> min_stars, max_stars;
  Field<std::int64_t> from_us, to_us;  // of when it was given
};

// Of a service, or of a closed case, of which each subject gives one. Who is not content may ask
// for the case to be reopened, where the service allows it.
Result<std::int64_t> create_feedback(const Writing& writing, const FeedbackFields& fields);
// Stars, reasons, comment and wish, until the time for it has passed.
Result<std::int64_t> update_feedback(const Writing& writing, std::int64_t id,
                                     const FeedbackFields& fields);
Result<TablePtr> get_feedback(const Reading& reading, std::int64_t id);
Result<TablePtr> list_feedback(const Reading& reading, const FeedbackFilter& filter,
                               const Page& page);

}  // namespace pmm::crm

#include "pmmcrm/feedback.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/feedback.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_feedback_input& in, FieldReader& reader, crm::FeedbackFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_FEEDBACK_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_FEEDBACK_SERVICE, in.service, "service", out.service);
  reader.id(PMM_FEEDBACK_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_FEEDBACK_CHANNEL, in.channel, "channel", out.channel);
  reader.integer(PMM_FEEDBACK_STARS, in.stars, "stars", 1, 5, out.stars);
  reader.line(PMM_FEEDBACK_REASONS, in.reasons, "reasons", out.reasons);
  reader.text(PMM_FEEDBACK_COMMENT, in.comment, "comment", out.comment);
  reader.flag(PMM_FEEDBACK_REOPEN, in.reopen, "reopen", out.reopen);
}

static void to_filter(const pmm_feedback_filter& in, FieldReader& reader,
                      crm::FeedbackFilter& out) {
  reader.id(PMM_FEEDBACK_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_FEEDBACK_FILTER_SERVICE, in.service, "service", out.service);
  reader.id(PMM_FEEDBACK_FILTER_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_FEEDBACK_FILTER_OFFICE, in.office, "office", out.office);
  reader.integer(PMM_FEEDBACK_FILTER_MIN_STARS, in.min_stars, "min_stars", 1, 5, out.min_stars);
  reader.integer(PMM_FEEDBACK_FILTER_MAX_STARS, in.max_stars, "max_stars", 1, 5, out.max_stars);
  reader.time(PMM_FEEDBACK_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_FEEDBACK_FILTER_TO_US, in.to_us, "to_us", out.to_us);
}

namespace {

constexpr std::size_t kFeedbackV1 = offsetof(pmm_feedback_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kFeedbackV1 == 96);  // a promise to compiled programs
constexpr std::size_t kFeedbackFilterV1 =
    offsetof(pmm_feedback_filter, to_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kFeedbackFilterV1 == 80);

}  // namespace

pmm_status pmm_feedback_create(pmm_session* session, const pmm_feedback_input* input,
                               const pmm_call* call, pmm_id* out_id,
                               pmm_error** out_error) noexcept {
  return write_input<crm::FeedbackFields>(session, input, kFeedbackV1, call, 0, out_id, true,
                                          "out_id", "feedback.create", out_error,
                                          [](const auto& writing, const auto& fields) {
                                            return crm::create_feedback(writing, fields);
                                          });
}

pmm_status pmm_feedback_update(pmm_session* session, pmm_id id, const pmm_feedback_input* input,
                               const pmm_call* call, int64_t* out_version,
                               pmm_error** out_error) noexcept {
  return write_input<crm::FeedbackFields>(session, input, kFeedbackV1, call, id, out_version, false,
                                          "out_version", "feedback.update", out_error,
                                          [id](const auto& writing, const auto& fields) {
                                            return crm::update_feedback(writing, id, fields);
                                          });
}

pmm_status pmm_feedback_get(pmm_session* session, pmm_id id, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_feedback(reading, id); });
}

pmm_status pmm_feedback_list(pmm_session* session, const pmm_feedback_filter* filter,
                             const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::FeedbackFilter>(filter, kFeedbackFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_feedback(reading, wanted, where);
      });
}

#include "pmmcrm/preference.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/preference.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::int64_t kNone = -1;
constexpr std::int64_t kMostVersions = 9'007'199'254'740'992;

// A number of which -1 is none.
void read_number(FieldReader& reader, std::uint64_t bit, std::int32_t value, const char* name,
                 std::int64_t max, Field<std::int64_t>& out) {
  reader.integer(bit, value, name, kNone, max, out);
  if (out.value == kNone) out = Field<std::int64_t>::cleared();
}

}  // namespace

static void to_fields(const pmm_preference_input& in, FieldReader& reader,
                      crm::PreferenceFields& out) {
  reader.integer(PMM_PREFERENCE_SETTINGS_VERSION, in.settings_version, "settings_version", 0,
                 kMostVersions, out.settings_version);
  reader.line(PMM_PREFERENCE_MODE, in.mode, "mode", out.mode);
  reader.line(PMM_PREFERENCE_LANGUAGE, in.language, "language", out.language);
  reader.line(PMM_PREFERENCE_READ_RECEIPTS, in.read_receipts, "read_receipts", out.read_receipts);
  reader.line(PMM_PREFERENCE_PREFERRED_CHANNEL, in.preferred_channel, "preferred_channel",
              out.preferred_channel);
  reader.id(PMM_PREFERENCE_VIA, in.via, "via", out.via);
  read_number(reader, PMM_PREFERENCE_QUIET_FROM, in.quiet_from, "quiet_from", 1439, out.quiet_from);
  read_number(reader, PMM_PREFERENCE_QUIET_TO, in.quiet_to, "quiet_to", 1439, out.quiet_to);
  reader.flag(PMM_PREFERENCE_DIGEST, in.digest, "digest", out.digest);
  reader.integer(PMM_PREFERENCE_DIGEST_HOUR, in.digest_hour, "digest_hour", 0, 23, out.digest_hour);
  read_number(reader, PMM_PREFERENCE_CAP_COUNT, in.cap_count, "cap_count", 1000, out.cap_count);
  read_number(reader, PMM_PREFERENCE_CAP_HOURS, in.cap_hours, "cap_hours", 744, out.cap_hours);
}

static void to_fields(const pmm_preference_choice& in, FieldReader& reader,
                      crm::ChoiceFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.integer(PMM_PREFERENCE_CHOICE_SETTINGS_VERSION, in.settings_version, "settings_version", 0,
                 kMostVersions, out.settings_version);
  reader.id(PMM_PREFERENCE_CHOICE_SERVICE, in.service, "service", out.service);
  reader.id(PMM_PREFERENCE_CHOICE_CATEGORY, in.category, "category", out.category);
  reader.id(PMM_PREFERENCE_CHOICE_VIA, in.via, "via", out.via);
  reader.line(PMM_PREFERENCE_CHOICE_CHANNEL, in.channel, "channel", out.channel);
  reader.flag(PMM_PREFERENCE_CHOICE_WANTED, in.wanted, "wanted", out.wanted);
}

static void to_fields(const pmm_preference_channel& in, FieldReader& reader,
                      crm::PreferFields& out) {
  reader.integer(PMM_PREFERENCE_CHANNEL_SETTINGS_VERSION, in.settings_version, "settings_version",
                 0, kMostVersions, out.settings_version);
  reader.id(PMM_PREFERENCE_CHANNEL_SERVICE, in.service, "service", out.service);
  reader.id(PMM_PREFERENCE_CHANNEL_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_PREFERENCE_CHANNEL_VIA, in.via, "via", out.via);
  reader.line(PMM_PREFERENCE_CHANNEL_CHANNEL, in.channel, "channel", out.channel);
}

namespace {

constexpr std::size_t kPreferenceV1 =
    offsetof(pmm_preference_input, cap_hours) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kPreferenceV1 == 120);  // a promise to compiled programs
constexpr std::size_t kChoiceV1 =
    offsetof(pmm_preference_choice, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kChoiceV1 == 72);  // a promise to compiled programs
constexpr std::size_t kPreferredChannelV1 =
    offsetof(pmm_preference_channel, channel) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kPreferredChannelV1 == 64);  // a promise to compiled programs
constexpr std::size_t kQuestionV1 = offsetof(pmm_preference_question, case_id) + sizeof(pmm_id);
static_assert(sizeof(void*) != 8 || kQuestionV1 == 56);  // a promise to compiled programs

Result<crm::WantedFields> read_question(const pmm_preference_question* question) {
  crm::WantedFields out;
  if (question == nullptr) return out;
  PMM_ASSIGN(const pmm_preference_question in, read_struct(question, kQuestionV1, "question"));
  FieldReader reader(in.set_fields, in.reserved0, "question");
  reader.line(PMM_PREFERENCE_QUESTION_NOTICE_CLASS, in.notice_class, "notice_class",
              out.notice_class);
  reader.id(PMM_PREFERENCE_QUESTION_SERVICE, in.service, "service", out.service);
  reader.id(PMM_PREFERENCE_QUESTION_CATEGORY, in.category, "category", out.category);
  reader.id(PMM_PREFERENCE_QUESTION_CASE_ID, in.case_id, "case_id", out.case_id);
  Call unused;
  PMM_TRY(reader.finish(unused));
  return out;
}

}  // namespace

pmm_status pmm_preference_set(pmm_session* session, pmm_id subject,
                              const pmm_preference_input* input, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  return write_input<crm::PreferenceFields>(
      session, input, kPreferenceV1, call, subject, out_version, false, "out_version",
      "preference.set", out_error, [subject](const auto& writing, const auto& fields) {
        return crm::set_preference(writing, subject, fields);
      });
}

pmm_status pmm_preference_choose(pmm_session* session, pmm_id subject,
                                 const pmm_preference_choice* input, const pmm_call* call,
                                 int64_t* out_version, pmm_error** out_error) noexcept {
  return write_input<crm::ChoiceFields>(session, input, kChoiceV1, call, subject, out_version,
                                        false, "out_version", "preference.choose", out_error,
                                        [subject](const auto& writing, const auto& fields) {
                                          return crm::set_choice(writing, subject, fields);
                                        });
}

pmm_status pmm_preference_prefer(pmm_session* session, pmm_id subject,
                                 const pmm_preference_channel* input, const pmm_call* call,
                                 int64_t* out_version, pmm_error** out_error) noexcept {
  return write_input<crm::PreferFields>(
      session, input, kPreferredChannelV1, call, subject, out_version, false, "out_version",
      "preference.prefer", out_error, [subject](const auto& writing, const auto& fields) {
        return crm::prefer_channel(writing, subject, fields);
      });
}

pmm_status pmm_preference_get(pmm_session* session, pmm_id subject, const pmm_call* call,
                              pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::get_preference(reading, subject);
  });
}

pmm_status pmm_preference_choices(pmm_session* session, pmm_id subject, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_choices(reading, subject);
  });
}

pmm_status pmm_preference_history(pmm_session* session, pmm_id subject, const pmm_page* page,
                                  const pmm_call* call, pmm_result** out_result,
                                  pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_preference_history(reading, subject, where);
                    });
}

pmm_status pmm_preference_explain(pmm_session* session, pmm_id subject,
                                  const pmm_preference_question* question, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto notice, read_question(question));
                      return crm::explain_preference(reading, subject, notice);
                    });
}

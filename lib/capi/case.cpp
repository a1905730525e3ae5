#include "pmmcrm/case.h"

#include <initializer_list>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/case.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_case_input& in, FieldReader& reader, crm::CaseFields& out) {
  reader.line(PMM_CASE_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_CASE_STATE, in.state, "state", out.state);
  reader.id(PMM_CASE_SERVICE, in.service, "service", out.service);
  reader.id(PMM_CASE_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_CASE_CHANNEL, in.channel, "channel", out.channel);
  reader.id(PMM_CASE_OFFICE, in.office, "office", out.office);
  reader.id(PMM_CASE_CATEGORY, in.category, "category", out.category);
  reader.id(PMM_CASE_AREA, in.area, "area", out.area);
  reader.line(PMM_CASE_SUMMARY, in.summary, "summary", out.summary);
  reader.text(PMM_CASE_DESCRIPTION, in.description, "description", out.description);
  reader.text(PMM_CASE_ADDRESS, in.address, "address", out.address, limits::kNameBytes);
  reader.real(PMM_CASE_LATITUDE, in.latitude, "latitude", -90, 90, out.latitude);
  reader.real(PMM_CASE_LONGITUDE, in.longitude, "longitude", -180, 180, out.longitude);
  reader.line(PMM_CASE_PROTOCOL, in.protocol, "protocol", out.protocol, limits::kKeyBytes);
  reader.line(PMM_CASE_EXTERNAL_ID, in.external_id, "external_id", out.external_id,
              limits::kKeyBytes);
  reader.text(PMM_CASE_ATTRIBUTES, in.attributes, "attributes", out.attributes, limits::kJsonBytes);
  reader.text(PMM_CASE_NOTE, in.note, "note", out.note);
  reader.time(PMM_CASE_OPENED_US, in.opened_us, "opened_us", out.opened_us);
  reader.time(PMM_CASE_DUE_US, in.due_us, "due_us", out.due_us);
}

static void to_filter(const pmm_case_filter& in, FieldReader& reader, crm::CaseFilter& out) {
  reader.reserved(in.reserved1, "reserved0");
  reader.id(PMM_CASE_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_CASE_FILTER_SERVICE, in.service, "service", out.service);
  reader.id(PMM_CASE_FILTER_OFFICE, in.office, "office", out.office);
  reader.id(PMM_CASE_FILTER_ASSIGNEE, in.assignee, "assignee", out.assignee);
  reader.id(PMM_CASE_FILTER_CATEGORY, in.category, "category", out.category);
  reader.id(PMM_CASE_FILTER_CHANNEL, in.channel, "channel", out.channel);
  reader.id(PMM_CASE_FILTER_AREA, in.area, "area", out.area);
  reader.id(PMM_CASE_FILTER_DUPLICATE_OF, in.duplicate_of, "duplicate_of", out.duplicate_of);
  reader.line(PMM_CASE_FILTER_STATUS, in.status, "status", out.status);
  reader.line(PMM_CASE_FILTER_STATE, in.state, "state", out.state);
  reader.line(PMM_CASE_FILTER_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_CASE_FILTER_EXTERNAL_ID, in.external_id, "external_id", out.external_id);
  reader.line(PMM_CASE_FILTER_NUMBER, in.number, "number", out.number);
  reader.line(PMM_CASE_FILTER_PROTOCOL, in.protocol, "protocol", out.protocol);
  reader.line(PMM_CASE_FILTER_TOKEN, in.token, "token", out.token);
  reader.time(PMM_CASE_FILTER_OPENED_FROM_US, in.opened_from_us, "opened_from_us",
              out.opened_from_us);
  reader.time(PMM_CASE_FILTER_OPENED_TO_US, in.opened_to_us, "opened_to_us", out.opened_to_us);
  reader.flag(PMM_CASE_FILTER_OVERDUE, in.overdue, "overdue", out.overdue);
  reader.id(PMM_CASE_FILTER_SAVED_FILTER, in.saved_filter, "saved_filter", out.saved_filter);
}

namespace {

constexpr std::size_t kCaseV1 = offsetof(pmm_case_input, due_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kCaseV1 == 240);  // a promise to compiled programs
constexpr std::size_t kStepV1 = offsetof(pmm_case_step, original) + sizeof(pmm_id);
static_assert(sizeof(void*) != 8 || kStepV1 == 96);
constexpr std::size_t kCaseFilterV1 = offsetof(pmm_case_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kCaseFilterV1 == 216);

// What a call was asked besides a struct, so that two calls under one idempotency key can be
// compared.
class Asked {
 public:
  Asked& add(std::int64_t number) {
    bytes_ += id_bytes(number);
    return *this;
  }
  Asked& add(std::string_view text) {
    bytes_ += id_bytes(static_cast<std::int64_t>(text.size()));
    bytes_ += text;
    return *this;
  }
  const std::string& bytes() const noexcept { return bytes_; }

 private:
  std::string bytes_;
};

// A write without an input struct, whose answer may be left out.
template <class Work>
pmm_status write_asked(pmm_session* session, const pmm_call* call, std::int64_t* out_answer,
                       const char* operation, pmm_error** out_error, const Work& work) noexcept {
  if (out_answer != nullptr) *out_answer = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    Asked asked;
    PMM_ASSIGN(const auto run, work(asked));
    FieldReader nothing(0, 0, "input");
    PMM_TRY(nothing.finish(options, asked.bytes()));
    PMM_ASSIGN(const std::int64_t answer, impl.write(options, operation, run));
    if (out_answer != nullptr) *out_answer = answer;
    return {};
  });
}

using Run = runtime::Session::Write;

Result<std::string> read_words(pmm_str given, const char* name) {
  PMM_ASSIGN(const auto text, read_text(given, name));
  PMM_TRY(text::check(text, name, limits::kTextBytes));
  return std::string(text);
}

Result<std::string> read_word(pmm_str given, const char* name) {
  PMM_ASSIGN(const auto text, read_text(given, name));
  PMM_TRY(text::check_line(text, name, limits::kNameBytes));
  return std::string(text);
}

Status check_ids(std::initializer_list<std::pair<const char*, pmm_id>> ids) {
  for (const auto& [name, id] : ids)
    if (id < 0) return Status::invalid(name, std::to_string(id) + " is not an id");
  return {};
}

void read_step(const pmm_case_step& in, FieldReader& reader, crm::CaseStep& out) {
  reader.text(PMM_CASE_STEP_NOTE, in.note, "note", out.note);
  reader.text(PMM_CASE_STEP_STAFF_NOTE, in.staff_note, "staff_note", out.staff_note);
  reader.line(PMM_CASE_STEP_VISIBILITY, in.visibility, "visibility", out.visibility);
  reader.time(PMM_CASE_STEP_AT_US, in.at_us, "at_us", out.at_us);
  reader.id(PMM_CASE_STEP_OFFICE, in.office, "office", out.office);
  reader.id(PMM_CASE_STEP_ASSIGNEE, in.assignee, "assignee", out.assignee);
  reader.id(PMM_CASE_STEP_ORIGINAL, in.original, "original", out.original);
}

}  // namespace

pmm_status pmm_case_create(pmm_session* session, const pmm_case_input* input, const pmm_call* call,
                           pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::CaseFields>(
      session, input, kCaseV1, call, 0, out_id, true, "out_id", "case.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_case(writing, fields); });
}

pmm_status pmm_case_update(pmm_session* session, pmm_id id, const pmm_case_input* input,
                           const pmm_call* call, int64_t* out_version,
                           pmm_error** out_error) noexcept {
  return write_input<crm::CaseFields>(session, input, kCaseV1, call, id, out_version, false,
                                      "out_version", "case.update", out_error,
                                      [id](const auto& writing, const auto& fields) {
                                        return crm::update_case(writing, id, fields);
                                      });
}

pmm_status pmm_case_advance(pmm_session* session, pmm_id id, pmm_str verb,
                            const pmm_case_step* step, const pmm_call* call, int64_t* out_version,
                            pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const std::string move, read_word(verb, "verb"));
    pmm_case_step raw = PMM_CASE_STEP_INIT;
    if (step != nullptr) {
      PMM_ASSIGN(raw, read_struct(step, kStepV1, "step"));
    }
    PMM_ASSIGN(Call options, read_call(call));
    FieldReader reader(raw.set_fields, raw.reserved0, "step");
    crm::CaseStep fields;
    read_step(raw, reader, fields);
    PMM_TRY(reader.finish(options, Asked().add(id).add(move).bytes()));
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, "case.advance", [&](const crm::Writing& writing) {
                 return crm::advance_case(writing, id, move, fields);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_case_assign(pmm_session* session, pmm_id id, pmm_id office, pmm_id assignee,
                           const pmm_call* call, int64_t* out_version,
                           pmm_error** out_error) noexcept {
  return write_asked(
      session, call, out_version, "case.assign", out_error, [&](Asked& asked) -> Result<Run> {
        PMM_TRY(check_ids({{"office", office}, {"assignee", assignee}}));
        asked.add(id).add(office).add(assignee);
        crm::CaseStep step;
        if (office != 0) step.office = office;
        step.assignee = assignee == 0 ? Field<std::int64_t>::cleared() : Field(assignee);
        return Run([id, step](const crm::Writing& writing) {
          return crm::advance_case(writing, id, "assign", step);
        });
      });
}

pmm_status pmm_case_mark_duplicate(pmm_session* session, pmm_id id, pmm_id original,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) noexcept {
  return write_asked(session, call, out_version, "case.mark_duplicate", out_error,
                     [&](Asked& asked) -> Result<Run> {
                       PMM_TRY(check_ids({{"original", original}}));
                       asked.add(id).add(original);
                       crm::CaseStep step;
                       if (original != 0) step.original = original;
                       return Run([id, step](const crm::Writing& writing) {
                         return crm::advance_case(writing, id, "mark_duplicate", step);
                       });
                     });
}

pmm_status pmm_case_comment(pmm_session* session, pmm_id id, pmm_str note, pmm_str visibility,
                            const pmm_call* call, pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_asked(session, call, out_id, "case.comment", out_error,
                     [&](Asked& asked) -> Result<Run> {
                       PMM_ASSIGN(std::string words, read_words(note, "note"));
                       PMM_ASSIGN(std::string seen_by, read_word(visibility, "visibility"));
                       asked.add(id).add(words).add(seen_by);
                       return Run([id, words = std::move(words),
                                   seen_by = std::move(seen_by)](const crm::Writing& writing) {
                         return crm::comment_case(writing, id, words, seen_by);
                       });
                     });
}

pmm_status pmm_case_suspend(pmm_session* session, pmm_id id, pmm_str reason, const pmm_call* call,
                            int64_t* out_version, pmm_error** out_error) noexcept {
  return write_asked(session, call, out_version, "case.suspend", out_error,
                     [&](Asked& asked) -> Result<Run> {
                       PMM_ASSIGN(std::string why, read_words(reason, "reason"));
                       asked.add(id).add(why);
                       return Run([id, why = std::move(why)](const crm::Writing& writing) {
                         return crm::suspend_case(writing, id, why);
                       });
                     });
}

pmm_status pmm_case_resume(pmm_session* session, pmm_id id, pmm_str reason, const pmm_call* call,
                           int64_t* out_version, pmm_error** out_error) noexcept {
  return write_asked(session, call, out_version, "case.resume", out_error,
                     [&](Asked& asked) -> Result<Run> {
                       PMM_ASSIGN(std::string why, read_words(reason, "reason"));
                       asked.add(id).add(why);
                       return Run([id, why = std::move(why)](const crm::Writing& writing) {
                         return crm::resume_case(writing, id, why);
                       });
                     });
}

pmm_status pmm_case_extend(pmm_session* session, pmm_id id, int32_t days, pmm_str reason,
                           const pmm_call* call, int64_t* out_version,
                           pmm_error** out_error) noexcept {
  return write_asked(session, call, out_version, "case.extend", out_error,
                     [&](Asked& asked) -> Result<Run> {
                       PMM_ASSIGN(std::string why, read_words(reason, "reason"));
                       asked.add(id).add(std::int64_t{days}).add(why);
                       return Run([id, days, why = std::move(why)](const crm::Writing& writing) {
                         return crm::extend_case(writing, id, days, why);
                       });
                     });
}

pmm_status pmm_case_follow(pmm_session* session, pmm_id id, pmm_id subject, const pmm_call* call,
                           pmm_error** out_error) noexcept {
  return write_asked(session, call, nullptr, "case.follow", out_error,
                     [&](Asked& asked) -> Result<Run> {
                       asked.add(id).add(subject);
                       return Run([id, subject](const crm::Writing& writing) {
                         return crm::follow_case(writing, id, subject);
                       });
                     });
}

pmm_status pmm_case_unfollow(pmm_session* session, pmm_id id, pmm_id subject, const pmm_call* call,
                             pmm_error** out_error) noexcept {
  return write_asked(session, call, nullptr, "case.unfollow", out_error,
                     [&](Asked& asked) -> Result<Run> {
                       asked.add(id).add(subject);
                       return Run([id, subject](const crm::Writing& writing) {
                         return crm::unfollow_case(writing, id, subject);
                       });
                     });
}

pmm_status pmm_case_followers(pmm_session* session, pmm_id id, const pmm_page* page,
                              const pmm_call* call, pmm_result** out_result,
                              pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_case_followers(reading, id, where);
                    });
}

pmm_status pmm_case_get(pmm_session* session, pmm_id id, const pmm_call* call,
                        pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_case(reading, id); });
}

pmm_status pmm_case_list(pmm_session* session, const pmm_case_filter* filter, const pmm_page* page,
                         const pmm_call* call, pmm_result** out_result,
                         pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::CaseFilter>(filter, kCaseFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_cases(reading, wanted, where);
      });
}

pmm_status pmm_case_events(pmm_session* session, pmm_id id, const pmm_page* page,
                           const pmm_call* call, pmm_result** out_result,
                           pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_case_events(reading, id, where);
                    });
}

pmm_status pmm_case_intervals(pmm_session* session, pmm_id id, const pmm_page* page,
                              const pmm_call* call, pmm_result** out_result,
                              pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_case_intervals(reading, id, where);
                    });
}

pmm_status pmm_case_next(pmm_session* session, pmm_id id, const pmm_call* call,
                         pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::list_case_moves(reading, id); });
}

pmm_status pmm_case_explain_due(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::explain_case_due(reading, id);
  });
}

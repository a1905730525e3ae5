#include "pmmcrm/task.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/task.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_task_input& in, FieldReader& reader, crm::TaskFields& out) {
  reader.line(PMM_TASK_KIND, in.kind, "kind", out.kind);
  reader.line(PMM_TASK_TITLE, in.title, "title", out.title);
  reader.text(PMM_TASK_NOTE, in.note, "note", out.note);
  reader.id(PMM_TASK_CONTACT, in.contact, "contact", out.contact);
  reader.id(PMM_TASK_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_TASK_OFFICE, in.office, "office", out.office);
  reader.id(PMM_TASK_ASSIGNEE, in.assignee, "assignee", out.assignee);
  reader.time(PMM_TASK_DUE_US, in.due_us, "due_us", out.due_us);
}

static void to_filter(const pmm_task_filter& in, FieldReader& reader, crm::TaskFilter& out) {
  reader.reserved(in.reserved1, "reserved0");
  reader.line(PMM_TASK_FILTER_STATE, in.state, "state", out.state);
  reader.line(PMM_TASK_FILTER_KIND, in.kind, "kind", out.kind);
  reader.id(PMM_TASK_FILTER_OFFICE, in.office, "office", out.office);
  reader.id(PMM_TASK_FILTER_ASSIGNEE, in.assignee, "assignee", out.assignee);
  reader.id(PMM_TASK_FILTER_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.id(PMM_TASK_FILTER_CONTACT, in.contact, "contact", out.contact);
  reader.id(PMM_TASK_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.flag(PMM_TASK_FILTER_OVERDUE, in.overdue, "overdue", out.overdue);
}

namespace {

constexpr std::size_t kTaskV1 = offsetof(pmm_task_input, due_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kTaskV1 == 104);  // a promise to compiled programs
constexpr std::size_t kTaskFilterV1 = offsetof(pmm_task_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kTaskFilterV1 == 96);

// A move of one task: a write whose whole input are ids.
template <class Work>
pmm_status move(pmm_session* session, pmm_id id, pmm_id contact, const pmm_call* call,
                int64_t* out_version, const char* operation, pmm_error** out_error,
                Work&& work) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    if (contact < 0) return Status::invalid("contact", std::to_string(contact) + " is not an id");
    digest_request(options, {id_bytes(id), id_bytes(contact)});
    PMM_ASSIGN(const std::int64_t version, impl.write(options, operation, work));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

}  // namespace

pmm_status pmm_task_create(pmm_session* session, const pmm_task_input* input, const pmm_call* call,
                           pmm_id* out_id, pmm_error** out_error) noexcept {
  return write_input<crm::TaskFields>(
      session, input, kTaskV1, call, 0, out_id, true, "out_id", "task.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_task(writing, fields); });
}

pmm_status pmm_task_update(pmm_session* session, pmm_id id, const pmm_task_input* input,
                           const pmm_call* call, int64_t* out_version,
                           pmm_error** out_error) noexcept {
  return write_input<crm::TaskFields>(session, input, kTaskV1, call, id, out_version, false,
                                      "out_version", "task.update", out_error,
                                      [id](const auto& writing, const auto& fields) {
                                        return crm::update_task(writing, id, fields);
                                      });
}

pmm_status pmm_task_done(pmm_session* session, pmm_id id, pmm_id contact, const pmm_call* call,
                         int64_t* out_version, pmm_error** out_error) noexcept {
  return move(session, id, contact, call, out_version, "task.done", out_error,
              [id, contact](const crm::Writing& writing) {
                return crm::finish_task(writing, id, contact);
              });
}

pmm_status pmm_task_reopen(pmm_session* session, pmm_id id, const pmm_call* call,
                           int64_t* out_version, pmm_error** out_error) noexcept {
  return move(session, id, 0, call, out_version, "task.reopen", out_error,
              [id](const crm::Writing& writing) { return crm::reopen_task(writing, id); });
}

pmm_status pmm_task_get(pmm_session* session, pmm_id id, const pmm_call* call,
                        pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_task(reading, id); });
}

pmm_status pmm_task_list(pmm_session* session, const pmm_task_filter* filter, const pmm_page* page,
                         const pmm_call* call, pmm_result** out_result,
                         pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::TaskFilter>(filter, kTaskFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_tasks(reading, wanted, where);
      });
}

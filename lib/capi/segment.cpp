#include "pmmcrm/segment.h"

#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/segment.hpp"
#include "runtime/segment.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_segment_input& in, FieldReader& reader, crm::SegmentFields& out) {
  reader.line(PMM_SEGMENT_NAME, in.name, "name", out.name);
  reader.line(PMM_SEGMENT_TITLE, in.title, "title", out.title);
  reader.text(PMM_SEGMENT_NOTE, in.note, "note", out.note);
  reader.text(PMM_SEGMENT_RULE, in.rule, "rule", out.rule);
}

static void to_filter(const pmm_segment_filter& in, FieldReader& reader, crm::SegmentFilter& out) {
  reader.line(PMM_SEGMENT_FILTER_NAME, in.name, "name", out.name);
}

namespace {

constexpr std::size_t kSegmentV1 = offsetof(pmm_segment_input, rule) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kSegmentV1 == 80);  // a promise to compiled programs
constexpr std::size_t kSegmentFilterV1 = offsetof(pmm_segment_filter, name) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kSegmentFilterV1 == 32);

// A JSON argument that must be there.
Result<std::string_view> read_json(pmm_str text, const char* name) {
  if (text.data == nullptr) return Status::invalid(name, "required argument is NULL");
  return read_text(text, name);
}

// A question about groups: work(session, call) answers with a table.
template <class Work>
pmm_status ask(pmm_session* session, const pmm_call* call, pmm_result** out_result,
               pmm_error** out_error, Work&& work) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(TablePtr answer, work(impl, options));
    PMM_ASSIGN(answer, impl.crm().within_limit(std::move(answer)));
    *out_result = make_result(std::move(answer));
    return {};
  });
}

}  // namespace

pmm_status pmm_segment_create(pmm_session* session, const pmm_segment_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::SegmentFields>(
      session, input, kSegmentV1, call, 0, out_id, true, "out_id", "segment.create", out_error,
      [session](const auto& writing, const auto& fields) {
        return runtime::create_segment(session->impl->crm(), writing, fields);
      });
}

pmm_status pmm_segment_update(pmm_session* session, pmm_id id, const pmm_segment_input* input,
                              const pmm_call* call, int64_t* out_version,
                              pmm_error** out_error) noexcept {
  return write_input<crm::SegmentFields>(
      session, input, kSegmentV1, call, id, out_version, false, "out_version", "segment.update",
      out_error, [session, id](const auto& writing, const auto& fields) {
        return runtime::update_segment(session->impl->crm(), writing, id, fields);
      });
}

pmm_status pmm_segment_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    digest_request(options, {id_bytes(id)});
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, "segment.remove", [&](const crm::Writing& writing) {
                 return runtime::remove_segment(impl.crm(), writing, id);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_segment_get(pmm_session* session, pmm_id id, const pmm_call* call,
                           pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_segment(reading, id); });
}

pmm_status pmm_segment_list(pmm_session* session, const pmm_segment_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::SegmentFilter>(filter, kSegmentFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_segments(reading, wanted, where);
      });
}

pmm_status pmm_segment_versions(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_segment_versions(reading, id);
  });
}

pmm_status pmm_segment_count(pmm_session* session, pmm_str rule, const pmm_call* call,
                             pmm_result** out_result, pmm_error** out_error) noexcept {
  return ask(session, call, out_result, out_error,
             [&](runtime::Session& impl, const Call& options) -> Result<TablePtr> {
               PMM_ASSIGN(const auto json, read_json(rule, "rule"));
               return runtime::count_members(impl, json, options);
             });
}

pmm_status pmm_segment_members(pmm_session* session, pmm_str rule, pmm_str groups, pmm_str salt,
                               const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return ask(session, call, out_result, out_error,
             [&](runtime::Session& impl, const Call& options) -> Result<TablePtr> {
               PMM_ASSIGN(const auto json, read_json(rule, "rule"));
               runtime::SplitText split;
               PMM_ASSIGN(split.groups, read_text(groups, "groups"));
               PMM_ASSIGN(split.salt, read_text(salt, "salt"));
               PMM_ASSIGN(const auto where, read_page(page));
               return runtime::list_members(impl, json, split, where, options);
             });
}

pmm_status pmm_segment_overlap(pmm_session* session, pmm_str rule_a, pmm_str rule_b,
                               const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return ask(session, call, out_result, out_error,
             [&](runtime::Session& impl, const Call& options) -> Result<TablePtr> {
               PMM_ASSIGN(const auto a, read_json(rule_a, "rule_a"));
               PMM_ASSIGN(const auto b, read_json(rule_b, "rule_b"));
               return runtime::overlap(impl, a, b, options);
             });
}

pmm_status pmm_segment_profile(pmm_session* session, pmm_str rule, pmm_str dimensions,
                               const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return ask(session, call, out_result, out_error,
             [&](runtime::Session& impl, const Call& options) -> Result<TablePtr> {
               PMM_ASSIGN(const auto json, read_json(rule, "rule"));
               PMM_ASSIGN(const auto list, read_json(dimensions, "dimensions"));
               return runtime::profile(impl, json, list, options);
             });
}

pmm_status pmm_segment_split(pmm_session* session, pmm_str rule, pmm_str groups, pmm_str salt,
                             const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return ask(session, call, out_result, out_error,
             [&](runtime::Session& impl, const Call& options) -> Result<TablePtr> {
               PMM_ASSIGN(const auto json, read_json(rule, "rule"));
               runtime::SplitText split;
               PMM_ASSIGN(split.groups, read_json(groups, "groups"));
               PMM_ASSIGN(split.salt, read_json(salt, "salt"));
               return runtime::split_counts(impl, json, split, options);
             });
}

pmm_status pmm_rfm(pmm_session* session, pmm_str options, const pmm_call* call,
                   pmm_result** out_result, pmm_error** out_error) noexcept {
  return ask(session, call, out_result, out_error,
             [&](runtime::Session& impl, const Call& settings) -> Result<TablePtr> {
               PMM_ASSIGN(const auto json, read_json(options, "options"));
               return runtime::rfm(impl, json, settings);
             });
}

pmm_status pmm_segment_schema(pmm_db* db, pmm_text** out_text, pmm_error** out_error) noexcept {
  if (out_text != nullptr) *out_text = nullptr;
  return guard(db, out_error, [&](runtime::Crm&) -> Status {
    PMM_TRY(required(out_text, "out_text"));
    *out_text = make_text(runtime::segment_schema());
    return {};
  });
}

#include "pmmcrm/merge.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/duplicate.hpp"
#include "crm/merge.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_merge_input& in, FieldReader& reader, crm::MergeFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_MERGE_WINNER, in.winner, "winner", out.winner);
  reader.id(PMM_MERGE_LOSER, in.loser, "loser", out.loser);
  reader.line(PMM_MERGE_TAKE, in.take, "take", out.take);
  reader.line(PMM_MERGE_KEEP, in.keep, "keep", out.keep);
  reader.flag(PMM_MERGE_DESPITE_CODES, in.despite_codes, "despite_codes", out.despite_codes);
}

static void to_filter(const pmm_merge_filter& in, FieldReader& reader, crm::MergeFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_MERGE_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.flag(PMM_MERGE_FILTER_UNDONE, in.undone, "undone", out.undone);
}

static void to_filter(const pmm_duplicate_filter& in, FieldReader& reader,
                      crm::DuplicateFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_DUPLICATE_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.integer(PMM_DUPLICATE_FILTER_MIN_POINTS, in.min_points, "min_points", 0, 100,
                 out.min_points);
  reader.flag(PMM_DUPLICATE_FILTER_DISTINCT, in.distinct, "distinct", out.distinct);
}

namespace {

constexpr std::size_t kMergeV1 = offsetof(pmm_merge_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kMergeV1 == 72);  // a promise to compiled programs
constexpr std::size_t kMergeFilterV1 =
    offsetof(pmm_merge_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kMergeFilterV1 == 32);
constexpr std::size_t kDuplicateFilterV1 =
    offsetof(pmm_duplicate_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kDuplicateFilterV1 == 40);

}  // namespace

pmm_status pmm_duplicate_list(pmm_session* session, const pmm_duplicate_filter* filter,
                              const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                              pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted,
                                 read_filter<crm::DuplicateFilter>(filter, kDuplicateFilterV1));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_duplicates(reading, wanted, where);
                    });
}

pmm_status pmm_merge_subjects(pmm_session* session, const pmm_merge_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::MergeFields>(
      session, input, kMergeV1, call, 0, out_id, true, "out_id", "merge.subjects", out_error,
      [](const auto& writing, const auto& fields) { return crm::merge_subjects(writing, fields); });
}

pmm_status pmm_merge_preview(pmm_session* session, const pmm_merge_input* input,
                             const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const pmm_merge_input raw, read_struct(input, kMergeV1, "input"));
                      FieldReader reader(raw.set_fields, raw.reserved0, "input");
                      crm::MergeFields fields;
                      to_fields(raw, reader, fields);
                      Call unused;
                      PMM_TRY(reader.finish(unused));
                      return crm::preview_merge(reading, fields);
                    });
}

pmm_status pmm_merge_undo(pmm_session* session, pmm_id id, const pmm_call* call,
                          int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(session, {id}, call, out_version, "merge.undo", out_error,
                     [id](const crm::Writing& writing) { return crm::undo_merge(writing, id); });
}

pmm_status pmm_merge_get(pmm_session* session, pmm_id id, const pmm_call* call,
                         pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_merge(reading, id); });
}

pmm_status pmm_merge_list(pmm_session* session, const pmm_merge_filter* filter,
                          const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                          pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::MergeFilter>(filter, kMergeFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_merges(reading, wanted, where);
      });
}

#include "pmmcrm/import.h"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "runtime/import.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::size_t kImportOptionsV1 =
    offsetof(pmm_import_options, rejects_path) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kImportOptionsV1 == 24);

Status read_options(const pmm_import_options* options, runtime::CsvImport& request) {
  if (options == nullptr) return {};
  PMM_ASSIGN(const pmm_import_options raw, read_struct(options, kImportOptionsV1, "options"));
  if (raw.threads > 2)
    return Status::invalid("options.threads", std::to_string(raw.threads) + " is outside 0 to 2");
  if (raw.threads != 0) request.threads = static_cast<int>(raw.threads);
  PMM_ASSIGN(const auto rejects, read_text(raw.rejects_path, "options.rejects_path"));
  PMM_TRY(text::check(rejects, "options.rejects_path", limits::kPathBytes));
  request.rejects_path = rejects;
  return {};
}

}  // namespace

pmm_status pmm_import_csv(pmm_session* session, pmm_str data_path, pmm_str mapping,
                          const pmm_import_options* options, const pmm_call* call,
                          pmm_text** out_report, pmm_error** out_error) noexcept {
  if (out_report != nullptr) *out_report = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_report, "out_report"));
    PMM_ASSIGN(const Call how, read_call(call));
    runtime::CsvImport request;
    PMM_TRY(read_options(options, request));
    PMM_ASSIGN(const auto path, read_text(data_path, "data_path"));
    PMM_TRY(text::check(path, "data_path", limits::kPathBytes));
    if (path.empty()) return Status::invalid("data_path", "the path is empty");
    request.data_path = path;
    PMM_ASSIGN(request.mapping, read_text(mapping, "mapping"));
    if (request.mapping.empty()) return Status::invalid("mapping", "the mapping is empty");
    exchange::ImportReport report;
    Status imported = runtime::import_csv(impl, request, how, report);
    if (imported.ok() || report.read > 0) *out_report = make_text(exchange::report_json(report));
    return imported;
  });
}

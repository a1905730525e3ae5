#include "runtime/export_bi.hpp"

#include <optional>
#include <utility>

namespace pmm::runtime {

Result<crm::BiReport> export_bi(Session& session, const crm::BiRequest& request, const Call& call) {
  std::optional<crm::BiExtract> extract;
  auto done = session.read(call, [&](const crm::Reading& reading) -> Result<TablePtr> {
    PMM_ASSIGN(auto made, crm::extract_for_bi(reading, request, call));
    extract.emplace(std::move(made));
    return TablePtr(std::make_shared<Table>());
  });
  if (!done.ok()) return done.take_status();
  // The file appears last, when nothing can fail any more.
  const crm::BiReport report = extract->report;
  PMM_TRY(extract->file.finish());
  return report;
}

}  // namespace pmm::runtime

#pragma once

#include <string>
#include <string_view>

#include "base/call.hpp"
#include "exchange/import.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {

struct CsvImport {
  std::string data_path;
  std::string_view mapping;  // JSON
  int threads = 2;
  std::string rejects_path;  // "" for none
};

// Reads the file into the store as the session's actor. The report is filled in whatever comes
// back, once the mapping and the file could be opened.
Status import_csv(Session& session, const CsvImport& request, const Call& call,
                  exchange::ImportReport& report);

}  // namespace pmm::runtime

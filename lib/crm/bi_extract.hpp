#pragma once

#include <cstdint>
#include <string>

#include "base/call.hpp"
#include "crm/context.hpp"
#include "store/extract_file.hpp"

namespace pmm::crm {

struct BiRequest {
  std::string path;
  bool persons = false;  // who the subjects are; without it their ids lead to nobody
  std::string made_by;
};

struct BiReport {
  std::int32_t tables = 0;
  std::int64_t cases = 0, contacts = 0, visits = 0, subjects = 0, days = 0;
  std::int64_t deliveries = 0, appointments = 0;
};

struct BiExtract {
  store::ExtractFile file;  // to be finished
  BiReport report;
};

// Writes what the snapshot holds as a star schema into a database file of its own. Memory does not
// grow with the store. kDenied unless the actor may read all that is in it. The call is looked at
// as long as the file is open.
Result<BiExtract> extract_for_bi(const Reading& reading, const BiRequest& request,
                                 const Call& call);

}  // namespace pmm::crm

#pragma once

#include "crm/bi_extract.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {

// The store as the session's actor sees it now, as a star schema in a file of its own.
Result<crm::BiReport> export_bi(Session& session, const crm::BiRequest& request, const Call& call);

}  // namespace pmm::runtime

#pragma once

#include "base/status.hpp"
#include "base/table.hpp"
#include "pmmcrm/arrow_abi.h"

namespace pmm::columnar {

// Gives `table` as a fresh stream of one record batch; nothing is copied but names. The stream,
// its schema and its arrays each keep the table alive and are independent of one another. On
// failure `out->release` is null.
Status export_arrow(TablePtr table, ArrowArrayStream* out);

}  // namespace pmm::columnar

#pragma once

#include <string>

#include "exchange/table_writer.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {

// Days, both included; empty for all time and for the zone of the store.
struct WorkbookPeriod {
  std::string from, to, timezone;
};

// The workbook of those who answer for the services: indicators, and the questions behind them, as
// the session's actor sees them now; `italian` are the names of the sheets. kInvalid names
// "from", "to" or "timezone".
Status export_workbook(Session& session, const WorkbookPeriod& period, bool italian, bool crosstab,
                       exchange::TableWriter& writer, const Call& call);

}  // namespace pmm::runtime

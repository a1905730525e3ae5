// Questions about all that the mixed load writes, and a comparison of the columns that were saved
// with columns made anew and with SQL.
#pragma once

#include <string>
#include <vector>

#include "pmmcrm/pmmcrm.h"

namespace fault {

const std::vector<std::string>& questions();

// The answer: its rows, and how far it saw.
std::string ask(pmm_session* session, const std::string& question);

// Ends the process when an answer from the saved columns is not that of the tables at the same
// number of the journal, or not that of SQL. True: there were saved columns, and they were used.
enum class Against { kTables, kTablesAndSql };
bool compare_columns(const std::string& path, Against against);

}  // namespace fault

#pragma once

#include <string_view>

#include "base/table.hpp"

namespace pmm::exchange {

// The table as people read it: names stand where there were codes, and the codes behind all else,
// for whoever goes on with them; what is in another language is left out. The table itself where
// nothing of it is to be said in another way.
TablePtr people_table(const TablePtr& table, std::string_view language);

}  // namespace pmm::exchange

#pragma once

#include <string>
#include <vector>

#include "base/call.hpp"
#include "crm/erasure.hpp"
#include "store/store.hpp"

namespace pmm::crm {

// FILE.erased: who was erased from the store, beside it, so that an older copy that is put in its
// place learns of it. Numbers, digests of random tokens and instants; no data of anybody.
std::string erased_list_path(const store::Store& store);

// What the list has; empty where there is none. kCorrupt when it is damaged, kConflict when it is
// of another store.
Result<std::vector<PastErasure>> read_erased_list(const store::Store& store);
// Brings the list up to what it had and what the store has.
Status write_erased_list(store::Store& store, const Call& call);

// The text of a list, and back.
std::string format_erased_list(std::string_view store_id, const std::vector<PastErasure>& erased);
Result<std::vector<PastErasure>> parse_erased_list(std::string_view text,
                                                   std::string_view store_id);

}  // namespace pmm::crm

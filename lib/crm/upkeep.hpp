#pragma once

#include "base/call.hpp"
#include "base/zone.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/municipality.hpp"
#include "store/noun.hpp"
#include "store/store.hpp"

namespace pmm::crm {

// The changes of one row, newest first. kNotFound (field "id") when the actor may not see it.
// Why an actor may do something to a row, or may not, rule by rule: step, rule, holds, text. Row 0:
// to a row of no office, service or subject. For who may read grants, and the row.
Result<TablePtr> explain_access(const Reading& reading, std::int64_t actor, std::string_view action,
                                store::Noun noun, std::int64_t id);

Result<TablePtr> history(const Reading& reading, store::Noun noun, std::int64_t id,
                         const Page& page);

// The answer with what it saw: the snapshot's last journal number and visit, the time, the zone.
Result<TablePtr> stamped(const Reading& reading, TablePtr answer);

// One row of facts about the store.
Result<TablePtr> store_info(store::Store& store, const Call& call);

// Structure, references, invariants, the journal's chain, the places of birth in codici fiscali
// where there is a table of municipalities (may be null), compared on the day that it is in `zone`,
// the version of SQLite: one row each for what was found.
Result<TablePtr> check_store(store::Store& store, const Zone& zone,
                             const model::Municipalities* municipalities, const Call& call);

}  // namespace pmm::crm

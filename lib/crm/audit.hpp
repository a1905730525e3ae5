#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/call.hpp"
#include "base/table.hpp"
#include "store/store.hpp"

namespace pmm::crm {

// The head of the journal's chain: what is kept elsewhere, so that whoever can change the store
// cannot make its past another. docs/adr/0028.
struct AuditHead {
  std::string store_id;
  std::int64_t seq = 0;
  std::string hash;  // in hex; of the genesis where the journal is empty
};

// Where the chain of a store is first not what it was.
struct AuditBreak {
  std::string_view rule;  // "journal_gap", "journal_chain", "journal_form", "head_…"
  std::int64_t seq = 0;   // 0: of none
  std::string message;
};

struct AuditOutcome {
  std::int64_t records = 0;  // that were found sound before the break
  AuditHead head;            // of the store as it stands
  std::optional<AuditBreak> broken;
};

// Every number once, in order, each hash made from the record and the hash before it; then that the
// head that was kept is still in the chain.
Result<AuditOutcome> verify_journal(store::Store& store, store::Connection& db,
                                    const AuditHead* kept, const Call& call);

// One row: store_id, seq, hash.
Result<TablePtr> audit_head(store::Store& store, const Call& call);
// Rows of rule, seq, message; none when the chain is whole. `seq` 0 with an empty hash: no head.
Result<TablePtr> audit_check(store::Store& store, std::string_view store_id, std::int64_t seq,
                             std::string_view hash, const Call& call);

}  // namespace pmm::crm

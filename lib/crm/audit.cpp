#include "crm/audit.hpp"

#include <limits>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/journal_sql.hpp"
#include "store/noun.hpp"

namespace pmm::crm {
namespace {

constexpr std::int64_t kAuditBatch = 4096;
constexpr int kOnBehalfOf = 4, kVerb = 5, kSubjectOf = 8, kCaseOf = 9;

bool is_hex(std::string_view text) noexcept {
  for (const char c : text)
    if (!text::is_digit(c) && (c < 'a' || c > 'f')) return false;
  return true;
}

// What the hash does not see: an absent id is hashed as 0, and written as NULL.
bool has_form(const store::Statement& rows) noexcept {
  for (const int column : {kOnBehalfOf, kSubjectOf, kCaseOf})
    if (!rows.is_null(column) && rows.int_at(column) == 0) return false;
  return !rows.text_at(kVerb).empty();
}

// Walks the chain record by record.
class ChainWalk {
 public:
  ChainWalk(store::Store& store, const AuditHead* kept) : kept_(kept) {
    outcome_.head.store_id = store.store_id();
    previous_ = hasher_.genesis(store.store_id());
  }

  // False: the chain is broken here.
  bool take(const store::Statement& rows) {
    const store::JournalRow row = store::journal_row(rows);
    const std::int64_t expected = outcome_.records + 1;
    if (row.seq != expected)
      return fail("journal_gap", expected,
                  "record " + std::to_string(expected) + " of the journal is missing");
    const Sha256::Bytes hash = hasher_.next(previous_, row);
    const std::string which = "record " + std::to_string(row.seq) + " of the journal ";
    if (rows.text_at(store::kJournalHashColumn) != as_text(hash))
      return fail("journal_chain", row.seq, which + "was altered");
    if (!has_form(rows)) return fail("journal_form", row.seq, which + "is not written as we do");
    if (row.commit_group < group_)
      return fail("journal_form", row.seq, which + "is of an earlier commit than the one before");
    if (kept_ != nullptr && kept_->seq == row.seq && to_hex(as_text(hash)) != kept_->hash)
      return fail("head_differs", row.seq,
                  which + "is not the one whose hash was kept: it, or one before it, is another");
    group_ = row.commit_group;
    previous_ = hash;
    outcome_.records = row.seq;
    return true;
  }

  AuditOutcome finish() {
    outcome_.head.seq = outcome_.records;
    outcome_.head.hash = to_hex(as_text(previous_));
    if (kept_ != nullptr && !outcome_.broken && kept_->seq > outcome_.records)
      fail("head_missing", outcome_.records + 1,
           "the journal ends with record " + std::to_string(outcome_.records) + ", and had " +
               std::to_string(kept_->seq) + " when its head was kept");
    return std::move(outcome_);
  }

  // Of a head that cannot be of this store.
  bool fail(std::string_view rule, std::int64_t seq, std::string message) {
    outcome_.broken = AuditBreak{rule, seq, std::move(message)};
    return false;
  }

 private:
  const AuditHead* kept_;
  store::JournalHasher hasher_;
  Sha256::Bytes previous_{};
  std::int64_t group_ = 0;
  AuditOutcome outcome_;
};

Status check_head(const AuditHead& head) {
  if (head.seq < 0)
    return Status::invalid("seq", std::to_string(head.seq) + " is no number of a record");
  if (head.hash.size() != 2 * sizeof(Sha256::Bytes) || !is_hex(head.hash))
    return Status::invalid("hash", "a hash is 64 digits of 0 to 9 and a to f");
  return {};
}

}  // namespace

Result<AuditOutcome> verify_journal(store::Store& store, store::Connection& db,
                                    const AuditHead* kept, const Call& call) {
  ChainWalk walk(store, kept);
  if (kept != nullptr && !kept->store_id.empty() && kept->store_id != store.store_id()) {
    walk.fail("head_differs", 0, "the head that was kept is of store " + kept->store_id);
    return walk.finish();
  }
  // From below every number that a record may have.
  std::int64_t seq = std::numeric_limits<std::int64_t>::min();
  for (;;) {
    PMM_TRY(call.check());
    PMM_ASSIGN(auto rows, db.prepare(store::sql::kJournalFrom));
    rows.bind(1, seq).bind(2, kAuditBatch);
    std::int64_t read = 0;
    for (;; ++read) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      seq = rows.int_at(0);
      if (!walk.take(rows)) return walk.finish();
    }
    if (read < kAuditBatch) return walk.finish();
  }
}

Result<TablePtr> audit_head(store::Store& store, const Call& call) {
  PMM_TRY(call.check());
  PMM_ASSIGN(auto snapshot, store.read(call));
  AuditHead head{store.store_id(), 0, {}};
  PMM_ASSIGN(auto last, snapshot.db().prepare(store::sql::kJournalHead));
  PMM_ASSIGN(const bool found, last.step());
  if (found) {
    head.seq = last.int_at(0);
    head.hash = to_hex(last.text_at(2));
  } else {
    store::JournalHasher hasher;
    head.hash = to_hex(as_text(hasher.genesis(store.store_id())));
  }
  TableBuilder builder({{"store_id", Type::kText}, {"seq", Type::kInt64}, {"hash", Type::kText}});
  builder.text(head.store_id);
  builder.integer(head.seq);
  builder.text(head.hash);
  builder.end_row();
  return builder.finish();
}

Result<TablePtr> audit_check(store::Store& store, std::string_view store_id, std::int64_t seq,
                             std::string_view hash, const Call& call) {
  const AuditHead kept{std::string(store_id), seq, std::string(hash)};
  const bool has_head = seq != 0 || !hash.empty();
  if (has_head) PMM_TRY(check_head(kept));
  PMM_ASSIGN(auto snapshot, store.read(call));
  PMM_ASSIGN(const AuditOutcome outcome,
             verify_journal(store, snapshot.db(), has_head ? &kept : nullptr, call));
  TableBuilder builder({{"rule", Type::kText}, {"seq", Type::kInt64}, {"message", Type::kText}});
  if (outcome.broken) {
    builder.text(outcome.broken->rule);
    builder.integer(outcome.broken->seq);
    builder.text(outcome.broken->message);
    builder.end_row();
  }
  return builder.finish();
}

}  // namespace pmm::crm

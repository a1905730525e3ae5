#include "store/tx.hpp"

#include <algorithm>

#include "store/journal_sql.hpp"

namespace pmm::store {
namespace {

void append_int(std::string& out, std::int64_t value) {
  auto bits = static_cast<std::uint64_t>(value);
  char bytes[8];
  for (char& byte : bytes) {
    byte = static_cast<char>(bits & 0xFF);
    bits >>= 8;
  }
  out.append(bytes, sizeof bytes);
}

void append_text(std::string& out, std::string_view text) {
  append_int(out, static_cast<std::int64_t>(text.size()));
  out += text;
}

}  // namespace

JournalRow journal_row(const Statement& row) {
  JournalRow out;
  out.seq = row.int_at(0);
  out.commit_group = row.int_at(1);
  out.at_us = row.int_at(2);
  out.actor = row.int_at(3);
  out.on_behalf_of = row.int_at(4);
  out.verb = row.text_at(5);
  out.noun = row.int_at(6);
  out.id = row.int_at(7);
  out.subject = row.int_at(8);
  out.case_id = row.int_at(9);
  out.fields = row.text_at(10);
  return out;
}

Sha256::Bytes JournalHasher::next(const Sha256::Bytes& previous, const JournalRow& row) {
  buffer_.assign(as_text(previous));
  for (const std::int64_t value :
       {row.seq, row.commit_group, row.at_us, row.actor, row.on_behalf_of})
    append_int(buffer_, value);
  append_text(buffer_, row.verb);
  for (const std::int64_t value : {row.noun, row.id, row.subject, row.case_id})
    append_int(buffer_, value);
  append_text(buffer_, row.fields);
  sha_.reset();
  sha_.add(buffer_);
  return sha_.finish();
}

Sha256::Bytes JournalHasher::genesis(std::string_view store_id) {
  sha_.reset();
  sha_.add("pmmcrm journal 1\n");
  sha_.add(store_id);
  return sha_.finish();
}

Tx::Tx(Connection& connection, std::string_view store_id, JournalHasher& hasher)
    : connection_(connection),
      store_id_(store_id),
      hasher_(hasher),
      journal_(connection, sql::kInsertJournal) {}

Status Tx::start() {
  PMM_ASSIGN(auto statement, connection_.prepare(sql::kJournalHead));
  PMM_ASSIGN(const bool found, statement.step());
  if (!found) {
    head_ = {0, 0, hasher_.genesis(store_id_)};
  } else {
    head_.seq = statement.int_at(0);
    head_.group = statement.int_at(1);
    const std::string_view hash = statement.text_at(2);
    if (hash.size() != head_.hash.size())
      return {Code::kCorrupt, "the last journal record has no hash"};
    std::copy(hash.begin(), hash.end(), reinterpret_cast<char*>(head_.hash.data()));
  }
  group_ = head_.group + 1;
  counters_.clear();
  writes_ = 0;
  return {};
}

Status Tx::begin_write(const Origin& origin, std::int64_t now_us) {
  if (journal_.full()) PMM_TRY(journal_.flush());
  journal_before_ = journal_.rows();
  PMM_TRY(connection_.savepoint());
  origin_ = &origin;
  now_us_ = now_us;
  head_before_ = head_;
  undo_.clear();
  reason_kept_ = false;
  return {};
}

Status Tx::end_write(bool keep) {
  origin_ = nullptr;
  if (keep) {
    Status released = connection_.release();
    if (released.ok()) {
      ++writes_;
      return {};
    }
    return released;
  }
  head_ = head_before_;
  journal_.keep_first(journal_before_);
  for (auto i = undo_.rbegin(); i != undo_.rend(); ++i) *i->counter = i->before;
  return connection_.rollback_to();
}

Status Tx::finish() {
  PMM_TRY(journal_.flush());
  for (const auto& [name, counter] : counters_) {
    if (!counter.changed) continue;
    PMM_ASSIGN(auto statement, connection_.prepare(sql::kSetCounter));
    PMM_TRY(statement.bind(1, std::string_view(name)).bind(2, counter.last).run());
  }
  return {};
}

Result<Tx::Counter*> Tx::find_counter(std::string_view name) {
  auto found = counters_.find(name);
  if (found == counters_.end()) {
    PMM_ASSIGN(auto statement, connection_.prepare(sql::kCounter));
    PMM_ASSIGN(const bool row, statement.bind(1, name).step());
    const std::int64_t last = row ? statement.int_at(0) : 0;
    found = counters_.emplace(std::string(name), Counter{last, false}).first;
  }
  return &found->second;
}

Result<std::int64_t> Tx::current(std::string_view counter) {
  PMM_ASSIGN(const Counter* found, find_counter(counter));
  return found->last;
}

Result<std::int64_t> Tx::next(std::string_view counter) {
  PMM_ASSIGN(Counter * found, find_counter(counter));
  undo_.push_back({found, *found});
  found->changed = true;
  return ++found->last;
}

Status Tx::record(const Record& record) {
  PMM_ASSERT(origin_ != nullptr);
  JournalRow row;
  row.seq = head_.seq + 1;
  row.commit_group = group_;
  row.at_us = now_us_;
  row.actor = record.by_time ? kSystemActor : origin_->actor;
  row.on_behalf_of = record.by_time ? 0 : origin_->on_behalf_of;
  row.verb = record.verb;
  row.noun = static_cast<std::int64_t>(record.noun);
  row.id = record.id;
  row.subject = record.subject;
  row.case_id = record.case_id;
  row.fields = record.fields;
  const Sha256::Bytes hash = hasher_.next(head_.hash, row);
  journal_.add(row.seq).add(row.commit_group).add(row.at_us).add(row.actor);
  journal_.add_id(row.on_behalf_of).add(row.verb).add(row.noun).add(row.id);
  journal_.add_id(row.subject).add_id(row.case_id).add(row.fields).add_blob(as_text(hash));
  journal_.end_row();
  // Records of earlier writes must not go into the savepoint of this one.
  if (journal_before_ == 0 && journal_.full()) PMM_TRY(journal_.flush());
  head_ = {row.seq, group_, hash};
  if (!origin_->reason.empty() && !reason_kept_ && !record.by_time) {
    PMM_ASSIGN(auto reason, connection_.prepare(sql::kInsertReason));
    PMM_TRY(reason.bind(1, row.seq).bind(2, std::string_view(origin_->reason)).run());
    reason_kept_ = true;
  }
  return {};
}

}  // namespace pmm::store

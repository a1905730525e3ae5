#include "hand.hpp"

#include <openssl/sha.h>
#include <sys/random.h>

#include <cstring>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::int64_t kWalPages = 64LL * 1024 * 1024 / 4096;
constexpr std::int64_t kNow = 1'700'000'000'000'000;

void put_int(std::string& out, std::int64_t value) {
  char bytes[8];
  std::memcpy(bytes, &value, sizeof bytes);
  out.append(bytes, sizeof bytes);
}

void put_text(std::string& out, std::string_view text) {
  put_int(out, static_cast<std::int64_t>(text.size()));
  out += text;
}

std::string random_token() {
  static constexpr char kHex[] = "0123456789abcdef";
  unsigned char bytes[11];
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
    throw std::runtime_error("no random bytes");
  std::string out;
  for (const unsigned char byte : bytes) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace

struct Hand::Statements {
  explicit Statements(sqlite3* db)
      : begin(db, "BEGIN IMMEDIATE"),
        commit(db, "COMMIT"),
        head(db, "SELECT seq, commit_group, hash FROM journal ORDER BY seq DESC LIMIT 1"),
        journal(db,
                "INSERT INTO journal (seq, commit_group, at_us, actor, on_behalf_of, verb, noun, "
                "id, subject, case_id, fields, hash) VALUES (?,?,?,1,NULL,?,?,?,?,?,?,?)"),
        counter(db, "SELECT last FROM counters WHERE name = ?"),
        keep(db,
             "INSERT INTO counters (name, last) VALUES (?,?) ON CONFLICT (name) DO UPDATE SET "
             "last = excluded.last"),
        find(db, "SELECT id FROM cases WHERE external_id = ?"),
        insert_case(
            db,
            "INSERT INTO cases (id, token, version, number, external_id, kind, service, "
            "category, office, channel, status, state, outcome, summary, area, opened_us, "
            "due_us, due_given, closed_us, reopened_count, assurance, created_us) VALUES "
            "(?,?,1,?,?,'report',?,?,?,?,'closed','resolved','fulfilled',?,?,?,?,1,?,0,0,?)"),
        event(db,
              "INSERT INTO case_events (id, case_id, office, at_us, verb, from_state, to_state, "
              "actor, visibility) VALUES (?,?,?,?,'import',?,?,1,'subject')"),
        contact(db,
                "INSERT INTO contacts (id, version, channel, direction, subject, started_us, "
                "abandoned, noted, operator, assurance, created_us) VALUES "
                "(?,1,?,'in',?,?,0,0,1,0,?)") {}
  HandStatement begin, commit, head, journal, counter, keep, find, insert_case, event, contact;
};

Hand::Hand(const std::string& path) {
  if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) !=
      SQLITE_OK)
    throw std::runtime_error("cannot open " + path);
  sqlite3_busy_timeout(db_, 60'000);
  for (const char* pragma :
       {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
        "PRAGMA secure_delete=ON", "PRAGMA cache_size=-16384", "PRAGMA temp_store=MEMORY"})
    sqlite3_exec(db_, pragma, nullptr, nullptr, nullptr);
  sqlite3_wal_autocheckpoint(db_, 0);
  sqlite3_wal_hook(
      db_,
      [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<std::int64_t*>(pages) = count;
        return SQLITE_OK;
      },
      &wal_pages_);
  statements_ = std::make_unique<Statements>(db_);
}

Hand::~Hand() {
  statements_.reset();
  sqlite3_close_v2(db_);
}

void Hand::read_head() {
  auto& head = statements_->head;
  if (head.step()) {
    seq_ = head.number(0);
    group_ = head.number(1) + 1;
    hash_ = std::string(head.text(2));
  }
  head.reset();
}

std::int64_t Hand::next(const char* name) {
  for (auto& [known, last] : counters_)
    if (known == name) return ++last;
  auto& find = statements_->counter;
  const std::int64_t last = find.set(1, std::string_view(name)).step() ? find.number(0) : 0;
  find.reset();
  counters_.emplace_back(name, last + 1);
  return last + 1;
}

void Hand::keep_counters() {
  for (const auto& [name, last] : counters_)
    statements_->keep.set(1, std::string_view(name)).set(2, last).run();
  counters_.clear();
}

void Hand::begin() {
  statements_->begin.run();
  read_head();
}

void Hand::commit() {
  keep_counters();
  statements_->commit.run();
  if (wal_pages_ > kWalPages && sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                                          nullptr, nullptr) == SQLITE_OK)
    wal_pages_ = 0;
}

void Hand::journal(const char* verb, int noun, std::int64_t id, std::int64_t subject,
                   std::int64_t case_id, const char* fields) {
  std::string bytes = hash_;
  for (const std::int64_t value : {++seq_, group_, kNow, std::int64_t{1}, std::int64_t{0}})
    put_int(bytes, value);
  put_text(bytes, verb);
  for (const std::int64_t value : {std::int64_t{noun}, id, subject, case_id}) put_int(bytes, value);
  put_text(bytes, fields);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  hash_.assign(reinterpret_cast<const char*>(digest), sizeof digest);
  auto& insert = statements_->journal;
  insert.set(1, seq_).set(2, group_).set(3, kNow).set(4, std::string_view(verb));
  insert.set(5, std::int64_t{noun}).set(6, id);
  subject == 0 ? insert.set_null(7) : insert.set(7, subject);
  case_id == 0 ? insert.set_null(8) : insert.set(8, case_id);
  insert.set(9, std::string_view(fields)).set_blob(10, hash_).run();
}

void Hand::insert_case(const HandCase& row) {
  auto& find = statements_->find;
  const bool known = find.set(1, std::string_view(row.external_id)).step();
  find.reset();
  if (known) throw std::runtime_error("the case is there already");
  const std::int64_t id = next("case");
  char number[32];
  std::snprintf(number, sizeof number, "2007/R/%06lld",
                static_cast<long long>(next("case:R:2007")));
  const std::string token = random_token();
  auto& insert = statements_->insert_case;
  insert.set(1, id).set(2, std::string_view(token)).set(3, std::string_view(number));
  insert.set(4, std::string_view(row.external_id)).set(5, row.service).set(6, row.category);
  insert.set(7, row.office).set(8, row.channel).set(9, std::string_view(row.summary));
  insert.set(10, row.area).set(11, row.opened_us).set(12, row.due_us).set(13, row.closed_us);
  insert.set(14, kNow).run();
  auto& event = statements_->event;
  event.set(1, next("case_event")).set(2, id).set(3, row.office).set(4, row.opened_us);
  event.set_null(5).set(6, std::string_view("new")).run();
  event.set(1, next("case_event")).set(2, id).set(3, row.office).set(4, row.closed_us);
  event.set(5, std::string_view("new")).set(6, std::string_view("resolved")).run();
  journal("import", 16, id, 0, id,
          "opened_us,closed_us,summary,status,state,outcome,service,category,office,channel,area,"
          "due_us");
}

void Hand::write_contact(std::int64_t channel, std::int64_t subject) {
  begin();
  const std::int64_t id = next("contact");
  statements_->contact.set(1, id).set(2, channel).set(3, subject).set(4, kNow).set(5, kNow).run();
  journal("create", 14, id, subject, 0, "channel,direction,subject,started_us");
  commit();
}

}  // namespace bench

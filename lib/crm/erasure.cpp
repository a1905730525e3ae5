#include "crm/erasure.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "base/digest.hpp"
#include "crm/access.hpp"
#include "crm/attribute.hpp"
#include "crm/data_dictionary.hpp"
#include "crm/erasure_sql.hpp"
#include "crm/legal_hold_sql.hpp"
#include "crm/list.hpp"
#include "crm/service.hpp"
#include "model/data_request.hpp"

namespace pmm::crm {
namespace {

using model::DataColumn;

constexpr std::int64_t kMostHolds = 1'000'000;

// What stays of a subject, and why.
struct Kept {
  bool everything = false;
  bool identity = false;
  std::string why;
};

std::string filled(std::string_view statement, std::string_view condition) {
  std::string out(statement);
  for (std::size_t at = out.find("{}"); at != std::string::npos; at = out.find("{}", at))
    out.replace(at, 2, condition);
  return out;
}

std::string article(std::string_view ground) {
  const auto known = model::find_hold_ground(ground);
  return std::string(known ? model::hold_ground_article(*known) : ground);
}

Result<Kept> find_kept(store::Connection& db, std::int64_t subject) {
  Kept kept;
  {
    PMM_ASSIGN(auto hold, db.prepare(sql::kSubjectHold));
    PMM_ASSIGN(const bool held, hold.bind(1, subject).step());
    if (held) {
      kept.everything = kept.identity = true;
      kept.why = "everything is held (" + article(hold.text_at(0)) + ")";
      return kept;
    }
  }
  PMM_ASSIGN(auto open, db.prepare(sql::kOpenCases));
  PMM_TRY(open.bind(1, subject).step().take_status());
  if (const std::int64_t cases = open.int_at(0); cases > 0) {
    kept.identity = true;
    kept.why = "cases that are open: " + std::to_string(cases) + " (art. 17(3)(b))";
  }
  PMM_ASSIGN(auto holds, db.prepare(sql::kCaseHolds));
  PMM_TRY(holds.bind(1, subject).step().take_status());
  if (const std::int64_t cases = holds.int_at(0); cases > 0) {
    kept.identity = kept.identity || holds.int_at(1) != 0;
    if (!kept.why.empty()) kept.why += "; ";
    kept.why +=
        "cases that are held: " + std::to_string(cases) + " (" + article(holds.text_at(2)) + ")";
  }
  return kept;
}

class Eraser {
 public:
  Eraser(const Writing& writing, std::int64_t subject, Kept kept)
      : writing_(writing), subject_(subject), kept_(std::move(kept)) {}

  Result<ErasureReport> run() {
    PMM_TRY(note_found());
    if (kept_.everything) return std::move(report_);
    PMM_TRY(mark_erased());
    PMM_TRY(erase_keys());
    PMM_TRY(erase_reasons());
    PMM_TRY(erase_visitors());
    PMM_TRY(erase_attributes());
    PMM_TRY(stop_dealings());
    for (const sql::DataTable& table : sql::kDataTables) PMM_TRY(erase_rows(table));
    PMM_TRY(record_subject());
    return std::move(report_);
  }

 private:
  store::Connection& db() const noexcept { return writing_.db(); }
  bool stays(const sql::DataTable& table) const noexcept {
    return kept_.everything || (table.goes_with == sql::GoesWith::kIdentity && kept_.identity);
  }

  Result<std::int64_t> count(const std::string& statement) const {
    PMM_ASSIGN(auto rows, db().prepare(statement));
    PMM_TRY(rows.bind(1, subject_).step().take_status());
    return rows.int_at(0);
  }

  ErasureCount& counted(std::string_view table) {
    const auto known = std::find_if(report_.tables.begin(), report_.tables.end(),
                                    [&](const ErasureCount& one) { return one.table == table; });
    if (known != report_.tables.end()) return *known;
    report_.tables.push_back({table, 0, 0, 0, 0, {}});
    return report_.tables.back();
  }

  // Before anything is erased: what there is, and what of it stays.
  Status note_found() {
    for (const sql::DataTable& table : sql::kDataTables) {
      PMM_ASSIGN(const std::int64_t found, count(count_statement(table, {})));
      if (found == 0) continue;
      std::int64_t kept = stays(table) ? found : 0;
      if (const auto condition = kept_with_case(table); condition && kept == 0) {
        PMM_ASSIGN(kept, count(count_statement(table, *condition)));
      }
      ErasureCount& row = counted(table.name);
      row.found = found;
      row.kept = kept;
      row.anonymous = table.rows_go ? 0 : found - kept;
      if (kept > 0) row.why = kept_.why;
    }
    return {};
  }

  Status mark_erased() const {
    PMM_ASSIGN(auto select, db().prepare(sql::kSubjectToken));
    PMM_TRY(select.bind(1, subject_).step().take_status());
    const std::string digest = erasure_digest(select.text_at(0));
    PMM_ASSIGN(auto insert, db().prepare(sql::kInsertErasure));
    return insert.bind(1, subject_)
        .bind(2, std::string_view(digest))
        .bind(3, writing_.now_us())
        .run();
  }

  using Writes = std::set<std::pair<std::int64_t, std::int64_t>>;  // who, and when
  static Status add_writes(store::Statement& rows, Writes& writes) {
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) return {};
      writes.emplace(rows.int_at(0), rows.int_at(1));
    }
  }

  // Calls may be repeated by their key; what they wrote is known by who wrote it and when.
  Status erase_keys() {
    Writes writes;
    for (const sql::DataTable& table : sql::kDataTables) {
      if (table.noun == 0 || stays(table)) continue;
      PMM_ASSIGN(auto rows, db().prepare(filled(sql::kWritesOfRows,
                                                ids_statement(table.name, rows_to_erase(table)))));
      PMM_TRY(add_writes(rows.bind(1, subject_).bind(2, table.noun), writes));
    }
    PMM_ASSIGN(auto own, db().prepare(sql::kWritesOfSubject));
    PMM_TRY(add_writes(own.bind(1, subject_), writes));
    std::int64_t erased = 0;
    for (const auto& [actor, at_us] : writes) {
      PMM_ASSIGN(auto erase, db().prepare(sql::kEraseKey));
      PMM_TRY(erase.bind(1, actor).bind(2, at_us).run());
      erased += db().changes();
    }
    PMM_ASSIGN(auto erase, db().prepare(sql::kEraseKeysOfActors));
    PMM_TRY(erase.bind(1, subject_).run());
    erased += db().changes();
    if (erased > 0) {
      ErasureCount& row = counted("idempotency");
      row.found = row.erased = erased;
    }
    return {};
  }

  Status erase_reasons() {
    PMM_ASSIGN(const std::int64_t found, count(sql::kCountReasons));
    if (found == 0) return {};
    PMM_ASSIGN(auto erase, db().prepare(filled(sql::kEraseReasons, sql::kKeptCases)));
    PMM_TRY(erase.bind(1, subject_).run());
    ErasureCount& row = counted("reasons");
    row.found = found;
    row.erased = db().changes();
    row.kept = found - row.erased;
    if (row.kept > 0) row.why = kept_.why;
    return {};
  }

  // The hash of a visitor is that of whoever comes again: the visits of the subject get a number
  // that nobody will have.
  Status erase_visitors() {
    const Sha256::Bytes made = keyed_digest("erased visitor", std::to_string(subject_));
    std::int64_t number = 0;
    std::memcpy(&number, made.data(), sizeof number);
    PMM_ASSIGN(auto select, db().prepare(sql::kVisitsToErase));
    PMM_TRY(select.bind(1, subject_).bind(2, number).step().take_status());
    if (select.int_at(0) == 0) return {};
    const std::int64_t last = select.int_at(1);
    PMM_ASSIGN(auto update, db().prepare(sql::kEraseVisitor));
    PMM_TRY(update.bind(1, subject_).bind(2, number).run());
    return writing_.tx.record({.verb = "erase",
                               .noun = store::Noun::kVisit,
                               .id = last,
                               .subject = subject_,
                               .fields = "visitor"});
  }

  Status erase_attributes() {
    struct Found {
      std::int64_t id, service;
      std::string attributes;
    };
    std::vector<Found> found;
    {
      PMM_ASSIGN(auto rows, db().prepare(filled(sql::kAttributesToErase, sql::kKeptCases)));
      rows.bind(1, subject_);
      for (;;) {
        PMM_ASSIGN(const bool more, rows.step());
        if (!more) break;
        found.push_back({rows.int_at(0), rows.int_at(1), rows.string_at(2)});
      }
    }
    for (const Found& one : found) {
      PMM_ASSIGN(const std::string left, dimensions_of(db(), one.service, one.attributes));
      if (left == one.attributes) continue;
      PMM_ASSIGN(auto update, db().prepare(sql::kSetAttributes));
      update.bind(1, one.id);
      if (left.empty())
        update.bind_null(2);
      else
        update.bind(2, std::string_view(left));
      PMM_TRY(update.run());
      attributes_.insert(one.id);
    }
    return {};
  }

  // Nothing more goes out to who is erased, and nobody acts for it. Who is kept is told what its
  // open case needs, and no advertising.
  Status stop_dealings() {
    const std::string waiting = filled(sql::kWaitingDeliveries, sql::kKeptCases);
    PMM_TRY(record_each(waiting, store::Noun::kDelivery, "suppress", "state,reason"));
    PMM_ASSIGN(auto stop, db().prepare(filled(sql::kStopDeliveries, sql::kKeptCases)));
    PMM_TRY(stop.bind(1, subject_).bind(2, writing_.now_us()).run());
    PMM_ASSIGN(auto note, db().prepare(sql::kStopSubject));
    note.bind(1, subject_).bind(2, kept_.identity ? "objected" : "erased");
    PMM_TRY(note.bind(3, writing_.now_us()).run());
    if (kept_.identity) return {};
    PMM_ASSIGN(auto detach, db().prepare(sql::kDetachAddresses));
    PMM_TRY(detach.bind(1, subject_).run());
    PMM_TRY(record_each(sql::kOpenMandates, store::Noun::kMandate, "revoke", "state"));
    PMM_ASSIGN(auto revoke, db().prepare(sql::kRevokeMandates));
    PMM_TRY(revoke.bind(1, subject_).bind(2, writing_.now_us()).run());
    return writing_.tx.next(kPolicyCounter).take_status();
  }

  Result<std::set<std::int64_t>> ids_of(const std::string& select) const {
    std::set<std::int64_t> ids;
    PMM_ASSIGN(auto rows, db().prepare(select));
    rows.bind(1, subject_);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) return ids;
      ids.insert(rows.int_at(0));
    }
  }

  Status record_each(const std::string& select, store::Noun noun, std::string_view verb,
                     std::string_view fields) const {
    PMM_ASSIGN(const std::set<std::int64_t> ids, ids_of(select));
    for (const std::int64_t id : ids)
      PMM_TRY(writing_.tx.record(
          {.verb = verb, .noun = noun, .id = id, .subject = subject_, .fields = fields}));
    return {};
  }

  // One record for each row that a noun of its own has a history of.
  Status record_rows(const sql::DataTable& table, std::string condition,
                     const std::vector<DataColumn>& cleared) {
    std::string fields = table.rows_go ? "row" : "";
    if (!table.rows_go) condition += " AND (" + has_something_left(cleared) + ")";
    for (const DataColumn& column : cleared)
      fields.append(fields.empty() ? "" : ",").append(column.name);
    PMM_ASSIGN(std::set<std::int64_t> ids, ids_of(ids_statement(table.name, condition)));
    if (table.name == "cases") ids.insert(attributes_.begin(), attributes_.end());
    const auto noun = static_cast<store::Noun>(table.noun);
    for (const std::int64_t id : ids)
      PMM_TRY(writing_.tx.record({.verb = "erase",
                                  .noun = noun,
                                  .id = id,
                                  .subject = subject_,
                                  .case_id = noun == store::Noun::kCase ? id : 0,
                                  .fields = fields}));
    if (!ids.empty()) note_touched(table.name);
    return {};
  }

  void note_touched(std::string_view table) {
    if (!touched_.empty()) touched_ += ',';
    touched_ += table;
  }

  Status erase_rows(const sql::DataTable& table) {
    if (stays(table)) return {};
    PMM_ASSIGN(const auto columns, model::parse_data_columns(table.columns));
    const std::vector<DataColumn> cleared = cleared_columns(columns);
    if (!table.rows_go && cleared.empty()) return {};
    const std::string condition = rows_to_erase(table);
    if (table.noun != 0 && table.name != "subjects")
      PMM_TRY(record_rows(table, condition, cleared));
    PMM_ASSIGN(auto erase, db().prepare(erase_statement(table, columns, condition)));
    PMM_TRY(erase.bind(1, subject_).run());
    const std::int64_t changed = db().changes();
    if (changed > 0 && table.noun == 0) note_touched(table.name);
    if (table.rows_go && changed > 0) counted(table.name).erased = changed;
    if (table.name == "subjects" && changed > 0) note_touched(table.name);
    return {};
  }

  // Whose data they were is told last, with the tables that had any.
  Status record_subject() const {
    return writing_.tx.record({.verb = "erase",
                               .noun = store::Noun::kSubject,
                               .id = subject_,
                               .subject = subject_,
                               .fields = touched_});
  }

  const Writing& writing_;
  std::int64_t subject_;
  Kept kept_;
  ErasureReport report_;
  std::set<std::int64_t> attributes_;  // cases whose attributes were cleared
  std::string touched_;
};

void add_report(ErasureReport& all, const ErasureReport& part) {
  for (const ErasureCount& one : part.tables) {
    const auto known =
        std::find_if(all.tables.begin(), all.tables.end(),
                     [&](const ErasureCount& row) { return row.table == one.table; });
    if (known == all.tables.end()) {
      all.tables.push_back(one);
      continue;
    }
    known->found += one.found;
    known->erased += one.erased;
    known->anonymous += one.anonymous;
    known->kept += one.kept;
    if (known->why.empty()) known->why = one.why;
  }
}

}  // namespace

Result<ErasureReport> erase_subject(const Writing& writing, std::int64_t subject) {
  PMM_TRY(end_holds(writing, kMostHolds).take_status());
  PMM_ASSIGN(const Kept kept, find_kept(writing.db(), subject));
  PMM_ASSIGN(const auto merged, merged_into(writing.db(), subject));
  ErasureReport report;
  for (const std::int64_t loser : merged) {
    PMM_ASSIGN(const ErasureReport part, Eraser(writing, loser, kept).run());
    add_report(report, part);
  }
  PMM_ASSIGN(const ErasureReport own, Eraser(writing, subject, kept).run());
  add_report(report, own);
  return report;
}

Result<std::string> dimensions_of(store::Connection& db, std::int64_t service,
                                  std::string_view attributes) {
  auto values = parse_attribute_values(attributes, "attributes");
  if (!values.ok()) return std::string();  // not of this library's making
  PMM_ASSIGN(const ServiceRules rules, load_service_rules(db, service, "service"));
  model::Attributes left;
  for (const model::AttributeDef& def : rules.attributes) {
    const auto value = values->find(def.code);
    if (def.is_dimension && value != values->end()) left.insert(*value);
  }
  return format_attribute_values(left);
}

Result<std::vector<std::int64_t>> merged_into(store::Connection& db, std::int64_t subject) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kMergedInto));
  return ids_of(rows.bind(1, subject));
}

Result<std::vector<ExportedFile>> exports_of(store::Connection& db, std::int64_t subject) {
  std::vector<ExportedFile> files;
  PMM_ASSIGN(auto rows, db.prepare(sql::kExportsOfSubject));
  rows.bind(1, subject);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return files;
    files.push_back({rows.string_at(1), rows.string_at(2)});
  }
}

Result<std::vector<PastErasure>> past_erasures(store::Connection& db) {
  std::vector<PastErasure> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kErasures));
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back({rows.int_at(0), rows.string_at(1), rows.int_at(2)});
  }
}

std::string erasure_digest(std::string_view token) {
  Sha256 sha;
  sha.add("pmmcrm erased subject\n");
  sha.add(token);
  return to_hex(as_text(sha.finish()));
}

Result<bool> is_still_there(store::Connection& db, const PastErasure& erasure) {
  PMM_ASSIGN(auto known, db.prepare(sql::kErasureOf));
  PMM_ASSIGN(const bool erased, known.bind(1, erasure.subject).step());
  if (erased) return known.text_at(0) == erasure.digest && known.int_at(1) < erasure.at_us;
  PMM_ASSIGN(auto select, db.prepare(sql::kSubjectToken));
  PMM_ASSIGN(const bool found, select.bind(1, erasure.subject).step());
  return found && erasure_digest(select.text_at(0)) == erasure.digest;
}

}  // namespace pmm::crm

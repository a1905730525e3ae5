#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "crm/data_dictionary.hpp"
#include "crm/data_request.hpp"
#include "crm/subject.hpp"
#include "model/data_dictionary.hpp"
#include "runtime/crm.hpp"
#include "runtime/privacy.hpp"

namespace pmm::crm {

// A store in a folder of its own, its clock, and one row of subject 101 in every table there is,
// with a marker in every text that could be about it.
class PrivacyTest : public testing::Test {
 protected:
  static constexpr std::int64_t kId = 101;
  static constexpr const char* kMarker = "Zeugnis4711";

  PrivacyTest() {
    std::string pattern = testing::TempDir() + "pmmcrm-privacy-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    folder_ = pattern;
    path_ = folder_ + "/city.crm";
  }
  ~PrivacyTest() override {
    close();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  Status try_open(bool read_only = false) {
    runtime::OpenOptions options;
    options.store.create =
        read_only ? store::StoreOptions::Create::kNever : store::StoreOptions::Create::kMayExist;
    options.store.read_only = read_only;
    options.store.busy_timeout_ms = 200;
    options.store.clock = [this] { return now_us_; };
    auto opened = runtime::Crm::open(path_, std::move(options));
    if (!opened.ok()) return opened.take_status();
    crm_ = std::move(*opened);
    auto session = runtime::Session::open(crm_, 1);
    if (!session.ok()) return session.take_status();
    session_ = std::move(*session);
    return {};
  }
  void open() {
    const Status opened = try_open();
    ASSERT_TRUE(opened.ok()) << opened.message();
  }
  void close() {
    session_.reset();
    if (crm_) crm_->close();
    crm_.reset();
  }

  std::int64_t write(const runtime::Session::Write& work, const Call& call = {}) {
    auto answer = session_->write(call, "test", work);
    EXPECT_TRUE(answer.ok()) << answer.status().message() << " " << answer.status().field();
    return answer.ok() ? *answer : 0;
  }
  void execute(const std::vector<std::string>& statements) {
    write([&](const Writing& writing) -> Result<std::int64_t> {
      for (const std::string& statement : statements)
        PMM_TRY(writing.db().execute(statement.c_str()));
      return 0;
    });
  }
  // The first column of what a statement gives, as texts.
  std::vector<std::string> column(const std::string& statement) {
    std::vector<std::string> out;
    auto done = session_->read(Call{}, [&](const Reading& reading) -> Result<TablePtr> {
      PMM_ASSIGN(auto rows, reading.db.prepare(statement));
      for (;;) {
        PMM_ASSIGN(const bool more, rows.step());
        if (!more) break;
        out.push_back(rows.string_at(0));
      }
      return TablePtr(std::make_shared<Table>());
    });
    EXPECT_TRUE(done.ok()) << statement << ": " << done.status().message();
    return out;
  }
  std::int64_t number(const std::string& statement) {
    const auto found = column(statement);
    return found.empty() || found[0].empty() ? 0 : std::stoll(found[0]);
  }
  std::vector<std::string> tables() {
    return column(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        "ORDER BY name");
  }

  // --- The planted world -----------------------------------------------------------------------

  static bool is_personal(const sql::DataTable& table, const model::DataColumn& column) {
    using model::DataClass;
    switch (column.data_class) {
      case DataClass::kIdentity:
      case DataClass::kContact:
      case DataClass::kSensitive:
      case DataClass::kContent:
      case DataClass::kChoice:
        return true;
      default:
        return table.rows_go || column.on_erasure != model::OnErasure::kKeep;
    }
  }
  // The columns of a table that a marker goes into; those whose value means something have one.
  static std::set<std::string> marked(const std::string& name) {
    std::set<std::string> out;
    for (const sql::DataTable& table : sql::kDataTables) {
      if (table.name != name) continue;
      const auto columns = model::parse_data_columns(table.columns).value();
      for (const model::DataColumn& column : columns)
        if (is_personal(table, column)) out.insert(std::string(column.name));
    }
    return out;
  }
  static std::string meaning(const std::string& table, const std::string& column,
                             const std::string& id, const std::string& marker) {
    if (table == "cases" && column == "status") return "'closed'";
    if (table == "cases" && column == "attributes")
      return "'{\"secret\":\"" + marker + "\",\"floor\":3}'";
    if (table == "cases" && column == "number") return "'2007/R/000" + id + "'";
    if (table == "services" && column == "attributes")
      return "'[{\"code\":\"secret\",\"datatype\":\"string\",\"order\":1},{\"code\":\"floor\","
             "\"datatype\":\"number\",\"order\":2,\"dimension\":true}]'";
    if (table == "services" && column == "status") return "'active'";
    if (table == "services" && column == "term_clock") return "'calendar'";
    if (table == "services" && column == "notice_class") return "NULL";
    if (column == "parent" || column == "duplicate_of" || column == "merged_into") return "NULL";
    if (table == "subjects" && column == "version") return "5";
    if (table == "subjects" && column == "sex") return "'F'";
    if (table == "subjects" && column == "kind") return "'person'";
    if (table == "reminder_rules" && column == "active") return "0";
    if (table == "deliveries" && column == "state") return "'created'";
    if (table == "data_requests" && column == "kind") return "'access'";
    if (table == "data_requests" && column == "state") return "'CLOSED'";
    if (table == "retention_rules" && column == "active") return "0";
    if (table == "retention_rules" && column == "next_us") return "1";
    if (column == "lease_until_us" || column == "held_until_us" || column == "next_us" ||
        column == "followed_to")
      return "NULL";
    return {};
  }
  // "INSERT INTO …" of the row of a table that has the number of a subject, and refers to the rows
  // of the other tables that have it.
  std::string planted(const std::string& table, std::int64_t row, const std::string& marker) {
    const std::string id = std::to_string(row);
    const auto names = column("SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid");
    const auto types = column("SELECT type FROM pragma_table_info('" + table + "') ORDER BY cid");
    const auto keys =
        column("SELECT \"from\" FROM pragma_foreign_key_list('" + table + "') ORDER BY id");
    const std::set<std::string> foreign(keys.begin(), keys.end());
    const std::set<std::string> personal = marked(table);
    std::string out = "INSERT INTO " + table + " VALUES (";
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string& name = names[i];
      std::string value = meaning(table, name, id, marker);
      if (value.empty() && (name == "id" || name == "subject" || foreign.count(name) != 0))
        value = id;
      if (value.empty() && types[i] == "TEXT")
        value = "'" + (personal.count(name) != 0 ? marker + name : std::string("x")) + id + "'";
      if (value.empty() && types[i] == "BLOB") value = "x'00'";
      if (value.empty()) value = types[i] == "REAL" ? "1.5" : "1";
      out += (i == 0 ? "" : ", ") + value;
    }
    return out + ")";
  }
  void plant_rows(std::int64_t row, const std::string& marker) {
    std::vector<std::string> statements = {"PRAGMA defer_foreign_keys=ON"};
    const std::set<std::string> not_planted = {"meta",     "counters",    "journal",
                                               "reasons",  "idempotency", "legal_holds",
                                               "erasures", "holidays",    "carried_channels"};
    for (const std::string& table : tables())
      if (not_planted.count(table) == 0) statements.push_back(planted(table, row, marker));
    execute(statements);
  }
  void plant() {
    plant_rows(kId, kMarker);
    // What a change leaves besides its row.
    Call call;
    call.reason = std::string("because of ") + kMarker;
    call.idempotency_key = std::string("key of ") + kMarker;
    call.request_digest = "d";
    write(
        [](const Writing& writing) {
          SubjectFields fields;
          fields.note = std::string(kMarker) + " wrote again";
          return update_subject(writing, kId, fields);
        },
        call);
  }

  // Where the marker stands, of all files in the folder.
  std::string found_in() const {
    std::string out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes((std::istreambuf_iterator<char>(file)),
                              std::istreambuf_iterator<char>());
      const std::size_t at = bytes.find(kMarker);
      if (at != std::string::npos)
        out += entry.path().filename().string() + ": " + bytes.substr(at, 40) + "\n";
    }
    return out;
  }

  std::int64_t ask(const char* kind) {
    return write([&](const Writing& writing) {
      DataRequestFields fields;
      fields.subject = kId;
      fields.kind = std::string(kind);
      fields.note = std::string(kMarker) + " asks";
      return create_data_request(writing, fields);
    });
  }
  Status work(std::int64_t request) {
    return runtime::advance_data_request(*session_, request, "work", {}, Call{}).take_status();
  }

  std::int64_t now_us_ = 1'772'359'200'000'000;  // 2026-03-01T10:00:00Z
  std::string folder_, path_;
  std::shared_ptr<runtime::Crm> crm_;
  std::unique_ptr<runtime::Session> session_;
};

}  // namespace pmm::crm

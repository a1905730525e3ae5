// Erasure: what the dictionary says of every column there is, what is left of a subject that was in
// every table, in the store's files and in an older copy of it, and what is kept.
#include "crm/erasure.hpp"

#include <atomic>
#include <map>
#include <thread>

#include "crm/erased_list.hpp"
#include "crm/legal_hold.hpp"
#include "crm/merge.hpp"
#include "crm/retention.hpp"
#include "crm/subject_data.hpp"
#include "crm/upkeep.hpp"
#include "exchange/subject_document.hpp"
#include "privacy_fixture.hpp"

namespace pmm::crm {
namespace {

class Erasure : public PrivacyTest {};

TEST_F(Erasure, EveryColumnOfTheStoreHasAClassAndEveryEntryAColumn) {
  open();
  std::set<std::string> named;
  const auto add = [&](std::string_view table, std::string_view columns) {
    const auto parsed = model::parse_data_columns(columns);
    ASSERT_TRUE(parsed.ok()) << table << ": " << parsed.status().message();
    for (const model::DataColumn& one : *parsed)
      EXPECT_TRUE(named.insert(std::string(table) + "." + std::string(one.name)).second) << table;
  };
  for (const sql::DataTable& table : sql::kDataTables) add(table.name, table.columns);
  for (const sql::PlainTable& table : sql::kPlainTables) add(table.name, table.columns);
  std::set<std::string> there;
  for (const std::string& table : tables())
    for (const std::string& name : column("SELECT name FROM pragma_table_info('" + table + "')"))
      there.insert(table + "." + name);
  for (const std::string& name : there)
    EXPECT_EQ(named.count(name), 1U) << name << " has no class in the data dictionary";
  for (const std::string& name : named)
    EXPECT_EQ(there.count(name), 1U) << name << " is in the data dictionary alone";
}

TEST_F(Erasure, WhatIsClearedMayBeSo) {
  open();
  for (const sql::DataTable& table : sql::kDataTables) {
    const auto columns = model::parse_data_columns(table.columns).value();
    for (const model::DataColumn& one : columns) {
      const std::string of = "SELECT \"notnull\" FROM pragma_table_info('" +
                             std::string(table.name) + "') WHERE name = '" + std::string(one.name) +
                             "'";
      const bool needs_value = number(of) != 0;
      if (one.on_erasure == model::OnErasure::kNull) {
        EXPECT_FALSE(needs_value) << table.name << "." << one.name;
      }
      if (table.rows_go) {
        EXPECT_EQ(one.on_erasure, model::OnErasure::kKeep) << table.name << "." << one.name;
      }
    }
    for (const model::DataColumn& one : columns)
      if (!table.rows_go && is_personal(table, one)) {
        EXPECT_NE(one.on_erasure, model::OnErasure::kKeep) << table.name << "." << one.name;
      }
    if (table.goes_with == sql::GoesWith::kCase) {
      EXPECT_NE(table.with_case, nullptr) << table.name;
    }
  }
}

TEST_F(Erasure, L7_NothingOfASubjectIsLeftInAnyFile) {
  open();
  plant();
  ASSERT_TRUE(crm_->store().fold(Call{}).ok());
  const std::string before = found_in();
  EXPECT_NE(before.find("city.crm:"), std::string::npos);
  // Questions make FILE.columns, and the numbers that must stay the same.
  const char* question =
      R"({"measures":["cases.count","cases.subjects"],"dimensions":["cases.subject_kind",
          "cases.status"]})";
  const char* visits = R"({"measures":["visits.count","visits.visitors"]})";
  const auto told = [&](const char* json) {
    auto answer = session_->query(json, Call{});
    EXPECT_TRUE(answer.ok()) << answer.status().message();
    if (!answer.ok()) return std::string();
    std::string rows;
    const JsonRows text(**answer);
    for (std::int64_t row = 0; row < (*answer)->rows; ++row) text.append(rows, row);
    return rows;
  };
  const std::string cases_before = told(question), visits_before = told(visits);
  EXPECT_EQ(cases_before, "[\"person\",\"closed\",1,1]");
  close();
  open();
  const std::int64_t request = ask("erasure");
  const Status worked = work(request);
  ASSERT_TRUE(worked.ok()) << worked.message();
  EXPECT_EQ(found_in(), "");
  EXPECT_EQ(told(question), cases_before);
  EXPECT_EQ(told(visits), visits_before);
  // The rows that the numbers are made of are there.
  for (const sql::DataTable& table : sql::kDataTables) {
    const std::string all = "SELECT count(*) FROM " + std::string(table.name);
    if (table.name == "legal_holds") continue;
    EXPECT_EQ(number(all) == 0, table.rows_go) << table.name;
  }
  EXPECT_EQ(column("SELECT attributes FROM cases"), std::vector<std::string>{"{\"floor\":3}"});
  EXPECT_EQ(column("SELECT state FROM deliveries"), std::vector<std::string>{"suppressed"});
  EXPECT_EQ(column("SELECT kind FROM delivery_stops WHERE kind = 'erased'").size(), 1U);
  EXPECT_EQ(number("SELECT count(*) FROM actors WHERE subject = 101 AND active = 0"), 1);
  EXPECT_GT(number("SELECT folded_us FROM data_requests WHERE kind = 'erasure'"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
  close();
  EXPECT_EQ(found_in(), "");
}

TEST_F(Erasure, TheReportIsWhatHappened) {
  open();
  plant();
  const std::int64_t request = ask("erasure");
  ASSERT_TRUE(work(request).ok());
  const auto rows = session_->read(
      Call{}, [&](const Reading& reading) { return list_data_request_counts(reading, request); });
  ASSERT_TRUE(rows.ok());
  const Table& report = **rows;
  std::set<std::string> told;
  for (std::int64_t row = 0; row < report.rows; ++row) {
    const std::string table(report.columns[0].text_at(row));
    told.insert(table);
    const auto at = [&](std::size_t i) { return report.columns[i].int_at(row); };
    EXPECT_EQ(at(1), at(2) + at(3) + at(4)) << table;  // found is erased, anonymous or kept
    EXPECT_EQ(at(4), 0) << table;
    const bool is_plain = table == "reasons" || table == "idempotency";
    for (const sql::DataTable& known : sql::kDataTables)
      if (known.name == table) {
        EXPECT_EQ(at(2) > 0, known.rows_go) << table;
      }
    if (is_plain) {
      EXPECT_GT(at(2), 0) << table;
    }
  }
  for (const char* table : {"subjects", "identifiers", "addresses", "cases", "reasons",
                            "idempotency", "notifications", "delivery_tries", "subject_words"})
    EXPECT_EQ(told.count(table), 1U) << table;
  // Each row whose noun has a history tells of it.
  for (const char* noun : {"4", "5", "6", "14", "15", "16", "25", "29", "32", "40", "43"})
    EXPECT_EQ(
        number(std::string("SELECT count(*) FROM journal WHERE verb = 'erase' AND noun = ") + noun),
        1)
        << noun;
}

TEST_F(Erasure, L9_CheckTellsOfWhoWasErasedAndHasANameAgain) {
  open();
  plant();
  ASSERT_TRUE(work(ask("erasure")).ok());
  const auto found = [&] {
    const auto findings = check_store(crm_->store(), crm_->zone(), nullptr, Call{});
    std::set<std::string> rules;
    EXPECT_TRUE(findings.ok());
    for (std::int64_t row = 0; findings.ok() && row < (*findings)->rows; ++row)
      rules.emplace((*findings)->columns[1].text_at(row));
    return rules;
  };
  EXPECT_EQ(found().count("erased_has_data"), 0U);
  EXPECT_EQ(found().count("erasure_unfinished"), 0U);
  EXPECT_EQ(found().count("journal_chain"), 0U);
  // Whoever read the row before cannot write it back.
  EXPECT_EQ(number("SELECT version FROM subjects WHERE id = 101"), 7);
  Call stale;
  stale.expected_version = 6;
  const auto refused = session_->write(stale, "test", [](const Writing& writing) {
    SubjectFields fields;
    fields.name = std::string("Somebody");
    return update_subject(writing, 101, fields);
  });
  EXPECT_EQ(refused.status().code(), Code::kConflict);
  write([](const Writing& writing) {
    SubjectFields fields;
    fields.name = std::string("Somebody");
    return update_subject(writing, 101, fields);
  });
  EXPECT_EQ(found().count("erased_has_data"), 1U);
}

// What did not go over in a merge is the loser's still: it goes with the winner, and both are on
// the list beside the store.
TEST_F(Erasure, WhoeverWasMergedGoesToo) {
  open();
  plant();
  plant_rows(102, "Nachbarin");
  const std::int64_t merge = write([](const Writing& writing) {
    MergeFields fields;
    fields.winner = std::int64_t{102};
    fields.loser = kId;
    fields.take = std::string("name,note");
    return merge_subjects(writing, fields);
  });
  EXPECT_EQ(number("SELECT subject FROM cases WHERE id = 101"), 102);
  const auto told = session_->read(Call{}, [](const Reading& reading) -> Result<TablePtr> {
    PMM_ASSIGN(const SubjectData data, read_subject_data(reading, 102));
    for (const DataSection& section : data.sections) {
      if (section.table == "subjects") {
        EXPECT_EQ(section.rows.size(), 2U);
      }
      if (section.table == "subject_merges") {
        EXPECT_EQ(section.rows.size(), 3U);
      }
    }
    return TablePtr(std::make_shared<Table>());
  });
  EXPECT_TRUE(told.ok()) << told.status().message();
  ASSERT_TRUE(work(ask("erasure")).ok());
  EXPECT_EQ(number("SELECT count(*) FROM erasures"), 2);
  const auto undone = session_->write(
      Call{}, "test", [merge](const Writing& writing) { return undo_merge(writing, merge); });
  EXPECT_EQ(undone.status().code(), Code::kConflict);
  EXPECT_NE(undone.status().message().find("was erased"), std::string::npos);
  EXPECT_EQ(found_in(), "");
}

TEST_F(Erasure, NobodyElseIsTouched) {
  open();
  plant();
  plant_rows(102, "Nachbarin");
  const auto rows_of_other = [&] {
    std::map<std::string, std::vector<std::string>> out;
    for (const sql::DataTable& table : sql::kDataTables) {
      const std::string name(table.name);
      std::string whole = "''";
      for (const std::string& one : column("SELECT name FROM pragma_table_info('" + name + "')"))
        whole.append(" || quote(\"").append(one).append("\")");
      std::string of_other = table.of_subject;
      for (std::size_t at = of_other.find("$1"); at != std::string::npos; at = of_other.find("$1"))
        of_other.replace(at, 2, "102");
      out[name] = column("SELECT " + whole + " FROM " + name + " WHERE " + of_other);
    }
    return out;
  };
  const auto before = rows_of_other();
  SubjectData data;
  auto read = session_->read(Call{}, [&](const Reading& reading) -> Result<TablePtr> {
    PMM_ASSIGN(data, read_subject_data(reading, 101));
    return TablePtr(std::make_shared<Table>());
  });
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(exchange::subject_json(data, "store", crm_->zone()).find("Nachbarin"),
            std::string::npos);
  ASSERT_TRUE(work(ask("erasure")).ok());
  EXPECT_EQ(found_in(), "");
  const auto after = rows_of_other();
  for (const auto& [table, rows] : before) EXPECT_EQ(after.at(table), rows) << table;
}

TEST_F(Erasure, ASecondTimeChangesNothing) {
  open();
  plant();
  ASSERT_TRUE(work(ask("erasure")).ok());
  const std::int64_t records = number("SELECT count(*) FROM journal WHERE verb = 'erase'");
  const std::int64_t again = ask("erasure");
  ASSERT_TRUE(work(again).ok());
  // The request's own note is the only thing that was written since.
  EXPECT_EQ(number("SELECT count(*) FROM journal WHERE verb = 'erase'"), records + 2);
  EXPECT_EQ(found_in(), "");
}

TEST_F(Erasure, AnOpenCaseIsKeptAndTheRestGoes) {
  open();
  plant();
  execute(
      {"INSERT INTO cases (id, token, version, number, kind, service, subject, status, state, "
       "summary, opened_us, due_given, reopened_count, assurance, created_us) VALUES (102, "
       "'t102', 1, '2007/R/000102', 'report', 101, 101, 'open', 'received', 'still open', 1, "
       "0, 0, 0, 1)"});
  const std::int64_t request = ask("erasure");
  ASSERT_TRUE(work(request).ok());
  EXPECT_EQ(column("SELECT summary FROM cases WHERE id = 102"),
            std::vector<std::string>{"still open"});
  EXPECT_EQ(column("SELECT summary FROM cases WHERE id = 101"), std::vector<std::string>{""});
  EXPECT_EQ(number("SELECT count(*) FROM identifiers"), 1);  // who it is stays with the case
  EXPECT_EQ(number("SELECT count(*) FROM favourites"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM delivery_stops WHERE kind = 'erased'"), 0);
  const auto why = column("SELECT why FROM data_request_counts WHERE name = 'cases'");
  ASSERT_EQ(why.size(), 1U);
  EXPECT_EQ(why[0], "cases that are open: 1 (art. 17(3)(b))");
  EXPECT_EQ(number("SELECT kept FROM data_request_counts WHERE name = 'cases'"), 1);
}

std::int64_t hold_on(const Writing& writing, std::int64_t case_id, bool identity,
                     std::optional<std::int64_t> until_us = std::nullopt) {
  LegalHoldFields fields;
  fields.subject = std::int64_t{101};
  if (case_id != 0) fields.case_id = case_id;
  fields.ground = std::string("claims");
  fields.keeps_identity = identity;
  if (until_us) fields.until_us = *until_us;
  return create_legal_hold(writing, fields).value();
}

TEST_F(Erasure, L13_AHoldOnOneCaseDoesNotKeepTheRest) {
  open();
  plant();
  const std::int64_t hold = write(
      [](const Writing& writing) -> Result<std::int64_t> { return hold_on(writing, 101, false); });
  ASSERT_TRUE(work(ask("erasure")).ok());
  EXPECT_EQ(number("SELECT count(*) FROM cases WHERE summary IS NOT NULL"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM case_messages WHERE body <> ''"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM identifiers"), 0);
  EXPECT_EQ(column("SELECT name FROM subjects WHERE id = 101"), std::vector<std::string>{""});
  write([&](const Writing& writing) { return end_legal_hold(writing, hold); });
  ASSERT_TRUE(work(ask("erasure")).ok());
  EXPECT_EQ(number("SELECT count(*) FROM cases WHERE summary IS NOT NULL"), 0);
  EXPECT_EQ(found_in(), "");
}

TEST_F(Erasure, AHoldOnTheSubjectKeepsEverythingUntilItsTimeIsOver) {
  open();
  plant();
  write([this](const Writing& writing) -> Result<std::int64_t> {
    return hold_on(writing, 0, true, now_us_ + 1'000'000);
  });
  ASSERT_TRUE(work(ask("erasure")).ok());
  EXPECT_EQ(number("SELECT count(*) FROM identifiers"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM erasures"), 0);
  EXPECT_EQ(number("SELECT sum(erased) + sum(anonymous) FROM data_request_counts "
                   "WHERE request <> 101"),
            0);
  now_us_ += 1'000'000;
  ASSERT_TRUE(work(ask("erasure")).ok());
  EXPECT_EQ(number("SELECT count(*) FROM identifiers"), 0);
  EXPECT_EQ(found_in(), "");
}

TEST_F(Erasure, AReaderThatKeepsTheLogIsToldAndTheTickDoesTheRest) {
  open();
  plant();
  const std::int64_t request = ask("erasure");
  {
    const Call call;
    auto reader = crm_->store().read(call);
    ASSERT_TRUE(reader.ok());
    ASSERT_TRUE(reader->db().query_int("SELECT count(*) FROM subjects").ok());
    EXPECT_EQ(work(request).code(), Code::kBusy);
  }
  EXPECT_EQ(number("SELECT count(*) FROM identifiers"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM data_requests WHERE folded_us IS NOT NULL AND kind = "
                   "'erasure'"),
            0);
  ASSERT_TRUE(runtime::tick(crm_, Call{}).ok());
  EXPECT_EQ(number("SELECT count(*) FROM data_requests WHERE folded_us IS NOT NULL AND kind = "
                   "'erasure'"),
            1);
  EXPECT_EQ(found_in(), "");
}

// --- An older copy
// --------------------------------------------------------------------------------

class Restored : public PrivacyTest {
 protected:
  // A copy that still has the subject, in the place of the store that erased it.
  void put_back() {
    open();
    plant();
    ASSERT_TRUE(crm_->store().backup(folder_ + "/copy", Call{}).ok());
    now_us_ += 1'000'000;
    ASSERT_TRUE(work(ask("erasure")).ok());
    close();
    std::filesystem::rename(folder_ + "/copy", path_);
    for (const char* beside : {"-wal", "-shm", ".columns"})
      std::filesystem::remove(path_ + std::string(beside));
    ASSERT_NE(found_in(), "");
  }
};

TEST_F(Restored, L8_FirstErasesWhoWasErasedSince) {
  put_back();
  EXPECT_EQ(try_open(true).code(), Code::kUnsupported);
  close();
  open();
  EXPECT_EQ(number("SELECT count(*) FROM identifiers"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM erasures"), 1);
  EXPECT_EQ(found_in(), "");
  const std::int64_t records = number("SELECT count(*) FROM journal");
  close();
  open();
  EXPECT_EQ(number("SELECT count(*) FROM journal"), records);
  close();
  EXPECT_TRUE(try_open(true).ok());
}

TEST_F(Restored, WithoutTheListKnowsNothingOfIt) {
  put_back();
  std::filesystem::remove(path_ + ".erased");
  open();
  EXPECT_EQ(number("SELECT count(*) FROM identifiers"), 1);
}

TEST_F(Restored, AnotherSubjectOfTheSameNumberIsLeftAlone) {
  put_back();
  const std::string list = path_ + ".erased", aside = folder_ + "/aside";
  std::filesystem::rename(list, aside);
  open();
  execute({"UPDATE subjects SET token = 'of another' WHERE id = 101"});
  close();
  std::filesystem::rename(aside, list);
  open();
  EXPECT_EQ(number("SELECT count(*) FROM identifiers"), 1);
}

TEST_F(Restored, ADamagedListIsNotPassedOver) {
  put_back();
  {
    std::ofstream list(path_ + ".erased", std::ios::app);
    list << "x";
  }
  EXPECT_EQ(try_open().code(), Code::kCorrupt);
}

TEST_F(Restored, TheListIsMadeAgainFromTheStore) {
  open();
  plant();
  ASSERT_TRUE(work(ask("erasure")).ok());
  close();
  std::filesystem::remove(path_ + ".erased");
  open();
  EXPECT_TRUE(std::filesystem::exists(path_ + ".erased"));
  const auto listed = read_erased_list(crm_->store());
  ASSERT_TRUE(listed.ok());
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ((*listed)[0].subject, 101);
}

TEST(ErasedList, GoesBothWays) {
  const std::vector<PastErasure> list = {{7, erasure_digest("a"), 5}, {9, erasure_digest("b"), 6}};
  const std::string text = format_erased_list("store", list);
  const auto read = parse_erased_list(text, "store");
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[1].subject, 9);
  EXPECT_EQ((*read)[1].digest, erasure_digest("b"));
  EXPECT_EQ((*read)[1].at_us, 6);
  EXPECT_EQ(parse_erased_list(text, "other").status().code(), Code::kConflict);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string bad = text;
    bad[at] = bad[at] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(parse_erased_list(bad, "store").ok()) << at;
    EXPECT_FALSE(parse_erased_list(text.substr(0, at), "store").ok()) << at;
  }
}

// --- The data, as they are given
// ------------------------------------------------------------------

TEST_F(Erasure, TheExportHasEveryColumnThatASubjectIsGiven) {
  open();
  plant();
  SubjectData data;
  auto read = session_->read(Call{}, [&](const Reading& reading) -> Result<TablePtr> {
    PMM_ASSIGN(data, read_subject_data(reading, 101));
    return TablePtr(std::make_shared<Table>());
  });
  ASSERT_TRUE(read.ok()) << read.status().message();
  std::set<std::string> given;
  for (const DataSection& section : data.sections)
    for (const model::DataColumn& one : section.columns)
      given.insert(std::string(section.table) + "." + std::string(one.name));
  for (const sql::DataTable& table : sql::kDataTables) {
    const auto columns = model::parse_data_columns(table.columns).value();
    for (const model::DataColumn& one : columns) {
      if (table.name == "legal_holds" || table.name == "erasures") continue;
      EXPECT_EQ(given.count(std::string(table.name) + "." + std::string(one.name)),
                model::is_exported(one.data_class) ? 1U : 0U)
          << table.name << "." << one.name;
    }
  }
  EXPECT_EQ(given.count("cases.assignee"), 0U);
  const std::string json = exchange::subject_json(data, "store", crm_->zone());
  EXPECT_NE(json.find("\"subjects\":["), std::string::npos);
  EXPECT_NE(json.find(std::string(kMarker) + " wrote again"), std::string::npos);
  const std::string html = exchange::subject_html(data, "it", crm_->zone());
  EXPECT_NE(html.find("<h2>Dati anagrafici</h2>"), std::string::npos);
}

TEST(SubjectDocument, TextsAreNoMarkup) {
  SubjectData data{1, 0, {}};
  DataSection section{"contacts", "Contacts", "Contatti", {}, {}};
  section.columns = model::parse_data_columns("summary=content started_us=statistics").value();
  section.rows = {{std::string("<b>\"a\" & b\n"), std::int64_t{0}},
                  {std::monostate{}, std::monostate{}}};
  data.sections.push_back(section);
  const auto zone = Zone::load("Europe/Rome").value();
  EXPECT_NE(exchange::subject_html(data, "en", *zone)
                .find("<td>&lt;b&gt;&quot;a&quot; &amp; b<br>\n</td><td>1970-01-01 01:00</td>"),
            std::string::npos);
  const std::string json = exchange::subject_json(data, "s", *zone);
  EXPECT_NE(
      json.find("\"summary\":\"<b>\\\"a\\\" & b\\n\",\"started\":\"1970-01-01T01:00:00+01:00\""),
      std::string::npos)
      << json;
  EXPECT_NE(json.find("\"summary\":null"), std::string::npos);
}

TEST_F(Erasure, ADocumentThatWasWrittenForTheSubjectGoesToo) {
  open();
  plant();
  const std::int64_t request = ask("access");
  std::filesystem::create_directory(folder_ + "/exports");
  const std::string file = folder_ + "/exports/data.html", changed = folder_ + "/exports/c.json";
  for (const std::string& path : {file, changed}) {
    auto sink = exchange::Sink::to_file(path).value();
    runtime::DocumentWanted wanted;
    wanted.path = path;
    if (path == file) wanted.format = runtime::DocumentFormat::kHtml;
    const auto bytes = runtime::export_subject(*session_, request, wanted, sink, Call{});
    ASSERT_TRUE(bytes.ok()) << bytes.status().message();
    EXPECT_EQ(static_cast<std::uintmax_t>(*bytes), std::filesystem::file_size(path));
    if (path == file) std::filesystem::remove(file);
  }
  const std::int64_t hold = write(
      [](const Writing& writing) -> Result<std::int64_t> { return hold_on(writing, 0, true); });
  ASSERT_TRUE(work(ask("erasure")).ok());
  EXPECT_TRUE(std::filesystem::exists(changed));
  write([&](const Writing& writing) { return end_legal_hold(writing, hold); });
  ASSERT_TRUE(work(ask("erasure")).ok());
  EXPECT_FALSE(std::filesystem::exists(changed));
  EXPECT_EQ(found_in(), "");
}

// --- Retention
// ------------------------------------------------------------------------------------

class Retention : public PrivacyTest {
 protected:
  void rule(const char* name, std::int64_t days) {
    write([&](const Writing& writing) {
      RetentionFields fields;
      fields.data_class = std::string(name);
      fields.days = days;
      return set_retention(writing, fields);
    });
  }
  std::int64_t tick() { return runtime::tick(crm_, Call{}).value(); }
};

TEST_F(Retention, P19_TakesTheTextsOfWhatIsOlderAndNothingElse) {
  open();
  plant();
  execute({"UPDATE contacts SET started_us = " + std::to_string(now_us_ - 10 * kMicrosPerDay),
           "INSERT INTO contacts (id, version, channel, direction, subject, started_us, abandoned, "
           "summary, noted, assurance, created_us) VALUES (102, 1, 101, 'in', 101, " +
               std::to_string(now_us_ - 9 * kMicrosPerDay) + ", 0, 'young', 1, 0, 1)"});
  rule("contact", 10);
  tick();
  EXPECT_EQ(number("SELECT count(*) FROM contacts WHERE summary IS NOT NULL"), 2);  // not yet over
  now_us_ += kMicrosPerDay;
  tick();
  EXPECT_EQ(column("SELECT summary FROM contacts WHERE summary IS NOT NULL"),
            std::vector<std::string>{"young"});
  EXPECT_EQ(number("SELECT count(*) FROM contacts"), 2);
  EXPECT_EQ(number("SELECT cleared FROM retention_rules WHERE class = 'contact'"), 1);
  const std::int64_t records = number("SELECT count(*) FROM journal");
  EXPECT_EQ(tick(), 0);
  EXPECT_EQ(number("SELECT count(*) FROM journal"), records);
}

TEST_F(Retention, LeavesWhatIsHeldAndWhatHangsOnAnOpenCase) {
  open();
  plant();
  for (const char* name :
       {"contact", "case", "notification", "delivery", "appointment", "feedback"})
    rule(name, 1);
  write([](const Writing& writing) -> Result<std::int64_t> { return hold_on(writing, 101, true); });
  now_us_ += 2 * kMicrosPerDay;
  tick();
  for (const char* text :
       {"cases WHERE summary", "contacts WHERE summary", "feedback WHERE comment",
        "appointments WHERE note", "case_events WHERE note"})
    EXPECT_EQ(number("SELECT count(*) FROM " + std::string(text) + " IS NOT NULL"), 1) << text;
  execute({"UPDATE legal_holds SET ended_us = 1", "UPDATE cases SET status = 'open'"});
  now_us_ += 2 * kMicrosPerDay;
  tick();
  EXPECT_EQ(number("SELECT count(*) FROM contacts WHERE summary IS NOT NULL"), 1);
  execute({"UPDATE cases SET status = 'closed'"});
  now_us_ += 2 * kMicrosPerDay;
  tick();
  for (const char* text :
       {"cases WHERE summary", "contacts WHERE summary", "feedback WHERE comment",
        "appointments WHERE note", "case_events WHERE note", "delivery_tries WHERE detail"})
    EXPECT_EQ(number("SELECT count(*) FROM " + std::string(text) + " IS NOT NULL"), 0) << text;
  EXPECT_EQ(number("SELECT count(*) FROM subjects WHERE name <> ''"), 1);
}

TEST_F(Retention, VisitsLoseWhoTheyAreOfAndTheLogsTheirRows) {
  open();
  plant();
  for (const char* name : {"visit", "read", "idempotency"}) rule(name, 30);
  now_us_ += 31 * kMicrosPerDay;
  tick();
  EXPECT_EQ(number("SELECT count(*) FROM visits WHERE subject IS NOT NULL"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM visits"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM reads WHERE id = 101"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM idempotency"), 0);
}

TEST_F(Retention, L14_ASweepGoesOnWhereItStopped) {
  open();
  plant();
  std::vector<std::string> more;
  for (int id = 1000; id < 2200; ++id)
    more.push_back(
        "INSERT INTO contacts (id, version, channel, direction, started_us, abandoned, "
        "summary, noted, assurance, created_us) VALUES (" +
        std::to_string(id) + ", 1, 101, 'in', 1, 0, 'old', 1, 0, 1)");
  execute(more);
  rule("contact", 1);
  const auto batch = [&] {
    return write([&](const Writing& writing) { return sweep_retention(writing, 500); });
  };
  EXPECT_EQ(batch(), 500);
  close();  // whoever swept is gone
  open();
  EXPECT_EQ(batch(), 500);
  EXPECT_EQ(batch(), 201);
  EXPECT_EQ(batch(), 0);
  EXPECT_EQ(number("SELECT count(*) FROM contacts WHERE summary IS NOT NULL"), 0);
}

}  // namespace
}  // namespace pmm::crm

#include "columns.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <string_view>

#include "support.hpp"

namespace fault {
namespace {

// A question and the same in SQL, rows in the same order. Instants as microseconds.
struct Question {
  std::string json;
  const char* sql;
};

const std::vector<Question>& both() {
  static const std::vector<Question> list{
      {R"({"measures": ["cases.count", "cases.subjects"], "dimensions": ["cases.state",
           "cases.status"], "order": [["cases.state", "asc"], ["cases.status", "asc"]]})",
       "SELECT state, status, COUNT(*), COUNT(DISTINCT subject) FROM cases GROUP BY 1, 2 "
       "ORDER BY 1, 2"},
      {R"({"measures": ["cases.count", "cases.closed_count", "cases.resolution_time_avg"],
           "dimensions": ["cases.service", "cases.channel", "cases.office", "cases.kind"]})",
       "SELECT s.code, h.code, o.code, c.kind, COUNT(*), SUM(c.status = 'closed'), "
       "AVG((c.closed_us - c.opened_us) / 1e6) FROM cases c JOIN services s ON s.id = c.service "
       "JOIN channels h ON h.id = c.channel LEFT JOIN offices o ON o.id = c.office "
       "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"},
      {R"({"measures": ["contacts.count", "contacts.subjects"],
           "dimensions": ["contacts.channel", "contacts.subject_kind"]})",
       "SELECT h.code, s.kind, COUNT(*), COUNT(DISTINCT c.subject) FROM contacts c "
       "JOIN channels h ON h.id = c.channel LEFT JOIN subjects s ON s.id = c.subject "
       "GROUP BY 1, 2 ORDER BY 1, 2"},
      {R"({"measures": ["visits.count", "visits.visitors"], "dimensions": ["visits.path"],
           "order": [["visits.path", "asc"]]})",
       "SELECT r.path, COUNT(*), COUNT(DISTINCT v.visitor) FROM visits v "
       "JOIN routes r ON r.id = v.route GROUP BY 1 ORDER BY 1"},
  };
  return list;
}

// The cells of an answer, in the way of SQL below.
std::string cells_of(const pmm_result* answer) {
  std::string cells;
  for (std::int64_t row = 0; row < pmm_result_rows(answer); ++row) {
    for (std::int32_t column = 0; column < pmm_result_columns(answer); ++column) {
      if (pmm_result_is_null(answer, row, column)) {
        cells += "null";
      } else if (pmm_result_column_type(answer, column) == PMM_TYPE_TEXT) {
        const pmm_str text = pmm_result_text(answer, row, column);
        cells.append(text.data, text.size);
      } else if (pmm_result_column_type(answer, column) == PMM_TYPE_FLOAT64) {
        cells += std::to_string(pmm_result_float64(answer, row, column));
      } else {
        cells += std::to_string(pmm_result_int64(answer, row, column));
      }
      cells += ' ';
    }
    cells += '\n';
  }
  return cells;
}

std::string cells_of(sqlite3* db, const char* sql) {
  sqlite3_stmt* rows = nullptr;
  REQUIRE(sqlite3_prepare_v2(db, sql, -1, &rows, nullptr) == SQLITE_OK);
  std::string cells;
  while (sqlite3_step(rows) == SQLITE_ROW) {
    for (int column = 0; column < sqlite3_column_count(rows); ++column) {
      const int type = sqlite3_column_type(rows, column);
      if (type == SQLITE_NULL)
        cells += "null";
      else if (type == SQLITE_FLOAT)
        cells += std::to_string(sqlite3_column_double(rows, column));
      else
        cells += reinterpret_cast<const char*>(sqlite3_column_text(rows, column));
      cells += ' ';
    }
    cells += '\n';
  }
  sqlite3_finalize(rows);
  return cells;
}

std::string asked(pmm_session* session, const std::string& question, bool with_mark) {
  pmm_result* answer = nullptr;
  pmm_error* error = nullptr;
  const pmm_status status = pmm_query(session, view(question), nullptr, &answer, &error);
  if (status != PMM_OK)
    std::fprintf(stderr, "%s: %s\n", question.c_str(), pmm_error_message(error).data);
  REQUIRE(status == PMM_OK);
  std::string cells = cells_of(answer);
  if (with_mark) {
    pmm_watermark mark = PMM_WATERMARK_INIT;
    REQUIRE(pmm_result_watermark(answer, &mark, nullptr) == PMM_OK);
    cells += std::to_string(mark.journal) + " " + std::to_string(mark.visit);
  }
  pmm_result_free(answer);
  return cells;
}

void note_use(void* used, pmm_log_level, pmm_str line) {
  const std::string_view text(line.data, line.size);
  if (text.substr(0, 16) == "took the columns") *static_cast<bool*>(used) = true;
}

void compare_with_sql(pmm_db* db, pmm_session* session, const std::string& path) {
  const std::string copy = path + ".copy";
  std::filesystem::remove(copy);
  REQUIRE(pmm_backup(db, view(copy), nullptr, nullptr) == PMM_OK);
  sqlite3* plain = nullptr;
  REQUIRE(sqlite3_open_v2(copy.c_str(), &plain, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  for (const Question& question : both()) {
    const std::string ours = asked(session, question.json, false);
    const std::string theirs = cells_of(plain, question.sql);
    if (ours != theirs)
      std::fprintf(stderr, "%s\ncolumns:\n%s\nSQL:\n%s\n", question.json.c_str(), ours.c_str(),
                   theirs.c_str());
    REQUIRE(ours == theirs);
  }
  sqlite3_close(plain);
  std::filesystem::remove(copy);
}

}  // namespace

const std::vector<std::string>& questions() {
  static const std::vector<std::string> list = [] {
    std::vector<std::string> texts;
    for (const Question& question : both()) texts.push_back(question.json);
    return texts;
  }();
  return list;
}

std::string ask(pmm_session* session, const std::string& question) {
  return asked(session, question, true);
}

// A transaction keeps the writers of all processes out meanwhile, and does not change what
// questions see.
bool compare_columns(const std::string& path, Against against) {
  bool used = false;
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.busy_timeout_ms = 60'000;
  options.log = note_use;
  options.log_data = &used;
  pmm_db* saved = nullptr;
  REQUIRE(pmm_open(view(path), &options, &saved, nullptr) == PMM_OK);
  pmm_db* anew = open_store(path, PMM_OPEN_NO_COLUMNS_FILE, 0);
  pmm_session* from_saved = open_session(saved);
  pmm_session* from_tables = open_session(anew);
  pmm_session* alone = open_session(anew);
  REQUIRE(pmm_begin(alone, 120'000, nullptr, nullptr) == PMM_OK);
  for (const std::string& question : questions()) {
    const std::string ours = ask(from_saved, question);
    const std::string theirs = ask(from_tables, question);
    if (ours != theirs)
      std::fprintf(stderr, "%s\nsaved:\n%s\ntables:\n%s\n", question.c_str(), ours.c_str(),
                   theirs.c_str());
    REQUIRE(ours == theirs);
  }
  if (against == Against::kTablesAndSql) compare_with_sql(saved, from_saved, path);
  REQUIRE(pmm_rollback(alone, nullptr) == PMM_OK);
  for (pmm_session* session : {from_saved, from_tables, alone}) pmm_session_free(session);
  pmm_db_free(saved);
  pmm_db_free(anew);
  return used;
}

}  // namespace fault

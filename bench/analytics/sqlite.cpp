#include "sqlite.hpp"

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::size_t kRounds = 3;

// The columns by the instant are for comparing answers.
constexpr const char* kTable =
    "CREATE TABLE cases (id INTEGER PRIMARY KEY, kind TEXT, service TEXT, category TEXT, "
    "office TEXT, channel TEXT, status TEXT, state TEXT, area TEXT, subject INTEGER, "
    "opened_at INTEGER, due_at INTEGER, closed_at INTEGER, opened_utc INTEGER, due_utc INTEGER, "
    "closed_utc INTEGER)";
constexpr const char* kInsert = "INSERT INTO cases VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

class Sqlite {
 public:
  explicit Sqlite(const Generator& generator) {
    sqlite3* db = nullptr;
    const int status = sqlite3_open(":memory:", &db);
    db_.reset(db);
    if (status != SQLITE_OK) throw std::runtime_error("SQLite does not open");
    run(kTable);
    run("BEGIN");
    const Statement insert = prepare(kInsert);
    for (std::int64_t i = 1; i <= generator.cases(); ++i)
      add(insert.get(), generator, generator.row(i));
    run("COMMIT");
    // So that the planner knows what it may choose from.
    run("CREATE INDEX cases_by_opening ON cases (opened_at)");
    run("ANALYZE");
  }

  double time(const std::string& sql) {
    const Stopwatch watch;
    const Statement statement = prepare(sql);
    std::int64_t sum = 0;
    while (step(statement.get()))
      for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
        sum += sqlite3_column_type(statement.get(), i) == SQLITE_TEXT
                   ? sqlite3_column_bytes(statement.get(), i)
                   : sqlite3_column_int64(statement.get(), i);
    benchmark::DoNotOptimize(sum);
    return watch.seconds();
  }

  Answer answer(const std::string& sql) {
    const Statement statement = prepare(sql);
    Answer answer;
    while (step(statement.get())) {
      Cells& cells = answer.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
        cells.push_back(cell(statement.get(), i));
    }
    return answer;
  }

 private:
  Statement prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_.get(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(db_.get()));
    return Statement(statement);
  }
  bool step(sqlite3_stmt* statement) {
    const int status = sqlite3_step(statement);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
      throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(db_.get()));
    return status == SQLITE_ROW;
  }
  void run(const char* sql) { (void)step(prepare(sql).get()); }

  static Cell cell(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_NULL:
        return {};
      case SQLITE_INTEGER:
        return sqlite3_column_int64(statement, column);
      case SQLITE_FLOAT:
        return sqlite3_column_double(statement, column);
      default:
        break;
    }
    const std::string text(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)));
    int year = 0, month = 0, day = 0;
    if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2d-%2d", &year, &month, &day) != 3)
      return text;
    return days_of(year, month, day) * kMicrosecondsOfDay;
  }

  void add(sqlite3_stmt* to, const Generator& generator, const CaseRow& row) {
    int place = 0;
    const auto text = [&](std::string_view value) {
      sqlite3_bind_text(to, ++place, value.data(), static_cast<int>(value.size()),
                        SQLITE_TRANSIENT);
    };
    const auto integer = [&](std::optional<std::int64_t> value) {
      if (value)
        sqlite3_bind_int64(to, ++place, *value);
      else
        sqlite3_bind_null(to, ++place);
    };
    const auto local = [](std::optional<std::int64_t> utc) {
      if (utc) *utc += ahead_of_utc(*utc);
      return utc;
    };
    integer(row.number);
    text(row.kind->name);
    text("service " + std::to_string(row.service));
    text("category " + std::to_string(generator.category_of(row.service)));
    text("office " + std::to_string(generator.office_of(row.service)));
    text("channel " + std::to_string(row.channel));
    text(row.closed ? "closed" : "open");
    text(row.state);
    if (row.area)
      text("area " + std::to_string(*row.area));
    else
      integer(std::nullopt);
    integer(row.subject == 0 ? std::nullopt : std::optional(row.subject));
    for (const auto& time : {std::optional(row.opened), row.due, row.closed}) integer(local(time));
    for (const auto& time : {std::optional(row.opened), row.due, row.closed}) integer(time);
    (void)step(to);
    sqlite3_reset(to);
  }

  std::unique_ptr<sqlite3, Close> db_;
};

}  // namespace

void add_sqlite_rows(std::vector<Row>& rows, const std::vector<const Subject*>& subjects,
                     Ours& ours, const Generator& generator) {
  Sqlite peer(generator);
  for (const Subject* subject : subjects) {
    Row row{subject->name + " at " + std::to_string(generator.cases()) + " cases, 1 thread",
            std::string("SQLite ") + sqlite3_libversion() + " in memory", "questions/s",
            Better::kHigher, kNoBar};
    try {
      const Asked first = subject->ask(0);
      row.failure =
          difference(ours.answer(*subject, first), peer.answer(by_instants(first.sqlite)));
      for (std::size_t round = 0; round < kRounds && row.failure.empty(); ++round) {
        const Asked asked = subject->ask(round);
        row.ours.push_back(1 / ours.time(*subject, asked));
        row.theirs.push_back(1 / peer.time(asked.sqlite));
      }
    } catch (const std::exception& error) {
      row.failure = error.what();
    }
    rows.push_back(std::move(row));
  }
}

}  // namespace bench

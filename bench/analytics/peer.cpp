#include "peer.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <stdexcept>

#include "scene.hpp"

namespace bench {
namespace {

// The last three columns are for comparing answers; no question that is timed reads them.
constexpr const char* kColumns =
    "(id BIGINT, kind VARCHAR, service VARCHAR, category VARCHAR, office VARCHAR, channel VARCHAR, "
    "status VARCHAR, state VARCHAR, area VARCHAR, subject BIGINT, opened_at TIMESTAMP, "
    "due_at TIMESTAMP, closed_at TIMESTAMP, opened_utc TIMESTAMP, due_utc TIMESTAMP, "
    "closed_utc TIMESTAMP)";
constexpr const char* kDimensions[] = {"kind",    "service", "category", "office",
                                       "channel", "status",  "state",    "area"};

const char* schema(Table table) { return table == Table::kVarchar ? "natural_form" : "coded_form"; }

std::string library() {
  const char* path = std::getenv("PMMCRM_DUCKDB");
  if (path == nullptr)
    throw std::runtime_error(
        "PMMCRM_DUCKDB must name the module of DuckDB's Python package, as ./dev bench does");
  return path;
}

std::optional<std::int64_t> local(std::optional<std::int64_t> utc) {
  if (utc) *utc += ahead_of_utc(*utc);
  return utc;
}

const char* status_of(const CaseRow& row) { return row.closed ? "closed" : "open"; }

void append(Duckdb::Appender& to, const Generator& generator, const CaseRow& row) {
  const auto code = [](const char* name, int number) { return name + std::to_string(number); };
  to.integer(row.number).text(row.kind->name).text(code("service ", row.service));
  to.text(code("category ", generator.category_of(row.service)));
  to.text(code("office ", generator.office_of(row.service))).text(code("channel ", row.channel));
  to.text(status_of(row)).text(row.state);
  if (row.area)
    to.text(code("area ", *row.area));
  else
    to.text(std::nullopt);
  to.integer(row.subject == 0 ? std::nullopt : std::optional(row.subject));
  to.time(local(row.opened)).time(local(row.due)).time(local(row.closed));
  to.time(row.opened).time(row.due).time(row.closed);
  to.end_row();
}

}  // namespace

Peer::Peer(const Generator& generator) : db_(library()) {
  db_.run(std::string("CREATE SCHEMA ") + schema(Table::kVarchar));
  db_.run(std::string("CREATE SCHEMA ") + schema(Table::kEnum));
  use(Table::kVarchar);
  db_.run(std::string("CREATE TABLE cases ") + kColumns);
  {
    Duckdb::Appender appender(db_, schema(Table::kVarchar), "cases");
    for (std::int64_t i = 1; i <= generator.cases(); ++i)
      append(appender, generator, generator.row(i));
    appender.finish();
  }
  std::string coded =
      std::string("CREATE TABLE ") + schema(Table::kEnum) + ".cases AS SELECT * REPLACE (";
  for (const char* name : kDimensions) {
    db_.run(std::string("CREATE TYPE ") + name + "_code AS ENUM (SELECT DISTINCT " + name +
            " FROM cases WHERE " + name + " IS NOT NULL ORDER BY 1)");
    coded += std::string(name == kDimensions[0] ? "" : ", ") + "CAST(" + name + " AS " + name +
             "_code) AS " + name;
  }
  db_.run(coded + ") FROM cases ORDER BY opened_at");
}

void Peer::set_threads(int threads) { db_.run("SET threads = " + std::to_string(threads)); }

void Peer::use(Table table) { db_.run(std::string("USE ") + schema(table)); }

double Peer::time(const Asked& asked, Table table) {
  use(table);
  const Stopwatch watch;
  benchmark::DoNotOptimize(db_.read(asked.duckdb));
  return watch.seconds();
}

Answer Peer::answer(const Asked& asked, Table table) {
  use(table);
  return db_.answer(by_instants(asked.duckdb));
}

void Peer::update(const Generator& generator) {
  use(Table::kVarchar);
  db_.run(
      "CREATE TABLE changes (id BIGINT, status VARCHAR, state VARCHAR, closed_at TIMESTAMP, "
      "closed_utc TIMESTAMP)");
  {
    Duckdb::Appender appender(db_, schema(Table::kVarchar), "changes");
    for (std::int64_t n = 0; n < generator.updates(); ++n) {
      const CaseRow row = generator.updated_row(generator.updated_case(n));
      appender.integer(row.number).text(status_of(row)).text(row.state);
      appender.time(local(row.closed)).time(row.closed).end_row();
    }
    appender.finish();
  }
  for (const Table table : {Table::kVarchar, Table::kEnum}) {
    const bool coded = table == Table::kEnum;
    const std::string state = coded ? "CAST(n.state AS state_code)" : "n.state";
    const std::string status = coded ? "CAST(n.status AS status_code)" : "n.status";
    db_.run(std::string("UPDATE ") + schema(table) + ".cases AS c SET status = " + status +
            ", state = " + state +
            ", closed_at = n.closed_at, closed_utc = n.closed_utc FROM changes n "
            "WHERE n.id = c.id");
  }
  db_.run("DROP TABLE changes");
}

}  // namespace bench

// The real files, read with the mappings that the project keeps for them, against a plain count.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "exchange/import.hpp"

namespace pmm::exchange {
namespace {

// The mappings stand in the project, beside whose folder the shared data stands.
std::string mapping_path(const std::string& name) {
  const std::string shared = PMM_SHARED_DATA;
  const std::size_t project = shared.rfind("/../shared/data");
  return shared.substr(0, project) + "/tests/mappings/" + name;
}

using Counts = std::map<std::string, std::int64_t>;

std::string read_all(const std::string& path) {
  std::string bytes;
  gzFile file = gzopen(path.c_str(), "rb");  // passes what is not packed through
  EXPECT_NE(file, nullptr) << path;
  if (file == nullptr) return bytes;
  char buffer[1 << 16];
  for (int got = 0; (got = gzread(file, buffer, sizeof buffer)) > 0;)
    bytes.append(buffer, static_cast<std::size_t>(got));
  gzclose(file);
  return bytes;
}

// As plain as can be: a character at a time, for files whose rows are lines.
class Naive {
 public:
  Naive(const std::string& text, char delimiter) {
    std::vector<std::string> row(1);
    bool quoted = false;
    for (const char c : text) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == delimiter && !quoted) {
        row.emplace_back();
      } else if (c == '\n' && !quoted) {
        rows_.push_back(std::move(row));
        row.assign(1, {});
      } else if (c != '\r') {
        row.back() += c;
      }
    }
    if (row.size() > 1) rows_.push_back(std::move(row));
    for (std::size_t i = 0; i < rows_.at(0).size(); ++i) columns_[rows_[0][i]] = i;
    rows_.erase(rows_.begin());
  }

  std::size_t size() const { return rows_.size(); }
  const std::string& at(std::size_t row, const std::string& column) const {
    return rows_[row].at(columns_.at(column));
  }
  Counts count(const std::string& column) const {
    Counts counts;
    for (const auto& row : rows_) ++counts[row.at(columns_.at(column))];
    return counts;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
  std::map<std::string, std::size_t> columns_;
};

class CountingSink final : public ImportSink {
 public:
  explicit CountingSink(const char* zone) : zone_(Zone::load(zone).value()) {}

  Counts channels, offices, months, statuses, states, services, categories, areas, routes, codes;
  std::int64_t with_due = 0, within_due = 0, overdue = 0, closed_times = 0, located = 0;

  Status begin(const ImportPlan&, const Call&) override { return {}; }
  Status apply(std::span<const SubjectRow>, const Call&, std::vector<RowResult>&) override {
    return Status::internal("no subjects expected");
  }
  Status apply(std::span<const ContactRow>, const Call&, std::vector<RowResult>&) override {
    return Status::internal("no contacts expected");
  }
  Status apply(std::span<const CaseRow> rows, const Call&, std::vector<RowResult>& out) override {
    for (const CaseRow& row : rows) count(row);
    out.resize(rows.size());
    return {};
  }
  Status apply(std::span<const VisitRow> rows, const Call&, std::vector<RowResult>& out) override {
    for (const VisitRow& row : rows) {
      ++routes[std::string(*row.path.value)];
      ++codes[std::to_string(*row.status.value)];
      ++months[day(*row.at.value)];
    }
    out.resize(rows.size());
    return {};
  }
  Status finish(const Call&) override { return {}; }
  void abandon() noexcept override { ADD_FAILURE() << "the import was abandoned"; }

 private:
  std::string day(std::int64_t us) const { return format_date(zone_->local_day(us)); }
  static void add(Counts& counts, const TextField& field) {
    if (field.given) ++counts[std::string(field.value.value_or(""))];
  }
  void count(const CaseRow& row) {
    EXPECT_EQ(row.kind.value, "report");
    add(channels, row.channel);
    add(offices, row.office);
    add(statuses, row.status);
    add(states, row.state);
    add(services, row.service);
    add(categories, row.category);
    add(areas, row.area);
    ++months[day(*row.opened_at.value).substr(0, 7)];
    located += row.latitude.value && row.longitude.value;
    closed_times += row.closed_at.value.has_value();
    if (!row.due_at.value) return;
    ++with_due;
    if (row.closed_at.value) ++(*row.closed_at.value <= *row.due_at.value ? within_due : overdue);
  }

  std::shared_ptr<const Zone> zone_;
};

class ExchangeReal : public testing::TestWithParam<int> {
 protected:
  // Empty, and the test is skipped, when the file is not there.
  static std::string data(const std::string& name) {
    const std::string path = std::string(PMM_SHARED_DATA) + "/" + name;
    return std::filesystem::exists(path) ? path : "";
  }

  static ImportReport import(const std::string& mapping_name, const std::string& path,
                             CountingSink& sink) {
    ImportReport report;
    const auto mapping = parse_mapping(read_all(mapping_path(mapping_name)));
    EXPECT_TRUE(mapping.ok()) << mapping.status().field() << ": " << mapping.status().message();
    auto source = open_source(path);
    EXPECT_TRUE(source.ok()) << source.status().message();
    auto reader = CsvReader::open(std::move(source).value(), mapping->format);
    EXPECT_TRUE(reader.ok()) << reader.status().message();
    ImportOptions options;
    options.threads = GetParam();
    const Status status = run_import(*mapping, *reader, sink, options, {}, report);
    EXPECT_TRUE(status.ok()) << status.message();
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.rejected, 0);
    return report;
  }
};
INSTANTIATE_TEST_SUITE_P(Threads, ExchangeReal, testing::Values(1, 2));

TEST_P(ExchangeReal, Boston) {
  const std::string path = data("boston311/boston311_2015H1.csv.gz");
  if (path.empty()) GTEST_SKIP() << "the Boston 311 extract is not in " << PMM_SHARED_DATA;
  CountingSink sink("America/New_York");
  const ImportReport report = import("boston311.json", path, sink);
  const Naive rows(read_all(path), ',');
  EXPECT_EQ(report.read, 58'119);
  ASSERT_EQ(rows.size(), 58'119U);
  EXPECT_EQ(sink.channels, rows.count("Source"));
  EXPECT_EQ(sink.offices, rows.count("Department"));
  EXPECT_EQ(sink.services, rows.count("TYPE"));
  EXPECT_EQ(sink.categories, rows.count("REASON"));
  EXPECT_EQ(sink.areas, rows.count("neighborhood"));
  const Counts statuses = rows.count("CASE_STATUS");
  EXPECT_EQ(sink.statuses,
            (Counts{{"closed", statuses.at("Closed")}, {"open", statuses.at("Open")}}));
  Counts months;
  std::int64_t on_time = 0, late = 0, with_due = 0, closed = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string& opened = rows.at(i, "OPEN_DT");
    ++months[opened.substr(6, 4) + "-" + opened.substr(0, 2)];
    closed += !rows.at(i, "CLOSED_DT").empty();
    with_due += !rows.at(i, "TARGET_DT").empty();
    if (rows.at(i, "TARGET_DT").empty() || rows.at(i, "CLOSED_DT").empty()) continue;
    ++(rows.at(i, "OnTime_Status") == "ONTIME" ? on_time : late);
  }
  EXPECT_EQ(sink.months, months);
  EXPECT_EQ(sink.closed_times, closed);
  EXPECT_EQ(sink.with_due, with_due);
  EXPECT_EQ(sink.within_due, on_time);
  EXPECT_EQ(sink.overdue, late);
  EXPECT_EQ(sink.located, 58'119);
}

TEST_P(ExchangeReal, Alessandria) {
  const std::string path = data("alessandria/segnalazioni-municipium.csv");
  if (path.empty()) GTEST_SKIP() << "the Alessandria reports are not in " << PMM_SHARED_DATA;
  CountingSink sink("Europe/Rome");
  const ImportReport report = import("alessandria.json", path, sink);
  const Naive rows(read_all(path), ';');
  EXPECT_EQ(report.read, 4651);
  ASSERT_EQ(rows.size(), 4651U);
  Counts states = rows.count("Stato"), services = rows.count("Categoria"), months;
  EXPECT_EQ(states.size(), 6U);
  EXPECT_EQ(sink.states, (Counts{{"new", states["aperta"]},
                                 {"in_progress", states["in carico"]},
                                 {"resolved", states["chiusa"]},
                                 {"no_further_action", states["archiviata"]},
                                 {"cancelled", states["annullata"] + states["eliminata"]}}));
  EXPECT_EQ(sink.statuses["open"], states["aperta"] + states["in carico"]);
  EXPECT_EQ(sink.statuses["closed"], 4651 - sink.statuses["open"]);
  services["Senza categoria"] = services[""];
  services.erase("");
  EXPECT_EQ(sink.services, services);
  for (std::size_t i = 0; i < rows.size(); ++i) ++months[rows.at(i, "Creato").substr(0, 7)];
  EXPECT_EQ(sink.months, months);
  EXPECT_EQ(sink.closed_times, states["chiusa"] + states["archiviata"]);
  EXPECT_EQ(sink.channels, rows.count("DescrizioneBreve"));
}

TEST_P(ExchangeReal, Weblog) {
  const std::string path = data("weblog/nasa_19950801.tsv.gz");
  if (path.empty()) GTEST_SKIP() << "the web log is not in " << PMM_SHARED_DATA;
  CountingSink sink("America/New_York");
  const ImportReport report = import("weblog.json", path, sink);
  const Naive rows(read_all(path), '\t');
  EXPECT_EQ(report.read, static_cast<std::int64_t>(rows.size()));
  EXPECT_EQ(report.read, 30'969);
  EXPECT_EQ(sink.codes, rows.count("response"));
  EXPECT_EQ(sink.months, (Counts{{"1995-08-01", 30'969}}));
  Counts routes;
  for (std::size_t i = 0; i < rows.size(); ++i)
    ++routes[rows.at(i, "url").substr(0, rows.at(i, "url").find('?'))];
  EXPECT_EQ(sink.routes, routes);
}

}  // namespace
}  // namespace pmm::exchange

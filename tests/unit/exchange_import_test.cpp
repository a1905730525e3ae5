#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "exchange/import.hpp"

namespace pmm::exchange {
namespace {

// Keeps what it is given, by key when there is one. A row's text is a line, so that equal rows are
// equal texts. Says no to what the test tells it to.
class FakeSink final : public ImportSink {
 public:
  std::string refuse;            // an external id
  std::int64_t fail_after = -1;  // rows
  std::int64_t throw_at_batch = -1;
  std::vector<std::string> kept;
  std::map<std::string, std::string> by_key;
  int begun = 0, finished = 0, abandoned = 0;
  std::int64_t batches = 0;
  std::size_t largest_batch = 0;

  Status begin(const ImportPlan& plan, const Call&) override {
    ++begun;
    plan_ = plan;
    return {};
  }
  Status apply(std::span<const SubjectRow> rows, const Call&,
               std::vector<RowResult>& out) override {
    return take(rows, out);
  }
  Status apply(std::span<const ContactRow> rows, const Call&,
               std::vector<RowResult>& out) override {
    return take(rows, out);
  }
  Status apply(std::span<const CaseRow> rows, const Call&, std::vector<RowResult>& out) override {
    return take(rows, out);
  }
  Status apply(std::span<const VisitRow> rows, const Call&, std::vector<RowResult>& out) override {
    return take(rows, out);
  }
  Status finish(const Call&) override {
    ++finished;
    return {};
  }
  void abandon() noexcept override {
    ++abandoned;
    if (plan_.atomic) kept.clear();
  }

 private:
  static std::string show(const TextField& f) {
    return f.given ? std::string(f.value.value_or("null")) : "-";
  }
  static std::string show(const Field<std::int64_t>& f) {
    return f.given ? (f.value ? format_instant(*f.value) : "null") : "-";
  }
  static std::string show(const KeyField& f) {
    if (!f.given) return "-";
    return f.value ? std::string(f.value->scheme) + ":" + std::string(f.value->value) : "null";
  }
  static std::string show(const std::vector<CodedText>& list) {
    std::string out;
    for (const CodedText& one : list)
      out += std::string(one.code) + "=" + std::string(one.text.value_or("null")) + " ";
    return out;
  }
  static std::string line(const SubjectRow& r) {
    return show(r.kind) + "|" + show(r.name) + "|" + show(r.family_name) + "|" +
           show(r.given_name) + "|" + (r.born_on.value ? format_date(*r.born_on.value) : "-") +
           "|" + show(r.identifiers) + "|" + show(r.addresses);
  }
  static std::string line(const ContactRow& r) {
    return show(r.channel) + "|" + show(r.direction) + "|" + show(r.subject_key) + "|" +
           show(r.case_key) + "|" + show(r.started_at) + "|" +
           (r.waited_s.value ? std::to_string(*r.waited_s.value) : "-") + "|" +
           (r.abandoned.value ? (*r.abandoned.value ? "yes" : "no") : "-");
  }
  static std::string line(const CaseRow& r) {
    return show(r.kind) + "|" + show(r.service) + "|" + show(r.status) + "|" + show(r.opened_at) +
           "|" + show(r.closed_at) + "|" + show(r.summary) + "|" + show(r.attributes);
  }
  static std::string line(const VisitRow& r) {
    return show(r.at) + "|" + show(r.visitor) + "|" + show(r.path) + "|" +
           (r.status.value ? std::to_string(*r.status.value) : "-");
  }
  static std::string id(const VisitRow&) { return {}; }
  template <class Row>
  static std::string id(const Row& row) {
    return std::string(row.external_id.value.value_or(""));
  }

  template <class Row>
  Status take(std::span<const Row> rows, std::vector<RowResult>& out) {
    EXPECT_TRUE(out.empty());
    largest_batch = std::max(largest_batch, rows.size());
    if (batches++ == throw_at_batch) throw std::bad_alloc();
    for (const Row& row : rows) {
      if (fail_after >= 0 && taken_++ >= fail_after) return {Code::kFull, "the disk is full"};
      RowResult& result = out.emplace_back();
      const std::string key = id(row), text = line(row);
      if (!refuse.empty() && key == refuse) {
        result.refused =
            Status::conflict("service", "service is not active").with("rule", "inactive");
        if (plan_.stop) return {};
        continue;
      }
      if (plan_.key.empty()) {
        kept.push_back(text);
        continue;
      }
      const auto [found, is_new] = by_key.try_emplace(key, text);
      if (is_new) continue;
      result.outcome = found->second == text ? Outcome::kUnchanged : Outcome::kUpdated;
      found->second = text;
    }
    return {};
  }

  ImportPlan plan_;
  std::int64_t taken_ = 0;
};

struct Ran {
  Status status;
  ImportReport report;
};

Ran run(std::string_view mapping_json, std::string_view csv, ImportSink& sink,
        const ImportOptions& options = {}, const Call& call = {}) {
  Ran ran;
  const auto mapping = parse_mapping(mapping_json);
  EXPECT_TRUE(mapping.ok()) << mapping.status().field() << ": " << mapping.status().message();
  auto source = memory_source(csv);
  EXPECT_TRUE(source.ok());
  auto reader = CsvReader::open(std::move(source).value(), mapping->format);
  EXPECT_TRUE(reader.ok()) << reader.status().message();
  ran.status = run_import(*mapping, *reader, sink, options, call, ran.report);
  EXPECT_EQ(ran.report.read,
            ran.report.created + ran.report.updated + ran.report.unchanged + ran.report.rejected);
  std::int64_t by_rule = 0;
  for (const auto& [rule, count] : ran.report.rejected_by_rule) by_rule += count;
  EXPECT_EQ(by_rule, ran.report.rejected);
  return ran;
}

constexpr std::string_view kCases = R"({
  "entity": "cases", "timezone": "Europe/Rome", "key": "external_id",
  "columns": {
    "external_id": "id", "kind": {"value": "report"}, "service": "type",
    "status": {"column": "state", "map": {"O": "open", "C": "closed", "?": null}},
    "opened_at": "opened", "closed_at": {"column": "closed", "format": "%d/%m/%Y"},
    "latitude": "lat", "attributes": {"SIZE": "size"}
  }})";
constexpr std::string_view kHeader = "id,type,state,opened,closed,lat,size\n";

class ExchangeImport : public testing::TestWithParam<int> {
 protected:
  ImportOptions options() const {
    ImportOptions options;
    options.threads = GetParam();
    return options;
  }
};
INSTANTIATE_TEST_SUITE_P(Threads, ExchangeImport, testing::Values(1, 2));

TEST_P(ExchangeImport, CountsWhatBecameOfEachRow) {
  const std::string csv = std::string(kHeader) +
                          "1,Holes,O,2007-03-01 09:00:00,,40.8,big\n"
                          "2,Holes,C,2007-03-01,02/03/2007,,\n"
                          "1,Holes,O,2007-03-01 09:00:00,,40.8,big\n"
                          "1,Holes,C,2007-03-01 09:00:00,05/03/2007,40.8,big\n"
                          "3,Holes,?,2007-03-01,,,\n";
  FakeSink sink;
  const Ran ran = run(kCases, csv, sink, options());
  ASSERT_TRUE(ran.status.ok()) << ran.status.message();
  EXPECT_TRUE(ran.report.complete);
  EXPECT_EQ(ran.report.read, 5);
  EXPECT_EQ(ran.report.created, 3);
  EXPECT_EQ(ran.report.updated, 1);
  EXPECT_EQ(ran.report.unchanged, 1);
  EXPECT_EQ(ran.report.last_line, 6);
  EXPECT_EQ(sink.by_key["2"],
            "report|Holes|closed|2007-02-28T23:00:00Z|2007-03-01T23:00:00Z|-|SIZE=null ");
  EXPECT_EQ(sink.by_key["3"].substr(0, 18), "report|Holes|null|");
  EXPECT_EQ(sink.finished, 1);
  EXPECT_EQ(sink.abandoned, 0);
}

TEST_P(ExchangeImport, EachRuleRejectsWithLineColumnRuleAndValue) {
  const std::string csv = std::string(kHeader) +
                          "1,Holes,O,2007-03-01,,,\n"            // 2
                          ",Holes,O,2007-03-01,,,\n"             // 3 key
                          "3,,O,2007-03-01,,,\n"                 // 4 required
                          "4,Holes,X,2007-03-01,,,\n"            // 5 map
                          "5,Holes,O,01/03/2007,,,\n"            // 6 time
                          "6,Holes,O,2007-03-01,31/02/2007,,\n"  // 7 time
                          "7,Holes,O,2007-03-01,,far,\n"         // 8 number
                          "8,Holes,O,2007-03-01,,91,\n"          // 9 range
                          "9,\"Ho\nles\",O,2007-03-01,,,\n"      // 10 control
                          "10,Holes\xC3,O,2007-03-01,,,\n"       // 12 encoding
                          "11,Holes,O,2007-03-01,,\n"            // 13 fields
                          "12,\"Holes\"x,O,2007-03-01,,,\n"      // 14 quotes
                          "bad,Holes,O,2007-03-01,,,\n"          // 15 sink
                          "13," +
                          std::string(1025, 'x') +
                          ",O,2007-03-01,,,\n"  // 16 length
                          "14,Holes,O,2007-03-01,,,\n";
  FakeSink sink;
  sink.refuse = "bad";
  const Ran ran = run(kCases, csv, sink, options());
  ASSERT_TRUE(ran.status.ok()) << ran.status.message();
  EXPECT_EQ(ran.report.read, 15);
  EXPECT_EQ(ran.report.created, 2);
  EXPECT_EQ(ran.report.rejected, 13);
  const struct {
    std::int64_t line, row;
    const char *column, *rule, *value;
  } wanted[] = {{3, 1, "id", "key", ""},
                {4, 2, "type", "required", ""},
                {5, 3, "state", "map", "X"},
                {6, 4, "opened", "time", "01/03/2007"},
                {7, 5, "closed", "time", "31/02/2007"},
                {8, 6, "lat", "number", "far"},
                {9, 7, "lat", "range", "91"},
                {10, 8, "type", "control", "Ho\nles"},
                {12, 9, "type", "encoding", "\"Holes\\xc3\""},
                {13, 10, "", "fields", "11,Holes,O,2007-03-01,,"},
                {14, 11, "", "quotes", "12,\"Holes\"x,O,2007-03-01,,,"},
                {15, 12, "type", "inactive", "Holes"},
                {16, 13, "type", "length", nullptr}};
  ASSERT_EQ(ran.report.rejects.size(), std::size(wanted));
  for (std::size_t i = 0; i < std::size(wanted); ++i) {
    const Reject& got = ran.report.rejects[i];
    EXPECT_EQ(got.line, wanted[i].line);
    EXPECT_EQ(got.row, wanted[i].row);
    EXPECT_EQ(got.column, wanted[i].column);
    EXPECT_EQ(got.rule, wanted[i].rule);
    if (wanted[i].value != nullptr) {
      EXPECT_EQ(got.value, wanted[i].value);
    }
    EXPECT_FALSE(got.message.empty());
  }
  EXPECT_EQ(sink.by_key.size(), 2U);
}

TEST_P(ExchangeImport, StopEndsAtTheFirstRejectedRow) {
  std::string mapping(kCases);
  mapping.insert(1, "\"on_error\":\"stop\",");
  std::string csv(kHeader);
  for (int i = 0; i < 1500; ++i)
    csv += std::to_string(i) + ",Holes,O," + (i == 1234 ? "soon" : "2007-03-01") + ",,,\n";
  FakeSink sink;
  const Ran ran = run(mapping, csv, sink, options());
  EXPECT_EQ(ran.status.code(), Code::kInvalid);
  EXPECT_EQ(ran.status.row(), 1234);
  EXPECT_EQ(ran.status.field(), "opened");
  std::map<std::string, std::string> details;
  for (const auto& detail : ran.status.details()) details[detail.key] = detail.value;
  EXPECT_EQ(details["line"], "1236");
  EXPECT_EQ(details["rule"], "time");
  EXPECT_EQ(details["value"], "soon");
  EXPECT_EQ(ran.report.read, 1235);
  EXPECT_EQ(ran.report.created, 1234);
  EXPECT_FALSE(ran.report.complete);
  EXPECT_EQ(sink.by_key.size(), 1234U);
  EXPECT_EQ(sink.abandoned, 1);

  FakeSink refusing;
  refusing.refuse = "700";
  const Ran refused = run(mapping, csv, refusing, options());
  EXPECT_EQ(refused.status.code(), Code::kConflict);
  EXPECT_EQ(refused.status.row(), 700);
  EXPECT_EQ(refused.report.created, 700);
  EXPECT_EQ(refused.report.read, 701);
}

TEST_P(ExchangeImport, AtomicIsAllOrNothing) {
  const std::string mapping = R"({"entity":"visits","on_error":"stop","atomic":true,
                                  "columns":{"at":"t","path":"p"}})";
  FakeSink sink;
  const Ran ran = run(mapping, "t,p\n2007-03-01,/a?name=x\nsoon,/b\n", sink, options());
  EXPECT_EQ(ran.status.row(), 1);
  EXPECT_TRUE(ran.report.undone);
  EXPECT_EQ(ran.report.created, 0);
  EXPECT_TRUE(sink.kept.empty());
  FakeSink good;
  EXPECT_EQ(run(mapping, "t,p\n2007-03-01,/a?name=x\n", good, options()).report.created, 1);
  EXPECT_EQ(good.kept, std::vector<std::string>{"2007-03-01T00:00:00Z|-|/a|-"});
}

TEST_P(ExchangeImport, AFailingSinkKeepsWhatItSettled) {
  std::string csv(kHeader);
  for (int i = 0; i < 6000; ++i) csv += std::to_string(i) + ",Holes,O,2007-03-01,,,\n";
  FakeSink sink;
  sink.fail_after = 777;
  const Ran ran = run(kCases, csv, sink, options());
  EXPECT_EQ(ran.status.code(), Code::kFull);
  EXPECT_EQ(ran.report.created, 777);
  EXPECT_EQ(ran.report.last_line, 778);
  EXPECT_EQ(sink.abandoned, 1);
  FakeSink throwing;
  throwing.throw_at_batch = 1;
  EXPECT_THROW(run(kCases, csv, throwing, options()), std::bad_alloc);
  EXPECT_EQ(throwing.abandoned, 1);
}

TEST_P(ExchangeImport, AnUnreadableRestEndsItWhereTheReportSays) {
  FakeSink sink;
  const Ran ran = run(kCases, std::string(kHeader) + "1,Holes,O,2007-03-01,,,\n2,\"Holes,O,x\n",
                      sink, options());
  EXPECT_EQ(ran.status.code(), Code::kInvalid);
  EXPECT_NE(ran.status.message().find("line 3"), std::string::npos);
  EXPECT_EQ(ran.report.created, 1);
  EXPECT_FALSE(ran.report.complete);
  EXPECT_EQ(sink.finished, 0);
}

TEST_P(ExchangeImport, CancelAndProgress) {
  std::string csv(kHeader);
  for (int i = 0; i < 20'000; ++i) csv += std::to_string(i) + ",Holes,O,2007-03-01,,,\n";
  std::vector<std::int64_t> told;
  Call call;
  call.progress = [&](std::int64_t done, std::int64_t total) {
    EXPECT_LE(done, total);
    EXPECT_EQ(total, static_cast<std::int64_t>(csv.size()));
    told.push_back(done);
    return true;
  };
  FakeSink sink;
  EXPECT_EQ(run(kCases, csv, sink, options(), call).report.created, 20'000);
  EXPECT_GE(told.size(), 20'000 / limits::kImportRows);
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_EQ(told.back(), static_cast<std::int64_t>(csv.size()));
  EXPECT_LE(sink.largest_batch, limits::kImportRows);

  for (std::size_t stop_at = 1; stop_at <= told.size(); ++stop_at) {
    const auto token = std::make_shared<CancelToken>();
    std::size_t calls = 0;
    Call cancelled;
    cancelled.cancel = token;
    const bool by_token = stop_at % 2 == 0;
    cancelled.progress = [&](std::int64_t, std::int64_t) {
      if (++calls < stop_at) return true;
      if (by_token) token->request();
      return by_token;
    };
    FakeSink half;
    const Ran ran = run(kCases, csv, half, options(), cancelled);
    if (by_token && stop_at == told.size()) {
      EXPECT_TRUE(ran.status.ok());
      continue;
    }
    EXPECT_EQ(ran.status.code(), Code::kCancelled);
    EXPECT_EQ(static_cast<std::size_t>(ran.report.created), half.by_key.size());
    EXPECT_EQ(ran.report.last_line, ran.report.created + 1);
    EXPECT_EQ(half.abandoned, 1);
  }
}

TEST_P(ExchangeImport, RejectsGoToAFile) {
  std::string dir = testing::TempDir() + "pmm_rejects_XXXXXX";
  ASSERT_NE(::mkdtemp(dir.data()), nullptr);
  std::string csv(kHeader);
  for (int i = 0; i < 3000; ++i)
    csv += std::to_string(i) + ",Holes,O," + (i % 3 == 0 ? "\"so,on\"" : "2007-03-01") + ",,,\n";
  ImportOptions with_file = options();
  with_file.rejects_path = dir + "/rejects.csv";
  with_file.kept_rejects = 2;
  FakeSink sink;
  const Ran ran = run(kCases, csv, sink, with_file);
  EXPECT_EQ(ran.report.rejected, 1000);
  EXPECT_EQ(ran.report.rejects.size(), 2U);
  auto source = open_source(with_file.rejects_path);
  ASSERT_TRUE(source.ok());
  auto reader = CsvReader::open(std::move(source).value(), {});
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(reader->header(),
            (std::vector<std::string>{"line", "column", "rule", "value", "message"}));
  std::int64_t count = 0;
  CsvRow row;
  for (;; ++count) {
    auto more = reader->next(row);
    ASSERT_TRUE(more.ok());
    if (!*more) break;
    EXPECT_EQ(row.fields[0], std::to_string(count * 3 + 2));
    EXPECT_EQ(row.fields[1], "opened");
    EXPECT_EQ(row.fields[2], "time");
    EXPECT_EQ(row.fields[3], "so,on");
  }
  EXPECT_EQ(count, 1000);
  std::filesystem::remove_all(dir);
}

TEST(ExchangeImportOnce, SubjectsAndContactsInFull) {
  FakeSink subjects;
  const Ran ran = run(
      R"({"entity":"subjects","delimiter":";","columns":{
      "kind":{"column":"K","map":{"F":"person","G":"organization"},"default":"person"},
      "name":"N","born_on":{"column":"B","format":"%d/%m/%Y"},
      "identifiers":{"codice_fiscale":"CF","anpr":"A"},"addresses":{"phone":["T1","T2"],"email":"E"}}})",
      "K;N;B;CF;A;T1;T2;E\nF;Rossi;31/10/1893;X1;;1;2;\n?; Acme  SpA ;;;7;;3;a@b.it\n", subjects);
  EXPECT_TRUE(ran.status.ok()) << ran.status.message();
  EXPECT_EQ(subjects.kept, (std::vector<std::string>{
                               "person|Rossi|-|-|1893-10-31|codice_fiscale=X1 |phone=1 phone=2 ",
                               "person|Acme  SpA|-|-|-|anpr=7 |email=a@b.it phone=3 "}));
  FakeSink contacts;
  const Ran told = run(
      R"({"entity":"contacts","timezone":"Europe/Rome","columns":{
      "channel":"C","direction":{"value":"in"},"started_at":"S","waited_s":"W","abandoned":"X",
      "subject_key":{"scheme":"spid_code","column":"P"},"case_key":{"scheme":"external_id","column":"Q"}}})",
      "C,S,W,X,P,Q\nphone,2007-07-01 10:00,30,no,AB,\nphone,2007-07-01 10:00,-1,sì,,9\n", contacts);
  EXPECT_EQ(contacts.kept,
            std::vector<std::string>{"phone|in|spid_code:AB|null|2007-07-01T08:00:00Z|30|no"});
  ASSERT_EQ(told.report.rejects.size(), 1U);
  EXPECT_EQ(told.report.rejects[0].rule, "range");
  EXPECT_EQ(told.report.rejects[0].column, "W");
}

// What can be known before the first row is told before it, and the sink is not even begun.
TEST(ExchangeImportOnce, AMappingThatDoesNotFitTheFileIsAnErrorAtOnce) {
  const auto status = [](std::string_view columns, std::string_view header = "svc,opened,x\n") {
    FakeSink sink;
    const Ran ran = run(R"({"entity":"cases","columns":{"service":"svc","opened_at":"opened",)" +
                            std::string(columns) + "}}",
                        header, sink);
    EXPECT_EQ(ran.status.code(), Code::kInvalid) << columns;
    EXPECT_EQ(sink.begun, 0);
    return ran.status.field() + ": " + ran.status.message();
  };
  EXPECT_EQ(status(R"("category":"y1")"),
            "columns.category: column \"y1\" is not in the file's header; did you mean \"x\"?");
  EXPECT_NE(status(R"("category":"x")", "svc;opened;x\n").find("delimiter"), std::string::npos);
  EXPECT_EQ(status(R"("due_at":{"column":"x","format":"%Q"})").substr(0, 22),
            "columns.due_at.format:");
  EXPECT_EQ(status(R"("kind":{"value":"reprot"})").substr(0, 19), "columns.kind.value:");
  EXPECT_EQ(status(R"("status":{"column":"x","map":{"O":"opne"}})").substr(0, 21),
            "columns.status.map.O:");
  EXPECT_EQ(status(R"("latitude":{"column":"x","default":"north"})").substr(0, 25),
            "columns.latitude.default:");
  EXPECT_EQ(status(R"("due_at":{"value":"2007-13-01"})").substr(0, 21), "columns.due_at.value:");
}

TEST(ExchangeImportOnce, ReportAsJson) {
  FakeSink sink;
  const Ran ran = run(R"({"entity":"visits","columns":{"at":"t","path":"p"}})",
                      "t,p\n2007-03-01,/a\n\"so\"\"on\",/b\n", sink);
  EXPECT_EQ(report_json(ran.report),
            R"({"entity":"visits","read":2,"created":1,"updated":0,"unchanged":0,"rejected":1,)"
            R"("last_line":3,"complete":true,"undone":false,"rejected_by_rule":{"time":1},)"
            R"("rejects":[{"line":3,"column":"t","rule":"time","value":"so\"on",)"
            R"("message":"\"so\"on\" is not a time such as 2007-03-01 09:30:00 or )"
            R"(2007-03-01T09:30:00Z"}]})");
}

}  // namespace
}  // namespace pmm::exchange

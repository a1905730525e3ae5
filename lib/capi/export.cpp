#include "pmmcrm/export.h"

#include <array>
#include <atomic>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/sink.hpp"
#include "exchange/table_writer.hpp"
#include "runtime/export_bi.hpp"
#include "runtime/export_workbook.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

using exchange::ExportFormat;

struct pmm_writer {
  std::unique_ptr<exchange::TableWriter> writer;  // null once it has finished or failed
  bool crosstab = true;
  std::atomic<bool> in_use{false};
};

namespace {

constexpr std::size_t kOptionsV1 = offsetof(pmm_export_options, created_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kOptionsV1 == 88);
constexpr std::size_t kSheetV1 = offsetof(pmm_sheet, measure) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kSheetV1 == 72);
constexpr std::size_t kReportV1 = offsetof(pmm_export_report, guarded) + sizeof(std::int64_t);
static_assert(kReportV1 == 80);

constexpr std::size_t kBiOptionsV1 = offsetof(pmm_bi_options, flags) + sizeof(std::uint32_t);
static_assert(kBiOptionsV1 == 8);
constexpr std::size_t kBiReportV1 = offsetof(pmm_bi_report, days) + sizeof(std::int64_t);
static_assert(kBiReportV1 == 48);

constexpr std::uint32_t kBiFlags =
    PMM_EXPORT_NO_HEADER | PMM_EXPORT_NO_GUARD | PMM_EXPORT_NO_CROSSTAB;

struct Ending {
  std::string_view text;
  ExportFormat format;
};
constexpr std::array kEndings = {Ending{".csv", ExportFormat::kCsv},
                                 Ending{".xlsx", ExportFormat::kXlsx},
                                 Ending{".json", ExportFormat::kJson}};

std::string made_by() { return "libpmmcrm " + std::string(pmm_version().data); }

// How an export is made, as its options say.
struct Wanted {
  exchange::ExportOptions how;
  bool crosstab = true;
};

Result<std::string> read_line(pmm_str given, const char* field, std::size_t most) {
  PMM_ASSIGN(const auto read, read_text(given, field));
  PMM_TRY(text::check_line(read, field, most));
  return std::string(read);
}

Result<ExportFormat> format_of(pmm_export_format given, std::string_view path) {
  switch (given) {
    case PMM_EXPORT_CSV:
      return ExportFormat::kCsv;
    case PMM_EXPORT_XLSX:
      return ExportFormat::kXlsx;
    case PMM_EXPORT_JSON:
      return ExportFormat::kJson;
    case PMM_EXPORT_BY_PATH:
      break;
    default:
      return Status::invalid("options.format", std::to_string(given) + " is no PMM_EXPORT_*");
  }
  if (path.empty())
    return Status::invalid("options.format", "without a path the format must be named");
  const std::string lower = text::ascii_lower(path);
  for (const Ending& ending : kEndings)
    if (lower.size() > ending.text.size() &&
        std::string_view(lower).substr(lower.size() - ending.text.size()) == ending.text)
      return ending.format;
  return Status::invalid("sink.path", text::quoted(path) +
                                          " ends neither with .csv nor with .xlsx "
                                          "nor with .json, and no format is named");
}

// One of the characters of `choice`, or `usual` when none is given.
Result<char> read_choice(pmm_str given, const char* field, std::string_view choice, char usual) {
  PMM_ASSIGN(const auto read, read_text(given, field));
  if (read.empty()) return usual;
  if (read.size() == 1 && choice.find(read[0]) != std::string_view::npos) return read[0];
  return Status::invalid(field, text::quoted(read) + " is none of " + text::quoted(choice));
}

Status read_csv(const pmm_export_options& raw, exchange::CsvStyle& style) {
  if (raw.preset != PMM_CSV_PLAIN && raw.preset != PMM_CSV_EXCEL)
    return Status::invalid("options.preset", std::to_string(raw.preset) + " is no PMM_CSV_*");
  style = exchange::CsvStyle::of(raw.preset == PMM_CSV_EXCEL ? exchange::CsvPreset::kExcel
                                                             : exchange::CsvPreset::kPlain);
  PMM_ASSIGN(style.delimiter,
             read_choice(raw.delimiter, "options.delimiter", ",;|\t", style.delimiter));
  PMM_ASSIGN(style.decimal, read_choice(raw.decimal, "options.decimal", ".,", style.decimal));
  style.header = (raw.flags & PMM_EXPORT_NO_HEADER) == 0;
  if ((raw.flags & PMM_EXPORT_NO_GUARD) != 0) style.guard = false;
  return {};
}

Result<Wanted> read_options(const pmm_export_options* options, std::string_view path) {
  pmm_export_options raw = PMM_EXPORT_OPTIONS_INIT;
  if (options != nullptr) {
    PMM_ASSIGN(raw, read_struct(options, kOptionsV1, "options"));
  }
  if ((raw.flags & ~kBiFlags) != 0)
    return Status::invalid("options.flags",
                           std::to_string(raw.flags) + " has bits that are no PMM_EXPORT_NO_*");
  Wanted wanted;
  PMM_ASSIGN(wanted.how.format, format_of(raw.format, path));
  PMM_TRY(read_csv(raw, wanted.how.csv));
  PMM_ASSIGN(wanted.how.title, read_line(raw.title, "options.title", limits::kNameBytes));
  PMM_ASSIGN(wanted.how.language, read_line(raw.language, "options.language", limits::kNameBytes));
  if (const auto& language = wanted.how.language;
      !language.empty() && language != "en" && language != "it")
    return Status::invalid("options.language", text::quoted(language) + " is neither en nor it");
  wanted.how.csv.language = wanted.how.language;
  wanted.how.created_us = raw.created_us;
  wanted.how.made_by = made_by();
  wanted.crosstab = (raw.flags & PMM_EXPORT_NO_CROSSTAB) == 0;
  return wanted;
}

Result<exchange::SheetOptions> read_sheet(const pmm_sheet* sheet) {
  exchange::SheetOptions read;
  if (sheet == nullptr) return read;
  PMM_ASSIGN(const pmm_sheet raw, read_struct(sheet, kSheetV1, "sheet"));
  if (raw.chart < PMM_CHART_AUTO || raw.chart > PMM_CHART_NONE)
    return Status::invalid("sheet.chart", std::to_string(raw.chart) + " is no PMM_CHART_*");
  read.chart = static_cast<exchange::ChartKind>(raw.chart);
  PMM_ASSIGN(read.name, read_line(raw.name, "sheet.name", limits::kNameBytes));
  PMM_ASSIGN(read.title, read_line(raw.title, "sheet.title", limits::kNameBytes));
  PMM_ASSIGN(const auto question, read_text(raw.question, "sheet.question"));
  PMM_TRY(text::check(question, "sheet.question", limits::kJsonBytes));
  read.question = question;
  PMM_ASSIGN(read.crosstab_value, read_line(raw.measure, "sheet.measure", limits::kNameBytes));
  return read;
}

struct Opened {
  std::unique_ptr<exchange::TableWriter> writer;
  bool crosstab = true;
  ExportFormat format = ExportFormat::kCsv;
  bool italian = false;
};

Result<Opened> open_writer(const pmm_sink* sink, const pmm_export_options* options) {
  PMM_ASSIGN(const pmm_sink raw, read_sink(sink));
  PMM_ASSIGN(const auto path, read_text(raw.path, "sink.path"));
  PMM_ASSIGN(Wanted wanted, read_options(options, path));
  PMM_ASSIGN(auto to, open_sink(raw));
  Opened opened;
  opened.crosstab = wanted.crosstab;
  opened.format = wanted.how.format;
  opened.italian = std::string_view(wanted.how.language) == "it";
  opened.writer = exchange::TableWriter::make(std::move(to), std::move(wanted.how));
  return opened;
}

Status write_report(pmm_export_report* out, const exchange::ExportReport& report) {
  if (out == nullptr) return {};
  pmm_export_report filled = PMM_EXPORT_REPORT_INIT;
  filled.sheets = report.sheets;
  filled.tables = report.tables;
  filled.charts = report.charts;
  filled.crosstabs = report.crosstabs;
  filled.rows = report.rows;
  filled.bytes = report.bytes;
  filled.cut = report.cut;
  filled.as_text = report.as_text;
  filled.blank = report.blank;
  filled.repaired = report.repaired;
  filled.guarded = report.guarded;
  return write_struct(out, filled, kReportV1, "out_report");
}

Status write_report(pmm_bi_report* out, const crm::BiReport& report) {
  if (out == nullptr) return {};
  const pmm_bi_report filled = {0,
                                report.tables,
                                report.cases,
                                report.contacts,
                                report.visits,
                                report.subjects,
                                report.days,
                                report.deliveries,
                                report.appointments};
  return write_struct(out, filled, kBiReportV1, "out_report");
}

Result<runtime::WorkbookPeriod> read_period(pmm_str request) {
  static constexpr std::array<std::string_view, 3> kKeys{"from", "to", "timezone"};
  runtime::WorkbookPeriod period;
  PMM_ASSIGN(const auto given, read_text(request, "request"));
  if (given.empty()) return period;
  PMM_ASSIGN(const Json json, parse_json(given, "request"));
  PMM_TRY(check_kind(json, Json::Kind::kObject, "request"));
  PMM_TRY(check_keys(json, kKeys, ""));
  for (const auto& [key, to] :
       {std::pair("from", &period.from), {"to", &period.to}, {"timezone", &period.timezone}}) {
    const Json* value = json.find(key);
    if (value == nullptr) continue;
    PMM_TRY(check_kind(*value, Json::Kind::kText, key));
    *to = value->text;
  }
  return period;
}

// One call at a time.
template <class Fn>
pmm_status guard_writer(pmm_writer* writer, pmm_error** out_error, Fn&& fn) noexcept {
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(writer, "writer"));
    if (writer->in_use.exchange(true, std::memory_order_acquire))
      return Status::misuse("writer", "two calls at once on one writer");
    struct Leave {
      std::atomic<bool>& flag;
      ~Leave() { flag.store(false, std::memory_order_release); }
    } const leave{writer->in_use};
    return fn();
  });
}

Status check_writing(const pmm_writer& writer) {
  if (writer.writer) return {};
  return Status::misuse("writer", "it has finished or failed");
}

// What is half written is of no use: the writer fails for good, and nothing stays.
template <class Fn>
Status or_discard(pmm_writer& writer, Fn&& fn) {
  auto working = std::move(writer.writer);
  PMM_TRY(fn(*working));
  writer.writer = std::move(working);
  return {};
}

}  // namespace

pmm_status pmm_export_result(const pmm_result* result, const pmm_sink* sink,
                             const pmm_export_options* options, const pmm_sheet* sheet,
                             const pmm_call* call, pmm_export_report* out_report,
                             pmm_error** out_error) noexcept {
  clear_struct(out_report, kReportV1);
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(result, "result"));
    PMM_TRY(write_report(out_report, exchange::ExportReport()));
    PMM_ASSIGN(const Call how, read_call(call));
    PMM_ASSIGN(exchange::SheetOptions place, read_sheet(sheet));
    PMM_ASSIGN(Opened opened, open_writer(sink, options));
    place.crosstab = opened.crosstab;
    exchange::ExportReport report;
    PMM_TRY(opened.writer->add(table_of(*result), &place, how));
    PMM_TRY(opened.writer->finish(how, report));
    return write_report(out_report, report);
  });
}

pmm_status pmm_writer_open(const pmm_sink* sink, const pmm_export_options* options,
                           pmm_writer** out_writer, pmm_error** out_error) noexcept {
  if (out_writer != nullptr) *out_writer = nullptr;
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(out_writer, "out_writer"));
    PMM_ASSIGN(Opened opened, open_writer(sink, options));
    auto made = std::make_unique<pmm_writer>();
    made->writer = std::move(opened.writer);
    made->crosstab = opened.crosstab;
    *out_writer = made.release();
    return {};
  });
}

pmm_status pmm_writer_add(pmm_writer* writer, const pmm_result* result, const pmm_sheet* sheet,
                          const pmm_call* call, pmm_error** out_error) noexcept {
  return guard_writer(writer, out_error, [&]() -> Status {
    PMM_TRY(required(result, "result"));
    PMM_ASSIGN(const Call how, read_call(call));
    PMM_ASSIGN(exchange::SheetOptions place, read_sheet(sheet));
    place.crosstab = writer->crosstab;
    PMM_TRY(check_writing(*writer));
    const exchange::SheetOptions* begun = sheet == nullptr ? nullptr : &place;
    PMM_TRY(writer->writer->may_add(*table_of(*result), begun));
    return or_discard(*writer, [&](exchange::TableWriter& working) {
      return working.add(table_of(*result), begun, how);
    });
  });
}

pmm_status pmm_writer_finish(pmm_writer* writer, const pmm_call* call,
                             pmm_export_report* out_report, pmm_error** out_error) noexcept {
  clear_struct(out_report, kReportV1);
  return guard_writer(writer, out_error, [&]() -> Status {
    PMM_TRY(write_report(out_report, exchange::ExportReport()));
    PMM_ASSIGN(const Call how, read_call(call));
    PMM_TRY(check_writing(*writer));
    PMM_TRY(writer->writer->may_finish());
    const auto working = std::move(writer->writer);
    exchange::ExportReport report;
    PMM_TRY(working->finish(how, report));
    return write_report(out_report, report);
  });
}

void pmm_writer_free(pmm_writer* writer) noexcept { delete writer; }

pmm_status pmm_export_workbook(pmm_session* session, const pmm_sink* sink,
                               const pmm_export_options* options, pmm_str request,
                               const pmm_call* call, pmm_export_report* out_report,
                               pmm_error** out_error) noexcept {
  clear_struct(out_report, kReportV1);
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(sink, "sink"));
    PMM_TRY(write_report(out_report, exchange::ExportReport()));
    PMM_ASSIGN(const Call how, read_call(call));
    PMM_ASSIGN(const Opened opened, open_writer(sink, options));
    PMM_ASSIGN(const runtime::WorkbookPeriod period, read_period(request));
    if (opened.format != ExportFormat::kXlsx)
      return Status::invalid("options.format", "the report is a workbook, and nothing else");
    PMM_TRY(runtime::export_workbook(impl, period, opened.italian, opened.crosstab, *opened.writer,
                                     how));
    exchange::ExportReport report;
    PMM_TRY(opened.writer->finish(how, report));
    return write_report(out_report, report);
  });
}

pmm_status pmm_export_bi(pmm_session* session, pmm_str path, const pmm_bi_options* options,
                         const pmm_call* call, pmm_bi_report* out_report,
                         pmm_error** out_error) noexcept {
  clear_struct(out_report, kBiReportV1);
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(write_report(out_report, crm::BiReport()));
    PMM_ASSIGN(const Call how, read_call(call));
    pmm_bi_options raw = PMM_BI_OPTIONS_INIT;
    if (options != nullptr) {
      PMM_ASSIGN(raw, read_struct(options, kBiOptionsV1, "options"));
    }
    if ((raw.flags & ~PMM_BI_PERSONS) != 0)
      return Status::invalid("options.flags",
                             std::to_string(raw.flags) + " has bits that are no PMM_BI_*");
    crm::BiRequest request;
    PMM_ASSIGN(const auto given, read_text(path, "path"));
    request.path = given;
    request.persons = (raw.flags & PMM_BI_PERSONS) != 0;
    request.made_by = made_by();
    PMM_ASSIGN(const crm::BiReport report, runtime::export_bi(impl, request, how));
    return write_report(out_report, report);
  });
}

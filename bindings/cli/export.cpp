#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "file.hpp"
#include "names.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kPageRows = 10'000;

// One export as the command line asks for it.
struct Job {
  const ExportArguments& arguments;
  const Settings& settings;
  const pmmcrm::Session& session;
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  Progress& progress;
};

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() > end.size() && std::string_view(text).substr(text.size() - end.size()) == end;
}

// Every page of a list that the actor may see, as the rows of one table.
template <class Function, class Filter>
pmm_export_report export_list(const Job& job, Function list) {
  const Filter* all = nullptr;
  const pmmcrm::Writer writer = pmmcrm::Writer::to_file(job.arguments.out, &job.options);
  std::string cursor;
  do {
    pmm_page page = PMM_PAGE_INIT;
    page.limit = kPageRows;
    page.cursor = pmmcrm::str(cursor);
    const pmmcrm::Result rows = job.session.read(list, all, &page, job.progress.call());
    pmm_sheet sheet = PMM_SHEET_INIT;
    sheet.name = pmmcrm::str(job.arguments.what);
    if (cursor.empty())
      writer.add(rows, sheet, job.progress.call());
    else
      writer.add(rows, job.progress.call());
    cursor = rows.next_cursor();
  } while (!cursor.empty());
  return writer.finish(job.progress.call());
}

Json to_json(const pmm_export_report& report) {
  return {
      {"rows", report.rows},         {"bytes", report.bytes},     {"sheets", report.sheets},
      {"tables", report.tables},     {"charts", report.charts},   {"crosstabs", report.crosstabs},
      {"cut", report.cut},           {"as_text", report.as_text}, {"blank", report.blank},
      {"repaired", report.repaired}, {"guarded", report.guarded}};
}

// What a person would want to know of a file that does not hold everything as it was.
void tell(const pmm_export_report& report, const std::string& out) {
  say("wrote " + std::to_string(report.rows) + (report.rows == 1 ? " row" : " rows") + " to " +
      printable(out));
  const auto remark = [](std::int64_t count, const char* one, const char* many) {
    if (count > 0) say("  " + std::to_string(count) + " " + (count == 1 ? one : many));
  };
  remark(report.cut, "text was cut to what a cell holds", "texts were cut to what a cell holds");
  remark(report.as_text, "number stands as text, to stay exact",
         "numbers stand as text, to stay exact");
  remark(report.repaired, "text had characters that a workbook cannot hold",
         "texts had characters that a workbook cannot hold");
  remark(report.guarded, "text that looks like a formula has an apostrophe before it",
         "texts that look like formulas have an apostrophe before them");
  if (report.sheets > 0 && report.tables == 0 && ends_with(out, ".xlsx"))
    say("  it is too large for tables with filters and bands");
}

// Says what was written, and gives it for programs.
Json told(const Job& job, const pmm_export_report& report) {
  job.progress.finish();
  tell(report, job.arguments.out);
  return to_json(report);
}

Json export_cases(const Job& job) {
  return told(job, export_list<decltype(&pmm_case_list), pmm_case_filter>(job, pmm_case_list));
}
Json export_contacts(const Job& job) {
  return told(job,
              export_list<decltype(&pmm_contact_list), pmm_contact_filter>(job, pmm_contact_list));
}
Json export_visits(const Job& job) {
  return told(job, export_list<decltype(&pmm_visit_list), pmm_visit_filter>(job, pmm_visit_list));
}

Json export_indicators(const Job& job) {
  const std::string request = indicator_request(job.arguments.asked);
  const pmmcrm::Result answer = job.session.indicators(request, job.progress.call());
  pmm_sheet sheet = PMM_SHEET_INIT;
  sheet.title = pmmcrm::str(job.arguments.title);
  if (job.arguments.title.empty())
    sheet.title = pmmcrm::str(job.arguments.language == "it" ? "Indicatori" : "Indicators");
  sheet.question = pmmcrm::str(request);
  return told(job, answer.export_to(job.arguments.out, &job.options, &sheet, job.progress.call()));
}

Json export_report(const Job& job) {
  const std::string request = indicator_request(job.arguments.asked);
  return told(job, job.session.export_workbook(job.arguments.out, &job.options, request,
                                               job.progress.call()));
}

Json export_bi(const Job& job) {
  pmm_bi_options options = PMM_BI_OPTIONS_INIT;
  if (job.arguments.persons) options.flags |= PMM_BI_PERSONS;
  const pmm_bi_report report =
      job.session.export_bi(job.arguments.out, &options, job.progress.call());
  job.progress.finish();
  say("wrote " + std::to_string(report.cases) + " cases, " + std::to_string(report.contacts) +
      " contacts, " + std::to_string(report.visits) + " visits, " +
      std::to_string(report.deliveries) + " deliveries and " + std::to_string(report.appointments) +
      " appointments to " + printable(job.arguments.out));
  return {{"tables", report.tables},         {"cases", report.cases},
          {"contacts", report.contacts},     {"visits", report.visits},
          {"subjects", report.subjects},     {"days", report.days},
          {"deliveries", report.deliveries}, {"appointments", report.appointments}};
}

// "calendar:7" -> the number, for a word of ours before the colon.
std::optional<std::string> after_word(const std::string& what, std::string_view word) {
  if (what.size() <= word.size() || what.compare(0, word.size(), word) != 0) return std::nullopt;
  return what.substr(word.size());
}

bool is_ics(const std::string& what) {
  return after_word(what, "appointment:") || after_word(what, "subject:") ||
         after_word(what, "calendar:");
}

Json export_ics(const Job& job) {
  const std::string& what = job.arguments.what;
  pmm_ics_input input = PMM_ICS_INPUT_INIT;
  if (const auto appointment = after_word(what, "appointment:")) {
    input.set_fields = PMM_ICS_APPOINTMENT;
    input.appointment = find_appointment(job.session, *appointment);
  } else if (const auto subject = after_word(what, "subject:")) {
    input.set_fields = PMM_ICS_SUBJECT;
    input.subject = find_subject(job.session, *subject);
  } else {
    input.set_fields = PMM_ICS_CALENDAR | PMM_ICS_PERSONS;
    input.calendar = find_calendar(job.session, *after_word(what, "calendar:"));
    input.persons = job.arguments.persons ? 1 : 0;
  }
  const std::int64_t events = job.session.export_ics(job.arguments.out, input, job.progress.call());
  job.progress.finish();
  say("wrote " + std::to_string(events) + (events == 1 ? " entry" : " entries") + " to " +
      printable(job.arguments.out));
  return {{"events", events}};
}

// What has a name. Anything else is the file of a question.
struct Named {
  const char* name;
  const char* endings;            // of OUT
  Json (*write)(const Job& job);  // gives what the report is for programs
  bool asks = false;              // questions, for which columns are kept
};
constexpr std::array kNamed = {Named{"cases", ".csv .xlsx .json", export_cases},
                               Named{"contacts", ".csv .xlsx .json", export_contacts},
                               Named{"visits", ".csv .xlsx .json", export_visits},
                               Named{"indicators", ".csv .xlsx .json", export_indicators, true},
                               Named{"report", ".xlsx", export_report, true},
                               Named{"bi", ".sqlite .db", export_bi}};
constexpr const char* kOfQuestions = ".csv .xlsx .json";

constexpr Named kIcs = {"calendar", ".ics", export_ics};

const Named* find_named(const std::string& what) {
  if (is_ics(what)) return &kIcs;
  for (const Named& named : kNamed)
    if (what == named.name) return &named;
  return nullptr;
}

std::string names() {
  std::string all;
  for (const Named& named : kNamed) all += std::string(named.name) + ", ";
  return all + "appointment:CODE, subject:SUBJECT, calendar:CODE, or the JSON file of a question";
}

Json export_question(const Job& job) {
  const std::string question = read_input(job.arguments.what);
  const pmmcrm::Result answer = job.session.query(question, job.progress.call());
  pmm_sheet sheet = PMM_SHEET_INIT;
  sheet.title = pmmcrm::str(job.arguments.title);
  sheet.question = pmmcrm::str(question);
  return told(job, answer.export_to(job.arguments.out, &job.options, &sheet, job.progress.call()));
}

// Before anything is opened: a mistake in the command line is one whatever is in the store.
void check_ending(const std::string& out, const std::string& what, const char* endings) {
  const std::string all = std::string(" ") + endings + " ";
  for (std::size_t at = 1; at < all.size();) {
    const std::size_t end = all.find(' ', at);
    if (ends_with(out, all.substr(at, end - at))) return;
    at = end + 1;
  }
  throw UsageError("OUT: " + printable(out) + " must end with one of" + all + "for " +
                   printable(what) + "; WHAT is " + names());
}

// Options that would be passed over in silence are refused.
void check_asked(const ExportArguments& arguments) {
  const IndicatorArguments& asked = arguments.asked;
  const bool whole = arguments.what == "indicators";
  const auto refuse = [&arguments](bool given, const char* option, const char* what) {
    if (given)
      throw UsageError(std::string(option) + " is of " + what + ", and not of " +
                       printable(arguments.what));
  };
  if (!whole && arguments.what != "report")
    refuse(!asked.from.empty(), "--from", "indicators and report");
  if (whole) return;
  refuse(!asked.by.empty(), "--by", "indicators");
  refuse(!asked.granularity.empty(), "--granularity", "indicators");
  refuse(!asked.names.empty(), "--only", "indicators");
  refuse(!asked.layout.empty(), "--layout", "indicators");
}

}  // namespace

int export_data(const ExportArguments& arguments, const Settings& settings) {
  check_asked(arguments);
  const Named* named = find_named(arguments.what);
  check_ending(arguments.out, arguments.what, named == nullptr ? kOfQuestions : named->endings);
  const bool asks = named == nullptr || named->asks;
  const pmmcrm::Db db = asks ? open_to_ask(arguments.file) : open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  Progress progress("exporting");
  Job job{arguments, settings, session, PMM_EXPORT_OPTIONS_INIT, progress};
  job.options.preset = arguments.excel ? PMM_CSV_EXCEL : PMM_CSV_PLAIN;
  job.options.language = pmmcrm::str(arguments.language);
  job.options.title = pmmcrm::str(arguments.title);
  const Json report = named == nullptr ? export_question(job) : named->write(job);
  if (settings.format == Format::kJson) put(report.dump() + "\n");
  return kOk;
}

}  // namespace cli

#include "runtime/export_workbook.hpp"

#include <array>
#include <string>

namespace pmm::runtime {
namespace {

using exchange::ChartKind;
using exchange::SheetOptions;

struct Words {
  std::string_view en, it;
  std::string in(bool italian) const { return std::string(italian ? it : en); }
};

// A question as a sheet: what is asked, and by which time a row lies in the period.
struct QuestionSheet {
  Words name, title;
  ChartKind chart;
  std::string_view question;  // without its braces and its time
  std::string_view time, granularity;
};
constexpr std::array kQuestions = std::to_array<QuestionSheet>({
    {{"Services", "Servizi"},
     {"Services requested or performed", "Servizi richiesti o svolti"},
     ChartKind::kAuto,
     R"("measures":["cases.count","cases.subjects"],"dimensions":["cases.service"],
"filters":[{"member":"cases.kind","operator":"equals","values":["application"]}],
"order":{"cases.count":"desc"})",
     "cases.opened_at",
     ""},
    {{"Reports", "Segnalazioni"},
     {"Reports, complaints and inquiries", "Segnalazioni, reclami e richieste di informazioni"},
     ChartKind::kAuto,
     R"("measures":["cases.count","cases.subjects"],"dimensions":["cases.service"],
"filters":[{"member":"cases.kind","operator":"notEquals","values":["application"]}],
"order":{"cases.count":"desc"})",
     "cases.opened_at",
     ""},
    {{"Months and channels", "Mesi e canali"},
     {"Cases by month and channel", "Pratiche per mese e canale"},
     ChartKind::kColumn,
     R"("measures":["cases.count"],"dimensions":["cases.channel"])",
     "cases.opened_at",
     "month"},
    {{"Kinds and states", "Tipi e stati"},
     {"Cases by kind and state", "Pratiche per tipo e stato"},
     ChartKind::kBar,
     R"("measures":["cases.count"],"dimensions":["cases.state","cases.kind"],
"order":{"cases.count":"desc"})",
     "cases.opened_at",
     ""},
    {{"Offices", "Settori"},
     {"Cases by office", "Pratiche per settore"},
     ChartKind::kBar,
     R"("measures":["cases.count","cases.open_count","cases.overdue_count",
"cases.within_due_rate","cases.resolution_time_median"],"dimensions":["cases.office"],
"order":{"cases.count":"desc"})",
     "cases.opened_at",
     ""},
    {{"Answers within the term", "Risposte nei termini"},
     {"Answers within the term, by service", "Risposte nei termini, per servizio"},
     ChartKind::kBar,
     R"("measures":["cases.within_due_rate","cases.count","cases.resolution_time_median",
"cases.resolution_time_p90","cases.open_count","cases.overdue_count"],
"dimensions":["cases.service"],"order":{"cases.within_due_rate":"desc"},
"filters":[{"member":"cases.due_at","operator":"set"}])",
     "cases.opened_at",
     ""},
    {{"Contacts", "Contatti"},
     {"Contacts by channel", "Contatti per canale"},
     ChartKind::kAuto,
     R"("measures":["contacts.count","contacts.abandoned_count","contacts.waiting_time_avg",
"contacts.first_contact_resolution_rate"],"dimensions":["contacts.channel"],
"order":{"contacts.count":"desc"})",
     "contacts.started_at",
     ""},
    {{"Visits", "Accessi"},
     {"Visits, month by month", "Accessi, mese per mese"},
     ChartKind::kLine,
     R"("measures":["visits.count","visits.visitors"],"order":{"visits.at.month":"asc"})",
     "visits.at",
     "month"},
    {{"Hours", "Ore"},
     {"Visits by hour of day", "Accessi per ora del giorno"},
     ChartKind::kColumn,
     R"("measures":["visits.count"],"order":{"visits.at.hourOfDay":"asc"})",
     "visits.at",
     "hourOfDay"},
});

struct IndicatorSheet {
  Words name, title;
  ChartKind chart;
  std::string_view request;  // without its braces and its period
};
constexpr std::array kIndicatorSheets = std::to_array<IndicatorSheet>({
    {{"Indicators", "Indicatori"},
     {"Indicators", "Indicatori"},
     ChartKind::kNone,
     R"("layout":"long")"},
    {{"Indicators by service", "Indicatori per servizio"},
     {"Demand and answer, by service", "Domanda e risposta, per servizio"},
     ChartKind::kAuto,
     R"("layout":"wide","by":["service"],"indicators":["demand","backlog","answer_capacity",
"sla_compliance","sla_compliance_due","overdue","resolution_time_net_median",
"resolution_working_days_median","resolution_working_days_p90","lateness_working_days","clearance",
"digital_adoption","first_contact_resolution_7_days"])"},
    {{"Indicators by month", "Indicatori per mese"},
     {"Indicators, month by month", "Indicatori, mese per mese"},
     ChartKind::kLine,
     R"("layout":"wide","granularity":"month","indicators":["sla_compliance","clearance",
"digital_adoption","first_contact_resolution_7_days","service_level","demand","backlog",
"resolution_working_days_median","waiting_time_avg"])"},
});

void append_pair(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  out += ',';
  append_json_text(out, key);
  out += ':';
  append_json_text(out, value);
}

std::string question_of(const QuestionSheet& sheet, const WorkbookPeriod& period) {
  std::string out = "{" + std::string(sheet.question);
  if (!sheet.granularity.empty() || !period.from.empty()) {
    out += ",\n\"timeDimensions\":[{\"dimension\":";
    append_json_text(out, sheet.time);
    append_pair(out, "granularity", sheet.granularity);
    if (!period.from.empty()) {
      out += ",\"dateRange\":[";
      append_json_text(out, period.from);
      out += ',';
      append_json_text(out, period.to);
      out += ']';
    }
    out += "}]";
  }
  append_pair(out, "timezone", period.timezone);
  return out + "}";
}

std::string request_of(const IndicatorSheet& sheet, const WorkbookPeriod& period) {
  std::string out = "{" + std::string(sheet.request);
  append_pair(out, "from", period.from);
  append_pair(out, "to", period.to);
  append_pair(out, "timezone", period.timezone);
  return out + "}";
}

}  // namespace

Status export_workbook(Session& session, const WorkbookPeriod& period, bool italian, bool crosstab,
                       exchange::TableWriter& writer, const Call& call) {
  SheetOptions options;
  options.crosstab = crosstab;
  for (const IndicatorSheet& sheet : kIndicatorSheets) {
    options.name = sheet.name.in(italian);
    options.title = sheet.title.in(italian);
    options.chart = sheet.chart;
    options.question = request_of(sheet, period);
    PMM_ASSIGN(const TablePtr table, session.indicators(options.question, call));
    PMM_TRY(writer.add(table, &options, call));
  }
  for (const QuestionSheet& sheet : kQuestions) {
    options.name = sheet.name.in(italian);
    options.title = sheet.title.in(italian);
    options.chart = sheet.chart;
    options.question = question_of(sheet, period);
    PMM_ASSIGN(const TablePtr table, session.query(options.question, call));
    PMM_TRY(writer.add(table, &options, call));
  }
  return {};
}

}  // namespace pmm::runtime

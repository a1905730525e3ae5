#include <array>

#include "store.hpp"

namespace demo {
namespace {

// One question of the managers, as it stands in their workbook.
struct Sheet {
  const char* name;
  const char* title;
  pmm_chart chart;
  const char* question;
};

constexpr std::array kSheets = {
    Sheet{"Servizi", "Servizi richiesti o svolti in rete", PMM_CHART_AUTO, R"({
  "measures": ["cases.count", "cases.subjects"], "dimensions": ["cases.service"],
  "filters": [{"member": "cases.kind", "operator": "equals", "values": ["application"]}],
  "order": {"cases.count": "desc"}})"},
    Sheet{"Segnalazioni", "Segnalazioni, reclami e richieste di informazioni", PMM_CHART_AUTO, R"({
  "measures": ["cases.count", "cases.subjects"], "dimensions": ["cases.service"],
  "filters": [{"member": "cases.kind", "operator": "notEquals", "values": ["application"]}],
  "order": {"cases.count": "desc"}})"},
    Sheet{"Mesi e canali", "Pratiche per mese e canale", PMM_CHART_COLUMN, R"({
  "measures": ["cases.count"], "dimensions": ["cases.channel"],
  "timeDimensions": [{"dimension": "cases.opened_at", "granularity": "month"}]})"},
    Sheet{"Risposte nei termini", "Risposte nei termini, per servizio", PMM_CHART_BAR, R"({
  "measures": ["cases.within_due_rate", "cases.count", "cases.resolution_time_median",
               "cases.resolution_time_p90", "cases.open_count", "cases.overdue_count"],
  "dimensions": ["cases.service"], "order": {"cases.within_due_rate": "desc"},
  "filters": [{"member": "cases.due_at", "operator": "set"}]})"},
    Sheet{"Termini nell'anno", "Quota chiusa nei termini, mese per mese", PMM_CHART_LINE, R"({
  "measures": ["cases.within_due_rate", "cases.resolution_time_median"],
  "timeDimensions": [{"dimension": "cases.opened_at", "granularity": "month"}],
  "filters": [{"member": "cases.due_at", "operator": "set"}],
  "order": {"cases.opened_at.month": "asc"}})"},
    Sheet{"Contatti", "Contatti per canale", PMM_CHART_AUTO, R"({
  "measures": ["contacts.count", "contacts.abandoned_count", "contacts.waiting_time_avg",
               "contacts.first_contact_resolution_rate"],
  "dimensions": ["contacts.channel"], "order": {"contacts.count": "desc"}})"},
    Sheet{"Accessi", "Accessi al portale, mese per mese", PMM_CHART_LINE, R"({
  "measures": ["visits.count", "visits.visitors"],
  "timeDimensions": [{"dimension": "visits.at", "granularity": "month"}],
  "order": {"visits.at.month": "asc"}})"},
    Sheet{"Ore", "Accessi al portale, per ora del giorno", PMM_CHART_COLUMN, R"({
  "measures": ["visits.count"],
  "timeDimensions": [{"dimension": "visits.at", "granularity": "hourOfDay"}],
  "order": {"visits.at.hourOfDay": "asc"}})"}};

}  // namespace

pmm_export_report write_workbook(const pmmcrm::Session& session, const std::string& path) {
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  options.language = pmmcrm::str("it");
  options.title = pmmcrm::str("Portale Metropolitano Multicanale, Comune di Napoli: l'anno 2007");
  const pmmcrm::Writer writer = pmmcrm::Writer::to_file(path, &options);
  for (const Sheet& one : kSheets) {
    pmm_sheet sheet = PMM_SHEET_INIT;
    sheet.name = pmmcrm::str(one.name);
    sheet.title = pmmcrm::str(one.title);
    sheet.chart = one.chart;
    sheet.question = pmmcrm::str(one.question);
    writer.add(session.query(one.question), sheet);
  }
  return writer.finish();
}

}  // namespace demo

#include "analytics/indicator/notes.hpp"

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace pmm::analytics {
namespace {

struct ColumnTitle {
  std::string_view name, en, it;
};
constexpr std::array kTitles = std::to_array<ColumnTitle>({
    {"indicator", "Code", "Codice"},
    {"title_en", "Indicator", "Indicatore"},
    {"title_it", "Indicator", "Indicatore"},
    {"period", "Period", "Periodo"},
    {"value", "Value", "Valore"},
    {"unit", "Unit", "Unità"},
    {"numerator", "Numerator", "Numeratore"},
    {"denominator", "Denominator", "Denominatore"},
    {"target", "Target", "Obiettivo"},
    {"target_is", "Target is", "Tipo di obiettivo"},
    {"met", "Met", "Raggiunto"},
    {"cohort", "Cohort", "Popolazione"},
    {"clock", "Clock", "Orologio"},
    {"source", "Source", "Fonte"},
});

constexpr std::array kCohorts = std::to_array<Titles>({
    {"contacts begun and cases opened in the period",
     "contatti iniziati e pratiche aperte nel periodo"},
    {"cases closed within their term, over the demand of the period",
     "pratiche chiuse nei termini sulla domanda del periodo"},
    {"cases opened in the period", "pratiche aperte nel periodo"},
    {"cases closed in the period", "pratiche chiuse nel periodo"},
    {"cases with a due time closed in the period", "pratiche con termine chiuse nel periodo"},
    {"cases whose term ended in the period, open ones too",
     "pratiche col termine scaduto nel periodo, anche aperte"},
    {"cases closed in the period after their term", "pratiche chiuse fuori termine nel periodo"},
    {"closings in the period; a request to reopen counts",
     "chiusure del periodo; conta anche la richiesta di riapertura"},
    {"cases that entered a state in the period, and those that entered forwarded",
     "pratiche passate di stato nel periodo, e quelle inoltrate"},
    {"complaints closed in the period", "reclami chiusi nel periodo"},
    {"cases closed over cases opened in the period", "pratiche chiuse su aperte nel periodo"},
    {"cases open at the end of the period", "pratiche aperte alla fine del periodo"},
    {"cases open now", "pratiche aperte adesso"},
    {"contacts begun in the period that waited or were abandoned",
     "contatti del periodo che hanno atteso o rinunciato"},
    {"contacts begun in the period that waited or were abandoned, but for those abandoned within "
     "5 s",
     "contatti del periodo che hanno atteso o rinunciato, salvo le rinunce entro 5 s"},
    {"contacts begun in the period that have a waiting time, those given up too",
     "contatti del periodo con attesa, rinunce comprese"},
    {"answered contacts begun in the period", "contatti del periodo con risposta"},
    {"contacts begun in the period that have an end", "contatti del periodo con una fine"},
    {"contacts over the channels counter and sportello begun in the period that have a waiting "
     "time",
     "contatti allo sportello del periodo con attesa"},
    {"contacts over the channels counter and sportello begun in the period that waited or gave up",
     "contatti allo sportello del periodo che hanno atteso o rinunciato"},
    {"contacts begun in the period", "contatti iniziati nel periodo"},
    {"contacts begun in the period that have an outcome", "contatti del periodo con un esito"},
    {"incoming contacts of known subjects on a service begun in the period, 7 days ago or earlier",
     "contatti in arrivo di soggetti noti su un servizio, iniziati nel periodo da almeno 7 giorni"},
    {"incoming contacts of known subjects on a service begun in the period, 30 days ago or "
     "earlier",
     "contatti in arrivo di soggetti noti su un servizio, iniziati nel periodo da almeno 30 "
     "giorni"},
});

std::shared_ptr<const CodeNames> names(
    std::initializer_list<std::pair<const std::string, std::string>> values) {
  return std::make_shared<const CodeNames>(values);
}

void note_words(Column& column) {
  if (column.name == "target_is")
    column.note.names_it = names({{"at most", "al massimo"}, {"at least", "almeno"}});
  if (column.name == "met") {
    column.note.names = names({{"true", "yes"}, {"false", "no"}});
    column.note.names_it = names({{"true", "sì"}, {"false", "no"}});
  }
  if (column.name == "clock")
    column.note.names_it =
        names({{"calendar", "solare"},
               {"calendar, less suspensions", "solare, senza sospensioni"},
               {"working", "giorni lavorativi"},
               {"working, less suspensions", "giorni lavorativi, senza sospensioni"},
               {"service", "termine del servizio"},
               {"none", "nessuno"}});
  if (column.name == "cohort") {
    CodeNames cohorts;
    for (const Titles& cohort : kCohorts) cohorts.emplace(cohort.en, cohort.it);
    column.note.names_it = std::make_shared<const CodeNames>(std::move(cohorts));
  }
}

// "at least 90 %" behind the title.
std::string with_target(std::string_view title, const Indicator& indicator) {
  std::string out(title);
  if (!indicator.target) return out;
  const double value = indicator.target->value;
  out += indicator.target->at_most ? " (≤ " : " (≥ ";
  if (indicator.unit == "1")
    out += std::to_string(std::lround(100 * value)) + " %";
  else
    out += std::to_string(std::lround(value)) + (indicator.unit == "s" ? " s" : "");
  return out + ")";
}

void note_wide(Table& table, const IndicatorRequest& request) {
  for (const Indicator* indicator : request.wanted) {
    const auto at = table.find(indicator->name);
    if (!at) continue;
    ColumnNote& note = table.columns[*at].note;
    note.title_en = with_target(indicator->titles.en, *indicator);
    note.title_it = with_target(indicator->titles.it, *indicator);
    note.formula = indicator->cohort;
    note.role = Role::kMeasure;
    note.additive = is_count(*indicator) && indicator->value.cohort == Cohort::kNone;
  }
}

}  // namespace

bool is_count(const Indicator& indicator) noexcept {
  return indicator.unit.empty() && indicator.denominator[0].cohort == Cohort::kNone;
}

void note_indicators(Table& table, const IndicatorRequest& request) {
  for (Column& column : table.columns) {
    for (const ColumnTitle& title : kTitles) {
      if (title.name != column.name) continue;
      column.note.title_en = title.en;
      column.note.title_it = title.it;
    }
    if (column.name == "title_en") column.note.language = "en";
    if (column.name == "title_it") column.note.language = "it";
    if (column.name == "period") column.note.role = Role::kTime;
    column.note.behind = column.name == "indicator" || column.name == "unit";
    if (column.name == "value" || column.name == "target" || column.name == "numerator")
      column.note.unit_in = "unit";
    // What is added up stands in the unit of its parts, and is a count where that is a fraction.
    column.note.additive = column.name == "numerator" || column.name == "denominator";
    note_words(column);
  }
  if (request.wide) note_wide(table, request);
}

}  // namespace pmm::analytics

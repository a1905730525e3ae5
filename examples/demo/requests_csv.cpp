#include <cstdio>

#include "csv_file.hpp"
#include "dirt.hpp"
#include "fiscal.hpp"
#include "names.hpp"
#include "world.hpp"
#include "year.hpp"

namespace demo {
namespace {

enum Fault { kUnknownState, kBadDate, kNoService, kTooFew, kUnknownPerson, kOffTheMap, kBadBytes };

std::string closed_text(const Request& request) {
  return request.closed < 0 ? std::string() : written(request.closed);
}

// A row's cells, so that a fault can spoil one of them.
struct Row {
  std::string number, service, category, office, channel, state, opened, closed, person, summary;
  std::string kind, place, latitude, longitude, area;
};

Row row_of(const World& world, const Request& request) {
  const Service& service = service_of(request.service);
  return {request.external_id,
          std::string(service.code),
          std::string(service.category),
          std::string(service.office),
          std::string(kChannels[request.channel].code),
          std::string(request.state),
          written(request.opened),
          closed_text(request),
          world.people[request.person].codice_fiscale,
          request.summary,
          {},
          {},
          {},
          {},
          {}};
}

std::string_view italian_kind(std::string_view kind) {
  return kind == "report" ? "segnalazione" : kind == "complaint" ? "reclamo" : "informazione";
}

Row report_row_of(const World& world, const Request& request, Random& random) {
  Row row = row_of(world, request);
  const Service& service = service_of(request.service);
  row.kind = italian_kind(service.kind);
  if (service.kind == "report") {
    char text[32];
    std::snprintf(text, sizeof text, "%.4f", request.latitude);
    row.latitude = text;
    std::snprintf(text, sizeof text, "%.4f", request.longitude);
    row.longitude = text;
    row.area = kAreas[request.area].code;
    row.place =
        std::string(random.pick_early(kStreets)) + " " + std::to_string(random.skewed(1, 240));
  }
  if (random.chance(60)) row.person.clear();  // nobody gave a name
  if (request.person == 0) row.person = world.people[0].codice_fiscale;
  return row;
}

// What stands for a good row while one of its cells is spoilt.
std::string fault_number(int serial) { return "XX-2007-" + std::to_string(10'000 + serial); }

void spoil(Row& row, int fault) {
  switch (fault) {
    case kUnknownState:
      row.state = "sospesa?";
      break;
    case kBadDate:
      row.opened = "2007-13-45 10:00:00";
      break;
    case kNoService:
      row.service.clear();
      break;
    // A sound code of somebody whom the registry does not have.
    case kUnknownPerson:
      row.person = codice_fiscale("Zuliani", "Clara", {1980, 1, 1, true, kNaples});
      break;
    case kOffTheMap:
      row.latitude = "408.51";
      break;
    case kBadBytes:
      row.summary = "Perch\xE9 non rispondete?";
      break;
    default:
      break;
  }
}

void write_application(CsvFile& file, const Row& row) {
  file.row({row.number, row.service, row.category, row.office, row.channel, row.state, row.opened,
            row.closed, row.person, row.summary});
}

void write_report(CsvFile& file, const Row& row) {
  file.row({row.number, row.kind, row.service, row.category, row.office, row.channel, row.state,
            row.opened, row.closed, row.person, row.summary, row.place, row.latitude, row.longitude,
            row.area});
}

// The rows of one file, good and bad: `make` gives a row, `write` writes it.
template <class Make, class Write>
std::int64_t write_rows(const World& world, bool applications, Dirt& dirt, CsvFile& file, Make make,
                        Write write) {
  std::size_t good = 0;
  int serial = 0;
  for (const Request& request : world.requests) {
    if ((service_of(request.service).kind == "application") != applications) continue;
    dirt.before(good, [&](int fault) {
      Row row = make(request);
      row.number = fault_number(serial++);
      if (fault == kTooFew) return file.raw(row.number + ";" + row.service);
      spoil(row, fault);
      write(file, row);
    });
    write(file, make(request));
    ++good;
  }
  file.close();
  return static_cast<std::int64_t>(good);
}

std::size_t count_of(const World& world, bool applications) {
  std::size_t count = 0;
  for (const Request& request : world.requests)
    count += (service_of(request.service).kind == "application") == applications ? 1u : 0u;
  return count;
}

}  // namespace

FileCounts write_applications(const World& world, const std::string& directory) {
  Random random(world.seed, "applications.csv");
  Dirt dirt(
      {{kUnknownState, 60}, {kBadDate, 40}, {kNoService, 30}, {kTooFew, 20}, {kUnknownPerson, 30}},
      count_of(world, true), random);
  CsvFile file(directory + "/pratiche.csv",
               "PRATICA;SERVIZIO;TEMA;SETTORE;CANALE;STATO;PRESENTATA_IL;CONCLUSA_IL;"
               "CODICE_FISCALE;OGGETTO");
  const std::int64_t good = write_rows(
      world, true, dirt, file, [&](const Request& r) { return row_of(world, r); },
      write_application);
  return {"pratiche.csv", "pratiche.json", "cases", good, static_cast<std::int64_t>(dirt.count())};
}

FileCounts write_reports(const World& world, const std::string& directory) {
  Random random(world.seed, "reports.csv");
  Dirt dirt({{kUnknownState, 20}, {kOffTheMap, 20}, {kBadBytes, 20}}, count_of(world, false),
            random);
  CsvFile file(directory + "/segnalazioni.csv",
               "NUMERO;TIPO;ARGOMENTO;TEMA;SETTORE;CANALE;STATO;RICEVUTA_IL;CHIUSA_IL;"
               "CODICE_FISCALE;OGGETTO;LUOGO;LATITUDINE;LONGITUDINE;MUNICIPALITA");
  const std::int64_t good = write_rows(
      world, false, dirt, file, [&](const Request& r) { return report_row_of(world, r, random); },
      write_report);
  return {"segnalazioni.csv", "segnalazioni.json", "cases", good,
          static_cast<std::int64_t>(dirt.count())};
}

}  // namespace demo

#include <cstdio>
#include <unordered_set>

#include "csv_file.hpp"
#include "dirt.hpp"
#include "fiscal.hpp"
#include "names.hpp"
#include "world.hpp"
#include "year.hpp"

namespace demo {
namespace {

enum Fault { kBadCheck, kBadDate, kNoName, kBadBytes, kTooFew, kSameCode };

std::size_t draw_area(Random& random) {
  int total = 0;
  for (const Area& area : kAreas) total += area.people;
  int drawn = random.between(0, total - 1);
  std::size_t area = 0;
  while (drawn >= kAreas[area].people) drawn -= kAreas[area++].people;
  return area;
}

Person draw_person(Random& random) {
  Person person;
  const bool female = random.chance(512);
  person.family_name = random.pick_early(kFamilyNames);
  person.given_name = female ? random.pick_early(kWomen) : random.pick_early(kMen);
  person.born_year = 1989 - random.around(0, 66);
  person.born_month = random.between(1, 12);
  person.born_day = random.between(1, 28);
  person.area = draw_area(random);
  const std::string_view place = random.chance(860) ? kNaples : random.pick_early(kBirthPlaces);
  person.codice_fiscale =
      codice_fiscale(person.family_name, person.given_name,
                     {person.born_year, person.born_month, person.born_day, female, place});
  return person;
}

Person draw_organization(int serial, Random& random) {
  Person organization;
  organization.organization = true;
  organization.name = std::string(random.pick(kTrades)) + " " +
                      std::string(random.pick_early(kFamilyNames)) + " " +
                      std::string(random.pick(kCompanyForms));
  organization.codice_fiscale = partita_iva(1'200'000 + 37 * serial + random.between(0, 36));
  organization.area = draw_area(random);
  return organization;
}

// The citizen whose page the demo shows.
Person first_citizen() {
  Person person;
  person.family_name = "Esposito";
  person.given_name = "Carmela";
  person.born_year = 1974;
  person.born_month = 5;
  person.born_day = 14;
  person.area = 2;
  person.codice_fiscale = codice_fiscale("Esposito", "Carmela", {1974, 5, 14, true, kNaples});
  return person;
}

// Letters of a name as an address of electronic mail has them.
std::string mail_word(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') out += c;
  }
  return out;
}

struct Cells {
  std::string code, born_on, email, pec, phone, address;
};

std::string phone_of(bool organization, Random& random) {
  char text[32];
  if (organization || random.chance(300))
    std::snprintf(text, sizeof text, "081 %03d%04d", random.between(200, 799),
                  random.between(0, 9999));
  else
    std::snprintf(text, sizeof text, "3%d%d %07d", random.between(2, 4), random.between(0, 9),
                  random.between(1'000'000, 9'999'999));
  return text;
}

Cells cells_of(const Person& person, std::size_t index, Random& random) {
  Cells cells;
  char text[96];
  std::snprintf(text, sizeof text, "NA%06zu", index + 1);
  cells.code = text;
  if (!person.organization)
    cells.born_on = written_date(person.born_year, person.born_month, person.born_day);
  const std::string number = std::to_string(index + 1);
  if (person.organization) {
    cells.email = "info@azienda" + number + ".example";
    if (random.chance(250)) cells.pec = "azienda" + number + "@pec.example";
  } else if (index == 0 || random.chance(640)) {
    cells.email = mail_word(person.given_name) + "." + mail_word(person.family_name) +
                  (index == 0 ? "" : number) + "@posta.example";
  }
  if (index == 0 || random.chance(720)) cells.phone = phone_of(person.organization, random);
  const int house = random.skewed(1, 240);
  cells.address = std::string(random.pick_early(kStreets)) + " " + std::to_string(house) + ", 801" +
                  std::to_string(21 + person.area * 2) + " Napoli";
  return cells;
}

void write_row(CsvFile& file, const Person& person, const Cells& cells) {
  file.row({cells.code, person.organization ? "organization" : "person", person.family_name,
            person.given_name, person.name, person.codice_fiscale,
            person.organization ? std::string_view(person.codice_fiscale) : std::string_view(),
            cells.born_on, cells.email, cells.pec, cells.phone, cells.address});
}

void write_fault(CsvFile& file, int fault, const Person& known, int serial, Random& random) {
  Person person = draw_person(random);
  Cells cells = cells_of(person, 900'000 + static_cast<std::size_t>(serial), random);
  switch (fault) {
    case kBadCheck: {
      char& check = person.codice_fiscale.back();
      check = check == 'Z' ? 'A' : static_cast<char>(check + 1);
      break;
    }
    case kBadDate:
      cells.born_on = written_date(person.born_year, 2, 30);
      break;
    case kNoName:
      person.family_name = person.given_name = "";
      break;
    case kBadBytes:
      person.name = "Nicol\xF2";
      break;  // Latin-1 among UTF-8
    case kTooFew:
      file.raw(cells.code + ";person;" + std::string(person.family_name));
      return;
    case kSameCode:
      person.codice_fiscale = known.codice_fiscale;
      break;
    default:
      break;
  }
  write_row(file, person, cells);
}

}  // namespace

std::vector<Person> make_people(std::uint64_t seed, Size size) {
  Random random(seed, "people");
  std::vector<Person> people = {first_citizen()};
  std::unordered_set<std::string> taken = {people.front().codice_fiscale};
  while (people.size() < static_cast<std::size_t>(size.persons())) {
    Person person = draw_person(random);
    if (taken.insert(person.codice_fiscale).second) people.push_back(std::move(person));
  }
  for (int i = 0; i < size.organizations(); ++i) people.push_back(draw_organization(i, random));
  return people;
}

FileCounts write_people(const World& world, const std::string& directory) {
  Random random(world.seed, "people.csv"), faults(world.seed, "people.csv faults");
  Dirt dirt({{kBadCheck, 80},
             {kBadDate, 40},
             {kNoName, 30},
             {kBadBytes, 20},
             {kTooFew, 30},
             {kSameCode, 25}},
            world.people.size(), faults);
  CsvFile file(directory + "/anagrafe.csv",
               "CODICE;TIPO;COGNOME;NOME;DENOMINAZIONE;CODICE_FISCALE;PARTITA_IVA;NATO_IL;EMAIL;"
               "PEC;TELEFONO;INDIRIZZO");
  int serial = 0;
  for (std::size_t i = 0; i < world.people.size(); ++i) {
    dirt.before(
        i, [&](int fault) { write_fault(file, fault, world.people[i - 1], serial++, faults); });
    write_row(file, world.people[i], cells_of(world.people[i], i, random));
  }
  file.close();
  return {"anagrafe.csv", "anagrafe.json", "subjects",
          static_cast<std::int64_t>(world.people.size()), static_cast<std::int64_t>(dirt.count())};
}

}  // namespace demo

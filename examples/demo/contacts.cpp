#include <algorithm>
#include <cstdio>

#include "csv_file.hpp"
#include "dirt.hpp"
#include "world.hpp"
#include "year.hpp"

namespace demo {
namespace {

enum Fault { kNoChannel, kBadWait, kBadDate, kTooFew };

struct Contact {
  std::int64_t started = 0;
  std::int64_t ended = -1;  // -1: given up before an answer
  std::string_view channel, service, office, outcome;
  bool out = false, abandoned = false;
  int waited_s = -1;
  std::string person, request, summary;
};

// How the contacts of the year divide: in every thousand.
struct Share {
  std::string_view channel;
  int per_mille;
};
constexpr Share kShares[] = {{"phone", 560}, {"counter", 300}, {"email", 100}, {"post", 40}};

std::string_view draw_channel(Random& random) {
  int drawn = random.between(0, 999);
  for (const Share& share : kShares) {
    if (drawn < share.per_mille) return share.channel;
    drawn -= share.per_mille;
  }
  return "phone";
}

std::string_view draw_outcome(std::string_view channel, Random& random) {
  const int drawn = random.between(0, 99);
  if (channel == "phone") return drawn < 68 ? "resolved" : drawn < 87 ? "forwarded" : "callback";
  if (channel == "counter")
    return drawn < 81 ? "resolved" : drawn < 93 ? "incomplete" : "forwarded";
  return drawn < 60 ? "resolved" : "forwarded";
}

// Mondays and the months after the holidays are when the queue is long.
int draw_wait(const Contact& contact, Random& random) {
  const int day = day_of(contact.started);
  const int crowd = weekday(day) == 0 ? 150 : 100;
  if (contact.channel == "phone") return random.skewed(4, 4 * crowd);
  if (contact.channel == "counter") return random.skewed(60, 36 * crowd);
  return -1;
}

void draw_length(Contact& contact, Random& random) {
  contact.waited_s = draw_wait(contact, random);
  if (contact.channel == "phone" && contact.waited_s > 60 && random.chance(300)) {
    contact.abandoned = true;
    contact.outcome = "";
    contact.person.clear();
    contact.request.clear();
    return;
  }
  const int wait = std::max(contact.waited_s, 0);
  const int length = contact.channel == "phone"     ? random.skewed(45, 900)
                     : contact.channel == "counter" ? random.skewed(180, 2'400)
                                                    : random.skewed(120, 1'500);
  contact.ended = contact.started + wait + length;
}

// Half of the contacts are about a request that was made: somebody asks how it stands.
Contact draw_contact(const World& world, const Rhythm& calls, const Rhythm& counter,
                     Random& random) {
  Contact contact;
  contact.channel = draw_channel(random);
  const Request& request = world.requests[random.below(world.requests.size())];
  const Service& service = service_of(request.service);
  contact.service = service.code;
  contact.office = service.office;
  contact.outcome = draw_outcome(contact.channel, random);
  const bool about = random.chance(500) && request.person != 0;
  if (about) {
    contact.started = office_hour(request.opened + random.skewed(1, 40) * kDaySeconds / 2, random);
    contact.request = request.external_id;
    contact.person = world.people[request.person].codice_fiscale;
    contact.out = random.chance(160);
    contact.summary = contact.out ? "Comunicazione sulla richiesta" : "A che punto è la richiesta?";
  }
  if (!about || contact.started >= kYearEnd - kDaySeconds) {
    contact.started = contact.channel == "phone" ? calls.draw(random) : counter.draw(random);
    contact.request.clear();
    contact.out = false;
    contact.summary = "Informazioni: " + std::string(service.name);
    contact.person.clear();
    if (random.chance(contact.channel == "phone" ? 420 : 640))
      contact.person = world.people[1 + random.below(world.people.size() - 1)].codice_fiscale;
  }
  draw_length(contact, random);
  return contact;
}

Contact told(std::string_view channel, std::string_view outcome, int month, int day, int hour,
             int minute, int waited_s, int length_s, std::string summary) {
  Contact contact;
  contact.channel = channel;
  contact.outcome = outcome;
  contact.started = moment(day_in_2007(month, day), hour, minute);
  contact.waited_s = waited_s;
  contact.ended = contact.started + std::max(waited_s, 0) + length_s;
  contact.summary = std::move(summary);
  return contact;
}

// The contacts of the first citizen, each about one of her requests, in the order of her story.
std::vector<Contact> story(const World& world) {
  struct Told {
    Contact contact;
    std::size_t about;
  };
  std::vector<Told> all = {
      {told("phone", "resolved", 5, 14, 10, 20, 95, 240, "Documenti per l'assegno di maternità"),
       1},
      {told("counter", "resolved", 5, 21, 9, 5, 1'860, 1'140, "Domanda di assegno allo sportello"),
       1},
      {told("email", "resolved", 6, 26, 12, 10, -1, 300, "Assegno concesso, lettera in arrivo"), 1},
      {told("counter", "incomplete", 9, 13, 11, 2, 4'020, 600, "Manca il contratto di affitto"), 2},
      {told("counter", "resolved", 9, 17, 9, 30, 2'400, 900, "Cambio di residenza, completo"), 2},
      {told("phone", "resolved", 10, 8, 17, 58, 40, 260, "Lampioni spenti davanti alla scuola"), 3},
      {told("phone", "resolved", 12, 20, 9, 41, 130, 180, "A che punto è il certificato?"), 5},
  };
  std::vector<Contact> contacts;
  for (Told& one : all) {
    const Request& request = world.requests[world.story[one.about]];
    const Service& service = service_of(request.service);
    one.contact.service = service.code;
    one.contact.office = service.office;
    one.contact.person = world.people[0].codice_fiscale;
    one.contact.request = request.external_id;
    one.contact.out = one.contact.channel == "email";
    contacts.push_back(std::move(one.contact));
  }
  return contacts;
}

void write_row(CsvFile& file, const Contact& contact, std::string_view id) {
  file.row({id, contact.channel, contact.out ? "U" : "E", contact.service, contact.office,
            contact.person, contact.request, written(contact.started),
            contact.ended < 0 ? std::string() : written(contact.ended),
            contact.waited_s < 0 ? std::string() : std::to_string(contact.waited_s),
            contact.abandoned ? "S" : "N", contact.outcome, contact.summary});
}

void write_fault(CsvFile& file, Contact contact, int fault, int serial) {
  const std::string id = "CX" + std::to_string(10'000 + serial);
  if (fault == kTooFew) return file.raw(id + ";phone;E");
  contact.ended = contact.started + 300;
  if (fault == kNoChannel) contact.channel = "";
  const std::string started = fault == kBadDate ? "ieri mattina" : written(contact.started);
  const std::string waited = fault == kBadWait ? "tre minuti" : "60";
  file.row({id, contact.channel, "E", contact.service, contact.office, "", "", started,
            written(contact.ended), waited, "N", contact.outcome, contact.summary});
}

}  // namespace

FileCounts write_contacts(const World& world, const std::string& directory) {
  Random random(world.seed, "contacts"), faults(world.seed, "contacts faults");
  const Rhythm calls(Rhythm::kCalls, kCommonYear), counter(Rhythm::kCounter, kCommonYear);
  std::vector<Contact> contacts = story(world);
  const auto wanted = static_cast<std::size_t>(world.size.contacts());
  contacts.reserve(wanted);
  while (contacts.size() < wanted) contacts.push_back(draw_contact(world, calls, counter, random));
  std::stable_sort(contacts.begin(), contacts.end(),
                   [](const Contact& a, const Contact& b) { return a.started < b.started; });
  Dirt dirt({{kNoChannel, 40}, {kBadWait, 30}, {kBadDate, 30}, {kTooFew, 20}}, contacts.size(),
            faults);
  CsvFile file(directory + "/contatti.csv",
               "CONTATTO;CANALE;VERSO;SERVIZIO;SETTORE;CODICE_FISCALE;PRATICA;INIZIO;FINE;"
               "ATTESA_SECONDI;ABBANDONATO;ESITO;OGGETTO");
  int serial = 0;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    dirt.before(i, [&](int fault) { write_fault(file, contacts[i], fault, serial++); });
    char id[32];
    std::snprintf(id, sizeof id, "CT%06zu", i + 1);
    write_row(file, contacts[i], id);
  }
  file.close();
  return {"contatti.csv", "contatti.json", "contacts", static_cast<std::int64_t>(contacts.size()),
          static_cast<std::int64_t>(dirt.count())};
}

}  // namespace demo

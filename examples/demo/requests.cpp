#include <algorithm>
#include <cstdio>
#include <numeric>

#include "names.hpp"
#include "world.hpp"
#include "year.hpp"

namespace demo {
namespace {

constexpr std::int64_t kTenDays = 10 * kDaySeconds;

std::size_t draw_channel(const Service& service, Random& random) {
  int total = 0;
  for (const int weight : service.channels) total += weight;
  int drawn = random.between(0, total - 1);
  std::size_t channel = 0;
  while (drawn >= service.channels[channel]) drawn -= service.channels[channel++];
  return channel;
}

// A few ask often, most once or twice; businesses ask the planning office above all.
std::size_t draw_person(const World& world, const Service& service, Random& random) {
  const bool business = random.chance(service.office == "urbanistica" ? 380 : 20);
  const auto persons = static_cast<std::size_t>(world.size.persons());
  if (business && service.category != "famiglia" && service.category != "anagrafe")
    return persons + random.below(world.people.size() - persons);
  // The first citizen has a story of her own.
  return random.chance(150) ? 1 + random.below(persons / 19) : 1 + random.below(persons - 1);
}

std::int64_t opening(const Service& service, std::size_t channel, const Rhythm& online,
                     const Rhythm& counter, const Rhythm& calls, Random& random) {
  const std::string_view code = kChannels[channel].code;
  if (code == "counter" || code == "post") return counter.draw(random);
  if (code == "phone") return calls.draw(random);
  static_cast<void>(service);
  return online.draw(random);
}

// When the term of a request ends; the office answers near it.
std::int64_t term_end(const Service& service, std::int64_t opened) {
  if (service.clock == Clock::kCalendar) return opened + service.term_days * kDaySeconds;
  return add_working_days(opened, service.term_days);
}

std::int64_t closing(const Service& service, std::int64_t opened, Random& random) {
  if (service.clock == Clock::kNone) return opened + random.skewed(20, 900);
  const std::int64_t term = term_end(service, opened) - opened;
  // Offices are slower after the summer, when what August left behind is worked off.
  const int month = date_of(day_of(opened)).month;
  const int late = service.late_per_mille * (month == 8 || month == 9 ? 2 : 1);
  const int percent = random.chance(late) ? random.skewed(112, 260) : random.around(12, 92);
  return office_hour(opened + term * percent / 100, random);
}

std::string_view closed_state(const Service& service, Random& random) {
  if (service.kind == "application") {
    if (service.clock == Clock::kNone) return "conclusa";
    return random.chance(934) ? "conclusa" : random.chance(700) ? "respinta" : "ritirata";
  }
  return random.chance(870)   ? "risolta"
         : random.chance(600) ? "senza intervento"
                              : "non competente";
}

std::string_view open_state(const Service& service, std::int64_t opened) {
  const bool fresh = opened > kYearEnd - kTenDays / 3;
  if (service.kind == "application") return fresh ? "presentata" : "in lavorazione";
  return fresh ? "nuova" : "in carico";
}

void settle(const Service& service, Request& request, Random& random) {
  request.closed = closing(service, request.opened, random);
  // A few are forgotten in a drawer.
  const bool forgotten = service.clock != Clock::kNone && random.chance(4);
  if (request.closed >= kYearEnd || forgotten) {
    request.closed = -1;
    request.state = open_state(service, request.opened);
  } else {
    request.state = closed_state(service, random);
  }
}

void place(Request& request, std::size_t area, Random& random) {
  request.area = area;
  request.latitude = kAreas[area].latitude + random.around(-90, 90) / 10'000.0;
  request.longitude = kAreas[area].longitude + random.around(-120, 120) / 10'000.0;
}

void add_requests(World& world, std::size_t index, int count, Random& random) {
  const Service& service = service_of(index);
  const Rhythm online(Rhythm::kOnline, service.months), counter(Rhythm::kCounter, service.months),
      calls(Rhythm::kCalls, service.months);
  for (int i = 0; i < count; ++i) {
    Request request;
    request.service = index;
    request.channel = draw_channel(service, random);
    request.person = draw_person(world, service, random);
    request.opened = opening(service, request.channel, online, counter, calls, random);
    request.summary = service.name;
    settle(service, request, random);
    if (service.kind == "report") {
      const bool near_home = random.chance(700);
      place(request,
            near_home ? world.people[request.person].area : random.below(std::size(kAreas)),
            random);
    }
    world.requests.push_back(std::move(request));
  }
}

std::size_t service_named(std::string_view code) {
  const auto all = services();
  return static_cast<std::size_t>(
      std::find_if(all.begin(), all.end(), [&](const Service& s) { return s.code == code; }) -
      all.begin());
}

struct Episode {
  std::string_view service, channel, state, summary;
  std::int64_t opened, closed;
};

// The first citizen's year, oldest first; what stands on her page when it ends.
std::vector<Episode> story() {
  const auto at = [](int month, int day, int hour, int minute) {
    return moment(day_in_2007(month, day), hour, minute);
  };
  return {
      {"visure-anagrafiche", "web", "conclusa", "Visura dello stato di famiglia", at(2, 12, 21, 8),
       at(2, 13, 10, 26)},
      {"assegno-maternita", "counter", "conclusa", "Assegno di maternità, nascita del 3 maggio",
       at(5, 21, 9, 40), at(6, 26, 12, 5)},
      {"cambio-residenza", "counter", "conclusa", "Cambio di residenza, da via Foria a via Duomo",
       at(9, 17, 10, 15), at(10, 25, 11, 50)},
      {"illuminazione-pubblica", "phone", "risolta", "Tre lampioni spenti davanti alla scuola",
       at(10, 8, 18, 2), at(10, 12, 9, 30)},
      {"reclami", "web", "risolta", "Attesa di oltre un'ora allo sportello", at(11, 5, 22, 31),
       at(11, 27, 16, 12)},
      {"destinazione-urbanistica", "web", "in lavorazione",
       "Certificato di destinazione urbanistica, foglio 12 particella 344", at(12, 10, 20, 47), -1},
      {"autocertificazioni", "web", "conclusa", "Autocertificazione di nascita", at(12, 19, 8, 55),
       at(12, 19, 8, 58)},
  };
}

void add_story(World& world, Random& random) {
  for (const Episode& episode : story()) {
    Request request;
    request.service = service_named(episode.service);
    while (kChannels[request.channel].code != episode.channel) ++request.channel;
    request.person = 0;
    request.opened = episode.opened;
    request.closed = episode.closed;
    request.state = episode.state;
    request.summary = episode.summary;
    if (service_of(request.service).kind == "report") place(request, world.people[0].area, random);
    world.requests.push_back(std::move(request));
  }
}

void number(World& world) {
  std::stable_sort(world.requests.begin(), world.requests.end(),
                   [](const Request& a, const Request& b) { return a.opened < b.opened; });
  int applications = 0, others = 0;
  for (std::size_t i = 0; i < world.requests.size(); ++i) {
    Request& request = world.requests[i];
    const bool application = service_of(request.service).kind == "application";
    char text[48];
    std::snprintf(text, sizeof text, "%s-2007-%05d", application ? "PR" : "SG",
                  application ? ++applications : ++others);
    request.external_id = text;
    if (request.person == 0) world.story.push_back(i);
  }
}

}  // namespace

void make_requests(World& world) {
  Random random(world.seed, "requests");
  std::vector<int> counts;
  for (const Service& service : services()) counts.push_back(service.requests / world.size.part);
  for (const Episode& episode : story()) --counts[service_named(episode.service)];
  world.requests.reserve(
      static_cast<std::size_t>(std::accumulate(counts.begin(), counts.end(), 16)));
  for (std::size_t i = 0; i < counts.size(); ++i) add_requests(world, i, counts[i], random);
  add_story(world, random);
  number(world);
}

}  // namespace demo

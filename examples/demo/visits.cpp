#include <algorithm>
#include <cstdio>

#include "csv_file.hpp"
#include "dirt.hpp"
#include "world.hpp"
#include "year.hpp"

namespace demo {
namespace {

enum Fault { kBadDate, kNoPath, kBadStatus, kTooFew };

enum Page : std::uint8_t { kHome, kSearch, kNews, kMyPage, kService, kRequest, kGone };

struct Hit {
  std::int64_t at = 0;
  std::uint32_t visitor = 0;
  std::uint8_t service = 0;
  Page page = kHome;
  bool known = false;  // logged in
};

std::uint8_t draw_service(Random& random) {
  int drawn = random.between(0, kOnlineRequests - 1);
  std::size_t service = 0;
  while (drawn >= service_of(service).requests) drawn -= service_of(service++).requests;
  return static_cast<std::uint8_t>(service);
}

Page draw_page(int step, bool known, Random& random) {
  const int drawn = random.between(0, 99);
  if (step == 0) return drawn < 62 ? kHome : drawn < 78 ? kService : drawn < 97 ? kNews : kGone;
  if (known && drawn < 14) return kMyPage;
  return drawn < 22 ? kSearch : drawn < 74 ? kService : drawn < 90 ? kRequest : kNews;
}

// One session: what a visitor looks at in a row.
void add_session(std::uint32_t visitor, bool account, std::size_t hits, const Rhythm& rhythm,
                 Random& random, std::vector<Hit>& out) {
  std::int64_t at = rhythm.draw(random);
  const bool known = account && random.chance(380);
  const std::uint8_t service = draw_service(random);
  for (std::size_t i = 0; i < hits; ++i) {
    out.push_back({std::min(at, kYearEnd - 1), visitor, service,
                   draw_page(static_cast<int>(i), known, random), known});
    at += random.skewed(3, 420);
  }
}

// Every visitor comes once; then some come again, until the hits of the year are all made.
std::vector<Hit> make_hits(std::uint64_t seed, Size size) {
  Random random(seed, "visits");
  const Rhythm rhythm(Rhythm::kOnline, kCommonYear);
  const auto all = static_cast<std::size_t>(size.hits());
  const auto accounts = static_cast<std::uint32_t>(size.accounts());
  std::vector<Hit> hits;
  hits.reserve(all);
  for (std::uint32_t visitor = 0; visitor < static_cast<std::uint32_t>(size.visitors()); ++visitor)
    add_session(visitor, visitor < accounts, static_cast<std::size_t>(random.between(1, 4)), rhythm,
                random, hits);
  while (hits.size() < all) {
    const auto visitor = static_cast<std::uint32_t>(random.skewed(0, size.visitors() - 1));
    const auto wanted = static_cast<std::size_t>(random.between(1, 6));
    add_session(visitor, visitor < accounts, std::min(wanted, all - hits.size()), rhythm, random,
                hits);
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const Hit& a, const Hit& b) { return a.at < b.at; });
  return hits;
}

std::string path_of(const Hit& hit) {
  const std::string service(service_of(hit.service).code);
  switch (hit.page) {
    case kSearch:
      return "/ricerca?testo=" + service;
    case kNews:
      return "/notizie";
    case kMyPage:
      return "/mypage";
    case kService:
      return "/servizi/" + service;
    case kRequest:
      return "/servizi/" + service + "/richiesta";
    case kGone:
      return "/vecchio/" + service + ".asp";
    default:
      return "/";
  }
}

std::string visitor_name(std::uint32_t visitor) {
  // The portal's cookie: no more than a number, but not one that counts.
  std::uint32_t mixed = (visitor + 1) * 2'654'435'761u;
  char text[16];
  std::snprintf(text, sizeof text, "%08x", mixed);
  return text;
}

void write_hit(CsvFile& file, const World& world, const Hit& hit, std::string_view at,
               std::string_view path, std::string_view status) {
  const bool has_service = hit.page == kService || hit.page == kRequest;
  file.row({at, visitor_name(hit.visitor), path,
            has_service ? service_of(hit.service).code : std::string_view(), status,
            hit.known ? std::string_view(world.people[hit.visitor].codice_fiscale)
                      : std::string_view()});
}

void write_fault(CsvFile& file, const World& world, const Hit& hit, int fault) {
  const std::string at = written(hit.at), path = path_of(hit);
  switch (fault) {
    case kBadDate:
      return write_hit(file, world, hit, "2007-02-30 12:00:00", path, "200");
    case kNoPath:
      return write_hit(file, world, hit, at, "", "200");
    case kBadStatus:
      return write_hit(file, world, hit, at, path, "errore");
    default:
      return file.raw(at + ";" + visitor_name(hit.visitor));
  }
}

}  // namespace

FileCounts write_visits(const World& world, const std::string& directory) {
  Random faults(world.seed, "visits faults"), random(world.seed, "visits.csv");
  const std::vector<Hit> hits = make_hits(world.seed, world.size);
  Dirt dirt({{kBadDate, 100}, {kNoPath, 80}, {kBadStatus, 60}, {kTooFew, 60}}, hits.size(), faults);
  CsvFile file(directory + "/accessi.csv", "ORA;VISITATORE;PERCORSO;SERVIZIO;STATO;CODICE_FISCALE");
  for (std::size_t i = 0; i < hits.size(); ++i) {
    dirt.before(i, [&](int fault) { write_fault(file, world, hits[i], fault); });
    const bool broken = random.chance(2);
    write_hit(file, world, hits[i], written(hits[i].at), path_of(hits[i]),
              hits[i].page == kGone ? "404"
              : broken              ? "500"
                                    : "200");
  }
  file.close();
  return {"accessi.csv", "accessi.json", "visits", static_cast<std::int64_t>(hits.size()),
          static_cast<std::int64_t>(dirt.count())};
}

std::vector<FileCounts> generate(std::uint64_t seed, Size size, const std::string& directory) {
  World world;
  world.seed = seed;
  world.size = size;
  world.people = make_people(seed, size);
  make_requests(world);
  return {write_people(world, directory), write_applications(world, directory),
          write_reports(world, directory), write_contacts(world, directory),
          write_visits(world, directory)};
}

}  // namespace demo

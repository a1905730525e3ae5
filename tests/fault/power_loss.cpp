// Acknowledged writes survive a loss of power. A mixed load is written once, and everything that
// SQLite did to the files is written down. Then power fails after each of these events: what was
// synced is there, what was not is kept, lost or torn in sectors of 512 bytes, by a seed; so is a
// file whose name was not synced. The library opens what is left, and all that was acknowledged by
// then must be there, nothing by half, and the check must find no error.
//
// The same with syncs that do nothing must lose writes, or the test would show nothing.
//
// SEED: where the choices of what is kept begin.
#include <stdlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "shim_vfs.hpp"
#include "support.hpp"
#include "verdict.hpp"

namespace {

using namespace fault;  // NOLINT(google-build-using-namespace): a test
namespace fs = std::filesystem;

constexpr std::int64_t kSector = 512;
constexpr int kRounds = 2;
constexpr int kImportRows = 60;
constexpr std::int64_t kWalLimitBytes = 100'000;  // a few checkpoints on the way
constexpr unsigned kChoices = 3;                  // of what is kept, at each event

using Bytes = std::string;
using Image = std::map<std::string, Bytes>;  // what stands under each name

Bytes read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// --- The disk ----------------------------------------------------------------------------------

// What the platter has for sure, and what waits to get there.
struct DiskFile {
  bool named = false;  // its name is on disk
  Bytes durable;
  std::vector<const IoEvent*> pending;
};

void put(Bytes& bytes, std::int64_t offset, std::string_view data) {
  const auto at = static_cast<std::size_t>(offset);
  if (bytes.size() < at + data.size()) bytes.resize(at + data.size());
  bytes.replace(at, data.size(), data);
}

void apply(Bytes& bytes, const IoEvent& event) {
  if (event.what == IoEvent::What::kWrite) put(bytes, event.offset, event.bytes);
  if (event.what == IoEvent::What::kTruncate) bytes.resize(static_cast<std::size_t>(event.offset));
}

// Sector by sector, each kept or not.
void apply_torn(Bytes& bytes, const IoEvent& event, std::mt19937& random) {
  if (event.what != IoEvent::What::kWrite) {
    if (random() % 2 == 0) apply(bytes, event);
    return;
  }
  const std::string_view data = event.bytes;
  for (std::size_t done = 0; done < data.size();) {
    const std::int64_t at = event.offset + static_cast<std::int64_t>(done);
    const auto size =
        std::min(data.size() - done, static_cast<std::size_t>(kSector - at % kSector));
    if (random() % 2 == 0) put(bytes, at, data.substr(done, size));
    done += size;
  }
}

class Disk {
 public:
  Disk(const Image& start, bool syncs) : syncs_(syncs) {
    for (const auto& [path, bytes] : start) files_[path] = {true, bytes, {}};
  }

  void take(const IoEvent& event) {
    DiskFile& file = files_[event.path];
    switch (event.what) {
      case IoEvent::What::kCreate:
        file = {};
        return;
      case IoEvent::What::kWrite:
      case IoEvent::What::kTruncate:
        file.pending.push_back(&event);
        return;
      case IoEvent::What::kSync:
        if (!syncs_) return;
        for (const IoEvent* waiting : file.pending) apply(file.durable, *waiting);
        file.pending.clear();
        file.named = true;
        return;
      case IoEvent::What::kDelete:
        files_.erase(event.path);
        return;
    }
  }

  // Choice 0 loses everything that was not synced, 1 keeps it, others decide sector by sector.
  Image after_power_loss(unsigned choice, std::mt19937& random) const {
    Image left;
    for (const auto& [path, file] : files_) {
      if (!file.named && (choice == 0 || (choice > 1 && random() % 2 == 0))) continue;
      Bytes& bytes = left[path] = file.durable;
      for (const IoEvent* event : file.pending) {
        if (choice == 1) apply(bytes, *event);
        if (choice > 1) apply_torn(bytes, *event, random);
      }
    }
    return left;
  }

 private:
  bool syncs_;
  std::map<std::string, DiskFile> files_;
};

// --- The load ----------------------------------------------------------------------------------

// When, counted in events, a step was begun and answered.
struct Moment {
  std::size_t begun = 0, answered = 0;
  bool runs = false;
};

struct History {
  Image start;  // the closed store before the load
  std::vector<IoEvent> events;
  std::vector<Moment> moments;  // of each step
  std::vector<Step> steps;
};

std::string root;

Load load_of(std::vector<Step>& steps) { return {steps, "p", root, kImportRows}; }

// Writes the load into a store at `path`, which is made first; events and moments are kept.
void write_history(const std::string& path, History& history) {
  pmm_db* db = open_store(path, PMM_OPEN_CREATE, kWalLimitBytes);
  pmm_session* session = open_session(db);
  Load::prepare(session);
  pmm_session_free(session);
  pmm_db_free(db);
  history.start[path] = read_file(path);
  history.steps = std::vector<Step>(kRounds * kRound);
  history.moments.resize(history.steps.size());

  record_into(&history.events);
  db = open_store(path, 0, kWalLimitBytes);
  session = open_session(db);
  const Load load = load_of(history.steps);
  for (int step = 0; step < load.count(); ++step) {
    Moment& moment = history.moments[static_cast<std::size_t>(step)];
    if (!load.applies(step)) continue;
    moment.runs = true;
    moment.begun = history.events.size();
    REQUIRE(load.run(session, step) == PMM_OK);
    moment.answered = history.events.size();
  }
  pmm_statistics statistics = PMM_STATISTICS_INIT;
  REQUIRE(pmm_db_statistics(db, &statistics, nullptr) == PMM_OK);
  REQUIRE(statistics.checkpoints > 0);
  pmm_session_free(session);
  pmm_db_free(db);  // folds the log in: also a moment to fail
  record_into(nullptr);
}

// What the steps had been told when power failed after `events` of the events.
std::vector<Step> told_by(const History& history, std::size_t events) {
  std::vector<Step> steps(history.steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Moment& moment = history.moments[i];
    if (!moment.runs) continue;
    steps[i].id = history.steps[i].id.load();
    steps[i].answer = moment.answered <= events ? kAcknowledged
                      : moment.begun <= events  ? kBegun
                                                : kNothing;
  }
  return steps;
}

void lay_out(const Image& image) {
  for (const auto& [path, bytes] : image) {
    std::ofstream out(path, std::ios::binary);
    out << bytes;
    REQUIRE(out.good());
  }
}

void remove_store(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(path + suffix);
}

struct Outcome {
  int images = 0, unsound = 0;
  std::int64_t lost = 0;
};

// One image of the disk: what the library makes of it.
void try_image(const std::string& path, const History& history, std::size_t events,
               const Image& image, Outcome& outcome) {
  ++outcome.images;
  remove_store(path);
  lay_out(image);
  std::vector<Step> told = told_by(history, events);
  pmm_db* db = nullptr;
  if (pmm_open(view(path), nullptr, &db, nullptr) != PMM_OK) {
    ++outcome.unsound;
    return;
  }
  pmm_session* session = open_session(db);
  const Load load = load_of(told);
  const Tally tally = judge(db, session, {&load, 1});
  if (!tally.sound()) ++outcome.unsound;
  outcome.lost += tally.lost;
  pmm_session_free(session);
  pmm_db_free(db);
}

// Without syncs only the first choice is tried: the others leave files that cannot be read at all,
// and what is lost could not be counted.
Outcome play(const std::string& path, const History& history, bool syncs, unsigned seed) {
  const unsigned choices = syncs ? kChoices : 1;
  Outcome outcome;
  Disk disk(history.start, syncs);
  for (std::size_t events = 0;; ++events) {
    for (unsigned choice = 0; choice < choices; ++choice) {
      std::mt19937 random(seed + static_cast<unsigned>(events) * kChoices + choice);
      const Image image = disk.after_power_loss(choice, random);
      const int before = outcome.unsound;
      try_image(path, history, events, image, outcome);
      if (syncs && outcome.unsound != before)
        std::fprintf(stderr, "power lost after event %zu, choice %u: not sound\n", events, choice);
    }
    if (events == history.events.size()) return outcome;
    disk.take(history.events[events]);
  }
}

// --- A store that is being made ----------------------------------------------------------------

// Whatever is left of a store whose making was cut off can be made into one.
int make_again(const std::string& path, unsigned seed) {
  std::vector<IoEvent> events;
  record_into(&events);
  pmm_db_free(open_store(path, PMM_OPEN_CREATE, kWalLimitBytes));
  record_into(nullptr);
  int images = 0;
  Disk disk({{path, ""}}, true);
  for (std::size_t done = 0;; ++done) {
    for (unsigned choice = 0; choice < kChoices; ++choice, ++images) {
      std::mt19937 random(seed + static_cast<unsigned>(done) * kChoices + choice);
      remove_store(path);
      lay_out(disk.after_power_loss(choice, random));
      pmm_db* db = open_store(path, PMM_OPEN_CREATE, kWalLimitBytes);
      REQUIRE(errors_found(db) == 0);
      pmm_session_free(open_session(db));
      pmm_db_free(db);
    }
    if (done == events.size()) return images;
    disk.take(events[done]);
  }
}

}  // namespace

int main() {
  install_shim();
  const char* given = std::getenv("SEED");
  const unsigned seed = given == nullptr ? std::random_device()()
                                         : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  std::printf("SEED=%u\n", seed);
  std::error_code none;
  const fs::path parent =
      fs::is_directory("/dev/shm", none) ? "/dev/shm" : fs::temp_directory_path();
  root = (parent / "pmmcrm-power-XXXXXX").string();
  REQUIRE(::mkdtemp(root.data()) != nullptr);

  const int made = make_again(root + "/new.crm", seed);
  std::printf("making a store: %d images\n", made);
  History history;
  write_history(root + "/a.crm", history);
  const Outcome synced = play(root + "/a.crm", history, true, seed);
  std::printf("%zu events, %d images: %d unsound, %lld writes lost\n", history.events.size(),
              synced.images, synced.unsound, static_cast<long long>(synced.lost));
  const Outcome control = play(root + "/a.crm", history, false, seed);
  std::printf("without syncs, %d images: %d unsound, %lld writes lost\n", control.images,
              control.unsound, static_cast<long long>(control.lost));
  REQUIRE(synced.unsound == 0 && synced.lost == 0);
  REQUIRE(control.lost > 0);
  fs::remove_all(root);
  return 0;
}

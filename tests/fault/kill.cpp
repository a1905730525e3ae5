// A call that returned PMM_OK survives the death of any process. Four processes of two threads
// write a mixed load through the public ABI; one of them, now and then all of them, is killed at a
// random moment and started again. What was acknowledged stands in shared memory outside the store.
// An import that was cut short is run again by whoever comes next.
//
// All of them ask questions too, and a fifth process does nothing but open, ask, save the columns
// and close. After every kill the columns that were saved are compared with columns made anew at
// the same moment, and at the end with SQL over a copy of the store.
//
// PMM_TEST_KILLS: how often, 300 by default. SEED: repeats a schedule of moments.
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>
#include <vector>

#include "columns.hpp"
#include "support.hpp"
#include "verdict.hpp"

namespace {

using namespace fault;  // NOLINT(google-build-using-namespace): a test

constexpr int kProcesses = 4;
constexpr int kAsker = kProcesses;  // the process that writes nothing
constexpr int kThreads = 2;
constexpr int kWriters = kProcesses * kThreads;
constexpr int kSteps = 60'000;      // of one writer
constexpr int kImportRows = 4'500;  // two batches
// So that checkpoints are among what is interrupted.
constexpr std::int64_t kWalLimitBytes = 512 * 1024;

struct Writer {
  std::atomic<int> next;
  Step steps[kSteps];
};

Writer* writers = nullptr;
std::string folder;

struct Comparison {
  std::atomic<int> times, saved;
};
Comparison* comparison = nullptr;

std::string store_path() { return folder + "/a.crm"; }

bool columns_agree() {
  const bool saved = compare_columns(store_path(), Against::kTables);
  ++comparison->times;
  if (saved) ++comparison->saved;
  return true;
}

Load load_of(int writer, int steps = kSteps) {
  Writer& own = writers[writer];
  return {{own.steps, static_cast<std::size_t>(steps)},
          "w" + std::to_string(writer),
          folder,
          kImportRows};
}

void write_step(pmm_session* session, const Load& load, int step) {
  const pmm_status status = load.run(session, step);
  if (status != PMM_OK) std::fprintf(stderr, "refused: %s\n", pmm_status_name(status).data);
}

// Saved columns are taken away now and then, which anybody may do at any time: the next close saves
// them anew.
[[noreturn]] void be_asker() {
  std::mt19937 random(static_cast<unsigned>(::getpid()));
  for (;;) {
    if (random() % 2 == 0) std::filesystem::remove(store_path() + ".columns");
    pmm_db* db = open_store(store_path(), 0, kWalLimitBytes);
    pmm_session* session = open_session(db);
    for (const std::string& question : questions()) ask(session, question);
    pmm_session_free(session);
    pmm_db_free(db);
  }
}

void write_on(pmm_db* db, int writer) {
  pmm_session* session = open_session(db);
  const Load load = load_of(writer);
  std::atomic<int>& next = writers[writer].next;
  const int last = next - 1;
  if (last >= 0 && kind_of(last) == Kind::kImport && load.at(last).answer == kBegun)
    write_step(session, load, last);
  for (;;) {
    const int step = next++;
    if (step >= kSteps) ::pause();
    if (load.applies(step)) write_step(session, load, step);
    if (step % kRound == 0) ask(session, questions().front());
  }
}

[[noreturn]] void be_process(int process) {
  pmm_db* db = open_store(store_path(), 0, kWalLimitBytes);
  std::thread other([&] { write_on(db, process * kThreads + 1); });
  write_on(db, process * kThreads);
  other.join();
  ::_exit(1);
}

pid_t start(int process) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0 && process == kAsker) be_asker();
  if (child == 0) be_process(process);
  return child;
}

void end(pid_t child) {
  int status = 0;
  ::kill(child, SIGKILL);
  REQUIRE(::waitpid(child, &status, 0) == child);
  // A process that ended by itself had a reason, and has said it.
  REQUIRE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

int steps_of(int process) {
  int steps = 0;
  if (process == kAsker) return steps;
  for (int thread = 0; thread < kThreads; ++thread)
    steps += writers[process * kThreads + thread].next;
  return steps;
}

Load load_so_far(int writer) {
  return load_of(writer, std::min<int>(writers[writer].next, kSteps));
}

int complete_imports() {
  int imports = 0;
  for (int writer = 0; writer < kWriters; ++writer) {
    const Load load = load_so_far(writer);
    for (int step = 0; step < load.count(); ++step)
      if (kind_of(step) == Kind::kImport && load.at(step).answer == kAcknowledged) ++imports;
  }
  return imports;
}

// Until it is so, but not for ever: a process may be busy with one long step.
template <class Condition>
void wait_until(Condition&& condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

template <class Work>
bool in_child(Work&& work);

void kill_at_random(int kills, unsigned seed) {
  std::mt19937 random(seed);
  pid_t children[kProcesses + 1];
  int begun[kProcesses + 1];
  for (int i = 0; i <= kAsker; ++i) {
    children[i] = start(i);
    begun[i] = steps_of(i);
  }
  for (int done = 0; done < kills;) {
    const bool all = random() % 16 == 0;
    const int victim = static_cast<int>(random() % (kProcesses + 1));
    // A slow build must come to its work too; then the moment is random by design: this is what the
    // test is about.
    const int steps = victim == kAsker ? 0 : static_cast<int>(random() % 12);
    wait_until([&] { return steps_of(victim) - begun[victim] >= steps; },
               std::chrono::milliseconds(500));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
    for (int i = 0; i <= kAsker; ++i) {
      if (!all && i != victim) continue;
      end(children[i]);
      children[i] = 0;
      ++done;
    }
    if (random() % 4 == 0) REQUIRE(in_child(columns_agree));
    for (int i = 0; i <= kAsker; ++i) {
      if (children[i] != 0) continue;
      begun[i] = steps_of(i);
      children[i] = start(i);
    }
  }
  wait_until([] { return complete_imports() > 0; }, std::chrono::seconds(60));
  for (const pid_t child : children) end(child);
}

bool verify() {
  compare_columns(store_path(), Against::kTablesAndSql);
  pmm_db* db = open_store(store_path(), 0, kWalLimitBytes);
  pmm_session* session = open_session(db);
  std::vector<Load> loads;
  for (int writer = 0; writer < kWriters; ++writer) loads.push_back(load_so_far(writer));
  const int imports = complete_imports();
  const Tally tally = judge(db, session, loads);
  tally.print();
  const Comparison& compared = *comparison;
  std::printf("columns compared %d times, %d of them saved ones\n", compared.times.load(),
              compared.saved.load());
  std::printf("%d imports of %d rows are complete\n", imports, kImportRows);
  pmm_session_free(session);
  pmm_db_free(db);
  return tally.sound() && tally.refused == 0 && tally.acknowledged > 0 && imports > 0 &&
         compared.saved > 0;
}

void* shared_zeros(std::size_t bytes) {
  void* shared = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(shared != MAP_FAILED);
  return shared;
}

// The library is used in children only, so that no fork ever copies an open store.
template <class Work>
bool in_child(Work&& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const bool good = work();
    std::fflush(stdout);
    ::_exit(good ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool prepare() {
  pmm_db* db = open_store(store_path(), PMM_OPEN_CREATE, kWalLimitBytes);
  pmm_session* session = open_session(db);
  Load::prepare(session);
  pmm_session_free(session);
  pmm_db_free(db);
  return true;
}

}  // namespace

int main() {
  const char* given = std::getenv("PMM_TEST_KILLS");
  const char* seed_given = std::getenv("SEED");
  const int kills = given == nullptr ? 300 : std::atoi(given);
  const unsigned seed = seed_given == nullptr
                            ? std::random_device()()
                            : static_cast<unsigned>(std::strtoul(seed_given, nullptr, 10));
  std::printf("%d kills, SEED=%u\n", kills, seed);
  std::fflush(stdout);
  folder = (std::filesystem::temp_directory_path() / "pmmcrm-kill-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  writers = static_cast<Writer*>(shared_zeros(sizeof(Writer) * kWriters));
  comparison = static_cast<Comparison*>(shared_zeros(sizeof(Comparison)));
  REQUIRE(in_child(prepare));
  kill_at_random(kills, seed);
  const bool good = in_child(verify);
  if (good) std::filesystem::remove_all(folder);
  if (!good) std::fprintf(stderr, "the store is kept in %s\n", folder.c_str());
  return good ? 0 : 1;
}

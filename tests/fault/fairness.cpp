// Turns to write are fair, and nobody who waits is forgotten. 4, 8 and 16 processes write until the
// fastest has its share: none of them may be told PMM_E_BUSY, and the slowest must have got its
// part. Then a writer is stopped, and one is killed, while it holds the gate.
//
// Counts and answers alone; how long a turn takes is measured elsewhere.
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <new>
#include <utility>
#include <vector>

#include "support.hpp"

namespace {

using namespace fault;  // NOLINT(google-build-using-namespace): a test

constexpr int kMostWriters = 16;
constexpr std::int64_t kWalLimitBytes = 1024 * 1024;

struct Shared {
  std::atomic<bool> stop;
  std::atomic<std::int64_t> written[kMostWriters];
};

Shared* shared = nullptr;
std::string store_path;

pmm_db* open_with(std::uint32_t busy_timeout_ms) {
  return open_store(store_path, PMM_OPEN_CREATE, kWalLimitBytes, busy_timeout_ms);
}

pmm_status write_one(pmm_session* session, const std::string& name,
                     const pmm_call* call = nullptr) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = pmm_string("organization");
  input.name = view(name);
  pmm_id id = 7;
  const pmm_status status = pmm_subject_create(session, &input, call, &id, nullptr);
  REQUIRE((status == PMM_OK) == (id > 0));
  return status;
}

pid_t in_child(const std::function<void()>& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    ::_exit(0);
  }
  return child;
}

void expect_good_end(pid_t child) {
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

std::int64_t stored() {
  std::int64_t count = -1;
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = in_child([&] {
    pmm_db* db = open_with(60'000);
    const std::int64_t subjects = fact(db, "subjects");
    REQUIRE(errors_found(db) == 0);
    REQUIRE(::write(ends[1], &subjects, sizeof subjects) == sizeof subjects);
    pmm_db_free(db);
  });
  REQUIRE(::read(ends[0], &count, sizeof count) == sizeof count);
  expect_good_end(child);
  ::close(ends[0]);
  ::close(ends[1]);
  return count;
}

// --- Many writers ------------------------------------------------------------------------------

// Two pipes: who is ready says so in one, and reads in the other that it may go on.
struct Meeting {
  int told[2];
  int go[2];

  Meeting() { REQUIRE(::pipe(told) == 0 && ::pipe(go) == 0); }
  ~Meeting() {
    for (const int end : {told[0], told[1], go[0], go[1]}) ::close(end);
  }
  Meeting(const Meeting&) = delete;
  Meeting& operator=(const Meeting&) = delete;

  void arrive() const {
    char heard = 0;
    REQUIRE(::write(told[1], "r", 1) == 1 && ::read(go[0], &heard, 1) == 1);
  }
  void await(int count) const {
    char heard = 0;
    for (int i = 0; i < count; ++i) REQUIRE(::read(told[0], &heard, 1) == 1);
  }
  void let_go(int count) const {
    for (int i = 0; i < count; ++i) REQUIRE(::write(go[1], "g", 1) == 1);
  }
};

void write_until_enough(const Meeting& meeting, int writer, std::int64_t enough) {
  pmm_db* db = open_with(60'000);
  pmm_session* session = open_session(db);
  meeting.arrive();
  while (!shared->stop) {
    REQUIRE(write_one(session, "w" + std::to_string(writer)) == PMM_OK);
    if (++shared->written[writer] >= enough) shared->stop = true;
  }
  pmm_session_free(session);
  pmm_db_free(db);
}

void share_turns(int count, std::int64_t enough, int least_percent) {
  const std::int64_t before = stored();
  new (shared) Shared{};
  const Meeting meeting;
  std::vector<pid_t> children;
  for (int writer = 0; writer < count; ++writer)
    children.push_back(in_child([&] { write_until_enough(meeting, writer, enough); }));
  meeting.await(count);
  meeting.let_go(count);
  for (const pid_t child : children) expect_good_end(child);
  std::int64_t slowest = enough;
  std::int64_t fastest = 0;
  std::int64_t all = 0;
  for (int writer = 0; writer < count; ++writer) {
    const std::int64_t written = shared->written[writer];
    slowest = std::min(slowest, written);
    fastest = std::max(fastest, written);
    all += written;
  }
  std::printf("%d processes: the slowest wrote %lld, the fastest %lld\n", count,
              static_cast<long long>(slowest), static_cast<long long>(fastest));
  REQUIRE(slowest * 100 >= fastest * least_percent);
  REQUIRE(stored() == before + all);
}

// --- A holder that does not go on --------------------------------------------------------------

// Opens a transaction, writes into it, and tells so; then waits to be stopped or killed.
void hold_the_gate(int told, bool stops) {
  pmm_db* db = open_with(60'000);
  pmm_session* session = open_session(db);
  REQUIRE(pmm_begin(session, 600'000, nullptr, nullptr) == PMM_OK);
  REQUIRE(write_one(session, "holder") == PMM_OK);
  REQUIRE(::write(told, "h", 1) == 1);
  if (!stops)
    for (;;) ::pause();
  ::raise(SIGSTOP);
  REQUIRE(pmm_commit(session, nullptr) == PMM_OK);
  REQUIRE(write_one(session, "holder") == PMM_OK);
  pmm_session_free(session);
  pmm_db_free(db);
}

std::pair<pid_t, int> start_holder(bool stops) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = in_child([&] { hold_the_gate(ends[1], stops); });
  ::close(ends[1]);
  char heard = 0;
  REQUIRE(::read(ends[0], &heard, 1) == 1);
  return {child, ends[0]};
}

// A writer that must wait while the gate is held: it is told what its call asked for, reading goes
// on, and once the holder has gone on the same handle writes.
void wait_for_the_holder(const Meeting& meeting, std::uint32_t busy_timeout_ms,
                         std::int64_t deadline_ms, pmm_status expected) {
  pmm_db* db = open_with(busy_timeout_ms);  // before the gate is held: opening takes it too
  pmm_session* session = open_session(db);
  meeting.arrive();
  pmm_call call = PMM_CALL_INIT;
  call.deadline_ms = deadline_ms;
  REQUIRE(write_one(session, "late", &call) == expected);
  REQUIRE(pmm_begin(session, 0, &call, nullptr) == expected);
  pmm_result* rows = nullptr;
  REQUIRE(pmm_subject_list(session, nullptr, nullptr, nullptr, &rows, nullptr) == PMM_OK);
  pmm_result_free(rows);
  meeting.arrive();
  pmm_status status = PMM_E_BUSY;
  for (int i = 0; i < 1000 && status == PMM_E_BUSY; ++i) status = write_one(session, "late");
  REQUIRE(status == PMM_OK);
  pmm_session_free(session);
  pmm_db_free(db);
}

void stop_the_holder() {
  const std::int64_t before = stored();
  const Meeting meeting;
  const pid_t impatient = in_child([&] { wait_for_the_holder(meeting, 50, 0, PMM_E_BUSY); });
  const pid_t punctual = in_child([&] { wait_for_the_holder(meeting, 60'000, 50, PMM_E_TIMEOUT); });
  meeting.await(2);
  const auto [holder, told] = start_holder(true);
  int status = 0;
  REQUIRE(::waitpid(holder, &status, WUNTRACED) == holder && WIFSTOPPED(status));
  meeting.let_go(2);
  meeting.await(2);
  ::kill(holder, SIGCONT);
  expect_good_end(holder);
  meeting.let_go(2);
  expect_good_end(impatient);
  expect_good_end(punctual);
  ::close(told);
  REQUIRE(stored() == before + 4);  // two of the holder, one of each other, nothing refused
  std::printf("stopped while it held the gate: others were told, nothing was lost\n");
}

void kill_the_holder() {
  const std::int64_t before = stored();
  constexpr int kRounds = 20;
  for (int round = 0; round < kRounds; ++round) {
    const auto [holder, told] = start_holder(false);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    // It waits for the gate already when it opens the store, or will when it writes.
    const pid_t waiter = in_child([&] {
      REQUIRE(::write(ends[1], "w", 1) == 1);
      pmm_db* db = open_with(60'000);
      pmm_session* session = open_session(db);
      REQUIRE(write_one(session, "waiter") == PMM_OK);
      pmm_session_free(session);
      pmm_db_free(db);
    });
    char heard = 0;
    REQUIRE(::read(ends[0], &heard, 1) == 1);
    ::kill(holder, SIGKILL);
    REQUIRE(::waitpid(holder, nullptr, 0) == holder);
    expect_good_end(waiter);
    ::close(told);
    ::close(ends[0]);
    ::close(ends[1]);
  }
  REQUIRE(stored() == before + kRounds);  // the holder's own write was never committed
  std::printf("killed while it held the gate: %d times the next went on\n", kRounds);
}

}  // namespace

int main() {
  std::string folder = (std::filesystem::temp_directory_path() / "pmmcrm-fair-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  store_path = folder + "/a.crm";
  void* memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  shared = new (memory) Shared{};
  share_turns(4, 600, 30);
  share_turns(8, 300, 20);
  share_turns(16, 200, 20);
  stop_the_holder();
  kill_the_holder();
  std::filesystem::remove_all(folder);
  return 0;
}

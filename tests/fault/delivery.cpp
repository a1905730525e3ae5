// P13: whatever kills, stops or silences the processes that send, every delivery is sent or ends
// among the dead letters; the other side gets one twice only when its sender died between the
// acceptance and the report, slept past its lease, or never got the reply. The first two then have
// the delivery say that it was uncertain, and who slept is told that its token is stale.
//
// Four processes at a time claim, hand over to a receiver that keeps its own ledger in shared
// memory, and report; every third is one that pmm_tick() calls. Each kills itself at random
// points between two calls, or has a timer do it that goes off within one; another takes its place.
// Each also stops itself at times: another takes its place, the clock goes on by more than a lease,
// and it wakes when the others have nothing left to do, or can do nothing because it stopped with
// the turn to write. The receiver answers some with 503, and takes some without its answer ever
// arriving.
//
// PMM_TEST_KILLS: how many at least, 200 by default, over ten times as many items. SEED: repeats a
// run of choices.
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "support.hpp"

namespace {

using namespace fault;  // NOLINT(google-build-using-namespace): a test

constexpr int kSenders = 4;
constexpr int kItemsOfAKill = 10;
constexpr std::size_t kMostAsleep = 40;
constexpr std::int64_t kLeaseS = 60;
constexpr std::int64_t kSecondUs = 1'000'000;

struct Item {
  std::atomic<int> accepted;  // by the receiver
  std::atomic<int> orphaned;  // accepted, and whoever sent it died or slept before its report
  std::atomic<int> unheard;   // accepted, and reported as failed: the reply was lost
};

struct Shared {
  std::atomic<std::int64_t> now_us;
  std::atomic<int> claims, stale, stops;
  std::atomic<bool> sleeps_open[4096];  // by process: with the store open
};
Shared* shared = nullptr;
Item* items = nullptr;  // shared too
std::unordered_map<std::string, int> item_of_key;
int kills = 0;
// Some forty stops a run, however long that is: each takes a minute of the three days of a
// delivery.
std::uint64_t stop_odds = 0;
std::string path;
std::mt19937_64 random_source;

bool one_in(std::uint64_t times) { return random_source() % times == 0; }

std::int64_t shared_clock(void*) { return shared->now_us.load(); }

pmm_db* open_shared(std::uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = flags | PMM_OPEN_NO_COLUMNS_FILE;
  options.busy_timeout_ms = 60'000;
  options.clock = shared_clock;
  pmm_db* db = nullptr;
  REQUIRE(pmm_open(view(path), &options, &db, nullptr) == PMM_OK);
  return db;
}

// The receiver knows an item by its key alone.
Item& item_of(const std::string& key) {
  const auto found = item_of_key.find(key);
  REQUIRE(found != item_of_key.end() && "a key that somebody has");
  return items[found->second];
}

// Between two calls.
void maybe_die() {
  if (one_in(20)) ::kill(::getpid(), SIGKILL);
}

// Within one, of some hundreds of microseconds.
void maybe_die_soon() {
  if (!one_in(20)) return;
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGKILL;
  timer_t timer{};
  REQUIRE(::timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
  itimerspec in{};
  in.it_value.tv_nsec = static_cast<long>(1'000 + random_source() % 400'000);
  REQUIRE(::timer_settime(timer, 0, &in, nullptr) == 0);
}

struct Sender {
  pmm_db* db = nullptr;
  pmm_session* session = nullptr;

  void open() {
    db = open_shared(0);
    session = open_session(db);
  }
  void close() {
    pmm_session_free(session);
    pmm_db_free(db);
  }
};

void sleep_until_woken(bool open) {
  ++shared->stops;
  shared->sleeps_open[::getpid() % 4096] = open;
  REQUIRE(::raise(SIGSTOP) == 0);
}

// Sleeps with what it has claimed, until somebody wakes it. An open store may have kept the turn to
// write, and then nobody claims anything meanwhile.
void maybe_stop(Sender& sender) {
  if (!one_in(stop_odds)) return;
  const bool open = one_in(4);
  if (!open) sender.close();
  sleep_until_woken(open);
  if (!open) sender.open();
}

void send_and_report(Sender& sender, pmm_id id, std::int64_t token, Item& item) {
  maybe_die();
  pmm_delivery_report_input report = PMM_DELIVERY_REPORT_INPUT_INIT;
  report.token = token;
  report.outcome = PMM_OUTCOME_HTTP;
  report.code = one_in(5) ? 503 : 200;
  if (report.code == 200) {
    ++item.orphaned;  // until it is reported
    ++item.accepted;
  }
  maybe_die();
  maybe_stop(sender);
  if (report.code == 200 && one_in(10)) {
    report.outcome = PMM_OUTCOME_TEMPORARY;
    report.code = 0;
    ++item.unheard;
    --item.orphaned;
  }
  maybe_die_soon();
  const pmm_status done =
      pmm_delivery_report(sender.session, id, &report, nullptr, nullptr, nullptr);
  REQUIRE(done == PMM_OK || done == PMM_E_CONFLICT);
  if (done == PMM_E_CONFLICT) ++shared->stale;
  if (report.code == 200 && done == PMM_OK) --item.orphaned;
  maybe_die();
}

struct Pushed {
  pmm_id id;
  std::int64_t token;
  Item* item;
};

void push_one(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* report) {
  maybe_die();
  Item& item = item_of({parcel->key.data, parcel->key.size});
  ++shared->claims;
  report->outcome = PMM_OUTCOME_HTTP;
  report->code = one_in(5) ? 503 : 200;
  if (report->code == 200 && one_in(10)) {
    ++item.unheard;
    ++item.accepted;
    report->outcome = PMM_OUTCOME_TEMPORARY;
    report->code = 0;
  } else if (report->code == 200) {
    ++item.orphaned;
    ++item.accepted;
    static_cast<std::vector<Pushed>*>(data)->push_back({parcel->id, parcel->token, &item});
  }
  maybe_die();
  if (one_in(4 * stop_odds)) sleep_until_woken(true);
}

// What the library has reported for us is no orphan any more.
void settle(pmm_session* session, const std::vector<Pushed>& pushed) {
  for (const Pushed& one : pushed) {
    pmm_result* row = nullptr;
    REQUIRE(pmm_delivery_get(session, one.id, nullptr, &row, nullptr) == PMM_OK);
    if (int_cell(row, 0, "token") == one.token && text_cell(row, 0, "state") == "sent")
      --one.item->orphaned;
    pmm_result_free(row);
  }
}

[[noreturn]] void be_carrier(std::uint64_t seed) {
  random_source.seed(seed);
  Sender sender;
  sender.open();
  std::vector<Pushed> pushed;
  pmm_carrier carrier = PMM_CARRIER_INIT;
  carrier.send = push_one;
  carrier.send_data = &pushed;
  carrier.batch = 4;
  carrier.lease_s = kLeaseS;
  REQUIRE(pmm_carrier_set(sender.db, pmm_string("email"), &carrier, nullptr) == PMM_OK);
  for (std::int64_t done = 1; done != 0;) {
    maybe_die();
    maybe_die_soon();
    REQUIRE(pmm_tick(sender.db, nullptr, &done, nullptr) == PMM_OK);
    settle(sender.session, pushed);
    pushed.clear();
  }
  sender.close();
  ::_exit(0);
}

[[noreturn]] void be_sender(pmm_id channel, std::uint64_t seed) {
  random_source.seed(seed);
  Sender sender;
  sender.open();
  for (;;) {
    maybe_die();
    maybe_die_soon();
    pmm_result* rows = nullptr;
    REQUIRE(pmm_delivery_claim(sender.session, channel, 4, kLeaseS, nullptr, &rows, nullptr) ==
            PMM_OK);
    const std::int64_t count = pmm_result_rows(rows);
    shared->claims += static_cast<int>(count);
    maybe_die();
    for (std::int64_t i = 0; i < count; ++i)
      send_and_report(sender, int_cell(rows, i, "id"), int_cell(rows, i, "token"),
                      item_of(text_cell(rows, i, "key")));
    pmm_result_free(rows);
    if (count == 0) break;
  }
  sender.close();
  ::_exit(0);
}

pmm_id make_channel(pmm_session* session) {
  pmm_channel_input in = PMM_CHANNEL_INPUT_INIT;
  in.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  in.code = in.name = pmm_string("email");
  pmm_id id = 0;
  REQUIRE(pmm_channel_create(session, &in, nullptr, &id, nullptr) == PMM_OK);
  REQUIRE(pmm_channel_carry(session, id, pmm_string("email"), nullptr, nullptr, nullptr) == PMM_OK);
  return id;
}

void make_people(pmm_session* session, int count) {
  for (int i = 0; i < count; ++i) {
    pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
    in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
    in.kind = pmm_string("organization");
    const std::string name = "firm " + std::to_string(i);
    in.name = view(name);
    pmm_id id = 0;
    REQUIRE(pmm_subject_create(session, &in, nullptr, &id, nullptr) == PMM_OK);
    pmm_address_input address = PMM_ADDRESS_INPUT_INIT;
    address.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE | PMM_ADDRESS_VERIFIED_ON;
    address.kind = pmm_string("email");
    const std::string value = "f" + std::to_string(i) + "@example.org";
    address.value = view(value);
    address.verified_on = 20'000;
    REQUIRE(pmm_address_create(session, id, &address, nullptr, &id, nullptr) == PMM_OK);
  }
}

void make_campaign(pmm_db* db, pmm_session* session) {
  pmm_freeze_input freeze = PMM_FREEZE_INPUT_INIT;
  freeze.set_fields = PMM_FREEZE_RULE;
  freeze.rule = pmm_string("{\"subject\": {}}");
  pmm_campaign_input in = PMM_CAMPAIGN_INPUT_INIT;
  REQUIRE(pmm_segment_freeze(session, &freeze, nullptr, &in.frozen, nullptr) == PMM_OK);
  in.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_CLASS |
                  PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY;
  in.name = in.title = in.body = pmm_string("news");
  in.notice_class = pmm_string("courtesy");
  pmm_id id = 0;
  REQUIRE(pmm_campaign_create(session, &in, nullptr, &id, nullptr) == PMM_OK);
  REQUIRE(pmm_tick(db, nullptr, nullptr, nullptr) == PMM_OK);
}

// All deliveries, page by page.
template <class See>
void each_delivery(pmm_session* session, See&& see) {
  std::string cursor;
  do {
    pmm_page page = PMM_PAGE_INIT;
    page.limit = 1000;
    page.cursor = view(cursor);
    pmm_result* rows = nullptr;
    REQUIRE(pmm_delivery_list(session, nullptr, &page, nullptr, &rows, nullptr) == PMM_OK);
    for (std::int64_t i = 0; i < pmm_result_rows(rows); ++i) see(rows, i);
    const pmm_str next = pmm_result_next_cursor(rows);
    cursor.assign(next.data, next.size);
    pmm_result_free(rows);
  } while (!cursor.empty());
}

pmm_id prepare(int count) {
  pmm_db* db = open_shared(PMM_OPEN_CREATE);
  pmm_session* session = open_session(db);
  const pmm_id channel = make_channel(session);
  make_people(session, count);
  make_campaign(db, session);
  each_delivery(session, [&](const pmm_result* rows, std::int64_t i) {
    item_of_key.emplace(text_cell(rows, i, "key"), static_cast<int>(item_of_key.size()));
  });
  REQUIRE(item_of_key.size() == static_cast<std::size_t>(count));
  pmm_session_free(session);
  pmm_db_free(db);
  return channel;
}

void pass(std::int64_t seconds) { shared->now_us += seconds * kSecondUs; }

// The senders of one round, and what befalls them.
class Round {
 public:
  explicit Round(pmm_id channel) : channel_(channel) {}

  // Until all have ended by themselves, because nothing was left to claim.
  void run() {
    for (int i = 0; i < kSenders; ++i) start();
    while (running_ > 0 || !stopped_.empty()) {
      if (running_ == 0) wake();
      int status = 0;
      const pid_t sender = ::waitpid(-1, &status, WUNTRACED);
      if (sender < 0) {
        REQUIRE(errno == EINTR);  // by the timer
        if (shared->claims == claims_) wake_one_in_the_way();
        claims_ = shared->claims;
        continue;
      }
      const auto asleep = std::find(stopped_.begin(), stopped_.end(), sender);
      if (asleep != stopped_.end())
        stopped_.erase(asleep);  // killed in its sleep
      else
        --running_;
      if (WIFSTOPPED(status)) {
        stopped_.push_back(sender);
        pass(kLeaseS + 1);
        if (stopped_.size() > kMostAsleep)
          wake();
        else
          start();
        continue;
      }
      if (WIFSIGNALED(status)) {
        REQUIRE(WTERMSIG(status) == SIGKILL);
        ++kills;
        start();
        continue;
      }
      REQUIRE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
  }

 private:
  void start() {
    const std::uint64_t seed = random_source();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0 && seed % 3 == 0) be_carrier(seed);
    if (child == 0) be_sender(channel_, seed);
    ++running_;
  }
  void wake() { wake(stopped_.begin()); }
  // Who sleeps with the turn to write does so with an open store.
  void wake_one_in_the_way() {
    const auto open = std::find_if(stopped_.begin(), stopped_.end(), [](pid_t pid) {
      return shared->sleeps_open[pid % 4096].load();
    });
    if (open != stopped_.end()) wake(open);
  }
  void wake(std::deque<pid_t>::iterator sleeper) {
    REQUIRE(::kill(*sleeper, SIGCONT) == 0);
    stopped_.erase(sleeper);
    ++running_;
  }

  pmm_id channel_;
  int running_ = 0;
  int claims_ = 0;  // when the timer last went off
  std::deque<pid_t> stopped_;
};

struct Sum {
  std::map<std::string, int> states;
  int twice = 0, uncertain = 0;
  bool waits = false;
};

void judge(const std::string& state, bool flagged, const Item& item, Sum& sum) {
  ++sum.states[state];
  sum.uncertain += flagged ? 1 : 0;
  sum.waits = sum.waits || state == "created" || state == "sending" || state == "uncertain" ||
              state == "temporary_failure";
  if (state == "sent") REQUIRE(item.accepted >= 1);
  sum.twice += item.accepted > 1 ? 1 : 0;
  // Each repetition has its death, its sleep or its lost reply.
  REQUIRE(item.accepted <= 1 + item.orphaned + item.unheard);
  // Who died within the report may have made it.
  const bool reported = state == "sent" && item.orphaned == 1 && item.unheard == 0;
  if (item.orphaned > 0 && state != "sending" && !(reported && item.accepted == 1))
    REQUIRE(flagged || item.unheard > 0);
}

// Whether it is over.
bool verdict() {
  pmm_db* db = open_shared(0);
  pmm_session* session = open_session(db);
  REQUIRE(pmm_tick(db, nullptr, nullptr, nullptr) == PMM_OK);
  Sum sum;
  each_delivery(session, [&](const pmm_result* rows, std::int64_t i) {
    judge(text_cell(rows, i, "state"), int_cell(rows, i, "uncertain") != 0,
          item_of(text_cell(rows, i, "key")), sum);
  });
  if (!sum.waits) REQUIRE(errors_found(db) == 0);
  pmm_session_free(session);
  pmm_db_free(db);
  if (sum.waits) return false;
  std::printf("%d kills, %d claims, %d stops, %d stale reports, %d uncertain, %d sent twice;",
              kills, shared->claims.load(), shared->stops.load(), shared->stale.load(),
              sum.uncertain, sum.twice);
  for (const auto& [state, count] : sum.states) std::printf(" %s %d", state.c_str(), count);
  std::printf("\n");
  for (const auto& [state, count] : sum.states)
    REQUIRE(state == "sent" || state == "technical_failure");
  REQUIRE(sum.states["sent"] > 0);
  return true;
}

std::uint64_t from_environment(const char* name, std::uint64_t usual) {
  const char* given = ::getenv(name);
  return given != nullptr ? std::strtoull(given, nullptr, 10) : usual;
}

void on_alarm(int) {}

// Interrupts whoever waits for a sender, again and again.
void start_timer() {
  struct sigaction action {};
  action.sa_handler = on_alarm;
  REQUIRE(::sigaction(SIGALRM, &action, nullptr) == 0);
  itimerval every{};
  every.it_interval.tv_usec = every.it_value.tv_usec = 50'000;
  REQUIRE(::setitimer(ITIMER_REAL, &every, nullptr) == 0);
}

// Zero bytes that the senders have in common.
void* share(std::size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  return memory;
}

std::string make_folder() {
  std::string folder = "/dev/shm/pmmcrm_delivery_XXXXXX";  // the disk is not under test
  if (::mkdtemp(folder.data()) != nullptr) return folder;
  folder = "/tmp/pmmcrm_delivery_XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  return folder;
}

}  // namespace

int main() {
  const auto wanted = static_cast<int>(from_environment("PMM_TEST_KILLS", 200));
  const std::uint64_t seed = from_environment("SEED", std::random_device()());
  std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  random_source.seed(seed);
  const std::string folder = make_folder();
  path = folder + "/a.crm";
  stop_odds = static_cast<std::uint64_t>(std::max(3, wanted / 5));
  const int count = kItemsOfAKill * wanted;
  shared = new (share(sizeof(Shared))) Shared();
  items = static_cast<Item*>(share(sizeof(Item) * static_cast<std::size_t>(count)));
  std::uninitialized_value_construct_n(items, count);
  shared->now_us = INT64_C(1795000000000000);
  const pmm_id channel = prepare(count);
  start_timer();
  // Nothing waits for longer than the longest delay, so that this ends.
  for (int round = 0; !verdict(); ++round) {
    REQUIRE(round < 100 * wanted);
    const int before = shared->claims.load();
    Round(channel).run();
    pass(shared->claims.load() != before ? kLeaseS + 1 : 3600);
  }
  REQUIRE(kills >= wanted);
  REQUIRE(shared->stale > 0);
  std::filesystem::remove_all(folder);
  return 0;
}

// P13: whatever kills the processes that send, every delivery is sent or ends among the dead
// letters; the other side gets one twice only when its sender died between the acceptance and the
// report, and then the delivery says that it was uncertain.
//
// Four processes at a time claim, hand over to a receiver that keeps its own ledger in shared
// memory, and report. Each kills itself at random points; the receiver answers some with 503. When
// all four have ended, the clock goes on by more than a lease, and four others come.
//
// PMM_TEST_KILLS: how many at least, 200 by default. SEED: repeats a run of choices.
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support.hpp"

namespace {

using namespace fault;  // NOLINT(google-build-using-namespace): a test

constexpr int kSenders = 4;
constexpr int kMostItems = 4096;
constexpr std::int64_t kLeaseS = 60;
constexpr std::int64_t kSecondUs = 1'000'000;

struct Item {
  char key[40];
  std::atomic<int> accepted;  // by the receiver
  std::atomic<int> orphaned;  // accepted by one that died before it could report
};

struct Shared {
  std::atomic<std::int64_t> now_us;
  std::atomic<int> kills, claims, stale;
  Item items[kMostItems];
};
Shared* shared = nullptr;
std::string path;
std::mt19937_64 random_source;

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
  for (Item& item : shared->items) {
    if (item.key[0] == '\0') break;
    if (key == item.key) return item;
  }
  REQUIRE(key.empty() && "a key that nobody has");
  return shared->items[0];
}

void maybe_die() {
  if (random_source() % 14 != 0) return;
  ++shared->kills;
  ::kill(::getpid(), SIGKILL);
}

void send_and_report(pmm_session* session, pmm_id id, std::int64_t token, Item& item) {
  maybe_die();
  pmm_delivery_report_input report = PMM_DELIVERY_REPORT_INPUT_INIT;
  report.token = token;
  report.outcome = PMM_OUTCOME_HTTP;
  report.code = random_source() % 5 == 0 ? 503 : 200;
  if (report.code == 200) {
    ++item.orphaned;  // until it is reported
    ++item.accepted;
  }
  maybe_die();
  const pmm_status done = pmm_delivery_report(session, id, &report, nullptr, nullptr, nullptr);
  REQUIRE(done == PMM_OK || done == PMM_E_CONFLICT);
  if (done == PMM_E_CONFLICT) ++shared->stale;
  if (report.code == 200 && done == PMM_OK) --item.orphaned;
  maybe_die();
}

[[noreturn]] void be_sender(pmm_id channel, std::uint64_t seed) {
  random_source.seed(seed);
  pmm_db* db = open_shared(0);
  pmm_session* session = open_session(db);
  for (;;) {
    maybe_die();
    pmm_result* rows = nullptr;
    REQUIRE(pmm_delivery_claim(session, channel, 4, kLeaseS, nullptr, &rows, nullptr) == PMM_OK);
    const std::int64_t count = pmm_result_rows(rows);
    shared->claims += static_cast<int>(count);
    maybe_die();
    for (std::int64_t i = 0; i < count; ++i)
      send_and_report(session, int_cell(rows, i, "id"), int_cell(rows, i, "token"),
                      item_of(text_cell(rows, i, "key")));
    pmm_result_free(rows);
    if (count == 0) break;
  }
  pmm_session_free(session);
  pmm_db_free(db);
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

pmm_id prepare(int items) {
  pmm_db* db = open_shared(PMM_OPEN_CREATE);
  pmm_session* session = open_session(db);
  const pmm_id channel = make_channel(session);
  make_people(session, items);
  make_campaign(db, session);
  int count = 0;
  each_delivery(session, [&](const pmm_result* rows, std::int64_t i) {
    const std::string key = text_cell(rows, i, "key");
    REQUIRE(count < kMostItems && key.size() < sizeof(Item::key));
    std::memcpy(shared->items[count++].key, key.data(), key.size());
  });
  REQUIRE(count == items);
  pmm_session_free(session);
  pmm_db_free(db);
  return channel;
}

// One round; says whether anything was claimed.
bool run_round(pmm_id channel) {
  const int before = shared->claims.load();
  std::vector<pid_t> senders;
  for (int i = 0; i < kSenders; ++i) {
    const std::uint64_t seed = random_source();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) be_sender(channel, seed);
    senders.push_back(child);
  }
  for (const pid_t sender : senders) {
    int status = 0;
    REQUIRE(::waitpid(sender, &status, 0) == sender);
    REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
            (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  }
  return shared->claims.load() != before;
}

bool verdict() {
  pmm_db* db = open_shared(0);
  pmm_session* session = open_session(db);
  REQUIRE(pmm_tick(db, nullptr, nullptr, nullptr) == PMM_OK);
  std::map<std::string, int> states;
  int twice = 0, uncertain = 0;
  bool waits = false;
  each_delivery(session, [&](const pmm_result* rows, std::int64_t i) {
    const std::string state = text_cell(rows, i, "state");
    const Item& item = item_of(text_cell(rows, i, "key"));
    const bool flagged = int_cell(rows, i, "uncertain") != 0;
    ++states[state];
    uncertain += flagged ? 1 : 0;
    waits = waits || state == "created" || state == "sending" || state == "uncertain" ||
            state == "temporary_failure";
    if (state == "sent") REQUIRE(item.accepted >= 1);
    if (item.accepted > 1) {
      ++twice;
      REQUIRE(flagged);
      REQUIRE(item.accepted - 1 <= item.orphaned);  // each repetition has its death
    }
    if (item.orphaned > 0 && state != "sending") REQUIRE(flagged);
  });
  pmm_session_free(session);
  pmm_db_free(db);
  if (waits) return false;
  std::printf("%d kills, %d claims, %d stale reports, %d uncertain, %d sent twice;",
              shared->kills.load(), shared->claims.load(), shared->stale.load(), uncertain, twice);
  for (const auto& [state, count] : states) std::printf(" %s %d", state.c_str(), count);
  std::printf("\n");
  for (const auto& [state, count] : states)
    REQUIRE(state == "sent" || state == "technical_failure");
  REQUIRE(states["sent"] > 0);
  return true;
}

std::uint64_t from_environment(const char* name, std::uint64_t usual) {
  const char* given = ::getenv(name);
  return given != nullptr ? std::strtoull(given, nullptr, 10) : usual;
}

}  // namespace

int main() {
  const auto kills = static_cast<int>(from_environment("PMM_TEST_KILLS", 200));
  const std::uint64_t seed = from_environment("SEED", std::random_device()());
  std::printf("SEED=%llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  random_source.seed(seed);
  char folder[] = "/tmp/pmmcrm_delivery_XXXXXX";
  REQUIRE(::mkdtemp(folder) != nullptr);
  path = std::string(folder) + "/a.crm";
  void* memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  shared = new (memory) Shared();
  shared->now_us = INT64_C(1795000000000000);
  const int items = std::min(kMostItems, 3 * kills);
  const pmm_id channel = prepare(items);
  // Nothing waits for longer than the longest delay, so that this ends.
  for (int round = 0; !verdict(); ++round) {
    REQUIRE(round < 100 * kills);
    const bool busy = run_round(channel);
    shared->now_us += (busy ? kLeaseS + 1 : 3600) * kSecondUs;
  }
  REQUIRE(shared->kills >= kills / 2);
  std::filesystem::remove_all(folder);
  return 0;
}

#include "writes.hpp"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>

#include "hand.hpp"
#include "scene.hpp"

namespace bench {
namespace {

constexpr int kCases = 100'000;
constexpr int kManyCases = 1'000'000;
constexpr int kChunkRows = 2'000;
constexpr std::int64_t kOpened = 1'167'606'000'000'000;  // 2007-01-01 in Rome
constexpr std::int64_t kHour = 3'600'000'000;

HandCase make_case(int i) {
  HandCase row;
  row.external_id = "EXT-" + std::to_string(1'000'000 + i);
  row.summary = "Segnalazione numero " + std::to_string(i) + " dal portale";
  row.service = i % 9 + 1;
  row.category = i % 5 + 1;
  row.office = i % 7 + 1;
  row.channel = i % 4 + 1;
  row.area = i % 10 + 1;
  row.opened_us = kOpened + i * 300'000'000LL;
  row.due_us = row.opened_us + 720 * kHour;
  row.closed_us = row.opened_us + (i % 900) * kHour;
  return row;
}

std::string instant(std::int64_t us) {
  const std::time_t seconds = us / 1'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

void write_csv(const std::string& path, int count) {
  std::ofstream out(path);
  out << "id,kind,service,category,office,channel,area,status,opened,due,closed,summary\n";
  for (int i = 0; i < count; ++i) {
    const HandCase row = make_case(i);
    out << row.external_id << ",report,service " << row.service << ",category " << row.category
        << ",office " << row.office << ",channel " << row.channel << ",area " << row.area
        << ",closed," << instant(row.opened_us) << ',' << instant(row.due_us) << ','
        << instant(row.closed_us) << ',' << row.summary << '\n';
  }
}

constexpr const char* kMapping = R"({
  "entity": "cases", "key": "external_id",
  "columns": {"external_id": "id", "kind": "kind", "service": "service", "category": "category",
              "office": "office", "channel": "channel", "area": "area", "status": "status",
              "opened_at": "opened", "due_at": "due", "closed_at": "closed", "summary": "summary"}
})";

void import(const Crm& crm, const std::string& csv, std::uint32_t threads) {
  pmm_import_options options = PMM_IMPORT_OPTIONS_INIT;
  options.threads = threads;
  pmm_text* report = nullptr;
  pmm_error* error = nullptr;
  const pmm_status status = pmm_import_csv(crm.session(), view(csv), pmm_string(kMapping), &options,
                                           nullptr, &report, &error);
  pmm_text_free(report);
  check(status, &error);
}

double import_ours(const std::string& csv, std::uint32_t threads) {
  const Folder folder;
  const Crm crm(folder.file("ours.crm"));
  const Stopwatch watch;
  import(crm, csv, threads);
  return kCases / watch.seconds();
}

// The catalogue that the case rows refer to, without journal: it is not measured.
void fill_catalogue(sqlite3* db) {
  const auto fill = [db](const char* table, const char* more, const char* values) {
    run_sql(db,
            std::string("INSERT INTO ") + table + " (id, version, code, name, created_us" + more +
                ") WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) "
                "SELECT i, 1, '" +
                table + "' || i, 'x', 0" + values + " FROM n");
  };
  fill("offices", ", active", ", 1");
  fill("channels", ", digital, active", ", 1, 1");
  fill("categories", ", active", ", 1");
  fill("areas", ", active", ", 1");
  fill("services", ", status, term_clock, term_rolls, open311_type, reopen_by_subject",
       ", 'active', 'calendar', 1, 'realtime', 0");
}

// A store made by the library, to be written by hand.
std::string make_store(const Folder& folder) {
  const std::string path = folder.file("theirs.crm");
  { const Crm crm(path); }
  return path;
}

double import_theirs() {
  const Folder folder;
  Hand hand(make_store(folder));
  fill_catalogue(hand.handle());
  std::vector<HandCase> rows;
  rows.reserve(kCases);
  for (int i = 0; i < kCases; ++i) rows.push_back(make_case(i));
  const Stopwatch watch;
  for (int i = 0; i < kCases; ++i) {
    if (i % kChunkRows == 0) hand.begin();
    hand.insert_case(rows[static_cast<std::size_t>(i)]);
    if (i % kChunkRows == kChunkRows - 1 || i + 1 == kCases) hand.commit();
  }
  return kCases / watch.seconds();
}

// --- Durable single writes ---------------------------------------------------------------------

constexpr double kSeconds = 2.0;

// One channel and one subject to write contacts about.
void prepare(const Crm& crm) {
  pmm_error* error = nullptr;
  pmm_id id = 0;
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = PMM_STR("web");
  channel.name = PMM_STR("Portale");
  check(pmm_channel_create(crm.session(), &channel, nullptr, &id, &error), &error);
  pmm_subject_input subject = PMM_SUBJECT_INPUT_INIT;
  subject.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  subject.kind = PMM_STR("person");
  subject.name = PMM_STR("Anna Esposito");
  check(pmm_subject_create(crm.session(), &subject, nullptr, &id, &error), &error);
}

struct Tally {
  std::int64_t writes = 0;
  double longest_s = 0;
};

Tally write_contacts(pmm_session* session, double seconds) {
  pmm_contact_input contact = PMM_CONTACT_INPUT_INIT;
  contact.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_DIRECTION | PMM_CONTACT_SUBJECT;
  contact.channel = 1;
  contact.direction = PMM_STR("in");
  contact.subject = 1;
  Tally tally;
  const Stopwatch watch;
  while (watch.seconds() < seconds) {
    pmm_error* error = nullptr;
    pmm_id id = 0;
    const Stopwatch one;
    check(pmm_contact_create(session, &contact, nullptr, &id, &error), &error);
    tally.longest_s = std::max(tally.longest_s, one.seconds());
    ++tally.writes;
  }
  return tally;
}

Tally write_by_hand(Hand& hand, double seconds) {
  Tally tally;
  const Stopwatch watch;
  while (watch.seconds() < seconds) {
    const Stopwatch one;
    hand.write_contact(1, 1);
    tally.longest_s = std::max(tally.longest_s, one.seconds());
    ++tally.writes;
  }
  return tally;
}

// Runs `work` in threads of their own; what one throws ends the measurement.
double in_threads(int threads, const std::function<Tally(int)>& work) {
  std::vector<std::thread> running;
  std::atomic<std::int64_t> writes{0};
  std::atomic<bool> failed{false};
  const Stopwatch watch;
  for (int i = 0; i < threads; ++i)
    running.emplace_back([&, i] {
      try {
        writes += work(i).writes;
      } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        failed = true;
      }
    });
  for (std::thread& thread : running) thread.join();
  if (failed) throw std::runtime_error("a writer failed");
  return static_cast<double>(writes) / watch.seconds();
}

double write_ours(int threads) {
  const Folder folder;
  const Crm crm(folder.file("ours.crm"));
  prepare(crm);
  return in_threads(threads, [&](int) {
    const Acting session(crm);
    return write_contacts(session.get(), kSeconds);
  });
}

double write_theirs(int threads) {
  const Folder folder;
  const std::string path = make_store(folder);
  {
    const Crm crm(path, false);
    prepare(crm);
  }
  return in_threads(threads, [&](int) {
    Hand hand(path);
    return write_by_hand(hand, kSeconds);
  });
}

// --- Several processes -------------------------------------------------------------------------

constexpr int kProcesses = 4;
constexpr int kThreadsEach = 2;

struct Shared {
  std::atomic<int> ready;
  std::atomic<int> failed;
  std::atomic<std::int64_t> writes[kProcesses];
  std::atomic<std::int64_t> longest_us[kProcesses];
};

struct ProcessRun {
  double rate = 0, fairness = 0, longest_ms = 0;
};

// What each thread of a process runs; a process makes its own, so that its threads share a store.
using Worker = std::function<Tally()>;

// Forks before anything is open, so that no process inherits a handle.
ProcessRun in_processes(const std::function<Worker()>& make_worker) {
  auto* shared = static_cast<Shared*>(
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    const pid_t child = fork();
    if (child != 0) {
      children.push_back(child);
      continue;
    }
    ++shared->ready;
    while (shared->ready < kProcesses) usleep(1000);
    try {
      const Worker work = make_worker();
      std::atomic<std::int64_t> longest{0};
      in_threads(kThreadsEach, [&](int) {
        const Tally tally = work();
        shared->writes[p] += tally.writes;
        const auto us = static_cast<std::int64_t>(tally.longest_s * 1e6);
        std::int64_t seen = longest;
        while (us > seen && !longest.compare_exchange_weak(seen, us)) {
        }
        return tally;
      });
      shared->longest_us[p] = longest.load();
    } catch (const std::exception&) {
      ++shared->failed;
    }
    _exit(0);
  }
  for (const pid_t child : children) waitpid(child, nullptr, 0);
  ProcessRun run;
  std::int64_t total = 0, slowest = INT64_MAX, fastest = 1, longest = 0;
  for (int p = 0; p < kProcesses; ++p) {
    total += shared->writes[p];
    slowest = std::min<std::int64_t>(slowest, shared->writes[p]);
    fastest = std::max<std::int64_t>(fastest, shared->writes[p]);
    longest = std::max<std::int64_t>(longest, shared->longest_us[p]);
  }
  const bool failed = shared->failed > 0;
  munmap(shared, sizeof(Shared));
  if (failed) throw std::runtime_error("a process failed");
  run.rate = static_cast<double>(total) / kSeconds;
  run.fairness = static_cast<double>(slowest) / static_cast<double>(fastest);
  run.longest_ms = static_cast<double>(longest) / 1000;
  return run;
}

ProcessRun processes_ours() {
  const Folder folder;
  const std::string path = folder.file("ours.crm");
  {
    const Crm crm(path);
    prepare(crm);
  }
  return in_processes([path]() -> Worker {
    return [crm = std::make_shared<Crm>(path, false)] {
      const Acting session(*crm);
      return write_contacts(session.get(), kSeconds);
    };
  });
}

ProcessRun processes_theirs() {
  const Folder folder;
  const std::string path = make_store(folder);
  {
    const Crm crm(path, false);
    prepare(crm);
  }
  return in_processes([path]() -> Worker {
    return [path] {
      Hand hand(path);
      return write_by_hand(hand, kSeconds);
    };
  });
}

// --- Memory ------------------------------------------------------------------------------------

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// What an import of a million rows needs above the open library, in a process of its own.
double import_memory_mb(const std::string& csv) {
  int channel[2];
  if (pipe(channel) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    double grown = -1;
    try {
      const Folder folder;
      const Crm crm(folder.file("ours.crm"));
      const double before = peak_mb();
      import(crm, csv, 2);
      grown = peak_mb() - before;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    const bool told = write(channel[1], &grown, sizeof grown) == sizeof grown;
    _exit(told ? 0 : 1);
  }
  double grown = -1;
  const bool heard = read(channel[0], &grown, sizeof grown) == sizeof grown;
  waitpid(child, nullptr, 0);
  close(channel[0]);
  close(channel[1]);
  if (!heard || grown < 0) throw std::runtime_error("the import failed");
  return grown;
}

}  // namespace

void add_write_questions(std::vector<Question>& questions) {
  // The files live as long as the questions that read them.
  const auto folder = std::make_shared<Folder>();
  const std::string csv = folder->file("cases.csv");
  write_csv(csv, kCases);
  const std::string hand = "hand-written inserts of the same rows";
  const auto theirs = [] { return import_theirs(); };
  questions.push_back({"import of cases, 1 thread", hand, "rows/s", Better::kHigher, 0.8,
                       [folder, csv] { return import_ours(csv, 1); }, theirs});
  questions.push_back({"import of cases, parser on a second", hand, "rows/s", Better::kHigher, 1.0,
                       [folder, csv] { return import_ours(csv, 2); }, theirs});
  const std::string single = "hand-written, one transaction per write";
  const std::pair<int, double> bars[] = {{1, 0.9}, {8, 2.5}, {32, 3.5}};
  for (const auto& [threads, bar] : bars)
    questions.push_back({"durable writes, " + std::to_string(threads) + " threads", single,
                         "writes/s", Better::kHigher, bar,
                         [threads] { return write_ours(threads); },
                         [threads] { return write_theirs(threads); }});
  questions.push_back({"durable writes, 4 processes x 2 threads", single, "writes/s",
                       Better::kHigher, 1.1, [] { return processes_ours().rate; },
                       [] { return processes_theirs().rate; }});
  questions.push_back({"slowest process : fastest", "a fixed number", "ratio", Better::kHigher, 0.3,
                       [] { return processes_ours().fairness; }, [] { return 1.0; }});
  questions.push_back({"longest wait of 4 processes", "100 ms", "ms", Better::kLower, 1.0,
                       [] { return processes_ours().longest_ms; }, [] { return 100.0; }});
  const std::string large = folder->file("many.csv");
  questions.push_back({"memory of an import of 1 million rows", "64 MB", "MB", Better::kLower, 1.0,
                       [folder, large] {
                         if (!std::ifstream(large)) write_csv(large, kManyCases);
                         return import_memory_mb(large);
                       },
                       [] { return 64.0; }});
}

}  // namespace bench

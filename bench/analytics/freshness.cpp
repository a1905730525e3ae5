#include "freshness.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace bench {
namespace {

constexpr int kCommits = 12;
constexpr int kWritingRounds = 5;
constexpr double kWritingSeconds = 3;
constexpr double kSlack = 0.3e-3;  // seconds that a next question may always take more
constexpr std::chrono::milliseconds kEvery{100};

pmm_id number_of_services(pmm_session* session) {
  pmm_result* result = nullptr;
  pmm_error* error = nullptr;
  const std::string query = R"({"dimensions":["cases.service"]})";
  check(pmm_query(session, view(query), nullptr, &result, &error), &error);
  const pmm_id count = pmm_result_rows(result);
  pmm_result_free(result);
  return count;
}

// Opens a case, or moves an old one to another area, each in a transaction of its own.
class Writer {
 public:
  Writer(pmm_session* session, const Generator& generator)
      : session_(session), cases_(generator.cases()), services_(number_of_services(session)) {}

  void create() {
    pmm_case_input input = PMM_CASE_INPUT_INIT;
    input.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT;
    input.kind = PMM_STR("report");
    input.service = 1 + n_ % services_;
    input.subject = 1 + n_ % 1000;
    pmm_id id = 0;
    pmm_error* error = nullptr;
    check(pmm_case_create(session_, &input, nullptr, &id, &error), &error);
    ++n_;
  }
  void change() {
    pmm_case_input input = PMM_CASE_INPUT_INIT;
    input.set_fields = PMM_CASE_AREA;
    input.area = 1 + n_ % 7;
    pmm_error* error = nullptr;
    check(pmm_case_update(session_, 1 + n_ * 7'368'787 % cases_, &input, nullptr, nullptr, &error),
          &error);
    ++n_;
  }

 private:
  pmm_session* session_;
  std::int64_t cases_;
  pmm_id services_;
  std::int64_t n_ = 0;
};

double writes_per_second(Writer& writer) {
  const Stopwatch watch;
  int written = 0;
  while (watch.seconds() < kWritingSeconds) {
    writer.create();
    ++written;
  }
  return written / watch.seconds();
}

// Asks in a thread of its own until it goes out of scope.
class Asking {
 public:
  Asking(const std::vector<const Subject*>& subjects, Ours& ours)
      : thread_([this, &subjects, &ours] { run(subjects, ours); }) {}
  ~Asking() {
    stop_ = true;
    thread_.join();
  }
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

 private:
  void run(const std::vector<const Subject*>& subjects, Ours& ours) {
    auto next = std::chrono::steady_clock::now();
    for (std::size_t i = 0; !stop_; ++i) {
      const Subject& subject = *subjects[i % subjects.size()];
      (void)ours.time(subject, subject.ask(i / subjects.size()));
      next = std::max(next + kEvery, std::chrono::steady_clock::now());
      std::this_thread::sleep_until(next);
    }
  }

  std::atomic<bool> stop_{false};
  std::thread thread_;
};

void add_commit_row(std::vector<Row>& rows, const Subject& subject, Ours& ours, Writer& writer) {
  Row row{"next question after a commit: " + subject.name, "itself on unchanged data", "ms",
          Better::kLower, 1.2};
  try {
    for (int i = 0; i < kCommits; ++i) {
      const Asked asked = subject.ask(static_cast<std::size_t>(i));
      (void)ours.time(subject, asked);
      row.theirs.push_back(ours.time(subject, asked) * 1e3);
      i % 2 == 0 ? writer.create() : writer.change();
      row.ours.push_back(ours.time(subject, asked) * 1e3);
    }
    row.bar = std::max(1.2, 1 + kSlack * 1e3 / median(row.theirs));
  } catch (const std::exception& error) {
    row.failure = error.what();
  }
  rows.push_back(std::move(row));
}

// Those that we answer at all.
std::vector<const Subject*> answered(const std::vector<const Subject*>& subjects, Ours& ours) {
  std::vector<const Subject*> out;
  for (const Subject* subject : subjects) {
    try {
      (void)ours.time(*subject, subject->ask(0));
      out.push_back(subject);
    } catch (const std::runtime_error&) {
      continue;  // has its row among the questions
    }
  }
  return out;
}

}  // namespace

void add_commit_rows(std::vector<Row>& rows, const std::vector<const Subject*>& subjects,
                     Ours& ours, const Generator& generator) {
  const Acting acting(ours.crm());
  Writer writer(acting.get(), generator);
  for (const Subject* subject : subjects) add_commit_row(rows, *subject, ours, writer);
}

void add_writing_row(std::vector<Row>& rows, const std::vector<const Subject*>& subjects,
                     Ours& ours, const Generator& generator) {
  const Acting acting(ours.crm());
  Writer writer(acting.get(), generator);
  const std::vector<const Subject*> questions = answered(subjects, ours);
  Row row{"writing while a question runs every 100 ms", "writing alone", "writes/s",
          Better::kHigher, 0.8};
  for (int i = 0; i < kWritingRounds; ++i) {
    row.theirs.push_back(writes_per_second(writer));
    const Asking asking(questions, ours);
    row.ours.push_back(writes_per_second(writer));
  }
  rows.push_back(std::move(row));
}

}  // namespace bench

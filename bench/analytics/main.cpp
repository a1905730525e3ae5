// bench/analytics: the questions of a city's managers, against DuckDB on the same rows, in one run.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "comparison.hpp"
#include "dataset.hpp"
#include "freshness.hpp"
#include "size.hpp"
#include "sqlite.hpp"

namespace bench {
namespace {

constexpr double kMostSlowedByUpdates = 1.3;

// What a run may be narrowed to, besides a single question by its name.
constexpr const char* kParts[] = {"questions", "updates", "commit", "writing",
                                  "reopen",    "growth",  "sqlite"};

std::int64_t wanted_cases() {
  const char* chosen = std::getenv("PMMCRM_BENCH_CASES");
  return chosen != nullptr ? std::atoll(chosen) : 10'000'000;
}

class Run {
 public:
  Run(const Subjects& subjects, std::string only)
      : shape_(subjects.data), generator_(subjects.data, wanted_cases()), only_(std::move(only)) {
    const bool is_part = std::find(std::begin(kParts), std::end(kParts), only_) != std::end(kParts);
    for (const Subject& subject : subjects.all)
      if (only_.empty() || is_part || subject.name.find(only_) != std::string::npos)
        chosen_.push_back(&subject);
    if (chosen_.empty()) throw std::runtime_error("no question or part is named " + only_);
    if (!is_part && !only_.empty()) only_ = "questions";
  }

  std::vector<Row> rows() {
    store_ = dataset(generator_);
    if (wants("questions") || wants("updates")) ask_and_update();
    if (wants("commit") || wants("writing")) write();
    if (wants("reopen")) {
      const Folder folder;
      add_reopen_row(rows_, *chosen_.front(), copy_store(store_, folder.path()));
    }
    if (wants("growth"))
      add_growth_rows(rows_, chosen_, Generator(shape_, generator_.cases() / 10),
                      Generator(shape_, generator_.cases() * 3));
    if (wants("sqlite")) {
      const Generator few(shape_, generator_.cases() / 10);
      Ours ours(dataset(few), 1);
      add_sqlite_rows(rows_, chosen_, ours, few);
    }
    return std::move(rows_);
  }

 private:
  bool wants(const char* part) const { return only_.empty() || only_ == part; }

  // The questions before and after the updates, which both sides get while they are open.
  void ask_and_update() {
    const Folder folder;
    const std::string store = copy_store(store_, folder.path());
    Peer peer(generator_);
    std::vector<Figures> before;
    {
      Ours ours(store, 1);
      ask(ours, peer, 1, "");
      add_memory_rows(rows_, ours, "");
    }
    Ours ours(store, 2);
    before = ask(ours, peer, 2, "");
    if (!wants("updates")) return;
    const double seconds = import_updates(ours.crm(), generator_, folder.path());
    std::fprintf(stderr, "updated %lld cases, %.0f rows/s\n",
                 static_cast<long long>(generator_.updates()),
                 static_cast<double>(generator_.updates()) / seconds);
    peer.update(generator_);
    compare_updates(before, ask(ours, peer, 2, " after updates"));
    add_memory_rows(rows_, ours, " after updates");
  }

  std::vector<Figures> ask(Ours& ours, Peer& peer, int threads, const std::string& when) {
    peer.set_threads(threads);
    std::vector<Figures> figures = compare(chosen_, ours, &peer);
    add_rows(rows_, figures, peer.name(), threads, when);
    return figures;
  }

  void compare_updates(const std::vector<Figures>& before, const std::vector<Figures>& after) {
    for (std::size_t i = 0; i < before.size(); ++i) {
      Row row{before[i].subject->name + " after updates, 2 threads", "itself before them", "ms",
              Better::kLower, kMostSlowedByUpdates};
      row.failure = before[i].failure.empty() ? after[i].failure : before[i].failure;
      for (const double seconds : after[i].ours) row.ours.push_back(seconds * 1e3);
      for (const double seconds : before[i].ours) row.theirs.push_back(seconds * 1e3);
      rows_.push_back(std::move(row));
    }
  }

  void write() {
    const Folder folder;
    Ours ours(copy_store(store_, folder.path()), 2);
    if (wants("commit")) add_commit_rows(rows_, chosen_, ours, generator_);
    if (wants("writing")) add_writing_row(rows_, chosen_, ours, generator_);
  }

  nlohmann::json shape_;
  Generator generator_;
  std::string only_;
  std::vector<const Subject*> chosen_;
  std::string store_;
  std::vector<Row> rows_;
};

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  try {
    const bench::Request request = bench::read_arguments(count, arguments);
    const bench::Subjects subjects = bench::read_subjects();
    const std::vector<bench::Row> rows = bench::Run(subjects, request.only).rows();
    bench::report(rows, request);
    const bool failed = std::any_of(rows.begin(), rows.end(),
                                    [](const bench::Row& row) { return !row.failure.empty(); });
    return failed ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench/analytics: %s\n", error.what());
    return 1;
  }
}

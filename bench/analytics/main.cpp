// bench/analytics: the questions of a city's managers, against DuckDB on the same rows, in one run.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "comparison.hpp"
#include "dataset.hpp"

namespace bench {
namespace {

std::int64_t wanted_cases() {
  const char* chosen = std::getenv("PMMCRM_BENCH_CASES");
  return chosen != nullptr ? std::atoll(chosen) : 10'000'000;
}

int measure(const Request& request) {
  const Subjects subjects = read_subjects();
  const Generator generator(subjects.data, wanted_cases());
  std::vector<Row> rows;
  const std::string store = dataset(generator);
  std::vector<const Subject*> chosen;
  for (const Subject& subject : subjects.all)
    if (subject.name.find(request.only) != std::string::npos) chosen.push_back(&subject);
  Peer peer(generator);
  for (const int threads : {1, 2}) {
    Ours ours(store, threads);
    peer.set_threads(threads);
    add_rows(rows, compare(chosen, ours, &peer), peer.name(), threads);
  }
  report(rows, request);
  return 0;
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  try {
    return bench::measure(bench::read_arguments(count, arguments));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench/analytics: %s\n", error.what());
    return 1;
  }
}

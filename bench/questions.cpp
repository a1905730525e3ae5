#include "questions.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace bench {
namespace {

constexpr int kRounds = 5;
constexpr const char* kFigure = "figure";

// Keeps the figure of every round and stays silent about the rest.
class Collector : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      if (run.error_occurred) {
        std::fprintf(stderr, "%s: %s\n", run.run_name.function_name.c_str(),
                     run.error_message.c_str());
        failed = true;
        continue;
      }
      const auto found = run.counters.find(kFigure);
      if (found != run.counters.end()) figures[run.run_name.function_name].push_back(found->second);
    }
  }

  std::map<std::string, std::vector<double>> figures;
  bool failed = false;
};

void add(const std::string& name, const Measure& measure) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [measure](benchmark::State& state) {
                                 for (auto _ : state) {
                                   try {
                                     state.counters[kFigure] = measure();
                                     state.SetIterationTime(1);
                                   } catch (const std::exception& error) {
                                     state.SkipWithError(error.what());
                                   }
                                 }
                               })
      ->Iterations(1)
      ->Repetitions(kRounds)
      ->UseManualTime();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

Request read_arguments(int count, char** arguments) {
  return {count > 1 ? arguments[1] : "", count > 2 ? arguments[2] : ""};
}

int run(const std::vector<Question>& questions, const Request& request) {
  std::string program = "bench";
  std::string interleave = "--benchmark_enable_random_interleaving=true";
  char* arguments[] = {program.data(), interleave.data(), nullptr};
  int count = 2;
  benchmark::Initialize(&count, arguments);
  for (const Question& question : questions) {
    if (question.name.find(request.only) == std::string::npos) continue;
    add(question.name + "/ours", question.ours);
    add(question.name + "/theirs", question.theirs);
  }
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);

  auto json = nlohmann::json::array();
  std::printf("%-44s %14s %14s %8s %8s  %s\n", "question", "ours", "theirs", "ratio", "bar", "met");
  for (const Question& question : questions) {
    const auto& ours = collector.figures[question.name + "/ours"];
    const auto& theirs = collector.figures[question.name + "/theirs"];
    if (ours.empty() || theirs.empty()) continue;
    const double our_median = median(ours);
    const double their_median = median(theirs);
    const double ratio = our_median / their_median;
    const bool higher = question.better == Better::kHigher;
    const bool met = higher ? ratio >= question.bar : ratio <= question.bar;
    std::printf("%-44s %14.4g %14.4g %7.2fx %s%6.2fx  %s\n",
                (question.name + " [" + question.unit + "]").c_str(), our_median, their_median,
                ratio, higher ? ">" : "<", question.bar, met ? "yes" : "NO");
    json.push_back({{"question", question.name},
                    {"peer", question.peer},
                    {"ours", our_median},
                    {"theirs", their_median},
                    {"unit", question.unit},
                    {"samples", {{"ours", ours}, {"theirs", theirs}}},
                    {"better", higher ? "higher" : "lower"},
                    {"ratio", ratio},
                    {"bar", question.bar},
                    {"met", met}});
  }
  if (!request.json_path.empty()) std::ofstream(request.json_path) << json.dump(2) << '\n';
  return collector.failed ? 1 : 0;
}

}  // namespace bench

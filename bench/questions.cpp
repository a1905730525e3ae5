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

double ratio_of(const Row& row) { return median(row.ours) / median(row.theirs); }

bool is_met(const Row& row) {
  if (!row.failure.empty()) return false;
  if (row.bar == kNoBar) return true;
  return row.better == Better::kHigher ? ratio_of(row) >= row.bar : ratio_of(row) <= row.bar;
}

void print(const Row& row) {
  const std::string title = row.question + " [" + row.unit + "]";
  if (!row.failure.empty()) {
    std::printf("%-44s %s\n", title.c_str(), row.failure.c_str());
    return;
  }
  const bool higher = row.better == Better::kHigher;
  std::printf("%-44s %14.4g %14.4g %7.2fx ", title.c_str(), median(row.ours), median(row.theirs),
              ratio_of(row));
  if (row.bar == kNoBar)
    std::printf("%8s  %s\n", "-", row.peer.c_str());
  else
    std::printf("%s%6.2fx  %s\n", higher ? ">" : "<", row.bar, is_met(row) ? "yes" : "NO");
}

nlohmann::json to_json(const Row& row) {
  nlohmann::json json = {{"question", row.question},
                         {"peer", row.peer},
                         {"ours", nullptr},
                         {"theirs", nullptr},
                         {"unit", row.unit},
                         {"samples", {{"ours", row.ours}, {"theirs", row.theirs}}},
                         {"better", row.better == Better::kHigher ? "higher" : "lower"},
                         {"ratio", nullptr},
                         {"bar", row.bar},
                         {"met", is_met(row)}};
  if (row.failure.empty()) {
    json["ours"] = median(row.ours);
    json["theirs"] = median(row.theirs);
    json["ratio"] = ratio_of(row);
  } else {
    json["failure"] = row.failure;
  }
  return json;
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

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

  std::vector<Row> rows;
  for (const Question& question : questions) {
    const auto& ours = collector.figures[question.name + "/ours"];
    const auto& theirs = collector.figures[question.name + "/theirs"];
    if (ours.empty() || theirs.empty()) continue;
    rows.push_back(
        {question.name, question.peer, question.unit, question.better, question.bar, ours, theirs});
  }
  report(rows, request);
  return collector.failed ? 1 : 0;
}

void report(const std::vector<Row>& rows, const Request& request) {
  std::printf("%-44s %14s %14s %8s %8s  %s\n", "question", "ours", "theirs", "ratio", "bar", "met");
  auto json = nlohmann::json::array();
  for (const Row& row : rows) {
    print(row);
    json.push_back(to_json(row));
  }
  if (!request.json_path.empty()) std::ofstream(request.json_path) << json.dump(2) << '\n';
}

}  // namespace bench

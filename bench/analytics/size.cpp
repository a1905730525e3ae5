#include "size.hpp"

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "comparison.hpp"
#include "dataset.hpp"

namespace bench {
namespace {

constexpr int kReopenings = 5;
constexpr int kRebuildings = 3;
constexpr double kMostGrowth = 35;
constexpr double kBytesOfCase = 64;
constexpr double kBytesOfStage = 24;

// A measure over everything.
double count(Ours& ours, const std::string& measure) {
  const std::string query = R"({"measures":[")" + measure + R"("]})";
  pmm_result* result = nullptr;
  pmm_error* error = nullptr;
  check(pmm_query(ours.crm().session(), view(query), nullptr, &result, &error), &error);
  const double value = pmm_result_float64(result, 0, 0);
  pmm_result_free(result);
  return value;
}

// Seconds from opening to the last cell.
double first_answer(const std::string& store, const Subject& subject) {
  const Stopwatch watch;
  Ours ours(store, 2);
  (void)ours.time(subject, subject.ask(0));
  return watch.seconds();
}

}  // namespace

void add_memory_rows(std::vector<Row>& rows, Ours& ours, const std::string& when) {
  const double cases = count(ours, "cases.count");
  const double stages = count(ours, "stages.count");
  const pmm_statistics statistics = ours.statistics();
  const auto add = [&](const std::string& what, double bytes, double most) {
    Row row{"columns in memory per " + what + when,
            std::to_string(static_cast<int>(most)) + " bytes", "bytes", Better::kLower, 1};
    row.ours = {bytes};
    row.theirs = {most};
    rows.push_back(std::move(row));
  };
  // What cases share with others, such as the codes of the catalogue, counts as theirs.
  const auto of_others =
      static_cast<double>(statistics.stage_column_bytes + statistics.contact_column_bytes +
                          statistics.visit_column_bytes + statistics.delivery_column_bytes +
                          statistics.appointment_column_bytes);
  add("case, without its stages",
      (static_cast<double>(statistics.column_bytes) - of_others) / cases, kBytesOfCase);
  add("stage", static_cast<double>(statistics.stage_column_bytes) / stages, kBytesOfStage);
}

void add_reopen_row(std::vector<Row>& rows, const Subject& subject, const std::string& store) {
  Row row{"first answer after reopening", "columns read from the tables again", "s", Better::kLower,
          0.1};
  for (int i = 0; i < kRebuildings; ++i) {
    std::filesystem::remove(store + ".columns");
    row.theirs.push_back(first_answer(store, subject));
  }
  for (int i = 0; i < kReopenings; ++i) row.ours.push_back(first_answer(store, subject));
  rows.push_back(std::move(row));
}

void add_growth_rows(std::vector<Row>& rows, const std::vector<const Subject*>& subjects,
                     const Generator& small, const Generator& large) {
  std::vector<Figures> few, many;
  {
    Ours ours(dataset(small), 1);
    few = compare(subjects, ours, nullptr);
  }
  {
    Ours ours(dataset(large), 1);
    many = compare(subjects, ours, nullptr);
  }
  const std::string title = " at " + std::to_string(large.cases()) + " cases, 1 thread";
  const std::string peer = "itself at " + std::to_string(small.cases());
  const auto row = [&](const std::string& name) {
    return Row{name + title, peer, "ms", Better::kLower, kMostGrowth};
  };
  std::string failed;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    Row one = row(subjects[i]->name);
    one.failure = few[i].failure.empty() ? many[i].failure : few[i].failure;
    for (const double seconds : many[i].ours) one.ours.push_back(seconds * 1e3);
    for (const double seconds : few[i].ours) one.theirs.push_back(seconds * 1e3);
    if (!one.failure.empty()) failed += " " + subjects[i]->name;
    rows.push_back(std::move(one));
  }
  Row mean = row("geometric mean of the questions");
  if (!failed.empty()) mean.failure = "failed:" + failed;
  mean.ours = {geometric_mean(many, &Figures::ours) * 1e3};
  mean.theirs = {geometric_mean(few, &Figures::ours) * 1e3};
  rows.push_back(std::move(mean));
}

}  // namespace bench

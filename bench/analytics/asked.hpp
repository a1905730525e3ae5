#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// The twelve questions, as bench/analytics_questions.json has them.
namespace bench {

// A question with its literals in place.
struct Asked {
  std::string ours;    // JSON
  std::string duckdb;  // SQL
  std::string sqlite;  // SQL
};

struct Subject {
  std::string name;
  bool segment = false;  // a rule for a group of subjects, not a query
  double bar = 1;        // how many times faster than the better peer we are to be
  std::string ours, duckdb, sqlite;
  std::vector<std::map<std::string, std::string>> literals;

  // Every repetition has other literals, as far as there are any.
  Asked ask(std::size_t repetition) const;
};

// The SQL with differences and orders of times by the instant: two nights a year the clock on the
// wall, which tables of times usually hold, jumps, and what took an hour seems to have taken two.
std::string by_instants(std::string sql);

struct Subjects {
  nlohmann::json data;  // the shape of the rows
  std::vector<Subject> all;
};
Subjects read_subjects();

}  // namespace bench

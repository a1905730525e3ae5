#pragma once

#include <functional>
#include <string>
#include <vector>

// A question of speed, asked of us and of a peer in turns, and the table of the answers.
namespace bench {

enum class Better { kHigher, kLower };

// Measures once and gives the figure, in the question's unit.
using Measure = std::function<double()>;

struct Question {
  std::string name;
  std::string peer;
  std::string unit;
  Better better = Better::kHigher;
  double bar = 1.0;  // the ratio ours : theirs that is asked for: at least, or at most
  Measure ours, theirs;
};

// One line of the table: figures of both sides, and whether their medians meet the bar.
struct Row {
  std::string question;
  std::string peer;
  std::string unit;
  Better better = Better::kHigher;
  double bar = 1.0;  // as in Question; kNoBar: shown for comparison, nothing is asked for
  std::vector<double> ours = {}, theirs = {};
  std::string failure = {};  // why there are no figures; such a row never meets its bar
};
inline constexpr double kNoBar = 0;

// The command line of a benchmark: PROGRAM [OUT.json [PART OF A NAME]].
struct Request {
  std::string json_path;  // empty: no file
  std::string only;       // questions with this in their name; empty: all
};
Request read_arguments(int count, char** arguments);

double median(std::vector<double> values);

// Runs every question five times in random order and reports. 0 when all went well, met bars or
// not.
int run(const std::vector<Question>& questions, const Request& request);

// Prints the table of medians and ratios, and writes it as JSON.
void report(const std::vector<Row>& rows, const Request& request);

}  // namespace bench

#pragma once

#include <string>
#include <vector>

#include "asked.hpp"
#include "ours.hpp"
#include "peer.hpp"
#include "questions.hpp"

// The twelve questions, asked of us and of the peer in turns.
namespace bench {

// Seconds of one question, a sample per round.
struct Figures {
  const Subject* subject = nullptr;
  std::string failure;  // refused, or answered differently
  std::vector<double> ours, varchar, coded;
};

// Compares the answers, then asks in turns. `peer` may be NULL: we alone are asked.
std::vector<Figures> compare(const std::vector<const Subject*>& subjects, Ours& ours, Peer* peer);

// The rows of the table: each question, and the geometric mean. `when`: said in their names.
void add_rows(std::vector<Row>& rows, const std::vector<Figures>& figures, const std::string& peer,
              int threads, const std::string& when);

// Of the medians of those that have figures.
double geometric_mean(const std::vector<Figures>& figures, std::vector<double> Figures::*side);

}  // namespace bench

#pragma once

#include <string>

#include "answer.hpp"
#include "asked.hpp"
#include "scene.hpp"

// Our side of a question: a store and what it answers, through the C ABI.
namespace bench {

class Ours {
 public:
  // `threads`: how many a question may use.
  Ours(const std::string& path, int threads);

  const Crm& crm() const { return crm_; }
  // Time from the text of the question to the last cell, in seconds.
  double time(const Subject& subject, const Asked& asked);
  // In the columns and rows of the peer's SQL.
  Answer answer(const Subject& subject, const Asked& asked);
  pmm_statistics statistics() const;

 private:
  Crm crm_;
};

}  // namespace bench

#include "analytics/scan/budget.hpp"

#include <string>
#include <utility>

#include "base/limits.hpp"

namespace pmm::analytics {

std::int64_t budget_under(std::int64_t memory_limit_bytes) noexcept {
  return memory_limit_bytes != 0 ? memory_limit_bytes / 4 : limits::kAnswerBytes;
}

Status check_bytes(std::int64_t held, std::int64_t budget_bytes, const BudgetWords& words) {
  if (budget_bytes == 0 || held <= budget_bytes) return {};
  std::string message(words.what);
  message += " over " + std::to_string(budget_bytes) + " bytes; ";
  message += words.advice;
  return Status::limit(std::string(words.field), std::move(message))
      .with("limit", std::to_string(budget_bytes))
      .with("needed", std::to_string(held));
}

Status check_groups(std::size_t groups) {
  if (groups <= limits::kAnswerRows) return {};
  return Status::limit("query", "the answer has over " + std::to_string(limits::kAnswerRows) +
                                    " groups; ask for fewer dimensions or filter");
}

}  // namespace pmm::analytics

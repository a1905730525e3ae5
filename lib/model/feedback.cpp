#include "model/feedback.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"

namespace pmm::model {
namespace {

// The answers of the national component, in its order; the same five to either question, one asked
// of the good side, the other of the bad one.
constexpr std::array<std::string_view, 5> kReasons = {"clear", "complete", "progress", "technical",
                                                      "other"};

std::size_t characters(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

Status check_reasons(std::string_view reasons) {
  std::vector<std::string_view> seen;
  while (!reasons.empty()) {
    const std::size_t comma = reasons.find(',');
    const std::string_view reason = reasons.substr(0, comma);
    if (std::find(kReasons.begin(), kReasons.end(), reason) == kReasons.end())
      return Status::invalid(
          "reasons",
          text::quoted(reason) + " is not clear, complete, progress, technical or other");
    if (std::find(seen.begin(), seen.end(), reason) != seen.end())
      return Status::invalid("reasons", text::quoted(reason) + " is named twice");
    seen.push_back(reason);
    if (comma == std::string_view::npos) break;
    reasons.remove_prefix(comma + 1);
    if (reasons.empty()) return Status::invalid("reasons", "a reason is missing after the comma");
  }
  return {};
}

}  // namespace

bool is_positive(std::int64_t stars) noexcept { return stars >= 4; }

Status check_feedback(const FeedbackFacts& facts) {
  if (facts.stars < 1 || facts.stars > 5)
    return Status::invalid("stars", std::to_string(facts.stars) + " is not from 1 to 5");
  PMM_TRY(check_reasons(facts.reasons));
  const std::size_t size = characters(facts.comment);
  if (size > kFeedbackCommentChars)
    return Status::limit("comment", "a comment of " + std::to_string(size) +
                                        " characters is over " +
                                        std::to_string(kFeedbackCommentChars));
  if (facts.reopen && is_positive(facts.stars))
    return Status::invalid("reopen", "who is content does not ask for reopening");
  return {};
}

}  // namespace pmm::model

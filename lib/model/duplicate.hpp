#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Whether two rows of the registry may be one and the same. Pure: what is compared is given.
namespace pmm::model {

struct DuplicateCode {
  std::string scheme, value, match_key;
  bool in_force = false;
};

struct DuplicateContact {
  std::string kind, key;  // an address, as it is compared
};

// What is known of a subject for this.
struct DuplicateFacts {
  std::string kind, name, family_name, given_name, sex, birth_place;
  std::optional<std::int32_t> born_on;
  std::vector<DuplicateCode> codes;
  std::vector<DuplicateContact> contacts;
};

// Why it looks so, or why not: points of a hundred, for or against.
struct DuplicateReason {
  std::string_view rule;  // "same_code", "omocodia", "same_name"…
  int points = 0;
  std::string text;  // for people
};

// "same": a code says so. "likely" and "possible": somebody should look. "distinct": they are two,
// because the codes say so, or nothing speaks for it.
inline constexpr std::string_view kVerdictSame = "same";
inline constexpr std::string_view kVerdictLikely = "likely";
inline constexpr std::string_view kVerdictPossible = "possible";
inline constexpr std::string_view kVerdictDistinct = "distinct";

inline constexpr int kLikelyPoints = 60;
inline constexpr int kPossiblePoints = 40;

struct Likeness {
  int points = 0;  // 0 to 100
  std::string_view verdict = kVerdictDistinct;
  std::vector<DuplicateReason> reasons;  // in the order in which they are asked
};

// The same whichever comes first. A person and an organization are distinct, and so are two whose
// codici fiscali differ by omocodia alone: they look alike because the tax agency says that they
// are two.
Likeness compare_subjects(const DuplicateFacts& a, const DuplicateFacts& b);

// How near two names are: 2 the same words, 1 nearly, 0 neither; -1 that one has none.
int compare_names(const DuplicateFacts& a, const DuplicateFacts& b);

}  // namespace pmm::model

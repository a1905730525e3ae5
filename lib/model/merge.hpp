#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

// What may become one subject, and whose values it has then.
namespace pmm::model {

// The values that a merge may take over; the key of another system is not one of them.
inline constexpr std::array<std::string_view, 9> kMergeFields = {
    "name",        "family_name", "given_name", "sex", "born_on",
    "birth_place", "died_on",     "language",   "note"};

// Whether a field is a day, told as YYYY-MM-DD.
constexpr bool is_day(std::string_view field) noexcept {
  return field == "born_on" || field == "died_on";
}

// One field on both sides, and whose value is wanted.
struct MergeField {
  std::string_view name;
  std::optional<std::string> winner, loser;
  bool take_loser = false;

  bool differs() const noexcept { return winner != loser; }
};

// Decides field by field: the winner's value, but the loser's where it is in `take` or where the
// winner has none and the field is not in `keep`. Both are names of fields, comma separated.
// kInvalid at "take" or "keep": no such field, or one that is in both.
Status choose_fields(std::span<MergeField> fields, std::string_view take, std::string_view keep);

// A code of a subject that is in force.
struct MergeCode {
  std::string scheme, value, match_key;
};

// What must be said of two subjects before they may be one.
struct MergeParty {
  std::string kind;
  std::vector<MergeCode> codes;
};

// kConflict at "loser": a person and an organization never are; and two who hold different codes of
// a scheme that gives everybody one are not either, unless `despite_codes` says that one of the
// codes is wrong. Codes that are the same but for omocodia belong to two persons.
Status check_merge(const MergeParty& winner, const MergeParty& loser, bool despite_codes);

// Of a scheme that gives everybody one code, so that two codes are two subjects.
bool is_one_per_subject(std::string_view scheme) noexcept;

}  // namespace pmm::model

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crm/context.hpp"

namespace pmm::crm {

// A merge at work, or one that is undone: rows go from one subject to the other.
struct MergeMove {
  const Writing& writing;
  std::int64_t merge = 0;
  std::int64_t winner = 0, loser = 0;
  std::int64_t moved = 0;       // rows that went over
  bool rights_changed = false;  // somebody acts as another subject now, or for another
};

// All that hangs on the loser and would not stand there twice goes to the winner, and is noted
// down.
Status move_rows(MergeMove& move);
// What was noted down goes back. kConflict at "id" where it is no longer the winner's.
Status move_rows_back(MergeMove& move);

// What the two want: the winner gets it where it never said anything, else what both agree to.
Status merge_preferences(MergeMove& move);
Status unmerge_preferences(MergeMove& move);
// How they want to see their page: the winner gets the loser's layout where it has none.
Status merge_layout(MergeMove& move);
Status unmerge_layout(MergeMove& move);

// What was noted down of a part, the last row first.
struct MergeNote {
  std::int64_t row = 0;
  std::string key{}, was_text{};
  std::optional<std::int64_t> was_number{};
};
Status note_row(const MergeMove& move, std::string_view part, const MergeNote& note);
Result<std::vector<MergeNote>> notes_of(const MergeMove& move, std::string_view part);

// How many rows of a kind hang on a subject, and how many of them would go to another.
struct MergeCount {
  std::string_view part;
  std::int64_t all = 0, moves = 0;
};
Result<std::vector<MergeCount>> count_rows(store::Connection& db, std::int64_t loser,
                                           std::int64_t winner);

}  // namespace pmm::crm

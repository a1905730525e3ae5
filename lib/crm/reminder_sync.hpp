#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "crm/context.hpp"

namespace pmm::crm {

// How far the looks of a tick at the rules and their reminders have come.
struct ReminderPlace {
  std::int64_t rule = 0;
  std::int64_t part = 0;  // 0: its reminders; later ones: what has no reminder yet
  std::int64_t due_us = std::numeric_limits<std::int64_t>::min();
  std::int64_t id = 0;
  bool done = false;
};

// One thing that a look has found: a reminder that is no longer what it comes from, or a deadline
// without a reminder.
struct ReminderFound {
  std::int64_t rule = 0;
  std::int64_t reminder = 0;  // 0: there is none yet
  std::int64_t subject = 0, ref = 0, due_us = 0;
};

// What there is to do by the first rule from `place` on, which moves on, to the next rule where
// there is nothing: at most `most`. What is found is to be done before the next look, as a deadline
// without a reminder may be one because another was let go. A snapshot is enough to look, so that a
// tick with nothing to do takes nobody's turn to write, and one for each rule, so that none is held
// for long. What fails fails of the rule that the place stands at; it is done where there is none.
Result<std::vector<ReminderFound>> find_reminders_to_sync(const Reading& reading,
                                                          ReminderPlace& place, std::size_t most);

// The last number of the journal.
Result<std::int64_t> journal_head(const Reading& reading);

// Does what was found, as far as it still holds: reminders are made, follow their deadline and the
// words of their rule, or go with what they came from. Gives the number of changes.
Result<std::int64_t> sync_reminders(const Writing& writing, std::span<const ReminderFound> found);

}  // namespace pmm::crm

#include "runtime/deadlines.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "crm/appointment.hpp"
#include "crm/erasure.hpp"
#include "crm/mandate.hpp"
#include "crm/reminder.hpp"
#include "crm/reminder_sync.hpp"
#include "crm/retention.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {
namespace {

constexpr std::size_t kTurnRows = 500;      // of one transaction, so that others get their turn
constexpr std::size_t kFoundRows = 20'000;  // of one look

// What a snapshot says.
template <class Answer>
Result<Answer> ask(Session& session, const Call& call,
                   const std::function<Result<Answer>(const crm::Reading&)>& work) {
  Answer answer{};
  PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(answer, work(reading));
    return {};
  }));
  return answer;
}

// Batch after batch, as long as there is anything to do.
Result<std::int64_t> turn_by_turn(Session& session, const Call& call,
                                  Result<bool> (*any)(const crm::Reading&),
                                  Result<std::int64_t> (*work)(const crm::Writing&, std::int64_t)) {
  std::int64_t done = 0;
  for (;;) {
    PMM_TRY(call.check());
    PMM_ASSIGN(const bool more, ask<bool>(session, call, any));
    if (!more) return done;
    PMM_ASSIGN(const std::int64_t changed,
               session.write(call, "tick", [work](const crm::Writing& writing) {
                 return work(writing, static_cast<std::int64_t>(kTurnRows));
               }));
    done += changed;
    // What the snapshot had, somebody else did meanwhile.
    if (changed == 0) return done;
  }
}

// What was done, and what failed first: that keeps nothing else back.
struct Worked {
  std::int64_t done = 0;
  Status failed{};

  // Gives it back where it is the store's, and with that of all that would come: a wait for a busy
  // one for each would take for ever.
  Status fail(Status status) {
    if (status.code() >= Code::kClosed && status.code() < Code::kInternal) return status;
    if (failed.ok()) failed = std::move(status);
    return {};
  }
};

// A turn that fails is left out.
Status sync_found(Session& session, const Call& call, std::span<const crm::ReminderFound> found,
                  Worked& worked) {
  while (!found.empty()) {
    PMM_TRY(call.check());
    const auto turn = found.first(std::min(found.size(), kTurnRows));
    auto changed = session.write(call, "tick", [turn](const crm::Writing& writing) {
      return crm::sync_reminders(writing, turn);
    });
    if (changed.ok())
      worked.done += *changed;
    else
      PMM_TRY(worked.fail(changed.take_status()));
    found = found.subspan(turn.size());
  }
  return {};
}

// Rule by rule; one that fails is left out. Nothing is looked at where nothing has been written
// since a look that found nothing, unless that is a while ago.
Status sync_reminders(Session& session, const Call& call, Worked& worked) {
  ReminderRest rest;
  PMM_TRY(session.look(call, [&rest](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(rest.journal, crm::journal_head(reading));
    rest.at_us = reading.now_us;
    return {};
  }));
  if (session.crm().reminders_rest(rest)) return {};
  bool nothing = true;
  crm::ReminderPlace place;
  do {
    PMM_TRY(call.check());
    place.done = true;
    auto found =
        ask<std::vector<crm::ReminderFound>>(session, call, [&place](const crm::Reading& reading) {
          return crm::find_reminders_to_sync(reading, place, kFoundRows);
        });
    if (found.ok()) {
      nothing = nothing && found->empty();
      PMM_TRY(sync_found(session, call, *found, worked));
    } else {
      nothing = false;
      PMM_TRY(worked.fail(found.take_status()));
      const bool done = place.done;
      place = crm::ReminderPlace{place.rule + 1};
      place.done = done;
    }
  } while (!place.done);
  if (nothing) session.crm().let_reminders_rest(rest);
  return {};
}

// Each in a turn of its own, as one of them fails.
Status tell_one_by_one(Session& session, const Call& call, std::span<const std::int64_t> due,
                       std::set<std::int64_t>& passed, Worked& worked) {
  for (const std::int64_t& id : due) {
    PMM_TRY(call.check());
    auto told = session.write(call, "tick", [&id](const crm::Writing& writing) {
      return crm::tell_reminders(writing, {&id, 1});
    });
    if (told.ok()) {
      worked.done += *told;
    } else {
      passed.insert(id);
      PMM_TRY(worked.fail(told.take_status()));
    }
  }
  return {};
}

// What fails is passed over.
Status tell_due(Session& session, const Call& call, Worked& worked) {
  std::set<std::int64_t> passed;
  for (;;) {
    PMM_TRY(call.check());
    const auto most = static_cast<std::int64_t>(kTurnRows + passed.size());
    PMM_ASSIGN(auto due,
               ask<std::vector<std::int64_t>>(session, call, [most](const crm::Reading& reading) {
                 return crm::due_reminders(reading, most);
               }));
    due.erase(std::remove_if(due.begin(), due.end(),
                             [&passed](std::int64_t id) { return passed.count(id) != 0; }),
              due.end());
    if (due.empty()) return {};
    auto told = session.write(call, "tick", [&due](const crm::Writing& writing) {
      return crm::tell_reminders(writing, due);
    });
    if (told.ok()) {
      worked.done += *told;
      // What the snapshot had, somebody else did meanwhile.
      if (*told == 0) return {};
      continue;
    }
    PMM_TRY(tell_one_by_one(session, call, due, passed, worked));
  }
}

}  // namespace

Result<std::int64_t> work_mandates(Session& session, const Call& call) {
  return turn_by_turn(session, call, crm::any_mandate_over, crm::expire_mandates);
}

Result<std::int64_t> work_bookings(Session& session, const Call& call) {
  return turn_by_turn(session, call, crm::any_booking_to_expire, crm::expire_bookings);
}

Result<std::int64_t> work_reminders(Session& session, const Call& call) {
  Worked worked;
  PMM_TRY(sync_reminders(session, call, worked));
  PMM_TRY(tell_due(session, call, worked));
  if (!worked.failed.ok()) return std::move(worked.failed);
  return worked.done;
}

Result<std::int64_t> work_legal_holds(Session& session, const Call& call) {
  return turn_by_turn(session, call, crm::any_hold_over, crm::end_holds);
}

Result<std::int64_t> work_retention(Session& session, const Call& call) {
  constexpr int kBatchesOfATick = 20;
  std::int64_t done = 0;
  for (int batch = 0; batch < kBatchesOfATick; ++batch) {
    PMM_TRY(call.check());
    PMM_ASSIGN(const bool is_due, ask<bool>(session, call, crm::any_sweep_due));
    if (!is_due) return done;
    PMM_ASSIGN(const std::int64_t cleared,
               session.write(call, "tick", [](const crm::Writing& writing) {
                 return crm::sweep_retention(writing, static_cast<std::int64_t>(kTurnRows));
               }));
    done += cleared;
  }
  return done;
}

}  // namespace pmm::runtime

#include "runtime/deadlines.hpp"

#include <algorithm>
#include <span>

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

Result<std::int64_t> sync_found(Session& session, const Call& call,
                                std::span<const crm::ReminderFound> found) {
  std::int64_t done = 0;
  while (!found.empty()) {
    PMM_TRY(call.check());
    const auto turn = found.first(std::min(found.size(), kTurnRows));
    PMM_ASSIGN(const std::int64_t changed,
               session.write(call, "tick", [turn](const crm::Writing& writing) {
                 return crm::sync_reminders(writing, turn);
               }));
    done += changed;
    found = found.subspan(turn.size());
  }
  return done;
}

}  // namespace

Result<std::int64_t> work_mandates(Session& session, const Call& call) {
  return turn_by_turn(session, call, crm::any_mandate_over, crm::expire_mandates);
}

Result<std::int64_t> work_bookings(Session& session, const Call& call) {
  return turn_by_turn(session, call, crm::any_booking_to_expire, crm::expire_bookings);
}

Result<std::int64_t> work_reminders(Session& session, const Call& call) {
  std::int64_t done = 0;
  for (crm::ReminderPlace place; !place.done;) {
    PMM_ASSIGN(
        const auto found,
        ask<std::vector<crm::ReminderFound>>(session, call, [&place](const crm::Reading& reading) {
          return crm::find_reminders_to_sync(reading, place, kFoundRows);
        }));
    PMM_ASSIGN(const std::int64_t changed, sync_found(session, call, found));
    done += changed;
  }
  PMM_ASSIGN(const std::int64_t told,
             turn_by_turn(session, call, crm::any_reminder_due, crm::tell_reminders));
  return done + told;
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

#include <array>

#include "crm/actor.hpp"
#include "crm/appointment.hpp"
#include "crm/case_due.hpp"
#include "crm/mandate.hpp"
#include "crm/reminder.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {
namespace {

constexpr std::int64_t kBatchRows = 500;  // of one transaction, so that others get their turn

// Due times follow a change of the calendar batch by batch. Whoever ticks at the same time does the
// same work twice at worst: a due time that is right already is left alone.
Result<std::int64_t> follow_calendar(Session& session, const Call& call) {
  crm::CalendarState calendar;
  PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(calendar, crm::calendar_state(reading.db));
    return {};
  }));
  if (calendar.changed == calendar.done) return std::int64_t{0};
  std::int64_t done = 0;
  std::int64_t last_id = 0;
  do {
    const std::int64_t after_id = last_id;
    PMM_ASSIGN(
        const std::int64_t changed,
        session.write(call, "tick", [&](const crm::Writing& writing) -> Result<std::int64_t> {
          PMM_ASSIGN(const std::int64_t moved,
                     crm::rederive_due(writing, after_id, kBatchRows, last_id));
          if (last_id == 0) PMM_TRY(crm::mark_calendar_done(writing.tx, calendar.changed));
          return moved;
        }));
    done += changed;
    PMM_TRY(call.check());
  } while (last_id != 0);
  return done;
}

// What is looked for in a snapshot, so that a tick with nothing to do takes nobody's turn to write,
// and done batch after batch until one is not full. Each step looks again by itself, so that it
// does not matter who else ticks.
struct TimedStep {
  Result<bool> (*looks)(const crm::Reading& reading);
  Result<std::int64_t> (*works)(const crm::Writing& writing, std::int64_t max_rows);
};
// Mandates whose time is over hold no longer since it was; this says so.
constexpr std::array kTimedSteps = {
    TimedStep{crm::any_mandate_over, crm::expire_mandates},
    TimedStep{nullptr, crm::expire_holds},
    TimedStep{nullptr, crm::sync_reminders},
    TimedStep{nullptr, crm::tell_reminders},
};

Result<std::int64_t> in_batches(Session& session, const Call& call, const TimedStep& step) {
  bool any = true;
  if (step.looks != nullptr)
    PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
      PMM_ASSIGN(any, step.looks(reading));
      return {};
    }));
  std::int64_t done = 0;
  std::int64_t changed = kBatchRows;
  while (any && changed >= kBatchRows) {
    PMM_ASSIGN(changed, session.write(call, "tick", [&step](const crm::Writing& writing) {
      return step.works(writing, kBatchRows);
    }));
    done += changed;
    PMM_TRY(call.check());
  }
  return done;
}

}  // namespace

Result<std::int64_t> tick(const std::shared_ptr<Crm>& crm, const Call& call) {
  PMM_TRY(call.check());
  PMM_ASSIGN(auto session, Session::open(crm, crm::kSystemActor));
  // Every batch is a write of its own; the caller's key could only name one of them.
  Call each = call;
  each.idempotency_key.clear();
  // What fails keeps nothing else back: a legal notice does not wait for a reminder to be mended.
  Status failed;
  std::int64_t done = 0;
  const auto take = [&](Result<std::int64_t> worked) -> Status {
    if (worked.ok())
      done += *worked;
    else if (failed.ok())
      failed = worked.take_status();
    return each.check();
  };
  PMM_TRY(take(follow_calendar(*session, each)));
  for (const TimedStep& step : kTimedSteps) PMM_TRY(take(in_batches(*session, each, step)));
  // Last, so that what was just told goes out with it.
  PMM_TRY(take(work_outbox(*crm, *session, each)));
  if (!failed.ok()) return failed;
  return done;
}

}  // namespace pmm::runtime

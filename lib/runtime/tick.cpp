#include "crm/actor.hpp"
#include "crm/appointment.hpp"
#include "crm/case_due.hpp"
#include "crm/erasure.hpp"
#include "crm/mandate.hpp"
#include "crm/reminder.hpp"
#include "crm/retention.hpp"
#include "runtime/crm.hpp"
#include "runtime/privacy.hpp"

namespace pmm::runtime {
namespace {

constexpr std::int64_t kBatchRows = 500;  // of one transaction, so that others get their turn

// Due times follow a change of the calendar batch by batch. Whoever ticks at the same time does the
// same work twice at worst: a due time that is right already is left alone.
Result<std::int64_t> follow_calendar(Session& session, const Call& call) {
  crm::CalendarState calendar;
  std::int64_t done = 0;
  std::int64_t last_id = 0;
  bool first = true;
  do {
    const std::int64_t after_id = last_id;
    PMM_ASSIGN(
        const std::int64_t changed,
        session.write(call, "tick", [&](const crm::Writing& writing) -> Result<std::int64_t> {
          if (first) {
            PMM_ASSIGN(calendar, crm::calendar_state(writing.tx));
          }
          if (calendar.changed == calendar.done) return std::int64_t{0};
          PMM_ASSIGN(const std::int64_t moved,
                     crm::rederive_due(writing, after_id, kBatchRows, last_id));
          if (last_id == 0) PMM_TRY(crm::mark_calendar_done(writing.tx, calendar.changed));
          return moved;
        }));
    first = false;
    done += changed;
    PMM_TRY(call.check());
  } while (last_id != 0);
  return done;
}

// Batch after batch, until one is not full. Each step looks at what is due by itself, so that it
// does not matter who else ticks.
using Step = Result<std::int64_t> (*)(const crm::Writing& writing, std::int64_t max_rows);
Result<std::int64_t> in_batches(Session& session, const Call& call, Step step) {
  std::int64_t done = 0;
  std::int64_t changed = 0;
  do {
    PMM_ASSIGN(changed, session.write(call, "tick", [step](const crm::Writing& writing) {
      return step(writing, kBatchRows);
    }));
    done += changed;
    PMM_TRY(call.check());
  } while (changed >= kBatchRows);
  return done;
}

// As much of the sweeps that are due as one tick does; the next one goes on from there.
Result<std::int64_t> sweep(Session& session, const Call& call) {
  constexpr int kBatchesOfATick = 20;
  std::int64_t done = 0;
  for (int batch = 0; batch < kBatchesOfATick; ++batch) {
    std::int64_t cleared = 0;
    PMM_ASSIGN(const std::int64_t looked_at,
               session.write(call, "tick", [&cleared](const crm::Writing& writing) {
                 cleared = 0;
                 return crm::sweep_retention(writing, kBatchRows, cleared);
               }));
    if (looked_at == 0) break;
    done += cleared;
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
  PMM_ASSIGN(std::int64_t done, follow_calendar(*session, each));
  // Mandates whose time is over hold no longer since it was; this says so.
  constexpr Step kSteps[] = {crm::expire_mandates, crm::expire_holds, crm::sync_reminders,
                             crm::tell_reminders, crm::end_holds};
  for (const Step step : kSteps) {
    PMM_ASSIGN(const std::int64_t changed, in_batches(*session, each, step));
    done += changed;
  }
  PMM_ASSIGN(const std::int64_t swept, sweep(*session, each));
  done += swept;
  PMM_TRY(crm->read_log().flush(crm->store(), each).take_status());
  // What a reader kept last time; one that still does is waited for at the next tick.
  const auto finished = finish_erasures(*crm, *session, each);
  if (finished.ok())
    done += *finished;
  else if (finished.status().code() != Code::kBusy)
    return Status(finished.status().code(), finished.status().message());
  // Last, so that what was just told goes out with it.
  PMM_ASSIGN(const std::int64_t worked, work_outbox(*crm, *session, each));
  return done + worked;
}

}  // namespace pmm::runtime

#include "crm/actor.hpp"
#include "crm/case_due.hpp"
#include "runtime/crm.hpp"
#include "runtime/deadlines.hpp"
#include "runtime/privacy.hpp"

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

}  // namespace

Result<std::int64_t> tick(const std::shared_ptr<Crm>& crm, const Call& call) {
  PMM_TRY(call.check());
  if (crm->store().read_only()) return Status::denied("the store was opened for reading only");
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
  PMM_TRY(take(work_mandates(*session, each)));
  PMM_TRY(take(work_bookings(*session, each)));
  PMM_TRY(take(work_reminders(*session, each)));
  PMM_TRY(take(work_legal_holds(*session, each)));
  PMM_TRY(take(work_retention(*session, each)));
  PMM_TRY(take(work_privacy(*crm, *session, each)));
  // Last, so that what was just told goes out with it.
  PMM_TRY(take(work_outbox(*crm, *session, each)));
  if (!failed.ok()) return failed;
  return done;
}

}  // namespace pmm::runtime

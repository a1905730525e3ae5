#include "crm/actor.hpp"
#include "crm/case_due.hpp"
#include "crm/mandate.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {
namespace {

constexpr std::int64_t kBatchRows = 500;  // of one transaction, so that others get their turn

// Mandates whose time is over, batch by batch. They hold no longer since it was; this says so.
Result<std::int64_t> expire(Session& session, const Call& call) {
  std::int64_t done = 0, batch = 0;
  do {
    PMM_ASSIGN(batch, session.write(call, "tick", [](const crm::Writing& writing) {
      return crm::expire_mandates(writing, kBatchRows);
    }));
    done += batch;
    PMM_TRY(call.check());
  } while (batch == kBatchRows);
  return done;
}

}  // namespace

// Due times follow a change of the calendar batch by batch. Whoever ticks at the same time does the
// same work twice at worst: a due time that is right already is left alone.
Result<std::int64_t> tick(const std::shared_ptr<Crm>& crm, const Call& call) {
  PMM_TRY(call.check());
  PMM_ASSIGN(auto session, Session::open(crm, crm::kSystemActor));
  // Every batch is a write of its own; the caller's key could only name one of them.
  Call each = call;
  each.idempotency_key.clear();
  crm::CalendarState calendar;
  std::int64_t done = 0;
  std::int64_t last_id = 0;
  bool first = true;
  do {
    const std::int64_t after_id = last_id;
    PMM_ASSIGN(
        const std::int64_t changed,
        session->write(each, "tick", [&](const crm::Writing& writing) -> Result<std::int64_t> {
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
  PMM_ASSIGN(const std::int64_t expired, expire(*session, each));
  return done + expired;
}

}  // namespace pmm::runtime

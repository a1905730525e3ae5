#include "runtime/outbox.hpp"

#include "crm/campaign.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {
namespace {

constexpr std::int64_t kPlanRows = 500;    // members of one transaction
constexpr std::int64_t kLapseRows = 1000;  // leases of one

// Looks whether there is anything to do: without, a tick takes nobody's turn to write.
Status look(Session& session, const Call& call,
            const std::function<Status(const crm::Reading&)>& work) {
  return session
      .read(call,
            [&](const crm::Reading& reading) -> Result<TablePtr> {
              PMM_TRY(work(reading));
              return TablePtr(std::make_shared<Table>());
            })
      .take_status();
}

// Members of one campaign after the other, until none has anything to do now.
Result<std::int64_t> plan_campaigns(Session& session, const Call& call) {
  std::int64_t done = 0, last = 0;
  for (;;) {
    std::vector<std::int64_t> campaigns;
    PMM_TRY(look(session, call, [&](const crm::Reading& reading) -> Status {
      PMM_ASSIGN(campaigns, crm::running_campaigns(reading, last));
      return {};
    }));
    if (campaigns.empty()) return done;
    for (const std::int64_t campaign : campaigns) {
      last = campaign;
      for (std::int64_t planned = 1; planned != 0; done += planned) {
        PMM_TRY(call.check());
        PMM_ASSIGN(planned, session.write(call, "tick", [&](const crm::Writing& writing) {
          return crm::plan_campaign(writing, campaign, kPlanRows);
        }));
      }
    }
  }
}

Result<std::int64_t> end_leases(Session& session, const Call& call) {
  std::int64_t done = 0;
  for (bool more = false;; done += kLapseRows) {
    PMM_TRY(look(session, call, [&](const crm::Reading& reading) -> Status {
      PMM_ASSIGN(more, crm::any_lapsed(reading));
      return {};
    }));
    if (!more) return done;
    PMM_ASSIGN(const std::int64_t ended,
               session.write(call, "tick", [&](const crm::Writing& writing) {
                 return crm::lapse(writing, kLapseRows);
               }));
    if (ended < kLapseRows) return done + ended;
  }
}

// What the carrier has sent is reported whatever the call says: the message is out.
Status settle(Session& session, const crm::Parcel& parcel, crm::DeliveryReport report) {
  report.delivery = parcel.id;
  report.token = parcel.token;
  auto done = session.write(Call{}, "delivery.report", [&](const crm::Writing& writing) {
    return crm::report(writing, report);
  });
  // Somebody else has claimed it meanwhile: theirs is the last word.
  if (!done.ok() && done.status().code() == Code::kConflict) return {};
  return done.take_status();
}

void give_back(Session& session, const std::vector<crm::Parcel>& parcels, std::size_t from) {
  for (std::size_t i = from; i < parcels.size(); ++i) {
    // One that cannot be given back comes back by itself when its lease ends.
    static_cast<void>(session.write(Call{}, "delivery.release", [&](const crm::Writing& writing) {
      return crm::release(writing, parcels[i].id, parcels[i].token);
    }));
  }
}

// What is out must not stay unreported for what passes by, such as a busy store.
Status settle_surely(Session& session, const crm::Parcel& parcel,
                     const crm::DeliveryReport& report) {
  Status settled = settle(session, parcel, report);
  return settled.ok() ? std::move(settled) : settle(session, parcel, report);
}

// Whether the parcel is still ours, which has the whole of its lease from here on: those before it
// may have taken longer than that.
Status keep(Session& session, const crm::Parcel& parcel, std::int64_t lease_s, bool& ours) {
  auto kept = session.write(Call{}, "delivery.heartbeat", [&](const crm::Writing& writing) {
    return crm::heartbeat(writing, parcel.id, parcel.token, lease_s);
  });
  ours = kept.ok();
  if (!kept.ok() && kept.status().code() == Code::kConflict) return {};
  return kept.take_status();
}

Result<std::int64_t> carry_batch(Session& session, const Carrier& carrier, std::int64_t channel,
                                 const Call& call) {
  std::vector<crm::Parcel> parcels;
  PMM_TRY(
      session
          .write(call, "delivery.claim",
                 [&](const crm::Writing& writing) {
                   return crm::claim(writing, {channel, carrier.batch, carrier.lease_s}, parcels);
                 })
          .take_status());
  for (std::size_t i = 0; i < parcels.size(); ++i) {
    Status failed = call.check();
    std::size_t unsent = i;
    bool ours = true;
    if (failed.ok() && i != 0) failed = keep(session, parcels[i], carrier.lease_s, ours);
    if (failed.ok() && ours) {
      ++unsent;
      failed = settle_surely(session, parcels[i], carrier.send(parcels[i]));
    }
    if (failed.ok()) continue;
    give_back(session, parcels, unsent);
    return failed;
  }
  return static_cast<std::int64_t>(parcels.size());
}

}  // namespace

void Carriers::set(std::string channel, std::shared_ptr<const Carrier> carrier) {
  // What is replaced may destroy what the host gave: not under the lock.
  std::shared_ptr<const Carrier> before = std::move(carrier);
  const std::lock_guard guard(mutex_);
  const bool wanted = before != nullptr;
  const auto found = carriers_.try_emplace(std::move(channel)).first;
  std::swap(found->second, before);
  if (!wanted) carriers_.erase(found);
}

std::vector<std::pair<std::string, std::shared_ptr<const Carrier>>> Carriers::all() const {
  const std::lock_guard guard(mutex_);
  return {carriers_.begin(), carriers_.end()};
}

Status claim(Session& session, const crm::Claim& wanted, const Call& call,
             const std::function<void(TablePtr)>& keep) {
  if (!call.idempotency_key.empty())
    return Status::invalid("call.idempotency_key", "a claim is never the same as one before");
  if (session.in_transaction())
    return Status::misuse("session", "a claim is a transaction of its own");
  return session
      .write(call, "delivery.claim",
             [&](const crm::Writing& writing) -> Result<std::int64_t> {
               std::vector<crm::Parcel> parcels;
               PMM_ASSIGN(const std::int64_t claimed, crm::claim(writing, wanted, parcels));
               PMM_ASSIGN(TablePtr table, crm::parcel_table(parcels));
               keep(std::move(table));
               return claimed;
             })
      .take_status();
}

Result<std::int64_t> work_outbox(Crm& crm, Session& session, const Call& call) {
  PMM_ASSIGN(std::int64_t done, plan_campaigns(session, call));
  PMM_ASSIGN(const std::int64_t ended, end_leases(session, call));
  done += ended;
  for (const auto& entry : crm.carriers().all()) {
    const std::string& code = entry.first;
    const auto& carrier = entry.second;
    // Every claim settles what it looks at, so that this ends.
    for (;;) {
      // The store may not have the channel yet, or carry nothing over it any more.
      std::int64_t channel = 0;
      bool due = false;
      PMM_TRY(look(session, call, [&](const crm::Reading& reading) -> Status {
        PMM_ASSIGN(channel, crm::find_carried(reading.db, code));
        if (channel == 0) return {};
        PMM_ASSIGN(due, crm::any_due(reading, channel));
        return {};
      }));
      if (!due) break;
      PMM_ASSIGN(const std::int64_t sent, carry_batch(session, *carrier, channel, call));
      done += sent;
    }
  }
  return done;
}

}  // namespace pmm::runtime

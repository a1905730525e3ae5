#include "runtime/outbox.hpp"

#include <algorithm>

#include "crm/campaign.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {
namespace {

constexpr std::int64_t kPlanRows = 500;  // members of one transaction
constexpr std::int64_t kStepRows = 500;  // rows of one
// Of one tick, so that what is not of the outbox gets its turn.
constexpr int kRounds = 100;

// A batch of each campaign that has members to write to now. One that fails keeps no other back.
Result<std::int64_t> plan_campaigns(Session& session, const Call& call) {
  std::int64_t done = 0, last = 0;
  Status failed;
  for (;;) {
    std::vector<std::int64_t> campaigns;
    PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
      PMM_ASSIGN(campaigns, crm::running_campaigns(reading, last));
      return {};
    }));
    if (campaigns.empty()) break;
    for (const std::int64_t campaign : campaigns) {
      last = campaign;
      PMM_TRY(call.check());
      auto planned = session.write(call, "tick", [&](const crm::Writing& writing) {
        return crm::plan_campaign(writing, campaign, kPlanRows);
      });
      if (planned.ok())
        done += *planned;
      else if (failed.ok())
        failed = planned.take_status();
    }
  }
  if (!failed.ok()) return failed;
  return done;
}

using Look = Result<bool> (*)(const crm::Reading& reading);
using Step = Result<std::int64_t> (*)(const crm::Writing& writing, std::int64_t max_rows);

// One batch of what `looks` finds.
Result<std::int64_t> batch_of(Session& session, const Call& call, Look looks, Step step) {
  bool any = false;
  PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(any, looks(reading));
    return {};
  }));
  if (!any) return std::int64_t{0};
  return session.write(call, "tick",
                       [step](const crm::Writing& writing) { return step(writing, kStepRows); });
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

// A batch of what is due over the channel of this code, if the store has it and it carries.
Result<std::int64_t> carry_due(Session& session, const Carrier& carrier, const std::string& code,
                               const Call& call) {
  std::int64_t channel = 0;
  bool due = false;
  PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(channel, crm::find_carried(reading.db, code));
    if (channel == 0) return {};
    PMM_ASSIGN(due, crm::any_due(reading, channel));
    return {};
  }));
  if (!due) return std::int64_t{0};
  PMM_ASSIGN(const std::int64_t sent, carry_batch(session, carrier, channel, call));
  // Where the rules let none of them pass, they were settled all the same, and more may be due.
  return std::max<std::int64_t>(sent, 1);
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
  std::vector<std::function<Result<std::int64_t>()>> strands;
  strands.push_back([&] { return batch_of(session, call, crm::any_lapsed, crm::lapse); });
  strands.push_back(
      [&] { return batch_of(session, call, crm::any_moved_campaign, crm::follow_campaigns); });
  strands.push_back([&] { return plan_campaigns(session, call); });
  strands.push_back(
      [&] { return batch_of(session, call, crm::any_uncarried, crm::settle_uncarried); });
  for (const auto& entry : crm.carriers().all())
    strands.push_back(
        [&session, &call, entry] { return carry_due(session, *entry.second, entry.first, call); });
  // A batch of each in turn, so that a legal notice does not wait for a campaign over another
  // channel. What fails is left for the next tick.
  Status failed;
  std::int64_t done = 0;
  bool more = true;
  for (int round = 0; more && round < kRounds; ++round) {
    more = false;
    for (auto& strand : strands) {
      if (!strand) continue;
      auto worked = strand();
      PMM_TRY(call.check());
      if (worked.ok()) {
        done += *worked;
        more = more || *worked != 0;
        continue;
      }
      strand = nullptr;
      if (failed.ok()) failed = worked.take_status();
    }
  }
  if (!failed.ok()) return failed;
  return done;
}

}  // namespace pmm::runtime

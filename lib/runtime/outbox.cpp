#include "runtime/outbox.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/civil.hpp"
#include "crm/campaign.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {
namespace {

constexpr std::int64_t kPlanRows = 500;  // members of one transaction
constexpr std::int64_t kStepRows = 500;  // rows of one
// Of one tick, so that what is not of the outbox gets its turn.
constexpr int kRounds = 100;

// What a turn came to: rows changed or deliveries tried, whether there may be more to do, and what
// failed in it and keeps nothing else back.
struct Turn {
  std::int64_t done = 0;
  bool more = false;
  Status failed{};
};

// Campaigns that have members to write to now take turns, a batch of one at a time. One that fails
// is left to the next tick.
class Planner {
 public:
  Planner(Session& session, const Call& call) : session_(session), call_(call) {}

  Result<Turn> turn() {
    PMM_ASSIGN(const std::int64_t campaign, next());
    if (campaign == 0) return Turn{};
    last_ = campaign;
    auto planned = session_.write(call_, "tick", [campaign](const crm::Writing& writing) {
      return crm::plan_campaign(writing, campaign, kPlanRows);
    });
    if (planned.ok()) return Turn{*planned, true};
    failing_.insert(campaign);
    return Turn{0, true, planned.take_status()};
  }

 private:
  // The one after the last, then from the first again; 0: none.
  Result<std::int64_t> next() {
    std::int64_t found = 0;
    PMM_TRY(session_.look(call_, [&](const crm::Reading& reading) -> Status {
      std::int64_t after = last_;
      for (bool again = last_ != 0; found == 0;) {
        PMM_ASSIGN(const auto ids, crm::running_campaigns(reading, after));
        const auto first = std::find_if(
            ids.begin(), ids.end(), [this](std::int64_t id) { return failing_.count(id) == 0; });
        if (first != ids.end()) {
          found = *first;
        } else if (!ids.empty()) {
          after = ids.back();
        } else if (again) {
          after = 0;
          again = false;
        } else {
          return {};
        }
      }
      return {};
    }));
    return found;
  }

  Session& session_;
  const Call& call_;
  std::int64_t last_ = 0;
  std::set<std::int64_t> failing_;
};

// Deliveries follow the resume or the cancel of their campaign. Where those that have to are is
// looked for in a snapshot: most of them were sent long ago.
Result<Turn> follow_campaigns(Session& session, const Call& call) {
  std::optional<crm::MovedCampaign> moved;
  PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(moved, crm::find_moved_campaign(reading));
    return {};
  }));
  if (!moved) return Turn{};
  PMM_ASSIGN(const std::int64_t done,
             session.write(call, "tick", [&moved](const crm::Writing& writing) {
               return crm::follow_campaign(writing, *moved, kStepRows);
             }));
  return Turn{done, true};
}

using Look = Result<bool> (*)(const crm::Reading& reading);
using Step = Result<std::int64_t> (*)(const crm::Writing& writing, std::int64_t max_rows);

// One batch of what `looks` finds.
Result<Turn> batch_of(Session& session, const Call& call, Look looks, Step step) {
  bool any = false;
  PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(any, looks(reading));
    return {};
  }));
  if (!any) return Turn{};
  PMM_ASSIGN(const std::int64_t done,
             session.write(call, "tick", [step](const crm::Writing& writing) {
               return step(writing, kStepRows);
             }));
  return Turn{done, done != 0};
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

// Whether the parcel is still ours. Those before it may have taken long: once less than half of the
// lease is left, it and all behind it have the whole of it again, so that none lapses untried.
Status keep(Session& session, const std::vector<crm::Parcel>& parcels, std::size_t at,
            std::int64_t lease_s, bool& ours) {
  std::int64_t left_us = 0;
  PMM_TRY(session.look(Call{}, [&](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(left_us, crm::lease_left_us(reading, parcels[at].id, parcels[at].token));
    return {};
  }));
  ours = left_us > 0;
  const std::int64_t lease_us = (lease_s == 0 ? crm::kLeaseS : lease_s) * kMicrosPerSecond;
  if (!ours || left_us >= lease_us / 2) return {};
  return session
      .write(Call{}, "delivery.heartbeat",
             [&](const crm::Writing& writing) -> Result<std::int64_t> {
               for (std::size_t i = at; i < parcels.size(); ++i) {
                 auto kept = crm::heartbeat(writing, parcels[i].id, parcels[i].token, lease_s);
                 if (i == at) ours = kept.ok();
                 // Somebody else has it by now.
                 if (!kept.ok() && kept.status().code() != Code::kConflict)
                   return kept.take_status();
               }
               return 0;
             })
      .take_status();
}

// Gives the number of deliveries tried.
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
  std::int64_t tried = 0;
  for (std::size_t i = 0; i < parcels.size(); ++i) {
    Status failed = call.check();
    std::size_t unsent = i;
    bool ours = true;
    if (failed.ok() && i != 0) failed = keep(session, parcels, i, carrier.lease_s, ours);
    if (failed.ok() && ours) {
      ++unsent;
      ++tried;
      failed = settle_surely(session, parcels[i], carrier.send(parcels[i]));
    }
    if (failed.ok()) continue;
    give_back(session, parcels, unsent);
    return failed;
  }
  return tried;
}

// A batch of what is due over the channel of this code, if the store has it and it carries.
Result<Turn> carry_due(Session& session, const Carrier& carrier, const std::string& code,
                       const Call& call) {
  std::int64_t channel = 0;
  bool due = false;
  PMM_TRY(session.look(call, [&](const crm::Reading& reading) -> Status {
    PMM_ASSIGN(channel, crm::find_carried(reading.db, code));
    if (channel == 0) return {};
    PMM_ASSIGN(due, crm::any_due(reading, channel));
    return {};
  }));
  if (!due) return Turn{};
  PMM_ASSIGN(const std::int64_t tried, carry_batch(session, carrier, channel, call));
  // Where the rules let none of them pass, they were settled all the same, and more may be due.
  return Turn{tried, true};
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
  Planner planner(session, call);
  std::vector<std::function<Result<Turn>()>> strands;
  strands.push_back([&] { return batch_of(session, call, crm::any_lapsed, crm::lapse); });
  strands.push_back([&] { return follow_campaigns(session, call); });
  strands.push_back([&] { return planner.turn(); });
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
      if (!worked.ok()) strand = nullptr;
      Turn turn = worked.ok() ? std::move(*worked) : Turn{0, false, worked.take_status()};
      done += turn.done;
      more = more || turn.more;
      if (failed.ok()) failed = std::move(turn.failed);
    }
  }
  if (!failed.ok()) return failed;
  return done;
}

}  // namespace pmm::runtime

// The outbox from both ends: what goes in with a notification, and what a carrier takes out.
#include <algorithm>

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "base/limits.hpp"
#include "crm/delivery.hpp"
#include "crm/delivery_row.hpp"
#include "crm/delivery_sql.hpp"
#include "crm/delivery_work.hpp"
#include "crm/digest.hpp"

namespace pmm::crm {
namespace {

using model::DeliveryEvent;
using model::Verdict;

constexpr std::int64_t kDefaultClaim = 100;
constexpr std::int64_t kMostClaimed = 1000;
constexpr std::int64_t kLongestLeaseS = 24LL * 3600;
constexpr std::int64_t kBatchDue = 64;        // read together
constexpr std::int64_t kMostExamined = 2000;  // by one claim, so that others get their turn
constexpr std::int64_t kShortestWaitUs = kMicrosPerSecond;

Result<std::int64_t> lease_us(std::int64_t lease_s) {
  if (lease_s == 0) return kLeaseS * kMicrosPerSecond;
  if (lease_s < 1 || lease_s > kLongestLeaseS)
    return Status::invalid(
        "lease_s", std::to_string(lease_s) + " is outside 1 to " + std::to_string(kLongestLeaseS));
  return lease_s * kMicrosPerSecond;
}

Status put_off(const Writing& writing, const QueueRow& row, const model::RuleAnswer& answer) {
  // A paused campaign says no time: it wakes its deliveries itself.
  const std::int64_t until = answer.until_us == 0
                                 ? kHeldUs
                                 : std::max(answer.until_us, writing.now_us() + kShortestWaitUs);
  const bool digested = row.state == model::DeliveryState::kDigested;
  const auto state = digested ? after(row, DeliveryEvent::kRelease) : row.state;
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kMoveDelivery));
  update.bind(1, row.id).bind(2, model::delivery_state_name(state));
  PMM_TRY(update.bind(3, answer.reason).bind(4, until).bind_null(5).bind_null(6).run());
  return record_delivery(writing, "defer", row, "reason,due");
}

Status into_digest(const Writing& writing, const QueueRow& row, const Gathered& gathered,
                   std::int64_t until_us) {
  PMM_ASSIGN(const std::int64_t digest, digest_for(writing, row.subject, row.channel,
                                                   gathered.preference.digest_hour, until_us));
  return rest_delivery(writing, row, DeliveryEvent::kDigest, "digest", digest);
}

Status stop_delivery(const Writing& writing, const QueueRow& row, const Gathered& gathered,
                     const model::RuleAnswer& answer) {
  switch (answer.verdict) {
    case Verdict::kPassed:
      break;
    case Verdict::kStopped:
      return end_delivery(writing, row, DeliveryEvent::kSuppress, answer.reason);
    case Verdict::kExpired:
      return end_delivery(writing, row, DeliveryEvent::kExpire, answer.reason);
    case Verdict::kCancelled:
      return end_delivery(writing, row, DeliveryEvent::kCancel, answer.reason);
    case Verdict::kDeferred:
      return put_off(writing, row, answer);
    case Verdict::kDigest:
      return into_digest(writing, row, gathered, answer.until_us);
  }
  return {};
}

Status fill_content(store::Connection& db, const QueueRow& row, const Gathered& gathered,
                    Parcel& parcel) {
  parcel.language =
      gathered.preference.language.empty() ? row.language : gathered.preference.language;
  if (row.digest != 0) {
    PMM_ASSIGN(DigestText text, digest_text(db, row.digest, parcel.language));
    parcel.title = std::move(text.title);
    parcel.body = std::move(text.body);
    parcel.language = std::move(text.language);
    return {};
  }
  PMM_ASSIGN(auto content, db.prepare(sql::kContentOf));
  PMM_ASSIGN(const bool found, content.bind(1, row.notification).step());
  if (!found) return Status::internal("a delivery without its notification");
  parcel.title = content.string_at(0);
  parcel.body = content.string_at(1);
  parcel.language = content.string_at(2);
  return {};
}

Status hand_to_carrier(const Writing& writing, const QueueRow& row, const Gathered& gathered,
                       std::int64_t lease, std::vector<Parcel>& parcels) {
  after(row, DeliveryEvent::kClaim);
  Parcel parcel;
  parcel.id = row.id;
  parcel.token = row.token + 1;
  parcel.tries = row.tries + 1;
  parcel.subject = row.subject;
  parcel.notification = row.notification;
  parcel.digest = row.digest;
  parcel.campaign = row.campaign;
  parcel.case_id = row.case_id;
  parcel.service = row.service;
  parcel.lease_until_us = writing.now_us() + lease;
  parcel.uncertain = row.uncertain;
  parcel.key = row.key;
  parcel.channel = row.channel_code;
  parcel.way = row.way->name;
  parcel.notice_class = model::notice_class_name(row.notice_class);
  parcel.name = row.name;
  parcel.address = gathered.address_value;
  PMM_TRY(fill_content(writing.db(), row, gathered, parcel));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kClaimDelivery));
  update.bind(1, row.id).bind(2, parcel.lease_until_us).bind_id(3, gathered.address);
  PMM_TRY(update.bind(4, writing.now_us()).run());
  PMM_ASSIGN(auto began, writing.db().prepare(sql::kInsertTry));
  began.bind(1, row.id).bind(2, parcel.token).bind(3, writing.plan.actor);
  PMM_TRY(began.bind(4, writing.now_us()).run());
  parcels.push_back(std::move(parcel));
  return record_delivery(writing, "claim", row, "state,token,lease_until");
}

// What was withdrawn since it came in leaves the digest before that goes; gives whether anything is
// left.
Result<bool> sift_digest(const Writing& writing, std::int64_t digest, std::int64_t& examined) {
  PMM_ASSIGN(const auto items, items_of_digest(writing.db(), digest));
  bool any = false;
  for (const std::int64_t id : items) {
    ++examined;
    PMM_ASSIGN(const QueueRow item, load_delivery(writing.db(), id, "id"));
    Gathered gathered;
    PMM_TRY(gather_in_digest(writing.db(), writing.zone, writing.now_us(), item, gathered));
    const model::RuleAnswer answer = model::decide_in_digest(gathered.facts);
    any = any || answer.verdict == Verdict::kPassed;
    PMM_TRY(stop_delivery(writing, item, gathered, answer));
  }
  return any;
}

// Gives it to the carrier, or does with it what the rules say.
Status pass_gate(const Writing& writing, const QueueRow& row, std::int64_t lease,
                 std::vector<Parcel>& parcels, std::int64_t& examined) {
  ++examined;
  Gathered gathered;
  PMM_TRY(gather(writing.db(), writing.zone, writing.now_us(), row, gathered));
  const model::RuleAnswer answer = model::decide(gathered.facts);
  if (answer.verdict != Verdict::kPassed) return stop_delivery(writing, row, gathered, answer);
  if (row.digest != 0) {
    PMM_ASSIGN(const bool any, sift_digest(writing, row.digest, examined));
    if (!any) return end_delivery(writing, row, DeliveryEvent::kSuppress, "empty");
  }
  return hand_to_carrier(writing, row, gathered, lease, parcels);
}

// What its carrier fell silent over goes alone: if that was its fault, no others share its fate.
bool goes_alone(const QueueRow& row) noexcept { return row.lapses > 0; }

Status insert_delivery(const Writing& writing, const Outgoing& outgoing, std::int64_t channel,
                       std::int64_t digest, std::int64_t due_us, std::int64_t& out_id) {
  PMM_ASSIGN(out_id, writing.tx.next_id(store::Noun::kDelivery));
  PMM_ASSIGN(auto row, writing.db().prepare(sql::kInsertDelivery));
  const std::string key = random_token();
  row.bind(1, out_id).bind_borrowed(2, key).bind_id(3, outgoing.notification).bind_id(4, digest);
  row.bind_id(5, outgoing.campaign).bind(6, outgoing.subject).bind_id(7, outgoing.recipient);
  row.bind_id(8, outgoing.service).bind_id(9, outgoing.office).bind_id(10, outgoing.case_id);
  row.bind_borrowed(11, model::notice_class_name(outgoing.notice_class));
  row.bind_borrowed(12, outgoing.collapse_key).bind(13, channel).bind(14, due_us);
  row.bind(15, outgoing.expires_us).bind(16, writing.now_us());
  PMM_TRY(row.bind(17, writing.now_us()).run());
  return writing.tx.record({.verb = "create",
                            .noun = store::Noun::kDelivery,
                            .id = out_id,
                            .subject = outgoing.subject,
                            .case_id = outgoing.case_id,
                            .fields = "channel,state"});
}

}  // namespace

Status check_works_outbox(const model::Plan& plan) {
  if (model::reach(plan, model::Action::kAdvance, model::Noun::kDelivery).all) return {};
  return Status::denied("this actor may not work the outbox");
}

Result<std::vector<CarriedChannel>> carried_channels(store::Connection& db) {
  std::vector<CarriedChannel> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kCarriedChannels));
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back({rows.int_at(0), model::find_way(rows.text_at(1))});
  }
}

Status enqueue(const Writing& writing, const Outgoing& outgoing) {
  PMM_ASSIGN(const auto channels, carried_channels(writing.db()));
  for (const CarriedChannel& channel : channels) {
    if (!channel.carries(outgoing.notice_class)) continue;
    std::int64_t id = 0;
    PMM_TRY(insert_delivery(writing, outgoing, channel.id, 0, writing.now_us(), id));
  }
  return {};
}

Result<std::int64_t> enqueue_digest(const Writing& writing, std::int64_t digest,
                                    std::int64_t subject, std::int64_t channel,
                                    std::int64_t due_us) {
  Outgoing outgoing;
  outgoing.subject = subject;
  std::int64_t id = 0;
  PMM_TRY(insert_delivery(writing, outgoing, channel, digest, due_us, id));
  return id;
}

Result<std::int64_t> claim(const Writing& writing, const Claim& wanted,
                           std::vector<Parcel>& parcels) {
  PMM_TRY(check_works_outbox(writing.plan));
  PMM_ASSIGN(const std::int64_t lease, lease_us(wanted.lease_s));
  const std::int64_t limit = wanted.limit == 0 ? kDefaultClaim : wanted.limit;
  if (limit < 1 || limit > kMostClaimed)
    return Status::limit(
        "limit", std::to_string(limit) + " is outside 1 to " + std::to_string(kMostClaimed));
  {
    PMM_ASSIGN(auto carried, writing.db().prepare(sql::kCarriedChannel));
    PMM_ASSIGN(const bool found, carried.bind(1, wanted.channel).step());
    if (!found) return model::no_such("carried channel", "channel", wanted.channel);
  }
  PMM_TRY(lapse(writing, kMostExamined).take_status());
  bool full = false;
  for (std::int64_t examined = 0; !full && examined < kMostExamined;) {
    PMM_TRY(writing.call.check());
    const std::int64_t room = limit - static_cast<std::int64_t>(parcels.size());
    PMM_ASSIGN(const auto rows, due_deliveries(writing.db(), wanted.channel, writing.now_us(),
                                               std::min(kBatchDue, room)));
    if (rows.empty()) break;
    for (const QueueRow& row : rows) {
      full = goes_alone(row) && !parcels.empty();
      if (full) break;
      PMM_TRY(pass_gate(writing, row, lease, parcels, examined));
      full = examined >= kMostExamined ||
             (!parcels.empty() &&
              (goes_alone(row) || static_cast<std::int64_t>(parcels.size()) >= limit));
      if (full) break;
    }
  }
  return static_cast<std::int64_t>(parcels.size());
}

Result<std::int64_t> settle_uncarried(const Writing& writing, std::int64_t limit) {
  PMM_TRY(check_works_outbox(writing.plan));
  std::int64_t channel = 0, settled = 0;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kUncarriedDue));
    PMM_ASSIGN(const bool found, find.bind(1, writing.now_us()).step());
    if (!found) return settled;
    channel = find.int_at(0);
  }
  PMM_ASSIGN(const auto rows, due_deliveries(writing.db(), channel, writing.now_us(), limit));
  for (const QueueRow& row : rows) {
    PMM_TRY(writing.call.check());
    Gathered gathered;
    PMM_TRY(gather(writing.db(), writing.zone, writing.now_us(), row, gathered));
    const model::RuleAnswer answer = model::decide(gathered.facts);
    PMM_ASSERT(answer.verdict != Verdict::kPassed);
    PMM_TRY(stop_delivery(writing, row, gathered, answer));
    ++settled;
  }
  return settled;
}

Result<bool> any_uncarried(const Reading& reading) {
  PMM_ASSIGN(auto find, reading.db.prepare(sql::kUncarriedDue));
  return find.bind(1, reading.now_us).step();
}

Result<std::int64_t> lapse(const Writing& writing, std::int64_t limit) {
  std::vector<QueueRow> rows;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kLapsedDeliveries));
    find.bind(1, writing.now_us()).bind(2, limit);
    for (;;) {
      PMM_ASSIGN(const bool more, find.step());
      if (!more) break;
      QueueRow row;
      row.id = find.int_at(0);
      row.subject = find.int_at(1);
      row.case_id = find.int_at(2);
      row.tries = find.int_at(3);
      row.lapses = find.int_at(4);
      row.token = find.int_at(5);
      row.state = model::DeliveryState::kSending;
      rows.push_back(std::move(row));
    }
  }
  for (const QueueRow& row : rows) {
    // What brings its carrier down again and again must not do so for ever.
    const bool over = row.lapses + 1 >= model::kLapses || row.tries >= model::kTries;
    const auto event = over ? DeliveryEvent::kExhaust : DeliveryEvent::kLapse;
    PMM_ASSIGN(auto update, writing.db().prepare(sql::kLapseDelivery));
    update.bind(1, row.id).bind(2, model::delivery_state_name(after(row, event)));
    update.bind(3, "lapsed");
    if (over)
      update.bind_null(4).bind(5, writing.now_us());
    else
      update.bind(4, writing.now_us()).bind_null(5);
    PMM_TRY(update.run());
    PMM_TRY(record_delivery(writing, "lapse", row, "state,reason,lease_until"));
    if (!over) continue;
    PMM_ASSIGN(const QueueRow whole, load_delivery(writing.db(), row.id, "id"));
    PMM_TRY(revive_stood_back(writing, whole));
  }
  return static_cast<std::int64_t>(rows.size());
}

Result<bool> any_lapsed(const Reading& reading) {
  PMM_ASSIGN(auto find, reading.db.prepare(sql::kAnyLapsed));
  return find.bind(1, reading.now_us).step();
}

Result<bool> any_due(const Reading& reading, std::int64_t channel) {
  PMM_ASSIGN(auto find, reading.db.prepare(sql::kAnyDue));
  return find.bind(1, channel).bind(2, reading.now_us).step();
}

Result<std::int64_t> heartbeat(const Writing& writing, std::int64_t id, std::int64_t token,
                               std::int64_t lease_s) {
  PMM_TRY(check_works_outbox(writing.plan));
  PMM_ASSIGN(const std::int64_t lease, lease_us(lease_s));
  PMM_ASSIGN(const QueueRow row, load_delivery(writing.db(), id, "id"));
  PMM_TRY(check_token(row, token));
  if (row.state != model::DeliveryState::kSending || *row.lease_until_us <= writing.now_us())
    return Status::conflict("token", "the lease of delivery " + std::to_string(id) + " has ended");
  const std::int64_t until = writing.now_us() + lease;
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kExtendLease));
  PMM_TRY(update.bind(1, id).bind(2, until).run());
  PMM_TRY(record_delivery(writing, "heartbeat", row, "lease_until"));
  return until;
}

Result<std::int64_t> lease_left_us(const Reading& reading, std::int64_t id, std::int64_t token) {
  PMM_ASSIGN(auto find, reading.db.prepare(sql::kLeaseOf));
  PMM_ASSIGN(const bool found, find.bind(1, id).bind(2, token).step());
  return found ? find.int_at(0) - reading.now_us : 0;
}

Result<std::int64_t> release(const Writing& writing, std::int64_t id, std::int64_t token) {
  PMM_TRY(check_works_outbox(writing.plan));
  PMM_ASSIGN(const QueueRow row, load_delivery(writing.db(), id, "id"));
  PMM_TRY(check_token(row, token));
  if (row.state != model::DeliveryState::kSending) return row.version;
  // What may have been sent before stays uncertain.
  const auto event = row.uncertain ? DeliveryEvent::kLapse : DeliveryEvent::kRelease;
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kReleaseDelivery));
  update.bind(1, id).bind(2, model::delivery_state_name(after(row, event)));
  PMM_TRY(update.bind(3, writing.now_us()).run());
  PMM_ASSIGN(auto drop, writing.db().prepare(sql::kDropTry));
  PMM_TRY(drop.bind(1, id).bind(2, token).run());
  PMM_TRY(record_delivery(writing, "release", row, "state,lease_until"));
  return row.version + 1;
}

Result<TablePtr> parcel_table(const std::vector<Parcel>& parcels) {
  TableBuilder out(
      {{"id", Type::kInt64},           {"token", Type::kInt64},    {"key", Type::kText},
       {"tries", Type::kInt64},        {"uncertain", Type::kBool}, {"lease_until", Type::kTime},
       {"channel", Type::kText},       {"way", Type::kText},       {"class", Type::kText},
       {"subject", Type::kInt64},      {"name", Type::kText},      {"address", Type::kText},
       {"language", Type::kText},      {"title", Type::kText},     {"body", Type::kText},
       {"notification", Type::kInt64}, {"digest", Type::kInt64},   {"campaign", Type::kInt64},
       {"case_id", Type::kInt64},      {"service", Type::kInt64}});
  for (const Parcel& parcel : parcels) {
    out.integer(parcel.id);
    out.integer(parcel.token);
    out.text(parcel.key);
    out.integer(parcel.tries);
    out.boolean(parcel.uncertain);
    out.time(parcel.lease_until_us);
    out.text(parcel.channel);
    out.text(parcel.way);
    out.text(parcel.notice_class);
    out.integer(parcel.subject);
    out.text(parcel.name);
    out.text_or_null(parcel.address);
    out.text_or_null(parcel.language);
    out.text(parcel.title);
    out.text(parcel.body);
    out.id_or_null(parcel.notification);
    out.id_or_null(parcel.digest);
    out.id_or_null(parcel.campaign);
    out.id_or_null(parcel.case_id);
    out.id_or_null(parcel.service);
    out.end_row();
  }
  return out.finish();
}

}  // namespace pmm::crm

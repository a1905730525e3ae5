#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/delivery.hpp"
#include "model/delivery_way.hpp"
#include "model/notice.hpp"

namespace pmm::crm {

// --- Into the outbox ------------------------------------------------------------------------

// A channel that deliveries go out over.
struct CarriedChannel {
  std::int64_t id = 0;
  const model::Way* way = nullptr;

  bool carries(model::NoticeClass notice_class) const noexcept {
    return way != nullptr && (!way->legal || notice_class == model::NoticeClass::kLegal);
  }
};
Result<std::vector<CarriedChannel>> carried_channels(store::Connection& db);

// A notification on its way out; ids are 0 where there is none.
struct Outgoing {
  std::int64_t notification = 0, subject = 0, recipient = 0, service = 0, office = 0, case_id = 0;
  std::int64_t campaign = 0;
  model::NoticeClass notice_class = model::NoticeClass::kCourtesy;
  std::optional<std::string> collapse_key;
  std::optional<std::int64_t> expires_us;
};
// One row for each channel that carries what has this class. No rule is asked here: the gate is at
// the other end. Called inside the transaction that writes the notification.
Status enqueue(const Writing& writing, const Outgoing& outgoing);
// One row that is not made of one notification: a digest, due later. Gives its id.
Result<std::int64_t> enqueue_digest(const Writing& writing, std::int64_t digest,
                                    std::int64_t subject, std::int64_t channel,
                                    std::int64_t due_us);

// An empty way ends it: what waits is suppressed when it comes due, so that nothing old goes out
// when the channel carries again.
Result<std::int64_t> carry_channel(const Writing& writing, std::int64_t channel,
                                   std::string_view way);
Result<TablePtr> list_carried(const Reading& reading);
// The channel of this code, 0 unless it carries.
Result<std::int64_t> find_carried(store::Connection& db, std::string_view code);

// --- Out of it ------------------------------------------------------------------------------

// What a carrier is given: all that it needs, for as long as its lease lasts.
struct Parcel {
  std::int64_t id = 0, token = 0, tries = 0, subject = 0, lease_until_us = 0;
  std::int64_t notification = 0, digest = 0, campaign = 0, case_id = 0, service = 0;
  bool uncertain = false;  // an earlier try may have arrived: look before sending again
  std::string key;         // the same for all tries
  std::string channel, way, notice_class, name, address, language, title, body;
};

inline constexpr std::int64_t kLeaseS = 300;  // unless another is asked for

struct Claim {
  std::int64_t channel = 0;
  std::int64_t limit = 0;    // 0: 100
  std::int64_t lease_s = 0;  // 0: kLeaseS
};
// Leases what is due, and settles what the rules stop or put off. What a carrier fell silent over
// is leased alone. kDenied unless the actor works the outbox. Gives the number of parcels.
Result<std::int64_t> claim(const Writing& writing, const Claim& wanted,
                           std::vector<Parcel>& parcels);
Result<TablePtr> parcel_table(const std::vector<Parcel>& parcels);

// Leases that ended without a word: at most `limit` rows; gives how many.
Result<std::int64_t> lapse(const Writing& writing, std::int64_t limit);
Result<bool> any_lapsed(const Reading& reading);
// What is due over channels that carry no more is settled by the rules, of one channel at a time
// and at most `limit` rows; gives how many.
Result<std::int64_t> settle_uncarried(const Writing& writing, std::int64_t limit);
Result<bool> any_uncarried(const Reading& reading);
// Whether a channel may have something to claim.
Result<bool> any_due(const Reading& reading, std::int64_t channel);

// Whoever holds the token holds the lease; kConflict at "token" when another claim came since.
// Gives the end of the lease.
Result<std::int64_t> heartbeat(const Writing& writing, std::int64_t id, std::int64_t token,
                               std::int64_t lease_s);

// For how long the claim of that token still has it: 0 or less, not at all.
Result<std::int64_t> lease_left_us(const Reading& reading, std::int64_t id, std::int64_t token);

// Gives a parcel back that nobody has tried to send. Gives the version.
Result<std::int64_t> release(const Writing& writing, std::int64_t id, std::int64_t token);

// What became of one try.
struct DeliveryReport {
  std::int64_t delivery = 0, token = 0;
  model::Outcome outcome = model::Outcome::kSent;
  std::optional<std::int64_t> code, retry_after_s;
  bool bounced = false;  // the address is no good
  std::string provider, detail;
};
// Gives the delivery's version. The same report again changes nothing.
Result<std::int64_t> report(const Writing& writing, const DeliveryReport& report);

// What the other side says later, by its reference or by the delivery's key. Gives the version.
struct Receipt {
  std::string reference;
  model::Outcome outcome = model::Outcome::kDelivered;  // or kPermanent: it came back
  bool bounced = false;
};
Result<std::int64_t> receipt(const Writing& writing, const Receipt& receipt);

// Out of the dead letters, or of what its channel did not carry, with a new budget and the old key.
// Gives the version.
Result<std::int64_t> requeue_delivery(const Writing& writing, std::int64_t id);
Result<std::int64_t> cancel_delivery(const Writing& writing, std::int64_t id);

// "restricted", "objected" or "erased": what goes out to a subject no more. Gives 1 if that changed
// anything.
Result<std::int64_t> set_stop(const Writing& writing, std::int64_t subject, std::string_view kind,
                              bool on);
Result<TablePtr> list_stops(const Reading& reading, std::int64_t subject);

// --- Reading --------------------------------------------------------------------------------

struct DeliveryFilter {
  Field<std::int64_t> subject, notification, campaign, channel, in_digest;
  Field<std::string> state, reason;
  Field<bool> dead;  // dead letters
};
Result<TablePtr> get_delivery(const Reading& reading, std::int64_t id);
Result<TablePtr> list_deliveries(const Reading& reading, const DeliveryFilter& filter,
                                 const Page& page);
// How many are in which state, by channel and reason; of a campaign, 0: of all.
Result<TablePtr> count_deliveries(const Reading& reading, std::int64_t campaign);
Result<TablePtr> list_tries(const Reading& reading, std::int64_t id);
// The rules one by one, as they would answer now.
Result<TablePtr> explain_delivery(const Reading& reading, std::int64_t id);

}  // namespace pmm::crm

// What became of a try, as carriers and the other side report it.
#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/delivery.hpp"
#include "crm/delivery_row.hpp"
#include "crm/delivery_sql.hpp"
#include "crm/delivery_work.hpp"

namespace pmm::crm {
namespace {

using model::DeliveryEvent;
using model::DeliveryState;
using model::Outcome;

std::string_view outcome_name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kSent:
      return "sent";
    case Outcome::kDelivered:
      return "delivered";
    case Outcome::kTemporary:
      return "temporary";
    case Outcome::kPermanent:
      return "permanent";
  }
  return "";
}

// In [0, 1), from the row's own random key: nobody's state, and the same when it is done again.
double spread_of(const std::string& key, std::int64_t tries) {
  Sha256 sha;
  sha.add_text(key);
  sha.add_int(tries);
  const Sha256::Bytes bytes = sha.finish();
  double out = 0;
  for (std::size_t i = 0; i < 6; ++i) out = (out + bytes[i]) / 256;
  return out;
}

Status end_try(const Writing& writing, const DeliveryReport& report) {
  PMM_ASSIGN(auto end, writing.db().prepare(sql::kEndTry));
  end.bind(1, report.delivery).bind(2, report.token).bind(3, writing.now_us());
  end.bind(4, outcome_name(report.outcome)).bind(5, report.code).bind(6, report.retry_after_s);
  if (report.detail.empty())
    end.bind_null(7);
  else
    end.bind(7, std::string_view(report.detail));
  return end.run();
}

// What came back for good, and each delivery that came back for now, however often it is tried.
Status note_bounce(const Writing& writing, const QueueRow& row, bool hard) {
  if (row.address == 0 || (!hard && row.bounced == row.address)) return {};
  PMM_ASSIGN(auto mark, writing.db().prepare(sql::kMarkBounced));
  PMM_TRY(mark.bind(1, row.id).bind(2, row.address).run());
  PMM_ASSIGN(auto bounce, writing.db().prepare(sql::kBounceAddress));
  return bounce.bind(1, row.address).bind(2, std::int64_t{hard}).bind(3, writing.now_us()).run();
}

// That a relay took it says nothing against a mailbox that refused another for good.
Status forget_bounces(const Writing& writing, std::int64_t address, DeliveryEvent event) {
  if (address == 0) return {};
  const bool arrived = event == DeliveryEvent::kArrive;
  PMM_ASSIGN(auto forget,
             writing.db().prepare(arrived ? sql::kForgetBounces : sql::kForgetSoftBounces));
  return forget.bind(1, address).run();
}

Status note_sent(const Writing& writing, const QueueRow& row, DeliveryEvent event,
                 std::string_view provider) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kReportSent));
  update.bind(1, row.id).bind(2, model::delivery_state_name(after(row, event)));
  if (provider.empty())
    update.bind_null(3);
  else
    update.bind(3, provider);
  PMM_TRY(update.bind(4, writing.now_us()).run());
  return forget_bounces(writing, row.address, event);
}

struct DeliveryFailure {
  DeliveryEvent event = DeliveryEvent::kRefuse;
  std::string_view reason;
  std::optional<std::int64_t> due_us;
};

Status note_failed(const Writing& writing, const QueueRow& row, const DeliveryFailure& failure,
                   std::string_view provider) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kReportFailed));
  update.bind(1, row.id).bind(2, model::delivery_state_name(after(row, failure.event)));
  update.bind(3, failure.reason).bind(4, failure.due_us);
  if (failure.due_us)
    update.bind_null(5);
  else
    update.bind(5, writing.now_us());
  if (provider.empty())
    update.bind_null(6);
  else
    update.bind(6, provider);
  PMM_TRY(update.run());
  if (failure.due_us) return {};
  return revive_stood_back(writing, row);
}

DeliveryFailure failure_of(const Writing& writing, const QueueRow& row,
                           const DeliveryReport& report) {
  if (report.outcome == Outcome::kPermanent)
    return {DeliveryEvent::kRefuse, report.bounced ? "bounced" : "refused", std::nullopt};
  // Of a row that went on without it, that it was to be tried again is no news.
  if (row.state != DeliveryState::kSending && row.state != DeliveryState::kUncertain)
    return {DeliveryEvent::kFail, "failed", std::nullopt};
  model::Tried tried;
  tried.tries = row.tries;
  tried.since_us = row.since_us;
  tried.now_us = writing.now_us();
  tried.retry_after_s = report.retry_after_s;
  tried.random = spread_of(row.key, row.tries);
  const auto next = model::next_try_us(tried);
  if (!next) return {DeliveryEvent::kExhaust, "exhausted", std::nullopt};
  return {DeliveryEvent::kFail, "failed", next};
}

Status check_report(const DeliveryReport& report) {
  if (report.retry_after_s &&
      (*report.retry_after_s < 0 || *report.retry_after_s > model::kLongestRetryAfterAskedS))
    return Status::invalid("retry_after_s", std::to_string(*report.retry_after_s) +
                                                " is outside 0 to " +
                                                std::to_string(model::kLongestRetryAfterAskedS));
  if (report.bounced && !model::is_failure(report.outcome))
    return Status::invalid("bounced", "what arrived did not bounce");
  return {};
}

// What was reported of this try before.
enum class Word { kNone, kSame, kOther };
Result<Word> said_before(const Writing& writing, const DeliveryReport& report) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kTryOutcome));
  PMM_ASSIGN(const bool found, find.bind(1, report.delivery).bind(2, report.token).step());
  if (!found) return Word::kOther;
  if (find.is_null(0)) return Word::kNone;
  return find.text_at(0) == outcome_name(report.outcome) ? Word::kSame : Word::kOther;
}

}  // namespace

Result<std::int64_t> report(const Writing& writing, const DeliveryReport& report) {
  PMM_TRY(check_works_outbox(writing.plan));
  PMM_TRY(check_report(report));
  PMM_ASSIGN(const QueueRow row, load_delivery(writing.db(), report.delivery, "delivery"));
  PMM_TRY(check_token(row, report.token));
  PMM_ASSIGN(const Word said, said_before(writing, report));
  // A carrier whose answer was lost reports again.
  if (said == Word::kSame) return row.version;
  if (said == Word::kOther)
    return Status::conflict("token", "delivery " + std::to_string(row.id) + " is " +
                                         std::string(model::delivery_state_name(row.state)) +
                                         " already");
  PMM_TRY(end_try(writing, report));
  // What arrived says more of the address than what its carrier heard on the way.
  if (report.bounced && row.state != DeliveryState::kDelivered)
    PMM_TRY(note_bounce(writing, row, report.outcome == Outcome::kPermanent));
  const DeliveryFailure failure = failure_of(writing, row, report);
  const auto event = report.outcome == Outcome::kSent        ? DeliveryEvent::kAccept
                     : report.outcome == Outcome::kDelivered ? DeliveryEvent::kArrive
                                                             : failure.event;
  // A receipt was here first, or it was called back: what became of it stands.
  const bool moves = model::delivery_after(row.state, event).has_value();
  if (moves)
    PMM_TRY(model::is_failure(report.outcome) ? note_failed(writing, row, failure, report.provider)
                                              : note_sent(writing, row, event, report.provider));
  PMM_TRY(record_delivery(writing, "report", row, moves ? "state,reason" : "tries"));
  return row.version + (moves ? 1 : 0);
}

Result<std::int64_t> receipt(const Writing& writing, const Receipt& receipt) {
  PMM_TRY(check_works_outbox(writing.plan));
  if (receipt.outcome != Outcome::kDelivered && receipt.outcome != Outcome::kPermanent)
    return Status::invalid("outcome", "a receipt says that it was delivered, or refused for good");
  std::int64_t id = 0;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kDeliveryByReference));
    PMM_ASSIGN(const bool found, find.bind(1, std::string_view(receipt.reference)).step());
    if (!found)
      return Status::not_found("reference",
                               "no delivery has the reference " + text::quoted(receipt.reference));
    id = find.int_at(0);
    PMM_ASSIGN(const bool more, find.step());
    if (more)
      return Status::conflict(
          "reference", text::quoted(receipt.reference) + " is the reference of several deliveries");
  }
  PMM_ASSIGN(const QueueRow row, load_delivery(writing.db(), id, "reference"));
  const bool arrived = receipt.outcome == Outcome::kDelivered;
  // Receipts come more than once, and in any order; the first word stands.
  if (row.state == (arrived ? DeliveryState::kDelivered : DeliveryState::kPermanentFailure))
    return row.version;
  const auto event = arrived ? DeliveryEvent::kArrive : DeliveryEvent::kRefuse;
  if (row.token == 0 || !model::delivery_after(row.state, event))
    return Status::conflict("reference", "delivery " + std::to_string(id) + " is " +
                                             std::string(model::delivery_state_name(row.state)));
  if (arrived) {
    PMM_TRY(note_sent(writing, row, event, {}));
  } else {
    PMM_TRY(note_failed(writing, row,
                        {event, receipt.bounced ? "bounced" : "refused", std::nullopt}, {}));
    if (receipt.bounced) PMM_TRY(note_bounce(writing, row, true));
  }
  PMM_TRY(record_delivery(writing, "receipt", row, "state,reason"));
  return row.version + 1;
}

}  // namespace pmm::crm

#include "pmmcrm/delivery.h"

#include <algorithm>

#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/delivery.hpp"
#include "crm/digest.hpp"
#include "runtime/outbox.hpp"
#include "runtime/worker.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_filter(const pmm_delivery_filter& in, FieldReader& reader,
                      crm::DeliveryFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_DELIVERY_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_DELIVERY_FILTER_NOTIFICATION, in.notification, "notification", out.notification);
  reader.id(PMM_DELIVERY_FILTER_CAMPAIGN, in.campaign, "campaign", out.campaign);
  reader.id(PMM_DELIVERY_FILTER_CHANNEL, in.channel, "channel", out.channel);
  reader.id(PMM_DELIVERY_FILTER_IN_DIGEST, in.in_digest, "in_digest", out.in_digest);
  reader.line(PMM_DELIVERY_FILTER_STATE, in.state, "state", out.state);
  reader.line(PMM_DELIVERY_FILTER_REASON, in.reason, "reason", out.reason);
  reader.flag(PMM_DELIVERY_FILTER_DEAD, in.dead, "dead", out.dead);
}

namespace {

constexpr std::size_t kDeliveryFilterV1 =
    offsetof(pmm_delivery_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kDeliveryFilterV1 == 96);  // a promise to compiled programs
constexpr std::size_t kDeliveryReportV1 =
    offsetof(pmm_delivery_report_input, detail) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kDeliveryReportV1 == 64);
constexpr std::size_t kCarrierV1 = offsetof(pmm_carrier, lease_s) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kCarrierV1 == 40);
constexpr std::size_t kWorkerV1 = offsetof(pmm_worker_options, reserved0) + sizeof(std::uint32_t);
static_assert(kWorkerV1 == 16);

// A short text argument that is no field of a struct.
Result<std::string_view> read_short(pmm_str text, const char* name) {
  PMM_ASSIGN(const auto word, read_text(text, name));
  PMM_TRY(text::check_line(word, name, limits::kKeyBytes));
  return word;
}

Result<bool> read_flag(std::int32_t value, const char* name) {
  if (value == 0 || value == 1) return value == 1;
  return Status::invalid(name, std::to_string(value) + " is not 0 or 1");
}

// The outcome, and whether the reply says that the address is no good.
struct Said {
  model::Outcome outcome = model::Outcome::kTemporary;
  bool bounced = false;
};
Result<Said> outcome_of(pmm_outcome outcome, std::int32_t code) {
  switch (outcome) {
    case PMM_OUTCOME_SENT:
    case PMM_OUTCOME_DELIVERED:
    case PMM_OUTCOME_TEMPORARY:
    case PMM_OUTCOME_PERMANENT:
      return Said{static_cast<model::Outcome>(outcome), false};
    case PMM_OUTCOME_HTTP:
      if (const auto known = model::outcome_of_http(code)) return Said{*known, false};
      return Status::invalid("code", std::to_string(code) + " is not a status of HTTP, 100 to 599");
    case PMM_OUTCOME_SMTP:
      if (const auto known = model::outcome_of_smtp(code))
        return Said{*known, code == 550 || code == 551 || code == 553};
      return Status::invalid("code", std::to_string(code) + " is not a reply of SMTP, 200 to 599");
    default:
      return Status::invalid("outcome", std::to_string(outcome) + " is not one of PMM_OUTCOME_*");
  }
}

Result<crm::DeliveryReport> read_report(const pmm_delivery_report_input& raw) {
  crm::DeliveryReport out;
  PMM_ASSIGN(const Said said, outcome_of(raw.outcome, raw.code));
  out.outcome = said.outcome;
  PMM_ASSIGN(const bool bounced, read_flag(raw.bounced, "bounced"));
  out.bounced = bounced || said.bounced;
  out.token = raw.token;
  if (raw.code != 0) out.code = raw.code;
  if (raw.retry_after_s != 0) out.retry_after_s = raw.retry_after_s;
  PMM_ASSIGN(out.provider, read_short(raw.provider, "provider"));
  PMM_ASSIGN(const auto detail, read_text(raw.detail, "detail"));
  PMM_TRY(text::check(detail, "detail", limits::kTextBytes));
  out.detail = detail;
  return out;
}

void digest_report(Call& call, const crm::DeliveryReport& report) {
  std::string numbers;
  for (const std::int64_t number :
       {report.delivery, static_cast<std::int64_t>(report.outcome), report.token,
        report.code.value_or(0), std::int64_t{report.bounced}, report.retry_after_s.value_or(0)})
    numbers += id_bytes(number);
  digest_request(call, {numbers, report.provider, report.detail});
}

pmm_parcel to_parcel(const crm::Parcel& parcel) {
  pmm_parcel out = PMM_PARCEL_INIT;
  out.uncertain = parcel.uncertain ? 1 : 0;
  out.id = parcel.id;
  out.token = parcel.token;
  out.tries = parcel.tries;
  out.lease_until_us = parcel.lease_until_us;
  out.subject = parcel.subject;
  out.notification = parcel.notification;
  out.digest = parcel.digest;
  out.campaign = parcel.campaign;
  out.case_id = parcel.case_id;
  out.service = parcel.service;
  out.key = view(parcel.key);
  out.channel = view(parcel.channel);
  out.way = view(parcel.way);
  out.notice_class = view(parcel.notice_class);
  out.name = view(parcel.name);
  out.address = view(parcel.address);
  out.language = view(parcel.language);
  out.title = view(parcel.title);
  out.body = view(parcel.body);
  return out;
}

// What a carrier fills in may be anything. What became of the try is what counts: a parcel that is
// out must not go out again for what is said beside it, so that this is mended, or left out and
// told of. An outcome that is none is a failure of the carrier, and the delivery is tried again.
crm::DeliveryReport read_carrier(const pmm_delivery_report_input& raw) {
  crm::DeliveryReport out;
  const auto said = outcome_of(raw.outcome, raw.code);
  if (!said.ok()) {
    out.outcome = model::Outcome::kTemporary;
    out.detail = "the carrier's report is unreadable: " + said.status().message();
    return out;
  }
  out.outcome = said->outcome;
  out.bounced = model::is_failure(out.outcome) && (said->bounced || raw.bounced == 1);
  if (raw.code != 0) out.code = raw.code;
  if (raw.retry_after_s > 0)
    out.retry_after_s = std::min(raw.retry_after_s, model::kLongestRetryAfterAskedS);
  const auto provider = read_short(raw.provider, "provider");
  if (provider.ok())
    out.provider = *provider;
  else
    out.detail = "its reference is left out: " + provider.status().message() + "\n";
  const auto detail = read_text(raw.detail, "detail");
  if (detail.ok()) out.detail += text::mended(*detail, limits::kTextBytes - out.detail.size());
  return out;
}

crm::DeliveryReport ask_carrier(pmm_send_fn send, void* data, const crm::Parcel& parcel) {
  const auto failed = [](std::string why) {
    crm::DeliveryReport out;
    out.outcome = model::Outcome::kTemporary;
    out.detail = std::move(why);
    return out;
  };
  pmm_delivery_report_input raw = PMM_DELIVERY_REPORT_INPUT_INIT;
  raw.outcome = PMM_OUTCOME_TEMPORARY;
  try {
    const pmm_parcel given = to_parcel(parcel);
    send(data, &given, &raw);
  } catch (const std::exception& error) {
    return failed(std::string("the carrier threw: ") + error.what());
  } catch (...) {
    return failed("the carrier threw");
  }
  return read_carrier(raw);
}

Result<std::shared_ptr<runtime::Carrier>> make_carrier(const pmm_carrier& given,
                                                       const std::shared_ptr<void>& data) {
  PMM_ASSIGN(const pmm_carrier raw, read_struct(&given, kCarrierV1, "carrier"));
  if (raw.send == nullptr) return Status::invalid("carrier.send", "a carrier needs a function");
  if (raw.batch > 1000)
    return Status::invalid("carrier.batch", std::to_string(raw.batch) + " is over 1000");
  if (raw.lease_s < 0 || raw.lease_s > 86400)
    return Status::invalid("carrier.lease_s",
                           std::to_string(raw.lease_s) + " is outside 0 to 86400");
  auto made = std::make_shared<runtime::Carrier>();
  made->batch = raw.batch == 0 ? 20 : raw.batch;
  made->lease_s = raw.lease_s;
  made->send = [send = raw.send, data](const crm::Parcel& parcel) {
    return ask_carrier(send, data.get(), parcel);
  };
  return made;
}

}  // namespace

pmm_status pmm_channel_carry(pmm_session* session, pmm_id channel, pmm_str way,
                             const pmm_call* call, int64_t* out_changed,
                             pmm_error** out_error) noexcept {
  return write_word(session, {channel}, way, "way", call, out_changed, "channel.carry", out_error,
                    [channel](const crm::Writing& writing, std::string_view word) {
                      return crm::carry_channel(writing, channel, word);
                    });
}

pmm_status pmm_channel_carried(pmm_session* session, const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, crm::list_carried);
}

pmm_status pmm_delivery_claim(pmm_session* session, pmm_id channel, int64_t limit, int64_t lease_s,
                              const pmm_call* call, pmm_result** out_result,
                              pmm_error** out_error) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    std::unique_ptr<pmm_result, decltype(&pmm_result_free)> parcels(nullptr, pmm_result_free);
    PMM_TRY(runtime::claim(impl, {channel, limit, lease_s}, options, [&parcels](TablePtr table) {
      parcels.reset(make_result(std::move(table)));
    }));
    *out_result = parcels.release();
    return {};
  });
}

pmm_status pmm_delivery_heartbeat(pmm_session* session, pmm_id id, int64_t token, int64_t lease_s,
                                  const pmm_call* call, int64_t* out_until_us,
                                  pmm_error** out_error) noexcept {
  return write_plain(
      session, {id, token, lease_s}, call, out_until_us, "delivery.heartbeat", out_error,
      [=](const crm::Writing& writing) { return crm::heartbeat(writing, id, token, lease_s); });
}

pmm_status pmm_delivery_report(pmm_session* session, pmm_id id,
                               const pmm_delivery_report_input* input, const pmm_call* call,
                               int64_t* out_version, pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const pmm_delivery_report_input raw, read_struct(input, kDeliveryReportV1, "input"));
    PMM_ASSIGN(Call options, read_call(call));
    PMM_ASSIGN(crm::DeliveryReport report, read_report(raw));
    report.delivery = id;
    digest_report(options, report);
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, "delivery.report", [&](const crm::Writing& writing) {
                 return crm::report(writing, report);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_delivery_receipt(pmm_session* session, pmm_str reference, pmm_outcome outcome,
                                int32_t bounced, const pmm_call* call, int64_t* out_version,
                                pmm_error** out_error) noexcept {
  if (out_version != nullptr) *out_version = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(Call options, read_call(call));
    crm::Receipt receipt;
    PMM_ASSIGN(receipt.reference, read_short(reference, "reference"));
    if (receipt.reference.empty()) return Status::invalid("reference", "the reference is empty");
    if (outcome != PMM_OUTCOME_DELIVERED && outcome != PMM_OUTCOME_PERMANENT)
      return Status::invalid(
          "outcome", std::to_string(outcome) + " is not PMM_OUTCOME_DELIVERED or _PERMANENT");
    receipt.outcome = static_cast<model::Outcome>(outcome);
    PMM_ASSIGN(receipt.bounced, read_flag(bounced, "bounced"));
    if (receipt.bounced && outcome != PMM_OUTCOME_PERMANENT)
      return Status::invalid("bounced", "what arrived did not bounce");
    digest_request(options, {receipt.reference, id_bytes(outcome), id_bytes(bounced)});
    PMM_ASSIGN(const std::int64_t version,
               impl.write(options, "delivery.receipt", [&](const crm::Writing& writing) {
                 return crm::receipt(writing, receipt);
               }));
    if (out_version != nullptr) *out_version = version;
    return {};
  });
}

pmm_status pmm_carrier_set(pmm_db* db, pmm_str channel, const pmm_carrier* carrier,
                           pmm_error** out_error) noexcept {
  // What is registered is taken over before anything can fail.
  std::shared_ptr<void> data;
  const pmm_status taken = guard(out_error, [&]() -> Status {
    std::uint32_t given = 0;
    if (carrier != nullptr) std::memcpy(&given, carrier, sizeof given);
    if (given >= kCarrierV1 && given <= limits::kStructBytes)
      data = owned(carrier->send_data, carrier->destroy);
    return {};
  });
  if (taken != PMM_OK) return taken;
  return guard(db, out_error, [&](runtime::Crm& crm) -> Status {
    PMM_ASSIGN(const auto code, read_short(channel, "channel"));
    std::shared_ptr<runtime::Carrier> made;
    if (carrier != nullptr) {
      PMM_ASSIGN(made, make_carrier(*carrier, data));
    }
    if (code.empty()) return Status::invalid("channel", "a carrier needs a channel");
    PMM_TRY(crm.check_open());
    crm.carriers().set(std::string(code), std::move(made));
    return {};
  });
}

pmm_status pmm_worker_start(pmm_db* db, const pmm_worker_options* options,
                            pmm_error** out_error) noexcept {
  return guard(db, out_error, [&](runtime::Crm&) -> Status {
    runtime::WorkerOptions wanted;
    if (options != nullptr) {
      PMM_ASSIGN(const pmm_worker_options raw, read_struct(options, kWorkerV1, "options"));
      if (raw.reserved0 != 0) return Status::invalid("options.reserved0", "must be zero");
      if (raw.threads > 16)
        return Status::invalid("options.threads", std::to_string(raw.threads) + " is over 16");
      if (raw.interval_ms != 0 && (raw.interval_ms < 10 || raw.interval_ms > 3'600'000))
        return Status::invalid("options.interval_ms",
                               std::to_string(raw.interval_ms) + " is outside 10 to 3600000");
      if (raw.threads != 0) wanted.threads = raw.threads;
      if (raw.interval_ms != 0) wanted.interval_ms = raw.interval_ms;
    }
    return runtime::start_worker(db->crm, wanted);
  });
}

pmm_status pmm_worker_stop(pmm_db* db, pmm_error** out_error) noexcept {
  return guard(db, out_error, [](runtime::Crm& crm) { return runtime::stop_worker(crm); });
}

pmm_status pmm_delivery_requeue(pmm_session* session, pmm_id id, const pmm_call* call,
                                int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "delivery.requeue", out_error,
      [id](const crm::Writing& writing) { return crm::requeue_delivery(writing, id); });
}

pmm_status pmm_delivery_cancel(pmm_session* session, pmm_id id, const pmm_call* call,
                               int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "delivery.cancel", out_error,
      [id](const crm::Writing& writing) { return crm::cancel_delivery(writing, id); });
}

pmm_status pmm_delivery_stop(pmm_session* session, pmm_id subject, pmm_str kind, int32_t on,
                             const pmm_call* call, int64_t* out_changed,
                             pmm_error** out_error) noexcept {
  return write_word(
      session, {subject, on}, kind, "kind", call, out_changed, "delivery.stop", out_error,
      [=](const crm::Writing& writing, std::string_view word) -> Result<std::int64_t> {
        PMM_ASSIGN(const bool stops, read_flag(on, "on"));
        return crm::set_stop(writing, subject, word, stops);
      });
}

pmm_status pmm_delivery_stops(pmm_session* session, pmm_id subject, const pmm_call* call,
                              pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::list_stops(reading, subject); });
}

pmm_status pmm_delivery_get(pmm_session* session, pmm_id id, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_delivery(reading, id); });
}

pmm_status pmm_delivery_list(pmm_session* session, const pmm_delivery_filter* filter,
                             const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::DeliveryFilter>(filter, kDeliveryFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_deliveries(reading, wanted, where);
      });
}

pmm_status pmm_delivery_counts(pmm_session* session, const pmm_call* call, pmm_result** out_result,
                               pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [](const crm::Reading& reading) { return crm::count_deliveries(reading, 0); });
}

pmm_status pmm_delivery_tries(pmm_session* session, pmm_id id, const pmm_call* call,
                              pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::list_tries(reading, id); });
}

pmm_status pmm_explain_delivery(pmm_session* session, pmm_id id, const pmm_call* call,
                                pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::explain_delivery(reading, id);
  });
}

pmm_status pmm_digest_get(pmm_session* session, pmm_id id, const pmm_call* call,
                          pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_digest(reading, id); });
}

pmm_status pmm_digest_items(pmm_session* session, pmm_id id, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::list_digest(reading, id); });
}

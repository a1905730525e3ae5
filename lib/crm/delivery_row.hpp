#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crm/context.hpp"
#include "model/delivery.hpp"
#include "model/delivery_gate.hpp"
#include "model/delivery_way.hpp"

namespace pmm::crm {

// A row of the outbox with what stands beside it; ids are 0 where there is none.
struct QueueRow {
  std::int64_t id = 0, version = 0, subject = 0, recipient = 0, channel = 0;
  std::int64_t digest = 0, in_digest = 0, notification = 0, campaign = 0;
  std::int64_t service = 0, office = 0, case_id = 0, category = 0, address = 0, purpose = 0;
  std::int64_t tries = 0, lapses = 0, token = 0, since_us = 0;
  std::int64_t bounced = 0;  // the address that it came back from
  model::DeliveryState state = model::DeliveryState::kCreated;
  model::NoticeClass notice_class = model::NoticeClass::kCourtesy;
  std::optional<std::string> collapse_key, provider;
  std::string channel_code, key, name, language;
  std::optional<std::int64_t> expires_us, lease_until_us;
  std::optional<std::int32_t> died_on;
  std::string reason;
  const model::Way* way = nullptr;  // null: the channel carries nothing any more
  bool channel_active = false, uncertain = false, has_preference = false;
  model::CampaignState campaign_state = model::CampaignState::kNone;

  model::RowFacts facts() const noexcept {
    return {subject, digest != 0 ? model::kSeveralOffices : office, service, {}};
  }
};

// kNotFound at `field`.
Result<QueueRow> load_delivery(store::Connection& db, std::int64_t id, std::string_view field);
// Those of a channel that are due: what is legal before all else, and each the longest first.
Result<std::vector<QueueRow>> due_deliveries(store::Connection& db, std::int64_t channel,
                                             std::int64_t now_us, std::int64_t limit);

// The facts of the rules, and the address that a carrier would be given. Not to be moved: the facts
// point into it.
struct Gathered {
  Gathered() = default;
  Gathered(const Gathered&) = delete;
  Gathered& operator=(const Gathered&) = delete;

  model::GateFacts facts;
  model::Preference preference;
  std::vector<std::int64_t> categories;
  std::int64_t address = 0;
  std::string address_value;
};
Status gather(store::Connection& db, const Zone& zone, std::int64_t now_us, const QueueRow& row,
              Gathered& out);
// Those alone that the rules look at which are asked again of what is in a digest.
Status gather_in_digest(store::Connection& db, const Zone& zone, std::int64_t now_us,
                        const QueueRow& row, Gathered& out);

// The event as a move of the row's state; the library's own fault if the machine has none.
model::DeliveryState after(const QueueRow& row, model::DeliveryEvent event);

// A legal notice stands back on paper for its digital domicile: when that one ends unsent, for
// whatever reason, paper is asked again. Nothing to do for other rows.
Status revive_stood_back(const Writing& writing, const QueueRow& ended);

Result<std::vector<std::int64_t>> items_of_digest(store::Connection& db, std::int64_t digest);

// Moves a row to where it rests, with its reason.
Status rest_delivery(const Writing& writing, const QueueRow& row, model::DeliveryEvent event,
                     std::string_view reason, std::int64_t in_digest = 0);
// The same of one that ends unsent: what is in a digest ends with it, and paper is asked again.
Status end_delivery(const Writing& writing, const QueueRow& row, model::DeliveryEvent event,
                    std::string_view reason);

Status record_delivery(const Writing& writing, std::string_view verb, const QueueRow& row,
                       std::string_view fields);

}  // namespace pmm::crm

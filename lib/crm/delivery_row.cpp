#include "crm/delivery_row.hpp"

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "crm/delivery_sql.hpp"
#include "crm/delivery_work.hpp"
#include "crm/list.hpp"
#include "crm/list_sql.hpp"
#include "crm/preference.hpp"

namespace pmm::crm {
namespace {

constexpr std::int64_t kCapHourUs = 3600LL * kMicrosPerSecond;
constexpr std::int64_t kSoftBounces = 3;  // in a row, before an address is given up

model::CampaignState campaign_state_of(std::string_view name) noexcept {
  if (name == "paused") return model::CampaignState::kPaused;
  if (name == "cancelled") return model::CampaignState::kCancelled;
  return name.empty() ? model::CampaignState::kNone : model::CampaignState::kRunning;
}

QueueRow read_queue_row(const store::Statement& at) {
  QueueRow row;
  row.id = at.int_at(0);
  row.version = at.int_at(1);
  row.state = model::delivery_state_of(at.text_at(2)).value_or(model::DeliveryState::kCancelled);
  row.subject = at.int_at(3);
  row.recipient = at.int_at(4);
  row.notice_class =
      model::parse_notice_class(at.text_at(5)).value_or(model::NoticeClass::kCourtesy);
  row.collapse_key = at.opt_text(6);
  row.channel = at.int_at(7);
  row.channel_code = at.string_at(8);
  row.channel_active = at.int_at(9) != 0;
  row.way = model::find_way(at.text_at(10));
  row.digest = at.int_at(11);
  row.notification = at.int_at(12);
  row.campaign = at.int_at(13);
  row.expires_us = at.opt_int(14);
  row.tries = at.int_at(15);
  row.lapses = at.int_at(16);
  row.token = at.int_at(17);
  row.service = at.int_at(18);
  row.office = at.int_at(19);
  row.case_id = at.int_at(20);
  row.since_us = at.int_at(21);
  row.key = at.string_at(22);
  row.uncertain = at.int_at(23) != 0;
  row.lease_until_us = at.opt_int(24);
  row.address = at.int_at(25);
  row.died_on = at.opt_day(26);
  row.language = at.string_at(27);
  row.name = at.string_at(28);
  row.has_preference = !at.is_null(29);
  row.campaign_state = campaign_state_of(at.text_at(30));
  row.category = at.int_at(31);
  row.in_digest = at.int_at(32);
  row.provider = at.opt_text(33);
  row.bounced = at.int_at(34);
  row.purpose = at.int_at(35);
  row.reason = at.string_at(36);
  return row;
}

Status add_stops(store::Connection& db, std::int64_t subject, model::GateFacts& facts) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kStopsOf));
  rows.bind(1, subject);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const std::string_view kind = rows.text_at(0);
    facts.erased = facts.erased || kind == "erased";
    facts.restricted = facts.restricted || kind == "restricted";
    facts.objected = facts.objected || kind == "objected";
  }
}

Status add_consent(store::Connection& db, const QueueRow& row, model::GateFacts& facts) {
  if (row.purpose == 0) return {};
  PMM_ASSIGN(auto last, db.prepare(sql::kConsentOf));
  PMM_ASSIGN(const bool said, last.bind(1, row.subject).bind(2, row.purpose).step());
  facts.no_consent = !said || last.int_at(0) == 0;
  return {};
}

// The first usable address, the default one before others; where there is none, what is wrong with
// the first.
Status add_address(store::Connection& db, std::int64_t subject, const model::Way& way,
                   model::AddressState& state, Gathered& out) {
  state = model::AddressState::kMissing;
  PMM_ASSIGN(auto rows, db.prepare(sql::kAddressesToReach));
  rows.bind(1, subject).bind(2, way.address_kind);
  for (bool first = true;; first = false) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const bool bounced = rows.int_at(4) != 0 || rows.int_at(3) >= kSoftBounces;
    const bool unverified = way.needs_verified && rows.is_null(2);
    if (!bounced && !unverified) {
      state = model::AddressState::kUsable;
      out.address = rows.int_at(0);
      out.address_value = rows.string_at(1);
      return {};
    }
    if (first) state = bounced ? model::AddressState::kBounced : model::AddressState::kUnverified;
  }
}

Status add_cap(store::Connection& db, const QueueRow& row, const model::FrequencyCap& cap,
               model::GateFacts& facts) {
  const std::int64_t window_us = cap.hours * kCapHourUs;
  PMM_ASSIGN(auto nth, db.prepare(sql::kHandedBefore));
  nth.bind(1, row.subject).bind(2, row.channel).bind(3, facts.now_us - window_us);
  PMM_ASSIGN(const bool full, nth.bind(4, std::int64_t{cap.count} - 1).bind(5, row.id).step());
  if (full) facts.cap_free_us = nth.int_at(0) + window_us;
  return {};
}

bool chooses_categories(const model::Preference& preference) noexcept {
  for (const model::Choice& choice : preference.choices)
    if (choice.scope == model::PreferenceScope::kCategory) return true;
  return false;
}

Status add_preference(store::Connection& db, const QueueRow& row, Gathered& out) {
  if (!row.has_preference) return {};
  PMM_ASSIGN(out.preference, load_preference(db, row.subject));
  if (row.category != 0 && chooses_categories(out.preference)) {
    PMM_ASSIGN(out.categories, category_chain(db, row.category));
    out.facts.notice.categories = out.categories;
  }
  return {};
}

Result<bool> any_row(Result<store::Statement> prepared, const std::vector<List::Value>& values) {
  PMM_ASSIGN(auto statement, std::move(prepared));
  PMM_TRY(bind_values(statement, values));
  return statement.step();
}

Status add_address_of(store::Connection& db, const QueueRow& row, Gathered& out) {
  model::GateFacts& facts = out.facts;
  if (row.way == nullptr) return {};
  const std::int64_t whom = row.recipient != 0 ? row.recipient : row.subject;
  if (row.way->paper && facts.notice.notice_class == model::NoticeClass::kLegal) {
    Gathered digital;
    model::AddressState state{};
    PMM_TRY(add_address(db, whom, *model::find_way("pec"), state, digital));
    PMM_ASSIGN(const bool on_its_way, any_row(db.prepare(sql::kPecOnItsWay), {row.notification}));
    facts.has_digital_domicile = on_its_way && state == model::AddressState::kUsable;
  }
  facts.address = model::AddressState::kNotNeeded;
  if (!row.way->address_kind.empty()) return add_address(db, whom, *row.way, facts.address, out);
  return {};
}

}  // namespace

Result<QueueRow> load_delivery(store::Connection& db, std::int64_t id, std::string_view field) {
  std::string text(sql::kGateRows);
  text.append(sql::kWhere).append(number_placeholders(sql::kGateRowIs, 0));
  PMM_ASSIGN(auto find, db.prepare(text));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kDelivery, field, id);
  return read_queue_row(find);
}

Result<std::vector<QueueRow>> due_deliveries(store::Connection& db, std::int64_t channel,
                                             std::int64_t now_us, std::int64_t limit) {
  std::vector<QueueRow> rows;
  for (const char* which : {sql::kGateRowLegal, sql::kGateRowNotLegal}) {
    std::string text(sql::kGateRows);
    text.append(sql::kWhere).append(number_placeholders(sql::kGateRowDue, 0));
    text.append(sql::kAnd).append(which).append(sql::kGateRowOrder).append("$3");
    PMM_ASSIGN(auto find, db.prepare(text));
    find.bind(1, channel).bind(2, now_us);
    find.bind(3, limit - static_cast<std::int64_t>(rows.size()));
    for (;;) {
      PMM_ASSIGN(const bool more, find.step());
      if (!more) break;
      rows.push_back(read_queue_row(find));
    }
    if (static_cast<std::int64_t>(rows.size()) >= limit) break;
  }
  return rows;
}

Status gather_in_digest(store::Connection& db, const Zone& zone, std::int64_t now_us,
                        const QueueRow& row, Gathered& out) {
  model::GateFacts& facts = out.facts;
  facts.now_us = now_us;
  facts.zone = &zone;
  facts.notice.notice_class = row.notice_class;
  facts.case_id = row.case_id;
  facts.expires_us = row.expires_us;
  facts.is_digest = row.digest != 0;
  facts.tried = row.tries > 0 || row.uncertain;
  facts.deceased = row.died_on.has_value();
  facts.campaign = row.campaign_state;
  facts.preference = &out.preference;
  facts.notice.service = row.service;
  facts.channel_active = row.channel_active && row.way != nullptr;
  if (row.way != nullptr) {
    facts.channel_legal = row.way->legal;
    facts.channel_paper = row.way->paper;
    facts.channel = model::parse_notice_channel(row.way->name);
  }
  PMM_TRY(add_stops(db, row.subject, facts));
  PMM_TRY(add_consent(db, row, facts));
  PMM_TRY(add_preference(db, row, out));
  if (row.recipient == 0) return {};
  facts.for_other = true;
  PMM_ASSIGN(facts.mandate_active,
             any_row(db.prepare(sql::kActsFor), {row.recipient, row.subject, now_us, row.service}));
  return {};
}

Status gather(store::Connection& db, const Zone& zone, std::int64_t now_us, const QueueRow& row,
              Gathered& out) {
  model::GateFacts& facts = out.facts;
  PMM_TRY(gather_in_digest(db, zone, now_us, row, out));
  if (out.preference.cap) PMM_TRY(add_cap(db, row, *out.preference.cap, facts));
  PMM_TRY(add_address_of(db, row, out));
  if (row.collapse_key && !facts.tried) {
    const std::vector<List::Value> values = {
        row.subject,
        row.channel,
        *row.collapse_key,
        row.id,
        std::string(model::notice_class_name(row.notice_class)),
        row.service,
        row.recipient,
        now_us,
        row.notification,
        row.category,
        kHeldUs};
    PMM_ASSIGN(facts.newer_same_key, any_row(db.prepare(sql::kNewerOfKey), values));
  }
  return {};
}

model::DeliveryState after(const QueueRow& row, model::DeliveryEvent event) {
  const auto next = model::delivery_after(row.state, event);
  PMM_ASSERT(next.has_value());
  return *next;
}

Status record_delivery(const Writing& writing, std::string_view verb, const QueueRow& row,
                       std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kDelivery,
                            .id = row.id,
                            .subject = row.subject,
                            .case_id = row.case_id,
                            .fields = fields});
}

Status revive_stood_back(const Writing& writing, const QueueRow& ended) {
  if (ended.notice_class != model::NoticeClass::kLegal) return {};
  // What carries no more may have been the way to the digital domicile.
  if (ended.way != nullptr && ended.way->name != "pec") return {};
  std::vector<QueueRow> rows;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kStoodBackFor));
    find.bind(1, ended.id);
    for (;;) {
      PMM_ASSIGN(const bool more, find.step());
      if (!more) break;
      QueueRow row;
      row.id = find.int_at(0);
      row.subject = find.int_at(1);
      row.case_id = find.int_at(2);
      row.state = model::DeliveryState::kSuppressed;
      rows.push_back(std::move(row));
    }
  }
  for (const QueueRow& row : rows) {
    PMM_ASSIGN(auto update, writing.db().prepare(sql::kReviveDelivery));
    update.bind(1, row.id);
    update.bind(2, model::delivery_state_name(after(row, model::DeliveryEvent::kRevive)));
    PMM_TRY(update.bind(3, writing.now_us()).run());
    PMM_TRY(record_delivery(writing, "revive", row, "state,reason,due"));
  }
  return {};
}

Result<std::vector<std::int64_t>> items_of_digest(store::Connection& db, std::int64_t digest) {
  PMM_ASSIGN(auto find, db.prepare(sql::kItemsOfDigest));
  return ids_of(find.bind(1, digest));
}

Status rest_delivery(const Writing& writing, const QueueRow& row, model::DeliveryEvent event,
                     std::string_view reason, std::int64_t in_digest) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kMoveDelivery));
  update.bind(1, row.id).bind(2, model::delivery_state_name(after(row, event)));
  update.bind(3, reason).bind_null(4).bind_id(5, in_digest);
  PMM_TRY(update.bind(6, writing.now_us()).run());
  return record_delivery(writing, model::kDeliveryEvents[static_cast<std::size_t>(event)], row,
                         "state,reason");
}

Status end_delivery(const Writing& writing, const QueueRow& row, model::DeliveryEvent event,
                    std::string_view reason) {
  PMM_TRY(rest_delivery(writing, row, event, reason));
  if (row.digest == 0) return revive_stood_back(writing, row);
  PMM_ASSIGN(const auto items, items_of_digest(writing.db(), row.digest));
  for (const std::int64_t id : items) {
    PMM_ASSIGN(const QueueRow item, load_delivery(writing.db(), id, "id"));
    PMM_TRY(rest_delivery(writing, item, event, reason));
  }
  return {};
}

}  // namespace pmm::crm

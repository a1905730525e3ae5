#include "crm/delivery.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/channel.hpp"
#include "crm/delivery_row.hpp"
#include "crm/delivery_sql.hpp"
#include "crm/delivery_work.hpp"
#include "crm/list_sql.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::DeliveryEvent;
using model::Noun;

constexpr std::array<std::string_view, 3> kStopKinds = {"restricted", "objected", "erased"};

const Columns kDeliveryColumns{
    {"id", Type::kInt64},          {"version", Type::kInt64},   {"notification", Type::kInt64},
    {"digest", Type::kInt64},      {"in_digest", Type::kInt64}, {"campaign", Type::kInt64},
    {"subject", Type::kInt64},     {"service", Type::kInt64},   {"office", Type::kInt64},
    {"case_id", Type::kInt64},     {"class", Type::kText},      {"channel", Type::kInt64},
    {"channel_code", Type::kText}, {"state", Type::kText},      {"reason", Type::kText},
    {"due", Type::kTime},          {"expires", Type::kTime},    {"tries", Type::kInt64},
    {"uncertain", Type::kBool},    {"token", Type::kInt64},     {"lease_until", Type::kTime},
    {"key", Type::kText},          {"provider", Type::kText},   {"sent", Type::kTime},
    {"done", Type::kTime},         {"created", Type::kTime}};

const Columns kTryColumns{{"token", Type::kInt64},
                          {"actor", Type::kInt64},
                          {"from", Type::kTime},
                          {"until", Type::kTime},
                          {"outcome", Type::kText},
                          {"code", Type::kInt64},
                          {"retry_after", Type::kInt64, "s"},
                          {"detail", Type::kText}};

const Columns kCarriedColumns{{"channel", Type::kInt64},
                              {"code", Type::kText},
                              {"active", Type::kBool},
                              {"way", Type::kText}};

const Columns kStopColumns{{"kind", Type::kText}, {"since", Type::kTime}};

const Columns kDeliveryCountColumns{{"channel", Type::kText},
                                    {"state", Type::kText},
                                    {"reason", Type::kText},
                                    {"deliveries", Type::kInt64}};

// The delivery, when the actor may do `action` to it and it has the version that the call expects.
Result<QueueRow> load_delivery_for(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(QueueRow row, load_delivery(writing.db(), id, "id"));
  PMM_TRY(
      model::check_access(writing.plan, Action::kUpdate, Noun::kDelivery, row.facts(), "id", id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  return row;
}

Status cannot(const QueueRow& row, std::string_view what) {
  return Status::conflict("id", "delivery " + std::to_string(row.id) + " is " +
                                    std::string(model::delivery_state_name(row.state)) +
                                    ", which is not to be " + std::string(what));
}

std::string known_ways() {
  std::string out;
  for (const model::Way& way : model::kWays) out.append(out.empty() ? "" : ", ").append(way.name);
  return out;
}

Status add_delivery_filter(store::Connection& db, List& list, const DeliveryFilter& filter) {
  if (filter.state.value && !model::delivery_state_of(*filter.state.value))
    return Status::invalid("filter.state",
                           text::quoted(*filter.state.value) + " is no state of a delivery");
  const auto where_is = [&](const Field<std::int64_t>& field, const char* condition) {
    if (field.given) list.where(condition, {field.value.value_or(0)});
  };
  PMM_ASSIGN(const auto subject, live_subject(db, filter.subject));
  where_is(subject, sql::kDeliveryOfSubject);
  where_is(filter.notification, sql::kDeliveryOfNotification);
  where_is(filter.campaign, sql::kDeliveryOfCampaign);
  where_is(filter.channel, sql::kDeliveryOfChannel);
  where_is(filter.in_digest, sql::kDeliveryInDigest);
  if (filter.state.value) list.where(sql::kDeliveryStateIs, {*filter.state.value});
  if (filter.reason.value) list.where(sql::kDeliveryReasonIs, {*filter.reason.value});
  if (filter.dead.value)
    list.where(*filter.dead.value ? sql::kDeliveryDead : sql::kDeliveryNotDead);
  return {};
}

// Who may know a delivery: reading it is asked of its own row.
Result<QueueRow> see_delivery(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(QueueRow row, load_delivery(reading.db, id, "id"));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kDelivery, row.facts(), "id", id));
  return row;
}

}  // namespace

Result<std::int64_t> carry_channel(const Writing& writing, std::int64_t channel,
                                   std::string_view way) {
  PMM_TRY(
      model::check_access(writing.plan, Action::kUpdate, Noun::kChannel, {}, "channel", channel));
  PMM_TRY(check_entry(writing.db(), kChannels, channel, "channel"));
  if (!way.empty() && model::find_way(way) == nullptr)
    return Status::invalid("way", text::quoted(way) + " is not one of " + known_ways());
  PMM_ASSIGN(auto before, writing.db().prepare(sql::kCarriedChannel));
  PMM_ASSIGN(const bool carried, before.bind(1, channel).step());
  if (carried ? before.text_at(0) == way : way.empty()) return 0;
  before.reset();
  PMM_ASSIGN(auto change, writing.db().prepare(way.empty() ? sql::kDropCarried : sql::kSetCarried));
  change.bind(1, channel);
  if (!way.empty()) change.bind(2, way);
  PMM_TRY(change.run());
  PMM_TRY(writing.tx.record(
      {.verb = "carry", .noun = store::Noun::kChannel, .id = channel, .fields = "way"}));
  return 1;
}

Result<TablePtr> list_carried(const Reading& reading) {
  if (model::reach(reading.plan, Action::kRead, Noun::kChannel).none())
    return TableBuilder(kCarriedColumns).finish();
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectCarried));
  return read_table(select, kCarriedColumns);
}

Result<std::int64_t> find_carried(store::Connection& db, std::string_view code) {
  PMM_ASSIGN(auto find, db.prepare(sql::kCarriedByCode));
  PMM_ASSIGN(const bool found, find.bind(1, code).step());
  return found ? find.int_at(0) : 0;
}

Result<std::int64_t> requeue_delivery(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const QueueRow row, load_delivery_for(writing, id));
  // What a rule stopped stays stopped; that a channel did not carry is none of the subject's.
  if (!model::delivery_after(row.state, DeliveryEvent::kRequeue) ||
      (row.state == model::DeliveryState::kSuppressed && row.reason != "channel_inactive"))
    return cannot(row, "sent again");
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kRequeueDelivery));
  PMM_TRY(update.bind(1, id).bind(2, writing.now_us()).run());
  PMM_TRY(record_delivery(writing, "requeue", row, "state,reason,due"));
  return row.version + 1;
}

Result<std::int64_t> cancel_delivery(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const QueueRow row, load_delivery_for(writing, id));
  if (!model::delivery_after(row.state, DeliveryEvent::kCancel)) return cannot(row, "called back");
  if (row.in_digest != 0) {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kDigestHasGone));
    PMM_ASSIGN(const bool gone, find.bind(1, row.in_digest).step());
    if (gone) return cannot(row, "called back");
  }
  PMM_TRY(end_delivery(writing, row, DeliveryEvent::kCancel, "cancelled"));
  return row.version + 1;
}

Result<std::int64_t> set_stop(const Writing& writing, std::int64_t subject, std::string_view kind,
                              bool on) {
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kUpdate, Noun::kSubject, subject,
                        "subject"));
  if (std::find(kStopKinds.begin(), kStopKinds.end(), kind) == kStopKinds.end())
    return Status::invalid("kind", text::quoted(kind) + " is not restricted, objected or erased");
  PMM_ASSIGN(auto change, writing.db().prepare(on ? sql::kSetStop : sql::kDropStop));
  change.bind(1, subject).bind(2, kind);
  if (on) change.bind(3, writing.now_us());
  PMM_TRY(change.run());
  if (writing.db().changes() == 0) return 0;
  PMM_TRY(writing.tx.record({.verb = on ? "stop" : "resume",
                             .noun = store::Noun::kSubject,
                             .id = subject,
                             .subject = subject,
                             .fields = "delivery_stops"}));
  return 1;
}

Result<TablePtr> list_stops(const Reading& reading, std::int64_t subject) {
  PMM_TRY(
      check_subject(reading.db, reading.plan, Action::kRead, Noun::kSubject, subject, "subject"));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectStops));
  return read_table(select.bind(1, subject), kStopColumns);
}

Result<TablePtr> get_delivery(const Reading& reading, std::int64_t id) {
  PMM_TRY(see_delivery(reading, id).take_status());
  return read_row(reading, "delivery", sql::kSelectDeliveries, id, kDeliveryColumns);
}

Result<TablePtr> list_deliveries(const Reading& reading, const DeliveryFilter& filter,
                                 const Page& page) {
  List list("deliveries", sql::kSelectDeliveries);
  PMM_TRY(add_delivery_filter(reading.db, list, filter));
  list.restrict_to(reading.plan, Noun::kDelivery);
  return list.run(reading, kDeliveryColumns, page);
}

Result<TablePtr> count_deliveries(const Reading& reading, std::int64_t campaign) {
  std::string text(sql::kDeliveryCounts);
  std::vector<List::Value> values;
  const char* joint = sql::kWhere;
  if (campaign != 0) {
    text.append(joint).append(number_placeholders(sql::kDeliveryOfCampaign, 0));
    values.emplace_back(campaign);
    joint = sql::kAnd;
  }
  text.append(joint).append(access_condition(reading.plan, Noun::kDelivery, values));
  text.append(sql::kDeliveryCountsOrder);
  PMM_ASSIGN(auto select, reading.db.prepare(text));
  PMM_TRY(bind_values(select, values));
  return read_table(select, kDeliveryCountColumns);
}

Result<TablePtr> list_tries(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const QueueRow row, see_delivery(reading, id));
  // What the other side answered, and to whom, is not the subject's.
  if (!model::as_staff(reading.plan, model::bit(Action::kRead), Noun::kDelivery, row.facts()))
    return Status::denied("the tries of a delivery are for staff");
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectTries));
  return read_table(select.bind(1, id), kTryColumns);
}

Result<TablePtr> explain_delivery(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const QueueRow row, see_delivery(reading, id));
  Gathered gathered;
  PMM_TRY(gather(reading.db, reading.zone, reading.now_us, row, gathered));
  TableBuilder out({{"rule", Type::kText},
                    {"verdict", Type::kText},
                    {"reason", Type::kText},
                    {"until", Type::kTime},
                    {"detail", Type::kText},
                    {"decides", Type::kBool}});
  bool decided = false;
  for (const model::ExplainedRule& rule : model::explain_gate(gathered.facts)) {
    const bool stops = rule.answer.verdict != model::Verdict::kPassed;
    out.text(rule.rule);
    out.text(model::verdict_name(rule.answer.verdict));
    out.text_or_null(rule.answer.reason);
    rule.answer.until_us == 0 ? out.null() : out.time(rule.answer.until_us);
    out.text_or_null(rule.answer.detail);
    out.boolean(stops && !decided);
    out.end_row();
    decided = decided || stops;
  }
  return out.finish();
}

}  // namespace pmm::crm

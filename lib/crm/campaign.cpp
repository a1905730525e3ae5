#include "crm/campaign.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/campaign_sql.hpp"
#include "crm/change.hpp"
#include "crm/delivery.hpp"
#include "crm/delivery_sql.hpp"
#include "crm/delivery_work.hpp"
#include "crm/preference.hpp"
#include "crm/service.hpp"
#include "store/bulk_insert.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

constexpr std::int64_t kThrottleUs = 3600LL * kMicrosPerSecond;
constexpr std::int64_t kFollowedAtOnce = 500;  // deliveries, with the move of their campaign
constexpr std::int64_t kLookedAtTogether = 5000;
constexpr std::array<std::string_view, 4> kCampaignStates = {"running", "paused", "done",
                                                             "cancelled"};

const Columns kCampaignColumns{
    {"id", Type::kInt64},      {"version", Type::kInt64}, {"name", Type::kText},
    {"frozen", Type::kInt64},  {"control", Type::kText},  {"state", Type::kText},
    {"class", Type::kText},    {"service", Type::kInt64}, {"language", Type::kText},
    {"title", Type::kText},    {"body", Type::kText},     {"collapse_key", Type::kText},
    {"starts", Type::kTime},   {"expires", Type::kTime},  {"per_hour", Type::kInt64},
    {"planned", Type::kInt64}, {"skipped", Type::kInt64}, {"members", Type::kInt64},
    {"done", Type::kTime},     {"actor", Type::kInt64},   {"created", Type::kTime},
    {"purpose", Type::kInt64}};

const Columns kCampaignCountColumns{{"channel", Type::kText},
                                    {"state", Type::kText},
                                    {"reason", Type::kText},
                                    {"persons", Type::kInt64}};

struct CampaignRow {
  std::int64_t id = 0, version = 0, frozen = 0, service = 0, starts_us = 0;
  std::int64_t after_subject = 0, planned = 0, hour_us = 0, hour_count = 0, office = 0,
               category = 0;
  std::string state, language, title, body;
  model::NoticeClass notice_class = model::NoticeClass::kCourtesy;
  std::optional<std::string> control, collapse_key;
  std::optional<std::int64_t> expires_us, per_hour;
};

Result<CampaignRow> load_campaign(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kCampaignRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kCampaign, "id", id);
  CampaignRow row;
  row.id = id;
  row.version = find.int_at(0);
  row.frozen = find.int_at(1);
  row.control = find.opt_text(2);
  row.state = find.string_at(3);
  row.notice_class =
      model::parse_notice_class(find.text_at(4)).value_or(model::NoticeClass::kCourtesy);
  row.service = find.int_at(5);
  row.language = find.string_at(6);
  row.title = find.string_at(7);
  row.body = find.string_at(8);
  row.collapse_key = find.opt_text(9);
  row.starts_us = find.int_at(10);
  row.expires_us = find.opt_int(11);
  row.per_hour = find.opt_int(12);
  row.after_subject = find.int_at(13);
  row.planned = find.int_at(14);
  row.hour_us = find.int_at(15);
  row.hour_count = find.int_at(16);
  row.office = find.int_at(17);
  row.category = find.int_at(18);
  return row;
}

Status record_campaign(const Writing& writing, std::string_view verb, std::int64_t id,
                       std::string_view fields) {
  return writing.tx.record(
      {.verb = verb, .noun = store::Noun::kCampaign, .id = id, .fields = fields});
}

Status check_group(const Writing& writing, const CampaignFields& fields) {
  if (!fields.frozen.value) return Status::invalid("frozen", "a campaign needs a frozen group");
  PMM_ASSIGN(auto members, writing.db().prepare(sql::kMembersAfter));
  members.bind(1, *fields.frozen.value).bind(2, std::int64_t{0}).bind(3, std::int64_t{1});
  PMM_ASSIGN(const bool any, members.step());
  if (!any || !model::may(writing.plan, Action::kRead, Noun::kFrozenGroup, {})) {
    // An empty group, none at all, one not to be seen: none has anybody to write to.
    return model::no_such("member of frozen group", "frozen", *fields.frozen.value);
  }
  if (!fields.control.value) return {};
  PMM_ASSIGN(auto labelled, writing.db().prepare(sql::kHasLabel));
  labelled.bind(1, *fields.frozen.value).bind(2, std::string_view(*fields.control.value));
  PMM_ASSIGN(const bool found, labelled.step());
  if (!found)
    return Status::invalid(
        "control", "no member of the group has the label " + text::quoted(*fields.control.value));
  return {};
}

Status check_purpose(const Writing& writing, const CampaignFields& fields) {
  if (!fields.purpose.value) return {};
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kPurposeOfCampaign));
  PMM_ASSIGN(const bool found, find.bind(1, *fields.purpose.value).step());
  if (!found) return model::no_such(Noun::kConsentPurpose, "purpose", *fields.purpose.value);
  return {};
}

Status check_texts(const CampaignFields& fields, std::int64_t now_us) {
  const auto needed = [](const Field<std::string>& field, const char* name) -> Status {
    if (field.value && !field.value->empty()) return {};
    return Status::invalid(name, "a campaign needs a " + std::string(name));
  };
  PMM_TRY(needed(fields.name, "name"));
  PMM_TRY(needed(fields.title, "title"));
  PMM_TRY(needed(fields.body, "body"));
  if (fields.expires_us.value &&
      *fields.expires_us.value <= fields.starts_us.value.value_or(now_us))
    return Status::invalid("expires_us", "the campaign is over before it starts");
  return {};
}

// A campaign writes notifications of its service's office: it is for who may write them there.
Status check_may_write(const model::Plan& plan, std::int64_t office, std::int64_t service) {
  return model::check_access(plan, Action::kCreate, Noun::kNotification, {0, office, service, {}},
                             "", 0);
}

// The class that is asked for, else the one of the service, else an advertisement.
Result<model::NoticeClass> take_class(const Writing& writing, const CampaignFields& fields) {
  ServiceRules service;
  if (fields.service.value) {
    PMM_ASSIGN(service, load_service_rules(writing.db(), *fields.service.value, "service"));
  }
  PMM_TRY(check_may_write(writing.plan, service.office, fields.service.value.value_or(0)));
  if (!fields.notice_class.value)
    return service.notice_class.value_or(model::NoticeClass::kPromotional);
  PMM_ASSIGN(const auto wanted, model::read_notice_class(*fields.notice_class.value, "class"));
  PMM_TRY(check_notice_class(service, fields.service.value.value_or(0), wanted, "class"));
  return wanted;
}

// How many members the throttle leaves until the hour is over.
std::int64_t room_of(CampaignRow& row, std::int64_t now_us) {
  if (!row.per_hour) return limits::kPageRows;
  if (now_us >= row.hour_us + kThrottleUs) row.hour_count = 0;
  // A clock that was put back gives no room, and stops a campaign for no longer than an hour.
  if (now_us >= row.hour_us + kThrottleUs || now_us < row.hour_us) row.hour_us = now_us;
  return std::max<std::int64_t>(0, *row.per_hour - row.hour_count);
}

Status advance_campaign(const Writing& writing, const CampaignRow& row, bool done) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kAdvanceCampaign));
  update.bind(1, row.id).bind(2, row.after_subject).bind(3, row.planned);
  update.bind(4, row.hour_us).bind(5, row.hour_count).bind(6, done ? "done" : "running");
  if (done)
    update.bind(7, writing.now_us());
  else
    update.bind_null(7);
  PMM_TRY(update.run());
  return record_campaign(writing, "plan", row.id, done ? "planned,state" : "planned");
}

struct CampaignMember {
  std::int64_t subject = 0;
  std::string_view skipped;  // why, empty: it is written to
  std::int64_t live = 0;     // who it is now
};

// Who nothing of the kind may be written to: not on the board either.
std::string_view why_skipped(const CampaignRow& row, const store::Statement& member) noexcept {
  if (member.int_at(7) != 0) return "merged";
  if (member.int_at(3) != 0) return "erased";
  if (!member.is_null(2)) return "deceased";
  if (member.int_at(4) != 0 && row.notice_class != model::NoticeClass::kLegal) return "restricted";
  if (member.int_at(5) != 0 && row.notice_class == model::NoticeClass::kPromotional)
    return "objected";
  return {};
}

Result<std::vector<CampaignMember>> next_members(store::Connection& db, const CampaignRow& row,
                                                 std::int64_t limit) {
  std::vector<CampaignMember> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kMembersToTell));
  rows.bind(1, row.frozen).bind(2, row.after_subject).bind(3, limit);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    const bool in_control = row.control && !rows.is_null(1) && rows.text_at(1) == *row.control;
    out.push_back(
        {rows.int_at(0), in_control ? "control" : why_skipped(row, rows), rows.int_at(6)});
  }
}

// Writes the rows of many members together: notifications before the deliveries that refer to them.
class CampaignWriter {
 public:
  CampaignWriter(const Writing& writing, const CampaignRow& campaign,
                 const std::vector<CarriedChannel>& channels,
                 const std::vector<std::int64_t>& categories)
      : writing_(writing),
        campaign_(campaign),
        channels_(channels),
        categories_(categories),
        skips_(writing.db(), sql::kInsertSkip),
        notices_(writing.db(), sql::kInsertCampaignNotice),
        deliveries_(writing.db(), sql::kInsertDelivery) {}

  Status skip(std::int64_t subject, std::string_view reason) {
    skips_.add(campaign_.id).add(subject).add(reason).end_row();
    return {};
  }

  Status notify(std::int64_t subject) {
    PMM_ASSIGN(const bool wanted, is_wanted_on_board(subject));
    PMM_ASSIGN(const std::int64_t id, writing_.tx.next_id(store::Noun::kNotification));
    notices_.add(id).add(random_token()).add(subject).add_id(campaign_.service);
    notices_.add_id(campaign_.category).add_id(campaign_.office);
    notices_.add(model::notice_class_name(campaign_.notice_class)).add(campaign_.language);
    notices_.add(campaign_.title).add(campaign_.body).add(campaign_.collapse_key);
    // What is not wanted on the board goes into its archive, so that it can be found.
    notices_.add(wanted ? std::optional<std::int64_t>() : std::optional(writing_.now_us()));
    notices_.add(writing_.now_us()).end_row();
    PMM_TRY(writing_.tx.record({.verb = "create",
                                .noun = store::Noun::kNotification,
                                .id = id,
                                .subject = subject,
                                .fields = "class,title,body"}));
    for (const CarriedChannel& channel : channels_)
      if (channel.carries(campaign_.notice_class)) PMM_TRY(deliver(id, subject, channel.id));
    return {};
  }

  Status flush() {
    PMM_TRY(skips_.flush());
    PMM_TRY(notices_.flush());
    return deliveries_.flush();
  }

 private:
  Result<bool> is_wanted_on_board(std::int64_t subject) const {
    PMM_ASSIGN(const model::Preference preference, load_preference(writing_.db(), subject));
    const model::NoticeFacts facts{campaign_.notice_class, campaign_.service, categories_};
    return model::wants(preference, facts, model::NoticeChannel::kBoard).wanted;
  }

  Status deliver(std::int64_t notification, std::int64_t subject, std::int64_t channel) {
    PMM_ASSIGN(const std::int64_t id, writing_.tx.next_id(store::Noun::kDelivery));
    deliveries_.add(id).add(random_token()).add(notification).add_null().add(campaign_.id);
    deliveries_.add(subject).add_null().add_id(campaign_.service).add_id(campaign_.office);
    deliveries_.add_null().add(model::notice_class_name(campaign_.notice_class));
    deliveries_.add(campaign_.collapse_key).add(channel).add(writing_.now_us());
    deliveries_.add(campaign_.expires_us).add(writing_.now_us()).add(writing_.now_us());
    deliveries_.end_row();
    return writing_.tx.record({.verb = "create",
                               .noun = store::Noun::kDelivery,
                               .id = id,
                               .subject = subject,
                               .fields = "channel,state"});
  }

  const Writing& writing_;
  const CampaignRow& campaign_;
  const std::vector<CarriedChannel>& channels_;
  const std::vector<std::int64_t>& categories_;
  store::BulkInsert skips_, notices_, deliveries_;
};

Result<CampaignRow> load_for_update(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(CampaignRow row, load_campaign(writing.db(), id));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kCampaign, {}, "id", id));
  PMM_TRY(check_may_write(writing.plan, row.office, row.service));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  return row;
}

Status no_way(const CampaignRow& row, std::string_view what) {
  return Status::conflict("id", "campaign " + std::to_string(row.id) + " is " + row.state +
                                    ", which is not to be " + std::string(what));
}

Status move_campaign(const Writing& writing, const CampaignRow& row, std::string_view state,
                     std::string_view verb) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kMoveCampaign));
  update.bind(1, row.id).bind(2, state);
  // What waits follows by and by; what is paused needs nothing: the gate holds it.
  if (state == "paused")
    update.bind_null(4);
  else
    update.bind(4, std::int64_t{0});
  if (state == "cancelled")
    update.bind(3, writing.now_us());
  else
    update.bind_null(3);
  PMM_TRY(update.run());
  return record_campaign(writing, verb, row.id, "state");
}

// A delivery of a campaign that was moved.
struct CampaignDelivery {
  std::int64_t id = 0, subject = 0;
  bool waits = false, held = false;  // for its time, or for somebody to wake it
};

Result<std::vector<CampaignDelivery>> deliveries_after(store::Connection& db, std::int64_t campaign,
                                                       std::int64_t after, std::int64_t limit) {
  std::vector<CampaignDelivery> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kDeliveriesOfCampaign));
  rows.bind(1, campaign).bind(2, after).bind(3, limit).bind(4, kHeldUs);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back({rows.int_at(0), rows.int_at(1), rows.int_at(2) != 0, rows.int_at(3) != 0});
  }
}

bool follows(const MovedCampaign& moved, const CampaignDelivery& row) noexcept {
  return moved.cancelled ? row.waits : row.held;
}

Result<std::optional<MovedCampaign>> first_moved(store::Connection& db) {
  PMM_ASSIGN(auto find, db.prepare(sql::kMovedCampaign));
  PMM_ASSIGN(const bool found, find.step());
  if (!found) return std::optional<MovedCampaign>();
  return std::optional(MovedCampaign{find.int_at(0), find.text_at(1) == "cancelled", find.int_at(2),
                                     find.int_at(2)});
}

// The next of its deliveries do what it did; gives how many had to.
Result<std::int64_t> follow_from(const Writing& writing, MovedCampaign moved,
                                 std::int64_t max_rows) {
  PMM_ASSIGN(const auto rows, deliveries_after(writing.db(), moved.id, moved.from, max_rows));
  PMM_ASSIGN(auto update,
             writing.db().prepare(moved.cancelled ? sql::kCallBackDelivery : sql::kWakeDelivery));
  std::int64_t done = 0;
  for (const CampaignDelivery& row : rows) {
    PMM_TRY(writing.call.check());
    moved.from = row.id;
    if (!follows(moved, row)) continue;
    ++done;
    PMM_TRY(update.bind(1, row.id).bind(2, writing.now_us()).run());
    PMM_TRY(writing.tx.record({.verb = moved.cancelled ? "cancel" : "wake",
                               .noun = store::Noun::kDelivery,
                               .id = row.id,
                               .subject = row.subject,
                               .fields = moved.cancelled ? "state,reason" : "due,reason"}));
  }
  PMM_ASSIGN(auto progress, writing.db().prepare(sql::kFollowedCampaign));
  progress.bind(1, moved.id);
  if (static_cast<std::int64_t>(rows.size()) < max_rows)
    progress.bind_null(2);
  else
    progress.bind(2, moved.from);
  PMM_TRY(progress.run());
  return done;
}

}  // namespace

Result<std::int64_t> create_campaign(const Writing& writing, const CampaignFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kCampaign, {}, "", 0));
  PMM_TRY(check_texts(fields, writing.now_us()));
  PMM_TRY(check_group(writing, fields));
  PMM_TRY(check_purpose(writing, fields));
  PMM_ASSIGN(const auto notice_class, take_class(writing, fields));
  PMM_ASSIGN(const std::string language,
             model::read_language(fields.language.value.value_or("it"), "language"));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kCampaign));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertCampaign));
  insert.bind(1, id).bind(2, fields.name.value).bind(3, fields.frozen.value);
  insert.bind(4, fields.control.value).bind(5, model::notice_class_name(notice_class));
  insert.bind(6, fields.service.value).bind(7, std::string_view(language));
  insert.bind(8, fields.title.value).bind(9, fields.body.value).bind(10, fields.collapse_key.value);
  insert.bind(11, fields.starts_us.value.value_or(writing.now_us()));
  insert.bind(12, fields.expires_us.value).bind(13, fields.per_hour.value);
  insert.bind(14, writing.plan.actor).bind(15, writing.now_us()).bind(16, fields.purpose.value);
  PMM_TRY(insert.run());
  PMM_TRY(record_campaign(writing, "create", id, "name,frozen,title,body"));
  return id;
}

Result<std::int64_t> pause_campaign(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const CampaignRow row, load_for_update(writing, id));
  if (row.state != "running" && row.state != "done") return no_way(row, "paused");
  PMM_TRY(move_campaign(writing, row, "paused", "pause"));
  return row.version + 1;
}

Result<std::int64_t> resume_campaign(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const CampaignRow row, load_for_update(writing, id));
  if (row.state != "paused") return no_way(row, "resumed");
  PMM_TRY(move_campaign(writing, row, "running", "resume"));
  PMM_TRY(follow_from(writing, {id, false}, kFollowedAtOnce).take_status());
  return row.version + 1;
}

Result<std::int64_t> cancel_campaign(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const CampaignRow row, load_for_update(writing, id));
  if (row.state == "cancelled") return no_way(row, "cancelled");
  PMM_TRY(move_campaign(writing, row, "cancelled", "cancel"));
  PMM_TRY(follow_from(writing, {id, true}, kFollowedAtOnce).take_status());
  return row.version + 1;
}

Result<std::optional<MovedCampaign>> find_moved_campaign(const Reading& reading) {
  PMM_ASSIGN(auto moved, first_moved(reading.db));
  for (bool more = moved.has_value(); more;) {
    PMM_ASSIGN(const auto rows,
               deliveries_after(reading.db, moved->id, moved->from, kLookedAtTogether));
    for (const CampaignDelivery& row : rows) {
      if (follows(*moved, row)) return moved;
      moved->from = row.id;
    }
    more = static_cast<std::int64_t>(rows.size()) == kLookedAtTogether;
  }
  return moved;
}

Result<std::int64_t> follow_campaign(const Writing& writing, const MovedCampaign& found,
                                     std::int64_t max_rows) {
  PMM_ASSIGN(const auto now, first_moved(writing.db()));
  if (!now) return 0;
  // What was moved again meanwhile begins anew.
  const bool same = now->id == found.id && now->cancelled == found.cancelled &&
                    now->followed_to == found.followed_to;
  return follow_from(writing, same ? found : *now, max_rows);
}

Result<std::vector<std::int64_t>> running_campaigns(const Reading& reading, std::int64_t after) {
  PMM_ASSIGN(auto rows, reading.db.prepare(sql::kRunningCampaigns));
  return ids_of(rows.bind(1, reading.now_us).bind(2, after));
}

Result<std::int64_t> plan_campaign(const Writing& writing, std::int64_t id, std::int64_t max_rows) {
  PMM_ASSIGN(CampaignRow row, load_campaign(writing.db(), id));
  if (row.state != "running" || row.starts_us > writing.now_us()) return 0;
  const std::int64_t hour_us = row.hour_us;
  const std::int64_t limit = std::min(max_rows, room_of(row, writing.now_us()));
  if (limit == 0) {
    if (row.hour_us != hour_us) PMM_TRY(advance_campaign(writing, row, false));
    return 0;
  }
  const bool over = row.expires_us && *row.expires_us <= writing.now_us();
  PMM_ASSIGN(const auto members, next_members(writing.db(), row, limit));
  PMM_ASSIGN(const auto channels, carried_channels(writing.db()));
  PMM_ASSIGN(const auto categories, category_chain(writing.db(), row.category));
  CampaignWriter rows(writing, row, channels, categories);
  std::int64_t planned = 0;
  for (const CampaignMember& member : members) {
    row.after_subject = member.subject;
    const std::string_view skipped =
        member.skipped.empty() && over ? std::string_view("expired") : member.skipped;
    if (!skipped.empty()) {
      PMM_TRY(rows.skip(member.subject, skipped));
      continue;
    }
    ++planned;
    PMM_TRY(rows.notify(member.live));
  }
  PMM_TRY(rows.flush());
  const bool done = static_cast<std::int64_t>(members.size()) < limit;
  row.planned += planned;
  row.hour_count += planned;
  PMM_TRY(advance_campaign(writing, row, done));
  return static_cast<std::int64_t>(members.size());
}

Result<TablePtr> get_campaign(const Reading& reading, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kCampaign, {}, "id", id));
  PMM_ASSIGN(TablePtr table,
             read_row(reading, "campaign", sql::kSelectCampaigns, id, kCampaignColumns));
  if (table->rows == 0) return model::no_such(Noun::kCampaign, "id", id);
  return table;
}

Result<TablePtr> list_campaigns(const Reading& reading, const CampaignFilter& filter,
                                const Page& page) {
  List list("campaigns", sql::kSelectCampaigns);
  if (filter.state.value) {
    if (std::find(kCampaignStates.begin(), kCampaignStates.end(), *filter.state.value) ==
        kCampaignStates.end())
      return Status::invalid("filter.state", text::quoted(*filter.state.value) +
                                                 " is not running, paused, done or cancelled");
    list.where(sql::kCampaignStateIs, {*filter.state.value});
  }
  if (filter.frozen.value) list.where(sql::kCampaignFrozenIs, {*filter.frozen.value});
  list.restrict_to(reading.plan, Noun::kCampaign);
  return list.run(reading, kCampaignColumns, page);
}

Result<TablePtr> campaign_counts(const Reading& reading, std::int64_t id) {
  PMM_TRY(get_campaign(reading, id).take_status());
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kCampaignCounts));
  return read_table(select.bind(1, id), kCampaignCountColumns);
}

}  // namespace pmm::crm

#include "crm/upkeep.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "crm/access.hpp"
#include "crm/changes.hpp"
#include "crm/field_guard.hpp"
#include "crm/role.hpp"
#include "crm/upkeep_sql.hpp"
#include "store/journal_sql.hpp"

namespace pmm::crm {
namespace {

const Columns kHistoryColumns{{"seq", Type::kInt64},   {"at", Type::kTime},
                              {"actor", Type::kInt64}, {"on_behalf_of", Type::kInt64},
                              {"verb", Type::kText},   {"fields", Type::kText},
                              {"reason", Type::kText}};

// The model's word for a noun; the store's nouns are the journal's.
struct NounPair {
  store::Noun stored;
  model::Noun decided;
};
constexpr std::array kNouns{
    NounPair{store::Noun::kActor, model::Noun::kActor},
    NounPair{store::Noun::kGrant, model::Noun::kGrant},
    NounPair{store::Noun::kSubject, model::Noun::kSubject},
    NounPair{store::Noun::kIdentifier, model::Noun::kIdentifier},
    NounPair{store::Noun::kAddress, model::Noun::kAddress},
    NounPair{store::Noun::kRelationship, model::Noun::kRelationship},
    NounPair{store::Noun::kOffice, model::Noun::kOffice},
    NounPair{store::Noun::kChannel, model::Noun::kChannel},
    NounPair{store::Noun::kCategory, model::Noun::kCategory},
    NounPair{store::Noun::kArea, model::Noun::kArea},
    NounPair{store::Noun::kService, model::Noun::kService},
    NounPair{store::Noun::kHoliday, model::Noun::kHoliday},
    NounPair{store::Noun::kContact, model::Noun::kContact},
    NounPair{store::Noun::kTask, model::Noun::kTask},
    NounPair{store::Noun::kCase, model::Noun::kCase},
    NounPair{store::Noun::kSegment, model::Noun::kSegment},
    NounPair{store::Noun::kFrozenGroup, model::Noun::kFrozenGroup},
    NounPair{store::Noun::kDelivery, model::Noun::kDelivery},
    NounPair{store::Noun::kCampaign, model::Noun::kCampaign},
    NounPair{store::Noun::kDigest, model::Noun::kDigest},
    NounPair{store::Noun::kNotification, model::Noun::kNotification},
    NounPair{store::Noun::kNotificationTemplate, model::Noun::kNotificationTemplate},
    NounPair{store::Noun::kPreference, model::Noun::kPreference},
    NounPair{store::Noun::kSavedFilter, model::Noun::kSavedFilter},
    NounPair{store::Noun::kPageLayout, model::Noun::kPageLayout},
    NounPair{store::Noun::kCaseMessage, model::Noun::kCaseMessage},
    NounPair{store::Noun::kCalendar, model::Noun::kCalendar},
    NounPair{store::Noun::kOpening, model::Noun::kCalendar},
    NounPair{store::Noun::kClosure, model::Noun::kCalendar},
    NounPair{store::Noun::kAppointment, model::Noun::kAppointment},
    NounPair{store::Noun::kReminderRule, model::Noun::kReminderRule},
    NounPair{store::Noun::kReminder, model::Noun::kReminder},
    NounPair{store::Noun::kFeedback, model::Noun::kFeedback},
    NounPair{store::Noun::kRole, model::Noun::kRole},
    NounPair{store::Noun::kMandate, model::Noun::kMandate},
    NounPair{store::Noun::kDataRequest, model::Noun::kDataRequest},
    NounPair{store::Noun::kConsent, model::Noun::kConsent},
    NounPair{store::Noun::kConsentPurpose, model::Noun::kConsentPurpose},
    NounPair{store::Noun::kLegalHold, model::Noun::kLegalHold},
    NounPair{store::Noun::kRetentionRule, model::Noun::kRetentionRule},
    NounPair{store::Noun::kCaseEvent, model::Noun::kCaseEvent},
    NounPair{store::Noun::kVisit, model::Noun::kVisit},
};

const char* facts_sql(store::Noun noun) noexcept {
  for (const auto& entry : sql::kRowFacts)
    if (entry.noun == noun) return entry.text;
  return nullptr;
}

struct KnownRow {
  model::Noun noun;
  model::RowFacts facts;
};

Result<model::Noun> decided_noun(store::Noun noun) {
  const auto* pair = std::find_if(kNouns.begin(), kNouns.end(),
                                  [&](const NounPair& p) { return p.stored == noun; });
  if (facts_sql(noun) == nullptr || pair == kNouns.end())
    return Status::invalid(
        "noun", std::to_string(static_cast<std::int32_t>(noun)) + " has no history of its own");
  return pair->decided;
}

// What decides on a row, whatever noun it is of. kNotFound at "id".
Result<KnownRow> find_row(store::Connection& db, store::Noun noun, std::int64_t id) {
  KnownRow known{};
  PMM_ASSIGN(known.noun, decided_noun(noun));
  PMM_ASSIGN(auto row, db.prepare(facts_sql(noun)));
  PMM_ASSIGN(const bool found, row.bind(1, id).step());
  if (!found) return model::no_such(known.noun, "id", id);
  known.facts.subject = row.int_at(0);
  known.facts.office = row.int_at(1);
  known.facts.service = row.int_at(2);
  known.facts.other_subject = row.int_at(3);
  for (const std::string_view visibility :
       {model::kVisibilityPublic, model::kVisibilitySubject, model::kVisibilityStaff})
    if (row.columns() > 4 && row.text_at(4) == visibility) known.facts.visibility = visibility;
  return known;
}

}  // namespace

Result<TablePtr> explain_access(const Reading& reading, std::int64_t actor, std::string_view action,
                                store::Noun noun, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, model::Action::kRead, model::Noun::kActor, {}, "actor",
                              actor));
  PMM_TRY(model::check_access(reading.plan, model::Action::kRead, model::Noun::kGrant, {}, "", 0));
  const auto wanted = model::find_action(action);
  if (!wanted)
    return Status::invalid("action", text::quoted(action) +
                                         " is not read, create, update, advance, import, "
                                         "administer, count or merge");
  PMM_ASSIGN(const model::ActorFacts facts, load_actor_facts(reading.db, actor, "actor"));
  KnownRow known{};
  if (id == 0) {
    PMM_ASSIGN(known.noun, decided_noun(noun));
  } else {
    PMM_ASSIGN(known, find_row(reading.db, noun, id));
    // Who may ask about rights still sees no more rows than its own rights show.
    PMM_TRY(
        model::check_access(reading.plan, model::Action::kRead, known.noun, known.facts, "id", id));
  }
  TableBuilder builder({{"step", Type::kInt64},
                        {"rule", Type::kText},
                        {"holds", Type::kBool},
                        {"text", Type::kText}});
  for (const model::Reason& reason :
       model::explain(facts, reading.now_us, *wanted, known.noun, known.facts)) {
    builder.integer(builder.rows() + 1);
    builder.text(reason.rule);
    builder.boolean(reason.holds);
    builder.text(reason.text);
    builder.end_row();
  }
  return builder.finish();
}

Result<TablePtr> history(const Reading& reading, store::Noun noun, std::int64_t id,
                         const Page& page) {
  if (noun == store::Noun::kCaseEvent || noun == store::Noun::kVisit)
    return Status::invalid("noun",
                           std::string(store::noun_name(noun)) + " has no history of its own");
  PMM_ASSIGN(const KnownRow known, find_row(reading.db, noun, id));
  PMM_TRY(
      model::check_access(reading.plan, model::Action::kRead, known.noun, known.facts, "id", id));
  // Reasons and actors are staff's own; the subject's view of a case is its events. What everybody
  // reads is read as staff by staff alone.
  const model::Plan& plan = reading.plan;
  const bool works = plan.everything || plan.system || plan.staff;
  if (!works || !model::as_staff(plan, model::bit(model::Action::kRead), known.noun, known.facts))
    return Status::denied("the history of a row is for staff");
  // The list is ordered by its first column, which the journal calls seq.
  List list("history", sql::kSelectHistory, "seq");
  list.where(sql::kHistoryOf, {static_cast<std::int64_t>(noun), id});
  if (!knows_marks(reading.plan)) list.where(sql::kHistoryVerbIsNot, {std::string(kVerbMark)});
  FieldGuard guard(plan, known.noun, kHistoryColumns, known.facts);
  return list.run(reading, kHistoryColumns, page, List::Order::kNewestFirst, &guard);
}

Result<TablePtr> stamped(const Reading& reading, TablePtr answer) {
  PMM_ASSIGN(const auto journal, reading.db.query_int(store::sql::kJournalHead));
  PMM_ASSIGN(const auto visit, reading.db.query_int(store::sql::kLastVisit));
  // Nobody else has seen the table yet: it becomes immutable with this.
  const auto table = std::const_pointer_cast<Table>(std::move(answer));
  table->timezone = reading.zone.name();
  table->watermark = {journal.value_or(0), visit.value_or(0), reading.now_us};
  return TablePtr(table);
}

Result<TablePtr> store_info(store::Store& store, const Call& call) {
  PMM_ASSIGN(auto snapshot, store.read(call));
  std::map<std::string, std::int64_t, std::less<>> counters;
  {
    PMM_ASSIGN(auto rows, snapshot.db().prepare(sql::kCounters));
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      counters.emplace(rows.string_at(0), rows.int_at(1));
    }
  }
  PMM_ASSIGN(const auto head, snapshot.db().query_int(store::sql::kJournalHead));
  PMM_ASSIGN(const auto visit, snapshot.db().query_int(store::sql::kLastVisit));
  const auto last = [&](std::string_view name) {
    const auto found = counters.find(name);
    return found == counters.end() ? std::int64_t{0} : found->second;
  };
  TableBuilder builder({{"path", Type::kText},
                        {"timezone", Type::kText},
                        {"store_id", Type::kText},
                        {"schema_version", Type::kInt64},
                        {"sqlite", Type::kText},
                        {"journal", Type::kInt64},
                        {"visits", Type::kInt64},
                        {"subjects", Type::kInt64},
                        {"contacts", Type::kInt64},
                        {"cases", Type::kInt64},
                        {"read_only", Type::kBool},
                        {"smallest_cell", Type::kInt64}});
  PMM_ASSIGN(const std::int64_t smallest_cell, load_smallest_cell(snapshot.db()));
  builder.text(store.path());
  builder.text(store.timezone());
  builder.text(store.store_id());
  builder.integer(store.schema_version());
  builder.text(store::Store::sqlite_version());
  builder.integer(head.value_or(0));
  builder.integer(visit.value_or(0));
  builder.integer(last("subject"));
  builder.integer(last("contact"));
  builder.integer(last("case"));
  builder.boolean(store.read_only());
  builder.integer(smallest_cell);
  builder.end_row();
  return builder.finish();
}

}  // namespace pmm::crm

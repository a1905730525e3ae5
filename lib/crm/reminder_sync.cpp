// Reminders follow their rules and what those look at. What is to be done is looked for in a
// snapshot, and looked at again where it is done.
#include "crm/reminder_sync.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/civil.hpp"
#include "crm/change.hpp"
#include "crm/reminder_row.hpp"
#include "crm/reminder_rule.hpp"
#include "crm/reminder_sql.hpp"
#include "model/recurrence.hpp"
#include "model/reminder.hpp"
#include "store/journal_sql.hpp"

namespace pmm::crm {
namespace {

// Deadlines that passed unnoticed are written down as missed for so long.
constexpr std::int64_t kLookBackUs = 7 * kMicrosPerDay;
// Reminders of earlier deadlines are history.
constexpr std::int64_t kHistoryUs = 60 * kMicrosPerDay;

// The instant at which a day is over.
std::int64_t end_of(const Zone& zone, std::int32_t day) noexcept {
  return zone.day_start(day + 1) - 1;
}

// The days of a dated rule in [from, to).
Result<std::vector<std::int32_t>> days_of(const ReminderRuleRow& rule, std::int32_t from,
                                          std::int32_t to) {
  const std::int32_t start = rule.starts_on.value_or(0);
  if (!rule.recurrence)
    return start >= from && start < to ? std::vector{start} : std::vector<std::int32_t>{};
  PMM_ASSIGN(const auto recurrence, model::parse_recurrence(*rule.recurrence, "recurrence"));
  return model::occurrences(recurrence, start, from, to);
}

Result<bool> has_day(const ReminderRuleRow& rule, const Zone& zone, std::int64_t due_us) {
  const std::int32_t day = zone.local_day(due_us);
  PMM_ASSIGN(const auto days, days_of(rule, day, day + 1));
  return !days.empty() && end_of(zone, day) == due_us;
}

// --- Looking -------------------------------------------------------------------------------------

// A look at one rule.
struct RuleLook {
  const Reading& reading;
  const ReminderRuleRow& rule;
  ReminderPlace& place;
  std::vector<ReminderFound>& found;
  std::size_t most;
  std::int64_t from_us = 0, to_us = 0;  // which deadlines become reminders now
  std::int64_t old_us = 0;              // reminders before are not looked at

  bool full() const noexcept { return found.size() >= most; }
  void add_row(std::int64_t id) { found.push_back({rule.id, id, 0, 0, 0}); }
  void add_new(std::int64_t subject, std::int64_t ref, std::int64_t due_us) {
    found.push_back({rule.id, 0, subject, ref, due_us});
  }
  void next_part() noexcept {
    ++place.part;
    place.due_us = std::numeric_limits<std::int64_t>::min();
    place.id = 0;
  }
};

// Goes through reminders of the rule in order of deadline and id, from the place on. `changed` says
// of a row whether there is anything to do.
template <class Changed>
Status look_at_rows(RuleLook& look, const char* select, std::int64_t from_us, bool with_now,
                    const Changed& changed) {
  PMM_ASSIGN(auto rows, look.reading.db.prepare(select));
  rows.bind(1, look.rule.id).bind(2, std::max(look.place.due_us, from_us)).bind(3, look.place.id);
  if (with_now) rows.bind(4, look.reading.now_us);
  while (!look.full()) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) {
      look.next_part();
      return {};
    }
    look.place.due_us = rows.int_at(1);
    look.place.id = rows.int_at(0);
    PMM_ASSIGN(const bool differs, changed(rows));
    if (differs) look.add_row(look.place.id);
  }
  return {};
}

Result<bool> always(const store::Statement& /*row*/) { return true; }

Status look_at_cases(RuleLook& look) {
  if (look.place.part == 0)
    PMM_TRY(look_at_rows(look, sql::kMovedCases, look.old_us, true, always));
  if (look.place.part != 1 || !look.found.empty()) return {};
  PMM_ASSIGN(auto rows, look.reading.db.prepare(sql::kNewCaseDues));
  rows.bind(1, look.rule.id).bind(2, look.rule.service.value_or(0)).bind(3, look.from_us);
  rows.bind(4, look.to_us).bind(5, look.place.id).bind(6, look.old_us);
  while (!look.full()) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) {
      look.next_part();
      return {};
    }
    look.place.id = rows.int_at(1);
    look.add_new(rows.int_at(0), rows.int_at(1), rows.int_at(2));
  }
  return {};
}

Result<bool> has_live(store::Connection& db, std::int64_t rule, std::int64_t subject,
                      std::int64_t due_us) {
  PMM_ASSIGN(auto find, db.prepare(sql::kSameDeadline));
  PMM_ASSIGN(const bool found, find.bind(1, rule).bind(2, subject).bind(3, due_us).step());
  return found && find.text_at(1) != model::kReminderVoid;
}

Status look_at_new_expiries(RuleLook& look) {
  const Zone& zone = look.reading.zone;
  PMM_ASSIGN(auto rows, look.reading.db.prepare(sql::kNewExpiries));
  // What ended before was ended, as a code is that another one replaced.
  rows.bind(1, look.rule.id).bind(2, look.rule.scheme);
  rows.bind(3, zone.local_day(look.reading.now_us) + 1).bind(4, zone.local_day(look.to_us) + 1);
  rows.bind(5, look.place.id).bind(6, look.old_us);
  while (!look.full()) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) {
      look.next_part();
      return {};
    }
    look.place.id = rows.int_at(1);
    const std::int64_t due_us = end_of(zone, static_cast<std::int32_t>(rows.int_at(2)) - 1);
    // Two of a subject that end on one day are one deadline.
    PMM_ASSIGN(const bool there, has_live(look.reading.db, look.rule.id, rows.int_at(0), due_us));
    if (!there) look.add_new(rows.int_at(0), rows.int_at(1), due_us);
  }
  return {};
}

Status look_at_expiries(RuleLook& look) {
  const Zone& zone = look.reading.zone;
  const auto changed = [&zone](const store::Statement& row) -> Result<bool> {
    const auto day = row.opt_day(2);
    return !day || end_of(zone, *day - 1) != row.int_at(1) || row.int_at(3) != 0;
  };
  if (look.place.part == 0) PMM_TRY(look_at_rows(look, sql::kExpiries, look.old_us, true, changed));
  if (look.place.part != 1 || !look.found.empty()) return {};
  return look_at_new_expiries(look);
}

// One after the other, each in the order of its own key: what is found of one is done before the
// next is looked at, so that who is of several is found once.
constexpr std::array kNewOfDated{sql::kNewMembers, sql::kNewOfMerged, sql::kNewFollowers};

Status look_at_new_dated(RuleLook& look, std::int64_t due_us, const char* statement) {
  PMM_ASSIGN(auto rows, look.reading.db.prepare(statement));
  rows.bind(1, look.rule.id).bind(2, due_us).bind(3, look.place.id);
  if (statement != sql::kNewFollowers) rows.bind(4, look.rule.frozen.value_or(0));
  while (!look.full()) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) {
      look.next_part();
      return {};
    }
    look.place.id = rows.int_at(0);
    look.add_new(rows.int_at(0), 0, due_us);
  }
  return {};
}

Status look_at_dated(RuleLook& look) {
  const Zone& zone = look.reading.zone;
  std::optional<std::int64_t> last_us;
  bool has = false;
  const auto changed = [&](const store::Statement& row) -> Result<bool> {
    if (last_us != row.int_at(1)) {
      last_us = row.int_at(1);
      PMM_ASSIGN(has, has_day(look.rule, zone, *last_us));
    }
    return !has || row.int_at(2) == 0 || row.int_at(3) != 0;
  };
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  if (look.place.part == 0) PMM_TRY(look_at_rows(look, sql::kDated, kFirst, true, changed));
  PMM_ASSIGN(const auto days,
             days_of(look.rule, zone.local_day(look.from_us), zone.local_day(look.to_us) + 1));
  // Part by part, some of each day: where the days have changed meanwhile, the next tick looks at
  // what was left out.
  while (look.found.empty() && look.place.part != 0) {
    const auto at = static_cast<std::size_t>(look.place.part) - 1;
    if (at / kNewOfDated.size() >= days.size()) return {};
    const std::int64_t due_us = end_of(zone, days[at / kNewOfDated.size()]);
    if (due_us < look.from_us)
      look.next_part();
    else
      PMM_TRY(look_at_new_dated(look, due_us, kNewOfDated[at % kNewOfDated.size()]));
  }
  return {};
}

Status look_at_rule(RuleLook& look) {
  if (!look.rule.active) {
    if (look.place.part != 0) return {};
    constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
    return look_at_rows(look, sql::kWaitingOf, kFirst, false, always);
  }
  PMM_ASSIGN(const auto leads, model::parse_leads(look.rule.leads));
  const std::int64_t now_us = look.reading.now_us;
  const std::int64_t ahead_days = leads.front() + model::kReminderAheadDays;
  look.from_us = std::max(now_us - kLookBackUs, look.rule.created_us);
  look.to_us = now_us + ahead_days * kMicrosPerDay;
  look.old_us = now_us - kHistoryUs;
  if (look.rule.source == model::kSourceCaseDue) return look_at_cases(look);
  if (look.rule.source == model::kSourceIdentifier) return look_at_expiries(look);
  return look_at_dated(look);
}

// --- Doing ---------------------------------------------------------------------------------------

// What a deadline is now, and what comes with it.
struct Deadline {
  std::int64_t due_us = 0;
  std::optional<std::int64_t> service, office, case_id;
};

// Of the rule at hand.
struct Sync {
  const Writing& writing;
  const ReminderRuleRow& rule;
  std::optional<std::int64_t> office;  // of the rule's service
  std::int64_t done = 0;
};

Result<std::optional<Deadline>> case_deadline(const Sync& sync, std::int64_t subject,
                                              std::int64_t ref) {
  PMM_ASSIGN(auto find, sync.writing.db().prepare(sql::kCaseDeadline));
  find.bind(1, ref).bind(2, subject).bind(3, sync.rule.service.value_or(0));
  PMM_ASSIGN(const bool found, find.step());
  if (!found) return std::optional<Deadline>();
  return std::optional(Deadline{find.int_at(0), find.opt_int(1), find.opt_int(2), ref});
}

Result<std::optional<Deadline>> expiry_deadline(const Sync& sync, std::int64_t subject,
                                                std::int64_t ref) {
  PMM_ASSIGN(auto find, sync.writing.db().prepare(sql::kIdentifierDeadline));
  PMM_ASSIGN(const bool found, find.bind(1, ref).bind(2, subject).bind(3, sync.rule.scheme).step());
  if (!found) return std::optional<Deadline>();
  const std::int64_t due_us =
      end_of(sync.writing.zone, static_cast<std::int32_t>(find.int_at(0)) - 1);
  return std::optional(Deadline{due_us, sync.rule.service, sync.office, std::nullopt});
}

Result<std::optional<Deadline>> dated_deadline(const Sync& sync, std::int64_t subject,
                                               std::int64_t due_us) {
  PMM_ASSIGN(const bool has, has_day(sync.rule, sync.writing.zone, due_us));
  if (!has) return std::optional<Deadline>();
  PMM_ASSIGN(auto find, sync.writing.db().prepare(sql::kSpeaksTo));
  find.bind(1, sync.rule.id).bind(2, subject).bind(3, sync.rule.frozen.value_or(0));
  PMM_ASSIGN(const bool speaks, find.step());
  if (!speaks) return std::optional<Deadline>();
  return std::optional(Deadline{due_us, sync.rule.service, sync.office, std::nullopt});
}

// The deadline that a subject has by the rule; of a day of a dated rule that day, if it is one.
Result<std::optional<Deadline>> deadline_now(const Sync& sync, std::int64_t subject,
                                             std::int64_t ref, std::int64_t due_us) {
  if (!sync.rule.active) return std::optional<Deadline>();
  if (sync.rule.source == model::kSourceCaseDue) return case_deadline(sync, subject, ref);
  if (sync.rule.source == model::kSourceIdentifier) return expiry_deadline(sync, subject, ref);
  return dated_deadline(sync, subject, due_us);
}

// What the rule says, and whose it is.
void take_words(const Sync& sync, const Deadline& deadline, Changes& changes, ReminderRow& row) {
  changes.set(row.title, sync.rule.title, "title");
  changes.set(row.body, sync.rule.body, "body");
  changes.set(row.leads, sync.rule.leads, "leads");
  changes.set(row.at_minute, sync.rule.at_minute, "at_minute");
  changes.set(row.service, deadline.service, "service");
  changes.set(row.office, deadline.office, "office");
}

// A row of this very deadline that is void, as its cause was gone or another one's, is taken over:
// what it told is not told again.
Status add(Sync& sync, const ReminderFound& one) {
  PMM_ASSIGN(const auto deadline, deadline_now(sync, one.subject, one.ref, one.due_us));
  if (!deadline || deadline->due_us != one.due_us) return {};
  ReminderRow row;
  {
    PMM_ASSIGN(auto find, sync.writing.db().prepare(sql::kSameDeadline));
    PMM_ASSIGN(const bool there,
               find.bind(1, one.rule).bind(2, one.subject).bind(3, one.due_us).step());
    if (there && find.text_at(1) != model::kReminderVoid) return {};
    if (there) row.id = find.int_at(0);
  }
  const bool back = row.id != 0;
  if (back) {
    PMM_ASSIGN(row, load_reminder(sync.writing.db(), row.id));
  }
  Changes changes;
  row.rule = one.rule;
  row.subject = one.subject;
  row.ref = one.ref;
  row.case_id = deadline->case_id;
  row.due_us = one.due_us;
  take_words(sync, *deadline, changes, row);
  PMM_TRY(plan_leads(sync.writing, row));
  PMM_TRY(back ? save_reminder(sync.writing, row) : insert_reminder(sync.writing, row));
  PMM_TRY(record_reminder(sync.writing, row, back ? "revive" : "create",
                          back ? "state,next" : "rule,due"));
  ++sync.done;
  return {};
}

Status make_void(Sync& sync, ReminderRow& row) {
  row.state = model::kReminderVoid;
  row.next_us.reset();
  row.snoozed = false;
  PMM_TRY(save_reminder(sync.writing, row));
  PMM_TRY(record_reminder(sync.writing, row, "void", "state"));
  ++sync.done;
  return {};
}

Result<bool> has_deadline(const Sync& sync, std::int64_t subject, std::int64_t due_us) {
  PMM_ASSIGN(auto find, sync.writing.db().prepare(sql::kSameDeadline));
  return find.bind(1, sync.rule.id).bind(2, subject).bind(3, due_us).step();
}

// Without a deadline a reminder is void. Where the subject has one of the new deadline already,
// there is only that; a void one is taken over by the next look.
Status follow(Sync& sync, std::int64_t id) {
  PMM_ASSIGN(ReminderRow row, load_reminder(sync.writing.db(), id));
  if (row.state == model::kReminderDone || row.state == model::kReminderVoid) return {};
  PMM_ASSIGN(const auto deadline, deadline_now(sync, row.subject, row.ref, row.due_us));
  if (!deadline) return make_void(sync, row);
  const bool moved = deadline->due_us != row.due_us;
  if (moved) {
    PMM_ASSIGN(const bool there, has_deadline(sync, row.subject, deadline->due_us));
    if (there) return make_void(sync, row);
  }
  const ReminderRow before = row;
  Changes changes;
  changes.set(row.due_us, deadline->due_us, "due");
  take_words(sync, *deadline, changes, row);
  if (changes.none()) return {};
  const bool planned = row.leads != before.leads || row.at_minute != before.at_minute;
  // What was put off keeps its time, whatever the rule says now.
  if (moved || (planned && !row.snoozed)) PMM_TRY(plan_leads(sync.writing, row));
  PMM_TRY(save_reminder(sync.writing, row));
  PMM_TRY(record_reminder(sync.writing, row, "follow", changes.names()));
  ++sync.done;
  return {};
}

}  // namespace

Result<std::vector<ReminderFound>> find_reminders_to_sync(const Reading& reading,
                                                          ReminderPlace& place, std::size_t most) {
  std::vector<ReminderFound> found;
  place.done = true;
  PMM_ASSIGN(const auto rule, next_rule(reading.db, place.rule));
  if (!rule) return found;
  place.done = false;
  if (rule->id != place.rule) place = ReminderPlace{rule->id};
  RuleLook look{reading, *rule, place, found, most};
  PMM_TRY(look_at_rule(look));
  if (found.empty()) place = ReminderPlace{rule->id + 1};
  return found;
}

Result<std::int64_t> journal_head(const Reading& reading) {
  PMM_ASSIGN(const auto head, reading.db.query_int(store::sql::kJournalHead));
  return head.value_or(0);
}

Result<std::int64_t> sync_reminders(const Writing& writing, std::span<const ReminderFound> found) {
  std::int64_t done = 0;
  for (std::size_t i = 0; i < found.size();) {
    const std::int64_t of = found[i].rule;
    PMM_ASSIGN(const ReminderRuleRow rule, load_rule(writing.db(), of, "rule"));
    Sync sync{writing, rule, std::nullopt};
    PMM_ASSIGN(sync.office, office_of_service(writing.db(), rule.service));
    for (; i < found.size() && found[i].rule == of; ++i) {
      PMM_TRY(writing.call.check());
      PMM_TRY(found[i].reminder != 0 ? follow(sync, found[i].reminder) : add(sync, found[i]));
    }
    done += sync.done;
  }
  return done;
}

}  // namespace pmm::crm

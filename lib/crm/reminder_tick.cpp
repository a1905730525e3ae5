// What a tick does for reminders: they follow their rules, and are told when it is time.
#include <algorithm>
#include <vector>

#include "base/civil.hpp"
#include "crm/reminder.hpp"
#include "crm/reminder_row.hpp"
#include "crm/reminder_rule.hpp"
#include "crm/reminder_sql.hpp"
#include "model/recurrence.hpp"
#include "model/reminder.hpp"

namespace pmm::crm {
namespace {

// Deadlines that passed unnoticed are written down as missed for so long.
constexpr std::int64_t kLookBackUs = 7 * kMicrosPerDay;
// Reminders of earlier deadlines are history.
constexpr std::int64_t kHistoryUs = 60 * kMicrosPerDay;

// Of the rule at hand: which deadlines become reminders now, and how many more changes may be made.
struct Sync {
  const Writing& writing;
  const ReminderRuleRow& rule;
  std::int64_t from_us;
  std::int64_t to_us;
  std::int64_t old_us;  // reminders before are not looked at
  std::int64_t left;
};

struct Deadline {
  std::int64_t subject = 0;
  std::int64_t ref = 0;
  std::optional<std::int64_t> service, case_id;
  std::int64_t due_us = 0;
};

// The instant at which a day is over.
std::int64_t end_of(const Zone& zone, std::int32_t day) noexcept {
  return zone.day_start(day + 1) - 1;
}

Result<bool> has_deadline(const Sync& sync, std::int64_t subject, std::int64_t due_us) {
  PMM_ASSIGN(auto find, sync.writing.db().prepare(sql::kSameDeadline));
  return find.bind(1, sync.rule.id).bind(2, subject).bind(3, due_us).step();
}

Status add(Sync& sync, const Deadline& deadline) {
  PMM_TRY(sync.writing.call.check());
  PMM_ASSIGN(const bool there, has_deadline(sync, deadline.subject, deadline.due_us));
  if (there) return {};
  ReminderRow row;
  row.rule = sync.rule.id;
  row.subject = deadline.subject;
  row.ref = deadline.ref;
  row.service = deadline.service ? deadline.service : sync.rule.service;
  row.case_id = deadline.case_id;
  row.title = sync.rule.title;
  row.body = sync.rule.body;
  row.due_us = deadline.due_us;
  row.leads = sync.rule.leads;
  row.at_minute = sync.rule.at_minute;
  PMM_TRY(plan_leads(sync.writing, row));
  PMM_TRY(insert_reminder(sync.writing, row));
  PMM_TRY(record_reminder(sync.writing, row, "create", "rule,due"));
  --sync.left;
  return {};
}

Status void_reminder(Sync& sync, ReminderRow& row) {
  row.state = model::kReminderVoid;
  row.next_us.reset();
  row.snoozed = false;
  PMM_TRY(save_reminder(sync.writing, row));
  PMM_TRY(record_reminder(sync.writing, row, "void", "state"));
  --sync.left;
  return {};
}

// The reminder's deadline is another now; without one it is void. Where the subject has one of that
// very instant already, there is only that.
Status follow(Sync& sync, std::int64_t id, const std::optional<std::int64_t>& due_us) {
  PMM_TRY(sync.writing.call.check());
  PMM_ASSIGN(ReminderRow row, load_reminder(sync.writing.db(), id));
  if (!due_us) return void_reminder(sync, row);
  if (*due_us != row.due_us) {
    PMM_ASSIGN(const bool there, has_deadline(sync, row.subject, *due_us));
    if (there) return void_reminder(sync, row);
  }
  const bool back = row.state == model::kReminderVoid;
  row.due_us = *due_us;
  PMM_TRY(plan_leads(sync.writing, row));
  PMM_TRY(save_reminder(sync.writing, row));
  PMM_TRY(record_reminder(sync.writing, row, back ? "revive" : "follow", "due,next"));
  --sync.left;
  return {};
}

struct Moved {
  std::int64_t id = 0;
  std::optional<std::int64_t> due_us;
};

Status follow_all(Sync& sync, const std::vector<Moved>& moved) {
  for (const Moved& one : moved) {
    if (sync.left <= 0) return {};
    PMM_TRY(follow(sync, one.id, one.due_us));
  }
  return {};
}

Status add_all(Sync& sync, const std::vector<Deadline>& deadlines) {
  for (const Deadline& one : deadlines) {
    if (sync.left <= 0) return {};
    PMM_TRY(add(sync, one));
  }
  return {};
}

Status sync_cases(Sync& sync) {
  std::vector<Moved> moved;
  std::vector<Deadline> deadlines;
  {
    PMM_ASSIGN(auto rows, sync.writing.db().prepare(sql::kMovedCases));
    rows.bind(1, sync.rule.id).bind(2, sync.old_us).bind(3, sync.writing.now_us());
    rows.bind(4, sync.left);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      moved.push_back({rows.int_at(0), rows.opt_int(1)});
    }
  }
  PMM_TRY(follow_all(sync, moved));
  if (sync.left <= 0) return {};
  {
    PMM_ASSIGN(auto rows, sync.writing.db().prepare(sql::kNewCaseDues));
    rows.bind(1, sync.rule.id).bind(2, sync.rule.service.value_or(0)).bind(3, sync.from_us);
    rows.bind(4, sync.to_us).bind(5, sync.left).bind(6, sync.old_us);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      deadlines.push_back(
          {rows.int_at(0), rows.int_at(1), rows.int_at(2), rows.int_at(1), rows.int_at(3)});
    }
  }
  return add_all(sync, deadlines);
}

Status sync_expiries(Sync& sync) {
  const Zone& zone = sync.writing.zone;
  const std::int64_t now_us = sync.writing.now_us();
  std::vector<Moved> moved;
  std::vector<Deadline> deadlines;
  {
    PMM_ASSIGN(auto rows, sync.writing.db().prepare(sql::kExpiries));
    rows.bind(1, sync.rule.id).bind(2, sync.old_us);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      std::optional<std::int64_t> due_us;
      if (const auto day = rows.opt_day(1)) due_us = end_of(zone, *day - 1);
      const bool same = due_us == rows.int_at(2);
      if (rows.text_at(3) == model::kReminderVoid ? same && *due_us > now_us : !same)
        moved.push_back({rows.int_at(0), due_us});
    }
  }
  PMM_TRY(follow_all(sync, moved));
  if (sync.left <= 0) return {};
  {
    // What ended before was ended, as a code is that another one replaced.
    PMM_ASSIGN(auto rows, sync.writing.db().prepare(sql::kNewExpiries));
    rows.bind(1, sync.rule.id).bind(2, sync.rule.scheme);
    rows.bind(3, zone.local_day(now_us) + 1).bind(4, zone.local_day(sync.to_us) + 1);
    rows.bind(5, sync.left).bind(6, sync.old_us);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      Deadline one;
      one.subject = rows.int_at(0);
      one.ref = rows.int_at(1);
      one.due_us = end_of(zone, static_cast<std::int32_t>(rows.int_at(2)) - 1);
      deadlines.push_back(one);
    }
  }
  return add_all(sync, deadlines);
}

// The days of the rule between two instants.
Result<std::vector<std::int32_t>> days_of(const Sync& sync, std::int64_t from_us,
                                          std::int64_t to_us) {
  const Zone& zone = sync.writing.zone;
  const std::int32_t start = sync.rule.starts_on.value_or(0);
  const std::int32_t from = zone.local_day(from_us);
  const std::int32_t to = zone.local_day(to_us) + 1;
  if (!sync.rule.recurrence)
    return start >= from && start < to ? std::vector{start} : std::vector<std::int32_t>{};
  PMM_ASSIGN(const auto rule, model::parse_recurrence(*sync.rule.recurrence, "recurrence"));
  return model::occurrences(rule, start, from, to);
}

// Reminders of days that the rule no longer has go, those of days that it has again come back.
Status void_other_days(Sync& sync) {
  PMM_ASSIGN(const auto days, days_of(sync, sync.old_us, sync.to_us + kHistoryUs));
  std::vector<Moved> moved;
  {
    PMM_ASSIGN(auto rows, sync.writing.db().prepare(sql::kDeadlinesOfRule));
    rows.bind(1, sync.rule.id).bind(2, sync.old_us);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      const std::int64_t due_us = rows.int_at(1);
      const std::int32_t day = sync.writing.zone.local_day(due_us);
      const bool has = std::binary_search(days.begin(), days.end(), day);
      if (rows.text_at(2) != model::kReminderVoid && !has)
        moved.push_back({rows.int_at(0), std::nullopt});
    }
  }
  return follow_all(sync, moved);
}

Status void_who_left(Sync& sync) {
  std::vector<Moved> moved;
  {
    PMM_ASSIGN(auto rows, sync.writing.db().prepare(sql::kLeftDated));
    rows.bind(1, sync.rule.id).bind(2, sync.rule.frozen.value_or(0)).bind(3, sync.left);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      moved.push_back({rows.int_at(0), std::nullopt});
    }
  }
  return follow_all(sync, moved);
}

Status sync_dated(Sync& sync) {
  PMM_TRY(void_other_days(sync));
  if (sync.left > 0) PMM_TRY(void_who_left(sync));
  PMM_ASSIGN(const auto days, days_of(sync, sync.from_us, sync.to_us));
  for (const std::int32_t day : days) {
    const std::int64_t due_us = end_of(sync.writing.zone, day);
    if (sync.left <= 0 || due_us < sync.from_us) continue;
    std::vector<Deadline> deadlines;
    {
      PMM_ASSIGN(auto rows, sync.writing.db().prepare(sql::kNewDated));
      rows.bind(1, sync.rule.id).bind(2, sync.rule.frozen.value_or(0)).bind(3, due_us);
      rows.bind(4, sync.left);
      for (;;) {
        PMM_ASSIGN(const bool more, rows.step());
        if (!more) break;
        Deadline one;
        one.subject = rows.int_at(0);
        one.due_us = due_us;
        deadlines.push_back(one);
      }
    }
    PMM_TRY(add_all(sync, deadlines));
  }
  return {};
}

Status void_stopped(const Writing& writing, std::int64_t& left) {
  std::vector<std::int64_t> stopped;
  {
    PMM_ASSIGN(auto rows, writing.db().prepare(sql::kStoppedRules));
    rows.bind(1, left);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      stopped.push_back(rows.int_at(0));
    }
  }
  const ReminderRuleRow none;
  for (const std::int64_t id : stopped) {
    Sync sync{writing, none, 0, 0, 0, left};
    PMM_TRY(follow(sync, id, std::nullopt));
    left = sync.left;
  }
  return {};
}

// The leads that were not settled, in their order.
Result<std::vector<std::int32_t>> open_leads(const Writing& writing, const ReminderRow& row) {
  PMM_ASSIGN(std::vector<std::int32_t> leads, model::parse_leads(row.leads));
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kSettledLead));
  PMM_TRY(find.bind(1, row.id).bind(2, row.due_us).step().take_status());
  if (find.is_null(0)) return leads;
  const std::int64_t settled = find.int_at(0);
  leads.erase(std::remove_if(leads.begin(), leads.end(),
                             [settled](std::int32_t lead) { return lead >= settled; }),
              leads.end());
  return leads;
}

Status log_leads(const Writing& writing, const ReminderRow& row,
                 const std::vector<std::int32_t>& leads, std::string_view outcome) {
  for (const std::int32_t lead : leads)
    PMM_TRY(log_reminder(writing, row, lead,
                         model::lead_instant(writing.zone, row.due_us, lead,
                                             static_cast<std::int32_t>(row.at_minute)),
                         outcome));
  return {};
}

// Nobody ticked from a lead to the deadline.
Status miss(const Writing& writing, ReminderRow& row, const std::vector<std::int32_t>& leads) {
  PMM_ASSIGN(const auto all, model::parse_leads(row.leads));
  PMM_TRY(log_leads(writing, row, leads, "missed"));
  row.state = leads.size() == all.size() ? model::kReminderMissed : model::kReminderTold;
  row.next_us.reset();
  PMM_TRY(save_reminder(writing, row));
  return record_reminder(writing, row, "missed", "state");
}

Status tell_one(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(ReminderRow row, load_reminder(writing.db(), id));
  const std::int64_t planned_us = row.next_us.value_or(writing.now_us());
  PMM_ASSIGN(const auto leads, open_leads(writing, row));
  if (!row.snoozed && writing.now_us() >= row.due_us) return miss(writing, row, leads);
  const model::LeadsDue due =
      model::leads_due(writing.zone, leads, row.due_us, static_cast<std::int32_t>(row.at_minute),
                       std::nullopt, writing.now_us());
  std::vector<std::int32_t> overtaken = due.overtaken;
  if (row.snoozed && due.tell) overtaken.push_back(*due.tell);
  PMM_TRY(log_leads(writing, row, overtaken, row.snoozed ? "snoozed" : "missed"));
  const auto snooze = static_cast<std::int32_t>(-row.version);
  if (row.snoozed || due.tell)
    PMM_TRY(put_on_board(writing, row, row.snoozed ? snooze : *due.tell, planned_us));
  row.next_us = due.next_us;
  row.state = due.next_us ? model::kReminderWaiting : model::kReminderTold;
  row.snoozed = false;
  PMM_TRY(save_reminder(writing, row));
  return record_reminder(writing, row, "remind", "state,next");
}

}  // namespace

Result<std::int64_t> sync_reminders(const Writing& writing, std::int64_t max_rows) {
  std::int64_t left = max_rows;
  PMM_TRY(void_stopped(writing, left));
  PMM_ASSIGN(const auto rules, load_active_rules(writing.db()));
  for (const ReminderRuleRow& rule : rules) {
    if (left <= 0) break;
    PMM_ASSIGN(const auto leads, model::parse_leads(rule.leads));
    const std::int64_t now_us = writing.now_us();
    const std::int64_t ahead_us =
        (leads.front() + model::kReminderAheadDays) * std::int64_t{kMicrosPerDay};
    Sync sync{writing,
              rule,
              std::max(now_us - kLookBackUs, rule.created_us),
              now_us + ahead_us,
              now_us - kHistoryUs,
              left};
    if (rule.source == model::kSourceCaseDue)
      PMM_TRY(sync_cases(sync));
    else if (rule.source == model::kSourceIdentifier)
      PMM_TRY(sync_expiries(sync));
    else
      PMM_TRY(sync_dated(sync));
    left = sync.left;
  }
  return max_rows - left;
}

Result<std::int64_t> tell_reminders(const Writing& writing, std::int64_t max_rows) {
  std::vector<std::int64_t> due;
  {
    PMM_ASSIGN(auto rows, writing.db().prepare(sql::kRemindersDue));
    rows.bind(1, writing.now_us()).bind(2, max_rows);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      due.push_back(rows.int_at(0));
    }
  }
  for (const std::int64_t id : due) {
    PMM_TRY(writing.call.check());
    PMM_TRY(tell_one(writing, id));
  }
  return static_cast<std::int64_t>(due.size());
}

}  // namespace pmm::crm

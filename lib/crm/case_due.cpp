// Due times and the intervals that they follow from.
#include "crm/case_due.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/civil.hpp"

#include "crm/case.hpp"
#include "crm/case_sql.hpp"
#include "crm/holiday.hpp"
#include "store/journal_sql.hpp"

namespace pmm::crm {
namespace {

inline constexpr std::string_view kCalendarDone = "calendar_done";

struct UnderivedCase {
  std::int64_t id = 0;
  std::int64_t service = 0;
  std::int64_t subject = 0;
  std::int64_t opened_us = 0;
  std::optional<std::int64_t> due_us;
};

Result<std::vector<UnderivedCase>> load_underived(store::Connection& db, std::int64_t after_id,
                                                  std::int64_t max_rows) {
  std::vector<UnderivedCase> out;
  PMM_ASSIGN(auto find, db.prepare(sql::kUnderivedCases));
  find.bind(1, after_id).bind(2, max_rows);
  for (;;) {
    PMM_ASSIGN(const bool found, find.step());
    if (!found) return out;
    out.push_back(
        {find.int_at(0), find.int_at(1), find.int_at(2), find.int_at(3), find.opt_int(4)});
  }
}

Status set_due(const Writing& writing, const UnderivedCase& row,
               const std::optional<std::int64_t>& due_us) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kSetCaseDue));
  PMM_TRY(update.bind(1, row.id).bind(2, due_us).run());
  return writing.tx.record({.verb = "derive",
                            .noun = store::Noun::kCase,
                            .id = row.id,
                            .subject = row.subject,
                            .case_id = row.id,
                            .fields = "due_us"});
}

// A case whose term may be stopped or lengthened; `fields` name what forbids it.
Status check_term_runs(const CaseRow& row) {
  if (!row.is_open())
    return Status::conflict("state", "the case is closed, its term no longer runs");
  if (row.state == kStateDraft)
    return Status::conflict("state", "the case is a draft, its term does not run yet");
  return {};
}

void note_response(const Writing& writing, CaseRow& row, Changes& changes) {
  if (row.first_response_us) return;
  row.first_response_us = writing.now_us();
  changes.note("first_response_us");
}

// What suspending, resuming and extending share once the intervals are written.
Result<std::int64_t> finish(const Writing& writing, CaseRow& row, std::string_view verb,
                            std::string_view reason, Changes& changes) {
  PMM_ASSIGN(const ServiceRules service, load_service_rules(writing.db(), row.service, "service"));
  PMM_TRY(derive_case_due(writing, row, service, changes));
  note_response(writing, row, changes);
  PMM_TRY(save_case(writing, row));
  PMM_ASSIGN(
      [[maybe_unused]] const std::int64_t event,
      insert_case_event(writing, row, {.at_us = writing.now_us(), .verb = verb, .note = reason}));
  PMM_TRY(record_case(writing, row, verb, changes.names()));
  return row.version;
}

Result<CaseRow> load_for_term(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(CaseRow row, load_case(writing.db(), writing.plan, model::Action::kUpdate, id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_term_runs(row));
  return row;
}

}  // namespace

Result<std::vector<CaseInterval>> load_case_intervals(store::Connection& db, std::int64_t case_id) {
  std::vector<CaseInterval> out;
  PMM_ASSIGN(auto find, db.prepare(sql::kCaseIntervals));
  find.bind(1, case_id);
  for (;;) {
    PMM_ASSIGN(const bool found, find.step());
    if (!found) return out;
    out.push_back({find.int_at(0), find.string_at(1), find.int_at(2), find.opt_int(3),
                   find.opt_day(4), find.opt_text(5)});
  }
}

Status insert_case_interval(const Writing& writing, std::int64_t case_id,
                            const CaseInterval& interval) {
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kCaseInterval));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertCaseInterval));
  insert.bind(1, id).bind(2, case_id).bind(3, std::string_view(interval.kind));
  insert.bind(4, interval.from_us).bind(5, interval.to_us).bind(6, interval.days);
  return insert.bind(7, interval.reason).run();
}

Result<std::int64_t> end_case_intervals(const Writing& writing, std::int64_t case_id,
                                        std::string_view kind, std::int64_t at_us) {
  PMM_ASSIGN(const auto intervals, load_case_intervals(writing.db(), case_id));
  std::int64_t ended = 0;
  for (const CaseInterval& interval : intervals) {
    if (!interval.is_running() || (!kind.empty() && interval.kind != kind)) continue;
    PMM_ASSIGN(auto end, writing.db().prepare(sql::kEndCaseInterval));
    PMM_TRY(end.bind(1, interval.id).bind(2, std::max(at_us, interval.from_us)).run());
    ++ended;
  }
  return ended;
}

model::DueInput due_input(const ServiceRules& service, std::int64_t opened_us,
                          const std::vector<CaseInterval>& intervals) {
  model::DueInput input;
  input.opened_us = opened_us;
  input.term_days = service.term_days.value_or(0);
  input.clock = service.term_clock;
  input.roll_to_working = service.term_rolls;
  for (const CaseInterval& interval : intervals) {
    if (interval.kind == kIntervalExtension)
      input.extensions.push_back(interval.days.value_or(0));
    else
      input.suspensions.push_back({interval.from_us, interval.to_us});
  }
  return input;
}

Result<std::optional<std::int64_t>> derive_due(const ServiceRules& service, std::int64_t opened_us,
                                               const std::vector<CaseInterval>& intervals,
                                               const model::WorkingCalendar& calendar,
                                               const Zone& zone) {
  if (!service.term_days) return std::optional<std::int64_t>();
  PMM_ASSIGN(const model::Due due,
             model::due_at(due_input(service, opened_us, intervals), calendar, zone));
  return due.due_us;
}

Status derive_case_due(const Writing& writing, CaseRow& row, const ServiceRules& service,
                       Changes& changes) {
  if (row.due_given || row.state == kStateDraft) return {};
  std::optional<std::int64_t> due_us;
  if (service.term_days) {
    std::vector<CaseInterval> intervals;
    if (row.id != 0) {
      PMM_ASSIGN(intervals, load_case_intervals(writing.db(), row.id));
    }
    PMM_ASSIGN(const model::WorkingCalendar calendar, load_calendar(writing.db()));
    PMM_ASSIGN(due_us, derive_due(service, row.opened_us, intervals, calendar, writing.zone));
  }
  if (due_us == row.due_us) return {};
  row.due_us = due_us;
  changes.note("due_us");
  return {};
}

Result<std::int64_t> rederive_due(const Writing& writing, std::int64_t after_id,
                                  std::int64_t max_rows, std::int64_t& last_id) {
  last_id = 0;
  PMM_ASSIGN(const auto cases, load_underived(writing.db(), after_id, max_rows));
  if (cases.empty()) return 0;
  PMM_ASSIGN(const model::WorkingCalendar calendar, load_calendar(writing.db()));
  std::map<std::int64_t, ServiceRules> services;
  std::int64_t changed = 0;
  for (const UnderivedCase& row : cases) {
    PMM_TRY(writing.call.check());
    auto service = services.find(row.service);
    if (service == services.end()) {
      PMM_ASSIGN(ServiceRules rules, load_service_rules(writing.db(), row.service, "service"));
      service = services.emplace(row.service, std::move(rules)).first;
    }
    PMM_ASSIGN(const auto intervals, load_case_intervals(writing.db(), row.id));
    PMM_ASSIGN(const auto due_us,
               derive_due(service->second, row.opened_us, intervals, calendar, writing.zone));
    if (due_us == row.due_us) continue;
    PMM_TRY(set_due(writing, row, due_us));
    ++changed;
  }
  if (static_cast<std::int64_t>(cases.size()) == max_rows) last_id = cases.back().id;
  return changed;
}

Result<CalendarState> calendar_state(store::Connection& db) {
  const auto counter = [&db](std::string_view name) -> Result<std::int64_t> {
    PMM_ASSIGN(auto find, db.prepare(store::sql::kCounter));
    PMM_ASSIGN(const bool found, find.bind(1, name).step());
    return found ? find.int_at(0) : 0;
  };
  CalendarState out;
  PMM_ASSIGN(out.changed, counter(kCalendarCounter));
  PMM_ASSIGN(out.done, counter(kCalendarDone));
  return out;
}

Status mark_calendar_done(store::Tx& tx, std::int64_t changed) {
  PMM_ASSIGN(std::int64_t done, tx.current(kCalendarDone));
  while (done < changed) {
    PMM_ASSIGN(done, tx.next(kCalendarDone));
  }
  return {};
}

Result<std::int64_t> suspend_case(const Writing& writing, std::int64_t id,
                                  std::string_view reason) {
  PMM_ASSIGN(CaseRow row, load_for_term(writing, id));
  PMM_ASSIGN(const auto intervals, load_case_intervals(writing.db(), id));
  for (const CaseInterval& interval : intervals)
    if (interval.is_running())
      return Status::conflict(
          "state", "the term of the case stands still already: " + interval.kind + " since " +
                       format_instant(interval.from_us));
  CaseInterval interval;
  interval.kind = kIntervalSuspension;
  interval.from_us = writing.now_us();
  if (!reason.empty()) interval.reason = std::string(reason);
  PMM_TRY(insert_case_interval(writing, id, interval));
  Changes changes;
  changes.note("intervals");
  return finish(writing, row, "suspend", reason, changes);
}

Result<std::int64_t> resume_case(const Writing& writing, std::int64_t id, std::string_view reason) {
  PMM_ASSIGN(CaseRow row, load_for_term(writing, id));
  PMM_ASSIGN(const std::int64_t ended,
             end_case_intervals(writing, id, kIntervalSuspension, writing.now_us()));
  if (ended == 0) return Status::conflict("state", "the case is not suspended");
  Changes changes;
  changes.note("intervals");
  return finish(writing, row, "resume", reason, changes);
}

Result<std::int64_t> extend_case(const Writing& writing, std::int64_t id, std::int32_t days,
                                 std::string_view reason) {
  PMM_ASSIGN(CaseRow row, load_for_term(writing, id));
  if (days < 1 || days > model::kMaxTermDays)
    return Status::invalid(
        "days", std::to_string(days) + " is outside 1 to " + std::to_string(model::kMaxTermDays));
  if (row.due_given)
    return Status::conflict("due_us", "the due time was given with the case; set another instead");
  PMM_ASSIGN(const ServiceRules service, load_service_rules(writing.db(), row.service, "service"));
  if (!service.term_days)
    return Status::conflict("service", "the service has no term that could be extended");
  CaseInterval interval;
  interval.kind = kIntervalExtension;
  interval.from_us = writing.now_us();
  interval.days = days;
  if (!reason.empty()) interval.reason = std::string(reason);
  PMM_TRY(insert_case_interval(writing, id, interval));
  Changes changes;
  changes.note("intervals");
  return finish(writing, row, "extend", reason, changes);
}

}  // namespace pmm::crm

// Why a case is due when it is, step by step.
#include "base/civil.hpp"
#include "crm/case.hpp"
#include "crm/case_due.hpp"
#include "crm/case_row.hpp"
#include "crm/holiday.hpp"

namespace pmm::crm {
namespace {

// A term of years has more free days than anybody reads.
constexpr std::int64_t kMaxFreeDays = 400;

const Columns kExplainColumns{{"step", Type::kText},  {"from", Type::kTime},
                              {"to", Type::kTime},    {"day", Type::kDate},
                              {"days", Type::kInt64}, {"detail", Type::kText}};

struct Line {
  std::string_view step;
  std::optional<std::int64_t> from_us{}, to_us{};
  std::optional<std::int32_t> day{};
  std::optional<std::int64_t> days{};
  std::string_view detail{};
  bool hides_detail = false;
};

void write(TableBuilder& builder, const Line& line) {
  const auto time = [&](const std::optional<std::int64_t>& us) {
    if (us)
      builder.time(*us);
    else
      builder.null();
  };
  builder.text(line.step);
  time(line.from_us);
  time(line.to_us);
  if (line.day)
    builder.date(*line.day);
  else
    builder.null();
  if (line.days)
    builder.integer(*line.days);
  else
    builder.null();
  if (line.detail.empty())
    builder.null();
  else if (line.hides_detail)
    builder.withheld();
  else
    builder.text(line.detail);
  builder.end_row();
}

std::string_view holiday_name(const model::WorkingCalendar& calendar, std::int32_t day) {
  for (const model::Holiday& holiday : calendar.holidays())
    if (holiday.falls_on(day)) return holiday.name;
  return {};
}

// The named holidays between opening and due day. On the clock of all days they matter only where
// the last day had to move.
void write_holidays(TableBuilder& builder, const model::WorkingCalendar& calendar,
                    const ServiceRules& service, std::int32_t opened_day, const model::Due& due) {
  if (!due.due_day) return;
  std::int32_t first = opened_day + 1;
  if (service.term_clock == model::TermClock::kCalendar) {
    if (!due.rolled) return;
    first = *due.due_day - 1;
    while (first > opened_day && !calendar.is_working(first)) --first;
  }
  std::int64_t written = 0;
  for (std::int32_t day = first; day < *due.due_day && written < kMaxFreeDays; ++day) {
    if (!calendar.is_holiday(day)) continue;
    write(builder, {.step = "holiday", .day = day, .detail = holiday_name(calendar, day)});
    ++written;
  }
}

// Why a term stood still is free text.
void write_intervals(TableBuilder& builder, const std::vector<CaseInterval>& intervals,
                     bool hides_reasons) {
  for (const CaseInterval& interval : intervals) {
    Line line;
    line.step = interval.kind;
    line.from_us = interval.from_us;
    line.to_us = interval.to_us;
    if (interval.days) line.days = *interval.days;
    if (interval.reason) line.detail = *interval.reason;
    line.hides_detail = hides_reasons;
    write(builder, line);
  }
}

Status write_derivation(const Reading& reading, const CaseRow& row, const ServiceRules& service,
                        TableBuilder& builder) {
  write(builder, {.step = "term",
                  .days = *service.term_days,
                  .detail = model::term_clock_name(service.term_clock)});
  PMM_ASSIGN(const auto intervals, load_case_intervals(reading.db, row.id));
  write_intervals(
      builder, intervals,
      !model::sees(reading.plan, model::FieldGroup::kSensitive, model::Noun::kCase, row.facts()));
  PMM_ASSIGN(const model::WorkingCalendar calendar, load_calendar(reading.db));
  PMM_ASSIGN(const model::Due due,
             model::due_at(due_input(service, row.opened_us, intervals), calendar, reading.zone));
  write_holidays(builder, calendar, service, reading.zone.local_day(row.opened_us), due);
  if (due.suspended_days > 0) write(builder, {.step = "suspended", .days = due.suspended_days});
  if (!due.due_us) {
    write(builder, {.step = "stands_still", .days = due.remaining_days});
    return {};
  }
  if (due.rolled) write(builder, {.step = "rolled", .day = due.due_day});
  return {};
}

}  // namespace

Result<TablePtr> explain_case_due(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const CaseRow row, load_case(reading.db, reading.plan, model::Action::kRead, id));
  PMM_ASSIGN(const ServiceRules service, load_service_rules(reading.db, row.service, "service"));
  TableBuilder builder(kExplainColumns);
  write(builder,
        {.step = "opened", .from_us = row.opened_us, .day = reading.zone.local_day(row.opened_us)});
  if (row.due_given)
    write(builder, {.step = "given", .from_us = row.due_us});
  else if (row.state == kStateDraft)
    write(builder, {.step = "draft"});
  else if (!service.term_days)
    write(builder, {.step = "no_term"});
  else
    PMM_TRY(write_derivation(reading, row, service, builder));
  if (row.due_us)
    write(builder,
          {.step = "due", .from_us = row.due_us, .day = reading.zone.local_day(*row.due_us)});
  return builder.finish();
}

}  // namespace pmm::crm

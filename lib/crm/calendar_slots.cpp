// What the calendars have free, and what they no longer have room for.
#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "crm/calendar.hpp"
#include "crm/calendar_sql.hpp"
#include "crm/holiday.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kSlotColumns{{"calendar", Type::kInt64}, {"office", Type::kInt64},
                           {"service", Type::kInt64},  {"starts", Type::kTime},
                           {"ends", Type::kTime},      {"capacity", Type::kInt64},
                           {"free", Type::kInt64}};

const Columns kConflictColumns{{"id", Type::kInt64},   {"code", Type::kText},
                               {"state", Type::kText}, {"starts", Type::kTime},
                               {"ends", Type::kTime},  {"reason", Type::kText}};

constexpr std::int32_t kMostSlotDays = 400;
constexpr std::int32_t kUsualSlotDays = 60;
// No slot is longer than a day.
constexpr std::int64_t kLongestSlotUs = kMicrosPerDay;

CalendarRow read_active(const store::Statement& row) {
  CalendarRow out;
  out.id = row.int_at(0);
  out.office = row.int_at(4);
  out.service = row.opt_int(5);
  out.slot_minutes = row.int_at(9);
  out.capacity = row.int_at(10);
  out.lead_minutes = row.int_at(11);
  out.horizon_days = row.int_at(12);
  out.on_holidays = row.int_at(16) != 0;
  return out;
}

Result<std::vector<CalendarRow>> load_active(store::Connection& db, const SlotFilter& filter) {
  std::vector<CalendarRow> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kActiveCalendars));
  rows.bind(1, filter.calendar.value.value_or(0)).bind(2, filter.office.value.value_or(0));
  rows.bind(3, filter.service.value.value_or(0));
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back(read_active(rows));
  }
}

using Times = std::map<std::int64_t, model::CalendarTimes>;

Status load_openings(store::Connection& db, const TimesWanted& wanted, Times& times) {
  PMM_ASSIGN(auto rows, db.prepare(wanted.calendar != 0 ? sql::kOpeningsOf : sql::kAllOpenings));
  if (wanted.calendar != 0) rows.bind(1, wanted.calendar);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const auto found = times.find(rows.int_at(0));
    if (found == times.end()) continue;
    model::Opening opening;
    opening.weekday = static_cast<std::int32_t>(rows.int_at(1));
    opening.from_minute = static_cast<std::int32_t>(rows.int_at(2));
    opening.to_minute = static_cast<std::int32_t>(rows.int_at(3));
    if (!rows.is_null(4)) opening.capacity = static_cast<std::int32_t>(rows.int_at(4));
    opening.valid_from = rows.opt_day(5);
    opening.valid_to = rows.opt_day(6);
    found->second.openings.push_back(opening);
  }
}

Status load_closures(store::Connection& db, const std::vector<CalendarRow>& calendars,
                     const TimesWanted& wanted, Times& times) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kClosuresBetween));
  rows.bind(1, wanted.from_us).bind(2, wanted.to_us);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const std::int64_t calendar = rows.int_at(0);  // 0: every one of the office
    const std::int64_t office = rows.int_at(1);
    const model::Span closed{rows.int_at(2), rows.int_at(3)};
    for (const CalendarRow& row : calendars)
      if (calendar == 0 ? row.office == office : row.id == calendar)
        times[row.id].closures.push_back(closed);
  }
}

Status load_booked(store::Connection& db, const TimesWanted& wanted, std::int64_t calendar,
                   model::CalendarTimes& times) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kBookedOf));
  rows.bind(1, wanted.from_us - kLongestSlotUs).bind(2, wanted.to_us).bind(3, wanted.from_us);
  rows.bind(4, wanted.now_us).bind(5, calendar);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    times.booked.push_back(
        {rows.int_at(1), rows.int_at(2), static_cast<std::int32_t>(rows.int_at(3))});
  }
}

// Who books for others is not held to what binds a subject.
bool books_freely(const model::Plan& plan) noexcept {
  const model::Reach reach = model::reach(plan, Action::kCreate, Noun::kAppointment);
  return reach.all || reach.scoped;
}

// What an actor may book: the subject keeps to lead and horizon.
model::Span window_of(const Reading& reading, const CalendarRow& calendar,
                      const model::Span& asked) {
  model::Span out = asked;
  out.from_us = std::max(out.from_us, reading.now_us);
  if (books_freely(reading.plan)) return out;
  out.from_us = std::max(out.from_us, reading.now_us + calendar.lead_minutes * model::kMinuteUs);
  const std::int32_t end =
      reading.zone.local_day(reading.now_us) + static_cast<std::int32_t>(calendar.horizon_days) + 1;
  out.to_us = std::min(out.to_us, reading.zone.day_start(end));
  return out;
}

Result<model::Span> asked_span(const Reading& reading, const SlotFilter& filter) {
  model::Span out;
  out.from_us = filter.from_us.value.value_or(reading.now_us);
  out.to_us = filter.to_us.value.value_or(out.from_us + kUsualSlotDays * kMicrosPerDay);
  if (out.to_us < out.from_us)
    return Status::invalid("to_us", "the time asked about ends before it begins");
  if (out.to_us - out.from_us > kMostSlotDays * kMicrosPerDay)
    return Status::limit("to_us",
                         "more than " + std::to_string(kMostSlotDays) + " days are asked about");
  return out;
}

void put_slot(TableBuilder& builder, const CalendarRow& calendar, const model::Slot& slot) {
  builder.integer(calendar.id);
  builder.integer(calendar.office);
  if (calendar.service)
    builder.integer(*calendar.service);
  else
    builder.null();
  builder.time(slot.starts_us);
  builder.time(slot.ends_us);
  builder.integer(slot.capacity);
  builder.integer(std::max(0, slot.capacity - slot.taken));
  builder.end_row();
}

// Merges the calendars, each in order of time, up to so many rows. Most calendars begin their slots
// at the same times, so that one look at all of them gives many rows.
void put_slots(TableBuilder& builder, const std::vector<CalendarRow>& calendars,
               const std::vector<std::vector<model::Slot>>& slots, std::size_t rows) {
  constexpr std::int64_t kNoMore = std::numeric_limits<std::int64_t>::max();
  std::vector<std::size_t> at(slots.size());
  std::vector<std::int64_t> heads(slots.size(), kNoMore);
  std::size_t all = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    all += slots[i].size();
    if (!slots[i].empty()) heads[i] = slots[i].front().starts_us;
  }
  rows = std::min(rows, all);
  for (Column& column : builder.table().columns) column.ints.reserve(rows);
  while (rows != 0) {
    const std::int64_t next_us = *std::min_element(heads.begin(), heads.end());
    for (std::size_t i = 0; i < heads.size() && rows != 0; ++i) {
      if (heads[i] != next_us) continue;
      put_slot(builder, calendars[i], slots[i][at[i]]);
      heads[i] = ++at[i] == slots[i].size() ? kNoMore : slots[i][at[i]].starts_us;
      --rows;
    }
  }
}

}  // namespace

Result<std::map<std::int64_t, model::CalendarTimes>> load_times(
    store::Connection& db, const std::vector<CalendarRow>& calendars, const TimesWanted& wanted) {
  Times times;
  for (const CalendarRow& row : calendars) times[row.id].rules = row.rules();
  PMM_TRY(load_openings(db, wanted, times));
  PMM_TRY(load_closures(db, calendars, wanted, times));
  for (auto& [calendar, of] : times) {
    if (wanted.booked) PMM_TRY(load_booked(db, wanted, calendar, of));
    model::sort_times(of);
  }
  return times;
}

Result<TablePtr> list_slots(const Reading& reading, const SlotFilter& filter, std::int64_t rows) {
  if (rows < 0 || rows > limits::kSlotRows)
    return Status::limit("rows", std::to_string(rows) + " rows are outside 0 to " +
                                     std::to_string(limits::kSlotRows));
  const auto most = static_cast<std::size_t>(rows == 0 ? limits::kSlotRows : rows);
  PMM_ASSIGN(const model::Span asked, asked_span(reading, filter));
  TableBuilder builder(kSlotColumns);
  if (model::reach(reading.plan, Action::kRead, Noun::kCalendar).none()) return builder.finish();
  PMM_ASSIGN(const auto calendars, load_active(reading.db, filter));
  PMM_ASSIGN(const auto holidays, load_holidays(reading.db));
  PMM_ASSIGN(const auto times, load_times(reading.db, calendars,
                                          {filter.calendar.value.value_or(0), asked.from_us,
                                           asked.to_us, reading.now_us, true}));
  const model::SlotDays days(reading.zone, holidays, asked.from_us, asked.to_us);
  std::vector<std::vector<model::Slot>> slots(calendars.size());
  for (std::size_t i = 0; i < calendars.size(); ++i)
    model::append_slots(times.at(calendars[i].id), days, window_of(reading, calendars[i], asked),
                        filter.full.value.value_or(false), slots[i]);
  put_slots(builder, calendars, slots, most);
  return builder.finish();
}

Result<TablePtr> list_calendar_conflicts(const Reading& reading, std::int64_t calendar) {
  PMM_ASSIGN(const CalendarRow row, load_calendar_row(reading.db, calendar, "calendar"));
  // The calendar is everybody's to see; what is booked in it is not.
  if (!model::may(reading.plan, Action::kRead, Noun::kAppointment,
                  {0, row.office, row.service.value_or(0), {}, 0}))
    return model::no_such(Noun::kCalendar, "calendar", calendar);
  PMM_ASSIGN(auto rows, reading.db.prepare(sql::kComing));
  rows.bind(1, calendar).bind(2, reading.now_us);
  PMM_ASSIGN(const auto holidays, load_holidays(reading.db));
  TableBuilder builder(kConflictColumns);
  PMM_ASSIGN(const auto loaded,
             load_times(reading.db, {row},
                        {calendar, reading.now_us, std::numeric_limits<std::int64_t>::max() / 2,
                         reading.now_us, false}));
  const model::CalendarTimes& times = loaded.at(calendar);
  std::map<std::int64_t, std::int32_t> taken;  // by the start of a slot
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return builder.finish();
    const std::int64_t starts_us = rows.int_at(3);
    const model::SlotDays days(reading.zone, holidays, starts_us, rows.int_at(4));
    const model::SlotAt at = model::slot_at(times, days, starts_us);
    std::string_view reason = model::slot_fault_name(at.fault);
    if (at.fault == model::SlotFault::kNone) {
      if (at.slot.ends_us != rows.int_at(4))
        reason = "other_length";
      else if (++taken[starts_us] > at.slot.capacity)
        reason = "over_capacity";
      else
        continue;
    }
    builder.integer(rows.int_at(0));
    builder.text(rows.text_at(1));
    builder.text(rows.text_at(2));
    builder.time(starts_us);
    builder.time(rows.int_at(4));
    builder.text(reason);
    builder.end_row();
  }
}

}  // namespace pmm::crm

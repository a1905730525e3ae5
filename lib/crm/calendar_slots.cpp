// What the calendars have free, and what they no longer have room for.
#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>
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

Result<std::vector<CalendarRow>> load_active(store::Connection& db, const SlotFilter& filter) {
  std::vector<CalendarRow> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kActiveCalendars));
  rows.bind(1, filter.calendar.value.value_or(0)).bind(2, filter.office.value.value_or(0));
  rows.bind(3, filter.service.value.value_or(0));
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back(read_calendar(rows));
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
  std::set<std::int64_t> offices;
  for (const CalendarRow& row : calendars) offices.insert(row.office);
  for (const std::int64_t office : offices) {
    PMM_ASSIGN(auto rows, db.prepare(sql::kClosuresOfOffice));
    rows.bind(1, office).bind(2, wanted.from_us).bind(3, wanted.to_us);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      const std::int64_t calendar = rows.int_at(0);  // 0: every one of the office
      const model::Span closed{rows.int_at(1), rows.int_at(2)};
      const auto one = times.find(calendar);
      if (one != times.end()) one->second.closures.push_back(closed);
      if (calendar != 0) continue;
      for (const CalendarRow& row : calendars)
        if (row.office == office) times[row.id].closures.push_back(closed);
    }
  }
  return {};
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

// The rows of the answer, written column by column: there are many of them.
class SlotTable {
 public:
  SlotTable(const std::vector<CalendarRow>& calendars, std::size_t most)
      : builder_(kSlotColumns), calendars_(calendars), most_(most) {}

  bool full() const noexcept { return rows_ == most_; }

  // Merges what the calendars have on a day, each in order of time. Most begin their slots at the
  // same times, so that one look at all of them gives many rows.
  void add(const std::vector<std::vector<model::Slot>>& slots) {
    constexpr std::int64_t kNoMore = std::numeric_limits<std::int64_t>::max();
    at_.assign(slots.size(), 0);
    heads_.assign(slots.size(), kNoMore);
    std::size_t count = 0;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      count += slots[i].size();
      if (!slots[i].empty()) heads_[i] = slots[i].front().starts_us;
    }
    const std::size_t end = std::min(rows_ + count, most_);
    for (Column& column : builder_.table().columns) column.ints.resize(end);
    while (rows_ != end) {
      const std::int64_t next_us = *std::min_element(heads_.begin(), heads_.end());
      for (std::size_t i = 0; i < heads_.size() && rows_ != end; ++i) {
        if (heads_[i] != next_us) continue;
        put(calendars_[i], slots[i][at_[i]]);
        heads_[i] = ++at_[i] == slots[i].size() ? kNoMore : slots[i][at_[i]].starts_us;
      }
    }
  }

  Result<TablePtr> finish() {
    Table& table = builder_.table();
    table.rows = static_cast<std::int64_t>(rows_);
    Column& service = table.columns[kService];
    service.null_count = std::count(service.ints.begin(), service.ints.end(), 0);
    if (service.null_count != 0) {
      service.validity.assign((rows_ + 7) / 8, 0);
      for (std::size_t i = 0; i < rows_; ++i)
        if (service.ints[i] != 0)
          service.validity[i / 8] =
              static_cast<std::uint8_t>(service.validity[i / 8] | 1U << i % 8);
    }
    return builder_.finish();
  }

 private:
  static constexpr std::size_t kService = 2;  // among kSlotColumns

  void put(const CalendarRow& calendar, const model::Slot& slot) noexcept {
    std::vector<Column>& columns = builder_.table().columns;
    const std::array values{calendar.id,
                            calendar.office,
                            calendar.service.value_or(0),
                            slot.starts_us,
                            slot.ends_us,
                            std::int64_t{slot.capacity},
                            std::int64_t{std::max(0, slot.capacity - slot.taken)}};
    for (std::size_t i = 0; i < values.size(); ++i) columns[i].ints[rows_] = values[i];
    ++rows_;
  }

  TableBuilder builder_;
  const std::vector<CalendarRow>& calendars_;
  std::size_t most_;
  std::size_t rows_ = 0;
  std::vector<std::size_t> at_;
  std::vector<std::int64_t> heads_;
};

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
  if (model::reach(reading.plan, Action::kRead, Noun::kCalendar).none())
    return TableBuilder(kSlotColumns).finish();
  PMM_ASSIGN(const auto calendars, load_active(reading.db, filter));
  PMM_ASSIGN(const auto holidays, load_holidays(reading.db));
  PMM_ASSIGN(const auto times, load_times(reading.db, calendars,
                                          {filter.calendar.value.value_or(0), asked.from_us,
                                           asked.to_us, reading.now_us, true}));
  const model::SlotDays days(reading.zone, holidays, asked.from_us, asked.to_us);
  std::vector<model::SlotWalk> walks;
  walks.reserve(calendars.size());
  for (const CalendarRow& row : calendars)
    walks.emplace_back(times.at(row.id), window_of(reading, row, asked),
                       filter.full.value.value_or(false));
  SlotTable table(calendars, most);
  std::vector<std::vector<model::Slot>> slots(calendars.size());
  for (const model::SlotDays::Day& day : days.days()) {
    if (table.full()) break;
    PMM_TRY(reading.db.check());
    for (std::size_t i = 0; i < walks.size(); ++i) {
      slots[i].clear();
      walks[i].append(days, day, slots[i]);
    }
    table.add(slots);
  }
  return table.finish();
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
  std::map<std::int32_t, model::SlotDays> days;
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return builder.finish();
    const std::int64_t starts_us = rows.int_at(3);
    const std::int32_t day = reading.zone.local_day(starts_us);
    const auto of_day =
        days.try_emplace(day, reading.zone, holidays, starts_us, starts_us + 1).first;
    const model::SlotAt at = model::slot_at(times, of_day->second, starts_us);
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

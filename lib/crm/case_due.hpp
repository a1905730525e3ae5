#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crm/case_row.hpp"
#include "model/calendar.hpp"
#include "model/due.hpp"

namespace pmm::crm {

struct CaseInterval {
  std::int64_t id = 0;
  std::string kind;
  std::int64_t from_us = 0;
  std::optional<std::int64_t> to_us;
  std::optional<std::int32_t> days;
  std::optional<std::string> reason;

  bool is_running() const noexcept { return kind != kIntervalExtension && !to_us; }
};
Result<std::vector<CaseInterval>> load_case_intervals(store::Connection& db, std::int64_t case_id);
Status insert_case_interval(const Writing& writing, std::int64_t case_id,
                            const CaseInterval& interval);
// Ends the running intervals of one kind, or of every kind when it is empty; gives their number.
Result<std::int64_t> end_case_intervals(const Writing& writing, std::int64_t case_id,
                                        std::string_view kind, std::int64_t at_us);

// The due time of a service's term; none without a term. For many cases over one calendar.
Result<std::optional<std::int64_t>> derive_due(const ServiceRules& service, std::int64_t opened_us,
                                               const std::vector<CaseInterval>& intervals,
                                               const model::WorkingCalendar& calendar,
                                               const Zone& zone);
model::DueInput due_input(const ServiceRules& service, std::int64_t opened_us,
                          const std::vector<CaseInterval>& intervals);

// Derives the due time of one case from its intervals as they stand, and notes it in `changes`. A
// given due time and a draft are left alone; whether a closed case's may move is the caller's to
// say.
Status derive_case_due(const Writing& writing, CaseRow& row, const ServiceRules& service,
                       Changes& changes);

// Derives anew the due times of up to `max_rows` open cases after `after_id`, one journal record
// "derive" for each that moves; gives their number. `last_id` is the last case looked at, 0 when
// there are no more.
Result<std::int64_t> rederive_due(const Writing& writing, std::int64_t after_id,
                                  std::int64_t max_rows, std::int64_t& last_id);
// The state of the calendar that due times have to follow, and the one they all do: when the two
// differ, a pass of rederive_due() over all cases is due, and mark_calendar_done(the number read
// before the pass) ends it.
struct CalendarState {
  std::int64_t changed = 0;
  std::int64_t done = 0;
};
Result<CalendarState> calendar_state(store::Connection& db);
Status mark_calendar_done(store::Tx& tx, std::int64_t changed);

}  // namespace pmm::crm

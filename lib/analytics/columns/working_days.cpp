#include "analytics/columns/working_days.hpp"

#include <utility>

#include "analytics/columns/feed_sql.hpp"

namespace pmm::analytics {
namespace {

constexpr std::int32_t kFirstTabled = -3'653;  // 1960
constexpr std::int32_t kTabledDays = 51'135;   // to the end of 2099

bool is_in_table(std::int32_t day) noexcept {
  return day >= kFirstTabled && day < kFirstTabled + kTabledDays;
}

}  // namespace

WorkingDays::WorkingDays(model::WorkingCalendar calendar, std::shared_ptr<const Zone> zone)
    : calendar_(std::move(calendar)), zone_(std::move(zone)) {
  before_.reserve(kTabledDays);
  std::int32_t worked = 0;
  for (std::int32_t i = 0; i < kTabledDays; ++i)
    before_.push_back(worked += calendar_.is_working(kFirstTabled + i) ? 1 : 0);
}

std::int64_t WorkingDays::between_days(std::int32_t from, std::int32_t to) const noexcept {
  if (!is_in_table(from) || !is_in_table(to)) return calendar_.working_days_between(from, to);
  return before_[static_cast<std::size_t>(to - kFirstTabled)] -
         before_[static_cast<std::size_t>(from - kFirstTabled)];
}

Result<std::shared_ptr<const WorkingDays>> load_working_days(store::Connection& db,
                                                             std::shared_ptr<const Zone> zone) {
  const auto small = [](const std::optional<std::int64_t>& value) {
    return static_cast<std::int32_t>(value.value_or(0));
  };
  const auto day = [](const std::optional<std::int64_t>& value) {
    return value ? std::optional(static_cast<std::int32_t>(*value)) : std::nullopt;
  };
  std::vector<model::Holiday> holidays;
  PMM_ASSIGN(auto row, db.prepare(sql::kHolidays));
  for (;;) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    model::Holiday holiday;
    holiday.kind = model::parse_holiday_kind(row.text_at(0)).value_or(model::Holiday::Kind::kDate);
    holiday.date = small(row.opt_int(1));
    holiday.month = small(row.opt_int(2));
    holiday.day_of_month = small(row.opt_int(3));
    holiday.easter_offset = small(row.opt_int(4));
    holiday.valid_from = day(row.opt_int(5));
    holiday.valid_to = day(row.opt_int(6));
    holidays.push_back(std::move(holiday));
  }
  return std::make_shared<const WorkingDays>(model::WorkingCalendar(std::move(holidays)),
                                             std::move(zone));
}

}  // namespace pmm::analytics

#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertHoliday = R"sql(
INSERT INTO holidays (id, version, created_us, rule, name, month, day, easter_offset, on_day,
                      valid_from_on, valid_to_on)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql";

inline constexpr const char* kUpdateHoliday = R"sql(
UPDATE holidays SET version = version + 1, name = $2, month = $3, day = $4, easter_offset = $5,
                    on_day = $6, valid_from_on = $7, valid_to_on = $8
WHERE id = $1
)sql";

inline constexpr const char* kHolidayRow = R"sql(
SELECT version, rule, name, month, day, easter_offset, on_day, valid_from_on, valid_to_on
FROM holidays WHERE id = $1
)sql";

inline constexpr const char* kAllHolidays = R"sql(
SELECT version, rule, name, month, day, easter_offset, on_day, valid_from_on, valid_to_on
FROM holidays ORDER BY id
)sql";

inline constexpr const char* kSelectHolidays = R"sql(
SELECT id, version, name, rule, month, day, easter_offset, on_day, valid_from_on, valid_to_on,
       created_us
FROM holidays
)sql";

inline constexpr const char* kSelectHoliday = R"sql(
SELECT id, version, name, rule, month, day, easter_offset, on_day, valid_from_on, valid_to_on,
       created_us
FROM holidays WHERE id = $1
)sql";

inline constexpr const char* kHolidayRuleIs = R"sqlpart(rule = {})sqlpart";

}  // namespace pmm::crm::sql

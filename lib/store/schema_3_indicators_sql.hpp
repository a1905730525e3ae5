#pragma once

#include <array>

// The third schema: what indicators look at besides the views of the second.
namespace pmm::store {

inline constexpr std::array kViews3Indicators{
    // When the term of a case stood still: where two of its intervals overlap, the later one begins
    // where the earlier ends. Without to_us it still does.
    R"sql(
CREATE VIEW v_standstills AS
SELECT case_id AS case_id,
       CASE WHEN before_us > from_us THEN before_us ELSE from_us END AS from_us, to_us AS to_us
FROM (
  SELECT case_id, from_us, to_us,
         MAX(COALESCE(to_us, 9223372036854775807)) OVER (
           PARTITION BY case_id ORDER BY from_us, id
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_us
  FROM case_intervals WHERE kind <> 'extension') i
WHERE COALESCE(to_us, 9223372036854775807) > CASE
  WHEN before_us > from_us THEN before_us ELSE from_us END
)sql",
};

}  // namespace pmm::store

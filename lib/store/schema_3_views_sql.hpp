#pragma once

#include <array>

// The views that the third schema has more than views_sql.hpp.
namespace pmm::store {

inline constexpr std::array kViews3{
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
    // One row per value that a case has in an attribute of its own. A text of the shape of an
    // instant (RFC 3339 with an offset) is one too: the number of its day after Fliegel and Van
    // Flandern, all parts of it whole and not below 0.
    R"sql(
CREATE VIEW v_case_attributes AS
SELECT p.case_id AS case_id, p.code AS code, p.text_value AS text_value,
       p.number_value AS number_value, p.day AS day,
       ((p.d + (153 * (p.m + 12 * ((14 - p.m) / 12) - 3) + 2) / 5
         + 365 * (p.y + 4800 - (14 - p.m) / 12) + (p.y + 4800 - (14 - p.m) / 12) / 4
         - (p.y + 4800 - (14 - p.m) / 12) / 100 + (p.y + 4800 - (14 - p.m) / 12) / 400
         - 2472633) * 86400
        + p.seconds - p.offset_sign * p.offset_s) * 1000000
       + p.fraction AS instant_us
FROM (
  SELECT t.case_id AS case_id, t.code AS code, t.text_value AS text_value,
         t.number_value AS number_value, t.day AS day,
         CAST(SUBSTR(t.stamp, 1, 4) AS BIGINT) AS y, CAST(SUBSTR(t.stamp, 6, 2) AS BIGINT) AS m,
         CAST(SUBSTR(t.stamp, 9, 2) AS BIGINT) AS d,
         CAST(SUBSTR(t.stamp, 12, 2) AS BIGINT) * 3600
           + CAST(SUBSTR(t.stamp, 15, 2) AS BIGINT) * 60
           + CAST(SUBSTR(t.stamp, 18, 2) AS BIGINT) AS seconds,
         CASE WHEN SUBSTR(t.stamp, 20, 1) = '.' THEN
           CAST(SUBSTR(SUBSTR(t.stamp, 21, LENGTH(t.stamp) - 20 - t.zone_size) || '000000', 1, 6)
                AS BIGINT) ELSE 0 END AS fraction,
         CASE WHEN t.zone_size = 1 THEN 0
              WHEN SUBSTR(t.stamp, LENGTH(t.stamp) - 5, 1) = '-' THEN -1 ELSE 1 END AS offset_sign,
         CASE WHEN t.zone_size = 1 THEN 0
              ELSE CAST(SUBSTR(t.stamp, LENGTH(t.stamp) - 4, 2) AS BIGINT) * 3600
                   + CAST(SUBSTR(t.stamp, LENGTH(t.stamp) - 1, 2) AS BIGINT) * 60
         END AS offset_s
  FROM (
    SELECT c.id AS case_id, a.key AS code, CASE WHEN a.type = 'text' THEN a.value END AS text_value,
           CASE WHEN a.type IN ('integer', 'real') THEN CAST(a.value AS DOUBLE PRECISION)
           END AS number_value,
           CASE WHEN a.type = 'text' AND LENGTH(a.value) = 10 AND SUBSTR(a.value, 5, 1) = '-'
                     AND SUBSTR(a.value, 8, 1) = '-' THEN a.value END AS day,
           CASE WHEN a.type = 'text' AND LENGTH(a.value) >= 20 AND SUBSTR(a.value, 5, 1) = '-'
                     AND SUBSTR(a.value, 8, 1) = '-' AND SUBSTR(a.value, 14, 1) = ':'
                     AND SUBSTR(a.value, 17, 1) = ':' THEN a.value END AS stamp,
           CASE WHEN a.type = 'text' AND UPPER(SUBSTR(a.value, LENGTH(a.value), 1)) = 'Z' THEN 1
                ELSE 6 END AS zone_size
    FROM cases c, json_each(c.attributes) a
    WHERE c.attributes IS NOT NULL) t) p
)sql",
};

}  // namespace pmm::store

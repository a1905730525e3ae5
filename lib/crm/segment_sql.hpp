#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertSegment = R"sql(
INSERT INTO segments (id, version, name, title, note, rule, since_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $6)
)sql";

inline constexpr const char* kSegmentRow = R"sql(
SELECT version, name, title, note, rule, since_us FROM segments
WHERE id = $1 AND removed_us IS NULL
)sql";

inline constexpr const char* kUpdateSegment = R"sql(
UPDATE segments SET version = version + 1, name = $2, title = $3, note = $4, rule = $5,
                    since_us = $6
WHERE id = $1
)sql";

inline constexpr const char* kRemoveSegment = R"sql(
UPDATE segments SET version = version + 1, removed_us = $2, since_us = $2 WHERE id = $1
)sql";

inline constexpr const char* kKeepSegmentPast = R"sql(
INSERT INTO segment_past (segment, since_us, until_us, version, name, title, note, rule)
SELECT id, since_us, $2, version, name, title, note, rule FROM segments WHERE id = $1
)sql";

inline constexpr const char* kSegmentByName = R"sql(
SELECT id, version, rule FROM segments WHERE name = $1 AND removed_us IS NULL
)sql";

inline constexpr const char* kLiveSegments = R"sql(
SELECT name, rule FROM segments WHERE removed_us IS NULL ORDER BY id
)sql";

inline constexpr const char* kSelectSegments = R"sql(
SELECT id, version, name, title, note, rule, since_us, created_us FROM segments
)sql";

inline constexpr const char* kSelectSegment = R"sql(
SELECT id, version, name, title, note, rule, since_us, created_us FROM segments
WHERE id = $1 AND removed_us IS NULL
)sql";

inline constexpr const char* kSelectSegmentVersions = R"sql(
SELECT version, name, title, note, rule, since_us, until_us
FROM (SELECT version, name, title, note, rule, since_us, removed_us AS until_us
      FROM segments WHERE id = $1 AND removed_us IS NULL
      UNION ALL
      SELECT version, name, title, note, rule, since_us, until_us
      FROM segment_past WHERE segment = $1) AS versions
ORDER BY version DESC
)sql";

inline constexpr const char* kSegmentLive = R"sqlpart(removed_us IS NULL)sqlpart";
inline constexpr const char* kSegmentNameIs = R"sqlpart(name = {})sqlpart";

// One member of a group, as it is shown.
inline constexpr const char* kSelectMember = R"sql(
SELECT s.token, s.kind, s.name, s.language,
       (SELECT a.value FROM addresses a WHERE a.subject = s.id AND a.kind = 'email'
        AND a.is_default = 1 AND a.ended_us IS NULL),
       (SELECT a.value FROM addresses a WHERE a.subject = s.id AND a.kind = 'pec'
        AND a.is_default = 1 AND a.ended_us IS NULL),
       (SELECT a.value FROM addresses a WHERE a.subject = s.id AND a.kind = 'phone'
        AND a.is_default = 1 AND a.ended_us IS NULL),
       (SELECT a.value FROM addresses a WHERE a.subject = s.id AND a.kind = 'postal'
        AND a.is_default = 1 AND a.ended_us IS NULL)
FROM subjects s WHERE s.id = $1
)sql";

}  // namespace pmm::crm::sql

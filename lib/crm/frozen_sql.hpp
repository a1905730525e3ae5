#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertFrozenGroup = R"sql(
INSERT INTO frozen_groups (id, segment, segment_version, title, rule, split, members, journal,
                           visit, actor, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql";

inline constexpr const char* kInsertFrozenMember = R"sql(
INSERT INTO frozen_members (frozen, subject, label) VALUES ($1, $2, $3)
)sql";

inline constexpr const char* kSelectFrozenGroups = R"sql(
SELECT id, segment, segment_version, title, rule, split, members, journal, visit, actor,
       created_us
FROM frozen_groups
)sql";

inline constexpr const char* kSelectFrozenGroup = R"sql(
SELECT id, segment, segment_version, title, rule, split, members, journal, visit, actor,
       created_us
FROM frozen_groups WHERE id = $1
)sql";

inline constexpr const char* kSelectFrozenMembers = R"sql(
SELECT m.subject, m.label, s.token, s.kind, s.name, s.language,
       (SELECT a.value FROM addresses a WHERE a.subject = s.id AND a.kind = 'email'
        AND a.is_default = 1 AND a.ended_us IS NULL),
       (SELECT a.value FROM addresses a WHERE a.subject = s.id AND a.kind = 'pec'
        AND a.is_default = 1 AND a.ended_us IS NULL),
       (SELECT a.value FROM addresses a WHERE a.subject = s.id AND a.kind = 'phone'
        AND a.is_default = 1 AND a.ended_us IS NULL),
       (SELECT a.value FROM addresses a WHERE a.subject = s.id AND a.kind = 'postal'
        AND a.is_default = 1 AND a.ended_us IS NULL)
FROM frozen_members m JOIN subjects s ON s.id = m.subject
)sql";

inline constexpr const char* kFrozenOfSegment = R"sqlpart(segment = {})sqlpart";
inline constexpr const char* kFrozenOfSubject = R"sqlpart(
id IN (SELECT frozen FROM frozen_members WHERE subject = {})
)sqlpart";
inline constexpr const char* kMemberOf = R"sqlpart(m.frozen = {})sqlpart";
inline constexpr const char* kMemberLabelIs = R"sqlpart(m.label = {})sqlpart";

}  // namespace pmm::crm::sql

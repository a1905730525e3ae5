#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kPreferenceRow = R"sql(
SELECT version, settings_version, mode, language, read_receipts, preferred_channel, quiet_from_min,
       quiet_to_min, digest, digest_hour, cap_count, cap_hours
FROM preferences WHERE subject = $1
)sql";

inline constexpr const char* kPreferenceChoices = R"sql(
SELECT scope, target, channel, wanted FROM preference_choices
WHERE subject = $1 AND settings_version = $2 ORDER BY scope, target, channel
)sql";

inline constexpr const char* kPreferredChannels = R"sql(
SELECT scope, target, channel FROM preferred_channels WHERE subject = $1 ORDER BY scope, target
)sql";

inline constexpr const char* kInsertPreference = R"sql(
INSERT INTO preferences (subject, version, settings_version, mode, language, read_receipts,
                         preferred_channel, quiet_from_min, quiet_to_min, digest, digest_hour,
                         cap_count, cap_hours, created_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
)sql";

inline constexpr const char* kUpdatePreference = R"sql(
UPDATE preferences SET version = $2, settings_version = $3, mode = $4, language = $5,
                       read_receipts = $6, preferred_channel = $7, quiet_from_min = $8,
                       quiet_to_min = $9, digest = $10, digest_hour = $11, cap_count = $12,
                       cap_hours = $13
WHERE subject = $1
)sql";

inline constexpr const char* kDeleteChoice = R"sql(
DELETE FROM preference_choices
WHERE subject = $1 AND settings_version = $2 AND scope = $3 AND target = $4 AND channel = $5
)sql";

inline constexpr const char* kInsertChoice = R"sql(
INSERT INTO preference_choices (subject, settings_version, scope, target, channel, wanted)
VALUES ($1, $2, $3, $4, $5, $6)
)sql";

inline constexpr const char* kDeletePreferredChannel = R"sql(
DELETE FROM preferred_channels WHERE subject = $1 AND scope = $2 AND target = $3
)sql";

inline constexpr const char* kInsertPreferredChannel = R"sql(
INSERT INTO preferred_channels (subject, scope, target, channel) VALUES ($1, $2, $3, $4)
)sql";

inline constexpr const char* kInsertPreferenceEvent = R"sql(
INSERT INTO preference_events (id, subject, version, settings_version, at_us, setting, scope,
                               target, channel, old_value, new_value, actor, on_behalf_of, via,
                               assurance)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
)sql";

inline constexpr const char* kSelectPreferenceEvents = R"sql(
SELECT id, version, settings_version, at_us, setting, scope, target, channel, old_value, new_value,
       actor, on_behalf_of, via, assurance
FROM preference_events
)sql";
inline constexpr const char* kPreferenceEventsOf = R"sqlpart(
subject IN (SELECT s.id FROM subjects s WHERE s.id = {} OR s.merged_into = {})
)sqlpart";

inline constexpr const char* kCategoryChain = R"sql(
WITH RECURSIVE up (id, parent, depth) AS (
  SELECT id, parent, 0 FROM categories WHERE id = $1
  UNION ALL
  SELECT c.id, c.parent, up.depth + 1 FROM up JOIN categories c ON c.id = up.parent)
SELECT id FROM up ORDER BY depth
)sql";

}  // namespace pmm::crm::sql

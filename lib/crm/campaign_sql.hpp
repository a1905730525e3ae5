#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertCampaign = R"sql(
INSERT INTO campaigns (id, version, name, frozen, control, state, class, service, language, title,
                       body, collapse_key, starts_us, expires_us, per_hour, after_subject, planned,
                       hour_us, hour_count, actor, created_us)
VALUES ($1, 1, $2, $3, $4, 'running', $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, 0, $14, $15)
)sql";

inline constexpr const char* kCampaignRow = R"sql(
SELECT c.version, c.frozen, c.control, c.state, c.class, c.service, c.language, c.title, c.body,
       c.collapse_key, c.starts_us, c.expires_us, c.per_hour, c.after_subject, c.planned, c.hour_us,
       c.hour_count, s.office, s.category
FROM campaigns c LEFT JOIN services s ON s.id = c.service WHERE c.id = $1
)sql";

inline constexpr const char* kRunningCampaigns = R"sql(
SELECT id FROM campaigns WHERE state = 'running' AND starts_us <= $1 AND id > $2
ORDER BY id LIMIT 100
)sql";

inline constexpr const char* kMoveCampaign = R"sql(
UPDATE campaigns SET version = version + 1, state = $2, done_us = $3 WHERE id = $1
)sql";

inline constexpr const char* kAdvanceCampaign = R"sql(
UPDATE campaigns SET version = version + 1, after_subject = $2, planned = $3, hour_us = $4,
                     hour_count = $5, state = $6, done_us = $7
WHERE id = $1
)sql";

// A member that was merged since is who it is now; 1 where that one is a member of its own.
inline constexpr const char* kMembersAfter = R"sql(
SELECT m.subject, m.label, COALESCE(s.merged_into, m.subject),
       CASE WHEN s.merged_into IS NOT NULL
                 AND EXISTS (SELECT 1 FROM frozen_members o
                             WHERE o.frozen = m.frozen AND o.subject = s.merged_into)
            THEN 1 ELSE 0 END
FROM frozen_members m JOIN subjects s ON s.id = m.subject
WHERE m.frozen = $1 AND m.subject > $2
ORDER BY m.subject LIMIT $3
)sql";

inline constexpr const char* kHasLabel = R"sql(
SELECT subject FROM frozen_members WHERE frozen = $1 AND label = $2 LIMIT 1
)sql";

inline constexpr const char* kInsertSkip = R"sql(
INSERT INTO campaign_skips (campaign, subject, reason) VALUES ($1, $2, $3)
)sql";

inline constexpr const char* kInsertCampaignNotice = R"sql(
INSERT INTO notifications (id, token, version, subject, service, category, office, origin, class,
                           language, title, body, collapse_key, documents, archived_us,
                           created_us)
VALUES ($1, $2, 1, $3, $4, $5, $6, 'campaign', $7, $8, $9, $10, $11, 0, $12, $13)
)sql";

inline constexpr const char* kWaitingOfCampaign = R"sql(
SELECT id, subject FROM deliveries WHERE campaign = $1 AND due_us >= $2 ORDER BY id
)sql";

inline constexpr const char* kWakeDelivery = R"sql(
UPDATE deliveries SET version = version + 1, due_us = $2, reason = NULL WHERE id = $1
)sql";

inline constexpr const char* kCallBackDelivery = R"sql(
UPDATE deliveries SET version = version + 1, state = 'cancelled', reason = 'campaign_cancelled',
                      due_us = NULL, done_us = $2
WHERE id = $1
)sql";

inline constexpr const char* kSelectCampaigns = R"sql(
SELECT id, version, name, frozen, control, state, class, service, language, title, body,
       collapse_key, starts_us, expires_us, per_hour, planned, skipped, members, done_us, actor,
       created_us
FROM (SELECT c.id, c.version, c.name, c.frozen, c.control, c.state, c.class, c.service, c.language,
             c.title, c.body, c.collapse_key, c.starts_us, c.expires_us, c.per_hour, c.planned,
             (SELECT count(*) FROM campaign_skips k WHERE k.campaign = c.id) AS skipped,
             f.members, c.done_us, c.actor, c.created_us
      FROM campaigns c JOIN frozen_groups f ON f.id = c.frozen) AS mailing
)sql";
inline constexpr const char* kCampaignStateIs = R"sqlpart(state = {})sqlpart";
inline constexpr const char* kCampaignFrozenIs = R"sqlpart(frozen = {})sqlpart";

inline constexpr const char* kCampaignCounts = R"sql(
SELECT c.code AS channel_code, d.state AS state, d.reason AS reason, count(*) AS persons
FROM deliveries d JOIN channels c ON c.id = d.channel
WHERE d.campaign = $1 GROUP BY c.code, d.state, d.reason
UNION ALL
SELECT NULL AS channel_code, 'skipped' AS state, k.reason AS reason, count(*) AS persons
FROM campaign_skips k WHERE k.campaign = $1 GROUP BY k.reason
ORDER BY channel_code, state, reason
)sql";

}  // namespace pmm::crm::sql

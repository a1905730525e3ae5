#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertCampaign = R"sql(
INSERT INTO campaigns (id, version, name, frozen, control, state, class, service, language, title,
                       body, collapse_key, starts_us, expires_us, per_hour, after_subject, planned,
                       hour_us, hour_count, actor, created_us, purpose)
VALUES ($1, 1, $2, $3, $4, 'running', $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, 0, $14, $15,
        $16)
)sql";

inline constexpr const char* kPurposeOfCampaign = R"sql(
SELECT active FROM consent_purposes WHERE id = $1
)sql";

inline constexpr const char* kCampaignRow = R"sql(
SELECT c.version, c.frozen, c.control, c.state, c.class, c.service, c.language, c.title, c.body,
       c.collapse_key, c.starts_us, c.expires_us, c.per_hour, c.after_subject, c.planned, c.hour_us,
       c.hour_count, s.office, s.category
FROM campaigns c LEFT JOIN services s ON s.id = c.service WHERE c.id = $1
)sql";

// Those whose throttle leaves room now, $1, or whose hour has to be set to a clock put back. By the
// index of those that run, whence the signs.
inline constexpr const char* kRunningCampaigns = R"sql(
SELECT id FROM campaigns
WHERE state = 'running' AND starts_us <= $1 AND +id > $2
  AND (per_hour IS NULL OR hour_count < per_hour OR $1 < hour_us OR $1 >= hour_us + 3600000000)
ORDER BY +id LIMIT 100
)sql";

inline constexpr const char* kMoveCampaign = R"sql(
UPDATE campaigns SET version = version + 1, state = $2, done_us = $3, followed_to = $4 WHERE id = $1
)sql";

inline constexpr const char* kMovedCampaign = R"sql(
SELECT id, state, followed_to FROM campaigns WHERE followed_to IS NOT NULL ORDER BY id LIMIT 1
)sql";

inline constexpr const char* kFollowedCampaign = R"sql(
UPDATE campaigns SET followed_to = $2 WHERE id = $1
)sql";

inline constexpr const char* kAdvanceCampaign = R"sql(
UPDATE campaigns SET version = version + 1, after_subject = $2, planned = $3, hour_us = $4,
                     hour_count = $5, state = $6, done_us = $7
WHERE id = $1
)sql";

inline constexpr const char* kMembersAfter = R"sql(
SELECT subject, label FROM frozen_members WHERE frozen = $1 AND subject > $2
ORDER BY subject LIMIT $3
)sql";

// The same with why not: died_on, and whether it is erased, restricted, objected. A member that was
// merged since is who it is now, behind them; 1 where another member is that one too and is told.
inline constexpr const char* kMembersToTell = R"sql(
SELECT f.subject, f.label, s.died_on,
       EXISTS (SELECT 1 FROM delivery_stops t WHERE t.subject = s.id AND t.kind = 'erased'),
       EXISTS (SELECT 1 FROM delivery_stops t WHERE t.subject = s.id AND t.kind = 'restricted'),
       EXISTS (SELECT 1 FROM delivery_stops t WHERE t.subject = s.id AND t.kind = 'objected'),
       s.id,
       CASE WHEN k.merged_into IS NOT NULL
                 AND (EXISTS (SELECT 1 FROM frozen_members o
                              WHERE o.frozen = f.frozen AND o.subject = s.id)
                      OR EXISTS (SELECT 1 FROM subjects l JOIN frozen_members o ON o.subject = l.id
                                 WHERE l.merged_into = s.id AND l.id < f.subject
                                   AND o.frozen = f.frozen))
            THEN 1 ELSE 0 END
FROM frozen_members f JOIN subjects k ON k.id = f.subject
JOIN subjects s ON s.id = COALESCE(k.merged_into, k.id)
WHERE f.frozen = $1 AND f.subject > $2
ORDER BY f.subject LIMIT $3
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

// What is in a digest waits with it, until that has gone. $4 is what waits to be woken.
inline constexpr const char* kDeliveriesOfCampaign = R"sql(
SELECT d.id, d.subject,
       CASE WHEN d.due_us IS NOT NULL
              OR EXISTS (SELECT 1 FROM deliveries g WHERE g.digest = d.in_digest
                         AND g.state = 'created') THEN 1 ELSE 0 END,
       CASE WHEN d.due_us = $4 THEN 1 ELSE 0 END
FROM deliveries d WHERE d.campaign = $1 AND d.id > $2 ORDER BY d.id LIMIT $3
)sql";

inline constexpr const char* kWakeDelivery = R"sql(
UPDATE deliveries SET version = version + 1, due_us = $2, reason = NULL WHERE id = $1
)sql";

inline constexpr const char* kCallBackDelivery = R"sql(
UPDATE deliveries SET version = version + 1, state = 'cancelled', reason = 'campaign_cancelled',
                      due_us = NULL, done_us = $2, in_digest = NULL
WHERE id = $1
)sql";

inline constexpr const char* kSelectCampaigns = R"sql(
SELECT id, version, name, frozen, control, state, class, service, language, title, body,
       collapse_key, starts_us, expires_us, per_hour, planned, skipped, members, done_us, actor,
       created_us, purpose
FROM (SELECT c.id, c.version, c.name, c.frozen, c.control, c.state, c.class, c.service, c.language,
             c.title, c.body, c.collapse_key, c.starts_us, c.expires_us, c.per_hour, c.planned,
             (SELECT count(*) FROM campaign_skips k WHERE k.campaign = c.id) AS skipped,
             f.members, c.done_us, c.actor, c.created_us, c.purpose
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

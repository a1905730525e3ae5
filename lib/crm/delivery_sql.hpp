#pragma once

namespace pmm::crm::sql {

// --- Channels that carry --------------------------------------------------------------------

inline constexpr const char* kSetCarried = R"sql(
INSERT INTO carried_channels (channel, version, way) VALUES ($1, 1, $2)
ON CONFLICT (channel) DO UPDATE SET version = carried_channels.version + 1, way = excluded.way
)sql";

inline constexpr const char* kDropCarried = R"sql(
DELETE FROM carried_channels WHERE channel = $1
)sql";

inline constexpr const char* kCarriedChannel = R"sql(
SELECT way FROM carried_channels WHERE channel = $1
)sql";

inline constexpr const char* kCarriedByCode = R"sql(
SELECT c.id FROM carried_channels k JOIN channels c ON c.id = k.channel WHERE c.code = $1
)sql";

inline constexpr const char* kCarriedChannels = R"sql(
SELECT c.id, k.way FROM carried_channels k JOIN channels c ON c.id = k.channel
WHERE c.active = 1 ORDER BY c.id
)sql";

inline constexpr const char* kSelectCarried = R"sql(
SELECT c.id, c.code, c.active, k.way FROM carried_channels k JOIN channels c ON c.id = k.channel
ORDER BY c.id
)sql";

// --- The queue ------------------------------------------------------------------------------

inline constexpr const char* kInsertDelivery = R"sql(
INSERT INTO deliveries (id, version, key, notification, digest, campaign, subject, recipient,
                        service, office, case_id, class, collapse_key, channel, state, due_us,
                        expires_us, token, tries, lapses, since_us, uncertain, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'created', $14, $15, 0, 0, 0,
        $16, 0, $17)
)sql";

// All that the rules and a carrier need to know of a delivery.
inline constexpr const char* kGateRows = R"sql(
SELECT d.id, d.version, d.state, d.subject, d.recipient, d.class, d.collapse_key, d.channel, c.code,
       c.active, k.way, d.digest, d.notification, d.campaign, d.expires_us, d.tries, d.lapses,
       d.token, d.service, d.office, d.case_id, d.since_us, d.key, d.uncertain, d.lease_until_us,
       d.address, s.died_on, s.language, s.name, p.subject, m.state, n.category, d.in_digest,
       d.provider, d.bounced, m.purpose, d.reason
FROM deliveries d
JOIN channels c ON c.id = d.channel
JOIN subjects s ON s.id = d.subject
LEFT JOIN carried_channels k ON k.channel = d.channel
LEFT JOIN preferences p ON p.subject = d.subject
LEFT JOIN campaigns m ON m.id = d.campaign
LEFT JOIN notifications n ON n.id = d.notification
)sql";

inline constexpr const char* kContentOf = R"sql(
SELECT title, body, language FROM notifications WHERE id = $1
)sql";

inline constexpr const char* kGateRowIs = R"sqlpart(d.id = {})sqlpart";
inline constexpr const char* kGateRowDue = R"sqlpart(
d.channel = {} AND d.due_us IS NOT NULL AND d.due_us <= {}
)sqlpart";
inline constexpr const char* kGateRowLegal = R"sqlpart(d.class = 'legal')sqlpart";
inline constexpr const char* kGateRowNotLegal = R"sqlpart(d.class <> 'legal')sqlpart";
inline constexpr const char* kGateRowOrder = " ORDER BY d.due_us, d.id LIMIT ";

// The last word of a subject on a purpose.
inline constexpr const char* kConsentOf = R"sql(
SELECT given FROM consents WHERE subject = $1 AND purpose = $2 ORDER BY id DESC LIMIT 1
)sql";

inline constexpr const char* kStopsOf = R"sql(
SELECT kind FROM delivery_stops WHERE subject = $1
)sql";

inline constexpr const char* kAddressesToReach = R"sql(
SELECT a.id, a.value, a.verified_on, COALESCE(b.bounces, 0), COALESCE(b.hard, 0)
FROM addresses a LEFT JOIN address_bounces b ON b.address = a.id
WHERE a.subject = $1 AND a.kind = $2 AND a.ended_us IS NULL
ORDER BY a.is_default DESC, a.id
)sql";

// A later one that says the same to the same and will go: $1 subject, $2 channel, $3 key, $4 the
// delivery, $5 its class, $6 its service or 0, $7 its recipient or 0, $8 now, $9 its notification,
// $10 its category or 0, $11 what waits to be woken. What a subject wants goes by the category: one
// of another may be what it does not want. What asks for something that can still be done is told
// whatever comes after. By the index of keys, whence the sign before due_us: that of due times
// reads all that waits on the channel.
inline constexpr const char* kNewerOfKey = R"sql(
SELECT n.id FROM deliveries n LEFT JOIN campaigns m ON m.id = n.campaign
LEFT JOIN notifications w ON w.id = n.notification
WHERE n.subject = $1 AND n.channel = $2 AND n.collapse_key = $3 AND n.id > $4
  AND n.due_us IS NOT NULL AND +n.due_us < $11
  AND n.class = $5 AND COALESCE(n.service, 0) = $6 AND COALESCE(n.recipient, 0) = $7
  AND COALESCE(w.category, 0) = $10
  AND (n.expires_us IS NULL OR n.expires_us > $8)
  AND (m.state IS NULL OR m.state IN ('running', 'done'))
  AND NOT EXISTS (SELECT 1 FROM notifications a
                  WHERE a.id = $9 AND a.action IS NOT NULL AND a.action_done_us IS NULL
                    AND (a.action_until_us IS NULL OR a.action_until_us >= $8))
LIMIT 1
)sql";

// Whether what goes on paper goes to the digital domicile instead: $1 notification.
inline constexpr const char* kPecOnItsWay = R"sql(
SELECT d.id FROM deliveries d
JOIN carried_channels k ON k.channel = d.channel
JOIN channels c ON c.id = d.channel
WHERE d.notification = $1 AND k.way = 'pec' AND c.active = 1
  AND d.state IN ('created', 'sending', 'sent', 'delivered', 'temporary_failure', 'uncertain')
LIMIT 1
)sql";

// What stood back for $1, which has ended unsent.
inline constexpr const char* kStoodBackFor = R"sql(
SELECT p.id, p.subject, p.case_id
FROM deliveries d JOIN deliveries p ON p.notification = d.notification AND p.id <> d.id
WHERE d.id = $1 AND d.reason <> 'digital_domicile' AND p.state = 'suppressed'
  AND p.reason = 'digital_domicile'
)sql";

inline constexpr const char* kReviveDelivery = R"sql(
UPDATE deliveries SET version = version + 1, state = $2, reason = NULL, due_us = $3, done_us = NULL
WHERE id = $1
)sql";

inline constexpr const char* kItemsOfDigest = R"sql(
SELECT id FROM deliveries WHERE in_digest = $1 ORDER BY id
)sql";

inline constexpr const char* kDigestHasGone = R"sql(
SELECT id FROM deliveries WHERE digest = $1 AND state <> 'created'
)sql";

// The one whose leaving of the window makes room: the n-th newest of the others.
inline constexpr const char* kHandedBefore = R"sql(
SELECT handed_us FROM deliveries
WHERE subject = $1 AND channel = $2 AND handed_us > $3 AND class <> 'legal' AND id <> $5
ORDER BY handed_us DESC LIMIT 1 OFFSET $4
)sql";

// The mandate by which $1 acts for $2 now, at $3, in matters of the service $4, 0 for none.
inline constexpr const char* kActsFor = R"sql(
SELECT m.id FROM mandates m
WHERE m.delegate = $1 AND m.subject = $2 AND m.state = 'active' AND m.valid_from_us <= $3
  AND (m.valid_to_us IS NULL OR m.valid_to_us > $3)
  AND (NOT EXISTS (SELECT 1 FROM mandate_services s WHERE s.mandate = m.id)
       OR EXISTS (SELECT 1 FROM mandate_services s WHERE s.mandate = m.id AND s.service = $4))
LIMIT 1
)sql";

inline constexpr const char* kMoveDelivery = R"sql(
UPDATE deliveries SET version = version + 1, state = $2, reason = $3, due_us = $4,
                      lease_until_us = NULL, in_digest = $5, done_us = $6
WHERE id = $1
)sql";

// The time that its tries have begins with the first of them, however long it waited before.
inline constexpr const char* kClaimDelivery = R"sql(
UPDATE deliveries SET since_us = CASE WHEN tries = 0 THEN $4 ELSE since_us END,
                      version = version + 1, state = 'sending', reason = NULL, due_us = NULL,
                      token = token + 1, lease_until_us = $2, address = $3, tries = tries + 1,
                      handed_us = $4
WHERE id = $1
)sql";

inline constexpr const char* kInsertTry = R"sql(
INSERT INTO delivery_tries (delivery, token, actor, from_us) VALUES ($1, $2, $3, $4)
)sql";

inline constexpr const char* kEndTry = R"sql(
UPDATE delivery_tries SET until_us = $3, outcome = $4, code = $5, retry_after_s = $6, detail = $7
WHERE delivery = $1 AND token = $2
)sql";

inline constexpr const char* kTryOutcome = R"sql(
SELECT outcome FROM delivery_tries WHERE delivery = $1 AND token = $2
)sql";

inline constexpr const char* kLapsedDeliveries = R"sql(
SELECT id, subject, case_id, tries, lapses, token FROM deliveries
WHERE lease_until_us IS NOT NULL AND lease_until_us <= $1
ORDER BY lease_until_us LIMIT $2
)sql";

inline constexpr const char* kAnyLapsed = R"sql(
SELECT id FROM deliveries WHERE lease_until_us IS NOT NULL AND lease_until_us <= $1 LIMIT 1
)sql";

inline constexpr const char* kAnyDue = R"sql(
SELECT id FROM deliveries WHERE channel = $1 AND due_us IS NOT NULL AND due_us <= $2 LIMIT 1
)sql";

// A channel that carries no more, or not now, and still has something due.
inline constexpr const char* kUncarriedDue = R"sql(
SELECT c.id FROM channels c LEFT JOIN carried_channels k ON k.channel = c.id
WHERE (k.channel IS NULL OR c.active = 0)
  AND EXISTS (SELECT 1 FROM deliveries d
              WHERE d.channel = c.id AND d.due_us IS NOT NULL AND d.due_us <= $1)
ORDER BY c.id LIMIT 1
)sql";

inline constexpr const char* kLapseDelivery = R"sql(
UPDATE deliveries SET version = version + 1, state = $2, reason = $3, due_us = $4,
                      lease_until_us = NULL, lapses = lapses + 1, uncertain = 1, done_us = $5
WHERE id = $1
)sql";

inline constexpr const char* kLeaseOf = R"sql(
SELECT lease_until_us FROM deliveries WHERE id = $1 AND token = $2 AND state = 'sending'
)sql";

inline constexpr const char* kExtendLease = R"sql(
UPDATE deliveries SET version = version + 1, lease_until_us = $2 WHERE id = $1
)sql";

// The claim was none: its try does not count, nor, if it was the only one, under a cap.
inline constexpr const char* kReleaseDelivery = R"sql(
UPDATE deliveries SET version = version + 1, state = $2, due_us = $3, lease_until_us = NULL,
                      tries = tries - 1,
                      handed_us = CASE WHEN tries > 1 OR uncertain = 1 THEN handed_us END
WHERE id = $1
)sql";

inline constexpr const char* kDropTry = R"sql(
DELETE FROM delivery_tries WHERE delivery = $1 AND token = $2
)sql";

inline constexpr const char* kReportSent = R"sql(
UPDATE deliveries SET version = version + 1, state = $2, reason = NULL, due_us = NULL,
                      lease_until_us = NULL, provider = COALESCE($3, provider),
                      sent_us = COALESCE(sent_us, $4), done_us = $4,
                      handed_us = COALESCE(handed_us, $4)
WHERE id = $1
)sql";

// What is known not to have arrived counts under no cap.
inline constexpr const char* kReportFailed = R"sql(
UPDATE deliveries SET version = version + 1, state = $2, reason = $3, due_us = $4,
                      lease_until_us = NULL, done_us = $5, provider = COALESCE($6, provider),
                      handed_us = CASE WHEN $4 IS NOT NULL OR uncertain = 1 THEN handed_us END
WHERE id = $1
)sql";

inline constexpr const char* kDeliveryByReference = R"sql(
SELECT id FROM deliveries WHERE provider = $1 OR key = $1 ORDER BY id DESC LIMIT 2
)sql";

inline constexpr const char* kRequeueDelivery = R"sql(
UPDATE deliveries SET version = version + 1, state = 'created', reason = NULL, due_us = $2,
                      tries = 0, lapses = 0, since_us = $2, done_us = NULL
WHERE id = $1
)sql";

inline constexpr const char* kBounceAddress = R"sql(
INSERT INTO address_bounces (address, bounces, hard, at_us) VALUES ($1, 1, $2, $3)
ON CONFLICT (address) DO UPDATE SET bounces = address_bounces.bounces + 1,
  hard = CASE WHEN excluded.hard = 1 THEN 1 ELSE address_bounces.hard END, at_us = excluded.at_us
)sql";

inline constexpr const char* kMarkBounced = R"sql(
UPDATE deliveries SET bounced = $2 WHERE id = $1
)sql";

inline constexpr const char* kForgetSoftBounces = R"sql(
DELETE FROM address_bounces WHERE address = $1 AND hard = 0
)sql";

inline constexpr const char* kForgetBounces = R"sql(
DELETE FROM address_bounces WHERE address = $1
)sql";

// --- Stops ----------------------------------------------------------------------------------

inline constexpr const char* kMoveDeliveries = R"sql(
UPDATE deliveries SET office = $2
WHERE notification IN (SELECT id FROM notifications WHERE case_id = $1)
)sql";

inline constexpr const char* kSetStop = R"sql(
INSERT INTO delivery_stops (subject, kind, since_us) VALUES ($1, $2, $3)
ON CONFLICT (subject, kind) DO NOTHING
)sql";

inline constexpr const char* kDropStop = R"sql(
DELETE FROM delivery_stops WHERE subject = $1 AND kind = $2
)sql";

// --- Reading --------------------------------------------------------------------------------

// A digest is of several offices, which -1 says. What somebody is to wake has no time.
inline constexpr const char* kSelectDeliveries = R"sql(
SELECT id, version, notification, digest, in_digest, campaign, subject, service,
       NULLIF(office, -1), case_id, class, channel, channel_code, state, reason, due_us, expires_us,
       tries, uncertain, token, lease_until_us, key, provider, sent_us, done_us, created_us
FROM (SELECT d.id, d.version, d.notification, d.digest, d.in_digest, d.campaign, d.subject,
             d.service, CASE WHEN d.digest IS NULL THEN d.office ELSE -1 END AS office, d.case_id,
             d.class, d.channel, c.code AS channel_code, d.state, d.reason,
             NULLIF(d.due_us, 9223372036854775807) AS due_us, d.expires_us, d.tries, d.uncertain,
             d.token, d.lease_until_us, d.key, d.provider, d.sent_us, d.done_us, d.created_us
      FROM deliveries d JOIN channels c ON c.id = d.channel) AS queue
)sql";

inline constexpr const char* kDeliveryOfSubject = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kDeliveryOfNotification = R"sqlpart(notification = {})sqlpart";
inline constexpr const char* kDeliveryOfCampaign = R"sqlpart(campaign = {})sqlpart";
inline constexpr const char* kDeliveryOfChannel = R"sqlpart(channel = {})sqlpart";
inline constexpr const char* kDeliveryInDigest = R"sqlpart(in_digest = {})sqlpart";
inline constexpr const char* kDeliveryStateIs = R"sqlpart(state = {})sqlpart";
inline constexpr const char* kDeliveryReasonIs = R"sqlpart(reason = {})sqlpart";
inline constexpr const char* kDeliveryDead = R"sqlpart(
(state = 'permanent_failure' OR state = 'technical_failure')
)sqlpart";
inline constexpr const char* kDeliveryNotDead = R"sqlpart(
(state <> 'permanent_failure' AND state <> 'technical_failure')
)sqlpart";

inline constexpr const char* kSelectTries = R"sql(
SELECT token, actor, from_us, until_us, outcome, code, retry_after_s, detail
FROM delivery_tries WHERE delivery = $1 ORDER BY token
)sql";

inline constexpr const char* kSelectStops = R"sql(
SELECT kind, since_us FROM delivery_stops WHERE subject = $1 ORDER BY kind
)sql";

inline constexpr const char* kDeliveryCounts = R"sql(
SELECT channel_code, state, reason, count(*) AS deliveries
FROM (SELECT c.code AS channel_code, d.state, d.reason, d.subject, d.service, d.campaign,
             CASE WHEN d.digest IS NULL THEN d.office ELSE -1 END AS office
      FROM deliveries d JOIN channels c ON c.id = d.channel) AS queue
)sql";
inline constexpr const char* kDeliveryCountsOrder =
    " GROUP BY channel_code, state, reason ORDER BY channel_code, state, reason";

}  // namespace pmm::crm::sql

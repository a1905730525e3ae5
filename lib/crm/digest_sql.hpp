#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kFindDigest = R"sql(
SELECT g.id, d.state FROM digests g JOIN deliveries d ON d.digest = g.id
WHERE g.subject = $1 AND g.channel = $2 AND g.on_day = $3
)sql";

inline constexpr const char* kInsertDigest = R"sql(
INSERT INTO digests (id, subject, channel, on_day, created_us) VALUES ($1, $2, $3, $4, $5)
)sql";

inline constexpr const char* kDigestItems = R"sql(
SELECT n.id, n.title, n.collapse_key, n.created_us, d.subject, d.office, d.service
FROM deliveries d JOIN notifications n ON n.id = d.notification
WHERE d.in_digest = $1 ORDER BY n.id
)sql";

// $2: how many of its items are to be told of.
inline constexpr const char* kSelectDigest = R"sql(
SELECT g.id, d.subject, g.channel, c.code, g.on_day, $2, d.id, d.state, g.created_us
FROM digests g JOIN deliveries d ON d.digest = g.id JOIN channels c ON c.id = g.channel
WHERE g.id = $1
)sql";

}  // namespace pmm::crm::sql

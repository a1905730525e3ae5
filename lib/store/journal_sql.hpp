#pragma once

namespace pmm::store::sql {

inline constexpr const char* kJournalHead = R"sql(
SELECT seq, commit_group, hash FROM journal ORDER BY seq DESC LIMIT 1
)sql";

inline constexpr const char* kInsertJournal = R"sql(
INSERT INTO journal (seq, commit_group, at_us, actor, on_behalf_of, verb, noun, id, subject,
                     case_id, fields, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql";

inline constexpr const char* kInsertReason = R"sql(
INSERT INTO reasons (seq, reason) VALUES ($1, $2)
)sql";

inline constexpr const char* kJournalFrom = R"sql(
SELECT seq, commit_group, at_us, actor, on_behalf_of, verb, noun, id, subject, case_id, fields, hash
FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2
)sql";

inline constexpr const char* kCounter = R"sql(
SELECT last FROM counters WHERE name = $1
)sql";

inline constexpr const char* kSetCounter = R"sql(
INSERT INTO counters (name, last) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET last = excluded.last
)sql";

inline constexpr const char* kMeta = R"sql(
SELECT value FROM meta WHERE key = $1
)sql";

inline constexpr const char* kSetMeta = R"sql(
INSERT INTO meta (key, value) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
)sql";

inline constexpr const char* kLastVisit = R"sql(
SELECT id FROM visits ORDER BY id DESC LIMIT 1
)sql";

}  // namespace pmm::store::sql

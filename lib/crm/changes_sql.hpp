#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kChangesAfter = R"sql(
SELECT seq, commit_group, at_us, actor, on_behalf_of, verb, noun, id, subject, case_id, fields, hash
FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2
)sql";

}  // namespace pmm::crm::sql

#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertVisit = R"sql(
INSERT INTO visits (id, at_us, visitor, route, service, channel, status, subject)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";

inline constexpr const char* kVisitRoute = R"sql(
SELECT id FROM routes WHERE path = $1
)sql";

inline constexpr const char* kInsertRoute = R"sql(
INSERT INTO routes (id, path) VALUES ($1, $2)
)sql";

inline constexpr const char* kVisitService = R"sql(
SELECT 1 FROM services WHERE id = $1
)sql";

inline constexpr const char* kVisitChannel = R"sql(
SELECT 1 FROM channels WHERE id = $1
)sql";

inline constexpr const char* kVisitSubject = R"sql(
SELECT COALESCE(merged_into, id) FROM subjects WHERE id = $1
)sql";

inline constexpr const char* kSelectVisits = R"sql(
SELECT id, at_us, visitor, (SELECT path FROM routes WHERE routes.id = visits.route) AS path,
       service, channel, status, subject
FROM visits
)sql";

inline constexpr const char* kVisitSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kVisitNoSubject = R"sqlpart(subject IS NULL)sqlpart";
inline constexpr const char* kVisitServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kVisitNoService = R"sqlpart(service IS NULL)sqlpart";
inline constexpr const char* kVisitChannelIs = R"sqlpart(channel = {})sqlpart";
inline constexpr const char* kVisitNoChannel = R"sqlpart(channel IS NULL)sqlpart";
inline constexpr const char* kVisitFrom = R"sqlpart(at_us >= {})sqlpart";
inline constexpr const char* kVisitTo = R"sqlpart(at_us < {})sqlpart";

}  // namespace pmm::crm::sql

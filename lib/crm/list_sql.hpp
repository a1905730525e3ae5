#pragma once

// The joints of a list: what stands between a SELECT and the conditions of its filters.
namespace pmm::crm::sql {

inline constexpr const char* kWhere = " WHERE ";
inline constexpr const char* kAnd = " AND ";
inline constexpr const char* kOr = " OR ";
inline constexpr const char* kOrderBy = " ORDER BY ";
inline constexpr const char* kNewestFirst = " DESC LIMIT ";
inline constexpr const char* kOldestFirst = " LIMIT ";
inline constexpr const char* kIdIs = R"sqlpart(id = $1)sqlpart";
inline constexpr const char* kBelow = " < {}";
inline constexpr const char* kAbove = " > {}";

// The access rule of rows that have an office, a service and a subject.
inline constexpr const char* kEveryRow = R"sqlpart(1 = 1)sqlpart";
// What is among the many of a JSON list, which is one value.
inline constexpr const char* kAmong = " IN (SELECT value FROM json_each({}))";
inline constexpr const char* kSubjectAmong = R"sqlpart(
subject IN (SELECT value FROM json_each({}))
)sqlpart";
inline constexpr const char* kSubjectAndServiceAmong = R"sqlpart(
(subject, service) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')
                       FROM json_each({}))
)sqlpart";
inline constexpr const char* kNoRow = R"sqlpart(1 = 0)sqlpart";
inline constexpr const char* kOwnSubject = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kNoOffice = R"sqlpart(office IS NULL)sqlpart";
inline constexpr const char* kInOffice = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kHasOffice = R"sqlpart(office IS NOT NULL)sqlpart";
inline constexpr const char* kOfService = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kOfServiceInOffice = R"sqlpart(service = {} AND office = {})sqlpart";

}  // namespace pmm::crm::sql

#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertFeedback = R"sql(
INSERT INTO feedback (id, version, subject, service, office, case_id, channel, stars, reasons,
                      comment, reopen, editable_until_us, on_behalf_of, changed_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
)sql";
inline constexpr const char* kUpdateFeedback = R"sql(
UPDATE feedback SET version = version + 1, stars = $2, reasons = $3, comment = $4, reopen = $5,
                    changed_us = $6
WHERE id = $1
)sql";
inline constexpr const char* kFeedbackRow = R"sql(
SELECT version, subject, service, office, case_id, channel, stars, reasons, comment, reopen,
       editable_until_us
FROM feedback WHERE id = $1
)sql";
// What a subject says itself in the place of what was noted on behalf of it.
inline constexpr const char* kReplaceFeedback = R"sql(
UPDATE feedback SET version = version + 1, stars = $2, reasons = $3, comment = $4, reopen = $5,
                    changed_us = $6, channel = $7, editable_until_us = $8, on_behalf_of = NULL
WHERE id = $1
)sql";
inline constexpr const char* kFeedbackOfCase = R"sql(
SELECT id, on_behalf_of, reopen FROM feedback WHERE case_id = $1 AND subject = $2
)sql";
inline constexpr const char* kSelectFeedbacks = R"sql(
SELECT id, version, subject, service, office, case_id, channel, stars, reasons, comment, reopen,
       editable_until_us, on_behalf_of, changed_us, created_us
FROM feedback
)sql";
inline constexpr const char* kFeedbackSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kFeedbackNoSubject = R"sqlpart(subject IS NULL)sqlpart";
inline constexpr const char* kFeedbackServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kFeedbackOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kFeedbackNoOffice = R"sqlpart(office IS NULL)sqlpart";
inline constexpr const char* kFeedbackCaseIs = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kFeedbackNoCase = R"sqlpart(case_id IS NULL)sqlpart";
inline constexpr const char* kFeedbackStarsFrom = R"sqlpart(stars >= {})sqlpart";
inline constexpr const char* kFeedbackStarsTo = R"sqlpart(stars <= {})sqlpart";
inline constexpr const char* kFeedbackFrom = R"sqlpart(created_us >= {})sqlpart";
inline constexpr const char* kFeedbackTo = R"sqlpart(created_us < {})sqlpart";

}  // namespace pmm::crm::sql

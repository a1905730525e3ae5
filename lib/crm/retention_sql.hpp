#pragma once

#include <array>
#include <string_view>

#include "model/data_request.hpp"

namespace pmm::crm::sql {

// What goes with a row of a class: the rows of another table that hang on row $1.
struct RetentionPart {
  std::string_view table;
  const char* of_row;
};

// A class whose rows stay without their texts. `aged` says of a row t whether it is over at $2.
struct RetentionRows {
  model::RetentionClass type;
  std::string_view table;
  int noun;  // a store::Noun
  const char* aged;
  const char* subject_and_case;  // of a row
  std::array<RetentionPart, 6> parts;
};

// Nothing keeps the row: no hold on its subject or its case, and its case is closed.
inline constexpr const char* kNothingKeeps = R"sqlpart(
NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.ended_us IS NULL AND h.subject = t.subject
            AND (h.case_id IS NULL OR h.case_id = t.case_id))
AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.id = t.case_id AND k.status = 'open')
)sqlpart";
inline constexpr const char* kNothingKeepsCase = R"sqlpart(
NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.ended_us IS NULL AND h.subject = t.subject
            AND (h.case_id IS NULL OR h.case_id = t.id))
)sqlpart";

inline constexpr const char* kContactAged = R"sqlpart(t.started_us < $2)sqlpart";
inline constexpr const char* kCaseAged =
    R"sqlpart((t.status = 'closed' AND t.closed_us < $2))sqlpart";
inline constexpr const char* kCreatedAged = R"sqlpart(t.created_us < $2)sqlpart";
inline constexpr const char* kDeliveryAged =
    R"sqlpart((t.created_us < $2 AND t.done_us IS NOT NULL))sqlpart";
inline constexpr const char* kAppointmentAged = R"sqlpart(t.ends_us < $2)sqlpart";

inline constexpr const char* kSubjectAndCase = "t.subject, t.case_id";
inline constexpr const char* kSubjectAndItself = "t.subject, t.id";

inline constexpr const char* kRowsLookedAt = "SELECT t.id, ";
inline constexpr const char* kWhetherOver = ", CASE WHEN ";
inline constexpr const char* kOverFrom = " THEN 1 ELSE 0 END FROM ";
inline constexpr const char* kInOrder = " t WHERE t.id > $1 ORDER BY t.id LIMIT $3";

inline constexpr const char* kRowIs = R"sqlpart(id = $1)sqlpart";
inline constexpr const char* kHangsOnCase = R"sqlpart(case_id = $1)sqlpart";
inline constexpr const char* kHangsOnContact = R"sqlpart(contact = $1)sqlpart";
inline constexpr const char* kHangsOnNotification = R"sqlpart(notification = $1)sqlpart";
inline constexpr const char* kHangsOnDelivery = R"sqlpart(delivery = $1)sqlpart";
inline constexpr const char* kHangsOnMessage = R"sqlpart(
message IN (SELECT m.id FROM case_messages m WHERE m.case_id = $1)
)sqlpart";

inline constexpr std::array kRetentionRows{
    RetentionRows{model::RetentionClass::kContact,
                  "contacts",
                  14,
                  kContactAged,
                  kSubjectAndCase,
                  {{{"tasks", kHangsOnContact}, {"contacts", kRowIs}}}},
    RetentionRows{model::RetentionClass::kCase,
                  "cases",
                  16,
                  kCaseAged,
                  kSubjectAndItself,
                  {{{"case_message_documents", kHangsOnMessage},
                    {"case_messages", kHangsOnCase},
                    {"tasks", kHangsOnCase},
                    {"case_events", kHangsOnCase},
                    {"case_intervals", kHangsOnCase},
                    {"cases", kRowIs}}}},
    RetentionRows{model::RetentionClass::kNotification,
                  "notifications",
                  25,
                  kCreatedAged,
                  kSubjectAndCase,
                  {{{"notification_documents", kHangsOnNotification}, {"notifications", kRowIs}}}},
    RetentionRows{model::RetentionClass::kDelivery,
                  "deliveries",
                  32,
                  kDeliveryAged,
                  kSubjectAndCase,
                  {{{"delivery_tries", kHangsOnDelivery}, {"deliveries", kRowIs}}}},
    RetentionRows{model::RetentionClass::kAppointment,
                  "appointments",
                  40,
                  kAppointmentAged,
                  kSubjectAndCase,
                  {{{"appointments", kRowIs}}}},
    RetentionRows{model::RetentionClass::kFeedback,
                  "feedback",
                  43,
                  kCreatedAged,
                  kSubjectAndCase,
                  {{{"feedback", kRowIs}}}},
};

// Visits keep no link to anybody; whole ranges at once.
inline constexpr const char* kLastOfVisits = R"sql(
SELECT MAX(id) FROM (SELECT id FROM visits WHERE id > $1 ORDER BY id LIMIT $2) AS batch
)sql";
inline constexpr const char* kForgetVisits = R"sql(
UPDATE visits SET subject = NULL, visitor = NULL
WHERE id > $1 AND id <= $3 AND at_us < $2 AND (subject IS NOT NULL OR visitor IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.ended_us IS NULL
                  AND h.subject = visits.subject AND h.case_id IS NULL)
)sql";

inline constexpr const char* kDropReads = R"sql(
DELETE FROM reads WHERE at_us < $1
  AND id <= (SELECT MAX(id) FROM (SELECT id FROM reads ORDER BY id LIMIT $2) AS batch)
)sql";
inline constexpr const char* kDropKeys = R"sql(
DELETE FROM idempotency WHERE at_us < $1
  AND at_us <= (SELECT MAX(at_us)
                FROM (SELECT at_us FROM idempotency ORDER BY at_us LIMIT $2) AS batch)
)sql";

inline constexpr const char* kCaseToClear = R"sql(
SELECT service, attributes FROM cases WHERE id = $1 AND attributes IS NOT NULL
)sql";

inline constexpr const char* kClearAttributes = R"sql(
UPDATE cases SET attributes = $2, version = version + 1 WHERE id = $1
)sql";

// --- The rules -----------------------------------------------------------------------------------

inline constexpr const char* kRetentionByClass = R"sql(
SELECT id, version, days, active FROM retention_rules WHERE class = $1
)sql";
inline constexpr const char* kInsertRetention = R"sql(
INSERT INTO retention_rules (id, version, class, days, note, active, after_id, next_us, cleared,
                             created_us)
VALUES ($1, 1, $2, $3, $4, $5, 0, $6, 0, $6)
)sql";
inline constexpr const char* kUpdateRetention = R"sql(
UPDATE retention_rules SET version = version + 1, days = $2, note = $3, active = $4, after_id = 0,
                           next_us = $5
WHERE id = $1
)sql";
inline constexpr const char* kSelectRetention = R"sql(
SELECT id, version, class, days, note, active, next_us, cleared, created_us FROM retention_rules
)sql";
inline constexpr const char* kRetentionDue = R"sql(
SELECT id, class, days, after_id FROM retention_rules WHERE active = 1 AND next_us <= $1
ORDER BY next_us, id LIMIT 1
)sql";
inline constexpr const char* kRetentionSwept = R"sql(
UPDATE retention_rules SET after_id = $2, next_us = $3, cleared = cleared + $4 WHERE id = $1
)sql";

}  // namespace pmm::crm::sql

#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertSavedFilter = R"sql(
INSERT INTO saved_filters (id, version, subject, name, target, rule, applied, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7)
)sql";

inline constexpr const char* kSavedFilterRow = R"sql(
SELECT version, subject, name, target, rule, applied FROM saved_filters WHERE id = $1
)sql";

inline constexpr const char* kUpdateSavedFilter = R"sql(
UPDATE saved_filters SET version = version + 1, name = $2, rule = $3, applied = $4 WHERE id = $1
)sql";

inline constexpr const char* kDeleteSavedFilter =
    R"sql(DELETE FROM saved_filters WHERE id = $1)sql";

inline constexpr const char* kSavedFilterByName = R"sql(
SELECT id FROM saved_filters WHERE subject = $1 AND name = $2
)sql";

inline constexpr const char* kCountSavedFilters = R"sql(
SELECT count(*) FROM saved_filters WHERE subject = $1
)sql";

inline constexpr const char* kAppliedFilters = R"sql(
SELECT rule FROM saved_filters WHERE subject = $1 AND target = $2 AND applied = 1 ORDER BY id
)sql";

inline constexpr const char* kSelectSavedFilters = R"sql(
SELECT id, version, subject, name, target, rule, applied, created_us FROM saved_filters
)sql";
inline constexpr const char* kSavedFilterIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kSavedFilterOf = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kSavedFilterTargetIs = R"sqlpart(target = {})sqlpart";

inline constexpr const char* kCountAppliedFilters = R"sql(
SELECT count(*) FROM saved_filters WHERE subject = $1 AND applied = 1 AND id <> $2
)sql";

// --- What a rule says of a row of a board or of the cases; {} is a value, or in a list as many as
// there are: a chain of OR could be deeper than a database goes. A row that has not what
// is asked about does not hold, so that the turned rule lets it through.
inline constexpr const char* kRuleService = R"sqlpart(
COALESCE(service IN (SELECT id FROM services WHERE code IN ({})), FALSE)
)sqlpart";
inline constexpr const char* kRuleCategory = R"sqlpart(
COALESCE(category IN (
  WITH RECURSIVE down (id) AS (
    SELECT id FROM categories WHERE code IN ({})
    UNION ALL SELECT c.id FROM down JOIN categories c ON c.parent = down.id)
  SELECT id FROM down), FALSE)
)sqlpart";
inline constexpr const char* kRuleClass = R"sqlpart(class IN ({}))sqlpart";
inline constexpr const char* kRuleKind = R"sqlpart(kind IN ({}))sqlpart";
inline constexpr const char* kRuleStatus = R"sqlpart(status IN ({}))sqlpart";
inline constexpr const char* kRuleUnread = R"sqlpart((told = 1 AND read_us IS NULL))sqlpart";
inline constexpr const char* kRuleRead = R"sqlpart((told = 1 AND read_us IS NOT NULL))sqlpart";
inline constexpr const char* kRuleAction =
    R"sqlpart(COALESCE(action_state = 'open', FALSE))sqlpart";
inline constexpr const char* kRuleNoAction = R"sqlpart(
COALESCE(action_state <> 'open', TRUE)
)sqlpart";
inline constexpr const char* kRuleOverdue = R"sqlpart(
(status = 'open' AND due_us IS NOT NULL AND due_us < {})
)sqlpart";
inline constexpr const char* kRuleNotOverdue = R"sqlpart(
(status <> 'open' OR due_us IS NULL OR due_us >= {})
)sqlpart";
inline constexpr const char* kRuleDueBefore = R"sqlpart(
(due_us IS NOT NULL AND due_us < {})
)sqlpart";
inline constexpr const char* kRuleBoardSince = R"sqlpart(created_us >= {})sqlpart";
inline constexpr const char* kRuleCaseSince = R"sqlpart(opened_us >= {})sqlpart";
inline constexpr const char* kRuleAnd = " AND ";
inline constexpr const char* kRuleNot = "NOT ";
inline constexpr const char* kRuleTrue = R"sqlpart(1 = 1)sqlpart";

inline constexpr const char* kRuleServiceCode = R"sql(SELECT id FROM services WHERE code = $1)sql";
inline constexpr const char* kRuleCategoryCode = R"sql(
SELECT id FROM categories WHERE code = $1
)sql";

// --- Page layout

inline constexpr const char* kLayoutVersion = R"sql(
SELECT version FROM page_layouts WHERE subject = $1
)sql";

inline constexpr const char* kInsertLayout = R"sql(
INSERT INTO page_layouts (subject, version, created_us) VALUES ($1, 1, $2)
)sql";

inline constexpr const char* kTouchLayout = R"sql(
UPDATE page_layouts SET version = version + 1 WHERE subject = $1
)sql";

inline constexpr const char* kDeleteSections = R"sql(
DELETE FROM page_sections WHERE subject = $1
)sql";

inline constexpr const char* kInsertSection = R"sql(
INSERT INTO page_sections (subject, position, section, collapsed, hidden)
VALUES ($1, $2, $3, $4, $5)
)sql";

inline constexpr const char* kSectionsOf = R"sql(
SELECT section, collapsed, hidden FROM page_sections WHERE subject = $1 ORDER BY position
)sql";

}  // namespace pmm::crm::sql

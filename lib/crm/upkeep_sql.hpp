#pragma once

#include <array>

#include "store/noun.hpp"

namespace pmm::crm::sql {

// What decides who may see a row, by noun: subject, office, service.
struct RowFactsSql {
  store::Noun noun;
  const char* text;
};
inline constexpr std::array kRowFacts{
    RowFactsSql{store::Noun::kActor,
                R"sql(SELECT subject, NULL, NULL FROM actors WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kGrant, R"sql(SELECT NULL, NULL, NULL FROM grants WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kSubject,
                R"sql(SELECT id, NULL, NULL FROM subjects WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kIdentifier,
                R"sql(SELECT subject, NULL, NULL FROM identifiers WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kAddress,
                R"sql(SELECT subject, NULL, NULL FROM addresses WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kRelationship,
                R"sql(SELECT subject, NULL, NULL FROM relationships WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kOffice,
                R"sql(SELECT NULL, NULL, NULL FROM offices WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kChannel,
                R"sql(SELECT NULL, NULL, NULL FROM channels WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kCategory,
                R"sql(SELECT NULL, NULL, NULL FROM categories WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kArea, R"sql(SELECT NULL, NULL, NULL FROM areas WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kService,
                R"sql(SELECT NULL, NULL, NULL FROM services WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kHoliday,
                R"sql(SELECT NULL, NULL, NULL FROM holidays WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kContact,
                R"sql(SELECT subject, office, service FROM contacts WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kTask,
                R"sql(SELECT subject, office, NULL FROM tasks WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kCase,
                R"sql(SELECT subject, office, service FROM cases WHERE id = $1)sql"},
};

inline constexpr const char* kSelectHistory = R"sql(
SELECT seq, at_us, actor, on_behalf_of, verb, fields,
       (SELECT reason FROM reasons r WHERE r.seq = journal.seq) AS reason
FROM journal
)sql";
inline constexpr const char* kHistoryOf = R"sqlpart(noun = {} AND id = {})sqlpart";

inline constexpr const char* kCounters = R"sql(
SELECT name, last FROM counters
)sql";

// Rules of the data that no constraint of the tables can hold: what breaks one is counted.
struct RuleSql {
  const char* rule;
  const char* severity;  // "error": the store is damaged; "warning": the data contradict themselves
  const char* message;
  const char* count;
};
inline constexpr std::array kRules{
    RuleSql{"counter_behind", "error", "ids could be given twice: a counter is behind its table",
            R"sql(
SELECT count(*) FROM (
  SELECT 'subject' AS name, max(id) AS top FROM subjects
  UNION ALL SELECT 'identifier', max(id) FROM identifiers
  UNION ALL SELECT 'address', max(id) FROM addresses
  UNION ALL SELECT 'contact', max(id) FROM contacts
  UNION ALL SELECT 'task', max(id) FROM tasks
  UNION ALL SELECT 'case', max(id) FROM cases
  UNION ALL SELECT 'actor', max(id) FROM actors) AS tops
LEFT JOIN counters ON counters.name = tops.name
WHERE tops.top IS NOT NULL AND (counters.last IS NULL OR counters.last < tops.top)
)sql"},
    RuleSql{"case_not_in_journal", "error", "cases that no journal record speaks of", R"sql(
SELECT count(*) FROM cases
WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.noun = 16 AND journal.id = cases.id)
)sql"},
    RuleSql{"subject_not_in_journal", "error", "subjects that no journal record speaks of", R"sql(
SELECT count(*) FROM subjects
WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.noun = 4 AND journal.id = subjects.id)
)sql"},
    RuleSql{"closed_without_date", "warning", "cases with status closed and no closing time", R"sql(
SELECT count(*) FROM cases WHERE status = 'closed' AND closed_us IS NULL
)sql"},
    RuleSql{"open_with_date", "warning", "cases with status open and a closing time", R"sql(
SELECT count(*) FROM cases WHERE status = 'open' AND closed_us IS NOT NULL
)sql"},
    RuleSql{"closed_before_opened", "warning", "cases closed before they were opened", R"sql(
SELECT count(*) FROM cases WHERE closed_us < opened_us
)sql"},
    RuleSql{"due_before_opened", "warning", "cases due before they were opened", R"sql(
SELECT count(*) FROM cases WHERE due_us < opened_us
)sql"},
    RuleSql{"contact_ended_before_started", "warning", "contacts that end before they start", R"sql(
SELECT count(*) FROM contacts WHERE ended_us < started_us
)sql"},
    RuleSql{"died_before_born", "warning", "subjects who died before they were born", R"sql(
SELECT count(*) FROM subjects WHERE died_on < born_on
)sql"},
};

}  // namespace pmm::crm::sql

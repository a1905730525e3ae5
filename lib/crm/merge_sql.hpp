#pragma once

#include <array>

#include "store/noun.hpp"

namespace pmm::crm::sql {

// One way in which rows hang on a subject, and how they go over to another. What would stand there
// twice or be too many stays with the loser, where nobody sees it: favourites of one service,
// feedback on one case, a tie of the two to each other, applied filters over the 20 that a page
// has. `rows` gives row and case of what goes from $1 to $2; `move` lets one row ($1) go to $2 from
// $3; `count` counts what hangs on $1. `of_case` gives what hangs on $2 because of case $1: it
// follows a case that goes back. A part that is not `kept_track` of may lose rows without harm
// before a merge is undone.
struct MergePartSql {
  const char* name;
  store::Noun noun;  // of its journal records; kStore: it has none
  bool kept_track;
  const char* rows;
  const char* move;
  const char* count;
  const char* of_case;  // null: does not hang on cases
};

inline constexpr std::array kMergeParts{
    MergePartSql{"identifiers", store::Noun::kIdentifier, true, R"sql(
SELECT x.id, NULL FROM identifiers x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE identifiers SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM identifiers WHERE subject = $1)sql", nullptr},
    MergePartSql{"relationships", store::Noun::kRelationship, true, R"sql(
SELECT x.id, NULL FROM relationships x
WHERE x.subject = $1
  AND x.other <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE relationships SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM relationships WHERE subject = $1)sql", nullptr},
    MergePartSql{"relationships.other", store::Noun::kRelationship, true, R"sql(
SELECT x.id, NULL FROM relationships x
WHERE x.other = $1
  AND x.subject <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE relationships SET other = $2, version = version + 1 WHERE id = $1 AND other = $3
)sql",
                 R"sql(SELECT count(*) FROM relationships WHERE other = $1)sql", nullptr},
    MergePartSql{"contacts", store::Noun::kContact, true, R"sql(
SELECT x.id, x.case_id FROM contacts x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE contacts SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM contacts WHERE subject = $1)sql", R"sql(
SELECT x.id FROM contacts x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"tasks", store::Noun::kTask, true, R"sql(
SELECT x.id, x.case_id FROM tasks x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE tasks SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM tasks WHERE subject = $1)sql", R"sql(
SELECT x.id FROM tasks x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"cases", store::Noun::kCase, true, R"sql(
SELECT x.id, x.id FROM cases x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE cases SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM cases WHERE subject = $1)sql", nullptr},
    MergePartSql{"case_events", store::Noun::kStore, false, R"sql(
SELECT x.id, x.case_id FROM case_events x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE case_events SET subject = $2 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM case_events WHERE subject = $1)sql", R"sql(
SELECT x.id FROM case_events x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"case_messages", store::Noun::kCaseMessage, true, R"sql(
SELECT x.id, x.case_id FROM case_messages x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE case_messages SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM case_messages WHERE subject = $1)sql", R"sql(
SELECT x.id FROM case_messages x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"notifications", store::Noun::kNotification, true, R"sql(
SELECT x.id, x.case_id FROM notifications x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE notifications SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM notifications WHERE subject = $1)sql", R"sql(
SELECT x.id FROM notifications x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"deliveries", store::Noun::kDelivery, true, R"sql(
SELECT x.id, x.case_id FROM deliveries x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE deliveries SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM deliveries WHERE subject = $1)sql", R"sql(
SELECT x.id FROM deliveries x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"deliveries.recipient", store::Noun::kDelivery, true, R"sql(
SELECT x.id, x.case_id FROM deliveries x
WHERE x.recipient = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE deliveries SET recipient = $2, version = version + 1 WHERE id = $1 AND recipient = $3
)sql",
                 R"sql(SELECT count(*) FROM deliveries WHERE recipient = $1)sql", nullptr},
    MergePartSql{"digests", store::Noun::kDigest, false, R"sql(
SELECT x.id, NULL FROM digests x
WHERE x.subject = $1
  AND NOT EXISTS (SELECT 1 FROM digests w WHERE w.subject = $2 AND w.channel = x.channel
                                     AND w.on_day = x.on_day) ORDER BY x.id
)sql",
                 R"sql(
UPDATE digests SET subject = $2 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM digests WHERE subject = $1)sql", nullptr},
    MergePartSql{"appointments", store::Noun::kAppointment, true, R"sql(
SELECT x.id, x.case_id FROM appointments x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE appointments SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM appointments WHERE subject = $1)sql", R"sql(
SELECT x.id FROM appointments x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"reminders", store::Noun::kReminder, true, R"sql(
SELECT x.id, x.case_id FROM reminders x
WHERE x.subject = $1
  AND (x.rule IS NULL
       OR NOT EXISTS (SELECT 1 FROM reminders w WHERE w.subject = $2 AND w.rule = x.rule
                      AND w.due_us = x.due_us)) ORDER BY x.id
)sql",
                 R"sql(
UPDATE reminders SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM reminders WHERE subject = $1)sql", R"sql(
SELECT x.id FROM reminders x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"feedback", store::Noun::kFeedback, true, R"sql(
SELECT x.id, x.case_id FROM feedback x
WHERE x.subject = $1
  AND (x.case_id IS NULL
       OR NOT EXISTS (SELECT 1 FROM feedback w WHERE w.subject = $2 AND w.case_id = x.case_id)) ORDER BY x.id
)sql",
                 R"sql(
UPDATE feedback SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM feedback WHERE subject = $1)sql", R"sql(
SELECT x.id FROM feedback x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"mandates", store::Noun::kMandate, true, R"sql(
SELECT x.id, NULL FROM mandates x
WHERE x.subject = $1
  AND x.delegate <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE mandates SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM mandates WHERE subject = $1)sql", nullptr},
    MergePartSql{"mandates.delegate", store::Noun::kMandate, true, R"sql(
SELECT x.id, NULL FROM mandates x
WHERE x.delegate = $1
  AND x.subject <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE mandates SET delegate = $2, version = version + 1 WHERE id = $1 AND delegate = $3
)sql",
                 R"sql(SELECT count(*) FROM mandates WHERE delegate = $1)sql", nullptr},
    MergePartSql{"favourites", store::Noun::kFavourite, false, R"sql(
SELECT x.id, NULL FROM favourites x
WHERE x.subject = $1
  AND NOT EXISTS (SELECT 1 FROM favourites w WHERE w.subject = $2 AND w.service = x.service) ORDER BY x.id
)sql",
                 R"sql(
UPDATE favourites SET subject = $2 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM favourites WHERE subject = $1)sql", nullptr},
    MergePartSql{"saved_filters", store::Noun::kSavedFilter, false, R"sql(
SELECT x.id, NULL FROM saved_filters x
WHERE x.subject = $1
  AND NOT EXISTS (SELECT 1 FROM saved_filters w WHERE w.subject = $2 AND w.name = x.name)
  AND (x.applied = 0
       OR 20 >= (SELECT count(*) FROM saved_filters w
                 WHERE w.applied = 1 AND (w.subject = $2 OR (w.subject = $1 AND w.id <= x.id))))
ORDER BY x.id
)sql",
                 R"sql(
UPDATE saved_filters SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM saved_filters WHERE subject = $1)sql", nullptr},
    MergePartSql{"actors", store::Noun::kActor, true, R"sql(
SELECT x.id, NULL FROM actors x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE actors SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM actors WHERE subject = $1)sql", nullptr},
    MergePartSql{"visits", store::Noun::kVisit, false, R"sql(
SELECT x.id, NULL FROM visits x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE visits SET subject = $2 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM visits WHERE subject = $1)sql", nullptr},
    MergePartSql{"case_followers", store::Noun::kCaseFollower, false, R"sql(
SELECT x.case_id, x.case_id FROM case_followers x
WHERE x.subject = $1
  AND NOT EXISTS (SELECT 1 FROM case_followers w WHERE w.subject = $2 AND w.case_id = x.case_id) ORDER BY x.case_id
)sql",
                 R"sql(
UPDATE case_followers SET subject = $2 WHERE case_id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM case_followers WHERE subject = $1)sql", nullptr},
    MergePartSql{"reminder_followers", store::Noun::kStore, false, R"sql(
SELECT x.rule, NULL FROM reminder_followers x
WHERE x.subject = $1
  AND NOT EXISTS (SELECT 1 FROM reminder_followers w WHERE w.subject = $2 AND w.rule = x.rule) ORDER BY x.rule
)sql",
                 R"sql(
UPDATE reminder_followers SET subject = $2 WHERE rule = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM reminder_followers WHERE subject = $1)sql", nullptr},
    MergePartSql{"frozen_members", store::Noun::kStore, false, R"sql(
SELECT x.frozen, NULL FROM frozen_members x
WHERE x.subject = $1
  AND NOT EXISTS (SELECT 1 FROM frozen_members w WHERE w.subject = $2 AND w.frozen = x.frozen)
  AND NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.frozen = x.frozen
                  AND c.state IN ('running', 'paused')) ORDER BY x.frozen
)sql",
                 R"sql(
UPDATE frozen_members SET subject = $2 WHERE frozen = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM frozen_members WHERE subject = $1)sql", nullptr},
    MergePartSql{"campaign_skips", store::Noun::kStore, false, R"sql(
SELECT x.campaign, NULL FROM campaign_skips x
WHERE x.subject = $1
  AND NOT EXISTS (SELECT 1 FROM campaign_skips w WHERE w.subject = $2
                  AND w.campaign = x.campaign) ORDER BY x.campaign
)sql",
                 R"sql(
UPDATE campaign_skips SET subject = $2 WHERE campaign = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM campaign_skips WHERE subject = $1)sql", nullptr},
    MergePartSql{"data_requests", store::Noun::kDataRequest, true, R"sql(
SELECT x.id, NULL FROM data_requests x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE data_requests SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM data_requests WHERE subject = $1)sql", nullptr},
    MergePartSql{"legal_holds", store::Noun::kLegalHold, true, R"sql(
SELECT x.id, x.case_id FROM legal_holds x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE legal_holds SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM legal_holds WHERE subject = $1)sql", R"sql(
SELECT x.id FROM legal_holds x WHERE x.case_id = $1 AND x.subject = $2 ORDER BY x.id
)sql"},
    MergePartSql{"consents", store::Noun::kConsent, true, R"sql(
SELECT x.id, NULL FROM consents x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE consents SET subject = $2 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM consents WHERE subject = $1)sql", nullptr},
    MergePartSql{"reads", store::Noun::kStore, false, R"sql(
SELECT x.id, NULL FROM reads x
WHERE x.subject = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE reads SET subject = $2 WHERE id = $1 AND subject = $3
)sql",
                 R"sql(SELECT count(*) FROM reads WHERE subject = $1)sql", nullptr},
    MergePartSql{"subjects", store::Noun::kSubject, true, R"sql(
SELECT x.id, NULL FROM subjects x
WHERE x.merged_into = $1 AND $1 <> $2 ORDER BY x.id
)sql",
                 R"sql(
UPDATE subjects SET merged_into = $2, version = version + 1 WHERE id = $1 AND merged_into = $3
)sql",
                 R"sql(SELECT count(*) FROM subjects WHERE merged_into = $1)sql", nullptr},
};

// Addresses, of which a subject has each once in use and one default of a kind.
inline constexpr const char* kMergeAddresses = R"sql(
SELECT x.id FROM addresses x
WHERE x.subject = $1
  AND (x.ended_us IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM addresses w WHERE w.subject = $2 AND w.kind = x.kind
                      AND w.key = x.key AND w.ended_us IS NULL))
ORDER BY x.id
)sql";
inline constexpr const char* kMoveAddress = R"sql(
UPDATE addresses SET subject = $2, version = version + 1 WHERE id = $1 AND subject = $3
)sql";
inline constexpr const char* kCountAddresses = R"sql(
SELECT count(*) FROM addresses WHERE subject = $1
)sql";
// A default that would be the second one of $2.
inline constexpr const char* kClashingDefault = R"sql(
SELECT x.since_us FROM addresses x
WHERE x.id = $1 AND x.is_default = 1 AND x.ended_us IS NULL
  AND EXISTS (SELECT 1 FROM addresses w WHERE w.subject = $2 AND w.kind = x.kind
              AND w.is_default = 1 AND w.ended_us IS NULL)
)sql";
// The default that an address had, where it could have it again.
inline constexpr const char* kMayBeDefault = R"sql(
SELECT x.since_us FROM addresses x
WHERE x.id = $1 AND x.is_default = 0 AND x.ended_us IS NULL
  AND NOT EXISTS (SELECT 1 FROM addresses w WHERE w.subject = x.subject AND w.kind = x.kind
                  AND w.is_default = 1 AND w.ended_us IS NULL)
)sql";
inline constexpr const char* kMakeDefault = R"sql(
UPDATE addresses SET version = version + 1, is_default = 1, since_us = $2 WHERE id = $1
)sql";

// What a subject wants no more of; its key is a word.
inline constexpr const char* kMergeStops = R"sql(
SELECT x.kind FROM delivery_stops x
WHERE x.subject = $1
  AND NOT EXISTS (SELECT 1 FROM delivery_stops w WHERE w.subject = $2 AND w.kind = x.kind)
ORDER BY x.kind
)sql";
inline constexpr const char* kMoveStop = R"sql(
UPDATE delivery_stops SET subject = $2 WHERE kind = $1 AND subject = $3
)sql";

// Reminders of one rule and deadline that both have: the loser's are not told any more. Done, and
// not void, because what is void comes back when its deadline does.
inline constexpr const char* kMergeSilent = R"sql(
SELECT x.id, x.state, x.next_us FROM reminders x WHERE x.subject = $1 AND x.state = 'waiting'
ORDER BY x.id
)sql";
inline constexpr const char* kSilence = R"sql(
UPDATE reminders SET version = version + 1, state = 'done', next_us = NULL WHERE id = $1
)sql";
inline constexpr const char* kRevive = R"sql(
UPDATE reminders SET version = version + 1, state = $2, next_us = $3
WHERE id = $1 AND state = 'done'
)sql";

// Rules that both follow: who is one follows once.
inline constexpr const char* kMergeUnfollow = R"sql(
SELECT x.rule, x.created_us FROM reminder_followers x WHERE x.subject = $1 ORDER BY x.rule
)sql";
inline constexpr const char* kUnfollowMerged = R"sql(
DELETE FROM reminder_followers WHERE rule = $1 AND subject = $2
)sql";
inline constexpr const char* kFollowAgain = R"sql(
INSERT INTO reminder_followers (rule, subject, created_us) VALUES ($1, $2, $3)
ON CONFLICT (rule, subject) DO NOTHING
)sql";

inline constexpr const char* kDropOverrides = R"sql(
DELETE FROM preferred_channels WHERE subject = $1
)sql";

// The page layout, where the winner has none.
inline constexpr const char* kHasLayout = R"sql(
SELECT version FROM page_layouts WHERE subject = $1
)sql";
inline constexpr const char* kCopyLayout = R"sql(
INSERT INTO page_layouts (subject, version, created_us)
SELECT $2, 1, created_us FROM page_layouts WHERE subject = $1
)sql";
inline constexpr const char* kCopySections = R"sql(
INSERT INTO page_sections (subject, position, section, collapsed, hidden)
SELECT $2, position, section, collapsed, hidden FROM page_sections WHERE subject = $1
)sql";
inline constexpr const char* kDropSections = R"sql(
DELETE FROM page_sections WHERE subject = $1
)sql";
inline constexpr const char* kDropLayout = R"sql(
DELETE FROM page_layouts WHERE subject = $1
)sql";

// --- The merges themselves

inline constexpr const char* kMergeParty = R"sql(
SELECT kind, name, family_name, given_name, sex, born_on, birth_place, died_on, language, note,
       version, merged_into
FROM subjects WHERE id = $1
)sql";
inline constexpr const char* kMergePartyPast = R"sql(
SELECT kind, name, family_name, given_name, sex, born_on, birth_place, died_on, language, note
FROM subject_past WHERE subject = $1 AND version = $2
)sql";
inline constexpr const char* kMergeCodes = R"sql(
SELECT scheme, value, match_key FROM identifiers
WHERE subject = $1 AND (valid_to_on IS NULL OR valid_to_on > $2) ORDER BY id
)sql";

inline constexpr const char* kInsertMerge = R"sql(
INSERT INTO subject_merges (id, version, winner, loser, fields, winner_version, moved, kept, actor,
                            created_us)
VALUES ($1, 1, $2, $3, $4, $5, 0, 0, $6, $7)
)sql";
inline constexpr const char* kCountMerge = R"sql(
UPDATE subject_merges SET moved = $2, kept = $3 WHERE id = $1
)sql";
inline constexpr const char* kInsertMergeRow = R"sql(
INSERT INTO subject_merge_rows (merge, part, row, key, was_text, was_number)
VALUES ($1, $2, $3, $4, $5, $6)
)sql";
inline constexpr const char* kMergeRow = R"sql(
SELECT id, version, winner, loser, fields, winner_version, undone_us FROM subject_merges
WHERE id = $1
)sql";
inline constexpr const char* kMergeRowsOf = R"sql(
SELECT row, key, was_text, was_number FROM subject_merge_rows
WHERE merge = $1 AND part = $2 ORDER BY row DESC, key DESC
)sql";
inline constexpr const char* kUndoMerge = R"sql(
UPDATE subject_merges SET version = version + 1, undone_us = $2 WHERE id = $1
)sql";
inline constexpr const char* kSetMergedInto = R"sql(
UPDATE subjects SET version = version + 1, merged_into = $2 WHERE id = $1
)sql";
inline constexpr const char* kSelectMerges = R"sql(
SELECT id, version, winner, loser, fields, moved, kept, actor, undone_us, created_us
FROM subject_merges
)sql";
inline constexpr const char* kMergeIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kMergeOfSubject = R"sqlpart((winner = {} OR loser = {}))sqlpart";
inline constexpr const char* kMergeUndone = R"sqlpart(undone_us IS NOT NULL)sqlpart";
inline constexpr const char* kMergeStands = R"sqlpart(undone_us IS NULL)sqlpart";

}  // namespace pmm::crm::sql

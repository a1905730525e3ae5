#pragma once

// What the SQL of an explained question is put together from, over the views of
// store/views_sql.hpp: {} takes a part in. SQLite, PostgreSQL and DuckDB read it alike. Where a
// division of whole numbers stands it leaves no rest, since the three do not agree on the rest.
namespace pmm::analytics::sql {

// --- Statements --------------------------------------------------------------------------------

inline constexpr const char* kSelect = R"sql(SELECT {}
FROM {})sql";
inline constexpr const char* kSelectValues = R"sql(SELECT {})sql";
inline constexpr const char* kWhere = "\nWHERE ";
inline constexpr const char* kGroupBy = "\nGROUP BY ";
inline constexpr const char* kOrderBy = "\nORDER BY ";
inline constexpr const char* kLimit = "\nLIMIT ";
inline constexpr const char* kOffset = "\nOFFSET ";
inline constexpr const char* kEveryRow = "9223372036854775807";  // an OFFSET wants a LIMIT
inline constexpr const char* kWith = "WITH ";
inline constexpr const char* kAscending = " ASC NULLS LAST";
inline constexpr const char* kDescending = " DESC NULLS LAST";

inline constexpr const char* kUnionAll = "\nUNION ALL\n";
inline constexpr const char* kTypedNull = "CAST(NULL AS {})";

// --- Times -------------------------------------------------------------------------------------

// The days, weeks, months… of the zone: each a stretch of instants and the day it is named after.
inline constexpr const char* kCalendar = "{} (begin_us, end_us, starts_on) AS (VALUES\n  {})";
// How far the zone's clock is ahead of UTC, from one change to the next.
inline constexpr const char* kClock = "clock (begin_us, end_us, offset_us) AS (VALUES\n  {})";
inline constexpr const char* kTimeJoin =
    "\nLEFT JOIN {} {} ON {} >= {}.begin_us AND {} < {}.end_us";

// The microseconds since the local midnight, or another step before the local time of {} in {}.
inline constexpr const char* kSince = R"sqlpart((({} + {}.offset_us) % {} + {}) % {})sqlpart";
// An hour or a minute begins when it does, or when the clock was changed within it.
inline constexpr const char* kStepBegin =
    R"sqlpart(CASE WHEN {} - {} < {}.begin_us THEN {}.begin_us ELSE {} - {} END)sqlpart";
inline constexpr const char* kHourOfDay =
    R"sqlpart(CAST(({} - {} % 3600000000) / 3600000000 AS BIGINT))sqlpart";
// Monday is 1; the first day of 1970 was a Thursday.
inline constexpr const char* kWeekday =
    R"sqlpart((CAST(({} + {}.offset_us - {}) / 86400000000 AS BIGINT) % 7 + 10) % 7 + 1)sqlpart";

// --- Attributes, and past days -----------------------------------------------------------------

inline constexpr const char* kAttributeJoin =
    "\nLEFT JOIN v_case_attributes {} ON {}.case_id = v.id AND {}.code = {} AND {}";
// An empty text is no value.
inline constexpr const char* kAttributeText = R"sqlpart(NULLIF({}.text_value, ''))sqlpart";
// A day is its first instant where the city is.
inline constexpr const char* kHomeDays = "home_days (starts_on, begin_us) AS (VALUES\n  {})";
inline constexpr const char* kHomeDayJoin = "\nLEFT JOIN home_days {} ON {}.starts_on = {}.day";
inline constexpr const char* kAttributeTime =
    R"sqlpart(COALESCE({}.instant_us, {}.begin_us))sqlpart";

// The states of each kind of case that end it, and the outcome that they stand for.
inline constexpr const char* kEnds = "ends (kind, state, outcome) AS (VALUES\n  {})";
inline constexpr const char* kNoEnds =
    R"sql(SELECT CAST(NULL AS TEXT) AS kind, CAST(NULL AS TEXT) AS state, CAST(NULL AS TEXT) AS outcome WHERE 1 = 0)sql";
// The stays that had been told of by the day, numbered, those in an ending state marked.
inline constexpr const char* kToldByThen = R"sql(SELECT s.case_id, s.id, s.state, s.entered_us,
  CASE WHEN e.kind IS NULL THEN 0 ELSE 1 END AS ended, e.outcome,
  ROW_NUMBER() OVER (PARTITION BY s.case_id ORDER BY s.id) AS n,
  LAG(CASE WHEN e.kind IS NULL THEN 0 ELSE 1 END) OVER (PARTITION BY s.case_id ORDER BY s.id) AS ended_before
FROM v_stages s
LEFT JOIN ends e ON e.kind = s.kind AND e.state = s.state
WHERE s.entered_us < {})sql";
// Of each case: its last stay, the last one that was not an end, the last that closed it, and the
// last with an outcome.
inline constexpr const char* kTurns = R"sql(SELECT case_id, MAX(n) AS last_n,
  MAX(CASE WHEN ended = 0 THEN n ELSE 0 END) AS open_n,
  MAX(CASE WHEN ended = 1 AND ended_before = 0 THEN n END) AS closing_n,
  MAX(CASE WHEN ended = 1 AND outcome IS NOT NULL THEN n END) AS outcome_n,
  SUM(CASE WHEN ended = 0 AND ended_before = 1 THEN 1 ELSE 0 END) AS reopened_count
FROM told_by_then
GROUP BY case_id)sql";
// The cases that were moved after the day: the last stay that is told of them began then.
inline constexpr const char* kMovedSince = R"sql(SELECT last_stay.case_id AS case_id,
  CASE WHEN u.case_id IS NULL THEN first_stay.state ELSE told_last.state END AS state,
  CASE WHEN told_last.ended = 1 THEN 'closed' ELSE 'open' END AS status,
  CASE WHEN told_last.ended = 1 AND u.outcome_n > u.open_n THEN told_outcome.outcome END AS outcome,
  CASE WHEN told_last.ended = 1 THEN told_closing.entered_us END AS closed_us,
  COALESCE(u.reopened_count, 0) AS reopened_count
FROM (SELECT case_id, MAX(id) AS last_id, MIN(id) AS first_id FROM v_stages GROUP BY case_id) ids
JOIN v_stages last_stay ON last_stay.id = ids.last_id AND last_stay.entered_us >= {}
JOIN v_stages first_stay ON first_stay.id = ids.first_id
LEFT JOIN turns u ON u.case_id = ids.case_id
LEFT JOIN told_by_then told_last ON told_last.case_id = u.case_id AND told_last.n = u.last_n
LEFT JOIN told_by_then told_outcome
  ON told_outcome.case_id = u.case_id AND told_outcome.n = u.outcome_n
LEFT JOIN told_by_then told_closing
  ON told_closing.case_id = u.case_id AND told_closing.n = u.closing_n)sql";
// Those that nothing is told of, but that were closed after the day, were open on it.
inline constexpr const char* kCasesThen =
    R"sql(SELECT c.id, c.kind, c.service, c.category, c.office,
  c.channel,
  CASE WHEN m.case_id IS NOT NULL THEN m.status WHEN c.closed_us >= {} THEN 'open'
       ELSE c.status END AS status,
  CASE WHEN m.case_id IS NOT NULL THEN m.state WHEN c.closed_us >= {} THEN NULL
       ELSE c.state END AS state,
  CASE WHEN m.case_id IS NOT NULL THEN m.outcome WHEN c.closed_us >= {} THEN NULL
       ELSE c.outcome END AS outcome,
  c.area, c.subject, c.subject_kind,
  COALESCE(m.reopened_count, c.reopened_count) AS reopened_count, c.opened_us, c.due_us,
  CASE WHEN m.case_id IS NOT NULL THEN m.closed_us WHEN c.closed_us >= {} THEN NULL
       ELSE c.closed_us END AS closed_us,
  CASE WHEN c.first_response_us >= {} THEN NULL ELSE c.first_response_us
  END AS first_response_us, c.stars,
  c.life_area, c.category_parent, c.office_parent, c.office_top, c.area_parent, c.area_top
FROM v_cases c
LEFT JOIN moved_since m ON m.case_id = c.id
WHERE c.opened_us < {})sql";
// What is said of the case is what it was on the day, where it was there by then.
inline constexpr const char* kStagesThen = R"sql(SELECT s.id, s.case_id, s.state, s.next_state,
  s.entered_us, s.left_us, s.kind, s.service, s.category, s.office, s.channel,
  CASE WHEN t.id IS NULL THEN s.status ELSE t.status END AS status,
  CASE WHEN t.id IS NULL THEN s.outcome ELSE t.outcome END AS outcome, s.area, s.subject,
  s.subject_kind, s.opened_us, s.life_area, s.category_parent, s.office_parent, s.office_top,
  s.area_parent, s.area_top
FROM v_stages s
LEFT JOIN cases_then t ON t.id = s.case_id)sql";

// --- Conditions --------------------------------------------------------------------------------

inline constexpr const char* kEverything = R"sqlpart(1 = 1)sqlpart";
inline constexpr const char* kNothing = R"sqlpart(1 = 0)sqlpart";
inline constexpr const char* kIsNull = R"sqlpart({} IS NULL)sqlpart";
inline constexpr const char* kIsNotNull = R"sqlpart({} IS NOT NULL)sqlpart";
// True of all but a null, of which it is null.
inline constexpr const char* kIsItself = R"sqlpart({} = {})sqlpart";
inline constexpr const char* kIn = R"sqlpart({} IN ({}))sqlpart";
inline constexpr const char* kNotIn = R"sqlpart({} NOT IN ({}))sqlpart";
inline constexpr const char* kNot = R"sqlpart(NOT ({}))sqlpart";
// LIKE has another idea of case in each database.
inline constexpr const char* kContains = R"sqlpart(REPLACE({}, {}, '') <> {})sqlpart";
inline constexpr const char* kStartsWith = R"sqlpart(SUBSTR({}, 1, {}) = {})sqlpart";
inline constexpr const char* kEndsWith =
    R"sqlpart((LENGTH({}) >= {} AND SUBSTR({}, LENGTH({}) - {} + 1) = {}))sqlpart";

inline constexpr const char* kCaseOpen = R"sqlpart(status = 'open')sqlpart";
inline constexpr const char* kCaseClosed = R"sqlpart(status = 'closed')sqlpart";
inline constexpr const char* kCaseClosedWithDue =
    R"sqlpart(status = 'closed' AND closed_us IS NOT NULL AND due_us IS NOT NULL)sqlpart";
inline constexpr const char* kCaseWithinDue =
    R"sqlpart(status = 'closed' AND closed_us <= due_us)sqlpart";
inline constexpr const char* kCaseOverdue = R"sqlpart(status = 'open' AND due_us < {})sqlpart";
inline constexpr const char* kCaseReopened = R"sqlpart(reopened_count > 0)sqlpart";
inline constexpr const char* kCaseClosedOnce =
    R"sqlpart(status = 'closed' AND NOT reopened_count > 0)sqlpart";
inline constexpr const char* kCaseTimed = R"sqlpart(closed_us >= opened_us)sqlpart";
inline constexpr const char* kCaseOpenLong = R"sqlpart(status = 'open' AND opened_us < {})sqlpart";
inline constexpr const char* kCaseAnswered = R"sqlpart(first_response_us >= opened_us)sqlpart";
inline constexpr const char* kCaseRated = R"sqlpart(stars IS NOT NULL)sqlpart";
inline constexpr const char* kCaseSatisfied = R"sqlpart(stars >= 4)sqlpart";
inline constexpr const char* kCaseDuePassed = R"sqlpart(due_us < {})sqlpart";
inline constexpr const char* kCaseDueMet =
    R"sqlpart(status = 'closed' AND closed_us <= due_us AND due_us < {})sqlpart";
inline constexpr const char* kCaseLate =
    R"sqlpart(status = 'closed' AND closed_us > due_us)sqlpart";
inline constexpr const char* kContactQueuedLong =
    R"sqlpart((waiting_s IS NOT NULL AND (abandoned = 0 OR waiting_s >= {}) OR waiting_s IS NULL AND abandoned <> 0))sqlpart";
inline constexpr const char* kContactAbandonedLong =
    R"sqlpart(abandoned <> 0 AND (waiting_s IS NULL OR waiting_s >= {}))sqlpart";
inline constexpr const char* kContactForwarded =
    R"sqlpart(outcome IN ({}) AND abandoned = 0)sqlpart";
inline constexpr const char* kContactMature =
    R"sqlpart(direction = 'in' AND abandoned = 0 AND subject IS NOT NULL AND service IS NOT NULL AND started_us <= {})sqlpart";
inline constexpr const char* kContactSettled =
    R"sqlpart({} AND (again_us IS NULL OR again_us - started_us > {}))sqlpart";
inline constexpr const char* kStageClosing = R"sqlpart(state IN ({}))sqlpart";
inline constexpr const char* kInStates = R"sqlpart(state IN ({}))sqlpart";
inline constexpr const char* kDeliveryDispatched = R"sqlpart(sent_us >= created_us)sqlpart";
inline constexpr const char* kDeliveryArrived = R"sqlpart(delivered_us >= created_us)sqlpart";
inline constexpr const char* kDeliveryReadTold = R"sqlpart(read_told = 1)sqlpart";
inline constexpr const char* kDeliveryRead = R"sqlpart(read_us IS NOT NULL)sqlpart";
inline constexpr const char* kDeliveryReadTimed = R"sqlpart(read_us >= created_us)sqlpart";
inline constexpr const char* kDeliveryReadDuePassed = R"sqlpart(read_due_us < {})sqlpart";
inline constexpr const char* kDeliveryReadInTime =
    R"sqlpart(read_due_us < {} AND read_us <= read_due_us)sqlpart";
inline constexpr const char* kBookingTaken =
    R"sqlpart(({} OR state = 'held' AND held_until_us > {}))sqlpart";
inline constexpr const char* kBookingStood =
    R"sqlpart(({} OR state = 'confirmed' AND starts_us < {}))sqlpart";
inline constexpr const char* kBookingMoved = R"sqlpart(moves > 0)sqlpart";
inline constexpr const char* kBookingLed = R"sqlpart(starts_us >= booked_us)sqlpart";
inline constexpr const char* kBookingWarned = R"sqlpart(starts_us >= cancelled_us)sqlpart";
inline constexpr const char* kBookingTime =
    R"sqlpart(CASE WHEN {} AND ends_us >= starts_us THEN ends_us - starts_us END)sqlpart";
inline constexpr const char* kStageReopenedSoon =
    R"sqlpart(state IN ({}) AND next_state IN ({}) AND left_us BETWEEN entered_us AND entered_us + {})sqlpart";
inline constexpr const char* kStageOpen = R"sqlpart(left_us IS NULL)sqlpart";
inline constexpr const char* kStageEnded = R"sqlpart(left_us IS NOT NULL)sqlpart";
inline constexpr const char* kContactAbandoned = R"sqlpart(abandoned <> 0)sqlpart";
inline constexpr const char* kContactAnswered =
    R"sqlpart(outcome IS NOT NULL AND abandoned = 0)sqlpart";
inline constexpr const char* kContactResolved =
    R"sqlpart(outcome = 'resolved' AND abandoned = 0)sqlpart";

inline constexpr const char* kContactTimed = R"sqlpart(ended_us >= started_us)sqlpart";
inline constexpr const char* kContactWaited = R"sqlpart(waiting_s IS NOT NULL)sqlpart";
inline constexpr const char* kContactQueued =
    R"sqlpart((waiting_s IS NOT NULL OR abandoned <> 0))sqlpart";
inline constexpr const char* kContactServed =
    R"sqlpart(waiting_s IS NOT NULL AND abandoned = 0)sqlpart";
inline constexpr const char* kContactServedSoon =
    R"sqlpart(waiting_s <= {} AND abandoned = 0)sqlpart";
inline constexpr const char* kContactAnswerTime =
    R"sqlpart(CASE WHEN abandoned = 0 THEN waiting_s END)sqlpart";

// --- Values and measures -----------------------------------------------------------------------

// A stretch of time that would be negative is none.
inline constexpr const char* kInterval = R"sqlpart(CASE WHEN {} >= {} THEN {} - {} END)sqlpart";
// The age of what has not ended yet, at the instant of the answer.
inline constexpr const char* kStageAge =
    R"sqlpart(CASE WHEN left_us IS NULL AND entered_us <= {} THEN {} - entered_us END)sqlpart";
// How long the term of a case stood still between two instants of it.
inline constexpr const char* kNetResolution = R"sqlpart(CASE WHEN v.closed_us >= v.opened_us
  THEN v.closed_us - v.opened_us - COALESCE((SELECT SUM(
    CASE WHEN s.to_us < v.closed_us THEN s.to_us ELSE v.closed_us END -
    CASE WHEN s.from_us > v.opened_us THEN s.from_us ELSE v.opened_us END)
    FROM v_standstills s WHERE s.case_id = v.id AND s.from_us < v.closed_us
      AND (s.to_us IS NULL OR s.to_us > v.opened_us)), 0) END)sqlpart";
// The working days after one instant up to another, on whose end the term did not stand still.
inline constexpr const char* kWorkingDaysTo = R"sqlpart(CASE WHEN {} >= v.opened_us
  THEN (SELECT COUNT(*) FROM working_days w WHERE w.begin_us > v.opened_us AND w.begin_us <= {}
    AND NOT EXISTS (SELECT 1 FROM v_standstills s WHERE s.case_id = v.id AND s.from_us < w.end_us
      AND (s.to_us IS NULL OR s.to_us >= w.end_us))) END)sqlpart";
inline constexpr const char* kLateness = R"sqlpart(CASE WHEN v.status = 'closed'
  AND v.closed_us > v.due_us THEN (SELECT COUNT(*) FROM working_days w
    WHERE w.begin_us > v.due_us AND w.begin_us <= v.closed_us) END)sqlpart";
// When the subject of a contact came on the same service again, or for another one at once.
inline constexpr const char* kAgain = R"sqlpart((SELECT MIN(n.started_us) FROM v_contacts n
  WHERE n.subject = v.subject AND n.service = v.service AND n.direction = 'in'
    AND n.started_us >= v.started_us AND n.id <> v.id))sqlpart";
inline constexpr const char* kWorkingDays = "working_days (begin_us, end_us) AS (VALUES\n  {})";
inline constexpr const char* kNoWorkingDays =
    "working_days (begin_us, end_us) AS (SELECT 0, 0 WHERE 1 = 0)";
inline constexpr const char* kPresence = R"sqlpart(CASE WHEN {} IS NULL THEN 0 ELSE 1 END)sqlpart";

inline constexpr const char* kCountAll = R"sqlpart(COUNT(*))sqlpart";
inline constexpr const char* kCountIf = R"sqlpart(COUNT(CASE WHEN {} THEN 1 END))sqlpart";
inline constexpr const char* kDistinct = R"sqlpart(COUNT(DISTINCT {}))sqlpart";
inline constexpr const char* kRate =
    R"sqlpart(CAST({} AS DOUBLE PRECISION) / NULLIF({}, 0))sqlpart";
inline constexpr const char* kSum = R"sqlpart(CAST(SUM({}) AS DOUBLE PRECISION))sqlpart";
inline constexpr const char* kMean = R"sqlpart(AVG({}))sqlpart";
inline constexpr const char* kInSeconds = R"sqlpart({} / 1000000.0)sqlpart";

// The place of a row's value among those of its group, from 1, nulls behind them, and how many
// there are.
inline constexpr const char* kPlace = "ROW_NUMBER() OVER ({}ORDER BY {} ASC NULLS LAST)";
inline constexpr const char* kPlaces = "COUNT({}) OVER ({})";
inline constexpr const char* kPartitionBy = "PARTITION BY ";
// Linear interpolation: the value at place p * (n - 1) from 0 takes each of its two neighbours by
// its nearness; all others are a place or more away.
inline constexpr const char* kQuantile =
    R"sqlpart(SUM(CASE WHEN ABS({} - 1 - {} * ({} - 1)) < 1 THEN (1 - ABS({} - 1 - {} * ({} - 1))) * CAST({} AS DOUBLE PRECISION) END))sqlpart";

// --- Sheets ------------------------------------------------------------------------------------

inline constexpr const char* kAnd = "\n  AND ";
inline constexpr const char* kUnion = "\nUNION\n";
inline constexpr const char* kCrossJoin = " CROSS JOIN ";
inline constexpr const char* kSelectDistinct =
    R"sql(SELECT DISTINCT {} FROM {} WHERE left_out = {})sql";
// Of rows of which one at most has a value.
inline constexpr const char* kAny = R"sqlpart(MAX({}))sqlpart";
inline constexpr const char* kAnyOrZero = R"sqlpart(COALESCE(MAX({}), 0))sqlpart";
inline constexpr const char* kOrZero = R"sqlpart(COALESCE({}, 0))sqlpart";

// What came less what went, and how many that makes by each period.
inline constexpr const char* kBalance = "COALESCE(SUM(moved), 0) AS {}";
inline constexpr const char* kMoved = "SUM(moved) AS moved";
inline constexpr const char* kTold = "MAX({}) AS told";
inline constexpr const char* kLevel =
    "SUM(moved) OVER ({}ORDER BY {} ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT "
    "ROW) AS level";
inline constexpr const char* kIsToldFrom = R"sqlpart(CASE WHEN {} < {} THEN 0 ELSE 1 END)sqlpart";
inline constexpr const char* kNotBefore = R"sqlpart(CASE WHEN {} < {} THEN {} ELSE {} END)sqlpart";
inline constexpr const char* kToldOrThere = R"sqlpart(told = 1 OR level <> 0)sqlpart";

inline constexpr const char* kPeriods = "{} (bucket) AS (VALUES {})";
inline constexpr const char* kNoPeriods = "SELECT {} AS bucket WHERE 1 = 0";
inline constexpr const char* kWithin =
    "{}.bucket >= (SELECT MIN({}) FROM {}) AND {}.bucket <= (SELECT MAX({}) FROM {})";
inline constexpr const char* kWhenAdded = "CASE WHEN told = 0 THEN {} ELSE {} END AS {}";
// How many values there have been up to a row of a series, and the last of them.
inline constexpr const char* kCountSoFar =
    "COUNT({}) OVER (PARTITION BY {} ORDER BY {} ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING "
    "AND CURRENT ROW) AS {}";
inline constexpr const char* kLastOf = "MAX({}) OVER (PARTITION BY {}, {})";

inline constexpr const char* kShifts = "{} (bucket, carried) AS (VALUES {})";
inline constexpr const char* kNoShifts = "SELECT {} AS bucket, {} AS carried WHERE 1 = 0";
inline constexpr const char* kShiftJoin = "\nLEFT JOIN {} ON {}.bucket = {}.{}";
inline constexpr const char* kHasPlace = "({}.{} IS NULL OR {}.carried IS NOT NULL)";

// --- Answers -----------------------------------------------------------------------------------

inline constexpr const char* kIsOwn = R"sqlpart(own = 1)sqlpart";
inline constexpr const char* kOtherOrFilling =
    R"sqlpart(CASE WHEN {} = 1 THEN {} ELSE {} END)sqlpart";
inline constexpr const char* kRateOfChange = "(CAST({} AS DOUBLE PRECISION) - {}) / NULLIF({}, 0)";
inline constexpr const char* kRunning =
    "CASE WHEN {} IS NOT NULL THEN COALESCE(SUM({}) OVER (PARTITION BY {} ORDER BY {} ASC NULLS "
    "LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 0) END";
inline constexpr const char* kTotalWhen =
    " WHEN left_out = {} THEN MAX(CASE WHEN left_out = {} THEN {} END) OVER ({})";
inline constexpr const char* kShare = "CAST({} AS DOUBLE PRECISION) / NULLIF(CASE{} END, 0)";
inline constexpr const char* kBetween = R"sqlpart({} BETWEEN {} AND {})sqlpart";
inline constexpr const char* kTotalsBehind =
    R"sqlpart(CASE WHEN {} IN ({}) THEN 1 ELSE 0 END)sqlpart";

}  // namespace pmm::analytics::sql

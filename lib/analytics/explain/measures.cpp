#include "analytics/explain/measures.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "analytics/catalogue/state_sets.hpp"
#include "analytics/explain/explain_sql.hpp"
#include "analytics/explain/text.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

std::string literals(std::span<const std::string_view> texts) {
  std::vector<std::string> out;
  for (const std::string_view text : texts)
    if (!text.empty()) out.push_back(text_literal(text));
  return joined(out, ", ");
}

std::string in_states_sql(Condition condition) {
  const StateSet* set = find_state_set(condition);
  return set == nullptr ? std::string() : fill(sql::kInStates, {literals(set->states)});
}

std::string mature_sql(std::int64_t days, std::int64_t now_us) {
  return fill(sql::kContactMature, {std::to_string(now_us - days * kMicrosPerDay)});
}

std::string settled_sql(std::int64_t days, std::int64_t now_us) {
  return fill(sql::kContactSettled,
              {mature_sql(days, now_us), std::to_string(days * kMicrosPerDay)});
}

// Conditions that say the same at any time.
constexpr std::array kPlainConditions{
    std::pair(Condition::kCaseOpen, sql::kCaseOpen),
    std::pair(Condition::kCaseClosed, sql::kCaseClosed),
    std::pair(Condition::kCaseClosedWithDue, sql::kCaseClosedWithDue),
    std::pair(Condition::kCaseWithinDue, sql::kCaseWithinDue),
    std::pair(Condition::kCaseReopened, sql::kCaseReopened),
    std::pair(Condition::kCaseClosedOnce, sql::kCaseClosedOnce),
    std::pair(Condition::kCaseTimed, sql::kCaseTimed),
    std::pair(Condition::kCaseLate, sql::kCaseLate),
    std::pair(Condition::kCaseAnswered, sql::kCaseAnswered),
    std::pair(Condition::kCaseRated, sql::kCaseRated),
    std::pair(Condition::kCaseSatisfied, sql::kCaseSatisfied),
    std::pair(Condition::kContactTimed, sql::kContactTimed),
    std::pair(Condition::kContactWaited, sql::kContactWaited),
    std::pair(Condition::kContactQueued, sql::kContactQueued),
    std::pair(Condition::kContactServed, sql::kContactServed),
    std::pair(Condition::kStageOpen, sql::kStageOpen),
    std::pair(Condition::kStageEnded, sql::kStageEnded),
    std::pair(Condition::kContactAbandoned, sql::kContactAbandoned),
    std::pair(Condition::kContactAnswered, sql::kContactAnswered),
    std::pair(Condition::kContactResolved, sql::kContactResolved),
    std::pair(Condition::kDeliveryDispatched, sql::kDeliveryDispatched),
    std::pair(Condition::kDeliveryArrived, sql::kDeliveryArrived),
    std::pair(Condition::kDeliveryReadTold, sql::kDeliveryReadTold),
    std::pair(Condition::kDeliveryRead, sql::kDeliveryRead),
    std::pair(Condition::kDeliveryReadTimed, sql::kDeliveryReadTimed),
    std::pair(Condition::kBookingMoved, sql::kBookingMoved),
    std::pair(Condition::kBookingLed, sql::kBookingLed),
    std::pair(Condition::kBookingWarned, sql::kBookingWarned),
};

std::string outward_condition(Condition where, std::int64_t now_us) {
  const std::string now = std::to_string(now_us);
  switch (where) {
    case Condition::kDeliveryReadDuePassed:
      return fill(sql::kDeliveryReadDuePassed, {now});
    case Condition::kDeliveryReadInTime:
      return fill(sql::kDeliveryReadInTime, {now});
    case Condition::kBookingTaken:
      return fill(sql::kBookingTaken, {in_states_sql(Condition::kBookingPlaced), now});
    case Condition::kBookingStood:
      return fill(sql::kBookingStood, {in_states_sql(Condition::kBookingOver), now});
    default:
      return in_states_sql(where);
  }
}

std::string condition_of(Condition where, std::int64_t now_us) {
  for (const auto& [condition, text] : kPlainConditions)
    if (condition == where) return text;
  switch (where) {
    case Condition::kCaseOverdue:
      return fill(sql::kCaseOverdue, {std::to_string(now_us)});
    case Condition::kCaseOpenLong:
      return fill(sql::kCaseOpenLong, {std::to_string(now_us - kLongOpenDays * kMicrosPerDay)});
    case Condition::kCaseOpenVeryLong:
      return fill(sql::kCaseOpenLong, {std::to_string(now_us - kVeryLongOpenDays * kMicrosPerDay)});
    case Condition::kCaseDuePassed:
      return fill(sql::kCaseDuePassed, {std::to_string(now_us)});
    case Condition::kCaseDueMet:
      return fill(sql::kCaseDueMet, {std::to_string(now_us)});
    case Condition::kContactServedLate:
      return fill(sql::kContactServedSoon, {std::to_string(kLongWaitSeconds)});
    case Condition::kContactQueuedLong:
      return fill(sql::kContactQueuedLong, {std::to_string(kShortWaitSeconds)});
    case Condition::kContactAbandonedLong:
      return fill(sql::kContactAbandonedLong, {std::to_string(kShortWaitSeconds)});
    case Condition::kContactForwarded:
      return fill(sql::kContactForwarded, {literals(kForwardedOutcomes)});
    case Condition::kContactMatureSoon:
      return mature_sql(kSoonRepeatDays, now_us);
    case Condition::kContactMatureLate:
      return mature_sql(kLateRepeatDays, now_us);
    case Condition::kContactSettledSoon:
      return settled_sql(kSoonRepeatDays, now_us);
    case Condition::kContactSettledLate:
      return settled_sql(kLateRepeatDays, now_us);
    case Condition::kStageClosing:
      return fill(sql::kStageClosing, {literals(kEndStates)});
    case Condition::kStageReopenedSoon:
      return fill(sql::kStageReopenedSoon, {literals(kEndStates), literals(kReopenedStates),
                                            std::to_string(kReopenedDays * kMicrosPerDay)});
    case Condition::kContactServedSoon:
      return fill(sql::kContactServedSoon, {std::to_string(kSoonAnsweredSeconds)});
    default:
      return outward_condition(where, now_us);
  }
}

std::string count_sql(Condition where, std::int64_t now_us) {
  const std::string condition = condition_of(where, now_us);
  return condition.empty() ? sql::kCountAll : fill(sql::kCountIf, {condition});
}

std::string interval_sql(const char* from, const char* to) {
  return fill(sql::kInterval, {to, from, to, from});
}

std::string value_sql(Value value, std::int64_t now_us) {
  switch (value) {
    case Value::kNone:
      return {};
    case Value::kCaseResolution:
      return interval_sql("opened_us", "closed_us");
    case Value::kCaseFirstResponse:
      return interval_sql("opened_us", "first_response_us");
    case Value::kCaseNetResolution:
      return "net_resolution_us";
    case Value::kCaseWorkingResolution:
      return "working_resolution_days";
    case Value::kCaseWorkingResponse:
      return "working_response_days";
    case Value::kCaseWorkingLateness:
      return "lateness_days";
    case Value::kStageDuration:
      return interval_sql("entered_us", "left_us");
    case Value::kStageAge:
      return fill(sql::kStageAge, {std::to_string(now_us), std::to_string(now_us)});
    case Value::kContactHandling:
      return interval_sql("started_us", "ended_us");
    case Value::kContactWaiting:
      return "waiting_s";
    case Value::kContactAnswerTime:
      return sql::kContactAnswerTime;
    case Value::kDeliveryDispatch:
      return interval_sql("created_us", "sent_us");
    case Value::kDeliveryArrival:
      return interval_sql("created_us", "delivered_us");
    case Value::kDeliveryReading:
      return interval_sql("created_us", "read_us");
    case Value::kBookingLead:
      return interval_sql("booked_us", "starts_us");
    case Value::kBookingNotice:
      return interval_sql("cancelled_us", "starts_us");
    case Value::kBookingTime:
      return fill(sql::kBookingTime, {outward_condition(Condition::kBookingTaken, now_us)});
  }
  return {};
}

// What a value is called beside the view's columns.
std::string value_name(Value value) {
  switch (value) {
    case Value::kCaseResolution:
      return "resolution";
    case Value::kCaseFirstResponse:
      return "first_response";
    case Value::kCaseNetResolution:
      return "net_resolution";
    case Value::kCaseWorkingResolution:
      return "working_resolution";
    case Value::kCaseWorkingResponse:
      return "working_response";
    case Value::kCaseWorkingLateness:
      return "lateness";
    case Value::kContactHandling:
      return "handling";
    case Value::kStageDuration:
      return "duration";
    case Value::kStageAge:
      return "age";
    case Value::kContactAnswerTime:
      return "answer_time";
    case Value::kDeliveryDispatch:
      return "dispatch";
    case Value::kDeliveryArrival:
      return "arrival";
    case Value::kDeliveryReading:
      return "reading";
    case Value::kBookingLead:
      return "lead";
    case Value::kBookingNotice:
      return "notice";
    case Value::kBookingTime:
      return "taken";
    case Value::kContactWaiting:
    case Value::kNone:
      break;
  }
  return "waiting";
}

std::string in_seconds(Value value, std::string aggregate) {
  if (is_counted(value)) return aggregate;
  return fill(sql::kInSeconds, {aggregate});
}

std::string quantile_sql(const MeasureSpec& spec) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), spec.p).ptr;
  const std::string p(digits.data(), end);
  const std::string name = value_name(spec.value);
  const std::string place = name + "_place", places = name + "_places";
  return fill(sql::kQuantile, {place, p, places, place, p, places, name + "_value"});
}

}  // namespace

std::string measure_sql(const Cube& cube, const Member& measure, std::int64_t now_us) {
  const MeasureSpec& spec = measure.measure;
  switch (spec.aggregate) {
    case Aggregate::kCount:
      return count_sql(spec.where, now_us);
    case Aggregate::kRate:
      return fill(sql::kRate, {count_sql(spec.where, now_us), count_sql(spec.base, now_us)});
    case Aggregate::kSum:
      return in_seconds(spec.value, fill(sql::kSum, {value_sql(spec.value, now_us)}));
    case Aggregate::kMean:
      return in_seconds(spec.value, fill(sql::kMean, {value_sql(spec.value, now_us)}));
    case Aggregate::kQuantile:
      return in_seconds(spec.value, quantile_sql(spec));
    case Aggregate::kDistinct:
      return fill(sql::kDistinct, {view_column(cube, spec.column)});
  }
  return {};
}

std::vector<std::string> needed_columns_sql(std::span<const Member* const> measures) {
  std::vector<std::string> columns;
  const auto add = [&columns](const std::string& value, const char* name) {
    std::string column = value + " AS " + name;
    if (std::find(columns.begin(), columns.end(), column) == columns.end())
      columns.push_back(std::move(column));
  };
  for (const Member* member : measures) {
    const MeasureSpec& spec = member->measure;
    if (needs_repeats(spec.where) || needs_repeats(spec.base)) add(sql::kAgain, "again_us");
    if (spec.value == Value::kCaseNetResolution) add(sql::kNetResolution, "net_resolution_us");
    if (spec.value == Value::kCaseWorkingResolution)
      add(fill(sql::kWorkingDaysTo, {"v.closed_us", "v.closed_us"}), "working_resolution_days");
    if (spec.value == Value::kCaseWorkingResponse)
      add(fill(sql::kWorkingDaysTo, {"v.first_response_us", "v.first_response_us"}),
          "working_response_days");
    if (spec.value == Value::kCaseWorkingLateness) add(sql::kLateness, "lateness_days");
  }
  return columns;
}

std::vector<std::string> ranks_sql(const std::vector<const Member*>& measures,
                                   const std::vector<std::string>& keys, std::int64_t now_us) {
  std::vector<Value> values;
  for (const Member* member : measures) {
    const MeasureSpec& spec = member->measure;
    if (spec.aggregate == Aggregate::kQuantile &&
        std::find(values.begin(), values.end(), spec.value) == values.end())
      values.push_back(spec.value);
  }
  const std::string partition = keys.empty() ? "" : sql::kPartitionBy + joined(keys, ", ");
  const std::string before = partition.empty() ? "" : partition + " ";
  std::vector<std::string> columns;
  for (const Value value : values) {
    const std::string expression = value_sql(value, now_us);
    const std::string name = value_name(value);
    columns.push_back(expression + " AS " + name + "_value");
    columns.push_back(fill(sql::kPlace, {before, expression}) + " AS " + name + "_place");
    columns.push_back(fill(sql::kPlaces, {expression, partition}) + " AS " + name + "_places");
  }
  return columns;
}

}  // namespace pmm::analytics

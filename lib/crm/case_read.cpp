// What is asked of cases: rows, lists, events, intervals, and why a case is due when it is.
#include "crm/case.hpp"
#include "crm/case_due.hpp"
#include "crm/case_row.hpp"
#include "crm/case_sql.hpp"
#include "crm/field_guard.hpp"
#include "crm/list_sql.hpp"
#include "crm/saved_filter.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Transition;

const Columns kCaseColumns{{"id", Type::kInt64},
                           {"token", Type::kText},
                           {"version", Type::kInt64},
                           {"number", Type::kText},
                           {"external_id", Type::kText},
                           {"protocol", Type::kText},
                           {"kind", Type::kText},
                           {"service", Type::kInt64},
                           {"category", Type::kInt64},
                           {"office", Type::kInt64},
                           {"channel", Type::kInt64},
                           {"subject", Type::kInt64},
                           {"assignee", Type::kInt64},
                           {"status", Type::kText},
                           {"state", Type::kText},
                           {"outcome", Type::kText},
                           {"note", Type::kText},
                           {"summary", Type::kText},
                           {"description", Type::kText},
                           {"address", Type::kText},
                           {"latitude", Type::kFloat64},
                           {"longitude", Type::kFloat64},
                           {"area", Type::kInt64},
                           {"opened", Type::kTime},
                           {"due", Type::kTime},
                           {"due_given", Type::kBool},
                           {"overdue", Type::kBool},
                           {"remaining", Type::kInt64, "s"},
                           {"closed", Type::kTime},
                           {"first_response", Type::kTime},
                           {"reopened_count", Type::kInt64},
                           {"duplicate_of", Type::kInt64},
                           {"attributes", Type::kText},
                           {"assurance", Type::kInt64},
                           {"on_behalf_of", Type::kInt64},
                           {"created", Type::kTime}};

const Columns kEventColumns{{"id", Type::kInt64},        {"at", Type::kTime},
                            {"verb", Type::kText},       {"from_state", Type::kText},
                            {"to_state", Type::kText},   {"actor", Type::kInt64},
                            {"visibility", Type::kText}, {"note", Type::kText}};

const Columns kIntervalColumns{{"id", Type::kInt64},   {"kind", Type::kText},
                               {"from", Type::kTime},  {"to", Type::kTime},
                               {"days", Type::kInt64}, {"reason", Type::kText}};

const Columns kFollowerColumns{{"subject", Type::kInt64}, {"since", Type::kTime}};

const Columns kMoveColumns{{"verb", Type::kText},
                           {"to_state", Type::kText},
                           {"outcome", Type::kText},
                           {"needs_note", Type::kBool},
                           {"needs_original", Type::kBool}};

// Given and empty finds nothing rather than everything.
template <class T>
void add(List& list, const char* condition, const Field<T>& wanted) {
  if (wanted.given) list.where(condition, {wanted.value.value_or(T{})});
}

Status add_filter(List& list, const CaseFilter& filter, std::int64_t now_us) {
  add(list, sql::kCaseServiceIs, filter.service);
  add(list, sql::kCaseOfficeIs, filter.office);
  add(list, sql::kCaseAssigneeIs, filter.assignee);
  add(list, sql::kCaseCategoryIs, filter.category);
  add(list, sql::kCaseChannelIs, filter.channel);
  add(list, sql::kCaseAreaIs, filter.area);
  add(list, sql::kCaseDuplicateIs, filter.duplicate_of);
  add(list, sql::kCaseStatusIs, filter.status);
  add(list, sql::kCaseStateIs, filter.state);
  add(list, sql::kCaseKindIs, filter.kind);
  add(list, sql::kCaseExternalIs, filter.external_id);
  add(list, sql::kCaseProtocolIs, filter.protocol);
  add(list, sql::kCaseTokenIs, filter.token);
  if (filter.opened_from_us.value) list.where(sql::kCaseOpenedFrom, {*filter.opened_from_us.value});
  if (filter.opened_to_us.value) list.where(sql::kCaseOpenedTo, {*filter.opened_to_us.value});
  if (filter.overdue.value)
    list.where(*filter.overdue.value ? sql::kCaseOverdue : sql::kCaseNotOverdue, {now_us});
  if (!filter.number.given) return {};
  PMM_ASSIGN(const model::CaseNumber number,
             model::parse_case_number(filter.number.value.value_or(""), "number"));
  list.where(sql::kCaseNumberIs,
             {model::format_case_number(number.kind, number.year, number.number)});
  return {};
}

// Whether the actor could make the move now; the parts that it needs aside.
bool may_move(const Reading& reading, const CaseRow& row, const ServiceRules& service,
              const Transition& move) {
  const bool by_subject = acts_as_subject(reading.plan, Action::kAdvance, row);
  if (!move.leaves(row.state) || !model::check_who(move, by_subject).ok()) return false;
  const bool asks = move.has(Transition::kAsksReopen);
  if (!asks && !move.has(Transition::kReopens)) return true;
  return model::check_reopen(reopen_policy(service), row.closed_us.value_or(row.opened_us),
                             reading.now_us, by_subject, asks)
      .ok();
}

// What decides on the events of a case that are not for staff alone.
model::RowFacts event_facts(const CaseRow& row) {
  model::RowFacts facts = row.facts();
  facts.visibility = model::kVisibilitySubject;
  return facts;
}

}  // namespace

Result<TablePtr> get_case(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN([[maybe_unused]] const CaseRow row,
             load_case(reading.db, reading.plan, Action::kRead, id));
  List list("case", sql::kSelectCases);
  list.where(sql::kCasesNow, {reading.now_us});
  list.where(sql::kCaseIs, {id});
  FieldGuard guard(reading.plan, model::Noun::kCase, kCaseColumns);
  return list.run(reading, kCaseColumns, Page{}, List::Order::kNewestFirst, &guard);
}

Result<TablePtr> list_cases(const Reading& reading, const CaseFilter& filter, const Page& page) {
  List list("cases", sql::kSelectCases);
  list.where(sql::kCasesNow, {reading.now_us});
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  add(list, sql::kCaseSubjectIs, subject);
  PMM_TRY(add_filter(list, filter, reading.now_us));
  if (filter.saved_filter.given)
    PMM_TRY(apply_saved_filter(reading, filter.saved_filter.value.value_or(0),
                               model::FilterTarget::kCases, list));
  list.restrict_to(reading.plan, model::Noun::kCase);
  FieldGuard guard(reading.plan, model::Noun::kCase, kCaseColumns);
  return list.run(reading, kCaseColumns, page, List::Order::kNewestFirst, &guard);
}

Result<TablePtr> list_case_events(const Reading& reading, std::int64_t id, const Page& page) {
  PMM_ASSIGN(const CaseRow row, load_case(reading.db, reading.plan, Action::kRead, id));
  List list("case_events", sql::kSelectCaseEvents);
  list.where(sql::kOfCase, {id});
  reading.saw(row.subject.value_or(0), "case_events");
  // To read a case is not to read its events.
  const model::RowFacts facts = event_facts(row);
  if (!model::may(reading.plan, Action::kRead, model::Noun::kCaseEvent, facts))
    list.where(sql::kNoRow);
  else if (!model::as_staff(reading.plan, model::bit(Action::kRead), model::Noun::kCaseEvent,
                            facts))
    list.where(sql::kNotForStaff);
  FieldGuard guard(reading.plan, model::Noun::kCaseEvent, kEventColumns, facts);
  return list.run(reading, kEventColumns, page, List::Order::kOldestFirst, &guard);
}

Result<TablePtr> list_case_intervals(const Reading& reading, std::int64_t id, const Page& page) {
  PMM_ASSIGN(const CaseRow row, load_case(reading.db, reading.plan, Action::kRead, id));
  List list("case_intervals", sql::kSelectCaseIntervals);
  list.where(sql::kOfCase, {id});
  FieldGuard guard(reading.plan, model::Noun::kCase, kIntervalColumns, row.facts());
  return list.run(reading, kIntervalColumns, page, List::Order::kOldestFirst, &guard);
}

Result<TablePtr> list_case_followers(const Reading& reading, std::int64_t id, const Page& page) {
  PMM_ASSIGN(const CaseRow row, load_case(reading.db, reading.plan, Action::kRead, id));
  List list("case_followers", sql::kSelectFollowers, "subject");
  list.where(sql::kOfCase, {id});
  // Who else reported the same is nobody's business but staff's.
  if (acts_as_subject(reading.plan, Action::kRead, row))
    list.where(sql::kCaseSubjectIs, {row.subject.value_or(0)});
  return list.run(reading, kFollowerColumns, page, List::Order::kOldestFirst);
}

Result<TablePtr> list_case_moves(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const CaseRow row, load_case(reading.db, reading.plan, Action::kRead, id));
  TableBuilder builder(kMoveColumns);
  if (!model::may(reading.plan, Action::kAdvance, model::Noun::kCase, row.facts()))
    return builder.finish();
  PMM_ASSIGN(const ServiceRules service, load_service_rules(reading.db, row.service, "service"));
  for (const Transition& move : model::transitions(row.kind)) {
    if (!may_move(reading, row, service, move)) continue;
    builder.text(move.verb);
    builder.text(model::state_after(move, row.kind, row.state, row.outcome.value_or("")));
    if (move.outcome.empty())
      builder.null();
    else
      builder.text(move.outcome);
    builder.boolean(move.has(Transition::kNeedsNote));
    builder.boolean(move.has(Transition::kNeedsOriginal));
    builder.end_row();
  }
  return builder.finish();
}

}  // namespace pmm::crm

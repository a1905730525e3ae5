// The moves of a case: the machine of the model says which, here is what each one does.
#include <algorithm>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "crm/case.hpp"
#include "crm/case_due.hpp"
#include "crm/case_duplicate.hpp"
#include "crm/case_row.hpp"
#include "crm/case_sql.hpp"
#include "crm/notice.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Transition;

constexpr std::string_view kAssign = "assign";
constexpr std::string_view kForward = "forward";
constexpr std::string_view kSubmit = "submit";

// One move under way.
struct Move {
  const Writing& writing;
  CaseRow& row;
  const CaseStep& step;
  const Transition& transition;
  const ServiceRules& service;
  bool by_subject;
  std::int64_t at_us = 0;
  std::string visibility{};
  Changes changes{};
  bool clock_moved = false;  // the due time may follow
};

std::string_view text_of(const Field<std::string>& field) {
  return field.value ? std::string_view(*field.value) : std::string_view();
}

// When the move was made. A history is told in order, so it is not before the move before.
Result<std::int64_t> move_time(const Writing& writing, const CaseRow& row, const CaseStep& step,
                               bool by_subject) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kCaseLastMove));
  PMM_ASSIGN(const bool found, find.bind(1, row.id).step());
  const std::int64_t last_us = found ? find.opt_int(0).value_or(row.opened_us) : row.opened_us;
  if (!step.at_us.value) return std::max(writing.now_us(), last_us);
  if (by_subject) return Status::denied("only staff may set at_us");
  const std::int64_t at_us = *step.at_us.value;
  if (at_us > writing.now_us())
    return Status::invalid("at_us", format_instant(at_us) + " is after now");
  if (at_us < last_us)
    return Status::invalid(
        "at_us", format_instant(at_us) + " is before the last move of " + format_instant(last_us));
  return at_us;
}

Status check_only(bool given, bool allowed, const char* field, std::string_view verb) {
  if (!given || allowed) return {};
  return Status::invalid(field, std::string(field) + " has no part in verb " + text::quoted(verb));
}

Status check_parts(const Move& move) {
  const CaseStep& step = move.step;
  const std::string_view verb = move.transition.verb;
  const bool assigns = verb == kAssign;
  const bool has_original = step.original.value.has_value();
  PMM_TRY(check_only(step.office.given, assigns || verb == kForward, "office", verb));
  PMM_TRY(check_only(step.assignee.given, assigns, "assignee", verb));
  PMM_TRY(
      check_only(has_original, move.transition.has(Transition::kNeedsOriginal), "original", verb));
  if (assigns && !step.office.value && !step.assignee.given)
    return Status::invalid("assignee", "assigning needs an office or an assignee");
  if (move.transition.has(Transition::kNeedsOriginal) && !has_original)
    return Status::invalid("original", "the case that this one duplicates must be named");
  if (move.transition.has(Transition::kNeedsNote) && text_of(step.note).empty())
    return Status::invalid("note", "verb " + text::quoted(verb) + " needs a note for the citizen");
  if (move.by_subject && step.staff_note.given)
    return Status::denied("only staff may set staff_note");
  return {};
}

Status choose_visibility(Move& move) {
  const bool has_note = !text_of(move.step.note).empty();
  const bool inward = move.transition.verb == kAssign && !has_note;
  move.visibility = move.step.visibility.value.value_or(
      std::string(inward ? model::kVisibilityStaff : model::kVisibilitySubject));
  PMM_TRY(check_case_visibility(move.writing.plan, move.row, move.visibility));
  if (has_note && move.visibility == model::kVisibilityStaff)
    return Status::invalid("visibility", "a note for the citizen cannot be for staff alone");
  return {};
}

Status check_policy(const Move& move) {
  const bool asks = move.transition.has(Transition::kAsksReopen);
  if (!asks && !move.transition.has(Transition::kReopens)) return {};
  return model::check_reopen(reopen_policy(move.service),
                             move.row.closed_us.value_or(move.row.opened_us), move.at_us,
                             move.by_subject, asks);
}

Status hand_over(Move& move) {
  store::Connection& db = move.writing.db();
  CaseRow& row = move.row;
  if (move.step.office.value && row.office != move.step.office.value) {
    PMM_TRY(check_case_reference(db, sql::kCaseOffice, move.step.office.value, "office"));
    row.office = move.step.office.value;
    move.changes.note("office");
    PMM_TRY(move_case_events(move.writing, row));
  }
  if (move.step.assignee.value)
    PMM_TRY(check_case_reference(db, sql::kCaseAssignee, move.step.assignee.value, "assignee"));
  move.changes.apply(row.assignee, move.step.assignee, "assignee");
  return {};
}

Status reopen(Move& move) {
  CaseRow& row = move.row;
  // While it was closed the clock stood still.
  CaseInterval closure;
  closure.kind = kIntervalClosure;
  closure.from_us = std::max(row.closed_us.value_or(row.opened_us), row.opened_us);
  closure.to_us = std::max(move.at_us, closure.from_us);
  PMM_TRY(insert_case_interval(move.writing, row.id, closure));
  move.clock_moved = true;
  row.closed_us.reset();
  row.outcome.reset();
  ++row.reopened_count;
  move.changes.note("closed_us,outcome,reopened_count,intervals");
  if (!row.duplicate_of) return {};
  row.duplicate_of.reset();
  move.changes.note("duplicate_of");
  return {};
}

// What the move does to the clock: intervals, whose end or beginning the due time follows.
Status move_clock(Move& move, bool closes) {
  const Transition& transition = move.transition;
  if (transition.has(Transition::kOpensSuspension)) {
    CaseInterval interval;
    interval.kind = kIntervalInfoRequest;
    interval.from_us = move.at_us;
    if (move.step.note.value) interval.reason = *move.step.note.value;
    PMM_TRY(insert_case_interval(move.writing, move.row.id, interval));
    move.clock_moved = true;
    move.changes.note("intervals");
  }
  if (!closes && !transition.has(Transition::kClosesSuspension)) return {};
  // A case that ends leaves no clock standing still, whatever stopped it.
  PMM_ASSIGN(const std::int64_t ended,
             end_case_intervals(move.writing, move.row.id,
                                closes ? std::string_view() : kIntervalInfoRequest, move.at_us));
  if (ended == 0) return {};
  move.clock_moved = true;
  move.changes.note("intervals");
  return {};
}

void set_outcome(Move& move, bool closes) {
  CaseRow& row = move.row;
  if (!move.transition.outcome.empty()) {
    row.outcome = std::string(move.transition.outcome);
    move.changes.note("outcome");
  }
  if (!closes) return;
  row.closed_us = move.at_us;
  move.changes.note("closed_us");
}

Status change_state(Move& move) {
  CaseRow& row = move.row;
  const Transition& transition = move.transition;
  const std::string to(
      model::state_after(transition, row.kind, row.state, row.outcome.value_or("")));
  const std::string status(model::status_of(row.kind, to));
  const bool closes = row.is_open() && status == model::kStatusClosed;
  if (row.state == kStateDraft && transition.verb == kSubmit) {
    // The term of an application runs from the day it is handed in.
    row.opened_us = move.at_us;
    move.changes.note("opened_us");
    move.clock_moved = true;
  }
  PMM_TRY(move_clock(move, closes));
  if (transition.has(Transition::kReopens)) PMM_TRY(reopen(move));
  set_outcome(move, closes);
  if (row.state != to) move.changes.note("state");
  if (row.status != status) move.changes.note("status");
  row.state = to;
  row.status = status;
  if (!move.clock_moved) return {};
  return derive_case_due(move.writing, row, move.service, move.changes);
}

// The first time that staff did something for the case, not what it wrote down for the citizen.
void note_response(Move& move) {
  const model::Plan& plan = move.writing.plan;
  const bool automatic = plan.system && !plan.everything && !plan.staff;
  const bool for_citizen =
      move.writing.call.on_behalf_of != 0 && move.transition.who == model::Who::kEither;
  if (move.row.first_response_us || move.by_subject || automatic || for_citizen) return;
  if (move.transition.verb == kSubmit) return;
  move.row.first_response_us = move.at_us;
  move.changes.note("first_response_us");
}

Status write_events(Move& move, const std::string& from) {
  const bool keeps = move.transition.has(Transition::kKeepsState);
  CaseEvent event;
  event.at_us = move.at_us;
  event.verb = move.transition.verb;
  if (!keeps) {
    event.from_state = from;
    event.to_state = move.row.state;
  }
  event.visibility = move.visibility;
  event.note = text_of(move.step.note);
  PMM_ASSIGN(const std::int64_t id, insert_case_event(move.writing, move.row, event));
  PMM_TRY(tell_of_event(move.writing, move.row, move.service, event, id));
  if (const std::string_view note = text_of(move.step.staff_note); !note.empty()) {
    PMM_ASSIGN([[maybe_unused]] const std::int64_t other,
               insert_case_event(move.writing, move.row,
                                 {.at_us = move.at_us,
                                  .verb = move.transition.verb,
                                  .visibility = model::kVisibilityStaff,
                                  .note = note}));
  }
  if (keeps || move.visibility == model::kVisibilityStaff) return {};
  return tell_duplicates(move.writing, move.row, event);
}

Status carry_out(Move& move) {
  const std::string from = move.row.state;
  PMM_TRY(hand_over(move));
  if (move.transition.has(Transition::kNeedsOriginal)) {
    PMM_TRY(point_to_original(move.writing, move.row, *move.step.original.value));
    move.changes.note("duplicate_of");
  }
  PMM_TRY(change_state(move));
  // What the citizen itself writes stands in the event alone.
  if (!move.by_subject && !text_of(move.step.note).empty())
    move.changes.apply(move.row.note, move.step.note, "note");
  note_response(move);
  PMM_TRY(save_case(move.writing, move.row));
  PMM_TRY(write_events(move, from));
  return record_case(move.writing, move.row, move.transition.verb, move.changes.names());
}

}  // namespace

Result<std::int64_t> advance_case(const Writing& writing, std::int64_t id, std::string_view verb,
                                  const CaseStep& step) {
  PMM_ASSIGN(CaseRow row, load_case(writing.db(), writing.plan, model::Action::kAdvance, id));
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  const bool by_subject = acts_as_subject(writing.plan, model::Action::kAdvance, row);
  PMM_ASSIGN(const Transition* transition, model::find_transition(row.kind, row.state, verb));
  PMM_TRY(model::check_who(*transition, by_subject));
  PMM_ASSIGN(const ServiceRules service, load_service_rules(writing.db(), row.service, "service"));
  Move move{writing, row, step, *transition, service, by_subject};
  PMM_ASSIGN(move.at_us, move_time(writing, row, step, by_subject));
  PMM_TRY(check_policy(move));
  PMM_TRY(check_parts(move));
  PMM_TRY(choose_visibility(move));
  PMM_TRY(carry_out(move));
  return row.version;
}

}  // namespace pmm::crm

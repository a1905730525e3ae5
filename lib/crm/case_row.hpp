#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crm/change.hpp"
#include "crm/context.hpp"
#include "crm/service.hpp"
#include "model/case.hpp"

namespace pmm::crm {

// Kinds of interval. All but the extension stop the clock of the term.
inline constexpr std::string_view kIntervalSuspension = "suspension";
inline constexpr std::string_view kIntervalInfoRequest = "info_request";
inline constexpr std::string_view kIntervalClosure = "closure";  // closed, and reopened later
inline constexpr std::string_view kIntervalExtension = "extension";

inline constexpr std::string_view kStateDraft = "draft";

// A case as it stands.
struct CaseRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::string number, kind, status, state;
  std::int64_t service = 0;
  std::optional<std::int64_t> category, office, channel, subject, assignee, area, duplicate_of;
  std::optional<std::string> external_id, protocol, outcome, note, summary, description, address,
      attributes;
  std::optional<double> latitude, longitude;
  std::int64_t opened_us = 0;
  std::optional<std::int64_t> due_us, closed_us, first_response_us;
  bool due_given = false;
  std::int64_t reopened_count = 0;

  bool is_open() const noexcept { return status == model::kStatusOpen; }
  model::RowFacts facts() const noexcept {
    model::RowFacts out;
    out.subject = subject.value_or(0);
    out.office = office.value_or(0);
    out.service = service;
    return out;
  }
};

// The row, after the actor's right to do `action` to it was checked; errors at `field`.
Result<CaseRow> load_case(store::Connection& db, const model::Plan& plan, model::Action action,
                          std::int64_t id, std::string_view field = "id");
// For the library's own use: who may see the case was decided by another row.
Result<CaseRow> load_case_unchecked(store::Connection& db, std::int64_t id);
// Writes back what may change; the journal record is the caller's.
Status save_case(const Writing& writing, CaseRow& row);
Status record_case(const Writing& writing, const CaseRow& row, std::string_view verb,
                   std::string_view fields);

// Inserts the row, and gives it id, number and version; event and journal record are the caller's.
Status insert_case_row(const Writing& writing, CaseRow& row);
// The names of what a new row says, for its journal record.
std::string given_case_fields(const CaseRow& row);

// Lets the events, notices, messages and reminders of a case follow it to its office.
Status move_case_events(const Writing& writing, const CaseRow& row);

struct CaseEvent {
  std::int64_t at_us = 0;
  std::string_view verb;
  std::string_view from_state{}, to_state{};  // empty: no move
  std::string_view visibility = model::kVisibilitySubject;
  std::string_view note{};
};
Result<std::int64_t> insert_case_event(const Writing& writing, const CaseRow& row,
                                       const CaseEvent& event);

// kInvalid or kDenied at "visibility" unless the actor may give it to an event of the case.
Status check_case_visibility(const model::Plan& plan, const CaseRow& row,
                             std::string_view visibility);

// kNotFound or, of a row that is no longer active, kConflict at `field`. `select` gives the column
// active of the row.
Status check_case_reference(store::Connection& db, const char* select,
                            const std::optional<std::int64_t>& id, const char* field);

// False when the subject follows the case already.
Result<bool> add_case_follower(const Writing& writing, const CaseRow& row, std::int64_t subject);

// Whether the actor does this by the right of the case's own subject, not of staff: whoever reads
// the case as staff may still move it as its citizen alone.
bool acts_as_subject(const model::Plan& plan, model::Action action, const CaseRow& row) noexcept;

model::ReopenPolicy reopen_policy(const ServiceRules& service) noexcept;

}  // namespace pmm::crm

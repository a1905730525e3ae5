#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// What creates a case or changes its data. An update takes neither what names the case (kind,
// service, channel, subject, state, opened_us) nor its office, which assigning changes.
struct CaseFields {
  Field<std::string> kind, state, summary, description, address, protocol, external_id, attributes,
      note;
  Field<std::int64_t> service, channel, office, category, subject, area, opened_us, due_us;
  Field<double> latitude, longitude;
};

// What accompanies a move. `note` is for the citizen, `staff_note` for staff alone.
struct CaseStep {
  Field<std::string> note, staff_note, visibility;
  Field<std::int64_t> at_us;
  Field<std::int64_t> office, assignee;  // "assign"; "forward" takes an office
  Field<std::int64_t> original;          // "mark_duplicate": the case this one repeats
};

struct CaseFilter {
  Field<std::int64_t> subject, service, office, assignee, category, channel, area, duplicate_of,
      opened_from_us, opened_to_us, saved_filter;
  Field<std::string> status, state, kind, external_id, number, protocol, token;
  Field<bool> overdue;
};

// --- Writing: each gives the new case, or the case's new version.

Result<std::int64_t> create_case(const Writing& writing, const CaseFields& fields);
Result<std::int64_t> update_case(const Writing& writing, std::int64_t id, const CaseFields& fields);
Result<std::int64_t> advance_case(const Writing& writing, std::int64_t id, std::string_view verb,
                                  const CaseStep& step);
Result<std::int64_t> suspend_case(const Writing& writing, std::int64_t id, std::string_view reason);
Result<std::int64_t> resume_case(const Writing& writing, std::int64_t id, std::string_view reason);
Result<std::int64_t> extend_case(const Writing& writing, std::int64_t id, std::int32_t days,
                                 std::string_view reason);
// An event without a move; gives the event. `visibility` empty: "subject".
Result<std::int64_t> comment_case(const Writing& writing, std::int64_t id, std::string_view note,
                                  std::string_view visibility);
// Following twice and leaving what was not followed change nothing. Gives the case's version.
Result<std::int64_t> follow_case(const Writing& writing, std::int64_t id, std::int64_t subject);
Result<std::int64_t> unfollow_case(const Writing& writing, std::int64_t id, std::int64_t subject);

// --- Reading

Result<TablePtr> get_case(const Reading& reading, std::int64_t id);
Result<TablePtr> list_cases(const Reading& reading, const CaseFilter& filter, const Page& page);
Result<TablePtr> list_case_events(const Reading& reading, std::int64_t id, const Page& page);
Result<TablePtr> list_case_intervals(const Reading& reading, std::int64_t id, const Page& page);
Result<TablePtr> list_case_followers(const Reading& reading, std::int64_t id, const Page& page);
// The moves this actor may make now.
Result<TablePtr> list_case_moves(const Reading& reading, std::int64_t id);
// What the due time follows from, step by step.
Result<TablePtr> explain_case_due(const Reading& reading, std::int64_t id);

}  // namespace pmm::crm

#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// Who writes decides the direction: the case's subject, or staff on its behalf, writes in; staff
// writes out. `advance` lets a request of the office move the case to waiting, and the answer to
// it move it on; when it is not given they do so where the case's state lets them.
struct CaseMessageFields {
  Field<std::int64_t> case_id, answers, due_us;
  Field<std::string> kind, body, documents;
  Field<bool> advance;
};

struct CaseMessageFilter {
  Field<std::int64_t> case_id, subject;
  Field<std::string> direction, kind, state;
  Field<bool> unseen;
};

// In one transaction: the message, what it does to the case and to the request it answers, and how
// the other side learns of it: a notification for the citizen, a task for the office.
Result<std::int64_t> create_case_message(const Writing& writing, const CaseMessageFields& fields);
// The other side has seen it; the version. Seeing it again changes nothing.
Result<std::int64_t> see_case_message(const Writing& writing, std::int64_t id);
// A request is no longer one, said by the side that asked.
Result<std::int64_t> withdraw_case_message(const Writing& writing, std::int64_t id);

Result<TablePtr> get_case_message(const Reading& reading, std::int64_t id);
// Oldest first.
Result<TablePtr> list_case_messages(const Reading& reading, const CaseMessageFilter& filter,
                                    const Page& page);
Result<TablePtr> list_case_message_documents(const Reading& reading, std::int64_t id);

}  // namespace pmm::crm

#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct TaskFields {
  Field<std::string> kind, title, note;
  Field<std::int64_t> contact, case_id, office, assignee, due_us;
};

// Ids that are given and empty ask for tasks without one.
struct TaskFilter {
  Field<std::string> state, kind;
  Field<std::int64_t> office, assignee, case_id, contact, subject;
  Field<bool> overdue;  // to do, and due before now
};

Result<std::int64_t> create_task(const Writing& writing, const TaskFields& fields);
// These give the new version.
Result<std::int64_t> update_task(const Writing& writing, std::int64_t id, const TaskFields& fields);
// `contact` is the one that the task led to, 0 for none.
Result<std::int64_t> finish_task(const Writing& writing, std::int64_t id, std::int64_t contact);
Result<std::int64_t> reopen_task(const Writing& writing, std::int64_t id);

Result<TablePtr> get_task(const Reading& reading, std::int64_t id);
// Oldest first.
Result<TablePtr> list_tasks(const Reading& reading, const TaskFilter& filter, const Page& page);

}  // namespace pmm::crm

#pragma once

#include <cstdint>

#include "crm/case_row.hpp"

namespace pmm::crm {

// Makes `row` a duplicate of a case, or of the case that one is itself a duplicate of, so that no
// chain arises; its own duplicates and followers go along. The row is saved by the caller.
// kNotFound, kInvalid, kConflict, kLimit at "original".
Status point_to_original(const Writing& writing, CaseRow& row, std::int64_t original);

// Tells the duplicates of a case that it moved on: an event each. The citizen-facing note was
// written to another person, so that only a public one is passed on.
Status tell_duplicates(const Writing& writing, const CaseRow& row, const CaseEvent& event);

}  // namespace pmm::crm

#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// Which of two subjects goes on, and whose values it has then: take and keep are names of fields,
// comma separated.
struct MergeFields {
  Field<std::int64_t> winner, loser;
  Field<std::string> take, keep;
  Field<bool> despite_codes;  // that each has a code of its own is a mistake of one of the codes
};

struct MergeFilter {
  Field<std::int64_t> subject;  // on either side
  Field<bool> undone;
};

// Everything of the loser is the winner's from now on, and so is its id. Gives the merge.
Result<std::int64_t> merge_subjects(const Writing& writing, const MergeFields& fields);
// Two subjects again: what the merge moved goes back, and what came since on a case that goes back.
// kConflict where what happened since makes it impossible. Gives the version of the merge.
Result<std::int64_t> undo_merge(const Writing& writing, std::int64_t id);
// What a merge would do: a row for each field and for each kind of rows.
Result<TablePtr> preview_merge(const Reading& reading, const MergeFields& fields);
Result<TablePtr> get_merge(const Reading& reading, std::int64_t id);
Result<TablePtr> list_merges(const Reading& reading, const MergeFilter& filter, const Page& page);

}  // namespace pmm::crm

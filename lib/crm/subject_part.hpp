#pragma once

// What identifiers, addresses and relationships of a subject have in common.

#include <algorithm>
#include <cstdint>
#include <optional>

#include "crm/context.hpp"
#include "crm/field_guard.hpp"
#include "crm/list.hpp"
#include "crm/subject_part_sql.hpp"

namespace pmm::crm {

inline Status check_period(const std::optional<std::int32_t>& from,
                           const std::optional<std::int32_t>& to) {
  if (from && to && *to < *from)
    return Status::invalid("valid_to_on", "the period ends before it begins");
  return {};
}

// Keeps the row as it stands as one of the past, and gives the instant from which its next version
// holds. Of two changes within one tick of the clock, or after it was set back, the later one
// leaves no moment to the earlier.
inline Result<std::int64_t> keep_past(const Writing& writing, const char* keep, std::int64_t id,
                                      std::int64_t since_us) {
  const std::int64_t at_us = std::max(writing.now_us(), since_us);
  PMM_ASSIGN(auto insert, writing.db().prepare(keep));
  PMM_TRY(insert.bind(1, id).bind(2, at_us).run());
  return at_us;
}

// One row by its id, if the actor may read it. Its column "subject" says whose it is; a
// relationship is the other side's own as well.
inline Result<TablePtr> get_part(const Reading& reading, model::Noun noun, const char* select,
                                 const Columns& columns, std::int64_t id) {
  PMM_ASSIGN(auto statement, reading.db.prepare(select));
  FieldGuard guard(reading.plan, noun, columns);
  PMM_ASSIGN(TablePtr row, read_table(statement.bind(1, id), columns, &guard));
  if (row->rows == 0) return model::no_such(noun, "id", id);
  model::RowFacts facts;
  facts.subject = row->columns[row->find("subject").value()].int_at(0);
  if (const auto other = row->find("other")) facts.other_subject = row->columns[*other].int_at(0);
  PMM_TRY(model::check_access(reading.plan, model::Action::kRead, noun, facts, "id", id));
  return row;
}

}  // namespace pmm::crm

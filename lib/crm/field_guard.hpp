#pragma once

#include <cstdint>
#include <vector>

#include "crm/list.hpp"
#include "model/access.hpp"

namespace pmm::crm {

// Keeps the columns of a row from an actor who may read the row but not their group of fields.
// Which column is in which group is a table in field_guard.cpp.
class FieldGuard {
 public:
  // The row's subject, office, service, visibility and its other subject are read from the columns
  // of these names, or of the service from the first column behind them.
  FieldGuard(const model::Plan& plan, model::Noun noun, const Columns& columns);
  // Of rows that hang on another, whose facts decide, but for what the row says of its visibility.
  FieldGuard(const model::Plan& plan, model::Noun noun, const Columns& columns,
             const model::RowFacts& facts);

  // Which columns of the current row are kept back; null when none of any row is.
  const std::vector<bool>* hidden(store::Statement& row);

 private:
  struct Guarded {
    std::size_t column;
    model::FieldGroup group;
    model::Noun noun;
  };
  std::int64_t id_at(store::Statement& row, int column) const;

  const model::Plan& plan_;
  model::RowFacts facts_;
  bool fixed_ = false;
  int subject_ = -1, other_ = -1, office_ = -1, service_ = -1, visibility_ = -1;
  std::vector<Guarded> guarded_;
  std::vector<bool> hidden_;
};

// kDenied at `field` when the actor does not see the columns of a group, which a noun has, of every
// subject that it reads: it may not look for subjects by them either.
Status check_may_look(const model::Plan& plan, model::FieldGroup group, model::Noun noun,
                      const char* field);

}  // namespace pmm::crm

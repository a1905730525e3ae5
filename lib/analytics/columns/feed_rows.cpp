// How the rows of tables become rows of columns.
#include <limits>
#include <memory>
#include <optional>

#include "analytics/columns/feed.hpp"
#include "analytics/columns/feed_sql.hpp"

namespace pmm::analytics {

using columnar::Cell;
using columnar::kNullInt;

Status Feed::append_new(store::Connection& db, const Cube& cube, CubeDraft& draft,
                        std::int64_t others, const Call& call) {
  PMM_ASSIGN(auto row, db.prepare(sql::kRowsAfter[static_cast<std::size_t>(cube.id)]));
  row.bind(1, draft.state.last_id);
  Cells cells(draft.columns);
  for (std::int64_t count = 1;; ++count) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) return {};
    if (count % kCheckRows == 0) {
      PMM_TRY(call.check());
      PMM_TRY(within_limit(others + draft.bytes()).take_status());
    }
    const std::int64_t id = row.int_at(0);
    PMM_TRY(read_row(db, cube, row, draft.attributes, cells));
    PMM_TRY(draft.add(id, cells));
  }
}

// Changed rows up to the last known id; those above it are about to be appended.
Status Feed::patch_changed(store::Connection& db, const Cube& cube, CubeDraft& draft,
                           const std::vector<std::int64_t>& changed, const Call& call) {
  const char* query = sql::kRow[static_cast<std::size_t>(cube.id)];
  if (query == nullptr || changed.empty()) return {};
  PMM_ASSIGN(auto row, db.prepare(query));
  Cells cells(draft.columns);
  std::int64_t count = 0;
  for (const std::int64_t id : changed) {
    if (id > draft.state.last_id) break;
    if (++count % kCheckRows == 0) PMM_TRY(call.check());
    row.bind(1, id);
    PMM_ASSIGN(const bool found, row.step());
    const auto known = draft.state.rows.find(id);
    if (found) {
      PMM_TRY(read_row(db, cube, row, draft.attributes, cells));
      if (known)
        draft.builder.patch(*known, cells);
      else
        PMM_TRY(draft.add(id, cells));
    } else if (known) {
      draft.builder.erase(*known);
      draft.gone.push_back(*known);
    }
    row.reset();
  }
  return {};
}

Result<std::vector<std::uint8_t>> Feed::declare(store::Connection& db, Epoch& epoch) const {
  PMM_ASSIGN(auto declared, declared_attributes(db));
  std::vector<std::uint8_t> fresh;
  const std::shared_ptr<AttributeColumns> before =
      epoch.attributes ? epoch.attributes : std::make_shared<AttributeColumns>();
  if (epoch.members && before->declares(declared)) return fresh;
  epoch.attributes = std::make_shared<AttributeColumns>(std::move(declared), *before);
  epoch.members = std::make_shared<const Members>(epoch.attributes->declared());
  const Cube& cube = cube_of(CubeId::kCases);
  const auto first = static_cast<std::uint8_t>(cube.columns.size());
  std::vector<std::optional<std::uint8_t>> places;
  for (std::uint8_t i = 0; i < first; ++i) places.emplace_back(i);
  for (const auto& place : epoch.attributes->places_in(*before)) {
    if (!place) fresh.push_back(static_cast<std::uint8_t>(places.size()));
    places.push_back(place ? std::optional(static_cast<std::uint8_t>(first + *place)) : place);
  }
  columnar::Frame& frame = epoch.frames[static_cast<std::size_t>(CubeId::kCases)];
  frame = columnar::rearranged(frame, kinds_of(cube, *epoch.attributes), places);
  return fresh;
}

// Of the rows that are there already; the others are read with all they have.
Status Feed::fill_attributes(store::Connection& db, const std::vector<std::uint8_t>& columns,
                             CubeDraft& draft, const Call& call) const {
  if (columns.empty() || draft.builder.rows() == 0) return {};
  const std::size_t first = cube_of(CubeId::kCases).columns.size();
  PMM_ASSIGN(auto row, db.prepare(sql::kCaseAttributes));
  row.bind(1, draft.state.last_id);
  Cells cells(draft.columns - first);
  for (std::int64_t count = 1;; ++count) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) return {};
    if (count % kCheckRows == 0) PMM_TRY(call.check());
    const auto known = draft.state.rows.find(row.int_at(0));
    if (!known) continue;
    draft.attributes->read(row.int_at(1), row.text_at(2), *zone_, cells);
    for (const std::uint8_t column : columns)
      draft.builder.patch(*known, column, cells[column - first]);
  }
}

Result<std::int64_t> Feed::feed_stages(store::Connection& db, StageDraft& draft,
                                       const std::vector<std::uint32_t>& gone, std::int64_t others,
                                       const Call& call) {
  const columnar::RowMap& cases = states_[static_cast<std::size_t>(CubeId::kCases)].rows;
  PMM_ASSIGN(const auto last, db.query_int(sql::kLastCaseEvent));
  PMM_ASSIGN(auto row, db.prepare(sql::kMovesAfter));
  row.bind(1, states_[static_cast<std::size_t>(CubeId::kStages)].last_id);
  for (std::int64_t count = 1;; ++count) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    if (count % kCheckRows == 0) {
      PMM_TRY(call.check());
      PMM_TRY(within_limit(others + draft.bytes()).take_status());
    }
    if (const auto of = cases.find(row.int_at(1)))
      PMM_TRY(draft.enter(*of, dictionary(Domain::kState).code_of(row.text_at(2)), row.int_at(3)));
  }
  draft.erase(gone);
  return last.value_or(0);
}

Status Feed::read_row(store::Connection& db, const Cube& cube, const store::Statement& row,
                      AttributeColumns* attributes, Cells& cells) {
  // Days are not read, and stand behind all that is.
  int read = 1;
  for (std::size_t i = 0; i < cube.columns.size(); ++i) {
    const ColumnSpec& spec = cube.columns[i];
    if (spec.encoding == Encoding::kLocalDay) {
      const Cell us = cells[spec.day_of];
      cells[i] = us == kNullInt ? kNullInt : zone_->local_day(us);
    } else {
      PMM_ASSIGN(cells[i], read_cell(db, spec, row, read++));
    }
  }
  if (attributes != nullptr)
    attributes->read(row.int_at(cases::kService + 1), row.text_at(read), *zone_,
                     std::span(cells).subspan(cube.columns.size()));
  const Cell subject = cells[cube.subject_column];
  if (subject != kNullInt) last_subject_ = std::max(last_subject_, subject);
  return {};
}

Result<columnar::Cell> Feed::read_cell(store::Connection& db, const ColumnSpec& spec,
                                       const store::Statement& row, int column) {
  if (row.is_null(column)) return kNullInt;
  switch (spec.encoding) {
    case Encoding::kText:
      return Cell{dictionary(spec.domain).code_of(row.text_at(column))};
    case Encoding::kCatalogue:
      return catalogue_code(db, spec.domain, row.int_at(column));
    case Encoding::kNumber: {
      columnar::Dictionary& numbers = dictionary(spec.domain);
      const std::int64_t key = row.int_at(column);
      if (const auto code = numbers.find(key)) return Cell{*code};
      return Cell{numbers.add(key, {})};
    }
    case Encoding::kIdentity: {
      const std::int64_t value = row.int_at(column);
      if (value < 0 || value > std::numeric_limits<std::uint32_t>::max())
        return Status::limit("query", "the number " + std::to_string(value) +
                                          " is over what a column of codes holds");
      return value == 0 ? kNullInt : value;
    }
    case Encoding::kInteger:
      return row.int_at(column);
    case Encoding::kLocalDay:
    case Encoding::kCaseRow:
    case Encoding::kJoined:
      break;
  }
  return kNullInt;
}

Result<columnar::Cell> Feed::catalogue_code(store::Connection& db, Domain domain, std::int64_t id) {
  columnar::Dictionary& entries = dictionary(domain);
  if (const auto code = entries.find(id)) return Cell{*code};
  PMM_ASSIGN(auto row, db.prepare(sql::kLabelOf[static_cast<std::size_t>(domain)]));
  row.bind(1, id);
  PMM_ASSIGN(const bool found, row.step());
  return Cell{entries.add(id, found ? row.text_at(0) : std::string_view())};
}

}  // namespace pmm::analytics

#include "analytics/explain/past.hpp"

#include <vector>

#include "analytics/explain/explain_sql.hpp"
#include "analytics/explain/text.hpp"
#include "model/case.hpp"

namespace pmm::analytics {
namespace {

// The kinds and states that the columns know, as far as the state is an end.
std::vector<std::string> end_rows(const Epoch& epoch) {
  std::vector<std::string> rows;
  const columnar::DictionaryView& kinds = epoch.dictionary(Domain::kCaseKind);
  const columnar::DictionaryView& states = epoch.dictionary(Domain::kState);
  for (std::uint32_t kind = 1; kind < kinds.size(); ++kind) {
    for (std::uint32_t state = 1; state < states.size(); ++state) {
      const std::string_view of = kinds.at(kind).text;
      const std::string_view in = states.at(state).text;
      if (model::status_of(of, in) != model::kStatusClosed) continue;
      const std::string_view outcome = model::outcome_of(of, in);
      rows.push_back("(" + text_literal(of) + ", " + text_literal(in) + ", " +
                     (outcome.empty() ? typed_null(Type::kText) : text_literal(outcome)) + ")");
    }
  }
  return rows;
}

}  // namespace

void add_past(const Epoch& epoch, std::int64_t end_us, TablesSql& tables) {
  const std::string end = std::to_string(end_us);
  const std::vector<std::string> ends = end_rows(epoch);
  if (ends.empty())
    tables.add("ends", sql::kNoEnds);
  else
    tables.add(fill(sql::kEnds, {joined(ends, kCommaLine)}));
  tables.add("told_by_then", fill(sql::kToldByThen, {end}));
  tables.add("turns", sql::kTurns);
  tables.add("moved_since", fill(sql::kMovedSince, {end}));
  tables.add("cases_then", fill(sql::kCasesThen, {end, end, end, end, end, end}));
  tables.add("stages_then", sql::kStagesThen);
}

std::string rows_name(const Cube& cube, bool past) {
  if (past && cube.id == CubeId::kCases) return "cases_then";
  if (past && cube.id == CubeId::kStages) return "stages_then";
  return view_name(cube);
}

}  // namespace pmm::analytics

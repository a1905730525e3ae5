#include "analytics/columns/changes.hpp"

#include <optional>
#include <string_view>

#include "analytics/columns/cube_draft.hpp"
#include "analytics/columns/feed_sql.hpp"
#include "store/noun.hpp"

namespace pmm::analytics {
namespace {

void sort_unique(std::vector<std::int64_t>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

std::optional<Domain> catalogue_domain(store::Noun noun) noexcept {
  switch (noun) {
    case store::Noun::kChannel:
      return Domain::kChannel;
    case store::Noun::kService:
      return Domain::kService;
    case store::Noun::kCategory:
      return Domain::kCategory;
    case store::Noun::kOffice:
      return Domain::kOffice;
    case store::Noun::kArea:
      return Domain::kArea;
    case store::Noun::kRoute:
      return Domain::kRoute;
    default:
      return std::nullopt;
  }
}

// `fields` is a comma-separated list.
bool names_field(std::string_view fields, std::string_view wanted) noexcept {
  while (!fields.empty()) {
    const std::size_t end = std::min(fields.find(','), fields.size());
    if (fields.substr(0, end) == wanted) return true;
    fields.remove_prefix(std::min(end + 1, fields.size()));
  }
  return false;
}

// Visits only grow, unless one of these happened to a range of them.
bool rewrites_visits(std::string_view verb) noexcept {
  return verb != "create" && verb != "append" && verb != "import";
}

// What happens to one visit: it is another subject's.
bool moves_visit(std::string_view verb) noexcept { return verb == "merge" || verb == "unmerge"; }

Status add_rows_of_subjects(store::Connection& db, Changes& changes, const Call& call) {
  sort_unique(changes.subjects);
  const std::pair<CubeId, const char*> sources[] = {{CubeId::kCases, sql::kCasesOfSubject},
                                                    {CubeId::kContacts, sql::kContactsOfSubject}};
  for (const auto& [cube, query] : sources) {
    if (changes.subjects.empty()) break;
    PMM_ASSIGN(auto row, db.prepare(query));
    for (const std::int64_t subject : changes.subjects) {
      row.bind(1, subject);
      for (;;) {
        PMM_ASSIGN(const bool found, row.step());
        if (!found) break;
        changes.of(cube).push_back(row.int_at(0));
      }
      row.reset();
      PMM_TRY(call.check());
    }
  }
  return {};
}

}  // namespace

Result<bool> read_changes(store::Connection& db, std::int64_t journal, std::int64_t last_subject,
                          Changes& changes, const Call& call) {
  PMM_ASSIGN(auto row, db.prepare(sql::kJournalAfter));
  row.bind(1, journal);
  std::int64_t expected = journal;
  for (;;) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    if (row.int_at(0) != ++expected) return false;
    if (expected % kCheckRows == 0) PMM_TRY(call.check());
    const auto noun = static_cast<store::Noun>(row.int_at(2));
    const std::int64_t id = row.int_at(3);
    if (noun == store::Noun::kCase)
      changes.of(CubeId::kCases).push_back(id);
    else if (!row.is_null(4))
      changes.of(CubeId::kCases).push_back(row.int_at(4));
    if (noun == store::Noun::kHoliday) changes.holidays = true;
    if (noun == store::Noun::kContact) changes.of(CubeId::kContacts).push_back(id);
    if (noun == store::Noun::kVisit && moves_visit(row.text_at(1)))
      changes.of(CubeId::kVisits).push_back(id);
    else if (noun == store::Noun::kVisit && rewrites_visits(row.text_at(1)))
      changes.visits_rewritten = true;
    // A subject that no row has named yet is read with the row that will.
    if (noun == store::Noun::kSubject && id <= last_subject && names_field(row.text_at(5), "kind"))
      changes.subjects.push_back(id);
    if (const auto domain = catalogue_domain(noun)) changes.labels.emplace_back(*domain, id);
  }
  PMM_TRY(add_rows_of_subjects(db, changes, call));
  for (auto& ids : changes.ids) sort_unique(ids);
  return true;
}

}  // namespace pmm::analytics

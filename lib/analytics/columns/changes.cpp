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
    case store::Noun::kCalendar:
      return Domain::kCalendar;
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

// The rows of a cube that hang on what changed.
Status add_rows_of(store::Connection& db, const char* query, std::vector<std::int64_t>& of,
                   std::vector<std::int64_t>& rows, const Call& call) {
  sort_unique(of);
  if (of.empty()) return {};
  PMM_ASSIGN(auto row, db.prepare(query));
  for (const std::int64_t id : of) {
    row.bind(1, id);
    for (;;) {
      PMM_ASSIGN(const bool found, row.step());
      if (!found) break;
      rows.push_back(row.int_at(0));
    }
    row.reset();
    PMM_TRY(call.check());
  }
  return {};
}

Status add_dependent_rows(store::Connection& db, Changes& changes, const Call& call) {
  auto& deliveries = changes.of(CubeId::kDeliveries);
  PMM_TRY(add_rows_of(db, sql::kDeliveriesOfNotice, changes.notices, deliveries, call));
  PMM_TRY(add_rows_of(db, sql::kDeliveriesOfCase, changes.moved_cases, deliveries, call));
  PMM_TRY(add_rows_of(db, sql::kDeliveriesOfSubject, changes.readers, deliveries, call));
  const std::pair<CubeId, const char*> sources[] = {
      {CubeId::kCases, sql::kCasesOfSubject},
      {CubeId::kContacts, sql::kContactsOfSubject},
      {CubeId::kDeliveries, sql::kDeliveriesOfSubject},
      {CubeId::kAppointments, sql::kAppointmentsOfSubject}};
  for (const auto& [cube, query] : sources)
    PMM_TRY(add_rows_of(db, query, changes.subjects, changes.of(cube), call));
  return {};
}

// One record of the journal; `fields` are those that it names.
struct Told {
  std::string_view verb, fields;
  store::Noun noun{};
  std::int64_t id = 0;
  std::optional<std::int64_t> case_id;
};

// What it says of deliveries and appointments. A delivery says nothing new of its case.
void note_outward(const Told& told, Changes& changes) {
  switch (told.noun) {
    case store::Noun::kDelivery:
      changes.of(CubeId::kDeliveries).push_back(told.id);
      break;
    case store::Noun::kAppointment:
      changes.of(CubeId::kAppointments).push_back(told.id);
      break;
    case store::Noun::kNotification:
      // The deliveries of a new one are new too, and tell so themselves.
      if (told.verb != "create") changes.notices.push_back(told.id);
      break;
    case store::Noun::kCase:
      if (told.verb != "create" && names_field(told.fields, "office"))
        changes.moved_cases.push_back(told.id);
      break;
    case store::Noun::kPreference:
      if (names_field(told.fields, "read_receipts")) changes.readers.push_back(told.id);
      break;
    default:
      break;
  }
}

void note(const Told& told, std::int64_t last_subject, Changes& changes) {
  if (told.noun == store::Noun::kCase)
    changes.of(CubeId::kCases).push_back(told.id);
  else if (told.case_id && told.noun != store::Noun::kDelivery)
    changes.of(CubeId::kCases).push_back(*told.case_id);
  if (told.noun == store::Noun::kHoliday) changes.holidays = true;
  if (told.noun == store::Noun::kContact) changes.of(CubeId::kContacts).push_back(told.id);
  if (told.noun == store::Noun::kVisit && moves_visit(told.verb))
    changes.of(CubeId::kVisits).push_back(told.id);
  else if (told.noun == store::Noun::kVisit && rewrites_visits(told.verb))
    changes.visits_rewritten = true;
  // A subject that no row has named yet is read with the row that will.
  if (told.noun == store::Noun::kSubject && told.id <= last_subject &&
      names_field(told.fields, "kind"))
    changes.subjects.push_back(told.id);
  if (const auto domain = catalogue_domain(told.noun))
    changes.labels.emplace_back(*domain, told.id);
  note_outward(told, changes);
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
    note({row.text_at(1), row.text_at(5), static_cast<store::Noun>(row.int_at(2)), row.int_at(3),
          row.opt_int(4)},
         last_subject, changes);
  }
  PMM_TRY(add_dependent_rows(db, changes, call));
  for (auto& ids : changes.ids) sort_unique(ids);
  return true;
}

}  // namespace pmm::analytics

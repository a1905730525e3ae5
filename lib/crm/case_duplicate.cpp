#include "crm/case_duplicate.hpp"

#include <vector>

#include "crm/case_sql.hpp"
#include "crm/notice.hpp"

namespace pmm::crm {
namespace {

// A move of a case writes an event to each of its duplicates in the same transaction.
constexpr std::int64_t kMaxDuplicates = 1000;

Result<std::vector<CaseRow>> load_duplicates(store::Connection& db, std::int64_t original) {
  std::vector<CaseRow> out;
  PMM_ASSIGN(auto find, db.prepare(sql::kDuplicatesOf));
  find.bind(1, original);
  for (;;) {
    PMM_ASSIGN(const bool found, find.step());
    if (!found) return out;
    CaseRow& row = out.emplace_back();
    row.id = find.int_at(0);
    row.subject = find.opt_int(1);
    row.office = find.opt_int(2);
  }
}

Result<std::vector<std::int64_t>> load_followers(store::Connection& db, const CaseRow& row) {
  std::vector<std::int64_t> out;
  if (row.subject) out.push_back(*row.subject);
  PMM_ASSIGN(auto find, db.prepare(sql::kFollowersOf));
  find.bind(1, row.id);
  for (;;) {
    PMM_ASSIGN(const bool found, find.step());
    if (!found) return out;
    out.push_back(find.int_at(0));
  }
}

Result<CaseRow> find_original(const Writing& writing, const CaseRow& row, std::int64_t original) {
  PMM_ASSIGN(CaseRow root,
             load_case(writing.db(), writing.plan, model::Action::kRead, original, "original"));
  if (root.id == row.id) return Status::invalid("original", "a case is no duplicate of itself");
  // Duplicates always point at an original that is none, so one step is enough.
  if (root.duplicate_of) {
    PMM_ASSIGN(root, load_case_unchecked(writing.db(), *root.duplicate_of));
    if (!model::may(writing.plan, model::Action::kRead, model::Noun::kCase, root.facts()))
      return Status(
          Code::kDenied,
          "case " + std::to_string(original) + " repeats a case that this actor may not see",
          "original");
  }
  if (root.id == row.id)
    return Status::conflict("original", "case " + std::to_string(original) +
                                            " is itself a duplicate of case " +
                                            std::to_string(row.id));
  return root;
}

Status check_count(store::Connection& db, const CaseRow& row, const CaseRow& root) {
  std::int64_t total = 1;
  for (const std::int64_t id : {row.id, root.id}) {
    PMM_ASSIGN(auto count, db.prepare(sql::kCountDuplicates));
    PMM_ASSIGN([[maybe_unused]] const bool found, count.bind(1, id).step());
    total += count.int_at(0);
  }
  if (total <= kMaxDuplicates) return {};
  return Status::limit("original", "case " + std::to_string(root.id) + " would have " +
                                       std::to_string(total) + " duplicates, over the limit of " +
                                       std::to_string(kMaxDuplicates));
}

}  // namespace

Status point_to_original(const Writing& writing, CaseRow& row, std::int64_t original) {
  store::Connection& db = writing.db();
  PMM_ASSIGN(const CaseRow root, find_original(writing, row, original));
  PMM_TRY(check_count(db, row, root));
  PMM_ASSIGN(const auto duplicates, load_duplicates(db, row.id));
  for (const CaseRow& duplicate : duplicates) {
    PMM_ASSIGN(auto point, db.prepare(sql::kPointToOriginal));
    PMM_TRY(point.bind(1, duplicate.id).bind(2, root.id).run());
    PMM_TRY(record_case(writing, duplicate, "update", "duplicate_of"));
  }
  PMM_ASSIGN(const auto followers, load_followers(db, row));
  for (const std::int64_t follower : followers) {
    if (root.subject == follower) continue;
    PMM_ASSIGN([[maybe_unused]] const bool added, add_case_follower(writing, root, follower));
  }
  row.duplicate_of = root.id;
  return {};
}

Status tell_duplicates(const Writing& writing, const CaseRow& row, const CaseEvent& event) {
  PMM_ASSIGN(const auto duplicates, load_duplicates(writing.db(), row.id));
  if (duplicates.empty()) return {};
  std::string note = row.number + " " + row.state;
  if (event.visibility == model::kVisibilityPublic && !event.note.empty())
    note.append("\n").append(event.note);
  for (const CaseRow& duplicate : duplicates) {
    const CaseEvent told{.at_us = event.at_us, .verb = "original", .note = note};
    PMM_ASSIGN(const std::int64_t id, insert_case_event(writing, duplicate, told));
    PMM_TRY(record_case(writing, duplicate, "original", "events"));
    if (!duplicate.subject) continue;
    PMM_ASSIGN(const CaseRow whole, load_case_unchecked(writing.db(), duplicate.id));
    PMM_ASSIGN(const ServiceRules service,
               load_service_rules(writing.db(), whole.service, "service"));
    PMM_TRY(tell_of_event(writing, whole, service, told, id));
  }
  return {};
}

}  // namespace pmm::crm

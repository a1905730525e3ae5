#include "crm/changes.hpp"

#include "base/limits.hpp"
#include "crm/changes_sql.hpp"
#include "store/noun.hpp"
#include "store/tx.hpp"

namespace pmm::crm {
namespace {

constexpr std::int64_t kDefaultChanges = 1000;

const Columns kChangeColumns{{"seq", Type::kInt64},
                             {"commit_group", Type::kInt64},
                             {"at", Type::kTime},
                             {"actor", Type::kInt64},
                             {"on_behalf_of", Type::kInt64},
                             {"verb", Type::kText, "", true},
                             {"noun", Type::kText, "", true},
                             {"id", Type::kInt64},
                             {"subject", Type::kInt64},
                             {"case_id", Type::kInt64},
                             {"fields", Type::kText, "", true}};

}  // namespace

Result<TablePtr> list_changes(const Reading& reading, std::int64_t after, std::int64_t limit) {
  if (!model::may(reading.plan, model::Action::kRead, model::Noun::kJournal, {}))
    return Status::denied("this actor may not follow the changes");
  if (after < 0) return Status::invalid("after", std::to_string(after) + " is below 0");
  if (limit == 0) limit = kDefaultChanges;
  if (limit < 1 || limit > limits::kPageRows)
    return Status::limit(
        "limit", std::to_string(limit) + " is outside 1 to " + std::to_string(limits::kPageRows));
  PMM_ASSIGN(auto rows, reading.db.prepare(sql::kChangesAfter));
  rows.bind(1, after).bind(2, limit);
  TableBuilder out(kChangeColumns);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out.finish();
    store::JournalRow row = store::journal_row(rows);
    if (row.verb == kVerbMark && !knows_marks(reading.plan))
      row.actor = row.on_behalf_of = row.id = row.subject = row.case_id = 0;
    out.integer(row.seq);
    out.integer(row.commit_group);
    out.time(row.at_us);
    out.id_or_null(row.actor);
    out.id_or_null(row.on_behalf_of);
    out.text(row.verb);
    out.text(store::noun_name(static_cast<store::Noun>(row.noun)));
    out.id_or_null(row.id);
    out.id_or_null(row.subject);
    out.id_or_null(row.case_id);
    out.text(row.fields);
    out.end_row();
  }
}

}  // namespace pmm::crm

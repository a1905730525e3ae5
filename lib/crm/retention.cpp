#include "crm/retention.hpp"

#include <algorithm>
#include <vector>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/data_dictionary.hpp"
#include "crm/erasure.hpp"
#include "crm/retention_sql.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;
using model::RetentionClass;

const Columns kRetentionColumns{
    {"id", Type::kInt64},   {"version", Type::kInt64}, {"class", Type::kText},
    {"days", Type::kInt64}, {"note", Type::kText},     {"active", Type::kBool},
    {"next", Type::kTime},  {"cleared", Type::kInt64}, {"created", Type::kTime}};

struct DueSweep {
  std::int64_t id = 0;
  RetentionClass type = RetentionClass::kContact;
  std::int64_t cutoff_us = 0;
  std::int64_t after_id = 0;
};

struct Swept {
  std::int64_t looked_at = 0;
  std::int64_t changed = 0;
  std::int64_t last_id = 0;  // 0: the sweep is over
};

const sql::DataTable& data_table(std::string_view name) {
  return *std::find_if(sql::kDataTables.begin(), sql::kDataTables.end(),
                       [name](const sql::DataTable& table) { return table.name == name; });
}

// The same that erasure leaves of the rows, of those that hang on one.
Result<std::int64_t> clear_part(const Writing& writing, const sql::RetentionPart& part,
                                std::int64_t id) {
  const sql::DataTable& table = data_table(part.table);
  PMM_ASSIGN(const auto columns, model::parse_data_columns(table.columns));
  const std::string statement = erase_statement(table, columns, part.of_row);
  PMM_ASSIGN(auto clear, writing.db().prepare(statement));
  PMM_TRY(clear.bind(1, id).run());
  return writing.db().changes();
}

Result<std::int64_t> clear_attributes_of(const Writing& writing, std::int64_t case_id) {
  std::string left, before;
  {
    PMM_ASSIGN(auto select, writing.db().prepare(sql::kCaseToClear));
    PMM_ASSIGN(const bool found, select.bind(1, case_id).step());
    if (!found) return std::int64_t{0};
    before = select.string_at(1);
    PMM_ASSIGN(left, dimensions_of(writing.db(), select.int_at(0), before));
  }
  if (left == before) return std::int64_t{0};
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kClearAttributes));
  update.bind(1, case_id);
  if (left.empty())
    update.bind_null(2);
  else
    update.bind(2, std::string_view(left));
  PMM_TRY(update.run());
  return std::int64_t{1};
}

Status clear_row(const Writing& writing, const sql::RetentionRows& rows, std::int64_t id,
                 std::int64_t subject, std::int64_t case_id, Swept& swept) {
  std::int64_t changed = 0;
  for (const sql::RetentionPart& part : rows.parts) {
    if (part.table.empty()) continue;
    PMM_ASSIGN(const std::int64_t cleared, clear_part(writing, part, id));
    changed += cleared;
  }
  if (rows.type == RetentionClass::kCase) {
    PMM_ASSIGN(const std::int64_t cleared, clear_attributes_of(writing, id));
    changed += cleared;
  }
  if (changed == 0) return {};
  ++swept.changed;
  return writing.tx.record({.verb = "expire",
                            .noun = static_cast<store::Noun>(rows.noun),
                            .id = id,
                            .subject = subject,
                            .case_id = case_id,
                            .fields = "texts"});
}

// One more row of a class, its subject and case, and whether its texts are over.
std::string rows_looked_at(const sql::RetentionRows& rows) {
  const bool of_cases = rows.type == RetentionClass::kCase;
  std::string out = sql::kRowsLookedAt;
  out.append(rows.subject_and_case).append(sql::kWhetherOver).append(rows.aged);
  out.append(" AND ").append(of_cases ? sql::kNothingKeepsCase : sql::kNothingKeeps);
  return out.append(sql::kOverFrom).append(rows.table).append(sql::kInOrder);
}

Result<Swept> sweep_rows(const Writing& writing, const sql::RetentionRows& rows,
                         const DueSweep& sweep, std::int64_t most) {
  struct Row {
    std::int64_t id, subject, case_id;
  };
  std::vector<Row> over;
  Swept swept;
  {
    PMM_ASSIGN(auto select, writing.db().prepare(rows_looked_at(rows)));
    select.bind(1, sweep.after_id).bind(2, sweep.cutoff_us).bind(3, most);
    for (;;) {
      PMM_ASSIGN(const bool more, select.step());
      if (!more) break;
      ++swept.looked_at;
      swept.last_id = select.int_at(0);
      if (select.int_at(3) != 0)
        over.push_back({select.int_at(0), select.int_at(1), select.int_at(2)});
    }
  }
  for (const Row& row : over)
    PMM_TRY(clear_row(writing, rows, row.id, row.subject, row.case_id, swept));
  if (swept.looked_at < most) swept.last_id = 0;
  return swept;
}

Result<Swept> sweep_visits(const Writing& writing, const DueSweep& sweep, std::int64_t most) {
  Swept swept;
  {
    PMM_ASSIGN(auto select, writing.db().prepare(sql::kLastOfVisits));
    PMM_TRY(select.bind(1, sweep.after_id).bind(2, most).step().take_status());
    if (select.is_null(0)) return swept;
    swept.last_id = select.int_at(0);
  }
  PMM_ASSIGN(auto forget, writing.db().prepare(sql::kForgetVisits));
  PMM_TRY(forget.bind(1, sweep.after_id).bind(2, sweep.cutoff_us).bind(3, swept.last_id).run());
  swept.changed = writing.db().changes();
  swept.looked_at = most;
  if (swept.changed > 0)
    PMM_TRY(writing.tx.record({.verb = "expire",
                               .noun = store::Noun::kVisit,
                               .id = swept.last_id,
                               .fields = "subject,visitor"}));
  return swept;
}

// The oldest rows, which go.
Result<Swept> sweep_away(const Writing& writing, const char* statement, const DueSweep& sweep,
                         std::int64_t most) {
  PMM_ASSIGN(auto drop, writing.db().prepare(statement));
  PMM_TRY(drop.bind(1, sweep.cutoff_us).bind(2, most).run());
  Swept swept;
  swept.changed = swept.looked_at = writing.db().changes();
  swept.last_id = swept.changed > 0 ? 1 : 0;
  return swept;
}

Result<Swept> sweep_class(const Writing& writing, const DueSweep& sweep, std::int64_t most) {
  constexpr std::int64_t kVisitsAtOnce = 100;  // of them for one of the others
  switch (sweep.type) {
    case RetentionClass::kVisit:
      return sweep_visits(writing, sweep, most * kVisitsAtOnce);
    case RetentionClass::kRead:
      return sweep_away(writing, sql::kDropReads, sweep, most);
    case RetentionClass::kIdempotency:
      return sweep_away(writing, sql::kDropKeys, sweep, most);
    default:
      break;
  }
  const auto* rows =
      std::find_if(sql::kRetentionRows.begin(), sql::kRetentionRows.end(),
                   [&](const sql::RetentionRows& one) { return one.type == sweep.type; });
  return sweep_rows(writing, *rows, sweep, most);
}

}  // namespace

Result<std::int64_t> set_retention(const Writing& writing, const RetentionFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kRetentionRule, {}, "", 0));
  const std::string name = fields.data_class.value.value_or("");
  if (!model::find_retention_class(name))
    return Status::invalid("data_class",
                           text::quoted(name) +
                               " is not contact, case, visit, notification, delivery, appointment, "
                               "feedback, read or idempotency");
  if (!fields.days.value)
    return Status::invalid("days", "a rule needs how long the texts are kept");
  const std::int64_t days = *fields.days.value;
  if (days < 1 || days > limits::kRetentionDays)
    return Status::invalid("days", std::to_string(days) + " is outside 1 to " +
                                       std::to_string(limits::kRetentionDays));
  std::int64_t id = 0;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kRetentionByClass));
    PMM_ASSIGN(const bool found, find.bind(1, std::string_view(name)).step());
    if (found) {
      id = find.int_at(0);
      PMM_TRY(check_version(writing.call.expected_version, find.int_at(1)));
    }
  }
  const bool fresh = id == 0;
  const std::int64_t active = fields.active.value.value_or(true) ? 1 : 0;
  if (fresh) {
    PMM_ASSIGN(id, writing.tx.next_id(store::Noun::kRetentionRule));
    PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertRetention));
    insert.bind(1, id).bind(2, std::string_view(name)).bind(3, days).bind(4, fields.note.value);
    PMM_TRY(insert.bind(5, active).bind(6, writing.now_us()).run());
  } else {
    PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateRetention));
    update.bind(1, id).bind(2, days).bind(3, fields.note.value).bind(4, active);
    PMM_TRY(update.bind(5, writing.now_us()).run());
  }
  PMM_TRY(writing.tx.record({.verb = fresh ? "create" : "update",
                             .noun = store::Noun::kRetentionRule,
                             .id = id,
                             .fields = "days,note,active"}));
  return id;
}

Result<TablePtr> list_retention(const Reading& reading) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kRetentionRule, {}, "", 0));
  List list("retention", sql::kSelectRetention);
  Page all;
  all.limit = model::kRetentionClasses;
  return list.run(reading, kRetentionColumns, all, List::Order::kOldestFirst);
}

Result<bool> any_sweep_due(const Reading& reading) {
  PMM_ASSIGN(auto due, reading.db.prepare(sql::kRetentionDue));
  return due.bind(1, reading.now_us).step();
}

Result<std::int64_t> sweep_retention(const Writing& writing, std::int64_t most) {
  DueSweep sweep;
  {
    PMM_ASSIGN(auto due, writing.db().prepare(sql::kRetentionDue));
    PMM_ASSIGN(const bool found, due.bind(1, writing.now_us()).step());
    if (!found) return std::int64_t{0};
    const auto type = model::find_retention_class(due.text_at(1));
    if (!type) return Status(Code::kCorrupt, "a rule of retention is of no class");
    sweep = {due.int_at(0), *type, writing.now_us() - due.int_at(2) * kMicrosPerDay, due.int_at(3)};
  }
  PMM_ASSIGN(const Swept swept, sweep_class(writing, sweep, most));
  const bool is_over = swept.last_id == 0;
  PMM_ASSIGN(auto note, writing.db().prepare(sql::kRetentionSwept));
  note.bind(1, sweep.id).bind(2, swept.last_id);
  note.bind(3, writing.now_us() + (is_over ? kMicrosPerDay : 0)).bind(4, swept.changed);
  PMM_TRY(note.run());
  return swept.changed;
}

}  // namespace pmm::crm

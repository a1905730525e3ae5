#include "crm/list.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "base/limits.hpp"
#include "crm/cursor.hpp"
#include "crm/field_guard.hpp"
#include "crm/list_sql.hpp"

namespace pmm::crm {
namespace {

// In pairs of pairs: SQLite goes no thousand levels deep.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the number of conditions has digits
std::string either(std::span<const std::string> conditions) {
  if (conditions.size() == 1) return '(' + conditions.front() + ')';
  const std::size_t half = conditions.size() / 2;
  return '(' + either(conditions.first(half)) + sql::kOr + either(conditions.subspan(half)) + ')';
}

void add_item(std::string& list, const std::string& item) {
  list.append(list.empty() ? "[" : ",").append(item);
}

// However many mandates there are, they are one value of the statement, or two.
std::string mandate_condition(const model::Plan& plan, std::vector<List::Value>& values) {
  std::string whole, pairs;  // lists without their end
  for (const model::Represented& one : plan.acting_for) {
    const std::string subject = std::to_string(one.subject);
    if (one.services.empty()) add_item(whole, subject);
    for (const std::int64_t service : one.services)
      add_item(pairs, '[' + subject + ',' + std::to_string(service) + ']');
  }
  std::vector<std::string> conditions;
  const auto add = [&](const char* condition, const std::string& list) {
    if (list.empty()) return;
    conditions.push_back(number_placeholders(condition, values.size()));
    values.emplace_back(list + ']');
  };
  add(sql::kSubjectAmong, whole);
  add(sql::kSubjectAndServiceAmong, pairs);
  return either(conditions);
}

}  // namespace

void append_row(store::Statement& statement, TableBuilder& builder, FieldGuard* guard) {
  const int columns = std::min(statement.columns(), static_cast<int>(builder.columns()));
  const std::vector<bool>* hidden = guard == nullptr ? nullptr : guard->hidden(statement);
  for (int i = 0; i < columns; ++i) {
    if (hidden != nullptr && (*hidden)[static_cast<std::size_t>(i)]) {
      builder.withheld();
      continue;
    }
    if (statement.is_null(i)) {
      builder.null();
      continue;
    }
    switch (builder.column(static_cast<std::size_t>(i)).type) {
      case Type::kInt64:
        builder.integer(statement.int_at(i));
        break;
      case Type::kFloat64:
        builder.real(statement.double_at(i));
        break;
      case Type::kText:
        builder.text(statement.text_at(i));
        break;
      case Type::kBool:
        builder.boolean(statement.int_at(i) != 0);
        break;
      case Type::kTime:
        builder.time(statement.int_at(i));
        break;
      case Type::kDate:
        builder.date(static_cast<std::int32_t>(statement.int_at(i)));
        break;
    }
  }
  builder.end_row();
}

Result<TablePtr> read_table(store::Statement& statement, const Columns& columns,
                            FieldGuard* guard) {
  TableBuilder builder(columns);
  for (;;) {
    PMM_ASSIGN(const bool row, statement.step());
    if (!row) return builder.finish();
    append_row(statement, builder, guard);
  }
}

Result<TablePtr> read_row(const Reading& reading, std::string_view what, const char* select,
                          std::int64_t id, const Columns& columns, FieldGuard* guard) {
  PMM_ASSIGN(auto statement, reading.db.prepare(select + std::string(sql::kWhere) + sql::kIdIs));
  PMM_ASSIGN(TablePtr table, read_table(statement.bind(1, id), columns, guard));
  note_seen(reading, *table, what);
  return table;
}

Result<std::vector<std::int64_t>> ids_of(store::Statement& statement) {
  std::vector<std::int64_t> ids;
  for (;;) {
    PMM_ASSIGN(const bool row, statement.step());
    if (!row) return ids;
    ids.push_back(statement.int_at(0));
  }
}

std::string number_placeholders(std::string_view condition, std::size_t used) {
  std::string out;
  for (std::size_t i = 0; i < condition.size(); ++i) {
    if (condition.substr(i, 2) != "{}") {
      out += condition[i];
      continue;
    }
    out += '$' + std::to_string(++used);
    ++i;
  }
  return out;
}

std::string json_list(const std::vector<std::int64_t>& ids) {
  std::string out;
  for (const std::int64_t id : ids) add_item(out, std::to_string(id));
  return out.empty() ? "[]" : out + ']';
}

Status bind_values(store::Statement& statement, const std::vector<List::Value>& values) {
  int index = 0;
  for (const List::Value& value : values) {
    ++index;
    std::visit([&](const auto& v) { statement.bind(index, v); }, value);
  }
  return {};
}

Result<std::int64_t> page_limit(const Page& page) {
  if (page.limit == 0) return limits::kDefaultPageRows;
  if (page.limit < 1 || page.limit > limits::kPageRows)
    return Status::limit("page.limit", "a page of " + std::to_string(page.limit) +
                                           " rows is outside 1 to " +
                                           std::to_string(limits::kPageRows));
  return page.limit;
}

void List::where(std::string_view condition, std::vector<Value> values) {
  sql_ += has_where_ ? sql::kAnd : sql::kWhere;
  sql_ += number_placeholders(condition, values_.size());
  has_where_ = true;
  for (Value& value : values) values_.push_back(std::move(value));
}

std::string access_condition(const model::Plan& plan, model::Noun noun,
                             std::vector<List::Value>& values) {
  const model::Reach reach = model::reach(plan, model::Action::kRead, noun);
  if (reach.all) return sql::kEveryRow;
  std::vector<std::string> conditions;
  const auto add = [&](const char* condition, std::vector<List::Value> bound) {
    conditions.push_back(number_placeholders(condition, values.size()));
    for (List::Value& value : bound) values.push_back(std::move(value));
  };
  if (reach.scoped) add(sql::kNoOffice, {});
  for (const model::Post& place : plan.places) {
    if (!place.rights.has(model::bit(model::Action::kRead), noun)) continue;
    if (place.office == 0 && place.service == 0)
      add(sql::kHasOffice, {});
    else if (place.service == 0)
      add(sql::kInOffice, {place.office});
    else if (place.office == 0)
      add(sql::kOfService, {place.service});
    else
      add(sql::kOfServiceInOffice, {place.service, place.office});
  }
  if (reach.own) add(sql::kOwnSubject, {plan.own_subject});
  if (reach.acting) conditions.push_back(mandate_condition(plan, values));
  if (conditions.empty()) return sql::kNoRow;
  return either(conditions);
}

std::string subject_condition(const model::Plan& plan, std::string_view column,
                              std::vector<List::Value>& values) {
  const model::Reach reach = model::reach(plan, model::Action::kRead, model::Noun::kSubject);
  if (reach.all || reach.scoped) return sql::kEveryRow;
  std::vector<std::int64_t> ids;
  if (reach.own) ids.push_back(plan.own_subject);
  if (reach.acting)
    for (const model::Represented& one : plan.acting_for) ids.push_back(one.subject);
  if (ids.empty()) return sql::kNoRow;
  std::string out(column);
  out += number_placeholders(sql::kAmong, values.size());
  values.emplace_back(json_list(ids));
  return out;
}

void List::restrict_to(const model::Plan& plan, model::Noun noun) {
  if (model::reach(plan, model::Action::kRead, noun).all) return;
  sql_ += has_where_ ? sql::kAnd : sql::kWhere;
  has_where_ = true;
  sql_ += access_condition(plan, noun, values_);
}

void List::restrict_to_subjects(const model::Plan& plan, std::string_view column) {
  sql_ += has_where_ ? sql::kAnd : sql::kWhere;
  has_where_ = true;
  sql_ += subject_condition(plan, column, values_);
}

void note_seen(const Reading& reading, const Table& rows, std::string_view what,
               std::string_view column) {
  const auto at = rows.find(column);
  if (reading.seen == nullptr || !at || rows.columns[*at].type != Type::kInt64) return;
  const Column& cells = rows.columns[*at];
  std::vector<std::int64_t> subjects;
  for (std::int64_t row = 0; row < rows.rows; ++row)
    if (!cells.is_null(row)) subjects.push_back(cells.int_at(row));
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  for (const std::int64_t subject : subjects) reading.saw(subject, what);
}

Result<TablePtr> List::run(const Reading& reading, const Columns& columns, const Page& page,
                           Order order, FieldGuard* guard) {
  PMM_ASSIGN(const std::int64_t limit, page_limit(page));
  const bool newest_first = order == Order::kNewestFirst;
  if (!page.cursor.empty()) {
    PMM_ASSIGN(const auto last, read_cursor(reading, name_, page.cursor, 1));
    where(key_ + (newest_first ? sql::kBelow : sql::kAbove), {last.front()});
  }
  // One row more than asked for tells whether there is a next page.
  sql_ += sql::kOrderBy + key_ + (newest_first ? sql::kNewestFirst : sql::kOldestFirst);
  sql_ += '$' + std::to_string(values_.size() + 1);
  values_.emplace_back(limit + 1);
  PMM_ASSIGN(auto statement, reading.db.prepare(sql_));
  PMM_TRY(bind_values(statement, values_));
  TableBuilder builder(columns);
  std::int64_t last_id = 0;
  bool more = false;
  for (;;) {
    PMM_ASSIGN(const bool row, statement.step());
    if (!row) break;
    if (builder.rows() == limit) {
      more = true;
      break;
    }
    last_id = statement.int_at(0);
    append_row(statement, builder, guard);
  }
  if (more) builder.table().next_cursor = make_cursor(reading, name_, {last_id});
  note_seen(reading, builder.table(), name_);
  return builder.finish();
}

}  // namespace pmm::crm

#include "crm/holiday.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/holiday_sql.hpp"

namespace pmm::crm {
namespace {

using Kind = model::Holiday::Kind;
using model::Action;

const Columns kHolidayColumns{{"id", Type::kInt64},
                              {"version", Type::kInt64},
                              {"name", Type::kText},
                              {"rule", Type::kText},
                              {"month", Type::kInt64},
                              {"day", Type::kInt64},
                              {"easter_offset", Type::kInt64},
                              {"on_day", Type::kDate},
                              {"valid_from_on", Type::kDate},
                              {"valid_to_on", Type::kDate},
                              {"created", Type::kTime}};

struct HolidayRow {
  std::int64_t version = 0;
  std::string rule, name;
  std::optional<std::int64_t> month, day, easter_offset;
  std::optional<std::int32_t> on_day, valid_from_on, valid_to_on;
};

// The columns of kHolidayRow and kAllHolidays.
HolidayRow read_row(const store::Statement& statement) {
  HolidayRow row;
  row.version = statement.int_at(0);
  row.rule = statement.string_at(1);
  row.name = statement.string_at(2);
  row.month = statement.opt_int(3);
  row.day = statement.opt_int(4);
  row.easter_offset = statement.opt_int(5);
  row.on_day = statement.opt_day(6);
  row.valid_from_on = statement.opt_day(7);
  row.valid_to_on = statement.opt_day(8);
  return row;
}

void bind_row(store::Statement& statement, int next, const HolidayRow& row) {
  statement.bind(next++, std::string_view(row.name));
  statement.bind(next++, row.month);
  statement.bind(next++, row.day);
  statement.bind(next++, row.easter_offset);
  statement.bind(next++, row.on_day);
  statement.bind(next++, row.valid_from_on);
  statement.bind(next++, row.valid_to_on);
}

std::int32_t small(const std::optional<std::int64_t>& value) {
  return static_cast<std::int32_t>(value.value_or(0));
}

model::Holiday to_model(const HolidayRow& row) {
  model::Holiday holiday;
  holiday.kind = model::parse_holiday_kind(row.rule).value_or(Kind::kDate);
  holiday.date = row.on_day.value_or(0);
  holiday.month = small(row.month);
  holiday.day_of_month = small(row.day);
  holiday.easter_offset = small(row.easter_offset);
  holiday.valid_from = row.valid_from_on;
  holiday.valid_to = row.valid_to_on;
  holiday.name = row.name;
  return holiday;
}

HolidayRow from_model(const model::Holiday& holiday) {
  HolidayRow row;
  row.rule = model::holiday_kind_name(holiday.kind);
  row.name = holiday.name;
  if (holiday.kind == Kind::kYearly) {
    row.month = holiday.month;
    row.day = holiday.day_of_month;
  } else {
    row.easter_offset = holiday.easter_offset;
  }
  row.valid_from_on = holiday.valid_from;
  row.valid_to_on = holiday.valid_to;
  return row;
}

bool same_rule(const HolidayRow& a, const HolidayRow& b) {
  return a.rule == b.rule && a.month == b.month && a.day == b.day &&
         a.easter_offset == b.easter_offset && a.on_day == b.on_day;
}

Changes apply(HolidayRow& row, const HolidayFields& fields) {
  Changes changes;
  changes.apply(row.name, fields.name, "name");
  changes.apply(row.month, fields.month, "month");
  changes.apply(row.day, fields.day, "day");
  changes.apply(row.easter_offset, fields.easter_offset, "easter_offset");
  changes.apply(row.on_day, fields.on_day, "on_day");
  changes.apply(row.valid_from_on, fields.valid_from_on, "valid_from_on");
  changes.apply(row.valid_to_on, fields.valid_to_on, "valid_to_on");
  return changes;
}

// A member belongs to one rule: needed there, refused elsewhere.
Status check_member(bool given, bool wanted, const char* name, const std::string& rule) {
  if (given == wanted) return {};
  return Status::invalid(name, wanted ? "needed by rule " + rule : "not a member of rule " + rule);
}

Status check_rules(const HolidayRow& row) {
  if (row.name.empty()) return Status::invalid("name", "a holiday needs a name");
  const auto kind = model::parse_holiday_kind(row.rule);
  if (!kind || *kind == Kind::kWeekly)
    return Status::invalid("rule", text::quoted(row.rule) + " is not date, yearly or easter");
  PMM_TRY(check_member(row.on_day.has_value(), *kind == Kind::kDate, "on_day", row.rule));
  PMM_TRY(check_member(row.month.has_value(), *kind == Kind::kYearly, "month", row.rule));
  PMM_TRY(check_member(row.day.has_value(), *kind == Kind::kYearly, "day", row.rule));
  PMM_TRY(check_member(row.easter_offset.has_value(), *kind == Kind::kEaster, "easter_offset",
                       row.rule));
  if (row.valid_from_on && row.valid_to_on && *row.valid_to_on < *row.valid_from_on)
    return Status::invalid("valid_to_on", "the period ends before it begins");
  const Status checked = model::check_holiday(to_model(row));
  if (checked.ok()) return {};
  const bool day = checked.field() == "day_of_month";
  return Status::invalid(day ? "day" : checked.field(), checked.message());
}

Result<std::int64_t> insert(const Writing& writing, const HolidayRow& row,
                            std::string_view changed) {
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kHoliday));
  PMM_ASSIGN(auto statement, writing.db().prepare(sql::kInsertHoliday));
  statement.bind(1, id).bind(2, writing.now_us()).bind(3, std::string_view(row.rule));
  bind_row(statement, 4, row);
  PMM_TRY(statement.run());
  PMM_TRY(writing.tx.record(
      {.verb = "create", .noun = store::Noun::kHoliday, .id = id, .fields = changed}));
  return id;
}

Status calendar_changed(const Writing& writing) {
  PMM_ASSIGN([[maybe_unused]] const auto version, writing.tx.next(kCalendarCounter));
  return {};
}

Result<std::vector<HolidayRow>> load_rows(store::Connection& db) {
  std::vector<HolidayRow> rows;
  PMM_ASSIGN(auto select, db.prepare(sql::kAllHolidays));
  for (;;) {
    PMM_ASSIGN(const bool more, select.step());
    if (!more) return rows;
    rows.push_back(read_row(select));
  }
}

}  // namespace

Result<std::int64_t> create_holiday(const Writing& writing, const HolidayFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, model::Noun::kHoliday, {}, "", 0));
  HolidayRow row;
  row.rule = fields.rule.value.value_or("");
  Changes changes;
  changes.note("rule");
  const Changes others = apply(row, fields);
  PMM_TRY(check_rules(row));
  changes.note(others.names());
  PMM_ASSIGN(const std::int64_t id, insert(writing, row, changes.names()));
  PMM_TRY(calendar_changed(writing));
  return id;
}

Result<std::int64_t> update_holiday(const Writing& writing, std::int64_t id,
                                    const HolidayFields& fields) {
  HolidayRow row;
  {
    PMM_ASSIGN(auto select, writing.db().prepare(sql::kHolidayRow));
    PMM_ASSIGN(const bool found, select.bind(1, id).step());
    if (!found) return model::no_such(model::Noun::kHoliday, "id", id);
    row = read_row(select);
  }
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kHoliday, {}, "id", id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_fixed(fields.rule, "rule"));
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  PMM_TRY(check_rules(row));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateHoliday));
  bind_row(update.bind(1, id), 2, row);
  PMM_TRY(update.run());
  PMM_TRY(writing.tx.record(
      {.verb = "update", .noun = store::Noun::kHoliday, .id = id, .fields = changes.names()}));
  PMM_TRY(calendar_changed(writing));
  return row.version + 1;
}

Result<std::int64_t> add_italian_holidays(const Writing& writing, bool with_naples) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, model::Noun::kHoliday, {}, "", 0));
  PMM_ASSIGN(const std::vector<HolidayRow> present, load_rows(writing.db()));
  std::int64_t added = 0;
  for (const model::Holiday& holiday : model::italian_holidays(with_naples)) {
    const HolidayRow row = from_model(holiday);
    // One that was ended on purpose is not brought back.
    if (std::any_of(present.begin(), present.end(),
                    [&](const HolidayRow& other) { return same_rule(row, other); }))
      continue;
    PMM_TRY(insert(writing, row, "rule,name").status());
    ++added;
  }
  if (added != 0) PMM_TRY(calendar_changed(writing));
  return added;
}

Result<TablePtr> get_holiday(const Reading& reading, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, model::Noun::kHoliday, {}, "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectHoliday));
  PMM_ASSIGN(TablePtr table, read_table(select.bind(1, id), kHolidayColumns));
  if (table->rows == 0) return model::no_such(model::Noun::kHoliday, "id", id);
  return table;
}

Result<TablePtr> list_holidays(const Reading& reading, const HolidayFilter& filter,
                               const Page& page) {
  List list("holidays", sql::kSelectHolidays);
  if (filter.rule.value) list.where(sql::kHolidayRuleIs, {*filter.rule.value});
  list.restrict_to(reading.plan, model::Noun::kHoliday);
  return list.run(reading, kHolidayColumns, page, List::Order::kOldestFirst);
}

Result<std::vector<model::Holiday>> load_holidays(store::Connection& db) {
  PMM_ASSIGN(const std::vector<HolidayRow> rows, load_rows(db));
  std::vector<model::Holiday> holidays;
  holidays.reserve(rows.size());
  for (const HolidayRow& row : rows) holidays.push_back(to_model(row));
  return holidays;
}

Result<model::WorkingCalendar> load_calendar(store::Connection& db) {
  PMM_ASSIGN(std::vector<model::Holiday> holidays, load_holidays(db));
  return model::WorkingCalendar(std::move(holidays));
}

}  // namespace pmm::crm

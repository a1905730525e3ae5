#include "crm/calendar.hpp"

#include "base/text.hpp"
#include "crm/calendar_sql.hpp"
#include "crm/catalogue.hpp"
#include "crm/change.hpp"
#include "crm/contact.hpp"
#include "crm/office.hpp"
#include "crm/service.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

// The counter that has the noun's own name counts the changes of the holidays.
constexpr std::string_view kCalendarIds = "booking_calendar";

const Columns kCalendarColumns{
    {"id", Type::kInt64},           {"version", Type::kInt64},      {"code", Type::kText},
    {"name", Type::kText},          {"office", Type::kInt64},       {"service", Type::kInt64},
    {"place", Type::kText},         {"note", Type::kText},          {"active", Type::kBool},
    {"slot_minutes", Type::kInt64}, {"capacity", Type::kInt64},     {"lead_minutes", Type::kInt64},
    {"horizon_days", Type::kInt64}, {"hold_minutes", Type::kInt64}, {"per_subject", Type::kInt64},
    {"approval", Type::kBool},      {"on_holidays", Type::kBool},   {"created", Type::kTime}};

const Columns kOpeningColumns{{"id", Type::kInt64},          {"version", Type::kInt64},
                              {"calendar", Type::kInt64},    {"weekday", Type::kInt64},
                              {"from_minute", Type::kInt64}, {"to_minute", Type::kInt64},
                              {"capacity", Type::kInt64},    {"valid_from_on", Type::kDate},
                              {"valid_to_on", Type::kDate},  {"created", Type::kTime}};

const Columns kClosureColumns{{"id", Type::kInt64},       {"version", Type::kInt64},
                              {"calendar", Type::kInt64}, {"office", Type::kInt64},
                              {"from", Type::kTime},      {"to", Type::kTime},
                              {"note", Type::kText},      {"created", Type::kTime}};

model::RowFacts facts_of(const CalendarRow& row) {
  return {0, row.office, row.service.value_or(0), {}};
}

Changes apply(CalendarRow& row, const CalendarFields& fields) {
  Changes changes;
  changes.apply(row.code, fields.code, "code");
  changes.apply(row.name, fields.name, "name");
  changes.apply(row.office, fields.office, "office");
  changes.apply(row.service, fields.service, "service");
  changes.apply(row.place, fields.place, "place");
  changes.apply(row.note, fields.note, "note");
  changes.apply(row.active, fields.active, "active", true);
  changes.apply(row.slot_minutes, fields.slot_minutes, "slot_minutes");
  changes.apply(row.capacity, fields.capacity, "capacity");
  changes.apply(row.lead_minutes, fields.lead_minutes, "lead_minutes");
  changes.apply(row.horizon_days, fields.horizon_days, "horizon_days");
  changes.apply(row.hold_minutes, fields.hold_minutes, "hold_minutes");
  changes.apply(row.per_subject, fields.per_subject, "per_subject");
  changes.apply(row.approval, fields.approval, "approval");
  changes.apply(row.on_holidays, fields.on_holidays, "on_holidays");
  return changes;
}

Status check_references(const Writing& writing, const CalendarFields& fields,
                        const CalendarRow& row, std::int64_t self) {
  store::Connection& db = writing.db();
  if (fields.office.given) PMM_TRY(check_entry(db, kOffices, row.office, "office"));
  if (fields.service.value) PMM_TRY(load_service_rules(db, *row.service, "service").take_status());
  if (!fields.code.given) return {};
  PMM_ASSIGN(auto find, db.prepare(sql::kCalendarByCode));
  PMM_ASSIGN(const bool found, find.bind(1, std::string_view(row.code)).step());
  if (!found || find.int_at(0) == self) return {};
  return Status::conflict("code", "calendar " + std::to_string(find.int_at(0)) + " has the code " +
                                      text::quoted(row.code));
}

Status check_rules(const CalendarRow& row) {
  PMM_TRY(check_code(row.code));
  if (row.name.empty()) return Status::invalid("name", "a calendar needs a name");
  if (row.office == 0) return Status::invalid("office", "a calendar needs an office");
  return {};
}

Status record_calendar(const Writing& writing, store::Noun noun, std::string_view verb,
                       std::int64_t id, std::string_view fields) {
  return writing.tx.record({.verb = verb, .noun = noun, .id = id, .fields = fields});
}

void bind_calendar(store::Statement& statement, int next, const CalendarRow& row) {
  statement.bind(next++, std::string_view(row.code));
  statement.bind(next++, std::string_view(row.name));
  statement.bind(next++, row.office);
  statement.bind(next++, row.service);
  statement.bind(next++, row.place);
  statement.bind(next++, row.note);
  statement.bind(next++, std::int64_t{row.active});
  statement.bind(next++, row.slot_minutes);
  statement.bind(next++, row.capacity);
  statement.bind(next++, row.lead_minutes);
  statement.bind(next++, row.horizon_days);
  statement.bind(next++, row.hold_minutes);
  statement.bind(next++, row.per_subject);
  statement.bind(next++, std::int64_t{row.approval});
  statement.bind(next++, std::int64_t{row.on_holidays});
}

// What was booked stays with the office that it was booked with, and is seen there.
Status move_to_office(const Writing& writing, std::int64_t id, std::int64_t office) {
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kAnyBooked));
    PMM_ASSIGN(const bool booked, find.bind(1, id).step());
    if (booked)
      return Status::conflict(
          "office", "calendar " + std::to_string(id) + " has appointments: they are of its office");
  }
  PMM_ASSIGN(auto move, writing.db().prepare(sql::kMoveClosures));
  return move.bind(1, id).bind(2, office).run();
}

Result<CalendarRow> load_to_change(const Writing& writing, std::int64_t id,
                                   std::string_view field) {
  PMM_ASSIGN(CalendarRow row, load_calendar_row(writing.db(), id, field));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kCalendar, facts_of(row), field,
                              id));
  return row;
}

std::optional<std::int32_t> small(const Field<std::int64_t>& field) {
  return field.value ? std::optional(static_cast<std::int32_t>(*field.value)) : std::nullopt;
}

std::string minute_text(std::int32_t minute) {
  const auto two = [](std::int32_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / 60) + ':' + two(minute % 60);
}

Result<model::Opening> read_opening(const OpeningFields& fields, const CalendarRow& calendar) {
  model::Opening opening;
  opening.weekday = small(fields.weekday).value_or(0);
  opening.from_minute = small(fields.from_minute).value_or(-1);
  opening.to_minute = small(fields.to_minute).value_or(-1);
  opening.capacity = small(fields.capacity);
  opening.valid_from = fields.valid_from_on.value;
  opening.valid_to = fields.valid_to_on.value;
  if (opening.weekday == 0) return Status::invalid("weekday", "an opening needs a weekday");
  if (opening.from_minute < 0)
    return Status::invalid("from_minute", "an opening needs its first minute");
  if (opening.to_minute < 0) return Status::invalid("to_minute", "an opening needs its end");
  if (opening.to_minute - opening.from_minute < calendar.slot_minutes)
    return Status::invalid("to_minute", "from " + minute_text(opening.from_minute) + " to " +
                                            minute_text(opening.to_minute) +
                                            " there is no room for a slot of " +
                                            std::to_string(calendar.slot_minutes) + " minutes");
  if (opening.valid_from && opening.valid_to && *opening.valid_to <= *opening.valid_from)
    return Status::invalid("valid_to_on", "the period ends before it begins");
  return opening;
}

Status check_no_overlap(store::Connection& db, std::int64_t calendar,
                        const model::Opening& opening) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kOpeningsOf));
  rows.bind(1, calendar);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    model::Opening other;
    other.weekday = static_cast<std::int32_t>(rows.int_at(1));
    other.from_minute = static_cast<std::int32_t>(rows.int_at(2));
    other.to_minute = static_cast<std::int32_t>(rows.int_at(3));
    other.valid_from = rows.opt_day(5);
    other.valid_to = rows.opt_day(6);
    if (model::overlap(opening, other))
      return Status::conflict("from_minute", "the calendar is open then already, from " +
                                                 minute_text(other.from_minute) + " to " +
                                                 minute_text(other.to_minute));
  }
}

}  // namespace

CalendarRow read_calendar(const store::Statement& row) {
  CalendarRow out;
  out.id = row.int_at(0);
  out.version = row.int_at(1);
  out.code = row.string_at(2);
  out.name = row.string_at(3);
  out.office = row.int_at(4);
  out.service = row.opt_int(5);
  out.place = row.opt_text(6);
  out.note = row.opt_text(7);
  out.active = row.int_at(8) != 0;
  out.slot_minutes = row.int_at(9);
  out.capacity = row.int_at(10);
  out.lead_minutes = row.int_at(11);
  out.horizon_days = row.int_at(12);
  out.hold_minutes = row.int_at(13);
  out.per_subject = row.opt_int(14);
  out.approval = row.int_at(15) != 0;
  out.on_holidays = row.int_at(16) != 0;
  return out;
}

Result<CalendarRow> load_calendar_row(store::Connection& db, std::int64_t id,
                                      std::string_view field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kCalendarRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kCalendar, field, id);
  return read_calendar(find);
}

Result<std::int64_t> create_calendar(const Writing& writing, const CalendarFields& fields) {
  CalendarRow row;
  const Changes changes = apply(row, fields);
  PMM_TRY(
      model::check_access(writing.plan, Action::kCreate, Noun::kCalendar, facts_of(row), "", 0));
  PMM_TRY(check_rules(row));
  PMM_TRY(check_references(writing, fields, row, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next(kCalendarIds));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertCalendar));
  bind_calendar(insert.bind(1, id).bind(2, writing.now_us()), 3, row);
  PMM_TRY(insert.run());
  PMM_TRY(record_calendar(writing, store::Noun::kCalendar, "create", id, changes.names()));
  return id;
}

Result<std::int64_t> update_calendar(const Writing& writing, std::int64_t id,
                                     const CalendarFields& fields) {
  PMM_ASSIGN(CalendarRow row, load_to_change(writing, id, "id"));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  const std::int64_t office = row.office;
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  PMM_TRY(
      model::check_access(writing.plan, Action::kUpdate, Noun::kCalendar, facts_of(row), "", 0));
  PMM_TRY(check_rules(row));
  PMM_TRY(check_references(writing, fields, row, id));
  if (row.office != office) PMM_TRY(move_to_office(writing, id, row.office));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateCalendar));
  bind_calendar(update.bind(1, id), 2, row);
  PMM_TRY(update.run());
  PMM_TRY(record_calendar(writing, store::Noun::kCalendar, "update", id, changes.names()));
  return row.version + 1;
}

Result<TablePtr> get_calendar(const Reading& reading, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kCalendar, {}, "id", id));
  PMM_ASSIGN(TablePtr table,
             read_row(reading, "calendar", sql::kSelectCalendars, id, kCalendarColumns));
  if (table->rows == 0) return model::no_such(Noun::kCalendar, "id", id);
  return table;
}

Result<TablePtr> list_calendars(const Reading& reading, const CalendarFilter& filter,
                                const Page& page) {
  List list("calendars", sql::kSelectCalendars);
  if (filter.office.value) list.where(sql::kCalendarOfficeIs, {*filter.office.value});
  where_id(list, filter.service, sql::kCalendarServiceIs, sql::kCalendarNoService);
  if (filter.code.value) list.where(sql::kCalendarCodeIs, {*filter.code.value});
  if (filter.active.value) list.where(sql::kCalendarActiveIs, {std::int64_t{*filter.active.value}});
  list.restrict_to(reading.plan, Noun::kCalendar);
  return list.run(reading, kCalendarColumns, page, List::Order::kOldestFirst);
}

Result<std::int64_t> create_opening(const Writing& writing, std::int64_t calendar,
                                    const OpeningFields& fields) {
  PMM_ASSIGN(const CalendarRow row, load_to_change(writing, calendar, "calendar"));
  PMM_ASSIGN(const model::Opening opening, read_opening(fields, row));
  PMM_TRY(check_no_overlap(writing.db(), calendar, opening));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kOpening));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertOpening));
  insert.bind(1, id).bind(2, calendar).bind(3, opening.weekday).bind(4, opening.from_minute);
  insert.bind(5, opening.to_minute).bind(6, opening.capacity).bind(7, opening.valid_from);
  PMM_TRY(insert.bind(8, opening.valid_to).bind(9, writing.now_us()).run());
  PMM_TRY(record_calendar(writing, store::Noun::kOpening, "create", id,
                          "weekday,from_minute,to_minute"));
  return id;
}

Result<std::int64_t> remove_opening(const Writing& writing, std::int64_t id) {
  std::int64_t version = 0;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kOpeningRow));
    PMM_ASSIGN(const bool found, find.bind(1, id).step());
    if (!found || !find.is_null(2)) return model::no_such("opening", "id", id);
    version = find.int_at(0);
    // Of which calendar it is, is not told either.
    const model::RowFacts facts{0, find.int_at(3), find.int_at(4), {}};
    if (!model::may(writing.plan, Action::kRead, Noun::kCalendar, facts))
      return model::no_such("opening", "id", id);
    PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kCalendar, facts, "id", id));
  }
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_ASSIGN(auto remove, writing.db().prepare(sql::kRemoveOpening));
  PMM_TRY(remove.bind(1, id).bind(2, writing.now_us()).run());
  PMM_TRY(record_calendar(writing, store::Noun::kOpening, "remove", id, "removed"));
  return version + 1;
}

Result<TablePtr> list_openings(const Reading& reading, std::int64_t calendar, const Page& page) {
  PMM_TRY(
      model::check_access(reading.plan, Action::kRead, Noun::kCalendar, {}, "calendar", calendar));
  PMM_TRY(load_calendar_row(reading.db, calendar, "calendar").take_status());
  List list("openings", sql::kSelectOpenings);
  list.where(sql::kOpeningOf, {calendar});
  return list.run(reading, kOpeningColumns, page, List::Order::kOldestFirst);
}

Result<std::int64_t> create_closure(const Writing& writing, const ClosureFields& fields) {
  model::RowFacts facts;
  facts.office = fields.office.value.value_or(0);
  if (fields.calendar.value) {
    PMM_ASSIGN(const CalendarRow row, load_to_change(writing, *fields.calendar.value, "calendar"));
    if (facts.office != 0 && facts.office != row.office)
      return Status::conflict("office", "the calendar is of office " + std::to_string(row.office));
    facts = facts_of(row);
  } else {
    PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kCalendar, facts, "", 0));
    if (facts.office == 0)
      return Status::invalid("calendar", "a closure needs a calendar or an office");
    PMM_TRY(check_entry(writing.db(), kOffices, facts.office, "office"));
  }
  if (!fields.from_us.value) return Status::invalid("from_us", "a closure needs its begin");
  if (!fields.to_us.value) return Status::invalid("to_us", "a closure needs its end");
  if (*fields.to_us.value <= *fields.from_us.value)
    return Status::invalid("to_us", "the closure ends before it begins");
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kClosure));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertClosure));
  insert.bind(1, id).bind(2, fields.calendar.value).bind(3, facts.office);
  insert.bind(4, *fields.from_us.value).bind(5, *fields.to_us.value).bind(6, fields.note.value);
  PMM_TRY(insert.bind(7, writing.now_us()).run());
  PMM_TRY(record_calendar(writing, store::Noun::kClosure, "create", id, "from,to"));
  return id;
}

Result<std::int64_t> remove_closure(const Writing& writing, std::int64_t id) {
  std::int64_t version = 0;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kClosureRow));
    PMM_ASSIGN(const bool found, find.bind(1, id).step());
    if (!found || !find.is_null(2)) return model::no_such("closure", "id", id);
    version = find.int_at(0);
    // Of which calendar it is, is not told either.
    const model::RowFacts facts{0, find.int_at(1), find.int_at(3), {}};
    if (!model::may(writing.plan, Action::kRead, Noun::kCalendar, facts))
      return model::no_such("closure", "id", id);
    PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kCalendar, facts, "id", id));
  }
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_ASSIGN(auto remove, writing.db().prepare(sql::kRemoveClosure));
  PMM_TRY(remove.bind(1, id).bind(2, writing.now_us()).run());
  PMM_TRY(record_calendar(writing, store::Noun::kClosure, "remove", id, "removed"));
  return version + 1;
}

Result<TablePtr> list_closures(const Reading& reading, const ClosureFilter& filter,
                               const Page& page) {
  List list("closures", sql::kSelectClosures);
  list.where(sql::kClosureStands);
  if (filter.calendar.value)
    list.where(sql::kClosureOfCalendar, {*filter.calendar.value, *filter.calendar.value});
  if (filter.office.value) list.where(sql::kClosureOfficeIs, {*filter.office.value});
  if (filter.from_us.value) list.where(sql::kClosureAfter, {*filter.from_us.value});
  if (filter.to_us.value) list.where(sql::kClosureBefore, {*filter.to_us.value});
  list.restrict_to(reading.plan, Noun::kCalendar);
  return list.run(reading, kClosureColumns, page, List::Order::kOldestFirst);
}

}  // namespace pmm::crm

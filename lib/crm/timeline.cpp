#include "crm/timeline.hpp"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include "crm/cursor.hpp"
#include "crm/subject.hpp"
#include "crm/timeline_sql.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kContactRank = 1;
constexpr std::int64_t kEventRank = 2;
constexpr std::int64_t kNoticeRank = 3;
constexpr std::int64_t kAppointmentRank = 4;
constexpr int kNoteColumn = 13;
constexpr int kVisibilityColumn = 14;
constexpr int kRankColumn = 15;  // read for the cursor, not shown

const Columns kTimelineColumns{
    {"at", Type::kTime},        {"kind", Type::kText},       {"id", Type::kInt64},
    {"case_id", Type::kInt64},  {"number", Type::kText},     {"channel", Type::kText},
    {"direction", Type::kText}, {"service", Type::kText},    {"office", Type::kText},
    {"verb", Type::kText},      {"from_state", Type::kText}, {"to_state", Type::kText},
    {"outcome", Type::kText},   {"note", Type::kText},       {"visibility", Type::kText}};

// Where a page starts: rows below it, in the order of the timeline, are its rows.
struct Start {
  std::int64_t at_us = kLatest, id = kLatest, rank = 0;
};

// At the start's very instant the ids of a kind that come after it are those below this one.
std::int64_t below(const Start& start, std::int64_t rank) noexcept {
  return rank < start.rank ? start.id + 1 : start.id;
}

using Values = std::vector<List::Value>;

// Of rows that have an office and a service of their own: contacts, notifications, appointments.
std::string row_condition(const Reading& reading, Noun noun, bool wanted, Values& values) {
  if (!wanted) return sql::kTimelineNone;
  return access_condition(reading.plan, noun, values);
}

// Events differ from other rows of work: they have no service of their own, and their own subject
// sees only some of them.
std::string event_condition(const Reading& reading, std::int64_t subject,
                            const TimelineFilter& filter, Values& values) {
  if (!filter.case_events) return sql::kTimelineNone;
  const model::Plan& plan = reading.plan;
  const model::Reach reach = model::reach(plan, Action::kRead, Noun::kCaseEvent);
  if (reach.all) return sql::kTimelineAll;
  std::string out;
  const auto add = [&](const char* condition, Values bound) {
    if (!out.empty()) out += sql::kTimelineOr;
    out += number_placeholders(condition, values.size());
    for (List::Value& value : bound) values.push_back(std::move(value));
  };
  if (reach.scoped) {
    add(sql::kTimelineNoOffice, {});
    for (const model::Post& place : plan.places) {
      if (!place.rights.has(model::bit(Action::kRead), Noun::kCaseEvent)) continue;
      if (place.office == 0 && place.service == 0) return sql::kTimelineAll;
      if (place.service == 0)
        add(sql::kTimelineInOffice, {place.office});
      else if (place.office == 0)
        add(sql::kTimelineOfService, {place.service});
      else
        add(sql::kTimelineOfServiceInOffice, {place.office, place.service});
    }
  }
  if (reach.own && plan.own_subject == subject) add(sql::kTimelineNotForStaff, {});
  if (!reach.acting) return out.empty() ? sql::kTimelineNone : '(' + out + ')';
  for (const model::Represented& one : plan.acting_for) {
    if (one.subject != subject) continue;
    if (one.services.empty()) add(sql::kTimelineNotForStaff, {});
    if (!one.services.empty()) add(sql::kTimelineOfServicesNotForStaff, {json_list(one.services)});
  }
  return out.empty() ? sql::kTimelineNone : '(' + out + ')';
}

// The statement with its conditions put in, in their order.
std::string fill(std::string_view statement, std::initializer_list<std::string> conditions) {
  std::string out;
  for (const std::string& condition : conditions) {
    const std::size_t at = statement.find("{}");
    out.append(statement.substr(0, at)).append(condition);
    statement.remove_prefix(at + 2);
  }
  return out.append(statement);
}

Result<Start> read_start(const Reading& reading, const std::string& name,
                         const TimelineFilter& filter, const std::string& cursor) {
  Start start;
  if (filter.to_us.value) start = {*filter.to_us.value, 0, 0};
  if (cursor.empty()) return start;
  PMM_ASSIGN(const auto last, read_cursor(reading, name, cursor, 3));
  // The page after a cursor may have been asked to end earlier than the one that gave it.
  if (!filter.to_us.value || last[0] < *filter.to_us.value) start = {last[0], last[1], last[2]};
  return start;
}

// Of one kind of entry, whether the texts are kept from the actor: those that its subject is shown,
// and those that are for staff alone.
struct Hides {
  bool shown = false, staffs = false;
};
Hides hides_texts(const model::Plan& plan, Noun noun, std::int64_t subject) {
  constexpr auto kTexts = model::FieldGroup::kSensitive;
  if (model::sees_always(plan, kTexts, noun)) return {};
  return {plan.own_subject != subject || !plan.own.has(model::bit(kTexts), noun), true};
}

void append_entry(store::Statement& statement, bool hides_note, TableBuilder& builder) {
  for (std::size_t i = 0; i < kTimelineColumns.size(); ++i) {
    const int column = static_cast<int>(i);
    if (column == kNoteColumn && hides_note)
      builder.withheld();
    else if (statement.is_null(column))
      builder.null();
    else if (kTimelineColumns[i].type == Type::kTime)
      builder.time(statement.int_at(column));
    else if (kTimelineColumns[i].type == Type::kInt64)
      builder.integer(statement.int_at(column));
    else
      builder.text(statement.text_at(column));
  }
  builder.end_row();
}

}  // namespace

Result<TablePtr> read_timeline(const Reading& reading, std::int64_t subject,
                               const TimelineFilter& filter, const Page& page) {
  PMM_TRY(
      check_subject(reading.db, reading.plan, Action::kRead, Noun::kSubject, subject, "subject"));
  reading.saw(subject, "timeline");
  PMM_ASSIGN(const std::int64_t limit, page_limit(page));
  const std::string name = "timeline\n" + std::to_string(subject);
  PMM_ASSIGN(const Start start, read_start(reading, name, filter, page.cursor));
  // One row more than asked for tells whether there is a next page.
  Values values{subject,
                start.at_us,
                below(start, kContactRank),
                below(start, kEventRank),
                filter.from_us.value.value_or(kEarliest),
                limit + 1,
                below(start, kNoticeRank),
                below(start, kAppointmentRank)};
  const std::string contacts = row_condition(reading, Noun::kContact, filter.contacts, values);
  const std::string events = event_condition(reading, subject, filter, values);
  const std::string notices =
      row_condition(reading, Noun::kNotification, filter.notifications, values);
  const std::string appointments =
      row_condition(reading, Noun::kAppointment, filter.appointments, values);
  PMM_ASSIGN(auto statement,
             reading.db.prepare(fill(sql::kTimeline, {contacts, events, notices, appointments})));
  PMM_TRY(bind_values(statement, values));
  TableBuilder builder(kTimelineColumns);
  const Hides hides_contacts = hides_texts(reading.plan, Noun::kContact, subject);
  const Hides hides_events = hides_texts(reading.plan, Noun::kCaseEvent, subject);
  const Hides hides_notices = hides_texts(reading.plan, Noun::kNotification, subject);
  const Hides hides_appointments = hides_texts(reading.plan, Noun::kAppointment, subject);
  Start last;
  for (;;) {
    PMM_ASSIGN(const bool row, statement.step());
    if (!row) break;
    if (builder.rows() == limit) {
      builder.table().next_cursor = make_cursor(reading, name, {last.at_us, last.id, last.rank});
      break;
    }
    last = {statement.int_at(0), statement.int_at(2), statement.int_at(kRankColumn)};
    const Hides& hides = last.rank == kContactRank  ? hides_contacts
                         : last.rank == kEventRank  ? hides_events
                         : last.rank == kNoticeRank ? hides_notices
                                                    : hides_appointments;
    const bool for_staff = statement.text_at(kVisibilityColumn) == model::kVisibilityStaff;
    append_entry(statement, for_staff ? hides.staffs : hides.shown, builder);
  }
  return builder.finish();
}

}  // namespace pmm::crm

#include "crm/my_page.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "crm/field_guard.hpp"
#include "crm/list.hpp"
#include "crm/my_page_sql.hpp"
#include "crm/notification.hpp"
#include "crm/page_layout.hpp"
#include "crm/saved_filter.hpp"
#include "crm/subject.hpp"
#include "crm/upkeep.hpp"
#include "model/case.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::FieldGroup;
using model::Noun;

constexpr std::int64_t kUsualRows = 20;
// A deadline that has passed stays on the page for so long.
constexpr std::int64_t kPassedUs = 30 * kMicrosPerDay;
// Of whom one reads thousands of pages a day the latest visits say enough.
constexpr std::int64_t kVisitsLookedAt = 200;

const Columns kProfileColumns{{"id", Type::kInt64},         {"token", Type::kText},
                              {"version", Type::kInt64},    {"kind", Type::kText},
                              {"name", Type::kText},        {"family_name", Type::kText},
                              {"given_name", Type::kText},  {"sex", Type::kText},
                              {"born_on", Type::kDate},     {"birth_place", Type::kText},
                              {"died_on", Type::kDate},     {"language", Type::kText},
                              {"note", Type::kText},        {"codice_fiscale", Type::kText},
                              {"partita_iva", Type::kText}, {"email", Type::kText},
                              {"pec", Type::kText},         {"phone", Type::kText},
                              {"postal", Type::kText},      {"since", Type::kTime}};
const Columns kPageCaseColumns{
    {"id", Type::kInt64},         {"number", Type::kText},          {"kind", Type::kText},
    {"service", Type::kInt64},    {"service_code", Type::kText},    {"service_name", Type::kText},
    {"category", Type::kInt64},   {"office", Type::kInt64},         {"subject", Type::kInt64},
    {"office_name", Type::kText}, {"status", Type::kText},          {"state", Type::kText},
    {"outcome", Type::kText},     {"opened", Type::kTime},          {"due", Type::kTime},
    {"overdue", Type::kBool},     {"remaining", Type::kInt64, "s"}, {"closed", Type::kTime},
    {"request", Type::kInt64},    {"request_due", Type::kTime},     {"summary", Type::kText},
    {"note", Type::kText}};
const Columns kStepColumns{{"next_step", Type::kText}, {"waits_for", Type::kText}};
const Columns kPageReminderColumns{
    {"id", Type::kInt64},      {"version", Type::kInt64}, {"rule", Type::kInt64},
    {"subject", Type::kInt64}, {"office", Type::kInt64},  {"service", Type::kInt64},
    {"case_id", Type::kInt64}, {"title", Type::kText},    {"body", Type::kText},
    {"due", Type::kTime},      {"all_day", Type::kBool},  {"state", Type::kText},
    {"next", Type::kTime},     {"snoozed", Type::kBool}};
const Columns kPageFavouriteColumns{{"id", Type::kInt64},          {"position", Type::kInt64},
                                    {"service", Type::kInt64},     {"service_code", Type::kText},
                                    {"service_name", Type::kText}, {"status", Type::kText},
                                    {"created", Type::kTime}};
const Columns kMostUsedColumns{{"service", Type::kInt64},     {"service_code", Type::kText},
                               {"service_name", Type::kText}, {"status", Type::kText},
                               {"visits", Type::kInt64},      {"latest", Type::kTime}};
const Columns kPageAppointmentColumns{
    {"id", Type::kInt64},      {"version", Type::kInt64},  {"code", Type::kText},
    {"token", Type::kText},    {"calendar", Type::kInt64}, {"calendar_name", Type::kText},
    {"place", Type::kText},    {"office", Type::kInt64},   {"office_name", Type::kText},
    {"subject", Type::kInt64}, {"case_id", Type::kInt64},  {"state", Type::kText},
    {"starts", Type::kTime},   {"ends", Type::kTime},      {"held_until", Type::kTime},
    {"note", Type::kText},     {"service", Type::kInt64}};
const Columns kPageMandateColumns{{"id", Type::kInt64},        {"side", Type::kText},
                                  {"other", Type::kInt64},     {"other_name", Type::kText},
                                  {"state", Type::kText},      {"services", Type::kInt64},
                                  {"valid_from", Type::kTime}, {"valid_to", Type::kTime}};

struct PageRows {
  TablePtr rows;
  bool has_more = false;
};

// What the sections are read with.
struct PageQuestion {
  const Reading& reading;
  std::int64_t subject;
  std::int64_t rows;

  model::RowFacts facts() const {
    model::RowFacts out;
    out.subject = subject;
    return out;
  }
  bool may_read(Noun noun) const { return model::may(reading.plan, Action::kRead, noun, facts()); }
  Page page() const { return {rows, {}}; }
};

// The answer of a list, whose cursor nothing could go on with.
PageRows without_cursor(TablePtr answer) {
  // Nobody else has seen the table yet.
  const auto table = std::const_pointer_cast<Table>(answer);
  const bool has_more = !table->next_cursor.empty();
  table->next_cursor.clear();
  return {std::move(answer), has_more};
}

// All rows of a statement, of which one more than wanted was asked for; none where the actor may
// not read them.
Result<PageRows> take_rows(const PageQuestion& asked, bool may, store::Statement& statement,
                           const Columns& columns) {
  TableBuilder builder(columns);
  bool has_more = false;
  while (may) {
    PMM_ASSIGN(const bool row, statement.step());
    if (!row) break;
    has_more = builder.rows() == asked.rows;
    if (has_more) break;
    append_row(statement, builder);
  }
  PMM_ASSIGN(TablePtr rows, builder.finish());
  return PageRows{std::move(rows), has_more};
}

Result<PageRows> read_profile(const PageQuestion& asked) {
  PMM_ASSIGN(auto select, asked.reading.db.prepare(sql::kPageProfile));
  select.bind(1, asked.subject).bind(2, asked.reading.zone.local_day(asked.reading.now_us));
  FieldGuard guard(asked.reading.plan, Noun::kSubject, kProfileColumns);
  PMM_ASSIGN(TablePtr rows, read_table(select, kProfileColumns, &guard));
  return PageRows{std::move(rows), false};
}

// Puts beside each case what it waits for.
Status add_steps(const TablePtr& cases) {
  const Column& kind = cases->columns[cases->find("kind").value()];
  const Column& state = cases->columns[cases->find("state").value()];
  TableBuilder builder(kStepColumns);
  for (std::int64_t row = 0; row < cases->rows; ++row) {
    const model::NextStep step = model::next_step(kind.text_at(row), state.text_at(row));
    for (const std::string_view word : {step.verb, step.waits_for})
      word.empty() ? builder.null() : builder.text(word);
    builder.end_row();
  }
  PMM_ASSIGN(const TablePtr steps, builder.finish());
  const auto table = std::const_pointer_cast<Table>(cases);  // nobody else has seen it yet
  for (const Column& column : steps->columns) table->columns.push_back(column);
  return {};
}

Result<PageRows> read_cases(const PageQuestion& asked, const char* which, const char* key,
                            List::Order order) {
  List list("my_page", sql::kPageCases, key);
  list.where(sql::kPageCasesNow, {asked.reading.now_us});
  list.where(which, {asked.subject});
  PMM_TRY(apply_page_filters(asked.reading, asked.subject, FilterTarget::kCases, list));
  list.restrict_to(asked.reading.plan, Noun::kCase);
  FieldGuard guard(asked.reading.plan, Noun::kCase, kPageCaseColumns);
  PMM_ASSIGN(TablePtr rows, list.run(asked.reading, kPageCaseColumns, asked.page(), order, &guard));
  PMM_TRY(add_steps(rows));
  return without_cursor(std::move(rows));
}

Result<PageRows> read_situation(const PageQuestion& asked) {
  return read_cases(asked, sql::kPageOpenCases, sql::kPageByDue, List::Order::kOldestFirst);
}

Result<PageRows> read_reports(const PageQuestion& asked) {
  return read_cases(asked, sql::kPageReports, sql::kPageByOpened, List::Order::kNewestFirst);
}

Result<PageRows> read_board(const PageQuestion& asked) {
  NotificationFilter filter;
  filter.subject = asked.subject;
  filter.archived = false;
  filter.as_page_shows = true;
  PMM_ASSIGN(TablePtr rows, list_notifications(asked.reading, filter, asked.page()));
  return without_cursor(std::move(rows));
}

Result<PageRows> read_reminders(const PageQuestion& asked) {
  List list("my_page", sql::kPageReminders, sql::kPageByReminderDue);
  list.where(sql::kPageRemindersOf, {asked.subject, asked.reading.now_us - kPassedUs});
  list.restrict_to(asked.reading.plan, Noun::kReminder);
  FieldGuard guard(asked.reading.plan, Noun::kReminder, kPageReminderColumns);
  PMM_ASSIGN(TablePtr rows, list.run(asked.reading, kPageReminderColumns, asked.page(),
                                     List::Order::kOldestFirst, &guard));
  return without_cursor(std::move(rows));
}

Result<PageRows> read_favourites(const PageQuestion& asked) {
  PMM_ASSIGN(auto select, asked.reading.db.prepare(sql::kPageFavourites));
  select.bind(1, asked.subject).bind(2, asked.rows + 1);
  return take_rows(asked, asked.may_read(Noun::kFavourite), select, kPageFavouriteColumns);
}

Result<PageRows> read_most_used(const PageQuestion& asked) {
  PMM_ASSIGN(auto select, asked.reading.db.prepare(sql::kPageMostUsed));
  select.bind(1, asked.subject).bind(2, kVisitsLookedAt).bind(3, asked.rows + 1);
  return take_rows(asked, asked.may_read(Noun::kVisit), select, kMostUsedColumns);
}

Result<PageRows> read_appointments(const PageQuestion& asked) {
  const std::int64_t now_us = asked.reading.now_us;
  List list("my_page", sql::kPageAppointments, sql::kPageByStart);
  list.where(sql::kPageComing, {asked.subject, now_us - kMicrosPerDay, now_us, now_us});
  list.restrict_to(asked.reading.plan, Noun::kAppointment);
  FieldGuard guard(asked.reading.plan, Noun::kAppointment, kPageAppointmentColumns);
  PMM_ASSIGN(TablePtr rows, list.run(asked.reading, kPageAppointmentColumns, asked.page(),
                                     List::Order::kOldestFirst, &guard));
  return without_cursor(std::move(rows));
}

// Who the other is, the actor learns where it may read that subject.
Result<PageRows> read_mandates(const PageQuestion& asked) {
  constexpr int kOther = 2, kName = 3;
  const model::Plan& plan = asked.reading.plan;
  PMM_ASSIGN(auto select, asked.reading.db.prepare(sql::kPageMandates));
  select.bind(1, asked.subject).bind(2, asked.reading.now_us).bind(3, asked.rows + 1);
  TableBuilder builder(kPageMandateColumns);
  bool has_more = false;
  while (asked.may_read(Noun::kMandate)) {
    PMM_ASSIGN(const bool row, select.step());
    if (!row) break;
    has_more = builder.rows() == asked.rows;
    if (has_more) break;
    model::RowFacts other;
    other.subject = select.int_at(kOther);
    const bool named = model::may(plan, Action::kRead, Noun::kSubject, other) &&
                       model::sees(plan, FieldGroup::kIdentity, Noun::kSubject, other);
    builder.integer(select.int_at(0));
    builder.text(select.text_at(1));
    builder.integer(other.subject);
    named ? builder.text(select.text_at(kName)) : builder.withheld();
    builder.text(select.text_at(4));
    builder.integer(select.int_at(5));
    builder.time(select.int_at(6));
    select.is_null(7) ? builder.null() : builder.time(select.int_at(7));
    builder.end_row();
  }
  PMM_ASSIGN(TablePtr rows, builder.finish());
  note_seen(asked.reading, *rows, "my_page", "other");
  return PageRows{std::move(rows), has_more};
}

struct SectionReader {
  std::string_view name;
  Result<PageRows> (*read)(const PageQuestion&);
};
constexpr std::array kReaders{
    SectionReader{"profile", read_profile},       SectionReader{"situation", read_situation},
    SectionReader{"board", read_board},           SectionReader{"reminders", read_reminders},
    SectionReader{"favourites", read_favourites}, SectionReader{"most_used", read_most_used},
    SectionReader{"reports", read_reports},       SectionReader{"appointments", read_appointments},
    SectionReader{"acting_for", read_mandates}};
static_assert(kReaders.size() == model::kPageSections.size());

// The snapshot is one: what it saw is read once and told by every section.
Status stamp_sections(const Reading& reading, MyPage& page) {
  PMM_ASSIGN(const TablePtr stamp, stamped(reading, std::make_shared<Table>()));
  for (MyPageSection& section : page.sections) {
    const auto table = std::const_pointer_cast<Table>(section.rows);  // nobody has seen it yet
    table->timezone = stamp->timezone;
    table->watermark = stamp->watermark;
  }
  return {};
}

}  // namespace

Result<MyPage> read_my_page(const Reading& reading, std::int64_t subject, std::int64_t rows) {
  if (rows < 0 || rows > limits::kPageSectionRows)
    return Status::limit("options.rows", std::to_string(rows) +
                                             " rows of a section are outside 1 to " +
                                             std::to_string(limits::kPageSectionRows));
  PMM_TRY(
      check_subject(reading.db, reading.plan, Action::kRead, Noun::kSubject, subject, "subject"));
  reading.saw(subject, "my_page");
  const PageQuestion asked{reading, subject, rows == 0 ? kUsualRows : rows};
  PMM_ASSIGN(const auto layout, load_page_layout(reading.db, subject));
  MyPage page;
  page.subject = subject;
  for (const PageSection& wanted : layout) {
    if (wanted.hidden) continue;
    const auto* reader =
        std::find_if(kReaders.begin(), kReaders.end(),
                     [&](const SectionReader& known) { return known.name == wanted.section; });
    if (reader == kReaders.end()) continue;  // of a version that had more
    PMM_ASSIGN(PageRows found, reader->read(asked));
    page.sections.push_back(
        {wanted.section, wanted.collapsed, found.has_more, std::move(found.rows)});
  }
  PMM_TRY(stamp_sections(reading, page));
  return page;
}

}  // namespace pmm::crm

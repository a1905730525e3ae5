#include "crm/bi_extract.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "crm/bi_extract_sql.hpp"
#include "crm/holiday.hpp"
#include "store/bulk_insert.hpp"

namespace pmm::crm {
namespace {

using sql::bi::Extracted;
using sql::bi::Value;

// The last instant of 9999 is in the year after it where the clock is ahead of UTC.
constexpr std::int32_t kLastYear = 10'000;
constexpr std::int64_t kCheckedRows = 4096;

std::string utc_text(std::int64_t us) {
  std::string text =
      format_instant(day_of(us) * kMicrosPerDay +
                     (us - day_of(us) * kMicrosPerDay) / kMicrosPerSecond * kMicrosPerSecond);
  text.pop_back();  // Z
  text[text.find('T')] = ' ';
  return text;
}

// Another number for each id, the same in every extract of this store so that one can follow
// another; who does not have the store's secret cannot go back from it. A Feistel network gives no
// number twice; its 52 bits are those that every program shows exactly.
std::int64_t pseudonym(std::string_view secret, std::int64_t id) {
  constexpr std::uint32_t kHalfBits = 26, kRounds = 4;
  constexpr std::uint64_t kMask = (std::uint64_t{1} << kHalfBits) - 1;
  std::uint64_t left = static_cast<std::uint64_t>(id) >> kHalfBits & kMask;
  std::uint64_t right = static_cast<std::uint64_t>(id) & kMask;
  for (std::uint32_t round = 0; round < kRounds; ++round) {
    std::string message = "bi.subject.";
    message += static_cast<char>('0' + round);
    message.append(reinterpret_cast<const char*>(&right), sizeof right);
    const Sha256::Bytes digest = keyed_digest(secret, message);
    std::uint64_t mixed = 0;
    std::memcpy(&mixed, digest.data(), sizeof mixed);
    left = std::exchange(right, (left ^ mixed) & kMask);
  }
  return static_cast<std::int64_t>(left << kHalfBits | right);
}

Status check_reach(const model::Plan& plan, bool persons) {
  const auto all = [&](model::Noun noun) {
    return model::reach(plan, model::Action::kRead, noun).all;
  };
  for (const model::Noun noun : {model::Noun::kCase, model::Noun::kContact, model::Noun::kVisit,
                                 model::Noun::kDelivery, model::Noun::kAppointment})
    if (!all(noun))
      return Status::denied("this actor may not read every " + std::string(model::noun_name(noun)) +
                            ", and an extract holds them all");
  if (persons && !all(model::Noun::kSubject))
    return Status::denied("this actor may not read every subject");
  if (persons && !model::sees_always(plan, model::FieldGroup::kIdentity, model::Noun::kSubject))
    return Status::denied("this actor may not see who every subject is");
  return {};
}

class Extract {
 public:
  Extract(const Reading& reading, const BiRequest& request, const Call& call,
          store::ExtractFile& file)
      : reading_(reading), request_(request), call_(call), out_(file.db()) {}

  Result<BiReport> run() {
    PMM_ASSIGN(const auto total, reading_.db.query_int(sql::bi::kCountRows));
    total_ = total.value_or(0) * (request_.persons ? 2 : 1);
    PMM_TRY(run_text(sql::bi::kCreateCalendar));
    for (const Extracted* table : sql::bi::kTables) {
      if (table->persons && !request_.persons) continue;
      PMM_ASSIGN(const std::int64_t rows, copy(*table));
      note(table->name, rows);
    }
    PMM_TRY(write_calendar());
    for (const char* index : sql::bi::kIndexes) PMM_TRY(run_text(index));
    PMM_TRY(write_about());
    return report_;
  }

 private:
  Status run_text(const char* text) {
    PMM_ASSIGN(auto statement, out_.prepare(text));
    return statement.run();
  }

  void note(std::string_view name, std::int64_t rows) {
    ++report_.tables;
    if (name == "cases") report_.cases = rows;
    if (name == "contacts") report_.contacts = rows;
    if (name == "visits") report_.visits = rows;
    if (name == "subjects") report_.subjects = rows;
    if (name == "deliveries") report_.deliveries = rows;
    if (name == "appointments") report_.appointments = rows;
  }

  Status check_point() {
    PMM_TRY(call_.check());
    if (call_.progress && !call_.progress(std::min(done_, total_), total_))
      return {Code::kCancelled, "the progress callback stopped the work"};
    return {};
  }

  Result<std::int64_t> copy(const Extracted& table) {
    PMM_TRY(run_text(table.create));
    PMM_TRY(check_point());
    PMM_ASSIGN(auto rows, reading_.db.prepare(table.select));
    store::BulkInsert insert(out_, table.insert);
    std::int64_t count = 0;
    for (;; ++count) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) break;
      for (std::size_t i = 0; i < table.values.size(); ++i)
        add(insert, rows, static_cast<int>(i), table.values[i]);
      insert.end_row();
      if (insert.full()) PMM_TRY(insert.flush());
      ++done_;
      if (count % kCheckedRows == kCheckedRows - 1) PMM_TRY(check_point());
    }
    PMM_TRY(insert.flush());
    return count;
  }

  void add(store::BulkInsert& insert, const store::Statement& row, int at, Value value) {
    if (row.is_null(at)) {
      insert.add_null();
      return;
    }
    switch (value) {
      case Value::kInt:
        insert.add(row.int_at(at));
        break;
      case Value::kReal:
        insert.add(row.double_at(at));
        break;
      case Value::kText:
        insert.add(row.text_at(at));
        break;
      case Value::kBool:
        insert.add(std::int64_t{row.int_at(at) != 0});
        break;
      case Value::kTime:
        insert.add(std::string_view(utc_text(row.int_at(at))));
        break;
      case Value::kLocalDay:
        insert.add(std::string_view(calendar_day(reading_.zone.local_day(row.int_at(at)))));
        break;
      case Value::kDayOfText:
        insert.add(std::string_view(calendar_day(day_of_text(row.text_at(at)))));
        break;
      case Value::kDate:
        insert.add(std::string_view(format_date(static_cast<std::int32_t>(row.int_at(at)))));
        break;
      case Value::kSubject:
        insert.add(subject_key(row.int_at(at)));
        break;
    }
  }

  std::int32_t day_of_text(std::string_view value) const {
    if (const auto day = parse_date(value)) return *day;
    return reading_.zone.local_day(text::parse_int(value).value_or(0));
  }

  std::string calendar_day(std::int32_t day) {
    const std::int32_t year = civil_from_days(day).year;
    if (year >= 0 && year <= kLastYear) years_[static_cast<std::size_t>(year)] = true;
    return format_date(day);
  }

  std::int64_t subject_key(std::int64_t id) const {
    return request_.persons ? id : pseudonym(reading_.secret, id);
  }

  // Every day of every year that some row has a day in.
  Status write_calendar() {
    PMM_ASSIGN(const model::WorkingCalendar working, load_calendar(reading_.db));
    store::BulkInsert insert(out_, sql::bi::kInsertCalendar);
    for (std::int32_t year = 0; year <= kLastYear; ++year) {
      if (!years_[static_cast<std::size_t>(year)]) continue;
      PMM_TRY(check_point());
      const std::int32_t first = days_from_civil({year, 1, 1});
      for (std::int32_t day = first; day < days_from_civil({year + 1, 1, 1}); ++day) {
        add_day(insert, working, day, first);
        if (insert.full()) PMM_TRY(insert.flush());
        ++report_.days;
      }
    }
    ++report_.tables;
    return insert.flush();
  }

  static void add_day(store::BulkInsert& insert, const model::WorkingCalendar& working,
                      std::int32_t day, std::int32_t first_of_year) {
    const Civil date = civil_from_days(day);
    const std::int32_t week_day = weekday(day);
    // The week belongs to the year that its Thursday is in.
    const std::int32_t thursday = day - (week_day - 1) + 3;
    const std::int32_t iso_year = civil_from_days(thursday).year;
    const std::int32_t iso_week = (thursday - days_from_civil({iso_year, 1, 1})) / 7 + 1;
    const std::string text = format_date(day);
    insert.add(std::string_view(text));
    for (const std::int32_t number :
         {date.year, (date.month - 1) / 3 + 1, date.month, date.day, day - first_of_year + 1})
      insert.add(std::int64_t{number});
    insert.add(std::string_view(format_date(days_from_civil({date.year, date.month, 1}))));
    for (const std::int32_t number : {iso_year, iso_week, week_day})
      insert.add(std::int64_t{number});
    for (const bool flag : {week_day >= 6, working.is_holiday(day), working.is_working(day)})
      insert.add(std::int64_t{flag});
    insert.end_row();
  }

  Status write_about() {
    PMM_TRY(run_text(sql::bi::kCreateAbout));
    PMM_ASSIGN(const auto journal, reading_.db.query_int(sql::bi::kLastJournal));
    store::BulkInsert insert(out_, sql::bi::kInsertAbout);
    const std::initializer_list<std::pair<std::string_view, std::string>> facts = {
        {"schema_version", "1"},
        {"made_by", request_.made_by},
        {"made_at", utc_text(reading_.now_us)},
        {"timezone", reading_.zone.name()},
        {"journal", std::to_string(journal.value_or(0))},
        {"persons", request_.persons ? "1" : "0"}};
    for (const auto& [key, value] : facts) insert.add(key).add(std::string_view(value)).end_row();
    ++report_.tables;
    return insert.flush();
  }

  const Reading& reading_;
  const BiRequest& request_;
  const Call& call_;
  store::Connection& out_;
  BiReport report_;
  std::int64_t done_ = 0, total_ = 0;
  std::vector<bool> years_ = std::vector<bool>(kLastYear + 1);
};

}  // namespace

Result<BiExtract> extract_for_bi(const Reading& reading, const BiRequest& request,
                                 const Call& call) {
  PMM_TRY(check_reach(reading.plan, request.persons));
  PMM_ASSIGN(auto file, store::ExtractFile::create(request.path, call));
  PMM_ASSIGN(const BiReport report, Extract(reading, request, call, file).run());
  return BiExtract{std::move(file), report};
}

}  // namespace pmm::crm

// Free slots of 100 calendars over 60 days, against a scan of the same rows by hand.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>

#include "hand_sql.hpp"
#include "mypage.hpp"
#include "scene.hpp"

namespace bench {
namespace {

constexpr int kCalendars = 100;
constexpr int kDays = 60;
constexpr std::int64_t kMinuteUs = 60'000'000;
constexpr std::int64_t kDayUs = 24 * 60 * kMinuteUs;
// 2030-03-01 00:00 in Rome; the clock changes on the last day of the month.
constexpr std::int64_t kFromUs = 1'898'550'000'000'000;
constexpr std::int64_t kToUs = kFromUs + kDays * kDayUs;

struct Free {
  std::int64_t calendar, office, starts_us, ends_us, capacity, free;
  bool operator==(const Free&) const = default;
};

void open_hours(pmm_session* session, pmm_id calendar, int weekday, int from, int to) {
  pmm_error* error = nullptr;
  pmm_opening_input in = PMM_OPENING_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
  in.weekday = weekday;
  in.from_minute = from;
  in.to_minute = to;
  check(pmm_opening_create(session, calendar, &in, nullptr, &id, &error), &error);
}

// Ten offices with ten calendars each: mornings from Monday to Friday, two afternoons, slots of
// twenty or thirty minutes with one to three places.
void make_calendar(pmm_session* session, int number, pmm_id office) {
  pmm_error* error = nullptr;
  pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
  pmm_id id = 0;
  const std::string code = "calendar-" + std::to_string(number);
  in.set_fields = PMM_CALENDAR_CODE | PMM_CALENDAR_NAME | PMM_CALENDAR_OFFICE |
                  PMM_CALENDAR_SLOT_MINUTES | PMM_CALENDAR_CAPACITY;
  in.code = in.name = view(code);
  in.office = office;
  in.slot_minutes = number % 3 == 0 ? 30 : 20;
  in.capacity = 1 + number % 3;
  check(pmm_calendar_create(session, &in, nullptr, &id, &error), &error);
  for (int day = 1; day <= 5; ++day) open_hours(session, id, day, 540, 780);
  for (const int day : {2, 4}) open_hours(session, id, day, 870, 1020);
}

void close_time(pmm_session* session, pmm_id calendar, pmm_id office, std::int64_t from_us,
                std::int64_t to_us) {
  pmm_error* error = nullptr;
  pmm_closure_input in = PMM_CLOSURE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields =
      PMM_CLOSURE_CALENDAR | PMM_CLOSURE_OFFICE | PMM_CLOSURE_FROM_US | PMM_CLOSURE_TO_US;
  in.calendar = calendar;
  in.office = office;
  in.from_us = from_us;
  in.to_us = to_us;
  check(pmm_closure_create(session, &in, nullptr, &id, &error), &error);
}

void make_city(pmm_session* session) {
  pmm_error* error = nullptr;
  pmm_id id = 0;
  for (int office = 1; office <= 10; ++office) {
    const std::string code = "office-" + std::to_string(office);
    pmm_office_input in = PMM_OFFICE_INPUT_INIT;
    in.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
    in.code = in.name = view(code);
    check(pmm_office_create(session, &in, nullptr, &id, &error), &error);
    for (int i = 0; i < 10; ++i) make_calendar(session, (office - 1) * 10 + i, id);
    close_time(session, 0, id, kFromUs + office * 3 * kDayUs, kFromUs + (office * 3 + 1) * kDayUs);
    close_time(session, office * 10, 0, kFromUs + 20 * kDayUs, kFromUs + 25 * kDayUs);
  }
  pmm_holiday_input in = PMM_HOLIDAY_INPUT_INIT;
  in.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE | PMM_HOLIDAY_MONTH | PMM_HOLIDAY_DAY;
  in.name = PMM_STR("Liberazione");
  in.rule = PMM_STR("yearly");
  in.month = 4;
  in.day = 25;
  check(pmm_holiday_create(session, &in, nullptr, &id, &error), &error);
}

// Every second slot is booked once, some of them twice; one in ten was cancelled.
void book_half(HandStatement& insert, const std::vector<Free>& slots) {
  std::int64_t id = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const int times = i % 2 == 0 ? 0 : i % 8 == 1 ? 2 : 1;
    for (int n = 0; n < std::min<int>(times, static_cast<int>(slots[i].capacity)); ++n) {
      const std::string code = "code" + std::to_string(++id);
      insert.set(1, id).set(2, std::string_view(code)).set(3, slots[i].calendar);
      insert.set(4, slots[i].office);
      insert.set(5, std::string_view(id % 10 == 0 ? "cancelled" : "confirmed"));
      insert.set(6, slots[i].starts_us).set(7, slots[i].ends_us).run();
      insert.reset();
    }
  }
}

struct Connection {
  explicit Connection(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK)
      throw std::runtime_error("cannot open " + path);
  }
  ~Connection() { sqlite3_close(handle); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  sqlite3* handle = nullptr;
};

pmm_result* ask(pmm_session* session) {
  pmm_error* error = nullptr;
  pmm_result* result = nullptr;
  pmm_slot_filter filter = PMM_SLOT_FILTER_INIT;
  filter.set_fields = PMM_SLOT_FILTER_FROM_US | PMM_SLOT_FILTER_TO_US;
  filter.from_us = kFromUs;
  filter.to_us = kToUs;
  check(pmm_calendar_slots(session, &filter, 0, nullptr, &result, &error), &error);
  return result;
}

std::vector<Free> rows_of(const pmm_result* result) {
  const auto cell = [result](std::int64_t row, const char* name) {
    return pmm_result_int64(result, row, pmm_result_find_column(result, pmm_string(name)));
  };
  std::vector<Free> out;
  for (std::int64_t row = 0; row < pmm_result_rows(result); ++row)
    out.push_back({cell(row, "calendar"), cell(row, "office"), cell(row, "starts"),
                   cell(row, "ends"), cell(row, "capacity"), cell(row, "free")});
  return out;
}

// --- By hand -------------------------------------------------------------------------------------

// The statements are prepared once, as ours are.
class HandScan {
 public:
  explicit HandScan(sqlite3* db)
      : calendars_(db,
                   "SELECT id, office, slot_minutes, capacity FROM calendars WHERE active = 1 "
                   "ORDER BY id"),
        openings_(db,
                  "SELECT calendar, weekday, from_minute, to_minute, capacity FROM openings "
                  "WHERE removed_us IS NULL ORDER BY calendar, from_minute"),
        closures_(db,
                  "SELECT calendar, office, from_us, to_us FROM closures "
                  "WHERE removed_us IS NULL AND to_us > ?1 AND from_us < ?2"),
        holidays_(db, "SELECT month, day FROM holidays WHERE rule = 'yearly'"),
        booked_(db,
                "SELECT starts_us, count(*) FROM appointments WHERE calendar = ?1 AND "
                "starts_us >= ?2 AND starts_us < ?3 AND "
                "state NOT IN ('cancelled', 'refused', 'expired') "
                "GROUP BY starts_us ORDER BY starts_us") {}

  const std::vector<Free>& run() {
    out_.clear();
    read_days();
    read_calendars();
    for (Calendar& calendar : of_) scan(calendar);
    std::sort(out_.begin(), out_.end(), [](const Free& a, const Free& b) {
      return std::tie(a.starts_us, a.calendar) < std::tie(b.starts_us, b.calendar);
    });
    return out_;
  }

 private:
  struct Hours {
    int weekday;
    std::int64_t from, to, capacity;
  };
  struct Calendar {
    std::int64_t id, office, length_us, capacity;
    std::vector<Hours> hours;
    std::vector<std::pair<std::int64_t, std::int64_t>> closed;
  };
  struct Day {
    std::int64_t midnight_us;  // as far as minutes after three go
    int weekday;
  };

  void read_days() {
    std::vector<std::pair<std::int64_t, std::int64_t>> holidays;
    while (holidays_.step()) holidays.emplace_back(holidays_.number(0), holidays_.number(1));
    holidays_.reset();
    days_.clear();
    for (int i = 0; i < kDays; ++i) {
      std::tm day{};
      day.tm_year = 130;
      day.tm_mon = 2;
      day.tm_mday = 1 + i;
      day.tm_hour = 12;
      day.tm_isdst = -1;
      const std::int64_t noon = std::mktime(&day);
      if (std::find(holidays.begin(), holidays.end(),
                    std::pair<std::int64_t, std::int64_t>(day.tm_mon + 1, day.tm_mday)) !=
          holidays.end())
        continue;
      days_.push_back({(noon - 12 * 3600) * 1'000'000, day.tm_wday == 0 ? 7 : day.tm_wday});
    }
  }

  void read_calendars() {
    of_.clear();
    while (calendars_.step())
      of_.push_back({calendars_.number(0),
                     calendars_.number(1),
                     calendars_.number(2) * kMinuteUs,
                     calendars_.number(3),
                     {},
                     {}});
    calendars_.reset();
    while (openings_.step()) {
      const std::int64_t capacity = openings_.number(4);
      of_[static_cast<std::size_t>(openings_.number(0) - 1)].hours.push_back(
          {static_cast<int>(openings_.number(1)), openings_.number(2), openings_.number(3),
           capacity});
    }
    openings_.reset();
    closures_.set(1, kFromUs).set(2, kToUs);
    while (closures_.step())
      for (Calendar& calendar : of_)
        if (calendar.id == closures_.number(0) ||
            (closures_.number(0) == 0 && calendar.office == closures_.number(1)))
          calendar.closed.emplace_back(closures_.number(2), closures_.number(3));
    closures_.reset();
  }

  void scan(const Calendar& calendar) {
    taken_.clear();
    booked_.set(1, calendar.id).set(2, kFromUs).set(3, kToUs);
    while (booked_.step()) taken_.emplace_back(booked_.number(0), booked_.number(1));
    booked_.reset();
    std::size_t at = 0;
    for (const Day& day : days_) {
      for (const Hours& hours : calendar.hours) {
        if (hours.weekday != day.weekday) continue;
        const std::int64_t capacity = hours.capacity != 0 ? hours.capacity : calendar.capacity;
        const std::int64_t end = day.midnight_us + hours.to * kMinuteUs;
        for (std::int64_t from = day.midnight_us + hours.from * kMinuteUs;
             from + calendar.length_us <= end; from += calendar.length_us) {
          if (std::any_of(calendar.closed.begin(), calendar.closed.end(), [&](const auto& closed) {
                return closed.first < from + calendar.length_us && closed.second > from;
              }))
            continue;
          while (at < taken_.size() && taken_[at].first < from) ++at;
          const std::int64_t taken =
              at < taken_.size() && taken_[at].first == from ? taken_[at].second : 0;
          if (taken < capacity)
            out_.push_back({calendar.id, calendar.office, from, from + calendar.length_us, capacity,
                            capacity - taken});
        }
      }
    }
  }

  HandStatement calendars_, openings_, closures_, holidays_, booked_;
  std::vector<Day> days_;
  std::vector<Calendar> of_;
  std::vector<std::pair<std::int64_t, std::int64_t>> taken_;
  std::vector<Free> out_;
};

struct Town {
  Folder folder;
  std::unique_ptr<Crm> crm;
  std::unique_ptr<Connection> hand;
  std::unique_ptr<HandScan> scan;

  Town() {
    setenv("TZ", "Europe/Rome", 1);  // of the scan by hand; ours is the store's
    tzset();
    const std::string path = folder.file("slots.crm");
    std::vector<Free> all;
    {
      const Crm made(path);
      make_city(made.session());
      pmm_result* slots = ask(made.session());
      all = rows_of(slots);
      pmm_result_free(slots);
    }
    hand = std::make_unique<Connection>(path);
    {
      HandStatement insert(
          hand->handle,
          "INSERT INTO appointments (id, version, code, token, calendar, office, state, starts_us, "
          "ends_us, assurance, changed_us, created_us) VALUES (?1, 1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, "
          "0, 0, 0)");
      run_sql(hand->handle, "BEGIN");
      book_half(insert, all);
      run_sql(hand->handle, "COMMIT");
    }
    crm = std::make_unique<Crm>(path, false);
    scan = std::make_unique<HandScan>(hand->handle);
    pmm_result* ours = ask(crm->session());
    const bool same = rows_of(ours) == scan->run();
    pmm_result_free(ours);
    if (!same) throw std::runtime_error("the free slots are not those of the scan by hand");
  }
};

constexpr int kSearches = 20;  // of one measurement

double ours_ms(const Town& town) {
  const Stopwatch watch;
  for (int i = 0; i < kSearches; ++i) pmm_result_free(ask(town.crm->session()));
  return watch.seconds() / kSearches * 1e3;
}

double theirs_ms(const Town& town) {
  const Stopwatch watch;
  for (int i = 0; i < kSearches; ++i)
    if (town.scan->run().empty()) throw std::runtime_error("no free slots");
  return watch.seconds() / kSearches * 1e3;
}

}  // namespace

void add_slot_questions(std::vector<Question>& questions) {
  const auto town = [made = std::make_shared<std::unique_ptr<Town>>()]() -> const Town& {
    if (!*made) *made = std::make_unique<Town>();
    return **made;
  };
  const std::string name = "free slots of 100 calendars over 60 days";
  questions.push_back({name, "a scan by hand over the same rows", "ms", Better::kLower, 2.0,
                       [town] { return ours_ms(town()); }, [town] { return theirs_ms(town()); }});
  questions.push_back({name + ", outright", "5 ms", "ms", Better::kLower, 1.0,
                       [town] { return ours_ms(town()); }, [] { return 5.0; }});
}

}  // namespace bench

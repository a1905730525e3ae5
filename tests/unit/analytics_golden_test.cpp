#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "analytics_fixture.hpp"

// Questions with their answers, from the files in golden/query. An entry is a question in JSON over
// as many lines as it likes, then "= " and the rows of the answer, or "! " and the field of the
// error, a colon and the beginning of its message; "!! " is an error that the JSON Schema cannot
// tell, see golden/query_schema.py. Lines that begin with # say why.
namespace pmm::analytics {
namespace {

struct Entry {
  std::string place, question, answer, error;
};

std::vector<Entry> read_entries(const std::filesystem::path& path) {
  std::vector<Entry> entries;
  std::ifstream file(path);
  Entry entry;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::size_t mark = line.find(' ');
    const bool answer = line.starts_with("= ");
    if (!answer && !line.starts_with("! ") && !line.starts_with("!! ")) {
      entry.question += line;
      continue;
    }
    (answer ? entry.answer : entry.error) = line.substr(mark + 1);
    entry.place = path.filename().string() + ":" + std::to_string(number);
    entries.push_back(std::move(entry));
    entry = {};
  }
  EXPECT_TRUE(entry.question.empty()) << path << " ends with a question without an answer";
  return entries;
}

// The examples of docs/query.md that have an answer.
std::vector<Entry> read_examples() {
  std::ifstream file(std::filesystem::path(PMM_TEST_DIR) / "../docs/query.md");
  std::vector<Entry> entries;
  std::string* text = nullptr;
  Entry entry;
  for (std::string line; std::getline(file, line);) {
    if (line == "```json") {
      entry = {};
      text = &entry.question;
    } else if (line == "```answer") {
      text = &entry.answer;
    } else if (line == "```") {
      if (text == &entry.answer) entries.push_back(entry);
      text = nullptr;
    } else if (text != nullptr) {
      *text += line;
    }
  }
  return entries;
}

class GoldenTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    for (const Case& c : cases()) add(c);
    write([](store::Tx& tx) { return contacts_and_visits(tx); });
    write([](store::Tx& tx) { return notices_and_deliveries(tx); });
    write([](store::Tx& tx) { return appointments(tx); });
  }

  // Eight cases: one without a channel, area and subject and closed before it was opened (4), one
  // opened on New Year's Eve in UTC and on New Year's Day in Rome (8), two that are open (3, 6).
  static std::vector<Case> cases() {
    const auto closed = [](std::string_view instant) { return std::optional(at(instant)); };
    return {
        {.id = 1,
         .category = 1,
         .office = 1,
         .channel = 1,
         .area = 1,
         .subject = 1,
         .status = "closed",
         .opened = at("2007-01-10T09:00:00Z"),
         .due = at("2007-01-25T00:00:00Z"),
         .closed = closed("2007-01-20T09:00:00Z")},
        {.id = 2,
         .category = 1,
         .office = 1,
         .channel = 2,
         .subject = 2,
         .status = "closed",
         .opened = at("2007-01-15T09:00:00Z"),
         .due = at("2007-02-01T00:00:00Z"),
         .closed = closed("2007-03-06T09:00:00Z")},
        {.id = 3,
         .kind = "complaint",
         .service = 2,
         .category = 2,
         .office = 1,
         .channel = 1,
         .area = 2,
         .subject = 1,
         .opened = at("2007-02-10T09:00:00Z"),
         .due = at("2007-03-01T00:00:00Z")},
        {.id = 4,
         .service = 2,
         .category = 2,
         .office = 2,
         .status = "closed",
         .opened = at("2007-03-01T00:00:00Z"),
         .closed = closed("2007-02-28T00:00:00Z")},
        {.id = 5,
         .kind = "application",
         .service = 3,
         .category = 3,
         .office = 2,
         .channel = 2,
         .area = 1,
         .subject = 3,
         .status = "closed",
         .opened = at("2007-03-20T09:00:00Z"),
         .closed = closed("2007-05-01T09:00:00Z")},
        {.id = 6,
         .category = 1,
         .office = 1,
         .channel = 1,
         .area = 1,
         .subject = 2,
         .opened = at("2007-05-31T22:30:00Z")},
        {.id = 7,
         .category = 1,
         .office = 1,
         .channel = 1,
         .area = 1,
         .subject = 4,
         .status = "closed",
         .opened = at("2006-03-10T09:00:00Z"),
         .closed = closed("2006-04-01T09:00:00Z")},
        {.id = 8,
         .kind = "complaint",
         .service = 2,
         .category = 2,
         .office = 1,
         .channel = 1,
         .status = "closed",
         .opened = at("2006-12-31T23:30:00Z"),
         .closed = closed("2007-01-02T09:00:00Z")},
    };
  }

  static Status contacts_and_visits(store::Tx& tx) {
    struct Contact {
      std::int64_t id, channel, service, office;
      std::optional<std::int64_t> subject;
      const char* started;
    };
    for (const Contact& c : {Contact{1, 1, 1, 1, 1, "2007-01-10T08:00:00Z"},
                             Contact{2, 1, 1, 1, 2, "2007-02-11T08:00:00Z"},
                             Contact{3, 3, 2, 1, std::nullopt, "2007-02-12T08:00:00Z"},
                             Contact{4, 2, 2, 2, 3, "2007-03-21T08:00:00Z"}}) {
      PMM_TRY(insert(
          tx, "contacts",
          "id, version, direction, channel, service, office, subject, started_us, "
          "abandoned, noted, assurance, created_us",
          {c.id, 1, "in", c.channel, c.service, c.office, c.subject, at(c.started), 0, 0, 0, 0}));
      PMM_TRY(journal(tx, "create", store::Noun::kContact, c.id));
    }
    for (std::int64_t id = 1; id <= 3; ++id)
      PMM_TRY(insert(tx, "visits", "id, at_us, visitor, route, service, channel, status",
                     {id, at("2007-03-25T00:30:00Z") + id * 3'600'000'000, id % 2, 1, 1, 1, 200}));
    return {};
  }

  static Status notices_and_deliveries(store::Tx& tx) {
    for (std::int64_t id = 1; id <= 2; ++id)
      PMM_TRY(insert(tx, "notifications",
                     "id, token, version, subject, origin, class, language, title, body, "
                     "documents, due_us, read_us, created_us",
                     {id, "n" + std::to_string(id), 1, id, "case", "legal", "it", "x", "x", 0,
                      at("2007-03-05T00:00:00Z"), at("2007-03-02T08:00:00Z"), 0}));
    struct Delivery {
      std::int64_t id, channel;
      std::optional<std::int64_t> service;
      const char *kind, *state, *reason;
      std::int64_t subject;
      const char* created;
      std::optional<std::int64_t> sent_s, done_s, campaign;
    };
    constexpr auto kNone = std::nullopt;
    for (const Delivery& d :
         {Delivery{1, 1, 1, "legal", "delivered", "", 1, "2007-03-01T08:00:00Z", 60, 3600, kNone},
          Delivery{2, 2, 1, "courtesy", "sent", "", 2, "2007-03-01T08:00:00Z", 120, 120, kNone},
          Delivery{3, 2, 2, "courtesy", "suppressed", "preference", 1, "2007-04-02T08:00:00Z",
                   kNone, 0, kNone},
          Delivery{4, 1, kNone, "courtesy", "created", "", 3, "2007-06-14T08:00:00Z", kNone, kNone,
                   kNone},
          Delivery{5, 2, 2, "promotional", "permanent_failure", "bounced", 3,
                   "2007-04-02T08:00:00Z", kNone, 60, 7}}) {
      const std::int64_t created = at(d.created);
      const auto later = [created](std::optional<std::int64_t> seconds) {
        return seconds ? Bound(created + *seconds * 1'000'000) : Bound();
      };
      const bool digest = d.id == 4;
      if (digest) PMM_TRY(put_digest(tx, d.id, d.subject));
      if (d.campaign) PMM_TRY(put_campaign(tx, *d.campaign));
      PMM_TRY(insert(tx, "deliveries",
                     "id, version, key, notification, digest, campaign, subject, service, office, "
                     "class, channel, state, reason, token, tries, lapses, since_us, uncertain, "
                     "sent_us, done_us, created_us",
                     {d.id,
                      1,
                      "k" + std::to_string(d.id),
                      d.id <= 2 ? Bound(d.id) : Bound(),
                      digest ? Bound(d.id) : Bound(),
                      d.campaign,
                      d.subject,
                      d.service,
                      d.service,
                      d.kind,
                      d.channel,
                      d.state,
                      *d.reason == 0 ? Bound() : Bound(d.reason),
                      0,
                      0,
                      0,
                      0,
                      0,
                      later(d.sent_s),
                      later(d.done_s),
                      created}));
      PMM_TRY(journal(tx, "create", store::Noun::kDelivery, d.id));
    }
    return {};
  }

  static Status appointments(store::Tx& tx) {
    PMM_TRY(insert(tx, "calendars",
                   "id, version, code, name, office, active, slot_minutes, capacity, lead_minutes, "
                   "horizon_days, hold_minutes, approval, on_holidays, created_us",
                   {1, 1, "counter", "Counter", 1, 1, 30, 1, 0, 60, 10, 0, 0, 0}));
    struct Booking {
      std::int64_t id;
      const char *state, *starts, *booked;
      std::optional<std::int64_t> on_behalf_of;
    };
    constexpr auto kNone = std::nullopt;
    for (const Booking& b :
         {Booking{1, "done", "2007-03-05T09:00:00Z", "2007-03-01T09:00:00Z", kNone},
          Booking{2, "missed", "2007-03-05T10:00:00Z", "2007-03-03T10:00:00Z", kNone},
          Booking{3, "cancelled", "2007-04-10T09:00:00Z", "2007-04-01T09:00:00Z", 3},
          Booking{4, "confirmed", "2007-06-20T09:00:00Z", "2007-06-10T09:00:00Z", kNone}}) {
      const std::string n = std::to_string(b.id);
      PMM_TRY(insert(tx, "appointments",
                     "id, version, code, token, calendar, office, service, subject, state, "
                     "starts_us, ends_us, on_behalf_of, assurance, changed_us, created_us",
                     {b.id, 1, "B" + n, "t" + n, 1, 1, 1, b.id, b.state, at(b.starts),
                      at(b.starts) + 1'800'000'000, b.on_behalf_of, 0, 0, at(b.booked)}));
      PMM_TRY(journal(tx, "create", store::Noun::kAppointment, b.id));
    }
    return insert(tx, "appointment_events",
                  "appointment, number, at_us, verb, to_state, calendar, starts_us, actor",
                  {3, 2, at("2007-04-08T09:00:00Z"), "cancel", "cancelled", 1, 0, 1});
  }
};

TEST_F(GoldenTest, AnswersAsWritten) {
  std::vector<std::filesystem::path> paths;
  for (const auto& file :
       std::filesystem::directory_iterator(std::filesystem::path(PMM_TEST_DIR) / "golden/query"))
    paths.push_back(file.path());
  std::sort(paths.begin(), paths.end());
  ASSERT_FALSE(paths.empty());
  for (const auto& path : paths) {
    for (const Entry& entry : read_entries(path)) {
      const auto answer = query(entry.question);
      const std::string got = rows(entry.question);
      if (entry.error.empty())
        EXPECT_EQ(got, entry.answer) << entry.place << "\n" << entry.question;
      else
        EXPECT_TRUE(!answer.ok() && got.find(entry.error) == 0) << entry.place << "\n"
                                                                << entry.question << "\n"
                                                                << got;
    }
  }
}

TEST_F(GoldenTest, TheGuideTellsTheTruth) {
  const auto entries = read_examples();
  EXPECT_GE(entries.size(), 9U);
  for (const Entry& entry : entries)
    EXPECT_EQ(rows(entry.question), entry.answer) << entry.question;
}

}  // namespace
}  // namespace pmm::analytics

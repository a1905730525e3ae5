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

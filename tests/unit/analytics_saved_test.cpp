// FILE.columns: whatever stands there, the answers are those of the tables.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <random>

#include "analytics/columns/saved_columns.hpp"
#include "analytics_fixture.hpp"
#include "store/side_file.hpp"

namespace pmm::analytics {
namespace {

constexpr const char* kQuestions[] = {
    R"({"measures":["cases.count","cases.subjects","cases.resolution_time_avg",
        "cases.resolution_time_median"],"dimensions":["cases.channel","cases.status"]})",
    R"({"measures":["cases.count","cases.within_due_rate"],"dimensions":["cases.service",
        "cases.kind"],"timeDimensions":[{"dimension":"cases.opened_at","granularity":"month"}]})",
    R"({"measures":["cases.open_count"],"dimensions":["cases.area","cases.subject_kind"],
        "filters":[{"member":"cases.office","operator":"equals","values":["office-1"]}]})",
    R"({"measures":["contacts.count","contacts.subjects"],"dimensions":["contacts.outcome"]})",
    R"({"measures":["visits.count","visits.visitors"],"dimensions":["visits.path",
        "visits.status"]})",
    R"({"measures":["stages.count","stages.ended_count","stages.duration_avg"],
        "dimensions":["stages.state","stages.next_state","stages.channel","stages.office"]})",
    R"({"measures":["deliveries.count","deliveries.sent_count","deliveries.dispatch_time_median",
        "deliveries.subjects"],"dimensions":["deliveries.channel","deliveries.reason",
        "deliveries.campaign","deliveries.digest","deliveries.office"]})",
    R"({"measures":["appointments.count","appointments.cancelled_rate",
        "appointments.lead_time_avg"],"dimensions":["appointments.calendar","appointments.state"],
        "timeDimensions":[{"dimension":"appointments.booked_at","granularity":"month"}]})",
};

class SavedColumnsTest : public EngineTest {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "pmmcrm-saved-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    path_ = folder_ + "/a.crm";
    zone_ = Zone::load("Europe/Rome").value();
    admin_.actor = 1;
    admin_.everything = true;
    open();
    write(catalogue_with_calendar);
  }
  void TearDown() override {
    close();
    std::filesystem::remove_all(folder_);
  }

  void open(bool read_only = false, EngineOptions engine = {}) {
    store::StoreOptions options;
    options.create = store::StoreOptions::Create::kMayExist;
    options.read_only = read_only;
    if (read_only) options.create = store::StoreOptions::Create::kNever;
    options.clock = [this] { return now_us_; };
    options.log = Log([this](LogLevel level, std::string_view line) {
      sigset_t blocked;
      ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
      if (line.starts_with("saved the columns"))
        saved_without_signals_ = ::sigismember(&blocked, SIGTERM) == 1;
      const std::lock_guard lock(log_mutex_);
      log_ += std::to_string(static_cast<int>(level)) + " " + std::string(line) + "\n";
    });
    auto opened = store::Store::open(path_, options);
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    store_ = std::move(opened).value();
    engine_ = std::make_unique<Engine>(store_, zone_, engine);
  }
  void close() {
    engine_.reset();
    store_.reset();
  }
  void reopen(bool read_only = false, EngineOptions engine = {}) {
    close();
    log_.clear();
    open(read_only, engine);
  }

  std::string columns_path() const { return path_ + ".columns"; }
  bool said(std::string_view text) {
    const std::lock_guard lock(log_mutex_);
    return log_.find(text) != std::string::npos;
  }

  static Status catalogue_with_calendar(store::Tx& tx) {
    PMM_TRY(catalogue(tx));
    return insert(tx, "calendars",
                  "id, version, code, name, office, active, slot_minutes, capacity, "
                  "lead_minutes, horizon_days, hold_minutes, approval, on_holidays, created_us",
                  {1, 1, "counter", "Counter", 1, 1, 30, 1, 0, 60, 10, 0, 0, 0});
  }
  // Rows of every cube from `next_` on.
  void fill(int count) {
    ++now_us_;
    for (int done = 0; done < count; done += 500)
      write([this, some = std::min(500, count - done)](store::Tx& tx) -> Status {
        for (int i = 0; i < some; ++i) PMM_TRY(add_one(tx, next_++));
        return {};
      });
  }
  Status add_one(store::Tx& tx, std::int64_t id) {
    const auto some = [this](std::int64_t below) {
      return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below));
    };
    const std::int64_t opened = at("2006-01-01T00:00:00Z") + id * 977'000'123;
    Case c{.id = id, .kind = some(2) == 0 ? "report" : "application"};
    c.service = some(3) + 1;
    c.office = some(2) + 1;
    c.channel = some(3) + 1;
    if (some(4) != 0) c.subject = some(4) + 1;
    c.status = some(2) == 0 ? "closed" : "open";
    c.opened = opened;
    if (some(3) != 0) c.due = opened + some(100) * kMicrosPerDay;
    if (std::string_view(c.status) == "closed") c.closed = opened + some(1'000'000'000'000);
    PMM_TRY(put(tx, c));
    PMM_TRY(move(tx, next_event_++, id, opened, {}, "new"));
    PMM_TRY(insert(tx, "contacts",
                   "id, version, channel, direction, subject, started_us, ended_us, waiting_s, "
                   "outcome, abandoned, noted, assurance, created_us",
                   {id,
                    1,
                    some(3) + 1,
                    "in",
                    some(4) + 1,
                    opened,
                    {},
                    some(60),
                    some(2) == 0 ? "resolved" : "forwarded",
                    0,
                    0,
                    0,
                    0}));
    PMM_TRY(journal(tx, "create", store::Noun::kContact, id));
    PMM_TRY(add_outward(tx, id, opened));
    return add_visit(tx, id, opened);
  }
  // A digest among five deliveries, and a booking among four that was cancelled.
  static Status add_outward(store::Tx& tx, std::int64_t id, std::int64_t at_us) {
    const std::string n = std::to_string(id);
    const bool digest = id % 5 == 0, sent = id % 3 != 0;
    if (id == 1)
      for (std::int64_t campaign = 0; campaign < 7; ++campaign) PMM_TRY(put_campaign(tx, campaign));
    if (digest) PMM_TRY(put_digest(tx, id, id % 4 + 1));
    PMM_TRY(insert(tx, "deliveries",
                   "id, version, key, digest, campaign, subject, office, class, channel, state, "
                   "reason, token, tries, lapses, since_us, uncertain, sent_us, created_us",
                   {id, 1, "k" + n, digest ? Bound(id) : Bound(), id % 7, id % 4 + 1,
                    digest ? Bound() : Bound(id % 2 + 1), "courtesy", id % 3 + 1,
                    sent ? "sent" : "suppressed", sent ? Bound() : Bound("preference"), 0, 0, 0, 0,
                    0, sent ? Bound(at_us + id * 1'000'000) : Bound(), at_us}));
    PMM_TRY(journal(tx, "create", store::Noun::kDelivery, id));
    PMM_TRY(insert(
        tx, "appointments",
        "id, version, code, token, calendar, office, state, starts_us, ends_us, "
        "assurance, changed_us, created_us",
        {id, 1, "B" + n, "t" + n, 1, id % 2 + 1, id % 4 == 0 ? "cancelled" : "done",
         at_us + id % 60 * kMicrosPerDay, at_us + id % 60 * kMicrosPerDay + 1, 0, 0, at_us}));
    return journal(tx, "create", store::Noun::kAppointment, id);
  }
  Status add_visit(store::Tx& tx, std::int64_t id, std::int64_t at_us) {
    const auto visitor = static_cast<std::int64_t>((random_() % 1000) * 0x9E3779B97F4A7C15);
    return insert(tx, "visits", "id, at_us, visitor, route, service, channel, status, subject",
                  {id, at_us, visitor, id % 2 + 1, 1, 1, id % 7 == 0 ? 404 : 200, {}});
  }
  // Changes of every sort, some of rows that were there, some new ones.
  void change() {
    write([this](store::Tx& tx) -> Status {
      for (std::int64_t id = 3; id < next_; id += 97) {
        PMM_TRY(run(tx,
                    "UPDATE cases SET status = 'closed', closed_us = opened_us + $2 WHERE id = $1",
                    {id, id * 1'000'000}));
        PMM_TRY(journal(tx, "complete", store::Noun::kCase, id, "status"));
        PMM_TRY(move(tx, next_event_++, id, now_us_, "new", "closed"));
      }
      for (std::int64_t id = 5; id < next_; id += 211) {
        PMM_TRY(run(tx, "DELETE FROM case_events WHERE case_id = $1", {id}));
        PMM_TRY(run(tx, "DELETE FROM cases WHERE id = $1", {id}));
        PMM_TRY(journal(tx, "erase", store::Noun::kCase, id));
      }
      PMM_TRY(
          run(tx, "UPDATE channels SET code = $1 WHERE id = 1", {"web-" + std::to_string(next_)}));
      return journal(tx, "update", store::Noun::kChannel, 1, "code");
    });
    fill(30);
  }

  std::string answers(Engine& engine) {
    std::string all;
    for (const char* question : kQuestions) {
      const auto answer = engine.query(question, admin_, Call{});
      all += answer.ok() ? to_json(**answer) : answer.status().message();
      all += '\n';
    }
    return all;
  }
  std::string answers() { return answers(*engine_); }
  // By a reader of the tables alone.
  std::string truth() {
    Engine engine(store_, zone_, {.columns_file = false});
    return answers(engine);
  }

  std::vector<std::byte> file() const {
    std::ifstream in(columns_path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
  }
  // As a new file, the way the library itself replaces it.
  void put_file(std::span<const std::byte> bytes) const {
    std::filesystem::remove(columns_path());
    std::ofstream out(columns_path(), std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }

  std::mt19937_64 random_{7};  // NOLINT(cert-msc51-cpp): the same data every time
  std::int64_t next_ = 1;
  std::int64_t next_event_ = 1;
  std::string folder_, path_;
  std::mutex log_mutex_;
  std::string log_;
  std::atomic<bool> saved_without_signals_{false};
};

TEST_F(SavedColumnsTest, ServeTheNextOneWhoOpens) {
  fill(3000);
  const std::string expected = answers();
  EXPECT_FALSE(std::filesystem::exists(columns_path()));
  close();
  struct stat info {};
  ASSERT_EQ(::lstat(columns_path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
  EXPECT_FALSE(std::filesystem::exists(columns_path() + ".partial"));
  log_.clear();
  open();
  EXPECT_EQ(answers(), expected);
  EXPECT_TRUE(said("took the columns of 18000 rows"));
  EXPECT_FALSE(said("built the columns"));
  EXPECT_EQ(truth(), expected);
  EXPECT_TRUE(said("built the columns"));
}

TEST_F(SavedColumnsTest, GoOnFromTheJournal) {
  fill(2000);
  answers();
  close();
  open(false, {.columns_file = false});
  change();
  reopen();
  EXPECT_EQ(answers(), truth());
  EXPECT_TRUE(said("took the columns"));
  for (int i = 0; i < 5; ++i) {
    change();
    EXPECT_EQ(answers(), truth());
  }
  EXPECT_FALSE(said("cannot use"));
}

// What there is serves as well.
TEST_F(SavedColumnsTest, AreNotSavedAgainWithoutWork) {
  fill(200);
  answers();
  close();
  const auto before = file();
  for (int i = 0; i < 3; ++i) {
    open();
    EXPECT_EQ(answers(), truth());
    close();
    EXPECT_EQ(file(), before);
  }
}

TEST_F(SavedColumnsTest, AreOptional) {
  fill(50);
  reopen(false, {.columns_file = false});
  const std::string expected = answers();
  close();
  EXPECT_FALSE(std::filesystem::exists(columns_path()));
  open(true);
  EXPECT_EQ(answers(), expected);
  close();
  EXPECT_FALSE(std::filesystem::exists(columns_path())) << "a read-only open wrote";
  open();
  answers();
  reopen(true);
  EXPECT_EQ(answers(), expected);
  EXPECT_TRUE(said("took the columns"));
}

TEST_F(SavedColumnsTest, OfLittleWorkAreNotSaved) {
  close();
  EngineOptions options;
  options.save_after_us = 3'600'000'000;
  open(false, options);
  answers();
  close();
  EXPECT_FALSE(std::filesystem::exists(columns_path()));
}

TEST_F(SavedColumnsTest, ThatCannotBeWrittenAreToldToTheLog) {
  fill(50);
  std::filesystem::create_directory(columns_path() + ".partial");
  const std::string expected = answers();
  close();
  EXPECT_TRUE(said("3 did not save the columns")) << log_;
  open();
  EXPECT_EQ(answers(), expected);
}

TEST_F(SavedColumnsTest, AnUnfinishedOneIsTakenOver) {
  fill(50);
  std::ofstream(columns_path() + ".partial") << "what a process left that was killed";
  const std::string expected = answers();
  reopen();
  EXPECT_EQ(answers(), expected);
  EXPECT_TRUE(said("took the columns"));
}

// The unfinished file has a name that others know: when they took it away, what stands there is
// not ours.
TEST_F(SavedColumnsTest, AnUnfinishedOneOfAnotherIsLeftAlone) {
  const std::string path = folder_ + "/side";
  const std::string partial = path + ".partial";
  const auto put = [&partial](const char* text) {
    std::filesystem::remove(partial);
    std::ofstream(partial) << text;
  };
  const std::string bytes = "ours";
  {
    store::SideFileWriter file(path);
    ASSERT_TRUE(file.begin(4).value());
    ASSERT_TRUE(file.write(std::as_bytes(std::span(bytes))).ok());
    put("half of another");
    EXPECT_EQ(file.commit().code(), Code::kConflict);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE(std::filesystem::exists(partial));
  {
    store::SideFileWriter file(path);
    ASSERT_TRUE(file.begin(4).value());
    put("half of a third");
  }
  EXPECT_TRUE(std::filesystem::exists(partial));
}

TEST_F(SavedColumnsTest, AreForgotten) {
  fill(50);
  answers();
  reopen();
  const std::string expected = answers();
  EXPECT_TRUE(engine_->forget_saved_columns().ok());
  EXPECT_FALSE(std::filesystem::exists(columns_path()));
  EXPECT_EQ(answers(), expected) << "what was read stays";
  EXPECT_TRUE(engine_->forget_saved_columns().ok());
}

// By a process that does not use the file, too; and whoever still has what was erased does not put
// it back.
TEST_F(SavedColumnsTest, OfWhatWasErasedStayAway) {
  fill(50);
  answers();
  {
    Engine saver(store_, zone_);
    answers(saver);
  }
  ASSERT_TRUE(std::filesystem::exists(columns_path()));
  write([](store::Tx& tx) -> Status {
    PMM_TRY(run(tx, "DELETE FROM case_events WHERE case_id = 7", {}));
    PMM_TRY(run(tx, "DELETE FROM cases WHERE id = 7", {}));
    return journal(tx, "erase", store::Noun::kCase, 7);
  });
  {
    Engine other(store_, zone_, {.columns_file = false});
    EXPECT_TRUE(other.forget_saved_columns().ok());
    EXPECT_FALSE(std::filesystem::exists(columns_path()));
  }
  close();
  EXPECT_FALSE(std::filesystem::exists(columns_path()));
  open(false, {.save_after_us = 0});
  EXPECT_EQ(answers(), truth());
  close();
  EXPECT_TRUE(std::filesystem::exists(columns_path())) << "without the case they may stand there";
}

// A question that failed on the way leaves what it has read with columns that are of before.
TEST_F(SavedColumnsTest, OfAFailedQuestionAreNotSaved) {
  fill(50);
  answers();
  constexpr std::int64_t kTooLarge = std::int64_t{1} << 33;
  write([this, kTooLarge](store::Tx& tx) -> Status {
    PMM_TRY(insert(tx, "subjects", "id, token, version, kind, name, since_us, created_us",
                   {kTooLarge, "large", 1, "person", "Large", 0, 0}));
    PMM_TRY(put(tx, {.id = next_++}));
    return put(tx, {.id = next_++, .subject = kTooLarge});
  });
  // A gap in the journal: everything is read anew.
  write([](store::Tx& tx) {
    return run(tx, "DELETE FROM journal WHERE seq = (SELECT MAX(seq) - 1 FROM journal)", {});
  });
  EXPECT_EQ(engine_->query(kQuestions[0], admin_, Call{}).status().code(), Code::kLimit);
  close();
  EXPECT_FALSE(std::filesystem::exists(columns_path()));
}

// --- What they were made from ------------------------------------------------------------------

TEST_F(SavedColumnsTest, K14_OfAnotherStoreAreNotUsed) {
  fill(300);
  answers();
  close();
  const auto other = file();
  std::filesystem::remove(path_);
  open();
  write(catalogue_with_calendar);
  next_ = 1;
  next_event_ = 1;
  fill(400);
  put_file(other);
  EXPECT_EQ(answers(), truth());
  EXPECT_TRUE(said("another store"));
}

TEST_F(SavedColumnsTest, K15_OfAnotherPastAreNotUsed) {
  fill(300);
  ASSERT_TRUE(store_->backup(folder_ + "/copy", Call{}).ok());
  const std::int64_t then = next_;
  const std::int64_t then_event = next_event_;
  fill(200);
  answers();
  close();
  const auto saved = file();
  for (const int later : {0, 100, 200, 300}) {
    SCOPED_TRACE(later);
    std::filesystem::copy_file(folder_ + "/copy", path_,
                               std::filesystem::copy_options::overwrite_existing);
    put_file(saved);
    log_.clear();
    open();
    next_ = then;
    next_event_ = then_event;
    random_.seed(99);
    fill(later);
    EXPECT_EQ(answers(), truth());
    EXPECT_FALSE(said("took the columns")) << log_;
    close();
  }
}

// Visits are in no journal.
TEST_F(SavedColumnsTest, K15_OfOtherVisitsAreNotUsed) {
  fill(300);
  ASSERT_TRUE(store_->backup(folder_ + "/copy", Call{}).ok());
  const auto visits = [this](std::int64_t from, std::int64_t to, std::int64_t at_us) {
    write([=, this](store::Tx& tx) -> Status {
      for (std::int64_t id = from; id < to; ++id) PMM_TRY(add_visit(tx, id, at_us + id));
      return {};
    });
  };
  visits(301, 400, 0);
  answers();
  close();
  const auto saved = file();
  for (const int last : {350, 399, 400, 401, 500}) {
    SCOPED_TRACE(last);
    std::filesystem::copy_file(folder_ + "/copy", path_,
                               std::filesystem::copy_options::overwrite_existing);
    put_file(saved);
    open();
    visits(301, last, 3600 * kMicrosPerSecond);
    EXPECT_EQ(answers(), truth());
    close();
  }
}

TEST_F(SavedColumnsTest, J10_OfAnotherZoneAreNotUsed) {
  fill(300);
  answers();
  close();
  zone_ = Zone::load("Australia/Lord_Howe").value();
  open();
  EXPECT_EQ(answers(), truth());
  EXPECT_TRUE(said("time zone"));
}

// --- Damage ------------------------------------------------------------------------------------

TEST_F(SavedColumnsTest, K14_EveryDamagedByteIsNoticed) {
  fill(40);
  answers();
  close();
  const auto whole = file();
  ASSERT_TRUE(load_columns(whole, true).ok());
  std::size_t harmless = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto bytes = whole;
    bytes[at] ^= std::byte{static_cast<unsigned char>(1U << (at % 8))};
    if (load_columns(bytes, true).ok()) {
      ++harmless;
      EXPECT_EQ(whole[at], std::byte{0}) << at;  // between two sections
    }
  }
  EXPECT_LT(harmless, whole.size() / 2);
  // The same through a question, here and there.
  open();
  const std::string expected = truth();
  for (int i = 0; i < 60; ++i) {
    auto bytes = whole;
    bytes[random_() % bytes.size()] ^= std::byte{0x5A};
    put_file(bytes);
    Engine engine(store_, zone_);
    ASSERT_EQ(answers(engine), expected);
  }
}

TEST_F(SavedColumnsTest, K14_AreUsedWholeOrNotAtAll) {
  fill(40);
  answers();
  close();
  const auto whole = file();
  open();
  const std::string expected = truth();
  for (std::size_t size = 0; size <= whole.size(); size += 61) {
    const auto part = std::span(whole).first(size);
    ASSERT_FALSE(load_columns(part, true).ok());
    if (size % 488 != 0) continue;
    put_file(part);
    Engine engine(store_, zone_);
    ASSERT_EQ(answers(engine), expected);
  }
  std::filesystem::remove(columns_path());
  std::filesystem::create_directory(columns_path());
  Engine engine(store_, zone_, {.columns_file = true});
  EXPECT_EQ(answers(engine), expected);
  std::filesystem::remove(columns_path());
}

// A stay that names no case would be looked up before the first one.
TEST_F(SavedColumnsTest, StaysOfNoCaseAreDamage) {
  fill(40);
  answers();
  close();
  const auto whole = file();
  auto columns = load_columns(whole, true);
  ASSERT_TRUE(columns.ok());
  Epoch epoch;
  epoch.frames = columns->frames;
  for (std::size_t at = 0; at < kDomains; ++at)
    epoch.dictionaries[at] = columns->dictionaries[at].publish();
  epoch.attributes = std::make_shared<AttributeColumns>(std::move(columns->attributes));
  epoch.attribute_dictionaries = epoch.attributes->publish();
  const auto kinds = kinds_of(cube_of(CubeId::kStages), *epoch.attributes);
  const auto written = [&] {
    std::vector<std::byte> bytes;
    const auto sink = [&bytes](std::span<const std::byte> part) -> Status {
      bytes.insert(bytes.end(), part.begin(), part.end());
      return {};
    };
    EXPECT_TRUE(save_columns(sink, {}, epoch, columns->rows, columns->last_subject).ok());
    return bytes;
  };
  EXPECT_TRUE(load_columns(written(), true).ok());
  columnar::Frame& stays = epoch.frames[static_cast<std::size_t>(CubeId::kStages)];
  columnar::FrameBuilder builder(kinds, stays);
  builder.patch(3, stages::kCase, columnar::kNullInt);
  stays = builder.finish();
  EXPECT_EQ(load_columns(written(), true).status().code(), Code::kCorrupt);
}

// As a fuzzer sees it: bytes that no checksum guards are refused, or are columns.
TEST_F(SavedColumnsTest, AnyBytesAreReadSafely) {
  fill(40);
  answers();
  close();
  const auto whole = file();
  for (int i = 0; i < 20'000; ++i) {
    auto bytes = whole;
    const std::size_t changes = 1 + random_() % 3;
    for (std::size_t c = 0; c < changes; ++c) {
      // Most of what can go wrong is said in the manifest, at the end.
      const std::size_t near =
          random_() % 2 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 4000);
      bytes[bytes.size() - 1 - random_() % near] = std::byte{static_cast<unsigned char>(random_())};
    }
    static_cast<void>(load_columns(bytes, false).ok());
  }
}

TEST_F(SavedColumnsTest, ThatAreWrittenIntoAreDropped) {
  fill(2000);
  answers();
  reopen();
  EXPECT_EQ(answers(), truth());
  {
    std::fstream out(columns_path(), std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(5000);
    out << "a stranger was here";
  }
  EXPECT_EQ(answers(), truth());
  EXPECT_TRUE(said("somebody wrote into"));
  reopen();
  EXPECT_EQ(answers(), truth());
  ASSERT_EQ(::truncate(columns_path().c_str(), 100), 0);
  EXPECT_EQ(answers(), truth());
  change();
  EXPECT_EQ(answers(), truth());
}

// --- Several -----------------------------------------------------------------------------------

TEST_F(SavedColumnsTest, AreSavedAside) {
  fill(1000);
  reopen(false, {.save_after_us = 0});
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(answers(), truth());
    change();
  }
  EXPECT_EQ(answers(), truth());
  EXPECT_TRUE(said("saved the columns"));
  EXPECT_TRUE(saved_without_signals_) << "the thread of its own takes the host's signals";
  reopen();
  EXPECT_EQ(answers(), truth());
  EXPECT_TRUE(said("took the columns"));
}

// Another process writes, asks and saves; each sees what the other has committed at its next
// question.
TEST_F(SavedColumnsTest, AreSharedByProcesses) {
  fill(500);
  close();
  int to_child[2];
  int to_parent[2];
  ASSERT_EQ(::pipe(to_child), 0);
  ASSERT_EQ(::pipe(to_parent), 0);
  char token = 0;
  std::array<std::int64_t, 2> next{};
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  const auto step = [&] {  // whoever is not told to go on waits
    fill(20);
    change();
    return answers() == truth();
  };
  if (child == 0) {
    ::close(to_child[1]);
    open(false, {.save_after_us = 0});
    bool good = true;
    while (::read(to_child[0], &token, 1) == 1 && token == 'g') {
      good &= ::read(to_child[0], next.data(), sizeof next) == sizeof next;
      next_ = next[0];
      next_event_ = next[1];
      good &= answers() == truth();
      good &= step();
      next = {next_, next_event_};
      good &= ::write(to_parent[1], next.data(), sizeof next) == sizeof next;
    }
    close();
    ::_exit(good ? 0 : 1);
  }
  ::close(to_child[0]);
  ::close(to_parent[1]);
  open(false, {.save_after_us = 0});
  for (int i = 0; i < 8; ++i) {
    EXPECT_TRUE(step());
    token = 'g';
    ASSERT_EQ(::write(to_child[1], &token, 1), 1);
    next = {next_, next_event_};
    ASSERT_EQ(::write(to_child[1], next.data(), sizeof next), ssize_t{sizeof next});
    ASSERT_EQ(::read(to_parent[0], next.data(), sizeof next), ssize_t{sizeof next});
    next_ = next[0];
    next_event_ = next[1];
    EXPECT_EQ(answers(), truth());
  }
  ::close(to_child[1]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  ::close(to_parent[0]);
  reopen();
  EXPECT_EQ(answers(), truth());
  EXPECT_TRUE(said("took the columns"));
}

}  // namespace
}  // namespace pmm::analytics

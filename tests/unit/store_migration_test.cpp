// P11 and P1w: how a store changes its schema. Most steps are the test's own: they make, fill,
// rename and drop tables as real ones would.
#include <sys/wait.h>

#include <csignal>
#include <fstream>
#include <set>
#include <vector>

#include "store/meta.hpp"
#include "store/schema_sql.hpp"
#include "store_support.hpp"

namespace pmm::store {
namespace {

constexpr int kFirst = kFirstSchema;
constexpr int kRoutesBefore = 20;

Status execute_all(Tx& tx, std::initializer_list<const char*> statements) {
  for (const char* statement : statements) PMM_TRY(tx.db().execute(statement));
  return {};
}

// A new column, filled.
MigrationStep add_column() {
  return {kFirst + 1, [](Tx& tx) {
            return execute_all(tx, {"ALTER TABLE routes ADD COLUMN hits INTEGER NOT NULL DEFAULT 0",
                                    "UPDATE routes SET hits = id * 10"});
          }};
}

// A table made anew, which another refers to.
MigrationStep rebuild_table() {
  return {kFirst + 2, [](Tx& tx) {
            return execute_all(
                tx, {"CREATE TABLE routes_new (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, "
                     "hits INTEGER NOT NULL, CHECK (hits >= 0)) STRICT",
                     "INSERT INTO routes_new (id, path, hits) SELECT id, path, hits FROM routes",
                     "DROP TABLE routes", "ALTER TABLE routes_new RENAME TO routes"});
          }};
}

Migrations both_steps() { return {{add_column(), rebuild_table()}, {}}; }

class StoreMigration : public StoreTest {
 protected:
  static StoreOptions with(Migrations migrations) {
    StoreOptions options = creating();
    options.create = StoreOptions::Create::kNever;
    options.migrations = std::move(migrations);
    return options;
  }
  // A store of the first schema with rows, closed again.
  void make_first() {
    StoreOptions first = creating();
    first.migrations = {};
    auto store = open(first);
    for (int i = 0; i < kRoutesBefore; ++i)
      ASSERT_TRUE(write_route(*store, "/" + std::to_string(i)).ok());
  }
  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static std::int64_t version(Store& store) {
    auto snapshot = store.read(kDefaults);
    if (!snapshot.ok()) return -1;
    const auto value = get_meta(snapshot->db(), kVersionKey);
    return value.ok() ? text::parse_int(*value).value_or(-2) : -3;
  }
  static std::int64_t records_of_migration(Store& store) {
    return number(store, "SELECT count(*) FROM journal WHERE noun = 20 AND verb = 'migrate'");
  }
  static void expect_second(Store& store) {
    EXPECT_EQ(version(store), kFirst + 1);
    EXPECT_EQ(number(store, "SELECT sum(hits) FROM routes"),
              kRoutesBefore * (kRoutesBefore + 1) / 2 * 10);
    EXPECT_EQ(records_of_migration(store), 1);
    EXPECT_EQ(verify_chain(store), kRoutesBefore + 1);
  }
  static void expect_third(Store& store) {
    EXPECT_EQ(version(store), kFirst + 2);
    EXPECT_EQ(number(store, "SELECT count(*) FROM routes"), kRoutesBefore);
    EXPECT_EQ(number(store, "SELECT sum(hits) FROM routes"),
              kRoutesBefore * (kRoutesBefore + 1) / 2 * 10);
    EXPECT_EQ(number(store, "SELECT count(*) FROM sqlite_master WHERE name = 'routes_new'"), 0);
    EXPECT_EQ(records_of_migration(store), 2);
    EXPECT_EQ(verify_chain(store), kRoutesBefore + 2);
  }
  // Opens in a process of its own. Gives its exit status: 0 opened, 1 refused, 9 died.
  int open_elsewhere(const StoreOptions& options) const {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(Store::open(path_, options).ok() ? 0 : 1);
    int status = -1;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) return WTERMSIG(status);
    return WEXITSTATUS(status);
  }
};

TEST_F(StoreMigration, P11_StepsRunInOrderKeepTheDataAndAreJournaled) {
  make_first();
  {
    auto store = open(with({{add_column()}, {}}));
    expect_second(*store);
    EXPECT_EQ(store->schema_version(), kFirst + 1);
  }
  auto store = open(with(both_steps()));
  expect_third(*store);
  EXPECT_EQ(
      number(*store, "SELECT id FROM journal WHERE verb = 'migrate' ORDER BY seq DESC LIMIT 1"),
      kFirst + 2);
  EXPECT_EQ(number(*store, "SELECT max(actor) FROM journal WHERE verb = 'migrate'"), kSystemActor);
  // Foreign keys are looked at again, and writing goes on.
  EXPECT_FALSE(store
                   ->write(kOrigin, kDefaults,
                           [](Tx& tx) {
                             return tx.db().execute(
                                 "INSERT INTO subject_words (word, subject) VALUES ('x', 77)");
                           })
                   .ok());
  EXPECT_EQ(number(*store, "SELECT count(*) FROM subject_words"), 0);
}

TEST_F(StoreMigration, P11_BothStepsAtOnce) {
  make_first();
  std::vector<std::string> lines;
  StoreOptions options = with(both_steps());
  options.log = Log([&](LogLevel, std::string_view line) { lines.emplace_back(line); });
  auto store = open(options);
  expect_third(*store);
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const std::string& line) { return line.starts_with("migrating"); }),
            2);
}

TEST_F(StoreMigration, P11_ANewStoreGetsTheStepsToo) {
  StoreOptions options = creating();
  options.migrations = both_steps();
  auto store = open(options);
  EXPECT_EQ(version(*store), kFirst + 2);
  EXPECT_EQ(number(*store, "SELECT count(hits) FROM routes"), 0);
  EXPECT_EQ(records_of_migration(*store), 0);  // it was never anything else
}

TEST_F(StoreMigration, P11_AStoreOfTheFirstSchemaIsBroughtToTheReleasedOne) {
  make_first();
  {
    auto store = open(with(released_migrations()));
    EXPECT_EQ(version(*store), kSchemaVersion);
    EXPECT_EQ(number(*store, "SELECT count(*) FROM segments"), 0);
    EXPECT_EQ(records_of_migration(*store), kSchemaVersion - kFirst);
    EXPECT_EQ(verify_chain(*store), kRoutesBefore + kSchemaVersion - kFirst);
  }
  // A new store has the same tables, indexes and views, statement by statement.
  const auto schema = [](Store& store) {
    auto snapshot = store.read(kDefaults);
    std::vector<std::string> lines;
    auto rows = snapshot->db().prepare(
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1");
    while (*rows->step()) lines.emplace_back(rows->text_at(0));
    return lines;
  };
  const auto migrated = schema(*open(with(released_migrations())));
  path_ = folder_ + "/new.crm";
  EXPECT_EQ(schema(*open()), migrated);
}

TEST_F(StoreMigration, P11_AFailingStepLeavesTheStoreAsItWas) {
  make_first();
  const auto fail = [](Tx& tx) -> Status {
    PMM_TRY(execute_all(tx, {"UPDATE routes SET path = 'gone'|| id", "DROP TABLE reasons"}));
    return {Code::kFull, "no room"};
  };
  const auto throws = [](Tx& tx) -> Status {
    PMM_TRY(execute_all(tx, {"UPDATE routes SET path = 'gone'|| id"}));
    throw std::runtime_error("thrown");
  };
  const auto dangle = [](Tx& tx) {
    return execute_all(tx, {"INSERT INTO subject_words (word, subject) VALUES ('x', 77)"});
  };
  const std::vector<std::pair<std::function<Status(Tx&)>, Code>> failing = {
      {fail, Code::kFull}, {throws, Code::kInternal}, {dangle, Code::kCorrupt}};
  for (const auto& [run, code] : failing) {
    const auto failed = Store::open(path_, with({{add_column(), {kFirst + 2, run}}, {}}));
    ASSERT_EQ(failed.status().code(), code);
    EXPECT_NE(failed.status().message().find("schema version " + std::to_string(kFirst + 2)),
              std::string::npos)
        << failed.status().message();
    // The step before it holds; the failed one left no trace.
    auto store = open(with({{add_column()}, {}}));
    expect_second(*store);
    EXPECT_EQ(number(*store, "SELECT count(*) FROM routes WHERE path LIKE 'gone%'"), 0);
    EXPECT_EQ(number(*store, "SELECT count(*) FROM sqlite_master WHERE name = 'reasons'"), 1);
  }
  auto store = open(with(both_steps()));
  expect_third(*store);
}

TEST_F(StoreMigration, P11_ANewerStoreIsNamedRefusedAndLeftAlone) {
  make_first();
  open(with(both_steps()));
  const std::string before = bytes();
  for (const bool read_only : {false, true}) {
    StoreOptions old = with({});
    old.read_only = read_only;
    const auto refused = Store::open(path_, old);
    ASSERT_EQ(refused.status().code(), Code::kUnsupported);
    EXPECT_NE(refused.status().message().find("version " + std::to_string(kFirst + 2)),
              std::string::npos);
    ASSERT_FALSE(refused.status().details().empty());
    EXPECT_EQ(refused.status().details().front().value, std::to_string(kFirst + 2));
  }
  EXPECT_TRUE(bytes() == before);
}

TEST_F(StoreMigration, P11_AnOlderStoreIsNotMigratedByReading) {
  make_first();
  const std::string before = bytes();
  StoreOptions reading = with(both_steps());
  reading.read_only = true;
  const auto refused = Store::open(path_, reading);
  ASSERT_EQ(refused.status().code(), Code::kUnsupported);
  EXPECT_NE(refused.status().message().find("open it once for writing"), std::string::npos);
  EXPECT_TRUE(bytes() == before);
  open(with(both_steps()));
  expect_third(*open(reading));
}

TEST_F(StoreMigration, P11_AStoreFromBeforeTheFirstStepIsRefused) {
  make_first();
  const auto refused = Store::open(path_, with({{rebuild_table()}, {}}));
  EXPECT_EQ(refused.status().code(), Code::kUnsupported);
  expect_third(*open(with(both_steps())));
}

// The points that a migration passes, and those between the statements of a step.
TEST_F(StoreMigration, P1w_DyingAtAnyPointLeavesOldOrNew) {
  std::vector<std::string> points;
  path_ = folder_ + "/points.crm";
  make_first();
  Migrations listing = both_steps();
  listing.reached = [&](std::string_view point) { points.emplace_back(point); };
  open(with(listing));
  ASSERT_EQ(points.size(), 12U);  // six a step

  for (std::size_t at = 0; at < points.size(); ++at) {
    path_ = folder_ + "/at" + std::to_string(at) + ".crm";
    make_first();
    Migrations dying = both_steps();
    dying.reached = [passed = std::size_t{0}, at](std::string_view) mutable {
      if (passed++ == at) ::kill(::getpid(), SIGKILL);
    };
    ASSERT_EQ(open_elsewhere(with(dying)), SIGKILL) << points[at];
    const bool first_done = at >= 5;
    const bool second_done = at >= 11;
    {
      // What is there is the version that its number says, whole.
      Migrations known = second_done  ? both_steps()
                         : first_done ? Migrations{{add_column()}, {}}
                                      : Migrations{};
      auto store = open(with(known));
      EXPECT_EQ(version(*store), kFirst + (second_done ? 2 : first_done ? 1 : 0)) << points[at];
      EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), kRoutesBefore);
      EXPECT_GE(verify_chain(*store), kRoutesBefore);
    }
    expect_third(*open(with(both_steps())));
  }
}

TEST_F(StoreMigration, P1w_DyingBetweenTheStatementsOfAStepLeavesTheOld) {
  for (int after = 0; after < 4; ++after) {
    path_ = folder_ + "/after" + std::to_string(after) + ".crm";
    make_first();
    const auto run = [after](Tx& tx) -> Status {
      const char* const statements[] = {
          "CREATE TABLE routes_new (id INTEGER PRIMARY KEY, path TEXT NOT NULL) STRICT",
          "INSERT INTO routes_new (id, path) SELECT id, path FROM routes", "DROP TABLE routes",
          "ALTER TABLE routes_new RENAME TO routes"};
      for (int i = 0; i <= after; ++i) PMM_TRY(tx.db().execute(statements[i]));
      ::_exit(9);
    };
    ASSERT_EQ(open_elsewhere(with({{{kFirst + 1, run}}, {}})), 9);
    {
      auto store = open(with({}));
      EXPECT_EQ(version(*store), kFirst);
      EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), kRoutesBefore);
      EXPECT_EQ(number(*store, "SELECT count(*) FROM sqlite_master WHERE name = 'routes_new'"), 0);
      EXPECT_EQ(verify_chain(*store), kRoutesBefore);
    }
    expect_third(*open(with(both_steps())));
  }
}

TEST_F(StoreMigration, P11_SeveralProcessesAtOnceMigrateOnce) {
  make_first();
  const StoreOptions options = with(both_steps());
  int hold[2];
  ASSERT_EQ(::pipe(hold), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      char byte = 0;
      ::close(hold[1]);
      (void)!::read(hold[0], &byte, 1);  // all start when the pipe is closed
      ::_exit(Store::open(path_, options).ok() ? 0 : 1);
    }
    children.push_back(child);
  }
  ::close(hold[0]);
  ::close(hold[1]);
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  expect_third(*open(options));
}

// K13: an older library has the file open while a newer one migrates it.
TEST_F(StoreMigration, K13_AnOlderLibraryThatHasItOpenStops) {
  make_first();
  auto old = open(with({}));
  ASSERT_TRUE(write_route(*old, "/before").ok());
  ASSERT_EQ(open_elsewhere(with(both_steps())), 0);
  const Status refused = write_route(*old, "/after");
  EXPECT_EQ(refused.code(), Code::kUnsupported);
  EXPECT_NE(refused.message().find("version " + std::to_string(kFirst + 2)), std::string::npos);
  EXPECT_EQ(write_route(*old, "/again").code(), Code::kUnsupported);  // and stays so
  EXPECT_EQ(old->begin(kDefaults, 60'000).status().code(), Code::kUnsupported);
  EXPECT_EQ(old->read(kDefaults).status().code(), Code::kUnsupported);
  old.reset();
  auto store = open(with(both_steps()));
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), kRoutesBefore + 1);
  EXPECT_EQ(verify_chain(*store), kRoutesBefore + 3);
}

TEST_F(StoreMigration, P12_ABackupFromBeforeIsMigratedWhenItIsOpened) {
  make_first();
  const std::string copy = folder_ + "/copy.crm";
  {
    auto store = open(with({}));
    ASSERT_TRUE(store->backup(copy, kDefaults).ok());
  }
  open(with(both_steps()));
  path_ = copy;
  expect_third(*open(with(both_steps())));
}

TEST_F(StoreMigration, P12_AnOlderStoreIsOpenedToBeCopiedAndForNothingElse) {
  make_first();
  const std::string before = bytes();
  const std::string copy = folder_ + "/copy.crm";
  {
    StoreOptions options = with(both_steps());
    options.read_only = true;
    options.to_copy = true;
    auto store = open(options);
    EXPECT_EQ(store->read(kDefaults).status().code(), Code::kUnsupported);
    ASSERT_TRUE(store->backup(copy, kDefaults).ok());
  }
  EXPECT_TRUE(bytes() == before);
  path_ = copy;
  expect_third(*open(with(both_steps())));
}

// --- What an interrupted creation leaves -------------------------------------------------------

StoreOptions making(StoreOptions::Create create) {
  StoreOptions options;
  options.create = create;
  options.first_write = [](Tx& tx) { return add_route(tx, "/first"); };
  return options;
}

TEST_F(StoreMigration, P1w_AnInterruptedCreationIsFinishedByTheNext) {
  using Create = StoreOptions::Create;
  const std::vector<std::string> points = {"begun", "made", "filled", "committed"};
  for (const Create again : {Create::kMayExist, Create::kMustNotExist}) {
    for (const std::string& at : points) {
      path_ = folder_ + "/" + at + std::to_string(static_cast<int>(again)) + ".crm";
      StoreOptions dying = making(Create::kMustNotExist);
      dying.migrations.reached = [&](std::string_view point) {
        if (point == at) ::kill(::getpid(), SIGKILL);
      };
      ASSERT_EQ(open_elsewhere(dying), SIGKILL) << at;
      const bool whole = at == "committed";
      EXPECT_EQ(open_code(StoreOptions{}), whole ? Code::kOk : Code::kCorrupt) << at;
      const Code made = open_code(making(again));
      EXPECT_EQ(made, whole && again == Create::kMustNotExist ? Code::kConflict : Code::kOk) << at;
      auto store = open(StoreOptions{});
      EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 1) << at;
      EXPECT_EQ(verify_chain(*store), 1) << at;
    }
  }
}

TEST_F(StoreMigration, AFirstWriteThatFailsLeavesNoStore) {
  StoreOptions options = making(StoreOptions::Create::kMustNotExist);
  options.first_write = [](Tx&) { return Status::invalid("x", "no"); };
  EXPECT_EQ(open_code(options), Code::kInvalid);
  EXPECT_EQ(open_code(StoreOptions{}), Code::kNotFound);  // nor its file
  EXPECT_EQ(open_code(making(StoreOptions::Create::kMustNotExist)), Code::kOk);
}

}  // namespace
}  // namespace pmm::store

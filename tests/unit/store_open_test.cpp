#include <fcntl.h>

#include <fstream>

#include "store/schema_sql.hpp"
#include "store_support.hpp"

namespace pmm::store {
namespace {

class StoreOpen : public StoreTest {
 protected:
  void put(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // A database of somebody else, made without the store.
  void make_foreign(const char* sql) {
    const Fd made(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    make_crafted(sql);
  }
  void make_crafted(const char* sql) {
    auto db = Connection::open(path_, Connection::Mode::kReadWrite);
    ASSERT_TRUE(db.ok());
    ASSERT_TRUE((*db)->execute(sql).ok());
  }
};

TEST_F(StoreOpen, CreatesWritesAndReopens) {
  std::string id;
  {
    auto store = open();
    id = store->store_id();
    EXPECT_EQ(id.size(), 32U);
    EXPECT_EQ(store->secret().size(), 64U);
    EXPECT_EQ(store->timezone(), "Europe/Rome");
    EXPECT_TRUE(write_route(*store, "/home").ok());
  }
  StoreOptions plain;
  plain.timezone = "Asia/Kathmandu";  // a store that exists keeps its own
  auto store = open(plain);
  EXPECT_EQ(store->store_id(), id);
  EXPECT_EQ(store->timezone(), "Europe/Rome");
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 1);
  EXPECT_EQ(verify_chain(*store), 1);
}

TEST_F(StoreOpen, K11_FilesAreTheOwnersAlone) {
  const mode_t before = ::umask(0);
  auto store = open();
  EXPECT_TRUE(write_route(*store, "/home").ok());
  ::umask(before);
  for (const char* suffix : {"", "-wal", "-shm", ".gate", ".turn"}) {
    struct stat info {};
    ASSERT_EQ(::stat((path_ + suffix).c_str(), &info), 0) << suffix;
    EXPECT_EQ(info.st_mode & 0777, 0600U) << suffix;
  }
}

TEST_F(StoreOpen, AClosedStoreIsOneFile) {
  {
    auto store = open();
    EXPECT_TRUE(write_route(*store, "/home").ok());
    EXPECT_TRUE(exists("-wal"));
  }
  EXPECT_TRUE(exists(""));
  EXPECT_FALSE(exists("-wal"));
  EXPECT_FALSE(exists("-shm"));
  // The file alone, moved elsewhere, is the store.
  const std::string moved = folder_ + "/moved.crm";
  ASSERT_EQ(::rename(path_.c_str(), moved.c_str()), 0);
  path_ = moved;
  auto store = open(StoreOptions{});
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 1);
}

TEST_F(StoreOpen, CreatesOnlyWhenAsked) {
  EXPECT_EQ(open_code(StoreOptions{}), Code::kNotFound);
  EXPECT_FALSE(exists(""));
  EXPECT_FALSE(exists(".gate"));
  StoreOptions exclusive = creating();
  exclusive.create = StoreOptions::Create::kMustNotExist;
  EXPECT_EQ(open_code(exclusive), Code::kOk);
  EXPECT_EQ(open_code(exclusive), Code::kConflict);
  EXPECT_EQ(open_code(creating()), Code::kOk);
}

TEST_F(StoreOpen, PathsThatCannotBe) {
  for (const auto& [path, code] : std::initializer_list<std::pair<std::string, Code>>{
           {"", Code::kInvalid},
           {std::string("a\0b", 3), Code::kInvalid},
           {"\xFF", Code::kInvalid},
           {std::string(5000, 'x'), Code::kLimit},
           {folder_ + "/absent/a.crm", Code::kNotFound},
           {folder_ + "/", Code::kIo},
           {folder_ + "/..", Code::kIo}})
    EXPECT_EQ(Store::open(path, creating()).status().code(), code) << text::quoted(path);
}

TEST_F(StoreOpen, K12_DirectoryFifoAndLinkAreNoStores) {
  path_ = folder_ + "/folder";
  ASSERT_EQ(::mkdir(path_.c_str(), 0700), 0);
  EXPECT_EQ(open_code(), Code::kIo);
  path_ = folder_ + "/fifo";
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(open_code(), Code::kIo);  // and it does not hang
  path_ = folder_ + "/target.crm";
  open();
  ASSERT_EQ(::symlink(path_.c_str(), (folder_ + "/link.crm").c_str()), 0);
  path_ = folder_ + "/link.crm";
  EXPECT_EQ(open_code(), Code::kIo);
  path_ = folder_ + "/dangling.crm";
  ASSERT_EQ(::symlink((folder_ + "/nowhere").c_str(), path_.c_str()), 0);
  EXPECT_EQ(open_code(), Code::kIo);
}

TEST_F(StoreOpen, AFolderBehindALinkIsFine) {
  ASSERT_EQ(::mkdir((folder_ + "/real").c_str(), 0700), 0);
  ASSERT_EQ(::symlink("real", (folder_ + "/link").c_str()), 0);
  path_ = folder_ + "/link/a.crm";
  auto through_link = open();
  path_ = folder_ + "/real/a.crm";
  auto direct = open();
  EXPECT_EQ(through_link->path(), direct->path());
  EXPECT_TRUE(write_route(*through_link, "/one").ok());
  EXPECT_TRUE(write_route(*direct, "/two").ok());
  EXPECT_EQ(number(*direct, "SELECT count(*) FROM routes"), 2);
}

TEST_F(StoreOpen, ARelativePathHoldsAfterTheWorkingFolderChanged) {
  const std::string before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  path_ = "relative.crm";
  auto store = open();
  std::filesystem::current_path("/");
  auto one = store->read(kDefaults);
  auto two = store->read(kDefaults);  // opens a second connection
  EXPECT_TRUE(two.ok());
  EXPECT_TRUE(write_route(*store, "/home").ok());
  std::filesystem::current_path(before);
}

TEST_F(StoreOpen, K5_ASecondNameIsRefused) {
  open();
  ASSERT_EQ(::link(path_.c_str(), (folder_ + "/second.crm").c_str()), 0);
  EXPECT_EQ(open_code(StoreOptions{}), Code::kUnsupported);
  ASSERT_EQ(::unlink((folder_ + "/second.crm").c_str()), 0);
  EXPECT_EQ(open_code(StoreOptions{}), Code::kOk);
}

TEST_F(StoreOpen, TextAndGarbageAreCorruptAndLeftAlone) {
  for (const std::string& content :
       {std::string("citizen;name\n"), std::string(100, '\0'), std::string(5000, 'x'),
        std::string("SQLite format 3\0", 16) + std::string(200, '\xFF')}) {
    put(content);
    EXPECT_EQ(open_code(), Code::kCorrupt) << content.size();
    EXPECT_EQ(bytes(), content);
  }
}

TEST_F(StoreOpen, AnEmptyFileBecomesAStoreOnlyWhenCreating) {
  put("");
  EXPECT_EQ(open_code(StoreOptions{}), Code::kCorrupt);
  EXPECT_EQ(bytes(), "");
  EXPECT_EQ(open_code(creating()), Code::kOk);
  EXPECT_EQ(open_code(StoreOptions{}), Code::kOk);
}

// What is left when its maker dies between the first page and the tables.
TEST_F(StoreOpen, AHalfMadeStoreIsFinishedByTheNext) {
  make_foreign("PRAGMA journal_mode=WAL");
  EXPECT_EQ(open_code(StoreOptions{}), Code::kCorrupt);
  EXPECT_EQ(open_code(creating()), Code::kOk);
}

TEST_F(StoreOpen, AForeignDatabaseIsLeftAlone) {
  make_foreign("CREATE TABLE theirs (x)");
  const std::string before = bytes();
  EXPECT_EQ(open_code(creating()), Code::kCorrupt);
  EXPECT_EQ(open_code(StoreOptions{}), Code::kCorrupt);
  EXPECT_EQ(bytes(), before);
}

// What SQL in a store could do at most, were it ever somebody else's.
TEST_F(StoreOpen, D9_AConnectionDoesNotReachOutOfItsFile) {
  open();
  auto db = Connection::open(path_, Connection::Mode::kReadWrite);
  ASSERT_TRUE(db.ok());
  EXPECT_FALSE((*db)->execute("ATTACH ':memory:' AS other").ok());
  EXPECT_FALSE((*db)->execute("SELECT load_extension('libm.so.6')").ok());
  const Status schema = (*db)->execute("PRAGMA writable_schema=ON");
  EXPECT_FALSE(schema.ok() && (*db)->execute("UPDATE sqlite_schema SET sql = ''").ok());
  EXPECT_FALSE((*db)
                   ->execute("CREATE VIEW v AS SELECT load_extension('libm.so.6');"
                             "SELECT * FROM v")
                   .ok());
}

// A trigger that somebody put into the file runs nothing but harmless SQL: the write that would
// wake it fails, and leaves nothing.
TEST_F(StoreOpen, D10_ACraftedTriggerCallsNothing) {
  open();
  make_crafted(
      "CREATE TRIGGER t AFTER INSERT ON routes BEGIN "
      "SELECT load_extension('libm.so.6'); END");
  auto store = open();
  EXPECT_FALSE(write_route(*store, "/servizi").ok());
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 0);
}

// A view that stands where a table was cannot be written to, and calls nothing when it is read.
TEST_F(StoreOpen, D10_AViewInPlaceOfATableCallsNothing) {
  {
    auto store = open();
    ASSERT_TRUE(write_route(*store, "/servizi").ok());
  }
  make_crafted(
      "PRAGMA legacy_alter_table=ON;"
      "ALTER TABLE routes RENAME TO kept;"
      "CREATE VIEW routes AS SELECT id, load_extension('libm.so.6') AS path FROM kept");
  auto store = open();
  EXPECT_FALSE(write_route(*store, "/tributi").ok());
  EXPECT_EQ(number(*store, "SELECT path FROM routes"), -3);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM kept"), 1);
  EXPECT_EQ(verify_chain(*store), 1);
}

// One that never ends ends at the deadline of who asks.
TEST_F(StoreOpen, D10_AViewWithoutEndIsStopped) {
  open();
  make_crafted(
      "PRAGMA legacy_alter_table=ON;"
      "ALTER TABLE routes RENAME TO kept;"
      "CREATE VIEW routes AS WITH RECURSIVE n (id, path) AS"
      " (SELECT 1, 'x' UNION ALL SELECT id + 1, path FROM n) SELECT id, path FROM n");
  auto store = open();
  Call call;
  call.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  auto snapshot = store->read(call);
  ASSERT_TRUE(snapshot.ok());
  const auto count = snapshot->db().query_int("SELECT count(*) FROM routes");
  EXPECT_EQ(count.status().code(), Code::kTimeout);
}

// A table with more columns than ours, or with one less, takes no half of a row.
TEST_F(StoreOpen, D10_AChangedTableTakesAllOrNothing) {
  {
    auto store = open();
    ASSERT_TRUE(write_route(*store, "/servizi").ok());
  }
  make_crafted("ALTER TABLE routes ADD COLUMN more TEXT DEFAULT 'x'");
  {
    auto store = open();
    EXPECT_TRUE(write_route(*store, "/tributi").ok());
    EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 2);
  }
  make_crafted("PRAGMA legacy_alter_table=ON; ALTER TABLE routes RENAME COLUMN path TO away");
  auto store = open();
  EXPECT_FALSE(write_route(*store, "/scuola").ok());
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 2);
  EXPECT_EQ(verify_chain(*store), 2);
}

TEST_F(StoreOpen, K4_TruncatedFilesAreCorrupt) {
  {
    auto store = open();
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(write_route(*store, std::to_string(i)).ok());
  }
  const std::string whole = bytes();
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{99}, std::size_t{100}, std::size_t{4095}, std::size_t{4096}}) {
    put(whole.substr(0, size));
    EXPECT_EQ(open_code(StoreOptions{}), Code::kCorrupt) << size;
  }
}

TEST_F(StoreOpen, ANewerSchemaIsRefused) {
  {
    auto store = open();
    ASSERT_TRUE(store
                    ->write(kOrigin, Call{},
                            [](Tx& tx) {
                              PMM_ASSIGN(auto set, tx.db().prepare(sql::kSetMeta));
                              return set.bind(1, "schema_version")
                                  .bind(2, std::to_string(kSchemaVersion + 1).c_str())
                                  .run();
                            })
                    .ok());
  }
  const std::string before = bytes();
  EXPECT_EQ(open_code(), Code::kUnsupported);
  StoreOptions reading;
  reading.read_only = true;
  EXPECT_EQ(open_code(reading), Code::kUnsupported);
  EXPECT_EQ(bytes(), before);
}

TEST_F(StoreOpen, InMemoryLeavesNothing) {
  std::string folder;
  {
    StoreOptions options = creating();
    options.in_memory = true;
    auto store = Store::open("memory", options);
    ASSERT_TRUE(store.ok());
    folder = std::filesystem::path((*store)->path()).parent_path();
    EXPECT_TRUE(write_route(**store, "/home").ok());
    EXPECT_TRUE(std::filesystem::exists(folder));
    auto other = Store::open("memory", options);
    ASSERT_TRUE(other.ok());
    EXPECT_EQ(number(**other, "SELECT count(*) FROM routes"), 0);
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(StoreOpen, ReadOnlySeesWritersButNeverWrites) {
  auto writer = open();
  ASSERT_TRUE(write_route(*writer, "/one").ok());
  StoreOptions options;
  options.read_only = true;
  auto reader = open(options);
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM routes"), 1);
  ASSERT_TRUE(write_route(*writer, "/two").ok());
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM routes"), 2);
  EXPECT_EQ(write_route(*reader, "/three").code(), Code::kDenied);
  EXPECT_EQ(reader->begin(Call{}, 1000).status().code(), Code::kDenied);
  auto snapshot = reader->read(kDefaults);
  ASSERT_TRUE(snapshot.ok());
  EXPECT_FALSE(snapshot->db().execute("DELETE FROM routes").ok());
  path_ = folder_ + "/absent.crm";
  EXPECT_EQ(open_code(options), Code::kNotFound);
}

TEST_F(StoreOpen, ClosingAWriterLeavesAReaderItsLocks) {
  StoreOptions options;
  options.read_only = true;
  auto writer = open();
  auto reader = open(options);
  auto snapshot = reader->read(kDefaults);
  ASSERT_TRUE(snapshot.ok());
  const auto before = snapshot->db().query_int("SELECT count(*) FROM routes");
  ASSERT_TRUE(write_route(*writer, "/one").ok());
  writer.reset();
  EXPECT_TRUE(exists("-wal"));
  const auto after = snapshot->db().query_int("SELECT count(*) FROM routes");
  EXPECT_EQ(*before, *after);
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM routes"), 1);
  auto again = open();
  EXPECT_TRUE(write_route(*again, "/two").ok());
}

TEST_F(StoreOpen, TwoStoresOfOneFileInOneProcess) {
  auto one = open();
  auto two = open();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(write_route(*one, "/one/" + std::to_string(i)).ok());
    ASSERT_TRUE(write_route(*two, "/two/" + std::to_string(i)).ok());
  }
  two.reset();
  ASSERT_TRUE(write_route(*one, "/last").ok());
  EXPECT_EQ(number(*one, "SELECT count(*) FROM routes"), 41);
  EXPECT_EQ(verify_chain(*one), 41);
}

TEST_F(StoreOpen, A21_OpensAndClosesWithoutKeepingDescriptors) {
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  open();
  const auto before = descriptors();
  for (int i = 0; i < 50; ++i) {
    auto store = open();
    ASSERT_TRUE(write_route(*store, std::to_string(i)).ok());
  }
  EXPECT_EQ(descriptors(), before);
}

}  // namespace
}  // namespace pmm::store

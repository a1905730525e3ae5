// Group K of tests/threats.md: the files and the process around a store are not as they should be.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cstring>
#include <fstream>
#include <random>
#include <set>

#include "crm/upkeep.hpp"
#include "store/meta.hpp"
#include "store_support.hpp"

namespace pmm::store {
namespace {

constexpr int kRoutes = 150;

class StoreEnvironment : public StoreTest {
 protected:
  void make_store() {
    auto store = open();
    for (int i = 0; i < kRoutes; ++i)
      ASSERT_TRUE(write_route(*store, "/street/" + std::to_string(i)).ok());
  }
  static std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void put(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  // Runs `work` in a child, which is not root. True when it returned true.
  static bool in_child(const std::function<bool()>& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work() ? 0 : 1);
    int status = -1;
    return ::waitpid(child, &status, 0) == child && status == 0;
  }
  // Rights mean nothing to root: give them up, and the folder with them.
  bool become_nobody() const {
    return ::geteuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0);
  }
  void give_to_nobody() const {
    if (::geteuid() != 0) return;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      ASSERT_EQ(::chown(entry.path().c_str(), 65534, 65534), 0);
    ASSERT_EQ(::chown(folder_.c_str(), 65534, 65534), 0);
  }
  static StoreOptions reading() {
    StoreOptions options;
    options.read_only = true;
    return options;
  }
};

TEST_F(StoreEnvironment, K2_AReadOnlyFile) {
  make_store();
  give_to_nobody();
  ASSERT_EQ(::chmod(path_.c_str(), 0400), 0);
  const std::string before = bytes_of(path_);
  EXPECT_TRUE(in_child([&] {
    return become_nobody() && open_code(StoreOptions{}) == Code::kIo &&
           open_code(creating()) == Code::kIo;
  }));
  EXPECT_TRUE(in_child([&] {
    if (!become_nobody()) return false;
    auto store = Store::open(path_, reading());
    return store.ok() && number(**store, "SELECT count(*) FROM routes") == kRoutes &&
           write_route(**store, "/no").code() == Code::kDenied;
  }));
  EXPECT_TRUE(bytes_of(path_) == before);
}

TEST_F(StoreEnvironment, K2_AReadOnlyFolder) {
  make_store();
  const std::string copy = folder_ + "/copy.crm";
  ASSERT_TRUE(open()->backup(copy, kDefaults).ok());
  std::filesystem::remove(path_ + ".gate");
  std::filesystem::remove(path_ + ".turn");
  give_to_nobody();
  ASSERT_EQ(::chmod(folder_.c_str(), 0500), 0);
  EXPECT_TRUE(in_child([&] {
    if (!become_nobody()) return false;
    // Writing needs its files beside the store; making one does too.
    if (open_code(StoreOptions{}) != Code::kIo) return false;
    if (Store::open(folder_ + "/new.crm", creating()).status().code() != Code::kIo) return false;
    // A closed store needs its log's index even to be read; a copy made by backup needs nothing.
    if (open_code(reading()) != Code::kIo) return false;
    auto store = Store::open(copy, reading());
    return store.ok() && number(**store, "SELECT count(*) FROM routes") == kRoutes;
  }));
  ASSERT_EQ(::chmod(folder_.c_str(), 0700), 0);
  EXPECT_EQ(open_code(StoreOptions{}), Code::kOk);
}

// --- K3: a log that is not the store's ----------------------------------------------------------

class StoreForeignLog : public StoreEnvironment {
 protected:
  // A store as it stands while it is open, or as a process that dies leaves it: file and log.
  struct Left {
    std::string file, log;
  };
  Left left_behind(const std::string& name, int closed_rows, int rows) {
    path_ = folder_ + "/" + name;
    auto store = open();
    for (int i = 0; i < closed_rows; ++i)
      EXPECT_TRUE(write_route(*store, name + "/" + std::to_string(rows + i)).ok());
    store.reset();
    store = open();
    for (int i = 0; i < rows; ++i)
      EXPECT_TRUE(write_route(*store, name + "+" + std::to_string(i)).ok());
    return {bytes_of(path_), bytes_of(path_ + "-wal")};
  }
  void lay_out(const std::string& file, const std::string& log) {
    path_ = folder_ + "/mixed.crm";
    std::filesystem::remove(path_ + "-shm");
    put(path_, file);
    put(path_ + "-wal", log);
  }
};

TEST_F(StoreForeignLog, K3_TheLogOfAnotherStoreIsRefused) {
  const Left ours = left_behind("ours.crm", 3, 5);
  const Left theirs = left_behind("theirs.crm", 4, 30);
  lay_out(ours.file, theirs.log);
  const auto refused = Store::open(path_, StoreOptions{});
  EXPECT_EQ(refused.status().code(), Code::kCorrupt) << refused.status().message();
  EXPECT_TRUE(bytes_of(path_) == ours.file);
  // Without it, or with its own, the store is what it was.
  lay_out(ours.file, "");
  EXPECT_EQ(verify_chain(*open(StoreOptions{})), 3);
  lay_out(ours.file, ours.log);
  EXPECT_EQ(verify_chain(*open(StoreOptions{})), 8);
}

// --- K4: damage --------------------------------------------------------------------------------

// What a reader may be told of a damaged file. A fault of the library is not among it.
bool is_clean(Code code) {
  static const std::set<Code> clean = {Code::kOk,          Code::kCorrupt, Code::kIo,
                                       Code::kUnsupported, Code::kFull,    Code::kConflict,
                                       Code::kInvalid,     Code::kLimit,   Code::kNotFound};
  return clean.contains(code);
}

// Everything that a store answers; true when all of it says that the store is sound.
bool ask_everything(const std::string& path, std::int64_t& records) {
  auto opened = Store::open(path, StoreOptions{});
  EXPECT_TRUE(is_clean(opened.status().code())) << opened.status().message();
  if (!opened.ok()) return false;
  Store& store = **opened;
  const auto found = crm::check_store(store, *Zone::load("UTC").value(), nullptr, kDefaults);
  EXPECT_TRUE(is_clean(found.status().code())) << found.status().message();
  bool sound = found.ok();
  if (found.ok())
    for (std::int64_t row = 0; row < (*found)->rows; ++row)
      sound = sound && (*found)->columns[0].text_at(row) != "error";
  records = verify_chain(store);
  const Status written = write_route(store, "/after");
  EXPECT_TRUE(is_clean(written.code())) << written.message();
  return sound;
}

// The seeds that a test begins with; a hundred in each, so that none takes long.
class StoreFlips : public StoreEnvironment, public ::testing::WithParamInterface<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Seeds, StoreFlips, ::testing::Values(1U, 101U, 201U));

TEST_P(StoreFlips, K4_FlippedBitsOfTheFileGiveErrorsNotCrashes) {
  make_store();
  const std::string whole = bytes_of(path_);
  int unsound = 0;
  for (unsigned seed = GetParam(); seed < GetParam() + 100; ++seed) {
    std::mt19937 random(seed);
    std::string damaged = whole;
    const unsigned flips = 1 + random() % 8;
    for (unsigned i = 0; i < flips; ++i) {
      // Every third time where it hurts most: the header and the first page of the catalogue.
      const std::size_t at = random() % (seed % 3 == 0 ? 4096 : damaged.size());
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
    }
    path_ = folder_ + "/flip.crm";
    put(path_, damaged);
    std::int64_t records = -1;
    const bool sound = ask_everything(path_, records);
    if (!sound) ++unsound;
    // A store that is called sound has the journal that was written.
    if (sound) {
      EXPECT_EQ(records, kRoutes) << "seed " << seed;
    }
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
  }
  EXPECT_GT(unsound, 15);  // or the flips hit nothing, and this proves nothing
}

TEST_F(StoreEnvironment, K4_FlippedBitsOfTheLogLoseItsTailOnly) {
  std::string file, log;
  {
    auto store = open();
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(write_route(*store, std::to_string(i)).ok());
    file = bytes_of(path_);
    log = bytes_of(path_ + "-wal");
  }
  ASSERT_GT(log.size(), 4096U);
  for (unsigned seed = 1; seed <= 100; ++seed) {
    std::mt19937 random(seed);
    std::string damaged = log;
    const std::size_t at = random() % damaged.size();
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
    path_ = folder_ + "/flip.crm";
    put(path_, file);
    put(path_ + "-wal", damaged);
    std::int64_t records = -1;
    // Frames after the damaged one are as if never written: a prefix remains.
    if (ask_everything(path_, records)) {
      EXPECT_GE(records, 0) << "seed " << seed;
      EXPECT_LE(records, 40) << "seed " << seed;
    }
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
  }
}

TEST_F(StoreEnvironment, K4_AnyLengthGivesErrorsNotCrashes) {
  make_store();
  const std::string whole = bytes_of(path_);
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 3) {
    path_ = folder_ + "/cut.crm";
    put(path_, whole.substr(0, size));
    std::int64_t records = -1;
    EXPECT_FALSE(ask_everything(path_, records)) << size;
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
  }
}

// --- K7, K8, K12: the process --------------------------------------------------------------------

TEST_F(StoreEnvironment, K7_ClosedStandardStreamsAreNeverOurFiles) {
  make_store();
  EXPECT_TRUE(in_child([&] {
    for (int fd = 0; fd < 3; ++fd) ::close(fd);
    auto store = Store::open(path_, StoreOptions{});
    if (!store.ok() || !write_route(**store, "/one").ok()) return false;
    auto transaction = (*store)->begin(Call{}, 60'000);  // holds the gate's files
    if (!transaction.ok()) return false;
    for (int fd = 0; fd < 3; ++fd) {
      char target[4096] = {};
      const std::string link = "/proc/self/fd/" + std::to_string(fd);
      const ssize_t size = ::readlink(link.c_str(), target, sizeof target - 1);
      if (size > 0 && std::strcmp(target, "/dev/null") != 0) return false;
      (void)!::write(fd, "printed by the host", 19);
    }
    transaction->reset();
    return (*store)->backup(folder_ + "/copy.crm", kDefaults).ok();
  }));
  auto store = open(StoreOptions{});
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), kRoutes + 1);
  EXPECT_EQ(verify_chain(*store), kRoutes + 1);
}

TEST_F(StoreEnvironment, K8_WithoutDescriptorsCallsFailAndRecover) {
  make_store();
  // The sanitizers look at objects with virtual functions through a pipe, which they cannot open
  // without descriptors either: no such object is touched meanwhile.
  EXPECT_TRUE(in_child([path = path_] {
    const auto allow = [](rlim_t count) {
      const struct rlimit limit { count, 1024 };
      return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
    };
    const Fd next(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const auto used = static_cast<rlim_t>(next.get()) + 1;
    int refused = 0;
    for (rlim_t more = 0; more < 12; ++more) {
      if (!allow(used + more)) return false;
      const Code code = Store::open(path, StoreOptions{}).status().code();
      if (code != Code::kOk && code != Code::kIo) return false;
      if (code == Code::kIo) ++refused;
    }
    if (refused == 0 || !allow(1024)) return false;
    auto store = Store::open(path, StoreOptions{});
    if (!store.ok()) return false;
    const Fd last(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!allow(static_cast<rlim_t>(last.get()) + 1)) return false;
    const Code written = write_route(**store, "/no").code();
    if (written != Code::kIo && written != Code::kOk) return false;
    if (!allow(1024)) return false;
    return write_route(**store, "/yes").ok() && verify_chain(**store) > kRoutes;
  }));
  EXPECT_GT(verify_chain(*open(StoreOptions{})), kRoutes);
}

TEST_F(StoreEnvironment, K12_LinksInThePlaceOfOurFilesAreNotFollowed) {
  make_store();
  const std::string victim = folder_ + "/victim";
  for (const char* suffix : {".gate", ".turn"}) {
    put(victim, "precious");
    std::filesystem::remove(path_ + suffix);
    ASSERT_EQ(::symlink(victim.c_str(), (path_ + suffix).c_str()), 0);
    EXPECT_EQ(open_code(StoreOptions{}), Code::kIo) << suffix;
    EXPECT_EQ(bytes_of(victim), "precious");
    std::filesystem::remove(path_ + suffix);
  }
  const std::string copy = folder_ + "/copy.crm";
  ASSERT_EQ(::symlink(victim.c_str(), copy.c_str()), 0);
  EXPECT_EQ(open(StoreOptions{})->backup(copy, kDefaults).code(), Code::kConflict);
  EXPECT_EQ(bytes_of(victim), "precious");
}

}  // namespace
}  // namespace pmm::store

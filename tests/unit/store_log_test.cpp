// What the log is told that no host can bring about from outside.
#include <sys/file.h>

#include <mutex>
#include <thread>
#include <vector>

#include "store_support.hpp"

namespace pmm::store {
namespace {

// The lines told, from any thread.
class Lines {
 public:
  Log log() {
    return Log([this](LogLevel level, std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(level, line);
    });
  }
  bool have(LogLevel level, std::string_view words) {
    const std::lock_guard lock(mutex_);
    for (const auto& [at, line] : lines_)
      if (at == level && line.find(words) != std::string::npos) return true;
    return false;
  }

 private:
  std::mutex mutex_;
  std::vector<std::pair<LogLevel, std::string>> lines_;
};

class StoreLog : public StoreTest {};

TEST_F(StoreLog, ALongWaitForTheGateIsTold) {
  Lines lines;
  StoreOptions options = creating();
  options.log = lines.log();
  options.long_wait = std::chrono::milliseconds(20);
  auto store = open(options);
  EXPECT_FALSE(lines.have(LogLevel::kWarning, "for the gate"));
  // Somebody has the gate, and keeps it until the writer has waited long enough.
  const Fd gate(::open((path_ + ".gate").c_str(), O_RDWR | O_CLOEXEC));
  ASSERT_EQ(::flock(gate.get(), LOCK_EX), 0);
  Call impatient;
  impatient.deadline = std::chrono::steady_clock::now() + 2 * options.long_wait;
  EXPECT_EQ(write_route(*store, "/in vain", impatient).code(), Code::kTimeout);
  EXPECT_TRUE(lines.have(LogLevel::kWarning, "ms for the gate, in vain"));
  EXPECT_GE(store->counts().longest_gate_wait_us, 20'000);
  ASSERT_EQ(::flock(gate.get(), LOCK_UN), 0);
  EXPECT_TRUE(write_route(*store, "/one").ok());
}

TEST_F(StoreLog, AWriteThatThrowsIsTold) {
  Lines lines;
  StoreOptions options = creating();
  options.log = lines.log();
  auto store = open(options);
  const Status thrown = store->write(
      kOrigin, kDefaults, [](Tx&) -> Status { throw std::runtime_error("out of thin air"); });
  EXPECT_EQ(thrown.code(), Code::kInternal);
  EXPECT_TRUE(lines.have(LogLevel::kError, "out of thin air"));
}

TEST_F(StoreLog, ATransactionThatItsLimitEndedIsTold) {
  Lines lines;
  StoreOptions options = creating();
  options.log = lines.log();
  auto store = open(options);
  auto transaction = store->begin(kDefaults, 1);
  ASSERT_TRUE(transaction.ok());
  EXPECT_TRUE(write_route(*store, "/after").ok());  // has its turn once the limit has passed
  transaction->reset();                             // waits for the watchdog
  EXPECT_TRUE(lines.have(LogLevel::kWarning, "its time limit has passed"));
}

// A log that fails has no say in the work.
TEST_F(StoreLog, ALogThatThrowsDoesNotMatter) {
  StoreOptions options = creating();
  options.log = Log([](LogLevel, std::string_view) { throw std::bad_alloc(); });
  EXPECT_TRUE(write_route(*open(options), "/one").ok());
}

}  // namespace
}  // namespace pmm::store

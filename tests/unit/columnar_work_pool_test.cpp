#include "columnar/work_pool.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <numeric>
#include <stdexcept>

namespace pmm::columnar {
namespace {

TEST(WorkPoolTest, DoesEachPieceOnce) {
  WorkPool pool(4);
  for (int round = 0; round < 50; ++round) {
    std::vector<int> done(1000, 0);
    for_each_shared(&pool, done.size(), 4, [&](unsigned worker, std::size_t i) {
      EXPECT_LT(worker, 4U);
      ++done[i];
      return true;
    });
    EXPECT_EQ(std::accumulate(done.begin(), done.end(), 0), 1000);
  }
}

TEST(WorkPoolTest, WorksAloneWithoutHelpers) {
  WorkPool pool(1);
  int sum = 0;
  const auto add = [&](unsigned worker, std::size_t i) {
    EXPECT_EQ(worker, 0U);
    sum += static_cast<int>(i);
    return true;
  };
  for_each_shared(&pool, 10, 8, add);
  for_each_shared(nullptr, 10, 8, add);
  for_each_shared(nullptr, 0, 8, add);
  EXPECT_EQ(sum, 90);
}

TEST(WorkPoolTest, StopsWhenAPieceSaysSo) {
  WorkPool pool(3);
  std::atomic<int> calls{0};
  for_each_shared(&pool, 100'000, 3, [&](unsigned, std::size_t) { return ++calls < 5; });
  EXPECT_LT(calls.load(), 5 + 3);
}

TEST(WorkPoolTest, ThrowsWhatAPieceThrows) {
  WorkPool pool(3);
  const auto work = [&](std::size_t thrower) {
    for_each_shared(&pool, 1000, 3, [&](unsigned, std::size_t i) -> bool {
      if (i == thrower) throw std::runtime_error("broken");
      return true;
    });
  };
  EXPECT_THROW(work(0), std::runtime_error);
  EXPECT_THROW(work(700), std::runtime_error);
  work(5000);
}

// Several callers at once, more than there are helpers.
TEST(WorkPoolTest, SharesItsHelpersAmongCallers) {
  WorkPool pool(3);
  std::vector<std::thread> callers;
  std::atomic<std::uint64_t> sum{0};
  for (int caller = 0; caller < 6; ++caller) {
    callers.emplace_back([&] {
      for (int round = 0; round < 30; ++round)
        for_each_shared(&pool, 100, 3, [&](unsigned, std::size_t i) {
          sum += i;
          return true;
        });
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sum.load(), 6U * 30U * 4950U);
}

// The child has no helpers to wait for.
TEST(WorkPoolTest, IsLeftAloneInTheChildOfAFork) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "the thread sanitizer does not follow a fork with threads";
#endif
  auto pool = std::make_unique<WorkPool>(3);
  for_each_shared(pool.get(), 100, 3, [](unsigned, std::size_t) { return true; });
  const pid_t child = ::fork();
  if (child == 0) {
    pool.reset();
    ::_exit(7);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

}  // namespace
}  // namespace pmm::columnar

#pragma once

#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "base/signals.hpp"
#include "exchange/row_builder.hpp"

namespace pmm::exchange {

// Where the import takes its batches from, one after the other. A batch is valid until the next one
// is asked for.
template <class Row>
class BatchFeed {
 public:
  virtual ~BatchFeed() = default;
  virtual RowBatch<Row>& next() = 0;
};

// Reads when asked, on the caller's thread.
template <class Row>
class DirectFeed final : public BatchFeed<Row> {
 public:
  DirectFeed(CsvReader& reader, RowBuilder<Row>& builder, bool stop)
      : reader_(reader), builder_(builder), stop_(stop) {}

  RowBatch<Row>& next() override {
    batch_.clear();
    builder_.fill(reader_, stop_, batch_);
    return batch_;
  }

 private:
  CsvReader& reader_;
  RowBuilder<Row>& builder_;
  const bool stop_;
  RowBatch<Row> batch_;
};

// Reads ahead on a thread of its own, a few batches far. The reader and the builder belong to that
// thread until this object is gone; the destructor waits for it.
template <class Row>
class ThreadedFeed final : public BatchFeed<Row> {
 public:
  ThreadedFeed(CsvReader& reader, RowBuilder<Row>& builder, bool stop)
      : reader_(reader), builder_(builder), stop_(stop), worker_(begin()) {}
  ThreadedFeed(const ThreadedFeed&) = delete;
  ThreadedFeed& operator=(const ThreadedFeed&) = delete;
  ~ThreadedFeed() override {
    {
      const std::lock_guard lock(mutex_);
      given_up_ = true;
    }
    changed_.notify_all();
    worker_.join();
  }

  RowBatch<Row>& next() override {
    std::unique_lock lock(mutex_);
    if (in_use_) {
      in_use_ = false;
      ++taken_;
      changed_.notify_all();
    }
    changed_.wait(lock, [&] { return filled_ > taken_; });
    in_use_ = true;
    RowBatch<Row>& batch = slots_[taken_ % kSlots];
    // After its last batch the worker is done with thrown_.
    if (batch.is_last && thrown_) std::rethrow_exception(thrown_);
    return batch;
  }

 private:
  static constexpr std::size_t kSlots = 4;

  std::thread begin() {
    const SignalsBlocked blocked;
    return std::thread([this] { work(); });
  }

  void work() {
    for (std::size_t number = 0;; ++number) {
      RowBatch<Row>& batch = slots_[number % kSlots];
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return given_up_ || number < taken_ + kSlots; });
        if (given_up_) return;
      }
      fill(batch);
      const bool is_last = batch.is_last;
      {
        const std::lock_guard lock(mutex_);
        filled_ = number + 1;
      }
      changed_.notify_all();
      if (is_last) return;
    }
  }

  // What is thrown here is thrown again on the caller's thread.
  void fill(RowBatch<Row>& batch) noexcept {
    batch.clear();
    try {
      builder_.fill(reader_, stop_, batch);
    } catch (...) {
      batch.clear();
      batch.is_last = true;
      thrown_ = std::current_exception();
    }
  }

  CsvReader& reader_;
  RowBuilder<Row>& builder_;
  const bool stop_;
  std::array<RowBatch<Row>, kSlots> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t filled_ = 0, taken_ = 0;  // batches, ever
  bool in_use_ = false, given_up_ = false;
  std::exception_ptr thrown_;
  std::thread worker_;  // last: it uses everything above
};

}  // namespace pmm::exchange

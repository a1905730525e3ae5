#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "base/status.hpp"

namespace pmm::runtime {

class Crm;
class Worker;

struct WorkerOptions {
  std::uint32_t threads = 1;
  std::uint32_t interval_ms = 1000;  // from the end of a tick to the next
};

// Where an open CRM keeps its worker, if it has one.
class WorkerSlot {
 public:
  WorkerSlot();
  ~WorkerSlot();
  WorkerSlot(const WorkerSlot&) = delete;
  WorkerSlot& operator=(const WorkerSlot&) = delete;

 private:
  friend Status start_worker(const std::shared_ptr<Crm>& crm, const WorkerOptions& options);
  friend Status stop_worker(Crm& crm);
  friend void stop_worker_at_close(Crm& crm) noexcept;
  std::mutex mutex_;
  std::shared_ptr<Worker> worker_;
};

// Threads that tick over and over. kMisuse when they do already, kDenied on a store that is only
// read.
Status start_worker(const std::shared_ptr<Crm>& crm, const WorkerOptions& options);
// Returns once the tick under way has ended; kMisuse in a thread of the worker itself.
Status stop_worker(Crm& crm);
// The same for whoever closes the store; in a child of a fork, where the threads are not, nothing
// is waited for.
void stop_worker_at_close(Crm& crm) noexcept;

}  // namespace pmm::runtime

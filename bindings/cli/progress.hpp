#pragma once

#include <cstdint>
#include <string>

#include "pmmcrm/pmmcrm.hpp"

namespace cli {

// The call of a long verb: it stops at Ctrl-C, and tells how far it is when somebody looks, which
// is when stderr is a terminal.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  const pmm_call* call() const noexcept { return &call_; }
  // Wipes the line, so that something else can be said.
  void finish();

 private:
  static std::int32_t told(void* self, std::int64_t done, std::int64_t total) noexcept;
  void show(std::int64_t done, std::int64_t total);

  std::string what_;
  bool shown_ = false;
  bool wanted_;
  std::int64_t last_permille_ = -1;
  pmmcrm::Cancel cancel_;
  pmm_call call_ = PMM_CALL_INIT;
};

}  // namespace cli

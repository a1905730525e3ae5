#include "progress.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <utility>

namespace cli {
namespace {

// What Ctrl-C stops; the second Ctrl-C ends the process as usual.
std::atomic<pmm_cancel*> running{nullptr};

void interrupted(int signal) {
  pmm_cancel_request(running.load());
  std::signal(signal, SIG_DFL);
}

}  // namespace

Progress::Progress(std::string what) : what_(std::move(what)), wanted_(::isatty(STDERR_FILENO)) {
  call_.cancel = cancel_.get();
  call_.progress = [](void* self, std::int64_t done, std::int64_t total) -> std::int32_t {
    return told(self, done, total);
  };
  call_.progress_data = this;
  running.store(cancel_.get());
  std::signal(SIGINT, interrupted);
}

Progress::~Progress() {
  std::signal(SIGINT, SIG_DFL);
  running.store(nullptr);
  finish();
}

void Progress::finish() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

std::int32_t Progress::told(void* self, std::int64_t done, std::int64_t total) noexcept {
  auto* progress = static_cast<Progress*>(self);
  if (progress->wanted_) progress->show(done, total);
  return 0;
}

void Progress::show(std::int64_t done, std::int64_t total) {
  const std::int64_t permille = total > 0 ? 1000 * done / total : 0;
  if (permille == last_permille_) return;
  last_permille_ = permille;
  constexpr int kCells = 30;
  std::string bar;
  for (int i = 0; i < kCells; ++i) bar += i * 1000 < permille * kCells ? "█" : "░";
  std::fprintf(stderr, "\r%s %s %3d %%\x1b[K", what_.c_str(), bar.c_str(),
               static_cast<int>(permille / 10));
  shown_ = true;
}

}  // namespace cli

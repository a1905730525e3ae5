#include "scene.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace bench {

std::string bench_root() {
  const char* chosen = std::getenv("PMMCRM_BENCH_DIR");
  const std::string root = chosen != nullptr ? chosen : ".";
  struct statfs info {};
  if (statfs(root.c_str(), &info) != 0) throw std::runtime_error("cannot look at " + root);
  if (info.f_type == TMPFS_MAGIC || info.f_type == RAMFS_MAGIC)
    throw std::runtime_error(root + " is in memory: nothing is synced there; set PMMCRM_BENCH_DIR");
  return root;
}

Folder::Folder() {
  std::string pattern = bench_root() + "/pmmcrm-bench-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

double sync_latency_us() {
  const Folder folder;
  const int fd = open(folder.file("sync").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot write in " + bench_root());
  const std::vector<char> page(4096, 'x');
  std::vector<double> samples;
  for (int i = 0; i < 200; ++i) {
    const Stopwatch watch;
    if (pwrite(fd, page.data(), page.size(), 4096L * i) < 0 || fdatasync(fd) != 0)
      throw std::runtime_error("the file system refuses to sync");
    samples.push_back(watch.seconds() * 1e6);
  }
  close(fd);
  std::nth_element(samples.begin(), samples.begin() + 100, samples.end());
  return samples[100];
}

namespace {
template <class Options>
void set_threads(Options& options, int threads) {
  if constexpr (requires { options.query_threads; })
    options.query_threads = static_cast<std::uint32_t>(threads);
}
}  // namespace

Crm::Crm(const std::string& path, const Options& options) {
  pmm_open_options raw = PMM_OPEN_OPTIONS_INIT;
  raw.flags = options.create ? PMM_OPEN_CREATE : 0;
  raw.wal_limit_bytes = options.log_bytes;
  set_threads(raw, options.threads);
  pmm_error* error = nullptr;
  check(pmm_open(view(path), &raw, &db_, &error), &error);
  check(pmm_session_open(db_, PMM_ACTOR_ADMINISTRATOR, &session_, &error), &error);
}

Crm::~Crm() {
  pmm_session_free(session_);
  pmm_db_free(db_);
}

namespace {
std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}
}  // namespace

Stopwatch::Stopwatch() : started_ns_(now_ns()) {}
double Stopwatch::seconds() const { return static_cast<double>(now_ns() - started_ns_) * 1e-9; }

}  // namespace bench

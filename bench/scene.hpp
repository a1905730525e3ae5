#pragma once

#include <pmmcrm/pmmcrm.h>

#include <cstdint>
#include <stdexcept>
#include <string>

// A folder for one measurement, and what every measurement needs of the library.
namespace bench {

// A fresh folder on a file system that really syncs; removed with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// The folder that Folder makes its own in; from PMMCRM_BENCH_DIR, else the current one. Throws when
// its file system keeps files in memory, where a sync costs nothing and proves nothing.
std::string bench_root();

// Median of a write of one page and fdatasync, in microseconds.
double sync_latency_us();

// `error` is the one the call was given: a pointer to it, because its value is not there before the
// call, and arguments are evaluated in any order.
inline void check(pmm_status status, pmm_error** error) {
  if (status >= 0) return;
  const std::string text(pmm_error_message(*error).data);
  pmm_error_free(*error);
  throw std::runtime_error(std::string(pmm_status_name(status).data) + ": " + text);
}

inline pmm_str view(const std::string& text) { return {text.data(), text.size()}; }

// An open store and a session of its first administrator.
class Crm {
 public:
  struct Options {
    bool create;
    int threads;             // of a question; 0: as many as the library thinks fit
    std::int64_t log_bytes;  // that call for a checkpoint; 0: the library's default
  };
  explicit Crm(const std::string& path, bool create = true) : Crm(path, Options{create, 0, 0}) {}
  Crm(const std::string& path, const Options& options);
  ~Crm();
  Crm(const Crm&) = delete;
  Crm& operator=(const Crm&) = delete;
  pmm_db* db() const { return db_; }
  pmm_session* session() const { return session_; }

 private:
  pmm_db* db_ = nullptr;
  pmm_session* session_ = nullptr;
};

// A session of its own on an open store.
class Acting {
 public:
  explicit Acting(const Crm& crm, pmm_id actor = PMM_ACTOR_ADMINISTRATOR) {
    pmm_error* error = nullptr;
    check(pmm_session_open(crm.db(), actor, &session_, &error), &error);
  }
  ~Acting() { pmm_session_free(session_); }
  Acting(const Acting&) = delete;
  Acting& operator=(const Acting&) = delete;
  pmm_session* get() const { return session_; }

 private:
  pmm_session* session_ = nullptr;
};

class Stopwatch {
 public:
  Stopwatch();
  double seconds() const;

 private:
  std::int64_t started_ns_;
};

}  // namespace bench

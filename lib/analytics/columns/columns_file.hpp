#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "analytics/columns/epoch.hpp"
#include "analytics/columns/saved_columns.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"
#include "store/side_file.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// FILE.columns: the columns beside the store, so that the next one who opens it need not read the
// tables. A disposable cache, and never the reason why something fails: what cannot be read or
// written is told to the log. docs/adr/0013.
class ColumnsFile {
 public:
  // Columns as of an epoch, with all that is needed to go on from there.
  struct Columns {
    EpochPtr epoch;
    std::array<CubeRows, kCubes> rows;
    std::int64_t last_subject = 0;
  };
  struct Loaded {
    SavedColumns columns;
    std::shared_ptr<const store::SideFile> file;  // where their values are
    Mark mark;
    bool visits_differ = false;  // the visits are not those that were saved, and are read anew
  };
  // Not `used`: neither read nor written.
  ColumnsFile(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone, bool used);
  ~ColumnsFile();
  ColumnsFile(const ColumnsFile&) = delete;
  ColumnsFile& operator=(const ColumnsFile&) = delete;

  // What was saved, if it was made from this store, at a moment that `db` has in its past. It may
  // lack what was committed since. Fails only when the call does, and with kBusy when what is there
  // was saved after `db` began to read.
  Result<std::optional<Loaded>> load(store::Connection& db, const Call& call);

  bool may_save() const noexcept;
  // In a thread of its own, so that no question waits for the disk. False: one is under way.
  bool save_aside(Columns columns);
  void save(const Columns& columns) noexcept { save_timed(columns); }
  // Until nothing is being saved.
  void wait() noexcept;
  // What saving so many bytes costs, by the last time or by experience.
  std::int64_t cost_us(std::int64_t bytes) const noexcept;

  // Takes the file away; what is being saved here meanwhile is not put in its place.
  Status forget();

 private:
  Result<std::optional<Loaded>> load_checked(store::Connection& db, const Call& call) const;
  Status check_identity(store::Connection& db, const ColumnsIdentity& saved) const;
  Result<ColumnsIdentity> identify(store::Connection& db, const Mark& mark) const;
  Result<bool> is_saved(store::Connection& db, const Mark& mark) const;
  struct Written {
    std::uint64_t bytes = 0;  // 0: somebody else has done it, or is about to
  };
  Written save_timed(const Columns& columns) noexcept;
  Result<Written> write(const Columns& columns, std::uint64_t generation) const;

  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;
  std::string path_;
  std::string layout_;
  bool used_;
  int process_;

  std::unique_ptr<std::thread> saver_;  // of the one who feeds
  std::atomic<bool> saving_{false};
  std::atomic<std::uint64_t> forgotten_{0};  // how often
  std::atomic<double> us_per_byte_;
};

}  // namespace pmm::analytics

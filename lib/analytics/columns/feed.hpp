#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "analytics/columns/changes.hpp"
#include "analytics/columns/columns_file.hpp"
#include "analytics/columns/cube_draft.hpp"
#include "analytics/columns/epoch.hpp"
#include "analytics/columns/stage_draft.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

struct EngineOptions {
  bool columns_file = true;  // FILE.columns is read and written
  // The work that is worth saving while the store is open, unless saving takes as long; less is
  // saved when it is closed. 0: any work at all.
  std::int64_t save_after_us = 1'000'000;
  unsigned threads = 1;  // that a question may use, the caller's included
};

// Keeps the columns up with the store: the first question reads the tables, the later ones what
// the journal says has changed since, and the visits that were added. Shared.
class Feed {
 public:
  Feed(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone,
       const EngineOptions& options);
  // Saves the columns when the next one who opens the store would work longer without.
  ~Feed();
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  // An epoch that has all that was committed before the call, maybe more.
  Result<EpochPtr> latest(const Call& call);

  // Whether a question has been asked: members are known then. Any thread.
  bool has_columns() {
    const std::lock_guard guard(mutex_);
    return epoch_ != nullptr;
  }

  // Takes FILE.columns away. Any thread.
  Status forget_saved() { return file_.forget(); }

  // The memory that the newest columns take. Any thread.
  std::int64_t bytes() const noexcept { return bytes_.load(); }
  std::int64_t bytes(CubeId cube) const noexcept {
    return cube_bytes_[static_cast<std::size_t>(cube)].load();
  }

 private:
  using Cells = std::vector<columnar::Cell>;

  using Drafts = std::array<std::optional<CubeDraft>, kCubes>;

  Result<EpochPtr> bring_up(store::Connection& db, const Mark& mark, EpochPtr base,
                            const Call& call);
  Result<EpochPtr> load_saved(store::Connection& db, const Call& call);
  Result<EpochPtr> take_over(store::Connection& db, ColumnsFile::Loaded loaded, const Call& call);
  void save_if_due(const EpochPtr& epoch);
  void publish(Drafts& drafts, Epoch& next);
  ColumnsFile::Columns columns_of(const EpochPtr& epoch) const;
  Result<EpochPtr> feed(store::Connection& db, const Mark& mark, const Epoch* base,
                        const Call& call);
  // What stands beside the columns: names, when terms stood still, which days are worked.
  Status follow_beside(store::Connection& db, Epoch& epoch, bool anew, const Changes& changes,
                       const Call& call);
  Status relabel(store::Connection& db, const Changes& changes);
  // `others` is what the cubes that are ready take.
  Status append_new(store::Connection& db, const Cube& cube, CubeDraft& draft, std::int64_t others,
                    const Call& call);
  // Brings the attributes of `epoch` up to what services declare; gives the columns of the cases
  // that are new, and null so far.
  Result<std::vector<std::uint8_t>> declare(store::Connection& db, Epoch& epoch) const;
  Status fill_attributes(store::Connection& db, const std::vector<std::uint8_t>& columns,
                         CubeDraft& draft, const Call& call) const;
  // The stays that the moves after the last known one make; `gone` are the rows of erased cases.
  // Gives the last event there is.
  Result<std::int64_t> feed_stages(store::Connection& db, StageDraft& draft,
                                   const std::vector<std::uint32_t>& gone, std::int64_t others,
                                   const Call& call);
  Result<std::int64_t> within_limit(std::int64_t cube_bytes) const;
  void note_bytes(const std::array<std::int64_t, kCubes>& bytes) noexcept;
  void note_work(const Epoch& epoch, bool built, std::int64_t us) noexcept;
  void tell_built(const Epoch& epoch, std::chrono::steady_clock::time_point since) const noexcept;
  Status patch_changed(store::Connection& db, const Cube& cube, CubeDraft& draft,
                       const std::vector<std::int64_t>& changed, const Call& call);
  Status read_row(store::Connection& db, const Cube& cube, const store::Statement& row,
                  AttributeColumns* attributes, Cells& cells);
  Result<columnar::Cell> read_cell(store::Connection& db, const ColumnSpec& spec,
                                   const store::Statement& row, int column);
  Result<columnar::Cell> catalogue_code(store::Connection& db, Domain domain, std::int64_t id);
  columnar::Dictionary& dictionary(Domain domain) {
    return dictionaries_[static_cast<std::size_t>(domain)];
  }
  void forget_all();

  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;

  // Of the one who feeds.
  std::array<CubeRows, kCubes> states_;
  StageState stages_;
  std::array<columnar::Dictionary, kDomains> dictionaries_;
  Levels levels_;
  std::int64_t last_subject_ = 0;  // the highest subject that a row names
  bool is_lost_ = false;           // it is of no epoch: what was to replace it did not come about
  bool visits_differ_ = false;     // from those that were saved
  std::int64_t unsaved_us_ = 0;    // the work that is in no file
  bool is_built_ = false;          // from the tables, and not saved since

  std::mutex mutex_;
  std::condition_variable fed_;
  bool feeding_ = false;
  EpochPtr epoch_;
  std::atomic<std::int64_t> bytes_{0};
  std::array<std::atomic<std::int64_t>, kCubes> cube_bytes_{};

  EngineOptions options_;
  int process_;
  ColumnsFile file_;  // last: what is being saved is waited for first
};

}  // namespace pmm::analytics

// A mixed load, step by step, and the ledger of what each step was told. What a step does follows
// from its number alone, so that whoever reads the ledger later knows what must stand in the store.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>

#include "pmmcrm/pmmcrm.h"

namespace fault {

// The steps of one round, in their order; several need a row that an earlier step has made.
enum class Kind {
  kSubject,
  kAddress,
  kNote,
  kPair,  // two subjects in a transaction of the host
  kCase,
  kTriage,
  kContact,
  kTask,
  kVisits,
  kStart,  // the second move of the case
  kImport,
};
inline constexpr int kRound = 11;
inline constexpr int kHits = 20;          // of one kVisits
inline constexpr int kImportRounds = 16;  // every so many rounds there is an import

// What a writer was about to do, and what it was told. A step that was begun and not answered is
// unknown: its writer died, or the answer does not tell.
enum Answer : std::uint8_t { kNothing = 0, kBegun, kAcknowledged, kRefused };

struct Step {
  std::atomic<std::uint8_t> answer;
  std::atomic<std::int64_t> id;  // of the row, once it is acknowledged
};

inline Kind kind_of(int step) { return static_cast<Kind>(step % kRound); }

// One writer's steps, and where it keeps the files that it imports.
class Load {
 public:
  Load(std::span<Step> steps, std::string name, std::string folder, int import_rows)
      : steps_(steps),
        name_(std::move(name)),
        folder_(std::move(folder)),
        import_rows_(import_rows) {}

  // Makes what the load is about: an office, a channel and a service of a term.
  static void prepare(pmm_session* session);

  // Whether the step has anything to do: what it needs is there for sure.
  bool applies(int step) const;
  // Carries the step out and enters intent and answer. An import may be run again.
  pmm_status run(pmm_session* session, int step) const;

  const Step& at(int step) const { return steps_[static_cast<std::size_t>(step)]; }
  int count() const { return static_cast<int>(steps_.size()); }
  int import_rows() const { return import_rows_; }
  // The row that a step of the same round has made; 0 when that is not certain.
  pmm_id made_by(int step, Kind kind) const;
  std::string key_of(int step, const char* part = "") const {
    return name_ + "s" + std::to_string(step) + part;
  }

 private:
  pmm_status write(pmm_session* session, int step, pmm_id* id) const;
  pmm_status import(pmm_session* session, int step) const;

  std::span<Step> steps_;
  std::string name_;
  std::string folder_;
  int import_rows_;
};

}  // namespace fault

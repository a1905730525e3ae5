#include "analytics/columns/feed.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <numeric>
#include <utility>

#include "analytics/columns/changes.hpp"
#include "analytics/columns/cube_draft.hpp"
#include "analytics/columns/feed_sql.hpp"
#include "base/clock.hpp"
#include "model/case.hpp"

namespace pmm::analytics {
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(20);

bool has_rows(const Epoch& epoch) noexcept {
  return std::any_of(epoch.frames.begin(), epoch.frames.end(),
                     [](const columnar::Frame& frame) { return frame.rows != 0; });
}

Result<Mark> read_mark(store::Connection& db) {
  Mark mark;
  PMM_ASSIGN(const auto journal, db.query_int(sql::kLastJournal));
  PMM_ASSIGN(const auto visit, db.query_int(sql::kLastVisit));
  mark.journal = journal.value_or(0);
  mark.visit = visit.value_or(0);
  return mark;
}

}  // namespace

Feed::Feed(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone,
           const EngineOptions& options)
    : store_(std::move(store)),
      zone_(std::move(zone)),
      options_(options),
      process_(::getpid()),
      file_(store_, zone_, options.columns_file) {}

Feed::~Feed() {
  if (process_ != ::getpid()) return;
  file_.wait();
  if (!epoch_ || is_lost_ || !file_.may_save() || !epoch_->is_sound()) return;
  if (!has_rows(*epoch_)) return;
  if (!is_built_ && unsaved_us_ <= file_.cost_us(bytes())) return;
  try {
    file_.save(columns_of(epoch_));
  } catch (const std::exception&) {
    return;  // no memory for it
  }
}

Result<EpochPtr> Feed::latest(const Call& call) {
  PMM_ASSIGN(auto snapshot, store_->read(call));
  PMM_ASSIGN(const Mark mark, read_mark(snapshot.db()));
  std::unique_lock lock(mutex_);
  for (;;) {
    if (epoch_ && epoch_->mark.covers(mark) && epoch_->is_sound()) return epoch_;
    if (!feeding_) break;
    fed_.wait_for(lock, kLookAgain);
    PMM_TRY(call.check());
  }
  feeding_ = true;
  const EpochPtr base = epoch_;
  lock.unlock();
  struct Turn {  // given back however the feeding ends
    Feed& feed;
    ~Turn() {
      const std::lock_guard guard(feed.mutex_);
      feed.feeding_ = false;
      feed.fed_.notify_all();
    }
  } const turn{*this};
  PMM_ASSIGN(EpochPtr next, bring_up(snapshot.db(), mark, base, call));
  {
    const std::lock_guard guard(mutex_);
    epoch_ = next;
  }
  save_if_due(next);
  return next;
}

Result<EpochPtr> Feed::bring_up(store::Connection& db, const Mark& mark, EpochPtr base,
                                const Call& call) {
  if (base && !base->is_sound()) {
    store_->log().tell(LogLevel::kWarning,
                       [] { return "somebody wrote into the saved columns: they are dropped"; });
    base = nullptr;
  }
  if (is_lost_) base = nullptr;
  if (!base) {
    PMM_ASSIGN(base, load_saved(db, call));
  }
  if (!base || !base->mark.covers(mark) || visits_differ_) {
    PMM_ASSIGN(base, feed(db, mark, base.get(), call));
  }
  is_lost_ = false;
  return base;
}

// --- Saved columns -----------------------------------------------------------------------------

// Null: there are none.
Result<EpochPtr> Feed::load_saved(store::Connection& db, const Call& call) {
  forget_all();
  auto loaded = file_.load(db, call);
  if (!loaded.ok() && loaded.status().code() == Code::kBusy) {
    PMM_ASSIGN(auto later, store_->read(call));
    loaded = file_.load(later.db(), call);
    // Visits of an earlier moment than the rest would be half of a transaction.
    if (!loaded.ok() || (*loaded && (*loaded)->visits_differ)) return EpochPtr();
    if (!*loaded) return EpochPtr();
    return take_over(later.db(), std::move(**loaded), call);
  }
  if (!loaded.ok()) return loaded.take_status();
  if (!*loaded) return EpochPtr();
  return take_over(db, std::move(**loaded), call);
}

// `db` is not of an earlier moment than what was loaded.
Result<EpochPtr> Feed::take_over(store::Connection& db, ColumnsFile::Loaded loaded,
                                 const Call& call) {
  SavedColumns& columns = loaded.columns;
  auto epoch = std::make_shared<Epoch>();
  epoch->mark = loaded.mark;
  epoch->file = std::move(loaded.file);
  epoch->frames = std::move(columns.frames);
  states_ = std::move(columns.rows);
  for (const Cube& cube : cubes())
    if (cube.id != CubeId::kStages) {
      const auto at = static_cast<std::size_t>(cube.id);
      epoch->ids[at] = std::make_shared<const columnar::RowMap>(states_[at].rows);
    }
  dictionaries_ = std::move(columns.dictionaries);
  last_subject_ = columns.last_subject;
  visits_differ_ = loaded.visits_differ;
  std::array<std::int64_t, kCubes> of_cubes{};
  for (std::size_t at = 0; at < kCubes; ++at)
    of_cubes[at] = static_cast<std::int64_t>(columnar::held_bytes(epoch->frames[at]) +
                                             states_[at].rows.bytes());
  stages_ = StageState(epoch->frame(CubeId::kStages));
  of_cubes[static_cast<std::size_t>(CubeId::kStages)] += static_cast<std::int64_t>(stages_.bytes());
  PMM_ASSIGN(bytes_,
             within_limit(std::accumulate(of_cubes.begin(), of_cubes.end(), std::int64_t{0})));
  note_bytes(of_cubes);
  PMM_TRY(levels_.follow(db, dictionaries_, {}));
  epoch->levels = levels_.tables();
  PMM_TRY(follow_beside(db, *epoch, true, {}, call));
  epoch->attributes = std::make_shared<AttributeColumns>(std::move(columns.attributes));
  epoch->attribute_dictionaries = epoch->attributes->publish();
  epoch->members = std::make_shared<const Members>(epoch->attributes->declared());
  for (std::size_t at = 0; at < kDomains; ++at)
    epoch->dictionaries[at] = dictionaries_[at].publish();
  return EpochPtr(std::move(epoch));
}

ColumnsFile::Columns Feed::columns_of(const EpochPtr& epoch) const {
  return {epoch, states_, last_subject_};
}

void Feed::save_if_due(const EpochPtr& epoch) {
  const std::int64_t worth_us = options_.save_after_us == 0
                                    ? 1
                                    : std::max(options_.save_after_us, 2 * file_.cost_us(bytes()));
  if (unsaved_us_ < worth_us || !file_.may_save() || !epoch->is_sound()) return;
  try {
    if (!file_.save_aside(columns_of(epoch))) return;
    unsaved_us_ = 0;
    is_built_ = false;
  } catch (const std::bad_alloc&) {
    return;  // the answer is there, and that is what was asked for
  }
}

// Gives the epoch what the drafts have and what their codes mean.
void Feed::publish(Drafts& drafts, Epoch& next) {
  for (std::size_t at = 0; at < kCubes; ++at) {
    if (!drafts[at]) continue;
    next.frames[at] = drafts[at]->builder.finish();
    next.ids[at] = std::make_shared<const columnar::RowMap>(drafts[at]->state.rows);
  }
  for (std::size_t at = 0; at < kDomains; ++at) next.dictionaries[at] = dictionaries_[at].publish();
  next.attribute_dictionaries = next.attributes->publish();
}

Result<EpochPtr> Feed::feed(store::Connection& db, const Mark& mark, const Epoch* base,
                            const Call& call) {
  const auto since = std::chrono::steady_clock::now();
  Changes changes;
  if (base != nullptr) {
    PMM_ASSIGN(const bool whole,
               read_changes(db, base->mark.journal, last_subject_, changes, call));
    if (!whole) base = nullptr;
  }
  if (base == nullptr) {
    forget_all();
    changes = {};
  }
  if (visits_differ_) changes.visits_rewritten = true;
  PMM_TRY(relabel(db, changes));
  auto next = base != nullptr ? std::make_shared<Epoch>(*base) : std::make_shared<Epoch>();
  next->mark = mark;

  std::vector<std::uint8_t> new_attributes;
  if (base == nullptr || changes.names(Domain::kService)) {
    PMM_ASSIGN(new_attributes, declare(db, *next));
  }
  constexpr auto kVisitsAt = static_cast<std::size_t>(CubeId::kVisits);
  CubeRows new_visits;
  if (changes.visits_rewritten) next->frames[kVisitsAt] = {};
  Drafts drafts;
  std::int64_t bytes = 0;
  std::array<std::int64_t, kCubes> of_cubes{};
  for (const Cube& cube : cubes()) {
    const auto at = static_cast<std::size_t>(cube.id);
    if (sql::kRowsAfter[at] == nullptr) continue;
    const bool anew = at == kVisitsAt && changes.visits_rewritten;
    AttributeColumns* more = cube.id == CubeId::kCases ? next->attributes.get() : nullptr;
    drafts[at].emplace(anew ? new_visits : states_[at], kinds_of(cube, *next->attributes),
                       next->frames[at], more);
    if (more != nullptr) PMM_TRY(fill_attributes(db, new_attributes, *drafts[at], call));
    PMM_TRY(patch_changed(db, cube, *drafts[at], changes.ids[at], call));
    PMM_TRY(append_new(db, cube, *drafts[at], bytes, call));
    of_cubes[at] = drafts[at]->bytes();
    bytes += of_cubes[at];
  }
  constexpr auto kCasesAt = static_cast<std::size_t>(CubeId::kCases);
  constexpr auto kStagesAt = static_cast<std::size_t>(CubeId::kStages);
  StageDraft stays(stages_, kinds_of(cube_of(CubeId::kStages), *next->attributes),
                   next->frames[kStagesAt]);
  PMM_ASSIGN(const std::int64_t last_event,
             feed_stages(db, stays, drafts[kCasesAt]->gone, bytes, call));
  of_cubes[kStagesAt] = stays.bytes();
  PMM_ASSIGN(bytes, within_limit(bytes + of_cubes[kStagesAt]));
  PMM_TRY(levels_.follow(db, dictionaries_, changes.labels));
  next->levels = levels_.tables();
  PMM_TRY(follow_beside(db, *next, base == nullptr, changes, call));
  next->frames[kStagesAt] = stays.finish();
  publish(drafts, *next);
  // Nothing below can fail: the cubes move on together or not at all.
  for (auto& draft : drafts)
    if (draft) draft->keep();
  stays.keep();
  states_[kStagesAt].last_id = last_event;
  if (changes.visits_rewritten) states_[kVisitsAt] = std::move(new_visits);
  visits_differ_ = false;
  bytes_ = bytes;
  note_bytes(of_cubes);
  if (base == nullptr) tell_built(*next, since);
  note_work(*next, base == nullptr, us_since(since));
  return EpochPtr(std::move(next));
}

void Feed::note_bytes(const std::array<std::int64_t, kCubes>& bytes) noexcept {
  for (std::size_t at = 0; at < kCubes; ++at) cube_bytes_[at] = bytes[at];
}

void Feed::note_work(const Epoch& epoch, bool built, std::int64_t us) noexcept {
  if (built) unsaved_us_ = 0;
  unsaved_us_ += us;
  if (built) is_built_ = has_rows(epoch);
}

// The columns have half of the store's memory limit.
Result<std::int64_t> Feed::within_limit(std::int64_t cube_bytes) const {
  std::int64_t needed = cube_bytes;
  for (const columnar::Dictionary& entries : dictionaries_)
    needed += static_cast<std::int64_t>(entries.bytes());
  PMM_TRY(check_memory("query", "the columns take over", needed, store_->memory_limit_bytes() / 2,
                       "a half"));
  return needed;
}

void Feed::tell_built(const Epoch& epoch,
                      std::chrono::steady_clock::time_point since) const noexcept {
  store_->log().tell(LogLevel::kInfo, [&] {
    const std::int64_t us = us_since(since);
    std::uint64_t rows = 0;
    for (const columnar::Frame& frame : epoch.frames) rows += frame.rows;
    return "built the columns from the tables: " + std::to_string(rows) + " rows, " +
           std::to_string(bytes()) + " bytes, " + std::to_string(us) + " us";
  });
}

// --- What has changed --------------------------------------------------------------------------

Status Feed::follow_beside(store::Connection& db, Epoch& epoch, bool anew, const Changes& changes,
                           const Call& call) {
  for (std::size_t i = 0; i < kDomains; ++i) {
    const auto domain = static_cast<Domain>(i);
    if (!is_named(domain) || !(anew || changes.names(domain))) continue;
    PMM_ASSIGN(epoch.names[i], load_names(db, domain));
  }
  const auto at = static_cast<std::size_t>(CubeId::kCases);
  if (anew || changes.holidays) {
    PMM_ASSIGN(epoch.working_days, load_working_days(db, zone_));
  }
  if (anew) {
    PMM_ASSIGN(epoch.standstills, read_standstills(db, states_[at].rows, call));
  } else {
    PMM_ASSIGN(epoch.standstills,
               follow_standstills(db, states_[at].rows, epoch.standstills, changes.ids[at], call));
  }
  return {};
}

Status Feed::relabel(store::Connection& db, const Changes& changes) {
  for (const auto& [domain, id] : changes.labels) {
    const auto code = dictionary(domain).find(id);
    if (!code) continue;
    PMM_ASSIGN(auto row, db.prepare(sql::kLabelOf[static_cast<std::size_t>(domain)]));
    row.bind(1, id);
    PMM_ASSIGN(const bool found, row.step());
    if (found) dictionary(domain).relabel(*code, row.text_at(0));
  }
  return {};
}

void Feed::forget_all() {
  is_lost_ = true;
  states_ = {};
  stages_ = {};
  dictionaries_ = {};
  levels_ = {};
  last_subject_ = 0;
  visits_differ_ = false;
  // What a case may come to, also when none has: how one stood on a day may be told with it.
  for (const std::string_view status : {model::kStatusOpen, model::kStatusClosed})
    dictionary(Domain::kStatus).code_of(status);
  for (const std::string_view outcome : model::case_outcomes())
    dictionary(Domain::kCaseOutcome).code_of(outcome);
}

}  // namespace pmm::analytics

#include "analytics/feed.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <new>
#include <numeric>
#include <utility>

#include "analytics/feed_sql.hpp"
#include "base/clock.hpp"
#include "model/case.hpp"
#include "store/noun.hpp"

namespace pmm::analytics {
namespace {

using columnar::Cell;
using columnar::kNullInt;

constexpr std::int64_t kCheckRows = 4096;  // between two looks at the call
constexpr auto kLookAgain = std::chrono::milliseconds(20);

void sort_unique(std::vector<std::int64_t>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

std::optional<Domain> catalogue_domain(store::Noun noun) noexcept {
  switch (noun) {
    case store::Noun::kChannel:
      return Domain::kChannel;
    case store::Noun::kService:
      return Domain::kService;
    case store::Noun::kCategory:
      return Domain::kCategory;
    case store::Noun::kOffice:
      return Domain::kOffice;
    case store::Noun::kArea:
      return Domain::kArea;
    case store::Noun::kRoute:
      return Domain::kRoute;
    default:
      return std::nullopt;
  }
}

bool has_rows(const Epoch& epoch) noexcept {
  return std::any_of(epoch.frames.begin(), epoch.frames.end(),
                     [](const columnar::Frame& frame) { return frame.rows != 0; });
}

// `fields` is a comma-separated list.
bool names_field(std::string_view fields, std::string_view wanted) noexcept {
  while (!fields.empty()) {
    const std::size_t end = std::min(fields.find(','), fields.size());
    if (fields.substr(0, end) == wanted) return true;
    fields.remove_prefix(std::min(end + 1, fields.size()));
  }
  return false;
}

// Visits only grow, unless one of these happened to a range of them.
bool rewrites_visits(std::string_view verb) noexcept {
  return verb != "create" && verb != "append" && verb != "import";
}

// What happens to one visit: it is another subject's.
bool moves_visit(std::string_view verb) noexcept { return verb == "merge" || verb == "unmerge"; }

Result<Mark> read_mark(store::Connection& db) {
  Mark mark;
  PMM_ASSIGN(const auto journal, db.query_int(sql::kLastJournal));
  PMM_ASSIGN(const auto visit, db.query_int(sql::kLastVisit));
  mark.journal = journal.value_or(0);
  mark.visit = visit.value_or(0);
  return mark;
}

}  // namespace

struct Feed::Draft {
  // `more` are the columns behind those of the cube.
  Draft(CubeRows& cube_state, std::vector<columnar::Kind> kinds, const Frame& base,
        AttributeColumns* more)
      : state(cube_state),
        attributes(more),
        columns(kinds.size()),
        builder(kinds, base),
        last_id(cube_state.last_id),
        was_empty(cube_state.rows.empty()) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    if (kept) return;
    if (was_empty) state = {};
    // The last first, so that each is the end of a run and erasing it needs no memory.
    for (auto id = added.rbegin(); id != added.rend(); ++id) state.rows.erase(*id);
  }
  Status add(std::int64_t id, const Cells& cells) {
    if (builder.rows() >= std::numeric_limits<std::uint32_t>::max())
      return Status::limit("query", "a cube has over 4294967294 rows");
    if (!was_empty) added.push_back(id);
    state.rows.insert(id, builder.append(cells));
    last_id = std::max(last_id, id);
    return {};
  }
  std::int64_t bytes() const noexcept {
    return static_cast<std::int64_t>(builder.bytes() + state.rows.bytes());
  }
  void keep() noexcept {
    state.last_id = last_id;
    kept = true;
  }

  CubeRows& state;
  AttributeColumns* attributes;  // null: the cube has none
  std::size_t columns;
  columnar::FrameBuilder builder;
  std::int64_t last_id;
  bool was_empty;
  bool kept = false;
  std::vector<std::int64_t> added;
  std::vector<std::uint32_t> gone;  // rows that were erased
};

struct Feed::Changes {
  std::array<std::vector<std::int64_t>, kCubes> ids;
  std::vector<std::int64_t> subjects;                   // whose kind changed
  std::vector<std::pair<Domain, std::int64_t>> labels;  // catalogue entries
  bool visits_rewritten = false;
  bool holidays = false;

  bool names(Domain domain) const noexcept {
    return std::any_of(labels.begin(), labels.end(),
                       [domain](const auto& label) { return label.first == domain; });
  }
  std::vector<std::int64_t>& of(CubeId cube) { return ids[static_cast<std::size_t>(cube)]; }
};

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
    PMM_ASSIGN(const bool whole, read_changes(db, *base, changes, call));
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
    for (const Frame& frame : epoch.frames) rows += frame.rows;
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

// False: the journal does not go on where the epoch ends, so everything must be read anew.
Result<bool> Feed::read_changes(store::Connection& db, const Epoch& base, Changes& changes,
                                const Call& call) {
  PMM_ASSIGN(auto row, db.prepare(sql::kJournalAfter));
  row.bind(1, base.mark.journal);
  std::int64_t expected = base.mark.journal;
  for (;;) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    if (row.int_at(0) != ++expected) return false;
    if (expected % kCheckRows == 0) PMM_TRY(call.check());
    const auto noun = static_cast<store::Noun>(row.int_at(2));
    const std::int64_t id = row.int_at(3);
    if (noun == store::Noun::kCase)
      changes.of(CubeId::kCases).push_back(id);
    else if (!row.is_null(4))
      changes.of(CubeId::kCases).push_back(row.int_at(4));
    if (noun == store::Noun::kHoliday) changes.holidays = true;
    if (noun == store::Noun::kContact) changes.of(CubeId::kContacts).push_back(id);
    if (noun == store::Noun::kVisit && moves_visit(row.text_at(1)))
      changes.of(CubeId::kVisits).push_back(id);
    else if (noun == store::Noun::kVisit && rewrites_visits(row.text_at(1)))
      changes.visits_rewritten = true;
    // A subject that no row has named yet is read with the row that will.
    if (noun == store::Noun::kSubject && id <= last_subject_ && names_field(row.text_at(5), "kind"))
      changes.subjects.push_back(id);
    if (const auto domain = catalogue_domain(noun)) changes.labels.emplace_back(*domain, id);
  }
  PMM_TRY(add_rows_of_subjects(db, changes, call));
  for (auto& ids : changes.ids) sort_unique(ids);
  return true;
}

Status Feed::add_rows_of_subjects(store::Connection& db, Changes& changes, const Call& call) {
  sort_unique(changes.subjects);
  const std::pair<CubeId, const char*> sources[] = {{CubeId::kCases, sql::kCasesOfSubject},
                                                    {CubeId::kContacts, sql::kContactsOfSubject}};
  for (const auto& [cube, query] : sources) {
    if (changes.subjects.empty()) break;
    PMM_ASSIGN(auto row, db.prepare(query));
    for (const std::int64_t subject : changes.subjects) {
      row.bind(1, subject);
      for (;;) {
        PMM_ASSIGN(const bool found, row.step());
        if (!found) break;
        changes.of(cube).push_back(row.int_at(0));
      }
      row.reset();
      PMM_TRY(call.check());
    }
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

// --- Rows --------------------------------------------------------------------------------------

Status Feed::append_new(store::Connection& db, const Cube& cube, Draft& draft, std::int64_t others,
                        const Call& call) {
  PMM_ASSIGN(auto row, db.prepare(sql::kRowsAfter[static_cast<std::size_t>(cube.id)]));
  row.bind(1, draft.state.last_id);
  Cells cells(draft.columns);
  for (std::int64_t count = 1;; ++count) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) return {};
    if (count % kCheckRows == 0) {
      PMM_TRY(call.check());
      PMM_TRY(within_limit(others + draft.bytes()).take_status());
    }
    const std::int64_t id = row.int_at(0);
    PMM_TRY(read_row(db, cube, row, draft.attributes, cells));
    PMM_TRY(draft.add(id, cells));
  }
}

// Changed rows up to the last known id; those above it are about to be appended.
Status Feed::patch_changed(store::Connection& db, const Cube& cube, Draft& draft,
                           const std::vector<std::int64_t>& changed, const Call& call) {
  const char* query = sql::kRow[static_cast<std::size_t>(cube.id)];
  if (query == nullptr || changed.empty()) return {};
  PMM_ASSIGN(auto row, db.prepare(query));
  Cells cells(draft.columns);
  std::int64_t count = 0;
  for (const std::int64_t id : changed) {
    if (id > draft.state.last_id) break;
    if (++count % kCheckRows == 0) PMM_TRY(call.check());
    row.bind(1, id);
    PMM_ASSIGN(const bool found, row.step());
    const auto known = draft.state.rows.find(id);
    if (found) {
      PMM_TRY(read_row(db, cube, row, draft.attributes, cells));
      if (known)
        draft.builder.patch(*known, cells);
      else
        PMM_TRY(draft.add(id, cells));
    } else if (known) {
      draft.builder.erase(*known);
      draft.gone.push_back(*known);
    }
    row.reset();
  }
  return {};
}

Result<std::vector<std::uint8_t>> Feed::declare(store::Connection& db, Epoch& epoch) const {
  PMM_ASSIGN(auto declared, declared_attributes(db));
  std::vector<std::uint8_t> fresh;
  const std::shared_ptr<AttributeColumns> before =
      epoch.attributes ? epoch.attributes : std::make_shared<AttributeColumns>();
  if (epoch.members && before->declares(declared)) return fresh;
  epoch.attributes = std::make_shared<AttributeColumns>(std::move(declared), *before);
  epoch.members = std::make_shared<const Members>(epoch.attributes->declared());
  const Cube& cube = cube_of(CubeId::kCases);
  const auto first = static_cast<std::uint8_t>(cube.columns.size());
  std::vector<std::optional<std::uint8_t>> places;
  for (std::uint8_t i = 0; i < first; ++i) places.emplace_back(i);
  for (const auto& place : epoch.attributes->places_in(*before)) {
    if (!place) fresh.push_back(static_cast<std::uint8_t>(places.size()));
    places.push_back(place ? std::optional(static_cast<std::uint8_t>(first + *place)) : place);
  }
  Frame& frame = epoch.frames[static_cast<std::size_t>(CubeId::kCases)];
  frame = columnar::rearranged(frame, kinds_of(cube, *epoch.attributes), places);
  return fresh;
}

// Of the rows that are there already; the others are read with all they have.
Status Feed::fill_attributes(store::Connection& db, const std::vector<std::uint8_t>& columns,
                             Draft& draft, const Call& call) const {
  if (columns.empty() || draft.builder.rows() == 0) return {};
  const std::size_t first = cube_of(CubeId::kCases).columns.size();
  PMM_ASSIGN(auto row, db.prepare(sql::kCaseAttributes));
  row.bind(1, draft.state.last_id);
  Cells cells(draft.columns - first);
  for (std::int64_t count = 1;; ++count) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) return {};
    if (count % kCheckRows == 0) PMM_TRY(call.check());
    const auto known = draft.state.rows.find(row.int_at(0));
    if (!known) continue;
    draft.attributes->read(row.int_at(1), row.text_at(2), *zone_, cells);
    for (const std::uint8_t column : columns)
      draft.builder.patch(*known, column, cells[column - first]);
  }
}

Result<std::int64_t> Feed::feed_stages(store::Connection& db, StageDraft& draft,
                                       const std::vector<std::uint32_t>& gone, std::int64_t others,
                                       const Call& call) {
  const columnar::RowMap& cases = states_[static_cast<std::size_t>(CubeId::kCases)].rows;
  PMM_ASSIGN(const auto last, db.query_int(sql::kLastCaseEvent));
  PMM_ASSIGN(auto row, db.prepare(sql::kMovesAfter));
  row.bind(1, states_[static_cast<std::size_t>(CubeId::kStages)].last_id);
  for (std::int64_t count = 1;; ++count) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    if (count % kCheckRows == 0) {
      PMM_TRY(call.check());
      PMM_TRY(within_limit(others + draft.bytes()).take_status());
    }
    if (const auto of = cases.find(row.int_at(1)))
      PMM_TRY(draft.enter(*of, dictionary(Domain::kState).code_of(row.text_at(2)), row.int_at(3)));
  }
  draft.erase(gone);
  return last.value_or(0);
}

Status Feed::read_row(store::Connection& db, const Cube& cube, const store::Statement& row,
                      AttributeColumns* attributes, Cells& cells) {
  // Days are not read, and stand behind all that is.
  int read = 1;
  for (std::size_t i = 0; i < cube.columns.size(); ++i) {
    const ColumnSpec& spec = cube.columns[i];
    if (spec.encoding == Encoding::kLocalDay) {
      const Cell us = cells[spec.day_of];
      cells[i] = us == kNullInt ? kNullInt : zone_->local_day(us);
    } else {
      PMM_ASSIGN(cells[i], read_cell(db, spec, row, read++));
    }
  }
  if (attributes != nullptr)
    attributes->read(row.int_at(cases::kService + 1), row.text_at(read), *zone_,
                     std::span(cells).subspan(cube.columns.size()));
  const Cell subject = cells[cube.subject_column];
  if (subject != kNullInt) last_subject_ = std::max(last_subject_, subject);
  return {};
}

Result<columnar::Cell> Feed::read_cell(store::Connection& db, const ColumnSpec& spec,
                                       const store::Statement& row, int column) {
  if (row.is_null(column)) return kNullInt;
  switch (spec.encoding) {
    case Encoding::kText:
      return Cell{dictionary(spec.domain).code_of(row.text_at(column))};
    case Encoding::kCatalogue:
      return catalogue_code(db, spec.domain, row.int_at(column));
    case Encoding::kNumber: {
      columnar::Dictionary& numbers = dictionary(spec.domain);
      const std::int64_t key = row.int_at(column);
      if (const auto code = numbers.find(key)) return Cell{*code};
      return Cell{numbers.add(key, {})};
    }
    case Encoding::kIdentity: {
      const std::int64_t value = row.int_at(column);
      if (value < 0 || value > std::numeric_limits<std::uint32_t>::max())
        return Status::limit("query", "the number " + std::to_string(value) +
                                          " is over what a column of codes holds");
      return value == 0 ? kNullInt : value;
    }
    case Encoding::kInteger:
      return row.int_at(column);
    case Encoding::kLocalDay:
    case Encoding::kCaseRow:
    case Encoding::kJoined:
      break;
  }
  return kNullInt;
}

Result<columnar::Cell> Feed::catalogue_code(store::Connection& db, Domain domain, std::int64_t id) {
  columnar::Dictionary& entries = dictionary(domain);
  if (const auto code = entries.find(id)) return Cell{*code};
  PMM_ASSIGN(auto row, db.prepare(sql::kLabelOf[static_cast<std::size_t>(domain)]));
  row.bind(1, id);
  PMM_ASSIGN(const bool found, row.step());
  return Cell{entries.add(id, found ? row.text_at(0) : std::string_view())};
}

}  // namespace pmm::analytics

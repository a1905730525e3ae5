#include "analytics/segment/subject_columns.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "analytics/columns/feed_sql.hpp"
#include "analytics/segment/subject_columns_sql.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {
namespace {

using columnar::Bitset;

constexpr std::int64_t kCheckedRecords = 4096;
constexpr auto kLookAgain = std::chrono::milliseconds(20);
// Above this share of the subjects reading all of them is faster.
constexpr std::size_t kMostChanged = 8;

// The subject's place, made if need be.
std::size_t place_of(SubjectColumns& out, std::int64_t subject) {
  const auto at = static_cast<std::size_t>(subject);
  if (at < out.size()) return at;
  const std::size_t size = std::max(at + 1, out.size() + out.size() / 4);
  out.exists.grow(size);
  out.kind.resize(size);
  out.sex.resize(size);
  out.language.resize(size);
  out.birth_place.resize(size);
  out.born.resize(size, SubjectColumns::kNoDay);
  out.died.resize(size, SubjectColumns::kNoDay);
  out.created.resize(size, SubjectColumns::kNoDay);
  return at;
}

void add_having(SubjectColumns& out, SubjectColumns::Having what, std::string_view label,
                std::int64_t subject) {
  auto& sets = out.has[what];
  const std::uint32_t code = out.having[what].code_of(label);
  while (sets.size() <= code) sets.emplace_back(out.size());
  sets[code].grow(std::max(out.size(), static_cast<std::size_t>(subject) + 1));
  sets[code].set(static_cast<std::size_t>(subject));
}

std::int32_t day_at(const store::Statement& row, int column) {
  return row.opt_day(column).value_or(SubjectColumns::kNoDay);
}

template <class Fn>
Status each_row(store::Statement& rows, const Call& call, Fn&& fn) {
  for (std::int64_t count = 1;; ++count) {
    PMM_ASSIGN(const bool found, rows.step());
    if (!found) return {};
    if (count % kCheckedRecords == 0) PMM_TRY(call.check());
    PMM_TRY(fn());
  }
}

Status read_attributes(store::Statement& rows, const Zone& zone, SubjectColumns& out,
                       const Call& call) {
  return each_row(rows, call, [&]() -> Status {
    const std::int64_t id = rows.int_at(0);
    if (id < 0 || id > std::numeric_limits<std::uint32_t>::max())
      return Status::limit(
          "rule", "subject " + std::to_string(id) + " is over what a set of subjects holds");
    const std::size_t at = place_of(out, id);
    out.exists.set(at);
    out.kind[at] = static_cast<std::uint8_t>(out.kinds.code_of(rows.text_at(1)));
    out.sex[at] = static_cast<std::uint8_t>(out.sexes.code_of(rows.text_at(2)));
    out.language[at] = out.languages.code_of(rows.text_at(3));
    out.birth_place[at] = out.birth_places.code_of(rows.text_at(4));
    out.born[at] = day_at(rows, 5);
    out.died[at] = day_at(rows, 6);
    out.created[at] = zone.local_day(rows.int_at(7));
    return {};
  });
}

Status read_addresses(store::Statement& rows, SubjectColumns& out, const Call& call) {
  return each_row(rows, call, [&]() -> Status {
    add_having(out, SubjectColumns::kAddress, rows.text_at(1), rows.int_at(0));
    if (!rows.is_null(2))
      add_having(out, SubjectColumns::kVerified, rows.text_at(1), rows.int_at(0));
    return {};
  });
}

Status read_identifiers(store::Statement& rows, SubjectColumns& out, const Call& call) {
  return each_row(rows, call, [&]() -> Status {
    add_having(out, SubjectColumns::kIdentifier, rows.text_at(1), rows.int_at(0));
    return {};
  });
}

template <class Code>
Bitset select_codes(const std::vector<Code>& codes, const Labels& labels,
                    const AttributeTest& test) {
  std::vector<std::uint8_t> table(labels.texts.size(), 0);
  const bool negated = test.kind == AttributeTest::Kind::kNotIn;
  for (std::uint32_t code = 1; code < table.size(); ++code) {
    const bool named =
        std::find(test.texts.begin(), test.texts.end(), labels.texts[code]) != test.texts.end();
    table[code] = named != negated ? 1 : 0;
  }
  if (test.kind == AttributeTest::Kind::kSet || test.kind == AttributeTest::Kind::kNotSet) {
    const bool set = test.kind == AttributeTest::Kind::kSet;
    std::fill(table.begin(), table.end(), static_cast<std::uint8_t>(set));
    table[0] = set ? 0 : 1;
  }
  return Bitset::where(codes.size(), [&](std::size_t i) { return table[codes[i]] != 0; });
}

Bitset select_days(const std::vector<std::int32_t>& days, const AttributeTest& test) {
  switch (test.kind) {
    case AttributeTest::Kind::kSet:
      return Bitset::where(days.size(),
                           [&](std::size_t i) { return days[i] != SubjectColumns::kNoDay; });
    case AttributeTest::Kind::kNotSet:
      return Bitset::where(days.size(),
                           [&](std::size_t i) { return days[i] == SubjectColumns::kNoDay; });
    default:
      return Bitset::where(days.size(),
                           [&, first = test.first_day, last = test.last_day](std::size_t i) {
                             return days[i] >= first && days[i] <= last;
                           });
  }
}

// Who has one of several things; "not in" is who has none of them, "set" who has any.
Bitset select_having(const std::vector<Bitset>& sets, const Labels& labels, std::size_t size,
                     const AttributeTest& test) {
  Bitset found(size);
  const bool any =
      test.kind == AttributeTest::Kind::kSet || test.kind == AttributeTest::Kind::kNotSet;
  for (std::uint32_t code = 1; code < sets.size(); ++code)
    if (any ||
        std::find(test.texts.begin(), test.texts.end(), labels.texts[code]) != test.texts.end())
      found.add(sets[code]);
  if (test.kind == AttributeTest::Kind::kIn || test.kind == AttributeTest::Kind::kSet) return found;
  Bitset rest(size);
  for (std::uint64_t& word : rest.words()) word = ~std::uint64_t{0};
  rest.remove(found);
  return rest;
}

}  // namespace

std::uint32_t Labels::code_of(std::string_view text) {
  if (text.empty()) return 0;
  const auto [at, added] =
      codes.try_emplace(std::string(text), static_cast<std::uint32_t>(texts.size()));
  if (added) texts.emplace_back(text);
  return at->second;
}

std::uint32_t Labels::find(const std::string& text) const {
  const auto found = codes.find(text);
  return found == codes.end() ? 0 : found->second;
}

std::int64_t SubjectColumns::bytes() const noexcept {
  std::size_t bytes = size() * (2 + 2 * sizeof(std::uint32_t) + 3 * sizeof(std::int32_t)) +
                      exists.words().size() * 8;
  for (const auto& sets : has)
    for (const Bitset& set : sets) bytes += set.words().size() * 8;
  return static_cast<std::int64_t>(bytes);
}

Bitset SubjectColumns::select(const AttributeTest& test) const {
  Bitset found(0);
  switch (test.attribute) {
    case Attribute::kKind:
      found = select_codes(kind, kinds, test);
      break;
    case Attribute::kSex:
      found = select_codes(sex, sexes, test);
      break;
    case Attribute::kLanguage:
      found = select_codes(language, languages, test);
      break;
    case Attribute::kBirthPlace:
      found = select_codes(birth_place, birth_places, test);
      break;
    case Attribute::kBorn:
      found = select_days(born, test);
      break;
    case Attribute::kDied:
      found = select_days(died, test);
      break;
    case Attribute::kCreated:
      found = select_days(created, test);
      break;
    case Attribute::kAddress:
    case Attribute::kVerifiedAddress:
    case Attribute::kIdentifier: {
      const auto what =
          static_cast<std::size_t>(test.attribute) - static_cast<std::size_t>(Attribute::kAddress);
      found = select_having(has[what], having[what], size(), test);
      break;
    }
  }
  found.keep(exists);
  return found;
}

// --- Feed --------------------------------------------------------------------------------------

Result<SubjectColumnsPtr> SubjectFeed::latest(std::int64_t now_us, const Call& call) {
  std::unique_lock lock(mutex_);
  while (reading_) {
    read_.wait_for(lock, kLookAgain);
    PMM_TRY(call.check());
  }
  reading_ = true;
  lock.unlock();
  struct Turn {  // given back however the reading ends
    SubjectFeed& feed;
    ~Turn() {
      const std::lock_guard guard(feed.mutex_);
      feed.reading_ = false;
      feed.read_.notify_one();
    }
  } const turn{*this};
  PMM_ASSIGN(auto snapshot, store_->read(call));
  PMM_ASSIGN(const auto last, snapshot.db().query_int(sql::kLastJournal));
  const std::int64_t journal = last.value_or(0);
  const std::int32_t today = zone_->local_day(now_us);
  SubjectColumnsPtr next;
  if (columns_ && columns_->today == today && columns_->journal <= journal) {
    if (columns_->journal == journal) return columns_;
    std::vector<std::int64_t> changed;
    PMM_ASSIGN(const bool whole, read_changes(snapshot.db(), changed, call));
    if (whole && changed.size() * kMostChanged <= columns_->size()) {
      PMM_ASSIGN(next, patch(snapshot.db(), journal, changed, call));
    }
  }
  if (!next) {
    PMM_ASSIGN(next, read_all(snapshot.db(), journal, today, call));
  }
  PMM_TRY(check_memory("rule", "the attributes of the subjects take", next->bytes(),
                       store_->memory_limit_bytes() / 8, "an eighth"));
  bytes_ = next->bytes();
  columns_ = std::move(next);
  return columns_;
}

Result<SubjectColumnsPtr> SubjectFeed::read_all(store::Connection& db, std::int64_t journal,
                                                std::int32_t today, const Call& call) const {
  auto out = std::make_shared<SubjectColumns>();
  out->journal = journal;
  out->today = today;
  PMM_ASSIGN(auto attributes, db.prepare(sql::kSubjectAttributes));
  PMM_TRY(read_attributes(attributes, *zone_, *out, call));
  PMM_ASSIGN(auto addresses, db.prepare(sql::kSubjectAddresses));
  PMM_TRY(read_addresses(addresses, *out, call));
  PMM_ASSIGN(auto identifiers, db.prepare(sql::kSubjectIdentifiers));
  PMM_TRY(read_identifiers(identifiers.bind(1, std::int64_t{today}), *out, call));
  return SubjectColumnsPtr(std::move(out));
}

// False: the journal does not go on where the columns end.
Result<bool> SubjectFeed::read_changes(store::Connection& db, std::vector<std::int64_t>& changed,
                                       const Call& call) const {
  PMM_ASSIGN(auto rows, db.prepare(sql::kSubjectsChangedAfter));
  rows.bind(1, columns_->journal);
  std::int64_t expected = columns_->journal;
  for (;;) {
    PMM_ASSIGN(const bool found, rows.step());
    if (!found) break;
    if (rows.int_at(0) != ++expected) return false;
    if (expected % kCheckedRecords == 0) PMM_TRY(call.check());
    const auto noun = static_cast<store::Noun>(rows.int_at(1));
    const bool own = noun == store::Noun::kSubject || noun == store::Noun::kIdentifier ||
                     noun == store::Noun::kAddress;
    if (own && !rows.is_null(2)) changed.push_back(rows.int_at(2));
  }
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return true;
}

Result<SubjectColumnsPtr> SubjectFeed::patch(store::Connection& db, std::int64_t journal,
                                             const std::vector<std::int64_t>& changed,
                                             const Call& call) const {
  auto out = std::make_shared<SubjectColumns>(*columns_);
  out->journal = journal;
  PMM_ASSIGN(auto attributes, db.prepare(sql::kOneSubjectAttributes));
  PMM_ASSIGN(auto addresses, db.prepare(sql::kOneSubjectAddresses));
  PMM_ASSIGN(auto identifiers, db.prepare(sql::kOneSubjectIdentifiers));
  for (const std::int64_t subject : changed) {
    PMM_TRY(call.check());
    const auto at = static_cast<std::size_t>(subject);
    if (at < out->size()) out->exists.reset(at);
    for (auto& sets : out->has)
      for (Bitset& set : sets)
        if (at < set.size()) set.reset(at);
    PMM_TRY(read_attributes(attributes.bind(1, subject), *zone_, *out, call));
    PMM_TRY(read_addresses(addresses.bind(1, subject), *out, call));
    PMM_TRY(read_identifiers(identifiers.bind(1, std::int64_t{out->today}).bind(2, subject), *out,
                             call));
    attributes.reset();
    addresses.reset();
    identifiers.reset();
  }
  return SubjectColumnsPtr(std::move(out));
}

}  // namespace pmm::analytics

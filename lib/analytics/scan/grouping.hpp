#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "analytics/columns/epoch.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/answer_column.hpp"
#include "columnar/aggregate.hpp"
#include "columnar/kernels.hpp"

namespace pmm::analytics {

// How the rows of one block get their numbers for a part of the group key: numbers of their own,
// from 0 and few, because the rows of a block are alike; number() says what they stand for.
struct BoundPart {
  enum class How : std::uint8_t {
    kOne,       // all rows have the same
    kStored,    // what is stored, less `low`
    kSteps,     // the number of `table`'s limits that what is stored is not below
    kTable,     // table[stored - low], and a null is 0
    kWeekday,   // (stored + shift) % 7 + 1, and a null is 0
    kHours,     // (stored + shift) / step % 24 + 1, and a null is 0
    kQuotient,  // (stored + shift) / step + 1, and a null is 0
    kComputed,  // the part's own number
    kMany,      // too many for an array: the key itself must be looked up
  };
  How how = How::kOne;
  const columnar::Chunk* chunk = nullptr;
  std::uint64_t cardinality = 1;  // of the block's numbers
  std::uint32_t low = 0;
  std::uint32_t shift = 0;
  std::uint32_t step = 1;
  std::vector<std::uint32_t> table;
  // What the numbers stand for: 0 for a null where `nulls`, the others count from `first`.
  bool nulls = false;
  std::uint64_t first = 0;
  std::uint64_t multiple = 1;

  std::uint64_t number(std::uint64_t local) const noexcept {
    if (nulls) return local == 0 ? 0 : first + (local - 1) * multiple;
    return first + local * multiple;
  }
};

// One part of the group key: a dimension's codes, or the bucket a time falls into, as a number
// below `cardinality`; 0 is null. Immutable: any thread.
class KeyPart {
 public:
  virtual ~KeyPart() = default;
  std::uint64_t cardinality() const noexcept { return cardinality_; }
  // Fills `bound`, which is as new but for the memory of its table.
  virtual void bind(const columnar::Block& block, BoundPart& bound) const = 0;
  // numbers[i] is the part's number of row i.
  virtual void number(const columnar::Block& block, const columnar::Rows& rows,
                      std::span<std::uint64_t> numbers) const = 0;
  // Appends what `number` stands for.
  virtual void decode(std::uint64_t number, AnswerColumn& column) const = 0;

 protected:
  std::uint64_t cardinality_ = 1;
};

// The span of instants that the rows in question have; empty when min > max.
struct TimeBounds {
  std::int64_t min_us = 0;
  std::int64_t max_us = -1;
};

std::unique_ptr<KeyPart> make_dimension_part(const Member& member, const Cube& cube,
                                             const Epoch& epoch);
// `native` says that the question's zone is the one of the precomputed days.
std::unique_ptr<KeyPart> make_time_part(const TimeDimension& time, const Zone& zone, bool native,
                                        const TimeBounds& bounds);

// The parts and how they make one key of a few words: where the product of the cardinalities is
// small, one word that is the number of the group itself. Immutable: any thread.
class GroupKey {
 public:
  // `places` is how many groups may have a place whether anything falls into them or not.
  GroupKey(std::vector<std::unique_ptr<KeyPart>> parts, std::uint64_t rows, std::uint64_t places);

  std::size_t parts() const noexcept { return parts_.size(); }
  const KeyPart& part(std::size_t i) const noexcept { return *parts_[i]; }
  std::size_t words() const noexcept { return words_; }
  // The number of groups when the key is their number, else 0.
  std::size_t dense_groups() const noexcept { return dense_; }

  // What a part's number adds to its word of the key.
  std::size_t word_of(std::size_t part) const noexcept { return places_[part].word; }
  std::uint64_t share(std::size_t part, std::uint64_t number) const noexcept {
    return number * places_[part].multiplier;
  }
  std::uint64_t number_in(std::size_t part, std::span<const std::uint64_t> key) const noexcept {
    const Place& place = places_[part];
    const std::uint64_t number = key[place.word] / place.multiplier;
    return place.modulus == 0 ? number : number % place.modulus;
  }

 private:
  struct Place {
    std::size_t word = 0;
    std::uint64_t multiplier = 1;
    std::uint64_t modulus = 0;  // 0: nothing stands above it
  };
  void lay_out_bits();

  std::vector<std::unique_ptr<KeyPart>> parts_;
  std::vector<Place> places_;
  std::size_t words_ = 1;
  std::size_t dense_ = 0;
};

// The groups that one worker has met, numbered. Serial.
class GroupNumbers {
 public:
  explicit GroupNumbers(const GroupKey& key) : key_(key), table_(key.words()) {}

  std::size_t size() const noexcept {
    return key_.dense_groups() != 0 ? key_.dense_groups() : table_.size();
  }
  void find_or_add(std::span<const std::uint64_t> keys, std::span<std::uint32_t> numbers);
  // Writes the words of a group's key.
  void key_of(std::uint32_t number, std::span<std::uint64_t> key) const noexcept;
  std::size_t size_bytes() const noexcept { return table_.size_bytes(); }

 private:
  const GroupKey& key_;
  columnar::GroupTable table_;
};

// The groups of one block's rows, numbered among themselves. Serial.
class BlockGroups {
 public:
  explicit BlockGroups(const GroupKey& key);

  // `rows` is how many rows will come at most.
  void bind(const columnar::Block& block, std::size_t rows);
  // Numbers below this come, or have come so far where they are looked up.
  std::size_t size() const noexcept { return table_ ? table_->size() : dense_; }
  bool dense() const noexcept { return !table_.has_value(); }
  void assign(const columnar::Rows& rows, std::span<std::uint32_t> groups);
  // Writes the keys of some of them, one after another.
  void keys_of(std::span<const std::uint32_t> groups, std::vector<std::uint64_t>& keys) const;

 private:
  void add_part(BoundPart& part, std::uint32_t stride, const columnar::Rows& rows,
                std::span<std::uint32_t> groups);
  void look_up(const columnar::Rows& rows, std::span<std::uint32_t> groups);

  const GroupKey& key_;
  const columnar::Block* block_ = nullptr;
  std::vector<BoundPart> bound_;
  std::vector<std::uint32_t> strides_;
  std::size_t dense_ = 1;
  std::optional<columnar::GroupTable> table_;
  std::vector<std::uint64_t> numbers_, keys_;
  std::vector<std::uint32_t> stored_;
};

}  // namespace pmm::analytics

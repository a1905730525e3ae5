#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/columns/epoch.hpp"
#include "columnar/kernels.hpp"

namespace pmm::analytics {

// What conditions compare with, found once for a scan.
struct Comparands {
  Comparands(const Epoch& epoch, std::int64_t now);

  std::int64_t now_us;
  std::uint32_t open_code, closed_code, resolved_code;
  std::vector<std::uint32_t> forwarded_codes;  // outcomes
  // By code of a state: whether a case ends in it, and whether it is taken up again in it.
  std::vector<std::uint8_t> is_end, is_again;
  // By set of kStateSets, then by code: whether it is one of the states.
  std::vector<std::vector<std::uint8_t>> in_states;
  const WorkingDays* working_days;
  const Standstills* standstills;
  const Repeats* repeats;  // null unless a measure asks
};

// The two columns whose difference an interval is; nullopt for other values.
struct Interval {
  std::uint8_t from, to;
};
std::optional<Interval> interval_of(Value value) noexcept;

// What measures look at in the rows of a batch. What is read once is kept for the batch. Serial.
class RowValues {
 public:
  explicit RowValues(const Comparands& comparands) noexcept : with_(comparands) {}

  // `first_row` is the block's, in its cube.
  void begin_block(const columnar::Block& block, std::uint64_t first_row);
  void begin_batch(const columnar::Rows& rows);

  // Codes of a column. Valid until the next batch, as is what follows.
  std::span<const std::uint32_t> codes(std::uint8_t column) { return stored(column); }
  // Writes 1 for the rows for which the condition holds.
  void flag(Condition condition, columnar::Mask flags);
  // One per row: steps of `scale`, below 0 for none; or, where the block has no such steps, values
  // with kNullInt for none. A block has the one or the other.
  struct Measured {
    std::span<const std::int32_t> steps;
    std::span<const std::int64_t> values;
    std::int64_t scale = 1;
  };
  Measured measure(Value value);

 private:
  struct Difference {
    Interval of{};
    std::optional<columnar::Subtraction> subtraction;
    bool ready = false;  // for this batch
    std::vector<std::int32_t> steps;
    std::vector<std::int64_t> values;
  };
  std::span<const std::uint32_t> stored(std::uint8_t column);
  void read(std::uint8_t column, std::vector<std::int64_t>& values) const;
  const Difference& difference(const Interval& interval);
  void flag_code(std::uint8_t column, std::uint32_t code, columnar::Mask flags);
  void flag_given(std::uint8_t column, columnar::Mask flags);
  void and_given(std::uint8_t column, columnar::Mask flags);
  void flag_before(std::uint8_t column, std::int64_t us, columnar::Mask flags);
  void flag_states(Condition condition, columnar::Mask flags);
  void and_before(std::uint8_t column, std::int64_t us, columnar::Mask flags);
  void flag_forwarded(columnar::Mask flags);
  void flag_within_due(columnar::Mask flags);
  void flag_contact(Condition condition, columnar::Mask flags);
  void flag_measured(Value value, columnar::Mask flags);
  void flag_served(std::int64_t most_s, columnar::Mask flags);
  std::uint32_t row_of(std::size_t i) const noexcept {
    return static_cast<std::uint32_t>(rows_.selection == nullptr ? rows_.begin + i
                                                                 : rows_.selection[i]);
  }
  void flag_case(Condition condition, columnar::Mask flags);
  void flag_stage(Condition condition, columnar::Mask flags);
  void flag_queued_long(bool abandoned, columnar::Mask flags);
  void flag_repeat(Condition condition, columnar::Mask flags);
  void flag_stage_end(bool reopened, columnar::Mask flags);
  void flag_delivery(Condition condition, columnar::Mask flags);
  void flag_read_in_time(columnar::Mask flags);
  void flag_booking(Condition condition, columnar::Mask flags);
  void flag_taken(columnar::Mask flags);
  void flag_stood(columnar::Mask flags);
  void taken_time(std::vector<std::int64_t>& values);
  void net_resolution(std::vector<std::int64_t>& values);
  void working_days(std::uint8_t to, std::vector<std::int64_t>& values);
  void lateness(std::vector<std::int64_t>& values);
  void age(std::vector<std::int64_t>& values);
  void answer_time(std::vector<std::int64_t>& values);

  const Comparands& with_;
  const columnar::Block* block_ = nullptr;
  std::uint64_t first_row_ = 0;
  columnar::Rows rows_;
  std::vector<Difference> differences_;
  // By column: what has been read of this batch.
  std::vector<std::span<const std::uint32_t>> read_;
  std::vector<std::vector<std::uint32_t>> room_;
  std::vector<std::int64_t> values_, other_values_;
  std::vector<std::uint8_t> flags_, more_flags_;
};

}  // namespace pmm::analytics

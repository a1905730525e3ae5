#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The cases that the benchmark asks about: each follows from the seed and its number alone, so that
// both sides get the same rows, whoever makes them and in which order.
namespace bench {

// A kind of case and the states that it can be in.
struct CaseKind {
  std::string_view name;
  std::array<std::string_view, 4> open_states, closed_states;
};

// One row; codes by their number, times in seconds since 1970 UTC.
struct CaseRow {
  std::int64_t number = 0;  // from 1, in order of opening
  const CaseKind* kind = nullptr;
  int service = 0;
  int channel = 0;
  std::optional<int> area;
  std::int64_t subject = 0;  // 0: none
  std::string_view state;
  std::int64_t opened = 0;
  std::optional<std::int64_t> due, closed;  // a case is open while it is not closed
};

// Days since 1970 of a civil date.
constexpr std::int64_t days_of(std::int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = year / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

// Of seconds since 1970.
std::int64_t year_of(std::int64_t utc);

// Seconds that the clock on the wall in Rome is ahead of UTC, by the rule in force since 1996.
std::int64_t ahead_of_utc(std::int64_t utc);

class Generator {
 public:
  // `shape`: the member "data" of the file of questions.
  Generator(const nlohmann::json& shape, std::int64_t cases);

  std::int64_t cases() const { return cases_; }
  std::int64_t subjects() const { return subjects_; }
  std::int64_t updates() const { return updates_; }
  std::int64_t end() const { return end_; }

  CaseRow row(std::int64_t number) const;
  // The n-th update, from 0: the number of its case, and then the row as it is afterwards.
  std::int64_t updated_case(std::int64_t n) const;
  CaseRow updated_row(std::int64_t number) const;

  // What a service belongs to.
  int category_of(int service) const {
    return service * categories_ / static_cast<int>(services_.size());
  }
  int office_of(int service) const { return service % offices_; }

 private:
  std::uint64_t draw(std::int64_t number, std::uint64_t stream) const;
  double fraction(std::int64_t number, std::uint64_t stream) const;
  std::int64_t opening(std::int64_t number) const;
  std::optional<std::int64_t> closing(const CaseRow& row, std::uint64_t stream) const;
  std::int64_t subject_of(std::int64_t number) const;

  std::uint64_t seed_;
  std::int64_t cases_, subjects_, updates_;
  std::int64_t begin_ = 0, end_ = 0;
  int categories_, offices_, areas_;
  double no_subject_, no_area_, no_due_, not_closed_, odd_;
  std::vector<double> days_, hours_, services_, channels_, kinds_;  // cumulative, to 1
};

}  // namespace bench

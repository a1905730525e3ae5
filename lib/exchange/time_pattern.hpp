#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "base/zone.hpp"

namespace pmm::exchange {

// A moment as a text gave it: local to some zone unless it brought its own offset.
struct CivilTime {
  std::int64_t local_us = 0;
  std::optional<std::int32_t> offset_s;

  std::int32_t day() const noexcept;
  std::int64_t instant(const Zone& zone) const noexcept;
};

// A pattern in the manner of strptime, read the same way on every machine: English names, no
// locale. %Y %m %d %H %M %S %I %p %y %b %B %a %A %e %j %f %z %s %F %T %D %R %n %t %%. A blank in
// the pattern stands for one or more, every other character for itself. %Y and %y take exactly four
// and two digits, %f one to six, %s seconds since 1970 UTC, the others one digit less if need be.
class TimePattern {
 public:
  // kInvalid at "format": an unknown letter, a part given twice, no full date, %I without %p.
  static Result<TimePattern> parse(std::string_view pattern);

  // The whole text, or nothing.
  std::optional<CivilTime> read(std::string_view text) const noexcept;

 private:
  struct Item {
    char letter;  // 0 for a literal
    char literal;
  };
  Status expand(std::string_view pattern);
  Status check() const;
  bool has(char letter) const noexcept;

  std::vector<Item> items_;
};

// What is read when no pattern was given: RFC 3339, "YYYY-MM-DD", and the same with
// "HH:MM[:SS[.f]]" after a blank or a T.
std::optional<CivilTime> read_common_time(std::string_view text) noexcept;

}  // namespace pmm::exchange

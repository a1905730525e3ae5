#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm {

// A time zone of the system's database, copied into a sorted list of transitions, so that the
// civil time of an instant is one search. Immutable: any thread.
class Zone {
 public:
  // `name` is an IANA name such as "Europe/Rome". kInvalid (field "timezone") when unknown.
  static Result<std::shared_ptr<const Zone>> load(std::string_view name);

  const std::string& name() const noexcept { return name_; }

  // Seconds east of UTC in force at `us`.
  std::int32_t offset_s(std::int64_t us) const noexcept;
  std::int64_t to_local(std::int64_t us) const noexcept;
  std::int32_t local_day(std::int64_t us) const noexcept;

  // The instant of a local time. A time that happens twice is its first occurrence; one that a
  // clock change skips is the moment of the change.
  std::int64_t from_local(std::int64_t local_us) const noexcept;
  // The first instant of a local day.
  std::int64_t day_start(std::int32_t day) const noexcept;

  // Changes whenever the zone's rules do; what was computed with other rules must be recomputed.
  std::uint64_t rules_hash() const noexcept { return rules_hash_; }

 private:
  struct Span {
    std::int64_t begin_us;
    std::int32_t offset_s;
  };
  Zone() = default;
  std::size_t span_of(std::int64_t us) const noexcept;

  std::string name_;
  std::vector<Span> spans_;  // sorted; the first begins before all times
  std::uint64_t rules_hash_ = 0;
};

}  // namespace pmm

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace pmm::model {

// A mandate waits for the one it was given to, then holds until somebody or its time ends it.
enum class MandateState : std::int32_t {
  kPending = 1,
  kActive = 2,
  kRejected = 3,
  kRevoked = 4,
  kExpired = 5,
};

enum class MandateVerb { kAccept, kReject, kRevoke, kRenew, kExpire };

// Who moves it: the one who gave it, the one it was given to, the administration, the clock.
enum class MandateParty { kGiver, kDelegate, kStaff, kClock };

std::string_view mandate_state_name(MandateState state) noexcept;
std::optional<MandateState> find_mandate_state(std::string_view name) noexcept;
std::string_view mandate_verb_name(MandateVerb verb) noexcept;

struct Mandate {
  MandateState state = MandateState::kPending;
  std::int64_t valid_from_us = 0;
  std::optional<std::int64_t> valid_to_us;
  std::string code;  // to accept it with; empty once it was used
};

// What its row says is true until the clock says otherwise: a mandate ends at its time, whether or
// not the tick has been there.
MandateState state_at(const Mandate& mandate, std::int64_t now_us) noexcept;
bool is_in_force(const Mandate& mandate, std::int64_t now_us) noexcept;

// What accepting and renewing need besides.
struct MandateMove {
  MandateVerb verb = MandateVerb::kAccept;
  MandateParty party = MandateParty::kStaff;
  std::string_view code{};                    // kAccept, of the delegate
  std::optional<std::int64_t> valid_to_us{};  // kRenew: the new end
};

// The mandate after the move. kConflict at "state" where it cannot be made now, kDenied where this
// party never makes it, kInvalid at "code" or "valid_to_us".
Result<Mandate> move_mandate(const Mandate& mandate, const MandateMove& move, std::int64_t now_us);

// kInvalid where a mandate cannot be given so.
Status check_mandate(std::int64_t subject, std::int64_t delegate, std::int64_t valid_from_us,
                     std::optional<std::int64_t> valid_to_us, std::int64_t now_us);

}  // namespace pmm::model

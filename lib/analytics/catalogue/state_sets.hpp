#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "analytics/catalogue/catalogue.hpp"

// Conditions that say no more than that a row is in one of some states.
namespace pmm::analytics {

struct StateSet {
  Condition condition;
  CubeId cube;
  std::array<std::string_view, 4> states;  // the rest is empty

  constexpr bool has(std::string_view state) const noexcept {
    return !state.empty() && std::find(states.begin(), states.end(), state) != states.end();
  }
};

inline constexpr std::array kStateSets = std::to_array<StateSet>({
    {Condition::kDeliveryWaiting,
     CubeId::kDeliveries,
     {"created", "sending", "temporary_failure", "uncertain"}},
    {Condition::kDeliverySent, CubeId::kDeliveries, {"sent", "delivered"}},
    {Condition::kDeliveryDelivered, CubeId::kDeliveries, {"delivered"}},
    {Condition::kDeliveryFailed, CubeId::kDeliveries, {"permanent_failure", "technical_failure"}},
    {Condition::kDeliveryTried,
     CubeId::kDeliveries,
     {"sent", "delivered", "permanent_failure", "technical_failure"}},
    {Condition::kDeliverySuppressed, CubeId::kDeliveries, {"suppressed"}},
    {Condition::kDeliveryDigested, CubeId::kDeliveries, {"digested"}},
    {Condition::kDeliveryExpired, CubeId::kDeliveries, {"expired"}},
    {Condition::kDeliveryCancelled, CubeId::kDeliveries, {"cancelled"}},
    {Condition::kBookingWaiting, CubeId::kAppointments, {"held", "requested"}},
    {Condition::kBookingConfirmed, CubeId::kAppointments, {"confirmed"}},
    {Condition::kBookingDone, CubeId::kAppointments, {"done"}},
    {Condition::kBookingMissed, CubeId::kAppointments, {"missed"}},
    {Condition::kBookingCancelled, CubeId::kAppointments, {"cancelled"}},
    {Condition::kBookingRefused, CubeId::kAppointments, {"refused"}},
    {Condition::kBookingExpired, CubeId::kAppointments, {"expired"}},
    {Condition::kBookingPlaced,
     CubeId::kAppointments,
     {"requested", "confirmed", "done", "missed"}},
    {Condition::kBookingHeld, CubeId::kAppointments, {"held"}},
    {Condition::kBookingOver, CubeId::kAppointments, {"done", "missed"}},
});

constexpr const StateSet* find_state_set(Condition condition) noexcept {
  for (const StateSet& set : kStateSets)
    if (set.condition == condition) return &set;
  return nullptr;
}

}  // namespace pmm::analytics

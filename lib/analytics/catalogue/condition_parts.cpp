#include "analytics/catalogue/condition_parts.hpp"

#include <algorithm>
#include <array>

namespace pmm::analytics {
namespace {

struct Within {
  Condition part, whole;
};
// What is not here is only part of all rows.
constexpr std::array kWithin{
    Within{Condition::kCaseClosedWithDue, Condition::kCaseClosed},
    Within{Condition::kCaseWithinDue, Condition::kCaseClosedWithDue},
    Within{Condition::kCaseLate, Condition::kCaseClosedWithDue},
    Within{Condition::kCaseLate, Condition::kCaseTimed},  // as nothing is due before it is opened
    Within{Condition::kCaseClosedOnce, Condition::kCaseClosed},
    Within{Condition::kCaseOpenLong, Condition::kCaseOpen},
    Within{Condition::kCaseOpenVeryLong, Condition::kCaseOpenLong},
    Within{Condition::kCaseOverdue, Condition::kCaseOpen},
    Within{Condition::kCaseOverdue, Condition::kCaseDuePassed},
    Within{Condition::kCaseDueMet, Condition::kCaseDuePassed},
    Within{Condition::kCaseDueMet, Condition::kCaseWithinDue},
    Within{Condition::kContactResolved, Condition::kContactAnswered},
    Within{Condition::kContactForwarded, Condition::kContactAnswered},
    Within{Condition::kContactAbandoned, Condition::kContactQueued},
    Within{Condition::kContactWaited, Condition::kContactQueued},
    Within{Condition::kContactServed, Condition::kContactWaited},
    Within{Condition::kContactServed, Condition::kContactQueuedLong},
    Within{Condition::kContactServedSoon, Condition::kContactServedLate},
    Within{Condition::kContactServedLate, Condition::kContactServed},
    Within{Condition::kContactQueuedLong, Condition::kContactQueued},
    Within{Condition::kContactAbandonedLong, Condition::kContactAbandoned},
    Within{Condition::kContactAbandonedLong, Condition::kContactQueuedLong},
    Within{Condition::kContactSettledSoon, Condition::kContactMatureSoon},
    Within{Condition::kContactSettledLate, Condition::kContactMatureLate},
    Within{Condition::kContactSettledLate, Condition::kContactSettledSoon},
    Within{Condition::kContactMatureLate, Condition::kContactMatureSoon},
    Within{Condition::kStageReopenedSoon, Condition::kStageClosing},
    Within{Condition::kStageReopenedSoon, Condition::kStageEnded},
    Within{Condition::kDeliverySent, Condition::kDeliveryTried},
    Within{Condition::kDeliveryDelivered, Condition::kDeliverySent},
    Within{Condition::kDeliveryFailed, Condition::kDeliveryTried},
    Within{Condition::kDeliveryArrived, Condition::kDeliveryDelivered},
    Within{Condition::kDeliveryReadTold, Condition::kDeliverySent},
    Within{Condition::kDeliveryRead, Condition::kDeliveryReadTold},
    Within{Condition::kDeliveryReadTimed, Condition::kDeliveryRead},
    Within{Condition::kDeliveryReadDuePassed, Condition::kDeliveryReadTold},
    Within{Condition::kDeliveryReadInTime, Condition::kDeliveryReadDuePassed},
    Within{Condition::kDeliveryReadInTime, Condition::kDeliveryRead},
    Within{Condition::kBookingDone, Condition::kBookingOver},
    Within{Condition::kBookingMissed, Condition::kBookingOver},
    Within{Condition::kBookingOver, Condition::kBookingStood},
    Within{Condition::kBookingStood, Condition::kBookingPlaced},
    Within{Condition::kBookingConfirmed, Condition::kBookingPlaced},
    Within{Condition::kBookingPlaced, Condition::kBookingTaken},
    Within{Condition::kBookingHeld, Condition::kBookingWaiting},
    Within{Condition::kBookingWarned, Condition::kBookingCancelled},
};

struct Halves {
  Condition one, other, whole;
};
constexpr std::array kHalves{
    Halves{Condition::kCaseOpen, Condition::kCaseClosed, Condition::kAll},
    Halves{Condition::kStageOpen, Condition::kStageEnded, Condition::kAll},
    Halves{Condition::kCaseWithinDue, Condition::kCaseLate, Condition::kCaseClosedWithDue},
    Halves{Condition::kContactAbandoned, Condition::kContactServed, Condition::kContactQueued},
    Halves{Condition::kContactAbandonedLong, Condition::kContactServed,
           Condition::kContactQueuedLong},
    Halves{Condition::kDeliverySent, Condition::kDeliveryFailed, Condition::kDeliveryTried},
    Halves{Condition::kBookingDone, Condition::kBookingMissed, Condition::kBookingOver},
};

constexpr std::array kFamilies = std::to_array<Family>({
    {CubeId::kDeliveries,
     Condition::kAll,
     {Condition::kDeliveryWaiting, Condition::kDeliverySent, Condition::kDeliveryFailed,
      Condition::kDeliverySuppressed, Condition::kDeliveryDigested, Condition::kDeliveryExpired,
      Condition::kDeliveryCancelled}},
    {CubeId::kDeliveries,
     Condition::kAll,
     {Condition::kDeliveryWaiting, Condition::kDeliveryTried, Condition::kDeliverySuppressed,
      Condition::kDeliveryDigested, Condition::kDeliveryExpired, Condition::kDeliveryCancelled}},
    {CubeId::kAppointments,
     Condition::kAll,
     {Condition::kBookingWaiting, Condition::kBookingConfirmed, Condition::kBookingDone,
      Condition::kBookingMissed, Condition::kBookingCancelled, Condition::kBookingRefused,
      Condition::kBookingExpired}},
    {CubeId::kAppointments,
     Condition::kBookingTaken,
     {Condition::kBookingConfirmed, Condition::kBookingDone, Condition::kBookingMissed}},
    {CubeId::kAppointments,
     Condition::kBookingStood,
     {Condition::kBookingDone, Condition::kBookingMissed}},
});

}  // namespace

std::span<const Family> families() noexcept { return kFamilies; }

// NOLINTNEXTLINE(misc-no-recursion): as deep as the table, which has no circle
bool is_part_of(Condition part, Condition whole) noexcept {
  if (part == whole || part == Condition::kAll) return false;
  if (whole == Condition::kAll) return true;
  return std::any_of(kWithin.begin(), kWithin.end(), [&](const Within& within) {
    return within.part == part && (within.whole == whole || is_part_of(within.whole, whole));
  });
}

std::optional<Condition> rest_of(Condition part, Condition whole) noexcept {
  for (const Halves& halves : kHalves) {
    if (halves.whole != whole) continue;
    if (halves.one == part) return halves.other;
    if (halves.other == part) return halves.one;
  }
  return std::nullopt;
}

}  // namespace pmm::analytics

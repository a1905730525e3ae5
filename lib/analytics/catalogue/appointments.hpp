#pragma once

#include <array>

#include "analytics/catalogue/parts.hpp"

// The cube of appointments: one row per booking of a slot, whatever became of it.
namespace pmm::analytics {

inline constexpr std::array kAppointmentColumns{
    catalogue_column(Domain::kService),
    catalogue_column(Domain::kOffice),
    catalogue_column(Domain::kCalendar),
    text_column(Domain::kBookingState),
    text_column(Domain::kSubjectKind),
    kIdentityColumn,  // subject
    kIdentityColumn,  // booked by a delegate
    kIdentityColumn,  // times moved
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    day_column(appointments::kStarts),
    day_column(appointments::kBooked),
};
static_assert(kAppointmentColumns.size() == appointments::kBookedDay + 1);

constexpr Member booking_count(std::string_view name, Titles titles, Condition where,
                               std::string_view formula) {
  return counting(name, titles, "appointments.state", where, formula);
}

inline constexpr std::string_view kLeadSource = "appointments.created_us, appointments.starts_us";
inline constexpr std::string_view kWarningSource =
    "appointment_events.at_us, appointments.starts_us";

inline constexpr std::array kAppointmentMembers = std::to_array<Member>({
    dimension("appointments.service", {"Service", "Servizio"}, "services.code",
              appointments::kService),
    dimension("appointments.office", {"Office", "Settore"}, "offices.code", appointments::kOffice),
    dimension("appointments.calendar", {"Calendar", "Calendario"}, "calendars.code",
              appointments::kCalendar),
    dimension("appointments.state", {"State", "Stato"}, "appointments.state", appointments::kState),
    dimension("appointments.subject_kind", {"Kind of subject", "Tipo di soggetto"}, "subjects.kind",
              appointments::kSubjectKind),
    {"appointments.delegated", MemberKind::kDimension, Type::kBool, "Booked by a delegate",
     "Prenotato da un delegato", "appointments.on_behalf_of", appointments::kDelegated},
    dimension("appointments.category", {"Category of the service", "Categoria del servizio"},
              "services.category", appointments::kService, Level::kServiceCategory),
    dimension("appointments.life_area", {"Area of life", "Area della vita"}, "categories.parent",
              appointments::kService, Level::kServiceLifeArea),
    dimension("appointments.office_parent", {"Parent office", "Settore superiore"},
              "offices.parent", appointments::kOffice, Level::kOfficeParent),
    dimension("appointments.office_top", {"Top office", "Direzione"}, "offices.parent",
              appointments::kOffice, Level::kOfficeTop),
    time_dimension("appointments.starts_at", {"Begins at", "Inizio"}, "appointments.starts_us",
                   appointments::kStarts, appointments::kStartsDay),
    time_dimension("appointments.booked_at", {"Booked at", "Prenotazione"},
                   "appointments.created_us", appointments::kBooked, appointments::kBookedDay),
    time_dimension("appointments.cancelled_at", {"Cancelled at", "Annullamento"},
                   "appointment_events.at_us", appointments::kCancelled, kNoColumn),
    counting("appointments.count", {"Appointments", "Appuntamenti"}, "appointments",
             Condition::kAll, "number of appointments, whatever became of them"),
    distinct("appointments.subjects", {"Subjects", "Soggetti"}, "appointments.subject",
             appointments::kSubject,
             "different subjects; appointments without a subject are not counted"),
    booking_count("appointments.waiting_count", {"Held or requested", "In attesa di conferma"},
                  Condition::kBookingWaiting, "appointments in state held or requested"),
    booking_count("appointments.confirmed_count", {"Confirmed", "Confermati"},
                  Condition::kBookingConfirmed, "appointments in state confirmed"),
    booking_count("appointments.done_count", {"Kept", "Svolti"}, Condition::kBookingDone,
                  "appointments in state done"),
    booking_count("appointments.missed_count", {"Missed", "Mancati"}, Condition::kBookingMissed,
                  "appointments in state missed: nobody came"),
    booking_count("appointments.cancelled_count", {"Cancelled", "Annullati"},
                  Condition::kBookingCancelled, "appointments in state cancelled"),
    booking_count("appointments.refused_count", {"Refused", "Rifiutati"},
                  Condition::kBookingRefused, "appointments in state refused"),
    booking_count("appointments.expired_count", {"Expired", "Scaduti"}, Condition::kBookingExpired,
                  "appointments in state expired: not confirmed in time"),
    counting("appointments.taken_count", {"Slots taken", "Posti occupati"},
             "appointments.state, appointments.held_until_us", Condition::kBookingTaken,
             "appointments in state requested, confirmed, done or missed, and those held until "
             "later than the time of the answer"),
    counting("appointments.due_count",
             {"Appointments whose time has come", "Appuntamenti maturati"},
             "appointments.state, appointments.starts_us", Condition::kBookingStood,
             "appointments in state done or missed, and confirmed ones that began before the time "
             "of the answer"),
    rate("appointments.missed_rate", {"Share missed", "Quota mancata"},
         "appointments.state, appointments.starts_us", Condition::kBookingMissed,
         Condition::kBookingStood, "missed_count / due_count"),
    rate("appointments.cancelled_rate", {"Share cancelled", "Quota annullata"},
         "appointments.state", Condition::kBookingCancelled, Condition::kAll,
         "cancelled_count / count"),
    counting("appointments.moved_count", {"Moved", "Spostati"}, "appointment_events.verb",
             Condition::kBookingMoved,
             "appointments that were moved to another slot at least once"),
    measured("appointments.lead_time_avg", {"Mean lead time", "Anticipo medio della prenotazione"},
             kLeadSource, mean_of(Value::kBookingLead),
             "mean of starts_at - booked_at; appointments booked after they began have none"),
    measured("appointments.lead_time_median",
             {"Median lead time", "Anticipo mediano della prenotazione"}, kLeadSource,
             quantile_of(Value::kBookingLead, 0.5),
             "median of starts_at - booked_at, linear interpolation"),
    measured("appointments.lead_time_p90",
             {"90th percentile of the lead time", "90° percentile dell'anticipo"}, kLeadSource,
             quantile_of(Value::kBookingLead, 0.9),
             "0.9 quantile of starts_at - booked_at, linear interpolation"),
    measured("appointments.lead_time_sum", {"Lead time, summed up", "Anticipo totale"}, kLeadSource,
             sum_of(Value::kBookingLead),
             "sum of starts_at - booked_at; null where no appointment has one"),
    counting("appointments.lead_time_count",
             {"Appointments with a lead time", "Appuntamenti con anticipo"}, kLeadSource,
             Condition::kBookingLed, "appointments with starts_at >= booked_at"),
    measured("appointments.cancellation_notice_avg",
             {"Mean notice of a cancellation", "Preavviso medio di annullamento"}, kWarningSource,
             mean_of(Value::kBookingNotice),
             "mean of starts_at - cancelled_at over appointments cancelled before they began"),
    measured("appointments.cancellation_notice_median",
             {"Median notice of a cancellation", "Preavviso mediano di annullamento"},
             kWarningSource, quantile_of(Value::kBookingNotice, 0.5),
             "median of starts_at - cancelled_at over appointments cancelled before they began, "
             "linear interpolation"),
    counting("appointments.cancellation_notice_count",
             {"Cancelled before their time", "Annullati con preavviso"}, kWarningSource,
             Condition::kBookingWarned, "cancelled appointments with starts_at >= cancelled_at"),
    measured("appointments.taken_time_sum", {"Time of the slots taken", "Tempo occupato"},
             "appointments.starts_us, appointments.ends_us, appointments.state",
             sum_of(Value::kBookingTime),
             "sum of ends_at - starts_at over taken_count; null where there is none"),
});

inline constexpr std::array kAppointmentDrills = std::to_array<DrillPath>({
    {"appointments.life_area", "appointments.category", "appointments.service"},
    {"appointments.office_top", "appointments.office_parent", "appointments.office"},
});

}  // namespace pmm::analytics

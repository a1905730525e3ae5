#pragma once

#include <array>

#include "analytics/catalogue/parts.hpp"

// The cube of deliveries: one row per notice, or digest of several, on its way over one channel.
// What became of it is what it is today. Whether a notice was read is in it as far as the office
// may be told: of legal ones, and where the subject lets it.
namespace pmm::analytics {

inline constexpr std::array kDeliveryColumns{
    catalogue_column(Domain::kChannel),
    catalogue_column(Domain::kService),
    catalogue_column(Domain::kOffice),
    text_column(Domain::kNoticeClass),
    text_column(Domain::kDeliveryState),
    text_column(Domain::kDeliveryReason),
    ColumnSpec{columnar::Kind::kCode, Encoding::kNumber, Domain::kCampaign},
    text_column(Domain::kSubjectKind),
    kIdentityColumn,                    // subject
    kIdentityColumn,                    // is a digest
    catalogue_column(Domain::kOffice),  // model::kSeveralOffices of a digest
    kIdentityColumn,                    // may be told whether it was read
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    day_column(deliveries::kCreated),
};
static_assert(kDeliveryColumns.size() == deliveries::kCreatedDay + 1);

constexpr Member delivery_count(std::string_view name, Titles titles, Condition where,
                                std::string_view formula) {
  return counting(name, titles, "deliveries.state", where, formula);
}
constexpr Member delivery_rate(std::string_view name, Titles titles, Condition where,
                               Condition base, std::string_view formula) {
  return rate(name, titles, "deliveries.state", where, base, formula);
}

inline constexpr std::string_view kDispatchSource = "deliveries.created_us, deliveries.sent_us";
inline constexpr std::string_view kArrivalSource =
    "deliveries.created_us, deliveries.done_us, deliveries.state";
inline constexpr std::string_view kReadingSource =
    "notifications.read_us, preferences.read_receipts, deliveries.state";

inline constexpr std::array kDeliveryMembers = std::to_array<Member>({
    dimension("deliveries.channel", {"Channel", "Canale"}, "channels.code", deliveries::kChannel),
    dimension("deliveries.service", {"Service", "Servizio"}, "services.code", deliveries::kService),
    dimension("deliveries.office", {"Office", "Settore"}, "offices.code", deliveries::kOffice),
    dimension("deliveries.kind", {"Kind of notice", "Tipo di comunicazione"}, "deliveries.class",
              deliveries::kKind),
    dimension("deliveries.state", {"State", "Stato"}, "deliveries.state", deliveries::kState),
    dimension("deliveries.reason", {"Reason", "Motivo"}, "deliveries.reason", deliveries::kReason),
    {"deliveries.campaign", MemberKind::kDimension, Type::kInt64, "Number of the campaign",
     "Numero della campagna", "deliveries.campaign", deliveries::kCampaign},
    {"deliveries.digest", MemberKind::kDimension, Type::kBool, "Is a digest", "È un riepilogo",
     "deliveries.digest", deliveries::kDigest},
    dimension("deliveries.subject_kind", {"Kind of subject", "Tipo di soggetto"}, "subjects.kind",
              deliveries::kSubjectKind),
    dimension("deliveries.category", {"Category of the service", "Categoria del servizio"},
              "services.category", deliveries::kService, Level::kServiceCategory),
    dimension("deliveries.life_area", {"Area of life", "Area della vita"}, "categories.parent",
              deliveries::kService, Level::kServiceLifeArea),
    dimension("deliveries.office_parent", {"Parent office", "Settore superiore"}, "offices.parent",
              deliveries::kOffice, Level::kOfficeParent),
    dimension("deliveries.office_top", {"Top office", "Direzione"}, "offices.parent",
              deliveries::kOffice, Level::kOfficeTop),
    time_dimension("deliveries.created_at", {"Written at", "Creazione"}, "deliveries.created_us",
                   deliveries::kCreated, deliveries::kCreatedDay),
    time_dimension("deliveries.sent_at", {"Sent at", "Invio"}, "deliveries.sent_us",
                   deliveries::kSent, kNoColumn),
    time_dimension("deliveries.delivered_at", {"Delivered at", "Recapito"},
                   "deliveries.done_us, deliveries.state", deliveries::kDelivered, kNoColumn),
    time_dimension("deliveries.read_at", {"Read at", "Lettura"}, kReadingSource, deliveries::kRead,
                   kNoColumn),
    time_dimension("deliveries.ended_at", {"Out of the queue at", "Uscita dalla coda"},
                   "deliveries.sent_us, deliveries.done_us", deliveries::kEnded, kNoColumn),
    counting("deliveries.count", {"Deliveries", "Consegne"}, "deliveries", Condition::kAll,
             "number of deliveries: one per notice, or digest, and channel"),
    distinct("deliveries.subjects", {"Subjects", "Soggetti"}, "deliveries.subject",
             deliveries::kSubject, "different subjects"),
    delivery_count("deliveries.waiting_count", {"Waiting", "In attesa"},
                   Condition::kDeliveryWaiting,
                   "deliveries in state created, sending, temporary_failure or uncertain"),
    delivery_count("deliveries.sent_count", {"Sent", "Inviate"}, Condition::kDeliverySent,
                   "deliveries in state sent or delivered"),
    delivery_count("deliveries.delivered_count", {"Delivered", "Recapitate"},
                   Condition::kDeliveryDelivered,
                   "deliveries in state delivered: known to have arrived"),
    delivery_count("deliveries.failed_count", {"Failed", "Non riuscite"},
                   Condition::kDeliveryFailed,
                   "deliveries in state permanent_failure or technical_failure"),
    delivery_count("deliveries.tried_count", {"Tried to the end", "Tentate"},
                   Condition::kDeliveryTried,
                   "deliveries in state sent, delivered, permanent_failure or technical_failure"),
    delivery_count("deliveries.suppressed_count", {"Suppressed", "Soppresse"},
                   Condition::kDeliverySuppressed,
                   "deliveries in state suppressed: a rule stopped them, and reason says which"),
    delivery_count("deliveries.digested_count", {"Put into a digest", "Accorpate in un riepilogo"},
                   Condition::kDeliveryDigested, "deliveries in state digested"),
    delivery_count("deliveries.expired_count", {"Expired", "Scadute"}, Condition::kDeliveryExpired,
                   "deliveries in state expired"),
    delivery_count("deliveries.cancelled_count", {"Called back", "Annullate"},
                   Condition::kDeliveryCancelled, "deliveries in state cancelled"),
    delivery_rate("deliveries.sent_rate", {"Share sent", "Quota inviata"}, Condition::kDeliverySent,
                  Condition::kDeliveryTried, "sent_count / tried_count"),
    delivery_rate("deliveries.delivered_rate", {"Share delivered", "Quota recapitata"},
                  Condition::kDeliveryDelivered, Condition::kDeliveryTried,
                  "delivered_count / tried_count"),
    delivery_rate("deliveries.failed_rate", {"Share failed", "Quota non riuscita"},
                  Condition::kDeliveryFailed, Condition::kDeliveryTried,
                  "failed_count / tried_count"),
    delivery_rate("deliveries.suppressed_rate", {"Share suppressed", "Quota soppressa"},
                  Condition::kDeliverySuppressed, Condition::kAll, "suppressed_count / count"),
    counting("deliveries.read_told_count", {"With a receipt of reading", "Con conferma di lettura"},
             kReadingSource, Condition::kDeliveryReadTold,
             "sent deliveries of notices of which it may be told whether they were read: legal "
             "ones, and where the subject lets it"),
    counting("deliveries.read_count", {"Read", "Lette"}, kReadingSource, Condition::kDeliveryRead,
             "of read_told_count, those whose notice was read"),
    rate("deliveries.read_rate", {"Share read", "Quota letta"}, kReadingSource,
         Condition::kDeliveryRead, Condition::kDeliveryReadTold, "read_count / read_told_count"),
    counting("deliveries.read_due_count", {"To be read by now", "Da leggere entro oggi"},
             "notifications.due_us", Condition::kDeliveryReadDuePassed,
             "of read_told_count, those whose notice has a due date before the time of the answer"),
    counting("deliveries.read_in_time_count", {"Read in time", "Lette in tempo"},
             "notifications.due_us, notifications.read_us", Condition::kDeliveryReadInTime,
             "of read_due_count, those read at or before the due date"),
    rate("deliveries.read_in_time_rate", {"Share read in time", "Quota letta in tempo"},
         "notifications.due_us, notifications.read_us", Condition::kDeliveryReadInTime,
         Condition::kDeliveryReadDuePassed, "read_in_time_count / read_due_count"),
    measured("deliveries.dispatch_time_avg", {"Mean time to sending", "Tempo medio di invio"},
             kDispatchSource, mean_of(Value::kDeliveryDispatch),
             "mean of sent_at - created_at; deliveries that were never sent have none"),
    measured("deliveries.dispatch_time_median",
             {"Median time to sending", "Tempo mediano di invio"}, kDispatchSource,
             quantile_of(Value::kDeliveryDispatch, 0.5),
             "median of sent_at - created_at, linear interpolation"),
    measured("deliveries.dispatch_time_p90",
             {"90th percentile of the time to sending", "90° percentile del tempo di invio"},
             kDispatchSource, quantile_of(Value::kDeliveryDispatch, 0.9),
             "0.9 quantile of sent_at - created_at, linear interpolation"),
    measured("deliveries.dispatch_time_sum",
             {"Time to sending, summed up", "Tempo totale di invio"}, kDispatchSource,
             sum_of(Value::kDeliveryDispatch),
             "sum of sent_at - created_at; null where no delivery has one"),
    counting("deliveries.dispatch_time_count",
             {"Deliveries with a time to sending", "Consegne con tempo di invio"}, kDispatchSource,
             Condition::kDeliveryDispatched, "deliveries with sent_at >= created_at"),
    measured("deliveries.delivery_time_avg", {"Mean time to arrival", "Tempo medio di recapito"},
             kArrivalSource, mean_of(Value::kDeliveryArrival),
             "mean of delivered_at - created_at; deliveries not known to have arrived have none"),
    measured("deliveries.delivery_time_median",
             {"Median time to arrival", "Tempo mediano di recapito"}, kArrivalSource,
             quantile_of(Value::kDeliveryArrival, 0.5),
             "median of delivered_at - created_at, linear interpolation"),
    measured("deliveries.delivery_time_p90",
             {"90th percentile of the time to arrival", "90° percentile del tempo di recapito"},
             kArrivalSource, quantile_of(Value::kDeliveryArrival, 0.9),
             "0.9 quantile of delivered_at - created_at, linear interpolation"),
    measured("deliveries.delivery_time_sum",
             {"Time to arrival, summed up", "Tempo totale di recapito"}, kArrivalSource,
             sum_of(Value::kDeliveryArrival),
             "sum of delivered_at - created_at; null where no delivery has one"),
    counting("deliveries.delivery_time_count",
             {"Deliveries with a time to arrival", "Consegne con tempo di recapito"},
             kArrivalSource, Condition::kDeliveryArrived,
             "deliveries with delivered_at >= created_at"),
    measured("deliveries.read_time_avg", {"Mean time to reading", "Tempo medio di lettura"},
             kReadingSource, mean_of(Value::kDeliveryReading),
             "mean of read_at - created_at over read_count"),
    measured("deliveries.read_time_median", {"Median time to reading", "Tempo mediano di lettura"},
             kReadingSource, quantile_of(Value::kDeliveryReading, 0.5),
             "median of read_at - created_at over read_count, linear interpolation"),
    measured("deliveries.read_time_p90",
             {"90th percentile of the time to reading", "90° percentile del tempo di lettura"},
             kReadingSource, quantile_of(Value::kDeliveryReading, 0.9),
             "0.9 quantile of read_at - created_at over read_count, linear interpolation"),
    measured("deliveries.read_time_sum", {"Time to reading, summed up", "Tempo totale di lettura"},
             kReadingSource, sum_of(Value::kDeliveryReading),
             "sum of read_at - created_at over read_count; null where there is none"),
    counting("deliveries.read_time_count",
             {"Deliveries with a time to reading", "Consegne con tempo di lettura"}, kReadingSource,
             Condition::kDeliveryReadTimed, "of read_count, those with read_at >= created_at"),
    {"deliveries.backlog",
     MemberKind::kMeasure,
     Type::kInt64,
     "Deliveries in the queue",
     "Consegne in coda",
     "deliveries.created_us, deliveries.sent_us, deliveries.done_us",
     0,
     0,
     {.enters = deliveries::kCreated, .leaves = deliveries::kEnded},
     "",
     "semi_additive",
     "deliveries written before the end of the period less those out of the queue before it; over "
     "several periods that of the last; without a period as of now"},
});

inline constexpr std::array kDeliveryDrills = std::to_array<DrillPath>({
    {"deliveries.life_area", "deliveries.category", "deliveries.service"},
    {"deliveries.office_top", "deliveries.office_parent", "deliveries.office"},
});

}  // namespace pmm::analytics

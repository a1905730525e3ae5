#pragma once

#include <array>
#include <cstddef>

#include "analytics/catalogue/parts.hpp"

// The measures that indicators are made of and that are more than a column: by the office's clock,
// less the time in which the term stood still, and what became of the matter afterwards.
namespace pmm::analytics {

template <std::size_t kFirst, std::size_t kSecond>
constexpr std::array<Member, kFirst + kSecond> both(const std::array<Member, kFirst>& first,
                                                    const std::array<Member, kSecond>& second) {
  std::array<Member, kFirst + kSecond> all{};
  for (std::size_t i = 0; i < kFirst; ++i) all[i] = first[i];
  for (std::size_t i = 0; i < kSecond; ++i) all[kFirst + i] = second[i];
  return all;
}

inline constexpr std::array kCaseIndicatorMembers = std::to_array<Member>({
    measured("cases.net_resolution_time_avg",
             {"Mean resolution time, net", "Tempo medio di chiusura, netto"},
             "cases.opened_us, cases.closed_us, case_intervals", mean_of(Value::kCaseNetResolution),
             "mean of closed_at - opened_at less the time in which the term stood still"),
    measured("cases.net_resolution_time_median",
             {"Median resolution time, net", "Tempo mediano di chiusura, netto"},
             "cases.opened_us, cases.closed_us, case_intervals",
             quantile_of(Value::kCaseNetResolution, 0.5),
             "median of closed_at - opened_at less the time in which the term stood still, linear "
             "interpolation"),
    measured("cases.net_resolution_time_p90",
             {"90th percentile of the resolution time, net",
              "90° percentile del tempo di chiusura, netto"},
             "cases.opened_us, cases.closed_us, case_intervals",
             quantile_of(Value::kCaseNetResolution, 0.9),
             "0.9 quantile of closed_at - opened_at less the time in which the term stood still, "
             "linear interpolation"),
    measured("cases.net_resolution_time_sum",
             {"Resolution time, net, summed up", "Tempo totale di chiusura, netto"},
             "cases.opened_us, cases.closed_us, case_intervals", sum_of(Value::kCaseNetResolution),
             "sum of closed_at - opened_at less the time in which the term stood still; null where "
             "no case has one"),
    in_days(measured(
        "cases.working_resolution_avg",
        {"Mean resolution time in working days", "Tempo medio di chiusura in giorni lavorativi"},
        "cases.opened_us, cases.closed_us, case_intervals, holidays",
        mean_of(Value::kCaseWorkingResolution),
        "mean of the working days after the day of opening up to that of closing, but "
        "for those at whose end the term stood still")),
    in_days(measured("cases.working_resolution_median",
                     {"Median resolution time in working days",
                      "Tempo mediano di chiusura in giorni lavorativi"},
                     "cases.opened_us, cases.closed_us, case_intervals, holidays",
                     quantile_of(Value::kCaseWorkingResolution, 0.5),
                     "median of the working days after the day of opening up to that of closing, "
                     "but for those at whose end the term stood still, linear interpolation")),
    in_days(measured("cases.working_resolution_p90",
                     {"90th percentile of the resolution time in working days",
                      "90° percentile del tempo di chiusura in giorni lavorativi"},
                     "cases.opened_us, cases.closed_us, case_intervals, holidays",
                     quantile_of(Value::kCaseWorkingResolution, 0.9),
                     "0.9 quantile of the working days after the day of opening up to that of "
                     "closing, but for those at whose end the term stood still, linear "
                     "interpolation")),
    in_days(measured(
        "cases.working_resolution_sum",
        {"Working days to the closing, summed up", "Giorni lavorativi alla chiusura, in totale"},
        "cases.opened_us, cases.closed_us, case_intervals, holidays",
        sum_of(Value::kCaseWorkingResolution),
        "sum of the working days after the day of opening up to that of closing, but "
        "for those at whose end the term stood still; null where no case has one")),
    counting("cases.first_response_time_count",
             {"Cases with a first response", "Pratiche con prima risposta"},
             "cases.opened_us, cases.first_response_us", Condition::kCaseAnswered,
             "cases with a first response at or after opened_at"),
    in_days(measured("cases.working_response_median",
                     {"Median working days to the first response",
                      "Mediana dei giorni lavorativi alla prima risposta"},
                     "cases.opened_us, cases.first_response_us, case_intervals, holidays",
                     quantile_of(Value::kCaseWorkingResponse, 0.5),
                     "median of the working days after the day of opening up to that of the first "
                     "response, but for those at whose end the term stood still, linear "
                     "interpolation")),
    in_days(measured("cases.working_response_p90",
                     {"90th percentile of the working days to the first response",
                      "90° percentile dei giorni lavorativi alla prima risposta"},
                     "cases.opened_us, cases.first_response_us, case_intervals, holidays",
                     quantile_of(Value::kCaseWorkingResponse, 0.9),
                     "0.9 quantile of the working days after the day of opening up to that of the "
                     "first response, but for those at whose end the term stood still, linear "
                     "interpolation")),
    counting("cases.due_passed_count",
             {"Cases past their due time", "Pratiche col termine passato"}, "cases.due_us",
             Condition::kCaseDuePassed,
             "cases with due_at before the time of the answer, open or closed"),
    counting("cases.due_met_count", {"Of the past due times, met", "Termini passati e rispettati"},
             "cases.status, cases.closed_us, cases.due_us", Condition::kCaseDueMet,
             "cases with due_at before the time of the answer and status closed, closed_at <= "
             "due_at"),
    counting("cases.late_count", {"Closed after the term", "Chiuse fuori termine"},
             "cases.status, cases.closed_us, cases.due_us", Condition::kCaseLate,
             "cases with status closed, closed_at > due_at"),
    in_days(measured("cases.lateness_avg",
                     {"Mean lateness in working days", "Ritardo medio in giorni lavorativi"},
                     "cases.closed_us, cases.due_us, holidays",
                     mean_of(Value::kCaseWorkingLateness),
                     "mean of the working days after the due day up to that of closing, of cases "
                     "with status closed, closed_at > due_at")),
    in_days(measured("cases.lateness_sum",
                     {"Lateness in working days, summed up", "Giorni lavorativi di ritardo"},
                     "cases.closed_us, cases.due_us, holidays", sum_of(Value::kCaseWorkingLateness),
                     "sum of the working days after the due day up to that of closing, of cases "
                     "with status closed, closed_at > due_at; null where no case has one")),
    counting("cases.open_very_long_count", {"Open for over 90 days", "Aperte da oltre 90 giorni"},
             "cases.status, cases.opened_us", Condition::kCaseOpenVeryLong,
             "cases with status open that were opened over 90 days before the answer"),
});

inline constexpr std::array kContactIndicatorMembers = std::to_array<Member>({
    counting("contacts.answered_hour_count", {"Answered within 60 min", "Risposti entro 60 min"},
             "contacts.waiting_s, contacts.abandoned", Condition::kContactServedLate,
             "contacts that waited 3600 s at most and were not abandoned"),
    counting("contacts.queued_long_count",
             {"In the queue, short ones aside", "In coda, salvo rinunce immediate"},
             "contacts.waiting_s, contacts.abandoned", Condition::kContactQueuedLong,
             "contacts that have a waiting time or were abandoned, but for those abandoned within "
             "5 s"),
    counting("contacts.abandoned_long_count", {"Abandoned, not at once", "Abbandonati, non subito"},
             "contacts.waiting_s, contacts.abandoned", Condition::kContactAbandonedLong,
             "abandoned contacts, but for those abandoned within 5 s"),
    counting("contacts.forwarded_count", {"Forwarded contacts", "Contatti inoltrati"},
             "contacts.outcome, contacts.abandoned", Condition::kContactForwarded,
             "contacts with outcome forwarded, transferred or escalated, not abandoned"),
    counting("contacts.mature_7_count",
             {"Contacts looked back on after 7 days", "Contatti osservati per 7 giorni"},
             "contacts.subject, contacts.service, contacts.started_us",
             Condition::kContactMatureSoon,
             "incoming contacts of a known subject on a known service, not abandoned, begun 7 days "
             "before the answer or earlier"),
    counting("contacts.settled_7_count",
             {"Without a repeat within 7 days", "Senza ricontatto entro 7 giorni"},
             "contacts.subject, contacts.service, contacts.started_us",
             Condition::kContactSettledSoon,
             "of mature_7_count, those not followed within 7 days by another incoming contact of "
             "the subject on the service"),
    rate("contacts.settled_7_rate",
         {"Share without a repeat within 7 days", "Quota senza ricontatto entro 7 giorni"},
         "contacts.subject, contacts.service, contacts.started_us", Condition::kContactSettledSoon,
         Condition::kContactMatureSoon, "settled_7_count / mature_7_count"),
    counting("contacts.mature_30_count",
             {"Contacts looked back on after 30 days", "Contatti osservati per 30 giorni"},
             "contacts.subject, contacts.service, contacts.started_us",
             Condition::kContactMatureLate,
             "incoming contacts of a known subject on a known service, not abandoned, begun 30 "
             "days before the answer or earlier"),
    counting("contacts.settled_30_count",
             {"Without a repeat within 30 days", "Senza ricontatto entro 30 giorni"},
             "contacts.subject, contacts.service, contacts.started_us",
             Condition::kContactSettledLate,
             "of mature_30_count, those not followed within 30 days by another incoming contact of "
             "the subject on the service"),
    rate("contacts.settled_30_rate",
         {"Share without a repeat within 30 days", "Quota senza ricontatto entro 30 giorni"},
         "contacts.subject, contacts.service, contacts.started_us", Condition::kContactSettledLate,
         Condition::kContactMatureLate, "settled_30_count / mature_30_count"),
});

inline constexpr std::array kStageIndicatorMembers = std::to_array<Member>({
    counting("stages.closing_count", {"Closings", "Chiusure"}, "case_events.to_state",
             Condition::kStageClosing,
             "stays in completed, rejected, withdrawn, resolved, no_further_action, "
             "not_responsible, duplicate or cancelled"),
    counting("stages.reopened_30_count", {"Reopened within 30 days", "Riaperte entro 30 giorni"},
             "case_events.to_state, case_events.at_us", Condition::kStageReopenedSoon,
             "of closing_count, those that ended within 30 days in reopened, in_progress or "
             "reopen_requested"),
});

}  // namespace pmm::analytics

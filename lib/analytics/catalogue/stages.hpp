#pragma once

#include <array>

#include "analytics/catalogue/parts.hpp"

// The cube of case stages: one row per stay of a case in a state. A stay begins with an event that
// moves the case (case_events.to_state) and ends with the next one in the order in which they were
// told (case_events.id); the last one has no end. All that is said of the case is what the case is
// today, looked up through its row.
namespace pmm::analytics {

inline constexpr std::array kStageColumns{
    ColumnSpec{columnar::Kind::kCode, Encoding::kCaseRow},
    text_column(Domain::kState),
    text_column(Domain::kState),
    kIntegerColumn,
    kIntegerColumn,
    joined_column(columnar::Kind::kCode, cases::kKind, Domain::kCaseKind),
    joined_column(columnar::Kind::kCode, cases::kService, Domain::kService),
    joined_column(columnar::Kind::kCode, cases::kCategory, Domain::kCategory),
    joined_column(columnar::Kind::kCode, cases::kOffice, Domain::kOffice),
    joined_column(columnar::Kind::kCode, cases::kChannel, Domain::kChannel),
    joined_column(columnar::Kind::kCode, cases::kStatus, Domain::kStatus),
    joined_column(columnar::Kind::kCode, cases::kOutcome, Domain::kCaseOutcome),
    joined_column(columnar::Kind::kCode, cases::kArea, Domain::kArea),
    joined_column(columnar::Kind::kCode, cases::kSubjectKind, Domain::kSubjectKind),
    joined_column(columnar::Kind::kCode, cases::kSubject),
    joined_column(columnar::Kind::kInt, cases::kOpened),
    joined_column(columnar::Kind::kDay, cases::kOpenedDay),
};
static_assert(kStageColumns.size() == stages::kOpenedDay + 1);

inline constexpr std::array kStageMembers = std::to_array<Member>({
    dimension("stages.state", {"State", "Stato"}, "case_events.to_state", stages::kState),
    dimension("stages.next_state", {"Next state", "Stato successivo"}, "case_events.to_state",
              stages::kNextState),
    dimension("stages.kind", {"Kind", "Tipo"}, "cases.kind", stages::kKind),
    dimension("stages.service", {"Service", "Servizio"}, "services.code", stages::kService),
    dimension("stages.category", {"Category", "Categoria"}, "categories.code", stages::kCategory),
    dimension("stages.office", {"Office", "Settore"}, "offices.code", stages::kOffice),
    dimension("stages.channel", {"Channel", "Canale"}, "channels.code", stages::kChannel),
    dimension("stages.status", {"Status of the case", "Stato di apertura"}, "cases.status",
              stages::kStatus),
    dimension("stages.outcome", {"Outcome of the case", "Esito"}, "cases.outcome",
              stages::kOutcome),
    dimension("stages.area", {"Area", "Zona"}, "areas.code", stages::kArea),
    dimension("stages.subject_kind", {"Kind of subject", "Tipo di soggetto"}, "subjects.kind",
              stages::kSubjectKind),
    dimension("stages.life_area", {"Area of life", "Area della vita"}, "categories.parent",
              stages::kCategory, Level::kLifeArea),
    dimension("stages.category_parent", {"Parent category", "Categoria superiore"},
              "categories.parent", stages::kCategory, Level::kCategoryParent),
    dimension("stages.office_parent", {"Parent office", "Settore superiore"}, "offices.parent",
              stages::kOffice, Level::kOfficeParent),
    dimension("stages.office_top", {"Top office", "Direzione"}, "offices.parent", stages::kOffice,
              Level::kOfficeTop),
    dimension("stages.area_parent", {"Parent area", "Zona superiore"}, "areas.parent",
              stages::kArea, Level::kAreaParent),
    dimension("stages.area_top", {"Top area", "Municipalità"}, "areas.parent", stages::kArea,
              Level::kAreaTop),
    time_dimension("stages.entered_at", {"Entered at", "Ingresso nello stato"}, "case_events.at_us",
                   stages::kEntered, kNoColumn),
    time_dimension("stages.left_at", {"Left at", "Uscita dallo stato"}, "case_events.at_us",
                   stages::kLeft, kNoColumn),
    time_dimension("stages.opened_at", {"Case opened at", "Data di apertura"}, "cases.opened_us",
                   stages::kOpened, stages::kOpenedDay),
    counting("stages.count", {"Stays", "Permanenze"}, "case_events", Condition::kAll,
             "number of stays of a case in a state"),
    distinct("stages.cases", {"Cases", "Pratiche"}, "case_events.case_id", stages::kCase,
             "different cases"),
    distinct("stages.subjects", {"Subjects", "Soggetti"}, "cases.subject", stages::kSubject,
             "different subjects; cases without a subject are not counted"),
    counting("stages.open_count", {"Stays that go on", "Permanenze in corso"}, "case_events.at_us",
             Condition::kStageOpen,
             "stays without a left_at; a closed case stays in its last state"),
    counting("stages.ended_count", {"Ended stays", "Permanenze concluse"}, "case_events.at_us",
             Condition::kStageEnded, "stays with a left_at"),
    measured("stages.duration_avg", {"Mean time in the state", "Tempo medio nello stato"},
             "case_events.at_us", mean_of(Value::kStageDuration),
             "mean of left_at - entered_at; stays that go on, or that ended before they began, "
             "have none"),
    measured("stages.duration_median", {"Median time in the state", "Tempo mediano nello stato"},
             "case_events.at_us", quantile_of(Value::kStageDuration, 0.5),
             "median of left_at - entered_at, linear interpolation"),
    measured("stages.duration_p90",
             {"90th percentile of the time in the state", "90° percentile del tempo nello stato"},
             "case_events.at_us", quantile_of(Value::kStageDuration, 0.9),
             "0.9 quantile of left_at - entered_at, linear interpolation"),
    measured("stages.duration_sum", {"Time in the state", "Tempo totale nello stato"},
             "case_events.at_us", sum_of(Value::kStageDuration),
             "sum of left_at - entered_at; null where no stay has one"),
    measured("stages.age_avg",
             {"Mean age of stays that go on", "Età media delle permanenze in corso"},
             "case_events.at_us", mean_of(Value::kStageAge),
             "mean of the time of the answer - entered_at over stays without a left_at"),
});

inline constexpr std::array kStageDrills = std::to_array<DrillPath>({
    {"stages.life_area", "stages.category", "stages.service"},
    {"stages.office_top", "stages.office_parent", "stages.office"},
    {"stages.area_top", "stages.area_parent", "stages.area"},
});

}  // namespace pmm::analytics

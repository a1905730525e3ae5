#include "analytics/catalogue.hpp"

#include <algorithm>
#include <array>

#include "analytics/catalogue_stages.hpp"

namespace pmm::analytics {
namespace {

using columnar::Kind;

// In the order of each cube's Column; feed_sql.hpp selects in the same order.
constexpr std::array kCaseColumns{
    text_column(Domain::kCaseKind),
    catalogue_column(Domain::kService),
    catalogue_column(Domain::kCategory),
    catalogue_column(Domain::kOffice),
    catalogue_column(Domain::kChannel),
    text_column(Domain::kStatus),
    text_column(Domain::kState),
    text_column(Domain::kCaseOutcome),
    catalogue_column(Domain::kArea),
    text_column(Domain::kSubjectKind),
    kIdentityColumn,  // subject
    kIdentityColumn,  // times reopened
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    day_column(cases::kOpened),
    day_column(cases::kDue),
    day_column(cases::kClosed),
};
static_assert(kCaseColumns.size() == cases::kClosedDay + 1);

constexpr std::array kContactColumns{
    catalogue_column(Domain::kChannel),
    text_column(Domain::kDirection),
    catalogue_column(Domain::kService),
    catalogue_column(Domain::kOffice),
    text_column(Domain::kContactOutcome),
    text_column(Domain::kSubjectKind),
    kIdentityColumn,  // subject
    kIdentityColumn,  // abandoned
    kIntegerColumn,
    kIntegerColumn,
    kIntegerColumn,
    day_column(contacts::kStarted),
};
static_assert(kContactColumns.size() == contacts::kStartedDay + 1);

constexpr std::array kVisitColumns{
    catalogue_column(Domain::kService),
    catalogue_column(Domain::kChannel),
    catalogue_column(Domain::kRoute),
    ColumnSpec{Kind::kCode, Encoding::kNumber, Domain::kHttpStatus},
    kIdentityColumn,  // subject
    ColumnSpec{Kind::kCode, Encoding::kNumber, Domain::kVisitor},
    kIntegerColumn,
    day_column(visits::kAt),
};
static_assert(kVisitColumns.size() == visits::kAtDay + 1);

constexpr std::array kCaseMembers = std::to_array<Member>({
    {"cases.kind", MemberKind::kDimension, Type::kText, "Kind", "Tipo", "cases.kind", cases::kKind},
    {"cases.service", MemberKind::kDimension, Type::kText, "Service", "Servizio", "services.code",
     cases::kService},
    {"cases.category", MemberKind::kDimension, Type::kText, "Category", "Categoria",
     "categories.code", cases::kCategory},
    {"cases.office", MemberKind::kDimension, Type::kText, "Office", "Settore", "offices.code",
     cases::kOffice},
    {"cases.channel", MemberKind::kDimension, Type::kText, "Channel", "Canale", "channels.code",
     cases::kChannel},
    {"cases.status", MemberKind::kDimension, Type::kText, "Status", "Stato di apertura",
     "cases.status", cases::kStatus},
    {"cases.state", MemberKind::kDimension, Type::kText, "State", "Stato", "cases.state",
     cases::kState},
    {"cases.outcome", MemberKind::kDimension, Type::kText, "Outcome", "Esito", "cases.outcome",
     cases::kOutcome},
    {"cases.area", MemberKind::kDimension, Type::kText, "Area", "Zona", "areas.code", cases::kArea},
    {"cases.subject_kind", MemberKind::kDimension, Type::kText, "Kind of subject",
     "Tipo di soggetto", "subjects.kind", cases::kSubjectKind},
    dimension("cases.life_area", {"Area of life", "Area della vita"}, "categories.parent",
              cases::kCategory, Level::kLifeArea),
    dimension("cases.category_parent", {"Parent category", "Categoria superiore"},
              "categories.parent", cases::kCategory, Level::kCategoryParent),
    dimension("cases.office_parent", {"Parent office", "Settore superiore"}, "offices.parent",
              cases::kOffice, Level::kOfficeParent),
    dimension("cases.office_top", {"Top office", "Direzione"}, "offices.parent", cases::kOffice,
              Level::kOfficeTop),
    dimension("cases.area_parent", {"Parent area", "Zona superiore"}, "areas.parent", cases::kArea,
              Level::kAreaParent),
    dimension("cases.area_top", {"Top area", "Municipalità"}, "areas.parent", cases::kArea,
              Level::kAreaTop),
    {"cases.opened_at", MemberKind::kTime, Type::kTime, "Opened at", "Data di apertura",
     "cases.opened_us", cases::kOpened, cases::kOpenedDay},
    {"cases.due_at", MemberKind::kTime, Type::kTime, "Due at", "Scadenza", "cases.due_us",
     cases::kDue, cases::kDueDay},
    {"cases.closed_at", MemberKind::kTime, Type::kTime, "Closed at", "Data di chiusura",
     "cases.closed_us", cases::kClosed, cases::kClosedDay},
    {"cases.count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Cases",
     "Pratiche",
     "cases",
     0,
     0,
     {},
     "",
     "additive",
     "number of cases"},
    {"cases.open_count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Open cases",
     "Pratiche aperte",
     "cases.status",
     0,
     0,
     {Aggregate::kCount, Condition::kCaseOpen},
     "",
     "additive",
     "cases with status open"},
    {"cases.closed_count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Closed cases",
     "Pratiche chiuse",
     "cases.status",
     0,
     0,
     {Aggregate::kCount, Condition::kCaseClosed},
     "",
     "additive",
     "cases with status closed"},
    {"cases.subjects",
     MemberKind::kMeasure,
     Type::kInt64,
     "Subjects",
     "Soggetti",
     "cases.subject",
     0,
     0,
     {.aggregate = Aggregate::kDistinct, .column = cases::kSubject},
     "",
     "non_additive",
     "different subjects; cases without a subject are not counted"},
    {"cases.within_due_count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Closed within the term",
     "Chiuse nei termini",
     "cases.closed_us, cases.due_us",
     0,
     0,
     {Aggregate::kCount, Condition::kCaseWithinDue},
     "",
     "additive",
     "closed cases with a closing and a due time, closed_at <= due_at"},
    {"cases.within_due_rate",
     MemberKind::kMeasure,
     Type::kFloat64,
     "Share closed within the term",
     "Quota chiusa nei termini",
     "cases.closed_us, cases.due_us",
     0,
     0,
     {Aggregate::kRate, Condition::kCaseWithinDue, Condition::kCaseClosedWithDue},
     "1",
     "non_additive",
     "within_due_count / closed cases with a closing and a due time"},
    {"cases.overdue_count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Overdue cases",
     "Pratiche scadute",
     "cases.due_us",
     0,
     0,
     {Aggregate::kCount, Condition::kCaseOverdue},
     "",
     "additive",
     "open cases with due_at before the time of the answer"},
    {"cases.resolution_time_avg",
     MemberKind::kMeasure,
     Type::kFloat64,
     "Mean resolution time",
     "Tempo medio di risoluzione",
     "cases.opened_us, cases.closed_us",
     0,
     0,
     {.aggregate = Aggregate::kMean, .value = Value::kCaseResolution},
     "s",
     "non_additive",
     "mean of closed_at - opened_at; cases not closed, or closed before they were opened, have "
     "none"},
    {"cases.resolution_time_median",
     MemberKind::kMeasure,
     Type::kFloat64,
     "Median resolution time",
     "Tempo mediano di risoluzione",
     "cases.opened_us, cases.closed_us",
     0,
     0,
     {.aggregate = Aggregate::kQuantile, .value = Value::kCaseResolution, .p = 0.5},
     "s",
     "non_additive",
     "median of closed_at - opened_at, linear interpolation"},
    {"cases.resolution_time_p90",
     MemberKind::kMeasure,
     Type::kFloat64,
     "90th percentile of the resolution time",
     "90° percentile del tempo di risoluzione",
     "cases.opened_us, cases.closed_us",
     0,
     0,
     {.aggregate = Aggregate::kQuantile, .value = Value::kCaseResolution, .p = 0.9},
     "s",
     "non_additive",
     "0.9 quantile of closed_at - opened_at, linear interpolation"},
    {"cases.first_response_time_avg",
     MemberKind::kMeasure,
     Type::kFloat64,
     "Mean time to first response",
     "Tempo medio di prima risposta",
     "cases.opened_us, cases.first_response_us",
     0,
     0,
     {.aggregate = Aggregate::kMean, .value = Value::kCaseFirstResponse},
     "s",
     "non_additive",
     "mean of first response - opened_at; cases without a response, or answered before they were "
     "opened, have none"},
    {"cases.reopened_count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Reopened cases",
     "Pratiche riaperte",
     "cases.reopened_count",
     0,
     0,
     {Aggregate::kCount, Condition::kCaseReopened},
     "",
     "additive",
     "cases that were reopened at least once"},
    {"cases.backlog",
     MemberKind::kMeasure,
     Type::kInt64,
     "Backlog",
     "Giacenza",
     "cases.opened_us, cases.closed_us",
     0,
     0,
     {.enters = cases::kOpened, .leaves = cases::kClosed},
     "",
     "semi_additive",
     "cases opened before the end of the period less cases closed before it; over several periods "
     "that of the last; without a period as of now"},
});

constexpr std::array kContactMembers = std::to_array<Member>({
    {"contacts.channel", MemberKind::kDimension, Type::kText, "Channel", "Canale", "channels.code",
     contacts::kChannel},
    {"contacts.direction", MemberKind::kDimension, Type::kText, "Direction", "Direzione",
     "contacts.direction", contacts::kDirection},
    {"contacts.service", MemberKind::kDimension, Type::kText, "Service", "Servizio",
     "services.code", contacts::kService},
    {"contacts.office", MemberKind::kDimension, Type::kText, "Office", "Settore", "offices.code",
     contacts::kOffice},
    {"contacts.outcome", MemberKind::kDimension, Type::kText, "Outcome", "Esito",
     "contacts.outcome", contacts::kOutcome},
    {"contacts.subject_kind", MemberKind::kDimension, Type::kText, "Kind of subject",
     "Tipo di soggetto", "subjects.kind", contacts::kSubjectKind},
    dimension("contacts.category", {"Category of the service", "Categoria del servizio"},
              "services.category", contacts::kService, Level::kServiceCategory),
    dimension("contacts.life_area", {"Area of life", "Area della vita"}, "categories.parent",
              contacts::kService, Level::kServiceLifeArea),
    dimension("contacts.office_parent", {"Parent office", "Settore superiore"}, "offices.parent",
              contacts::kOffice, Level::kOfficeParent),
    dimension("contacts.office_top", {"Top office", "Direzione"}, "offices.parent",
              contacts::kOffice, Level::kOfficeTop),
    {"contacts.started_at", MemberKind::kTime, Type::kTime, "Started at", "Inizio",
     "contacts.started_us", contacts::kStarted, contacts::kStartedDay},
    {"contacts.count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Contacts",
     "Contatti",
     "contacts",
     0,
     0,
     {},
     "",
     "additive",
     "number of contacts"},
    {"contacts.subjects",
     MemberKind::kMeasure,
     Type::kInt64,
     "Subjects",
     "Soggetti",
     "contacts.subject",
     0,
     0,
     {.aggregate = Aggregate::kDistinct, .column = contacts::kSubject},
     "",
     "non_additive",
     "different subjects; contacts without a subject are not counted"},
    {"contacts.handling_time_avg",
     MemberKind::kMeasure,
     Type::kFloat64,
     "Mean handling time",
     "Tempo medio di gestione",
     "contacts.started_us, contacts.ended_us",
     0,
     0,
     {.aggregate = Aggregate::kMean, .value = Value::kContactHandling},
     "s",
     "non_additive",
     "mean of ended_at - started_at; contacts without an end, or with one before their start, have "
     "none"},
    {"contacts.waiting_time_avg",
     MemberKind::kMeasure,
     Type::kFloat64,
     "Mean waiting time",
     "Tempo medio di attesa",
     "contacts.waiting_s",
     0,
     0,
     {.aggregate = Aggregate::kMean, .value = Value::kContactWaiting},
     "s",
     "non_additive",
     "mean of the waiting time of contacts that have one"},
    {"contacts.abandoned_count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Abandoned contacts",
     "Contatti abbandonati",
     "contacts.abandoned",
     0,
     0,
     {Aggregate::kCount, Condition::kContactAbandoned},
     "",
     "additive",
     "contacts given up before an answer"},
    {"contacts.first_contact_resolution_rate",
     MemberKind::kMeasure,
     Type::kFloat64,
     "Share resolved at first contact",
     "Quota risolta al primo contatto",
     "contacts.outcome, contacts.abandoned",
     0,
     0,
     {Aggregate::kRate, Condition::kContactResolved, Condition::kContactAnswered},
     "1",
     "non_additive",
     "contacts with outcome resolved, not abandoned / contacts with an outcome, not abandoned"},
});

constexpr std::array kVisitMembers = std::to_array<Member>({
    {"visits.service", MemberKind::kDimension, Type::kText, "Service", "Servizio", "services.code",
     visits::kService},
    {"visits.channel", MemberKind::kDimension, Type::kText, "Channel", "Canale", "channels.code",
     visits::kChannel},
    {"visits.path", MemberKind::kDimension, Type::kText, "Path", "Percorso", "routes.path",
     visits::kPath},
    {"visits.status", MemberKind::kDimension, Type::kInt64, "HTTP status", "Stato HTTP",
     "visits.status", visits::kStatus},
    {"visits.known_subject", MemberKind::kDimension, Type::kBool, "Known subject", "Soggetto noto",
     "visits.subject", visits::kSubject},
    dimension("visits.category", {"Category of the service", "Categoria del servizio"},
              "services.category", visits::kService, Level::kServiceCategory),
    dimension("visits.life_area", {"Area of life", "Area della vita"}, "categories.parent",
              visits::kService, Level::kServiceLifeArea),
    {"visits.at", MemberKind::kTime, Type::kTime, "At", "Momento", "visits.at_us", visits::kAt,
     visits::kAtDay},
    {"visits.count",
     MemberKind::kMeasure,
     Type::kInt64,
     "Visits",
     "Accessi",
     "visits",
     0,
     0,
     {},
     "",
     "additive",
     "number of visits"},
    {"visits.visitors",
     MemberKind::kMeasure,
     Type::kInt64,
     "Visitors",
     "Visitatori",
     "visits.visitor",
     0,
     0,
     {.aggregate = Aggregate::kDistinct, .column = visits::kVisitor},
     "",
     "non_additive",
     "different visitors; visits without one are not counted"},
});

constexpr std::array kCaseDrills = std::to_array<DrillPath>({
    {"cases.life_area", "cases.category", "cases.service"},
    {"cases.office_top", "cases.office_parent", "cases.office"},
    {"cases.area_top", "cases.area_parent", "cases.area"},
});
constexpr std::array kContactDrills = std::to_array<DrillPath>({
    {"contacts.life_area", "contacts.category", "contacts.service"},
    {"contacts.office_top", "contacts.office_parent", "contacts.office"},
});
constexpr std::array kVisitDrills = std::to_array<DrillPath>({
    {"visits.life_area", "visits.category", "visits.service"},
});

constexpr std::array<Cube, kCubes> kAllCubes{{
    {CubeId::kCases, "cases", "Cases", "Pratiche", kCaseColumns, kCaseMembers, kCaseDrills,
     cases::kSubject, cases::kOffice, cases::kService},
    {CubeId::kContacts, "contacts", "Contacts", "Contatti", kContactColumns, kContactMembers,
     kContactDrills, contacts::kSubject, contacts::kOffice, contacts::kService},
    {CubeId::kVisits, "visits", "Visits", "Accessi", kVisitColumns, kVisitMembers, kVisitDrills,
     visits::kSubject, kNoColumn, visits::kService},
    {CubeId::kStages, "stages", "Case stages", "Fasi delle pratiche", kStageColumns, kStageMembers,
     kStageDrills, stages::kSubject, stages::kOffice, stages::kService},
}};

constexpr std::array<GranularityName, 9> kGranularities{{
    {"minute", Granularity::kMinute},
    {"hour", Granularity::kHour},
    {"day", Granularity::kDay},
    {"week", Granularity::kWeek},
    {"month", Granularity::kMonth},
    {"quarter", Granularity::kQuarter},
    {"year", Granularity::kYear},
    {"weekday", Granularity::kWeekday},
    {"hourOfDay", Granularity::kHourOfDay},
}};

}  // namespace

std::span<const Cube> cubes() noexcept { return kAllCubes; }

Domain domain_of(Level level) noexcept {
  switch (level) {
    case Level::kServiceCategory:
    case Level::kServiceLifeArea:
    case Level::kCategoryParent:
    case Level::kLifeArea:
      return Domain::kCategory;
    case Level::kOfficeParent:
    case Level::kOfficeTop:
      return Domain::kOffice;
    case Level::kAreaParent:
    case Level::kAreaTop:
      return Domain::kArea;
    case Level::kNone:
      break;
  }
  return Domain::kNone;
}

Domain domain_of(const Member& member, const Cube& cube) noexcept {
  if (member.level != Level::kNone) return domain_of(member.level);
  return member.domain != Domain::kNone ? member.domain : cube.columns[member.column].domain;
}

const Cube& cube_of(CubeId id) noexcept { return kAllCubes[static_cast<std::size_t>(id)]; }

const Member* find_member(const Cube& cube, std::string_view name) noexcept {
  const auto found = std::find_if(cube.members.begin(), cube.members.end(),
                                  [name](const Member& member) { return member.name == name; });
  return found == cube.members.end() ? nullptr : &*found;
}

std::span<const GranularityName> granularities() noexcept { return kGranularities; }

std::string_view granularity_name(Granularity granularity) noexcept {
  for (const GranularityName& entry : kGranularities)
    if (entry.value == granularity) return entry.name;
  return "";
}

}  // namespace pmm::analytics

#include "analytics/catalogue/catalogue.hpp"

#include <algorithm>
#include <array>

#include "analytics/catalogue/appointments.hpp"
#include "analytics/catalogue/cases.hpp"
#include "analytics/catalogue/contacts.hpp"
#include "analytics/catalogue/deliveries.hpp"
#include "analytics/catalogue/indicator_members.hpp"
#include "analytics/catalogue/stages.hpp"
#include "analytics/catalogue/visits.hpp"

namespace pmm::analytics {
namespace {

constexpr auto kAllCaseMembers = both(kCaseMembers, kCaseIndicatorMembers);
constexpr auto kAllContactMembers = both(kContactMembers, kContactIndicatorMembers);
constexpr auto kAllStageMembers = both(kStageMembers, kStageIndicatorMembers);

constexpr std::array<Cube, kCubes> kAllCubes{{
    {CubeId::kCases, "cases", "Cases", "Pratiche", kCaseColumns, kAllCaseMembers, kCaseDrills,
     cases::kSubject, cases::kOffice, cases::kService},
    {CubeId::kContacts, "contacts", "Contacts", "Contatti", kContactColumns, kAllContactMembers,
     kContactDrills, contacts::kSubject, contacts::kOffice, contacts::kService},
    {CubeId::kVisits, "visits", "Visits", "Accessi", kVisitColumns, kVisitMembers, kVisitDrills,
     visits::kSubject, kNoColumn, visits::kService},
    {CubeId::kStages, "stages", "Case stages", "Fasi delle pratiche", kStageColumns,
     kAllStageMembers, kStageDrills, stages::kSubject, stages::kOffice, stages::kService},
    {CubeId::kDeliveries, "deliveries", "Deliveries", "Consegne", kDeliveryColumns,
     kDeliveryMembers, kDeliveryDrills, deliveries::kSubject, deliveries::kScopeOffice,
     deliveries::kService},
    {CubeId::kAppointments, "appointments", "Appointments", "Appuntamenti", kAppointmentColumns,
     kAppointmentMembers, kAppointmentDrills, appointments::kSubject, appointments::kOffice,
     appointments::kService},
}};

constexpr std::array<GranularityName, 9> kGranularities{{
    {"minute", Granularity::kMinute, "minute", "minuto"},
    {"hour", Granularity::kHour, "hour", "ora"},
    {"day", Granularity::kDay, "day", "giorno"},
    {"week", Granularity::kWeek, "week", "settimana"},
    {"month", Granularity::kMonth, "month", "mese"},
    {"quarter", Granularity::kQuarter, "quarter", "trimestre"},
    {"year", Granularity::kYear, "year", "anno"},
    {"weekday", Granularity::kWeekday, "weekday", "giorno della settimana"},
    {"hourOfDay", Granularity::kHourOfDay, "hour of day", "ora del giorno"},
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

bool has_ids(const Cube& cube) noexcept { return cube.id != CubeId::kStages; }

const Cube& cube_of(CubeId id) noexcept { return kAllCubes[static_cast<std::size_t>(id)]; }

const Member* find_member(const Cube& cube, std::string_view name) noexcept {
  const auto found = std::find_if(cube.members.begin(), cube.members.end(),
                                  [name](const Member& member) { return member.name == name; });
  return found == cube.members.end() ? nullptr : &*found;
}

std::span<const GranularityName> granularities() noexcept { return kGranularities; }

const GranularityName& granularity_of(Granularity granularity) noexcept {
  return kGranularities[static_cast<std::size_t>(granularity)];
}

Type bucket_type(Granularity granularity) noexcept {
  switch (granularity) {
    case Granularity::kMinute:
    case Granularity::kHour:
      return Type::kTime;
    case Granularity::kWeekday:
    case Granularity::kHourOfDay:
      return Type::kInt64;
    default:
      return Type::kDate;
  }
}

}  // namespace pmm::analytics

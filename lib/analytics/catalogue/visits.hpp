#pragma once

#include <array>

#include "analytics/catalogue/parts.hpp"

// The cube of visits: one row per visit of a service in the portal.
namespace pmm::analytics {

inline constexpr std::array kVisitColumns{
    catalogue_column(Domain::kService),
    catalogue_column(Domain::kChannel),
    catalogue_column(Domain::kRoute),
    ColumnSpec{columnar::Kind::kCode, Encoding::kNumber, Domain::kHttpStatus},
    kIdentityColumn,  // subject
    ColumnSpec{columnar::Kind::kCode, Encoding::kNumber, Domain::kVisitor},
    kIntegerColumn,
    day_column(visits::kAt),
};
static_assert(kVisitColumns.size() == visits::kAtDay + 1);

inline constexpr std::array kVisitMembers = std::to_array<Member>({
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

inline constexpr std::array kVisitDrills = std::to_array<DrillPath>({
    {"visits.life_area", "visits.category", "visits.service"},
});

}  // namespace pmm::analytics

#pragma once

#include "analytics/catalogue/catalogue.hpp"

// What the lists of columns and members are written with.
namespace pmm::analytics {

constexpr ColumnSpec text_column(Domain domain) {
  return {columnar::Kind::kCode, Encoding::kText, domain};
}
constexpr ColumnSpec catalogue_column(Domain domain) {
  return {columnar::Kind::kCode, Encoding::kCatalogue, domain};
}
inline constexpr ColumnSpec kIdentityColumn{columnar::Kind::kCode, Encoding::kIdentity};
inline constexpr ColumnSpec kIntegerColumn{columnar::Kind::kInt, Encoding::kInteger};
constexpr ColumnSpec day_column(std::uint8_t of) {
  return {columnar::Kind::kDay, Encoding::kLocalDay, Domain::kNone, of};
}
constexpr ColumnSpec joined_column(columnar::Kind kind, std::uint8_t of,
                                   Domain domain = Domain::kNone) {
  return {kind, Encoding::kJoined, domain, 0, of};
}

struct Titles {
  std::string_view en, it;
};

constexpr Member dimension(std::string_view name, Titles titles, std::string_view source,
                           std::uint8_t column, Level level = Level::kNone) {
  Member member{name, MemberKind::kDimension, Type::kText, titles.en, titles.it, source, column};
  member.level = level;
  return member;
}
constexpr Member time_dimension(std::string_view name, Titles titles, std::string_view source,
                                std::uint8_t column, std::uint8_t day_column) {
  return {name, MemberKind::kTime, Type::kTime, titles.en, titles.it, source, column, day_column};
}

// A number of rows.
constexpr Member counting(std::string_view name, Titles titles, std::string_view source,
                          Condition where, std::string_view formula) {
  return {name, MemberKind::kMeasure,       Type::kInt64, titles.en,  titles.it, source, 0,
          0,    {Aggregate::kCount, where}, "",           "additive", formula};
}
constexpr Member distinct(std::string_view name, Titles titles, std::string_view source,
                          std::uint8_t column, std::string_view formula) {
  return {name,
          MemberKind::kMeasure,
          Type::kInt64,
          titles.en,
          titles.it,
          source,
          0,
          0,
          {.aggregate = Aggregate::kDistinct, .column = column},
          "",
          "non_additive",
          formula};
}
constexpr Member rate(std::string_view name, Titles titles, std::string_view source,
                      Condition where, Condition base, std::string_view formula) {
  return {name,
          MemberKind::kMeasure,
          Type::kFloat64,
          titles.en,
          titles.it,
          source,
          0,
          0,
          {Aggregate::kRate, where, base},
          "1",
          "non_additive",
          formula};
}
// Of durations: in seconds.
constexpr Member measured(std::string_view name, Titles titles, std::string_view source,
                          MeasureSpec spec, std::string_view formula) {
  return {name,
          MemberKind::kMeasure,
          Type::kFloat64,
          titles.en,
          titles.it,
          source,
          0,
          0,
          spec,
          "s",
          spec.aggregate == Aggregate::kSum ? "additive" : "non_additive",
          formula};
}
// Of working days.
constexpr Member in_days(Member member) {
  member.unit = "d";
  return member;
}
constexpr MeasureSpec sum_of(Value value) { return {.aggregate = Aggregate::kSum, .value = value}; }
constexpr MeasureSpec mean_of(Value value) {
  return {.aggregate = Aggregate::kMean, .value = value};
}
constexpr MeasureSpec quantile_of(Value value, double p) {
  return {.aggregate = Aggregate::kQuantile, .value = value, .p = p};
}

}  // namespace pmm::analytics

#include "exchange/fields.hpp"

#include <array>
#include <limits>

#include "base/limits.hpp"
#include "model/case.hpp"
#include "model/subject.hpp"

namespace pmm::exchange {
namespace {

constexpr std::array<std::string_view, 4> kEntityNames = {"subjects", "contacts", "cases",
                                                          "visits"};

// The library's own lists are in model; these two are said nowhere else as a list.
constexpr std::array kSubjectKinds = {model::kSubjectPerson, model::kSubjectOrganization};
constexpr std::array kStatuses = {model::kStatusOpen, model::kStatusClosed};
constexpr std::array<std::string_view, 2> kDirections = {"in", "out"};

using Choices = std::span<const std::string_view>;

template <class Row>
constexpr FieldDef<Row> line(std::string_view name, TextField Row::*member,
                             std::size_t max_bytes = limits::kNameBytes) {
  return {name, Rule::kLine, member, max_bytes};
}
template <class Row>
constexpr FieldDef<Row> lines(std::string_view name, TextField Row::*member) {
  return {name, Rule::kText, member, limits::kTextBytes};
}
template <class Row>
FieldDef<Row> choice(std::string_view name, TextField Row::*member, Choices choices) {
  FieldDef<Row> def = line(name, member);
  def.choices = choices;
  return def;
}
template <class Row>
constexpr FieldDef<Row> moment(std::string_view name, Field<std::int64_t> Row::*member) {
  return {name, Rule::kTime, member};
}
template <class Row>
constexpr FieldDef<Row> integer(std::string_view name, Field<std::int64_t> Row::*member,
                                std::int64_t low, std::int64_t high) {
  return {name, Rule::kInteger, member, 0, low, high};
}
template <class Row>
constexpr FieldDef<Row> number(std::string_view name, Field<double> Row::*member, std::int64_t low,
                               std::int64_t high) {
  return {name, Rule::kNumber, member, 0, low, high};
}
template <class Row>
constexpr FieldDef<Row> key(std::string_view name, KeyField Row::*member) {
  return {name, Rule::kKey, member, limits::kKeyBytes};
}
template <class Row>
constexpr FieldDef<Row> codes(std::string_view name, std::vector<CodedText> Row::*member,
                              std::size_t max_bytes) {
  return {name, Rule::kCodes, member, max_bytes};
}
template <class Row>
FieldDef<Row> required(FieldDef<Row> def) {
  def.required = true;
  return def;
}

template <class Row>
std::span<const FieldInfo> infos_of() {
  static const std::vector<FieldInfo> infos = [] {
    std::vector<FieldInfo> made;
    for (const FieldDef<Row>& def : fields_of<Row>())
      made.push_back({def.name, def.rule, def.required});
    return made;
  }();
  return infos;
}

}  // namespace

std::string_view entity_name(Entity entity) noexcept {
  return kEntityNames[static_cast<std::size_t>(entity)];
}

std::optional<Entity> parse_entity(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kEntityNames.size(); ++i)
    if (kEntityNames[i] == name) return static_cast<Entity>(i);
  return std::nullopt;
}

std::span<const std::string_view> entity_names() noexcept { return kEntityNames; }

template <>
std::span<const FieldDef<SubjectRow>> fields_of<SubjectRow>() noexcept {
  using R = SubjectRow;
  static const std::array kFields = {
      line("external_id", &R::external_id, limits::kKeyBytes),
      choice("kind", &R::kind, kSubjectKinds),
      line("name", &R::name),
      line("family_name", &R::family_name),
      line("given_name", &R::given_name),
      codes("identifiers", &R::identifiers, limits::kKeyBytes),
      codes("addresses", &R::addresses, limits::kNameBytes),
      FieldDef<R>{"born_on", Rule::kDate, &R::born_on},
      line("language", &R::language),
  };
  return kFields;
}

template <>
std::span<const FieldDef<ContactRow>> fields_of<ContactRow>() noexcept {
  using R = ContactRow;
  static const std::array kFields = {
      line("external_id", &R::external_id, limits::kKeyBytes),
      required(line("channel", &R::channel)),
      choice("direction", &R::direction, kDirections),
      line("service", &R::service),
      line("office", &R::office),
      key("subject_key", &R::subject_key),
      key("case_key", &R::case_key),
      key("operator_key", &R::operator_key),
      required(moment("started_at", &R::started_at)),
      moment("ended_at", &R::ended_at),
      integer("waited_s", &R::waited_s, 0, std::numeric_limits<std::int32_t>::max()),
      line("outcome", &R::outcome),
      FieldDef<R>{"abandoned", Rule::kBoolean, &R::abandoned},
      lines("summary", &R::summary),
  };
  return kFields;
}

template <>
std::span<const FieldDef<CaseRow>> fields_of<CaseRow>() noexcept {
  using R = CaseRow;
  static const std::array kFields = {
      line("external_id", &R::external_id, limits::kKeyBytes),
      choice("kind", &R::kind, model::case_kinds()),
      required(line("service", &R::service)),
      line("category", &R::category),
      line("office", &R::office),
      line("channel", &R::channel),
      choice("status", &R::status, kStatuses),
      line("state", &R::state),
      choice("outcome", &R::outcome, model::case_outcomes()),
      required(moment("opened_at", &R::opened_at)),
      moment("due_at", &R::due_at),
      moment("closed_at", &R::closed_at),
      lines("summary", &R::summary),
      lines("description", &R::description),
      lines("address", &R::address),
      number("latitude", &R::latitude, -90, 90),
      number("longitude", &R::longitude, -180, 180),
      line("area", &R::area),
      key("subject_key", &R::subject_key),
      choice("subject_kind", &R::subject_kind, kSubjectKinds),
      line("subject_name", &R::subject_name),
      codes("attributes", &R::attributes, limits::kTextBytes),
  };
  return kFields;
}

template <>
std::span<const FieldDef<VisitRow>> fields_of<VisitRow>() noexcept {
  using R = VisitRow;
  static const std::array kFields = {
      required(moment("at", &R::at)),
      line("visitor", &R::visitor),
      required(FieldDef<R>{"path", Rule::kPath, &R::path, limits::kPathBytes}),
      line("service", &R::service),
      line("channel", &R::channel),
      integer("status", &R::status, 100, 999),
      key("subject_key", &R::subject_key),
  };
  return kFields;
}

std::span<const FieldInfo> field_infos(Entity entity) {
  switch (entity) {
    case Entity::kSubjects:
      return infos_of<SubjectRow>();
    case Entity::kContacts:
      return infos_of<ContactRow>();
    case Entity::kCases:
      return infos_of<CaseRow>();
    case Entity::kVisits:
      return infos_of<VisitRow>();
  }
  return {};
}

}  // namespace pmm::exchange

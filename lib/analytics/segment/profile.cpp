// How the members of a group are distributed over dimensions, against everybody.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "analytics/question/filter_parser.hpp"
#include "analytics/scan/budget.hpp"
#include "analytics/segment/period.hpp"
#include "analytics/segment/scan.hpp"
#include "analytics/segment/segments.hpp"
#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

using columnar::Bitset;

constexpr std::array<std::string_view, 2> kProfileKeys{"dimensions", "period"};
constexpr std::array<std::string_view, 8> kOwn{
    "subject.kind",     "subject.sex",     "subject.language",   "subject.birth_place",
    "subject.age_band", "subject.address", "subject.identifier", "subject.deceased"};

struct AgeBand {
  std::int32_t from;
  std::string_view label;
};
constexpr std::array<AgeBand, 8> kAgeBands{{{0, "0-17"},
                                            {18, "18-24"},
                                            {25, "25-34"},
                                            {35, "35-44"},
                                            {45, "45-54"},
                                            {55, "55-64"},
                                            {65, "65-74"},
                                            {75, "75+"}}};

// Who has a value; without one for null.
struct Slice {
  std::optional<std::string> value;
  std::size_t members = 0, everybody = 0;
};

struct ProfileDimension {
  std::string_view own;            // of a subject
  const Member* member = nullptr;  // of a cube
  const Cube* cube = nullptr;
  std::string name() const { return std::string(member != nullptr ? member->name : own); }
};

std::int32_t age_of(std::int32_t born, std::int32_t today) noexcept {
  const Civil b = civil_from_days(born);
  const Civil t = civil_from_days(today);
  const bool before = t.month < b.month || (t.month == b.month && t.day < b.day);
  return t.year - b.year - (before ? 1 : 0);
}

template <class Code>
std::vector<Slice> slices_of(const std::vector<Code>& codes, const Labels& labels,
                             const Bitset& everybody, const Bitset& members) {
  std::vector<Slice> slices(labels.texts.size());
  for (std::size_t i = 1; i < slices.size(); ++i) slices[i].value = labels.texts[i];
  everybody.visit(0, [&](std::size_t subject) {
    Slice& slice = slices[codes[subject]];
    ++slice.everybody;
    slice.members += members.test(subject) ? 1U : 0U;
    return true;
  });
  return slices;
}

std::vector<Slice> slices_of_sets(const std::vector<Bitset>& sets, const Labels& labels,
                                  const Bitset& everybody, const Bitset& members) {
  std::vector<Slice> slices(1);
  Bitset none = everybody;
  for (std::size_t i = 1; i < sets.size(); ++i) {
    slices.push_back(
        {labels.texts[i], members.count_common(sets[i]), everybody.count_common(sets[i])});
    none.remove(sets[i]);
  }
  slices.front() = {std::nullopt, members.count_common(none), none.count()};
  return slices;
}

std::vector<Slice> age_slices(const SubjectColumns& subjects, const Bitset& everybody,
                              const Bitset& members) {
  std::vector<Slice> slices(kAgeBands.size() + 1);
  for (std::size_t i = 0; i < kAgeBands.size(); ++i) slices[i].value = kAgeBands[i].label;
  everybody.visit(0, [&](std::size_t subject) {
    std::size_t at = kAgeBands.size();
    if (subjects.born[subject] != SubjectColumns::kNoDay) {
      const std::int32_t age = age_of(subjects.born[subject], subjects.today);
      at = 0;
      while (at + 1 < kAgeBands.size() && age >= kAgeBands[at + 1].from) ++at;
    }
    ++slices[at].everybody;
    slices[at].members += members.test(subject) ? 1U : 0U;
    return true;
  });
  return slices;
}

std::vector<Slice> own_slices(std::string_view name, const SubjectColumns& subjects,
                              const Bitset& everybody, const Bitset& members) {
  if (name == "subject.kind") return slices_of(subjects.kind, subjects.kinds, everybody, members);
  if (name == "subject.sex") return slices_of(subjects.sex, subjects.sexes, everybody, members);
  if (name == "subject.language")
    return slices_of(subjects.language, subjects.languages, everybody, members);
  if (name == "subject.birth_place")
    return slices_of(subjects.birth_place, subjects.birth_places, everybody, members);
  if (name == "subject.age_band") return age_slices(subjects, everybody, members);
  if (name == "subject.deceased") {
    AttributeTest dead;
    dead.attribute = Attribute::kDied;
    dead.kind = AttributeTest::Kind::kSet;
    const Bitset died = subjects.select(dead);
    const std::size_t all = everybody.count_common(died);
    const std::size_t in = members.count_common(died);
    return {{"true", in, all}, {"false", members.count() - in, everybody.count() - all}};
  }
  const auto what =
      name == "subject.address" ? SubjectColumns::kAddress : SubjectColumns::kIdentifier;
  return slices_of_sets(subjects.has[what], subjects.having[what], everybody, members);
}

// Who has at least one row with the value; one set a value.
Result<std::vector<Slice>> cube_slices(const ProfileDimension& dimension, const Predicate& rows,
                                       const Evaluated& evaluated, const Bitset& everybody,
                                       Room& room, const Call& call) {
  const Member& member = *dimension.member;
  const Cube& cube = *dimension.cube;
  const bool raised = member.level != Level::kNone;
  const columnar::DictionaryView& view = evaluated.epoch->dictionary(
      raised ? domain_of(member.level) : cube.columns[member.column].domain);
  const std::size_t subjects = subjects_end(cube, *evaluated.epoch);
  HeldRoom sets_room(room, view.size() * (subjects / 8 + 8));
  PMM_TRY(sets_room.status());
  const std::vector<std::uint32_t>* level =
      raised ? &evaluated.epoch->level(member.level) : nullptr;
  std::vector<Bitset> sets(view.size(), Bitset(subjects));
  PMM_TRY(scan_blocks(
      evaluated.epoch->frame(cube.id), rows, call,
      [&](const columnar::Block& block, Selection selected) {
        columnar::visit_narrow(block.chunks[member.column], block.rows, [&](auto values) {
          columnar::visit_narrow(block.chunks[cube.subject_column], block.rows, [&](auto people) {
            for (const std::uint16_t row : selected) {
              const std::uint32_t value = values[row];
              sets[raised ? (*level)[value] : value].set(people[row]);
            }
          });
        });
        return Status();
      }));
  std::vector<Slice> slices;
  const Bitset& members = evaluated.groups.front();
  for (std::uint32_t code = 0; code < view.size(); ++code) {
    PMM_TRY(call.check());
    sets[code].keep(everybody);
    Slice slice{std::nullopt, members.count_common(sets[code]), sets[code].count()};
    if (code != 0)
      slice.value =
          member.type == Type::kText ? view.at(code).text : std::to_string(view.at(code).key);
    slices.push_back(std::move(slice));
  }
  return slices;
}

Result<ProfileDimension> parse_dimension(const Json& json, const std::string& at) {
  PMM_TRY(check_kind(json, Json::Kind::kText, at));
  std::vector<std::string> names(kOwn.begin(), kOwn.end());
  ProfileDimension out;
  for (const std::string_view own : kOwn)
    if (own == json.text) out.own = own;
  if (!out.own.empty()) return out;
  for (const Cube* cube : activity_cubes()) {
    for (const Member& member : cube->members) {
      if (member.kind != MemberKind::kDimension || member.type == Type::kBool) continue;
      names.emplace_back(member.name);
      if (member.name != json.text) continue;
      out.member = &member;
      out.cube = cube;
      return out;
    }
  }
  return unknown(json.text, "dimension of a profile", text::nearest(json.text, names), at);
}

struct ProfileSpec {
  std::vector<ProfileDimension> dimensions;
  std::optional<TimeRange> period;
};

Result<ProfileSpec> parse_spec(std::string_view text, const Zone& zone, std::int64_t now_us) {
  PMM_ASSIGN(Json json, parse_json(text, "dimensions"));
  ProfileSpec spec;
  const Json* list = &json;
  if (json.kind == Json::Kind::kObject) {
    PMM_TRY(check_keys(json, kProfileKeys, "dimensions"));
    list = json.find("dimensions");
    if (list == nullptr) return Status::invalid("dimensions", "is missing");
    if (const Json* period = json.find("period")) {
      PMM_ASSIGN(spec.period, parse_period(*period, zone, now_us, "period"));
    }
  }
  PMM_TRY(check_kind(*list, Json::Kind::kArray, "dimensions"));
  if (list->items.empty()) return Status::invalid("dimensions", "is empty");
  if (list->items.size() > limits::kQueryMembers)
    return Status::limit("dimensions",
                         "has over " + std::to_string(limits::kQueryMembers) + " members");
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    PMM_ASSIGN(const ProfileDimension dimension,
               parse_dimension(list->items[i], element_path("dimensions", i)));
    spec.dimensions.push_back(dimension);
  }
  return spec;
}

Filter rows_of(const Cube& cube, const std::optional<TimeRange>& period) {
  Filter all;
  all.kind = Filter::Kind::kAnd;
  if (!period) return all;
  Filter range;
  range.kind = Filter::Kind::kRanges;
  range.ranges.push_back(*period);
  range.member = &*std::find_if(cube.members.begin(), cube.members.end(),
                                [](const Member& m) { return m.kind == MemberKind::kTime; });
  all.children.push_back(std::move(range));
  return all;
}

void put_share(TableBuilder& builder, std::size_t part, std::size_t whole) {
  if (whole == 0)
    builder.null();
  else
    builder.real(static_cast<double>(part) / static_cast<double>(whole));
}

// A number and its share of the whole, or neither.
void put_part(TableBuilder& builder, std::size_t part, std::size_t whole, bool hidden) {
  if (hidden) {
    builder.withheld();
    builder.withheld();
    return;
  }
  builder.integer(static_cast<std::int64_t>(part));
  put_share(builder, part, whole);
}

}  // namespace

Result<TablePtr> Segments::profile(std::string_view rule, std::string_view text, const Asker& asker,
                                   const Call& call) {
  const std::int64_t now_us = store_->now_us();
  PMM_ASSIGN(const ProfileSpec spec, parse_spec(text, *zone_, now_us));
  const std::string_view rules[] = {rule, R"({"subject": {}})"};
  PMM_ASSIGN(const Evaluated evaluated, evaluate(rules, asker, true, call));
  const Bitset& members = evaluated.groups[0];
  const Bitset& everybody = evaluated.groups[1];
  const std::size_t member_count = members.count();
  const std::size_t everybody_count = everybody.count();
  TableBuilder builder({{"dimension", Type::kText},
                        {"value", Type::kText},
                        {"members", Type::kInt64},
                        {"share", Type::kFloat64, "1"},
                        {"everybody", Type::kInt64},
                        {"everybody_share", Type::kFloat64, "1"},
                        {"ratio", Type::kFloat64, "1"}});
  Room room(budget_bytes(), 0, kProfileTakes);
  for (const ProfileDimension& dimension : spec.dimensions) {
    PMM_TRY(call.check());
    std::vector<Slice> slices;
    if (dimension.member == nullptr) {
      slices = own_slices(dimension.own, *evaluated.subjects, everybody, members);
    } else {
      const Predicate rows = compile_rows(rows_of(*dimension.cube, spec.period), *dimension.cube,
                                          *evaluated.epoch, asker.plan);
      PMM_ASSIGN(slices, cube_slices(dimension, rows, evaluated, everybody, room, call));
    }
    std::stable_sort(slices.begin(), slices.end(), [](const Slice& a, const Slice& b) {
      if (a.members != b.members) return a.members > b.members;
      return a.value && b.value ? *a.value < *b.value : a.value.has_value() && !b.value;
    });
    std::vector<std::size_t> in, all;
    for (const Slice& slice : slices) {
      in.push_back(slice.members);
      all.push_back(slice.everybody);
    }
    const auto hides_members = hidden_counts(in, member_count, asker.plan);
    const auto hides_everybody = hidden_counts(all, everybody_count, asker.plan);
    for (std::size_t i = 0; i < slices.size(); ++i) {
      const Slice& slice = slices[i];
      if (slice.everybody == 0) continue;
      // That few have a value at all is told by the value.
      if (static_cast<std::int64_t>(slice.everybody) < asker.plan.smallest_cell &&
          hides_everybody[i] != 0) {
        ++builder.table().withheld_rows;
        continue;
      }
      const bool hidden = hides_members[i] != 0, all_hidden = hides_everybody[i] != 0;
      builder.text(dimension.name());
      if (slice.value)
        builder.text(*slice.value);
      else
        builder.null();
      put_part(builder, slice.members, member_count, hidden);
      put_part(builder, slice.everybody, everybody_count, all_hidden);
      if (hidden || all_hidden)
        builder.withheld();
      else if (member_count == 0 || everybody_count == 0)
        builder.null();
      else
        builder.real((static_cast<double>(slice.members) / static_cast<double>(member_count)) /
                     (static_cast<double>(slice.everybody) / static_cast<double>(everybody_count)));
      builder.end_row();
    }
  }
  builder.table().timezone = zone_->name();
  builder.table().watermark = evaluated.watermark();
  return builder.finish();
}

}  // namespace pmm::analytics

// How the members of a group are distributed over dimensions, against everybody.
#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

#include "analytics/answer/cell_sums.hpp"
#include "analytics/question/filter_parser.hpp"
#include "analytics/scan/budget.hpp"
#include "analytics/segment/fields.hpp"
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
struct OwnDimension {
  std::string_view name;
  Attribute attribute;
};
constexpr std::array<OwnDimension, 8> kOwn{{{"subject.kind", Attribute::kKind},
                                            {"subject.sex", Attribute::kSex},
                                            {"subject.language", Attribute::kLanguage},
                                            {"subject.birth_place", Attribute::kBirthPlace},
                                            {"subject.age_band", Attribute::kBorn},
                                            {"subject.address", Attribute::kAddress},
                                            {"subject.identifier", Attribute::kIdentifier},
                                            {"subject.deceased", Attribute::kDied}}};

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
  std::string_view own;  // of a subject
  Attribute attribute = Attribute::kKind;
  const Member* member = nullptr;  // of a cube
  const Cube* cube = nullptr;
  // Of addresses, identifiers and rows a subject has several, or none.
  bool is_partition() const noexcept {
    return member == nullptr && own != "subject.address" && own != "subject.identifier";
  }
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
  if (Status full = sets_room.status(); !full.ok())
    return std::move(full).with("member", std::string(member.name));
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
  std::vector<std::string> names;
  ProfileDimension out;
  for (const OwnDimension& own : kOwn) {
    names.emplace_back(own.name);
    if (own.name != json.text) continue;
    out.own = own.name;
    out.attribute = own.attribute;
    return out;
  }
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

// One dimension of the answer; of each slice, whether its numbers are hidden.
struct Sliced {
  std::string name;
  std::vector<Slice> slices;
  bool is_partition = false;  // everybody is in one slice, and in one only
  std::vector<std::uint8_t> members_hidden, everybody_hidden;
};

// Hides what is small, and what gives it away: everybody of a slice are its members and the rest,
// and the slices of a partition make up the whole. Whether the wholes themselves must not be known,
// which every share tells.
class SliceGuard {
 public:
  SliceGuard(std::size_t members, std::size_t everybody, const model::Plan& plan)
      : plan_(plan),
        members_(members),
        everybody_(everybody),
        hides_members_(is_small_group(members, plan) || is_small_group(everybody - members, plan)),
        hides_everybody_(is_small_group(everybody, plan)) {}

  void hide(Sliced& sliced) {
    const std::size_t count = sliced.slices.size();
    sliced.members_hidden.assign(count, 0);
    sliced.everybody_hidden.assign(count, 0);
    if (!hides_small_groups(plan_)) return;
    Cells cells;
    Sum in, out, all;
    for (const Slice& slice : sliced.slices)
      cells.add_split(slice.members, slice.everybody, plan_, in, out, all);
    if (!sliced.is_partition) hide_rests(sliced, cells, in, all);
    if (sliced.is_partition) {
      cells.add_split(members_, everybody_, plan_, in, out, all);
      for (Sum* sum : {&in, &out, &all}) {
        sum->total = sum->parts.back();
        sum->parts.pop_back();
        cells.sums.push_back(*sum);
      }
    }
    hide_complements(cells.sums, cells.sizes, plan_.smallest_cell, cells.hidden);
    for (std::size_t i = 0; i < count; ++i) {
      sliced.members_hidden[i] = cells.hidden[in.parts[i]];
      sliced.everybody_hidden[i] = cells.hidden[all.parts[i]];
    }
    if (!sliced.is_partition) return;
    hides_members_ = hides_members_ || cells.hidden[in.total] != 0;
    hides_everybody_ = hides_everybody_ || cells.hidden[all.total] != 0;
  }

  bool hides_members() const noexcept { return hides_members_ || hides_everybody_; }
  bool hides_everybody() const noexcept { return hides_everybody_; }

 private:
  struct Cells {
    std::vector<std::int64_t> sizes;
    std::vector<std::uint8_t> hidden;
    std::vector<Sum> sums;

    std::uint32_t add(std::size_t size, const model::Plan& plan) {
      sizes.push_back(static_cast<std::int64_t>(size));
      hidden.push_back(is_small_group(size, plan) ? 1 : 0);
      return static_cast<std::uint32_t>(sizes.size() - 1);
    }
    void add_split(std::size_t members, std::size_t everybody, const model::Plan& plan, Sum& in,
                   Sum& out, Sum& all) {
      in.parts.push_back(add(members, plan));
      out.parts.push_back(add(everybody - members, plan));
      all.parts.push_back(add(everybody, plan));
      sums.push_back({all.parts.back(), {in.parts.back(), out.parts.back()}, out.parts.back()});
    }
  };

  // Where slices overlap, each leaves a rest of its own: the share tells the whole.
  void hide_rests(const Sliced& sliced, Cells& cells, const Sum& in, const Sum& all) const {
    for (std::size_t i = 0; i < sliced.slices.size(); ++i) {
      const Slice& slice = sliced.slices[i];
      if (is_small_group(members_ - slice.members, plan_)) cells.hidden[in.parts[i]] = 1;
      if (is_small_group(everybody_ - slice.everybody, plan_)) cells.hidden[all.parts[i]] = 1;
    }
  }

  const model::Plan& plan_;
  std::size_t members_, everybody_;
  bool hides_members_, hides_everybody_;
};

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

void put_slice(const Sliced& sliced, std::size_t i, std::size_t members, std::size_t everybody,
               TableBuilder& builder) {
  const Slice& slice = sliced.slices[i];
  const bool hidden = sliced.members_hidden[i] != 0, all_hidden = sliced.everybody_hidden[i] != 0;
  builder.text(sliced.name);
  if (slice.value)
    builder.text(*slice.value);
  else
    builder.null();
  put_part(builder, slice.members, members, hidden);
  put_part(builder, slice.everybody, everybody, all_hidden);
  if (hidden || all_hidden)
    builder.withheld();
  else if (members == 0 || everybody == 0)
    builder.null();
  else
    builder.real((static_cast<double>(slice.members) / static_cast<double>(members)) /
                 (static_cast<double>(slice.everybody) / static_cast<double>(everybody)));
  builder.end_row();
}

// The largest first; who has no value comes last among equals, as does a number that is hidden: its
// place would tell it.
std::vector<std::size_t> in_order(const Sliced& sliced) {
  std::vector<std::size_t> order(sliced.slices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto shown = [&sliced](std::size_t i) {
    return sliced.members_hidden[i] != 0 ? 0 : sliced.slices[i].members;
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (shown(a) != shown(b)) return shown(a) > shown(b);
    const auto& left = sliced.slices[a].value;
    const auto& right = sliced.slices[b].value;
    return left && right ? *left < *right : left.has_value() && !right;
  });
  return order;
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
  SliceGuard guard(member_count, everybody_count, asker.plan);
  std::vector<Sliced> answer;
  for (const ProfileDimension& dimension : spec.dimensions) {
    PMM_TRY(call.check());
    Sliced& sliced = answer.emplace_back();
    sliced.name = dimension.name();
    sliced.is_partition = dimension.is_partition();
    if (dimension.member == nullptr) {
      PMM_TRY(check_may_ask(dimension.attribute, asker, "dimensions"));
      sliced.slices = own_slices(dimension.own, *evaluated.subjects, everybody, members);
    } else {
      const Predicate rows = compile_rows(rows_of(*dimension.cube, spec.period), *dimension.cube,
                                          *evaluated.epoch, asker.plan, asker.action);
      PMM_ASSIGN(sliced.slices, cube_slices(dimension, rows, evaluated, everybody, room, call));
    }
    guard.hide(sliced);
  }
  for (Sliced& sliced : answer) {
    if (guard.hides_members()) sliced.members_hidden.assign(sliced.slices.size(), 1);
    if (guard.hides_everybody()) sliced.everybody_hidden.assign(sliced.slices.size(), 1);
    for (const std::size_t i : in_order(sliced)) {
      const std::size_t all = sliced.slices[i].everybody;
      if (all == 0) continue;
      // That few have a value at all is told by the value.
      if (is_small_group(all, asker.plan))
        ++builder.table().withheld_rows;
      else
        put_slice(sliced, i, member_count, everybody_count, builder);
    }
  }
  builder.table().timezone = zone_->name();
  builder.table().watermark = evaluated.watermark();
  return builder.finish();
}

}  // namespace pmm::analytics

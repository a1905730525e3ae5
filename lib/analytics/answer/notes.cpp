#include "analytics/answer/notes.hpp"

#include <algorithm>
#include <array>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/question/vocabulary.hpp"

namespace pmm::analytics {
namespace {

struct BucketTitle {
  std::string_view name, en, it;
};
constexpr std::array kBucketTitles =
    std::to_array<BucketTitle>({{"minute", "minute", "minuto"},
                                {"hour", "hour", "ora"},
                                {"day", "day", "giorno"},
                                {"week", "week", "settimana"},
                                {"month", "month", "mese"},
                                {"quarter", "quarter", "trimestre"},
                                {"year", "year", "anno"},
                                {"weekday", "weekday", "giorno della settimana"},
                                {"hourOfDay", "hour of day", "ora del giorno"}});

const Member* member_of(std::string_view name) noexcept {
  const std::string_view cube_name = name.substr(0, name.find('.'));
  for (const Cube& cube : cubes())
    if (cube.name == cube_name) return find_member(cube, name);
  return nullptr;
}

struct Derived {
  std::string_view name, en, it;
  bool additive;  // when its measure is
};
constexpr std::array kDerived = std::to_array<Derived>(
    {{"previous", "before", "prima", true},
     {"change", "change", "differenza", true},
     {"change_rate", "change in percent", "differenza in percentuale", false},
     {"running", "running total", "progressivo", false},
     {"share", "share", "quota", false}});

void put_titles(Column& column, const Member& member, std::string_view en, std::string_view it) {
  column.note.title_en = std::string(member.title_en) + " (" + std::string(en) + ")";
  column.note.title_it = std::string(member.title_it) + " (" + std::string(it) + ")";
}

// "cases.opened_at.month": the time and what it was cut into.
void note_bucket(Column& column, const Member& member, std::string_view bucket) {
  column.note.role = Role::kTime;
  for (const BucketTitle& title : kBucketTitles)
    if (title.name == bucket) return put_titles(column, member, title.en, title.it);
  put_titles(column, member, bucket, bucket);
}

// "cases.count.change_rate": the measure and what was made of it; of a second comparison with its
// number, of a share with what it is a share of.
void note_derived(Column& column, const Member& member, std::string_view made) {
  column.note.role = Role::kMeasure;
  for (const Derived& derived : kDerived) {
    if (made.substr(0, derived.name.size()) != derived.name) continue;
    const std::string_view rest = made.substr(derived.name.size());
    if (!rest.empty() && rest.front() != '.' && (rest.front() != '_' || rest.size() != 2)) continue;
    std::string more;
    if (!rest.empty()) more = rest.front() == '.' ? ": " : " ";
    more += rest.empty() ? rest : rest.substr(1);
    column.note.additive = derived.additive && member.additivity == "additive";
    return put_titles(column, member, std::string(derived.en) + more,
                      std::string(derived.it) + more);
  }
  put_titles(column, member, made, made);
}

// "cases.opened_at.month", "cases.count.previous": a member and what it was made into.
void note_made(Column& column) {
  const std::string_view name = column.name;
  const std::size_t cube_end = name.find('.');
  const std::size_t member_end =
      cube_end == std::string_view::npos ? cube_end : name.find('.', cube_end + 1);
  if (name.substr(std::min(cube_end, name.size())) == ".id") {
    column.note.role = Role::kDimension;
    column.note.title_en = column.note.title_it = "Id";
  }
  if (member_end == std::string_view::npos) return;
  const Member* member = member_of(name.substr(0, member_end));
  if (member == nullptr) return;
  const std::string_view made = name.substr(member_end + 1);
  if (member->kind == MemberKind::kTime) note_bucket(column, *member, made);
  if (member->kind == MemberKind::kMeasure) note_derived(column, *member, made);
}

Role role_of(MemberKind kind) noexcept {
  switch (kind) {
    case MemberKind::kDimension:
      return Role::kDimension;
    case MemberKind::kTime:
      return Role::kTime;
    case MemberKind::kMeasure:
      return Role::kMeasure;
  }
  return Role::kPlain;
}

}  // namespace

void note_members(Table& table) {
  for (Column& column : table.columns) {
    if (column.name == kGroupingColumn) {
      column.note.role = Role::kGrouping;
      continue;
    }
    const Member* member = member_of(column.name);
    if (member == nullptr) {
      note_made(column);
      continue;
    }
    column.note.title_en = member->title_en;
    column.note.title_it = member->title_it;
    column.note.formula = member->formula;
    column.note.role = role_of(member->kind);
    column.note.additive = member->additivity == "additive";
  }
}

}  // namespace pmm::analytics

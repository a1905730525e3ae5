#include "analytics/notes.hpp"

#include <algorithm>
#include <array>

#include "analytics/catalogue.hpp"

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

// "cases.count.previous", "cases.count.share.kind": the measure and what was made of it.
void note_derived(Column& column) {
  const std::string_view name = column.name;
  const std::size_t dot = name.find('.', name.find('.') + 1);
  const Member* member = dot == std::string::npos ? nullptr : member_of(name.substr(0, dot));
  if (member == nullptr || member->kind != MemberKind::kMeasure) return;
  const std::string made = " (" + std::string(name.substr(dot + 1)) + ")";
  column.note.role = Role::kMeasure;
  column.note.title_en = std::string(member->title_en) + made;
  column.note.title_it = std::string(member->title_it) + made;
}

// "cases.opened_at.month": the time and what it was cut into.
void note_bucket(Column& column) {
  const std::size_t dot = column.name.rfind('.');
  const std::string_view name = column.name;
  const Member* member = dot == std::string::npos ? nullptr : member_of(name.substr(0, dot));
  if (member == nullptr || member->kind != MemberKind::kTime) return;
  const std::string_view bucket = name.substr(dot + 1);
  const auto* found = std::find_if(kBucketTitles.begin(), kBucketTitles.end(),
                                   [&](const BucketTitle& title) { return title.name == bucket; });
  const bool known = found != kBucketTitles.end();
  column.note.role = Role::kTime;
  column.note.title_en =
      std::string(member->title_en) + " (" + std::string(known ? found->en : bucket) + ")";
  column.note.title_it =
      std::string(member->title_it) + " (" + std::string(known ? found->it : bucket) + ")";
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
    const Member* member = member_of(column.name);
    if (member == nullptr) {
      note_bucket(column);
      note_derived(column);
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

#include "analytics/answer/notes.hpp"

#include <string>
#include <string_view>

namespace pmm::analytics {
namespace {

void put_titles(Column& column, const Member& member, std::string_view en, std::string_view it) {
  column.note.title_en = std::string(member.title_en) + " (" + std::string(en) + ")";
  column.note.title_it = std::string(member.title_it) + " (" + std::string(it) + ")";
}

void note_member(Column& column, const Member& member) {
  column.note.title_en = member.title_en;
  column.note.title_it = member.title_it;
  column.note.formula = member.formula;
  switch (member.kind) {
    case MemberKind::kDimension:
      column.note.role = Role::kDimension;
      break;
    case MemberKind::kTime:
      column.note.role = Role::kTime;
      break;
    case MemberKind::kMeasure:
      column.note.role = Role::kMeasure;
      column.note.additive = member.additivity == "additive";
      break;
  }
}

// A time and what it was cut into.
void note_bucket(Column& column, const TimeDimension& time) {
  column.note.role = Role::kTime;
  const GranularityName& cut = granularities()[static_cast<std::size_t>(time.granularity)];
  put_titles(column, *time.member, cut.title_en, cut.title_it);
}

struct Made {
  std::string_view name, en, it;
  bool additive;  // when its measure is
};

Made made_by(Output::Kind kind) noexcept {
  switch (kind) {
    case Output::Kind::kPrevious:
      return {"previous", "before", "prima", true};
    case Output::Kind::kChange:
      return {"change", "change", "differenza", true};
    case Output::Kind::kChangeRate:
      return {"change_rate", "change in percent", "differenza in percentuale", false};
    case Output::Kind::kRunning:
      return {"running", "running total", "progressivo", false};
    default:
      return {"share", "share", "quota", false};
  }
}

// A measure and what was made of it; of a second comparison with its number, of a share with what
// it is a share of: "cases.count.previous_2", "cases.count.share.channel".
void note_made(Column& column, const Member& member, Output::Kind kind) {
  const Made made = made_by(kind);
  column.note.role = Role::kMeasure;
  column.note.additive = made.additive && member.additivity == "additive";
  std::string more(std::string_view(column.name).substr(member.name.size() + 1 + made.name.size()));
  if (!more.empty()) more.replace(0, 1, more.front() == '.' ? ": " : " ");
  put_titles(column, member, std::string(made.en) + more, std::string(made.it) + more);
}

void note_part(Column& column, const Query& query, std::size_t part) {
  if (part < query.dimensions.size())
    note_member(column, *query.dimensions[part]);
  else
    note_bucket(column, query.times[part - query.dimensions.size()]);
}

void note_output(Column& column, const Query& query, const Output& output) {
  switch (output.kind) {
    case Output::Kind::kPart:
      return note_part(column, query, output.index);
    case Output::Kind::kMeasure:
      return note_member(column, *query.measures[output.index]);
    case Output::Kind::kGrouping:
      column.note.role = Role::kGrouping;
      return;
    case Output::Kind::kId:
      column.note.role = Role::kDimension;
      column.note.title_en = column.note.title_it = "Id";
      return;
    default:
      return note_made(column, *query.measures[output.index], output.kind);
  }
}

}  // namespace

void note_outputs(Table& table, const Query& query) {
  std::size_t shown = 0;
  for (const Output& output : query.outputs)
    if (!output.hidden) note_output(table.columns[shown++], query, output);
}

}  // namespace pmm::analytics

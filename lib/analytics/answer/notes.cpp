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
  const GranularityName& cut = granularity_of(time.granularity);
  put_titles(column, *time.member, cut.title_en, cut.title_it);
}

struct Made {
  std::string_view en, it;
  bool additive;  // when its measure is
};

Made made_by(Output::Kind kind) noexcept {
  switch (kind) {
    case Output::Kind::kPrevious:
      return {"before", "prima", true};
    case Output::Kind::kChange:
      return {"change", "differenza", true};
    case Output::Kind::kChangeRate:
      return {"change in percent", "differenza in percentuale", false};
    case Output::Kind::kRunning:
      return {"running total", "progressivo", false};
    case Output::Kind::kShare:
      return {"share", "quota", false};
    case Output::Kind::kPart:
    case Output::Kind::kMeasure:
    case Output::Kind::kGrouping:
    case Output::Kind::kId:
      break;
  }
  return {};
}

// "share.channel" of "cases.count.share.channel": of a share, what it is a share of.
std::string_view of_what(std::string_view suffix) noexcept {
  const std::size_t dot = suffix.find('.');
  return dot == std::string_view::npos ? std::string_view() : suffix.substr(dot + 1);
}

// A measure and what was made of it: of a second comparison with its number, of a share with what
// it is a share of.
void note_made(Column& column, const Member& member, const Output& output) {
  const Made made = made_by(output.kind);
  column.note.role = Role::kMeasure;
  column.note.additive = made.additive && member.additivity == "additive";
  std::string more;
  if (output.kind == Output::Kind::kShare) {
    const auto of = of_what(std::string_view(output.name).substr(member.name.size() + 1));
    if (!of.empty()) more = ": " + std::string(of);
  } else if (output.which > 0) {
    more = " " + std::to_string(output.which + 1);
  }
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
    case Output::Kind::kPrevious:
    case Output::Kind::kChange:
    case Output::Kind::kChangeRate:
    case Output::Kind::kRunning:
    case Output::Kind::kShare:
      return note_made(column, *query.measures[output.index], output);
  }
}

}  // namespace

void note_outputs(Table& table, const Query& query) {
  std::size_t shown = 0;
  for (const Output& output : query.outputs)
    if (!output.hidden) note_output(table.columns[shown++], query, output);
}

}  // namespace pmm::analytics

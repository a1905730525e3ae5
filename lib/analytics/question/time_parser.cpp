#include "analytics/question/time_parser.hpp"

#include <algorithm>

#include "analytics/question/shift.hpp"
#include "analytics/question/vocabulary.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

Result<Granularity> parse_granularity(const Json& json, const std::string& at) {
  PMM_TRY(check_kind(json, Json::Kind::kText, at));
  std::vector<std::string> names;
  for (const GranularityName& entry : granularities()) {
    if (entry.name == json.text) return entry.value;
    names.emplace_back(entry.name);
  }
  return unknown(json.text, "granularity", text::nearest(json.text, names), at);
}

}  // namespace

Status TimeParser::parse(const Json* json) {
  if (json == nullptr) return {};
  PMM_TRY(check_kind(*json, Json::Kind::kArray, "timeDimensions"));
  if (json->items.size() > limits::kQueryMembers)
    return Status::limit("timeDimensions",
                         "has over " + std::to_string(limits::kQueryMembers) + " entries");
  for (std::size_t i = 0; i < json->items.size(); ++i) {
    PMM_ASSIGN(Entry entry, parse_entry(json->items[i], element_path("timeDimensions", i)));
    entries_.push_back(std::move(entry));
  }
  for (const Entry& entry : entries_)
    if (entry.granularity) PMM_TRY(add_key(entry));
  PMM_TRY(complete_keys());
  for (const Entry& entry : entries_)
    if (entry.range) PMM_TRY(add_range(entry));
  return compared_at_.empty() ? Status{} : check_compared(compared_at_);
}

Result<TimeParser::Entry> TimeParser::parse_entry(const Json& json, const std::string& at) {
  PMM_TRY(check_kind(json, Json::Kind::kObject, at));
  PMM_TRY(check_keys(json, time_keys(), at));
  const Json* dimension = json.find("dimension");
  if (dimension == nullptr) return Status::invalid(at + ".dimension", "is missing");
  PMM_TRY(check_kind(*dimension, Json::Kind::kText, at + ".dimension"));
  Entry entry;
  entry.at = at;
  PMM_ASSIGN(entry.member, scope_.own(dimension->text, at + ".dimension"));
  if (entry.member->kind != MemberKind::kTime)
    return wrong_kind(*entry.member, MemberKind::kTime, at + ".dimension");
  entry.cube = scope_.index_of(cube_of(*entry.member));
  if (const Json* granularity = json.find("granularity")) {
    PMM_ASSIGN(entry.granularity, parse_granularity(*granularity, at + ".granularity"));
  }
  PMM_TRY(parse_ranges(json, entry, at));
  if (!entry.granularity && !entry.range)
    return Status::invalid(at, "has neither a granularity nor a dateRange");
  return entry;
}

Status TimeParser::parse_ranges(const Json& json, Entry& entry, const std::string& at) {
  const Json* range = json.find("dateRange");
  const Json* compared = json.find("compareDateRange");
  if (range != nullptr) {
    PMM_ASSIGN(entry.range, parse_range(*range, calendar_, at + ".dateRange"));
  }
  if (compared == nullptr) return {};
  const std::string field = at + ".compareDateRange";
  if (range != nullptr)
    return Status::invalid(field, "stands beside a dateRange; its first range is the question's");
  if (!compared_at_.empty())
    return Status::invalid(field, "is the second one; a question compares the ranges of one time");
  PMM_TRY(check_kind(*compared, Json::Kind::kArray, field));
  if (compared->items.size() < 2)
    return Status::invalid(field,
                           "must hold two ranges or more: the question's and those that "
                           "are set beside it");
  if (compared->items.size() > limits::kComparedRanges)
    return Status::limit(field, "has over " + std::to_string(limits::kComparedRanges) + " ranges");
  for (std::size_t i = 0; i < compared->items.size(); ++i) {
    PMM_ASSIGN(const TimeRange one,
               parse_range(compared->items[i], calendar_, element_path(field, i)));
    if (i == 0)
      entry.range = one;
    else
      query_.comparison.others.push_back(one);
  }
  query_.comparison.kind = Compare::kRanges;
  compared_at_ = field;
  return {};
}

// Times of several cubes by the same granularity become one key part; it has the name of the first.
Status TimeParser::add_key(const Entry& entry) {
  for (std::size_t i = 0; i < query_.times.size(); ++i) {
    if (query_.times[i].granularity != *entry.granularity) continue;
    const Member*& mine = query_.times_of[i][entry.cube];
    if (mine == entry.member)
      return Status::invalid(entry.at + ".granularity",
                             text::quoted(entry.member->name) + " by " +
                                 std::string(granularity_name(*entry.granularity)) +
                                 " is there twice");
    if (mine == nullptr) {
      mine = entry.member;
      return {};
    }
  }
  query_.times.push_back({entry.member, *entry.granularity, calendar_.year_start});
  query_.times_of.emplace_back(query_.cubes.size(), nullptr);
  query_.times_of.back()[entry.cube] = entry.member;
  key_places_.push_back(entry.at);
  return {};
}

Status TimeParser::complete_keys() {
  for (std::size_t i = 0; i < query_.times.size(); ++i) {
    for (std::size_t c = 0; c < query_.cubes.size(); ++c) {
      if (query_.times_of[i][c] != nullptr) continue;
      PMM_ASSIGN(const Member* named, scope_.shared(std::string(query_.times[i].member->name),
                                                    key_places_[i] + ".dimension"));
      query_.times_of[i][c] = counterpart(*named, *query_.cubes[c]);
    }
  }
  return {};
}

const Member* TimeParser::partner(const Entry& entry, std::size_t cube) const {
  if (cube == entry.cube) return entry.member;
  for (const auto& members : query_.times_of)
    if (members[entry.cube] == entry.member) return members[cube];
  return counterpart(*entry.member, *query_.cubes[cube]);
}

bool TimeParser::has_range(std::size_t cube) const noexcept {
  return std::any_of(entries_.begin(), entries_.end(),
                     [cube](const Entry& entry) { return entry.cube == cube && entry.range; });
}

// A cube without a range of its own takes the one of the time that its own is set beside.
Status TimeParser::add_range(const Entry& entry) {
  DateRange range;
  range.range = *entry.range;
  range.members.assign(query_.cubes.size(), nullptr);
  for (std::size_t c = 0; c < query_.cubes.size(); ++c) {
    if (c != entry.cube && has_range(c)) continue;
    range.members[c] = partner(entry, c);
    if (range.members[c] == nullptr)
      return scope_.shared(std::string(entry.member->name), entry.at + ".dimension").take_status();
  }
  query_.date_ranges.push_back(std::move(range));
  return {};
}

Status TimeParser::parse_compare(const Json* json) {
  if (json == nullptr) return {};
  PMM_TRY(check_kind(*json, Json::Kind::kText, "compare"));
  std::vector<std::string> names;
  Compare kind = Compare::kNone;
  for (const CompareName& entry : comparisons()) {
    if (entry.name == json->text) kind = entry.value;
    names.emplace_back(entry.name);
  }
  if (kind == Compare::kNone)
    return unknown(json->text, "comparison", text::nearest(json->text, names), "compare");
  if (query_.comparison.kind != Compare::kNone)
    return Status::invalid("compare", "stands beside a compareDateRange, which says it already");
  query_.comparison.kind = kind;
  PMM_TRY(check_compared("compare"));
  const TimeRange& range = query_.date_ranges.front().range;
  query_.comparison.others = {kind == Compare::kPreviousYear
                                  ? previous_year(range, calendar_.zone)
                                  : previous_period(range, calendar_.zone)};
  return {};
}

// One range, of the time that the answer is grouped by if it is grouped by any.
Status TimeParser::check_compared(const std::string& at) const {
  if (query_.date_ranges.size() != 1)
    return Status::invalid(at, "needs one dateRange to compare with another; there are " +
                                   std::to_string(query_.date_ranges.size()));
  const DateRange& range = query_.date_ranges.front();
  for (std::size_t i = 0; i < query_.times.size(); ++i)
    for (std::size_t c = 0; c < query_.cubes.size(); ++c)
      if (range.members[c] != query_.times_of[i][c])
        return Status::invalid(at, "the answer is grouped by " +
                                       std::string(query_.times_of[i][c]->name) +
                                       ", but the range that is compared is of another time");
  return {};
}

TimeRange range_of(const Query& query, const Member& member, std::size_t cube) noexcept {
  TimeRange left;
  for (const DateRange& range : query.date_ranges) {
    if (range.members[cube] != &member) continue;
    left.begin_us = std::max(left.begin_us, range.range.begin_us);
    left.end_us = std::min(left.end_us, range.range.end_us);
  }
  return left;
}

}  // namespace pmm::analytics

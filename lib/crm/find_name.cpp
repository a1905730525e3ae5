// Finding subjects by the first letters of parts of their names.
#include <algorithm>
#include <limits>
#include <tuple>

#include "base/text.hpp"
#include "crm/find_row.hpp"
#include "crm/find_sql.hpp"
#include "model/subject.hpp"

namespace pmm::crm {
namespace {

// Names looked at before it pays to find out which part is the rarest.
constexpr std::int64_t kFirstLook = 256;
// How far the names of a part are counted; what has more is frequent enough.
constexpr std::int64_t kCountedNames = 16'384;
constexpr std::int64_t kEveryName = std::numeric_limits<std::int64_t>::max();

struct Match {
  std::string word, folded;
  Findings::Row row;
};

// The words of the text, each once and without those that a longer one implies.
std::vector<std::string> distinct_parts(std::string_view text) {
  std::vector<std::string> words = text::fold_words(text);
  if (words.size() > model::kSearchWords) words.resize(model::kSearchWords);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < words.size(); ++i) {
    bool implied = false;
    for (std::size_t k = 0; k < words.size() && !implied; ++k) {
      const bool begins = words[k].compare(0, words[i].size(), words[i]) == 0;
      implied = k != i && begins && (words[k].size() > words[i].size() || k < i);
    }
    if (!implied) parts.push_back(words[i]);
  }
  return parts;
}

Result<std::int64_t> count_names(store::Connection& db, const std::string& part,
                                 std::int64_t most) {
  PMM_ASSIGN(auto count, db.prepare(sql::kFindCountWords));
  count.bind(1, std::string_view(part)).bind(2, std::string_view(behind_prefix(part)));
  PMM_TRY(count.bind(3, most).step().take_status());
  return count.int_at(0);
}

// Puts the rarest part in front. True when the part that was there had been looked through whole.
Result<bool> rarest_first(store::Connection& db, std::vector<std::string>& parts) {
  std::vector<std::pair<std::int64_t, std::string>> counted;
  for (const std::string& part : parts) {
    PMM_ASSIGN(const std::int64_t count, count_names(db, part, kCountedNames));
    if (counted.empty() && count <= kFirstLook) return true;
    counted.emplace_back(count, part);
  }
  std::stable_sort(counted.begin(), counted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = std::move(counted[i].second);
  return false;
}

// Looks through `budget` names of the part in front for those that have all the others too.
Status look_through(const Reading& reading, const std::vector<std::string>& parts,
                    std::int64_t only, std::int64_t budget, std::int64_t room,
                    std::vector<Match>& matches) {
  // A subject may be met once for each of its words.
  const auto most = room * static_cast<std::int64_t>(model::kSearchWords);
  std::vector<List::Value> values{parts.front(), behind_prefix(parts.front()), budget, only, most};
  std::string conditions;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (!conditions.empty()) conditions += " AND ";
    conditions += number_placeholders(sql::kFindNameAlso, values.size());
    values.emplace_back(parts[i]);
    values.emplace_back(behind_prefix(parts[i]));
  }
  if (conditions.empty()) conditions = sql::kFindAll;
  std::string statement = only == 0 ? sql::kFindByName : sql::kFindByOwnName;
  statement.replace(statement.find("{}"), 2, conditions);
  PMM_ASSIGN(auto find, reading.db.prepare(statement));
  PMM_TRY(bind_values(find, values));
  std::set<std::int64_t> met;
  while (static_cast<std::int64_t>(met.size()) < room) {
    PMM_ASSIGN(const bool more, find.step());
    if (!more) break;
    const std::int64_t id = find.int_at(0);
    if (!met.insert(id).second) continue;
    std::string name = find.string_at(1);
    std::string folded = text::fold(name);
    matches.push_back({find.string_at(2), std::move(folded), {false, id, id, name, "name", name}});
  }
  return {};
}

}  // namespace

Status find_names(const Reading& reading, std::string_view text, std::int64_t only,
                  Findings& findings) {
  std::vector<std::string> parts = distinct_parts(text);
  if (parts.empty() || findings.full()) return {};
  // Those found otherwise may come up again.
  const auto room = static_cast<std::int64_t>(findings.limit);
  std::vector<Match> matches;
  // The longest part is most likely the rarest, and of equal ones the one being typed.
  const auto longest =
      std::max_element(parts.begin(), parts.end(),
                       [](const auto& a, const auto& b) { return a.size() <= b.size(); });
  std::iter_swap(parts.begin(), longest);
  // The names of one subject, or of one part, are looked through at once.
  const bool single = parts.size() == 1 || only != 0;
  PMM_TRY(look_through(reading, parts, only, single ? kEveryName : kFirstLook, room, matches));
  if (!single && static_cast<std::int64_t>(matches.size()) < room) {
    // Some matches among the first names tell that going on is not far; none, that it pays to
    // begin with the rarest part.
    bool all_seen = false;
    if (matches.empty()) {
      PMM_ASSIGN(all_seen, rarest_first(reading.db, parts));
    }
    matches.clear();
    if (!all_seen) PMM_TRY(look_through(reading, parts, only, kEveryName, room, matches));
  }
  std::sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return std::tie(a.word, a.folded, a.row.id) < std::tie(b.word, b.folded, b.row.id);
  });
  for (Match& match : matches) findings.add(std::move(match.row));
  return {};
}

}  // namespace pmm::crm

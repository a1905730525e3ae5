#include "crm/duplicate.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crm/cursor.hpp"
#include "crm/duplicate_sql.hpp"
#include "crm/subject.hpp"
#include "model/duplicate.hpp"
#include "model/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::DuplicateFacts;
using model::FieldGroup;
using model::Likeness;
using model::Noun;

// Subjects that one page goes through at most, and who is kept in mind meanwhile.
constexpr std::int64_t kLookedAtInAPage = 5000;
constexpr std::int64_t kSubjectsAtOnce = 500;
constexpr std::size_t kKept = 4096;
// A number that so many have says nothing about any two of them.
constexpr std::int64_t kMostAlike = 50;
constexpr std::int64_t kMostBornThen = 1000;
constexpr std::int64_t kMostOfAName = 2000;
constexpr std::string_view kListName = "duplicates";

const Columns kDuplicateColumns{{"subject", Type::kInt64}, {"subject_name", Type::kText},
                                {"other", Type::kInt64},   {"other_name", Type::kText},
                                {"score", Type::kFloat64}, {"verdict", Type::kText},
                                {"reasons", Type::kText},  {"explanation", Type::kText}};

struct Pair {
  std::int64_t subject = 0, other = 0;
  Likeness likeness;
};

class DuplicateSearch {
 public:
  DuplicateSearch(const Reading& reading, std::int64_t min_points, bool distinct)
      : reading_(reading),
        today_(reading.zone.local_day(reading.now_us)),
        min_points_(min_points),
        distinct_(distinct) {}

  // Those of a subject, the most alike first. `once` leaves out the pairs that are found when it is
  // the other's turn.
  Result<std::vector<Pair>> pairs_of(std::int64_t subject, bool once) {
    PMM_ASSIGN(const DuplicateFacts facts, facts_of(subject));
    std::vector<std::int64_t> linked, named;
    PMM_TRY(collect(sql::kSameKey, subject, linked));
    PMM_TRY(collect(sql::kSameContact, subject, linked));
    if (facts.born_on) PMM_TRY(born_then(subject, facts, named));
    if (looks_by_words(facts)) PMM_TRY(of_that_name(subject, facts, named));
    std::vector<std::int64_t> others = linked;
    others.insert(others.end(), named.begin(), named.end());
    sort_unique(others);
    sort_unique(linked);
    std::vector<Pair> out;
    for (const std::int64_t other : others) {
      PMM_ASSIGN(const DuplicateFacts known, facts_of(other));
      if (known.kind.empty()) continue;  // merged
      const bool is_linked = std::binary_search(linked.begin(), linked.end(), other);
      if (once && other > subject && (is_linked || is_found_by(known, facts))) continue;
      Likeness likeness = model::compare_subjects(facts, known);
      if (is_wanted(likeness)) out.push_back({subject, other, std::move(likeness)});
    }
    std::sort(out.begin(), out.end(), [](const Pair& a, const Pair& b) {
      return std::pair(-a.likeness.points, a.other) < std::pair(-b.likeness.points, b.other);
    });
    return out;
  }

  Status append(const Pair& pair, TableBuilder& builder) {
    PMM_ASSIGN(const DuplicateFacts subject, facts_of(pair.subject));
    PMM_ASSIGN(const DuplicateFacts other, facts_of(pair.other));
    std::string rules, texts;
    for (const model::DuplicateReason& reason : pair.likeness.reasons) {
      rules.append(rules.empty() ? "" : ",").append(reason.rule);
      texts.append(texts.empty() ? "" : "; ").append(reason.text);
    }
    builder.integer(pair.subject);
    builder.text(subject.name);
    builder.integer(pair.other);
    builder.text(other.name);
    builder.real(static_cast<double>(pair.likeness.points) / 100);
    builder.text(pair.likeness.verdict);
    builder.text(rules);
    builder.text(texts);
    builder.end_row();
    return {};
  }

 private:
  static void sort_unique(std::vector<std::int64_t>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }

  // The two longest words of a name, which are the rarest mostly.
  static std::vector<std::string> rare_words(const DuplicateFacts& facts) {
    auto words = model::search_words(facts.name, facts.family_name, facts.given_name);
    std::stable_sort(words.begin(), words.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
    if (words.size() > 2) words.resize(2);
    return words;
  }

  static bool looks_by_words(const DuplicateFacts& facts) {
    return !facts.born_on || facts.kind != model::kSubjectPerson;
  }

  // Whether the one who looks comes upon the other by birth or name. A pair is told when it is the
  // turn of the higher id, unless only the lower one comes upon it.
  static bool is_found_by(const DuplicateFacts& looking, const DuplicateFacts& other) {
    if (looking.born_on && looking.born_on == other.born_on) return true;
    if (!looks_by_words(looking)) return false;
    const auto known = model::search_words(other.name, other.family_name, other.given_name);
    const auto wanted = rare_words(looking);
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
      return std::find(known.begin(), known.end(), word) != known.end();
    });
  }

  bool is_wanted(const Likeness& likeness) const {
    const bool omocodia =
        std::any_of(likeness.reasons.begin(), likeness.reasons.end(),
                    [](const model::DuplicateReason& reason) { return reason.rule == "omocodia"; });
    if (omocodia) return distinct_;
    return likeness.points >= min_points_ && likeness.verdict != model::kVerdictDistinct;
  }

  Status collect(const char* select, std::int64_t subject, std::vector<std::int64_t>& out) {
    PMM_ASSIGN(auto rows, reading_.db.prepare(select));
    rows.bind(1, subject).bind(2, kMostAlike);
    return add_ids(rows, out);
  }

  static Status add_ids(store::Statement& rows, std::vector<std::int64_t>& out) {
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) return {};
      out.push_back(rows.int_at(0));
    }
  }

  // Of those who were born on that day the ones whose names are alike.
  Status born_then(std::int64_t subject, const DuplicateFacts& facts,
                   std::vector<std::int64_t>& out) {
    PMM_ASSIGN(auto rows, reading_.db.prepare(sql::kSameBirth));
    rows.bind(1, std::int64_t{*facts.born_on}).bind(2, subject).bind(3, kMostBornThen);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) return {};
      DuplicateFacts named;
      named.name = rows.string_at(2);
      named.family_name = rows.string_at(3);
      named.given_name = rows.string_at(4);
      if (model::compare_names(facts, named) > 0) out.push_back(rows.int_at(0));
    }
  }

  Status of_that_name(std::int64_t subject, const DuplicateFacts& facts,
                      std::vector<std::int64_t>& out) {
    const auto words = rare_words(facts);
    if (words.empty()) return {};
    PMM_ASSIGN(auto rows, reading_.db.prepare(sql::kSameWords));
    rows.bind(1, std::string_view(words.front())).bind(2, std::string_view(words.back()));
    rows.bind(3, subject);
    rows.bind(4, kMostOfAName).bind(5, kMostAlike);
    return add_ids(rows, out);
  }

  Result<DuplicateFacts> facts_of(std::int64_t id) {
    if (const auto known = known_.find(id); known != known_.end()) return known->second;
    PMM_ASSIGN(DuplicateFacts facts, load_facts(id));
    if (known_.size() >= kKept) known_.clear();
    known_.emplace(id, facts);
    return facts;
  }

  // Of one who was merged nothing.
  Result<DuplicateFacts> load_facts(std::int64_t id) {
    DuplicateFacts out;
    {
      PMM_ASSIGN(auto row, reading_.db.prepare(sql::kDuplicateFacts));
      PMM_ASSIGN(const bool found, row.bind(1, id).step());
      if (!found || !row.is_null(7)) return out;
      out.kind = row.string_at(0);
      out.name = row.string_at(1);
      out.family_name = row.string_at(2);
      out.given_name = row.string_at(3);
      out.sex = row.string_at(4);
      out.birth_place = row.string_at(5);
      out.born_on = row.opt_day(6);
    }
    {
      PMM_ASSIGN(auto rows, reading_.db.prepare(sql::kDuplicateCodes));
      rows.bind(1, id).bind(2, std::int64_t{today_});
      for (;;) {
        PMM_ASSIGN(const bool more, rows.step());
        if (!more) break;
        out.codes.push_back(
            {rows.string_at(0), rows.string_at(1), rows.string_at(2), rows.int_at(3) != 0});
      }
    }
    PMM_ASSIGN(auto rows, reading_.db.prepare(sql::kDuplicateContacts));
    rows.bind(1, id);
    for (;;) {
      PMM_ASSIGN(const bool more, rows.step());
      if (!more) return out;
      out.contacts.push_back({rows.string_at(0), rows.string_at(1)});
    }
  }

  const Reading& reading_;
  std::int32_t today_;
  std::int64_t min_points_;
  bool distinct_;
  std::unordered_map<std::int64_t, DuplicateFacts> known_;
};

// Whoever looks for duplicates sees who the subjects are, how they are reached and what else is
// known of them.
Status check_may_compare(const model::Plan& plan) {
  const auto sees = [&](FieldGroup group, Noun noun) {
    return model::sees_always(plan, group, noun);
  };
  if (model::reach(plan, Action::kRead, Noun::kSubject).all &&
      sees(FieldGroup::kIdentity, Noun::kSubject) &&
      sees(FieldGroup::kIdentity, Noun::kIdentifier) &&
      sees(FieldGroup::kContactData, Noun::kAddress))
    return {};
  return Status::denied("looking for duplicates is for who may see the whole registry");
}

Result<std::vector<std::int64_t>> next_subjects(store::Connection& db, std::int64_t after) {
  std::vector<std::int64_t> out;
  PMM_ASSIGN(auto rows, db.prepare(sql::kDuplicateSubjects));
  rows.bind(1, after).bind(2, kSubjectsAtOnce);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return out;
    out.push_back(rows.int_at(0));
  }
}

// Where a page begins: behind so many pairs of a subject.
struct PairStart {
  std::int64_t subject = 0, pairs = 0;
};

Result<PairStart> read_pair_start(const Reading& reading, const std::string& cursor) {
  if (cursor.empty()) return PairStart{};
  PMM_ASSIGN(const auto last, read_cursor(reading, kListName, cursor, 2));
  return PairStart{last[0], last[1]};
}

// Goes through the registry from a subject on.
class RegistryWalk {
 public:
  RegistryWalk(const Reading& reading, DuplicateSearch& search, std::int64_t limit)
      : reading_(reading), search_(search), limit_(limit), builder_(kDuplicateColumns) {}

  Result<TablePtr> run(PairStart start) {
    // The subject that the page before ended in is looked at again.
    std::int64_t after = start.pairs > 0 ? start.subject - 1 : start.subject;
    for (std::int64_t looked = 0;;) {
      PMM_ASSIGN(const auto subjects, next_subjects(reading_.db, after));
      if (subjects.empty()) return builder_.finish();
      for (const std::int64_t subject : subjects) {
        const std::int64_t passed = subject == start.subject ? start.pairs : 0;
        PMM_ASSIGN(const bool full, add_pairs(subject, passed));
        if (full) return builder_.finish();
        after = subject;
        if (++looked == kLookedAtInAPage) {
          end_at({subject, 0});
          return builder_.finish();
        }
      }
    }
  }

 private:
  void end_at(const PairStart& place) {
    builder_.table().next_cursor = make_cursor(reading_, kListName, {place.subject, place.pairs});
  }

  // True: the page is full, and says where the next one begins.
  Result<bool> add_pairs(std::int64_t subject, std::int64_t passed) {
    PMM_ASSIGN(const auto pairs, search_.pairs_of(subject, true));
    const auto count = static_cast<std::int64_t>(pairs.size());
    for (std::int64_t i = passed; i < count; ++i) {
      if (builder_.rows() == limit_) {
        end_at(i == 0 ? PairStart{subject - 1, 0} : PairStart{subject, i});
        return true;
      }
      PMM_TRY(search_.append(pairs[static_cast<std::size_t>(i)], builder_));
    }
    return false;
  }

  const Reading& reading_;
  DuplicateSearch& search_;
  std::int64_t limit_;
  TableBuilder builder_;
};

void note_pairs(const Reading& reading, const Table& pairs) {
  for (const char* column : {"subject", "other"}) note_seen(reading, pairs, "duplicates", column);
}

}  // namespace

Result<TablePtr> list_duplicates(const Reading& reading, const DuplicateFilter& filter,
                                 const Page& page) {
  PMM_TRY(check_may_compare(reading.plan));
  PMM_ASSIGN(const std::int64_t limit, page_limit(page));
  DuplicateSearch search(reading, filter.min_points.value.value_or(model::kPossiblePoints),
                         filter.distinct.value.value_or(false));
  if (!filter.subject.value) {
    PMM_ASSIGN(const PairStart start, read_pair_start(reading, page.cursor));
    PMM_ASSIGN(TablePtr pairs, RegistryWalk(reading, search, limit).run(start));
    note_pairs(reading, *pairs);
    return pairs;
  }
  if (!page.cursor.empty())
    return Status::invalid("page.cursor", "the pairs of one subject are one page");
  std::int64_t subject = *filter.subject.value;
  PMM_TRY(
      check_subject(reading.db, reading.plan, Action::kRead, Noun::kSubject, subject, "subject"));
  PMM_ASSIGN(const auto pairs, search.pairs_of(subject, false));
  TableBuilder builder(kDuplicateColumns);
  for (const Pair& pair : pairs) {
    if (builder.rows() == limit) break;
    PMM_TRY(search.append(pair, builder));
  }
  PMM_ASSIGN(TablePtr found, builder.finish());
  note_pairs(reading, *found);
  return found;
}

}  // namespace pmm::crm

#include "model/duplicate.hpp"

#include <algorithm>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "model/address.hpp"
#include "model/codice_fiscale.hpp"
#include "model/identifier.hpp"
#include "model/merge.hpp"
#include "model/subject.hpp"

namespace pmm::model {
namespace {

// What each rule weighs. A name and a day of birth are likely one person, either alone is not.
constexpr int kSameCodePoints = 95;
constexpr int kDifferentCodePoints = -50;
constexpr int kOmocodiaPoints = -60;
constexpr int kCodeAgreesPoints = 25;
constexpr int kCodeDisagreesPoints = -25;
constexpr int kSameNamePoints = 35;
constexpr int kSimilarNamePoints = 20;
constexpr int kDifferentNamePoints = -30;
constexpr int kSameBirthPoints = 30;
constexpr int kNearBirthPoints = 10;
constexpr int kDifferentBirthPoints = -40;
constexpr int kSamePlacePoints = 5;
constexpr int kDifferentSexPoints = -15;
constexpr int kSameMailPoints = 25;
constexpr int kSamePhonePoints = 15;
constexpr int kSamePostalPoints = 10;
constexpr int kMostOfContacts = 35;
// Names are nearly the same up to so many letters that differ, from this length on.
constexpr std::size_t kLettersOff = 2;
constexpr std::size_t kShortestNear = 8;
// Of a codice fiscale: name, year, month, day and sex, without the place.
constexpr std::size_t kPersonalPart = 11;

std::vector<std::string> words_of(const DuplicateFacts& facts) {
  std::vector<std::string> words = search_words(facts.name, facts.family_name, facts.given_name);
  std::sort(words.begin(), words.end());
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += word;
  return out;
}

// A body's codice fiscale and its partita IVA are one number.
bool same_register(const DuplicateCode& a, const DuplicateCode& b) {
  const auto is_tax = [](const std::string& scheme) {
    return scheme == kSchemeCodiceFiscale || scheme == kSchemePartitaIva;
  };
  return a.scheme == b.scheme || (is_tax(a.scheme) && is_tax(b.scheme));
}

class Comparison {
 public:
  Comparison(const DuplicateFacts& a, const DuplicateFacts& b) : a_(a), b_(b) {}

  Likeness run() {
    if (a_.kind != b_.kind) {
      add("different_kind", -100, "one is a " + a_.kind + ", the other a " + b_.kind);
      return finish();
    }
    codes();
    names();
    births();
    contacts();
    return finish();
  }

 private:
  void add(std::string_view rule, int points, std::string text) {
    out_.reasons.push_back({rule, points, std::move(text)});
  }

  void codes() {
    const std::pair<const DuplicateCode*, const DuplicateCode*> none{};
    auto shared = none, omocodic = none, different = none;
    for (const DuplicateCode& one : a_.codes) {
      for (const DuplicateCode& other : b_.codes) {
        if (!same_register(one, other)) continue;
        if (one.value == other.value)
          shared = {&one, &other};
        else if (one.match_key == other.match_key)
          omocodic = {&one, &other};
        else if (one.scheme == other.scheme && is_one_per_subject(one.scheme) && one.in_force &&
                 other.in_force)
          different = {&one, &other};
      }
    }
    if (shared.first != nullptr) {
      add("same_code", kSameCodePoints,
          shared.first->scheme + " " + shared.first->value + " is of both");
    } else if (omocodic.first != nullptr) {
      is_omocodia_ = true;
      add("omocodia", kOmocodiaPoints,
          "the codici fiscali " + omocodic.first->value + " and " + omocodic.second->value +
              " are the same but for omocodia, which the tax agency gives to two persons");
    } else if (different.first != nullptr) {
      add("different_code", kDifferentCodePoints,
          "each has a " + different.first->scheme + " of its own in force");
    }
    code_against(a_, b_);
    code_against(b_, a_);
  }

  // What the code of one says of its holder, where the other has none: letters of the names, day of
  // birth and sex. The place of birth is mostly not written as a code.
  void code_against(const DuplicateFacts& with, const DuplicateFacts& without) {
    if (with.kind != kSubjectPerson || !without.born_on || without.family_name.empty() ||
        without.given_name.empty() || without.sex.empty() || !personal_code(without).empty())
      return;
    const std::string code = personal_code(with);
    if (code.empty()) return;
    const auto made = encode_codice_fiscale(without.family_name, without.given_name,
                                            without.sex.front(), *without.born_on, "F839");
    if (!made.ok()) return;
    const bool agrees = made->compare(0, kPersonalPart, code, 0, kPersonalPart) == 0;
    add(agrees ? "code_agrees" : "code_disagrees",
        agrees ? kCodeAgreesPoints : kCodeDisagreesPoints,
        agrees ? "the codice fiscale of one is what the other's data give"
               : "the codice fiscale of one is not what the other's data give");
  }

  // Of a person, with the letters of omocodia turned back.
  static std::string personal_code(const DuplicateFacts& facts) {
    for (const DuplicateCode& code : facts.codes)
      if (code.scheme == kSchemeCodiceFiscale && code.in_force && code.match_key.size() == 16)
        return code.match_key;
    return {};
  }

  void names() {
    switch (compare_names(a_, b_)) {
      case 2:
        return add("same_name", kSameNamePoints, "the names have the same words");
      case 1:
        return add("similar_name", kSimilarNamePoints, "the names are nearly the same");
      case 0:
        return add("different_name", kDifferentNamePoints, "the names are different");
      default:
        return;
    }
  }

  void births() {
    if (a_.born_on && b_.born_on) {
      const Civil one = civil_from_days(*a_.born_on);
      const Civil other = civil_from_days(*b_.born_on);
      const int parts = static_cast<int>(one.year == other.year) +
                        static_cast<int>(one.month == other.month) +
                        static_cast<int>(one.day == other.day);
      const bool swapped =
          one.year == other.year && one.month == other.day && one.day == other.month && parts != 3;
      if (parts == 3)
        add("same_birth", kSameBirthPoints, "both were born on the same day");
      else if (parts == 2 || swapped)
        add("near_birth", kNearBirthPoints, "the days of birth differ by one mistake of writing");
      else
        add("different_birth", kDifferentBirthPoints, "they were born on different days");
    }
    if (!a_.birth_place.empty() && text::fold(a_.birth_place) == text::fold(b_.birth_place))
      add("same_birth_place", kSamePlacePoints, "both were born in the same place");
    if (!a_.sex.empty() && !b_.sex.empty() && a_.sex != b_.sex)
      add("different_sex", kDifferentSexPoints, "one is a woman, the other a man");
  }

  void contacts() {
    int left = kMostOfContacts;
    std::vector<const DuplicateContact*> told;
    for (const DuplicateContact& one : a_.contacts) {
      const bool shared =
          std::any_of(b_.contacts.begin(), b_.contacts.end(),
                      [&](const DuplicateContact& other) { return same_contact(one, other); });
      const bool again = std::any_of(told.begin(), told.end(), [&](const DuplicateContact* known) {
        return same_contact(one, *known);
      });
      if (!shared || again || left == 0) continue;
      told.push_back(&one);
      const int points = std::min(left, weight_of(one.kind));
      left -= points;
      add(rule_of(one.kind), points, "both have the " + one.kind + " " + one.key);
    }
  }

  static bool is_mail(std::string_view kind) noexcept {
    return kind == kAddressEmail || kind == kAddressPec;
  }
  static bool same_contact(const DuplicateContact& one, const DuplicateContact& other) {
    return one.key == other.key &&
           (one.kind == other.kind || (is_mail(one.kind) && is_mail(other.kind)));
  }
  static int weight_of(std::string_view kind) noexcept {
    if (is_mail(kind)) return kSameMailPoints;
    return kind == kAddressPhone ? kSamePhonePoints : kSamePostalPoints;
  }
  static std::string_view rule_of(std::string_view kind) noexcept {
    if (is_mail(kind)) return "same_mail";
    return kind == kAddressPhone ? "same_phone" : "same_address";
  }

  Likeness finish() {
    int sum = 0;
    bool same_code = false;
    for (const DuplicateReason& reason : out_.reasons) {
      sum += reason.points;
      same_code = same_code || reason.rule == "same_code";
    }
    out_.points = std::clamp(sum, 0, 100);
    if (is_omocodia_ || out_.points < kPossiblePoints)
      out_.verdict = kVerdictDistinct;
    else if (same_code && out_.points >= kLikelyPoints)
      out_.verdict = kVerdictSame;
    else
      out_.verdict = out_.points >= kLikelyPoints ? kVerdictLikely : kVerdictPossible;
    return std::move(out_);
  }

  const DuplicateFacts& a_;
  const DuplicateFacts& b_;
  Likeness out_;
  bool is_omocodia_ = false;
};

}  // namespace

int compare_names(const DuplicateFacts& a, const DuplicateFacts& b) {
  const auto one = words_of(a), other = words_of(b);
  if (one.empty() || other.empty()) return -1;
  if (one == other) return 2;
  const auto& fewer = one.size() < other.size() ? one : other;
  const auto& more = one.size() < other.size() ? other : one;
  // A second given name that one of them leaves out.
  if (fewer.size() >= 2 && std::includes(more.begin(), more.end(), fewer.begin(), fewer.end()))
    return 1;
  const std::string left = joined(one), right = joined(other);
  if (std::min(left.size(), right.size()) < kShortestNear) return 0;
  return text::distance(left, right, kLettersOff) <= kLettersOff ? 1 : 0;
}

Likeness compare_subjects(const DuplicateFacts& a, const DuplicateFacts& b) {
  return Comparison(a, b).run();
}

}  // namespace pmm::model

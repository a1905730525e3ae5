#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "model/duplicate.hpp"
#include "model/merge.hpp"

namespace pmm::model {
namespace {

std::vector<MergeField> two_people() {
  return {{"name", "Anna Esposito", "Anna M. Esposito"},
          {"sex", "F", "F"},
          {"born_on", std::nullopt, "1974-05-14"},
          {"language", "it", std::nullopt},
          {"note", std::nullopt, "prefers the morning"}};
}

std::string taken(const std::vector<MergeField>& fields) {
  std::string out;
  for (const MergeField& field : fields)
    if (field.take_loser) out += std::string(field.name) + ' ';
  return out;
}

TEST(ModelMerge, TheWinnerKeepsItsValuesAndGetsWhatItHasNot) {
  auto fields = two_people();
  ASSERT_TRUE(choose_fields(fields, "", "").ok());
  EXPECT_EQ(taken(fields), "born_on note ");
}

TEST(ModelMerge, FieldByField) {
  auto fields = two_people();
  ASSERT_TRUE(choose_fields(fields, "name, sex,language", " note").ok());
  EXPECT_EQ(taken(fields), "name born_on language ");
}

TEST(ModelMerge, WhatIsNoFieldIsRefused) {
  auto fields = two_people();
  const Status unknown = choose_fields(fields, "surname", "");
  EXPECT_EQ(unknown.code(), Code::kInvalid);
  EXPECT_EQ(unknown.field(), "take");
  EXPECT_EQ(choose_fields(fields, "", "external_id").field(), "keep");
  EXPECT_EQ(choose_fields(fields, "note", "note").field(), "keep");
}

MergeParty person(std::vector<MergeCode> codes) { return {"person", std::move(codes)}; }

TEST(ModelMerge, CodesOfTheirOwnAreTwoSubjects) {
  const MergeCode anna{"codice_fiscale", "SPSCML74E54F839G", "SPSCML74E54F839G"};
  const MergeCode bruno{"codice_fiscale", "RSSBRN80A01F839Y", "RSSBRN80A01F839Y"};
  const MergeCode anna_else{"codice_fiscale", "SPSCML74E54F83VV", "SPSCML74E54F839G"};
  const MergeCode key_1{"library", "1", "1"}, key_2{"library", "2", "2"};
  EXPECT_TRUE(check_merge(person({anna}), person({}), false).ok());
  EXPECT_TRUE(check_merge(person({anna, key_1}), person({key_2}), false).ok());
  EXPECT_TRUE(check_merge(person({anna}), person({bruno, anna}), false).ok());
  const Status two = check_merge(person({anna}), person({bruno}), false);
  EXPECT_EQ(two.code(), Code::kConflict);
  EXPECT_EQ(two.details().front().value, "different_code");
  const Status omocodia = check_merge(person({anna}), person({anna_else}), false);
  EXPECT_EQ(omocodia.code(), Code::kConflict);
  EXPECT_EQ(omocodia.details().front().value, "omocodia");
  EXPECT_TRUE(check_merge(person({anna}), person({bruno}), true).ok());
  EXPECT_EQ(check_merge(person({}), {"organization", {}}, true).code(), Code::kConflict);
}

// --- Duplicates ----------------------------------------------------------------------------------

DuplicateFacts carmela() {
  DuplicateFacts out;
  out.kind = "person";
  out.name = "Carmela Esposito";
  out.family_name = "Esposito";
  out.given_name = "Carmela";
  out.sex = "F";
  out.born_on = days_from_civil({1974, 5, 14});
  return out;
}

bool has_rule(const Likeness& likeness, std::string_view rule) {
  return std::any_of(likeness.reasons.begin(), likeness.reasons.end(),
                     [rule](const DuplicateReason& reason) { return reason.rule == rule; });
}

TEST(ModelDuplicate, ACodeSaysSo) {
  DuplicateFacts one = carmela(), other = carmela();
  one.codes = {{"codice_fiscale", "SPSCML74E54F839G", "SPSCML74E54F839G", true}};
  other.codes = {{"codice_fiscale", "SPSCML74E54F839G", "SPSCML74E54F839G", false}};
  const Likeness same = compare_subjects(one, other);
  EXPECT_EQ(same.verdict, kVerdictSame);
  EXPECT_EQ(same.points, 100);
  EXPECT_EQ(same.reasons.front().rule, "same_code");
}

// However alike all the rest is.
TEST(ModelDuplicate, OmocodiaIsTwoPersons) {
  DuplicateFacts one = carmela(), other = carmela();
  one.contacts = other.contacts = {{"email", "c@posta.example"}, {"phone", "+39081555"}};
  one.codes = {{"codice_fiscale", "SPSCML74E54F839G", "SPSCML74E54F839G", true}};
  other.codes = {{"codice_fiscale", "SPSCML74E54F83VV", "SPSCML74E54F839G", true}};
  const Likeness two = compare_subjects(one, other);
  EXPECT_EQ(two.verdict, kVerdictDistinct);
  EXPECT_TRUE(has_rule(two, "omocodia"));
  EXPECT_FALSE(has_rule(two, "same_code"));
}

TEST(ModelDuplicate, NameAndBirthAreLikelyEitherAloneIsNot) {
  EXPECT_EQ(compare_subjects(carmela(), carmela()).verdict, kVerdictLikely);
  DuplicateFacts other = carmela();
  other.born_on.reset();
  EXPECT_EQ(compare_subjects(carmela(), other).verdict, kVerdictDistinct);
  other.contacts = {{"pec", "c@posta.example"}};
  DuplicateFacts one = carmela();
  one.contacts = {{"email", "c@posta.example"}};
  EXPECT_EQ(compare_subjects(one, other).verdict, kVerdictLikely);
  other = carmela();
  other.name = "Bruno Russo";
  other.family_name = "Russo";
  other.given_name = "Bruno";
  EXPECT_EQ(compare_subjects(carmela(), other).verdict, kVerdictDistinct);
}

TEST(ModelDuplicate, NamesAreComparedByTheirWords) {
  DuplicateFacts other = carmela();
  other.name = "ESPOSITO Carmèla";
  EXPECT_EQ(compare_names(carmela(), other), 2);
  other.name.clear();
  other.given_name = "Carmela Maria";
  EXPECT_EQ(compare_names(carmela(), other), 1);
  other.given_name = "Carmella";
  EXPECT_EQ(compare_names(carmela(), other), 1);
  other.given_name = "Bruno";
  EXPECT_EQ(compare_names(carmela(), other), 0);
  EXPECT_EQ(compare_names(carmela(), DuplicateFacts{}), -1);
}

TEST(ModelDuplicate, ADayThatWasMistyped) {
  DuplicateFacts other = carmela();
  other.born_on = days_from_civil({1974, 5, 4});
  EXPECT_TRUE(has_rule(compare_subjects(carmela(), other), "near_birth"));
  other.born_on = days_from_civil({1981, 12, 24});
  EXPECT_TRUE(has_rule(compare_subjects(carmela(), other), "different_birth"));
  DuplicateFacts one = carmela();
  one.born_on = days_from_civil({1974, 5, 11});
  other.born_on = days_from_civil({1974, 11, 5});
  EXPECT_TRUE(has_rule(compare_subjects(one, other), "near_birth"));
}

// Who has no code yet is held against what the other's code says.
TEST(ModelDuplicate, ACodeIsReadToo) {
  DuplicateFacts one = carmela();
  one.born_on.reset();
  one.codes = {{"codice_fiscale", "SPSCML74E54F839G", "SPSCML74E54F839G", true}};
  const Likeness alike = compare_subjects(one, carmela());
  EXPECT_TRUE(has_rule(alike, "code_agrees"));
  EXPECT_EQ(alike.verdict, kVerdictLikely);
  DuplicateFacts man = carmela();
  man.sex = "M";
  EXPECT_TRUE(has_rule(compare_subjects(one, man), "code_disagrees"));
}

TEST(ModelDuplicate, ABodyHasOneNumberUnderTwoNames) {
  DuplicateFacts one, other;
  one.kind = other.kind = "organization";
  one.name = "Officine Vesuvio";
  other.name = "Officine Vesuvio srl";
  one.codes = {{"partita_iva", "00488410010", "00488410010", true}};
  other.codes = {{"codice_fiscale", "00488410010", "00488410010", true}};
  EXPECT_EQ(compare_subjects(one, other).verdict, kVerdictSame);
  other.kind = "person";
  EXPECT_EQ(compare_subjects(one, other).verdict, kVerdictDistinct);
}

TEST(ModelDuplicate, WhicheverComesFirst) {
  DuplicateFacts one = carmela(), other = carmela();
  one.codes = {{"codice_fiscale", "SPSCML74E54F839G", "SPSCML74E54F839G", true}};
  one.contacts = {{"email", "a@x.example"}, {"phone", "+39081"}, {"postal", "via toledo 1"}};
  other.contacts = {{"phone", "+39081"}, {"pec", "a@x.example"}};
  other.given_name = "Carmela Maria";
  EXPECT_EQ(compare_subjects(one, other).points, compare_subjects(other, one).points);
  EXPECT_EQ(compare_subjects(one, other).verdict, compare_subjects(other, one).verdict);
}

}  // namespace
}  // namespace pmm::model

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "model/attribute.hpp"

namespace pmm::model {
namespace {

using Words = std::vector<std::string>;

AttributeDef def(const char* code, Datatype datatype, bool required = false) {
  AttributeDef out;
  out.code = code;
  out.datatype = datatype;
  out.required = required;
  if (datatype == Datatype::kSingleValueList || datatype == Datatype::kMultiValueList)
    out.values = {{"road", "Road"}, {"park", "Park"}, {"school", "School"}};
  return out;
}

std::vector<AttributeDef> defs() {
  std::vector<AttributeDef> out = {def("line", Datatype::kString),
                                   def("count", Datatype::kNumber, true),
                                   def("seen_at", Datatype::kDatetime),
                                   def("story", Datatype::kText),
                                   def("place", Datatype::kSingleValueList),
                                   def("places", Datatype::kMultiValueList),
                                   def("hint", Datatype::kText)};
  out.back().variable = false;
  return out;
}

// The field and message of the refusal, empty when accepted.
std::string refusal(const char* code, AttributeValue value) {
  Attributes values = {{"count", 1.0}};
  values[code] = std::move(value);
  const Status status = check_attributes(defs(), values);
  if (status.ok()) return {};
  EXPECT_EQ(status.code(), Code::kInvalid);
  EXPECT_EQ(status.field(), std::string("attributes.") + code);
  return status.message();
}

TEST(ModelAttribute, AcceptsEachDatatype) {
  EXPECT_EQ(refusal("line", std::string("one line")), "");
  EXPECT_EQ(refusal("count", 2.5), "");
  EXPECT_EQ(refusal("seen_at", std::string("2007-03-01T09:30:00+01:00")), "");
  EXPECT_EQ(refusal("seen_at", std::string("2007-03-01")), "");
  EXPECT_EQ(refusal("story", std::string("two\nlines")), "");
  EXPECT_EQ(refusal("place", std::string("road")), "");
  EXPECT_EQ(refusal("places", Words{"road", "park"}), "");
  EXPECT_EQ(refusal("places", Words{}), "");
  EXPECT_EQ(refusal("seen_at", std::string()), "");
  EXPECT_EQ(refusal("hint", std::string()), "");
}

TEST(ModelAttribute, RefusesWhatDoesNotFit) {
  EXPECT_NE(refusal("line", std::string("two\nlines")), "");
  EXPECT_NE(refusal("line", 1.0), "");
  EXPECT_NE(refusal("line", true), "");
  EXPECT_NE(refusal("line", Words{"a"}), "");
  EXPECT_NE(refusal("count", std::string("1")), "");
  EXPECT_NE(refusal("count", false), "");
  EXPECT_NE(refusal("count", std::numeric_limits<double>::infinity()), "");
  EXPECT_NE(refusal("seen_at", std::string("2007-03-01T09:30:00")), "");
  EXPECT_NE(refusal("seen_at", std::string("yesterday")), "");
  EXPECT_NE(refusal("story", std::string("\xFF")), "");
  EXPECT_NE(refusal("place", Words{"road"}), "");
  EXPECT_NE(refusal("places", std::string("road")), "");
  EXPECT_NE(refusal("places", Words{"road", "road"}).find("given twice"), std::string::npos);
  EXPECT_NE(refusal("places", Words{"road", "sea"}), "");
  EXPECT_NE(refusal("hint", std::string("x")), "");
  EXPECT_NE(refusal("place", std::string("rood")).find("did you mean \"road\"?"),
            std::string::npos);
  EXPECT_NE(refusal("plce", std::string("road")).find("did you mean place?"), std::string::npos);
}

TEST(ModelAttribute, RequiredMeansGivenAndNotEmpty) {
  EXPECT_EQ(check_attributes(defs(), {}).field(), "attributes.count");
  std::vector<AttributeDef> one = {def("name", Datatype::kString, true)};
  EXPECT_EQ(check_attributes(one, {{"name", std::string()}}).field(), "attributes.name");
  EXPECT_TRUE(check_attributes(one, {{"name", std::string("x")}}).ok());
  EXPECT_TRUE(check_attributes({}, {}).ok());
}

TEST(ModelAttribute, DimensionsHoldNoFreeText) {
  for (const auto datatype :
       {Datatype::kString, Datatype::kNumber, Datatype::kDatetime, Datatype::kText,
        Datatype::kSingleValueList, Datatype::kMultiValueList}) {
    AttributeDef one = def("a", datatype);
    EXPECT_TRUE(check_dimensions({one}).ok());
    one.is_dimension = true;
    EXPECT_EQ(check_dimensions({one}).ok(), may_be_dimension(datatype));
    EXPECT_EQ(check_dimensions({def("b", datatype), one}).field(),
              may_be_dimension(datatype) ? "" : "attributes[1].dimension");
    one.variable = false;
    EXPECT_EQ(check_dimensions({one}).field(), "attributes[0].dimension");
  }
}

TEST(ModelAttribute, ChecksDefinitions) {
  EXPECT_TRUE(check_attribute_defs(defs()).ok());
  const auto field = [](AttributeDef bad) { return check_attribute_defs({bad}).field(); };
  AttributeDef bad = def("", Datatype::kString);
  EXPECT_EQ(field(bad), "attributes[0].code");
  bad = def("a", Datatype::kString);
  bad.values = {{"k", "n"}};
  EXPECT_EQ(field(bad), "attributes[0].values");
  bad = def("a", Datatype::kSingleValueList);
  bad.values.push_back({"road", "again"});
  EXPECT_EQ(field(bad), "attributes[0].values");
  bad.values = {};
  EXPECT_EQ(field(bad), "attributes[0].values");
  bad = def("a", Datatype::kText, true);
  bad.variable = false;
  EXPECT_EQ(field(bad), "attributes[0].required");
  EXPECT_EQ(check_attribute_defs({def("a", Datatype::kText), def("a", Datatype::kText)}).field(),
            "attributes[1].code");
  for (const auto datatype :
       {Datatype::kString, Datatype::kNumber, Datatype::kDatetime, Datatype::kText,
        Datatype::kSingleValueList, Datatype::kMultiValueList})
    EXPECT_EQ(parse_datatype(datatype_name(datatype)), datatype);
  EXPECT_EQ(parse_datatype("boolean"), std::nullopt);
}

TEST(ModelAttribute, FromText) {
  EXPECT_EQ(std::get<double>(*attribute_from_text(def("a", Datatype::kNumber), "2.5")), 2.5);
  EXPECT_EQ(attribute_from_text(def("a", Datatype::kNumber), "1,5").status().field(),
            "attributes.a");
  EXPECT_EQ(
      std::get<Words>(*attribute_from_text(def("a", Datatype::kMultiValueList), "road, park")),
      Words({"road", "park"}));
  EXPECT_FALSE(attribute_from_text(def("a", Datatype::kMultiValueList), "road,").ok());
  EXPECT_EQ(
      std::get<std::string>(*attribute_from_text(def("a", Datatype::kSingleValueList), "park")),
      "park");
  EXPECT_FALSE(attribute_from_text(def("a", Datatype::kSingleValueList), "sea").ok());
  EXPECT_EQ(std::get<std::string>(*attribute_from_text(def("a", Datatype::kNumber), "")), "");
}

}  // namespace
}  // namespace pmm::model

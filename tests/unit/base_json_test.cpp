#include "base/json.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"

namespace pmm {
namespace {

Status refused(std::string_view json, std::string_view field = "in") {
  auto read = parse_json(json, field);
  return read.ok() ? Status() : read.take_status();
}

TEST(BaseJson, ReadsEachKindInItsOrder) {
  const auto json = parse_json(R"({"z":null,"b":true,"a":[-7,2.5,"x"]})", "in");
  ASSERT_TRUE(json.ok()) << json.status().message();
  EXPECT_EQ(json->keys, (std::vector<std::string>{"z", "b", "a"}));
  EXPECT_TRUE(json->find("z")->is(Json::Kind::kNull));
  EXPECT_TRUE(json->find("b")->boolean);
  EXPECT_EQ(json->find("none"), nullptr);
  const Json& list = *json->find("a");
  ASSERT_EQ(list.items.size(), 3U);
  EXPECT_EQ(list.items[0].integer, -7);
  EXPECT_EQ(list.items[0].real, -7.0);
  EXPECT_EQ(list.items[1].real, 2.5);
  EXPECT_EQ(list.items[2].text, "x");
}

TEST(BaseJson, B10_AWholeNumberKeepsItsDigits) {
  for (const char* digits : {"9223372036854775808", "18446744073709551615", "18446744073709551616",
                             "-9223372036854775809"}) {
    const auto json = parse_json(digits, "in");
    ASSERT_TRUE(json.ok()) << digits;
    EXPECT_TRUE(json->is(Json::Kind::kReal) && json->is_whole()) << digits;
    EXPECT_EQ(json->text, digits);
  }
  EXPECT_TRUE(parse_json("9223372036854775807", "in")->is(Json::Kind::kInteger));
  EXPECT_FALSE(parse_json("1e3", "in")->is_whole());
}

TEST(BaseJson, NamesThePlaceOfAValue) {
  const struct {
    const char *json, *field, *place;
  } cases[] = {
      {R"({"a":1,"a":2})", "in", "in.a"},
      {R"([{"b":[0,{"c":1,"c":2}]}])", "in", "in[0].b[1].c"},
      {R"({"a":{"b":1,"b":2}})", "", "a.b"},
      {R"({"a":[1,1e400]})", "in", "in.a[1]"},
      {R"({"a":["\u0000"]})", "in", "in.a[0]"},
      {R"({"a":{"\u0000":1}})", "in", "in.a"},
      {R"({"a":1,"b":)", "in", "in"},
      {R"({"a":1} x)", "in", "in"},
      {"[1]{}", "in", "in"},
      {"", "in", "in"},
      {"[1,]", "", ""},
  };
  for (const auto& c : cases) {
    const Status status = refused(c.json, c.field);
    EXPECT_EQ(status.code(), Code::kInvalid) << c.json;
    EXPECT_EQ(status.field(), c.place) << c.json << ": " << status.message();
  }
}

TEST(BaseJson, AKeyTooLongForAPathIsLeftOut) {
  const std::string key(65, 'k');
  EXPECT_EQ(member_path("in", key), "in");
  EXPECT_EQ(member_path("in", key.substr(1)), "in." + key.substr(1));
  EXPECT_EQ(member_path("", "a"), "a");
  EXPECT_EQ(element_path("in", 3), "in[3]");
}

TEST(BaseJson, C1_C6_IsBounded) {
  EXPECT_TRUE(refused(std::string(64, '[') + std::string(64, ']')).ok());
  EXPECT_EQ(refused(std::string(65, '[') + std::string(65, ']')).code(), Code::kLimit);
  EXPECT_EQ(refused(std::string(100'000, '[')).code(), Code::kLimit);
  EXPECT_EQ(refused(std::string(limits::kJsonBytes + 1, ' ')).code(), Code::kLimit);
  EXPECT_EQ(refused(std::string(10'000, '9')).code(), Code::kInvalid);
}

TEST(BaseJson, C7_LoneSurrogatesAndBrokenUtf8AreRefused) {
  EXPECT_EQ(refused(R"(["\ud800"])").code(), Code::kInvalid);
  EXPECT_EQ(refused("[\"\xC0\xAF\"]").code(), Code::kInvalid);
}

TEST(BaseJson, SaysWhatWasMeant) {
  const auto json = parse_json(R"({"colour":1})", "in");
  constexpr std::string_view kKnown[] = {"color", "size"};
  const Status unknown = check_keys(*json, kKnown, "in");
  EXPECT_EQ(unknown.field(), "in.colour");
  EXPECT_NE(unknown.message().find("did you mean color?"), std::string::npos);
  const Status kind = check_kind(*json, Json::Kind::kArray, "in");
  EXPECT_EQ(kind.field(), "in");
  EXPECT_EQ(kind.message(), "must be an array, not an object");
  EXPECT_TRUE(check_kind(*json, Json::Kind::kObject, "in").ok());
}

}  // namespace
}  // namespace pmm

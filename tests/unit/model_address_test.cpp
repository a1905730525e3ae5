#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "model/address.hpp"
#include "model/subject.hpp"

namespace pmm::model {
namespace {

std::string value_of(std::string_view kind, std::string_view given) {
  const auto parsed = parse_address(kind, given, "value");
  if (parsed.ok()) {
    EXPECT_EQ(parsed->kind, kind);
    return parsed->value;
  }
  EXPECT_EQ(parsed.status().field(), "value") << given;
  return "refused: " + parsed.status().message();
}

bool refused(std::string_view kind, std::string_view given) {
  return value_of(kind, given).rfind("refused: ", 0) == 0;
}

std::string key_of(std::string_view kind, std::string_view given) {
  return parse_address(kind, given, "value")->key;
}

TEST(ModelAddress, Emails) {
  EXPECT_EQ(value_of("email", "Mario.Rossi@Comune.Napoli.IT"), "Mario.Rossi@comune.napoli.it");
  EXPECT_EQ(value_of("email", "  a@b.it  "), "a@b.it");
  EXPECT_EQ(value_of("pec", "protocollo@pec.Comune.it"), "protocollo@pec.comune.it");
  EXPECT_EQ(value_of("email", "x+tag!#$%&'*/=?^_`{|}~-@a-b.co"), "x+tag!#$%&'*/=?^_`{|}~-@a-b.co");
  EXPECT_EQ(value_of("email", "anna@città.it"), "anna@città.it");
  EXPECT_EQ(value_of("email", "a@xn--citt-0na.it"), "a@xn--citt-0na.it");
  EXPECT_EQ(key_of("email", "Mario@Napoli.it"), key_of("email", "mario@NAPOLI.IT"));
  EXPECT_EQ(key_of("email", "anna@CITTÀ.it"), key_of("email", "anna@città.it"));
  EXPECT_NE(key_of("email", "mario@napoli.it"), key_of("email", "mari@napoli.it"));
}

TEST(ModelAddress, B13_EmailsRefused) {
  for (const char* bad : {"",
                          "   ",
                          "a",
                          "a@",
                          "@b.it",
                          "a@b",
                          "a@@b.it",
                          "a@b@c.it",
                          "a b@c.it",
                          "a@b c.it",
                          "-rf@b.it",
                          "-a@b.it",
                          ".a@b.it",
                          "a.@b.it",
                          "a..b@c.it",
                          "\"a b\"@c.it",
                          "a@[127.0.0.1]",
                          "a@127.0.0.1",
                          "a@-b.it",
                          "a@b-.it",
                          "a@b..it",
                          "a@.it",
                          "a@b.it.",
                          "à@b.it",
                          "a,b@c.it",
                          "a@b_c.it",
                          "a;b@c.it",
                          "<a@b.it>",
                          "a@b.it,c@d.it",
                          "a@b\xE2\x80\x8B.it",
                          "a@b\xEF\xBC\x8Eit.it",
                          "a@\xEF\xBD\x82.it",
                          "a@b\xC2\xA0.it",
                          "a\nb@c.it",
                          "a@c.it\r\nBcc:x",
                          "a@\xE2\x80\xAE"
                          "b.it",
                          "a@b.it\x01",
                          "a@\xF0\x9F\x98\x80.it",
                          "a\xC0@b.it"})
    EXPECT_TRUE(refused("email", bad)) << bad;
  EXPECT_TRUE(refused("email", std::string(65, 'a') + "@b.it"));
  EXPECT_FALSE(refused("email", std::string(64, 'a') + "@b.it"));
  EXPECT_TRUE(refused("email", "a@" + std::string(64, 'b') + ".it"));
  EXPECT_FALSE(refused("email", "a@" + std::string(63, 'b') + ".it"));
  std::string longest = "a@";
  while (longest.size() + 4 <= 252) longest += "bbb.";
  longest += std::string(254 - longest.size(), 'c');
  EXPECT_FALSE(refused("email", longest)) << longest.size();
  EXPECT_TRUE(refused("email", longest + "c"));
}

TEST(ModelAddress, B14_PhonesBecomeE164) {
  for (const char* same : {"081 795 8777", "081/7958777", "(081) 795-8777", "+39 081 795 8777",
                           "0039 0817958777", "+39 (0)81 7958777", "081.795.87.77", "+390817958777",
                           "081\xC2\xA0"
                           "7958777"})
    EXPECT_EQ(value_of("phone", same), "+390817958777") << same;
  for (const char* same : {"349 1234567", "+39 349 123 4567", "00393491234567", "393491234567"})
    EXPECT_EQ(value_of("phone", same), "+393491234567") << same;
  // A mobile of the 39x range is not a country.
  EXPECT_EQ(value_of("phone", "393 1234567"), "+393931234567");
  EXPECT_EQ(value_of("phone", "34912345678"), "+3934912345678");  // as SPID writes it
  EXPECT_EQ(value_of("phone", "800 123456"), "+39800123456");
  EXPECT_EQ(value_of("phone", "06 69821"), "+390669821");
  EXPECT_EQ(value_of("phone", "+44 (0)20 7946 0958"), "+442079460958");
  EXPECT_EQ(value_of("phone", "0044 (0)20 7946 0958"), "+442079460958");
  EXPECT_EQ(value_of("phone", "+1 (202) 555-0100"), "+12025550100");
  EXPECT_EQ(parse_phone("20 7946 0958", "value", "44")->value, "+442079460958");
}

TEST(ModelAddress, B14_PhonesRefused) {
  for (const char* bad : {"",
                          " ",
                          "+",
                          "00",
                          "112",
                          "1500",
                          "abc",
                          "081 7958777 ext 3",
                          "081 7958777 int. 3",
                          "081 7958777x3",
                          "081 7958777;ext=3",
                          "081#7958777",
                          "++390817958777",
                          "39+0817958777",
                          "+39",
                          "+0817958777",
                          "+39081795877712345",
                          "+1234567890123456",
                          "349 12",
                          "349 123456789",
                          "０８１7958777",
                          "08\n17958777",
                          "+39 3",
                          "081\t7958777"})
    EXPECT_TRUE(refused("phone", bad)) << bad << " gave " << value_of("phone", bad);
}

TEST(ModelAddress, Postal) {
  EXPECT_EQ(value_of("postal", "  Piazza Municipio 1 \r\n\r\n 80133 Napoli (NA)\n"),
            "Piazza Municipio 1\n80133 Napoli (NA)");
  EXPECT_EQ(key_of("postal", "Piazza Municipio, 1\n80133 NAPOLI"),
            key_of("postal", "piazza municipio 1, 80133 Napoli"));
  EXPECT_TRUE(refused("postal", " \n , \n"));
  EXPECT_TRUE(refused("postal", "Via\x01Roma"));
  EXPECT_TRUE(refused("postal", std::string(2000, 'a')));
}

TEST(ModelAddress, OtherKinds) {
  EXPECT_EQ(value_of("other", " @comune "), "@comune");
  EXPECT_TRUE(refused("other", ""));
  const auto unknown = parse_address("emial", "a@b.it", "value");
  EXPECT_EQ(unknown.status().field(), "kind");
  EXPECT_NE(unknown.status().message().find("did you mean email?"), std::string::npos);
  EXPECT_TRUE(is_known_address_kind("pec"));
  EXPECT_FALSE(is_known_address_kind("fax"));
}

TEST(ModelAddress, AnyBytesAreAnsweredAndParsingIsIdempotent) {
  const char* given = std::getenv("PMM_TEST_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 20070102;
  SCOPED_TRACE("PMM_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  constexpr std::string_view kAlphabet = "ab@..-+039312(0)/ \n\xC2\xA0\xC3\xA0\xE2\x80\x8B\xFF";
  int taken = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 16; n > 0; --n)
      text.push_back(kAlphabet[random() % kAlphabet.size()]);
    for (const auto kind : kAddressKinds) {
      const auto once = parse_address(kind, text, "value");
      if (!once.ok()) continue;
      ++taken;
      const auto twice = parse_address(kind, once->value, "value");
      ASSERT_TRUE(twice.ok()) << kind << " " << once->value << twice.status().message();
      EXPECT_EQ(twice->value, once->value);
      EXPECT_EQ(twice->key, once->key);
      EXPECT_FALSE(once->key.empty());
    }
  }
  EXPECT_GT(taken, 1000);
}

TEST(ModelSubject, Names) {
  EXPECT_EQ(display_name("person", "", "Esposito", "Anna"), "Anna Esposito");
  EXPECT_EQ(display_name("person", "Totò", "De Curtis", ""), "De Curtis");
  EXPECT_EQ(display_name("person", "Totò", " ", ""), "Totò");
  EXPECT_EQ(display_name("person", "", " De  Curtis ", " Antonio "), "Antonio De Curtis");
  EXPECT_EQ(display_name("organization", "Comune di Napoli", "x", "y"), "Comune di Napoli");
  EXPECT_TRUE(is_known_subject_kind("person"));
  EXPECT_TRUE(is_known_subject_kind("organization"));
  EXPECT_FALSE(is_known_subject_kind("robot"));
}

TEST(ModelSubject, SearchWords) {
  using List = std::vector<std::string>;
  EXPECT_EQ(search_words("", "D'Amico", "Niccolò Maria"), List({"d", "amico", "niccolo", "maria"}));
  EXPECT_EQ(search_words("Rossi", "Rossi", "ROSSI"), List({"rossi"}));
  std::string many;
  for (int i = 0; i < 40; ++i) many += "w" + std::to_string(i) + " ";
  EXPECT_EQ(search_words(many, "x", "y").size(), kSearchWords);
  EXPECT_TRUE(search_words("", " - ", "").empty());
}

}  // namespace
}  // namespace pmm::model

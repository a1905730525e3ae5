#include "base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>

#include "base/status.hpp"

namespace {

using namespace pmm;  // NOLINT(google-build-using-namespace): a test

struct BadText {
  std::string_view bytes;
  std::size_t at;
};

// B2: overlong forms, surrogates, five and six byte forms, stray and missing tails, too high.
constexpr BadText kBad[] = {
    {"\xC0\xAF", 0},
    {"a\xC1\xBF", 1},
    {"ab\xE0\x80\xAF", 2},
    {"\xE0\x9F\xBF", 0},
    {"\xF0\x80\x80\xAF", 0},
    {"\xF0\x8F\xBF\xBF", 0},
    {"\xED\xA0\x80", 0},
    {"\xED\xBF\xBF", 0},
    {"x\xED\xA0\xBD\xED\xB8\x80", 1},
    {"\xF4\x90\x80\x80", 0},
    {"\xF5\x80\x80\x80", 0},
    {"\xF8\x88\x80\x80\x80", 0},
    {"\xFC\x84\x80\x80\x80\x80", 0},
    {"\x80", 0},
    {"caff\xC3\xA8\xBF", 6},
    {"caff\xC3", 4},
    {"\xE2\x82", 0},
    {"\xF0\x9F\x98", 0},
    {"\xC3(", 0},
    {"\xFE", 0},
    {"\xFF", 0},
};

TEST(Text, B2_RefusesMalformedUtf8AndNamesTheOffset) {
  for (const BadText& bad : kBad) {
    EXPECT_EQ(text::find_invalid_utf8(bad.bytes), bad.at) << text::quoted(bad.bytes);
    const Status status = text::check(bad.bytes, "name", 100);
    EXPECT_EQ(status.code(), Code::kInvalid);
    EXPECT_EQ(status.field(), "name");
    ASSERT_EQ(status.details().size(), 1U);
    EXPECT_EQ(status.details()[0].key, "offset");
    EXPECT_EQ(status.details()[0].value, std::to_string(bad.at));
  }
}

TEST(Text, B2_AcceptsTheEdgesOfEachLength) {
  for (const std::string_view good :
       {"", "\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(text::check(good, "name", 100).ok()) << text::quoted(good);
}

TEST(Text, B1_RefusesNulWithItsOffset) {
  const Status status = text::check(std::string_view("ab\0c", 4), "name", 100);
  EXPECT_EQ(status.code(), Code::kInvalid);
  ASSERT_EQ(status.details().size(), 1U);
  EXPECT_EQ(status.details()[0].value, "2");
}

TEST(Text, B7_CountsBytesAgainstTheLimit) {
  EXPECT_TRUE(text::check(std::string(10, 'a'), "name", 10).ok());
  EXPECT_EQ(text::check(std::string(11, 'a'), "name", 10).code(), Code::kLimit);
  std::string marks = "a";
  for (int i = 0; i < 50'000; ++i) marks += "\xCC\x81";
  EXPECT_EQ(text::check(marks, "name", 65'536).code(), Code::kLimit);
  EXPECT_EQ(text::fold(marks), "a");
}

TEST(Text, B12_LinesHaveNoControlCharacters) {
  for (const std::string_view bad : {"a\r\nb", "a\tb", "a\x7F", "\x1F"}) {
    EXPECT_TRUE(text::check(bad, "name", 100).ok());
    EXPECT_EQ(text::check_line(bad, "name", 100).code(), Code::kInvalid) << text::quoted(bad);
  }
  EXPECT_TRUE(text::check_line("D\xE2\x80\x99"
                               "Amico \xE2\x80\xAE",
                               "name", 100)
                  .ok());
}

TEST(Text, B4_FoldsCaseAccentsAndForms) {
  const std::pair<const char*, const char*> pairs[] = {
      {"NICOL\xC3\x92", "nicolo"},   // composed
      {"Nicolo\xCC\x80", "nicolo"},  // decomposed
      {"Stra\xC3\x9F"
       "e",
       "strasse"},                         // sharp s
      {"\xEF\xAC\x81n", "fin"},            // ligature
      {"\xEF\xBC\xA1\xEF\xBC\xA2", "ab"},  // full width
      {"Ma\xC2\xADrio", "mario"},          // soft hyphen
      {"\xCE\xA3\xCE\x95\xCE\xA5\xCE\xA3", "\xCF\x83\xCE\xB5\xCF\x85\xCF\x83"},
      {"PEC", "pec"}};
  for (const auto& [given, folded] : pairs) EXPECT_EQ(text::fold(given), folded) << given;
}

TEST(Text, B8_FoldingKnowsNoLocale) {
  EXPECT_EQ(text::fold("ISTANBUL I"), "istanbul i");
  EXPECT_EQ(text::fold("\xC4\xB0"), "i");  // capital i with a dot: the dot is a mark
}

TEST(Text, B5_TellsWhatAReaderDoesNotSee) {
  for (const char* bad : {"Ma\u202Eria", "\u200BMaria", "Maria\u2060", "\uFEFFMaria", "\U000E0041",
                          "\u2066Maria\u2069", "Ma\u00ADria"})
    EXPECT_TRUE(text::has_hidden(bad)) << text::quoted(bad);
  // Persian needs the non-joiner, emoji the joiner.
  for (const char* good : {"", "Maria", "Nicol\u00F2", "\u0645\u06CC\u200C\u062E\u0648",
                           "\U0001F469\u200D\U0001F4BB", "\u0130"})
    EXPECT_FALSE(text::has_hidden(good)) << text::quoted(good);
}

TEST(Text, FoldWordsSplitsAtWhatIsNoLetterOrDigit) {
  const std::vector<std::string> words{"d", "amico", "citta", "2007"};
  EXPECT_EQ(text::fold_words("  D\xE2\x80\x99"
                             "Amico, CITT\xC3\x80-2007! "),
            words);
  EXPECT_TRUE(text::fold_words(" .,- ").empty());
  EXPECT_TRUE(text::fold_words("").empty());
}

TEST(Text, B10_IntegersAreExactOrRefused) {
  EXPECT_EQ(text::parse_int("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(text::parse_int("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(text::parse_int("+7"), 7);
  EXPECT_EQ(text::parse_int("007"), 7);
  for (const char* bad : {"", "+", "-", "+-5", "++5", "--5", "9223372036854775808", "1.0", "1e3",
                          " 1", "1 ", "0x10", "1,000"})
    EXPECT_FALSE(text::parse_int(bad)) << bad;
}

TEST(Text, B10_NumbersAreFiniteAndWhole) {
  EXPECT_EQ(text::parse_double("-0.5e1"), -5.0);
  for (const char* bad : {"", "1e400", "-1e400", "nan", "inf", "-inf", "1.234,56", "1.5x", " 1"})
    EXPECT_FALSE(text::parse_double(bad)) << bad;
  EXPECT_EQ(text::parse_double(text::from_double(0.1)), 0.1);
  EXPECT_EQ(text::from_double(1e300), "1e+300");
}

TEST(Text, QuotedShowsBytesThatAreNoText) {
  EXPECT_EQ(text::quoted("a\nb"), "\"a\\x0ab\"");
  EXPECT_EQ(text::quoted("\xFF\x41"), "\"\\xffA\"");
  EXPECT_EQ(text::quoted("citt\xC3\xA0"), "\"citt\xC3\xA0\"");
  EXPECT_EQ(text::quoted(std::string(64, 'x')), "\"" + std::string(64, 'x') + "\"");
  // Cut between two characters, never inside one.
  EXPECT_EQ(text::quoted(std::string(63, 'x') + "\xC3\xA0z"),
            "\"" + std::string(63, 'x') + "\"\xE2\x80\xA6");
}

TEST(Text, MendsWhatAStrangerWrote) {
  EXPECT_EQ(text::mended("citt\xC3\xA0", 100), "citt\xC3\xA0");
  EXPECT_EQ(text::mended("caff\xC3", 100), "caff\xEF\xBF\xBD");
  EXPECT_EQ(text::mended(std::string_view("a\0b\xE8", 4), 100),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(text::mended("citt\xC3\xA0", 5), "citt");
  EXPECT_EQ(text::mended("x", 0), "");
  for (const BadText& bad : kBad)
    EXPECT_TRUE(text::check(text::mended(bad.bytes, 100), "name", 100).ok());
}

TEST(Text, NearestFindsTheNameThatWasMeant) {
  const std::array<const char*, 3> names{"count", "contacts", "channel"};
  EXPECT_EQ(text::nearest("chanel", names), "channel");
  EXPECT_EQ(text::nearest("contatcs", names), "contacts");
  EXPECT_EQ(text::nearest("entirely other", names), "");
  EXPECT_EQ(text::distance("kitten", "sitting", 10), 3U);
  EXPECT_EQ(text::distance("kitten", "sitting", 1), 2U);
}

TEST(Text, TrimTakesAsciiBlanksOnly) {
  EXPECT_EQ(text::trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(text::trim(" \t "), "");
  EXPECT_EQ(text::trim("\xC2\xA0x"), "\xC2\xA0x");
  EXPECT_EQ(text::ascii_upper("a\xC3\xA0z"), "A\xC3\xA0Z");
}

}  // namespace

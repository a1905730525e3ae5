#include <gtest/gtest.h>

#include <string>

#include "base/civil.hpp"
#include "exchange/convert.hpp"
#include "exchange/time_pattern.hpp"

namespace pmm::exchange {
namespace {

// The instant that `text` is by `pattern` (by none: the common forms), as RFC 3339; "" when
// refused.
std::string read(std::string_view pattern, std::string_view text, const char* zone_name = "UTC") {
  const auto zone = Zone::load(zone_name);
  EXPECT_TRUE(zone.ok());
  std::optional<TimePattern> parsed;
  if (!pattern.empty()) {
    auto result = TimePattern::parse(pattern);
    EXPECT_TRUE(result.ok()) << pattern << ": " << result.status().message();
    if (!result.ok()) return "?";
    parsed = std::move(result).value();
  }
  std::int64_t us = 0;
  Broken broken;
  if (!to_time(text, parsed ? &*parsed : nullptr, **zone, us, broken)) {
    EXPECT_STREQ(broken.rule, "time");
    return "";
  }
  return format_instant(us);
}

std::string why_not(std::string_view pattern) {
  const auto parsed = TimePattern::parse(pattern);
  if (parsed.ok()) return "";
  EXPECT_EQ(parsed.status().field(), "format");
  return parsed.status().message();
}

TEST(ExchangeTime, EveryLetter) {
  EXPECT_EQ(read("%Y-%m-%d %H:%M:%S", "2015-01-05 12:40:41"), "2015-01-05T12:40:41Z");
  EXPECT_EQ(read("%m/%d/%Y %I:%M:%S %p", "01/05/2015 12:40:41 AM"), "2015-01-05T00:40:41Z");
  EXPECT_EQ(read("%m/%d/%Y %I:%M:%S %p", "1/5/2015 12:40:41 pm"), "2015-01-05T12:40:41Z");
  EXPECT_EQ(read("%m/%d/%Y %I:%M:%S %p", "01/05/2015 03:40:41 PM"), "2015-01-05T15:40:41Z");
  EXPECT_EQ(read("%d/%m/%y", "31/12/68"), "2068-12-31T00:00:00Z");
  EXPECT_EQ(read("%d/%m/%y", "31/12/69"), "1969-12-31T00:00:00Z");
  EXPECT_EQ(read("%d %b %Y", "5 Mar 2007"), "2007-03-05T00:00:00Z");
  EXPECT_EQ(read("%d %B %Y", "05 SEPTEMBER 2007"), "2007-09-05T00:00:00Z");
  EXPECT_EQ(read("%d %b %Y", "05 may 2007"), "2007-05-05T00:00:00Z");
  EXPECT_EQ(read("%A, %e %B %Y", "Tuesday,  6 March 2007"), "2007-03-06T00:00:00Z");
  EXPECT_EQ(read("%a, %d %B %Y", "Tue, 06 March 2007"), "2007-03-06T00:00:00Z");
  EXPECT_EQ(read("%A%e%B%Y", "Tuesday 6March2007"), "2007-03-06T00:00:00Z");
  EXPECT_EQ(read("%Y-%j", "2008-366"), "2008-12-31T00:00:00Z");
  EXPECT_EQ(read("%Y-%j", "2007-366"), "");
  EXPECT_EQ(read("%F %T.%f", "2007-03-01 09:30:00.25"), "2007-03-01T09:30:00.25Z");
  EXPECT_EQ(read("%F %T.%f", "2007-03-01 09:30:00.1234567"), "");
  EXPECT_EQ(read("%F %R", "2007-03-01 09:30"), "2007-03-01T09:30:00Z");
  EXPECT_EQ(read("%D", "03/01/07"), "2007-03-01T00:00:00Z");
  EXPECT_EQ(read("%d/%b/%Y:%T %z", "01/Aug/1995:00:00:01 -0400"), "1995-08-01T04:00:01Z");
  for (const char* offset : {"+02:00", "+0200", "+02"})
    EXPECT_EQ(read("%FT%T%z", std::string("2007-03-01T09:30:00") + offset, "America/New_York"),
              "2007-03-01T07:30:00Z");
  EXPECT_EQ(read("%FT%T%z", "2007-03-01T09:30:00Z", "Europe/Rome"), "2007-03-01T09:30:00Z");
  EXPECT_EQ(read("%s", "807256800", "Europe/Rome"), "1995-08-01T06:00:00Z");
  EXPECT_EQ(read("%s", "-1"), "1969-12-31T23:59:59Z");
  EXPECT_EQ(read("%s", "99999999999999"), "");
  EXPECT_EQ(read("%%%Y%m%d%%", "%20070301%"), "2007-03-01T00:00:00Z");
  EXPECT_EQ(read("%Y%n%m%t%d", "2007 \t 03\n01"), "2007-03-01T00:00:00Z");
}

TEST(ExchangeTime, J3_J8_TheWholeTextMustFit) {
  for (const char* text : {"2007-03-01x", "2007-03-1 ", " 2007-03-01", "07-03-01", "2007-13-01",
                           "2007-02-29", "2007-03-00", "", "2007-03", "0000-01-01", "+2007-03-01"})
    EXPECT_EQ(read("%Y-%m-%d", text), "") << text;
  for (const char* text : {"24:00:00", "23:60:00", "23:59:60", "9", "-1:00:00"})
    EXPECT_EQ(read("%F %T", std::string("2007-03-01 ") + text), "") << text;
  EXPECT_EQ(read("%F %I %p", "2007-03-01 13 PM"), "");
  EXPECT_EQ(read("%F %I %p", "2007-03-01 00 AM"), "");
  EXPECT_EQ(read("%F %I %p", "2007-03-01 10 XM"), "");
  EXPECT_EQ(read("%d %b %Y", "05 mai 2007"), "");
  EXPECT_EQ(read("%FT%T%z", "2007-03-01T09:30:00+24:00"), "");
}

TEST(ExchangeTime, PatternsThatCannotGiveATime) {
  for (const char* pattern : {"%Y-%m", "%H:%M", "", "%Y-%m-%d %I:%M", "%Y-%m-%d %H %p",
                              "%Y %Y-%m-%d", "%Y-%y-%m-%d", "%Y-%m-%d %Q", "%Y-%m-%d %", "%Y-%j-%d",
                              "%s %Y-%m-%d", "%F %D", "%Y-%m-%d %Z", "%m %b %d %Y"})
    EXPECT_NE(why_not(pattern), "") << pattern;
  EXPECT_NE(why_not("%Y-%m-%d %Q").find("%Q"), std::string::npos);
}

TEST(ExchangeTime, CommonForms) {
  const char* rome = "Europe/Rome";
  EXPECT_EQ(read("", "2007-03-01T09:30:00Z", rome), "2007-03-01T09:30:00Z");
  EXPECT_EQ(read("", "2007-03-01T09:30:00.5-05:00", rome), "2007-03-01T14:30:00.5Z");
  EXPECT_EQ(read("", "2007-03-01 09:30:00", rome), "2007-03-01T08:30:00Z");
  EXPECT_EQ(read("", "2007-03-01T09:30", rome), "2007-03-01T08:30:00Z");
  EXPECT_EQ(read("", "2007-03-01", rome), "2007-02-28T23:00:00Z");
  for (const char* text : {"01/03/2007", "2007-3-1", "2007-03-01T", "2007-03-01 9:30", "20070301",
                           "2007-03-01 09:30:00.", "2007-03-01 09:30:00 UTC", "x"})
    EXPECT_EQ(read("", text, rome), "") << text;
}

TEST(ExchangeTime, J1GapIsTheMomentOfTheChange) {
  EXPECT_EQ(read("", "2026-03-29 02:30:00", "Europe/Rome"), "2026-03-29T01:00:00Z");
  EXPECT_EQ(read("", "2026-03-29 01:59:59", "Europe/Rome"), "2026-03-29T00:59:59Z");
  EXPECT_EQ(read("", "2026-03-29 03:00:00", "Europe/Rome"), "2026-03-29T01:00:00Z");
}

TEST(ExchangeTime, J2FoldIsTheFirstUnlessAnOffsetSays) {
  EXPECT_EQ(read("", "2026-10-25 02:30:00", "Europe/Rome"), "2026-10-25T00:30:00Z");
  EXPECT_EQ(read("", "2026-10-25 02:30:00+01:00", "Europe/Rome"), "2026-10-25T01:30:00Z");
  EXPECT_EQ(read("%m/%d/%Y %I:%M:%S %p", "11/01/2015 01:30:00 AM", "America/New_York"),
            "2015-11-01T05:30:00Z");
}

TEST(ExchangeConvert, Dates) {
  std::int32_t days = 0;
  Broken broken;
  EXPECT_TRUE(to_date("1893-10-31", nullptr, days, broken));  // J6: a date is not shifted
  EXPECT_EQ(format_date(days), "1893-10-31");
  const auto pattern = TimePattern::parse("%d/%m/%Y");
  EXPECT_TRUE(to_date("29/02/2008", &*pattern, days, broken));
  EXPECT_EQ(format_date(days), "2008-02-29");
  EXPECT_FALSE(to_date("29/02/2007", &*pattern, days, broken));
  EXPECT_STREQ(broken.rule, "date");
}

TEST(ExchangeConvert, B10_Numbers) {
  const auto number = [](std::string_view text, char decimal = '.') {
    double value = -1;
    Broken broken;
    if (to_number(text, decimal, 0, 0, value, broken)) return value;
    EXPECT_STREQ(broken.rule, "number");
    return -999.0;
  };
  EXPECT_EQ(number("42.3594"), 42.3594);
  EXPECT_EQ(number("-0"), 0.0);
  for (const char* text : {"1e400", "NaN", "inf", "1,5", "1.5.", "", "0x10", " 1", "1 "})
    EXPECT_EQ(number(text), -999.0) << text;
  std::int64_t whole = 0;
  Broken broken;
  EXPECT_TRUE(to_integer("9007199254740993", 0, INT64_MAX, whole, broken));
  EXPECT_EQ(whole, 9007199254740993);
  EXPECT_FALSE(to_integer("9223372036854775808", 0, INT64_MAX, whole, broken));
  EXPECT_STREQ(broken.rule, "integer");
  EXPECT_FALSE(to_integer("-1", 0, 10, whole, broken));
  EXPECT_STREQ(broken.rule, "range");
  double value = 0;
  EXPECT_FALSE(to_number("90.5", '.', -90, 90, value, broken));
  EXPECT_STREQ(broken.rule, "range");
}

TEST(ExchangeConvert, B11_DecimalComma) {
  const auto number = [](std::string_view text) {
    double value = 0;
    Broken broken;
    return to_number(text, ',', 0, 0, value, broken) ? value : -999.0;
  };
  EXPECT_EQ(number("1.234,56"), 1234.56);
  EXPECT_EQ(number("-1.234.567"), -1234567.0);
  EXPECT_EQ(number("12,5"), 12.5);
  for (const char* text :
       {"1.5", "1,234.56", "1,2,3", ".123", "1.23.456", "1234.567", "1.2345", ""})
    EXPECT_EQ(number(text), -999.0) << text;
}

TEST(ExchangeConvert, Booleans) {
  Broken broken;
  for (const char* text : {"true", "1", "YES", "si", "Sì", "SÌ"}) {
    bool value = false;
    EXPECT_TRUE(to_boolean(text, value, broken) && value) << text;
  }
  for (const char* text : {"false", "0", "No"}) {
    bool value = true;
    EXPECT_TRUE(to_boolean(text, value, broken) && !value) << text;
  }
  bool value = false;
  EXPECT_FALSE(to_boolean("2", value, broken));
  EXPECT_STREQ(broken.rule, "boolean");
}

TEST(ExchangeConvert, B2_B12_TextIsUtf8AndLinesAreOneLine) {
  Broken broken;
  EXPECT_TRUE(check_text("Città \xF0\x9F\x98\x80", 100, true, broken));
  for (const char* bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF8\x88\x80\x80\x80", "a\xC3"}) {
    EXPECT_FALSE(check_text(bad, 100, false, broken));
    EXPECT_STREQ(broken.rule, "encoding");
  }
  EXPECT_NE(broken.message.find("byte 1"), std::string::npos) << broken.message;
  for (const char* bad : {"a\nb", "a\tb", "a\x7F"}) {
    EXPECT_FALSE(check_text(bad, 100, true, broken));
    EXPECT_STREQ(broken.rule, "control");
    EXPECT_TRUE(check_text(bad, 100, false, broken));
  }
  EXPECT_FALSE(check_text("abc", 2, true, broken));
  EXPECT_STREQ(broken.rule, "length");
}

}  // namespace
}  // namespace pmm::exchange

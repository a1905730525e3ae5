#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "model/codice_fiscale.hpp"
#include "model/identifier.hpp"
#include "model/municipality.hpp"
#include "support.hpp"

namespace pmm::model {
namespace {

#ifndef PMM_SHARED_DATA
#define PMM_SHARED_DATA "../shared/data"
#endif

std::string shared(const char* name) { return std::string(PMM_SHARED_DATA) + "/" + name; }

// Cells of one line; quotes hold commas, no cell of these files holds a quote.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      out.emplace_back();
    else if (c != '\r')
      out.back().push_back(c);
  }
  return out;
}

std::vector<std::vector<std::string>> rows_of(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // the names
  while (std::getline(file, line)) rows.push_back(cells(line));
  return rows;
}

std::string message(std::string_view scheme, std::string_view value) {
  const auto parsed = parse_identifier(scheme, value, "value");
  if (parsed.ok()) return "accepted as " + parsed->value;
  EXPECT_EQ(parsed.status().code(), Code::kInvalid);
  EXPECT_EQ(parsed.status().field(), "value");
  return parsed.status().message();
}

Identifier accepted(std::string_view scheme, std::string_view value) {
  auto parsed = parse_identifier(scheme, value, "value");
  EXPECT_TRUE(parsed.ok()) << value << ": " << parsed.status().message();
  return parsed.ok() ? *parsed : Identifier{};
}

TEST(ModelIdentifier, EveryFiscalVector) {
  const std::string path = shared("fiscal/fiscal_vectors.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no shared fiscal vectors here: " << path;
  int count = 0;
  for (const auto& row : rows_of(path)) {
    ASSERT_GE(row.size(), 4U);
    const auto scheme = row[1] == "piva" ? kSchemePartitaIva : kSchemeCodiceFiscale;
    const auto parsed = parse_identifier(scheme, row[0], "value");
    EXPECT_EQ(parsed.ok(), row[2] == "true")
        << row[0] << " (" << row[3] << "): " << parsed.status().message();
    // What a vector says is expected is what the message names.
    const std::size_t at = row[3].find("(expected ");
    if (!parsed.ok() && at != std::string::npos && row[0].size() != 15) {
      const std::string wanted = "expected " + row[3].substr(at + 10, 1);
      EXPECT_NE(parsed.status().message().find(wanted), std::string::npos)
          << row[0] << ": " << parsed.status().message();
    }
    ++count;
  }
  EXPECT_EQ(count, 97);
}

TEST(ModelIdentifier, EveryEncodeVector) {
  const std::string path = shared("fiscal/fiscal_encode_vectors.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no shared encode vectors here: " << path;
  int count = 0;
  for (const auto& row : rows_of(path)) {
    ASSERT_GE(row.size(), 6U);
    const std::int32_t born = parse_date(row[3]).value();
    const auto code = encode_codice_fiscale(row[0], row[1], row[2][0], born, row[4]);
    ASSERT_TRUE(code.ok()) << code.status().message();
    EXPECT_EQ(*code, row[5]);
    const auto back = decode_codice_fiscale(*code, "code");
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->sex, row[2][0]);
    EXPECT_EQ(back->belfiore, row[4]);
    const auto days = birth_day_candidates(*back, day("2026-11-23"));
    EXPECT_NE(std::find(days.begin(), days.end(), born), days.end()) << row[5];
    ++count;
  }
  EXPECT_EQ(count, 12);
}

// The rows of the table of divergences between libraries, each as this library holds it.
TEST(ModelIdentifier, DivergencesOfLibraries) {
  EXPECT_NE(message("codice_fiscale", "RSSMRA85T99A562U").find("day 99"), std::string::npos);
  EXPECT_NE(message("codice_fiscale", "RSSMRA85B30A562G").find("day 30 of month 2"),
            std::string::npos);
  EXPECT_NE(message("codice_fiscale", "AXXFAXTTD41H501D").find("check character is D, expected M"),
            std::string::npos);
  EXPECT_NE(message("partita_iva", "00000000000").find("all digits are zero"), std::string::npos);
  EXPECT_NE(message("codice_fiscale", "00000000000").find("all digits are zero"),
            std::string::npos);
  for (const char* sample : {"12345678903", "01234567897"}) {
    const auto code = accepted("partita_iva", sample);
    ASSERT_EQ(code.warnings.size(), 1U) << sample;
    EXPECT_NE(code.warnings[0].find("of the partita IVA is not one in use"), std::string::npos);
  }
  EXPECT_EQ(message("codice_fiscale", "ＲSSMRA85M01H501Q").find("accepted"), std::string::npos);
  EXPECT_EQ(message("partita_iva", "0074311015７").find("accepted"), std::string::npos);
  for (const char* bad_day : {"00", "32", "40", "72"}) {
    std::string code = std::string("RSSMRA85T") + bad_day + "A562";
    code += codice_fiscale_check_char(code);
    EXPECT_NE(message("codice_fiscale", code).find("expected 1 to 31 or 41 to 71"),
              std::string::npos);
  }
}

TEST(ModelIdentifier, Normalises) {
  EXPECT_EQ(accepted("codice_fiscale", " rss mra 85m01 h501q ").value, "RSSMRA85M01H501Q");
  EXPECT_EQ(accepted("codice_fiscale", "TINIT-RSSMRA85M01H501Q").value, "RSSMRA85M01H501Q");
  EXPECT_EQ(accepted("codice_fiscale", "tinit-rssmra85m01h501q").value, "RSSMRA85M01H501Q");
  EXPECT_EQ(accepted("codice_fiscale", "RSSMRA85M01\xC2\xA0H501Q").value, "RSSMRA85M01H501Q");
  EXPECT_EQ(accepted("codice_fiscale", "IT RSSMRA85M01H501Q").value, "RSSMRA85M01H501Q");
  EXPECT_EQ(accepted("codice_fiscale", "TINIT-06363391001").value, "06363391001");
  EXPECT_EQ(accepted("partita_iva", "IT00743110157").value, "00743110157");
  EXPECT_EQ(accepted("partita_iva", "IT 00743110157").value, "00743110157");
  EXPECT_EQ(accepted("partita_iva", "VATIT-00743110157").value, "00743110157");
  EXPECT_EQ(accepted("codice_fiscale", "06363391001").warnings.size(), 1U);
  EXPECT_EQ(accepted("spid_code", "arub1234abcd56").value, "ARUB1234ABCD56");
  EXPECT_EQ(accepted("anpr_id", "lb44361qe").value, "LB44361QE");
  EXPECT_EQ(accepted("eidas", "es/it/02635542Yx").value, "ES/IT/02635542Yx");
  // The key of another register is its own: nothing but the blanks at its ends goes.
  EXPECT_EQ(accepted("register:tributi", "  ab-12 c ").value, "ab-12 c");
  EXPECT_EQ(accepted("register:tributi", "IT12345678901").value, "IT12345678901");
}

TEST(ModelIdentifier, Refuses) {
  EXPECT_EQ(parse_identifier("Codice", "x", "value").status().field(), "scheme");
  EXPECT_EQ(parse_identifier("", "x", "value").status().field(), "scheme");
  EXPECT_EQ(parse_identifier(std::string(65, 'a'), "x", "value").status().field(), "scheme");
  EXPECT_EQ(message("register:x", "   ").find("accepted"), std::string::npos);
  EXPECT_EQ(message("register:x", std::string_view("a\0b", 3)).find("accepted"), std::string::npos);
  EXPECT_EQ(message("codice_fiscale", "RSSMRA85M01\nH501Q").find("accepted"), std::string::npos);
  EXPECT_EQ(message("register:x", "\xC0\xAF").find("accepted"), std::string::npos);
  EXPECT_EQ(message("spid_code", "ARUB123").find("accepted"), std::string::npos);
  EXPECT_EQ(message("eidas", "02635542Y").find("accepted"), std::string::npos);
  EXPECT_EQ(parse_identifier("register:x", std::string(300, 'a'), "value").status().code(),
            Code::kLimit);
  EXPECT_NE(message("partita_iva", "00743110158").find("check digit is 8, expected 7"),
            std::string::npos);
  // A mistyped scheme is a register of its own, and says so.
  EXPECT_EQ(accepted("codice_fiscal", "abc").warnings.size(), 1U);
  EXPECT_TRUE(accepted("register:tributi", "abc").warnings.empty());
}

// Each of the 127 ways to write a code with letters for digits is valid with its own check
// character, and all share one match key.
TEST(ModelIdentifier, B9_OmocodiaVariantsShareTheirKey) {
  const std::string base = "CCCFBA85D03L219P";
  constexpr std::string_view kLetters = "LMNPQRSTUV";
  constexpr std::array<std::size_t, 7> kPlaces = {6, 7, 9, 10, 12, 13, 14};
  std::set<std::string> codes;
  for (unsigned mask = 0; mask < 128; ++mask) {
    std::string code = base;
    for (std::size_t i = 0; i < kPlaces.size(); ++i)
      if (mask >> i & 1U)
        code[kPlaces[i]] = kLetters[static_cast<std::size_t>(base[kPlaces[i]] - '0')];
    code[15] = codice_fiscale_check_char(code.substr(0, 15));
    const auto parsed = accepted("codice_fiscale", code);
    EXPECT_EQ(parsed.match_key, base);
    EXPECT_EQ(parsed.value, code);
    const auto decoded = decode_codice_fiscale(code, "code");
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(decoded->omocodia, mask != 0);
    EXPECT_EQ(decoded->belfiore, "L219");
    codes.insert(code);
  }
  EXPECT_EQ(codes.size(), 128U);
}

TEST(ModelCodiceFiscale, NameParts) {
  const auto part = [](const char* surname, const char* name) {
    return encode_codice_fiscale(surname, name, 'M', 0, "F839")->substr(0, 6);
  };
  EXPECT_EQ(part("Rossi", "Mario"), "RSSMRA");
  EXPECT_EQ(part("Fo", "Gianfranco"), "FOXGFR");
  EXPECT_EQ(part("D'Amico", "Aldo"), "DMCLDA");
  EXPECT_EQ(part("D’Amico", "Niccolò"), "DMCNCL");
  EXPECT_EQ(part("De La Cruz", "Anna-Maria"), "DLCNMR");
  EXPECT_EQ(part("Yu", "Io"), "YUXIOX");
  EXPECT_EQ(part("", "Ai"), "XXXAIX");
  EXPECT_EQ(part("Müller", "Jörg"), "MLLJRG");
  EXPECT_EQ(part("Łoś", "Søren"), "LSOSRN");
}

TEST(ModelCodiceFiscale, EncodeNamesWhatIsWrong) {
  EXPECT_EQ(encode_codice_fiscale("Rossi", "Mario", 'X', 0, "F839").status().field(), "sex");
  EXPECT_EQ(encode_codice_fiscale("Rossi", "Mario", 'M', 0, "F83").status().field(), "belfiore");
  EXPECT_EQ(encode_codice_fiscale("Rossi", "Mario", 'M', 0, "8394").status().field(), "belfiore");
  EXPECT_EQ(encode_codice_fiscale("Иванов", "Mario", 'M', 0, "F839").status().field(), "surname");
  EXPECT_EQ(encode_codice_fiscale("Rossi", "李", 'M', 0, "F839").status().field(), "name");
  EXPECT_EQ(encode_codice_fiscale("Rossi", "Mario", 'M', 2'000'000'000, "F839").status().field(),
            "birth_day");
}

TEST(ModelCodiceFiscale, CenturyComesFromTheDates) {
  const auto candidates = [](const char* code, const char* not_after) {
    std::vector<std::string> out;
    for (const auto d : birth_day_candidates(*decode_codice_fiscale(code, "code"), day(not_after)))
      out.push_back(format_date(d));
    return out;
  };
  using List = std::vector<std::string>;
  const auto with_year = [](const char* date) {
    return *encode_codice_fiscale("Rossi", "Mario", 'F', day(date), "F839");
  };
  EXPECT_EQ(candidates(with_year("1970-08-31").c_str(), "2026-11-23"), List({"1970-08-31"}));
  EXPECT_EQ(candidates(with_year("1870-08-31").c_str(), "1952-05-06"), List({"1870-08-31"}));
  EXPECT_EQ(candidates(with_year("2010-01-02").c_str(), "2026-11-23"),
            List({"2010-01-02", "1910-01-02"}));
  EXPECT_EQ(candidates(with_year("1926-11-24").c_str(), "2026-11-23"), List({"1926-11-24"}));
  EXPECT_EQ(candidates(with_year("2026-11-23").c_str(), "2026-11-23"),
            List({"2026-11-23", "1926-11-23"}));
  // 1900 was no leap year.
  EXPECT_EQ(candidates(with_year("2000-02-29").c_str(), "2015-01-01"), List({"2000-02-29"}));
  EXPECT_EQ(candidates(with_year("1906-11-23").c_str(), "2026-11-23"),
            List({"2006-11-23", "1906-11-23"}));
  EXPECT_EQ(candidates(with_year("1905-11-23").c_str(), "2026-11-24"), List({"2005-11-23"}));
}

TEST(ModelCodiceFiscale, RoundTripsRandomPersons) {
  const std::uint64_t seed = test_seed(20070101);
  SCOPED_TRACE("PMM_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  const auto word = [&](std::size_t most) {
    std::string out;
    for (std::size_t n = random() % (most + 1); n > 0; --n)
      out.push_back(static_cast<char>('a' + random() % 26));
    return out;
  };
  for (int i = 0; i < 5000; ++i) {
    const auto born = static_cast<std::int32_t>(random() % 60'000) - 30'000;
    const char sex = random() % 2 ? 'M' : 'F';
    std::string place(1, static_cast<char>('A' + random() % 26));
    for (int d = 0; d < 3; ++d) place.push_back(static_cast<char>('0' + random() % 10));
    const auto code = encode_codice_fiscale(word(8), word(8), sex, born, place);
    ASSERT_TRUE(code.ok()) << code.status().message();
    const auto parsed = parse_identifier(kSchemeCodiceFiscale, *code, "value");
    ASSERT_TRUE(parsed.ok()) << parsed.status().message();
    EXPECT_EQ(parsed->match_key, *code);
    EXPECT_TRUE(parsed->warnings.empty()) << *code << parsed->warnings.front();
    const auto back = decode_codice_fiscale(*code, "code");
    const auto days = birth_day_candidates(*back, born);
    ASSERT_FALSE(days.empty());
    EXPECT_EQ(days.front(), born);
    EXPECT_EQ(back->sex, sex);
    EXPECT_EQ(back->belfiore, place);
    // Any other check character is refused.
    std::string wrong = *code;
    wrong[15] =
        static_cast<char>('A' + (wrong[15] - 'A' + 1 + static_cast<int>(random() % 25)) % 26);
    EXPECT_FALSE(parse_identifier(kSchemeCodiceFiscale, wrong, "value").ok()) << wrong;
  }
}

TEST(ModelIdentifier, AnyBytesAreAnsweredAndParsingIsIdempotent) {
  const std::uint64_t seed = test_seed(20070101);
  SCOPED_TRACE("PMM_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  constexpr std::string_view kAlphabet = "RSMA85T01H501QIT-VAT/ \t\n\xC2\xA0\xEF\xBC\x91\xFF";
  for (int i = 0; i < 20'000; ++i) {
    std::string value;
    for (std::size_t n = random() % 20; n > 0; --n)
      value.push_back(kAlphabet[random() % kAlphabet.size()]);
    for (const auto scheme : {kSchemeCodiceFiscale, kSchemePartitaIva, kSchemeSpidCode,
                              kSchemeAnprId, kSchemeEidas, std::string_view("register:x")}) {
      const auto once = parse_identifier(scheme, value, "value");
      if (!once.ok()) continue;
      const auto twice = parse_identifier(scheme, once->value, "value");
      ASSERT_TRUE(twice.ok()) << scheme << " " << once->value;
      EXPECT_EQ(twice->value, once->value);
      EXPECT_EQ(twice->match_key, once->match_key);
    }
  }
}

TEST(ModelMunicipalities, KnowsPeriods) {
  Municipalities table;
  EXPECT_TRUE(table.add("A031", "ACQUACANINA", day("1861-03-17"), day("2016-12-31")));
  EXPECT_TRUE(table.add("M382", "FIASTRA", day("2017-01-01"), day("9999-12-31")));
  EXPECT_FALSE(table.add("ND", "NOWHERE", 0, 1));
  EXPECT_FALSE(table.add("B111", "BACKWARDS", 2, 1));
  EXPECT_EQ(table.lookup("A031", day("1980-12-23")), Place::kKnown);
  EXPECT_EQ(table.lookup("A031", day("2016-12-31")), Place::kKnown);
  EXPECT_EQ(table.lookup("A031", day("2017-01-01")), Place::kCeased);
  EXPECT_EQ(table.lookup("M382", day("2016-12-31")), Place::kNotYet);
  EXPECT_EQ(table.lookup("Q999", 0), Place::kUnknown);
  EXPECT_EQ(table.name("A031", day("2020-01-01")), "ACQUACANINA");
  EXPECT_EQ(table.size(), 2U);

  const auto code = [](const char* born, const char* place) {
    return *decode_codice_fiscale(*encode_codice_fiscale("Rossi", "Mario", 'M', day(born), place),
                                  "code");
  };
  const std::int32_t today = day("2026-11-23");
  EXPECT_TRUE(table.warnings(code("1980-12-23", "A031"), std::nullopt, today).empty());
  // 2020 is after the end; without a birth date 1920 would do as well.
  EXPECT_TRUE(table.warnings(code("2020-05-05", "A031"), std::nullopt, today).empty());
  const auto late = table.warnings(code("2020-05-05", "A031"), day("2020-05-05"), today);
  ASSERT_EQ(late.size(), 1U);
  EXPECT_NE(late[0].find("had ceased by the day of birth 2020-05-05"), std::string::npos);
  EXPECT_EQ(table.warnings(code("2010-05-05", "M382"), day("2010-05-05"), today).size(), 1U);
  EXPECT_EQ(table.warnings(code("2010-05-05", "Q999"), std::nullopt, today).size(), 1U);
  // Foreign states are only judged by a table that has some.
  EXPECT_TRUE(table.warnings(code("2010-05-05", "Z999"), std::nullopt, today).empty());
  table.add("Z100", "Albania", day("1900-01-01"), day("9999-12-31"));
  EXPECT_EQ(table.warnings(code("2010-05-05", "Z999"), std::nullopt, today).size(), 1U);
}

TEST(ModelMunicipalities, ReadsTheNationalTable) {
  const std::string path = shared("anpr/ANPR_archivio_comuni.csv.gz");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no shared ANPR table here: " << path;
  FILE* pipe = popen(("gzip -dc '" + path + "'").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string text;
  std::array<char, 65536> buffer;
  for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    text.append(buffer.data(), n);
  ASSERT_EQ(pclose(pipe), 0);

  Municipalities table;
  std::size_t taken = 0, passed_over = 0, at = text.find('\n') + 1;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto row = cells(text.substr(at, end - at));
    at = end + 1;
    if (row.size() < 6) continue;
    const auto from = parse_date(row[1]), last = parse_date(row[2]);
    if (from && last && table.add(row[4], row[5], *from, *last))
      ++taken;
    else
      ++passed_over;
  }
  EXPECT_GT(taken, 15'000U);
  EXPECT_EQ(taken + passed_over, 19'352U);
  EXPECT_EQ(table.lookup("F839", day("1980-01-01")), Place::kKnown);
  EXPECT_EQ(table.name("F839", day("1980-01-01")), "NAPOLI");
  EXPECT_EQ(table.lookup("A031", day("1980-12-23")), Place::kKnown);
  EXPECT_EQ(table.lookup("A031", day("2020-01-01")), Place::kCeased);
  EXPECT_EQ(table.lookup("Q999", day("2020-01-01")), Place::kUnknown);
}

}  // namespace
}  // namespace pmm::model

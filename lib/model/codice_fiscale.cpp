#include "model/codice_fiscale.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "model/refusal.hpp"

namespace pmm::model {
namespace {

constexpr std::string_view kMonths = "ABCDEHLMPRST";
constexpr std::string_view kOmocodia = "LMNPQRSTUV";  // for the digits 0 to 9
constexpr std::array<std::size_t, 7> kDigitPlaces = {6, 7, 9, 10, 12, 13, 14};
constexpr std::int32_t kOldestYears = 120;

// Values of the letters in odd places; a digit has the value of the letter in its place of the
// alphabet.
constexpr std::array<int, 26> kOddValues = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                            20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};

using text::is_digit;
using text::is_upper;
constexpr bool is_vowel(char c) noexcept {
  return c == 'A' || c == 'E' || c == 'I' || c == 'O' || c == 'U';
}

// Turns letters of omocodia back into digits; false at `bad` where neither is found.
bool undo_omocodia(std::string& code, std::size_t& bad) {
  for (const std::size_t place : kDigitPlaces) {
    char& c = code[place];
    if (is_digit(c)) continue;
    const std::size_t digit = kOmocodia.find(c);
    if (digit == std::string_view::npos) {
      bad = place;
      return false;
    }
    c = static_cast<char>('0' + digit);
  }
  return true;
}

std::int32_t two_digits(std::string_view code, std::size_t at) noexcept {
  return (code[at] - '0') * 10 + (code[at + 1] - '0');
}

std::string one_char(char c) { return text::quoted(std::string_view(&c, 1)); }

// The shape, character by character; digits may still be letters of omocodia.
Status check_shape(std::string_view code, std::string_view field) {
  for (std::size_t i = 0; i < code.size(); ++i) {
    const bool digit_place =
        std::find(kDigitPlaces.begin(), kDigitPlaces.end(), i) != kDigitPlaces.end();
    const char c = code[i];
    const bool fits = digit_place ? is_digit(c) || kOmocodia.find(c) != std::string_view::npos
                      : i == 8    ? kMonths.find(c) != std::string_view::npos
                                  : is_upper(c);
    if (fits) continue;
    const char* wanted = digit_place ? "a digit or a letter of omocodia (LMNPQRSTUV)"
                         : i == 8    ? "a letter of the month (ABCDEHLMPRST)"
                                     : "a letter";
    return not_valid(
        field, "codice fiscale", code,
        "character " + std::to_string(i + 1) + " is " + one_char(c) + ", expected " + wanted);
  }
  return {};
}

// A two-digit year stands for any century, so 29 February needs one leap year among them.
bool is_possible_date(std::int32_t year_in_century, std::int32_t month, std::int32_t day) noexcept {
  for (const std::int32_t century : {1800, 1900, 2000})
    if (is_valid(Civil{century + year_in_century, month, day})) return true;
  return false;
}

// Letters that decomposing does not take apart.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kLatinLetters = {{
    {"ß", "SS"},
    {"æ", "AE"},
    {"œ", "OE"},
    {"ø", "O"},
    {"đ", "D"},
    {"ð", "D"},
    {"þ", "TH"},
    {"ł", "L"},
    {"ħ", "H"},
    {"ı", "I"},
}};

// The letters A to Z of a name part; nothing for a letter of another alphabet.
std::optional<std::string> latin_letters(std::string_view part) {
  std::string letters;
  for (std::string_view word : text::fold_words(part)) {
    while (!word.empty()) {
      const char c = word.front();
      if (c >= 'a' && c <= 'z') {
        letters.push_back(static_cast<char>(c - 'a' + 'A'));
        word.remove_prefix(1);
        continue;
      }
      const auto* known = std::find_if(kLatinLetters.begin(), kLatinLetters.end(), [&](auto& pair) {
        return word.substr(0, pair.first.size()) == pair.first;
      });
      if (known == kLatinLetters.end()) return std::nullopt;
      letters += known->second;
      word.remove_prefix(known->first.size());
    }
  }
  return letters;
}

// Consonants, then vowels, then X, three in all.
std::string three_letters(std::string_view letters, bool given_name) {
  std::string consonants, vowels;
  for (const char c : letters) (is_vowel(c) ? vowels : consonants).push_back(c);
  if (given_name && consonants.size() >= 4) consonants.erase(1, 1);
  return (consonants + vowels + "XXX").substr(0, 3);
}

Result<std::string> name_part(std::string_view part, std::string_view field, bool given_name) {
  PMM_TRY(text::check(part, field, 1024));
  const auto letters = latin_letters(part);
  if (!letters)
    return Status::invalid(std::string(field),
                           text::quoted(part) + " has a letter that is not of the Latin alphabet");
  return three_letters(*letters, given_name);
}

}  // namespace

bool is_belfiore(std::string_view place) noexcept {
  return place.size() == 4 && is_upper(place[0]) &&
         std::all_of(place.begin() + 1, place.end(), is_digit);
}

char codice_fiscale_check_char(std::string_view first15) noexcept {
  int sum = 0;
  for (std::size_t i = 0; i < first15.size(); ++i) {
    const char c = first15[i];
    const int place = is_digit(c) ? c - '0' : c - 'A';
    // The first character is in an odd place.
    sum += i % 2 == 0 ? kOddValues[static_cast<std::size_t>(place)] : place;
  }
  return static_cast<char>('A' + sum % 26);
}

char partita_iva_check_digit(std::string_view first10) noexcept {
  int sum = 0;
  for (std::size_t i = 0; i < first10.size(); ++i) {
    const int digit = first10[i] - '0';
    const int doubled = digit * 2;
    sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

Result<CodiceFiscale> decode_codice_fiscale(std::string_view code, std::string_view field) {
  if (code.size() != 16)
    return not_valid(field, "codice fiscale", code,
                     std::to_string(code.size()) + " characters, expected 16");
  PMM_TRY(check_shape(code, field));
  const char expected = codice_fiscale_check_char(code.substr(0, 15));
  if (code[15] != expected)
    return not_valid(field, "codice fiscale", code,
                     std::string("check character is ") + code[15] + ", expected " + expected);

  CodiceFiscale out;
  out.code = code;
  std::string plain(code);
  std::size_t bad = 0;
  if (!undo_omocodia(plain, bad)) return Status::internal("omocodia letter passed unchecked");
  out.omocodia = plain != code;
  plain[15] = codice_fiscale_check_char(std::string_view(plain).substr(0, 15));

  const std::int32_t day = two_digits(plain, 9);
  out.sex = day > 40 ? 'F' : 'M';
  out.day = day > 40 ? day - 40 : day;
  if (out.day < 1 || out.day > 31)
    return not_valid(field, "codice fiscale", code,
                     "day " + std::to_string(day) + ", expected 1 to 31 or 41 to 71");
  out.year_in_century = two_digits(plain, 6);
  out.month = static_cast<std::int32_t>(kMonths.find(plain[8])) + 1;
  if (!is_possible_date(out.year_in_century, out.month, out.day))
    return not_valid(field, "codice fiscale", code,
                     "no year ending in " + plain.substr(6, 2) + " has a day " +
                         std::to_string(out.day) + " of month " + std::to_string(out.month));
  out.belfiore = plain.substr(11, 4);
  out.match_key = std::move(plain);
  return out;
}

std::vector<std::int32_t> birth_day_candidates(const CodiceFiscale& code,
                                               std::int32_t not_after_day) {
  std::vector<std::int32_t> days;
  const Civil latest = civil_from_days(not_after_day);
  const std::int32_t century = latest.year / 100 * 100;
  for (std::int32_t year = century + code.year_in_century; year >= latest.year - kOldestYears - 1;
       year -= 100) {
    const Civil born{year, code.month, code.day};
    if (!is_valid(born)) continue;
    const std::int32_t day = days_from_civil(born);
    const std::int32_t age =
        latest.year - year -
        (std::pair(latest.month, latest.day) < std::pair(born.month, born.day));
    if (day <= not_after_day && age <= kOldestYears) days.push_back(day);
  }
  return days;
}

Result<std::string> encode_codice_fiscale(std::string_view surname, std::string_view name, char sex,
                                          std::int32_t birth_day, std::string_view belfiore) {
  if (sex != 'M' && sex != 'F') return Status::invalid("sex", one_char(sex) + " is not M or F");
  const Civil born = civil_from_days(birth_day);
  if (!is_valid(born)) return Status::invalid("birth_day", "not in the years 1 to 9999");
  const std::string place = text::ascii_upper(belfiore);
  if (!is_belfiore(place))
    return Status::invalid("belfiore",
                           text::quoted(belfiore) + " is not a letter and three digits");
  PMM_ASSIGN(std::string code, name_part(surname, "surname", false));
  PMM_ASSIGN(const std::string given, name_part(name, "name", true));
  code += given;
  const auto add_two = [&code](std::int32_t value) {
    code.push_back(static_cast<char>('0' + value / 10));
    code.push_back(static_cast<char>('0' + value % 10));
  };
  add_two(born.year % 100);
  code.push_back(kMonths[static_cast<std::size_t>(born.month - 1)]);
  add_two(born.day + (sex == 'F' ? 40 : 0));
  code += place;
  code.push_back(codice_fiscale_check_char(code));
  return code;
}

}  // namespace pmm::model

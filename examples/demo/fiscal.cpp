#include "fiscal.hpp"

#include <array>
#include <cstdio>

namespace demo {
namespace {

struct Letters {
  std::string consonants, vowels;
};

// The letters A to Z of a name. The lists of names have no letters but these, blanks, apostrophes
// and vowels with a grave accent.
Letters letters_of(std::string_view name) {
  Letters letters;
  for (std::size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    if (c == '\xC3' && i + 1 < name.size()) {
      switch (name[++i]) {
        case '\xA0':
          c = 'A';
          break;
        case '\xA8':
          c = 'E';
          break;
        case '\xAC':
          c = 'I';
          break;
        case '\xB2':
          c = 'O';
          break;
        default:
          c = 'U';
          break;
      }
    }
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 'A' || c > 'Z') continue;
    const bool vowel = std::string_view("AEIOU").find(c) != std::string_view::npos;
    (vowel ? letters.vowels : letters.consonants) += c;
  }
  return letters;
}

std::string first_three(const std::string& consonants, const std::string& vowels) {
  return (consonants + vowels + "XXX").substr(0, 3);
}

std::string of_given_name(std::string_view name) {
  const Letters letters = letters_of(name);
  const std::string& c = letters.consonants;
  if (c.size() >= 4) return {c[0], c[2], c[3]};
  return first_three(c, letters.vowels);
}

int even_value(char c) { return c <= '9' ? c - '0' : c - 'A'; }

char check_character(const std::string& code) {
  constexpr std::array<int, 26> kOdd = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                        20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const int value = even_value(code[i]);
    sum += i % 2 == 0 ? kOdd[static_cast<std::size_t>(value)] : value;
  }
  return static_cast<char>('A' + sum % 26);
}

}  // namespace

std::string codice_fiscale(std::string_view family_name, std::string_view given_name,
                           const Birth& birth) {
  const Letters family = letters_of(family_name);
  std::string code = first_three(family.consonants, family.vowels) + of_given_name(given_name);
  char date[8];
  std::snprintf(date, sizeof date, "%02d%c%02d", birth.year % 100, "ABCDEHLMPRST"[birth.month - 1],
                birth.day + (birth.female ? 40 : 0));
  code += date;
  code += birth.place;
  return code + check_character(code);
}

std::string partita_iva(int serial) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%07d063", serial % 10'000'000);
  std::string code = digits;
  int sum = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const int digit = (code[i] - '0') * (i % 2 == 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return code + static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace demo

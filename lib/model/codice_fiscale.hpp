#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::model {

// What a codice fiscale of 16 characters says about its holder.
struct CodiceFiscale {
  std::string code;
  std::string match_key;  // omocodia undone, check character computed again
  std::string belfiore;   // place of birth, "F839"; "Z" and three digits abroad
  char sex = 'M';         // 'M' or 'F'
  std::int32_t year_in_century = 0;
  std::int32_t month = 1;
  std::int32_t day = 1;
  bool omocodia = false;  // has letters in the place of digits
};

// Reads and checks an upper-case code of 16 characters. kInvalid at `field` names the rule.
Result<CodiceFiscale> decode_codice_fiscale(std::string_view code, std::string_view field);

// The days its holder may be born on: none later than `not_after_day`, none over 120 years
// before; newest first. The century is not in the code, so there may be two.
std::vector<std::int32_t> birth_day_candidates(const CodiceFiscale& code,
                                               std::int32_t not_after_day);

// The code that the tax agency's rules give a person; the issued code may differ and then wins.
// An empty surname or name is written XXX. kInvalid: "surname" or "name" has a letter outside the
// Latin alphabet, "sex" is not M or F, "birth_day" is no date, "belfiore" is not a letter and three
// digits.
Result<std::string> encode_codice_fiscale(std::string_view surname, std::string_view name, char sex,
                                          std::int32_t birth_day, std::string_view belfiore);

// A letter and three digits.
bool is_belfiore(std::string_view place) noexcept;

// Check character of the first 15 characters, letters of omocodia taken as written.
char codice_fiscale_check_char(std::string_view first15) noexcept;

// Check digit of the first 10 digits of a partita IVA or an 11-digit codice fiscale.
char partita_iva_check_digit(std::string_view first10) noexcept;

}  // namespace pmm::model

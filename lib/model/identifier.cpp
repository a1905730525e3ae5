#include "model/identifier.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/codice_fiscale.hpp"
#include "model/refusal.hpp"

namespace pmm::model {
namespace {

constexpr std::array<std::string_view, 5> kSchemes = {kSchemeCodiceFiscale, kSchemePartitaIva,
                                                      kSchemeSpidCode, kSchemeAnprId, kSchemeEidas};
constexpr std::size_t kSchemeBytes = 64;

using text::is_digit;
using text::is_upper;
constexpr bool is_code_char(char c) noexcept { return is_digit(c) || is_upper(c); }

bool all_digits(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// Blanks taken out, the no-break space of copied web pages among them, and letters made upper
// case. Full-width forms stay as they are, and are refused by what follows.
std::string compact_upper(std::string_view value) {
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == ' ') continue;
    if (value.substr(i, 2) == kNoBreakSpace) {
      ++i;
      continue;
    }
    out.push_back(value[i]);
  }
  return text::ascii_upper(out);
}

bool drop_prefix(std::string& code, std::string_view prefix) {
  if (code.compare(0, prefix.size(), prefix) != 0) return false;
  code.erase(0, prefix.size());
  return true;
}

// SPID writes TINIT- and VATIT-, VIES writes IT. The bare IT goes only where a whole code follows.
void drop_prefixes(std::string& code) {
  if (drop_prefix(code, "TINIT-") || drop_prefix(code, "VATIT-")) return;
  if (code.size() == 13 && all_digits(std::string_view(code).substr(2))) drop_prefix(code, "IT");
  if (code.size() == 18) drop_prefix(code, "IT");
}

bool is_office_in_use(std::string_view office) noexcept {
  const auto number = text::parse_int(office).value_or(0);
  return (number >= 1 && number <= 100) || number == 120 || number == 121 || number == 888 ||
         number == 999;
}

// The 11 digits that a partita IVA, a body's codice fiscale and a provisional one share.
Status check_eleven(Identifier& out, std::string_view field) {
  const std::string_view code = out.value;
  if (code.size() != 11)
    return not_valid(field, out.scheme, code,
                     std::to_string(code.size()) + " characters, expected 11 digits");
  if (!all_digits(code)) return not_valid(field, out.scheme, code, "expected 11 digits");
  if (code == "00000000000") return not_valid(field, out.scheme, code, "all digits are zero");
  const char expected = partita_iva_check_digit(code.substr(0, 10));
  if (code[10] != expected)
    return not_valid(field, out.scheme, code,
                     std::string("check digit is ") + code[10] + ", expected " + expected);
  const std::string_view office = code.substr(7, 3);
  if (!is_office_in_use(office))
    out.warnings.push_back("office code " + std::string(office) + " of the " +
                           (out.scheme == kSchemePartitaIva ? "partita IVA" : "codice fiscale") +
                           " is not one in use");
  out.match_key = out.value;
  return {};
}

// Consonants come first, then vowels, then X: a consonant after a vowel was never issued by rule.
bool is_usual_name_part(std::string_view three) noexcept {
  constexpr std::string_view kVowels = "AEIOU";
  bool vowel = false;
  for (const char c : three) {
    if (kVowels.find(c) != std::string_view::npos)
      vowel = true;
    else if (vowel && c != 'X')
      return false;
  }
  return true;
}

Status check_codice_fiscale(Identifier& out, std::string_view field) {
  if (out.value.size() == 11 && all_digits(out.value)) {
    PMM_TRY(check_eleven(out, field));
    out.warnings.emplace_back(
        "codice fiscale of 11 digits: of a body, or provisional for a person");
    return {};
  }
  PMM_ASSIGN(const CodiceFiscale code, decode_codice_fiscale(out.value, field));
  out.match_key = code.match_key;
  const std::string_view letters = out.value;
  if (!is_usual_name_part(letters.substr(0, 3)) || !is_usual_name_part(letters.substr(3, 3)))
    out.warnings.emplace_back("codice fiscale has a consonant after a vowel in a name part");
  return {};
}

Status check_spid_code(Identifier& out, std::string_view field) {
  const std::string_view code = out.value;
  const bool fits = code.size() == 14 && std::all_of(code.begin(), code.begin() + 4, is_upper) &&
                    std::all_of(code.begin() + 4, code.end(), is_code_char);
  if (!fits)
    return not_valid(field, out.scheme, code, "expected 4 letters and 10 letters or digits");
  out.match_key = out.value;
  return {};
}

Status check_anpr_id(Identifier& out, std::string_view field) {
  const std::string_view code = out.value;
  if (code.size() > kSchemeBytes || !std::all_of(code.begin(), code.end(), is_code_char))
    return not_valid(field, out.scheme, code, "expected at most 64 letters and digits");
  out.match_key = out.value;
  return {};
}

// "ES/IT/02635542Y": who gave it, whom for, and a key whose case may matter.
Status check_eidas(Identifier& out, std::string_view given, std::string_view field) {
  out.value = given;
  const auto country = [&](std::size_t at) {
    if (out.value.size() < at + 4 || out.value[at + 2] != '/') return false;
    const std::string code = text::ascii_upper(std::string_view(out.value).substr(at, 2));
    if (!std::all_of(code.begin(), code.end(), is_upper)) return false;
    out.value.replace(at, 2, code);
    return true;
  };
  if (!country(0))
    return not_valid(field, out.scheme, given, "expected a country of two letters, / and a key");
  if (!country(3)) out.warnings.emplace_back("eidas identifier names only one country");
  out.match_key = out.value;
  return {};
}

}  // namespace

bool is_known_scheme(std::string_view scheme) noexcept {
  return std::find(kSchemes.begin(), kSchemes.end(), scheme) != kSchemes.end();
}

Status check_scheme(std::string_view scheme, std::string_view field) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '.' || c == ':' || c == '-';
  };
  if (!scheme.empty() && scheme.size() <= kSchemeBytes &&
      std::all_of(scheme.begin(), scheme.end(), fits))
    return {};
  return Status::invalid(std::string(field),
                         text::quoted(scheme) + " is not a scheme: 1 to 64 of a-z 0-9 _ . : -");
}

Result<Identifier> parse_identifier(std::string_view scheme, std::string_view value,
                                    std::string_view field) {
  PMM_TRY(check_scheme(scheme, "scheme"));
  PMM_TRY(text::check_line(value, field, limits::kKeyBytes));
  const std::string_view given = text::trim(value);
  Identifier out;
  out.scheme = scheme;
  out.value = is_known_scheme(scheme) ? compact_upper(given) : std::string(given);
  if (scheme == kSchemeCodiceFiscale || scheme == kSchemePartitaIva) drop_prefixes(out.value);
  if (out.value.empty()) return not_valid(field, scheme, value, "it is empty");

  if (scheme == kSchemeCodiceFiscale) {
    PMM_TRY(check_codice_fiscale(out, field));
  } else if (scheme == kSchemePartitaIva) {
    PMM_TRY(check_eleven(out, field));
  } else if (scheme == kSchemeSpidCode) {
    PMM_TRY(check_spid_code(out, field));
  } else if (scheme == kSchemeAnprId) {
    PMM_TRY(check_anpr_id(out, field));
  } else if (scheme == kSchemeEidas) {
    PMM_TRY(check_eidas(out, given, field));
  } else {
    out.match_key = out.value;
    // A mistyped scheme would be a silent register of its own.
    for (const std::string_view known : kSchemes)
      if (text::distance(scheme, known, 2) <= 2)
        out.warnings.push_back("scheme " + text::quoted(scheme) + " is a register of its own; " +
                               std::string(known) + " is near");
  }
  return out;
}

}  // namespace pmm::model

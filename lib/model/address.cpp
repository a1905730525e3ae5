#include "model/address.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/refusal.hpp"

namespace pmm::model {
namespace {

constexpr std::size_t kEmailBytes = 254;  // RFC 5321 with its erratum
constexpr std::size_t kLocalPartBytes = 64;
constexpr std::size_t kLabelBytes = 63;
constexpr std::size_t kPhoneTextBytes = 64;
constexpr std::size_t kPhoneMaxDigits = 15;  // E.164
constexpr std::size_t kPhoneMinDigits = 7;

using text::is_digit;
constexpr bool is_alnum(char c) noexcept {
  return is_digit(c) || text::is_upper(c) || (c >= 'a' && c <= 'z');
}
constexpr bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }

// The unquoted form only: quoted local parts exist on paper, and break mailers and logs.
Status check_local_part(std::string_view local, std::string_view value, std::string_view field) {
  constexpr std::string_view kAtoms = "!#$%&'*+-/=?^_`{|}~.";
  if (local.empty()) return not_valid(field, "email", value, "nothing before the @");
  if (local.size() > kLocalPartBytes)
    return not_valid(field, "email", value, "more than 64 bytes before the @");
  if (local.front() == '-')
    return not_valid(field, "email", value, "a leading - reads as an option of a mailer");
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return not_valid(field, "email", value, "a dot at an end or doubled before the @");
  for (const char c : local) {
    if (is_alnum(c) || kAtoms.find(c) != std::string_view::npos) continue;
    if (!is_ascii(c)) return not_valid(field, "email", value, "only ASCII is allowed before the @");
    return not_valid(field, "email", value,
                     text::quoted(std::string_view(&c, 1)) + " is not allowed before the @");
  }
  return {};
}

// Characters that nobody sees, and full-width forms: folding hides them, and no registered name
// has them.
bool has_hidden(std::string_view label) noexcept {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kRanges = {{
      {"\u00AD", "\u00AD"},
      {"\u200B", "\u200F"},
      {"\u202A", "\u202E"},
      {"\u2060", "\u206F"},
      {"\uFEFF", "\uFEFF"},
      {"\uFF01", "\uFF5E"},
  }};
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (is_ascii(label[i])) continue;
    for (const auto& [first, last] : kRanges) {
      // UTF-8 sorts by code point, so a comparison of bytes is one of characters.
      const std::string_view here = label.substr(i, first.size());
      if (here >= first && here <= last) return true;
    }
  }
  return false;
}

// Letters of other scripts are taken as given, other characters are not: what is neither letter
// nor digit splits the folded words.
bool is_plain_word(std::string_view label) {
  std::string plain;
  for (const char c : label)
    if (c != '-') plain.push_back(c);
  const auto words = text::fold_words(plain);
  return words.size() == 1 && words.front() == text::fold(plain);
}

Status check_domain(std::string_view domain, std::string_view value, std::string_view field) {
  if (domain.empty()) return not_valid(field, "email", value, "nothing after the @");
  std::string_view rest = domain;
  std::string_view label;
  std::size_t labels = 0;
  while (true) {
    const std::size_t dot = rest.find('.');
    label = rest.substr(0, dot);
    ++labels;
    if (label.empty()) return not_valid(field, "email", value, "an empty part in the domain");
    if (label.size() > kLabelBytes)
      return not_valid(field, "email", value, "a part of the domain is over 63 bytes");
    if (label.front() == '-' || label.back() == '-')
      return not_valid(field, "email", value, "a - at an end of a part of the domain");
    const bool plain = std::all_of(label.begin(), label.end(),
                                   [](char c) { return !is_ascii(c) || is_alnum(c) || c == '-'; });
    if (!plain || has_hidden(label) || !is_plain_word(label))
      return not_valid(field, "email", value, "the domain may have letters, digits, - and dots");
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (labels < 2) return not_valid(field, "email", value, "the domain has no dot");
  if (std::all_of(label.begin(), label.end(), is_digit))
    return not_valid(field, "email", value, "the domain is a number, not a name");
  return {};
}

struct Digits {
  std::string text;
  bool international = false;
  bool bracketed_zero = false;  // "+44 (0)20…": a prefix for national calls only
};

Status read_digits(std::string_view given, std::string_view field, Digits& out) {
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  constexpr std::string_view kSeparators = " .-/()";
  std::string_view rest = given;
  if (rest.substr(0, 1) == "+") {
    out.international = true;
    rest.remove_prefix(1);
  }
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (is_digit(rest[i])) {
      out.text.push_back(rest[i]);
    } else if (rest.substr(i, 2) == kNoBreakSpace) {
      ++i;
    } else if (kSeparators.find(rest[i]) == std::string_view::npos) {
      return not_valid(field, "phone", given,
                       "expected digits, blanks, dots, dashes, slashes and brackets; an extension "
                       "is not part of a number");
    }
    if (rest.substr(i, 3) == "(0)") out.bracketed_zero = true;
  }
  if (out.text.empty()) return not_valid(field, "phone", given, "it has no digits");
  if (!out.international && out.text.compare(0, 2, "00") == 0) {
    out.international = true;
    out.text.erase(0, 2);
  }
  return {};
}

bool is_italian_mobile(std::string_view digits) noexcept {
  return digits.size() >= 9 && digits.size() <= 10 && digits.front() == '3';
}

// Numbers in Italy keep their leading 0. Lengths are those in use; a code of three digits such as
// 112 cannot be reached from abroad and has no E.164 form.
Status check_italian(std::string_view national, std::string_view given, std::string_view field) {
  const auto length = [&](std::size_t least, std::size_t most, const char* what) -> Status {
    if (national.size() >= least && national.size() <= most) return {};
    return not_valid(field, "phone", given,
                     std::string("an Italian ") + what + " has " + std::to_string(least) + " to " +
                         std::to_string(most) + " digits, this has " +
                         std::to_string(national.size()));
  };
  if (national.empty()) return not_valid(field, "phone", given, "nothing after the country");
  if (national.front() == '0') return length(6, 11, "landline");
  // SPID's own sample has 11 digits.
  if (national.front() == '3') return length(9, 11, "mobile");
  return length(6, 11, "number");
}

}  // namespace

bool is_known_address_kind(std::string_view kind) noexcept {
  return std::find(kAddressKinds.begin(), kAddressKinds.end(), kind) != kAddressKinds.end();
}

Result<Address> parse_email(std::string_view value, std::string_view field) {
  PMM_TRY(text::check_line(value, field, limits::kNameBytes));
  const std::string_view given = text::trim(value);
  if (given.empty()) return not_valid(field, "email", given, "it is empty");
  if (given.size() > kEmailBytes)
    return not_valid(field, "email", given,
                     std::to_string(given.size()) + " bytes, the most is 254");
  if (given.find(' ') != std::string_view::npos)
    return not_valid(field, "email", given, "it has a blank");
  const std::size_t at = given.find('@');
  if (at == std::string_view::npos || given.find('@', at + 1) != std::string_view::npos)
    return not_valid(field, "email", given, "expected exactly one @");
  const std::string_view local = given.substr(0, at);
  const std::string domain = text::ascii_lower(given.substr(at + 1));
  PMM_TRY(check_local_part(local, given, field));
  PMM_TRY(check_domain(domain, given, field));
  Address out;
  out.kind = kAddressEmail;
  out.value = std::string(local) + "@" + domain;
  out.key = text::fold(out.value);
  return out;
}

Result<Address> parse_phone(std::string_view value, std::string_view field,
                            std::string_view country_code) {
  PMM_TRY(text::check_line(value, field, kPhoneTextBytes));
  const std::string_view given = text::trim(value);
  Digits digits;
  PMM_TRY(read_digits(given, field, digits));
  std::string& number = digits.text;
  if (!digits.international) {
    // "393491234567" without a plus: too long for a number in Italy, whole with its country.
    const bool with_country = country_code == "39" && number.size() >= 11 &&
                              number.compare(0, 2, "39") == 0 &&
                              is_italian_mobile(std::string_view(number).substr(2));
    if (!with_country) number.insert(0, country_code);
  }
  if (number.front() == '0') return not_valid(field, "phone", given, "no country begins with 0");
  const bool italian = number.compare(0, 2, "39") == 0;
  if (digits.international && digits.bracketed_zero && !italian) {
    // The only 0 in brackets follows the country's code.
    const std::size_t bracket = given.find("(0)");
    const auto before = static_cast<std::size_t>(std::count_if(
        given.begin(), given.begin() + static_cast<std::ptrdiff_t>(bracket), is_digit));
    const std::size_t dropped = given.front() == '+' ? 0 : 2;
    if (before > dropped) number.erase(before - dropped, 1);
  }
  if (number.size() > kPhoneMaxDigits || number.size() < kPhoneMinDigits)
    return not_valid(field, "phone", given,
                     std::to_string(number.size()) + " digits with the country, expected 7 to 15");
  if (italian) PMM_TRY(check_italian(std::string_view(number).substr(2), given, field));
  Address out;
  out.kind = kAddressPhone;
  out.value = "+" + number;
  out.key = out.value;
  return out;
}

Result<Address> parse_postal(std::string_view value, std::string_view field) {
  PMM_TRY(text::check(value, field, limits::kNameBytes));
  Address out;
  out.kind = kAddressPostal;
  std::string_view rest = value;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = text::trim(rest.substr(0, end));
    PMM_TRY(text::check_line(line, field, limits::kNameBytes));
    if (!line.empty()) {
      if (!out.value.empty()) out.value.push_back('\n');
      out.value += line;
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  for (const std::string& word : text::fold_words(out.value)) {
    if (!out.key.empty()) out.key.push_back(' ');
    out.key += word;
  }
  if (out.key.empty()) return not_valid(field, "postal address", value, "it has no words");
  return out;
}

Result<Address> parse_address(std::string_view kind, std::string_view value, std::string_view field,
                              std::string_view country_code) {
  if (kind == kAddressEmail || kind == kAddressPec) {
    PMM_ASSIGN(Address out, parse_email(value, field));
    out.kind = kind;
    return out;
  }
  if (kind == kAddressPhone) return parse_phone(value, field, country_code);
  if (kind == kAddressPostal) return parse_postal(value, field);
  if (kind != kAddressOther) {
    return Status::invalid("kind", text::quoted(kind) +
                                       " is not a kind of address: email, pec, phone, postal, "
                                       "other" +
                                       text::did_you_mean(kind, kAddressKinds));
  }
  PMM_TRY(text::check_line(value, field, limits::kNameBytes));
  const std::string_view given = text::trim(value);
  if (given.empty()) return not_valid(field, "address", given, "it is empty");
  return Address{std::string(kind), std::string(given), text::fold(given)};
}

}  // namespace pmm::model

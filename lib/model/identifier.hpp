#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::model {

// The schemes whose rules the library knows. Any other lower-case code names the register that the
// value is a key of.
inline constexpr std::string_view kSchemeCodiceFiscale = "codice_fiscale";
inline constexpr std::string_view kSchemePartitaIva = "partita_iva";
inline constexpr std::string_view kSchemeSpidCode = "spid_code";
inline constexpr std::string_view kSchemeAnprId = "anpr_id";
inline constexpr std::string_view kSchemeEidas = "eidas";

// A code of a subject that passed the rules of its scheme.
struct Identifier {
  std::string scheme;
  std::string value;  // normalised: what is stored and shown
  // What two writings of one code share. Of a codice fiscale, the code without omocodia: different
  // persons may share it, so it finds candidates and never merges them.
  std::string match_key;
  std::vector<std::string> warnings;  // true but odd; never a reason to refuse
};

// [a-z0-9_.:-], 1 to 64 characters. kInvalid.
Status check_scheme(std::string_view scheme, std::string_view field);

// Normalises and checks `value`. kInvalid names `field`, the value and the rule it breaks; kLimit
// when the key of another register is over limits::kKeyBytes.
Result<Identifier> parse_identifier(std::string_view scheme, std::string_view value,
                                    std::string_view field);

bool is_known_scheme(std::string_view scheme) noexcept;

}  // namespace pmm::model

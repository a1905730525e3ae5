#pragma once

#include <string>
#include <string_view>

namespace demo {

struct Birth {
  int year, month, day;
  bool female;
  std::string_view place;  // Belfiore code
};

// The tax code of a person, from the data it is made of.
std::string codice_fiscale(std::string_view family_name, std::string_view given_name,
                           const Birth& birth);

// The tax number of a business registered in Naples, from its serial number.
std::string partita_iva(int serial);

}  // namespace demo

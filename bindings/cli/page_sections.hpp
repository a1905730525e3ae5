#pragma once

#include <cstdint>

#include "pmmcrm/pmmcrm.hpp"

namespace cli {

// One section of a subject's page for people: its title, its rows, whether there are more. Of the
// profile nothing, which is printed with what else is known of the subject.
void print_page_section(const pmmcrm::MyPage& page, std::int32_t section);

}  // namespace cli

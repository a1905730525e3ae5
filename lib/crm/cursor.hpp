#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "crm/context.hpp"

namespace pmm::crm {

// Where a page of a list ended, as a text for the caller. It is signed, so that one made up, of
// another list or of another actor is refused. `list` tells cursors of different lists apart.
std::string make_cursor(const Reading& reading, std::string_view list,
                        std::initializer_list<std::int64_t> position);

// The numbers that make_cursor() was given, `count` of them; kInvalid at "page.cursor".
Result<std::vector<std::int64_t>> read_cursor(const Reading& reading, std::string_view list,
                                              std::string_view cursor, std::size_t count);

}  // namespace pmm::crm

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pmmcrm/pmmcrm.hpp"

// Members of the inputs of the library that stand for options that were given.
namespace cli {

inline void give(std::uint64_t& set_fields, std::uint64_t bit, pmm_str& member,
                 const std::string& text) {
  if (text.empty()) return;
  set_fields |= bit;
  member = pmmcrm::str(text);
}
inline void give(std::uint64_t& set_fields, std::uint64_t bit, std::int64_t& member,
                 const std::optional<std::int64_t>& number) {
  if (!number) return;
  set_fields |= bit;
  member = *number;
}
// 0: not given, -1: no, else yes.
inline void give(std::uint64_t& set_fields, std::uint64_t bit, std::int32_t& member, int flag) {
  if (flag == 0) return;
  set_fields |= bit;
  member = flag > 0 ? 1 : 0;
}
// The id of a row that was named, such as by find_service().
template <class Find, class Session>
void give_row(std::uint64_t& set_fields, std::uint64_t bit, pmm_id& member, const Session& session,
              const std::string& text, Find find) {
  if (text.empty()) return;
  set_fields |= bit;
  member = find(session, text);
}
// An instant, as parse_moment() or parse_deadline() read it.
template <class Parse>
void give_time(std::uint64_t& set_fields, std::uint64_t bit, std::int64_t& member,
               const std::string& text, const char* option, Parse parse) {
  if (text.empty()) return;
  set_fields |= bit;
  member = parse(text, option);
}

}  // namespace cli

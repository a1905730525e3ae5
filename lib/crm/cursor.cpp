#include "crm/cursor.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace pmm::crm {
namespace {

constexpr std::size_t kTagBytes = 8;

std::string tag(const Reading& reading, std::string_view list, std::string_view position) {
  std::string message(list);
  message += '\n' + std::to_string(reading.plan.actor) + '\n';
  message += position;
  return std::string(as_text(keyed_digest(reading.secret, message)).substr(0, kTagBytes));
}

}  // namespace

std::string make_cursor(const Reading& reading, std::string_view list,
                        std::initializer_list<std::int64_t> position) {
  std::string text;
  for (const std::int64_t number : position) {
    if (!text.empty()) text += ',';
    text += std::to_string(number);
  }
  return to_base64url(tag(reading, list, text) + text);
}

Result<std::vector<std::int64_t>> read_cursor(const Reading& reading, std::string_view list,
                                              std::string_view cursor, std::size_t count) {
  std::string bytes;
  if (from_base64url(cursor, bytes) && bytes.size() > kTagBytes) {
    std::string_view rest = std::string_view(bytes).substr(kTagBytes);
    const bool genuine = tag(reading, list, rest) == std::string_view(bytes).substr(0, kTagBytes);
    std::vector<std::int64_t> position;
    while (genuine && !rest.empty()) {
      const std::size_t comma = rest.find(',');
      const auto number = text::parse_int(rest.substr(0, comma));
      if (!number) break;
      position.push_back(*number);
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    if (genuine && rest.empty() && position.size() == count) return position;
  }
  return Status::invalid("page.cursor", "the cursor is not one of this list for this actor");
}

}  // namespace pmm::crm

#include "model/notice_template.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/notice.hpp"

namespace pmm::model {
namespace {

constexpr std::array<std::string_view, 6> kTypeNames = {"text", "integer", "money",
                                                        "date", "time",    "url"};
constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::size_t kPlaceBytes = 64;
constexpr std::size_t kTitleBytes = limits::kNameBytes;

bool is_place_name(std::string_view name) noexcept {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || text::is_digit(c) || c == '_'; };
  return !name.empty() && name.size() <= kPlaceBytes && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), fits);
}

const Placeholder* find_place(const std::vector<Placeholder>& places,
                              std::string_view name) noexcept {
  const auto found = std::find_if(places.begin(), places.end(),
                                  [name](const Placeholder& place) { return place.name == name; });
  return found == places.end() ? nullptr : &*found;
}

// Walks through a text: `plain` with what stands between the places, `place` with the name of each.
// False when braces are open at its end.
bool walk(std::string_view source, const std::function<void(std::string_view)>& plain,
          const std::function<void(std::string_view)>& place) {
  while (!source.empty()) {
    const std::size_t begin = source.find(kOpen);
    plain(source.substr(0, begin));
    if (begin == std::string_view::npos) return true;
    const std::size_t end = source.find(kClose, begin);
    if (end == std::string_view::npos) return false;
    place(text::trim(source.substr(begin + kOpen.size(), end - begin - kOpen.size())));
    source.remove_prefix(end + kClose.size());
  }
  return true;
}

std::string names_of(const std::vector<Placeholder>& places) {
  std::string out;
  for (const Placeholder& place : places) out.append(out.empty() ? "" : ", ").append(place.name);
  return out.empty() ? "there is none" : out;
}

Status check_places_of(const NoticeTemplate& source, std::string_view text, const char* field,
                       std::set<std::string, std::less<>>& used) {
  Status wrong;
  const bool closed = walk(
      text, [](std::string_view) {},
      [&](std::string_view name) {
        used.emplace(name);
        if (!wrong.ok()) return;
        if (!is_place_name(name))
          wrong = Status::invalid(
              field, text::quoted(name) + " between braces is not a name of a-z, 0-9 and _");
        else if (find_place(source.placeholders, name) == nullptr)
          wrong = Status::invalid(
              field, "place " + text::quoted(name) +
                         " is not declared; declared: " + names_of(source.placeholders));
      });
  PMM_TRY(std::move(wrong));
  if (!closed) return Status::invalid(field, "two braces are opened and never closed");
  return {};
}

// English, and whatever else groups as it does; the rest as Italian.
bool is_english(std::string_view language) noexcept { return language.substr(0, 2) == "en"; }

constexpr std::array<std::string_view, 12> kMonthsIt = {
    "gennaio", "febbraio", "marzo",     "aprile",  "maggio",   "giugno",
    "luglio",  "agosto",   "settembre", "ottobre", "novembre", "dicembre"};
constexpr std::array<std::string_view, 12> kMonthsEn = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

std::string two_digits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

std::string format_local_time(std::int64_t us, std::string_view language, const Zone& zone) {
  const std::int64_t local = zone.to_local(us);
  const std::int32_t day = day_of(local);
  const std::int64_t minute = (local - day * kMicrosPerDay) / (60 * kMicrosPerSecond);
  return format_long_date(day, language) + (is_english(language) ? " at " : " alle ") +
         two_digits(minute / 60) + ":" + two_digits(minute % 60);
}

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == ' ';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return std::string(text::trim(out));
}

// A link may stand between the brackets of Markdown, which its own would close; and it is no place
// for emphasis, code or the name of a character.
std::string escape_link(std::string_view url) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : url) {
    if (std::string_view("()<>[]\\`\"'{}|^*~;").find(c) == std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

const char* expected(PlaceholderType type) noexcept {
  switch (type) {
    case PlaceholderType::kText:
      return "a text";
    case PlaceholderType::kInteger:
      return "a whole number";
    case PlaceholderType::kMoney:
      return "a whole number of cents";
    case PlaceholderType::kDate:
      return "a date";
    case PlaceholderType::kTime:
      return "an instant";
    case PlaceholderType::kUrl:
      return "a link";
  }
  return "a value";
}

bool takes_text(PlaceholderType type) noexcept {
  return type == PlaceholderType::kText || type == PlaceholderType::kUrl;
}

Status check_value(const Placeholder& place, const PlaceholderValue& value) {
  const std::string field = "data." + place.name;
  if (std::holds_alternative<std::string>(value) != takes_text(place.type))
    return Status::invalid(field,
                           "place " + text::quoted(place.name) + " takes " + expected(place.type));
  if (place.type == PlaceholderType::kDate) {
    const std::int64_t day = std::get<std::int64_t>(value);
    if (day < days_from_civil({1, 1, 1}) || day > days_from_civil({9999, 12, 31}))
      return Status::invalid(field, std::to_string(day) + " is not a day of the years 1 to 9999");
  }
  if (!takes_text(place.type)) return {};
  const std::string& given = std::get<std::string>(value);
  PMM_TRY(text::check(given, field, limits::kTextBytes));
  if (place.type == PlaceholderType::kUrl && !given.empty()) PMM_TRY(check_link(given, field));
  return {};
}

bool is_empty(const PlaceholderValue& value) noexcept {
  const auto* given = std::get_if<std::string>(&value);
  return given != nullptr && text::trim(*given).empty();
}

Status check_values(const NoticeTemplate& source, const PlaceholderValues& values) {
  for (const Placeholder& place : source.placeholders) {
    const auto found = values.find(place.name);
    if (found == values.end() || is_empty(found->second)) {
      if (place.required)
        return Status::invalid("data." + place.name, "place " + text::quoted(place.name) +
                                                         " needs a value: " + expected(place.type));
      if (found == values.end()) continue;
    }
    PMM_TRY(check_value(place, found->second));
  }
  for (const auto& [name, value] : values)
    if (find_place(source.placeholders, name) == nullptr)
      return Status::invalid("data." + (is_place_name(name) ? name : std::string("?")),
                             "the template has no place " + text::quoted(name) +
                                 "; it has: " + names_of(source.placeholders));
  return {};
}

std::string show(const Placeholder& place, const PlaceholderValue& value,
                 const NoticeTemplate& source, const Zone& zone, bool in_body) {
  switch (place.type) {
    case PlaceholderType::kText: {
      const std::string& given = std::get<std::string>(value);
      return in_body ? escape_markdown(given) : on_one_line(given);
    }
    case PlaceholderType::kInteger:
      return format_whole(std::get<std::int64_t>(value), source.language);
    case PlaceholderType::kMoney:
      return format_money(std::get<std::int64_t>(value), source.language);
    case PlaceholderType::kDate:
      return format_long_date(static_cast<std::int32_t>(std::get<std::int64_t>(value)),
                              source.language);
    case PlaceholderType::kTime:
      return format_local_time(std::get<std::int64_t>(value), source.language, zone);
    case PlaceholderType::kUrl:
      return escape_link(std::get<std::string>(value));
  }
  return {};
}

// One line of a text; nothing when it has places and all of them are empty.
std::optional<std::string> render_line(std::string_view line, const NoticeTemplate& source,
                                       const PlaceholderValues& values, const Zone& zone,
                                       bool in_body) {
  std::string out;
  bool has_places = false, has_values = false;
  walk(
      line, [&](std::string_view plain) { out += plain; },
      [&](std::string_view name) {
        has_places = true;
        const Placeholder* place = find_place(source.placeholders, name);
        const auto found = values.find(name);
        if (place == nullptr || found == values.end() || is_empty(found->second)) return;
        has_values = true;
        out += show(*place, found->second, source, zone, in_body);
      });
  if (has_places && !has_values) return std::nullopt;
  return out;
}

std::string render_body(const NoticeTemplate& source, const PlaceholderValues& values,
                        const Zone& zone) {
  std::string out;
  bool was_blank = true;  // none at the beginning
  for (std::string_view rest = source.body; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const auto line = render_line(rest.substr(0, end), source, values, zone, true);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (!line) continue;
    const bool blank = text::trim(*line).empty();
    if (blank && was_blank) continue;
    was_blank = blank;
    out += *line;
    out += '\n';
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

}  // namespace

std::optional<PlaceholderType> parse_placeholder_type(std::string_view name) noexcept {
  const auto* found = std::find(kTypeNames.begin(), kTypeNames.end(), name);
  if (found == kTypeNames.end()) return std::nullopt;
  return static_cast<PlaceholderType>(found - kTypeNames.begin());
}

Status check_template(const NoticeTemplate& source) {
  if (text::trim(source.title).empty())
    return Status::invalid("title", "a notification needs a title");
  if (text::trim(source.body).empty())
    return Status::invalid("body", "a notification needs a body");
  PMM_TRY(text::check_line(source.title, "title", kTitleBytes));
  PMM_TRY(text::check(source.body, "body", limits::kTextBytes));
  if (source.placeholders.size() > limits::kTemplatePlaceholders)
    return Status::limit("placeholders", std::to_string(source.placeholders.size()) +
                                             " are over the limit of " +
                                             std::to_string(limits::kTemplatePlaceholders));
  std::set<std::string, std::less<>> declared, used;
  for (std::size_t i = 0; i < source.placeholders.size(); ++i) {
    const Placeholder& place = source.placeholders[i];
    const std::string at = "placeholders[" + std::to_string(i) + "]";
    if (!is_place_name(place.name))
      return Status::invalid(at + ".name", text::quoted(place.name) +
                                               " is not a name of a-z, 0-9 and _ from a letter");
    if (!declared.insert(place.name).second)
      return Status::invalid(at + ".name", text::quoted(place.name) + " is declared twice");
    PMM_TRY(text::check(place.description, at + ".description", limits::kTextBytes));
  }
  PMM_TRY(check_places_of(source, source.title, "title", used));
  return check_places_of(source, source.body, "body", used);
}

Result<NoticeText> render(const NoticeTemplate& source, const PlaceholderValues& values,
                          const Zone& zone) {
  PMM_TRY(check_values(source, values));
  NoticeText out;
  out.title = render_line(source.title, source, values, zone, false).value_or("");
  out.body = render_body(source, values, zone);
  if (text::trim(out.title).empty())
    return Status::invalid("title", "of the title nothing is left: all of its places are empty");
  if (out.body.empty())
    return Status::invalid("body", "of the body nothing is left: all of its places are empty");
  if (out.title.size() > kTitleBytes)
    return Status::limit(
        "title", "the title with its values is over " + std::to_string(kTitleBytes) + " bytes");
  if (out.body.size() > limits::kNoticeBytes)
    return Status::limit("body", "the body with its values is over " +
                                     std::to_string(limits::kNoticeBytes) + " bytes");
  return out;
}

std::string format_whole(std::int64_t value, std::string_view language) {
  // The lowest number has no positive of its own.
  const std::uint64_t size =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string digits = std::to_string(size);
  for (std::size_t at = digits.size(); at > 3; at -= 3)
    digits.insert(at - 3, 1, is_english(language) ? ',' : '.');
  return (value < 0 ? "-" : "") + digits;
}

std::string format_money(std::int64_t cents, std::string_view language) {
  const std::int64_t whole = cents / 100;
  const std::int64_t part = cents % 100;
  const bool negative = cents < 0;
  const std::string amount = std::string(negative && whole == 0 ? "-" : "") +
                             format_whole(whole, language) + (is_english(language) ? "." : ",") +
                             two_digits(negative ? -part : part);
  return is_english(language) ? "€" + amount : amount + " €";
}

std::string format_long_date(std::int32_t day, std::string_view language) {
  const Civil date = civil_from_days(day);
  const auto month = static_cast<std::size_t>(date.month - 1);
  const std::string_view code = language.substr(0, 2);
  if (code != "it" && code != "en") return format_date(day);
  return std::to_string(date.day) + " " +
         std::string(code == "it" ? kMonthsIt[month] : kMonthsEn[month]) + " " +
         std::to_string(date.year);
}

std::vector<std::string> language_fallback(std::string_view language) {
  std::vector<std::string> out;
  const auto add = [&](std::string_view next) {
    if (!next.empty() && std::find(out.begin(), out.end(), next) == out.end())
      out.emplace_back(next);
  };
  add(language);
  add(language.substr(0, language.find('-')));
  add("it");
  add("en");
  return out;
}

}  // namespace pmm::model

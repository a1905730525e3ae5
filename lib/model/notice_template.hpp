#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/status.hpp"
#include "base/zone.hpp"

// Texts with places for values. A value is put where its place stands and never read again as a
// part of the text: neither its braces nor its Markdown mean anything.
namespace pmm::model {

enum class PlaceholderType : std::uint8_t {
  kText,     // any text; of a body its lines stay lines
  kInteger,  // grouped by the language's rule
  kMoney,    // minor units of the euro
  kDate,     // a day, in the language's words
  kTime,     // an instant, as local date and time of day
  kUrl,      // a link that check_link lets through
};
std::optional<PlaceholderType> parse_placeholder_type(std::string_view name) noexcept;

struct Placeholder {
  std::string name;  // a to z, 0 to 9 and _, from a letter
  PlaceholderType type = PlaceholderType::kText;
  bool required = true;
  std::string description{};
};

// Text and link are std::string, integer, money, date (days) and time (microseconds) a number.
using PlaceholderValue = std::variant<std::string, std::int64_t>;
using PlaceholderValues = std::map<std::string, PlaceholderValue, std::less<>>;

struct NoticeTemplate {
  std::string language;
  std::string title, body;  // "… {{name}} …"
  std::vector<Placeholder> placeholders;
};

struct NoticeText {
  std::string title, body;
};

// kInvalid at "title", "body" or "placeholders[i].member": no text, two braces that hold no name,
// a name that is not declared or declared twice or nowhere used. kLimit at "placeholders".
Status check_template(const NoticeTemplate& source);

// The texts with their values. kInvalid at "data.NAME": no value for a required place, a value of
// another type, or one for a place that the template does not have. A line of the body all of whose
// places are empty is left out, and so are blank lines beyond one.
Result<NoticeText> render(const NoticeTemplate& source, const PlaceholderValues& values,
                          const Zone& zone);

// One value as it stands in a text of that language. Text for a body is escaped as Markdown, for a
// title it is put on one line.
std::string escape_markdown(std::string_view text);
std::string format_money(std::int64_t cents, std::string_view language);    // "1.234,50 €"
std::string format_whole(std::int64_t value, std::string_view language);    // "1.234"
std::string format_long_date(std::int32_t day, std::string_view language);  // "12 marzo 2026"

// The languages to look for, best first, each once: the one asked for, the same without its
// region, Italian, English.
std::vector<std::string> language_fallback(std::string_view language);

// What the library itself fills in when a case moves, a message is written or an office decides on
// an appointment, for templates of their codes: these may use these places and no others.
inline constexpr std::string_view kTemplateCase = "case";  // any move; "case.VERB" one of them
inline constexpr std::string_view kTemplateMessage = "message";  // "message.request" and so on
inline constexpr std::string_view kTemplateAppointment = "appointment";  // any; or one VERB
bool is_own_code(std::string_view code) noexcept;  // one of those, or below one
std::vector<Placeholder> own_placeholders(std::string_view code);
// Of such a code: that what is below it is a verb of a case or an appointment or a kind of message
// (kInvalid at "code"), and that the text about a move of a case says from where, to where and why,
// that about an appointment how it stands and when it is ("body").
Status check_own_template(std::string_view code, const NoticeTemplate& source);

// What there is where a service brings no template: in English for who reads it, else in Italian.
enum class NoticeShape : std::uint8_t {
  kOpened,     // a case begins
  kMoved,      // from one state to another
  kNoted,      // a word about it, its state unchanged
  kMessage,    // the office writes
  kRequest,    // the office asks
  kWithdrawn,  // and asks no longer
  kBooking,    // what has become of an appointment
};
NoticeTemplate built_in_template(NoticeShape shape, std::string_view language);

// A state and a kind of case in words, "in attesa di informazioni"; the code where there is none.
std::string_view state_words(std::string_view state, std::string_view language) noexcept;
std::string_view kind_words(std::string_view kind, std::string_view language) noexcept;
std::string_view outcome_words(std::string_view outcome, std::string_view language) noexcept;
// A state of an appointment: "confermato".
std::string_view booking_words(std::string_view state, std::string_view language) noexcept;

}  // namespace pmm::model

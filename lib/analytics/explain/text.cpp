#include "analytics/explain/text.hpp"

#include <array>
#include <charconv>

#include "analytics/explain/explain_sql.hpp"
#include "base/assert.hpp"

namespace pmm::analytics {
namespace {

// In the order of each cube's Column, as far as a question can name them.
constexpr std::array<std::string_view, cases::kStars + 1> kCaseView{
    "kind",      "service",      "category",  "office",
    "channel",   "status",       "state",     "outcome",
    "area",      "subject_kind", "subject",   "reopened_count",
    "opened_us", "due_us",       "closed_us", "first_response_us",
    "stars",
};
constexpr std::array<std::string_view, contacts::kWaiting + 1> kContactView{
    "channel", "direction", "service",    "office",   "outcome",   "subject_kind",
    "subject", "abandoned", "started_us", "ended_us", "waiting_s",
};
constexpr std::array<std::string_view, visits::kAt + 1> kVisitView{
    "service", "channel", "path", "status", "subject", "visitor", "at_us",
};
constexpr std::array<std::string_view, stages::kOpened + 1> kStageView{
    "case_id", "state",        "next_state", "entered_us", "left_us", "kind",
    "service", "category",     "office",     "channel",    "status",  "outcome",
    "area",    "subject_kind", "subject",    "opened_us",
};

constexpr std::array<std::string_view, deliveries::kEnded + 1> kDeliveryView{
    "channel",    "service",      "office",       "kind",    "state",        "reason",
    "campaign",   "subject_kind", "subject",      "digest",  "scope_office", "read_told",
    "created_us", "sent_us",      "delivered_us", "read_us", "read_due_us",  "ended_us",
};
constexpr std::array<std::string_view, appointments::kCancelled + 1> kAppointmentView{
    "service",   "office",        "calendar",     "state",     "subject_kind",
    "subject",   "on_behalf_of",  "moves",        "starts_us", "ends_us",
    "booked_us", "held_until_us", "cancelled_us",
};

std::span<const std::string_view> columns_of(CubeId cube) noexcept {
  switch (cube) {
    case CubeId::kCases:
      return kCaseView;
    case CubeId::kContacts:
      return kContactView;
    case CubeId::kVisits:
      return kVisitView;
    case CubeId::kStages:
      return kStageView;
    case CubeId::kDeliveries:
      return kDeliveryView;
    case CubeId::kAppointments:
      return kAppointmentView;
  }
  return {};
}

std::string quoted_by(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    out += c;
    if (c == quote) out += c;
  }
  return out += quote;
}

}  // namespace

std::string fill(std::string_view text, std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) {
    const std::size_t at = text.find("{}");
    PMM_ASSERT(at != std::string_view::npos);
    out.append(text.substr(0, at)).append(part);
    text.remove_prefix(at + 2);
  }
  PMM_ASSERT(text.find("{}") == std::string_view::npos);
  return out.append(text);
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) out.append(i == 0 ? "" : between).append(parts[i]);
  return out;
}

std::string text_literal(std::string_view text) { return quoted_by(text, '\''); }

std::string real_literal(double value) {
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::scientific)
                       .ptr;
  return {digits.data(), end};
}

std::string name_literal(std::string_view name) { return quoted_by(name, '"'); }

std::string view_column(const Cube& cube, std::uint8_t column) {
  const auto columns = columns_of(cube.id);
  PMM_ASSERT(column < columns.size());
  return std::string(columns[column]);
}

std::string view_name(const Cube& cube) { return "v_" + std::string(cube.name); }

std::string_view type_sql(Type type) noexcept {
  switch (type) {
    case Type::kText:
    case Type::kDate:
      return "TEXT";
    case Type::kFloat64:
      return "DOUBLE PRECISION";
    default:
      return "BIGINT";
  }
}

std::string typed_null(Type type) { return fill(sql::kTypedNull, {type_sql(type)}); }

}  // namespace pmm::analytics

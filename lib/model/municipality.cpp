#include "model/municipality.hpp"

#include <algorithm>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::model {

bool Municipalities::add(std::string_view code, std::string_view name, std::int32_t from_day,
                         std::int32_t last_day) {
  if (!is_belfiore(code) || last_day < from_day) return false;
  foreign_ = foreign_ || code[0] == 'Z';
  places_[std::string(code)].push_back({std::string(name), from_day, last_day});
  return true;
}

Place Municipalities::lookup(std::string_view code, std::int32_t day) const {
  const auto found = places_.find(std::string(code));
  if (found == places_.end()) return Place::kUnknown;
  bool begun = false;
  for (const Period& period : found->second) {
    // Periods of the real table overlap and leave gaps of days; any one that holds is enough.
    if (period.from_day <= day && day <= period.last_day) return Place::kKnown;
    begun = begun || period.from_day <= day;
  }
  return begun ? Place::kCeased : Place::kNotYet;
}

std::string Municipalities::name(std::string_view code, std::int32_t day) const {
  const auto found = places_.find(std::string(code));
  if (found == places_.end()) return {};
  const auto rank = [day](const Period& p) {
    const bool holds = p.from_day <= day && day <= p.last_day;
    return holds ? 2 : p.from_day <= day ? 1 : 0;
  };
  const auto best = std::max_element(
      found->second.begin(), found->second.end(), [&](const Period& a, const Period& b) {
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        return rank(a) == 0 ? a.from_day > b.from_day : a.from_day < b.from_day;
      });
  return best->name;
}

std::vector<std::string> Municipalities::warnings(const CodiceFiscale& code,
                                                  std::optional<std::int32_t> birth_day,
                                                  std::int32_t today) const {
  if (places_.empty() || (code.belfiore[0] == 'Z' && !foreign_)) return {};
  std::vector<std::int32_t> days;
  if (birth_day)
    days.push_back(*birth_day);
  else
    days = birth_day_candidates(code, today);
  if (days.empty()) days.push_back(today);

  Place best = Place::kUnknown;
  std::int32_t best_day = days.front();
  for (const std::int32_t day : days) {
    const Place place = lookup(code.belfiore, day);
    if (place == Place::kKnown || place == Place::kUnknown) {
      best = place;
      break;
    }
    if (best == Place::kUnknown) {
      best = place;
      best_day = day;
    }
  }
  if (best == Place::kKnown) return {};
  const std::string subject = "place of birth " + text::quoted(code.belfiore);
  if (best == Place::kUnknown) return {subject + " is not in the table of municipalities"};
  const std::string named = subject + " (" + name(code.belfiore, best_day) + ")";
  const std::string when = format_date(best_day);
  if (best == Place::kCeased) return {named + " had ceased by the day of birth " + when};
  return {named + " did not exist yet on the day of birth " + when};
}

}  // namespace pmm::model

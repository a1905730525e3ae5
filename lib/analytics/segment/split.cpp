#include "analytics/segment/split.hpp"

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/table.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

constexpr std::uint32_t kMillion = 1'000'000;
constexpr std::size_t kMostParts = 100;

Result<std::uint32_t> parse_share(const Json& json, const std::string& at) {
  if (!json.is_number())
    return Status::invalid(
        at, "must be a share between 0 and 1, not " + std::string(kind_name(json.kind)));
  const double share =
      json.kind == Json::Kind::kInteger ? static_cast<double>(json.integer) : json.real;
  if (!(share > 0 && share <= 1))
    return Status::invalid(at, text::from_double(share) + " is not a share between 0 and 1");
  const double scaled = share * kMillion;
  const double whole = std::round(scaled);
  if (std::abs(scaled - whole) > 1e-6)
    return Status::invalid(at, text::from_double(share) + " has over six decimals");
  return static_cast<std::uint32_t>(whole);
}

}  // namespace

Result<Split> parse_split(std::string_view groups, std::string_view salt) {
  Split split;
  if (salt.empty()) return Status::invalid("salt", "is empty: it names the split");
  PMM_TRY(text::check_line(salt, "salt", limits::kKeyBytes));
  split.salt = salt;
  PMM_ASSIGN(const Json json, parse_json(groups, "groups"));
  PMM_TRY(check_kind(json, Json::Kind::kObject, "groups"));
  if (json.keys.empty()) return Status::invalid("groups", "is empty");
  if (json.keys.size() > kMostParts)
    return Status::limit("groups", "has over " + std::to_string(kMostParts) + " groups");
  for (std::size_t i = 0; i < json.keys.size(); ++i) {
    const std::string at = member_path("groups", json.keys[i]);
    PMM_TRY(text::check_line(json.keys[i], at, limits::kKeyBytes));
    if (json.keys[i].empty()) return Status::invalid(at, "a group needs a name");
    PMM_ASSIGN(const std::uint32_t share, parse_share(json.items[i], at));
    split.parts.push_back({json.keys[i], share});
  }
  std::sort(split.parts.begin(), split.parts.end(),
            [](const Split::Part& a, const Split::Part& b) { return a.label < b.label; });
  std::uint64_t end = 0;
  for (Split::Part& part : split.parts) {
    end += part.end;
    part.end = static_cast<std::uint32_t>(std::min<std::uint64_t>(end, 2 * kMillion));
  }
  if (end != kMillion)
    return Status::invalid(
        "groups",
        "the shares make " + text::from_double(static_cast<double>(end) / kMillion) + ", not 1");
  return split;
}

std::string to_text(const Split& split) {
  std::string out = "{\"salt\":";
  append_json_text(out, split.salt);
  out += ",\"groups\":{";
  std::uint32_t begin = 0;
  for (const Split::Part& part : split.parts) {
    if (begin != 0) out += ',';
    append_json_text(out, part.label);
    out += ':' + text::from_double(static_cast<double>(part.end - begin) / kMillion);
    begin = part.end;
  }
  return out + "}}";
}

std::size_t Splitter::part_of(std::int64_t subject) {
  sha_.reset();
  sha_.add(split_.salt);
  sha_.add(":");
  sha_.add(std::to_string(subject));
  const Sha256::Bytes digest = sha_.finish();
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8U | digest[i];
  const auto place = static_cast<std::uint32_t>(number % kMillion);
  std::size_t part = 0;
  while (split_.parts[part].end <= place) ++part;
  return part;
}

}  // namespace pmm::analytics

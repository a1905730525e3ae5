#include "model/merge.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/identifier.hpp"

namespace pmm::model {
namespace {

std::vector<std::string_view> names_in(std::string_view list) {
  std::vector<std::string_view> out;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view name = text::trim(list.substr(0, comma));
    if (!name.empty()) out.push_back(name);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return out;
}

bool is_in(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Status check_names(const std::vector<std::string_view>& names, const char* field) {
  for (const std::string_view name : names) {
    if (std::find(kMergeFields.begin(), kMergeFields.end(), name) != kMergeFields.end()) continue;
    const std::string meant = text::nearest(name, kMergeFields);
    return Status::invalid(field, text::quoted(name) + " is no field of a merge" +
                                      (meant.empty() ? "" : "; did you mean " + meant + "?"));
  }
  return {};
}

Status two_codes(const MergeCode& one, const MergeCode& other) {
  if (one.scheme == kSchemeCodiceFiscale && one.match_key == other.match_key)
    return Status::conflict("loser", "the codici fiscali " + one.value + " and " + other.value +
                                         " are the same but for omocodia, which the tax agency "
                                         "gives to two persons")
        .with("rule", "omocodia");
  return Status::conflict("loser", "each has a " + one.scheme +
                                       " of its own in force: " + one.value + " and " + other.value)
      .with("rule", "different_code");
}

}  // namespace

bool is_one_per_subject(std::string_view scheme) noexcept {
  return scheme == kSchemeCodiceFiscale || scheme == kSchemePartitaIva || scheme == kSchemeAnprId;
}

Status choose_fields(std::span<MergeField> fields, std::string_view take, std::string_view keep) {
  const auto taken = names_in(take);
  const auto kept = names_in(keep);
  PMM_TRY(check_names(taken, "take"));
  PMM_TRY(check_names(kept, "keep"));
  for (const std::string_view name : taken)
    if (is_in(kept, name))
      return Status::invalid("keep", text::quoted(name) + " is to be taken and to be kept");
  for (MergeField& field : fields) {
    const bool fills = !field.winner && field.loser && !is_in(kept, field.name);
    field.take_loser = field.differs() && (is_in(taken, field.name) || fills);
  }
  return {};
}

Status check_merge(const MergeParty& winner, const MergeParty& loser, bool despite_codes) {
  if (winner.kind != loser.kind)
    return Status::conflict("loser",
                            "a " + loser.kind + " does not become one with a " + winner.kind)
        .with("rule", "kind");
  if (despite_codes) return {};
  for (const MergeCode& one : winner.codes) {
    if (!is_one_per_subject(one.scheme)) continue;
    const MergeCode* other_code = nullptr;
    bool shared = false;
    for (const MergeCode& other : loser.codes) {
      if (other.scheme != one.scheme) continue;
      shared = shared || other.value == one.value;
      other_code = &other;
    }
    if (other_code != nullptr && !shared) return two_codes(one, *other_code);
  }
  return {};
}

}  // namespace pmm::model

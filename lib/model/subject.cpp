#include "model/subject.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace pmm::model {
namespace {

void append_words(std::string& out, std::string_view part) {
  for (const char c : text::trim(part)) {
    if (c == ' ' && !out.empty() && out.back() == ' ') continue;
    out.push_back(c);
  }
}

}  // namespace

bool is_known_subject_kind(std::string_view kind) noexcept {
  return kind == kSubjectPerson || kind == kSubjectOrganization;
}

std::string display_name(std::string_view kind, std::string_view name, std::string_view family,
                         std::string_view given) {
  std::string out;
  if (kind == kSubjectPerson) {
    append_words(out, given);
    if (!out.empty() && !text::trim(family).empty()) out.push_back(' ');
    append_words(out, family);
  }
  if (out.empty()) append_words(out, name);
  return out;
}

std::vector<std::string> search_words(std::string_view name, std::string_view family,
                                      std::string_view given) {
  std::vector<std::string> words;
  for (const std::string_view part : {name, family, given}) {
    for (std::string& word : text::fold_words(part)) {
      if (words.size() == kSearchWords) return words;
      if (std::find(words.begin(), words.end(), word) == words.end())
        words.push_back(std::move(word));
    }
  }
  return words;
}

}  // namespace pmm::model

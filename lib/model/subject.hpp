#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pmm::model {

inline constexpr std::string_view kSubjectPerson = "person";
inline constexpr std::string_view kSubjectOrganization = "organization";
inline constexpr std::size_t kSearchWords = 16;

bool is_known_subject_kind(std::string_view kind) noexcept;

// What a subject is called: of a person "given family" when either is known, else its name; of an
// organization its name. Blanks at the ends and doubled blanks are left out.
std::string display_name(std::string_view kind, std::string_view name, std::string_view family,
                         std::string_view given);

// The folded words under which a subject is found: of all parts, each once, in their order, at
// most kSearchWords.
std::vector<std::string> search_words(std::string_view name, std::string_view family,
                                      std::string_view given);

}  // namespace pmm::model

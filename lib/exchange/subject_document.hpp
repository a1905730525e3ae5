#pragma once

#include <string>
#include <string_view>

#include "base/zone.hpp"
#include "crm/subject_data.hpp"

namespace pmm::exchange {

// What a subject is given of its data. JSON is for programs: an object of arrays by table, instants
// and dates in RFC 3339.
std::string subject_json(const crm::SubjectData& data, std::string_view store_id, const Zone& zone);
// The same for people: one page of HTML that needs nothing else, in "it" or "en".
std::string subject_html(const crm::SubjectData& data, std::string_view language, const Zone& zone);

}  // namespace pmm::exchange

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crm/context.hpp"

namespace pmm::crm {

// One section of a subject's page, as it is to be shown.
struct MyPageSection {
  std::string name;        // of model::kPageSections
  bool collapsed = false;  // the subject wants its title alone
  bool has_more = false;   // there are more rows than were asked for
  TablePtr rows;
};

// The whole page: the sections that the subject did not hide, in the order that it wants.
struct MyPage {
  std::int64_t subject = 0;
  std::vector<MyPageSection> sections;
};

// Everything in one snapshot. `rows`: the most that a section shows, 0 for the usual number; kLimit
// at "rows". A section of which the actor may see nothing is empty. kNotFound at "subject".
Result<MyPage> read_my_page(const Reading& reading, std::int64_t subject, std::int64_t rows);

}  // namespace pmm::crm

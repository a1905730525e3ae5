#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// One section of a subject's page.
struct PageSection {
  std::string section;
  bool collapsed = false, hidden = false;
};

bool has_section(const std::vector<PageSection>& sections, std::string_view code);

// [{"section","collapsed","hidden"}…] in order, each once; an empty text is no section. kInvalid at
// "layout", or at a member of it.
Result<std::vector<PageSection>> parse_page_layout(std::string_view json);

// Gives the version of the layout.
Result<std::int64_t> set_page_layout(const Writing& writing, std::int64_t subject,
                                     std::string_view json);
// Every section, those that were placed first.
Result<std::vector<PageSection>> load_page_layout(store::Connection& db, std::int64_t subject);
Result<TablePtr> get_page_layout(const Reading& reading, std::int64_t subject);

}  // namespace pmm::crm

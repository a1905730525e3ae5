#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/text.hpp"
#include "crm/page_layout.hpp"
#include "model/saved_filter.hpp"

namespace pmm::crm {
namespace {

constexpr std::array<std::string_view, 3> kSectionMembers{"section", "collapsed", "hidden"};

Status take_switch(const Json& object, const char* name, const std::string& at, bool& out) {
  const Json* found = object.find(name);
  if (found == nullptr) return {};
  PMM_TRY(check_kind(*found, Json::Kind::kBool, member_path(at, name)));
  out = found->boolean;
  return {};
}

Result<PageSection> to_section(const Json& object, const std::vector<PageSection>& before,
                               const std::string& at) {
  PMM_TRY(check_kind(object, Json::Kind::kObject, at));
  PMM_TRY(check_keys(object, kSectionMembers, at));
  PageSection out;
  const Json* name = object.find("section");
  if (name == nullptr) return Status::invalid(at + ".section", "which section is not said");
  PMM_TRY(check_kind(*name, Json::Kind::kText, at + ".section"));
  out.section = name->text;
  if (!model::is_page_section(out.section)) {
    return Status::invalid(at + ".section",
                           text::quoted(out.section) + " is no section of a page" +
                               text::did_you_mean(out.section, model::kPageSections));
  }
  if (has_section(before, out.section))
    return Status::invalid(at + ".section", text::quoted(out.section) + " stands there twice");
  PMM_TRY(take_switch(object, "collapsed", at, out.collapsed));
  PMM_TRY(take_switch(object, "hidden", at, out.hidden));
  return out;
}

}  // namespace

bool has_section(const std::vector<PageSection>& sections, std::string_view code) {
  return std::any_of(sections.begin(), sections.end(),
                     [code](const PageSection& known) { return known.section == code; });
}

Result<std::vector<PageSection>> parse_page_layout(std::string_view json) {
  std::vector<PageSection> out;
  if (json.empty()) return out;
  PMM_ASSIGN(const Json list, parse_json(json, "layout"));
  PMM_TRY(check_kind(list, Json::Kind::kArray, "layout"));
  for (const Json& item : list.items) {
    PMM_ASSIGN(PageSection section, to_section(item, out, element_path("layout", out.size())));
    out.push_back(std::move(section));
  }
  return out;
}

}  // namespace pmm::crm

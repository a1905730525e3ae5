// page-layout and saved-filter: the page of a subject as it wants it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "acting.hpp"
#include "file.hpp"
#include "give.hpp"
#include "print.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

struct Section {
  std::string name;
  bool collapsed = false, hidden = false;
};

std::vector<Section> sections_of(const pmmcrm::Result& layout) {
  std::vector<Section> sections;
  for (const pmmcrm::Row row : layout)
    sections.push_back(
        {std::string(row.text("section")), row.boolean("collapsed"), row.boolean("hidden")});
  return sections;
}

Section& find_section(std::vector<Section>& sections, const std::string& name) {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [&name](const Section& one) { return one.name == name; });
  if (found != sections.end()) return *found;
  std::string known;
  for (const Section& one : sections) known += (known.empty() ? "" : ", ") + one.name;
  throw UsageError("page-layout: " + printable(name) + " is none of " + known);
}

// Those that are named come first, in that order.
void put_first(std::vector<Section>& sections, const std::vector<std::string>& order) {
  std::size_t place = 0;
  for (const std::string& name : order) {
    const Section wanted = find_section(sections, name);
    const auto at = std::find_if(sections.begin(), sections.end(),
                                 [&name](const Section& one) { return one.name == name; });
    if (at - sections.begin() < static_cast<std::ptrdiff_t>(place))
      throw UsageError("page-layout: --order names " + name + " twice");
    sections.erase(at);
    sections.insert(sections.begin() + static_cast<std::ptrdiff_t>(place++), wanted);
  }
}

std::string to_json(const std::vector<Section>& sections) {
  Json layout = Json::array();
  for (const Section& one : sections)
    layout.push_back({{"section", one.name}, {"collapsed", one.collapsed}, {"hidden", one.hidden}});
  return layout.dump();
}

std::string changed(std::vector<Section> sections, const LayoutArguments& given) {
  put_first(sections, given.order);
  for (const std::string& name : given.hide) find_section(sections, name).hidden = true;
  for (const std::string& name : given.show) find_section(sections, name).hidden = false;
  for (const std::string& name : given.collapse) find_section(sections, name).collapsed = true;
  for (const std::string& name : given.expand) find_section(sections, name).collapsed = false;
  return to_json(sections);
}

const std::vector<Shown> kLayout = {{"position", "place"},
                                    {"section", "section"},
                                    {"collapsed", "collapsed"},
                                    {"hidden", "hidden"}};
const std::vector<Shown> kFilters = {
    {"id", "id"}, {"name", "name"}, {"target", "for"}, {"applied", "applied"}, {"rule", "rule"}};

// That a filter is the subject's who was named: a slip of the number changes nobody else's.
void check_owner(const Acting& by, pmm_id subject, const FilterArguments& given) {
  const pmmcrm::Result row = by.read(pmm_saved_filter_get, given.id);
  if (row[0].int64("subject") != subject)
    throw NotFoundError("saved filter " + std::to_string(given.id) + " is not of " +
                        printable(given.subject));
}

pmm_id change_filter(const Acting& by, pmm_id subject, const FilterArguments& given) {
  const std::string rule = given.rule.empty() ? std::string() : read_input(given.rule);
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  give(in.set_fields, PMM_SAVED_FILTER_NAME, in.name, given.name);
  give(in.set_fields, PMM_SAVED_FILTER_RULE, in.rule, rule);
  give(in.set_fields, PMM_SAVED_FILTER_APPLIED, in.applied, given.applied);
  if (given.save.empty()) {
    check_owner(by, subject, given);
    if (in.set_fields != 0) by.write(pmm_saved_filter_update, given.id, &in);
    return given.id;
  }
  give(in.set_fields, PMM_SAVED_FILTER_NAME, in.name, given.save);
  give(in.set_fields, PMM_SAVED_FILTER_TARGET, in.target, given.target);
  in.set_fields |= PMM_SAVED_FILTER_SUBJECT;
  in.subject = subject;
  return by.write(pmm_saved_filter_create, &in);
}

}  // namespace

int layout(const LayoutArguments& given, const Settings& settings) {
  const bool changes = !given.order.empty() || !given.hide.empty() || !given.show.empty() ||
                       !given.collapse.empty() || !given.expand.empty();
  const bool writes = changes || given.reset;
  const pmmcrm::Db db = writes ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  const pmm_id subject = by.subject(given.subject);
  if (given.reset) by.write(pmm_page_layout_set, subject, pmm_string(""));
  if (changes) {
    const std::string wanted = changed(sections_of(by.read(pmm_page_layout_get, subject)), given);
    by.write(pmm_page_layout_set, subject, pmmcrm::str(wanted));
  }
  print_list(by.read(pmm_page_layout_get, subject), settings, kLayout, "");
  return kOk;
}

int saved_filter(const FilterArguments& given, const Settings& settings) {
  const bool writes = !given.save.empty() || given.id != 0;
  if (!writes && (given.remove || !given.rule.empty() || given.applied != 0))
    throw UsageError("saved-filter: which one? --save NAME makes one, --filter ID changes one");
  if (!given.save.empty() && given.rule.empty())
    throw UsageError("saved-filter: --save needs --rule");
  const pmmcrm::Db db = writes ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  const pmm_id subject = by.subject(given.subject);
  if (given.remove) {
    check_owner(by, subject, given);
    by.write(pmm_saved_filter_remove, given.id);
  } else if (writes) {
    print_record(by.read(pmm_saved_filter_get, change_filter(by, subject, given)), settings);
    return kOk;
  }
  pmm_saved_filter_filter filter = PMM_SAVED_FILTER_FILTER_INIT;
  filter.set_fields = PMM_SAVED_FILTER_FILTER_SUBJECT;
  filter.subject = subject;
  constexpr std::int64_t kMost = 10'000;
  const pmm_page page = rows_at_most(kMost);
  print_list(by.read(pmm_saved_filter_list, &filter, &page), settings, kFilters,
             "no saved filters");
  return kOk;
}

}  // namespace cli

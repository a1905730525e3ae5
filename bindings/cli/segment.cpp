#include <nlohmann/json.hpp>

#include "file.hpp"
#include "print.hpp"
#include "progress.hpp"
#include "store.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

// A file, standard input, or name:NAME for a segment that is saved.
std::string read_rule(const std::string& where) {
  constexpr std::string_view kSavedName = "name:";
  if (where.rfind(kSavedName, 0) != 0) return read_input(where);
  return nlohmann::json{{"segment", where.substr(kSavedName.size())}}.dump();
}

// "subject.kind,cases.channel" as the JSON that a profile takes.
std::string dimensions_of(const std::string& list) {
  nlohmann::json names = nlohmann::json::array();
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    names.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return names.dump();
}

// Prints page after page; as JSON all of them are one answer, so the first holds as many as fit.
int list_all(const pmmcrm::Session& session, const std::string& rule,
             const SegmentArguments& arguments, const Settings& settings, const pmm_call* call) {
  pmm_page page = PMM_PAGE_INIT;
  page.limit = arguments.limit;
  const pmmcrm::Result members =
      session.read(pmm_segment_members, pmmcrm::str(rule), pmmcrm::str(arguments.split),
                   pmmcrm::str(arguments.salt), &page, call);
  print_result(members, settings, "nobody");
  if (!members.next_cursor().empty())
    say("there are more: the first " + std::to_string(arguments.limit) + " are shown");
  return kOk;
}

int freeze(const pmmcrm::Session& session, const std::string& rule,
           const SegmentArguments& arguments, const Settings& settings, const pmm_call* call) {
  pmm_freeze_input input = PMM_FREEZE_INPUT_INIT;
  input.set_fields = PMM_FREEZE_RULE | PMM_FREEZE_TITLE;
  input.rule = pmmcrm::str(rule);
  input.title = pmmcrm::str(arguments.freeze);
  if (!arguments.split.empty()) {
    input.set_fields |= PMM_FREEZE_GROUPS | PMM_FREEZE_SALT;
    input.groups = pmmcrm::str(arguments.split);
    input.salt = pmmcrm::str(arguments.salt);
  }
  const pmm_id id = session.write(pmm_segment_freeze, &input, call);
  print_record(session.read(pmm_frozen_get, id, call), settings);
  return kOk;
}

int save(const pmmcrm::Session& session, const std::string& rule, const SegmentArguments& arguments,
         const Settings& settings, const pmm_call* call) {
  pmm_segment_input input = PMM_SEGMENT_INPUT_INIT;
  input.set_fields = PMM_SEGMENT_NAME | PMM_SEGMENT_RULE;
  input.name = pmmcrm::str(arguments.save);
  input.rule = pmmcrm::str(rule);
  pmm_segment_filter filter = PMM_SEGMENT_FILTER_INIT;
  filter.set_fields = PMM_SEGMENT_FILTER_NAME;
  filter.name = input.name;
  const pmmcrm::Result known = session.read(pmm_segment_list, &filter, nullptr, call);
  pmm_id id = 0;
  if (known.empty()) {
    id = session.write(pmm_segment_create, &input, call);
  } else {
    id = known[0].int64("id");
    session.write(pmm_segment_update, id, &input, call);
  }
  print_record(session.read(pmm_segment_get, id, call), settings);
  return kOk;
}

}  // namespace

int segment(const SegmentArguments& arguments, const Settings& settings) {
  if (arguments.schema) {
    pmm_text* text = nullptr;
    pmm_error* error = nullptr;
    const pmmcrm::Db db = open_to_read(arguments.file);
    const pmm_status status = pmm_segment_schema(db.get(), &text, &error);
    const std::string schema = pmmcrm::detail::take(text);
    pmmcrm::check(status, error);
    put(schema);
    return kOk;
  }
  if (arguments.rule.empty()) throw UsageError("segment: RULE is needed");
  const std::string rule = read_rule(arguments.rule);
  const bool writes = !arguments.freeze.empty() || !arguments.save.empty();
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_ask(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  Progress progress("asking");
  const pmm_call* call = progress.call();
  if (!arguments.save.empty()) return save(session, rule, arguments, settings, call);
  if (!arguments.freeze.empty()) return freeze(session, rule, arguments, settings, call);
  if (arguments.list) return list_all(session, rule, arguments, settings, call);
  if (!arguments.profile.empty()) {
    const std::string dimensions = dimensions_of(arguments.profile);
    print_result(
        session.read(pmm_segment_profile, pmmcrm::str(rule), pmmcrm::str(dimensions), call),
        settings, "nobody");
  } else if (!arguments.overlap.empty()) {
    const std::string other = read_rule(arguments.overlap);
    print_record(session.read(pmm_segment_overlap, pmmcrm::str(rule), pmmcrm::str(other), call),
                 settings);
  } else if (!arguments.split.empty()) {
    print_result(session.read(pmm_segment_split, pmmcrm::str(rule), pmmcrm::str(arguments.split),
                              pmmcrm::str(arguments.salt), call),
                 settings, "nobody");
  } else {
    print_record(session.read(pmm_segment_count, pmmcrm::str(rule), call), settings);
  }
  return kOk;
}

int rfm(const std::string& file, const std::string& options_path, const Settings& settings) {
  const std::string options = read_input(options_path);
  const pmmcrm::Db db = open_to_ask(file);
  const pmmcrm::Session session = open_session(db, settings);
  Progress progress("asking");
  const pmmcrm::Result answer = session.read(pmm_rfm, pmmcrm::str(options), progress.call());
  progress.finish();
  print_result(answer, settings, "nobody");
  return kOk;
}

}  // namespace cli

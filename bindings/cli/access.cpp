// Roles, mandates, and why an actor may do something.
#include <map>

#include "acting.hpp"
#include "file.hpp"
#include "names.hpp"
#include "print.hpp"
#include "store.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

const std::map<std::string, pmm_noun> kNouns = {
    {"actor", PMM_NOUN_ACTOR},
    {"role", PMM_NOUN_ROLE},
    {"grant", PMM_NOUN_GRANT},
    {"subject", PMM_NOUN_SUBJECT},
    {"identifier", PMM_NOUN_IDENTIFIER},
    {"address", PMM_NOUN_ADDRESS},
    {"relationship", PMM_NOUN_RELATIONSHIP},
    {"office", PMM_NOUN_OFFICE},
    {"channel", PMM_NOUN_CHANNEL},
    {"category", PMM_NOUN_CATEGORY},
    {"area", PMM_NOUN_AREA},
    {"service", PMM_NOUN_SERVICE},
    {"holiday", PMM_NOUN_HOLIDAY},
    {"contact", PMM_NOUN_CONTACT},
    {"task", PMM_NOUN_TASK},
    {"case", PMM_NOUN_CASE},
    {"case_event", PMM_NOUN_CASE_EVENT},
    {"visit", PMM_NOUN_VISIT},
    {"segment", PMM_NOUN_SEGMENT},
    {"frozen_group", PMM_NOUN_FROZEN_GROUP},
    {"notification", PMM_NOUN_NOTIFICATION},
    {"notification_template", PMM_NOUN_NOTIFICATION_TEMPLATE},
    {"preference", PMM_NOUN_PREFERENCE},
    {"case_message", PMM_NOUN_CASE_MESSAGE},
    {"saved_filter", PMM_NOUN_SAVED_FILTER},
    {"page_layout", PMM_NOUN_PAGE_LAYOUT},
    {"delivery", PMM_NOUN_DELIVERY},
    {"campaign", PMM_NOUN_CAMPAIGN},
    {"digest", PMM_NOUN_DIGEST},
    {"calendar", PMM_NOUN_CALENDAR},
    {"opening", PMM_NOUN_OPENING},
    {"closure", PMM_NOUN_CLOSURE},
    {"appointment", PMM_NOUN_APPOINTMENT},
    {"reminder_rule", PMM_NOUN_REMINDER_RULE},
    {"reminder", PMM_NOUN_REMINDER},
    {"feedback", PMM_NOUN_FEEDBACK},
    {"mandate", PMM_NOUN_MANDATE},
    {"data_request", PMM_NOUN_DATA_REQUEST},
    {"legal_hold", PMM_NOUN_LEGAL_HOLD},
    {"retention_rule", PMM_NOUN_RETENTION_RULE},
    {"consent_purpose", PMM_NOUN_CONSENT_PURPOSE},
    {"consent", PMM_NOUN_CONSENT}};

// The bits of "identity,contact".
std::uint64_t fields_of(const std::vector<std::string>& names) {
  const std::map<std::string, std::uint64_t> bits = {{"identity", PMM_FIELDS_IDENTITY},
                                                     {"contact", PMM_FIELDS_CONTACT},
                                                     {"sensitive", PMM_FIELDS_SENSITIVE}};
  std::uint64_t out = 0;
  for (const std::string& name : names) {
    const auto found = bits.find(name);
    if (found == bits.end())
      throw UsageError("role: '" + name + "' is not identity, contact or sensitive");
    out |= found->second;
  }
  return out;
}

int define(const pmmcrm::Session& session, const RoleArguments& arguments) {
  const std::string rights = read_input(arguments.define);
  pmm_role_input input = PMM_ROLE_INPUT_INIT;
  input.set_fields = PMM_ROLE_RIGHTS | PMM_ROLE_FIELDS;
  input.rights = pmmcrm::str(rights);
  input.fields = fields_of(arguments.fields);
  if (!arguments.title.empty()) input.set_fields |= PMM_ROLE_TITLE;
  input.title = pmmcrm::str(arguments.title);
  bool known = false;
  for (const pmmcrm::Row row : session.read(pmm_role_list, nullptr))
    known = known || row.text("name") == arguments.name;
  if (known) {
    session.write(pmm_role_update, pmmcrm::str(arguments.name), &input, nullptr);
  } else {
    input.set_fields |= PMM_ROLE_NAME;
    input.name = pmmcrm::str(arguments.name);
    session.create(input);
  }
  return kOk;
}

int move(const pmmcrm::Session& session, const MandateArguments& arguments,
         const Settings& settings) {
  const pmm_id id = arguments.id;
  if (arguments.verb == "accept")
    session.write(pmm_mandate_accept, id, pmmcrm::str(arguments.code), nullptr);
  else if (arguments.verb == "reject")
    session.write(pmm_mandate_reject, id, nullptr);
  else if (arguments.verb == "revoke")
    session.write(pmm_mandate_revoke, id, nullptr);
  print_record(session.mandate(id), settings);
  return kOk;
}

}  // namespace

int role(const RoleArguments& arguments, const Settings& settings) {
  const bool writes = !arguments.define.empty() || arguments.remove;
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  if (writes && arguments.name.empty()) throw UsageError("role: NAME is needed");
  if (arguments.remove) {
    session.write(pmm_role_remove, pmmcrm::str(arguments.name), nullptr);
    return kOk;
  }
  if (!arguments.define.empty()) define(session, arguments);
  if (arguments.name.empty())
    print_result(session.read(pmm_role_list, nullptr), settings, "no role");
  else
    print_result(session.read(pmm_role_rights, pmmcrm::str(arguments.name), nullptr), settings,
                 "it may do nothing");
  return kOk;
}

int mandate(const MandateArguments& arguments, const Settings& settings) {
  const bool writes = !arguments.verb.empty() || !arguments.to.empty();
  const pmmcrm::Db db = writes ? open_to_write(arguments.file) : open_to_read(arguments.file);
  const Acting by(db, settings);
  const pmmcrm::Session& session = by.session();
  if (!arguments.verb.empty()) return move(session, arguments, settings);
  if (!arguments.to.empty()) {
    if (arguments.subject.empty()) throw UsageError("mandate: --from is needed with --to");
    pmm_mandate_input input = PMM_MANDATE_INPUT_INIT;
    input.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
    input.subject = find_subject(session, arguments.subject);
    input.delegate = find_subject(session, arguments.to);
    std::vector<pmm_id> services;
    for (const std::string& one : arguments.services)
      services.push_back(find_service(session, one));
    const pmm_id id = session.create(input, services);
    print_record(session.mandate(id), settings);
    return kOk;
  }
  pmm_mandate_filter filter = PMM_MANDATE_FILTER_INIT;
  if (!arguments.subject.empty()) {
    filter.set_fields |= PMM_MANDATE_FILTER_SUBJECT;
    filter.subject = by.subject(arguments.subject);
  }
  if (!arguments.state.empty()) {
    filter.set_fields |= PMM_MANDATE_FILTER_STATE;
    filter.state = pmmcrm::str(arguments.state);
  }
  const std::vector<Shown> shown = {{"id", "id"},
                                    {"subject", "from"},
                                    {"delegate", "to"},
                                    {"state", "state"},
                                    {"services", "services"},
                                    {"valid_from", "valid from"},
                                    {"valid_to", "valid to"},
                                    {"note", "note"}};
  print_list(session.read(pmm_mandate_list, &filter, nullptr, nullptr), settings, shown,
             "no mandate");
  return kOk;
}

int explain_access(const AccessArguments& arguments, const Settings& settings) {
  const auto noun = kNouns.find(arguments.noun);
  if (noun == kNouns.end()) throw UsageError("explain-access: '" + arguments.noun + "' is no noun");
  const pmmcrm::Db db = open_to_read(arguments.file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmmcrm::Result reasons =
      session.explain_access(arguments.of, arguments.action, noun->second, arguments.id);
  print_result(reasons, settings, "nothing");
  return reasons[reasons.rows() - 1].boolean("holds") ? kOk : kNotFound;
}

}  // namespace cli

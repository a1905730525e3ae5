// template: the texts of notifications, per use, service and language.
#include "acting.hpp"
#include "file.hpp"
#include "give.hpp"
#include "names.hpp"
#include "print.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

const std::vector<Shown> kTemplates = {{"id", "id"},
                                       {"code", "code"},
                                       {"service", "service"},
                                       {"language", "language"},
                                       {"title", "title"}};

pmm_id change_template(const Acting& by, const TemplateArguments& given) {
  const std::string body = given.body.empty() ? std::string() : read_input(given.body);
  const std::string places = given.places.empty() ? std::string() : read_input(given.places);
  pmm_notification_template_input in = PMM_NOTIFICATION_TEMPLATE_INPUT_INIT;
  give(in.set_fields, PMM_NOTIFICATION_TEMPLATE_TITLE, in.title, given.title);
  give(in.set_fields, PMM_NOTIFICATION_TEMPLATE_BODY, in.body, body);
  give(in.set_fields, PMM_NOTIFICATION_TEMPLATE_PLACEHOLDERS, in.placeholders, places);
  if (given.create.empty()) {
    if (in.set_fields != 0) by.write(pmm_notification_template_update, given.id, &in);
    return given.id;
  }
  give(in.set_fields, PMM_NOTIFICATION_TEMPLATE_CODE, in.code, given.create);
  give(in.set_fields, PMM_NOTIFICATION_TEMPLATE_LANGUAGE, in.language, given.language);
  give_row(in.set_fields, PMM_NOTIFICATION_TEMPLATE_SERVICE, in.service, by.session(),
           given.service, find_service);
  return by.write(pmm_notification_template_create, &in);
}

int list_templates(const Acting& by, const TemplateArguments& given, const Settings& settings) {
  pmm_notification_template_filter filter = PMM_NOTIFICATION_TEMPLATE_FILTER_INIT;
  give(filter.set_fields, PMM_NOTIFICATION_TEMPLATE_FILTER_LANGUAGE, filter.language,
       given.language);
  give_row(filter.set_fields, PMM_NOTIFICATION_TEMPLATE_FILTER_SERVICE, filter.service,
           by.session(), given.service, find_service);
  const pmm_page page = rows_at_most(given.limit);
  print_list(by.read(pmm_notification_template_list, &filter, &page), settings, kTemplates,
             "no templates: the library writes texts of its own");
  return kOk;
}

}  // namespace

int notice_template(const TemplateArguments& given, const Settings& settings) {
  const bool says = !given.title.empty() || !given.body.empty() || !given.places.empty();
  if (given.id == 0 && given.create.empty() && (says || given.remove || !given.render.empty()))
    throw UsageError("template: which TEMPLATE? --create CODE makes one");
  if (given.id != 0 && (!given.service.empty() || !given.language.empty()))
    throw UsageError("template: code, service and language stay as they were created");
  const bool writes = says || given.remove || !given.create.empty();
  const pmmcrm::Db db = writes ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  if (given.id == 0 && given.create.empty()) return list_templates(by, given, settings);
  if (given.remove) {
    by.write(pmm_notification_template_remove, given.id);
    return list_templates(by, given, settings);
  }
  const pmm_id id = change_template(by, given);
  if (given.render.empty()) {
    print_record(by.read(pmm_notification_template_get, id), settings);
  } else {
    const std::string values = read_input(given.render);
    print_record(by.read(pmm_notification_template_render, id, pmmcrm::str(values)), settings);
  }
  return kOk;
}

}  // namespace cli

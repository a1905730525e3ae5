#include <map>
#include <string_view>

#include "store.hpp"

namespace demo {
namespace {

using Ids = std::map<std::string_view, pmm_id>;
using pmmcrm::str;

Ids make_offices(const pmmcrm::Session& session) {
  Ids ids;
  for (const Office& office : kOffices) {
    pmm_office_input input = PMM_OFFICE_INPUT_INIT;
    input.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
    input.code = str(office.code);
    input.name = str(office.name);
    ids[office.code] = session.create(input);
  }
  return ids;
}

Ids make_channels(const pmmcrm::Session& session) {
  Ids ids;
  for (const Channel& channel : kChannels) {
    pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
    input.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME | PMM_CHANNEL_DIGITAL;
    input.code = str(channel.code);
    input.name = str(channel.name);
    input.digital = channel.digital ? 1 : 0;
    ids[channel.code] = session.create(input);
  }
  return ids;
}

Ids make_categories(const pmmcrm::Session& session) {
  const pmm_call* call = nullptr;
  Ids ids;
  for (const Category& category : kCategories) {
    pmm_category_input input = PMM_CATEGORY_INPUT_INIT;
    input.set_fields = PMM_CATEGORY_CODE | PMM_CATEGORY_NAME;
    input.code = str(category.code);
    input.name = str(category.name);
    ids[category.code] = session.write(pmm_category_create, &input, call);
  }
  return ids;
}

void make_areas(const pmmcrm::Session& session) {
  const pmm_call* call = nullptr;
  for (const Area& area : kAreas) {
    pmm_area_input input = PMM_AREA_INPUT_INIT;
    input.set_fields = PMM_AREA_CODE | PMM_AREA_NAME;
    input.code = str(area.code);
    input.name = str(area.name);
    session.write(pmm_area_create, &input, call);
  }
}

pmm_id make_service(const pmmcrm::Session& session, const Service& service, const Ids& categories,
                    const Ids& offices) {
  pmm_service_input input = PMM_SERVICE_INPUT_INIT;
  input.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_CATEGORY |
                     PMM_SERVICE_OFFICE | PMM_SERVICE_OPEN311_TYPE | PMM_SERVICE_LANGUAGE;
  input.code = str(service.code);
  input.name = str(service.name);
  input.category = categories.at(service.category);
  input.office = offices.at(service.office);
  input.open311_type = str(service.open311_type);
  input.language = str("it");
  if (service.clock != Clock::kNone) {
    input.set_fields |= PMM_SERVICE_TERM_DAYS | PMM_SERVICE_TERM_CLOCK;
    input.term_days = service.term_days;
    input.term_clock = str(service.clock == Clock::kWorking ? "working" : "calendar");
  }
  if (service.kind != "application") {
    input.set_fields |= PMM_SERVICE_REOPEN_DAYS | PMM_SERVICE_REOPEN_BY_SUBJECT;
    input.reopen_days = 30;
    input.reopen_by_subject = 1;
  }
  return session.create(input);
}

void enable_channels(const pmmcrm::Session& session, pmm_id id, const Service& service,
                     const Ids& channels) {
  std::vector<pmm_id> enabled;
  for (std::size_t i = 0; i < service.channels.size(); ++i)
    if (service.channels[i] > 0) enabled.push_back(channels.at(kChannels[i].code));
  const pmm_id* first = enabled.data();
  const pmm_call* call = nullptr;
  session.write(pmm_service_set_channels, id, first, enabled.size(), call);
}

// An operator at each office; a real city has more.
void make_operators(const pmmcrm::Session& session, const Ids& offices) {
  const pmm_call* call = nullptr;
  for (const Office& office : kOffices) {
    const std::string key = "op-" + std::string(office.code);
    const std::string name = "Operatore " + std::string(office.name);
    pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
    actor.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_EXTERNAL_ID | PMM_ACTOR_NAME;
    actor.kind = str("person");
    actor.external_id = str(key);
    actor.name = str(name);
    pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
    grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE;
    grant.actor = session.write(pmm_actor_create, &actor, call);
    grant.role = str("operator");
    grant.office = offices.at(office.code);
    session.write(pmm_grant_create, &grant, call);
  }
}

std::int64_t standing_clock(void*) { return kNowUs; }

}  // namespace

pmmcrm::Db make_store(const std::string& path) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_CREATE | PMM_OPEN_EXCLUSIVE;
  options.timezone = str("Europe/Rome");
  options.clock = standing_clock;
  return pmmcrm::Db::open(path, &options);
}

void make_catalogue(const pmmcrm::Session& session) {
  pmmcrm::Transaction transaction(session);
  const Ids offices = make_offices(session), channels = make_channels(session),
            categories = make_categories(session);
  make_areas(session);
  for (const Service& service : services())
    enable_channels(session, make_service(session, service, categories, offices), service,
                    channels);
  const std::int32_t with_naples = 1;
  const pmm_call* call = nullptr;
  session.write(pmm_holiday_add_italian, with_naples, call);
  make_operators(session, offices);
  transaction.commit();
}

}  // namespace demo

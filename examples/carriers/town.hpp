// A store in memory with one citizen, who is told something over one channel: what both carriers
// have to send.
#pragma once

#include <cstdio>
#include <string>

#include "pmmcrm/pmmcrm.hpp"

namespace carriers {

using pmmcrm::str;

inline pmm_id add_citizen(const pmmcrm::Session& session, const std::string& email) {
  pmm_subject_input person = PMM_SUBJECT_INPUT_INIT;
  person.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_GIVEN_NAME | PMM_SUBJECT_FAMILY_NAME;
  person.kind = str("person");
  person.given_name = str("Niccolò");
  person.family_name = str("D'Angelo");
  const pmm_id subject = session.create(person);
  pmm_address_input address = PMM_ADDRESS_INPUT_INIT;
  address.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE | PMM_ADDRESS_VERIFIED_ON;
  address.kind = str("email");
  address.value = str(email);
  address.verified_on = 20'000;
  session.add(subject, address);
  return subject;
}

inline void open_channel(const pmmcrm::Session& session, std::string_view code,
                         std::string_view way) {
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = channel.name = str(code);
  const pmm_call* call = nullptr;
  session.write(pmm_channel_carry, session.create(channel), str(way), call);
}

// To everybody there is.
inline void announce(const pmmcrm::Session& session) {
  const pmm_call* call = nullptr;
  pmm_freeze_input freeze = PMM_FREEZE_INPUT_INIT;
  freeze.set_fields = PMM_FREEZE_RULE;
  freeze.rule = str(R"({"subject": {}})");
  pmm_campaign_input campaign = PMM_CAMPAIGN_INPUT_INIT;
  campaign.set_fields = PMM_CAMPAIGN_NAME | PMM_CAMPAIGN_FROZEN | PMM_CAMPAIGN_CLASS |
                        PMM_CAMPAIGN_TITLE | PMM_CAMPAIGN_BODY;
  campaign.name = str("opening");
  campaign.frozen = session.write(pmm_segment_freeze, &freeze, call);
  campaign.notice_class = str("courtesy");
  campaign.title = str("È aperto lo sportello di Via Toledo – venga a trovarci quando vuole");
  campaign.body = str("Da lunedì, **ore 9**.\n.\nIl Comune");
  session.create(campaign);
}

// Sends what is due with the carrier, and tells what became of it. 0: it is sent.
inline int run(std::string_view channel, std::string_view way, const pmm_carrier& carrier) {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  add_citizen(session, "niccolo@posta.example");
  open_channel(session, channel, way);
  announce(session);
  db.set_carrier(channel, &carrier);
  db.tick();
  const pmm_call* call = nullptr;
  const pmmcrm::Result tries = session.read(pmm_delivery_tries, pmm_id{1}, call);
  const pmmcrm::Result row = session.delivery(1);
  std::printf("%s %s\n", std::string(row[0].text("state")).c_str(),
              std::string(row[0].text("key")).c_str());
  for (const pmmcrm::Row each : tries)
    std::printf("%s: %s\n", std::string(each.text("outcome")).c_str(),
                std::string(each.text("detail")).c_str());
  if (row[0].text("state") == "temporary_failure" && !tries.empty())
    std::printf("again after %lld s\n",
                static_cast<long long>(
                    (row[0].int64("due") - tries[tries.rows() - 1].int64("from")) / 1'000'000));
  return row[0].text("state") == "sent" ? 0 : 1;
}

}  // namespace carriers

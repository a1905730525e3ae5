// A citizen, a service, a request and a call about it; then a question and the citizen's timeline.
#include <cstdio>

#include "pmmcrm/pmmcrm.hpp"

using pmmcrm::str;

namespace {

pmm_id add_citizen(const pmmcrm::Session& session) {
  pmm_subject_input person = PMM_SUBJECT_INPUT_INIT;
  person.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_GIVEN_NAME | PMM_SUBJECT_FAMILY_NAME;
  person.kind = str("person");
  person.given_name = str("Carmela");
  person.family_name = str("Esposito");
  const pmm_id subject = session.create(person);

  pmm_identifier_input code = PMM_IDENTIFIER_INPUT_INIT;
  code.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  code.scheme = str("codice_fiscale");
  code.value = str("SPSCML74E54F839G");
  session.add(subject, code);

  pmm_address_input email = PMM_ADDRESS_INPUT_INIT;
  email.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE;
  email.kind = str("email");
  email.value = str("carmela@posta.example");
  session.add(subject, email);
  return subject;
}

pmm_id add_channel(const pmmcrm::Session& session) {
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  channel.code = str("phone");
  channel.name = str("Contact center");
  return session.create(channel);
}

pmm_id add_service(const pmmcrm::Session& session) {
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  service.set_fields = PMM_SERVICE_CODE | PMM_SERVICE_NAME | PMM_SERVICE_TERM_DAYS;
  service.code = str("cambio-residenza");
  service.name = str("Cambio di residenza o domicilio");
  service.term_days = 45;
  return session.create(service);
}

void run() {
  const pmmcrm::Db db = pmmcrm::Db::memory();
  const pmmcrm::Session session = db.session();
  const pmm_id subject = add_citizen(session), phone = add_channel(session);

  pmm_case_input request = PMM_CASE_INPUT_INIT;
  request.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_CHANNEL;
  request.kind = str("application");
  request.service = add_service(session);
  request.subject = subject;
  request.channel = phone;
  const pmm_id case_id = session.create(request);
  session.advance(case_id, "register");

  pmm_contact_input call = PMM_CONTACT_INPUT_INIT;
  call.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_CASE_ID | PMM_CONTACT_SUBJECT;
  call.channel = phone;
  call.case_id = case_id;
  call.subject = subject;
  session.create(call);

  const pmmcrm::Result answer =
      session.query(R"({"measures": ["cases.count"], "dimensions": ["cases.service"]})");
  for (const pmmcrm::Row row : answer)
    std::printf("%s: %lld\n", std::string(row.text("cases.service")).c_str(),
                static_cast<long long>(row.int64("cases.count")));
  // Who has asked for something in the last year.
  const char* busy = R"({"cases": {"count": {"gte": 1}, "opened_at": {"last": "365 days"}}})";
  std::printf("%lld of the group, %lld indicators\n",
              static_cast<long long>(session.segment_count(busy)[0].int64("members")),
              static_cast<long long>(session.indicators().rows()));
  for (const pmmcrm::Row row : session.segment_members(busy))
    std::printf("subject %lld\n", static_cast<long long>(row.int64("id")));
  for (const pmmcrm::Row row : session.timeline(subject))
    std::printf("%-10s  %s\n", std::string(row.text("kind")).c_str(),
                std::string(row.text("number")).c_str());
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const pmmcrm::Error& error) {
    std::fprintf(stderr, "%s: %s\n", std::string(error.field()).c_str(), error.what());
    return 1;
  }
}

// What the year ends with for one citizen: what it wants to be told of and over which way, what the
// offices write to it, a deadline, an appointment; and what became of each.
#include <map>

#include "store.hpp"

namespace demo {
namespace {

using pmmcrm::str;

constexpr std::int64_t kHourUs = 3'600'000'000;
constexpr std::int64_t kDayUs = 24 * kHourUs;
constexpr const pmm_call* kNoCall = nullptr;

pmm_id service_id(const pmmcrm::Session& session, std::string_view code) {
  pmm_service_filter filter = PMM_SERVICE_FILTER_INIT;
  filter.set_fields = PMM_SERVICE_FILTER_CODE;
  filter.code = str(code);
  const pmm_page* page = nullptr;
  return session.read(pmm_service_list, &filter, page, kNoCall)[0].int64("id");
}

pmm_id channel_id(const pmmcrm::Session& session, std::string_view code) {
  const pmm_channel_filter* all = nullptr;
  const pmm_page* page = nullptr;
  for (const pmmcrm::Row row : session.read(pmm_channel_list, all, page, kNoCall))
    if (row.text("code") == code) return row.int64("id");
  throw std::runtime_error("no channel " + std::string(code));
}

pmm_id email_of(const pmmcrm::Session& session, pmm_id subject) {
  const pmm_address_filter* all = nullptr;
  const pmm_page* page = nullptr;
  for (const pmmcrm::Row row : session.read(pmm_address_list, subject, all, page, kNoCall))
    if (row.text("kind") == "email") return row.int64("id");
  throw std::runtime_error("nobody can write to subject " + std::to_string(subject));
}

// The letter box of the demo takes every letter.
void take_letter(void*, const pmm_parcel*, pmm_delivery_report_input* out) {
  out->outcome = PMM_OUTCOME_SENT;
}

// Letters go by email, from now on; the citizen reads them there, but none about culture.
void set_preferences(const pmmcrm::Db& db, const pmmcrm::Session& session, pmm_id subject) {
  session.write(pmm_channel_carry, channel_id(session, "email"), str("email"), kNoCall);
  pmm_carrier carrier = PMM_CARRIER_INIT;
  carrier.send = take_letter;
  db.set_carrier("email", &carrier);
  pmm_address_input verified = PMM_ADDRESS_INPUT_INIT;
  verified.set_fields = PMM_ADDRESS_VERIFIED_ON;
  verified.verified_on = static_cast<std::int32_t>(kNowUs / kDayUs) - 30;
  session.write(pmm_address_update, email_of(session, subject), &verified, kNoCall);
  pmm_preference_choice no_culture = PMM_PREFERENCE_CHOICE_INIT;
  no_culture.set_fields =
      PMM_PREFERENCE_CHOICE_SERVICE | PMM_PREFERENCE_CHOICE_CHANNEL | PMM_PREFERENCE_CHOICE_WANTED;
  no_culture.service = service_id(session, "archeologia-subacquea");
  no_culture.channel = str("email");
  no_culture.wanted = 0;
  session.write(pmm_preference_choose, subject, &no_culture, kNoCall);
}

void write_notices(const pmmcrm::Session& session, pmm_id subject) {
  pmm_notification_input card = PMM_NOTIFICATION_INPUT_INIT;
  card.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_SERVICE | PMM_NOTIFICATION_TITLE |
                    PMM_NOTIFICATION_BODY | PMM_NOTIFICATION_ACTION |
                    PMM_NOTIFICATION_ACTION_UNTIL_US;
  card.subject = subject;
  card.service = service_id(session, "autocertificazioni");
  card.title = str("La carta d'identità scade il 31 gennaio");
  card.body = str("Si rinnova **allo sportello**, su appuntamento.");
  card.action = str("Prenotare il rinnovo");
  card.action_until_us = kNowUs + 31 * kDayUs;
  session.create(card);
  pmm_notification_input tax = PMM_NOTIFICATION_INPUT_INIT;
  tax.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_SERVICE | PMM_NOTIFICATION_TITLE |
                   PMM_NOTIFICATION_BODY | PMM_NOTIFICATION_DUE_US | PMM_NOTIFICATION_PAY_AMOUNT |
                   PMM_NOTIFICATION_PAY_NOTICE | PMM_NOTIFICATION_PAY_PAYEE;
  tax.subject = subject;
  tax.service = service_id(session, "raccolta-rifiuti");
  tax.title = str("Tassa sui rifiuti, prima rata");
  tax.body = str("La prima rata del 2008.");
  tax.due_us = kNowUs + 59 * kDayUs;
  tax.pay_amount = 18'450;
  tax.pay_notice = str("302008000000012345");
  tax.pay_payee = str("80014890638");
  session.create(tax);
  pmm_notification_input visit = PMM_NOTIFICATION_INPUT_INIT;
  visit.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_SERVICE |
                     PMM_NOTIFICATION_NOTICE_CLASS | PMM_NOTIFICATION_TITLE | PMM_NOTIFICATION_BODY;
  visit.subject = subject;
  visit.service = service_id(session, "archeologia-subacquea");
  visit.notice_class = str("promotional");
  visit.title = str("Nuova visita virtuale: la villa di Pausilypon");
  visit.body = str("Da oggi in linea.");
  session.create(visit);
}

void set_reminder(const pmmcrm::Session& session, pmm_id subject) {
  pmm_reminder_rule_input school = PMM_REMINDER_RULE_INPUT_INIT;
  school.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                      PMM_REMINDER_RULE_RECURRENCE | PMM_REMINDER_RULE_LEADS |
                      PMM_REMINDER_RULE_STARTS_ON;
  school.code = str("iscrizioni-scolastiche");
  school.title = str("Iscrizioni alla scuola dell'infanzia: ultimo giorno");
  school.source = str("dated");
  school.recurrence = str("FREQ=YEARLY");
  school.leads = str("30,7,1");
  school.starts_on = static_cast<std::int32_t>((kNowUs + kHourUs) / kDayUs) + 29;
  const pmm_id rule = session.create(school);
  const std::int32_t follow = 1;
  session.write(pmm_reminder_rule_follow, rule, subject, follow, kNoCall);
}

// At the counter of the registry, in the first slot that is free.
void book(const pmmcrm::Session& session, pmm_id subject) {
  pmm_office_filter registry = PMM_OFFICE_FILTER_INIT;
  registry.set_fields = PMM_OFFICE_FILTER_CODE;
  registry.code = str("anagrafe");
  const pmm_page* page = nullptr;
  pmm_calendar_input counter = PMM_CALENDAR_INPUT_INIT;
  counter.set_fields =
      PMM_CALENDAR_CODE | PMM_CALENDAR_NAME | PMM_CALENDAR_OFFICE | PMM_CALENDAR_PLACE;
  counter.code = str("carta-identita");
  counter.name = str("Carta d'identità");
  counter.office = session.read(pmm_office_list, &registry, page, kNoCall)[0].int64("id");
  counter.place = str("Sportello 4, piazza Dante 93");
  const pmm_id calendar = session.create(counter);
  for (std::int32_t day = 1; day <= 5; ++day) {
    pmm_opening_input morning = PMM_OPENING_INPUT_INIT;
    morning.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
    morning.weekday = day;
    morning.from_minute = 9 * 60;
    morning.to_minute = 12 * 60;
    session.open(calendar, morning);
  }
  pmm_slot_filter free = PMM_SLOT_FILTER_INIT;
  free.set_fields = PMM_SLOT_FILTER_CALENDAR;
  free.calendar = calendar;
  pmm_appointment_input appointment = PMM_APPOINTMENT_INPUT_INIT;
  appointment.set_fields =
      PMM_APPOINTMENT_CALENDAR | PMM_APPOINTMENT_STARTS_US | PMM_APPOINTMENT_SUBJECT;
  appointment.calendar = calendar;
  appointment.starts_us = session.slots(&free, 1)[0].int64("starts");
  appointment.subject = subject;
  session.book(appointment);
}

std::string deciding_rule(const pmmcrm::Session& session, pmm_id delivery) {
  for (const pmmcrm::Row row : session.explain_delivery(delivery))
    if (row.int64("decides") != 0) return std::string(row.text("rule"));
  return {};
}

}  // namespace

void see_the_year_out(const pmmcrm::Db& db, const pmmcrm::Session& session, pmm_id subject,
                      const std::string& calendar_file) {
  set_preferences(db, session, subject);
  write_notices(session, subject);
  set_reminder(session, subject);
  book(session, subject);
  while (db.tick() != 0) continue;
  pmm_ics_input what = PMM_ICS_INPUT_INIT;
  what.set_fields = PMM_ICS_SUBJECT;
  what.subject = subject;
  session.export_ics(calendar_file, what);
}

void show_deliveries(Screen& screen, const pmmcrm::Session& session, pmm_id subject) {
  pmm_delivery_filter filter = PMM_DELIVERY_FILTER_INIT;
  filter.set_fields = PMM_DELIVERY_FILTER_SUBJECT;
  filter.subject = subject;
  const pmm_page* page = nullptr;
  std::map<std::int64_t, std::string> titles;
  for (const pmmcrm::Row row : session.board(subject))
    titles[row.int64("id")] = std::string(row.text("title"));
  screen.blank();
  screen.line("  " + paint(Colour::kBold, "Sent, or not, and why"));
  for (const pmmcrm::Row row : session.read(pmm_delivery_list, &filter, page, kNoCall)) {
    const bool stopped = row.text("state") == "suppressed";
    std::string why(row.is_null("reason") ? std::string_view() : row.text("reason"));
    if (stopped) why += ", by the rule " + deciding_rule(session, row.int64("id"));
    screen.line("  " + left(shortened(titles[row.int64("notification")], 49), 50) +
                left(row.text("channel_code"), 9) +
                paint(stopped ? Colour::kRed : Colour::kGreen, left(row.text("state"), 12)) + why);
  }
}

}  // namespace demo

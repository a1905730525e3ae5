#include "crm/appointment_notice.hpp"

#include <string>
#include <utility>

#include "crm/appointment_sql.hpp"
#include "crm/notice.hpp"
#include "crm/service.hpp"

namespace pmm::crm {
namespace {

// In the words of a template, the states in its language.
Status fill_booking(const BookingChange& change, model::PlaceholderValues values,
                    const model::NoticeTemplate& source, const Zone& zone, Notice& notice) {
  values["old_state"] = std::string(model::booking_words(change.old_state, source.language));
  values["new_state"] = std::string(model::booking_words(change.new_state, source.language));
  PMM_ASSIGN(model::NoticeText text, model::render(source, values, zone));
  notice.language = source.language;
  notice.title = std::move(text.title);
  notice.body = std::move(text.body);
  return {};
}

}  // namespace

Status tell_of_booking(const Writing& writing, const BookingChange& change) {
  // A courtesy whatever the service tells otherwise: that an appointment was moved is neither an
  // advertisement that may be refused nor a notice that the law gives a date to.
  Notice notice;
  notice.subject = change.subject;
  notice.service = change.service;
  notice.office = change.office;
  notice.case_id = change.case_id;
  notice.origin = model::kOriginAppointment;
  notice.collapse_key = "appointment:" + std::to_string(change.id);
  if (change.service) {
    PMM_ASSIGN(const ServiceRules service,
               load_service_rules(writing.db(), *change.service, "service"));
    if (service.category != 0) notice.category = service.category;
  }
  model::PlaceholderValues values;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kWordsOfAppointment));
    PMM_TRY(find.bind(1, change.id).step().take_status());
    values["code"] = find.string_at(0);
    values["about"] = find.string_at(1);
    if (!find.is_null(2)) values["place"] = find.string_at(2);
  }
  values["starts"] = change.starts_us;
  if (change.old_starts_us != change.starts_us) values["old_starts"] = change.old_starts_us;
  PMM_ASSIGN(const std::string language, language_of(writing.db(), change.subject));
  const std::string code =
      std::string(model::kTemplateAppointment) + "." + std::string(change.verb);
  PMM_ASSIGN(const auto chosen, choose_template(writing.db(), code, change.service, language));
  // A template that has grown too long with its values must not stop the work of the office.
  if (chosen && fill_booking(change, values, chosen->source, writing.zone, notice).ok())
    notice.template_id = chosen->id;
  else
    PMM_TRY(fill_booking(change, std::move(values),
                         model::built_in_template(model::NoticeShape::kBooking, language),
                         writing.zone, notice));
  return put_notice(writing, notice).take_status();
}

}  // namespace pmm::crm

#include "names.hpp"

#include <charconv>
#include <optional>

#include "text.hpp"

namespace cli {
namespace {

constexpr const pmm_call* kNoCall = nullptr;
constexpr std::string_view kCode = "code:";

std::optional<pmm_id> id_in(const std::string& text) {
  pmm_id id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

// The text behind a word such as "code:", if it begins with that.
std::optional<std::string> behind(const std::string& text, std::string_view word) {
  if (text.size() <= word.size() || text.compare(0, word.size(), word) != 0) return std::nullopt;
  return text.substr(word.size());
}

[[noreturn]] void fail(const char* what, const std::string& text) {
  throw NotFoundError(std::string("there is no ") + what + " " + printable(text));
}

template <class Get>
pmm_id known(const pmmcrm::Session& session, pmm_id id, Get get, const char* what) {
  try {
    session.read(get, id, kNoCall);
  } catch (const pmmcrm::Error& error) {
    if (error.code() != PMM_E_NOT_FOUND) throw;
    fail(what, std::to_string(id));
  }
  return id;
}

template <class List, class Filter>
std::optional<pmm_id> first_of(const pmmcrm::Session& session, List list, const Filter& filter) {
  pmm_page page = PMM_PAGE_INIT;
  page.limit = 1;
  const pmm_page* first = &page;
  const Filter* wanted = &filter;
  const pmmcrm::Result found = session.read(list, wanted, first, kNoCall);
  if (found.empty()) return std::nullopt;
  return found[0].int64("id");
}

// What a catalogue is asked with.
template <class Filter, class Get, class List>
struct Catalogue {
  const char* what;
  Filter filter;
  std::uint64_t code;  // bit of the filter
  Get get;
  List list;
};
template <class Filter, class Get, class List>
Catalogue(const char*, Filter, std::uint64_t, Get, List) -> Catalogue<Filter, Get, List>;

template <class Of>
pmm_id find_in(const pmmcrm::Session& session, const std::string& text, Of of) {
  const auto id = id_in(text);
  if (id) return known(session, *id, of.get, of.what);
  const std::string code = behind(text, kCode).value_or(text);
  of.filter.set_fields = of.code;
  of.filter.code = pmmcrm::str(code);
  const auto found = first_of(session, of.list, of.filter);
  if (!found) fail(of.what, text);
  return *found;
}

}  // namespace

pmm_id find_service(const pmmcrm::Session& session, const std::string& text) {
  const pmm_service_filter filter = PMM_SERVICE_FILTER_INIT;
  return find_in(
      session, text,
      Catalogue{"service", filter, PMM_SERVICE_FILTER_CODE, pmm_service_get, pmm_service_list});
}
pmm_id find_category(const pmmcrm::Session& session, const std::string& text) {
  const pmm_category_filter filter = PMM_CATEGORY_FILTER_INIT;
  return find_in(
      session, text,
      Catalogue{"category", filter, PMM_CATEGORY_FILTER_CODE, pmm_category_get, pmm_category_list});
}
pmm_id find_office(const pmmcrm::Session& session, const std::string& text) {
  const pmm_office_filter filter = PMM_OFFICE_FILTER_INIT;
  return find_in(
      session, text,
      Catalogue{"office", filter, PMM_OFFICE_FILTER_CODE, pmm_office_get, pmm_office_list});
}
pmm_id find_channel(const pmmcrm::Session& session, const std::string& text) {
  const pmm_channel_filter filter = PMM_CHANNEL_FILTER_INIT;
  return find_in(
      session, text,
      Catalogue{"channel", filter, PMM_CHANNEL_FILTER_CODE, pmm_channel_get, pmm_channel_list});
}
pmm_id find_calendar(const pmmcrm::Session& session, const std::string& text) {
  const pmm_calendar_filter filter = PMM_CALENDAR_FILTER_INIT;
  return find_in(
      session, text,
      Catalogue{"calendar", filter, PMM_CALENDAR_FILTER_CODE, pmm_calendar_get, pmm_calendar_list});
}
pmm_id find_reminder_rule(const pmmcrm::Session& session, const std::string& text) {
  const pmm_reminder_rule_filter filter = PMM_REMINDER_RULE_FILTER_INIT;
  return find_in(session, text,
                 Catalogue{"reminder rule", filter, PMM_REMINDER_RULE_FILTER_CODE,
                           pmm_reminder_rule_get, pmm_reminder_rule_list});
}

pmm_id find_case(const pmmcrm::Session& session, const std::string& text) {
  if (const auto id = id_in(text)) return known(session, *id, pmm_case_get, "case");
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  std::string value = text;
  if (const auto protocol = behind(text, "protocol:")) {
    value = *protocol;
    filter.set_fields = PMM_CASE_FILTER_PROTOCOL;
    filter.protocol = pmmcrm::str(value);
  } else if (const auto token = behind(text, "token:")) {
    value = *token;
    filter.set_fields = PMM_CASE_FILTER_TOKEN;
    filter.token = pmmcrm::str(value);
  } else {
    value = behind(text, "external_id:").value_or(text);
    filter.set_fields = PMM_CASE_FILTER_EXTERNAL_ID;
    filter.external_id = pmmcrm::str(value);
  }
  if (const auto found = first_of(session, pmm_case_list, filter)) return *found;
  if (value == text && text.find('/') != std::string::npos) {
    filter.set_fields = PMM_CASE_FILTER_NUMBER;
    filter.number = pmmcrm::str(text);
    if (const auto found = first_of(session, pmm_case_list, filter)) return *found;
  }
  fail("case", text);
}

pmm_id find_appointment(const pmmcrm::Session& session, const std::string& text) {
  pmm_appointment_filter filter = PMM_APPOINTMENT_FILTER_INIT;
  filter.set_fields = PMM_APPOINTMENT_FILTER_CODE;
  filter.code = pmmcrm::str(text);
  if (const auto found = first_of(session, pmm_appointment_list, filter)) return *found;
  if (const auto id = id_in(text)) return known(session, *id, pmm_appointment_get, "appointment");
  fail("appointment", text);
}

}  // namespace cli

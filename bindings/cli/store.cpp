#include "store.hpp"

#include <charconv>
#include <optional>

#include "moment.hpp"
#include "text.hpp"

namespace cli {
namespace {

pmmcrm::Db opened(const std::string& path, std::uint32_t flags, const std::string& municipalities) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = flags;
  options.municipalities = pmmcrm::str(municipalities);
  pmmcrm::Db db = pmmcrm::Db::open(path, &options);
  const pmmcrm::Result info = db.info();
  use_zone(std::string(info[0].text("timezone")));
  return db;
}

std::optional<pmm_id> parse_id(const std::string& text) {
  pmm_id id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

pmm_subject_filter filter_of(const std::string& scheme, const std::string& value) {
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  if (scheme == "external_id") {
    filter.set_fields = PMM_SUBJECT_FILTER_EXTERNAL_ID;
    filter.external_id = pmmcrm::str(value);
  } else if (scheme == "token") {
    filter.set_fields = PMM_SUBJECT_FILTER_TOKEN;
    filter.token = pmmcrm::str(value);
  } else {
    filter.set_fields = PMM_SUBJECT_FILTER_SCHEME | PMM_SUBJECT_FILTER_VALUE;
    filter.scheme = pmmcrm::str(scheme);
    filter.value = pmmcrm::str(value);
  }
  return filter;
}

}  // namespace

pmmcrm::Db open_to_read(const std::string& path, const std::string& municipalities) {
  return opened(path, PMM_OPEN_READ_ONLY, municipalities);
}
pmmcrm::Db open_to_write(const std::string& path, const std::string& municipalities) {
  return opened(path, 0, municipalities);
}

pmmcrm::Db open_to_ask(const std::string& path) {
  pmmcrm::Db reading = open_to_read(path);
  try {
    return open_to_write(path);
  } catch (const pmmcrm::Error&) {
    return reading;  // of a folder, say, where nothing can be written
  }
}

pmmcrm::Session open_session(const pmmcrm::Db& db, const Settings& settings) {
  try {
    return db.session(settings.actor);
  } catch (const pmmcrm::Error& error) {
    if (error.code() != PMM_E_NOT_FOUND) throw;
    throw NotFoundError("--actor: there is no active actor " + std::to_string(settings.actor));
  }
}

pmm_id find_subject(const pmmcrm::Session& session, const std::string& text) {
  if (const auto id = parse_id(text)) return *id;
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
    throw UsageError("SUBJECT is an id or scheme:value, such as codice_fiscale:RSSMRA70A01F839X");
  const std::string scheme = text.substr(0, colon), value = text.substr(colon + 1);
  const pmm_subject_filter filter = filter_of(scheme, value);
  const pmmcrm::Result found = session.read(pmm_subject_list, &filter, nullptr, nullptr);
  if (found.empty()) throw NotFoundError("there is no subject with " + printable(text));
  if (found.rows() > 1)
    throw DataError(printable(text) + " stands for " + std::to_string(found.rows()) + " subjects");
  return found[0].int64("id");
}

}  // namespace cli

#include "acting.hpp"

#include "text.hpp"

namespace cli {

Acting::Acting(const pmmcrm::Db& db, const Settings& settings)
    : session_(open_session(db, settings)) {
  if (!settings.on_behalf_of.empty())
    call_.on_behalf_of = find_subject(session_, settings.on_behalf_of);
}

pmm_id Acting::subject(const std::string& text) const {
  const pmm_id id = find_subject(session_, text);
  try {
    return session_.subject(id, call())[0].int64("id");
  } catch (const pmmcrm::Error& error) {
    if (error.code() != PMM_E_NOT_FOUND) throw;
    throw NotFoundError("there is no subject " + printable(text));
  }
}

}  // namespace cli

#pragma once

#include <string>

#include "store.hpp"

// Rows by what people know of them. Each throws NotFoundError when there is none to be seen, and
// UsageError for what cannot be a name.
namespace cli {

// By its id or its code; code:VALUE where the code is a number.
pmm_id find_service(const pmmcrm::Session& session, const std::string& text);
pmm_id find_category(const pmmcrm::Session& session, const std::string& text);
pmm_id find_office(const pmmcrm::Session& session, const std::string& text);
pmm_id find_channel(const pmmcrm::Session& session, const std::string& text);
pmm_id find_calendar(const pmmcrm::Session& session, const std::string& text);
pmm_id find_reminder_rule(const pmmcrm::Session& session, const std::string& text);
// By its id, its number such as 2007/R/000123, external_id:VALUE, which may also stand alone,
// protocol:VALUE or token:VALUE.
pmm_id find_case(const pmmcrm::Session& session, const std::string& text);
// By its code, however that is written, or its id.
pmm_id find_appointment(const pmmcrm::Session& session, const std::string& text);

}  // namespace cli

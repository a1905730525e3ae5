#pragma once

#include <string>

#include "settings.hpp"

namespace cli {

// Opens an existing store to read, or to read and write; times are shown in its zone from then on.
pmmcrm::Db open_to_read(const std::string& path, const std::string& municipalities = {});
// To read, and to keep FILE.columns where that can be written.
pmmcrm::Db open_to_ask(const std::string& path);
pmmcrm::Db open_to_write(const std::string& path, const std::string& municipalities = {});

// The session of --actor.
pmmcrm::Session open_session(const pmmcrm::Db& db, const Settings& settings);

// The first rows of a list.
inline pmm_page rows_at_most(std::int64_t limit) {
  pmm_page page = PMM_PAGE_INIT;
  page.limit = limit;
  return page;
}

// A subject by its id, or by "scheme:value": a scheme of identifiers, external_id or token. Throws
// NotFoundError when there is none to be seen.
pmm_id find_subject(const pmmcrm::Session& session, const std::string& text);

}  // namespace cli

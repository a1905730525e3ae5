#include "store.hpp"

namespace demo {

pmm_export_report write_workbook(const pmmcrm::Session& session, const std::string& path) {
  pmm_export_options options = PMM_EXPORT_OPTIONS_INIT;
  options.language = pmmcrm::str("it");
  options.title = pmmcrm::str("Portale Metropolitano Multicanale, Comune di Napoli: l'anno 2007");
  return session.export_workbook(path, &options, kYearRequest);
}

}  // namespace demo

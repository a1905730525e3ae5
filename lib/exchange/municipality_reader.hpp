#pragma once

#include <memory>
#include <string>

#include "base/status.hpp"
#include "model/municipality.hpp"

namespace pmm::exchange {

// Reads the national archive of municipalities (ANPR): CSV, plain or compressed by gzip, with the
// columns CODCATASTALE, DENOMINAZIONE_IT, DATAISTITUZIONE and DATACESSAZIONE among others. Rows
// without a code or with impossible dates are passed over. Errors are at `field`; kInvalid also
// when the file has none of these rows.
Result<std::shared_ptr<const model::Municipalities>> read_municipalities(const std::string& path,
                                                                         std::string_view field);

}  // namespace pmm::exchange

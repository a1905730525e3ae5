#pragma once

#include <memory>

#include "exchange/table_writer.hpp"

namespace pmm::exchange {

std::unique_ptr<TableWriter> make_xlsx_writer(Sink sink, ExportOptions options);

}  // namespace pmm::exchange

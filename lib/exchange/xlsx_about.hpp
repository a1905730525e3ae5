#pragma once

#include <string>
#include <vector>

#include "exchange/xlsx_cells.hpp"

namespace pmm::exchange {

// What the page about a workbook tells of one answer in it.
struct AboutAnswer {
  std::string title, question;
  std::vector<std::string> sheets;
  std::int64_t rows = 0;
  std::string timezone;
  Watermark watermark;
  struct Member {
    std::string title, name, unit, formula;
  };
  std::vector<Member> members;
};
AboutAnswer about(const Table& table, const std::vector<std::string>& titles);

// Fills the page: what the workbook is, what is in it with a link to each, how each answer came
// about.
Status write_about(CellWriter& cells, const XlsxBook::Sheet& sheet, const ExportOptions& options,
                   const std::vector<AboutAnswer>& answers);

}  // namespace pmm::exchange

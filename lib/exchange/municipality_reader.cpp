#include "exchange/municipality_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "exchange/byte_source.hpp"
#include "exchange/csv_reader.hpp"

namespace pmm::exchange {
namespace {

constexpr std::array<std::string_view, 4> kColumns = {"CODCATASTALE", "DENOMINAZIONE_IT",
                                                      "DATAISTITUZIONE", "DATACESSAZIONE"};
using Places = std::array<std::size_t, kColumns.size()>;

Result<Places> find_columns(const std::vector<std::string>& header) {
  Places places{};
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const auto found = std::find(header.begin(), header.end(), kColumns[i]);
    if (found == header.end())
      return Status::invalid(
          "", "the table of municipalities has no column " + text::quoted(kColumns[i]));
    places[i] = static_cast<std::size_t>(found - header.begin());
  }
  return places;
}

Result<std::shared_ptr<const model::Municipalities>> read_table(const std::string& path) {
  PMM_ASSIGN(auto source, open_source(path));
  PMM_ASSIGN(auto reader, CsvReader::open(std::move(source), CsvFormat{}));
  PMM_ASSIGN(const Places places, find_columns(reader.header()));
  auto table = std::make_shared<model::Municipalities>();
  CsvRow row;
  for (;;) {
    PMM_ASSIGN(const bool more, reader.next(row));
    if (!more) break;
    if (row.defect != CsvDefect::kNone) continue;
    const auto from = parse_date(row.fields[places[2]]);
    const auto last = parse_date(row.fields[places[3]]);
    if (from && last) table->add(row.fields[places[0]], row.fields[places[1]], *from, *last);
  }
  if (table->size() == 0)
    return Status::invalid("", "the table of municipalities has no row with a code and dates");
  return std::shared_ptr<const model::Municipalities>(std::move(table));
}

}  // namespace

Result<std::shared_ptr<const model::Municipalities>> read_municipalities(const std::string& path,
                                                                         std::string_view field) {
  auto table = read_table(path);
  if (table.ok()) return table;
  return Status(table.status().code(), table.status().message(), std::string(field));
}

}  // namespace pmm::exchange

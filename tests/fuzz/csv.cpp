// A CSV file, plain or compressed: the first byte chooses delimiter and encoding.
#include "exchange/csv_reader.hpp"

#include "target.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using pmm::exchange::CsvReader;
  using pmm::exchange::Encoding;
  if (size == 0) return 0;
  constexpr char kDelimiters[] = {',', ';', '\t', '|'};
  constexpr Encoding kEncodings[] = {Encoding::kUtf8, Encoding::kLatin1, Encoding::kWindows1252};
  auto source = pmm::exchange::memory_source(pmm::fuzz::text_of(data + 1, size - 1));
  if (!source.ok()) return 0;
  auto reader = CsvReader::open(std::move(source).value(),
                                {kDelimiters[data[0] % 4], kEncodings[data[0] / 4 % 3]});
  if (!reader.ok()) return 0;
  pmm::exchange::CsvRow row;
  std::int64_t line = 0;
  for (;;) {
    const auto more = reader.value().next(row);
    if (!more.ok() || !more.value()) return 0;
    pmm::fuzz::require(row.line > line);
    line = row.line;
    std::size_t bytes = 0;
    for (const std::string_view field : row.fields) bytes += field.size();
    pmm::fuzz::require(bytes <= row.bytes.size());
  }
}

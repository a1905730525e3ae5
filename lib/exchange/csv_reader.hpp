#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "exchange/byte_source.hpp"
#include "exchange/encoding.hpp"

namespace pmm::exchange {

struct CsvFormat {
  char delimiter = ',';
  Encoding encoding = Encoding::kUtf8;
};

// Why a row cannot be used although it was clear where it ends.
enum class CsvDefect { kNone, kFieldCount, kQuotes, kNul };

// A row as views into the reader's buffer: valid until the next call. Its text is UTF-8 if the file
// is; nothing checked it yet.
struct CsvRow {
  std::int64_t line = 0;  // where it begins; the header is in line 1
  CsvDefect defect = CsvDefect::kNone;
  std::span<const std::string_view> fields;
  std::string_view bytes;  // one stretch of memory that holds every field
};

// Reads RFC 4180 and what is found in the world: any mix of line ends, any delimiter, quotes inside
// an unquoted field taken as they are, blank lines skipped. Memory is bounded by the longest row
// allowed. Serial.
class CsvReader {
 public:
  // Reads the header: kInvalid at "header" when there is none, when a name stands twice or when the
  // file is no text in the given encoding; kLimit when it is too long or too wide.
  static Result<CsvReader> open(std::unique_ptr<ByteSource> source, const CsvFormat& format);

  const std::vector<std::string>& header() const noexcept { return header_; }

  // The next row; false at the end. What leaves the end of the row unknown is an error: a quote
  // that is never closed, a row over the limits, a source that cannot be read.
  Result<bool> next(CsvRow& row);

  std::int64_t done_bytes() const noexcept { return source_->done_bytes(); }
  std::int64_t total_bytes() const noexcept { return source_->total_bytes(); }
  FileId file_id() const noexcept { return source_->file_id(); }

 private:
  enum class Scan { kRow, kBlank, kMore, kTooWide, kOpenQuote };
  struct Span {
    std::size_t begin, size;
    bool doubled_quotes;
  };

  CsvReader(std::unique_ptr<ByteSource> source, const CsvFormat& format);
  Result<bool> next_row(CsvRow& row);
  Status read_header();
  Status check_mark();
  Status refill();
  Scan scan_row();
  Scan scan_quoted(std::size_t& at, Span& span);
  std::size_t find_field_end(std::size_t at) const noexcept;
  void finish_row(CsvRow& row);
  Status over_row_limit() const;

  std::unique_ptr<ByteSource> source_;
  CsvFormat format_;
  std::array<bool, 256> ends_field_{};
  std::vector<std::string> header_;

  // buffer_[begin_, end_) waits to be parsed; buffer_[end_] ends every scan for a field's end.
  std::vector<char> buffer_, raw_;
  std::size_t begin_ = 0, end_ = 0;
  bool at_end_ = false, saw_nul_ = false;

  // The row that is being scanned.
  std::vector<Span> spans_;
  std::vector<std::string_view> fields_;
  std::size_t row_end_ = 0;     // of its text
  std::size_t next_begin_ = 0;  // after its line end
  std::int64_t line_ = 1, lines_inside_ = 0;
  bool odd_quotes_ = false;
};

}  // namespace pmm::exchange

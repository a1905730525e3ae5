#include "exchange/csv_reader.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::exchange {
namespace {

constexpr std::size_t kChunkBytes = 128 * 1024;

// Line ends of every kind; "\r\n" is one.
std::int64_t count_lines(std::string_view text) noexcept {
  std::int64_t lines = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
      ++lines;
  }
  return lines;
}

std::string in_line(std::int64_t line) { return "line " + std::to_string(line); }

}  // namespace

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, const CsvFormat& format)
    : source_(std::move(source)), format_(format), buffer_(1, '\n'), raw_(kChunkBytes) {
  for (const char c : {format.delimiter, '\n', '\r'})
    ends_field_[static_cast<unsigned char>(c)] = true;
}

Result<CsvReader> CsvReader::open(std::unique_ptr<ByteSource> source, const CsvFormat& format) {
  CsvReader reader(std::move(source), format);
  PMM_TRY(reader.check_mark());
  PMM_TRY(reader.read_header());
  return reader;
}

// The mark at a file's start that some programs write: taken away for UTF-8; two others say that
// the file is something that is not read here.
Status CsvReader::check_mark() {
  constexpr std::size_t kLongestMark = 6;  // that of UTF-8, taken for another encoding
  while (end_ - begin_ < kLongestMark && !at_end_) PMM_TRY(refill());
  const std::string_view start(buffer_.data() + begin_, end_ - begin_);
  const bool utf8 = format_.encoding == Encoding::kUtf8;
  if (start.starts_with(utf8 ? "\xFF\xFE" : "\xC3\xBF\xC3\xBE") ||
      start.starts_with(utf8 ? "\xFE\xFF" : "\xC3\xBE\xC3\xBF"))
    return Status::invalid("header", "file is UTF-16; save it as UTF-8");
  if (utf8 && start.starts_with("\xEF\xBB\xBF")) begin_ += 3;
  if (!utf8 && start.starts_with("\xC3\xAF\xC2\xBB\xC2\xBF"))
    return Status::invalid("encoding",
                           "file starts with the mark of UTF-8, another encoding was given");
  return {};
}

Status CsvReader::read_header() {
  CsvRow row;
  PMM_ASSIGN(const bool found, next_row(row));
  if (!found) return Status::invalid("header", "file has no header line");
  if (row.defect == CsvDefect::kNul)
    return Status::invalid("header", "header has a NUL: the file is not text, or it is UTF-16");
  if (row.defect == CsvDefect::kQuotes)
    return Status::invalid("header", "header has text after a closing quote");
  if (row.fields.size() <= 2 && row.fields[0].starts_with("sep="))
    return Status::invalid("header", text::quoted(row.bytes) +
                                         " is not a header; delete this line and give the "
                                         "delimiter with the mapping");
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const std::string_view name = text::trim(row.fields[i]);
    if (text::find_invalid_utf8(name) != std::string_view::npos)
      return Status::invalid("header", "name of column " + std::to_string(i + 1) + ", " +
                                           text::quoted(name) + ", is not in the file's encoding");
    const auto [other, is_new] = seen.emplace(name, i);
    if (!is_new && !name.empty())
      return Status::invalid("header", "name " + text::quoted(name) + " stands twice, as column " +
                                           std::to_string(other->second + 1) + " and " +
                                           std::to_string(i + 1));
    header_.emplace_back(name);
  }
  return {};
}

Result<bool> CsvReader::next(CsvRow& row) {
  PMM_ASSIGN(const bool found, next_row(row));
  if (found && row.defect == CsvDefect::kNone && row.fields.size() != header_.size())
    row.defect = CsvDefect::kFieldCount;
  return found;
}

Result<bool> CsvReader::next_row(CsvRow& row) {
  for (;;) {
    if (begin_ == end_ && at_end_) return false;
    switch (scan_row()) {
      case Scan::kRow:
        if (row_end_ - begin_ > limits::kCsvRowBytes) return over_row_limit();
        finish_row(row);
        return true;
      case Scan::kBlank:
        begin_ = next_begin_;
        ++line_;
        break;
      case Scan::kMore:
        if (end_ - begin_ > limits::kCsvRowBytes) return over_row_limit();
        PMM_TRY(refill());
        break;
      case Scan::kTooWide:
        return Status::limit("row", "row in " + in_line(line_) + " has more than " +
                                        std::to_string(limits::kCsvColumns) + " fields");
      case Scan::kOpenQuote:
        return Status::invalid("row", "quote opened in " + in_line(line_ + lines_inside_) +
                                          " is not closed before the end of the file");
    }
  }
}

Status CsvReader::over_row_limit() const {
  return Status::limit("row", "row that begins in " + in_line(line_) + " has more than " +
                                  std::to_string(limits::kCsvRowBytes) +
                                  " bytes; a quote may not be closed");
}

// What waits moves to the front, so that a row is always one stretch of memory.
Status CsvReader::refill() {
  PMM_ASSIGN(const std::size_t got, source_->read(raw_));
  at_end_ = got == 0;
  saw_nul_ = saw_nul_ || std::memchr(raw_.data(), 0, got) != nullptr;
  buffer_.resize(end_);
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
  append_utf8(buffer_, {raw_.data(), got}, format_.encoding);
  begin_ = 0;
  end_ = buffer_.size();
  buffer_.push_back('\n');
  return {};
}

std::size_t CsvReader::find_field_end(std::size_t at) const noexcept {
  const char* p = buffer_.data() + at;
  while (!ends_field_[static_cast<unsigned char>(*p)]) ++p;
  return static_cast<std::size_t>(p - buffer_.data());
}

// Looks for the end of the row at begin_. Nothing is changed in the buffer, so that a row cut off
// by its end is simply scanned again once more was read.
CsvReader::Scan CsvReader::scan_row() {
  spans_.clear();
  lines_inside_ = 0;
  odd_quotes_ = false;
  std::size_t at = begin_;
  for (;;) {
    if (at == end_ && !at_end_) return Scan::kMore;
    if (spans_.size() == limits::kCsvColumns) return Scan::kTooWide;
    Span span{at, 0, false};
    if (at < end_ && buffer_[at] == '"') {
      const Scan outcome = scan_quoted(at, span);
      if (outcome != Scan::kRow) return outcome;
    } else {
      at = find_field_end(at);
      span.size = at - span.begin;
    }
    spans_.push_back(span);
    if (at >= end_) {
      if (!at_end_) return Scan::kMore;
      row_end_ = next_begin_ = end_;
      break;
    }
    if (buffer_[at] == format_.delimiter) {
      ++at;
      continue;
    }
    if (buffer_[at] == '\r' && at + 1 == end_ && !at_end_) return Scan::kMore;
    row_end_ = at;
    next_begin_ = at + (buffer_[at] == '\r' && at + 1 < end_ && buffer_[at + 1] == '\n' ? 2 : 1);
    break;
  }
  return row_end_ == begin_ ? Scan::kBlank : Scan::kRow;
}

// From an opening quote to the delimiter or line end after the closing one.
CsvReader::Scan CsvReader::scan_quoted(std::size_t& at, Span& span) {
  const char* const data = buffer_.data();
  std::size_t from = at + 1;
  for (;;) {
    const void* found = std::memchr(data + from, '"', end_ - from);
    if (found == nullptr) return at_end_ ? Scan::kOpenQuote : Scan::kMore;
    const auto close = static_cast<std::size_t>(static_cast<const char*>(found) - data);
    if (close + 1 == end_ && !at_end_) return Scan::kMore;
    if (close + 1 < end_ && data[close + 1] == '"') {
      span.doubled_quotes = true;
      from = close + 2;
      continue;
    }
    span.begin = at + 1;
    span.size = close - span.begin;
    lines_inside_ += count_lines({data + span.begin, span.size});
    const std::size_t after = find_field_end(close + 1);
    odd_quotes_ = odd_quotes_ || after != close + 1;
    at = after;
    return Scan::kRow;
  }
}

void CsvReader::finish_row(CsvRow& row) {
  char* const data = buffer_.data();
  fields_.clear();
  for (const Span& span : spans_) {
    char* const text = data + span.begin;
    std::size_t size = span.size;
    if (span.doubled_quotes) {
      std::size_t to = 0;
      for (std::size_t from = 0; from < span.size; ++from) {
        text[to++] = text[from];
        if (text[from] == '"') ++from;
      }
      size = to;
    }
    fields_.emplace_back(text, size);
  }
  row.line = line_;
  row.fields = fields_;
  row.bytes = {data + begin_, row_end_ - begin_};
  row.defect = odd_quotes_ ? CsvDefect::kQuotes : CsvDefect::kNone;
  if (saw_nul_ && row.bytes.find('\0') != std::string_view::npos) row.defect = CsvDefect::kNul;
  line_ += lines_inside_ + 1;
  begin_ = next_begin_;
}

}  // namespace pmm::exchange

#include "csv_file.hpp"

#include <stdexcept>

namespace demo {
namespace {

constexpr std::size_t kPendingBytes = 1 << 20;

void append_cell(std::string_view cell, std::string& out) {
  if (cell.find_first_of(";\"\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

CsvFile::CsvFile(const std::string& path, std::string_view header)
    : path_(path), file_(std::fopen(path.c_str(), "wb")) {
  if (!file_) throw std::runtime_error(path + " cannot be written");
  raw(header);
}

void CsvFile::row(std::initializer_list<std::string_view> cells) {
  bool first = true;
  for (const std::string_view cell : cells) {
    if (!first) pending_ += ';';
    append_cell(cell, pending_);
    first = false;
  }
  pending_ += '\n';
  if (pending_.size() > kPendingBytes) flush();
}

void CsvFile::raw(std::string_view line) { pending_.append(line) += '\n'; }

void CsvFile::flush() {
  if (std::fwrite(pending_.data(), 1, pending_.size(), file_.get()) != pending_.size())
    throw std::runtime_error(path_ + " cannot be written");
  pending_.clear();
}

void CsvFile::close() {
  flush();
  if (std::fclose(file_.release()) != 0) throw std::runtime_error(path_ + " cannot be written");
}

}  // namespace demo

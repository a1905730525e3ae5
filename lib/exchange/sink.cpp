#include "exchange/sink.hpp"

#include <utility>

namespace pmm::exchange {

Result<Sink> Sink::to_file(const std::string& path) {
  Sink sink;
  PMM_ASSIGN(auto file, NewFile::create(path, "sink.path"));
  sink.file_.emplace(std::move(file));
  return sink;
}

Sink Sink::to_function(Write write) {
  Sink sink;
  sink.write_ = std::move(write);
  return sink;
}

Status Sink::write(std::string_view bytes) {
  if (bytes.empty()) return {};
  written_ += static_cast<std::int64_t>(bytes.size());
  if (file_) return file_->write(bytes);
  if (!write_(bytes)) return {Code::kCancelled, "the write callback stopped the work", "sink"};
  return {};
}

Status Sink::measure() {
  if (!file_) return {};
  PMM_TRY(file_->measure());
  written_ = file_->written();
  return {};
}

Status Sink::finish() { return file_ ? file_->publish() : Status(); }

}  // namespace pmm::exchange

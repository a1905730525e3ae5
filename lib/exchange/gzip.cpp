#include "exchange/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>
#include <string>
#include <vector>

namespace pmm::exchange {
namespace {

constexpr std::size_t kInputBytes = 64 * 1024;
constexpr int kGzipOnly = 16 + MAX_WBITS;

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> packed)
      : packed_(std::move(packed)), input_(kInputBytes) {
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override { inflateEnd(&stream_); }

  Result<std::size_t> read(std::span<char> out) override {
    const std::size_t room = std::min<std::size_t>(out.size(), std::numeric_limits<uInt>::max());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(room);
    while (stream_.avail_out == room) {
      if (stream_.avail_in == 0) {
        PMM_ASSIGN(const bool more, fill());
        if (!more) {
          if (between_members_) break;
          return damaged("ends too early");
        }
      }
      PMM_TRY(step());
    }
    return room - stream_.avail_out;
  }
  std::int64_t done_bytes() const noexcept override { return packed_->done_bytes(); }
  std::int64_t total_bytes() const noexcept override { return packed_->total_bytes(); }
  FileId file_id() const noexcept override { return packed_->file_id(); }

 private:
  static Status damaged(const std::string& how) {
    return {Code::kCorrupt, "gzip stream " + how, "path"};
  }

  Result<bool> fill() {
    PMM_ASSIGN(const std::size_t got, packed_->read(input_));
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return got != 0;
  }

  Status step() {
    if (between_members_) {
      if (inflateReset(&stream_) != Z_OK) return Status::internal("gzip stream could not go on");
      between_members_ = false;
    }
    const int outcome = inflate(&stream_, Z_NO_FLUSH);
    if (outcome == Z_STREAM_END) between_members_ = true;
    if (outcome == Z_MEM_ERROR) throw std::bad_alloc();
    if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR)
      return damaged("is damaged: " + std::string(stream_.msg ? stream_.msg : "unknown format"));
    return {};
  }

  std::unique_ptr<ByteSource> packed_;
  std::vector<char> input_;
  z_stream stream_{};
  bool between_members_ = false;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> gunzip(std::unique_ptr<ByteSource> packed) {
  return std::unique_ptr<ByteSource>(std::make_unique<GzipSource>(std::move(packed)));
}

}  // namespace pmm::exchange

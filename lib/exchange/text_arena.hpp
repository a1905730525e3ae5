#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace pmm::exchange {

// Keeps copies of texts at addresses that stay, and gives all of them up at once. The memory of an
// ordinary batch is used again and again.
class TextArena {
 public:
  std::string_view add(std::string_view text) {
    if (text.size() > room_) next_block(text.size());
    char* const at = free_;
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    free_ += text.size();
    room_ -= text.size();
    size_bytes_ += text.size();
    return {at, text.size()};
  }

  void clear() noexcept {
    large_.clear();
    used_ = 0;
    free_ = nullptr;
    room_ = 0;
    size_bytes_ = 0;
  }

  std::size_t size_bytes() const noexcept { return size_bytes_; }

 private:
  static constexpr std::size_t kBlockBytes = 64 * 1024;

  void next_block(std::size_t needed) {
    if (needed > kBlockBytes) {
      large_.push_back(std::make_unique<char[]>(needed));
      free_ = large_.back().get();
      room_ = needed;
      return;
    }
    if (used_ == blocks_.size()) blocks_.push_back(std::make_unique<char[]>(kBlockBytes));
    free_ = blocks_[used_++].get();
    room_ = kBlockBytes;
  }

  std::vector<std::unique_ptr<char[]>> blocks_, large_;
  std::size_t used_ = 0;
  char* free_ = nullptr;
  std::size_t room_ = 0, size_bytes_ = 0;
};

}  // namespace pmm::exchange

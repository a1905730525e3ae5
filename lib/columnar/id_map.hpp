#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pmm::columnar {

// Maps int64 keys to 32-bit numbers. Keys that lie close together, as the ids of a noun do, cost
// four bytes each and one load; the others go to a hash table.
class IdMap {
 public:
  std::optional<std::uint32_t> find(std::int64_t key) const {
    if (key >= 0 && static_cast<std::size_t>(key) < dense_.size()) {
      const std::uint32_t value = dense_[static_cast<std::size_t>(key)];
      if (value != kNone) return value;
    }
    if (sparse_.empty()) return std::nullopt;
    const auto found = sparse_.find(key);
    if (found == sparse_.end()) return std::nullopt;
    return found->second;
  }

  // `key` must not be there yet.
  void insert(std::int64_t key, std::uint32_t value) {
    if (key < 0 || static_cast<std::size_t>(key) >= 2 * size_ + kRoom) {
      sparse_.emplace(key, value);
    } else {
      const auto at = static_cast<std::size_t>(key);
      if (at >= dense_.size()) dense_.resize(at + 1, kNone);
      dense_[at] = value;
    }
    ++size_;
  }

  void erase(std::int64_t key) {
    if (key >= 0 && static_cast<std::size_t>(key) < dense_.size() &&
        dense_[static_cast<std::size_t>(key)] != kNone) {
      dense_[static_cast<std::size_t>(key)] = kNone;
      --size_;
    } else {
      size_ -= sparse_.erase(key);
    }
  }

  std::size_t size() const noexcept { return size_; }

  std::size_t bytes() const noexcept {
    constexpr std::size_t kNode = 4 * sizeof(void*);  // of the hash table, its bucket included
    return dense_.capacity() * sizeof(std::uint32_t) + sparse_.size() * kNode;
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t kRoom = 4096;  // small keys are dense from the start

  std::vector<std::uint32_t> dense_;
  std::unordered_map<std::int64_t, std::uint32_t> sparse_;
  std::size_t size_ = 0;
};

}  // namespace pmm::columnar

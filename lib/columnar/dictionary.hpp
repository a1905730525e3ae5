#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "columnar/id_map.hpp"

namespace pmm::columnar {

// Code 0 of every dictionary is "no value".
inline constexpr std::uint32_t kNullCode = 0;

// What a code stands for: the key it was made from, and the text people see.
struct DictionaryEntry {
  std::int64_t key = 0;
  std::string text;
};

// Entries live in segments that never move: the one writer fills places past the published size
// while readers look at those before it.
inline constexpr std::uint32_t kDictionarySegment = 1024;
using DictionarySegment = std::array<DictionaryEntry, kDictionarySegment>;

// A dictionary as it was when it was published. Immutable: any thread.
class DictionaryView {
 public:
  // Codes go from 0 to size() - 1; 0 is "no value".
  std::uint32_t size() const noexcept { return size_; }
  const DictionaryEntry& at(std::uint32_t code) const {
    return (*segments_[code / kDictionarySegment])[code % kDictionarySegment];
  }

 private:
  friend class Dictionary;
  std::vector<std::shared_ptr<const DictionarySegment>> segments_;
  std::uint32_t size_ = 0;
};

// Gives dense codes to keys or to texts, in order of arrival; a code is never taken back. Serial.
class Dictionary {
 public:
  Dictionary();

  std::optional<std::uint32_t> find(std::int64_t key) const { return by_key_.find(key); }
  std::uint32_t add(std::int64_t key, std::string_view text);
  // Finds a text or gives it the next code.
  std::uint32_t code_of(std::string_view text);
  std::optional<std::uint32_t> find_text(std::string_view text) const;
  // Another text for a code that was added with a key; published views keep the old one.
  void relabel(std::uint32_t code, std::string_view text);

  std::uint32_t size() const noexcept { return size_; }
  std::size_t bytes() const noexcept;
  // Shares the view before it as long as nothing changed.
  std::shared_ptr<const DictionaryView> publish();

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::uint32_t append(std::int64_t key, std::string_view text);

  std::vector<std::shared_ptr<DictionarySegment>> segments_;
  std::uint32_t size_ = 0;
  std::size_t text_bytes_ = 0;
  IdMap by_key_;
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> by_text_;
  std::shared_ptr<const DictionaryView> view_;
};

}  // namespace pmm::columnar

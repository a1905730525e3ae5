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
  // Whether its codes were given to keys, and not to texts.
  bool keyed() const noexcept { return keyed_; }

 private:
  friend class Dictionary;
  std::vector<std::shared_ptr<const DictionarySegment>> segments_;
  std::uint32_t size_ = 0;
  bool keyed_ = false;
};

// Gives dense codes to keys or to texts, but not to both, in order of arrival; a code is never
// taken back. Serial.
class Dictionary {
 public:
  Dictionary();

  std::optional<std::uint32_t> find(std::int64_t key) {
    if (indexed_ != size_) index();
    return by_key_.find(key);
  }
  std::uint32_t add(std::int64_t key, std::string_view text);
  // Finds a text or gives it the next code.
  std::uint32_t code_of(std::string_view text);
  std::optional<std::uint32_t> find_text(std::string_view text);
  // Another text for a code that was added with a key; published views keep the old one.
  void relabel(std::uint32_t code, std::string_view text);

  // The next entry of a dictionary that was saved, in the order of its codes.
  void restore(bool keyed, std::int64_t key, std::string_view text);

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
  void index();
  const DictionaryEntry& entry(std::uint32_t code) const {
    return (*segments_[code / kDictionarySegment])[code % kDictionarySegment];
  }

  std::vector<std::shared_ptr<DictionarySegment>> segments_;
  std::uint32_t size_ = 0;
  // Codes below it can be found by key or text. The others are entered when somebody looks: an
  // entry for which there was no memory is not half there.
  std::uint32_t indexed_ = 0;
  bool keyed_ = false;
  std::size_t text_bytes_ = 0;
  IdMap by_key_;
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> by_text_;
  std::shared_ptr<const DictionaryView> view_;

  // Columns say the same few texts again and again: where those were found last, by their size and
  // their ends, which costs less than a hash.
  static constexpr std::size_t kRecent = 64;
  std::array<std::uint32_t, kRecent> recent_{};
};

}  // namespace pmm::columnar

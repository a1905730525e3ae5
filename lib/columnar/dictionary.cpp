#include "columnar/dictionary.hpp"

#include "base/assert.hpp"

namespace pmm::columnar {

Dictionary::Dictionary() { indexed_ = append(0, {}) + 1; }

std::uint32_t Dictionary::append(std::int64_t key, std::string_view text) {
  const std::uint32_t code = size_;
  const std::size_t segment = code / kDictionarySegment;
  if (segment == segments_.size()) segments_.push_back(std::make_shared<DictionarySegment>());
  DictionaryEntry& entry = (*segments_[segment])[code % kDictionarySegment];
  entry.key = key;
  entry.text.assign(text);
  text_bytes_ += text.size();
  ++size_;
  view_.reset();
  return code;
}

std::uint32_t Dictionary::add(std::int64_t key, std::string_view text) {
  PMM_ASSERT(size_ == 1 || keyed_);
  PMM_ASSERT(!find(key));
  keyed_ = true;
  return append(key, text);
}

std::optional<std::uint32_t> Dictionary::find_text(std::string_view text) {
  if (indexed_ != size_) index();
  const auto found = by_text_.find(text);
  if (found == by_text_.end()) return std::nullopt;
  return found->second;
}

std::uint32_t Dictionary::code_of(std::string_view text) {
  const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const std::size_t place =
      text.empty() ? 0 : (text.size() + 5U * byte(0) + 3U * byte(text.size() - 1)) % kRecent;
  std::uint32_t& recent = recent_[place];
  if (recent != kNullCode && entry(recent).text == text) return recent;
  PMM_ASSERT(!keyed_);
  const auto known = find_text(text);
  recent = known ? *known : append(0, text);
  return recent;
}

void Dictionary::restore(bool keyed, std::int64_t key, std::string_view text) {
  keyed_ = keyed;
  append(key, text);
}

void Dictionary::index() {
  for (; indexed_ < size_; ++indexed_) {
    const DictionaryEntry& next = entry(indexed_);
    if (keyed_)
      by_key_.insert(next.key, indexed_);
    else
      by_text_.emplace(next.text, indexed_);
  }
}

void Dictionary::relabel(std::uint32_t code, std::string_view text) {
  PMM_ASSERT(code < size_ && code != kNullCode);
  auto& segment = segments_[code / kDictionarySegment];
  DictionaryEntry& old = (*segment)[code % kDictionarySegment];
  if (old.text == text) return;
  segment = std::make_shared<DictionarySegment>(*segment);
  (*segment)[code % kDictionarySegment].text.assign(text);
  view_.reset();
}

// Texts that are looked up by themselves stand twice; short ones need no memory of their own, which
// is not taken off.
std::size_t Dictionary::bytes() const noexcept {
  return segments_.size() * sizeof(DictionarySegment) + 2 * text_bytes_ + by_key_.bytes() +
         by_text_.size() * (sizeof(std::string) + 4 * sizeof(void*));
}

std::shared_ptr<const DictionaryView> Dictionary::publish() {
  if (!view_) {
    auto view = std::make_shared<DictionaryView>();
    view->segments_.assign(segments_.begin(), segments_.end());
    view->size_ = size_;
    view->keyed_ = keyed_;
    view_ = std::move(view);
  }
  return view_;
}

}  // namespace pmm::columnar

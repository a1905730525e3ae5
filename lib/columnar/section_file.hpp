#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/status.hpp"
#include "columnar/bytes.hpp"

// A file of sections: a head, sections of plain values at places that a processor likes, a manifest
// that says where they are and what they mean, a foot that says where the manifest is. Each
// section and the manifest have a checksum, so that a reader notices whatever happened to a byte.
namespace pmm::columnar {

// Where a section stands in its file.
struct Section {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint32_t checksum = 0;
};
inline constexpr std::size_t kSectionEntryBytes = 20;  // of one in a manifest
void put_section(ByteWriter& out, const Section& section);
Section get_section(ByteReader& in) noexcept;

using ByteSink = std::function<Status(std::span<const std::byte>)>;

// Writes from the first byte to the last, without going back.
class SectionWriter {
 public:
  explicit SectionWriter(ByteSink sink) : sink_(std::move(sink)) {}

  Status begin();
  Result<Section> add(std::span<const std::byte> bytes);
  template <class T>
  Result<Section> add_values(std::span<const T> values) {
    return add(std::as_bytes(values));
  }
  Status finish(const ByteWriter& manifest);
  std::uint64_t bytes() const noexcept { return at_; }

 private:
  Status write(std::span<const std::byte> bytes);
  Status pad();

  ByteSink sink_;
  std::uint64_t at_ = 0;
};

// The bytes of such a file. Immutable: any thread.
class SectionFile {
 public:
  // kCorrupt unless head, foot and manifest are whole; `owner` keeps the bytes where they are. A
  // fuzzer, which cannot guess a checksum, goes without.
  static Result<SectionFile> open(std::span<const std::byte> bytes,
                                  std::shared_ptr<const void> owner, bool checksums = true);

  ByteReader manifest() const noexcept { return ByteReader(manifest_); }
  // kCorrupt unless the section lies within the file and is what was written.
  Result<std::span<const std::byte>> take(const Section& section) const;
  // The same as values of T, `count` of them.
  template <class T>
  Result<std::span<const T>> take_values(const Section& section, std::uint64_t count) const {
    if (section.bytes != count * sizeof(T)) return damaged("a section has another size");
    PMM_ASSIGN(const auto raw, take(section));
    return std::span<const T>(reinterpret_cast<const T*>(raw.data()),
                              static_cast<std::size_t>(count));
  }
  const std::shared_ptr<const void>& owner() const noexcept { return owner_; }

  static Status damaged(const char* what) { return {Code::kCorrupt, what}; }

 private:
  SectionFile() = default;

  std::span<const std::byte> bytes_;
  std::span<const std::byte> manifest_;
  std::shared_ptr<const void> owner_;
  bool checksums_ = true;
};

}  // namespace pmm::columnar

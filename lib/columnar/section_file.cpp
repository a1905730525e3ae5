#include "columnar/section_file.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/crc32c.hpp"

namespace pmm::columnar {
namespace {

constexpr std::size_t kAlignment = 64;  // of a section, a line of cache
constexpr std::array<char, 8> kMagic{'P', 'M', 'M', 'C', 'O', 'L', 'S', '\n'};

// First and last of a file. Of the foot's words only the last is about itself.
struct Foot {
  std::uint64_t manifest_offset = 0;
  std::uint64_t manifest_bytes = 0;
  std::uint64_t file_bytes = 0;
  std::uint32_t manifest_checksum = 0;
  std::uint32_t foot_checksum = 0;
  std::array<char, 8> magic = kMagic;
};
static_assert(sizeof(Foot) == 40);

std::uint32_t checksum_of(Foot foot) noexcept {
  foot.foot_checksum = 0;
  return crc32c(std::as_bytes(std::span(&foot, 1)));
}

}  // namespace

void put_section(ByteWriter& out, const Section& section) {
  out.put(section.offset);
  out.put(section.bytes);
  out.put(section.checksum);
}

Section get_section(ByteReader& in) noexcept {
  Section section;
  section.offset = in.get<std::uint64_t>();
  section.bytes = in.get<std::uint64_t>();
  section.checksum = in.get<std::uint32_t>();
  return section;
}

Status SectionWriter::write(std::span<const std::byte> bytes) {
  PMM_TRY(sink_(bytes));
  at_ += bytes.size();
  return {};
}

Status SectionWriter::pad() {
  constexpr std::array<std::byte, kAlignment> kZeros{};
  return write(std::span(kZeros).first((kAlignment - at_ % kAlignment) % kAlignment));
}

Status SectionWriter::begin() { return write(std::as_bytes(std::span(kMagic))); }

Result<Section> SectionWriter::add(std::span<const std::byte> bytes) {
  PMM_TRY(pad());
  const Section section{at_, bytes.size(), crc32c(bytes)};
  PMM_TRY(write(bytes));
  return section;
}

Status SectionWriter::finish(const ByteWriter& manifest) {
  PMM_ASSIGN(const Section section, add(manifest.bytes()));
  Foot foot;
  foot.manifest_offset = section.offset;
  foot.manifest_bytes = section.bytes;
  foot.manifest_checksum = section.checksum;
  foot.file_bytes = at_ + sizeof foot;
  foot.foot_checksum = checksum_of(foot);
  return write(std::as_bytes(std::span(&foot, 1)));
}

Result<SectionFile> SectionFile::open(std::span<const std::byte> bytes,
                                      std::shared_ptr<const void> owner, bool checksums) {
  Foot foot;
  if (bytes.size() < kMagic.size() + sizeof foot) return damaged("it is too short");
  std::memcpy(&foot, bytes.data() + (bytes.size() - sizeof foot), sizeof foot);
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::max_align_t) != 0)
    return damaged("its bytes are at an odd place in memory");
  if (std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0 || foot.magic != kMagic)
    return damaged("it does not begin and end as such a file does");
  if (foot.file_bytes != bytes.size()) return damaged("it has another size than when it was saved");
  if (checksums && foot.foot_checksum != checksum_of(foot))
    return damaged("the checksum of its foot is wrong");
  SectionFile file;
  file.bytes_ = bytes;
  file.owner_ = std::move(owner);
  file.checksums_ = checksums;
  PMM_ASSIGN(file.manifest_,
             file.take({foot.manifest_offset, foot.manifest_bytes, foot.manifest_checksum}));
  return file;
}

Result<std::span<const std::byte>> SectionFile::take(const Section& section) const {
  if (section.offset > bytes_.size() || section.bytes > bytes_.size() - section.offset)
    return damaged("a section lies outside of it");
  if (section.offset % kAlignment != 0) return damaged("a section stands at an odd place");
  const auto raw = bytes_.subspan(static_cast<std::size_t>(section.offset),
                                  static_cast<std::size_t>(section.bytes));
  if (checksums_ && crc32c(raw) != section.checksum)
    return damaged("the checksum of a section is wrong");
  return raw;
}

}  // namespace pmm::columnar

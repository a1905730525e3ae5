#include "columnar/saved.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace pmm::columnar {
namespace {

constexpr std::size_t kChunkEntryBytes = 2 + 2 * 8 + kSectionEntryBytes;
constexpr std::size_t kBlockEntryBytes = 4 + 4 + 1;
constexpr std::int64_t kLargestScale = 1'000'000'000;  // of a layout; what is in use is far below

Status damaged(const char* what) { return SectionFile::damaged(what); }

// --- Chunks ------------------------------------------------------------------------------------

// Whether values of this kind are ever laid out so. The last value that the width has room for must
// be one: bounds are worked out from the ends.
bool is_layout_of(Kind kind, const Layout& layout) noexcept {
  const std::uint8_t width = layout.width;
  if (width == 8) return kind != Kind::kCode;
  if (width != 1 && width != 2 && width != 4) return false;
  if (kind == Kind::kCode) return layout == Layout{.width = width};
  if (kind == Kind::kReal || layout.scale < 1 || layout.scale > kLargestScale) return false;
  const std::int64_t steps = (std::int64_t{1} << (8 * width)) - 2;
  return layout.base != kNullInt &&
         layout.base <= std::numeric_limits<std::int64_t>::max() - steps * layout.scale;
}

Status save_chunk(SectionWriter& out, ByteWriter& manifest, const Chunk& chunk,
                  std::uint32_t rows) {
  manifest.put(static_cast<std::uint8_t>(chunk.kind));
  manifest.put(chunk.layout.width);
  manifest.put(chunk.layout.base);
  manifest.put(chunk.layout.scale);
  PMM_ASSIGN(const Section section,
             out.add(std::span(chunk.data.get(), std::size_t{rows} * chunk.layout.width)));
  put_section(manifest, section);
  return {};
}

Result<Chunk> load_chunk(const SectionFile& file, ByteReader& manifest, Kind kind,
                         std::uint32_t rows) {
  Chunk chunk;
  const auto saved_kind = manifest.get<std::uint8_t>();
  chunk.layout.width = manifest.get<std::uint8_t>();
  chunk.layout.base = manifest.get<std::int64_t>();
  chunk.layout.scale = manifest.get<std::int64_t>();
  const Section section = get_section(manifest);
  if (!manifest.ok() || saved_kind != static_cast<std::uint8_t>(kind) ||
      !is_layout_of(kind, chunk.layout))
    return damaged("a column is of another kind");
  chunk.kind = kind;
  // Full: who adds a row or changes one takes memory of its own first.
  chunk.capacity = rows;
  PMM_ASSIGN(const auto values,
             file.take_values<std::byte>(section, std::uint64_t{rows} * chunk.layout.width));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): nobody writes into published values
  auto* data = const_cast<std::byte*>(values.data());
  chunk.data = {std::const_pointer_cast<void>(file.owner()), data};
  find_bounds(chunk, rows);
  return chunk;
}

// --- Blocks ------------------------------------------------------------------------------------

Status save_block(SectionWriter& out, ByteWriter& manifest, const Block& block) {
  manifest.put(block.rows);
  manifest.put(block.dead);
  manifest.put(static_cast<std::uint8_t>(block.alive != nullptr));
  if (block.alive) {
    PMM_ASSIGN(const Section section,
               out.add_values(std::span<const std::uint8_t>(*block.alive).first(block.rows)));
    put_section(manifest, section);
  }
  for (const Chunk& chunk : block.chunks) PMM_TRY(save_chunk(out, manifest, chunk, block.rows));
  return {};
}

Status load_alive(const SectionFile& file, ByteReader& manifest, Block& block) {
  const Section section = get_section(manifest);
  PMM_ASSIGN(const auto flags, file.take_values<std::uint8_t>(section, block.rows));
  std::uint32_t dead = 0;
  for (const std::uint8_t flag : flags) {
    if (flag > 1) return damaged("a row is neither alive nor dead");
    dead += flag ^ 1U;
  }
  if (dead != block.dead) return damaged("a block has another number of dead rows");
  block.alive = std::make_shared<std::vector<std::uint8_t>>(flags.begin(), flags.end());
  return {};
}

Result<std::shared_ptr<const Block>> load_block(const SectionFile& file, ByteReader& manifest,
                                                std::span<const Kind> kinds) {
  auto block = std::make_shared<Block>();
  block->rows = manifest.get<std::uint32_t>();
  block->dead = manifest.get<std::uint32_t>();
  const bool has_alive = manifest.get<std::uint8_t>() != 0;
  if (block->rows == 0 || block->rows > kBlockRows || (!has_alive && block->dead != 0))
    return damaged("a block has a wrong number of rows");
  if (has_alive) PMM_TRY(load_alive(file, manifest, *block));
  block->chunks.reserve(kinds.size());
  for (const Kind kind : kinds) {
    PMM_ASSIGN(Chunk chunk, load_chunk(file, manifest, kind, block->rows));
    block->chunks.push_back(std::move(chunk));
  }
  return std::shared_ptr<const Block>(std::move(block));
}

}  // namespace

Status save_frame(SectionWriter& out, ByteWriter& manifest, const Frame& frame) {
  manifest.put(frame.rows);
  manifest.put(frame.live);
  manifest.put(std::uint64_t{frame.blocks.size()});
  for (const auto& block : frame.blocks) PMM_TRY(save_block(out, manifest, *block));
  return {};
}

Result<Frame> load_frame(const SectionFile& file, ByteReader& manifest, std::span<const Kind> kinds,
                         const Call& call) {
  Frame frame;
  frame.rows = manifest.get<std::uint64_t>();
  frame.live = manifest.get<std::uint64_t>();
  const std::size_t blocks = manifest.get_count(kBlockEntryBytes + kinds.size() * kChunkEntryBytes);
  std::uint64_t rows = 0;
  std::uint64_t dead = 0;
  frame.blocks.reserve(blocks);
  for (std::size_t i = 0; i < blocks; ++i) {
    PMM_TRY(call.check());
    PMM_ASSIGN(auto block, load_block(file, manifest, kinds));
    // A row's number tells its block: all but the last are full.
    if (i + 1 < blocks && block->rows != kBlockRows) return damaged("a block is not full");
    rows += block->rows;
    dead += block->dead;
    frame.blocks.push_back(std::move(block));
  }
  if (!manifest.ok() || rows != frame.rows || rows - dead != frame.live)
    return damaged("a cube has another number of rows");
  return frame;
}

std::uint32_t highest_code(const Frame& frame, std::size_t column) noexcept {
  std::int64_t highest = 0;
  for (const auto& block : frame.blocks)
    if (block->chunks[column].min <= block->chunks[column].max)
      highest = std::max(highest, block->chunks[column].max);
  return static_cast<std::uint32_t>(
      std::min<std::int64_t>(highest, std::numeric_limits<std::uint32_t>::max()));
}

// --- Dictionaries ------------------------------------------------------------------------------

Status save_dictionary(SectionWriter& out, ByteWriter& manifest, const DictionaryView& view) {
  std::vector<std::int64_t> keys;
  std::vector<std::uint32_t> ends;  // of each text in all texts
  std::string texts;
  for (std::uint32_t code = 1; code < view.size(); ++code) {
    const DictionaryEntry& entry = view.at(code);
    keys.push_back(entry.key);
    texts += entry.text;
    ends.push_back(static_cast<std::uint32_t>(texts.size()));
  }
  if (texts.size() > std::numeric_limits<std::uint32_t>::max())
    return Status::limit("query", "a dictionary has over 4 GiB of text");
  manifest.put(static_cast<std::uint8_t>(view.keyed()));
  manifest.put(std::uint64_t{keys.size()});
  manifest.put(std::uint64_t{texts.size()});
  PMM_ASSIGN(const Section key_section, out.add_values(std::span<const std::int64_t>(keys)));
  PMM_ASSIGN(const Section end_section, out.add_values(std::span<const std::uint32_t>(ends)));
  PMM_ASSIGN(const Section text_section, out.add_values(std::span<const char>(texts)));
  put_section(manifest, key_section);
  put_section(manifest, end_section);
  put_section(manifest, text_section);
  return {};
}

Result<Dictionary> load_dictionary(const SectionFile& file, ByteReader& manifest) {
  const bool keyed = manifest.get<std::uint8_t>() != 0;
  const auto count = manifest.get<std::uint64_t>();
  const auto text_bytes = manifest.get<std::uint64_t>();
  const Section key_section = get_section(manifest);
  const Section end_section = get_section(manifest);
  const Section text_section = get_section(manifest);
  if (!manifest.ok() || count >= std::numeric_limits<std::uint32_t>::max())
    return damaged("a dictionary is cut off");
  PMM_ASSIGN(const auto keys, file.take_values<std::int64_t>(key_section, count));
  PMM_ASSIGN(const auto ends, file.take_values<std::uint32_t>(end_section, count));
  PMM_ASSIGN(const auto texts, file.take_values<char>(text_section, text_bytes));
  Dictionary dictionary;
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (ends[i] < begin || ends[i] > texts.size()) return damaged("a text lies outside of others");
    const std::string_view text(texts.data() + begin, ends[i] - begin);
    if (!text::check(text, "text", texts.size()).ok()) return damaged("a text is not UTF-8");
    dictionary.restore(keyed, keys[i], text);
    begin = ends[i];
  }
  return dictionary;
}

// --- Ids ---------------------------------------------------------------------------------------

Status save_row_map(SectionWriter& out, ByteWriter& manifest, const RowMap& map) {
  manifest.put(std::uint64_t{map.runs().size()});
  PMM_ASSIGN(const Section section, out.add_values(map.runs()));
  put_section(manifest, section);
  return {};
}

Result<RowMap> load_row_map(const SectionFile& file, ByteReader& manifest, std::uint64_t rows) {
  const auto count = manifest.get<std::uint64_t>();
  const Section section = get_section(manifest);
  if (!manifest.ok() || count > rows) return damaged("a map of rows is cut off");
  PMM_ASSIGN(const auto runs, file.take_values<RowMap::Run>(section, count));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RowMap::Run& run = runs[i];
    const bool follows = i == 0 || (run.first >= runs[i - 1].end());
    if (!follows || run.count == 0 || std::uint64_t{run.row} + run.count > rows ||
        run.first > std::numeric_limits<std::int64_t>::max() - run.count)
      return damaged("a map of rows is not one");
  }
  return RowMap(std::vector<RowMap::Run>(runs.begin(), runs.end()));
}

}  // namespace pmm::columnar

#include "columnar/saved.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace pmm::columnar {
namespace {

constexpr std::size_t kChunkEntryBytes = 3 + 4 * 8 + kSectionEntryBytes;
constexpr std::size_t kBlockEntryBytes = 4 + 4 + 1;

Status damaged(const char* what) { return SectionFile::damaged(what); }

// --- Chunks ------------------------------------------------------------------------------------

struct Bounds {
  bool has_null = false;
  std::int64_t min = std::numeric_limits<std::int64_t>::max();
  std::int64_t max = std::numeric_limits<std::int64_t>::min();
};

template <class T>
Bounds bounds_of(std::span<const T> values, T null) noexcept {
  T min = std::numeric_limits<T>::max();
  T max = std::numeric_limits<T>::min();
  bool has_null = false;
  for (const T value : values) {
    const bool is_null = value == null;
    has_null |= is_null;
    min = std::min(min, is_null ? std::numeric_limits<T>::max() : value);
    max = std::max(max, is_null ? std::numeric_limits<T>::min() : value);
  }
  Bounds bounds;
  bounds.has_null = has_null;
  if (min > max) return bounds;
  bounds.min = static_cast<std::int64_t>(min);
  bounds.max = static_cast<std::int64_t>(max);
  return bounds;
}

bool real_bounds_hold(const Chunk& chunk, std::uint32_t rows) noexcept {
  for (const double value : chunk.values<double>(rows)) {
    if (std::isnan(value) ? !chunk.has_null : value < chunk.real_min || value > chunk.real_max)
      return false;
  }
  return true;
}

// What is found in the values lies within what the chunk says of them: the kernels take room for
// that, and no more.
bool bounds_hold(const Chunk& chunk, std::uint32_t rows) noexcept {
  Bounds found;
  switch (chunk.kind) {
    case Kind::kCode:
      found = visit_codes(chunk, rows, [](auto codes) {
        using Code = typename decltype(codes)::value_type;
        return bounds_of<Code>(codes, Code{kNullCode});
      });
      break;
    case Kind::kInt:
      found = bounds_of(chunk.values<std::int64_t>(rows), kNullInt);
      break;
    case Kind::kDay:
      found = bounds_of(chunk.values<std::int32_t>(rows), kNullDay);
      break;
    case Kind::kReal:
      return real_bounds_hold(chunk, rows);
  }
  if (found.has_null && !chunk.has_null) return false;
  return found.min > found.max || (found.min >= chunk.min && found.max <= chunk.max);
}

bool width_fits(Kind kind, std::uint8_t width) noexcept {
  switch (kind) {
    case Kind::kCode:
      return width == 1 || width == 2 || width == 4;
    case Kind::kDay:
      return width == 4;
    case Kind::kInt:
    case Kind::kReal:
      return width == 8;
  }
  return false;
}

Status save_chunk(SectionWriter& out, ByteWriter& manifest, const Chunk& chunk,
                  std::uint32_t rows) {
  manifest.put(static_cast<std::uint8_t>(chunk.kind));
  manifest.put(chunk.width);
  manifest.put(static_cast<std::uint8_t>(chunk.has_null));
  manifest.put(chunk.min);
  manifest.put(chunk.max);
  manifest.put(chunk.real_min);
  manifest.put(chunk.real_max);
  PMM_ASSIGN(const Section section,
             out.add(std::span(chunk.data.get(), std::size_t{rows} * chunk.width)));
  put_section(manifest, section);
  return {};
}

Result<Chunk> load_chunk(const SectionFile& file, ByteReader& manifest, Kind kind,
                         std::uint32_t rows) {
  Chunk chunk;
  const auto saved_kind = manifest.get<std::uint8_t>();
  chunk.width = manifest.get<std::uint8_t>();
  chunk.has_null = manifest.get<std::uint8_t>() != 0;
  chunk.min = manifest.get<std::int64_t>();
  chunk.max = manifest.get<std::int64_t>();
  chunk.real_min = manifest.get<double>();
  chunk.real_max = manifest.get<double>();
  const Section section = get_section(manifest);
  if (!manifest.ok() || saved_kind != static_cast<std::uint8_t>(kind) ||
      !width_fits(kind, chunk.width))
    return damaged("a column is of another kind");
  chunk.kind = kind;
  // Full: who adds a row or changes one takes memory of its own first.
  chunk.capacity = rows;
  PMM_ASSIGN(const auto values,
             file.take_values<std::byte>(section, std::uint64_t{rows} * chunk.width));
  // The bytes are mapped for reading; nothing writes into a chunk that a reader has.
  auto* data = const_cast<std::byte*>(values.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): see above
  chunk.data = std::shared_ptr<std::byte[]>(
      std::const_pointer_cast<void>(file.owner()), data);
  if (!bounds_hold(chunk, rows)) return damaged("a value lies outside of its column's bounds");
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
  const std::size_t blocks =
      manifest.get_count(kBlockEntryBytes + kinds.size() * kChunkEntryBytes);
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

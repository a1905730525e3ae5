#pragma once

#include <cstdint>
#include <span>

#include "base/call.hpp"
#include "base/status.hpp"
#include "columnar/dictionary.hpp"
#include "columnar/frame.hpp"
#include "columnar/row_map.hpp"
#include "columnar/section_file.hpp"

// Columns on their way into a file of sections and out of it. What comes out of a file is checked
// to the last value: a reader of the columns may rely on it as on those it made itself.
namespace pmm::columnar {

Status save_frame(SectionWriter& out, ByteWriter& manifest, const Frame& frame);
// kCorrupt unless it is a frame of columns of these kinds. The values stay in the file's bytes. The
// call is looked at before every block.
Result<Frame> load_frame(const SectionFile& file, ByteReader& manifest, std::span<const Kind> kinds,
                         const Call& call);

Status save_dictionary(SectionWriter& out, ByteWriter& manifest, const DictionaryView& view);
Result<Dictionary> load_dictionary(const SectionFile& file, ByteReader& manifest);

Status save_row_map(SectionWriter& out, ByteWriter& manifest, const RowMap& map);
// kCorrupt unless every row is below `rows`.
Result<RowMap> load_row_map(const SectionFile& file, ByteReader& manifest, std::uint64_t rows);

// The highest code of a column of codes; 0 when it has none.
std::uint32_t highest_code(const Frame& frame, std::size_t column) noexcept;

}  // namespace pmm::columnar

#include "analytics/columns/saved_columns.hpp"

#include <utility>

#include "analytics/columns/feed_sql.hpp"
#include "base/digest.hpp"
#include "base/limits.hpp"
#include "columnar/saved.hpp"

namespace pmm::analytics {
namespace {

using columnar::ByteReader;
using columnar::ByteWriter;
using columnar::SectionFile;
using columnar::SectionWriter;

// Raised when the same columns would be read or stored in another way, and nothing else that
// layout_of_columns() looks at tells so.
constexpr std::int64_t kFormat = 2;

void put_identity(ByteWriter& out, const ColumnsIdentity& identity) {
  out.put_text(identity.layout);
  out.put_text(identity.store_id);
  out.put(identity.schema_version);
  out.put_text(identity.zone);
  out.put(identity.zone_rules);
  out.put(identity.mark.journal);
  out.put(identity.mark.visit);
  out.put_text(identity.journal_hash);
  out.put_text(identity.visits_hash);
  out.put_text(identity.saved_as);
}

ColumnsIdentity get_identity(ByteReader& in) {
  ColumnsIdentity identity;
  identity.layout = in.get_text();
  identity.store_id = in.get_text();
  identity.schema_version = in.get<std::int64_t>();
  identity.zone = in.get_text();
  identity.zone_rules = in.get<std::uint64_t>();
  identity.mark.journal = in.get<std::int64_t>();
  identity.mark.visit = in.get<std::int64_t>();
  identity.journal_hash = in.get_text();
  identity.visits_hash = in.get_text();
  identity.saved_as = in.get_text();
  return identity;
}

void put_attribute(ByteWriter& out, const DeclaredAttribute& attribute) {
  out.put_text(attribute.code);
  out.put_text(model::datatype_name(attribute.datatype));
  out.put_text(attribute.title);
  out.put(static_cast<std::uint64_t>(attribute.services.size()));
  for (const std::int64_t service : attribute.services) out.put(service);
}

Result<DeclaredAttribute> get_attribute(ByteReader& in) {
  DeclaredAttribute attribute;
  attribute.code = in.get_text();
  const auto datatype = model::parse_datatype(in.get_text());
  attribute.title = in.get_text();
  const std::size_t services = in.get_count(sizeof(std::int64_t));
  for (std::size_t i = 0; i < services; ++i) attribute.services.push_back(in.get<std::int64_t>());
  if (!in.ok() || !datatype || !model::may_be_dimension(*datatype))
    return SectionFile::damaged("an attribute is not one");
  attribute.datatype = *datatype;
  return attribute;
}

Result<AttributeColumns> load_attributes(const SectionFile& file, ByteReader& manifest) {
  const std::size_t count = manifest.get_count(1);
  if (count > limits::kAttributeDimensions) return SectionFile::damaged("too many attributes");
  std::vector<DeclaredAttribute> declared;
  std::vector<columnar::Dictionary> dictionaries;
  for (std::size_t i = 0; i < count; ++i) {
    PMM_ASSIGN(auto attribute, get_attribute(manifest));
    PMM_ASSIGN(auto dictionary, columnar::load_dictionary(file, manifest));
    declared.push_back(std::move(attribute));
    dictionaries.push_back(std::move(dictionary));
  }
  return AttributeColumns(std::move(declared), std::move(dictionaries));
}

// A code that its dictionary does not have would be looked up outside of it, as would a row of a
// case that the cube of cases does not have.
Status check_codes(const SavedColumns& columns) {
  for (const Cube& cube : cubes()) {
    const columnar::Frame& frame = columns.frames[static_cast<std::size_t>(cube.id)];
    for (std::size_t i = 0; i < cube.kept_columns(); ++i) {
      const Domain domain = cube.columns[i].domain;
      if (domain == Domain::kNone) continue;
      const auto& dictionary = columns.dictionaries[static_cast<std::size_t>(domain)];
      if (columnar::highest_code(frame, i) >= dictionary.size())
        return SectionFile::damaged("a code is in no dictionary");
    }
  }
  const columnar::Frame& cases = columns.frames[static_cast<std::size_t>(CubeId::kCases)];
  if (!columns.attributes.holds_codes_of(cases))
    return SectionFile::damaged("a code is in no dictionary");
  const columnar::Frame& stays = columns.frames[static_cast<std::size_t>(CubeId::kStages)];
  if (columnar::highest_code(stays, stages::kCase) > cases.rows)
    return SectionFile::damaged("a stay is of no case");
  for (const auto& block : stays.blocks)
    if (block->chunks[stages::kCase].has_null) return SectionFile::damaged("a stay is of no case");
  return {};
}

}  // namespace

std::vector<columnar::Kind> kinds_of(const Cube& cube, const AttributeColumns& attributes) {
  std::vector<columnar::Kind> kinds;
  for (const ColumnSpec& spec : cube.columns.first(cube.kept_columns())) kinds.push_back(spec.kind);
  if (cube.id != CubeId::kCases) return kinds;
  const auto more = attributes.kinds();
  kinds.insert(kinds.end(), more.begin(), more.end());
  return kinds;
}

std::string layout_of_columns() {
  Sha256 sha;
  sha.add_int(kFormat);
  sha.add_int(columnar::kBlockRows);
  for (const Cube& cube : cubes()) {
    sha.add_text(cube.name);
    sha.add_int(static_cast<std::int64_t>(cube.kept_columns()));
    for (const ColumnSpec& spec : cube.columns.first(cube.kept_columns())) {
      sha.add_int(static_cast<std::int64_t>(spec.kind));
      sha.add_int(static_cast<std::int64_t>(spec.encoding));
      sha.add_int(static_cast<std::int64_t>(spec.domain));
      sha.add_int(spec.day_of);
    }
    const char* source = sql::kRowsAfter[static_cast<std::size_t>(cube.id)];
    sha.add_text(source != nullptr ? source : sql::kMovesAfter);
  }
  for (const char* label : sql::kLabelOf) sha.add_text(label);
  return to_hex(as_text(sha.finish()));
}

Status save_columns(const columnar::ByteSink& sink, const ColumnsIdentity& identity,
                    const Epoch& epoch, std::span<const CubeRows> rows, std::int64_t last_subject) {
  SectionWriter out(sink);
  ByteWriter manifest;
  PMM_TRY(out.begin());
  put_identity(manifest, identity);
  manifest.put(last_subject);
  for (const auto& dictionary : epoch.dictionaries)
    PMM_TRY(columnar::save_dictionary(out, manifest, *dictionary));
  const auto declared = epoch.attributes->declared();
  manifest.put(static_cast<std::uint64_t>(declared.size()));
  for (std::size_t i = 0; i < declared.size(); ++i) {
    put_attribute(manifest, declared[i]);
    PMM_TRY(columnar::save_dictionary(out, manifest, *epoch.attribute_dictionaries[i]));
  }
  for (std::size_t at = 0; at < kCubes; ++at) {
    PMM_TRY(columnar::save_frame(out, manifest, epoch.frames[at]));
    PMM_TRY(columnar::save_row_map(out, manifest, rows[at].rows));
    manifest.put(rows[at].last_id);
  }
  return out.finish(manifest);
}

Result<ColumnsReader> ColumnsReader::open(std::span<const std::byte> bytes,
                                          std::shared_ptr<const void> owner, bool checksums) {
  PMM_ASSIGN(SectionFile file, SectionFile::open(bytes, std::move(owner), checksums));
  ByteReader manifest = file.manifest();
  ColumnsIdentity identity = get_identity(manifest);
  if (!manifest.ok()) return SectionFile::damaged("its manifest is cut off");
  ColumnsReader reader(std::move(file), manifest);
  reader.identity_ = std::move(identity);
  return reader;
}

Result<SavedColumns> ColumnsReader::load(const Call& call) const {
  SavedColumns columns;
  ByteReader manifest = rest_;
  columns.last_subject = manifest.get<std::int64_t>();
  for (columnar::Dictionary& dictionary : columns.dictionaries) {
    PMM_ASSIGN(dictionary, columnar::load_dictionary(file_, manifest));
  }
  PMM_ASSIGN(columns.attributes, load_attributes(file_, manifest));
  for (const Cube& cube : cubes()) {
    const auto at = static_cast<std::size_t>(cube.id);
    PMM_ASSIGN(columns.frames[at],
               columnar::load_frame(file_, manifest, kinds_of(cube, columns.attributes), call));
    PMM_ASSIGN(columns.rows[at].rows,
               columnar::load_row_map(file_, manifest, columns.frames[at].rows));
    columns.rows[at].last_id = manifest.get<std::int64_t>();
  }
  if (!manifest.ok() || !manifest.at_end()) return SectionFile::damaged("its manifest is cut off");
  PMM_TRY(check_codes(columns));
  return columns;
}

Result<SavedColumns> load_columns(std::span<const std::byte> bytes, bool checksums) {
  PMM_ASSIGN(const ColumnsReader reader, ColumnsReader::open(bytes, nullptr, checksums));
  return reader.load(Call{});
}

}  // namespace pmm::analytics

#include "exchange/row_builder.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace pmm::exchange {
namespace {

constexpr std::size_t kShownBytes = 1024;

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

// A value as a report may hold it: well-formed and not too long.
std::string shown(std::string_view value) {
  if (text::find_invalid_utf8(value) != std::string_view::npos ||
      value.find('\0') != std::string_view::npos)
    return text::quoted(value);
  std::size_t size = std::min(value.size(), kShownBytes);
  while (size < value.size() && (static_cast<unsigned char>(value[size]) & 0xC0) == 0x80) --size;
  return std::string(value.substr(0, size)) + (size < value.size() ? "…" : "");
}

Reject reject_of_defect(const CsvRow& row, std::int64_t number, std::size_t wanted) {
  Reject reject{number, row.line, {}, {}, shown(row.bytes.substr(0, kShownBytes)), {}};
  switch (row.defect) {
    case CsvDefect::kFieldCount:
      reject.rule = "fields";
      reject.message = "row has " + std::to_string(row.fields.size()) +
                       " fields where the header has " + std::to_string(wanted);
      break;
    case CsvDefect::kQuotes:
      reject.rule = "quotes";
      reject.message = "text follows a closing quote";
      break;
    default:
      reject.rule = "nul";
      reject.message = "row has a NUL";
  }
  return reject;
}

// The route of a hit; what was asked of it may hold personal data and goes no further.
std::string_view route_of(std::string_view path) noexcept {
  const std::string_view route = path.substr(0, path.find_first_of("?#"));
  return route.empty() ? std::string_view("/") : route;
}

const char* rule_of(Code code) noexcept {
  switch (code) {
    case Code::kNotFound:
      return "not_found";
    case Code::kConflict:
      return "conflict";
    case Code::kDenied:
      return "denied";
    case Code::kLimit:
      return "length";
    default:
      return "invalid";
  }
}

}  // namespace

template <class Row>
Result<RowBuilder<Row>> RowBuilder<Row>::bind(const Mapping& mapping,
                                              const std::vector<std::string>& header,
                                              std::shared_ptr<const Zone> zone) {
  if (mapping.zone) zone = mapping.zone;
  RowBuilder builder(mapping, std::move(zone));
  if (!builder.zone_) {
    PMM_ASSIGN(builder.zone_, Zone::load("UTC"));
  }
  builder.header_count_ = header.size();
  for (const MappedField& mapped : mapping.fields) PMM_TRY(builder.bind_field(mapped, header));
  return builder;
}

template <class Row>
Status RowBuilder<Row>::bind_field(const MappedField& mapped,
                                   const std::vector<std::string>& header) {
  const auto defs = fields_of<Row>();
  const auto def =
      std::find_if(defs.begin(), defs.end(), [&](const auto& d) { return d.name == mapped.field; });
  PMM_ASSERT(def != defs.end());
  Bound bound{&*def, &mapped, std::nullopt, std::nullopt, false};
  bound.is_key = !mapping_->key.empty() && mapping_->find(mapping_->key) == &mapped;
  if (!mapped.spec.format.empty()) {
    auto pattern = TimePattern::parse(mapped.spec.format);
    if (!pattern.ok()) return pattern.take_status().at_field(mapped.path);
    bound.pattern = std::move(pattern).value();
  }
  if (const auto& column = mapped.spec.column) {
    const auto found = std::find(header.begin(), header.end(), *column);
    if (found == header.end() || column->empty()) {
      const std::string near = text::nearest(*column, header);
      std::string message = "column " + text::quoted(*column) + " is not in the file's header";
      if (!near.empty()) message += "; did you mean " + text::quoted(near) + "?";
      if (header.size() == 1) message += ", which has one column: is the delimiter right?";
      return Status::invalid(mapped.path, std::move(message));
    }
    const auto index = static_cast<std::size_t>(found - header.begin());
    const auto slot = std::find(columns_.begin(), columns_.end(), index);
    bound.slot = static_cast<std::size_t>(slot - columns_.begin());
    if (slot == columns_.end()) columns_.push_back(index);
  }
  PMM_TRY(check_constants(bound));
  bounds_.push_back(std::move(bound));
  return {};
}

// What the mapping itself gives as values is checked once and before the first row.
template <class Row>
Status RowBuilder<Row>::check_constants(const Bound& bound) {
  const auto check = [&](const std::optional<std::string>& value, const std::string& at) -> Status {
    Row row;
    Broken broken;
    std::optional<std::string_view> text;
    if (value && !value->empty()) text = *value;
    if (assign(bound, text, row, broken)) return {};
    return Status::invalid(bound.mapped->path + "." + at, broken.message);
  };
  const ColumnSpec& spec = bound.mapped->spec;
  if (!spec.column) PMM_TRY(check(spec.constant, "value"));
  if (spec.has_default) PMM_TRY(check(spec.default_value, "default"));
  for (const auto& entry : spec.map)
    if (entry.to) PMM_TRY(check(entry.to, "map." + entry.from));
  return {};
}

template <class Row>
void RowBuilder<Row>::fill(CsvReader& reader, bool stop, RowBatch<Row>& batch) {
  CsvRow source;
  while (batch.count < kBatchRows && batch.rejects.size() < kBatchRows &&
         batch.texts.size_bytes() < kBatchBytes) {
    auto more = reader.next(source);
    if (!more.ok()) batch.failure = more.take_status();
    batch.is_last = !more.ok() || !*more;
    if (batch.is_last) break;
    add(source, batch);
    if (stop && !batch.rejects.empty()) {
      batch.is_last = true;
      break;
    }
  }
  batch.done_bytes = reader.done_bytes();
}

template <class Row>
void RowBuilder<Row>::add(const CsvRow& source, RowBatch<Row>& batch) {
  const std::int64_t number = next_row_++;
  if (source.defect != CsvDefect::kNone) {
    batch.rejects.push_back(reject_of_defect(source, number, header_count_));
    return;
  }
  // One copy of the row; the cells are the same places in it.
  const std::string_view copy = batch.texts.add(source.bytes);
  const std::size_t first_cell = batch.cells.size();
  for (const std::size_t column : columns_) {
    const std::string_view field = source.fields[column];
    const auto offset = static_cast<std::size_t>(field.data() - source.bytes.data());
    batch.cells.push_back(text::trim(copy.substr(offset, field.size())));
  }
  if (batch.rows.size() == batch.count) batch.rows.emplace_back();
  Row& row = batch.rows[batch.count];
  clear(row);
  Broken broken;
  const Bound* culprit = nullptr;
  const std::string_view* const cells = batch.cells.data() + first_cell;
  if (build(cells, row, broken, culprit)) {
    batch.places.push_back({number, source.line});
    ++batch.count;
    return;
  }
  Reject reject{
      number,      source.line, culprit->mapped->spec.column.value_or(culprit->mapped->field),
      broken.rule, {},          std::move(broken.message)};
  if (culprit->slot) reject.value = shown(cells[*culprit->slot]);
  batch.cells.resize(first_cell);
  batch.rejects.push_back(std::move(reject));
}

template <class Row>
bool RowBuilder<Row>::build(const std::string_view* cells, Row& row, Broken& broken,
                            const Bound*& culprit) {
  for (const Bound& bound : bounds_) {
    std::optional<std::string_view> text;
    culprit = &bound;
    if (!resolve(bound, cells, text, broken) || !assign(bound, text, row, broken)) return false;
  }
  return true;
}

// The text that a field gets, nothing when it is empty.
template <class Row>
bool RowBuilder<Row>::resolve(const Bound& bound, const std::string_view* cells,
                              std::optional<std::string_view>& out, Broken& broken) const {
  const ColumnSpec& spec = bound.mapped->spec;
  const auto take = [&](const std::optional<std::string>& value) {
    if (value && !value->empty()) out = *value;
    return true;
  };
  if (!bound.slot) return take(spec.constant);
  const std::string_view cell = cells[*bound.slot];
  if (!spec.map.empty()) {
    const auto found =
        std::lower_bound(spec.map.begin(), spec.map.end(), cell,
                         [](const auto& e, std::string_view v) { return e.from < v; });
    if (found != spec.map.end() && found->from == cell) return take(found->to);
    if (!spec.has_default && !cell.empty())
      return refuse(broken, "map",
                    text::quoted(cell) + " is not in the map of " + bound.mapped->path);
    return take(spec.default_value);
  }
  if (cell.empty()) return take(spec.default_value);
  out = cell;
  return true;
}

template <class Row>
bool RowBuilder<Row>::assign(const Bound& bound, std::optional<std::string_view> text, Row& row,
                             Broken& broken) {
  const FieldDef<Row>& def = *bound.def;
  if (!text && bound.is_key) return refuse(broken, "key", "key is empty");
  if (!text && def.required) return refuse(broken, "required", std::string(def.name) + " is empty");
  const TimePattern* const pattern = bound.pattern ? &*bound.pattern : nullptr;
  // A field is marked as given first; its value follows when there is one and it passes.
  const auto give = [&](auto& field) {
    field.given = true;
    return text.has_value();
  };
  const Overloaded assigners{
      [&](TextField Row::*member) {
        if (!give(row.*member)) return true;
        if (def.rule == Rule::kPath) text = route_of(*text);
        (row.*member).value = *text;
        if (!def.choices.empty()) return check_choice(*text, def.choices, broken);
        return check_text(*text, def.max_bytes, def.rule != Rule::kText, broken);
      },
      [&](KeyField Row::*member) {
        if (!give(row.*member)) return true;
        (row.*member).value = ExternalKey{bound.mapped->code, *text};
        return check_text(*text, def.max_bytes, true, broken);
      },
      [&](std::vector<CodedText> Row::*member) {
        if (text || def.name == "attributes") (row.*member).push_back({bound.mapped->code, text});
        return !text || check_text(*text, def.max_bytes, def.name == "identifiers", broken);
      },
      [&](Field<std::int64_t> Row::*member) {
        if (!give(row.*member)) return true;
        std::int64_t& value = (row.*member).value.emplace();
        return def.rule == Rule::kTime ? to_time(*text, pattern, *zone_, value, broken)
                                       : to_integer(*text, def.low, def.high, value, broken);
      },
      [&](Field<std::int32_t> Row::*member) {
        return !give(row.*member) || to_date(*text, pattern, (row.*member).value.emplace(), broken);
      },
      [&](Field<double> Row::*member) {
        return !give(row.*member) || to_number(*text, mapping_->decimal, def.low, def.high,
                                               (row.*member).value.emplace(), broken);
      },
      [&](Field<bool> Row::*member) {
        return !give(row.*member) || to_boolean(*text, (row.*member).value.emplace(), broken);
      },
  };
  return std::visit(assigners, def.member);
}

template <class Row>
Reject RowBuilder<Row>::rejected_by_sink(const RowBatch<Row>& batch, std::size_t index,
                                         const Status& why) const {
  Reject reject{batch.places[index].row,
                batch.places[index].line,
                why.field(),
                rule_of(why.code()),
                {},
                why.message(),
                why.code()};
  for (const Status::Detail& detail : why.details())
    if (detail.key == "rule") reject.rule = detail.value;
  const MappedField* mapped = mapping_->find(why.field());
  for (const Bound& bound : bounds_) {
    if (bound.mapped != mapped || !bound.slot) continue;
    reject.column = *mapped->spec.column;
    reject.value = shown(batch.cells[index * columns_.size() + *bound.slot]);
  }
  return reject;
}

template class RowBuilder<SubjectRow>;
template class RowBuilder<ContactRow>;
template class RowBuilder<CaseRow>;
template class RowBuilder<VisitRow>;

}  // namespace pmm::exchange

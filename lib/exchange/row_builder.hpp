#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"
#include "exchange/batch.hpp"
#include "exchange/convert.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/mapping.hpp"

namespace pmm::exchange {

inline constexpr std::size_t kBatchRows = limits::kImportRows;
inline constexpr std::size_t kBatchBytes = 1024 * 1024;

// A mapping put on the columns of one file: turns its rows into typed ones. Serial; keeps views
// into the mapping, which must outlive it and the rows.
template <class Row>
class RowBuilder {
 public:
  // `zone` is for times that say none themselves. kInvalid with the mapping's path: a column that
  // the file does not have, a format, constant, default or map that can never give a value.
  static Result<RowBuilder> bind(const Mapping& mapping, const std::vector<std::string>& header,
                                 std::shared_ptr<const Zone> zone);

  // Fills an empty batch until it is full, the file ends or, with `stop`, a row is rejected.
  void fill(CsvReader& reader, bool stop, RowBatch<Row>& batch);

  // The reject that a sink's refusal of the batch's i-th row stands for.
  Reject rejected_by_sink(const RowBatch<Row>& batch, std::size_t index, const Status& why) const;

 private:
  struct Bound {
    const FieldDef<Row>* def;
    const MappedField* mapped;
    std::optional<std::size_t> slot;  // among the batch's cells of a row
    std::optional<TimePattern> pattern;
    bool is_key = false;
  };

  RowBuilder(const Mapping& mapping, std::shared_ptr<const Zone> zone)
      : mapping_(&mapping), zone_(std::move(zone)) {}
  Status bind_field(const MappedField& mapped, const std::vector<std::string>& header);
  Status check_constants(const Bound& bound);
  void add(const CsvRow& source, RowBatch<Row>& batch);
  bool build(const std::string_view* cells, Row& row, Broken& broken, const Bound*& culprit);
  bool resolve(const Bound& bound, const std::string_view* cells,
               std::optional<std::string_view>& out, Broken& broken) const;
  bool assign(const Bound& bound, std::optional<std::string_view> text, Row& row, Broken& broken);

  const Mapping* mapping_;
  std::shared_ptr<const Zone> zone_;
  std::vector<Bound> bounds_;
  std::vector<std::size_t> columns_;  // of the file, by slot
  std::size_t header_count_ = 0;
  std::int64_t next_row_ = 0;
};

extern template class RowBuilder<SubjectRow>;
extern template class RowBuilder<ContactRow>;
extern template class RowBuilder<CaseRow>;
extern template class RowBuilder<VisitRow>;

}  // namespace pmm::exchange

#include "pmmcrm/result.h"

#include <array>
#include <mutex>
#include <vector>

#include "capi/boundary.hpp"
#include "columnar/arrow.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

// What the Arrow layout of an answer does not hold and is made when it is first asked for.
struct pmm_result {
  struct Texts {
    // Cells are asked for with a NUL behind them: value, NUL, value, NUL …
    std::once_flag terminated_once;
    std::string terminated;
    // A coded column as if it were not.
    std::once_flag plain_once;
    std::vector<std::int32_t> offsets;
    std::string bytes;
  };

  explicit pmm_result(TablePtr answer)
      : table(std::move(answer)), texts(std::make_unique<Texts[]>(table->columns.size())) {}

  TablePtr table;
  std::unique_ptr<Texts[]> texts;

  const Column* column(std::int32_t index) const noexcept {
    if (index < 0 || static_cast<std::size_t>(index) >= table->columns.size()) return nullptr;
    return &table->columns[static_cast<std::size_t>(index)];
  }
  const Column* cell(std::int64_t row, std::int32_t index) const noexcept {
    const Column* found = column(index);
    if (found == nullptr || row < 0 || row >= table->rows || found->is_null(row)) return nullptr;
    return found;
  }
  std::string_view text(const Column& source, std::int32_t index, std::int64_t row) {
    Texts& made = texts[static_cast<std::size_t>(index)];
    std::call_once(made.terminated_once, [&] {
      made.terminated.reserve(source.bytes.size() + source.values());
      for (std::size_t i = 0; i < source.values(); ++i) {
        made.terminated += source.value_at(i);
        made.terminated += '\0';
      }
    });
    const auto at = static_cast<std::size_t>(row);
    const auto value = source.coded ? static_cast<std::size_t>(source.codes[at]) : at;
    const auto begin = static_cast<std::size_t>(source.offsets[value]) + value;
    return std::string_view(made.terminated).substr(begin, source.value_at(value).size());
  }
  Texts& spelled_out(const Column& source, std::int32_t index) {
    Texts& made = texts[static_cast<std::size_t>(index)];
    std::call_once(made.plain_once, [&] {
      std::vector<std::int32_t> offsets{0};
      std::string bytes;
      offsets.reserve(static_cast<std::size_t>(table->rows) + 1);
      for (std::int64_t row = 0; row < table->rows; ++row) {
        if (!source.is_null(row)) bytes += source.text_at(row);
        offsets.push_back(static_cast<std::int32_t>(bytes.size()));
      }
      made.bytes = std::move(bytes);
      made.offsets = std::move(offsets);
    });
    return made;
  }
};

namespace pmm::capi {

pmm_result* make_result(TablePtr table) {
  return std::make_unique<pmm_result>(std::move(table)).release();
}

const TablePtr& table_of(const pmm_result& result) noexcept { return result.table; }

}  // namespace pmm::capi

namespace {

constexpr std::size_t kColumnV1 = offsetof(pmm_column, offsets) + sizeof(void*);
static_assert(sizeof(void*) != 8 || kColumnV1 == 48);
constexpr std::size_t kWatermarkV1 = offsetof(pmm_watermark, time_us) + sizeof(std::int64_t);
static_assert(kWatermarkV1 == 32);

const void* values_of(const Column& column) noexcept {
  switch (column.type) {
    case Type::kInt64:
    case Type::kTime:
      return column.ints.data();
    case Type::kFloat64:
      return column.doubles.data();
    case Type::kText:
      return column.bytes.data();
    case Type::kBool:
      return column.bools.data();
    case Type::kDate:
      return column.dates.data();
  }
  return nullptr;
}

}  // namespace

int64_t pmm_result_rows(const pmm_result* result) noexcept {
  return result == nullptr ? 0 : result->table->rows;
}

int32_t pmm_result_columns(const pmm_result* result) noexcept {
  return result == nullptr ? 0 : static_cast<std::int32_t>(result->table->columns.size());
}

pmm_str pmm_result_column_name(const pmm_result* result, int32_t column) noexcept {
  const Column* found = result == nullptr ? nullptr : result->column(column);
  return found == nullptr ? view({}) : view(found->name);
}

pmm_str pmm_result_column_unit(const pmm_result* result, int32_t column) noexcept {
  const Column* found = result == nullptr ? nullptr : result->column(column);
  return found == nullptr ? view({}) : view(found->unit);
}

pmm_str pmm_result_column_title(const pmm_result* result, int32_t column,
                                pmm_str language) noexcept {
  const Column* found = result == nullptr ? nullptr : result->column(column);
  if (found == nullptr) return view({});
  const std::string_view wanted = language.data == nullptr
                                      ? std::string_view()
                                      : std::string_view(language.data, language.size);
  const std::string& title = wanted == "it" ? found->note.title_it : found->note.title_en;
  return view(title.empty() ? found->name : title);
}

pmm_type pmm_result_column_type(const pmm_result* result, int32_t column) noexcept {
  const Column* found = result == nullptr ? nullptr : result->column(column);
  return found == nullptr ? 0 : static_cast<pmm_type>(found->type);
}

int32_t pmm_result_find_column(const pmm_result* result, pmm_str name) noexcept {
  if (result == nullptr || (name.data == nullptr && name.size != 0)) return -1;
  const auto found = result->table->find(
      name.data == nullptr ? std::string_view() : std::string_view(name.data, name.size));
  return found ? static_cast<std::int32_t>(*found) : -1;
}

int32_t pmm_result_is_null(const pmm_result* result, int64_t row, int32_t column) noexcept {
  return result == nullptr || result->cell(row, column) == nullptr ? 1 : 0;
}

int32_t pmm_result_is_withheld(const pmm_result* result, int64_t row, int32_t column) noexcept {
  const Column* found = result == nullptr ? nullptr : result->column(column);
  if (found == nullptr || row < 0 || row >= result->table->rows) return 0;
  return found->is_withheld(row) ? 1 : 0;
}

int64_t pmm_result_withheld_rows(const pmm_result* result) noexcept {
  return result == nullptr ? 0 : result->table->withheld_rows;
}

int64_t pmm_result_int64(const pmm_result* result, int64_t row, int32_t column) noexcept {
  const Column* cell = result == nullptr ? nullptr : result->cell(row, column);
  if (cell == nullptr) return 0;
  switch (cell->type) {
    case Type::kInt64:
    case Type::kTime:
      return cell->int_at(row);
    case Type::kDate:
      return cell->date_at(row);
    case Type::kBool:
      return cell->bool_at(row) ? 1 : 0;
    case Type::kFloat64:
    case Type::kText:
      break;
  }
  return 0;
}

double pmm_result_float64(const pmm_result* result, int64_t row, int32_t column) noexcept {
  const Column* cell = result == nullptr ? nullptr : result->cell(row, column);
  if (cell == nullptr) return 0;
  if (cell->type == Type::kFloat64) return cell->double_at(row);
  if (cell->type == Type::kInt64) return static_cast<double>(cell->int_at(row));
  return 0;
}

pmm_str pmm_result_text(const pmm_result* result, int64_t row, int32_t column) noexcept {
  const Column* cell = result == nullptr ? nullptr : result->cell(row, column);
  if (cell == nullptr || cell->type != Type::kText) return view({});
  try {
    return view(const_cast<pmm_result*>(result)->text(*cell, column, row));
  } catch (const std::exception&) {
    return view({});  // no memory for the terminated copy
  }
}

pmm_status pmm_result_column(const pmm_result* result, int32_t column, pmm_column* out_column,
                             pmm_error** out_error) noexcept {
  clear_struct(out_column, kColumnV1);
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(result, "result"));
    const Column* found = result->column(column);
    if (found == nullptr)
      return Status::invalid("column", "column " + std::to_string(column) + " is not one of " +
                                           std::to_string(result->table->columns.size()));
    pmm_column filled{};
    filled.type = static_cast<pmm_type>(found->type);
    filled.length = result->table->rows;
    filled.null_count = found->null_count;
    filled.validity = found->validity.empty() ? nullptr : found->validity.data();
    filled.values = values_of(*found);
    filled.offsets = found->type == Type::kText ? found->offsets.data() : nullptr;
    if (found->coded) {
      const auto& made = const_cast<pmm_result*>(result)->spelled_out(*found, column);
      filled.values = made.bytes.data();
      filled.offsets = made.offsets.data();
    }
    return write_struct(out_column, filled, kColumnV1, "out_column");
  });
}

pmm_status pmm_result_json(const pmm_result* result, pmm_text** out_text,
                           pmm_error** out_error) noexcept {
  if (out_text != nullptr) *out_text = nullptr;
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(result, "result"));
    PMM_TRY(required(out_text, "out_text"));
    *out_text = make_text(to_json(*result->table));
    return {};
  });
}

pmm_status pmm_result_export_arrow(const pmm_result* result, struct ArrowArrayStream* out_stream,
                                   pmm_error** out_error) noexcept {
  if (out_stream != nullptr) *out_stream = ArrowArrayStream{};
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(result, "result"));
    PMM_TRY(required(out_stream, "out_stream"));
    return columnar::export_arrow(result->table, out_stream);
  });
}

pmm_str pmm_result_next_cursor(const pmm_result* result) noexcept {
  return result == nullptr ? view({}) : view(result->table->next_cursor);
}

std::int64_t pmm_result_total(const pmm_result* result) noexcept {
  return result == nullptr ? -1 : result->table->total.value_or(-1);
}

pmm_str pmm_result_timezone(const pmm_result* result) noexcept {
  return result == nullptr ? view({}) : view(result->table->timezone);
}

pmm_status pmm_result_watermark(const pmm_result* result, pmm_watermark* out_watermark,
                                pmm_error** out_error) noexcept {
  clear_struct(out_watermark, kWatermarkV1);
  return guard(out_error, [&]() -> Status {
    PMM_TRY(required(result, "result"));
    const Watermark& seen = result->table->watermark;
    const pmm_watermark filled = {0, 0, seen.journal, seen.visit, seen.time_us};
    return write_struct(out_watermark, filled, kWatermarkV1, "out_watermark");
  });
}

void pmm_result_free(pmm_result* result) noexcept { delete result; }

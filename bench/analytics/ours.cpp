#include "ours.hpp"

#include <benchmark/benchmark.h>

#include <cstring>
#include <memory>

#include "generator.hpp"

namespace bench {
namespace {

using ResultPtr = std::unique_ptr<pmm_result, void (*)(pmm_result*)>;

ResultPtr ask(pmm_session* session, const Subject& subject, const std::string& text) {
  pmm_result* result = nullptr;
  pmm_error* error = nullptr;
  check((subject.segment ? pmm_segment_count : pmm_query)(session, view(text), nullptr, &result,
                                                          &error),
        &error);
  return {result, pmm_result_free};
}

std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Reads every cell.
std::uint64_t sum_of(const pmm_result* result) {
  std::uint64_t sum = 0;
  for (std::int32_t column = 0; column < pmm_result_columns(result); ++column) {
    const pmm_type type = pmm_result_column_type(result, column);
    for (std::int64_t row = 0; row < pmm_result_rows(result); ++row) {
      if (pmm_result_is_null(result, row, column) != 0) {
        sum += 1;
      } else if (type == PMM_TYPE_TEXT) {
        const pmm_str text = pmm_result_text(result, row, column);
        for (std::size_t i = 0; i < text.size; ++i) sum += static_cast<unsigned char>(text.data[i]);
      } else if (type == PMM_TYPE_FLOAT64) {
        sum += bits_of(pmm_result_float64(result, row, column));
      } else {
        sum += static_cast<std::uint64_t>(pmm_result_int64(result, row, column));
      }
    }
  }
  return sum;
}

Cell cell_of(const pmm_result* result, std::int64_t row, std::int32_t column) {
  if (pmm_result_is_null(result, row, column) != 0) return {};
  switch (pmm_result_column_type(result, column)) {
    case PMM_TYPE_TEXT: {
      const pmm_str text = pmm_result_text(result, row, column);
      return std::string(text.data, text.size);
    }
    case PMM_TYPE_FLOAT64:
      return pmm_result_float64(result, row, column);
    case PMM_TYPE_DATE:
      return pmm_result_int64(result, row, column) * kMicrosecondsOfDay;
    default:
      return pmm_result_int64(result, row, column);
  }
}

Answer rows_of(const pmm_result* result) {
  Answer answer;
  for (std::int64_t row = 0; row < pmm_result_rows(result); ++row) {
    Cells& cells = answer.emplace_back();
    for (std::int32_t column = 0; column < pmm_result_columns(result); ++column)
      cells.push_back(cell_of(result, row, column));
  }
  return answer;
}

// {category, quarter, cases, a year before, …}: the SQL numbers the quarters and stops there.
void number_quarters(Answer& answer) {
  for (Cells& row : answer) {
    const std::int64_t day = std::get<std::int64_t>(row[1]) / kMicrosecondsOfDay;
    const std::int64_t of_year = day - days_of(year_of(day * 86'400), 1, 1);
    row[1] = 1 + of_year / 90;
    row.resize(4);
  }
}

}  // namespace

Ours::Ours(const std::string& path, int threads)
    : crm_(path, {.create = false, .threads = threads, .log_bytes = 0}) {}

double Ours::time(const Subject& subject, const Asked& asked) {
  const Stopwatch watch;
  const ResultPtr result = ask(crm_.session(), subject, asked.ours);
  benchmark::DoNotOptimize(sum_of(result.get()));
  return watch.seconds();
}

Answer Ours::answer(const Subject& subject, const Asked& asked) {
  Answer answer = rows_of(ask(crm_.session(), subject, asked.ours).get());
  if (subject.name == "year_over_year") number_quarters(answer);
  return answer;
}

pmm_statistics Ours::statistics() const {
  pmm_statistics statistics = PMM_STATISTICS_INIT;
  pmm_error* error = nullptr;
  check(pmm_db_statistics(crm_.db(), &statistics, &error), &error);
  return statistics;
}

}  // namespace bench

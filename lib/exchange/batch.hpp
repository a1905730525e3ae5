#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "exchange/text_arena.hpp"

namespace pmm::exchange {

// Why a row was not taken.
struct Reject {
  std::int64_t row = 0;   // of the data, from 0
  std::int64_t line = 0;  // of the file, from 1
  std::string column;     // of the file; the field when no column is meant; "" for the whole row
  std::string rule;
  std::string value;
  std::string message;
  Code code = Code::kInvalid;
};

// Rows on their way from the reader to the sink, with the memory that their texts stand in.
template <class Row>
struct RowBatch {
  struct Place {
    std::int64_t row, line;
  };

  TextArena texts;
  std::vector<Row> rows;  // the first `count` are in use; the others keep their memory
  std::size_t count = 0;
  std::vector<Place> places;            // one a row
  std::vector<std::string_view> cells;  // the cells that the mapping uses, row by row
  std::vector<Reject> rejects;          // of rows that did not get this far
  std::int64_t done_bytes = 0;          // of the source, at the end of the batch
  bool is_last = false;
  Status failure;  // why there is no more, unless the file simply ended

  void clear() noexcept {
    texts.clear();
    count = 0;
    places.clear();
    cells.clear();
    rejects.clear();
    is_last = false;
    failure = {};
  }
};

}  // namespace pmm::exchange

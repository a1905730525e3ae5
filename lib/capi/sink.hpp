#pragma once

#include "capi/boundary.hpp"
#include "exchange/sink.hpp"
#include "pmmcrm/export.h"

namespace pmm::capi {

inline constexpr std::size_t kSinkV1 = offsetof(pmm_sink, write_data) + sizeof(void*);
static_assert(sizeof(void*) != 8 || kSinkV1 == 40);  // a promise to compiled programs

// The caller's sink, of which one of path and function is given.
inline Result<pmm_sink> read_sink(const pmm_sink* sink) {
  PMM_ASSIGN(const pmm_sink raw, read_struct(sink, kSinkV1, "sink"));
  PMM_ASSIGN(const auto path, read_text(raw.path, "sink.path"));
  if (raw.reserved0 != 0) return Status::invalid("sink.reserved0", "is not zero");
  if (path.empty() == (raw.write == nullptr))
    return Status::invalid("sink", path.empty() ? "neither a path nor a function is given"
                                                : "both a path and a function are given");
  return raw;
}

inline Result<exchange::Sink> open_sink(const pmm_sink& raw) {
  PMM_ASSIGN(const auto path, read_text(raw.path, "sink.path"));
  if (!path.empty()) return exchange::Sink::to_file(std::string(path));
  return exchange::Sink::to_function(
      [function = raw.write, data = raw.write_data](std::string_view bytes) {
        return function(data, bytes.data(), bytes.size()) == 0;
      });
}

}  // namespace pmm::capi

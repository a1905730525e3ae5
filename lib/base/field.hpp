#pragma once

#include <optional>
#include <utility>

namespace pmm {

// One field of a change: not given (keep what is there), given with a value, or given as empty
// (clear it). The three must stay apart on the whole way from a caller's set_fields to the row.
template <class T>
struct Field {
  bool given = false;
  std::optional<T> value;

  Field() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a value is a field that was given
  Field(T v) : given(true), value(std::move(v)) {}
  static Field cleared() {
    Field field;
    field.given = true;
    return field;
  }
};

}  // namespace pmm

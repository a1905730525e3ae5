#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/field.hpp"
#include "base/status.hpp"

namespace pmm::crm {

// Collects the names of the fields that a change really changes.
class Changes {
 public:
  template <class T>
  void apply(std::optional<T>& current, const Field<T>& field, std::string_view name) {
    if (!field.given || current == field.value) return;
    current = field.value;
    note(name);
  }
  // The same for a field that every row has; a cleared one falls back to `empty`.
  template <class T>
  void apply(T& current, const Field<T>& field, std::string_view name, T empty = T{}) {
    if (!field.given) return;
    set(current, field.value ? *field.value : std::move(empty), name);
  }
  void apply(std::optional<std::string>& current, const Field<std::string_view>& field,
             std::string_view name) {
    if (!field.given || current == field.value) return;
    current = field.value ? std::optional<std::string>(*field.value) : std::nullopt;
    note(name);
  }
  template <class T>
  void set(T& current, T next, std::string_view name) {
    if (current == next) return;
    current = std::move(next);
    note(name);
  }
  void note(std::string_view name) {
    if (!names_.empty()) names_ += ',';
    names_ += name;
  }
  bool none() const noexcept { return names_.empty(); }
  const std::string& names() const noexcept { return names_; }

 private:
  std::string names_;
};

// kConflict at "call.expected_version" when the row has moved on.
inline Status check_version(const std::optional<std::int64_t>& expected, std::int64_t actual) {
  if (!expected || *expected == actual) return {};
  return Status::conflict("call.expected_version", "the row has version " + std::to_string(actual) +
                                                       ", not " + std::to_string(*expected))
      .with("version", std::to_string(actual));
}

inline Status no_such(std::string_view noun, std::int64_t id, std::string_view field = "id") {
  return Status::not_found(std::string(field),
                           "no " + std::string(noun) + " " + std::to_string(id));
}

// kInvalid at `name` when an update gives a field that is fixed once the row exists.
template <class T>
Status check_fixed(const Field<T>& field, const char* name) {
  if (!field.given) return {};
  return Status::invalid(name, "cannot be changed after creation");
}

}  // namespace pmm::crm

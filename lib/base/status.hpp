#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace pmm {

// The library's outcomes. The C boundary maps them one to one (lib/capi/boundary.cpp).
enum class Code : std::int32_t {
  kOk,
  kInvalid,
  kMisuse,
  kUnsupported,
  kLimit,
  kNotFound,
  kConflict,
  kDenied,
  kClosed,
  kCancelled,
  kTimeout,
  kBusy,
  kForked,
  kNoMemory,
  kIo,
  kFull,
  kCorrupt,
  kForeignAccess,
  kInternal,
};

// An outcome with its story. Success is a null pointer, so that passing it up costs nothing.
class [[nodiscard]] Status {
 public:
  struct Detail {
    std::string key, value;
  };

  Status() noexcept = default;
  Status(Code code, std::string message, std::string field = {}, std::int64_t row = -1);

  static Status invalid(std::string field, std::string message);
  static Status not_found(std::string field, std::string message);
  static Status conflict(std::string field, std::string message);
  static Status denied(std::string message);
  static Status limit(std::string field, std::string message);
  static Status misuse(std::string field, std::string message);
  static Status internal(std::string message);
  // Needs no memory itself, so it can be said when there is none.
  static Status no_memory() noexcept;

  bool ok() const noexcept { return info_ == nullptr; }
  Code code() const noexcept { return info_ ? info_->code : Code::kOk; }
  const std::string& message() const noexcept;
  const std::string& field() const noexcept;
  std::int64_t row() const noexcept { return info_ ? info_->row : -1; }
  const std::vector<Detail>& details() const noexcept;

  // What an upper layer may add on the way up: where, never what.
  Status&& at_field(std::string_view prefix) &&;  // "address" + "value" -> "address.value"
  Status&& at_row(std::int64_t row) &&;
  Status&& with(std::string key, std::string value) &&;

 private:
  struct Info {
    Code code;
    std::string message, field;
    std::int64_t row;
    std::vector<Detail> details;
    bool shared = false;  // made once for all: neither changed nor freed
  };
  struct Release {
    void operator()(Info* info) const noexcept {
      if (!info->shared) std::default_delete<Info>()(info);
    }
  };
  static Info& out_of_memory() noexcept;
  std::unique_ptr<Info, Release> info_;
};

// kLimit at `field` when what takes `needed` bytes is over its share of the memory limit, `part` of
// it ("a half"); `what` begins the sentence: "the columns take over". A share of 0 is no limit.
Status check_memory(std::string field, std::string_view what, std::int64_t needed,
                    std::int64_t share, std::string_view part);

// A value or the reason why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): `return value;` is the point
  Result(T value) : value_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor): `return status;` is the point
  Result(Status status) : status_(std::move(status)) { PMM_ASSERT(!status_.ok()); }

  bool ok() const noexcept { return value_.has_value(); }
  const Status& status() const& noexcept { return status_; }
  Status&& status() && noexcept { return std::move(status_); }
  Status take_status() noexcept { return std::move(status_); }

  T& value() & {
    PMM_ASSERT(ok());
    return *value_;
  }
  const T& value() const& {
    PMM_ASSERT(ok());
    return *value_;
  }
  T&& value() && {
    PMM_ASSERT(ok());
    return std::move(*value_);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  Status status_;
  std::optional<T> value_;
};

}  // namespace pmm

#define PMM_JOIN_(a, b) a##b
#define PMM_JOIN(a, b) PMM_JOIN_(a, b)

// Passes a failed Status or Result up unchanged.
#define PMM_TRY(expression)                                                     \
  do {                                                                          \
    if (auto pmm_status_ = (expression); !pmm_status_.ok()) return pmm_status_; \
  } while (false)

// PMM_ASSIGN(auto row, read_row(id)): the value, or the failure goes up.
#define PMM_ASSIGN(target, expression) \
  PMM_ASSIGN_(PMM_JOIN(pmm_result_, __LINE__), target, expression)
#define PMM_ASSIGN_(result, target, expression)  \
  auto result = (expression);                    \
  if (!result.ok()) return result.take_status(); \
  target = std::move(result).value()

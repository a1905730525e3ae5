#pragma once

// The only place where C++ meets C: errors, handles, versioned structs, call options.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "base/call.hpp"
#include "base/limits.hpp"
#include "base/status.hpp"
#include "base/table.hpp"
#include "crm/context.hpp"
#include "pmmcrm/base.h"
#include "pmmcrm/db.h"
#include "pmmcrm/result.h"
#include "runtime/crm.hpp"

struct pmm_error {
  pmm_status code = PMM_OK;
  std::string message, field;
  std::int64_t row = -1;
  std::vector<pmm::Status::Detail> details;
  bool prebuilt = false;  // not to be freed

  // The caller and the session's last error may both hold it.
  mutable std::atomic<int> holders{1};
};

struct pmm_text {
  std::string bytes;
};

struct pmm_cancel {
  std::shared_ptr<pmm::CancelToken> token;
};

struct pmm_db {
  std::shared_ptr<pmm::runtime::Crm> crm;
};

struct pmm_session {
  std::unique_ptr<pmm::runtime::Session> impl;
  pmm_error* last_error = nullptr;
  std::atomic<bool> in_use{false};
};

namespace pmm::capi {

pmm_status to_c(Code code) noexcept;

// The error objects that need no memory.
pmm_error* prebuilt_error(pmm_status code) noexcept;
pmm_error* make_error(pmm_status code, const Status& status) noexcept;
pmm_error* make_internal_error(const char* what) noexcept;
void release_error(pmm_error* error) noexcept;

// Where a call reports its failure: the caller's out_error, the session's last error, both or none.
class ErrorSink {
 public:
  ErrorSink(pmm_error** out, pmm_error** last) noexcept : out_(out), last_(last) {
    if (out_ != nullptr) *out_ = nullptr;
    if (last_ != nullptr) {
      release_error(*last_);
      *last_ = nullptr;
    }
  }
  void put(pmm_error* error) noexcept;

 private:
  pmm_error** out_;
  pmm_error** last_;
};

// A fault of the library, for whoever watches the store that it happened on. NULL: nobody.
void tell_fault(const runtime::Crm* crm, const char* what) noexcept;

// Runs fn() -> Status and turns every way it can end into a pmm_status.
template <class Fn>
pmm_status guard(ErrorSink sink, const runtime::Crm* crm, Fn&& fn) noexcept {
  try {
    const Status status = fn();
    if (status.ok()) return PMM_OK;
    const pmm_status code = to_c(status.code());
    if (code == PMM_E_INTERNAL) tell_fault(crm, status.message().c_str());
    sink.put(make_error(code, status));
    return code;
  } catch (const std::bad_alloc&) {
    sink.put(prebuilt_error(PMM_E_NO_MEMORY));
    return PMM_E_NO_MEMORY;
  } catch (const std::exception& error) {
    tell_fault(crm, error.what());
    sink.put(make_internal_error(error.what()));
    return PMM_E_INTERNAL;
  } catch (...) {
    tell_fault(crm, "an exception of no known type");
    sink.put(prebuilt_error(PMM_E_INTERNAL));
    return PMM_E_INTERNAL;
  }
}

template <class Fn>
pmm_status guard(pmm_error** out_error, Fn&& fn) noexcept {
  return guard(ErrorSink(out_error, nullptr), nullptr, std::forward<Fn>(fn));
}

// The same for a call on a store: fn(runtime::Crm&) -> Status.
template <class Fn>
pmm_status guard(pmm_db* db, pmm_error** out_error, Fn&& fn) noexcept {
  if (db == nullptr)
    return guard(out_error, [] { return Status::invalid("db", "required argument is NULL"); });
  return guard(ErrorSink(out_error, nullptr), db->crm.get(), [&]() -> Status {
    PMM_TRY(db->crm->check_process());
    return fn(*db->crm);
  });
}

// The same for a call on a session: fn(runtime::Session&) -> Status. Two calls at once on one
// session are misuse, and are told so instead of racing.
template <class Fn>
pmm_status guard(pmm_session* session, pmm_error** out_error, Fn&& fn) noexcept {
  if (session == nullptr)
    return guard(out_error, [] { return Status::invalid("session", "required argument is NULL"); });
  if (session->in_use.exchange(true, std::memory_order_acquire))
    return guard(out_error,
                 [] { return Status::misuse("session", "two calls at once on one session"); });
  const pmm_status code = guard(ErrorSink(out_error, &session->last_error), &session->impl->crm(),
                                [&]() -> Status { return fn(*session->impl); });
  session->in_use.store(false, std::memory_order_release);
  return code;
}

// Whatever a caller registers is destroyed exactly once: with the last copy of its function, also
// when registering fails.
inline std::shared_ptr<void> owned(void* data, pmm_destroy_fn destroy) {
  if (destroy == nullptr) return {data, [](void*) {}};
  return {data, destroy};
}

template <class T>
Status required(const T* argument, const char* name) {
  if (argument != nullptr) return {};
  return Status::invalid(name, "required argument is NULL");
}

// Copies a caller's versioned struct into one of our size. An older, shorter struct gets zeros for
// what it lacks; a newer, longer one is refused only when it sets a byte this library does not
// know.
template <class T>
Result<T> read_struct(const T* in, std::size_t first_release_size, const char* name) {
  if (in == nullptr) return Status::invalid(name, "required argument is NULL");
  std::uint32_t given = 0;
  std::memcpy(&given, in, sizeof given);
  if (given < first_release_size || given > limits::kStructBytes)
    return Status::invalid(
        std::string(name) + ".struct_size",
        "struct of " + std::to_string(given) + " bytes was not initialised; use the _INIT macro");
  T copy{};
  std::memcpy(static_cast<void*>(&copy), in, std::min<std::size_t>(given, sizeof(T)));
  const auto* bytes = reinterpret_cast<const unsigned char*>(in);
  for (std::size_t i = sizeof(T); i < given; ++i)
    if (bytes[i] != 0) return Status(Code::kUnsupported, "a field needs a newer libpmmcrm", name);
  copy.struct_size = sizeof(T);
  return copy;
}

// Before a call fills a caller's versioned struct: what it held is never given back.
template <class T>
void clear_struct(T* out, std::size_t first_release_size) noexcept {
  if (out == nullptr) return;
  const std::uint32_t given = out->struct_size;
  if (given < first_release_size || given > limits::kStructBytes) return;
  const std::size_t size = std::min<std::size_t>(given, sizeof(T));
  std::memset(static_cast<void*>(out), 0, size);
  out->struct_size = given;
}

// Fills a caller's versioned struct: as many bytes as it has room for.
template <class T>
Status write_struct(T* out, T value, std::size_t first_release_size, const char* name) {
  if (out == nullptr) return Status::invalid(name, "required argument is NULL");
  const std::uint32_t given = out->struct_size;
  if (given < first_release_size || given > limits::kStructBytes)
    return Status::invalid(std::string(name) + ".struct_size",
                           "not initialised; use the _INIT macro");
  value.struct_size = given;
  std::memcpy(static_cast<void*>(out), &value, std::min<std::size_t>(given, sizeof(T)));
  return {};
}

pmm_str view(std::string_view text) noexcept;  // of text that is NUL-terminated behind its end

// A text argument: NULL with a size is refused; the rest is for the field checks.
Result<std::string_view> read_text(pmm_str text, std::string_view field);

// kInvalid at `field` unless it is a level of assurance, or 0.
Status check_assurance(std::int32_t assurance, const char* field);
// NULL: no key, no deadline, no cancel token.
Result<Call> read_call(const pmm_call* call);
Result<crm::Page> read_page(const pmm_page* page);

pmm_result* make_result(TablePtr table);
const TablePtr& table_of(const pmm_result& result) noexcept;
pmm_text* make_text(std::string bytes);

pmm_status run_read(pmm_session* session, const pmm_call* call, pmm_result** out_result,
                    pmm_error** out_error, const runtime::Session::Read& work) noexcept;

// A read on a session: `work` answers with a table. It is passed by reference, because copying it
// into a std::function would need memory outside of every guard.
template <class Work>
pmm_status read_table(pmm_session* session, const pmm_call* call, pmm_result** out_result,
                      pmm_error** out_error, const Work& work) noexcept {
  return run_read(session, call, out_result, out_error, runtime::Session::Read(std::cref(work)));
}

}  // namespace pmm::capi

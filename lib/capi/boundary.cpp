#include "capi/boundary.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include "base/text.hpp"

namespace pmm::capi {
namespace {

constexpr std::size_t kCallV1 = offsetof(pmm_call, on_behalf_of) + sizeof(pmm_id);
static_assert(sizeof(void*) != 8 || kCallV1 == 88);
constexpr std::size_t kPageV1 = offsetof(pmm_page, cursor) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kPageV1 == 32);
constexpr std::int64_t kLongestDeadlineMs = 366LL * 86'400'000;

struct Prebuilt {
  pmm_error no_memory;
  pmm_error internal;
  Prebuilt() {
    no_memory.code = PMM_E_NO_MEMORY;
    no_memory.message = "out of memory";  // short enough to need no memory
    no_memory.prebuilt = true;
    internal.code = PMM_E_INTERNAL;
    internal.message = "internal error";
    internal.prebuilt = true;
  }
};

// Never destroyed: an error may be looked at while the process ends.
Prebuilt& prebuilt() noexcept {
  alignas(Prebuilt) static unsigned char storage[sizeof(Prebuilt)];
  static auto* const errors = new (storage) Prebuilt;
  return *errors;
}

}  // namespace

pmm_status to_c(Code code) noexcept {
  switch (code) {
    case Code::kOk:
      return PMM_OK;
    case Code::kInvalid:
      return PMM_E_INVALID;
    case Code::kMisuse:
      return PMM_E_MISUSE;
    case Code::kUnsupported:
      return PMM_E_UNSUPPORTED;
    case Code::kLimit:
      return PMM_E_LIMIT;
    case Code::kNotFound:
      return PMM_E_NOT_FOUND;
    case Code::kConflict:
      return PMM_E_CONFLICT;
    case Code::kDenied:
      return PMM_E_DENIED;
    case Code::kClosed:
      return PMM_E_CLOSED;
    case Code::kCancelled:
      return PMM_E_CANCELLED;
    case Code::kTimeout:
      return PMM_E_TIMEOUT;
    case Code::kBusy:
      return PMM_E_BUSY;
    case Code::kForked:
      return PMM_E_FORKED;
    case Code::kNoMemory:
      return PMM_E_NO_MEMORY;
    case Code::kIo:
      return PMM_E_IO;
    case Code::kFull:
      return PMM_E_FULL;
    case Code::kCorrupt:
      return PMM_E_CORRUPT;
    case Code::kForeignAccess:
      return PMM_E_FOREIGN_ACCESS;
    case Code::kInternal:
      return PMM_E_INTERNAL;
  }
  return PMM_E_INTERNAL;
}

pmm_error* prebuilt_error(pmm_status code) noexcept {
  return code == PMM_E_NO_MEMORY ? &prebuilt().no_memory : &prebuilt().internal;
}

pmm_error* make_error(pmm_status code, const Status& status) noexcept {
  try {
    auto error = std::make_unique<pmm_error>();
    error->code = code;
    error->message = status.message();
    error->field = status.field();
    error->row = status.row();
    error->details = status.details();
    return error.release();
  } catch (const std::bad_alloc&) {
    return prebuilt_error(PMM_E_NO_MEMORY);
  }
}

pmm_error* make_internal_error(const char* what) noexcept {
  try {
    return make_error(PMM_E_INTERNAL, Status::internal(what));
  } catch (const std::bad_alloc&) {
    return prebuilt_error(PMM_E_INTERNAL);
  }
}

void release_error(pmm_error* error) noexcept {
  if (error == nullptr || error->prebuilt) return;
  if (error->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) delete error;
}

void tell_fault(const runtime::Crm* crm, const char* what) noexcept {
  if (crm != nullptr)
    crm->log().tell(LogLevel::kError,
                    [what] { return std::string("a fault of the library: ") + what; });
}

void ErrorSink::put(pmm_error* error) noexcept {
  if (out_ != nullptr && last_ != nullptr && !error->prebuilt)
    error->holders.fetch_add(1, std::memory_order_relaxed);
  if (out_ != nullptr) *out_ = error;
  if (last_ != nullptr) *last_ = error;
  if (out_ == nullptr && last_ == nullptr) release_error(error);
}

pmm_str view(std::string_view text) noexcept {
  if (text.data() == nullptr) text = "";
  return {text.data(), text.size()};
}

Result<std::string_view> read_text(pmm_str text, std::string_view field) {
  if (text.data == nullptr && text.size != 0)
    return Status::invalid(std::string(field), "text is NULL but has a size");
  if (text.size > limits::kJsonBytes)
    return Status::limit(std::string(field), "text of " + std::to_string(text.size) +
                                                 " bytes is over the limit of " +
                                                 std::to_string(limits::kJsonBytes));
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

namespace {

Status read_call_texts(const pmm_call& raw, Call& out) {
  PMM_ASSIGN(const auto key, read_text(raw.idempotency_key, "call.idempotency_key"));
  PMM_TRY(text::check_line(key, "call.idempotency_key", limits::kKeyBytes));
  out.idempotency_key = key;
  PMM_ASSIGN(const auto reason, read_text(raw.reason, "call.reason"));
  PMM_TRY(text::check(reason, "call.reason", limits::kTextBytes));
  out.reason = reason;
  return {};
}

}  // namespace

Status check_assurance(std::int32_t assurance, const char* field) {
  if (assurance >= 0 && assurance <= 3) return {};
  return Status::invalid(field, "level " + std::to_string(assurance) + " is outside 0 to 3");
}

Result<Call> read_call(const pmm_call* call) {
  Call out;
  if (call == nullptr) return out;
  PMM_ASSIGN(const pmm_call raw, read_struct(call, kCallV1, "call"));
  PMM_TRY(read_call_texts(raw, out));
  PMM_TRY(check_assurance(raw.assurance, "call.assurance"));
  out.assurance = raw.assurance;
  if (raw.expected_version < 0)
    return Status::invalid("call.expected_version", "a version is not negative");
  if (raw.expected_version > 0) out.expected_version = raw.expected_version;
  if (raw.deadline_ms < 0 || raw.deadline_ms > kLongestDeadlineMs)
    return Status::invalid("call.deadline_ms",
                           std::to_string(raw.deadline_ms) + " is outside 0 to 366 days");
  if (raw.deadline_ms > 0)
    out.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(raw.deadline_ms);
  if (raw.cancel != nullptr) out.cancel = raw.cancel->token;
  if (raw.progress != nullptr)
    out.progress = [fn = raw.progress, data = raw.progress_data](std::int64_t done,
                                                                 std::int64_t total) {
      return fn(data, done, total) == 0;
    };
  if (raw.on_behalf_of < 0) return Status::invalid("call.on_behalf_of", "an id is not negative");
  out.on_behalf_of = raw.on_behalf_of;
  return out;
}

Result<crm::Page> read_page(const pmm_page* page) {
  crm::Page out;
  if (page == nullptr) return out;
  PMM_ASSIGN(const pmm_page raw, read_struct(page, kPageV1, "page"));
  if (raw.reserved0 != 0) return Status::invalid("page.reserved0", "must be zero");
  out.limit = raw.limit;
  PMM_ASSIGN(const auto cursor, read_text(raw.cursor, "page.cursor"));
  PMM_TRY(text::check_line(cursor, "page.cursor", limits::kNameBytes));
  out.cursor = cursor;
  return out;
}

pmm_text* make_text(std::string bytes) {
  return std::make_unique<pmm_text>(pmm_text{std::move(bytes)}).release();
}

pmm_status run_read(pmm_session* session, const pmm_call* call, pmm_result** out_result,
                    pmm_error** out_error, const runtime::Session::Read& work) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(TablePtr table, impl.read(options, work));
    *out_result = make_result(std::move(table));
    return {};
  });
}

}  // namespace pmm::capi

#include "capi/fields.hpp"

#include <cmath>
#include <cstring>

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"

namespace pmm::capi {
namespace {

// Years 1 to 9999: what every format we write can say.
constexpr std::int32_t kFirstDay = -719'162;
constexpr std::int32_t kLastDay = 2'932'896;

template <class T>
std::string_view bytes_of(const T& value) noexcept {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

Status check_instant(std::int64_t us, const char* field) {
  if (us >= kFirstDay * kMicrosPerDay && us < (kLastDay + 1) * kMicrosPerDay) return {};
  return Status::invalid(field,
                         "instant " + std::to_string(us) + " is outside the years 1 to 9999");
}

FieldReader::FieldReader(std::uint64_t set_fields, std::uint32_t reserved, std::string_view name)
    : set_fields_(set_fields), name_(name) {
  this->reserved(reserved, "reserved0");
}

bool FieldReader::wants(std::uint64_t bit) {
  asked_ |= bit;
  return (set_fields_ & bit) != 0;
}

void FieldReader::fail(Status status) {
  if (failure_.ok()) failure_ = std::move(status);
}

void FieldReader::note(std::uint64_t bit, std::string_view bytes) {
  const std::uint64_t size = bytes.size();
  seen_.append(bytes_of(bit)).append(bytes_of(size)).append(bytes);
}

void FieldReader::read_text(std::uint64_t bit, pmm_str value, const char* name,
                            Field<std::string>& out, std::size_t max_bytes, bool one_line) {
  if (!wants(bit)) return;
  auto raw = capi::read_text(value, name);
  if (!raw.ok()) return fail(raw.take_status());
  Status checked = one_line ? pmm::text::check_line(*raw, name, max_bytes)
                            : pmm::text::check(*raw, name, max_bytes);
  if (!checked.ok()) return fail(std::move(checked));
  note(bit, *raw);
  out = raw->empty() ? Field<std::string>::cleared() : Field<std::string>(std::string(*raw));
}

void FieldReader::line(std::uint64_t bit, pmm_str value, const char* name, Field<std::string>& out,
                       std::size_t max_bytes) {
  read_text(bit, value, name, out, max_bytes == 0 ? limits::kNameBytes : max_bytes, true);
}

void FieldReader::text(std::uint64_t bit, pmm_str value, const char* name, Field<std::string>& out,
                       std::size_t max_bytes) {
  read_text(bit, value, name, out, max_bytes == 0 ? limits::kTextBytes : max_bytes, false);
}

void FieldReader::id(std::uint64_t bit, pmm_id value, const char* name, Field<std::int64_t>& out) {
  if (!wants(bit)) return;
  if (value < 0) return fail(Status::invalid(name, std::to_string(value) + " is not an id"));
  note(bit, bytes_of(value));
  out = value == 0 ? Field<std::int64_t>::cleared() : Field<std::int64_t>(value);
}

void FieldReader::date(std::uint64_t bit, std::int32_t value, const char* name,
                       Field<std::int32_t>& out) {
  if (!wants(bit)) return;
  note(bit, bytes_of(value));
  if (value == PMM_DATE_NONE) {
    out = Field<std::int32_t>::cleared();
    return;
  }
  if (value < kFirstDay || value > kLastDay)
    return fail(
        Status::invalid(name, "day " + std::to_string(value) + " is outside the years 1 to 9999"));
  out = value;
}

void FieldReader::time(std::uint64_t bit, std::int64_t value, const char* name,
                       Field<std::int64_t>& out) {
  if (!wants(bit)) return;
  note(bit, bytes_of(value));
  if (value == PMM_TIME_NONE) {
    out = Field<std::int64_t>::cleared();
    return;
  }
  Status checked = check_instant(value, name);
  if (!checked.ok()) return fail(std::move(checked));
  out = value;
}

void FieldReader::flag(std::uint64_t bit, std::int32_t value, const char* name, Field<bool>& out) {
  if (!wants(bit)) return;
  if (value != 0 && value != 1)
    return fail(Status::invalid(name, std::to_string(value) + " is not 0 or 1"));
  note(bit, bytes_of(value));
  out = value == 1;
}

void FieldReader::integer(std::uint64_t bit, std::int64_t value, const char* name, std::int64_t min,
                          std::int64_t max, Field<std::int64_t>& out) {
  if (!wants(bit)) return;
  if (value < min || value > max)
    return fail(Status::invalid(name, std::to_string(value) + " is outside " + std::to_string(min) +
                                          " to " + std::to_string(max)));
  note(bit, bytes_of(value));
  out = value;
}

void FieldReader::real(std::uint64_t bit, double value, const char* name, double min, double max,
                       Field<double>& out) {
  if (!wants(bit)) return;
  if (!std::isfinite(value) || value < min || value > max)
    return fail(Status::invalid(name, pmm::text::from_double(value) + " is outside " +
                                          pmm::text::from_double(min) + " to " +
                                          pmm::text::from_double(max)));
  note(bit, bytes_of(value));
  out = value;
}

void FieldReader::bits(std::uint64_t bit, std::uint64_t value, const char* name,
                       std::uint64_t known, Field<std::uint64_t>& out) {
  if (!wants(bit)) return;
  if (value == 0) return fail(Status::invalid(name, "no bit is set"));
  if ((value & ~known) != 0)
    return fail({Code::kUnsupported, "a bit needs a newer libpmmcrm", name});
  note(bit, bytes_of(value));
  out = value;
}

void FieldReader::reserved(std::uint32_t value, const char* name) {
  if (value != 0) fail(Status::invalid(name, "must be zero"));
}

Status FieldReader::finish(Call& call, std::string_view extra) {
  if (!failure_.ok()) return std::move(failure_).at_field(name_);
  if ((set_fields_ & ~asked_) != 0)
    return {Code::kUnsupported, "set_fields names a field of a newer libpmmcrm",
            std::string(name_) + ".set_fields"};
  digest_request(call, {seen_, extra});
  return {};
}

void digest_request(Call& call, std::initializer_list<std::string_view> arguments) {
  if (call.idempotency_key.empty()) return;
  Sha256 sha;
  for (const std::string_view argument : arguments) sha.add_text(argument);
  sha.add_int(call.on_behalf_of);
  sha.add_int(call.assurance);
  call.request_digest = std::string(as_text(sha.finish()));
}

}  // namespace pmm::capi

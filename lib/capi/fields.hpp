#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/call.hpp"
#include "base/field.hpp"
#include "base/status.hpp"
#include "pmmcrm/base.h"

namespace pmm::capi {

// What a call under an idempotency key asks for, so that another one under the same key can be
// told: its arguments as bytes, and whom it is for.
void digest_request(Call& call, std::initializer_list<std::string_view> arguments);

// kInvalid at `field` unless an instant is in the years 1 to 9999.
Status check_instant(std::int64_t us, const char* field);

// Turns the members of an input struct that its set_fields names into fields, checking each; the
// first failure is kept and told by finish(). On the way it writes down what it read, so that two
// inputs under one idempotency key can be compared.
class FieldReader {
 public:
  FieldReader(std::uint64_t set_fields, std::uint32_t reserved, std::string_view name);

  // Text of one line, at most limits::kNameBytes unless said. Set and empty clears.
  void line(std::uint64_t bit, pmm_str value, const char* name, Field<std::string>& out,
            std::size_t max_bytes = 0);
  // Text of several lines, at most limits::kTextBytes unless said.
  void text(std::uint64_t bit, pmm_str value, const char* name, Field<std::string>& out,
            std::size_t max_bytes = 0);
  void id(std::uint64_t bit, pmm_id value, const char* name, Field<std::int64_t>& out);
  void date(std::uint64_t bit, std::int32_t value, const char* name, Field<std::int32_t>& out);
  void time(std::uint64_t bit, std::int64_t value, const char* name, Field<std::int64_t>& out);
  void flag(std::uint64_t bit, std::int32_t value, const char* name, Field<bool>& out);
  void integer(std::uint64_t bit, std::int64_t value, const char* name, std::int64_t min,
               std::int64_t max, Field<std::int64_t>& out);
  void real(std::uint64_t bit, double value, const char* name, double min, double max,
            Field<double>& out);
  // A set of bits out of `known`, at least one; another is of a newer library.
  void bits(std::uint64_t bit, std::uint64_t value, const char* name, std::uint64_t known,
            Field<std::uint64_t>& out);

  // Padding that a later version may give a meaning.
  void reserved(std::uint32_t value, const char* name);

  // The first failure; also one for a bit of set_fields that nobody asked about. With an
  // idempotency key the call learns the digest of the input; `extra` are further inputs.
  Status finish(Call& call, std::string_view extra = {});

 private:
  bool wants(std::uint64_t bit);
  void fail(Status status);
  void note(std::uint64_t bit, std::string_view bytes);
  void read_text(std::uint64_t bit, pmm_str value, const char* name, Field<std::string>& out,
                 std::size_t max_bytes, bool one_line);

  std::uint64_t set_fields_;
  std::uint64_t asked_ = 0;
  std::string_view name_;
  std::string seen_;
  Status failure_;
};

}  // namespace pmm::capi

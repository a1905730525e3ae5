#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace pmm {

// SHA-256 (FIPS 180-4) over the system's libcrypto. Throws std::bad_alloc when out of memory.
class Sha256 {
 public:
  using Bytes = std::array<unsigned char, 32>;

  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void reset();
  void add(std::string_view bytes);
  void add_int(std::int64_t value);      // eight bytes, little endian
  void add_text(std::string_view text);  // length first, so that texts cannot run together
  Bytes finish();                        // then reset() before the next use

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// HMAC-SHA-256 (RFC 2104).
Sha256::Bytes keyed_digest(std::string_view key, std::string_view message);

std::string_view as_text(const Sha256::Bytes& bytes) noexcept;
std::string to_hex(std::string_view bytes);

// URL-safe Base64 without padding (RFC 4648, section 5).
std::string to_base64url(std::string_view bytes);
bool from_base64url(std::string_view text, std::string& bytes);

// Unpredictable bytes of the system; throws std::runtime_error if the system has none.
std::string random_bytes(std::size_t count);
// 128 such bits as text: what a URL may show in the place of an id.
std::string random_token();

}  // namespace pmm

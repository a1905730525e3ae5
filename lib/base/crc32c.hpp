#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pmm {

// CRC-32C (Castagnoli, RFC 3720): notices every damage of up to four bytes in a row and misses one
// in four thousand million of the others. With the processor's own instruction where it has one.
std::uint32_t crc32c(std::span<const std::byte> bytes) noexcept;

// The same by tables, on any processor.
std::uint32_t crc32c_by_tables(std::span<const std::byte> bytes) noexcept;

}  // namespace pmm

#pragma once

#include <memory>

#include "base/status.hpp"
#include "exchange/byte_source.hpp"

namespace pmm::exchange {

// Unpacks gzip, several members one after the other too. A read fails with kCorrupt when the stream
// is damaged or ends too early.
Result<std::unique_ptr<ByteSource>> gunzip(std::unique_ptr<ByteSource> packed);

}  // namespace pmm::exchange

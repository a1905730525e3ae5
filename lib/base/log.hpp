#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace pmm {

enum class LogLevel : std::int32_t { kDebug = 1, kInfo = 2, kWarning = 3, kError = 4 };

// Where the library says what it does; made without a sink it says nothing. Any thread, at once.
class Log {
 public:
  using Sink = std::function<void(LogLevel, std::string_view)>;

  Log() = default;
  explicit Log(Sink sink) : sink_(std::move(sink)) {}

  // `make` gives the line, and is only asked when somebody listens. What is told never makes the
  // work fail: a line that there is no memory for is lost.
  template <class Make>
  void tell(LogLevel level, Make&& make) const noexcept {
    if (!sink_) return;
    try {
      const std::string line = make();
      sink_(level, line);
    } catch (const std::exception&) {
      return;
    }
  }

 private:
  Sink sink_;
};

}  // namespace pmm

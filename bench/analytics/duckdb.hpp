#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "answer.hpp"

// The peer: DuckDB, through the C functions of the library that its Python package brings.
namespace bench {

struct DuckdbFunctions;

// One database in memory and a connection to it.
class Duckdb {
 public:
  // `library`: path of the package's module; throws when it cannot be loaded.
  explicit Duckdb(const std::string& library);
  ~Duckdb();
  Duckdb(const Duckdb&) = delete;
  Duckdb& operator=(const Duckdb&) = delete;

  std::string version() const;
  void run(const std::string& sql);
  // Asks and reads every cell; the sum keeps a compiler from leaving that out.
  std::uint64_t read(const std::string& sql);
  Answer answer(const std::string& sql);

  // Appends rows to a table, value by value.
  class Appender {
   public:
    Appender(Duckdb& db, const char* schema, const char* table);
    ~Appender();
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;
    Appender& integer(std::optional<std::int64_t> value);
    Appender& text(std::optional<std::string_view> value);
    Appender& time(std::optional<std::int64_t> seconds);
    void end_row();
    void finish();

   private:
    const DuckdbFunctions& api_;
    void* appender_ = nullptr;
  };

 private:
  std::unique_ptr<DuckdbFunctions> api_;
  void* database_ = nullptr;
  void* connection_ = nullptr;
};

}  // namespace bench

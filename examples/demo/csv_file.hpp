#pragma once

#include <cstdio>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace demo {

// A CSV file with semicolons, as the offices of the city exchange them. A fault in writing is an
// exception.
class CsvFile {
 public:
  CsvFile(const std::string& path, std::string_view header);
  void row(std::initializer_list<std::string_view> cells);
  void raw(std::string_view line);  // as it is, without its end of line
  void close();

 private:
  void flush();

  struct Closer {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };
  std::string path_, pending_;
  std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace demo

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/fd.hpp"
#include "base/status.hpp"
#include "exchange/sink.hpp"
#include "exchange/xlsx_text.hpp"

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace pmm::exchange {

// While it lives, numbers of this thread are printed with a dot: libxlsxwriter asks printf.
class PlainNumbers {
 public:
  PlainNumbers();
  ~PlainNumbers();
  PlainNumbers(const PlainNumbers&) = delete;
  PlainNumbers& operator=(const PlainNumbers&) = delete;

 private:
  void* locale_;
  void* before_;
};

// How a cell looks.
struct Look {
  std::string number;  // format of a number; "" is the general one
  bool bold = false;
  bool wrapped = false;
  bool right = false;
  bool header = false;  // of a column: white on blue
  bool ruled = false;   // a line below
  bool quiet = false;   // grey
  bool top = false;     // at the top of its cell
  bool apart = false;   // a little to the right
  int size = 0;         // of the letters; 0 as usual
  bool operator<(const Look& other) const noexcept;
};

// A workbook in the making. What libxlsxwriter of version 1.1.4 does not look at is looked at here
// or before: it prints numbers in the locale of the thread, takes any bytes for text, does not
// notice that a temporary file could not be written, and writes its warnings to the standard error
// stream.
class XlsxBook {
 public:
  struct Properties {
    std::string title;
    std::int64_t created_us = 0;
    bool constant_memory = false;  // rows go to a temporary file as they come; no tables
    int file = -1;                 // where it is put together; -1: in memory
  };
  static Result<std::unique_ptr<XlsxBook>> open(const Properties& properties);
  ~XlsxBook();
  XlsxBook(const XlsxBook&) = delete;
  XlsxBook& operator=(const XlsxBook&) = delete;

  lxw_workbook* get() noexcept { return book_; }
  bool constant_memory() const noexcept { return constant_memory_; }

  struct Sheet {
    lxw_worksheet* sheet = nullptr;
    std::string name;
  };
  // A name that is not free gets a number.
  Result<Sheet> add_sheet(std::string_view wanted);
  lxw_format* format(const Look& look);

  // Puts it together; nothing may be added any more.
  Status close(const Call& call);
  // Of one that was put together in memory.
  Status write_to(Sink& sink, const Call& call) const;

 private:
  XlsxBook() = default;
  Result<std::vector<std::int64_t>> settle_rows();
  Status pack();
  int fd_ = -1;  // that it is written to
  Fd memory_;    // which is this, where there is no other
  std::vector<lxw_worksheet*> sheets_;
  lxw_workbook* book_ = nullptr;
  bool constant_memory_ = false;
  UniqueNames names_;
  std::map<Look, lxw_format*> formats_;
};

// What went wrong in libxlsxwriter, as a status.
Status xlsx_status(int error, std::string_view doing);

}  // namespace pmm::exchange

#include "exchange/xlsx_book.hpp"

#include <locale.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cerrno>
#include <cstdio>
#include <new>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/signals.hpp"
#include "exchange/xlsx_check.hpp"

namespace pmm::exchange {

PlainNumbers::PlainNumbers() {
  const locale_t made = ::newlocale(LC_ALL_MASK, "C", nullptr);
  if (made == nullptr) throw std::bad_alloc();
  locale_ = made;
  before_ = ::uselocale(made);
}

PlainNumbers::~PlainNumbers() {
  ::uselocale(static_cast<locale_t>(before_));
  ::freelocale(static_cast<locale_t>(locale_));
}

bool Look::operator<(const Look& other) const noexcept {
  const auto all = [](const Look& look) {
    return std::tie(look.number, look.bold, look.wrapped, look.right, look.header, look.ruled,
                    look.quiet, look.top, look.apart, look.size);
  };
  return all(*this) < all(other);
}

Status xlsx_status(int error, std::string_view doing) {
  if (error == LXW_NO_ERROR) return {};
  if (error == LXW_ERROR_MEMORY_MALLOC_FAILED) return Status::no_memory();
  return {Code::kIo, std::string(doing) + ": " + lxw_strerror(static_cast<lxw_error>(error)),
          "sink"};
}

namespace {

// Which no disk can refuse and nobody else can read.
Result<Fd> file_in_memory() {
  Fd fd = above_streams(Fd(::memfd_create("pmmcrm-workbook", MFD_CLOEXEC)));
  if (!fd.valid())
    return Status(Code::kIo, "no file in memory: " + std::generic_category().message(errno),
                  "sink");
  return fd;
}

bool is_full(int error) noexcept { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

Status refused(int error) {
  return {is_full(error) ? Code::kFull : Code::kIo,
          "temporary file: " + std::generic_category().message(error), "sink"};
}

}  // namespace

Result<std::unique_ptr<XlsxBook>> XlsxBook::open(const Properties& properties) {
  std::unique_ptr<XlsxBook> made(new XlsxBook);
  made->constant_memory_ = properties.constant_memory;
  made->fd_ = properties.file;
  if (properties.file < 0) {
    PMM_ASSIGN(made->memory_, file_in_memory());
    made->fd_ = made->memory_.get();
  }
  // The library writes to a path only.
  const std::string path = "/proc/self/fd/" + std::to_string(made->fd_);
  if (::access(path.c_str(), W_OK) != 0)
    return Status(Code::kIo, path + ": " + std::generic_category().message(errno), "sink");
  lxw_workbook_options options{};
  options.constant_memory = properties.constant_memory ? 1 : 0;
  options.use_zip64 = 1;
  made->book_ = workbook_new_opt(path.c_str(), &options);
  if (made->book_ == nullptr) return Status::no_memory();
  std::string title = line_text(properties.title, 255), maker = "libpmmcrm";
  lxw_doc_properties document{};
  document.title = title.data();
  document.author = maker.data();
  document.created = static_cast<time_t>(properties.created_us / kMicrosPerSecond);
  if (document.created == 0) document.created = 1;  // 0 would be the clock of the machine
  PMM_TRY(xlsx_status(workbook_set_properties(made->book_, &document), "properties"));
  return made;
}

XlsxBook::~XlsxBook() {
  if (book_ != nullptr) lxw_workbook_free(book_);
}

Result<XlsxBook::Sheet> XlsxBook::add_sheet(std::string_view wanted) {
  Sheet made;
  made.name = names_.give(sheet_name(wanted), limits::kSheetNameUnits);
  made.sheet = workbook_add_worksheet(book_, made.name.c_str());
  if (made.sheet == nullptr) return Status::no_memory();
  sheets_.push_back(made.sheet);
  worksheet_set_paper(made.sheet, 9);  // A4
  worksheet_set_landscape(made.sheet);
  worksheet_fit_to_pages(made.sheet, 1, 0);
  return made;
}

lxw_format* XlsxBook::format(const Look& look) {
  const auto known = formats_.find(look);
  if (known != formats_.end()) return known->second;
  lxw_format* made = workbook_add_format(book_);
  if (made == nullptr) throw std::bad_alloc();
  if (!look.number.empty()) format_set_num_format(made, look.number.c_str());
  if (look.bold) format_set_bold(made);
  if (look.wrapped) format_set_text_wrap(made);
  if (look.wrapped || look.top) format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
  if (look.right) format_set_align(made, LXW_ALIGN_RIGHT);
  if (look.header) {
    format_set_bg_color(made, 0x1F4E79);
    format_set_font_color(made, LXW_COLOR_WHITE);
  }
  if (look.ruled) format_set_bottom(made, LXW_BORDER_THIN);
  if (look.apart) format_set_indent(made, 1);
  if (look.quiet) format_set_font_color(made, 0x595959);
  if (look.size > 0) format_set_font_size(made, look.size);
  return formats_.emplace(look, made).first->second;
}

// Gives how long the rows of each sheet are that went to a temporary file as they came.
Result<std::vector<std::int64_t>> XlsxBook::settle_rows() {
  std::vector<std::int64_t> bytes;
  for (lxw_worksheet* sheet : sheets_) {
    std::FILE* rows = sheet->optimize_tmpfile;
    if (rows == nullptr) continue;
    if (sheet->optimize_row != nullptr) lxw_worksheet_write_single_row(sheet);
    if (std::ferror(rows) != 0) return refused(ENOSPC);
    if (std::fflush(rows) != 0) return refused(errno);
    struct stat info {};
    if (::fstat(::fileno(rows), &info) != 0) return refused(errno);
    bytes.push_back(info.st_size);
  }
  return bytes;
}

// In a thread of its own: what packs the workbook lays buffers of 64 KiB on the stack, and that of
// the host's thread may be no larger.
Status XlsxBook::pack() {
  Status packed;
  const auto work = [this, &packed] {
    try {
      const PlainNumbers numbers;
      lxw_workbook* closed = std::exchange(book_, nullptr);
      errno = 0;
      const lxw_error done = workbook_close(closed);
      packed =
          done != LXW_NO_ERROR && is_full(errno) ? refused(errno) : xlsx_status(done, "workbook");
    } catch (const std::bad_alloc&) {
      packed = Status::no_memory();
    }
  };
  try {
    const SignalsBlocked blocked;
    std::thread(work).join();
  } catch (const std::system_error&) {
    return Status::no_memory();
  }
  return packed;
}

Status XlsxBook::close(const Call& call) {
  std::vector<std::int64_t> bytes;
  {
    const PlainNumbers numbers;
    PMM_ASSIGN(bytes, settle_rows());
  }
  PMM_TRY(pack());
  return check_workbook(fd_, bytes, call);
}

Status XlsxBook::write_to(Sink& sink, const Call& call) const {
  if (!memory_.valid()) return sink.measure();
  std::vector<char> part(std::size_t{256} * 1024);
  for (off_t at = 0;;) {
    PMM_TRY(call.check());
    const ssize_t size = ::pread(fd_, part.data(), part.size(), at);
    if (size < 0) return {Code::kIo, std::generic_category().message(errno), "sink"};
    if (size == 0) return {};
    PMM_TRY(sink.write({part.data(), static_cast<std::size_t>(size)}));
    at += size;
  }
}

}  // namespace pmm::exchange

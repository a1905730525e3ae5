#include "exchange/reject_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "exchange/csv_writer.hpp"

namespace pmm::exchange {
namespace {

constexpr std::size_t kPendingBytes = 64 * 1024;

Status failed(const char* what, int error) {
  return {error == ENOSPC || error == EDQUOT ? Code::kFull : Code::kIo,
          std::string("file of rejects could not be ") + what + ": " +
              std::error_code(error, std::generic_category()).message(),
          "rejects"};
}

}  // namespace

Result<RejectWriter> RejectWriter::open(const std::string& path, const FileId& imported) {
  PMM_TRY(text::check(path, "rejects", limits::kPathBytes));
  RejectWriter writer(open_file(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY, 0600));
  const int fd = writer.fd_.get();
  if (fd < 0) return failed("opened", errno);
  struct stat info {};
  if (::fstat(fd, &info) != 0) return failed("examined", errno);
  if (!S_ISREG(info.st_mode))
    return Status::invalid("rejects", text::quoted(path) + " is not a regular file");
  const FileId id{static_cast<std::uint64_t>(info.st_dev), static_cast<std::uint64_t>(info.st_ino)};
  if (id == imported)
    return Status::invalid("rejects", text::quoted(path) + " is the file that is imported");
  if (::ftruncate(fd, 0) != 0) return failed("emptied", errno);
  writer.pending_ = "line,column,rule,value,message\r\n";
  return writer;
}

Status RejectWriter::write(const Reject& reject) {
  pending_ += std::to_string(reject.line);
  for (const std::string* text : {&reject.column, &reject.rule, &reject.value, &reject.message}) {
    pending_ += ',';
    append_csv_text(pending_, *text, ',');
  }
  pending_ += "\r\n";
  return pending_.size() < kPendingBytes ? Status() : flush();
}

Status RejectWriter::flush() {
  std::size_t done = 0;
  while (done < pending_.size()) {
    const ssize_t wrote = ::write(fd_.get(), pending_.data() + done, pending_.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return failed("written", errno);
    done += static_cast<std::size_t>(wrote);
  }
  pending_.clear();
  return {};
}

}  // namespace pmm::exchange

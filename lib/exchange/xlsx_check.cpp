#include "exchange/xlsx_check.hpp"

#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/text.hpp"

namespace pmm::exchange {
namespace {

// Of the format of ZIP files: APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.14 to 4.3.16.
constexpr std::uint32_t kEndMark = 0x06054b50;
constexpr std::uint32_t kEnd64Mark = 0x06064b50;
constexpr std::uint32_t kLocatorMark = 0x07064b50;
constexpr std::uint32_t kEntryMark = 0x02014b50;
constexpr std::size_t kEndBytes = 22;  // without a comment, which a workbook has none of
constexpr std::size_t kEnd64Bytes = 56;
constexpr std::size_t kLocatorBytes = 20;
constexpr std::size_t kEntryBytes = 46;
constexpr std::size_t kLocalBytes = 30;
constexpr std::uint16_t kLongSizes = 1;  // the id of the extra field that holds them
constexpr std::uint32_t kLong = 0xFFFF'FFFF;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

constexpr std::size_t kPartBytes = std::size_t{64} * 1024;
constexpr std::size_t kTagBytes = 256;  // of a part's beginning and of its end that are kept

template <class T>
T number_at(std::string_view bytes, std::size_t at) noexcept {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>(value | static_cast<T>(static_cast<unsigned char>(bytes[at + i]))
                                       << (8 * i));
  return value;
}

Status cut_off(std::string_view what) {
  return {
      Code::kFull,
      text::quoted(what) + " of the workbook is cut off: the disk of the temporary files is full",
      "sink"};
}

struct Entry {
  std::string name;
  std::uint16_t method = 0;
  std::uint64_t packed = 0, plain = 0, header = 0;
};

class Archive {
 public:
  explicit Archive(int fd) : fd_(fd) {}

  Result<std::vector<Entry>> entries() const {
    const off_t size = ::lseek(fd_, 0, SEEK_END);
    if (size < static_cast<off_t>(kEndBytes)) return cut_off("the list");
    const auto end_at = static_cast<std::uint64_t>(size) - kEndBytes;
    PMM_ASSIGN(const std::string end, read(end_at, kEndBytes));
    if (number_at<std::uint32_t>(end, 0) != kEndMark) return cut_off("the list");
    std::uint64_t bytes = number_at<std::uint32_t>(end, 12);
    std::uint64_t at = number_at<std::uint32_t>(end, 16);
    if (at == kLong) {
      if (end_at < kLocatorBytes) return cut_off("the list");
      PMM_ASSIGN(const std::string locator, read(end_at - kLocatorBytes, kLocatorBytes));
      if (number_at<std::uint32_t>(locator, 0) != kLocatorMark) return cut_off("the list");
      PMM_ASSIGN(const std::string long_end,
                 read(number_at<std::uint64_t>(locator, 8), kEnd64Bytes));
      if (number_at<std::uint32_t>(long_end, 0) != kEnd64Mark) return cut_off("the list");
      bytes = number_at<std::uint64_t>(long_end, 40);
      at = number_at<std::uint64_t>(long_end, 48);
    }
    if (at > end_at || bytes > end_at - at) return cut_off("the list");
    PMM_ASSIGN(const std::string list, read(at, bytes));
    return entries_of(list);
  }

  Result<std::uint64_t> data_of(const Entry& entry) const {
    PMM_ASSIGN(const std::string local, read(entry.header, kLocalBytes));
    return entry.header + kLocalBytes + number_at<std::uint16_t>(local, 26) +
           number_at<std::uint16_t>(local, 28);
  }

  Result<std::string> read(std::uint64_t at, std::uint64_t size) const {
    std::string bytes(size, '\0');
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t got =
          ::pread(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Status(Code::kIo, std::generic_category().message(errno), "sink");
      if (got == 0) return cut_off("the end");
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  static Result<std::vector<Entry>> entries_of(std::string_view list) {
    std::vector<Entry> out;
    while (!list.empty()) {
      if (list.size() < kEntryBytes || number_at<std::uint32_t>(list, 0) != kEntryMark)
        return cut_off("the list");
      const std::size_t name = number_at<std::uint16_t>(list, 28);
      const std::size_t extra = number_at<std::uint16_t>(list, 30);
      const std::size_t whole = kEntryBytes + name + extra + number_at<std::uint16_t>(list, 32);
      if (whole > list.size()) return cut_off("the list");
      Entry entry;
      entry.name = list.substr(kEntryBytes, name);
      entry.method = number_at<std::uint16_t>(list, 10);
      entry.packed = number_at<std::uint32_t>(list, 20);
      entry.plain = number_at<std::uint32_t>(list, 24);
      entry.header = number_at<std::uint32_t>(list, 42);
      lengthen(entry, list.substr(kEntryBytes + name, extra));
      out.push_back(std::move(entry));
      list.remove_prefix(whole);
    }
    return out;
  }

  // What is too long for its place stands in an extra field, in this order.
  static void lengthen(Entry& entry, std::string_view extra) noexcept {
    while (extra.size() >= 4) {
      const std::size_t bytes = number_at<std::uint16_t>(extra, 2);
      if (bytes > extra.size() - 4) return;
      std::string_view numbers = extra.substr(4, bytes);
      if (number_at<std::uint16_t>(extra, 0) == kLongSizes)
        for (std::uint64_t* place : {&entry.plain, &entry.packed, &entry.header}) {
          if (*place != kLong || numbers.size() < 8) continue;
          *place = number_at<std::uint64_t>(numbers, 0);
          numbers.remove_prefix(8);
        }
      extra.remove_prefix(4 + bytes);
    }
  }

  int fd_;
};

// The beginning and the end of a part that comes in pieces.
class Ends {
 public:
  void add(std::string_view piece) {
    head_.append(piece.substr(0, kTagBytes - std::min(head_.size(), kTagBytes)));
    tail_.append(piece.substr(piece.size() - std::min(piece.size(), kTagBytes)));
    if (tail_.size() > kTagBytes) tail_.erase(0, tail_.size() - kTagBytes);
  }
  // Whether the last tag closes the first one.
  bool meet() const {
    std::size_t at = head_.find('<');
    if (head_.starts_with("<?")) at = head_.find('<', 2);
    if (at == std::string::npos) return false;
    const std::size_t end = head_.find_first_of(" >/", at + 1);
    if (end == std::string::npos) return false;
    std::string_view tail = tail_;
    while (!tail.empty() && (tail.back() == '\n' || tail.back() == '\r')) tail.remove_suffix(1);
    return tail.ends_with("</" + head_.substr(at + 1, end - at - 1) + ">");
  }

 private:
  std::string head_, tail_;
};

class Unpacker {
 public:
  Unpacker() {
    if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  ~Unpacker() { inflateEnd(&stream_); }

  // False: the bytes are no such stream.
  bool add(std::string& packed, Ends& ends) {
    stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream_.avail_in = static_cast<uInt>(packed.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(plain_.data());
      stream_.avail_out = static_cast<uInt>(plain_.size());
      const int rc = inflate(&stream_, Z_NO_FLUSH);
      if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR) return false;
      ends.add({plain_.data(), plain_.size() - stream_.avail_out});
      if (rc == Z_STREAM_END) return true;
    } while (stream_.avail_out == 0 || stream_.avail_in != 0);
    return true;
  }

 private:
  z_stream stream_{};
  std::vector<char> plain_ = std::vector<char>(kPartBytes);
};

Status check_part(const Archive& archive, const Entry& entry, const Call& call) {
  if (entry.method != kStored && entry.method != kDeflated) return cut_off(entry.name);
  PMM_ASSIGN(const std::uint64_t data, archive.data_of(entry));
  Ends ends;
  Unpacker unpacker;
  for (std::uint64_t at = 0; at < entry.packed; at += kPartBytes) {
    PMM_TRY(call.check());
    PMM_ASSIGN(std::string piece,
               archive.read(data + at, std::min<std::uint64_t>(kPartBytes, entry.packed - at)));
    if (entry.method == kStored)
      ends.add(piece);
    else if (!unpacker.add(piece, ends))
      return cut_off(entry.name);
  }
  return ends.meet() ? Status() : cut_off(entry.name);
}

}  // namespace

Status check_workbook(int fd, std::span<const std::int64_t> least, const Call& call) {
  const Archive archive(fd);
  PMM_ASSIGN(const std::vector<Entry> entries, archive.entries());
  std::size_t sheet = 0;
  for (const Entry& entry : entries) {
    if (entry.name.starts_with("xl/worksheets/sheet")) {
      if (sheet < least.size() && entry.plain < static_cast<std::uint64_t>(least[sheet]))
        return cut_off(entry.name);
      ++sheet;
    }
    PMM_TRY(check_part(archive, entry, call));
  }
  return {};
}

}  // namespace pmm::exchange

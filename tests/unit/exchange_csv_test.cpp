#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/table.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/csv_writer.hpp"
#include "exchange/reject_writer.hpp"

namespace pmm::exchange {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Parsed {
  std::vector<std::string> header;
  Rows rows;
  std::vector<std::int64_t> lines;
  std::vector<CsvDefect> defects;
  Status status;
};

Parsed parse(std::unique_ptr<ByteSource> source, const CsvFormat& format = {}) {
  Parsed out;
  auto reader = CsvReader::open(std::move(source), format);
  if (!reader.ok()) {
    out.status = reader.take_status();
    return out;
  }
  out.header = reader->header();
  for (CsvRow row;;) {
    auto more = reader->next(row);
    if (!more.ok()) out.status = more.take_status();
    if (!out.status.ok() || !*more) return out;
    out.rows.emplace_back(row.fields.begin(), row.fields.end());
    out.lines.push_back(row.line);
    out.defects.push_back(row.defect);
    for (const std::string_view field : row.fields) {
      EXPECT_GE(field.data(), row.bytes.data());
      EXPECT_LE(field.data() + field.size(), row.bytes.data() + row.bytes.size());
    }
  }
}

Parsed parse(std::string_view text, const CsvFormat& format = {}) {
  auto source = memory_source(text);
  EXPECT_TRUE(source.ok());
  return parse(std::move(source).value(), format);
}

// Gives one byte a time, so that every place is once the end of what was read.
class Trickle final : public ByteSource {
 public:
  explicit Trickle(std::string_view text) : text_(text) {}
  Result<std::size_t> read(std::span<char> out) override {
    if (at_ == text_.size()) return std::size_t{0};
    out[0] = text_[at_++];
    return std::size_t{1};
  }
  std::int64_t done_bytes() const noexcept override { return static_cast<std::int64_t>(at_); }
  std::int64_t total_bytes() const noexcept override { return done_bytes(); }
  FileId file_id() const noexcept override { return {}; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

class ExchangeFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "pmm_exchange_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::string write(const std::string& name, std::string_view bytes) {
    const std::string path = dir_ + "/" + name;
    FILE* file = std::fopen(path.c_str(), "wb");
    EXPECT_NE(file, nullptr);
    EXPECT_EQ(std::fwrite(bytes.data(), 1, bytes.size(), file), bytes.size());
    std::fclose(file);
    return path;
  }
  std::string dir_;
};

std::string gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(ExchangeCsv, ReadsQuotesAndLineEndsOfEveryKind) {
  const std::string_view text =
      "a,b\n1,2\r\n\"x,\"\"y\"\"\",\"two\r\nlines\"\r3,\n\n\r\n,\n\"\",\"\"\nfive\" pipe,6";
  const Rows wanted = {{"1", "2"}, {"x,\"y\"", "two\r\nlines"}, {"3", ""}, {"", ""},
                       {"", ""},   {"five\" pipe", "6"}};
  for (const bool trickle : {false, true}) {
    const Parsed got = trickle ? parse(std::make_unique<Trickle>(text)) : parse(text);
    EXPECT_TRUE(got.status.ok()) << got.status.message();
    EXPECT_EQ(got.header, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(got.rows, wanted);
    EXPECT_EQ(got.lines, (std::vector<std::int64_t>{2, 3, 5, 8, 9, 10}));
  }
}

TEST(ExchangeCsv, RowsOfAnotherWidthAreMarkedAndTheNextIsRead) {
  const Parsed got = parse("a,b\n1\n1,2,3\n\"x\"y,2\n1,2\n");
  EXPECT_EQ(got.defects, (std::vector<CsvDefect>{CsvDefect::kFieldCount, CsvDefect::kFieldCount,
                                                 CsvDefect::kQuotes, CsvDefect::kNone}));
  EXPECT_EQ(got.lines, (std::vector<std::int64_t>{2, 3, 4, 5}));
}

TEST(ExchangeCsv, B3_MarkIsStrippedOnlyAtTheStart) {
  const Parsed got = parse(
      "\xEF\xBB\xBF"
      "a,b\n\xEF\xBB\xBF,2\n");
  EXPECT_EQ(got.header[0], "a");
  EXPECT_EQ(got.rows[0][0], "\xEF\xBB\xBF");
}

TEST(ExchangeCsv, EncodingsBecomeUtf8) {
  const std::string_view bytes = "a,b\nCitt\xE0,\x80 5\n";
  EXPECT_EQ(parse(bytes, {',', Encoding::kLatin1}).rows[0][0], "Città");
  EXPECT_EQ(parse(bytes, {',', Encoding::kWindows1252}).rows[0][1], "€ 5");
  EXPECT_EQ(parse(bytes, {',', Encoding::kLatin1}).rows[0][1], "\xC2\x80 5");
  EXPECT_EQ(parse("a\n\x81\n", {',', Encoding::kWindows1252}).rows[0][0], "\x81");
  EXPECT_EQ(parse("\xEF\xBB\xBF"
                  "a\n1\n",
                  {',', Encoding::kLatin1})
                .status.field(),
            "encoding");
  EXPECT_TRUE(parse_encoding("ISO-8859-1").ok());
  EXPECT_EQ(parse_encoding("utf-7").status().field(), "encoding");
}

TEST(ExchangeCsv, C8_TooManyColumns) {
  const std::string commas(1'000'000, ',');
  const Parsed header = parse(commas);
  EXPECT_EQ(header.status.code(), Code::kLimit);
  const Parsed row = parse("a,b\n1,2\n" + commas + "\n");
  EXPECT_EQ(row.status.code(), Code::kLimit);
  EXPECT_NE(row.status.message().find("line 3"), std::string::npos) << row.status.message();
  EXPECT_EQ(row.rows.size(), 1U);
}

TEST(ExchangeCsv, C8_RowLongerThanTheLimit) {
  const std::string fits(limits::kCsvRowBytes - 2, 'x');
  EXPECT_TRUE(parse("a,b\n" + fits + ",1\n").status.ok());
  const Parsed got = parse("a,b\n1,2\n" + fits + "xx,1\n3,4\n");
  EXPECT_EQ(got.status.code(), Code::kLimit);
  EXPECT_NE(got.status.message().find("line 3"), std::string::npos);
  EXPECT_EQ(parse("a,b\n\"" + std::string(3 * limits::kCsvRowBytes, '\n')).status.code(),
            Code::kLimit);
}

TEST(ExchangeCsv, C8_UnclosedQuoteNamesTheLineWhereItBegan) {
  const Parsed got = parse("a,b\n1,2\n\"x\ny\",\"open\n5,6\n7,8\n");
  EXPECT_EQ(got.status.code(), Code::kInvalid);
  EXPECT_NE(got.status.message().find("line 4"), std::string::npos) << got.status.message();
  EXPECT_EQ(got.rows.size(), 1U);
}

TEST(ExchangeCsv, C8_NulIsRefused) {
  using namespace std::string_view_literals;
  const Parsed got = parse("a,b\n1,x\0y\n3,4\n"sv);
  EXPECT_EQ(got.defects, (std::vector<CsvDefect>{CsvDefect::kNul, CsvDefect::kNone}));
  EXPECT_EQ(parse("a\0,b\n1,2\n"sv).status.field(), "header");
}

TEST(ExchangeCsv, C8_Utf16IsRefused) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"\xFF\xFE"
                                      "a\0,\0"sv,
                                      "\xFE\xFF\0a"sv, "a\0,\0b\0\n\0"sv}) {
    for (const Encoding encoding : {Encoding::kUtf8, Encoding::kLatin1}) {
      const Status status = parse(text, {',', encoding}).status;
      EXPECT_EQ(status.code(), Code::kInvalid);
      EXPECT_NE(status.message().find("UTF-16"), std::string::npos) << status.message();
    }
  }
}

TEST(ExchangeCsv, C8_SepLineIsRefused) {
  for (const char delimiter : {',', ';'}) {
    const Status status = parse("sep=;\na;b\n1;2\n", {delimiter, Encoding::kUtf8}).status;
    EXPECT_EQ(status.code(), Code::kInvalid);
    EXPECT_NE(status.message().find("sep="), std::string::npos) << status.message();
  }
}

TEST(ExchangeCsv, C9_HeaderWithTheSameNameTwice) {
  const Status status = parse("a,b, a\n1,2,3\n").status;
  EXPECT_EQ(status.code(), Code::kInvalid);
  EXPECT_EQ(status.field(), "header");
  EXPECT_EQ(status.message(), "name \"a\" stands twice, as column 1 and 3");
  EXPECT_TRUE(parse("a,,\n1,2,3\n").status.ok()) << "columns without a name cannot be confused";
}

TEST(ExchangeCsv, HeaderMustBeThere) {
  EXPECT_EQ(parse("").status.field(), "header");
  EXPECT_EQ(parse("\n\r\n\n").status.field(), "header");
  EXPECT_EQ(parse("\xEF\xBB\xBF").status.field(), "header");
  EXPECT_TRUE(parse("a").status.ok());
  EXPECT_EQ(parse("a\xFF,b\n").status.field(), "header");
}

TEST_F(ExchangeFile, C14_OnlyRegularFiles) {
  const std::string fifo = dir_ + "/fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  for (const std::string& path : {std::string("/dev/zero"), fifo, dir_}) {
    const auto source = open_source(path);
    ASSERT_FALSE(source.ok()) << path;
    EXPECT_EQ(source.status().code(), Code::kInvalid);
    EXPECT_EQ(source.status().field(), "path");
  }
  EXPECT_EQ(open_source(dir_ + "/none").status().code(), Code::kNotFound);
  EXPECT_EQ(open_source(std::string("a\0b", 3)).status().code(), Code::kInvalid);
}

TEST_F(ExchangeFile, C13_TruncatedWhileItIsRead) {
  std::string text = "a,b\n";
  while (text.size() < 1'000'000) text += "1234567,abcdefg\n";
  const std::string path = write("data.csv", text);
  auto source = open_source(path);
  ASSERT_TRUE(source.ok());
  auto reader = CsvReader::open(std::move(source).value(), {});
  ASSERT_TRUE(reader.ok());
  ASSERT_EQ(::truncate(path.c_str(), 500'000), 0);
  Status status;
  for (CsvRow row; status.ok();) {
    auto more = reader->next(row);
    if (!more.ok())
      status = more.take_status();
    else
      ASSERT_TRUE(*more) << "the loss went unnoticed";
  }
  EXPECT_EQ(status.code(), Code::kIo);
}

TEST_F(ExchangeFile, GzipByContentAndInSeveralMembers) {
  const std::string packed = gzip("a,b\n1,2\n") + gzip("3,4\n");
  auto source = open_source(write("plain.csv", packed));
  ASSERT_TRUE(source.ok());
  const Parsed got = parse(std::move(source).value());
  EXPECT_TRUE(got.status.ok()) << got.status.message();
  EXPECT_EQ(got.rows, (Rows{{"1", "2"}, {"3", "4"}}));
  auto plain = open_source(write("plain.csv.gz", "a,b\n1,2\n"));
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(parse(std::move(plain).value()).rows.size(), 1U);
}

TEST(ExchangeCsv, C4_DamagedGzipNeitherAllocatesNorPasses) {
  std::string text = "a,b\n";
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 10'007) + ",x\n";
  const std::string packed = gzip(text);
  EXPECT_EQ(parse(packed.substr(0, packed.size() - 9)).status.code(), Code::kCorrupt);
  std::string flipped = packed;
  flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 0x55);
  EXPECT_EQ(parse(flipped).status.code(), Code::kCorrupt);
  // The size that the trailer announces is not believed: a gigabyte announced, ten bytes there.
  std::string announced = gzip("a,b\n1,2\n");
  announced.replace(announced.size() - 4, 4, std::string("\0\0\0\x40", 4));
  EXPECT_EQ(parse(announced).status.code(), Code::kCorrupt);
}

// What the writer writes, the reader reads, however the two were cut into pieces.
TEST(ExchangeCsv, RandomTablesComeBack) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  const std::vector<std::string> pieces = {"a",    "\"", ",", ";", "\n",   "\r",
                                           "\r\n", " ",  "à", "€", "\"\"", "0"};
  for (int round = 0; round < 300; ++round) {
    const char delimiter = ",;\t|"[below(4)];
    const std::uint32_t width = 1 + below(6);
    std::string text;
    Rows rows(1);
    for (std::uint32_t i = 0; i < width; ++i) rows[0].push_back("c" + std::to_string(i));
    for (std::uint32_t r = below(30); r > 0; --r) {
      auto& row = rows.emplace_back();
      for (std::uint32_t i = 0; i < width; ++i) {
        std::string& cell = row.emplace_back();
        for (std::uint32_t n = below(6); n > 0; --n)
          cell += pieces[below(static_cast<std::uint32_t>(pieces.size()))];
      }
    }
    const std::string_view ends[] = {"\n", "\r\n", "\r"};
    for (const auto& row : rows) {
      for (std::uint32_t i = 0; i < width; ++i) {
        if (i != 0) text += delimiter;
        if (width == 1 && row[i].empty()) text += "\"\"";
        append_csv_text(text, row[i], delimiter);
      }
      text += ends[below(3)];
    }
    const CsvFormat format{delimiter, Encoding::kUtf8};
    const Parsed whole = parse(text, format);
    ASSERT_TRUE(whole.status.ok()) << whole.status.message();
    ASSERT_EQ(whole.rows, Rows(rows.begin() + 1, rows.end())) << text;
    ASSERT_EQ(parse(std::make_unique<Trickle>(text), format).rows, whole.rows);
  }
}

TEST(ExchangeCsv, RandomBytesNeverCrash) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string_view alphabet("a,\"\n\r;\0\xFF\xC3 ", 11);
  for (int round = 0; round < 2000; ++round) {
    std::string text = "h,i\n";
    for (std::size_t n = random() % 60; n > 0; --n) text += alphabet[random() % alphabet.size()];
    const Parsed whole = parse(text);
    const Parsed slow = parse(std::make_unique<Trickle>(text));
    ASSERT_EQ(whole.rows, slow.rows) << text;
    ASSERT_EQ(whole.lines, slow.lines) << text;
    ASSERT_EQ(whole.status.message(), slow.status.message()) << text;
  }
}

TEST(ExchangeCsvWriter, WritesATable) {
  TableBuilder builder({{"n", Type::kInt64},
                        {"d", Type::kFloat64},
                        {"t,x", Type::kText},
                        {"b", Type::kBool},
                        {"at", Type::kTime},
                        {"on", Type::kDate}});
  builder.table().columns[4].zone = "Europe/Rome";
  builder.integer(-5);
  builder.real(0.1);
  builder.text("say \"hi\"\n");
  builder.boolean(true);
  builder.time(1'173'000'000'000'000);
  builder.date(0);
  builder.end_row();
  for (int i = 0; i < 2; ++i) builder.null();
  builder.text("");
  for (int i = 0; i < 3; ++i) builder.null();
  builder.end_row();
  const auto table = builder.finish();
  ASSERT_TRUE(table.ok());
  const auto csv = to_csv(**table);
  ASSERT_TRUE(csv.ok());
  EXPECT_EQ(*csv,
            "n,d,\"t,x\",b,at,on\r\n"
            "-5,0.1,\"say \"\"hi\"\"\n\",true,2007-03-04T10:20:00+01:00,1970-01-01\r\n"
            ",,\"\",,,\r\n");
  CsvStyle semicolons;
  semicolons.delimiter = ';';
  semicolons.header = false;
  EXPECT_EQ(
      *to_csv(**table, semicolons),
      "-5;0.1;\"say \"\"hi\"\"\n\";true;2007-03-04T10:20:00+01:00;1970-01-01\r\n;;\"\";;;\r\n");
}

TEST_F(ExchangeFile, RejectsAreNotWrittenOverTheData) {
  const std::string path = write("data.csv", "a\n1\n");
  auto source = open_source(path);
  ASSERT_TRUE(source.ok());
  const auto writer = RejectWriter::open(path, (*source)->file_id());
  EXPECT_EQ(writer.status().field(), "rejects");
  EXPECT_EQ(std::filesystem::file_size(path), 4U);
  EXPECT_EQ(RejectWriter::open(dir_, {}).status().field(), "rejects");
}

}  // namespace
}  // namespace pmm::exchange

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <clocale>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "exchange/crosstab.hpp"
#include "exchange/formula_guard.hpp"
#include "exchange/table_writer.hpp"
#include "exchange/xlsx_text.hpp"

namespace pmm::exchange {
namespace {

TEST(FormulaGuard, E1_whatever_a_spreadsheet_would_run) {
  for (const std::string_view text :
       {"=1+1", "+39081", "-5", "@SUM(A1)", "\t=1", "\r=1", " =1", "  \t+1", "\u00A0=1", "\"=1",
        "'=1", "\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF20A", "fine\n=1", "fine\r\n-1", "\uFEFF=1"}) {
    EXPECT_TRUE(looks_like_formula(text)) << text;
    EXPECT_NE(without_formula(text).find('\''), std::string::npos) << text;
  }
  EXPECT_TRUE(looks_like_formula(std::string_view("\0=1", 3)));
  for (const std::string_view text : {"", "a=1", "5-3", "a@b.it", "Via Roma, 1", "\n\n", "a\tb"})
    EXPECT_FALSE(looks_like_formula(text)) << text;
  EXPECT_EQ(without_formula("=1"), "'=1");
  EXPECT_EQ(without_formula("a\n=1\nb\n-2"), "a\n'=1\nb\n'-2");
}

TablePtr sample() {
  TableBuilder builder({{"text", Type::kText}, {"real", Type::kFloat64}, {"whole", Type::kInt64}});
  builder.text("-12,5"), builder.real(-12.5), builder.integer(-12), builder.end_row();
  builder.text("a;b \"c\"\nd"), builder.real(0.1), builder.null(), builder.end_row();
  builder.text(""), builder.real(std::nan("")), builder.integer(3), builder.end_row();
  return builder.finish().value();
}

TEST(CsvForPeople, E2_numbers_are_never_touched) {
  CsvStyle style = CsvStyle::of(CsvPreset::kExcel);
  style.header = false;
  const std::string csv = to_csv(*sample(), style).value();
  EXPECT_EQ(csv.substr(0, csv.find('\n') + 1), "\xEF\xBB\xBF'-12,5;-12,5;-12\r\n");
}

TEST(CsvForPeople, E3_separators_stand_in_quotes) {
  const std::string csv = to_csv(*sample(), CsvStyle::of(CsvPreset::kExcel)).value();
  EXPECT_NE(csv.find("\"a;b \"\"c\"\"\nd\";0,1;\r\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\"\";;3\r\n"), std::string::npos) << csv;
  CsvStyle commas = CsvStyle::of(CsvPreset::kExcel);
  commas.delimiter = ',';
  EXPECT_NE(to_csv(*sample(), commas).value().find("'-12,5\",\"-12,5\",-12"), std::string::npos);
}

TEST(CsvForPeople, TimesAreLocal) {
  TableBuilder builder({{"at", Type::kTime}});
  builder.table().columns[0].zone = "Europe/Rome";
  builder.time(1'173'000'000'000'000), builder.end_row();
  builder.time(1'173'000'000'500'000), builder.end_row();
  EXPECT_EQ(to_csv(*builder.finish().value(), CsvStyle::of(CsvPreset::kExcel)).value(),
            "\xEF\xBB\xBF"
            "at\r\n2007-03-04 10:20:00\r\n2007-03-04 10:20:00.5\r\n");
}

TEST(CellText, IsWhatXmlAndACellCanHold) {
  EXPECT_EQ(cell_text("Città\tè\nqui").text, "Città\tè\nqui");
  EXPECT_EQ(cell_text("a\x01\rz").text, "a_x0001__x000D_z");
  EXPECT_EQ(cell_text("_x0041_").text, "_x005F_x0041_");
  EXPECT_EQ(cell_text("_x00zz_").text, "_x00zz_");
  const CellText broken = cell_text("a\xFFz\xC3");
  EXPECT_EQ(broken.text, "a\uFFFDz\uFFFD");
  EXPECT_TRUE(broken.repaired);
  EXPECT_EQ(cell_text(std::string_view("a\0b", 3)).text, "a\uFFFDb");
  EXPECT_EQ(cell_text("\uFFFE\uFFFF").text, "\uFFFD\uFFFD");
  EXPECT_FALSE(cell_text("\U0001F600").repaired);
}

TEST(CellText, IsCutWithAMark) {
  EXPECT_FALSE(cell_text(std::string(32'767, 'a')).cut);
  const CellText cut = cell_text(std::string(32'768, 'a'));
  EXPECT_TRUE(cut.cut);
  EXPECT_EQ(cut.text, std::string(32'763, 'a') + " […]");
  // An emoji is two of a cell's units.
  std::string emoji;
  for (int i = 0; i < 16'384; ++i) emoji += "\U0001F600";
  EXPECT_TRUE(cell_text(emoji).cut);
  EXPECT_EQ(cell_text(emoji).text.size(), 16'381 * 4 + std::string_view(" […]").size());
}

TEST(SheetNames, AreFitAndDiffer) {
  EXPECT_EQ(sheet_name("a[b]:c*d?e/f\\g"), "a b  c d e f g");
  EXPECT_EQ(sheet_name("'quoted'"), "quoted");
  EXPECT_EQ(sheet_name("  "), "Data");
  EXPECT_EQ(sheet_name("History"), "History 1");
  EXPECT_EQ(sheet_name(std::string(40, 'x')), std::string(31, 'x'));
  EXPECT_EQ(sheet_name("a\nb"), "a b");
  // What a formula would take for something else.
  for (const char* name : {"2007", "A1", "xfd99", "R1C1", "c", "True", "1a"})
    EXPECT_EQ(sheet_name(name), "Data " + std::string(name));
  for (const char* name : {"Mesi", "Mesi2007", "a_1", "2007 2008", "Città"})
    EXPECT_EQ(sheet_name(name), name);
  UniqueNames names;
  EXPECT_EQ(names.give("Dati", 31), "Dati");
  EXPECT_EQ(names.give("DATI", 31), "DATI (2)");
  EXPECT_EQ(names.give("Dati", 31), "Dati (3)");
  EXPECT_EQ(names.give(std::string(31, 'x'), 31), std::string(31, 'x'));
  EXPECT_EQ(names.give(std::string(31, 'X'), 31), std::string(27, 'X') + " (2)");
}

TablePtr by_month_and_channel() {
  TableBuilder builder({{"c.channel", Type::kText, "", true},
                        {"c.at.month", Type::kDate},
                        {"c.count", Type::kInt64}});
  auto& columns = builder.table().columns;
  columns[0].note.role = Role::kDimension;
  columns[1].note.role = Role::kTime;
  columns[2].note.role = Role::kMeasure;
  columns[2].note.additive = true;
  const auto add = [&](const char* channel, std::int32_t day, std::int64_t count) {
    if (channel == nullptr)
      builder.null();
    else
      builder.text(channel);
    builder.date(day), builder.integer(count), builder.end_row();
  };
  add("web", 31, 5), add("web", 0, 4), add("phone", 31, 3), add(nullptr, 59, 2);
  return builder.finish().value();
}

TEST(CrosstabTest, TimesAreRowsInOrder) {
  const TablePtr table = by_month_and_channel();
  const auto crosstab = crosstab_of(*table, "", 10);
  ASSERT_TRUE(crosstab.has_value());
  EXPECT_EQ(crosstab->row_key, 1U);
  ASSERT_EQ(crosstab->rows.size(), 3U);
  EXPECT_EQ(table->columns[1].date_at(crosstab->rows[0]), 0);
  ASSERT_EQ(crosstab->columns.size(), 3U);  // web, phone, none
  EXPECT_EQ(crosstab->cell(0, 0), 1);
  EXPECT_EQ(crosstab->cell(1, 0), 0);
  EXPECT_EQ(crosstab->cell(1, 1), 2);
  EXPECT_EQ(crosstab->cell(0, 1), -1);
  EXPECT_EQ(crosstab->cell(2, 2), 3);
  EXPECT_FALSE(crosstab_of(*table, "", 2).has_value());
}

struct Written {
  std::string bytes;
  ExportReport report;
};
Written written(const std::vector<TablePtr>& tables, ExportOptions options) {
  Written out;
  options.format = ExportFormat::kXlsx;
  auto writer = TableWriter::make(Sink::to_function([&](std::string_view bytes) {
                                    out.bytes += bytes;
                                    return true;
                                  }),
                                  std::move(options));
  for (const TablePtr& table : tables) EXPECT_TRUE(writer->add(table, nullptr, Call{}).ok());
  EXPECT_TRUE(writer->finish(Call{}, out.report).ok());
  return out;
}

// Files of the process may have so many bytes for as long as it lives.
class Fullness {
 public:
  explicit Fullness(std::uint64_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  Fullness(const Fullness&) = delete;
  Fullness& operator=(const Fullness&) = delete;
  ~Fullness() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

std::string file_at(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Wherever the disk is full, for the workbook or for the temporary files it is made from: there is
// all of it or an error.
TEST(XlsxWriterTest, AFullDiskIsNoShortBook) {
  TableBuilder builder({{"n", Type::kInt64}, {"t", Type::kText}});
  for (std::int64_t i = 0; i < 3000; ++i)
    builder.integer(i), builder.text("the same words in every row"), builder.end_row();
  const TablePtr table = builder.finish().value();
  const std::string path = ::testing::TempDir() + "pmmcrm-full-disk.xlsx";
  for (const std::int64_t cells : {100, 100'000}) {  // rows as they come, or at once
    ExportOptions options;
    options.format = ExportFormat::kXlsx;
    options.table_cells = cells;
    const std::string whole = written({table}, options).bytes;
    int good = 0;
    int full = 0;
    for (std::uint64_t limit = 512; limit < 1'000'000; limit += limit / 4) {
      for (const bool to_file : {true, false}) {
        SCOPED_TRACE(std::to_string(cells) + " cells, " + std::to_string(limit) + " bytes" +
                     (to_file ? ", to a file" : ""));
        std::string bytes;
        ExportReport report;
        Status status;
        {
          const Fullness fullness(limit);
          auto sink = to_file ? Sink::to_file(path).value()
                              : Sink::to_function([&bytes](std::string_view part) {
                                  bytes += part;
                                  return true;
                                });
          auto writer = TableWriter::make(std::move(sink), options);
          status = writer->add(table, nullptr, Call{});
          if (status.ok()) status = writer->finish(Call{}, report);
        }
        if (to_file && status.ok()) bytes = file_at(path);
        std::filesystem::remove(path);
        if (status.ok()) {
          ++good;
          EXPECT_TRUE(bytes == whole) << bytes.size() << " bytes of " << whole.size();
          EXPECT_EQ(report.bytes, static_cast<std::int64_t>(whole.size()));
        } else {
          ++full;
          EXPECT_EQ(status.code(), Code::kFull) << status.message();
        }
      }
    }
    EXPECT_GT(good, 2);
    EXPECT_GT(full, 2);
  }
}

TEST(XlsxWriterTest, CountsWhatIsNotAsItWas) {
  TableBuilder builder(
      {{"n", Type::kInt64}, {"d", Type::kFloat64}, {"t", Type::kText}, {"day", Type::kDate}});
  builder.integer((std::int64_t{1} << 53) + 1), builder.real(std::nan(""));
  builder.text(std::string(40'000, 'x')), builder.date(-30'000), builder.end_row();
  builder.integer(std::int64_t{1} << 53);
  builder.real(std::numeric_limits<double>::infinity());
  builder.text("\xFF"), builder.date(0), builder.end_row();
  const Written out = written({builder.finish().value()}, {});
  EXPECT_EQ(out.report.as_text, 2);
  EXPECT_EQ(out.report.blank, 2);
  EXPECT_EQ(out.report.cut, 1);
  EXPECT_EQ(out.report.repaired, 1);
  EXPECT_EQ(out.report.tables, 1);
}

TEST(XlsxWriterTest, OverTheBudgetThereAreNoTables) {
  ExportOptions few;
  few.table_cells = 11;
  const TablePtr table = by_month_and_channel();
  const Written large = written({table}, few);
  EXPECT_EQ(large.report.tables, 0);
  EXPECT_EQ(large.report.sheets, 1);
  EXPECT_EQ(large.report.rows, 4);
  few.table_cells = 12;
  EXPECT_EQ(written({table}, few).report.tables, 1);
  // Further rows take it over the budget when some are already there.
  const Written parts = written({table, table, table}, few);
  EXPECT_EQ(parts.report.rows, 12);
  EXPECT_EQ(parts.report.tables, 0);
}

TEST(XlsxWriterTest, AFullSheetGoesOnInAnother) {
  TableBuilder builder({{"n", Type::kInt64}});
  for (std::int64_t i = 0; i < limits::kSheetRows; ++i) builder.integer(i), builder.end_row();
  const Written out = written({builder.finish().value()}, {});
  EXPECT_EQ(out.report.rows, limits::kSheetRows);
  EXPECT_EQ(out.report.sheets, 2);
  EXPECT_EQ(out.report.tables, 0);
}

TEST(XlsxWriterTest, AnEmptyAnswerIsABook) {
  TableBuilder builder({{"a", Type::kText}, {"A", Type::kText}});
  const Written out = written({builder.finish().value()}, {});
  EXPECT_EQ(out.report.rows, 0);
  EXPECT_EQ(out.report.tables, 1);
  EXPECT_EQ(
      written({TableBuilder(std::vector<TableBuilder::Spec>{}).finish().value()}, {}).report.sheets,
      1);
}

TEST(XlsxWriterTest, TheLocaleOfTheThreadDoesNotMatter) {
  TableBuilder builder({{"d", Type::kFloat64}});
  builder.real(1234.5), builder.end_row();
  const TablePtr table = builder.finish().value();
  const std::string plain = written({table}, {}).bytes;
  const std::string before = std::setlocale(LC_ALL, nullptr);
  const bool german = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr ||
                      std::setlocale(LC_ALL, "it_IT.UTF-8") != nullptr;
  const std::string local = written({table}, {}).bytes;
  std::setlocale(LC_ALL, before.c_str());
  if (!german) GTEST_SKIP() << "this system has no locale with a decimal comma";
  EXPECT_TRUE(plain == local);
}

}  // namespace
}  // namespace pmm::exchange

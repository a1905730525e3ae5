#include "exchange/xlsx_about.hpp"

#include <xlsxwriter.h>

#include <memory>
#include <utility>

#include "base/civil.hpp"
#include "base/zone.hpp"
#include "exchange/xlsx_sheet.hpp"

namespace pmm::exchange {
namespace {

struct Words {
  std::string_view en, it;
};

std::string local_time(std::int64_t us, const std::string& timezone) {
  const auto zone = Zone::load(timezone.empty() ? "UTC" : timezone);
  std::string text =
      format_instant(us - us % kMicrosPerSecond, zone.ok() ? (*zone)->offset_s(us) : 0);
  text[text.find('T')] = ' ';
  return text;
}

std::string_view unit_words(const std::string& unit, bool italian) {
  if (unit == "s") return italian ? "durata, in giorni" : "duration, in days";
  if (unit == "1") return italian ? "frazione" : "fraction";
  if (unit == "d") return italian ? "giorni lavorativi" : "working days";
  return unit;
}

// A question as it was asked; what was one long line goes on in the next behind a comma, so that it
// can be seen, and still be copied.
std::vector<std::string> lines_of(std::string_view json) {
  constexpr std::size_t kLong = 90;
  std::vector<std::string> lines(1);
  bool quoted = false, escaped = false;
  for (const char c : json) {
    if (c == '\n') {
      if (!lines.back().empty()) lines.emplace_back();
      continue;
    }
    lines.back() += c;
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = c == '\\' && !escaped;
    if (c == ',' && !quoted && lines.back().size() > kLong) lines.emplace_back();
  }
  while (lines.size() > 1 && lines.back().find_first_not_of(" \r\t") == std::string::npos)
    lines.pop_back();
  return lines;
}

class AboutPage {
 public:
  AboutPage(CellWriter& cells, const XlsxBook::Sheet& sheet) : cells_(cells), sheet_(sheet) {}

  Status head(const ExportOptions& options, const std::vector<AboutAnswer>& answers) {
    worksheet_set_column(sheet_.sheet, 0, 0, 26, nullptr);
    worksheet_set_column(sheet_.sheet, 1, 1, 34, nullptr);
    worksheet_set_column(sheet_.sheet, 2, 2, 20, nullptr);
    worksheet_set_column(sheet_.sheet, 3, 3, 70, nullptr);
    worksheet_gridlines(sheet_.sheet, LXW_HIDE_ALL_GRIDLINES);
    Look big;
    big.bold = true;
    big.size = 16;
    PMM_TRY(cells_.put_text(place(0), options.title, big));
    row_ += 2;
    const std::string zone = answers.empty() ? std::string() : answers.front().timezone;
    PMM_TRY(line({"Made by", "Prodotto da"}, options.made_by));
    PMM_TRY(line({"Made at", "Prodotto il"}, local_time(options.created_us, zone)));
    if (!zone.empty()) PMM_TRY(line({"Time zone", "Fuso orario"}, zone));
    return {};
  }

  Status contents(const std::vector<AboutAnswer>& answers) {
    PMM_TRY(heading(word({"Contents", "Contenuto"})));
    for (const AboutAnswer& answer : answers) {
      std::uint16_t column = 0;
      PMM_TRY(cells_.put_text(place(column++), answer.title, {}));
      for (const std::string& name : answer.sheets) PMM_TRY(link(column++, name));
      ++row_;
    }
    return {};
  }

  Status answer(const AboutAnswer& told) {
    PMM_TRY(heading(told.title));
    for (const std::string& name : told.sheets) {
      PMM_TRY(label({"Sheet", "Foglio"}));
      PMM_TRY(link(1, name));
      ++row_;
    }
    PMM_TRY(line({"Rows", "Righe"}, std::to_string(told.rows)));
    PMM_TRY(line({"As of", "Aggiornato al"}, local_time(told.watermark.time_us, told.timezone)));
    PMM_TRY(line({"Last change seen", "Ultima modifica vista"},
                 std::to_string(told.watermark.journal)));
    PMM_TRY(line({"Last visit seen", "Ultima visita vista"}, std::to_string(told.watermark.visit)));
    if (!told.question.empty()) PMM_TRY(question(told.question));
    return members(told);
  }

 private:
  CellWriter::Place place(std::uint16_t column) const { return {sheet_.sheet, row_, column}; }
  std::string word(const Words& words) const {
    return std::string(cells_.italian() ? words.it : words.en);
  }

  Status heading(const std::string& title) {
    ++row_;
    Look look;
    look.bold = true;
    look.size = 13;
    PMM_TRY(cells_.put_text(place(0), title, look));
    ++row_;
    return {};
  }

  Status label(const Words& words) {
    Look look;
    look.quiet = look.top = true;
    return cells_.put_text(place(0), word(words), look);
  }

  Status line(const Words& words, std::string_view text) {
    PMM_TRY(label(words));
    PMM_TRY(cells_.put_text(place(1), text, {}));
    ++row_;
    return {};
  }

  // To the beginning of a sheet of this book.
  Status link(std::uint16_t column, const std::string& name) {
    std::string target = "internal:'";
    for (const char c : name) target += c == '\'' ? std::string("''") : std::string(1, c);
    target += "'!A1";
    // The program looks at the length of what it is given, and prints when it is too long.
    if (target.size() > 255) return cells_.put_text(place(column), name, {});
    return xlsx_status(worksheet_write_url_opt(sheet_.sheet, row_, column, target.c_str(), nullptr,
                                               name.c_str(), nullptr),
                       "link");
  }

  Status question(const std::string& text) {
    PMM_TRY(label({"Question", "Domanda"}));
    for (const std::string& part : lines_of(text)) {
      PMM_TRY(cells_.put_text(place(1), part, {}));
      ++row_;
    }
    return {};
  }

  Status members(const AboutAnswer& told) {
    Look look;
    look.bold = look.ruled = true;
    const Words titles[] = {
        {"Column", "Colonna"}, {"Member", "Membro"}, {"Unit", "Unità"}, {"Formula", "Formula"}};
    for (std::uint16_t i = 0; i < 4; ++i) PMM_TRY(cells_.put_text(place(i), word(titles[i]), look));
    ++row_;
    for (const AboutAnswer::Member& member : told.members) {
      PMM_TRY(cells_.put_text(place(0), member.title, {}));
      PMM_TRY(cells_.put_text(place(1), member.name, {}));
      PMM_TRY(cells_.put_text(place(2), unit_words(member.unit, cells_.italian()), {}));
      PMM_TRY(cells_.put_text(place(3), member.formula, {}));
      ++row_;
    }
    return {};
  }

  CellWriter& cells_;
  const XlsxBook::Sheet& sheet_;
  std::uint32_t row_ = 0;
};

}  // namespace

AboutAnswer about(const Table& table, const std::vector<std::string>& titles) {
  AboutAnswer told;
  told.timezone = table.timezone;
  told.watermark = table.watermark;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    told.members.push_back({titles[i], column.name, column.unit, column.note.formula});
  }
  return told;
}

Status write_about(CellWriter& cells, const XlsxBook::Sheet& sheet, const ExportOptions& options,
                   const std::vector<AboutAnswer>& answers) {
  const PlainNumbers numbers;
  dress_for_print(sheet, options.title);
  AboutPage page(cells, sheet);
  PMM_TRY(page.head(options, answers));
  if (answers.size() > 1) PMM_TRY(page.contents(answers));
  for (const AboutAnswer& answer : answers) PMM_TRY(page.answer(answer));
  return {};
}

}  // namespace pmm::exchange

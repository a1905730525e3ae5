#include "exchange/subject_document.hpp"

#include "base/civil.hpp"
#include "base/table.hpp"
#include "base/text.hpp"

namespace pmm::exchange {
namespace {

using crm::DataCell;
using crm::DataSection;
using crm::SubjectData;

// What a number of a column means is said by the end of its name.
enum class Meaning { kPlain, kInstant, kDay };
Meaning meaning_of(std::string_view column) noexcept {
  if (column.ends_with("_us")) return Meaning::kInstant;
  if (column.ends_with("_on") || column == "on_day") return Meaning::kDay;
  return Meaning::kPlain;
}

std::string name_of(std::string_view column) {
  for (const std::string_view end : {"_us", "_on"})
    if (column.ends_with(end)) column.remove_suffix(end.size());
  return std::string(column);
}

std::string instant_text(std::int64_t us, const Zone& zone) {
  return format_instant(us, zone.offset_s(us));
}

// The cell as a text; `quoted` says whether JSON wants it in quotes.
std::string cell_text(const DataCell& cell, std::string_view column, const Zone& zone,
                      bool& quoted) {
  quoted = true;
  if (const auto* value = std::get_if<std::string>(&cell)) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&cell)) {
    const Meaning meaning = meaning_of(column);
    if (meaning == Meaning::kInstant) return instant_text(*value, zone);
    if (meaning == Meaning::kDay) return format_date(static_cast<std::int32_t>(*value));
    quoted = false;
    return std::to_string(*value);
  }
  quoted = false;
  if (const auto* value = std::get_if<double>(&cell)) return text::from_double(*value);
  return {};
}

void append_json_cell(std::string& out, const DataCell& cell, std::string_view column,
                      const Zone& zone) {
  if (std::holds_alternative<std::monostate>(cell)) {
    out += "null";
    return;
  }
  bool quoted = false;
  const std::string text = cell_text(cell, column, zone, quoted);
  if (quoted)
    append_json_text(out, text);
  else
    out += text;
}

void append_json_section(std::string& out, const DataSection& section, const Zone& zone) {
  append_json_text(out, section.table);
  out += ":[";
  for (std::size_t row = 0; row < section.rows.size(); ++row) {
    out += row == 0 ? "\n  {" : ",\n  {";
    for (std::size_t i = 0; i < section.columns.size(); ++i) {
      if (i != 0) out += ",";
      append_json_text(out, name_of(section.columns[i].name));
      out += ":";
      append_json_cell(out, section.rows[row][i], section.columns[i].name, zone);
    }
    out += "}";
  }
  out += "]";
}

void append_html(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "<br>\n";
        break;
      default:
        out += c;
    }
  }
}

void append_element(std::string& out, std::string_view name, std::string_view text) {
  out.append("<").append(name).append(">");
  append_html(out, text);
  out.append("</").append(name).append(">");
}

// A column that has nothing in any row is left out: people look for what is there.
std::vector<std::size_t> columns_with_values(const DataSection& section) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    bool any = false;
    for (const auto& row : section.rows)
      any = any || !std::holds_alternative<std::monostate>(row[i]);
    if (any) out.push_back(i);
  }
  return out;
}

void append_html_section(std::string& out, const DataSection& section, bool italian,
                         const Zone& zone) {
  const std::vector<std::size_t> shown = columns_with_values(section);
  append_element(out, "h2", italian ? section.title_it : section.title_en);
  out += "\n<table>\n<thead><tr>";
  for (const std::size_t i : shown) {
    std::string name = name_of(section.columns[i].name);
    for (char& c : name)
      if (c == '_') c = ' ';
    append_element(out, "th", name);
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : section.rows) {
    out += "<tr>";
    for (const std::size_t i : shown) {
      bool quoted = false;
      append_element(out, "td", cell_text(row[i], section.columns[i].name, zone, quoted));
    }
    out += "</tr>\n";
  }
  out += "</tbody>\n</table>\n";
}

constexpr std::string_view kStyle =
    "<style>\nbody{font-family:sans-serif;margin:2em;line-height:1.4}\n"
    "table{border-collapse:collapse;margin-bottom:1.5em}\n"
    "th,td{border:1px solid #767676;padding:.3em .6em;text-align:left;vertical-align:top}\n"
    "</style>\n";

}  // namespace

std::string subject_json(const SubjectData& data, std::string_view store_id, const Zone& zone) {
  std::string out = "{\"format\":\"pmmcrm subject data 1\",\"store\":";
  append_json_text(out, store_id);
  out += ",\"subject\":" + std::to_string(data.subject) + ",\"at\":";
  append_json_text(out, instant_text(data.at_us, zone));
  out += ",\"timezone\":";
  append_json_text(out, zone.name());
  out += ",\"data\":{";
  for (const DataSection& section : data.sections) {
    out += &section == data.sections.data() ? "\n" : ",\n";
    append_json_section(out, section, zone);
  }
  return out + "}}\n";
}

std::string subject_html(const SubjectData& data, std::string_view language, const Zone& zone) {
  const bool italian = language == "it";
  const std::string_view title = italian ? "I tuoi dati" : "Your data";
  std::string out = "<!DOCTYPE html>\n<html lang=\"";
  out.append(italian ? "it" : "en").append("\">\n<head>\n<meta charset=\"utf-8\">\n");
  append_element(out, "title", title);
  out.append("\n").append(kStyle).append("</head>\n<body>\n");
  append_element(out, "h1", title);
  out += "\n";
  append_element(
      out, "p",
      std::string(italian ? "Situazione al " : "As of ") + instant_text(data.at_us, zone));
  out += "\n";
  for (const DataSection& section : data.sections) append_html_section(out, section, italian, zone);
  return out + "</body>\n</html>\n";
}

}  // namespace pmm::exchange

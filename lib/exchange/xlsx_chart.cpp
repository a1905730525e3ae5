#include "exchange/xlsx_chart.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <new>

namespace pmm::exchange {
namespace {

constexpr std::int64_t kUprightColumns = 8;  // more of them would not have room for their names
constexpr std::uint32_t kBars = 40;

// Told apart also by those who see few colours, and in print.
constexpr std::array<lxw_color_t, 10> kColours = {0x1F4E79, 0xC55A11, 0x548235, 0x7F6000, 0x7030A0,
                                                  0x2E9AA8, 0xA61C3C, 0x595959, 0x8FAADC, 0xF4B183};

std::uint8_t type_of(const ChartPlan& plan) noexcept {
  switch (plan.kind) {
    case ChartKind::kLine:
      return LXW_CHART_LINE;
    case ChartKind::kBar:
      return plan.stacked ? LXW_CHART_BAR_STACKED : LXW_CHART_BAR;
    default:
      return plan.stacked ? LXW_CHART_COLUMN_STACKED : LXW_CHART_COLUMN;
  }
}

// A leading "=" would be taken for a range.
std::string plain_title(const std::string& title) {
  const std::string line = line_text(title, 200);
  return !line.empty() && line.front() == '=' ? " " + line : line;
}

void add_series(lxw_chart* chart, const XlsxBook::Sheet& sheet, const ChartPlan& plan,
                std::uint32_t last_row, std::size_t number) {
  lxw_chart_series* series = chart_add_series(chart, nullptr, nullptr);
  if (series == nullptr) throw std::bad_alloc();
  const std::uint16_t column = plan.series[number];
  chart_series_set_categories(series, sheet.name.c_str(), plan.first_row, plan.category, last_row,
                              plan.category);
  chart_series_set_values(series, sheet.name.c_str(), plan.first_row, column, last_row, column);
  chart_series_set_name_range(series, sheet.name.c_str(), 0, column);
  const lxw_color_t colour = kColours[number % kColours.size()];
  if (plan.kind == ChartKind::kLine) {
    lxw_chart_line line{};
    line.color = colour;
    line.width = 2.25F;
    chart_series_set_line(series, &line);
  } else {
    lxw_chart_fill fill{};
    fill.color = colour;
    chart_series_set_fill(series, &fill);
  }
}

void dress_axes(lxw_chart* chart, const ChartPlan& plan) {
  // A bar chart lies on its side, and its axes with it.
  const bool lying = plan.kind == ChartKind::kBar;
  lxw_chart_axis* categories = lying ? chart->y_axis : chart->x_axis;
  lxw_chart_axis* values = lying ? chart->x_axis : chart->y_axis;
  if (!plan.category_title.empty())
    chart_axis_set_name(categories, plain_title(plan.category_title).c_str());
  if (!plan.value_title.empty()) chart_axis_set_name(values, plain_title(plan.value_title).c_str());
  if (!plan.category_format.empty())
    chart_axis_set_num_format(categories, plan.category_format.c_str());
  if (!plan.value_format.empty()) chart_axis_set_num_format(values, plan.value_format.c_str());
  lxw_chart_line grid{};
  grid.color = 0xD9D9D9;
  chart_axis_major_gridlines_set_visible(categories, LXW_FALSE);
  chart_axis_major_gridlines_set_visible(values, LXW_TRUE);
  chart_axis_major_gridlines_set_line(values, &grid);
  if (!lying) return;
  chart_axis_set_reverse(categories);       // the first on top
  chart_axis_set_crossing_max(categories);  // the numbers stay below
}

}  // namespace

ChartKind suitable_chart(ChartKind wanted, bool over_time, std::int64_t rows) noexcept {
  if (wanted != ChartKind::kAuto) return wanted;
  if (rows < 2) return ChartKind::kNone;
  if (over_time) return ChartKind::kLine;
  return rows <= kUprightColumns ? ChartKind::kColumn : ChartKind::kBar;
}

Status add_chart(XlsxBook& book, const XlsxBook::Sheet& sheet, const ChartPlan& plan) {
  lxw_chart* chart = workbook_add_chart(book.get(), type_of(plan));
  if (chart == nullptr) return Status::no_memory();
  const bool lying = plan.kind == ChartKind::kBar;
  const std::uint32_t last_row =
      lying ? std::min(plan.last_row, plan.first_row + kBars - 1) : plan.last_row;
  for (std::size_t i = 0; i < plan.series.size(); ++i) add_series(chart, sheet, plan, last_row, i);
  chart_title_set_name(chart, plain_title(plan.title).c_str());
  lxw_chart_font font{};
  font.size = 14;
  font.bold = LXW_TRUE;
  chart_title_set_name_font(chart, &font);
  if (plan.series.size() > 1)
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
  else
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
  dress_axes(chart, plan);
  lxw_chart_options options{};
  options.x_scale = 1.5;  // of 480 × 288 pixels
  options.y_scale = lying ? std::max(1.4, 0.35 + 0.09 * (last_row - plan.first_row + 1)) : 1.4;
  return xlsx_status(worksheet_insert_chart_opt(sheet.sheet, 1, plan.place, chart, &options),
                     "chart");
}

}  // namespace pmm::exchange

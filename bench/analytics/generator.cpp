#include "generator.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace bench {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kHour = 3'600;
constexpr std::int64_t kShortest = 600, kLongest = 120 * kDay;  // of a resolution

constexpr CaseKind kApplication{"application",
                                {"submitted", "registered", "in_progress", "awaiting_info"},
                                {"completed", "completed", "rejected", "withdrawn"}};
constexpr std::array<std::string_view, 4> kOpen{"new", "triaged", "in_progress", "scheduled"};
constexpr std::array<std::string_view, 4> kClosed{"resolved", "resolved", "no_further_action",
                                                  "not_responsible"};
constexpr std::array<CaseKind, 4> kKinds{kApplication, CaseKind{"report", kOpen, kClosed},
                                         CaseKind{"complaint", kOpen, kClosed},
                                         CaseKind{"inquiry", kOpen, kClosed}};

// One number for every thing that is drawn about a case.
enum Stream : std::uint64_t {
  kJitter,
  kService,
  kChannel,
  kKind,
  kArea,
  kSubject,
  kBusy,
  kDue,
  kClosing,                // several of its own
  kState = kClosing + 10,  // and of the update
  kAfter,
};

constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30U;
  x *= 0xbf58476d1ce4e5b9U;
  x ^= x >> 27U;
  x *= 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

// One o'clock UTC on the last Sunday of a month of 31 days.
std::int64_t change(std::int64_t year, int month) {
  const std::int64_t last = days_of(year, month, 31);
  return (last - (last + 4) % 7) * kDay + kHour;
}

std::vector<double> cumulative(std::vector<double> weights) {
  std::partial_sum(weights.begin(), weights.end(), weights.begin());
  const double sum = weights.back();
  for (double& weight : weights) weight /= sum;
  weights.back() = 1;
  return weights;
}

// 1, 1/2, 1/3… with the exponent.
std::vector<double> zipf(int count, double exponent) {
  std::vector<double> weights;
  for (int i = 1; i <= count; ++i) weights.push_back(std::pow(i, -exponent));
  return cumulative(std::move(weights));
}

struct Place {
  std::size_t index;
  double within;  // [0, 1)
};

Place find(const std::vector<double>& distribution, double u) {
  const auto found = std::upper_bound(distribution.begin(), distribution.end() - 1, u);
  const auto index = static_cast<std::size_t>(found - distribution.begin());
  const double low = index == 0 ? 0 : distribution[index - 1];
  return {index, std::min((u - low) / (distribution[index] - low), 0.999999)};
}

}  // namespace

std::int64_t year_of(std::int64_t utc) {
  std::int64_t year = 1970 + utc / (365 * kDay + kDay / 4);
  while (days_of(year + 1, 1, 1) * kDay <= utc) ++year;
  while (days_of(year, 1, 1) * kDay > utc) --year;
  return year;
}

std::int64_t ahead_of_utc(std::int64_t utc) {
  const std::int64_t year = year_of(utc);
  return utc >= change(year, 3) && utc < change(year, 10) ? 2 * kHour : kHour;
}

Generator::Generator(const nlohmann::json& shape, std::int64_t cases)
    : seed_(shape.at("seed").get<std::uint64_t>()),
      cases_(cases),
      subjects_(std::min(shape.at("subjects").get<std::int64_t>(), cases)),
      updates_(static_cast<std::int64_t>(static_cast<double>(cases) *
                                         shape.at("updates").at("share").get<double>())),
      categories_(shape.at("category").get<int>()),
      offices_(shape.at("office").get<int>()),
      areas_(shape.at("area").get<int>()),
      no_subject_(shape.at("nulls").at("subject").get<double>()),
      no_area_(shape.at("nulls").at("area").get<double>()),
      no_due_(shape.at("nulls").at("due_at").get<double>()),
      not_closed_(shape.at("nulls").at("closed_at").get<double>()),
      odd_(shape.at("odd").at("closed_before_opened").get<double>()) {
  const auto first = shape.at("first_year").get<std::int64_t>();
  const std::int64_t begin_day = days_of(first, 1, 1);
  const std::int64_t end_day = days_of(first + shape.at("years").get<std::int64_t>(), 1, 1);
  begin_ = begin_day * kDay - kHour;
  end_ = end_day * kDay - kHour;
  // Weekends are quiet, each year brings a little more, and offices work by day.
  std::vector<double> days;
  for (std::int64_t day = begin_day; day < end_day; ++day) {
    const std::int64_t weekday = (day + 3) % 7;
    const double of_week = weekday == 6 ? 0.35 : weekday == 5 ? 0.55 : 1;
    days.push_back(of_week * (1 + 0.08 * static_cast<double>(day - begin_day) / 365));
  }
  days_ = cumulative(std::move(days));
  hours_ =
      cumulative({1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 18, 15, 9, 9, 12, 13, 11, 9, 7, 6, 6, 4, 3, 2});
  services_ = zipf(shape.at("service").get<int>(), 1);
  channels_ = zipf(shape.at("channel").get<int>(), 0.7);
  std::vector<double> kinds;
  for (const CaseKind& kind : kKinds)
    kinds.push_back(shape.at("kind").at(std::string(kind.name)).get<double>());
  kinds_ = cumulative(std::move(kinds));
}

std::uint64_t Generator::draw(std::int64_t number, std::uint64_t stream) const {
  return mix(seed_ + mix(static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15U +
                         stream * 0xd1342543de82ef95U));
}

double Generator::fraction(std::int64_t number, std::uint64_t stream) const {
  return static_cast<double>(draw(number, stream) >> 11U) * 0x1p-53;
}

std::int64_t Generator::opening(std::int64_t number) const {
  const double u =
      (static_cast<double>(number - 1) + fraction(number, kJitter)) / static_cast<double>(cases_);
  const Place day = find(days_, u);
  const Place hour = find(hours_, day.within);
  return begin_ + static_cast<std::int64_t>(day.index) * kDay +
         static_cast<std::int64_t>((static_cast<double>(hour.index) + hour.within) * kHour);
}

// Between ten minutes and four months, each order of magnitude as likely as the next.
std::optional<std::int64_t> Generator::closing(const CaseRow& row, std::uint64_t stream) const {
  if (fraction(row.number, stream) < not_closed_) return std::nullopt;
  const double u = fraction(row.number, stream + 1);
  const auto took =
      static_cast<std::int64_t>(kShortest * std::pow(static_cast<double>(kLongest) / kShortest, u));
  if (fraction(row.number, stream + 2) < odd_) return std::max(begin_, row.opened - took);
  if (row.opened + took >= end_) return std::nullopt;
  return row.opened + took;
}

// The first of a hundred subjects each open fifteen times as much as the others.
std::int64_t Generator::subject_of(std::int64_t number) const {
  const double u = fraction(number, kSubject);
  if (u < no_subject_) return 0;
  const double v = (u - no_subject_) / (1 - no_subject_);
  const auto busy = std::max<std::int64_t>(1, subjects_ / 100);
  const bool is_busy = fraction(number, kBusy) < 0.15 || subjects_ == busy;
  const std::int64_t low = is_busy ? 0 : busy;
  const std::int64_t count = is_busy ? busy : subjects_ - busy;
  // Spread over the numbers: who opens most has no low number in particular.
  const std::int64_t rank = low + static_cast<std::int64_t>(v * static_cast<double>(count));
  return 1 + rank * 611'953 % subjects_;
}

CaseRow Generator::row(std::int64_t number) const {
  CaseRow row;
  row.number = number;
  row.kind = &kKinds[find(kinds_, fraction(number, kKind)).index];
  row.service = static_cast<int>(find(services_, fraction(number, kService)).index);
  row.channel = static_cast<int>(find(channels_, fraction(number, kChannel)).index);
  const double area = fraction(number, kArea);
  if (area >= no_area_) row.area = static_cast<int>((area - no_area_) / (1 - no_area_) * areas_);
  row.subject = subject_of(number);
  row.opened = opening(number);
  const double due = fraction(number, kDue);
  constexpr std::array<std::int64_t, 4> kTerms{10, 20, 30, 60};
  if (due >= no_due_)
    row.due =
        row.opened + kDay * kTerms[static_cast<std::size_t>((due - no_due_) / (1 - no_due_) * 4)];
  row.closed = closing(row, kClosing);
  row.state =
      (row.closed ? row.kind->closed_states : row.kind->open_states)[draw(number, kState) % 4];
  return row;
}

// Counts in the order of a keyed permutation: rounds over the next power of four, again until the
// number is one of ours.
std::int64_t Generator::updated_case(std::int64_t n) const {
  unsigned half = 1;
  while ((1ULL << (2 * half)) < static_cast<std::uint64_t>(cases_)) ++half;
  const std::uint64_t mask = (1ULL << half) - 1;
  auto x = static_cast<std::uint64_t>(n);
  do {
    for (std::uint64_t round = 0; round < 4; ++round) {
      const std::uint64_t left = x >> half, right = x & mask;
      x = (right << half) | ((left ^ mix(right + seed_ + round * 0x9e3779b97f4a7c15U)) & mask);
    }
  } while (x >= static_cast<std::uint64_t>(cases_));
  return static_cast<std::int64_t>(x) + 1;
}

CaseRow Generator::updated_row(std::int64_t number) const {
  CaseRow row = this->row(number);
  row.closed = closing(row, kAfter + 1);
  row.state =
      (row.closed ? row.kind->closed_states : row.kind->open_states)[draw(number, kAfter) % 4];
  return row;
}

}  // namespace bench

#include "analytics/segment/tally.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace pmm::analytics {
namespace {

using columnar::Bitset;
using columnar::Block;
using columnar::kNullInt;

// Calls fn(subject, i) for the i-th of the rows; subject 0 is none and is looked at later.
template <class Fn>
void each_subject(const Block& block, std::uint8_t column, Selection rows, Fn&& fn) {
  columnar::visit_narrow(block.chunks[column], block.rows, [&](auto codes) {
    for (std::size_t i = 0; i < rows.size(); ++i) fn(codes[rows[i]], i);
  });
}

// "At least one."
class AnyTally final : public Tally {
 public:
  AnyTally(const ActivityTest& test, std::size_t subjects) : test_(test), found_(subjects) {}
  void add(const Block& block, Selection rows) override {
    std::uint64_t* words = found_.words().data();
    each_subject(block, test_.cube->subject_column, rows, [words](auto subject, std::size_t) {
      words[subject / 64] |= std::uint64_t{1} << (subject % 64);
    });
  }
  void take(Tally& other) override { found_.add(static_cast<AnyTally&>(other).found_); }
  Result<Bitset> finish(bool wanted, const Call&) override {
    const bool one = test_.tests.front().number.holds(1);
    if (one != wanted) return Bitset(found_.size());
    if (found_.size() > 0) found_.reset(0);
    return std::move(found_);
  }

 private:
  const ActivityTest& test_;
  Bitset found_;
};

// Counts that stop at 255: every bound is below that.
class SmallTally final : public Tally {
 public:
  static constexpr double kMost = 254;
  SmallTally(const ActivityTest& test, std::size_t subjects) : test_(test), counts_(subjects) {}
  void add(const Block& block, Selection rows) override {
    std::uint8_t* counts = counts_.data();
    each_subject(block, test_.cube->subject_column, rows, [counts](auto subject, std::size_t) {
      const std::uint8_t before = counts[subject];
      counts[subject] = static_cast<std::uint8_t>(before + (before != 0xFF ? 1 : 0));
    });
  }
  void take(Tally& other) override {
    const auto& theirs = static_cast<SmallTally&>(other).counts_;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      counts_[i] = static_cast<std::uint8_t>(std::min(0xFF, counts_[i] + theirs[i]));
  }
  Result<Bitset> finish(bool wanted, const Call&) override {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t count = 1; count < table.size(); ++count) {
      const auto holds = [&](const MeasureTest& test) {
        return test.number.holds(static_cast<double>(count));
      };
      table[count] = std::all_of(test_.tests.begin(), test_.tests.end(), holds) == wanted ? 1 : 0;
    }
    Bitset out =
        Bitset::where(counts_.size(), [&](std::size_t i) { return table[counts_[i]] != 0; });
    if (out.size() > 0) out.reset(0);
    return out;
  }

 private:
  const ActivityTest& test_;
  std::vector<std::uint8_t> counts_;
};

// --- Everything else: one part for each test ---------------------------------------------------

class Part {
 public:
  virtual ~Part() = default;
  virtual void add(const Block& block, Selection rows) = 0;
  virtual void take(Part& other) = 0;
  virtual std::size_t grown_bytes() const noexcept { return 0; }
  virtual Status seal(const Call&) { return {}; }
  virtual bool holds(std::size_t subject) const = 0;
};

class CountPart final : public Part {
 public:
  CountPart(const MeasureTest& test, std::uint8_t subject, std::size_t subjects)
      : test_(test), subject_(subject), counts_(subjects) {}
  void add(const Block& block, Selection rows) override {
    each_subject(block, subject_, rows, [this](auto subject, std::size_t) { ++counts_[subject]; });
  }
  void take(Part& other) override {
    const auto& theirs = static_cast<CountPart&>(other).counts_;
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += theirs[i];
  }
  bool holds(std::size_t subject) const override {
    return test_.number.holds(static_cast<double>(counts_[subject]));
  }

 private:
  const MeasureTest& test_;
  std::uint8_t subject_;
  std::vector<std::uint32_t> counts_;
};

class InstantPart final : public Part {
 public:
  InstantPart(const MeasureTest& test, std::uint8_t subject, std::size_t subjects)
      : test_(test),
        subject_(subject),
        first_(test.measure == SubjectMeasure::kFirst),
        instants_(subjects, kNullInt) {}
  void add(const Block& block, Selection rows) override {
    const auto values = values_.read(block.chunks[test_.column], rows);
    each_subject(block, subject_, rows, [&](auto subject, std::size_t i) {
      const std::int64_t us = values[i];
      keep(instants_[subject], us);
    });
  }
  void take(Part& other) override {
    const auto& theirs = static_cast<InstantPart&>(other).instants_;
    for (std::size_t i = 0; i < instants_.size(); ++i) keep(instants_[i], theirs[i]);
  }
  bool holds(std::size_t subject) const override {
    const std::int64_t us = instants_[subject];
    return us != kNullInt && us >= test_.range.begin_us && us < test_.range.end_us;
  }

 private:
  void keep(std::int64_t& kept, std::int64_t us) const noexcept {
    if (us == kNullInt) return;
    if (kept == kNullInt || (first_ ? us < kept : us > kept)) kept = us;
  }

  const MeasureTest& test_;
  std::uint8_t subject_;
  bool first_;
  std::vector<std::int64_t> instants_;
  ValueBuffer values_;
};

// Sums in microseconds, which is exact, and the number of rows that have a value.
class SumPart final : public Part {
 public:
  SumPart(const MeasureTest& test, std::uint8_t subject, std::size_t subjects)
      : test_(test),
        subject_(subject),
        duration_(duration_of(test.value)),
        sums_(subjects),
        counts_(subjects) {}
  void add(const Block& block, Selection rows) override {
    const auto begins = begins_.read(block.chunks[duration_.begin], rows);
    const auto ends = ends_.read(block.chunks[duration_.end], rows);
    each_subject(block, subject_, rows, [&](auto subject, std::size_t i) {
      const std::int64_t begin = begins[i];
      const std::int64_t end = ends[i];
      if (begin == kNullInt || end == kNullInt) return;
      const std::int64_t us = duration_.is_seconds ? end * kSecond : end - begin;
      if (us < 0) return;
      sums_[subject] += us;
      ++counts_[subject];
    });
  }
  void take(Part& other) override {
    const auto& theirs = static_cast<SumPart&>(other);
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      sums_[i] += theirs.sums_[i];
      counts_[i] += theirs.counts_[i];
    }
  }
  bool holds(std::size_t subject) const override {
    if (counts_[subject] == 0) return false;
    const double seconds = static_cast<double>(sums_[subject]) / static_cast<double>(kSecond);
    const bool mean = test_.measure == SubjectMeasure::kMean;
    return test_.number.holds(mean ? seconds / counts_[subject] : seconds);
  }

 private:
  static constexpr std::int64_t kSecond = 1'000'000;
  const MeasureTest& test_;
  std::uint8_t subject_;
  Duration duration_;
  ValueBuffer begins_, ends_;
  // Whole microseconds, so that the order of the rows does not matter.
  std::vector<columnar::Int128> sums_;
  std::vector<std::uint32_t> counts_;
};

class DistinctPart final : public Part {
 public:
  DistinctPart(const MeasureTest& test, std::uint8_t subject, std::size_t subjects)
      : test_(test), subject_(subject), subjects_(subjects) {}
  void add(const Block& block, Selection rows) override {
    columnar::visit_narrow(block.chunks[test_.column], block.rows, [&](auto codes) {
      each_subject(block, subject_, rows,
                   [&](auto subject, std::size_t i) { pairs_.add(subject, codes[rows[i]]); });
    });
  }
  void take(Part& other) override { pairs_.add(static_cast<DistinctPart&>(other).pairs_); }
  std::size_t grown_bytes() const noexcept override { return pairs_.bytes(); }
  Status seal(const Call& call) override {
    PMM_ASSIGN(counts_, pairs_.count(subjects_, call));
    return {};
  }
  bool holds(std::size_t subject) const override {
    return test_.number.holds(static_cast<double>(counts_[subject]));
  }

 private:
  const MeasureTest& test_;
  std::uint8_t subject_;
  std::size_t subjects_;
  CodePairs pairs_;
  std::vector<std::uint32_t> counts_;
};

class FullTally final : public Tally {
 public:
  FullTally(const ActivityTest& test, std::size_t subjects) : test_(test), any_(subjects) {
    const std::uint8_t subject = test.cube->subject_column;
    for (const MeasureTest& part : test.tests) {
      switch (part.measure) {
        case SubjectMeasure::kCount:
          parts_.push_back(std::make_unique<CountPart>(part, subject, subjects));
          break;
        case SubjectMeasure::kDistinct:
          parts_.push_back(std::make_unique<DistinctPart>(part, subject, subjects));
          break;
        case SubjectMeasure::kFirst:
        case SubjectMeasure::kLast:
          parts_.push_back(std::make_unique<InstantPart>(part, subject, subjects));
          break;
        case SubjectMeasure::kSum:
        case SubjectMeasure::kMean:
          parts_.push_back(std::make_unique<SumPart>(part, subject, subjects));
          break;
      }
    }
  }
  void add(const Block& block, Selection rows) override {
    std::uint64_t* words = any_.words().data();
    each_subject(block, test_.cube->subject_column, rows, [words](auto subject, std::size_t) {
      words[subject / 64] |= std::uint64_t{1} << (subject % 64);
    });
    for (const auto& part : parts_) part->add(block, rows);
  }
  void take(Tally& other) override {
    auto& theirs = static_cast<FullTally&>(other);
    any_.add(theirs.any_);
    for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i]->take(*theirs.parts_[i]);
  }
  std::size_t grown_bytes() const noexcept override {
    std::size_t bytes = 0;
    for (const auto& part : parts_) bytes += part->grown_bytes();
    return bytes;
  }
  Result<Bitset> finish(bool wanted, const Call& call) override {
    for (const auto& part : parts_) PMM_TRY(part->seal(call));
    if (any_.size() > 0) any_.reset(0);
    Bitset out(any_.size());
    any_.visit(0, [&](std::size_t subject) {
      const bool holds = std::all_of(parts_.begin(), parts_.end(),
                                     [subject](const auto& part) { return part->holds(subject); });
      if (holds == wanted) out.set(subject);
      return true;
    });
    return out;
  }

 private:
  const ActivityTest& test_;
  Bitset any_;
  std::vector<std::unique_ptr<Part>> parts_;
};

bool counts_only(const ActivityTest& test) noexcept {
  return std::all_of(test.tests.begin(), test.tests.end(), [](const MeasureTest& part) {
    return part.measure == SubjectMeasure::kCount;
  });
}

bool bounds_within(const ActivityTest& test, double least, double most) noexcept {
  for (const MeasureTest& part : test.tests)
    for (const NumberBound& bound : part.number.bounds)
      if (bound.value < least || bound.value > most) return false;
  return true;
}

// Whether every count from 1 on gives the same answer.
bool asks_for_any(const ActivityTest& test) noexcept {
  return test.tests.size() == 1 &&
         std::all_of(test.tests.front().number.bounds.begin(),
                     test.tests.front().number.bounds.end(), [](const NumberBound& bound) {
                       switch (bound.kind) {
                         case NumberBound::Kind::kGreaterEqual:
                         case NumberBound::Kind::kLess:
                           return bound.value <= 1;
                         case NumberBound::Kind::kGreater:
                         case NumberBound::Kind::kEqual:
                         case NumberBound::Kind::kNotEqual:
                         case NumberBound::Kind::kLessEqual:
                           return bound.value < 1;
                       }
                       return false;
                     });
}

enum class Make : std::uint8_t { kAny, kSmall, kFull };
Make make_of(const ActivityTest& test) noexcept {
  if (!counts_only(test)) return Make::kFull;
  if (asks_for_any(test)) return Make::kAny;
  return bounds_within(test, std::numeric_limits<double>::lowest(), SmallTally::kMost)
             ? Make::kSmall
             : Make::kFull;
}

// For each subject, what is needed to count different codes in the end included.
std::size_t part_bytes(SubjectMeasure measure) noexcept {
  switch (measure) {
    case SubjectMeasure::kCount:
      return sizeof(std::uint32_t);
    case SubjectMeasure::kFirst:
    case SubjectMeasure::kLast:
      return sizeof(std::int64_t);
    case SubjectMeasure::kSum:
    case SubjectMeasure::kMean:
      return sizeof(columnar::Int128) + sizeof(std::uint32_t);
    case SubjectMeasure::kDistinct:
      return CodePairs::kSubjectBytes;
  }
  return 0;
}

}  // namespace

std::size_t tally_bytes(const ActivityTest& test, std::size_t subjects) noexcept {
  switch (make_of(test)) {
    case Make::kAny:
      return subjects / 8;
    case Make::kSmall:
      return subjects;
    case Make::kFull:
      break;
  }
  std::size_t bytes = subjects / 8;
  for (const MeasureTest& part : test.tests) bytes += subjects * part_bytes(part.measure);
  return bytes;
}

std::unique_ptr<Tally> make_tally(const ActivityTest& test, std::size_t subjects) {
  switch (make_of(test)) {
    case Make::kAny:
      return std::make_unique<AnyTally>(test, subjects);
    case Make::kSmall:
      return std::make_unique<SmallTally>(test, subjects);
    case Make::kFull:
      break;
  }
  return std::make_unique<FullTally>(test, subjects);
}

}  // namespace pmm::analytics

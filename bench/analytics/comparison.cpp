#include "comparison.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace bench {
namespace {

constexpr std::size_t kRounds = 7;

std::string compared(const Subject& subject, Ours& ours, Peer& peer) {
  for (std::size_t i = 0; i < subject.literals.size(); ++i) {
    const Asked asked = subject.ask(i);
    const Answer answer = ours.answer(subject, asked);
    for (const Table table : {Table::kVarchar, Table::kEnum}) {
      const std::string found = difference(answer, peer.answer(asked, table));
      if (!found.empty()) return "another answer than the peer: " + found;
    }
  }
  return "";
}

void ask_once(Figures& figures, Ours& ours, Peer* peer, std::size_t round) {
  const Subject& subject = *figures.subject;
  const Asked asked = subject.ask(round);
  const std::array<std::function<void()>, 3> turns{
      [&] { figures.ours.push_back(ours.time(subject, asked)); },
      [&] {
        if (peer != nullptr) figures.varchar.push_back(peer->time(asked, Table::kVarchar));
      },
      [&] {
        if (peer != nullptr) figures.coded.push_back(peer->time(asked, Table::kEnum));
      }};
  for (std::size_t i = 0; i < turns.size(); ++i) turns[(round + i) % turns.size()]();
}

std::vector<double> rates(const std::vector<double>& seconds) {
  std::vector<double> out;
  for (const double value : seconds) out.push_back(1 / value);
  return out;
}

std::string threads_text(int threads) {
  return ", " + std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

}  // namespace

std::vector<Figures> compare(const std::vector<const Subject*>& subjects, Ours& ours, Peer* peer) {
  std::vector<Figures> all;
  for (const Subject* subject : subjects) {
    Figures& figures = all.emplace_back();
    figures.subject = subject;
    try {
      if (peer != nullptr)
        figures.failure = compared(*subject, ours, *peer);
      else
        (void)ours.time(*subject, subject->ask(0));
    } catch (const std::exception& error) {
      figures.failure = error.what();
    }
    if (!figures.failure.empty())
      std::fprintf(stderr, "%s: %s\n", subject->name.c_str(), figures.failure.c_str());
  }
  for (std::size_t round = 0; round < kRounds; ++round)
    for (Figures& figures : all) {
      if (!figures.failure.empty()) continue;
      try {
        ask_once(figures, ours, peer, round);
      } catch (const std::exception& error) {
        figures.failure = error.what();
      }
    }
  return all;
}

double geometric_mean(const std::vector<Figures>& figures, std::vector<double> Figures::*side) {
  double sum = 0;
  int count = 0;
  for (const Figures& one : figures) {
    if (!one.failure.empty()) continue;
    sum += std::log(median(one.*side));
    ++count;
  }
  return std::exp(sum / count);
}

void add_rows(std::vector<Row>& rows, const std::vector<Figures>& figures, const std::string& peer,
              int threads, const std::string& when) {
  const std::string unit = "questions/s";
  std::string failed;
  for (const Figures& one : figures) {
    const std::string name = one.subject->name + when + threads_text(threads);
    if (!one.failure.empty()) {
      failed += (failed.empty() ? "failed: " : ", ") + one.subject->name;
      rows.push_back({name, peer, unit, Better::kHigher, one.subject->bar, {}, {}, one.failure});
      continue;
    }
    const bool coded = median(one.coded) < median(one.varchar);
    rows.push_back({name, peer + (coded ? ", ENUM columns" : ", VARCHAR columns") + " (the better)",
                    unit, Better::kHigher, one.subject->bar, rates(one.ours),
                    rates(coded ? one.coded : one.varchar)});
    rows.push_back({name + ", other form", peer + (coded ? ", VARCHAR columns" : ", ENUM columns"),
                    unit, Better::kHigher, kNoBar, rates(one.ours),
                    rates(coded ? one.varchar : one.coded)});
  }
  const std::string name = "geometric mean of the questions" + when + threads_text(threads);
  Row mean{name, peer + ", VARCHAR columns", unit, Better::kHigher, 10, {}, {}, failed};
  if (failed.empty()) {
    mean.ours = {1 / geometric_mean(figures, &Figures::ours)};
    mean.theirs = {1 / geometric_mean(figures, &Figures::varchar)};
  } else {
    std::printf(
        "geometric mean of those that did not fail%s: %.2f (VARCHAR), %.2f (ENUM)\n",
        threads_text(threads).c_str(),
        geometric_mean(figures, &Figures::varchar) / geometric_mean(figures, &Figures::ours),
        geometric_mean(figures, &Figures::coded) / geometric_mean(figures, &Figures::ours));
  }
  rows.push_back(std::move(mean));
}

}  // namespace bench

// bench/mypage: what the page of a citizen is made of.
#include "mypage.hpp"

#include <cstdio>
#include <exception>

int main(int count, char** arguments) {
  try {
    std::vector<bench::Question> questions;
    bench::add_page_questions(questions);
    bench::add_slot_questions(questions);
    bench::add_campaign_questions(questions);
    bench::add_decision_questions(questions);
    return bench::run(questions, bench::read_arguments(count, arguments));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench/mypage: %s\n", error.what());
    return 1;
  }
}

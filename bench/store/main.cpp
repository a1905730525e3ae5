// bench/store: the store against hand-written SQLite, in one run.
#include <cstdio>
#include <exception>

#include "questions.hpp"
#include "scene.hpp"
#include "writes.hpp"

int main(int count, char** arguments) {
  try {
    std::printf("sync latency of %s: %.0f us\n", bench::bench_root().c_str(),
                bench::sync_latency_us());
    std::vector<bench::Question> questions;
    bench::add_write_questions(questions);
    bench::add_read_questions(questions);
    return bench::run(questions, bench::read_arguments(count, arguments));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench/store: %s\n", error.what());
    return 1;
  }
}
